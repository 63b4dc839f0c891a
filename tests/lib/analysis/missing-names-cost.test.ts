import { expect, it } from "vitest";
import { emptyCatalog, type Catalog } from "../../../lib/catalog/catalog.ts";
import { missingNames } from "../../../lib/analysis/missing-names.ts";
import { scopesOf } from "../../../lib/analysis/scopes.ts";
import { tableOf } from "../../catalogs.ts";
import { parsed } from "../../statements.ts";

const users = tableOf("users", ["id! bigint", "email! text"]);
const catalog: Catalog = { ...emptyCatalog, sources: ["a.sql"], relations: new Map([["public.users", users]]) };

/** How often the level around a level is asked for. */
function lookedAround(arms: number): number {
  const sql = Array.from({ length: arms }, () => "SELECT u.id FROM users u").join(" UNION ALL ");
  let asked = 0;
  const { levels } = scopesOf(parsed(sql), catalog);
  for (const level of levels) {
    const { container } = level;
    Object.defineProperty(level, "container", {
      get() {
        asked++;
        return container;
      },
    });
  }
  for (const level of levels) expect(missingNames(level, catalog)).toEqual([]);
  return asked;
}

it("looks at each level of a statement as often, however many there are", () => {
  expect(lookedAround(200) / lookedAround(100)).toBeLessThan(2.2);
});
