import { isHistory, isWritten } from "./null-survey.ts";
import type { NullEvidence, SurveyedColumn } from "./surveyed-column.ts";
import type { Judgement } from "./judgement.ts";

/** A column that a finding says may be NULL. */
export interface AboutNull {
  /** Its model keeps NULL out, and the migrations leave it open. */
  readonly keptOut: boolean;
}

const leftOut: Judgement = { kind: "left out" };

/**
 * What becomes of a finding that says that a column may be NULL, in the light of what the project does with it. Where statements that make rows are seen, they tell: one
 * that leaves the column out, or gives it what may be NULL. Where all give it a value, only the migration is lax, whatever else is said of it; where it is not known what
 * some of them give it, what is said of the column tells, and how it came to allow NULL does not. Where a seeder makes all the rows, it has said what is in them. Where
 * nobody makes rows, somebody else does, and the schema is all that is known of them. In: the columns of that name; none: nothing in the project makes rows of the table
 * or speaks for NULL.
 */
export function judgedNull({ keptOut }: AboutNull, columns: readonly SurveyedColumn[]): Judgement {
  const evidence = columns.flatMap((column) => column.evidence).filter((one) => !keptOut || isWritten(one));
  const isSeen = columns.some(({ inserts }) => inserts > 0);
  if (!isSeen && columns.some(({ seeded }) => seeded)) return leftOut;
  const isGiven = isSeen && columns.every(({ inserts, given }) => given || inserts === 0);
  const first = evidence.find((one) => !isSeen || isSure(one) || (!isGiven && !isHistory(one)));
  if (first) return { kind: "told", add: described(first) };
  return isSeen ? leftOut : { kind: "told", add: null };
}

/** The program makes it NULL, or the database does, or the model says one thing of it in its type and another beside. */
const isSure = (evidence: NullEvidence): boolean =>
  isWritten(evidence) || evidence.kind === "reference" || evidence.kind === "allows";

/** What speaks for NULL, as a sentence about "it", the column. */
export function described({ kind, file, line, type }: NullEvidence): string {
  const place = file === undefined ? "" : `${file}:${line}`;
  switch (kind) {
    case "null":
      return `It is set to NULL at ${place}.`;
    case "leaves out":
      return `It is left out by the INSERT at ${place}.`;
    case "unset":
      return `It is not set on every way at ${place}.`;
    case "perhaps null":
      return type === undefined ? `What ${place} writes to it may be null.` : `${place} gives it \`${type}\`.`;
    case "reference":
      return "Its foreign key sets it to NULL.";
    case "dropped":
      return `Its NOT NULL was dropped at ${place}.`;
    case "added":
      return `Rows that were there when it was added have none (${place}).`;
    case "allows":
      return `Its model says that it may be NULL at ${place}.`;
    case "declares":
      return `Another type says that it may be null at ${place}.`;
    case "asks":
      return `It is asked whether it is NULL at ${place}.`;
    case "schema asks":
      return "The schema asks whether it is NULL.";
    case "guards":
      return `It is checked for null at ${place}.`;
  }
}
