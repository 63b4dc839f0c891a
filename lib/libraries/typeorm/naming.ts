import { createHash } from "node:crypto";

/** What TypeORM calls what the entities do not name; null where that cannot be told. */
export interface Naming {
  /** `given`: what the entity calls it. */
  table(className: string, given: string | null): string | null;
  column(property: string, given: string | null, prefixes: readonly string[]): string | null;
  joinColumn(relation: string, referenced: string): string | null;
  joinTable(first: string, second: string, property: string): string | null;
  joinTableColumn(table: string, column: string): string | null;
}

/** TypeORM's own. */
export const camelCase = (text: string): string =>
  text.replace(/^([A-Z])|[\s-_](\w)/g, (_, first: string | undefined, next: string | undefined) =>
    next ? next.toUpperCase() : (first ?? "").toLowerCase(),
  );
/** TypeORM's own. */
export const snakeCase = (text: string): string =>
  text
    .replace(/([A-Z])([A-Z])([a-z])/g, "$1_$2$3")
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toLowerCase();
/** TypeORM's own. */
export const titleCase = (text: string): string =>
  text.replace(/\w\S*/g, (word) => word.charAt(0).toUpperCase() + word.slice(1).toLowerCase());

/** DefaultNamingStrategy. */
export const defaultNaming: Naming = {
  table: (className, given) => given ?? snakeCase(className),
  column: (property, given, prefixes) =>
    prefixes.length > 0 ? camelCase(prefixes.join("_")) + titleCase(given ?? property) : (given ?? property),
  joinColumn: (relation, referenced) => camelCase(`${relation}_${referenced}`),
  joinTable: (first, second, property) => snakeCase(`${first}_${property.replaceAll(".", "_")}_${second}`),
  joinTableColumn: (table, column) => camelCase(`${table}_${column}`),
};

/** SnakeNamingStrategy of typeorm-naming-strategies. */
export const snakeNaming: Naming = {
  table: (className, given) => given ?? snakeCase(className),
  column: (property, given, prefixes) => snakeCase([...prefixes, ""].join("_")) + (given ?? snakeCase(property)),
  joinColumn: (relation, referenced) => snakeCase(`${relation}_${referenced}`),
  joinTable: (first, second, property) => snakeCase(`${first}_${property.replaceAll(".", "_")}_${second}`),
  joinTableColumn: (table, column) => snakeCase(`${table}_${column}`),
};

/** The name TypeORM gives a constraint or index: `PK_` and the beginning of a digest of the table and its columns. */
export function hashedName(
  prefix: "PK" | "UQ" | "REL" | "FK" | "IDX",
  table: string,
  columns: readonly string[],
  where: string | null = null,
): string {
  const key = `${table}_${[...columns].sort().join("_")}${where ? `_${where}` : ""}`;
  const digest = createHash("sha1").update(key).digest("hex");
  return `${prefix}_${digest.slice(0, prefix === "REL" || prefix === "IDX" ? 26 : 27)}`;
}
