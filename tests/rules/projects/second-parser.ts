/** What a suite is drawn with whose texts the second parser reads. */
export const withSecondParser = {
  schema:
    "CREATE TABLE users (id int PRIMARY KEY, name text NOT NULL, email text, deleted_at timestamptz); CREATE TABLE orders (id int PRIMARY KEY, user_id int NOT NULL);",
  settings: { parser: "pgsql-ast-parser" },
} as const;
