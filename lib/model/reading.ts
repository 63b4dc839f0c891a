import type { Hole } from "./sql-text.ts";
import type { Site } from "./site.ts";
import type { Edit } from "./span.ts";
import type { Statement } from "./statement.ts";

/** What was made of a site. */
export interface Reading {
  readonly site: Site;
  /** `partly`: a clause or table of some statement is unknown, or not every variant was tried. */
  readonly status: "checked" | "partly" | "unread";
  /** Why not `checked`: one plain clause without a full stop. */
  readonly reason: string | null;
  /** One entry for each combination of choices that was read: the statements of the text, in order. */
  readonly variants: readonly (readonly Statement[])[];
  /** Every hole of the text, in order, with where in the grammar it stands. */
  readonly holes: readonly PlacedHole[];
  /** Of a piece of a statement: the edits that send values of it beside the text; null where none are known. */
  readonly bind?: (holes: readonly Hole[]) => readonly Edit[] | null;
  /** The program may put it together in ways that were not read, or not to their end. */
  readonly waysLeft?: true;
}

export interface PlacedHole {
  readonly hole: Hole;
  /**
   * `value`: where PostgreSQL takes a parameter. `quoted`: inside a string literal. `list`: the inside of `IN (…)`.
   * `identifier`: a table, column, schema or alias. `keyword`: ASC, an operator, a type. `constant`: a value where
   * PostgreSQL takes no parameter (DDL, SET, INTERVAL '…'). `fragment`: a condition, clause or more. `statement`: the
   * whole text.
   */
  readonly role:
    "value" | "quoted" | "list" | "identifier" | "keyword" | "constant" | "fragment" | "statement" | "unknown";
  /** Behind a comparison, in VALUES or LIMIT: of what may stand there people write nothing but values. */
  readonly operand?: true;
}
