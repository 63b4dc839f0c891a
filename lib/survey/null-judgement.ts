import { isWritten } from "./null-survey.ts";
import type { NullEvidence, SurveyedColumn } from "./surveyed-column.ts";
import type { Judgement } from "./judgement.ts";

/** A column that a finding says may be NULL. */
export interface AboutNull {
  /** Its model keeps NULL out, and the migrations leave it open. */
  readonly keptOut: boolean;
}

const leftOut: Judgement = { kind: "left out" };

/**
 * What becomes of a finding that says that a column may be NULL, in the light of what the project does with it. Where every statement that makes rows gives it a value,
 * and nothing speaks for NULL, only the migration is lax. Where no statement makes rows, somebody else does, and the schema is all that is known of them. In:
 * the columns of that name; none: nothing in the project makes rows of the table or speaks for NULL.
 */
export function judgedNull({ keptOut }: AboutNull, columns: readonly SurveyedColumn[]): Judgement {
  const evidence = columns.flatMap((column) => column.evidence).filter((one) => !keptOut || isWritten(one));
  const [first] = evidence;
  if (first) return { kind: "told", add: described(first) };
  if (columns.some(({ inserts }) => inserts > 0)) return leftOut;
  return { kind: "told", add: null };
}

/** What speaks for NULL, as a sentence about "it", the column. */
export function described({ kind, file, line }: NullEvidence): string {
  const place = file === undefined ? "" : `${file}:${line}`;
  switch (kind) {
    case "null":
      return `It is set to NULL at ${place}.`;
    case "leaves out":
      return `It is left out by the INSERT at ${place}.`;
    case "unset":
      return `It is not set on every way at ${place}.`;
    case "perhaps null":
      return `What ${place} writes to it may be null.`;
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
