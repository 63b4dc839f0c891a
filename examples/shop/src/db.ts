import { Kysely, PostgresDialect } from "kysely";
import pg from "pg";
import postgres from "postgres";

const connectionString = process.env.DATABASE_URL ?? "postgres://localhost/shop";

/** Where the older half of the shop asks. */
export const pool = new pg.Pool({ connectionString, max: 10 });

/** Where the newer half asks. */
export const sql = postgres(connectionString, { max: 10 });

/** Reports are written with kysely. */
export const db = new Kysely<Record<string, never>>({ dialect: new PostgresDialect({ pool }) });

/** All rows of a query. */
export async function many<Row extends pg.QueryResultRow>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
  const { rows } = await pool.query<Row>(text, [...values]);
  return rows;
}
