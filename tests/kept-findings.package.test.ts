import { execFile } from "node:child_process";
import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { folderWith } from "./project-folder.ts";

const dist = fileURLToPath(new URL("../dist", import.meta.url));

interface Linted {
  readonly messages: readonly object[];
  /** How often a rule's findings in a file were taken from an earlier process. */
  readonly recalled: number;
}

/** What a process of its own finds in a folder. */
async function lint(root: string, cache = ""): Promise<Linted> {
  const program = `
    const { ESLint } = await import("eslint");
    const { default: plugin } = await import(${JSON.stringify(`${dist}/rules/index.js`)});
    const { findingsRecalled } = await import(${JSON.stringify(`${dist}/lib/kept-findings.js`)});
    const rules = Object.fromEntries(Object.keys(plugin.rules).map((name) => ["rowguard/" + name, "error"]));
    const config = { plugins: { rowguard: plugin }, rules, settings: { rowguard: { root: ${JSON.stringify(root)} } } };
    const eslint = new ESLint({ cwd: ${JSON.stringify(root)}, overrideConfigFile: true, overrideConfig: [config] });
    const results = await eslint.lintFiles(["src"]);
    console.log(JSON.stringify({ messages: results.flatMap(({ messages }) => messages), recalled: findingsRecalled() }));`;
  const env = { ...process.env, ROWGUARD_CACHE: cache };
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", program], {
    env,
    cwd: fileURLToPath(new URL("..", import.meta.url)),
  });
  return JSON.parse(stdout) as Linted;
}

it("tells again what an earlier process found, and sees what an imported file changes", async () => {
  const root = folderWith({
    "migrations/001.sql": "CREATE TABLE notes (id int PRIMARY KEY, deleted_at timestamptz);",
    "src/db.js": 'import pg from "pg";\nexport const db = new pg.Pool();\nexport const where = "deleted_at IS NULL";\n',
    "src/notes.js":
      'import { db, where } from "./db.js";\nexport const all = () => db.query(`SELECT id FROM notes WHERE ${where}`);\n' +
      'export const remove = (id) => db.query("DELETE FROM notes WHERE id = $1", [id]);\n',
  });
  mkdirSync(join(root, "node_modules"));
  const without = await lint(root, "off");
  expect(without.messages.length).toBeGreaterThan(0);
  expect(readdirSync(join(root, "node_modules"))).toEqual([]);

  const first = await Promise.all([lint(root), lint(root)]);
  for (const { messages, recalled } of first) expect([messages, recalled]).toEqual([without.messages, 0]);
  const again = await lint(root);
  expect(again.messages).toEqual(without.messages);
  expect(again.recalled).toBeGreaterThan(0);

  folderWith(
    { "src/db.js": 'import pg from "pg";\nexport const db = new pg.Pool();\nexport const where = "true";\n' },
    root,
  );
  const changed = await lint(root);
  expect(changed.messages).toEqual((await lint(root, "off")).messages);
  expect(changed.messages.length).toBeGreaterThan(without.messages.length);
}, 120_000);
