import { describe } from "vitest";
import { noUnguardedNullableRead } from "../../../rules/no-unguarded-nullable-read.ts";
import { drawn, ts } from "../../draw.ts";

const schema = "CREATE TABLE boats (id bigint PRIMARY KEY, name text NOT NULL, berth text, owner_id bigint);";
const { valid, invalid } = drawn(noUnguardedNullableRead, { schema });

describe("a step of a builder that says what the rows are", () => {
  invalid(
    "$castTo of kysely, whatever the tables' interface says",
    ts`
      import { Kysely } from "kysely";
      export async function f(db: Kysely<any>) {
        const rows = await db.selectFrom("boats").select("berth").where("id", "=", 1).$castTo<{ berth: string }>().execute();
                                                                                                ~~~~~ nonNullType: "berth" of "boats"
        return rows.map((row) => row.berth.trim());
      }
    `,
  );
  valid(
    "$castTo with null, and no cast at all",
    ts`
      import { Kysely } from "kysely";
      interface Boats { boats: { id: number; berth: string | null } }
      export async function f(db: Kysely<Boats>) {
        const rows = await db.selectFrom("boats").select("berth").$castTo<{ berth: string | null }>().execute();
        const others = await db.selectFrom("boats").select("berth").execute();
        return [...rows, ...others].map((row) => row.berth?.trim());
      }
    `,
  );
});

describe("models of objection", () => {
  invalid(
    "a field that says less than its column",
    ts`
      import { Model } from "objection";
      export class Boat extends Model {
        static tableName = "boats";
        id!: number;
        name!: string;
        berth!: string;
        ~~~~~ nonNullType: "berth" of "boats"
      }
    `,
    { settings: { schema: ["schema.sql", "code.ts"] } },
  );
});

describe("a type that the program gives a piece of drizzle's", () => {
  const files = {
    "tables.ts": `import { bigint, pgTable, text } from "drizzle-orm/pg-core";
export const boats = pgTable("boats", { id: bigint("id", { mode: "number" }).primaryKey(), name: text("name").notNull(), berth: text("berth") });`,
  };
  invalid(
    "and that says it is never NULL",
    ts`
      import { drizzle } from "drizzle-orm/node-postgres";
      import { sql } from "drizzle-orm";
      import { boats } from "./tables";
      const db = drizzle("postgres://localhost/x");
      export const chosen = async () => await db.select({ berth: sql<string>\`\${boats.berth}\`, name: boats.name }).from(boats);
                                                                     ~~~~~~ nonNullType: "berth" of "boats"
    `,
    { files },
  );
  valid(
    "and that is true, or the decoder's",
    ts`
      import { drizzle } from "drizzle-orm/node-postgres";
      import { isNotNull, sql } from "drizzle-orm";
      import { boats } from "./tables";
      const db = drizzle("postgres://localhost/x");
      export const withNull = () => db.select({ berth: sql<string | null>\`\${boats.berth}\` }).from(boats);
      export const withDefault = () => db.select({ berth: sql<string>\`coalesce(\${boats.berth}, '')\` }).from(boats);
      export const guarded = () => db.select({ berth: sql<string>\`\${boats.berth}\` }).from(boats).where(isNotNull(boats.berth));
      export const decoded = () => db.select({ berth: sql<number>\`\${boats.berth}\`.mapWith(Number) }).from(boats);
      export const typed = async () => (await db.select({ berth: boats.berth }).from(boats)).map((row) => row.berth.trim());
    `,
    { files },
  );
});
