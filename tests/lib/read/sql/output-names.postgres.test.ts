import type { PGlite } from "@electric-sql/pglite";
import { beforeAll, describe, expect, it } from "vitest";
import { contentOf, knownItems } from "../../../../lib/model/clause.ts";
import { lowerText } from "./lowered.ts";
import { emptyDatabase } from "../../../postgres.ts";

const expressions = [
  "1",
  "'x'",
  "null",
  "true",
  "-1",
  "t.a",
  "a",
  "s.t.a",
  '"Mixed"',
  "a + 1",
  "-a",
  "not b",
  "a = 1",
  "a is null",
  "a between 1 and 2",
  "a in (1, 2)",
  "a in (select 1)",
  "c like 'x%'",
  "c ilike any (array['x'])",
  "a is distinct from 1",
  "b is true",
  "(a, c) = (1, 'x')",
  "count(*)",
  "count(*) filter (where b)",
  "pg_catalog.upper(c)",
  "sum(a) over ()",
  "row_number() over (order by max(a))",
  "array_agg(a order by a)",
  "percentile_cont(0.5) within group (order by a)",
  "a::text",
  "1::int",
  "'1'::integer",
  "'1'::int8::text",
  "cast('x' as varchar(3))",
  "cast(1 as double precision)",
  "(a + 1)::bigint",
  "date '2020-01-01'",
  "interval '1 day'",
  "timestamp with time zone '2020-01-01'",
  "time '10:00'",
  "'x'::pg_catalog.bpchar",
  "'{1}'::int[]",
  "'x'::\"char\"",
  "b'01'::bit varying",
  "null::numeric(3, 1)",
  "lower(c)::varchar",
  'upper(c) collate "C"',
  "'x' collate \"C\"",
  "c || 'x'",
  "case when b then 1 end",
  "case when b then 1 else a end",
  "case when b then 1 else 2::int8 end",
  "(case when b then 1 end)::text",
  "case when b then 1 else (case when b then 2 end) end",
  "coalesce(a, 1)",
  "nullif(a, 1)",
  "greatest(a, 1)",
  "least(a, 1)",
  "coalesce(a, 1)::text",
  "exists (select 1)",
  "not exists (select 1)",
  "(select 1)",
  "(select a from t limit 1)",
  "(select a as z from t limit 1)",
  "(select max(a) from t)",
  "(values (1))",
  "(select a from t union select 2 limit 1)",
  "(select c from t limit 1)::text",
  "array(select a from t)",
  "array[1, 2]",
  "array[1]::text[]",
  "row(1, 2)",
  "(1, 2)",
  "(array[1, 2])[1]",
  "(x.p).k",
  "p",
  "d[1]",
  "a = any (d)",
  "current_date",
  "current_timestamp",
  "current_timestamp(2)",
  "current_time",
  "localtime(1)",
  "localtimestamp",
  "current_user",
  "session_user",
  "user",
  "current_role",
  "current_catalog",
  "current_schema",
  "system_user",
  "extract(year from e)",
  "position('x' in c)",
  "substring(c from 1 for 2)",
  "overlay(c placing 'x' from 1)",
  "trim(c)",
  "trim(leading from c)",
  "trim(trailing 'x' from c)",
  "e at time zone 'UTC'",
  "e at local",
  "(e, e) overlaps (e, e)",
  "normalize(c)",
  "c is normalized",
  "collation for (c)",
  "j -> 'x'",
  "j ->> 'x'",
  "(j -> 'x')::text",
  "j['x']",
  "j is json",
  "json_object('a': 1)",
  "json_array(1, 2)",
  "json_array(select 1)",
  "json_objectagg('a': a)",
  "json_arrayagg(a)",
  "json('1')",
  "json_scalar(1)",
  "json_serialize('1')",
  "json_value(j, '$.x')",
  "json_query(j, '$.x')",
  "json_exists(j, '$.x')",
  "xmlelement(name foo)",
  "xmlforest(1 as x)",
  "xmlconcat(xmlelement(name x))",
  "xmlpi(name foo)",
  "grouping(a)",
  "(select row_to_json(q) from (select 1) q)",
];

// Aggregates, and what needs a GROUP BY.
const needsGrouping = /^(count|sum|row_number|array_agg|percentile|json_objectagg|json_arrayagg|grouping)/;

describe("names of outputs without an alias are PostgreSQL's own", () => {
  let postgres: PGlite;
  beforeAll(async () => {
    postgres = await emptyDatabase();
    await postgres.exec(`create type pair as (k int, v text); create schema s;
      create table s.t (a int, b boolean, c text, d int[], e timestamptz, j jsonb, p pair, "Mixed" int); set search_path = s, public`);
  }, 60_000);

  it.each(expressions)("%s", async (expression) => {
    const from = expression.startsWith("s.t.") ? "s.t" : expression.startsWith("(x.") ? "t as x" : "t";
    const sql = `select ${expression} from ${from}${needsGrouping.test(expression) ? " group by a" : ""}`;
    const { statement } = lowerText(sql);
    const name =
      statement.kind === "select" && statement.query.kind === "select-query"
        ? knownItems(statement.query.outputs)[0]?.name
        : undefined;
    expect(name).toBe((await described(postgres, sql))[0]);
  });

  it("of RETURNING, set operations, VALUES and stars", async () => {
    const names = (sql: string) => {
      const { statement } = lowerText(sql);
      if ("returning" in statement)
        return knownItems(contentOf(statement.returning)?.outputs ?? []).map(({ name }) => name);
      return statement.kind === "select" && statement.query.kind === "select-query"
        ? knownItems(statement.query.outputs).map(({ name }) => name)
        : null;
    };
    for (const sql of [
      "insert into t (a) values (1) returning a, a + 1, c as x",
      "update t set a = 1 returning b, old.a, upper(c)",
      "delete from t returning 'x'::text",
    ]) {
      expect(names(sql)).toEqual(await described(postgres, sql));
    }
    expect(names("select *, t.*, (p).*, (select t.* from t) from t")).toEqual([null, null, null, null]);
  });
});

async function described(postgres: PGlite, sql: string): Promise<string[]> {
  return (await postgres.query(sql)).fields.map(({ name }) => name);
}
