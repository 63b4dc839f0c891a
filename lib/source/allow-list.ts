import type { TSESTree } from "@typescript-eslint/utils";
import { asksOnlyIfThere } from "./existence-checks.ts";
import { meaningOf } from "./meaning.ts";
import type { SourceModule } from "./module.ts";
import { childrenOf, type FunctionNode, nameOfKey, returnedExpressions, unwrap } from "./nodes.ts";
import { provesNumber } from "./numeric-tests.ts";
import { isWholePattern } from "./patterns.ts";
import { traceValue } from "./trace.ts";

/**
 * Is a value compared with a list before the program gets to this use of it? `if (!COLUMNS.includes(x)) throw …` above,
 * `if (ALLOWED.has(x)) …` around, `switch (x)`, a pattern test, or a call that checks and throws.
 */
export function isCheckedAgainstList(
  use: TSESTree.Identifier | TSESTree.MemberExpression | TSESTree.CallExpression,
  module: SourceModule,
): boolean {
  const name = source(use, module);
  const test = (node: TSESTree.Node, wanted: boolean): boolean => implies(node, wanted, name, module);
  for (
    let child: TSESTree.Node = use, parent: TSESTree.Node | undefined = use.parent;
    parent;
    child = parent, parent = parent.parent
  ) {
    switch (parent.type) {
      case "IfStatement":
        if (child === parent.consequent && test(parent.test, true)) return true;
        if (child === parent.alternate && test(parent.test, false)) return true;
        break;
      case "ConditionalExpression":
        if (child === parent.consequent && test(parent.test, true)) return true;
        if (child === parent.alternate && test(parent.test, false)) return true;
        break;
      case "LogicalExpression":
        if (child === parent.right && test(parent.left, parent.operator === "&&")) return true;
        break;
      case "SwitchCase":
        if (parent.test && source(parent.parent.discriminant, module) === name) return true;
        break;
      case "BlockStatement":
      case "Program": {
        const body: readonly TSESTree.Node[] = parent.body;
        const before = body.slice(0, body.indexOf(child));
        if (before.some((statement) => leavesUnless(statement, name, module))) return true;
        break;
      }
      default:
        break;
    }
  }
  return false;
}

/** `(key) => COLUMNS.includes(key)`: does a filter keep only what is found in a list? */
export function keepsListed(filter: FunctionNode, module: SourceModule): boolean {
  const [parameter] = filter.params;
  if (!parameter || !filter.body) return false;
  const result =
    filter.body.type === "BlockStatement"
      ? filter.body.body.find((one) => one.type === "ReturnStatement")?.argument
      : filter.body;
  if (!result) return false;
  const names =
    parameter.type === "ArrayPattern"
      ? parameter.elements.flatMap((element) => (element ? [source(element, module)] : []))
      : [parameter.type === "Identifier" ? parameter.name : source(parameter, module)];
  return names.some((name) => implies(result, true, name, module));
}

/** An expression as it is written, but for the `?` of a chain: what `list.includes(x?.y)` found is `x.y`. */
function source(node: TSESTree.Node, module: SourceModule): string {
  const written = module.text.slice(node.range[0], node.range[1]);
  return written.includes("?.") ? written.replaceAll(/\?\.(?![\d[(])/g, ".") : written;
}

/** A statement above that the program does not get past with a value that is not in the list. */
function leavesUnless(statement: TSESTree.Node, name: string, module: SourceModule): boolean {
  if (statement.type === "IfStatement") {
    return (
      (leaves(statement.consequent) || assigns(statement.consequent, name, module)) &&
      implies(statement.test, false, name, module)
    );
  }
  if (statement.type === "SwitchStatement") {
    const otherwise = statement.cases.find((one) => one.test === null);
    return source(statement.discriminant, module) === name && !!otherwise && otherwise.consequent.some(leaves);
  }
  // `for (const part of sort.split(",")) if (!ALLOWED.has(part)) throw …`
  if (
    statement.type === "ForOfStatement" &&
    statement.left.type === "VariableDeclaration" &&
    startsWithName(source(statement.right, module), name)
  ) {
    const element = statement.left.declarations[0].id;
    const body: readonly TSESTree.Node[] =
      statement.body.type === "BlockStatement" ? statement.body.body : [statement.body];
    return (
      element.type === "Identifier" &&
      body.some(
        (one) => one.type === "IfStatement" && leaves(one.consequent) && implies(one.test, false, element.name, module),
      )
    );
  }
  const expression = statement.type === "ExpressionStatement" ? unwrap(statement.expression) : null;
  if (expression?.type === "CallExpression") {
    const { callee, arguments: given } = expression;
    const called =
      callee.type === "Identifier"
        ? callee.name
        : callee.type === "MemberExpression"
          ? (nameOfKey(callee.property) ?? "")
          : "";
    const isNamedSo =
      /^(assert|validate|check|ensure|verify|require)/i.test(called) &&
      given.some(
        (argument) =>
          argument.type !== "SpreadElement" &&
          ((source(argument, module) === name && !asksOnlyIfThere(expression, module)) ||
            implies(argument, true, name, module)),
      );
    const inner = isNamedSo ? null : calledWith(expression, name, module);
    // What an async function throws reaches those who wait for it.
    const isWaitedFor = statement.type === "ExpressionStatement" && statement.expression.type === "AwaitExpression";
    return isNamedSo || (inner !== null && (isWaitedFor || !inner.fn.async) && throwsUnless(inner));
  }
  return false;
}

/** A function of the project that is given a value, and what the value is called in it. */
interface Called {
  readonly fn: FunctionNode;
  readonly module: SourceModule;
  readonly name: string;
}

function calledWith(call: TSESTree.CallExpression, name: string, module: SourceModule): Called | null {
  const index = call.arguments.findIndex((argument) => source(argument, module) === name);
  const value = index < 0 ? null : traceValue(call.callee, module);
  const parameter = value?.kind === "function" ? value.node.params[index] : undefined;
  return value?.kind === "function" && parameter?.type === "Identifier"
    ? { fn: value.node, module: value.module, name: parameter.name }
    : null;
}

/** `function check(x) { if (!LIST.includes(x)) throw … }`: whoever calls it gets on with what is in the list only. */
function throwsUnless({ fn, module, name }: Called): boolean {
  return (
    fn.body?.type === "BlockStatement" &&
    fn.body.body.some(
      (statement) =>
        statement.type === "IfStatement" &&
        throws(statement.consequent) &&
        implies(statement.test, false, name, module),
    )
  );
}

const throws = (node: TSESTree.Node): boolean =>
  node.type === "ThrowStatement" || (node.type === "BlockStatement" && node.body.some(throws));

/** Functions that are being looked into: one that calls itself says nothing. */
const lookedInto = new Set<FunctionNode>();

/** What `isInvalid(x)` of the project says of `x` by what it gives back, if it comes out so; null where it cannot be seen. */
function impliedInside(
  call: TSESTree.CallExpression,
  outcome: boolean,
  name: string,
  module: SourceModule,
): boolean | null {
  const called = calledWith(call, name, module);
  if (!called || lookedInto.has(called.fn)) return null;
  const [result, ...others] = returnedExpressions(called.fn);
  if (!result || others.length > 0) return null;
  lookedInto.add(called.fn);
  try {
    if (implies(result, outcome, called.name, called.module)) return true;
    return implies(result, !outcome, called.name, called.module) ? false : null;
  } finally {
    lookedInto.delete(called.fn);
  }
}

/** `if (!ok(x)) x = "id"`: afterwards it is a constant or was in the list. */
function assigns(node: TSESTree.Node, name: string, module: SourceModule): boolean {
  const statement = node.type === "BlockStatement" ? node.body.at(-1) : node;
  return (
    statement?.type === "ExpressionStatement" &&
    statement.expression.type === "AssignmentExpression" &&
    source(statement.expression.left, module) === name &&
    statement.expression.right.type === "Literal"
  );
}

/** Whether a statement ends the function, or the round of the loop, that it stands in. */
export function leaves(node: TSESTree.Node): boolean {
  if (/^(Return|Throw|Continue|Break)Statement$/.test(node.type)) return true;
  if (node.type === "BlockStatement") return node.body.some(leaves);
  return (
    node.type === "ExpressionStatement" &&
    node.expression.type === "CallExpression" &&
    /^(process\.exit|fail|throw|abort|invariant|error|reject)/i.test(calleeName(node.expression))
  );
}

function calleeName(node: TSESTree.CallExpression): string {
  if (node.callee.type === "Identifier") return node.callee.name;
  if (node.callee.type !== "MemberExpression") return "";
  const object = node.callee.object.type === "Identifier" ? node.callee.object.name : "";
  return `${object}.${nameOfKey(node.callee.property) ?? ""}`;
}

const membership = new Set([
  "includes",
  "has",
  "indexOf",
  "test",
  "hasOwn",
  "hasOwnProperty",
  "some",
  "find",
  "match",
  "isUUID",
  "isInt",
  "isInteger",
  "isFinite",
  "isSafeInteger",
]);

/** If `test` came out as `outcome`, was the value found in a list or matched by a pattern? */
function implies(test: TSESTree.Node, outcome: boolean, name: string, module: SourceModule): boolean {
  if (provesNumber(test, outcome, (node) => source(node, module) === name)) return true;
  switch (test.type) {
    case "UnaryExpression":
      return test.operator === "!" && implies(test.argument, !outcome, name, module);
    case "LogicalExpression":
      // `a && b` was true: both were; `a || b` was false: both were.
      return (test.operator === "&&") === outcome
        ? implies(test.left, outcome, name, module) || implies(test.right, outcome, name, module)
        : implies(test.left, outcome, name, module) && implies(test.right, outcome, name, module);
    case "BinaryExpression": {
      if (test.operator === "in") return outcome && source(test.left, module) === name;
      if (!/^[!=]==?$/.test(test.operator)) {
        // `ALLOWED.indexOf(x) < 0`
        return callMentions(test.left, name, module) && (test.operator === "<" ? !outcome : outcome);
      }
      const equal = test.operator.startsWith("=") === outcome;
      const other =
        source(test.left, module) === name ? test.right : source(test.right, module) === name ? test.left : null;
      if (other)
        return (
          equal && (other.type === "Literal" ? typeof other.value === "string" : other.type === "MemberExpression")
        );
      // `ALLOWED.indexOf(x) === -1`, `COLUMNS[x] === undefined`
      const absent = /^(-1|undefined|null)$/.test(source(test.right, module));
      return absent && !equal && (callMentions(test.left, name, module) || isLookUp(test.left, name, module));
    }
    case "CallExpression": {
      const tested = patternTest(test, name, module);
      if (tested) return patternHolds(tested, outcome, module);
      if (outcome && callMentions(test, name, module)) return true;
      return impliedInside(test, outcome, name, module) ?? (outcome && isPredicate(test, name, module));
    }
    case "MemberExpression":
      return outcome && isLookUp(test, name, module);
    case "ChainExpression":
    case "TSAsExpression":
    case "AwaitExpression":
      return implies(test.type === "AwaitExpression" ? test.argument : test.expression, outcome, name, module);
    default:
      return false;
  }
}

/** The pattern of `/…/.test(x)` or `x.match(/…/)`; null for other calls. */
function patternTest(node: TSESTree.CallExpression, name: string, module: SourceModule): TSESTree.Node | null {
  if (node.callee.type !== "MemberExpression") return null;
  const method = nameOfKey(node.callee.property);
  const [first] = node.arguments;
  if (!first) return null;
  if (method === "test" || method === "exec")
    return startsWithName(source(first, module), name) ? node.callee.object : null;
  return (method === "match" || method === "search") && startsWithName(source(node.callee.object, module), name)
    ? first
    : null;
}

function isLookUp(node: TSESTree.Node, name: string, module: SourceModule): boolean {
  return node.type === "MemberExpression" && node.computed && source(node.property, module) === name;
}

function startsWithName(text: string, name: string): boolean {
  return text === name || (text.startsWith(name) && /^[.?![]/.test(text.slice(name.length)));
}

/**
 * Does a pattern test say that the whole text is harmless? Anchored at both ends; or, where nothing was found, a search
 * for every other character. A pattern that cannot be seen is taken at its word.
 */
function patternHolds(pattern: TSESTree.Node, found: boolean, module: SourceModule): boolean {
  if (pattern.type === "Identifier") {
    const meaning = meaningOf(pattern, module);
    return meaning?.kind === "value" ? patternHolds(meaning.node, found, meaning.module) : found;
  }
  if (pattern.type !== "Literal" || !("regex" in pattern)) return found;
  const { pattern: text } = pattern.regex;
  return found ? isWholePattern(pattern, module) : /^\[\^[^\]]*\]|^\\W|['"]/.test(text);
}

function callMentions(node: TSESTree.Node, name: string, module: SourceModule): boolean {
  if (
    node.type !== "CallExpression" ||
    node.callee.type !== "MemberExpression" ||
    !membership.has(nameOfKey(node.callee.property) ?? "")
  )
    return false;
  const method = nameOfKey(node.callee.property) ?? "";
  if (method === "match") return source(node.callee.object, module) === name;
  return node.arguments.some(
    (argument) =>
      source(argument, module).replace(/ as [^()]*$|^\(|\)$/g, "") === name ||
      (argument.type.includes("Function") &&
        childrenOf(argument).some((child) => source(child, module).includes(name))) ||
      source(argument, module).startsWith(`${name}.`),
  );
}

/** `isAllowedColumn(x)`, `isValidTable(x)`. */
function isPredicate(node: TSESTree.CallExpression, name: string, module: SourceModule): boolean {
  const called = calleeName(node).split(".").at(-1) ?? "";
  return (
    /^(is|has|can)[A-Z]/.test(called) &&
    node.arguments.some((argument) => source(argument, module) === name) &&
    !asksOnlyIfThere(node, module)
  );
}
