import type { ModelRelation } from "../../model/definition.ts";
import type { NamedTable, SchemaNames } from "../../model/names.ts";
import type { TSESTree } from "@typescript-eslint/utils";
import type { SqlText } from "../../model/sql-text.ts";
import type { Built, Chain, Place, Step } from "../../source/built/built.ts";
import type { Path } from "../../source/built/path.ts";
import type { Writer } from "../../read/builder/written.ts";

type Node = TSESTree.Node;

/** What a value is to drizzle. */
export type Thing =
  | TableThing
  | ColumnThing
  | SubqueryThing
  | QueryThing
  | SqlThing
  | FieldsThing
  | WithThing
  | PlaceholderThing
  | NothingThing
  | ValueThing
  | UnknownThing;

/** A table or view, under its own name or an alias. */
export interface TableThing {
  readonly kind: "table";
  /** Null: none is written. */
  readonly schema: string | null;
  /** Null: not known; then `alias` tells it from others. */
  readonly name: string | null;
  readonly alias: string | null;
  readonly view: boolean;
  readonly columns: ReadonlyMap<string, ColumnOf>;
  /** There may be further columns. */
  readonly open: boolean;
  /** What a column is called that is not among them. */
  nameOf(property: string): string;
  readonly place: Place;
}

/** A column as its table declares it. */
export interface ColumnOf {
  readonly property: string;
  readonly name: string;
  /** drizzle's name of its type (`timestamp`), or SQL's where no declaration was seen; empty where not known. */
  readonly type: string;
  /** How its values look in the program: `date`, `string`, …; null where the default holds. */
  readonly mode: string | null;
  /** Left out of an INSERT: generated always. */
  readonly generated: boolean;
  /** Set by `$onUpdate` in every UPDATE. */
  readonly updated: boolean;
  /** `$default`: a value is made for it where none is given. */
  readonly made: boolean;
}

export interface ColumnThing {
  readonly kind: "column";
  readonly of: TableThing | SubqueryThing;
  readonly name: string;
  readonly property: string;
}

/** A query with a name: `.as("sq")`, `$with("sq").as(…)`. */
export interface SubqueryThing {
  readonly kind: "subquery";
  readonly alias: string;
  readonly text: SqlText;
  readonly fields: FieldsThing;
  readonly isWith: boolean;
  readonly place: Place;
}

/** A query that may stand inside another. */
export interface QueryThing {
  readonly kind: "query";
  text(): SqlText;
  fields(): FieldsThing;
  readonly place: Place;
}

export interface SqlThing {
  readonly kind: "sql";
  readonly text: SqlText;
  readonly alias: string | null;
  /** Named by its alias only: a field of a subquery. */
  readonly named: boolean;
  /** The type that the program says its value has: of `` sql<string>`…` ``. */
  readonly type?: Place;
}

/** What is selected, by property. */
export interface FieldsThing {
  readonly kind: "fields";
  readonly entries: ReadonlyMap<string, Thing>;
  /** What may add to it; null: it is all known. */
  readonly open: Place | null;
}

/** `db.$with("sq")`, before `.as(…)`. */
export interface WithThing {
  readonly kind: "with";
  readonly alias: Place | Built | null;
  readonly fields: Place | Built | null;
  readonly place: Place;
}

export interface PlaceholderThing {
  readonly kind: "placeholder";
  readonly place: Place;
}

/** `undefined`, and what stands for it: no condition, no text. */
export interface NothingThing {
  readonly kind: "nothing";
}

/** A value that is sent beside the text. */
export interface ValueThing {
  readonly kind: "value";
  readonly value: Place | Built;
}

/** Of this nothing is known: it may be a value as well as a piece of SQL. */
export interface UnknownThing {
  readonly kind: "unknown";
  readonly value: Place | Built;
}

export const nothing: NothingThing = { kind: "nothing" };

/** What the files about drizzle ask of one another while one chain is read. */
export interface Drizzle {
  readonly run: Path;
  readonly writer: Writer;
  readonly names: SchemaNames;
  thing(what: Place | Built): Thing;
  /** Tables that were read, by the calls that make them. */
  readonly tables: Map<Node, TableThing>;
  /** The types that the program says columns of the statement's own rows have, by their names. */
  readonly claims: Map<string, Place>;
  /** The table that a client's relational queries know by a key of its schema. */
  model(key: string): NamedTable | null;
  /** A table that a relation leads to. */
  target(relation: ModelRelation): NamedTable | null;
  /** Something to hand to a callback that stands for a thing. */
  given(thing: Thing, place: Place): Built;
  /** drizzle's own functions, to hand to a callback: `(users, { eq }) => …`. */
  operators(place: Place): Built;
  /** A query builder, to hand to a callback: `(qb) => qb.select(…)`. */
  builder(place: Place): Built;
  /** The alias that every column is written with, whatever its table: so it is in conditions of relational queries. */
  readonly mapped: string | null;
  /** Does some work on another way through the program, as `Path` does. */
  elsewhere<T>(end: "first" | "last", work: () => T): T;
  /** Does some work while columns are written with an alias, or (null) as they are. */
  within<T>(alias: string | null, work: () => T): T;
}

/** A chain of drizzle's by the name it begins with: `db`, `eq`, `sql`, `pgTable`, … */
export interface Call {
  readonly head: string;
  readonly steps: readonly Step[];
  readonly place: Place;
}

/** Null for what does not begin with drizzle. `operators` is what stands for its exports in a callback. */
export function callOf(chain: Chain, operators = "operators"): Call | null {
  const { root, steps, place } = chain;
  if (root.kind === "package") {
    if (root.origin.library !== "drizzle") return null;
    const path = root.origin.path.replace(/^\./, "");
    if (path !== "" && path !== "sql") return named(path, steps, place);
    if (path === "sql") return { head: "sql", steps, place };
    return first(steps, place);
  }
  if (root.kind === "given")
    return root.name === operators
      ? first(steps, place)
      : root.name === "builder"
        ? { head: "db", steps, place }
        : null;
  return null;
}

/** `drizzle()`'s paths may hold members of the package's own objects: `sql.raw`. */
function named(path: string, steps: readonly Step[], place: Place): Call {
  const [head = "", ...members] = path.split(".");
  return {
    head,
    steps: [
      ...members.map((name): Step => ({
        name,
        arguments: null,
        spread: false,
        template: null,
        types: null,
        at: place,
        place,
      })),
      ...steps,
    ],
    place,
  };
}

function first(steps: readonly Step[], place: Place): Call | null {
  const [start, ...rest] = steps;
  if (!start) return null;
  return { head: start.name, steps: start.arguments === null ? rest : [{ ...start, name: "" }, ...rest], place };
}

/** The columns of a table, or the fields of a subquery, as they are selected. */
export function fieldsOf(of: TableThing | SubqueryThing): FieldsThing {
  if (of.kind === "subquery")
    return {
      ...of.fields,
      entries: new Map([...of.fields.entries].map(([property, field]) => [property, outside(of, property, field)])),
    };
  return {
    kind: "fields",
    entries: new Map(
      [...of.columns.values()].map(({ property, name }) => [property, { kind: "column", of, property, name }]),
    ),
    open: of.open ? of.place : null,
  };
}

/** A field of a subquery as the query around it names it. */
export function outside(of: SubqueryThing, property: string, field: Thing): Thing {
  switch (field.kind) {
    case "column":
      return { ...field, of };
    case "sql":
      return field.alias === null ? { kind: "column", of, property, name: property } : { ...field, named: true };
    case "fields":
      return {
        ...field,
        entries: new Map([...field.entries].map(([name, inner]) => [name, outside(of, name, inner)])),
      };
    case "table":
      return outside(of, property, fieldsOf(field));
    default:
      return { kind: "column", of, property, name: property };
  }
}
