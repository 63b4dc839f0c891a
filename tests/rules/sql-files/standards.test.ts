import { describe, expect, it } from "vitest";
import { project } from "../../cli/command.ts";
import type { Files } from "../../project-folder.ts";

/** What a preset finds in a project, as `file:line rule messageId`. */
async function found(preset: string, files: Files): Promise<readonly string[]> {
  const { folder, rowguard } = project({ "package.json": '{ "dependencies": { "pg": "8" } }', ...files });
  const { out, err } = await rowguard("check", "--preset", preset, "--format", "json");
  expect(err).toBe("");
  const results = JSON.parse(out) as {
    filePath: string;
    messages: { ruleId: string; messageId: string; line: number }[];
  }[];
  return results.flatMap(({ filePath, messages }) =>
    messages.map(
      ({ ruleId, messageId, line }) =>
        `${filePath.slice(folder.length + 1)}:${line} ${ruleId.replace("rowguard/", "")} ${messageId}`,
    ),
  );
}

describe("the examples of Klearwave's standard", () => {
  // The comma behind the last column, which PostgreSQL rejects, is left out.
  const versions = `-- +goose Up
CREATE TABLE versions (
    id SERIAL PRIMARY KEY,
    version_id VARCHAR(32) NOT NULL UNIQUE,
    stable BOOLEAN DEFAULT FALSE,
    x_version INT,
    y_version INT,
    z_version INT,
    created_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP
);

-- +goose Down
DROP TABLE versions;
`;
  const images = `-- +goose Up
CREATE TABLE container_images (
    id SERIAL PRIMARY KEY,
    image VARCHAR(255) NOT NULL,
    sha256_sum CHAR(64) NOT NULL,
    commit_hash CHAR(40) NOT NULL,
    created_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP
);

-- +goose Down
DROP TABLE container_images;
`;
  const validation = `-- +goose Up
-- Function to validate semantic versioning format
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION trigger_validate_version_id()
RETURNS TRIGGER AS $$
BEGIN
    IF NOT NEW.version_id ~ '^v\\d+\\.\\d+\\.\\d+$' THEN
        RAISE EXCEPTION 'Invalid version_id format. Must be in the form vX.Y.Z';
    END IF;
    RETURN NEW;
END;
$$ LANGUAGE plpgsql;
-- +goose StatementEnd
CREATE TRIGGER validate_version_id BEFORE INSERT ON versions FOR EACH ROW EXECUTE FUNCTION trigger_validate_version_id();

-- +goose Down
DROP TRIGGER validate_version_id ON versions;
DROP FUNCTION trigger_validate_version_id;
`;

  it("are fine as they are meant to be", async () => {
    const files = {
      "migrations/000001_create_versions_table.sql": versions,
      "migrations/000002_create_container_images_table.sql": images,
    };
    expect(await found("klearwave", files)).toEqual([]);
  });

  it("are reported where it says not to do this", async () => {
    const files = {
      "migrations/000001_create_versions_table.sql": versions,
      "migrations/000002_validate_version_id.sql": validation,
    };
    expect(await found("klearwave", files)).toEqual([
      "migrations/000002_validate_version_id.sql:4 no-validation-trigger refusesByItself",
    ]);
  });

  it("are reported where they are written otherwise", async () => {
    const files = {
      "db/migrations/000001_create_versions_table.sql": versions.replace("VARCHAR(32)", "TEXT"),
      "db/migrations/000003_create_container_images_table.sql": images
        .replace("CHAR(64)", "VARCHAR(64)")
        .replace("DROP TABLE container_images;\n", ""),
    };
    expect(await found("klearwave", files)).toEqual([
      "db/migrations/000001_create_versions_table.sql:4 require-bounded-text unbounded",
      "db/migrations/000003_create_container_images_table.sql:1 require-migration-name misplaced",
      "db/migrations/000003_create_container_images_table.sql:5 require-fixed-length-char varies",
      "db/migrations/000003_create_container_images_table.sql:11 require-down-migration emptyDown",
    ]);
  });
});

describe("the examples of Sourcegraph's style guide", () => {
  const widgets = `CREATE TABLE "widgets" (
	"id" bigserial NOT NULL PRIMARY KEY,
	"created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
	"updated_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
	"deleted_at" TIMESTAMP WITH TIME ZONE
);
`;

  it("are fine as they are meant to be", async () => {
    const files = {
      "migrations/1_widgets.sql": widgets,
      "queries.sql": `SELECT id FROM widgets WHERE deleted_at IS NULL;
UPDATE widgets SET deleted_at = now(), updated_at = now() WHERE id = 1 AND deleted_at IS NULL;
`,
    };
    expect(await found("sourcegraph", files)).toEqual([]);
  });

  it("are reported where a statement does what it says not to", async () => {
    const files = {
      "migrations/1_widgets.sql": `${widgets}ALTER TABLE widgets ADD COLUMN name text NOT NULL;\n`,
      "queries.sql": `SELECT id FROM widgets;
DELETE FROM widgets WHERE id = 1;
UPDATE widgets SET created_at = now(), updated_at = now() WHERE id = 1 AND deleted_at IS NULL;
UPDATE widgets SET name = 'x' WHERE id = 1 AND deleted_at IS NULL;
`,
    };
    expect(await found("sourcegraph", files)).toEqual([
      "queries.sql:1 require-soft-delete-filter unfilteredRead",
      "queries.sql:2 no-hard-delete hardDelete",
      "queries.sql:3 no-created-at-update createdAtSet",
      "queries.sql:4 require-updated-at notUpdated",
    ]);
  });
});

describe("the examples of bookworm's guide", () => {
  it("are reported where they contradict the guide", async () => {
    const files = {
      "migrations/1_books.sql": `CREATE TABLE authors (
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
`,
    };
    const rules = (await found("bookworm", files)).map((one) => one.replace(/^\S+ (\S+) .*/, "$1"));
    expect(new Set(rules)).toEqual(new Set(["require-standard-columns", "no-duplicate-foreign-key"]));
  });
});
