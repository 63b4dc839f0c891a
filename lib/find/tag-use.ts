import type { TSESTree } from "@typescript-eslint/utils";
import type { ResultShape } from "../model/site.ts";
import { soleDefinition, variableOf } from "../source/bindings.ts";
import type { SourceModule } from "../source/module.ts";
import { originOf } from "../source/origin.ts";
import { factsOf, libraries } from "../libraries/index.ts";
import { oneOf } from "../libraries/names.ts";
import { called, traceValue } from "../source/trace.ts";
import { memberName } from "../source/nodes.ts";
import { sinkOf, tagOf, type Tag } from "./sinks.ts";
import { looksLikeTag } from "./tag-names.ts";

/** What becomes of a tagged template. */
export type TagUse =
  /** It is handed to something that runs it, `text` being the argument; the call gives `result`. */
  | {
      readonly kind: "run";
      readonly call: TSESTree.Node;
      readonly callee: TSESTree.Node;
      readonly text: TSESTree.Node;
      readonly result: ResultShape;
    }
  /** It becomes part of another text or of a query builder. */
  | { readonly kind: "part" }
  /** Awaited, or a method of its own promise is called: where the library runs it by itself. */
  | { readonly kind: "awaited"; readonly result: ResultShape | null }
  /** Returned, stored, exported: not told here. */
  | { readonly kind: "loose" };

/** Looks where the value of a tagged template, or of an expression that holds it, goes. */
export function useOf(node: TSESTree.Node, tag: Tag, module: SourceModule, depth = 0): TagUse {
  const parent = node.parent;
  if (!parent || depth > 20) return { kind: "loose" };
  const further = (next: TSESTree.Node): TagUse => useOf(next, tag, module, depth + 1);
  switch (parent.type) {
    case "AwaitExpression": {
      const use = further(parent);
      return use.kind === "loose" ? { kind: "awaited", result: null } : use;
    }
    case "TSAsExpression":
    case "TSNonNullExpression":
    case "TSSatisfiesExpression":
    case "TSTypeAssertion":
    case "ChainExpression":
      return further(parent);
    case "ConditionalExpression":
      return parent.test === node ? { kind: "loose" } : further(parent);
    case "LogicalExpression":
      return further(parent);
    case "TemplateLiteral":
      return parent.parent.type === "TaggedTemplateExpression" && isSqlTag(parent.parent.tag, module)
        ? { kind: "part" }
        : { kind: "loose" };
    case "MemberExpression":
      return parent.object === node ? methodUse(parent, tag, module, depth) : { kind: "loose" };
    case "ArrayExpression":
    case "SpreadElement":
      return further(parent);
    case "Property":
      return parent.value === node && parent.parent.type === "ObjectExpression"
        ? objectUse(parent.parent, tag, module, depth)
        : { kind: "loose" };
    case "CallExpression":
    case "NewExpression":
      return argumentUse(parent, node, tag, module);
    case "VariableDeclarator":
      return parent.init === node && parent.id.type === "Identifier"
        ? variableUse(parent.id, tag, module, depth)
        : { kind: "loose" };
    case "AssignmentExpression":
      return parent.right === node && parent.left.type === "Identifier"
        ? variableUse(parent.left, tag, module, depth)
        : { kind: "loose" };
    case "ArrowFunctionExpression":
      // `columns.map((column) => sql`…`)` goes where the list goes.
      return parent.body === node ? callbackUse(parent, tag, module, depth) : { kind: "loose" };
    default:
      return { kind: "loose" };
  }
}

function isSqlTag(node: TSESTree.Node, module: SourceModule): boolean {
  return tagOf(node, module) !== null || looksLikeTag(node);
}

function callbackUse(fn: TSESTree.ArrowFunctionExpression, tag: Tag, module: SourceModule, depth: number): TagUse {
  const call = fn.parent;
  if (call.type !== "CallExpression" || call.callee.type !== "MemberExpression") return { kind: "loose" };
  return /^(?:map|flatMap|filter|reduce)$/.test(memberName(call.callee) ?? "")
    ? useOf(call, tag, module, depth + 1)
    : { kind: "loose" };
}

const keepsResult = new Set(["execute", "simple", "then", "catch", "finally", "all", "cursor", "forEach"]);
const changesResult = new Set(["values", "raw", "describe", "stream", "first", "get", "run"]);
const addsToIt = new Set([
  "append",
  "concat",
  "setName",
  "useBind",
  "as",
  "mapWith",
  "withPlugin",
  "$castTo",
  "$notNull",
  "inlineParams",
  "getSQL",
  "compile",
]);

/** `sql`…`.execute(db)`, `SQL`…`.append(…)`. */
function methodUse(member: TSESTree.MemberExpression, tag: Tag, module: SourceModule, depth: number): TagUse {
  const call = member.parent;
  const name = memberName(member);
  if (call.type !== "CallExpression" || call.callee !== member || name === null) return { kind: "loose" };
  const origin = originOf(member, module);
  const runs = origin?.library && factsOf(origin.library)?.sql?.runs;
  const result = runs && Object.hasOwn(runs, origin.path) ? runs[origin.path] : undefined;
  if (result) return { kind: "run", call, callee: member, text: member.object, result };
  const own = factsOf(tag.library)?.sql?.runs;
  const ownResult = Object.entries(own ?? {}).find(([path]) => path.endsWith(`\`\`.${name}`))?.[1];
  if (ownResult) return { kind: "run", call, callee: member, text: member.object, result: ownResult };
  if (tag.facts.result !== null) {
    if (keepsResult.has(name)) return { kind: "awaited", result: null };
    if (changesResult.has(name)) return { kind: "awaited", result: "other" };
  }
  if (name === "as") return { kind: "part" };
  return addsToIt.has(name) ? useOf(call, tag, module, depth + 1) : { kind: "loose" };
}

function objectUse(object: TSESTree.ObjectExpression, tag: Tag, module: SourceModule, depth: number): TagUse {
  const { parent } = object;
  // `db.select({ total: sql`count(*)` })`: a builder's own.
  return (parent.type === "CallExpression" || parent.type === "Property") && tag.facts.result === null
    ? useOf(object, tag, module, depth + 1)
    : { kind: "loose" };
}

const joins =
  /^(?:append|join|concat|push|unshift|and|or|sqlJoin|joinSql|empty|where|orderBy|groupBy|having|select|set|values|fragment|raw|as|from|returning|on|onConflict.*|leftJoin|innerJoin)$/;

/** What runs a tag's text, by its name. */
const isRun = oneOf([
  "query",
  "query+",
  "execute",
  "execute+",
  "exec",
  "run",
  "run+",
  "all",
  "any",
  "many",
  "one",
  "maybeOne",
  "none",
  "oneOrNone",
  "manyOrNone",
  "get",
  "first",
  "stream",
  "sql",
  "each",
  "fetch*",
  ...libraries.flatMap(({ sql }) => sql?.glance?.runs ?? []),
]);

function argumentUse(
  call: TSESTree.CallExpression | TSESTree.NewExpression,
  node: TSESTree.Node,
  tag: Tag,
  module: SourceModule,
): TagUse {
  const { callee } = call;
  if (!call.arguments.includes(node as TSESTree.CallExpressionArgument)) return { kind: "loose" };
  const name =
    callee.type === "MemberExpression" ? memberName(callee) : callee.type === "Identifier" ? callee.name : null;
  const sink = sinkOf(callee, module);
  if (sink) {
    if (sink.takes === "text" && tag.facts.result !== null && sink.library !== tag.library) return { kind: "loose" };
    return sink.facts.role === "fragment"
      ? { kind: "part" }
      : { kind: "run", call, callee, text: node, result: sink.facts.result };
  }
  // A tag that runs by itself is handed around as a promise: `sql.transaction([sql`…`])`, `Promise.all([…])`.
  if (tag.facts.result !== null) return { kind: "loose" };
  const value = traceValue(callee, module);
  if (value?.kind === "package" && value.origin.library === tag.library) return { kind: "part" };
  if (name !== null && joins.test(name)) return { kind: "part" };
  const given = value && called(value);
  const results =
    given?.kind === "package" && given.origin.library !== null && factsOf(given.origin.library)?.sql?.results;
  const result = results ? results[given.origin.path] : undefined;
  if (result) return { kind: "run", call, callee, text: node, result };
  if (name === null || (value?.kind === "package" && value.origin.package === "")) return { kind: "loose" };
  const byName = factsOf(tag.library)?.sql?.runsByName ?? {};
  if (Object.hasOwn(byName, name) && value?.kind !== "function")
    return { kind: "run", call, callee, text: node, result: byName[name] ?? "other" };
  return isRun(name) ? { kind: "run", call, callee, text: node, result: "unsettled" } : { kind: "loose" };
}

function variableUse(id: TSESTree.Identifier, tag: Tag, module: SourceModule, depth: number): TagUse {
  const variable = variableOf(module, id);
  if (!variable || soleDefinition(variable)?.type !== "Variable") return { kind: "loose" };
  const uses: TagUse[] = [];
  for (const reference of variable.references.slice(0, 40)) {
    if (!reference.isRead()) continue;
    const at = reference.identifier;
    // `statement.append(…)` changes it in place.
    if (
      at.parent.type === "MemberExpression" &&
      at.parent.object === at &&
      memberName(at.parent) === "append" &&
      at.parent.parent.parent?.type === "ExpressionStatement"
    )
      continue;
    uses.push(useOf(at, tag, module, depth + 1));
  }
  return (
    uses.find(({ kind }) => kind === "run") ??
    uses.find(({ kind }) => kind === "awaited") ??
    (uses.length > 0 && uses.every(({ kind }) => kind === "part") ? { kind: "part" } : { kind: "loose" })
  );
}
