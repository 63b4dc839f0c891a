import { describe } from "vitest";
import { noUnsupportedSyntax } from "../../../rules/no-unsupported-syntax.ts";
import { drawn, ts } from "../../draw.ts";

const schema =
  "CREATE TABLE users (id int PRIMARY KEY, name text); CREATE TABLE guests (id int PRIMARY KEY, name text);";

describe("what builders send that PostgreSQL does not have yet", () => {
  const { valid, invalid } = drawn(noUnsupportedSyntax, { schema, settings: { postgresVersion: 12 } });
  invalid(
    "in pieces of knex, kysely and Sequelize",
    ts`
    import knex from "knex"; import { Kysely, sql } from "kysely"; import { Sequelize } from "sequelize";
    const db = knex({ client: "pg" }); const sequelize = new Sequelize("postgres://localhost/x");
    export const f = async () => await db("users").select(db.raw("date_bin('1 hour', now(), now())"));
                                                                  ~~~~~~~~ tooNew
    export const g = (k: Kysely<any>) => k.selectFrom("users").select(sql\`string_to_table(name, ',')\`.as("word")).execute();
                                                                           ~~~~~~~~~~~~~~~ tooNew
    export const h = () => sequelize.query("SELECT any_value(name) FROM users");
                                                   ~~~~~~~~~ tooNew
  `,
  );
  valid(
    "what it has",
    ts`
    import knex from "knex"; import { Kysely, sql } from "kysely"; import { Sequelize } from "sequelize";
    const db = knex({ client: "pg" }); const sequelize = new Sequelize("postgres://localhost/x");
    export const f = async () => await db("users").select(db.raw("date_trunc('hour', now())"));
    export const g = (k: Kysely<any>) => k.selectFrom("users").select(sql\`string_to_array(name, ',')\`.as("words")).execute();
    export const h = () => sequelize.query("SELECT max(name) FROM users");
  `,
  );
});
