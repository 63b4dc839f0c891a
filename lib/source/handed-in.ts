import { basename } from "node:path";
import type { TSESTree } from "@typescript-eslint/utils";
import type { HandedIn, HoleValue } from "../model/sql-text.ts";
import type { Span } from "../model/span.ts";
import { callersOf, type Caller } from "./callers.ts";
import { lineAt } from "./lines.ts";
import { meaningOf } from "./meaning.ts";
import type { SourceModule } from "./module.ts";
import { memberName, nodeAt, unwrap, type FunctionNode } from "./nodes.ts";
import { isRequest } from "./request.ts";
import { classify } from "./value.ts";
import { inArgument, parameterOf, pathOf } from "./value-path.ts";
import { scopeOf } from "./value-type.ts";

type Node = TSESTree.Node;

/** Functions that hand on what others hand them. */
const deepest = 4;

/**
 * What the program puts in at a place: a part of a request, or nothing but constants, by all who call the function around it, in whichever file. Out:
 * null where neither is sure. In: the project's folder.
 */
export function handedIn(span: Span, module: SourceModule, root: string): HandedIn | null {
  const node = nodeAt(module.ast, span);
  return node && new Search(root, module).of(node, module, 0);
}

class Search {
  readonly #root: string;
  readonly #home: SourceModule;
  readonly #asked = new Set<string>();

  constructor(root: string, home: SourceModule) {
    this.#root = root;
    this.#home = home;
  }

  of(node: Node, module: SourceModule, depth: number): HandedIn | null {
    const leaves = leavesOf(node, module);
    const found = leaves.map((leaf) => this.#ofLeaf(leaf, module, depth));
    return (
      found.find((one) => one?.kind === "request") ??
      (found.length > 0 && found.every((one) => one !== null) ? constants : null)
    );
  }

  #ofLeaf(leaf: Node, module: SourceModule, depth: number): HandedIn | null {
    const value = classify(leaf, scopeOf(module));
    if (value === "request") return { kind: "request", from: this.#shown(requestIn(leaf, module), leaf, module) };
    if (isConstant(value)) return constants;
    const path = pathOf(leaf, module);
    const parameter = path && parameterOf(path);
    if (!parameter || depth >= deepest) return null;
    return this.#ofCallers(parameter, path.names, module, depth);
  }

  #ofCallers(
    { fn, index }: { readonly fn: FunctionNode; readonly index: number },
    names: readonly string[],
    module: SourceModule,
    depth: number,
  ): HandedIn | null {
    const key = `${module.file} ${fn.range[0]} ${index} ${names.join(".")}`;
    if (this.#asked.has(key)) return null;
    this.#asked.add(key);
    const { calls, all } = callersOf(fn, module, this.#root);
    const found = calls.map((caller) => this.#ofCaller(caller, index, names, depth));
    return (
      found.find((one) => one?.kind === "request") ??
      (all && found.length > 0 && found.every((one) => one !== null) ? constants : null)
    );
  }

  #ofCaller({ call, module }: Caller, index: number, names: readonly string[], depth: number): HandedIn | null {
    const before = call.arguments.slice(0, index + 1);
    if (before.some(({ type }) => type === "SpreadElement")) return null;
    const argument = call.arguments[index];
    // What is left out is the function's own default, or nothing.
    if (!argument) return constants;
    const inside = inArgument(argument, names);
    if (!inside) return constants;
    if (inside.names.length > 0 && !isRequest(inside.node, module)) return this.#ofMember(inside, module, depth);
    return this.of(inside.node, module, depth + 1);
  }

  /** A member of what is handed on as a whole. */
  #ofMember(
    { node, names }: { readonly node: Node; readonly names: readonly string[] },
    module: SourceModule,
    depth: number,
  ): HandedIn | null {
    const path = pathOf(node, module);
    const parameter = path && parameterOf(path);
    return parameter && depth + 1 < deepest
      ? this.#ofCallers(parameter, [...path.names, ...names], module, depth + 1)
      : null;
  }

  /** `req.query`, with the file and line where that is another one. */
  #shown(part: string, { range }: Node, module: SourceModule): string {
    if (module.file === this.#home.file) return part;
    return `${part}, ${basename(module.file)}:${lineAt(module.text, range[0])}`;
  }
}

const constants: HandedIn = { kind: "constants" };

const isConstant = (value: HoleValue): boolean =>
  value === "literals" ||
  value === "checked" ||
  value === "number" ||
  value === "boolean" ||
  value === "escaped" ||
  value === "placeholders";

/** What the value of an expression is made of: names and members, with what only changes their form taken off. */
function leavesOf(node: Node, module: SourceModule, depth = 0): readonly Node[] {
  if (depth > 8) return [node];
  const inner = unwrap(node);
  const go = (next: Node): readonly Node[] => leavesOf(next, module, depth + 1);
  switch (inner.type) {
    case "TemplateLiteral":
      return inner.expressions.flatMap(go);
    case "BinaryExpression":
    case "LogicalExpression":
      return [...go(inner.left), ...go(inner.right)];
    case "ConditionalExpression":
      return [...go(inner.consequent), ...go(inner.alternate)];
    case "CallExpression": {
      if (isRequest(inner, module)) return [inner];
      const { callee } = inner;
      if (callee.type === "Identifier" && callee.name === "String" && inner.arguments[0]) return go(inner.arguments[0]);
      if (callee.type === "MemberExpression" && keepsText.has(memberName(callee) ?? "")) return go(callee.object);
      return [inner];
    }
    case "Identifier": {
      const meaning = isRequest(inner, module) ? null : meaningOf(inner, module);
      return meaning?.kind === "value" && meaning.module === module ? go(meaning.node) : [inner];
    }
    default:
      return [inner];
  }
}

/** Methods that give a text of the text that they are called on. */
const keepsText: ReadonlySet<string> = new Set([
  ...["trim", "trimStart", "trimEnd", "toLowerCase", "toUpperCase", "normalize", "toString", "slice", "substring"],
]);

/** `req.query` of `req.query.name`, of what was destructured from it, and of what was made a constant of. */
function requestIn(node: Node, module: SourceModule, depth = 0): string {
  const inner = unwrap(node);
  const text = (part: Node): string => module.text.slice(part.range[0], part.range[1]);
  if (depth > 6) return text(inner);
  switch (inner.type) {
    case "MemberExpression": {
      const { object } = inner;
      return isRequest(object, module) ? requestIn(object, module, depth + 1) : text(inner);
    }
    case "CallExpression":
      return shortened(text(inner));
    case "LogicalExpression":
      return requestIn(isRequest(inner.left, module) ? inner.left : inner.right, module, depth + 1);
    case "Identifier": {
      const meaning = meaningOf(inner, module);
      if (meaning?.kind === "value" && meaning.module === module) return requestIn(meaning.node, module, depth + 1);
      if (meaning?.kind === "property" && meaning.module === module) {
        const from = unwrap(meaning.from);
        return isRequest(from, module) ? requestIn(from, module, depth + 1) : `${text(from)}.${meaning.key}`;
      }
      return meaning?.kind === "parameter" ? decoratorOf(meaning.owner, inner, module) : text(inner);
    }
    default:
      return shortened(text(inner));
  }
}

/** `@Query("name")` of the parameter that a name is. */
function decoratorOf(owner: FunctionNode, name: TSESTree.Identifier, module: SourceModule): string {
  const parameter = owner.params.find((one) => module.text.slice(...one.range).includes(name.name));
  const [first] = parameter && "decorators" in parameter ? parameter.decorators : [];
  return first ? shortened(module.text.slice(...first.range)) : name.name;
}

const shortened = (text: string): string => {
  const line = text.replace(/\s+/g, " ");
  return line.length > 40 ? `${line.slice(0, 39)}…` : line;
};
