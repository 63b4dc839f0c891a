import type { Catalog, Table } from "../catalog/catalog.ts";
import type { Reading } from "../model/reading.ts";
import type { Statement } from "../model/statement.ts";
import { isKnownWhole, knownTable } from "./known-schema.ts";
import { jsonForms, type JsonForm } from "./json-form.ts";
import { bare } from "./expressions.ts";
import type { OutputColumn } from "./level.ts";
import { anElement, columnMaybe, type Nullable } from "./nullable.ts";
import { idOf } from "./nulls/frame.ts";
import { outputColumns, type ResultColumn } from "./outputs.ts";
import { scopesOf } from "./scopes.ts";
import { typesOf } from "./types/types-of.ts";

/** A column of the rows that a statement gives back or that a model stands for, in the words of a message. */
export interface RowColumn {
  /** The table it comes from, or what stands in FROM; null for one that is computed. */
  readonly table: string | null;
  readonly column: string;
  /** As the row has it. */
  readonly name: string;
  /** Whether PostgreSQL may give NULL: `maybe` where it does on some way, and nothing is unknown on any. */
  readonly nullable: Nullable;
  /** The outer join that may find no row, in capitals; empty where the column itself allows NULL. */
  readonly join: string;
  /** Of what is computed: when it is NULL, as the end of a sentence; empty for a column. */
  readonly reason: string;
  /** Its type as format_type writes it, a domain as what it is over; null where it is not known, or not the same on every way. */
  readonly type: () => string | null;
  /** Of JSON that the statement builds: what it is on every way; null where it may be anything. */
  readonly json: () => JsonForm | null;
  /** It, or the column that makes it NULL, has a default, so that only what writes NULL on purpose puts one there. */
  readonly hasDefault: boolean;
  /** It comes out of a list, in which nobody may ever put NULL. */
  readonly isElement: boolean;
  /** Whether it is no NULL either where another column of the row is none: of a join that found its row, what is NOT NULL in the table. */
  readonly isProvenBy: (other: RowColumn) => boolean;
  /** What makes it NULL together with others: the outer join that found no row, or the want of any row; null where that is its own. */
  readonly together: string | null;
  /** The table's column whose own NULLs make it NULL; null where it is NULL for another reason. */
  readonly cause: ColumnOfTable | null;
}

/** A column of a table, by their bare names. */
export interface ColumnOfTable {
  readonly table: string;
  readonly column: string;
}

/** The columns of the rows that a reading's statement gives back, as a program names them. */
export interface RowColumns {
  readonly all: readonly RowColumn[];
  /** The column of a property, in the camel case that a client may make of it too: one object each. Null where there is none. */
  of(property: string): RowColumn | null;
  /** Whether a row may have a property, called as a column is or in a case that clients make of that. Where a star may stand for more, it may. */
  mayHave(property: string): boolean;
}

/** Null where the columns are not all known. What one variant of the text leaves unknown is unknown. */
export function rowColumns({ variants, holes }: Reading, catalog: Catalog): RowColumns | null {
  // By name, as drivers keep them: the last of a name. The empty name is the first column's, where a call gives its value alone.
  const found = new Map<string, ResultColumn[]>();
  for (const [statement, ...others] of variants) {
    const columns = statement && others.length === 0 ? outputColumns(statement, catalog) : null;
    if (!columns) return null;
    const names = new Map(columns.map((one) => [one.name, one]));
    if (columns[0]) names.set("", columns[0]);
    for (const [name, column] of names) {
      const known = found.get(name);
      if (known) known.push(column);
      else found.set(name, [column]);
    }
  }
  let types: ReadonlyMap<string, string | null> | null = null;
  const typeOf = (name: string): string | null => (types ??= columnTypes(variants.flat(), catalog)).get(name) ?? null;
  let areNamesSure: boolean | null = null;
  const jsonOf = (name: string): JsonForm | null => {
    const [first, ...others] = variants.flat().map((one) => jsonForms(one, catalog).get(name) ?? null);
    return first && others.every((form) => form === first) ? first : null;
  };
  const columns = new Map([...found].map(([name, ways]) => [name, new GivenColumn(ways, catalog, { typeOf, jsonOf })]));
  // The first column is one object, by its name and without.
  const first = found.get("");
  const [named] =
    [...found].find(
      ([name, ways]) => name !== "" && first?.length === ways.length && first.every((one, way) => one === ways[way]),
    ) ?? [];
  const own = columns.get(named ?? "");
  if (own) columns.set("", own);
  return {
    all: [...new Set(columns.values())],
    of: (property) =>
      columns.get(property) ?? columns.get(property.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)) ?? null,
    mayHave: (property) =>
      [...columns.keys()].some((name) => mayBecome(name, property)) ||
      !(areNamesSure ??= areNamesKnown({ variants, holes }, catalog)),
  };
}

/** Whether no interpolation names a column, and no star stands for columns that the schema may not have. */
function areNamesKnown({ variants, holes }: Pick<Reading, "variants" | "holes">, catalog: Catalog): boolean {
  return variants.flat().every((statement) => {
    const { top, levels } = scopesOf(statement, catalog);
    if (levels.some(({ outputs }) => outputs.columns.some((column) => mayBeNamedByHole(column, holes)))) return false;
    if (top?.outputs.columns.every(({ expression }) => expression !== null)) return true;
    const tables = levels.flatMap(({ relations }) => relations.filter(({ source }) => source.kind === "table"));
    return isKnownWhole(catalog) && tables.every((relation) => knownTable(relation) !== null);
  });
}

/** `NULL AS total` has no value, whatever its type. */
function isNothing(column: OutputColumn | undefined): boolean {
  const value = column?.expression && bare(column.expression);
  return value?.kind === "constant" && value.value === null;
}

/** `SELECT ${x}`, `SELECT id AS ${x}`: but for `SELECT ${x} AS name`. */
function mayBeNamedByHole({ output }: OutputColumn, holes: Reading["holes"]): boolean {
  if (!output) return false;
  const { span, expression } = output;
  const hasAlias = span.end > expression.span.end;
  return holes.some(
    ({ hole }) =>
      span.start < hole.outer.end && hole.outer.start < span.end && !(hasAlias && hole.span.end <= expression.span.end),
  );
}

/** Whether a client may call a column so: as it is, in the case of programs, or a part of it (`"author.name"`). */
function mayBecome(column: string, property: string): boolean {
  if (column === property || column.split(/[.]|->|__/)[0] === property) return true;
  const isMadeOfWords = /[_\s-]/.test(column);
  return isMadeOfWords && plainName(column) === plainName(property);
}

const plainName = (name: string): string => name.replace(/[^\p{L}\d]/gu, "").toLowerCase();

/** The types of the columns that statements give, by name; null where they are not the same in all of them. */
function columnTypes(statements: readonly Statement[], catalog: Catalog): ReadonlyMap<string, string | null> {
  const types = new Map<string, string | null>();
  for (const statement of statements) {
    const outputs = typesOf(statement, catalog).outputs ?? [];
    const columns = scopesOf(statement, catalog).top?.outputs.columns ?? [];
    // The last of a name, as drivers keep it.
    const named = outputs.map((one, index) => [one.name ?? "", isNothing(columns[index]) ? null : one.type] as const);
    for (const [name, type] of new Map(named)) types.set(name, (types.get(name) ?? type) === type ? type : null);
  }
  return types;
}

/** What all ways say of the columns of a name. */
interface AskByName {
  readonly typeOf: (name: string) => string | null;
  readonly jsonOf: (name: string) => JsonForm | null;
}

/** A column as the ways through the program give it. What is costly of it is worked out when it is asked for. */
class GivenColumn implements RowColumn {
  readonly #ways: readonly ResultColumn[];
  readonly #catalog: Catalog;
  readonly #ask: AskByName;
  #shown: ResultColumn | null = null;

  constructor(ways: readonly ResultColumn[], catalog: Catalog, ask: AskByName) {
    this.#ways = ways;
    this.#catalog = catalog;
    this.#ask = ask;
  }

  /** The way that says most against it: unknown before NULL, and NULL before a value. */
  get #column(): ResultColumn {
    this.#shown ??= this.#ways.reduce((before, column) =>
      before.nullable !== "unknown" && column.nullable !== "never" ? column : before,
    );
    return this.#shown;
  }

  get name(): string {
    const [first] = this.#ways;
    return first && this.#ways.every(({ name }) => name === first.name) ? first.name : this.#column.name;
  }

  get table(): string | null {
    return this.#column.column?.table ?? null;
  }

  get column(): string {
    return this.#column.column?.column ?? this.#column.name;
  }

  get nullable(): Nullable {
    return this.#column.nullable;
  }

  get join(): string {
    const { because } = this.#column;
    return because === "column" || because === "computed" ? "" : (because ?? "").toUpperCase();
  }

  get reason(): string {
    return this.#column.reason ?? "";
  }

  get hasDefault(): boolean {
    return this.#nulling?.hasDefault ?? false;
  }

  get cause(): ColumnOfTable | null {
    const nulling = this.#nulling;
    return nulling && { table: nulling.table, column: nulling.column };
  }

  get #nulling(): NullingColumn | null {
    const { because, column, reason } = this.#column;
    const key = because === "column" && column ? reasonOf(column) : (reason ?? "");
    return nullingColumns(this.#catalog).get(key) ?? null;
  }

  get isElement(): boolean {
    return this.#column.reason === anElement;
  }

  get together(): string | null {
    const { because, relation, reason, nullable } = this.#column;
    if (nullable !== "maybe" || this.#nulling) return null;
    if (because === "computed") return reason;
    return because === null || because === "column" || !relation ? null : `${because} ${idOf(relation)}`;
  }

  isProvenBy(other: RowColumn): boolean {
    if (!(other instanceof GivenColumn) || other.#ways.length !== this.#ways.length) return false;
    return this.#ways.every((one, way) => {
      if (one.nullable === "never") return true;
      const { relation, because, column } = one;
      if (!relation || !column || because === "column" || because === "computed") return false;
      return other.#ways[way]?.relation === relation && isNotNull(column, this.#catalog);
    });
  }

  type(): string | null {
    return this.#ask.typeOf(this.name);
  }

  json(): JsonForm | null {
    return this.#ask.jsonOf(this.name);
  }
}

/** Whether a column is NOT NULL in each table of its table's name. */
function isNotNull({ table, column }: ColumnOfTable, catalog: Catalog): boolean {
  const found = [...catalog.relations.values()].flatMap((relation) =>
    relation.kind === "table" && relation.name === table ? relation.columns.filter(({ name }) => name === column) : [],
  );
  return found.length > 0 && found.every(({ nullable }) => !nullable);
}

interface NullingColumn extends ColumnOfTable {
  readonly hasDefault: boolean;
}

const nulling = new WeakMap<Catalog, ReadonlyMap<string, NullingColumn>>();

/** By the reasons that name a column: which it is, and whether it has a default in each of the tables of its table's name. */
function nullingColumns(catalog: Catalog): ReadonlyMap<string, NullingColumn> {
  const known = nulling.get(catalog);
  if (known) return known;
  const made = new Map<string, NullingColumn>();
  for (const relation of catalog.relations.values())
    if (relation.kind === "table")
      for (const { name: column, hasDefault } of relation.columns) {
        const table = relation.name;
        const reason = reasonOf({ table, column });
        made.set(reason, { table, column, hasDefault: hasDefault && made.get(reason)?.hasDefault !== false });
      }
  nulling.set(catalog, made);
  return made;
}

const reasonOf = ({ table, column }: ColumnOfTable): string => columnMaybe(table, column).reason ?? "";

/** The column of a model's property; null where it is none. What a trigger may fill is unknown. */
export function modelColumn(table: Table, property: string): RowColumn | null {
  // What a model does not speak of is called as the column is.
  const column =
    table.columns.find((one) => one.property === property) ??
    (table.modelTraits?.partial
      ? table.columns.find((one) => one.name === property && one.property == null)
      : undefined);
  if (!column || table.modelTraits?.relations.some((relation) => relation.property === property)) return null;
  const isNever = !column.nullable || table.primaryKey?.includes(column.name);
  const isFilled =
    column.neverNull ||
    column.generated ||
    column.identity ||
    table.triggers?.some(({ row, timing }) => row && timing === "before");
  return {
    table: table.name,
    column: column.name,
    name: column.name,
    nullable: isNever ? "never" : isFilled ? "unknown" : "maybe",
    join: "",
    reason: "",
    hasDefault: column.hasDefault,
    cause: { table: table.name, column: column.name },
    isElement: false,
    together: null,
    isProvenBy: () => false,
    // A model's types are the business of its library.
    type: () => null,
    json: () => null,
  };
}
