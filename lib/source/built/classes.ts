import type { TSESTree } from "@typescript-eslint/utils";
import { fieldWrites } from "../class-fields.ts";
import type { SourceModule } from "../module.ts";
import { keyName, memberName, type ClassNode, type FunctionNode } from "../nodes.ts";
import { traceValue } from "../trace.ts";
import type { Built, Frame, Instance, Place } from "./built.ts";

type Node = TSESTree.Node;

/** What a class of the project holds under a name. */
export type Member =
  | { readonly kind: "function" | "getter"; readonly node: FunctionNode; readonly frame: Frame }
  | { readonly kind: "value"; readonly value: Place | Built }
  /** A field that is written again, or changed in place. */
  | { readonly kind: "changed" };

/** What following an expression offers to the look-up of a member. */
export interface Entering {
  /** The frame of a function's body, given these arguments. */
  enter(node: FunctionNode, frame: Frame, given: readonly (Place | Built)[], self: Built | null): Frame;
  frameOf(module: SourceModule, from: Frame): Frame;
}

/**
 * A member of an instance: its own class's, or the nearest ancestor's, with fields as the constructors on the way set
 * them.
 * In: `above`, to begin behind a class, as `super` does. Out: null for what no class of the project gives a value.
 */
export function instanceMember(
  run: Entering,
  instance: Instance,
  self: Built,
  name: string,
  above: ClassNode | null = null,
): Member | null {
  let at: Instance | null = instance;
  let reached = above === null;
  for (let deep = 0; at && deep < 12; deep++) {
    const { node } = at;
    const made: TSESTree.FunctionExpression | null = constructorOf(node);
    const frame: Frame = { ...at.frame, self };
    const inside: Frame | null = made && at.given ? run.enter(made, at.frame, at.given, self) : null;
    if (reached) {
      const member = ownMember(node, name, false, frame) ?? (made && constructed(made, name, at, inside ?? frame));
      if (member)
        return member.kind === "value" && (isChanged(node, at.frame.module, name, false) || isFilled(at, name))
          ? { kind: "changed" }
          : member;
    }
    reached ||= node === above;
    const given = made ? superArguments(made, inside ?? frame) : at.given;
    at = parentOf(run, node, at.frame, given);
  }
  return null;
}

/** `@IsString() words = ""` of an object that others make: whoever reads the request fills it. */
function isFilled({ node, given }: Instance, name: string): boolean {
  const field = given
    ? null
    : node.body.body.findLast((one) => one.type === "PropertyDefinition" && keyName(one) === name);
  return field?.type === "PropertyDefinition" && field.decorators.length > 0 && field.value?.type === "Literal";
}

/** A static member of a class of the project, or of its nearest ancestor that has one. */
export function staticMember(run: Entering, node: ClassNode, frame: Frame, self: Built, name: string): Member | null {
  let at: Instance | null = { node, frame, given: null };
  for (let deep = 0; at && deep < 12; deep++) {
    const inside: Frame = { ...at.frame, self };
    const member = ownMember(at.node, name, true, inside) ?? setLater(at.node, name, inside);
    if (member)
      return member.kind === "value" && isChanged(at.node, at.frame.module, name, true) ? { kind: "changed" } : member;
    at = parentOf(run, at.node, at.frame, null);
  }
  return null;
}

/** True of an instance of a class or of one that extends it. */
export function isInstance(run: Pick<Entering, "frameOf">, instance: Instance, of: ClassNode): boolean {
  let at: Instance | null = instance;
  for (let deep = 0; at && deep < 12; deep++) {
    if (at.node === of) return true;
    at = parentOf(run, at.node, at.frame, null);
  }
  return false;
}

function parentOf(
  run: Pick<Entering, "frameOf">,
  node: ClassNode,
  frame: Frame,
  given: readonly (Place | Built)[] | null,
): Instance | null {
  const parent = node.superClass ? traceValue(node.superClass, frame.module) : null;
  return parent?.kind === "class" ? { node: parent.node, frame: run.frameOf(parent.module, frame), given } : null;
}

function ownMember(owner: ClassNode, name: string, isStatic: boolean, frame: Frame): Member | null {
  for (const member of owner.body.body) {
    if (member.type === "MethodDefinition") {
      if (
        member.static !== isStatic ||
        keyName(member) !== name ||
        member.kind === "set" ||
        member.kind === "constructor" ||
        member.value.type !== "FunctionExpression"
      )
        continue;
      return { kind: member.kind === "get" ? "getter" : "function", node: member.value, frame };
    }
    if (member.type !== "PropertyDefinition" && member.type !== "AccessorProperty") continue;
    if (member.static === isStatic && member.value && keyName(member) === name)
      return { kind: "value", value: { node: member.value, frame } };
  }
  return null;
}

/** A static field without a value that the program sets once. */
function setLater(owner: ClassNode, name: string, frame: Frame): Member | null {
  const { assigned, changed } = fieldWrites(owner, name, true, frame.module);
  const [only] = assigned;
  return only?.operator === "=" && assigned.length === 1 && !changed
    ? { kind: "value", value: { node: only.value, frame } }
    : null;
}

/** A field that the constructor sets: `constructor(private table: string)`, `this.table = table`. */
function constructed(
  made: TSESTree.FunctionExpression,
  name: string,
  { given }: Instance,
  frame: Frame,
): Member | null {
  for (const [index, parameter] of made.params.entries()) {
    if (parameter.type !== "TSParameterProperty") continue;
    const pattern = parameter.parameter.type === "AssignmentPattern" ? parameter.parameter.left : parameter.parameter;
    if (pattern.name !== name) continue;
    const value = given?.[index];
    if (value) return { kind: "value", value };
    return given && parameter.parameter.type === "AssignmentPattern"
      ? { kind: "value", value: { node: parameter.parameter.right, frame } }
      : null;
  }
  for (const statement of made.body.body) {
    if (
      statement.type !== "ExpressionStatement" ||
      statement.expression.type !== "AssignmentExpression" ||
      statement.expression.operator !== "="
    )
      continue;
    const { left, right } = statement.expression;
    if (left.type === "MemberExpression" && left.object.type === "ThisExpression" && memberName(left) === name)
      return { kind: "value", value: { node: right, frame } };
  }
  return null;
}

function constructorOf(node: ClassNode): TSESTree.FunctionExpression | null {
  for (const member of node.body.body) {
    if (
      member.type === "MethodDefinition" &&
      member.kind === "constructor" &&
      member.value.type === "FunctionExpression"
    )
      return member.value;
  }
  return null;
}

/**
 * What a constructor hands to `super(…)`; null where that is not known. Without what it was given itself, its own
 * parameters are not known.
 */
function superArguments(made: TSESTree.FunctionExpression, frame: Frame): readonly Place[] | null {
  for (const statement of made.body.body) {
    const call = statement.type === "ExpressionStatement" ? statement.expression : null;
    if (call?.type !== "CallExpression" || call.callee.type !== "Super") continue;
    if (call.arguments.some(({ type }) => type === "SpreadElement")) return null;
    return call.arguments.map((node) => ({ node, frame }));
  }
  return null;
}

/** True of a field that the class writes again, or changes in place, outside its constructor. */
function isChanged(owner: ClassNode, module: SourceModule, name: string, isStatic: boolean): boolean {
  const { assigned, changed } = fieldWrites(owner, name, isStatic, module);
  const isGiven =
    owner.body.body.some(
      (member) => member.type === "PropertyDefinition" && member.value !== null && keyName(member) === name,
    ) ||
    (constructorOf(owner)?.params.some(
      (parameter) => parameter.type === "TSParameterProperty" && nameOf(parameter.parameter) === name,
    ) ??
      false);
  return changed || assigned.length > (isGiven ? 0 : 1);
}

function nameOf(node: Node): string | null {
  return node.type === "Identifier" ? node.name : node.type === "AssignmentPattern" ? nameOf(node.left) : null;
}
