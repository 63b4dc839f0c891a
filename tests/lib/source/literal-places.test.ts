import fc from "fast-check";
import { expect, it } from "vitest";
import { literalPlaces } from "../../../lib/source/literal-places.ts";

const pieces = [
  "a",
  "é",
  "😀",
  "'",
  '"',
  "\\'",
  '\\"',
  "\\\\",
  "\\n",
  "\\t",
  "\\0",
  "\\x41",
  "\\u00e9",
  "\\u{1F600}",
  "\\`",
  "\\$",
  "\\q",
  " ",
  "$",
  "{",
  "\\\n",
  "\\\r\n",
  "\\\r",
  "\\\u2028",
];
const sloppy = ["\\1", "\\12", "\\377", "\\400", "\\8", "\\08", "\\00"];
const evaluate = (code: string): unknown => new Function(`return ${code}`)();

const raws = (more: readonly string[], without: RegExp) =>
  fc
    .array(fc.constantFrom(...[...pieces, ...more].filter((piece) => !without.test(piece))), { maxLength: 12 })
    .map((all) => all.join(""));

it.each([
  ["single", "'", raws(sloppy, /^'$/)],
  ["double", '"', raws(sloppy, /^"$/)],
  [
    "template",
    "`",
    raws(["\n", "\r", "\r\n", "'"], /^$/).filter((raw) => !raw.includes("${") && !/\\0[0-9]/.test(raw)),
  ],
] as const)("%s-quoted literals have JavaScript's own value", (quoting, quote, raw) => {
  fc.assert(
    fc.property(raw, (raw) => {
      expect(literalPlaces(raw, 0, quoting).text).toBe(evaluate(quote + raw + quote));
    }),
    { numRuns: 1500, seed: 7 },
  );
});

it("String.raw keeps backslashes and normalizes line ends", () => {
  fc.assert(
    fc.property(
      raws(["\n", "\r\n", "\r"], /^\\`$|^\\[xu]/).filter((raw) => !raw.includes("${") && !/\\$/.test(raw)),
      (raw) => {
        expect(literalPlaces(raw, 0, "raw").text).toBe(evaluate("String.raw`" + raw + "`"));
      },
    ),
    { numRuns: 1000, seed: 7 },
  );
});

it("says where each character is typed", () => {
  const raw = "a\\n\\u{1F600}\\\r\nb\\x41c";
  const { text, offsets } = literalPlaces(raw, 10, "double");
  expect(text).toBe("a\n😀bAc");
  expect(offsets).toEqual([10, 11, 13, 13, 25, 26, 30, 31]);
  expect(raw.slice(25 - 10, 26 - 10)).toBe("b");
});

it("every unit's offset is that of the source it comes from", () => {
  fc.assert(
    fc.property(raws([], /^"$/), (raw) => {
      const { text, offsets } = literalPlaces(raw, 0, "double");
      if (!offsets) {
        expect(text).toBe(raw);
        return;
      }
      expect(offsets).toHaveLength(text.length + 1);
      expect(offsets.at(-1)).toBe(raw.length);
      for (let unit = 0; unit < text.length; unit++) {
        const from = offsets[unit] ?? 0;
        let end = unit + 1;
        while (offsets[end] === from) end++;
        expect(evaluate(`"${raw.slice(from, offsets[end])}"`)).toBe(text.slice(unit, end));
        unit = end - 1;
      }
    }),
    { numRuns: 1000, seed: 7 },
  );
});

it("is null where text and source are the same", () => {
  expect(literalPlaces("SELECT 1", 5, "double").offsets).toBeNull();
  expect(literalPlaces("a\\b", 5, "none")).toEqual({ text: "a\\b", offsets: null });
});
