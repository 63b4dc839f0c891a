import { describe } from "vitest";
import { noCascadeDelete } from "../../../rules/no-cascade-delete.ts";
import { drawn, js, ts } from "../../draw.ts";

const { valid, invalid } = drawn(noCascadeDelete, { settings: { schema: ["migrations"] } });

describe("cascades in migrations in code", () => {
  const file = "migrations/2_books.js";
  const files = {
    "1_authors.js":
      'exports.up = (knex) => knex.schema.createTable("authors", (t) => { t.increments(); t.text("name"); });',
  };
  invalid(
    "knex",
    js`
      exports.up = async (knex) => {
        await knex.schema.createTable("books", (t) => {
          t.increments("id");
          t.integer("editor_id").references("id").inTable("authors").onDelete("RESTRICT");
          t.integer("author_id").references("id").inTable("authors").onDelete("CASCADE").index();
                                                                               ~~~~~~~ cascades: row of "authors" deletes the rows of "books"
        });
        await knex.schema.alterTable("books", (t) => {
          t.integer("owner_id");
          t.foreign("owner_id").references("authors.id").onDelete("cascade");
                                                                   ~~~~~~~ cascades
        });
      };
      exports.down = (knex) => knex.schema.dropTable("books");
    `,
    { file, files },
  );
  valid(
    "knex: a later migration takes it away",
    js`
      exports.up = (knex) => knex.schema.createTable("books", (t) => {
        t.increments("id");
        t.integer("author_id").references("id").inTable("authors").onDelete("CASCADE");
      });
      exports.down = (knex) => knex.schema.dropTable("books");
    `,
    {
      file,
      files: {
        ...files,
        "3_restrict.js":
          'exports.up = (knex) => knex.schema.alterTable("books", (t) => { t.dropForeign("author_id"); t.foreign("author_id").references("authors.id").onDelete("RESTRICT"); });',
      },
    },
  );
  valid(
    "knex: a later migration drops the table",
    js`
      exports.up = (knex) => knex.schema.createTable("books", (t) => {
        t.integer("author_id").references("id").inTable("authors").onDelete("CASCADE");
      });
    `,
    { file, files: { ...files, "3_drop.js": 'exports.up = (knex) => knex.schema.dropTable("books");' } },
  );
  invalid(
    "node-pg-migrate",
    js`
      exports.up = (pgm) => {
        pgm.createTable("books", {
          id: "id",
          editor_id: { type: "integer", references: "authors", onDelete: "restrict" },
          author_id: { type: "integer", references: '"authors"', onDelete: "CASCADE" },
                                                                            ~~~~~~~ cascades
        });
        pgm.addConstraint("books", "books_owner", { foreignKeys: { columns: "editor_id", references: "authors(id)", onDelete: "CASCADE" } });
                                                                                                                               ~~~~~~~ cascades
      };
    `,
    { file, files: { "1_authors.js": 'exports.up = (pgm) => { pgm.createTable("authors", { id: "id" }); };' } },
  );
  invalid(
    "kysely",
    ts`
      import type { Kysely } from "kysely";
      export async function up(db: Kysely<any>): Promise<void> {
        await db.schema.createTable("books")
          .addColumn("editor_id", "integer", (col) => col.references("authors.id").onDelete("restrict"))
          .addColumn("author_id", "integer", (col) => col.references("authors.id").onDelete("cascade"))
                                                                                             ~~~~~~~ cascades
          .execute();
      }
    `,
    {
      file: "migrations/2_books.ts",
      files: {
        "1_authors.ts":
          'import type { Kysely } from "kysely"; export async function up(db: Kysely<any>) { await db.schema.createTable("authors").addColumn("id", "serial", (c) => c.primaryKey()).execute(); }',
      },
    },
  );
  invalid(
    "TypeORM: a text, a Table, a TableForeignKey",
    ts`
      import { Table, TableForeignKey, type MigrationInterface, type QueryRunner } from "typeorm";
      export class Books2 implements MigrationInterface {
        async up(queryRunner: QueryRunner) {
          await queryRunner.query(\`CREATE TABLE "authors" ("id" serial PRIMARY KEY)\`);
          await queryRunner.query(\`CREATE TABLE "pens" ("author_id" integer REFERENCES "authors" ("id") ON DELETE CASCADE)\`);
                                                                                                         ~~~~~~~~~~~~~~~~~ cascades
          await queryRunner.createTable(new Table({
            name: "books",
            columns: [{ name: "author_id", type: "int" }, { name: "editor_id", type: "int" }],
            foreignKeys: [{ columnNames: ["author_id"], referencedTableName: "authors", referencedColumnNames: ["id"], onDelete: "CASCADE" }],
                                                                                                                                  ~~~~~~~ cascades
          }));
          await queryRunner.createForeignKey("books", new TableForeignKey({
            columnNames: ["editor_id"], referencedTableName: "authors", referencedColumnNames: ["id"], onDelete: "CASCADE" }));
                                                                                                                  ~~~~~~~ cascades
        }
        async down(queryRunner: QueryRunner) {
          await queryRunner.query(\`ALTER TABLE "books" ADD FOREIGN KEY ("editor_id") REFERENCES "authors" ("id") ON DELETE CASCADE\`);
        }
      }
    `,
    { file: "migrations/2-books.ts", suggestions: ["ON DELETE RESTRICT"] },
  );
  invalid(
    "Sequelize",
    js`
      module.exports = {
        async up(queryInterface, Sequelize) {
          await queryInterface.createTable("authors", { id: { type: Sequelize.INTEGER, primaryKey: true } });
          await queryInterface.createTable("books", {
            editor_id: { type: Sequelize.INTEGER, references: { model: "authors", key: "id" }, onDelete: "SET NULL" },
            author_id: { type: Sequelize.INTEGER, onDelete: "CASCADE", references: { model: "authors", key: "id" } },
                                                             ~~~~~~~ cascades
          });
        },
        async down(queryInterface) { await queryInterface.dropTable("books"); },
      };
    `,
    { file },
  );
});

describe("cascades in models", () => {
  invalid(
    "drizzle",
    ts`
      import { integer, pgTable, serial, text } from "drizzle-orm/pg-core";
      export const authors = pgTable("authors", { id: serial("id").primaryKey(), name: text("name") });
      export const books = pgTable("books", {
        id: serial("id").primaryKey(),
        editorId: integer("editor_id").references(() => authors.id, { onDelete: "set null" }),
        authorId: integer("author_id").references(() => authors.id, { onDelete: "cascade" }),
                                                                                 ~~~~~~~ cascades
      });
    `,
    { file: "schema.ts", settings: { schema: ["schema.ts"] } },
  );
  invalid(
    "TypeORM",
    ts`
      import { Column, Entity, JoinColumn, ManyToOne, PrimaryGeneratedColumn } from "typeorm";
      @Entity("authors")
      export class Author {
        @PrimaryGeneratedColumn() id!: number;
      }
      @Entity("books")
      export class Book {
        @PrimaryGeneratedColumn() id!: number;
        @ManyToOne(() => Author, { onDelete: "CASCADE", nullable: false })
                                              ~~~~~~~ cascades
        @JoinColumn({ name: "author_id" })
        author!: Author;
      }
    `,
    { file: "entities.ts", settings: { schema: ["entities.ts"] } },
  );
});
