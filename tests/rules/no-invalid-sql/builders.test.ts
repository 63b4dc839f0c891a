import { describe } from "vitest";
import { noInvalidSql } from "../../../rules/no-invalid-sql.ts";
import { drawn, ts } from "../../draw.ts";

const schema =
  "CREATE TABLE customers (id bigint PRIMARY KEY, email text NOT NULL, nick text); CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint NOT NULL);";

describe("names in builders", () => {
  const { valid, invalid } = drawn(noInvalidSql, { schema });

  invalid(
    "knex, whose names are strings",
    ts`
      import knex from "knex";
      const db = knex({ client: "pg" });
      await db("customers").where("emial", "a@b.c").select("id");
                                  ~~~~~~~ unknownColumn: Did you mean "email"?
      await db("costumers").select("id");
               ~~~~~~~~~~~ unknownTable: Did you mean "customers"?
      await db("customers").update({ nik: "x" }).where({ id: 1 });
    `,
  );
  valid(
    "what the library itself gives, and libraries whose types tell",
    ts`
      import knex from "knex";
      import { Kysely } from "kysely";
      const db = knex({ client: "pg" });
      await db("customers").insert({ id: 1 });
      export const all = (k: Kysely<any>) => k.selectFrom("customers").select("emial").execute();
      await db("orders as o").join("customers as c", "c.id", "o.customer_id").select("c.email", "o.id");
    `,
  );
});
