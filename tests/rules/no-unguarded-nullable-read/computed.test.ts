import { noUnguardedNullableRead } from "../../../rules/no-unguarded-nullable-read.ts";
import { drawn, ts } from "../../draw.ts";

const { valid, invalid } = drawn(noUnguardedNullableRead, {
  espree: true,
  schema: `
    CREATE TABLE players (id bigint PRIMARY KEY, name text NOT NULL, nick text, status text NOT NULL, traits jsonb);
    CREATE TABLE scores (id bigint PRIMARY KEY, player_id bigint NOT NULL REFERENCES players (id), points int NOT NULL, note text);`,
});

invalid(
  "aggregates where no row matches",
  ts`
    import { Pool } from "pg";
    const pool = new Pool();
    export async function best(id) {
      const { rows } = await pool.query("SELECT max(note) AS best FROM scores WHERE player_id = $1", [id]);
      return rows[0].best.trim();
                     ~~~~ computedRead: "best" is NULL where no row of "scores" matches. Check it before this use.
    }
    export async function all(id) {
      const { rows: [row] } = await pool.query("SELECT json_agg(s) AS list, count(*) AS n FROM scores s WHERE player_id = $1", [id]);
      return row.list.map(String).concat(row.n.trim());
                 ~~~~ computedRead: "list" is NULL where no row of "scores" matches.
    }
  `,
);

invalid(
  "what a part makes NULL",
  ts`
    import { Pool } from "pg";
    const pool = new Pool();
    export async function f() {
      const { rows } = await pool.query("SELECT upper(nick) AS a, name || nick AS b, CASE WHEN id > 9 THEN name END AS c, nullif(name, '') AS d, traits ->> 'x' AS e FROM players");
      return rows.map((row) => [row.a.trim(), row.b.trim(), row.c.trim(), row.d.trim(), row.e.trim()]);
                                    ~ computedRead: "a" is NULL where "nick" of "players" is.
                                                  ~ computedRead: "b" is NULL where "nick" of "players" is.
                                                                ~ computedRead: "c" is NULL where no branch of its CASE applies.
                                                                              ~ computedRead: "d" is NULL where its two values are equal.
                                                                                            ~ computedRead: "e" is NULL where
    }
  `,
);

valid(
  "texts of moments, which are NULL only where a moment is infinite",
  ts`
    import { Pool } from "pg";
    const pool = new Pool();
    export async function f() {
      const { rows } = await pool.query<{ month: string }>("SELECT to_char(date_trunc('month', current_date), 'MM') AS month FROM players");
      return rows.map((row) => row.month.trim());
    }
  `,
);

invalid(
  "subqueries, windows, totals, and the far side of an outer join",
  ts`
    import { Pool } from "pg";
    const pool = new Pool();
    export async function f() {
      const { rows } = await pool.query("SELECT p.id, (SELECT s.note FROM scores s WHERE s.points > 9 LIMIT 1) AS note FROM players p");
      return rows.map((row) => row.note.trim());
                                   ~~~~ computedRead: "note" is NULL where the subquery finds no row of "scores".
    }
    export async function e() {
      const { rows } = await pool.query("SELECT x.top FROM players p LEFT JOIN (SELECT player_id, max(points) AS top FROM scores GROUP BY player_id) x ON x.player_id = p.id");
      return rows.map((row) => row.top.toFixed());
                                   ~~~ unmatchedRead: LEFT JOIN
    }
    export async function g() {
      const { rows } = await pool.query("SELECT lag(name) OVER (ORDER BY id) AS before FROM players");
      return rows.map((row) => row.before.trim());
                                   ~~~~~~ computedRead: "before" is NULL in the first row.
    }
    export async function h() {
      const { rows } = await pool.query("SELECT status, count(*) FROM players GROUP BY ROLLUP (status)");
      return rows.map((row) => row.status.trim());
                                   ~~~~~~ computedRead: "status" is NULL in the rows of totals.
    }
  `,
);

invalid(
  "casts, VALUES, functions in FROM, changes of rows",
  ts`
    import { Pool } from "pg";
    const pool = new Pool();
    export async function f() {
      const { rows } = await pool.query("SELECT nick::varchar AS a, v.b, x.note, f.c FROM players LEFT JOIN (VALUES (1, 'x')) v (a, b) ON v.a = players.id LEFT JOIN LATERAL (SELECT upper(s.note) AS note FROM scores s WHERE s.player_id = players.id LIMIT 1) x ON true LEFT JOIN generate_series(1, 2) f (c) ON f.c = players.id");
      return rows.map((row) => [row.a.trim(), row.b.trim(), row.note.trim(), row.c.toFixed()]);
                                    ~ computedRead: "a" is NULL where "nick" of "players" is.
                                                  ~ unmatchedRead: LEFT JOIN
                                                                ~~~~ unmatchedRead: LEFT JOIN
                                                                                 ~ unmatchedRead: LEFT JOIN
    }
    export async function g() {
      const { rows } = await pool.query("MERGE INTO players p USING scores s ON p.id = s.player_id WHEN MATCHED THEN UPDATE SET nick = s.note WHEN NOT MATCHED THEN INSERT (id, name, status) VALUES (s.id, 'n', 'on') RETURNING p.nick, p.name, s.points, old.status AS before");
      return rows.map((row) => [row.nick.trim(), row.name.trim(), row.points.toFixed(), row.before.trim()]);
                                    ~~~~ nullableRead: "nick" of "players"
                                                                                            ~~~~~~ computedRead: "before" is NULL where there was no such row before.
    }
  `,
);

invalid(
  "a row type that says it never is",
  ts`
    import { Pool } from "pg";
    const pool = new Pool();
    export const best = () => pool.query<{ best: number; n: string }>("SELECT max(points) AS best, count(*) AS n FROM scores");
                                           ~~~~ computedType: "best" is NULL where no row of "scores" matches, and this type says it never is.
  `,
);

valid(
  "what is sure, or not known",
  ts`
    import { Pool } from "pg";
    const pool = new Pool();
    export async function f(id) {
      const { rows } = await pool.query("SELECT coalesce(max(note), '') AS a, count(*) AS b, custom(max(note)) AS c, NULL AS d FROM scores WHERE player_id = $1", [id]);
      return rows.map((row) => [row.a.trim(), row.b.trim(), row.c.trim(), row.d.trim()]);
    }
    export async function g() {
      const { rows } = await pool.query("SELECT status, max(name) AS a, min(points) AS b FROM players JOIN scores ON player_id = players.id GROUP BY status");
      return rows.map((row) => [row.status.trim(), row.a.trim(), row.b.toFixed()]);
    }
    export async function h() {
      const { rows } = await pool.query("SELECT CASE WHEN nick IS NULL THEN name ELSE upper(nick) END AS a, CASE WHEN status = 'on' THEN name WHEN status <> 'on' THEN '' END AS b, upper(nick) AS c FROM players WHERE nick <> ''");
      return rows.map((row) => [row.a.trim(), row.b.trim(), row.c.trim()]);
    }
    export async function i() {
      const { rows } = await pool.query("SELECT (SELECT p.name FROM players p WHERE p.id = s.player_id) AS a, traits ->> 'x' AS b FROM scores s JOIN players t ON t.id = s.player_id WHERE t.traits ->> 'x' > ''");
      return rows.map((row) => [row.a.trim(), row.b.trim()]);
    }
    export async function j() {
      const { rows } = await pool.query("SELECT max(points) AS a FROM scores");
      return rows[0].a?.toFixed();
    }
  `,
);
