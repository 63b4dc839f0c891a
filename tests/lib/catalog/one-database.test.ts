import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { analyseFile, schemaOf, schemasOf } from "../../../lib/pipeline.ts";
import { settingsFrom } from "../../../lib/settings.ts";
import { folderWith } from "../../project-folder.ts";

const settingsOf = (root: string) => settingsFrom({ root }, root);
const tablesOf = (root: string, file: string) =>
  [...schemaOf(settingsOf(root), join(root, file)).catalog.relations.keys()].sort();
const manifest = (name: string, dependencies: Readonly<Record<string, string>>) =>
  JSON.stringify({ name, dependencies });

describe("packages of one database", () => {
  const types = (...tables: readonly string[]) =>
    `import type { Generated } from "kysely";
${tables.map((table) => `export interface ${table} { id: Generated<number>; title: string }`).join("\n")}
export interface DB { ${tables.map((table) => `${table}: ${table}`).join("; ")} }`;
  const migrated = {
    "packages/db/package.json": manifest("@app/db", { kysely: "1", pg: "8" }),
    "packages/db/migrations/001.sql": `CREATE TABLE notes (id bigint PRIMARY KEY, title text, updated_at timestamptz);
CREATE TABLE pens (id bigint PRIMARY KEY, title text);
CREATE FUNCTION touch() RETURNS trigger AS $$ BEGIN NEW.updated_at := now(); RETURN NEW; END $$ LANGUAGE plpgsql;
CREATE TRIGGER touched BEFORE UPDATE ON notes FOR EACH ROW EXECUTE FUNCTION touch();`,
    "packages/other/package.json": manifest("@app/other", { "@app/db": "*" }),
  };

  it.each([
    ["directly", "@app/db"],
    ["by way of another", "@app/other"],
  ])("are what has migrations and what declares types of its rows, depending on it %s", (_, dependency) => {
    const root = folderWith({
      ...migrated,
      "apps/web/package.json": manifest("web", { [dependency]: "*", kysely: "1" }),
      "apps/web/src/types.ts": types("notes", "pens"),
    });
    const [schema, ...others] = schemasOf(settingsOf(root));
    expect(others).toEqual([]);
    expect(schema?.serves).toBe("packages/db");
    const notes = schemaOf(settingsOf(root), join(root, "apps/web/src/x.ts")).catalog.relations.get("public.notes");
    expect(notes?.kind === "table" && notes.triggers?.map(({ name }) => name)).toEqual(["touched"]);
  });

  it.each([
    ["declares other tables", { "@app/db": "*", kysely: "1" }, ["orders", "bills", "notes"]],
    ["does not depend on it", { kysely: "1" }, ["notes", "pens"]],
  ])("are not where one %s", (_, dependencies, tables) => {
    const root = folderWith({
      ...migrated,
      "apps/web/package.json": manifest("web", dependencies),
      "apps/web/src/types.ts": types(...tables),
    });
    expect(tablesOf(root, "apps/web/src/x.ts")).toEqual(tables.map((table) => `public.${table}`).sort());
    expect(tablesOf(root, "packages/db/x.ts")).toEqual(["public.notes", "public.pens"]);
  });

  const drizzle = {
    "packages/server/package.json": manifest("@app/server", { "drizzle-orm": "1", pg: "8" }),
    "packages/server/schema.ts": `import { pgTable, serial, timestamp } from "drizzle-orm/pg-core";
export const notes = pgTable("notes", { id: serial("id").primaryKey(), madeAt: timestamp("made_at") });`,
    "apps/web/drizzle/0000_one.sql": 'CREATE TABLE "notes" ("id" serial PRIMARY KEY, "made_at" timestamp);',
    "apps/web/drizzle/meta/_journal.json": JSON.stringify({
      dialect: "postgresql",
      entries: [{ idx: 0, tag: "0000_one" }],
    }),
  };
  const shownIn = (root: string, file: string) =>
    analyseFile(join(root, file), settingsOf(root))
      ?.analysis.tables()
      .flatMap(({ columns }) => columns.map(({ column }) => column.name));

  it("are what has models and what has the migrations that were made of them: a column is shown once", () => {
    const root = folderWith({ ...drizzle, "apps/web/package.json": manifest("web", { "@app/server": "*" }) });
    expect(shownIn(root, "packages/server/schema.ts")).toEqual(["id", "made_at"]);
    expect(shownIn(root, "apps/web/drizzle/0000_one.sql")).toEqual([]);
    expect(schemasOf(settingsOf(root))).toHaveLength(1);
  });

  it("are not where nobody depends on the models", () => {
    const root = folderWith({ ...drizzle, "apps/web/package.json": manifest("web", {}) });
    expect(shownIn(root, "apps/web/drizzle/0000_one.sql")).toEqual(["id", "made_at"]);
    expect(schemasOf(settingsOf(root))).toHaveLength(2);
  });
});

describe("files of SQL that migrations in code send", () => {
  const migration = (name: string, up: string, down: string) => `import { sql } from "../sql";
export class ${name} {
  async up(queryRunner) { await queryRunner.query(sql("${up}")); }
  async down(queryRunner) { await queryRunner.query(sql("${down}")); }
}`;
  const project = (folder: string, more: Readonly<Record<string, string>> = {}) => ({
    "package.json": manifest("whole", {}),
    "backend/package.json": manifest("backend", { typeorm: "1", pg: "8" }),
    "backend/db/sql.ts": `import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
export const sql = (name: string) => {
  const file = \`${folder}/\${name}\`;
  if (existsSync(file)) return readFileSync(file, { encoding: "utf8" });
  throw new Error(name);
};`,
    "backend/db/migrations/1700000000001-A.ts": `import { MigrationInterface } from "typeorm";\n${migration("A1700000000001", "create.sql", "drop.sql")}`,
    "backend/db/migrations/1700000000002-B.ts": `import { MigrationInterface } from "typeorm";\n${migration("B1700000000002", "change.sql", "back.sql")}`,
    "backend/db/texts/create.sql": "CREATE TABLE notes (id bigint PRIMARY KEY, made_at timestamp);",
    "backend/db/texts/drop.sql": "DROP TABLE notes;",
    "backend/db/texts/change.sql":
      "ALTER TABLE app.notes ALTER made_at TYPE timestamptz; UPDATE notes SET made_at = now();",
    "backend/db/texts/back.sql":
      "ALTER TABLE app.notes ALTER made_at TYPE timestamp; UPDATE app.notes SET made_at = NULL;",
    "backend/reports/old.sql": "UPDATE notes SET made_at = now();",
    ...more,
  });

  it.each(['${path.resolve("db/texts")}', "${process.cwd()}/db/texts", "db/texts", '${path.join(__dirname, "texts")}'])(
    "are found in the folder that the program is started in: %s",
    (folder) => {
      const root = folderWith(project(folder));
      const { catalog } = schemaOf(settingsOf(root));
      expect(catalog.problems).toEqual([]);
      expect([...catalog.relations.keys()]).toEqual(["app.notes"]);
      const notes = catalog.relations.get("app.notes");
      const columns = notes?.kind === "table" ? notes.columns : [];
      expect(columns.find(({ name }) => name === "made_at")).toMatchObject({
        type: "timestamp with time zone",
      });
    },
  );

  it("are migrations, and so is what lies beside them; their tables are shown where they are sent", () => {
    const root = folderWith(project("db/texts"));
    const analysed = (file: string) => {
      const analysis = analyseFile(join(root, file), settingsOf(root))?.analysis;
      return [analysis?.role, analysis?.tables().length];
    };
    expect(analysed("backend/db/texts/change.sql")).toEqual(["migration", 0]);
    expect(analysed("backend/db/texts/back.sql")).toEqual(["migration", 0]);
    expect(analysed("backend/reports/old.sql")).toEqual(["application", 0]);
    expect(analysed("backend/db/migrations/1700000000001-A.ts")).toEqual(["migration", 1]);
  });

  it("keep a schema that migrations make apart from the one they begin in", () => {
    const root = folderWith(
      project("db/texts", {
        "backend/db/texts/create.sql":
          "CREATE SCHEMA app; CREATE TABLE app.notes (id bigint, made_at timestamp); CREATE TABLE notes (id bigint, made_at timestamp);",
      }),
    );
    expect(tablesOf(root, "backend/x.ts")).toEqual(["app.notes", "public.notes"]);
  });
});

describe("programs that lie among migrations", () => {
  const send = 'import { Pool } from "pg"; export const run = () => new Pool().query("UPDATE notes SET title = gone");';
  const migrated = {
    "package.json": manifest("whole", { pg: "8" }),
    "db/migration/20240101000000_notes/migration.sql": "CREATE TABLE notes (id int, title text, gone text);",
    "db/migration/20240301000000_drop/migration.sql": "ALTER TABLE notes DROP gone;",
  };

  it.each([
    ["take their turn there", "db/migration/20240201000000_titles/migration.ts", "migration"],
    ["have no turn", "db/migration/run.ts", "application"],
    ["have one elsewhere", "src/20240201000000_titles/run.ts", "application"],
    ["lie deeper", "db/migration/20240201000000_titles/lib/run.ts", "application"],
  ])("are migrations where they %s", (_, file, role) => {
    const root = folderWith({ ...migrated, [file]: send });
    expect(analyseFile(join(root, file), settingsOf(root))?.analysis.ownRole).toBe(role);
  });
});
