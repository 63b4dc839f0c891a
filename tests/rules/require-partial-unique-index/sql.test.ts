import { describe } from "vitest";
import { requirePartialUniqueIndex } from "../../../rules/require-partial-unique-index.ts";
import { drawn, sql } from "../../draw.ts";

const { valid, invalid } = drawn(requirePartialUniqueIndex);

describe("unique keys of soft-delete tables", () => {
  invalid(
    "as constraints and as an index",
    sql`
      CREATE TABLE orgs (id int PRIMARY KEY);
      CREATE TABLE users (
        id bigserial PRIMARY KEY,
        email varchar(255) UNIQUE NOT NULL,
                           ~~~~~~ heldByDeleted: its "email"
        name text,
        org_id int REFERENCES orgs,
        deleted_at timestamptz,
        CONSTRAINT users_name UNIQUE (org_id, name)
        ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ heldByDeleted: "org_id", "name"
      );
      CREATE UNIQUE INDEX users_lower ON users (lower(email));
                          ~~~~~~~~~~~ heldByDeleted
      CREATE UNIQUE INDEX users_some ON users (name) WHERE org_id IS NULL;
                          ~~~~~~~~~~ heldByDeleted
    `,
    {
      suggestions: [
        "email varchar(255) NOT NULL,",
        "deleted_at timestamptz\n);\nCREATE UNIQUE INDEX ON users (org_id, name) WHERE deleted_at IS NULL;",
        "ON users (lower(email)) WHERE deleted_at IS NULL;",
      ],
    },
  );
  valid(
    "of live rows, of made-up values, referred to, dropped later; of a table without soft deletion",
    sql`
      CREATE TABLE orgs (id int PRIMARY KEY);
      CREATE TABLE users (
        id bigserial PRIMARY KEY,
        public_id uuid UNIQUE DEFAULT gen_random_uuid(),
        session_token text UNIQUE,
        org_id int UNIQUE REFERENCES orgs,
        code text UNIQUE,
        old text CONSTRAINT old_key UNIQUE,
        email text,
        deleted_at timestamptz,
        UNIQUE NULLS NOT DISTINCT (email, deleted_at)
      );
      CREATE UNIQUE INDEX ON users (email) WHERE deleted_at IS NULL;
      CREATE TABLE uses (code text REFERENCES users (code));
      ALTER TABLE users DROP CONSTRAINT old_key;
      CREATE TABLE plain (email text UNIQUE);
    `,
  );
  valid(
    "of rows that are revived",
    sql`CREATE TABLE users_orgs (user_id int, org_id int, deleted_at timestamptz, UNIQUE (user_id, org_id));`,
    { options: { revivedTables: ["users_orgs"] } },
  );
});
