import { describe, expect, it } from "vitest";
import { outcomeOf } from "./folder.ts";

/** A migration of each library that makes `sound` on line 3, and has on line 4 what is given. */
const migrations: Readonly<
  Record<string, { readonly written: (line: string) => string; readonly dynamic: string; readonly strange: string }>
> = {
  knex: {
    written: (line) =>
      `exports.up = async (knex) => {\n\n  await knex.schema.createTable("sound", (t) => { t.increments(); });\n  ${line}\n};\nexports.down = () => {};`,
    dynamic: "await knex.schema.createTable(process.env.TABLE, (t) => { t.increments(); });",
    strange: 'await knex.schema.alterTable("sound", (t) => { t.frobnicate("x"); });',
  },
  "node-pg-migrate": {
    written: (line) =>
      `export const up = (pgm) => {\n\n  pgm.createTable("sound", { id: "id" });\n  ${line}\n};\nexport const down = false;`,
    dynamic: 'pgm.createTable(process.env.TABLE, { id: "id" });',
    strange: 'pgm.frobnicate("sound");',
  },
  kysely: {
    written: (line) =>
      `import { Kysely } from "kysely";\nexport async function up(db: Kysely<any>) {\n  await db.schema.createTable("sound").addColumn("id", "serial").execute();\n  ${line}\n}\nexport async function down() {}`,
    dynamic: 'await db.schema.createTable(process.env.TABLE).addColumn("id", "serial").execute();',
    strange: 'await db.schema.alterTable("sound").frobnicate("x").execute();',
  },
  sequelize: {
    written: (line) =>
      `module.exports = { up: async (queryInterface, Sequelize) => {\n\n  await queryInterface.createTable("sound", { id: { type: Sequelize.INTEGER, allowNull: false } });\n  ${line}\n}, down: async () => {} };`,
    dynamic: "await queryInterface.createTable(process.env.TABLE, { id: Sequelize.INTEGER });",
    strange: 'await queryInterface.frobnicate("sound");',
  },
  typeorm: {
    written: (line) =>
      `import { MigrationInterface, QueryRunner, Table } from "typeorm";\nexport class A1 implements MigrationInterface { async up(queryRunner: QueryRunner) {\n  await queryRunner.query('CREATE TABLE "sound" ("id" serial NOT NULL)');\n  ${line}\n} async down() {} }`,
    dynamic:
      'await queryRunner.createTable(new Table({ name: process.env.TABLE, columns: [{ name: "id", type: "int" }] }));',
    strange: 'await queryRunner.frobnicate("sound");',
  },
  "mikro-orm": {
    written: (line) =>
      `import { Migration } from "@mikro-orm/migrations";\nexport class A extends Migration { async up() {\n  this.addSql('create table "sound" ("id" serial not null)');\n  ${line}\n} }`,
    dynamic: 'this.addSql(`create table ${process.env.TABLE} ("id" int)`);',
    strange: 'this.frobnicate("sound");',
  },
  "db-migrate": {
    written: (line) =>
      `exports.up = async function (db) {\n\n  await db.createTable("sound", { id: { type: "int", notNull: true } });\n  ${line}\n};\nexports.down = () => {};\nconst dbmigrate = 1;`,
    dynamic: 'await db.createTable(process.env.TABLE, { id: "int" });',
    strange: 'await db.frobnicate("sound");',
  },
};

describe.each(Object.entries(migrations))("a migration of %s", (kind, { written, dynamic, strange }) => {
  it("leaves out a table whose name is not written out, and says where", () => {
    const { tables, problems } = outcomeOf(written(dynamic), "/project/migrations/1_a.ts", kind);
    expect(tables).toEqual({ sound: "id" });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(/^4 /);
  });
  it("says where it calls what nobody knows, and keeps the rest", () => {
    const { tables, problems } = outcomeOf(written(strange), "/project/migrations/1_a.ts", kind);
    expect(tables).toEqual({ sound: "id" });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(/^4 /);
  });
});
