import type { LibraryFacts } from "../library.ts";
import { functionsText, type NewMigration } from "../new-migration.ts";

const write = (migration: NewMigration): string =>
  functionsText(migration, {
    parameter: "pgm",
    type: { name: "MigrationBuilder", from: "node-pg-migrate" },
    send: (sql) => `pgm.sql(${sql});`,
  });

/**
 * https://salsita.github.io/node-pg-migrate/ Its builder hands out a client of pg: the package's values are told there.
 */
export const nodePgMigrate: LibraryFacts = {
  name: "node-pg-migrate",
  packages: [],
  bookkeeping: ["pgmigrations"],
  migrations: {
    write,
    marks: [/\bMigrationBuilder\b|\bpgm\s*\.|from ["']node-pg-migrate["']/],
    runsSqlFiles: true,
    undoesByItself: true,
    sqlMarks: {
      up: /^[ \t]*--[ \t-]*up[ \t]+migration\b/i,
      down: /^[ \t]*--[ \t-]*down[ \t]+migration\b/i,
    },
  },
  configuration: { files: [".node-pg-migraterc*"] },
};
