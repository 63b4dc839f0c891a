import { join } from "node:path";
import type { PGlite } from "@electric-sql/pglite";
import { Linter } from "eslint";
import { beforeAll, describe, expect, it } from "vitest";
import { noNullComparison } from "../../../rules/no-null-comparison.ts";
import { noNullableNotIn } from "../../../rules/no-nullable-not-in.ts";
import { emptyDatabase } from "../../postgres.ts";
import { folderWith } from "../../project-folder.ts";

// What is reported finds nothing, says PostgreSQL, and what the suggestions make of it finds the rows that were meant.

const ddl = `
  CREATE TABLE boats (id int PRIMARY KEY, name text NOT NULL, berth text);
  CREATE TABLE trips (id int PRIMARY KEY, boat_id int, harbour_id int NOT NULL);`;
const rows = `
  INSERT INTO boats VALUES (1, 'a', 'north'), (2, 'b', NULL), (3, 'c', 'south');
  INSERT INTO trips VALUES (1, 1, 1), (2, NULL, 2), (3, 3, 9);`;

const folder = folderWith({ "schema.sql": ddl });
let db: PGlite;
beforeAll(async () => {
  db = await emptyDatabase();
  await db.exec(`${ddl} ${rows}`);
});

const linter = new Linter({ cwd: folder });
const [head, tail] = ['import { PGlite } from "@electric-sql/pglite";\nawait new PGlite().query(`', "`);\n"];

/** The statement after every suggestion, one after the other. */
function mended(sql: string): string {
  let code = head + sql + tail;
  for (let times = 0; times < 5; times++) {
    const [edit] = linter
      .verify(
        code,
        [
          {
            plugins: {
              rowguard: {
                rules: {
                  [noNullComparison.name]: noNullComparison as never,
                  [noNullableNotIn.name]: noNullableNotIn as never,
                },
              },
            },
            rules: { "rowguard/no-null-comparison": "error", "rowguard/no-nullable-not-in": "error" },
            settings: { rowguard: { root: folder, schema: ["schema.sql"] } },
          },
        ],
        { filename: join(folder, "code.js") },
      )
      .flatMap(({ suggestions = [] }) => suggestions);
    if (!edit) break;
    code = code.slice(0, edit.fix.range[0]) + edit.fix.text + code.slice(edit.fix.range[1]);
  }
  return code.slice(head.length, -tail.length);
}

const ids = async (sql: string): Promise<readonly number[]> =>
  (await db.query<{ id: number }>(sql)).rows.map(({ id }) => id).sort();

describe("what the suggestions make of comparisons with NULL", () => {
  it.each<[string, readonly number[]]>([
    ["SELECT id FROM boats WHERE berth = NULL", [2]],
    ["SELECT id FROM boats WHERE berth <> NULL AND id > 0", [1, 3]],
    ["SELECT id FROM boats WHERE lower(berth) || name != NULL::text", [1, 3]],
    ["SELECT b.id FROM boats b JOIN trips t ON t.boat_id = b.id AND t.boat_id <> NULL", [1, 3]],
    ["SELECT min(id) AS id FROM boats GROUP BY berth HAVING max(berth) = NULL", [2]],
    ["SELECT id FROM boats WHERE CASE WHEN berth = NULL THEN true ELSE false END", [2]],
    ["SELECT id FROM boats WHERE id NOT IN (SELECT boat_id FROM trips)", [2]],
    ["SELECT id FROM boats WHERE NOT id IN (SELECT t.boat_id FROM trips t WHERE t.id > 1 OR t.id = 1)", [2]],
    ["SELECT id FROM boats WHERE id <> ALL (SELECT boat_id FROM trips ORDER BY boat_id LIMIT 9)", [2]],
    [
      "SELECT id FROM boats WHERE id NOT IN (SELECT t.harbour_id FROM boats b LEFT JOIN trips t ON t.boat_id = b.id)",
      [2, 3],
    ],
  ])("%s", async (sql, meant) => {
    expect(await ids(sql)).toEqual([]);
    const after = mended(sql);
    expect(after).not.toBe(sql);
    expect(await ids(after)).toEqual(meant);
  });
});
