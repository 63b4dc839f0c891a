import { join } from "node:path";
import type { TSESTree } from "@typescript-eslint/utils";
import { describe, expect, it } from "vitest";
import type { NullGiven } from "../../../lib/model/null-given.ts";
import { spanOf, walk } from "../../../lib/source/nodes.ts";
import { nullGiven } from "../../../lib/source/null-given.ts";
import { openFile } from "../../../lib/source/open-module.ts";
import { folderWith, type Files } from "../../project-folder.ts";

interface Question {
  readonly orUndefined?: boolean;
  readonly property?: string;
  /** Whether others are asked what they hand over. */
  readonly alone?: boolean;
  readonly files?: Files;
}

/** What `send` is given in the text of a file: `perhaps`, with the type that says so, `never` or `unknown`. */
function given(text: string, { orUndefined = true, property, alone, files = {} }: Question = {}): string {
  const root = folderWith({
    "package.json": "{}",
    "tsconfig.json": '{ "compilerOptions": { "strict": true } }',
    "src/file.ts": text,
    ...files,
  });
  const module = openFile(join(root, "src/file.ts"));
  if (!module) throw new Error("not read");
  let found: TSESTree.Node | undefined;
  walk(module.ast, (node) => {
    if (node.type === "CallExpression" && node.callee.type === "Identifier" && node.callee.name === "send")
      found = node.arguments[0];
  });
  if (!found) throw new Error("nothing is sent");
  const question = { orUndefined, root: alone ? null : root, ...(property === undefined ? {} : { property }) };
  return shown(nullGiven(spanOf(found), module, question));
}

const shown = (found: NullGiven): string =>
  found.kind === "perhaps" && found.type !== null ? `perhaps ${found.type}` : found.kind;

const within = (parameters: string, body: string, rest = "") => `export function f(${parameters}) { ${body} } ${rest}`;

describe("what a value is by how it is written", () => {
  it.each([
    ["null", "perhaps"],
    ["undefined", "perhaps"],
    ["1", "never"],
    ["`x`", "never"],
    ["{ a: null }", "never"],
    ["[null]", "never"],
    ["new Date()", "never"],
    ["!x", "never"],
    ["x + 1", "never"],
    ["x", "unknown"],
    ["x!", "never"],
    ["x ?? null", "perhaps"],
    ["x ?? 'none'", "never"],
    ["x || undefined", "perhaps"],
    ["x || 0", "never"],
    ["x ? x : null", "perhaps"],
    ["x ? 'a' : 'b'", "never"],
    ["x ? 'a' : x", "unknown"],
    ["x && null", "perhaps"],
    ["x && 'a'", "unknown"],
    ["x?.name", "perhaps"],
    ["x as string", "never"],
    ["x as string | null", "perhaps string | null"],
    ["null as any", "perhaps"],
    ["'a' as const", "never"],
    ["String(x)", "never"],
    ["x.trim()", "never"],
    ["x?.trim()", "perhaps"],
    ["x.find()", "unknown"],
    ["await x", "unknown"],
  ])("%s", (value, expected) => {
    expect(given(`declare const x: any; send(${value});`)).toBe(expected);
  });

  it("undefined is none where it keeps what is there", () => {
    const keeps = { orUndefined: false };
    expect(given("send(undefined);", keeps)).toBe("unknown");
    expect(given("declare const x: any; send(x?.name);", keeps)).toBe("unknown");
    expect(given(within("x?: string", "send(x);"), keeps)).not.toBe("perhaps string | undefined");
    expect(given(within("x: string | undefined", "send(x);"), keeps)).toBe("unknown");
    expect(given(within("x: string | null", "send(x);"), keeps)).toBe("perhaps string | null");
  });
});

describe("what a value is by what is declared", () => {
  it.each([
    ["an optional parameter", within("x?: string", "send(x);"), "perhaps string | undefined"],
    ["one that is null or not", within("x: string | null", "send(x);"), "perhaps string | null"],
    ["one that is not", within("x: string", "send(x);"), "never"],
    ["one of any type", within("x: any", "send(x);"), "unknown"],
    ["one that is looked at before", within("x?: string", "if (!x) return; send(x);"), "never"],
    ["one that is looked at in place", within("x?: string", "send(x ? x : 'none');"), "never"],
    ["one that is looked at behind", within("x?: string", "send(x); if (!x) return;"), "perhaps string | undefined"],
    ["one with a default", within("x: string | undefined = 'a'", "send(x);"), "unknown"],
    ["one whose default is null", within("x: string = null as any", "send(x);"), "perhaps"],
    ["a member", within("x: { a?: string }", "send(x.a);"), "perhaps string | undefined"],
    ["a member that is there", within("x: { a: string }", "send(x.a);"), "never"],
    ["a member that is taken out", within("{ a }: { a: string | null }", "send(a);"), "perhaps string | null"],
    ["a member with a default", within("{ a = 'b' }: { a?: string }", "send(a);"), "unknown"],
    ["a member of Partial", within("x: Partial<{ a: string }>", "send(x.a);"), "unknown"],
    ["a member of what is picked", within("x: Pick<{ a?: string }, 'a'>", "send(x.a);"), "perhaps string | undefined"],
    ["a constant", "const x: string | null = look(); send(x);", "perhaps string | null"],
    ["a variable", "let x: string | null = null; if (y) x = look(); send(x);", "perhaps string | null"],
    ["a variable without a type", "let x = null; x = look(); send(x);", "unknown"],
    ["a constant that falls back", within("x?: string", "const y = x ?? 'none'; send(y);"), "never"],
    ["a constant that does not", within("x?: string", "const y = x; send(y);"), "perhaps string | undefined"],
    ["what is taken out with a default", within("x: { a?: string }", "const { a = 'b' } = x; send(a);"), "never"],
    [
      "what a function is declared to give",
      "declare const look: any; function find(): string | null { return look(); } send(find());",
      "perhaps string | null",
    ],
    ["what an async one does", "async function find(): Promise<string> { return x(); } send(await find());", "never"],
    ["what a function returns", "function find(x: any) { if (x) return null; return 1; } send(find(2));", "perhaps"],
    [
      "what a function is handed and gives back",
      "function or<T>(x: any, other: T): T { if (x) return x; return other; } send(or(y, null));",
      "perhaps",
    ],
    ["the fallback of lodash", `import { get } from "lodash"; send(get(body, "a.b", null));`, "perhaps"],
    ["the fallback that is there", `import get from "lodash/get"; send(get(body, "a.b", ""));`, "never"],
    [
      "a parameter by the type of its function",
      "const f: (x: { a?: string }) => void = (x) => { send(x.a); };",
      "perhaps string | undefined",
    ],
    [
      "what a schema lets through",
      `import { z } from "zod"; const s = z.object({ a: z.string().nullable() }); const { a } = s.parse(body); send(a);`,
      "perhaps",
    ],
    [
      "what a schema can do without",
      `import { z } from "zod"; const s = z.object({ a: z.string().optional() }); send(s.parse(body).a);`,
      "perhaps",
    ],
    [
      "what a schema demands",
      `import { z } from "zod"; const s = z.object({ a: z.string() }); send(s.parse(body).a);`,
      "never",
    ],
  ])("%s", (_, text, expected) => {
    expect(given(text)).toBe(expected);
  });

  it("no type keeps null out where strictNullChecks is not used", () => {
    const files = { "tsconfig.json": '{ "compilerOptions": { "strict": false } }' };
    expect(given(within("x: string", "send(x);"), { files })).toBe("unknown");
    expect(given(within("x?: string", "send(x);"), { files })).toBe("unknown");
  });
});

describe("a property of a row", () => {
  it.each([
    ["an object", "send({ a: null });", "perhaps"],
    ["an object without it", "send({ b: 1 });", "perhaps"],
    ["an object with a spread of which nothing is known", "send({ ...x, b: 1 });", "unknown"],
    ["an object whose spread stands behind", "send({ a: 1, ...x });", "unknown"],
    ["an object whose spread stands before", "send({ ...x, a: 1 });", "never"],
    ["an object of computed names", "send({ [x]: 1 });", "unknown"],
    ["a spread of a declared type", within("x: { a?: string }", "send({ ...x, b: 1 });"), "perhaps string | undefined"],
    ["a list of a declared type", within("x: { a: string | null }[]", "send(x);"), "perhaps string | null"],
    ["a list that is made of another", "send(x.map((one) => ({ a: one.b ?? null })));", "perhaps"],
    ["a claim", "send({ ...x } as { a?: string });", "perhaps string | undefined"],
    ["a claim that is Partial", "send({ ...x } as Partial<{ a: string }>);", "unknown"],
    ["a constant", "const x: Row = { a: b ?? null }; send(x);", "perhaps"],
  ])("%s", (_, text, expected) => {
    expect(given(text, { property: "a" })).toBe(expected);
  });
});

describe("what is handed over", () => {
  const save = `export function save(word: any, other?: any) { send(word); }`;
  const calls = (argument: string) => ({
    "src/other.ts": `import { save } from "./file"; declare const x: any; export const g = (y?: string) => save(${argument});`,
  });

  it.each([
    ["null", "null", "perhaps"],
    ["what may be missing", "y", "perhaps string | undefined"],
    ["a value", "'a'", "never"],
    ["what is not known", "x", "unknown"],
    ["nothing", "", "perhaps"],
    ["a list that is spread", "...x", "unknown"],
  ])("%s", (_, argument, expected) => {
    expect(given(save, { files: calls(argument) })).toBe(expected);
  });

  it("is not looked for where it would cost other files", () => {
    expect(given(save, { files: calls("null"), alone: true })).toBe("unknown");
  });

  it("counts for a property, too", () => {
    const text = `export function save(row: any) { send(row.word); }`;
    expect(given(text, { files: calls("{ word: null }") })).toBe("perhaps");
    expect(given(text, { files: calls("{ word: 'a' }") })).toBe("never");
    expect(given(text, { files: calls("x") })).toBe("unknown");
  });

  it("null slips past a type that keeps it out, and what may be undefined is not believed to", () => {
    const text = `export function save(word: string) { send(word); }`;
    expect(given(text, { files: calls("null as any") })).toBe("perhaps");
    expect(given(text, { files: calls("x?.word") })).toBe("never");
    expect(given(text, { files: calls("x") })).toBe("never");
  });

  it("has an end where functions call one another", () => {
    const text = `export function one(x: any) { send(x); two(x); } export function two(x: any) { one(x); }`;
    expect(given(text)).toBe("unknown");
  });
});
