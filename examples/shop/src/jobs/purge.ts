import { pool } from "../db.ts";

/** By law: what was deleted ninety days ago goes for good. Runs every night. */
export async function purge(): Promise<void> {
  await pool.query("DELETE FROM orders WHERE deleted_at < now() - interval '90 days'");
  await pool.query("DELETE FROM customers WHERE deleted_at < now() - interval '90 days'");
  await pool.query("DELETE FROM coupons WHERE is_deleted");
  await pool.query("DELETE FROM sessions WHERE expires_at < now()");
}
