import { describe, expect, it } from "vitest";
import { livenessOf, softDeletedRelations } from "../../../lib/analysis/live-rows.ts";
import { isPinnedByKey } from "../../../lib/analysis/pinned-rows.ts";
import { isPurge } from "../../../lib/analysis/purge.ts";
import { scopesOf } from "../../../lib/analysis/scopes.ts";
import { catalogOf, softDeleteOf, tableOf, viewOf } from "../../catalogs.ts";
import { parsed } from "../../statements.ts";

const catalog = catalogOf(
  tableOf("users", ["id! bigint", "email! text", "deleted_at timestamptz"]),
  tableOf("posts", ["id! bigint", "author_id bigint", "title text", "deleted_at timestamptz"]),
  tableOf(
    "members",
    ["team_id! bigint", "user_id! bigint", "role text", "deleted_at timestamptz"],
    ["team_id", "user_id"],
  ),
  tableOf("jobs", ["id! bigint", "deleted! boolean", "deleted_at timestamptz", "pruned_at timestamptz"]),
  tableOf("flags", ["id! bigint", "deleted! boolean"]),
  tableOf("logs", ["id! bigint", "user_id bigint"]),
  viewOf("live_users", "SELECT * FROM users WHERE deleted_at IS NULL", ["id", "email", "deleted_at"]),
  viewOf("all_users", "SELECT id, email, deleted_at AS gone FROM users", ["id", "email", "gone"]),
  viewOf("user_mails", "SELECT email FROM users", ["email"]),
);

/** The soft-delete relations of a statement with the judgement on each: `u missing`. */
function judged(sql: string, looked: readonly string[] = []): string {
  const scopes = scopesOf(parsed(sql), catalog);
  return softDeletedRelations(scopes, softDeleteOf)
    .map((subject) => `${subject.relation.name} ${livenessOf(subject, softDeleteOf, new Set(looked))}`)
    .join(", ");
}

function purge(sql: string): string {
  const scopes = scopesOf(parsed(sql), catalog);
  return softDeletedRelations(scopes, softDeleteOf)
    .filter(({ relation: { level, role } }) => role === "target" && (level.kind === "delete" || level.kind === "merge"))
    .map((subject) => `${subject.item.name} ${isPurge(subject, softDeleteOf)}`)
    .join(", ");
}

const cases = (name: string, list: readonly (readonly [sql: string, expected: string])[]) =>
  describe(name, () => {
    it.each(list)("%s", (sql, expected) => expect(judged(sql)).toBe(expected));
  });

cases("where a page of a list begins", [
  [
    "SELECT id FROM users u JOIN (SELECT email, id FROM users WHERE id = $1) c ON u.email <= c.email AND u.id < c.id WHERE u.deleted_at IS NULL",
    "u filtered, users deliberate",
  ],
  [
    "SELECT id FROM users u, (SELECT email, id FROM users WHERE id = $1) c WHERE u.deleted_at IS NULL AND (u.email < c.email OR (u.email = c.email AND u.id < c.id))",
    "u filtered, users deliberate",
  ],
  [
    "SELECT id FROM users u WHERE u.deleted_at IS NULL AND (email, id) > (SELECT email, id FROM users WHERE id = 7)",
    "u filtered, users deliberate",
  ],
  [
    "WITH c AS (SELECT email FROM users WHERE id = $1) SELECT u.id FROM users u, c WHERE u.deleted_at IS NULL AND u.email > c.email",
    "u filtered, users deliberate",
  ],
  // Given out, not chosen by a key, compared with another table, or made equal alone: the row itself counts.
  [
    "SELECT c.email FROM users u JOIN (SELECT email, id FROM users WHERE id = $1) c ON u.id < c.id WHERE u.deleted_at IS NULL",
    "u filtered, users missing",
  ],
  [
    "SELECT u.id FROM users u JOIN (SELECT id FROM users WHERE email = $1) c ON u.id < c.id WHERE u.deleted_at IS NULL",
    "u filtered, users missing",
  ],
  [
    "SELECT p.id FROM posts p JOIN (SELECT id FROM users WHERE id = $1) c ON p.author_id > c.id WHERE p.deleted_at IS NULL",
    "p filtered, users missing",
  ],
  [
    "SELECT u.id FROM users u JOIN (SELECT id, email FROM users WHERE id = $1) c ON u.email = c.email WHERE u.deleted_at IS NULL",
    "u filtered, users missing",
  ],
]);

cases("a condition of the level itself", [
  ["SELECT * FROM users", "users missing"],
  ["SELECT * FROM users WHERE deleted_at IS NULL", "users filtered"],
  ["SELECT * FROM users WHERE deleted_at ISNULL", "users filtered"],
  ["SELECT * FROM users u WHERE email = $1 AND (u.deleted_at IS NULL AND true)", "u filtered"],
  ["SELECT * FROM users WHERE NOT (deleted_at IS NOT NULL OR email = 'x')", "users filtered"],
  ["SELECT * FROM users WHERE deleted_at IS NOT NULL", "users deleted"],
  ["SELECT * FROM users WHERE deleted_at > now() - interval '1 day'", "users deleted"],
  ["SELECT * FROM users WHERE deleted_at BETWEEN $1 AND $2", "users deleted"],
  ["SELECT * FROM users WHERE deleted_at IS NULL OR deleted_at > $1", "users deliberate"],
  ["SELECT * FROM users WHERE $1::boolean OR deleted_at IS NULL", "users deliberate"],
  ["SELECT * FROM users WHERE COALESCE(deleted_at, 'infinity') > now()", "users deliberate"],
  ["SELECT * FROM users WHERE CASE WHEN $1 THEN deleted_at IS NULL ELSE true END", "users deliberate"],
  ["SELECT * FROM users WHERE deleted_at IS NULL OR email = $1", "users slip"],
  ["SELECT * FROM users WHERE email = $1 OR id = $2 AND deleted_at IS NULL", "users slip"],
  ["SELECT * FROM users WHERE (email = $1 OR id = $2) AND deleted_at IS NULL", "users filtered"],
  ["SELECT id, deleted_at FROM users", "users missing"],
  ["SELECT id, deleted_at IS NOT NULL AS gone FROM users", "users deliberate"],
  ["SELECT count(*) FILTER (WHERE deleted_at IS NULL) FROM users", "users deliberate"],
  ["SELECT count(*) FROM users", "users missing"],
  ["SELECT deleted_at AS gone FROM users WHERE id = $1 FOR UPDATE", "users deliberate"],
  ["SELECT * FROM users WHERE id = $1", "users missing"],
]);

cases("a boolean column, and its twin", [
  ["SELECT * FROM flags WHERE NOT deleted", "flags filtered"],
  ["SELECT * FROM flags WHERE deleted = false", "flags filtered"],
  ["SELECT * FROM flags WHERE deleted IS NOT TRUE", "flags filtered"],
  ["SELECT * FROM flags WHERE deleted", "flags deleted"],
  ["SELECT * FROM flags WHERE deleted <> true", "flags filtered"],
  ["SELECT * FROM flags WHERE deleted = $1", "flags deliberate"],
  ["SELECT * FROM flags WHERE deleted IS NULL", "flags deliberate"],
  ["SELECT * FROM jobs WHERE deleted_at IS NULL", "jobs filtered"],
  ["SELECT * FROM jobs WHERE deleted_at IS NOT NULL", "jobs deleted"],
  ["SELECT * FROM jobs WHERE deleted_at > $1 OR id = $1", "jobs missing"],
  ["SELECT j.id FROM (SELECT id, deleted_at FROM jobs) j WHERE j.deleted_at IS NULL", "jobs filtered"],
  ["SELECT id, deleted_at FROM jobs", "jobs missing"],
  ["SELECT * FROM jobs WHERE pruned_at IS NULL", "jobs missing"],
]);

cases("joins", [
  ["SELECT * FROM posts p JOIN users u ON u.id = p.author_id WHERE p.deleted_at IS NULL", "p filtered, u missing"],
  ["SELECT * FROM logs l JOIN users u ON u.id = l.user_id AND deleted_at IS NULL", "u filtered"],
  ["SELECT * FROM logs l LEFT JOIN users u ON u.id = l.user_id AND u.deleted_at IS NULL", "u filtered"],
  ["SELECT * FROM logs l LEFT JOIN users u ON u.id = l.user_id WHERE u.deleted_at IS NULL", "u late"],
  [
    "SELECT * FROM logs l LEFT JOIN users u ON u.id = l.user_id WHERE u.deleted_at IS NULL AND u.email = $1",
    "u filtered",
  ],
  ["SELECT * FROM users u LEFT JOIN logs l ON u.id = l.user_id AND u.deleted_at IS NULL", "u missing"],
  ["SELECT * FROM users u LEFT JOIN logs l ON u.id = l.user_id WHERE u.deleted_at IS NULL", "u filtered"],
  ["SELECT * FROM users u RIGHT JOIN logs l ON u.id = l.user_id AND u.deleted_at IS NULL", "u filtered"],
  ["SELECT * FROM users u FULL JOIN logs l ON u.id = l.user_id AND u.deleted_at IS NULL", "u missing"],
  [
    "SELECT * FROM logs l LEFT JOIN (users u JOIN posts p ON p.author_id = u.id AND p.deleted_at IS NULL) ON u.id = l.user_id AND u.deleted_at IS NULL",
    "u filtered, p filtered",
  ],
  [
    "SELECT * FROM users u JOIN (SELECT 1 AS x) s ON deleted_at IS NULL JOIN posts p ON p.author_id = u.id",
    "u filtered, p missing",
  ],
  [
    "SELECT * FROM users u, LATERAL (SELECT * FROM posts p WHERE p.author_id = u.id) x WHERE u.deleted_at IS NULL",
    "u filtered, p missing",
  ],
]);

cases("a trash can", [
  [
    "SELECT p.* FROM posts p JOIN users u ON u.id = p.author_id WHERE p.deleted_at IS NOT NULL",
    "p deleted, u deliberate",
  ],
  [
    "DELETE FROM posts USING users u WHERE u.id = posts.author_id AND posts.deleted_at < $1",
    "posts deleted, u deliberate",
  ],
  ["SELECT 1 FROM posts p WHERE p.deleted_at IS NOT NULL AND EXISTS (SELECT 1 FROM users)", "p deleted, users missing"],
]);

cases("a condition of another level", [
  ["SELECT * FROM (SELECT * FROM users) u WHERE u.deleted_at IS NULL", "users filtered"],
  ["SELECT * FROM (SELECT id FROM users WHERE deleted_at IS NULL) u", "users filtered"],
  ["SELECT * FROM (SELECT id FROM users) u", "users missing"],
  ["SELECT * FROM (SELECT id, deleted_at AS gone FROM users) u WHERE gone IS NULL", "users filtered"],
  ["SELECT * FROM (SELECT * FROM users LIMIT 5) u WHERE deleted_at IS NULL", "users deliberate"],
  ["WITH u AS (SELECT * FROM users) SELECT * FROM u WHERE deleted_at IS NULL", "users filtered"],
  ["WITH u AS (SELECT * FROM users) SELECT * FROM u a JOIN u b USING (id) WHERE a.deleted_at IS NULL", "users missing"],
  [
    "SELECT * FROM (SELECT id, deleted_at FROM users UNION ALL SELECT id, deleted_at FROM posts) x WHERE deleted_at IS NULL",
    "users filtered, posts filtered",
  ],
  ["SELECT id FROM users WHERE deleted_at IS NULL UNION SELECT id FROM posts", "users filtered, posts missing"],
  ["SELECT * FROM logs WHERE EXISTS (SELECT 1 FROM users u WHERE u.id = logs.user_id)", "u missing"],
  ["SELECT * FROM logs WHERE user_id IN (SELECT id FROM users WHERE deleted_at IS NULL)", "users filtered"],
  [
    "SELECT * FROM users u WHERE u.deleted_at IS NULL AND EXISTS (SELECT 1 FROM users v WHERE v.id = u.id)",
    "u filtered, v filtered",
  ],
  ["SELECT * FROM users u WHERE u.id IN (SELECT id FROM users WHERE deleted_at IS NULL)", "u filtered, users filtered"],
  ["SELECT * FROM users u JOIN live_users l ON l.id = u.id", "u filtered"],
  ["SELECT * FROM users u JOIN user_mails l ON l.email = u.email", "u missing"],
  [
    "SELECT * FROM users u WHERE EXISTS (SELECT 1 FROM users v WHERE v.id = u.id AND v.deleted_at IS NULL)",
    "u filtered, v filtered",
  ],
  [
    "SELECT * FROM users u WHERE EXISTS (SELECT 1 FROM users v WHERE v.email = u.email AND v.deleted_at IS NULL)",
    "u missing, v filtered",
  ],
  [
    "SELECT * FROM members m JOIN members n ON n.team_id = m.team_id AND n.user_id = m.user_id WHERE m.deleted_at IS NULL",
    "m filtered, n filtered",
  ],
  [
    "SELECT * FROM members m JOIN members n ON n.team_id = m.team_id WHERE m.deleted_at IS NULL",
    "m filtered, n missing",
  ],
]);

cases("views", [
  ["SELECT * FROM live_users", ""],
  ["SELECT * FROM user_mails", ""],
  ["SELECT * FROM all_users", "all_users missing"],
  ["SELECT * FROM all_users WHERE gone IS NULL", "all_users filtered"],
]);

cases("writes", [
  ["INSERT INTO users SELECT * FROM users v", "users missing, v deliberate"],
  ["INSERT INTO logs (user_id) SELECT id FROM users", "users missing"],
  ["UPDATE logs SET user_id = 1 FROM users u WHERE u.id = logs.user_id", "u missing"],
  ["DELETE FROM logs USING users u WHERE u.id = user_id AND u.deleted_at IS NULL", "u filtered"],
  ["MERGE INTO logs l USING users u ON u.id = l.user_id WHEN MATCHED THEN DELETE", "u missing"],
]);

describe("what the program and the statement pin", () => {
  it("takes a column that the program looks at for an answer", () => {
    expect(judged("SELECT id, deleted_at AS gone FROM users", ["gone"])).toBe("users deliberate");
    expect(judged("SELECT id, deleted_at AS gone FROM users", ["id"])).toBe("users missing");
    expect(judged("SELECT id, deleted_at AS gone FROM jobs", ["gone"])).toBe("jobs deliberate");
    expect(judged("SELECT id, pruned_at AS gone FROM jobs", ["gone"])).toBe("jobs missing");
    expect(judged("SELECT u.id, j.deleted_at FROM users u, jobs j", ["deleted_at"])).toBe("u missing, j deliberate");
  });
  it("knows a row chosen by its whole primary key", () => {
    const pinned = (sql: string) => {
      const scopes = scopesOf(parsed(sql), catalog);
      const [target] = scopes.top?.relations ?? [];
      return target && isPinnedByKey(target);
    };
    expect(pinned("UPDATE users SET email = $2 WHERE id = $1 AND email <> ''")).toBe(true);
    expect(pinned("UPDATE users SET email = $2 WHERE id = $1 OR email = ''")).toBe(false);
    expect(pinned("UPDATE members SET role = $2 WHERE team_id = $1")).toBe(false);
    expect(pinned("UPDATE members SET role = $3 WHERE team_id = $1 AND $2 = user_id")).toBe(true);
  });
});

describe("purges", () => {
  it.each([
    ["DELETE FROM users WHERE id = $1", "users no"],
    ["delete\n from users", "users no"],
    ["DELETE FROM users WHERE deleted_at IS NOT NULL", "users yes"],
    ["DELETE FROM users WHERE deleted_at + interval '30 days' < now()", "users yes"],
    ["DELETE FROM users WHERE age(now(), deleted_at) > interval '30 days'", "users yes"],
    ["DELETE FROM users WHERE NOT (deleted_at > now())", "users yes"],
    ["DELETE FROM users WHERE deleted_at IS NULL", "users no"],
    ["DELETE FROM users WHERE deleted_at IS NOT NULL OR id = $1", "users no"],
    ["DELETE FROM users WHERE coalesce(deleted_at, now()) < $1", "users no"],
    ["DELETE FROM users WHERE id IN (SELECT id FROM users WHERE deleted_at IS NOT NULL)", "users yes"],
    ["DELETE FROM posts WHERE author_id IN (SELECT id FROM users WHERE deleted_at IS NOT NULL)", "posts no"],
    [
      "WITH t AS (SELECT id FROM users WHERE deleted_at < $1) DELETE FROM users USING t WHERE t.id = users.id",
      "users yes",
    ],
    ["DELETE FROM users u USING users v WHERE v.id = u.id AND v.deleted_at IS NOT NULL", "users yes"],
    ["DELETE FROM logs USING users WHERE users.id = user_id", ""],
    ["WITH d AS (DELETE FROM users WHERE id = $1 RETURNING *) SELECT * FROM d", "users no"],
    ["MERGE INTO users u USING logs l ON l.user_id = u.id WHEN MATCHED THEN DELETE", "users no"],
    ["DELETE FROM flags WHERE deleted", "flags yes"],
    ["DELETE FROM flags WHERE deleted IS NOT NULL", "flags no"],
    ["DELETE FROM all_users WHERE gone IS NULL", "all_users no"],
    ["DELETE FROM all_users WHERE gone IS NOT NULL", "all_users yes"],
  ])("%s", (sql, expected) => expect(purge(sql)).toBe(expected));
});

cases("the row of a live one, by its key", [
  [
    "SELECT u.id FROM users u JOIN logs l ON l.id = u.id JOIN users v ON v.id = l.id WHERE u.deleted_at IS NULL",
    "u filtered, v filtered",
  ],
  [
    "SELECT u.id FROM users u JOIN logs l ON l.id = u.id JOIN users v ON v.id = l.user_id WHERE u.deleted_at IS NULL",
    "u filtered, v missing",
  ],
  ["SELECT u.id FROM users u LEFT JOIN users v ON v.id = u.id WHERE u.deleted_at IS NULL", "u filtered, v filtered"],
  [
    "SELECT u.id FROM users u JOIN (SELECT id, max(email) FROM users GROUP BY id) x ON x.id = u.id WHERE u.deleted_at IS NULL",
    "u filtered, users filtered",
  ],
  [
    "SELECT u.id FROM users u JOIN (SELECT email, max(id) AS id FROM users GROUP BY email) x ON x.id = u.id WHERE u.deleted_at IS NULL",
    "u filtered, users missing",
  ],
  [
    "WITH page AS (SELECT id FROM users WHERE deleted_at IS NULL LIMIT 9) SELECT u.* FROM page JOIN users u USING (id)",
    "u filtered, users filtered",
  ],
  [
    "WITH page AS (SELECT id FROM users WHERE deleted_at IS NULL LIMIT 9) SELECT u.* FROM users u WHERE u.id = ANY (ARRAY(SELECT id FROM page))",
    "u filtered, users filtered",
  ],
  [
    "SELECT id FROM users NATURAL JOIN (SELECT id FROM users WHERE deleted_at IS NULL) x",
    "users filtered, users filtered",
  ],
  [
    "SELECT u.id FROM users u WHERE u.deleted_at IS NULL AND u.id IN (SELECT v.id FROM users v JOIN logs l ON l.user_id = v.id)",
    "u filtered, v filtered",
  ],
  [
    "SELECT u.id FROM users u WHERE u.deleted_at IS NULL AND u.id NOT IN (SELECT author_id FROM posts WHERE deleted_at IS NULL)",
    "u filtered, posts filtered",
  ],
  ["SELECT id FROM users WHERE deleted_at IS NULL INTERSECT SELECT id FROM users", "users filtered, users filtered"],
  ["SELECT id FROM users WHERE deleted_at IS NULL EXCEPT SELECT id FROM users", "users filtered, users filtered"],
  ["SELECT id FROM users EXCEPT SELECT id FROM users WHERE deleted_at IS NULL", "users missing, users filtered"],
  ["SELECT a.id FROM all_users a JOIN users u ON u.id = a.id WHERE u.deleted_at IS NULL", "a filtered, u filtered"],
  [
    "SELECT l.id FROM logs l LEFT JOIN users u ON u.id = l.user_id WHERE u.deleted_at IS NULL AND u.email NOT IN ('x')",
    "u filtered",
  ],
  [
    "SELECT l.id FROM logs l LEFT JOIN users u ON u.id = l.user_id WHERE u.deleted_at IS NULL AND EXISTS (SELECT 1 FROM logs m WHERE m.user_id = u.id)",
    "u filtered",
  ],
  [
    "SELECT l.id FROM logs l LEFT JOIN users u ON u.id = l.user_id WHERE u.deleted_at IS NULL AND NOT EXISTS (SELECT 1 FROM logs m WHERE m.user_id = u.id)",
    "u late",
  ],
]);

describe("a purge by ctid", () => {
  it.each([
    ["DELETE FROM users WHERE ctid IN (SELECT ctid FROM users WHERE deleted_at < $1 LIMIT 100)", "users yes"],
    [
      "DELETE FROM users WHERE ctid = ANY (ARRAY(SELECT ctid FROM users WHERE deleted_at < $1 FOR UPDATE SKIP LOCKED))",
      "users yes",
    ],
    ["DELETE FROM users WHERE ctid IN (SELECT ctid FROM users LIMIT 100)", "users no"],
    ["DELETE FROM users WHERE ctid IN (SELECT ctid FROM posts WHERE deleted_at < $1)", "users no"],
  ])("%s", (sql, expected) => expect(purge(sql)).toBe(expected));
});
