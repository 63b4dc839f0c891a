import { Linter } from "eslint";
import { describe, expect, it } from "vitest";
import { analyseSqlFile } from "../../lib/pipeline.ts";
import { validate } from "../../lib/settings.ts";
import plugin, { ownRules } from "../../rules/index.ts";
import { emptyDatabase } from "../postgres.ts";
import { newFolder } from "../project-folder.ts";
import { schemaIn } from "../schema-in.ts";

/** Rules with a schema in which they find something, and what stays found after a new migration, since it cannot be told. */
const schemas: Readonly<Record<string, string>> = {
  "no-cascade-delete": `
    CREATE TABLE orgs (id int PRIMARY KEY, UNIQUE (id));
    CREATE TABLE users (org_id int REFERENCES orgs ON UPDATE CASCADE ON DELETE CASCADE, CONSTRAINT "other Name" FOREIGN KEY (org_id) REFERENCES orgs (id) ON DELETE CASCADE);`,
  "no-duplicate-foreign-key": `
    CREATE TABLE authors (id int PRIMARY KEY);
    CREATE TABLE books (author_id int REFERENCES authors ON DELETE CASCADE, FOREIGN KEY (author_id) REFERENCES authors (id));`,
  "require-fixed-length-char": `CREATE TABLE images (sha256 varchar(255) NOT NULL, commit_hash text);`,
  "require-foreign-key": `
    CREATE TABLE "Users" (id int PRIMARY KEY);
    CREATE SCHEMA app;
    CREATE TABLE app.orgs (id bigint PRIMARY KEY);
    CREATE TABLE posts (id int PRIMARY KEY, "userId" int);
    CREATE TABLE app.members (org_id bigint, "order" int);`,
  "require-foreign-key-index": `
    CREATE TABLE "order" (id int PRIMARY KEY, a int, b int, UNIQUE (a, b));
    CREATE TABLE lines ("order" int REFERENCES "order", a int, b int, FOREIGN KEY (a, b) REFERENCES "order" (a, b));`,
  "require-join-table-name": `
    CREATE TABLE students (id int PRIMARY KEY);
    CREATE TABLE courses (id int PRIMARY KEY);
    CREATE TABLE enrollments (student_id int REFERENCES students, course_id int REFERENCES courses);`,
  "require-not-null": `
    CREATE TABLE repos (revision text, archived boolean DEFAULT false, tags text[], meta jsonb, "Name" varchar(10));
    INSERT INTO repos DEFAULT VALUES;`,
  "require-partial-unique-index": `
    CREATE TABLE users (id int PRIMARY KEY, email text UNIQUE NOT NULL, name text, org int, deleted_at timestamptz, UNIQUE (org, name));
    CREATE UNIQUE INDEX users_some ON users (name) WHERE org IS NULL;`,
  "require-plural-table-name": `CREATE TABLE user_account (id int PRIMARY KEY); CREATE TABLE notes (id int REFERENCES user_account);`,
  "require-row-level-security": `
    CREATE TABLE posts (id int);
    CREATE POLICY own ON posts USING (id = 1);
    CREATE TABLE "Notes" (id int);`,
  "require-soft-delete-index": `CREATE TABLE users (id int, deleted_at timestamptz);`,
  "require-standard-columns": `
    CREATE TABLE widgets (name text, created_at timestamptz, updated_at timestamptz NOT NULL);
    CREATE TABLE gadgets (id int PRIMARY KEY, created_at timestamptz NOT NULL DEFAULT now());
    INSERT INTO gadgets (id) VALUES (1);`,
  "require-timestamptz": `
    CREATE TABLE a (one timestamp NOT NULL DEFAULT now(), two timestamp(3));
    INSERT INTO a (two) VALUES ('2024-01-02 03:04:05');`,
};

const settings = validate({ schema: [] }, "settings", newFolder());
const file = `${settings.root}/0001_a.sql`;

describe.each(Object.entries(schemas))("PostgreSQL and %s", (name, schema) => {
  const rule = ownRules[name];
  const needed = (text: string) =>
    rule?.migrationsFor(analyseSqlFile(text, file, settings), { text, settings, given: undefined }) ?? [];

  it("take a new migration that repairs what is found, and what undoes it", async () => {
    const postgres = await emptyDatabase();
    await postgres.exec(schema);
    const before = await schemaIn(postgres);
    const found = needed(schema);
    expect(found.length).toBeGreaterThan(0);
    const up = found.flatMap(({ migration }) => migration.up);
    for (const sql of up) await postgres.exec(sql);
    expect(needed(`${schema}\n${up.map((sql) => `${sql};\n`).join("")}`).map(({ message }) => message)).toEqual([]);
    for (const sql of found.toReversed().flatMap(({ migration }) => migration.down)) await postgres.exec(sql);
    expect(await schemaIn(postgres)).toEqual(before);
  });

  it("take what is suggested in place", async () => {
    const linter = new Linter({ cwd: settings.root });
    const config: Linter.Config[] = [
      { plugins: { rowguard: plugin } },
      { files: ["**/*.sql"], language: "rowguard/sql" },
      { rules: { [`rowguard/${name}`]: "error" }, settings: { rowguard: { root: settings.root, schema: [] } } },
    ];
    for (const { suggestions = [] } of linter.verify(schema, config, { filename: file }))
      for (const { fix } of suggestions) {
        const postgres = await emptyDatabase();
        await postgres.exec(schema.slice(0, fix.range[0]) + fix.text + schema.slice(fix.range[1]));
      }
  });
});
