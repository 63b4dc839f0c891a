import type { PGlite } from "@electric-sql/pglite";
import { beforeAll, describe, expect, it } from "vitest";
import type { Catalog } from "../../../../lib/catalog/catalog.ts";
import { contentOf, knownItems } from "../../../../lib/model/clause.ts";
import type { Statement } from "../../../../lib/model/statement.ts";
import { parsePrisma } from "../../../../lib/libraries/prisma/grammar.ts";
import { migrationOf } from "./engine.ts";
import { emitted, readBuilderIn } from "../../read/builder/agree.ts";
import { normal } from "../../read/builder/normal.ts";
import { clientOf, type TestClient } from "./client.ts";
import { onPglite } from "./on-pglite.ts";
import { prismaSchema } from "./schema.ts";
import { lookedUp, reads, writes } from "./shapes.ts";
import { emptyDatabase } from "../../../postgres.ts";

const models = { "schema.prisma": prismaSchema };
let database: PGlite;
let client: TestClient;

beforeAll(async () => {
  database = await emptyDatabase();
  await database.exec(await migrationOf(models));
  await database.exec(`
    INSERT INTO members (email, full_name, sponsor_id) VALUES ('a@x', 'Ada', NULL), ('b@x', NULL, 1);
    INSERT INTO cards (digits, member_id) VALUES ('1', 1);
    INSERT INTO studios (slug, region) VALUES ('north', 'eu');
    INSERT INTO rooms (label, studio_id) VALUES ('blue', 1);
    INSERT INTO tags (word) VALUES ('loud');
    INSERT INTO "_RoomToTag" ("A", "B") VALUES (1, 1);
    INSERT INTO bookings (starts_at, member_id, room_id) VALUES (now(), 1, 1), (now(), 2, NULL);
  `);
  client = clientOf(prismaSchema, onPglite(database));
}, 60_000);

/** What Prisma's client sends for a piece of code; what it changes is taken back. */
async function sentBy(code: string): Promise<string[]> {
  await database.exec("BEGIN");
  try {
    const work = new Function("prisma", "input", `return (${code});`) as (
      prisma: unknown,
      input: unknown,
    ) => Promise<unknown>;
    client.sent();
    await work(client.prisma, { email: "a@x", price: 3, ids: [1, 2] });
  } catch (error) {
    // A constraint of the database says nothing about the statements.
    if (!/constraint/i.test(String((error as Error).message))) throw error;
  } finally {
    await database.exec("ROLLBACK");
  }
  return [...client.sent()];
}

function readOf(code: string) {
  const { readings, catalog } = readBuilderIn(
    `import { PrismaClient } from "@prisma/client";\nconst prisma = new PrismaClient();\nexport async function run(input) {\n  return await ${code};\n}\n`,
    { models },
  );
  return { reading: readings[0], catalog };
}

/** Statements without what says nothing about them: the client adds its own defaults to the columns of a new row. */
const compared = (statements: readonly Statement[], catalog: Catalog) =>
  statements.map((statement) => {
    const { columns, ...rest } = normal(statement, {
      catalog,
      ignore: ["outputs", "order", "limit", "returning", "values"],
    }) as Record<string, unknown>;
    if (Array.isArray(rest["set"]))
      rest["set"] = (rest["set"] as string[]).map((one) => one.replace(/= null$/, "= value"));
    return rest["kind"] === "insert" || columns === undefined ? rest : { ...rest, columns };
  });

/** The names that the program has for columns. */
const properties = new Map(
  parsePrisma(prismaSchema, "schema.prisma").blocks.flatMap(({ fields }) =>
    fields.map(
      (field) =>
        [
          (field.attributes.find(({ name }) => name === "map")?.arguments[0]?.value as { text?: string } | undefined)
            ?.text ?? field.name,
          field.name,
        ] as const,
    ),
  ),
);
const outputsOf = (statement: Statement | undefined): readonly (string | null)[] => {
  const outputs =
    statement?.kind === "select" && statement.query.kind === "select-query"
      ? statement.query.outputs
      : statement && "returning" in statement
        ? (contentOf(statement.returning)?.outputs ?? [])
        : [];
  return knownItems(outputs).map(({ name }) => name);
};

describe("what Prisma's client sends is what is read", () => {
  it.each(reads)("%s", async (code) => {
    const { reading, catalog } = readOf(code);
    expect(reading?.reason ?? null).toBe(null);
    const [read, sent] = [reading!.variants[0]!, (await sentBy(code)).flatMap(emitted)];
    expect(compared(read, catalog)).toEqual(compared(sent, catalog));
    // A SELECT whose rows only lead on has the key that does, and one for each relation.
    if (/find/.test(code))
      for (const [index, statement] of read.entries())
        for (const name of outputsOf(statement))
          expect([
            ...outputsOf(sent[index]).map((one) => properties.get(one ?? "") ?? one),
            ...(/\)\./.test(code) ? properties.values() : []),
          ]).toContain(name);
  });

  // A SELECT follows such relations with outer joins, whose rows only ever decide; with the same `where` an UPDATE says EXISTS.
  it.each(lookedUp)("%s %s", async (model, where) => {
    const { reading, catalog } = readOf(`prisma.${model}.findMany({ where: ${where} })`);
    expect(reading?.reason ?? null).toBe(null);
    expect(
      (await sentBy(`prisma.${model}.findMany({ where: ${where} })`)).flatMap(emitted).map(({ kind }) => kind),
    ).toEqual(["select"]);
    const [read] = compared(reading!.variants[0]!, catalog);
    const [changed] = compared(
      (await sentBy(`prisma.${model}.updateMany({ where: ${where}, data: { deletedAt: null } })`)).flatMap(emitted),
      catalog,
    );
    expect({ kind: read!["kind"], from: read!["from"], where: read!["where"] }).toEqual({
      kind: "select",
      from: [changed!["table"]],
      where: changed!["where"],
    });
  });

  // What a nested write is done to, the client looks up first, and then names by key.
  it.each(writes)("%s", async (code) => {
    const { reading, catalog } = readOf(code);
    expect(reading?.reason ?? null).toBe(null);
    const [read, sent] = [
      compared(reading!.variants[0]!, catalog),
      compared((await sentBy(code)).flatMap(emitted), catalog),
    ];
    const tableOf = (one: Record<string, unknown>): unknown =>
      one["table"] ?? one["into"] ?? (Array.isArray(one["from"]) ? one["from"][0] : one["from"]);
    for (const one of read) {
      const ofTable = sent.filter((other) => tableOf(other) === tableOf(one));
      expect(
        ofTable.filter(({ kind }) => kind === one["kind"]).map(({ set }) => set),
        "assignments",
      ).toContainEqual(one["set"]);
      if (one["kind"] !== "insert" || one["conflict"])
        expect(
          ofTable.map(({ where, conflict }) => ({ where, conflict })),
          "conditions",
        ).toContainEqual({ where: one["where"], conflict: one["conflict"] });
    }
    const changed = (all: readonly Record<string, unknown>[]) =>
      all
        .filter((one) => one["kind"] !== "select" && tableOf(one) !== "_RoomToTag")
        .map((one) => `${String(one["kind"])} ${String(tableOf(one))}`)
        .sort();
    expect(changed(read)).toEqual(changed(sent));
  });
});

describe("the change that is suggested, made and run", () => {
  const column = { column: "deleted_at", live: null, type: "timestamp(3)" };

  it.each([
    `prisma.booking.findMany()`,
    `prisma.booking.findMany({ where: { price: { gte: 0 } }, select: { id: true, deletedAt: true } })`,
    `prisma.booking.findMany({ where: { OR: [{ price: 0 }, { memberId: 1 }] } })`,
    `prisma.member.findUnique({ where: { id: 1 } }).bookings()`,
    `prisma.member.findMany({ include: { bookings: true } })`,
    `prisma.member.findMany({ select: { bookings: { select: { deletedAt: true } } } })`,
  ])("leaves deleted rows out, and no others: %s", async (code) => {
    const { readings } = readBuilderIn(
      `import { PrismaClient } from "@prisma/client";\nconst prisma = new PrismaClient();\nexport const run = () => ${code};\n`,
      { models },
    );
    const [reading] = readings;
    const last = reading!.variants[0]!.at(-1)!;
    const item = last.kind === "select" && last.query.kind === "select-query" ? last.query.from[0] : undefined;
    const edits = item?.kind === "table" ? reading!.site.editing!.addLiveFilter(item, column) : null;
    const start = reading!.site.span.start;
    const changed = [...edits!]
      .sort((one, other) => other.span.start - one.span.start)
      .reduce(
        (text, { span, text: put }) => text.slice(0, span.start - start) + put + text.slice(span.end - start),
        code,
      );

    const rowsOf = async (source: string): Promise<Record<string, unknown>[]> => {
      const found = await (
        new Function("prisma", `return (${source});`) as (prisma: unknown) => Promise<Record<string, unknown>[]>
      )(client.prisma);
      return found.flatMap((row) => (row["bookings"] as Record<string, unknown>[] | undefined) ?? [row]);
    };
    await database.exec("BEGIN; INSERT INTO bookings (starts_at, member_id, deleted_at) VALUES (now(), 1, now())");
    try {
      const [before, after] = [await rowsOf(code), await rowsOf(changed)];
      const live = before.filter(({ deletedAt }) => deletedAt === null);
      expect(live.length).toBeLessThan(before.length);
      expect(after).toEqual(live);
    } finally {
      await database.exec("ROLLBACK");
    }
  });
});
