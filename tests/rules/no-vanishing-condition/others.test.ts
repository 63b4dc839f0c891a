import { readFileSync } from "node:fs";
import { describe } from "vitest";
import { noVanishingCondition } from "../../../rules/no-vanishing-condition.ts";
import { drawn, ts } from "../../draw.ts";
import { setting as mikroOrm } from "../projects/mikro-orm.ts";

describe("kysely", () => {
  const { valid, invalid } = drawn(noVanishingCondition, {
    schema:
      "CREATE TABLE users (id int PRIMARY KEY, team_id int); CREATE TABLE notes (id int PRIMARY KEY, user_id int REFERENCES users, text text);",
    files: { "db.ts": `import { Kysely } from "kysely"; export const db = new Kysely<any>({ dialect });` },
  });

  invalid(
    "leaves it out of an object",
    ts`
    import { db } from "./db";
    export const clear = (session: { id: number } | null) =>
      db.deleteFrom("notes").where((eb) => eb.and({ user_id: session?.id })).execute();
                                                             ~~~~~~~~~~~ everyDeleted: every row of "notes"
  `,
  );

  valid(
    "compares with it everywhere else",
    ts`
    import { db } from "./db";
    export async function clear(session: { id: number } | null) {
      await db.deleteFrom("notes").where("user_id", "=", session?.id).execute();
      await db.deleteFrom("notes").where((eb) => eb("user_id", "=", session?.id)).execute();
      await db.deleteFrom("notes").where((eb) => eb.or({ user_id: session?.id })).execute();
    }
  `,
  );
});

describe("drizzle", () => {
  const { valid, invalid } = drawn(noVanishingCondition, {
    files: {
      "schema.ts": readFileSync(new URL("../../lib/libraries/drizzle/schema.ts", import.meta.url), "utf8"),
    },
    settings: { schema: ["schema.ts"] },
  });

  invalid(
    "leaves it out of an object of conditions",
    ts`
    import { drizzle } from "drizzle-orm/node-postgres";
    import { relations } from "./schema";
    const db = drizzle(process.env.URL!, { relations });
    export async function one(session: { id: number } | null) {
      await db.query.gardens.findMany({ where: { id: session?.id } });
                                                     ~~~~~~~~~~~ everyRead: every row of "gardens"
      await db.query.gardens.findMany({ where: { id: { eq: session?.id }, title: "x" } });
                                                           ~~~~~~~~~~~ widened
    }
  `,
  );

  valid(
    "compares with it in an expression",
    ts`
    import { and, eq } from "drizzle-orm";
    import { drizzle } from "drizzle-orm/node-postgres";
    import { gardens } from "./schema";
    const db = drizzle(process.env.URL!);
    export async function one(session: { id: number } | null) {
      await db.delete(gardens).where(eq(gardens.id, session?.id));
      await db.delete(gardens).where(and(eq(gardens.id, session?.id), eq(gardens.title, "x")));
    }
  `,
  );
});

describe("MikroORM", () => {
  const code = ts`
    import { MikroORM } from "@mikro-orm/postgresql";
    import { Player } from "./entities";
    const orm = await MikroORM.init({});
    export async function one(session: { id: number } | null) {
      await orm.em.findOne(Player, { id: session?.id });
                                         ~~~~~~~~~~~ anyRead: any row of "players"
      await orm.em.nativeDelete(Player, { team: session?.id });
                                                ~~~~~~~~~~~ everyDeleted
    }
  `;
  const { files } = mikroOrm;
  const { valid, invalid } = drawn(noVanishingCondition, mikroOrm);

  valid("compares with NULL", code.code);
  invalid("leaves it out where it is asked to", code, {
    files: { ...files, "options.ts": "export const options = { ignoreUndefinedInQuery: true };" },
  });
});

describe("what throws, or sends NULL", () => {
  const { valid } = drawn(noVanishingCondition, {
    schema: "CREATE TABLE users (id int PRIMARY KEY, team_id int);",
  });

  valid(
    "knex, and plain SQL",
    ts`
    import knex from "knex";
    import { Pool } from "pg";
    const db = knex({ client: "pg" });
    const pool = new Pool();
    export async function one(session: { id: number } | null) {
      await db("users").where({ id: session?.id }).del();
      await pool.query("DELETE FROM users WHERE id = $1", [session?.id]);
    }
  `,
  );
});
