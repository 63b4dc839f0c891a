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
      interface Query { id?: number; archived: boolean }
      export const find = (query: Query) => db("customers").where(query);
                                                                  ~~~~~ unknownColumn
    `,
  );
  valid(
    "what the library itself gives, and libraries whose types tell",
    ts`
      import knex from "knex";
      import { Kysely } from "kysely";
      const db = knex({ client: "pg" });
      await db("customers").insert({ id: 1 });
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
                                                                                       ~~~~~~~ unknownColumn
                                                                                                                         ~~~~~~~ unknownColumn
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
                                       ~~~~~~~ unknownColumn
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
