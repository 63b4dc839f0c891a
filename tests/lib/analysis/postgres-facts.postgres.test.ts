import type { PGlite } from "@electric-sql/pglite";
import { beforeAll, expect, it } from "vitest";
import { neverNullFunctions, neverNullOperators } from "../../../lib/analysis/never-null.ts";
import { operatorFacts, routineFacts } from "../../../lib/analysis/routine-facts.ts";
import { emptyDatabase } from "../../postgres.ts";

let db: PGlite;
beforeAll(async () => {
  db = await emptyDatabase();
}, 60_000);

const names = async (sql: string): Promise<readonly string[]> =>
  (await db.query<{ name: string }>(sql)).rows.map(({ name }) => name);

/** Functions that SQL can call with values: not what types and indexes are made of. */
const routines = `
  SELECT proname AS name, bool_and(proisstrict) AS strict, bool_and(prokind = 'f' AND NOT proretset) AS plain,
         bool_or(provolatile = 'v') AS volatile, bool_or(provolatile = 's' AND pronargs = 0) AS momentary, bool_and(prokind = 'a') AS aggregate, bool_and(prokind = 'w') AS windowed
  FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace AND prorettype NOT IN ('internal'::regtype, 'trigger'::regtype, 'event_trigger'::regtype)
    AND NOT proargtypes::oid[] && ARRAY['internal'::regtype::oid, 'cstring'::regtype::oid] AND proname !~ '^(?:pg_(?!typeof|sleep)|binary_upgrade|.*_(?:accum|combine|serialize|deserialize|transfn|finalfn)$|RI_)'
  GROUP BY proname`;
const operators = `
  SELECT oprname AS name, bool_and(proisstrict) AS strict FROM pg_operator JOIN pg_proc ON pg_proc.oid = oprcode
  WHERE oprnamespace = 'pg_catalog'::regnamespace GROUP BY oprname`;

// Printed again by \`npx vitest run --project postgres postgres-facts -u\`, where PostgreSQL itself has changed.
it("has the strictness that PostgreSQL says", async () => {
  const lists = {
    strictFunctions: `SELECT name FROM (${routines}) r WHERE strict AND plain ORDER BY name COLLATE "C"`,
    otherFunctions: `SELECT name FROM (${routines}) r WHERE plain AND NOT strict ORDER BY name COLLATE "C"`,
    volatileFunctions: `SELECT name FROM (${routines}) r WHERE volatile ORDER BY name COLLATE "C"`,
    momentaryFunctions: `SELECT name FROM (${routines}) r WHERE momentary ORDER BY name COLLATE "C"`,
    aggregates: `SELECT name FROM (${routines}) r WHERE aggregate ORDER BY name COLLATE "C"`,
    windowFunctions: `SELECT name FROM (${routines}) r WHERE windowed ORDER BY name COLLATE "C"`,
    otherRoutines: `SELECT name FROM (${routines}) r WHERE NOT plain AND NOT aggregate AND NOT windowed ORDER BY name COLLATE "C"`,
    strictOperators: `SELECT name FROM (${operators}) r WHERE strict ORDER BY name COLLATE "C"`,
    otherOperators: `SELECT name FROM (${operators}) r WHERE NOT strict ORDER BY name COLLATE "C"`,
  };
  const printed: string[] = [];
  for (const [list, sql] of Object.entries(lists))
    printed.push(`export const ${list} = \`\n${wrapped(await names(sql))}\`;\n`);
  const head =
    "// What pg_proc and pg_operator of PostgreSQL 18 say, as tests/lib/analysis/postgres-facts.postgres.test.ts prints it.\n";
  await expect(`${head}\n${printed.join("\n")}`).toMatchFileSnapshot("../../../lib/analysis/postgres-facts.ts");
});

function wrapped(words: readonly string[]): string {
  let text = "";
  let line = "";
  for (const word of words) {
    const escaped = word.replaceAll("\\", "\\\\").replaceAll("`", "\\`");
    if (line.length + escaped.length > 118) {
      text += `${line.trimEnd()}\n`;
      line = "";
    }
    line += `${escaped} `;
  }
  return `${text}${line.trimEnd()}\n`;
}

it("knows of each curated name whether it is strict", () => {
  const unheard = [...neverNullFunctions.keys()].filter((name) => !routineFacts(name) && !grammar.has(name));
  expect(unheard).toEqual([]);
  expect([...neverNullOperators].filter((name) => !operatorFacts(name))).toEqual([]);
});

/** Functions that are words of the grammar. */
const grammar = new Set(
  "current_catalog current_date current_role current_time current_timestamp current_user localtime localtimestamp session_user system_user user json_array json_object grouping merge_action xmlelement json_exists".split(
    " ",
  ),
);
