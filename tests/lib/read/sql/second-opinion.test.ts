import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readSecondOpinion } from "../../../../lib/read/sql/parser/second-opinion.ts";
import { fixtureStatements } from "./fixture-statements.ts";
import { factsOf } from "./facts.ts";
import { lowerText } from "./lowered.ts";
import { differences } from "./second-opinion-differences.ts";

const folder = new URL("../../../fixtures/statements/", import.meta.url);

describe("the second reader", () => {
  const met = new Set<string>();
  let compared = 0;

  for (const file of readdirSync(folder).sort()) {
    it(`agrees on tables, aliases, output names and parameters in ${file}, but for the listed differences`, () => {
      for (const text of fixtureStatements(readFileSync(new URL(file, folder), "utf8"))) {
        const second = readSecondOpinion(text);
        if (!second || second.length !== 1 || second[0]?.kind === "utility") continue;
        compared++;
        const first = factsOf(lowerText(text).statement);
        const other = factsOf(second[0]!);
        if (text in differences) {
          met.add(text);
          expect(other, `no longer differs: ${text}`).not.toEqual(first);
        } else expect(other, text).toEqual(first);
      }
    });
  }

  it("differs only where it is listed, and reads most statements of applications", () => {
    expect(Object.keys(differences).filter((text) => !met.has(text))).toEqual([]);
    expect(compared).toBeGreaterThan(200);
  });

  it("says null for a text it does not accept, and never throws", () => {
    expect(readSecondOpinion("selec 1")).toBeNull();
    expect(readSecondOpinion("select 'a")).toBeNull();
    expect(readSecondOpinion("")).toBeNull();
  });
});
