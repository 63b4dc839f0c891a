import type { ObjectName, TypeReference } from "../model/definition.ts";
import type {
  Catalog,
  CatalogProblem,
  Column,
  Constraint,
  Index,
  Routine,
  SourceLine,
  Table,
  TableStructure,
  UserFunction,
  UserType,
  View,
} from "./catalog.ts";
import { quoteName } from "./mentions.ts";

/** A definition that cannot be applied, in PostgreSQL's words. */
export class CannotApply extends Error {}

export type Relation = Table | View;

export const keyOf = (schema: string, name: string): string => `${schema}.${name}`;

/** Where tables of CREATE TEMPORARY are until the script ends. */
export const temporarySchema = "pg_temp";

const noStructure: TableStructure = {
  constraints: [],
  parents: [],
  partition: false,
  partitioned: false,
  temporary: false,
};

export const structureOf = (table: Table): TableStructure => table.structure ?? noStructure;
export const constraintsOf = (table: Table): readonly Constraint[] => structureOf(table).constraints;

/**
 * A schema while definitions are folded into it. Its tables and views are never changed, only replaced, so a catalog
 * made of it shares them with the next one.
 */
export class Folding {
  readonly relations: Map<string, Relation>;
  readonly types: Map<string, UserType>;
  readonly functions: Map<string, UserFunction>;
  readonly routines: Map<string, readonly Routine[] | null>;
  readonly extensions: Map<string, string | null>;
  readonly further: Set<string>;
  readonly problems: CatalogProblem[];
  /** Relations that were dropped or renamed, by their old keys; those that came again among them. */
  readonly gone = new Set<string>();
  readonly schemas: Set<string>;
  /** Keys of relations that were added, replaced or removed; whoever asks empties it. */
  readonly touched = new Set<string>();
  /** Every schema that a search path named. */
  readonly paths: Set<string>;
  /** The search path that a session begins with. */
  readonly #home: readonly string[];
  sources: readonly string[];
  searchPath: readonly string[];
  place: SourceLine | null = null;
  readonly #indexes = new Map<string, string>();
  readonly #children = new Map<string, Set<string>>();
  /** The keys of what ends with the session. */
  readonly #temporary = new Set<string>();
  /** How many constraints of a schema have a name. */
  readonly #constraints = new Map<string, number>();

  constructor(catalog: Catalog) {
    this.relations = new Map();
    this.types = new Map(catalog.types ?? []);
    this.functions = new Map(catalog.functions ?? []);
    this.routines = new Map(catalog.routines ?? []);
    this.extensions = new Map(catalog.extensions ?? []);
    this.further = new Set(catalog.further ?? []);
    this.problems = [...catalog.problems];
    this.sources = catalog.sources;
    this.searchPath = catalog.searchPath;
    this.#home = catalog.searchPath;
    this.paths = new Set(catalog.searchPath);
    this.schemas = new Set(["public", ...catalog.searchPath]);
    for (const relation of catalog.relations.values()) this.put(relation);
    for (const { schema } of [...this.types.values(), ...this.functions.values()]) this.schemas.add(schema);
  }

  catalog(): Catalog {
    return {
      relations: new Map(this.relations),
      types: new Map(this.types),
      functions: new Map(this.functions),
      ...(this.routines.size > 0 && { routines: new Map(this.routines) }),
      ...(this.extensions.size > 0 && { extensions: new Map(this.extensions) }),
      ...(this.further.size > 0 && { further: new Set(this.further) }),
      searchPath: this.searchPath,
      sources: this.sources,
      problems: [...this.problems],
    };
  }

  /** Adds a relation or replaces the one of its name. */
  put(relation: Relation): void {
    const key = keyOf(relation.schema, relation.name);
    this.#forget(key);
    this.relations.set(key, relation);
    this.touched.add(key);
    this.schemas.add(relation.schema);
    if (relation.schema === temporarySchema) this.#temporary.add(key);
    for (const { name } of relation.indexes ?? []) this.#indexes.set(keyOf(relation.schema, name), key);
    if (relation.kind === "table") {
      for (const parent of structureOf(relation).parents)
        this.#children.set(parent, (this.#children.get(parent) ?? new Set()).add(key));
      for (const { name } of constraintsOf(relation)) this.#count(keyOf(relation.schema, name), 1);
    }
  }

  remove(key: string): void {
    this.#forget(key);
    this.relations.delete(key);
    this.touched.add(key);
    this.gone.add(key);
  }

  #forget(key: string): void {
    const old = this.relations.get(key);
    if (!old) return;
    for (const { name } of old.indexes ?? []) this.#indexes.delete(keyOf(old.schema, name));
    if (old.kind !== "table") return;
    for (const parent of structureOf(old).parents) this.#children.get(parent)?.delete(key);
    for (const { name } of constraintsOf(old)) this.#count(keyOf(old.schema, name), -1);
  }

  #count(constraint: string, by: 1 | -1): void {
    this.#constraints.set(constraint, (this.#constraints.get(constraint) ?? 0) + by);
  }

  /** A table's parts replaced, and what follows from its constraints worked out again. */
  change(
    table: Table,
    parts: Partial<Omit<Table, "structure">> & { readonly structure?: Partial<TableStructure> },
  ): Table {
    const structure = { ...structureOf(table), ...parts.structure };
    const changed = this.#derived({ ...table, ...parts, structure });
    this.put(changed);
    return changed;
  }

  #derived(table: Table & { readonly structure: TableStructure }): Table {
    const { constraints } = table.structure;
    const notNull = new Set<string>();
    const proven = new Set<string>();
    for (const { kind, validated, columns, proves } of constraints) {
      if (!validated) continue;
      if (kind === "not-null") for (const name of columns) notNull.add(name);
      if (kind === "check") for (const name of proves) proven.add(name);
    }
    const columns = table.columns.map((column): Column => {
      const nullable = !notNull.has(column.name);
      const domain = column.userType ? this.types.get(column.userType) : undefined;
      const neverNull = proven.has(column.name) || (domain?.form === "domain" && domain.notNull);
      return column.nullable === nullable && (column.neverNull ?? false) === neverNull
        ? column
        : { ...column, nullable, neverNull };
    });
    return {
      ...table,
      columns,
      primaryKey: constraints.find(({ kind }) => kind === "primary-key")?.columns ?? null,
      unique: table.indexes
        .filter(
          (index) =>
            index.unique && !constraints.some(({ kind, name }) => kind === "primary-key" && name === index.name),
        )
        .map(({ columns: keys, where }) => ({ columns: keys, where })),
      foreignKeys: constraints.flatMap(({ foreignKey }) => foreignKey ?? []),
    };
  }

  /**
   * A file is a session: its search path and temporary tables end with it. A path it set is remembered as the
   * application's.
   */
  endSession(): void {
    if (this.searchPath.length > 0) for (const schema of this.searchPath) this.paths.add(schema);
    this.searchPath = this.#home;
    for (const key of this.#temporary) if (this.relations.get(key)?.schema === temporarySchema) this.remove(key);
    this.#temporary.clear();
  }

  /** Tables whose domain or type changed. */
  refresh(userType: string): void {
    for (const relation of [...this.relations.values()]) {
      if (relation.kind === "table" && relation.columns.some((column) => column.userType === userType))
        this.change(relation, {});
    }
  }

  /** The schema in which an unqualified name is made: the first of the path that exists. */
  creationSchema(name: ObjectName): string {
    if (name.schema !== null) return name.schema;
    const schema = this.searchPath.find((candidate) => this.schemas.has(candidate));
    if (schema === undefined) throw new CannotApply("no schema has been selected to create in");
    return schema;
  }

  #path(schema: string | null): readonly string[] {
    return schema === null ? [temporarySchema, ...this.searchPath] : [schema];
  }

  find(name: Pick<ObjectName, "schema" | "name">): Relation | undefined {
    for (const schema of this.#path(name.schema)) {
      const found = this.relations.get(keyOf(schema, name.name));
      if (found) return found;
    }
    return undefined;
  }

  relation(name: Pick<ObjectName, "schema" | "name">): Relation {
    const found = this.find(name);
    if (!found) throw new CannotApply(`relation "${shown(name)}" does not exist`);
    return found;
  }

  table(name: Pick<ObjectName, "schema" | "name">): Table {
    const found = this.relation(name);
    if (found.kind !== "table") throw new CannotApply(`"${shown(name)}" is not a table`);
    return found;
  }

  /** The table or materialized view an index is of. */
  ownerOfIndex(name: Pick<ObjectName, "schema" | "name">): Relation | undefined {
    for (const schema of this.#path(name.schema)) {
      const owner = this.#indexes.get(keyOf(schema, name.name));
      if (owner !== undefined) return this.relations.get(owner);
    }
    return undefined;
  }

  /** Tables that inherit from one, and its partitions. */
  children(table: Table): Table[] {
    return [...(this.#children.get(keyOf(table.schema, table.name)) ?? [])].flatMap((key) => {
      const child = this.relations.get(key);
      return child?.kind === "table" ? [child] : [];
    });
  }

  nameTaken(schema: string, name: string): boolean {
    const key = keyOf(schema, name);
    return this.relations.has(key) || this.#indexes.has(key);
  }

  constraintNamed(schema: string, name: string): boolean {
    return (this.#constraints.get(keyOf(schema, name)) ?? 0) > 0;
  }

  findType(name: Pick<ObjectName, "schema" | "name">): string | undefined {
    for (const schema of this.#path(name.schema))
      if (this.types.has(keyOf(schema, name.name))) return keyOf(schema, name.name);
    return undefined;
  }

  findFunction(name: Pick<ObjectName, "schema" | "name">): string | undefined {
    for (const schema of this.#path(name.schema))
      if (this.functions.has(keyOf(schema, name.name))) return keyOf(schema, name.name);
    return undefined;
  }

  /** A type as `format_type` prints it under the default search path, and the user's type it is. */
  type(reference: TypeReference): { readonly type: string; readonly userType: string | null } {
    const array = reference.array ? "[]" : "";
    const modifiers = (list: readonly string[]) => (list.length > 0 ? `(${list.join(",")})` : "");
    const userType = reference.schema === "pg_catalog" ? undefined : this.findType(reference);
    const found = userType === undefined ? undefined : this.types.get(userType);
    if (found && userType !== undefined) {
      return { type: `${printedName(found)}${modifiers(reference.modifiers)}${array}`, userType };
    }
    const base = reference.schema === null || reference.schema === "pg_catalog" ? builtIn(reference.name) : undefined;
    if (base === undefined) {
      const own =
        reference.schema === null
          ? reference.name === "char"
            ? '"char"'
            : quoteName(reference.name)
          : printedName({ schema: reference.schema, name: reference.name });
      return { type: `${own}${modifiers(reference.modifiers)}${array}`, userType: null };
    }
    const written =
      base === "interval"
        ? intervalModifiers(reference.modifiers)
        : base === "numeric" && reference.modifiers.length === 1
          ? `(${reference.modifiers[0]},0)`
          : modifiers(reference.modifiers);
    const printed = / with(?:out)? time zone$/.test(base) ? base.replace(/^\w+/, `$&${written}`) : `${base}${written}`;
    return { type: `${printed}${array}`, userType: null };
  }
}

export const shown = ({ schema, name }: Pick<ObjectName, "schema" | "name">): string =>
  schema === null ? name : `${schema}.${name}`;

/** Of a type: with its schema where the default search path does not show it. */
export const printedName = ({ schema, name }: { readonly schema: string; readonly name: string }): string =>
  schema === "public" ? quoteName(name) : `${quoteName(schema)}.${quoteName(name)}`;

const builtIns: Readonly<Record<string, string>> = {
  int2: "smallint",
  int4: "integer",
  int: "integer",
  int8: "bigint",
  float4: "real",
  float8: "double precision",
  bool: "boolean",
  bpchar: "character",
  varchar: "character varying",
  varbit: "bit varying",
  decimal: "numeric",
  timestamp: "timestamp without time zone",
  timestamptz: "timestamp with time zone",
  time: "time without time zone",
  timetz: "time with time zone",
  serial: "integer",
  serial4: "integer",
  bigserial: "bigint",
  serial8: "bigint",
  smallserial: "smallint",
  serial2: "smallint",
  interval: "interval",
  numeric: "numeric",
  bit: "bit",
  text: "text",
  date: "date",
  json: "json",
  jsonb: "jsonb",
  uuid: "uuid",
  bytea: "bytea",
};

const builtIn = (name: string): string | undefined => (Object.hasOwn(builtIns, name) ? builtIns[name] : undefined);

const serials = new Set(["serial", "serial4", "bigserial", "serial8", "smallserial", "serial2"]);

/** Whether a type is one of the `serial` notations: an integer, NOT NULL, with a sequence for its default. */
export const isSerial = (type: TypeReference | null): boolean =>
  type !== null && type.schema === null && serials.has(type.name);

// The masks of INTERVAL's fields (utils/timestamp.h): the grammar gives the mask first and the precision after it.
const intervalFields: Readonly<Record<string, string>> = {
  "4": " year",
  "2": " month",
  "8": " day",
  "1024": " hour",
  "2048": " minute",
  "4096": " second",
  "6": " year to month",
  "1032": " day to hour",
  "3080": " day to minute",
  "7176": " day to second",
  "3072": " hour to minute",
  "7168": " hour to second",
  "6144": " minute to second",
};

/** What follows the word `interval` in the name of a type with these modifiers: its fields, its precision. */
export function intervalModifiers([fields, precision]: readonly string[]): string {
  if (fields === undefined) return "";
  return `${intervalFields[fields] ?? ""}${precision === undefined ? "" : `(${precision})`}`;
}

/** An index whose columns and predicate are no longer those of another table. */
export const sameIndex = (a: Index, b: Index): boolean =>
  a.unique === b.unique && a.where === b.where && a.columns.join("\0") === b.columns.join("\0");

/**
 * What can be said only when every file is folded: the columns of foreign keys to a table that was made later, and the
 * search path of the application, which is that of the migrations as long as they say nothing else.
 */
export function finish(folding: Folding): void {
  for (const relation of [...folding.relations.values()]) {
    if (relation.kind !== "table" || !relation.foreignKeys.some(({ references }) => references.columns.length === 0))
      continue;
    const constraints = constraintsOf(relation).map((constraint): Constraint => {
      const { foreignKey } = constraint;
      const target =
        foreignKey?.references.columns.length === 0
          ? folding.relations.get(keyOf(foreignKey.references.schema, foreignKey.references.table))
          : undefined;
      if (!foreignKey || target?.kind !== "table") return constraint;
      return {
        ...constraint,
        foreignKey: { ...foreignKey, references: { ...foreignKey.references, columns: target.primaryKey ?? [] } },
      };
    });
    folding.change(relation, { structure: { constraints } });
  }
  folding.searchPath = [...folding.paths].filter((schema) => schema === "public" || folding.schemas.has(schema));
}
