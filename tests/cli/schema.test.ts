import { describe, expect, it } from "vitest";
import { project } from "./command.ts";

const { rowguard } = project({
  "package.json": "{}",
  "db/migrations/1.sql": `CREATE TABLE teams (id int PRIMARY KEY);
CREATE TABLE users (
  id int PRIMARY KEY,
  team_id int REFERENCES teams (id) ON DELETE CASCADE,
  email text NOT NULL DEFAULT '',
  deleted_at timestamptz,
  UNIQUE (email)
);
CREATE UNIQUE INDEX one ON users (team_id) WHERE deleted_at IS NULL;
CREATE VIEW live AS SELECT id FROM users WHERE deleted_at IS NULL;
`,
  "db/migrations/2.sql": "ALTER TABLE users ALTER COLUMN nope SET NOT NULL;\n",
});

describe("rowguard schema", () => {
  it("prints the catalog for programs", async () => {
    const { out, status } = await rowguard("schema", "--format", "json");
    expect(status).toBe(0);
    const schema = JSON.parse(out);
    expect(schema.sources).toEqual(["db/migrations/1.sql", "db/migrations/2.sql"]);
    expect(schema.problems).toEqual([
      { file: "db/migrations/2.sql", line: 1, message: expect.stringContaining("nope") },
    ]);
    expect(schema.tables.map((table: { name: string }) => table.name)).toEqual(["teams", "users"]);
    expect(schema.tables[1]).toEqual({
      schema: "public",
      name: "users",
      columns: [
        { name: "id", type: "integer", nullable: false, hasDefault: false },
        { name: "team_id", type: "integer", nullable: true, hasDefault: false },
        { name: "email", type: "text", nullable: false, hasDefault: true },
        { name: "deleted_at", type: "timestamp with time zone", nullable: true, hasDefault: false },
      ],
      primaryKey: ["id"],
      unique: expect.arrayContaining([{ columns: ["email"], where: null }]),
      indexes: expect.arrayContaining([
        { name: "one", columns: ["team_id"], unique: true, where: expect.stringContaining("deleted_at IS NULL") },
      ]),
      foreignKeys: [
        {
          columns: ["team_id"],
          references: { schema: "public", table: "teams", columns: ["id"] },
          onDelete: "cascade",
          onUpdate: "no action",
        },
      ],
      softDelete: { column: "deleted_at", live: "null" },
    });
  });

  it("prints it for people", async () => {
    const { out, err } = await rowguard("schema");
    expect(out).toContain("users  db/migrations/1.sql:2\n");
    expect(out).toMatch(/deleted_at {2}timestamp with time zone {2}NULL, soft delete, live: null/);
    expect(out).toContain("live  view: id");
    expect(out).toContain("2 tables and 1 view from 2 files in db/migrations; 1 problem, see above.");
    expect(err).toMatch(/^rowguard: db\/migrations\/2\.sql:1: .*nope.*\n$/);
  });

  it("says what was taken and why, where models differ, and which folders have a schema of their own", async () => {
    const monorepo = project({
      "package.json": '{"dependencies":{"drizzle-orm":"1"}}',
      "migrations/1.sql": "CREATE TABLE users (id int); CREATE TABLE b (id int);",
      "src/schema.ts":
        'import { integer, pgTable } from "drizzle-orm/pg-core";\nexport const people = pgTable("users", { key: integer("id"), more: integer() });',
      "packages/jobs/package.json": "{}",
      "packages/jobs/migrations/1.sql": "CREATE TABLE jobs (id int);",
    });
    const { out } = await monorepo.rowguard("schema");
    expect(out).toContain(
      "Schema from migrations (sql): files of SQL that create tables.\nNames from src/schema.ts (drizzle): package.json depends on drizzle-orm.\n",
    );
    expect(out).toContain("Files in packages/jobs have another: 1 table from packages/jobs/migrations.\n");
    expect(out).toContain(
      'src/schema.ts:2: column "more" of table "users" is declared here, and no migration adds it.\n',
    );
    const schema = JSON.parse((await monorepo.rowguard("schema", "--format", "json")).out);
    expect(schema.tables[1]).toMatchObject({
      name: "users",
      model: "people",
      columns: [{ name: "id", property: "key" }],
    });
    expect(schema.others).toMatchObject([{ serves: "packages/jobs", tables: 1 }]);
  });

  it("says what was looked for where there is none", async () => {
    expect(await project({}).rowguard("schema")).toMatchObject({
      status: 0,
      out: expect.stringContaining("No schema found"),
    });
    expect(await project({}).rowguard("schema", "--schema", "nowhere.sql")).toMatchObject({
      status: 2,
      err: expect.stringContaining('no schema at "nowhere.sql"'),
    });
  });
});
