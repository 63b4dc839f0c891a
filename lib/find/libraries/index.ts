import type { Library } from "../../model/site.ts";
import type { LibraryFacts } from "../facts.ts";
import { bun } from "./bun.ts";
import { databasesPg } from "./databases-pg.ts";
import { drizzle } from "./drizzle.ts";
import { knex } from "./knex.ts";
import { kysely } from "./kysely.ts";
import { mikroOrm } from "./mikro-orm.ts";
import { neon } from "./neon.ts";
import { objection } from "./objection.ts";
import { pg } from "./pg.ts";
import { pgPromise } from "./pg-promise.ts";
import { pglite } from "./pglite.ts";
import { postgresJs } from "./postgres-js.ts";
import { prisma } from "./prisma.ts";
import { sequelize } from "./sequelize.ts";
import { slonik } from "./slonik.ts";
import { sqlTemplateStrings } from "./sql-template-strings.ts";
import { sqlTemplateTag } from "./sql-template-tag.ts";
import { typeorm } from "./typeorm.ts";
import { vercelPostgres } from "./vercel-postgres.ts";

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
