import type { Token } from "./tokens.ts";
import { firstIndexWhere } from "../../../lists.ts";

/** A run of tokens: indices into a token line, end exclusive. */
export type Run = readonly [first: number, end: number];

/**
 * The tokens of a text, with what matches what. The parse tree gives starts only; ends, clauses and
 * parentheses are read here.
 */
export class TokenLine {
  readonly tokens: readonly Token[];
  /** Keywords in capitals and punctuation as it is; identifiers, literals and labels are `""`. */
  readonly words: readonly string[];
  /** The partner of each parenthesis, bracket and CASE … END; -1 for all else. */
  readonly match: Int32Array;

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
    const words: string[] = [];
    this.match = new Int32Array(this.tokens.length).fill(-1);
    const open: number[] = [];
    let before = "";
    for (const token of this.tokens) {
      // After `.` and AS any keyword is a name: `SELECT 1 AS from FROM t`.
      const label = before === "." || before === "AS";
      before = token.kind === "symbol" ? token.text : token.kind !== "keyword" || label ? "" : capitals(token.text);
      const index = words.push(before) - 1;
      if (before === "(" || before === "[" || before === "CASE") open.push(index);
      else if (before === ")" || before === "]" || before === "END") {
        const partner = open.pop();
        if (partner === undefined) continue;
        this.match[partner] = index;
        this.match[index] = partner;
      }
    }
    this.words = words;
  }

  word(index: number): string {
    return this.words[index] ?? "";
  }

  /** The text of a token in capitals, whatever it is: for words that are keywords in one place only. */
  upper(index: number): string {
    return this.tokens[index]?.text.toUpperCase() ?? "";
  }

  /** The index of the token at a text offset, or -1. */
  indexAt(offset: number): number {
    const index = firstIndexWhere(this.tokens, ({ end }) => end > offset);
    const token = this.tokens[index];
    return token && token.start <= offset ? index : -1;
  }

  /** The index after the partner of an opening token; the next index where there is none. */
  after(index: number): number {
    const partner = this.match[index] ?? -1;
    return partner > index ? partner + 1 : index + 1;
  }

  /** The first of `words` in a run, not inside parentheses, or -1. */
  find(run: Run, ...words: readonly string[]): number {
    for (let index = run[0]; index < run[1]; index = this.after(index))
      if (words.includes(this.word(index))) return index;
    return -1;
  }

  /** A run split at its commas, those inside parentheses not. */
  commas(run: Run): Run[] {
    const parts: Run[] = [];
    let from = run[0];
    for (let index = run[0]; index < run[1]; index = this.after(index)) {
      if (this.word(index) !== ",") continue;
      parts.push([from, index]);
      from = index + 1;
    }
    if (from < run[1]) parts.push([from, run[1]]);
    return parts;
  }

  /** The run extended until no parenthesis is cut off from its partner. */
  balance([first, end]: Run): Run {
    let from = first;
    let to = end;
    for (let index = first; index < to; index++) {
      const partner = this.match[index] ?? -1;
      if (partner < 0) continue;
      if (partner < from) from = partner;
      else if (partner >= to) to = partner + 1;
      if (partner > index) index = partner;
    }
    return [from, to];
  }

  /** The run with the parentheses that enclose exactly it. */
  around(run: Run): Run {
    let [from, to] = run;
    while (from > 0 && this.word(from - 1) === "(" && this.match[from - 1] === to) {
      from--;
      to++;
    }
    return [from, to];
  }

  /** Over a dotted name: the index after it. */
  afterName(index: number): number {
    let next = index + 1;
    while (this.word(next) === ".") next += 2;
    return next;
  }
}

// Keywords are few: each spelling is put into capitals once.
const inCapitals = new Map<string, string>();

function capitals(text: string): string {
  let found = inCapitals.get(text);
  if (found === undefined) inCapitals.set(text, (found = text.toUpperCase()));
  return found;
}
