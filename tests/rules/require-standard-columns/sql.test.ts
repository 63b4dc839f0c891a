import { describe } from "vitest";
import { requireStandardColumns } from "../../../rules/require-standard-columns.ts";
import { drawn, sql } from "../../draw.ts";

const { valid, invalid } = drawn(requireStandardColumns);

describe("standard columns", () => {
  invalid(
    "missing, and not as they have to be",
    sql`
      CREATE TABLE widgets (
                   ~~~~~~~ missing: no "updated_at", "deleted_at"
        id bigserial PRIMARY KEY,
        name varchar(255) NOT NULL, -- shown
        created_at timestamptz
        ~~~~~~~~~~ nullable
      );
      CREATE TABLE gadgets (
        id bigint NOT NULL,
        ~~ notKey
        created_at timestamptz NOT NULL,
        ~~~~~~~~~~ withoutDefault
        updated_at timestamptz NOT NULL DEFAULT now(),
        deleted_at timestamptz NOT NULL
        ~~~~~~~~~~ neverLive
      );
      CREATE TABLE "camelCased" ("someName" text, "createdAt" timestamptz NOT NULL DEFAULT now());
                   ~~~~~~~~~~~~ missing: no "id", "updatedAt", "deletedAt"
    `,
    {
      suggestions: [
        "created_at timestamptz,\n  updated_at timestamptz NOT NULL DEFAULT now(),\n  deleted_at timestamptz\n)",
        '"createdAt" timestamptz NOT NULL DEFAULT now(),\n  id bigserial PRIMARY KEY,\n  "updatedAt" timestamptz NOT NULL DEFAULT now(),\n  "deletedAt" timestamptz)',
      ],
    },
  );
  valid(
    "Sourcegraph's example, columns that come later, a join table, a table that goes",
    sql`
      CREATE TABLE "widgets" (
        "id" bigserial NOT NULL PRIMARY KEY,
        "created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
        "updated_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
        "deleted_at" TIMESTAMP WITH TIME ZONE
      );
      CREATE TABLE later (id int PRIMARY KEY, created_at timestamptz);
      ALTER TABLE later ALTER created_at SET NOT NULL, ALTER created_at SET DEFAULT now();
      ALTER TABLE later ADD updated_at timestamptz NOT NULL DEFAULT now(), ADD deleted_at timestamptz;
      CREATE TABLE widgets_later (
        widget_id bigint REFERENCES widgets,
        later_id int REFERENCES later,
        PRIMARY KEY (widget_id, later_id)
      );
      CREATE TABLE parts (
        id bigint,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        deleted_at timestamptz,
        PRIMARY KEY (id, created_at)
      ) PARTITION BY RANGE (created_at);
      CREATE TABLE gone (id int);
      DROP TABLE gone;
    `,
  );
  const trigger = { options: { deletedAt: [], updatedAtTrigger: true } };
  invalid(
    "no trigger, another trigger",
    sql`
      CREATE TABLE users (
                   ~~~~~ notTouched: sets "updated_at"
        id int PRIMARY KEY,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE FUNCTION f() RETURNS trigger AS $$ BEGIN NEW.other = now(); RETURN NEW; END $$ LANGUAGE plpgsql;
      CREATE TRIGGER t BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION f();
    `,
    trigger,
  );
  valid(
    "bookworm's trigger",
    sql`
      CREATE TABLE users (
        id int PRIMARY KEY,
        created_at TIMESTAMP DEFAULT NOW() NOT NULL,
        updated_at TIMESTAMP DEFAULT NOW() NOT NULL
      );
      CREATE OR REPLACE FUNCTION update_updated_at_column()
      RETURNS TRIGGER AS $$
      BEGIN
          NEW.updated_at = NOW();
          RETURN NEW;
      END;
      $$ language 'plpgsql';
      CREATE TRIGGER update_users_updated_at
          BEFORE UPDATE ON users
          FOR EACH ROW
          EXECUTE FUNCTION update_updated_at_column();
    `,
    trigger,
  );
  valid(
    "Klearwave's example",
    sql`
      -- +goose Up
      CREATE TABLE versions (
          id SERIAL PRIMARY KEY,
          version_id VARCHAR(32) NOT NULL UNIQUE,
          created_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
          updated_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP
      );

      -- +goose Down
      CREATE TABLE not_judged (name text);
    `,
    { options: { deletedAt: [] } },
  );
});
