import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Hole, SqlText } from "../../../../lib/model/sql-text.ts";
import { escapeFor, PositionMap, type Segment } from "../../../../lib/read/sql/template/position-map.ts";
import { templateOf } from "../../../../lib/read/sql/template/template.ts";
import { cookedText } from "../../../sites.ts";

const pieces = fc.array(
  fc.oneof(
    fc.constantFrom(
      "a",
      "é",
      "😀",
      "\\n",
      "\\u00e9",
      "\\u{1F600}",
      "\\x41",
      "\\`",
      "\\\\",
      "\\\n",
      "\\\r\n",
      "\r\n",
      "\n",
      " ",
      "'",
      '"',
      "\\$",
    ),
    fc.constantFrom("${x}"),
  ),
  { maxLength: 30 },
);

/** A file with a template in it, its rope, and the map with `$1` put in for every hole. */
function fileOf(raw: readonly string[], lead: string) {
  const source = `${lead}\`${raw.join("")}\`;`;
  const parts: SqlText[number][] = [];
  let at = lead.length + 1;
  let text = "";
  const flush = (): void => {
    if (text) parts.push(cookedText(text, at - text.length));
    text = "";
  };
  for (const piece of raw) {
    if (piece === "${x}") {
      flush();
      const hole: Hole = {
        span: { start: at + 2, end: at + 3 },
        outer: { start: at, end: at + 4 },
        source: "x",
        treatment: "bound",
        value: "unknown",
        standIns: ["$?"],
      };
      parts.push({ kind: "hole", hole });
    } else text += piece;
    at += piece.length;
  }
  flush();
  const template = templateOf(parts.filter((part) => part.kind === "text" || part.kind === "hole"));
  const segments: Segment[] = [];
  let sent = "";
  for (const { start, end, part } of template.parts) {
    const put = part.kind === "hole" ? "$1" : part.text;
    segments.push({
      start: sent.length,
      end: sent.length + put.length,
      from: start,
      to: end,
      kept: part.kind === "text",
      hole: part.kind === "hole" ? part.hole : null,
    });
    sent += put;
  }
  return { source, sent, map: new PositionMap(template, segments) };
}

const cooked = (raw: string): string => (new Function("x", `return \`${raw}\``) as (x: string) => string)("$1");

describe("every range of the text leads to what was typed for it", () => {
  test("mapped ranges cook to the same text", () => {
    fc.assert(
      fc.property(
        pieces,
        fc.constantFrom("", "const é = ", "/* 😀 */\r\nx = "),
        fc.nat(),
        fc.nat(),
        (raw, lead, one, other) => {
          const { source, sent, map } = fileOf(raw, lead);
          if (sent === "") return;
          const [start, end] = [one % sent.length, (other % sent.length) + 1].sort((a, b) => a - b) as [number, number];
          // Not in the middle of a character or of a stand-in.
          if (
            start === end ||
            /[\ud800-\udbff]$/.test(sent.slice(0, start)) ||
            /[\ud800-\udbff]$/.test(sent.slice(0, end))
          )
            return;
          const { span } = map.editable(start, end) ?? {};
          if (map.holeAt(start, end)) {
            expect(span).toBeUndefined();
            return;
          }
          expect(span).toBeDefined();
          expect(cooked(source.slice(span!.start, span!.end))).toBe(sent.slice(start, end));
          expect(map.span(start, end)).toEqual(span);
        },
      ),
      { seed: 20, numRuns: 2000 },
    );
  });

  test("what is written at an offset stands there when the file is run", () => {
    fc.assert(
      fc.property(pieces, fc.nat(), fc.constantFrom("X", "`", "${", "\\", "a\nb", "$"), (raw, at, typed) => {
        const { source, sent, map } = fileOf(raw, "q = ");
        if (sent === "") return;
        const offset = at % (sent.length + 1);
        const place = map.insertion(offset);
        if (!place || /[\ud800-\udbff]$/.test(sent.slice(0, offset))) return;
        // A dollar sign before a brace, or a backslash of a line continuation, would run together with its neighbour.
        if (typed.endsWith("$") && sent[offset] === "{") return;
        const file = source.slice(0, place.at) + escapeFor(place.quoting, typed, "\n")! + source.slice(place.at);
        expect(cooked(file.slice("q = `".length, -2))).toBe(sent.slice(0, offset) + typed + sent.slice(offset));
      }),
      { seed: 21, numRuns: 2000 },
    );
  });
});

test("a hole is its expression; text of another file cannot be edited", () => {
  const { map, source } = fileOf(["a", "${x}", "b"], "");
  expect(source.slice(map.span(1, 3).start, map.span(1, 3).end)).toBe("x");
  const template = templateOf([
    { kind: "text", text: "SELECT 1", place: { kind: "elsewhere", span: { start: 5, end: 9 } } },
  ]);
  const elsewhere = new PositionMap(template, [{ start: 0, end: 8, from: 0, to: 8, kept: true, hole: null }]);
  expect(elsewhere.span(0, 6)).toEqual({ start: 5, end: 9 });
  expect(elsewhere.editable(0, 6)).toBeNull();
  expect(elsewhere.insertion(3)).toBeNull();
});

test("inserted text is escaped for its literal, or refused", () => {
  expect(escapeFor("template", "`${a}\\", "\n")).toBe("\\`\\${a}\\\\");
  expect(escapeFor("raw", "a = 1", "\n")).toBe("a = 1");
  expect(escapeFor("raw", "`", "\n")).toBeNull();
  expect(escapeFor("raw", "${", "\n")).toBeNull();
  expect(escapeFor("single", "it's\n", "\n")).toBe("it\\'s\\n");
  expect(escapeFor("double", '"a"', "\n")).toBe('\\"a\\"');
  expect(escapeFor("none", "a\nb", "\r\n")).toBe("a\r\nb");
});
