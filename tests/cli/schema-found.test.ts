import { describe, expect, it } from "vitest";
import { project } from "./command.ts";

const pg = 'import { Pool } from "pg";\nconst pool = new Pool();\n';
const remove = (table: string) => `${pg}export const remove = () => pool.query("DELETE FROM ${table}");\n`;
const boats = "CREATE TABLE boats (id int PRIMARY KEY, deleted_at timestamptz);\n";

describe("marks of deleted rows", () => {
  const schema = (column: string) => ({
    "migrations/1.sql": `CREATE TABLE boats (id int PRIMARY KEY, ${column});`,
    "x.ts": remove("boats"),
  });

  it.each([
    "deletedAt timestamptz",
    "deletedOn date",
    "isDeleted boolean NOT NULL DEFAULT false",
    "dateDeleted timestamp",
  ])("knows %s as PostgreSQL folds it", async (column) => {
    const { out } = await project(schema(column)).rowguard("check");
    expect(out).toContain("no-hard-delete");
    expect(out).not.toContain("like a soft delete");
  });

  it.each([
    ["is_deleted int NOT NULL DEFAULT 0", "is_deleted=0"],
    ["soft_delete boolean NOT NULL", "soft_delete=false"],
    ["deleted_at bigint", "deleted_at"],
    ["deletion_date date", "deletion_date"],
  ])("does not take %s for one, and says how to name it", async (column, flag) => {
    const { rowguard } = project(schema(column));
    const { out } = await rowguard("check");
    expect(out).toContain(`boats.${flag.replace(/=.*/, "")} looks like a soft delete`);
    expect(out).toContain(`--soft-delete ${flag}\n`);
    expect(out).toContain("Nothing found.");
    const named = await rowguard("check", "--soft-delete", flag);
    expect(named.out).toContain("no-hard-delete");
    expect(named.out).not.toContain("like a soft delete");
  });

  it.each([
    "deleted_by text",
    "deleted_at timestamptz NOT NULL",
    "undeleted boolean",
    "archived_at timestamptz",
    "delete_count int",
  ])("says nothing of %s", async (column) => {
    expect((await project(schema(column)).rowguard("check")).out).not.toContain("like a soft delete");
  });
});

describe("migrations that alter what they never create", () => {
  const added = "alter table boats add column if not exists length numeric;\n";

  it.each([
    [
      "files one folder up",
      { "supabase/boats.sql": boats, "supabase/migrations/20260101_a.sql": `${added}create table berths (id int);` },
    ],
    [
      "a dump one folder up",
      { "db/structure.sql": boats, "db/migrations/001.sql": `${added}create table berths (id int);` },
    ],
    [
      "a folder beside them",
      { "db/schema/boats.sql": boats, "db/migrations/001.sql": `${added}create table berths (id int);` },
    ],
  ])("have %s read before them", async (_, files) => {
    const { out, err } = await project({ "package.json": "{}", ...files, "x.ts": remove("boats") }).rowguard("check");
    expect(err).toBe("");
    expect(out).toContain("no-hard-delete");
  });

  it("have nothing read before them where they create all they need", async () => {
    const { rowguard } = project({
      "package.json": "{}",
      "db/structure.sql": "CREATE TABLE boats (id int PRIMARY KEY);",
      "db/migrations/001.sql": boats + added,
      "x.ts": remove("boats"),
    });
    expect((await rowguard("schema")).out).toContain("Left out: db/structure.sql db/migrations was taken.");
  });
});

describe("a dump far below a package", () => {
  const dump = "CREATE TABLE measures (id int PRIMARY KEY, deleted_at timestamptz);";
  const files = {
    "package.json": "{}",
    "backend/package.json": "{}",
    "backend/migrations/001.sql": boats,
    "services/package.json": "{}",
    "services/apps/meter/src/tool/db.sql": dump,
    "services/apps/harbour/x.ts": remove("boats"),
    "services/apps/meter/src/x.ts": remove("measures"),
  };

  it("is the schema of what is near it, and not of the package", async () => {
    const { out } = await project(files).rowguard("check");
    expect(out).toContain("services/apps/harbour/x.ts:3:");
    expect(out).toContain("services/apps/meter/src/x.ts:3:");
  });

  it("is the schema of all where there is no other", async () => {
    const { "backend/migrations/001.sql": _, ...alone } = files;
    const { out } = await project({ ...alone, "services/apps/harbour/x.ts": remove("measures") }).rowguard("check");
    expect(out).toContain("services/apps/harbour/x.ts:3:");
  });
});

describe("models that no migration creates", () => {
  const model =
    'import { DataTypes, Model } from "sequelize";\nexport class Boat extends Model {}\nBoat.init({ id: { type: DataTypes.INTEGER, primaryKey: true } }, { sequelize, tableName: "boats", paranoid: true });\n';
  const up = (body: string) =>
    `module.exports = { up: async (queryInterface, Sequelize) => { ${body} }, down: async () => {} };\n`;
  const files = (body: string) => ({
    "package.json": '{ "dependencies": { "sequelize": "6" } }',
    "boat.ts": model,
    "migrations/1.js": up(`await queryInterface.createTable("flags", { id: Sequelize.INTEGER }); ${body}`),
    "x.ts":
      'import { Boat } from "./boat";\nexport const remove = () => Boat.destroy({ where: { id: 1 }, force: true });\n',
  });

  it("join the schema, with a note, and what is altered of them is no problem", async () => {
    const { rowguard } = project(files('await queryInterface.addColumn("boats", "berth", Sequelize.STRING);'));
    const { out, err } = await rowguard("check");
    expect(err).toBe("");
    expect(out).toContain("no-hard-delete");
    expect((await rowguard("schema")).out).toContain(
      'table "boats" is declared here, and no migration creates it: it is taken as it is declared',
    );
  });

  it("do not where a migration dropped the table", async () => {
    const { rowguard } = project(files('await queryInterface.dropTable("boats");'));
    expect((await rowguard("schema")).out).not.toContain("taken as it is declared");
  });
});

describe("a clause that cannot be read", () => {
  it.each([
    "CREATE TABLE boats (id int PRIMARY KEY, size int CHECK (?? <= 255), deleted_at timestamptz);",
    "CREATE TABLE boats (id int PRIMARY KEY, size int, CHECK (size <=), deleted_at timestamptz);",
    "CREATE TABLE boats (id int PRIMARY KEY, size int DEFAULT @@now@@ NOT NULL, CONSTRAINT c CHECK (?? < 1), deleted_at timestamptz);",
    "CREATE TABLE boats (id int PRIMARY KEY, deleted_at timestamptz, size {{type}} (1))",
    "CREATE TABLE boats (id int PRIMARY KEY);\nALTER TABLE boats ADD COLUMN deleted_at timestamptz, ADD CONSTRAINT c CHECK (?? <= 255);",
  ])("costs the clause and not the table: %s", async (sql) => {
    const { out, err } = await project({ "migrations/1.sql": sql, "x.ts": remove("boats") }).rowguard("check");
    expect(out).toContain("no-hard-delete");
    expect(err).toMatch(/^(?:rowguard: migrations\/1\.sql:\d: syntax error at or near .*\n)+$/);
  });

  it("leaves the other clauses of its column", async () => {
    const sql = "CREATE TABLE boats (id int PRIMARY KEY, size int DEFAULT @@now@@ NOT NULL);";
    expect((await project({ "migrations/1.sql": sql, "x.ts": pg }).rowguard("schema")).out).toMatch(
      /size +integer +NOT NULL\n/,
    );
  });

  it("is none where knex puts bindings into a check", async () => {
    const migration =
      'exports.up = (knex) => knex.schema.createTable("boats", (table) => {\n  table.increments("id");\n  table.smallint("size");\n  table.timestamp("deleted_at");\n  table.check("?? <= ? OR :x", ["size", 255], "c");\n  table.check(":size: < :most", { size: "size", most: 3 });\n});\nexports.down = (knex) => knex.schema.dropTable("boats");\n';
    const { out, err } = await project({
      "migrations/1_a.js": migration.replace(" OR :x", ""),
      "x.ts": remove("boats"),
    }).rowguard("check");
    expect(err).toBe("");
    expect(out).toContain("no-hard-delete");
  });
});

describe("a text of SQL that is changed under a condition", () => {
  const migration = (change: string) => ({
    "package.json": '{ "dependencies": { "kysely": "1" } }',
    "migrations/1_a.ts": `import { type Kysely, sql } from "kysely";\nconst HOST = process.env.HOST;\nexport async function up(db: Kysely<any>) {\n  let script = \`\nCREATE TABLE boats (id int PRIMARY KEY, picture text DEFAULT '/local/x.png', deleted_at timestamptz);\nCREATE TABLE cats (id int PRIMARY KEY);\n\`;\n  ${change}\n  await sql\`\${sql.raw(script)}\`.execute(db);\n}\nexport async function down() {}\n`,
    "x.ts": remove("boats"),
  });

  it.each([
    "if (HOST !== undefined) script = script.replaceAll('/local/', `https://${HOST}/`);",
    "if (HOST) { script = script.replace(/local/g, HOST); }",
    "script = script.replaceAll('/local/', HOST);",
    "if (HOST) script = script.replaceAll('cats', 'dogs');",
  ])("is read as far as it is the same: %s", async (change) => {
    expect((await project(migration(change)).rowguard("check")).out).toContain("no-hard-delete");
  });

  it("does not have the table whose name is replaced", async () => {
    const { out } = await project(migration("if (HOST) script = script.replaceAll('boats', HOST);")).rowguard("check");
    expect(out).toContain("Nothing found.");
  });
});

describe("where no schema is found", () => {
  it("names files of models that were not taken, and what to write", async () => {
    const { rowguard } = project({
      "db/schema.ts":
        'import { bigint, pgTable, timestamp } from "drizzle-orm/pg-core";\nexport const boats = pgTable("boats", { id: bigint("id", { mode: "number" }), deletedAt: timestamp("deleted_at") });\n',
      "x.ts": remove("boats"),
    });
    const { out } = await rowguard("check");
    expect(out).toContain(
      "db/schema.ts declares models of drizzle-orm and was not taken: name drizzle-orm in its package.json, or write --schema db/schema.ts\n",
    );
    expect((await rowguard("check", "--schema", "db/schema.ts")).out).toContain("no-hard-delete");
  });

  it("names the database that models are of, where that is another", async () => {
    const { rowguard } = project({
      "package.json": '{ "dependencies": { "typeorm": "0.3", "mysql2": "3" } }',
      "boat.ts":
        'import { Entity, PrimaryColumn } from "typeorm";\n@Entity("boats") export class Boat { @PrimaryColumn() id: number; }\n',
      "x.ts": remove("boats"),
    });
    const { out } = await rowguard("check");
    expect(out).toContain(
      "boat.ts declares models of typeorm and was not taken: the driver in its package.json is that of MySQL\n",
    );
  });

  it("says why what looks like one was left out", async () => {
    const { out } = await project({ "db/migrations/1.sql": "SELECT 1;", "x.ts": remove("boats") }).rowguard("check");
    expect(out).toContain("db/migrations defines no tables.");
    expect(out).toContain("Name it: --schema path/to/migrations");
  });
});
