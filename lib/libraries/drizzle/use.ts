import type { TSESTree } from "@typescript-eslint/utils";
import type { BuilderCall } from "../../source/built/builder-call.ts";
import { nameOfKey } from "../../source/nodes.ts";
import { setWords } from "./select.ts";
import type { Call } from "./things.ts";

type Node = TSESTree.Node;

/** Methods after which a query runs, or is ready to. */
const terminals = new Set(["execute", "prepare", "then", "catch", "finally"]);

/** Steps that take a query as part of their own. */
const taking = new Set([
  "as",
  "select",
  "from",
  "with",
  ...Object.keys(setWords),
  "exists",
  "notExists",
  "inArray",
  "notInArray",
  "where",
  "having",
  "values",
  "set",
]);

/** True of what is sent by itself: no part of another query, and no builder that is only being changed. */
export function isStatement({ consumed, node }: BuilderCall, { head, steps }: Call): boolean {
  if (head !== "db" && !Object.hasOwn(setWords, head)) return false;
  const last = steps.at(-1)?.name ?? "";
  // A subquery or CTE by its name, a query that is looked at or prepared.
  if (steps.some(({ name }) => name === "as" || name === "toSQL" || name === "getSQL") || last === "prepare")
    return false;
  switch (consumed) {
    case "step":
      return isBatched(node);
    case "kept":
      return false;
    case "discarded":
      // Queries wait until somebody asks for their rows.
      return terminals.has(last);
    case "returned":
      return !isHandedToStep(node);
    case "argument":
      return !isPart(node);
    case "awaited":
    case "sent":
      return true;
  }
}

/** True where others may still add to the query. */
export function mayGoOn(consumed: BuilderCall["consumed"], { steps }: Call): boolean {
  return (consumed === "returned" || consumed === "argument") && !terminals.has(steps.at(-1)?.name ?? "");
}

/** `db.batch([…])`. */
function isBatched(node: Node): boolean {
  for (let at = node.parent; at; at = at.parent) {
    if (at.type === "CallExpression")
      return at.callee.type === "MemberExpression" && nameOfKey(at.callee.property) === "batch";
    if (at.type !== "ArrayExpression" && at.type !== "TSAsExpression" && at.type !== "ConditionalExpression")
      return false;
  }
  return false;
}

/** `.as((qb) => db.select()…)`: what a callback gives to a step. */
function isHandedToStep(node: Node): boolean {
  for (let at = node.parent; at; at = at.parent) {
    if (at.type !== "ArrowFunctionExpression" && at.type !== "FunctionExpression") {
      if (at.type === "FunctionDeclaration" || at.type === "MethodDefinition") return false;
      continue;
    }
    const { parent } = at;
    return (
      parent.type === "CallExpression" &&
      parent.arguments.includes(at) &&
      parent.callee.type === "MemberExpression" &&
      taking.has(nameOfKey(parent.callee.property) ?? "")
    );
  }
  return false;
}

/** A hole of a template, `exists(…)`: what a callback is given in place of drizzle's own functions. */
function isPart({ parent }: Node): boolean {
  if (parent?.type === "TemplateLiteral") return true;
  if (parent?.type !== "CallExpression") return false;
  const { callee } = parent;
  return taking.has(nameOfKey(callee.type === "MemberExpression" ? callee.property : callee) ?? "");
}
