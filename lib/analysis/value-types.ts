import type { Expression } from "../model/expression.ts";
import type { Level } from "./level.ts";
import { isAggregate } from "./routine-facts.ts";

/** As much of a value's type as tells which of several functions of one name is meant. */
export type ValueType = "text" | "number" | "array" | "json" | "tsvector" | "other" | "literal" | "unknown";

/** Whether `||` joins texts, JSON or other values to it, and no arrays. */
export const isPlainText = (type: ValueType): boolean =>
  type === "text" || type === "json" || type === "number" || type === "literal" || type === "other";

/** The type of an expression where columns, casts and literals say it; a quoted literal takes the type that is wanted. */
export function valueType(expression: Expression, level: Level): ValueType {
  switch (expression.kind) {
    case "constant":
      return expression.type === "number"
        ? "number"
        : expression.type === "unknown" || expression.type === "null"
          ? "literal"
          : "other";
    case "column": {
      const bound = level.resolve(expression);
      if (bound === null || typeof bound === "string") return "unknown";
      const output = bound.of?.output;
      if (output?.expression) return valueType(output.expression, output.level);
      const column = bound.of?.column ?? output?.bound?.of?.column;
      return column && !column.userType ? namedType(column.type) : "unknown";
    }
    case "cast":
      return namedType(expression.type);
    case "operator":
      return operatorType(expression, level);
    case "array":
      return "array";
    case "call": {
      const [first] = expression.arguments;
      if (textCalls.has(expression.name)) return "text";
      if (expression.name === "count" || expression.name === "length") return "number";
      const isSame = sameAsFirst.has(expression.name) && (isAggregate(expression.name) || !expression.window);
      return isSame && first ? valueType(first, level) : /^jsonb?_/.test(expression.name) ? "json" : "unknown";
    }
    default:
      return "unknown";
  }
}

function operatorType({ operator, left, right }: Expression & { kind: "operator" }, level: Level): ValueType {
  if (operator === "->>" || operator === "#>>") return "text";
  if (operator === "->" || operator === "#>") return "json";
  if (operator !== "||" || !left) return "unknown";
  const types = [valueType(left, level), valueType(right, level)];
  if (types.includes("array")) return "array";
  if (types.includes("unknown")) return "unknown";
  return types.includes("text") ? "text" : types.includes("json") ? "json" : "unknown";
}

const textCalls: ReadonlySet<string> = new Set(
  "lower upper initcap btrim ltrim rtrim concat concat_ws replace left right md5 to_char string_agg format repeat regexp_replace translate lpad rpad split_part quote_literal quote_ident quote_nullable reverse to_hex array_to_string chr".split(
    " ",
  ),
);
const sameAsFirst: ReadonlySet<string> = new Set("coalesce min max nullif greatest least any_value collate".split(" "));

function namedType(type: string): ValueType {
  if (type.endsWith("[]")) return "array";
  if (/^(?:text|varchar|character|char|bpchar|name|citext)\b/.test(type)) return "text";
  if (/^(?:smallint|integer|bigint|int[248]?|numeric|decimal|real|double precision|float[48]?)\b/.test(type))
    return "number";
  if (/^jsonb?$/.test(type)) return "json";
  if (type === "tsvector") return "tsvector";
  return /^(?:uuid|boolean|bool|date|time|timestamp|timestamptz|interval|bytea)\b/.test(type) ? "other" : "unknown";
}
