import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import knex from "knex";
import type { PGlite } from "@electric-sql/pglite";
import { differencesAfter } from "../../read/migrations/differences-after.ts";
import { catalogOf, migrationsIn, outcomeOf } from "../../read/migrations/folder.ts";

const folder = fileURLToPath(new URL("../../../fixtures/migrations-in-code/knex", import.meta.url));

/** knex itself, whose connection is the embedded PostgreSQL. */
function knexOver(postgres: PGlite) {
  const client = knex({ client: "pg" });
  const query = async ({ text, values }: { text: string; values?: unknown[] }) =>
    values?.length ? postgres.query(text, values) : ((await postgres.exec(text)).at(-1) ?? { rows: [] });
  const connection = {
    query: (config: { text: string; values?: unknown[] }, done: (error: unknown, response?: unknown) => void) =>
      void query(config).then((response) => done(null, response), done),
  };
  Object.assign(client.client as object, {
    acquireConnection: async () => connection,
    releaseConnection: async () => undefined,
  });
  return client;
}

describe("knex migrations", () => {
  it("leave the schema that knex makes of them", async () => {
    const { catalog, problems, reads } = catalogOf(folder, "knex");
    expect(problems).toEqual([]);
    expect(catalog.problems).toEqual([]);
    expect(
      await differencesAfter(async (postgres) => {
        const client = knexOver(postgres);
        for (const file of migrationsIn(folder)) {
          const migration = (await import(file)) as {
            up?: (client: unknown) => Promise<void>;
            default?: { up: (client: unknown) => Promise<void> };
          };
          await (migration.up ?? migration.default!.up)(client);
        }
      }, catalog),
    ).toEqual([]);
    expect([...new Set(reads)].sort()).toEqual([
      "columns.mjs",
      "sql",
      "sql/20210104_guards-01.up.sql",
      "sql/20210104_guards-02.up.sql",
      "sql/places.sql",
    ]);
  });

  it("tell what could not be read, with its line, and keep the rest", () => {
    expect(
      outcomeOf(`import { other } from "somewhere";
      export async function up(knex) {
        await knex.schema.createTable(process.env.TABLE, (table) => table.increments());
        await knex.schema.createTable("a", (table) => {
          table.increments();
          table.string(other.name).notNullable();
          table.sparkles("b");
          table.text("c").twinkling().notNullable();
        });
        await knex.schema.sparkle("a");
        if (process.env.EXTRA) await knex.schema.table("a", (table) => table.text("d"));
        await other(knex);
        await knex.raw(\`ALTER TABLE \${other} ADD COLUMN x int\`);
        await knex.raw(\`INSERT INTO a (c) VALUES ('\${other}')\`);
        await knex.raw("ALTER TABLE a ADD COLUM x int int");
      }`),
    ).toEqual({
      tables: { a: "id c d?" },
      problems: [
        "3 creates a table whose name is not known here",
        '6 adds a column to "a" whose name is not known',
        '7 calls "sparkles" of a table, which is not known',
        '8 calls "twinkling" of the column "c" of "a", which is not known',
        '10 calls "sparkle" of the schema builder, which is not known',
        "11 changes the schema only if the environment's EXTRA says so: it is read as if it does",
        '12 hands the connection to "somewhere", which is not read: what it changes is not read',
        "13 changes the schema by a text that is not known as a whole",
        '15 syntax error at or near "int"',
      ],
    });
  });

  it("follow loops, functions and classes of the project as far as their values are written", () => {
    expect(
      outcomeOf(`
      class Columns {
        prefix = "x_";
        constructor(suffix) { this.suffix = suffix; }
        add(table, ...names) { for (const [index, name] of names.entries()) table.integer(\`\${this.prefix}\${name}\${this.suffix}\${index}\`); }
      }
      const { defaults: [first = "z"], ...rest } = { defaults: [], a: "text", b: "date" };
      module.exports = { up: async (knex) => {
        const columns = new Columns("_");
        await knex.schema.createTable("t", (table) => {
          columns.add(table, "p", "q");
          Object.entries(rest).forEach(([name, type]) => table[type](name));
          for (let index = 0; index < 2; index++) table.boolean(first + index);
          switch (rest.a) { case "date": table.text("never"); break; default: table.text("always"); }
        });
        while (true) {
          const found = await knex("t").select();
          if (found.length === 0) break;
          await knex("t").delete();
        }
      } };`),
    ).toEqual({ tables: { t: "x_p_0? x_q_1? a? b? z0? z1? always?" }, problems: [] });
  });

  it("end where a program does not", () => {
    expect(outcomeOf("exports.up = async (knex) => { for (;;) { await knex.select(); } };").problems).toEqual([
      "1 could not be followed to its end: it goes on for longer than is followed",
    ]);
    expect(
      outcomeOf("const f = (n) => f(n + 1); exports.up = async (knex) => { await knex.raw(f(1)); };").problems,
    ).toEqual(["1 is SQL that is not known here: calls that go on without end"]);
  });
});
