import { describe, expect, it } from "vitest";
import { schemaOf } from "../../../lib/pipeline.ts";
import { settingsFrom } from "../../../lib/settings.ts";
import { folderWith } from "../../project-folder.ts";

const table = (name: string) =>
  `exports.up = (knex) => knex.schema.createTable("${name}", (t) => { t.increments(); });`;

describe("migrations in code", () => {
  it("are found by themselves, with what could not be read of them", () => {
    const root = folderWith({
      "package.json": '{ "dependencies": { "knex": "3", "pg": "8" } }',
      "db/migrations/20210101_a.js": table("a"),
      "db/migrations/20210102_b.js":
        'const fs = require("fs"); const path = require("path"); exports.up = (knex) => knex.raw(fs.readFileSync(path.join(__dirname, "b.sql"), "utf8"));',
      "db/migrations/b.sql": "CREATE TABLE b (id int);",
      "db/migrations/20210103_c.js": 'exports.up = (knex) => { knex.schema.createTable("c", (t) => ; };',
      "db/migrations/20210104_d.js":
        'const { names } = require("../one"); exports.up = async (knex) => { for (const name of names()) await knex.schema.createTable(name, (t) => t.increments()); };',
      "db/one.js": 'const { two } = require("./two"); exports.names = () => ["d", two()]; exports.three = "e";',
      "db/two.js": 'const { three } = require("./one"); exports.two = () => three;',
      "db/migrations/20210105_f.js":
        'import { last } from "../last.mjs"; export const up = (knex) => knex.schema.createTable(last, (t) => t.increments());',
      "db/migrations/20210106_g.js": `exports.up = (knex) => knex.raw("INSERT INTO a VALUES ${"(1), ".repeat(250_000)}(2)");`,
      "db/last.mjs": 'import { again } from "./again.mjs"; export const last = again;',
      "db/again.mjs": 'import { last } from "./last.mjs"; export const again = last;',
    });
    const { catalog, found, leftOut, origin } = schemaOf(settingsFrom({ root }, root));
    expect(origin).toBe("discovered");
    expect(found).toMatchObject([{ path: "db/migrations", kind: "knex", files: 6, role: "schema" }]);
    expect(leftOut).toMatchObject([{ path: "db/migrations" }]);
    expect([...catalog.relations.keys()].sort()).toEqual(["public.a", "public.b", "public.d", "public.e"]);
    expect(catalog.problems.map(({ file, line, message }) => `${file}:${line} ${message}`)).toEqual([
      "db/migrations/20210103_c.js:1 does not parse as JavaScript or TypeScript",
      "db/migrations/20210105_f.js:1 creates a table whose name is not known here",
      "db/migrations/20210106_g.js:1 is larger than a megabyte, and not read: keep data in a file of its own",
    ]);
  });

  it("of another database are left out", () => {
    const root = folderWith({
      "package.json": '{ "dependencies": { "knex": "3", "mysql2": "3" } }',
      "migrations/1_a.js": table("a"),
    });
    expect(schemaOf(settingsFrom({ root }, root))).toMatchObject({
      origin: "none",
      leftOut: [{ path: "migrations", reason: "is written for MySQL" }],
    });
  });

  it("keep a column whose type is not known, and follow what a package hands out by its path", () => {
    const files = {
      "package.json": '{ "dependencies": { "node-pg-migrate": "7", "pg": "8", "toolkit": "1" } }',
      "migrations/1_a.ts":
        'import { Type } from "toolkit/dist/types"; import { Other } from "toolkit"; import type { MigrationBuilder } from "node-pg-migrate"; export const up = (pgm: MigrationBuilder) => { pgm.createTable("a", { id: { type: Type.UUID, primaryKey: true }, names: { type: Type.List(Type.TEXT) }, other: { type: Other.TEXT, notNull: true } }); };',
      "migrations/2_b.ts": '// node-pg-migrate\nexport { up, down } from "toolkit/dist/jobs";',
    };
    const toolkit = {
      "node_modules/toolkit/package.json": '{ "name": "toolkit", "main": "dist/index.js" }',
      "node_modules/toolkit/dist/index.js": 'exports.Other = { TEXT: "TEXT" };',
      "node_modules/toolkit/dist/types.js":
        '"use strict"; exports.Type = void 0; var Type; (function (Type) { Type["UUID"] = "UUID"; Type["TEXT"] = "TEXT"; Type.List = (one) => `${one}[]`; })(Type || (exports.Type = Type = {}));',
      "node_modules/toolkit/dist/jobs.js":
        'const { Type } = require("./types"); exports.up = async function up(pgm) { pgm.createTable("jobs", { id: { type: Type.UUID, primaryKey: true } }); }; exports.down = async function down(pgm) { pgm.dropTable("jobs"); };',
    };
    const columns = (root: string) => {
      const { catalog } = schemaOf(settingsFrom({ root }, root));
      return {
        tables: [...catalog.relations.values()].map((one) =>
          one.kind === "table"
            ? [one.name, ...one.columns.map(({ name, type, nullable }) => `${name} ${type} ${nullable}`)]
            : [],
        ),
        problems: catalog.problems.map(({ file, message }) => `${file} ${message}`),
      };
    };
    const untyped =
      "migrations/1_a.ts calls createTable, and the type of a column is not known: it is read without one";
    expect(columns(folderWith({ ...files, ...toolkit }))).toEqual({
      tables: [
        ["a", "id uuid false", "names text[] true", "other unknown false"],
        ["jobs", "id uuid false"],
      ],
      problems: [untyped],
    });
    expect(columns(folderWith(files))).toEqual({
      tables: [["a", "id unknown false", "names unknown true", "other unknown false"]],
      problems: [untyped, "migrations/2_b.ts exports no function that is applied: up"],
    });
  });
});
