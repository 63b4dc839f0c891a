export const schema = `
CREATE TABLE teams (id int PRIMARY KEY, name text NOT NULL, motto text, lead_id int);
CREATE TABLE users (id int PRIMARY KEY, email text NOT NULL, nick text, age int, team_id int REFERENCES teams, home_id int NOT NULL REFERENCES teams,
  deleted_at timestamptz, tags text[], active boolean, shout text GENERATED ALWAYS AS (upper(nick)) STORED);
CREATE TABLE posts (id int PRIMARY KEY, user_id int NOT NULL REFERENCES users, title text NOT NULL, body text, reviewer_id int REFERENCES users, likes int DEFAULT 0);
CREATE TABLE pairs (a int, b int, note text, PRIMARY KEY (a, b));
CREATE TABLE uses (id int PRIMARY KEY, a int NOT NULL, b int NOT NULL, c int, d int, FOREIGN KEY (a, b) REFERENCES pairs, FOREIGN KEY (c, d) REFERENCES pairs);
CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE DOMAIN label AS text CHECK (VALUE <> 'zz');
CREATE TABLE items (id int PRIMARY KEY, kind text NOT NULL CHECK (kind IN ('a', 'b')), mood mood, code label, data jsonb, marks text[] NOT NULL DEFAULT '{}',
  born date, span int4range, owner_id int REFERENCES users, size numeric CHECK (size > 0), name text CHECK (name IS NOT NULL), seen timestamptz NOT NULL DEFAULT now());
CREATE TABLE drafts (id int NOT NULL, body text CONSTRAINT has_body CHECK (body IS NOT NULL) NO INHERIT, title text CHECK (title IS NOT NULL), mark text NOT NULL NO INHERIT);
CREATE TABLE old_drafts () INHERITS (drafts);
CREATE TABLE members (id int PRIMARY KEY, team_id int NOT NULL REFERENCES teams);
CREATE TABLE guests () INHERITS (members);
CREATE VIEW live_users AS SELECT * FROM users WHERE deleted_at IS NULL;
CREATE VIEW named AS SELECT u.id, u.nick, t.name AS team FROM users u LEFT JOIN teams t ON t.id = u.team_id WHERE u.nick IS NOT NULL;
`;

/** Databases drawn with a seed: rows with NULL wherever the schema allows it, and empty tables. */
export function* databases(count = 12): Generator<string> {
  for (let seed = 0; seed < count; seed++) yield database(generator(seed + 1), seed);
}

function database(random: () => number, seed: number): string {
  const shares = [0, 0.4, 0.4, 0.7, 0.4, 0.1, 0.2, 0.5, 0.8, 0.6, 1, 0.3, 0.5, 0.9, 0.05, 0.5];
  const holes = shares[seed % shares.length] ?? 0;
  const value = (text: () => string): string => (random() < holes ? "NULL" : text());
  const pick = (items: readonly string[]): string => items[Math.floor(random() * items.length)] ?? "";
  // Few of the tables are empty, each in some of the databases.
  const count = (most: number): number => (seed === 0 || random() < 0.12 ? 0 : 1 + Math.floor(random() * most));
  const number = (): string => pick(["0", "1", "2", "2", "3", "-1"]);
  const word = (): string => `'${pick(["a", "b", "c", "a", "ab", "", "A,b"])}'`;
  const below = (limit: number): string => String(Math.floor(random() * limit));
  const lines = ["TRUNCATE teams, users, posts, pairs, uses, items, drafts, members CASCADE;"];
  const rows = (table: string, number: number, row: (id: number) => readonly string[]): void => {
    for (let id = 0; id < number; id++) lines.push(`INSERT INTO ${table} VALUES (${row(id).join(", ")});`);
  };
  // Some teams are nobody's, so that they can be deleted.
  const teams = seed === 0 ? 0 : seed === 4 ? 1 : 4;
  const free = seed % 3 === 1 ? 3 : 0;
  rows("teams", teams + free, (id) => [String(id), word(), value(word), value(number)]);
  const team = (): string => below(teams);
  const users = count(14);
  const userColumns = "users (id, email, nick, age, team_id, home_id, deleted_at, tags, active)";
  rows(userColumns, users, (id) => [
    ...[String(id), word(), value(word), value(number), value(team), team(), random() < 0.8 ? "NULL" : "now()"],
    ...[
      value(() => `ARRAY[${[value(word), word(), word()].slice(Math.floor(random() * 3)).join(", ")}]::text[]`),
      value(() => String(random() < 0.5)),
    ],
  ]);
  const user = (): string => below(users);
  if (users > 0)
    rows("posts", count(12), (id) => [String(id), user(), word(), value(word), value(user), value(number)]);
  const pairs = seed % 5 === 3 ? 0 : 3;
  rows("pairs", pairs, (id) => [String(id >> 1), String(id & 1), value(word)]);
  // Of teams that nobody has.
  if (seed % 2 === 1) lines.push(`INSERT INTO pairs VALUES (77, 0, ${holes > 0.4 ? "NULL" : "'a'"});`);
  rows("uses", pairs, (id) => [String(id), "0", below(2), value(() => "0"), value(() => below(2))]);
  const json = (): string => pick([`'{"a": 1}'`, `'{"a": null, "b": "x"}'`, `'[1, null]'`, "'null'", "'5'"]);
  rows("items", count(8), (id) => [
    ...[String(id), pick(["'a'", "'b'"]), value(() => pick(["'sad'", "'ok'"])), value(word), value(json)],
    pick(["'{}'", "'{a,b}'", "'{NULL}'"]),
    value(() => pick(["'2020-02-03'", "'infinity'"])),
    value(() => pick(["'[1,3)'", "'empty'", "'[2,)'"])),
    ...[users > 0 ? value(user) : "NULL", value(() => pick(["1.5", "2"])), word(), pick(["now()", "'infinity'"])],
  ]);
  rows("drafts", count(3), (id) => [String(id), word(), word(), word()]);
  rows("old_drafts", count(3), (id) => [String(id + 10), value(word), word(), value(word)]);
  rows("members", count(3), (id) => [String(id), team()]);
  // No key binds the rows of a child.
  rows("guests", count(3), (id) => [String(id + 10), pick(["0", "77"])]);
  return lines.join("\n");
}

export function generator(seed: number): () => number {
  let state = seed * 2654435761;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 2246822519) + 3266489917) | 0;
    return ((state ^ (state >>> 13)) >>> 0) / 2 ** 32;
  };
}
