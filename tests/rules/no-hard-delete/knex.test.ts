import { describe } from "vitest";
import { noHardDelete } from "../../../rules/no-hard-delete.ts";
import { drawn, ts } from "../../draw.ts";
import { files, schema } from "../projects/knex.ts";

describe("no-hard-delete on knex", () => {
  const { valid, invalid } = drawn(noHardDelete, { schema, files });

  valid(
    "a purge, and tables whose rows are not marked",
    ts`
    import { db } from "./db.ts";
    await db("users").whereNotNull("deleted_at").del();
    await db("users").where("deleted_at", "<", db.fn.now()).delete();
    await db("plans").where({ deleted: true }).del();
    await db("logs").del();
    const seen = new Map<string, number>();
    seen.delete("users");
  `,
  );

  invalid(
    "del, delete and truncate",
    ts`
    import { db } from "./db.ts";
    import type { Knex } from "knex";
    await db("users").where("id", 1).del();
             ~~~~~~~ hardDelete: "users"
    export async function remove(trx: Knex.Transaction, id: number) {
      await trx("plans").where({ id }).delete(["id"]);
                ~~~~~~~ hardDelete: "plans"
      await trx("posts").truncate();
                ~~~~~~~ truncate: "posts"
    }
  `,
    {
      suggestions: [
        `db("users").where("id", 1).whereNull("deleted_at").update({ deleted_at: db.fn.now() })`,
        `trx("plans").where({ id }).where("deleted", false).update({ deleted: true }, ["id"])`,
        `trx("posts").whereNull("deleted_at").update({ deleted_at: trx.fn.now() })`,
      ],
    },
  );
});

describe("no-hard-delete on a query of another function", () => {
  const { invalid } = drawn(noHardDelete, { schema, files });

  invalid(
    "is drawn where it is called",
    ts`
    import { db } from "./db.ts";
    export class Users {
      live() { return db("users").where({ deleted_at: null }); }
      async remove(id: number): Promise<void> { await this.live().where({ id }).del(); }
                                                      ~~~~~~~~~~~ hardDelete: "users"
    }
  `,
    { suggestions: [`await this.live().where({ id }).update({ deleted_at: db.fn.now() })`] },
  );
});

describe("a chain from its client to its end", () => {
  const schema = "CREATE TABLE users (id bigint PRIMARY KEY, email text, deleted_at timestamptz);";
  const { invalid } = drawn(noHardDelete, { schema });
  invalid(
    "a chain that deletes, once",
    ts`
    import knexOf from "knex";
    const knex = knexOf({ client: "pg" });
    const remove = (id: number) => knex("users").where({ id }).del();
                                        ~~~~~~~ hardDelete
    export async function clean() { await remove(1); await remove(2); }
  `,
  );
});
