/**
 * Foreign keys, texts and join tables in the words of each library that declares tables: what is found in them is the same, and stands where the library
 * has it. The twin of each has nothing to find.
 */
import { describe, expect, it } from "vitest";
import { foundInFile } from "./found-in-file.ts";

const rules = {
  "no-duplicate-foreign-key": "error",
  "require-bounded-text": "error",
  "require-fixed-length-char": "error",
  "require-foreign-key": "error",
  "require-join-table-name": "error",
} as const;

interface Form {
  readonly file: string;
  readonly packages: readonly string[];
  /** In: whether everything is wrong, or nothing. */
  readonly code: (isWrong: boolean) => string;
  /** What each rule underlines, in the order of the file. */
  readonly found: readonly string[];
}

const forms: Record<string, Form> = {
  SQL: {
    file: "migrations/1_books.sql",
    packages: [],
    code: (is) => `
CREATE TABLE authors (id serial PRIMARY KEY);
CREATE TABLE editors (id serial PRIMARY KEY);
CREATE TABLE tags (id serial PRIMARY KEY);
CREATE TABLE books (
  id serial PRIMARY KEY,
  author_id int${is ? "" : " REFERENCES authors"},
  editor_id int REFERENCES editors,
  title ${is ? "text" : "varchar(200)"},
  cover_sha256 ${is ? "varchar(64)" : "char(64)"}${is ? ", FOREIGN KEY (editor_id) REFERENCES editors (id)" : ""}
);
CREATE TABLE ${is ? "labels" : "books_tags"} (book_id int REFERENCES books, tag_id int REFERENCES tags);
`,
    found: [
      "require-foreign-key author_id",
      "require-bounded-text text",
      "require-fixed-length-char varchar(64)",
      "no-duplicate-foreign-key FOREIGN KEY (editor_id) REFERENCES editors (id)",
      "require-join-table-name labels",
    ],
  },
  knex: {
    file: "migrations/1_books.js",
    packages: ["knex"],
    code: (is) => `
exports.up = async (knex) => {
  for (const name of ["authors", "editors", "tags"]) await knex.schema.createTable(name, (t) => { t.increments("id"); });
  await knex.schema.createTable("books", (t) => {
    t.increments("id");
    t.integer("author_id")${is ? "" : '.references("id").inTable("authors")'};
    t.integer("editor_id").references("id").inTable("editors");
    ${is ? 't.text("title")' : 't.string("title", 200)'};
    ${is ? 't.string("cover_sha256")' : 't.specificType("cover_sha256", "char(64)")'};
    ${is ? 't.foreign("editor_id", "again").references("id").inTable("editors");' : ""}
  });
  await knex.schema.createTable("${is ? "labels" : "books_tags"}", (t) => {
    t.integer("book_id").references("id").inTable("books");
    t.integer("tag_id").references("tags.id");
  });
};
exports.down = (knex) => knex.schema.dropTable("books");
`,
    found: [
      "require-foreign-key author_id",
      "no-duplicate-foreign-key editor_id",
      "require-bounded-text title",
      "require-fixed-length-char cover_sha256",
      "require-join-table-name labels",
    ],
  },
  "node-pg-migrate": {
    file: "migrations/1_books.js",
    packages: ["node-pg-migrate"],
    code: (is) => `
exports.up = (pgm) => {
  for (const name of ["authors", "editors", "tags"]) pgm.createTable(name, { id: "id" });
  pgm.createTable("books", {
    id: "id",
    author_id: { type: "integer"${is ? "" : ', references: "authors"'} },
    editor_id: { type: "integer", references: "editors" },
    title: { type: "${is ? "text" : "varchar(200)"}" },
    cover_sha256: "${is ? "varchar(64)" : "char(64)"}",
  });
  ${is ? 'pgm.addConstraint("books", "again", { foreignKeys: { columns: "editor_id", references: "editors(id)" } });' : ""}
  pgm.createTable("${is ? "labels" : "books_tags"}", {
    book_id: { type: "integer", references: "books" },
    tag_id: { type: "integer", references: "tags" },
  });
};
exports.down = (pgm) => { pgm.dropTable("books"); };
`,
    found: [
      "require-foreign-key author_id",
      "require-bounded-text title",
      "require-fixed-length-char cover_sha256",
      "no-duplicate-foreign-key editor_id",
      "require-join-table-name labels",
    ],
  },
  kysely: {
    file: "migrations/1_books.ts",
    packages: ["kysely"],
    code: (is) => `
import type { Kysely } from "kysely";
export async function up(db: Kysely<any>): Promise<void> {
  for (const name of ["authors", "editors", "tags"]) await db.schema.createTable(name).addColumn("id", "serial", (c) => c.primaryKey()).execute();
  await db.schema
    .createTable("books")
    .addColumn("id", "serial", (col) => col.primaryKey())
    .addColumn("author_id", "integer"${is ? "" : ', (col) => col.references("authors.id")'})
    .addColumn("editor_id", "integer", (col) => col.references("editors.id"))
    .addColumn("title", "${is ? "text" : "varchar(200)"}")
    .addColumn("cover_sha256", "${is ? "varchar(64)" : "char(64)"}")
    ${is ? '.addForeignKeyConstraint("again", ["editor_id"], "editors", ["id"])' : ""}
    .execute();
  await db.schema
    .createTable("${is ? "labels" : "books_tags"}")
    .addColumn("book_id", "integer", (col) => col.references("books.id"))
    .addColumn("tag_id", "integer", (col) => col.references("tags.id"))
    .execute();
}
export async function down(db: Kysely<any>): Promise<void> {
  await db.schema.dropTable("books").execute();
}
`,
    found: [
      "require-foreign-key author_id",
      "no-duplicate-foreign-key editor_id",
      "require-bounded-text title",
      "require-fixed-length-char cover_sha256",
      "require-join-table-name labels",
    ],
  },
  "TypeORM's migrations": {
    file: "migrations/1-books.ts",
    packages: ["typeorm"],
    code: (is) => `
import { Table, type MigrationInterface, type QueryRunner } from "typeorm";
export class Books1 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    for (const name of ["authors", "editors", "tags"])
      await queryRunner.createTable(new Table({ name, columns: [{ name: "id", type: "serial", isPrimary: true }] }));
    await queryRunner.createTable(new Table({
      name: "books",
      columns: [
        { name: "id", type: "serial", isPrimary: true },
        { name: "author_id", type: "int", isNullable: true },
        { name: "editor_id", type: "int", isNullable: true },
        { name: "title", ${is ? 'type: "text"' : 'type: "varchar", length: "200"'} },
        { name: "cover_sha256", ${is ? 'type: "varchar", length: "64"' : 'type: "char", length: "64"'} },
      ],
      foreignKeys: [
        { columnNames: ["editor_id"], referencedTableName: "editors", referencedColumnNames: ["id"] },
        ${is ? '{ name: "again", columnNames: ["editor_id"], referencedTableName: "editors", referencedColumnNames: ["id"] }' : '{ columnNames: ["author_id"], referencedTableName: "authors", referencedColumnNames: ["id"] }'},
      ],
    }));
    await queryRunner.createTable(new Table({
      name: "${is ? "labels" : "books_tags"}",
      columns: [{ name: "book_id", type: "int" }, { name: "tag_id", type: "int" }],
      foreignKeys: [
        { columnNames: ["book_id"], referencedTableName: "books", referencedColumnNames: ["id"] },
        { columnNames: ["tag_id"], referencedTableName: "tags", referencedColumnNames: ["id"] },
      ],
    }));
  }
  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable("books");
  }
}
`,
    found: [
      "require-foreign-key author_id",
      "no-duplicate-foreign-key editor_id",
      "require-bounded-text title",
      "require-fixed-length-char cover_sha256",
      "require-join-table-name labels",
    ],
  },
  "Sequelize's migrations": {
    file: "migrations/1-books.js",
    packages: ["sequelize"],
    code: (is) => `
module.exports = {
  async up(queryInterface, Sequelize) {
    for (const name of ["authors", "editors", "tags"])
      await queryInterface.createTable(name, { id: { type: Sequelize.INTEGER, primaryKey: true } });
    await queryInterface.createTable("books", {
      id: { type: Sequelize.INTEGER, primaryKey: true },
      author_id: { type: Sequelize.INTEGER${is ? "" : ', references: { model: "authors", key: "id" }'} },
      editor_id: { type: Sequelize.INTEGER, references: { model: "editors", key: "id" } },
      title: ${is ? "Sequelize.TEXT" : "Sequelize.STRING(200)"},
      cover_sha256: ${is ? "Sequelize.STRING(64)" : "Sequelize.CHAR(64)"},
    });
    ${is ? 'await queryInterface.addConstraint("books", { type: "foreign key", fields: ["editor_id"], references: { table: "editors", field: "id" } });' : ""}
    await queryInterface.createTable("${is ? "labels" : "books_tags"}", {
      book_id: { type: Sequelize.INTEGER, references: { model: "books", key: "id" } },
      tag_id: { type: Sequelize.INTEGER, references: { model: "tags", key: "id" } },
    });
  },
  async down(queryInterface) {
    await queryInterface.dropTable("books");
  },
};
`,
    found: [
      "require-foreign-key author_id",
      "require-bounded-text title",
      "require-fixed-length-char cover_sha256",
      "no-duplicate-foreign-key editor_id",
      "require-join-table-name labels",
    ],
  },
  drizzle: {
    file: "src/schema.ts",
    packages: ["drizzle-orm"],
    code: (is) => `
import { char, foreignKey, integer, pgTable, serial, text, varchar } from "drizzle-orm/pg-core";
export const authors = pgTable("authors", { id: serial("id").primaryKey() });
export const editors = pgTable("editors", { id: serial("id").primaryKey() });
export const tags = pgTable("tags", { id: serial("id").primaryKey() });
export const books = pgTable("books", {
  id: serial("id").primaryKey(),
  authorId: integer("author_id")${is ? "" : ".references(() => authors.id)"},
  editorId: integer("editor_id").references(() => editors.id),
  title: ${is ? 'text("title")' : 'varchar("title", { length: 200 })'},
  cover: ${is ? 'varchar("cover_sha256", { length: 64 })' : 'char("cover_sha256", { length: 64 })'},
}${is ? `, (t) => [foreignKey({ name: "again", columns: [t.editorId], foreignColumns: [editors.id] })]` : ""});
export const labels = pgTable("${is ? "labels" : "books_tags"}", {
  bookId: integer("book_id").references(() => books.id),
  tagId: integer("tag_id").references(() => tags.id),
});
`,
    found: [
      "require-foreign-key authorId",
      "no-duplicate-foreign-key editor_id",
      "require-bounded-text title",
      "require-fixed-length-char cover",
      "require-join-table-name labels",
    ],
  },
  "Prisma's schema": {
    file: "prisma/schema.prisma",
    packages: ["@prisma/client"],
    code: (is) => `
datasource db {
  provider = "postgresql"
}
model authors {
  id    Int @id
${is ? "" : "  books books[]"}
}
model tags {
  id    Int @id
  label ${is ? "labels" : "books_tags"}[]
}
model books {
  id           Int     @id
  author_id    Int?
${is ? "" : "  author authors? @relation(fields: [author_id], references: [id])"}
  title        String? ${is ? "" : "@db.VarChar(200)"}
  cover_sha256 String? ${is ? "@db.VarChar(64)" : "@db.Char(64)"}
  label        ${is ? "labels" : "books_tags"}[]
}
model ${is ? "labels" : "books_tags"} {
  book_id Int
  tag_id  Int
  book    books @relation(fields: [book_id], references: [id])
  tag     tags  @relation(fields: [tag_id], references: [id])
  @@id([book_id, tag_id])
}
`,
    found: [
      "require-foreign-key author_id",
      "require-bounded-text title",
      "require-fixed-length-char cover_sha256",
      "require-join-table-name labels",
    ],
  },
  "TypeORM's entities": {
    file: "src/entities.ts",
    packages: ["typeorm"],
    code: (is) => `
import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn, PrimaryGeneratedColumn } from "typeorm";
@Entity("authors") export class Author { @PrimaryGeneratedColumn() id!: number; }
@Entity("tags") export class Tag { @PrimaryGeneratedColumn() id!: number; }
@Entity("books")
export class Book {
  @PrimaryGeneratedColumn() id!: number;
  ${is ? '@Column({ type: "int" }) author_id!: number;' : '@ManyToOne(() => Author) @JoinColumn({ name: "author_id" }) author!: Author;'}
  @Column({ type: ${is ? '"text"' : '"varchar", length: 200'} }) title!: string;
  @Column({ type: ${is ? '"varchar"' : '"char"'}, length: 64 }) cover_sha256!: string;
}
@Entity("${is ? "labels" : "books_tags"}")
export class Label {
  @PrimaryColumn() book_id!: number;
  @PrimaryColumn() tag_id!: number;
  @ManyToOne(() => Book) @JoinColumn({ name: "book_id" }) book!: Book;
  @ManyToOne(() => Tag) @JoinColumn({ name: "tag_id" }) tag!: Tag;
}
`,
    found: [
      "require-foreign-key author_id",
      "require-bounded-text title",
      "require-fixed-length-char cover_sha256",
      "require-join-table-name Label",
    ],
  },
  "MikroORM's entities": {
    file: "src/entities.ts",
    packages: ["@mikro-orm/postgresql"],
    code: (is) => `
import { Entity, ManyToOne, PrimaryKey, Property } from "@mikro-orm/core";
@Entity({ tableName: "authors" }) export class Author { @PrimaryKey() id!: number; }
@Entity({ tableName: "tags" }) export class Tag { @PrimaryKey() id!: number; }
@Entity({ tableName: "books" })
export class Book {
  @PrimaryKey() id!: number;
  ${is ? '@Property({ columnType: "int" }) author_id!: number;' : '@ManyToOne(() => Author, { fieldName: "author_id" }) author!: Author;'}
  @Property({ columnType: "${is ? "text" : "varchar(200)"}" }) title!: string;
  @Property({ columnType: "${is ? "varchar(64)" : "char(64)"}" }) cover_sha256!: string;
}
@Entity({ tableName: "${is ? "labels" : "books_tags"}" })
export class Label {
  @ManyToOne(() => Book, { fieldName: "book_id", primary: true }) book!: Book;
  @ManyToOne(() => Tag, { fieldName: "tag_id", primary: true }) tag!: Tag;
}
`,
    found: [
      "require-foreign-key author_id",
      "require-bounded-text title",
      "require-fixed-length-char cover_sha256",
      "require-join-table-name Label",
    ],
  },
  "Sequelize's models": {
    file: "src/models.ts",
    packages: ["sequelize"],
    code: (is) => `
import { DataTypes, Sequelize } from "sequelize";
const sequelize = new Sequelize("postgres://localhost/shop");
const id = { type: DataTypes.INTEGER, primaryKey: true };
export const Author = sequelize.define("Author", { id }, { tableName: "authors", timestamps: false });
export const Tag = sequelize.define("Tag", { id }, { tableName: "tags", timestamps: false });
export const Book = sequelize.define("Book", {
  id,
  author_id: { type: DataTypes.INTEGER${is ? "" : ', references: { model: "authors", key: "id" }'} },
  title: ${is ? "DataTypes.TEXT" : "DataTypes.STRING(200)"},
  cover_sha256: ${is ? "DataTypes.STRING(64)" : "DataTypes.CHAR(64)"},
}, { tableName: "books", timestamps: false });
export const Label = sequelize.define("Label", {
  book_id: { type: DataTypes.INTEGER, primaryKey: true, references: { model: "books", key: "id" } },
  tag_id: { type: DataTypes.INTEGER, primaryKey: true, references: { model: "tags", key: "id" } },
}, { tableName: "${is ? "labels" : "books_tags"}", timestamps: false });
`,
    found: [
      "require-foreign-key author_id",
      "require-bounded-text title",
      "require-fixed-length-char cover_sha256",
      "require-join-table-name labels",
    ],
  },
};

const found = ({ file, packages, code }: Form, isWrong: boolean): readonly string[] =>
  foundInFile({ file, packages, text: code(isWrong), rules }).map(({ rule, underlined }) => `${rule} ${underlined}`);

describe.each(Object.entries(forms))("tables of %s", (_, form) => {
  it("are found wrong where they are written", () => expect(found(form, true)).toEqual(form.found));

  it("are left alone where nothing is wrong", () => expect(found(form, false)).toEqual([]));
});
