import { describe } from "vitest";
import { requirePluralTableName } from "../../../rules/require-plural-table-name.ts";
import { drawn, sql } from "../../draw.ts";

const { valid, invalid } = drawn(requirePluralTableName);

describe("names of tables", () => {
  invalid(
    "in the singular",
    sql`
      CREATE TABLE repository (id int);
                   ~~~~~~~~~~ singular: "repositories"
      CREATE TABLE app."userAccount" (id int);
                   ~~~~~~~~~~~~~~~~~ singular: "userAccounts"
      CREATE TABLE feed_item (id int);
                   ~~~~~~~~~ singular: "feed_items"
    `,
  );
  valid(
    "in the plural, uncountable, joins, renamed, ignored",
    sql`
      CREATE TABLE repositories (id int PRIMARY KEY);
      CREATE TABLE people (id int PRIMARY KEY);
      CREATE TABLE equipment (id int);
      CREATE TABLE user_settings (id int);
      CREATE TABLE person_repository (person_id int REFERENCES people, repository_id int REFERENCES repositories);
      CREATE TABLE child (id int);
      ALTER TABLE child RENAME TO children;
      CREATE TABLE audit_log (id int);
      CREATE TEMPORARY TABLE scratch (id int);
    `,
    { options: { ignoreWords: ["log"] } },
  );
});
