import { afterAll, describe, expect, it } from "vitest";
import { agrees, Cells, cellsOf } from "./construct-cells.ts";
import { valuesOf } from "./construct-values.ts";
import { constructs } from "./constructs.ts";
import { knownWrong } from "./constructs-known-wrong.ts";

const cells = new Cells();
afterAll(() => cells.remove());
const all = constructs.flatMap(cellsOf);

// One cell: npx vitest run tests/lib/source/constructs.test.ts -t "ternary × text"
describe("a construct has one answer, whoever asks:", () => {
  it.each(all.map((cell) => [cell.name, cell] as const))("%s", (name, cell) => {
    const actual = cells.answer(cell);
    if (knownWrong.has(name))
      expect(agrees(cell.expected, actual), `${actual} is right: take "${name}" off the list`).toBe(false);
    else if (!agrees(cell.expected, actual)) expect(actual).toBe(cell.expected);
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
