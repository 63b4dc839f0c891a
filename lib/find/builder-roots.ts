import type { TSESTree } from "@typescript-eslint/utils";
import type { Variable } from "@typescript-eslint/scope-manager";
import { libraries } from "../libraries/index.ts";
import { alternatives, oneOf } from "../libraries/names.ts";
import { soleDefinition, variableOf } from "../source/bindings.ts";
import { isClient } from "../source/built/clients.ts";
import { importedBy } from "../source/imports.ts";
import { givesPromise } from "../source/meaning.ts";
import type { SourceModule } from "../source/module.ts";
import { type FunctionNode, returnedExpressions } from "../source/nodes.ts";
import { generatedFrom, knownPackage } from "../source/packages.ts";
import { reaching, reachesLibrary } from "../source/reach.ts";
import { traceValue } from "../source/trace.ts";
import { mayHoldSql } from "./quick-look.ts";

type Node = TSESTree.Node;

/** Members that a builder cannot do without, whatever library it is of. */
const isNeeded = oneOf(libraries.flatMap(({ builder }) => builder?.words.needed ?? []));

/** Packages of a project by the last words of their names: of databases, and of what code is shared in. */
const nearWords = alternatives([
  "db",
  "database",
  "orm",
  "sql",
  "persistence",
  "model",
  "models",
  "entities",
  "repositor*",
  "schema",
  "core",
  "data",
  "common",
  "shared",
  "server",
  "backend",
  // Libraries whose chains show by their form what they are.
  ...libraries.flatMap(({ name, builder }) => (builder?.evidence ? name : [])),
]);
const near = new RegExp(`^(?:@/|~|#|\\$)|(?:^|[/@_-])${nearWords}(?:$|[/_-])`);

/** Functions and variables deep that are gone through before an expression is taken for what may be a builder. */
const furthest = 12;

/**
 * Tells at little cost which expressions cannot be builders. Most calls of a program need no more: they have none of a
 * builder's words in them, or begin with what comes from elsewhere.
 */
export class MayBuild {
  readonly #clients = new Map<Variable, boolean>();
  readonly #builders = new Map<Variable, boolean>();
  readonly #module: SourceModule;

  constructor(module: SourceModule) {
    this.#module = module;
  }

  isAt(node: Node): boolean {
    return this.#may(node, this.#module, 0);
  }

  #may(node: Node, module: SourceModule, depth: number): boolean {
    if (depth > furthest) return true;
    let words = false;
    let at = node;
    for (;;) {
      switch (at.type) {
        case "CallExpression":
          if (
            at.callee.type === "Identifier" ||
            (at.callee.type === "MemberExpression" && !words && isShort(at.callee))
          )
            return this.#called(at, words, module, depth);
          at = at.callee;
          break;
        case "MemberExpression":
          words ||= isWord(at);
          at = at.object;
          break;
        case "TaggedTemplateExpression":
          at = at.tag;
          break;
        case "ChainExpression":
        case "TSNonNullExpression":
        case "TSAsExpression":
        case "TSSatisfiesExpression":
          at = at.expression;
          break;
        case "AwaitExpression":
          at = at.argument;
          break;
        case "ConditionalExpression":
          return words || this.#may(at.consequent, module, depth) || this.#may(at.alternate, module, depth);
        case "LogicalExpression":
          return words || this.#may(at.left, module, depth) || this.#may(at.right, module, depth);
        case "AssignmentExpression":
          return words || this.#may(at.right, module, depth);
        case "Identifier":
          return this.#identifier(at, words, module, depth);
        case "ThisExpression":
        case "Super":
        case "ImportExpression":
          return words;
        case "NewExpression":
        case "ClassExpression":
          return (
            words &&
            !(at.type === "NewExpression" && at.callee.type === "Identifier" && languageGlobals.has(at.callee.name))
          );
        default:
          return false;
      }
    }
  }

  /** `list(…)`, `this.list(…)`: a function of the project gives a builder where some way through it does. */
  #called(call: TSESTree.CallExpression, words: boolean, module: SourceModule, depth: number): boolean {
    const { callee } = call;
    const root = callee.type === "Identifier" && variableOf(module, callee) === null ? callee.name : null;
    if (root !== null) return root === "require" ? words : !languageGlobals.has(root) && words;
    const handed = (): boolean => call.arguments.some((argument) => this.#mayBeHanded(argument, module, depth + 1));
    // What a file out of reach of every library and statement has is the project's own.
    if (callee.type === "Identifier" && isOutOfReach(callee, module)) return words || handed();
    const value = traceValue(callee, module);
    switch (value?.kind) {
      case "function":
        if (givesPromise(value.node) || value.node.generator) return false;
        return words || this.#gives(value.node, value.module, depth) || handed();
      case "package": {
        const isAsked = words || (callee.type === "MemberExpression" && isWord(callee));
        return value.origin.library !== null || (isAsked && isNear(value.origin.package));
      }
      default:
        return words || (callee.type === "MemberExpression" && this.#may(callee, module, depth + 1));
    }
  }

  /** A builder, as an argument of a function that may go on with it. */
  #mayBeHanded(argument: Node, module: SourceModule, depth: number): boolean {
    if (argument.type === "CallExpression") return this.#may(argument, module, depth);
    const variable = argument.type === "Identifier" ? variableOf(module, argument) : null;
    switch (variable?.defs[0]?.type) {
      case "Variable":
        return variable.references.some(
          ({ writeExpr }) => writeExpr?.type === "CallExpression" && this.#may(writeExpr, module, depth),
        );
      case "Parameter":
        return traceValue(argument, module)?.kind === "package";
      default:
        return false;
    }
  }

  readonly #given = new Map<FunctionNode, boolean>();

  #gives(fn: FunctionNode, module: SourceModule, depth: number): boolean {
    const known = this.#given.get(fn);
    if (known !== undefined) return known;
    this.#given.set(fn, false);
    const found = returnedExpressions(fn).some((one) => this.#may(one, module, depth + 1));
    this.#given.set(fn, found);
    return found;
  }

  #identifier(root: TSESTree.Identifier, words: boolean, module: SourceModule, depth: number): boolean {
    const variable = variableOf(module, root);
    if (!variable) return words && !languageGlobals.has(root.name);
    const definition = variable.defs[0];
    switch (definition?.type) {
      case "ImportBinding": {
        if (isOutOfReach(root, module)) return words;
        const value = traceValue(root, module);
        return value?.kind === "package"
          ? value.origin.library !== null || (words && isNear(value.origin.package))
          : words;
      }
      case "Variable":
        return words || isGoneOnWith(variable)
          ? this.#mayHoldClient(variable, definition.node, module, depth)
          : this.#mayHoldBuilder(variable, definition.node, module, depth);
      case "Parameter": {
        if (words || isGoneOnWith(variable)) return true;
        const value = traceValue(root, module);
        // A client that is handed on is no statement yet.
        return value?.kind === "package" && value.origin.library !== null && !isClient(value.origin);
      }
      default:
        return words;
    }
  }

  /** A variable may hold a builder, or a client or model, unless all it is given is something else. */
  #mayHoldClient(
    variable: Variable,
    declarator: TSESTree.VariableDeclarator,
    module: SourceModule,
    depth: number,
  ): boolean {
    const known = this.#clients.get(variable);
    if (known !== undefined) return known;
    this.#clients.set(variable, true);
    const written = writtenTo(variable);
    const found =
      declarator.id.type !== "Identifier" ||
      written.length === 0 ||
      isAskedAsRow(variable) ||
      isAskedAsClient(variable) ||
      written.some((value) => this.#holds(value, module, depth));
    this.#clients.set(variable, found);
    return found;
  }

  /** A variable with none of a builder's words behind it holds a builder only where it is given a whole one. */
  #mayHoldBuilder(
    variable: Variable,
    declarator: TSESTree.VariableDeclarator,
    module: SourceModule,
    depth: number,
  ): boolean {
    const known = this.#builders.get(variable);
    if (known !== undefined) return known;
    this.#builders.set(variable, false);
    const isWhole = declarator.id.type === "Identifier";
    const found = writtenTo(variable).some((value) =>
      isWhole
        ? this.#may(value, module, depth + 1)
        : value.type !== "AwaitExpression" && this.#holds(value, module, depth),
    );
    this.#builders.set(variable, found);
    return found;
  }

  #holds(value: Node, module: SourceModule, depth: number): boolean {
    switch (value.type) {
      case "Literal":
      case "TemplateLiteral":
      case "ArrayExpression":
      case "BinaryExpression":
      case "UnaryExpression":
        return false;
      case "AwaitExpression":
        // What is awaited is a row, unless it is a client.
        return value.argument.type !== "CallExpression" || traceValue(value, module) !== null;
      case "NewExpression":
        return value.callee.type !== "Identifier" || !languageGlobals.has(value.callee.name);
      case "CallExpression":
        return (
          this.#may(value, module, depth + 1) ||
          traceValue(value, module) !== null ||
          value.callee.type !== "MemberExpression"
        );
      default:
        return true;
    }
  }
}

/** A member that a builder cannot do without, or a method that is chosen while the program runs: `query[method](…)`. */
function isWord({ computed, property, parent }: TSESTree.MemberExpression): boolean {
  if (!computed) return property.type === "Identifier" && isNeeded(property.name);
  return (
    parent.type === "CallExpression" && parent.callee.type === "MemberExpression" && parent.callee.property === property
  );
}

function writtenTo({ references }: Variable): readonly Node[] {
  return references.flatMap((reference) => (reference.isWrite() && reference.writeExpr ? [reference.writeExpr] : []));
}

/** True of a variable that some expression goes on from with a builder's words: `query.where(…)`, `query.clone().where(…)`. */
function isGoneOnWith({ references }: Variable): boolean {
  return references.some(({ identifier }) => {
    let at: Node = identifier;
    for (let up: Node | undefined = at.parent; up; at = up, up = up.parent) {
      if (up.type === "MemberExpression" && up.object === at) {
        if (isWord(up)) return true;
      } else if (!(up.type === "CallExpression" && up.callee === at) && !isSeenThrough(up)) return false;
    }
    return false;
  });
}

const isTelling = oneOf(libraries.flatMap(({ builder }) => (builder?.evidence ? builder.words.telling : [])));

/**
 * True of a variable on which something is called that few others have: `prisma.user.deleteMany(…)`. What a container or an
 * awaited function gives may be a client.
 */
function isAskedAsClient({ references }: Variable): boolean {
  return references.some(({ identifier }) => {
    let at: Node = identifier;
    for (let up: Node | undefined = at.parent; up; at = up, up = up.parent) {
      if (up.type === "MemberExpression" && up.object === at) {
        const isCalled = up.parent.type === "CallExpression" && up.parent.callee === up;
        if (isCalled && up.property.type === "Identifier" && isTelling(up.property.name)) return true;
      } else if (!isSeenThrough(up)) return false;
    }
    return false;
  });
}

const ofRows = oneOf(libraries.flatMap(({ builder }) => builder?.instanceMethods ?? []));

/** True of a variable of which some expression asks what only rows have: `user.$query()`. */
function isAskedAsRow({ references }: Variable): boolean {
  return references.some(({ identifier: { parent } }) => {
    const member = isSeenThrough(parent) ? parent.parent : parent;
    return member?.type === "MemberExpression" && member.property.type === "Identifier" && ofRows(member.property.name);
  });
}

function isSeenThrough({ type }: Node): boolean {
  return type === "ChainExpression" || type === "TSNonNullExpression" || type === "TSAsExpression";
}

/** `list`, `this.list`, `users.list`: no chain. */
function isShort(callee: TSESTree.MemberExpression): boolean {
  return (
    callee.object.type === "Identifier" || callee.object.type === "ThisExpression" || callee.object.type === "Super"
  );
}

/** A package that may be a part of the project, out of reach: `@acme/db`, `~/server/db`, `./db.generated`. */
function isNear(specifier: string): boolean {
  return specifier === "" || specifier.startsWith(".") || (knownPackage(specifier) === null && near.test(specifier));
}

const reachesStatement = reaching((text) => mayHoldSql(text));

/** True of what is imported from a file of the project in which, and in whose imports, neither a library nor a statement is named. */
function isOutOfReach(name: TSESTree.Identifier, module: SourceModule): boolean {
  const variable = variableOf(module, name);
  const from = variable && importedBy(soleDefinition(variable));
  if (!from || generatedFrom(from.name) !== null) return false;
  const source = module.textOf(from.specifier);
  return source !== null && !reachesLibrary(source) && !reachesStatement(source);
}

const languageGlobals = new Set([
  "console",
  "Math",
  "JSON",
  "Object",
  "Array",
  "String",
  "Number",
  "Boolean",
  "Promise",
  "Date",
  "RegExp",
  "Error",
  "Map",
  "Set",
  "WeakMap",
  "WeakSet",
  "Symbol",
  "BigInt",
  "Reflect",
  "Proxy",
  "Buffer",
  "process",
  "parseInt",
  "parseFloat",
  "isNaN",
  "setTimeout",
  "setInterval",
  "clearTimeout",
  "clearInterval",
  "setImmediate",
  "queueMicrotask",
  "fetch",
  "URL",
  "URLSearchParams",
  "describe",
  "it",
  "test",
  "expect",
  "beforeEach",
  "afterEach",
  "beforeAll",
  "afterAll",
  "vi",
  "jest",
  "document",
  "navigator",
  "localStorage",
  "structuredClone",
  "TextEncoder",
  "TextDecoder",
  "crypto",
  "performance",
  "encodeURIComponent",
  "decodeURIComponent",
  "Intl",
  "Response",
  "Request",
  "Headers",
  "FormData",
  "Deno",
  "alert",
]);
