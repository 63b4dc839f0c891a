/** Triggers that check and policies that restrict nothing, as migrations in code make them. The twin of each has nothing to find. */
import type { Linter } from "eslint";
import { describe, expect, it } from "vitest";
import { foundInFile } from "./found-in-file.ts";

const rules: Readonly<Record<string, Linter.RuleEntry>> = {
  "no-validation-trigger": "error",
  "require-row-level-security": ["error", { everyTable: false }],
};

const trigger = (isWrong: boolean) => `
CREATE FUNCTION check_version() RETURNS trigger AS $$
BEGIN
  IF NEW.version = '' THEN ${isWrong ? "RAISE EXCEPTION 'empty'" : "NEW.version := 'v0'"}; END IF;
  RETURN NEW;
END $$ LANGUAGE plpgsql;
CREATE TRIGGER check_version BEFORE INSERT ON posts FOR EACH ROW EXECUTE FUNCTION check_version();`;
const table = "CREATE TABLE posts (id int PRIMARY KEY, version text, author_id int)";
const policy = (isWrong: boolean) =>
  `${isWrong ? "" : "ALTER TABLE posts ENABLE ROW LEVEL SECURITY; "}CREATE POLICY own ON posts USING (author_id = 1)`;

/** In: the quotes around SQL, and what runs it. */
const sent = (is: boolean, send: (sql: string) => string) =>
  [table, trigger(is), policy(is)].map((sql) => `    ${send(`\`${sql}\``)};`).join("\n");

interface Form {
  readonly file: string;
  readonly packages: readonly string[];
  /** In: whether everything is wrong, or nothing. */
  readonly code: (isWrong: boolean) => string;
  readonly found?: readonly string[];
}

const forms: Record<string, Form> = {
  SQL: {
    file: "migrations/1_posts.sql",
    packages: [],
    code: (is) => `${table};${trigger(is)}\n${policy(is)};\n`,
  },
  knex: {
    file: "migrations/1_posts.js",
    packages: ["knex"],
    code: (is) => `exports.up = async (knex) => {
${sent(is, (sql) => `await knex.raw(${sql})`)}
};
exports.down = (knex) => knex.schema.dropTable("posts");
`,
  },
  "node-pg-migrate": {
    file: "migrations/1_posts.js",
    packages: ["node-pg-migrate"],
    code: (is) => `exports.up = (pgm) => {
${sent(is, (sql) => `pgm.sql(${sql})`)}
};
exports.down = (pgm) => { pgm.dropTable("posts"); };
`,
  },
  "node-pg-migrate's own words": {
    file: "migrations/1_posts.js",
    packages: ["node-pg-migrate"],
    code: (is) => `exports.up = (pgm) => {
  pgm.createTable("posts", { id: "id", version: "text", author_id: "integer" }${is ? "" : ", {}"});
  ${is ? "" : 'pgm.alterTable("posts", { levelSecurity: "ENABLE" });'}
  pgm.createTrigger("posts", "check_version", { when: "BEFORE", operation: "INSERT", level: "ROW", function: "check_version", language: "plpgsql" },
    \`BEGIN ${is ? "RAISE EXCEPTION 'empty';" : "NEW.version := 'v0';"} RETURN NEW; END\`);
  pgm.createPolicy("posts", "own", { using: "author_id = 1" });
};
exports.down = (pgm) => { pgm.dropTable("posts"); };
`,
  },
  kysely: {
    file: "migrations/1_posts.ts",
    packages: ["kysely"],
    code: (is) => `import { sql, type Kysely } from "kysely";
export async function up(db: Kysely<any>): Promise<void> {
${sent(is, (text) => `await sql${text}.execute(db)`)}
}
export async function down(db: Kysely<any>): Promise<void> {
  await db.schema.dropTable("posts").execute();
}
`,
  },
  TypeORM: {
    file: "migrations/1-posts.ts",
    packages: ["typeorm"],
    code: (is) => `import type { MigrationInterface, QueryRunner } from "typeorm";
export class Posts1 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
${sent(is, (sql) => `await queryRunner.query(${sql})`)}
  }
  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable("posts");
  }
}
`,
  },
  Sequelize: {
    file: "migrations/1-posts.js",
    packages: ["sequelize"],
    code: (is) => `module.exports = {
  async up(queryInterface) {
${sent(is, (sql) => `await queryInterface.sequelize.query(${sql})`)}
  },
  async down(queryInterface) {
    await queryInterface.dropTable("posts");
  },
};
`,
  },
  MikroORM: {
    file: "migrations/Migration1.ts",
    packages: ["@mikro-orm/migrations", "@mikro-orm/postgresql"],
    code: (is) => `import { Migration } from "@mikro-orm/migrations";
export class Migration1 extends Migration {
  async up(): Promise<void> {
${sent(is, (sql) => `this.addSql(${sql})`)}
  }
  async down(): Promise<void> {
    this.addSql("DROP TABLE posts");
  }
}
`,
  },
  drizzle: {
    file: "src/schema.ts",
    packages: ["drizzle-orm"],
    code: (is) => `import { sql } from "drizzle-orm";
import { integer, pgPolicy, pgTable, text } from "drizzle-orm/pg-core";
export const posts = pgTable("posts", { id: integer("id").primaryKey(), version: text("version"), authorId: integer("author_id") },
  () => [pgPolicy("own", { using: sql\`author_id = 1\` })])${is ? "" : ".enableRLS()"};
`,
    // It enables row-level security with the first policy.
    found: [],
  },
};

const found = ({ file, packages, code }: Form, isWrong: boolean): readonly string[] =>
  foundInFile({ file, packages, text: code(isWrong), rules }).map(({ rule, underlined }) => `${rule} ${underlined}`);

describe.each(Object.entries(forms))("triggers and policies of %s", (_, form) => {
  it("are found wrong where they are written", () =>
    expect(found(form, true)).toEqual(
      form.found ?? ["no-validation-trigger check_version", "require-row-level-security own"],
    ));

  it("are left alone where nothing is wrong", () => expect(found(form, false)).toEqual([]));
});
