import type { TokenLine } from "./token-line.ts";

const continued: Readonly<Record<string, readonly string[]>> = {
  DOUBLE: ["PRECISION"],
  CHARACTER: ["VARYING"],
  CHAR: ["VARYING"],
  NCHAR: ["VARYING"],
  BIT: ["VARYING"],
  NATIONAL: ["CHARACTER", "CHAR"],
};

const fields = new Set(["YEAR", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND"]);

/**
 * The index after the type name that starts at a token: `pg_catalog.int4[]`, `timestamp (3) with time zone`, `setof
 * text`.
 */
export function typeEnd(line: TokenLine, start: number): number {
  let at = start;
  if (line.upper(at) === "SETOF") at++;
  const first = line.upper(at);
  let end = line.afterName(at);
  if (line.word(end) === "%" && line.upper(end + 1) === "TYPE") return end + 2;
  let word = first;
  while (continued[word]?.includes(line.upper(end))) word = line.upper(end++);
  if (first === "INTERVAL") {
    while (fields.has(line.word(end)) || (line.word(end) === "TO" && fields.has(line.word(end + 1)))) end++;
  }
  if (line.word(end) === "(") end = line.after(end);
  if (
    (first === "TIMESTAMP" || first === "TIME") &&
    ["WITH", "WITHOUT"].includes(line.word(end)) &&
    line.word(end + 1) === "TIME"
  )
    end += 3;
  if (line.word(end) === "ARRAY") end++;
  while (line.word(end) === "[") end = line.after(end);
  return end;
}
