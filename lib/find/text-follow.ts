import type { TSESTree } from "@typescript-eslint/utils";
import type { Span } from "../model/span.ts";
import type { HoleValue, Quoting, SqlPart, SqlText, TextPart } from "../model/sql-text.ts";
import {
  isPlace,
  type Built,
  type BuiltConstant,
  type BuiltList,
  type Chain,
  type Piece,
  type Place,
  type Step,
  type Text,
  type Value,
} from "../source/built/built.ts";
import type { Condition as ProgramCondition } from "../source/built/condition.ts";
import { choicesOf, plainOf } from "../source/built/choice.ts";
import { isCheckedAgainstList } from "../source/allow-list.ts";
import { evaluatorOf } from "../source/built/evaluator.ts";
import { literalPlaces } from "../source/literal-places.ts";
import { memberName, unwrap } from "../source/nodes.ts";
import { originOf } from "../source/origin.ts";
import { quoted } from "../libraries/helpers.ts";
import { embedded, isOwnTag } from "./embed/index.ts";
import { pathOf } from "./named-value.ts";
import { conditionOf } from "./text-condition.ts";
import { bound, spliced, withQuoted } from "./text-hole.ts";
import { joinItems } from "./text-join.ts";
import { ownPiece, type OwnPiece } from "./own-tag.ts";
import { outerOf } from "./text-outer.ts";
import {
  chooseValue,
  frameAt,
  holeAt,
  madeText,
  nothing,
  plainText,
  sizeOf,
  sourceOf,
  spanOf,
  type Frame,
  type ListItem,
  type TextValue,
} from "./text-value.ts";

/** What an expression's value is, as text or as a piece of the library's SQL; null where it cannot be told. */
export function follow(node: TSESTree.Node, frame: Frame): TextValue | null {
  if (isExhausted(frame)) return null;
  const inner = unwrap(node);
  const place: Place = { node: inner, frame: frame.at };
  const helper = helperAt(inner, frame);
  if (helper) return helper;
  const value = evaluatorOf(frame.context.module).evaluate(place);
  return named(value, inner, frame) ?? ownFragment(value, inner, frame) ?? valueOf(value, frame);
}

/** A piece that helpers of the project's own tag have made. */
function ownFragment(value: Value, node: TSESTree.Node, frame: Frame): TextValue | null {
  const piece = ownPiece(value, frame);
  if (!piece) return null;
  const span = spanOf(node, frame);
  const text = piece.kind === "joined" ? joinedOwn(piece, span, frame) : setOwn(piece, span, frame);
  return text && { kind: "fragment", text };
}

function setOwn({ texts, values }: OwnPiece & { readonly kind: "pieces" }, span: Span, frame: Frame): SqlText {
  return texts.flatMap((written, index): SqlText => {
    const given = values[index];
    return [...ownText(written, span), ...(given ? givenText(given, frame) : [])];
  });
}

function joinedOwn(piece: OwnPiece & { readonly kind: "joined" }, span: Span, frame: Frame): SqlText | null {
  const items = piece.values.map((given): ListItem => {
    const place = isPlace(given) ? given : given.place;
    const value: TextValue = { kind: "fragment", text: givenText(given, frame) };
    const item = { value, span: spanOf(place.node, frameAt(place.frame, frame)) };
    return place.when ? { ...item, times: "maybe", condition: conditionOf(place.when) } : { ...item, times: "once" };
  });
  const joinedText = joinItems(items, ownText(piece.separator, span), true, ({ value }) =>
    value?.kind === "fragment" ? value.text : null,
  );
  return joinedText && [...ownText(piece.before, span), ...joinedText, ...ownText(piece.after, span)];
}

const ownText = (written: string, span: Span): SqlText => (written === "" ? [] : [madeText(written, span)]);

/** What stands between the texts of an own tag: a piece of it, or a value that is bound. */
function givenText(given: Place | Built, frame: Frame): SqlText {
  const place = isPlace(given) ? given : given.place;
  const inner = followPlace(given, frame);
  return inner?.kind === "fragment" ? inner.text : [bound(place.node, frameAt(place.frame, frame))];
}

/** A table or column of the library's own in a hole of its tag. */
function named(value: Value, node: TSESTree.Node, frame: Frame): TextValue | null {
  const path = frame.context.mode === "tag" ? pathOf(value, frame.context) : null;
  return (
    path && {
      kind: "fragment",
      text: [holeAt(node, frame, { treatment: "escaped", value: "escaped", standIns: [quoted(path)] })],
    }
  );
}

/** How deep in calls a fragment may stand that another one holds, and how much one text may take. */
const deepest = 5;
const mostFollowed = 2_000;
const mostEvaluated = 8_000;

/** Writers of SQL that call themselves would go on for long. */
function isExhausted({ reading, at, context }: Frame): boolean {
  return (
    at.depth > deepest ||
    reading.followed++ > mostFollowed ||
    evaluatorOf(context.module).evaluated - reading.evaluated > mostEvaluated
  );
}

function helperAt(node: TSESTree.Node, frame: Frame): TextValue | null {
  return node.type === "CallExpression" || node.type === "MemberExpression" || node.type === "NewExpression"
    ? embedded(node, frame, follow)
    : null;
}

/** The same of what stands at a place of the evaluator. */
function followPlace(what: Place | Built, frame: Frame): TextValue | null {
  if (!isPlace(what)) return valueOf(what, frame);
  return what.held
    ? valueOf(evaluatorOf(frame.context.module).evaluate(what), frame)
    : follow(what.node, frameAt(what.frame, frame));
}

/** More pieces of SQL than these are not told apart. */
const mostPieces = 10;

/** What is being written already is a part of itself, and what stands too deep is not gone into: neither is known. */
function valueOf(value: Value, frame: Frame): TextValue | null {
  const { writing } = frame.reading;
  if (value.kind === "constant" && !("text" in value)) return constant(value, frame);
  if (writing.has(value) || writing.size > deepestWritten) return null;
  writing.add(value);
  try {
    return written(value, frame);
  } finally {
    writing.delete(value);
  }
}

/** Values that may stand in one another: the stack is a bounded one. */
const deepestWritten = 250;

function written(value: Value, frame: Frame): TextValue | null {
  if ("text" in value) return { kind: "string", text: textOf(value, value.text, frame) };
  switch (value.kind) {
    case "constant":
      return constant(value, frame);
    case "choice":
      // A function that writes one of many pieces is a writer of a language of its own.
      if (value.size > mostPieces && choicesOf(value).some(({ kind }) => kind === "chain")) return null;
      return chosen(value.condition, value.then, value.otherwise, value, frame);
    case "list":
      return { kind: "list", items: itemsOf(value, frame) };
    case "chain":
      return ofChain(value, frame);
    case "input":
      return ofCall(value.place, frame) ?? ofSum(value.place, frame);
    default:
      return null;
  }
}

/** `helpers.update(…) + as.format(…)`: two calls side by side are text where one of them gives a text of the library. */
function ofSum({ node, frame: at }: Place, frame: Frame): TextValue | null {
  if (node.type !== "BinaryExpression" || node.operator !== "+") return null;
  const inner = frameAt(at, frame);
  const sides = [node.left, node.right].map((side) => ({ side, value: follow(side, inner) }));
  // `rows.count + 1` is a number.
  const isText = ({ value }: { value: TextValue | null }): boolean =>
    value?.kind === "string" && value.text.some((part) => part.kind === "text" && /[a-z]/i.test(part.text));
  if (!sides.some(isText)) return null;
  return { kind: "string", text: sides.flatMap(({ side, value }) => stringOf(value, side, inner)) };
}

function chosen(
  condition: ProgramCondition,
  then: Value,
  otherwise: Value,
  whole: Value,
  frame: Frame,
): TextValue | null {
  const { choices } = frame.reading;
  const known = choices.get(whole);
  if (known !== undefined) return known;
  const made = chosenOnce(condition, then, otherwise, whole, frame);
  const value = made && "text" in made && sizeOf(made.text) > longest ? null : made;
  choices.set(whole, value);
  return value;
}

/** A text of more parts than these is not known. */
const longest = 4_000;

function chosenOnce(
  condition: ProgramCondition,
  then: Value,
  otherwise: Value,
  whole: Value,
  frame: Frame,
): TextValue | null {
  if (then.kind === "never") return valueOf(otherwise, frame);
  if (otherwise.kind === "never") return valueOf(then, frame);
  const span = spanIn(whole, frame);
  const side = (option: Value): TextValue | null => valueOf(option, frame) ?? branch(option, frame);
  return chooseValue(span, [side(then), side(otherwise)], conditionOf(condition));
}

/** A branch of a ternary that is not known is a hole of its own where the other is text. */
function branch(option: Value, frame: Frame): TextValue | null {
  const place = plainOf(option)?.place;
  return place && mayBeText(place.node)
    ? { kind: "string", text: [spliced(place.node, frameAt(place.frame, frame))] }
    : null;
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

function spanIn(value: Value, frame: Frame): Span {
  const place = plainOf(value)?.place;
  return place ? spanOf(place.node, frameAt(place.frame, frame)) : spanOf(frame.reading.root, frame);
}

/** What a string was put together of. The same string is the same text wherever it stands. */
function textOf(value: Value, text: Text, frame: Frame): SqlText {
  const { texts } = frame.reading;
  const known = texts.get(value);
  if (known) return known;
  const whole = madeOf(value, text, frame);
  const made = sizeOf(whole) > longest ? wholeText(value, frame) : whole;
  texts.set(value, made);
  return made;
}

function madeOf(value: Value, text: Text, frame: Frame): SqlText {
  switch (text.kind) {
    case "pieces":
      return text.pieces.flatMap((piece) => pieceText(piece, frame));
    case "joined":
      return joined(text, frame);
    case "either": {
      const either = chosen(text.condition, text.then, text.otherwise, value, frame);
      return either && "text" in either ? either.text : wholeText(value, frame);
    }
  }
}

function wholeText(value: Value, frame: Frame): SqlText {
  const place = plainOf(value)?.place;
  return place ? [spliced(place.node, frameAt(place.frame, frame))] : [];
}

function pieceText(piece: Piece, frame: Frame): SqlText {
  const { pieces } = frame.reading;
  const known = pieces.get(piece);
  if (known) return known;
  const made = piece.loop ? looped(piece, piece.loop, frame) : pieceAt(piece, frame);
  pieces.set(piece, made);
  return made;
}

/** What a loop adds, any number of times. */
function looped({ value }: Piece, loop: Place, frame: Frame): SqlText {
  const added = valueOf(value, frame);
  const hole = holeAt(loop.node, frameAt(loop.frame, frame), { treatment: "composed", value: "sql", standIns: [] });
  return [withQuoted(hole, [added && "text" in added ? added.text : []])];
}

/** What an expression adds to a string: its own text where it is known, a hole otherwise. */
function pieceAt({ value, place }: Piece, frame: Frame): SqlText {
  if (!place) {
    const before = valueOf(value, frame);
    return before && "text" in before ? before.text : wholeText(value, frame);
  }
  const inner = frameAt(place.frame, frame);
  if (place.node.type === "TemplateElement") return quasiText(place.node, inner);
  const node = unwrap(place.node);
  return stringOf(helperAt(node, inner) ?? valueOf(unwrapped(value, place, frame), inner), place.node, inner);
}

/** What is awaited is text as well. */
function unwrapped(value: Value, { node, frame: at }: Place, frame: Frame): Value {
  const inner = unwrap(node);
  return inner === node ? value : evaluatorOf(frame.context.module).evaluate({ node: inner, frame: at });
}

function stringOf(value: TextValue | null, node: TSESTree.Node, frame: Frame): SqlText {
  const outer = outerOf(node, frame.module);
  if (value?.kind === "string")
    return withOuter(checkedHere(usedHere(value.text, node, frame), node, frame), node, frame, outer);
  if (value?.kind === "fragment")
    return [holeAt(node, frame, { treatment: "spliced", value: "sql", standIns: [] }, outer)];
  return [spliced(node, frame, outer)];
}

/** Names kept in constants are told where they are used: `${TABLE}`, not where `"users"` is written. */
function usedHere(text: SqlText, node: TSESTree.Node, frame: Frame): SqlText {
  return node.type !== "Literal" && node.type !== "TemplateLiteral" && isNameFromElsewhere(text, node)
    ? toldAt(text, spanOf(node, frame))
    : text;
}

/** What a name stands for is checked by that name: `const text = String(id); if (!own.includes(text)) return;` */
function checkedHere(text: SqlText, node: TSESTree.Node, frame: Frame): SqlText {
  const inner = unwrap(node);
  return (inner.type === "Identifier" || inner.type === "MemberExpression") &&
    text.some(mayBeUnsafe) &&
    isCheckedAgainstList(inner, frame.module)
    ? withChecked(text)
    : text;
}

const mayBeUnsafe = (part: SqlPart): boolean =>
  part.kind === "hole"
    ? part.hole.treatment === "spliced" && unsafe.has(part.hole.value)
    : part.kind === "choice"
      ? part.options.some((option) => option.some(mayBeUnsafe))
      : part.kind === "optional" && part.text.some(mayBeUnsafe);

const unsafe: ReadonlySet<HoleValue> = new Set(["request", "input", "keys", "unknown", "without quotes"]);

function withChecked(text: SqlText): SqlText {
  return text.map((part) => {
    if (part.kind === "choice") return { ...part, options: part.options.map(withChecked) };
    if (part.kind === "optional") return { ...part, text: withChecked(part.text) };
    return part.kind === "hole" && mayBeUnsafe(part) ? { ...part, hole: { ...part.hole, value: "checked" } } : part;
  });
}

/** True of a name, or a choice of names, that an expression does not hold itself, as `isOrg ? "orgs" : "users"` does. */
function isNameFromElsewhere(text: SqlText, node: TSESTree.Node): boolean {
  const [only] = text;
  if (text.length !== 1 || !only) return false;
  if (only.kind === "choice") return only.options.every((option) => isNameFromElsewhere(option, node));
  return only.kind === "text" && /^[\w.$"]+$/.test(only.text) && !isWithin(only, node);
}

function isWithin({ place }: TextPart, { range: [from, to] }: TSESTree.Node): boolean {
  return place.kind === "here" && place.start >= from && place.start < to;
}

function toldAt(text: SqlText, span: Span): SqlText {
  return text.map((part): SqlPart => {
    if (part.kind === "text") return madeText(part.text, span);
    return part.kind === "choice" ? { ...part, options: part.options.map((option) => toldAt(option, span)) } : part;
  });
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

/** A constant as it is written, where it is. */
function constant(constant: BuiltConstant, frame: Frame): TextValue {
  const { value, place } = constant;
  if (value === null || value === undefined || value === false) return nothing;
  const { texts } = frame.reading;
  const known = texts.get(constant);
  if (known) return { kind: "string", text: known };
  const inner = frameAt(place.frame, frame);
  const text =
    place.node.type === "Literal"
      ? literal(place.node, inner)
      : place.node.type === "TemplateElement"
        ? quasiText(place.node, inner)
        : [madeText(String(value), spanOf(place.node, inner))];
  texts.set(constant, text);
  return { kind: "string", text };
}

function literal(node: TSESTree.Literal, frame: Frame): SqlText {
  if (typeof node.value !== "string") return [typed(String(node.value), node.range[0], null, "none", frame, node)];
  const quoting: Quoting = node.raw.startsWith("'") ? "single" : "double";
  const raw = frame.module.text.slice(node.range[0] + 1, node.range[1] - 1);
  const { text, offsets } = literalPlaces(raw, node.range[0] + 1, quoting);
  return [typed(text, node.range[0] + 1, offsets, quoting, frame, node)];
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

/** The text between two holes of a template. */
function quasiText(node: TSESTree.TemplateElement, frame: Frame): SqlText {
  const { text: source } = frame.module;
  const [from, to] = node.range;
  const start = source[from] === "`" || source[from] === "}" ? from + 1 : from;
  const end = source[to - 1] === "`" ? to - 1 : source.slice(to - 2, to) === "${" ? to - 2 : to;
  const tag = node.parent.parent;
  const isRaw = tag.type === "TaggedTemplateExpression" && tag.tag.type === "MemberExpression" && isStringRaw(tag.tag);
  const quoting = isRaw ? "raw" : "template";
  const { text, offsets } = literalPlaces(source.slice(start, end), start, quoting);
  return text === "" ? [] : [typed(text, start, offsets, quoting, frame, node)];
}

const isStringRaw = (node: TSESTree.MemberExpression): boolean =>
  memberName(node) === "raw" && node.object.type === "Identifier" && node.object.name === "String";

/** Steps that leave the text of a piece of SQL as it is. */
const keepingSteps: ReadonlySet<string> = new Set(["as", "mapWith", "trim", "toString", "valueOf"]);

/** A template of a library, with what was appended to it; or what its helper writes. */
function ofChain(chain: Chain, frame: Frame): TextValue | null {
  const at = chain.steps.findIndex(({ template }) => template !== null);
  const { template, place } = chain.steps[at] ?? { template: null, place: chain.place };
  if (!template)
    return ownFragment(chain, chain.place.node, frameAt(chain.place.frame, frame)) ?? ofCall(chain.place, frame);
  if (chain.steps.slice(0, at + 1).some(({ when }) => when)) return null;
  return chain.steps
    .slice(at + 1)
    .reduce<TextValue | null>(
      (value, step) => value && afterStep(value, step, frame),
      templateOf(template, frameAt(place.frame, frame)),
    );
}

/** What a library's helper, or a tag that is not known itself, writes. */
function ofCall({ node, frame: at }: Place, frame: Frame): TextValue | null {
  const inner = frameAt(at, frame);
  return node.type === "TaggedTemplateExpression" ? templateOf(node, inner) : embedded(node, inner, follow);
}

function afterStep(value: TextValue, step: Step, frame: Frame): TextValue | null {
  if (keepingSteps.has(step.name)) return value;
  const [first] = step.arguments ?? [];
  if (step.name !== "append" || !first || value.kind !== "fragment") return null;
  const followed = followPlace(first, frame);
  const place = isPlace(first) ? first : first.place;
  const inner = frameAt(place.frame, frame);
  const added = followed && "text" in followed ? followed.text : [spliced(place.node, inner)];
  return { kind: "fragment", text: [...value.text, ...(step.when ? sometimes(added, step, frame) : added)] };
}

/** What a step adds that is taken under a condition, or again and again. */
function sometimes(text: SqlText, { when, place }: Step, frame: Frame): SqlText {
  const inner = frameAt(place.frame, frame);
  if (!when) return text;
  if (when.kind === "option")
    return [withQuoted(holeAt(place.node, inner, { treatment: "composed", value: "sql", standIns: [] }), [text])];
  return [{ kind: "optional", span: spanOf(place.node, inner), condition: conditionOf(when), text }];
}

function templateOf(node: TSESTree.TaggedTemplateExpression, frame: Frame): TextValue | null {
  const isOwn = isOwnTag(node, frame);
  const whole = evaluatorOf(frame.context.module).evaluate({ node: node.quasi, frame: frame.at });
  const pieces = "text" in whole && whole.text.kind === "pieces" ? whole.text.pieces : [];
  if (frame.context.mode === "text" && (frame.at.depth === 0 || isOwn)) {
    if (!isOwn || originOf(node.tag, frame.module)?.library) return null;
    return { kind: "string", text: pieces.flatMap((piece) => pieceText(piece, frame)) };
  }
  return isOwn ? { kind: "fragment", text: pieces.flatMap((piece) => fragmentPiece(piece, frame)) } : null;
}

/** A piece of one of the library's own templates, whose plain holes are bound. */
function fragmentPiece({ place }: Piece, frame: Frame): SqlText {
  if (!place) return [];
  if (place.node.type === "TemplateElement") return quasiText(place.node, frame);
  const outer = outerOf(place.node, frame.module);
  const value = follow(place.node, frame);
  return value?.kind === "fragment"
    ? withOuter(value.text, place.node, frame, outer)
    : [bound(place.node, frame, outer)];
}

function itemsOf(list: BuiltList, frame: Frame): readonly ListItem[] {
  const items = list.items.map((item): ListItem => {
    const place = isPlace(item) ? item : item.place;
    const inner = frameAt(place.frame, frame);
    const value = followPlace(item, frame) ?? unknownItem(place, inner);
    const when = isPlace(item) ? item.when : undefined;
    const span = spanOf(place.node, inner);
    return when ? { value, span, times: "maybe", condition: conditionOf(when) } : { value, span, times: "once" };
  });
  if (!list.open && !list.openWhen) return items;
  const span = spanOf(list.place.node, frameAt(list.place.frame, frame));
  return [...items, { value: list.each && followPlace(list.each, frame), span, times: "many" }];
}

/** An element that is no text stands for itself: a hole once the array is joined. */
function unknownItem({ node }: Place, frame: Frame): TextValue | null {
  return frame.context.mode === "text" ? { kind: "string", text: [spliced(node, frame)] } : null;
}

function joined({ list, separator, place }: Text & { readonly kind: "joined" }, frame: Frame): SqlText {
  const inner = frameAt(place.frame, frame);
  const call = place.node;
  const items = itemsOf(list, frame);
  const glue = valueOf(separator, frame);
  const between = glue?.kind === "string" ? plainText(glue.text) : null;
  if (between === null) return [spliced(call, inner)];
  const at = plainOf(separator)?.place ?? place;
  const glueText: SqlPart[] = between === "" ? [] : [madeText(between, spanOf(at.node, frameAt(at.frame, frame)))];
  const text = joinItems(items, glueText, false, (item) =>
    item.value?.kind === "string" ? item.value.text : item.value?.kind === "nothing" ? [] : null,
  );
  return text ?? [unknownNumber(items, call, inner)];
}

/** Pieces of unknown number. What they are made of decides what the whole is. */
function unknownNumber(items: readonly ListItem[], call: TSESTree.Node, frame: Frame): SqlPart {
  const isText = items.every(
    ({ value }) =>
      value?.kind === "string" && value.text.some((part) => part.kind === "text" && /[a-z]/i.test(part.text)),
  );
  const known = withQuoted(
    spliced(call, frame),
    items.map(({ value }) => (value?.kind === "string" ? value.text : [])),
  );
  return isText && known.hole.value === "unknown" ? { ...known, hole: { ...known.hole, value: "sql" } } : known;
}
