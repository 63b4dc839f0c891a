import { describe } from "vitest";
import { requireForeignKey } from "../../../rules/require-foreign-key.ts";
import { drawn, sql } from "../../draw.ts";

const { valid, invalid } = drawn(requireForeignKey);

describe("columns that are named after a table", () => {
  invalid(
    "without a foreign key",
    sql`
      CREATE TABLE users (id bigserial PRIMARY KEY);
      CREATE TABLE categories (id uuid PRIMARY KEY);
      CREATE TABLE "order" (id int PRIMARY KEY);
      CREATE TABLE posts (
        id bigserial PRIMARY KEY,
        user_id bigint NOT NULL,
        ~~~~~~~ noForeignKey: "users"
        "categoryId" uuid,
        ~~~~~~~~~~~~ noForeignKey: "categories"
        order_id int
        ~~~~~~~~ noForeignKey: "order"
      );
    `,
    {
      suggestions: [
        "user_id bigint NOT NULL REFERENCES users (id),",
        "uuid REFERENCES categories (id)",
        'int REFERENCES "order" (id)',
      ],
    },
  );
  valid(
    "beside a table whose key is named in another way",
    sql`
      CREATE TABLE teams ("teamsId" text PRIMARY KEY);
      CREATE TABLE application ("applicationId" text PRIMARY KEY);
      CREATE TABLE gitlab (id int PRIMARY KEY, team_id text, application_id text);
    `,
  );
  invalid(
    "that is called as the key is",
    sql`
      CREATE TABLE application ("applicationId" text PRIMARY KEY);
      CREATE TABLE deployment (id int PRIMARY KEY, "applicationId" text);
                                                   ~~~~~~~~~~~~~~~ noForeignKey: "application"
    `,
  );
  valid(
    "with one, also later; of several tables; of another type; its own key; a table of that name is dropped",
    sql`
      CREATE TABLE users (user_id bigint PRIMARY KEY);
      CREATE TABLE gone (id bigint PRIMARY KEY);
      CREATE TABLE posts (
        id bigserial PRIMARY KEY,
        user_id bigint NOT NULL,
        gone_id bigint,
        author_id bigint,
        owner_id bigint, owner_type text,
        post_id bigint
      );
      CREATE TABLE owners (id bigint PRIMARY KEY);
      ALTER TABLE posts ADD FOREIGN KEY (user_id) REFERENCES users;
      DROP TABLE gone;
    `,
  );
  invalid(
    "a table that comes later",
    sql`
    CREATE TABLE posts (id bigint PRIMARY KEY, user_id bigint);
                                               ~~~~~~~ noForeignKey
    CREATE TABLE users (id bigint PRIMARY KEY);
    ALTER TABLE posts RENAME COLUMN id TO post_id;
  `,
  );
});
