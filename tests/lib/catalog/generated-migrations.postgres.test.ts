import type { PGlite } from "@electric-sql/pglite";
import { beforeAll, describe, expect, it } from "vitest";
import { differences, meant } from "./judge.ts";
import { runMigration, runRandomMigration, smallest } from "./migration-run.ts";
import { emptyDatabase } from "../../postgres.ts";

let postgres: PGlite;
beforeAll(async () => void (postgres = await emptyDatabase()));

// 250 at every run; SEQUENCES=2000 for the whole proof (some three minutes).
const sequences = Number(process.env["SEQUENCES"] ?? 250);
// Other sequences than those of every run: the first seed.
const start = Number(process.env["SEED"] ?? 0);
const atOnce = 50;

describe("a migration made up by chance leaves the schema that PostgreSQL has after it", () => {
  it.each(Array.from({ length: Math.ceil(sequences / atOnce) }, (_, index) => start + index * atOnce))(
    `seed %i and the ${atOnce - 1} after it`,
    { timeout: 120_000 },
    async (first) => {
      let accepted = 0;
      for (let seed = first; seed < Math.min(first + atOnce, start + sequences); seed++) {
        const run = await runRandomMigration(postgres, seed);
        accepted += run.statements.length;
        if (run.differences.length > 0) {
          const { statements, differences: found } = await smallest(postgres, run.statements);
          expect.fail(
            `seed ${seed}:\n${statements.join(";\n")}\n\n${(found.length > 0 ? found : run.differences).join("\n")}`,
          );
        }
      }
      // Most of what is made up must be what PostgreSQL accepts, or nothing is shown.
      expect(accepted).toBeGreaterThan(10 * (Math.min(first + atOnce, start + sequences) - first));
    },
  );
});

describe("a difference that is meant", () => {
  const cases: readonly (readonly string[])[] = [
    ["CREATE TABLE t (a numeric(4,2)); CREATE TABLE u AS SELECT a / 2 AS half FROM t"],
    [],
  ];
  it.each(meant.map(({ reason, covers }, index) => ({ reason, covers, statements: cases[index]! })))(
    "$reason",
    async ({ statements, covers }) => {
      expect(await runMigration(postgres, statements)).toEqual([]);
      const right = ["public.u column 1 half numeric", "public.t foreign-key k (a) -> auth.users(id) ca"];
      const left = ["public.u column 1 half unknown", "public.t foreign-key k (a) -> auth.users() ca"];
      expect(right.filter((fact) => left.some((other) => covers(fact, other)))).toHaveLength(1);
      expect(differences(right, left)).toEqual([]);
    },
  );
});
