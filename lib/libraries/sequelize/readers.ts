import { configuration } from "./configuration.ts";
import { sequelizeMigrations } from "./migrations.ts";
import { readSequelize } from "./models.ts";
import { sequelize } from "./reader.ts";
import type { LibraryReaders } from "../library-readers.ts";

export const readers: LibraryReaders = {
  builder: sequelize,
  models: { form: "modules", read: readSequelize },
  migrations: sequelizeMigrations,
  configuration,
};
