import { describe, expect, it } from "vitest";
import { requireRowType } from "../../../rules/require-row-type.ts";
import { newErrors, notSilenced } from "../../compiled.ts";
import { drawn, ts, type Changed } from "../../draw.ts";

const schema = `
CREATE TYPE state AS ENUM ('open', 'it''s');
CREATE TABLE orders (
  id bigint PRIMARY KEY, name text NOT NULL, weight integer, total numeric(10,2) NOT NULL, paid boolean NOT NULL, made timestamptz,
  tags text[] NOT NULL, ids bigint[], extra jsonb, photo bytea NOT NULL, state state NOT NULL, lasts interval NOT NULL
);`;
const changed: Changed[] = [];
const { valid, invalid } = drawn(requireRowType, { schema }, (one) => changed.push(one));

describe("rows that are any", () => {
  invalid(
    "get the type that the client makes of them",
    ts`
      import { Pool } from "pg";
      const pool = new Pool();
      export const one = async () => (await pool.query("SELECT id, weight FROM orders")).rows[0].weight;
                                                 ~~~~~ untyped: These rows are any to the compiler. They have "id", "weight".
      export const built = async () => (await pool.query("SELECT json_agg(name) AS a, count(*), 1 FROM orders")).rows[0].a;
                                                   ~~~~~ untyped
    `,
    {
      suggestions: [
        "pool.query<{ id: string; weight: number | null }>(",
        ts`
          pool.query<{
            a: unknown[] | null;
            count: string;
            "?column?": number;
          }>(
        `.code.trimEnd(),
      ],
    },
  );
  invalid(
    "on lines of their own, in the quotes and steps of the file",
    ts`
      import { Pool } from 'pg';
      export async function all(pool: Pool) {
          const { rows } = await pool.query('SELECT * FROM orders');
                                      ~~~~~ untyped: "id", "name", "weight", "total", "paid", "made" and 6 more.
          return rows;
      }
    `,
    {
      suggestions: [
        ts`
          import { Pool } from 'pg';
          export async function all(pool: Pool) {
              const { rows } = await pool.query<{
                  id: string;
                  name: string;
                  weight: number | null;
                  total: string;
                  paid: boolean;
                  made: Date | null;
                  tags: (string | null)[];
                  ids: (string | null)[] | null;
                  extra: unknown;
                  photo: Buffer;
                  state: 'open' | 'it\'s';
                  lasts: unknown;
              }>('SELECT * FROM orders');
              return rows;
          }
        `,
      ],
    },
  );
  invalid(
    "postgres.js and pg-promise",
    ts`
      import postgres from "postgres";
      import pgPromise from "pg-promise";
      const sql = postgres();
      const db = pgPromise()("");
      export const all = async () => (await sql\`SELECT id, lasts FROM orders\`).map((row) => row.id);
                                            ~~~ untyped
      export const one = async (id: string) => (await db.one("SELECT name FROM orders WHERE id = $1", [id])).name;
                                                         ~~~ untyped
    `,
    { suggestions: ["sql<{ id: string; lasts: string }[]>`", 'db.one<{ name: string }>("SELECT'] },
  );
});

describe("rows that are not", () => {
  valid(
    "a type is said at the call, around it, or further on",
    ts`
      import { Pool } from "pg";
      import type { Order } from "elsewhere";
      const pool = new Pool();
      export const given = async () => (await pool.query<Order>("SELECT id FROM orders")).rows[0].id;
      export const one: Order = (await pool.query("SELECT id FROM orders")).rows[0];
      export const cast = async () => (await pool.query("SELECT id FROM orders")).rows as Order[];
      export async function annotated() {
        const result = await pool.query("SELECT id FROM orders");
        const rows: { id: string }[] = result.rows;
        return rows;
      }
      export async function returned(): Promise<Order[]> {
        const { rows } = await pool.query("SELECT id FROM orders");
        return rows;
      }
      export async function handed() {
        const { rows } = await pool.query("SELECT id FROM orders");
        return rows.map((row: Order) => row.id);
      }
    `,
  );
  valid(
    "nobody uses them, there are none, or their columns are not known",
    ts`
      import { Pool } from "pg";
      export async function run(pool: Pool, columns: string) {
        await pool.query("SELECT id FROM orders");
        await pool.query("DELETE FROM orders");
        const { rowCount } = await pool.query("SELECT id FROM orders");
        const { rows } = await pool.query("SELECT * FROM other");
        const some = await pool.query(\`SELECT \${columns} FROM orders\`);
        return [rowCount, rows, some.rows];
      }
    `,
  );
  valid(
    "a function of the project's own, a client that takes no type, names made otherwise",
    ts`
      import { Pool } from "pg";
      import postgres from "postgres";
      import { createPool, sql as slonik } from "slonik";
      const pool = new Pool();
      const query = (text: string) => pool.query(text);
      const sql = postgres({ transform: postgres.camel });
      export const wrapped = async () => (await query("SELECT id FROM orders")).rows[0].id;
      export const camel = async () => (await sql\`SELECT id FROM orders\`)[0].id;
      export const checked = async () => (await (await createPool("")).any(slonik.unsafe\`SELECT id FROM orders\`))[0].id;
    `,
  );
  valid(
    "calls that take no type where it would stand, or have one that says nothing",
    ts`
      import { Pool } from "pg";
      import pgPromise from "pg-promise";
      const pool = new Pool();
      const db = pgPromise()("");
      const own = { query: (text: string) => pool.query(text) };
      export const maybe = async () => (await pool.query?.("SELECT id FROM orders")).rows[0].id;
      export const given = async () => (await pool.query<any>("SELECT id FROM orders")).rows[0].id;
      export const result = async () => (await db.result("SELECT id FROM orders")).rows[0].id;
      export const wrapped = async () => (await own.query("SELECT id FROM orders")).rows[0].id;
    `,
  );
  valid(
    "columns of none of which the client's value is known",
    ts`
      import { Pool } from "pg";
      export const all = async (pool: Pool) => (await pool.query("SELECT lasts, extra FROM orders")).rows[0].lasts;
    `,
  );
  invalid(
    "lists of objects, and an enum without labels",
    ts`
      import { Pool } from "pg";
      export const all = async (pool: Pool) => (await pool.query("SELECT array_agg(lasts) AS a, max(b) AS b FROM bare, orders")).rows[0].a;
                                                           ~~~~~ untyped
    `,
    {
      schema: `${schema}\nCREATE TYPE nothing AS ENUM (); CREATE TABLE bare (b nothing);`,
      suggestions: ["pool.query<{ a: unknown[] | null; b: string | null }>"],
    },
  );
  valid(
    "JavaScript",
    ts`
      import { Pool } from "pg";
      const pool = new Pool();
      export const one = async () => (await pool.query("SELECT id FROM orders")).rows[0].id;
    `,
    { file: "code.js" },
  );
});

// After all others, whose changes it is about.
describe("what is offered", () => {
  it("type-checks where the code did, and leaves nothing to say", () => {
    expect(changed.length).toBeGreaterThan(0);
    expect(notSilenced(changed)).toEqual([]);
    expect(newErrors(changed)).toEqual([]);
  }, 60_000);
});
