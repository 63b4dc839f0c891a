import { describe } from "vitest";
import { noCreatedAtUpdate } from "../../../rules/no-created-at-update.ts";
import { drawn, ts } from "../../draw.ts";

const schema = `
  CREATE TABLE posts (id int PRIMARY KEY, title text, slug text UNIQUE, created_at timestamptz NOT NULL DEFAULT now());
  CREATE TABLE pages (id int PRIMARY KEY, created_at timestamptz NOT NULL, deleted_at timestamptz);
  CREATE TABLE old_posts (id int PRIMARY KEY, created_at timestamptz);
`;
const { valid, invalid } = drawn(noCreatedAtUpdate, { schema });

describe("no-created-at-update", () => {
  invalid(
    "UPDATE and ON CONFLICT",
    ts`
    import { Pool } from "pg"; const pool = new Pool();
    export const f = (id: number) => pool.query("UPDATE posts SET title = '', created_at = now() WHERE id = $1", [id]);
                                                                              ~~~~~~~~~~~~~~~~~~ createdAtSet: "created_at" of "posts" says when a row was made. Leave it as it is.
    export const g = (slug: string) => pool.query(
      "INSERT INTO posts (slug, created_at) VALUES ($1, now()) ON CONFLICT (slug) DO UPDATE SET created_at = excluded.created_at", [slug]);
                                                                                                ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~ createdAtSet
    export const h = () => pool.query("UPDATE posts p SET created_at = o.created_at FROM old_posts o WHERE o.id = p.id");
                                                          ~~~~~~~~~~~~~~~~~~~~~~~~~ createdAtSet
  `,
  );
  valid(
    "a row that comes back begins anew",
    ts`
    import { Pool } from "pg"; const pool = new Pool();
    export const f = () => pool.query("UPDATE pages SET created_at = now(), deleted_at = NULL WHERE id = 1");
  `,
  );
  invalid(
    "a row that goes does not",
    ts`
    import { Pool } from "pg"; const pool = new Pool();
    export const f = () => pool.query("UPDATE pages SET created_at = now(), deleted_at = now() WHERE id = 1");
                                                        ~~~~~~~~~~~~~~~~~~ createdAtSet
  `,
  );
  invalid(
    "builders",
    ts`
    import knex from "knex";
    import { Kysely } from "kysely";
    const db = knex({ client: "pg" });
    export const f = async (id: number) => await db("posts").where({ id }).update({ created_at: db.fn.now() });
                                                                                    ~~~~~~~~~~ createdAtSet
    export const g = (k: Kysely<any>) => k.updateTable("posts").set({ created_at: new Date() }).where("id", "=", 1).execute();
                                                                      ~~~~~~~~~~ createdAtSet
  `,
  );
  valid(
    "INSERT, what keeps it, and other columns",
    ts`
    import { Pool } from "pg"; const pool = new Pool();
    export const f = () => pool.query("INSERT INTO posts (id, created_at) VALUES (1, now())");
    export const g = () => pool.query("INSERT INTO posts (id, slug) VALUES (1, '') ON CONFLICT (slug) DO UPDATE SET created_at = posts.created_at");
    export const h = () => pool.query("UPDATE posts SET created_at = COALESCE(created_at, now()) WHERE id = 1");
    export const i = () => pool.query("UPDATE posts SET title = created_at::text WHERE created_at > now()");
  `,
  );
});

describe("no-created-at-update on Prisma", () => {
  const { valid, invalid } = drawn(noCreatedAtUpdate, {
    files: {
      "prisma/schema.prisma": `datasource db {
  provider = "postgresql"
  url      = env("URL")
}
model Post {
  id        Int      @id
  title     String?
  createdAt DateTime @default(now()) @map("created_at")
}
`,
    },
    settings: { schema: ["prisma/schema.prisma"] },
  });
  invalid(
    "update and upsert",
    ts`
    import { PrismaClient } from "@prisma/client";
    const prisma = new PrismaClient();
    export const f = (id: number) => prisma.post.update({ where: { id }, data: { createdAt: new Date() } });
                                                                                 ~~~~~~~~~ createdAtSet
  `,
  );
  valid(
    "create",
    ts`
    import { PrismaClient } from "@prisma/client";
    const prisma = new PrismaClient();
    export const f = (id: number) => prisma.post.create({ data: { id, createdAt: new Date() } });
    export const g = (id: number) => prisma.post.update({ where: { id }, data: { title: "x" } });
  `,
  );
});
