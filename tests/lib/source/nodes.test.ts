import type { TSESTree } from "@typescript-eslint/utils";
import { describe, expect, it } from "vitest";
import {
  childrenOf,
  keyName,
  memberName,
  nodeAt,
  returnsOf,
  isFunction,
  some,
  walk,
} from "../../../lib/source/nodes.ts";
import { parseModule } from "../../../lib/source/open-module.ts";

function parse(text: string): { readonly ast: TSESTree.Program; readonly text: string } {
  const module = parseModule(text, "/p/a.ts");
  if (!module) throw new Error("does not parse");
  return module;
}

describe("the nodes of a tree", () => {
  it("are told in the order of the file", () => {
    const { ast, text } = parse("`a${b}c${d}e`;");
    const [statement] = ast.body;
    const template = statement?.type === "ExpressionStatement" ? statement.expression : null;
    if (!template) throw new Error("no template");
    expect(childrenOf(template).map((node) => text.slice(...node.range))).toEqual(["`a${", "b", "}c${", "d", "}e`"]);
  });

  it("leave out comments, tokens and parents", () => {
    const { ast } = parse("// one\nconst a = 1; /* two */");
    expect(ast.comments).toHaveLength(2);
    expect(childrenOf(ast).map(({ type }) => type)).toEqual(["VariableDeclaration"]);
  });

  it("are found in types that no list has", () => {
    const { ast } = parse("a");
    const made = { type: "VElement", range: [0, 1], children: [ast.body[0]], parent: ast } as unknown as TSESTree.Node;
    expect(childrenOf(made)).toEqual([ast.body[0]]);
  });

  it("are walked without end of the stack", () => {
    let root = parse("a").ast as TSESTree.Node;
    for (let depth = 0; depth < 50_000; depth++)
      root = { type: "UnaryExpression", range: [0, 1], argument: root } as unknown as TSESTree.Node;
    let found = 0;
    walk(root, () => found++);
    expect(found).toBe(50_003);
  });

  it("are found by their range, the innermost first", () => {
    const { ast } = parse("a.b;");
    expect(nodeAt(ast, { start: 0, end: 3 })?.type).toBe("MemberExpression");
    expect(nodeAt(ast, { start: 2, end: 3 })?.type).toBe("Identifier");
    expect(nodeAt(ast, { start: 1, end: 3 })).toBeNull();
  });
});

describe("names", () => {
  const names = (text: string) => {
    const found: (string | null)[] = [];
    walk(parse(text).ast, (node) => {
      if (node.type === "MemberExpression") found.push(memberName(node));
      if (node.type === "Property" || node.type === "PropertyDefinition") found.push(keyName(node));
    });
    return found;
  };
  it.each([
    ["x.a", ["a"]],
    ["x['a']", ["a"]],
    ["x[0]", ["0"]],
    ["x[a]", [null]],
    ["x[`a`]", [null]],
    ["({ a: 1, 'b': 2, ['c']: 3, [d]: 4, 5: 6 })", ["a", "b", "c", null, "5"]],
    ["class A { #a = 1; b = this.#a }", ["#a", "b", "#a"]],
  ])("%s", (text, expected) => expect(names(text)).toEqual(expected));
});

describe("what a function returns", () => {
  const returned = (text: string) => {
    const { ast, text: source } = parse(text);
    const all: (string | null)[] = [];
    some(ast, (node) => {
      if (!isFunction(node)) return false;
      all.push(...returnsOf(node).map((value) => value && source.slice(...value.range)));
      return true;
    });
    return all;
  };
  it.each([
    ["() => a", ["a"]],
    ["function f() { return a }", ["a"]],
    ["function f() { if (x) return; return a }", [null, "a"]],
    ["function f() { try { return a } catch { return b } finally { c() } }", ["a", "b"]],
    ["function f() { switch (x) { case 1: return a; default: { return b } } }", ["a", "b"]],
    ["function f() { outer: for (;;) { while (x) { return a } } }", ["a"]],
    ["function f() { xs.map(() => { return a }); return b }", ["b"]],
    ["function f() { class A { m() { return a } } return b }", ["b"]],
    ["function f() { function g() { return a } }", []],
    ["function f() {}", []],
  ])("%s", (text, expected) => expect(returned(text)).toEqual(expected));
});
