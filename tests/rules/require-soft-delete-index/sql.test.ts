import { describe } from "vitest";
import { requireSoftDeleteIndex } from "../../../rules/require-soft-delete-index.ts";
import { drawn, sql } from "../../draw.ts";

const { valid, invalid } = drawn(requireSoftDeleteIndex);

describe("soft-delete columns", () => {
  invalid(
    "without an index",
    sql`
      CREATE TABLE users (id int PRIMARY KEY);
      ALTER TABLE users ADD COLUMN deleted_at TIMESTAMP NULL;
                                   ~~~~~~~~~~ notIndexed: "deleted_at"
    `,
    { suggestions: ["CREATE INDEX ON users (deleted_at);"] },
  );
  valid(
    "bookworm's pattern, a partial index, no soft deletion",
    sql`
      CREATE TABLE users (id int PRIMARY KEY, email text);
      ALTER TABLE users ADD COLUMN deleted_at TIMESTAMP NULL;
      CREATE INDEX idx_users_deleted_at ON users(deleted_at);
      CREATE TABLE notes (id int, deleted_at timestamptz);
      CREATE INDEX ON notes (id) WHERE deleted_at IS NULL;
      CREATE TABLE logs (deleted_at text);
    `,
  );
});
