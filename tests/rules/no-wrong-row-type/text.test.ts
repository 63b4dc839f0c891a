import { describe, expect, it } from "vitest";
import { noWrongRowType } from "../../../rules/no-wrong-row-type.ts";
import { newErrors, notSilenced } from "../../compiled.ts";
import { drawn, ts, type Changed } from "../../draw.ts";

const schema = `
CREATE TYPE state AS ENUM ('open', 'shut');
CREATE TABLE orders (
  id bigint PRIMARY KEY, name text NOT NULL, weight integer NOT NULL, total numeric(10,2) NOT NULL, paid boolean NOT NULL,
  made timestamptz NOT NULL, day date NOT NULL, tags text[] NOT NULL, extra jsonb NOT NULL, photo bytea NOT NULL, state state NOT NULL,
  states state[] NOT NULL, lasts interval NOT NULL
);`;
const changed: Changed[] = [];
const { valid, invalid } = drawn(noWrongRowType, { schema }, (one) => changed.push(one));

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
  drawn(noWrongRowType).valid(
    "columns of models that do not say a type",
    ts`
      import { Kysely, type Generated } from "kysely";
      import { Pool } from "pg";
      export interface Database { steps: { id: number; done: string | null; ran: Generated<Date> } }
      export const db = new Kysely<Database>({} as any);
      export const all = (pool: Pool) => pool.query<{ id: number; done: Date; ran: Date }>("SELECT * FROM steps");
    `,
    { settings: { schema: "code.ts" } },
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

describe("values that are only printed", () => {
  valid(
    "mislead nobody",
    ts`
      import { Pool } from "pg";
      export async function clean(pool: Pool) {
        const { rows } = await pool.query<{ n: number; id: number }>("SELECT count(*) AS n, max(id) AS id FROM orders");
        const { n } = rows[0]!;
        const id = rows[0]!.id;
        console.log(\`\${n} orders\`, id);
        console.info("orders", n);
      }
      export async function count(pool: Pool) {
        const { rows } = await pool.query<{ n: number }>("SELECT count(*) AS n FROM orders");
        return Number(rows[0]?.n ?? 0);
      }
    `,
  );
  valid(
    "NULL has no type",
    ts`
      import { Pool } from "pg";
      export const none = (pool: Pool) =>
        pool.query<{ n: number | null; at: Date | null }>("SELECT NULL AS n, NULL::text AS at FROM orders");
    `,
  );
  invalid(
    "are used as well, or go out of sight",
    ts`
      import { Pool } from "pg";
      export async function clean(pool: Pool) {
        const { rows } = await pool.query<{ n: number; id: number; total: number }>("SELECT count(*) AS n, max(id) AS id, sum(total) AS total FROM orders");
                                            ~ wrongType
                                                       ~~ wrongType
                                                                   ~~~~~ wrongType
        console.log(\`\${rows[0]!.n} orders\`, rows[0]!.n + 1);
        keep({ id: rows[0]!.id });
        console.log(rows[0]!.id);
        return run\`\${rows[0]!.total}\`;
      }
      export async function count(pool: Pool) {
        const { rows } = await pool.query<{ n: number }>("SELECT count(*) AS n FROM orders");
                                            ~ wrongType
        console.log(\`\${rows[0]!.n} orders\`);
        return rows;
      }
    `,
  );
});

describe("columns that never come", () => {
  invalid(
    "a name that PostgreSQL folds, a slip, and one that is nowhere",
    ts`
      import { Pool } from "pg";
      const pool = new Pool();
      export const all = () => pool.query<{ orderId: string; nmae: string; shop: string }>("SELECT id AS orderId, name FROM orders");
                                            ~~~~~~~ neverComes: The statement gives no column "orderId" (without quotes PostgreSQL makes "orderid" of the name), and this type says that every row has it.
                                                             ~~~~ neverComes: (it gives "name")
                                                                           ~~~~ neverComes: The statement gives no column "shop"
    `,
    {
      suggestions: [
        "{ orderid: string; nmae: string; shop: string }",
        "{ orderId: string; name: string; shop: string }",
      ],
    },
  );
  invalid(
    "a type that serves others too is told at the statement",
    ts`
      import { Pool } from "pg";
      interface Order { id: string; name: string; shop: string; city: string }
      export const all = async (pool: Pool) => (await pool.query<Order>("SELECT id, name FROM orders")).rows;
                                                                 ~~~~~ neverCome: The statement gives no column "shop", "city", and "Order" says that every row has one.
      export const first = async (pool: Pool): Promise<string> => {
        const { rows } = await pool.query<Order>("SELECT id, name FROM orders");
                                          ~~~~~ neverCome: "shop", and "Order"
        return rows[0]!.shop;
      };
    `,
  );
  valid(
    "nobody looks at what is missing of it",
    ts`
      import { Pool } from "pg";
      interface Order { id: string; name: string; shop: string }
      export const has = async (pool: Pool): Promise<boolean> => {
        const { rows } = await pool.query<Order>("SELECT id FROM orders");
        return rows.length > 0 && rows[0]!.id !== "1";
      };
    `,
  );
  valid(
    "nobody looks at it, behind a function that gives what its callback gives",
    ts`
      import { Pool, type PoolClient } from "pg";
      import { withClient } from "./with-client.ts";
      interface Order { id: string; name: string; shop: string }
      async function locked<T>(work: () => Promise<T>): Promise<T> {
        return await work();
      }
      export const first = async (pool: Pool): Promise<string> => {
        const { rows } = await locked(() => pool.query<Order>("SELECT id FROM orders"));
        return rows[0]!.id;
      };
      export const second = async () => {
        const rows = await withClient(async (client: PoolClient) => (await client.query<Order>("SELECT id FROM orders")).rows);
        return rows.map(({ id }) => id);
      };
    `,
    {
      files: {
        "with-client.ts":
          "import type { PoolClient } from 'pg'; export declare function withClient<T>(work: (client: PoolClient) => Promise<T>): Promise<T>;",
      },
    },
  );
  invalid(
    "it is looked at there",
    ts`
      import { Pool } from "pg";
      interface Order { id: string; name: string; shop: string }
      async function locked<T>(work: () => Promise<T>): Promise<T> {
        return await work();
      }
      export const first = async (pool: Pool): Promise<string> => {
        const { rows } = await locked(() => pool.query<Order>("SELECT id FROM orders"));
                                                       ~~~~~ neverCome: "shop"
        return rows[0]!.shop;
      };
    `,
  );
  valid(
    "what a row may be without, names in the case of programs, stars, names that are quoted, paths",
    ts`
      import { Pool } from "pg";
      import postgres from "postgres";
      const pool = new Pool();
      const sql = postgres();
      type Loose = { id: string; shop?: string; city: string | undefined; any: any; some: unknown };
      export const loose = () => pool.query<Loose>("SELECT id FROM orders");
      export const camel = () => sql<{ orderName: string; line1: string }[]>\`SELECT name AS order_name, name AS line_1 FROM orders\`;
      export const star = () => pool.query<{ id: string; paid: boolean }>("SELECT * FROM orders");
      export const quoted = () => pool.query<{ orderId: string }>('SELECT id AS "orderId" FROM orders');
      export const nested = () => pool.query<{ shop: { name: string } }>('SELECT name AS "shop.name" FROM orders');
      export const afar = <T extends { a: string }>() => pool.query<T>("SELECT id FROM orders");
    `,
  );
  valid(
    "an enum of TypeScript's in zod",
    ts`
      import { createPool, sql } from "slonik";
      import { z } from "zod";
      enum Weight { light, heavy }
      const slonik = await createPool("");
      const Weights = z.enum(Weight);
      export const all = () => slonik.any(sql.type(z.object({ weight: Weights, other: Weights.nullish() }))\`SELECT weight, weight AS other FROM orders\`);
    `,
  );
  invalid(
    "one of texts",
    ts`
      import { createPool, sql } from "slonik";
      import { z } from "zod";
      const slonik = await createPool("");
      export const all = () => slonik.any(sql.type(z.object({ weight: z.enum(["a", "b"]) }))\`SELECT weight FROM orders\`);
                                                              ~~~~~~ wrongType
    `,
  );
  valid(
    "a table that is not known, a statement of text that is not",
    ts`
      import { Pool } from "pg";
      export const all = (pool: Pool, columns: string) => [
        pool.query<{ id: string; shop: string }>("SELECT * FROM other"),
        pool.query<{ id: string; shop: string }>(\`SELECT id, \${columns} FROM orders\`),
      ];
    `,
  );
  valid(
    "a star where a migration could not be followed",
    ts`
      import { Pool } from "pg";
      export const all = (pool: Pool) => pool.query<{ id: string; shop: string }>("SELECT * FROM orders");
    `,
    { schema: `${schema}\nALTER TABLE elsewhere ADD shop text;` },
  );
  invalid(
    "a star of a schema that is known",
    ts`
      import { Pool } from "pg";
      export const all = (pool: Pool) => pool.query<{ id: string; shop: string }>("SELECT * FROM orders");
                                                                  ~~~~ neverComes
    `,
  );
  invalid(
    "a type of another file is told where it is named",
    ts`
      import { Pool } from "pg";
      import type { Far } from "./far";
      export const all = async (pool: Pool) => (await pool.query<Far>("SELECT id FROM orders")).rows;
                                                                 ~~~ neverCome: "size", and "Far"
    `,
    { files: { "far.ts": "export interface Far { id: string; size: number }" }, suggestions: [] },
  );
  invalid(
    "a name that needs quotes takes no other's place",
    ts`
      import { Pool } from "pg";
      export const all = (pool: Pool) => pool.query<{ called: string }>('SELECT id AS "called!" FROM orders');
                                                      ~~~~~~ neverComes: (it gives "called!")
    `,
    { suggestions: [] },
  );
  valid(
    "a way of the text gives it",
    ts`
      import { Pool } from "pg";
      export const all = (pool: Pool, whole: boolean) =>
        pool.query<{ id: string; shop: string }>(whole ? "SELECT id, name AS shop FROM orders" : "SELECT id FROM orders");
    `,
  );
  valid(
    "an interpolation names the column",
    ts`
      import { createPool, sql } from "slonik";
      import { Pool } from "pg";
      const slonik = await createPool("");
      const pool = new Pool();
      export const some = (fields: any, name: string) => [
        slonik.any<{ shop: string }>(sql\`SELECT \${fields.shop} FROM orders\`),
        slonik.any<{ shop: string }>(sql\`INSERT INTO orders (id) VALUES (1) RETURNING \${fields.shop}\`),
        pool.query<{ shop: string }>(\`SELECT name AS \${name} FROM orders\`),
        pool.query<{ shop: string }>(\`SELECT \${name} FROM orders\`),
      ];
    `,
  );
  invalid(
    "it does not where an alias does",
    ts`
      import postgres from "postgres";
      const sql = postgres();
      export const some = (n: number) => sql<{ shop: string }[]>\`SELECT weight + \${n} AS total FROM orders\`;
                                               ~~~~ neverComes
    `,
  );
  valid(
    "what the program makes of the rows further on",
    ts`
      import { Pool } from "pg";
      interface Order { id: string; lines: string[] }
      export async function all(pool: Pool): Promise<Order[]> {
        const { rows } = await pool.query("SELECT id FROM orders");
        return rows.map((row): Order => ({ ...row, lines: [] }));
      }
    `,
  );
  invalid(
    "said around the call, of a schema",
    ts`
      import { Pool } from "pg";
      import { createPool, sql } from "slonik";
      import { z } from "zod";
      const pool = new Pool();
      const slonik = await createPool("");
      export const cast = async () => (await pool.query("SELECT id FROM orders")).rows as { id: string; shop: string }[];
                                                                                                        ~~~~ neverComes
      export const checked = () =>
        slonik.any(sql.type(z.object({ name: z.string(), shop: z.string(), city: z.string().optional(), at: z.string().nullish() }))\`SELECT name FROM orders\`);
                                                         ~~~~ neverComes: "shop"
    `,
  );
  valid(
    "columns that the program has called otherwise",
    ts`
      import postgres from "postgres";
      const sql = postgres({ transform: { column: (name) => name.slice(2) } });
      export const all = () => sql<{ shop: string }[]>\`SELECT name AS c_shop FROM orders\`;
    `,
  );
});

describe("elements of lists", () => {
  valid(
    "of which the type says nothing",
    ts`
      import { Pool } from "pg";
      export const all = (pool: Pool) => pool.query<{ tags: null[]; states: never[] }>("SELECT tags, ARRAY[id] AS states FROM orders");
    `,
  );
  invalid(
    "pg and postgres.js",
    ts`
      import { Pool } from "pg";
      import postgres from "postgres";
      const pool = new Pool();
      const sql = postgres();
      export const some = () => pool.query<{ tags: number[]; ids: Array<number>; days: readonly string[] | null }>(
                                             ~~~~ wrongType: "tags" is text[], which comes as string[] from pg, and this type says number[].
                                                             ~~~ wrongType: "ids" is bigint[], which comes as string[]
                                                                                 ~~~~ wrongType: "days" is date[], which comes as Date[]
        "SELECT tags, ARRAY[id] AS ids, array_agg(day) AS days FROM orders GROUP BY id",
      );
      export const totals = () => sql<{ totals: number[] }[]>\`SELECT array_agg(total) AS totals FROM orders\`;
                                        ~~~~~~ wrongType: comes as string[] from postgres.js
    `,
    {
      suggestions: [
        "{ tags: string[]; ids: Array<number>",
        "ids: Array<string>;",
        "days: readonly Date[] | null",
        "{ totals: string[] }",
      ],
    },
  );
  valid(
    "what comes, lists of lists, elements that cannot be told",
    ts`
      import { Pool } from "pg";
      import { drizzle } from "drizzle-orm/node-postgres";
      import { sql } from "drizzle-orm";
      type Row = { tags: string[]; totals: number[]; grid: number[][]; any: any[]; mixed: (string | number)[] };
      export const some = (pool: Pool) => pool.query<Row>(
        "SELECT tags, array_agg(total) AS totals, array_agg(tags) AS grid, tags AS any, tags AS mixed FROM orders GROUP BY tags",
      );
      export const days = () => drizzle("").execute<{ days: string[] }>(sql\`SELECT array_agg(made) AS days FROM orders\`);
    `,
  );
});

describe("JSON that the statement builds", () => {
  invalid(
    "is an object or a list",
    ts`
      import { Pool } from "pg";
      const pool = new Pool();
      export const all = () => pool.query<{ lines: string; shop: string[]; none: string }>(
                                            ~~~~~ wrongType: "lines" is json, which comes as an array from pg
                                                           ~~~~ wrongType: "shop" is jsonb, which comes as an object
                                                                           ~~~~ wrongType: comes as an array
        "SELECT json_agg(name) AS lines, jsonb_build_object('a', 1) AS shop, coalesce(json_agg(name), '[]'::json) AS none FROM orders",
      );
      export const inner = () => pool.query<{ l: string }>("WITH a AS (SELECT json_agg(name) AS lines FROM orders) SELECT lines AS l FROM a");
                                              ~ wrongType: comes as an array
    `,
  );
  valid(
    "may be anything, is text, is what is said",
    ts`
      import { Pool } from "pg";
      export const all = (pool: Pool) => pool.query<{ extra: string; text: string; lines: { a: number }[]; either: string; value: string }>(
        "SELECT extra, json_agg(name)::text AS text, json_agg(name) AS lines, coalesce(extra, '[]') AS either, to_json(name) AS value FROM orders GROUP BY 1",
      );
    `,
  );
});

describe("unions of literals", () => {
  invalid(
    "leave out what the enum has",
    ts`
      import { Pool } from "pg";
      const pool = new Pool();
      export const all = () => pool.query<{ state: "open" | null }>("SELECT state FROM orders WHERE id = 1");
                                            ~~~~~ lacksValues: Column "state" may also be "shut" by its type, and this type says "open" | null.
      enum State { open = "open" }
      export const some = () => pool.query<{ state: State }>("SELECT o.state FROM orders o JOIN orders p ON p.id = o.id");
                                             ~~~~~ lacksValues: this type says State
    `,
    { suggestions: ['{ state: "open" | "shut" | null }'] },
  );
  valid(
    "have all it has, or the statement chooses some",
    ts`
      import { Pool } from "pg";
      const pool = new Pool();
      type Row = { state: "open" };
      export const all = () => pool.query<{ state: "open" | "shut" | "gone" }>("SELECT state FROM orders");
      export const text = () => pool.query<{ state: string }>("SELECT state FROM orders");
      export const open = () => pool.query<Row>("SELECT state FROM orders WHERE state = 'open'");
      export const list = (states: string[]) => pool.query<Row>("SELECT state FROM orders WHERE state = ANY($1::state[])", [states]);
      export const written = () => pool.query<Row>("UPDATE orders SET state = 'open' RETURNING state");
      export const computed = () => pool.query<Row>("SELECT state::text FROM orders");
    `,
  );
});

describe("clients whose values are made otherwise", () => {
  const code = ts`
    import { pool } from "./pool.ts";
    export const all = () => pool.query<{ id: number }>("SELECT id FROM orders");
  `;
  const pool = 'import { Pool } from "pg"; export const pool = new Pool();';
  invalid(
    "what a parser makes counts, and only of its type",
    ts`
      import { pool } from "./pool.ts";
      export const all = () => pool.query<{ id: string; total: number; day: Date; made: Date; weight: string }>("SELECT id, total, day, made, weight FROM orders");
                                            ~~ wrongType: Column "id" is bigint, which comes as number from pg, and this type says string.
                                                                       ~~~ wrongType: "day" is date, which comes as string
                                                                                              ~~~~~~ wrongType: comes as number
    `,
    {
      files: {
        "pool.ts": pool,
        "parsers.ts": `import pg, { types } from "pg";
          types.setTypeParser(types.builtins.INT8, (value) => parseInt(value, 10));
          pg.types.setTypeParser(1700, "text", (v) => (v === null ? null : Number(v)));
          pg.types.setTypeParser(1082, (value: string) => value);
          types.setTypeParser(1184, parseMoment);`,
      },
    },
  );
  for (const parser of [
    "for (const one of [20, 1700]) types.setTypeParser(one, Number);",
    "const { setTypeParser } = types; setAll(setTypeParser);",
    "types.setTypeParser(20, toNumber);",
    "defaults.parseInt8 = wants;",
    "defaults.parseInt8 = false;",
  ])
    valid(`not followed: ${parser}`, code, {
      files: { "pool.ts": pool, "parsers.ts": `import { types, defaults } from "pg"; ${parser}` },
    });
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
      const sql = postgres({ types: { bigint: postgres.BigInt, day: { to: 1082, from: [1082, 1114], serialize: String, parse: (text: string) => text } } });
      export const all = () => sql<{ id: bigint; day: string; total: string; ids: number[] }[]>\`SELECT id, day, total, array_agg(id) AS ids FROM orders GROUP BY id\`;
    `,
  );
  invalid(
    "what they make, and what they do not",
    ts`
      import postgres from "postgres";
      const sql = postgres("", { types: { bigint: { to: 20, from: 20, serialize: String, parse: Number } } });
      export const all = () => sql<{ id: string; total: number }[]>\`SELECT id, total FROM orders\`;
                                     ~~ wrongType: comes as number from postgres.js
                                                 ~~~~~ wrongType: comes as string from postgres.js
    `,
    { suggestions: ["{ id: number; total: number }", "{ id: string; total: string }"] },
  );
  valid(
    "types that are not followed",
    ts`
      import postgres from "postgres";
      import { types } from "./types.ts";
      const sql = postgres("", { types });
      export const all = () => sql<{ id: number; name: number }[]>\`SELECT id, name FROM orders\`;
    `,
  );
  invalid(
    "slonik with parsers of its own beside its preset",
    ts`
      import { createPool, createTypeParserPreset, sql } from "slonik";
      import { z } from "zod";
      const pool = await createPool("", { typeParsers: [...createTypeParserPreset(), { name: "int8", parse: (text) => parseInt(text, 10) }, { name: "date", parse: (text) => new Date(text) }] });
      export const all = () => pool.any(sql.type(z.object({ id: z.string(), day: z.date(), total: z.number() }))\`SELECT id, day, total FROM orders\`);
                                                            ~~ wrongType: comes as number from slonik
    `,
  );
  valid(
    "slonik with parsers of its own in place of its preset",
    ts`
      import { createPool, sql } from "slonik";
      import { z } from "zod";
      const pool = await createPool("", { typeParsers: [{ name: "int8", parse: Number }] });
      export const all = () => pool.any(sql.type(z.object({ id: z.string(), total: z.string() }))\`SELECT id, total FROM orders\`);
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

describe("types of tables, and rows that the program completes", () => {
  valid(
    "knex takes the part of a table's type that is selected",
    ts`
      import { Knex } from "knex";
      interface Order { id: string; name: string; weight: number; groups: string[] }
      export const some = (db: Knex) => db<Order>("orders").select("id");
      export const made = (db: Knex) => db.from<Order>("orders").insert({ name: "a" }).returning("id");
      export const many = (db: Knex) => db<Order>("orders").count("*");
      export class Orders {
        constructor(private readonly db: Knex) {}
        async first() {
          const [row] = await this.db<Order>("orders").select("id", "name");
          return row.name;
        }
      }
    `,
  );
  invalid(
    "what is looked at of it never comes",
    ts`
      import { Knex } from "knex";
      interface Order { id: string; name: string; groups: string[] }
      export const some = async (db: Knex) => (await db<Order>("orders").select("id", "name")).map((row) => row.groups);
                                                        ~~~~~ neverCome: The statement gives no column "groups"
    `,
  );
  invalid(
    "a step that says what rows it gives is believed before the table",
    ts`
      import { Knex } from "knex";
      interface Order { id: string; name: string }
      export const some = (db: Knex) => db<Order>("orders").select<{ id: number; size: number }[]>("id");
                                                                     ~~ wrongType
                                                                                 ~~~~ neverComes
      export const one = (db: Knex) => db<Order>("orders").join<{ id: number }>("others", "others.id", "orders.id").select<{ weight: string }>("weight").first();
                                                                                                                             ~~~~~~ wrongType
    `,
    { suggestions: ["{ id: string; size", "{ weight: number }"] },
  );
  valid(
    "properties that the program puts in itself",
    ts`
      import { Pool } from "pg";
      interface Order { id: string; groups: string[] }
      const pool = new Pool();
      export const one = async () => {
        const { rows } = await pool.query<Order>("SELECT id FROM orders");
        for (const row of rows) row.groups = [];
        return rows;
      };
      export const other = async (cut: (order: Order) => Order) => {
        let { rows: [row] } = await pool.query<Order>("SELECT id FROM orders");
        row = cut(row);
        row.groups = ["a"];
        return row;
      };
    `,
  );
  valid(
    "columns that another value takes the place of",
    ts`
      import { Pool } from "pg";
      interface Raw { id: string; name: string; weight: number }
      interface Named { first: string }
      interface Order { id: string; name: Named; weight: number }
      const pool = new Pool();
      const named = (row: Raw, name: Named): Order => ({ ...row, name });
      export const all = async (name: Named) => {
        const { rows } = await pool.query<Raw>("SELECT id, name, weight FROM orders");
        return rows.map((row) => named(row, name));
      };
      export const counted = async () => {
        const { rows } = await pool.query<{ id: number; name: string }>("SELECT id, name FROM orders");
        return rows.map((row) => ({ ...row, id: Number(row.id) }));
      };
    `,
  );
  invalid(
    "columns that go out as they are",
    ts`
      import { Pool } from "pg";
      interface Order { id: string; name: number }
                                    ~~~~ wrongType
      const pool = new Pool();
      export const all = async () => {
        const { rows } = await pool.query<Order>("SELECT id, name FROM orders");
        return rows.map((row) => ({ ...row, id: String(row.id) }));
      };
    `,
    { suggestions: ["name: string }"] },
  );
  valid(
    "values that the program converts",
    ts`
      import { Pool } from "pg";
      interface Order { id: number; made: string; total: number }
      const pool = new Pool();
      const shown = (row: Order) => ({ id: Number.parseInt(row.id, 10), made: new Date(row.made), total: +row.total });
      export const texts = async () =>
        (await pool.query<{ made?: string; id: number }>("SELECT id, made FROM orders")).rows.map((row) => ({ made: row.made?.toString(), id: row.id.toString() }));
      export const all = async () => (await pool.query<Order>("SELECT id, made, total FROM orders")).rows.map(shown);
    `,
  );
  // Declared rightly, it does not compile any more: there the compiler says what is wrong.
  drawn(noWrongRowType, { schema }).invalid(
    "values that it converts in a way that hangs on what they are",
    ts`
      import { Pool } from "pg";
      const pool = new Pool();
      export const texts = async () =>
        (await pool.query<{ id: number; made: string }>("SELECT id, made FROM orders")).rows.map((row) => [row.id.toString(16), row.made.toString]);
                            ~~ wrongType
                                        ~~~~ wrongType
    `,
  );
  valid(
    "rows in a type of the result",
    ts`
      import { Knex } from "knex";
      export const all = (db: Knex) => db.raw<{ rows: Array<{ name: string }>; rowCount: number }>("SELECT name FROM orders");
    `,
  );
  valid(
    "members of a type of another file are nothing that is written for the statement",
    `import { Pool } from "pg";
import type { Far } from "./far";
export const all = async (pool: Pool) => (await pool.query<Far & { id: string }>("SELECT id FROM orders")).rows.map((row) => row.id);
`,
    { files: { "far.ts": "export interface Far { size: number }" } },
  );
});

describe("types that builders are given", () => {
  invalid(
    "kysely's functions, and tables as they are read",
    ts`
      import { Kysely, sql, type ColumnType, type Generated, type Selectable } from "kysely";
      interface OrderTable { id: Generated<number>; name: string; total: ColumnType<string, number, number>; made: ColumnType<Date, string, never> }
                             ~~ wrongType: comes as string from kysely, and this type says Generated<number>.
      interface Database { orders: OrderTable }
      const db = new Kysely<Database>({} as any);
      export const all = () => sql<Selectable<OrderTable>>\`SELECT id, name, total, made FROM orders\`.execute(db);
      export const count = () => db.selectFrom("orders").select((eb) => eb.fn.countAll<number>().as("n")).execute();
                                                                                       ~~~~~~ wrongType: Column "n" is bigint, which comes as string from kysely, and this type says number.
      export const sums = () =>
        db.selectFrom("orders").select(({ fn }) => [fn.sum<number | null>("total").filterWhere("name", "=", "a").as("a"), fn<number>("sum", ["total"]).as("b")]).execute();
                                                           ~~~~~~~~~~~~~ wrongType: numeric
                                                                                                                             ~~~~~~ wrongType: numeric
    `,
    { suggestions: ["countAll<string>()", 'sum<string | null>("total")', 'fn<string>("sum"'] },
  );
  valid(
    "kysely's functions that say what comes, or something else than their value",
    ts`
      import { Kysely, type Insertable, sql } from "kysely";
      interface OrderTable { id: string; name: string }
      interface Database { orders: OrderTable }
      const db = new Kysely<Database>({} as any);
      export const count = () => db.selectFrom("orders").select(({ fn }) => [fn.countAll<string>().as("a"), fn.countAll<string | number>().as("b"), fn.count("id").as("c")]).execute();
      export const other = () => db.selectFrom("orders").select(({ fn, ref }) => [fn.count<number>("id").$castTo<string>().as("n"), fn.coalesce<[any]>("id").as("c"), ref<"id">("id").as("r")]).execute();
      export const own = () => sql<Insertable<{ id: number }>>\`SELECT id FROM orders\`.execute(db);
    `,
  );
  valid(
    "a type of the project's own, and one of another package, by the name of one of kysely's",
    ts`
      import { Kysely, sql } from "kysely";
      import type { Generated } from "elsewhere";
      type Selectable<T> = { id: string };
      const db = new Kysely<any>({} as any);
      export const all = () => sql<Selectable<{ id: number }>>\`SELECT id FROM orders\`.execute(db);
      export const other = () => sql<{ id: Generated<number> }>\`SELECT id FROM orders\`.execute(db);
    `,
  );
  invalid(
    "objection, TypeORM and Sequelize",
    ts`
      import { Model } from "objection";
      import { QueryTypes, Sequelize } from "sequelize";
      import { DataSource } from "typeorm";
      class Order extends Model { static tableName = "orders"; id!: string }
      const source = new DataSource({ type: "postgres" });
      const sequelize = new Sequelize("");
      export const counted = () => Order.query().count("* as n").castTo<{ n: number }[]>();
                                                                          ~ wrongType: comes as string from objection
      export const sent = () => source.manager.query<{ id: number }[]>("SELECT id FROM orders");
                                                       ~~ wrongType: from TypeORM
      export const raw = () => source.createQueryBuilder().select("SUM(o.total)", "n").from("orders", "o").getRawOne<{ n: number }>();
                                                                                                                       ~ wrongType: numeric
      export const asked = () => sequelize.query<{ id: number }>("SELECT id FROM orders", { type: QueryTypes.SELECT });
                                                   ~~ wrongType: from Sequelize
    `,
    {
      suggestions: [
        "castTo<{ n: string }[]>",
        "query<{ id: string }[]>",
        "getRawOne<{ n: string }>",
        "query<{ id: string }>(",
      ],
    },
  );
  valid(
    "values that objection's models make otherwise",
    ts`
      import { Model } from "objection";
      class Order extends Model { static tableName = "orders"; $parseDatabaseJson(json: any) { return { ...json, n: Number(json.n) }; } }
      export const counted = () => Order.query().count("* as n").castTo<{ n: number }[]>();
    `,
  );
});

describe("values that a CHECK lists", () => {
  const checked = drawn(noWrongRowType, {
    schema: `CREATE TABLE tasks (
      id integer PRIMARY KEY, state text NOT NULL CHECK (state IN ('open', 'shut', 'late')), kind varchar(9) CHECK (kind = ANY (ARRAY['a'::text, 'b'::text])),
      size text CHECK (size = 's' OR size = 'l' OR size IS NULL), old text, odd text CHECK (odd IN ('x') OR id > 5), two text CHECK (two IN ('p', 'q')) CHECK (two IN ('q'))
    );
    ALTER TABLE tasks ADD CHECK (old IN ('a', 'b')) NOT VALID;`,
  });
  checked.invalid(
    "a union that leaves some out",
    ts`
      import { Pool } from "pg";
      export const all = (pool: Pool) =>
        pool.query<{ state: "open" | "shut"; kind: "a"; size: "s" | "l" | null }>("SELECT state, kind, size FROM tasks");
                     ~~~~~ lacksValues: Column "state" may also be "late" by its type
                                             ~~~~ lacksValues: may also be "b"
      export const number = (pool: Pool) => pool.query<{ state: number }>("SELECT state FROM tasks");
                                                         ~~~~~ wrongType
    `,
    {
      suggestions: ['state: "open" | "shut" | "late"', 'kind: "a" | "b"', "{ state: string }"],
    },
  );
  checked.valid(
    "all of them, those that the statement chooses, and checks that say less",
    ts`
      import { Pool } from "pg";
      export const all = (pool: Pool) => pool.query<{ state: "open" | "shut" | "late"; size: string }>("SELECT state, size FROM tasks");
      export const some = (pool: Pool) => pool.query<{ state: "open" }>("SELECT state FROM tasks WHERE state = 'open'");
      export const others = (pool: Pool) => pool.query<{ old: "a"; odd: "x"; two: "q"; up: "OPEN" }>("SELECT old, odd, two, upper(state) AS up FROM tasks");
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
