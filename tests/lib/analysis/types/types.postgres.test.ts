import { readFileSync } from "node:fs";
import type { PGlite } from "@electric-sql/pglite";
import { beforeAll, describe, expect, it } from "vitest";
import { applyDefinition } from "../../../../lib/catalog/apply.ts";
import { emptyCatalog, type Catalog } from "../../../../lib/catalog/catalog.ts";
import { readScript } from "../../../../lib/read/sql/read-script.ts";
import { typesOf, type SqlType } from "../../../../lib/analysis/types/types-of.ts";
import { emptyDatabase } from "../../../postgres.ts";
import { statementFrom } from "../judged.ts";
import { drawnTypedStatement, typedSchema } from "./drawn-typed-statements.ts";
import { TypeJudge, type Described } from "./judged-types.ts";

let db: PGlite;
let judge: TypeJudge;
const catalog = catalogOf(typedSchema);
beforeAll(async () => {
  db = await emptyDatabase();
  await db.exec(typedSchema);
  judge = new TypeJudge(db);
}, 240_000);

function catalogOf(schema: string): Catalog {
  return readScript(schema).statements.reduce<Catalog>(
    (before, statement) =>
      statement.kind === "definition"
        ? applyDefinition(before, statement.definition, { file: "schema.sql", line: 1 })
        : before,
    { ...emptyCatalog, sources: ["schema.sql"] },
  );
}

interface Verdict {
  readonly sql: string;
  /** Where PostgreSQL says another type, or refuses what is not refused here, or the other way round. */
  readonly wrong: string | null;
  readonly unknown: readonly string[];
  readonly slots: number;
  readonly refused: "caught" | "missed" | "syntax" | null;
  readonly code: string | null;
}

async function judged(sql: string): Promise<Verdict> {
  const said = await judge.describe(sql);
  if (said.code === "42601") return { sql, wrong: null, unknown: [], slots: 0, refused: "syntax", code: said.message };
  const ours = typesOf(statementFrom(sql), catalog);
  const [fault] = ours.faults;
  if (said.code !== null) {
    const isCaught = fault?.code === said.code && said.message.startsWith(fault.message);
    return {
      sql,
      wrong: null,
      unknown: [],
      slots: 0,
      refused: isCaught ? "caught" : "missed",
      code: `${said.code} ${said.message}`,
    };
  }
  const pairs = pairsOf(said, ours);
  const unknown = pairs.flatMap(({ reason }) => reason ?? []);
  const different = pairs.filter(({ theirs, ours: own }) => own !== null && own !== theirs);
  const wrong = fault
    ? `refused: ${fault.code} ${fault.message}`
    : different.map(({ theirs, ours: own }) => `${own ?? ""} instead of ${theirs}`).join(", ") || null;
  return { sql, wrong, unknown, slots: pairs.length, refused: null, code: null };
}

interface Pair {
  readonly theirs: string;
  readonly ours: string | null;
  readonly reason: string | null;
}

function pairsOf(
  said: Described & { readonly code: null },
  { outputs, parameters }: ReturnType<typeof typesOf>,
): readonly Pair[] {
  const named = said.outputs.map(({ name, type }, index): Pair => {
    const own = outputs?.[index];
    if (!outputs) return { theirs: type, ours: null, reason: "the columns are not all known" };
    if (own?.name != null && own.name !== name) return { theirs: name, ours: own.name, reason: null };
    return { theirs: type, ours: own?.type ?? null, reason: own?.reason ?? null };
  });
  if (outputs && outputs.length !== said.outputs.length)
    named.push({ theirs: `${said.outputs.length} columns`, ours: `${outputs.length} columns`, reason: null });
  const numbered = said.parameters.map((type, index): Pair => {
    const own: SqlType | undefined = parameters.find(({ number }) => number === index + 1);
    return { theirs: type, ours: own?.type ?? null, reason: own ? own.reason : "a parameter that is not seen" };
  });
  return [...named, ...numbered];
}

function generator(seed: number): () => number {
  let state = seed * 2654435761;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 2246822519) + 3266489917) | 0;
    return ((state ^ (state >>> 13)) >>> 0) / 2 ** 32;
  };
}

describe("the types of a statement", () => {
  const list = process.env["TYPED_STATEMENTS_FILE"];
  it.runIf(list)("are what PostgreSQL says, of the statements of a file", async () => {
    for (const sql of readFileSync(list ?? "", "utf8")
      .split("\n")
      .filter((line) => line.trim() !== "")) {
      const { code, ...verdict } = await judged(sql);
      console.log(
        verdict.wrong ?? (verdict.refused ? `${verdict.refused}: ${code ?? ""}` : verdict.unknown.join()),
        "|",
        sql,
      );
    }
  });

  it("are what PostgreSQL says, of drawn statements", async () => {
    const count = Number(process.env["TYPED_STATEMENTS"] ?? 400);
    const from = Number(process.env["TYPED_FROM"] ?? 0);
    const isLong = process.env["TYPED_STATEMENTS"] !== undefined;
    const wrong: string[] = [];
    const reasons = new Map<string, number>();
    const syntax: string[] = [];
    const missed = new Map<string, string[]>();
    const counts = { accepted: 0, refused: 0, caught: 0, slots: 0, unknown: 0 };
    for (let seed = from; seed < from + count; seed++) {
      const verdict = await judged(drawnTypedStatement(generator(seed + 31)));
      if (verdict.refused === "syntax") {
        syntax.push(verdict.sql);
        continue;
      }
      if (verdict.refused) {
        counts.refused++;
        if (verdict.refused === "caught") counts.caught++;
        else missed.set(verdict.code ?? "", [...(missed.get(verdict.code ?? "") ?? []), verdict.sql]);
        continue;
      }
      counts.accepted++;
      counts.slots += verdict.slots;
      counts.unknown += verdict.unknown.length;
      for (const reason of verdict.unknown) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
      if (verdict.wrong !== null) wrong.push(`${verdict.wrong}: ${verdict.sql}`);
    }
    if (isLong) {
      console.log(syntax.length, syntax.slice(0, 5));
      console.log(counts, [...reasons].sort(([, one], [, other]) => other - one).slice(0, 25));
      for (const [code, statements] of [...missed].sort(([, a], [, b]) => b.length - a.length).slice(0, 40))
        console.log("missed", statements.length, code, "|", statements[0]);
    }
    expect(wrong).toEqual([]);
    expect(counts.accepted).toBeGreaterThan(count / 3);
    expect(counts.unknown / counts.slots).toBeLessThan(0.02);
  }, 3_600_000);
});
