import { describe, expect, it } from "vitest";
import type { RowguardRule } from "../lib/define-rule.ts";
import { drawn, ts } from "./draw.ts";

// A rule small enough to know by heart: it dislikes the word "bad", and turns it into "good".
const noBad = {
  name: "no-bad",
  meta: {
    type: "problem",
    schema: [],
    fixable: "code",
    hasSuggestions: true,
    messages: { bad: 'The word "{{word}}" is here.', add: "Say good" },
  },
  create: (context: any) => ({
    Program() {
      for (const match of context.sourceCode.text.matchAll(/bad|worse\s+thing/g)) {
        const range = [match.index, match.index + match[0].length];
        const loc = {
          start: context.sourceCode.getLocFromIndex(range[0]),
          end: context.sourceCode.getLocFromIndex(range[1]),
        };
        const fix = (fixer: any) => fixer.replaceTextRange(range, "good");
        if (match[0] === "bad") context.report({ loc, messageId: "bad", data: { word: match[0] }, fix });
        else context.report({ loc, messageId: "bad", data: { word: "worse" }, suggest: [{ messageId: "add", fix }] });
      }
    },
  }),
} as unknown as RowguardRule;

describe("drawn expectations", () => {
  const { valid, invalid } = drawn(noBad);
  valid("nothing drawn, nothing found", ts`const a = 1;`);
  invalid(
    "two on a line, under escaped backticks and holes",
    ts`
      const a = \`\${x} bad\`, b = "bad";
                        ~~~ bad
                                    ~~~ bad: "bad" is
      const c: number = 2;
    `,
    { output: '`${x} good`, b = "good"' },
  );
  invalid(
    "over two lines",
    ts`
    const a = "worse";
    const b = \`worse
                ~~~~~ bad +1:6
    thing\`;
  `,
    { suggestions: ["const b = `good`;"] },
  );

  it("says valid and invalid apart", () => {
    expect(() => invalid("x", ts`const a = 1;`)).toThrow("no finding is drawn");
    expect(() =>
      valid(
        "x",
        ts`
      bad
      ~~~ bad
    `,
      ),
    ).toThrow("findings are drawn");
  });
});
