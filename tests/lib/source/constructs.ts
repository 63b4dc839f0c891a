/** What a fragment's expression is: `notes`, `notes` or `logs` by a condition, or nothing that the program tells. */
type Answer = "known" | "either" | "unknown";

/** The questions that are put to each construct. */
export const columns = ["text", "chain", "danger", "input", "migration", "model"] as const;
export type Column = (typeof columns)[number];

/** A fragment of a program that comes to a table's name, and what is right to say of it. */
export interface Construct {
  readonly name: string;
  readonly answer: Answer;
  /** What stands at the top of the module. */
  readonly module: string;
  /** What runs before the statement, in the same function. `USE;` is where the statement stands; without it, at the end. */
  readonly body: string;
  /** What stands in the statement. */
  readonly expression: string;
  /** Other files, by path. */
  readonly files: Readonly<Record<string, string>>;
  /** TypeScript with `import`, or JavaScript with `require`. */
  readonly language: "ts" | "js";
  /** The literal that a request's value may take the place of, so that the construct carries it; null where it would not. */
  readonly carries: string | null;
  /** Columns that the construct has no program for. */
  readonly without: readonly Column[];
  /** The tables that a migration makes, where it is not the answer: in a loop, it makes all of them. */
  readonly makes: string | null;
}

type Options = Partial<Omit<Construct, "name" | "answer" | "body">>;

const construct =
  (answer: Answer) =>
  (name: string, body: string, options: Options = {}): Construct => ({
    name,
    answer,
    body,
    module: "",
    expression: "name",
    files: {},
    language: "ts",
    carries: '"notes"',
    without: [],
    makes: null,
    ...options,
  });

const known = construct("known");
const either = construct("either");
const unknown = construct("unknown");

/** A module beside the program, and how the program takes the name from it. */
const imported = (name: string, names: string, module: string, options: Options = {}): Construct =>
  known(name, "", { module, files: { "names.ts": names }, carries: null, ...options });

const required = (name: string, names: string, module: string, options: Options = {}): Construct =>
  known(name, "", { module, files: { "names.js": names }, carries: null, language: "js", ...options });

const texts: readonly Construct[] = [
  known("string literal", "", { expression: '"notes"' }),
  known("template without holes", "", { expression: "`notes`", carries: "`notes`" }),
  known("template with a constant", 'const part = "no";', { expression: "`${part}tes`", carries: '"no"' }),
  known("template of templates", 'const part = "no"; const name = `${`${part}te`}s`;', { carries: '"no"' }),
  known("template with a number", 'const list = { no1: "notes" }; const name = list[`no${1}` as "no1"];'),
  known("concatenation", 'const name = "no" + "tes";', { carries: '"tes"' }),
  known("concatenation with an empty text", 'const name = "" + "notes";'),
  known("+=", 'let name = "no"; name += "tes";', { carries: '"tes"' }),
  known("+= twice", 'let name = ""; name += "no"; name += "tes";', { carries: '"tes"' }),
  known("chain of constants", 'const first = "notes"; const second = first; const name = second;'),
  known("constant of the module", "", { module: 'const name = "notes";', carries: null }),
  known("function of the module that uses a constant declared after it", "", {
    module: 'function tableOf() { return table; } const table = "notes";',
    expression: "tableOf()",
    carries: null,
  }),
  known("escape sequences", "", { expression: '"no\\x74\\u0065s"', carries: null }),
  known("String.raw", "", { expression: "String.raw`notes`", carries: null }),
  known("String.raw with a hole", 'const part = "no";', { expression: "String.raw`${part}tes`", carries: '"no"' }),
  known(
    "tag of the project",
    "const plain = (parts: TemplateStringsArray, ...values: string[]) => parts[0] + values[0] + parts[1];",
    {
      expression: 'plain`n${"ote"}s`',
      carries: '"ote"',
    },
  ),
];

const modules: readonly Construct[] = [
  imported("named import", 'export const name = "notes";', 'import { name } from "./names.ts";'),
  imported("named import without extension", 'export const name = "notes";', 'import { name } from "./names";'),
  imported(
    "named import under another name",
    'export const table = "notes";',
    'import { table as name } from "./names.ts";',
  ),
  imported(
    "export under another name",
    'const table = "notes"; export { table as name };',
    'import { name } from "./names.ts";',
  ),
  imported(
    "export under a name in quotes",
    'const table = "notes"; export { table as "a name" };',
    'import { "a name" as name } from "./names.ts";',
  ),
  imported("default import", 'const table = "notes"; export default table;', 'import name from "./names.ts";'),
  imported("default import of a literal", 'export default "notes";', 'import name from "./names.ts";'),
  imported("default import by its name", 'export default "notes";', 'import { default as name } from "./names.ts";'),
  imported("default import of an object", 'export default { table: "notes" };', 'import names from "./names.ts";', {
    expression: "names.table",
  }),
  imported(
    "default import of a function",
    'export default function () { return "notes"; }',
    'import tableOf from "./names.ts";',
    { expression: "tableOf()" },
  ),
  imported("namespace import", 'export const table = "notes";', 'import * as names from "./names.ts";', {
    expression: "names.table",
  }),
  imported(
    "namespace import, destructured",
    'export const table = "notes";',
    'import * as names from "./names.ts"; const { table: name } = names;',
  ),
  imported("namespace import of a default", 'export default "notes";', 'import * as names from "./names.ts";', {
    expression: "names.default",
  }),
  imported("re-export", "", 'import { name } from "./names.ts";', {
    files: { "names.ts": 'export { name } from "./deep.ts";', "deep.ts": 'export const name = "notes";' },
  }),
  imported("re-export under another name", "", 'import { name } from "./names.ts";', {
    files: { "names.ts": 'export { table as name } from "./deep.ts";', "deep.ts": 'export const table = "notes";' },
  }),
  imported("re-export of a default", "", 'import { name } from "./names.ts";', {
    files: { "names.ts": 'export { default as name } from "./deep.ts";', "deep.ts": 'export default "notes";' },
  }),
  imported("import, then export", "", 'import { name } from "./names.ts";', {
    files: {
      "names.ts": 'import { table } from "./deep.ts"; export const name = table;',
      "deep.ts": 'export const table = "notes";',
    },
  }),
  imported("export *", "", 'import { name } from "./names.ts";', {
    files: {
      "names.ts": 'export * from "./other.ts"; export * from "./deep.ts";',
      "deep.ts": 'export const name = "notes";',
      "other.ts": "export const other = 1;",
    },
  }),
  imported("export *, hidden by an own export", "", 'import { name } from "./names.ts";', {
    files: {
      "names.ts": 'export * from "./deep.ts"; export const name = "notes";',
      "deep.ts": 'export const name = "logs";',
    },
  }),
  imported("export * as", "", 'import { names } from "./names.ts";', {
    expression: "names.table",
    files: { "names.ts": 'export * as names from "./deep.ts";', "deep.ts": 'export const table = "notes";' },
  }),
  imported("folder with an index", "", 'import { name } from "./tables";', {
    files: { "tables/index.ts": 'export const name = "notes";' },
  }),
  imported("modules that import one another", "", 'import { name } from "./names.ts";', {
    files: {
      "names.ts":
        'import { start } from "./deep.ts"; export const end = () => "tes"; export const name = "no" + start().slice(2);',
      "deep.ts": 'import { end } from "./names.ts"; export const start = () => "no" + end();',
    },
  }),
  imported(
    "import of a function",
    "export function tableOf(what: string) { return `${what}s`; }",
    'import { tableOf } from "./names.ts";',
    { expression: 'tableOf("note")' },
  ),
  imported(
    "import of a class",
    'export class Names { static readonly notes = "notes"; }',
    'import { Names } from "./names.ts";',
    { expression: "Names.notes" },
  ),
  imported(
    "import of an instance",
    'class Names { table = "notes"; } export const names = new Names();',
    'import { names } from "./names.ts";',
    { expression: "names.table" },
  ),
  imported(
    "import of an enum",
    'export enum Table { Notes = "notes", Logs = "logs" }',
    'import { Table } from "./names.ts";',
    { expression: "Table.Notes" },
  ),
  imported(
    "type-only import beside a value",
    'export type Name = "logs"; export const table = "notes";',
    'import type { Name } from "./names.ts"; import { table } from "./names.ts"; const name: Name | string = table;',
  ),
  imported(
    "inline type import beside a value",
    'export type Name = string; export const name = "notes";',
    'import { type Name, name } from "./names.ts"; export type Again = Name;',
  ),
  imported(
    "exported variable that its module sets",
    'export let name = "logs"; name = "notes";',
    'import { name } from "./names.ts";',
  ),
  imported(
    "exported destructuring",
    'const names = { table: "notes" }; export const { table: name } = names;',
    'import { name } from "./names.ts";',
  ),
  imported("dynamic import", 'export const table = "notes";', "", { expression: '(await import("./names.ts")).table' }),
  known("dynamic import, destructured", 'const { table: name } = await import("./names.ts");', {
    files: { "names.ts": 'export const table = "notes";' },
  }),
  known("dynamic import of a default", 'const { default: name } = await import("./names.ts");', {
    files: { "names.ts": 'export default "notes";' },
  }),
  imported("JSON import", "", 'import names from "./names.json" with { type: "json" };', {
    expression: "names.table",
    files: { "names.json": '{ "table": "notes" }' },
  }),
  imported("import equals require", 'export const table = "notes";', 'import names = require("./names.ts");', {
    expression: "names.table",
  }),
  imported(
    "export equals",
    'const names = { table: "notes" }; export = names;',
    'import names = require("./names.ts");',
    { expression: "names.table" },
  ),
  imported(
    "export equals, default import",
    'const names = { table: "notes" }; export = names;',
    'import names from "./names.ts";',
    { expression: "names.table" },
  ),
  unknown("exported variable that others may set", "", {
    module: 'import { name } from "./names.ts";',
    files: { "names.ts": 'export let name = "logs"; export const use = (other: string) => { name = other; };' },
    without: ["migration", "model"],
  }),
  unknown("import that leads nowhere", "", { module: 'import { name } from "./nowhere.ts";' }),
  unknown("import of a package", "", { module: 'import { name } from "table-names";' }),

  required("require of a property", 'module.exports = { table: "notes" };', 'const names = require("./names");', {
    expression: "names.table",
  }),
  required(
    "require, destructured",
    'module.exports = { table: "notes" };',
    'const { table: name } = require("./names");',
  ),
  required("require in place", 'module.exports = { table: "notes" };', "", { expression: 'require("./names").table' }),
  known("require in a function", 'const { table } = require("./names");', {
    expression: "table",
    language: "js",
    files: { "names.js": 'module.exports = { table: "notes" };' },
  }),
  required("module.exports as a text", 'module.exports = "notes";', 'const name = require("./names");'),
  required("module.exports as a function", 'module.exports = () => "notes";', 'const tableOf = require("./names");', {
    expression: "tableOf()",
  }),
  required("module.exports.x", 'module.exports.table = "notes";', 'const names = require("./names");', {
    expression: "names.table",
  }),
  required('module.exports["x"]', 'module.exports["table"] = "notes";', 'const names = require("./names");', {
    expression: "names.table",
  }),
  required(
    'module.exports["x"], taken by ["x"]',
    'module.exports["table"] = "notes";',
    'const names = require("./names");',
    { expression: 'names["table"]' },
  ),
  required("exports.x", 'exports.table = "notes";', 'const { table } = require("./names");', { expression: "table" }),
  required('exports["x"]', 'exports["table"] = "notes";', 'const { table } = require("./names");', {
    expression: "table",
  }),
  required(
    "exports.x, as a compiler writes it",
    '"use strict"; Object.defineProperty(exports, "__esModule", { value: true }); exports.table = void 0; exports.table = "notes";',
    'const names_1 = require("./names");',
    { expression: "names_1.table" },
  ),
  required(
    "exports = module.exports = {…}",
    'exports = module.exports = { table: "notes" };',
    'const { table } = require("./names");',
    { expression: "table" },
  ),
  required("module.exports with a spread", "", 'const { table } = require("./names");', {
    expression: "table",
    files: {
      "names.js": 'module.exports = { other: 1, ...require("./deep") };',
      "deep.js": 'exports.table = "notes";',
    },
  }),
  required("module.exports, handed on", "", 'const { table } = require("./names");', {
    expression: "table",
    files: { "names.js": 'module.exports = require("./deep");', "deep.js": 'module.exports = { table: "notes" };' },
  }),
  required(
    "module.exports of a shorthand",
    'const table = "notes"; module.exports = { table };',
    'const { table } = require("./names");',
    { expression: "table" },
  ),
  required("require of JSON", "", 'const { table } = require("./names.json");', {
    expression: "table",
    files: { "names.json": '{ "table": "notes" }' },
  }),
];

const objects: readonly Construct[] = [
  known("property", 'const names = { table: "notes", other: "logs" };', { expression: "names.table" }),
  known("property in brackets", 'const names = { table: "notes", other: "logs" };', { expression: 'names["table"]' }),
  known("property by a constant key", 'const key = "table"; const names = { table: "notes", other: "logs" };', {
    expression: "names[key]",
  }),
  known("property by a computed key", 'const names = { table1: "notes", table2: "logs" };', {
    expression: 'names["table" + 1]',
  }),
  known("computed key of a literal", 'const key = "table"; const names = { [key]: "notes", other: "logs" };', {
    expression: "names.table",
  }),
  known("key in quotes", 'const names = { "a table": "notes" };', { expression: 'names["a table"]' }),
  known("number as a key", 'const names = { 1: "notes", 2: "logs" };', { expression: "names[1]" }),
  known("nested property", 'const names = { db: { tables: { main: "notes" } } };', {
    expression: "names.db.tables.main",
  }),
  known("shorthand property", 'const table = "notes"; const names = { table };', { expression: "names.table" }),
  known("key given twice", 'const names = { table: "logs", ["table"]: "notes" };', { expression: "names.table" }),
  known("spread", 'const base = { table: "notes" }; const names = { other: "logs", ...base };', {
    expression: "names.table",
  }),
  known("spread, overridden", 'const base = { table: "logs" }; const names = { ...base, table: "notes" };', {
    expression: "names.table",
  }),
  known("spread that overrides", 'const base = { table: "notes" }; const names = { table: "logs", ...base };', {
    expression: "names.table",
  }),
  either("spread under a condition", 'const names = { table: "logs", ...(flag ? { table: "notes" } : {}) };', {
    expression: "names.table",
  }),
  either("spread under &&", 'const names = { table: "logs", ...(flag && { table: "notes" }) };', {
    expression: "names.table",
  }),
  known("Object.assign", 'const names = Object.assign({}, { table: "logs" }, { table: "notes" });', {
    expression: "names.table",
  }),
  known("Object.assign into an object", 'const names = { table: "logs" }; Object.assign(names, { table: "notes" });', {
    expression: "names.table",
  }),
  known("Object.freeze", 'const names = Object.freeze({ table: "notes" });', { expression: "names.table" }),
  known("as const", 'const names = { table: "notes" } as const;', { expression: "names.table" }),
  known("satisfies", 'const names = { table: "notes" } satisfies Record<string, string>;', {
    expression: "names.table",
  }),
  known("non-null assertion", 'const names: { table?: string } = { table: "notes" };', { expression: "names.table!" }),
  known("type assertion", 'const name = "notes" as unknown as string;'),
  known("type assertion in angle brackets", 'const name = <string>"notes";'),
  known("property set later", 'const names: Record<string, string> = {}; names.table = "notes";', {
    expression: "names.table",
  }),
  known("property set in brackets", 'const names: Record<string, string> = {}; names["table"] = "notes";', {
    expression: "names.table",
  }),
  known("property set again", 'const names = { table: "logs" }; names.table = "notes";', { expression: "names.table" }),
  known("property +=", 'const names = { table: "no" }; names.table += "tes";', {
    expression: "names.table",
    carries: '"tes"',
  }),
  either("property set under a condition", 'const names = { table: "logs" }; if (flag) names.table = "notes";', {
    expression: "names.table",
  }),
  known("property set by another name", 'const names = { table: "logs" }; const same = names; same.table = "notes";', {
    expression: "names.table",
  }),
  known(
    "property set by a function",
    'const names = { table: "logs" }; function fill(one: { table: string }) { one.table = "notes"; } fill(names);',
    { expression: "names.table" },
  ),
  known("copy that is set", 'const names = { table: "notes" }; const copy = { ...names }; copy.table = "logs";', {
    expression: "names.table",
    carries: '"notes"',
  }),
  known("delete of a property", 'const names: { table?: string } = { table: "logs" }; delete names.table;', {
    expression: 'names.table ?? "notes"',
  }),
  known("getter of an object", 'const names = { get table() { return "notes"; } };', { expression: "names.table" }),
  known("method of an object", 'const names = { table: "notes", get() { return this.table; } };', {
    expression: "names.get()",
  }),
  known("function of an object", 'const names = { of: (what: string) => what + "s" };', {
    expression: 'names.of("note")',
    carries: '"note"',
  }),
  known("optional chaining", 'const names: { db?: { table: string } } = { db: { table: "notes" } };', {
    expression: "names.db?.table",
  }),
  known("optional chaining of nothing", "const names: { db?: { table: string } } = {};", {
    expression: 'names.db?.table ?? "notes"',
  }),
  known("optional call", 'const names: { of?: () => string } = { of: () => "notes" };', { expression: "names.of?.()" }),
  known("missing property", "const names: { table?: string } = {};", { expression: 'names.table ?? "notes"' }),
  either("look-up by a choice of keys", 'const tables = { a: "notes", b: "logs" };', {
    expression: 'tables[flag ? "a" : "b"]',
  }),
  either("choice of objects", 'const names = flag ? { table: "notes" } : { table: "logs" };', {
    expression: "names.table",
  }),
  known("object destructuring", 'const { name } = { name: "notes" };'),
  known("object destructuring under another name", 'const { table: name } = { table: "notes" };'),
  known(
    "object destructuring with a default",
    'const names: { name?: string } = {}; const { name = "notes" } = names;',
  ),
  known("object destructuring with an unused default", 'const { name = "logs" } = { name: "notes" };'),
  known("object destructuring, nested", 'const { db: { table: name } } = { db: { table: "notes" } };'),
  known("object destructuring with a rest", 'const { other, ...rest } = { other: "logs", table: "notes" };', {
    expression: "rest.table",
  }),
  known(
    "object destructuring by a computed key",
    'const key = "table"; const { [key]: name } = { table: "notes", other: "logs" };',
  ),
  known("object destructuring as an assignment", 'let name = "logs"; ({ name } = { name: "notes" });'),
  known("Object.keys", "const names = { notes: 1, logs: 2 };", { expression: "Object.keys(names)[0]" }),
  known("Object.values", 'const names = { a: "notes", b: "logs" };', { expression: "Object.values(names)[0]" }),
  known("Object.entries", 'const names = { a: "notes" }; const [[, name]] = Object.entries(names);'),
  known("Object.fromEntries", 'const names = Object.fromEntries([["table", "notes"]]);', { expression: "names.table" }),
  known(
    "Object.fromEntries of a mapped list",
    'const names = Object.fromEntries(["notes", "logs"].map((one) => [one[0], one]));',
    { expression: "names.n", carries: null },
  ),
  known("in", 'const names = { table: 1 }; const name = "table" in names ? "notes" : "logs";'),
  known("symbol as a key", 'const key = Symbol("table"); const names = { [key]: "notes" };', {
    expression: "names[key]",
  }),
  known("Map with entries", 'const names = new Map([["table", "notes"], ["other", "logs"]]);', {
    expression: 'names.get("table")',
  }),
  known("Map that is filled", 'const names = new Map<string, string>(); names.set("table", "notes");', {
    expression: 'names.get("table")',
  }),
  known("Set, spread", 'const names = new Set(["notes"]); const [name] = [...names];'),
  unknown("Proxy", 'const names = new Proxy({ table: "logs" }, { get: () => process.argv[2] });', {
    expression: "names.table",
  }),
];

const lists: readonly Construct[] = [
  known("element", 'const names = ["logs", "notes"];', { expression: "names[1]" }),
  known("element by a constant", 'const index = 1; const names = ["logs", "notes"] as const;', {
    expression: "names[index]",
  }),
  known("element by a computed index", 'const names = ["logs", "notes"];', { expression: "names[names.length - 1]" }),
  known("element set later", 'const names = ["logs"]; names[0] = "notes";', { expression: "names[0]" }),
  known("at(-1)", 'const names = ["logs", "notes"];', { expression: "names.at(-1)" }),
  either("element by a choice", 'const names = ["logs", "notes"];', { expression: "names[flag ? 1 : 0]" }),
  either("element at an unknown place", 'const names = ["logs", "notes"];', {
    expression: "names[Number(process.env.FLAG)]",
  }),
  known("array destructuring", 'const [name] = ["notes"];'),
  known("array destructuring with holes", 'const [, name] = ["logs", "notes"];'),
  known("array destructuring with a default", 'const [, name = "notes"] = ["logs"];'),
  known("array destructuring with a rest", 'const [, ...rest] = ["logs", "notes"];', { expression: "rest[0]" }),
  known("array destructuring, nested", 'const [[, name]] = [["logs", "notes"]];'),
  known("array destructuring as an assignment", 'let name = "logs"; [name] = ["notes"];'),
  known("swapped variables", 'let name = "logs"; let other = "notes"; [name, other] = [other, name];'),
  known("array spread", 'const first = ["logs"]; const names = [...first, "notes"];', { expression: "names[1]" }),
  known("push", 'const names: string[] = []; names.push("notes");', { expression: "names[0]" }),
  known("unshift", 'const names = ["logs"]; names.unshift("notes");', { expression: "names[0]" }),
  known("pop", 'const names = ["notes", "logs"]; names.pop();', { expression: "names.at(-1)" }),
  known("shift", 'const names = ["logs", "notes"]; const first = names.shift();', { expression: "names[0]" }),
  known("concat of lists", 'const names = ["logs"].concat(["notes"]);', { expression: "names[1]" }),
  known("slice of a list", 'const names = ["logs", "notes", "tags"].slice(1, 2);', { expression: "names[0]" }),
  known("reverse", 'const names = ["logs", "notes"].reverse();', { expression: "names[0]" }),
  known("join", 'const name = ["no", "tes"].join("");', { carries: '"tes"' }),
  known("join with a separator", 'const name = ["n", "tes"].join("o");', { carries: '"tes"' }),
  known("list put together, then joined", 'const parts = ["no"]; parts.push("tes"); const name = parts.join("");', {
    carries: '"tes"',
  }),
  known("map", 'const [name] = ["note"].map((one) => `${one}s`);', { carries: '"note"' }),
  known(
    "map with the index",
    'const [, name] = ["logs", "note"].map((one, index) => (index === 1 ? one + "s" : one));',
    { carries: '"note"' },
  ),
  known("filter", 'const [name] = ["logs", "notes"].filter((one) => one.length > 4);'),
  known("filter(Boolean)", 'const [name] = ["", "notes"].filter(Boolean);'),
  known("find", 'const name = ["logs", "notes"].find((one) => one.startsWith("n"));'),
  known("find of an object", 'const tables = [{ key: 1, table: "logs" }, { key: 2, table: "notes" }];', {
    expression: "tables.find(({ key }) => key === 2)!.table",
  }),
  known("includes of a list", 'const name = ["a", "b"].includes("a") ? "notes" : "logs";'),
  known("indexOf of a list", 'const names = ["logs", "notes"];', { expression: 'names[["a", "b"].indexOf("b")]' }),
  known("flat", 'const [, name] = [["logs"], ["notes"]].flat();'),
  known("flatMap", 'const [, name] = ["l", "n"].flatMap((one) => (one === "n" ? ["notes"] : ["logs"]));'),
  known("reduce", 'const name = ["n", "o", "tes"].reduce((text, one) => text + one, "");', { carries: '"tes"' }),
  known("some", 'const name = ["a", "b"].some((one) => one === "b") ? "notes" : "logs";'),
  known("every", 'const name = ["a", "b"].every((one) => one === "b") ? "logs" : "notes";'),
  known("sort", 'const [, name] = ["notes", "logs"].sort();'),
  known("fill", 'const name = new Array(1).fill("notes")[0];'),
  known("Array.from", 'const name = Array.from(["notes"])[0];'),
  known("Array.from with a function", 'const name = Array.from({ length: 1 }, () => "notes")[0];'),
  known("Array.of", 'const name = Array.of("logs", "notes")[1];'),
  known("Array.isArray", 'const name = Array.isArray(["notes"]) ? "notes" : "logs";'),
  known("entries of a list", 'const [[, name]] = [...["notes"].entries()];'),
];

const functions: readonly Construct[] = [
  known("function", 'function tableOf() { return "notes"; }', { expression: "tableOf()" }),
  known("function called before it is declared", 'const name = tableOf(); function tableOf() { return "notes"; }'),
  known("arrow function", 'const tableOf = () => "notes";', { expression: "tableOf()" }),
  known("arrow function with a body", 'const tableOf = () => { const table = "notes"; return table; };', {
    expression: "tableOf()",
  }),
  known("function expression", 'const tableOf = function () { return "notes"; };', { expression: "tableOf()" }),
  known("parameter", "const plural = (what: string) => `${what}s`;", {
    expression: 'plural("note")',
    carries: '"note"',
  }),
  known("parameter, two calls", 'const plural = (what: string) => `${what}s`; plural("log");', {
    expression: 'plural("note")',
    carries: '"note"',
  }),
  known(
    "parameter of the second function",
    'const upper = (one: string) => one + "s"; const plural = (what: string) => upper(what);',
    { expression: 'plural("note")', carries: '"note"' },
  ),
  known("default parameter", 'const tableOf = (table = "notes") => table;', { expression: "tableOf()" }),
  known("default parameter, given", 'const tableOf = (table = "logs") => table;', { expression: 'tableOf("notes")' }),
  known("default parameter, given undefined", 'const tableOf = (table = "notes") => table;', {
    expression: "tableOf(undefined)",
  }),
  known("rest parameter", "const last = (...all: string[]) => all[all.length - 1];", {
    expression: 'last("logs", "notes")',
  }),
  known(
    "spread arguments",
    'const second = (one: string, two: string) => two; const all = ["logs", "notes"] as const;',
    { expression: "second(...all)" },
  ),
  known("arguments", "function second() { return arguments[1]; }", {
    expression: 'second("logs", "notes")',
    language: "js",
  }),
  known("destructured parameter", "const tableOf = ({ table }: { table: string }) => table;", {
    expression: 'tableOf({ table: "notes" })',
  }),
  known(
    "destructured parameter with defaults",
    'const tableOf = ({ table = "notes" }: { table?: string } = {}) => table;',
    { expression: "tableOf()" },
  ),
  known("closure", 'const prefix = (start: string) => (end: string) => start + end; const of = prefix("no");', {
    expression: 'of("tes")',
    carries: '"tes"',
  }),
  known("closure over a variable that was set", 'let table = "logs"; const tableOf = () => table; table = "notes";', {
    expression: "tableOf()",
  }),
  known("IIFE", 'const name = (() => { const start = "no"; return start + "tes"; })();', { carries: '"tes"' }),
  known("async IIFE", 'const name = await (async () => "notes")();'),
  known("function handed over", "const call = (give: () => string) => give();", { expression: 'call(() => "notes")' }),
  known("function of a list", 'const makers = [() => "logs", () => "notes"];', { expression: "makers[1]()" }),
  known("choice of functions, decided", 'const make = true ? () => "notes" : () => "logs";', { expression: "make()" }),
  either("choice of functions", 'const make = flag ? () => "notes" : () => "logs";', { expression: "make()" }),
  known("bind", 'const join = (start: string, end: string) => start + end; const of = join.bind(null, "no");', {
    expression: 'of("tes")',
    carries: '"tes"',
  }),
  known("call", "function tableOf(this: { table: string }) { return this.table; }", {
    expression: 'tableOf.call({ table: "notes" })',
  }),
  known("apply", "const join = (start: string, end: string) => start + end;", {
    expression: 'join.apply(null, ["no", "tes"])',
    carries: '"tes"',
  }),
  known(
    "recursion",
    'const repeat = (text: string, times: number): string => (times === 0 ? "" : text + repeat(text, times - 1));',
    { expression: '"note" + repeat("s", 1)', carries: '"note"' },
  ),
  unknown(
    "recursion without an end",
    "const grow = (text: string): string => (text.length > process.pid ? text : grow(text + process.pid));",
    { expression: 'grow("n")' },
  ),
  unknown(
    "functions that call one another",
    "const one = (text: string): string => two(text); const two = (text: string): string => (process.pid > 1 ? process.argv[2]! : one(text));",
    { expression: 'one("n")' },
  ),
  known("async function", 'async function tableOf() { return "notes"; }', { expression: "await tableOf()" }),
  known("await of a constant", 'const name = await "notes";'),
  known("Promise.resolve", 'const name = await Promise.resolve("notes");'),
  known("Promise.all", 'const [, name] = await Promise.all([Promise.resolve("logs"), Promise.resolve("notes")]);'),
  known("then", 'const name = await Promise.resolve("note").then((one) => one + "s");', { carries: '"note"' }),
  known("generic function", "function same<T>(value: T): T { return value; }", { expression: 'same<string>("notes")' }),
  known(
    "overloaded function",
    "function same(value: string): string; function same(value: number): number; function same(value: any) { return value; }",
    { expression: 'same("notes")' },
  ),
  unknown("generator", "function* names() { yield process.argv[2]!; } const [name] = names();"),
  unknown("parameter of an exported function", "", {
    module: "export async function remove(name: string) { USE; }",
    without: ["migration", "model"],
  }),
  either("parameter whose type lists what it may be", "", {
    module: 'export async function remove(name: "notes" | "logs") { USE; }',
    without: ["migration", "model", "input"],
  }),
  either("parameter that is a key of a constant object", "", {
    module:
      'const tables = { a: "notes", b: "logs" } as const; export async function remove(key: keyof typeof tables) { USE; }',
    expression: "tables[key]",
    without: ["migration", "model", "input"],
  }),
  known(
    "parameter of a function with one caller",
    'async function remove(name: string) { USE; } await remove("notes");',
    { without: ["model"] },
  ),
  either(
    "parameter of a function with two callers",
    'async function remove(name: string) { USE; } await remove("notes"); await remove("logs");',
    { without: ["model"], makes: "logs|notes" },
  ),
  known(
    "parameter with a default that no caller gives",
    'async function remove(name = "notes") { USE; } await remove();',
    { without: ["model"] },
  ),
  known(
    "variable of the function around",
    'const name = "notes"; const remove = async () => { USE; }; await remove();',
    { without: ["model"] },
  ),
];

const classes: readonly Construct[] = [
  known("static field", 'class Names { static table = "notes"; }', { expression: "Names.table" }),
  known("static field of another", 'class Names { static start = "no"; static table = Names.start + "tes"; }', {
    expression: "Names.table",
    carries: '"tes"',
  }),
  known("static method", 'class Names { static of() { return "notes"; } }', { expression: "Names.of()" }),
  known("static getter", 'class Names { static get table() { return "notes"; } }', { expression: "Names.table" }),
  known("static block", 'class Names { static table: string; static { this.table = "notes"; } }', {
    expression: "Names.table",
  }),
  known("static field set later", 'class Names { static table = "logs"; } Names.table = "notes";', {
    expression: "Names.table",
  }),
  known("inherited static field", 'class Base { static table = "notes"; } class Names extends Base {}', {
    expression: "Names.table",
  }),
  known(
    "static method that asks its class",
    'class Base { static table = "logs"; static of() { return this.table; } } class Names extends Base { static override table = "notes"; }',
    { expression: "Names.of()" },
  ),
  known("field of an instance", 'class Names { table = "notes"; }', { expression: "new Names().table" }),
  known("field of an instance in a constant", 'class Names { readonly table = "notes"; } const names = new Names();', {
    expression: "names.table",
  }),
  known("getter", 'class Names { get table() { return "notes"; } } const names = new Names();', {
    expression: "names.table",
  }),
  known("method", 'class Names { of(what: string) { return what + "s"; } } const names = new Names();', {
    expression: 'names.of("note")',
    carries: '"note"',
  }),
  known(
    "arrow function as a field",
    'class Names { table = "notes"; of = () => this.table; } const names = new Names();',
    { expression: "names.of()" },
  ),
  known("private field", 'class Names { #table = "notes"; of() { return this.#table; } } const names = new Names();', {
    expression: "names.of()",
  }),
  known(
    "private method",
    'class Names { #of() { return "notes"; } of() { return this.#of(); } } const names = new Names();',
    { expression: "names.of()" },
  ),
  known("accessor", 'class Names { accessor table = "notes"; } const names = new Names();', {
    expression: "names.table",
  }),
  known("inherited field", 'class Base { table = "notes"; } class Names extends Base {} const names = new Names();', {
    expression: "names.table",
  }),
  known(
    "overridden field",
    'class Base { table = "logs"; of() { return this.table; } } class Names extends Base { override table = "notes"; } const names = new Names();',
    { expression: "names.of()" },
  ),
  known(
    "abstract getter",
    'abstract class Base { abstract get table(): string; of() { return this.table; } } class Names extends Base { get table() { return "notes"; } } const names = new Names();',
    { expression: "names.of()" },
  ),
  known(
    "super method",
    'class Base { of() { return "no"; } } class Names extends Base { override of() { return super.of() + "tes"; } } const names = new Names();',
    { expression: "names.of()", carries: '"tes"' },
  ),
  known(
    "constructor that sets a field",
    'class Names { table: string; constructor() { this.table = "notes"; } } const names = new Names();',
    { expression: "names.table" },
  ),
  known(
    "constructor parameter",
    'class Names { table: string; constructor(table: string) { this.table = table; } } const names = new Names("notes");',
    { expression: "names.table" },
  ),
  known(
    "constructor parameter as a property",
    'class Names { constructor(readonly table: string) {} } const names = new Names("notes");',
    { expression: "names.table" },
  ),
  known(
    "constructor parameter as a property, default",
    'class Names { constructor(readonly table = "notes") {} } const names = new Names();',
    { expression: "names.table" },
  ),
  known(
    "argument of super",
    'class Base { constructor(readonly table: string) {} } class Names extends Base { constructor() { super("notes"); } } const names = new Names();',
    { expression: "names.table" },
  ),
  either(
    "constructor that sets a field under a condition",
    'class Names { table = "logs"; constructor() { if (flag) this.table = "notes"; } } const names = new Names();',
    { expression: "names.table" },
  ),
  known("field set later", 'class Names { table = "logs"; } const names = new Names(); names.table = "notes";', {
    expression: "names.table",
  }),
  known(
    "field set by a method",
    'class Names { table = "logs"; use(table: string) { this.table = table; return this; } } const names = new Names(); names.use("notes");',
    { expression: "names.table" },
  ),
  known(
    "two instances",
    'class Names { constructor(readonly table: string) {} } const other = new Names("logs"); const names = new Names("notes");',
    { expression: "names.table" },
  ),
  known("singleton", 'class Names { static readonly instance = new Names(); readonly table = "notes"; }', {
    expression: "Names.instance.table",
  }),
  known(
    "singleton made when it is asked for",
    'class Names { static #one?: Names; static get() { return (this.#one ??= new Names()); } readonly table = "notes"; }',
    { expression: "Names.get().table" },
  ),
  known("class expression", 'const Names = class { static table = "notes"; };', { expression: "Names.table" }),
  known(
    "class made by a function",
    'const named = (table: string) => class { static table = table; }; const Names = named("notes");',
    { expression: "Names.table" },
  ),
  known(
    "mixin",
    'const named = <T extends new (...all: any[]) => object>(Base: T) => class extends Base { table = "notes"; }; class Empty {} const names = new (named(Empty))();',
    { expression: "names.table" },
  ),
  known("name of a class", "class notes {}", { expression: "notes.name", carries: null }),
  known("function as a class", 'function Names() { this.table = "notes"; } const names = new Names();', {
    expression: "names.table",
    language: "js",
  }),
  known(
    "prototype",
    'function Names() {} Names.prototype.of = function () { return "notes"; }; const names = new Names();',
    { expression: "names.of()", language: "js" },
  ),
  known("field, used in a method", 'class Names { table = "notes"; async run() { USE; } } await new Names().run();', {
    expression: "this.table",
    without: ["model"],
  }),
  known(
    "private field, used in a method",
    'class Names { #table = "notes"; async run() { USE; } } await new Names().run();',
    { expression: "this.#table", without: ["model"] },
  ),
  known(
    "getter, used in a method",
    'class Names { get table() { return "notes"; } async run() { USE; } } await new Names().run();',
    { expression: "this.table", without: ["model"] },
  ),
  known(
    "field, used in a method beside a comment that seems to set it",
    'class Names { table = "notes"; async run() { /* this.table = "logs" before the move */ USE; } } await new Names().run();',
    { expression: "this.table", without: ["model"] },
  ),
  known(
    "field, used in a method beside a text that seems to set it",
    'class Names { table = "notes"; async run() { console.log(\'this.table = "logs"\'); USE; } } await new Names().run();',
    { expression: "this.table", without: ["model"] },
  ),
  known(
    "constructor parameter, used in a method",
    'class Names { constructor(private readonly table: string) {} async run() { USE; } } await new Names("notes").run();',
    { expression: "this.table", without: ["model"] },
  ),
  known(
    "field of a subclass, used in a method of its base",
    'abstract class Base { abstract table: string; async run() { USE; } } class Names extends Base { table = "notes"; } await new Names().run();',
    { expression: "this.table", without: ["model"] },
  ),
  unknown(
    "field that a method sets",
    'class Names { table = "logs"; use(table: string) { this.table = table; } async run() { USE; } } const names = new Names(); names.use(process.argv[2]!); await names.run();',
    { expression: "this.table", without: ["model"] },
  ),
];

const branches: readonly Construct[] = [
  either("ternary", 'const name = flag ? "notes" : "logs";'),
  known("ternary, decided", 'const name = true ? "notes" : "logs";'),
  known("ternary, decided by a comparison", 'const count = 2; const name = count > 1 ? "notes" : "logs";'),
  known("ternary with two equal ways", 'const name = flag ? "notes" : "no" + "tes";', { carries: '"tes"' }),
  either("the same condition twice", 'const start = flag ? "no" : "lo"; const end = flag ? "tes" : "gs";', {
    expression: "`${start}${end}`",
    carries: '"tes"',
  }),
  either("a condition and its opposite", 'const start = flag ? "no" : "lo"; const end = !flag ? "gs" : "tes";', {
    expression: "start + end",
    carries: '"tes"',
  }),
  either(
    "the same condition in a ternary and an if",
    'const start = flag ? "no" : "lo"; let end = "gs"; if (flag) end = "tes";',
    { expression: "start + end", carries: '"tes"' },
  ),
  known("a condition within itself", 'const name = flag ? (flag ? "notes" : "logs") : (flag ? "tags" : "notes");'),
  known("the condition under which it runs", 'const name = flag ? "notes" : "logs"; if (flag) { USE; }', {
    without: ["model"],
  }),
  known(
    "the condition under which it runs, by return",
    'const name = flag ? "notes" : "logs"; if (!flag) return; USE;',
    { without: ["model"] },
  ),
  known("compared with the name before", 'const name = flag ? "notes" : "logs"; if (name === "notes") { USE; }', {
    without: ["model", "input"],
  }),
  either("if and else", 'let name: string; if (flag) name = "notes"; else name = "logs";'),
  either("if without else", 'let name = "logs"; if (flag) name = "notes";'),
  known("if, decided", 'let name = "logs"; if (1 < 2) { name = "notes"; }'),
  either("if and += in it", 'let name = flag ? "no" : "logs"; if (flag) name += "tes";', { carries: '"tes"' }),
  either("early return", 'const tableOf = () => { if (flag) return "notes"; return "logs"; };', {
    expression: "tableOf()",
  }),
  known(
    "early return, decided by its argument",
    'const tableOf = (kind: string) => { if (kind === "note") return "notes"; return "logs"; };',
    { expression: 'tableOf("note")' },
  ),
  known(
    "switch on a constant",
    'const kind: string = "b"; let name = ""; switch (kind) { case "a": name = "logs"; break; case "b": name = "notes"; break; default: name = "tags"; }',
  ),
  known(
    "switch with fallthrough",
    'const kind: string = "a"; let name = ""; switch (kind) { case "a": name = "no"; case "b": name += "tes"; break; default: name = "logs"; }',
    { carries: '"tes"' },
  ),
  known(
    "switch with a default",
    'const kind: string = "z"; let name = ""; switch (kind) { case "a": name = "logs"; break; default: name = "notes"; }',
  ),
  either(
    "switch on an unknown value",
    'let name: string; switch (flag) { case true: name = "notes"; break; default: name = "logs"; }',
  ),
  known(
    "switch(true)",
    'const count = 3; let name = ""; switch (true) { case count > 5: name = "logs"; break; case count > 2: name = "notes"; break; }',
  ),
  known(
    "switch with returns",
    'const tableOf = (kind: string) => { switch (kind) { case "a": return "logs"; case "b": return "notes"; } return "tags"; };',
    { expression: 'tableOf("b")' },
  ),
  known("?? of null", 'const nothing: string | null = null; const name = nothing ?? "notes";'),
  known("?? of a text", 'const some: string | null = "notes"; const name = some ?? "logs";'),
  known("|| of an empty text", 'const empty = ""; const name = empty || "notes";'),
  known("|| of a text", 'const some = "notes"; const name = some || "logs";'),
  known("&&", 'const some = "logs"; const name = some && "notes";'),
  known("??=", 'let name: string | undefined; name ??= "notes";'),
  known("||=", 'let name = ""; name ||= "notes";'),
  known("&&=", 'let name = "logs"; name &&= "notes";'),
  known("comma", 'const name = (0, "notes");'),
  known("typeof", 'const name = typeof "x" === "string" ? "notes" : "logs";'),
  known(
    "typeof of undefined",
    'let other: string | undefined; const name = typeof other === "undefined" ? "notes" : "logs";',
  ),
  known("void", 'const name = void 0 ?? "notes";'),
  known("not", 'const name = !"" ? "notes" : "logs";'),
  known("not not", 'const name = !!"x" ? "notes" : "logs";'),
  known("arithmetic", 'const names = ["logs", "tags", "notes"];', { expression: "names[(4 - 2) * 1]" }),
  known("remainder", 'const names = ["logs", "notes"];', { expression: "names[5 % 2]" }),
  known("instanceof", 'class Names {} const name = new Names() instanceof Names ? "notes" : "logs";'),
  known("try", 'let name = "logs"; try { name = "notes"; } catch { name = "tags"; }'),
  known("catch", 'let name = "logs"; try { throw new Error("x"); } catch { name = "notes"; }'),
  known("finally", 'let name = "logs"; try { name = "tags"; } finally { name = "notes"; }'),
  known("return of finally", 'const tableOf = () => { try { return "logs"; } finally { return "notes"; } };', {
    expression: "tableOf()",
  }),
  known(
    "value that was thrown",
    'let name = "logs"; try { throw "notes"; } catch (thrown) { name = thrown as string; }',
  ),
  known("label and break", 'let name = "logs"; out: { name = "notes"; break out; name = "tags"; }'),
];

const loops: readonly Construct[] = [
  known("for…of over a constant list", 'let name = ""; for (const part of ["no", "te", "s"]) name += part;', {
    carries: '"te"',
  }),
  known("for…of that stops", 'let name = ""; for (const one of ["notes", "logs"]) { name = one; break; }'),
  known(
    "for…of that goes on",
    'let name = ""; for (const one of ["notes", "logs"]) { if (one === "logs") continue; name = one; }',
  ),
  known(
    "for…of over entries",
    'let name = ""; for (const [key, value] of Object.entries({ a: "logs", b: "notes" })) if (key === "b") name = value;',
  ),
  known("for…in", 'let name = ""; for (const key in { notes: 1 }) name = key;', { carries: null }),
  known(
    "for",
    'const parts = ["no", "tes"]; let name = ""; for (let index = 0; index < parts.length; index++) name += parts[index];',
    { carries: '"tes"' },
  ),
  known("while", 'let name = "not"; let count = 0; while (count < 1) { name += "es"; count++; }', { carries: '"es"' }),
  known("do…while", 'let name = "not"; do { name += "es"; } while (name.length < 5);', { carries: null }),
  known(
    "continue to a label",
    'let name = ""; out: for (const one of ["logs", "notes"]) { for (const end of ["gs"]) { if (one.endsWith(end)) continue out; } name = one; }',
  ),
  known(
    "forEach that fills a list",
    'const parts: string[] = []; ["no", "tes"].forEach((part) => parts.push(part)); const name = parts.join("");',
    { carries: '"tes"' },
  ),
  known("forEach that adds to a text", 'let name = ""; ["no", "tes"].forEach((part) => { name += part; });', {
    carries: '"tes"',
  }),
  known("statement in a loop over one name", 'for (const name of ["notes"]) { USE; }', { without: ["model"] }),
  either("statement in a loop", 'for (const name of ["notes", "logs"]) { USE; }', {
    without: ["model"],
    makes: "logs|notes",
  }),
  either("statement in a loop over a constant list", "for (const name of tables) { USE; }", {
    module: 'const tables = ["notes", "logs"] as const;',
    without: ["model"],
    makes: "logs|notes",
    carries: null,
  }),
  either("statement in a loop over objects", 'for (const { name } of [{ name: "notes" }, { name: "logs" }]) { USE; }', {
    without: ["model"],
    makes: "logs|notes",
  }),
  either("statement in forEach", '["notes", "logs"].forEach(async (name) => { USE; });', {
    without: ["model"],
    makes: "logs|notes",
  }),
  either("statement in map", 'await Promise.all(["notes", "logs"].map(async (name) => { USE; }));', {
    without: ["model"],
    makes: "logs|notes",
  }),
  either(
    "statement in a counting loop",
    'const tables = ["notes", "logs"]; for (let index = 0; index < tables.length; index++) { USE; }',
    { expression: "tables[index]", without: ["model"], makes: "logs|notes" },
  ),
  unknown("statement in a loop over an unknown list", "for (const name of process.argv) { USE; }", {
    without: ["model"],
  }),
  unknown("variable that a loop sets", 'let name = "logs"; for (const one of process.argv) name = one;'),
  unknown("text that a loop makes longer", 'let name = "notes"; for (const one of process.argv) name += one;'),
  unknown(
    "variable that its loop sets after the statement",
    'let name = "notes"; for (const one of process.argv) { USE; name = one; }',
    { without: ["model"] },
  ),
];

const strings: readonly Construct[] = [
  known("toLowerCase", "", { expression: '"NOTES".toLowerCase()', carries: '"NOTES"' }),
  known("toUpperCase", "", { expression: '("N" === "n".toUpperCase() ? "notes" : "logs")' }),
  known("toLocaleLowerCase", "", { expression: '"NOTES".toLocaleLowerCase()', carries: '"NOTES"' }),
  known("trim", "", { expression: '" notes ".trim()', carries: '" notes "' }),
  known("trimStart and trimEnd", "", { expression: '" notes ".trimStart().trimEnd()', carries: '" notes "' }),
  known("slice", "", { expression: '"my_notes".slice(3)', carries: '"my_notes"' }),
  known("slice from the end", "", { expression: '"my_notes".slice(-5)', carries: '"my_notes"' }),
  known("substring", "", { expression: '"my_notes".substring(3, 8)', carries: '"my_notes"' }),
  known("substr", "", { expression: '"my_notes".substr(3, 5)', carries: '"my_notes"' }),
  known("replace", "", { expression: '"my_notes".replace("my_", "")', carries: '"my_notes"' }),
  known("replace by a text", "", { expression: '"X".replace("X", "notes")' }),
  known("replace with a regular expression", "", { expression: '"Notes".replace(/^N/, "n")', carries: '"Notes"' }),
  known("replace with a function", "", {
    expression: '"Notes".replace(/[A-Z]/g, (letter) => letter.toLowerCase())',
    carries: null,
  }),
  known("replaceAll", "", { expression: '"n.o.t.e.s".replaceAll(".", "")', carries: '"n.o.t.e.s"' }),
  known("concat", "", { expression: '"no".concat("te", "s")', carries: '"te"' }),
  known("padStart", "", { expression: '"tes".padStart(5, "no")', carries: '"tes"' }),
  known("padEnd", "", { expression: '"no".padEnd(5, "tes")', carries: '"tes"' }),
  known("repeat", "", { expression: '"note" + "s".repeat(1)', carries: '"s"' }),
  known("split and join", "", { expression: '"n-o-tes".split("-").join("")', carries: '"n-o-tes"' }),
  known("split and element", "", { expression: '"public.notes".split(".")[1]', carries: '"public.notes"' }),
  known("character by index", "", { expression: '("n" === "notes"[0] ? "notes" : "logs")', carries: null }),
  known("charAt", "", { expression: '"nx".charAt(0) + "otes"', carries: '"otes"' }),
  known("length", "", { expression: '["logs", "notes"]["x".length]' }),
  known("startsWith", "", { expression: '("notes".startsWith("no") ? "notes" : "logs")', carries: null }),
  known("endsWith", "", { expression: '("a.ts".endsWith(".ts") ? "notes" : "logs")' }),
  known("includes", "", { expression: '("abc".includes("b") ? "notes" : "logs")' }),
  known("indexOf", "", { expression: '"my_notes".slice("my_notes".indexOf("n"))', carries: null }),
  known("String()", "", { expression: 'String("notes")' }),
  known("toString()", "", { expression: '"notes".toString()' }),
  known("valueOf of a String", "", { expression: 'new String("notes").toString()' }),
  known("Number()", 'const names = ["logs", "notes"];', { expression: 'names[Number("1")]' }),
  known("parseInt", 'const names = ["logs", "notes"];', { expression: 'names[parseInt("1", 10)]' }),
  known("unary plus", 'const names = ["logs", "notes"];', { expression: 'names[+"1"]' }),
  known("Math.max", 'const names = ["logs", "notes"];', { expression: "names[Math.max(0, 1)]" }),
  known("Boolean()", "", { expression: '(Boolean("") ? "logs" : "notes")' }),
  known("String.fromCharCode", "", { expression: 'String.fromCharCode(110) + "otes"', carries: '"otes"' }),
  known("spread of a text", 'const [first, ...rest] = "notes"; const name = first + rest.join("");'),
  known("test of a regular expression", "", { expression: '(/^n/.test("notes") ? "notes" : "logs")', carries: null }),
  either("method of a choice", 'const table = flag ? "NOTES" : "LOGS";', {
    expression: "table.toLowerCase()",
    carries: '"NOTES"',
  }),
];

const typescript: readonly Construct[] = [
  known("enum", "", { module: 'enum Table { Notes = "notes", Logs = "logs" }', expression: "Table.Notes" }),
  known("enum in brackets", "", {
    module: 'enum Table { Notes = "notes", Logs = "logs" }',
    expression: 'Table["Notes"]',
  }),
  known("enum in a function", 'enum Table { Notes = "notes", Logs = "logs" }', {
    expression: "Table.Notes",
    carries: null,
  }),
  known("const enum", "", { module: 'const enum Table { Notes = "notes", Logs = "logs" }', expression: "Table.Notes" }),
  known("enum of numbers, by its number", "", { module: "enum Table { logs, notes }", expression: "Table[1]" }),
  known("enum of numbers, by its member", "", {
    module: "enum Table { logs = 4, notes }",
    expression: "Table[Table.notes]",
  }),
  known("enum of numbers as an index", "", {
    module: 'enum Kind { Log, Note } const names = ["logs", "notes"];',
    expression: "names[Kind.Note]",
  }),
  known("enum as keys of an object", "", {
    module: 'enum Kind { Note = "a", Log = "b" } const names = { [Kind.Note]: "notes", [Kind.Log]: "logs" };',
    expression: "names[Kind.Note]",
  }),
  known("enum member of another", "", {
    module: 'enum Table { Start = "no", Notes = `${Start}tes` }',
    expression: "Table.Notes",
  }),
  known("Object.values of an enum", "", {
    module: 'enum Table { Notes = "notes" }',
    expression: "Object.values(Table)[0]",
  }),
  known("namespace", "", { module: 'namespace Names { export const table = "notes"; }', expression: "Names.table" }),
  known("nested namespace", "", {
    module: 'namespace Db.Names { export const table = "notes"; }',
    expression: "Db.Names.table",
  }),
  known("namespace in two parts", "", {
    module: 'namespace Names { export const start = "no"; } namespace Names { export const table = start + "tes"; }',
    expression: "Names.table",
  }),
  known("import of a namespace's member", "", {
    module: 'namespace Names { export const table = "notes"; } import name = Names.table;',
  }),
  known("definite assignment", 'let name!: string; name = "notes";'),
  known("literal type beside another value", 'type Name = "logs" | "notes"; const name: Name = "notes";', {
    carries: null,
  }),
  known(
    "decorated class",
    'const sealed = <T>(target: T, _: unknown): T => target; @sealed class Names { static table = "notes"; }',
    { expression: "Names.table" },
  ),
  known(
    "decorated field",
    'const logged = (_: unknown, __: unknown) => {}; class Names { @logged table = "notes"; } const names = new Names();',
    { expression: "names.table" },
  ),
  unknown("declare const", "", { module: "declare const name: string;", without: ["model", "migration"] }),
  unknown("declare function", "", { module: "declare function tableOf(): string;", expression: "tableOf()" }),
  unknown("declare global", "", { module: "declare global { var tableName: string; }", expression: "tableName" }),
];

const variables: readonly Construct[] = [
  known("let", 'let name = "notes";'),
  known("let that is set again", 'let name = "logs"; name = "notes";'),
  known("let without initializer", 'let name; name = "notes";'),
  known("let, set after the statement", 'let name = "notes"; USE; name = "logs";', { without: ["model"] }),
  known("two statements, set between them", 'let name = "tags"; const first = name; name = "notes";'),
  known("var", 'var name = "notes";'),
  known("var that is hoisted", '{ var name = "notes"; }'),
  known("var declared twice", 'var name = "logs"; var name = "notes";', { language: "js" }),
  known("name without declaration in the function", 'name = "notes";', { module: "let name: string;" }),
  known("shadowed in a block", 'const name = "notes"; { const name = "logs"; void name; }'),
  known("shadowed by a parameter", 'const name = "notes"; const same = (name: string) => name; same("logs");'),
  known("shadowing a module's", 'const name = "notes";', { module: 'const name = "logs"; export const other = name;' }),
  known(
    "shadowed by a function's own",
    'let name = "notes"; const other = () => { let name = "logs"; name = "tags"; return name; }; other();',
  ),
  known("a comment that seems to write", 'let name = "notes"; // name = "logs"\n'),
  known("a text that seems to write", 'let name = "notes"; console.log(\'name = "logs";\');'),
  known("assignment as a value", 'let other; const name = (other = "notes");'),
  known("two assignments in one", 'let name, other; name = other = "notes";'),
  known("++ as an index", 'const names = ["logs", "notes"]; let index = 0; index++;', { expression: "names[index]" }),
  known("set in a closure that was called", 'let name = "logs"; const use = () => { name = "notes"; }; use();'),
  known("set in a closure that nobody calls", 'let name = "notes"; const use = () => { name = process.argv[2]!; };'),
  unknown(
    "set in a closure that was called with an unknown value",
    'let name = "logs"; const use = (other: string) => { name = other; }; use(process.argv[2]!);',
  ),
  unknown(
    "set in a closure that others call",
    'let name = "logs"; process.on("message", (other: string) => { name = other; }); await new Promise((done) => setTimeout(done));',
  ),
  unknown("module variable that an exported function sets", "", {
    module: 'let name = "logs"; export const use = (other: string) => { name = other; };',
    without: ["migration", "model"],
  }),
  unknown("process.env", "const name = process.env.table!;"),
  // A migration is taken to run without an environment.
  unknown("process.env with a default", 'const name = process.env.table ?? "notes";', {
    without: ["migration", "model"],
  }),
  unknown("process.env in a template", "const name = `${process.env.prefix}notes`;"),
  unknown("JSON.parse", "const name = JSON.parse(process.env.names!).table as string;"),
  unknown("match of a regular expression", "const name = /^--table=(.*)$/.exec(process.argv[2]!)![1]!;"),
  unknown("fetch", 'const name = await (await fetch("https://example.com/table")).text();'),
  unknown("eval", 'const name = eval("table") as string;'),
  unknown("random text", "const name = `notes_${Math.random().toString(36).slice(2)}`;", { without: ["danger"] }),
  unknown("constants that lead to one another", "", {
    module: "const name: string = other; const other: string = name;",
    without: ["model"],
  }),
  unknown("element of an unknown list", "const name = process.argv[2]!;"),
  unknown("property of an unknown object", "const { table: name } = (globalThis as any).config;"),
];

export const constructs: readonly Construct[] = [
  ...texts,
  ...modules,
  ...objects,
  ...lists,
  ...functions,
  ...classes,
  ...branches,
  ...loops,
  ...strings,
  ...typescript,
  ...variables,
];
