import type { SurveySettings } from "../lib/settings.ts";
import { habitOf, type Habit } from "../lib/survey/habit.ts";
import { judgedNull } from "../lib/survey/null-judgement.ts";
import type { SurveyedColumn } from "../lib/survey/surveyed-column.ts";
import type { Survey, SurveyedTable } from "../lib/survey/survey.ts";
import type { UseKind } from "../lib/survey/table-uses.ts";
import { plural } from "./findings.ts";
import { printable } from "./printable.ts";
import type { Colors } from "./streams.ts";

/** The columns of the page, in order: what is counted, and its heading. */
export const columnsOfSurvey: readonly (readonly [UseKind, string])[] = [
  ["marks", "marks"],
  ["restores", "restores"],
  ["filters", "filters"],
  ["asks", "asks"],
  ["reads", "unfiltered"],
  ["by key", "by key"],
  ["removes", "removes"],
  ["purges", "purges"],
  ["unknown", "not known"],
];

/** What a habit means for the findings about a table. */
export function describeHabit(habit: Habit, column: string): string {
  switch (habit.kind) {
    case "unused":
      return `"${column}" is not used: no findings`;
    case "dated":
      return "set and asked for, and filtered by no read: no findings";
    case "ignored":
      return `marked, and filtered by ${habit.filtered} of ${habit.reads} reads: one finding`;
    case "filtered":
      return `filtered by ${habit.filtered} of ${habit.reads} reads`;
    case "open":
      return "";
  }
}

/**
 * A line for each table that statements use, its numbers below their headings; then those whose mark is not used. What
 * no statement uses is counted.
 */
export function formatSurvey({ tables, columns }: Survey, settings: SurveySettings, colors: Colors): string[] {
  const lax = describeLaxColumns(columns ?? []);
  if (tables.length === 0) return ["No table has a soft-delete column.", ...lax];
  const shown = tables.filter(({ uses }) => Object.keys(uses).length > 0);
  const used = shown.filter(({ used }) => used);
  const unused = shown.filter(({ used }) => !used);
  const idle = tables.length - shown.length;
  const width = Math.max(5, ...used.map((table) => nameOf(table).length));
  const head = colors.dim(["table".padEnd(width), ...columnsOfSurvey.map(([, heading]) => heading)].join("  "));
  const lines = used.map((table) => {
    const counts = columnsOfSurvey.map(([kind, heading]) => countOf(table, kind).padStart(heading.length));
    const habit = describeHabit(habitOf(table, settings), table.column);
    return [nameOf(table).padEnd(width), ...counts, colors.yellow(habit)].join("  ").trimEnd();
  });
  return [
    ...(used.length > 0 ? [head, ...lines, ""] : []),
    ...unused.map(
      (table) => `${nameOf(table)}: nothing sets "${table.column}" or asks for it, so nothing is reported.`,
    ),
    ...(unused.length > 0 ? [""] : []),
    `${plural(tables.length, "table")} with a soft-delete column: ${used.length} in use, ${unused.length} not, ${idle} in no statement.`,
    ...lax,
  ];
}

/** The columns that only the schema lets be NULL: rows are made, and of none is it seen that it has a NULL there. */
function describeLaxColumns(columns: readonly SurveyedColumn[]): string[] {
  const lax = columns.filter((one) => one.inserts > 0 && judgedNull({ keptOut: false }, [one]).kind === "left out");
  const names = lax.slice(0, 5).map((one) => `${nameOf(one)}.${printable(one.column)}`);
  const more = lax.length > names.length ? ` and ${lax.length - names.length} more` : "";
  return lax.length > 0
    ? [
        `${plural(lax.length, "column")} without NOT NULL in which nothing that was read puts NULL: ${names.join(", ")}${more}.`,
      ]
    : [];
}

/** As the reader knows it: without `public`, with the folder where there are several schemas. */
export const nameOf = ({ table, serves }: Pick<SurveyedTable, "table" | "serves">): string =>
  printable(`${serves === "." ? "" : `${serves}: `}${table.replace(/^public\./, "")}`);

function countOf({ uses }: SurveyedTable, kind: UseKind): string {
  const count = uses[kind]?.length ?? 0;
  return count === 0 ? "·" : String(count);
}
