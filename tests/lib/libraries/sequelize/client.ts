import type { PGlite } from "@electric-sql/pglite";
import * as library from "sequelize";
import { modelNames, modelsSource } from "./models.ts";

interface Answer {
  readonly rows: readonly unknown[];
  readonly rowCount: number;
  readonly command: string;
}

/** Stands where a connection of the driver stands. Out: what it was given. */
export interface Connected {
  readonly names: Readonly<Record<string, unknown>>;
  /** What was sent since the last time, without transactions' own statements. */
  sent(): string[];
}

/** Sequelize itself with the models of a source text, on an embedded PostgreSQL or on nothing. In: `rows`, what each query is answered with on nothing. */
export function connected(
  database: PGlite | null = null,
  source = modelsSource,
  names: readonly string[] = modelNames,
): Connected {
  const { Sequelize } = library;
  let log: string[] = [];
  class Client extends Sequelize {
    constructor() {
      super({ dialect: "postgres", dialectModule: {}, databaseVersion: "14.0.0", logging: false } as library.Options);
      const connection = {
        query(sql: string, ...rest: readonly unknown[]) {
          const done = rest.at(-1) as (error: unknown, answer?: unknown) => void;
          const values = Array.isArray(rest[0]) ? (rest[0] as unknown[]) : null;
          log.push(
            sql.replace(/\$(\d+)/g, (placeholder, number: string) =>
              values && values[Number(number) - 1] === null ? "NULL" : placeholder,
            ),
          );
          answered(database, sql, values).then(
            (answer) => {
              done(null, answer);
            },
            (error: unknown) => {
              done(error);
            },
          );
        },
      };
      Object.assign((this as unknown as { connectionManager: object }).connectionManager, {
        getConnection: () => Promise.resolve(connection),
        releaseConnection: () => undefined,
      });
    }
  }
  const body = source
    .replace(/^import .*$/gm, "")
    .replace(/^export /gm, "")
    .replace(/new Sequelize\([^;]*\)/, "new Sequelize()");
  const make = new Function(
    ...Object.keys(library).filter((name) => name !== "default" && name !== "Sequelize"),
    "Sequelize",
    `${body}\nreturn { ${names.join(", ")} };`,
  ) as (...values: readonly unknown[]) => Record<string, unknown>;
  const made = make(
    ...Object.entries(library)
      .filter(([name]) => name !== "default" && name !== "Sequelize")
      .map(([, value]) => value as unknown),
    Client,
  );
  const { Op, fn, col, literal, cast, where, and, or } = library.Sequelize as unknown as Record<string, unknown>;
  return {
    names: { ...made, Sequelize, Op, fn, col, literal, cast, where, and, or },
    sent() {
      const all = log.filter((sql) => !/^(?:START TRANSACTION|COMMIT|ROLLBACK|SAVEPOINT|SET |BEGIN)/.test(sql));
      log = [];
      return all;
    },
  };
}

async function answered(database: PGlite | null, sql: string, values: unknown[] | null): Promise<Answer | Answer[]> {
  const command = /^\s*(\w+)/.exec(sql)?.[1]?.toUpperCase() ?? "";
  if (!database) return { rows: [], rowCount: 0, command };
  if (values) {
    const { rows, affectedRows } = await database.query(sql, values);
    return { rows, rowCount: affectedRows ?? rows.length, command };
  }
  const results = await database.exec(sql);
  const all = results.map(({ rows, affectedRows }) => ({ rows, rowCount: affectedRows ?? rows.length, command }));
  return all.length === 1 ? all[0]! : all;
}
