/** A type of PostgreSQL, one of an extension or one that the schema makes. One object stands for it. */
export interface PgType {
  /** Unique: its name in pg_type, for one of the schema with the schema. */
  readonly key: string;
  /** As format_type writes it. */
  readonly shown: string;
  /** pg_type.typtype; `a` for an array. */
  readonly kind: string;
  readonly category: string;
  readonly preferred: boolean;
  readonly hasEquality: boolean;
  readonly hasOrder: boolean;
  readonly subscripted: boolean;
  /** Of a composite: its columns. */
  readonly fields: readonly Field[] | null;
  /** Of an enum. */
  readonly labels: readonly string[] | null;
}

export interface Field {
  readonly name: string;
  /** Null where it is not known. */
  readonly typed: Typed | null;
}

/** A type with its modifier, as it is written behind or in the type: `(10,2)`, ` day to second`; empty for none. */
export interface Typed {
  readonly type: PgType;
  readonly modifier: string;
}

/** A type as format_type writes it, with its modifier. */
export function shownType({ type, modifier }: Typed): string {
  if (modifier === "" && Object.hasOwn(withoutModifier, type.key)) return withoutModifier[type.key] ?? "";
  if (type.kind === "a" && modifier !== "") return `${withModifier(type.shown.slice(0, -2), modifier)}[]`;
  return withModifier(type.shown, modifier);
}

/** `character` and `bit` alone would be those with one character or bit. */
const withoutModifier: Readonly<Record<string, string>> = {
  bpchar: "bpchar",
  _bpchar: "bpchar[]",
  bit: '"bit"',
  _bit: '"bit"[]',
};

const withModifier = (shown: string, modifier: string): string =>
  / with(?:out)? time zone$/.test(shown) ? shown.replace(/^\w+/, `$&${modifier}`) : `${shown}${modifier}`;
