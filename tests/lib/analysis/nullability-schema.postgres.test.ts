import { expect, it } from "vitest";
import { outputColumns } from "../../../lib/analysis/outputs.ts";
import { applyDefinition } from "../../../lib/catalog/apply.ts";
import { emptyCatalog } from "../../../lib/catalog/catalog.ts";
import { readScript } from "../../../lib/read/sql/read-script.ts";
import { statementFrom } from "./judged.ts";
import { emptyDatabase } from "../../postgres.ts";

const schema = `
CREATE TABLE teams (id int PRIMARY KEY, name text NOT NULL, motto text);
CREATE TABLE checked (id int PRIMARY KEY, nick text CHECK (nick IS NOT NULL), loose text);
CREATE DOMAIN label AS text NOT NULL;
CREATE TABLE labelled (id int PRIMARY KEY, title label);
CREATE TABLE old_users (id int PRIMARY KEY, team_id int NOT NULL);
ALTER TABLE old_users ADD CONSTRAINT old_team FOREIGN KEY (team_id) REFERENCES teams NOT VALID;
CREATE TABLE late_users (id int PRIMARY KEY, team_id int NOT NULL REFERENCES teams DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE late_guests (id int PRIMARY KEY, team_id int NOT NULL, FOREIGN KEY (team_id) REFERENCES teams DEFERRABLE);
CREATE TABLE users (id int PRIMARY KEY, team_id int NOT NULL REFERENCES teams);
CREATE TABLE members (team_id int NOT NULL REFERENCES teams);
CREATE TABLE guests () INHERITS (members);
CREATE TABLE notes (id int PRIMARY KEY, body text, stamp text);
CREATE FUNCTION fill() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.stamp := coalesce(NEW.stamp, 'now'); RETURN NEW; END $$;
CREATE TRIGGER fill BEFORE INSERT OR UPDATE ON notes FOR EACH ROW EXECUTE FUNCTION fill();
CREATE TABLE parts (id int, kind text NOT NULL, PRIMARY KEY (id)) PARTITION BY RANGE (id);
CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM (0) TO (10);
CREATE TABLE uses (part_id int NOT NULL REFERENCES parts);
`;

const catalog = readScript(schema).statements.reduce(
  (catalog, statement) =>
    statement.kind === "definition"
      ? applyDefinition(catalog, statement.definition, { file: "schema.sql", line: 1 })
      : catalog,
  emptyCatalog,
);
const marks = { never: "!", maybe: "?", unknown: "~" };

it.each([
  ["SELECT nick, loose FROM checked", "nick! loose?"],
  ["SELECT title FROM labelled", "title~"],
  ["SELECT t.name FROM users u LEFT JOIN teams t ON t.id = u.team_id", "name!"],
  ["SELECT t.name FROM users u LEFT JOIN teams t ON t.id = u.team_id AND t.motto = 'x'", "name?"],
  ["SELECT t.name FROM old_users u LEFT JOIN teams t ON t.id = u.team_id", "name~"],
  ["SELECT t.name FROM late_users u LEFT JOIN teams t ON t.id = u.team_id", "name~"],
  ["SELECT t.name FROM late_guests u LEFT JOIN teams t ON t.id = u.team_id", "name~"],
  ["SELECT t.name FROM members m LEFT JOIN teams t ON t.id = m.team_id", "name~"],
  ["SELECT t.name FROM ONLY members m LEFT JOIN teams t ON t.id = m.team_id", "name!"],
  ["SELECT p.kind FROM uses u LEFT JOIN parts p ON p.id = u.part_id", "kind!"],
  ["SELECT p.kind FROM uses u LEFT JOIN ONLY parts p ON p.id = u.part_id", "kind?"],
  ["INSERT INTO notes (id) VALUES (1) RETURNING id, stamp", "id! stamp~"],
  ["UPDATE notes SET body = 'x' RETURNING stamp", "stamp~"],
  ["DELETE FROM notes RETURNING stamp", "stamp?"],
])("%s", (sql, expected) => {
  const columns = outputColumns(statementFrom(sql), catalog) ?? [];
  expect(columns.map(({ name, nullable }) => name + marks[nullable]).join(" ")).toBe(expected);
});

it("is a schema and statements that PostgreSQL takes", async () => {
  const db = await emptyDatabase();
  await db.exec(schema);
  await db.exec(
    "INSERT INTO teams VALUES (1, 'a', NULL); INSERT INTO guests VALUES (7); INSERT INTO parts VALUES (1, 'x'); INSERT INTO uses VALUES (1)",
  );
  const rows = async (sql: string) => (await db.query(sql)).rows;
  expect(await rows("SELECT t.name FROM members m LEFT JOIN teams t ON t.id = m.team_id")).toEqual([{ name: null }]);
  expect(await rows("SELECT p.kind FROM uses u LEFT JOIN ONLY parts p ON p.id = u.part_id")).toEqual([{ kind: null }]);
  expect(await rows("INSERT INTO notes (id) VALUES (1) RETURNING stamp")).toEqual([{ stamp: "now" }]);
  await db.exec("BEGIN; INSERT INTO late_users VALUES (1, 99)");
  expect(await rows("SELECT t.name FROM late_users u LEFT JOIN teams t ON t.id = u.team_id")).toEqual([{ name: null }]);
  await db.exec("ROLLBACK");
}, 60_000);
