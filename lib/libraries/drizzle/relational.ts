import type { SqlText } from "../../model/sql-text.ts";
import { isPlace, type Built, type Place, type Step } from "../../source/built/built.ts";
import { conditionOf, operandOf, textFor } from "./expressions.ts";
import { filterText } from "./filter-objects.ts";
import { outputsText, placeOf, running } from "./select.ts";
import { aliased, namedTable, unknownTable } from "./tables.ts";
import { editsOf } from "./edits.ts";
import type { RelationalLevel } from "./relational-level.ts";
import type { Call, Drizzle, FieldsThing, Thing } from "./things.ts";
import { joined, parenthesised, together, type WrittenRelation } from "../../read/builder/written.ts";
import { only } from "../../lists.ts";
import type { ModelRelation } from "../../model/definition.ts";

type Given = Place | Built;

/** `db.query.users.findMany(config)`. */
export interface RelationalDraft {
  readonly key: Step;
  readonly find: Step;
  readonly first: boolean;
  readonly unknown: Place | null;
}

export function relationalOf({ head, steps }: Call, _: Drizzle): RelationalDraft | null {
  const [query, key, find, ...rest] = steps.filter(({ name }) => name !== "$primary");
  if (
    head !== "db" ||
    !query ||
    !/^_?query$/.test(query.name) ||
    query.arguments ||
    !key ||
    key.arguments ||
    !find?.arguments ||
    !/^find(?:Many|First)$/.test(find.name)
  )
    return null;
  return {
    key,
    find,
    first: find.name === "findFirst",
    unknown: rest.find(({ name }) => !running.has(name))?.place ?? (find.spread ? find.place : null),
  };
}

/**
 * What a relational query sends: one statement whose relations are lateral joins over JSON
 * (`buildRelationalQueryWithoutPK` of drizzle's pg-core/dialect.ts).
 */
export function relationalText(
  draft: RelationalDraft,
  drizzle: Drizzle,
  use: (relation: WrittenRelation) => void,
): SqlText {
  const { key, find, first, unknown } = draft;
  const named = key.name === "?" ? null : drizzle.model(key.name);
  const table = aliased(named ? namedTable(named, key.at) : unknownTable(key.at), key.name === "?" ? "root" : key.name);
  const [given] = find.arguments ?? [];
  const level: RelationalLevel = {
    table,
    named,
    at: key.at,
    ...configOf(given ?? null, drizzle),
    given: given ?? null,
    find,
    through: null,
    one: first,
    ...(unknown ? { unknown } : {}),
  };
  return levelText(level, drizzle, use);
}

function configOf(given: Given | null, { run }: Drizzle): Pick<RelationalLevel, "config" | "unknown"> {
  if (!given) return { config: null, unknown: null };
  const value = run.value(given);
  if (value.kind === "object") return { config: value, unknown: value.open ? placeOf(given) : null };
  return { config: null, unknown: value.kind === "constant" ? null : placeOf(given) };
}

function levelText(level: RelationalLevel, drizzle: Drizzle, use: (relation: WrittenRelation) => void): SqlText {
  const { writer } = drizzle;
  const { table, at, config, through } = level;
  use(editsOf.level(level, drizzle));
  const part = (name: string): Given | null => config?.entries.get(name)?.value ?? null;
  const nested = relatedLevels(level, part("with"), drizzle);
  const lateral = nested.map(({ name, inner, at: place }): SqlText => {
    const alias = `${table.alias ?? ""}_${name}`;
    const text = inner
      ? levelText(inner, drizzle, use)
      : [...writer.sql("select 1 from ", place), ...writer.unknown(place)];
    return together(
      writer.sql("left join lateral", place),
      parenthesised(text),
      writer.name(alias, place),
      writer.sql("on true", place),
    );
  });
  const source = together(
    table.name === null
      ? writer.unknown(at)
      : writer.name([...(table.schema === null ? [] : [table.schema]), table.name], at),
    writer.name(table.alias ?? "", at),
  );
  const conditions = [
    through && linkText(level, through, drizzle),
    filterOf(level, part("where"), drizzle),
    level.unknown && writer.unknown(level.unknown),
  ].filter((one): one is SqlText => one !== null && one.length > 0);
  const where =
    conditions.length === 0
      ? null
      : together(
          writer.sql("where", part("where") ?? at),
          only(conditions) ?? joined(conditions.map(parenthesised), " and "),
        );
  const order = drizzle.elsewhere("first", () => orderOf(level, part("orderBy"), drizzle));
  const amount = (name: "limit" | "offset"): SqlText | null => {
    const given = part(name);
    return given && drizzle.elsewhere("last", () => drizzle.thing(given).kind !== "nothing")
      ? together(writer.sql(name, given), operandOf(drizzle, given))
      : null;
  };
  const limit = level.one ? writer.sql("limit 1", at) : amount("limit");
  const offset = amount("offset");
  const selected = selectedFields(level, part("columns"), part("extras"), drizzle);
  const link = through?.relation.through;
  const join = link ? joinTableText(level, through.relation, link, drizzle) : null;
  if (!through) {
    const related = nested.map(({ name, at: place }) =>
      together(
        writer.name([`${table.alias ?? ""}_${name}`, "data"], place),
        writer.sql("as", place),
        writer.name(name, place),
      ),
    );
    const outputs = joined(
      [outputsText(selected, drizzle, { top: true, at, sources: [table] }), ...related].filter((one) => one.length > 0),
      ", ",
    );
    return together(
      writer.sql("select", at),
      outputs,
      writer.sql("from", at),
      source,
      ...lateral,
      where,
      order,
      limit,
      offset,
    );
  }
  // Columns that are merely handed on are a star: named inside a call they would seem to be asked about.
  const extras = [...selected.entries.values()]
    .filter((field) => field.kind !== "column")
    .map((field) => textFor(drizzle, field.kind === "sql" ? { ...field, alias: null } : field, at));
  const columns = [writer.name([table.alias ?? "", "*"], at), ...extras];
  const related = nested.map(({ name, at: place }) => writer.name([`${table.alias ?? ""}_${name}`, "data"], place));
  const row = [
    ...writer.sql("json_build_array(", at),
    ...joined([...columns, ...related], ", "),
    ...writer.sql(")", at),
  ];
  const isSorted = order !== null || limit !== null || offset !== null;
  const data = level.one
    ? row
    : [
        ...writer.sql("coalesce(json_agg(", at),
        ...(order ? together(row, order) : row),
        ...writer.sql("), '[]'::json)", at),
      ];
  const output = together(writer.sql("select", at), data, writer.sql('as "data"', at), writer.sql("from", at));
  if (!isSorted && !join) return together(output, source, ...lateral, where);
  const star = join ? writer.name([table.alias ?? "", "*"], at) : writer.sql("*", at);
  const inner = together(
    writer.sql("select", at),
    star,
    writer.sql("from", at),
    source,
    join,
    where,
    order,
    limit,
    offset,
  );
  return together(output, parenthesised(inner), writer.name(table.alias ?? "", at), ...lateral);
}

interface Related {
  readonly name: string;
  readonly at: Place;
  /** Null: what it leads to is not known. */
  readonly inner: RelationalLevel | null;
}

function relatedLevels({ table, named }: RelationalLevel, given: Given | null, drizzle: Drizzle): readonly Related[] {
  const value = given && drizzle.run.value(given);
  if (!value || value.kind === "constant") return [];
  const at = placeOf(given);
  if (value.kind !== "object") return [{ name: "related", at, inner: null }];
  const related = [...value.entries.values()].flatMap(({ name, key, value: config }): Related[] => {
    const asked = drizzle.run.value(config);
    if (asked.kind === "constant" && !asked.value) return [];
    const relation = named?.relations.find(({ property }) => property === name);
    const target = relation && drizzle.target(relation);
    if (!relation || !target) return [{ name, at: key, inner: null }];
    const inner = aliased(namedTable(target, key), `${table.alias ?? ""}_${name}`);
    return [
      {
        name,
        at: key,
        inner: {
          table: inner,
          named: target,
          at: key,
          ...configOf(config, drizzle),
          given: config,
          find: null,
          through: { relation, parent: table },
          one: relation.kind === "one",
        },
      },
    ];
  });
  return value.open ? [...related, { name: "related", at, inner: null }] : related;
}

/** How the rows of a relation belong to those of the level around. */
function linkText(
  { table, at }: RelationalLevel,
  { relation, parent }: NonNullable<RelationalLevel["through"]>,
  drizzle: Drizzle,
): SqlText {
  const { writer } = drizzle;
  const equal = (one: readonly string[], other: readonly string[]): SqlText =>
    together(writer.name(one, at), writer.sql("=", at), writer.name(other, at));
  const names = relation.through ? relation.through.columns : relation.targetColumns;
  const alias = relation.through ? `${table.alias ?? ""}_link` : (table.alias ?? "");
  if (relation.columns.length === 0 || names.length !== relation.columns.length) return writer.unknown(at);
  return joined(
    relation.columns.map((column, index) => equal([alias, names[index] ?? ""], [parent.alias ?? "", column])),
    " and ",
  );
}

function joinTableText(
  { table, at }: RelationalLevel,
  relation: ModelRelation,
  link: NonNullable<ModelRelation["through"]>,
  { writer }: Drizzle,
): SqlText {
  const alias = `${table.alias ?? ""}_link`;
  const on =
    link.targetColumns.length > 0 && link.targetColumns.length === relation.targetColumns.length
      ? joined(
          link.targetColumns.map((column, index) =>
            together(
              writer.name([alias, column], at),
              writer.sql("=", at),
              writer.name([table.alias ?? "", relation.targetColumns[index] ?? ""], at),
            ),
          ),
          " and ",
        )
      : writer.unknown(at);
  return together(
    writer.sql("inner join", at),
    writer.name([...(link.schema === null || link.schema === "public" ? [] : [link.schema]), link.name], at),
    writer.name(alias, at),
    writer.sql("on", at),
    on,
  );
}

/** `where`: a condition, a callback that gives one, or an object of the second version. */
function filterOf({ table, named }: RelationalLevel, given: Given | null, drizzle: Drizzle): SqlText | null {
  if (!given) return null;
  const value = drizzle.run.value(given);
  if (value.kind === "function") {
    const place = isPlace(given) ? given : given.place;
    return drizzle.within(table.alias, () =>
      conditionOf(drizzle, drizzle.run.call(value, [drizzle.given(table, place), drizzle.operators(place)]).result),
    );
  }
  if (value.kind === "object") return filterText(value, { table, named }, drizzle);
  return drizzle.within(table.alias, () => conditionOf(drizzle, given));
}

function orderOf({ table }: RelationalLevel, given: Given | null, drizzle: Drizzle): SqlText | null {
  if (!given) return null;
  const { run, writer } = drizzle;
  const value = run.value(given);
  if (value.kind === "object") {
    // `orderBy: { id: "asc" }` of the second version.
    const keys = [...value.entries.values()].map(({ name, key }) =>
      writer.name([table.alias ?? "", table.columns.get(name)?.name ?? table.nameOf(name)], key),
    );
    return keys.length === 0 ? null : together(writer.sql("order by", given), joined(keys, ", "));
  }
  return drizzle.within(table.alias, () => {
    const result =
      value.kind === "function"
        ? run.call(value, [drizzle.given(table, placeOf(given)), drizzle.operators(placeOf(given))]).result
        : given;
    const list = run.value(result);
    const keys = (list.kind === "list" ? list.items : [result])
      .filter((one) => drizzle.thing(one).kind !== "nothing")
      .map((one) => {
        const thing = drizzle.thing(one);
        return thing.kind === "value" || thing.kind === "unknown" || thing.kind === "fields"
          ? writer.unknown(one)
          : textFor(drizzle, thing, one);
      });
    return keys.length === 0 ? null : together(writer.sql("order by", given), joined(keys, ", "));
  });
}

/** `columns: { id: true }` names what is taken, `{ password: false }` what is left out; `extras` adds pieces of SQL. */
function selectedFields(
  { table }: RelationalLevel,
  columns: Given | null,
  extras: Given | null,
  drizzle: Drizzle,
): FieldsThing {
  const { run } = drizzle;
  const chosen = columns && run.value(columns);
  const flags =
    chosen?.kind === "object"
      ? [...chosen.entries.values()]
          .map(({ name, value }) => [name, run.value(value)] as const)
          .filter(([name]) => table.columns.has(name))
      : [];
  const taken = flags.filter(([, value]) => value.kind === "constant" && value.value === true).map(([name]) => name);
  const named = flags.map(([name]) => name);
  const properties = [...table.columns.keys()].filter((name) =>
    named.length === 0 ? true : taken.length > 0 ? taken.includes(name) : !named.includes(name),
  );
  const isUnknown =
    (chosen !== null && chosen.kind !== "object" && chosen.kind !== "constant") ||
    (chosen?.kind === "object" && (chosen.open || flags.some(([, value]) => value.kind === "input")));
  const entries = new Map<string, Thing>();
  // `columns: {}` leaves them all out.
  if (!(chosen?.kind === "object" && named.length === 0 && !isUnknown && extras))
    for (const property of properties)
      entries.set(property, {
        kind: "column",
        of: table,
        property,
        name: table.columns.get(property)?.name ?? property,
      });
  const added = extras && run.value(extras);
  drizzle.within(table.alias, () => {
    const object =
      added?.kind === "function"
        ? run.value(run.call(added, [drizzle.given(table, added.place), drizzle.operators(added.place)]).result)
        : added;
    for (const { name, value } of object?.kind === "object" ? object.entries.values() : [])
      entries.set(name, drizzle.thing(value));
  });
  return { kind: "fields", entries, open: table.open ? table.place : null };
}
