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
