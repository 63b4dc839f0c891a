import type { TSESTree } from "@typescript-eslint/utils";
import type { Library, Placeholders, ResultShape, Site } from "../model/site.ts";
import { variableOf } from "../source/bindings.ts";
import type { SourceModule } from "../source/module.ts";
import type { Origin } from "../source/package-value.ts";
import { traceValue, type Value } from "../source/trace.ts";
import { mayLeadToLibrary } from "../source/may-lead.ts";
import { originByType } from "../source/types.ts";
import { factsOf } from "../libraries/index.ts";
import type { SqlFacts } from "../libraries/library.ts";
import type { TagFacts, TextFacts, ValuesFacts } from "../libraries/sql-facts.ts";
import { type FunctionNode, keyName, memberName, returnedExpressions } from "../source/nodes.ts";
import { textOfParameter, type ParameterUse } from "./parameters.ts";
import { descendants } from "./walk.ts";

/** A function that takes SQL: a library's own, or one of the project that hands its parameter on to it. */
export interface Sink {
  readonly library: Library;
  readonly how: Site["how"];
  readonly facts: TextFacts;
  readonly placeholders: Placeholders;
  /** `tagged`: it takes only what a tag gives. */
  readonly takes: "text" | "tagged";
  /** Each text goes by whichever connection of a pool is free. */
  readonly pooled?: boolean;
}

export interface Tag {
  readonly library: Library;
  readonly how: Site["how"];
  readonly facts: TagFacts;
  readonly placeholders: Placeholders;
}

/** What a callee does with SQL; null where it is not known to take any. */
export function sinkOf(callee: TSESTree.Node, module: SourceModule): Sink | null {
  if (!module.types && !mayLeadToLibrary(callee, module)) return null;
  const value = traceValue(callee, module);
  const sink = value && sinkOfValue(value);
  if (sink || tells(value)) return sink;
  const typed = originByType(callee, module);
  return typed && sinkOfOrigin(typed);
}

/** True where the value's place is known, so that its type has nothing to add. */
function tells(value: Value | null): boolean {
  return value !== null && (value.kind !== "package" || value.origin.library !== null);
}

function sinkOfValue(value: Value): Sink | null {
  if (value.kind === "package") return sinkOfOrigin(value.origin);
  return value.kind === "function" ? wrapperOf(value.node, value.module) : null;
}

function sinkOfOrigin(origin: Origin): Sink | null {
  const known = sqlOf(origin.library);
  if (!known || !origin.library) return null;
  const { library } = origin;
  const facts = known.texts && Object.hasOwn(known.texts, origin.path) ? known.texts[origin.path] : undefined;
  if (facts) {
    const result =
      facts.resultBy && Object.hasOwn(facts.resultBy, origin.package) ? facts.resultBy[origin.package] : undefined;
    return {
      library,
      how: origin.how,
      facts: result ? { ...facts, result } : facts,
      placeholders: facts.placeholders ?? known.placeholders,
      takes: "text",
      ...(factsOf(library)?.pools?.sends.includes(origin.path) ? { pooled: true } : {}),
    };
  }
  const result = known.runs && Object.hasOwn(known.runs, origin.path) ? known.runs[origin.path] : undefined;
  if (result === undefined) return null;
  const values: ValuesFacts = { argument: null, form: "array", properties: [] };
  return {
    library,
    how: origin.how,
    placeholders: known.placeholders,
    takes: "tagged",
    facts: { text: 0, properties: [], values, result, role: "statement" },
  };
}

/** What a template tag is; null where it is not known to be one of SQL. */
export function tagOf(tag: TSESTree.Node, module: SourceModule): Tag | null {
  if (!module.types && !mayLeadToLibrary(tag, module)) return null;
  const value = traceValue(tag, module);
  const found = value && tagOfValue(value);
  if (found || tells(value)) return found;
  const typed = originByType(tag, module);
  return typed && tagOfOrigin(typed);
}

function sqlOf(library: Library | null): SqlFacts | null {
  return (library !== null && factsOf(library)?.sql) || null;
}

function tagOfValue(value: Value): Tag | null {
  if (value.kind === "package") return tagOfOrigin(value.origin);
  return value.kind === "function" ? tagWrapperOf(value.node, value.module) : null;
}

function tagOfOrigin(origin: Origin): Tag | null {
  const known = sqlOf(origin.library);
  const facts = known?.tags && Object.hasOwn(known.tags, origin.path) ? known.tags[origin.path] : undefined;
  return known && facts && origin.library !== null
    ? { library: origin.library, how: origin.how, facts, placeholders: known.placeholders }
    : null;
}

const tagWrappers = new WeakMap<FunctionNode, Tag | null>();

/** `(strings, ...values) => pool.sql(strings, ...values)`: a tag that hands a template's pieces on to another. */
function tagWrapperOf(fn: FunctionNode, module: SourceModule): Tag | null {
  const known = tagWrappers.get(fn);
  if (known !== undefined) return known;
  tagWrappers.set(fn, null);
  const [strings, values] = fn.params;
  if (
    strings?.type !== "Identifier" ||
    values?.type !== "RestElement" ||
    values.argument.type !== "Identifier" ||
    fn.params.length !== 2
  )
    return null;
  for (const node of descendants(fn.body)) {
    if (node.type !== "CallExpression") continue;
    const [first, second] = node.arguments;
    if (first?.type !== "Identifier" || second?.type !== "SpreadElement" || second.argument.type !== "Identifier")
      continue;
    if (first.name !== strings.name || second.argument.name !== values.argument.name) continue;
    const tag = tagOf(node.callee, module);
    if (!tag) continue;
    const result = tag.facts.result && returnedShape(fn, node, tag.facts.result, module);
    const found: Tag = { ...tag, facts: { ...tag.facts, result } };
    tagWrappers.set(fn, found);
    return found;
  }
  return null;
}

const wrappers = new WeakMap<FunctionNode, Sink | null>();

/** A function of the project whose body hands its parameter to something that takes SQL takes SQL itself. */
function wrapperOf(fn: FunctionNode, module: SourceModule): Sink | null {
  const known = wrappers.get(fn);
  if (known !== undefined) return known;
  wrappers.set(fn, null);
  const found = findWrapped(fn, module);
  wrappers.set(fn, found);
  return found;
}

function findWrapped(fn: FunctionNode, module: SourceModule): Sink | null {
  if (fn.params.length === 0) return null;
  for (const node of descendants(fn.body)) {
    if (node.type !== "CallExpression" && node.type !== "NewExpression") continue;
    const handed = node.arguments.map((argument) => textOfParameter(argument, fn, module));
    const spread = spreadOf(node, fn, module);
    if (!spread && !handed.some((use) => use !== null)) continue;
    const inner = sinkOf(node.callee, module);
    if (inner && spread && inner.facts.text >= spread.at)
      return spreadSink(fn, node, inner, spread.from - spread.at, module);
    const use = inner && (handed[inner.facts.text] ?? null);
    if (inner && use) return wrapped(fn, node, inner, use, module);
  }
  return null;
}

/** `(...args) => pool.query(...args)`: from which argument on, and from which parameter. */
function spreadOf(
  call: TSESTree.CallExpression | TSESTree.NewExpression,
  fn: FunctionNode,
  module: SourceModule,
): { readonly at: number; readonly from: number } | null {
  const at = call.arguments.findIndex(({ type }) => type === "SpreadElement");
  const spread = call.arguments[at];
  const use = spread?.type === "SpreadElement" ? textOfParameter(spread.argument, fn, module) : null;
  return use?.whole && fn.params[use.index]?.type === "RestElement" ? { at, from: use.index } : null;
}

function spreadSink(fn: FunctionNode, call: TSESTree.Node, inner: Sink, by: number, module: SourceModule): Sink {
  const { text, values, result, callback: _, ...facts } = inner.facts;
  return {
    ...inner,
    facts: {
      ...facts,
      text: text + by,
      values: values.argument === null ? values : { ...values, argument: values.argument + by },
      result: returnedShape(fn, call, result, module),
    },
  };
}

function wrapped(
  fn: FunctionNode,
  call: TSESTree.CallExpression | TSESTree.NewExpression,
  inner: Sink,
  use: ParameterUse,
  module: SourceModule,
): Sink {
  // Destructured or read from an object: the object's property is the text, and nothing else is.
  const properties = use.property === null ? inner.facts.properties : [use.property];
  return {
    ...inner,
    facts: {
      text: use.index,
      properties,
      ...(use.property !== null && !use.whole ? { objectOnly: true } : {}),
      ...(use.after.length + (inner.facts.after?.length ?? 0) > 0
        ? { after: [...use.after, ...(inner.facts.after ?? [])] }
        : {}),
      values: wrappedValues(fn, call, inner.facts.values, use, module),
      result: returnedShape(fn, call, inner.facts.result, module),
      role: inner.facts.role,
    },
  };
}

function wrappedValues(
  fn: FunctionNode,
  call: TSESTree.CallExpression | TSESTree.NewExpression,
  inner: ValuesFacts,
  text: ParameterUse,
  module: SourceModule,
): ValuesFacts {
  const hidden: ValuesFacts = { argument: null, form: "hidden", properties: inner.properties };
  if (inner.argument === null) return inner;
  const given = call.arguments[inner.argument];
  if (!given) {
    // An object with text and values was handed on as it is.
    return text.whole ? { argument: null, form: "array", properties: inner.properties } : hidden;
  }
  const use = textOfParameter(given.type === "SpreadElement" ? given.argument : given, fn, module);
  if (!use) return hidden;
  if (use.property !== null)
    return use.index === text.index ? { argument: null, form: "array", properties: [use.property] } : hidden;
  const isRest = fn.params[use.index]?.type === "RestElement";
  if (isRest)
    return (given.type === "SpreadElement") === (inner.form === "rest")
      ? { argument: use.index, form: "rest", properties: [] }
      : hidden;
  return given.type === "SpreadElement"
    ? hidden
    : { argument: use.index, form: inner.form, properties: inner.properties };
}

/** What a function gives back of what a call in it gives. */
function returnedShape(fn: FunctionNode, call: TSESTree.Node, inner: ResultShape, module: SourceModule): ResultShape {
  const results = returnedExpressions(fn).filter((result) => !isNothing(result));
  const shapes = new Set(results.map((result) => shapeOf(result, call, inner, module, 0)));
  const [only] = shapes;
  return shapes.size === 1 && only ? only : "other";
}

/** `return null`: what gives no row says nothing of the form of the others. */
function isNothing(node: TSESTree.Node): boolean {
  return (node.type === "Literal" && node.value === null) || (node.type === "Identifier" && node.name === "undefined");
}

function shapeOf(
  node: TSESTree.Node,
  call: TSESTree.Node,
  inner: ResultShape,
  module: SourceModule,
  depth: number,
): ResultShape | null {
  if (node === call) return inner;
  if (depth > 10) return null;
  const further = (next: TSESTree.Node): ResultShape | null => shapeOf(next, call, inner, module, depth + 1);
  switch (node.type) {
    case "AwaitExpression":
      return further(node.argument);
    case "TSAsExpression":
    case "TSNonNullExpression":
    case "TSSatisfiesExpression":
    case "ChainExpression":
      return further(node.expression);
    case "LogicalExpression":
      return isNothing(node.right) ? further(node.left) : null;
    case "ConditionalExpression": {
      if (isNothing(node.consequent)) return further(node.alternate);
      const shape = further(node.consequent);
      return isNothing(node.alternate) || further(node.alternate) === shape ? shape : null;
    }
    case "MemberExpression": {
      const object = further(node.object);
      if ((object === "result" || object === "unsettled") && memberName(node) === "rows") return "rows";
      return object === "rows" && isFirst(node) ? "row-or-null" : null;
    }
    case "CallExpression": {
      if (isFirst(node.callee))
        return node.callee.type === "MemberExpression" && further(node.callee.object) === "rows" ? "row-or-null" : null;
      // `.then((result) => result.rows)`
      if (node.callee.type !== "MemberExpression" || memberName(node.callee) !== "then") return null;
      const [then] = node.arguments;
      const before = further(node.callee.object);
      if (!before || then?.type !== "ArrowFunctionExpression" || then.params[0] === undefined) return null;
      const [param] = then.params;
      if (param.type === "ObjectPattern") {
        if (before !== "result" || !bindsRows(param)) return null;
        return isRows(then.body)
          ? "rows"
          : isFirst(then.body) && then.body.type === "MemberExpression" && isRows(then.body.object)
            ? "row-or-null"
            : null;
      }
      if (param.type !== "Identifier" || then.body.type === "BlockStatement") return null;
      return afterThen(then.body, param.name, before);
    }
    case "Identifier": {
      const definition = variableOf(module, node)?.defs[0];
      if (definition?.type !== "Variable") return null;
      const declarator = definition.node;
      if (!declarator.init) return null;
      const held = further(declarator.init);
      if (declarator.id.type === "Identifier") return held;
      if (declarator.id.type === "ObjectPattern")
        return held === "result" && isRows(node) && bindsRows(declarator.id) ? "rows" : null;
      return held === "rows" &&
        declarator.id.elements[0]?.type === "Identifier" &&
        declarator.id.elements[0].name === node.name
        ? "row-or-null"
        : null;
    }
    default:
      return null;
  }
}

function isRows(node: TSESTree.Node): boolean {
  return node.type === "Identifier" && node.name === "rows";
}

function bindsRows(pattern: TSESTree.ObjectPattern): boolean {
  return pattern.properties.some(
    (property) => property.type === "Property" && keyName(property) === "rows" && isRows(property.value),
  );
}

function afterThen(body: TSESTree.Expression, name: string, before: ResultShape): ResultShape | null {
  if (body.type === "Identifier") return body.name === name ? before : null;
  if (body.type !== "MemberExpression") return null;
  const object = afterThen(body.object, name, before);
  if (object === "result" && memberName(body) === "rows") return "rows";
  return object === "rows" && isFirst(body) ? "row-or-null" : null;
}

/** `rows[0]`, and the callee of `rows.at(0)` and `rows.shift()`. */
function isFirst(node: TSESTree.Node): boolean {
  if (node.type !== "MemberExpression") return false;
  if (node.computed) return node.property.type === "Literal" && node.property.value === 0;
  return (
    node.parent.type === "CallExpression" &&
    node.parent.callee === node &&
    /^(?:at|shift|pop)$/.test(memberName(node) ?? "")
  );
}
