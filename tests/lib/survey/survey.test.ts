import { describe, expect, it } from "vitest";
import type { ReadShape } from "../../../lib/analysis/read-shape.ts";
import type { Table } from "../../../lib/catalog/catalog.ts";
import { surveyOf, type MarkedTable, type PlacedUse } from "../../../lib/survey/survey.ts";
import type { UseKind } from "../../../lib/survey/table-uses.ts";

const marked = (name: string, more: Partial<MarkedTable> = {}): MarkedTable => ({
  table: { schema: "public", name } as Table,
  serves: ".",
  column: "deleted_at",
  used: true,
  named: false,
  ...more,
});

const uses = (table: string, counts: Partial<Record<UseKind, number>>, more: Partial<PlacedUse> = {}) =>
  Object.entries(counts).flatMap(([kind, count]) =>
    Array.from({ length: count }, (_, index) => ({
      table: `public.${table}`,
      serves: ".",
      kind: kind as UseKind,
      beside: [],
      file: "src/db.ts",
      line: index + 1,
      ...more,
    })),
  );

const others = [...uses("cards", { marks: 1, filters: 3 }), ...uses("boards", { marks: 1 })];

function isUsed(
  counts: Partial<Record<UseKind, number>>,
  more: Partial<MarkedTable> = {},
  beside = others,
  shape?: ReadShape,
): boolean {
  const { tables } = surveyOf(
    [marked("cards"), marked("boards"), marked("plans", more)],
    [...beside, ...uses("plans", counts, shape ? { shape } : {})],
  );
  return tables.find(({ table }) => table === "public.plans")?.used ?? false;
}

describe("a mark that no statement sets, while those of other tables are set", () => {
  it("is not in use", () => {
    expect(isUsed({ reads: 3, filters: 2 })).toBe(false);
    expect(isUsed({ reads: 2, asks: 2 })).toBe(false);
  });

  it("is in use where it may be set out of sight", () => {
    expect(isUsed({ reads: 3, filters: 2, unknown: 1 }, {}, others, "changed")).toBe(true);
    expect(isUsed({ reads: 3, filters: 2, unknown: 1 })).toBe(false);
    expect(isUsed({ reads: 1, filters: 5 })).toBe(true);
    expect(isUsed({ reads: 3, filters: 2, purges: 1 })).toBe(true);
    expect(isUsed({ reads: 3, filters: 2 }, { named: true })).toBe(true);
    expect(
      isUsed(
        { reads: 3, filters: 2 },
        {
          table: {
            schema: "public",
            name: "plans",
            modelSoftDelete: { column: "deleted_at", live: null, deletes: true },
          } as Table,
        },
      ),
    ).toBe(true);
  });

  it("is not in use where no statement asks for it either, as soon as one other is marked", () => {
    expect(isUsed({ reads: 3 }, {}, uses("cards", { marks: 1 }))).toBe(false);
    expect(isUsed({ reads: 2 }, {}, uses("cards", { marks: 1 }))).toBe(true);
    expect(isUsed({ reads: 3 }, {}, uses("cards", { filters: 1 }))).toBe(true);
  });

  it("is in use where too little is seen", () => {
    expect(isUsed({ reads: 1, filters: 1 })).toBe(true);
    expect(isUsed({ reads: 3, filters: 2 }, {}, uses("cards", { marks: 1 }))).toBe(true);
  });
});

describe("a column that is set with the mark", () => {
  const surveyed = (beside: readonly (readonly string[])[], read: readonly string[]) =>
    surveyOf(
      [marked("cards")],
      [
        ...beside.flatMap((columns) => uses("cards", { marks: 1 }, { beside: columns })),
        ...uses("cards", { reads: 1 }, { beside: read }),
      ],
    ).tables[0];

  it("says that deleted rows were thought of where it is asked for", () => {
    const table = surveyed([["archived", "slug"], ["archived"]], ["archived", "title"]);
    expect(table?.setWith).toEqual(["archived"]);
    expect(Object.keys(table?.uses ?? {})).toEqual(["marks", "asks"]);
  });

  it("has to be set whenever the mark is, and to be asked for", () => {
    expect(Object.keys(surveyed([["archived"], ["slug"]], ["archived"])?.uses ?? {})).toEqual(["marks", "reads"]);
    expect(Object.keys(surveyed([["archived"]], ["title"])?.uses ?? {})).toEqual(["marks", "reads"]);
    expect(Object.keys(surveyed([], ["archived"])?.uses ?? {})).toEqual(["reads"]);
  });
});

describe("how the rows of a table are deleted", () => {
  const isMarked = (counts: Partial<Record<UseKind, number>>, beside = others, more: Partial<MarkedTable> = {}) =>
    surveyOf(
      [marked("cards"), marked("boards"), marked("plans", more)],
      [...beside, ...uses("plans", counts)],
    ).tables.find(({ table }) => table === "public.plans")?.marked;

  it("is by removing them where nothing marks them, although others are marked", () => {
    expect(isMarked({ filters: 9, removes: 1 })).toBe(false);
    expect(isMarked({ filters: 9, removes: 1, restores: 1 })).toBe(false);
  });

  it("is by marking them where something does, or where that is not seen of any table", () => {
    expect(isMarked({ marks: 1, removes: 1 })).toBe(true);
    expect(isMarked({ purges: 1, removes: 1 })).toBe(true);
    expect(isMarked({ removes: 1 }, [])).toBe(true);
    expect(isMarked({ removes: 1 }, others, { named: true })).toBe(true);
  });
});
