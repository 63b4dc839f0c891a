import type { TSESTree } from "@typescript-eslint/utils";
import { isSentByCallee } from "./sent-by.ts";
import { Failures } from "../failures.ts";
import type { SchemaNames } from "../model/names.ts";
import type { BuilderCall } from "../source/built/builder-call.ts";
import type { Built, Chain } from "../source/built/built.ts";
import { everyWay, Unreachable } from "../source/built/decisions.ts";
import { libraryChain, type LibraryChain } from "../source/built/evidence.ts";
import { isRowCall, rowChain } from "../source/built/rows.ts";
import { evaluatorOf } from "../source/built/evaluator.ts";
import { Path } from "../source/built/path.ts";
import { isGivenWhole } from "../source/built/given.ts";
import { givesPromise } from "../source/meaning.ts";
import type { SourceModule } from "../source/module.ts";
import { MayBuild } from "./builder-roots.ts";
import { nodesOf } from "./walk.ts";

type Node = TSESTree.Node;

/** On how many ways through the program a builder is looked for, and how far on each. */
const mostWays = 4;
const mostSteps = 1_500;

/**
 * Finds the chains of calls that query builders are made of. A chain counts by the client or model it begins with, or by its form together
 * with a table of the schema, never by the names of its methods alone. Out: each whole chain once, in source order, with what becomes of it; whether it
 * is a statement, its library's reader says. In: the project's folder, where those are looked for who go on with what a function gives; null:
 * they are out of sight.
 */
export const findBuilders = (
  module: SourceModule,
  names: SchemaNames,
  root: string | null = null,
  failures: Failures = new Failures(),
): BuilderCall[] => new BuilderSearch(module, names, root, failures).among(nodesOf(module.ast));

/** The search for the builders of a module, which may be looked for in parts of it: no node is looked at twice. */
export class BuilderSearch {
  readonly #module: SourceModule;
  readonly #names: SchemaNames;
  readonly #root: string | null;
  readonly #failures: Failures;
  readonly #mayBuild: MayBuild;
  readonly #known = new Map<Node, BuilderCall | null>();

  constructor(module: SourceModule, names: SchemaNames, root: string | null, failures: Failures) {
    this.#root = root;
    this.#module = module;
    this.#names = names;
    this.#failures = failures;
    this.#mayBuild = new MayBuild(module);
  }

  /** The chains that end at some nodes, in source order. */
  among(nodes: readonly Node[]): BuilderCall[] {
    const found = evaluatorOf(this.#module).briefly(mostSteps, () => nodes.flatMap((node) => this.#at(node) ?? []));
    return found.sort(
      (one, other) => one.node.range[0] - other.node.range[0] || other.node.range[1] - one.node.range[1],
    );
  }

  #at(node: Node): BuilderCall | null {
    // Most nodes are nothing of the kind, and are told at a glance.
    if (!mayEnd(node)) return null;
    let call = this.#known.get(node);
    if (call === undefined) this.#known.set(node, (call = this.#failures.attempt(() => this.#callAt(node), null)));
    return call;
  }

  #callAt(node: Node): BuilderCall | null {
    const row = isRowCall(node) ? attempt(() => rowChain(node, this.#firstPath(), this.#names)) : null;
    if (row) {
      const consumed = this.#consumptionOf(node);
      return {
        library: row.library,
        how: row.how,
        node,
        consumed: consumed === null || consumed === "kept" ? "discarded" : consumed,
      };
    }
    if (!this.#mayBuild.isAt(node)) return null;
    const consumed = this.#consumptionOf(node);
    if (consumed === "kept" || consumed === null) return null;
    if (node.type === "Identifier" && consumed !== "awaited" && consumed !== "returned" && consumed !== "argument")
      return null;
    const found = this.#chainAt(node);
    if (!found) return null;
    const { chain, library, how } = found;
    // What `.then(…)` gives is not the builder: that stands before it.
    if (endsAsPromise(chain)) return null;
    if (consumed === "argument" && this.#goesOnInCall(node)) return null;
    const isSent = consumed === "argument" && isSentByCallee(node, this.#module);
    const uses = consumed === "returned" ? this.#usesOfGiven(node, found) : null;
    const given = givenBy(node, chain, this.#module);
    if (uses === "further" || given === "as it is") return null;
    return {
      library,
      how,
      node,
      consumed: uses === "as it is" ? "awaited" : isSent ? "sent" : consumed,
      ...(given === "whole" ? { given: true } : {}),
    };
  }

  #usesOfGiven(node: Node, found: LibraryChain): ReturnType<typeof usesOfGiven> {
    return usesOfGiven(node, this.#module) ?? (isGivenWhole(node, found, this.#module, this.#root) ? "as it is" : null);
  }

  #firstPath(): Path {
    return new Path(evaluatorOf(this.#module), { decide: () => 0 });
  }

  /** What the first way through the program makes of an expression; null where it does not get there. */
  #followed(node: Node): Built | null {
    return attempt(() => {
      const run = this.#firstPath();
      return run.follow(run.place(node));
    });
  }

  #chainAt(node: Node): LibraryChain | null {
    // A chain that is found on the first way needs no conditions.
    let first = this.#followed(node);
    const sure = first?.kind === "chain" ? libraryChain(first, this.#firstPath(), this.#names) : null;
    if (sure || (first && !isOpen(first))) return sure;
    const { results } = everyWay(
      mostWays,
      (decisions) => {
        const run = new Path(evaluatorOf(this.#module), decisions);
        const value = run.reach(node);
        first = value;
        return value.kind === "chain" ? libraryChain(value, run, this.#names) : null;
      },
      (found) => found !== null || !isOpen(first),
    );
    return results.find((found) => found !== null) ?? null;
  }

  /** An argument of a function of the project that gives it back, or does something to it: it is read where the call stands, or where its variable is named next. */
  #goesOnInCall(node: Node): boolean {
    const { parent } = node;
    if (
      parent?.type !== "CallExpression" ||
      !parent.arguments.includes(node as never) ||
      this.#followed(parent.callee)?.kind !== "function"
    )
      return false;
    const result = this.#followed(parent);
    return (
      (result?.kind === "chain" &&
        !endsAsPromise(result) &&
        libraryChain(result, this.#firstPath(), this.#names) !== null) ||
      (node.type === "Identifier" && result?.kind === "constant")
    );
  }

  #consumptionOf(node: Node): BuilderCall["consumed"] | null {
    const { parent } = node;
    switch (parent?.type) {
      case "AwaitExpression":
      case "YieldExpression":
      case "ForOfStatement":
        return "awaited";
      case "MemberExpression":
        return isPromiseMethod(parent) ? "awaited" : null;
      case "ReturnStatement":
      case "ArrowFunctionExpression": {
        const fn = functionAround(node);
        if (!fn) return "returned";
        return givesPromise(fn) ? "awaited" : this.#consumptionOfCallback(fn);
      }
      case "ExpressionStatement":
        return "discarded";
      case "VariableDeclarator":
      case "AssignmentExpression":
      case "PropertyDefinition":
        return "kept";
      case "ConditionalExpression":
        return parent.test === node ? "argument" : this.#consumptionOf(parent);
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
        return this.#consumptionOf(parent);
      case "UnaryExpression":
        return parent.operator === "void" ? "discarded" : "kept";
      case "CallExpression":
      case "NewExpression":
        return this.#consumptionOfArgument(parent);
      default:
        return parent ? "argument" : null;
    }
  }

  #consumptionOfArgument(call: TSESTree.CallExpression | TSESTree.NewExpression): BuilderCall["consumed"] {
    const { callee } = call;
    if (callee.type === "MemberExpression" && callee.object.type === "Identifier" && callee.object.name === "Promise")
      return "awaited";
    // What a client is given to run together: Prisma's `$transaction([…])`, drizzle's `batch([…])`.
    if (
      callee.type === "MemberExpression" &&
      callee.property.type === "Identifier" &&
      /^(?:\$transaction|batch)$/.test(callee.property.name)
    )
      return "awaited";
    const taken = this.#followed(callee);
    return taken?.kind === "chain" &&
      (taken.root.kind === "given" ||
        taken.root.kind === "class" ||
        (taken.root.kind === "package" && taken.root.origin.library !== null))
      ? "step"
      : "argument";
  }

  /** What becomes of what a callback gives: whoever is no function of the project awaits it as it is. */
  #consumptionOfCallback(fn: FunctionLike): BuilderCall["consumed"] {
    const call = fn.parent;
    if (call.type !== "CallExpression" || !call.arguments.includes(fn as never)) return "returned";
    if (
      call.callee.type === "MemberExpression" &&
      call.callee.property.type === "Identifier" &&
      /^(?:map|flatMap)$/.test(call.callee.property.name)
    ) {
      const consumed = this.#consumptionOf(call);
      return consumed === "awaited" || consumed === "step" ? consumed : "returned";
    }
    const taken = this.#followed(call.callee);
    if (taken?.kind !== "chain" || taken.root.kind === "given" || taken.root.kind === "class") return "returned";
    if (taken.root.kind === "package" && taken.root.origin.library !== null)
      return /^\$?transact|^tx$|^task$/i.test(taken.steps.at(-1)?.name ?? "") ? "awaited" : "returned";
    return "returned";
  }
}

const endsAsPromise = ({ steps }: Chain): boolean => /^(?:then|catch|finally)$/.test(steps.at(-1)?.name ?? "");

/** Whether a chain may end at a node: a call, or, where a builder is kept in a variable and goes on, a name of that. */
function mayEnd(node: Node): boolean {
  return (node.type === "CallExpression" || (node.type === "Identifier" && isRead(node))) && !isContinued(node);
}

/** True of what another way through the program may make a builder of: a variable that is empty on this one. */
function isOpen(value: Built | null): boolean {
  return value === null || value.kind === "constant";
}

/** What the first way through the program comes to; null where it does not get there. */
function attempt<T>(work: () => T): T | null {
  try {
    return work();
  } catch (error) {
    if (error instanceof Unreachable) return null;
    throw error;
  }
}

/** Whether a function of the project has given the builder whole: the last step is not typed here. */
function givenBy(node: Node, chain: Chain, module: SourceModule): "whole" | "as it is" | null {
  const step = chain.steps.at(-1);
  if (node.type !== "CallExpression" || !step) return null;
  const { node: last, frame } = step.place;
  if (frame.module !== module) return "whole";
  if (last === node || (last.range[0] >= node.range[0] && last.range[1] <= node.range[1])) return null;
  const uses = usesOfGiven(last, module);
  return uses === null ? "whole" : uses === "as it is" ? uses : null;
}

/**
 * What becomes of what a function gives that is only called, and only in this file. `as it is`: every caller runs it, and adds nothing: it is
 * read in the function. `further`: some caller goes on with it: it is read where it is called. Null: others may call it.
 */
function usesOfGiven(node: Node, module: SourceModule): "as it is" | "further" | null {
  const fn = functionAround(node);
  if (!fn) return null;
  const declaration = fn.type === "FunctionDeclaration" ? fn : fn.parent;
  const name =
    fn.type === "FunctionDeclaration"
      ? fn.id
      : declaration.type === "VariableDeclarator" && declaration.init === fn
        ? declaration.id
        : null;
  const statement = fn.type === "FunctionDeclaration" ? fn : declaration.parent;
  if (name?.type !== "Identifier" || statement?.parent?.type.startsWith("Export")) return null;
  const uses =
    module.scopes
      .getDeclaredVariables(declaration)[0]
      ?.references.filter(({ init }) => init !== true)
      .map(({ identifier }) => identifier) ?? [];
  if (uses.length === 0 || !uses.every((use) => use.parent.type === "CallExpression" && use.parent.callee === use))
    return null;
  return uses.every(({ parent }) => parent.parent?.type === "AwaitExpression" && !isContinued(parent))
    ? "as it is"
    : "further";
}

type FunctionLike = TSESTree.FunctionDeclaration | TSESTree.FunctionExpression | TSESTree.ArrowFunctionExpression;

function functionAround(node: Node): FunctionLike | null {
  for (let at = node.parent; at; at = at.parent) {
    if (at.type === "ArrowFunctionExpression" || at.type === "FunctionExpression" || at.type === "FunctionDeclaration")
      return at;
  }
  return null;
}

function isRead(node: TSESTree.Identifier): boolean {
  const { parent } = node;
  switch (parent.type) {
    case "AwaitExpression":
    case "ReturnStatement":
    case "ArrayExpression":
      return true;
    case "ForOfStatement":
      return parent.right === node;
    case "CallExpression":
      return parent.arguments.includes(node);
    case "ArrowFunctionExpression":
      return parent.body === node;
    case "ConditionalExpression":
      return parent.test !== node;
    case "MemberExpression":
      return parent.object === node && isPromiseMethod(parent);
    default:
      return false;
  }
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
  return (
    member.property.type === "Identifier" &&
    /^(?:then|catch|finally)$/.test(member.property.name) &&
    member.parent.type === "CallExpression"
  );
}
