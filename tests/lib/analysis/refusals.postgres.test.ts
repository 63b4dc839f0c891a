import type { PGlite } from "@electric-sql/pglite";
import { beforeAll, describe, expect, it } from "vitest";
import { applyDefinition } from "../../../lib/catalog/apply.ts";
import { emptyCatalog, type Catalog } from "../../../lib/catalog/catalog.ts";
import { refusalsOf } from "../../../lib/analysis/refusals.ts";
import { scopesOf } from "../../../lib/analysis/scopes.ts";
import { readScript } from "../../../lib/read/sql/read-script.ts";
import { emptyDatabase } from "../../postgres.ts";
import { databases, generator, schema as drawnSchema } from "./drawn-databases.ts";
import { drawnStatement } from "./drawn-statements.ts";
import { statementFrom } from "./judged.ts";

const schema = `
CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
CREATE TABLE teams (id int PRIMARY KEY, name text NOT NULL, motto text, lead_id int);
CREATE TABLE users (id int PRIMARY KEY, email text NOT NULL, nick text, age int, team_id int REFERENCES teams, home_id int NOT NULL REFERENCES teams,
  deleted_at timestamptz, tags text[], active boolean, shout text GENERATED ALWAYS AS (upper(nick)) STORED);
CREATE TABLE posts (id int PRIMARY KEY, user_id int NOT NULL REFERENCES users, title text NOT NULL, body text, reviewer_id int REFERENCES users, likes int DEFAULT 0);
CREATE TABLE pairs (a int, b int, note text, PRIMARY KEY (a, b));
CREATE TABLE logs (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, text text NOT NULL, mood mood NOT NULL DEFAULT 'ok', at timestamptz NOT NULL DEFAULT now());
CREATE TABLE my_class (relname text);
CREATE TABLE stamped (id serial PRIMARY KEY, slug text NOT NULL, at timestamptz NOT NULL);
CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.at = now(); NEW.slug = coalesce(NEW.slug, ''x''); RETURN NEW; END';
CREATE TRIGGER stamp BEFORE INSERT OR UPDATE ON stamped FOR EACH ROW EXECUTE FUNCTION stamp();
CREATE FUNCTION initials(users) RETURNS text LANGUAGE sql AS 'SELECT left($1.email, 1)';
CREATE VIEW live_users AS SELECT * FROM users WHERE deleted_at IS NULL;
CREATE VIEW named AS SELECT u.id, u.nick, t.name AS team FROM users u LEFT JOIN teams t ON t.id = u.team_id;
`;

let db: PGlite;
const whole: Catalog = { ...emptyCatalog, sources: ["schema.sql"] };
const catalogOf = (text: string): Catalog =>
  readScript(text).statements.reduce(
    (before, statement) =>
      statement.kind === "definition"
        ? applyDefinition(before, statement.definition, { file: "schema.sql", line: 1 })
        : before,
    whole,
  );
const catalog = catalogOf(schema);
beforeAll(async () => {
  db = await emptyDatabase();
  await db.exec(schema);
  await db.exec(
    "INSERT INTO teams VALUES (1, 'a', NULL, NULL); INSERT INTO users (id, email, home_id) VALUES (1, 'a', 1);",
  );
}, 60_000);

/** PostgreSQL's error code for a statement that is run and taken back; null where it runs. */
async function refusedByPostgres(sql: string): Promise<string | null> {
  await db.exec("BEGIN");
  try {
    await db.query(sql);
    return null;
  } catch (error) {
    return (error as { readonly code: string }).code;
  } finally {
    await db.exec("ROLLBACK");
  }
}

/** The error codes that are told of a statement, with what they are about. */
function told(
  sql: string,
  of: Catalog = catalog,
): readonly { readonly code: string; readonly about: string; readonly guess: string | null }[] {
  return scopesOf(statementFrom(sql), of).levels.flatMap((level) =>
    refusalsOf(level, of).map(({ code, span, guess }) => ({
      code,
      about: sql.slice(span.start, span.end),
      guess,
    })),
  );
}

describe("statements that PostgreSQL refuses", () => {
  it.each([
    ["WITH recent AS (SELECT id FROM users) SELECT id FROM latest", "latest", "recent"],
    [
      "WITH RECURSIVE steps(n) AS (SELECT 1 UNION ALL SELECT r.n + 1 FROM r WHERE r.n < 3) SELECT id FROM users",
      "r",
      "steps",
    ],
    ["SELECT emial FROM users", "emial", "email"],
    ["SELECT u.emial FROM users u", "u.emial", "email"],
    ["SELECT u.id FROM users u JOIN teams t ON t.id = u.tem_id", "u.tem_id", "team_id"],
    ["SELECT zzz FROM users u JOIN teams t ON true", "zzz", null],
    ["SELECT x.id FROM users u", "x.id", null],
    ["SELECT users.id FROM users u", "users.id", null],
    ["SELECT id FROM users JOIN posts ON posts.user_id = users.id", "id", null],
    ["SELECT id FROM userz", "userz", "users"],
    ["SELECT * FROM users JOIN users ON true", "users", null],
    ["SELECT (SELECT p.titel FROM posts p WHERE p.user_id = u.id) FROM users u", "p.titel", "title"],
    ["WITH c AS (SELECT id FROM users) SELECT emial FROM c", "emial", null],
    ["SELECT s.nik FROM (SELECT nick FROM users) s", "s.nik", "nick"],
    ["SELECT l.emial FROM live_users l", "l.emial", "email"],
    ["SELECT teem FROM named", "teem", "team"],
    ["SELECT nick FROM users GROUP BY nik", "nik", "nick"],
    ["SELECT email AS mail FROM users HAVING mial IS NOT NULL", "mial", null],
    ["SELECT id FROM users ORDER BY lower(emial)", "emial", "email"],
    ["SELECT id FROM users u, LATERAL (SELECT u.emial) x", "u.emial", "email"],
    ["UPDATE users SET emial = 'x' WHERE id = 1", "emial = 'x'", "email"],
    ["UPDATE users SET nick = 'x' WHERE emial = 'a'", "emial", "email"],
    ["UPDATE users SET nick = 'x', nick = 'y'", "nick = 'y'", null],
    ["UPDATE users SET shout = 'x'", "shout = 'x'", null],
    ["UPDATE users SET email = NULL", "email = NULL", null],
    ["DELETE FROM users WHERE emial = 'a'", "emial", "email"],
    ["DELETE FROM users USING teams WHERE id = 1", "id", null],
    ["INSERT INTO users (id, emial, home_id) VALUES (2, 'b', 1)", "emial", "email"],
    ["INSERT INTO users (id, email, id, home_id) VALUES (2, 'b', 3, 1)", "id", null],
    ["INSERT INTO users (id, email) VALUES (2, 'b')", "users", null],
    ["INSERT INTO users (id, email, home_id) VALUES (2, NULL, 1)", "NULL", null],
    ["INSERT INTO users (id, email, home_id, shout) VALUES (2, 'b', 1, 'x')", "'x'", null],
    ["INSERT INTO users (id, email, home_id) VALUES (2, 'b')", "2", null],
    ["INSERT INTO teams VALUES (2, 'b', NULL, NULL, 5)", "2", null],
    ["INSERT INTO teams (id, name) SELECT id FROM teams", "id", null],
    ["INSERT INTO logs DEFAULT VALUES", "logs", null],
    ["INSERT INTO logs (text, mood) VALUES ('x', 'hapy')", "'hapy'", "happy"],
    ["INSERT INTO teams VALUES (1, 'b') ON CONFLICT (id) DO UPDATE SET nmae = 'x'", "nmae = 'x'", "name"],
    ["INSERT INTO teams VALUES (9, 'b') RETURNING nmae", "nmae", "name"],
    ["SELECT id FROM logs WHERE mood = 'glad'", "'glad'", null],
    ["SELECT id FROM logs WHERE mood IN ('sad', 'oks')", "'oks'", "ok"],
    ["UPDATE logs SET mood = 'hapy' WHERE id = 1", "'hapy'", "happy"],
    ["SELECT id, name FROM teams UNION SELECT id FROM users", "id", null],
    ["VALUES (1, 2), (3)", "3", null],
    ["SELECT id FROM teams UNION SELECT id FROM users ORDER BY name", "name", null],
    ["DELETE FROM teams RETURNING WITH (OLD AS o) o.nmae", "o.nmae", "name"],
    ["SELECT usres.id FROM teams users", "usres.id", "users"],
    ["MERGE INTO teams t USING users u ON t.id = u.idd WHEN MATCHED THEN UPDATE SET name = 'x'", "u.idd", "id"],
  ])("%s", async (sql, about, guess) => {
    const code = await refusedByPostgres(sql);
    expect(code).not.toBeNull();
    expect(told(sql)).toContainEqual({ code, about, guess });
  });
});

it.each([[[]], [[1]], [[1, "a", 2]]])("as many values as placeholders: %j", async (values) => {
  const sql = "SELECT id FROM users WHERE id = $1 OR email = $2";
  await expect(db.query(sql, [1, "a"])).resolves.toBeDefined();
  await expect(db.query(sql, values)).rejects.toMatchObject({ code: "08P01" });
});

it("takes a table that is not known for one of somebody else's, where every WITH query is read", () => {
  expect(told("WITH recent AS (SELECT id FROM users) SELECT r.id FROM recent r, latest")).toEqual([]);
  expect(told("WITH gone AS (DELETE FROM posts) SELECT 1 FROM latest")).toEqual([]);
});

describe("statements that PostgreSQL accepts", () => {
  it.each([
    "SELECT initials(u), u.initials, users FROM users u, users",
    "SELECT u FROM users u WHERE u IS NOT NULL",
    "SELECT ctid, tableoid, u.xmin FROM users u",
    "SELECT email AS mail FROM users ORDER BY mail",
    "SELECT left(email, 1) AS l, count(*) FROM users GROUP BY l",
    "SELECT left(email, 1) AS l, nick AS n FROM users GROUP BY (l, n)",
    "SELECT DISTINCT ON (l) left(email, 1) AS l, id FROM users",
    "SELECT id FROM users JOIN posts USING (id)",
    "SELECT id, note FROM users NATURAL JOIN (SELECT 1 AS id, 'x' AS note) s",
    "SELECT j.id FROM (users u JOIN posts p USING (id)) j",
    "SELECT public.users.id, users.email FROM public.users",
    "SELECT relname FROM pg_class WHERE oid = 1",
    "SELECT table_name FROM information_schema.tables",
    "SELECT g, n FROM generate_series(1, 2) g, unnest(ARRAY[1]) WITH ORDINALITY AS x(v, n)",
    "SELECT value FROM jsonb_each_text('{\"a\": 1}')",
    "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 3) SELECT n FROM r",
    "WITH new AS (INSERT INTO teams VALUES (5, 'x') RETURNING id, name) SELECT name FROM new",
    "SELECT id FROM users u WHERE EXISTS (SELECT 1 FROM posts WHERE user_id = u.id AND email = 'a')",
    "INSERT INTO stamped DEFAULT VALUES",
    "INSERT INTO stamped (slug) VALUES (NULL)",
    "INSERT INTO logs (text) VALUES ('x')",
    "INSERT INTO logs (text, mood, at) VALUES ('x', DEFAULT, DEFAULT)",
    "INSERT INTO users (id, email, home_id, shout) VALUES (2, 'b', 1, DEFAULT)",
    "INSERT INTO teams VALUES (2, 'b')",
    "INSERT INTO teams VALUES (1, 'b') ON CONFLICT (id) DO UPDATE SET name = excluded.name || teams.name",
    "UPDATE users u SET nick = t.name FROM teams t WHERE t.id = u.home_id RETURNING u.id, t.motto",
    "UPDATE users SET (nick, age) = (SELECT name, id FROM teams WHERE id = home_id)",
    "UPDATE users SET tags[1] = 'a', tags[2] = 'b'",
    "UPDATE logs SET mood = 'sad'",
    "SELECT id FROM logs WHERE mood::text = 'glad' OR mood = ANY (ARRAY['sad']::mood[])",
    "SELECT id FROM teams UNION SELECT id FROM users ORDER BY id",
    "SELECT u.id FROM users u JOIN users v ON u.id = v.id",
    "MERGE INTO teams t USING users u ON t.id = u.id WHEN NOT MATCHED THEN INSERT VALUES (u.id, u.email)",
    "UPDATE users SET nick = 'x' WHERE id = 1 RETURNING old.nick, new.nick",
    "UPDATE users SET nick = 'x' WHERE id = 1 RETURNING WITH (OLD AS o) o.nick, new.nick",
    "INSERT INTO teams VALUES (7, 'b') RETURNING WITH (OLD AS o, NEW AS n) o.name, n.motto, *",
  ])("%s", async (sql) => {
    expect(await refusedByPostgres(sql)).toBeNull();
    expect(told(sql)).toEqual([]);
  });
});

/** A name of a statement, misspelt: a letter gone, two swapped, one too many. */
function misspelt(sql: string, random: () => number): string {
  const words = [...sql.matchAll(/\b[a-z_]{3,}\b/g)].filter(({ index }) => !/["']/.test(sql[index - 1] ?? ""));
  const word = words[Math.floor(random() * words.length)];
  if (!word) return sql;
  const [name] = word;
  const at = 1 + Math.floor(random() * (name.length - 2));
  const changed = [
    name.slice(0, at) + name.slice(at + 1),
    name.slice(0, at) + (name[at + 1] ?? "x") + (name[at] ?? "") + name.slice(at + 2),
    `${name.slice(0, at)}z${name.slice(at)}`,
  ][Math.floor(random() * 3)];
  return `${sql.slice(0, word.index)}${changed ?? name}${sql.slice(word.index + name.length)}`;
}

it("tells drawn statements with a misspelt name as PostgreSQL does", async () => {
  db = await emptyDatabase();
  await db.exec(drawnSchema);
  await db.exec(databases(2).next().value ?? "");
  const drawnCatalog = catalogOf(drawnSchema);
  const random = generator(7);
  const counts = { accepted: 0, refused: 0, caught: 0 };
  const wrong: string[] = [];
  for (let made = 0; made < 600; made++) {
    const drawn = drawnStatement(random);
    const sql = made % 4 === 0 ? drawn : misspelt(drawn, random);
    let codes: readonly string[];
    try {
      codes = told(sql, drawnCatalog).map(({ code }) => code);
    } catch {
      continue; // It does not parse any more.
    }
    const code = await refusedByPostgres(sql);
    // Names of tables and columns: functions and types are not looked at yet.
    const isOurs = code === "42703" || code === "42P01" || code === "42702";
    if (code === null) {
      counts.accepted++;
      if (codes.length > 0) wrong.push(`${codes.join()} accepted: ${sql}`);
    } else if (isOurs) {
      counts.refused++;
      if (codes.includes(code)) counts.caught++;
    }
  }
  expect(wrong).toEqual([]);
  expect(counts.accepted).toBeGreaterThan(150);
  expect(counts.refused).toBeGreaterThan(100);
  expect(counts.caught / counts.refused).toBeGreaterThanOrEqual(0.95);
}, 60_000);
