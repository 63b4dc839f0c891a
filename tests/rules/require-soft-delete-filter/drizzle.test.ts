import { describe } from "vitest";
import { requireSoftDeleteFilter } from "../../../rules/require-soft-delete-filter.ts";
import { drawn, ts } from "../../draw.ts";
import { schema, files } from "../projects/drizzle.ts";

const named = `import { boolean, integer, pgTable, text, timestamp } from "drizzle-orm/pg-core";
import { relations } from "drizzle-orm";
import { drizzle } from "drizzle-orm/node-postgres";
export const shelves = pgTable("shelves", { id: integer("id").primaryKey(), title: text("title"), deletedAt: timestamp("deleted_at") });
export const books = pgTable("books", { id: integer("id").primaryKey(), shelfId: integer("shelf_id"), title: text("title"), isDeleted: boolean("is_deleted").notNull() });
export const shelvesRelations = relations(shelves, ({ many }) => ({ books: many(books) }));
export const booksRelations = relations(books, ({ one }) => ({ shelf: one(shelves, { fields: [books.shelfId], references: [shelves.id], relationName: "onShelf" }) }));
export const db = drizzle(process.env.URL!, { schema: { shelves, books, shelvesRelations, booksRelations } });
`;

describe("require-soft-delete-filter on drizzle", () => {
  const { valid, invalid } = drawn(requireSoftDeleteFilter, { schema, files });

  invalid(
    "a whole table",
    ts`
    import { db } from "./db";
    import { shelves } from "./tables";
    export async function all() {
      return await db.select().from(shelves);
                                    ~~~~~~~ unfilteredRead: "shelves"
    }
  `,
    {
      suggestions: [
        'import { isNull } from "drizzle-orm";\nimport { db } from "./db";\nimport { shelves } from "./tables";\nexport async function all() {\n  return await db.select().from(shelves).where(isNull(shelves.deletedAt));\n}',
      ],
    },
  );

  invalid(
    "a relation without a name, whose other side has one",
    ts`
    import { isNull } from "drizzle-orm";
    import { db, shelves } from "./named";
    export const list = async () => await db.query.shelves.findMany({ with: { books: true }, where: isNull(shelves.deletedAt) });
                                                                              ~~~~~ unfilteredRead: "books"
  `,
    { files: { ...files, "named.ts": named } },
  );

  invalid(
    "a condition on something else",
    ts`
    import { eq } from "drizzle-orm";
    import { db } from "./db";
    import * as schema from "./tables";
    export async function one(id: number) {
      const [shelf] = await db
        .select()
        .from(schema.shelves)
                     ~~~~~~~ unfilteredRead: "shelves"
        .where(eq(schema.shelves.id, id))
        .limit(1);
      return shelf;
    }
  `,
    { suggestions: [".where(and(eq(schema.shelves.id, id), isNull(schema.shelves.deletedAt)))"] },
  );

  invalid(
    "a chain over several lines without a condition",
    ts`
    import { desc } from "drizzle-orm";
    import { db } from "./db";
    import { shelves } from "./tables";
    export async function recent() {
      return await db
        .select({ id: shelves.id })
        .from(shelves)
              ~~~~~~~ unfilteredRead
        .orderBy(desc(shelves.id));
    }
  `,
    {
      suggestions: [
        ts`
    import { desc, isNull } from "drizzle-orm";
    import { db } from "./db";
    import { shelves } from "./tables";
    export async function recent() {
      return await db
        .select({ id: shelves.id })
        .from(shelves)
        .where(isNull(shelves.deletedAt))
        .orderBy(desc(shelves.id));
    }
  `,
      ],
    },
  );

  invalid(
    "a conjunction that is there, a boolean column",
    ts`
    import { and, eq, gt } from "drizzle-orm";
    import { db } from "./db";
    import { books } from "./tables";
    export const find = async (id: number) => db.select().from(books).where(and(eq(books.shelfId, id), gt(books.id, 3)));
                                                               ~~~~~ unfilteredRead: "books"
  `,
    { suggestions: ["and(eq(books.shelfId, id), gt(books.id, 3), eq(books.isDeleted, false))"] },
  );

  invalid(
    "the outer side of a left join, in its ON",
    ts`
    import { eq, isNull } from "drizzle-orm";
    import { db } from "./db";
    import { books, shelves } from "./tables";
    export async function list() {
      return await db.select().from(shelves).leftJoin(books, eq(books.shelfId, shelves.id)).where(isNull(shelves.deletedAt));
                                                      ~~~~~ unfilteredRead: ON
    }
  `,
    { suggestions: ["leftJoin(books, and(eq(books.shelfId, shelves.id), eq(books.isDeleted, false)))"] },
  );

  invalid(
    "one side of an OR",
    ts`
    import { or, eq, isNull } from "drizzle-orm";
    import { db } from "./db";
    import { shelves } from "./tables";
    export async function list(q: string) {
      return await db.select().from(shelves).where(or(isNull(shelves.deletedAt), eq(shelves.title, q)));
                                    ~~~~~~~ filterInOr
    }
  `,
  );

  invalid(
    "a subquery",
    ts`
    import { eq, inArray } from "drizzle-orm";
    import { db } from "./db";
    import { books, shelves } from "./tables";
    export async function list() {
      return await db.select().from(books).where(inArray(books.shelfId, db.select({ id: shelves.id }).from(shelves)));
                                    ~~~~~ unfilteredRead
                                                                                                           ~~~~~~~ unfilteredRead
    }
  `,
    {
      suggestions: [
        ".where(and(inArray(books.shelfId, db.select({ id: shelves.id }).from(shelves)), eq(books.isDeleted, false)))",
        "db.select({ id: shelves.id }).from(shelves).where(isNull(shelves.deletedAt))",
      ],
    },
  );

  invalid(
    "a relational query",
    ts`
    import { db } from "./db";
    export async function list() {
      return await db.query.shelves.findMany({ limit: 3 });
                            ~~~~~~~ unfilteredRead
    }
  `,
    { suggestions: ["findMany({ where: (shelves, { isNull }) => isNull(shelves.deletedAt), limit: 3 })"] },
  );

  invalid(
    "a relational query without a configuration",
    ts`
    import { db } from "./db";
    export async function list() {
      return await db.query.shelves.findMany();
                            ~~~~~~~ unfilteredRead
    }
  `,
    { suggestions: ["findMany({ where: (shelves, { isNull }) => isNull(shelves.deletedAt) })"] },
  );

  invalid(
    "a relational query with a callback, and its relation",
    ts`
    import { db } from "./db";
    export async function one(id: number) {
      return await db.query.shelves.findFirst({
                            ~~~~~~~ unfilteredRead
        where: (shelf, { eq }) => eq(shelf.id, id),
        with: { books: true },
                ~~~~~ unfilteredRead
      });
    }
  `,
    {
      suggestions: [
        "where: (shelf, { eq, and, isNull }) => and(eq(shelf.id, id), isNull(shelf.deletedAt)),",
        "with: { books: { where: (books, { eq }) => eq(books.isDeleted, false) } },",
      ],
    },
  );

  invalid(
    "a relational query with a condition",
    ts`
    import { eq } from "drizzle-orm";
    import { db } from "./db";
    import { shelves } from "./tables";
    export async function one(id: number) {
      return await db.query.shelves.findFirst({ where: eq(shelves.id, id) });
                            ~~~~~~~ unfilteredRead
    }
  `,
    { suggestions: ["where: and(eq(shelves.id, id), isNull(shelves.deletedAt))"] },
  );

  invalid(
    "an UPDATE of many rows",
    ts`
    import { eq } from "drizzle-orm";
    import { db } from "./db";
    import { shelves } from "./tables";
    export async function rename(from: string) {
      await db.update(shelves).set({ title: "x" }).where(eq(shelves.title, from));
                      ~~~~~~~ unfilteredUpdate
    }
  `,
    { suggestions: ["where(and(eq(shelves.title, from), isNull(shelves.deletedAt)))"] },
  );

  invalid(
    "$count",
    ts`
    import { db } from "./db";
    import { shelves } from "./tables";
    export const total = async () => await db.$count(shelves);
                                                     ~~~~~~~ unfilteredRead
  `,
    { suggestions: ["db.$count(shelves, isNull(shelves.deletedAt))"] },
  );

  invalid(
    "in a transaction, by the type of a parameter",
    ts`
    import type { Db } from "./db";
    import { shelves } from "./tables";
    export async function all(db: Db) {
      return db.transaction(async (tx) => {
        const rows = await tx.select().from(shelves);
                                            ~~~~~~~ unfilteredRead
        return rows;
      });
    }
  `,
  );

  valid(
    "a condition",
    ts`
    import { and, eq, isNull } from "drizzle-orm";
    import { db } from "./db";
    import { books, shelves } from "./tables";
    export const list = async () => db.select().from(shelves).innerJoin(books, and(eq(books.shelfId, shelves.id), eq(books.isDeleted, false))).where(isNull(shelves.deletedAt));
  `,
  );

  valid(
    "conditions that are put together",
    ts`
    import { and, eq, isNull, type SQL } from "drizzle-orm";
    import { db } from "./db";
    import { shelves } from "./tables";
    export async function list(title?: string) {
      const conditions: SQL[] = [isNull(shelves.deletedAt)];
      if (title) conditions.push(eq(shelves.title, title));
      return await db.select().from(shelves).where(and(...conditions));
    }
  `,
  );

  valid(
    "a helper of another file",
    ts`
    import { eq } from "drizzle-orm";
    import { db } from "./db";
    import { withoutDeleted } from "./live";
    import { shelves } from "./tables";
    export const one = async (id: number) => db.select().from(shelves).where(withoutDeleted(shelves, eq(shelves.id, id)));
  `,
    {
      files: {
        ...files,
        "live.ts":
          'import { and, isNull, type SQL } from "drizzle-orm";\nexport const withoutDeleted = (table: any, condition?: SQL) => and(isNull(table.deletedAt), condition);\n',
      },
    },
  );

  valid(
    "a column that is looked at",
    ts`
    import { eq } from "drizzle-orm";
    import { db } from "./db";
    import { shelves } from "./tables";
    export async function one(id: number) {
      const [shelf] = await db.select().from(shelves).where(eq(shelves.id, id));
      if (!shelf || shelf.deletedAt) throw new Error("not found");
      return shelf;
    }
  `,
  );

  valid(
    "a table without the column, a table that is not known, a condition that is not known",
    ts`
    import type { SQL } from "drizzle-orm";
    import { db } from "./db";
    import { shelves, tags } from "./tables";
    export async function list(table: any, condition: SQL) {
      await db.select().from(tags);
      await db.select().from(table);
      return await db.select().from(shelves).where(condition);
    }
  `,
  );

  valid(
    "a builder that others go on with",
    ts`
    import { db } from "./db";
    import { shelves } from "./tables";
    import { finish } from "elsewhere";
    export const base = () => db.select().from(shelves).$dynamic();
    export const rows = await finish(db.select().from(shelves).$dynamic());
  `,
  );

  valid(
    "a relation to one row, which takes no condition",
    ts`
    import { db } from "./db";
    export const list = async () => await db.query.books.findMany({ where: (book, { eq }) => eq(book.isDeleted, false), with: { shelf: true } });
  `,
  );

  valid(
    "an UPDATE of one row, a restore",
    ts`
    import { eq } from "drizzle-orm";
    import { db } from "./db";
    import { shelves } from "./tables";
    await db.update(shelves).set({ title: "x" }).where(eq(shelves.id, 3));
    await db.update(shelves).set({ deletedAt: null }).where(eq(shelves.title, "y"));
  `,
  );
});
