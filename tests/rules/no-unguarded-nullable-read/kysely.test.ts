import { describe } from "vitest";
import { noUnguardedNullableRead } from "../../../rules/no-unguarded-nullable-read.ts";
import { drawn, ts } from "../../draw.ts";

describe("interfaces of kysely", () => {
  const { valid, invalid } = drawn(noUnguardedNullableRead, {
    espree: true,
    file: "database.ts",
    schema: "CREATE TABLE members (id serial PRIMARY KEY, motto text, nick text, email text NOT NULL);",
    settings: { schema: ["schema.sql", "database.ts"] },
  });

  invalid(
    "a column that the migrations leave nullable",
    ts`
    import { Generated, Kysely } from "kysely";
    interface MemberTable { id: Generated<number>; motto: string; nick: string | null; email: string }
                                                   ~~~~~ nonNullType
    interface Database { members: MemberTable }
    export const db = new Kysely<Database>({ dialect });
  `,
    { suggestions: ["motto: string | null;"] },
  );

  valid(
    "column types of kysely's own, columns and tables that are not known",
    ts`
    import { ColumnType, Generated, Kysely } from "kysely";
    interface MemberTable { id: Generated<number>; motto: ColumnType<string | null, string, string>; nick: Generated<string>; unheard: string }
    interface OtherTable { motto: string }
    interface Database { members: MemberTable; others: OtherTable }
    export const db = new Kysely<Database>({ dialect });
  `,
  );
});
