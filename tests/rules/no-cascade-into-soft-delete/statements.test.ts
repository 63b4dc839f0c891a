import { describe } from "vitest";
import { noCascadeIntoSoftDelete } from "../../../rules/no-cascade-into-soft-delete.ts";
import { drawn, ts } from "../../draw.ts";

const schema = `
  CREATE TABLE teams (id int PRIMARY KEY, name text);
  CREATE TABLE seats (id int PRIMARY KEY, team_id int REFERENCES teams ON DELETE CASCADE);
  CREATE TABLE users (id int PRIMARY KEY, seat_id int REFERENCES seats ON DELETE CASCADE, deleted_at timestamptz);
  CREATE TABLE plans (id int PRIMARY KEY);
  CREATE TABLE orders (id int PRIMARY KEY, plan_id int REFERENCES plans ON DELETE SET NULL, deleted_at timestamptz);
  CREATE TABLE posts (id int PRIMARY KEY, user_id int REFERENCES users ON DELETE CASCADE, deleted_at timestamptz);
  CREATE TABLE logs (id int PRIMARY KEY, parent_id int REFERENCES logs ON DELETE CASCADE);
`;
const { valid, invalid } = drawn(noCascadeIntoSoftDelete, { schema });

describe("no-cascade-into-soft-delete", () => {
  invalid(
    "over several tables, in texts and builders",
    ts`
    import { Pool } from "pg"; import knex from "knex"; import { Kysely } from "kysely";
    const pool = new Pool(); const db = knex({ client: "pg" });
    export const f = (id: number) => pool.query("DELETE FROM teams WHERE id = $1", [id]);
                                                             ~~~~~ cascades: Rows of "users" go for good with those of "teams", by ON DELETE CASCADE. Let the foreign key restrict.
    export const g = async (id: number) => await db("seats").where({ id }).del();
                                                    ~~~~~~~ cascades: "users" go for good with those of "seats"
    export const h = (k: Kysely<any>, id: number) => k.deleteFrom("seats").where("id", "=", id).execute();
                                                                   ~~~~~ cascades
    export const i = () => pool.query("TRUNCATE plans CASCADE");
                                                ~~~~~ truncates: TRUNCATE … CASCADE empties "orders" too, which references "plans".
  `,
  );
  valid(
    "other actions, tables that are marked themselves, and rows that have none",
    ts`
    import { Pool } from "pg"; const pool = new Pool();
    export const f = (id: number) => pool.query("DELETE FROM plans WHERE id = $1", [id]);
    export const g = (id: number) => pool.query("DELETE FROM users WHERE id = $1", [id]);
    export const h = (id: number) => pool.query("DELETE FROM logs WHERE id = $1", [id]);
    export const i = () => pool.query("TRUNCATE teams");
    export const j = () => pool.query("DELETE FROM seats s WHERE NOT EXISTS (SELECT 1 FROM users u WHERE u.seat_id = s.id)");
    export const k = (id: number) => pool.query("UPDATE teams SET name = '' WHERE id = $1", [id]);
  `,
  );
  valid(
    "tables that are ignored",
    `import { Pool } from "pg"; const pool = new Pool(); export const f = (id: number) => pool.query("DELETE FROM teams WHERE id = $1", [id]);`,
    {
      options: { ignoreTables: ["users"] },
    },
  );
});

describe("no-cascade-into-soft-delete on Prisma", () => {
  const { invalid } = drawn(noCascadeIntoSoftDelete, {
    files: {
      "prisma/schema.prisma": `datasource db {
  provider = "postgresql"
  url      = env("URL")
}
model Team {
  id    Int    @id
  users User[]
}
model User {
  id        Int       @id
  teamId    Int
  team      Team      @relation(fields: [teamId], references: [id], onDelete: Cascade)
  deletedAt DateTime?
}
`,
    },
    settings: { schema: ["prisma/schema.prisma"] },
  });
  invalid(
    "delete",
    ts`
    import { PrismaClient } from "@prisma/client";
    const prisma = new PrismaClient();
    export const f = (id: number) => prisma.team.delete({ where: { id } });
                                            ~~~~ cascades: Rows of "User" go for good with those of "Team"
  `,
  );
});
