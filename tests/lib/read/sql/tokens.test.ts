import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import fc from "fast-check";
import { loadModule, scanSync } from "libpg-query";
import { beforeAll, describe, expect, it } from "vitest";
import { keywordKind } from "../../../../lib/model/keywords.ts";
import { parsePostgres } from "../../../../lib/read/sql/parser/postgres-parser.ts";
import { tokensOf } from "../../../../lib/read/sql/tokens/tokens.ts";
import { fixtureStatements } from "./fixture-statements.ts";

beforeAll(() => loadModule());

const folder = new URL("../../../fixtures/statements/", import.meta.url);
const texts = readdirSync(folder).flatMap((file) => fixtureStatements(readFileSync(new URL(file, folder), "utf8")));

/** The tokens of PostgreSQL's own scanner, as `tokensOf` gives them; null where it stops. */
function scanned(text: string): ReturnType<typeof tokensOf> | null {
  const at: number[] = [];
  let units = 0;
  for (const character of text) {
    for (let byte = 0; byte < Buffer.byteLength(character); byte++) at.push(units);
    units += character.length;
  }
  const offset = (byte: number): number => at[byte] ?? text.length;
  try {
    return scanSync(text).tokens.flatMap((token) => {
      if (token.tokenName.endsWith("_COMMENT")) return [];
      const [start, end] = [offset(token.start), offset(token.end)];
      const written = text.slice(start, end);
      // libpg-query has no names for the tokens of B'', X'', U&'' and U&"".
      const literal =
        token.tokenName.endsWith("CONST") || token.tokenName === "PARAM" || /^(?:u&|[bx])'/i.test(written);
      const name = token.tokenName === "IDENT" || /^u&"/i.test(written);
      return [
        {
          start,
          end,
          text: written,
          kind: token.keywordKind > 0 ? "keyword" : literal ? "literal" : name ? "name" : "symbol",
        } as const,
      ];
    });
  } catch {
    return null;
  }
}

const pieces = [
  "select",
  "FROM",
  "user_id",
  "naïve",
  "\u{1F600}x",
  "\u00a0",
  "t$1",
  '"a""b"',
  'U&"d\\0061t"',
  "'it''s'",
  "E'a\\'b'",
  "e'\\\\'",
  "N'x'",
  "x'1F'",
  "B'01'",
  "U&'\\0041'",
  "$$a ' b$$",
  "$x$ $y$ $x$",
  "'a'\n'b'",
  "'a' -- c\n  'b'",
  "'a' 'b'",
  "1",
  "1.5",
  ".5",
  "1.",
  "1e10",
  "1.5E-3",
  "0xFF",
  "0o17",
  "0b101",
  "1_000",
  "1..2",
  "$1",
  "$12",
  "::",
  ":=",
  "=>",
  "->",
  "->>",
  "#>>",
  "@>",
  "<@",
  "?",
  "?|",
  "||",
  "<=",
  ">=",
  "<>",
  "!=",
  "=-1",
  "@-",
  "*-2",
  "+",
  "-",
  "*",
  "/",
  "%",
  "^",
  "~",
  "!~~*",
  "(",
  ")",
  "[",
  "]",
  ",",
  ".",
  ";",
  ":",
  "-- comment\n",
  "/* a /* nested */ b */",
  " ",
  "\n",
  "\r\n",
  "\t",
  "",
];

describe("the tokens of a text", () => {
  it("are those of PostgreSQL's scanner, in every fixture statement", () => {
    for (const text of texts) expect(tokensOf(text), text).toEqual(scanned(text));
  });

  it("are those of PostgreSQL's scanner in texts that no one would write", () => {
    let compared = 0;
    const texts = fc
      .array(fc.tuple(fc.constantFrom(...pieces), fc.constantFrom("", " ", " ", "\n")), { maxLength: 12 })
      .map((list) => list.flat().join(""));
    fc.assert(
      fc.property(texts, (text) => {
        const expected = scanned(text);
        if (!expected) return;
        compared++;
        expect(tokensOf(text)).toEqual(expected);
      }),
      { numRuns: 5_000, seed: 18 },
    );
    expect(compared).toBeGreaterThan(2_000);
  });

  it("do not mistake what is behind the last one", () => {
    expect(parsePostgres("select 1 -- all").ok).toBe(true);
    expect(tokensOf("select 1 -- all").map(({ text }) => text)).toEqual(["select", "1"]);
  });
});

describe("the kind of a keyword", () => {
  it("is PostgreSQL's own, for every word that its parser holds", () => {
    const wasm = readFileSync(createRequire(import.meta.url).resolve("libpg-query/wasm/libpg-query.wasm"), "latin1");
    const words = [...new Set(wasm.match(/[a-z][a-z_0-9]{1,24}(?=\0)/g))];
    const kinds = [null, "unreserved", "column", "type", "reserved"];
    let keywords = 0;
    for (const word of words) {
      const [only, ...others] = scanSync(word).tokens;
      const kind = only && others.length === 0 ? kinds[only.keywordKind] : null;
      expect(keywordKind(word), word).toBe(kind);
      if (kind) keywords++;
    }
    expect(keywords).toBeGreaterThan(490);
  });

  it("does not depend on its case", () =>
    expect([keywordKind("Select"), keywordKind("user"), keywordKind("users")]).toEqual(["reserved", "reserved", null]));
});
