import { describe, expect, it } from "vitest";
import { schemaOf } from "../../../lib/pipeline.ts";
import { settingsFrom } from "../../../lib/settings.ts";
import { folderWith } from "../../project-folder.ts";

const packageJson = '{ "dependencies": { "pg": "8" } }';

function schemaWith(files: Readonly<Record<string, string>>) {
  const root = folderWith({ "package.json": packageJson, ...files });
  return schemaOf(settingsFrom({ root }, root));
}

/** The columns of each table, and the problems, of a schema that is found by itself. */
function read(files: Readonly<Record<string, string>>) {
  const { catalog, found, leftOut } = schemaWith(files);
  const tables = Object.fromEntries(
    [...catalog.relations.values()].map((one) => [
      one.name,
      one.kind === "table" ? one.columns.map(({ name, nullable }) => (nullable ? `${name}?` : name)).join(" ") : "view",
    ]),
  );
  const problems = catalog.problems.map(({ file, line, message }) => `${file}:${line} ${message}`);
  return { tables, problems, found: found.map(({ kind, why }) => `${kind}: ${why}`), leftOut };
}

const first = "CREATE TABLE worlds (name text PRIMARY KEY, size int)";
const second = "ALTER TABLE worlds ADD COLUMN owner text, ALTER COLUMN size SET NOT NULL";
const both = { tables: { worlds: "name size owner?" }, problems: [] };
const inOrderOfNames = ["own runner: modules with SQL, in the order of their names"];

describe("migrations of a project's own runner", () => {
  it.each([
    [
      "an object with run, handed an object that holds the client, and a template",
      (sql: string) =>
        `import SQL from "sql-template-strings"; import { type Migration } from "../types";
         export const migration: Migration = { id: "x", run: async (components: Pick<Components, "database">) => { await components.database.query(SQL\`${sql}\`); } };`,
    ],
    [
      "a method that takes the client out of what it is handed, beside a log",
      (sql: string) =>
        `export const migration = { id: "x", async run({ database, logs }) { const log = logs.getLogger("x"); log.info("Create table worlds"); await database.query(\`-- now\n${sql}\`); } };`,
    ],
    [
      "up and down",
      (sql: string) =>
        `exports.up = async (client) => { await client.query("${sql}"); }; exports.down = async (client) => { await client.query("DROP TABLE worlds"); };`,
    ],
    ["a function that is the default", (sql: string) => `export default async (db) => { await db.none("${sql}"); };`],
    [
      "a class that is handed the client when it is made",
      (sql: string) =>
        `export class Next { constructor(private readonly db: Database) {} async execute() { await this.db.run({ text: "${sql}" }); } async revert() { await this.db.run("DROP TABLE worlds"); } }`,
    ],
    ["a tag that is handed in", (sql: string) => `export async function apply(sql) { await sql\`${sql}\`; }`],
    [
      "a text that a tag is told to send",
      (sql: string) => `export async function up(sql) { await sql.unsafe(\`${sql}\`); }`,
    ],
    [
      "a transaction",
      (sql: string) =>
        `export const up = (pool) => pool.transaction(async (tx) => { await tx.execute("LOCK TABLE x"); return tx.execute("${sql}"); });`,
    ],
    [
      "a client of its own",
      (sql: string) =>
        `import { Pool } from "pg"; const pool = new Pool(); export async function up() { const client = await pool.connect(); try { await client.query("BEGIN"); await client.query("${sql}"); await client.query("COMMIT"); } finally { client.release(); } }`,
    ],
    [
      "a client that a file makes by other means",
      (sql: string) =>
        `import { db } from "@acme/database"; export default { name: "x", async migrate() { await db.exec("${sql}"); } };`,
    ],
    [
      "statements in a list, under a condition that the database answers",
      (sql: string) =>
        `const all = ["${sql}"]; export async function up(db) { const { rows } = await db.query("SELECT 1 FROM information_schema.tables"); if (rows.length > 0) return; for (const one of all) await db.query(one); }`,
    ],
    [
      "a name that is put into a template",
      (sql: string) =>
        `export const up = async (sql) => { await sql\`${sql.replaceAll(" worlds ", ' ${sql("worlds")} ')}\`; };`,
    ],
  ])("are %s", (_, moduleWith) => {
    const files = {
      "src/migrations/0001_worlds.ts": moduleWith(first),
      "src/migrations/0002_owner.ts": moduleWith(second),
    };
    expect(read(files)).toMatchObject({ ...both, found: inOrderOfNames });
  });

  it("move data without a definition", () => {
    const found = read({
      "src/migrations/001_worlds.ts": `export const run = (db) => db.query("${first}");`,
      "src/migrations/002_files.ts":
        'import { same } from "./same"; export const run = async ({ storage, log }) => { for await (const key of storage.all("x")) if (!same(key, await storage.get(key))) { log.info("Moving a file"); await storage.delete([key]); } };',
      "src/migrations/003_owner.ts": `export const run = (db) => db.query("${second}");`,
      "src/migrations/004_values.ts":
        'export const run = async (db) => { for (const { name } of await db.query("SELECT name FROM worlds")) await db.query("UPDATE worlds SET size = $1", [name.length]); };',
      "src/migrations/same.ts":
        "export function same(a, b) { for (const key in a) if (!same(a[key], b[key])) return false; for (const key in b) if (!same(b[key], a[key])) return false; return a === b; }",
    });
    expect(found).toMatchObject({ ...both, found: inOrderOfNames });
  });

  it("run in the order of the module that lists them, whatever they are called", () => {
    const files = {
      "migrations/owner.ts": `export const migration = { id: 2, run: (db) => db.query("${second}") };`,
      "migrations/worlds.ts": `export class Worlds { up(db) { return db.query("${first}"); } }`,
      "migrations/drop.ts":
        'export const up = (db) => db.query("ALTER TABLE worlds DROP COLUMN size"); export const down = () => {};',
      "migrations/never.ts": 'export const up = (db) => db.query("DROP TABLE worlds");',
      "migrations/index.ts":
        'import { Worlds } from "./worlds"; import { migration } from "./owner"; import * as drop from "./drop"; const all = [new Worlds(), migration]; export default [...all, { id: "drop", up: drop.up }];',
    };
    expect(read(files)).toMatchObject({
      tables: { worlds: "name owner?" },
      problems: [],
      found: ["own runner: modules with SQL that index.ts lists, in its order"],
    });
  });

  it("say where nothing is known of their order, and wait for the tables that they alter", () => {
    const files = {
      "migrations/alter-owner.ts": `export const up = (db) => db.query("${second}");`,
      "migrations/worlds.ts": `export const up = (db) => db.query("${first}");`,
      "migrations/runner.ts": "export const all = (names) => names.sort();",
    };
    expect(read(files)).toMatchObject({
      ...both,
      found: [
        "own runner: modules with SQL, in the order of their names: nothing was found that says in which they run",
      ],
    });
  });

  it("tell what of them is not read", () => {
    const files = {
      "migrations/1_a.ts":
        'export const up = async (db, schema) => { await db.query("CREATE TABLE a (id int)"); await db.query(`CREATE TABLE ${schema}.b (id int)`); await db.createTable("c", {}); };',
      "migrations/2_b.ts": 'export const up = (db) => db.query("ALTER TABLE a ADD COLUMN (x int)");',
      "migrations/3_c.ts": "export const names = 1;",
    };
    expect(read(files).problems).toEqual([
      "migrations/1_a.ts:1 changes the schema by a text that is not known as a whole",
      "migrations/1_a.ts:1 calls createTable of the client, which is not read",
      expect.stringMatching(/^migrations\/2_b\.ts:1 /),
    ]);
  });

  it("are no such modules where no table is made, or one of another database", () => {
    expect(read({ "migrations/1_a.ts": 'export const up = (db) => db.query("UPDATE a SET b = 1");' }).found).toEqual(
      [],
    );
    expect(
      read({
        "migrations/1_a.ts":
          'export const up = (db) => db.exec("CREATE TABLE a (id INTEGER PRIMARY KEY AUTOINCREMENT)");',
      }).found,
    ).toEqual([]);
    expect(read({ "src/lib/1_a.ts": 'export const up = (db) => db.query("CREATE TABLE a (id int)");' }).found).toEqual(
      [],
    );
  });

  it("come after those of a tool", () => {
    const found = read({
      "db/migrations/1_a.sql": "CREATE TABLE a (id int);",
      "src/migrations/1_b.ts": 'export const up = (db) => db.query("CREATE TABLE b (id int)");',
    });
    expect(found.tables).toEqual({ a: "id?" });
    expect(found.leftOut).toMatchObject([{ path: "src/migrations" }]);
  });
});
