import { describe, expect, it } from "vitest";
import { schemaOf, schemasOf } from "../../../lib/pipeline.ts";
import { validate } from "../../../lib/settings.ts";
import { folderWith } from "../../project-folder.ts";

/** What is found in a project: of each schema the folder it serves, its tables, and where it came from and why. */
function found(files: Readonly<Record<string, string>>) {
  const root = folderWith({ "package.json": "{}", ...files });
  return schemasOf(validate({ root }, "the settings", root)).map(({ serves, catalog, found: sources, leftOut }) => ({
    serves,
    tables: [...catalog.relations.values()].map(
      ({ name, columns }) =>
        `${name}(${(columns ?? []).map((column) => (typeof column === "string" ? column : column.name)).join(", ")})`,
    ),
    from: sources.map(({ path, kind, why }) => `${path} (${kind}): ${why}`),
    leftOut: leftOut.map(({ path, reason }) => `${path} ${reason}`),
    problems: catalog.problems.map(({ file, line, message }) => `${file}:${line} ${message}`),
  }));
}

const knexMigration = (table: string, columns = "t.increments()") =>
  `exports.up = (knex) => knex.schema.createTable("${table}", (t) => { ${columns}; });\nexports.down = (knex) => knex.schema.dropTable("${table}");\n`;
const typeormMigration = (sql: string) =>
  `import { MigrationInterface, QueryRunner } from "typeorm";\nexport class A1 implements MigrationInterface {\n  async up(queryRunner: QueryRunner) { await queryRunner.query(\`${sql}\`); }\n  async down(queryRunner: QueryRunner) {}\n}\n`;

describe("the settings say which folder a schema serves", () => {
  const files = {
    "package.json": "{}",
    "apps/shop/package.json": "{}",
    "apps/shop/migrations/1_a.sql": "CREATE TABLE orders (id int);",
    "apps/crm/package.json": "{}",
    "apps/crm/migrations/1_a.sql": "CREATE TABLE old (id int);",
    "sql/crm.sql": "CREATE TABLE leads (id int);",
  };
  const served = (schema: unknown) => {
    const root = folderWith(files);
    const settings = validate({ root, schema }, "the settings", root);
    return Object.fromEntries(
      ["apps/shop/a.ts", "apps/crm/a.ts", "apps/crm/deep/b.ts", "lib/c.ts"].map((file) => [
        file,
        [...schemaOf(settings, file).catalog.relations.values()].map(({ name }) => name),
      ]),
    );
  };
  it("by default the nearest wins", () => {
    expect(served(null)).toEqual({
      "apps/shop/a.ts": ["orders"],
      "apps/crm/a.ts": ["old"],
      "apps/crm/deep/b.ts": ["old"],
      "lib/c.ts": ["leads"],
    });
  });
  it("one that is named for a folder counts there, and the others are found by themselves", () => {
    expect(served({ serves: "apps/crm", from: "sql/crm.sql" })).toMatchObject({
      "apps/shop/a.ts": ["orders"],
      "apps/crm/a.ts": ["leads"],
      "apps/crm/deep/b.ts": ["leads"],
    });
  });
  it("paths beside it are everybody else's", () => {
    expect(served(["apps/shop/migrations", { serves: "apps/crm", from: ["sql/crm.sql"] }])).toEqual({
      "apps/shop/a.ts": ["orders"],
      "apps/crm/a.ts": ["leads"],
      "apps/crm/deep/b.ts": ["leads"],
      "lib/c.ts": ["orders"],
    });
  });
});

describe("a configuration says where the schema is", () => {
  it("knexfile: the folders of every environment, and the endings that are run", () => {
    const [schema] = found({
      "knexfile.js":
        'const path = require("path");\nconst shared = { client: "pg", migrations: { directory: path.join(__dirname, "src", "steps"), loadExtensions: [".js"] } };\nmodule.exports = { development: { ...shared }, production: { ...shared, connection: process.env.URL } };',
      "src/steps/1_a.js": knexMigration("notes"),
      "src/steps/2_b.ts": knexMigration("never"),
      "db/schema.sql": "CREATE TABLE old (a int);",
    });
    expect(schema).toMatchObject({
      serves: ".",
      tables: ["notes(id)"],
      from: ["src/steps/1_a.js (knex): knexfile.js names it"],
      leftOut: ["db/schema.sql src/steps/1_a.js was taken"],
      problems: [],
    });
  });
  it("knexfile: several folders are one list, sorted by name; TypeScript's default export counts", () => {
    const [schema] = found({
      "knexfile.ts":
        'import type { Knex } from "knex";\nconst config: Knex.Config = { client: "postgresql", migrations: { directory: ["./a", "./b"] } };\nexport default config;',
      "b/1_first.ts":
        'import type { Knex } from "knex";\nexport async function up(knex: Knex) { await knex.schema.createTable("pages", (t) => { t.increments(); }); }\nexport async function down() {}',
      "a/2_second.ts":
        'import type { Knex } from "knex";\nexport async function up(knex: Knex) { await knex.schema.alterTable("pages", (t) => { t.text("title"); }); }\nexport async function down() {}',
    });
    expect(schema).toMatchObject({
      tables: ["pages(id, title)"],
      from: [". (knex): knexfile.ts names it"],
      problems: [],
    });
  });
  it("knexfile: another database is left out, and so is what cannot be told", () => {
    expect(
      found({
        "knexfile.js": 'module.exports = { client: "mysql2", migrations: { directory: "./steps" } };',
        "steps/1_a.js": knexMigration("notes"),
      })[0],
    ).toMatchObject({ tables: [], leftOut: ["knexfile.js is for MySQL"] });
    expect(
      found({ "knexfile.js": 'module.exports = { client: "pg", migrations: { directory: process.env.STEPS } };' })[0],
    ).toMatchObject({ leftOut: ["knexfile.js names a folder of migrations that could not be told"] });
    expect(
      found({ "knexfile.js": 'module.exports = { client: "pg", migrations: { directory: "./gone" } };' })[0],
    ).toMatchObject({ leftOut: ["knexfile.js names gone, where no migrations are"] });
    expect(found({ "knexfile.js": "module.exports = {" })[0]).toMatchObject({
      leftOut: ["knexfile.js does not parse"],
    });
  });
  it("drizzle.config: schema and out", () => {
    const [schema] = found({
      "package.json": '{"dependencies":{"drizzle-orm":"1"}}',
      "drizzle.config.ts":
        'import { defineConfig } from "drizzle-kit";\nexport default defineConfig({ dialect: "postgresql", schema: ["./src/tables/*.ts"], out: "./src/sql" });',
      "src/sql/0000_a.sql": 'CREATE TABLE "rooms" ("id" int);',
      "src/sql/meta/_journal.json": '{"entries":[{"idx":0,"tag":"0000_a"}]}',
      "src/tables/rooms.ts":
        'import { integer, pgTable } from "drizzle-orm/pg-core";\nexport const rooms = pgTable("rooms", { id: integer() });',
      "src/other/old.ts":
        'import { integer, pgTable } from "drizzle-orm/pg-core";\nexport const old = pgTable("old", { id: integer() });',
    });
    expect(schema).toMatchObject({
      tables: ["rooms(id)"],
      from: [
        "src/sql/0000_a.sql (drizzle): drizzle.config.ts names it",
        "src/tables/rooms.ts (drizzle): drizzle.config.ts names it",
      ],
      problems: [],
    });
  });
  it("Prisma: package.json and prisma.config choose one of several, or a folder", () => {
    const head = 'datasource db {\n  provider = "postgresql"\n}\n';
    const files = {
      "prisma/schema.prisma": `${head}model Old {\n  id Int @id\n}\n`,
      "db/main/base.prisma": head,
      "db/main/models/user.prisma": "model User {\n  id Int @id\n}\n",
    };
    expect(found({ ...files, "package.json": '{"prisma":{"schema":"./db/main"}}' })[0]).toMatchObject({
      tables: ["User(id)"],
      from: ["db/main (prisma): package.json names it"],
    });
    expect(
      found({
        ...files,
        "prisma.config.ts":
          'import path from "node:path";\nimport { defineConfig } from "prisma/config";\nexport default defineConfig({ schema: path.join("db", "main") });',
      })[0],
    ).toMatchObject({ tables: ["User(id)"], from: ["db/main (prisma): prisma.config.ts names it"] });
  });
  it("TypeORM: data sources with globs or classes, ormconfig.json", () => {
    const files = {
      "package.json": '{"dependencies":{"typeorm":"1","pg":"1"}}',
      "src/model/team.ts":
        'import { Column, Entity, PrimaryGeneratedColumn } from "typeorm";\n@Entity("teams") export class Team { @PrimaryGeneratedColumn() id: number; @Column() label: string; }\n',
      "src/model/draft.ts":
        'import { Entity, PrimaryGeneratedColumn } from "typeorm";\n@Entity("drafts") export class Draft { @PrimaryGeneratedColumn() id: number; }\n',
      "src/steps/1700000000000-A.ts": typeormMigration(
        'CREATE TABLE "teams" ("id" serial PRIMARY KEY, "label" varchar NOT NULL)',
      ),
    };
    const classes = found({
      ...files,
      "src/data-source.ts":
        'import { DataSource } from "typeorm";\nimport { Team } from "./model/team";\nexport const AppDataSource = new DataSource({ type: "postgres", url: process.env.URL, entities: [Team], migrations: [__dirname + "/steps/*.{ts,js}"] });',
    });
    expect(classes[0]).toMatchObject({
      tables: ["teams(id, label)"],
      from: [
        "src/steps/1700000000000-A.ts (typeorm): src/data-source.ts names it",
        "src/model/team.ts (typeorm): src/data-source.ts names it",
      ],
      problems: [],
    });
    const json = found({
      ...files,
      "ormconfig.json": '{"type":"postgres","entities":["src/model/*.ts"],"migrations":["src/steps/*.ts"]}',
    });
    expect(json[0]).toMatchObject({
      // A model that no migration creates is a table all the same.
      tables: ["teams(id, label)", "drafts(id)"],
      from: [
        "src/steps/1700000000000-A.ts (typeorm): ormconfig.json names it",
        "src/model (typeorm): ormconfig.json names them",
      ],
    });
  });
  it("Sequelize and MikroORM: the folder of migrations", () => {
    const sequelize = found({
      ".sequelizerc":
        'const path = require("path");\nmodule.exports = { "config": path.resolve("config.json"), "migrations-path": path.resolve(__dirname, "db", "steps") };',
      "db/steps/1-a.js":
        '"use strict";\nmodule.exports = { up: (queryInterface, Sequelize) => queryInterface.createTable("crews", { id: { type: Sequelize.INTEGER, primaryKey: true } }), down: (queryInterface) => queryInterface.dropTable("crews") };',
    });
    expect(sequelize[0]).toMatchObject({
      tables: ["crews(id)"],
      from: ["db/steps/1-a.js (sequelize): .sequelizerc names it"],
      problems: [],
    });
    const mikro = found({
      "src/mikro-orm.config.ts":
        'import { defineConfig } from "@mikro-orm/postgresql";\nexport default defineConfig({ entities: ["./dist/entities"], migrations: { path: "dist/steps", pathTs: "./steps" } });',
      "src/steps/Migration1.ts":
        'import { Migration } from "@mikro-orm/migrations";\nexport class Migration1 extends Migration {\n  async up() { this.addSql("create table boats (id int)"); }\n}\n',
    });
    expect(mikro[0]).toMatchObject({
      tables: ["boats(id)"],
      from: ["src/steps/Migration1.ts (mikro-orm): src/mikro-orm.config.ts names it"],
      problems: [],
    });
  });
  it("node-pg-migrate, dbmate, goose, golang-migrate and flyway: settings, scripts and .env", () => {
    const create = "CREATE TABLE t (a int);";
    expect(
      found({
        "package.json": '{"scripts":{"migrate":"node-pg-migrate -m database/steps up"}}',
        "database/steps/1_a.sql": `-- Up Migration\n${create}`,
      })[0]?.from,
    ).toEqual(["database/steps/1_a.sql (node-pg-migrate): package.json names it"]);
    expect(
      found({
        ".node-pg-migraterc.json": '{"migrations-dir":"steps"}',
        "steps/1_a.sql": create,
        "steps/2_b.sql": "ALTER TABLE t ADD b int;",
      })[0],
    ).toMatchObject({ tables: ["t(a, b)"], from: ["steps (node-pg-migrate): .node-pg-migraterc.json names it"] });
    expect(
      found({
        ".env": "DBMATE_MIGRATIONS_DIR=./sql/steps\n",
        "sql/steps/1_a.sql": `-- migrate:up\n${create}\n-- migrate:down\nDROP TABLE t;`,
      })[0],
    ).toMatchObject({ tables: ["t(a)"], from: ["sql/steps/1_a.sql (dbmate): .env names it"] });
    expect(
      found({
        ".env": "GOOSE_MIGRATION_DIR=steps\n",
        "steps/1_a.sql": `-- +goose Up\n${create}\n-- +goose Down\nDROP TABLE t;`,
      })[0],
    ).toMatchObject({ tables: ["t(a)"], from: ["steps/1_a.sql (goose): .env names it"] });
    expect(
      found({
        "package.json": '{"scripts":{"up":"migrate -path ./steps -database $URL up"}}',
        "steps/1_a.up.sql": create,
        "steps/1_a.down.sql": "DROP TABLE t;",
      })[0]?.tables,
    ).toEqual(["t(a)"]);
    expect(
      found({
        "flyway.conf": "flyway.locations=filesystem:steps,filesystem:more\n",
        "steps/V1__a.sql": create,
        "more/V2__b.sql": "ALTER TABLE t ADD b int;",
      })[0]?.tables,
    ).toEqual(["t(a, b)"]);
  });
  it("what one package's configuration names in another is the schema of both", () => {
    const schemas = found({
      "apps/shop/package.json": "{}",
      "apps/shop/knexfile.js":
        'module.exports = { client: "pg", migrations: { directory: "../../libs/db/migrations" } };',
      "libs/db/package.json": "{}",
      "libs/db/migrations/1_a.js": knexMigration("orders"),
    });
    expect(schemas.map(({ serves, tables }) => [serves, tables]).sort()).toEqual([
      ["apps/shop", ["orders(id)"]],
      ["libs/db", ["orders(id)"]],
    ]);
  });
  it("in a monorepo, each for the package it stands in", () => {
    const schemas = found({
      "apps/shop/package.json": "{}",
      "apps/shop/knexfile.js": 'module.exports = { client: "pg", migrations: { directory: "../../db/shop" } };',
      "db/shop/1_a.js": knexMigration("orders"),
      "apps/crm/package.json": "{}",
      "apps/crm/knexfile.js": 'module.exports = { client: "pg", migrations: { directory: "./steps" } };',
      "apps/crm/steps/1_a.js": knexMigration("leads"),
    });
    expect(schemas.map(({ serves, tables }) => [serves, tables]).sort()).toEqual([
      ["apps/crm", ["leads(id)"]],
      ["apps/shop", ["orders(id)"]],
    ]);
  });
});
