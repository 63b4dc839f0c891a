import type { LibraryFacts } from "../library.ts";

/** https://db-migrate.readthedocs.io/ */
export const dbMigrate: LibraryFacts = {
  name: "db-migrate",
  packages: [],
  migrations: { marks: [/\.runSql\s*\(|\bdbmigrate\b|\bdb-migrate\b/] },
  sqlMigrations: { upEnding: "-up.sql" },
};
