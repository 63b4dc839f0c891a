/** Programs in the words of each library, from which inputs are made. What they import need not be installed. */
export const programs: readonly string[] = [
  `import { Pool } from "pg";
const pool = new Pool();
const live = "deleted_at IS NULL";
export async function find(id: string, all: boolean, order: string) {
  let text = \`SELECT u.id, u.email, p.title FROM users u LEFT JOIN posts p ON p.user_id = u.id WHERE u.id = $1\`;
  if (!all) text += \` AND u.\${live}\`;
  const columns = ["id", "email"].map((name) => \`u.\${name}\`).join(", ");
  for (const part of order.split(",")) text += \` ORDER BY \${part}\`;
  const { rows } = await pool.query(text, [id]);
  return rows.map((row) => ({ ...row, title: row.title.trim(), columns }));
}
export const remove = (ids: number[]) => pool.query(\`DELETE FROM users WHERE id IN (\${ids.join(",")})\`);`,
  `import postgres from "postgres";
const sql = postgres();
export class Users {
  table = sql\`users\`;
  where(id?: number) { return id ? sql\`WHERE id = \${id}\` : sql\`\`; }
  async list(filter: { id?: number; names?: string[] }) {
    const parts = [];
    if (filter.names) parts.push(sql\`email IN \${sql(filter.names)}\`);
    return await sql\`SELECT * FROM \${this.table} \${this.where(filter.id)} \${parts.length ? parts[0] : sql\`LIMIT 1\`}\`;
  }
}`,
  `import { knex } from "knex";
const db = knex({ client: "pg" });
const live = (query) => query.whereNull("deleted_at");
export async function page({ team, search, page = 0 }) {
  const query = db("users as u").leftJoin("posts as p", "p.user_id", "u.id").modify(live);
  if (team) query.where({ team_id: team });
  if (search) query.andWhere((q) => q.where("email", "like", search).orWhereRaw("nickname = ?", [search]));
  for (const name of ["a", "b"]) query.orderBy(name);
  const rows = await query.select("u.id", "p.title").limit(10).offset(page * 10);
  await db("users").where({ id: rows[0].id }).del();
  return rows;
}`,
  `import { Kysely, sql } from "kysely";
export const find = async (db: Kysely<any>, id?: number) => {
  let query = db.selectFrom("users").innerJoin("posts", "posts.user_id", "users.id").select(["users.id", "title"]);
  if (id) query = query.where("users.id", "=", id);
  else query = query.where(({ eb, and }) => and([eb("deleted_at", "is", null), eb("email", "=", "x")]));
  return query.orderBy(sql\`lower(email)\`).execute();
};`,
  `import { eq, and, isNull } from "drizzle-orm";
import { drizzle } from "drizzle-orm/node-postgres";
import { pgTable, integer, text, timestamp } from "drizzle-orm/pg-core";
export const users = pgTable("users", { id: integer("id").primaryKey(), email: text("email"), deletedAt: timestamp("deleted_at") });
const db = drizzle({});
export async function run(id: number, all = false) {
  const conditions = [eq(users.id, id)];
  if (!all) conditions.push(isNull(users.deletedAt));
  const [row] = await db.select().from(users).where(and(...conditions));
  await db.delete(users).where(eq(users.id, row.id));
}`,
  `import { PrismaClient } from "@prisma/client";
const prisma = new PrismaClient();
const where = { deletedAt: null };
export const list = (id, more = {}) => prisma.user.findMany({ where: { ...where, ...more, id }, include: { posts: true } });
export const raw = (name) => prisma.$queryRawUnsafe(\`SELECT * FROM users WHERE email = '\${name}'\`);
export const all = async () => { for (const one of await list(1)) await prisma.user.delete({ where: { id: one.id } }); };`,
  `import { Entity, Column, PrimaryColumn, DeleteDateColumn, DataSource, IsNull } from "typeorm";
@Entity("users") export class User { @PrimaryColumn() id: number; @Column() email: string; @DeleteDateColumn() deletedAt: Date; }
const source = new DataSource({ type: "postgres", entities: [User] });
export class Service {
  constructor(private readonly users = source.getRepository(User)) {}
  async find(id: number, name?: string) {
    const builder = this.users.createQueryBuilder("u").where("u.id = :id", { id });
    if (name) builder.andWhere(\`u.email = '\${name}'\`);
    await this.users.delete({ id });
    return builder.getMany();
  }
}`,
  `const { Sequelize, DataTypes, Op } = require("sequelize");
const sequelize = new Sequelize("postgres://");
const User = sequelize.define("User", { email: DataTypes.STRING }, { tableName: "users", paranoid: false });
module.exports.find = async (ids) => {
  await User.destroy({ where: { id: { [Op.in]: ids } } });
  const [rows] = await sequelize.query("SELECT * FROM users WHERE id = " + ids[0]);
  return rows.length > 0 ? rows[0].deleted_at.getTime() : User.findAll({ where: { email: null } });
};`,
  `exports.up = async (knex) => {
  await knex.schema.createTable("notes", (table) => { table.increments(); table.text("body").notNullable(); table.timestamp("deleted_at"); });
  for (const name of ["a", "b"]) await knex.schema.alterTable("notes", (t) => t.text(name).defaultTo(""));
  await knex.raw(\`CREATE INDEX \${"notes"}_body ON notes (body) WHERE deleted_at IS NULL\`);
};
exports.down = (knex) => knex.schema.dropTable("notes");`,
];

/** Statements and migrations, which are put into programs and into scripts. */
export const statements: readonly string[] = [
  "SELECT id, email FROM users WHERE deleted_at IS NULL ORDER BY id LIMIT 10",
  "WITH live AS (SELECT * FROM users WHERE deleted_at IS NULL) SELECT count(*) FROM live l JOIN posts p USING (id)",
  "SELECT CASE WHEN u.id = 1 THEN 'a''b' ELSE $$x$$ END FROM users u, LATERAL (SELECT 1 FROM posts WHERE user_id = u.id) x",
  "INSERT INTO users (id, email) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET email = EXCLUDED.email RETURNING *",
  "UPDATE users SET deleted_at = now() FROM posts p WHERE p.user_id = users.id AND NOT EXISTS (SELECT 1 FROM plans)",
  "DELETE FROM users USING posts WHERE users.id = posts.user_id AND email NOT IN (SELECT nickname FROM users)",
  "MERGE INTO users u USING posts p ON p.user_id = u.id WHEN MATCHED THEN DELETE",
  "SELECT 1 UNION ALL SELECT id FROM users EXCEPT (SELECT 2 INTERSECT SELECT 3)",
  "TRUNCATE users, posts CASCADE",
  "CREATE TABLE notes (id serial PRIMARY KEY, body text NOT NULL DEFAULT '', user_id int REFERENCES users (id), CHECK (body <> ''))",
  "ALTER TABLE users ADD COLUMN age int, ALTER email DROP NOT NULL, DROP CONSTRAINT IF EXISTS x, RENAME COLUMN id TO key",
  "CREATE OR REPLACE VIEW live AS SELECT u.*, p.title FROM users u JOIN posts p ON p.user_id = u.id",
  "CREATE FUNCTION f(a int) RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN DELETE FROM users; RETURN NULL; END $$",
  "DO $$ BEGIN IF NOT EXISTS (SELECT 1) THEN CREATE TABLE t (a int); END IF; END $$",
];
