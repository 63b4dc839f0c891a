import { PGlite } from "@electric-sql/pglite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { applyTo } from "../../../lib/catalog/apply.ts";
import { emptyCatalog, type Catalog } from "../../../lib/catalog/catalog.ts";
import { finish, Folding } from "../../../lib/catalog/folding.ts";
import { readScript } from "../../../lib/read/sql/read-script.ts";
import { scripts } from "./definition-scripts.ts";
import { differences, factsOfCatalog, factsOfPostgres } from "./judge.ts";

let postgres: PGlite;
beforeAll(async () => void (postgres = await PGlite.create()));
afterAll(() => postgres.close());

function folded(sql: string): Catalog {
  const folding = new Folding(emptyCatalog);
  const { statements, guarded, problems } = readScript(sql);
  expect(problems).toEqual([]);
  for (const statement of statements) {
    if (statement.kind === "definition")
      applyTo(folding, statement.definition, { file: "a.sql", line: 1 }, guarded.has(statement));
  }
  folding.endSession();
  finish(folding);
  return folding.catalog();
}

describe("a script leaves the schema that PostgreSQL has after it", () => {
  it.each(Object.entries(scripts))("%s", async (_, sql) => {
    const schemas = await postgres.query<{ name: string }>(
      "SELECT nspname AS name FROM pg_namespace WHERE nspname NOT LIKE 'pg\\_%' AND nspname <> 'information_schema'",
    );
    for (const { name } of schemas.rows) await postgres.exec(`DROP SCHEMA "${name}" CASCADE`);
    await postgres.exec(`CREATE SCHEMA public; SET search_path TO public; ${sql}`);
    const catalog = folded(sql);
    expect(catalog.problems).toEqual([]);
    expect(differences(await factsOfPostgres(postgres), factsOfCatalog(catalog))).toEqual([]);
  });
});
