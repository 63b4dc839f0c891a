import { describe, expect, it } from "vitest";
import { nextName } from "../../lib/catalog/sources/new-name.ts";
import { project } from "./command.ts";

const index = "CREATE INDEX books_author_id_idx ON books (author_id)";
const undone = "DROP INDEX books_author_id_idx";
const tables = "CREATE TABLE authors (id int PRIMARY KEY);\nCREATE TABLE books (author_id int REFERENCES authors);\n";
const pkg = (name: string) => JSON.stringify({ dependencies: { [name]: "1", pg: "8" } });
const rule = ["--rule", "require-foreign-key-index"];

/** The last migration, the place of its foreign key, and what is printed. */
interface Case {
  readonly files: Readonly<Record<string, string>>;
  readonly at: string;
  readonly path: RegExp;
  readonly out: string;
}

const cases: Readonly<Record<string, Case>> = {
  goose: {
    files: { "migrations/000009_books.sql": `-- +goose Up\n${tables}-- +goose Down\nDROP TABLE books;\n` },
    at: "migrations/000009_books.sql:3",
    path: /^migrations\/000010_index_books_author_id\.sql$/,
    out: `-- +goose Up\n${index};\n\n-- +goose Down\n${undone};\n`,
  },
  dbmate: {
    files: { "db/migrations/20240101000000_books.sql": `-- migrate:up\n${tables}` },
    at: "db/migrations/20240101000000_books.sql:3",
    path: /^db\/migrations\/20\d{12}_index_books_author_id\.sql$/,
    out: `-- migrate:up\n${index};\n\n-- migrate:down\n${undone};\n`,
  },
  "golang-migrate": {
    files: { "migrations/3-books.up.sql": tables, "migrations/3-books.down.sql": "DROP TABLE books;" },
    at: "migrations/3-books.up.sql:2",
    path: /^migrations\/4-index-books-author-id\.up\.sql$/,
    out: `-- migrations/4-index-books-author-id.up.sql\n${index};\n-- migrations/4-index-books-author-id.down.sql\n${undone};\n`,
  },
  flyway: {
    files: { "sql/V1_1__authors.sql": "SELECT 1;", "sql/V1_2__books.sql": tables },
    at: "sql/V1_2__books.sql:2",
    path: /^sql\/V1_3__index_books_author_id\.sql$/,
    out: `${index};\n`,
  },
  knex: {
    files: {
      "package.json": pkg("knex"),
      "migrations/20240101000000_books.js": `exports.up = async (knex) => {
  await knex.schema.createTable("authors", (t) => t.increments("id"));
  await knex.schema.createTable("books", (t) => {
    t.integer("author_id").references("authors.id");
  });
};
exports.down = (knex) => knex.schema.dropTable("books");
`,
    },
    at: "migrations/20240101000000_books.js:4",
    path: /^migrations\/20\d{12}_index_books_author_id\.js$/,
    out: `exports.up = async (knex) => {
  await knex.raw(\`${index}\`);
};

exports.down = async (knex) => {
  await knex.raw(\`${undone}\`);
};
`,
  },
  kysely: {
    files: {
      "package.json": pkg("kysely"),
      "migrations/2024-01-01_books.ts": "",
      "migrations/0001_books.ts": `import type { Kysely } from "kysely";
export async function up(db: Kysely<any>): Promise<void> {
  await db.schema.createTable("authors").addColumn("id", "integer", (col) => col.primaryKey()).execute();
  await db.schema.createTable("books").addColumn("author_id", "integer", (col) => col.references("authors.id")).execute();
}
export async function down(db: Kysely<any>): Promise<void> {
  await db.schema.dropTable("books").execute();
}
`,
    },
    at: "migrations/0001_books.ts:4",
    path: /^migrations\/0002_index_books_author_id\.ts$/,
    out: `import { sql } from "kysely";
import type { Kysely } from "kysely";

export async function up(db: Kysely<any>): Promise<void> {
  await sql\`${index}\`.execute(db);
}

export async function down(db: Kysely<any>): Promise<void> {
  await sql\`${undone}\`.execute(db);
}
`,
  },
  typeorm: {
    files: {
      "package.json": pkg("typeorm"),
      "src/migrations/1700000000000-Books.ts": `import type { MigrationInterface, QueryRunner } from "typeorm";
export class Books1700000000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(\`CREATE TABLE authors (id int PRIMARY KEY)\`);
    await queryRunner.query(\`CREATE TABLE books (author_id int REFERENCES authors (id))\`);
  }
  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(\`DROP TABLE books\`);
  }
}
`,
    },
    at: "src/migrations/1700000000000-Books.ts:5",
    path: /^src\/migrations\/1\d{12}-IndexBooksAuthorId\.ts$/,
    out: `import type { MigrationInterface, QueryRunner } from "typeorm";

export class IndexBooksAuthorId# implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(\`${index}\`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(\`${undone}\`);
  }
}
`,
  },
  sequelize: {
    files: {
      "package.json": pkg("sequelize"),
      "migrations/20240101000000-books.js": `module.exports = {
  async up(queryInterface, Sequelize) {
    await queryInterface.createTable("authors", { id: { type: Sequelize.INTEGER, primaryKey: true } });
    await queryInterface.createTable("books", { author_id: { type: Sequelize.INTEGER, references: { model: "authors", key: "id" } } });
  },
  async down(queryInterface) {
    await queryInterface.dropTable("books");
  },
};
`,
    },
    at: "migrations/20240101000000-books.js:4",
    path: /^migrations\/20\d{12}-index-books-author-id\.js$/,
    out: `exports.up = async (queryInterface) => {
  await queryInterface.sequelize.query(\`${index}\`);
};

exports.down = async (queryInterface) => {
  await queryInterface.sequelize.query(\`${undone}\`);
};
`,
  },
  "node-pg-migrate": {
    files: {
      "package.json": pkg("node-pg-migrate"),
      "migrations/1700000000000_books.mjs": `export const up = (pgm) => {
  pgm.createTable("authors", { id: "id" });
  pgm.createTable("books", { author_id: { type: "integer", references: "authors" } });
};
export const down = (pgm) => pgm.dropTable("books");
`,
    },
    at: "migrations/1700000000000_books.mjs:3",
    path: /^migrations\/1\d{12}_index_books_author_id\.mjs$/,
    out: `export async function up(pgm) {
  pgm.sql(\`${index}\`);
}

export async function down(pgm) {
  pgm.sql(\`${undone}\`);
}
`,
  },
  prisma: {
    files: { "prisma/migrations/20240101000000_books/migration.sql": tables },
    at: "prisma/migrations/20240101000000_books/migration.sql:2",
    path: /^prisma\/migrations\/20\d{12}_index_books_author_id\/migration\.sql$/,
    out: `${index};\n`,
  },
};

describe("rowguard migrate", () => {
  it.each(Object.entries(cases))("writes as %s takes it", async (_, { files, at, path, out }) => {
    const { rowguard } = project({ "package.json": pkg("pg"), ...files });
    const ran = await rowguard("migrate", at, ...rule);
    expect(ran.err).toContain('No index of "books" begins with "author_id"');
    expect(/Write it to (\S+), and/.exec(ran.err)?.[1]).toMatch(path);
    expect(ran.out.replace(/(?<=AuthorId)\d+/, "#")).toBe(out);
    expect(ran.status).toBe(0);
  });

  it("puts what is found in a line together", async () => {
    const { rowguard } = project({
      "package.json": pkg("pg"),
      "migrations/01_a.sql":
        "CREATE TABLE a (id int PRIMARY KEY);\nCREATE TABLE b (a_id int REFERENCES a ON DELETE CASCADE, at timestamp);\n",
    });
    const { out } = await rowguard(
      "migrate",
      "migrations/01_a.sql:2",
      ...["no-cascade-delete", "require-foreign-key-index", "require-timestamptz"].flatMap((name) => ["--rule", name]),
    );
    expect(out.split("\n")).toEqual([
      "CREATE INDEX b_a_id_idx ON b (a_id);",
      "ALTER TABLE b DROP CONSTRAINT b_a_id_fkey, ADD CONSTRAINT b_a_id_fkey FOREIGN KEY (a_id) REFERENCES a (id) ON DELETE RESTRICT;",
      "ALTER TABLE b ALTER COLUMN at TYPE timestamptz USING at AT TIME ZONE 'UTC';",
      "",
    ]);
  });

  it("says where something is found, where nothing is", async () => {
    const { rowguard } = project({ "package.json": pkg("pg"), "migrations/01_a.sql": tables });
    const nothing = await rowguard("migrate", "migrations/01_a.sql:1", ...rule);
    expect(nothing.status).toBe(2);
    expect(nothing.err).toContain(
      "nothing is found at migrations/01_a.sql:1 that a new migration would repair. There is in the file:",
    );
    expect(nothing.err).toContain('migrations/01_a.sql:2  No index of "books"');
    expect((await rowguard("migrate", "elsewhere.sql:1")).err).toContain("elsewhere.sql cannot be read");
  });
});

describe("the next name", () => {
  const now = new Date("2024-05-06T07:08:09.123Z");
  it.each([
    ["m/009_a.sql", "m/010_add_books.sql"],
    ["m/0009-add-a.sql", "m/0010-add-books.sql"],
    ["m/V2__a.sql", "m/V3__add_books.sql"],
    ["m/20240101000000_a.ts", "m/20240506070809_add_books.ts"],
    ["m/20990101000000_a.ts", "m/20990101000001_add_books.ts"],
    ["m/202401010000_a.sql", "m/202405060708_add_books.sql"],
    ["m/1700000000000-AddA.ts", "m/1714979289123-AddBooks.ts"],
    ["m/1700000000_a.sql", "m/1714979289_add_books.sql"],
    ["m/20240108T220751294Z-init.ts", "m/20240506T070809123Z-add-books.ts"],
    ["m/Migration20240101000000.ts", "m/Migration20240506070809_add_books.ts"],
    ["m/7.up.sql", "m/8_add_books.up.sql"],
    ["m/7.a.sql", "m/8.add_books.sql"],
    ["m/m001_a.sql", "m/m002_add_books.sql"],
    ["m/20240101-02-init.js", "m/20240506-01-add-books.js"],
    ["m/20240506-02-init.js", "m/20240506-03-add-books.js"],
    ["m/20240101000000_a/migration.sql", "m/20240506070809_add_books/migration.sql"],
    ["m/0003_a/up.sql", "m/0004_add_books/up.sql"],
    ["m/books.sql", undefined],
    ["m/books2.sql", undefined],
  ])("behind %s", (last, next) => {
    expect(nextName([last], "add books", now)?.up).toBe(next);
  });
});
