import type { Catalog, Routine } from "../../catalog/catalog.ts";
import { Conversions } from "./conversions.ts";
import type { FunctionFacts, OperatorFacts } from "./facts.ts";
import { fitted, hides, type Candidate, type Shape } from "./fitted-candidates.ts";
import type { Field, PgType } from "./pg-type.ts";

const systems = new WeakMap<Catalog, TypeSystem>();

/** The types, casts, operators and functions that the statements of a schema can use. */
export function typeSystemOf(catalog: Catalog): TypeSystem {
  const made = systems.get(catalog) ?? new TypeSystem(catalog);
  systems.set(catalog, made);
  return made;
}
export class TypeSystem extends Conversions {
  operators(name: string, isPrefix: boolean): readonly Candidate[] {
    const made = isPrefix ? this.#prefixes : this.#binaries;
    const before = made.get(name);
    if (before) return before;
    const found = this.facts.flatMap(({ facts, schema }) =>
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
    for (const { facts, schema: at } of this.facts) {
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
      this.facts.some(({ facts }) => facts.functions(name).length > 0) ||
      [...(this.catalog.functions?.values() ?? [])].some((one) => one.name === name)
    );
  }

  /** The names of types that a user may write, for a guess. */
  typeNames(): readonly string[] {
    const own = [...(this.catalog.types?.values() ?? [])].map(({ name }) => name);
    return [
      ...own,
      ...this.facts.flatMap(({ facts }) =>
        [...facts.types.values()].flatMap(({ kind, name, shown }) => (kind === "b" ? [name, shown] : [])),
      ),
    ];
  }

  /** Every function's name, for a guess. */
  functionNames(): readonly string[] {
    const own = [...(this.catalog.functions?.values() ?? [])].map(({ name }) => name);
    return [...own, ...this.facts.flatMap(({ facts }) => facts.functionNames())];
  }

  /** The types that can be called as if they were functions: `date('2024-01-01')`. */
  typeCalledAsFunction(schema: string | null, name: string): PgType | null {
    const builtIn = schema === null || schema === "pg_catalog" ? this.builtIn(name) : null;
    const found = builtIn ?? this.userTypeCalled(schema, name);
    return found && found.kind !== "c" && found.kind !== "p" ? found : null;
  }
}

const plainCandidate = { kind: "f", returnsSet: false, spread: false, defaulted: 0, columns: null } as const;
