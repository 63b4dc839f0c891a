import { describe } from "vitest";
import { noValidationTrigger } from "../../../rules/no-validation-trigger.ts";
import { drawn, sql } from "../../draw.ts";

const { valid, invalid } = drawn(noValidationTrigger);

describe("functions of triggers", () => {
  invalid(
    "Klearwave's bad example, with its annotations",
    sql`
      -- +goose Up
      -- Function to validate semantic versioning format
      -- +goose StatementBegin
      CREATE OR REPLACE FUNCTION trigger_validate_version_id()
                                 ~~~~~~~~~~~~~~~~~~~~~~~~~~~ refusesByItself
      RETURNS TRIGGER AS $$
      BEGIN
          IF NOT NEW.version_id ~ '^v\\d+\\.\\d+\\.\\d+$' THEN
              RAISE EXCEPTION 'Invalid version_id format. Must be in the form vX.Y.Z';
          END IF;
          RETURN NEW;
      END;
      $$ LANGUAGE plpgsql;
      -- +goose StatementEnd
    `,
  );
  valid(
    "bookworm's: updated_at, an audit log; one that tells without stopping; one that is no trigger's",
    sql`
      CREATE OR REPLACE FUNCTION update_updated_at_column() RETURNS TRIGGER AS $$
      BEGIN
          NEW.updated_at = NOW();
          RETURN NEW;
      END;
      $$ language 'plpgsql';
      CREATE OR REPLACE FUNCTION log_user_changes() RETURNS TRIGGER AS $$
      BEGIN
          INSERT INTO audit_log (table_name, record_id, action, changed_at) VALUES ('users', NEW.id, TG_OP, NOW());
          RETURN NEW;
      END;
      $$ LANGUAGE plpgsql;
      CREATE FUNCTION told() RETURNS trigger AS $$ BEGIN RAISE NOTICE 'seen'; RETURN NEW; END $$ LANGUAGE plpgsql;
      CREATE FUNCTION checked(x int) RETURNS int AS $$ BEGIN RAISE EXCEPTION 'no'; RETURN x; END $$ LANGUAGE plpgsql;
      CREATE FUNCTION derived() RETURNS trigger AS $$
      BEGIN
        IF NEW.name IS NULL THEN RAISE EXCEPTION 'no name'; END IF;
        NEW.slug := lower(NEW.name);
        RETURN NEW;
      END $$ LANGUAGE plpgsql;
    `,
  );
  const complex = sql`
    CREATE FUNCTION one_owner() RETURNS trigger AS $$
    BEGIN
      IF EXISTS (SELECT 1 FROM owners WHERE org_id = NEW.org_id) THEN RAISE EXCEPTION 'INSERT: it has one'; END IF;
      RETURN NEW;
    END $$ LANGUAGE plpgsql;
    CREATE FUNCTION no_rename() RETURNS trigger AS $$
    BEGIN IF NEW.name <> OLD.name THEN RAISE 'names stay'; END IF; RETURN NEW; END $$ LANGUAGE plpgsql;
  `;
  valid("Sourcegraph's complex constraints", complex);
  invalid(
    "complex ones too, for Klearwave",
    sql`
      CREATE FUNCTION one_owner() RETURNS trigger AS $$
                      ~~~~~~~~~ refusesByOthers
      BEGIN
        IF EXISTS (SELECT 1 FROM owners WHERE org_id = NEW.org_id) THEN RAISE EXCEPTION 'it has one'; END IF;
        RETURN NEW;
      END $$ LANGUAGE plpgsql;
    `,
    { options: { allowComplex: false } },
  );
  valid(
    "one that is dropped or replaced later",
    sql`
      CREATE FUNCTION a() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION 'no'; END $$ LANGUAGE plpgsql;
      CREATE OR REPLACE FUNCTION a() RETURNS trigger AS $$ BEGIN RETURN NEW; END $$ LANGUAGE plpgsql;
    `,
    { file: "migrations/1.sql", settings: { schema: ["migrations/1.sql"] } },
  );
});
