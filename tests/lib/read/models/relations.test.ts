import { describe, expect, it } from "vitest";
import { catalogOfModels, relationsOf } from "./catalog-of-models.ts";

const relations = (kind: string, text: string, file = "models.ts") => {
  const catalog = catalogOfModels(kind, { [file]: text });
  expect(catalog.problems).toEqual([]);
  return relationsOf(catalog);
};

describe("relations", () => {
  it("of Prisma's models are known on both sides, and between tables that it makes itself", () => {
    expect(
      relations(
        "prisma",
        `
      datasource db {
        provider = "postgresql"
        url      = env("URL")
      }
      model Author {
        id      Int    @id
        books   Book[]
        edited  Book[] @relation("Editor")
        groups  Group[]
        fans    Author[] @relation("Fans")
        idols   Author[] @relation("Fans")
        @@map("authors")
      }
      model Book {
        id       Int    @id
        writer   Author @relation(fields: [writerId], references: [id])
        writerId Int    @map("writer_id")
        editor   Author? @relation("Editor", fields: [editorId], references: [id])
        editorId Int?
      }
      model Group {
        code    String @id
        members Author[]
      }`,
        "schema.prisma",
      ),
    ).toEqual({
      "Author.books": "many Book: authors(id) -> Book(writer_id)",
      "Author.edited": "many Book: authors(id) -> Book(editorId)",
      "Author.groups": "many Group: authors(id) -> _AuthorToGroup(A, B) -> Group(code)",
      "Author.fans": "many Author: authors(id) -> _Fans() -> authors(id)",
      "Author.idols": "many Author: authors(id) -> _Fans() -> authors(id)",
      "Book.writer": "one Author: Book(writer_id) -> authors(id)",
      "Book.editor": "one Author: Book(editorId) -> authors(id)",
      "Group.members": "many Author: Group(code) -> _AuthorToGroup(B, A) -> authors(id)",
    });
  });

  it("of TypeORM's entities are known on both sides", () => {
    expect(
      relations(
        "typeorm",
        `
      import { Column, Entity, JoinColumn, JoinTable, ManyToMany, ManyToOne, OneToMany, OneToOne, PrimaryGeneratedColumn } from "typeorm";
      @Entity() export class Author {
        @PrimaryGeneratedColumn() id: number;
        @OneToMany(() => Book, (book) => book.writer) books: Book[];
        @OneToOne(() => Desk, (desk) => desk.owner) desk: Desk;
        @ManyToMany(() => Group) @JoinTable() groups: Group[];
      }
      @Entity({ name: "books" }) export class Book {
        @PrimaryGeneratedColumn() id: number;
        @ManyToOne(() => Author, (author) => author.books) writer: Author;
      }
      @Entity() export class Desk {
        @PrimaryGeneratedColumn() id: number;
        @OneToOne(() => Author, (author) => author.desk) @JoinColumn({ name: "owner_id" }) owner: Author;
      }
      @Entity() export class Group {
        @PrimaryGeneratedColumn() id: number;
        @ManyToMany(() => Author, (author) => author.groups) members: Author[];
      }`,
      ),
    ).toEqual({
      "Author.books": "many Book: author(id) -> books(writerId)",
      "Author.desk": "one Desk: author(id) -> desk(owner_id)",
      "Author.groups": "many Group: author(id) -> author_groups_group(authorId, groupId) -> group(id)",
      "Book.writer": "one Author: books(writerId) -> author(id)",
      "Desk.owner": "one Author: desk(owner_id) -> author(id)",
      "Group.members": "many Author: group(id) -> author_groups_group(groupId, authorId) -> author(id)",
    });
  });

  it("of MikroORM's entities are known on both sides", () => {
    expect(
      relations(
        "mikro-orm",
        `
      import { Collection, Entity, Filter, ManyToMany, ManyToOne, OneToMany, PrimaryKey } from "@mikro-orm/core";
      @Entity() export class Author {
        @PrimaryKey() id: number;
        @OneToMany(() => Book, (book) => book.writer) books = new Collection<Book>(this);
        @ManyToMany(() => Group) groups = new Collection<Group>(this);
      }
      @Entity() export class Book {
        @PrimaryKey() id: number;
        @ManyToOne(() => Author) writer: Author;
      }
      @Entity() export class Group {
        @PrimaryKey() id: number;
        @ManyToMany({ entity: () => Author, mappedBy: "groups" }) members = new Collection<Author>(this);
      }`,
      ),
    ).toEqual({
      "Author.books": "many Book: author(id) -> book(writer_id)",
      "Author.groups": "many Group: author(id) -> author_groups(author_id, group_id) -> group(id)",
      "Book.writer": "one Author: book(writer_id) -> author(id)",
      "Group.members": "many Author: group(id) -> author_groups(group_id, author_id) -> author(id)",
    });
  });

  it("of objection's models come from relationMappings, whichever way they are written", () => {
    expect(
      relations(
        "objection",
        `
      import { Model, snakeCaseMappers } from "objection";
      class Base extends Model { static get columnNameMappers() { return snakeCaseMappers(); } }
      export class Author extends Base {
        static tableName = "authors";
        static get relationMappings() {
          return {
            books: { relation: Model.HasManyRelation, modelClass: Book, join: { from: "authors.id", to: "books.writerId" } },
            groups: { relation: Model.ManyToManyRelation, modelClass: () => Group, join: { from: "authors.id", through: { from: "memberships.authorId", to: "memberships.groupId" }, to: "groups.id" } },
          };
        }
      }
      export class Book extends Base {
        static tableName = "books";
        static relationMappings = () => ({ writer: { relation: Base.BelongsToOneRelation, modelClass: Author, join: { from: "books.writerId", to: "authors.id" } } });
      }
      export class Group extends Base { static tableName = "groups"; }`,
      ),
    ).toEqual({
      "Author.books": "many Book: authors(id) -> books(writer_id)",
      "Author.groups": "many Group: authors(id) -> memberships(author_id, group_id) -> groups(id)",
      "Book.writer": "one Author: books(writer_id) -> authors(id)",
    });
  });

  it("of drizzle's tables are known on both sides, in either form", () => {
    const tables = `
      import { pgTable, integer, primaryKey } from "drizzle-orm/pg-core";
      export const authors = pgTable("authors", { id: integer().primaryKey() });
      export const books = pgTable("books", { id: integer().primaryKey(), writerId: integer("writer_id").references(() => authors.id) });
      export const groups = pgTable("groups", { id: integer().primaryKey() });
      export const members = pgTable("members", { authorId: integer("author_id"), groupId: integer("group_id") });`;
    expect(
      relations(
        "drizzle",
        `import { relations } from "drizzle-orm";${tables}
      export const authorRelations = relations(authors, ({ many }) => ({ books: many(books), memberships: many(members) }));
      export const bookRelations = relations(books, (r) => ({ writer: r.one(authors, { fields: [books.writerId], references: [authors.id] }) }));`,
      ),
    ).toEqual({
      "authors.books": "many books: authors(id) -> books(writer_id)",
      "authors.memberships": "many members: authors() -> members()",
      "books.writer": "one authors: books(writer_id) -> authors(id)",
    });
    expect(
      relations(
        "drizzle",
        `import { defineRelations } from "drizzle-orm";${tables}
      export const all = defineRelations({ authors, books, groups, members }, (r) => ({
        authors: { books: r.many.books(), groups: r.many.groups({ from: r.authors.id.through(r.members.authorId), to: r.groups.id.through(r.members.groupId) }) },
        books: { writer: r.one.authors({ from: r.books.writerId, to: r.authors.id }) },
        groups: { people: r.many.authors() },
      }));`,
      ),
    ).toEqual({
      "authors.books": "many books: authors(id) -> books(writer_id)",
      "authors.groups": "many groups: authors(id) -> members(author_id, group_id) -> groups(id)",
      "books.writer": "one authors: books(writer_id) -> authors(id)",
      "groups.people": "many authors: groups(id) -> members(group_id, author_id) -> authors(id)",
    });
  });
});

describe("what a library's client calls a model", () => {
  it("is Prisma's accessor, and the children of single-table inheritance", () => {
    const prisma = catalogOfModels("prisma", {
      "schema.prisma":
        'datasource db {\n  provider = "postgresql"\n}\nmodel OrderItem {\n  id Int @id\n  @@map("order_items")\n}',
    }).relations.get("public.order_items");
    expect(prisma).toMatchObject({
      model: "OrderItem",
      modelTraits: { library: "prisma", accessor: "orderItem" },
      modelPlace: { file: "schema.prisma", line: 4 },
    });
    const typeorm = catalogOfModels("typeorm", {
      "a.ts": `import { ChildEntity, Column, Entity, PrimaryGeneratedColumn, TableInheritance } from "typeorm";
      @Entity() @TableInheritance({ column: "kind" }) export class Account { @PrimaryGeneratedColumn() id: number; }
      @ChildEntity() export class Robot extends Account { @Column() firmware: string; }`,
    }).relations.get("public.account");
    expect(typeorm).toMatchObject({ model: "Account", modelTraits: { otherNames: ["Robot"] } });
  });
});

describe("MikroORM's schemas without decorators", () => {
  const written = (name: string, text: string) => {
    const catalog = catalogOfModels("mikro-orm", { "a.ts": text });
    expect(catalog.problems).toEqual([]);
    const found = catalog.relations.get(name);
    return found?.kind === "table"
      ? {
          columns: found.columns.map(
            (column) => `${column.name} ${column.type}${column.nullable ? "" : " not null"} ${column.property ?? ""}`,
          ),
          softDelete: found.modelSoftDelete,
          relations: relationsOf(catalog),
        }
      : null;
  };
  const expected = {
    columns: [
      "id integer not null id",
      "full_name character varying(255) not null fullName",
      "deleted_at timestamp with time zone deletedAt",
      "team_id integer team",
    ],
    softDelete: { column: "deleted_at", live: null, deletes: false, filters: true },
    relations: {
      "Person.team": "one Team: people(team_id) -> team(id)",
      "Team.people": "many Person: team(id) -> people(team_id)",
    },
  };
  it("are read where they are EntitySchema", () => {
    expect(
      written(
        "public.people",
        `import { EntitySchema } from "@mikro-orm/core";
      export const Person = new EntitySchema({ name: "Person", tableName: "people", filters: { live: { cond: { deletedAt: null }, default: true } }, properties: {
        id: { type: "number", primary: true }, fullName: { type: "string" }, deletedAt: { type: "datetime", nullable: true }, team: { kind: "m:1", entity: () => Team, nullable: true },
      } });
      export const Team = new EntitySchema({ name: "Team", properties: { id: { type: "number", primary: true }, people: { kind: "1:m", entity: "Person", mappedBy: "team" } } });`,
      ),
    ).toEqual(expected);
  });
  it("are read where they are made by defineEntity", () => {
    expect(
      written(
        "public.people",
        `import { defineEntity, p } from "@mikro-orm/core";
      export const Person = defineEntity({ name: "Person", tableName: "people", filters: { live: { cond: { deletedAt: null }, default: true } }, properties: {
        id: p.integer().primary(), fullName: p.string(), deletedAt: p.datetime().nullable(), team: () => p.manyToOne(Team).nullable(),
      } });
      export const Team = defineEntity({ name: "Team", properties: (q) => ({ id: q.integer().primary(), people: () => q.oneToMany(Person).mappedBy("team") }) });`,
      ),
    ).toEqual(expected);
  });
  it("are named as a naming strategy of MikroORM has it, and left out where it is another", () => {
    const entity =
      'import { Entity, EntityCaseNamingStrategy, PrimaryKey, Property, ManyToOne } from "@mikro-orm/core";\n@Entity() export class BookShelf { @PrimaryKey() id: number; @Property() madeAt: Date; @ManyToOne(() => BookShelf) above: BookShelf; @Property({ fieldName: "n" }) count: number; }\n@Entity({ tableName: "rooms" }) export class Room { @PrimaryKey({ fieldName: "id" }) id: number; @Property() madeAt: Date }\n';
    const columns = (strategy: string) => {
      const catalog = catalogOfModels("mikro-orm", {
        "a.ts": `${entity}export default { namingStrategy: ${strategy} };`,
      });
      return {
        tables: [...catalog.relations.values()].map(
          (table) =>
            `${table.name}(${table.columns?.map((column) => (typeof column === "string" ? column : column.name)).join(", ") ?? ""})`,
        ),
        problems: catalog.problems.map(({ line, message }) => `${line}: ${message}`),
      };
    };
    expect(columns("EntityCaseNamingStrategy")).toEqual({
      tables: ["BookShelf(id, madeAt, n, above)", "rooms(id, madeAt)"],
      problems: [],
    });
    expect(columns("Ours")).toEqual({
      tables: ["rooms(id)"],
      problems: [
        "4: what this naming strategy calls tables and columns is not known: those that the entities do not name are left out",
      ],
    });
  });
});
