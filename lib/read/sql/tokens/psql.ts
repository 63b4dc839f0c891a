/**
 * A script for psql with what only psql understands turned into spaces: a byte order mark, meta-commands (`\connect`,
 * `\set`) and the data lines of COPY … FROM stdin up to `\.`. Offsets and lines stay.
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
  return sql.replace(/^[ \t]*\\[a-z!?][^\n]*/gim, blank);
}

function blank(text: string): string {
  return text.replace(/[^\r\n]+/g, (run) => " ".repeat(run.length));
}

/** `:name`, `:'name'` and `:"name"` of psql as names and strings of the same length, so that the grammar can go on. */
export function withoutPsqlVariables(text: string): string {
  return text.replace(/(?<![:\w]):(?=["'A-Za-z_])/g, " ");
}
