import { PGlite } from "@electric-sql/pglite";
import { beforeAll, describe, expect, it } from "vitest";
import { emptyCatalog, type Catalog } from "../../../lib/catalog/catalog.ts";
import { outputColumns, type ResultColumn } from "../../../lib/analysis/outputs.ts";
import { applyDefinition } from "../../../lib/catalog/apply.ts";
import { readScript } from "../../../lib/read/sql/read-script.ts";
import { constructs } from "./drawn-constructs.ts";
import { databases, generator, schema } from "./drawn-databases.ts";
import { drawnGroupCase, drawnStatement } from "./drawn-statements.ts";
import { catalogOf, statementFrom } from "./judged.ts";
import { emptyDatabase } from "../../postgres.ts";

/** The schema as rowguard reads it from SQL, with its CHECKs, domains and children. */
const scriptCatalog = readScript(schema).statements.reduce(
  (catalog, statement) =>
    statement.kind === "definition"
      ? applyDefinition(catalog, statement.definition, { file: "schema.sql", line: 1 })
      : catalog,
  emptyCatalog,
);

let db: PGlite;
let catalog: Catalog;
beforeAll(async () => {
  db = await emptyDatabase();
  await db.exec(schema);
  catalog = await catalogOf(db);
}, 60_000);

/** `name!` never, `name?` maybe, `name~` unknown. */
function described(sql: string): string {
  const columns = outputColumns(statementFrom(sql), catalog);
  return columns
    ? columns.map(({ name, nullable }) => name + { never: "!", maybe: "?", unknown: "~" }[nullable]).join(" ")
    : "none";
}

/** JSON null is a value of SQL. */
const jsonAsText = { 114: (text: string) => text, 3802: (text: string) => text };

/** Runs statements over all databases: positions that were NULL in some row of some of them. */
async function nullsSeen(statements: readonly string[]): Promise<Map<string, Set<number>>> {
  const seen = new Map(statements.map((sql) => [sql, new Set<number>()]));
  for (const data of databases()) {
    await db.exec(data);
    for (const sql of statements) {
      await db.exec("BEGIN");
      try {
        const { rows } = await db.query<unknown[]>(sql, [], { rowMode: "array", parsers: jsonAsText });
        for (const row of rows)
          for (const [index, value] of row.entries()) if (value === null) seen.get(sql)?.add(index);
      } finally {
        await db.exec("ROLLBACK");
      }
    }
  }
  return seen;
}

interface Ran {
  readonly nulls: Set<number>;
  rows: number;
}

/** The same for statements that may fail: by a division, a row too many, a key that is there. */
async function nullsWhereRun(
  statements: readonly string[],
  count: number,
  db: PGlite,
): Promise<{ seen: Map<string, Ran>; failed: number }> {
  const seen = new Map<string, Ran>();
  const failures = new Map<string, string>();
  for (const data of databases(count)) {
    await db.exec(data);
    for (const sql of statements) {
      await db.exec("BEGIN");
      try {
        const { rows } = await db.query<unknown[]>(sql, [], { rowMode: "array", parsers: jsonAsText });
        const ran = seen.get(sql) ?? { nulls: new Set<number>(), rows: 0 };
        ran.rows += rows.length;
        for (const row of rows) for (const [index, value] of row.entries()) if (value === null) ran.nulls.add(index);
        seen.set(sql, ran);
      } catch (error) {
        failures.set(sql, String(error));
      } finally {
        await db.exec("ROLLBACK");
      }
    }
  }
  const failed = [...failures].filter(([sql]) => !seen.has(sql));
  for (const [sql, message] of failed)
    if (process.env["DRAWN_STATEMENTS"] ?? process.env["DRAWN_GROUPS"]) console.log(message, sql.slice(0, 300));
  return { seen, failed: failed.length };
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

/** What is computed: `?` where some database of those drawn below gives NULL. */
const computed: readonly (readonly [string, string])[] = [
  // Aggregates
  ["SELECT max(age), count(*) FROM users WHERE id = 1", "max? count!"],
  ["SELECT max(email) AS m, max(nick) AS n FROM users GROUP BY home_id", "m! n?"],
  [
    "SELECT min(id), sum(id), avg(id), array_agg(nick) AS a, string_agg(email, ',') AS s FROM users GROUP BY home_id",
    "min! sum! avg! a! s!",
  ],
  [
    "SELECT string_agg(nick, ','), bool_or(active), json_agg(nick), jsonb_agg(nick) FROM users GROUP BY home_id",
    "string_agg? bool_or? json_agg! jsonb_agg!",
  ],
  ["SELECT array_agg(email) AS a, json_agg(email) AS j, string_agg(email, ',') AS s FROM users", "a? j? s?"],
  ["SELECT coalesce(max(age), 0) AS m, coalesce(sum(age), 0) AS s FROM users", "m! s!"],
  [
    "SELECT max(email) FILTER (WHERE age > 1) AS m, count(*) FILTER (WHERE age > 1) AS c FROM users GROUP BY home_id",
    "m? c!",
  ],
  ["SELECT max(email) FILTER (WHERE age > 0) AS m FROM users WHERE age > 0 GROUP BY home_id", "m!"],
  ["SELECT stddev(id) AS s, var_pop(id) AS v FROM users GROUP BY id", "s? v!"],
  [
    "SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY id) AS p, mode() WITHIN GROUP (ORDER BY nick) AS m FROM users GROUP BY home_id",
    "p! m?",
  ],
  ["SELECT max(age) FROM users HAVING count(*) > 0", "max?"],
  ["SELECT max(age) FROM users WHERE age > 0 GROUP BY home_id", "max!"],
  ["SELECT max(x.n) FROM (VALUES (1), (2)) x (n)", "max!"],
  ["SELECT max(1), count(*)", "max! count!"],
  ["SELECT home_id + 1 AS h, max(id) + 1 AS m FROM users GROUP BY home_id", "h! m!"],
  // Grouping sets
  ["SELECT home_id, email, count(*) FROM users GROUP BY ROLLUP (home_id, email)", "home_id? email? count!"],
  ["SELECT home_id, email, max(id) FROM users GROUP BY home_id, ROLLUP (email)", "home_id! email? max!"],
  ["SELECT home_id, email FROM users GROUP BY GROUPING SETS ((home_id), (email))", "home_id? email?"],
  ["SELECT home_id, email FROM users GROUP BY GROUPING SETS ((home_id, email), ())", "home_id? email?"],
  ["SELECT home_id, email FROM users GROUP BY CUBE (home_id, email) HAVING home_id IS NOT NULL", "home_id! email?"],
  ["SELECT upper(email) AS u, max(id) AS m FROM users GROUP BY ROLLUP (1)", "u? m?"],
  ["SELECT upper(email) AS u, max(email) AS m FROM users GROUP BY ROLLUP (u)", "u? m?"],
  [
    "SELECT v.id, v.id + 1 AS n, count(*) FROM live_users v WHERE v.id >= 0 GROUP BY ROLLUP (v.id) HAVING count(*) > 0",
    "id? n? count!",
  ],
  ["SELECT array_agg(email) AS a, count(*) AS n FROM users WHERE NULL::boolean", "a? n!"],
  ["SELECT (SELECT max(u.id) FROM teams t WHERE t.id < 0) AS m FROM users u", "m?"],
  ["SELECT upper(email) AS u, grouping(email) AS g FROM users GROUP BY ROLLUP (email)", "u? g!"],
  // Windows
  [
    "SELECT row_number() OVER () AS r, rank() OVER (ORDER BY age) AS k, ntile(2) OVER (ORDER BY id) AS t FROM users",
    "r! k! t!",
  ],
  [
    "SELECT lag(email) OVER (ORDER BY id) AS a, lead(email, 1, '') OVER (ORDER BY id) AS b, lead(email) OVER w AS c FROM users WINDOW w AS (ORDER BY id)",
    "a? b! c?",
  ],
  ["SELECT lag(email, 0) OVER (ORDER BY id) AS a, lag(email, 2) OVER (ORDER BY id) AS b FROM users", "a! b?"],
  [
    "SELECT first_value(email) OVER (ORDER BY id) AS f, last_value(nick) OVER (ORDER BY id) AS l, nth_value(email, 2) OVER (ORDER BY id) AS n FROM users",
    "f! l? n?",
  ],
  [
    "SELECT max(email) OVER (PARTITION BY home_id) AS m, sum(age) OVER (ORDER BY id) AS s, count(age) OVER () AS c FROM users",
    "m! s? c!",
  ],
  ["SELECT max(email) OVER (ORDER BY id ROWS BETWEEN 1 FOLLOWING AND 2 FOLLOWING) AS m FROM users", "m?"],
  [
    "SELECT first_value(email) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND CURRENT ROW EXCLUDE CURRENT ROW) AS m FROM users",
    "m?",
  ],
  ["SELECT max(email) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) AS m FROM users", "m!"],
  ["SELECT lag(email) OVER (ORDER BY id) AS a FROM users OFFSET 1", "a~"],
  // CASE
  ["SELECT CASE WHEN id > 1 THEN email END AS c FROM users", "c?"],
  [
    "SELECT CASE WHEN id > 1 THEN email ELSE '' END AS c, CASE WHEN id > 1 THEN email ELSE NULL END AS d FROM users",
    "c! d?",
  ],
  ["SELECT CASE WHEN id > 1 THEN email END AS c FROM users WHERE id > 1", "c!"],
  ["SELECT CASE WHEN id > 1 THEN email WHEN id <= 1 THEN email END AS c FROM users", "c!"],
  ["SELECT CASE nick WHEN 'a' THEN 1 WHEN 'b' THEN 2 END AS c FROM users", "c?"],
  ["SELECT CASE WHEN nick IS NOT NULL THEN upper(nick) ELSE 'x' END AS c FROM users", "c!"],
  ["SELECT CASE WHEN nick IS NULL THEN 'x' ELSE upper(nick) END AS c FROM users", "c!"],
  ["SELECT CASE WHEN age > 0 THEN nick ELSE 'x' END AS c FROM users", "c?"],
  ["SELECT CASE WHEN nick = 'a' THEN nick ELSE email END AS c FROM users", "c!"],
  ["SELECT CASE WHEN email IS NOT NULL THEN 1 END AS c FROM users", "c!"],
  ["SELECT CASE WHEN active THEN 1 WHEN NOT active THEN 2 END AS c FROM users", "c?"],
  // CASE over the rows of a group
  ["SELECT CASE WHEN bool_or(coalesce(age, 0) = 0) THEN 0 ELSE min(age) END AS c FROM users GROUP BY home_id", "c!"],
  ["SELECT CASE WHEN bool_or(coalesce(age, 1) = 0) THEN 0 ELSE min(age) END AS c FROM users GROUP BY home_id", "c?"],
  ["SELECT CASE WHEN bool_or(coalesce(age, 0) = 0) THEN 0 ELSE min(age) END AS c FROM users", "c?"],
  [
    "SELECT CASE WHEN bool_or(coalesce(age, 0) = 0) THEN 0 ELSE min(team_id) END AS c FROM users GROUP BY home_id",
    "c?",
  ],
  ["SELECT CASE WHEN bool_and(nick IS NOT NULL) THEN max(nick) ELSE '' END AS c FROM users", "c!"],
  ["SELECT CASE WHEN bool_and(nick IS NOT NULL) THEN max(nick) ELSE '' END AS c FROM users GROUP BY home_id", "c!"],
  ["SELECT CASE WHEN NOT every(nick IS NOT NULL) THEN '' ELSE max(nick) END AS c FROM users GROUP BY home_id", "c!"],
  ["SELECT CASE WHEN NOT every(nick IS NOT NULL) THEN '' ELSE max(nick) END AS c FROM users", "c?"],
  ["SELECT CASE WHEN bool_or(nick IS NOT NULL) THEN max(nick) ELSE '' END AS c FROM users", "c!"],
  [
    "SELECT CASE WHEN bool_or(nick IS NOT NULL) THEN max(nick) FILTER (WHERE age > 1) ELSE '' END AS c FROM users",
    "c?",
  ],
  ["SELECT CASE WHEN count(nick) = 0 THEN '' ELSE max(nick) END AS c FROM users", "c!"],
  ["SELECT CASE WHEN count(nick) = 0 THEN 0 ELSE max(age) END AS c FROM users GROUP BY home_id", "c?"],
  ["SELECT CASE WHEN count(*) = 0 THEN '' ELSE max(email) END AS c FROM users", "c!"],
  ["SELECT CASE WHEN count(*) = 0 THEN '' ELSE max(nick) END AS c FROM users", "c?"],
  ["SELECT CASE WHEN count(*) < 1 THEN '' ELSE max(email) END AS c FROM users", "c!"],
  ["SELECT CASE WHEN count(*) = count(nick) THEN max(nick) ELSE '' END AS c FROM users GROUP BY home_id", "c!"],
  ["SELECT CASE WHEN count(*) > count(nick) THEN '' ELSE max(nick) END AS c FROM users GROUP BY home_id", "c!"],
  ["SELECT CASE WHEN count(*) = count(nick) THEN max(nick) ELSE '' END AS c FROM users", "c?"],
  [
    "SELECT CASE WHEN count(*) FILTER (WHERE nick IS NULL) > 0 THEN '' ELSE max(nick) END AS c FROM users GROUP BY home_id",
    "c!",
  ],
  [
    "SELECT CASE WHEN count(*) FILTER (WHERE age > 1) > 0 THEN max(age) FILTER (WHERE age > 1) ELSE 0 END AS c FROM users",
    "c!",
  ],
  [
    "SELECT CASE WHEN count(*) FILTER (WHERE age > 0) > 0 THEN max(age) FILTER (WHERE age > 1) ELSE 0 END AS c FROM users GROUP BY home_id",
    "c?",
  ],
  [
    "SELECT CASE WHEN count(CASE WHEN nick IS NULL THEN 1 END) = 0 THEN max(nick) ELSE '' END AS c FROM users GROUP BY home_id",
    "c!",
  ],
  ["SELECT CASE WHEN min(coalesce(age, 0)) > 0 THEN max(age) ELSE 1 END AS c FROM users", "c!"],
  ["SELECT CASE WHEN max(coalesce(age, 0)) > 0 THEN min(age) ELSE 1 END AS c FROM users", "c!"],
  ["SELECT CASE WHEN max(coalesce(age, 1)) > 0 THEN min(age) ELSE 1 END AS c FROM users GROUP BY home_id", "c?"],
  ["SELECT CASE WHEN max(age) IS NULL THEN 0 ELSE min(age) END AS c FROM users", "c!"],
  ["SELECT max(nick) AS c FROM users GROUP BY home_id HAVING bool_and(nick IS NOT NULL)", "c!"],
  ["SELECT CASE WHEN age IS NOT NULL THEN lag(age, 1, 0) OVER (ORDER BY id) ELSE 0 END AS c FROM users", "c?"],
  [
    "SELECT CASE WHEN count(age) > 0 THEN lag(max(age), 1, 0) OVER (ORDER BY home_id) ELSE 0 END AS c FROM users GROUP BY home_id",
    "c?",
  ],
  [
    "SELECT CASE WHEN bool_or(x.n IS NULL) THEN 0 ELSE min(x.n) END AS c FROM users u LEFT JOIN (SELECT user_id, count(*) AS n FROM posts GROUP BY user_id) x ON x.user_id = u.id GROUP BY u.id",
    "c!",
  ],
  [
    "SELECT (SELECT CASE WHEN bool_or(u.nick IS NULL OR t.motto IS NULL) THEN 'x' ELSE u.nick END FROM teams t WHERE t.id = 77) AS c FROM users u",
    "c?",
  ],
  ["SELECT CASE WHEN coalesce(nick, '') = '' THEN 'x' ELSE nick END AS c FROM users", "c!"],
  ["SELECT CASE WHEN coalesce(nick, email, '') <> '' THEN nick ELSE 'x' END AS c FROM users", "c?"],
  ["SELECT nick FROM users WHERE coalesce(nick, '') <> ''", "nick!"],
  ["SELECT age FROM users WHERE coalesce(age, 0) > 0", "age!"],
  ["SELECT age FROM users WHERE coalesce(age, 0) >= 0", "age?"],
  // COALESCE and its kind
  [
    "SELECT coalesce(nick, shout) AS a, coalesce(nick, tags[1]) AS b, coalesce(nick, age::text) AS c FROM users",
    "a~ b? c?",
  ],
  ["SELECT coalesce(nick, age::text) AS c FROM users WHERE nick IS NOT NULL OR age IS NOT NULL", "c!"],
  ["SELECT greatest(age, id) AS g, least(age, team_id) AS l FROM users", "g! l?"],
  [
    "SELECT nullif(email, 'a') AS a, nullif(nick, 'a') AS b, nullif(count(*), 0) AS c FROM users GROUP BY email, nick",
    "a? b? c!",
  ],
  ["SELECT nullif(email, 'a') AS a FROM users WHERE email <> 'a'", "a!"],
  ["SELECT coalesce(u.id, t.id) AS i FROM users u FULL JOIN teams t ON t.id = u.home_id", "i!"],
  // Operators and functions
  [
    "SELECT email || nick AS a, email || ' ' || email AS b, nick || 'x' AS c, tags || 'x'::text AS d FROM users",
    "a? b! c? d!",
  ],
  [
    "SELECT age + 1 AS a, id * 2 AS b, -age AS c, age = 1 AS d, id > 1 AS e, email LIKE 'a%' AS f FROM users",
    "a? b! c? d? e! f!",
  ],
  [
    "SELECT upper(email) AS a, length(nick) AS b, replace(email, 'a', 'b') AS c, concat(nick, age) AS d, round(age) AS e, abs(id) AS f FROM users",
    "a! b? c! d! e? f!",
  ],
  [
    "SELECT date_trunc('day', deleted_at) AS a, date_trunc('day', now()) AS b, extract(epoch FROM deleted_at) AS c, to_char(now(), 'YYYY') AS d FROM users",
    "a? b! c? d!",
  ],
  // An infinite moment has no month, and nobody stores one: it is not known. That a text does not match is.
  [
    "SELECT to_char(date_trunc('month', now()), 'MM') AS a, extract(month FROM date_trunc('day', now())) AS b, regexp_match(email, 'z') AS c FROM users",
    "a~ b~ c?",
  ],
  [
    "SELECT age IN (1, 2) AS a, id IN (1, 2) AS b, id IN (1, NULL) AS c, age BETWEEN 1 AND 2 AS d, id BETWEEN 1 AND 2 AS e FROM users",
    "a? b! c? d? e!",
  ],
  [
    "SELECT NOT active AS a, active AND id > 1 AS b, id > 1 OR email = 'a' AS c, active IS TRUE AS d FROM users",
    "a? b? c! d!",
  ],
  [
    "SELECT array_length(tags, 1) AS a, cardinality(tags) AS b, array_to_string(tags, ',') AS c, tags[1] AS d FROM users",
    "a? b? c? d?",
  ],
  [
    "SELECT to_jsonb(email) AS a, to_jsonb(nick) AS b, jsonb_build_object('a', nick) -> 'a' AS c, row(nick) AS d FROM users",
    "a! b? c! d!",
  ],
  ["SELECT (to_jsonb(id) ->> 1)::int AS a, CAST(email AS varchar(3)) AS b FROM users", "a? b!"],
  // Subqueries
  [
    "SELECT (SELECT p.title FROM posts p WHERE p.user_id = u.id LIMIT 1) AS a, (SELECT count(*) FROM posts p WHERE p.user_id = u.id) AS b FROM users u",
    "a? b!",
  ],
  [
    "SELECT (SELECT max(p.likes) FROM posts p WHERE p.user_id = u.id) AS a, (SELECT u.email) AS b, (SELECT u.nick) AS c FROM users u",
    "a? b! c?",
  ],
  [
    "SELECT (SELECT t.name FROM teams t WHERE t.id = u.home_id) AS a, (SELECT x.email FROM users x WHERE x.id = u.id) AS b FROM users u",
    "a! b!",
  ],
  [
    "SELECT id IN (SELECT home_id FROM users) AS a, id IN (SELECT lead_id FROM teams) AS b, EXISTS (SELECT 1 FROM users) AS c FROM teams",
    "a! b? c!",
  ],
  ["SELECT ARRAY(SELECT nick FROM users) AS a", "a!"],
  // Lateral
  [
    "SELECT x.n FROM users u LEFT JOIN LATERAL (SELECT count(*) AS n FROM posts p WHERE p.user_id = u.id) x ON true",
    "n!",
  ],
  [
    "SELECT x.title FROM users u CROSS JOIN LATERAL (SELECT p.title FROM posts p WHERE p.user_id = u.id LIMIT 1) x",
    "title!",
  ],
  [
    "SELECT x.title, x.up FROM users u LEFT JOIN LATERAL (SELECT p.title, upper(p.title) AS up FROM posts p WHERE p.user_id = u.id LIMIT 1) x ON true",
    "title? up?",
  ],
  // What is assigned is computed from the row as it was.
  ["UPDATE users SET nick = email, age = length(nick) RETURNING nick, age", "nick! age?"],
  ["UPDATE users SET nick = NULL, age = length(nick) WHERE nick IS NOT NULL RETURNING nick, age", "nick? age!"],
  // From level to level
  [
    "SELECT name, id FROM (SELECT u.email, t.name, t.id FROM users u LEFT JOIN teams t ON t.id = u.team_id) x WHERE id IS NOT NULL",
    "name! id!",
  ],
  [
    "SELECT name FROM (SELECT u.email, t.name, t.id FROM users u LEFT JOIN teams t ON t.id = u.team_id) x WHERE email <> 'zz'",
    "name?",
  ],
  ["SELECT c FROM (SELECT nick, CASE WHEN nick = 'a' THEN 1 END AS c FROM users) x WHERE nick = 'a'", "c!"],
  ["SELECT c FROM (SELECT id, CASE WHEN nick = 'a' THEN 1 END AS c FROM users) x WHERE id >= 0", "c?"],
  ["SELECT m FROM (SELECT count(nick) AS c, max(nick) AS m FROM users GROUP BY home_id) x WHERE c > 0", "m!"],
  ["SELECT n FROM (SELECT max(age) AS n FROM users) x", "n?"],
  ["SELECT n FROM (SELECT max(age) AS n FROM users) x WHERE n > 0", "n!"],
  ["SELECT n FROM (SELECT id + 1 AS n FROM users) x UNION SELECT age FROM users", "n?"],
  [
    "WITH x AS (SELECT home_id, max(id) AS top FROM users GROUP BY home_id) SELECT t.name, x.top FROM teams t LEFT JOIN x ON x.home_id = t.id",
    "name! top?",
  ],
  [
    "UPDATE users SET age = coalesce(age, 0) + 1, nick = upper(email) WHERE id >= 0 RETURNING age, nick, id + age AS sum",
    "age! nick! sum!",
  ],
  // The rows of a function, counted NULLs, a group that has its key.
  ["SELECT nick, t FROM users CROSS JOIN regexp_split_to_table(nick, ',') t", "nick! t!"],
  ["SELECT nick, age FROM users WHERE num_nulls(nick, age) = 0", "nick! age!"],
  ["SELECT age, max(email) AS m FROM users GROUP BY ROLLUP (age) HAVING age IS NOT NULL", "age! m!"],
  [
    "WITH x AS (UPDATE users SET nick = NULL WHERE nick IS NOT NULL RETURNING old.nick AS a, nick) SELECT * FROM x",
    "a! nick?",
  ],
  ["INSERT INTO teams (id, name, motto) VALUES (100, 'a', 'b') RETURNING motto, upper(motto) AS up", "motto! up!"],
];

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
  ["SELECT max(age), sum(age) FROM users", "max? sum?"],
  ["SELECT coalesce(nick, 'x') AS a, coalesce(nick, email) AS b, coalesce(nick, shout) AS c FROM users", "a! b! c~"],
  ["SELECT id::text, nick::varchar(3), age::bigint FROM users", "id! nick? age?"],
  [
    "SELECT now(), current_date AS d, upper(nick) AS n, EXISTS (SELECT 1) AS e, ARRAY[nick] AS a, nick IS NULL AS i FROM users",
    "now! d! n? e! a! i!",
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
  ["SELECT team_id FROM users u WHERE EXISTS (SELECT 1 FROM teams t WHERE t.id = u.team_id)", "team_id!"],
  ["SELECT tags FROM users WHERE tags @> ARRAY['a']", "tags!"],
  ["SELECT tags FROM users WHERE 'a' = ANY (tags)", "tags!"],
  ["SELECT tags FROM users WHERE (tags || 'x'::text)[1] IS NOT NULL", "tags?"],
  ["SELECT nick FROM users WHERE CASE WHEN nick IS NULL THEN false ELSE true END", "nick!"],
  ["SELECT nick FROM users WHERE (nick, age) = ('a', 1)", "nick!"],
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
    "title! email? name?",
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
  ["SELECT id, name, email FROM users FULL JOIN teams USING (id)", "id! name? email?"],
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
  ["SELECT t.name FROM users u LEFT JOIN teams t ON true", "name!"],
  ["SELECT x.n FROM teams t LEFT JOIN (SELECT count(*) AS n FROM users) x ON true", "n!"],
  [
    "SELECT x.n FROM teams t LEFT JOIN (SELECT home_id, count(*) AS n FROM users GROUP BY home_id) x ON x.home_id = t.id",
    "n?",
  ],
  [
    "SELECT x.email FROM teams t LEFT JOIN LATERAL (SELECT email FROM users u WHERE u.team_id = t.id LIMIT 1) x ON true",
    "email?",
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
  ["WITH x AS (UPDATE users SET age = 1 RETURNING id, nick, age) SELECT * FROM x", "id! nick? age!"],
  [
    "WITH RECURSIVE x AS (SELECT id, nick FROM users UNION ALL SELECT x.id + 1, x.nick FROM x WHERE x.id < 0) SELECT * FROM x",
    "id! nick?",
  ],
  ...searched("SELECT * FROM x", "id! ord! cycled! path!"),
  ...searched("SELECT x.*, x.path AS p FROM x", "id! ord! cycled! path! p!"),
  ...searched("SELECT * FROM x AS y (a)", "a! ord! cycled! path!"),
  // Below the query that has the WITH, stars leave them out.
  ...searched("SELECT * FROM (SELECT * FROM x) y", "id!"),
  ...searched("SELECT * FROM (SELECT path, x.* FROM x) y", "path! id!"),
  ...searched("SELECT * FROM x UNION SELECT * FROM x", "id!"),
  ...searched("SELECT t.name, x.ord FROM teams t LEFT JOIN x ON x.id = t.id", "name! ord?"),
  [
    "WITH RECURSIVE x (id) AS (SELECT id FROM users UNION ALL SELECT x.id + 1 FROM x WHERE x.id < 2) CYCLE id SET mark TO 'yes' DEFAULT 'no' USING path SELECT * FROM x",
    "id! mark! path!",
  ],
  [
    "WITH RECURSIVE x (id) AS (SELECT id FROM users UNION ALL SELECT x.id + 1 FROM x WHERE x.id < 2) SEARCH BREADTH FIRST BY id SET ord SELECT * FROM x",
    "id! ord!",
  ],
  [
    "SELECT * FROM live_users WHERE nick = 'a'",
    "id! email! nick! age? team_id? home_id! deleted_at? tags? active? shout~",
  ],
  ["SELECT * FROM named", "id! nick! team?"],
  ["SELECT email FROM users UNION SELECT name FROM teams", "email!"],
  ["SELECT email FROM users UNION ALL SELECT motto FROM teams", "email?"],
  ["SELECT nick FROM users INTERSECT SELECT name FROM teams", "nick!"],
  ["SELECT nick FROM users EXCEPT SELECT name FROM teams", "nick?"],
  ["SELECT email FROM users EXCEPT SELECT motto FROM teams", "email!"],
  ["VALUES (1, NULL), (2, 'a')", "column1! column2?"],
  ["SELECT * FROM (VALUES (1, NULL), (2, 'a')) v (a, b)", "a! b?"],
  ["SELECT nick, count(*) FROM users GROUP BY nick", "nick? count!"],
  ["SELECT nick, count(*) FROM users GROUP BY nick HAVING nick IS NOT NULL", "nick! count!"],
  ["SELECT email, count(*) FROM users GROUP BY ROLLUP (email)", "email? count!"],
  ["SELECT DISTINCT nick FROM users ORDER BY nick LIMIT 5", "nick?"],
  // RETURNING
  [
    "DELETE FROM users USING teams t WHERE users.team_id = t.id AND NOT EXISTS (SELECT 1 FROM posts WHERE posts.user_id = users.id OR posts.reviewer_id = users.id) RETURNING users.id, users.team_id, users.nick, t.motto",
    "id! team_id! nick? motto?",
  ],
  ["UPDATE users SET age = 3 WHERE id >= 0 RETURNING id, nick, age", "id! nick? age!"],
  ["UPDATE users SET nick = NULL RETURNING nick", "nick?"],
  ["UPDATE users SET age = 3 WHERE nick IS NOT NULL RETURNING nick", "nick!"],
  ["UPDATE users u SET age = 3 FROM teams t WHERE t.id = u.team_id RETURNING t.motto, t.name", "motto? name!"],
  [
    "INSERT INTO users (id, email, nick, home_id) SELECT id + 100, name, motto, id FROM teams RETURNING id, email, nick, age",
    "id! email! nick? age?",
  ],
  ["INSERT INTO teams VALUES (100, 'a', 'b') RETURNING *", "id! name! motto! lead_id?"],
  ["INSERT INTO teams (id, name, motto) VALUES (100, 'a', NULL) RETURNING motto", "motto?"],
  ["INSERT INTO posts (id, user_id, title) SELECT id + 100, id, 'x' FROM users RETURNING body, likes", "body? likes~"],
  ...computed,
  ["SELECT * FROM generate_series(1, 2)", "generate_series!"],
  ["SELECT users FROM users", "users!"],
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

// The long run: DRAWN_STATEMENTS=20000 DRAWN_DATABASES=24 npx vitest run --project postgres nullability.postgres -t "of every kind"; DRAWN_MISSED=1 prints each output that could be called never.
it("is what PostgreSQL gives, for computed outputs of every kind", async () => {
  const count = Number(process.env["DRAWN_STATEMENTS"] ?? 300);
  const { score, failed, ran } = await scored(count, drawnStatement);
  if (process.env["DRAWN_STATEMENTS"]) score.print(failed, ran);
  expect(score.wrong).toEqual([]);
  expect(failed).toBeLessThan(count / 20);
  expect(score.unknown).toBeLessThan(0.03);
  expect(score.called).toBeGreaterThan(process.env["DRAWN_STATEMENTS"] ? 0.95 : 0.9);
  if (count >= 20_000) expect(score.rare()).toEqual([]);
}, 3_600_000);

// The long run: DRAWN_GROUPS=20000 npx vitest run --project postgres nullability.postgres -t "rows of a group"
it("is what PostgreSQL gives, for CASEs over the rows of a group", async () => {
  const count = Number(process.env["DRAWN_GROUPS"] ?? 120);
  const { score, failed, ran } = await scored(count, drawnGroupCase);
  if (process.env["DRAWN_GROUPS"]) score.print(failed, ran);
  expect(score.wrong).toEqual([]);
  expect(failed).toBeLessThan(count / 10);
  expect(score.called).toBeGreaterThan(0.7);
}, 3_600_000);

/** Draws statements, and holds what is said of their outputs against what a server gives. */
async function scored(count: number, draw: (random: () => number) => string) {
  const from = Number(process.env["DRAWN_FROM"] ?? 0);
  const score = new Score();
  let failed = 0;
  let ran = 0;
  // A server that has run some thousand statements has grown: each share has its own.
  for (let start = 0; start < count; start += share) {
    const length = Math.min(share, count - start);
    const drawn = Array.from({ length }, (_, seed) => draw(generator(seed + start + from + 9001)));
    const own = start === 0 ? db : await PGlite.create();
    if (own !== db) await own.exec(schema);
    const found = await nullsWhereRun(drawn, Number(process.env["DRAWN_DATABASES"] ?? 12), own);
    if (own !== db) await own.close();
    for (const [sql, { nulls, rows }] of found.seen)
      for (const [index, column] of (outputColumns(statementFrom(sql), scriptCatalog) ?? []).entries())
        score.add(sql, column, !nulls.has(index), rows);
    failed += found.failed;
    ran += found.seen.size;
  }
  return { score, failed, ran };
}

/** How many statements one server runs. */
const share = 2000;

/** How many rows have to be without a NULL before that means something. */
const enough = 20;

/** What was said of outputs, beside what PostgreSQL gave. */
class Score {
  readonly wrong: string[] = [];
  readonly counts = { never: 0, maybe: 0, unknown: 0, withoutNull: 0, withoutNullCalled: 0 };
  readonly #of = new Map(constructs.map(([name]) => [name, { all: 0, unknown: 0, withoutNull: 0, called: 0 }]));

  add(sql: string, { name, nullable }: ResultColumn, isWithoutNull: boolean, rows: number): void {
    if (nullable === "never" && !isWithoutNull) this.wrong.push(`NULL seen in "${name}": ${sql}`);
    if (rows < enough) return;
    const isCalled = isWithoutNull && nullable === "never";
    if (process.env["DRAWN_MISSED"] && isWithoutNull && !isCalled) console.log(`MISSED ${nullable} ${name}: ${sql}`);
    this.counts[nullable]++;
    if (isWithoutNull) this.counts.withoutNull++;
    if (isCalled) this.counts.withoutNullCalled++;
    for (const [construct, pattern] of constructs) {
      const one = this.#of.get(construct);
      if (!one || !pattern.test(sql)) continue;
      one.all++;
      if (nullable === "unknown") one.unknown++;
      if (isWithoutNull) one.withoutNull++;
      if (isCalled) one.called++;
    }
  }

  /** The share of unknown ones. */
  get unknown(): number {
    const { never, maybe, unknown } = this.counts;
    return unknown / (never + maybe + unknown);
  }

  /** Of outputs without a NULL over all databases, the share of those that are called never. */
  get called(): number {
    return this.counts.withoutNullCalled / this.counts.withoutNull;
  }

  rare(): readonly string[] {
    return [...this.#of].flatMap(([construct, { all }]) => (all < 30 ? [`${construct}: ${all}`] : []));
  }

  print(failed: number, statements: number): void {
    const { unknown, called } = this;
    const missed = ({ withoutNull, called }: { withoutNull: number; called: number }) =>
      1 - called / (withoutNull || 1);
    const worst = [...this.#of].sort(([, one], [, other]) => missed(other) - missed(one)).slice(0, 10);
    console.log({ ...this.counts, unknown, called, failed, statements, rare: this.rare() }, worst);
  }
}

it("calls nothing maybe that is never NULL, over random joins", async () => {
  const statements = Array.from({ length: 300 }, (_, seed) => randomQuery(generator(seed + 5077), true));
  const { wrong } = await judge(statements);
  expect(wrong).toEqual([]);
}, 240_000);

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
