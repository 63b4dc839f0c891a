import { describe, expect, test } from "vitest";
import type { ChoicePart, SqlText } from "../../../../lib/model/sql-text.ts";
import { lex, splitStatements } from "../../../../lib/read/sql/tokens/lexer.ts";
import { parseCount } from "../../../../lib/read/sql/parser/parse-cache.ts";
import { readSite } from "../../../../lib/read/sql/read-site.ts";
import { mostVariants, variantsOf } from "../../../../lib/read/sql/template/variants.ts";
import { readingOf, siteOf } from "../../../sites.ts";

const kinds = (sql: string): string[] => readingOf(sql, { kind: "text" }).variants[0]?.map(({ kind }) => kind) ?? [];

describe("several statements in one text", () => {
  test("are read one by one, and one that fails hides no other", () => {
    expect(kinds("DELETE FROM a; SELEC 1; UPDATE b SET x = ';';; -- end\n")).toEqual(["delete", "opaque", "update"]);
    const reading = readingOf("DELETE FROM a; SELEC 1; SELECT 1", { kind: "text" });
    expect([reading.status, reading.reason]).toEqual(["partly", 'syntax error at or near "SELEC"']);
  });

  test("semicolons inside strings, comments, rules and function bodies divide nothing", () => {
    const split = (sql: string): string[] => splitStatements(lex(sql)).map(({ start, end }) => sql.slice(start, end));
    expect(split("SELECT ';', $$ ; $$, \"a;b\" /* ; */ -- ;\n; SELECT 2")).toHaveLength(2);
    expect(split("CREATE RULE r AS ON DELETE TO t DO (DELETE FROM a; DELETE FROM b); SELECT 1")).toHaveLength(2);
    expect(
      split("CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END; SELECT 1"),
    ).toHaveLength(2);
  });

  test("places are those of the file", () => {
    const { site, source } = siteOf("SELECT 'é😀'; DELETE FROM users", { kind: "text" });
    const [, second] = readSite(site, source).variants[0] ?? [];
    expect(second?.kind === "delete" && source.slice(second.target.nameSpan.start, second.target.nameSpan.end)).toBe(
      "users",
    );
  });
});

describe("what cannot be read says why", () => {
  test.each([
    ["${whole}", "the text of ${whole} is not known"],
    ["${verb} FROM t", "the text begins with ${verb}, which is not known"],
    ["", "there is no statement in the text"],
    ["-- nothing", "there is no statement in the text"],
    ["SELECT 'open", 'unterminated quoted string at or near "\'open"'],
  ])("%s", (sql, reason) => {
    const reading = readingOf(sql, { kind: "text" });
    expect([reading.status, reading.reason]).toEqual(["unread", reason]);
  });

  test("texts that are too long", () => {
    const reading = readingOf(`SELECT '${"x".repeat(1_000_001)}'`);
    expect([reading.status, reading.reason]).toEqual(["unread", "the text is longer than 1,000,000 characters"]);
  });
});

describe("choices", () => {
  const choice = (start: number, ...options: string[]): ChoicePart => ({
    kind: "choice",
    span: { start, end: start + 1 },
    condition: null,
    options: options.map((text): SqlText => [
      { kind: "text", text, place: { kind: "elsewhere", span: { start, end: start + 1 } } },
    ]),
  });
  const texts = (text: SqlText): string[] =>
    variantsOf(text).variants.map((parts) => parts.map((part) => (part.kind === "text" ? part.text : "?")).join(""));

  test("every combination, each once", () => {
    expect(texts([choice(1, "a", "b"), choice(2, "c", "d", "c")])).toEqual(["ac", "ad", "bc", "bd"]);
  });

  test("one condition chooses alike everywhere", () => {
    expect(texts([choice(1, "a", "b"), choice(1, "c", "d")])).toEqual(["ac", "bd"]);
  });

  test("many are bounded, and said", () => {
    const many = Array.from({ length: 10 }, (_, index) => choice(index, "0", "1"));
    const { variants, complete } = variantsOf(many);
    expect(complete).toBe(false);
    expect(variants.length).toBeLessThanOrEqual(mostVariants);
    expect(texts(many)).toEqual(expect.arrayContaining(["0000000000", "1111111111", "0000100000"]));
  });

  test("combinations that PostgreSQL rejects are left out, and said", () => {
    const reading = readingOf("SELECT 1 ${a ? `FROM t` : `FRM t x`}");
    expect(reading.variants).toHaveLength(1);
    expect(reading.status).toBe("partly");
  });
});

test("a name that PostgreSQL 16 reserved is still a name in older applications", () => {
  const { site, source } = siteOf("UPDATE system_user SET name = ${name} WHERE system_user.id = 1");
  const [statement] = readSite(site, source).variants[0] ?? [];
  expect(
    statement?.kind === "update" && [
      statement.target.name,
      source.slice(statement.target.nameSpan.start, statement.target.nameSpan.end),
    ],
  ).toEqual(["system_user", "system_user"]);
});

test("a text is parsed once", () => {
  const before = parseCount();
  for (let time = 0; time < 3; time++) readingOf("SELECT 'parsed once' FROM users WHERE id = ${id}");
  expect(parseCount() - before).toBe(1);
});

test("odd input never throws", () => {
  for (const sql of [
    "'",
    '"',
    "$$",
    "/*",
    "(((",
    ")))",
    "\u0000",
    "SELECT \ud800",
    "E'\\",
    "$",
    ":",
    "?",
    "@",
    "::",
    "a[",
    ";;;",
    "${x}${y}",
    "'${x}",
    "$${x}",
    "/* ${x}",
  ]) {
    for (const placeholders of ["numbered", "question", "colon", "formatting", "at", "any"] as const)
      expect(() => readingOf(sql, { kind: "text", placeholders })).not.toThrow();
  }
});
