import { fileURLToPath } from "node:url";
import type { PGlite } from "@electric-sql/pglite";
import { Kysely, PostgresDialect } from "kysely";
import { MigrationBuilder } from "node-pg-migrate";
import { Sequelize } from "sequelize";
import { DataSource } from "typeorm";
import { describe, expect, it } from "vitest";
import { differencesAfter } from "./differences-after.ts";
import { catalogOf, migrationsIn, outcomeOf } from "./folder.ts";
import { pgOver } from "./pg-over.ts";

const folder = (name: string) =>
  fileURLToPath(new URL(`../../../fixtures/migrations-in-code/${name}`, import.meta.url));

interface Module {
  readonly up?: (...values: unknown[]) => unknown;
  readonly default?: { readonly up: (...values: unknown[]) => unknown };
  readonly shorthands?: Record<string, string>;
}

async function upsOf(path: string): Promise<Module[]> {
  const modules: Module[] = [];
  for (const file of migrationsIn(path)) modules.push((await import(file)) as Module);
  return modules;
}

const upOf = ({ up, default: own }: Module) => (up ?? own!.up).bind(own);

const runs: Readonly<Record<string, (postgres: PGlite) => Promise<void>>> = {
  async "node-pg-migrate"(postgres) {
    for (const module of await upsOf(folder("node-pg-migrate"))) {
      const builder = new MigrationBuilder(
        {} as never,
        module.shorthands ?? (module.default as Module | undefined)?.shorthands ?? {},
        false,
        console as never,
      );
      await upOf(module)(builder);
      await postgres.exec(builder.getSqlSteps().join("\n"));
    }
  },
  async kysely(postgres) {
    const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool: pgOver(postgres).pool as never }) });
    for (const module of await upsOf(folder("kysely"))) await upOf(module)(db);
  },
  async sequelize(postgres) {
    const sequelize = new Sequelize({
      dialect: "postgres",
      dialectModule: pgOver(postgres, { namesAsText: true }),
      logging: false,
    });
    for (const module of await upsOf(folder("sequelize"))) await upOf(module)(sequelize.getQueryInterface(), Sequelize);
  },
  async typeorm(postgres) {
    const source = new DataSource({ type: "postgres", driver: pgOver(postgres), installExtensions: false });
    await source.initialize();
    const runner = source.createQueryRunner();
    for (const module of await upsOf(folder("typeorm"))) {
      const [Migration] = Object.values(module) as unknown as [new () => { up(runner: unknown): Promise<void> }];
      await new Migration().up(runner);
    }
  },
};

describe("migrations leave the schema that their library makes of them", () => {
  it.each(Object.entries(runs))("%s", async (name, run) => {
    const { catalog, problems } = catalogOf(folder(name), name as never);
    expect(problems).toEqual([]);
    expect(catalog.problems).toEqual([]);
    expect(await differencesAfter(run, catalog)).toEqual([]);
  });
});

// These two are not installed here: what they send is written down by hand.
const byHand: Readonly<Record<string, string>> = {
  "mikro-orm":
    "CREATE TABLE lamp (id serial PRIMARY KEY, name varchar(255) NOT NULL, deleted_at timestamptz(0), watts int NOT NULL DEFAULT 0, lumens int NOT NULL DEFAULT 0)",
  "db-migrate": `CREATE TABLE boats (id serial PRIMARY KEY, name varchar(40) NOT NULL, built timestamp DEFAULT CURRENT_TIMESTAMP); CREATE UNIQUE INDEX boats_name ON boats (name);
    CREATE TABLE crews (boat_id integer NOT NULL REFERENCES boats (id) ON DELETE CASCADE, name text, size integer NOT NULL DEFAULT 0)`,
};

describe("migrations leave the schema that is written down for them", () => {
  it.each(Object.entries(byHand))("%s", async (name, sql) => {
    const { catalog, problems } = catalogOf(folder(name), name as never);
    expect(problems).toEqual([]);
    expect(catalog.problems).toEqual([]);
    expect(await differencesAfter(async (postgres) => void (await postgres.exec(sql)), catalog)).toEqual([]);
  });
});

describe("what could not be read is told with its line, and the rest is kept", () => {
  it("node-pg-migrate", () => {
    expect(
      outcomeOf(
        `exports.up = (pgm) => {
      pgm.createTable("a", { id: "id", b: { type: "text", notNull: true, default: process.env.B } });
      pgm.createTable(process.env.T, { id: "id" });
      pgm.addColumns("a", { c: { type: "text", notNull: process.env.C } });
      pgm.frobnicate("a");
    };`,
        undefined,
        "node-pg-migrate",
      ),
    ).toEqual({
      tables: { a: "id b" },
      problems: [
        "3 calls createTable, and a name is not known",
        '4 calls addColumns, and whether "c" is NOT NULL is not known',
        '5 calls "frobnicate" of pgm, which is not known',
      ],
    });
  });

  it("kysely", () => {
    expect(
      outcomeOf(`import { sql } from "kysely";
      export async function up(db) {
        await db.schema.createTable("a").addColumn("id", "integer", (col) => col.sparkle()).addColumn(process.env.C, "text").addColumn("b", "text").execute();
        await db.schema.createTable(process.env.T).addColumn("id", "integer").execute();
        await sql\`ALTER TABLE a ADD COLUMN \${sql.ref(process.env.C)} text\`.execute(db);
      }`),
    ).toEqual({
      tables: { a: "id? b?" },
      problems: [
        '3 calls "sparkle" of a column of kysely, which is not known',
        "3 changes the schema, and a column's name is not known",
        "4 changes the schema, and a table's name is not known",
        "5 changes the schema by a text that is not known as a whole",
      ],
    });
  });

  it("Sequelize", () => {
    expect(
      outcomeOf(`module.exports = { up: async (queryInterface, Sequelize) => {
      await queryInterface.createTable("a", { id: { type: Sequelize.INTEGER, allowNull: false }, b: { type: other.TYPE, allowNull: false } });
      await queryInterface.addColumn("a", process.env.C, Sequelize.TEXT);
      await queryInterface.frobnicate("a");
    } };`),
    ).toEqual({
      tables: { a: "id b" },
      problems: [
        "2 calls createTable, and the type of a column is not known: it is read without one",
        "3 calls addColumn, and a column's name is not known",
        '4 calls "frobnicate" of queryInterface, which is not known',
      ],
    });
  });

  it("TypeORM", () => {
    expect(
      outcomeOf(`import { Table } from "typeorm";
      export class A1 { async up(queryRunner) {
        await queryRunner.createTable(new Table({ name: "a", columns: [{ name: "id", type: "int" }] }));
        await queryRunner.addColumn(process.env.T, { name: "b", type: "int" });
        await queryRunner.frobnicate("a");
      } }`),
    ).toEqual({
      tables: { a: "id" },
      problems: [
        "4 calls addColumn, and a table's name is not known",
        '5 calls "frobnicate" of queryRunner, which is not known',
      ],
    });
  });
});
