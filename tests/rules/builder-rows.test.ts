import { describe } from "vitest";
import { noHardDelete } from "../../rules/no-hard-delete.ts";
import { noUnguardedNullableRead } from "../../rules/no-unguarded-nullable-read.ts";
import { noUnparameterizedSql } from "../../rules/no-unparameterized-sql.ts";
import { requireSoftDeleteFilter } from "../../rules/require-soft-delete-filter.ts";
import { drawn, ts } from "../draw.ts";

const schema = "CREATE TABLE users (id bigint PRIMARY KEY, email text, deleted_at timestamptz);";

describe("require-soft-delete-filter on builders", () => {
  const { valid, invalid } = drawn(requireSoftDeleteFilter, { schema });
  invalid(
    "a chain without the filter",
    ts`
    import knexOf from "knex";
    const knex = knexOf({ client: "pg" });
    export async function list() { return knex("users").select("id"); }
                                               ~~~~~~~ unfilteredRead
  `,
  );
  valid(
    "the program looks at the column right after",
    ts`
    import knexOf from "knex";
    const knex = knexOf({ client: "pg" });
    export async function one(id: number) {
      const user = await knex("users").select("id", "deleted_at").where("id", id).first();
      if (!user || user.deleted_at) return null;
      return user.id;
    }
  `,
  );
  valid(
    "one function adds it for all who ask",
    ts`
    import knexOf from "knex";
    const knex = knexOf({ client: "pg" });
    const live = () => knex("users").whereNull("deleted_at");
    export async function list() { return live().select("id"); }
  `,
  );
  invalid(
    "one of the callers leaves it out",
    ts`
    import knexOf from "knex";
    const knex = knexOf({ client: "pg" });
    const all = () => knex("users");
    export async function list() { return all().select("id"); }
                                          ~~~~~ unfilteredRead
    export async function live() { return all().whereNull("deleted_at"); }
  `,
  );
  valid(
    "who goes on with it is out of sight",
    ts`
    import knexOf from "knex";
    const knex = knexOf({ client: "pg" });
    export const all = () => knex("users");
  `,
  );
});

describe("no-hard-delete on builders", () => {
  const { valid, invalid } = drawn(noHardDelete, { schema });
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
  valid(
    "a cache",
    ts`
    const cache = new Map<string, number>();
    cache.delete("users");
  `,
  );
});

describe("no-unparameterized-sql on builders", () => {
  const { invalid } = drawn(noUnparameterizedSql, { schema });
  invalid(
    "a raw piece is told of once",
    ts`
    import knexOf from "knex";
    const knex = knexOf({ client: "pg" });
    export async function list(name: string) { return knex("users").whereNull("deleted_at").whereRaw(\`email = '\${name}'\`); }
                                                                                                                   ~~~~ splicedValue
  `,
  );
});

describe("no-unguarded-nullable-read on builders", () => {
  const { valid, invalid } = drawn(noUnguardedNullableRead, { schema });
  invalid(
    "a column of knex's rows",
    ts`
    import knexOf from "knex";
    const knex = knexOf({ client: "pg" });
    export async function list() {
      const rows = await knex("users").select("email");
      return rows.map((row) => row.email.trim());
                                   ~~~~~ nullableRead
    }
  `,
  );
  valid(
    "where the library's types do the job",
    ts`
    import { drizzle } from "drizzle-orm/node-postgres";
    import { pgTable, text } from "drizzle-orm/pg-core";
    const users = pgTable("users", { email: text("email") });
    const db = drizzle("postgres://localhost");
    export async function list() {
      const rows = await db.select({ email: users.email }).from(users);
      return rows.map((row) => row.email.trim());
    }
  `,
  );
});
