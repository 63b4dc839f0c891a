import type { NamedTable } from "../../model/names.ts";
import type { Built, BuiltFunction, BuiltObject, Chain, Place } from "../../source/built/built.ts";
import { meaningOf } from "../../source/meaning.ts";
import type { SourceModule } from "../../source/module.ts";
import type { TSESTree } from "@typescript-eslint/utils";
import { childrenOf } from "../../source/nodes.ts";
import { extensionsOf, type Extended } from "./clients.ts";
import { propertyOf, type PrismaQuery, type What } from "./query.ts";

/** What the extensions and middleware of a client make of a call. */
export interface Extension {
  /** What the call is given in the end; null where it is given nothing. */
  readonly args: What | null;
  /**
   * Where something stands that may restrict the call's rows to live ones in a way that is not known; null for none.
   */
  readonly unknown: Place | null;
  /** The same for the rows of relations that it follows. */
  readonly unknownNested: Place | null;
}

/**
 * Follows a call through the extensions of its client.
 * https://www.prisma.io/docs/orm/prisma-client/client-extensions/query
 */
export function throughExtensions(
  chain: Chain,
  model: string,
  table: NamedTable | null,
  operation: string,
  given: What | null,
  query: PrismaQuery,
): Extension {
  let extension: Extension = { args: given, unknown: null, unknownNested: null };
  const { place } = chain.root;
  // What an extension does is underlined, and changed, nowhere but where the client is used.
  const anchor = place.frame.anchor ?? { start: place.node.range[0], end: place.node.range[1] };
  for (const extended of extensionsOf(place.node, place.frame.module)) {
    const at: Place = {
      node: extended.node,
      frame: {
        module: extended.module,
        anchor,
        parameters: new Map(),
        given: new Map(),
        self: null,
        depth: 0,
        inside: null,
        caller: null,
        id: "",
      },
    };
    extension = through(extended, at, extension, { model, table, operation, query });
  }
  return extension;
}

interface Call {
  readonly model: string;
  readonly table: NamedTable | null;
  readonly operation: string;
  readonly query: PrismaQuery;
}

function through(extended: Extended, at: Place, before: Extension, call: Call): Extension {
  const unknown = (): Extension => ({
    ...before,
    unknown: before.unknown ?? at,
    unknownNested: before.unknownNested ?? (/\binclude\b|package/.test(mentionsOf(extended)) ? at : null),
  });
  if (extended.how === "extends") {
    const value = definitionOf(call.query.run.follow(at), call);
    if (value?.kind === "object" && !value.open) {
      const handler = handlerOf(value, call);
      if (!handler) return before;
      const args = argsAfter(handler, before.args, call);
      if (args) return { ...before, args };
      return speaksOf(handler.node, handler.frame.module, call) ? unknown() : before;
    }
  }
  if (isPackaged(extended)) return coversModel(at, call) ? { ...before, unknown: at, unknownNested: at } : before;
  return extended.how !== "wrapped" && speaksOf(extended.node, extended.module, call) ? unknown() : before;
}

/** `{ query, model, … }`, also of `Prisma.defineExtension(…)` and of `(client) => client.$extends(…)`. */
function definitionOf(value: Built, call: Call): BuiltObject | null {
  const { run } = call.query;
  if (value.kind === "object") return value;
  if (value.kind === "function") {
    const { result } = run.call(value, [
      { kind: "chain", root: { kind: "given", name: "client", place: value.place }, steps: [], place: value.place },
    ]);
    return definitionOf(result, call);
  }
  if (value.kind !== "chain") return null;
  const last = value.steps.at(-1);
  const name = last?.name === "" && value.root.kind === "package" ? value.root.origin.path : last?.name;
  const [argument] = last?.arguments ?? [];
  return argument && /(?:^|\.)(?:defineExtension|\$extends)$/.test(name ?? "")
    ? definitionOf(run.follow(argument), call)
    : null;
}

/** `query: { member: { findMany() {} } }`, and the same for `$allModels` and `$allOperations`. */
function handlerOf(definition: BuiltObject, { model, operation, query }: Call): BuiltFunction | null {
  const inside = (object: Built | null, name: string): Built | null => {
    const entry = object?.kind === "object" ? object.entries.get(name) : undefined;
    return entry ? query.run.value(entry.value) : null;
  };
  const all = inside(definition, "query");
  const own = [inside(all, model), inside(all, "$allModels")];
  const found = [
    ...own.flatMap((one) => [inside(one, operation), inside(one, "$allOperations")]),
    inside(all, "$allOperations"),
  ].find((one) => one !== null);
  return found?.kind === "function" ? found : null;
}

/** What a handler hands on to `query`; null where it does something else. */
function argsAfter(handler: BuiltFunction, args: What | null, { model, table, operation, query }: Call): What | null {
  const { place } = handler;
  const constant = (value: string): Built => ({ kind: "constant", value, place });
  const entry = (name: string, value: What) => [name, { name, key: place, value }] as const;
  const given: BuiltObject = {
    kind: "object",
    open: false,
    place,
    entries: new Map([
      entry("args", args ?? { kind: "object", entries: new Map(), open: false, place }),
      entry("query", { kind: "chain", root: { kind: "given", name: "query", place }, steps: [], place }),
      entry("model", constant(table?.model ?? model)),
      entry("operation", constant(operation)),
    ]),
  };
  const { result } = query.run.call(handler, [given]);
  if (
    result.kind !== "chain" ||
    result.root.kind !== "given" ||
    result.root.name !== "query" ||
    result.steps.length !== 1
  )
    return null;
  const [step] = result.steps;
  const [after] = step?.name === "" ? (step.arguments ?? []) : [];
  return after && query.run.value(after).kind === "object" ? after : null;
}

/**
 * Published ones, which filter the relations that are followed too: prisma-extension-soft-delete,
 * prisma-soft-delete-middleware.
 */
function isPackaged({ node, module }: Extended): boolean {
  const call = node.type === "CallExpression" ? node.callee : node;
  if (call.type !== "Identifier") return false;
  const meaning = meaningOf(call, module);
  return meaning?.kind === "package" && /soft-?delet/i.test(`${meaning.specifier} ${meaning.name}`);
}

/** `createSoftDeleteExtension({ models: { Member: true } })` */
function coversModel(at: Place, { table, model, query }: Call): boolean {
  const argument = at.node.type === "CallExpression" ? at.node.arguments[0] : undefined;
  const options = argument && query.run.value({ node: argument, frame: at.frame });
  const models = options?.kind === "object" ? options.entries.get("models") : undefined;
  const named = models && query.run.value(models.value);
  if (named?.kind !== "object" || named.open) return true;
  return named.entries.has(table?.model ?? model);
}

/**
 * Whether code speaks of the column that marks deleted rows, of this model or of none by name, and of this operation or
 * of none by name.
 */
function speaksOf(node: TSESTree.Node, module: SourceModule, { table, model, operation }: Call): boolean {
  const text = reachableSource(node, module, 2, new Set());
  const column = table?.softDelete?.column;
  const names = column ? [column, propertyOf(table, column)] : [];
  if (
    !names.some((name) => new RegExp(`\\b${name.replace(/\W/g, "\\$&")}\\b`).test(text)) &&
    !/soft_?-?delet/i.test(text)
  )
    return false;
  const quoted = new Set([...text.matchAll(/["'`](\w+)["'`]/g)].flatMap(([, word]) => word ?? []));
  const isAll = (words: readonly string[]) => words.length === 0;
  const operations = [...quoted].filter((word) =>
    /^(?:find\w+|count|aggregate|groupBy|(?:create|update|delete)(?:Many)?|upsert)$/.test(word),
  );
  const models = [...quoted].filter((word) => /^[A-Z]\w*$/.test(word));
  return (
    (isAll(operations) || operations.includes(operation) || /startsWith|\.test\(|RegExp/.test(text)) &&
    (isAll(models) || models.some((word) => word === table?.model || word === model))
  );
}

function mentionsOf(extended: Extended): string {
  return reachableSource(extended.node, extended.module, 2, new Set());
}

/** The source of a node and of the functions and constants of the project that it names. */
function reachableSource(node: TSESTree.Node, module: SourceModule, deep: number, seen: Set<TSESTree.Node>): string {
  if (seen.has(node)) return "";
  seen.add(node);
  const own = module.text.slice(node.range[0], node.range[1]);
  if (deep === 0) return own;
  const named = namesIn(node).flatMap((name) => {
    const meaning = meaningOf(name, module);
    return meaning?.kind === "function" || meaning?.kind === "value"
      ? [reachableSource(meaning.node, meaning.module, deep - 1, seen)]
      : [];
  });
  return [own, ...named].join("\n");
}

function namesIn(node: TSESTree.Node): TSESTree.Identifier[] {
  return node.type === "Identifier" ? [node] : childrenOf(node).flatMap(namesIn);
}
