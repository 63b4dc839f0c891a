import { describe, expect, it } from "vitest";
import { noWrongParameterType } from "../../../rules/no-wrong-parameter-type.ts";
import { newErrors, notSilenced } from "../../compiled.ts";
import { drawn, ts, type Changed } from "../../draw.ts";

const schema = `
CREATE TYPE state AS ENUM ('open', 'shut');
CREATE DOMAIN amount AS numeric CHECK (VALUE > 0);
CREATE TABLE orders (
  id integer PRIMARY KEY, big bigint, key uuid, name text, total amount, paid boolean, made timestamptz, day date, tags text[], ids integer[],
  extra jsonb, state state, lasts interval, photo bytea
);`;
const changed: Changed[] = [];
const { valid, invalid } = drawn(noWrongParameterType, { schema, types: true }, (one) => changed.push(one));

describe("values that pg sends", () => {
  invalid(
    "are none of the parameter's type",
    ts`
      import { Pool } from "pg";
      const pool = new Pool();
      export const set = (list: string[], on: boolean, n: number, at: Date, big: bigint, thing: { a: number }) =>
        pool.query("UPDATE orders SET extra = $1, total = $2, made = $3, id = $4, key = $5, ids = $6 WHERE paid = $7", [list, on, n, at, big, n, thing]);
                                                                                                                        ~~~~ wrongValue: The parameter is jsonb, and string[] is none as pg sends it.
                                                                                                                              ~~ wrongValue: The parameter is amount, and boolean is none
                                                                                                                                  ~ wrongValue: The parameter is timestamp with time zone, and number is none
                                                                                                                                     ~~ wrongValue: integer, and Date
                                                                                                                                         ~~~ wrongValue: uuid, and bigint
                                                                                                                                              ~ wrongValue: integer[], and number
                                                                                                                                                 ~~~~~ wrongValue: boolean, and { a: number; }
      export const some = (ids: readonly number[], both: Date | boolean) =>
        pool.query({ text: "SELECT name FROM orders WHERE id = $1 OR big = $2", values: [ids, both] });
                                                                                         ~~~ wrongValue: readonly number[] is none
                                                                                              ~~~~ wrongValue: bigint, and boolean | Date
    `,
    { suggestions: ["[JSON.stringify(list), on, n, at, big, n, thing]"] },
  );
  invalid(
    "are texts that nobody meant",
    ts`
      import { Pool } from "pg";
      interface Name { first: string; last: string }
      export const set = (pool: Pool, name: Name, names: string[]) =>
        pool.query("UPDATE orders SET name = $2 WHERE name = $1", [name, names]);
                                                                   ~~~~ pastedText: The parameter is text, and pg makes a text of Name. Say which.
                                                                         ~~~~~ pastedText: string[]
      export const lower = (pool: Pool, name: Name) => pool.query("UPDATE orders SET name = lower($1)", [name]);
                                                                                                         ~~~~ pastedText
    `,
    { suggestions: ["[JSON.stringify(name), names]", "[JSON.stringify(name)]"] },
  );
  valid(
    "JSON that is stored as a text",
    ts`
      import { Pool } from "pg";
      interface Name { first: string; last: string }
      export const set = (pool: Pool, name: Name) => [
        pool.query("UPDATE orders SET name = $1 WHERE id = $2", [name, 1]),
        pool.query("INSERT INTO orders (id, name) VALUES ($1, $2::text) ON CONFLICT (id) DO UPDATE SET name = $3", [1, name, name]),
      ];
    `,
  );
  invalid(
    "literal types that PostgreSQL reads as nothing of the kind",
    ts`
      import { Pool } from "pg";
      const pool = new Pool();
      enum State { open = "open", gone = "gone" }
      const today = "someday";
      export const set = (state: "open" | "closed", other: State) =>
        pool.query("UPDATE orders SET state = $1, day = $2, id = $3, key = $4 WHERE state = $5", [state, today, 1.5, "no", other]);
                                                                                                  ~~~~~ wrongValue: state, and "open" | "closed"
                                                                                                         ~~~~~ wrongValue: date, and "someday"
                                                                                                                ~~~ wrongValue: integer, and 1.5
                                                                                                                     ~~~~ wrongValue: uuid, and "no"
                                                                                                                           ~~~~~ wrongValue: State
    `,
  );
  valid(
    "may be what the parameter takes",
    ts`
      import { Pool } from "pg";
      const pool = new Pool();
      class Money { constructor(readonly cents: number) {} toPostgres() { return String(this.cents); } }
      interface Moment { toJSON: unknown; year: number }
      export const set = (text: string, n: number, big: bigint, at: Date, on: boolean, tags: string[], thing: { a: number }, state: "open" | "shut", money: Money, moment: Moment) => [
        pool.query("UPDATE orders SET id = $1, big = $2, key = $3, name = $4, total = $5", [text, big, text, n, big]),
        pool.query("UPDATE orders SET paid = $1, made = $2, day = $3, tags = $4, extra = $5, state = $6", [on, at, at, tags, thing, state]),
        pool.query("UPDATE orders SET paid = $1, made = $2, lasts = $3, state = $4, name = $5, extra = $6", [text, text, n, text, at, on]),
        pool.query("UPDATE orders SET total = $1, made = $2, big = $3, day = $4", [money, moment, "12", "2024-02-01"]),
        pool.query("SELECT id FROM orders WHERE id = ANY ($1) AND name = $2", [tags, text]),
      ];
    `,
  );
  valid(
    "any, unknown, generics, null and undefined, of which pg makes NULL",
    ts`
      import { Pool } from "pg";
      export const set = <T>(pool: Pool, a: any, b: unknown, c: T, d: undefined, e: null, f: number | string, g?: number) =>
        pool.query("UPDATE orders SET made = $1, day = $2, key = $3, extra = $4, state = $5, lasts = $6, id = $7", [a, b, c, d, e, f, g]);
    `,
  );
  invalid(
    "undefined beside what is none",
    ts`
      import { Pool } from "pg";
      export const set = (pool: Pool, n?: number) => pool.query("UPDATE orders SET made = $1", [n]);
                                                                                                ~ wrongValue
    `,
  );
  valid(
    "values that become a part of the text",
    ts`
      import { Pool } from "pg";
      export const all = (pool: Pool, n: number, at: Date) => [
        pool.query(\`UPDATE orders SET made = \${n}\`),
        pool.query(\`UPDATE orders SET id = \${at} WHERE id = $1\`, [n]),
      ];
    `,
  );
  valid(
    "a parameter of which nothing is known, values out of sight",
    ts`
      import { Pool } from "pg";
      export const all = (pool: Pool, values: number[]) => [
        pool.query("SELECT json_build_object('a', $1), other.b FROM other WHERE made = $2", [[1], 1]),
        pool.query("UPDATE orders SET made = $1", values),
        pool.query("UPDATE orders SET id = $1, made = $2", [...values, 1]),
      ];
    `,
  );
  valid(
    "on another way of the text the parameter takes it",
    ts`
      import { Pool } from "pg";
      export const all = (pool: Pool, byName: boolean, n: number) =>
        pool.query(byName ? "SELECT id FROM orders WHERE name = $1" : "SELECT id FROM orders WHERE made = $1", [n]);
    `,
  );
});

describe("other clients", () => {
  invalid(
    "postgres.js makes JSON of lists, throws on undefined, and has no text of objects",
    ts`
      import postgres from "postgres";
      const sql = postgres();
      export const set = (list: string[], at: Date, n: number, maybe: string | undefined, thing: { a: number }) => sql\`
        UPDATE orders SET extra = \${list}, id = \${at}, made = \${n}, name = \${maybe}
                                                    ~~ wrongValue: Date is none as postgres.js sends it
                                                                   ~ wrongValue: number is none
                                                                                 ~~~~~ refusedValue: postgres.js refuses to send string | undefined.
        WHERE name = \${thing}\`;
                        ~~~~~ pastedText
      export const name = (thing: { a: number }) => sql\`UPDATE orders SET name = \${thing}\`;
                                                                                     ~~~~~ pastedText
    `,
    { suggestions: ["WHERE name = ${JSON.stringify(thing)}`", "SET name = ${JSON.stringify(thing)}`"] },
  );
  invalid(
    "slonik takes primitive values alone",
    ts`
      import { createPool, sql } from "slonik";
      const pool = await createPool("");
      export const set = (at: Date, list: string[], n: number) => pool.query(sql.unsafe\`
        UPDATE orders SET made = \${at}, tags = \${list}, day = \${n}, name = \${n} WHERE ids = \${sql.array([1], "int4")}\`);
                                    ~~ refusedValue: slonik refuses to send Date.
                                                   ~~~~ refusedValue
                                                                   ~ wrongValue: The parameter is date
    `,
  );
  valid(
    "fragments are no values, and other clients are not known",
    ts`
      import postgres from "postgres";
      import knex from "knex";
      const sql = postgres();
      const live = sql\`paid\`;
      export const all = (ids: number[], n: number) => [
        sql\`SELECT id FROM orders WHERE \${live} AND id IN \${sql(ids)}\`,
        knex({}).raw("UPDATE orders SET made = ?", [n]),
      ];
    `,
  );
});

const untyped = drawn(noWrongParameterType, { schema });

describe("without type information", () => {
  untyped.valid(
    "nothing is said",
    ts`
      import { Pool } from "pg";
      export const set = (pool: Pool, n: number) => pool.query("UPDATE orders SET made = $1", [n]);
    `,
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
