import { describe } from "vitest";
import { requireTenantFilter } from "../../../rules/require-tenant-filter.ts";
import { drawn, ts } from "../../draw.ts";

const schema = `
  CREATE TABLE orgs (id int PRIMARY KEY, slug text UNIQUE, name text);
  CREATE TABLE users (id int PRIMARY KEY, org_id int NOT NULL REFERENCES orgs, email text);
  CREATE TABLE posts (id int PRIMARY KEY, org_id int NOT NULL REFERENCES orgs, author_id int REFERENCES users, title text);
  CREATE TABLE comments (id int PRIMARY KEY, org_id int NOT NULL, post_id int NOT NULL REFERENCES posts, body text);
  CREATE TABLE memberships (user_id int, org_id int, role text, PRIMARY KEY (user_id, org_id));
  CREATE TABLE tags (id int PRIMARY KEY, word text);
  CREATE TABLE post_tags (post_id int REFERENCES posts, tag_id int REFERENCES tags, PRIMARY KEY (post_id, tag_id));
  CREATE TABLE notes (id int PRIMARY KEY, tenant_id uuid DEFAULT gen_random_uuid(), text text);
  CREATE VIEW titles AS SELECT id, org_id, title FROM posts;
  CREATE VIEW own_posts AS SELECT id, title FROM posts WHERE org_id = current_setting('app.org')::int;
`;

const { valid, invalid } = drawn(requireTenantFilter, { schema });
const query = (text: string) =>
  `import { Pool } from "pg"; const pool = new Pool();\nexport const f = (a: any, b: any, c: any) => pool.query(\`${text}\`, [a, b, c]);`;

describe("an equality with a value", () => {
  valid("a parameter", query("SELECT title FROM posts WHERE id = $1 AND org_id = $2"));
  valid("the other way round, with a cast", query("SELECT title FROM posts p WHERE $2::int = p.org_id"));
  valid(
    "a list, an array",
    query("SELECT 1 FROM posts WHERE org_id IN ($1, $2) UNION SELECT 1 FROM posts WHERE org_id = ANY ($1)"),
  );
  valid("what the session says", query("SELECT id FROM posts WHERE org_id = current_setting('app.org')::int"));
  valid("a row", query("SELECT id FROM posts WHERE (id, org_id) = ($1, $2)"));
  valid("rows that are nobody's", query("SELECT id FROM posts WHERE org_id IS NULL OR org_id = $1"));
  valid(
    "in UPDATE and DELETE",
    query("WITH a AS (UPDATE posts SET title = '' WHERE id = $1 AND org_id = $2) DELETE FROM posts WHERE org_id = $2"),
  );
  valid("of tables that have no such column", query("SELECT word FROM tags WHERE id = $1"));

  invalid(
    "is missing",
    ts`
    import { Pool } from "pg"; const pool = new Pool();
    export const f = (id: number) => pool.query("SELECT title FROM posts WHERE id = $1", [id]);
                                                                   ~~~~~ openRead: Rows of "posts" are read whatever tenant they belong to. Restrict "org_id" in the WHERE clause.
    export const g = (id: number) => pool.query("UPDATE posts SET title = '' WHERE id = $1", [id]);
                                                        ~~~~~ openUpdate
    export const h = (id: number) => pool.query("DELETE FROM posts WHERE id = $1", [id]);
                                                             ~~~~~ openDelete
    export const i = () => pool.query("SELECT text FROM notes");
                                                        ~~~~~ openRead: "tenant_id"
  `,
  );
  invalid(
    "is none",
    ts`
    import { Pool } from "pg"; const pool = new Pool();
    export const f = (id: number) => pool.query("SELECT title FROM posts WHERE org_id <> $1", [id]);
                                                                   ~~~~~ openRead
    export const g = (id: number) => pool.query("SELECT title FROM posts WHERE org_id > $1 AND org_id IS NOT NULL", [id]);
                                                                   ~~~~~ openRead
    export const h = () => pool.query("SELECT title FROM posts WHERE org_id = org_id");
                                                         ~~~~~ openRead
    export const i = () => pool.query("SELECT org_id, count(*) FROM posts GROUP BY org_id ORDER BY org_id");
                                                                    ~~~~~ openRead
    export const j = (id: number) => pool.query("SELECT title FROM posts WHERE org_id NOT IN ($1)", [id]);
                                                                   ~~~~~ openRead
  `,
  );
  invalid(
    "on one side of OR",
    ts`
    import { Pool } from "pg"; const pool = new Pool();
    export const f = (id: number) => pool.query("SELECT title FROM posts WHERE org_id = $1 OR title = 'x'", [id]);
                                                                   ~~~~~ inOr: Rows of "posts" of any tenant come through the other side of OR. Require "org_id" with AND.
  `,
  );
  valid("on both sides", query("SELECT id FROM posts WHERE (org_id = $1 AND id = $2) OR (title = '' AND org_id = $1)"));
  valid("unless the caller says otherwise", query("SELECT id FROM posts WHERE $1::int IS NULL OR org_id = $1"));
  valid(
    "or what is shared",
    query("SELECT id FROM posts p WHERE org_id = $1 OR EXISTS (SELECT 1 FROM post_tags WHERE post_id = p.id)"),
  );
});

describe("through other relations", () => {
  valid(
    "whose column it is",
    query("SELECT p.title FROM posts p JOIN comments c ON c.org_id = p.org_id WHERE c.org_id = $1"),
  );
  valid("USING", query("SELECT title FROM posts JOIN comments USING (org_id) WHERE org_id = $1"));
  valid(
    "to which a foreign key leads",
    query("SELECT c.body FROM comments c JOIN posts p ON p.id = c.post_id WHERE p.org_id = $1"),
  );
  valid(
    "that lead here by one",
    query("SELECT u.email FROM posts p JOIN users u ON u.id = p.author_id WHERE p.org_id = $1"),
  );
  valid(
    "through a table that has no such column",
    query(
      "SELECT p.title FROM posts p JOIN post_tags t ON t.post_id = p.id JOIN comments c ON c.post_id = t.post_id WHERE c.org_id = $1",
    ),
  );
  valid(
    "an outer join",
    query("SELECT p.title, c.body FROM posts p LEFT JOIN comments c ON c.post_id = p.id WHERE p.org_id = $1"),
  );
  valid(
    "the tenant, by its own key",
    query("SELECT p.title FROM posts p JOIN orgs o ON o.id = p.org_id WHERE o.slug = $1"),
  );
  valid(
    "EXISTS",
    query("SELECT title FROM posts p WHERE EXISTS (SELECT 1 FROM orgs o WHERE o.id = p.org_id AND o.slug = $1)"),
  );
  valid(
    "a subquery of the one asked",
    query("SELECT title FROM posts p WHERE org_id = $1 AND EXISTS (SELECT 1 FROM comments c WHERE c.post_id = p.id)"),
  );
  valid(
    "IN of the one asked",
    query("SELECT title FROM posts WHERE org_id = $1 AND id IN (SELECT post_id FROM comments WHERE body = 'x')"),
  );
  valid(
    "IN of restricted rows",
    query("SELECT body FROM comments WHERE post_id IN (SELECT id FROM posts WHERE org_id = $1)"),
  );
  valid("USING of DELETE", query("DELETE FROM comments c USING posts p WHERE p.id = c.post_id AND p.org_id = $1"));
  valid(
    "a CTE with the value",
    query("WITH given AS (SELECT $1::int AS org_id) SELECT title FROM posts p JOIN given ON given.org_id = p.org_id"),
  );
  valid(
    "a subquery that is correlated",
    query("SELECT o.name, (SELECT count(*) FROM posts p WHERE p.org_id = o.id) FROM orgs o WHERE o.id = $1"),
  );
  valid(
    "LATERAL",
    query(
      "SELECT l.body FROM posts p, LATERAL (SELECT c.body FROM comments c WHERE c.post_id = p.id LIMIT 1) l WHERE p.org_id = $1",
    ),
  );

  invalid(
    "that are not restricted, the first of them",
    ts`
    import { Pool } from "pg"; const pool = new Pool();
    export const f = (id: number) => pool.query("SELECT c.body FROM comments c JOIN posts p ON p.id = c.post_id WHERE p.id = $1", [id]);
                                                                    ~~~~~~~~ openRead: "comments"
    export const g = (id: number) => pool.query("SELECT c.body FROM posts p JOIN comments c ON c.org_id = p.org_id WHERE p.id = $1", [id]);
                                                                    ~~~~~ openRead: "posts"
    export const h = () => pool.query("SELECT o.name, p.title FROM orgs o JOIN posts p ON p.org_id = o.id");
                                                                               ~~~~~ openRead: "posts"
    export const i = (id: number) => pool.query("SELECT title FROM posts WHERE org_id = (SELECT org_id FROM users WHERE id = $1)", [id]);
                                                                                                            ~~~~~ openRead: "users"
    export const j = (id: number) => pool.query("SELECT title FROM posts WHERE org_id IN (SELECT org_id FROM memberships WHERE user_id = $1)", [id]);
                                                                                                             ~~~~~~~~~~~ openRead: "memberships"
  `,
  );
  invalid(
    "that have nothing to do with it",
    ts`
    import { Pool } from "pg"; const pool = new Pool();
    export const f = (id: number) => pool.query("SELECT u.email FROM posts p JOIN users u ON u.email = p.title WHERE p.org_id = $1", [id]);
                                                                                  ~~~~~ openRead: "users"
    export const g = (id: number) => pool.query("SELECT c.body FROM comments c, posts p WHERE p.org_id = $1", [id]);
                                                                    ~~~~~~~~ openRead: "comments"
    export const h = (id: number) => pool.query("SELECT (SELECT count(*) FROM comments) FROM posts WHERE org_id = $1", [id]);
                                                                              ~~~~~~~~ openRead: "comments"
    export const i = (id: number) => pool.query("SELECT p.title FROM posts p LEFT JOIN users u ON u.email = 'x' WHERE p.org_id = $1", [id]);
                                                                                       ~~~~~ openRead: Restrict "org_id" in the ON clause.
  `,
  );
  valid(
    "where a table says who sees what",
    query("SELECT title FROM posts WHERE org_id IN (SELECT org_id FROM memberships WHERE user_id = $1)"),
    {
      options: { ignoreTables: ["memberships"] },
    },
  );
  valid("joined", query("SELECT title FROM posts p JOIN memberships m ON m.org_id = p.org_id AND m.user_id = $1"), {
    options: { ignoreTables: ["memberships"] },
  });
});

describe("levels", () => {
  valid(
    "a filter around a derived table",
    query("SELECT id FROM (SELECT id, org_id FROM posts) p WHERE p.org_id = $1"),
  );
  valid("a filter behind a CTE", query("WITH p AS (SELECT * FROM posts) SELECT id FROM p WHERE org_id = $1"));
  valid(
    "a CTE joined by its key",
    query(
      "WITH p AS (SELECT id, title FROM posts) SELECT p.title FROM p JOIN comments c ON c.post_id = p.id WHERE c.org_id = $1",
    ),
  );
  valid(
    "a CTE that is restricted",
    query("WITH p AS (SELECT id FROM posts WHERE org_id = $1) SELECT body FROM comments c JOIN p ON p.id = c.post_id"),
  );
  valid(
    "around arms",
    query(
      "SELECT id FROM (SELECT id, org_id FROM posts UNION ALL SELECT id, org_id FROM comments) x WHERE x.org_id = $1",
    ),
  );
  valid(
    "a tree",
    query(
      "WITH RECURSIVE t AS (SELECT id, post_id FROM comments WHERE org_id = $1 UNION ALL SELECT c.id, c.post_id FROM comments c JOIN t ON t.id = c.post_id) SELECT id FROM t",
    ),
  );
  valid(
    "a change in WITH",
    query(
      "WITH made AS (INSERT INTO posts (id, org_id) VALUES (1, $1) RETURNING id) SELECT body FROM comments c JOIN made ON made.id = c.post_id",
    ),
  );
  valid("a view that shows the column", query("SELECT id FROM titles WHERE org_id = $1"));
  valid("a view that chooses itself", query("SELECT id FROM own_posts"));
  invalid(
    "an arm, a CTE, a view",
    ts`
    import { Pool } from "pg"; const pool = new Pool();
    export const f = (id: number) => pool.query("SELECT id FROM posts WHERE org_id = $1 UNION SELECT id FROM comments", [id]);
                                                                                                             ~~~~~~~~ openRead
    export const g = (id: number) => pool.query("WITH p AS (SELECT id, org_id FROM posts) SELECT id FROM p WHERE id = $1", [id]);
                                                                                   ~~~~~ openRead
    export const h = (id: number) => pool.query("SELECT title FROM titles WHERE id = $1", [id]);
                                                                   ~~~~~~ openRead: "posts"
    export const i = (id: number) => pool.query("INSERT INTO tags (id, word) SELECT id, title FROM posts WHERE id = $1", [id]);
                                                                                                   ~~~~~ openRead
  `,
  );
});

describe("what is not known", () => {
  valid(
    "a hole that may be a condition",
    'import postgres from "postgres"; const sql = postgres();\nexport const f = (where: any) => sql`SELECT id FROM posts WHERE ${where}`;',
  );
  valid(
    "a hole behind the table",
    'import postgres from "postgres"; const sql = postgres();\nexport const f = (rest: any) => sql`SELECT id FROM posts ${rest}`;',
  );
  valid("a function of the column", query("SELECT id FROM posts WHERE may_see(org_id, $1)"));
  valid(
    "on some way",
    'import postgres from "postgres"; const sql = postgres();\nexport const f = (org?: number) => sql`SELECT id FROM posts WHERE true ${org ? sql`AND org_id = ${org}` : sql``}`;',
  );
  valid(
    "the program compares it",
    ts`
    import { Pool } from "pg"; const pool = new Pool();
    export async function f(id: number, org: number) {
      const { rows: [post] } = await pool.query("SELECT id, org_id FROM posts WHERE id = $1", [id]);
      if (post.org_id !== org) throw new Error("not found");
      return post;
    }
  `,
  );
  invalid(
    "a hole that is a value is known",
    ts`
    import postgres from "postgres"; const sql = postgres();
    export const f = (id: number) => sql\`SELECT id FROM posts WHERE id = \${id}\`;
                                                         ~~~~~ openRead
  `,
  );
});

describe("INSERT", () => {
  valid("sets the column", query("INSERT INTO posts (id, org_id) VALUES ($1, $2)"));
  valid("or has no list", query("INSERT INTO posts VALUES ($1, $2)"));
  valid("or the database does", query("INSERT INTO notes (id) VALUES ($1)"));
  invalid(
    "leaves it empty",
    ts`
    import { Pool } from "pg"; const pool = new Pool();
    export const f = (id: number) => pool.query("INSERT INTO posts (id, title) VALUES ($1, '')", [id]);
                                                             ~~~~~ unset: This INSERT leaves "org_id" of "posts" empty.
  `,
  );
});

describe("row-level security", () => {
  const secured =
    "CREATE TABLE secrets (id int PRIMARY KEY, org_id int); ALTER TABLE secrets ENABLE ROW LEVEL SECURITY;";
  valid("with a policy answers", query("SELECT id FROM secrets WHERE id = $1"), {
    schema: `${secured} CREATE POLICY own ON secrets USING (org_id = current_setting('app.org')::int);`,
  });
  invalid(
    "without one lets nobody in but the owner, who sees all",
    ts`
    import { Pool } from "pg"; const pool = new Pool();
    export const f = (id: number) => pool.query("SELECT id FROM secrets WHERE id = $1", [id]);
                                                                ~~~~~~~ openRead
  `,
    { schema: secured },
  );
});

describe("options", () => {
  valid("tables", query("SELECT id FROM posts WHERE id = $1"), { options: { tables: ["users"] } });
  valid("other columns", query("SELECT id FROM posts WHERE id = $1"), { options: { columns: ["workspace_id"] } });
  valid("ignored tables", query("SELECT id FROM posts WHERE id = $1"), { options: { ignoreTables: ["public.posts"] } });
  invalid(
    "a name in camel case is the same",
    ts`
    import { Pool } from "pg"; const pool = new Pool();
    export const f = (id: number) => pool.query('SELECT id FROM items WHERE id = $1', [id]);
                                                                ~~~~~ openRead: "orgId"
  `,
    { schema: 'CREATE TABLE items (id int PRIMARY KEY, "orgId" int);' },
  );
});
