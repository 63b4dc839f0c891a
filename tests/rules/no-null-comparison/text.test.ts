import { describe } from "vitest";
import { noNullComparison } from "../../../rules/no-null-comparison.ts";
import { drawn, ts } from "../../draw.ts";

const schema =
  "CREATE TABLE boats (id bigint PRIMARY KEY, name text NOT NULL, berth text, log jsonb, deleted_at timestamptz);";

describe("comparisons with NULL in SQL text", () => {
  const { valid, invalid } = drawn(noNullComparison, { schema, espree: true });

  invalid(
    "= NULL and <> NULL in WHERE",
    ts`
      import { Pool } from "pg";
      await new Pool().query("SELECT id FROM boats WHERE deleted_at = NULL AND berth <> NULL");
                                                                      ~~~~ comparedWithNull: "= NULL"
                                                                                        ~~~~ comparedWithNull: Use IS NOT NULL
    `,
    {
      suggestions: ["WHERE deleted_at IS NULL AND berth <> NULL", "WHERE deleted_at = NULL AND berth IS NOT NULL"],
    },
  );
  invalid(
    "!=, parentheses, casts, lower case, and NOT",
    ts`
      import { Pool } from "pg";
      await new Pool().query("select id from boats where not (berth != null::text or lower(name) = null)");
                                                                       ~~~~~~~~~~ comparedWithNull
                                                                                                   ~~~~ comparedWithNull
    `,
    { suggestions: ["not (berth is not null or lower(name) = null)", "or lower(name) is null)"] },
  );
  invalid(
    "ON, HAVING, CASE, FILTER, subqueries, UPDATE and DELETE",
    ts`
      import postgres from "postgres";
      const sql = postgres();
      await sql\`SELECT b.name, CASE WHEN b.berth = NULL THEN 'sea' ELSE b.berth END FROM boats b JOIN boats c ON c.berth = NULL\`;
                                                    ~~~~ comparedWithNull
                                                                                                                            ~~~~ comparedWithNull
      await sql\`SELECT count(*) FILTER (WHERE berth <> NULL) FROM boats GROUP BY name HAVING max(berth) = NULL\`;
                                                        ~~~~ comparedWithNull
                                                                                                           ~~~~ comparedWithNull
      await sql\`DELETE FROM boats WHERE id IN (SELECT id FROM boats WHERE berth = NULL)\`;
                                                                                   ~~~~ comparedWithNull
      await sql\`UPDATE boats SET berth = NULL WHERE berth = NULL\`;
                                                             ~~~~ comparedWithNull
    `,
  );
  invalid(
    "NULL on the left, and a null that the library sends as a value: no suggestion",
    ts`
      import postgres from "postgres";
      const sql = postgres();
      await sql\`SELECT id FROM boats WHERE NULL = berth\`;
                                            ~~~~ comparedWithNull
      await sql\`SELECT id FROM boats WHERE berth = \${null}\`;
                                                       ~~~~ comparedWithNull
    `,
    { suggestions: [] },
  );
  invalid(
    "NULL in the list of IN",
    ts`
      import { Pool } from "pg";
      await new Pool().query("SELECT id FROM boats WHERE berth IN ('north', NULL)");
                                                                            ~~~~ nullInList
    `,
  );
  valid(
    "tests, assignments, defaults, and what only looks like it",
    ts`
      import { Pool } from "pg";
      const pool = new Pool();
      await pool.query("SELECT id FROM boats WHERE berth IS NULL AND deleted_at IS NOT NULL");
      await pool.query("SELECT id FROM boats WHERE berth IS DISTINCT FROM NULL AND name IS NOT DISTINCT FROM NULL");
      await pool.query("UPDATE boats SET berth = NULL, deleted_at = NULL WHERE id = $1", [1]);
      await pool.query("INSERT INTO boats (id, name) VALUES (1, 'a') ON CONFLICT (id) DO UPDATE SET berth = NULL");
      await pool.query("SELECT id FROM boats WHERE berth = 'NULL' AND log = 'null' AND log ->> 'a' = coalesce(NULL, 'b')");
      await pool.query("SELECT id FROM boats WHERE NULL = NULL OR 1 = NULL");
      await pool.query("SELECT id FROM boats WHERE berth = ANY (ARRAY[NULL, 'a']) AND berth NOT IN ('a', 'b')");
      await pool.query("SELECT NULLIF(berth, NULL), berth = $1 FROM boats", [null]);
    `,
  );
  valid(
    "NULL on some way only",
    ts`
      import { Pool } from "pg";
      export const list = (berth?: string) =>
        new Pool().query(\`SELECT id FROM boats WHERE berth = \${berth === undefined ? "NULL" : "'north'"}\`);
    `,
  );
});
