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
                                   ~~~~~ unknownColumn: Did you mean "email"?
      await db("costumers").select("id");
                ~~~~~~~~~ unknownTable: Did you mean "customers"?
      await db("customers").update({ nik: "x" }).where({ id: 1 });
                                     ~~~ unknownColumn: Did you mean "nick"?
      await db("customers as c").select("c.emial as address", db.raw("lenght(c.email)"));
                                           ~~~~~ unknownColumn: Did you mean "email"?
                                                                      ~~~~~~~~~~~~~~~ refused: function lenght(text) does not exist. Did you mean "length"?
      interface Query { id?: number; archived: boolean }
      export const find = (query: Query) => db("customers").where(query);
                                                                  ~~~~~ unknownColumn
    `,
    {
      suggestions: [
        'where("email", "a@b.c")',
        'await db("customers").select("id");',
        'update({ nick: "x" })',
        '"c.email as address"',
      ],
    },
  );
  valid(
    "what the library itself gives, and libraries whose types tell",
    ts`
      import knex from "knex";
      import { Kysely } from "kysely";
      const db = knex({ client: "pg" });
      await db("customers").insert({ id: 1, email: "a" });
      interface Query { id?: number; archived?: boolean }
      export const find = (query: Query) => db("customers").where(query).where("id", ">", 1);
      export const all = (k: Kysely<any>) => k.selectFrom("customers").select("emial").execute();
      await db("orders as o").join("customers as c", "c.id", "o.customer_id").select("c.email", "o.id");
    `,
  );
});

describe("builders that are put together in several ways", () => {
  const { valid, invalid } = drawn(noInvalidSql, {
    schema: "CREATE TABLE customers (id bigint PRIMARY KEY, email text NOT NULL);",
  });
  invalid(
    "all of them read",
    ts`
      import knex from "knex";
      const db = knex({ client: "pg" });
      export const all = async (some: boolean) => await (some ? db("customers").select("emial") : db("customers").select("emial").limit(1));
                                                                                        ~~~~~ unknownColumn
                                                                                                                          ~~~~~ unknownColumn
    `,
  );
  const cases = Array.from(
    { length: 40 },
    (_, n) => `case ${n}: q = q.orWhere("id", ${n}).andWhere("id", "<", ${n}); break;`,
  );
  valid(
    "more of them than are read",
    `import knex from "knex";
const db = knex({ client: "pg" });
export const all = async (n: any) => {
  let q = db("customers").select("emial");
  switch (n.kind) { ${cases.join(" ")} }
  return await q;
};
`,
  );
  invalid(
    "so few that all are read",
    ts`
      import knex from "knex";
      const db = knex({ client: "pg" });
      export const all = async (n: any) => {
        let q = db("customers").select("emial");
                                        ~~~~~ unknownColumn
        switch (n.kind) {
          case 0: q = q.orWhere("id", 0).andWhere("id", "<", 0); break;
          case 1: q = q.orWhere("id", 1).andWhere("id", "<", 1); break;
        }
        return await q;
      };
    `,
  );
});

describe("drizzle's tables in texts", () => {
  const { valid } = drawn(noInvalidSql, {
    schema: "CREATE TYPE kind AS ENUM ('a'); CREATE TABLE periods (id bigint PRIMARY KEY, type kind NOT NULL);",
    files: {
      "tables.ts": `import { bigint, pgEnum, pgTable } from "drizzle-orm/pg-core";
        export const kind = pgEnum("kind", ["a"]);
        export const periods = pgTable("periods", { id: bigint({ mode: "number" }).primaryKey(), type: kind().notNull() });`,
    },
  });

  valid(
    "have columns of an enum that are named by their properties",
    ts`
      import { sql } from "drizzle-orm";
      import { drizzle } from "drizzle-orm/node-postgres";
      import { periods } from "./tables.ts";
      export const all = () => drizzle("").execute(sql\`SELECT \${periods.id} FROM \${periods} WHERE \${periods.type} = 'a'\`);
    `,
  );
});

describe("names in the texts of TypeORM", () => {
  const { valid, invalid } = drawn(noInvalidSql, {
    files: {
      "entities.ts": `import { Column, DataSource, Entity, PrimaryGeneratedColumn } from "typeorm";
@Entity({ name: "partner_admin" }) export class Admin {
  @PrimaryGeneratedColumn("uuid", { name: "partnerAdminId" }) id: string;
  @Column() active: boolean;
}
export const admins = new DataSource({ type: "postgres", entities: [Admin] }).getRepository(Admin);
`,
    },
    settings: { schema: ["entities.ts"] },
  });
  valid(
    "that the column has in the database are put in quotes",
    ts`
    import { admins, Admin } from "./entities";
    export const f = (id: string) => admins.createQueryBuilder().update(Admin).set({ active: true }).where("partnerAdminId = :id", { id }).execute();
    export const g = (id: string) => admins.createQueryBuilder("a").where("a.partnerAdminId = :id", { id }).getOne();
  `,
  );
  invalid(
    "that no column has are not",
    ts`
    import { admins, Admin } from "./entities";
    export const f = (id: string) => admins.createQueryBuilder().update(Admin).set({ active: true }).where("partnerAdmin = :id", { id }).execute();
                                                                                                            ~~~~~~~~~~~~ unknownColumn
  `,
  );
});

describe("what else PostgreSQL refuses of builders", () => {
  const { valid, invalid } = drawn(noInvalidSql, {
    schema: `CREATE TYPE state AS ENUM ('open', 'shut');
      CREATE TABLE customers (id integer PRIMARY KEY, email text NOT NULL, nick text, age integer, born date, active boolean, shout text GENERATED ALWAYS AS (upper(email)) STORED);
      CREATE TABLE orders (id bigint PRIMARY KEY, customer_id integer NOT NULL, state state NOT NULL, total numeric NOT NULL, no text NOT NULL UNIQUE);`,
  });
  invalid(
    "columns that are written, conflicts, groups and values of knex",
    ts`
      import knex from "knex";
      const db = knex({ client: "pg" });
      await db("customers").insert({ id: 1, nick: "x" });
               ~~~~~~~~~~~ missingColumn: leaves out "email"
      await db("customers").insert({ id: 1, email: null });
                                                   ~~~~ nullInColumn
      await db("customers").update({ shout: "X" });
                                     ~~~~~ generatedColumn
      await db("orders").insert({ id: 1, customer_id: 1, state: "open", total: 1, no: "1" }).onConflict("customer_id").ignore();
                                                                                                        ~~~~~~~~~~~~~ refused: no unique or exclusion constraint
      await db("orders").select("customer_id", "state").sum("total").groupBy("customer_id");
                                               ~~~~~~~ refused: must appear in the GROUP BY clause
      await db("customers").where("born", "2024-13-01").where("age", "old");
                                          ~~~~~~~~~~~~ refused: date/time field value out of range
                                                                     ~~~~~ refused: invalid input syntax for type integer: "old"
      await db("customers").whereRaw("email > age");
                                      ~~~~~~~~~~~ refused: operator does not exist: text > integer
    `,
  );
  valid(
    "values that are sent beside the text have the type of their place",
    ts`
      import knex from "knex";
      const db = knex({ client: "pg" });
      await db("customers").where("email", 5).where("active", 1).where("age", "5").where("born", "today").limit(1);
      await db("customers").insert({ id: 1, email: 7, active: 0, born: "2024-12-01" }).onConflict("id").merge();
      export const ago = (days: number) => db("customers").whereRaw("born < now() - INTERVAL '?? days'", [days]);
      export const since = (days: number) => db.raw("SELECT id FROM customers WHERE born < now() - INTERVAL '?? days'", [days]);
    `,
  );
  valid(
    "what is not known of a builder may be a further table, a column, a key",
    ts`
      import knex, { type Knex } from "knex";
      const db = knex({ client: "pg" });
      export const more = (also: (query: Knex.QueryBuilder) => void) => db("customers").modify(also).where("total", ">", 1).where("o.total", 1);
      export const put = (rest: object) => db("customers").insert({ id: 1, ...rest });
      export const group = (by: string) => db("orders").select("state", by).count("*").groupBy(by, "state");
      export const keep = (key: string) => db("customers").insert({ id: 1, email: "a" }).onConflict(key).ignore();
      await db("customers").join("orders", function () { this.on("orders.customer_id", db.raw("(SELECT max(o.customer_id) FROM orders o WHERE o.no = customers.email)")); });
    `,
  );
  invalid(
    "columns of a table that is there are known all the same",
    ts`
      import knex, { type Knex } from "knex";
      const db = knex({ client: "pg" });
      export const more = (also: (query: Knex.QueryBuilder) => void) => db("customers").modify(also).where("customers.emial", "a");
                                                                                                                      ~~~~~ unknownColumn: Did you mean "email"?
    `,
  );
  invalid(
    "what types of kysely and drizzle do not see: conflicts, groups, pieces of SQL",
    ts`
      import { Kysely, sql } from "kysely";
      export const all = (k: Kysely<any>) => [
        k.insertInto("orders").values({ id: 1, customer_id: 1, state: "open", total: 1, no: "1" }).onConflict((oc) => oc.columns(["customer_id"]).doNothing()).execute(),
                                                                                                                                  ~~~~~~~~~~~~~ refused
        k.selectFrom("orders").select(["state", (eb) => eb.fn.countAll().as("n")]).execute(),
                                       ~~~~~~~ refused: must appear in the GROUP BY clause
        k.selectFrom("customers").select(sql<string>\`lenght(emial)\`.as("n")).execute(),
                                                             ~~~~~ unknownColumn: Did you mean "email"?
      ];
    `,
  );
  valid(
    "statements that a library makes of models, and names in another case",
    ts`
      import { Kysely, sql } from "kysely";
      import { PrismaClient } from "@prisma/client";
      const prisma = new PrismaClient();
      export const all = (k: Kysely<any>) => [
        k.with("lateOrders", (q) => q.selectFrom("orders").select("customer_id as customerId")).selectFrom("lateOrders").where(sql\`"lateOrders".customer_id\`, "=", 1).selectAll().execute(),
        prisma.orders.upsert({ where: { customer_id: 1 }, create: { id: 1, customer_id: 1, state: "open", total: 1, no: "a" }, update: { no: "b" } }),
      ];
    `,
  );
  invalid(
    "the texts of TypeORM",
    ts`
      import { DataSource } from "typeorm";
      export const all = (source: DataSource) => source.createQueryBuilder().select("c.emial").from("customers", "c").where("c.aeg > :age", { age: 5 }).getRawMany();
                                                                                       ~~~~~ unknownColumn: Did you mean "email"?
                                                                                                                               ~~~ unknownColumn: Did you mean "age"?
    `,
  );
});
