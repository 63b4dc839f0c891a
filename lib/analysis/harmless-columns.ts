import type { Catalog, Column, Table } from "../catalog/catalog.ts";

/** Types whose values, however they are written out, hold no quote and no word of SQL. */
const harmless: ReadonlySet<string> = new Set([
  ...["smallint", "integer", "bigint", "numeric", "real", "double precision", "money", "oid", "boolean", "uuid"],
  ...["date", "time without time zone", "time with time zone", "interval", "inet", "cidr", "macaddr", "ltree"],
  ...["timestamp without time zone", "timestamp with time zone", "bit", "bit varying", "pg_lsn"],
]);

/** A type without its precision and its brackets. */
const plain = (type: string): string =>
  type
    .replace(/(?:\[\])+$/, "")
    .replace(/\([\d, -]*\)/, "")
    .trim();

/** Whether a type, as format_type writes it, has no value with SQL in it. */
export const isHarmlessType = (type: string): boolean => harmless.has(plain(type));

/**
 * Whether no value of a column can hold SQL: its type has no place for it, or it is a key that the database makes up (`id text DEFAULT
 * gen_random_uuid()`), or one that refers to such a key.
 */
export function isHarmlessColumn(column: Column, table: Table, catalog: Catalog, depth = 0): boolean {
  if (isHarmlessType(column.type) || isOfHarmlessType(column.userType ?? null, catalog, 0)) return true;
  if (table.primaryKey?.length === 1 && table.primaryKey[0] === column.name && isMadeUp(column)) return true;
  const key = table.foreignKeys.find(({ columns }) => columns.length === 1 && columns[0] === column.name);
  const target = key && catalog.relations.get(`${key.references.schema}.${key.references.table}`);
  const referred =
    target?.kind === "table"
      ? target.columns.find(({ name }) => name === (key?.references.columns[0] ?? target.primaryKey?.[0]))
      : undefined;
  return (
    target?.kind === "table" &&
    referred !== undefined &&
    depth < 3 &&
    isHarmlessColumn(referred, target, catalog, depth + 1)
  );
}

/** An enum whose labels are plain, and a domain over a type that is harmless. */
function isOfHarmlessType(key: string | null, catalog: Catalog, depth: number): boolean {
  const type = key === null ? undefined : catalog.types?.get(key);
  if (!type || depth > 3) return false;
  if (type.form === "enum") return type.labels.every((label) => !/['"\\;]/.test(label));
  if (type.form !== "domain") return false;
  return (
    (type.over !== null && isHarmlessType(type.over)) || isOfHarmlessType(type.overType ?? null, catalog, depth + 1)
  );
}

/** What the default of a column calls to make a key: none of these writes a quote. */
const makers = /^(?:gen_random_uuid|uuid_generate_v\w+|uuidv\d|nextval|cuid|ulid|nanoid|generate_ulid)$/;

function isMadeUp({ defaultTo }: Column): boolean {
  const made = defaultTo?.kind === "cast" ? defaultTo.operand : defaultTo;
  return made?.kind === "call" && makers.test(made.name);
}
