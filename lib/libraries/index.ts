import type { LibraryFacts } from "./library.ts";
import { oneOf } from "./names.ts";
import { bun } from "./bun/facts.ts";
import { databasesPg } from "./databases-pg/facts.ts";
import { dbMigrate } from "./db-migrate/facts.ts";
import { drizzle } from "./drizzle/facts.ts";
import { knex } from "./knex/facts.ts";
import { kysely } from "./kysely/facts.ts";
import { mikroOrm } from "./mikro-orm/facts.ts";
import { neon } from "./neon/facts.ts";
import { nodePgMigrate } from "./node-pg-migrate/facts.ts";
import { objection } from "./objection/facts.ts";
import { pg } from "./pg/facts.ts";
import { pgPromise } from "./pg-promise/facts.ts";
import { pglite } from "./pglite/facts.ts";
import { pgTyped } from "./pgtyped/facts.ts";
import { postgresJs } from "./postgres-js/facts.ts";
import { prisma } from "./prisma/facts.ts";
import { sequelize } from "./sequelize/facts.ts";
import { slonik } from "./slonik/facts.ts";
import { sqlTemplateStrings } from "./sql-template-strings/facts.ts";
import { sqlTemplateTag } from "./sql-template-tag/facts.ts";
import { supabase } from "./supabase/facts.ts";
import { typeorm } from "./typeorm/facts.ts";
import { vercelPostgres } from "./vercel-postgres/facts.ts";
import { zapatos } from "./zapatos/facts.ts";

/**
 * Every library that rowguard knows. All that a stage knows of libraries is computed from this list. Where two claim
 * the same file, the first has it: those stand first whose marks say more.
 */
export const libraries: readonly LibraryFacts[] = [
  pg,
  postgresJs,
  slonik,
  pgPromise,
  pgTyped,
  sqlTemplateStrings,
  sqlTemplateTag,
  vercelPostgres,
  neon,
  databasesPg,
  bun,
  pglite,
  drizzle,
  prisma,
  mikroOrm,
  typeorm,
  sequelize,
  objection,
  supabase,
  zapatos,
  nodePgMigrate,
  kysely,
  dbMigrate,
  knex,
];

/** Names of the libraries that take SQL: what a client of the settings can behave `like`. */
export const clientLibraries: readonly string[] = libraries.flatMap(({ name, sql }) => (sql ? name : []));

/** True of a package that speaks to PostgreSQL and to nothing else. */
export const isDriver = oneOf(libraries.flatMap(({ drivers }) => drivers ?? []));

const byName = new Map(libraries.map((facts) => [facts.name, facts]));

/** What is known of a library; null for `custom` and `unknown`. */
export function factsOf(library: string): LibraryFacts | null {
  return byName.get(library) ?? null;
}
