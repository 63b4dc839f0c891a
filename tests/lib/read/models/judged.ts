import type { PGlite } from "@electric-sql/pglite";
import type { Catalog } from "../../../../lib/catalog/catalog.ts";
import { emptyDatabase } from "../../../postgres.ts";
import { differences, factsOfCatalog, factsOfPostgres } from "../../catalog/judge.ts";

/** What PostgreSQL says of the tables a tool makes (its SQL, or the library at work), and rowguard of the models it makes them of: what only one of them says. */
export async function judged(
  catalog: Catalog,
  made: string | ((postgres: PGlite) => Promise<void>),
): Promise<string[]> {
  const postgres = await emptyDatabase();
  if (typeof made === "string") await postgres.exec(made);
  else await made(postgres);
  return differences(await factsOfPostgres(postgres), factsOfCatalog(catalog));
}
