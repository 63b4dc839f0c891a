import { pool, sql } from "./db.ts";

export async function ordersOf(customerId: string) {
  return sql`
    SELECT o.id, o.status, o.placed_at, sum(l.quantity * l.price_cents) AS total_cents
    FROM orders o
    JOIN order_lines l ON l.order_id = o.id
    WHERE o.customer_id = ${customerId}
    GROUP BY o.id
  `;
}

/** For the desk: every order, with the customer where the account still exists. */
export async function openOrders() {
  return sql`
    SELECT o.id, o.placed_at, c.name AS customer
    FROM orders o
    LEFT JOIN customers c ON c.id = o.customer_id AND c.deleted_at IS NULL
    WHERE o.status = 'open' AND o.deleted_at IS NULL
    ORDER BY o.placed_at
  `;
}

export async function trackingLink(orderId: string): Promise<string> {
  const [order] = await sql`SELECT tracking_code FROM orders WHERE id = ${orderId} AND deleted_at IS NULL`;
  return `https://parcel.example/${order.tracking_code.toLowerCase()}`;
}

export async function cancelOrder(orderId: string): Promise<void> {
  await sql.begin(async (tx) => {
    await tx`DELETE FROM order_lines WHERE order_id = ${orderId}`;
    await tx`DELETE FROM orders WHERE id = ${orderId}`;
  });
}

export async function markShipped(orderId: string, trackingCode: string): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query("BEGIN");
    await client.query("UPDATE orders SET status = 'shipped', shipped_at = now(), tracking_code = $2 WHERE id = $1", [orderId, trackingCode]);
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK");
    throw error;
  } finally {
    client.release();
  }
}
