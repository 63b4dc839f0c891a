import {
  itemsOf,
  plainOf,
  property,
  stringOf,
  struct,
  type ProgramValue,
} from "../../source/evaluate/program-value.ts";
import { literal, quoted } from "../../read/migrations/quoted.ts";
import { own } from "../../lists.ts";

/** The type of a column that a method of knex's table builder makes; null for a method that makes none. */
export interface KnexType {
  readonly sql: string;
  /** A key that belongs to the type: of `increments` and `uuid` with `primaryKey`. */
  readonly key: boolean;
  /** A statement that has to come first: the type of an enum. */
  readonly before: string | null;
  /** Increments take no NOT NULL, default, key or index of their own. */
  readonly increments: boolean;
}

const simple: Readonly<Record<string, string>> = {
  integer: "integer",
  int: "integer",
  mediumint: "integer",
  tinyint: "smallint",
  smallint: "smallint",
  bigint: "bigint",
  biginteger: "bigint",
  float: "real",
  real: "real",
  double: "double precision",
  boolean: "boolean",
  bool: "boolean",
  date: "date",
  time: "time",
  text: "text",
  tinytext: "text",
  mediumtext: "text",
  longtext: "text",
  binary: "bytea",
  varbinary: "bytea",
  blob: "bytea",
  tinyblob: "bytea",
  mediumblob: "bytea",
  longblob: "bytea",
  json: "json",
  jsonb: "jsonb",
  geometry: "geometry",
  geography: "geography",
  point: "point",
  serial: "serial",
};

/**
 * In: the method's name and what it is called with after the column's name. Null: not known; undefined: no method for a
 * column.
 */
export function knexType(
  method: string,
  values: readonly ProgramValue[],
  column: string,
  schema: string | null,
): KnexType | null | undefined {
  const made = (sql: string, rest: Partial<KnexType> = {}): KnexType => ({
    sql,
    key: false,
    before: null,
    increments: false,
    ...rest,
  });
  const [first, second] = values;
  const name = method.toLowerCase();
  const key = (byDefault: boolean) =>
    first === undefined
      ? byDefault
      : first.kind === "struct" && plainOf(property(first, "primaryKey") ?? struct({}))?.value === true;
  const type = own(simple, name);
  if (type !== undefined) return made(type);
  switch (name) {
    case "increments":
    case "bigincrements":
      return made(name === "increments" ? "serial" : "bigserial", { key: key(true), increments: true });
    case "uuid":
      return made("uuid", { key: key(false) });
    case "string":
    case "varchar":
      return made(`varchar(${numberOf(first) ?? 255})`);
    case "char":
      return made(`char(${numberOf(first) ?? 255})`);
    case "bit":
      return made(numberOf(first) === null ? "bit" : `bit(${numberOf(first)})`);
    case "decimal":
      return made(
        plainOf(first ?? struct({}))?.value === null
          ? "decimal"
          : `decimal(${numberOf(first) ?? 8}, ${numberOf(second) ?? 2})`,
      );
    case "datetime":
    case "timestamp": {
      const options = first?.kind === "struct";
      const zone = options
        ? plainOf(property(first, "useTz") ?? struct({}))?.value !== false
        : !(first && plainOf(first)?.value === true);
      const precision = numberOf(options ? property(first, "precision") : second);
      return made(`${zone ? "timestamptz" : "timestamp"}${precision === null ? "" : `(${precision})`}`);
    }
    case "specifictype": {
      const type = first?.kind === "host" ? (first.print?.() ?? null) : stringOf(first);
      return type === null ? null : made(type);
    }
    case "enu":
    case "enum":
      return enumType(values, column, schema);
    default:
      return undefined;
  }
}

function enumType([allowed, options]: readonly ProgramValue[], column: string, schema: string | null): KnexType | null {
  const flag = (name: string) => plainOf(property(options, name) ?? struct({}))?.value === true;
  const labels = itemsOf(allowed)?.map((item) => (item.kind === "constant" ? String(item.value) : null)) ?? null;
  const written = labels?.every((label) => label !== null) ? labels.map(literal).join(", ") : null;
  if (!flag("useNative")) {
    // Which values there are is a check's business: the column is known without them.
    const check = written === null || written === "" ? "" : ` check (${quoted(column)} in (${written}))`;
    return { sql: `text${check}`, key: false, before: null, increments: false };
  }
  const name = stringOf(property(options, "enumName"));
  if (name === null) return null;
  const own = stringOf(property(options, "schemaName")) ?? schema;
  const type = `${own ? `${quoted(own)}.` : ""}${quoted(name)}`;
  if (flag("existingType")) return { sql: type, key: false, before: null, increments: false };
  return written === null
    ? null
    : { sql: type, key: false, before: `create type ${type} as enum (${written})`, increments: false };
}

function numberOf(value: ProgramValue | undefined): number | null {
  const plain = value && plainOf(value)?.value;
  return typeof plain === "number" ? plain : typeof plain === "string" && /^\d+$/.test(plain) ? Number(plain) : null;
}
