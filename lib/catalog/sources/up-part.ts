import { libraries } from "../../libraries/index.ts";
import type { Span } from "../../model/span.ts";

/** A tool's marks for what a file does and undoes: its own words, or null for a file without them. */
interface Marks {
  readonly tool: string;
  readonly up: RegExp;
  readonly down: RegExp;
}

const tools: readonly Marks[] = [
  { tool: "goose", up: /^[ \t]*--[ \t]*\+goose[ \t]+Up\b/i, down: /^[ \t]*--[ \t]*\+goose[ \t]+Down\b/i },
  {
    tool: "sql-migrate",
    up: /^[ \t]*--[ \t]*\+(?:migrate|micrate)[ \t]+Up\b/i,
    down: /^[ \t]*--[ \t]*\+(?:migrate|micrate)[ \t]+Down\b/i,
  },
  { tool: "dbmate", up: /^[ \t]*--[ \t]*migrate:up\b/i, down: /^[ \t]*--[ \t]*migrate:down\b/i },
  ...libraries.flatMap(({ name, migrations }) =>
    migrations?.sqlMarks ? [{ tool: name, ...migrations.sqlMarks }] : [],
  ),
];

/**
 * The part of a migration that is applied: everything from a tool's Down mark to its next Up mark is turned into
 * spaces, so that offsets and lines stay. `tool` is null for a file without marks, which is applied whole.
 */
export function upPart(text: string): { readonly text: string; readonly tool: string | null } {
  const tool = toolOf(text);
  if (!tool) return { text, tool: null };
  const lines = linesOf(text, tool).map(({ line, applied }) => (applied ? line : line.replace(/[^\r\n]/g, " ")));
  return { text: lines.join(""), tool: tool.tool };
}

/** Whether a text says what is applied and what undoes it. */
export const hasMarks = (text: string): boolean => toolOf(text) !== undefined;

/** The parts that are not applied, as ranges of whole lines. */
export function downPartsIn(text: string): readonly Span[] {
  const tool = toolOf(text);
  if (!tool) return [];
  const parts: Span[] = [];
  let at = 0;
  for (const { line, applied } of linesOf(text, tool)) {
    const span = { start: at, end: at + line.length };
    at = span.end;
    if (applied) continue;
    const last = parts.at(-1);
    if (last?.end === span.start) parts.splice(-1, 1, { start: last.start, end: span.end });
    else parts.push(span);
  }
  return parts;
}

function toolOf(text: string): Marks | undefined {
  if (!/^[ \t]*--/m.test(text)) return undefined;
  return tools.find(
    ({ up, down }) => new RegExp(up.source, "im").test(text) || new RegExp(down.source, "im").test(text),
  );
}

function linesOf(text: string, tool: Marks): readonly { readonly line: string; readonly applied: boolean }[] {
  let applied = !new RegExp(tool.up.source, "im").test(text);
  return text.split(/(?<=\n)/).map((line) => {
    if (tool.up.test(line)) applied = true;
    else if (tool.down.test(line)) applied = false;
    return { line, applied };
  });
}

/** A tool's marks as a file has them, for another file of the same tool; null for one without marks. */
export function marksIn(text: string): { readonly up: string; readonly down: string } | null {
  const tool = toolOf(text);
  if (!tool) return null;
  const up = new RegExp(`${tool.up.source}.*$`, "im").exec(text)?.[0].trim();
  const down = new RegExp(`${tool.down.source}.*$`, "im").exec(text)?.[0].trim();
  if (up === undefined) return null;
  return { up, down: down ?? up.replace(/up\b/i, (word) => (word === "up" ? "down" : "Down")) };
}
