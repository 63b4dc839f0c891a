import type { TSESTree } from "@typescript-eslint/utils";
import type { FileRole } from "../model/file-role.ts";

const runners = new Set(["describe", "it", "test", "suite", "context", "specify"]);

/**
 * What a file is for, told by what it does, not by where it lies: a test registers cases with a runner
 * (`describe("…", () => …)`), a migration hands out an `up` and a `down`.
 */
export function fileRole(program: TSESTree.Program): FileRole {
  if (program.body.some(registersCases)) return "test";
  const given = new Set(program.body.flatMap(givenNames));
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

/** The names a statement exports, and those of the methods of a class or object it exports or declares. */
function givenNames(statement: TSESTree.Statement): string[] {
  switch (statement.type) {
    case "ExportNamedDeclaration":
      return statement.declaration
        ? declaredNames(statement.declaration)
        : statement.specifiers.flatMap(({ exported }) => (exported.type === "Identifier" ? [exported.name] : []));
    case "ExportDefaultDeclaration":
      return membersOf(statement.declaration);
    case "ClassDeclaration":
    case "VariableDeclaration":
      return membersOfDeclared(statement);
    case "ExpressionStatement": {
      const { expression } = statement;
      if (expression.type !== "AssignmentExpression" || expression.left.type !== "MemberExpression") return [];
      const { object, property } = expression.left;
      if (object.type !== "Identifier" || property.type !== "Identifier")
        return exportsOf(object) && property.type === "Identifier" ? [property.name] : [];
      if (object.name === "exports") return [property.name];
      return object.name === "module" && property.name === "exports" ? membersOf(expression.right) : [];
    }
    default:
      return [];
  }
}

function exportsOf(object: TSESTree.Expression): boolean {
  return object.type === "MemberExpression" && object.object.type === "Identifier" && object.object.name === "module";
}

function declaredNames(declaration: TSESTree.ExportNamedDeclaration["declaration"]): string[] {
  if (declaration?.type === "FunctionDeclaration") return declaration.id ? [declaration.id.name] : [];
  if (declaration?.type === "VariableDeclaration") {
    return [
      ...declaration.declarations.flatMap(({ id }) => (id.type === "Identifier" ? [id.name] : [])),
      ...membersOfDeclared(declaration),
    ];
  }
  return declaration?.type === "ClassDeclaration" ? membersOfDeclared(declaration) : [];
}

function membersOfDeclared(declaration: TSESTree.ClassDeclaration | TSESTree.VariableDeclaration): string[] {
  return declaration.type === "ClassDeclaration"
    ? membersOf(declaration)
    : declaration.declarations.flatMap(({ init }) => (init ? membersOf(init) : []));
}

function membersOf(node: TSESTree.Node): string[] {
  if (node.type === "ObjectExpression")
    return node.properties.flatMap((property) => (property.type === "Property" ? keyOf(property.key) : []));
  if (node.type === "ClassDeclaration" || node.type === "ClassExpression") {
    return node.body.body.flatMap((member) =>
      member.type === "MethodDefinition" || member.type === "PropertyDefinition" ? keyOf(member.key) : [],
    );
  }
  return node.type === "TSAsExpression" || node.type === "TSSatisfiesExpression" ? membersOf(node.expression) : [];
}

function keyOf(key: TSESTree.Node): string[] {
  return key.type === "Identifier" ? [key.name] : [];
}
