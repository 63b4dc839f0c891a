import { describe } from "vitest";
import { noQueryInLoop } from "../../../rules/no-query-in-loop.ts";
import { drawn, ts } from "../../draw.ts";
import { prismaSchema } from "../../lib/libraries/prisma/schema.ts";

const schema = `
  CREATE TABLE users (id int PRIMARY KEY, name text, seen_at timestamptz);
  CREATE TABLE posts (id int PRIMARY KEY, user_id int, title text);
`;

describe("no-query-in-loop on texts", () => {
  const { valid, invalid } = drawn(noQueryInLoop, { schema });

  invalid(
    "reads by a value of each round",
    ts`
    import { Pool } from "pg"; const pool = new Pool();
    export async function f(users: { id: number }[], ids: number[], byName: Record<string, number>) {
      for (const user of users) await pool.query("SELECT title FROM posts WHERE user_id = $1", [user.id]);
                                                                    ~~~~~ readInLoop: This reads "posts" once for each of "users". Read all at once by a list of "user_id".
      for (const { id } of users) {
        const { rows } = await pool.query("SELECT title FROM posts p WHERE p.user_id = $1 AND title = 'x'", [id]);
                                                             ~~~~~ readInLoop
        if (rows.length === 0) throw new Error("none");
      }
      for (let i = 0; i < ids.length; i++) {
        const id = ids[i];
        await pool.query("SELECT count(*) FROM posts WHERE user_id = $1", [id]);
                                               ~~~~~ readInLoop: once for each of "ids"
      }
      for (const name in byName) await pool.query("SELECT id FROM users WHERE name = $1", [name]);
                                                                  ~~~~~ readInLoop
      ids.forEach(async (id) => {
        const one = await pool.query("SELECT name FROM users WHERE id = $1::int", [id]);
                                                       ~~~~~ readInLoop
        console.log(one);
      });
      await Promise.all(ids.map((id) => pool.query("SELECT name FROM users WHERE id = $1", [id])));
                                                                     ~~~~~ readInLoop
      return Promise.all(users.map(async ({ id }) => (await pool.query("SELECT name FROM users WHERE id = $1", [id])).rows[0]));
                                                                                         ~~~~~ readInLoop
    }
  `,
  );
  valid(
    "what is the same in each round, depends on the one before, or on what a round finds out",
    ts`
    import { Pool } from "pg"; const pool = new Pool();
    export async function f(users: { id: number }[], me: number, ask: any) {
      for (const user of users) console.log(user, await pool.query("SELECT title FROM posts WHERE user_id = $1", [me]));
      let last = 0;
      for (const user of users) {
        const { rows } = await pool.query("SELECT id FROM posts WHERE id = $1", [last]);
        last = rows[0].id + user.id;
      }
      for (const user of users) {
        const found = await ask(user);
        await pool.query("SELECT title FROM posts WHERE user_id = $1", [found.id]);
      }
      for (let page = 0; page < users.length; page++) await pool.query("SELECT id FROM posts WHERE user_id = $1", [page]);
    }
  `,
  );
  valid(
    "what the round before may have changed",
    ts`
    import { Pool } from "pg"; import knex from "knex";
    const pool = new Pool(); const db = knex({ client: "pg" });
    export async function f(ids: number[]) {
      for (const id of ids) {
        const { rows } = await pool.query("SELECT title FROM posts WHERE user_id = $1", [id]);
        if (rows.length > 0) await db("posts").where("title", rows[0].title).update({ title: "" });
      }
      for (const id of ids) {
        const [one] = await db("posts").where("user_id", id).select("title");
        if (!one) await pool.query("INSERT INTO posts (user_id) VALUES ($1)", [id]);
      }
    }
  `,
  );
  invalid(
    "what it has changed elsewhere, or where it is over",
    ts`
    import { Pool } from "pg"; import knex from "knex";
    const pool = new Pool(); const db = knex({ client: "pg" });
    export async function f(ids: number[]) {
      for (const id of ids) {
        const { rows } = await pool.query("SELECT title FROM posts WHERE user_id = $1", [id]);
                                                             ~~~~~ readInLoop
        await db("users").where("name", rows[0].title).update({ seen_at: null });
      }
      for (const id of ids) console.log(await db("posts").where("user_id", id).select("title"));
                                                 ~~~~~~~ readInLoop
      await db("posts").where("title", "x").update({ title: "" });
    }
  `,
  );
  valid(
    "loops that end when something is found or done",
    ts`
    import { Pool } from "pg"; const pool = new Pool();
    export async function f(names: string[], stream: AsyncIterable<number>) {
      for (const name of names) {
        const { rows } = await pool.query("SELECT id FROM users WHERE name = $1", [name]);
        if (rows.length === 0) return name;
      }
      for (const name of names) {
        const { rows } = await pool.query("SELECT id FROM users WHERE name = $1", [name]);
        if (rows.length === 0) break;
      }
      for await (const id of stream) await pool.query("SELECT id FROM users WHERE id = $1", [id]);
      let id = 1;
      while (id > 0) {
        const { rows } = await pool.query("SELECT id FROM users WHERE id = $1", [id]);
        id = rows[0]?.id ?? 0;
      }
      for (let attempt = 0; attempt < 3; attempt++) await pool.query("SELECT id FROM users WHERE id = $1", [id]);
    }
  `,
  );
  valid(
    "lists that are written out, batches, the last of each, locks and ranges",
    ts`
    import { Pool } from "pg"; const pool = new Pool();
    const kinds = ["a", "b"] as const;
    const limits = { a: 1, b: 2 };
    export async function f(ids: number[], chunks: number[][], rows: string[]) {
      for (const kind of kinds) await pool.query("SELECT id FROM users WHERE name = $1", [kind]);
      for (const kind of ["x", "y"]) await pool.query("SELECT id FROM users WHERE name = $1", [kind]);
      for (const kind of Object.keys(limits)) await pool.query("SELECT id FROM users WHERE name = $1", [kind]);
      for (const chunk of chunks) await pool.query("SELECT id FROM users WHERE id = ANY ($1)", [chunk]);
      for (const id of ids) await pool.query("SELECT id FROM posts WHERE user_id = $1 ORDER BY id DESC LIMIT 1", [id]);
      for (const id of ids) await pool.query("SELECT id FROM posts WHERE user_id = $1 FOR UPDATE", [id]);
      for (const id of ids) await pool.query("SELECT id FROM posts WHERE id > $1", [id]);
      for (const id of ids) await pool.query("SELECT id FROM posts WHERE user_id = $1 AND id > $1", [id]);
      return rows.map((row) => ({ text: "SELECT id FROM posts WHERE title = $1", values: [row] }));
    }
  `,
  );
  invalid(
    "writes that are all a round does",
    ts`
    import { Pool } from "pg"; const pool = new Pool();
    export async function f(users: { id: number; name: string }[]) {
      for (const user of users) {
        await pool.query("INSERT INTO users (id, name) VALUES ($1, $2)", [user.id, user.name]);
                                      ~~~~~ insertInLoop: This inserts into "users" once for each of "users". Insert all rows at once.
      }
      for (const user of users) await pool.query("DELETE FROM posts WHERE user_id = $1", [user.id]);
                                                              ~~~~~ changeInLoop
      for (const user of users)
        await pool.query("DELETE FROM users u WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM posts p WHERE p.user_id = u.id)", [user.id]);
                                      ~~~~~ changeInLoop
      for (const user of users) await pool.query("UPDATE users SET name = name || 'x' WHERE id = $1", [user.id]);
                                                         ~~~~~ changeInLoop
      await Promise.all(users.map((user) => pool.query("UPDATE users SET seen_at = now() WHERE id = $1", [user.id])));
                                                               ~~~~~ changeInLoop: This changes "users" once for each of "users". Change all at once by a list of "id".
    }
  `,
  );
  valid(
    "writes of other values, beside other work, on their own, and whose result counts",
    ts`
    import { Pool } from "pg"; const pool = new Pool();
    export async function f(users: { id: number; name: string }[], send: any) {
      for (const user of users) await pool.query("UPDATE users SET name = $2 WHERE id = $1", [user.id, user.name]);
      for (const user of users) await pool.query("UPDATE users SET name = name || $2 WHERE id = $1", [user.id, user.name]);
      for (const user of users)
        await pool.query("DELETE FROM users WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM posts WHERE user_id = $1)", [user.id]);
      for (const user of users) {
        await send(user);
        await pool.query("UPDATE users SET seen_at = now() WHERE id = $1", [user.id]);
      }
      for (const user of users) {
        try {
          await pool.query("DELETE FROM posts WHERE user_id = $1", [user.id]);
        } catch (error) {
          console.error(user, error);
        }
      }
      for (const user of users)
        await pool.query("INSERT INTO users (id, name) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET name = excluded.name", [user.id, user.name]);
      for (const user of users) {
        const made = await pool.query("INSERT INTO users (name) VALUES ($1) RETURNING id", [user.name]);
        console.log(made);
      }
    }
  `,
  );
});

describe("no-query-in-loop on Sequelize", () => {
  const { invalid } = drawn(noQueryInLoop, {
    files: {
      "models.ts": `import { DataTypes, Model, Sequelize } from "sequelize";
export const sequelize = new Sequelize("postgres://localhost/x");
export class User extends Model {}
User.init({ name: DataTypes.TEXT }, { sequelize, tableName: "users" });
export class Post extends Model {}
Post.init({ userId: DataTypes.INTEGER, title: DataTypes.TEXT }, { sequelize, tableName: "posts" });
`,
    },
    settings: { schema: ["models.ts"] },
  });
  invalid(
    "findAll in a loop, as bookworm's standard shows it",
    ts`
    import { Post, User } from "./models";
    export async function f() {
      const users = await User.findAll();
      for (const user of users) {
        const posts = await Post.findAll({ where: { userId: user.id } });
                            ~~~~ readInLoop: This reads "posts" once for each of "users". Read all at once by a list of "userId".
        console.log(posts);
      }
    }
  `,
  );
});

describe("no-query-in-loop on Prisma", () => {
  const { valid, invalid } = drawn(noQueryInLoop, {
    files: { "prisma/schema.prisma": prismaSchema },
    settings: { schema: ["prisma/schema.prisma"] },
  });
  invalid(
    "a read with what belongs to it, also where a failure is caught",
    ts`
    import { PrismaClient } from "@prisma/client";
    const prisma = new PrismaClient();
    export async function f(emails: string[]) {
      for (const email of emails) {
        try {
          console.log(await prisma.member.findFirst({ where: { email }, include: { posts: true } }));
                                   ~~~~~~ readInLoop
        } catch (error) {
          console.error(error);
        }
      }
    }
  `,
  );
  valid(
    "what an update reads, an upsert, and a read behind other work of the round",
    ts`
    import { PrismaClient } from "@prisma/client";
    const prisma = new PrismaClient();
    export async function f(ids: number[], ask: any) {
      for (const id of ids) console.log(await prisma.member.update({ where: { id }, data: { email: ask(id) } }));
      for (const id of ids) await prisma.member.upsert({ where: { id }, update: { email: "x" }, create: { email: ask(id) } });
      for (const id of ids) {
        await ask(id);
        console.log(await prisma.member.findUnique({ where: { id } }));
      }
    }
  `,
  );
});

describe("no-query-in-loop on other builders", () => {
  const { valid, invalid } = drawn(noQueryInLoop, { schema });
  invalid(
    "knex and kysely",
    ts`
    import knex from "knex";
    import { Kysely } from "kysely";
    const db = knex({ client: "pg" });
    export async function f(ids: number[], k: Kysely<any>) {
      for (const id of ids) console.log(await db("posts").where({ user_id: id }).select("title"));
                                                 ~~~~~~~ readInLoop
      for (const id of ids) await db("posts").where("user_id", id).del();
                                     ~~~~~~~ changeInLoop
      for (const id of ids) await db("posts").insert({ id, title: "" });
                                     ~~~~~~~ insertInLoop
      return Promise.all(ids.map((id) => k.selectFrom("users").select("name").where("id", "=", id).executeTakeFirst()));
                                                       ~~~~~ readInLoop
    }
  `,
  );
  valid(
    "lists and rows at once, and what is only put together",
    ts`
    import knex from "knex";
    const db = knex({ client: "pg" });
    export async function f(ids: number[], chunks: { id: number }[][]) {
      await db("posts").whereIn("user_id", ids).select("title");
      for (const chunk of chunks) await db("posts").insert(chunk);
      for (const chunk of chunks) await db("posts").insert(chunk.map(({ id }) => ({ id, title: "" })));
      return db.unionAll(ids.map((id) => db("posts").where("user_id", id).limit(3)));
    }
  `,
  );
});
