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
    {
      suggestions: [
        "await db.update(shelves).set({ deletedAt: new Date() }).where(and(eq(shelves.id, id), isNull(shelves.deletedAt)));",
      ],
    },
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
    {
      suggestions: [
        "await db.update(books).set({ isDeleted: true }).where(and(eq(books.id, id), eq(books.isDeleted, false))).returning();",
      ],
    },
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

  invalid(
    "a table in a hole of the tag",
    ts`
    import { sql } from "drizzle-orm";
    import { pgSchema, pgTable, uuid } from "drizzle-orm/pg-core";
    import { db } from "./db";
    import * as tables from "./tables";
    const { shelves, tags } = tables;
    const own = pgSchema("public");
    export const sizes = own.enum("sizes", ["s", "m"]);
    const other = own.table("shelves", (t) => ({ key: t.uuid("id"), size: sizes("size") }));
    await db.execute(sql\`delete from \${shelves} where \${shelves.id} = \${1}\`);
                                         ~~~~~~~ hardDelete: "shelves"
    await db.execute(sql\`delete from \${tables.shelves} where \${tables.shelves.deletedAt} is null\`);
                                         ~~~~~~~~~~~~~~ hardDelete: "shelves"
    await db.execute(sql\`delete from \${other} where id = 1\`);
                                         ~~~~~ hardDelete: "shelves"
    await db.execute(sql\`delete from \${shelves} where \${shelves.deletedAt} is not null\`);
    await db.execute(sql\`delete from \${tags} where \${tags.id} = 1\`);
    export const drop = (table: typeof shelves) => db.execute(sql\`delete from \${table} where id = 1\`);
  `,
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
