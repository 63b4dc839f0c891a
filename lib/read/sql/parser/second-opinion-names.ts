import type { DataTypeDef, Expr, SelectStatement } from "pgsql-ast-parser";

// The catalog's own names of the types that SQL spells another way: what PostgreSQL names a cast's output.
const internal: Readonly<Record<string, string>> = {
  int: "int4",
  integer: "int4",
  bigint: "int8",
  smallint: "int2",
  real: "float4",
  float: "float8",
  "double precision": "float8",
  boolean: "bool",
  decimal: "numeric",
  dec: "numeric",
  character: "bpchar",
  char: "bpchar",
  "character varying": "varchar",
  "bit varying": "varbit",
  "timestamp with time zone": "timestamptz",
  "timestamp without time zone": "timestamp",
  "time with time zone": "timetz",
  "time without time zone": "time",
};

/** The name PostgreSQL gives an output without an alias, told from pgsql-ast-parser's tree; null for stars. */
export function secondName(expression: Expr): string | null {
  if (expression.type === "ref" && expression.name === "*") return null;
  const named = figure(expression);
  return named ? named.name : "?column?";
}

type Named = { readonly name: string | null; readonly weak: boolean } | null;

function figure(expression: Expr): Named {
  const strong = (name: string | null): Named => ({ name, weak: false });
  switch (expression.type) {
    case "ref":
      return strong(expression.name);
    case "call":
      return strong(expression.function.name);
    case "keyword":
      return strong(expression.keyword);
    case "extract":
    case "substring":
    case "overlay":
      return strong(expression.type);
    case "binary":
      return expression.op === "AT TIME ZONE" ? strong("timezone") : null;
    case "array":
    case "array select":
      return strong("array");
    case "list":
      return strong("row");
    case "arrayIndex":
      return figure(expression.array);
    case "cast": {
      const inner = figure(expression.operand);
      return inner && !inner.weak ? inner : { name: internalType(expression.to), weak: true };
    }
    case "constant":
      return { name: internalType(expression.dataType), weak: true };
    case "case": {
      const inner = expression.else ? figure(expression.else) : null;
      return inner && !inner.weak ? inner : { name: "case", weak: true };
    }
    case "select":
    case "union":
    case "union all":
    case "values":
    case "with":
    case "with recursive":
      return strong(firstName(expression));
    default:
      return null;
  }
}

function internalType(type: DataTypeDef): string {
  if (type.kind === "array") return internalType(type.arrayOf);
  return type.doubleQuoted ? type.name : (internal[type.name] ?? type.name);
}

function firstName(query: SelectStatement): string | null {
  switch (query.type) {
    case "select": {
      const first = query.columns?.[0];
      return first ? (first.alias?.name ?? secondName(first.expr)) : null;
    }
    case "union":
    case "union all":
      return firstName(query.left);
    case "values":
      return "column1";
    default:
      return query.in.type === "select" || query.in.type === "values" ? firstName(query.in) : null;
  }
}
