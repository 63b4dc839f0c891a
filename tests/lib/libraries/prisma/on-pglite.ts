import type { PGlite } from "@electric-sql/pglite";
import type { Backend } from "./client.ts";

/** PGlite as the database behind Prisma's client: values come as PostgreSQL writes them. */
export function onPglite(database: PGlite): Backend {
  return {
    async query(sql, values) {
      const asText = (value: string): string => value;
      const parsers = Object.fromEntries(
        [20, 1114, 1184, 1700, 114, 3802].map((type) => [
          type,
          type === 1114 || type === 1184
            ? (value: string) => `${value.replace(" ", "T").replace(/[+-]\d\d$/, "")}+00:00`
            : asText,
        ]),
      );
      const { fields, rows, affectedRows } = await database.query<unknown[]>(sql, values as unknown[], {
        rowMode: "array",
        parsers,
      });
      return { fields, rows, affected: affectedRows ?? 0 };
    },
  };
}
