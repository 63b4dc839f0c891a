/**
 * The same table in the words of each library that declares tables: what the rules on tables find in it is the same, and stands where the library
 * has it. The twin of each has nothing to find.
 */
import type { Linter } from "eslint";
import { describe, expect, it } from "vitest";
import { foundInFile } from "./found-in-file.ts";

const rules: Readonly<Record<string, Linter.RuleEntry>> = {
  "no-cascade-delete": "error",
  "require-foreign-key-index": "error",
  "require-not-null": "error",
  "require-partial-unique-index": "error",
  "require-plural-table-name": "error",
  "require-soft-delete-index": "error",
  "require-standard-columns": ["error", { createdAt: [], updatedAt: [], deletedAt: ["deleted_at", "removed_at"] }],
  "require-timestamptz": "error",
};

/** What is found of a table `book` that has everything wrong: the rule, and what is underlined. */
const wrong = [
  "require-plural-table-name book",
  "require-foreign-key-index author_id",
  "no-cascade-delete CASCADE",
  "require-partial-unique-index title",
  "require-not-null note",
  "require-timestamptz printed",
  "require-soft-delete-index deleted_at",
];

interface Form {
  readonly file: string;
  readonly packages: readonly string[];
  /** In: whether everything is wrong, or nothing. */
  readonly code: (isWrong: boolean) => string;
  /** What is underlined where that is not the database's name. */
  readonly places?: Readonly<Record<string, string>>;
  /** A rule that has nothing to find in it. */
  readonly without?: string;
}

const forms: Record<string, Form> = {
  knex: {
    file: "migrations/1_books.js",
    packages: ["knex"],
    code: (is) => `
exports.up = async (knex) => {
  await knex.schema.createTable("authors", (t) => { t.increments("id"); t.timestamp("deleted_at").index(); });
  await knex.schema.createTable("${is ? "book" : "books"}", (t) => {
    t.increments("id");
    t.integer("author_id").references("id").inTable("authors").onDelete("${is ? "CASCADE" : "RESTRICT"}")${is ? "" : ".index()"};
    t.text("title").notNullable()${is ? ".unique()" : ""};
    t.text("note")${is ? "" : '.notNullable().defaultTo("")'};
    t.timestamp("printed", { useTz: ${!is} });
    t.timestamp("deleted_at")${is ? "" : ".index()"};
  });
};
exports.down = (knex) => knex.schema.dropTable("books").dropTable("authors");
`,
  },
  "node-pg-migrate": {
    file: "migrations/1_books.js",
    packages: ["node-pg-migrate"],
    code: (is) => `
exports.up = (pgm) => {
  pgm.createTable("authors", { id: "id", deleted_at: "timestamptz" });
  pgm.createIndex("authors", "deleted_at");
  pgm.createTable("${is ? "book" : "books"}", {
    id: "id",
    author_id: { type: "integer", references: "authors", onDelete: "${is ? "CASCADE" : "RESTRICT"}" },
    title: { type: "text", notNull: true${is ? ", unique: true" : ""} },
    note: { type: "text"${is ? "" : ', notNull: true, default: ""'} },
    printed: "${is ? "timestamp" : "timestamptz"}",
    deleted_at: "timestamptz",
  });
  ${is ? "" : 'pgm.createIndex("books", "author_id"); pgm.createIndex("books", "deleted_at");'}
};
exports.down = (pgm) => { pgm.dropTable("books"); };
`,
  },
  kysely: {
    file: "migrations/1_books.ts",
    packages: ["kysely"],
    code: (is) => `
import type { Kysely } from "kysely";
export async function up(db: Kysely<any>): Promise<void> {
  await db.schema.createTable("authors").addColumn("id", "serial", (c) => c.primaryKey()).addColumn("deleted_at", "timestamptz").execute();
  await db.schema.createIndex("a").on("authors").column("deleted_at").execute();
  await db.schema
    .createTable("${is ? "book" : "books"}")
    .addColumn("id", "serial", (col) => col.primaryKey())
    .addColumn("author_id", "integer", (col) => col.references("authors.id").onDelete("${is ? "cascade" : "restrict"}"))
    .addColumn("title", "text", (col) => col.notNull()${is ? ".unique()" : ""})
    .addColumn("note", "text"${is ? "" : ', (col) => col.notNull().defaultTo("")'})
    .addColumn("printed", "${is ? "timestamp" : "timestamptz"}")
    .addColumn("deleted_at", "timestamptz")
    .execute();
  ${is ? "" : 'await db.schema.createIndex("b").on("books").column("author_id").execute(); await db.schema.createIndex("c").on("books").column("deleted_at").execute();'}
}
export async function down(db: Kysely<any>): Promise<void> {
  await db.schema.dropTable("books").execute();
}
`,
    places: { "no-cascade-delete": "cascade" },
  },
  "TypeORM's migrations": {
    file: "migrations/1-books.ts",
    packages: ["typeorm"],
    code: (is) => `
import { Table, TableIndex, type MigrationInterface, type QueryRunner } from "typeorm";
export class Books1 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('CREATE TABLE "authors" ("id" serial PRIMARY KEY, "deleted_at" timestamptz)');
    await queryRunner.query('CREATE INDEX ON "authors" ("deleted_at")');
    await queryRunner.createTable(new Table({
      name: "${is ? "book" : "books"}",
      columns: [
        { name: "id", type: "serial", isPrimary: true },
        { name: "author_id", type: "int", isNullable: true },
        { name: "title", type: "text"${is ? ", isUnique: true" : ""} },
        { name: "note", type: "text", ${is ? "isNullable: true" : "default: \"''\""} },
        { name: "printed", type: "${is ? "timestamp" : "timestamptz"}", isNullable: true },
        { name: "deleted_at", type: "timestamptz", isNullable: true },
      ],
      foreignKeys: [{ columnNames: ["author_id"], referencedTableName: "authors", referencedColumnNames: ["id"], onDelete: "${is ? "CASCADE" : "RESTRICT"}" }],
    }));
    ${is ? "" : 'await queryRunner.createIndex("books", new TableIndex({ columnNames: ["author_id"] })); await queryRunner.createIndex("books", new TableIndex({ columnNames: ["deleted_at"] }));'}
  }
  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable("books");
  }
}
`,
  },
  "Sequelize's migrations": {
    file: "migrations/1-books.js",
    packages: ["sequelize"],
    code: (is) => `
module.exports = {
  async up(queryInterface, Sequelize) {
    await queryInterface.createTable("authors", { id: { type: Sequelize.INTEGER, primaryKey: true }, deleted_at: Sequelize.DATE });
    await queryInterface.addIndex("authors", ["deleted_at"]);
    await queryInterface.createTable("${is ? "book" : "books"}", {
      id: { type: Sequelize.INTEGER, primaryKey: true },
      author_id: { type: Sequelize.INTEGER, references: { model: "authors", key: "id" }, onDelete: "${is ? "CASCADE" : "RESTRICT"}" },
      title: { type: Sequelize.TEXT, allowNull: false${is ? ", unique: true" : ""} },
      note: { type: Sequelize.TEXT${is ? "" : ', allowNull: false, defaultValue: ""'} },
      printed: { type: ${is ? '"TIMESTAMP"' : "Sequelize.DATE"} },
      deleted_at: { type: Sequelize.DATE },
    });
    ${is ? "" : 'await queryInterface.addIndex("books", ["author_id"]); await queryInterface.addIndex("books", ["deleted_at"]);'}
  },
  async down(queryInterface) {
    await queryInterface.dropTable("books");
  },
};
`,
  },
  drizzle: {
    file: "src/schema.ts",
    packages: ["drizzle-orm"],
    code: (is) => `
import { index, integer, pgTable, serial, text, timestamp } from "drizzle-orm/pg-core";
export const authors = pgTable("authors", { id: serial("id").primaryKey(), deletedAt: timestamp("deleted_at", { withTimezone: true }) }, (t) => [index().on(t.deletedAt)]);
export const books = pgTable("${is ? "book" : "books"}", {
  id: serial("id").primaryKey(),
  authorId: integer("author_id").references(() => authors.id, { onDelete: "${is ? "cascade" : "restrict"}" }),
  title: text("title").notNull()${is ? ".unique()" : ""},
  note: text("note")${is ? "" : '.notNull().default("")'},
  printed: timestamp("printed", { withTimezone: ${!is} }),
  deletedAt: timestamp("deleted_at", { withTimezone: true }),
}${is ? "" : ", (t) => [index().on(t.authorId), index().on(t.deletedAt)]"});
`,
    places: {
      "no-cascade-delete": "cascade",
      "require-soft-delete-index": "deletedAt",
    },
  },
  "TypeORM's entities": {
    file: "src/entities.ts",
    packages: ["typeorm"],
    code: (is) => `
import { Column, DeleteDateColumn, Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn } from "typeorm";
@Entity("authors")
export class Author {
  @PrimaryGeneratedColumn() id!: number;
  @Index() @DeleteDateColumn({ type: "timestamptz" }) deleted_at!: Date | null;
}
@Entity("${is ? "book" : "books"}")
export class Book {
  @PrimaryGeneratedColumn() id!: number;
  ${is ? "" : "@Index()"} @ManyToOne(() => Author, { onDelete: "${is ? "CASCADE" : "RESTRICT"}" }) @JoinColumn({ name: "author_id" }) author!: Author;
  @Column({ type: "text"${is ? ", unique: true" : ""} }) title!: string;
  @Column({ type: "text", ${is ? "nullable: true" : 'default: ""'} }) note!: string | null;
  @Column({ type: "${is ? "timestamp" : "timestamptz"}", nullable: true }) printed!: Date | null;
  ${is ? "" : "@Index()"} @DeleteDateColumn({ type: "timestamptz" }) deleted_at!: Date | null;
}
`,
    places: { "require-foreign-key-index": "author", "require-plural-table-name": "Book" },
  },
};

Object.assign(forms, {
  "Prisma's schema": {
    file: "prisma/schema.prisma",
    packages: ["@prisma/client"],
    code: (is) => `
datasource db {
  provider = "postgresql"
}
model Author {
  id         Int       @id @default(autoincrement())
  deleted_at DateTime? @db.Timestamptz
  books      Book[]
  @@index([deleted_at])
  @@map("authors")
}
model Book {
  id         Int       @id @default(autoincrement())
  author_id  Int?
  author     Author?   @relation(fields: [author_id], references: [id], onDelete: ${is ? "Cascade" : "Restrict"})
  title      String${is ? "    @unique" : ""}
  note       String${is ? "?" : '    @default("")'}
  printed    DateTime?${is ? "" : " @db.Timestamptz"}
  deleted_at DateTime? @db.Timestamptz
  ${is ? "" : "@@index([author_id])"}
  ${is ? "" : "@@index([deleted_at])"}
  @@map("${is ? "book" : "books"}")
}
`,
    places: {
      "no-cascade-delete": "Cascade",
      "require-plural-table-name": "Book",
    },
  },
  "MikroORM's entities": {
    file: "src/entities.ts",
    packages: ["@mikro-orm/postgresql"],
    code: (is) => `
import { Entity, Index, ManyToOne, PrimaryKey, Property, Unique } from "@mikro-orm/core";
@Entity({ tableName: "authors" })
export class Author {
  @PrimaryKey() id!: number;
  @Index() @Property({ columnType: "timestamptz", nullable: true }) deleted_at?: Date;
}
@Entity({ tableName: "${is ? "book" : "books"}" })
export class Book {
  @PrimaryKey() id!: number;
  @ManyToOne(() => Author, { fieldName: "author_id", nullable: true, deleteRule: "${is ? "cascade" : "restrict"}", index: ${!is} }) author?: Author;
  ${is ? "@Unique() " : ""}@Property({ columnType: "text" }) title!: string;
  @Property({ columnType: "text", ${is ? "nullable: true" : 'default: ""'} }) note?: string;
  @Property({ columnType: "${is ? "timestamp" : "timestamptz"}", nullable: true }) printed?: Date;
  ${is ? "" : "@Index()"} @Property({ columnType: "timestamptz", nullable: true }) deleted_at?: Date;
}
`,
    places: {
      "no-cascade-delete": "cascade",
      "require-foreign-key-index": "author",
      "require-plural-table-name": "Book",
    },
  },
  "Sequelize's models": {
    file: "src/models.ts",
    packages: ["sequelize"],
    code: (is) => `
import { DataTypes, Sequelize } from "sequelize";
const sequelize = new Sequelize("postgres://localhost/shop");
export const Author = sequelize.define("Author", { id: { type: DataTypes.INTEGER, primaryKey: true }, deleted_at: DataTypes.DATE }, {
  tableName: "authors", timestamps: false, indexes: [{ fields: ["deleted_at"] }] });
export const Book = sequelize.define("Book", {
  id: { type: DataTypes.INTEGER, primaryKey: true },
  author_id: { type: DataTypes.INTEGER, references: { model: "authors", key: "id" }, onDelete: "${is ? "CASCADE" : "RESTRICT"}" },
  title: { type: DataTypes.TEXT, allowNull: false${is ? ", unique: true" : ""} },
  note: { type: DataTypes.TEXT${is ? "" : ', allowNull: false, defaultValue: ""'} },
  printed: { type: DataTypes.DATE },
  deleted_at: { type: DataTypes.DATE },
}, { tableName: "${is ? "book" : "books"}", timestamps: false${is ? "" : ', indexes: [{ fields: ["author_id"] }, { fields: ["deleted_at"] }]'} });
`,
    // Its DATE has a time zone.
    without: "require-timestamptz",
  },
} satisfies Record<string, Form>);

const found = ({ file, packages, code }: Form, isWrong: boolean): readonly string[] =>
  foundInFile({ file, packages, text: code(isWrong), rules }).map(({ rule, underlined }) => `${rule} ${underlined}`);

describe.each(Object.entries(forms))("a table of %s", (_, form) => {
  it("is found wrong where it is written", () => {
    const expected = wrong.flatMap((one) => {
      const [rule = "", place = ""] = one.split(" ");
      return rule === form.without ? [] : `${rule} ${form.places?.[rule] ?? place}`;
    });
    expect([...found(form, true)].sort()).toEqual(expected.sort());
  });

  it("is left alone where nothing is wrong", () => {
    expect(found(form, false)).toEqual([]);
  });
});
