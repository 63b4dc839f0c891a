import { join } from "node:path";
import { expect, test } from "vitest";
import { findBuilders } from "../../../lib/find/builders.ts";
import { emptyCatalog } from "../../../lib/catalog/catalog.ts";
import { namesOf } from "../../../lib/catalog/names.ts";
import { evaluatorOf } from "../../../lib/source/built/evaluator.ts";
import { filesParsed, openFile } from "../../../lib/source/open-module.ts";
import { folderWith, type Files } from "../../project-folder.ts";

/** What looking for builders in `app.ts` takes: expressions evaluated, files parsed besides it, builders found. */
function cost(files: Files): { readonly evaluated: number; readonly parsed: number; readonly found: number } {
  const module = openFile(join(folderWith(files), "app.ts"));
  if (!module) throw new Error("app.ts does not parse");
  const before = filesParsed();
  const found = findBuilders(
    module,
    namesOf(emptyCatalog, () => null),
  ).length;
  return { evaluated: evaluatorOf(module).evaluated, parsed: filesParsed() - before, found };
}

test("functions that give no builder are not evaluated, however deep they call one another", () => {
  const functions = Array.from(
    { length: 9 },
    (_, at) => `function f${at}(x) { return g(x) ? f${at + 1}(x) : x.trim() }`,
  );
  const code = `import { knex } from "knex"; ${functions.join("\n")} function f9(x) { return x }
    export function run(x) { const text = f0(x); send(text); send(f0(x)); return f0(text) }`;
  expect(cost({ "app.ts": code })).toEqual({ evaluated: 0, parsed: 0, found: 0 });
});

test("a variable is evaluated only where a builder may be in it", () => {
  const code = `import knex from "knex"; const db = knex({});
    export async function run(rows, at) {
      const row = rows[at]; const list = rows.map((one) => one.id); const made = format(row);
      send(row); send(list); send(made); send(made[at]); send(db);
      const users = db("users").where("id", 1); await users;
    }`;
  const { evaluated, found } = cost({ "app.ts": code });
  expect(found).toBe(1);
  expect(evaluated).toBeLessThan(20);
});

test("a file that leads to no library and no statement is not parsed", () => {
  const files = {
    "app.ts": `import knex from "knex"; import { format } from "./format"; const db = knex({});
      export async function run(x) { send(format(x)); return await db("users") }`,
    "format.ts": `import { pad } from "./pad"; export const format = (x) => pad(x)`,
    "pad.ts": "export const pad = (x) => x.padStart(2)",
  };
  expect(cost(files)).toMatchObject({ parsed: 0, found: 1 });
});
