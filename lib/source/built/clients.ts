import type { TSESTree } from "@typescript-eslint/utils";
import { factsOf, libraries } from "../../libraries/index.ts";
import { oneOf } from "../../libraries/names.ts";
import { mayLeadToLibrary } from "../may-lead.ts";
import type { SourceModule } from "../module.ts";
import type { Origin } from "../package-value.ts";
import { inheritedValue, traceValue, type ClassNode, type Made, type Value } from "../trace.ts";
import { originByType } from "../types.ts";

/** True of what builders are made with that their own methods change in place: what defines a table (`pgSchema("app")`) is no builder. */
export function isMutable(origin: Origin): boolean {
  const { library } = origin;
  return library !== null && (factsOf(library)?.builder?.mutable ?? false) && beginsStatement(origin);
}

/** Steps that leave the builder as it was, whatever library it is of; what a promise has runs it. */
const leaving = oneOf(["then", "catch", "finally", ...libraries.flatMap(({ builder }) => builder?.leaving ?? [])]);

/** True of a step after which a builder that its methods change in place is what it was before. */
export function leavesAlone(step: string): boolean {
  return leaving(step);
}

/** A client of a library. */
export interface Client {
  readonly origin: Origin;
  /** What made it. */
  readonly made: Made | null;
  /** The class of the project that it is an instance of, where that extends the library's. */
  readonly instance: { readonly node: ClassNode; readonly module: SourceModule } | null;
}

export function isClient(origin: Origin): boolean {
  return origin.library !== null && (factsOf(origin.library)?.builder?.clients.includes(origin.path) ?? false);
}

/** True where a whole statement of the library may begin. */
export function beginsStatement(origin: Origin): boolean {
  if (isClient(origin)) return true;
  return origin.library !== null && (factsOf(origin.library)?.builder?.makers?.includes(origin.path) ?? false);
}

/**
 * What a client has under a name, as the client and the members that lead there: `Sequelize().models.User` of a module that passes on `sequelize.models`. Null
 * for what begins a statement by itself, and for what no client has.
 */
export function membersOfClient(
  origin: Origin,
): { readonly client: Origin; readonly members: readonly string[] } | null {
  const clients = (origin.library === null ? null : factsOf(origin.library)?.builder?.clients) ?? [];
  if (beginsStatement(origin)) return null;
  for (const path of clients) {
    const rest = origin.path.startsWith(`${path}.`) ? origin.path.slice(path.length + 1) : null;
    // What a call gives is no longer the client's own.
    if (rest !== null && !rest.includes("(")) return { client: { ...origin, path }, members: rest.split(".") };
  }
  return null;
}

/** The client that an expression is; null for everything else, builders and rows too. */
export function clientAt(node: TSESTree.Node, module: SourceModule): Client | null {
  return mayLeadToLibrary(node, module) ? clientOf(traceValue(node, module)) : null;
}

/** The client that only the type of an expression tells, where there is type information. */
export function clientByType(node: TSESTree.Node, module: SourceModule): Client | null {
  const origin = module.types && originByType(node, module);
  return origin && isClient(origin) ? { origin, made: null, instance: null } : null;
}

function clientOf(value: Value | null): Client | null {
  if (value?.kind === "package")
    return isClient(value.origin) ? { origin: value.origin, made: value.made ?? null, instance: null } : null;
  if (value?.kind !== "instance") return null;
  const inherited = inheritedOf(value.node, value.module, false);
  return inherited && isClient(inherited.origin)
    ? { origin: inherited.origin, made: inherited.made ?? null, instance: { node: value.node, module: value.module } }
    : null;
}

type Inherited = Value & { readonly kind: "package" };

const known = {
  class: new WeakMap<ClassNode, Inherited | null>(),
  instance: new WeakMap<ClassNode, Inherited | null>(),
};

function inheritedOf(node: ClassNode, module: SourceModule, isStatic: boolean): Inherited | null {
  const store = isStatic ? known.class : known.instance;
  const found = store.get(node);
  if (found !== undefined) return found;
  store.set(node, null);
  const value = inheritedValue(node, module, isStatic);
  store.set(node, value);
  return value;
}

/** What a class of the project inherits from a library that makes a model of it; null where it is none. */
export function modelLibrary(node: ClassNode, module: SourceModule): Origin | null {
  const origin = inheritedOf(node, module, true)?.origin;
  const base = origin?.library ? factsOf(origin.library)?.builder?.modelClass : undefined;
  return origin && base !== undefined && (origin.path === base || origin.path.endsWith(`.${base}`)) ? origin : null;
}
