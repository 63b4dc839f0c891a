import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it, vi } from "vitest";
import { schemaOf } from "../../../lib/pipeline.ts";
import { readMigration } from "../../../lib/read/migrations/read-migration.ts";
import { readScript } from "../../../lib/read/sql/read-script.ts";
import { settingsFrom } from "../../../lib/settings.ts";

vi.mock(import("../../../lib/read/sql/read-script.ts"), async (original) => {
  const { readScript: real } = await original();
  return { readScript: vi.fn(real) };
});
vi.mock(import("../../../lib/read/migrations/read-migration.ts"), async (original) => {
  const real = await original();
  return { ...real, readMigration: vi.fn(real.readMigration) };
});

const roots: string[] = [];
afterEach(() => roots.splice(0).forEach((root) => rmSync(root, { recursive: true })));

function project(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), "incremental-"));
  roots.push(root);
  mkdirSync(join(root, "migrations"));
  for (const [file, text] of Object.entries(files)) writeFileSync(join(root, file), text);
  return root;
}

const tables = (root: string) => [...schemaOf(settingsFrom(undefined, root)).catalog.relations.keys()].sort();
const moment = () => new Promise((done) => setTimeout(done, 60));

it("parses one SQL migration again when one of fifty has changed, and none when none has", async () => {
  const root = project(
    Object.fromEntries(
      Array.from({ length: 50 }, (_, i) => [`migrations/${1000 + i}_t.sql`, `CREATE TABLE t${i} (a int);`]),
    ),
  );
  vi.mocked(readScript).mockClear();
  expect(tables(root)).toHaveLength(50);
  expect(readScript).toHaveBeenCalledTimes(50);
  await moment();
  expect(tables(root)).toHaveLength(50);
  expect(readScript).toHaveBeenCalledTimes(50);
  appendFileSync(join(root, "migrations/1007_t.sql"), "CREATE TABLE more (a int);");
  await moment();
  expect(tables(root)).toContain("public.more");
  expect(readScript).toHaveBeenCalledTimes(51);
});

it("reads one migration in code again when one of many has changed", async () => {
  const migration = (name: string) =>
    `exports.up = (knex) => knex.schema.createTable("${name}", (t) => { t.increments("id"); });\nexports.down = (knex) => knex.schema.dropTable("${name}");\n`;
  const root = project({
    "package.json": '{ "dependencies": { "knex": "3", "pg": "8" } }',
    ...Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`migrations/${1000 + i}_t.js`, migration(`t${i}`)])),
  });
  vi.mocked(readMigration).mockClear();
  expect(tables(root)).toHaveLength(10);
  expect(readMigration).toHaveBeenCalledTimes(10);
  writeFileSync(join(root, "migrations/1003_t.js"), migration("renamed"));
  await moment();
  expect(tables(root)).toContain("public.renamed");
  expect(readMigration).toHaveBeenCalledTimes(11);
});
