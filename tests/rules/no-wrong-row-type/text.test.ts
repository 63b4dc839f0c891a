import { describe } from "vitest";
import { noWrongRowType } from "../../../rules/no-wrong-row-type.ts";
import { drawn, ts } from "../../draw.ts";

const schema = `
CREATE TYPE state AS ENUM ('open', 'shut');
CREATE TABLE orders (
  id bigint PRIMARY KEY, name text NOT NULL, weight integer NOT NULL, total numeric(10,2) NOT NULL, paid boolean NOT NULL,
  made timestamptz NOT NULL, day date NOT NULL, tags text[] NOT NULL, extra jsonb NOT NULL, photo bytea NOT NULL, state state NOT NULL,
  states state[] NOT NULL, lasts interval NOT NULL
);`;
const { valid, invalid } = drawn(noWrongRowType, { schema });

describe("row types of pg", () => {
  invalid(
    "what comes as text, moments, lists",
    ts`
      import { Pool } from "pg";
      const pool = new Pool();
      export const one = () => pool.query<{ id: number; total: number }>("SELECT id, total FROM orders");
                                            ~~ wrongType: Column "id" is bigint, which comes as string from pg, and this type says number.
                                                        ~~~~~ wrongType: "total" is numeric(10,2), which comes as string
      export const count = () => pool.query<{ n: number | null }>("SELECT count(*) AS n FROM orders");
                                              ~ wrongType: "n" is bigint
      interface Order { made: string; day: string; tags: string; name: number; paid: string; weight: bigint; state: number }
                        ~~~~ wrongType: comes as Date
                                      ~~~ wrongType: comes as Date
                                                   ~~~~ wrongType: comes as an array
                                                                 ~~~~ wrongType: comes as string
                                                                               ~~~~ wrongType: comes as boolean
                                                                                             ~~~~~~ wrongType: comes as number
                                                                                                             ~~~~~ wrongType: comes as string
      export const all = () => pool.query<Order>("SELECT made, day, tags, name, paid, weight, state FROM orders");
    `,
    {
      suggestions: [
        "pool.query<{ id: string; total: number }>",
        "pool.query<{ id: number; total: string }>",
        "pool.query<{ n: string | null }>",
        "{ made: Date; day: string; tags: string; name: number;",
        "{ made: string; day: Date; tags: string; name: number;",
        "tags: string; name: string; paid: string;",
        "name: number; paid: boolean; weight: bigint;",
        "paid: string; weight: number; state: number }",
        "weight: bigint; state: string }",
      ],
    },
  );
  valid(
    "types that hold what comes",
    ts`
      import { Pool } from "pg";
      const pool = new Pool();
      enum State { open = "open", shut = "shut" }
      type Id = string & { readonly brand: "id" };
      interface Order {
        id: Id; name: string; weight: number; total: string; paid: boolean; made: Date; day: Date | string; tags: readonly string[];
        extra: { a: number }; photo: Buffer; state: State;
      }
      export const all = () => pool.query<Order>("SELECT id, name, weight, total, paid, made, day, tags, extra, photo, state FROM orders");
      export const cast = () => pool.query<{ n: number; d: string }>("SELECT count(*)::int AS n, day::text AS d FROM orders");
    `,
  );
  valid(
    "what cannot be told: any, packages, generics, types that depend on the value, lists of the schema's own types",
    ts`
      import { Pool } from "pg";
      import type Decimal from "decimal.js";
      const pool = new Pool();
      export const all = <T>() =>
        pool.query<{ id: any; total: Decimal; name: T; extra: string; states: string[]; day: unknown }>(
          "SELECT id, total, name, extra, states, day FROM orders",
        );
    `,
  );
  invalid(
    "a brand says nothing of what the value is",
    ts`
      import { Pool } from "pg";
      type Id = number & { readonly brand: "id" };
      export const all = (pool: Pool) => pool.query<{ id: Id }>("SELECT id FROM orders");
                                                      ~~ wrongType: this type says Id
    `,
  );
  valid(
    "a union with a type from afar",
    ts`
      import { Pool } from "pg";
      import type { BigNumber } from "elsewhere";
      export const all = (pool: Pool) => pool.query<{ id: number | BigNumber }>("SELECT id FROM orders");
    `,
  );
  valid(
    "columns whose type the schema does not say",
    ts`
      import { Pool } from "pg";
      export const all = (pool: Pool) => pool.query<{ a: number; b: number }>("SELECT f(id) AS a, other.b FROM orders, other");
    `,
  );
  invalid(
    "no way of the text gives another type",
    ts`
      import { Pool } from "pg";
      export const all = (pool: Pool, paid: boolean) =>
        pool.query<{ id: number }>(\`SELECT id FROM orders \${paid ? "WHERE paid" : ""}\`);
                     ~~ wrongType
    `,
  );
  valid(
    "a way of the text gives another type",
    ts`
      import { Pool } from "pg";
      export const all = (pool: Pool, paid: boolean) =>
        pool.query<{ id: number }>(paid ? "SELECT id::int FROM orders" : "SELECT id FROM orders");
    `,
  );
});

describe("clients whose values are made otherwise", () => {
  const code = ts`
    import { pool } from "./pool.ts";
    export const all = () => pool.query<{ id: number }>("SELECT id FROM orders");
  `;
  const pool = 'import { Pool } from "pg"; export const pool = new Pool();';
  for (const parser of ["types.setTypeParser(20, Number);", "defaults.parseInt8 = true;"])
    valid(`in another file: ${parser}`, code, {
      files: { "pool.ts": pool, "parsers.ts": `import { types, defaults } from "pg"; ${parser}` },
    });
  invalid(
    "no parser is set",
    ts`
      import { pool } from "./pool.ts";
      export const all = () => pool.query<{ id: number }>("SELECT id FROM orders");
                                            ~~ wrongType
    `,
    { files: { "pool.ts": pool } },
  );
});

describe("other clients", () => {
  valid(
    "a builder whose own types refuse what is wrong",
    ts`
      import { Kysely } from "kysely";
      interface Row { id: number }
      export async function all(db: Kysely<{ orders: Row }>) {
        const rows: Row[] = await db.selectFrom("orders").select("id").execute();
        return rows;
      }
    `,
  );
  invalid(
    "postgres.js",
    ts`
      import postgres from "postgres";
      const sql = postgres();
      export const all = () => sql<{ id: number; made: string; lasts: number }[]>\`SELECT id, made, lasts FROM orders\`;
                                     ~~ wrongType: comes as string from postgres.js
                                                 ~~~~ wrongType: comes as Date
                                                               ~~~~~ wrongType: comes as string
    `,
  );
  valid(
    "postgres.js with types of its own",
    ts`
      import postgres from "postgres";
      const sql = postgres({ types: { bigint: postgres.BigInt } });
      export const all = () => sql<{ id: bigint }[]>\`SELECT id FROM orders\`;
    `,
  );
  invalid(
    "Prisma",
    ts`
      import { PrismaClient } from "@prisma/client";
      const prisma = new PrismaClient();
      export const all = () => prisma.$queryRaw<{ id: number; total: number; name: string; state: number }[]>\`SELECT id, total, name, state FROM orders\`;
                                                  ~~ wrongType: comes as bigint from Prisma, and this type says number.
                                                              ~~~~~ wrongType: comes as an object
    `,
  );
  invalid(
    "drizzle: what the program says of a piece of SQL, and rows of a statement",
    ts`
      import { drizzle } from "drizzle-orm/node-postgres";
      import { count, max, sql } from "drizzle-orm";
      import { bigint, pgTable, timestamp } from "drizzle-orm/pg-core";
      const orders = pgTable("orders", { id: bigint({ mode: "number" }).primaryKey(), made: timestamp({ withTimezone: true }).notNull() });
      const db = drizzle("");
      export const counted = () =>
        db.select({ n: sql<number>\`count(*)\`, int: sql<number>\`count(*)::int\`, mapped: sql<number>\`count(*)\`.mapWith(Number), last: sql<Date>\`max(\${orders.made})\`, own: count(), most: max(orders.made) }).from(orders);
                           ~~~~~~ wrongType: Column "n" is bigint, which comes as string from drizzle, and this type says number.
                                                                                                                                              ~~~~ wrongType: "last" is timestamp with time zone, which comes as string
    `,
  );
  invalid(
    "slonik",
    ts`
      import { createPool, sql } from "slonik";
      import { z } from "zod";
      const pool = await createPool("");
      export const all = () => pool.any(sql.type(z.object({ id: z.number(), made: z.date(), total: z.string(), day: z.string(), name: z.coerce.number() }))\`SELECT id, made, total, day, name FROM orders\`);
                                                                            ~~~~ wrongType: comes as number from slonik
                                                                                            ~~~~~ wrongType: comes as number
    `,
  );
});
