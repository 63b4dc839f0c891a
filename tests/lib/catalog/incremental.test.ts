import { appendFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, vi } from "vitest";
import { loadSchema } from "../../../lib/catalog/load.ts";
import { schemaReaders } from "../../../lib/pipeline.ts";
import { folderWith } from "../../project-folder.ts";

const readScript = vi.fn(schemaReaders.script);
const readMigration = vi.fn(schemaReaders.migrations.read);
const counted = {
  ...schemaReaders,
  script: readScript,
  migrations: { ...schemaReaders.migrations, read: readMigration },
};

const tables = (root: string) => [...loadSchema({ root, schema: null }, counted).catalog.relations.keys()].sort();
const moment = () => new Promise((done) => setTimeout(done, 60));

it("parses one SQL migration again when one of fifty has changed, and none when none has", async () => {
  const root = folderWith(
    Object.fromEntries(
      Array.from({ length: 50 }, (_, i) => [`migrations/${1000 + i}_t.sql`, `CREATE TABLE t${i} (a int);`]),
    ),
  );
  readScript.mockClear();
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
  const root = folderWith({
    "package.json": '{ "dependencies": { "knex": "3", "pg": "8" } }',
    ...Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`migrations/${1000 + i}_t.js`, migration(`t${i}`)])),
  });
  readMigration.mockClear();
  expect(tables(root)).toHaveLength(10);
  expect(readMigration).toHaveBeenCalledTimes(10);
  writeFileSync(join(root, "migrations/1003_t.js"), migration("renamed"));
  await moment();
  expect(tables(root)).toContain("public.renamed");
  expect(readMigration).toHaveBeenCalledTimes(11);
});
