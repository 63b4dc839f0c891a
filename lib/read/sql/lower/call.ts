import type {
  FuncCall,
  JsonAggConstructor,
  JsonKeyValue,
  JsonOutput,
  JsonValueExpr,
  Node,
  WindowDef,
} from "@pgsql/types";
import type { Call, Expression } from "../../../model/expression.ts";
import { call, lowerExpression, lowerExpressions, single } from "./expression.ts";
import { lowerQuery } from "./query.ts";
import type { Lowering } from "./lowering.ts";
import type { Run } from "../tokens/token-line.ts";
import { typeName } from "./type-name.ts";
import { strings, type NodeName, type NodeOf } from "../parser/tree.ts";

/** Function calls, and what the grammar spells like one. */
export const functionLike: { readonly [K in NodeName]?: (lowering: Lowering, node: NodeOf<K>) => Expression } = {
  FuncCall: lowerFunction,
  CoalesceExpr: (lowering, { args, location }) =>
    construct(lowering, location, "coalesce", lowerExpressions(lowering, args)),
  MinMaxExpr: (lowering, { op, args, location }) =>
    construct(lowering, location, op === "IS_LEAST" ? "least" : "greatest", lowerExpressions(lowering, args)),
  GroupingFunc: (lowering, { args, location }) =>
    construct(lowering, location, "grouping", lowerExpressions(lowering, args)),
  MergeSupportFunc: (lowering, { location }) => construct(lowering, location, "merge_action", []),
  SQLValueFunction: (lowering, { op = "SVFOP_CURRENT_DATE", typmod, location }) =>
    construct(
      lowering,
      location,
      op.slice("SVFOP_".length).toLowerCase().replace(/_n$/, ""),
      [],
      op.endsWith("_N") ? { precision: typmod ?? 0 } : {},
    ),
  CurrentOfExpr: (lowering) => {
    const { line, run } = lowering;
    let at = run[0];
    while (
      at < run[1] &&
      !(line.word(at) === "WHERE" && line.upper(at + 1) === "CURRENT" && line.upper(at + 2) === "OF")
    )
      at++;
    return call(lowering, at < run[1] ? [at + 1, at + 4] : run, "current of", []);
  },
  XmlExpr: (lowering, { op, args, named_args, location }) => {
    const written = [...(named_args ?? []), ...(args ?? [])].map((node) =>
      "ResTarget" in node && node.ResTarget.val ? node.ResTarget.val : node,
    );
    // The grammar adds constants of its own: XMLROOT's version, XMLPARSE's white space.
    const values = lowerExpressions(
      lowering,
      written.filter((node) => !("A_Const" in node && node.A_Const.location === -1)),
    );
    const names: Readonly<Record<string, string>> = { IS_DOCUMENT: "is document" };
    const name = names[op ?? ""] ?? (op ?? "IS_XML").slice("IS_".length).toLowerCase();
    return name === "is document"
      ? infix(lowering, location, name, values, 2)
      : construct(lowering, location, name, values);
  },
  XmlSerialize: (lowering, { expr, typeName: type, location }) =>
    construct(lowering, location, "xmlserialize", [lowerExpression(lowering, expr)], { returning: typeName(type) }),
  JsonParseExpr: (lowering, { expr, location }) =>
    construct(lowering, location, "json", jsonValues(lowering, [expr]), { returning: null }),
  JsonScalarExpr: (lowering, { expr, location }) =>
    construct(lowering, location, "json_scalar", [lowerExpression(lowering, expr)], { returning: null }),
  JsonSerializeExpr: (lowering, { expr, output, location }) =>
    construct(lowering, location, "json_serialize", jsonValues(lowering, [expr]), returning(output)),
  JsonObjectConstructor: (lowering, { exprs, output, location }) => {
    const values = (exprs ?? []).flatMap((node) =>
      "JsonKeyValue" in node ? keyValue(lowering, node.JsonKeyValue) : [],
    );
    return construct(lowering, location, "json_object", values, returning(output));
  },
  JsonArrayConstructor: (lowering, { exprs, output, location }) =>
    construct(lowering, location, "json_array", lowerExpressions(lowering, exprs), returning(output)),
  JsonValueExpr: (lowering, value) => lowerExpression(lowering, value.raw_expr),
  JsonArrayQueryConstructor: (lowering, { query, output, location }) => {
    const at = lowering.token(location);
    const run: Run = at < 0 ? lowering.run : [at, lowering.line.after(at + 1)];
    const end = lowering.line.find([at + 2, run[1] - 1], "FORMAT", "ABSENT", "RETURNING");
    const inner = lowerQuery(lowering, query, [at + 2, end < 0 ? run[1] - 1 : end]);
    const operand = lowering.make<Extract<Expression, { kind: "subquery" }>>(lowering.runOf(inner), {
      kind: "subquery",
      form: "array",
      operator: null,
      operand: null,
      query: inner,
    });
    return call(lowering, run, "json_array", [operand], returning(output));
  },
  JsonObjectAgg: (lowering, { constructor: made, arg }) =>
    jsonAggregate(lowering, "json_objectagg", made, arg ? keyValue(lowering, arg) : []),
  JsonArrayAgg: (lowering, { constructor: made, arg }) =>
    jsonAggregate(lowering, "json_arrayagg", made, jsonValues(lowering, [arg])),
  JsonFuncExpr: (
    lowering,
    { op = "JSON_QUERY_OP", context_item, pathspec, passing = [], output, on_empty, on_error, location },
  ) => {
    const passed = passing.flatMap((node) =>
      "JsonArgument" in node ? jsonValues(lowering, [node.JsonArgument.val]) : [],
    );
    const behaviours = [on_empty?.expr, on_error?.expr].flatMap((node) =>
      node ? [lowerExpression(lowering, node)] : [],
    );
    const values = [
      ...jsonValues(lowering, [context_item]),
      ...(pathspec ? [lowerExpression(lowering, pathspec)] : []),
      ...passed,
      ...behaviours,
    ];
    return construct(lowering, location, op.replace(/_OP$/, "").toLowerCase(), values, returning(output));
  },
  JsonIsPredicate: (lowering, { expr, location }) => {
    const operand = lowerExpression(lowering, expr);
    const { line } = lowering;
    const from = lowering.runOf(operand)[1];
    let end = Math.max(lowering.token(location), from);
    while (
      ["IS", "NOT", "JSON", "VALUE", "ARRAY", "OBJECT", "SCALAR", "WITH", "WITHOUT", "UNIQUE", "KEYS"].includes(
        line.word(end),
      )
    )
      end++;
    return call(lowering, lowering.over(operand, [from, end]), "is json", [operand]);
  },
};

function lowerFunction(lowering: Lowering, node: FuncCall): Expression {
  const names = strings(node.funcname);
  const name = names.at(-1) ?? "";
  const written = names.length > 1 ? (names.at(-2) ?? null) : null;
  const args = lowerExpressions(lowering, node.args);
  const at = lowering.token(node.location);
  // Words of the grammar that stand for a function: x AT TIME ZONE y, x LIKE y ESCAPE z, OVERLAPS, IS NORMALIZED.
  if (node.funcformat === "COERCE_SQL_SYNTAX" || name === "like_escape" || name === "similar_to_escape") {
    const word = lowering.line.word(at);
    if (word === "IS")
      return infix(
        lowering,
        node.location,
        name,
        args,
        lowering.line.find([at, lowering.run[1]], "NORMALIZED") - at + 1,
      );
    if (word === "AT" && lowering.line.word(at + 1) === "LOCAL") return infix(lowering, node.location, name, args, 2);
    if (word === "AT" || word === "OVERLAPS") return infix(lowering, node.location, name, args, 1);
    if (["LIKE", "ILIKE", "NOT", "SIMILAR"].includes(word)) return call(lowering, lowering.over(...args), name, args);
  }
  const argumentNames = (node.args ?? []).map((arg) =>
    "NamedArgExpr" in arg ? (arg.NamedArgExpr.name ?? null) : null,
  );
  const filter = node.agg_filter ? lowerExpression(lowering, node.agg_filter) : null;
  const keys = [...sortKeys(lowering, node.agg_order), ...windowKeys(lowering, node.over)];
  const schema = written === "pg_catalog" && node.funcformat === "COERCE_SQL_SYNTAX" ? null : written;
  const run = lowering.over(...args, ...keys, filter, at >= 0 && [at, callEnd(lowering, at)]);
  return call(lowering, run, name, args, {
    schema,
    star: node.agg_star ?? false,
    distinct: node.agg_distinct ?? false,
    filter,
    window: node.over !== undefined,
    framesItself: framesItself(node.over),
    keys,
    ...(argumentNames.some((one) => one !== null) && { argumentNames }),
    ...(node.func_variadic && { variadic: true }),
    ...frameOffsets(node.over),
    ...(node.agg_within_group && { withinGroup: node.agg_order?.length ?? 0 }),
  });
}

/** The index after a call that starts at a token: name, arguments, WITHIN GROUP, FILTER, OVER. */
function callEnd({ line }: Lowering, start: number): number {
  let end = line.afterName(start);
  if (line.word(start) === "COLLATION" && line.word(end) === "FOR") end++;
  // SYSTEM_USER is a call without parentheses.
  if (line.word(end) === "(") end = line.after(end);
  for (;;) {
    const word = line.word(end);
    if (word === "WITHIN" && line.word(end + 1) === "GROUP") end = line.after(end + 2);
    else if (word === "FILTER" && line.word(end + 1) === "(") end = line.after(end + 1);
    else if (word === "OVER") end = line.word(end + 1) === "(" ? line.after(end + 1) : end + 2;
    else return end;
  }
}

/** A construct of the grammar at its own word, with its parenthesis if there is one. */
function construct(
  lowering: Lowering,
  location: number | undefined,
  name: string,
  args: readonly Expression[],
  more: Partial<Call> = {},
): Call {
  const at = lowering.token(location);
  const end = lowering.line.word(at + 1) === "(" ? lowering.line.after(at + 1) : at + 1;
  return call(lowering, at < 0 ? single(lowering, location) : lowering.over(...args, [at, end]), name, args, more);
}

const returning = (output: JsonOutput | undefined): Pick<Call, "returning"> => ({
  returning: output?.typeName ? typeName(output.typeName) : null,
});

/** A construct whose word stands between or after its operands; `words` is how many of its tokens belong to it. */
function infix(
  lowering: Lowering,
  location: number | undefined,
  name: string,
  args: readonly Expression[],
  words: number,
): Call {
  const at = lowering.token(location);
  return call(lowering, lowering.over(...args, at >= 0 && [at, at + Math.max(words, 1)]), name, args);
}

/** The expressions of an ORDER BY. */
export function sortKeys(lowering: Lowering, nodes: readonly Node[] | undefined): Expression[] {
  return (nodes ?? []).map((node) => lowerExpression(lowering, "SortBy" in node ? node.SortBy.node : node));
}

function frameOffsets(window: WindowDef | undefined): Pick<Call, "frameOffsets"> {
  const count = [window?.startOffset, window?.endOffset].filter((node) => node !== undefined).length;
  return count > 0 ? { frameOffsets: count } : {};
}

/** What a window is partitioned and ordered by, and the offsets of its frame. */
export function windowKeys(lowering: Lowering, window: WindowDef | undefined): Expression[] {
  if (!window) return [];
  const bounds = [window.startOffset, window.endOffset].flatMap((node) => (node ? [node] : []));
  return [
    ...lowerExpressions(lowering, window.partitionClause),
    ...sortKeys(lowering, window.orderClause),
    ...lowerExpressions(lowering, bounds),
  ];
}

// FRAMEOPTION_… of PostgreSQL's parsenodes.h.
const startsBefore = 0x20 | 0x200 | 0x800;
const endsAfter = 0x100 | 0x400 | 0x4000;
const excludesItself = 0x8000 | 0x10000;

/** Whether a window's frame has the row itself; that of a named window is not looked up. */
function framesItself(window: WindowDef | undefined): boolean {
  const options = window?.frameOptions ?? 0;
  if (!window || window.name !== undefined) return false;
  return (options & startsBefore) !== 0 && (options & endsAfter) !== 0 && (options & excludesItself) === 0;
}

function jsonValues(lowering: Lowering, values: readonly (JsonValueExpr | undefined)[]): Expression[] {
  return values.flatMap((value) => (value?.raw_expr ? [lowerExpression(lowering, value.raw_expr)] : []));
}

function keyValue(lowering: Lowering, { key, value }: JsonKeyValue): Expression[] {
  return [...(key ? [lowerExpression(lowering, key)] : []), ...jsonValues(lowering, [value])];
}

function jsonAggregate(
  lowering: Lowering,
  name: string,
  made: JsonAggConstructor | undefined,
  args: readonly Expression[],
): Call {
  const filter = made?.agg_filter ? lowerExpression(lowering, made.agg_filter) : null;
  const keys = [...sortKeys(lowering, made?.agg_order), ...windowKeys(lowering, made?.over)];
  const at = lowering.token(made?.location);
  const run = lowering.over(...args, ...keys, filter, at >= 0 && [at, callEnd(lowering, at)]);
  return call(lowering, run, name, args, {
    filter,
    window: made?.over !== undefined,
    framesItself: framesItself(made?.over),
    keys,
    ...returning(made?.output),
  });
}
