import type { PGlite } from "@electric-sql/pglite";

/** What PostgreSQL has of the user's tables. */
export async function schemaIn(postgres: PGlite): Promise<unknown> {
  const rows = async (sql: string) => (await postgres.query(sql)).rows;
  return {
    columns: await rows(`
      SELECT table_schema, table_name, column_name, data_type, character_maximum_length, datetime_precision, is_nullable, column_default
      FROM information_schema.columns WHERE table_schema IN ('public', 'app') ORDER BY 1, 2, 3`),
    indexes: await rows("SELECT indexdef FROM pg_indexes WHERE schemaname IN ('public', 'app') ORDER BY 1"),
    constraints: await rows(`
      SELECT conrelid::regclass::text AS of, conname, pg_get_constraintdef(oid) AS definition, convalidated
      FROM pg_constraint WHERE connamespace IN (SELECT oid FROM pg_namespace WHERE nspname IN ('public', 'app')) ORDER BY 1, 2`),
    security: await rows(
      "SELECT relname, relrowsecurity FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1",
    ),
  };
}
