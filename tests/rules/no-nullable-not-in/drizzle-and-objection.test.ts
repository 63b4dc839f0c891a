import { describe } from "vitest";
import { noNullableNotIn } from "../../../rules/no-nullable-not-in.ts";
import { drawn, ts } from "../../draw.ts";
import { files as drizzleFiles } from "../projects/drizzle.ts";
import { files as objectionFiles, schema as objectionSchema } from "../projects/objection.ts";

describe("NOT IN of drizzle", () => {
  const { valid, invalid } = drawn(noNullableNotIn, { files: drizzleFiles, settings: { schema: ["tables.ts"] } });
  invalid(
    "a subquery of a column that may be NULL",
    ts`
    import { notInArray } from "drizzle-orm"; import { db } from "./db"; import { books, shelves } from "./tables";
    export const f = () => db.select().from(shelves).where(notInArray(shelves.id, db.select({ id: books.shelfId }).from(books)));
                                                                                  ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ nullableRows
  `,
  );
  valid(
    "of a key, of what is not NULL, and IN",
    ts`
    import { inArray, isNotNull, notInArray } from "drizzle-orm"; import { db } from "./db"; import { books, shelves } from "./tables";
    export const f = () => db.select().from(shelves).where(notInArray(shelves.id, db.select({ id: books.id }).from(books)));
    export const g = () => db.select().from(shelves).where(notInArray(shelves.id, db.select({ id: books.shelfId }).from(books).where(isNotNull(books.shelfId))));
    export const h = () => db.select().from(shelves).where(inArray(shelves.id, db.select({ id: books.shelfId }).from(books)));
  `,
  );
});

describe("NOT IN of objection", () => {
  const { valid, invalid } = drawn(noNullableNotIn, { schema: objectionSchema, files: objectionFiles });
  invalid(
    "a subquery of a column that may be NULL",
    ts`
    import { Post, User } from "./models.js";
    export const f = async () => await Post.query().whereNotIn("id", User.query().select("team_id"));
                                                                                         ~~~~~~~~~ nullableRows
  `,
  );
  valid(
    "of a key, and of what is not NULL",
    ts`
    import { Post, User } from "./models.js";
    export const f = async () => await User.query().whereNotIn("id", Post.query().select("user_id"));
    export const g = async () => await Post.query().whereNotIn("id", User.query().select("team_id").whereNotNull("team_id"));
  `,
  );
});
