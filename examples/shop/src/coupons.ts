import { pool } from "./db.ts";

/** The percentage off, 0 for a code that is not (or no longer) good. */
export async function discount(code: string): Promise<number> {
  const { rows } = await pool.query("SELECT percent FROM coupons WHERE code = $1 AND (expires_at IS NULL OR expires_at > now())", [code]);
  return rows[0]?.percent ?? 0;
}

export async function listCoupons() {
  const { rows } = await pool.query("SELECT code, percent, expires_at FROM coupons WHERE NOT is_deleted ORDER BY code");
  return rows.map((coupon) => ({
    code: coupon.code,
    percent: coupon.percent,
    expires: coupon.expires_at?.toISOString() ?? "never",
  }));
}

export async function withdrawCoupon(code: string): Promise<void> {
  await pool.query("UPDATE coupons SET is_deleted = true WHERE code = $1", [code]);
}
