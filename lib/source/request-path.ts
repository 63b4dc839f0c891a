import type { TSESTree } from "@typescript-eslint/utils";
import { meaningOf } from "./meaning.ts";
import type { SourceModule } from "./module.ts";
import { memberName, unwrap, type FunctionNode } from "./nodes.ts";

type Node = TSESTree.Node;

/** What is read of a parameter: `request.query.sort`, whatever names it goes through on the way. */
export interface ParameterPath {
  readonly owner: FunctionNode;
  /** Which parameter, by its place. */
  readonly index: number;
  readonly keys: readonly string[];
  readonly module: SourceModule;
}

const furthest = 12;

/** The parameter that an expression is read from, and the keys on the way; null for what is computed otherwise. */
export function parameterPath(
  node: Node,
  module: SourceModule,
  keys: readonly string[] = [],
  depth = 0,
): ParameterPath | null {
  if (depth > furthest) return null;
  const inner = unwrap(node);
  const go = (next: Node, more: readonly string[]): ParameterPath | null =>
    parameterPath(next, module, more, depth + 1);
  switch (inner.type) {
    case "MemberExpression": {
      const name = memberName(inner);
      return name === null ? null : go(inner.object, [name, ...keys]);
    }
    case "LogicalExpression":
      // `request.query ?? {}`, `query.sort || "id"`: the other side is judged by itself.
      return inner.operator === "&&" ? null : go(inner.left, keys);
    case "CallExpression":
      return throughCall(inner, keys, go);
    case "Identifier": {
      const meaning = meaningOf(inner, module);
      if (meaning?.kind === "value") return meaning.module === module ? go(meaning.node, keys) : null;
      if (meaning?.kind === "property")
        return meaning.module === module ? go(meaning.from, [meaning.key, ...keys]) : null;
      if (meaning?.kind !== "parameter") return null;
      return ofParameter(meaning.owner, inner.name, keys, module);
    }
    default:
      return null;
  }
}

/** `String(request.query.sort)`, `request.query.sort.trim()`, `c.req.query("sort")`, `c.req.valid("query")`. */
function throughCall(
  call: TSESTree.CallExpression,
  keys: readonly string[],
  go: (next: Node, more: readonly string[]) => ParameterPath | null,
): ParameterPath | null {
  const { callee } = call;
  const [first] = call.arguments;
  if (callee.type === "Identifier") return callee.name === "String" && first ? go(first, keys) : null;
  if (callee.type !== "MemberExpression") return null;
  const name = memberName(callee);
  const key = first?.type === "Literal" && typeof first.value === "string" ? first.value : null;
  if (key === null) return name !== null && keeps.has(name) ? go(callee.object, keys) : null;
  if (name === "valid") return go(callee.object, [key, ...keys]);
  return name === "get" || (name !== null && partOf(name) !== null)
    ? go(name === "get" ? callee.object : callee, [key, ...keys])
    : null;
}

const keeps: ReadonlySet<string> = new Set(["trim", "toLowerCase", "toUpperCase", "toString"]);

function ofParameter(
  owner: FunctionNode,
  name: string,
  keys: readonly string[],
  module: SourceModule,
): ParameterPath | null {
  for (const [index, parameter] of owner.params.entries()) {
    const inside = keysIn(parameter, name);
    if (inside) return { owner, index, keys: [...inside, ...keys], module };
  }
  return null;
}

/** The keys on the way to a name in a pattern; null where it is not in it, or in a list or a rest of it. */
function keysIn(pattern: Node, name: string): readonly string[] | null {
  switch (pattern.type) {
    case "Identifier":
      return pattern.name === name ? [] : null;
    case "AssignmentPattern":
      return keysIn(pattern.left, name);
    case "TSParameterProperty":
      return keysIn(pattern.parameter, name);
    case "ObjectPattern":
      for (const property of pattern.properties) {
        if (property.type !== "Property" || property.computed) continue;
        const inside = keysIn(property.value, name);
        const key = property.key.type === "Identifier" ? property.key.name : null;
        if (inside && key !== null) return [key, ...inside];
      }
      return null;
    default:
      return null;
  }
}

export type RequestPart = "query" | "body" | "params" | "headers";

const parts: Readonly<Record<string, RequestPart>> = {
  query: "query",
  querystring: "query",
  queryString: "query",
  queries: "query",
  queryStringParameters: "query",
  searchParams: "query",
  body: "body",
  payload: "body",
  json: "body",
  form: "body",
  params: "params",
  param: "params",
  path: "params",
  pathParameters: "params",
  headers: "headers",
  header: "headers",
};

/** The part of a request that libraries mean by a name; null for other names. */
export function partOf(name: string): RequestPart | null {
  return Object.hasOwn(parts, name) ? (parts[name] ?? null) : null;
}

/** All names of a part. */
export function namesOfPart(part: RequestPart): readonly string[] {
  return Object.keys(parts).filter((name) => parts[name] === part);
}
