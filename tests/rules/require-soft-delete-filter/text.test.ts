import { describe } from "vitest";
import { requireSoftDeleteFilter } from "../../../rules/require-soft-delete-filter.ts";
import { drawn, ts } from "../../draw.ts";
import { withSecondParser } from "../projects/second-parser.ts";

const { valid, invalid } = drawn(requireSoftDeleteFilter, {
  schema: `
    CREATE TABLE users (id bigint PRIMARY KEY, email text, deleted_at timestamptz);
    CREATE TABLE logs (id bigint PRIMARY KEY, user_id bigint);`,
});
const keyed = `
  CREATE TABLE users (id bigint PRIMARY KEY, email text UNIQUE, login text, name text, deleted_at timestamptz);
  CREATE UNIQUE INDEX ON users (login) WHERE deleted_at IS NULL;
  CREATE TABLE sheets (id bigint, state int, deleted_at timestamptz);
  CREATE TABLE boats (id bigint PRIMARY KEY, name text, user_id bigint REFERENCES users);`;
const db = 'import postgres from "postgres";\nconst sql = postgres();\n';

invalid(
  "a SELECT without a condition",
  ts`
  import postgres from "postgres";
  const sql = postgres();
  await sql\`SELECT id FROM users WHERE email = \${"x"}\`;
                            ~~~~~ unfilteredRead: "users"
`,
);
valid(
  "a row chosen before by a key, and what stands for its key",
  ts`
  import postgres from "postgres";
  const sql = postgres();
  await sql\`UPDATE users SET email = \${"y"} WHERE email = \${"x"}\`;
  await sql\`UPDATE sheets SET state = 1 WHERE id = \${1}\`;
  await sql\`SELECT id FROM boats WHERE EXISTS (SELECT 1 FROM users u WHERE u.id = boats.user_id AND u.id = \${1})\`;
  await sql\`SELECT b.id FROM boats b JOIN users u ON u.id = b.user_id WHERE u.id IN (\${1}, \${2})\`;
`,
  { schema: keyed },
);
invalid(
  "what is no key, or more than a key",
  ts`
  import postgres from "postgres";
  const sql = postgres();
  await sql\`UPDATE users SET email = \${"y"} WHERE name = \${"x"}\`;
                    ~~~~~ unfilteredUpdate
  await sql\`UPDATE users SET email = \${"y"} WHERE login = \${"x"}\`;
                    ~~~~~ unfilteredUpdate
  await sql\`UPDATE sheets SET state = 1 WHERE state = \${2}\`;
                    ~~~~~~ unfilteredUpdate
  await sql\`SELECT id FROM boats WHERE EXISTS (SELECT 1 FROM users u WHERE u.id = boats.user_id AND u.id = \${1} AND u.name = 'x')\`;
                                                              ~~~~~ unfilteredRead
  await sql\`SELECT b.id, u.name FROM boats b JOIN users u ON u.id = b.user_id WHERE u.id = \${1}\`;
                                                   ~~~~~ unfilteredRead
  await sql\`SELECT b.id FROM boats b JOIN users u ON u.name = b.name WHERE u.id = \${1}\`;
                                           ~~~~~ unfilteredRead
`,
  { schema: keyed },
);
invalid(
  "each relation by itself",
  ts`
  import postgres from "postgres";
  const sql = postgres();
  await sql\`SELECT a.id FROM users a JOIN users b ON b.email = a.email WHERE a.deleted_at IS NULL\`;
                                           ~~~~~ unfilteredRead: b.deleted_at IS NULL
`,
);
invalid(
  "a condition beside OR",
  ts`
  import postgres from "postgres";
  const sql = postgres();
  await sql\`SELECT id FROM users WHERE email = 'x' OR id = 1 AND deleted_at IS NULL\`;
                            ~~~~~ filterBesideOr
`,
);
invalid(
  "a condition after an outer join",
  ts`
  import postgres from "postgres";
  const sql = postgres();
  await sql\`SELECT l.id FROM logs l LEFT JOIN users u ON u.id = l.user_id WHERE u.deleted_at IS NULL\`;
                                               ~~~~~ filterAfterOuterJoin
`,
);
invalid(
  "an UPDATE of many rows",
  ts`
  import postgres from "postgres";
  const sql = postgres();
  await sql\`UPDATE users SET email = lower(email) WHERE email <> lower(email)\`;
                    ~~~~~ unfilteredUpdate
`,
);
valid("an UPDATE of one row, by its key", `${db}await sql\`UPDATE users SET email = 'x' WHERE id = 1\`;`);
invalid(
  "strict: an UPDATE of one row",
  ts`
  import postgres from "postgres";
  const sql = postgres();
  await sql\`UPDATE users SET email = 'x' WHERE id = 1\`;
                    ~~~~~ unfilteredUpdate
`,
  { options: { strict: true } },
);
valid("a restore", `${db}await sql\`UPDATE users SET deleted_at = NULL WHERE email = 'x'\`;`);
valid(
  "a condition that one way through the program has",
  `${db}export const list = (all: boolean) => sql\`SELECT id FROM users WHERE deleted_at IS \${all ? sql\`NOT\` : sql\`\`} NULL\`;`,
);
valid(
  "a column the program looks at",
  `${db}const [user] = await sql\`SELECT id, deleted_at FROM users WHERE id = 1\`;\nif (user.deleted_at) throw new Error("gone");`,
);
valid(
  "a part that cannot be read",
  `${db}export const find = (where: any) => sql\`SELECT id FROM users WHERE \${where}\`;`,
);
invalid(
  "a look-up by key",
  ts`
  import postgres from "postgres";
  const sql = postgres();
  await sql\`SELECT u.email FROM logs l LEFT JOIN users u ON u.id = l.user_id\`;
                                                  ~~~~~ unfilteredRead
`,
);
valid(
  "a look-up by key, allowed",
  `${db}await sql\`SELECT u.email FROM logs l LEFT JOIN users u ON u.id = l.user_id\`;`,
  { options: { allowLookups: true } },
);
valid("a table the options name", `${db}await sql\`SELECT id FROM users\`;`, { options: { ignoreTables: ["users"] } });
invalid(
  "an OR that parentheses do not help",
  ts`
  import postgres from "postgres";
  const sql = postgres();
  await sql\`SELECT id FROM users WHERE deleted_at IS NULL OR email = 'x'\`;
                            ~~~~~ filterInOr: Require deleted_at IS NULL with AND.
`,
  { suggestions: [] },
);
invalid(
  "a FULL JOIN, whose ON keeps no row out",
  ts`
  import postgres from "postgres";
  const sql = postgres();
  await sql\`SELECT l.id FROM logs l FULL JOIN users u ON u.id = l.user_id AND u.deleted_at IS NULL\`;
                                               ~~~~~ unfilteredFullJoin: Join a subquery with u.deleted_at IS NULL.
`,
  { suggestions: [] },
);
invalid(
  "a condition that parentheses and a move mend",
  ts`
  import { Pool } from "pg";
  await new Pool().query(\`
    SELECT l.id FROM logs l LEFT JOIN users u ON u.id = l.user_id
                                      ~~~~~ filterAfterOuterJoin
    WHERE l.id > 1 AND u.deleted_at IS NULL\`);
  await new Pool().query("SELECT id FROM users WHERE id = 1 OR email = 'x' AND deleted_at IS NULL");
                                         ~~~~~ filterBesideOr
`,
  {
    suggestions: [
      "ON u.id = l.user_id AND u.deleted_at IS NULL\n  WHERE l.id > 1`",
      "WHERE (id = 1 OR email = 'x') AND deleted_at IS NULL",
    ],
  },
);
invalid(
  "a table without alias beside others is named",
  ts`
  import { Pool } from "pg";
  await new Pool().query("SELECT 1 FROM logs JOIN users ON users.id = user_id");
                                                  ~~~~~ unfilteredRead: Add users.deleted_at IS NULL to the WHERE clause.
`,
);
invalid(
  "a table that an identifier helper names",
  ts`
  import { sql, type DatabasePool } from "slonik";
  const table = "users";
  export const find = (pool: DatabasePool, other: string) => [
    pool.any(sql.unsafe\`SELECT id FROM \${sql.identifier([table])}\`),
                                           ~~~~~~~~~~~~~~~~~~~~~~~ unfilteredRead: "users"
    pool.any(sql.unsafe\`SELECT id FROM \${sql.identifier([other])}\`),
  ];
`,
);
invalid(
  "a table named by a constant, where it is used",
  ts`
  import { Pool } from "pg";
  const TABLE = "users";
  export const all = () => new Pool().query(\`SELECT id FROM \${TABLE}\`);
                                                                ~~~~~ unfilteredRead: "users"
`,
);

describe("require-soft-delete-filter without PostgreSQL's parser", () => {
  const { valid, invalid } = drawn(requireSoftDeleteFilter, withSecondParser);

  invalid(
    "a join",
    ts`
    import postgres from "postgres";
    const sql = postgres();
    export const orders = (id: number) => sql\`SELECT o.id FROM orders o JOIN users u ON u.id = o.user_id WHERE o.id = \${id}\`;
                                                                              ~~~~~ unfilteredRead
  `,
    { suggestions: [] },
  );

  valid(
    "filters, and a condition that is not known",
    ts`
    import postgres from "postgres";
    const sql = postgres();
    export const user = (id: number) => sql\`SELECT id FROM users WHERE id = \${id} AND deleted_at IS NULL\`;
    export const users = (where: any) => sql\`SELECT id FROM users \${where}\`;
    export const some = (where: any) => sql\`SELECT id FROM users WHERE \${where}\`;
  `,
  );
});

describe("files that are tests or migrations", () => {
  const { valid, invalid } = drawn(requireSoftDeleteFilter, {
    schema: "CREATE TABLE users (id int PRIMARY KEY, deleted_at timestamptz);",
  });
  valid(
    "a test looks at deleted rows on purpose",
    ts`
  import postgres from "postgres";
  const sql = postgres();
  it("keeps the row", async () => { await sql\`SELECT deleted_at FROM users\`; });
`,
    { file: "src/users.ts" },
  );
  invalid(
    "a file that only lies among tests",
    ts`
  import postgres from "postgres";
  const sql = postgres();
  export const all = () => sql\`SELECT id FROM users\`;
                                               ~~~~~ unfilteredRead
`,
    { file: "tests/users.test.ts" },
  );
  invalid(
    "a test, where the settings ask for it",
    ts`
  import postgres from "postgres";
  const sql = postgres();
  it("keeps the row", async () => { await sql\`SELECT id FROM users\`; });
                                                              ~~~~~ unfilteredRead
`,
    { settings: { tests: true } },
  );
  valid(
    "a migration fills a column in every row",
    ts`
  import postgres from "postgres";
  const sql = postgres();
  export const up = () => sql\`UPDATE users SET id = id + 1\`;
  export const down = () => sql\`UPDATE users SET id = id - 1\`;
`,
  );
});

describe("rows that must not be there before others are deleted", () => {
  valid(
    "are looked for among deleted ones, too",
    ts`
    import { Pool } from "pg";
    const pool = new Pool();
    await pool.query("DELETE FROM tags WHERE NOT EXISTS (SELECT 1 FROM users u WHERE u.id = tags.user_id)");
    await pool.query("DELETE FROM tags WHERE user_id NOT IN (SELECT u.id FROM users u)");
    await pool.query("DELETE FROM tags WHERE (SELECT count(*) FROM users u WHERE u.id = tags.user_id) = 0");
  `,
  );

  invalid(
    "are not where they must be there, or nothing is deleted",
    ts`
    import { Pool } from "pg";
    const pool = new Pool();
    await pool.query("DELETE FROM tags WHERE user_id IN (SELECT u.id FROM users u WHERE u.email = 'x')");
                                                                          ~~~~~ unfilteredRead
    await pool.query("SELECT 1 FROM tags WHERE NOT EXISTS (SELECT 1 FROM users u WHERE u.email = 'x')");
                                                                         ~~~~~ unfilteredRead
  `,
  );
});
