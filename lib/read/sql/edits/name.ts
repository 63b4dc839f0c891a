import { factsOf } from "../../../libraries/index.ts";
import type { Edit } from "../../../model/span.ts";
import type { Hole } from "../../../model/sql-text.ts";
import type { EditableStatement } from "./subject.ts";

/**
 * Lets the library quote a name that is spliced as it is: `${sql.raw(x)}` becomes `${sql.ref(x)}`, and where pg's
 * `escapeIdentifier` is imported, `${x}` becomes `${escapeIdentifier(x)}`. Out: null where the hole is no name of its
 * own.
 */
export function quoteName({ assembled, site, source }: EditableStatement, hole: Hole): readonly Edit[] | null {
  const range = assembled.map.rangeOf(hole);
  const role = assembled.placed.find((placed) => placed.hole === hole)?.role;
  if (!range || role !== "identifier" || source.slice(hole.span.start, hole.span.end) !== hole.source) return null;
  if (/[\w"$]$/.test(assembled.text.slice(0, range.start)) || /^[\w"$]/.test(assembled.text.slice(range.end)))
    return null;
  const before = source.slice(0, hole.span.start);
  const sql = factsOf(site.library)?.sql;
  const helper = sql?.helpers?.quoting;
  if (helper) {
    const called = new RegExp(`(\\.${helper.raw})\\(\\s*$`).exec(before);
    if (!called || !/^\s*\)/.test(source.slice(hole.span.end))) return null;
    return [
      {
        span: { start: called.index, end: called.index + helper.raw.length + 1 },
        text: helper.name === "" ? "" : `.${helper.name}`,
      },
    ];
  }
  const quotes = sql?.quotingFunction;
  if (!quotes || site.kind !== "text" || !imports(source, quotes)) return null;
  return [{ span: hole.span, text: `${quotes.name}(${hole.source})` }];
}

/** True where the name is imported or required under itself. */
function imports(source: string, { name, from }: { readonly name: string; readonly from: string }): boolean {
  const imported = `import\\s*\\{[^}]*\\b${name}\\b(?!\\s+as\\b)[^}]*\\}\\s*from\\s*["']${from}["']`;
  const required = `\\{[^}]*\\b${name}\\b(?!\\s*:)[^}]*\\}\\s*=\\s*require\\(\\s*["']${from}["']\\s*\\)`;
  return new RegExp(`${imported}|${required}`).test(source);
}
