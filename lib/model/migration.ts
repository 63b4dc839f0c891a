/** What a new migration does, in SQL, and what undoes it; statements without a semicolon. */
export interface Migration {
  /** In a few words: `index books author_id`. */
  readonly name: string;
  readonly up: readonly string[];
  readonly down: readonly string[];
  /** It gives a table another name: what else is done to the table comes before. */
  readonly renames?: true;
}
