import { EventEmitter } from "node:events";
import type { PGlite } from "@electric-sql/pglite";

type Done = (error: unknown, result?: unknown) => void;

/** The package `pg` as libraries use it, over the embedded PostgreSQL. */
export function pgOver(postgres: PGlite) {
  const run = async (text: string, values?: readonly unknown[]) => {
    const result = values && values.length > 0 ? await postgres.query(text, [...values]) : (((await postgres.exec(text)).at(-1) ?? { rows: [], fields: [] }));
    return { ...result, command: text.trim().split(/\s/)[0]?.toUpperCase() ?? "", rowCount: result.rows.length };
  };
  class Client extends EventEmitter {
    readonly connection = new EventEmitter();
    connect(done?: Done) {
      if (done) done(null, this);
      else return Promise.resolve(this);
    }
    query(config: string | { text: string; values?: unknown[] }, values?: unknown[] | Done, done?: Done) {
      const callback = typeof values === "function" ? values : done;
      const given = typeof values === "function" ? undefined : values;
      const result = typeof config === "string" ? run(config, given) : run(config.text, config.values ?? given);
      if (!callback) return result;
      result.then((answer) => callback(null, answer), callback);
    }
    end(done?: Done) {
      if (done) done(null);
      else return Promise.resolve();
    }
    release() {}
  }
  class Pool extends EventEmitter {
    connect(done?: (error: unknown, client?: Client, release?: () => void) => void) {
      const client = new Client();
      if (done) done(null, client, () => undefined);
      else return Promise.resolve(client);
    }
    end(done?: Done) {
      if (done) done(null);
      else return Promise.resolve();
    }
  }
  return { Client, Pool, pool: new Pool(), types: { builtins: {}, setTypeParser: () => undefined, getTypeParser: () => (value: unknown) => value }, defaults: {} };
}
