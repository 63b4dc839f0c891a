import { describe, expect, test } from "vitest";
import { readingOf, type SiteOptions } from "../../../sites.ts";
import { contentOf } from "../../../../lib/model/clause.ts";

function roles(sql: string, over: SiteOptions = {}): Record<string, string> {
  const reading = readingOf(sql, { kind: "text", ...over });
  if (
    over.role !== "fragment" &&
    reading.variants.some((statements) => statements.some(({ kind }) => kind === "opaque"))
  )
    throw new Error(reading.reason ?? "");
  return Object.fromEntries(reading.holes.map(({ hole, role }) => [hole.source, role]));
}

describe("spliced text stands where the grammar has room for it", () => {
  test.each<[string, Record<string, string>]>([
    ["SELECT * FROM t WHERE id = ${a}", { a: "value" }],
    ["SELECT * FROM t WHERE id=${a} AND x > ${b}", { a: "value", b: "value" }],
    ["SELECT * FROM t WHERE n BETWEEN ${a} AND ${b}", { a: "value", b: "value" }],
    ["SELECT * FROM t WHERE n NOT BETWEEN ${a} AND ${b} AND ${c}", { a: "value", b: "value", c: "fragment" }],
    ["SELECT * FROM t WHERE n LIKE ${a} OR n ILIKE '%${b}%'", { a: "value", b: "quoted" }],
    ["SELECT * FROM t WHERE n = '${a}' AND m = '${b}-${c}'", { a: "quoted", b: "quoted", c: "quoted" }],
    ["SELECT * FROM t WHERE id IN (${a})", { a: "list" }],
    ["SELECT * FROM t WHERE id IN (1, ${a})", { a: "value" }],
    ["SELECT * FROM t WHERE id = ANY(${a})", { a: "value" }],
    ["SELECT * FROM t LIMIT ${a} OFFSET ${b}", { a: "value", b: "value" }],
    ["SELECT * FROM ${a}", { a: "identifier" }],
    ["SELECT * FROM ${a}.${b} AS x", { a: "identifier", b: "identifier" }],
    ["SELECT * FROM app.${a} x JOIN ${b} ON x.id = ${b2}.id", { a: "identifier", b: "identifier", b2: "identifier" }],
    ["SELECT * FROM tbl_${a} WHERE id = 1", { a: "identifier" }],
    ["SELECT * FROM ${a}_archive WHERE id = 1", { a: "identifier" }],
    ['SELECT * FROM "${a}" WHERE "x_${b}" = 1', { a: "identifier", b: "identifier" }],
    ["SELECT * FROM t ${a}", { a: "fragment" }],
    ["SELECT * FROM t ${a} ${b} LIMIT 1", { a: "fragment", b: "fragment" }],
    ["SELECT * FROM t WHERE ${a}", { a: "fragment" }],
    ["SELECT * FROM t WHERE x = 1 AND ${a} AND y = 2", { a: "fragment" }],
    ["SELECT * FROM t WHERE x = 1 ${a}", { a: "fragment" }],
    ["SELECT * FROM t WHERE x = 1 ${a} ORDER BY y", { a: "fragment" }],
    ["SELECT * FROM t WHERE (${a}) AND NOT ${b}", { a: "fragment", b: "fragment" }],
    ["SELECT * FROM t WHERE ${a} = 1", { a: "identifier" }],
    ["SELECT * FROM t WHERE x ${a} 1", { a: "keyword" }],
    ["SELECT * FROM t WHERE x IS ${a} NULL", { a: "keyword" }],
    ["SELECT * FROM t ORDER BY ${a} ${b}", { a: "identifier", b: "keyword" }],
    ["SELECT * FROM t ORDER BY x ${a}, y ${b} LIMIT 1", { a: "keyword", b: "keyword" }],
    ["SELECT ${a} FROM t", { a: "fragment" }],
    ["SELECT x, ${a} FROM t GROUP BY ${b}", { a: "fragment", b: "identifier" }],
    ["SELECT ${a} x FROM t", { a: "keyword" }],
    ["SELECT x AS ${a}, y::${b} FROM t", { a: "identifier", b: "keyword" }],
    ["SELECT coalesce(x, ${a}), ${f}(x) FROM t", { a: "value", f: "identifier" }],
    ["UPDATE t SET x = CASE id ${a} ELSE x END WHERE id = 1", { a: "fragment" }],
    [
      "SELECT CASE WHEN x THEN 1 ${a} END, CASE ${b} WHEN 1 THEN ${c} END FROM t",
      { a: "fragment", b: "value", c: "value" },
    ],
    ["SELECT CASE WHEN ${a} THEN ${b} ELSE ${c} END FROM t", { a: "fragment", b: "value", c: "value" }],
    ["SELECT * FROM t JOIN u ON ${a}", { a: "fragment" }],
    ["DELETE FROM t USING u ${a} AND t.id = u.id", { a: "fragment" }],
    ["SELECT * FROM t ${joins} WHERE x = 1", { joins: "fragment" }],
    ["SELECT * FROM (${a}) AS q", { a: "fragment" }],
    ["SELECT * FROM t WHERE EXISTS (${a})", { a: "fragment" }],
    ["SELECT 1 UNION ALL ${a}", { a: "fragment" }],
    ["WITH q AS (${a}) SELECT * FROM q", { a: "fragment" }],
    ["INSERT INTO t (${a}) VALUES (${b})", { a: "identifier", b: "list" }],
    ["INSERT INTO t (a, b) VALUES (${a}, ${b})", { a: "value", b: "value" }],
    ["INSERT INTO t (a) VALUES ${a}", { a: "fragment" }],
    ["INSERT INTO t (a) VALUES (1) ON CONFLICT ${a}", { a: "fragment" }],
    ["INSERT INTO t (a) VALUES (1) RETURNING ${a}", { a: "fragment" }],
    ["UPDATE t SET ${a} WHERE id = 1", { a: "fragment" }],
    ["UPDATE t SET x = 1, ${a} WHERE id = 1", { a: "fragment" }],
    ["UPDATE t SET ${a} = ${b} WHERE id = ${c}", { a: "identifier", b: "value", c: "value" }],
    ["UPDATE ${a} SET x = 1", { a: "identifier" }],
    ["DELETE FROM ${a} WHERE id = ${b}", { a: "identifier", b: "value" }],
    ["SELECT * FROM t WHERE id = $${n}", { n: "keyword" }],
    ["SELECT now() - interval '${a} days'", { a: "constant" }],
    ["SET LOCAL statement_timeout = ${a}", { a: "constant" }],
    ["ALTER ROLE x PASSWORD '${a}'", { a: "constant" }],
    ["CREATE TABLE ${a} (id int)", { a: "identifier" }],
    ["SELECT 1 -- ${a}\n FROM t", { a: "unknown" }],
    ["SELECT 1 /* ${a} */ FROM t WHERE x = ${b}", { a: "unknown", b: "value" }],
    ["SELECT * FROM t TABLESAMPLE system (${a})", { a: "value" }],
    ["SELECT * FROM t FOR UPDATE ${a}", { a: "fragment" }],
    ["SELECT extract(epoch FROM ${a})", { a: "value" }],
    ["SELECT a IS DISTINCT FROM ${a} FROM t", { a: "value" }],
  ])("%s", (sql, wanted) => {
    expect(roles(sql)).toEqual(wanted);
  });
});

describe("a condition that is not known is unknown, a bound one a parameter", () => {
  const where = (sql: string, over: SiteOptions = {}): unknown => {
    const statement = readingOf(sql, over).variants[0]?.[0];
    return statement?.kind === "select" && statement.query.kind === "select-query"
      ? contentOf(statement.query.where)?.condition.kind
      : undefined;
  };
  test("by treatment", () => {
    expect(where("SELECT * FROM t WHERE ${a}")).toBe("parameter");
    expect(where("SELECT * FROM t WHERE ${a}", { kind: "text" })).toBe("unknown");
    expect(
      where("SELECT * FROM t WHERE ${a}", { holes: { a: { treatment: "composed", value: "sql", standIns: [] } } }),
    ).toBe("unknown");
  });
});

test("a table that is not known has no name but its hole", () => {
  const statement = readingOf("DELETE FROM ${table} WHERE id = 1", { kind: "text" }).variants[0]?.[0];
  expect(statement?.kind === "delete" && [statement.target.name, statement.target.hole?.source]).toEqual([
    null,
    "table",
  ]);
});

test("what finding knows of a hole comes first", () => {
  expect(
    roles("INSERT INTO t ${rows}", {
      kind: "tag",
      holes: { rows: { treatment: "composed", standIns: ["(a, b) VALUES ($?, $?)"] } },
    }),
  ).toEqual({ rows: "fragment" });
  const statement = readingOf("SELECT * FROM ${table}", {
    holes: { table: { treatment: "escaped", standIns: ['"users"'] } },
  }).variants[0]?.[0];
  expect(JSON.stringify(statement)).toContain('"users"');
});

describe("fragments have their holes placed in the contexts they may be used in", () => {
  test.each<[string, Record<string, string>]>([
    ["AND name = ${a}", { a: "value" }],
    ["name = ${a} OR name = '${b}'", { a: "value", b: "quoted" }],
    ["ORDER BY ${a} LIMIT ${b}", { a: "identifier", b: "value" }],
    ["LEFT JOIN ${a} ON u.id = ${b}", { a: "identifier", b: "value" }],
    ["x = ${a}, y = ${b}", { a: "value", b: "value" }],
    ["(${a}, ${b})", { a: "value", b: "value" }],
    [") utter ${nonsense} (", { nonsense: "unknown" }],
  ])("%s", (sql, wanted) => {
    expect(roles(sql, { role: "fragment" })).toEqual(wanted);
  });
});
