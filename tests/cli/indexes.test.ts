import { describe, expect, it } from "vitest";
import { project } from "./command.ts";

const opening = `import { Pool } from "pg"; const pool = new Pool();\n`;
const sends = (...texts: string[]) => opening + texts.map((text) => `pool.query("${text}");\n`).join("");

const { rowguard } = project({
  "package.json": "{}",
  "migrations/1.sql": `
    CREATE TABLE users (id int PRIMARY KEY, email text UNIQUE, team_id int, seen_at timestamptz);
    CREATE TABLE posts (id int PRIMARY KEY, user_id int REFERENCES users, slug text, at timestamptz);
    CREATE INDEX posts_slug ON posts (slug, at);
  `,
  "src/a.ts": sends(
    "SELECT id FROM users WHERE team_id = $1",
    "SELECT id FROM users WHERE team_id IN (1, 2)",
    "SELECT email FROM users u WHERE u.team_id = ANY ($1)",
    "SELECT u.email FROM posts p JOIN users u ON u.id = p.user_id WHERE u.team_id = $1",
    "SELECT id FROM posts WHERE user_id = $1",
    "UPDATE posts SET at = now() WHERE user_id = $1 AND at < now()",
    // Found by an index, or by none that would help.
    "SELECT id FROM users WHERE email = $1 AND team_id = $2",
    "SELECT id FROM posts WHERE slug = $1 AND user_id = $2",
    "SELECT id FROM posts WHERE at <> now()",
    "SELECT id FROM posts ORDER BY at DESC LIMIT 3",
    "SELECT id FROM posts ORDER BY at DESC",
  ),
  "src/a.test.ts": `import { it } from "vitest";\n${sends("SELECT id FROM users WHERE seen_at > now()")}it("x", () => {});`,
});

describe("rowguard indexes", () => {
  it("prints the columns that statements look by and no index begins with, most first", async () => {
    const { status, out } = await rowguard("indexes");
    expect(status).toBe(0);
    expect(out).toBe(
      [
        "posts.user_id  3 statements: 2 WHERE, 1 JOIN  src/a.ts:5",
        "  CREATE INDEX ON posts (user_id);",
        "users.team_id  3 statements: 3 WHERE  src/a.ts:2",
        "  CREATE INDEX ON users (team_id);",
        "",
        "2 columns without an index, by which 3 statements or more look for rows.",
        "Schema: 2 tables from migrations/1.sql.",
        "",
      ].join("\n"),
    );
  });

  it("takes fewer statements, and prints JSON", async () => {
    const { out } = await rowguard("indexes", "--least", "1", "--format", "json");
    const advice = JSON.parse(out) as { table: string; column: string; uses: object }[];
    expect(advice.map(({ table, column, uses }) => [`${table}.${column}`, uses])).toEqual([
      ["posts.user_id", { where: 2, join: 1, order: 0 }],
      ["users.team_id", { where: 3, join: 0, order: 0 }],
      ["posts.at", { where: 1, join: 0, order: 1 }],
    ]);
  });
});
