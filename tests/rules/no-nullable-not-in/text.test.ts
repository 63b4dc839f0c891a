import { describe } from "vitest";
import { noNullableNotIn } from "../../../rules/no-nullable-not-in.ts";
import { drawn, ts } from "../../draw.ts";

const schema = `CREATE TABLE boats (id bigint PRIMARY KEY, name text NOT NULL, berth text, parent_id bigint);
CREATE TABLE trips (id bigint PRIMARY KEY, boat_id bigint, harbour_id bigint NOT NULL);`;

describe("NOT IN in SQL text", () => {
  const { valid, invalid } = drawn(noNullableNotIn, { schema, espree: true });

  invalid(
    "a column that may be NULL",
    ts`
      import { Pool } from "pg";
      await new Pool().query("SELECT id FROM boats WHERE id NOT IN (SELECT boat_id FROM trips)");
                                                                           ~~~~~~~ nullableRows: "boat_id"
    `,
    { suggestions: ["NOT IN (SELECT boat_id FROM trips WHERE boat_id IS NOT NULL)"] },
  );
  invalid(
    "beside other conditions, in lower case, written as NOT … IN and <> ALL",
    ts`
      import postgres from "postgres";
      const sql = postgres();
      await sql\`delete from boats where id not in (select t.boat_id from trips t where t.id > 1 or t.id < 0) and id > 1\`;
                                                           ~~~~~~~~~ nullableRows
      await sql\`SELECT id FROM boats WHERE NOT id IN (SELECT boat_id FROM trips WHERE id > 1)\`;
                                                              ~~~~~~~ nullableRows
      await sql\`SELECT id FROM boats WHERE id <> ALL (SELECT boat_id FROM trips)\`;
                                                              ~~~~~~~ nullableRows
    `,
    {
      suggestions: [
        "where (t.id > 1 or t.id < 0) and t.boat_id is not null)",
        "WHERE id > 1 AND boat_id IS NOT NULL)",
        "ALL (SELECT boat_id FROM trips WHERE boat_id IS NOT NULL)",
      ],
    },
  );
  invalid(
    "the far side of an outer join, UNION, and what is computed",
    ts`
      import postgres from "postgres";
      const sql = postgres();
      await sql\`SELECT id FROM boats WHERE id NOT IN (SELECT t.harbour_id FROM boats b LEFT JOIN trips t ON t.boat_id = b.id)\`;
                                                              ~~~~~~~~~~~~ nullableRows
      await sql\`SELECT id FROM boats WHERE berth NOT IN (SELECT nullif(name, '') FROM boats)\`;
                                                                 ~~~~~~~~~~~~~~~~ nullableValue
    `,
  );
  invalid(
    "NULL in the list",
    ts`
      import { Pool } from "pg";
      await new Pool().query("SELECT id FROM boats WHERE berth NOT IN ('north', NULL)");
                                                                                ~~~~ nullInList
    `,
  );
  valid(
    "what is never NULL, what leaves NULLs out, and what is not known",
    ts`
      import postgres from "postgres";
      const sql = postgres();
      await sql\`SELECT id FROM boats WHERE id NOT IN (SELECT id FROM trips)\`;
      await sql\`SELECT id FROM boats WHERE id NOT IN (SELECT harbour_id FROM trips)\`;
      await sql\`SELECT id FROM boats WHERE id NOT IN (SELECT boat_id FROM trips WHERE boat_id IS NOT NULL)\`;
      await sql\`SELECT id FROM boats WHERE id NOT IN (SELECT boat_id FROM trips WHERE boat_id > 7)\`;
      await sql\`SELECT b.id FROM boats b WHERE b.id NOT IN (SELECT t.boat_id FROM trips t JOIN boats c ON c.id = t.boat_id)\`;
      await sql\`SELECT id FROM boats WHERE id NOT IN (SELECT coalesce(boat_id, 0) FROM trips)\`;
      await sql\`SELECT id FROM boats WHERE id IN (SELECT boat_id FROM trips)\`;
      await sql\`SELECT id FROM boats b WHERE NOT EXISTS (SELECT FROM trips t WHERE t.boat_id = b.id)\`;
      await sql\`SELECT id FROM boats WHERE id NOT IN (SELECT thing FROM unheard)\`;
      await sql\`SELECT id FROM boats WHERE berth NOT IN ('a', 'b') AND berth IN ('a', NULL)\`;
      export const f = (where: any) => sql\`SELECT id FROM boats WHERE id NOT IN (SELECT boat_id FROM trips \${where})\`;
    `,
  );
});

describe("NOT IN of builders", () => {
  const { valid, invalid } = drawn(noNullableNotIn, { schema });

  invalid(
    "a subquery of kysely's and knex's, and a list with null",
    ts`
      import knex from "knex";
      import { Kysely } from "kysely";
      const db = knex({ client: "pg" });
      export const one = async () => await db("boats").select("id").whereNotIn("id", db("trips").select("boat_id"));
                                                                                                        ~~~~~~~~~ nullableRows
      export async function other(k: Kysely<any>) {
        await k.selectFrom("boats").select("id").where("id", "not in", k.selectFrom("trips").select("boat_id")).execute();
                                                                                                    ~~~~~~~~~ nullableRows
        await k.selectFrom("boats").select("id").where("berth", "not in", ["a", null]).execute();
                                                                                ~~~~ nullInList
      }
    `,
  );
  valid(
    "NULLs left out, and an empty list",
    ts`
      import knex from "knex";
      import { Kysely } from "kysely";
      const db = knex({ client: "pg" });
      export const one = async () =>
        await db("boats").select("id").whereNotIn("id", db("trips").select("boat_id").whereNotNull("boat_id"));
      export async function other(k: Kysely<any>) {
        await k.selectFrom("boats").select("id").where("id", "not in", k.selectFrom("trips").select("harbour_id")).execute();
        await k.selectFrom("boats").select("id").where("berth", "not in", []).execute();
      }
    `,
  );
});
