import type { Node, TypeName } from "@pgsql/types";
import { strings } from "../parser/tree.ts";

// As format_type() spells what the grammar and users write another way.
const spelt: Readonly<Record<string, string>> = {
  int2: "smallint",
  int4: "integer",
  int: "integer",
  int8: "bigint",
  float4: "real",
  float8: "double precision",
  bool: "boolean",
  bpchar: "character",
  varchar: "character varying",
  varbit: "bit varying",
  decimal: "numeric",
  timestamp: "timestamp without time zone",
  timestamptz: "timestamp with time zone",
  time: "time without time zone",
  timetz: "time with time zone",
};

/** The bits of an interval's fields and its precision, as far as it says them. */
export function intervalModifiers(type: TypeName | undefined): readonly number[] | null {
  if (!type?.typmods?.length || strings(type.names).at(-1) !== "interval") return null;
  return type.typmods.flatMap((node) => ("A_Const" in node ? [node.A_Const.ival?.ival ?? 0] : []));
}

/** A length, precision or scale, which may be negative and stand in quotes. */
function modifier(node: Node): number | string | null {
  if ("A_Expr" in node) {
    const size = node.A_Expr.rexpr ? modifier(node.A_Expr.rexpr) : null;
    return size === null ? null : `-${size}`;
  }
  if (!("A_Const" in node)) return null;
  const { ival, sval, fval } = node.A_Const;
  return sval?.sval?.trim() ?? fval?.fval ?? ival?.ival ?? 0;
}

/**
 * A type as PostgreSQL's catalog spells it (`format_type`): `timestamp(3) with time zone`, `integer`, `text[]`,
 * `app.mood`. Modifiers of interval are left out.
 */
export function typeName(type: TypeName | undefined): string {
  const names = strings(type?.names);
  const own = names[0] === "pg_catalog" ? names.slice(1) : names;
  const last = own.at(-1) ?? "unknown";
  const base = own.length === 1 ? (spelt[last] ?? last) : own.join(".");
  const modifiers = base === "interval" ? [] : (type?.typmods ?? []).flatMap((node) => modifier(node) ?? []);
  // CHAR without a length carries the length 1 from the grammar; the catalog spells it out too.
  const modified =
    modifiers.length === 0 ? base : base.replace(/^[^ ]+(?: varying| precision)?/, `$&(${modifiers.join(",")})`);
  return `${modified}${type?.arrayBounds?.length ? "[]" : ""}${type?.pct_type ? "%TYPE" : ""}`;
}
