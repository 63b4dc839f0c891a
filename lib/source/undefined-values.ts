import type { TSESTree } from "@typescript-eslint/utils";
import type { Variable } from "@typescript-eslint/scope-manager";
import type { WhyUndefined } from "../model/undefined.ts";
import { isNeverReassigned, variableOf } from "./bindings.ts";
import type { Place } from "./built/built.ts";
import { isGuardedAt, type Guarded } from "./guards.ts";
import { meaningOf } from "./meaning.ts";
import type { SourceModule } from "./module.ts";
import { functionAround, isFunction, memberName, some, unwrap, type FunctionNode } from "./nodes.ts";
import { checksNull } from "./null-checks.ts";
import { isRequest } from "./request.ts";
import { parameterPath, partOf } from "./request-path.ts";
import { checkedByRoute, isBehindOthers } from "./route-checks.ts";
import { parameterOf, pathOf, type ValuePath } from "./value-path.ts";
import { scopeOf, typeNames } from "./value-type.ts";
import { admitsNull, declaredAt, memberOfType, unionOf, type TypeTerm } from "./written-types.ts";

type Node = TSESTree.Node;

const furthest = 8;

/**
 * Why a value may be undefined where it is used; null where nothing says so, or where the program looks at it before. What the program chooses
 * itself (`a ?? b`, a ternary) is no such value: its cases are known one by one.
 */
export function whyUndefined({ node, frame }: Place): WhyUndefined | null {
  const { module } = frame;
  const value = claimed(node);
  if (!value) return null;
  const byType = typeOf(value, module);
  if (byType === "defined" && value === plain(node)) return null;
  const why =
    whyOf(value, { module, frame, use: value }, 0) ??
    (byType === "undefined" && !isFirstPart(value) ? untold(value, module) : null);
  return why && !isLookedAt(value, why, module) ? why : null;
}

/** The expression below what has no effect; null where the author says that it is there: `id!`. */
function claimed(node: Node): Node | null {
  switch (node.type) {
    case "TSNonNullExpression":
      return null;
    case "TSAsExpression":
    case "TSSatisfiesExpression":
    case "TSTypeAssertion":
    case "ChainExpression":
      return claimed(node.expression);
    default:
      return node;
  }
}

const plain = (node: Node): Node => (node.type === "ChainExpression" ? node.expression : node);

/** What the compiler knows; null where it knows nothing. */
function typeOf(node: Node, module: SourceModule): "undefined" | "defined" | null {
  if (!module.types || !checksNull(module)) return null;
  const names = typeNames(node, scopeOf(module));
  return names && (names.some((name) => name === "undefined" || name === "void") ? "undefined" : "defined");
}

/** Of a value of which only the type says it. */
function untold(node: Node, module: SourceModule): WhyUndefined {
  const path = pathOf(node, module);
  return path && parameterOf(path) && path.names.length < 2 ? "optional" : "type";
}

interface Use {
  readonly module: SourceModule;
  readonly frame: Place["frame"];
  /** The expression in the condition. */
  readonly use: Node;
}

function whyOf(node: Node, at: Use, depth: number): WhyUndefined | null {
  if (depth > furthest) return null;
  const value = claimed(node);
  switch (value?.type) {
    case "MemberExpression":
    case "CallExpression":
      return (
        (isChainWhole(value, at.module) ? null : ofChain(value, at.module)) ??
        ofRequest(value, at) ??
        ofDeclared(value, at)
      );
    case "Identifier":
      return ofName(value, at, depth);
    default:
      return null;
  }
}

/** `a?.b.c`, `a?.()`: some of it is asked only where what stands before is there. Where that is a parameter, whoever calls may leave it out. */
function ofChain(node: Node, module: SourceModule): WhyUndefined | null {
  if (node.type !== "MemberExpression" && node.type !== "CallExpression") return null;
  const before = node.type === "MemberExpression" ? node.object : node.callee;
  const deeper = ofChain(before, module);
  if (deeper || !node.optional) return deeper;
  return isOptionalParameter(before, module) ? "optional" : "chain";
}

/** `domain?.split("/")[0]` behind `if (!domain) return`: what each `?.` asks about is there. */
function isChainWhole(node: Node, module: SourceModule): boolean {
  const asked = askedInChain(node);
  return asked.length > 0 && asked.every((one) => isNameOrMember(one) && isLookedAt(one, "chain", module));
}

/** What stands in front of the `?.` of a chain. */
function askedInChain(node: Node): readonly Node[] {
  if (node.type !== "MemberExpression" && node.type !== "CallExpression") return [];
  const before = node.type === "MemberExpression" ? node.object : node.callee;
  return [...askedInChain(before), ...(node.optional ? [before] : [])];
}

/** `text.split("/")[0]`: there is a first part of every text, whatever the compiler says of elements. */
function isFirstPart(node: Node): boolean {
  if (node.type !== "MemberExpression" || !node.computed || node.property.type !== "Literal") return false;
  const { object } = node;
  return (
    node.property.value === 0 &&
    object.type === "CallExpression" &&
    object.callee.type === "MemberExpression" &&
    memberName(object.callee) === "split" &&
    object.arguments.length === 1
  );
}

/** `filter` of `(filter?: Filter) => …` as a whole, or of `(filter: Filter)`, of which only a member can be missing. A `Session | null` is there or not. */
function isOptionalParameter(node: Node, module: SourceModule): boolean {
  const variable = node.type === "Identifier" ? variableOf(module, node) : null;
  const declared = variable?.identifiers[0];
  if (declared?.type !== "Identifier" || !isFunction(declared.parent)) return false;
  const type = declared.typeAnnotation?.typeAnnotation;
  return declared.optional || (type !== undefined && admitsNull({ node: type, module }) === false);
}

function ofName(name: TSESTree.Identifier, at: Use, depth: number): WhyUndefined | null {
  const variable = variableOf(at.module, name);
  if (!variable || !isNeverReassigned(variable) || hasDefault(variable.identifiers[0])) return null;
  const given = at.frame.given.get(variable);
  if (given) {
    const place = "kind" in given ? given.place : given;
    return place.node === name ? null : whyUndefined(place);
  }
  const meaning = meaningOf(name, at.module);
  switch (meaning?.kind) {
    case "value":
      return meaning.module === at.module ? whyOf(meaning.node, at, depth + 1) : null;
    case "property":
      if (meaning.module !== at.module || meaning.fallback) return null;
      return (isPerhapsNothing(meaning.from) ? "chain" : null) ?? ofRequest(name, at) ?? ofDeclared(name, at);
    case "parameter":
      return ofRequest(name, at) ?? ofDeclared(name, at);
    default:
      return null;
  }
}

/** `const { id } = session?.user ?? {}` */
function isPerhapsNothing(node: Node): boolean {
  const inner = unwrap(node);
  return (
    inner.type === "LogicalExpression" &&
    inner.operator !== "&&" &&
    inner.right.type === "ObjectExpression" &&
    inner.right.properties.length === 0
  );
}

const hasDefault = (name: Node | undefined): boolean =>
  name?.parent?.type === "AssignmentPattern" && name.parent.left === name;

/** A field of the query or the body of a request that the route of the handler says nothing of. */
function ofRequest(node: Node, { module, use }: Use): WhyUndefined | null {
  if (!isRequest(node, module)) return null;
  if (isOfJson(node, module)) return isHandedOn(functionAround(use), "json", use) ? null : "request";
  const path = parameterPath(node, module);
  const [first, ...rest] = path?.keys ?? [];
  const [part, key] = first === "request" || first === "req" ? rest : [first, rest[0]];
  const kind = part === undefined ? null : partOf(part);
  // What is a part of the path is always there.
  if (!path || (kind !== "query" && kind !== "body") || key === undefined) return null;
  if (isSegment(key, module.file)) return null;
  if (checkedByRoute(node, module) || isBehindOthers(path.owner, module) || isHandedOn(path.owner, part ?? "", use))
    return null;
  return "request";
}

/** `const { id } = await request.json()` */
function isOfJson(node: Node, module: SourceModule): boolean {
  const inner = unwrap(node);
  if (inner.type === "MemberExpression") return isJson(inner.object, module);
  const meaning = inner.type === "Identifier" ? meaningOf(inner, module) : null;
  return meaning?.kind === "property" && isJson(meaning.from, module);
}

function isJson(node: Node, module: SourceModule): boolean {
  const inner = unwrap(node);
  if (inner.type === "Identifier") {
    const meaning = meaningOf(inner, module);
    return meaning?.kind === "value" && isJson(meaning.node, module);
  }
  return (
    inner.type === "CallExpression" && inner.callee.type === "MemberExpression" && memberName(inner.callee) === "json"
  );
}

/** `pages/api/teams/[teamId]/index.ts`: a query of Next.js has the segments of the path. */
const isSegment = (key: string, file: string): boolean =>
  new RegExp(`\\[(?:\\[?\\.\\.\\.)?${key.replaceAll("$", "\\$")}\\]`).test(file);

/** Whether a part of the request is given to some function before, which may look at what is in it: `Schema.parse(req.body)`. */
function isHandedOn(handler: FunctionNode | null, part: string, use: Node): boolean {
  if (!handler) return false;
  return some(
    handler.body,
    (node) =>
      node.type === "CallExpression" &&
      node.range[1] <= use.range[0] &&
      node.arguments.some((given) => namesPart(unwrap(given), part)),
  );
}

function namesPart(node: Node, part: string): boolean {
  if (node.type === "Identifier") return /^(?:req|request|ctx|context|body|query|data|payload|input)$/.test(node.name);
  return node.type === "MemberExpression" && memberName(node) === part;
}

/** What is written for a parameter of a function, or a member of one, says that it may be left out. */
function ofDeclared(node: Node, { module }: Use): WhyUndefined | null {
  const path = pathOf(node, module);
  const parameter = path && parameterOf(path);
  if (!path || !parameter || !checksNull(module)) return null;
  const root = path.root as Node;
  const annotation = "typeAnnotation" in root ? root.typeAnnotation : null;
  const type = annotation?.type === "TSTypeAnnotation" ? annotation.typeAnnotation : null;
  if (path.names.length === 0)
    return root.type === "Identifier" && (root.optional || (type && admitsUndefined({ node: type, module })))
      ? "optional"
      : null;
  return type && isOptionalIn({ node: type, module }, path) ? "optional" : null;
}

function isOptionalIn(start: TypeTerm, { names }: ValuePath): boolean {
  const [last = ""] = names.slice(-1);
  const owner = declaredAt(start, names.slice(0, -1));
  const member = owner && owner !== "outside" ? memberOfType(owner, last) : null;
  return member !== null && (member.optional || admitsUndefined(member.type));
}

const admitsUndefined = (term: TypeTerm): boolean =>
  unionOf(term).some(({ node }) => node.type === "TSUndefinedKeyword" || node.type === "TSVoidKeyword");

/** Whether the program gets to the use only where the value, or what it is read from, was looked at. */
function isLookedAt(use: Node, why: WhyUndefined, module: SourceModule): boolean {
  const path = pathOf(use, module);
  if (!path) return false;
  // Whoever looks at the object that may be missing means its properties.
  const shortest = why === "chain" || why === "type" ? 0 : path.names.length;
  const isPart = (node: Node, from: number): boolean => {
    const other = isNameOrMember(node) ? pathOf(node, module) : null;
    return (
      other?.root === path.root &&
      other.names.length >= from &&
      other.names.length <= path.names.length &&
      other.names.every((name, index) => name === path.names[index])
    );
  };
  const guarded: Guarded = {
    module,
    excludes: "undefined",
    isValue: (node: Node) => isPart(node, shortest),
    isRow: (node: Node) => isPart(node, 0),
  };
  for (let at: Node | null = use; at; at = outside(at)) if (isGuardedAt(at, guarded)) return true;
  return false;
}

const isNameOrMember = (node: Node): boolean =>
  node.type === "Identifier" || node.type === "MemberExpression" || node.type === "ChainExpression";

/** A function that is called where it stands sees what was looked at around it. */
function outside(node: Node): Node | null {
  const fn = functionAround(node);
  return fn && isFunction(fn) ? fn : null;
}

/**
 * Whether the rows of a statement are of use only where the object that a value of it is read from was there: `const flow = await find({ id: vote?.flowId });
 * if (vote?.rating) show(flow)`. Where it is missing, the statement reads for nothing.
 */
export function isUsedOnlyWithIt({ node, frame }: Place): boolean {
  const { module } = frame;
  const value = claimed(node);
  const path = value && pathOf(value, module);
  const row = value && rowAround(value, module);
  if (!path || !row) return false;
  const names = (one: Node): boolean => isNameOrMember(one) && pathOf(one, module)?.root === path.root;
  return isOnlyRead(row, { module, excludes: "undefined", isValue: names, isRow: names }, 0);
}

/** The variable that holds what the call around a value gives. */
function rowAround(value: Node, module: SourceModule): Variable | null {
  let at: Node | undefined = value.parent;
  while (at && at.type !== "VariableDeclarator" && !isFunction(at) && at.type !== "BlockStatement") at = at.parent;
  return at?.type === "VariableDeclarator" && at.id.type === "Identifier" ? variableOf(module, at.id) : null;
}

function isOnlyRead(variable: Variable, guarded: Guarded, depth: number): boolean {
  const reads = variable.references.filter((reference) => reference.isRead());
  return (
    depth < 4 &&
    isNeverReassigned(variable) &&
    reads.length > 0 &&
    reads.every(({ identifier }) => {
      const use = identifier as Node;
      if (isGuardedAt(use, guarded) || isTestedWith(use, guarded)) return true;
      const held = rowAround(use, guarded.module);
      return held !== null && held !== variable && isOnlyRead(held, guarded, depth + 1);
    })
  );
}

/** `if (row?.on && vote?.rating) …` without an else: one is looked at, and nothing done where the other is missing. */
function isTestedWith(use: Node, guarded: Guarded): boolean {
  let at: Node = use;
  let isBeside = false;
  for (; at.parent && at.parent.type !== "IfStatement"; at = at.parent) {
    if (isFunction(at) || at.type.endsWith("Statement")) return false;
    const { parent } = at;
    if (parent.type !== "LogicalExpression" || parent.operator !== "&&") continue;
    const other = parent.left === at ? parent.right : parent.left;
    if (some(other, (one) => guarded.isValue(one)) && other.type !== "UnaryExpression") isBeside = true;
  }
  return isBeside && at.parent?.type === "IfStatement" && at.parent.test === at && !at.parent.alternate;
}
