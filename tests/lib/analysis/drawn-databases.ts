export const schema = `
CREATE TABLE teams (id int PRIMARY KEY, name text NOT NULL, motto text, lead_id int);
CREATE TABLE users (id int PRIMARY KEY, email text NOT NULL, nick text, age int, team_id int REFERENCES teams, home_id int NOT NULL REFERENCES teams,
  deleted_at timestamptz, tags text[], active boolean, shout text GENERATED ALWAYS AS (upper(nick)) STORED);
CREATE TABLE posts (id int PRIMARY KEY, user_id int NOT NULL REFERENCES users, title text NOT NULL, body text, reviewer_id int REFERENCES users, likes int DEFAULT 0);
CREATE TABLE pairs (a int, b int, note text, PRIMARY KEY (a, b));
CREATE TABLE uses (id int PRIMARY KEY, a int NOT NULL, b int NOT NULL, c int, d int, FOREIGN KEY (a, b) REFERENCES pairs, FOREIGN KEY (c, d) REFERENCES pairs);
CREATE VIEW live_users AS SELECT * FROM users WHERE deleted_at IS NULL;
CREATE VIEW named AS SELECT u.id, u.nick, t.name AS team FROM users u LEFT JOIN teams t ON t.id = u.team_id WHERE u.nick IS NOT NULL;
`;

/** A few databases, drawn with a seed: rows with NULL wherever the schema allows it, and empty tables. */
export function* databases(): Generator<string> {
  for (let seed = 0; seed < 11; seed++) {
    const random = generator(seed + 1);
    const holes = [0, 0.4, 0.4, 0.7, 0.4, 0.1, 0.2, 0.5, 0.8, 0.6, 1][seed] ?? 0;
    const value = (text: () => string): string => (random() < holes ? "NULL" : text());
    const count = (most: number): number => (seed === 0 ? 0 : 1 + Math.floor(random() * most));
    const number = (): string => String(Math.floor(random() * 3));
    const word = (): string => `'${"abc"[Math.floor(random() * 3)]}'`;
    const teams = seed === 4 ? 1 : 4;
    const lines = ["TRUNCATE teams, users, posts, pairs, uses CASCADE;"];
    for (let id = 0; id < teams; id++)
      lines.push(`INSERT INTO teams VALUES (${id}, ${word()}, ${value(word)}, ${value(number)});`);
    const team = (): string => String(Math.floor(random() * teams));
    const users = count(14);
    for (let id = 0; id < users; id++) {
      lines.push(
        `INSERT INTO users (id, email, nick, age, team_id, home_id, deleted_at, tags, active) VALUES (${id}, ${word()}, ${value(word)}, ${value(number)}, ${value(team)}, ${team()}, ${random() < 0.8 ? "NULL" : "now()"}, ${value(() => `ARRAY[${word()}]`)}, ${value(() => String(random() < 0.5))});`,
      );
    }
    const user = (): string => String(Math.floor(random() * users));
    if (users > 0)
      for (let id = 0; id < 12; id++)
        lines.push(
          `INSERT INTO posts VALUES (${id}, ${user()}, ${word()}, ${value(word)}, ${value(user)}, ${value(number)});`,
        );
    lines.push(`INSERT INTO pairs VALUES (0, 0, ${value(word)}), (0, 1, NULL), (1, 1, 'x');`);
    for (let id = 0; id < 4; id++)
      lines.push(
        `INSERT INTO uses VALUES (${id}, 0, ${Math.floor(random() * 2)}, ${value(() => "0")}, ${value(() => String(Math.floor(random() * 2)))});`,
      );
    yield lines.join("\n");
  }
}

export function generator(seed: number): () => number {
  let state = seed * 2654435761;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 2246822519) + 3266489917) | 0;
    return ((state ^ (state >>> 13)) >>> 0) / 2 ** 32;
  };
}
