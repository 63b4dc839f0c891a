import type { TSESTree } from "@typescript-eslint/utils";
import type { Variable } from "@typescript-eslint/scope-manager";
import { variableOf } from "../source/bindings.ts";
import {
  classMember,
  enclosingClass,
  exportedMeaning,
  meaningOf,
  nameOfKey,
  type ClassNode,
  type FunctionNode,
  type Meaning,
} from "../source/meaning.ts";
import type { SourceModule } from "../source/module.ts";
import { spanOf, type Frame } from "./text-value.ts";

/** What a name or a member leads to. */
export type Target =
  | { readonly kind: "expression"; readonly node: TSESTree.Node; readonly frame: Frame }
  | { readonly kind: "function"; readonly node: FunctionNode; readonly frame: Frame }
  | { readonly kind: "class"; readonly node: ClassNode; readonly frame: Frame }
  | { readonly kind: "enum"; readonly node: TSESTree.TSEnumDeclaration; readonly frame: Frame }
  | { readonly kind: "module"; readonly module: SourceModule; readonly frame: Frame };

/** The frame to go on in where following leads into `module`: from another file on, `at` is what gets underlined. */
export function frameIn(module: SourceModule, frame: Frame, at: TSESTree.Node): Frame {
  if (module === frame.module) return frame;
  const anchor = module === frame.context.module ? null : spanOf(at, frame);
  return { ...frame, module, anchor };
}

/** Expressions that only wrap another: types, parentheses, `await`, optional chains. */
export function unwrap(node: TSESTree.Node): TSESTree.Node {
  switch (node.type) {
    case "TSAsExpression":
    case "TSSatisfiesExpression":
    case "TSNonNullExpression":
    case "TSTypeAssertion":
    case "TSInstantiationExpression":
    case "ChainExpression":
      return unwrap(node.expression);
    case "AwaitExpression":
      return unwrap(node.argument);
    default:
      return node;
  }
}

/** What an expression leads to where it is a name or a member; itself as an expression where it is neither. */
export function targetOf(node: TSESTree.Node, frame: Frame): Target | null {
  if (frame.budget.left-- <= 0) return null;
  const inner = unwrap(node);
  if (inner.type === "Identifier") {
    const variable = variableOf(frame.module, inner);
    const argument = variable && frame.arguments.get(variable);
    if (argument) return targetOf(argument.node, argument.frame);
    return targetOfMeaning(meaningOf(inner, frame.module), frame, inner);
  }
  if (inner.type === "MemberExpression") {
    const name = memberName(inner);
    if (name === null) return null;
    return memberOf(inner.object, name, frame, inner);
  }
  if (inner.type === "FunctionExpression" || inner.type === "ArrowFunctionExpression")
    return { kind: "function", node: inner, frame };
  if (inner.type === "ClassExpression") return { kind: "class", node: inner, frame };
  return { kind: "expression", node: inner, frame };
}

export function memberName(node: TSESTree.MemberExpression): string | null {
  if (!node.computed) return nameOfKey(node.property);
  return node.property.type === "Literal" ? String(node.property.value) : null;
}

function targetOfMeaning(meaning: Meaning | null, frame: Frame, at: TSESTree.Node): Target | null {
  switch (meaning?.kind) {
    case "value":
      return targetOf(meaning.node, frameIn(meaning.module, frame, at));
    case "function":
      return { kind: "function", node: meaning.node, frame: frameIn(meaning.module, frame, at) };
    case "class":
      return { kind: "class", node: meaning.node, frame: frameIn(meaning.module, frame, at) };
    case "enum":
      return { kind: "enum", node: meaning.node, frame: frameIn(meaning.module, frame, at) };
    case "namespace":
      return { kind: "module", module: meaning.module, frame: frameIn(meaning.module, frame, at) };
    case "property":
      return memberOf(meaning.from, meaning.key, frameIn(meaning.module, frame, at), at);
    default:
      return null;
  }
}

function memberOf(object: TSESTree.Node, name: string, frame: Frame, at: TSESTree.Node): Target | null {
  const inner = unwrap(object);
  if (inner.type === "ThisExpression" || inner.type === "Super") {
    const owner = enclosingClass(inner);
    return owner && classTarget(owner, name, frame, at);
  }
  const target = targetOf(inner, frame);
  switch (target?.kind) {
    case "module":
      return targetOfMeaning(exportedMeaning(target.module, name), frame, at);
    case "class":
      return classTarget(target.node, name, target.frame, at);
    case "enum": {
      const members = target.node;
      const member = (members.body?.members ?? members.members ?? []).find((one) => nameOfKey(one.id) === name);
      return member?.initializer ? targetOf(member.initializer, target.frame) : null;
    }
    case "expression":
      return propertyOf(target.node, name, target.frame, at);
    default:
      return null;
  }
}

function propertyOf(node: TSESTree.Node, name: string, frame: Frame, at: TSESTree.Node): Target | null {
  if (
    node.type === "CallExpression" &&
    node.callee.type === "MemberExpression" &&
    memberName(node.callee) === "freeze" &&
    node.arguments[0]
  ) {
    return propertyOf(unwrap(node.arguments[0]), name, frame, at);
  }
  if (node.type === "NewExpression") {
    const owner = targetOf(node.callee, frame);
    return owner?.kind === "class" ? classTarget(owner.node, name, owner.frame, at) : null;
  }
  if (node.type !== "ObjectExpression") return null;
  let found: TSESTree.Node | null = null;
  for (const property of node.properties) {
    if (property.type === "SpreadElement") {
      const spread = memberOf(property.argument, name, frame, at);
      if (spread) return spread;
      found = null;
    } else if (property.computed ? property.key.type !== "Literal" : true) {
      if (nameOfKey(property.key) === name) found = property.value;
    }
  }
  return found && targetOf(found, frame);
}

function classTarget(owner: ClassNode, name: string, frame: Frame, at: TSESTree.Node, depth = 0): Target | null {
  const member = classMember(owner, name, frame.module);
  if (member) {
    return member.kind === "function" ? { kind: "function", node: member.node, frame } : targetOf(member.node, frame);
  }
  const declares = owner.body.body.some((one) => "key" in one && nameOfKey(one.key) === name);
  if (declares || !owner.superClass || depth > 4) return null;
  const base = targetOf(owner.superClass, frame);
  return base?.kind === "class"
    ? classTarget(base.node, name, frameIn(base.frame.module, base.frame, at), at, depth + 1)
    : null;
}

/** What the parameters of a function stand for in a call. */
export function argumentsOf(
  fn: FunctionNode,
  call: readonly TSESTree.Node[],
  target: Frame,
  caller: Frame,
): Map<Variable, { node: TSESTree.Node; frame: Frame }> {
  const bound = new Map(target.arguments);
  const variables = target.module.scopes.getDeclaredVariables(fn);
  const variable = (name: TSESTree.Identifier): Variable | undefined =>
    variables.find((one) => one.identifiers.includes(name));
  const bind = (pattern: TSESTree.Node, node: TSESTree.Node | null, frame: Frame): void => {
    if (pattern.type === "AssignmentPattern") {
      if (node) bind(pattern.left, node, frame);
      else bind(pattern.left, pattern.right, target);
    } else if (pattern.type === "Identifier") {
      const found = variable(pattern);
      // An earlier call's value must not shine through where this one gives none.
      if (found && node) bound.set(found, { node, frame });
      else if (found) bound.delete(found);
    } else if (pattern.type === "TSParameterProperty") {
      bind(pattern.parameter, node, frame);
    } else if (pattern.type === "ObjectPattern") {
      for (const property of pattern.properties) {
        if (property.type !== "Property") continue;
        const key = nameOfKey(property.key);
        const value = node && key !== null ? memberOf(node, key, frame, node) : null;
        bind(property.value, value && "node" in value ? value.node : null, value?.frame ?? frame);
      }
    }
  };
  const spread = call.findIndex((argument) => argument.type === "SpreadElement");
  fn.params.forEach((parameter, index) => {
    const argument = spread >= 0 && index >= spread ? null : (call[index] ?? null);
    bind(parameter, argument, caller);
  });
  return bound;
}
