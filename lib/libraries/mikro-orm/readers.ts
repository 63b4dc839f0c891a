import { configuration } from "./configuration.ts";
import { mikroOrmMigrations } from "./migrations.ts";
import { readMikroOrm } from "./models.ts";
import { mikroOrm } from "./reader.ts";
import type { LibraryReaders } from "../library-readers.ts";

export const readers: LibraryReaders = {
  builder: mikroOrm,
  models: { form: "modules", read: readMikroOrm },
  migrations: mikroOrmMigrations,
  configuration,
};
