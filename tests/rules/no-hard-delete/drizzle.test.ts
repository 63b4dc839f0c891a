import { describe } from "vitest";
import { noHardDelete } from "../../../rules/no-hard-delete.ts";
import { drawn, ts } from "../../draw.ts";
import { schema, files } from "../projects/drizzle.ts";

describe("no-hard-delete on drizzle", () => {
  const { valid, invalid } = drawn(noHardDelete, { schema, files });

  invalid(
    "a DELETE by key",
    ts`
    import { eq } from "drizzle-orm";
    import { db } from "./db";
    import { shelves } from "./tables";
    export const remove = async (id: number) => { await db.delete(shelves).where(eq(shelves.id, id)); };
                                                                  ~~~~~~~ hardDelete: "deleted_at"
  `,
    { suggestions: ["await db.update(shelves).set({ deletedAt: new Date() }).where(eq(shelves.id, id));"] },
  );

  invalid(
    "a boolean column",
    ts`
    import { eq } from "drizzle-orm";
    import { db } from "./db";
    import { books } from "./tables";
    export const remove = async (id: number) => { await db.delete(books).where(eq(books.id, id)).returning(); };
                                                                  ~~~~~ hardDelete: "is_deleted"
  `,
    { suggestions: ["await db.update(books).set({ isDeleted: true }).where(eq(books.id, id)).returning();"] },
  );

  invalid(
    "a column whose values are text",
    ts`
    import { eq } from "drizzle-orm";
    import { pgTable, integer, timestamp } from "drizzle-orm/pg-core";
    import { db } from "./db";
    const shelves = pgTable("shelves", { id: integer("id"), deletedAt: timestamp("deleted_at", { mode: "string" }) });
    export const remove = async (id: number) => { await db.delete(shelves).where(eq(shelves.id, id)); };
                                                                  ~~~~~~~ hardDelete
  `,
    { suggestions: ["set({ deletedAt: sql`now()` })"] },
  );

  valid(
    "a purge, and a table without the column",
    ts`
    import { and, eq, isNotNull, lt } from "drizzle-orm";
    import { db } from "./db";
    import { shelves, tags } from "./tables";
    await db.delete(shelves).where(and(isNotNull(shelves.deletedAt), lt(shelves.deletedAt, new Date())));
    await db.delete(tags).where(eq(tags.id, 1));
  `,
  );
});
