import type { Catalog, Column, Routine, Table, UserType, View } from "../../catalog/catalog.ts";
import { quoteName } from "../../catalog/mentions.ts";
import {
  factsOf,
  type CastFacts,
  type Facts,
  type FunctionFacts,
  type OperatorFacts,
  type TypeFacts,
} from "./facts.ts";

/** A type of PostgreSQL, one of an extension or one that the schema makes. One object stands for it. */
export interface PgType {
  /** Unique: its name in pg_type, for one of the schema with the schema. */
  readonly key: string;
  /** As format_type writes it. */
  readonly shown: string;
  /** pg_type.typtype; `a` for an array. */
  readonly kind: string;
  readonly category: string;
  readonly preferred: boolean;
  readonly hasEquality: boolean;
  readonly hasOrder: boolean;
  readonly subscripted: boolean;
  /** Of a composite: its columns. */
  readonly fields: readonly Field[] | null;
  /** Of an enum. */
  readonly labels: readonly string[] | null;
}

export interface Field {
  readonly name: string;
  /** Null where it is not known. */
  readonly typed: Typed | null;
}

/** A type with its modifier, as it is written behind or in the type: `(10,2)`, ` day to second`; empty for none. */
export interface Typed {
  readonly type: PgType;
  readonly modifier: string;
}

export type CoercionContext = "implicit" | "assignment" | "explicit";

const contexts: Readonly<Record<string, number>> = { i: 0, a: 1, e: 2, implicit: 0, assignment: 1, explicit: 2 };

/** A function or operator that a call may mean, with the types of the arguments that it would be called with. */
export interface Candidate {
  readonly arguments: readonly PgType[];
  readonly result: PgType;
  /** Position in the search path: an earlier one hides a later one with the same arguments. */
  readonly path: number;
  readonly kind: string;
  readonly returnsSet: boolean;
  /** The arguments are spread over a variadic parameter. */
  readonly spread: boolean;
  /** How many defaults stand in for arguments. */
  readonly defaulted: number;
  /** Where an argument of the call stands among the parameters; null: as it is written. */
  readonly columns: readonly Field[] | null;
}

const systems = new WeakMap<Catalog, TypeSystem>();

/** The types, casts, operators and functions that the statements of a schema can use. */
export function typeSystemOf(catalog: Catalog): TypeSystem {
  const made = systems.get(catalog) ?? new TypeSystem(catalog);
  systems.set(catalog, made);
  return made;
}

export class TypeSystem {
  readonly catalog: Catalog;
  readonly #facts: readonly { readonly facts: Facts; readonly schema: string }[];
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
    this.#facts = all;
    this.hasUnknownExtension = isUnknown;
  }

  /** A type of PostgreSQL itself, which must be there. */
  of(name: string): PgType {
    return this.builtIn(name) ?? missing(name);
  }

  builtIn(name: string): PgType | null {
    const before = this.#byKey.get(name);
    if (before) return before;
    for (const { facts } of this.#facts) {
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
    for (const { facts } of this.#facts) {
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
    const typed = this.#written(column.type, column.userType ?? null);
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
    const [postgres] = this.#facts;
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
    for (const { facts, schema: at } of this.#facts) {
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

  // -- coercions

  isPolymorphic(type: PgType): boolean {
    return type.kind === "p" && polymorphic.has(type.key);
  }

  /** Whether a value of a type is taken for one of another; `unknown` is the type of an untyped literal or parameter. */
  canCoerce(sources: readonly PgType[], targets: readonly PgType[], context: CoercionContext): boolean {
    let isGeneric = false;
    for (const [index, target] of targets.entries()) {
      const source = sources[index];
      if (!source || source === target || target.key === "any") continue;
      if (this.isPolymorphic(target)) {
        isGeneric = true;
        continue;
      }
      if (source.key === "unknown" || this.hasPathway(source, target, context)) continue;
      if (target.key === "record" && source.kind === "c") continue;
      if (source.key === "record" && target.kind === "c") continue;
      if (target.key === "_record" && this.arrayElementOf(source)?.kind === "c") continue;
      if (source.kind === "c" && target.kind === "c" && this.#inherits(source, target)) continue;
      return false;
    }
    return !isGeneric || this.genericTypes(sources, targets) !== null;
  }

  #inherits(source: PgType, target: PgType): boolean {
    const table = this.catalog.relations.get(source.key);
    if (table?.kind !== "table") return false;
    return (table.structure?.parents ?? []).some((parent) => {
      const relation = this.catalog.relations.get(parent);
      const row = relation && this.rowOf(relation);
      return row === target || (row !== undefined && this.#inherits(row, target));
    });
  }

  /** find_coercion_pathway of PostgreSQL's parse_coerce.c. */
  hasPathway(from: PgType, to: PgType, context: CoercionContext): boolean {
    const [source, target] = [this.baseOf(from), this.baseOf(to)];
    if (source === target) return true;
    const cast = this.#cast(source, target);
    if (cast) return (contexts[context] ?? 0) >= (contexts[cast.context] ?? 2);
    if (target.key !== "oidvector" && target.key !== "int2vector") {
      const [one, other] = [this.arrayElementOf(source), this.arrayElementOf(target)];
      if (one && other && this.hasPathway(one, other, context)) return true;
    }
    if (context === "implicit") return false;
    if (target.category === "S") return true;
    return context === "explicit" && source.category === "S";
  }

  /** Whether the pathway is none that computes: the types are the same to the machine. */
  isRelabelled(from: PgType, to: PgType): boolean {
    const [source, target] = [this.baseOf(from), this.baseOf(to)];
    return source === target || this.#cast(source, target)?.method === "b";
  }

  /** Whether a type is the same to the machine as one that has an order: varchar as text, cidr as inet. */
  isLikeComparable(type: PgType): boolean {
    return this.#facts.some(({ facts }) =>
      [...facts.casts].some(([key, { context, method }]) => {
        const [source, target = ""] = key.split(" ");
        return source === type.key && context === "i" && method === "b" && this.builtIn(target)?.hasOrder === true;
      }),
    );
  }

  castMethod(from: PgType, to: PgType): string | null {
    return this.#cast(this.baseOf(from), this.baseOf(to))?.method ?? null;
  }

  #cast(source: PgType, target: PgType): CastFacts | null {
    const casts = this.#casts.get(source) ?? new Map<PgType, CastFacts | null>();
    this.#casts.set(source, casts);
    const before = casts.get(target);
    if (before !== undefined) return before;
    const found = this.#castOf(source, target);
    casts.set(target, found);
    return found;
  }

  readonly #casts = new Map<PgType, Map<PgType, CastFacts | null>>();

  #castOf(source: PgType, target: PgType): CastFacts | null {
    const rangeCast = source.kind === "r" && this.multirangeOf(source) === target;
    if (rangeCast) return { context: "e", method: "f" };
    for (const { facts } of this.#facts) {
      const found = facts.casts.get(`${source.key} ${target.key}`);
      if (found) return found;
    }
    return null;
  }

  /** A cast of the schema's own from or to a type may be there. */
  hasOwnCasts(): boolean {
    return [...(this.catalog.further ?? [])].some((made) => made.startsWith("cast "));
  }

  /** select_common_type of PostgreSQL's parse_coerce.c; null where there is none. */
  commonType(types: readonly PgType[]): PgType | null {
    const [first] = types;
    const text = this.of("text");
    if (!first) return text;
    if (first.key !== "unknown" && types.every((type) => type === first)) return first;
    let chosen = this.baseOf(first);
    for (const type of types) {
      const next = this.baseOf(type);
      if (next.key === "unknown" || next === chosen) continue;
      if (chosen.key === "unknown") chosen = next;
      else if (next.category !== chosen.category) return null;
      else if (
        !chosen.preferred &&
        this.canCoerce([chosen], [next], "implicit") &&
        !this.canCoerce([next], [chosen], "implicit")
      )
        chosen = next;
    }
    return chosen.key === "unknown" ? text : chosen;
  }

  /** The common type, where every value can be made one of it. */
  verifiedCommonType(types: readonly PgType[]): PgType | null {
    const common = this.commonType(types);
    return common && types.every((type) => this.canCoerce([type], [common], "implicit")) ? common : null;
  }

  /**
   * What the polymorphic types of a declaration stand for in a call; null where its arguments do not fit together
   * (check_generic_type_consistency and enforce_generic_type_consistency). A type that nothing tells is missing.
   */
  genericTypes(actual: readonly PgType[], declared: readonly PgType[]): ReadonlyMap<string, PgType> | null {
    let element: PgType | null = null;
    let array: PgType | null = null;
    let range: PgType | null = null;
    let multirange: PgType | null = null;
    let compatibleRange: PgType | null = null;
    let isPoly = false;
    const compatible: PgType[] = [];
    const wanted = new Set<string>();
    for (const [index, { kind, key }] of declared.entries()) {
      if (kind !== "p") continue;
      const given = actual[index];
      if (!given || !polymorphic.has(key)) continue;
      wanted.add(key);
      if (given.key === "unknown") continue;
      const base = this.baseOf(given);
      switch (key) {
        case "anyelement":
        case "anynonarray":
        case "anyenum":
          if (element && element !== given) return null;
          element = given;
          break;
        case "anyarray":
          if (array && array !== base) return null;
          array = base;
          break;
        case "anyrange":
          if (range && range !== base) return null;
          range = base;
          break;
        case "anymultirange":
          if (multirange && multirange !== base) return null;
          multirange = base;
          break;
        case "anycompatible":
        case "anycompatiblenonarray":
          compatible.push(given);
          break;
        case "anycompatiblearray": {
          const own = this.arrayElementOf(base);
          if (!own) return null;
          compatible.push(own);
          break;
        }
        case "anycompatiblerange":
        case "anycompatiblemultirange": {
          const own: PgType | null = key === "anycompatiblerange" ? base : this.rangeOf(base);
          if (!own || own.kind !== "r" || (compatibleRange && compatibleRange !== own)) return null;
          compatibleRange = own;
          break;
        }
      }
      isPoly = true;
    }
    const found = new Map<string, PgType>();
    if (array) {
      if (array.key === "anyarray") return element ? null : found.set("anyarray", array);
      const own = this.arrayElementOf(array);
      if (!own || (element && element !== own)) return null;
      element = own;
    }
    if (multirange) {
      const own = this.rangeOf(multirange);
      if (!own || (range && range !== own)) return null;
      range = own;
    }
    if (range) {
      const own = range.kind === "r" ? this.elementOf(range) : null;
      if (!own || (element && element !== own)) return null;
      element = own;
    }
    if (wanted.has("anynonarray") && element && this.baseOf(element).kind === "a") return null;
    if (wanted.has("anyenum") && element?.kind !== "e" && isPoly) return null;
    if (element) {
      for (const key of ["anyelement", "anynonarray", "anyenum"]) found.set(key, element);
      const list = array ?? this.arrayOf(element);
      if (list) found.set("anyarray", list);
    }
    if (range) {
      found.set("anyrange", range);
      const own = multirange ?? this.multirangeOf(range);
      if (own) found.set("anymultirange", own);
    }
    if ([...wanted].some((key) => key.startsWith("anycompatible"))) {
      const rangeElement = compatibleRange && this.elementOf(compatibleRange);
      const all = rangeElement ? [...compatible, rangeElement] : compatible;
      const common = this.verifiedCommonType(all);
      if (!common || (rangeElement && common !== rangeElement)) return null;
      if (wanted.has("anycompatiblenonarray") && this.baseOf(common).kind === "a") return null;
      found.set("anycompatible", common);
      found.set("anycompatiblenonarray", common);
      const list = this.arrayOf(common);
      if (list) found.set("anycompatiblearray", list);
      if (compatibleRange) {
        found.set("anycompatiblerange", compatibleRange);
        const own = this.multirangeOf(compatibleRange);
        if (own) found.set("anycompatiblemultirange", own);
      }
    }
    return found;
  }

  // -- candidates

  operators(name: string, isPrefix: boolean): readonly Candidate[] {
    const made = isPrefix ? this.#prefixes : this.#binaries;
    const before = made.get(name);
    if (before) return before;
    const found = this.#facts.flatMap(({ facts, schema }) =>
      facts.operators(name).flatMap((one) => this.#operator(one, isPrefix, schema) ?? []),
    );
    made.set(name, found);
    return found;
  }

  readonly #prefixes = new Map<string, readonly Candidate[]>();
  readonly #binaries = new Map<string, readonly Candidate[]>();

  #operator({ left, right, result }: OperatorFacts, isPrefix: boolean, schema: string): Candidate | null {
    if ((left === "") !== isPrefix) return null;
    const types = [...(isPrefix ? [] : [left]), right].map((name) => this.builtIn(name));
    const made = this.builtIn(result);
    const known = types.filter((type) => type !== null);
    if (!made || known.length < types.length) return null;
    return { ...plainCandidate, arguments: known, result: made, path: this.#pathOf(schema) };
  }

  #pathOf(schema: string): number {
    return schema === "pg_catalog" ? -1 : this.catalog.searchPath.indexOf(schema);
  }

  /** Whether a name may stand for an operator, a function or an aggregate of the schema's own that is not known. */
  mayBeOwn(object: "operator" | "aggregate", name: string): boolean {
    return this.catalog.further?.has(`${object} ${name}`) ?? false;
  }

  /** The functions that a call with so many arguments may mean (FuncnameGetCandidates); null where they are not all known. */
  functions(
    schema: string | null,
    name: string,
    count: number,
    names: readonly (string | null)[] | null,
    isSpread: boolean,
  ): readonly Candidate[] | null {
    const called = `${schema ?? ""}.${name} ${count} ${isSpread} ${names?.join() ?? ""}`;
    const before = this.#calls.get(called);
    if (before !== undefined) return before;
    const shapes = this.#shapesOf(schema, name);
    const found = shapes?.flatMap((shape) => fitted(shape, count, names, isSpread) ?? []) ?? null;
    const left =
      found?.filter((one, at) => !found.some((other, index) => index !== at && hides(other, one, index < at))) ?? null;
    this.#calls.set(called, left);
    return left;
  }

  readonly #calls = new Map<string, readonly Candidate[] | null>();

  /** Every function of a name; null where they are not all known. */
  #shapesOf(schema: string | null, name: string): readonly Shape[] | null {
    const shapes: Shape[] = [];
    for (const { facts, schema: at } of this.#facts) {
      if (schema !== null && schema !== at) continue;
      if (at !== "pg_catalog" && schema === null && !this.catalog.searchPath.includes(at)) continue;
      for (const one of facts.functions(name)) {
        const shape = this.#shapeOf(one, this.#pathOf(at));
        if (shape) shapes.push(shape);
      }
    }
    for (const [index, at] of (schema === null ? this.catalog.searchPath : [schema]).entries()) {
      const key = `${at}.${name}`;
      const routines = this.catalog.routines?.get(key);
      if (routines === null) return null;
      if (routines === undefined && this.catalog.functions?.has(key)) return null;
      for (const routine of routines ?? []) {
        if (routine.procedure) continue;
        const shape = this.#ownShape(routine, index);
        if (!shape) return null;
        shapes.push(shape);
      }
    }
    return [...shapes, ...this.#rangeConstructors(schema, name)];
  }

  /** The functions that make values of the schema's own ranges. */
  #rangeConstructors(schema: string | null, name: string): readonly Shape[] {
    const type = this.#hasRanges() ? this.userTypeCalled(schema, name) : null;
    if (!type || (type.kind !== "r" && type.kind !== "m")) return [];
    const shape = { names: [], defaults: 0, variadic: null, result: type, path: 0, kind: "f", returnsSet: false };
    const element = this.elementOf(type);
    if (!element) return [];
    if (type.kind === "r")
      return [
        [element, element],
        [element, element, this.of("text")],
      ].map((types) => ({ ...shape, types, columns: null }));
    const list = this.arrayOf(element);
    return [
      { ...shape, types: [], columns: null },
      { ...shape, types: [element], columns: null },
      ...(list ? [{ ...shape, types: [list], variadic: element, columns: null }] : []),
    ];
  }

  #hasRanges(): boolean {
    return (this.#ranges ??= [...(this.catalog.types?.values() ?? [])].some(({ form }) => form === "range"));
  }

  #ranges: boolean | null = null;

  #shapeOf(facts: FunctionFacts, path: number): Shape | null {
    const types = facts.arguments.map((name) => this.builtIn(name)).filter((type) => type !== null);
    const result = this.builtIn(facts.result);
    if (!result || types.length < facts.arguments.length) return null;
    return {
      types,
      names: facts.argumentNames,
      defaults: facts.defaults,
      variadic: facts.variadic === null ? null : this.builtIn(facts.variadic),
      result,
      path,
      kind: facts.kind,
      returnsSet: facts.returnsSet,
      columns: facts.columns.length === 0 ? null : facts.columns.map(({ name, type }) => this.#field(name, type)),
    };
  }

  #field(name: string, type: string): Field {
    const found = this.builtIn(type);
    return { name, typed: found && { type: found, modifier: "" } };
  }

  #ownShape({ parameters, returns, returnsSet }: Routine, path: number): Shape | null {
    const inputs = parameters.filter(({ mode }) => mode !== "out" && mode !== "table");
    const outputs = parameters.filter(({ mode }) => mode === "out" || mode === "inout" || mode === "table");
    const types = inputs.map(({ type }) => this.named(type)?.type ?? null).filter((type) => type !== null);
    const isVariadic = inputs.at(-1)?.mode === "variadic";
    const last = types.at(-1);
    const [only] = outputs;
    const isTable = outputs.some(({ mode }) => mode === "table");
    const resultName = outputs.length === 0 ? returns : outputs.length === 1 && only ? only.type : "record";
    const result = resultName === null ? null : (this.named(resultName)?.type ?? null);
    // What takes anything is written in C, or comes from a snapshot, which does not say what it takes.
    if (!result || types.length < inputs.length || last?.key === "any") return null;
    return {
      types,
      names: inputs.map(({ name }) => name ?? ""),
      defaults: inputs.filter(({ hasDefault }) => hasDefault).length,
      variadic: isVariadic && last ? (last.key === "any" ? last : this.arrayElementOf(last)) : null,
      result,
      path,
      kind: "f",
      returnsSet: returnsSet || isTable,
      columns:
        outputs.length < 2 && !isTable
          ? null
          : outputs.map(({ name, type }, index) => ({ name: name ?? `column${index + 1}`, typed: this.named(type) })),
    };
  }

  /** Whether the migrations make something in a schema. */
  knowsSchema(schema: string): boolean {
    const made = [this.catalog.relations, this.catalog.types, this.catalog.functions];
    return made.some((map) =>
      [...(map?.values() ?? [])].some((one: { readonly schema: string }) => one.schema === schema),
    );
  }

  /** Whether there is a function of a name at all. */
  hasFunction(name: string): boolean {
    return (
      this.#facts.some(({ facts }) => facts.functions(name).length > 0) ||
      [...(this.catalog.functions?.values() ?? [])].some((one) => one.name === name)
    );
  }

  /** The names of types that a user may write, for a guess. */
  typeNames(): readonly string[] {
    const own = [...(this.catalog.types?.values() ?? [])].map(({ name }) => name);
    return [
      ...own,
      ...this.#facts.flatMap(({ facts }) =>
        [...facts.types.values()].flatMap(({ kind, name, shown }) => (kind === "b" ? [name, shown] : [])),
      ),
    ];
  }

  /** Every function's name, for a guess. */
  functionNames(): readonly string[] {
    const own = [...(this.catalog.functions?.values() ?? [])].map(({ name }) => name);
    return [...own, ...this.#facts.flatMap(({ facts }) => facts.functionNames())];
  }

  /** The types that can be called as if they were functions: `date('2024-01-01')`. */
  typeCalledAsFunction(schema: string | null, name: string): PgType | null {
    const builtIn = schema === null || schema === "pg_catalog" ? this.builtIn(name) : null;
    const found = builtIn ?? this.userTypeCalled(schema, name);
    return found && found.kind !== "c" && found.kind !== "p" ? found : null;
  }
}

interface Shape {
  readonly types: readonly PgType[];
  readonly names: readonly string[];
  readonly defaults: number;
  readonly variadic: PgType | null;
  readonly result: PgType;
  readonly path: number;
  readonly kind: string;
  readonly returnsSet: boolean;
  readonly columns: readonly Field[] | null;
}

const plainCandidate = { kind: "f", returnsSet: false, spread: false, defaulted: 0, columns: null } as const;

/** A function with its parameters in the order of a call's arguments; null where it does not take so many. */
function fitted(
  shape: Shape,
  count: number,
  names: readonly (string | null)[] | null,
  isSpread: boolean,
): Candidate | null {
  const { types, defaults, variadic, result, path, kind, returnsSet, columns } = shape;
  const base = { result, path, kind, returnsSet, columns };
  if (names) {
    const places = namedPlaces(shape, names);
    if (!places) return null;
    return {
      ...base,
      arguments: places.flatMap((place) => types[place] ?? []),
      spread: false,
      defaulted: types.length - count,
    };
  }
  if (variadic && !isSpread && types.length <= count) {
    const fixed = types.slice(0, -1);
    const rest = Array.from({ length: count - fixed.length }, () => variadic);
    return { ...base, arguments: [...fixed, ...rest], spread: true, defaulted: 0 };
  }
  if (types.length === count) return { ...base, arguments: types, spread: false, defaulted: 0 };
  if (types.length < count || count + defaults < types.length) return null;
  return { ...base, arguments: types.slice(0, count), spread: false, defaulted: types.length - count };
}

/** The parameters that arguments called by name are given to (MatchNamedCall). */
function namedPlaces({ types, names, defaults }: Shape, given: readonly (string | null)[]): readonly number[] | null {
  if (names.length === 0) return null;
  const places: number[] = [];
  for (const [index, name] of given.entries()) {
    const place = name === null ? index : names.indexOf(name);
    if (place < 0 || place >= types.length || places.includes(place)) return null;
    places.push(place);
  }
  const isFilled = types.every((_, index) => places.includes(index) || index >= types.length - defaults);
  return isFilled ? places : null;
}

/** Whether one of two candidates with the same arguments is never meant. */
function hides(one: Candidate, other: Candidate, isBefore: boolean): boolean {
  if (
    one.arguments.length !== other.arguments.length ||
    one.arguments.some((type, index) => type !== other.arguments[index])
  )
    return false;
  if (one.path !== other.path) return one.path < other.path;
  if (one.spread !== other.spread) return !one.spread;
  if (one.defaulted !== other.defaulted) return one.defaulted < other.defaulted;
  return isBefore;
}

const polymorphic: ReadonlySet<string> = new Set([
  "anyelement",
  "anynonarray",
  "anyenum",
  "anyarray",
  "anyrange",
  "anymultirange",
  "anycompatible",
  "anycompatiblenonarray",
  "anycompatiblearray",
  "anycompatiblerange",
  "anycompatiblemultirange",
]);

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

/** A type as format_type writes it, with its modifier. */
export function shownType({ type, modifier }: Typed): string {
  if (modifier === "" && Object.hasOwn(withoutModifier, type.key)) return withoutModifier[type.key] ?? "";
  if (type.kind === "a" && modifier !== "") return `${withModifier(type.shown.slice(0, -2), modifier)}[]`;
  return withModifier(type.shown, modifier);
}

/** `character` and `bit` alone would be those with one character or bit. */
const withoutModifier: Readonly<Record<string, string>> = {
  bpchar: "bpchar",
  _bpchar: "bpchar[]",
  bit: '"bit"',
  _bit: '"bit"[]',
};

const withModifier = (shown: string, modifier: string): string =>
  / with(?:out)? time zone$/.test(shown) ? shown.replace(/^\w+/, `$&${modifier}`) : `${shown}${modifier}`;
