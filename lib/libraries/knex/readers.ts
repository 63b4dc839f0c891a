import { configuration } from "./configuration.ts";
import { knexMigrations } from "./migrations.ts";
import { knex } from "./reader.ts";
import type { LibraryReaders } from "../library-readers.ts";

export const readers: LibraryReaders = {
  builder: knex,
  migrations: knexMigrations,
  configuration,
};
