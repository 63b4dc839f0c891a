import type { TSESTree } from "@typescript-eslint/utils";
import { variableOf } from "../bindings.ts";
import { childrenOf } from "../meaning.ts";
import type { Frame, Place } from "./built.ts";

type Node = TSESTree.Node;

const identifiers = new WeakMap<Node, readonly TSESTree.Identifier[]>();

/** The variables that an expression names, those of functions in it left out. */
function identifiersIn(node: Node): readonly TSESTree.Identifier[] {
  const known = identifiers.get(node);
  if (known) return known;
  const found: TSESTree.Identifier[] = [];
  const visit = (at: Node): void => {
    if (at.type === "Identifier") found.push(at);
    else if (at.type === "MemberExpression") {
      visit(at.object);
      if (at.computed) visit(at.property);
    } else if (at.type === "Property") {
      if (at.computed) visit(at.key);
      visit(at.value);
    } else if (!/Function/.test(at.type) && !at.type.startsWith("TS")) childrenOf(at).forEach(visit);
    else if (at.type === "TSAsExpression" || at.type === "TSNonNullExpression" || at.type === "TSSatisfiesExpression")
      visit(at.expression);
  };
  visit(node);
  identifiers.set(node, found);
  return found;
}

/**
 * A key that is the same for two places exactly where they are written alike and their variables are the same ones, hold the same, and belong to
 * the same call.
 */
export function keyOf({ node, frame }: Place): string {
  const { module } = frame;
  const names = identifiersIn(node).map((identifier) => {
    const variable = variableOf(module, identifier);
    const declared = variable?.identifiers[0]?.range[0];
    if (!variable || declared === undefined) return identifier.name;
    const writes = variable.references.reduce(
      (count, reference) =>
        reference.isWrite() && reference.init !== true && reference.identifier.range[0] < identifier.range[0]
          ? count + 1
          : count,
      0,
    );
    return `${declared}${writes > 0 ? `^${writes}` : ""}${frameAround(declared, frame).id}`;
  });
  return `${module.file}|${module.text.slice(node.range[0], node.range[1]).replace(/\s+/g, "")}|${names.join(",")}`;
}

/** The frame whose function holds an offset. */
function frameAround(offset: number, frame: Frame): Frame {
  let at = frame;
  while (at.inside && !(at.inside.node.range[0] <= offset && offset < at.inside.node.range[1])) at = at.inside.outer;
  return at;
}

/** What stands under a condition, or behind one that ends the way: `test` holds there, or does not. */
export interface Known {
  readonly test: Node;
  readonly truth: boolean;
}

/** The conditions that are known to hold, or not to, wherever the program gets to a node. */
export function knownAt(node: Node): Known[] {
  const found: Known[] = [];
  for (let at = node; at.parent; at = at.parent) {
    const { parent } = at;
    switch (parent.type) {
      case "IfStatement":
      case "ConditionalExpression":
        if (at !== parent.test) found.push({ test: parent.test, truth: at === parent.consequent });
        break;
      case "LogicalExpression":
        if (at === parent.right && parent.operator !== "??")
          found.push({ test: parent.left, truth: parent.operator === "&&" });
        break;
      case "WhileStatement":
        if (at === parent.body) found.push({ test: parent.test, truth: true });
        break;
      case "BlockStatement":
      case "Program":
      case "SwitchCase": {
        const statements: readonly Node[] = parent.type === "SwitchCase" ? parent.consequent : parent.body;
        for (const statement of statements) {
          if (statement === at) break;
          if (statement.type === "IfStatement") {
            if (alwaysLeaves(statement.consequent)) found.push({ test: statement.test, truth: false });
            else if (statement.alternate && alwaysLeaves(statement.alternate))
              found.push({ test: statement.test, truth: true });
          }
        }
      }
    }
  }
  return found.reverse();
}

const leaving = new WeakMap<Node, boolean>();

/** True where no way leads through a statement to what stands behind it. */
export function alwaysLeaves(node: Node): boolean {
  const known = leaving.get(node);
  if (known !== undefined) return known;
  const found = ((): boolean => {
    switch (node.type) {
      case "ReturnStatement":
      case "ThrowStatement":
      case "ContinueStatement":
      case "BreakStatement":
        return true;
      case "BlockStatement":
        return node.body.some(alwaysLeaves);
      case "IfStatement":
        return (
          alwaysLeaves(node.consequent) &&
          node.alternate !== null &&
          node.alternate !== undefined &&
          alwaysLeaves(node.alternate)
        );
      default:
        return false;
    }
  })();
  leaving.set(node, found);
  return found;
}

/** True where a statement ends by throwing, whichever way is gone. */
export function alwaysThrows(node: Node): boolean {
  if (node.type === "ThrowStatement") return true;
  if (node.type === "BlockStatement") return node.body.some(alwaysThrows) && !node.body.some(mayLeaveOtherwise);
  return false;
}

function mayLeaveOtherwise(node: Node): boolean {
  return node.type !== "ThrowStatement" && mayLeave(node);
}

/** Whether some way through a statement comes to one that `ends`. */
function someWay(ends: (type: Node["type"]) => boolean): (node: Node) => boolean {
  const known = new WeakMap<Node, boolean>();
  const comes = (node: Node): boolean => {
    const found = known.get(node) ?? (ends(node.type) || comesInside(node));
    known.set(node, found);
    return found;
  };
  const comesInside = (node: Node): boolean => {
    switch (node.type) {
      case "BlockStatement":
        return node.body.some(comes);
      case "IfStatement":
        return comes(node.consequent) || (node.alternate ? comes(node.alternate) : false);
      case "TryStatement":
        return comes(node.block) || (node.finalizer ? comes(node.finalizer) : false);
      case "SwitchStatement":
        return node.cases.some(({ consequent }) => consequent.some(comes));
      case "ForStatement":
      case "ForOfStatement":
      case "ForInStatement":
      case "WhileStatement":
      case "DoWhileStatement":
      case "LabeledStatement":
        return comes(node.body);
      default:
        return false;
    }
  };
  return comes;
}

const leavingTypes: ReadonlySet<string> = new Set([
  "ReturnStatement",
  "ThrowStatement",
  "ContinueStatement",
  "BreakStatement",
]);

/** True where some way through a statement ends the function or the loop it stands in. */
export const mayLeave = someWay((type) => leavingTypes.has(type));

/** True where some way through a statement ends the function with a value. */
export const mayReturn = someWay((type) => type === "ReturnStatement");
