import { describe, expect, it } from "vitest";
import type { ReadShape } from "../../../lib/analysis/read-shape.ts";
import { surveyDefaults, type SurveySettings } from "../../../lib/settings.ts";
import { habitOf } from "../../../lib/survey/habit.ts";
import { judged } from "../../../lib/survey/judgement.ts";
import type { SurveyedTable } from "../../../lib/survey/survey.ts";
import type { UseKind } from "../../../lib/survey/table-uses.ts";

const settings = { ...surveyDefaults, file: null };

function table(counts: Partial<Record<UseKind, number>>, used = true): SurveyedTable {
  const uses = Object.entries(counts).map(([kind, count]) => [
    kind,
    Array.from({ length: count }, (_, index) => ({ file: `src/${kind}.ts`, line: index + 1 })),
  ]);
  return { table: "public.cards", serves: ".", column: "deleted_at", used, uses: Object.fromEntries(uses) };
}

describe("a table", () => {
  it.each([
    ["that is filtered by two thirds of its reads", { filters: 4, reads: 2 }, "filtered"],
    ["that is filtered by fewer", { filters: 3, reads: 2 }, "open"],
    ["that every read filters", { filters: 6 }, "open"],
    ["of which too few reads are seen", { filters: 2, reads: 1 }, "open"],
    ["that is marked and never filtered", { marks: 1, reads: 4 }, "ignored"],
    ["that is never marked and never filtered", { reads: 4 }, "open"],
    ["that is marked and asked for, and filtered by no read", { marks: 1, reads: 4, asks: 1 }, "dated"],
    [
      "that is marked and asked for, and filtered by some reads",
      { marks: 1, reads: 19, asks: 1, filters: 1 },
      "ignored",
    ],
    ["that is marked, with a read that may filter", { marks: 1, reads: 4, unknown: 1 }, "open"],
    ["that is marked, and filtered by one read of ten", { marks: 1, reads: 9, filters: 1 }, "ignored"],
    ["that is marked, and filtered by one read of seven", { marks: 1, reads: 6, filters: 1 }, "ignored"],
    ["that is marked, and filtered by one read of six", { marks: 1, reads: 5, filters: 1 }, "open"],
    ["that is marked, with few reads", { marks: 1, reads: 3 }, "open"],
  ] satisfies [string, Partial<Record<UseKind, number>>, string][])("%s is %s", (_, counts, expected) => {
    expect(habitOf(table(counts), settings).kind).toBe(expected);
  });

  it("whose mark is not used is so whatever its reads are", () => {
    expect(habitOf(table({ reads: 9, removes: 1 }, false), settings).kind).toBe("unused");
  });
});

describe("a finding about deleted rows", () => {
  it("says what the other reads do", () => {
    expect(judged({ subject: "deleted rows", use: null }, table({ filters: 12, reads: 2 }), settings)).toEqual({
      kind: "told",
      add: '"cards" is filtered by 12 of its 14 reads; this one is not.',
    });
  });

  it("is one of a table that is marked and hardly filtered", () => {
    expect(
      judged({ subject: "deleted rows", use: null }, table({ marks: 1, reads: 38, filters: 2 }), settings),
    ).toMatchObject({
      message: 'Rows of "cards" are marked as deleted (src/marks.ts:1), and only 2 of its 40 reads leave them out.',
    });
  });

  it("is one of a table that is marked and that nothing filters", () => {
    expect(judged({ subject: "deleted rows", use: null }, table({ marks: 1, reads: 9 }), settings)).toEqual({
      kind: "summed up",
      message: 'Rows of "cards" are marked as deleted (src/marks.ts:1), and none of its 9 reads leaves them out.',
      at: { file: "src/reads.ts", line: 1 },
    });
  });
});

describe("a finding about a date in the life of a row", () => {
  it("is left out", () => {
    const dated = table({ marks: 1, reads: 9, asks: 2, removes: 1 });
    expect(judged({ subject: "deleted rows", use: null }, dated, settings)).toEqual({ kind: "left out" });
    expect(judged({ subject: "hard deletes", use: null }, dated, settings)).toEqual({ kind: "left out" });
  });
});

describe("a finding about hard deletes", () => {
  it("is told whatever the reads do", () => {
    expect(judged({ subject: "hard deletes", use: null }, table({ filters: 12, reads: 2 }), settings)).toEqual({
      kind: "told",
      add: null,
    });
    expect(judged({ subject: "hard deletes", use: null }, table({ marks: 1, reads: 9 }), settings)).toEqual({
      kind: "told",
      add: null,
    });
  });

  it("is left out where a migration has run", () => {
    const removed = { ...table({ filters: 12, reads: 2, marks: 1 }), marked: true };
    expect(judged({ subject: "hard deletes", use: null, hasRun: true }, removed, settings)).toEqual({
      kind: "left out",
    });
    expect(judged({ subject: "hard deletes", use: null }, removed, settings).kind).toBe("told");
  });

  it("is left out where nothing marks the rows", () => {
    const removed = { ...table({ filters: 12, reads: 2, removes: 1 }), marked: false };
    expect(judged({ subject: "hard deletes", use: null }, removed, settings)).toEqual({ kind: "left out" });
    expect(judged({ subject: "deleted rows", use: null }, removed, settings).kind).toBe("told");
  });

  it("is left out where a flag that nobody has to set is a note on rows that come and go", () => {
    const about = { subject: "hard deletes", use: null } as const;
    const tombstones = (counts: Partial<Record<UseKind, number>>) => ({ ...table(counts), tombstone: true as const });
    expect(judged(about, tombstones({ marks: 2, removes: 2 }), settings).kind).toBe("left out");
    expect(judged(about, tombstones({ marks: 2, removes: 1 }), settings).kind).toBe("told");
    expect(judged(about, tombstones({ marks: 0 }), settings).kind).toBe("told");
    expect(judged(about, table({ marks: 2, removes: 2 }), settings).kind).toBe("told");
  });

  it("is left out where nothing uses the mark", () => {
    expect(judged({ subject: "hard deletes", use: null }, table({ removes: 1 }, false), settings)).toEqual({
      kind: "left out",
    });
  });
});

describe("a finding about a read", () => {
  const shaped = (kinds: Partial<Record<"filters" | "reads" | "marks", readonly ReadShape[]>>): SurveyedTable => ({
    ...table({}),
    uses: Object.fromEntries(
      Object.entries(kinds).map(([kind, shapes]) => [
        kind,
        shapes.map((shape, index) => ({ file: `src/${kind}.ts`, line: index + 1, shape })),
      ]),
    ),
  });
  const times = (count: number, shape: ReadShape): readonly ReadShape[] => Array.from({ length: count }, () => shape);
  const isTold = (shape: ReadShape, of: SurveyedTable, more: Partial<SurveySettings> = {}) =>
    judged({ subject: "deleted rows", use: { shape, beside: [] } }, of, { ...settings, ...more }).kind === "told";

  it("is told where those like it filter, whatever the others do", () => {
    const byKey = shaped({ filters: times(3, "row"), reads: [...times(2, "row"), ...times(6, "rows")] });
    expect(isTold("row", byKey)).toBe(true);
    expect(isTold("rows", byKey)).toBe(false);
  });

  it("is left out where those like it do not, whatever the others do", () => {
    const lists = shaped({ filters: [...times(9, "rows"), "row"], reads: [...times(4, "row"), "rows"] });
    expect(isTold("row", lists)).toBe(false);
    expect(isTold("rows", lists)).toBe(true);
  });

  it("is judged by all reads where there are few like it", () => {
    const few = shaped({ filters: times(5, "rows"), reads: ["row", "counted"] });
    expect(isTold("row", few)).toBe(true);
    expect(isTold("counted", shaped({ filters: times(2, "rows"), reads: [...times(3, "rows"), "counted"] }))).toBe(
      false,
    );
  });

  it("is left out where rows are listed by their keys, or changed, and none like it filters", () => {
    const few = shaped({ filters: times(5, "rows"), reads: ["listed", "changed"] });
    expect(isTold("listed", few)).toBe(false);
    expect(isTold("changed", few)).toBe(false);
    expect(isTold("listed", shaped({ filters: times(2, "listed"), reads: ["listed"] }))).toBe(true);
  });

  it("is not compared with what the library filters by itself", () => {
    const own = shaped({ filters: times(4, "rows"), reads: times(2, "rows") });
    const filters = (own.uses.filters ?? []).map((place) => ({ ...place, byLibrary: true }));
    expect(isTold("rows", own)).toBe(true);
    expect(isTold("rows", { ...own, uses: { ...own.uses, filters } }, { leastReads: 2 })).toBe(false);
  });

  it("is told where too few reads are seen, or none are to be compared", () => {
    expect(isTold("row", shaped({ filters: ["rows"], reads: ["row", "row"] }))).toBe(true);
    expect(isTold("row", shaped({ filters: ["row"], reads: times(8, "row") }), { alike: 0 })).toBe(true);
  });

  it("is left out where it asks for a column that is set with the mark", () => {
    const of = { ...shaped({ filters: times(5, "rows"), reads: ["rows"] }), setWith: ["archived"] };
    const about = (beside: readonly string[]) => ({ subject: "deleted rows", use: { shape: "rows", beside } }) as const;
    expect(judged(about(["archived"]), of, settings).kind).toBe("left out");
    expect(judged(about(["title"]), of, settings).kind).toBe("told");
  });
});
