import type { Catalog, Column, Table, UserType, View } from "../../catalog/catalog.ts";
import { quoteName } from "../../catalog/mentions.ts";
import { factsOf, type Facts, type TypeFacts } from "./facts.ts";
import type { Field, PgType, Typed } from "./pg-type.ts";

/** The types that the statements of a schema can use: those of PostgreSQL, of its extensions and of the schema. */
export class KnownTypes {
  readonly catalog: Catalog;
  protected readonly facts: readonly { readonly facts: Facts; readonly schema: string }[];
  /** An extension whose functions and types are not known is there. */
  readonly hasUnknownExtension: boolean;
  readonly #byKey = new Map<string, PgType>();
  readonly #elements = new Map<PgType, PgType>();
  readonly #arrays = new Map<PgType, PgType>();
  readonly #columns = new WeakMap<Column, Typed | { readonly typed: null }>();
  readonly #named = new Map<string, Typed | null>();

  constructor(catalog: Catalog) {
    this.catalog = catalog;
    const postgres = factsOf("postgresql");
    const all = postgres ? [{ facts: postgres, schema: "pg_catalog" }] : [];
    let isUnknown = postgres === null;
    for (const [name, schema] of catalog.extensions ?? []) {
      if (withoutObjects.has(name)) continue;
      const facts = factsOf(name);
      if (facts) all.push({ facts, schema: schema ?? catalog.searchPath[0] ?? "public" });
      else isUnknown = true;
      if (name === "earthdistance") {
        const cube = factsOf("cube");
        if (cube && !catalog.extensions?.has("cube")) all.push({ facts: cube, schema: schema ?? "public" });
      }
    }
    this.facts = all;
    this.hasUnknownExtension = isUnknown;
  }

  /** A type of PostgreSQL itself, which must be there. */
  of(name: string): PgType {
    return this.builtIn(name) ?? missing(name);
  }

  builtIn(name: string): PgType | null {
    const before = this.#byKey.get(name);
    if (before) return before;
    for (const { facts } of this.facts) {
      const found = facts.types.get(name);
      if (found) return this.#made(found);
    }
    return null;
  }

  #made(facts: TypeFacts): PgType {
    const before = this.#byKey.get(facts.name);
    if (before) return before;
    const { name, ...rest } = facts;
    const made: PgType = { ...rest, key: name, fields: null, labels: null };
    this.#byKey.set(name, made);
    return made;
  }

  #factsOf(type: PgType): TypeFacts | null {
    for (const { facts } of this.facts) {
      const found = facts.types.get(type.key);
      if (found) return found;
    }
    return null;
  }

  // -- what a type is made of

  /** The element of an array, what a range is over, the range of a multirange, what a domain is over. */
  elementOf(type: PgType): PgType | null {
    const before = this.#elements.get(type);
    if (before) return before;
    const name = this.#factsOf(type)?.element;
    return name == null ? null : this.builtIn(name);
  }

  /** The element of a true array; null for every other type. */
  arrayElementOf(type: PgType): PgType | null {
    return type.kind === "a" ? this.elementOf(type) : null;
  }

  arrayOf(type: PgType): PgType | null {
    const before = this.#arrays.get(type);
    if (before) return before;
    if (type.kind === "p" && type.key !== "record" && type.key !== "cstring") return null;
    const name = this.#factsOf(type)?.array;
    const found = name == null ? null : this.builtIn(name);
    if (found) return found;
    if (this.#factsOf(type) || type.kind === "a") return null;
    const made: PgType = {
      ...{ key: `${type.key}[]`, shown: `${type.shown}[]`, kind: "a", category: "A", preferred: false },
      ...{ hasEquality: type.hasEquality, hasOrder: type.hasOrder, subscripted: false, fields: null, labels: null },
    };
    this.#arrays.set(type, made);
    this.#elements.set(made, type);
    return made;
  }

  /** What a domain is over in the end; the type itself where it is none. */
  baseOf(type: PgType): PgType {
    let base = type;
    for (let depth = 0; base.kind === "d" && depth < 20; depth++) base = this.elementOf(base) ?? base;
    return base;
  }

  /** A value as it is sent: domains are what they are over. */
  sent({ type, modifier }: Typed): Typed {
    let now: Typed = { type, modifier };
    for (let depth = 0; now.type.kind === "d" && depth < 20; depth++) {
      const over: Typed | null = this.#domains.get(now.type) ?? null;
      const element = this.elementOf(now.type);
      if (!element) break;
      now = { type: element, modifier: now.modifier || (over?.modifier ?? "") };
    }
    return now;
  }

  readonly #domains = new Map<PgType, Typed>();

  rangeOf(multirange: PgType): PgType | null {
    return multirange.kind === "m" ? this.elementOf(multirange) : null;
  }

  multirangeOf(range: PgType): PgType | null {
    const before = this.#multiranges.get(range);
    if (before) return before;
    const name = this.#factsOf(range)?.multirange;
    return name == null ? null : this.builtIn(name);
  }

  readonly #multiranges = new Map<PgType, PgType>();

  // -- types by their names

  /** The type of a table's column; null where it is not known. */
  ofColumn(column: Column): Typed | null {
    const before = this.#columns.get(column);
    if (before) return "type" in before ? before : null;
    // So are called those of models that do not say, and no column of a table has PostgreSQL's own type of that name.
    const isSaid = !/^unknown(?:\[\])*$/.test(column.type);
    const typed = isSaid ? this.#written(column.type, column.userType ?? null) : null;
    this.#columns.set(column, typed ?? { typed: null });
    return typed;
  }

  /** A type as casts and the catalog spell it: `numeric(10,2)`, `app.mood[]`; null where it is not known. */
  named(text: string): Typed | null {
    const before = this.#named.get(text);
    if (before !== undefined) return before;
    const typed = this.#written(text, null);
    this.#named.set(text, typed);
    return typed;
  }

  #written(text: string, userType: string | null): Typed | null {
    if (text.endsWith("[]")) {
      const element = this.#written(text.slice(0, -2), userType);
      const array = element && this.arrayOf(element.type);
      return array && { type: array, modifier: element.modifier };
    }
    const { base, modifier } = split(text);
    const own = userType === null ? undefined : this.catalog.types?.get(userType);
    const type = own ? this.user(own) : this.#typeCalled(base);
    return (
      type && {
        type,
        modifier: type.key === "numeric" && /^\(\d+\)$/.test(modifier) ? `(${modifier.slice(1, -1)},0)` : modifier,
      }
    );
  }

  #typeCalled(name: string): PgType | null {
    const [postgres] = this.facts;
    const shown = postgres?.facts.shown.get(name);
    if (shown) return this.#made(shown);
    if (name === "character") return this.builtIn("bpchar");
    const dotted = /^(.+)\.([^.]+)$/.exec(name);
    const [schema, own] = dotted ? [unquoted(dotted[1] ?? ""), unquoted(dotted[2] ?? "")] : [null, unquoted(name)];
    if (schema === null || schema === "pg_catalog") {
      const builtIn = postgres?.facts.types.get(own);
      if (builtIn) return this.#made(builtIn);
    }
    const found = this.userTypeCalled(schema, own);
    if (found) return found;
    for (const { facts, schema: at } of this.facts) {
      const made = facts.types.get(own);
      if (made && (schema === null || schema === at)) return this.#made(made);
    }
    return null;
  }

  /** A type that the schema makes, or the row type of a table. */
  userTypeCalled(schema: string | null, name: string): PgType | null {
    for (const at of schema === null ? this.catalog.searchPath : [schema]) {
      const type = this.catalog.types?.get(`${at}.${name}`);
      if (type) return this.user(type);
      const relation = this.catalog.relations.get(`${at}.${name}`);
      if (relation?.kind === "table") return this.rowOf(relation);
      const multirange = [...(this.catalog.types?.values() ?? [])].find(
        (one) => one.form === "range" && one.schema === at && multirangeName(one) === name,
      );
      if (multirange) return this.multirangeOf(this.user(multirange) ?? missing(name));
    }
    return null;
  }

  /** Null for a type whose properties are not known: CREATE TYPE of a base type. */
  user(type: UserType): PgType | null {
    const key = `${type.schema}.${type.name}`;
    const before = this.#byKey.get(key);
    if (before) return before;
    const over = type.over === null ? null : this.named(type.over);
    const overOwn = type.overType == null ? undefined : this.catalog.types?.get(type.overType);
    const base = overOwn && type.over?.endsWith("[]") !== true ? this.user(overOwn) : (over?.type ?? null);
    if (type.form === "base" || ((type.form === "domain" || type.form === "range") && !base)) return null;
    const isText = type.form === "domain" ? base : null;
    const kinds = { enum: "e", domain: "d", composite: "c", range: "r", base: "b" } as const;
    const categories = { enum: "E", domain: isText?.category ?? "U", composite: "C", range: "R", base: "U" };
    const made: PgType = {
      key,
      shown: this.#shown(type.schema, type.name),
      kind: kinds[type.form],
      category: categories[type.form],
      preferred: false,
      ...{ hasEquality: base?.hasEquality ?? true, hasOrder: base?.hasOrder ?? true, subscripted: false },
      fields: type.form === "composite" ? this.#lazyFields(type) : null,
      labels: type.form === "enum" ? type.labels : null,
    };
    this.#byKey.set(key, made);
    if (base) this.#elements.set(made, base);
    if (type.form === "domain" && base) this.#domains.set(made, { type: base, modifier: over?.modifier ?? "" });
    if (type.form === "range") this.#makeMultirange(type, made);
    return made;
  }

  #makeMultirange(type: UserType, range: PgType): void {
    const name = multirangeName(type);
    const made: PgType = {
      ...range,
      key: `${type.schema}.${name}`,
      shown: this.#shown(type.schema, name),
      kind: "m",
    };
    this.#multiranges.set(range, made);
    this.#elements.set(made, range);
  }

  /** The fields are made when they are asked for: a type may hold a list of itself. */
  #lazyFields(type: UserType): readonly Field[] {
    return type.attributes.map(({ name, type: written }) => ({
      name,
      typed: written === "unknown" ? null : this.named(written),
    }));
  }

  #shown(schema: string, name: string): string {
    return this.catalog.searchPath.includes(schema) ? quoteName(name) : `${quoteName(schema)}.${quoteName(name)}`;
  }

  /** The type of a table's rows. */
  rowOf(table: Table | View): PgType {
    const key = `${table.schema}.${table.name}`;
    const before = this.#byKey.get(key);
    if (before) return before;
    const made: PgType = {
      ...{ key, shown: this.#shown(table.schema, table.name), kind: "c", category: "C", preferred: false },
      ...{ hasEquality: true, hasOrder: true, subscripted: false, labels: null },
      fields:
        table.kind === "table"
          ? table.columns.map((column) => ({ name: column.name, typed: this.ofColumn(column) }))
          : null,
    };
    this.#byKey.set(key, made);
    return made;
  }
}

/** Extensions that add nothing a statement could use. */
const withoutObjects: ReadonlySet<string> = new Set(["plpgsql", "auto_explain"]);

function split(text: string): { readonly base: string; readonly modifier: string } {
  if (text.startsWith("interval ") || text.startsWith("interval("))
    return { base: "interval", modifier: text.slice(8) };
  const open = text.startsWith('"') ? -1 : text.indexOf("(");
  if (open < 0) return { base: text, modifier: "" };
  const close = text.indexOf(")", open);
  return { base: text.slice(0, open) + text.slice(close + 1), modifier: text.slice(open, close + 1) };
}

const unquoted = (name: string): string =>
  name.startsWith('"') && name.endsWith('"') && name.length > 1 ? name.slice(1, -1).replaceAll('""', '"') : name;

const multirangeName = ({ name, multirange }: UserType): string =>
  multirange ?? (name.includes("range") ? name.replace("range", "multirange") : `${name}_multirange`);

function missing(name: string): never {
  throw new Error(`PostgreSQL's type "${name}" is not among the facts`);
}
