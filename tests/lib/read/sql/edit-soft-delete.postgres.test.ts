import type { PGlite } from "@electric-sql/pglite";
import { beforeAll, describe, expect, test } from "vitest";
import { readSite } from "../../../../lib/read/sql/read-site.ts";
import type { SoftDeleteColumn, Statement } from "../../../../lib/model/statement.ts";
import { siteOf, type SiteOptions } from "../../../sites.ts";
import { apply, sqlIn, tableIn } from "./apply.ts";
import { emptyDatabase } from "../../../postgres.ts";

const deletedAt: SoftDeleteColumn = { column: "deleted_at", live: null, type: "timestamp with time zone" };

function softened(sql: string, table = "users", column = deletedAt, over: SiteOptions = {}): string | null {
  const { site, source } = siteOf(sql, over);
  const statement = readSite(site, source).variants[0]?.[0];
  if (!statement || statement.kind === "opaque") throw new Error(statement?.reason ?? "not read");
  const edits = editsOf(statement)?.softDelete(tableIn(statement, table), column) ?? null;
  return edits && sqlIn(apply(source, edits));
}

function editsOf(statement: Statement) {
  return statement.kind === "opaque" ? null : statement.edits;
}

let database: PGlite;
beforeAll(async () => {
  database = await emptyDatabase();
  await database.exec(`
    CREATE TABLE users (id int PRIMARY KEY, name text, org int, deleted_at timestamptz);
    CREATE TABLE orders (id int PRIMARY KEY, user_id int);
    INSERT INTO orders VALUES (1, 1), (2, 2);
  `);
});

describe("the UPDATE hides the rows that the DELETE would destroy, and once only", () => {
  test.each([
    ["DELETE FROM users WHERE id = 1", "UPDATE users SET deleted_at = now() WHERE id = 1 AND deleted_at IS NULL"],
    [
      "delete from users where id = 1 or id = 2",
      "update users set deleted_at = now() where (id = 1 or id = 2) and deleted_at is null",
    ],
    ["DELETE FROM users", "UPDATE users SET deleted_at = now() WHERE deleted_at IS NULL"],
    [
      "DELETE FROM ONLY users AS u WHERE u.id = 1 RETURNING u.id",
      "UPDATE ONLY users AS u SET deleted_at = now() WHERE u.id = 1 AND u.deleted_at IS NULL RETURNING u.id",
    ],
    [
      "DELETE FROM users * u RETURNING id",
      "UPDATE users * u SET deleted_at = now() WHERE deleted_at IS NULL RETURNING id",
    ],
    [
      "DELETE FROM users u USING orders o WHERE o.user_id = u.id",
      "UPDATE users u SET deleted_at = now() FROM orders o WHERE o.user_id = u.id AND u.deleted_at IS NULL",
    ],
    [
      "DELETE FROM users USING orders",
      "UPDATE users SET deleted_at = now() FROM orders WHERE users.deleted_at IS NULL",
    ],
    [
      "WITH gone AS (DELETE FROM users WHERE id = 1 RETURNING id) SELECT * FROM gone",
      "WITH gone AS (UPDATE users SET deleted_at = now() WHERE id = 1 AND deleted_at IS NULL RETURNING id) SELECT * FROM gone",
    ],
    [
      "DELETE\n  FROM users\n WHERE id = 1",
      "UPDATE users\n  SET deleted_at = now()\n WHERE id = 1\n AND deleted_at IS NULL",
    ],
    [
      "DELETE FROM users\nWHERE id = 1\nRETURNING id",
      "UPDATE users\nSET deleted_at = now()\nWHERE id = 1\nAND deleted_at IS NULL\nRETURNING id",
    ],
    ["TRUNCATE users", "UPDATE users SET deleted_at = now() WHERE deleted_at IS NULL"],
    ["truncate table only users", "update only users set deleted_at = now() where deleted_at is null"],
  ])("%s", async (sql, wanted) => {
    expect(softened(sql)).toBe(wanted);
    const fill =
      "TRUNCATE users; INSERT INTO users VALUES (1, 'ada', 1, NULL), (2, 'bob', 1, NULL), (3, 'cyd', 1, '2020-01-01')";
    const left = async () => (await database.query("SELECT id FROM users WHERE deleted_at IS NULL ORDER BY id")).rows;
    await database.exec(fill);
    await database.exec(sql);
    const afterDelete = await left();
    await database.exec(fill);
    await database.exec(wanted);
    expect(await left()).toEqual(afterDelete);
    const all = (
      await database.query<{ id: number; deleted_at: Date | null }>("SELECT id, deleted_at FROM users ORDER BY id")
    ).rows;
    expect(all.map(({ id }) => id)).toEqual([1, 2, 3]);
    expect(all[2]?.deleted_at?.getUTCFullYear()).toBe(2020);
    await database.exec(wanted);
    expect((await database.query("SELECT id, deleted_at FROM users ORDER BY id")).rows).toEqual(all);
  });
});

test("a boolean mark is set", () => {
  expect(
    softened("DELETE FROM users WHERE id = ${id}", "users", { column: "isDeleted", live: false, type: "boolean" }),
  ).toBe('UPDATE users SET "isDeleted" = true WHERE id = ${id} AND "isDeleted" = false');
});

describe("no UPDATE is offered where it would not be the same", () => {
  test.each([
    ["TRUNCATE users, orders", deletedAt],
    ["TRUNCATE users CASCADE", deletedAt],
    ["TRUNCATE users RESTART IDENTITY", deletedAt],
    ["DELETE FROM users ${rest}", deletedAt],
    ["DELETE FROM users WHERE id = 1", { column: "state", live: "active", type: "text" }],
    ["DELETE FROM users WHERE id = 1", { column: "removed", live: 0, type: "integer" }],
  ] as const)("%s", (sql, column) => {
    expect(softened(sql, "users", column, { kind: "text" })).toBeNull();
  });
});

test("behind a condition that is not known, the live condition is left out", () => {
  expect(softened("DELETE FROM users WHERE id = 1 ${more}", "users", deletedAt, { kind: "text" })).toBe(
    "UPDATE users SET deleted_at = now() WHERE id = 1 ${more}",
  );
});
