import { describe } from "vitest";
import { noInvalidSql } from "../../../rules/no-invalid-sql.ts";
import { drawn, ts } from "../../draw.ts";

const schema = `
  CREATE TYPE state AS ENUM ('open', 'paid', 'void');
  CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, number text NOT NULL, state state NOT NULL DEFAULT 'open', note text, customer_id bigint NOT NULL);
  CREATE TABLE customers (id bigint PRIMARY KEY, email text NOT NULL, nick text, shout text GENERATED ALWAYS AS (upper(nick)) STORED);
`;

describe("names and columns in SQL text", () => {
  const { valid, invalid } = drawn(noInvalidSql, { schema, espree: true });

  invalid(
    "names that are not there, with those that were meant",
    ts`
      import { Pool } from "pg";
      const pool = new Pool();
      await pool.query("SELECT emial FROM customers");
                               ~~~~~ unknownColumn: There is no column "emial" in "customers". Did you mean "email"?
      await pool.query("SELECT o.id FROM orders o JOIN customers c ON c.id = o.customer");
                                                                             ~~~~~~~~~~ unknownColumn: There is no column "customer" in "o".
      await pool.query("SELECT id FROM order");
      await pool.query("SELECT id FROM ordres");
                                       ~~~~~~ unknownTable: There is no table "ordres". Did you mean "orders"?
      await pool.query("SELECT orders.id FROM orders o");
                               ~~~~~~~~~ unknownRelation: Nothing in FROM is called "orders".
      await pool.query("SELECT id FROM orders JOIN customers ON customer_id = customers.id");
                               ~~ ambiguousColumn: "id" is a column of "orders" and of "customers".
      await pool.query("SELECT colour FROM orders JOIN customers ON customer_id = customers.id");
                               ~~~~~~ unknownColumnOfAny: None of the tables here has a column "colour".
      await pool.query("SELECT 1 FROM orders JOIN orders ON true");
                                                  ~~~~~~ sameName: "orders" stands in FROM twice.
    `,
    { suggestions: ["SELECT email FROM customers", 'await pool.query("SELECT id FROM orders");'] },
  );
  invalid(
    "what cannot be written",
    ts`
      import postgres from "postgres";
      const sql = postgres();
      await sql\`INSERT INTO customers (id, emial) VALUES (1, 'a')\`;
                                            ~~~~~ unknownColumn: Did you mean "email"?
      await sql\`INSERT INTO customers (id, nick) VALUES (1, 'a')\`;
                             ~~~~~~~~~ missingColumn: INSERT into "customers" leaves out "email", which is NOT NULL and has no default.
      await sql\`INSERT INTO customers (id, email, email) VALUES (1, 'a', 'b')\`;
                                                   ~~~~~ sameColumn: "email" is written twice.
      await sql\`INSERT INTO customers (id, email) VALUES (1, NULL)\`;
                                                              ~~~~ nullInColumn: "email" of "customers" is NOT NULL
      await sql\`INSERT INTO customers (id, email, shout) VALUES (1, 'a', 'A')\`;
                                                                          ~~~ generatedColumn: "shout" of "customers" is generated
      await sql\`INSERT INTO customers (id, email) VALUES (1, 'a', 'b')\`;
                                                           ~ unequalWidths: This row has 3 values where 2 are needed.
      await sql\`UPDATE orders SET state = 'payed' WHERE state IN ('open', 'viod')\`;
                                           ~~~~~~~ unknownLabel: "payed" is none of the values of "state".
                                                                           ~~~~~~ unknownLabel: Did you mean "void"?
    `,
    { suggestions: ["INTO customers (id, email) VALUES (1, 'a')`", "IN ('open', 'void')"] },
  );
  valid(
    "what is not known: other tables, other columns, pieces of text that are not known",
    ts`
      import { Pool } from "pg";
      const pool = new Pool();
      export const all = (more: string, names: string[]) => Promise.all([
        pool.query("SELECT a, b.c FROM elsewhere b"),
        pool.query("SELECT emial FROM customers, other"),
        pool.query(\`WITH a AS (SELECT 1)\${more} SELECT 1 FROM ordres\`),
        pool.query(\`INSERT INTO customers (id, email) VALUES (1, 'a'), (\${names.join()})\`),
        pool.query(\`SELECT j.a FROM customers \${more}\`),
        pool.query(\`SELECT lower(email) AS mail \${more} FROM customers ORDER BY mail, other\`),
        pool.query(\`INSERT INTO customers (\${names.join()}) VALUES (1)\`),
        pool.query(\`INSERT INTO customers (id, email) VALUES (\${names.join()})\`),
        pool.query(\`UPDATE customers SET nick = v.nick FROM (VALUES \${names.map(() => "(1, 'a')").join()}) AS v(id, nick) WHERE v.id = customers.id\`),
        pool.query("SELECT * FROM jsonb_to_recordset($1) AS r(a int), orders WHERE r.a = orders.id"),
        pool.query("SELECT id FROM orders WHERE state = $1 OR state::text = 'gone'", ["paid"]),
      ]);
    `,
  );
});

describe("a migration", () => {
  const { valid } = drawn(noInvalidSql, { schema });

  valid(
    "runs against the schema as it was",
    ts`
      export const up = (knex) => knex.raw("UPDATE customers SET emial = 'x' WHERE id = 1");
      export const down = () => {};
    `,
  );
});

describe("placeholders and values", () => {
  const { valid, invalid } = drawn(noInvalidSql, { schema, espree: true });

  invalid(
    "one without the other",
    ts`
      import { Pool } from "pg";
      const pool = new Pool();
      export const all = (id: number, email: string) => Promise.all([
        pool.query("SELECT id FROM customers WHERE id = $1 OR email = $2", [id]),
                                                                      ~~ missingValue: There is no value for $2: 1 value is sent.
        pool.query("SELECT id FROM customers WHERE id = $1", [id, email]),
                                                                  ~~~~~ extraValue: no placeholder for this value: 2 values are sent.
        pool.query({ text: "SELECT id FROM customers LIMIT $1", values: [] }),
                                                           ~~ missingValue: $1: 0 values are sent.
      ]);
    `,
  );
  valid(
    "as many, in any order, more than once; values and texts out of sight",
    ts`
      import { Pool } from "pg";
      const pool = new Pool();
      export const all = (id: number, email: string, more: number[], column: "id" | "email") => Promise.all([
        pool.query("SELECT id FROM customers WHERE email = $2 OR id = $1 OR id = $1", [id, email]),
        pool.query("SELECT id FROM customers WHERE id = $1 OR id = $2", more),
        pool.query("SELECT id FROM customers WHERE id = $1 OR id = $2", [...more]),
        pool.query(\`SELECT id FROM customers WHERE \${column} = $1 \${more.map((_, at) => \`OR id = $\${at + 2}\`).join(" ")}\`, [id, 1, 2]),
        pool.query("SELECT '$2', id FROM customers WHERE id = $1", [id, email]),
        pool.query("SELECT id FROM customers", []),
      ]);
    `,
  );
});

describe("a schema that could not be read whole", () => {
  const { valid } = drawn(noInvalidSql, {
    schema: `${schema} ALTER TABLE orders ADD COLUMN x int; ALTER TABLE gone ADD COLUMN y int;`,
  });

  valid(
    "has what it does not show",
    ts`
      import { Pool } from "pg";
      await new Pool().query("SELECT emial FROM customers");
    `,
  );
});
