import { describe, expect, it } from "vitest";
import { schemaOf } from "../../../lib/pipeline.ts";
import { settingsFrom } from "../../../lib/settings.ts";
import { folderWith, type Files } from "../../project-folder.ts";

function schemaOfFiles(files: Files) {
  const root = folderWith({ "package.json": '{ "dependencies": { "pg": "8", "typeorm": "0.3" } }', ...files });
  return schemaOf(settingsFrom({ root }, root));
}

const migration = (name: string, sql: string) => `import { MigrationInterface, QueryRunner } from "typeorm";
export class ${name} implements MigrationInterface { async up(queryRunner: QueryRunner) { await queryRunner.query(${JSON.stringify(sql)}); } async down() {} }`;

describe("a project that speaks to several databases", () => {
  it("has the migrations of PostgreSQL's folder, whichever comes first", () => {
    const { catalog, found, leftOut } = schemaOfFiles({
      "migration/mariadb/1-a.ts": migration("A1", "CREATE TABLE notes (id int)"),
      "migration/mariadb/2-b.ts": migration("B2", "ALTER TABLE notes ADD body text"),
      "migration/postgres/1-a.ts": migration("A1", "CREATE TABLE notes (id uuid)"),
      "migration/sqlite/1-a.ts": migration("A1", "CREATE TABLE notes (id integer)"),
    });
    expect(found.map(({ path }) => path)).toEqual(["migration/postgres"]);
    expect(leftOut).toEqual([
      { path: "migration/mariadb", reason: "is written for MariaDB" },
      { path: "migration/sqlite", reason: "is written for SQLite" },
    ]);
    expect(catalog.relations.get("public.notes")).toMatchObject({ columns: [{ name: "id", type: "uuid" }] });
  });
  it("has them by SQL too, the database's name before the folder's or after it", () => {
    const { found } = schemaOfFiles({
      "db/mysql/migrations/1_a.sql": "CREATE TABLE a (id int);",
      "db/postgres/migrations/1_a.sql": "CREATE TABLE a (id int);",
    });
    expect(found.map(({ path }) => path)).toEqual(["db/postgres/migrations"]);
  });
  it("is not one that has a table's or a package's folder of such a name", () => {
    const { found } = schemaOfFiles({ "packages/oracle/src/migrations/1_a.sql": "CREATE TABLE a (id int);" });
    expect(found.map(({ path }) => path)).toEqual(["packages/oracle/src/migrations"]);
  });
});

describe("the tables in which tools keep what has run", () => {
  it("are there before any migration", () => {
    const { catalog } = schemaOfFiles({
      "migrations/1_a.sql":
        "CREATE TABLE a (id int); ALTER TABLE knex_migrations ALTER migration_time TYPE timestamptz(3); DROP TABLE missing;",
    });
    expect(catalog.problems.map(({ message }) => message)).toEqual(['table "missing" does not exist']);
  });
});
