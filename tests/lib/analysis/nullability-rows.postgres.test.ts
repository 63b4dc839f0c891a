import type { PGlite } from "@electric-sql/pglite";
import { beforeAll, expect, it } from "vitest";
import { outputColumns } from "../../../lib/analysis/outputs.ts";
import { applyDefinition } from "../../../lib/catalog/apply.ts";
import { emptyCatalog } from "../../../lib/catalog/catalog.ts";
import { readScript } from "../../../lib/read/sql/read-script.ts";
import { statementFrom } from "./judged.ts";
import { emptyDatabase } from "../../postgres.ts";

const schema = `
CREATE TABLE teams (id int PRIMARY KEY, name text NOT NULL, motto text);
CREATE TABLE users (id int PRIMARY KEY, email text NOT NULL, team_id int NOT NULL REFERENCES teams, boss_id int);
CREATE TABLE pairs (a int, b int, note text, PRIMARY KEY (a, b));
CREATE TABLE uses (id int PRIMARY KEY, c int NOT NULL, d int NOT NULL, FOREIGN KEY (c, d) REFERENCES pairs);
CREATE TABLE may_use (id int PRIMARY KEY, c int NOT NULL, d int, FOREIGN KEY (c, d) REFERENCES pairs);
CREATE TABLE loose (id int PRIMARY KEY, team_id int NOT NULL REFERENCES teams NOT ENFORCED);
CREATE MATERIALIZED VIEW old_users AS SELECT id, team_id, email FROM users;
CREATE VIEW all_users AS SELECT id, team_id, email FROM users;
CREATE VIEW some_teams AS SELECT * FROM teams TABLESAMPLE bernoulli (0);
CREATE VIEW locked_teams AS SELECT * FROM teams FOR UPDATE SKIP LOCKED;
CREATE TABLE offers (id int PRIMARY KEY, until timestamptz NOT NULL, price int CHECK (price IS NOT NULL OR until > now()), kind text NOT NULL, size int CHECK (size IS NOT NULL OR kind = 'x'));
CREATE TABLE secrets (id int PRIMARY KEY, word text NOT NULL);
ALTER TABLE secrets ENABLE ROW LEVEL SECURITY;
CREATE TABLE keepers (id int PRIMARY KEY, secret_id int NOT NULL REFERENCES secrets);
CREATE TABLE notes (id int PRIMARY KEY, body text);
CREATE TABLE old_notes () INHERITS (notes);
CREATE FUNCTION clear() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.body := NULL; RETURN NEW; END $$;
CREATE TRIGGER clear BEFORE INSERT OR UPDATE ON old_notes FOR EACH ROW EXECUTE FUNCTION clear();
CREATE TABLE parts (id int NOT NULL, body text) PARTITION BY RANGE (id);
CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM (0) TO (10);
CREATE TRIGGER clear BEFORE INSERT OR UPDATE ON parts_1 FOR EACH ROW EXECUTE FUNCTION clear();
CREATE TABLE dated (id int4range, valid int4range, PRIMARY KEY (id, valid WITHOUT OVERLAPS));
CREATE TABLE dated_uses (id int PRIMARY KEY, d int4range NOT NULL, valid int4range NOT NULL, FOREIGN KEY (d, PERIOD valid) REFERENCES dated (id, PERIOD valid));
`;
/** What PGlite has no extension for. */
const foreign = `
CREATE FOREIGN TABLE far (id int NOT NULL, name text CHECK (name IS NOT NULL)) SERVER other;
CREATE TABLE logs (id int NOT NULL, body text NOT NULL) PARTITION BY RANGE (id);
CREATE FOREIGN TABLE far_logs PARTITION OF logs FOR VALUES FROM (0) TO (10) SERVER other;
`;

const data = `
INSERT INTO teams VALUES (1, 'a', NULL), (2, 'b', 'm');
INSERT INTO users VALUES (1, 'e', 1, NULL), (2, 'f', 2, 1);
INSERT INTO pairs VALUES (0, 0, NULL), (1, 1, 'x');
INSERT INTO uses VALUES (1, 0, 0), (2, 1, 1);
INSERT INTO may_use VALUES (1, 0, NULL), (2, 1, 1), (3, 7, NULL);
INSERT INTO loose VALUES (1, 99);
REFRESH MATERIALIZED VIEW old_users;
DELETE FROM users WHERE id = 2;
DELETE FROM teams WHERE id = 2;
INSERT INTO offers VALUES (1, clock_timestamp() + interval '0.2 seconds', NULL, 'x', NULL);
SELECT pg_sleep(0.3);
INSERT INTO secrets VALUES (1, 'w');
INSERT INTO keepers VALUES (1, 1);
INSERT INTO notes VALUES (1, 'a');
INSERT INTO old_notes VALUES (2, 'b');
INSERT INTO dated VALUES ('[1,2)', '[1,9)');
INSERT INTO dated_uses VALUES (1, '[1,2)', '[2,3)');
CREATE ROLE reader;
GRANT SELECT ON secrets, keepers TO reader;
`;

const catalog = readScript(schema + foreign).statements.reduce(
  (catalog, statement) =>
    statement.kind === "definition"
      ? applyDefinition(catalog, statement.definition, { file: "schema.sql", line: 1 })
      : catalog,
  emptyCatalog,
);
const marks = { never: "!", maybe: "?", unknown: "~" };

function described(sql: string): string {
  const columns = outputColumns(statementFrom(sql), catalog) ?? [];
  return columns.map(({ name, nullable }) => name + marks[nullable]).join(" ");
}

/** A row that a key says is there, and that the statement need not see. */
const cases: readonly (readonly [string, string])[] = [
  // A sample lacks rows; a sample of the rows that refer lacks none of those they refer to.
  ["SELECT t.name FROM users u LEFT JOIN teams t TABLESAMPLE bernoulli (0) ON t.id = u.team_id", "name?"],
  ["SELECT (SELECT t.name FROM teams t TABLESAMPLE system (0) WHERE t.id = u.team_id) AS n FROM users u", "n?"],
  ["SELECT v.email FROM users u LEFT JOIN users v TABLESAMPLE bernoulli (0) ON v.id = u.id", "email?"],
  ["SELECT t.id FROM users u LEFT JOIN teams t TABLESAMPLE bernoulli (0) ON true", "id?"],
  ["SELECT t.name FROM users u LEFT JOIN some_teams t ON t.id = u.team_id", "name?"],
  ["SELECT t.name FROM users u TABLESAMPLE bernoulli (100) LEFT JOIN teams t ON t.id = u.team_id", "name!"],
  ["SELECT t.id FROM users u LEFT JOIN teams t ON true", "id!"],
  // What is locked is left out, or is read again as others have left it.
  ["SELECT (SELECT t.name FROM teams t WHERE t.id = u.team_id FOR UPDATE SKIP LOCKED) AS n FROM users u", "n?"],
  ["SELECT t.name FROM users u LEFT JOIN locked_teams t ON t.id = u.team_id", "name?"],
  ["SELECT t.name FROM users u LEFT JOIN teams t ON t.id = u.team_id FOR UPDATE OF u", "name~"],
  ["SELECT t.name FROM (SELECT * FROM users FOR SHARE) u LEFT JOIN teams t ON t.id = u.team_id", "name~"],
  // What is kept in a materialized view may be gone from the table.
  ["SELECT t.name FROM old_users o LEFT JOIN teams t ON t.id = o.team_id", "name?"],
  ["SELECT u.email FROM old_users o LEFT JOIN users u ON u.id = o.id", "email?"],
  ["SELECT (SELECT t.name FROM teams t WHERE t.id = o.team_id) AS n FROM old_users o", "n?"],
  ["SELECT o.email FROM old_users o", "email!"],
  ["SELECT t.name FROM all_users o LEFT JOIN teams t ON t.id = o.team_id", "name!"],
  // A policy hides rows.
  ["SELECT s.word FROM keepers k LEFT JOIN secrets s ON s.id = k.secret_id", "word~"],
  ["SELECT s.word FROM secrets z LEFT JOIN secrets s ON s.id = z.id", "word~"],
  // A key of several columns binds those of one row, where none of them is NULL.
  [
    "WITH x AS (SELECT c, d FROM uses) SELECT p.a FROM x x1 CROSS JOIN x x2 LEFT JOIN pairs p ON p.a = x1.c AND p.b = x2.d",
    "a?",
  ],
  [
    "WITH x AS (SELECT c, d FROM uses) SELECT p.a FROM x x1 CROSS JOIN x x2 LEFT JOIN pairs p ON p.a = x1.c AND p.b = x1.d",
    "a!",
  ],
  ["SELECT p.a FROM may_use m LEFT JOIN pairs p ON p.a = m.c AND p.b = m.d", "a?"],
  ["SELECT p.a FROM may_use m LEFT JOIN pairs p ON p.a = m.c AND p.b = m.d WHERE m.d IS NOT NULL", "a!"],
  ["SELECT p.a FROM may_use m LEFT JOIN pairs p ON p.a = m.c", "a?"],
  ["SELECT (SELECT p.b FROM pairs p WHERE p.a = u.c AND p.b = u.d) AS n FROM uses u", "n!"],
  // A period is covered, and equals none.
  ["SELECT d.id FROM dated_uses u LEFT JOIN dated d ON d.id = u.d AND d.valid = u.valid", "id?"],
  ["SELECT t.name FROM loose l LEFT JOIN teams t ON t.id = l.team_id", "name~"],
  // A statement does not see what it writes itself, and sees what it deletes.
  [
    "WITH gone AS (DELETE FROM teams WHERE id > 5 RETURNING id) SELECT t.name FROM users u LEFT JOIN teams t ON t.id = u.team_id",
    "name!",
  ],
  [
    "WITH made AS (INSERT INTO teams VALUES (50, 'z') RETURNING id), us AS (INSERT INTO users SELECT 60, 'q', id FROM made RETURNING team_id) SELECT t.name FROM us LEFT JOIN teams t ON t.id = us.team_id",
    "name?",
  ],
  [
    "WITH made AS (INSERT INTO teams VALUES (50, 'z') RETURNING id), us AS (INSERT INTO users SELECT 60, 'q', id FROM made RETURNING new.team_id AS t) SELECT (SELECT t.name FROM teams t WHERE t.id = us.t) AS n FROM us",
    "n?",
  ],
  [
    "WITH gone AS (DELETE FROM users u USING users v WHERE v.id = u.id RETURNING v.team_id) SELECT t.name FROM gone LEFT JOIN teams t ON t.id = gone.team_id",
    "name!",
  ],
  // LIMIT and its kind.
  ["SELECT (SELECT t.name FROM teams t WHERE t.id = u.team_id LIMIT 0.4) AS n FROM users u", "n?"],
  ["SELECT (SELECT t.name FROM teams t WHERE t.id = u.team_id FETCH FIRST 0 ROWS ONLY) AS n FROM users u", "n?"],
  ["SELECT (SELECT t.name FROM teams t WHERE t.id = u.team_id FETCH FIRST ROW ONLY) AS n FROM users u", "n!"],
  ["SELECT (SELECT t.name FROM teams t WHERE t.id = u.team_id OFFSET 1) AS n FROM users u", "n?"],
  ["SELECT (SELECT DISTINCT ON (t.id) t.name FROM teams t WHERE t.id = u.team_id) AS n FROM users u", "n!"],
  ["SELECT max(u.email) FILTER (WHERE u.id > 5) AS m FROM users u GROUP BY u.team_id", "m?"],
  // Subqueries see the keys of grouping sets as the set leaves them.
  ["SELECT (SELECT t.name FROM teams t WHERE t.id = u.team_id) AS n FROM users u GROUP BY ROLLUP (u.team_id)", "n?"],
  ["SELECT (SELECT upper(u.email)) AS m FROM users u GROUP BY GROUPING SETS ((u.email), ())", "m?"],
  [
    "SELECT CASE WHEN EXISTS (SELECT 1 WHERE u.team_id IS NULL) THEN NULL ELSE 1 END AS f FROM users u GROUP BY CUBE (u.team_id)",
    "f?",
  ],
  ["SELECT (SELECT u.email) AS n FROM users u GROUP BY u.email, ROLLUP (u.team_id)", "n!"],
  // A CHECK that asks the clock was true once.
  ["SELECT price FROM offers WHERE NOT (until > now())", "price?"],
  ["SELECT size FROM offers WHERE NOT (kind = 'x')", "size!"],
  // The trigger of the table that the row goes into.
  ["UPDATE notes SET body = 'x' RETURNING body", "body~"],
  ["UPDATE ONLY notes SET body = 'x' RETURNING body", "body!"],
  ["INSERT INTO notes VALUES (5, 'b') RETURNING body", "body!"],
  ["INSERT INTO parts VALUES (2, 'b') RETURNING body", "body~"],
  // Two joins on one table ask each other, and a CASE in a list its own alternatives.
  ["SELECT q1.a, q2.a AS b FROM users a LEFT JOIN pairs q1 ON true LEFT JOIN pairs q2 ON true", "a? b?"],
  ["SELECT q1.a, q2.a AS b FROM pairs q LEFT JOIN pairs q1 ON true LEFT JOIN pairs q2 ON true", "a! b!"],
  ["SELECT u.boss_id FROM users u WHERE CASE WHEN u.id > 0 THEN u.email ELSE 'x' END IN ('a', u.email)", "boss_id?"],
];

let db: PGlite;
beforeAll(async () => {
  db = await emptyDatabase();
  await db.exec(schema);
  await db.exec(data);
}, 60_000);

it.each(cases)("%s", async (sql, expected) => {
  expect(described(sql)).toBe(expected);
  await db.exec(`BEGIN; ${sql.includes("secrets") ? "SET ROLE reader" : ""}`);
  const { rows } = await db.query<unknown[]>(sql, [], { rowMode: "array" });
  await db.exec("ROLLBACK");
  const isNull = expected.split(" ").map((_, index) => rows.some((row) => row[index] === null));
  expect(isNull.map((seen, index) => seen && expected.split(" ")[index]?.endsWith("!"))).not.toContain(true);
});

it.each([
  ["SELECT id, name FROM far", "id~ name~"],
  ["SELECT id, body FROM logs", "id~ body~"],
  ["SELECT id, body FROM ONLY logs", "id! body!"],
])("no constraint of another server's table is enforced: %s", (sql, expected) => {
  expect(described(sql)).toBe(expected);
});
