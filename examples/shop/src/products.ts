import { sql } from "./db.ts";

interface Product {
  id: string;
  sku: string;
  name: string;
  description: string;
  price_cents: number;
}

export async function findProduct(sku: string): Promise<Product | undefined> {
  const [product] = await sql<Product[]>`
    SELECT id, sku, name, description, price_cents
    FROM products
    WHERE sku = ${sku} AND deleted_at IS NULL
  `;
  return product;
}

export async function productsByCategory(categoryId: string | null) {
  return sql`
    SELECT p.id, p.name, c.name AS category
    FROM products p
    LEFT JOIN categories c ON c.id = p.category_id
    WHERE ${categoryId === null ? sql`p.category_id IS NULL` : sql`p.category_id = ${categoryId}`}
      AND p.deleted_at IS NULL
    ORDER BY p.name
  `;
}

export async function teaser(id: string): Promise<string> {
  const [product] = await sql`SELECT name, description FROM products WHERE id = ${id} AND deleted_at IS NULL`;
  return `${product.name}: ${product.description.slice(0, 80)}`;
}

export async function discontinue(ids: readonly string[]): Promise<void> {
  await sql`UPDATE products SET deleted_at = now() WHERE id IN ${sql(ids)}`;
}
