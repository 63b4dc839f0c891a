import { expect, it } from "vitest";
import { project } from "../../cli/command.ts";

/** Of a table: what the project does with it, and whether its key is reported. */
const tables: Readonly<Record<string, { readonly does: readonly string[]; readonly reported: boolean }>> = {
  chosen: { does: ["add", "mark"], reported: true },
  freed: { does: ["add", "free"], reported: false },
  freed_and_restored: { does: ["add", "free", "restore"], reported: false },
  freed_once: { does: ["add", "free", "mark"], reported: true },
  made_up: { does: ["make", "mark"], reported: false },
  made_up_once: { does: ["make", "add", "mark"], reported: true },
  other_made_up: { does: ["describe", "mark"], reported: true },
  revived: { does: ["put", "mark"], reported: false },
  revived_once: { does: ["put", "add", "mark"], reported: true },
  written_nowhere: { does: [], reported: true },
};
const statements: Readonly<Record<string, (table: string) => string>> = {
  add: (table) => `(slug: string) => pool.query("INSERT INTO ${table} (slug) VALUES ($1)", [slug])`,
  make: (table) => `() => pool.query("INSERT INTO ${table} (slug) VALUES ($1)", [nanoid()])`,
  describe: (table) =>
    `(slug: string) => pool.query("INSERT INTO ${table} (slug, title) VALUES ($1, $2)", [slug, nanoid()])`,
  put: (table) =>
    `(slug: string) => pool.query("INSERT INTO ${table} (slug) VALUES ($1) ON CONFLICT (slug) DO UPDATE SET deleted_at = NULL", [slug])`,
  mark: (table) => `(id: number) => pool.query("UPDATE ${table} SET deleted_at = now() WHERE id = $1", [id])`,
  free: (table) =>
    `(id: number) => pool.query("UPDATE ${table} SET deleted_at = now(), slug = slug || '-gone' WHERE id = $1", [id])`,
  restore: (table) => `(id: number) => pool.query("UPDATE ${table} SET deleted_at = NULL WHERE id = $1", [id])`,
};

it("leaves unique keys alone that deleted rows do not hold, by what the whole project writes", async () => {
  const names = Object.keys(tables);
  const code = (table: string) =>
    `import { nanoid } from "nanoid"; import { pool } from "../pool.ts";\n${(tables[table]?.does ?? [])
      .map((does) => `export const ${does} = ${statements[does]?.(table)};`)
      .join("\n")}`;
  const { rowguard } = project({
    "package.json": '{ "dependencies": { "pg": "8" } }',
    "migrations/001.sql": names
      .map(
        (name) =>
          `CREATE TABLE ${name} (id bigserial PRIMARY KEY, slug text UNIQUE, title text, deleted_at timestamptz);`,
      )
      .join("\n"),
    "pool.ts": 'import { Pool } from "pg"; export const pool = new Pool();',
    ...Object.fromEntries(names.map((name) => [`src/${name}.ts`, code(name)])),
  });
  const { out } = await rowguard("check", "--rule", "require-partial-unique-index", "--format", "github");
  const reported = [...out.matchAll(/A deleted row of "(\w+)"/g)].map(([, name]) => name);
  expect(reported).toEqual(names.filter((name) => tables[name]?.reported));
});
