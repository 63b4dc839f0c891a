import { knownItems } from "../../../model/clause.ts";
import type { Reading } from "../../../model/reading.ts";
import type { CommonTable, Query, Statement } from "../../../model/statement.ts";
import { lex } from "../tokens/lexer.ts";
import { placeholdersOf } from "../tokens/placeholders.ts";

/**
 * Whether a .sql file is run by hand, or by a tool, to put rows into tables: it inserts, takes no values, asks for no rows, and its queries bear
 * no names by which a program would send them. In: the readings of all of its statements.
 */
export function fillsTables(readings: readonly Reading[]): boolean {
  const statements = readings.flatMap(({ variants }) => variants.flat());
  return (
    statements.some(inserts) &&
    readings.every(({ site }) => site.callee === "" && takesNothing(site.text)) &&
    statements.every((statement) => statement.kind !== "select" || inserts(statement) || readsNothing(statement.query))
  );
}

function takesNothing(text: Reading["site"]["text"]): boolean {
  return text.every((part) => part.kind === "text" && placeholdersOf(part.text, lex(part.text), "script").length === 0);
}

function inserts(statement: Statement): boolean {
  switch (statement.kind) {
    case "insert":
      return true;
    case "select":
      return statement.query.with.some((one) => isCommonTable(one) && inserts(one.statement));
    default:
      return "with" in statement && statement.with.some((one) => isCommonTable(one) && inserts(one.statement));
  }
}

const isCommonTable = (one: object): one is CommonTable => "statement" in one;

/** `SELECT setval('users_id_seq', 100)`, `SELECT * FROM setval('users_id_seq', 100)` */
const readsNothing = (query: Query): boolean =>
  query.kind === "select-query" && knownItems(query.from).every(({ kind }) => kind === "function");
