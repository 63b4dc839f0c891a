import { EventEmitter } from "node:events";
import { createRequire } from "node:module";
import type { PGlite } from "@electric-sql/pglite";
import ts from "typescript";

// pg leaves name[] as text.
const options = { parsers: { 1003: (text: string) => text } };

type Callback = (error: Error | null, result?: unknown) => void;

/** What stands in for the package `pg`, so that a library that only knows `pg` makes its tables in PGlite. */
export function pgOn(postgres: PGlite) {
  class Client extends EventEmitter {
    readonly connection = new EventEmitter();
    connect(done?: Callback): Promise<void> {
      done?.(null);
      return Promise.resolve();
    }
    query(
      query: string | { readonly text: string; readonly values?: unknown[] },
      values?: unknown[] | Callback,
      done?: Callback,
    ): Promise<unknown> {
      const text = typeof query === "string" ? query : query.text;
      const given = typeof query === "string" ? (Array.isArray(values) ? values : []) : (query.values ?? []);
      const callback = typeof values === "function" ? values : done;
      const run = async () => {
        const results =
          given.length > 0 ? [await postgres.query(text, given, options)] : await postgres.exec(text, options);
        const last = results.at(-1);
        return {
          command: text.trim().split(/\s/)[0]?.toUpperCase() ?? "",
          rowCount: last?.rows.length ?? 0,
          rows: last?.rows ?? [],
          fields: last?.fields ?? [],
        };
      };
      const result = run();
      if (callback)
        result.then(
          (value) => callback(null, value),
          (error: Error) => callback(error),
        );
      return result;
    }
    end(done?: Callback): Promise<void> {
      done?.(null);
      return Promise.resolve();
    }
    release(): void {}
  }
  class Pool extends EventEmitter {
    connect(done?: (error: Error | null, client: Client, release: () => void) => void): Promise<Client> {
      const client = new Client();
      done?.(null, client, () => {});
      return Promise.resolve(client);
    }
    query(...args: Parameters<Client["query"]>): Promise<unknown> {
      return new Client().query(...args);
    }
    end(done?: Callback): Promise<void> {
      done?.(null);
      return Promise.resolve();
    }
  }
  const { types } = createRequire(import.meta.url)("pg") as { types: unknown };
  return { Client, Pool, types, defaults: {} };
}

/** The exports of a text of TypeScript with decorators, as a project's compiler makes them. */
export function evaluated(text: string): Record<string, unknown> {
  const { outputText } = ts.transpileModule(text, {
    compilerOptions: {
      module: ts.ModuleKind.CommonJS,
      target: ts.ScriptTarget.ES2022,
      experimentalDecorators: true,
      emitDecoratorMetadata: true,
      esModuleInterop: true,
      useDefineForClassFields: false,
      strict: true,
    },
  });
  const module = { exports: {} as Record<string, unknown> };
  (new Function("require", "module", "exports", outputText) as (...args: unknown[]) => void)(
    createRequire(import.meta.url),
    module,
    module.exports,
  );
  return module.exports;
}
