import type { Linter } from "eslint";
import { expect, it } from "vitest";
import { noUnguardedNullableRead } from "../../../rules/no-unguarded-nullable-read.ts";
import { noWrongRowType } from "../../../rules/no-wrong-row-type.ts";
import { requireRowType } from "../../../rules/require-row-type.ts";
import { newErrors } from "../../compiled.ts";
import { linterFor, ts, type Drawing } from "../../draw.ts";

const types = [
  ...[
    "bigint",
    "integer",
    "numeric(10,2)",
    "text",
    "varchar(20)",
    "boolean",
    "timestamptz",
    "date",
    "jsonb",
    "bytea",
    "uuid",
  ],
  ...[
    "text[]",
    "bigint[]",
    "timestamptz[]",
    "state",
    "state[]",
    "interval",
    "inet",
    "point",
    "int4range",
    "pair",
    "amount",
  ],
];
const columns = types.map((type, index) => `c${index} ${type}${index % 3 === 0 ? "" : " NOT NULL"}`);
const schema = `
CREATE TYPE state AS ENUM ('open', 'say "no"', 'it''s', 'back\\slash');
CREATE TYPE pair AS (a int, b text);
CREATE DOMAIN amount AS numeric CHECK (VALUE > 0);
CREATE TABLE things (id bigint PRIMARY KEY, ${columns.join(", ")});`;

const statements = [
  "SELECT * FROM things",
  'SELECT id, c3, c14 AS "with space", count(*) OVER () FROM things',
  "SELECT json_agg(c1) AS list, jsonb_build_object('a', 1) AS object, array_agg(c5) AS flags, max(c6) FROM things",
  "INSERT INTO things (id) VALUES (1) RETURNING id, c4, c18",
  "SELECT a.c14, b.c13, a.c0 + b.id AS sum, NULL AS nothing FROM things a LEFT JOIN things b ON a.id = b.id",
  "SELECT generate_series(1, 3), now(), current_user, 'a' || 'b'",
];
const program: Drawing = ts`
  import { Pool } from "pg";
  import postgres from "postgres";
  const pool = new Pool();
  const sql = postgres();
  export const all = [
    // here
  ];
`;

const texts = statements.flatMap((text) => [
  `  async () => (await pool.query(${JSON.stringify(text)})).rows,`,
  `  async () => await sql\`${text}\`,`,
]);
const drawing: Drawing = { ...program, code: program.code.replace("  // here", texts.join("\n")) };

it("what is written type-checks, and silences all rules about row types", () => {
  const setting = { schema, file: "code.ts" };
  const declared = fixed(drawing.code, linterFor(requireRowType, setting, drawing).verify(drawing.code));
  expect(declared.count).toBe(texts.length);
  const after = { ...drawing, code: declared.code };
  for (const rule of [requireRowType, noWrongRowType, noUnguardedNullableRead])
    expect(
      linterFor(rule, setting, after)
        .verify(after.code)
        .map(({ message }) => message),
    ).toEqual([]);
  const changed = { before: drawing.code, after: after.code, files: {}, file: "code.ts", said: [], of: 0, left: [] };
  expect(newErrors([changed])).toEqual([]);
});

/** With the suggestion of each finding made. */
function fixed(
  code: string,
  messages: readonly Linter.LintMessage[],
): { readonly code: string; readonly count: number } {
  const fixes = messages.flatMap(({ suggestions = [] }) => suggestions.map(({ fix }) => fix));
  let text = code;
  for (const { range, text: written } of [...fixes].sort((one, other) => other.range[0] - one.range[0]))
    text = text.slice(0, range[0]) + written + text.slice(range[1]);
  return { code: text, count: fixes.length };
}
