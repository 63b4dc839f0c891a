import { execFile } from "node:child_process";
import { appendFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { folderWith } from "./project-folder.ts";

const pipeline = fileURLToPath(new URL("../dist/lib/pipeline.js", import.meta.url));

/** What a process of its own says of the schema of a folder, with what it says a view does. */
async function schemaIn(root: string, cache: string): Promise<string> {
  const program = `
    const { schemaOf } = await import(${JSON.stringify(pipeline)});
    const { catalog, digest } = schemaOf({ root: ${JSON.stringify(root)}, schema: null, softDelete: [], clients: [], liveFilters: [] });
    const view = catalog.relations.get("public.live");
    console.log(digest, catalog.relations.size, catalog.problems.length, view.query.kind, view.columns.join());`;
  const env = { ...process.env, ROWGUARD_CACHE: cache };
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", program], { env });
  return stdout.trim();
}

it("serves processes that run at once, and what is spoiled or has changed is read again", async () => {
  const migrations = Object.fromEntries(
    Array.from({ length: 250 }, (_, i) => [
      `migrations/${String(i).padStart(4, "0")}.sql`,
      `CREATE TABLE t${i} (id int PRIMARY KEY, name text NOT NULL, deleted_at timestamptz);\n`,
    ]),
  );
  const root = folderWith({
    ...migrations,
    "migrations/9000.sql": "CREATE VIEW live AS SELECT id, name FROM t1 WHERE deleted_at IS NULL;",
  });
  mkdirSync(join(root, "node_modules"));
  const without = await schemaIn(root, "off");
  expect(readdirSync(join(root, "node_modules"))).toEqual([]);

  const atOnce = await Promise.all(Array.from({ length: 4 }, () => schemaIn(root, "")));
  expect(new Set(atOnce)).toEqual(new Set([without]));
  const [folder = ""] = readdirSync(join(root, "node_modules/.cache/rowguard")).map((name) =>
    join(root, "node_modules/.cache/rowguard", name),
  );
  const entries = () => readdirSync(folder).map((name) => join(folder, name));
  expect(entries().map((entry) => entry.replace(/.*[/\\]|-.*/g, ""))).toEqual(["files", "origin", "schema"]);
  expect(await schemaIn(root, "")).toBe(without);

  for (const entry of entries()) writeFileSync(entry, readFileSync(entry).subarray(0, 1000));
  expect(await Promise.all([schemaIn(root, ""), schemaIn(root, "")])).toEqual([without, without]);

  appendFileSync(join(root, "migrations/0001.sql"), "CREATE TABLE one_more (id int);");
  const changed = await schemaIn(root, "");
  expect(changed).not.toBe(without);
  expect(changed).toBe(await schemaIn(root, "off"));
  expect(await schemaIn(root, "")).toBe(changed);
}, 120_000);
