import { requireSoftDeleteFilter } from "../../rules/require-soft-delete-filter.ts";
import { drawn, ts } from "../draw.ts";

const { valid, invalid } = drawn(requireSoftDeleteFilter, {
  schema: `
    CREATE TABLE users (id bigint PRIMARY KEY, email text, deleted_at timestamptz);
    CREATE TABLE logs (id bigint PRIMARY KEY, user_id bigint);`,
});
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
  await sql\`UPDATE users SET email = lower(email)\`;
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
