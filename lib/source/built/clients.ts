import type { TSESTree } from "@typescript-eslint/utils";
import type { Library } from "../../model/site.ts";
import type { SourceModule } from "../module.ts";
import type { Origin } from "../package-value.ts";
import { inheritedValue, traceValue, type ClassNode, type Made, type Value } from "../trace.ts";
import { originByType } from "../types.ts";

/** Where a chain of a library begins: what came before it (how the client was made) says nothing about the statement. */
const clients: Partial<Record<Library, ReadonlySet<string>>> = {
  knex: new Set(["db"]),
  kysely: new Set(["db"]),
  drizzle: new Set(["db"]),
  prisma: new Set(["PrismaClient()"]),
  typeorm: new Set(["DataSource()", "EntityManager()", "Repository()"]),
  sequelize: new Set(["Sequelize()"]),
  "mikro-orm": new Set(["EntityManager()", "EntityRepository()", "MikroORM()"]),
};

/** Functions of a library that make whole statements: `union(db.select()…, …)`. */
const makers: Partial<Record<Library, RegExp>> = { drizzle: /^(?:union|intersect|except)(?:All)?$/ };

/** What a model class inherits from. */
const models: Partial<Record<Library, RegExp>> = {
  objection: /(?:^|\.)Model$/,
  sequelize: /(?:^|\.)Model$/,
  typeorm: /(?:^|\.)BaseEntity$/,
  "mikro-orm": /(?:^|\.)BaseEntity$/,
};

/** What a builder's methods change in place; those of the others give a new builder. */
const mutable: ReadonlySet<Library> = new Set(["knex", "objection", "typeorm", "mikro-orm", "drizzle"]);

export function isMutable(library: Library | null): boolean {
  return library !== null && mutable.has(library);
}

/** Steps that leave the builder as it was: they run it, write it out, copy it or begin another. */
const leaving =
  /^(?:clone|subQuery|createQueryBuilder|\$dynamic|get(?:Many|One|OneOrFail|RawMany|RawOne|RawAndEntities|ManyAndCount|Count|Exists|Query|QueryAndParameters|Parameters|Sql|SQL|Result|ResultList|SingleResult|FormattedQuery)|execute\w*|stream|run|all|values|prepare|toSQL|toQuery|toString|toKnexQuery|resultSize|then|catch|finally|compile)$/;

/** True of a step after which a builder that its methods change in place is what it was before. */
export function leavesAlone(step: string): boolean {
  return leaving.test(step);
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
  return origin.library !== null && (clients[origin.library]?.has(origin.path) ?? false);
}

/** True where a whole statement of the library may begin. */
export function beginsStatement(origin: Origin): boolean {
  return isClient(origin) || (origin.library !== null && (makers[origin.library]?.test(origin.path) ?? false));
}

/** The client that an expression is; null for everything else, builders and rows too. */
export function clientAt(node: TSESTree.Node, module: SourceModule): Client | null {
  return clientOf(traceValue(node, module));
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
  return origin?.library && models[origin.library]?.test(origin.path) ? origin : null;
}
