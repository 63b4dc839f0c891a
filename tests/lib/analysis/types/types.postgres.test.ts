import { readdirSync, readFileSync } from "node:fs";
import type { PGlite } from "@electric-sql/pglite";
import { beforeAll, describe, expect, it } from "vitest";
import { applyDefinition } from "../../../../lib/catalog/apply.ts";
import { emptyCatalog, type Catalog } from "../../../../lib/catalog/catalog.ts";
import { readScript } from "../../../../lib/read/sql/read-script.ts";
import { typesOf, type SqlType } from "../../../../lib/analysis/types/types-of.ts";
import { refusalsOf } from "../../../../lib/analysis/refusals.ts";
import { scopesOf } from "../../../../lib/analysis/scopes.ts";
import { emptyDatabase } from "../../../postgres.ts";
import { statementFrom } from "../judged.ts";
import { schemaFor } from "./schema-for.ts";
import { drawnTypedStatement, typedSchema } from "./drawn-typed-statements.ts";
import { mutatedStatement } from "./mutated-statements.ts";
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

async function judged(sql: string, by: Catalog = catalog): Promise<Verdict> {
  const said = await judge.describe(sql);
  if (said.code === "42601") return { sql, wrong: null, unknown: [], slots: 0, refused: "syntax", code: said.message };
  const ours = typesOf(statementFrom(sql), by);
  const [fault] = ours.faults;
  if (said.code !== null) {
    const isCaught =
      ours.faults.some(({ code, message }) => code === said.code && said.message.startsWith(message)) ||
      refusalsFor(sql, by).some(({ code }) => code === said.code);
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
  const [refusal] = refusalsFor(sql, by);
  const wrong = refusal
    ? `refused: ${refusal.code} ${refusal.kind} ${refusal.data["message"] ?? ""}`
    : fault
      ? `refused: ${fault.code} ${fault.message}`
      : different.map(({ theirs, ours: own }) => `${own ?? ""} instead of ${theirs}`).join(", ") || null;
  return { sql, wrong, unknown, slots: pairs.length, refused: null, code: null };
}

const refusalsFor = (sql: string, by: Catalog) =>
  // What is refused of a NULL, or of a key that ON CONFLICT names, is so when the statement runs.
  scopesOf(statementFrom(sql), by)
    .levels.flatMap((level) => refusalsOf(level, by))
    .filter(({ code }) => code !== "23502" && code !== "42P10");

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
  it.each([
    "INSERT INTO teams (id, name, motto) SELECT DISTINCT 1, 'a', $1",
    "INSERT INTO teams (id, name, motto) SELECT 1, 'a', $1",
    "INSERT INTO teams (id, name, motto) SELECT 1, 'a', $1 AS m FROM users ORDER BY m",
    "INSERT INTO teams (id, name, motto) SELECT 1, 'a', $1 FROM users GROUP BY 1, 2, 3",
    "INSERT INTO teams (id, name, motto) SELECT DISTINCT ON (m) 1, 'a', $1 AS m FROM users",
    "INSERT INTO teams (id, name, motto) SELECT DISTINCT ON (id) 1, 'a', $1 FROM users",
    "SELECT motto FROM teams UNION SELECT DISTINCT $1",
    "SELECT row_number() OVER (PARTITION BY $1 ORDER BY t.lead_id) FROM teams t WHERE coalesce($1, false)",
    "SELECT row_number() OVER (PARTITION BY $1) FROM teams t",
    "SELECT count(DISTINCT $1) FROM teams",
    "SELECT array_agg(DISTINCT name || $1) FROM teams",
    "SELECT row_number() OVER (ORDER BY t.id ROWS $1 PRECEDING) FROM teams t WHERE t.id = $1",
    "SELECT ROW('a', '1', $1)::place IS NULL, ROW($2, $3, NULL)::place",
  ])("are what PostgreSQL says: %s", async (sql) => {
    expect(await judged(sql)).toMatchObject({ wrong: null, unknown: [], refused: null });
  });

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

  const count = Number(process.env["TYPED_STATEMENTS"] ?? 300);
  const from = Number(process.env["TYPED_FROM"] ?? 0);
  const isLong = process.env["TYPED_STATEMENTS"] !== undefined;

  it("are what PostgreSQL says, of drawn statements", async () => {
    const tally = new Tally();
    for (let seed = from; seed < from + count; seed++)
      tally.add(await judged(drawnTypedStatement(generator(seed + 31))));
    if (isLong) tally.print();
    expect(tally.wrong).toEqual([]);
    expect(tally.counts.accepted).toBeGreaterThan(count * 0.8);
    expect(tally.counts.unknown / tally.counts.slots).toBeLessThan(0.002);
  }, 3_600_000);

  it("are refused where PostgreSQL refuses them, in its words, and nowhere else", async () => {
    const tally = new Tally();
    for (let seed = from; seed < from + count; seed++) {
      const random = generator(seed + 31);
      tally.add(await judged(mutatedStatement(drawnTypedStatement(random), random)));
    }
    if (isLong) tally.print();
    expect(tally.wrong).toEqual([]);
    expect(tally.counts.refused).toBeGreaterThan(count * 0.3);
    expect(tally.counts.caught / tally.counts.refused).toBeGreaterThan(0.92);
  }, 3_600_000);
});

it("literals that are told to be no value of a type are none", async () => {
  const values =
    "1 12 123 040506 10:00 10:true now NOW() today (1,2) [1] {1} {} (1,b) a x f 10.0.0.1 10.0.0.0/8 10 ::1 fe80::a 1,2 (1,2,3) <(1,2),3> 101 b101 x1F 012 B1 0x1f 99999999999 -1 4294967295 2020-01-01 (a,b,) NaN inf".split(
      " ",
    );
  const types =
    "time inet cidr oid point varbit bit(3) timestamp date timetz timestamptz interval int4 numeric bool place".split(
      " ",
    );
  db = await emptyDatabase();
  await db.exec(typedSchema);
  judge = new TypeJudge(db);
  const wrong: string[] = [];
  let told = 0;
  for (const type of types)
    for (const value of ["", " ", ...values]) {
      const verdict = await judged(`SELECT '${value}'::${type}`);
      if (verdict.wrong !== null) wrong.push(`${verdict.sql}: ${verdict.wrong}`);
      if (verdict.refused === "caught") told++;
    }
  expect(wrong).toEqual([]);
  expect(told).toBeGreaterThan(200);
}, 60_000);

it("the types of the statements that people write are what PostgreSQL says, or unknown", async () => {
  const folder = new URL("../../../fixtures/statements/", import.meta.url);
  const statements = readdirSync(folder)
    .flatMap((name) => readFileSync(new URL(name, folder), "utf8").split(/;\s*$/m))
    .map((text) => text.replace(/^\s*--.*$/gm, "").trim())
    .filter((text) => /^(?:select|with|insert|update|delete|values|merge)\b/i.test(text));
  const schema = schemaFor(statements.map(statementFrom));
  db = await emptyDatabase();
  await db.exec(schema);
  judge = new TypeJudge(db);
  const by = catalogOf(schema);
  const tally = new Tally();
  for (const sql of statements) tally.add(await judged(sql, by));
  if (process.env["TYPED_STATEMENTS"] !== undefined) tally.print();
  expect(tally.wrong).toEqual([]);
  expect(tally.counts.accepted).toBeGreaterThan(statements.length * 0.6);
  expect(tally.counts.unknown / tally.counts.slots).toBeLessThan(0.02);
}, 60_000);

class Tally {
  readonly wrong: string[] = [];
  readonly counts = { accepted: 0, refused: 0, caught: 0, syntax: 0, slots: 0, unknown: 0 };
  readonly #reasons = new Map<string, number>();
  readonly #missed = new Map<string, string[]>();

  add({ sql, wrong, unknown, slots, refused, code }: Verdict): void {
    if (refused === "syntax") this.counts.syntax++;
    else if (refused) {
      this.counts.refused++;
      if (refused === "caught") this.counts.caught++;
      else this.#missed.set(code ?? "", [...(this.#missed.get(code ?? "") ?? []), sql]);
    } else {
      this.counts.accepted++;
      this.counts.slots += slots;
      this.counts.unknown += unknown.length;
      for (const reason of unknown) this.#reasons.set(reason, (this.#reasons.get(reason) ?? 0) + 1);
      if (wrong !== null) this.wrong.push(`${wrong}: ${sql}`);
    }
  }

  print(): void {
    const byCount = [...this.#reasons].sort(([, one], [, other]) => other - one);
    console.log(this.counts, byCount.slice(0, 25));
    for (const [code, statements] of [...this.#missed].sort(([, a], [, b]) => b.length - a.length).slice(0, 40))
      console.log("missed", statements.length, code, "|", statements[0]);
  }
}
