import { describe, expect, test } from "vitest";
import { textOf } from "../../../lib/find/text.ts";
import { optionalKeysOf, variantsOf } from "../../../lib/read/sql/template/variants.ts";
import { argumentOfRun, moduleFrom } from "./texts.ts";

/** Every text that the argument of `run(…)` may be, sorted. */
function waysOf(code: string): string[] {
  const module = moduleFrom(code);
  const text = textOf(argumentOfRun(module), { module, library: "pg", mode: "text" });
  const { variants } = variantsOf(text, optionalKeysOf(text));
  const written = variants.map((variant) =>
    variant
      .map((part) => (part.kind === "text" ? part.text : part.kind === "hole" ? `<${part.hole.source}>` : "?"))
      .join(""),
  );
  return written.map((one) => one.replace(/\s+/g, " ").trim()).sort();
}

describe("one condition is decided alike wherever it stands", () => {
  test.each([
    [
      "a table and a text",
      'const t = soft ? "a" : "b"; run(soft ? `UPDATE ${t}` : `DELETE FROM ${t}`);',
      ["DELETE FROM b", "UPDATE a"],
    ],
    ["its negation", 'run(`${x ? "A" : "B"} ${!x ? "C" : "D"}`);', ["A D", "B C"]],
    ["a comparison and its negation", 'run(`S${x === 1 ? " A" : ""}${x !== 1 ? " B" : ""}`);', ["S A", "S B"]],
    ["an optional piece and a choice", 'run(`${x ? "A" : "B"}${x ? " C" : ""}`);', ["A C", "B"]],
    ["if and a ternary", 'let s = `S ${x ? "A" : "B"}`; if (x) s += " C"; run(s);', ["S A C", "S B"]],
    [
      "items of two lists",
      'const c = ["a"], v = ["1"]; if (x) { c.push("b"); v.push("2"); } run(`(${c.join(", ")}) (${v.join(", ")})`);',
      ["(a) (1)", "(a, b) (1, 2)"],
    ],
    [
      "either branch of an if",
      'const c = ["a"]; if (x) { c.push("b"); c.push("c"); } else { c.push("d"); c.push("e"); } run(c.join("+"));',
      ["a+b+c", "a+d+e"],
    ],
    [
      "a function that is handed the same",
      'const f = (y: boolean) => (y ? "A" : "B"); run(`${f(x)} ${f(x)} ${x ? "C" : "D"}`);',
      ["A A C", "B B D"],
    ],
  ])("%s", (_, code, expected) => {
    expect(waysOf(`function go(x: any, soft: boolean) { ${code} }`)).toEqual(expected);
  });
});

describe("different conditions are decided independently", () => {
  test.each([
    ["two parameters", 'run(`S${x ? " A" : ""}${y ? " B" : ""}`);', ["S", "S A", "S A B", "S B"]],
    [
      "a variable that is written in between",
      'let z = x; const a = z ? "A" : "B"; z = y; run(`${a} ${z ? "C" : "D"}`);',
      ["A C", "A D", "B C", "B D"],
    ],
    [
      "a list that grows in between",
      'const c: string[] = []; if (x) c.push("w"); const a = c.length ? "A" : "B"; if (y) c.push("v"); run(`${a} ${c.length ? "C" : "D"}`);',
      ["A C", "B C", "B D"],
    ],
    [
      "a function that is handed something else",
      'const f = (z: boolean) => (z ? "A" : "B"); run(`${f(x)} ${f(y)}`);',
      ["A A", "A B", "B A", "B B"],
    ],
    [
      "items of a list",
      'const c: string[] = []; if (x) c.push("a"); if (y) c.push("b"); run(`S ${c.join(" AND ")}`);',
      ["S", "S a", "S a AND b", "S b"],
    ],
  ])("%s", (_, code, expected) => {
    expect(waysOf(`function go(x: any, y: any) { ${code} }`)).toEqual(expected);
  });
});

test("every case of a switch is one option", () => {
  const code = 'let s = ""; switch (x) { case 1: s = "A"; break; case 2: s = "B"; break; default: s = "C"; } run(s);';
  expect(waysOf(`function go(x: any) { ${code} }`)).toEqual(["A", "B", "C"]);
});

test("a list that is known to hold something is not joined to nothing", () => {
  const code =
    'const c: string[] = []; if (x) c.push("a"); if (y) c.push("b"); run(c.length > 0 ? `WHERE ${c.join(" AND ")}` : "");';
  expect(waysOf(`function go(x: any, y: any) { ${code} }`)).not.toContain("WHERE");
});
