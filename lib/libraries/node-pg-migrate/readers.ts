import { configuration } from "./configuration.ts";
import { nodePgMigrations } from "./migrations.ts";
import type { LibraryReaders } from "../library-readers.ts";

export const readers: LibraryReaders = {
  migrations: nodePgMigrations,
  configuration,
};
