import { sqlFile, type Site } from "../../../model/site.ts";
import { lex, splitStatements } from "../tokens/lexer.ts";
import { blocksOf } from "./named-queries.ts";
import { blankPsql } from "../tokens/psql.ts";

/** More is data that somebody has written out. */
const longestFile = 5_000_000;

/**
 * The statements of a .sql file as places that hold SQL, each with its own text, so that one which cannot be read hides no other. What psql
 * alone understands is left out, and the name that a tool's comment gives to a query is its site's `callee`. In: the text of the file; `undoes`
 * tells of an offset whether it stands in a Down part. Out: sites in order, with offsets of the file.
 */
export function scriptSites(text: string, undoes: (offset: number) => boolean): readonly Site[] {
  if (text.length > longestFile) return [];
  const sql = blankPsql(text);
  return blocksOf(lex(sql)).flatMap(({ name, tokens }) =>
    splitStatements(tokens).map(({ start, end }) => {
      const site = siteOf(sql.slice(start, end), start, name ?? "");
      return undoes(start) ? { ...site, undoes: true } : site;
    }),
  );
}

function siteOf(text: string, start: number, callee: string): Site {
  const span = { start, end: start + text.length };
  return {
    library: sqlFile,
    how: "origin",
    kind: "text",
    role: "statement",
    span,
    call: span,
    callee,
    text: [{ kind: "text", text, place: { kind: "here", start, offsets: null, quoting: "none" } }],
    placeholders: "script",
    values: { kind: "unknown" },
    result: "other",
  };
}
