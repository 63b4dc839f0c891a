import { describe } from "vitest";
import { requireFilter } from "../../../rules/require-filter.ts";
import { drawn, ts } from "../../draw.ts";
import { files as drizzleFiles } from "../projects/drizzle.ts";
import { setting as typeormSetting } from "../projects/typeorm.ts";

const schema = "CREATE TABLE readings (id bigint PRIMARY KEY, region text NOT NULL, value numeric);";

describe("require-filter on knex and kysely", () => {
  const { valid, invalid } = drawn(requireFilter, { schema, options: { columns: ["region"] } });
  invalid(
    "chains without the column",
    ts`
    import knex from "knex"; import { Kysely } from "kysely";
    const db = knex({ client: "pg" });
    export const f = async (id: number) => await db("readings").where({ id }).select("value");
                                                    ~~~~~~~~~~ openRead
    export const g = (k: Kysely<any>, id: number) => k.deleteFrom("readings").where("id", "=", id).execute();
                                                                   ~~~~~~~~ openDelete
    export const h = async (value: number) => await db("readings").insert({ value });
                                                       ~~~~~~~~~~ unset
  `,
  );
  valid(
    "chains with it, and unknown conditions",
    ts`
    import knex from "knex"; import { Kysely } from "kysely";
    const db = knex({ client: "pg" });
    export const f = async (id: number, region: string) => await db("readings").where({ id, region }).select("value");
    export const g = (k: Kysely<any>, region: string) => k.deleteFrom("readings").where("region", "=", region).execute();
    export const h = async (value: number, region: string) => await db("readings").insert({ value, region });
    export const i = async (where: any) => await db("readings").where(where).select("value");
  `,
  );
});

describe("require-filter on drizzle", () => {
  const { valid, invalid } = drawn(requireFilter, {
    files: drizzleFiles,
    settings: { schema: ["tables.ts"] },
    options: { columns: ["books.shelf_id"] },
  });
  invalid(
    "the builder and the relational API",
    ts`
    import { eq } from "drizzle-orm"; import { db } from "./db"; import { books } from "./tables";
    export const f = (id: number) => db.select().from(books).where(eq(books.id, id));
                                                      ~~~~~ openRead
    export const g = (id: number) => db.query.books.findFirst({ where: eq(books.id, id) });
                                              ~~~~~ openRead
    export const h = (id: number) => db.update(books).set({ title: "x" }).where(eq(books.id, id));
                                               ~~~~~ openUpdate
  `,
  );
  valid(
    "that ask for it, and other tables",
    ts`
    import { and, eq } from "drizzle-orm"; import { db } from "./db"; import { books, shelves } from "./tables";
    export const f = (id: number, shelf: number) => db.select().from(books).where(and(eq(books.id, id), eq(books.shelfId, shelf)));
    export const g = (shelf: number) => db.query.books.findMany({ where: eq(books.shelfId, shelf) });
    export const h = () => db.select().from(shelves);
  `,
  );
});

describe("require-filter on TypeORM", () => {
  const { valid, invalid } = drawn(requireFilter, { ...typeormSetting, options: { columns: ["readers.name"] } });
  invalid(
    "repositories and query builders",
    ts`
    import { source } from "./source"; import { Reader } from "./entities";
    const readers = source.getRepository(Reader);
    export const f = (id: number) => readers.findOneBy({ id });
                                     ~~~~~~~ openRead
    export const g = (id: number) => readers.createQueryBuilder("r").where("r.id = :id", { id }).getMany();
                                     ~~~~~~~ openRead
  `,
  );
  valid(
    "that ask for it",
    ts`
    import { source } from "./source"; import { Reader } from "./entities";
    const readers = source.getRepository(Reader);
    export const f = (id: number, name: string) => readers.findOneBy({ id, name });
    export const g = (name: string) => readers.createQueryBuilder("r").where("r.name = :name", { name }).getMany();
  `,
  );
});
