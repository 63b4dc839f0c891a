import { dbMigrations } from "./migrations.ts";
import type { LibraryReaders } from "../library-readers.ts";

export const readers: LibraryReaders = {
  migrations: dbMigrations,
};
