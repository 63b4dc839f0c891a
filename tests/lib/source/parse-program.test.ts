import { readdirSync, readFileSync } from "node:fs";
import { extname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { analyze } from "@typescript-eslint/scope-manager";
import type { TSESTree } from "@typescript-eslint/utils";
import { describe, expect, it, test } from "vitest";
import { parseProgram, parserIn } from "../../../lib/source/parse-program.ts";
import { nodeAt } from "../../../lib/source/nodes.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));

const byTypeScript = parserIn(() => {
  throw new Error("no binding");
});

const files = ["tests/fixtures", "tests/rules/projects", "examples", "lib/source"].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /^\.([cm]?[jt]s|[jt]sx)$/.test(extname(entry.name)))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !file.includes("node_modules")),
);

/** What the files of the repository do not have. */
const syntax = {
  "a.ts": String.raw`#!/usr/bin/env node
    "use strict";
    import a, { type B, c as d } from "x"; import type * as E from "y"; import f = require("z"); import g from "./g.json" with { type: "json" };
    export * as ns from "x"; export { type B, d as "e f" }; export type { H } from "h"; export default abstract class<in out T> extends (a<T>).b implements I, J<K> {
      @dec("😀") private readonly x?: string = "\ud800 \u{1F600} \x41"; declare y: number; readonly #z!: bigint; accessor q = 10n;
      static { await 1; } constructor(private readonly w: X, @In() public v?: Y) { super(); } get [key](): void {} set s(v) {} abstract m?(): asserts this is X;
      async *gen<const T extends U = V>(this: W, ...rest: [a: 1, b?: 2, ...c: 3[]]): AsyncGenerator {} [index: string]: unknown;
    }
    enum Color { Red = 1 << 2, "Green" = ${"`g`"}, Blue } declare const enum D { A } declare module "m" { const x: 1; export = x; } namespace A.B.C { let z; } declare global { interface Window { a(): 1; new (b): 2; readonly [c]: 3 } }
    type M = { -readonly [K in keyof T as ${"`${K}`"}]+?: T[K] } & (A | B)[] ; type Cond = T extends (infer U extends string)[] ? U : never; type Fn = abstract new <T>(x: T) => typeof import("p"); type Q = unique symbol | A.B<C>["d"] | -1 | null | undefined;
    function over(a: 1): 2; function over(a: any) { return a!.b?.c!["d"]?.(e)!; } const h = <T,>(x: T) => x as const satisfies Y; let i = <any>j; let k = l<M>; l<N>\`x\`; new O<P>;
    for await (const x of y) label: for (;;) { continue label; } for (var k1 in o) break; do ; while (0); switch (a) { case 1: default: } try { throw 1 } catch { debugger } finally {} if (a) b; else c;
    ({ a, b: [c = 1, , ...d], ["e"]: f, "g": h.i, ...i } = j); ({ get g() { return 1 }, set g(v) {}, async *h() {}, __proto__: null, j }); [a.b, c[d]] = e; a ??= b ||= c **= d; (1, 2); /re(?<n>x)/giu.test(""); /[/]/; 0x1f; 1_000; 1e3; .5; !+-~typeof void delete a.b; a in b; #z in c;
    async () => await import("x"); function* gen() { yield* yield; } function n() { new.target } import.meta.url; \`a\${b}\u{41}\r\nc\`; tag\`\unicode\`; let { x = 1, ...y2 }: Z = w; var aa = function name() {}, bb = class {}; a?.[0]?.b.c(...d); (a?.b).c; using res = a; "\0\'\
"; // é 😀 after
    export import z1 = A.B; export as namespace N; /* block 😀 */ let after: string | undefined;`
    .replaceAll("\\`", "`")
    .replaceAll("\\$", "$"),
  "a.tsx": `// first
import a from "https://a.example/*"; /* block */
const b = \`// \${/* inside */ a} /* none */\`; const c = /\\/\\/*[/*]/g; const d = 1 / 2 /* x */ / 3;\r
/**
 * @param {import("pg").Pool} pool
 */
const e = <p title="// none" /* yes */>// none {/* yes */} /* none */ &amp; //</p>;
const f2 = <><A.B<C> {...d} e-f="&lt;" g={1}>{...h}</A.B><i:j /></>;
type F = \`//\${string}\`; enum G { "//" = 1 }\u2028let h = "\\"//"; // last`,
  "a.js": `const a = f < b > (c); /** doc */ export const x = (y) => <div>{y}</div>;`,
  "typed.js": `export const f = (a: string) => a;`,
  "sloppy.js": `with (a) { b }\nvar c = function () { return d; }`,
  "a.d.ts": `export default function (a: 1): 2; declare const x: 1; export = x;`,
  "a.cts": `import a = require("a"); export = a;`,
};

// Each difference has its reason here. Without a reason there is none.
const differences: readonly ((node: Record<string, unknown>) => void)[] = [
  // Where there is none, typescript-estree has `undefined` and oxc null. rowguard asks for truth only.
  (node) => {
    for (const [key, value] of Object.entries(node)) if (value === undefined) node[key] = null;
  },
  // Each carries places in its own form besides `range`, which is all that rowguard reads.
  (node) => {
    for (const key of ["start", "end", "loc", "parent", "tokens", "hashbang"]) Reflect.deleteProperty(node, key);
  },
  // typescript-estree decodes entities in the text and the attributes of JSX, where no SQL is looked for.
  (node) => {
    if (node["type"] === "JSXText") Reflect.deleteProperty(node, "value");
    if (node["type"] === "JSXAttribute") node["value"] = null;
  },
  // typescript-estree has it where no loop over the fields sees it.
  (node) => {
    if (node["type"] === "TSEnumMember") Reflect.deleteProperty(node, "computed");
  },
];

function plain(value: unknown): unknown {
  if (value instanceof RegExp || typeof value === "bigint") return String(value);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  const node: Record<string, unknown> = { ...value };
  for (const change of differences) change(node);
  return Object.fromEntries(
    Object.entries(node)
      .filter(([, field]) => field !== null)
      .map(([key, field]) => [key, plain(field)]),
  );
}

const tree = (program: TSESTree.Program | null): unknown =>
  program && { ...(plain(program) as object), comments: program.comments };

const scopes = (program: TSESTree.Program | null): unknown =>
  program &&
  analyze(program, { sourceType: program.sourceType, lib: [] }).scopes.map((scope) => ({
    type: scope.type,
    isStrict: scope.isStrict,
    block: scope.block.range,
    variables: scope.variables.map(({ name, references }) => [
      name,
      ...references.map((reference) => [...reference.identifier.range, reference.isWrite()]),
    ]),
    through: scope.through.map(({ identifier }) => identifier.range),
  }));

describe("oxc's tree and its scopes are typescript-estree's", () => {
  it.each(files.map((file) => relative(root, file)))("of %s", (name) => {
    const text = readFileSync(join(root, name), "utf8").replace(/^\uFEFF/, "");
    const [ours, theirs] = [parseProgram(text, join(root, name)), byTypeScript(text, join(root, name))];
    expect(tree(ours)).toEqual(tree(theirs));
    expect(scopes(ours)).toEqual(scopes(theirs));
  });

  it.each(Object.entries(syntax))("of every syntax in %s", (name, text) => {
    const [ours, theirs] = [parseProgram(text, `/p/${name}`), byTypeScript(text, `/p/${name}`)];
    expect(ours).not.toBe(null);
    expect(tree(ours)).toEqual(tree(theirs));
    expect(scopes(ours)).toEqual(scopes(theirs));
  });
});

test("every node has its parent", () => {
  const text = "const f = ({ a = 1 }, ...b) => `x${[a, , b]}`;";
  const program = parseProgram(text, "/p/a.ts");
  const one = text.indexOf("1");
  const chain: string[] = [];
  for (let node = program && nodeAt(program, { start: one, end: one + 1 }); node; node = node.parent ?? null)
    chain.push(node.type);
  expect(chain).toEqual([
    "Literal",
    "AssignmentPattern",
    "Property",
    "ObjectPattern",
    "ArrowFunctionExpression",
    "VariableDeclarator",
    "VariableDeclaration",
    "Program",
  ]);
});

describe("what does not parse", () => {
  it.each(["const = 1", "f(", "a ?? b || c", "function f() { await x }", "class {"])("is null: %s", (text) => {
    expect(parseProgram(text, "/p/a.ts")).toBe(null);
    expect(parseProgram(text, "/p/a.js")).toBe(null);
  });

  it("is a script where it is no module", () => {
    expect(parseProgram("if (a) return; with (b) c;", "/p/a.js")?.sourceType).toBe("script");
  });

  it("may be a declaration file, which runs nothing", () => {
    const text = "declare global { declare const x: 1 }";
    expect(parseProgram(text, "/p/a.d.ts")?.body).toHaveLength(1);
    expect(parseProgram(text, "/p/a.ts")).toBe(null);
    expect(parseProgram("declare global {", "/p/a.d.ts")).toBe(null);
  });
});

test("without oxc's binding, typescript-estree parses", () => {
  const loaded = () => {
    throw new Error("Cannot find native binding.");
  };
  const program = parserIn(loaded)("const a = 1; // b", "/p/a.ts");
  expect(program?.body[0]?.type).toBe("VariableDeclaration");
  expect(program?.comments?.map(({ value }) => value)).toEqual([" b"]);
  expect(parserIn(loaded)("const = 1", "/p/a.ts")).toBe(null);
});
