import { bare } from "../analysis/expressions.ts";
import { placeOfValue } from "../analysis/given-values.ts";
import type { Bound, Level } from "../analysis/level.ts";
import { expressionsOf } from "../analysis/level-expressions.ts";
import { isNullWritten } from "../analysis/null-written.ts";
import { modelColumn, rowColumns } from "../analysis/row-columns.ts";
import { scopesOf } from "../analysis/scopes.ts";
import { fillsRows, outcomesOf, valuesGiven, type GivenValue } from "../analysis/values-given.ts";
import { findRelation, type Catalog, type Column, type Table } from "../catalog/catalog.ts";
import type { Expression } from "../model/expression.ts";
import type { NullGiven, NullReach } from "../model/null-given.ts";
import type { Reading } from "../model/reading.ts";
import type { Span } from "../model/span.ts";
import type { FileAnalysis } from "../pipeline.ts";

/**
 * What a file does with a column that allows NULL. `sets`: it gives it a value that is sure to be there. `seeds`: it is a migration or a seeder, and makes rows. `leaves out`: it makes rows without one, be it on some
 * ways. `unset`: it makes objects of its model, and does not set it on every way. `null`, `perhaps null`: it writes NULL, what may be null. `copies`: it gives it
 * the value of another column. `unknown`: it makes rows, and what it gives the column is not known. `fills`: it gives a value to the rows that have none. `asks`: a statement asks whether it is NULL. `declares`: a type says that
 * it may be. `allows`: a decorator does. `guards`: the program looks before it uses it.
 */
export type NullUseKind =
  | "sets"
  | "seeds"
  | "leaves out"
  | "unset"
  | "null"
  | "perhaps null"
  | "copies"
  | "unknown"
  | "fills"
  | "asks"
  | "declares"
  | "allows"
  | "guards";

/** One use of a column: where it stands, as a UTF-16 offset. */
export interface NullUse {
  /** `schema.name` */
  readonly table: string;
  readonly column: string;
  readonly kind: NullUseKind;
  readonly offset: number;
  /** It stands in an INSERT. */
  readonly makesRows: boolean;
  /** Of what may be null: the type that says so, as it is written. */
  readonly type?: string;
  /** Of a column that is copied: the other one, `schema.name.column`. */
  readonly from?: string;
}

/**
 * What a file does with the columns that allow NULL and have no default, in the order of the file: of a migration only what fills them; nothing of a
 * test. Of several alike at one place there is one.
 */
export function nullUses(analysis: FileAnalysis, reach: NullReach): readonly NullUse[] {
  const known = usesOfFile[reach].get(analysis) ?? usesIn(analysis, reach);
  usesOfFile[reach].set(analysis, known);
  return known;
}

const usesOfFile: Readonly<Record<NullReach, WeakMap<FileAnalysis, readonly NullUse[]>>> = {
  project: new WeakMap(),
  file: new WeakMap(),
};

function usesIn(analysis: FileAnalysis, reach: NullReach): readonly NullUse[] {
  const { role } = analysis;
  // What tests write says nothing of the application; that rows come from a seeder does.
  if (role === "test" && !analysis.isSeeder) return [];
  const uses = new Map<string, NullUse>();
  const add = (use: NullUse): void => {
    const key = `${use.table}.${use.column} ${use.kind} ${use.offset} ${use.from ?? ""}`;
    if (!uses.has(key)) uses.set(key, use);
  };
  for (const reading of analysis.readings) {
    if (reading.site.undoes) continue;
    for (const use of usesOfReading(reading, analysis, reach))
      if (role === "application" || (use.kind === "fills" && role !== "test")) add(use);
      else if (use.makesRows) add({ ...use, kind: "seeds", makesRows: false });
    if (role === "application") for (const use of usesOfRows(reading, analysis)) add(use);
  }
  if (role === "application")
    for (const use of [...declaredByModels(analysis), ...usesOfInstances(analysis, reach)]) add(use);
  return [...uses.values()].sort((one, other) => one.offset - other.offset);
}

/** Columns that may have a NULL in them by the schema, and not only where a program writes it on purpose. */
export const isOpenColumn = ({ nullable, neverNull, hasDefault, generated, identity }: Column): boolean =>
  nullable && neverNull !== true && !hasDefault && !generated && !identity;

const nameOf = ({ schema, name }: Table): string => `${schema}.${name}`;

function usesOfReading(reading: Reading, analysis: FileAnalysis, reach: NullReach): readonly NullUse[] {
  return reading.variants.flat().flatMap((statement) =>
    scopesOf(statement, analysis.catalog).levels.flatMap((level) => {
      const given = valuesGiven(level, isOpenColumn);
      const filled = new Set(
        given.filter((one) => level.kind === "update" && fillsRows(level, one.column.name)).map(({ column }) => column),
      );
      return [
        ...given.flatMap((one) => usesOfValue(one, level, filled.has(one.column), reading, analysis, reach)),
        ...askedIn(level, filled),
      ];
    }),
  );
}

function usesOfValue(
  { table, column, by, value, row, sometimes }: GivenValue,
  level: Level,
  fills: boolean,
  { site }: Reading,
  analysis: FileAnalysis,
  reach: NullReach,
): readonly NullUse[] {
  const offset = "target" in level ? level.target.item.nameSpan.start : level.span.start;
  const use = (kind: NullUseKind, also: Pick<NullUse, "from" | "type"> = {}): NullUse => ({
    table: nameOf(table),
    column: column.name,
    kind,
    offset,
    makesRows: by === "insert",
    ...also,
  });
  const left = sometimes ? [use("leaves out")] : [];
  if (value === "left out") return [use("leaves out")];
  const orUndefined = by !== "update" || site.kind !== "builder";
  const given = (place: Span, property?: string): NullUse =>
    ofGiven(analysis.nullGiven(place, { orUndefined, reach, ...(property === undefined ? {} : { property }) }), use);
  if (value === "unknown") return [...left, row ? given(row, column.property ?? column.name) : use("unknown")];
  const kinds = outcomesOf(value).map((outcome): NullUse => {
    if (!outcome) return use("perhaps null");
    if (isNullWritten(outcome)) return use("null");
    if (outcome.kind === "call" && outcome.name === "default") return use("leaves out");
    if (outcome.kind === "column") return copied(level.scopes.resolve(outcome), use);
    const place = placeOfValue(outcome, site);
    if (place) return given(place);
    return use(unseen.has(outcome.kind) ? "unknown" : "sets");
  });
  const isFilled = fills && kinds.every(({ kind }) => kind === "sets" || kind === "unknown" || kind === "copies");
  return [...left, ...(isFilled ? [use("fills")] : []), ...kinds];
}

/** Expressions of which the statement does not say what they are. */
const unseen: ReadonlySet<Expression["kind"]> = new Set(["unknown", "subquery", "parameter"]);

type MakeUse = (kind: NullUseKind, also?: Pick<NullUse, "from" | "type">) => NullUse;

function ofGiven(given: NullGiven, use: MakeUse): NullUse {
  if (given.kind !== "perhaps") return use(given.kind === "never" ? "sets" : "unknown");
  return use("perhaps null", given.type === null ? {} : { type: given.type });
}

/** The value of a column that stands in the statement: its own, that of the row that was to be made, or another's. */
function copied(bound: ReturnType<Level["scopes"]["resolve"]>, use: MakeUse): NullUse {
  const source = columnOf(bound);
  if (!source || bound === null || typeof bound !== "object") return use("sets");
  if (bound.relation.role !== "read") return use("sets");
  if (bound.relation.nullExtended) return use("perhaps null");
  return isOpenColumn(source.column)
    ? use("copies", { from: `${nameOf(source.table)}.${source.column.name}` })
    : use("sets");
}

function columnOf(bound: Bound | string | null): { readonly table: Table; readonly column: Column } | null {
  if (bound === null || typeof bound === "string") return null;
  const { source } = bound.relation;
  const column = bound.of?.column;
  return source.kind === "table" && column ? { table: source.table, column } : null;
}

/** The columns of which a statement asks whether they are NULL. What an outer join gives is NULL where it finds no row. */
function askedIn(level: Level, filled: ReadonlySet<Column>): readonly NullUse[] {
  return expressionsOf(level).flatMap((expression): readonly NullUse[] => {
    const asked = askedBy(expression);
    const plain = asked && bare(asked);
    if (plain?.kind !== "column") return [];
    const bound = level.scopes.resolve(plain);
    const found = columnOf(bound);
    if (!found || !isOpenColumn(found.column) || filled.has(found.column)) return [];
    if (bound === null || typeof bound !== "object" || bound.relation.nullExtended) return [];
    const { table, column } = found;
    return [
      { table: nameOf(table), column: column.name, kind: "asks", offset: expression.span.start, makesRows: false },
    ];
  });
}

/** What an expression asks about: `x IS NULL`, `coalesce(x, …)`, `x IS DISTINCT FROM NULL`. */
function askedBy(expression: Expression): Expression | null {
  switch (expression.kind) {
    case "null-test":
      return expression.operand;
    case "distinct-from":
      return isNullWritten(expression.right) ? expression.left : null;
    case "call":
      return expression.name === "coalesce" ? (expression.arguments[0] ?? null) : null;
    default:
      return null;
  }
}

/** What the program says of the columns of a statement's rows: by types that it declares, and by what it looks at. */
function usesOfRows(reading: Reading, analysis: FileAnalysis): readonly NullUse[] {
  const { catalog } = analysis;
  const columns = reading.site.typed ? null : rowColumns(reading, catalog);
  if (!columns?.all.some(({ cause, nullable, hasDefault }) => cause && nullable === "maybe" && !hasDefault)) return [];
  const { asked, declared } = analysis.rows(reading);
  const use = (property: string, kind: NullUseKind, offset: number): readonly NullUse[] => {
    const { cause, reason, join } = columns.of(property) ?? {};
    return cause && !reason && !join ? usesOfColumn(cause, { kind, offset }, analysis) : [];
  };
  return [
    ...declared.flatMap((row) =>
      row.columns.flatMap(({ name, saysNull, span }) => (saysNull?.() ? use(name, "declares", span.start) : [])),
    ),
    ...asked().flatMap(({ column, span }) => use(column, "guards", span.start)),
  ];
}

function declaredByModels(analysis: FileAnalysis): readonly NullUse[] {
  return analysis.declaredModels().flatMap(({ table, row }) =>
    row.columns.flatMap(({ name, saysNull, saysNullable, span }) => {
      const kind = saysNull?.() ? "declares" : "allows";
      const cause = kind === "declares" || saysNullable === true ? modelColumn(table, name)?.cause : null;
      return cause ? usesOfColumn(cause, { kind, offset: span.start }, analysis) : [];
    }),
  );
}

function usesOfColumn(
  { table: name, column }: { readonly table: string; readonly column: string },
  { kind, offset }: Pick<NullUse, "kind" | "offset">,
  { catalog }: FileAnalysis,
): readonly NullUse[] {
  const table = findRelation(catalog, null, name) ?? [...catalog.relations.values()].find((one) => one.name === name);
  if (table?.kind !== "table" || !table.columns.some((one) => one.name === column && isOpenColumn(one))) return [];
  return [{ table: nameOf(table), column, kind, offset, makesRows: false }];
}

const models = new WeakMap<Catalog, ReadonlyMap<string, Table>>();

/** The tables of a catalog whose models are classes that the program makes objects of, by their names. */
function modelsOf(catalog: Catalog): ReadonlyMap<string, Table> {
  const known =
    models.get(catalog) ??
    new Map(
      [...catalog.relations.values()].flatMap((table) =>
        table.kind === "table" && table.model != null ? [[table.model, table] as const] : [],
      ),
    );
  models.set(catalog, known);
  return known;
}

/** Rows that begin as an object of a model, whose properties are set one by one. */
function usesOfInstances(analysis: FileAnalysis, reach: NullReach): readonly NullUse[] {
  const tables = modelsOf(analysis.catalog);
  if (tables.size === 0) return [];
  return analysis.filledInstances(new Set(tables.keys())).flatMap(({ model, span, given, sometimes }) => {
    const table = tables.get(model);
    return (table?.columns ?? []).flatMap((column): readonly NullUse[] => {
      const { property } = column;
      if (
        !table ||
        property == null ||
        !isOpenColumn(column) ||
        isSetByRelation(table, column, [...given.keys(), ...sometimes])
      )
        return [];
      const value = given.get(property);
      const use: MakeUse = (kind, also = {}) => ({
        table: nameOf(table),
        column: column.name,
        kind,
        offset: span.start,
        makesRows: true,
        ...also,
      });
      return [value ? ofGiven(analysis.nullGiven(value, { orUndefined: true, reach }), use) : use("unset")];
    });
  });
}

/** `run.evaluation = evaluation` sets the column that refers to it. */
const isSetByRelation = ({ modelTraits }: Table, { name }: Column, given: readonly string[]): boolean =>
  modelTraits?.relations.some(({ property, columns }) => columns.includes(name) && given.includes(property)) ?? false;
