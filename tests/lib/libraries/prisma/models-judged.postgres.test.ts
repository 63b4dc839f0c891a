import type { PGlite } from "@electric-sql/pglite";
import { beforeAll, describe, expect, it } from "vitest";
import { differences, factsOfCatalog, factsOfPostgres } from "../../catalog/judge.ts";
import { Random } from "../../catalog/random.ts";
import { catalogOfModels } from "../../read/models/catalog-of-models.ts";
import type { Files } from "../../../project-folder.ts";
import { migrationOf } from "./engine.ts";
import { randomPrisma } from "./random-schema.ts";
import { emptyDatabase } from "../../../postgres.ts";

let postgres: PGlite;
beforeAll(async () => void (postgres = await emptyDatabase()));

/** What PostgreSQL has after Prisma's own migration and rowguard reads in the schema differently; null where one of them rejects it. */
async function judgedByPrisma(files: Files): Promise<string[] | null> {
  const sql = await migrationOf(files).catch(() => null);
  if (sql === null) return null;
  await postgres.exec(
    "DROP SCHEMA IF EXISTS public CASCADE; DROP SCHEMA IF EXISTS audit CASCADE; CREATE SCHEMA public; SET search_path TO public",
  );
  const made = await postgres.exec(sql).then(
    () => true,
    () => false,
  );
  if (!made) return null;
  const catalog = catalogOfModels("prisma", files);
  return [
    ...catalog.problems.map(({ line, message }) => `- problem: ${line} ${message}`),
    ...differences(await factsOfPostgres(postgres), factsOfCatalog(catalog)),
  ];
}

// 100 at every run; SCHEMAS=1000 for more.
const schemas = Number(process.env["SCHEMAS"] ?? 100);
const start = Number(process.env["SEED"] ?? 0);

describe("a schema.prisma made up by chance", () => {
  it("is read as what Prisma's own engine makes of it", { timeout: 600_000 }, async () => {
    let judged = 0;
    for (let seed = start; seed < start + schemas; seed++) {
      const text = randomPrisma(new Random(seed));
      const found = await judgedByPrisma({ "schema.prisma": text });
      if (found === null) continue;
      judged++;
      if (found.length > 0)
        expect.fail(`seed ${seed}:\n${text}\n${found.join("\n")}\n\n${await migrationOf({ "schema.prisma": text })}`);
    }
    // What Prisma or PostgreSQL rejects shows nothing.
    expect(judged).toBeGreaterThan(schemas / 4);
  });
});
