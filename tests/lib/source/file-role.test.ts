import { parse } from "@typescript-eslint/parser";
import { describe, expect, it } from "vitest";
import { fileRole } from "../../../lib/source/file-role.ts";

const roleOf = (source: string) => fileRole(parse(source, { range: true }) as never);

describe("fileRole", () => {
  it.each([
    `describe("users", () => { it("lists", async () => {}); });`,
    `test("users", async () => {});`,
    `test.describe.serial("users", function () {});`,
    `it.each([1, 2])("case %s", (n) => {});`,
    `import { pool } from "./pool";\nif (process.env.PG) describe("users", () => {});`,
  ])("is a test where cases are registered: %s", (source) => expect(roleOf(source)).toBe("test"));

  it.each([
    `export async function up(db) {}\nexport async function down(db) {}`,
    `exports.up = (knex) => {}; exports.down = (knex) => {};`,
    `module.exports.up = (knex) => {}; module.exports.down = (knex) => {};`,
    `module.exports = { up, down };`,
    `const up = (db) => {}; const down = () => {}; module.exports = { up, down };`,
    `export const up = async () => {}; export const down = async () => {};`,
    `export class AddUsers1700000000000 implements MigrationInterface { async up(q) {} async down(q) {} }`,
    `const alteration: Script = { up: async (pool) => {}, down: async (pool) => {} };\nexport default alteration;`,
    `export default { up() {}, down() {} } satisfies Migration;`,
  ])("is a migration where up and down are given: %s", (source) => expect(roleOf(source)).toBe("migration"));

  it.each([
    `export const test = (row) => row.id;`,
    `test(1, 2);`,
    `regex.test("select 1");`,
    `export function up() {}`,
    `function up() {}\nfunction down() {}`,
    `const context = makeContext({ db });`,
    `pool.query("select 1", (error) => {});`,
  ])("is the application otherwise: %s", (source) => expect(roleOf(source)).toBe("application"));
});
