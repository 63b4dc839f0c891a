import { describe } from "vitest";
import { requireTenantFilter } from "../../../rules/require-tenant-filter.ts";
import { drawn, ts } from "../../draw.ts";

const schema = `
  CREATE TABLE users (id int PRIMARY KEY, org_id int NOT NULL, email text);
  CREATE TABLE posts (id int PRIMARY KEY, org_id int NOT NULL, author_id int REFERENCES users, title text);
  CREATE TABLE comments (id int PRIMARY KEY, org_id int NOT NULL, post_id int NOT NULL REFERENCES posts, body text);
`;

describe("require-tenant-filter on knex", () => {
  const { valid, invalid } = drawn(requireTenantFilter, {
    schema,
    files: {
      "db.ts": `import { knex } from "knex"; export const db = knex({ client: "pg" });`,
      "scopes.ts": `import type { Knex } from "knex"; export const own = (query: Knex.QueryBuilder, org: number) => { query.where("org_id", org); };`,
    },
  });

  invalid(
    "chains without the column",
    ts`
    import { db } from "./db.ts";
    export const get = async (id: number) => await db("posts").where({ id }).first();
                                                      ~~~~~~~ openRead: "org_id"
    export const save = async (id: number) => await db("posts").where({ id }).update({ title: "x" });
                                                       ~~~~~~~ openUpdate
    export const remove = async (id: number) => await db("posts").where({ id }).del();
                                                         ~~~~~~~ openDelete
    export const add = async (title: string) => await db("posts").insert({ title });
                                                         ~~~~~~~ unset
  `,
  );
  valid(
    "the column, a scope, a join, a read before, and one on some way",
    ts`
    import { db } from "./db.ts";
    import { own } from "./scopes.ts";
    export const get = async (id: number, org: number) => await db("posts").where({ id, org_id: org }).first();
    export const list = async (org: number) => await db("posts").modify(own, org).select("id");
    export const said = async (org: number) =>
      await db("comments").join("posts", "posts.id", "comments.post_id").where("posts.org_id", org).select("body");
    export async function save(id: number, org: number) {
      const post = await db("posts").where({ id, org_id: org }).first("id");
      if (!post) return;
      await db("posts").where({ id }).update({ title: "x" });
      await db("comments").where({ post_id: post.id }).del();
    }
    export async function find(org?: number) {
      const query = db("posts").select("id");
      if (org) query.where("org_id", org);
      return await query;
    }
    export const add = async (title: string, org: number) => await db("posts").insert({ title, org_id: org });
  `,
  );
  invalid(
    "a read before that did not ask for it, of other rows, or behind",
    ts`
    import { db } from "./db.ts";
    export async function save(id: number, other: number, org: number) {
      const post = await db("posts").where({ id }).first("id");
                            ~~~~~~~ openRead
      await db("posts").where({ id: post.id }).update({ title: "x" });
               ~~~~~~~ openUpdate
      await db("posts").where({ id: other }).del();
               ~~~~~~~ openDelete
      await db("posts").where({ id: other, org_id: org }).first("id");
    }
  `,
  );
});

describe("require-tenant-filter on kysely", () => {
  const { valid, invalid } = drawn(requireTenantFilter, {
    schema,
    files: { "db.ts": `import { Kysely } from "kysely"; export const db = new Kysely<any>({ dialect });` },
  });

  invalid(
    "chains without the column",
    ts`
    import { db } from "./db.ts";
    export const get = (id: number) => db.selectFrom("posts").selectAll().where("id", "=", id).executeTakeFirst();
                                                      ~~~~~ openRead
    export const said = (id: number) =>
      db.selectFrom("posts as p").innerJoin("comments as c", "c.post_id", "p.id").select("c.body").where("p.id", "=", id).execute();
                     ~~~~~ openRead
  `,
  );
  valid(
    "the column, and what the program compares",
    ts`
    import { db } from "./db.ts";
    export const said = (org: number) =>
      db.selectFrom("posts as p").innerJoin("comments as c", "c.post_id", "p.id").select("c.body").where("p.org_id", "=", org).execute();
    export async function get(id: number, org: number) {
      const post = await db.selectFrom("posts").select(["id", "org_id"]).where("id", "=", id).executeTakeFirst();
      if (post?.org_id !== org) return null;
      await db.updateTable("posts").set({ title: "x" }).where("id", "=", id).execute();
      return post;
    }
  `,
  );
});

const prisma = {
  files: {
    "prisma/schema.prisma": `
datasource db {
  provider = "postgresql"
  url      = env("URL")
}
model User {
  id       Int    @id
  tenantId Int
  posts    Post[]
  @@map("users")
}
model Post {
  id       Int     @id
  tenantId Int     @map("tenant_id")
  title    String?
  authorId Int?
  author   User?   @relation(fields: [authorId], references: [id])
  tags     Tag[]
  @@map("posts")
}
model Tag {
  id       Int    @id
  word     String
  tenantId Int?
  posts    Post[]
  @@map("tags")
}
    `,
  },
  settings: { schema: ["prisma/schema.prisma"] },
};

describe("require-tenant-filter on Prisma", () => {
  const { valid, invalid } = drawn(requireTenantFilter, prisma);

  invalid(
    "calls without the column",
    ts`
    import { PrismaClient } from "@prisma/client";
    const prisma = new PrismaClient();
    export const get = (id: number) => prisma.post.findUnique({ where: { id }, include: { author: true, tags: true } });
                                              ~~~~ openRead: "posts"
    export const save = (id: number) => prisma.post.update({ where: { id }, data: { title: "x" } });
                                               ~~~~ openUpdate
    export const add = (id: number) => prisma.tag.create({ data: { id, word: "x" } });
                                              ~~~ unset: "tenantId"
  `,
  );
  valid(
    "the column, and what belongs to such rows",
    ts`
    import { PrismaClient } from "@prisma/client";
    const prisma = new PrismaClient();
    export const get = (id: number, tenantId: number) =>
      prisma.post.findFirst({ where: { id, tenantId }, include: { author: true, tags: true } });
    export const save = (id: number, tenantId: number) => prisma.post.updateMany({ where: { id, tenantId }, data: { title: "x" } });
    export const by = (tenantId: number) => prisma.post.findMany({ where: { author: { tenantId } } });
    export async function rename(id: number, tenantId: number) {
      const post = await prisma.post.findFirst({ where: { id, tenantId }, select: { id: true, authorId: true } });
      if (!post) throw new Error("not found");
      await prisma.post.update({ where: { id: post.id }, data: { title: "x" } });
      await prisma.user.findUnique({ where: { id: post.authorId! } });
    }
    export async function make(tenantId: number) {
      const post = await prisma.post.create({ data: { id: 1, tenantId } });
      await prisma.post.update({ where: { id: post.id }, data: { title: "x" } });
    }
  `,
  );
});

describe("require-tenant-filter and what other functions look up", () => {
  const { valid, invalid } = drawn(requireTenantFilter, {
    schema: `${schema} CREATE TABLE keys (id int PRIMARY KEY, org_id int NOT NULL, hash text UNIQUE, name text, post_id int UNIQUE REFERENCES posts);`,
  });
  valid(
    "an owner that is made sure of, by what is called before or by every caller",
    ts`
    import { Pool } from "pg"; const pool = new Pool();
    async function ensureOwner(org: number, id: number) {
      const { rows } = await pool.query("SELECT id FROM posts WHERE id = $1 AND org_id = $2", [id, org]);
      if (rows.length === 0) throw new Error("not found");
    }
    export async function remove(org: number, id: number) {
      await ensureOwner(org, id);
      await pool.query("DELETE FROM posts WHERE id = $1", [id]);
    }
    async function rename(id: number) {
      await pool.query("UPDATE posts SET title = 'x' WHERE id = $1", [id]);
    }
    export async function save(org: number, id: number) {
      await ensureOwner(org, id);
      await rename(id);
    }
  `,
  );
  valid(
    "a row that is called by a name, and whether one is taken",
    ts`
    import { Pool } from "pg"; const pool = new Pool();
    export const f = (hash: string) => pool.query("SELECT id FROM keys WHERE hash = $1", [hash]);
    export async function g(name: string) {
      const { rows } = await pool.query("SELECT id FROM keys WHERE name = $1", [name]);
      if (rows.length > 0) throw new Error("taken");
    }
  `,
  );
  invalid(
    "not one that looks at all rows, nor a key that is another row's",
    ts`
    import { Pool } from "pg"; const pool = new Pool();
    async function ensureThere(id: number) {
      const { rows } = await pool.query("SELECT id FROM posts WHERE id = $1", [id]);
                                                        ~~~~~ openRead
      if (rows.length === 0) throw new Error("not found");
    }
    export async function remove(id: number) {
      await ensureThere(id);
      await pool.query("DELETE FROM posts WHERE id = $1", [id]);
                                    ~~~~~ openDelete
    }
    export const f = (post: number) => pool.query("SELECT name FROM keys WHERE post_id = $1", [post]);
                                                                    ~~~~ openRead
    export const g = (name: string) => pool.query("SELECT id FROM keys WHERE name = $1", [name]);
                                                                  ~~~~ openRead
  `,
  );
});
