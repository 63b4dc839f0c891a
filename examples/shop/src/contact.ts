import { pool } from "./db.ts";

/** The number as the phone system dials it. */
export async function dialString(customerId: string): Promise<string> {
  const { rows } = await pool.query("SELECT phone FROM live_customers WHERE id = $1", [customerId]);
  const [customer] = rows;
  return customer.phone.replace(/[^+\d]/g, "");
}

/** Letters go to the company, where there is one. */
export async function letterHead(customerId: string): Promise<string> {
  const { rows } = await pool.query("SELECT name, company FROM live_customers WHERE id = $1", [customerId]);
  const [customer] = rows;
  if (customer.company) return `${customer.company.toUpperCase()}\n${customer.name.trim()}`;
  return customer.name.trim();
}
