import { sql } from "./db.ts";

export async function startSession(token: string, customerId: string, userAgent: string | null): Promise<void> {
  await sql`
    INSERT INTO sessions (token, customer_id, user_agent, expires_at)
    VALUES (${token}, ${customerId}, ${userAgent}, now() + interval '14 days')
  `;
}

export async function customerOfSession(token: string) {
  const [customer] = await sql`
    SELECT c.id, c.name
    FROM sessions s
    JOIN customers c ON c.id = s.customer_id
    WHERE s.token = ${token} AND s.expires_at > now() AND c.deleted_at IS NULL
  `;
  return customer;
}

/** Sessions have no history: this table has no deleted_at. */
export async function endSession(token: string): Promise<void> {
  await sql`DELETE FROM sessions WHERE token = ${token}`;
}
