import { expect, it } from "vitest";
import { judgements, livenessOf, softDeletedRelations } from "../../../lib/analysis/live-rows.ts";
import { scopesOf } from "../../../lib/analysis/scopes.ts";
import { catalogOf, softDeleteOf, tableOf } from "../../catalogs.ts";
import { parsed } from "../../statements.ts";

const catalog = catalogOf(tableOf("parcels", ["id! bigint", "label text", "deleted_at timestamptz"]));

const of = (count: number, text: (index: number) => string) => Array.from({ length: count }, (_, index) => text(index));

/** How many judgements a statement takes, and what is said of its relations. */
function cost(sql: string): { made: number; found: Set<string> } {
  const before = judgements.made;
  const scopes = scopesOf(parsed(sql), catalog);
  const found = softDeletedRelations(scopes, softDeleteOf).map((subject) => livenessOf(subject, softDeleteOf));
  return { made: judgements.made - before, found: new Set(found) };
}

const shapes = {
  "IN after IN": (count: number, live: string) =>
    `SELECT label FROM parcels WHERE ${of(count, (index) => `id IN (SELECT id FROM parcels WHERE label = '${index}')`).join(" AND ")}${live}`,
  "CTEs joined": (count: number, live: string) =>
    `WITH ${of(count, (index) => `c${index} AS (SELECT id FROM parcels WHERE label = '${index}')`).join(", ")}
     SELECT p.label FROM parcels p ${of(count, (index) => `JOIN c${index} ON c${index}.id = p.id`).join(" ")} WHERE true${live}`,
  "EXISTS in EXISTS": (count: number, live: string) =>
    `SELECT 1 FROM parcels WHERE true${live} AND ${of(count, (index) => `EXISTS (SELECT 1 FROM parcels p${index} WHERE p${index}.id = ${index ? `p${index - 1}` : "parcels"}.id AND `).join("")}true${")".repeat(count)}`,
  "derived tables": (count: number, live: string) =>
    `SELECT 1 FROM parcels ${of(count, (index) => `JOIN (SELECT id FROM parcels) d${index} ON d${index}.id = parcels.id`).join(" ")} WHERE true${live}`,
  "one table joined": (count: number, live: string) =>
    `SELECT 1 FROM parcels ${of(count, (index) => `JOIN parcels d${index} ON d${index}.id = parcels.id`).join(" ")} WHERE true${live}`,
  INTERSECT: (count: number) => of(count, () => `SELECT id FROM parcels`).join(" INTERSECT "),
};

it.each(Object.entries(shapes))("takes judgements in proportion to the relations: %s", (_, shape) => {
  const [few, many] = [cost(shape(6, "")), cost(shape(24, ""))];
  expect(many.made).toBeLessThanOrEqual(few.made * 8);
  expect(many.made).toBeLessThan(250);
  expect(many.found).toEqual(new Set(["missing"]));
});

it.each(Object.entries(shapes).filter(([name]) => name !== "INTERSECT"))(
  "hands what is known of one row to all that are pinned to it: %s",
  (_, shape) => {
    expect(
      cost(
        shape(
          12,
          " AND parcels.deleted_at IS NULL".replace("parcels.", shape === shapes["CTEs joined"] ? "p." : "parcels."),
        ),
      ).found,
    ).toEqual(new Set(["filtered"]));
  },
);

it("says that it does not know before it takes long", () => {
  const { found } = cost(shapes["CTEs joined"](300, ""));
  expect(found.has("unknown")).toBe(true);
  expect([...found].every((liveness) => liveness === "unknown" || liveness === "missing")).toBe(true);
});
