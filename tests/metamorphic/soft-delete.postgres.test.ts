import type { PGlite } from "@electric-sql/pglite";
import { beforeAll, describe, expect, it } from "vitest";
import { livenessOf, softDeletedRelations } from "../../lib/analysis/live-rows.ts";
import { isPurge } from "../../lib/analysis/purge.ts";
import { scopesOf } from "../../lib/analysis/scopes.ts";
import { catalogOf, softDeleteOf, tableOf, viewOf } from "../catalogs.ts";
import { parsed } from "../statements.ts";
import { ddl, rows, tables, views, Writer } from "./generated.ts";
import { emptyDatabase } from "../postgres.ts";

const dataSets = 24;
const catalog = catalogOf(
  ...Object.entries(tables).map(([name, mark]) =>
    tableOf(name, [
      "id! integer",
      "k integer",
      "t text",
      ...(mark ? [mark.replace(/ NOT NULL.*/, "").replace("timestamptz", "timestamp with time zone")] : []),
    ]),
  ),
  ...Object.entries(views).map(([name, select]) => viewOf(name, select)),
);

/** What the analysis says of a statement as a whole. */
function verdict(sql: string): "filtered" | "reported" | "other" {
  const scopes = scopesOf(parsed(sql), catalog);
  const judged = softDeletedRelations(scopes, softDeleteOf)
    .filter(({ relation }) => relation.role === "read" || relation.level.node.kind === "update")
    .map((subject) => livenessOf(subject, softDeleteOf));
  if (judged.some((liveness) => liveness === "missing" || liveness === "slip" || liveness === "late"))
    return "reported";
  return judged.every((liveness) => liveness === "filtered") ? "filtered" : "other";
}

/** Statements that are reported although deleted rows cannot change what they give, each by its reason. */
const withoutInfluence: ReadonlyMap<number, string> = new Map([
  [131, "only a live row of the other side of the FULL JOIN can match, and a later join needs one"],
  [197, "a LEFT JOIN by a key adds no row, and nothing of it is shown"],
  [243, "EXCEPT takes away every row there is"],
  [289, "by a key it counts one at most, deleted or not"],
  [368, "DISTINCT ON keeps one row for each id, and the live row gives it already"],
  [412, "count(*) > 0 of the same row asks what EXISTS would"],
  [465, "EXCEPT takes away every row there is"],
  [548, "a LEFT JOIN only repeats rows, and EXCEPT counts each once"],
]);

let db: PGlite;

beforeAll(async () => {
  db = await emptyDatabase();
  for (let set = 0; set < dataSets; set++) {
    const { live, deleted } = rows(set + 1);
    for (const [schema, inserts] of [
      [`live${set}`, live],
      [`full${set}`, `${live}\n${deleted}`],
    ]) {
      await db.exec(`CREATE SCHEMA ${schema}; SET search_path TO ${schema}; ${ddl} ${inserts}`);
    }
  }
});

/** The rows a statement gives in a data set, order aside; what it writes is undone. */
async function result(sql: string, schema: string): Promise<string> {
  await db.exec(`BEGIN; SET LOCAL search_path TO ${schema}`);
  try {
    const { rows: found } = await db.query(sql, [], { rowMode: "array" });
    return found
      .map((row) => JSON.stringify(row))
      .sort()
      .join("\n");
  } finally {
    await db.exec("ROLLBACK");
  }
}

async function differs(sql: string, sets: number): Promise<boolean> {
  for (let set = 0; set < sets; set++)
    if ((await result(sql, `live${set}`)) !== (await result(sql, `full${set}`))) return true;
  return false;
}

describe("require-soft-delete-filter, PostgreSQL the judge", () => {
  it("gives the same rows with and without deleted ones where it is satisfied, and can differ where it is not", async () => {
    const counts = { filtered: 0, reported: 0, other: 0 };
    const wrong: string[] = [];
    const steady: string[] = [];
    const stale: string[] = [];
    for (let seed = 1; counts.filtered + counts.reported < 540; seed++) {
      const sql = new Writer(seed).statement();
      const said = verdict(sql);
      counts[said]++;
      if (said === "filtered" && (await differs(sql, 8))) wrong.push(`seed ${seed}: ${sql}`);
      const isSteady = said === "reported" && !(await differs(sql, dataSets));
      if (isSteady !== withoutInfluence.has(seed)) (isSteady ? steady : stale).push(`seed ${seed}: ${sql}`);
    }
    expect(wrong).toEqual([]);
    expect(steady).toEqual([]);
    expect(stale, "listed, though deleted rows do change what they give").toEqual([]);
    expect(Math.min(counts.filtered, counts.reported)).toBeGreaterThan(120);
  }, 240_000);
});

describe("no-hard-delete, PostgreSQL the judge", () => {
  it("lets only those DELETEs pass as purges that remove no live row", async () => {
    const wrong: string[] = [];
    let purges = 0;
    for (let seed = 1; purges < 220; seed++) {
      const sql = new Writer(seed).delete();
      const scopes = scopesOf(parsed(sql), catalog);
      const targets = softDeletedRelations(scopes, softDeleteOf).filter(({ relation }) => relation.role === "target");
      if (!targets.every((subject) => isPurge(subject, softDeleteOf) === "yes")) continue;
      purges++;
      for (let set = 0; set < 8; set++)
        if ((await result(sql, `live${set}`)) !== "") wrong.push(`seed ${seed}: ${sql}`);
    }
    expect(wrong).toEqual([]);
  }, 240_000);
});
