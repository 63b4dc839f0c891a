import type { Hole } from "../../../model/sql-text.ts";
import type { Edits, FromItem, Join, TableReference } from "../../../model/statement.ts";
import type { Span } from "../../../model/span.ts";
import { isUnknownText, type UnknownText } from "../../../model/clause.ts";
import type { Layout, LevelLayout, JoinLayout, TextRange } from "./layout.ts";
import { LevelTexts, type Clause, type ClauseName } from "./level-texts.ts";
import type { ByteOffsets } from "../parser/postgres-parser.ts";
import type { Presence } from "../template/presence.ts";
import type { Run, TokenLine } from "../tokens/token-line.ts";
import type { Token } from "../tokens/tokens.ts";

/** What the reader of a site knows about the text that was parsed; offsets are UTF-16 units of `text`. */
export interface LowerContext {
  /** The text that was parsed: all of it, where `parsed` is one of several statements. */
  readonly text: string;
  /** `tokensOf(text)` */
  readonly tokens: readonly Token[];
  /** Of the same parse as the statement. */
  readonly at: ByteOffsets;
  readonly edits: Edits;
  /** The range of the file that a range of the text stands for. */
  place(start: number, end: number): Span;
  /** What `$number` stands for. */
  parameter(number: number): { readonly name: string | null; readonly hole: Hole | null };
  /** The hole for which the identifier or literal at this range (a single token) was put in, or null. */
  holeAt(start: number, end: number): Hole | null;
  /** Whether the literal there is a value that is sent beside the text; left out where none is. */
  readonly isSent?: (start: number, end: number) => boolean;
  /** Under which optional pieces the text at an offset is there; left out where nothing of it is optional. */
  readonly presenceAt?: (offset: number) => Presence | null;
  /** The same of a hole. */
  readonly presenceOf?: (hole: Hole) => Presence | null;
  /** Where a fragment of unknown text was left out. Which level and clause it belongs to is found here. */
  readonly gaps: readonly { readonly hole: Hole; readonly offset: number }[];
}

/** Thrown where a tree stands for text that PostgreSQL itself rejects; the statement becomes opaque. */
export class NotPostgres extends Error {}

/** A part of a tree that the grammar always gives, though its type does not say so. */
export function given<T>(part: T | undefined): T {
  if (part === undefined) throw new NotPostgres("a part of the statement is missing");
  return part;
}

const noTexts = new LevelTexts([]);

const unknownText = (hole: Hole): UnknownText => ({ kind: "unknown-text", hole, span: hole.outer });

/**
 * A clause or list of a level as it is written, with the nodes made of it: what marking its optional pieces needs to
 * know.
 */
export interface WrittenList {
  /** Its words, or the parenthesis that opens a list; without the list's own tokens. */
  readonly word: Run;
  readonly list: Run;
  /**
   * `items`: one node for each part between the commas of the list. `condition`, `expression`, `level`: the only node.
   */
  readonly kind: "items" | "condition" | "expression" | "level" | "word";
  readonly nodes: readonly object[];
  /** The property of the level that it is. */
  readonly of: string;
  /** The properties of the level without the clause; null where a level cannot do without it. */
  readonly without: Readonly<Record<string, unknown>> | null;
}

export type WrittenLists = readonly (WrittenList | null)[];

const isRun = (part: object | Run): part is Run => Array.isArray(part);

/**
 * The state of lowering one statement: its tokens, and what is known of where each node of the model stands. Every node
 * is made by `make`, from the run of tokens it is written with.
 */
export class Lowering {
  readonly context: LowerContext;
  readonly line: TokenLine;
  readonly run: Run;
  readonly #runs = new Map<object, Run>();
  readonly #names = new Map<object, Run>();
  readonly #levels: LevelLayout[] = [];
  readonly #levelOf = new Map<TableReference, LevelLayout>();
  readonly #joinOf = new Map<TableReference, { join: Join; side: "left" | "right"; layout: JoinLayout }>();
  readonly #clauses = new Map<object, readonly WrittenList[]>();
  readonly #ons = new Map<Join, Run>();
  #gaps: readonly { readonly hole: Hole; readonly offset: number }[];

  constructor(context: LowerContext, line: TokenLine, run: Run) {
    this.context = context;
    this.line = line;
    this.run = run;
    const range = this.extent(run);
    this.#gaps = context.gaps.filter(({ offset }) => offset >= range.start && offset <= range.end);
  }

  /** A node of the model with its span. */
  make<T extends { readonly span: Span }>(run: Run, fields: Omit<T, "span">): T {
    // `fields` is always an object written out for this call: it becomes the node.
    const node = fields as { -readonly [K in keyof T]: T[K] };
    node.span = this.span(run);
    this.#runs.set(node, run);
    return node;
  }

  /** Whether a node is written anywhere: text of unknown content is not. */
  isWritten(node: object): boolean {
    return this.#runs.has(node);
  }

  /** The run of a node; nodes of another statement have none, which never happens while lowering. */
  runOf(node: object): Run {
    return this.#runs.get(node) ?? this.run;
  }

  /** A run over several nodes and runs, parentheses complete. */
  over(...parts: readonly (object | Run | null | undefined | false)[]): Run {
    let first = -1;
    let end = -1;
    for (const part of parts) {
      if (!part) continue;
      const run = isRun(part) ? part : this.runOf(part);
      if (first < 0 || run[0] < first) first = run[0];
      if (run[1] > end) end = run[1];
    }
    return end < 0 ? this.run : this.line.balance([first, end]);
  }

  /** The token at a location of the tree (bytes), or -1. */
  token(location: number | undefined): number {
    return location !== undefined && location < 0 ? -1 : this.line.indexAt(this.context.at(location ?? 0));
  }

  text(run: Run): TextRange {
    const start = this.line.tokens[run[0]]?.start ?? 0;
    const end = this.line.tokens[run[1] - 1]?.end ?? start;
    return { start, end: end > start ? end : start };
  }

  span(run: Run): Span {
    const { start, end } = this.text(run);
    return this.context.place(start, end);
  }

  /** The hole whose stand-in is one of the tokens of a short run. */
  hole(run: Run): Hole | null {
    for (let index = run[0]; index < run[1]; index++) {
      const token = this.line.tokens[index];
      const hole = token && this.context.holeAt(token.start, token.end);
      if (hole) return hole;
    }
    return null;
  }

  /** Whether a literal is sent beside the text. */
  isSent(run: Run): boolean {
    const { start, end } = this.text(run);
    return this.context.isSent?.(start, end) === true;
  }

  /** Tells how the clauses of a node are written. */
  written(node: object, clauses: WrittenLists): void {
    if (!this.context.presenceAt) return;
    this.#clauses.set(node, [
      ...(this.#clauses.get(node) ?? []),
      ...clauses.filter((clause) => clause !== null && clause.word[0] >= 0),
    ] as WrittenList[]);
  }

  clausesOf(node: object): readonly WrittenList[] {
    return this.#clauses.get(node) ?? [];
  }

  /** The condition of a join without its word ON. */
  onOf(join: Join): Run | null {
    return this.#ons.get(join) ?? null;
  }

  named(relation: TableReference, name: Run): void {
    this.#names.set(relation, name);
  }

  joined(join: Join, on: Run | null): void {
    if (on) this.#ons.set(join, on);
    const layout: JoinLayout = { range: this.text(this.runOf(join)), on: on && this.text(on) };
    for (const side of ["left", "right"] as const) {
      const item = join[side];
      if (item.kind === "table") this.#joinOf.set(item, { join, side, layout });
    }
  }

  level(level: LevelLayout, tables: readonly (FromItem | UnknownText)[]): void {
    this.#levels.push(level);
    const visit = (item: FromItem): void => {
      if (item.kind === "table") this.#levelOf.set(item, level);
      if (item.kind === "join") {
        visit(item.left);
        visit(item.right);
      }
    };
    for (const item of tables) if (!isUnknownText(item)) visit(item);
  }

  /** A level's range and where its condition is, or would be: at the end of `until`. */
  levelLayout(
    node: LevelLayout["node"],
    run: Run,
    where: Run | null,
    until: number,
    { placed }: LevelTexts,
    parts: LevelLayout["delete"] = null,
  ): LevelLayout {
    const end = this.line.tokens[(where?.[1] ?? until) - 1]?.end ?? 0;
    return {
      node,
      range: this.text(run),
      where: where && this.text(where),
      whereAt: end,
      texts: placed,
      delete: parts,
    };
  }

  /**
   * The texts of unknown content of a level: those that stand in its run or between it and its neighbours, and were not
   * taken by a level inside it. One at the very end of a level that nothing closes is left to the level around it as
   * well.
   * In: the clauses that are written, in order; `first`: what stands before all of them.
   */
  texts(run: Run, clauses: readonly Clause[], first: ClauseName): LevelTexts {
    if (this.#gaps.length === 0) return noTexts;
    const extent = this.extent(run);
    const last = this.line.tokens[run[1] - 1]?.end ?? 0;
    const next = this.line.word(run[1]);
    const closed =
      (this.line.word(run[0] - 1) === "(" && this.line.match[run[0] - 1] === run[1]) ||
      ["UNION", "INTERSECT", "EXCEPT"].includes(next);
    const found = this.#gaps.filter(({ offset }) => offset >= extent.start && offset <= extent.end);
    this.#gaps = this.#gaps.filter((gap) => !found.includes(gap) || (!closed && gap.offset >= last));
    return new LevelTexts(
      found.map(({ hole, offset }) => {
        const isBefore = ([token]: Clause) => (this.line.tokens[token]?.start ?? Infinity) < offset;
        const begun = clauses.findLast(isBefore);
        const after = begun?.[1] ?? first;
        const next = clauses.find((clause) => !isBefore(clause))?.[1] ?? null;
        const isInside = begun !== undefined && this.#isInParentheses(offset, [begun[0], run[1]]);
        return { text: unknownText(hole), after, next: isInside ? after : next };
      }),
    );
  }

  #isInParentheses(offset: number, [start, end]: Run): boolean {
    const { line } = this;
    for (let at = start; at < end && (line.tokens[at]?.end ?? Infinity) <= offset; at = line.after(at))
      if (line.word(at) === "(" && offset <= (line.tokens[line.after(at) - 1]?.start ?? Infinity)) return true;
    return false;
  }

  /** The texts of unknown content right behind a token. */
  textsBehind(token: number): readonly UnknownText[] {
    const start = this.line.tokens[token]?.end ?? 0;
    const end = this.line.tokens[token + 1]?.start ?? this.context.text.length;
    return this.#gaps.filter(({ offset }) => offset >= start && offset <= end).map(({ hole }) => unknownText(hole));
  }

  /** A run with the white space and comments around it. */
  extent(run: Run): TextRange {
    return {
      start: this.line.tokens[run[0] - 1]?.end ?? 0,
      end: this.line.tokens[run[1]]?.start ?? this.context.text.length,
    };
  }

  layout(range: TextRange): Layout {
    const at = (run: Run | undefined) => (run ? this.text(run) : null);
    return {
      range,
      levels: this.#levels.toSorted((a, b) => a.range.start - b.range.start || b.range.end - a.range.end),
      rangeOf: (node) => at(this.#runs.get(node)),
      nameOf: (relation) => at(this.#names.get(relation)),
      levelOf: (relation) => this.#levelOf.get(relation) ?? null,
      joinOf: (relation) => this.#joinOf.get(relation) ?? null,
    };
  }
}
