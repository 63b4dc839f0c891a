import { pool } from "./db.ts";

export interface Customer {
  id: string;
  email: string;
  name: string;
  phone: string | null;
}

/** Nobody signs in to a deleted account. */
export async function findCustomerByEmail(email: string): Promise<Customer | null> {
  const { rows } = await pool.query<Customer>(
    "SELECT id, email, name, phone FROM customers WHERE lower(email) = lower($1) AND deleted_at IS NULL",
    [email],
  );
  return rows[0] ?? null;
}

export async function findCustomer(id: string): Promise<Customer | null> {
  const { rows } = await pool.query<Customer>("SELECT id, email, name, phone FROM customers WHERE id = $1", [id]);
  return rows[0] ?? null;
}

export async function registerCustomer(email: string, name: string): Promise<string> {
  const { rows } = await pool.query<{ id: string }>("INSERT INTO customers (email, name) VALUES ($1, $2) RETURNING id", [email, name]);
  return rows[0]!.id;
}

export async function removeCustomer(id: string): Promise<void> {
  await pool.query("DELETE FROM sessions WHERE customer_id = $1", [id]);
  await pool.query("DELETE FROM customers WHERE id = $1", [id]);
}

/** Within thirty days a customer may come back. */
export async function restoreCustomer(id: string): Promise<void> {
  await pool.query("UPDATE customers SET deleted_at = NULL WHERE id = $1 AND deleted_at > now() - interval '30 days'", [id]);
}
