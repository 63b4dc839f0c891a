import type { LibraryFacts } from "../library.ts";
import { functionsText, type NewMigration } from "../new-migration.ts";

const write = (migration: NewMigration): string =>
  functionsText(migration, { parameter: "db", type: null, send: (sql) => `await db.runSql(${sql});` });

/** https://db-migrate.readthedocs.io/ */
export const dbMigrate: LibraryFacts = {
  name: "db-migrate",
  packages: [],
  migrations: { write, marks: [/\.runSql\s*\(|\bdbmigrate\b|\bdb-migrate\b/] },
  sqlMigrations: { upEnding: "-up.sql" },
};
