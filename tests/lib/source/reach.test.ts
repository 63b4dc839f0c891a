import { join } from "node:path";
import { expect, test } from "vitest";
import { reachesLibrary } from "../../../lib/source/reach.ts";
import { specifiersIn } from "../../../lib/project/specifiers.ts";
import { folderWith } from "../../project-folder.ts";

test("every way to name a module is seen", () => {
  const text = `import a from "a"; import "b"; export * from 'c'; export { x } from "d"; const e = require("e");
    await import(\`f\`); type T = import("g").T; import h = require("h"); import(/* "x" */ "i"); import { x,
    y } from
    // why
    "j"; import type { X } from "k"; require.resolve("z"); /** @param {import("l").X} y */ export * as n from"m"`;
  expect(specifiersIn(text)).toEqual([..."abcdefghijklm"]);
});

function project(files: Readonly<Record<string, string>>): (name: string) => boolean {
  const root = folderWith(files);
  return (name) => reachesLibrary({ file: join(root, name), text: files[name] ?? "" });
}

test("a library is reached through whatever files", () => {
  const reaches = project({
    "a.ts": `import { b } from "./b"`,
    "b.ts": `export * from "./c"; import "./none"`,
    "c.ts": `const { Pool } = require("pg")`,
    "none.ts": `import { z } from "zod"; import "./cycle"`,
    "cycle.ts": `import "./none"`,
    "generated.ts": `import { PrismaClient } from "./generated/client"`,
    "global.ts": "Bun.sql`select 1`",
    "taken.ts": "const { sql } = Bun",
    "told.ts": "// Node.js, Deno and Bun",
  });
  const names = ["a.ts", "b.ts", "c.ts", "generated.ts", "global.ts", "taken.ts"];
  expect(names.filter(reaches)).toEqual(names);
  expect(["none.ts", "cycle.ts", "told.ts"].filter(reaches)).toEqual([]);
});

test("a cycle is not cut where it is entered", () => {
  const reaches = project({
    "a.ts": `import "./b"`,
    "b.ts": `import "./a"; import "./c"`,
    "c.ts": `import "./b"; import "kysely"`,
  });
  expect(["b.ts", "a.ts", "c.ts"].map(reaches)).toEqual([true, true, true]);
});

test("what an editor has not saved counts", () => {
  const file = join(folderWith({ "a.ts": "" }), "a.ts");
  expect(reachesLibrary({ file, text: "" })).toBe(false);
  expect(reachesLibrary({ file, text: `import "pg"` })).toBe(true);
  expect(reachesLibrary({ file, text: "" })).toBe(false);
});
