import { describe, expect, it } from "vitest";
import { releases } from "../../../lib/analysis/postgres-features.ts";
import { noUnsupportedSyntax } from "../../../rules/no-unsupported-syntax.ts";
import { drawn, ts } from "../../draw.ts";

const on = (postgresVersion: number) => drawn(noUnsupportedSyntax, { settings: { postgresVersion } });

describe("the table of features", () => {
  it("has at least 80", () => {
    const features = releases.flatMap(({ words, functions }) => [...Object.values(words), ...functions]);
    expect(new Set(features).size).toBeGreaterThanOrEqual(80);
  });
  it("begins with the newest version, and names nothing twice", () => {
    const versions = releases.map(({ version }) => version);
    expect(versions).toEqual([...versions].sort((one, other) => other - one));
    const names = releases.flatMap(({ words, functions }) => [...Object.keys(words), ...functions]);
    expect(new Set(names).size).toBe(names.length);
  });
});

describe("no-unsupported-syntax with PostgreSQL 12", () => {
  const { valid, invalid } = on(12);
  invalid(
    "what came later, in texts and in what builders send",
    ts`
    import { Pool } from "pg"; import { Kysely } from "kysely";
    const pool = new Pool();
    export const a = () => pool.query("MERGE INTO stock s USING sales x ON x.id = s.id WHEN MATCHED THEN DELETE");
                                       ~~~~~~~~~~ tooNew: MERGE came with PostgreSQL 15, and 12 has to do. See https://www.postgresql.org/docs/release/15.0/.
    export const b = () => pool.query("SELECT date_bin('15 minutes', at, '2001-01-01') FROM stock");
                                              ~~~~~~~~ tooNew: date_bin() came with PostgreSQL 14
    export const c = () => pool.query("SELECT id FROM stock ORDER BY n FETCH FIRST 3 ROWS WITH TIES");
                                                                                     ~~~~~~~~~~~~~~ tooNew: FETCH FIRST … WITH TIES came with PostgreSQL 13
    export const d = () => pool.query(\`CREATE TABLE t (id int, UNIQUE NULLS NOT DISTINCT (id))\`);
                                                                       ~~~~~~~~~~~~~~~~~~ tooNew
    export const e = () => pool.query("SELECT any_value(n), pg_catalog.bit_count('1'::bytea) FROM stock");
                                              ~~~~~~~~~ tooNew
                                                                       ~~~~~~~~~ tooNew
    export const f = (all: boolean) => pool.query("SELECT id FROM stock" + (all ? "" : " WHERE doc IS JSON"));
                                                                                                   ~~~~~~~ tooNew
  `,
  );
  valid(
    "what it has, names, texts in quotes and comments",
    ts`
    import { Pool } from "pg";
    const pool = new Pool();
    export const a = () => pool.query("INSERT INTO stock (id) VALUES (1) ON CONFLICT DO NOTHING");
    export const b = () => pool.query("SELECT jsonb_path_query(doc, '$') FROM stock");
    export const c = () => pool.query("SELECT 'MERGE INTO', range_agg /* date_bin( */ FROM stock");
    export const d = () => pool.query("INSERT INTO multirange (id) VALUES (1)");
    export const e = () => pool.query("SELECT s.gcd FROM stock s WHERE app.lcm(1, 2) = 2");
    export const f = () => pool.query("CREATE FUNCTION normalize(a text) RETURNS text LANGUAGE sql AS 'SELECT a'");
  `,
  );
  valid(
    "a function of the schema's own",
    `import { Pool } from "pg"; new Pool().query("SELECT date_bin(1) FROM stock");`,
    {
      schema: "CREATE FUNCTION date_bin(a int) RETURNS int LANGUAGE sql AS 'SELECT a';",
    },
  );
});

describe("no-unsupported-syntax with other versions", () => {
  const text = ts`
    import { Pool } from "pg";
    export const a = () => new Pool().query("INSERT INTO stock (id) VALUES (1) ON CONFLICT DO NOTHING");
  `;
  on(9.6).valid("9.6 has ON CONFLICT", text);
  on(9.4).invalid(
    "9.4 has not",
    ts`
    import { Pool } from "pg";
    export const a = () => new Pool().query("INSERT INTO stock (id) VALUES (1) ON CONFLICT DO NOTHING");
                                                                               ~~~~~~~~~~~ tooNew: ON CONFLICT came with PostgreSQL 9.5, and 9.4 has to do.
  `,
  );
  drawn(noUnsupportedSyntax).valid(
    "none is named",
    ts`
    import { Pool } from "pg";
    export const a = () => new Pool().query("MERGE INTO stock s USING sales x ON x.id = s.id WHEN MATCHED THEN DELETE");
  `,
  );
});

describe("no-unsupported-syntax on builders", () => {
  const { invalid } = on(12);
  invalid(
    "raw pieces of kysely and knex",
    ts`
    import { Kysely, sql } from "kysely";
    import knex from "knex";
    const db = knex({ client: "pg" });
    export const a = (k: Kysely<any>) => k.selectFrom("stock").select(sql<number>\`any_value(n)\`.as("n")).execute();
                                                                                   ~~~~~~~~~ tooNew
    export const b = async () => await db("stock").select(db.raw("date_bin('1 day', at, now())"));
                                                                  ~~~~~~~~ tooNew
  `,
  );
});
