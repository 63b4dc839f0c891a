/**
 * What `rowguard migrate` prints, run by the tools it is written for: after it nothing is found that it was to repair, and what undoes it brings the
 * database back to what it was.
 */
import { createRequire } from "node:module";
import type { PGlite } from "@electric-sql/pglite";
import knex from "knex";
import { Kysely, PostgresDialect } from "kysely";
import { MigrationBuilder } from "node-pg-migrate";
import { Sequelize } from "sequelize";
import { DataSource } from "typeorm";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { pgOver } from "../lib/read/migrations/pg-over.ts";
import { emptyDatabase } from "../postgres.ts";
import type { Files } from "../project-folder.ts";
import { schemaIn } from "../schema-in.ts";
import { project, type Ran } from "./command.ts";

/** Every rule that offers a migration finds something in it. */
const schema = `CREATE TABLE orgs (id int PRIMARY KEY, created_at timestamptz NOT NULL DEFAULT now(), deleted_at timestamptz);
CREATE TABLE user_account (id int PRIMARY KEY, org_id int REFERENCES orgs ON DELETE CASCADE, email text UNIQUE NOT NULL, seen timestamp, deleted_at timestamptz);
CREATE TABLE tags (id int PRIMARY KEY, tag_sha1 text, org_id int, FOREIGN KEY (org_id) REFERENCES orgs (id), CONSTRAINT again FOREIGN KEY (org_id) REFERENCES orgs (id));
CREATE TABLE labels (tag_id int REFERENCES tags, user_account_id int REFERENCES user_account, PRIMARY KEY (tag_id, user_account_id));
CREATE TABLE notes (id int PRIMARY KEY, tag_id int, title text, body text);
CREATE POLICY own ON notes USING (id = 1);
INSERT INTO notes (id) VALUES (1)`;

const rules = [
  "no-cascade-delete",
  "no-duplicate-foreign-key",
  "require-fixed-length-char",
  "require-foreign-key",
  "require-foreign-key-index",
  "require-join-table-name",
  "require-not-null",
  "require-partial-unique-index",
  "require-plural-table-name",
  "require-row-level-security",
  "require-soft-delete-index",
  "require-standard-columns",
  "require-timestamptz",
];

interface Module {
  readonly up: (...given: readonly unknown[]) => unknown;
  readonly down: (...given: readonly unknown[]) => unknown;
}

interface Tool {
  readonly file: string;
  readonly packages: readonly string[];
  /** The migration that sends the schema. */
  readonly text: (sql: string) => string;
  /** Runs one direction of the migration that is printed. */
  readonly run: (text: string, direction: "up" | "down", postgres: PGlite) => Promise<void>;
}

const load = createRequire(import.meta.url);

/** The module that a text is, whatever it is written in. In: what stands for packages that are not there. */
function moduleOf(text: string, packages: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  const { outputText } = ts.transpileModule(text, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
  });
  const module = { exports: {} as Record<string, unknown> };
  const require = (name: string): unknown => packages[name] ?? load(name);
  new Function("exports", "require", "module", outputText)(module.exports, require, module);
  return module.exports;
}

const functionsOf = (text: string): Module => moduleOf(text) as unknown as Module;

/** The one class of a module, made. */
function classOf(text: string, packages?: Readonly<Record<string, unknown>>): Module {
  const [made] = Object.values(moduleOf(text, packages)) as (new () => Module)[];
  if (!made) throw new Error("There is no class in it");
  return new made();
}

const sections = (text: string, marks: readonly [string, string]) => {
  const [, up = "", down = ""] = text.split(new RegExp(`${marks[0]}\n|${marks[1]}\n`));
  return { up, down };
};

const tools: Record<string, Tool> = {
  goose: {
    file: "migrations/00001_shop.sql",
    packages: [],
    text: (sql) => `-- +goose Up\n${sql};\n-- +goose Down\nDROP TABLE orgs;\n`,
    run: async (text, direction, postgres) =>
      void (await postgres.exec(sections(text, ["-- \\+goose Up", "-- \\+goose Down"])[direction])),
  },
  "golang-migrate": {
    file: "migrations/1_shop.up.sql",
    packages: [],
    text: (sql) => `${sql};\n`,
    run: async (text, direction, postgres) =>
      void (await postgres.exec(sections(text, ["-- \\S+\\.up\\.sql", "-- \\S+\\.down\\.sql"])[direction])),
  },
  knex: {
    file: "migrations/20240101000000_shop.js",
    packages: ["knex"],
    text: (sql) =>
      `exports.up = (knex) => knex.raw(\`${sql}\`);\nexports.down = (knex) => knex.schema.dropTable("orgs");\n`,
    run: async (text, direction, postgres) => {
      const client = knex({ client: "pg" });
      Object.assign(client.client as object, {
        acquireConnection: async () => new (pgOver(postgres).Client)(),
        releaseConnection: async () => undefined,
      });
      await functionsOf(text)[direction](client);
    },
  },
  "node-pg-migrate": {
    file: "migrations/1700000000000_shop.js",
    packages: ["node-pg-migrate"],
    text: (sql) =>
      `exports.up = (pgm) => { pgm.sql(\`${sql}\`); };\nexports.down = (pgm) => { pgm.dropTable("orgs"); };\n`,
    run: async (text, direction, postgres) => {
      const builder = new MigrationBuilder({} as never, {}, false, console as never);
      await functionsOf(text)[direction](builder);
      await postgres.exec(builder.getSqlSteps().join("\n"));
    },
  },
  kysely: {
    file: "migrations/0001_shop.ts",
    packages: ["kysely"],
    text: (sql) => `import { sql, type Kysely } from "kysely";
export async function up(db: Kysely<any>): Promise<void> {
  await sql\`${sql}\`.execute(db);
}
export async function down(db: Kysely<any>): Promise<void> {
  await db.schema.dropTable("orgs").execute();
}
`,
    run: async (text, direction, postgres) =>
      void (await functionsOf(text)[direction](
        new Kysely<unknown>({ dialect: new PostgresDialect({ pool: pgOver(postgres).pool as never }) }),
      )),
  },
  TypeORM: {
    file: "src/migrations/1700000000000-Shop.ts",
    packages: ["typeorm"],
    text: (sql) => `import type { MigrationInterface, QueryRunner } from "typeorm";
export class Shop1700000000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(\`${sql}\`);
  }
  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(\`DROP TABLE orgs\`);
  }
}
`,
    run: async (text, direction, postgres) => {
      const source = new DataSource({ type: "postgres", driver: pgOver(postgres), installExtensions: false });
      await source.initialize();
      await classOf(text)[direction](source.createQueryRunner());
    },
  },
  Sequelize: {
    file: "migrations/20240101000000-shop.js",
    packages: ["sequelize"],
    text: (sql) => `module.exports = {
  async up(queryInterface) {
    await queryInterface.sequelize.query(\`${sql}\`);
  },
  async down(queryInterface) {
    await queryInterface.dropTable("orgs");
  },
};
`,
    run: async (text, direction, postgres) => {
      const dialectModule = pgOver(postgres, { namesAsText: true });
      const sequelize = new Sequelize({ dialect: "postgres", dialectModule, logging: false });
      await functionsOf(text)[direction](sequelize.getQueryInterface());
    },
  },
  MikroORM: {
    file: "migrations/Migration20240101000000.ts",
    packages: ["@mikro-orm/migrations", "@mikro-orm/postgresql"],
    text: (sql) => `import { Migration } from "@mikro-orm/migrations";
export class Migration20240101000000 extends Migration {
  async up(): Promise<void> {
    this.addSql(\`${sql}\`);
  }
  async down(): Promise<void> {
    this.addSql("DROP TABLE orgs");
  }
}
`,
    run: async (text, direction, postgres) => {
      // Its migrator sends what addSql has kept.
      const kept: string[] = [];
      class Migration {
        addSql(sql: string): void {
          kept.push(sql);
        }
      }
      await classOf(text, { "@mikro-orm/migrations": { Migration } })[direction]();
      for (const sql of kept) await postgres.exec(sql);
    },
  },
};

describe.each(Object.entries(tools))("a migration for %s", (_, { file, packages, text, run }) => {
  it("repairs what is found, and undoes it", async () => {
    const dependencies = Object.fromEntries(["pg", ...packages].map((name) => [name, "1"]));
    const files = { "package.json": JSON.stringify({ dependencies }), [file]: text(schema) };
    const printed = await migrated(files, file);
    expect(printed.status).toBe(0);

    const postgres = await emptyDatabase();
    await postgres.exec(schema);
    const before = await schemaIn(postgres);
    await run(printed.out, "up", postgres);
    const left = await migrated({ ...files, ...filesPrinted(printed) }, file);
    expect(left.err).toContain("nothing is found");
    await run(printed.out, "down", postgres);
    expect(await schemaIn(postgres)).toEqual(before);
  });
});

const migrated = (files: Files, file: string): Promise<Ran> =>
  project(files).rowguard("migrate", file, ...rules.flatMap((name) => ["--rule", name]));

/** What was printed, as the files that the command says. */
function filesPrinted({ out, err }: Ran): Files {
  const paths = [...err.matchAll(/Write it to (\S+), and/g)].map(([, path = ""]) => path);
  const texts = paths.length > 1 ? out.split(/^-- \S+\.sql\n/m).slice(1) : [out];
  return Object.fromEntries(paths.map((path, index) => [path, texts[index] ?? ""]));
}
