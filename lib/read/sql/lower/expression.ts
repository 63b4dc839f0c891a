import type { A_Const, A_Indirection, BoolExpr, CaseExpr, ColumnRef, Node, SubLink, TypeCast } from "@pgsql/types";
import type {
  Call,
  Case,
  Cast,
  Collection,
  ColumnReference,
  Constant,
  Expression,
  Logical,
  Not,
  NullTest,
  BooleanTest,
  Parameter,
  SubqueryExpression,
  UnknownExpression,
} from "../../../model/expression.ts";
import { functionLike } from "./call.ts";
import { lowerOperator } from "./operator.ts";
import { lowerQuery } from "./query.ts";
import { NotPostgres, type Lowering } from "./lowering.ts";
import type { Run } from "../tokens/token-line.ts";
import { nodeName, strings, type NodeName, type NodeOf } from "../parser/tree.ts";
import { intervalModifiers, typeName } from "./type-name.ts";
import { typeEnd } from "../tokens/type-end.ts";

type Lowerers = { readonly [K in NodeName]?: (lowering: Lowering, node: NodeOf<K>) => Expression };

const lowerers: Lowerers = {
  ColumnRef: lowerColumn,
  A_Const: lowerConstant,
  ParamRef: (lowering, { number = 0, location }) => {
    const { name, hole } = lowering.context.parameter(number);
    return lowering.make<Parameter>(single(lowering, location), { kind: "parameter", number, name, hole });
  },
  A_Expr: lowerOperator,
  BoolExpr: lowerBoolean,
  NullTest: (lowering, { arg, nulltesttype, location }) => {
    const operand = lowerExpression(lowering, arg);
    const negated = nulltesttype === "IS_NOT_NULL";
    const at = lowering.token(location);
    // IS [NOT] NULL, or one of the words ISNULL and NOTNULL.
    const end = at < 0 ? -1 : lowering.line.word(at) === "IS" ? at + (negated ? 3 : 2) : at + 1;
    return lowering.make<NullTest>(lowering.over(operand, at >= 0 && [at, end]), {
      kind: "null-test",
      negated,
      operand,
    });
  },
  BooleanTest: (lowering, { arg, booltesttype = "IS_TRUE", location }) => {
    const operand = lowerExpression(lowering, arg);
    const negated = booltesttype.startsWith("IS_NOT_");
    const test = booltesttype.endsWith("TRUE") ? "true" : booltesttype.endsWith("FALSE") ? "false" : "unknown";
    const at = lowering.token(location);
    return lowering.make<BooleanTest>(lowering.over(operand, at >= 0 && [at, at + (negated ? 3 : 2)]), {
      kind: "boolean-test",
      test,
      negated,
      operand,
    });
  },
  SubLink: lowerSubquery,
  TypeCast: lowerCast,
  CaseExpr: lowerCase,
  CollateClause: (lowering, { arg, location }) => {
    const operand = lowerExpression(lowering, arg);
    const at = lowering.token(location);
    return call(lowering, lowering.over(operand, at >= 0 && [at, lowering.line.afterName(at + 1)]), "collate", [
      operand,
    ]);
  },
  A_Indirection: lowerIndirection,
  A_ArrayExpr: (lowering, { elements = [], location }) => {
    const items = elements.map((element) => lowerExpression(lowering, element));
    const at = lowering.token(location);
    const open = lowering.line.word(at) === "[" ? at : at + 1;
    return lowering.make<Collection>(lowering.over(...items, at >= 0 && [at, lowering.line.after(open)]), {
      kind: "array",
      items,
    });
  },
  RowExpr: (lowering, { args = [], location }) => {
    const items = args.map((item) => lowerExpression(lowering, item));
    const at = lowering.token(location);
    const open = lowering.line.word(at) === "(" ? at : at + 1;
    return lowering.make<Collection>(lowering.over(...items, at >= 0 && [at, lowering.line.after(open)]), {
      kind: "row",
      items,
    });
  },
  NamedArgExpr: (lowering, { arg }) => lowerExpression(lowering, arg),
  SetToDefault: (lowering, { location }) => call(lowering, single(lowering, location), "default", []),
};

// Put together at the first use: the modules that make them import one another.
let all: Readonly<Record<string, ((lowering: Lowering, node: unknown) => Expression) | undefined>> | undefined;

/**
 * An expression of the tree as the model has it; one that is not modelled is `unknown`, with its node type as the
 * reason.
 */
export function lowerExpression(lowering: Lowering, node: Node | undefined): Expression {
  const name = node && nodeName(node);
  all ??= { ...functionLike, ...lowerers } as NonNullable<typeof all>;
  const lower = name && all[name];
  if (lower) return lower(lowering, (node as unknown as Record<string, unknown>)[name]);
  return unknown(lowering, lowering.run, `${name ?? "an empty expression"} is not modelled`);
}

export function lowerExpressions(lowering: Lowering, nodes: readonly Node[] | undefined): Expression[] {
  return (nodes ?? []).map((node) => lowerExpression(lowering, node));
}

/** A call of a construct of the grammar or of a function without arguments of interest. */
export function call(
  lowering: Lowering,
  run: Run,
  name: string,
  args: readonly Expression[],
  more: Partial<Call> = {},
): Call {
  return lowering.make<Call>(run, {
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
    ...more,
  });
}

/** The run of the one token at a location. */
export function single(lowering: Lowering, location: number | undefined): Run {
  const at = lowering.token(location);
  return at < 0 ? lowering.run : [at, at + 1];
}

function unknown(lowering: Lowering, run: Run, reason: string): UnknownExpression {
  return lowering.make<UnknownExpression>(run, { kind: "unknown", hole: null, reason });
}

function lowerColumn(lowering: Lowering, { fields = [], location }: ColumnRef): Expression {
  const at = lowering.token(location);
  const run: Run = at < 0 ? lowering.run : [at, at + 2 * fields.length - 1];
  const hole = at < 0 ? null : lowering.hole(run);
  if (hole)
    return lowering.make<UnknownExpression>(run, {
      kind: "unknown",
      hole,
      reason: "a name is put in while the program runs",
    });
  const names = fields.map((field) => ("String" in field ? (field.String.sval ?? "") : "*"));
  // The fourth name from the right is the database's, which must be the current one.
  const [name = "*", relation = null, schema = null] = names.reverse();
  return lowering.make<ColumnReference>(run, { kind: "column", schema, relation, name });
}

function lowerConstant(lowering: Lowering, constant: A_Const): Expression {
  const at = lowering.token(constant.location);
  let end = at + 1;
  // A minus sign belongs to the number, which may stand in parentheses.
  if (at >= 0 && (constant.ival || constant.fval)) while (["-", "(", "+"].includes(lowering.line.word(end - 1))) end++;
  const run: Run = at < 0 ? lowering.run : lowering.line.balance([at, end]);
  const hole = at < 0 ? null : lowering.hole(run);
  if (hole)
    return lowering.make<UnknownExpression>(run, {
      kind: "unknown",
      hole,
      reason: "a value is put in while the program runs",
    });
  const sent = lowering.isSent(run) ? { sent: true as const } : {};
  return lowering.make<Constant>(run, { kind: "constant", ...literal(constant), ...sent });
}

/** The value of a literal, and SQL's type of it. */
export function literal(constant: A_Const): Pick<Constant, "value" | "type" | "numeric"> {
  if (constant.isnull) return { value: null, type: "null" };
  if (constant.boolval) return { value: constant.boolval.boolval ?? false, type: "boolean" };
  if (constant.ival) return { value: constant.ival.ival ?? 0, type: "number" };
  if (constant.fval) {
    const text = constant.fval.fval?.replaceAll("_", "") ?? "0";
    return { value: Number(text), type: "number", numeric: fitsBigint(text) ? "bigint" : "numeric" };
  }
  if (constant.bsval) return { value: constant.bsval.bsval ?? "", type: "bits" };
  return { value: constant.sval?.sval ?? "", type: "unknown" };
}

/** Whether PostgreSQL takes a number that is no `integer` for a `bigint` (make_const in parse_node.c). */
const fitsBigint = (text: string): boolean =>
  /^[+-]?(?:\d+|0[xob][\da-f]+)$/i.test(text) && BigInt.asIntN(64, BigInt(text)) === BigInt(text);

function lowerBoolean(lowering: Lowering, { boolop, args = [], location }: BoolExpr): Expression {
  const operands = lowerExpressions(lowering, args);
  const at = lowering.token(location);
  const [first] = operands;
  if (boolop === "NOT_EXPR" && first) {
    return lowering.make<Not>(lowering.over(at >= 0 && [at, at + 1], first), { kind: "not", operand: first });
  }
  const kind = boolop === "OR_EXPR" ? "or" : "and";
  const flat = operands.flatMap((operand) => (operand.kind === kind ? operand.operands : [operand]));
  return lowering.make<Logical>(lowering.over(...operands), { kind, operands: flat });
}

function lowerSubquery(
  lowering: Lowering,
  { subLinkType, testexpr, operName, subselect, location }: SubLink,
): Expression {
  const { line } = lowering;
  const operand = testexpr ? lowerExpression(lowering, testexpr) : null;
  const at = lowering.token(location);
  let open = at;
  while (open >= 0 && open < lowering.run[1] && (line.word(open) !== "(" || line.word(open - 1) === "OPERATOR")) open++;
  const close = line.after(open);
  const query = lowerQuery(lowering, subselect, [open + 1, close - 1]);
  const forms = { EXISTS_SUBLINK: "exists", ARRAY_SUBLINK: "array", ANY_SUBLINK: "any", ALL_SUBLINK: "all" } as const;
  const form = subLinkType && subLinkType in forms ? forms[subLinkType as keyof typeof forms] : "scalar";
  const operator = form === "any" || form === "all" ? (strings(operName).at(-1) ?? "=") : null;
  // `x NOT IN (…)` has the place of NOT, which is the Not's around this.
  const from: Run = line.word(at) === "NOT" ? [at + 1, close] : [at, close];
  const run = lowering.over(operand, at >= 0 && from, query);
  return lowering.make<SubqueryExpression>(run, { kind: "subquery", form, operator, operand, query });
}

function lowerCast(lowering: Lowering, { arg, typeName: type, location }: TypeCast): Expression {
  // libpg-query's grammar lets a name stand before a parameter as if it were a type before its literal; PostgreSQL does
  // not.
  if (location === -1 && arg && "ParamRef" in arg)
    throw new NotPostgres(`syntax error at or near "$${arg.ParamRef.number ?? 0}"`);
  const operand = lowerExpression(lowering, arg);
  const at = lowering.token(location);
  const start = lowering.token(type?.location);
  let run: Run;
  if (at < 0)
    run = lowering.over(start >= 0 && [start, start + 1], operand, [
      start,
      intervalEnd(lowering, type, lowering.runOf(operand)[1]),
    ]);
  else if (lowering.line.word(at) === "::")
    run = lowering.over(operand, [at, start < 0 ? at + 1 : typeEnd(lowering.line, start)]);
  else run = lowering.over(operand, [at, lowering.line.after(at + 1)]);
  const modifiers = intervalModifiers(type);
  return lowering.make<Cast>(run, { kind: "cast", operand, type: typeName(type), ...(modifiers && { modifiers }) });
}

const intervalWords = new Set(["YEAR", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND", "TO"]);

/** Over the fields after an interval's literal: `interval '1' day to second (3)`. */
function intervalEnd(lowering: Lowering, type: TypeCast["typeName"], end: number): number {
  if (!type?.typmods || strings(type.names).at(-1) !== "interval") return end;
  let next = end;
  while (intervalWords.has(lowering.line.word(next))) next++;
  return next > end && lowering.line.word(next - 1) === "SECOND" && lowering.line.word(next) === "("
    ? lowering.line.after(next)
    : next;
}

function lowerCase(lowering: Lowering, { arg, args = [], defresult, location }: CaseExpr): Expression {
  const operand = arg ? lowerExpression(lowering, arg) : null;
  const branches = args.flatMap((node) =>
    "CaseWhen" in node
      ? [{ when: lowerExpression(lowering, node.CaseWhen.expr), then: lowerExpression(lowering, node.CaseWhen.result) }]
      : [],
  );
  const otherwise = defresult ? lowerExpression(lowering, defresult) : null;
  const at = lowering.token(location);
  const parts = branches.flatMap(({ when, then }) => [when, then]);
  const run = lowering.over(operand, ...parts, otherwise, at >= 0 && [at, lowering.line.after(at)]);
  return lowering.make<Case>(run, { kind: "case", operand, branches, otherwise });
}

function lowerIndirection(lowering: Lowering, { arg, indirection = [] }: A_Indirection): Expression {
  let value = lowerExpression(lowering, arg);
  let run = lowering.line.around(lowering.runOf(value));
  for (const step of indirection) {
    if ("A_Indices" in step) {
      const bounds = [step.A_Indices.lidx, step.A_Indices.uidx].flatMap((bound) =>
        bound ? [lowerExpression(lowering, bound)] : [],
      );
      run = [run[0], lowering.line.after(run[1])];
      value = call(lowering, run, "[]", [value, ...bounds], step.A_Indices.is_slice ? { slice: true } : {});
    } else {
      run = [run[0], run[1] + 2];
      value = call(lowering, run, "String" in step ? `.${step.String.sval ?? ""}` : ".*", [value]);
    }
  }
  return value;
}
