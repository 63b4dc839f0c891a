import { relative } from "node:path";
import type { TSESTree } from "@typescript-eslint/utils";
import type { FileRole } from "../model/file-role.ts";
import { ownExports } from "./exports.ts";
import { importersOf } from "./importers.ts";
import { openFile } from "./open-module.ts";
import { isClass, keyName } from "./nodes.ts";

const runners = new Set(["describe", "it", "test", "suite", "context", "specify"]);
/** What runners call around cases. */
const hooks = new Set(["beforeAll", "afterAll", "beforeEach", "afterEach"]);
/** Deep that files are asked who imports those that import a helper. */
const furthest = 4;

/**
 * What a file is for, told by what it does, not by where it lies: a test registers cases with a runner
 * (`describe("…", () => …)`) or hands out the `seed` of knex, a migration hands out an `up` and a `down`.
 */
export function fileRole(program: TSESTree.Program): FileRole {
  if (program.body.some(registersCases)) return "test";
  const given = givenBy(program);
  if (isSeeder(program)) return "test";
  return given.has("up") && given.has("down") ? "migration" : "application";
}

/** Whether a file hands out the `seed` of knex. */
export function isSeeder(program: TSESTree.Program): boolean {
  const given = givenBy(program);
  return given.size === 1 && given.has("seed") && program.body.some(takesSomething);
}

const givenBy = (program: TSESTree.Program): ReadonlySet<string> =>
  new Set([...ownExports(program), ...program.body.flatMap(declaredMembers)]);

/** Whether a statement gives a function that takes something: `exports.seed = (knex) => …`. */
function takesSomething(statement: TSESTree.Statement): boolean {
  const node = statement.type === "ExportNamedDeclaration" && statement.declaration ? statement.declaration : statement;
  const values =
    node.type === "ExpressionStatement" && node.expression.type === "AssignmentExpression"
      ? [node.expression.right]
      : node.type === "VariableDeclaration"
        ? node.declarations.map(({ init }) => init)
        : [node];
  return values.some((value) => value != null && "params" in value && value.params.length > 0);
}

/**
 * Whether a file of the application is a part of the tests: whoever imports it is a test, or is imported by tests alone as well. In: absolute
 * paths of the file and the project's folder. Out: false where it cannot be told.
 */
export function servesTestsOnly(file: string, root: string): boolean {
  let servesTests = false;
  // Helpers may import one another.
  const seen = new Set([file]);
  for (let depth = 0, asked = [file]; asked.length > 0; depth++) {
    const next: string[] = [];
    for (const helper of asked) {
      const importers = depth < furthest ? importersOf(helper, root) : null;
      if (!importers || importers.length > mostImporters) return false;
      // Runners are told of some files by their configuration: what sets everything up.
      if (importers.length === 0 && (helper === file || !testFolder.test(relative(root, helper)))) return false;
      for (const importer of importers) {
        if (seen.has(importer)) continue;
        seen.add(importer);
        const module = openFile(importer);
        if (!module) return false;
        if (fileRole(module.ast) === "test") servesTests = true;
        else next.push(importer);
      }
    }
    asked = next;
  }
  return servesTests;
}

const testFolder = /(?:^|[\\/])(?:tests?|specs?|__tests__|e2e|cypress|playwright)[\\/]/;

/** What so many files import is worth more than a look at all of them. */
const mostImporters = 200;

/**
 * `describe("…", () => …)`, `test.only("…", …)`, `it.each(rows)("…", …)`; a wrapper such as `if (pg) describe(…)`
 * counts by its inside.
 */
function registersCases(statement: TSESTree.Statement): boolean {
  if (statement.type === "IfStatement")
    return [statement.consequent, statement.alternate].some((branch) => branch && registersCases(branch));
  if (statement.type === "BlockStatement") return statement.body.some(registersCases);
  return statement.type === "ExpressionStatement" && isRegistration(statement.expression);
}

/** `isPostgres ? describe(…) : undefined`, `isPostgres && describe(…)` */
function isRegistration(expression: TSESTree.Expression): boolean {
  if (expression.type === "ConditionalExpression")
    return isRegistration(expression.consequent) || isRegistration(expression.alternate);
  if (expression.type === "LogicalExpression") return isRegistration(expression.right);
  if (expression.type === "AwaitExpression") return isRegistration(expression.argument);
  if (expression.type !== "CallExpression") return false;
  const given = expression.arguments.filter(
    (argument) => argument.type === "ArrowFunctionExpression" || argument.type === "FunctionExpression",
  );
  if (given.length > 0 && isRunner(expression.callee)) return true;
  // What a project calls its own `describe` (`describeEnterprise("…", () => …)`) is told by what is registered inside.
  return given.some(({ body }) => registersIn(body));
}

/** `{ it("…", …); }`, and not `{ context.run(store, () => …); }` */
function registersIn(body: TSESTree.BlockStatement | TSESTree.Expression): boolean {
  const calls =
    body.type === "BlockStatement"
      ? body.body.flatMap((statement) => (statement.type === "ExpressionStatement" ? [statement.expression] : []))
      : [body];
  return calls.some(
    (call) => call.type === "CallExpression" && (isTitled(call) || isHook(call)) && isRegistration(call),
  );
}

const isHook = ({ callee }: TSESTree.CallExpression): boolean => callee.type === "Identifier" && hooks.has(callee.name);

const isTitled = ({ arguments: [first] }: TSESTree.CallExpression): boolean =>
  first?.type === "TemplateLiteral" || (first?.type === "Literal" && typeof first.value === "string");

function isRunner(callee: TSESTree.Expression): boolean {
  // `xdescribe`, `fit`: left out for now, or the only one that is run.
  if (callee.type === "Identifier")
    return runners.has(callee.name) || hooks.has(callee.name) || runners.has(callee.name.replace(/^[xf]/, ""));
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
