import { describe } from "vitest";
import { noInvalidSql } from "../../../rules/no-invalid-sql.ts";
import { drawn, ts } from "../../draw.ts";

const schema = `
  CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL, age int, born date, tags text[], data jsonb, active boolean, uid uuid);
  CREATE TABLE posts (id bigint PRIMARY KEY, user_id bigint NOT NULL, title text NOT NULL, slug text NOT NULL, place int, deleted_at timestamptz);
  CREATE UNIQUE INDEX one_slug ON posts (user_id, slug);
  CREATE UNIQUE INDEX one_place ON posts (place) WHERE deleted_at IS NULL;
  CREATE FUNCTION full_title(p posts) RETURNS text LANGUAGE sql AS 'SELECT p.title';
  -- As a snapshot of a live database says it.
  CREATE FUNCTION of_snapshot(VARIADIC "any") RETURNS int LANGUAGE c AS '';
`;

describe("types in SQL text", () => {
  const { valid, invalid } = drawn(noInvalidSql, { schema, espree: true });

  invalid(
    "functions and operators that are not there",
    ts`
      import { Pool } from "pg";
      const pool = new Pool();
      await pool.query("SELECT lenght(email) FROM users");
                               ~~~~~~~~~~~~~ refused: PostgreSQL refuses this: function lenght(text) does not exist. Did you mean "length"?
      await pool.query("SELECT email + 1 FROM users");
                               ~~~~~~~~~ refused: PostgreSQL refuses this: operator does not exist: text + integer.
      await pool.query("SELECT id FROM users WHERE age = email");
                                                   ~~~~~~~~~~~ refused: PostgreSQL refuses this: operator does not exist: integer = text.
      await pool.query("SELECT round(email, 2) FROM users");
                               ~~~~~~~~~~~~~~~ refused: PostgreSQL refuses this: function round(text, integer) does not exist.
      await pool.query("SELECT id FROM users WHERE email = ANY (age)");
                                                                ~~~ refused: PostgreSQL refuses this: op ANY/ALL (array) requires array on right side.
    `,
  );
  invalid(
    "values that do not go together, and literals that are none of their type",
    ts`
      import postgres from "postgres";
      const sql = postgres();
      await sql\`SELECT coalesce(age, email) FROM users\`;
                                      ~~~~~ refused: PostgreSQL refuses this: COALESCE types integer and text cannot be matched.
      await sql\`SELECT id FROM users WHERE id = 'abc'\`;
                                                 ~~~~~ refused: PostgreSQL refuses this: invalid input syntax for type bigint: "abc".
      await sql\`SELECT id FROM users WHERE born > '2024-13-01'\`;
                                                   ~~~~~~~~~~~~ refused: PostgreSQL refuses this: date/time field value out of range: "2024-13-01".
      await sql\`UPDATE users SET age = email WHERE id = \${id}\`;
                                        ~~~~~ refused: PostgreSQL refuses this: column "age" is of type integer but expression is of type text.
      await sql\`SELECT id FROM users WHERE age\`;
                                            ~~~ refused: PostgreSQL refuses this: argument of WHERE must be type boolean, not type integer.
    `,
  );
  invalid(
    "groups",
    ts`
      import { Pool } from "pg";
      const pool = new Pool();
      await pool.query("SELECT user_id, title, count(*) FROM posts GROUP BY user_id");
                                        ~~~~~ refused: PostgreSQL refuses this: column "posts.title" must appear in the GROUP BY clause or be used in an aggregate function.
      await pool.query("SELECT coalesce(title, ''), count(*) FROM posts GROUP BY user_id");
                                        ~~~~~ refused
      await pool.query("SELECT p.title FROM posts p WHERE count(*) > 1");
                                                          ~~~~~~~~ refused: PostgreSQL refuses this: aggregate functions are not allowed in WHERE.
      await pool.query("SELECT email, max(age) FROM users");
                               ~~~~~ refused: PostgreSQL refuses this: column "users.email" must appear
    `,
  );
  invalid(
    "conflicts that nothing can find",
    ts`
      import { Pool } from "pg";
      const pool = new Pool();
      await pool.query("INSERT INTO posts (id, user_id, title, slug) VALUES (1, 1, 'a', 'b') ON CONFLICT (slug) DO NOTHING");
                                                                                                         ~~~~~~ refused: PostgreSQL refuses this: there is no unique or exclusion constraint matching the ON CONFLICT specification.
      await pool.query("INSERT INTO posts (id, user_id, title, slug, place) VALUES (1, 1, 'a', 'b', 2) ON CONFLICT (place) DO NOTHING");
                                                                                                                   ~~~~~~~ refused: PostgreSQL refuses this: there is no unique
      await pool.query("SELECT id FROM users WHERE $1 IS NULL", [null]);
                                                   ~~ refused: PostgreSQL refuses this: could not determine data type of parameter $1.
    `,
  );
  valid(
    "what PostgreSQL takes, and what may be there",
    ts`
      import { Pool } from "pg";
      import postgres from "postgres";
      const pool = new Pool();
      const sql = postgres();
      await pool.query("SELECT of_snapshot(id, email) FROM users WHERE of_snapshot() = 1");
      await pool.query("SELECT u.id FROM users u WHERE EXISTS (SELECT 1 FROM posts p WHERE p.user_id = u.id HAVING max(p.id) > u.age)");
      await pool.query("SELECT u.age FROM users u GROUP BY u.age HAVING EXISTS (SELECT 1 FROM posts p WHERE p.place = max(u.id))");
      await pool.query("SELECT length(email), age + 1.5, born + 1, tags || 'a'::text, data ->> 'x', p.full_title FROM users, posts p");
      await pool.query("SELECT user_id, upper(title), count(*) FROM posts GROUP BY user_id, upper(title) HAVING max(id) > 1 ORDER BY count(*)");
      await pool.query("SELECT p.id, p.title, p.slug, count(*) FROM posts p JOIN users u ON u.id = p.user_id GROUP BY p.id");
      await pool.query("SELECT lower(title) AS t, count(*) FROM posts GROUP BY t ORDER BY t");
      await pool.query("SELECT user_id FROM posts p WHERE EXISTS (SELECT 1 FROM users u GROUP BY u.age HAVING count(*) > p.place)");
      await pool.query("INSERT INTO posts (id, user_id, title, slug) VALUES (1, 1, 'a', 'b') ON CONFLICT (slug, user_id) DO UPDATE SET title = excluded.title");
      await pool.query("INSERT INTO posts (id, user_id, title, slug, place) VALUES (1, 1, 'a', 'b', 2) ON CONFLICT (place) WHERE deleted_at IS NULL DO NOTHING");
      await pool.query("SELECT sum(d.reached), sum(coalesce(d.donors, 0)) FROM posts p JOIN (SELECT id, sum(amount) AS reached, max(x) AS donors FROM api.gifts GROUP BY id) d ON d.id = p.id GROUP BY p.user_id");
      await pool.query("SELECT similarity(email, 'a'), email % 'a', auth.uid(), postgis_version(), my_own(1) FROM users");
      await sql\`SELECT id FROM users WHERE \${flag} IS NULL OR age = \${text} OR born > 'tomorrow' OR active = 'yes'\`;
      await sql\`SELECT id FROM users WHERE uid = 'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11' AND age = ' 7 ' AND data @> '{"a": [1]}' AND tags = '{a,b}'\`;
    `,
  );
});

describe("a schema that is not known whole", () => {
  const { valid } = drawn(noInvalidSql, {
    schema: "CREATE TABLE users (id bigint PRIMARY KEY, email text); ALTER TABLE nowhere ADD COLUMN a int;",
  });
  valid(
    "is no ground to say what is not there",
    ts`
      import { Pool } from "pg";
      await new Pool().query("SELECT lenght(email), email + 1 FROM users");
    `,
  );
});
