export const schema =
  "CREATE TABLE shelves (id int PRIMARY KEY, title text, deleted_at timestamptz); CREATE TABLE books (id int PRIMARY KEY, shelf_id int, title text, is_deleted boolean NOT NULL DEFAULT false); CREATE TABLE tags (id int PRIMARY KEY, word text);";
const tables = `import { boolean, integer, pgTable, text, timestamp } from "drizzle-orm/pg-core";
import { relations } from "drizzle-orm";
export const shelves = pgTable("shelves", { id: integer("id").primaryKey(), title: text("title"), deletedAt: timestamp("deleted_at", { withTimezone: true }) });
export const books = pgTable("books", { id: integer("id").primaryKey(), shelfId: integer("shelf_id"), title: text("title"), isDeleted: boolean("is_deleted").notNull().default(false) });
export const tags = pgTable("tags", { id: integer("id").primaryKey(), word: text("word") });
export const shelvesRelations = relations(shelves, ({ many }) => ({ books: many(books) }));
export const booksRelations = relations(books, ({ one }) => ({ shelf: one(shelves, { fields: [books.shelfId], references: [shelves.id] }) }));
`;
const database = `import { drizzle } from "drizzle-orm/node-postgres";
import * as schema from "./tables";
export const db = drizzle(process.env.URL!, { schema });
export type Db = typeof db;
`;
export const files = { "tables.ts": tables, "db.ts": database };
