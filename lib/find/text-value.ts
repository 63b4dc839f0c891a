import type { TSESTree } from "@typescript-eslint/utils";
import type { Library } from "../model/site.ts";
import type { Variable } from "@typescript-eslint/scope-manager";
import type { Span } from "../model/span.ts";
import type { Condition, Hole, HolePart, SqlPart, SqlText, Test, TextPart } from "../model/sql-text.ts";
import type { SourceModule } from "../source/module.ts";

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

/** Where the following of a text has got to: a module, and what the parameters there stand for. */
export interface Frame {
  readonly context: TextContext;
  readonly module: SourceModule;
  /** What to underline in the linted file while another file is read; null in the linted file. */
  readonly anchor: Span | null;
  readonly arguments: ReadonlyMap<Variable, { readonly node: TSESTree.Node; readonly frame: Frame }>;
  /** Variables whose writes are being carried out, with what they hold just now. */
  readonly state: ReadonlyMap<Variable, TextValue | null>;
  /** Arrays that a condition around the expression has found to hold something. */
  readonly filled: ReadonlySet<Variable>;
  /** The calls of the project's functions that lead here: the same condition may come out otherwise in another call. */
  readonly calls: string;
  /** Calls deep. */
  readonly depth: number;
  readonly budget: { left: number };
  /** The expression that was asked about. */
  readonly root: TSESTree.Node;
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
  made: Pick<Hole, "treatment" | "value" | "standIns">,
  outer: Span | null = null,
): HolePart {
  const span = spanOf(node, frame);
  return { kind: "hole", hole: { span, outer: frame.anchor ?? outer ?? span, source: sourceOf(node, frame), ...made } };
}

/**
 * One of several texts; what all of them begin with is said once. In: `test`, what has to hold for the first of two. Out: where one
 * of two is empty, the other is an optional piece.
 */
export function choice(span: Span, options: readonly SqlText[], test: Test | null = null): SqlText {
  const [first, ...others] = options;
  if (!first || others.length === 0) return first ?? [];
  let shared = 0;
  while (shared < first.length && others.every((other) => other[shared] === first[shared])) shared++;
  const rests = options.map((option) => (isEmpty(option.slice(shared)) ? [] : option.slice(shared)));
  const distinct = rests.filter((rest, index) => rests.findIndex((other) => sameText(rest, other)) === index);
  const [one, other] = distinct;
  if (!one || !other) return [...first.slice(0, shared), ...(one ?? [])];
  const decided = options.length === 2 ? test : null;
  const given = decided ?? { kind: "is" as const, key: `${span.start}-${span.end}?`, truth: true };
  const part: SqlPart =
    distinct.length > 2 || (one.length > 0 && other.length > 0)
      ? { kind: "choice", span, condition: decided, options: distinct.flatMap((option) => flat(option, span)) }
      : other.length === 0
        ? { kind: "optional", span, condition: given, text: one }
        : { kind: "optional", span, condition: { ...given, truth: !given.truth }, text: other };
  return [...first.slice(0, shared), part];
}

/** The options of a choice that was made at the same place: of a switch each case is one more. */
function flat(option: SqlText, span: Span): readonly SqlText[] {
  const [only] = option;
  return option.length === 1 &&
    only?.kind === "choice" &&
    only.condition === null &&
    only.span.start === span.start &&
    only.span.end === span.end
    ? only.options
    : [option];
}

/** An item that is added where a condition holds. */
export function under(condition: Condition, item: ListItem): ListItem {
  if (item.times === "many") return item;
  return {
    ...item,
    times: "maybe",
    condition: item.condition ? { kind: "all", of: [condition, item.condition] } : condition,
  };
}

function sameText(one: SqlText, other: SqlText): boolean {
  return one.length === other.length && one.every((part, index) => part === other[index]);
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

export function isBlank(text: SqlText): boolean {
  return text.every((part: SqlPart) => part.kind === "text" && part.text.trim() === "");
}

/** One value out of several that the program decides between; null where they do not mix. */
export function chooseValue(
  span: Span,
  options: readonly (TextValue | null)[],
  test: Test | null = null,
): TextValue | null {
  let kind: "string" | "fragment" | null = null;
  for (const option of options) {
    if (option === null || option.kind === "list") return null;
    if (option.kind === "nothing") continue;
    if (kind !== null && kind !== option.kind && !isBlankValue(option)) {
      // An empty string beside fragments is how some write "no fragment".
      if (
        kind === "string" &&
        option.kind === "fragment" &&
        options.every((one) => one?.kind !== "string" || isBlankValue(one))
      )
        kind = "fragment";
      else return null;
    }
    kind ??= option.kind;
  }
  if (kind === null) return nothing;
  return {
    kind,
    text: choice(
      span,
      options.map((option) => (option && "text" in option ? option.text : [])),
      test,
    ),
  };
}

function isBlankValue(value: TextValue): boolean {
  return "text" in value && isBlank(value.text);
}
