import type { TSESTree } from "@typescript-eslint/utils";
import type { Variable } from "@typescript-eslint/scope-manager";
import type { Span } from "../model/span.ts";
import type { Quoting, SqlPart, SqlText, TextPart } from "../model/sql-text.ts";
import { variableOf } from "../source/bindings.ts";
import { literalPlaces } from "../source/literal-places.ts";
import { childrenOf, meaningOf, type FunctionNode } from "../source/meaning.ts";
import { originOf } from "../source/origin.ts";
import { embedded, isOwnTag } from "./embed/index.ts";
import { joinItems } from "./text-join.ts";
import { opposite, testOf } from "./text-condition.ts";
import { bound, spliced, withQuoted } from "./text-hole.ts";
import { argumentsOf, frameIn, memberName, targetOf, unwrap } from "./text-reference.ts";
import { isMutated, valueAt } from "./text-variable.ts";
import type { TextContext } from "./text-value.ts";
import {
  chooseValue,
  holeAt,
  isBlank,
  madeText,
  nothing,
  plainText,
  sourceOf,
  spanOf,
  under,
  type Frame,
  type ListItem,
  type TextValue,
} from "./text-value.ts";

const deepest = 5;

export function rootFrame(root: TSESTree.Node, context: TextContext): Frame {
  return {
    context,
    module: context.module,
    anchor: null,
    arguments: new Map(),
    state: new Map(),
    filled: new Set(),
    calls: "",
    depth: 0,
    budget: { left: 4000 },
    root,
  };
}

/** What an expression's value is, as text or as a piece of the library's SQL; null where it cannot be told. */
export function follow(node: TSESTree.Node, frame: Frame): TextValue | null {
  if (frame.budget.left-- <= 0) return null;
  const inner = unwrap(node);
  switch (inner.type) {
    case "Literal":
      return literal(inner, frame);
    case "TemplateLiteral":
      return {
        kind: "string",
        text: quasisAndHoles(inner, frame, "template", (hole, outer) => stringText(hole, frame, outer)),
      };
    case "TaggedTemplateExpression":
      return tagged(inner, frame);
    case "BinaryExpression":
      return inner.operator === "+" ? concatenation(inner, frame) : null;
    case "ConditionalExpression": {
      const test = inner.test;
      return chooseValue(
        spanOf(inner, frame),
        [branch(inner.consequent, filledBy(test, frame)), branch(inner.alternate, frame)],
        testOf(test, frame),
      );
    }
    case "LogicalExpression":
      return logical(inner, frame);
    case "Identifier":
      return identifier(inner, frame);
    case "MemberExpression":
      return member(inner, frame);
    case "CallExpression":
      return called(inner, frame);
    case "NewExpression":
      return embedded(inner, frame, follow);
    case "ArrayExpression":
      return list(inner, frame);
    case "SequenceExpression":
      return follow(inner.expressions.at(-1) ?? inner, frame);
    case "UnaryExpression":
      return inner.operator === "void" ? nothing : null;
    default:
      return null;
  }
}

/** A branch that cannot be followed is a hole of its own where the other is text. */
function branch(node: TSESTree.Node, frame: Frame): TextValue | null {
  return follow(node, frame) ?? (mayBeText(node) ? { kind: "string", text: [spliced(node, frame)] } : null);
}

// In a tag's hole a string that is chosen is a value; only texts take part in a text.
function mayBeText(node: TSESTree.Node): boolean {
  const parent = node.parent;
  return (
    parent?.type === "ConditionalExpression" &&
    [parent.consequent, parent.alternate].some(
      (one) =>
        one !== node && (one.type === "TemplateLiteral" || one.type === "BinaryExpression" || one.type === "Literal"),
    )
  );
}

function logical(node: TSESTree.LogicalExpression, frame: Frame): TextValue | null {
  const span = spanOf(node, frame);
  if (node.operator === "&&")
    return chooseValue(span, [follow(node.right, filledBy(node.left, frame)), nothing], testOf(node.left, frame));
  const left = follow(node.left, frame);
  const right = follow(node.right, frame);
  if (left && right) return chooseValue(span, [left, right]);
  if (right?.kind === "string" && !left) return { kind: "string", text: [spliced(node, frame)] };
  return null;
}

/** `xs.length > 0 ? … : …`: in the first branch `xs` holds something. */
function filledBy(test: TSESTree.Node, frame: Frame): Frame {
  const filled = new Set(frame.filled);
  const visit = (node: TSESTree.Node): void => {
    if (node.type === "LogicalExpression") {
      if (node.operator === "&&") [node.left, node.right].forEach(visit);
    } else if (node.type === "BinaryExpression") {
      if (/^(>|>=|!==|!=)$/.test(node.operator)) visit(node.left);
    } else if (node.type === "MemberExpression" && memberName(node) === "length" && node.object.type === "Identifier") {
      const variable = variableOf(frame.module, node.object);
      if (variable) filled.add(variable);
    }
  };
  visit(unwrap(test));
  return filled.size === frame.filled.size ? frame : { ...frame, filled };
}

function literal(node: TSESTree.Literal, frame: Frame): TextValue | null {
  if (node.value === null && node.raw === "null") return nothing;
  if (node.value === false) return nothing;
  if (typeof node.value === "number")
    return { kind: "string", text: [typed(String(node.value), node.range[0], null, "none", frame, node)] };
  if (typeof node.value !== "string") return null;
  const quoting: Quoting = node.raw.startsWith("'") ? "single" : "double";
  const raw = frame.module.text.slice(node.range[0] + 1, node.range[1] - 1);
  const { text, offsets } = literalPlaces(raw, node.range[0] + 1, quoting);
  return { kind: "string", text: [typed(text, node.range[0] + 1, offsets, quoting, frame, node)] };
}

function typed(
  text: string,
  start: number,
  offsets: readonly number[] | null,
  quoting: Quoting,
  frame: Frame,
  node: TSESTree.Node,
): TextPart {
  return {
    kind: "text",
    text,
    place: frame.anchor ? { kind: "elsewhere", span: spanOf(node, frame) } : { kind: "here", start, offsets, quoting },
  };
}

/** The text of a template, its holes made into parts by `hole`. */
function quasisAndHoles(
  node: TSESTree.TemplateLiteral,
  frame: Frame,
  quoting: "template" | "raw",
  hole: (node: TSESTree.Node, outer: Span) => SqlText,
): SqlText {
  const { text: source } = frame.module;
  const inside = node.quasis.map((quasi) => {
    const [from, to] = quasi.range;
    const start = source[from] === "`" || source[from] === "}" ? from + 1 : from;
    const end = source[to - 1] === "`" ? to - 1 : source.slice(to - 2, to) === "${" ? to - 2 : to;
    return { start, end, node: quasi };
  });
  return inside.flatMap(({ start, end, node: quasi }, index): SqlPart[] => {
    const { text, offsets } = literalPlaces(source.slice(start, end), start, quoting);
    const parts: SqlPart[] = text === "" ? [] : [typed(text, start, offsets, quoting, frame, quasi)];
    const expression = node.expressions[index];
    const next = inside[index + 1];
    return expression && next ? [...parts, ...hole(expression, { start: end, end: next.start })] : parts;
  });
}

/** What an expression adds to a string: its own text where it is known, a hole otherwise. */
export function stringText(node: TSESTree.Node, frame: Frame, outer: Span | null): SqlText {
  const value = follow(node, frame);
  if (value?.kind === "string") return withOuter(usedHere(value.text, node, frame), node, frame, outer);
  if (value?.kind === "fragment")
    return [holeAt(node, frame, { treatment: "spliced", value: "sql", standIns: [] }, outer)];
  return [spliced(node, frame, outer)];
}

/** A name kept in a constant is told where it is used: `${TABLE}`, not where `"users"` is written. */
function usedHere(text: SqlText, node: TSESTree.Node, frame: Frame): SqlText {
  const [only] = text;
  const isName =
    text.length === 1 &&
    only?.kind === "text" &&
    node.type !== "Literal" &&
    node.type !== "TemplateLiteral" &&
    /^[\w.$"]+$/.test(only.text);
  return isName ? [madeText(only.text, spanOf(node, frame))] : text;
}

/** A text that is but a hole of this very expression covers the whole `${…}`, so that an edit can take its place. */
function withOuter(text: SqlText, node: TSESTree.Node, frame: Frame, outer: Span | null): SqlText {
  const [only] = text;
  return outer &&
    text.length === 1 &&
    only?.kind === "hole" &&
    only.hole.source === sourceOf(node, frame) &&
    !frame.anchor
    ? [{ kind: "hole", hole: { ...only.hole, outer } }]
    : text;
}

/** Tags that only tidy the white space of a string. */
const tidyingTags = new Set([
  "dedent",
  "outdent",
  "endent",
  "redent",
  "stripIndent",
  "stripIndents",
  "oneLine",
  "oneLineTrim",
  "noop",
]);

function tagged(node: TSESTree.TaggedTemplateExpression, frame: Frame): TextValue | null {
  const { tag } = node;
  if (
    tag.type === "MemberExpression" &&
    memberName(tag) === "raw" &&
    tag.object.type === "Identifier" &&
    tag.object.name === "String"
  ) {
    return {
      kind: "string",
      text: quasisAndHoles(node.quasi, frame, "raw", (hole, outer) => stringText(hole, frame, outer)),
    };
  }
  if (tag.type === "Identifier" && tidyingTags.has(tag.name)) return follow(node.quasi, frame);
  if (frame.context.mode === "text" && (frame.depth === 0 || isOwnTag(node, frame))) {
    const origin = originOf(tag, frame.module);
    if (origin?.library) return null;
    return isOwnTag(node, frame)
      ? {
          kind: "string",
          text: quasisAndHoles(node.quasi, frame, "template", (hole, outer) => stringText(hole, frame, outer)),
        }
      : null;
  }
  if (!isOwnTag(node, frame)) return null;
  return { kind: "fragment", text: fragmentText(node.quasi, frame) };
}

/** The text of one of the library's own templates, whose plain holes are bound. */
export function fragmentText(quasi: TSESTree.TemplateLiteral, frame: Frame): SqlText {
  return quasisAndHoles(quasi, frame, "template", (hole, outer) => {
    const value = follow(hole, frame);
    if (value?.kind !== "fragment") return [bound(hole, frame, outer)];
    const [only] = value.text;
    // A helper's hole covers the whole `${…}`, so that an edit can take its place.
    if (
      value.text.length === 1 &&
      only?.kind === "hole" &&
      only.hole.source === sourceOf(hole, frame) &&
      !frame.anchor
    ) {
      return [{ kind: "hole", hole: { ...only.hole, outer } }];
    }
    return value.text;
  });
}

function concatenation(node: TSESTree.BinaryExpression, frame: Frame): TextValue | null {
  const operands: TSESTree.Node[] = [];
  const flatten = (one: TSESTree.Node): void => {
    if (one.type === "BinaryExpression" && one.operator === "+") {
      flatten(one.left);
      flatten(one.right);
    } else {
      operands.push(one);
    }
  };
  flatten(node);
  const values = operands.map((operand) => follow(operand, frame));
  const isString = (index: number): boolean =>
    values[index]?.kind === "string" && !/^\d/.test(sourceOf(operands[index] ?? node, frame));
  if (!operands.some((_, index) => isString(index))) return null;
  return {
    kind: "string",
    text: operands.flatMap((operand, index): SqlText => {
      const value = values[index];
      if (value?.kind === "string") return value.text;
      const before = operands[index - 1];
      const after = operands[index + 1];
      const outer = {
        start: before ? (isQuoted(before) ? before.range[1] - 1 : before.range[1]) : operand.range[0],
        end: after ? (isQuoted(after) ? after.range[0] + 1 : after.range[0]) : operand.range[1],
      };
      if (value?.kind === "fragment")
        return [holeAt(operand, frame, { treatment: "spliced", value: "sql", standIns: [] }, outer)];
      return [spliced(operand, frame, outer)];
    }),
  };
}

function isQuoted(node: TSESTree.Node): boolean {
  return (node.type === "Literal" && typeof node.value === "string") || node.type === "TemplateLiteral";
}

function identifier(node: TSESTree.Identifier, frame: Frame): TextValue | null {
  if (node.name === "undefined") return nothing;
  const variable = variableOf(frame.module, node);
  if (!variable) return null;
  if (frame.state.has(variable)) return frame.state.get(variable) ?? null;
  const argument = frame.arguments.get(variable);
  if (argument) return follow(argument.node, argument.frame);
  const meaning = meaningOf(node, frame.module);
  if (meaning?.kind === "package") return embedded(node, frame, follow);
  if (meaning?.kind === "variable") return valueAt(variable, meaning.declarator, node, frame, follow, stringText);
  if (meaning?.kind === "value" && meaning.module === frame.module && isMutated(variable)) {
    const declarator = variable.defs[0]?.node;
    return declarator?.type === "VariableDeclarator"
      ? valueAt(variable, declarator, node, frame, follow, stringText)
      : null;
  }
  if (meaning?.kind === "value") return follow(meaning.node, frameIn(meaning.module, frame, node));
  if (meaning?.kind === "property") {
    const target = targetOf(node, frame);
    return target?.kind === "expression" ? follow(target.node, target.frame) : null;
  }
  return null;
}

function member(node: TSESTree.MemberExpression, frame: Frame): TextValue | null {
  const helper = embedded(node, frame, follow);
  if (helper) return helper;
  if (node.computed && node.property.type !== "Literal") return null;
  const target = targetOf(node, frame);
  return target?.kind === "expression" && target.node !== node ? follow(target.node, target.frame) : null;
}

function list(node: TSESTree.ArrayExpression, frame: Frame): TextValue | null {
  const items: ListItem[] = [];
  for (const element of node.elements) {
    if (!element) continue;
    if (element.type === "SpreadElement") {
      const inner = spreadItems(element.argument, frame);
      items.push(...inner);
    } else {
      items.push({
        value: follow(element, frame) ?? valueOfElement(element, frame),
        span: spanOf(element, frame),
        times: "once",
      });
    }
  }
  return { kind: "list", items };
}

function spreadItems(node: TSESTree.Node, frame: Frame): readonly ListItem[] {
  const inner = unwrap(node);
  if (inner.type === "ConditionalExpression") {
    const sides = [inner.consequent, inner.alternate].map((side) => follow(side, frame));
    const [yes, no] = sides;
    const test = testOf(inner.test, frame);
    if (yes?.kind === "list" && no?.kind === "list")
      return [...yes.items.map((item) => under(test, item)), ...no.items.map((item) => under(opposite(test), item))];
  }
  if (inner.type === "LogicalExpression" && inner.operator === "&&") {
    const value = follow(inner.right, frame);
    const test = testOf(inner.left, frame);
    if (value?.kind === "list") return value.items.map((item) => under(test, item));
  }
  const value = follow(inner, frame);
  return value?.kind === "list" ? value.items : [{ value: null, span: spanOf(node, frame), times: "many" }];
}

/** An element that is no text stands for itself: a hole once the array is joined. */
function valueOfElement(node: TSESTree.Node, frame: Frame): TextValue | null {
  return frame.context.mode === "text" ? { kind: "string", text: [spliced(node, frame)] } : null;
}

function called(node: TSESTree.CallExpression, frame: Frame): TextValue | null {
  const helper = embedded(node, frame, follow);
  if (helper) return helper;
  const callee = unwrap(node.callee);
  if (callee.type === "MemberExpression") {
    const value = method(callee, memberName(callee), node, frame);
    if (value) return value;
  }
  if (callee.type === "Identifier" && callee.name === "String" && node.arguments[0])
    return { kind: "string", text: stringText(node.arguments[0], frame, null) };
  if (callee.type === "Identifier" && tidyingTags.has(callee.name) && node.arguments[0])
    return follow(node.arguments[0], frame);
  const target = targetOf(callee, frame);
  return target?.kind === "function" ? resultOf(target.node, node.arguments, target.frame, frame, node) : null;
}

const tidyingMethods = new Set([
  "trim",
  "trimStart",
  "trimEnd",
  "toString",
  "valueOf",
  "normalize",
  "trimLeft",
  "trimRight",
  "as",
  "mapWith",
]);

function method(
  callee: TSESTree.MemberExpression,
  name: string | null,
  call: TSESTree.CallExpression,
  frame: Frame,
): TextValue | null {
  const [first, second] = call.arguments;
  if (name === null) return null;
  if (tidyingMethods.has(name)) return follow(callee.object, frame);
  if (name === "replace" || name === "replaceAll")
    return isTidying(first, second) ? follow(callee.object, frame) : null;
  if (name === "filter" && first?.type === "Identifier" && first.name === "Boolean")
    return withoutNothing(follow(callee.object, frame));
  if (name === "filter") return null;
  if (name === "flat" || (name === "slice" && call.arguments.length === 0)) return follow(callee.object, frame);
  if (name === "concat") {
    const head = follow(callee.object, frame);
    if (head?.kind === "string")
      return {
        kind: "string",
        text: [...head.text, ...call.arguments.flatMap((argument) => stringText(argument, frame, null))],
      };
    if (head?.kind === "list")
      return {
        kind: "list",
        items: [...head.items, ...call.arguments.flatMap((argument) => spreadItems(argument, frame))],
      };
    return null;
  }
  if (name === "append" && first) {
    const head = follow(callee.object, frame);
    return head?.kind === "fragment" ? { kind: "fragment", text: [...head.text, ...appended(first, frame)] } : null;
  }
  if (name === "map" && first) return mapped(callee.object, first, frame);
  if (name === "join") return joined(callee, first ?? null, call, frame);
  return null;
}

/** What sql-template-strings' `append` adds: another statement's text, or a string as it is. */
export function appended(node: TSESTree.Node, frame: Frame): SqlText {
  const value = follow(node, frame);
  return value?.kind === "fragment" || value?.kind === "string" ? value.text : [spliced(node, frame)];
}

function isTidying(pattern: TSESTree.Node | undefined, replacement: TSESTree.Node | undefined): boolean {
  if (
    pattern?.type !== "Literal" ||
    replacement?.type !== "Literal" ||
    typeof replacement.value !== "string" ||
    !/^\s*$/.test(replacement.value)
  )
    return false;
  if ("regex" in pattern)
    return /^\^?(\\[snrt]|\[[\\snrt ]+\]| |\\r\?\\n|\(\?:\\s\)|[+*]|\{\d*,?\d*\})+\$?$/.test(pattern.regex.pattern);
  return typeof pattern.value === "string" && /^\s+$/.test(pattern.value);
}

function withoutNothing(value: TextValue | null): TextValue | null {
  if (value?.kind !== "list") return value;
  const items: ListItem[] = [];
  for (const item of value.items) {
    if (item.value?.kind === "nothing") continue;
    const text = item.value && "text" in item.value ? item.value.text : null;
    const [only] = text ?? [];
    if (item.times === "once" && item.value && text?.length === 1 && only?.kind === "optional") {
      items.push(under(only.condition, { ...item, value: { ...item.value, text: only.text } as TextValue }));
    } else if (
      item.times === "once" &&
      item.value &&
      text?.length === 1 &&
      only?.kind === "choice" &&
      only.options.some(isBlank)
    ) {
      const options = only.options.filter((option) => !isBlank(option));
      const kept = options.length === 1 ? (options[0] ?? []) : [{ ...only, options }];
      items.push({ ...item, times: "maybe", value: { ...item.value, text: kept } as TextValue });
    } else {
      items.push(item);
    }
  }
  return { kind: "list", items };
}

function mapped(object: TSESTree.Node, callback: TSESTree.Node, frame: Frame): TextValue | null {
  const target = targetOf(callback, frame);
  if (target?.kind !== "function") return null;
  const source = follow(object, frame);
  const value = resultOf(target.node, [], target.frame, frame, callback);
  const known =
    source?.kind === "list" &&
    source.items.length > 0 &&
    source.items.length <= 12 &&
    source.items.every((item) => item.times !== "many");
  if (known && unwrap(object).type === "ArrayExpression") {
    const elements = (unwrap(object) as TSESTree.ArrayExpression).elements;
    const items = elements.flatMap((element): ListItem[] => {
      if (!element || element.type === "SpreadElement") return [];
      return [
        {
          value: resultOf(target.node, [element], target.frame, frame, callback),
          span: spanOf(element, frame),
          times: "once",
        },
      ];
    });
    if (items.length === elements.length) return { kind: "list", items };
  }
  return value
    ? { kind: "list", items: [{ value, span: spanOf(object.parent?.parent ?? object, frame), times: "many" }] }
    : null;
}

function joined(
  callee: TSESTree.MemberExpression,
  separator: TSESTree.Node | null,
  call: TSESTree.CallExpression,
  frame: Frame,
): TextValue | null {
  const value = follow(callee.object, frame);
  if (value?.kind !== "list") return null;
  const glue = separator ? follow(separator, frame) : null;
  const between = glue?.kind === "string" ? plainText(glue.text) : separator ? null : ",";
  if (between === null || (!glue && separator)) return null;
  const glueText: SqlText = [
    { kind: "text", text: between, place: { kind: "elsewhere", span: spanOf(separator ?? call, frame) } },
  ];
  const filled =
    callee.object.type === "Identifier" && frame.filled.has(variableOf(frame.module, callee.object) as Variable);
  const text = joinItems(value.items, glueText, filled, (item) =>
    item.value?.kind === "string" ? item.value.text : item.value?.kind === "nothing" ? [] : null,
  );
  if (text) return { kind: "string", text };
  // Pieces of unknown number. What they are made of decides what the whole is.
  const pieces = value.items.every(
    (item) =>
      item.value?.kind === "string" && item.value.text.some((part) => part.kind === "text" && /[a-z]/i.test(part.text)),
  );
  const known = withQuoted(
    spliced(call, frame),
    value.items.map((item) => (item.value?.kind === "string" ? item.value.text : [])),
  );
  return {
    kind: "string",
    text: [pieces && known.hole.value === "unknown" ? { ...known, hole: { ...known.hole, value: "sql" } } : known],
  };
}

function resultOf(
  fn: FunctionNode,
  args: readonly TSESTree.Node[],
  target: Frame,
  caller: Frame,
  at: TSESTree.Node,
): TextValue | null {
  if (caller.depth >= deepest || fn.generator) return null;
  const inner: Frame = {
    ...target,
    calls: `${caller.calls}${caller.module.file}:${at.range.join("-")}>`,
    depth: caller.depth + 1,
    anchor: target.module === caller.context.module ? null : (target.anchor ?? spanOf(at, caller)),
    arguments: argumentsOf(fn, args, target, caller),
    filled: new Set(),
  };
  if (fn.body?.type !== "BlockStatement") return fn.body ? follow(fn.body, inner) : null;
  const returns = returnsOf(fn.body);
  if (returns.length === 0 || returns.length > 8) return null;
  return chooseValue(
    spanOf(at, caller),
    returns.map((one) => (one ? follow(one, inner) : nothing)),
  );
}

/** What a function's own return statements give back, in order; null for a bare `return`. */
export function returnsOf(body: TSESTree.Node): (TSESTree.Expression | null)[] {
  const found: (TSESTree.Expression | null)[] = [];
  const visit = (node: TSESTree.Node): void => {
    if (node.type === "ReturnStatement") found.push(node.argument);
    else if (/Function|^Class/.test(node.type)) return;
    else for (const child of childrenOf(node)) visit(child);
  };
  visit(body);
  return found;
}
