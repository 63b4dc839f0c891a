import type { ConfigurationReader } from "../read/configuration/configuration-reader.ts";
import type { ModelsReader } from "../read/models/models-reader.ts";
import { readers as dbMigrate } from "./db-migrate/readers.ts";
import { readers as drizzle } from "./drizzle/readers.ts";
import { libraries } from "./index.ts";
import { readers as knex } from "./knex/readers.ts";
import { readers as kysely } from "./kysely/readers.ts";
import type { LibraryReaders } from "./library-readers.ts";
import { readers as mikroOrm } from "./mikro-orm/readers.ts";
import { readers as nodePgMigrate } from "./node-pg-migrate/readers.ts";
import { readers as objection } from "./objection/readers.ts";
import { readers as prisma } from "./prisma/readers.ts";
import { readers as sequelize } from "./sequelize/readers.ts";
import { readers as supabase } from "./supabase/readers.ts";
import { readers as typeorm } from "./typeorm/readers.ts";
import { readers as zapatos } from "./zapatos/readers.ts";

/**
 * The readers of the libraries that have any, by the libraries' names. They stand apart from the facts, which
 * lib/source needs and they are made with.
 */
export const readers: Readonly<Record<string, LibraryReaders>> = {
  drizzle,
  prisma,
  "mikro-orm": mikroOrm,
  typeorm,
  sequelize,
  objection,
  supabase,
  zapatos,
  "node-pg-migrate": nodePgMigrate,
  kysely,
  "db-migrate": dbMigrate,
  knex,
};

/** The readers of a library; none of one that is not known. */
export function readersOf(library: string): LibraryReaders {
  return (Object.hasOwn(readers, library) ? readers[library] : undefined) ?? {};
}

/** What reads the models of a kind, as `rowguard schema` names it. */
export function modelsReaderOf(kind: string): ModelsReader | null {
  const library = libraries.find(({ name, models }) => models?.kind === kind || name === kind);
  return (library && readersOf(library.name).models) ?? null;
}

/** The readers of configurations, by the tools that they configure. */
export const configurationReaders: ReadonlyMap<string, ConfigurationReader> = new Map(
  Object.entries(readers).flatMap(([library, { configuration }]) =>
    configuration ? [[library, configuration] as const] : [],
  ),
);

/** What finds models in files of their own form. */
export const modelFinders = Object.values(readers).flatMap(({ models }) => (models?.form === "texts" ? models : []));
