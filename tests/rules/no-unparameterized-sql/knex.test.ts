import { describe } from "vitest";
import { noUnparameterizedSql } from "../../../rules/no-unparameterized-sql.ts";
import { drawn, ts } from "../../draw.ts";

describe("a chain from its client to its end", () => {
  const schema = "CREATE TABLE users (id bigint PRIMARY KEY, email text, deleted_at timestamptz);";
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
