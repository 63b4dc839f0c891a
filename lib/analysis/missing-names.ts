import type { Catalog } from "../catalog/catalog.ts";
import { hasUnknownText } from "../model/clause.ts";
import type { ColumnReference, Expression } from "../model/expression.ts";
import { only } from "../lists.ts";
import type { CommonTable, FromItem, TableReference } from "../model/statement.ts";
import { nearest } from "../nearest.ts";
import { clauseExpressions, contains } from "./expressions.ts";
import { isKnownWhole, knownTable } from "./known-schema.ts";
import { expressionsOf } from "./level-expressions.ts";
import type { Level, Relation } from "./level.ts";
import { systemColumns } from "./namespace.ts";
import type { Refusal } from "./refusal.ts";

/**
 * The names of a level that PostgreSQL finds nothing for, or more than one thing (chapter 4.2.1; `parse_relation.c`
 * says how it looks). Silent where a name may be that of something which is not known: text of unknown content, a
 * schema that could not be read whole. In: whether what is not known of the statement may be a table, wherever it stands.
 */
export function missingNames(level: Level, catalog: Catalog, mayHoldMore = false): readonly Refusal[] {
  if (!isKnownWhole(catalog)) return [];
  return [...missingTables(level, catalog), ...sameNames(level), ...missingColumns(level, catalog, mayHoldMore)];
}

function missingTables(level: Level, catalog: Catalog): readonly Refusal[] {
  if (mayNameMore(level)) return [];
  return level.relations.flatMap(({ item, source }): Refusal[] => {
    if (item?.kind !== "table" || source.kind !== "unknown" || item.name === null) return [];
    const guess = nearest(item.name, tableNames(item, catalog)) ?? (item.schema === null ? unreadTable(level) : null);
    // Without a name that was meant it may as well be a table that something else makes.
    if (guess === null || isSystems(item)) return [];
    const { name, nameSpan: span } = item;
    return [{ code: "42P01", kind: "unknownTable", span, name, data: { name }, guess }];
  });
}

/** The one WITH query in sight that nothing reads, for which another name stands. */
function unreadTable(level: Level): string | null {
  const read = new Set(level.scopes.levels.flatMap(({ relations }) => relations.map(({ source }) => source)));
  const isRead = (one: CommonTable): boolean => [...read].some((source) => source.kind === "cte" && source.cte === one);
  const inSight: CommonTable[] = [];
  for (let at: Level | null = level; at; at = at.container)
    if ("with" in at.node)
      inSight.push(
        ...at.node.with.filter((one): one is CommonTable => "statement" in one && one.statement.kind === "select"),
      );
  return only(inSight.filter((one) => !isRead(one)))?.name ?? null;
}

const tableNames = ({ schema }: TableReference, { relations, searchPath }: Catalog): readonly string[] =>
  [...relations.values()]
    .filter((one) => (schema === null ? searchPath.includes(one.schema) : one.schema === schema))
    .map(({ name }) => name);

const isSystems = ({ schema, name }: TableReference): boolean =>
  schema === "pg_catalog" || schema === "information_schema" || /^pg_/.test(name ?? "");

/** `FROM users JOIN users ON …` */
function sameNames({ kind, relations }: Level): readonly Refusal[] {
  if (kind === "truncate") return [];
  const seen = new Map<string, Relation>();
  return relations.flatMap((relation): Refusal[] => {
    const { name, item } = relation;
    if (name === null || item?.kind !== "table" || item.onlyWhen || isInside(relation)) return [];
    const before = seen.get(name);
    seen.set(name, relation);
    if (!before || isApart(before, relation)) return [];
    return [{ code: "42712", kind: "sameName", span: item.span, data: { name }, guess: null }];
  });
}

/** The alias of a join hides the names inside. */
const isInside = ({ joins }: Relation): boolean => joins.some(({ join }) => join.alias !== null);

/** `public.users` and `audit.users` are told apart by their schemas. */
function isApart({ item, source }: Relation, other: Relation): boolean {
  if (item?.kind !== "table" || other.item?.kind !== "table" || item.onlyWhen) return true;
  if (item.alias !== null || other.item.alias !== null) return false;
  const [one, two] = [source, other.source];
  return one.kind === "table" && two.kind === "table" ? one.table !== two.table : one.kind !== two.kind;
}

function missingColumns(level: Level, catalog: Catalog, mayHoldMore: boolean): readonly Refusal[] {
  if (mayReadMore(level)) return [];
  const keys = sortKeys(level);
  const all = expressionsOf(level);
  // Of a table that is there its columns are known, whatever else is.
  const isOpen = mayHoldMore && (hasUnknownPart(level) || all.some(({ kind }) => kind === "unknown"));
  return all.flatMap((expression): Refusal[] => {
    if (expression.kind !== "column" || expression.name === "*") return [];
    if (expression.relation === null && keys.has(expression) && mayBeOutput(expression, level)) return [];
    const refused =
      expression.relation === null ? bareName(expression, level) : qualifiedName(expression, level, catalog);
    const isElsewhere = isOpen && (expression.relation === null || refused?.kind === "unknownRelation");
    return refused && !isElsewhere ? [refused] : [];
  });
}

const hasUnknownPart = ofLevelOrAround((level) =>
  level.conditions.some(({ expression }) => contains(expression, ({ kind }) => kind === "unknown")),
);

/** Asks something of a level and of those around it, each once: arms of UNION stand in one another, hundreds deep. */
function ofLevelOrAround(holds: (level: Level) => boolean): (level: Level) => boolean {
  const known = new WeakMap<Level, boolean>();
  return (level) => {
    const asked: Level[] = [];
    let at: Level | null = level;
    for (; at && !known.has(at); at = at.container) asked.push(at);
    let answer = at !== null && known.get(at) === true;
    for (const one of asked.reverse()) known.set(one, (answer ||= holds(one)));
    return answer;
  };
}

/** Whether its FROM, or that of a level around it, may hold more than is known. */
const mayReadMore = ofLevelOrAround(
  ({ node }) => ("from" in node && hasUnknownText(node.from)) || ("using" in node && hasUnknownText(node.using)),
);

/** The same of its CTEs. */
const mayNameMore = ofLevelOrAround(({ node }) => "with" in node && hasUnknownText(node.with));

/** Expressions in which a bare name may be that of an output. */
function sortKeys(level: Level): ReadonlySet<Expression> {
  if (level.kind !== "select" && level.kind !== "set-operation") return new Set();
  const distinct = level.kind === "select" ? level.node.distinctOn : [];
  const groups = level.kind === "select" ? clauseExpressions(level.groupBy) : [];
  // `GROUP BY (a, b)` groups by both.
  const keys = groups.flatMap((key) => (key.kind === "row" ? [key, ...key.items] : [key]));
  return new Set([...distinct, ...keys, ...clauseExpressions(level.orderBy)]);
}

const mayBeOutput = ({ name }: ColumnReference, { outputs }: Level): boolean =>
  !outputs.complete || outputs.columns.some((output) => output.name === name || output.name === null);

function bareName(reference: ColumnReference, level: Level): Refusal | null {
  const found = level.scopes.resolve(reference);
  const relations = level.scopes.inSight(reference) ?? [];
  const data = { column: reference.name };
  // UNION is ordered by its outputs alone, and what has no FROM has no columns.
  if (relations.length === 0 && level.kind !== "set-operation") return null;
  if (found === "ambiguous") {
    if (relations.some(isConditional)) return null;
    const having = relations.filter(({ columns }) => columns.some(({ name }) => name === reference.name));
    const [one, other] = having.map(({ name }) => name ?? "");
    if (one === undefined || other === undefined || !having.every(isKnown)) return null;
    return { code: "42702", kind: "ambiguousColumn", span: reference.span, data: { ...data, one, other }, guess: null };
  }
  if (found !== null || !relations.every(isKnown)) return null;
  const guess = nearest(reference.name, relations.flatMap(columnNames));
  const [only] = relations;
  return relations.length === 1 && only?.name != null
    ? {
        code: "42703",
        kind: "unknownColumn",
        span: reference.span,
        data: { ...data, table: only.name },
        guess,
        wrong: reference,
        name: reference.name,
      }
    : {
        code: "42703",
        kind: "unknownColumnOfAny",
        span: reference.span,
        data,
        guess,
        wrong: reference,
        name: reference.name,
      };
}

function qualifiedName(reference: ColumnReference, level: Level, catalog: Catalog): Refusal | null {
  const relations = level.scopes.inSight(reference) ?? [];
  const { relation: name, schema } = reference;
  if (relations.length === 0 || name === null || schema !== null || relations.some((one) => one.name === null))
    return null;
  const named = relations.find((one) => one.name === name);
  if (!named) {
    // RETURNING old.* and new.* (PostgreSQL 18); a join's name is not among the relations of its level.
    if (/^(?:old|new|excluded)$/.test(name) || relations.some(isConditional)) return null;
    const names = relations.flatMap((one) => one.name ?? []);
    return {
      code: "42P01",
      kind: "unknownRelation",
      span: reference.span,
      data: { name },
      guess: name.length > 2 ? nearest(name, names) : null,
    };
  }
  const isThere = columnNames(named).includes(reference.name) || systemColumns.has(reference.name);
  // `users.full_name` calls a function of that name with the row.
  if (isThere || !isKnown(named) || isConditional(named) || isFunction(reference.name, catalog)) return null;
  const guess = nearest(reference.name, columnNames(named));
  const data = { column: reference.name, table: name };
  return {
    code: "42703",
    kind: "unknownColumn",
    span: reference.span,
    data,
    guess,
    wrong: reference,
    name: reference.name,
  };
}

const columnNames = ({ columns }: Relation): readonly string[] => columns.map(({ name }) => name);

/** Whether all columns of a relation are known. */
function isKnown(relation: Relation): boolean {
  switch (relation.source.kind) {
    case "table":
      return knownTable(relation) !== null;
    case "cte":
    case "derived":
    case "view":
      return relation.complete;
    case "function":
    case "unknown":
      return relation.item?.kind === "join" && relation.complete;
  }
}

/** Whether it is there on some paths only, or something stands there in its place. */
function isConditional({ item, joins }: Relation): boolean {
  return isOptional(item) || joins.some(({ join }) => isOptional(join));
}

const isOptional = (item: FromItem | null): boolean => item?.onlyWhen !== undefined;

const isFunction = (name: string, catalog: Catalog): boolean =>
  [...(catalog.functions?.values() ?? [])].some((one) => one.name === name);
