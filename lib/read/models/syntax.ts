import type { Variable } from "@typescript-eslint/scope-manager";
import type { TSESTree } from "@typescript-eslint/utils";
import { constantsAt } from "../../source/constants.ts";
import { lineAt } from "../../source/lines.ts";
import { classMember, exportedMeaning, meaningOf, type Meaning } from "../../source/meaning.ts";
import type { SourceModule } from "../../source/module.ts";
import {
  enclosingClass,
  isFunction,
  memberName,
  nameOfKey,
  returnedExpressions,
  type FunctionNode,
} from "../../source/nodes.ts";
import type { DeclaredAt } from "./declared.ts";

/** An expression, the module it stands in, and what parameters of the functions around it were given. */
export interface Term {
  readonly node: TSESTree.Node;
  readonly module: SourceModule;
  readonly given: Given;
}

export type Given = ReadonlyMap<Variable, Term>;
export const nothingGiven: Given = new Map();

export const term = (node: TSESTree.Node, { module, given }: Pick<Term, "module" | "given">): Term => ({
  node,
  module,
  given,
});

const furthest = 12;

/**
 * What a term stands for: names followed to their values across modules, type assertions taken off. Never null; what
 * cannot be followed stays.
 */
export function resolved(start: Term, depth = 0): Term {
  const { node } = start;
  if (depth > furthest) return start;
  switch (node.type) {
    case "TSAsExpression":
    case "TSSatisfiesExpression":
    case "TSNonNullExpression":
    case "TSTypeAssertion":
      return resolved(term(node.expression, start), depth + 1);
    case "Identifier": {
      const meaning = meaningOf(node, start.module);
      return meaning ? ofMeaning(meaning, start, depth) : start;
    }
    case "MemberExpression": {
      const name = memberName(node);
      if (name === null) return start;
      if (node.object.type === "ThisExpression") {
        const owner = enclosingClass(node);
        const member = owner && classMember(owner, name, start.module);
        return member?.kind === "value" ? resolved(term(member.node, start), depth + 1) : start;
      }
      const found = memberOf(resolved(term(node.object, start), depth + 1), name, depth);
      return found ? resolved(found, depth + 1) : start;
    }
    default:
      return start;
  }
}

function ofMeaning(meaning: Meaning, start: Term, depth: number): Term {
  switch (meaning.kind) {
    case "value":
      return resolved(
        {
          node: meaning.node,
          module: meaning.module,
          given: meaning.module === start.module ? start.given : nothingGiven,
        },
        depth + 1,
      );
    case "parameter": {
      const known = start.given.get(meaning.variable);
      return known ? resolved(known, depth + 1) : start;
    }
    case "function":
    case "class":
    case "enum":
      return { node: meaning.node, module: meaning.module, given: nothingGiven };
    case "property": {
      const from = resolved({ node: meaning.from, module: meaning.module, given: start.given }, depth + 1);
      const found = memberOf(from, meaning.key, depth);
      return found ? resolved(found, depth + 1) : start;
    }
    case "namespace":
      return { node: meaning.module.ast, module: meaning.module, given: nothingGiven };
    default:
      return start;
  }
}

function memberOf(owner: Term, name: string, depth: number): Term | null {
  const { node } = owner;
  if (node.type === "Program") {
    const meaning = exportedMeaning(owner.module, name);
    return meaning && meaning.kind !== "package" && meaning.kind !== "property"
      ? ofMeaning(meaning, owner, depth)
      : null;
  }
  if (node.type === "ObjectExpression") return propertiesOf(owner).find(({ key }) => key === name)?.value ?? null;
  if (node.type === "TSEnumDeclaration") {
    const member = node.body.members.find(({ id }) => nameOfKey(id) === name);
    return member?.initializer ? term(member.initializer, owner) : null;
  }
  if (node.type === "ClassDeclaration" || node.type === "ClassExpression") {
    const member = classMember(node, name, owner.module);
    return member?.kind === "value" ? term(member.node, owner) : null;
  }
  return null;
}

export interface Property {
  readonly key: string;
  readonly value: Term;
  /** The key's node, for its place. */
  readonly at: Term;
}

/**
 * The properties of an object, spreads followed, the last of a name at the place of the first as JavaScript has it.
 * Out: none for what is no object.
 */
export function propertiesOf(start: Term, depth = 0): readonly Property[] {
  const owner = resolved(start);
  const { node } = owner;
  if (depth > furthest) return [];
  if (node.type === "CallExpression") {
    const made = returnOf(owner);
    if (made) return propertiesOf(made, depth + 1);
    // Object.assign({}, a, b), Object.freeze(a)
    if (
      node.callee.type === "MemberExpression" &&
      node.callee.object.type === "Identifier" &&
      node.callee.object.name === "Object"
    )
      return node.arguments.flatMap((argument) => propertiesOf(term(argument, owner), depth + 1));
    return [];
  }
  if (node.type !== "ObjectExpression") return [];
  const found = new Map<string, Property>();
  for (const member of node.properties) {
    if (member.type === "SpreadElement") {
      for (const property of propertiesOf(term(member.argument, owner), depth + 1)) found.set(property.key, property);
      continue;
    }
    const key = member.computed ? stringOf(term(member.key, owner)) : nameOfKey(member.key);
    if (key !== null) found.set(key, { key, value: term(member.value, owner), at: term(member.key, owner) });
  }
  return [...found.values()];
}

/** A property of an object by its name; null where it has none. */
export function propertyOf(owner: Term | null, name: string): Term | null {
  return owner ? (propertiesOf(owner).find(({ key }) => key === name)?.value ?? null) : null;
}

/** The elements of an array, spreads followed; null where it is none that is written out. */
export function elementsOf(start: Term, depth = 0): readonly Term[] | null {
  const owner = resolved(start);
  const { node } = owner;
  if (depth > furthest) return null;
  if (node.type === "ArrayExpression") {
    const elements: Term[] = [];
    for (const element of node.elements) {
      if (!element) continue;
      if (element.type !== "SpreadElement") elements.push(term(element, owner));
      else elements.push(...(elementsOf(term(element.argument, owner), depth + 1) ?? []));
    }
    return elements;
  }
  // Object.values(x), Object.freeze([…])
  if (
    node.type === "CallExpression" &&
    node.callee.type === "MemberExpression" &&
    node.callee.object.type === "Identifier" &&
    node.callee.object.name === "Object"
  ) {
    const [argument] = node.arguments;
    const method = nameOfKey(node.callee.property);
    if (!argument) return null;
    if (method === "freeze") return elementsOf(term(argument, owner), depth + 1);
    const values = resolved(term(argument, owner));
    if (method === "values" && values.node.type === "TSEnumDeclaration")
      return values.node.body.members.flatMap(({ initializer }) => (initializer ? term(initializer, values) : []));
    if (method === "values" && values.node.type === "ObjectExpression")
      return propertiesOf(values).map(({ value }) => value);
    if (method === "keys" && values.node.type === "ObjectExpression") return propertiesOf(values).map(({ at }) => at);
  }
  return null;
}

/** A text that is written out, or put together of such; null where it is none. */
export function stringOf(start: Term | null | undefined, depth = 0): string | null {
  if (!start || depth > furthest) return null;
  if (start.node.type !== "Literal" && start.given.size === 0) {
    const value = constantsAt(start.node, start.module);
    if (value) return value.kind === "constant" && typeof value.value === "string" ? value.value : null;
  }
  const owner = resolved(start);
  const { node } = owner;
  if (node.type === "Literal") return typeof node.value === "string" ? node.value : null;
  if (node.type === "TemplateLiteral") {
    let text = "";
    for (const [index, quasi] of node.quasis.entries()) {
      text += quasi.value.cooked ?? "";
      const hole = node.expressions[index];
      if (!hole) continue;
      const inner = stringOf(term(hole, owner), depth + 1) ?? numberOf(term(hole, owner))?.toString() ?? null;
      if (inner === null) return null;
      text += inner;
    }
    return text;
  }
  if (node.type === "BinaryExpression" && node.operator === "+") {
    const left = stringOf(term(node.left, owner), depth + 1);
    const right = left === null ? null : stringOf(term(node.right, owner), depth + 1);
    if (left !== null && right !== null) return left + right;
  }
  const made = node.type === "CallExpression" ? returnOf(owner) : null;
  return made && stringOf(made, depth + 1);
}

/**
 * Whether a name is given, and not as a text that can be told: what it names is not known. `undefined` and `null` give
 * none.
 */
export function isUntold(start: Term | null | undefined): boolean {
  if (!start || stringOf(start) !== null) return false;
  const { node } = resolved(start);
  return (
    !(node.type === "Literal" && node.value === null) && !(node.type === "Identifier" && node.name === "undefined")
  );
}

export function numberOf(start: Term | null | undefined): number | null {
  if (!start) return null;
  const { node } = resolved(start);
  if (
    node.type === "UnaryExpression" &&
    node.operator === "-" &&
    node.argument.type === "Literal" &&
    typeof node.argument.value === "number"
  )
    return -node.argument.value;
  return node.type === "Literal" && typeof node.value === "number" ? node.value : null;
}

export function booleanOf(start: Term | null | undefined): boolean | null {
  if (!start) return null;
  const { node } = resolved(start);
  return node.type === "Literal" && typeof node.value === "boolean" ? node.value : null;
}

/**
 * What a call of a function of the project gives back, with its parameters given; null where that is not one
 * expression.
 */
export function returnOf(call: Term): Term | null {
  if (call.node.type !== "CallExpression") return null;
  const callee = resolved(term(call.node.callee, call));
  if (!isFunction(callee.node)) return null;
  return resultOf(
    { ...callee, node: callee.node },
    call.node.arguments.map((argument) => term(argument, call)),
  );
}

/** The one expression a function gives back for these arguments; null where it has several or none. */
export function resultOf(fn: Term & { readonly node: FunctionNode }, args: readonly Term[]): Term | null {
  const results = returnedExpressions(fn.node);
  const [result] = results;
  if (!result || results.length > 1) return null;
  const given = new Map(fn.given);
  const variables = fn.module.scopes.getDeclaredVariables(fn.node);
  for (const [index, parameter] of fn.node.params.entries()) {
    const name = parameter.type === "AssignmentPattern" ? parameter.left : parameter;
    const value = args[index] ?? (parameter.type === "AssignmentPattern" ? term(parameter.right, fn) : undefined);
    const variable = name.type === "Identifier" ? variables.find((one) => one.name === name.name) : undefined;
    if (variable && value) given.set(variable, value);
  }
  return { node: result, module: fn.module, given };
}

/**
 * What a name stands for in a package: `{ specifier: "drizzle-orm/pg-core", name: "pgTable" }`; `*` is the whole of it.
 */
export function packageNameOf({ node, module }: Term): { readonly specifier: string; readonly name: string } | null {
  if (node.type === "Identifier") {
    const meaning = meaningOf(node, module);
    return meaning?.kind === "package" ? { specifier: meaning.specifier, name: meaning.name } : null;
  }
  if (node.type !== "MemberExpression" || node.object.type !== "Identifier") return null;
  const owner = packageNameOf({ node: node.object, module, given: nothingGiven });
  const name = memberName(node);
  return owner && name !== null && (owner.name === "*" || owner.name === "default")
    ? { specifier: owner.specifier, name }
    : null;
}

/** A chain of calls, `a(x).b(y).c()`: what is called first and the methods after it, in order. */
export interface Chain {
  readonly callee: Term;
  readonly arguments: readonly Term[];
  readonly methods: readonly { readonly name: string; readonly arguments: readonly Term[] }[];
}

export function chainOf(start: Term): Chain | null {
  const methods: { name: string; arguments: readonly Term[] }[] = [];
  let at: TSESTree.Node = start.node;
  for (;;) {
    if (at.type === "TSAsExpression" || at.type === "TSNonNullExpression" || at.type === "TSSatisfiesExpression")
      at = at.expression;
    if (at.type !== "CallExpression") return null;
    const args = at.arguments.map((argument) => term(argument, start));
    const { callee } = at;
    if (callee.type === "MemberExpression" && isCall(callee.object)) {
      methods.unshift({ name: memberName(callee) ?? "", arguments: args });
      at = callee.object;
      continue;
    }
    return { callee: term(callee, start), arguments: args, methods };
  }
}

const isCall = (node: TSESTree.Node): boolean =>
  node.type === "CallExpression" ||
  ((node.type === "TSAsExpression" || node.type === "TSNonNullExpression" || node.type === "TSSatisfiesExpression") &&
    isCall(node.expression));

/** The place of a node. */
export const placeOf = ({ node, module }: Term): DeclaredAt => ({
  file: module.file,
  line: lineAt(module.text, node.range[0]),
  span: { start: node.range[0], end: node.range[1] },
});
