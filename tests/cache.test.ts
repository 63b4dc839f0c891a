import { join } from "node:path";
import { ESLint } from "eslint";
import { expect, it } from "vitest";
import plugin from "../rules/index.ts";
import { folderWith, newFolder } from "./project-folder.ts";

const root = newFolder();
const write = (file: string, text: string) => folderWith({ [file]: text }, root);

it.each(["metadata", "content"] as const)(
  "a finding comes and goes with a migration under eslint --cache, by %s",
  async (cacheStrategy) => {
    write("migrations/001_orders.sql", "CREATE TABLE orders (id int PRIMARY KEY, total int);");
    write(
      "orders.mjs",
      'import pg from "pg";\nexport const all = () => new pg.Pool().query("SELECT total FROM orders");\n',
    );
    const cacheLocation = join(root, `.cache-${cacheStrategy}`);
    // The configuration is made once, as a long-lived process does.
    const config = plugin.configure({ root });
    const messages = async (): Promise<readonly string[]> => {
      await new Promise((done) => setTimeout(done, 60));
      const eslint = new ESLint({
        cwd: root,
        overrideConfigFile: true,
        overrideConfig: [config],
        cache: true,
        cacheLocation,
        cacheStrategy,
      });
      const [result] = await eslint.lintFiles(["orders.mjs"]);
      return result?.messages.map(({ ruleId }) => ruleId ?? "") ?? [];
    };
    expect(await messages()).toEqual([]);
    write("migrations/001_orders.sql", "CREATE TABLE orders (id int PRIMARY KEY, total int, deleted_at timestamptz);");
    expect(await messages()).toEqual(["rowguard/require-soft-delete-filter"]);
    expect(await messages()).toEqual(["rowguard/require-soft-delete-filter"]);
    write("migrations/001_orders.sql", "CREATE TABLE orders (id int PRIMARY KEY, total int);");
    expect(await messages()).toEqual([]);
  },
);
