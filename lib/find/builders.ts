import type { TSESTree } from "@typescript-eslint/utils";
import type { Library } from "../model/site.ts";
import type { BuilderCall } from "../source/built/builder-call.ts";
import type { Chain } from "../source/built/built.ts";
import { Run } from "../source/built/run.ts";
import type { SourceModule } from "../source/module.ts";
import { descendants } from "./walk.ts";

type Node = TSESTree.Node;

const firstWay = { decide: () => 0 };

/**
 * Finds the chains of calls that query builders are made of. A chain counts by the client or model it begins with, never by the
 * names of its methods. Out: each whole chain once, in source order, with what becomes of it; whether it is a statement, its library's
 * reader says.
 */
export function findBuilders(module: SourceModule): BuilderCall[] {
  const run = new Run(module, firstWay);
  const found: BuilderCall[] = [];
  for (const node of descendants(module.ast)) {
    // A builder kept in a variable goes on where the variable is named.
    if (node.type !== "CallExpression" && node.type !== "Identifier") continue;
    if (node.type === "Identifier" && !isRead(node)) continue;
    if (isContinued(node)) continue;
    const consumed = consumptionOf(node, run);
    if (consumed === "kept" || consumed === null) continue;
    if ((consumed === "argument" && goesOnInCall(node, run)) || (consumed === "returned" && goesOnWhereCalled(node, module))) continue;
    const value = run.follow(run.place(node));
    if (value.kind !== "chain" || value.steps.length === 0) continue;
    // What `.then(…)` gives is not the builder: that stands before it.
    if (/^(?:then|catch|finally)$/.test(value.steps.at(-1)!.name)) continue;
    if (node.type === "Identifier" && consumed !== "awaited" && consumed !== "returned" && consumed !== "argument") continue;
    const library = libraryOf(value);
    if (library) found.push({ library, how: value.root.kind === "package" ? value.root.origin.how : "origin", node, consumed });
  }
  return found.sort((one, other) => one.node.range[0] - other.node.range[0] || other.node.range[1] - one.node.range[1]);
}

/** An argument of a function of the project that gives it back, or does something to it: it is read where the call stands, or where its variable is named next. */
function goesOnInCall(node: Node, run: Run): boolean {
  const { parent } = node;
  if (parent?.type !== "CallExpression" || !parent.arguments.includes(node as never) || run.follow(run.place(parent.callee)).kind !== "function") return false;
  const result = run.follow(run.place(parent));
  return (result.kind === "chain" && libraryOf(result) !== null) || (node.type === "Identifier" && result.kind === "constant");
}

/** What a function gives that is only called, in this file: it is read where that is done. */
function goesOnWhereCalled(node: Node, module: SourceModule): boolean {
  let fn: Node | undefined = node.parent;
  while (fn && fn.type !== "ArrowFunctionExpression" && fn.type !== "FunctionExpression" && fn.type !== "FunctionDeclaration") fn = fn.parent;
  const name = fn?.type === "FunctionDeclaration" ? fn.id : fn?.parent?.type === "VariableDeclarator" && fn.parent.init === fn ? fn.parent.id : null;
  const declaration = fn?.type === "FunctionDeclaration" ? fn : fn?.parent?.parent;
  if (name?.type !== "Identifier" || declaration?.parent?.type.startsWith("Export")) return false;
  const uses = module.scopes.getDeclaredVariables((fn?.type === "FunctionDeclaration" ? fn : fn!.parent) as never)[0]?.references.filter(({ init }) => init !== true) ?? [];
  return uses.length > 0 && uses.every(({ identifier }) => identifier.parent?.type === "CallExpression" && identifier.parent.callee === (identifier as Node));
}

/** The library that a chain belongs to; of a model class, the one its ancestors come from. */
function libraryOf(chain: Chain): Library | null {
  const { root } = chain;
  if (root.kind === "package") return root.origin.library;
  return null;
}

function isRead(node: TSESTree.Identifier): boolean {
  const { parent } = node;
  return parent.type === "AwaitExpression" || parent.type === "ReturnStatement" || (parent.type === "CallExpression" && parent.arguments.includes(node)) || parent.type === "ArrayExpression" || (parent.type === "ArrowFunctionExpression" && parent.body === node);
}

/** True of a part of a longer chain. */
function isContinued(node: Node): boolean {
  const { parent } = node;
  switch (parent?.type) {
    case "MemberExpression":
      return parent.object === node && !isPromiseMethod(parent);
    case "CallExpression":
    case "NewExpression":
      return parent.callee === node;
    case "TaggedTemplateExpression":
      return parent.tag === node;
    case "ChainExpression":
    case "TSNonNullExpression":
    case "TSAsExpression":
      return isContinued(parent);
    default:
      return false;
  }
}

/** `.then(…)` runs what stands before it. */
function isPromiseMethod(member: TSESTree.MemberExpression): boolean {
  return member.property.type === "Identifier" && /^(?:then|catch|finally)$/.test(member.property.name) && member.parent.type === "CallExpression";
}

function consumptionOf(node: Node, run: Run): BuilderCall["consumed"] | null {
  const { parent } = node;
  switch (parent?.type) {
    case "AwaitExpression":
    case "YieldExpression":
    case "ForOfStatement":
      return "awaited";
    case "MemberExpression":
      return isPromiseMethod(parent) ? "awaited" : null;
    case "ReturnStatement":
    case "ArrowFunctionExpression":
      return isAsync(node) ? "awaited" : "returned";
    case "ExpressionStatement":
      return "discarded";
    case "VariableDeclarator":
    case "AssignmentExpression":
    case "PropertyDefinition":
      return "kept";
    case "ConditionalExpression":
    case "LogicalExpression":
    case "ChainExpression":
    case "TSNonNullExpression":
    case "TSAsExpression":
    case "TSSatisfiesExpression":
    case "SequenceExpression":
    case "ArrayExpression":
    case "SpreadElement":
    case "ObjectExpression":
    case "Property":
      return consumptionOf(parent, run);
    case "UnaryExpression":
      return parent.operator === "void" ? "discarded" : "kept";
    case "CallExpression":
    case "NewExpression": {
      const { callee } = parent;
      if (callee.type === "MemberExpression" && callee.object.type === "Identifier" && callee.object.name === "Promise") return "awaited";
      const taken = run.follow(run.place(callee));
      return taken.kind === "chain" && (taken.root.kind === "given" || (taken.root.kind === "package" && taken.root.origin.library !== null)) ? "step" : "argument";
    }
    default:
      return parent ? "argument" : null;
  }
}

function isAsync(node: Node): boolean {
  for (let at = node.parent; at; at = at.parent) {
    if (at.type === "ArrowFunctionExpression" || at.type === "FunctionExpression" || at.type === "FunctionDeclaration") return at.async || promised(at);
  }
  return false;
}

/** `(): Promise<User[]>`: what is returned is awaited, by whoever calls. */
function promised(fn: TSESTree.FunctionDeclaration | TSESTree.FunctionExpression | TSESTree.ArrowFunctionExpression): boolean {
  const type = fn.returnType?.typeAnnotation;
  return type?.type === "TSTypeReference" && type.typeName.type === "Identifier" && type.typeName.name === "Promise";
}
