import { configuration } from "./configuration.ts";
import { typeormMigrations } from "./migrations.ts";
import { readTypeorm } from "./models.ts";
import { typeorm } from "./reader.ts";
import type { LibraryReaders } from "../library-readers.ts";

export const readers: LibraryReaders = {
  builder: typeorm,
  models: { form: "modules", read: readTypeorm },
  migrations: typeormMigrations,
  configuration,
};
