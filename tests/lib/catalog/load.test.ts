import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { loadSchema, SchemaNotFound } from "../../../lib/catalog/load.ts";
import { schemaReaders as readers } from "../../../lib/pipeline.ts";
import { folderWith } from "../../project-folder.ts";

const load = (files: Readonly<Record<string, string>>, schema: readonly string[] | null = null) =>
  loadSchema({ root: folderWith(files), schema }, readers);
const columns = (loaded: ReturnType<typeof load>, table = "public.t") =>
  loaded.catalog.relations.get(table)?.columns?.map((column) => (typeof column === "string" ? column : column.name));

describe("a folder of migrations is read as its tool applies it", () => {
  const create = "CREATE TABLE t (a int);";
  const cases: Readonly<Record<string, readonly [files: Readonly<Record<string, string>>, kind: string]>> = {
    goose: [
      {
        "migrations/00001_t.sql": `-- +goose Up\n-- +goose StatementBegin\n${create}\n-- +goose StatementEnd\n-- +goose Down\nDROP TABLE t;\n`,
        "migrations/00002_b.sql":
          "-- +goose NO TRANSACTION\n-- +goose Up\nALTER TABLE t ADD b int;\n-- +goose Down\nALTER TABLE t DROP b;\n",
      },
      "goose",
    ],
    "golang-migrate": [
      {
        "migrations/1_t.up.sql": create,
        "migrations/1_t.down.sql": "DROP TABLE t;",
        "migrations/10_b.up.sql": "ALTER TABLE t ADD c int;",
        "migrations/2_b.up.sql": "ALTER TABLE t ADD b int;",
        "migrations/11_c.up.sql": "ALTER TABLE t DROP c;",
      },
      "golang-migrate",
    ],
    flyway: [
      {
        "db/migration/V1.9__t.sql": create,
        "db/migration/V1.10__b.sql": "ALTER TABLE t ADD b int;",
        "db/migration/U1.10__b.sql": "DROP TABLE t;",
        "db/migration/R__view.sql": "CREATE VIEW v AS SELECT b FROM t;",
      },
      "flyway",
    ],
    dbmate: [
      {
        "db/migrations/20240101_t.sql": `-- migrate:up\n${create}\n-- migrate:down\nDROP TABLE t;`,
        "db/migrations/20240102_b.sql":
          "-- migrate:up transaction:false\nALTER TABLE t ADD b int;\n-- migrate:down\nDROP TABLE t;",
        "db/schema.sql": "CREATE TABLE t (old int);",
      },
      "dbmate",
    ],
    supabase: [
      {
        "supabase/migrations/20240101_t.sql": create,
        "supabase/migrations/20240102_b.sql": "ALTER TABLE t ADD b int; ALTER TABLE storage.objects ADD x int;",
      },
      "supabase",
    ],
    prisma: [
      {
        "prisma/migrations/20240101_t/migration.sql": create,
        "prisma/migrations/20240102_b/migration.sql": 'ALTER TABLE "t" ADD COLUMN "b" INTEGER;',
        "prisma/seed.sql": "INSERT INTO t VALUES (1);",
      },
      "prisma",
    ],
    drizzle: [
      {
        "drizzle/0001_z.sql": "ALTER TABLE t ADD b int;--> statement-breakpoint\nALTER TABLE t ADD c int;",
        "drizzle/0000_t.sql": create,
        "drizzle/0002_x.sql": "ALTER TABLE t DROP c;",
        "drizzle/meta/_journal.json":
          '{"entries":[{"idx":0,"tag":"0000_t"},{"idx":1,"tag":"0001_z"},{"idx":2,"tag":"0002_x"}]}',
      },
      "drizzle",
    ],
    "folders of up.sql and down.sql": [
      {
        "hasura/migrations/default/1627_init/up.sql": create,
        "hasura/migrations/default/1629_squashed/up.sql": "ALTER TABLE t ADD b int; ALTER TABLE t ADD c int;",
        "hasura/migrations/default/1629_squashed/down.sql": "DROP TABLE t;",
        "hasura/migrations/default/1630_c/up.sql": "ALTER TABLE t DROP c;",
        "hasura/migrations/default/1630_c/down.sql": "ALTER TABLE t ADD c int;",
      },
      "sql",
    ],
    "node-pg-migrate": [
      {
        "migrations/1700_t.sql": `-- Up Migration\n${create}\n-- Down Migration\nDROP TABLE t;`,
        "migrations/1701_b.sql": "-- Up Migration\nALTER TABLE t ADD b int;\n-- Down Migration\nDROP TABLE t;",
      },
      "node-pg-migrate",
    ],
    "db-migrate": [
      {
        "migrations/sqls/2020-t-up.sql": create,
        "migrations/sqls/2020-t-down.sql": "DROP TABLE t;",
        "migrations/sqls/2021-b-up.sql": "ALTER TABLE t ADD b int;",
      },
      "db-migrate",
    ],
  };
  it.each(Object.entries(cases))("%s", (_, [files, kind]) => {
    const loaded = load(files);
    expect(loaded.catalog.problems).toEqual([]);
    expect(loaded.found.map((found) => found.kind)).toEqual([kind]);
    expect(columns(loaded)).toEqual(["a", "b"]);
  });
});

describe("loading", () => {
  it("leaves out what is written for another database, and says so", () => {
    const loaded = load({
      "mysql/migrations/1.sql": "CREATE TABLE `t` (id INT AUTO_INCREMENT) ENGINE=InnoDB;",
      "migrations/1.sql": "CREATE TABLE t (a int, b int);",
    });
    expect(loaded.found[0]?.path).toBe("migrations");
    expect(loaded.leftOut).toEqual([{ path: "mysql/migrations", reason: "is written for MySQL" }]);
  });
  it("names a schema path that does not exist", () => {
    expect(() => load({}, ["db/nope"])).toThrow(SchemaNotFound);
    expect(() => load({}, ["db/nope"])).toThrow(/No schema at "db\/nope"/);
  });
  it("tells a statement it cannot read or apply with its line, and goes on", () => {
    const loaded = load({
      "migrations/1.sql":
        "CREATE TABLE t (a int);\n\nCREATE TABEL u (x int);\nALTER TABLE nope ADD y int;\nALTER TABLE t ADD b int;\n",
    });
    expect(loaded.catalog.problems.map(({ line, message }) => [line, message])).toEqual([
      [3, 'syntax error at or near "TABEL"'],
      [4, 'relation "nope" does not exist'],
    ]);
    expect(columns(loaded)).toEqual(["a", "b"]);
  });
  it("lets what needs a table of a later file wait for it, where files have no order of their own", () => {
    const loaded = load({
      "schema/a.sql":
        "CREATE TABLE a (id int PRIMARY KEY, b_id int REFERENCES b (id)); CREATE INDEX ON b (id); ALTER TABLE z ADD x int; CREATE VIEW v AS SELECT id FROM b;",
      "schema/b.sql": "CREATE TABLE b (id int PRIMARY KEY);",
    });
    expect(loaded.catalog.problems).toEqual([
      { file: "schema/a.sql", line: 1, message: 'relation "z" does not exist' },
    ]);
    expect(loaded.catalog.relations.get("public.b")?.indexes?.map(({ name }) => name)).toEqual(["b_pkey", "b_id_idx"]);
  });
  it("refuses what PostgreSQL refuses without CASCADE, and says so", () => {
    const loaded = load({
      "migrations/1.sql":
        "CREATE TABLE t (a int PRIMARY KEY, b int); CREATE VIEW v AS SELECT b FROM t;\nALTER TABLE t DROP COLUMN b;\nDROP TABLE t;\nALTER TABLE t DROP COLUMN a;",
    });
    expect(loaded.catalog.problems.map(({ line, message }) => [line, message])).toEqual([
      [2, "cannot drop column b of table t because other objects depend on it"],
      [3, "cannot drop table t because other objects depend on it"],
    ]);
    expect(columns(loaded)).toEqual(["b"]);
  });
  it("sees within a second a schema that a subfolder gets while the process lives", async () => {
    const root = folderWith({ "db/readme.txt": "" });
    expect(loadSchema({ root, schema: null }, readers).origin).toBe("none");
    mkdirSync(join(root, "db/migrations"));
    writeFileSync(join(root, "db/migrations/1.sql"), "CREATE TABLE t (a int);");
    await vi.waitFor(() => expect(columns(loadSchema({ root, schema: null }, readers))).toEqual(["a"]), 5000);
    writeFileSync(join(root, "db/migrations/1.sql"), "CREATE TABLE t (b int);");
    await new Promise((done) => setTimeout(done, 30));
    expect(columns(loadSchema({ root, schema: null }, readers))).toEqual(["b"]);
  });
  it("reads a changed file again and hands an unchanged schema back as it is", async () => {
    const root = folderWith({ "migrations/1.sql": "CREATE TABLE t (a int);" });
    const first = loadSchema({ root, schema: null }, readers);
    await new Promise((done) => setTimeout(done, 30));
    expect(loadSchema({ root, schema: null }, readers)).toBe(first);
    writeFileSync(join(root, "migrations/2.sql"), "ALTER TABLE t ADD b int;");
    await new Promise((done) => setTimeout(done, 30));
    const second = loadSchema({ root, schema: null }, readers);
    expect(columns(second)).toEqual(["a", "b"]);
    expect(second.digest).not.toBe(first.digest);
  });
  it("reads a dump with its data, and one of five megabytes in seconds", () => {
    const data = `COPY public.t (a, b) FROM stdin;\n${'1\tit\'s; a "row"\n'.repeat(350_000)}\\.\n`;
    const loaded = load({
      "schema.sql": `\uFEFF\\restrict x\nSELECT pg_catalog.set_config('search_path', '', false);\nCREATE TABLE public.t (a integer, b text);\n${data}ALTER TABLE ONLY public.t ADD CONSTRAINT t_pkey PRIMARY KEY (a);\n`,
    });
    expect(loaded.catalog.problems).toEqual([]);
    expect(loaded.catalog.relations.get("public.t")).toMatchObject({ primaryKey: ["a"] });
  });
});

describe("a monorepo", () => {
  const users = (columns: string) => `CREATE TABLE users (${columns}); CREATE TABLE others (id int);`;
  const files = {
    "package.json": "{}",
    "packages/db/package.json": '{"name":"@acme/db"}',
    "packages/db/prisma/migrations/1_a/migration.sql": `${users("id int, deleted_at timestamptz")} CREATE TABLE a (id int); CREATE TABLE b (id int);`,
    "packages/jobs/package.json": "{}",
    "packages/jobs/migrations/1.sql": users("id int, job text"),
    "apps/web/package.json": "{}",
    "apps/web/src/a.ts": "",
    "packages/jobs/src/a.ts": "",
  };
  const columnsFor = (all: Readonly<Record<string, string>>, file: string) => {
    const root = folderWith(all);
    const loaded = loadSchema({ root, schema: null }, readers, join(root, file));
    return [loaded.serves, columns(loaded, "public.users")];
  };
  it("gives a file the schema of its own package, and others the largest", () => {
    expect(columnsFor(files, "packages/jobs/src/a.ts")).toEqual(["packages/jobs", ["id", "job"]]);
    expect(columnsFor(files, "apps/web/src/a.ts")).toEqual(["packages/db", ["id", "deleted_at"]]);
  });
  it("gives a file the schema above it before one beside it", () => {
    expect(columnsFor({ ...files, "db/migrations/1.sql": users("id int, top text") }, "apps/web/src/a.ts")).toEqual([
      ".",
      ["id", "top"],
    ]);
  });
  it("takes no notice of what looks like a schema and has no table", () => {
    expect(
      columnsFor(
        {
          ...files,
          "apps/web/package.json": '{"dependencies":{"drizzle-orm":"1","pg":"1"}}',
          "apps/web/src/kinds.ts":
            'import { pgEnum } from "drizzle-orm/pg-core";\nexport const make = () => pgEnum("x", []);',
        },
        "apps/web/src/a.ts",
      )[0],
    ).toBe("packages/db");
  });
});

describe("models", () => {
  const drizzle = {
    "package.json": '{"dependencies":{"drizzle-orm":"1"}}',
    "src/schema.ts":
      'import { integer, pgTable, timestamp } from "drizzle-orm/pg-core";\nexport const files = pgTable("t", { key: integer("id").notNull(), deletedAt: timestamp("deleted_at"), extra: integer() });',
  };
  it("are the schema where there are no migrations", () => {
    const loaded = load(drizzle);
    expect(loaded.found).toEqual([
      { path: "src/schema.ts", kind: "drizzle", files: 1, role: "schema", why: "package.json depends on drizzle-orm" },
    ]);
    expect(loaded.sources).toEqual(["src/schema.ts"]);
    expect(columns(loaded)).toEqual(["id", "deleted_at", "extra"]);
  });
  it("add names to what migrations say, and differences are told with their place", () => {
    const loaded = load({
      ...drizzle,
      "migrations/1.sql": "CREATE TABLE t (id int, deleted_at timestamptz, old text);",
    });
    expect(loaded.found.map(({ kind, role }) => [kind, role])).toEqual([
      ["sql", "schema"],
      ["drizzle", "names"],
    ]);
    expect(loaded.catalog.relations.get("public.t")).toMatchObject({
      model: "files",
      columns: [
        { name: "id", property: "key", nullable: true },
        { name: "deleted_at", property: "deletedAt" },
        { name: "old" },
      ],
    });
    expect(loaded.conflicts).toEqual([
      {
        file: "src/schema.ts",
        line: 2,
        message: 'column "extra" of table "t" is declared here, and no migration adds it',
      },
      {
        file: "src/schema.ts",
        line: 2,
        message: 'column "id" of table "t" is declared NOT NULL here, and is nullable in the migrations',
      },
      {
        file: "src/schema.ts",
        line: 2,
        message: 'column "old" of table "t" is in the migrations, and not declared here',
      },
    ]);
  });
  it("may be named in the settings", () => {
    expect(columns(load({ "app/models.ts": drizzle["src/schema.ts"] }, ["app/models.ts"]))).toEqual([
      "id",
      "deleted_at",
      "extra",
    ]);
    expect(columns(load({ "my.prisma": "model t {\n  a Int @id\n}" }, ["my.prisma"]))).toEqual(["a"]);
  });
  it("of another database's driver are left alone", () => {
    const model =
      'const { DataTypes } = require("sequelize");\nmodule.exports = (sequelize) => sequelize.define("t", { a: DataTypes.STRING });';
    expect(
      load({ "package.json": '{"dependencies":{"sequelize":"6","sqlite3":"5"}}', "models/t.js": model }).origin,
    ).toBe("none");
    expect(
      load({ "package.json": '{"dependencies":{"sequelize":"6","pg":"8"}}', "models/t.js": model }).found[0]?.kind,
    ).toBe("sequelize");
  });
  it("are read again when one of their files has changed", async () => {
    const root = folderWith(drizzle);
    expect(columns(loadSchema({ root, schema: null }, readers))).toEqual(["id", "deleted_at", "extra"]);
    writeFileSync(join(root, "src/schema.ts"), drizzle["src/schema.ts"].replace(", extra: integer()", ""));
    await new Promise((done) => setTimeout(done, 60));
    expect(columns(loadSchema({ root, schema: null }, readers))).toEqual(["id", "deleted_at"]);
  });
});
