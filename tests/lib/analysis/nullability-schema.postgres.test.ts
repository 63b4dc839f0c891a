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
CREATE TABLE drafts (id int, body text CONSTRAINT has_body CHECK (body IS NOT NULL) NO INHERIT, title text CHECK (title IS NOT NULL), mark text NOT NULL NO INHERIT);
CREATE TABLE old_drafts () INHERITS (drafts);
CREATE TABLE oldest_drafts (body text NOT NULL) INHERITS (old_drafts);
CREATE TABLE lone_drafts (body text CHECK (body IS NOT NULL) NO INHERIT, mark text NOT NULL NO INHERIT);
CREATE TABLE loose_drafts (body text);
ALTER TABLE loose_drafts ADD CHECK (body IS NOT NULL) NOT VALID;
CREATE TABLE named (nick text, shout text GENERATED ALWAYS AS (upper(nick)) STORED, sure text GENERATED ALWAYS AS (coalesce(nick, 'x')) STORED);
CREATE TABLE free_drafts (body text CHECK (body IS NOT NULL) NOT ENFORCED);
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
  // A constraint that is not inherited does not bind the rows of a child.
  ["SELECT body, title, mark FROM drafts", "body? title! mark?"],
  ["SELECT body, title, mark FROM ONLY drafts", "body! title! mark!"],
  ["SELECT body, title, mark FROM old_drafts", "body? title! mark?"],
  ["SELECT body, title, mark FROM oldest_drafts", "body! title! mark?"],
  ["DELETE FROM drafts RETURNING body", "body?"],
  ["DELETE FROM ONLY drafts RETURNING body", "body!"],
  ["UPDATE drafts SET title = 'x' RETURNING body", "body?"],
  ["INSERT INTO drafts (body, title, mark) VALUES ('a', 'b', 'c') RETURNING body, mark", "body! mark!"],
  ["SELECT body, mark FROM lone_drafts", "body! mark!"],
  ["SELECT body FROM loose_drafts", "body?"],
  ["SELECT body FROM free_drafts", "body?"],
  // A generated column is a value where what it is computed from is.
  ["SELECT nick FROM named WHERE shout > 'a'", "nick!"],
  ["SELECT nick, sure FROM named WHERE sure > 'a'", "nick? sure!"],
  [
    "UPDATE named SET nick = NULL WHERE shout IS NOT NULL RETURNING nick, shout, old.nick AS before",
    "nick? shout? before!",
  ],
  ["SELECT * FROM (SELECT body FROM drafts) d", "body?"],
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
  await db.exec("INSERT INTO old_drafts (title) VALUES ('t')");
  expect(await rows("SELECT body, mark FROM drafts")).toEqual([{ body: null, mark: null }]);
  await db.exec("BEGIN; INSERT INTO late_users VALUES (1, 99)");
  expect(await rows("SELECT t.name FROM late_users u LEFT JOIN teams t ON t.id = u.team_id")).toEqual([{ name: null }]);
  await db.exec("ROLLBACK");
}, 60_000);
