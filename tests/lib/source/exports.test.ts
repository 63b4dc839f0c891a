import { basename } from "node:path";
import { describe, expect, it } from "vitest";
import { exportedNames, exportedType, exportsNamed, type Exported } from "../../../lib/source/exports.ts";
import { moduleFrom } from "../find/texts.ts";

type Files = Readonly<Record<string, string>>;

/** What stands behind a name of `a.ts` (or `a.js`), in one line: `b.ts: x`, `b.ts.*`, `pg.Pool`; `?` before a guess. */
function behind(name: string, code: string, files: Files = {}, file = "a.ts"): string {
  return exportsNamed(moduleFrom(code, files, file), name)
    .map(shown)
    .join(" | ");
}

function shown(exported: Exported): string {
  const file = basename(exported.module.file);
  const guess = "guess" in exported && exported.guess ? "?" : "";
  const text = (node: { readonly range: readonly [number, number] }) => exported.module.text.slice(...node.range);
  switch (exported.kind) {
    case "value":
      return `${file}: ${text(exported.node)}`;
    case "member":
      return `${guess}${file}: (${text(exported.of)}).${exported.name}`;
    case "namespace":
      return `${file}.*`;
    case "package":
      return `${guess}${exported.specifier}.${exported.name}`;
  }
}

const js = (name: string, code: string, files: Files = {}) => behind(name, code, files, "a.js");

describe("ES modules", () => {
  it.each([
    ["x", "export const x = 1", "a.ts: x"],
    ["y", "export const { x, y } = make()", "a.ts: y"],
    ["y", "export const { x: [y] } = make()", "a.ts: y"],
    ["rest", "export const { x, ...rest } = make()", "a.ts: rest"],
    ["y", "export const { x: { y = 1 } } = make()", "a.ts: y"],
    ["f", "export function f() {}", "a.ts: f"],
    ["f", "export async function* f() {}", "a.ts: f"],
    ["A", "export class A {}", "a.ts: A"],
    ["E", "export enum E { one }", "a.ts: E"],
    ["T", "export type T = string", "a.ts: T"],
    ["I", "export interface I {}", "a.ts: I"],
    ["N", "export namespace N {}", "a.ts: N"],
    ["x", "const x = 1; export { x }", "a.ts: x"],
    ["y", "const x = 1; export { x as y }", "a.ts: x"],
    ["a-b", `const x = 1; export { x as "a-b" }`, "a.ts: x"],
    ["default", "const x = 1; export { x as default }", "a.ts: x"],
    ["default", "export default 1", "a.ts: 1"],
    ["default", "const x = 1; export default x", "a.ts: x"],
    ["default", "export default function f() {}", "a.ts: f"],
    ["default", "export default class {}", "a.ts: class {}"],
    ["default", "export default interface I {}", "a.ts: I"],
    ["*", "export const x = 1", "a.ts.*"],
    ["z", "export const x = 1", ""],
    ["x", "const x = 1", ""],
    ["default", "export const x = 1", ""],
    ["y", "const x = 1; export { x }; const y = 2", ""],
  ])("%s of %s", (name, code, expected) => expect(behind(name, code)).toBe(expected));

  const b = { "b.ts": "export const x = 1; export default 2; const own = 3; export type T = 4" };
  it.each([
    ["x", `export { x } from "./b"`, "b.ts: x"],
    ["y", `export { x as y } from "./b"`, "b.ts: x"],
    ["y", `export { default as y } from "./b"`, "b.ts: 2"],
    ["default", `export { x as default } from "./b"`, "b.ts: x"],
    ["x", `export * from "./b"`, "b.ts: x"],
    ["T", `export type { T } from "./b"`, "b.ts: T"],
    ["default", `export * from "./b"`, ""],
    ["own", `export * from "./b"`, ""],
    ["b", `export * as b from "./b"`, "b.ts.*"],
    ["x", `export * as b from "./b"`, ""],
    ["x", `import { x } from "./b"; export { x }`, "b.ts: x"],
    ["y", `import { x } from "./b"; export { x as y }`, "b.ts: x"],
    ["y", `import y from "./b"; export { y }`, "b.ts: 2"],
    ["b", `import * as b from "./b"; export { b }`, "b.ts.*"],
    ["default", `import { x } from "./b"; export default x`, "b.ts: x"],
    ["x", `import { x } from "./b"; export const y = x`, ""],
    ["x", `export const x = 5; export * from "./b"`, "a.ts: x"],
    ["x", `export * from "./b"; export const x = 5`, "a.ts: x"],
    ["x", `export { x } from "./missing"`, "./missing.x"],
    ["Pool", `export { Pool } from "pg"`, "pg.Pool"],
    ["Db", `export { Pool as Db } from "pg"`, "pg.Pool"],
    ["pg", `export * as pg from "pg"`, "pg.*"],
    ["pg", `import pg from "pg"; export { pg }`, "pg.default"],
    ["Pool", `export * from "pg"`, "?pg.Pool"],
    ["x", `export * from "pg"; export * from "./b"`, "b.ts: x"],
    ["z", `export * from "pg"; export * from "slonik"; export * from "./b"`, "?pg.z | ?slonik.z"],
    ["default", `export * from "pg"`, ""],
  ])("%s of %s, across files", (name, code, expected) => expect(behind(name, code, b)).toBe(expected));

  it("goes on through barrels", () => {
    const files = {
      "index.ts": `export * from "./b"; export * as all from "./c"`,
      "b.ts": `export { d as x } from "./c"`,
      "c.ts": `export * from "./d"`,
      "d.ts": "export const d = 1",
    };
    expect(behind("x", `export * from "./index"`, files)).toBe("d.ts: d");
    expect(behind("all", `export * from "./index"`, files)).toBe("c.ts.*");
    expect(behind("d", `export * from "./index"`, files)).toBe("");
  });

  it("ends in cycles", () => {
    expect(behind("x", `export { x } from "./a"`)).toBe("");
    expect(behind("x", `export * from "./a"`)).toBe("");
    expect(behind("x", `export * from "./b"`, { "b.ts": `export * from "./a"` })).toBe("");
    expect(behind("x", `export { y as x } from "./b"`, { "b.ts": `export { x as y } from "./a"` })).toBe("");
    expect(behind("x", `import { x } from "./b"; export { x }`, { "b.ts": `export { x } from "./a"` })).toBe("");
    // What a cycle passes on is found all the same, whoever was asked first.
    const files = { "b.ts": `export * from "./a"`, "c.ts": "export const x = 1" };
    const module = moduleFrom(`export * from "./b"; export * from "./c"`, files, "a.ts");
    const other = module.import("./b");
    expect(exportsNamed(module, "x").map(shown)).toEqual(["c.ts: x"]);
    expect(other && exportsNamed(other, "x").map(shown)).toEqual(["c.ts: x"]);
  });
});

describe("CommonJS", () => {
  it.each([
    ["x", "exports.x = 1", "a.js: 1"],
    ["x", `exports["x"] = 1`, "a.js: 1"],
    ["x", "module.exports.x = 1", "a.js: 1"],
    ["x", `module["exports"]["x"] = 1`, "a.js: 1"],
    ["x", "const x = 1; exports.x = x", "a.js: x"],
    ["x", "exports.x = exports.y = 1", "a.js: 1"],
    ["y", "exports.x = exports.y = 1", "a.js: 1"],
    ["x", "exports.x = void 0; exports.x = 1", "a.js: 1"],
    ["x", "exports.x = exports.y = void 0; exports.y = 2", ""],
    ["x", "exports.x = 1; exports.x = 2", "a.js: 2"],
    ["x", "exports.x = 1, exports.y = 2", "a.js: 1"],
    ["x", "const x = exports.x = 1", "a.js: 1"],
    ["x", "module.exports = { x: 1 }", "a.js: 1"],
    ["x", "const x = 1; module.exports = { x }", "a.js: x"],
    ["x", `module.exports = { "x": 1 }`, "a.js: 1"],
    ["x", "module.exports = { x() {} }", "a.js: () {}"],
    ["x", "module.exports = { get x() { return y } }", "a.js: y"],
    ["x", "module.exports = { set x(value) { y = value } }", ""],
    ["x", "module.exports = { [x]: 1 }", ""],
    ["x", "module.exports = {}; module.exports.x = 1", "a.js: 1"],
    ["x", "const api = (module.exports = {}); api.x = 1", "a.js: 1"],
    ["x", "const api = module.exports; api.x = 1", "a.js: 1"],
    ["x", "exports = module.exports = { x: 1 }", "a.js: 1"],
    ["x", "Object.assign(module.exports, { x: 1 })", "a.js: 1"],
    ["x", "Object.assign(exports, { y: 1 }, { x: 2 })", "a.js: 2"],
    ["x", "module.exports = Object.assign(f, { x: 1 })", "a.js: 1"],
    ["x", `Object.defineProperty(exports, "x", { value: 1 })`, "a.js: 1"],
    ["x", `Object.defineProperty(exports, "x", { enumerable: true, get: function () { return y } })`, "a.js: y"],
    ["x", `Object.defineProperty(exports, "x", { get: () => y })`, "a.js: y"],
    ["x", "module.exports = make()", "a.js: (make()).x"],
    ["x", "const api = { x: 1 }; module.exports = api", "a.js: (api).x"],
    ["x", "module.exports = { ...api, y: 1 }", "?a.js: (api).x"],
    ["x", "Object.assign(exports, one, two)", "?a.js: (two).x | ?a.js: (one).x"],
    ["default", "module.exports = make()", "a.js: make()"],
    ["default", "module.exports = { x: 1 }", "a.js.*"],
    ["default", "exports.x = 1", "a.js.*"],
    ["default", "exports.default = 1", "a.js: 1"],
    ["*", "module.exports = make()", "a.js: make()"],
    ["*", "module.exports = { x: 1 }", "a.js.*"],
    ["*", "module.exports = class A {}", "a.js: class A {}"],
    ["x", "other.exports.x = 1", ""],
    ["x", "module.x = 1", ""],
    ["x", "exports.y.x = 1", ""],
    ["x", "exports.x += 1", ""],
    ["x", "function f() { exports.x = 1 }", ""],
    ["x", "Object.assign({}, { x: 1 })", ""],
    ["x", "Object.keys(exports, { x: 1 })", ""],
    ["default", "const x = 1", ""],
  ])("%s of %s", (name, code, expected) => expect(js(name, code)).toBe(expected));

  const b = {
    "b.js": "exports.x = 1; exports.y = 2",
    "c.js": "module.exports = make()",
    "d.mjs": "export const x = 1",
  };
  it.each([
    ["x", `module.exports = require("./b")`, "b.js: 1"],
    ["*", `module.exports = require("./b")`, "b.js.*"],
    ["*", `module.exports = require("./c")`, "c.js: make()"],
    ["default", `module.exports = require("./c")`, "c.js: make()"],
    ["x", `module.exports = { ...require("./b"), z: 1 }`, "b.js: 1"],
    ["z", `module.exports = { ...require("./b"), z: 1 }`, "a.js: 1"],
    ["x", `module.exports = { ...require("./b"), x: 3 }`, "a.js: 3"],
    ["x", `Object.assign(module.exports, require("./b"))`, "b.js: 1"],
    ["x", `__exportStar(require("./b"), exports)`, "b.js: 1"],
    ["x", `tslib_1.__exportStar(require("./b"), exports)`, "b.js: 1"],
    ["b", `exports.b = require("./b")`, "b.js.*"],
    ["c", `exports.c = require("./c")`, "c.js: make()"],
    ["z", `exports.z = require("./b").y`, "b.js: 2"],
    ["b", `module.exports = { b: require("./b") }`, "b.js.*"],
    ["x", `export { x } from "./b"`, "b.js: 1"],
    ["default", `export { default } from "./c"`, "c.js: make()"],
    ["Pool", `module.exports = require("pg")`, "?pg.Pool"],
    ["*", `module.exports = require("pg")`, "pg.*"],
    ["Pool", `exports.Pool = require("pg").Pool`, "pg.Pool"],
    ["z", `module.exports = { ...require("./b") }`, ""],
  ])("%s of %s, across files", (name, code, expected) => expect(js(name, code, b)).toBe(expected));

  it("TypeScript's own: export = and import = require()", () => {
    expect(behind("default", "const x = 1; export = x")).toBe("a.ts: x");
    expect(behind("*", "class A {} export = A")).toBe("a.ts: A");
    expect(behind("x", `import b = require("./b"); export { b as x }`, { "b.ts": "export = make()" })).toBe(
      "b.ts: make()",
    );
  });

  it("ends in cycles", () => {
    expect(js("x", `module.exports = require("./a")`)).toBe("");
    expect(js("x", `module.exports = require("./b")`, { "b.js": `module.exports = require("./a")` })).toBe("");
    expect(js("*", `module.exports = require("./b")`, { "b.js": `module.exports = require("./a")` })).toBe("");
  });
});

describe("the names of a module", () => {
  it("are its own and those it passes on, without their default", () => {
    const files = { "b.ts": `export const x = 1; export default 2; export * from "./c"`, "c.ts": "export class C {}" };
    expect(
      exportedNames(moduleFrom(`export * from "./b"; export const a = 1; export default 3`, files, "a.ts")),
    ).toEqual(["a", "default", "x", "C"]);
  });
});

describe("exported types", () => {
  const types = (name: string, code: string, files: Files = {}) => {
    const found = exportedType(moduleFrom(code, files, "a.ts"), name);
    return found?.kind === "declarations" ? found.nodes.map(({ type }) => type) : (found?.kind ?? null);
  };
  it("are declarations, an interface's several", () => {
    expect(types("T", "export interface T {} export interface T {}")).toEqual([
      "TSInterfaceDeclaration",
      "TSInterfaceDeclaration",
    ]);
    expect(types("T", `import type { T } from "./b"; export type { T }`, { "b.ts": "export type T = 1" })).toEqual([
      "TSTypeAliasDeclaration",
    ]);
    expect(types("default", "interface T {} export default T")).toEqual(["TSInterfaceDeclaration"]);
    expect(types("default", "export default class {}")).toEqual(["ClassDeclaration"]);
    expect(types("E", "export enum E {}")).toEqual(["TSEnumDeclaration"]);
  });
  it("are not values, nor what no file has", () => {
    expect(types("x", "export const x = 1")).toBeNull();
    expect(types("x", "export function x() {}")).toBeNull();
    expect(types("y", "export type T = 1")).toBeNull();
    expect(types("T", `export * from "pg"`)).toBeNull();
    expect(types("T", `export { T } from "pg"`)).toBe("package");
  });
});
