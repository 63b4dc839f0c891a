import type { SqlText } from "../../model/sql-text.ts";
import type { Built, Place, Step } from "../../source/built/built.ts";
import { conditionOf, eachOf, operandOf, plainValue, textFor } from "./expressions.ts";
import {
  itemText,
  joinOf,
  keepClaims,
  outputsText,
  placeOf,
  running,
  sourceOf,
  withText,
  type JoinDraft,
  type Used,
  type Writing,
} from "./select.ts";
import { fieldsOf, type Call, type ColumnOf, type Drizzle, type FieldsThing, type TableThing } from "./things.ts";
import { joined, parenthesised, together } from "../../read/builder/written.ts";

type Given = Place | Built;

/** An INSERT, UPDATE or DELETE as its steps say it. */
export interface WriteDraft {
  readonly verb: "insert" | "update" | "delete";
  readonly withs: readonly Given[];
  readonly table: Given;
  /** The step that names the table: `delete(users)`. */
  readonly start: Step;
  readonly values: Step | null;
  /** The query of `insert(…).select(query)`. */
  readonly query: Given | null;
  readonly conflict: Step | null;
  readonly set: Given | null;
  /** The last step that `.where(…)` can stand behind. */
  readonly behind: Step | null;
  readonly from: Given | null;
  readonly joins: readonly JoinDraft[];
  readonly where: { readonly given: Given; readonly step: Step } | null;
  readonly returning: Step | null;
  readonly dynamic: boolean;
  readonly unknown: Place | null;
  readonly rest: readonly Step[];
  readonly place: Place;
}

/** Null for other chains, and for an INSERT or UPDATE without its values. */
export function writeOf({ head, steps, place }: Call): WriteDraft | null {
  if (head !== "db") return null;
  let rest = steps.filter(({ name }) => name !== "$primary");
  const withs = rest[0]?.name === "with" ? (rest[0].arguments ?? []) : [];
  if (rest[0]?.name === "with") rest = rest.slice(1);
  const [start] = rest;
  const table = start?.arguments?.[0];
  if (!start || table === undefined || !/^(?:insert|update|delete)$/.test(start.name)) return null;
  let draft: WriteDraft = {
    verb: start.name as WriteDraft["verb"],
    withs,
    table,
    start,
    values: null,
    query: null,
    conflict: null,
    set: null,
    behind: start.name === "delete" ? start : null,
    from: null,
    joins: [],
    where: null,
    returning: null,
    dynamic: false,
    unknown: start.spread ? place : null,
    rest: [],
    place,
  };
  for (const [index, step] of rest.entries()) {
    if (index === 0) continue;
    const given = step.arguments;
    if (given === null || step.name === "as") {
      draft = { ...draft, rest: rest.slice(index) };
      break;
    }
    const [first] = given;
    const join = joinOf(step);
    draft = { ...draft, place: step.place, unknown: draft.unknown ?? (step.spread ? step.place : null) };
    if (join) draft = { ...draft, joins: [...draft.joins, join], behind: step };
    else if (step.name === "values") draft = { ...draft, values: step };
    else if (step.name === "select") draft = { ...draft, query: first ?? null };
    else if (step.name === "onConflictDoNothing" || step.name === "onConflictDoUpdate")
      draft = { ...draft, conflict: step };
    else if (step.name === "set") draft = { ...draft, set: first ?? null, behind: step };
    else if (step.name === "from") draft = { ...draft, from: first ?? null, behind: step };
    else if (step.name === "where") draft = { ...draft, where: first ? { given: first, step } : null };
    else if (step.name === "returning") draft = { ...draft, returning: step };
    else if (step.name === "$dynamic") draft = { ...draft, dynamic: true };
    else if (step.name !== "overridingSystemValue" && !running.has(step.name))
      draft = { ...draft, unknown: step.place };
  }
  if (draft.verb === "insert" && !draft.values && !draft.query) return null;
  if (draft.verb === "update" && draft.set === null) return null;
  return draft;
}

/** What an INSERT, UPDATE or DELETE sends. `use` is told of the relations that it reads and of its target. */
export function writeText(
  draft: WriteDraft,
  writing: Writing & { readonly target: (table: TableThing, at: Place) => void },
): SqlText {
  const { drizzle } = writing;
  const { writer } = drizzle;
  const source = sourceOf(draft.table, drizzle);
  const table = source.kind === "table" ? source : null;
  if (table) writing.target(table, placeOf(draft.table));
  const target = itemText(source, draft.table, drizzle);
  const withs = withText(draft.withs, drizzle);
  const returning = returningText(draft, table, writing);
  if (draft.verb === "insert")
    return together(
      withs,
      writer.sql("insert into", draft.start.at),
      target,
      insertedText(draft, table, writing),
      conflictText(draft, table, drizzle),
      returning,
    );
  const where = whereText(draft, writing);
  if (draft.verb === "delete")
    return together(withs, writer.sql("delete from", draft.start.at), target, where, returning);
  const used = (given: Given, join: JoinDraft | null): SqlText => {
    const thing = sourceOf(given, drizzle);
    if (thing.kind === "table") writing.use({ table: thing, at: placeOf(given), join } satisfies Used);
    return itemText(thing, given, drizzle);
  };
  const joins = draft.joins.map((join) => {
    const { step, type } = join;
    return together(
      writer.sql(`${type} join`, step.at),
      used(step.arguments?.[0] ?? step.place, join),
      writer.sql("on", step.at),
      (join.on && conditionOf(drizzle, called(join.on, table, drizzle))) ?? writer.unknown(join.on ?? step.place),
    );
  });
  return together(
    withs,
    writer.sql("update", draft.start.at),
    target,
    writer.sql("set", draft.start.at),
    draft.set ? assignmentsText(draft.set, table, drizzle) : writer.unknown(draft.start.place),
    draft.from ? together(writer.sql("from", draft.from), used(draft.from, null)) : null,
    ...joins,
    where,
    returning,
  );
}

function called(given: Given, table: TableThing | null, drizzle: Drizzle): Given {
  const fn = drizzle.run.value(given);
  if (fn.kind !== "function") return given;
  return drizzle.run.call(fn, table ? [drizzle.given(fieldsOf(table), fn.place)] : []).result;
}

function whereText({ where, unknown, place }: WriteDraft, { drizzle, open }: Writing): SqlText | null {
  const { writer } = drizzle;
  const condition = where && conditionOf(drizzle, where.given);
  const further = [unknown, open].filter((one) => one !== null).map((one) => writer.unknown(one));
  if (!condition && further.length === 0) return null;
  const all = [...(condition ? [further.length > 0 ? parenthesised(condition) : condition] : []), ...further];
  return together(writer.sql("where", where?.step.at ?? place), joined(all, " and "));
}

/** The columns and rows of an INSERT: drizzle names every column of the table, with DEFAULT for what is not given. */
function insertedText(draft: WriteDraft, table: TableThing | null, writing: Writing): SqlText {
  const { drizzle } = writing;
  const { run, writer } = drizzle;
  const columns = table && !table.open ? [...table.columns.values()].filter(({ generated }) => !generated) : null;
  const at = draft.start.place;
  const names = (list: readonly string[]): SqlText =>
    parenthesised(
      joined(
        list.map((name) => writer.name(name, at)),
        ", ",
      ),
    );
  if (draft.query) {
    const fn = run.value(draft.query);
    const thing =
      fn.kind === "function"
        ? drizzle.thing(run.call(fn, [drizzle.builder(fn.place)]).result)
        : drizzle.thing(draft.query);
    const query =
      thing.kind === "query"
        ? thing.text()
        : thing.kind === "sql"
          ? thing.text
          : [...writer.sql("select ", draft.query), ...writer.unknown(draft.query)];
    return together(columns ? names(columns.map(({ name }) => name)) : null, query);
  }
  const { values } = draft;
  const [given] = values?.arguments ?? [];
  // Every column has a place, whatever is given for it.
  const value = given && drizzle.elsewhere("last", () => run.value(given));
  const each = value && drizzle.elsewhere("last", () => eachOf(drizzle, value));
  const rows =
    value?.kind === "input" && each
      ? [each]
      : value?.kind === "list"
        ? [...value.items, ...(value.open ? [value.each ?? { kind: "input" as const, place: value.place }] : [])]
        : given
          ? [given]
          : [];
  const objects = rows.map((row) => drizzle.elsewhere("last", () => run.value(row)));
  const known = columns ?? givenColumns(objects, table);
  const text = objects.map((row, index) =>
    parenthesised(
      joined(
        known.map((column) => cell(row, column, rows[index] ?? row, drizzle)),
        ", ",
      ),
    ),
  );
  if (known.length === 0 || text.length === 0)
    return together(
      parenthesised(writer.unknown(given ?? values?.place ?? at)),
      writer.sql("values", at),
      parenthesised(writer.unknown(given ?? values?.place ?? at)),
    );
  return together(names(known.map(({ name }) => name)), writer.sql("values", values?.at ?? at), joined(text, ", "));
}

function givenColumns(
  rows: readonly Built[],
  table: TableThing | null,
): readonly Pick<ColumnOf, "name" | "property">[] {
  const properties = new Set(rows.flatMap((row) => (row.kind === "object" ? [...row.entries.keys()] : [])));
  return [...properties].map((property) => ({
    property,
    name: table?.columns.get(property)?.name ?? table?.nameOf(property) ?? property,
  }));
}

function cell(
  row: Built,
  { property, made = false }: Pick<ColumnOf, "property"> & Partial<ColumnOf>,
  at: Given,
  drizzle: Drizzle,
): SqlText {
  const { writer } = drizzle;
  const entry = row.kind === "object" ? row.entries.get(property) : undefined;
  if (
    entry &&
    !(["first", "last"] as const).every((end) =>
      drizzle.elsewhere(end, () => drizzle.thing(entry.value).kind === "nothing"),
    )
  )
    return valueText(entry.value, drizzle);
  if (row.kind === "object" && !row.open && !made) return writer.sql("default", at);
  return writer.value({ kind: "input", place: placeOf(at) });
}

function valueText(given: Given, drizzle: Drizzle): SqlText {
  const plain = plainValue(drizzle, given);
  if (plain) return drizzle.writer.value(plain);
  const value = drizzle.elsewhere("first", () => drizzle.run.value(given));
  // An array or object is one value.
  return value.kind === "list" || value.kind === "object"
    ? drizzle.writer.value({ kind: "input", place: value.place })
    : operandOf(drizzle, given);
}

/** `set`: what is undefined is left out; a column with `$onUpdate` is always set. */
export function assignmentsText(set: Given, table: TableThing | null, drizzle: Drizzle): SqlText {
  const { run, writer } = drizzle;
  // What is set on some way only counts as set: else a patch of ten properties would be a thousand statements.
  const ends = (["last", "first"] as const).map((end) => drizzle.elsewhere(end, () => run.value(set)));
  const texts: SqlText[] = [];
  const assigned = new Set<string>();
  for (const value of ends) {
    if (value.kind !== "object") continue;
    for (const { name: property, key, value: given } of value.entries.values()) {
      if (
        assigned.has(property) ||
        (["first", "last"] as const).every((end) =>
          drizzle.elsewhere(end, () => drizzle.thing(given).kind === "nothing"),
        )
      )
        continue;
      assigned.add(property);
      texts.push(
        together(
          writer.name(table?.columns.get(property)?.name ?? table?.nameOf(property) ?? property, key),
          writer.sql("=", key),
          valueText(given, drizzle),
        ),
      );
    }
  }
  for (const { property, name, updated } of table?.columns.values() ?? []) {
    if (updated && !assigned.has(property))
      texts.push(
        together(writer.name(name, set), writer.sql("=", set), writer.value({ kind: "input", place: placeOf(set) })),
      );
  }
  if (texts.length === 0 || ends.some((value) => value.kind !== "object" || value.open))
    texts.push(writer.unknown(set));
  return joined(texts, ", ");
}

function conflictText({ conflict }: WriteDraft, table: TableThing | null, drizzle: Drizzle): SqlText | null {
  if (!conflict) return null;
  const { run, writer } = drizzle;
  const start = writer.sql("on conflict", conflict.at);
  const [given] = conflict.arguments ?? [];
  const config = given ? run.value(given) : null;
  const part = (name: string): Given | null =>
    config?.kind === "object" ? (config.entries.get(name)?.value ?? null) : null;
  const target = part("target");
  const list = target && run.value(target);
  const columns = list?.kind === "list" ? list.items : target ? [target] : [];
  const names = columns.map((one) => {
    const thing = drizzle.thing(one);
    return thing.kind === "column"
      ? writer.name(thing.name, one)
      : thing.kind === "sql"
        ? textFor(drizzle, thing, one)
        : writer.unknown(one);
  });
  const where = (name: string): SqlText | null => {
    const condition = part(name);
    const text = condition && conditionOf(drizzle, condition);
    return text && together(writer.sql("where", condition), text);
  };
  const on = names.length > 0 ? parenthesised(joined(names, ", ")) : null;
  if (conflict.name === "onConflictDoNothing")
    return together(start, on, on && where("where"), writer.sql("do nothing", conflict.at));
  const set = part("set");
  if (!set || !on)
    return together(
      start,
      on ?? parenthesised(writer.unknown(given ?? conflict.place)),
      writer.sql("do update set", conflict.at),
      writer.unknown(given ?? conflict.place),
    );
  return together(
    start,
    on,
    where("targetWhere"),
    writer.sql("do update set", conflict.at),
    assignmentsText(set, table, drizzle),
    where("where") ?? where("setWhere"),
  );
}

function returningText(
  { returning, from, place }: WriteDraft,
  table: TableThing | null,
  writing: Writing,
): SqlText | null {
  if (!returning) return null;
  const { drizzle, top } = writing;
  const fields = returnedFields(returning, table, from, drizzle, place);
  if (top) keepClaims(fields, drizzle);
  return together(
    drizzle.writer.sql("returning", returning.at),
    outputsText(fields, drizzle, {
      top,
      at: returning.place,
      sources: table ? [table] : [],
    }),
  );
}

export function returnedFields(
  returning: Step | null,
  table: TableThing | null,
  from: Given | null,
  drizzle: Drizzle,
  place: Place,
): FieldsThing {
  const [given] = returning?.arguments ?? [];
  const chosen = given ? drizzle.thing(given) : null;
  if (chosen?.kind === "fields") return chosen;
  if (chosen?.kind === "table") return fieldsOf(chosen);
  if (!table || (chosen && chosen.kind !== "nothing"))
    return { kind: "fields", entries: new Map(), open: given ? placeOf(given) : place };
  const own = fieldsOf(table);
  const other = from ? sourceOf(from, drizzle) : null;
  if (other?.kind !== "table" && other?.kind !== "subquery") return own;
  return {
    ...own,
    entries: new Map([
      ...own.entries,
      [other.kind === "table" ? (other.alias ?? other.name ?? "") : other.alias, fieldsOf(other)],
    ]),
  };
}
