import type { DataTypeDef, Expr, ExprBinary, ExprCall, ExprUnary, OrderByStatement } from "pgsql-ast-parser";
import type { Call, Expression } from "../../../model/expression.ts";
import type { Span } from "../../../model/span.ts";
import { readQuery, type SecondReader } from "./second-opinion.ts";

/** An expression of pgsql-ast-parser's tree as the model has it. */
export function readExpression(reader: SecondReader, tree: Expr): Expression {
  const span = reader.span(tree);
  const read = (part: Expr) => readExpression(reader, part);
  switch (tree.type) {
    case "ref":
      return {
        kind: "column",
        schema: tree.table?.schema ?? null,
        relation: tree.table?.name ?? null,
        name: tree.name,
        span,
      };
    case "parameter":
      return { kind: "parameter", number: Number(tree.name.replace(/^\D+/, "")) || 0, name: null, hole: null, span };
    case "null":
      return { kind: "constant", value: null, type: "null", span };
    case "integer":
    case "numeric":
      return { kind: "constant", value: tree.value, type: "number", span };
    case "boolean":
      return { kind: "constant", value: tree.value, type: "boolean", span };
    case "string":
      return { kind: "constant", value: tree.value, type: "unknown", span };
    case "constant":
      return {
        kind: "cast",
        operand: { kind: "constant", value: String(tree.value), type: "unknown", span },
        type: typeOf(tree.dataType),
        span,
      };
    case "binary":
      return readBinary(reader, tree, span);
    case "unary":
      return readUnary(reader, tree, span);
    case "ternary":
      return {
        kind: "between",
        negated: tree.op === "NOT BETWEEN",
        symmetric: false,
        operand: read(tree.value),
        low: read(tree.lo),
        high: read(tree.hi),
        span,
      };
    case "cast":
      return { kind: "cast", operand: read(tree.operand), type: typeOf(tree.to), span };
    case "case":
      return {
        kind: "case",
        operand: tree.value ? read(tree.value) : null,
        branches: tree.whens.map(({ when, value }) => ({ when: read(when), then: read(value) })),
        otherwise: tree.else ? read(tree.else) : null,
        span,
      };
    case "call":
      return readCall(reader, tree, span);
    case "keyword":
      return call(tree.keyword, [], span);
    case "default":
      return call("default", [], span);
    case "extract":
      return call(
        "extract",
        [{ kind: "constant", value: tree.field.name, type: "unknown", span }, read(tree.from)],
        span,
      );
    case "substring":
      return call(
        "substring",
        [tree.value, tree.from, tree.for].flatMap((part) => (part ? [read(part)] : [])),
        span,
      );
    case "overlay":
      return call(
        "overlay",
        [tree.value, tree.placing, tree.from, tree.for].flatMap((part) => (part ? [read(part)] : [])),
        span,
      );
    case "member": {
      const member: Expression = {
        kind: "constant",
        value: tree.member,
        type: typeof tree.member === "number" ? "number" : "unknown",
        span,
      };
      return { kind: "operator", operator: tree.op, left: read(tree.operand), right: member, quantifier: null, span };
    }
    case "arrayIndex":
      return call("[]", [read(tree.array), read(tree.index)], span);
    case "list":
    case "array":
      return { kind: tree.type === "list" ? "row" : "array", items: tree.expressions.map(read), span };
    case "array select":
      return {
        kind: "subquery",
        form: "array",
        operator: null,
        operand: null,
        query: readQuery(reader, tree.select),
        span,
      };
    case "select":
    case "union":
    case "union all":
    case "values":
    case "with":
    case "with recursive":
      return { kind: "subquery", form: "scalar", operator: null, operand: null, query: readQuery(reader, tree), span };
    default:
      return { kind: "unknown", hole: null, reason: "not modelled by the second reader", span };
  }
}

/** The expressions of an ORDER BY. */
export function readOrder(reader: SecondReader, order: readonly OrderByStatement[] | null | undefined): Expression[] {
  return (order ?? []).map(({ by }) => readExpression(reader, by));
}

const queryTypes = new Set(["select", "union", "union all", "values", "with", "with recursive"]);

// LIKE and its kin as PostgreSQL's grammar names them.
const operators: Readonly<Record<string, string>> = {
  LIKE: "~~",
  "NOT LIKE": "!~~",
  ILIKE: "~~*",
  "NOT ILIKE": "!~~*",
  "!=": "<>",
};

function readBinary(reader: SecondReader, tree: ExprBinary, span: Span): Expression {
  const left = readExpression(reader, tree.left);
  if (tree.op === "IN" || tree.op === "NOT IN") {
    const negated = tree.op === "NOT IN";
    if (queryTypes.has(tree.right.type)) {
      const found = readExpression(reader, tree.right);
      if (found.kind !== "subquery") return found;
      const any: Expression = { ...found, form: "any", operator: "=", operand: left, span };
      return negated ? { kind: "not", operand: any, span } : any;
    }
    const items = tree.right.type === "list" ? tree.right.expressions : [tree.right];
    return { kind: "in-list", negated, operand: left, items: items.map((item) => readExpression(reader, item)), span };
  }
  if (tree.op === "AND" || tree.op === "OR") {
    const kind = tree.op === "AND" ? "and" : "or";
    const right = readExpression(reader, tree.right);
    return {
      kind,
      operands: [left, right].flatMap((operand) => (operand.kind === kind ? operand.operands : [operand])),
      span,
    };
  }
  if (tree.op === "AT TIME ZONE") return call("timezone", [readExpression(reader, tree.right), left], span);
  const operator = operators[tree.op] ?? tree.op;
  const quantifier = tree.right.type === "call" ? quantifiers[tree.right.function.name] : undefined;
  const [only, ...more] = tree.right.type === "call" ? tree.right.args : [];
  if (quantifier && only && more.length === 0) {
    const right = readExpression(reader, only);
    if (right.kind === "subquery" && right.form === "scalar")
      return { ...right, form: quantifier, operator, operand: left, span };
    return { kind: "operator", operator, left, right, quantifier, span };
  }
  return { kind: "operator", operator, left, right: readExpression(reader, tree.right), quantifier: null, span };
}

const quantifiers: Readonly<Record<string, "any" | "all">> = { any: "any", some: "any", all: "all" };

function readUnary(reader: SecondReader, tree: ExprUnary, span: Span): Expression {
  const operand = readExpression(reader, tree.operand);
  switch (tree.op) {
    case "NOT":
      return { kind: "not", operand, span };
    case "IS NULL":
    case "IS NOT NULL":
      return { kind: "null-test", negated: tree.op === "IS NOT NULL", operand, span };
    case "+":
    case "-":
      return { kind: "operator", operator: tree.op, left: null, right: operand, quantifier: null, span };
    default:
      return {
        kind: "boolean-test",
        test: tree.op.endsWith("TRUE") ? "true" : "false",
        negated: tree.op.includes("NOT"),
        operand,
        span,
      };
  }
}

function readCall(reader: SecondReader, tree: ExprCall, span: Span): Expression {
  const name = tree.function.name;
  const [first] = tree.args;
  if (name === "exists" && first && queryTypes.has(first.type)) {
    const found = readExpression(reader, first);
    return found.kind === "subquery" ? { ...found, form: "exists", span } : found;
  }
  const star = tree.args.length === 1 && first?.type === "ref" && first.name === "*" && !first.table;
  const order = [
    ...(tree.orderBy ?? []),
    ...(tree.withinGroup ? [tree.withinGroup] : []),
    ...(tree.over?.orderBy ?? []),
  ];
  const keys = [
    ...readOrder(reader, order),
    ...(tree.over?.partitionBy ?? []).map((part) => readExpression(reader, part)),
  ];
  return call(name, star ? [] : tree.args.map((part) => readExpression(reader, part)), span, {
    schema: tree.function.schema ?? null,
    star,
    distinct: tree.distinct === "distinct",
    filter: tree.filter ? readExpression(reader, tree.filter) : null,
    window: tree.over !== undefined && tree.over !== null,
    framesItself: tree.over !== undefined && tree.over !== null,
    keys,
  });
}

function call(name: string, args: readonly Expression[], span: Span, more: Partial<Call> = {}): Call {
  return {
    kind: "call",
    schema: null,
    name,
    arguments: args,
    star: false,
    distinct: false,
    filter: null,
    window: false,
    framesItself: false,
    keys: [],
    span,
    ...more,
  };
}

function typeOf(type: DataTypeDef): string {
  if (type.kind === "array") return `${typeOf(type.arrayOf)}[]`;
  const modifiers = type.config?.length ? `(${type.config.join(",")})` : "";
  return `${type.schema ? `${type.schema}.` : ""}${type.name}${modifiers}`;
}
