import type { PoolClient } from "pg";

export interface CartLine {
  productId: string;
  quantity: number;
}

/** Turns a cart into an order, with the prices of this moment. */
export async function placeOrder(client: PoolClient, customerId: string, cart: readonly CartLine[]): Promise<string> {
  const { rows } = await client.query("INSERT INTO orders (customer_id) VALUES ($1) RETURNING id", [customerId]);
  const orderId: string = rows[0].id;
  await client.query(
    `INSERT INTO order_lines (order_id, product_id, quantity, price_cents)
     SELECT $1, p.id, line.quantity, p.price_cents
     FROM unnest($2::bigint[], $3::integer[]) AS line (product_id, quantity)
     JOIN products p ON p.id = line.product_id`,
    [orderId, cart.map((line) => line.productId), cart.map((line) => line.quantity)],
  );
  return orderId;
}
