import type { TSESTree } from "@typescript-eslint/utils";
import { isNeverReassigned, soleDefinition, variableOf } from "./bindings.ts";
import type { SourceModule } from "./module.ts";
import { childrenOf, indexIn, isFunction, memberName, returnedExpressions, some, type FunctionNode } from "./nodes.ts";
import { traceValue } from "./trace.ts";

type Node = TSESTree.Node;

/** The question a guard answers: whether a node is the value that must not be NULL. */
export interface Guarded {
  readonly module: SourceModule;
  /** The value itself, under any of its names. */
  readonly isValue: (node: Node) => boolean;
  /** The row the value is in, as a whole: a check that is handed it may be about the value. */
  readonly isRow: (node: Node) => boolean;
  /** What the value must not be. Default: NULL. */
  readonly excludes?: "undefined";
  /** The same question inside a function that is given the row or the value; null where that is not looked into. */
  readonly inside?: (given: GivenTo) => Guarded | null;
}

/** A function that is given something, and as which parameter. */
export interface GivenTo {
  readonly fn: FunctionNode;
  readonly module: SourceModule;
  readonly parameter: number;
  readonly holds: "row" | "value";
}

/**
 * Whether the program gets to `node` only with a value that was checked: by an enclosing condition, by an early exit,
 * an assertion or an assignment before it. A check of a form that is not known counts, so only a sure "no" is a "no".
 */
export function isGuardedAt(node: Node, guarded: Guarded): boolean {
  for (let child: Node = node, up = node.parent; up; child = up, up = up.parent) {
    switch (up.type) {
      case "ConditionalExpression":
        if (child === up.consequent && narrows(up.test, true, guarded)) return true;
        if (child === up.alternate && narrows(up.test, false, guarded)) return true;
        break;
      case "IfStatement":
        if (child === up.consequent && narrows(up.test, true, guarded)) return true;
        if (child === up.alternate && narrows(up.test, false, guarded)) return true;
        break;
      case "LogicalExpression":
        if (child === up.right && up.operator !== "??" && narrows(up.left, up.operator === "&&", guarded)) return true;
        break;
      case "TryStatement":
        if (child === up.block && isAttempt(up)) return true;
        break;
      case "WhileStatement":
        if (child === up.body && narrows(up.test, true, guarded)) return true;
        break;
      case "ForStatement":
        if ((child === up.body || child === up.update) && up.test && narrows(up.test, true, guarded)) return true;
        break;
      case "SwitchCase":
        if (child !== up.test && caseNarrows(up, guarded)) return true;
        if (isAfterGuard(up.consequent, child, guarded)) return true;
        break;
      case "BlockStatement":
      case "Program":
      case "StaticBlock":
        if (isAfterGuard(up.body, child, guarded)) return true;
        break;
      case "SequenceExpression":
        if (up.expressions.slice(0, indexIn(up.expressions, child)).some((before) => expressionGuards(before, guarded)))
          return true;
        break;
      default:
        break;
    }
  }
  return false;
}

/** Whether what follows a `case` is reached only with a value. */
function caseNarrows(one: TSESTree.SwitchCase, guarded: Guarded): boolean {
  const { parent } = one;
  if (parent.type !== "SwitchStatement") return false;
  const { discriminant, cases } = parent;
  if (discriminant.type === "Literal" && typeof discriminant.value === "boolean")
    return one.test !== null && narrows(one.test, discriminant.value, guarded);
  if (!guarded.isValue(unwrap(discriminant)))
    return mentions(discriminant, guarded) || (one.test !== null && mentions(one.test, guarded));
  if (one.test) return !isNullish(one.test);
  return cases.some(({ test }) => test !== null && isNull(test));
}

// `try { return row.name.trim() } catch { return "" }`: a single step whose failure has an answer of its own.
function isAttempt({ block, handler }: TSESTree.TryStatement): boolean {
  if (
    block.body.length !== 1 ||
    !handler ||
    handler.body.body.length === 0 ||
    some(block, ({ type }) => type === "AwaitExpression" || /^(?:For|While|DoWhile)/.test(type))
  )
    return false;
  const error = handler.param?.type === "Identifier" ? handler.param.name : null;
  return !some(
    handler.body,
    (node) => node.type === "ThrowStatement" || (node.type === "Identifier" && node.name === error),
  );
}

function isAfterGuard(statements: readonly Node[], child: Node, guarded: Guarded): boolean {
  for (const statement of statements) {
    if (statement === child) return false;
    if (statementGuards(statement, guarded)) return true;
  }
  return false;
}

/** Whether the value is known not to be NULL after a statement has run to its end. */
function statementGuards(statement: Node, guarded: Guarded): boolean {
  switch (statement.type) {
    case "IfStatement": {
      const then =
        exits(statement.consequent) ||
        statementGuards(statement.consequent, guarded) ||
        narrows(statement.test, true, guarded);
      const otherwise = statement.alternate
        ? exits(statement.alternate) ||
          statementGuards(statement.alternate, guarded) ||
          narrows(statement.test, false, guarded)
        : narrows(statement.test, false, guarded);
      return (
        then &&
        otherwise &&
        (mentions(statement.test, guarded) ||
          some(statement.test, (node) => isCheckOfRow(node, guarded)) ||
          some(statement, (node) => isAssignment(node, guarded)))
      );
    }
    case "WhileStatement":
      return narrows(statement.test, false, guarded);
    case "BlockStatement":
      return statement.body.some((inner) => statementGuards(inner, guarded));
    case "LabeledStatement":
      return statementGuards(statement.body, guarded);
    case "TryStatement":
      return (
        statementGuards(statement.block, guarded) ||
        (statement.finalizer !== null && statementGuards(statement.finalizer, guarded))
      );
    case "SwitchStatement":
      return switchGuards(statement, guarded);
    case "ExpressionStatement":
      return expressionGuards(statement.expression, guarded);
    case "VariableDeclaration":
      return statement.declarations.some(({ init }) => init !== null && expressionGuards(init, guarded));
    default:
      return false;
  }
}

/** `switch (row.kind) { case null: return; … }` */
function switchGuards({ discriminant, cases }: TSESTree.SwitchStatement, guarded: Guarded): boolean {
  const leaves = (one: TSESTree.SwitchCase | undefined): boolean => one?.consequent.some(exits) ?? false;
  if (!guarded.isValue(unwrap(discriminant))) return mentions(discriminant, guarded) && cases.some(leaves);
  return leaves(cases.find(({ test }) => test !== null && isNull(test)) ?? cases.find(({ test }) => test === null));
}

function expressionGuards(expression: Node, guarded: Guarded): boolean {
  if (some(expression, (node) => isAssignment(node, guarded))) return true;
  const inner =
    expression.type === "AwaitExpression" || expression.type === "UnaryExpression" ? expression.argument : expression;
  if (
    inner.type === "LogicalExpression" &&
    exits({ ...inner, type: "ExpressionStatement", expression: inner.right } as never)
  ) {
    return narrows(inner.left, inner.operator === "||", guarded);
  }
  if (inner.type !== "CallExpression") return false;
  return (
    (mentions(inner, guarded) || inner.arguments.some((argument) => guarded.isRow(argument))) && asserts(inner, guarded)
  );
}

function isAssignment(node: Node, { isValue }: Guarded): boolean {
  return node.type === "AssignmentExpression" && node.operator !== "&&=" && isValue(node.left);
}

const assertionNames =
  /^(?:assert|invariant|ok$|expect|ensure|check|must|require|verify|validate|should|guard|precondition|throw|fail|is[A-Z]|t$|chai$|demand|enforce|parse)/i;
/** Assertions of equality, which a NULL meets where it is compared with one. */
const equalityNames = /^(?:deep|loose)?(?:strict)?equals?$|^to(?:Be|Equal|StrictEqual)$|^is$/i;
const nullNames = /^(?:toBe(?:Null|Undefined)|isNull|null)$/;

// `assert(x)`, `assert.ok(x)`, `expect(x).toBe(…)`, `invariant(x)`, and any function of this file that asserts or
// throws.
function asserts(call: TSESTree.CallExpression, guarded: Guarded): boolean {
  const names = namesOf(call);
  if (names[0] === "JSON" || assertsNull(call, names)) return false;
  const [test] = call.arguments;
  const isTest = test && /^(?:Binary|Logical|Unary)Expression$/.test(test.type);
  const found = functionNamed(call.callee, guarded.module);
  if (names.some((name) => assertionNames.test(name)) && !found) return isTest ? narrows(test, true, guarded) : true;
  return found !== null && throwsOn(found, call, guarded);
}

/** `expect`, `not`, `toBeNull` of `expect(x).not.toBeNull()`. */
function namesOf(call: TSESTree.CallExpression): readonly string[] {
  const names: string[] = [];
  let callee: Node = call.callee;
  while (callee.type === "MemberExpression" || callee.type === "CallExpression") {
    if (callee.type === "MemberExpression") {
      names.unshift(memberName(callee) ?? "");
      callee = callee.object;
    } else callee = callee.callee;
  }
  return callee.type === "Identifier" ? [callee.name, ...names] : names;
}

/** An assertion that it is NULL: `assert.equal(x, null)`, `expect(x).toBeNull()`. */
function assertsNull(call: TSESTree.CallExpression, names: readonly string[]): boolean {
  const last = names.at(-1) ?? "";
  if (names.includes("not")) return false;
  return (equalityNames.test(last) && call.arguments.some(isNullish)) || nullNames.test(last);
}

interface FoundFunction {
  readonly node: FunctionNode;
  readonly module: SourceModule;
}

/** The function of the project that a callee names, in whichever file; null of others. */
function functionNamed(callee: Node, module: SourceModule): FoundFunction | null {
  if (isFunction(callee)) return { node: callee, module };
  const value = traceValue(callee, module);
  return value?.kind === "function" ? value : null;
}

/** Whether a function ends the way for a value that it is given, fills it in, or says of its type that it is asserted. */
function throwsOn({ node, module }: FoundFunction, call: TSESTree.CallExpression, guarded: Guarded): boolean {
  const fills = some(node, (inner) => isAssignment(inner, guarded));
  if (fills || some(node, (inner) => inner.type === "TSTypePredicate" && inner.asserts)) return true;
  if (!some(node, (inner) => inner.type === "ThrowStatement" || isAssertion(inner))) return false;
  const inner = insideOf({ node, module }, call.arguments, guarded);
  return !inner || mentions(node, inner) || some(node, (one) => isCheckOfRow(one, inner));
}

const isAssertion = (node: Node): boolean =>
  node.type === "CallExpression" && namesOf(node).some((name) => assertionNames.test(name));

function insideOf({ node, module }: FoundFunction, given: readonly Node[], guarded: Guarded): Guarded | null {
  const parameter = given.findIndex((one) => guarded.isRow(unwrap(one)) || guarded.isValue(unwrap(one)));
  const argument = given[parameter];
  if (!argument) return null;
  const holds = guarded.isRow(unwrap(argument)) ? "row" : "value";
  return guarded.inside?.({ fn: node, module, parameter, holds }) ?? null;
}

/** What a function of the project that is given the row or the value says of it by what it gives back; null where it is none, or cannot be looked into. */
function callNarrows(call: TSESTree.CallExpression, outcome: boolean, guarded: Guarded): boolean | null {
  const found = functionNamed(call.callee, guarded.module);
  const inner = found && insideOf(found, call.arguments, guarded);
  return inner ? resultNarrows(found, outcome, inner) : null;
}

function resultNarrows({ node }: FoundFunction, outcome: boolean, inner: Guarded): boolean {
  if (node.returnType?.typeAnnotation.type === "TSTypePredicate") return outcome;
  const returned = returnedExpressions(node);
  return (
    returned.length > 0 &&
    returned.every(
      (value) =>
        (value.type === "Literal" && Boolean(value.value) !== outcome) ||
        narrows(value, outcome, inner) ||
        isGuardedAt(value, inner),
    )
  );
}

/** Whether an element that a predicate of `filter` or `find` let pass has the value. In: what the elements are. */
export function predicateNarrows(
  predicate: Node,
  holds: GivenTo["holds"] | null,
  outcome: boolean,
  guarded: Guarded,
): boolean {
  if (predicate.type === "Identifier" && predicate.name === "Boolean") return holds === "value" && outcome;
  const found = functionNamed(predicate, guarded.module);
  if (!found) return outcome;
  const inner = holds && guarded.inside?.({ fn: found.node, module: found.module, parameter: 0, holds });
  // Of elements that hold the row in something else, what is known of the file is known of the function.
  return resultNarrows(found, outcome, inner ?? guarded);
}

// `isComplete(user)`
function isCheckOfRow(node: Node, guarded: Guarded): boolean {
  return node.type === "CallExpression" && node.arguments.some((argument) => guarded.isRow(argument));
}

const leavingNames = /exit|fail|throw|abort|notfound|redirect|panic|unreachable|never|reject|error/i;

/** Whether a statement never runs to its end. */
export function exits(statement: Node): boolean {
  switch (statement.type) {
    case "ReturnStatement":
    case "ThrowStatement":
    case "ContinueStatement":
    case "BreakStatement":
      return true;
    case "BlockStatement":
      return statement.body.some(exits);
    case "IfStatement":
      return exits(statement.consequent) && statement.alternate !== null && exits(statement.alternate);
    case "TryStatement":
      return (
        (exits(statement.block) && (statement.handler === null || exits(statement.handler.body))) ||
        (statement.finalizer !== null && exits(statement.finalizer))
      );
    case "ExpressionStatement": {
      const expression =
        statement.expression.type === "AwaitExpression" ? statement.expression.argument : statement.expression;
      if (expression.type !== "CallExpression") return false;
      const { callee } = expression;
      const name =
        callee.type === "Identifier"
          ? callee.name
          : callee.type === "MemberExpression" && callee.property.type === "Identifier"
            ? callee.property.name
            : "";
      const receiver =
        callee.type === "MemberExpression" && callee.object.type === "Identifier" ? callee.object.name : "";
      // `console.error`, `logger.error` go on.
      return leavingNames.test(name) && !(/^error$/i.test(name) && receiver !== "");
    }
    default:
      return false;
  }
}

function mentions(node: Node, guarded: Guarded): boolean {
  return some(
    node,
    (inner) => guarded.isValue(inner) || (inner.type === "Identifier" && aliasedTest(inner, guarded) !== null),
  );
}

/** Whether the value cannot be NULL once `test` has come out as `outcome`. */
export function narrows(test: Node, outcome: boolean, guarded: Guarded): boolean {
  if (guarded.isValue(test)) return outcome;
  switch (test.type) {
    case "UnaryExpression":
      return test.operator === "!" ? narrows(test.argument, !outcome, guarded) : mentions(test, guarded);
    case "LogicalExpression": {
      if (test.operator === "??") return mentions(test, guarded);
      const all = (test.operator === "&&") !== outcome;
      const left = narrows(test.left, outcome, guarded);
      const right = narrows(test.right, outcome, guarded);
      // The right side is reached only past the left one: what the left rules out for it counts in both.
      return all ? left && right : left || right;
    }
    case "BinaryExpression":
      return comparisonNarrows(test, outcome, guarded);
    case "AssignmentExpression":
      return narrows(test.right, outcome, guarded) || narrows(test.left, outcome, guarded);
    case "ChainExpression":
    case "TSNonNullExpression":
    case "TSAsExpression":
    case "TSSatisfiesExpression":
    case "TSTypeAssertion":
    case "AwaitExpression":
      return narrows(test.type === "AwaitExpression" ? test.argument : test.expression, outcome, guarded);
    case "MemberExpression":
      // `x?.length` is true only of a value; `x.length` has been dereferenced already.
      if (test.object.type === "CallExpression" && isCheckOfRow(test.object, guarded)) return outcome;
      return mentions(test, guarded) && (outcome || !(test.optional && guarded.isValue(test.object)));
    case "CallExpression": {
      if (
        test.callee.type === "Identifier" &&
        test.callee.name === "Boolean" &&
        test.arguments.length === 1 &&
        test.arguments[0]
      ) {
        return narrows(test.arguments[0], outcome, guarded);
      }
      const ofAll = allNarrow(test, outcome, guarded);
      if (ofAll !== null) return ofAll;
      const said = callNarrows(test, outcome, guarded);
      if (said !== null) return said;
      if (mentions(test, guarded)) {
        // `x?.startsWith("a")` that fails says nothing.
        const { callee } = test;
        return outcome || !(callee.type === "MemberExpression" && callee.optional && guarded.isValue(callee.object));
      }
      return isCheckOfRow(test, guarded);
    }
    case "ConditionalExpression":
      return mentions(test, guarded);
    case "Identifier": {
      const aliased = aliasedTest(test, guarded);
      return aliased !== null && narrows(aliased, outcome, guarded);
    }
    case "Literal":
    case "ThisExpression":
      return false;
    default:
      return mentions(test, guarded);
  }
}

/** `rows.every((row) => row.nick)`, and `rows.some((row) => !row.nick)` that is not so. */
function allNarrow(
  { callee, arguments: [predicate] }: TSESTree.CallExpression,
  outcome: boolean,
  guarded: Guarded,
): boolean | null {
  const name = callee.type === "MemberExpression" ? memberName(callee) : null;
  if ((name !== "every" && name !== "some") || !isFunction(predicate)) return null;
  const isOfAll = (name === "every") === outcome;
  return isOfAll && predicateNarrows(predicate, null, outcome, guarded);
}

function comparisonNarrows(test: TSESTree.BinaryExpression, outcome: boolean, guarded: Guarded): boolean {
  const [left, right] = [test.left, test.right];
  if (!mentions(left, guarded) && !mentions(right, guarded)) return false;
  const equality = /^[=!]==?$/.exec(test.operator);
  if (!equality) return outcome;
  const holds = test.operator.startsWith("=") === outcome;
  const isTypeof = (node: Node): boolean =>
    node.type === "UnaryExpression" && node.operator === "typeof" && guarded.isValue(unwrap(node.argument));
  for (const [side, other] of [
    [left, right],
    [right, left],
  ] as const) {
    if (isTypeof(side)) {
      const name = other.type === "Literal" ? other.value : null;
      if (guarded.excludes === "undefined") return name === "undefined" ? !holds : holds;
      // typeof null is "object", so only another name excludes NULL, and "object" only by its absence.
      return name === "object" ? !holds : holds && name !== "undefined";
    }
    if (guarded.isValue(unwrap(side))) {
      // NULL is not undefined, save where they count as equal.
      if (isNullish(other))
        return !holds && (test.operator.length === 2 || isNull(other) !== (guarded.excludes === "undefined"));
      if (other.type === "Literal" || other.type === "TemplateLiteral") return holds;
      return true;
    }
    const plain = unwrap(side);
    if (isNullish(other) && plain.type === "MemberExpression") return !holds;
    // `x?.length !== 3` holds of NULL.
    if (plain.type === "MemberExpression" && plain.optional && guarded.isValue(unwrap(plain.object))) return holds;
  }
  return true;
}

function unwrap(node: Node): Node {
  while (
    node.type === "TSNonNullExpression" ||
    node.type === "TSAsExpression" ||
    node.type === "ChainExpression" ||
    node.type === "TSSatisfiesExpression"
  )
    node = node.expression;
  return node;
}

const isNull = (node: Node): boolean => node.type === "Literal" && node.value === null && node.raw === "null";

function isNullish(node: Node): boolean {
  return (
    isNull(node) ||
    (node.type === "Identifier" && node.name === "undefined") ||
    (node.type === "UnaryExpression" && node.operator === "void")
  );
}

/** The test a constant stands for: `const known = user.email !== null`. */
function aliasedTest(identifier: TSESTree.Identifier, guarded: Guarded): TSESTree.Expression | null {
  const variable = variableOf(guarded.module, identifier);
  if (!variable || !isNeverReassigned(variable)) return null;
  const definition = soleDefinition(variable);
  if (definition?.node.type !== "VariableDeclarator" || definition.node.id.type !== "Identifier") return null;
  const { init } = definition.node;
  if (!init || init === identifier.parent || isFunction(init)) return null;
  if (init.range[0] <= identifier.range[0] && identifier.range[1] <= init.range[1]) return null;
  const isTest =
    init.type === "BinaryExpression" ||
    init.type === "UnaryExpression" ||
    init.type === "LogicalExpression" ||
    init.type === "CallExpression" ||
    init.type === "ConditionalExpression" ||
    init.type === "ChainExpression";
  return isTest && directlyMentions(init, guarded) ? init : null;
}

function directlyMentions(node: Node, guarded: Guarded): boolean {
  if (guarded.isValue(node)) return true;
  for (const child of childrenOf(node)) if (directlyMentions(child, guarded)) return true;
  return false;
}
