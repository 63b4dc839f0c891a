import { describe } from "vitest";
import { requireRowLevelSecurity } from "../../../rules/require-row-level-security.ts";
import { drawn, sql } from "../../draw.ts";

const { valid, invalid } = drawn(requireRowLevelSecurity);

describe("row-level security", () => {
  invalid(
    "a policy without it, a table without it",
    sql`
      CREATE TABLE posts (author_id uuid);
      CREATE POLICY user_posts_policy ON posts FOR ALL USING (author_id = current_setting('app.current_user_id')::uuid);
                    ~~~~~~~~~~~~~~~~~ policyWithout: "user_posts_policy" restricts nothing
      CREATE TABLE notes (id int);
                   ~~~~~ notEnabled: "notes"
      CREATE TABLE logs (id int);
                   ~~~~ notEnabled
      ALTER TABLE logs ENABLE ROW LEVEL SECURITY;
      ALTER TABLE logs DISABLE ROW LEVEL SECURITY;
    `,
  );
  valid(
    "bookworm's example, a policy that is dropped, a table that is",
    sql`
      CREATE TABLE posts (author_id uuid);
      ALTER TABLE posts ENABLE ROW LEVEL SECURITY;
      CREATE POLICY user_posts_policy ON posts FOR ALL USING (author_id = current_setting('app.current_user_id')::uuid);
      CREATE TABLE notes (id int);
      CREATE POLICY p ON notes USING (true);
      DROP POLICY p ON notes;
      CREATE TABLE gone (id int);
      DROP TABLE gone;
    `,
    { options: { ignoreTables: ["notes"] } },
  );
  valid("policies alone", sql`CREATE TABLE notes (id int);`, { options: { everyTable: false } });
});
