import { native, nothing, struct, type Host } from "../../source/evaluate/program-value.ts";
import { knexMigrations } from "../knex/migrations.ts";
import type { MigrationLibrary, Reading } from "../../read/migrations/library.ts";
import { rowsHost, sendsSql } from "../../read/migrations/operations.ts";

/** Migrations of MikroORM: a class whose `up()` calls `this.addSql()`. */
export const mikroOrmMigrations: MigrationLibrary = {
  values: () => [],
  base,
  packages: (specifier, reading) =>
    specifier.startsWith("@mikro-orm/") ? struct({ Migration: base(reading) }, true) : null,
};

function base(reading: Reading): Host {
  return {
    kind: "host",
    name: "a migration of MikroORM",
    construct: () => struct({}),
    get: (key) => {
      if (key === "addSql" || key === "execute") return sendsSql(reading);
      if (key === "getKnex") return native(key, () => knexMigrations.values(reading)[0] ?? rowsHost(key));
      if (/^(?:driver|config|ctx|getEntityManager)$/.test(key))
        return key === "getEntityManager" ? native(key, () => rowsHost("the entity manager")) : rowsHost(key);
      if (/^(?:up|down|reset|getQueries|isTransactional|setTransactionContext|then|constructor|#.*)$/.test(key))
        return null;
      return native(key, (_, at) => {
        reading.script.problem(`calls ${key}, which is not read: what it changes is not known`, at);
        return nothing;
      });
    },
  };
}
