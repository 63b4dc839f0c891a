import { describe, expect, it } from "vitest";
import { statementsOf } from "../../../found-statements.ts";
import type { Files } from "../../../project-folder.ts";

const books = `import { integer, pgTable, timestamp } from "drizzle-orm/pg-core";
export const book = pgTable("books_of_all", { id: integer("id").primaryKey(), deletedAt: timestamp("deleted_at") });
export const shelf = pgTable("the_shelves", { id: integer("id").primaryKey(), deletedAt: timestamp("deleted_at") });
`;
const database = `import { drizzle } from "drizzle-orm/node-postgres";
import type * as schema from "./schema";
export type Database = ReturnType<typeof drizzle<typeof schema>>;
`;

/** A project whose drizzle.config.ts names a schema; what it names passes the tables on. */
const files = (config: string, barrel: Files): Files => ({
  "package.json": `{ "dependencies": { "drizzle-orm": "0.44", "pg": "8" } }`,
  "drizzle.config.ts": `import { defineConfig } from "drizzle-kit";\nexport default defineConfig({ dialect: "postgresql", out: "./drizzle", schema: ${config} });`,
  "drizzle/0000_a.sql": `CREATE TABLE "books_of_all" (id int PRIMARY KEY, deleted_at timestamp);\nCREATE TABLE "the_shelves" (id int PRIMARY KEY, deleted_at timestamp);`,
  "drizzle/meta/_journal.json": `{"version":"7","dialect":"postgresql","entries":[{"idx":0,"version":"7","when":1,"tag":"0000_a","breakpoints":true}]}`,
  "src/db/index.ts": database,
  "src/db/schema/books.ts": books,
  "src/app.ts": `import type { Database } from "./db";
export const typed = async (db: Database) => await db.query.book.findFirst();
export const outOfSight = async ({ ctx }: any) => await ctx.db.query.book.findMany();
export const other = async ({ ctx }: any) => await ctx.db.query.journal.findMany();
`,
  ...barrel,
});
const index = "./src/db/schema/index.ts";

describe("a schema that drizzle.config.ts names", () => {
  it.each([
    ["passes all of a file on", `"${index}"`, { "src/db/schema/index.ts": `export * from "./books";` }],
    ["passes tables on by name", `"${index}"`, { "src/db/schema/index.ts": `export { book, shelf } from "./books";` }],
    [
      "imports and exports them",
      `"${index}"`,
      { "src/db/schema/index.ts": `import { book } from "./books";\nexport { book };` },
    ],
    ["is one of a list", `["${index}"]`, { "src/db/schema/index.ts": `export * from "./books";` }],
    [
      "leads on through another",
      `"${index}"`,
      { "src/db/schema/index.ts": `export * from "./all";`, "src/db/schema/all.ts": `export * from "./books";` },
    ],
    ["is the file itself", `"./src/db/schema/books.ts"`, { "src/db/schema/index.ts": `export * from "./books";` }],
    ["is the folder", `"./src/db/schema"`, { "src/db/schema/index.ts": `export * from "./books";` }],
  ])("that %s has its tables", async (_, config, barrel) => {
    expect(await statementsOf("src/app.ts", files(config, barrel))).toEqual([
      "select books_of_all",
      "select books_of_all",
    ]);
  });

  it("that leads to itself ends", async () => {
    const barrel = { "src/db/schema/index.ts": `export * from "./index";\nexport * from "./books";` };
    expect(await statementsOf("src/app.ts", files(`"${index}"`, barrel))).toHaveLength(2);
  });

  it("that passes on no table has none", async () => {
    const barrel = {
      "src/db/schema/index.ts": `export * from "./names";`,
      "src/db/schema/names.ts": "export const journal = 1;",
    };
    const found = await statementsOf("src/app.ts", files(`"${index}"`, barrel));
    expect(found.filter((one) => !one.startsWith("partly"))).toEqual([]);
  });
});
