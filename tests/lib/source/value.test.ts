import type { TSESTree } from "@typescript-eslint/utils";
import { expect, it } from "vitest";
import type { HoleValue } from "../../../lib/model/sql-text.ts";
import { scopeOf } from "../../../lib/source/value-type.ts";
import { classify } from "../../../lib/source/value.ts";
import { argumentOfRun, moduleFrom } from "../find/texts.ts";

const valueIn = (code: string): HoleValue => {
  const module = moduleFrom(code);
  return classify(argumentOfRun(module) as TSESTree.Expression, scopeOf(module));
};
const inFunction = (code: string): HoleValue =>
  valueIn(
    `const ALLOWED = ["a", "b"];\nconst RECORD: Record<string, string> = { a: "x" };\nexport function f(x: string, n: number, dir: "asc" | "desc", req: any, u) {\n${code}\n}`,
  );

it.each<[string, HoleValue]>([
  ["run(x)", "input"],
  ["run(u)", "input"],
  ["run(n)", "number"],
  ["run(dir)", "literals"],
  ["run(req.query.sort)", "request"],
  ["const { sort } = req.body; run(sort)", "request"],
  ["run(Number(x))", "number"],
  ["run(parseInt(x, 10))", "number"],
  ["run(x.length)", "number"],
  ["run(n * 1000)", "number"],
  ["run(Date.now())", "number"],
  ["run(n > 1)", "boolean"],
  ['run(x === "a" ? "b" : "c")', "literals"],
  ["run(RECORD[x])", "literals"],
  ["run(RECORD[x] ?? x)", "input"],
  ["if (!ALLOWED.includes(x)) throw new Error(); run(x)", "checked"],
  ["if (!ALLOWED.includes(x)) return; run(x)", "checked"],
  ["if (ALLOWED.includes(x)) { run(x); }", "checked"],
  ["if (ALLOWED.includes(x)) console.log(x); run(x)", "input"],
  ["if (ALLOWED.includes(x)) throw new Error(); run(x)", "input"],
  ["if (!ALLOWED.includes(u)) throw new Error(); run(x)", "input"],
  ["if (ALLOWED.indexOf(x) === -1) throw new Error(); run(x)", "checked"],
  ["if (ALLOWED.indexOf(x) < 0) return; run(x)", "checked"],
  ["if (!(x in RECORD)) throw new Error(); run(x)", "checked"],
  ["if (!/^[a-z]+$/.test(x)) throw new Error(); run(x)", "checked"],
  ["if (!x) throw new Error(); run(x)", "input"],
  ['switch (x) { case "a": run(x); }', "checked"],
  ["run(x.trim())", "input"],
  ["run(escapeIdentifier(x))", "escaped"],
  ['run(x.replace(/[^a-z]/g, ""))', "escaped"],
  ['run(x.replace(/^a/, ""))', "input"],
  ['run(Array(n).fill("?").join(", "))', "literals"],
  ["run(`$${n}`)", "placeholders"],
  ["run([x].map((y, i) => `$${i + 1}`).join())", "placeholders"],
  ["run(ALLOWED.map((one) => `'${one}'`).join())", "literals"],
  ["run([x].map((y) => `'${y}'`).join())", "input"],
  ["run(somewhere(x))", "unknown"],
  ['let y = "a"; if (n) y = "b"; run(y)', "literals"],
  ['let y = "a"; if (n) y = x; run(y)', "input"],
])("%s is %s", (code, value) => {
  expect(inFunction(code)).toBe(value);
});

it("a private function's parameter is what its callers give", () => {
  expect(valueIn('function g(t: string) { run(t); } g("a"); g("b");')).toBe("literals");
  expect(valueIn('export function g(t: string) { run(t); } g("a");')).toBe("input");
  expect(valueIn('function g(t: string) { run(t); } g("a"); xs.forEach(g);')).toBe("input");
});

it("functions that call one another in many ways are given up, not gone through for hours", () => {
  // Eight calls in each of them, 22 deep: without the bound on steps this does not end, and what is found would be "input".
  const names = Array.from({ length: 8 }, (_, i) => `print${i}`);
  const printers = names.map(
    (name) =>
      `function ${name}(node) { ${names.map((other, i) => `if (node.is${i}) return ${other}(node.child);`).join(" ")} return node.text; }`,
  );
  expect(valueIn(`${printers.join("\n")}\nexport function all(node) { run(print0(node)); }`)).toBe("unknown");
});
