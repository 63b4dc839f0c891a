import type { Library } from "../model/site.ts";
import type { LibraryFacts } from "./facts.ts";
import { bun } from "./bun/facts.ts";
import { databasesPg } from "./databases-pg/facts.ts";
import { drizzle } from "./drizzle/facts.ts";
import { knex } from "./knex/facts.ts";
import { kysely } from "./kysely/facts.ts";
import { mikroOrm } from "./mikro-orm/facts.ts";
import { neon } from "./neon/facts.ts";
import { objection } from "./objection/facts.ts";
import { pg } from "./pg/facts.ts";
import { pgPromise } from "./pg-promise/facts.ts";
import { pglite } from "./pglite/facts.ts";
import { postgresJs } from "./postgres-js/facts.ts";
import { prisma } from "./prisma/facts.ts";
import { sequelize } from "./sequelize/facts.ts";
import { slonik } from "./slonik/facts.ts";
import { sqlTemplateStrings } from "./sql-template-strings/facts.ts";
import { sqlTemplateTag } from "./sql-template-tag/facts.ts";
import { typeorm } from "./typeorm/facts.ts";
import { vercelPostgres } from "./vercel-postgres/facts.ts";

const libraries: readonly LibraryFacts[] = [
  bun,
  databasesPg,
  drizzle,
  knex,
  kysely,
  mikroOrm,
  neon,
  objection,
  pg,
  pgPromise,
  pglite,
  postgresJs,
  prisma,
  sequelize,
  slonik,
  sqlTemplateStrings,
  sqlTemplateTag,
  typeorm,
  vercelPostgres,
];

const byName = new Map(libraries.map((facts) => [facts.library, facts]));

/** What is known of a library; null for `custom` and `unknown`. */
export function factsOf(library: Library): LibraryFacts | null {
  return byName.get(library) ?? null;
}
