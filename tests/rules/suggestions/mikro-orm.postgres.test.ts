import type { PGlite } from "@electric-sql/pglite";
import * as parser from "@typescript-eslint/parser";
import { Linter } from "eslint";
import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { noHardDelete } from "../../../rules/no-hard-delete.ts";
import { requireSoftDeleteFilter } from "../../../rules/require-soft-delete-filter.ts";
import { resultOn } from "../../lib/libraries/mikro-orm/on-stub.ts";
import { emptyDatabase } from "../../postgres.ts";
import { newFolder } from "../../project-folder.ts";

const tables = `
  CREATE TABLE writers (id serial PRIMARY KEY, pen_name text, email text, age int, deleted_at timestamptz);
  CREATE TABLE houses (id serial PRIMARY KEY, name text, city text, closed_at timestamptz, deleted_at timestamptz);
  CREATE TABLE works (id serial PRIMARY KEY, title text, price int, shop_id int, facts jsonb, created_at timestamptz DEFAULT now(), deleted_at timestamptz, writer_id int, house_id int);
  CREATE TABLE labels (id serial PRIMARY KEY, text text, deleted_at timestamptz);
`;
// Every live row has a deleted twin, 100 further.
const rows = `
  TRUNCATE writers, houses, works, labels;
  INSERT INTO writers SELECT n, 'w' || n, 'w' || n, n, NULL FROM generate_series(1, 2) AS n;
  INSERT INTO houses (id, name, city) SELECT n, 'h', 'c' || n FROM generate_series(1, 4) AS n;
  INSERT INTO houses (id, name, city, deleted_at) SELECT id + 100, name, city, now() FROM houses;
  INSERT INTO works (id, title, price, writer_id, house_id) SELECT n, 't', n, 1, n FROM generate_series(1, 4) AS n;
  INSERT INTO works (id, title, price, writer_id, house_id, deleted_at) SELECT id + 100, title, price, writer_id, house_id, now() FROM works;
  INSERT INTO labels SELECT n, 'x', NULL FROM generate_series(1, 2) AS n;
  INSERT INTO labels SELECT id + 100, text, now() FROM labels;
`;

const folder = newFolder();
let postgres: PGlite;

beforeAll(async () => {
  postgres = await emptyDatabase();
  copyFileSync(new URL("../../lib/libraries/mikro-orm/schema.ts", import.meta.url), join(folder, "schema.ts"));
  await postgres.exec(tables);
});
beforeEach(async () => {
  await postgres.exec(rows);
});

const head =
  'import { EntityManager } from "@mikro-orm/postgresql";\nimport { House, Label, Work, Writer } from "./schema.ts";\nexport async function shape(em: EntityManager) {\n';

/** The body after all suggestions, which are applied one by one until there is none. */
function mended(body: string): string {
  const linter = new Linter({ cwd: folder });
  const config: Linter.Config[] = [
    {
      files: ["**/*.ts"],
      languageOptions: { parser: parser as Linter.Parser, sourceType: "module" },
      plugins: {
        rowguard: {
          rules: {
            "require-soft-delete-filter": requireSoftDeleteFilter as never,
            "no-hard-delete": noHardDelete as never,
          },
        },
      },
      rules: { "rowguard/require-soft-delete-filter": "error", "rowguard/no-hard-delete": "error" },
      settings: { rowguard: { root: folder, schema: ["schema.ts"] } },
    },
  ];
  let code = `${head}${body}\n}\n`;
  for (let turn = 0; turn < 6; turn++) {
    const [message] = linter.verify(code, config, { filename: join(folder, "code.ts") });
    if (!message) break;
    const fix = message.suggestions?.[0]?.fix;
    if (!fix) throw new Error(`no suggestion for "${message.message}" in ${code}`);
    code = code.slice(0, fix.range[0]) + fix.text + code.slice(fix.range[1]);
  }
  expect(linter.verify(code, config, { filename: join(folder, "code.ts") })).toEqual([]);
  return code.slice(head.length, -3);
}

const isLive = (id: number): boolean => id < 100;

/** Every object in a result without the deleted ones, in lists and behind properties. */
function alive(value: unknown): unknown {
  if (Array.isArray(value))
    return value
      .filter(
        (one) =>
          !(typeof one === "object" && one !== null && "id" in one) || isLive(Number((one as { id: unknown }).id)),
      )
      .map(alive);
  return typeof value === "object" && value !== null
    ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, alive(inner)]))
    : value;
}

describe("the suggested conditions, run", () => {
  it.each([
    `return await em.find(House, { name: "h" }, { orderBy: { id: "asc" } });`,
    `return await em.findAll(House, { orderBy: { id: "asc" } });`,
    `return await em.find(House, { $or: [{ city: "c1" }, { city: "c2" }] }, { orderBy: { id: "asc" } });`,
    `return await em.find(House, [1, 2, 101, 102], { orderBy: { id: "asc" } });`,
    `return await em.getRepository(House).find({ city: { $in: ["c1", "c3"] } }, { orderBy: { id: "asc" } });`,
    `return await em.find(Label, { text: "x" }, { filters: false, orderBy: { id: "asc" } });`,
    `return await em.qb(House, "h").select("*").where({ name: "h" }).orderBy({ id: "asc" }).getResultList();`,
    `return await em.qb(Label).select("*").orderBy({ id: "asc" }).getResultList();`,
    `return await em.qb(House, "h").select("*").where({ city: "c1" }).orWhere({ city: "c2" }).orderBy({ id: "asc" }).getResultList();`,
    `return await em.find(House, { deletedAt: null }, { populate: ["works"], filters: false, orderBy: { id: "asc" } });`,
  ])("%s", async (body) => {
    const before = await resultOn(postgres, body);
    const after = mended(body);
    expect(after).not.toBe(body);
    expect(before).not.toEqual(alive(before));
    expect(await resultOn(postgres, after)).toEqual(alive(before));
  });

  it.each([
    [`return await em.nativeDelete(House, { city: "c1", deletedAt: null });`, "houses"],
    [`return await em.nativeDelete(Label, { id: 1 });`, "labels"],
    [`return await em.qb(House).delete({ id: 1 });`, "houses"],
    [`return await em.qb(House).delete().where({ id: 1 });`, "houses"],
  ])("%s", async (body, table) => {
    const before = await postgres.query(`SELECT id FROM ${table} WHERE deleted_at IS NULL ORDER BY id`);
    const all = await postgres.query(`SELECT id FROM ${table} ORDER BY id`);
    await resultOn(postgres, mended(body));
    expect((await postgres.query(`SELECT id FROM ${table} ORDER BY id`)).rows).toEqual(all.rows);
    expect((await postgres.query(`SELECT id FROM ${table} WHERE deleted_at IS NULL ORDER BY id`)).rows).toEqual(
      before.rows.slice(1),
    );
  });
});
