import { describe } from "vitest";
import { requireUpdatedAt } from "../../../rules/require-updated-at.ts";
import { drawn, ts } from "../../draw.ts";

const schema = `
  CREATE TABLE posts (id int PRIMARY KEY, title text, slug text UNIQUE, seen_at timestamptz, deleted_at timestamptz, updated_at timestamptz NOT NULL DEFAULT now());
  CREATE TABLE tags (id int PRIMARY KEY, word text);
  CREATE TABLE notes (id int PRIMARY KEY, text text, updated_at timestamptz);
  CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.updated_at = now(); RETURN NEW; END $$;
  CREATE TRIGGER touch_notes BEFORE UPDATE ON notes FOR EACH ROW EXECUTE FUNCTION touch();
`;

describe("require-updated-at on texts", () => {
  const { valid, invalid } = drawn(requireUpdatedAt, { schema });

  invalid(
    "UPDATE, ON CONFLICT DO UPDATE and MERGE",
    ts`
    import { Pool } from "pg"; const pool = new Pool();
    export const f = (id: number) => pool.query("UPDATE posts SET title = 'x' WHERE id = $1", [id]);
                                                        ~~~~~ notUpdated: This change of "posts" leaves "updated_at" as it was, and no trigger sets it. Set it to now().
    export const g = (slug: string) => pool.query(
      "INSERT INTO posts (id, slug) VALUES (1, $1) ON CONFLICT (slug) DO UPDATE SET title = excluded.title", [slug]);
                   ~~~~~ notUpdated
    export const h = () => pool.query(
      "MERGE INTO posts p USING tags t ON t.id = p.id WHEN MATCHED THEN UPDATE SET title = t.word");
                  ~~~~~ notUpdated
    export const i = () => pool.query("WITH x AS (UPDATE posts p SET title = '' RETURNING id) SELECT id FROM x");
                                                         ~~~~~ notUpdated
  `,
  );
  valid(
    "the column is set, or may be, or a trigger does, or there is none",
    ts`
    import { Pool } from "pg"; import postgres from "postgres";
    const pool = new Pool(); const sql = postgres();
    export const f = (id: number) => pool.query("UPDATE posts SET title = 'x', updated_at = now() WHERE id = $1", [id]);
    export const g = (slug: string) => pool.query("INSERT INTO posts (slug) VALUES ($1) ON CONFLICT (slug) DO UPDATE SET title = '', updated_at = now()", [slug]);
    export const h = (slug: string) => pool.query("INSERT INTO posts (slug) VALUES ($1) ON CONFLICT (slug) DO NOTHING", [slug]);
    export const i = () => pool.query("UPDATE notes SET text = '' WHERE id = 1");
    export const m = () => pool.query("UPDATE posts SET deleted_at = now(), seen_at = now() WHERE id = 1");
    export const j = () => pool.query("UPDATE tags SET word = '' WHERE id = 1");
    export const k = (row: any) => sql\`UPDATE posts SET \${sql(row)} WHERE id = 1\`;
    export const l = (more: boolean) => sql\`UPDATE posts SET title = '' \${more ? sql\`, updated_at = now()\` : sql\`\`} WHERE id = 1\`;
  `,
  );
  valid(
    "of another name",
    `import { Pool } from "pg"; const pool = new Pool(); export const f = () => pool.query("UPDATE posts SET title = '' WHERE id = 1");`,
    {
      options: { columns: ["changed_at"] },
    },
  );
});

describe("require-updated-at on builders", () => {
  const { valid, invalid } = drawn(requireUpdatedAt, { schema });
  invalid(
    "knex and kysely",
    ts`
    import knex from "knex";
    import { Kysely } from "kysely";
    const db = knex({ client: "pg" });
    export const f = async (id: number) => await db("posts").where({ id }).update({ title: "x" });
                                                    ~~~~~~~ notUpdated
    export const g = (k: Kysely<any>) => k.updateTable("posts").set({ title: "x" }).where("id", "=", 1).execute();
                                                        ~~~~~ notUpdated
  `,
  );
  valid(
    "that set it",
    ts`
    import knex from "knex";
    import { Kysely, sql } from "kysely";
    const db = knex({ client: "pg" });
    export const f = async (id: number) => await db("posts").where({ id }).update({ title: "x", updated_at: db.fn.now() });
    export const g = (k: Kysely<any>) => k.updateTable("posts").set({ title: "x", updated_at: sql\`now()\` }).where("id", "=", 1).execute();
    export const h = async (row: any) => await db("posts").where({ id: 1 }).update(row);
  `,
  );
});

describe("require-updated-at on drizzle", () => {
  const { valid, invalid } = drawn(requireUpdatedAt, {
    files: {
      "tables.ts": `import { integer, pgTable, text, timestamp } from "drizzle-orm/pg-core";
import { drizzle } from "drizzle-orm/node-postgres";
export const db = drizzle(process.env.URL!);
export const posts = pgTable("posts", { id: integer("id").primaryKey(), title: text("title"), updatedAt: timestamp("updated_at").defaultNow() });
export const notes = pgTable("notes", { id: integer("id").primaryKey(), title: text("title"), updatedAt: timestamp("updated_at").$onUpdate(() => new Date()) });
`,
    },
    settings: { schema: ["tables.ts"] },
  });
  invalid(
    "a column that nothing sets",
    ts`
    import { eq } from "drizzle-orm";
    import { db, posts } from "./tables";
    export const f = (id: number) => db.update(posts).set({ title: "x" }).where(eq(posts.id, id));
                                               ~~~~~ notUpdated
  `,
  );
  valid(
    "$onUpdate",
    ts`
    import { eq } from "drizzle-orm";
    import { db, notes } from "./tables";
    export const f = (id: number) => db.update(notes).set({ title: "x" }).where(eq(notes.id, id));
  `,
  );
});

describe("require-updated-at on libraries that set it themselves", () => {
  const { valid } = drawn(requireUpdatedAt, {
    files: {
      "models.ts": `import { DataTypes, Model, Sequelize } from "sequelize";
export const sequelize = new Sequelize("postgres://localhost/x");
export class Post extends Model {}
Post.init({ title: DataTypes.TEXT }, { sequelize, tableName: "posts", underscored: true });
`,
    },
    settings: { schema: ["models.ts"] },
  });
  valid(
    "Sequelize's timestamps",
    ts`
    import { Post } from "./models";
    export const f = (id: number) => Post.update({ title: "x" }, { where: { id } });
  `,
  );
});

describe("require-updated-at on rows that make room", () => {
  const { valid, invalid } = drawn(requireUpdatedAt, {
    schema:
      "CREATE TABLE cards (id int PRIMARY KEY, list_id int, place int, title text, updated_at timestamptz NOT NULL);",
  });
  const closesGap = ts`
    import { Pool } from "pg"; const pool = new Pool();
    export const f = (list: number, place: number) => pool.query("UPDATE cards SET place = place - 1 WHERE list_id = $1 AND place > $2", [list, place]);
  `;
  valid("of text", closesGap);
  valid(
    "of knex",
    ts`
    import knex from "knex"; const db = knex({ client: "pg" });
    export const f = async (list_id: number, place: number) => await db("cards").where({ list_id }).where("place", ">=", place).increment("place", 1);
  `,
  );
  invalid(
    "and no others",
    ts`
    import { Pool } from "pg"; const pool = new Pool();
    export const f = (id: number) => pool.query("UPDATE cards SET place = place + 1 WHERE id = $1", [id]);
                                                        ~~~~~ notUpdated
    export const g = (list: number) => pool.query("UPDATE cards SET place = place + 1, title = 'x' WHERE list_id = $1", [list]);
                                                          ~~~~~ notUpdated
    export const h = (list: number) => pool.query("UPDATE cards SET place = list_id - 1 WHERE list_id = $1", [list]);
                                                          ~~~~~ notUpdated
    export const i = (ids: number[]) => pool.query("UPDATE cards SET place = place + 1 WHERE id = ANY ($1)", [ids]);
                                                           ~~~~~ notUpdated
  `,
  );
  invalid(
    "on every update, where the standard says so",
    ts`
    import { Pool } from "pg"; const pool = new Pool();
    export const f = (list: number) => pool.query("UPDATE cards SET place = place - 1 WHERE list_id = $1 AND place > 3", [list]);
                                                          ~~~~~ notUpdated
  `,
    { options: { ignoreMoves: false } },
  );
});
