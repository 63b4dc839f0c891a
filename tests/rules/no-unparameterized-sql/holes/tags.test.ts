import { labelled } from "./labelled.ts";

const clients = {
  "postgres.js": 'import postgres from "postgres"; const sql = postgres(); const run = (query: any) => query;',
  Prisma:
    'import { PrismaClient } from "@prisma/client"; const prisma = new PrismaClient(); const sql = prisma.$queryRaw; const run = (query: any) => query;',
  neon: 'import { neon } from "@neondatabase/serverless"; const sql = neon(""); const run = (query: any) => query;',
  kysely:
    'import { sql, type Kysely } from "kysely"; declare const db: Kysely<any>; const run = (query: any) => query.execute(db);',
  drizzle:
    'import { sql } from "drizzle-orm"; import { drizzle } from "drizzle-orm/node-postgres"; const db = drizzle(""); const run = (query: any) => db.execute(query);',
  slonik:
    'import { createPool, sql as tag } from "slonik"; const sql = tag.unsafe; const pool = await createPool(""); const run = (query: any) => pool.any(query);',
  "sql-template-strings":
    'import SQL from "sql-template-strings"; import { Pool } from "pg"; const pool = new Pool(); const sql = SQL; const run = (query: any) => pool.query(query);',
  "Vercel's": 'import { sql } from "@vercel/postgres"; const run = (query: any) => query;',
} as const;

for (const [library, before] of Object.entries(clients))
  labelled(`a hole in quotes of a tag of ${library}, which binds it`, { before }, [
    ["a pattern", "export const f = (w: string) => run(sql`SELECT id FROM parts WHERE name ILIKE '%${«w»}%'`);"],
    ["a value", "export const f = (w: string) => run(sql`SELECT id FROM parts WHERE name = '${«w»}'`);"],
    ["an untyped one", "export const f = (w) => run(sql`SELECT id FROM parts WHERE name = '${«w»}' AND id = ${w}`);"],
    [
      "a number",
      "export const f = (n: number) => run(sql`SELECT id FROM parts WHERE made > now() - interval '${«n»} days'`);",
    ],
    [
      "two in one",
      "export const f = (a: string, b: string) => run(sql`SELECT id FROM parts WHERE name = '${«a»} ${«b»}'`);",
    ],
    [
      "a pattern that is the value",
      "export const f = (w: string) => run(sql`SELECT id FROM parts WHERE name ILIKE ${`%${w}%`}`);",
    ],
    [
      "a pattern put together by PostgreSQL",
      "export const f = (w: string) => run(sql`SELECT id FROM parts WHERE name ILIKE '%' || ${w} || '%'`);",
    ],
    [
      "quotes elsewhere",
      "export const f = (w: string) => run(sql`SELECT id FROM parts WHERE name = ${w} AND kind = 'a'`);",
    ],
    [
      "a doubled quote before it",
      "export const f = (w: string) => run(sql`SELECT id FROM parts WHERE kind <> 'it''s' AND name = ${w}`);",
    ],
  ]);

labelled("quotes of a tag of which nothing is known", { before: 'import { sql } from "./marks-only";' }, [
  ["it may paste", "export const f = (w: string) => sql`SELECT id FROM parts WHERE name = '${w}'`;"],
]);
