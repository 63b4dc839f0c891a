import type { PlacedText } from "./level-texts.ts";
import type { Delete, Join, Merge, SelectQuery, TableReference, Update } from "../../../model/statement.ts";

/** A range of UTF-16 offsets of the SQL text (not of the file), end exclusive. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/**
 * Where the parts of a statement stand in its SQL text: what an edit needs to know and the model does not say. Nodes
 * are found by identity: the very objects of the statement that was made together with this layout.
 */
export interface Layout {
  /** The whole statement, without semicolon. */
  readonly range: TextRange;
  /** The text of a node of the statement (expression, relation, output, query, …), or null for an object not of it. */
  rangeOf(node: object): TextRange | null;
  /** The name of a table without its alias. */
  nameOf(relation: TableReference): TextRange | null;
  /** The level whose FROM, USING or target names this table. */
  levelOf(relation: TableReference): LevelLayout | null;
  /** The innermost join in which this table stands as a direct operand, and on which side. */
  joinOf(
    relation: TableReference,
  ): { readonly join: Join; readonly side: "left" | "right"; readonly layout: JoinLayout } | null;
  /** Every level of the statement, outer before inner. */
  readonly levels: readonly LevelLayout[];
}

/** A query level or statement that has, or could have, a WHERE of its own. */
export interface LevelLayout {
  readonly node: SelectQuery | Update | Delete | Merge;
  /** From its first word (WITH included) to its last, its own parentheses not. */
  readonly range: TextRange;
  /** The condition without the word WHERE; null where there is none. */
  readonly where: TextRange | null;
  /** The end of the last token before which a new ` WHERE …` may not stand: write it here. */
  readonly whereAt: number;
  /** Where text of unknown content stands. */
  readonly texts: readonly PlacedText[];
  /** The parts of a DELETE that turning it into an UPDATE moves. */
  readonly delete: DeleteLayout | null;
}

export interface DeleteLayout {
  /** `DELETE FROM`, up to where the target (ONLY included) starts. */
  readonly head: TextRange;
  /** The target with ONLY, `*` and alias. */
  readonly target: TextRange;
  /** The word USING, and its list of tables without it. */
  readonly using: { readonly word: TextRange; readonly items: TextRange } | null;
  /** From the word RETURNING to the end. */
  readonly returning: TextRange | null;
}

export interface JoinLayout {
  readonly range: TextRange;
  /** The condition without the word ON; null for CROSS, NATURAL and USING. */
  readonly on: TextRange | null;
}
