import type { PGlite } from "@electric-sql/pglite";
import { applyTo } from "../../../lib/catalog/apply.ts";
import { emptyCatalog, type Catalog } from "../../../lib/catalog/catalog.ts";
import { Folding } from "../../../lib/catalog/folding.ts";
import { readScript } from "../../../lib/read/sql/read-script.ts";
import { differences, factsOfCatalog, factsOfPostgres } from "./judge.ts";
import { prelude, randomDefinition } from "./random-definitions.ts";
import { Random } from "./random.ts";

/** A migration made up by chance and what the two sides say differently after it; `statements` are those PostgreSQL accepted. */
export interface MigrationRun {
  readonly statements: readonly string[];
  readonly rejected: number;
  readonly differences: readonly string[];
}

/** Folds statements one by one, as a migration would be. */
export class Folded {
  readonly folding = new Folding(emptyCatalog);

  add(sql: string): void {
    const { statements, guarded, problems } = readScript(sql);
    for (const { message } of problems) this.folding.problems.push({ file: "", line: 1, message });
    for (const statement of statements) {
      if (statement.kind === "definition")
        applyTo(this.folding, statement.definition, { file: "", line: 1 }, guarded.has(statement));
    }
  }

  catalog(): Catalog {
    return this.folding.catalog();
  }
}

// A statement with a syntax error is rejected before any part of the text runs, so the savepoint is always the one taken before.
const accepts = (postgres: PGlite, sql: string): Promise<boolean> =>
  postgres.exec(`${sql}; RELEASE one; SAVEPOINT one`).then(
    () => true,
    () => postgres.exec("ROLLBACK TO one").then(() => false),
  );

/** Makes a sequence of definitions, tries each in PostgreSQL, leaves out what it rejects, and compares at the end. The database is as before afterwards. */
export async function runRandomMigration(postgres: PGlite, seed: number, length = 25): Promise<MigrationRun> {
  const random = new Random(seed);
  const folded = new Folded();
  const statements: string[] = [];
  let rejected = 0;
  await postgres.exec(`BEGIN; ${prelude}; SAVEPOINT one`);
  try {
    folded.add(prelude);
    for (let count = 0; count < length; count++) {
      const sql = randomDefinition(random, folded.catalog());
      if (await accepts(postgres, sql)) {
        statements.push(sql);
        folded.add(sql);
      } else rejected++;
    }
    return { statements, rejected, differences: await compared(postgres, folded) };
  } finally {
    await postgres.exec("ROLLBACK");
  }
}

/** The same of given statements; null where PostgreSQL rejects one. */
export async function runMigration(postgres: PGlite, statements: readonly string[]): Promise<readonly string[] | null> {
  const folded = new Folded();
  await postgres.exec(`BEGIN; ${prelude}; SAVEPOINT one`);
  try {
    folded.add(prelude);
    for (const sql of statements) {
      if (!(await accepts(postgres, sql))) return null;
      folded.add(sql);
    }
    return await compared(postgres, folded);
  } finally {
    await postgres.exec("ROLLBACK");
  }
}

async function compared(postgres: PGlite, folded: Folded): Promise<string[]> {
  const catalog = folded.catalog();
  const problems = catalog.problems.map(({ message }) => `- problem: ${message}`);
  folded.folding.endSession();
  return [...problems, ...differences(await factsOfPostgres(postgres), factsOfCatalog(folded.catalog()))];
}

/** The fewest of a sequence's statements after which the two still differ, for the message. */
export async function smallest(
  postgres: PGlite,
  statements: readonly string[],
): Promise<{ readonly statements: readonly string[]; readonly differences: readonly string[] }> {
  let kept = [...statements];
  let found = (await runMigration(postgres, kept)) ?? [];
  for (let before = Infinity; kept.length < before;) {
    before = kept.length;
    for (let index = kept.length - 1; index >= 0; index--) {
      const fewer = kept.toSpliced(index, 1);
      const still = await runMigration(postgres, fewer);
      if (still && still.length > 0) [kept, found] = [fewer, still];
    }
  }
  return { statements: kept, differences: found };
}
