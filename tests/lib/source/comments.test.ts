import { parseForESLint } from "@typescript-eslint/parser";
import { expect, test } from "vitest";
import { parseModule } from "../../../lib/source/open-module.ts";

const text = `// first
import a from "https://a.example/*"; /* block */
const b = \`// \${/* inside */ a} /* none */\`; const c = /\\/\\/*[/*]/g; const d = 1 / 2 /* x */ / 3;\r
/**
 * @param {import("pg").Pool} pool
 */
const e = <p title="// none" /* yes */>// none {/* yes */} /* none */ &amp; //</p>;
type F = \`//\${string}\`; enum G { "//" = 1 }\u2028let h = "\\"//"; // last`;

test("comments are those the parser finds by reading every token", () => {
  const { ast } = parseForESLint(text, {
    filePath: "/a.tsx",
    range: true,
    loc: true,
    comment: true,
    sourceType: "module",
    ecmaFeatures: { jsx: true },
  });
  const comments = parseModule(text, "/a.tsx")?.ast.comments;
  expect(comments).toHaveLength(8);
  expect(comments).toEqual(ast.comments);
});

test("a file without comments has none", () => {
  expect(parseModule("const a = 1 / 2;", "/a.ts")?.ast.comments).toEqual([]);
});
