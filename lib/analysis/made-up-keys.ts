import { contentOf, isUnknownText } from "../model/clause.ts";
import type { Expression } from "../model/expression.ts";
import type { Site } from "../model/site.ts";
import type { Span } from "../model/span.ts";
import { contains } from "./expressions.ts";
import { placeOfValue } from "./given-values.ts";
import type { InsertLevel } from "./level.ts";

/** What PostgreSQL makes anew with each call. */
const makers: ReadonlySet<string> = new Set([
  "gen_random_uuid",
  "gen_random_bytes",
  "uuid_generate_v1",
  "uuid_generate_v1mc",
  "uuid_generate_v4",
  "uuidv4",
  "uuidv7",
  "nextval",
  "random",
  "clock_timestamp",
]);

/**
 * Whether every row of an INSERT has a value in one of some columns that was made up for it, by PostgreSQL or by the program: no other row has it. In:
 * the site of the statement, and what tells of an expression of the program whether it makes something up.
 */
export function hasMadeUpKey(
  { columns, source }: InsertLevel,
  key: readonly string[],
  site: Site | null,
  isMadeUp: (span: Span) => boolean,
): boolean {
  const names = contentOf(columns)?.names.map(({ name }) => name) ?? [];
  const query = contentOf(source)?.query;
  if (query?.kind !== "values-query" || query.rows.length === 0) return false;
  const isNew = (value: Expression): boolean => {
    const place = site && placeOfValue(value, site);
    return (
      (place !== null && isMadeUp(place)) || contains(value, (part) => part.kind === "call" && makers.has(part.name))
    );
  };
  return query.rows.every(
    (row) => !isUnknownText(row) && row.some((value, index) => key.includes(names[index] ?? "") && isNew(value)),
  );
}
