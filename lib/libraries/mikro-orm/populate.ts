import type { ModelRelation } from "../../model/definition.ts";
import type { SoftDeleteColumn } from "../../model/statement.ts";
import type { SqlText } from "../../model/sql-text.ts";
import type { BuiltObject, Step } from "../../source/built/built.ts";
import { liveInPopulated } from "./edits.ts";
import { conditionsOfFilters, isFiltered, type FilterChoice } from "./filters.ts";
import { From, type JoinOptions } from "./from.ts";
import type { Options } from "./options.ts";
import { constantString } from "./options.ts";
import { allOf, columnOf, holdsKey, isRequired, relationOf, type Level, type MikroQuery, type What } from "./query.ts";
import { conditionsFor, type Conditions } from "./where.ts";
import { parenthesised, together } from "../../read/builder/written.ts";
import { only } from "../../lists.ts";

/** A relation that is read along, and those of its rows. */
interface Hint {
  readonly property: string;
  readonly at: What;
  readonly children: Hint[];
}

/** `populate: ["books.tags"]`, and what `fields: ["author.name"]` says as well. */
export function hintsOf(options: Options, query: MikroQuery): Hint[] {
  const hints: Hint[] = [];
  const add = (what: What, fields: boolean): void => {
    const value = query.run.value(what);
    if (value.kind === "list") {
      for (const item of value.items) {
        const path = query.run.value(item);
        const text =
          path.kind === "constant"
            ? path.value
            : path.kind === "object"
              ? constantString(path.entries.get("field")?.value ?? path, query)
              : null;
        if (typeof text !== "string") query.unknown ??= unknownHint;
        else if (text === "$infer" || (text === "*" && fields)) continue;
        else if (text === "*") query.unknown ??= unknownHint;
        else addPath(hints, fields ? text.split(".").slice(0, -1) : text.replace(/:ref$/, "").split("."), item);
      }
      if (value.open && !fields) query.unknown ??= unknownHint;
    } else if (!fields && value.kind !== "constant") query.unknown ??= unknownHint;
  };
  const [populate, fields] = [options.get("populate"), options.get("fields")];
  if (populate) add(populate.value, false);
  else if (fields) add(fields.value, true);
  if (!populate && options.isOpen) query.unknown ??= unknownHint;
  return hints;
}

const unknownHint = "which relations are read along is not known";

function addPath(hints: Hint[], [property, ...rest]: readonly string[], at: What): void {
  if (property === undefined) return;
  let hint = hints.find((one) => one.property === property);
  if (!hint) hints.push((hint = { property, at, children: [] }));
  addPath(hint.children, rest, at);
}

interface Populating {
  readonly options: Options;
  readonly filters: FilterChoice;
  readonly call: Step;
  /** Which argument of the call the options are. */
  readonly index: number;
  readonly query: MikroQuery;
  readonly conditions: Conditions;
}

/**
 * Joins what is read along; relations to one whose table has filters are joined in any case, as these may leave rows
 * out.
 */
export function joinPopulated(
  hints: readonly Hint[],
  from: From,
  populating: Populating,
  where: BuiltObject | null,
): void {
  const { options, query } = populating;
  const separately = /^(?:select-in|SELECT_IN)$/.test(options.text("strategy") ?? "");
  const populateWhere = options.get("populateWhere");
  const said = populateWhere && query.run.value(populateWhere.value);
  const inferred = populateWhere !== null && /^infer$/i.test(constantString(populateWhere.value, query) ?? "");
  const restricting = inferred ? where : said?.kind === "object" ? said : null;
  // What restricts them is not seen.
  const unseen =
    populateWhere &&
    !inferred &&
    said &&
    said.kind !== "object" &&
    said.kind !== "constant" &&
    constantString(populateWhere.value, query) !== "ALL"
      ? populateWhere.value
      : null;
  joinAll(hints, from.main, [], { ...populating, from, separately, unseen }, restricting, null);
}

interface Joining extends Populating {
  readonly from: From;
  readonly separately: boolean;
  readonly unseen: What | null;
}

function joinAll(
  hints: readonly Hint[],
  level: Level,
  path: readonly string[],
  joining: Joining,
  restricting: BuiltObject | null,
  back: ModelRelation | null,
): void {
  const { query, from, filters, separately, conditions } = joining;
  const { table } = level;
  if (!table) {
    if (hints.length > 0) query.unknown ??= unknownHint;
    return;
  }
  for (const hint of hints) {
    const relation = relationOf(table, hint.property);
    const ownPath = [...path, hint.property];
    const target = relation && query.targetOf(relation);
    if (!relation || !target || relation.columns.length === 0) {
      // An embedded or lazy property is a column.
      if (relation || !columnOf(table, hint.property)) query.unknown ??= `where "${hint.property}" leads is not known`;
      continue;
    }
    const inner = restricting?.entries.get(hint.property)?.value;
    const object = inner ? query.run.value(inner) : null;
    const changes = isRequired(table, relation)
      ? { settled: true }
      : {
          addLiveFilter: (column: SoftDeleteColumn) =>
            liveInPopulated(ownPath, joining.options.at, target, column, joining.call, joining.index, query),
        };
    const restrict = (to: Level): SqlText | null =>
      allOf([
        object?.kind === "object"
          ? conditionsFor(withoutRelations(object, to), to, ownPath.join("."), conditions)
          : null,
        joining.unseen ? query.writer.unknown(joining.unseen) : null,
      ]);
    if (separately) {
      readSeparately(relation, hint, restrict, changes, joining);
      continue;
    }
    const targeted: Level = { table: target, alias: null };
    const kind = isRequired(table, relation) && isFiltered(targeted, filters) ? "inner join" : "left join";
    const join = from.join(relation, level, ownPath.join("."), hint.at, {
      populated: true,
      kind,
      filters: null,
      changes,
    });
    if (!join) continue;
    const restricted = restrict(join.level);
    const filtered = conditionsOfFilters(join.level, filters, query, hint.at);
    join.on.push(...[restricted, filtered].filter((one): one is SqlText => one !== null));
    joinAll(hint.children, join.level, ownPath, joining, object?.kind === "object" ? object : null, relation);
  }
  if (!separately) joinFiltered(hints, level, path, joining, back);
}

/** Relations to one, with a filter on what they lead to. */
function joinFiltered(
  hints: readonly Hint[],
  level: Level,
  path: readonly string[],
  { from, filters, query, options, call }: Joining,
  back: ModelRelation | null,
): void {
  const { table } = level;
  const fields = options.get("fields");
  const listed = fields && query.run.value(fields.value);
  const wanted = listed?.kind === "list" ? listed.items.map((item) => constantString(item, query) ?? "") : null;
  for (const relation of table?.relations ?? []) {
    if (
      !table ||
      relation.kind === "many" ||
      relation.columns.length === 0 ||
      hints.some(({ property }) => property === relation.property)
    )
      continue;
    if (
      path.length === 0 &&
      wanted &&
      !wanted.some((name) => name === relation.property || name.startsWith(`${relation.property}.`))
    )
      continue;
    if (back && isInverse(relation, back, table.model)) continue;
    const target: Level = { table: query.targetOf(relation), alias: null };
    if (!target.table || !isFiltered(target, filters)) continue;
    from.join(relation, level, [...path, relation.property].join("."), call.at, {
      populated: true,
      kind: isRequired(table, relation) ? "inner join" : "left join",
      filters,
      changes: { settled: true },
    });
  }
}

/** The side of a relation that another one has led here by. */
function isInverse(relation: ModelRelation, back: ModelRelation, model: string | null): boolean {
  return (
    back.model === model &&
    relation.columns.length === back.targetColumns.length &&
    relation.columns.every(
      (column, index) => column === back.targetColumns[index] && relation.targetColumns[index] === back.columns[index],
    )
  );
}

/** The other side of `@OneToOne`, whose key is read with every row. */
export function joinOwners(from: From, hints: readonly Hint[], { call, options }: Populating): void {
  const { table } = from.main;
  if (!table || options.get("fields")) return;
  for (const relation of table.relations) {
    if (
      relation.kind !== "one" ||
      relation.columns.length === 0 ||
      holdsKey(table, relation) ||
      hints.some(({ property }) => property === relation.property) ||
      from.at(relation.property, true)
    )
      continue;
    from.join(relation, from.main, relation.property, call.at, {
      populated: true,
      kind: "left join",
      changes: { settled: true },
    });
  }
}

function withoutRelations(object: BuiltObject, { table }: Level): BuiltObject {
  return { ...object, entries: new Map([...object.entries].filter(([name]) => !relationOf(table, name))) };
}

/** A statement of its own for a relation: `strategy: "select-in"`. */
function readSeparately(
  relation: ModelRelation,
  hint: Hint,
  restrict: (to: Level) => SqlText | null,
  changes: NonNullable<JoinOptions["changes"]>,
  joining: Joining,
): void {
  const { query, filters, conditions } = joining;
  const { writer } = query;
  const target = query.targetOf(relation);
  const sql = (text: string): SqlText => writer.sql(text, hint.at);
  const main: Level = { table: target, alias: query.alias(target) };
  const from = new From(main, query);
  const table = query.tableAt(target, main.alias, hint.at, changes);
  let [to, columns]: [Level, readonly string[]] = [main, relation.targetColumns];
  let between: SqlText | null = null;
  if (relation.through) {
    const { through } = relation;
    const pivot: Level = { table: query.names.table(through.schema, through.name), alias: query.alias(through) };
    const on = through.targetColumns.map((column, index) =>
      together(
        query.column(pivot, column, hint.at),
        sql("="),
        query.column(main, relation.targetColumns[index] ?? "", hint.at),
      ),
    );
    between = together(
      sql("INNER JOIN"),
      pivot.table
        ? query.tableAt(pivot.table, pivot.alias, hint.at)
        : together(writer.name(through.name, hint.at), sql(`AS "${pivot.alias ?? ""}"`)),
      sql("ON"),
      allOf(on),
    );
    [to, columns] = [pivot, through.columns];
  }
  const column = only(columns);
  const keys =
    column !== undefined
      ? together(query.column(to, column, hint.at), sql("IN"), parenthesised(query.given(hint.at)))
      : writer.unknown(hint.at);
  const separate: Joining = { ...joining, from, conditions: { ...conditions, from } };
  joinAll(hint.children, main, [hint.property], separate, null, relation);
  joinFiltered(hint.children, main, [hint.property], separate, relation);
  const where = allOf([conditionsOfFilters(main, filters, query, hint.at), keys, restrict(main)]);
  query.statements.push(
    together(
      sql("SELECT"),
      writer.name([main.alias ?? "", "*"], hint.at),
      sql("FROM"),
      table,
      between,
      from.written(hint.at),
      where ? together(sql("WHERE"), where) : null,
    ),
  );
}
