/** The statements of a module, asked for by parts: each is found and read once, and the parts agree with the whole. */
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { emptyCatalog } from "../lib/catalog/catalog.ts";
import { settingsFrom } from "../lib/settings.ts";
import { openFile } from "../lib/source/open-module.ts";
import { functionsReached } from "../lib/source/reached-functions.ts";
import { Statements } from "../lib/statements.ts";

function moduleOf(text: string) {
  const folder = mkdtempSync(join(tmpdir(), "statements-"));
  const file = join(folder, "repository.js");
  writeFileSync(file, text);
  const module = openFile(file);
  if (!module) throw new Error("it does not parse");
  return { module, statements: () => new Statements(module, emptyCatalog, settingsFrom({ root: folder }, folder)) };
}

const repository = `
  import { Pool } from "pg";
  import knex from "knex";
  const pool = new Pool();
  const db = knex({ client: "pg" });
  const columns = "id, email";
  await pool.query("SELECT 1 AS top");
  export async function find(id) { return one(await pool.query(\`SELECT \${columns} FROM users WHERE id = $1\`, [id])); }
  export const list = () => db("users").where("team", 1);
  export class Users {
    get = async () => this.#all();
    async #all() { return pool.query("SELECT 3 AS hidden"); }
    other() { return pool.query("SELECT 4 AS other"); }
  }
  function one(result) { return audit(), result.rows[0]; }
  function audit() { pool.query("INSERT INTO audit DEFAULT VALUES"); }
`;
const texts = (readings: ReturnType<Statements["all"]>) =>
  readings.map(({ site }) => site.text.map((part) => (part.kind === "text" ? part.text : "")).join(""));

it("finds what stands in the functions that calls reach, by whatever they name in turn, and at the top", () => {
  const { module, statements } = moduleOf(repository);
  const within = (...names: string[]) => texts(statements().within(functionsReached(names, module)));
  const top = "SELECT 1 AS top";
  expect(within("find")).toEqual([
    top,
    "SELECT id, email FROM users WHERE id = $1",
    "INSERT INTO audit DEFAULT VALUES",
  ]);
  expect(within("get")).toEqual([top, "SELECT 3 AS hidden"]);
  expect(within("list")).toEqual([top, expect.stringContaining("users")]);
  expect(within("nothing")).toEqual([top]);
});

it("gives the same readings for the whole and for its parts, whichever is asked for first", () => {
  const { module, statements } = moduleOf(repository);
  const functions = functionsReached(["find", "list"], module);
  const [first, second] = [statements(), statements()];
  const part = first.within(functions);
  const whole = second.all();
  expect(part.every((reading) => first.all().includes(reading))).toBe(true);
  expect(texts(first.all())).toEqual(texts(whole));
  expect(whole).toHaveLength(6);
  expect(second.within(functions).every((reading) => whole.includes(reading))).toBe(true);
});

it("has no function twice, be it within another one that is reached", () => {
  const { module } = moduleOf("export function outer() { function inner() { return outer; } return inner(); }");
  expect(functionsReached(["outer", "inner"], module)).toHaveLength(1);
});
