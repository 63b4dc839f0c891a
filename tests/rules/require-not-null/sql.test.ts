import { describe } from "vitest";
import { requireNotNull } from "../../../rules/require-not-null.ts";
import { drawn, sql } from "../../draw.ts";

const { valid, invalid } = drawn(requireNotNull);

describe("columns that may be NULL", () => {
  invalid(
    "where a default would do",
    sql`
      CREATE TABLE repos (
        id bigserial PRIMARY KEY,
        revision text,
        ~~~~~~~~ nullable: '' can stand for none
        archived boolean DEFAULT false,
        ~~~~~~~~ hasDefault
        tags text[],
        ~~~~ nullable: '{}'
        stars int DEFAULT 0
        ~~~~~ hasDefault
      );
      ALTER TABLE repos ALTER COLUMN id TYPE bigint, ADD COLUMN meta jsonb;
                                                                ~~~~ nullable
    `,
    {
      suggestions: [
        "revision text NOT NULL DEFAULT '',",
        "archived boolean DEFAULT false NOT NULL",
        "tags text[] NOT NULL DEFAULT '{}'",
        "stars int DEFAULT 0 NOT NULL",
        "meta jsonb NOT NULL DEFAULT '{}'",
      ],
    },
  );
  invalid(
    "that were NOT NULL before",
    sql`
      CREATE TABLE a (name text NOT NULL, note text);
      ALTER TABLE a ALTER COLUMN name DROP NOT NULL, ALTER COLUMN note SET NOT NULL;
                                 ~~~~ nullable
    `,
  );
  valid(
    "for a reason",
    sql`
      CREATE TYPE mood AS ENUM ('good', 'bad');
      CREATE TABLE users (
        id bigserial PRIMARY KEY,
        deleted_at timestamptz,
        last_seen_at timestamptz,
        manager_id bigint REFERENCES users,
        email text UNIQUE,
        mood mood,
        born date,
        age int,
        stripe_id text,
        one text,
        other text,
        later text,
        name text CHECK (name IS NOT NULL),
        CHECK (one IS NULL OR other IS NULL)
      );
      ALTER TABLE users ALTER COLUMN later SET NOT NULL;
    `,
  );
  invalid(
    "numbers, where users ask for it",
    sql`
    CREATE TABLE a (age int, name text);
                    ~~~ nullable: 0 can
  `,
    { options: { types: ["number"] } },
  );
});
