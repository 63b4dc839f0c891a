import type { TSESTree } from "@typescript-eslint/utils";
import type { Variable } from "@typescript-eslint/scope-manager";
import type { Condition, Test } from "../model/sql-text.ts";
import { variableOf } from "../source/bindings.ts";
import { childrenOf } from "../source/meaning.ts";
import { unwrap } from "./text-reference.ts";
import { sourceOf, type Frame } from "./text-value.ts";

/**
 * What an expression says where it is asked whether it holds. The key is the same exactly where it is written alike, and its variables are
 * the same ones, were not written in between, and belong to the same call or were handed the same.
 */
export function testOf(node: TSESTree.Node, frame: Frame): Test {
  const inner = unwrap(node);
  if (inner.type === "UnaryExpression" && inner.operator === "!") return opposite(testOf(inner.argument, frame));
  if (inner.type === "BinaryExpression" && (inner.operator === "!==" || inner.operator === "!="))
    return { ...named([inner.left, inner.right], inner.operator.replace("!", "="), frame), truth: false };
  if (inner.type === "BinaryExpression" && (inner.operator === "===" || inner.operator === "=="))
    return named([inner.left, inner.right], inner.operator === "==" ? "==" : "===", frame);
  const given = inner.type === "Identifier" ? argumentOf(inner, frame) : undefined;
  return given ? testOf(given.node, given.frame) : named([inner], "", frame);
}

export function opposite(test: Test): Test {
  return { ...test, truth: !test.truth };
}

/** A condition that is asked at one place only. */
export function testAt(node: TSESTree.Node, frame: Frame, which = 0): Test {
  return { kind: "is", key: `${frame.module.file}|${frame.calls}|${node.range.join("-")}#${which}`, truth: true };
}

/** At least one of these; null where there are none. */
export function anyOf(conditions: readonly Condition[]): Condition | null {
  const [only] = conditions;
  return !only ? null : conditions.length === 1 ? only : { kind: "any", of: conditions };
}

function named(operands: readonly TSESTree.Node[], operator: string, frame: Frame): Test {
  const written = operands.map((operand) => sourceOf(operand, frame).replace(/\s+/g, " ")).join(operator);
  const variables = operands
    .flatMap((operand) => identifiersIn(operand))
    .map((identifier) => variableName(identifier, frame));
  return { kind: "is", key: `${frame.module.file}|${written}|${variables.join(",")}`, truth: true };
}

function identifiersIn(node: TSESTree.Node): readonly TSESTree.Identifier[] {
  return node.type === "Identifier" ? [node] : childrenOf(node).flatMap(identifiersIn);
}

/** What a variable is: what was handed over for a parameter; otherwise its declaration, and how often it was changed before it is asked. */
function variableName(identifier: TSESTree.Identifier, frame: Frame): string {
  const argument = argumentOf(identifier, frame);
  if (argument) return `(${named([argument.node], "", argument.frame).key})`;
  const variable = variableOf(frame.module, identifier);
  const declared = variable?.identifiers[0]?.range[0];
  if (!variable || declared === undefined) return identifier.name;
  const call = variable.scope.type === "module" || variable.scope.type === "global" ? "" : frame.calls;
  return `${call}${declared}^${changesBefore(identifier, variable)}`;
}

/** What was handed over for a parameter that still holds it. */
function argumentOf(
  identifier: TSESTree.Identifier,
  frame: Frame,
): { readonly node: TSESTree.Node; readonly frame: Frame } | undefined {
  const variable = variableOf(frame.module, identifier);
  return variable && changesBefore(identifier, variable) === 0 ? frame.arguments.get(variable) : undefined;
}

function changesBefore(identifier: TSESTree.Identifier, { references }: Variable): number {
  return references.filter(
    (reference) =>
      reference.identifier.range[0] < identifier.range[0] && reference.init !== true && mayChange(reference),
  ).length;
}

/** A write, or a call of a method of it (`push`). */
function mayChange(reference: { readonly identifier: unknown; isWrite(): boolean }): boolean {
  if (reference.isWrite()) return true;
  const { parent } = reference.identifier as TSESTree.Node;
  return (
    parent?.type === "MemberExpression" &&
    parent.object === reference.identifier &&
    parent.parent.type === "CallExpression" &&
    parent.parent.callee === parent
  );
}
