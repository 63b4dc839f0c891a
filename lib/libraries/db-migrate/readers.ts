import { dbMigrations } from "./migrations.ts";
import type { LibraryReaders } from "../readers.ts";

export const readers: LibraryReaders = {
  migrations: dbMigrations,
};
