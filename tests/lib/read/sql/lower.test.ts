import { describe, expect, it } from "vitest";
import { contentOf } from "../../../../lib/model/clause.ts";
import type { Expression } from "../../../../lib/model/expression.ts";
import type { Hole } from "../../../../lib/model/sql-text.ts";
import type { SelectQuery, Statement } from "../../../../lib/model/statement.ts";
import { visit } from "./facts.ts";
import { lowerText } from "./lowered.ts";

/**
 * Checks places drawn under the SQL: each line has carets under a text, and behind them the node's kind and name as in
 * `^^^^ table users`, `^^^ null-test`. A node of each drawn line must stand at exactly that place.
 */
function expectDrawn(sql: string, drawn: string, part: "span" | "nameSpan" = "span"): void {
  const nodes: string[] = [];
  visit(lowerText(sql).statement, (node) => {
    const span = node[part] as { start: number; end: number } | undefined;
    const kind =
      node["kind"] ?? ("expression" in node ? "output" : "column" in node ? "set" : "columns" in node ? "with" : "");
    const name =
      node["kind"] === "operator"
        ? node["operator"]
        : (node["name"] ?? node["column"] ?? node["number"] ?? node["type"] ?? "");
    if (span)
      nodes.push(
        `${" ".repeat(span.start)}${"^".repeat(span.end - span.start)} ${String(kind)} ${String(name)}`.trimEnd(),
      );
  });
  for (const line of drawn.split("\n").filter((line) => line.trim()))
    expect(nodes, `${sql}\n${nodes.join("\n")}\nand not\n${line}`).toContain(line);
}

describe("where nodes stand", () => {
  it("tables with schema and alias, joins with their condition", () =>
    expectDrawn(
      "select * from app.users as u left join posts p on (p.user_id = u.id) and p.d is null where u.id = $1",
      `
              ^^^^^^^^^^^^^^ table users
              ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ join left
                                       ^^^^^^^ table posts
                                                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ and
                                                   ^^^^^^^^^^^^^^^^ operator =
                                                                         ^^^^^^^^^^^ null-test
                                                                                           ^^^^ column id
                                                                                                  ^^ parameter 1`,
    ));

  it("the name of a table without ONLY, star and alias", () => {
    expectDrawn("delete from only app.users as u", "                 ^^^^^^^^^ table users", "nameSpan");
    expectDrawn("delete from only app.users as u", "            ^^^^^^^^^^^^^^^^^^^ table users");
    expectDrawn('insert into "Users" as u values (1)', "            ^^^^^^^ table Users", "nameSpan");
    expectDrawn("truncate a, s.b", "            ^^^ table b", "nameSpan");
  });

  it("calls, casts, constants and cases", () =>
    expectDrawn(
      "select count(*) filter (where a) over w, x::numeric(10, 2)[], cast(y as text), -1, case when b then 'x' end from t",
      `
       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ call count
                                         ^^^^^^^^^^^^^^^^^^^ cast numeric(10,2)[]
                                                              ^^^^^^^^^^^^^^^ cast text
                                                                   ^ column y
                                                                               ^^ constant number
                                                                                   ^^^^^^^^^^^^^^^^^^^^^^^^ case`,
    ));

  it("tests and lists", () =>
    expectDrawn(
      "select 1 from t where a is not null and b isnull and c not in (1, (2)) and d between 1 and 2 and e like 'x' or f = any ($1)",
      `
                      ^^^^^^^^^^^^^ null-test
                                        ^^^^^^^^ null-test
                                                     ^^^^^^^^^^^^^^^^^ in-list
                                                                           ^^^^^^^^^^^^^^^^^ between
                                                                                                 ^^^^^^^^^^ operator ~~
                                                                                                               ^^^^^^^^^^^^ operator =`,
    ));

  it("subqueries and common tables", () =>
    expectDrawn(
      "with w as (delete from a returning x) select (select 1), array(select 2) as l from w where exists (select from b) and y in (select 3)",
      `
     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ with w
           ^^^^^^^^^^^^^^^^^^^^^^^^^ delete
                                             ^^^^^^^^^^ subquery
                                              ^^^^^^^^ select-query
                                                         ^^^^^^^^^^^^^^^ subquery
                                                         ^^^^^^^^^^^^^^^^^^^^ output l
                                                                                           ^^^^^^^^^^^^^^^^^^^^^^ subquery
                                                                                                                      ^^^^^^^^^^^^^^^ subquery`,
    ));

  it("assignments", () =>
    expectDrawn(
      "update t set a = 1, (b, c) = (2, x + 3), d = default",
      `
             ^^^^^ set a
                    ^^^^^^^^^^^^^^^^^^^ set b
                    ^^^^^^^^^^^^^^^^^^^ set c
                                         ^^^^^^^^^^^ set d`,
    ));

  it("behind characters that are more than one byte", () =>
    expectDrawn(
      "select 'ü🙂' as x, naïve from t where é is null",
      "                                      ^^^^^^^^^ null-test",
    ));
});

const where = (condition: string): Expression | null => {
  const { statement } = lowerText(`select 1 from t where ${condition}`);
  return statement.kind === "select" ? (contentOf((statement.query as SelectQuery).where)?.condition ?? null) : null;
};

describe("what expressions become", () => {
  it.each<[string, object]>([
    ["a is null", { kind: "null-test", negated: false }],
    ["a notnull", { kind: "null-test", negated: true }],
    ["a is not true", { kind: "boolean-test", test: "true", negated: true }],
    ["a is unknown", { kind: "boolean-test", test: "unknown", negated: false }],
    ["a and (b and c) and d", { kind: "and", operands: [{ name: "a" }, { name: "b" }, { name: "c" }, { name: "d" }] }],
    ["a or b and c", { kind: "or", operands: [{ name: "a" }, { kind: "and" }] }],
    ["not a", { kind: "not", operand: { name: "a" } }],
    ["a is not distinct from null", { kind: "distinct-from", negated: true }],
    ["a not between symmetric 1 and 2", { kind: "between", negated: true, symmetric: true }],
    ["a not in (1, 2)", { kind: "in-list", negated: true }],
    ["a in (select 1)", { kind: "subquery", form: "any", operator: "=" }],
    ["a not in (select 1)", { kind: "not", operand: { kind: "subquery", form: "any", operator: "=" } }],
    ["a <> all (select 1)", { kind: "subquery", form: "all", operator: "<>" }],
    ["a = any ($1)", { kind: "operator", operator: "=", quantifier: "any" }],
    ["a not ilike 'x'", { kind: "operator", operator: "!~~*" }],
    ["a similar to 'x'", { kind: "operator", operator: "similar to", right: { kind: "constant", value: "x" } }],
    ["a != 1", { kind: "operator", operator: "<>" }],
    ["a operator(pg_catalog.=) 1", { kind: "operator", operator: "=" }],
    ["s.t.a = 1.5", { left: { schema: "s", relation: "t", name: "a" }, right: { value: 1.5, type: "number" } }],
    ["(a).b.c = a[1]", { left: { kind: "call", name: ".c" }, right: { kind: "call", name: "[]" } }],
    [
      "a at time zone 'UTC' > current_timestamp(3)",
      { left: { kind: "call", name: "timezone" }, right: { kind: "call", name: "current_timestamp" } },
    ],
    ["a::timestamptz(3) = b::int4[]", { left: { type: "timestamp(3) with time zone" }, right: { type: "integer[]" } }],
    ["exists (select 1)", { kind: "subquery", form: "exists", operand: null }],
    ["row(a, b) = (1, 2)", { left: { kind: "row" }, right: { kind: "row" } }],
    [
      "coalesce(a, b) = nullif(c, '')",
      { left: { kind: "call", name: "coalesce" }, right: { kind: "call", name: "nullif" } },
    ],
    ["a = null", { right: { kind: "constant", value: null, type: "null" } }],
    [
      "pg_catalog.f(distinct a order by b) = 1",
      { left: { schema: "pg_catalog", name: "f", distinct: true, keys: [{ name: "b" }] } },
    ],
  ])("%s", (condition, expected) => expect(where(condition)).toMatchObject(expected));

  it("the source of a row that is spread stands with the first column", () => {
    const { statement } = lowerText("update t set (a, b) = (select 1, 2), (c, d) = (3, 4)");
    expect((statement as Extract<Statement, { kind: "update" }>).assignments).toMatchObject([
      { column: "a", value: { kind: "subquery" } },
      { column: "b", value: null },
      { column: "c", value: { value: 3 } },
      { column: "d", value: { value: 4 } },
    ]);
  });
});

const hole = { outer: { start: 0, end: 0 }, source: "x" } as unknown as Hole;

/** The statement of a text with a gap at each `#`. */
function withGaps(marked: string): Statement {
  const offsets: number[] = [];
  const text = marked.replace(/#/g, (_, offset: number) => (offsets.push(offset - offsets.length), ""));
  return lowerText(text, { gaps: offsets.map((offset) => ({ hole, offset })) }).statement;
}

/** The clauses of each level that text of unknown content may be, or may go on with: `where?` is one that is there. */
function unknownIn(statement: Statement): string[] {
  const found: string[] = [];
  const isUnknown = (part: unknown): boolean =>
    typeof part === "object" && part !== null && "kind" in part && /^unknown/.test(String(part.kind));
  visit(statement, (node) => {
    if (!("with" in node)) return;
    const open = Object.entries(node).flatMap(([clause, value]) => {
      if (value === "unknown") return [clause];
      if (isRecord(value) && Object.hasOwn(value, "with")) return [];
      const parts = Array.isArray(value) ? value : Object.values((value ?? {}) as object).flat();
      const inside = parts.flatMap((part) =>
        isRecord(part) && part["kind"] === "and" ? [part["operands"]].flat() : [part],
      );
      return inside.some(isUnknown) ? [`${clause}?`] : [];
    });
    if (open.length > 0) found.push(`${String(node["kind"])}: ${open.join(" ")}`);
  });
  return found;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null;

const anything = "from? where groupBy having windows furtherArm orderBy limit offset locking";

describe("text of unknown content belongs to the innermost level, and may be any clause that could stand there", () => {
  it.each([
    ["select a from t #", [`select-query: ${anything}`]],
    ["select a from t # order by b", ["select-query: from? where groupBy having windows furtherArm"]],
    ["select a from t where b # order by c", ["select-query: where? groupBy having windows furtherArm"]],
    ["select a from t where (b #) and c", ["select-query: where?"]],
    ["select a from t order by b # limit 1 #", ["select-query: orderBy? offset locking"]],
    ["select a # from t", ["select-query: outputs?"]],
    ["select a from (select b from u #) t", [`select-query: ${anything}`]],
    [
      "select a from t where b in (select c from u where d #)",
      ["select-query: where? groupBy having windows furtherArm orderBy limit offset locking"],
    ],
    ["with w as (select a from t #) select b from w where c", [`select-query: ${anything}`]],
    ["update t set a = 1 #", ["update: assignments? from? where returning"]],
    ["update t set a = 1 where b # returning c", ["update: where?"]],
    ["delete from t #", ["delete: using? where returning"]],
    ["delete from t where a #", ["delete: where? returning"]],
    ["delete from t where a returning b #", ["delete: returning?"]],
    ["insert into t values (1) #", ["insert: onConflict returning", "values-query: rows?"]],
    ["insert into t select a from u #", ["insert: onConflict returning", `select-query: ${anything}`]],
    ["insert into t values (1) on conflict do nothing #", ["insert: returning"]],
    [
      "select a from t # union select b from u #",
      ["set-operation: furtherArm orderBy limit offset", `select-query: ${anything}`, `select-query: ${anything}`],
    ],
    ["(select a from t) union (select b from u #)", [`select-query: ${anything}`]],
  ])("%s", (marked, expected) => expect(unknownIn(withGaps(marked))).toEqual(expected));
});

describe("names and values that are put in while the program runs", () => {
  const holeAt = (text: string, standIn: string) => (start: number, end: number) =>
    text.slice(start, end) === standIn ? hole : null;

  it("a table has no name but its hole", () => {
    const text = 'select a from "x1" as t';
    expect(lowerText(text, { holeAt: holeAt(text, '"x1"') }).statement).toMatchObject({
      query: { from: [{ kind: "table", name: null, hole, alias: "t" }] },
    });
  });

  it("a column and a literal are unknown, and name no output", () => {
    const text = `select "x1", 'x1' as b from t`;
    const { statement } = lowerText(text, {
      holeAt: (start, end) => (text.slice(start, end).includes("x1") ? hole : null),
    });
    expect(statement).toMatchObject({
      query: {
        outputs: [
          { name: null, expression: { kind: "unknown", hole } },
          { name: "b", expression: { kind: "unknown", hole } },
        ],
      },
    });
  });

  it("an alias, and a name that a cast hands on, name no output; others keep theirs", () => {
    const text = 'select a as "x1", "x1"::text, count("x1"), b from t';
    const { statement } = lowerText(text, { holeAt: holeAt(text, '"x1"') });
    expect(statement).toMatchObject({
      query: { outputs: [{ name: null }, { name: null }, { name: "count" }, { name: "b" }] },
    });
  });

  it("a column of INSERT makes the list unknown", () => {
    const text = 'insert into t (a, "x1") values (1, 2)';
    expect(lowerText(text, { holeAt: holeAt(text, '"x1"') }).statement).toMatchObject({ columns: "unknown" });
  });
});

describe("the layout", () => {
  it("has the parts of a DELETE", () => {
    const text = "delete from only app.users u using b, c where u.id = b.id returning *";
    const { statement, layout } = lowerText(text);
    const parts = layout.levels[0]?.delete;
    const at = (range: { start: number; end: number } | null | undefined) =>
      range && text.slice(range.start, range.end);
    expect([
      at(parts?.head),
      at(parts?.target),
      at(parts?.using?.word),
      at(parts?.using?.items),
      at(parts?.returning),
    ]).toEqual(["delete from", "only app.users u", "using", "b, c", "returning *"]);
    if (statement.kind !== "delete") return expect.fail();
    expect(layout.levelOf(statement.target)).toBe(layout.levels[0]);
    expect(at(layout.nameOf(statement.target))).toBe("app.users");
    expect(at(layout.rangeOf(contentOf(statement.where)!.condition))).toBe("u.id = b.id");
  });

  it("finds the join of a table and its condition", () => {
    const text = "select 1 from a left join (b join c on b.x = c.x) on (a.y = b.y or a.z) where d";
    const { statement, layout } = lowerText(text);
    const tables: Parameters<typeof layout.joinOf>[0][] = [];
    visit(statement, (node) => node["kind"] === "table" && tables.push(node as unknown as (typeof tables)[number]));
    const on = tables
      .map((table) => layout.joinOf(table))
      .map((join) => [join?.side, join?.layout.on && text.slice(join.layout.on.start, join.layout.on.end)]);
    expect(on).toEqual([
      ["left", "(a.y = b.y or a.z)"],
      ["left", "b.x = c.x"],
      ["right", "b.x = c.x"],
    ]);
  });
});
