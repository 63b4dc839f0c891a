import { describe, expect, it, vi } from "vitest";
import { kysely } from "../../../../lib/libraries/kysely/reader.ts";
import { knex } from "../../../../lib/libraries/knex/reader.ts";
import type { Statement } from "../../../../lib/model/statement.ts";
import { readBuilderIn } from "./agree.ts";

const schema = "CREATE TABLE notes (id int PRIMARY KEY, a int, b int, c int, kind text, deleted_at timestamptz);";
const names = ["a", "b", "c"];
const knexFile = (body: string): string =>
  `import knex from "knex";\nconst db = knex({ client: "pg" });\nexport async function list(input: any) {\n${body}\n}`;
const kyselyFile = (body: string): string =>
  `import { Kysely } from "kysely";\ndeclare const db: Kysely<any>;\nexport async function list(input: any) {\n${body}\n}`;

const whereOf = (statement: Statement | undefined): string => {
  const query = statement?.kind === "select" && statement.query.kind === "select-query" ? statement.query : null;
  return JSON.stringify(query?.where ?? null, (key, value: unknown) =>
    key === "span" || key === "hole" ? undefined : value,
  );
};

const absent = whereOf(readBuilderIn(knexFile("return await db('notes');"), { schema }).readings[0]?.variants[0]?.[0]);

describe("what differs between paths is a piece of one text", () => {
  it.each([
    ["knex", knexFile, "db('notes').whereNull('deleted_at')", (n: string) => `query.where('${n}', input.${n});`],
    [
      "kysely",
      kyselyFile,
      "db.selectFrom('notes').selectAll().where('deleted_at', 'is', null)",
      (n: string) => `query = query.where('${n}', '=', input.${n});`,
    ],
  ] as const)("%s: optional filters", (library, file, start, filter) => {
    const run = library === "kysely" ? "query.execute()" : "query";
    const body = `let query = ${start};\n${names.map((n) => `if (input.${n}) ${filter(n)}`).join("\n")}\nreturn await ${run};`;
    const { readings } = readBuilderIn(file(body), { schema });
    expect(readings.map(({ status, reason }) => [status, reason])).toEqual([["checked", null]]);
    const optional = readings[0]?.site.text.filter(({ kind }) => kind === "optional") ?? [];
    expect(optional).toHaveLength(3);
    const ways = readings[0]?.variants.map(([statement]) => whereOf(statement)) ?? [];
    expect(ways).toHaveLength(2);
    for (const way of ways) expect(way).toContain("deleted_at");
    expect(ways.filter((way) => names.every((name) => way.includes(`"${name}"`)))).toHaveLength(1);
  });

  it("a clause that is there as long as one of its conditions is", () => {
    const body = `const query = db('notes');\n${names.map((n) => `if (input.${n}) query.where('${n}', input.${n});`).join("\n")}\nreturn await query;`;
    const { readings } = readBuilderIn(knexFile(body), { schema });
    expect(readings.map(({ status }) => status)).toEqual(["checked"]);
    expect(readings[0]?.variants.map(([statement]) => whereOf(statement))).toContain(absent);
  });

  it("what stands in the place of something else is a choice", () => {
    const body = "return await db('notes').where('kind', input.all ? 'all' : 'some').whereNull('deleted_at');";
    const { readings } = readBuilderIn(knexFile(body), { schema });
    expect(readings.map(({ status }) => status)).toEqual(["checked"]);
    const choices = readings[0]?.site.text.filter(({ kind }) => kind === "choice") ?? [];
    expect(choices.map((part) => part.kind === "choice" && part.options.length)).toEqual([2]);
  });

  it("what is put in where a condition does not hold is a piece of its opposite", () => {
    const body =
      "const query = db('notes');\nif (!input.all) query.whereNull('deleted_at');\nif (input.a) query.where('a', input.a);\nreturn await query;";
    const { readings } = readBuilderIn(knexFile(body), { schema });
    expect(readings.map(({ status }) => status)).toEqual(["checked"]);
    expect(readings[0]?.variants.some(([statement]) => whereOf(statement).includes("deleted_at"))).toBe(true);
    expect(readings[0]?.variants.some(([statement]) => !whereOf(statement).includes("deleted_at"))).toBe(true);
  });

  it("two texts that exclude one another by the same condition are not mixed", () => {
    const body =
      "const soft = input.soft;\nconst query = db(soft ? 'notes' : 'logs');\nif (soft) query.update({ deleted_at: new Date() }); else query.del();\nreturn await query;";
    const { readings } = readBuilderIn(knexFile(body), { schema });
    const kinds = readings.flatMap(({ variants }) =>
      variants.map(([one]) =>
        one && "target" in one
          ? `${one.kind} ${"item" in one.target ? "" : JSON.stringify(one.target).includes("logs") ? "logs" : "notes"}`
          : one?.kind,
      ),
    );
    expect(kinds.sort()).toEqual(["delete logs", "update notes"]);
  });

  it("what a condition shares with another one is decided once", () => {
    const body =
      "const query = db('notes');\nif (input.a && input.b) query.where('a', 1);\nif (!input.a) query.del();\nreturn await query;";
    const { readings } = readBuilderIn(knexFile(body), { schema });
    const kinds = new Set(readings.flatMap(({ variants }) => variants.map(([one]) => one?.kind)));
    expect([...kinds].sort()).toEqual(["delete", "select"]);
  });

  it.each([
    "query.where((b) => { if (input.p) b.where('a', 1); if (input.q) b.orWhere('b', 2); });",
    "if (input.p) query.where((b) => b.where('a', 1).orWhere('b', 2));",
  ])("parentheses around what is optional as a whole go with it: %s", (step) => {
    const body = `const query = db('notes').whereNull('deleted_at');\n${step}\nreturn await query;`;
    const { readings } = readBuilderIn(knexFile(body), { schema });
    expect(readings.map(({ status }) => status)).toEqual(["checked"]);
    // One text, and not one for each path.
    expect(readings[0]?.site.text.map(({ kind }) => kind)).not.toContain("choice");
    const ways = readings[0]?.variants.map(([statement]) => whereOf(statement)) ?? [];
    expect(ways.some((way) => way.includes('"a"') && way.includes('"b"'))).toBe(true);
    expect(ways.some((way) => !way.includes('"a"') && !way.includes('"b"'))).toBe(true);
  });

  it("pieces that make no statement by themselves are read on each path", () => {
    const body =
      "const query = db('notes').insert({ id: 1 });\nif (input.skip) query.onConflict('id').ignore(); else query.onConflict(db.raw(\"(kind) WHERE a > 1\")).ignore();\nreturn await query;";
    const { readings } = readBuilderIn(knexFile(body), { schema });
    expect(readings.map(({ status, variants }) => [status, variants.length])).toEqual([["checked", 2]]);
  });
});

describe("how many paths are gone", () => {
  const filters = (count: number): string => {
    const lines = Array.from({ length: count }, (_, n) => `if (input.f${n}) query = query.where('f${n}', '=', 1);`);
    return kyselyFile(
      `let query = db.selectFrom('notes').selectAll();\n${lines.join("\n")}\nreturn await query.execute();`,
    );
  };

  it.each([2, 5, 10])("grows with the conditions, not with their combinations: %i", (count) => {
    const read = vi.spyOn(kysely, "read");
    const { readings } = readBuilderIn(filters(count), { schema });
    expect(readings.map(({ status }) => status)).toEqual(["checked"]);
    expect(read.mock.calls.length).toBeLessThanOrEqual(count + 4);
    read.mockRestore();
  });

  it("is one where nothing is decided, and few where what is decided makes no difference", () => {
    const read = vi.spyOn(knex, "read");
    readBuilderIn(knexFile("return await db('notes').where('a', input.a);"), { schema });
    expect(read).toHaveBeenCalledTimes(1);
    read.mockClear();
    const body =
      "const pick = (x: any) => (x.p ? x.q : x.r ? x.s : x.t && x.u ? x.v : x.w);\nreturn await db('notes').where('a', pick(input));";
    readBuilderIn(knexFile(body), { schema });
    expect(read.mock.calls.length).toBeLessThanOrEqual(3);
    read.mockRestore();
  });
});
