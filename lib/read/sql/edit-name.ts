import type { Library } from "../../model/site.ts";
import type { Edit } from "../../model/span.ts";
import type { Hole } from "../../model/sql-text.ts";
import type { EditableStatement } from "./edit-subject.ts";

/** What a library's raw helper is called, and what quotes a name instead; an empty name is the tag itself, called. */
const quoting: Partial<Record<Library, { readonly raw: string; readonly name: string }>> = {
  kysely: { raw: "raw", name: "ref" },
  drizzle: { raw: "raw", name: "identifier" },
  "postgres.js": { raw: "unsafe", name: "" },
  bun: { raw: "unsafe", name: "" },
  "@databases/pg": { raw: "__dangerous__rawValue", name: "ident" },
};

/**
 * Lets the library quote a name that is spliced as it is: `${sql.raw(x)}` becomes `${sql.ref(x)}`, and where pg's
 * `escapeIdentifier` is imported, `${x}` becomes `${escapeIdentifier(x)}`. Out: null where the hole is no name of its own.
 */
export function quoteName({ assembled, site, source }: EditableStatement, hole: Hole): readonly Edit[] | null {
  const range = assembled.map.rangeOf(hole);
  const role = assembled.placed.find((placed) => placed.hole === hole)?.role;
  if (!range || role !== "identifier" || source.slice(hole.span.start, hole.span.end) !== hole.source) return null;
  if (/[\w"$]$/.test(assembled.text.slice(0, range.start)) || /^[\w"$]/.test(assembled.text.slice(range.end)))
    return null;
  const before = source.slice(0, hole.span.start);
  const helper = quoting[site.library];
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
  if (site.library !== "pg" || site.kind !== "text" || !importsEscape.test(source)) return null;
  return [{ span: hole.span, text: `escapeIdentifier(${hole.source})` }];
}

const importsEscape =
  /(?:import\s*\{[^}]*\bescapeIdentifier\b(?!\s+as\b)[^}]*\}\s*from\s*["']pg["']|\{[^}]*\bescapeIdentifier\b(?!\s*:)[^}]*\}\s*=\s*require\(\s*["']pg["']\s*\))/;
