import { besideOthers, habitOf } from "./habit.ts";
import { doSiblingsFilter } from "./siblings.ts";
import { asksFor, type Place, type SurveyedTable } from "./survey.ts";
import type { TableUse } from "./table-uses.ts";
import type { SurveySettings } from "../settings.ts";

/** What a rule that judges soft deletion finds fault with: that rows are removed for good, or that deleted ones are read. */
export type Subject = "hard deletes" | "deleted rows";

/**
 * What becomes of a finding in the light of what the project does with its table. `told`: it is reported, with what is
 * added to its message. `summed up`: the table's findings are one, at the first of them.
 */
export type Judgement =
  | { readonly kind: "told"; readonly add: string | null }
  | { readonly kind: "left out" }
  | { readonly kind: "summed up"; readonly message: string; readonly at: Place };

const asItIs: Judgement = { kind: "told", add: null };
const leftOut: Judgement = { kind: "left out" };

/** What a finding is about: for what the statement reads a table, and which other columns it asks for; null where that is not known. */
export interface About {
  readonly subject: Subject;
  readonly use: Pick<TableUse, "shape" | "beside"> | null;
  /** It stands in a migration that need not be a new one. */
  readonly hasRun?: boolean;
}

/** In: what was surveyed of the table that a finding is about. */
export function judged(
  { subject, use, hasRun }: About,
  table: SurveyedTable | undefined,
  settings: SurveySettings,
): Judgement {
  if (!table) return asItIs;
  const habit = habitOf(table, settings);
  if (habit.kind === "unused" || habit.kind === "dated") return leftOut;
  // Where nothing marks rows, to remove them is how they are deleted; and what a migration has removed stays so.
  if (subject === "hard deletes") return table.marked === false || hasRun || comesAndGoes(table) ? leftOut : asItIs;
  if (use && asksFor(use.beside, table.setWith)) return leftOut;
  const name = table.table.replace(/^public\./, "");
  const [first] = table.uses.reads ?? [];
  if (habit.kind !== "ignored" && use && !doSiblingsFilter(table, use.shape, settings)) return leftOut;
  if (habit.kind !== "ignored" || !first) return { kind: "told", add: besideOthers(name, habit) };
  const [mark] = table.uses.marks ?? [];
  const where = mark ? ` (${mark.file}:${mark.line})` : "";
  return {
    kind: "summed up",
    message: `Rows of "${name}" are marked as deleted${where}, and ${few(habit.filtered)} of its ${habit.reads} reads ${habit.filtered > 1 ? "leave" : "leaves"} them out.`,
    at: first,
  };
}

/** A tombstone is a note for those who read a table along; where rows are removed as often as they are marked, it is not kept for good. */
const comesAndGoes = ({ tombstone, uses }: SurveyedTable): boolean =>
  tombstone === true && (uses.removes?.length ?? 0) >= Math.max(uses.marks?.length ?? 0, 1);

const few = (count: number): string => (count === 0 ? "none" : `only ${count}`);
