import { describe } from "vitest";
import { noHardDelete } from "../../../rules/no-hard-delete.ts";
import { drawn, ts } from "../../draw.ts";
import { prismaSchema } from "../../lib/libraries/prisma/schema.ts";

const { valid, invalid } = drawn(noHardDelete, {
  schema: `
    CREATE TABLE users (id bigint PRIMARY KEY, email text, sponsor_id bigint, deleted_at timestamptz);
    CREATE TABLE logs (id bigint PRIMARY KEY, user_id bigint);`,
});

const prisma = {
  files: { "prisma/schema.prisma": prismaSchema },
  settings: { schema: ["prisma/schema.prisma"] },
};

describe("rows that were read as deleted before", () => {
  valid(
    "by texts",
    ts`
    import { Pool } from "pg";
    import postgres from "postgres";
    const pool = new Pool();
    const sql = postgres();
    export async function byArray() {
      const { rows } = await pool.query("SELECT id FROM users WHERE deleted_at < now() - interval '90 days' LIMIT 100");
      await pool.query("DELETE FROM users WHERE id = ANY($1)", [rows.map((row) => row.id)]);
    }
    export async function oneByOne() {
      const { rows } = await pool.query("SELECT id, email FROM users WHERE deleted_at IS NOT NULL");
      for (const { id } of rows) await pool.query("DELETE FROM users WHERE id = $1", [id]);
    }
    export async function byTag() {
      const gone = await sql\`SELECT id AS user_id FROM users WHERE deleted_at IS NOT NULL\`;
      const ids = gone.map((row) => row.user_id);
      await sql\`DELETE FROM users WHERE id IN \${sql(ids)}\`;
      await sql\`DELETE FROM users WHERE id = ANY(\${ids})\`;
    }
  `,
  );

  valid(
    "by builders",
    ts`
    import knex from "knex";
    import { Kysely } from "kysely";
    const db = knex({ client: "pg" });
    export async function withKnex() {
      const ids = await db("users").whereNotNull("deleted_at").limit(100).pluck("id");
      await db("users").whereIn("id", ids).del();
      const rows = await db("users").select("id").whereNotNull("deleted_at");
      await db("users").whereIn("id", rows.map((row) => row.id)).del();
    }
    export async function withKysely(db: Kysely<any>) {
      const rows = await db.selectFrom("users").select("id").where("deleted_at", "is not", null).execute();
      for (const row of rows) await db.deleteFrom("users").where("id", "=", row.id).execute();
      await db.deleteFrom("users").where("id", "in", rows.map(({ id }) => id)).execute();
    }
  `,
  );

  valid(
    "by Prisma, in batches",
    ts`
    import { PrismaClient } from "@prisma/client";
    const prisma = new PrismaClient();
    export async function purge(before: Date) {
      while (true) {
        const batch = await prisma.member.findMany({ where: { deletedAt: { lt: before } }, select: { id: true }, take: 100 });
        if (batch.length === 0) break;
        await prisma.member.deleteMany({ where: { id: { in: batch.map((member) => member.id) } } });
      }
      const cards = await prisma.card.findMany({ where: { deletedAt: { not: null } } });
      await Promise.all(cards.map(({ id }) => prisma.card.delete({ where: { id } })));
    }
  `,
    prisma,
  );

  invalid(
    "and rows that were not, or are of another table or column, or handed in by whoever calls",
    ts`
    import { Pool } from "pg";
    import postgres from "postgres";
    const pool = new Pool();
    const sql = postgres();
    export async function live() {
      const { rows } = await pool.query("SELECT id FROM users WHERE email IS NULL");
      await pool.query("DELETE FROM users WHERE id = ANY($1)", [rows.map((row) => row.id)]);
                                    ~~~~~ hardDelete
    }
    export async function sponsors() {
      const gone = await sql\`SELECT id, sponsor_id FROM users WHERE deleted_at IS NOT NULL\`;
      await sql\`DELETE FROM users WHERE id = ANY(\${gone.map((row) => row.sponsor_id)})\`;
                             ~~~~~ hardDelete
      await sql\`DELETE FROM users WHERE sponsor_id = ANY(\${gone.map((row) => row.id)})\`;
                             ~~~~~ hardDelete
    }
    export async function others() {
      const gone = await sql\`SELECT l.id FROM logs l JOIN users u ON u.id = l.user_id WHERE u.deleted_at IS NOT NULL\`;
      await sql\`DELETE FROM users WHERE id = ANY(\${gone.map((row) => row.id)})\`;
                             ~~~~~ hardDelete
    }
    export async function remove(ids: string[]) {
      await sql\`DELETE FROM users WHERE id = ANY(\${ids})\`;
                             ~~~~~ hardDelete
    }
    export async function purge() {
      const gone = await sql\`SELECT id FROM users WHERE deleted_at IS NOT NULL\`;
      await remove(gone.map((row) => row.id));
    }
  `,
  );
});

const aged = drawn(noHardDelete, {
  schema:
    "CREATE TABLE apps (id bigint PRIMARY KEY, owner_id bigint, hits int, created_at timestamptz NOT NULL, deleted_at timestamptz);",
});

describe("rows that go because they are old", () => {
  aged.valid(
    "go for good",
    ts`
    import postgres from "postgres";
    const sql = postgres();
    export const prune = (before: Date) => sql\`DELETE FROM apps WHERE created_at < \${before}\`;
    export const sweep = () => sql\`DELETE FROM apps WHERE hits = 0 AND now() - interval '3 days' >= created_at\`;
  `,
  );
  aged.invalid(
    "which young ones do not, nor one that was chosen, nor by what is no date",
    ts`
    import postgres from "postgres";
    const sql = postgres();
    export const young = (after: Date) => sql\`DELETE FROM apps WHERE created_at > \${after}\`;
                                                           ~~~~ hardDelete: "apps"
    export const one = (id: string) => sql\`DELETE FROM apps WHERE id = \${id} AND created_at < now()\`;
                                                        ~~~~ hardDelete: "apps"
    export const few = () => sql\`DELETE FROM apps WHERE hits < 3\`;
                                              ~~~~ hardDelete: "apps"
  `,
  );
});
