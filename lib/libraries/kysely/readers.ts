import { kyselyMigrations } from "./migrations.ts";
import { readKysely } from "./models.ts";
import { kysely } from "./reader.ts";
import type { LibraryReaders } from "../library-readers.ts";

export const readers: LibraryReaders = {
  builder: kysely,
  models: { form: "modules", read: readKysely },
  migrations: kyselyMigrations,
};
