import { describe, expect, it } from "vitest";
import { applyTo } from "../../../lib/catalog/apply.ts";
import { emptyCatalog, type Catalog } from "../../../lib/catalog/catalog.ts";
import { finish, Folding } from "../../../lib/catalog/folding.ts";
import { readScript } from "../../../lib/read/sql/read-script.ts";
import { scripts } from "./definition-scripts.ts";
import { differences, factsOfCatalog, factsOfPostgres } from "./judge.ts";
import { emptyDatabase } from "../../postgres.ts";

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
    const postgres = await emptyDatabase();
    await postgres.exec(sql);
    const catalog = folded(sql);
    expect(catalog.problems).toEqual([]);
    expect(differences(await factsOfPostgres(postgres), factsOfCatalog(catalog))).toEqual([]);
  });
});
