import { describe } from "vitest";
import { noUnguardedNullableRead } from "../../../rules/no-unguarded-nullable-read.ts";
import { drawn, ts } from "../../draw.ts";

describe("rows of drizzle", () => {
  const schema = "CREATE TABLE users (id bigint PRIMARY KEY, email text, deleted_at timestamptz);";
  const { valid } = drawn(noUnguardedNullableRead, { espree: true, schema });
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
