import type { Library } from "../../model/site.ts";
import type { SourceModule } from "../module.ts";
import { originOf, type Origin } from "../origin.ts";
import type { TSESTree } from "@typescript-eslint/utils";
import type { Step } from "./built.ts";

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

/** What a builder's methods change in place; those of the others give a new builder. */
const mutable: ReadonlySet<Library> = new Set(["knex", "objection", "typeorm", "mikro-orm", "drizzle"]);

export function isMutable(library: Library | null): boolean {
  return library !== null && mutable.has(library);
}

/** A step that gives a builder of its own: what is done to that one leaves the first as it is. */
export function copies({ name }: Step): boolean {
  return name === "clone";
}

/** The client that an expression is; null for everything else, builders and rows too. */
export function clientAt(node: TSESTree.Node, module: SourceModule): Origin | null {
  const origin = originOf(node, module);
  return origin?.library && clients[origin.library]?.has(origin.path) ? origin : null;
}
