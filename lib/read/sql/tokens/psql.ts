import { lex } from "./lexer.ts";

/**
 * A script for psql with what only psql understands turned into spaces: a byte order mark, meta-commands (`\connect`,
 * `\set`) and the data lines of COPY … FROM stdin up to `\.`. A meta-command behind a statement (`\gexec`) ends it as a semicolon does. Offsets
 * and lines stay.
 */
export function blankPsql(text: string): string {
  let sql = text.startsWith("\uFEFF") ? ` ${text.slice(1)}` : text;
  if (!sql.includes("\\")) return sql;
  if (/^\\\./m.test(sql)) {
    sql = sql.replace(
      /^(COPY\b[^;]*?\bFROM\s+stdin\b[^;]*;[ \t]*\r?\n)([\s\S]*?)^(\\\.[^\n]*)/gim,
      (_, copy: string, data: string, end: string) => blank(copy) + blank(data) + blank(end),
    );
  }
  sql = sql.replace(/^[ \t]*\\[a-z!?][^\n]*/gim, blank);
  return sql.includes("\\") ? withoutEndingCommands(sql) : sql;
}

function withoutEndingCommands(sql: string): string {
  let ended = "";
  let at = 0;
  for (const { kind, text, start } of lex(sql)) {
    if (kind !== "punctuation" || text !== "\\" || start < at) continue;
    const end = start + (/^[^\r\n]*/.exec(sql.slice(start))?.[0].length ?? 0);
    ended += `${sql.slice(at, start)};${blank(sql.slice(start + 1, end))}`;
    at = end;
  }
  return ended + sql.slice(at);
}

function blank(text: string): string {
  return text.replace(/[^\r\n]+/g, (run) => " ".repeat(run.length));
}

/** `:name`, `:'name'` and `:"name"` of psql as names and strings of the same length, so that the grammar can go on. */
export function withoutPsqlVariables(text: string): string {
  return text.replace(/(?<![:\w]):(?=["'A-Za-z_])/g, " ");
}
