import { describe, expect, test } from "vitest";
import { lex } from "../../../../lib/read/sql/tokens/lexer.ts";
import { placeholdersOf } from "../../../../lib/read/sql/tokens/placeholders.ts";
import { readingOf } from "../../../sites.ts";

type Style = Parameters<typeof placeholdersOf>[2];

function found(style: Style, sql: string): string[] {
  return placeholdersOf(sql, lex(sql), style).map(
    ({ start, end, kind }) => (kind === "parameter" ? "" : `${kind} `) + sql.slice(start, end),
  );
}

describe("each style is found where it stands for a value or a name", () => {
  test.each<[Style, string, string[]]>([
    ["numbered", "SELECT $1, a$2, $3::int", ["$1", "$3"]],
    ["question", "SELECT * FROM ?? WHERE a = ? AND b=? AND c IN (?,?)", ["identifier ??", "?", "?", "?", "?"]],
    ["question", "SELECT :name:, :value FROM t", ["identifier :name:", ":value"]],
    ["question", "SELECT a \\? 'b', ?", ["operator \\?", "?"]],
    ["question", "SELECT ?::text, :x::int", ["?", ":x"]],
    ["colon", "a = :a AND b IN (:...ids) AND c = ?", [":a", ":...ids", "?"]],
    ["colon", "a = $a AND b = $1 AND c=$c_2::int", ["$a", "$1", "$c_2"]],
    ["at", "a = @a AND b=@b", ["@a", "@b"]],
    [
      "formatting",
      "${a} $(b.c) $/d/ $[e] $<f> $1 $2:name $3~ $4^ $5:raw $6:csv ${g:list} $(h~) $7:json $8#",
      [
        "${a}",
        "$(b.c)",
        "$/d/",
        "$[e]",
        "$<f>",
        "$1",
        "identifier $2:name",
        "identifier $3~",
        "raw $4^",
        "raw $5:raw",
        "$6:csv",
        "${g:list}",
        "identifier $(h~)",
        "$7:json",
        "raw $8#",
      ],
    ],
    ["formatting", "$1::int, $2 ~ 'x', $3->>'a', $4#>'{a}', $5~*'b'", ["$1", "$2", "$3", "$4", "$5"]],
  ])("%s: %s", (style, sql, wanted) => {
    expect(found(style, sql)).toEqual(wanted);
  });
});

describe("near misses are left alone", () => {
  test.each<[Style, string]>([
    ["question", "SELECT '?' , \"a?\", E'\\'?', $$ ? $$, $t$ :a ? $t$ -- ? :a\n/* ? /* ? */ :b ? */"],
    ["colon", "SELECT x::int, a[1:2], b[lo:hi], c := 1, ':a', \"x:y\""],
    ["colon", "SELECT a ?| b, a ?& b"],
    ["colon", "SELECT $$ $a $$, $t$ $a $t$, a$b, '$a' -- $a"],
    ["numbered", "SELECT '$1', $a$ $1 $a$, \"$1\", a$1 -- $1"],
    ["at", "SELECT a @> b, a <@ b, a @@ b, '@a', @ a, 'x@y'"],
    ["formatting", "SELECT '${a}', $$ $1 $$ -- $(b)"],
  ])("%s: %s", (style, sql) => {
    expect(found(style, sql)).toEqual([]);
  });
});

test("placeholders of one name are one parameter, at the place of each", () => {
  const sql = "SELECT * FROM t WHERE a = :who OR b = :who AND c = :other";
  const reading = readingOf(sql, { kind: "text", placeholders: "colon" });
  const parameters: unknown[] = [];
  JSON.stringify(reading.variants, (key, value: unknown) => {
    const node = value as { kind?: string; number?: number; name?: string } | null;
    if (key !== "edits" && node?.kind === "parameter") parameters.push([node.number, node.name]);
    return key === "edits" ? undefined : value;
  });
  expect(parameters).toEqual([
    [1, "who"],
    [1, "who"],
    [2, "other"],
  ]);
});

describe("a style that is not known is the one the grammar accepts", () => {
  test.each([
    "SELECT * FROM t WHERE a = $1",
    "SELECT * FROM t WHERE a = ? AND b IN (?, ?)",
    "SELECT * FROM t WHERE a = :a AND b::int = 1",
    "SELECT * FROM t WHERE data ? 'a'",
    "SELECT * FROM t WHERE a = $(a) AND b = $<b>",
  ])("%s", (sql) => {
    expect(readingOf(sql, { kind: "text", placeholders: "any" }).status).toBe("checked");
  });
});

test("JSON operators are read as operators where the style has no question marks", () => {
  expect(readingOf("SELECT * FROM t WHERE data ?| $1", { kind: "text" }).status).toBe("checked");
  expect(
    readingOf("SELECT * FROM t WHERE data \\\\? 'a' AND b = ?", { kind: "text", placeholders: "question" }).status,
  ).toBe("checked");
});
