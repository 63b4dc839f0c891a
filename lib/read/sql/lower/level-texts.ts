import type { UnknownText } from "../../../model/clause.ts";

/**
 * The clauses of statements, in the order in which the grammar has them; `tail` is LIMIT, OFFSET, FETCH and FOR, in any
 * order.
 */
const grammar = [
  "with",
  "target",
  "outputs",
  "set",
  "values",
  "from",
  "on",
  "where",
  "groupBy",
  "having",
  "windows",
  "furtherArm",
  "orderBy",
  "tail",
  "actions",
  "conflict",
  "returning",
] as const;

export type ClauseName = (typeof grammar)[number];

/** A clause that is written, and the token it begins with. */
export type Clause = readonly [token: number, name: ClauseName];

/** A text of unknown content, the clause it follows and the next one that is written. */
export interface PlacedText {
  readonly text: UnknownText;
  readonly after: ClauseName;
  readonly next: ClauseName | null;
}

/** The texts of unknown content of one level, by the clauses they may belong to. */
export class LevelTexts {
  readonly placed: readonly PlacedText[];

  constructor(placed: readonly PlacedText[]) {
    this.placed = placed;
  }

  /** What stands in a clause that is written, or where one that is not would be. */
  of(clause: ClauseName): readonly UnknownText[] {
    return this.placed
      .filter(({ after, next }) => after === clause || mayBe(clause, after, next))
      .map(({ text }) => text);
  }

  /** What is said of a clause that is not written. */
  missing(clause: ClauseName): "absent" | "unknown" {
    return this.of(clause).length > 0 ? "unknown" : "absent";
  }
}

function mayBe(clause: ClauseName, after: ClauseName, next: ClauseName | null): boolean {
  const [at, from, to] = [clause, after, next].map((name) => (name === null ? grammar.length : grammar.indexOf(name)));
  if (at === undefined || from === undefined || to === undefined) return false;
  return from < at && (clause === "tail" ? at <= to : at < to);
}
