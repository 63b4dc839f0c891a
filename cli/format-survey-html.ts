import type { SurveySettings } from "../lib/settings.ts";
import { habitOf } from "../lib/survey/habit.ts";
import type { Place, Survey, SurveyedTable } from "../lib/survey/survey.ts";
import { columnsOfSurvey, describeHabit, nameOf } from "./format-survey.ts";

/** The survey as a page of its own, which needs nothing else: a row for each table, its places behind the numbers. */
export function formatSurveyHtml({ tables }: Survey, settings: SurveySettings): string {
  const headings = ["table", ...columnsOfSurvey.map(([, heading]) => heading), ""];
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Soft deletion, table by table</title>
<style>
body { font: 14px/1.5 system-ui, sans-serif; margin: 2em; }
table { border-collapse: collapse; }
th, td { padding: 0.3em 0.8em; text-align: left; vertical-align: top; border-bottom: 1px solid #ddd; }
td.none { color: #aaa; }
tr.unused { color: #888; }
summary { cursor: pointer; }
code { white-space: nowrap; }
</style>
<h1>Soft deletion, table by table</h1>
<table>
<thead><tr>${headings.map((heading) => `<th>${escaped(heading)}</th>`).join("")}</tr></thead>
<tbody>
${tables.map((table) => row(table, settings)).join("\n")}
</tbody>
</table>
</html>
`;
}

function row(table: SurveyedTable, settings: SurveySettings): string {
  const cells = columnsOfSurvey.map(([kind]) => cell(table.uses[kind] ?? []));
  const habit = describeHabit(habitOf(table, settings), table.column);
  const name = `${escaped(nameOf(table))}<br><code>${escaped(table.column)}</code>`;
  return `<tr${table.used ? "" : ' class="unused"'}><td>${name}</td>${cells.join("")}<td>${escaped(habit)}</td></tr>`;
}

function cell(places: readonly Place[]): string {
  if (places.length === 0) return '<td class="none">·</td>';
  const lines = places.map(({ file, line }) => `<code>${escaped(`${file}:${line}`)}</code>`).join("<br>");
  return `<td><details><summary>${places.length}</summary>${lines}</details></td>`;
}

const escaped = (text: string): string => text.replace(/[&<>"]/g, (character) => `&#${character.codePointAt(0) ?? 0};`);
