import type { ModelFilter } from "../../model/definition.ts";
import type { SqlText } from "../../model/sql-text.ts";
import type { Built, BuiltObject, Entry, Place } from "../../source/built/built.ts";
import type { Level, SequelizeQuery, What } from "./query.ts";
import { conditionsIn, ofEntries } from "./where.ts";
import { joined } from "../../read/builder/written.ts";

/** What a query is given, one layer over the other: scopes first, the call's own options last. */
export type Layer =
  | { readonly kind: "options"; readonly object: BuiltObject }
  /** A scope that only the schema's models tell of. */
  | { readonly kind: "filter"; readonly filter: ModelFilter; readonly at: What }
  | { readonly kind: "unknown"; readonly at: What };

/** The layers of a scope that only the schema's models tell of. */
export function layersOfFilter(filter: ModelFilter, at: What): readonly Layer[] {
  const own: Layer = { kind: "filter", filter, at };
  const includes = filter.includes ?? [];
  if (includes.length === 0) return [own];
  const place = placeOf(at);
  const items = includes.map((value): Built => ({ kind: "constant", value, place }));
  const list: Built = { kind: "list", items, open: false, each: null, place };
  const entries = new Map<string, Entry>([["include", { name: "include", key: place, value: list }]]);
  return [own, { kind: "options", object: { kind: "object", entries, open: false, place } }];
}

function layerOf(value: Built, at: What): Layer | null {
  if (value.kind === "object") return { kind: "options", object: value };
  return value.kind === "constant" ? null : { kind: "unknown", at };
}

export class Options {
  readonly layers: readonly Layer[];
  /** The call's own options. */
  readonly own: Built | null;
  /** Where they are written. */
  readonly at: What | null;
  readonly #query: SequelizeQuery;

  constructor(scopes: readonly Layer[], at: What | null, query: SequelizeQuery) {
    this.#query = query;
    this.at = at;
    this.own = at && query.run.value(at);
    const layer = at && this.own && layerOf(this.own, at);
    this.layers = layer ? [...scopes, layer] : scopes;
  }

  /** The options of the same query with others over them. */
  under(object: BuiltObject): Options {
    const options = new Options(this.layers, object, this.#query);
    return options;
  }

  get objects(): readonly BuiltObject[] {
    return this.layers.flatMap((layer) => (layer.kind === "options" ? [layer.object] : []));
  }

  /** Where there may be more than is seen; null: all is. */
  get open(): What | null {
    for (const layer of this.layers) {
      if (layer.kind === "unknown") return layer.at;
      if (layer.kind === "options" && layer.object.open) return layer.object;
      if (layer.kind === "filter" && layer.filter.complete === false) return layer.at;
    }
    return null;
  }

  /** The topmost value of an option. */
  get(name: string): Entry | null {
    return this.objects.reduceRight<Entry | null>((found, object) => found ?? this.#query.entry(object, name), null);
  }

  /** True where an option is given as a constant that is false. */
  isOff(name: string): boolean {
    return this.constant(name) === false;
  }

  isOn(name: string): boolean {
    const entry = this.get(name);
    const value = entry && this.#query.run.value(entry.value);
    return value ? value.kind !== "constant" || Boolean(value.value) : false;
  }

  constant(name: string): ReturnType<SequelizeQuery["constant"]> {
    const entry = this.get(name);
    const value = entry && this.#query.run.value(entry.value);
    return value?.kind === "constant" ? value.value : undefined;
  }

  /** Of an option whose lists are put together: each layer's. */
  every(name: string): Entry[] {
    return this.objects.flatMap((object) => this.#query.entry(object, name) ?? []);
  }

  /** The option of the call itself, which an edit may change. */
  ownEntry(name: string): Entry | null {
    return this.#query.entry(this.own, name);
  }
}

/**
 * The conditions of the option `where` (or `having`) of all layers; a key of an upper layer replaces that of a lower
 * one. Empty: none.
 */
export function whereOf(options: Options, level: Level, query: SequelizeQuery, name = "where"): SqlText[] {
  const entries = new Map<string, Entry>();
  const conditions: SqlText[] = [];
  let open: BuiltObject | null = null;
  for (const layer of options.layers) {
    if (layer.kind === "filter") {
      if (name === "where")
        conditions.push(...layer.filter.conditions.map((condition) => ofCondition(condition, level, layer.at, query)));
      continue;
    }
    const where = layer.kind === "options" ? query.entry(layer.object, name) : null;
    if (!where) continue;
    const value = query.run.value(where.value);
    if (value.kind === "object") {
      for (const [key, entry] of value.entries) {
        entries.delete(key);
        entries.set(key, entry);
      }
      if (value.open) open = value;
    } else conditions.push(...(conditionsIn(where.value, level, query) ?? []));
  }
  conditions.push(...ofEntries([...entries.values()], open, level, query));
  const more = name === "where" ? options.open : null;
  if (more && more !== open) conditions.push(query.writer.unknown(more));
  return conditions;
}

function ofCondition(
  { column, operator, value }: ModelFilter["conditions"][number],
  level: Level,
  at: What,
  query: SequelizeQuery,
): SqlText {
  const { writer } = query;
  const left = query.column(level, column, at);
  if (operator === "is null" || operator === "is not null")
    return [...left, ...writer.sql(` ${operator.toUpperCase()}`, at)];
  const constant: Built = { kind: "constant", value, place: placeOf(at) };
  return [...left, ...writer.sql(` ${operator} `, at), ...writer.value(constant)];
}

const placeOf = (what: What): Place => ("kind" in what ? what.place : what);

/** All of them, or null for none. */
export const all = (conditions: readonly SqlText[]): SqlText | null =>
  conditions.length === 0 ? null : joined(conditions, " AND ");
