import { describe } from "vitest";
import { requireReviveOnConflict } from "../../../rules/require-revive-on-conflict.ts";
import { drawn, ts } from "../../draw.ts";

describe("require-revive-on-conflict on drizzle", () => {
  const { valid, invalid } = drawn(requireReviveOnConflict, {
    files: {
      "tables.ts": `import { integer, pgTable, text, timestamp } from "drizzle-orm/pg-core";
import { drizzle } from "drizzle-orm/node-postgres";
export const db = drizzle(process.env.URL!);
export const tags = pgTable("tags", { id: integer("id").primaryKey(), word: text("word").unique(), deletedAt: timestamp("deleted_at") });
`,
    },
    settings: { schema: ["tables.ts"] },
  });
  invalid(
    "an INSERT with the key, and one that changes a row which stays deleted",
    ts`
    import { db, tags } from "./tables";
    export const f = (word: string) => db.insert(tags).values({ word });
                                                 ~~~~ keptOut
    export const g = (word: string) => db.insert(tags).values({ word }).onConflictDoUpdate({ target: tags.word, set: { word } });
                                                 ~~~~ staysDeleted
  `,
  );
  valid(
    "one that brings it back, and one without the key",
    ts`
    import { db, tags } from "./tables";
    export const f = (word: string) => db.insert(tags).values({ word }).onConflictDoUpdate({ target: tags.word, set: { deletedAt: null } });
    export const g = (id: number) => db.insert(tags).values({ id });
  `,
  );
});

describe("require-revive-on-conflict on Prisma", () => {
  const { valid, invalid } = drawn(requireReviveOnConflict, {
    files: {
      "prisma/schema.prisma": `datasource db {
  provider = "postgresql"
}
model Tag {
  id        Int       @id @default(autoincrement())
  word      String    @unique
  deletedAt DateTime?
}
`,
    },
    settings: { schema: ["prisma/schema.prisma"] },
  });
  invalid(
    "create, and an upsert that leaves the mark",
    ts`
    import { PrismaClient } from "@prisma/client";
    const prisma = new PrismaClient();
    export const f = (word: string) => prisma.tag.create({ data: { word } });
                                              ~~~ keptOut
  `,
  );
  valid(
    "an upsert that clears the mark",
    ts`
    import { PrismaClient } from "@prisma/client";
    const prisma = new PrismaClient();
    export const f = (word: string) => prisma.tag.upsert({ where: { word }, create: { word }, update: { deletedAt: null } });
  `,
  );
});
