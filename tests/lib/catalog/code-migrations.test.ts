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
      "db/last.mjs": 'import { again } from "./again.mjs"; export const last = again;',
      "db/again.mjs": 'import { last } from "./last.mjs"; export const again = last;',
    });
    const { catalog, found, leftOut, origin } = schemaOf(settingsFrom({ root }, root));
    expect(origin).toBe("discovered");
    expect(found).toMatchObject([{ path: "db/migrations", kind: "knex", files: 5, role: "schema" }]);
    expect(leftOut).toMatchObject([{ path: "db/migrations" }]);
    expect([...catalog.relations.keys()].sort()).toEqual(["public.a", "public.b", "public.d", "public.e"]);
    expect(catalog.problems.map(({ file, line, message }) => `${file}:${line} ${message}`)).toEqual([
      "db/migrations/20210103_c.js:1 does not parse as JavaScript or TypeScript",
      "db/migrations/20210105_f.js:1 creates a table whose name is not known here",
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
});
