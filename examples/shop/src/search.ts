import { many } from "./db.ts";

export interface Hit {
  id: string;
  name: string;
  price_cents: number;
}

const columns = "id, name, price_cents";
const orders = { name: "name ASC", price: "price_cents ASC" } as const;

/** What the visitor picks is looked up, never pasted in. */
export async function browse(order: keyof typeof orders): Promise<Hit[]> {
  return many<Hit>(`SELECT ${columns} FROM products WHERE deleted_at IS NULL ORDER BY ${orders[order]}`);
}

export async function searchProducts(words: string): Promise<Hit[]> {
  return many<Hit>(`SELECT ${columns} FROM products WHERE deleted_at IS NULL AND name ILIKE '%${words}%'`);
}

export async function cheaperThan(cents: number, category: string): Promise<Hit[]> {
  return many<Hit>(`SELECT ${columns} FROM products WHERE deleted_at IS NULL AND category_id = ${category} AND price_cents < $1`, [cents]);
}
