import type { TSESTree } from "@typescript-eslint/utils";
import type { Library } from "../model/site.ts";
import type { Span } from "../model/span.ts";
import type { Frame as EvaluationFrame, Piece, Value } from "../source/built/built.ts";
import { evaluatorOf } from "../source/built/evaluator.ts";
import type { Condition, Hole, HolePart, SqlPart, SqlText, TextPart } from "../model/sql-text.ts";
import type { SourceModule } from "../source/module.ts";
import { opposite } from "./text-condition.ts";

/** Where an expression that is SQL text stands, and what becomes of its holes. */
export interface TextContext {
  readonly module: SourceModule;
  readonly library: Library;
  /** `tag`: plain `${}` holes of the library's own templates are bound. `text`: they are spliced. */
  readonly mode: "tag" | "text";
}

/** What an expression was followed to, where that is of interest to a text. */
export type TextValue =
  /** A JavaScript string. */
  | { readonly kind: "string"; readonly text: SqlText }
  /** A library's own object for a piece of SQL. */
  | { readonly kind: "fragment"; readonly text: SqlText }
  /** An array whose elements are known; `rest`: more may follow, of unknown number. */
  | { readonly kind: "list"; readonly items: readonly ListItem[] }
  /** null, undefined or false. */
  | { readonly kind: "nothing" };

export interface ListItem {
  readonly value: TextValue | null;
  readonly span: Span;
  /** `maybe`: added under a condition. `many`: any number of such elements, this one only an example. */
  readonly times: "once" | "maybe" | "many";
  /** Of one that is added under a condition. */
  readonly condition?: Condition;
}

/** What is kept while the text of one expression is read. */
interface Reading {
  /** How many expressions were followed, and how many the evaluator had evaluated before. */
  followed: number;
  readonly evaluated: number;
  /** The expression that was asked about. */
  readonly root: TSESTree.Node;
  /** The same value is the same text wherever it stands, so that what two ways begin with is seen to be one. */
  readonly texts: Map<Value, SqlText>;
  readonly choices: Map<Value, TextValue | null>;
  readonly pieces: Map<Piece, SqlText>;
  /** What is being written, each as a part of the one before. */
  readonly writing: Set<Value>;
}

/** Where the reading of a text has got to: a module, and the call of the evaluator. */
export interface Frame {
  readonly context: TextContext;
  readonly reading: Reading;
  readonly module: SourceModule;
  /** What to underline in the linted file while another file is read; null in the linted file. */
  readonly anchor: Span | null;
  readonly at: EvaluationFrame;
}

export function rootFrame(root: TSESTree.Node, context: TextContext): Frame {
  const { module } = context;
  return {
    context,
    reading: {
      followed: 0,
      evaluated: evaluatorOf(module).evaluated,
      root,
      texts: new Map(),
      choices: new Map(),
      pieces: new Map(),
      writing: new Set(),
    },
    module,
    anchor: null,
    at: evaluatorOf(module).top,
  };
}

/** The same reading in another frame of the evaluator. */
export function frameAt(at: EvaluationFrame, frame: Frame): Frame {
  return at === frame.at ? frame : { ...frame, module: at.module, anchor: at.anchor, at };
}

export const nothing: TextValue = { kind: "nothing" };

export function spanOf(node: TSESTree.Node, frame: Frame): Span {
  return frame.anchor ?? { start: node.range[0], end: node.range[1] };
}

export function sourceOf(node: TSESTree.Node, frame: Frame): string {
  return frame.module.text.slice(node.range[0], node.range[1]);
}

/** Text that nobody typed at this place: what a helper writes, what another file says. */
export function madeText(text: string, span: Span): TextPart {
  return { kind: "text", text, place: { kind: "elsewhere", span } };
}

export function holeAt(
  node: TSESTree.Node,
  frame: Frame,
  made: Omit<Hole, "span" | "outer" | "source">,
  outer: Span | null = null,
): HolePart {
  const span = spanOf(node, frame);
  const source = sourceOf(node, frame);
  const { anchor, module } = frame;
  if (!anchor) return { kind: "hole", hole: { span, outer: outer ?? span, source, ...made } };
  const elsewhere = { file: module.file, span: { start: node.range[0], end: node.range[1] } };
  return { kind: "hole", hole: { span, outer: anchor, source, ...made, elsewhere } };
}

/**
 * One of two texts; what both begin with is said once. In: `condition`, what has to hold for the first. Out: where one
 * is empty, the other is an optional piece.
 */
export function choice(span: Span, [first, second]: readonly [SqlText, SqlText], condition: Condition): SqlText {
  let shared = 0;
  while (shared < first.length && second[shared] === first[shared]) shared++;
  const [one, other] = [first.slice(shared), second.slice(shared)].map((rest) => (isEmpty(rest) ? [] : rest));
  const same = first.slice(0, shared);
  if (!one || !other || (one.length === 0 && other.length === 0)) return same;
  if (one.length > 0 && other.length > 0) return [...same, { kind: "choice", span, condition, options: [one, other] }];
  return other.length === 0
    ? [...same, { kind: "optional", span, condition, text: one }]
    : [...same, { kind: "optional", span, condition: opposite(condition), text: other }];
}

/** The text where every character of it is known; null otherwise. */
export function plainText(text: SqlText): string | null {
  let all = "";
  for (const part of text) {
    if (part.kind !== "text") return null;
    all += part.text;
  }
  return all;
}

function isEmpty(text: SqlText): boolean {
  return text.every((part) => part.kind === "text" && part.text === "");
}

function isBlank(text: SqlText): boolean {
  return text.every((part: SqlPart) => part.kind === "text" && part.text.trim() === "");
}

/** One of two values that the program decides between; null where they do not mix. */
export function chooseValue(
  span: Span,
  options: readonly [TextValue | null, TextValue | null],
  condition: Condition,
): TextValue | null {
  const kind = kindOf(options);
  if (kind === null || kind === "nothing") return kind && nothing;
  const [one, other] = options.map((option) => (option && "text" in option ? option.text : []));
  return { kind, text: choice(span, [one ?? [], other ?? []], condition) };
}

/** What one of two values is; null where they do not mix. */
function kindOf([one, other]: readonly [TextValue | null, TextValue | null]): "string" | "fragment" | "nothing" | null {
  if (!one || !other || one.kind === "list" || other.kind === "list") return null;
  if (one.kind === other.kind || other.kind === "nothing") return one.kind;
  if (one.kind === "nothing") return other.kind;
  const [text, fragment] = one.kind === "string" ? [one, other] : [other, one];
  // An empty string beside a fragment is how some write "no fragment".
  return isBlankValue(text) ? "fragment" : isBlankValue(fragment) ? "string" : null;
}

function isBlankValue(value: TextValue): boolean {
  return "text" in value && isBlank(value.text);
}

const sizes = new WeakMap<SqlText, number>();

/** How many parts a text has, those in its choices among them. */
export function sizeOf(text: SqlText): number {
  const known = sizes.get(text);
  if (known !== undefined) return known;
  const size = text.reduce((sum, part) => {
    if (part.kind === "optional") return sum + 1 + sizeOf(part.text);
    return sum + 1 + (part.kind === "choice" ? part.options.reduce((all, option) => all + sizeOf(option), 0) : 0);
  }, 0);
  sizes.set(text, size);
  return size;
}
