import type { TSESTree } from "@typescript-eslint/utils";
import type { FileRole } from "../model/file-role.ts";
import { ownExports } from "./exports.ts";
import { isClass, keyName } from "./nodes.ts";

const runners = new Set(["describe", "it", "test", "suite", "context", "specify"]);

/**
 * What a file is for, told by what it does, not by where it lies: a test registers cases with a runner
 * (`describe("…", () => …)`), a migration hands out an `up` and a `down`.
 */
export function fileRole(program: TSESTree.Program): FileRole {
  if (program.body.some(registersCases)) return "test";
  const given = new Set([...ownExports(program), ...program.body.flatMap(declaredMembers)]);
  return given.has("up") && given.has("down") ? "migration" : "application";
}

/**
 * `describe("…", () => …)`, `test.only("…", …)`, `it.each(rows)("…", …)`; a wrapper such as `if (pg) describe(…)`
 * counts by its inside.
 */
function registersCases(statement: TSESTree.Statement): boolean {
  if (statement.type === "IfStatement")
    return [statement.consequent, statement.alternate].some((branch) => branch && registersCases(branch));
  if (statement.type === "BlockStatement") return statement.body.some(registersCases);
  if (statement.type !== "ExpressionStatement" || statement.expression.type !== "CallExpression") return false;
  const { callee, arguments: given } = statement.expression;
  return (
    given.some((argument) => argument.type === "ArrowFunctionExpression" || argument.type === "FunctionExpression") &&
    isRunner(callee)
  );
}

function isRunner(callee: TSESTree.Expression): boolean {
  if (callee.type === "Identifier") return runners.has(callee.name);
  if (callee.type === "MemberExpression") return isRunner(callee.object);
  return callee.type === "CallExpression" && isRunner(callee.callee);
}

/** The names of the members of the classes and objects that a statement declares or exports. */
function declaredMembers(statement: TSESTree.Statement): string[] {
  const node = "declaration" in statement && statement.declaration ? statement.declaration : statement;
  return node.type === "VariableDeclaration"
    ? node.declarations.flatMap(({ init }) => (init ? membersOf(init) : []))
    : membersOf(node);
}

function membersOf(node: TSESTree.Node): string[] {
  if (node.type === "TSAsExpression" || node.type === "TSSatisfiesExpression") return membersOf(node.expression);
  const members = node.type === "ObjectExpression" ? node.properties : isClass(node) ? node.body.body : [];
  return members.flatMap((member) => ("key" in member ? (keyName(member) ?? []) : []));
}
