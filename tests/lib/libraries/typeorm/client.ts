import { createRequire } from "node:module";
import type { PGlite } from "@electric-sql/pglite";
import { evaluated, pgOn } from "../../read/models/pg-on-pglite.ts";
import { classes, entities, operators } from "./entities.ts";
import { emptyDatabase } from "../../../postgres.ts";

const typeorm = createRequire(import.meta.url)("typeorm") as typeof import("typeorm");

export interface Judge {
  /** What TypeORM sends for the body of an async function, in order; the statements of its transactions left out. */
  sent(body: string, ...given: readonly unknown[]): Promise<string[]>;
  /** What the body gives. */
  run(body: string): Promise<unknown>;
  readonly postgres: PGlite;
}

/** TypeORM itself, on PostgreSQL in memory. */
export async function judge(): Promise<Judge> {
  const postgres = await emptyDatabase();
  const models = evaluated(entities);
  const log: string[] = [];
  const nothing = (): void => {};
  const logger = {
    logQuery: (text: string) => void log.push(text),
    logQueryError: nothing,
    logQuerySlow: nothing,
    logSchemaBuild: nothing,
    logMigration: nothing,
    log: nothing,
  };
  const source = new typeorm.DataSource({
    type: "postgres",
    driver: pgOn(postgres),
    entities: classes.map((name) => models[name]) as never[],
    installExtensions: false,
    uuidExtension: "pgcrypto",
    logger,
    logging: ["query"],
    invalidWhereValuesBehavior: { null: "ignore", undefined: "ignore" },
  } as never);
  await source.initialize();
  await source.synchronize();
  const names = [...operators, ...classes];
  const values = [
    ...operators.map((name) => (typeorm as unknown as Record<string, unknown>)[name]),
    ...classes.map((name) => models[name]),
  ];
  const call = (body: string, given: readonly unknown[]): Promise<unknown> => {
    const repositories = ["User", "Post", "Note", "Tag", "Profile"].map((name) =>
      source.getRepository(models[name] as never),
    );
    const run = new Function(
      ...names,
      "ds",
      "manager",
      "users",
      "posts",
      "notes",
      "tags",
      "profiles",
      "a",
      "b",
      `return (async () => { ${body} })();`,
    ) as (...all: readonly unknown[]) => Promise<unknown>;
    return run(...values, source, source.manager, ...repositories, ...given);
  };
  return {
    postgres,
    run: (body) => call(body, []),
    async sent(body, ...given) {
      log.length = 0;
      await call(body, given).catch((error: Error & { query?: string }) => {
        if (error.query === undefined) throw error;
      });
      return log.filter((text) => !/^(?:START TRANSACTION|COMMIT|ROLLBACK)/.test(text)).map(bare);
    },
  };
}

/** Without what TypeORM wraps around a page of a query with joins, and the columns that it asks back for its entities. */
function bare(text: string): string {
  const paged = /^SELECT DISTINCT .*? FROM \((SELECT .*)\) "distinctAlias".*$/s.exec(text);
  return (paged?.[1] ?? text).replace(/ RETURNING (?:"\w+"(?:, )?)+$/, "");
}
