import { describe } from "vitest";
import { noNullComparison } from "../../../rules/no-null-comparison.ts";
import { drawn, ts } from "../../draw.ts";

const schema = "CREATE TABLE boats (id bigint PRIMARY KEY, name text NOT NULL, berth text, deleted_at timestamptz);";
const { valid, invalid } = drawn(noNullComparison, { schema });

describe("comparisons with NULL in builders that send them", () => {
  invalid(
    "kysely",
    ts`
      import { Kysely } from "kysely";
      export async function f(db: Kysely<any>) {
        await db.selectFrom("boats").select("id").where("berth", "=", null).execute();
                                                                      ~~~~ comparedWithNull
        await db.selectFrom("boats").select("id").where((eb) => eb.or([eb("berth", "!=", null), eb("id", "=", 1)])).execute();
                                                                                         ~~~~ comparedWithNull
        await db.selectFrom("boats").select("id").where("berth", "in", ["a", null]).execute();
                                                                             ~~~~ nullInList
      }
    `,
  );
  valid(
    "kysely: is, objects, SET, an empty list, a value that may be null",
    ts`
      import { Kysely } from "kysely";
      export async function f(db: Kysely<any>, berth: string | null = null, other?: string) {
        await db.selectFrom("boats").select("id").where("berth", "is", null).where("deleted_at", "is not", null).execute();
        await db.selectFrom("boats").select("id").where((eb) => eb.and({ berth: null })).execute();
        await db.updateTable("boats").set({ berth: null }).where("id", "=", 1).execute();
        await db.selectFrom("boats").select("id").where("berth", "in", []).execute();
        await db.selectFrom("boats").select("id").where("berth", "=", berth).execute();
        await db.selectFrom("boats").select("id").where("berth", "=", other ?? null).execute();
        await db.selectFrom("boats").select("id").where("berth", "=", other ? "a" : null).execute();
      }
    `,
  );
  invalid(
    "knex: three arguments",
    ts`
      import knex from "knex";
      const db = knex({ client: "pg" });
      export const one = async () => await db("boats").select("id").where("berth", "=", null);
                                                                                        ~~~~ comparedWithNull
      export const other = async () => await db("boats").select("id").whereRaw("berth <> NULL");
                                                                                         ~~~~ comparedWithNull
    `,
  );
  valid(
    "knex: what it makes IS NULL of",
    ts`
      import knex from "knex";
      const db = knex({ client: "pg" });
      export const a = async () => await db("boats").select("id").where("berth", null).whereNot("deleted_at", null);
      export const b = async () => await db("boats").select("id").where({ berth: null }).where("name", "is not", null);
      export const c = async () => await db("boats").update({ berth: null }).where({ id: 1 });
    `,
  );
  invalid(
    "drizzle",
    ts`
      import { eq } from "drizzle-orm";
      import { drizzle } from "drizzle-orm/node-postgres";
      import { bigint, pgTable, text } from "drizzle-orm/pg-core";
      const boats = pgTable("boats", { id: bigint({ mode: "number" }), berth: text() });
      export const f = async () => await drizzle().select().from(boats).where(eq(boats.berth, null));
                                                                                              ~~~~ comparedWithNull
    `,
  );
  valid(
    "what is NULL on the other way, which is IS NULL",
    ts`
      import { PrismaClient } from "@prisma/client";
      export async function list(berth: string | undefined, free: boolean) {
        const where: any = {};
        if (free) where.berth = null;
        else where.berth = berth;
        return await new PrismaClient().boats.findMany({ where });
      }
    `,
  );
  valid(
    "what Sequelize and Prisma make IS NULL of",
    ts`
      import { PrismaClient } from "@prisma/client";
      import { DataTypes, Op, Sequelize } from "sequelize";
      const sequelize = new Sequelize("postgres://localhost/x");
      const Boat = sequelize.define("boats", { berth: DataTypes.TEXT }, { tableName: "boats" });
      export const a = async () => await Boat.findAll({ where: { berth: null, name: { [Op.ne]: null } } });
      export const b = async () => await Boat.findAll({ where: { berth: { [Op.eq]: null } } });
      export const c = async () => await new PrismaClient().boats.findMany({ where: { berth: null, name: { not: null } } });
    `,
  );
});
