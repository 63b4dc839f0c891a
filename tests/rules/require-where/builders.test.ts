import { describe } from "vitest";
import { requireWhere } from "../../../rules/require-where.ts";
import { drawn, ts } from "../../draw.ts";
import { prismaSchema } from "../../lib/libraries/prisma/schema.ts";
import { files as drizzleFiles, schema as drizzleSchema } from "../projects/drizzle.ts";
import { files as knexFiles, schema as knexSchema } from "../projects/knex.ts";
import { db as kyselyFiles, schema as kyselySchema } from "../projects/kysely.ts";

describe("require-where on knex", () => {
  const { valid, invalid } = drawn(requireWhere, { schema: knexSchema, files: knexFiles });

  invalid(
    "chains without a condition",
    ts`
    import { db } from "./db.ts";
    await db("logs").del();
             ~~~~~~ everyRow: DELETE without WHERE reaches every row of "logs"
    await db("plans").update({ name: "free" });
             ~~~~~~~ everyRow: UPDATE
  `,
  );
  valid(
    "a condition, one that says so, one under an if, and a read",
    ts`
    import { db } from "./db.ts";
    await db("logs").where({ id: 1 }).del();
    await db("logs").whereRaw("true").del();
    export async function clear(before?: number) {
      const query = db("logs");
      if (before) query.where("id", "<", before);
      await query.del();
    }
    await db("logs").select("text");
  `,
  );
});

describe("require-where on kysely", () => {
  const { valid, invalid } = drawn(requireWhere, { schema: kyselySchema, files: kyselyFiles });

  invalid(
    "chains without a condition",
    ts`
    import { db } from "./db.ts";
    await db.deleteFrom("teams").execute();
                         ~~~~~ everyRow: "teams"
    await db.updateTable("users").set({ name: "x" }).returning("id").execute();
                          ~~~~~ everyRow: "users"
  `,
  );
  valid(
    "a condition",
    ts`
    import { sql } from "kysely";
    import { db } from "./db.ts";
    await db.deleteFrom("teams").where("id", "=", 1).execute();
    await db.deleteFrom("teams").where(sql<boolean>\`true\`).execute();
    export const remove = (ids: number[]) => db.deleteFrom("teams").$if(ids.length > 0, (q) => q.where("id", "in", ids)).execute();
  `,
  );
});

describe("require-where on drizzle", () => {
  const { valid, invalid } = drawn(requireWhere, { schema: drizzleSchema, files: drizzleFiles });

  invalid(
    "chains without a condition",
    ts`
    import { db } from "./db";
    import { shelves, tags } from "./tables";
    await db.delete(tags);
                    ~~~~ everyRow: "tags"
    await db.update(shelves).set({ title: "x" });
                    ~~~~~~~ everyRow: "shelves"
  `,
  );
  valid(
    "a condition, also one that may be undefined",
    ts`
    import { eq, sql } from "drizzle-orm";
    import { db } from "./db";
    import { tags } from "./tables";
    await db.delete(tags).where(eq(tags.id, 1));
    await db.delete(tags).where(sql\`true\`);
    export const remove = (id?: number) => db.delete(tags).where(id ? eq(tags.id, id) : undefined);
  `,
  );
});

describe("require-where on Prisma", () => {
  const { valid, invalid } = drawn(requireWhere, {
    files: { "prisma/schema.prisma": prismaSchema },
    settings: { schema: ["prisma/schema.prisma"] },
  });

  invalid(
    "deleteMany and updateMany of all rows",
    ts`
    import { PrismaClient } from "@prisma/client";
    const prisma = new PrismaClient();
    await prisma.member.deleteMany();
                 ~~~~~~ everyRow: "members"
    await prisma.member.updateMany({ data: { email: "x" } });
                 ~~~~~~ everyRow: "members"
  `,
  );
  valid(
    "of some",
    ts`
    import { PrismaClient } from "@prisma/client";
    const prisma = new PrismaClient();
    await prisma.member.deleteMany({ where: { id: 1 } });
    export const remove = (where: any) => prisma.member.deleteMany({ where });
    await prisma.member.delete({ where: { id: 1 } });
  `,
  );
});
