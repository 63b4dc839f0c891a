import { EventEmitter } from "node:events";
import type { PGlite } from "@electric-sql/pglite";

type Done = (error: unknown, result?: unknown) => void;

/** An array of names comes as text from `pg`, which knows no parser for it. */
const asText = (row: Record<string, unknown>) =>
  Object.fromEntries(
    Object.entries(row).map(([key, value]) => [key, Array.isArray(value) ? `{${value.join(",")}}` : value]),
  );

/** The package `pg` as libraries use it, over the embedded PostgreSQL. */
export function pgOver(postgres: PGlite, { namesAsText = false } = {}) {
  const run = async (text: string, values?: readonly unknown[]) => {
    const result =
      values && values.length > 0
        ? await postgres.query(text, [...values])
        : ((await postgres.exec(text)).at(-1) ?? { rows: [], fields: [] });
    const rows = namesAsText ? result.rows.map((row) => asText(row as Record<string, unknown>)) : result.rows;
    return { ...result, rows, command: text.trim().split(/\s/)[0]?.toUpperCase() ?? "", rowCount: result.rows.length };
  };
  class Client extends EventEmitter {
    readonly connection = new EventEmitter();
    connect(done?: Done) {
      if (!done) return Promise.resolve(this);
      done(null, this);
      return undefined;
    }
    query(config: string | { text: string; values?: unknown[] }, values?: unknown[] | Done, done?: Done) {
      const callback = typeof values === "function" ? values : done;
      const given = typeof values === "function" ? undefined : values;
      const result = typeof config === "string" ? run(config, given) : run(config.text, config.values ?? given);
      if (!callback) return result;
      result.then((answer) => callback(null, answer), callback);
      return undefined;
    }
    end(done?: Done) {
      if (!done) return Promise.resolve();
      done(null);
      return undefined;
    }
    release() {}
  }
  class Pool extends EventEmitter {
    connect(done?: (error: unknown, client?: Client, release?: () => void) => void) {
      const client = new Client();
      if (!done) return Promise.resolve(client);
      done(null, client, () => undefined);
      return undefined;
    }
    end(done?: Done) {
      if (!done) return Promise.resolve();
      done(null);
      return undefined;
    }
  }
  return {
    Client,
    Pool,
    pool: new Pool(),
    types: { builtins: {}, setTypeParser: () => undefined, getTypeParser: () => (value: unknown) => value },
    defaults: {},
  };
}
