import { describe, expect, test } from "vitest";
import { parseCount } from "../../../../lib/read/sql/parser/parse-cache.ts";
import { readSite } from "../../../../lib/read/sql/read-site.ts";
import type { Reading } from "../../../../lib/model/reading.ts";
import type { Statement } from "../../../../lib/model/statement.ts";
import { siteOf } from "../../../sites.ts";
import { everyWay, optionalText } from "./optional.ts";

function reading(written: string): Reading {
  const { site } = siteOf("");
  return readSite({ ...site, text: optionalText(written) }, "");
}

/** What an optional part is there for, by the property that leads to it. */
function marksIn(statement: Statement | undefined): string[] {
  const found: string[] = [];
  const visit = (value: unknown, path: string): void => {
    if (Array.isArray(value)) value.forEach((item, index) => visit(item, `${path}.${String(index)}`));
    else if (typeof value === "object" && value !== null)
      for (const [name, inner] of Object.entries(value))
        if (name === "onlyWhen") found.push(`${path.replace(/^\.(?:query\.)?/, "")}: ${shown(inner)}`);
        else if (name !== "edits") visit(inner, `${path}.${name}`);
  };
  visit(statement, "");
  return found;
}

function shown(condition: unknown): string {
  return JSON.stringify(condition, (key, value: unknown) => (key === "kind" ? undefined : value)).replace(
    /\{"key":"(\w+)","truth":(true|false)\}/g,
    (_, key: string, truth: string) => (truth === "true" ? key : `!${key}`),
  );
}

describe("an optional piece is marked where it stands", () => {
  test.each([
    ["a conjunct", "SELECT a FROM t WHERE b = 1«x: AND c = 2»", ["where.condition.operands.1: x"]],
    ["the first one", "SELECT a FROM t WHERE «x:b = 1 AND »c = 2", ["where.condition.operands.0: x"]],
    [
      "conjuncts in parentheses",
      "SELECT a FROM t WHERE b«x: AND (c AND d)»",
      ["where.condition.operands.1: x", "where.condition.operands.2: x"],
    ],
    ["an operand of OR", "DELETE FROM t WHERE (b«x: OR c = 2»)", ["where.condition.operands.1: x"]],
    ["a WHERE", "UPDATE t SET a = 1«x: WHERE b»", ["where: x"]],
    ["a HAVING", "SELECT a FROM t GROUP BY a«x: HAVING count(*) > 1»", ["having: x"]],
    ["an ON's conjunct", "SELECT a FROM t JOIN u ON t.a = u.a«x: AND u.b»", ["from.0.on.condition.operands.1: x"]],
    ["a JOIN", "SELECT a FROM t«x: LEFT JOIN u ON t.a = u.a» WHERE b", ["from.0: x"]],
    ["ORDER BY, LIMIT", "SELECT a FROM t«x: ORDER BY a»«y: LIMIT 1»", ["orderBy: x", "limit: y"]],
    ["an item of ORDER BY", "SELECT a FROM t ORDER BY a«x:, b DESC»", ["orderBy.keys.1: x"]],
    ["FOR UPDATE", "SELECT a FROM t«x: FOR UPDATE»", ["locking: x"]],
    ["RETURNING", "DELETE FROM t WHERE b«x: RETURNING a»", ["returning: x"]],
    ["an output", "SELECT a«x:, b» FROM t", ["outputs.1: x"]],
    ["an assignment", "UPDATE t SET «x:a = 1, »b = 2", ["assignments.0: x"]],
    ["a common table", "WITH a AS (SELECT 1)«x:, b AS (SELECT 2)» SELECT * FROM a", ["with.1: x"]],
    ["WITH", "«x:WITH a AS (SELECT 1) »SELECT 1", ["with.0: x"]],
    [
      "a column with its value",
      "INSERT INTO t (a«x:, b») VALUES (1«x:, 2»)",
      ["columns.names.1: x", "source.query.rows.0.1: x"],
    ],
    ["ON CONFLICT", "INSERT INTO t VALUES (1)«x: ON CONFLICT DO NOTHING»", ["onConflict: x"]],
    [
      "a piece in a piece",
      "SELECT a FROM t«x: WHERE b«y: AND c»»",
      ['where.condition.operands.1: {"of":[x,y]}', "where: x"],
    ],
    [
      "in a subquery",
      "SELECT a FROM t WHERE a IN (SELECT a FROM u WHERE b«x: AND c»)",
      ["where.condition.query.where.condition.operands.1: x"],
    ],
    [
      "a list of which nothing is always there",
      "SELECT a FROM t WHERE «x:b»«y:«x: AND »c»",
      ["where.condition.operands.0: x", "where.condition.operands.1: y"],
    ],
  ])("%s", (_, written, marks) => {
    const { variants } = reading(written);
    expect(marksIn(variants[0]?.[0])).toEqual(marks);
  });
});

describe("every way is what its own text says", () => {
  const texts = [
    "SELECT a«x:, b»«y:, c» FROM t«z: JOIN u USING (a)» WHERE p«x: AND q»",
    "SELECT a FROM t WHERE «x:p»«y:«x: AND »q»«z:«x+y: AND »r» ORDER BY a",
    "SELECT a FROM t«x: WHERE p»«y: ORDER BY a«z:, b»»",
    "SELECT a FROM t WHERE p AND (q«x: OR r»«y: OR s AND u»)«z: AND v»",
    "SELECT a FROM (t JOIN u ON t.a = u.a«x: AND u.b»)«y: LEFT JOIN v ON v.a = t.a» JOIN w ON w.a = t.a",
    "WITH a AS (SELECT 1«x:, 2»)«y:, b AS (DELETE FROM t WHERE p«z: AND q» RETURNING *)» SELECT * FROM a",
    "UPDATE t SET a = 1«x:, b = 2» FROM u WHERE t.a = u.a«y: AND u.b BETWEEN 1 AND 2»«z: RETURNING a»",
    "SELECT DISTINCT a FROM t«x: GROUP BY a HAVING true» UNION SELECT b FROM u«y: WHERE p» LIMIT 1«z: OFFSET 2»",
    "SELECT«x: DISTINCT» a FROM t WHERE CASE WHEN p AND q THEN r END«y: AND s BETWEEN 1 AND 2 AND u»",
    "INSERT INTO t (a«x:, b») VALUES (1«x:, 2»)«y: ON CONFLICT (a) DO UPDATE SET b = 3«z:, c = 4»»",
  ];
  test.each(texts)("%s", (written) => {
    const found = everyWay(written);
    if ("loose" in found) throw new Error(`not placed: ${found.loose.join(" ")}`);
    for (const { text, derived, read } of found.ways) expect(derived, text).toEqual(read);
    expect(found.ways.length).toBeGreaterThan(1);
  });

  test("one that leaves no statement is read as it is sent", () => {
    const unguarded = reading("SELECT a FROM t WHERE «x:b»«y:«x: AND »c»");
    expect([unguarded.status, unguarded.reason]).toEqual(["partly", "syntax error at end of input"]);
    expect(reading("SELECT a FROM t«w: WHERE «x:b»«y:«x: AND »c»»").status).toBe("checked");
  });
});

describe("near misses are alternatives", () => {
  test.each([
    ["the first operand of an OR, of which the last goes on with AND", "SELECT 1 FROM t WHERE a«x: OR b» AND c"],
    ["an AND left over", "SELECT 1 FROM t WHERE a AND «x:b»"],
    ["a parenthesis that is closed elsewhere", "SELECT 1 FROM t WHERE «x:(»a OR b«x:)» AND c"],
    ["a closing parenthesis", "SELECT 1 FROM t WHERE (a«x:) AND (b»)"],
    ["two clauses at once, of the second one half", "SELECT 1 FROM t«x: WHERE a ORDER» BY«x: b»"],
    ["half an expression", "SELECT 1 FROM t WHERE a = 1«x: + 2»"],
    ["half a name", "SELECT 1 FROM t«x:_old»"],
    ["a piece of a literal", "SELECT 1 FROM t WHERE a = 'b«x:c»'"],
    ["half a comment", "SELECT 1 FROM t /* a«x: */ WHERE b /* c» */"],
    ["what keeps two words apart", "SELECT a«x: , b »FROM t"],
    ["a statement", "DELETE FROM t«x:; DELETE FROM u»"],
    ["a table that another one is joined to", "SELECT 1 FROM «x:t JOIN »u ON true"],
  ])("%s", (_, written) => {
    const found = everyWay(written);
    expect("loose" in found, written).toBe(true);
    const read = reading(written).variants.map((statements) => statements.length);
    expect(read.length, written).toBeGreaterThan(0);
  });

  test("both texts are read", () => {
    const { status, variants } = reading("DELETE FROM t WHERE a«x: OR b» AND c");
    expect(status).toBe("checked");
    const kinds = variants.map(
      ([only]) => only?.kind === "delete" && typeof only.where === "object" && only.where.condition.kind,
    );
    expect(kinds).toEqual(["or", "and"]);
  });

  test("one that does not parse beside another one is told apart from it", () => {
    const { status, reason } = reading("SELECT a FROM t«x: ORDER BY a»«y: ORDER BY b»");
    expect([status, reason]).toEqual(["partly", 'syntax error at or near "ORDER"']);
    expect(reading("SELECT a FROM t«x: ORDER BY a»«!x: ORDER BY b»").status).toBe("checked");
  });
});

describe("how often a text is read", () => {
  test.each([2, 6, 10])("%i optional filters: once", (count) => {
    const filters = Array.from(
      { length: count },
      (_, index) => `«k${String(index)}: AND f${String(index)} = ${String(count)}»`,
    );
    const before = parseCount();
    const { status, variants } = reading(`SELECT a FROM t WHERE true${filters.join("")}`);
    expect([parseCount() - before, status, variants.length]).toEqual([1, "checked", 2]);
  });

  test("alternatives are read one by one, optional pieces in each of them once", () => {
    const before = parseCount();
    const { status } = reading("SELECT a, 'by'«x:, b» FROM t WHERE p«y: AND q»«z: ORDER BY a»«!z: ORDER BY b»");
    expect([parseCount() - before, status]).toEqual([2, "checked"]);
  });
});

test("conditions and other pieces are there independently of each other", () => {
  const { variants } = reading("SELECT a FROM t«x: JOIN u USING (a)» WHERE p«y: AND q»");
  const ways = variants.map(
    ([only]) =>
      only?.kind === "select" &&
      only.query.kind === "select-query" &&
      [only.query.from, only.query.where].map((part) =>
        JSON.stringify(part).replace(/.*?"kind":"(join|table|and|column)".*/, "$1"),
      ),
  );
  expect(ways).toEqual([
    ["join", "and"],
    ["table", "column"],
    ["join", "column"],
    ["table", "and"],
  ]);
});
