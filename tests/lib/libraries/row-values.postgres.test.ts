// @ts-expect-error -- it brings no types of its own
import postgres from "pg";
import { expect, it } from "vitest";
import { elementKind, pgValues, valueKind } from "../../../lib/libraries/row-values.ts";
import type { ValueKind } from "../../../lib/model/row-value.ts";
import { emptyDatabase } from "../../postgres.ts";

const { types } = postgres as { types: { getTypeParser(oid: number, format: "text"): (text: string) => unknown } };

/** A value of each type, as SQL. */
const values = [
  ...[
    "1::int2",
    "1::int4",
    "1::int8",
    "1::oid",
    "1.5::float4",
    "1.5::float8",
    "1.5::numeric",
    "1.5::numeric(10,2)",
    "true",
  ],
  ...[
    "'a'::text",
    "'a'::varchar(3)",
    "'a'::char(3)",
    "'a'::name",
    "'{\"a\":1}'::json",
    "'[1]'::jsonb",
    "'\\x01'::bytea",
  ],
  ...["date '2024-01-02'", "now()", "now()::timestamp", "now()::timestamp(3)", "time '12:00'", "timetz '12:00+00'"],
  ...[
    "interval '1 day'",
    "interval '2' year",
    "gen_random_uuid()",
    "point '(1,2)'",
    "circle '<(1,2),3>'",
    "box '((1,2),(3,4))'",
  ],
  ...[
    "inet '10.0.0.1'",
    "'12'::money",
    "B'101'",
    "int4range(1, 2)",
    "to_tsvector('a')",
    "ROW(1, 'a')",
    "'open'::state",
  ],
  ...[
    "ARRAY[1]",
    "ARRAY['a']",
    "ARRAY[1::int8]",
    "ARRAY[1.5]",
    "ARRAY[true]",
    "ARRAY[now()]",
    "ARRAY['open'::state]",
    "ARRAY[date '2024-01-02']",
    "ARRAY[true]",
    "ARRAY['\\x01'::bytea]",
    "ARRAY[gen_random_uuid()]",
    "ARRAY[1.5::real]",
    "ARRAY['{}'::jsonb]",
    "ARRAY[interval '1 day']",
    "ARRAY[point '(1,2)']",
  ],
];

function kindOf(value: unknown): ValueKind {
  if (Array.isArray(value)) return "list";
  if (value instanceof Date) return "date";
  if (Buffer.isBuffer(value)) return "bytes";
  const kind = typeof value;
  return kind === "string" || kind === "number" || kind === "boolean" || kind === "bigint" ? kind : "object";
}

it("pg makes of each type what is said of it", async () => {
  const database = await emptyDatabase();
  await database.exec("CREATE TYPE state AS ENUM ('open', 'shut')");
  const wrong: string[] = [];
  let known = 0;
  for (const value of values) {
    const { rows } = await database.query<{ oid: number; type: string; text: string }>(
      `SELECT pg_typeof(v)::oid::int4 AS oid, format_type(pg_typeof(v), NULL) AS type, v::text AS text FROM (SELECT ${value} AS v) AS one`,
    );
    const [row] = rows;
    if (!row) throw new Error(value);
    const said = valueKind(row.type, pgValues);
    const is = kindOf(types.getTypeParser(row.oid, "text")(row.text));
    if (said === null) continue;
    const parsed = types.getTypeParser(row.oid, "text")(row.text);
    const element = elementKind(row.type, pgValues);
    if (element !== null && Array.isArray(parsed) && kindOf(parsed[0]) !== element)
      wrong.push(`elements of ${value} (${row.type}): ${element}, and are ${kindOf(parsed[0])}`);
    known++;
    if (said !== is) wrong.push(`${value} (${row.type}): ${said}, and is ${is}`);
  }
  expect(wrong).toEqual([]);
  expect(known).toBeGreaterThan(values.length - 5);
});
