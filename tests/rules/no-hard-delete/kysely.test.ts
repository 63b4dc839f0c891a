import { describe } from "vitest";
import { noHardDelete } from "../../../rules/no-hard-delete.ts";
import { drawn, ts } from "../../draw.ts";
import { schema, db } from "../projects/kysely.ts";

describe("deletes through kysely", () => {
  const { valid, invalid } = drawn(noHardDelete, { schema, files: db });

  invalid(
    "a row that goes for good",
    ts`
    import { db } from "./db.ts";
    export async function remove(id: number) {
      await db.deleteFrom("users").where("id", "=", id).execute();
                           ~~~~~ hardDelete
    }
  `,
    {
      suggestions: [
        `import { db } from "./db.ts";\nimport { sql } from "kysely";\nexport async function remove(id: number) {\n  await db.updateTable("users").set({ deleted_at: sql\`now()\` }).where("id", "=", id).where("deleted_at", "is", null).execute();`,
      ],
    },
  );

  invalid(
    "with other tables, in a transaction",
    ts`
    import { Kysely, type Transaction } from "kysely";
    export async function remove(db: Kysely<any>, name: string) {
      await db.transaction().execute(async (trx) => {
        await trx
          .deleteFrom("users")
                       ~~~~~ hardDelete
          .using("teams")
          .whereRef("teams.id", "=", "users.team_id")
          .where("teams.name", "=", name)
          .execute();
      });
    }
  `,
    { suggestions: [`      .updateTable("users")\n      .set({ deleted_at: sql\`now()\` })\n      .from("teams")`] },
  );

  valid(
    "a purge, and tables that keep nothing",
    ts`
    import { db } from "./db.ts";
    export async function purge(before: Date) {
      await db.deleteFrom("users").where("deleted_at", "is not", null).execute();
      await db.deleteFrom("users").where("deleted_at", "<", before).execute();
      await db.deleteFrom("teams").where("id", "=", 1).execute();
    }
  `,
  );
});
