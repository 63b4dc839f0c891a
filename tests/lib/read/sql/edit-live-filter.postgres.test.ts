import type { PGlite } from "@electric-sql/pglite";
import { beforeAll, describe, expect, test } from "vitest";
import type { SoftDeleteColumn } from "../../../../lib/model/statement.ts";
import { siteOf, type SiteOptions } from "../../../sites.ts";
import { readSite } from "../../../../lib/read/sql/read-site.ts";
import { apply, sqlIn, tableIn } from "./apply.ts";
import { emptyDatabase } from "../../../postgres.ts";

const deletedAt: SoftDeleteColumn = { column: "deleted_at", live: null, type: "timestamp with time zone" };

function filtered(
  sql: string,
  table: string,
  column: SoftDeleteColumn = deletedAt,
  over: SiteOptions = {},
): string | null {
  const { site, source } = siteOf(sql, over);
  const statement = readSite(site, source).variants[0]?.[0];
  if (!statement || statement.kind === "opaque") throw new Error(statement?.reason ?? "not read");
  const edits = statement.edits.addLiveFilter(tableIn(statement, table), column);
  return edits && sqlIn(apply(source, edits));
}

let database: PGlite;

const tombstone: SoftDeleteColumn = { column: "gone", live: false, type: "boolean", unmarkedIsNull: true };

beforeAll(async () => {
  database = await emptyDatabase();
  await database.exec(`
    CREATE TABLE users (id int PRIMARY KEY, name text, org int, deleted_at timestamptz);
    CREATE TABLE orders (id int PRIMARY KEY, user_id int, total int, deleted_at timestamptz);
    INSERT INTO users VALUES (1, 'ada', 1, NULL), (2, 'bob', 1, NULL), (3, 'cyd', 2, NULL);
    INSERT INTO orders VALUES (1, 1, 10, NULL), (2, 1, 20, NULL), (3, 2, 30, NULL);
  `);
});

describe("each shape is filtered where its rows are chosen", () => {
  const shapes: readonly (readonly [sql: string, table: string, wanted: string])[] = [
    ["SELECT id FROM users", "users", "SELECT id FROM users WHERE deleted_at IS NULL"],
    ["select id from users where id > 0", "users", "select id from users where id > 0 and deleted_at is null"],
    [
      "SELECT id FROM users WHERE id = 1 OR id = 2",
      "users",
      "SELECT id FROM users WHERE (id = 1 OR id = 2) AND deleted_at IS NULL",
    ],
    [
      "SELECT id FROM users WHERE (id = 1 OR id = 2)",
      "users",
      "SELECT id FROM users WHERE (id = 1 OR id = 2) AND deleted_at IS NULL",
    ],
    [
      "SELECT id FROM users WHERE (id = 1) OR (id = 2)",
      "users",
      "SELECT id FROM users WHERE ((id = 1) OR (id = 2)) AND deleted_at IS NULL",
    ],
    [
      "SELECT u.id FROM users u ORDER BY u.id LIMIT 5",
      "u",
      "SELECT u.id FROM users u WHERE u.deleted_at IS NULL ORDER BY u.id LIMIT 5",
    ],
    ["SELECT id FROM users AS u ORDER BY id", "u", "SELECT id FROM users AS u WHERE deleted_at IS NULL ORDER BY id"],
    [
      "SELECT org, count(*) FROM users GROUP BY org HAVING count(*) > 0 ORDER BY org",
      "users",
      "SELECT org, count(*) FROM users WHERE deleted_at IS NULL GROUP BY org HAVING count(*) > 0 ORDER BY org",
    ],
    ["SELECT id FROM users FOR UPDATE", "users", "SELECT id FROM users WHERE deleted_at IS NULL FOR UPDATE"],
    [
      "SELECT u.id, o.id AS o FROM users u JOIN orders o ON o.user_id = u.id ORDER BY 1, 2",
      "o",
      "SELECT u.id, o.id AS o FROM users u JOIN orders o ON o.user_id = u.id WHERE o.deleted_at IS NULL ORDER BY 1, 2",
    ],
    [
      "SELECT u.id, o.id AS o FROM users u LEFT JOIN orders o ON o.user_id = u.id ORDER BY 1, 2",
      "o",
      "SELECT u.id, o.id AS o FROM users u LEFT JOIN orders o ON o.user_id = u.id AND o.deleted_at IS NULL ORDER BY 1, 2",
    ],
    [
      "SELECT u.id, o.id AS o FROM users u LEFT JOIN orders o ON (o.user_id = u.id OR o.id = 1) ORDER BY 1, 2",
      "o",
      "SELECT u.id, o.id AS o FROM users u LEFT JOIN orders o ON (o.user_id = u.id OR o.id = 1) AND o.deleted_at IS NULL ORDER BY 1, 2",
    ],
    [
      "SELECT u.id, o.id AS o FROM orders o RIGHT JOIN users u ON o.user_id = u.id ORDER BY 1, 2",
      "o",
      "SELECT u.id, o.id AS o FROM orders o RIGHT JOIN users u ON o.user_id = u.id AND o.deleted_at IS NULL ORDER BY 1, 2",
    ],
    [
      "SELECT u.id FROM users u LEFT JOIN orders o ON o.user_id = u.id ORDER BY 1",
      "u",
      "SELECT u.id FROM users u LEFT JOIN orders o ON o.user_id = u.id WHERE u.deleted_at IS NULL ORDER BY 1",
    ],
    [
      "SELECT id FROM users WHERE id IN (SELECT user_id FROM orders) ORDER BY id",
      "orders",
      "SELECT id FROM users WHERE id IN (SELECT user_id FROM orders WHERE deleted_at IS NULL) ORDER BY id",
    ],
    [
      "WITH o AS (SELECT * FROM orders) SELECT count(*) FROM o",
      "orders",
      "WITH o AS (SELECT * FROM orders WHERE deleted_at IS NULL) SELECT count(*) FROM o",
    ],
    [
      "SELECT id FROM users UNION SELECT id FROM orders ORDER BY 1",
      "users",
      "SELECT id FROM users WHERE deleted_at IS NULL UNION SELECT id FROM orders ORDER BY 1",
    ],
    [
      "SELECT id FROM users UNION SELECT id FROM orders ORDER BY 1",
      "orders",
      "SELECT id FROM users UNION SELECT id FROM orders WHERE deleted_at IS NULL ORDER BY 1",
    ],
    [
      "UPDATE users SET name = name WHERE org = 1 RETURNING id",
      "users",
      "UPDATE users SET name = name WHERE org = 1 AND deleted_at IS NULL RETURNING id",
    ],
    [
      "UPDATE users SET name = name RETURNING id",
      "users",
      "UPDATE users SET name = name WHERE deleted_at IS NULL RETURNING id",
    ],
    [
      "UPDATE users u SET name = name FROM orders o WHERE o.user_id = u.id RETURNING u.id",
      "o",
      "UPDATE users u SET name = name FROM orders o WHERE o.user_id = u.id AND o.deleted_at IS NULL RETURNING u.id",
    ],
    [
      "SELECT id\n  FROM users\n ORDER BY id",
      "users",
      "SELECT id\n  FROM users\n  WHERE deleted_at IS NULL\n ORDER BY id",
    ],
    [
      "SELECT id\nFROM users\nWHERE id > 0\n  AND org = 1\nORDER BY id",
      "users",
      "SELECT id\nFROM users\nWHERE id > 0\n  AND org = 1\n  AND deleted_at IS NULL\nORDER BY id",
    ],
    [
      "SELECT id\nFROM users\nWHERE id > 0 -- all\nORDER BY id",
      "users",
      "SELECT id\nFROM users\nWHERE id > 0\nAND deleted_at IS NULL -- all\nORDER BY id",
    ],
  ];
  test.each(shapes)("%s (%s)", async (sql, table, wanted) => {
    expect(filtered(sql, table)).toBe(wanted);
    const name = /^o/.test(table) ? "orders" : "users";
    const rows = async (text: string) => (await database.query(text)).rows;
    const clean = await rows(sql);
    expect(await rows(wanted)).toEqual(clean);
    await database.exec(
      `INSERT INTO ${name} SELECT id + 100, ${name === "users" ? "name, org" : "user_id, total"}, now() FROM ${name}`,
    );
    expect(await rows(wanted)).toEqual(clean);
    await database.exec(`DELETE FROM ${name} WHERE id > 100`);
    expect(filtered(wanted, table)).toBeNull();
  });
});

describe("no filter is offered where it would mean something else", () => {
  test.each([
    ["SELECT * FROM users u FULL JOIN orders o ON o.user_id = u.id", "o"],
    ["SELECT * FROM users u LEFT JOIN orders o USING (id)", "o"],
    ["SELECT * FROM users u NATURAL LEFT JOIN orders o", "o"],
    ["SELECT * FROM users ${filters}", "users"],
    ["SELECT * FROM users WHERE id = 1 ${filters}", "users"],
  ])("%s", (sql, table) => {
    expect(filtered(sql, table, deletedAt, { kind: "text" })).toBeNull();
  });
});

test("live values of every kind, and names that need quotes", () => {
  expect(filtered("SELECT 1 FROM users", "users", { column: "deleted", live: false, type: "boolean" })).toBe(
    "SELECT 1 FROM users WHERE deleted = false",
  );
  expect(filtered("SELECT 1 FROM users", "users", { column: "state", live: "it's", type: "text" })).toBe(
    "SELECT 1 FROM users WHERE state = 'it''s'",
  );
  expect(filtered("SELECT 1 FROM users", "users", { column: "removed", live: 0, type: "integer" })).toBe(
    "SELECT 1 FROM users WHERE removed = 0",
  );
  expect(
    filtered('SELECT 1 FROM "Users" JOIN orders ON true', "Users", {
      column: "deletedAt",
      live: null,
      type: "timestamp",
    }),
  ).toBe('SELECT 1 FROM "Users" JOIN orders ON true WHERE "Users"."deletedAt" IS NULL');
});

test("conditions that are not known go into parentheses", () => {
  expect(filtered("SELECT 1 FROM users WHERE ${condition} LIMIT 1", "users", deletedAt, { kind: "text" })).toBe(
    "SELECT 1 FROM users WHERE (${condition}) AND deleted_at IS NULL LIMIT 1",
  );
});

test("the newline of the file is kept", () => {
  expect(filtered("SELECT id\r\nFROM users\r\nLIMIT 1", "users")).toBe(
    "SELECT id\r\nFROM users\r\nWHERE deleted_at IS NULL\r\nLIMIT 1",
  );
});

describe("a flag that nobody has to set", () => {
  test("keeps the rows that hold NULL", async () => {
    await database.exec(`
      CREATE TABLE docs (id int PRIMARY KEY, gone boolean);
      INSERT INTO docs VALUES (1, NULL), (2, false), (3, true);
    `);
    const sql = filtered("SELECT id FROM docs WHERE id > 0 ORDER BY id", "docs", tombstone);
    expect(sql).toBe("SELECT id FROM docs WHERE id > 0 AND gone IS NOT TRUE ORDER BY id");
    expect((await database.query(sql ?? "")).rows).toEqual([{ id: 1 }, { id: 2 }]);
  });
});
