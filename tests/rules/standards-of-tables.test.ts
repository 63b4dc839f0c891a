/** The examples of the three standards, under the presets that hold them: what each of them says of its own tables. */
import * as parser from "@typescript-eslint/parser";
import { Linter } from "eslint";
import { describe, expect, it } from "vitest";
import plugin from "../../rules/index.ts";
import { rulesIn, inEslint, type Preset } from "../../rules/presets.ts";
import { newFolder } from "../project-folder.ts";

function findings(preset: Preset, file: string, text: string): readonly string[] {
  const root = newFolder();
  return new Linter({ cwd: root })
    .verify(
      text,
      [
        { plugins: { rowguard: plugin } },
        { files: ["**/*.sql"], language: "rowguard/sql" },
        { files: ["**/*.js"], languageOptions: { parser: parser as Linter.Parser, sourceType: "commonjs" } },
        {
          files: ["**/*.{js,sql}"],
          rules: inEslint(rulesIn(preset, Object.keys(plugin.rules))),
          settings: { rowguard: { root, schema: [] } },
        },
      ],
      { filename: `${root}/migrations/${file}` },
    )
    .map(({ ruleId, message, line }) => `${line} ${ruleId?.replace("rowguard/", "") ?? message}`);
}

describe("Sourcegraph", () => {
  it("has nothing to say of its widgets", () => {
    const text = `CREATE TABLE "widgets" (
	"id" bigserial NOT NULL PRIMARY KEY,
	"created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
	"updated_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
	"deleted_at" TIMESTAMP WITH TIME ZONE
);
`;
    expect(findings("sourcegraph", "001_widgets.sql", text)).toEqual([]);
  });

  it("finds of its hypothetical schema only the columns that it recommends for all tables", () => {
    const text = `CREATE TABLE "orgs" (
	"id" serial NOT NULL PRIMARY KEY
);
CREATE TABLE "users" (
	"id" serial NOT NULL PRIMARY KEY
);
CREATE TABLE "users_orgs" (
	"id" serial NOT NULL PRIMARY KEY,
	"user_id" integer NOT NULL,
	"org_id" integer NOT NULL,

	CONSTRAINT user_orgs_references_orgs
	FOREIGN KEY (org_id)
	REFERENCES orgs (id) ON DELETE RESTRICT,

	CONSTRAINT users_references_users
	FOREIGN KEY (user_id)
	REFERENCES users (id) ON DELETE RESTRICT,

	UNIQUE (user_id, org_id)
);
`;
    expect(findings("sourcegraph", "001_orgs.sql", text)).toEqual([
      "1 require-standard-columns",
      "4 require-standard-columns",
      "7 require-standard-columns",
    ]);
    const soft = text.replace("UNIQUE (user_id, org_id)", "deleted_at timestamptz, UNIQUE (user_id, org_id)");
    expect(findings("sourcegraph", "001_orgs.sql", soft)).toContain("20 require-partial-unique-index");
    const cascading = text.replaceAll("RESTRICT", "CASCADE");
    expect(findings("sourcegraph", "001_orgs.sql", cascading).filter((one) => one.includes("cascade"))).toEqual([
      "14 no-cascade-delete",
      "18 no-cascade-delete",
    ]);
  });
});

describe("bookworm", () => {
  it("has nothing to say of its soft delete pattern, its updated_at and its join table's indexes", () => {
    const text = `CREATE TABLE users (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    created_at TIMESTAMP DEFAULT NOW() NOT NULL,
    updated_at TIMESTAMP DEFAULT NOW() NOT NULL
);
ALTER TABLE users ADD COLUMN deleted_at TIMESTAMP NULL;
CREATE INDEX idx_users_deleted_at ON users(deleted_at);
`;
    expect(findings("bookworm", "001_users.sql", text).filter((one) => !one.includes("migration"))).toEqual([]);
  });

  it("finds its own books table to have a foreign key twice, and an index on the other", () => {
    const text = `CREATE TABLE authors (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    name VARCHAR(255) NOT NULL
);

CREATE TABLE books (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    title VARCHAR(255) NOT NULL,
    author_id UUID REFERENCES authors(id) ON DELETE CASCADE,
    FOREIGN KEY (author_id) REFERENCES authors(id)
);

CREATE INDEX idx_books_author ON books(author_id);
`;
    const found = findings("bookworm", "001_books.sql", text).filter((one) => !one.includes("migration"));
    expect(found).toEqual(["1 require-standard-columns", "6 require-standard-columns", "10 no-duplicate-foreign-key"]);
    const unindexed = text.replace(/CREATE INDEX.*\n/, "");
    expect(findings("bookworm", "001_books.sql", unindexed)).toContain("9 require-foreign-key-index");
  });

  it("has nothing to say of its migration of Knex.js", () => {
    const text = `exports.up = function(knex) {
  return knex.schema.createTable('users', table => {
    table.uuid('id').primary().defaultTo(knex.raw('gen_random_uuid()'));
    table.string('email').unique().notNull();
    table.string('password_hash').notNull();
    table.timestamps(true, true);
  });
};

exports.down = function(knex) {
  return knex.schema.dropTable('users');
};
`;
    expect(findings("bookworm", "20240101000000_users.js", text)).toEqual([]);
  });

  it("misses updated_at in its migration of node-pg-migrate", () => {
    const text = `exports.up = pgm => {
  pgm.createTable('users', {
    id: 'uuid',
    email: { type: 'varchar(255)', unique: true, notNull: true },
    password_hash: { type: 'varchar(255)', notNull: true },
    created_at: {
      type: 'timestamp',
      notNull: true,
      default: pgm.func('current_timestamp'),
    },
  });

  pgm.createIndex('users', 'email');
};

exports.down = pgm => {
  pgm.dropTable('users');
};
`;
    expect(findings("bookworm", "1234567890_create_users.js", text)).toEqual(["2 require-standard-columns"]);
  });
});

describe("Klearwave", () => {
  const table = `-- +goose Up
CREATE TABLE versions (
    id SERIAL PRIMARY KEY,
    version_id VARCHAR(32) NOT NULL UNIQUE,
    stable BOOLEAN DEFAULT FALSE,
    x_version INT,
    y_version INT,
    z_version INT,
    sha256_sum CHAR(64) NOT NULL,
    commit_hash CHAR(40) NOT NULL,
    created_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP
);

-- +goose Down
DROP TABLE versions;
`;

  it("has nothing to say of its versions table", () => {
    expect(findings("klearwave", "000001_create_versions_table.sql", table)).toEqual([]);
  });

  it("finds texts without a length, hashes of any, and its validating trigger", () => {
    const bad = table
      .replace("VARCHAR(32)", "TEXT")
      .replace("CHAR(64)", "VARCHAR(64)")
      .replace(
        "\n-- +goose Down",
        () => `
CREATE OR REPLACE FUNCTION trigger_validate_version_id()
RETURNS TRIGGER AS $$
BEGIN
    IF NOT NEW.version_id ~ '^v' THEN
        RAISE EXCEPTION 'Invalid version_id format. Must be in the form vX.Y.Z';
    END IF;
    RETURN NEW;
END;
$$ LANGUAGE plpgsql;

-- +goose Down
DROP FUNCTION trigger_validate_version_id();`,
      );
    expect(findings("klearwave", "000001_create_versions_table.sql", bad)).toEqual([
      "4 require-bounded-text",
      "9 require-fixed-length-char",
      "15 no-validation-trigger",
    ]);
  });
});
