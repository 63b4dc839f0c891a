import { pool } from "../db.ts";

/** Empties the demonstration shop. */
export async function resetDemo(): Promise<void> {
  await pool.query("TRUNCATE order_lines, orders");
}
