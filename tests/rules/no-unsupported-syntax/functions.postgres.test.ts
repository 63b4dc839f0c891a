import { expect, it } from "vitest";
import { releases } from "../../../lib/analysis/postgres-features.ts";
import { emptyDatabase } from "../../postgres.ts";

/** Constructs of the grammar that look like functions: no catalog has them. */
const ofTheGrammar = new Set([
  ...["json_table", "json_exists", "json_query", "json_value", "json_scalar", "json_serialize", "xmltable"],
  ...["json_array", "json_arrayagg", "json_objectagg", "merge_action"],
]);

it("names functions that PostgreSQL has from the version on that it says", async () => {
  const postgres = await emptyDatabase();
  const { rows } = await postgres.query<{ proname: string; version: number }>(
    "SELECT DISTINCT proname, current_setting('server_version_num')::int / 10000 AS version FROM pg_proc",
  );
  const known = new Set(rows.map(({ proname }) => proname));
  const version = rows[0]?.version ?? 0;
  const wrong = releases.flatMap(({ version: since, functions }) =>
    functions.filter((name) => !ofTheGrammar.has(name) && known.has(name) !== since <= version),
  );
  expect(wrong).toEqual([]);
});
