import { libraries } from "../../libraries/index.ts";

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
  const tool = /^[ \t]*--/m.test(text)
    ? tools.find(({ up, down }) => new RegExp(up.source, "im").test(text) || new RegExp(down.source, "im").test(text))
    : undefined;
  if (!tool) return { text, tool: null };
  let applied = !new RegExp(tool.up.source, "im").test(text);
  const lines = text.split(/(?<=\n)/).map((line) => {
    if (tool.up.test(line)) applied = true;
    else if (tool.down.test(line)) applied = false;
    return applied ? line : line.replace(/[^\r\n]/g, " ");
  });
  return { text: lines.join(""), tool: tool.tool };
}
