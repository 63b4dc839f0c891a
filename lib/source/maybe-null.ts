import type { TSESTree } from "@typescript-eslint/utils";
import type { Span } from "../model/span.ts";
import { isNeverReassigned, variableOf } from "./bindings.ts";
import { isGuardedAt } from "./guards.ts";
import { meaningOf } from "./meaning.ts";
import type { SourceModule } from "./module.ts";
import { nodeAt, unwrap } from "./nodes.ts";
import { checksNull } from "./null-checks.ts";
import { parameterOf, pathOf, type ValuePath } from "./value-path.ts";
import { admitsNull, declaredAt, memberOfType, unionOf, type TypeTerm } from "./written-types.ts";

type Node = TSESTree.Node;

const furthest = 8;

/**
 * Whether a value that the program sends may be null, by how it is written or by the type that is declared for it, and is not looked at before. In: where the
 * expression stands; whether undefined counts as well. Out: false also where nothing tells.
 */
export function mayBeNull(span: Span, module: SourceModule, orUndefined: boolean): boolean {
  const node = nodeAt(module.ast, span);
  return node !== null && isPerhapsNull(node, { module, use: node, orUndefined }, 0);
}

interface Use {
  readonly module: SourceModule;
  readonly orUndefined: boolean;
  /** The expression that is sent. */
  readonly use: Node;
}

function isPerhapsNull(node: Node, at: Use, depth: number): boolean {
  if (depth > furthest) return false;
  const deeper = (inner: Node): boolean => isPerhapsNull(inner, at, depth + 1);
  switch (node.type) {
    case "Literal":
      return node.raw === "null";
    case "Property":
      return deeper(node.value);
    case "TSAsExpression":
    case "TSSatisfiesExpression":
    case "TSTypeAssertion":
      // Whoever claims another type means what is there.
      return unwrap(node).type !== "Identifier" && unwrap(node).type !== "MemberExpression" && deeper(node.expression);
    case "ConditionalExpression":
      return deeper(node.consequent) || deeper(node.alternate);
    case "LogicalExpression":
      return deeper(node.right);
    case "ChainExpression":
      return at.orUndefined && !isChecked(node, at);
    case "Identifier":
      return ofName(node, at, depth);
    case "MemberExpression":
      return ofType(node, at);
    default:
      return false;
  }
}

function ofName(name: TSESTree.Identifier, at: Use, depth: number): boolean {
  const variable = variableOf(at.module, name);
  if (!variable || variable.defs.length === 0) return at.orUndefined && name.name === "undefined";
  if (!isNeverReassigned(variable)) return false;
  const meaning = meaningOf(name, at.module);
  if (meaning?.kind === "value")
    return (
      meaning.module === at.module &&
      meaning.node !== name &&
      isPerhapsNull(meaning.node, at, depth + 1) &&
      !isChecked(name, at)
    );
  // A default stands in for what is left out.
  const isFilled = variable.identifiers[0]?.parent?.type === "AssignmentPattern";
  return !isFilled && ofType(name, at);
}

/** What is written for a parameter, or for a member of one, admits null or undefined. */
function ofType(node: Node, at: Use): boolean {
  const { module } = at;
  const path = pathOf(node, module);
  const parameter = path && parameterOf(path);
  if (!path || !parameter || !checksNull(module)) return false;
  const root = path.root as Node;
  const annotation = "typeAnnotation" in root ? root.typeAnnotation : null;
  const type = annotation?.type === "TSTypeAnnotation" ? annotation.typeAnnotation : null;
  const isAdmitted =
    path.names.length === 0
      ? (at.orUndefined && root.type === "Identifier" && root.optional) ||
        (type !== null && admits({ node: type, module }, at))
      : type !== null && isMemberNullable({ node: type, module }, path, at);
  return isAdmitted && !isChecked(node, at);
}

/** A union that names null, or undefined where that counts. */
const admits = (term: TypeTerm, { orUndefined }: Use): boolean =>
  admitsNull(term) === true &&
  (orUndefined || unionOf(term).some(({ node }) => node.type === "TSNullKeyword" || isNullLiteral(node)));

const isNullLiteral = (node: Node): boolean =>
  node.type === "TSLiteralType" && node.literal.type === "Literal" && node.literal.raw === "null";

function isMemberNullable(start: TypeTerm, { names }: ValuePath, at: Use): boolean {
  const [last = ""] = names.slice(-1);
  const owner = declaredAt(start, names.slice(0, -1));
  const member = owner && owner !== "outside" ? memberOfType(owner, last) : null;
  return member !== null && ((at.orUndefined && member.optional) || admits(member.type, at));
}

/** Whether the program gets there only where the value was looked at. */
function isChecked(node: Node, { module, use }: Use): boolean {
  const path = pathOf(node.type === "ChainExpression" ? node.expression : node, module);
  if (!path) return false;
  const isPart = (other: Node, from: number): boolean => {
    const plain = other.type === "ChainExpression" ? other.expression : other;
    const found = plain.type === "Identifier" || plain.type === "MemberExpression" ? pathOf(plain, module) : null;
    return (
      found?.root === path.root &&
      found.names.length >= from &&
      found.names.length <= path.names.length &&
      found.names.every((name, index) => name === path.names[index])
    );
  };
  return isGuardedAt(use, {
    module,
    isValue: (other) => isPart(other, path.names.length),
    isRow: (other) => isPart(other, 0),
  });
}
