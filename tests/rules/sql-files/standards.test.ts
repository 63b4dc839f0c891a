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
describe("bookworm's guide, example by example", () => {
  const pool = `const { Pool } = require('pg');
const pool = new Pool({
  connectionString: process.env.DATABASE_URL,
  max: 20,
  idleTimeoutMillis: 30000,
  connectionTimeoutMillis: 2000,
});
`;
  const users = `CREATE TABLE users (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    email VARCHAR(255) NOT NULL UNIQUE,
    created_at TIMESTAMP DEFAULT NOW() NOT NULL,
    updated_at TIMESTAMP DEFAULT NOW() NOT NULL
);
`;
  /** Beside the table of users, since examples speak of it. */
  const inProject = (name: string, text: string) =>
    found("bookworm", {
      "migrations/1_users.up.sql": users,
      "migrations/1_users.down.sql": "DROP TABLE users;\n",
      [name]: text,
    });
  const migration = (up: string, down: string) =>
    found("bookworm", { "migrations/1_a.up.sql": up, "migrations/1_a.down.sql": down });

  it.each([
    ["Node.js with pg", `${pool}module.exports = pool;\n`],
    [
      "pool tuning",
      `const { Pool } = require('pg');
const pool = new Pool({
    max: 20,                    // Maximum connections
    min: 5,                     // Minimum connections
    idleTimeoutMillis: 30000,   // Close idle after 30s
    connectionTimeoutMillis: 2000,
    statement_timeout: 10000,   // Query timeout 10s
});
`,
    ],
    [
      "parameterized queries",
      `${pool}async function f(email) {
  const query = 'SELECT * FROM users WHERE email = $1';
  await pool.query(query, [email]);
}
`,
    ],
    [
      "the cache",
      `${pool}async function f(redis, userId) {
  const cacheKey = \`user:\${userId}\`;
  let user = await redis.get(cacheKey);
  if (!user) {
    user = await pool.query('SELECT * FROM users WHERE id = $1', [userId]);
    await redis.setex(cacheKey, 3600, JSON.stringify(user));
  }
}
`,
    ],
  ])("has nothing to say of %s", async (_, text) => {
    expect(await inProject("src/a.js", text)).toEqual([]);
  });

  it("finds the query that it says never to send", async () => {
    const text = `${pool}async function f(email) {
  const query = \`SELECT * FROM users WHERE email = '\${email}'\`;
  await pool.query(query);
}
`;
    expect(await inProject("src/a.js", text)).toEqual(["src/a.js:9 no-unparameterized-sql splicedValue"]);
  });

  it("finds its read replicas to be without time-outs, and a write that goes to one", async () => {
    const text = `const { Pool } = require('pg');
const masterPool = new Pool({
    connectionString: process.env.MASTER_DB_URL,
    max: 20
});
const replicaPool = new Pool({
    connectionString: process.env.REPLICA_DB_URL,
    max: 50  // More connections for read-heavy load
});
async function createUser(data) {
    return masterPool.query('INSERT INTO users (email) VALUES ($1)', [data]);
}
async function getUsers() {
    return replicaPool.query('SELECT email FROM users');
}
`;
    const of = (rule: string, all: readonly string[]) => all.filter((one) => one.includes(rule));
    expect(new Set((await inProject("src/a.js", text)).map((one) => one.replace(/^\S+ (\S+) .*/, "$1")))).toEqual(
      new Set(["require-pool-limits"]),
    );
    const swapped = await inProject("src/a.js", text.replace("return masterPool", "return replicaPool"));
    expect(of("no-write-on-replica", swapped)).toHaveLength(1);
  });

  const models = `const { DataTypes, Sequelize } = require("sequelize");
const sequelize = new Sequelize("postgres://localhost/x");
const Post = sequelize.define("Post", { userId: DataTypes.INTEGER }, { tableName: "posts", underscored: true });
const User = sequelize.define("User", { name: DataTypes.TEXT }, { tableName: "users", underscored: true });
User.hasMany(Post);
`;
  it("finds the N+1 queries that it calls bad, and not those it calls good", async () => {
    const project = (body: string) =>
      found("bookworm", {
        "package.json": '{ "dependencies": { "pg": "8", "sequelize": "6" } }',
        "a.js": `${models}async function f() {\n${body}\n}\n`,
      });
    const bad = await project(`const users = await User.findAll();
for (const user of users) {
    const posts = await Post.findAll({ where: { userId: user.id } });
}`);
    expect(bad.filter((one) => one.includes("no-query-in-loop"))).toEqual(["a.js:9 no-query-in-loop readInLoop"]);
    const good = await project(`const users = await User.findAll({
    include: [{ model: Post }]
});`);
    expect(good.filter((one) => one.includes("no-query-in-loop"))).toEqual([]);
  });

  it("has nothing to say of its trigger for updated_at, its soft delete, and their statements", async () => {
    const up = `${users}CREATE OR REPLACE FUNCTION update_updated_at_column()
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
ALTER TABLE users ADD COLUMN deleted_at TIMESTAMP NULL;
CREATE INDEX idx_users_deleted_at ON users(deleted_at);
`;
    const down = "DROP TABLE users;\nDROP FUNCTION update_updated_at_column;\n";
    const files = { "migrations/1_a.up.sql": up, "migrations/1_a.down.sql": down };
    const queries = `-- Query only active records
SELECT * FROM users WHERE deleted_at IS NULL;

-- Soft delete
UPDATE users SET deleted_at = NOW() WHERE id = ?;
`;
    expect(await found("bookworm", { ...files, "queries.sql": queries })).toEqual([]);
    const hard = await found("bookworm", {
      ...files,
      "queries.sql": "SELECT * FROM users;\nDELETE FROM users WHERE id = $1;\n",
    });
    expect(hard).toEqual([
      "queries.sql:1 require-soft-delete-filter unfilteredRead",
      "queries.sql:2 no-hard-delete hardDelete",
    ]);
    const unindexed = await found("bookworm", {
      ...files,
      "migrations/1_a.up.sql": up.replace(/CREATE INDEX.*\n/, ""),
    });
    expect(unindexed).toEqual(["migrations/1_a.up.sql:19 require-soft-delete-index notIndexed"]);
  });

  it("finds in its relationship patterns the time stamps that are always to be there, and nothing else", async () => {
    const patterns = `CREATE TABLE students (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    name VARCHAR(255) NOT NULL
);

CREATE TABLE courses (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    name VARCHAR(255) NOT NULL
);

CREATE TABLE enrollments (
    student_id UUID REFERENCES students(id) ON DELETE CASCADE,
    course_id UUID REFERENCES courses(id) ON DELETE CASCADE,
    enrolled_at TIMESTAMP DEFAULT NOW(),
    PRIMARY KEY (student_id, course_id)
);

CREATE INDEX idx_enrollments_student ON enrollments(student_id);
CREATE INDEX idx_enrollments_course ON enrollments(course_id);

CREATE TABLE categories (
    id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
    name VARCHAR(255) NOT NULL,
    parent_id UUID REFERENCES categories(id) ON DELETE SET NULL
);

CREATE INDEX idx_categories_parent ON categories(parent_id);
`;
    const down = "DROP TABLE enrollments, students, courses, categories;\n";
    expect(await migration(patterns, down)).toEqual(
      [1, 6, 21].map((line) => `migrations/1_a.up.sql:${line} require-standard-columns missing`),
    );
    expect(
      await migration(
        patterns.replace(/CREATE INDEX idx_enrollments_course.*\n/, "").replace(/CREATE INDEX idx_categories.*\n/, ""),
        down,
      ),
    ).toEqual([
      "migrations/1_a.up.sql:1 require-standard-columns missing",
      "migrations/1_a.up.sql:6 require-standard-columns missing",
      "migrations/1_a.up.sql:13 require-foreign-key-index notIndexed",
      "migrations/1_a.up.sql:20 require-standard-columns missing",
      "migrations/1_a.up.sql:23 require-foreign-key-index notIndexed",
    ]);
  });

  it("has nothing to say of its functions, views, indexes and encryption", async () => {
    const up = `${users}CREATE TABLE profiles (user_id UUID NOT NULL REFERENCES users (id), name VARCHAR(255), created_at TIMESTAMP DEFAULT NOW() NOT NULL, updated_at TIMESTAMP DEFAULT NOW() NOT NULL);
CREATE INDEX idx_profiles_user ON profiles(user_id);
ALTER TABLE users ADD COLUMN password_hash VARCHAR(255), ADD COLUMN ssn_encrypted BYTEA;
CREATE EXTENSION IF NOT EXISTS pgcrypto;
CREATE OR REPLACE FUNCTION create_user_with_profile(
    p_email VARCHAR,
    p_password VARCHAR,
    p_name VARCHAR
) RETURNS UUID AS $$
DECLARE
    v_user_id UUID;
BEGIN
    INSERT INTO users (email, password_hash)
    VALUES (p_email, crypt(p_password, gen_salt('bf')))
    RETURNING id INTO v_user_id;

    INSERT INTO profiles (user_id, name)
    VALUES (v_user_id, p_name);

    RETURN v_user_id;
END;
$$ LANGUAGE plpgsql;
CREATE MATERIALIZED VIEW user_stats AS
SELECT
    user_id,
    COUNT(*) as post_count,
    MAX(created_at) as last_post_at
FROM profiles
GROUP BY user_id;
`;
    const down =
      "DROP MATERIALIZED VIEW user_stats;\nDROP FUNCTION create_user_with_profile;\nDROP TABLE profiles;\nDROP TABLE users;\n";
    const queries = `REFRESH MATERIALIZED VIEW user_stats;
EXPLAIN ANALYZE
SELECT * FROM users WHERE email = 'user@example.com';
INSERT INTO users (email, ssn_encrypted)
VALUES ('user@example.com', pgp_sym_encrypt('123-45-6789', 'encryption_key'));
SELECT email, pgp_sym_decrypt(ssn_encrypted, 'encryption_key')
FROM users;
`;
    expect(
      await found("bookworm", { "migrations/1_a.up.sql": up, "migrations/1_a.down.sql": down, "queries.sql": queries }),
    ).toEqual([]);
  });

  it("finds a policy without the line that enables it", async () => {
    const posts = `CREATE TABLE posts (author_id uuid NOT NULL, created_at TIMESTAMP DEFAULT NOW() NOT NULL, updated_at TIMESTAMP DEFAULT NOW() NOT NULL);
-- Enable RLS
ALTER TABLE posts ENABLE ROW LEVEL SECURITY;

-- Create policy
CREATE POLICY user_posts_policy ON posts
    FOR ALL
    USING (author_id = current_setting('app.current_user_id')::uuid);
`;
    expect(await migration(posts, "DROP TABLE posts;\n")).toEqual([]);
    expect(
      await migration(posts.replace("ALTER TABLE posts ENABLE ROW LEVEL SECURITY;\n", ""), "DROP TABLE posts;\n"),
    ).toEqual(["migrations/1_a.up.sql:5 require-row-level-security policyWithout"]);
  });

  it("finds a migration that nothing undoes", async () => {
    expect(await migration(users, "")).toEqual(["migrations/1_a.up.sql:1 require-down-migration emptyDown"]);
  });
});

describe("Sourcegraph's style guide, sentence by sentence", () => {
  const columns = `	"created_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
	"updated_at" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
	"deleted_at" TIMESTAMP WITH TIME ZONE`;
  const table = (name: string, ...more: readonly string[]) =>
    `CREATE TABLE "${name}" (\n\t"id" bigserial NOT NULL PRIMARY KEY,\n${[columns, ...more].join(",\n")}\n);\n`;
  const users = table("users");
  const orgs = table("orgs");
  const reference = (column: string, to: string, action = "RESTRICT") =>
    `\t"${column}" bigint NOT NULL REFERENCES ${to} (id) ON DELETE ${action}`;

  it.each([
    ["use a NOT NULL constraint whenever possible", table("users", '\t"name" text'), "require-not-null"],
    [
      "id, created_at, updated_at and deleted_at",
      'CREATE TABLE "users" (name text NOT NULL);\n',
      "require-standard-columns",
    ],
    ["a time zone", table("users", '\t"seen_at" timestamp NOT NULL'), "require-timestamptz"],
    ["add a foreign key constraint", users + table("posts", '\t"user_id" bigint NOT NULL'), "require-foreign-key"],
    ["don't cascade deletes", users + table("posts", reference("user_id", "users", "CASCADE")), "no-cascade-delete"],
    ["tables are plural", table("user"), "require-plural-table-name"],
    [
      "join tables are named after the two",
      users + orgs + table("members", reference("user_id", "users"), reference("org_id", "orgs")),
      "require-join-table-name",
    ],
    [
      "unique constraints of deleted rows",
      table("users", '\t"name" text NOT NULL UNIQUE'),
      "require-partial-unique-index",
    ],
  ])("finds what is not so: %s", async (_, text, rule) => {
    const rules = (await found("sourcegraph", { "migrations/1_a.sql": text })).map((one) =>
      one.replace(/^\S+ (\S+) .*/, "$1"),
    );
    expect([...new Set(rules)]).toEqual([rule]);
  });

  it.each([
    ["as it recommends", users],
    ["with a foreign key that restricts", users + table("posts", reference("user_id", "users"))],
    ["of its join", users + orgs + table("users_orgs", reference("user_id", "users"), reference("org_id", "orgs"))],
    [
      "with a unique key of live rows",
      `${table("users", '\t"name" text NOT NULL')}CREATE UNIQUE INDEX ON users (name) WHERE deleted_at IS NULL;\n`,
    ],
  ])("has nothing to say of a table %s", async (_, text) => {
    expect(await found("sourcegraph", { "migrations/1_a.sql": text })).toEqual([]);
  });

  it("knows the two ways to add a user to an org", async () => {
    const up =
      users +
      orgs +
      table("users_orgs", reference("user_id", "users"), reference("org_id", "orgs"), "\tUNIQUE (user_id, org_id)");
    const add = "INSERT INTO users_orgs (user_id, org_id) VALUES ($1, $2)";
    const revive = `${add} ON CONFLICT (user_id, org_id) DO UPDATE SET deleted_at = NULL, updated_at = now();\n`;
    const rules = async (queries: string) =>
      (await found("sourcegraph", { "migrations/1_a.sql": up, "queries.sql": queries })).map((one) =>
        one.replace(/^\S+ (\S+) .*/, "$1"),
      );
    expect(await rules(`${add};\n`)).toEqual(["require-partial-unique-index", "require-revive-on-conflict"]);
    expect(await rules(revive)).toEqual([]);
  });

  it("finds what is newer than PostgreSQL 12, where the settings name that", async () => {
    const files = (version: string) => ({
      "package.json": `{ "dependencies": { "pg": "8" } }`,
      "rowguard.config.json": `{ "postgresVersion": ${version} }`,
      "migrations/1_a.sql": users,
      "queries.sql": "MERGE INTO users u USING users v ON u.id = v.id WHEN MATCHED THEN DO NOTHING;\n",
    });
    const newer = (all: readonly string[]) => all.filter((one) => one.includes("no-unsupported-syntax")).length;
    expect(newer(await found("sourcegraph", files("12")))).toBe(1);
    expect(newer(await found("sourcegraph", files("15")))).toBe(0);
  });
});
