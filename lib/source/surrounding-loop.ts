import type { TSESTree } from "@typescript-eslint/utils";
import type { Variable } from "@typescript-eslint/scope-manager";
import type { SurroundingLoop } from "../model/surroundings.ts";
import type { Span } from "../model/span.ts";
import { isNeverReassigned, soleDefinition, variableOf } from "./bindings.ts";
import { evaluatorOf, onlyOf } from "./built/evaluator.ts";
import type { SourceModule } from "./module.ts";
import { childrenOf, isFunction, memberName, nodeAt, some, unwrap, type FunctionNode } from "./nodes.ts";

type Node = TSESTree.Node;

/** What is gone through, what of it a round has, and what a round does. */
interface Rounds {
  readonly over: Node;
  readonly element: Node;
  /** The element is a number, and what it numbers is what differs. */
  readonly isIndex: boolean;
  readonly body: Node;
}

/**
 * The loop around a call that is awaited in each round: `for … of`, a counted `for`, a callback of `map`, `forEach` or `flatMap`. Null where there
 * is none, where it ends when something is found or done (`while`, streams, retries), and where it goes through a list that the program has written out.
 * In: where the call stands.
 */
export function surroundingLoop(call: Span, module: SourceModule): SurroundingLoop | null {
  const node = nodeAt(module.ast, call);
  const rounds = node && roundsAround(node);
  if (!node || !rounds || isWrittenOut(rounds.over, module) || endsEarly(rounds.body)) return null;
  return {
    over: module.text.slice(...rounds.over.range),
    round: { start: rounds.body.range[0], end: rounds.body.range[1] },
    isFirst: !someHere(
      rounds.body,
      (at) => at.type === "AwaitExpression" && !isIn(node, at) && at.range[0] < node.range[0],
    ),
    isAlone: awaitsIn(rounds.body) <= 1 && !isGuarded(node, rounds.body),
    isUnused: isUnused(node, rounds.body),
    varies: (value) => {
      const found = nodeAt(module.ast, value);
      return found !== null && new Rounded(rounds, module).varies(found);
    },
  };
}

function roundsAround(call: Node): Rounds | null {
  let awaited = false;
  let child = call;
  for (let node = call.parent; node; child = node, node = node.parent) {
    awaited ||= node.type === "AwaitExpression";
    switch (node.type) {
      case "ForOfStatement":
      case "ForInStatement":
        if (child !== node.body) break;
        return awaited && !("await" in node && node.await)
          ? { over: node.right, element: node.left, isIndex: false, body: node.body }
          : null;
      case "ForStatement":
        if (child === node.body) return awaited ? counted(node) : null;
        break;
      case "WhileStatement":
      case "DoWhileStatement":
        return null;
      case "ArrowFunctionExpression":
      case "FunctionExpression":
      case "FunctionDeclaration":
        return isFunction(node) ? ofCallback(node, awaited) : null;
    }
  }
  return null;
}

/** `for (let i = 0; i < ids.length; i++)` */
function counted({ init, test, body }: TSESTree.ForStatement): Rounds | null {
  const [declared] = init?.type === "VariableDeclaration" ? init.declarations : [];
  if (!declared || test?.type !== "BinaryExpression") return null;
  const { right } = test;
  if (right.type !== "MemberExpression" || memberName(right) !== "length") return null;
  return { over: right.object, element: declared.id, isIndex: true, body };
}

const rounding: ReadonlySet<string | null> = new Set(["map", "forEach", "flatMap"]);
const waiting: ReadonlySet<string | null> = new Set(["all", "allSettled"]);

function ofCallback(fn: FunctionNode, awaited: boolean): Rounds | null {
  const { parent } = fn;
  if (parent.type !== "CallExpression" || parent.arguments[0] !== fn || parent.callee.type !== "MemberExpression")
    return null;
  const [element] = fn.params;
  if (!element || !rounding.has(memberName(parent.callee))) return null;
  // What is only built in each round may be sent as a whole.
  if (!awaited && !(fn.async && returns(fn)) && !isAwaitedTogether(parent)) return null;
  return { over: parent.callee.object, element, isIndex: false, body: fn.body };
}

const returns = ({ body }: FunctionNode): boolean =>
  body?.type !== "BlockStatement" || some(body, ({ type }) => type === "ReturnStatement");

/** `Promise.all(ids.map(…))` */
function isAwaitedTogether(call: TSESTree.CallExpression): boolean {
  const { parent } = call;
  return (
    parent.type === "CallExpression" &&
    parent.arguments[0] === call &&
    parent.callee.type === "MemberExpression" &&
    parent.callee.object.type === "Identifier" &&
    parent.callee.object.name === "Promise" &&
    waiting.has(memberName(parent.callee))
  );
}

/** A list whose elements the program says, and how many they are. */
function isWrittenOut(over: Node, module: SourceModule): boolean {
  const evaluator = evaluatorOf(module);
  const value = onlyOf(evaluator.briefly(500, () => evaluator.value({ node: unwrap(over), frame: evaluator.top })));
  return value?.kind === "list" && !value.open && value.openWhen === undefined && value.items.length > 0;
}

/** A round may be the last one: it looks for something, or gives up. */
function endsEarly(body: Node): boolean {
  if (isFunction(body.parent)) return false;
  return someHere(body, ({ type }) => type === "BreakStatement" || type === "ReturnStatement");
}

const awaitsIn = (body: Node): number => {
  let count = 0;
  someHere(body, ({ type }) => {
    if (type === "AwaitExpression") count++;
    return false;
  });
  return count;
};

/** What fails in one round does not keep the others from being done. */
function isGuarded(node: Node, body: Node): boolean {
  for (let at = node.parent; at && at !== body.parent; at = at.parent) {
    if (at.type === "TryStatement" || at.type === "IfStatement" || at.type === "ConditionalExpression") return true;
    if (at.type === "CallExpression" && at.callee.type === "MemberExpression" && memberName(at.callee) === "catch")
      return true;
  }
  return false;
}

function isUnused(node: Node, body: Node): boolean {
  let at: Node = node;
  while (at.parent && (at.parent.type === "AwaitExpression" || at.parent.type === "ChainExpression")) at = at.parent;
  return at.parent?.type === "ExpressionStatement" || (at === body && isFunction(body.parent));
}

/** As `some`, but not in functions inside. */
function someHere(node: Node, test: (node: Node) => boolean): boolean {
  let found = false;
  const visit = (at: Node): void => {
    if (found) return;
    found = test(at);
    for (const child of childrenHere(at)) visit(child);
  };
  visit(node);
  return found;
}

const childrenHere = (node: Node): readonly Node[] => childrenOf(node).filter((child) => !isFunction(child));

/** What differs from round to round, and what a round finds out itself. */
class Rounded {
  readonly #rounds: Rounds;
  readonly #module: SourceModule;
  readonly #known = new Map<Variable, "differs" | "found out" | "same">();

  constructor(rounds: Rounds, module: SourceModule) {
    this.#rounds = rounds;
    this.#module = module;
  }

  varies(value: Node): boolean {
    return this.#is(value) === "differs";
  }

  #is(value: Node): "differs" | "found out" | "same" {
    if (someHere(value, ({ type }) => type === "AwaitExpression")) return "found out";
    const found = new Set<string>();
    someHere(value, (node) => {
      if (node.type === "Identifier" && !isName(node)) found.add(this.#ofIdentifier(node));
      return false;
    });
    return found.has("found out") ? "found out" : found.has("differs") ? "differs" : "same";
  }

  #ofIdentifier(node: TSESTree.Identifier): "differs" | "found out" | "same" {
    const variable = variableOf(this.#module, node);
    if (!variable) return "same";
    const known = this.#known.get(variable);
    if (known) return known;
    this.#known.set(variable, "same");
    const found = this.#ofVariable(variable, node);
    this.#known.set(variable, found);
    return found;
  }

  #ofVariable(variable: Variable, node: TSESTree.Identifier): "differs" | "found out" | "same" {
    const { element, body, isIndex } = this.#rounds;
    const definition = soleDefinition(variable);
    const name = variable.identifiers[0];
    if (!definition || !name) return "same";
    if (isIn(name, element)) return !isIndex || isIndexing(node) ? "differs" : "found out";
    // What a round changes, the next one goes on with.
    if (!isIn(name, body)) return isChangedIn(variable, body) ? "found out" : "same";
    if (!isNeverReassigned(variable) || definition.node.type !== "VariableDeclarator" || !definition.node.init)
      return "found out";
    return this.#is(definition.node.init);
  }
}

const isChangedIn = (variable: Variable, body: Node): boolean =>
  variable.references.some((reference) => reference.isWrite() && isIn(reference.identifier, body));

/** `ids[i]` */
function isIndexing(node: TSESTree.Identifier): boolean {
  return node.parent.type === "MemberExpression" && node.parent.computed && node.parent.property === node;
}

/** The name of a property is no variable. */
function isName(node: TSESTree.Identifier): boolean {
  const { parent } = node;
  return (
    (parent.type === "MemberExpression" && !parent.computed && parent.property === node) ||
    (parent.type === "Property" && !parent.computed && parent.key === node && !parent.shorthand)
  );
}

const isIn = (node: Node, around: Node): boolean =>
  node.range[0] >= around.range[0] && node.range[1] <= around.range[1];
