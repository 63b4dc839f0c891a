import type { PGlite } from "@electric-sql/pglite";
import { LockMode, MikroORM, raw, sql } from "@mikro-orm/postgresql";
import * as schema from "./schema.ts";

type Any = (...given: readonly unknown[]) => unknown;

const given: Readonly<Record<string, unknown>> = {
  Writer: schema.Writer,
  Work: schema.Work,
  House: schema.House,
  Label: schema.Label,
  Page: schema.Page,
  raw,
  sql,
  LockMode,
};

/** MikroORM without a connection. In: what answers a statement; `method` is `run`, `get` or `all`. */
async function managerOn(answer: (sql: string, method: unknown) => Promise<unknown>): Promise<unknown> {
  const orm = await MikroORM.init({ entities: schema.entities as never, dbName: "none", connect: false });
  const connection = orm.em.getConnection() as unknown as Record<string, Any>;
  connection["execute"] = async (query: unknown, values: unknown, method: unknown) => {
    return await answer(
      typeof query === "string"
        ? orm.em.getPlatform().formatQuery(query, values as never)
        : (query as { toQuery(): string }).toQuery(),
      method,
    );
  };
  for (const name of ["begin", "commit", "rollback"]) connection[name] = async () => Promise.resolve(undefined);
  return orm.em.fork();
}

async function run(body: string, em: unknown): Promise<unknown> {
  const names = Object.keys(given);
  const start = new Function(...names, "em", `return (async () => {\n${body}\n})()`) as Any;
  return await start(...names.map((name) => given[name]), em);
}

/** Runs the body of a function against MikroORM, whose driver sends nothing. Out: the statements it would have sent. */
export async function sentBy(body: string): Promise<string[]> {
  const sent: string[] = [];
  const em = await managerOn(async (sql, method) => {
    sent.push(sql);
    await Promise.resolve();
    return method === "run"
      ? { affectedRows: 1, insertId: 1, rows: [], row: { id: 1 } }
      : method === "get"
        ? { count: 1 }
        : [];
  });
  try {
    await run(body, em);
  } catch (error) {
    if (sent.length === 0) throw error;
  }
  return sent;
}

/** Runs the body of a function against MikroORM on a database. Out: what it returns, as JSON has it. */
export async function resultOn(database: PGlite, body: string): Promise<unknown> {
  const em = await managerOn(async (sql, method) => {
    const { rows, affectedRows } = await database.query(sql);
    return method === "run" ? { affectedRows, insertId: null, rows, row: rows[0] } : method === "get" ? rows[0] : rows;
  });
  return JSON.parse(JSON.stringify((await run(body, em)) ?? null)) as unknown;
}
