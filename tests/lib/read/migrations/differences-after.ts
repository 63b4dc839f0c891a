import type { PGlite } from "@electric-sql/pglite";
import type { Catalog } from "../../../../lib/catalog/catalog.ts";
import { emptyDatabase } from "../../../postgres.ts";
import { differences, factsOfCatalog, factsOfPostgres } from "../../catalog/judge.ts";

/** What PostgreSQL's catalog and ours say differently, after `run` has sent a library's own SQL to an empty database. */
export async function differencesAfter(
  run: (postgres: PGlite) => Promise<void>,
  catalog: Catalog,
): Promise<readonly string[]> {
  const postgres = await emptyDatabase();
  await run(postgres);
  return differences(await factsOfPostgres(postgres), factsOfCatalog(catalog));
}
