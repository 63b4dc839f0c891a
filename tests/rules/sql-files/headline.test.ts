import { describe } from "vitest";
import { noHardDelete } from "../../../rules/no-hard-delete.ts";
import { noNullComparison } from "../../../rules/no-null-comparison.ts";
import { noNullableNotIn } from "../../../rules/no-nullable-not-in.ts";
import { noUnguardedNullableRead } from "../../../rules/no-unguarded-nullable-read.ts";
import { noUnparameterizedSql } from "../../../rules/no-unparameterized-sql.ts";
import { requireSoftDeleteFilter } from "../../../rules/require-soft-delete-filter.ts";
import { drawn, sql } from "../../draw.ts";

const schema = `
  CREATE TABLE users (id bigint PRIMARY KEY, email text, deleted_at timestamptz);
  CREATE TABLE logs (id bigint PRIMARY KEY, user_id bigint);`;

describe("no-hard-delete in a .sql file", () => {
  const { valid, invalid } = drawn(noHardDelete, { schema });

  invalid(
    "a DELETE among statements of other tables",
    sql`
    DELETE FROM logs WHERE id = 1;
    -- é before it
    DELETE FROM users WHERE id = $1;
                ~~~~~ hardDelete: "users"
  `,
    { suggestions: ["UPDATE users SET deleted_at = now() WHERE id = $1 AND deleted_at IS NULL;"] },
  );
  invalid(
    "a statement behind one that cannot be read",
    sql`
    SELEC 1;
    delete from users where id = :id;
                ~~~~~ hardDelete
  `,
    { suggestions: ["update users set deleted_at = now() where id = :id and deleted_at is null;"] },
  );
  invalid(
    "a migration, which deletes rows as any program does",
    sql`
    ALTER TABLE logs ADD COLUMN at timestamptz;
    TRUNCATE logs, users;
                   ~~~~~ truncate
  `,
  );
  valid("the queries of a test", sql`DELETE FROM users WHERE id = 1;`, {
    file: "users.test.sql",
    files: { "users.test.ts": 'import { it } from "vitest";\nit("works", () => {});\n' },
  });
  invalid(
    "the queries of a program",
    sql`
    DELETE FROM users WHERE id = 1;
                ~~~~~ hardDelete
  `,
    { file: "users.sql", files: { "users.ts": "export const users = 1;\n" } },
  );
  valid("a purge", sql`DELETE FROM users WHERE deleted_at IS NOT NULL;`);
  valid(
    "a DELETE in a comment, in a string and in the data of COPY",
    sql`
    -- DELETE FROM users;
    /* DELETE FROM users; */
    INSERT INTO logs (id, user_id) SELECT 1, 2 WHERE 'DELETE FROM users;' <> '';
    COPY logs (id) FROM stdin;
    DELETE FROM users;
    \.
    SELECT 1;
  `,
  );
});

describe("require-soft-delete-filter in a .sql file", () => {
  const { valid, invalid } = drawn(requireSoftDeleteFilter, { schema });

  invalid(
    "a query",
    sql`
    SELECT u.email
    FROM users u
         ~~~~~ unfilteredRead
    WHERE u.id = $1;
  `,
    { suggestions: ["WHERE u.id = $1\nAND u.deleted_at IS NULL;"] },
  );
  valid("a query of live rows", sql`SELECT u.email FROM users u WHERE u.id = $1 AND u.deleted_at IS NULL;`);
  valid(
    "a migration changes every row there is",
    sql`
    ALTER TABLE users ADD COLUMN lower_email text;
    UPDATE users SET lower_email = lower(email);
  `,
  );
});

describe("no-null-comparison in a .sql file", () => {
  const { valid, invalid } = drawn(noNullComparison, { schema });

  invalid(
    "= NULL",
    sql`
    SELECT * FROM logs WHERE user_id = NULL;
                                       ~~~~ comparedWithNull
  `,
    { suggestions: ["SELECT * FROM logs WHERE user_id IS NULL;"] },
  );
  valid("what is set to NULL", sql`UPDATE logs SET user_id = NULL WHERE user_id IS NOT NULL;`);
});

describe("no-nullable-not-in in a .sql file", () => {
  const { valid, invalid } = drawn(noNullableNotIn, { schema });

  invalid(
    "NOT IN over a column that can hold NULL",
    sql`
    SELECT * FROM users WHERE id NOT IN (SELECT user_id FROM logs);
                                                ~~~~~~~ nullableRows
  `,
    { suggestions: ["SELECT * FROM users WHERE id NOT IN (SELECT user_id FROM logs WHERE user_id IS NOT NULL);"] },
  );
  valid("NOT IN over a key", sql`SELECT * FROM logs WHERE user_id NOT IN (SELECT id FROM users);`);
});

describe("rules about what a program does, in a .sql file", () => {
  drawn(noUnparameterizedSql, { schema }).valid("no-unparameterized-sql", sql`SELECT * FROM users WHERE id = $1;`);
  drawn(noUnguardedNullableRead, { schema }).valid("no-unguarded-nullable-read", sql`SELECT email FROM users;`);
});
