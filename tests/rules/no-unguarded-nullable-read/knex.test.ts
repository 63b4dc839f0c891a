import { describe } from "vitest";
import { noUnguardedNullableRead } from "../../../rules/no-unguarded-nullable-read.ts";
import { drawn, ts } from "../../draw.ts";
import { files, schema } from "../projects/knex.ts";

describe("no-unguarded-nullable-read on knex", () => {
  const { valid, invalid } = drawn(noUnguardedNullableRead, { espree: true, schema, files });

  valid(
    "guards, and columns that are never NULL",
    ts`
    import { db } from "./db.ts";
    const rows = await db("users").whereNull("deleted_at");
    for (const row of rows) console.log(row.email.length, row.nickname?.length);
    const named = await db("users").whereNotNull("nickname").select("nickname as n");
    console.log(named.map((row) => row.n.length));
  `,
  );

  invalid(
    "a column that may be NULL",
    ts`
    import { db } from "./db.ts";
    const rows = await db("users").select("id", "nickname");
    for (const row of rows) console.log(row.nickname.length);
                                            ~~~~~~~~ nullableRead: "nickname"
    const user = await db("users").leftJoin("posts", "posts.user_id", "users.id").select("users.email", "posts.id as post").first();
    console.log(user.email.length, user.post.toFixed());
                                        ~~~~ unmatchedRead: "posts"
  `,
  );
});

describe("a chain from its client to its end", () => {
  const schema = "CREATE TABLE users (id bigint PRIMARY KEY, email text, deleted_at timestamptz);";
  const { invalid } = drawn(noUnguardedNullableRead, { espree: true, schema });
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
});
