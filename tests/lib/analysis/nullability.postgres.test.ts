import type { PGlite } from "@electric-sql/pglite";
import { beforeAll, describe, expect, it } from "vitest";
import type { Catalog } from "../../../lib/catalog/catalog.ts";
import { outputColumns } from "../../../lib/analysis/outputs.ts";
import { strictFunctions, strictOperators } from "../../../lib/analysis/truth.ts";
import { catalogOf, statementFrom } from "./judged.ts";
import { emptyDatabase } from "../../postgres.ts";

const schema = `
CREATE TABLE teams (id int PRIMARY KEY, name text NOT NULL, motto text, lead_id int);
CREATE TABLE users (id int PRIMARY KEY, email text NOT NULL, nick text, age int, team_id int REFERENCES teams, home_id int NOT NULL REFERENCES teams,
  deleted_at timestamptz, tags text[], active boolean, shout text GENERATED ALWAYS AS (upper(nick)) STORED);
CREATE TABLE posts (id int PRIMARY KEY, user_id int NOT NULL REFERENCES users, title text NOT NULL, body text, reviewer_id int REFERENCES users, likes int DEFAULT 0);
CREATE TABLE pairs (a int, b int, note text, PRIMARY KEY (a, b));
CREATE TABLE uses (id int PRIMARY KEY, a int NOT NULL, b int NOT NULL, c int, d int, FOREIGN KEY (a, b) REFERENCES pairs, FOREIGN KEY (c, d) REFERENCES pairs);
CREATE VIEW live_users AS SELECT * FROM users WHERE deleted_at IS NULL;
CREATE VIEW named AS SELECT u.id, u.nick, t.name AS team FROM users u LEFT JOIN teams t ON t.id = u.team_id WHERE u.nick IS NOT NULL;
`;

let db: PGlite;
let catalog: Catalog;
beforeAll(async () => {
  db = await emptyDatabase();
  await db.exec(schema);
  catalog = await catalogOf(db);
}, 60_000);

/** A few databases, drawn with a seed: rows with NULL wherever the schema allows it, and empty tables. */
function* databases(): Generator<string> {
  for (let seed = 0; seed < 10; seed++) {
    const random = generator(seed + 1);
    const holes = [0, 0.4, 0.4, 0.7, 0.4, 0.1, 0.2, 0.5, 0.8, 0.6][seed] ?? 0;
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

function generator(seed: number): () => number {
  let state = seed * 2654435761;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 2246822519) + 3266489917) | 0;
    return ((state ^ (state >>> 13)) >>> 0) / 2 ** 32;
  };
}

/** `name!` never, `name?` maybe, `name~` unknown. */
function described(sql: string): string {
  const columns = outputColumns(statementFrom(sql), catalog);
  return columns
    ? columns.map(({ name, nullable }) => name + { never: "!", maybe: "?", unknown: "~" }[nullable]).join(" ")
    : "none";
}

/** Runs statements over all databases: positions that were NULL in some row of some of them. */
async function nullsSeen(statements: readonly string[]): Promise<Map<string, Set<number>>> {
  const seen = new Map(statements.map((sql) => [sql, new Set<number>()]));
  for (const data of databases()) {
    await db.exec(data);
    for (const sql of statements) {
      await db.exec("BEGIN");
      try {
        const { rows } = await db.query<unknown[]>(sql, [], { rowMode: "array" });
        for (const row of rows)
          for (const [index, value] of row.entries()) if (value === null) seen.get(sql)?.add(index);
      } finally {
        await db.exec("ROLLBACK");
      }
    }
  }
  return seen;
}

async function judge(
  statements: readonly string[],
  excused: ReadonlySet<string> = new Set(),
): Promise<{ wrong: string[]; never: number; maybe: number; unknown: number }> {
  const seen = await nullsSeen(statements);
  const wrong: string[] = [];
  const counts = { never: 0, maybe: 0, unknown: 0 };
  for (const [sql, nulls] of seen) {
    for (const [index, column] of (outputColumns(statementFrom(sql), catalog) ?? []).entries()) {
      counts[column.nullable]++;
      if (column.nullable === "never" && nulls.has(index))
        wrong.push(`NULL seen in "${column.name}", called never: ${sql}`);
      if (column.nullable === "maybe" && !nulls.has(index) && !excused.has(sql))
        wrong.push(`no NULL seen in "${column.name}", called maybe: ${sql}`);
    }
  }
  return { wrong, ...counts };
}

/** A statement over a recursive CTE `x` that has a column of its own and those of SEARCH and CYCLE. */
function searched(sql: string, expected: string): readonly (readonly [string, string])[] {
  const cte = "x (id) AS (SELECT id FROM users UNION ALL SELECT x.id + 1 FROM x WHERE x.id < 2)";
  return [[`WITH RECURSIVE ${cte} SEARCH DEPTH FIRST BY id SET ord CYCLE id SET cycled USING path ${sql}`, expected]];
}

const cases: readonly (readonly [string, string])[] = [
  ["SELECT id, email, nick FROM users", "id! email! nick?"],
  ["SELECT * FROM teams", "id! name! motto? lead_id?"],
  [
    "SELECT u.*, t.name AS team FROM users u JOIN teams t ON t.id = u.home_id",
    "id! email! nick? age? team_id? home_id! deleted_at? tags? active? shout~ team!",
  ],
  ["SELECT nick AS name, email AS mail FROM users", "name? mail!"],
  ["SELECT 1, 'a' AS a, NULL AS b, true AS c", "?column?! a! b? c!"],
  ["SELECT count(*), count(nick) FROM users", "count! count!"],
  ["SELECT max(age), sum(age) FROM users", "max~ sum~"],
  ["SELECT coalesce(nick, 'x') AS a, coalesce(nick, email) AS b, coalesce(nick, shout) AS c FROM users", "a! b! c~"],
  ["SELECT id::text, nick::varchar(3), age::bigint FROM users", "id! nick? age?"],
  [
    "SELECT now(), current_date AS d, upper(nick) AS n, EXISTS (SELECT 1) AS e, ARRAY[nick] AS a, nick IS NULL AS i FROM users",
    "now! d! n~ e! a! i!",
  ],
  // Conditions
  ["SELECT nick FROM users WHERE nick IS NOT NULL", "nick!"],
  ["SELECT nick FROM users WHERE NOT (nick IS NULL)", "nick!"],
  ["SELECT nick FROM users WHERE nick = 'a'", "nick!"],
  ["SELECT nick FROM users WHERE 'a' = nick", "nick!"],
  ["SELECT nick FROM users WHERE nick <> 'zz'", "nick!"],
  ["SELECT nick FROM users WHERE nick LIKE 'a%'", "nick!"],
  ["SELECT nick FROM users WHERE nick NOT ILIKE 'zz%'", "nick!"],
  ["SELECT nick FROM users WHERE nick ~ 'a'", "nick!"],
  ["SELECT nick FROM users WHERE nick IN ('a', 'b')", "nick!"],
  ["SELECT nick FROM users WHERE nick NOT IN ('a')", "nick!"],
  ["SELECT nick FROM users WHERE nick = ANY (ARRAY['a', 'b'])", "nick!"],
  ["SELECT nick FROM users WHERE nick <> ALL (ARRAY['a'])", "nick!"],
  ["SELECT nick FROM users WHERE nick <> ALL (ARRAY[]::text[])", "nick?"],
  ["SELECT age FROM users WHERE age BETWEEN 0 AND 2", "age!"],
  ["SELECT age FROM users WHERE age NOT BETWEEN 5 AND 9", "age!"],
  ["SELECT age FROM users WHERE age + 1 > 0", "age!"],
  ["SELECT age FROM users WHERE -age < 5", "age!"],
  ["SELECT active FROM users WHERE active", "active!"],
  ["SELECT active FROM users WHERE NOT active", "active!"],
  ["SELECT active FROM users WHERE active IS TRUE", "active!"],
  ["SELECT active FROM users WHERE active IS NOT TRUE", "active?"],
  ["SELECT active FROM users WHERE active IS NOT UNKNOWN", "active!"],
  ["SELECT nick FROM users WHERE lower(nick) = 'a'", "nick!"],
  ["SELECT nick FROM users WHERE length(btrim(nick)) > 0", "nick!"],
  ["SELECT nick FROM users WHERE coalesce(nick, 'a') = 'a'", "nick?"],
  ["SELECT nick FROM users WHERE nick::text = 'a'", "nick!"],
  ["SELECT nick FROM users WHERE nick IS DISTINCT FROM 'a'", "nick?"],
  ["SELECT nick FROM users WHERE nick IS NOT DISTINCT FROM 'a'", "nick!"],
  ["SELECT nick FROM users WHERE nick IS DISTINCT FROM NULL", "nick!"],
  ["SELECT nick, age FROM users WHERE nick IS NOT NULL AND age > 0", "nick! age!"],
  ["SELECT nick, age FROM users WHERE nick IS NOT NULL OR age > 0", "nick? age?"],
  ["SELECT nick FROM users WHERE nick = 'a' OR nick = 'b'", "nick!"],
  ["SELECT nick FROM users WHERE nick = 'a' OR nick IS NULL", "nick?"],
  ["SELECT nick FROM users WHERE NOT (nick IS NULL OR age IS NULL)", "nick!"],
  ["SELECT nick FROM users WHERE (nick IS NOT NULL AND age > 0) OR (nick = 'a' AND age IS NULL)", "nick!"],
  ["SELECT nick FROM users WHERE id > 0", "nick?"],
  ["SELECT nick FROM users WHERE nick IN (SELECT name FROM teams)", "nick!"],
  ["SELECT nick FROM users WHERE nick NOT IN (SELECT name FROM teams WHERE id > 100)", "nick?"],
  ["SELECT team_id FROM users u WHERE EXISTS (SELECT 1 FROM teams t WHERE t.id = u.team_id)", "team_id~"],
  ["SELECT tags FROM users WHERE tags @> ARRAY['a']", "tags!"],
  ["SELECT tags FROM users WHERE 'a' = ANY (tags)", "tags!"],
  ["SELECT tags FROM users WHERE (tags || 'x'::text)[1] IS NOT NULL", "tags~"],
  ["SELECT nick FROM users WHERE CASE WHEN nick IS NULL THEN false ELSE true END", "nick~"],
  ["SELECT nick FROM users WHERE (nick, age) = ('a', 1)", "nick~"],
  // Joins
  ["SELECT u.id, t.name FROM users u LEFT JOIN teams t ON t.id = u.team_id", "id! name?"],
  ["SELECT u.id, t.name, t.motto FROM users u JOIN teams t ON t.id = u.team_id", "id! name! motto?"],
  ["SELECT u.team_id FROM users u JOIN teams t ON t.id = u.team_id", "team_id!"],
  ["SELECT u.team_id, t.id FROM users u, teams t WHERE t.id = u.team_id", "team_id! id!"],
  ["SELECT t.name FROM users u LEFT JOIN teams t ON t.id = u.home_id", "name!"],
  ["SELECT t.name FROM users u LEFT JOIN teams t ON t.id = u.home_id AND t.motto IS NOT NULL", "name?"],
  ["SELECT t.name FROM users u LEFT JOIN teams t ON t.id = u.team_id WHERE u.team_id IS NOT NULL", "name!"],
  ["SELECT t.name, t.motto FROM users u LEFT JOIN teams t ON t.id = u.team_id WHERE t.id IS NOT NULL", "name! motto?"],
  ["SELECT t.name, t.motto FROM users u LEFT JOIN teams t ON t.id = u.team_id WHERE t.motto = 'a'", "name! motto!"],
  ["SELECT t.name FROM users u LEFT JOIN teams t ON t.id = u.team_id WHERE t.id = 1 OR t.name = 'a'", "name!"],
  ["SELECT t.name FROM users u LEFT JOIN teams t ON t.id = u.team_id WHERE t.motto IS NULL", "name?"],
  ["SELECT t.name, u.nick FROM users u RIGHT JOIN teams t ON t.id = u.team_id", "name! nick?"],
  ["SELECT u.email, t.name FROM users u RIGHT JOIN teams t ON t.id = u.team_id", "email? name!"],
  ["SELECT u.email, t.name FROM users u FULL JOIN teams t ON t.id = u.team_id", "email? name?"],
  ["SELECT u.email, t.name FROM users u FULL JOIN teams t ON t.id = u.home_id", "email? name!"],
  ["SELECT u.email, t.name FROM users u FULL JOIN teams t ON t.id = u.team_id WHERE u.id > 0", "email! name?"],
  [
    "SELECT p.title, u.email, t.name FROM posts p LEFT JOIN users u ON u.id = p.reviewer_id LEFT JOIN teams t ON t.id = u.home_id",
    "title! email? name?",
  ],
  [
    "SELECT p.title, u.email, t.name FROM posts p LEFT JOIN users u ON u.id = p.reviewer_id LEFT JOIN teams t ON t.id = u.home_id WHERE u.id >= 0",
    "title! email! name!",
  ],
  [
    "SELECT p.title, u.email, t.name FROM posts p LEFT JOIN users u ON u.id = p.reviewer_id LEFT JOIN teams t ON t.id = u.team_id WHERE t.id >= 0",
    "title! email! name!",
  ],
  [
    "SELECT p.title, u.email, t.name FROM posts p LEFT JOIN (users u JOIN teams t ON t.id = u.team_id) ON u.id = p.reviewer_id",
    "title! email~ name~",
  ],
  [
    "SELECT p.title, u.email, t.name FROM posts p LEFT JOIN (users u LEFT JOIN teams t ON t.id = u.team_id) ON u.id = p.user_id WHERE t.name > ''",
    "title! email! name!",
  ],
  [
    "SELECT p.title, u.email, t.name FROM posts p LEFT JOIN users u ON u.id = p.reviewer_id JOIN teams t ON t.id = u.home_id",
    "title! email! name!",
  ],
  ["SELECT p.title, u.email FROM posts p LEFT JOIN users u ON u.id = p.user_id", "title! email!"],
  ["SELECT u.email, p.title FROM users u LEFT JOIN posts p ON p.user_id = u.id", "email! title?"],
  ["SELECT id, name, email FROM users LEFT JOIN teams USING (id)", "id! name? email!"],
  ["SELECT id, name, email FROM users JOIN teams USING (id)", "id! name! email!"],
  ["SELECT id, name, email FROM users RIGHT JOIN teams USING (id)", "id! name! email?"],
  ["SELECT id, name, email FROM users FULL JOIN teams USING (id)", "id~ name? email?"],
  ["SELECT id, name FROM users NATURAL JOIN teams", "id! name!"],
  [
    "SELECT x.note, y.note AS other FROM uses JOIN pairs x USING (a, b) LEFT JOIN pairs y ON y.a = uses.c AND y.b = uses.d",
    "note? other?",
  ],
  ["SELECT y.a FROM uses LEFT JOIN pairs y ON y.a = uses.a AND y.b = uses.b", "a!"],
  [
    "SELECT y.a FROM uses LEFT JOIN pairs y ON y.a = uses.c AND y.b = uses.d WHERE uses.c = 0 AND uses.d IS NOT NULL",
    "a!",
  ],
  ["SELECT y.a FROM uses LEFT JOIN pairs y ON y.a = uses.a AND y.b = uses.d", "a?"],
  ["SELECT b.email FROM users a LEFT JOIN users b ON b.id = a.id", "email!"],
  ["SELECT b.email FROM users a LEFT JOIN users b ON b.age = a.age", "email?"],
  ["SELECT t.name FROM users u LEFT JOIN teams t ON true", "name~"],
  ["SELECT x.n FROM teams t LEFT JOIN (SELECT count(*) AS n FROM users) x ON true", "n~"],
  [
    "SELECT x.n FROM teams t LEFT JOIN (SELECT home_id, count(*) AS n FROM users GROUP BY home_id) x ON x.home_id = t.id",
    "n?",
  ],
  [
    "SELECT x.email FROM teams t LEFT JOIN LATERAL (SELECT email FROM users u WHERE u.team_id = t.id LIMIT 1) x ON true",
    "email~",
  ],
  ["SELECT j.name FROM (users u LEFT JOIN teams t ON t.id = u.team_id) AS j", "name?"],
  // Levels
  ["SELECT nick FROM (SELECT nick FROM users) x", "nick?"],
  ["SELECT nick FROM (SELECT nick FROM users WHERE nick > '') x", "nick!"],
  ["SELECT nick FROM (SELECT nick FROM users) x WHERE nick IS NOT NULL", "nick!"],
  ["SELECT a, b FROM (SELECT email, nick FROM users) x (a, b)", "a! b?"],
  ["WITH x AS (SELECT id, nick FROM users) SELECT * FROM x", "id! nick?"],
  ["WITH x (a, b) AS (SELECT id, nick FROM users) SELECT b, a FROM x", "b? a!"],
  ["WITH x AS (SELECT id FROM users) SELECT t.name, x.id FROM teams t LEFT JOIN x ON x.id = t.lead_id", "name! id?"],
  ["WITH x AS (UPDATE users SET age = 1 RETURNING id, nick, age) SELECT * FROM x", "id! nick? age~"],
  [
    "WITH RECURSIVE x AS (SELECT id, nick FROM users UNION ALL SELECT x.id + 1, x.nick FROM x WHERE x.id < 0) SELECT * FROM x",
    "id~ nick?",
  ],
  ...searched("SELECT * FROM x", "id~ ord! cycled! path!"),
  ...searched("SELECT x.*, x.path AS p FROM x", "id~ ord! cycled! path! p!"),
  ...searched("SELECT * FROM x AS y (a)", "a~ ord! cycled! path!"),
  // Below the query that has the WITH, stars leave them out.
  ...searched("SELECT * FROM (SELECT * FROM x) y", "id~"),
  ...searched("SELECT * FROM (SELECT path, x.* FROM x) y", "path! id~"),
  ...searched("SELECT * FROM x UNION SELECT * FROM x", "id~"),
  ...searched("SELECT t.name, x.ord FROM teams t LEFT JOIN x ON x.id = t.id", "name! ord?"),
  [
    "WITH RECURSIVE x (id) AS (SELECT id FROM users UNION ALL SELECT x.id + 1 FROM x WHERE x.id < 2) CYCLE id SET mark TO 'yes' DEFAULT 'no' USING path SELECT * FROM x",
    "id~ mark! path!",
  ],
  [
    "WITH RECURSIVE x (id) AS (SELECT id FROM users UNION ALL SELECT x.id + 1 FROM x WHERE x.id < 2) SEARCH BREADTH FIRST BY id SET ord SELECT * FROM x",
    "id~ ord!",
  ],
  [
    "SELECT * FROM live_users WHERE nick = 'a'",
    "id! email! nick! age? team_id? home_id! deleted_at? tags? active? shout~",
  ],
  ["SELECT * FROM named", "id! nick! team?"],
  ["SELECT email FROM users UNION SELECT name FROM teams", "email!"],
  ["SELECT email FROM users UNION ALL SELECT motto FROM teams", "email?"],
  ["SELECT nick FROM users INTERSECT SELECT name FROM teams", "nick!"],
  ["SELECT nick FROM users EXCEPT SELECT name FROM teams", "nick~"],
  ["SELECT email FROM users EXCEPT SELECT motto FROM teams", "email!"],
  ["VALUES (1, NULL), (2, 'a')", "column1! column2?"],
  ["SELECT * FROM (VALUES (1, NULL), (2, 'a')) v (a, b)", "a! b?"],
  ["SELECT nick, count(*) FROM users GROUP BY nick", "nick? count!"],
  ["SELECT nick, count(*) FROM users GROUP BY nick HAVING nick IS NOT NULL", "nick! count!"],
  ["SELECT email, count(*) FROM users GROUP BY ROLLUP (email)", "email~ count!"],
  ["SELECT DISTINCT nick FROM users ORDER BY nick LIMIT 5", "nick?"],
  // RETURNING
  [
    "DELETE FROM users USING teams t WHERE users.team_id = t.id AND NOT EXISTS (SELECT 1 FROM posts WHERE posts.user_id = users.id OR posts.reviewer_id = users.id) RETURNING users.id, users.team_id, users.nick, t.motto",
    "id! team_id! nick? motto?",
  ],
  ["UPDATE users SET age = 3 WHERE id >= 0 RETURNING id, nick, age", "id! nick? age~"],
  ["UPDATE users SET nick = NULL RETURNING nick", "nick?"],
  ["UPDATE users SET age = 3 WHERE nick IS NOT NULL RETURNING nick", "nick~"],
  ["UPDATE users u SET age = 3 FROM teams t WHERE t.id = u.team_id RETURNING t.motto, t.name", "motto? name!"],
  [
    "INSERT INTO users (id, email, nick, home_id) SELECT id + 100, name, motto, id FROM teams RETURNING id, email, nick, age",
    "id! email! nick~ age?",
  ],
  ["INSERT INTO teams VALUES (100, 'a', 'b') RETURNING *", "id! name! motto~ lead_id?"],
  ["INSERT INTO teams (id, name, motto) VALUES (100, 'a', NULL) RETURNING motto", "motto?"],
  ["INSERT INTO posts (id, user_id, title) SELECT id + 100, id, 'x' FROM users RETURNING body, likes", "body? likes~"],
  ["SELECT * FROM generate_series(1, 2)", "none"],
  ["SELECT users FROM users", "users~"],
];

describe("what is said of the columns of a statement", () => {
  it.each(cases)("%s", (sql, expected) => {
    expect(described(sql)).toBe(expected);
  });
});

it("is silent about what text of unknown content may change", () => {
  expect(described("SELECT nick FROM users WHERE id = 1")).toBe("nick?");
  expect(described("SELECT nick FROM nowhere")).toBe("nick~");
  expect(described("SELECT * FROM nowhere")).toBe("none");
  expect(described("SELECT u.nick, n.a FROM users u LEFT JOIN nowhere n ON n.id = u.id")).toBe("nick? a~");
});

it("is what PostgreSQL gives, in every case above", async () => {
  const { wrong } = await judge(cases.map(([sql]) => sql));
  expect(wrong).toEqual([]);
}, 120_000);

it("is what PostgreSQL gives, for random joins and conditions", async () => {
  const statements = Array.from({ length: 400 }, (_, seed) => randomQuery(generator(seed + 77)));
  const { wrong, never, maybe, unknown } = await judge(statements, new Set(statements));
  expect(wrong.filter((line) => line.startsWith("NULL seen"))).toEqual([]);
  expect({ never: never > 400, maybe: maybe > 400, unknown: unknown < (never + maybe) / 2 }).toEqual({
    never: true,
    maybe: true,
    unknown: true,
  });
}, 240_000);

it("calls nothing maybe that is never NULL, over random joins", async () => {
  const statements = Array.from({ length: 300 }, (_, seed) => randomQuery(generator(seed + 5077), true));
  const { wrong } = await judge(statements);
  expect(wrong).toEqual([]);
}, 240_000);

it("counts as strict only what PostgreSQL says is strict", async () => {
  const { rows: operators } = await db.query<{ name: string }>(
    "SELECT DISTINCT oprname AS name FROM pg_operator JOIN pg_proc ON pg_proc.oid = oprcode WHERE NOT proisstrict",
  );
  const { rows: functions } = await db.query<{ name: string }>(
    "SELECT DISTINCT proname AS name FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace AND (NOT proisstrict OR prokind <> 'f' OR proretset)",
  );
  expect(operators.map(({ name }) => name).filter((name) => strictOperators.has(name))).toEqual([]);
  expect(functions.map(({ name }) => name).filter((name) => strictFunctions.has(name))).toEqual([]);
});

/** Two or three tables joined in some way, with conditions over their columns; `loose`: conditions that keep most rows. */
function randomQuery(random: () => number, loose = false): string {
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
  const tables = { u: "users", t: "teams", p: "posts", v: "live_users" } as const;
  const columns: Record<string, readonly string[]> = {
    u: ["id", "email", "nick", "age", "team_id", "home_id"],
    t: ["id", "name", "motto", "lead_id"],
    p: ["id", "user_id", "title", "body", "reviewer_id"],
    v: ["id", "nick", "team_id", "deleted_at"],
  };
  const links = [
    ["u.team_id", "t.id"],
    ["u.home_id", "t.id"],
    ["p.user_id", "u.id"],
    ["p.reviewer_id", "u.id"],
    ["v.team_id", "t.id"],
    ["t.lead_id", "v.id"],
    ["p.user_id", "v.id"],
    // One row under two names: what is known of one of its names is not carried to the other.
    ...(loose ? [] : [["v.id", "u.id"] as const]),
  ] as const;
  const used = [pick(Object.keys(tables))];
  let from = `${tables[used[0] as keyof typeof tables]} ${used[0] ?? ""}`;
  for (let n = Math.floor(random() * 3); n > 0; n--) {
    const link = pick(links.filter(([a, b]) => used.includes(a[0] ?? "") !== used.includes(b[0] ?? "")));
    if (!link) break;
    const next = used.includes(link[0][0] ?? "") ? link[1][0] : link[0][0];
    used.push(next ?? "");
    const extra = random() < (loose ? 0 : 0.3) ? ` AND ${condition(pick(used))}` : "";
    const join = pick(loose ? ["JOIN", "LEFT JOIN"] : ["JOIN", "LEFT JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN"]);
    // A full join takes only conditions that can be hashed or merged.
    from += ` ${join} ${tables[next as keyof typeof tables]} ${next ?? ""} ON ${link[0]} = ${link[1]}${join === "FULL JOIN" ? "" : extra}`;
  }
  function condition(alias: string): string {
    const column = `${alias}.${pick(columns[alias] ?? [])}`;
    const isNumber = /id$|age$/.test(column);
    const value = /deleted_at/.test(column)
      ? "now()"
      : isNumber
        ? String(Math.floor(random() * 3))
        : `'${pick(["a", "b", "c"])}'`;
    switch (Math.floor(random() * 9)) {
      case 0:
        return `${column} IS NOT NULL`;
      case 1:
        return `${column} IS NULL`;
      case 2:
        return `${column} = ${value}`;
      case 3:
        return `NOT (${column} <> ${value})`;
      case 4:
        return `${column} IN (${value}, ${value})`;
      case 5:
        return `${column} IS DISTINCT FROM ${value}`;
      case 6:
        return `coalesce(${column}, ${value}) = ${value}`;
      case 7:
        return `(${condition(alias)} OR ${condition(pick(used))})`;
      default:
        return `NOT (${condition(alias)} AND ${condition(pick(used))})`;
    }
  }
  const where = loose
    ? random() < 0.5
      ? ` WHERE ${pick(["IS NOT NULL"].map((test) => `${pick(used)}.id ${test}`))}`
      : ""
    : random() < 0.7
      ? ` WHERE ${condition(pick(used))}${random() < 0.4 ? ` AND ${condition(pick(used))}` : ""}`
      : "";
  const outputs = used.flatMap((alias) => (columns[alias] ?? []).map((column) => `${alias}.${column}`));
  return `SELECT ${outputs.join(", ")} FROM ${from}${where}`;
}
