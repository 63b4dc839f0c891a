import { sql } from "kysely";
import { db } from "./db.ts";

/** The front page shows what sold best in a month. */
export async function bestSellers(month: Date) {
  const { rows } = await sql<{ sku: string; sold: number }>`
    SELECT p.sku, sum(l.quantity)::integer AS sold
    FROM order_lines l
    JOIN orders o ON o.id = l.order_id AND o.deleted_at IS NULL
    JOIN products p ON p.id = l.product_id
    WHERE date_trunc('month', o.placed_at) = date_trunc('month', ${month}::timestamptz)
    GROUP BY p.sku
    ORDER BY sold DESC
    LIMIT 10
  `.execute(db);
  return rows;
}

/** The table comes from the admin page's address bar. */
export async function rowCount(table: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`SELECT count(*)::integer AS count FROM ${sql.raw(table)}`.execute(db);
  return rows[0]!.count;
}

export async function customersWithoutOrders() {
  const { rows } = await sql<{ email: string }>`
    SELECT c.email
    FROM customers c
    WHERE c.deleted_at IS NULL
      AND NOT EXISTS (SELECT FROM orders o WHERE o.customer_id = c.id AND o.deleted_at IS NULL)
  `.execute(db);
  return rows;
}
