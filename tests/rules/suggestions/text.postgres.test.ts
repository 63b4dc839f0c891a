import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { PGlite } from "@electric-sql/pglite";
import { Linter } from "eslint";
import { beforeAll, describe, expect, it } from "vitest";
import { noHardDelete } from "../../../rules/no-hard-delete.ts";
import { requireSoftDeleteFilter } from "../../../rules/require-soft-delete-filter.ts";
import { emptyDatabase } from "../../postgres.ts";
import { newFolder } from "../../project-folder.ts";

// What the suggestions of both rules make of a statement is run by PostgreSQL: it must mean what was promised.

const ddl = `
  CREATE TABLE users (id int PRIMARY KEY, name text, team_id int, deleted_at timestamptz);
  CREATE TABLE posts (id int PRIMARY KEY, user_id int, score int, "deletedAt" timestamptz);
  CREATE TABLE notes (id int PRIMARY KEY, user_id int, is_deleted boolean NOT NULL DEFAULT false);
  CREATE TABLE logs (id int PRIMARY KEY, user_id int);`;
const live = `
  INSERT INTO users VALUES (1, 'a', 1), (2, 'b', 1), (3, 'c', 2);
  INSERT INTO posts VALUES (1, 1, 5), (2, 1, 9), (3, 2, 5), (4, 9, 5);
  INSERT INTO notes VALUES (1, 1), (2, 3), (3, 9);
  INSERT INTO logs VALUES (1, 1), (2, 2), (3, 8), (4, 9), (5, NULL);`;
const deleted = `
  INSERT INTO users VALUES (8, 'a', 1, now()), (9, 'b', 2, now());
  INSERT INTO posts VALUES (8, 1, 5, now()), (9, 8, 9, now());
  INSERT INTO notes VALUES (8, 1, true), (9, 2, true);`;

const folder = newFolder();
let db: PGlite;
beforeAll(async () => {
  db = await emptyDatabase();
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "schema.sql"), ddl);
  await db.exec(
    `CREATE SCHEMA few; SET search_path TO few; ${ddl} ${live} CREATE SCHEMA every; SET search_path TO every; ${ddl} ${live} ${deleted}`,
  );
});

const linter = new Linter({ cwd: folder });
const head = 'import { PGlite } from "@electric-sql/pglite";\nexport const run = () => new PGlite().query(`';
const tail = "`);\n";

function lint(sql: string): Linter.LintMessage[] {
  return linter.verify(
    head + sql + tail,
    [
      {
        plugins: {
          rowguard: {
            rules: {
              [noHardDelete.name]: noHardDelete as never,
              [requireSoftDeleteFilter.name]: requireSoftDeleteFilter as never,
            },
          },
        },
        rules: { "rowguard/no-hard-delete": "error", "rowguard/require-soft-delete-filter": "error" },
        settings: { rowguard: { root: folder, schema: ["schema.sql"] } },
      },
    ],
    { filename: join(folder, "code.js") },
  );
}

/** The statement after every suggestion, one at a time; none may be without one. */
function repaired(sql: string): string {
  let text = sql;
  for (let turn = 0; turn < 8; turn++) {
    const [message] = lint(text);
    if (!message) return text;
    const fix = message.suggestions?.[0]?.fix;
    if (!fix) throw new Error(`nothing suggested: ${message.message}\n${text}`);
    const source = head + text + tail;
    text = (source.slice(0, fix.range[0]) + fix.text + source.slice(fix.range[1])).slice(head.length, -tail.length);
  }
  throw new Error(`does not end: ${text}`);
}

const tables = ["users", "posts", "notes", "logs"] as const;
const marks = { users: "deleted_at IS NOT NULL", posts: '"deletedAt" IS NOT NULL', notes: "is_deleted", logs: "false" };

/** What a statement gives, and what it leaves in the tables; undone afterwards. */
async function outcome(sql: string, schema: "few" | "every") {
  await db.exec(`BEGIN; SET LOCAL search_path TO ${schema}`);
  try {
    const { rows } = await db.query(sql, [], { rowMode: "array" });
    const left: Record<string, string[]> = {};
    for (const table of tables) {
      const found = await db.query<{ row: string }>(
        `SELECT id || CASE WHEN ${marks[table]} THEN ' deleted' ELSE '' END AS row FROM ${table} ORDER BY id`,
      );
      left[table] = found.rows.map(({ row }) => row);
    }
    return { rows: rows.map((row) => JSON.stringify(row)).sort(), left };
  } finally {
    await db.exec("ROLLBACK");
  }
}

describe("the suggested filter", () => {
  it.each([
    ["SELECT id FROM users", "SELECT id FROM users WHERE deleted_at IS NULL"],
    ["select id from notes where user_id = 1 or user_id = 2", null],
    [
      "SELECT id FROM users WHERE name = 'a' OR name = 'b' AND deleted_at IS NULL",
      "SELECT id FROM users WHERE (name = 'a' OR name = 'b') AND deleted_at IS NULL",
    ],
    [
      "SELECT id FROM users WHERE deleted_at IS NULL AND name = 'a' OR name = 'b'",
      "SELECT id FROM users WHERE deleted_at IS NULL AND (name = 'a' OR name = 'b')",
    ],
    [
      "SELECT id FROM users WHERE (name = 'a') OR (id = 9) AND team_id = 2 AND deleted_at IS NULL",
      "SELECT id FROM users WHERE ((name = 'a') OR (id = 9) AND team_id = 2) AND deleted_at IS NULL",
    ],
    [
      "SELECT id FROM users WHERE team_id > 0 AND (name = 'a' OR name = 'b' AND deleted_at IS NULL)",
      "SELECT id FROM users WHERE team_id > 0 AND ((name = 'a' OR name = 'b') AND deleted_at IS NULL)",
    ],
    [
      "SELECT u.id FROM users u JOIN posts p ON p.user_id = u.id WHERE u.name = 'a' OR p.score = 5 AND u.deleted_at IS NULL AND p.\"deletedAt\" IS NULL",
      null,
    ],
    ["SELECT id FROM notes WHERE user_id = 1 OR user_id = 2 AND NOT is_deleted", null],
    [
      "SELECT l.id, u.id FROM logs l LEFT JOIN users u ON u.id = l.user_id WHERE u.deleted_at IS NULL",
      "SELECT l.id, u.id FROM logs l LEFT JOIN users u ON u.id = l.user_id AND u.deleted_at IS NULL",
    ],
    [
      "SELECT l.id, u.id FROM logs l LEFT JOIN users u ON u.id = l.user_id WHERE l.id > 1 AND u.deleted_at IS NULL",
      null,
    ],
    [
      "SELECT l.id, u.id FROM logs l LEFT JOIN users u ON u.id = l.user_id WHERE (u.deleted_at IS NULL) AND l.id > 1 ORDER BY l.id",
      null,
    ],
    [
      'SELECT l.id, p.id FROM logs l LEFT JOIN users u ON u.id = l.user_id LEFT JOIN posts p ON p.user_id = u.id OR p.id = l.id WHERE u.deleted_at IS NULL AND p."deletedAt" IS NULL',
      null,
    ],
    ["SELECT p.id FROM posts p JOIN users u ON u.id = p.user_id", null],
    ["SELECT p.id FROM posts p, users u WHERE u.id = p.user_id OR p.score = 9", null],
    ["SELECT u.id, count(p.id) FROM users u LEFT JOIN posts p ON p.user_id = u.id GROUP BY u.id", null],
    ["SELECT l.id FROM logs l WHERE NOT EXISTS (SELECT 1 FROM users WHERE users.id = l.user_id)", null],
    ["SELECT l.id FROM logs l WHERE l.user_id IN (SELECT user_id FROM posts UNION SELECT id FROM users)", null],
    ["WITH p AS (SELECT * FROM posts) SELECT id FROM p", null],
    [
      "SELECT l.id, x.id FROM logs l LEFT JOIN LATERAL (SELECT id FROM posts WHERE user_id = l.user_id ORDER BY id DESC LIMIT 1) x ON true",
      null,
    ],
    ["INSERT INTO logs (id, user_id) SELECT id + 100, id FROM users RETURNING id", null],
    ["UPDATE users SET name = 'x' WHERE team_id = 1 RETURNING id", null],
    ["UPDATE logs SET user_id = NULL FROM users u WHERE u.id = logs.user_id RETURNING logs.id", null],
    ["DELETE FROM logs USING users u WHERE u.id = logs.user_id RETURNING logs.id", null],
  ] as const)("%s", async (sql, expected) => {
    const text = repaired(sql);
    if (expected) expect(text).toBe(expected);
    expect((await outcome(text, "every")).rows, text).toEqual((await outcome(text, "few")).rows);
    expect(
      (await outcome(text, "few")).rows.length,
      "a filter that lets nothing through proves nothing",
    ).toBeGreaterThan(0);
  });
});

describe("the suggested soft delete", () => {
  it.each([
    "DELETE FROM users WHERE id = 1",
    "delete from users where name = 'a' or team_id = 2 returning id",
    "DELETE FROM posts p WHERE p.user_id = 1",
    "DELETE FROM posts USING logs WHERE logs.user_id = posts.user_id AND logs.id = 1",
    "WITH gone AS (DELETE FROM notes WHERE user_id = 1 RETURNING id) SELECT id FROM gone",
    "DELETE FROM users",
    "TRUNCATE notes",
    "TRUNCATE TABLE users",
  ])("%s", async (sql) => {
    const text = repaired(sql);
    const [before, hard, soft] = [
      await outcome("SELECT 1", "every"),
      await outcome(sql, "every"),
      await outcome(text, "every"),
    ];
    for (const table of tables) {
      const gone = (before.left[table] ?? []).filter((row) => !hard.left[table]?.includes(row));
      // Rows that would have been destroyed are there, and marked; all others are as they were.
      expect(soft.left[table], text).toEqual(
        before.left[table]?.map((row) => (gone.includes(row) && !row.endsWith(" deleted") ? `${row} deleted` : row)),
      );
    }
  });

  it.each([
    "TRUNCATE users CASCADE",
    "TRUNCATE users, notes",
    "TRUNCATE users RESTART IDENTITY",
    "MERGE INTO users u USING logs l ON l.user_id = u.id WHEN MATCHED THEN DELETE",
  ])("is not there for %s", (sql) => {
    expect(lint(sql).length).toBeGreaterThan(0);
    for (const message of lint(sql)) expect(message.suggestions ?? []).toEqual([]);
  });
});
