import { describe, expect, it } from "vitest";
import { agrees, Cells, cellsOf, programOf } from "./construct-cells.ts";
import { valuesOf } from "./construct-values.ts";
import { constructs } from "./constructs.ts";
import { knownWrong } from "./constructs-known-wrong.ts";

const cells = new Cells();
const all = constructs.flatMap(cellsOf);

// One cell: npx vitest run tests/lib/source/constructs.test.ts -t "ternary × text"
// With STRICT=1 in the environment the cells that are listed as wrong fail too, and say what they answer.
const listed: ReadonlySet<string> = process.env["STRICT"] ? new Set() : knownWrong;

describe("a construct has one answer, whoever asks:", () => {
  it.each(all.map((cell) => [cell.name, cell] as const))("%s", (name, cell) => {
    const actual = cells.answer(cell);
    const right = agrees(cell.expected, actual);
    if (listed.has(name)) expect(right, `"${actual}" is right: take it off the list of known wrong cells`).toBe(false);
    else expect(right, `expected ${cell.expected}, actual ${actual}\n${programOf(cell)}`).toBe(true);
  });
});

describe("the table", () => {
  it("names each construct once", () => {
    expect(new Set(constructs.map(({ name }) => name)).size).toBe(constructs.length);
  });

  it("lists only cells that there are as wrong", () => {
    const there = new Set(all.map(({ name }) => name));
    expect([...knownWrong].filter((name) => !there.has(name))).toEqual([]);
  });

  const values = { known: ["notes"], either: ["logs", "notes"] };
  it.each(
    constructs.flatMap(({ answer, ...construct }) =>
      answer === "unknown" ? [] : [[construct.name, answer, { answer, ...construct }] as const],
    ),
  )("says what JavaScript says: %s is %s", async (_, answer, construct) => {
    if (construct.module.includes("USE;")) return;
    expect(await valuesOf(construct)).toEqual(values[answer]);
  });
});
