import { describe, expect, it } from "vitest";
import type { Table } from "../../../lib/catalog/catalog.ts";
import { surveyOf, type MarkedTable } from "../../../lib/survey/survey.ts";
import type { UseKind } from "../../../lib/survey/table-uses.ts";

const marked = (name: string, more: Partial<MarkedTable> = {}): MarkedTable => ({
  table: { schema: "public", name } as Table,
  serves: ".",
  column: "deleted_at",
  used: true,
  named: false,
  ...more,
});

const uses = (table: string, counts: Partial<Record<UseKind, number>>) =>
  Object.entries(counts).flatMap(([kind, count]) =>
    Array.from({ length: count }, (_, index) => ({
      table: `public.${table}`,
      serves: ".",
      kind: kind as UseKind,
      file: "src/db.ts",
      line: index + 1,
    })),
  );

const others = [...uses("cards", { marks: 1, filters: 3 }), ...uses("boards", { marks: 1 })];

function isUsed(counts: Partial<Record<UseKind, number>>, more: Partial<MarkedTable> = {}, beside = others): boolean {
  const { tables } = surveyOf(
    [marked("cards"), marked("boards"), marked("plans", more)],
    [...beside, ...uses("plans", counts)],
  );
  return tables.find(({ table }) => table === "public.plans")?.used ?? false;
}

describe("a mark that no statement sets, while those of other tables are set", () => {
  it("is not in use", () => {
    expect(isUsed({ reads: 3, filters: 2 })).toBe(false);
    expect(isUsed({ reads: 2, asks: 2 })).toBe(false);
  });

  it("is in use where it may be set out of sight", () => {
    expect(isUsed({ reads: 3, filters: 2, unknown: 1 })).toBe(true);
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

  it("is in use where too little is seen", () => {
    expect(isUsed({ reads: 1, filters: 1 })).toBe(true);
    expect(isUsed({ reads: 3, filters: 2 }, {}, uses("cards", { marks: 1 }))).toBe(true);
  });
});
