import { LockMode, MikroORM, raw, sql } from "@mikro-orm/postgresql";
import * as schema from "./mikro-orm-schema.ts";

type Any = (...given: readonly unknown[]) => unknown;

const given: Readonly<Record<string, unknown>> = { Writer: schema.Writer, Work: schema.Work, House: schema.House, Label: schema.Label, Page: schema.Page, raw, sql, LockMode };

/** Runs the body of a function against MikroORM, whose driver sends nothing. Out: the statements it would have sent. */
export async function sentBy(body: string, parameters: Readonly<Record<string, unknown>> = {}, row: Record<string, unknown> | null = null): Promise<string[]> {
  const orm = await MikroORM.init({ entities: schema.entities as never, dbName: "none", connect: false });
  const sent: string[] = [];
  const connection = orm.em.getConnection() as unknown as Record<string, Any>;
  connection["execute"] = async (query: unknown, values: unknown, method: unknown) => {
    sent.push(typeof query === "string" ? orm.em.getPlatform().formatQuery(query, values as never) : (query as { toQuery(): string }).toQuery());
    await Promise.resolve();
    return method === "run" ? { affectedRows: 1, insertId: 1, rows: [], row: { id: 1 } } : method === "get" ? { count: 1 } : row && sent.length === 1 ? [row] : [];
  };
  for (const name of ["begin", "commit", "rollback"]) connection[name] = async () => Promise.resolve(undefined);
  const names = Object.keys(given);
  const run = new Function(...names, ...Object.keys(parameters), "em", `return (async () => {\n${body}\n})()`) as Any;
  try {
    await run(...names.map((name) => given[name]), ...Object.values(parameters), orm.em.fork());
  } catch (error) {
    if (sent.length === 0) throw error;
  }
  return sent;
}
