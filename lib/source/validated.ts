import type { TSESTree } from "@typescript-eslint/utils";
import type { HoleValue } from "../model/sql-text.ts";
import { leaves } from "./allow-list.ts";
import { meaningOf } from "./meaning.ts";
import type { SourceModule } from "./module.ts";
import { isFunction, memberName, unwrap, walk } from "./nodes.ts";
import { parameterPath, type ParameterPath } from "./request-path.ts";
import { allowedBy, type SchemaTerm } from "./schemas.ts";

type Node = TSESTree.Node;

/** Properties of the result of a validation under which the value is: zod's, Joi's, valibot's. */
const resultKeys: ReadonlySet<string> = new Set(["data", "value", "output"]);

/**
 * What a value can be that a validation gave, below the given keys: `Schema.parse(…)`, `Schema.safeParse(…).data`,
 * `Joi.attempt(input, schema)`, `v.parse(schema, input)`. Null where any text is let through.
 */
export function parsedValue(node: Node, keys: readonly string[], module: SourceModule, depth = 0): HoleValue | null {
  if (depth > 6) return null;
  const inner = unwrap(node);
  if (inner.type === "Identifier") {
    const meaning = meaningOf(inner, module);
    if (meaning?.kind === "value") return parsedValue(meaning.node, keys, meaning.module, depth + 1);
    return meaning?.kind === "property"
      ? parsedValue(meaning.from, [meaning.key, ...keys], meaning.module, depth + 1)
      : null;
  }
  if (inner.type === "MemberExpression") {
    const name = memberName(inner);
    return name === null ? null : parsedValue(inner.object, [name, ...keys], module, depth + 1);
  }
  if (inner.type !== "CallExpression") return null;
  const [first = "", ...rest] = keys;
  for (const schema of schemasIn(inner, module)) {
    const found = allowedBy(schema, keys) ?? (resultKeys.has(first) ? allowedBy(schema, rest) : null);
    if (found) return found;
  }
  return null;
}

/** What may be the schema of a validation: what it is a method of, its arguments, or what a validator was compiled of. */
function schemasIn(call: TSESTree.CallExpression, module: SourceModule): readonly SchemaTerm[] {
  const callee = unwrap(call.callee);
  const owner = callee.type === "MemberExpression" ? callee.object : callee;
  const compiled = compiledOf(owner, module);
  return [
    ...(compiled?.node.arguments ?? []).map((node): SchemaTerm => ({ node, module: compiled?.module ?? module })),
    ...(callee.type === "MemberExpression" ? [{ node: callee.object, module }] : []),
    ...call.arguments.map((node): SchemaTerm => ({ node, module })),
  ];
}

/** `ajv.compile(schema)`, which a constant holds. */
function compiledOf(
  node: Node,
  module: SourceModule,
): { readonly node: TSESTree.CallExpression; readonly module: SourceModule } | null {
  const meaning = node.type === "Identifier" ? meaningOf(node, module) : null;
  if (meaning?.kind !== "value" || meaning.node.type !== "CallExpression") return null;
  const { callee } = meaning.node;
  return callee.type === "MemberExpression" && /^compile$/i.test(memberName(callee) ?? "")
    ? { node: meaning.node, module: meaning.module }
    : null;
}

/**
 * What a validation above lets through of a value of a parameter that is used as it came: `Schema.parse(req.query)`,
 * `if (!validate(req.query)) return`, `const { error } = schema.validate(req.query); if (error) throw error`.
 */
export function checkedAbove(use: Node, module: SourceModule): HoleValue | null {
  const path = parameterPath(use, module);
  if (!path || path.keys.length === 0) return null;
  for (
    let child: Node = use, parent = use.parent;
    parent && child !== path.owner;
    child = parent, parent = parent.parent
  ) {
    if (parent.type !== "BlockStatement") continue;
    const before = parent.body.slice(0, parent.body.indexOf(child as never));
    for (const [index, statement] of before.entries()) {
      const found = inStatement(statement, before.slice(index), path, module);
      if (found) return found;
    }
  }
  return null;
}

/** What the validations in a statement let through. In: that statement and those after it, up to the use. */
function inStatement(
  statement: Node,
  following: readonly Node[],
  path: ParameterPath,
  module: SourceModule,
): HoleValue | null {
  let found: HoleValue | null = null;
  walk(
    statement,
    (node) => {
      if (found || node.type !== "CallExpression") return;
      const rest = node.arguments.map((one) => keysBelow(one, path, module)).find((keys) => keys !== null);
      if (!rest) return;
      const [allowed] = schemasIn(node, module).flatMap((schema) => allowedBy(schema, rest) ?? []);
      if (allowed && (throws(node) || following.some((one) => one.type === "IfStatement" && leaves(one.consequent))))
        found = allowed;
    },
    (node) => !isFunction(node),
  );
  return found;
}

/** The keys that are left of a path below what a validation is given; null where that is something else. */
function keysBelow(given: Node, path: ParameterPath, module: SourceModule): readonly string[] | null {
  const other = parameterPath(given, module);
  if (other?.owner !== path.owner || other.index !== path.index || other.keys.length >= path.keys.length) return null;
  return other.keys.every((key, index) => key === path.keys[index]) ? path.keys.slice(other.keys.length) : null;
}

/** A call whose result nobody looks at says what it found by throwing. */
function throws(call: Node): boolean {
  const awaited = call.parent?.type === "AwaitExpression" ? call.parent : call;
  return awaited.parent?.type === "ExpressionStatement";
}
