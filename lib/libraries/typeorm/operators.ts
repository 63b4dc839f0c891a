import type { SqlText } from "../../model/sql-text.ts";
import type { Built, Step } from "../../source/built/built.ts";
import { replaced } from "../../read/builder/sql-pieces.ts";
import { joined, parenthesised, together, type TypeormContext, type What } from "./query.ts";
import { own } from "../../lists.ts";

type Operator = (column: SqlText, given: readonly What[], at: What, context: TypeormContext) => SqlText;

/** `In([1, 2])`, `Not(IsNull())`: the operator's name and what it is given. Null for every other value. */
export function operatorIn(
  value: Built,
): { readonly name: string; readonly step: Step; readonly operator: Operator } | null {
  if (value.kind !== "chain" || value.root.kind !== "package" || value.root.origin.library !== "typeorm") return null;
  const [step] = value.steps;
  const name = value.root.origin.path;
  const operator = own(operators, name);
  return operator && step?.arguments && step.name === "" ? { name, step, operator } : null;
}

/**
 * What a member of a `where` says of its column. Out: null where it says nothing, because it is undefined.
 * https://typeorm.io/docs/working-with-entity-manager/find-options#advanced-options
 */
export function columnCondition(column: SqlText, what: What, context: TypeormContext): SqlText | null {
  const { run, writer } = context;
  if (context.isMade(what)) return compared("=")(column, [what], what, context);
  const value = run.value(what);
  if (value.kind === "constant" && value.value === undefined) return null;
  const found = operatorIn(value);
  if (found) return found.operator(column, found.step.arguments ?? [], value, context);
  // Another function of the package, or a class: what it means is not known.
  if (value.kind === "chain" || value.kind === "function") return writer.unknown(what);
  return compared("=")(column, [what], what, context);
}

const compared =
  (sign: string): Operator =>
  (column, [value], at, context) =>
    together(column, context.writer.sql(sign, at), value ? context.valueOf(value) : context.writer.unknown(at));

/** Of a list of operators: each said of the column. */
const all =
  (word: string): Operator =>
  (column, given, at, context) => {
    const conditions = given.map((one) => columnCondition(column, one, context) ?? context.writer.unknown(one));
    return conditions.length === 0 ? context.writer.unknown(at) : parenthesised(joined(conditions, ` ${word} `));
  };

const operators: Readonly<Record<string, Operator>> = {
  Equal: compared("="),
  LessThan: compared("<"),
  LessThanOrEqual: compared("<="),
  MoreThan: compared(">"),
  MoreThanOrEqual: compared(">="),
  Like: compared("LIKE"),
  ILike: compared("ILIKE"),
  ArrayContains: compared("@>"),
  ArrayContainedBy: compared("<@"),
  ArrayOverlap: compared("&&"),
  JsonContains: (column, [value], at, context) =>
    together(column, context.writer.sql("::jsonb @>", at), value ? context.valueOf(value) : context.writer.unknown(at)),
  IsNull: (column, _, at, { writer }) => together(column, writer.sql("IS NULL", at)),
  Between: (column, [from, to], at, context) =>
    together(
      column,
      context.writer.sql("BETWEEN", at),
      from ? context.valueOf(from) : context.writer.unknown(at),
      context.writer.sql("AND", at),
      to ? context.valueOf(to) : context.writer.unknown(at),
    ),
  Any: (column, [list], at, context) =>
    together(
      column,
      context.writer.sql("= ANY(", at),
      list ? context.given(list) : context.writer.unknown(at),
      context.writer.sql(")", at),
    ),
  In(column, [list], at, context) {
    const { writer, run } = context;
    if (!list) return writer.unknown(at);
    const value = context.isMade(list) ? null : run.value(list);
    if (value?.kind === "list" && !value.open && value.items.length === 0) return writer.sql("0 = 1", at);
    const items =
      value?.kind === "list" && !value.open ? value.items.map((item) => context.valueOf(item)) : [context.given(list)];
    return together(column, writer.sql("IN", at), parenthesised(joined(items, ", ")));
  },
  Not(column, [inner], at, context) {
    const { writer, run } = context;
    if (!inner) return writer.unknown(at);
    const operator = context.isMade(inner) ? null : operatorIn(run.value(inner));
    if (!operator) return compared("!=")(column, [inner], at, context);
    return together(
      writer.sql("NOT", at),
      parenthesised(columnCondition(column, inner, context) ?? writer.unknown(inner)),
    );
  },
  And: all("AND"),
  Or: all("OR"),
  Raw(column, [text], at, context) {
    const { writer, run } = context;
    if (!text) return writer.unknown(at);
    const value = run.value(text);
    if (value.kind === "function") return rawOf(column, value, at, context);
    return together(column, writer.sql("=", at), writer.raw(text, "text"));
  },
};

/** `` Raw((alias) => `${alias} > NOW()`) `` */
function rawOf(column: SqlText, fn: Extract<Built, { kind: "function" }>, at: What, context: TypeormContext): SqlText {
  const { writer, run } = context;
  // What stands for the column in the text while it is followed.
  const mark = "__rowguard_column__";
  const { result } = run.call(fn, [{ kind: "constant", value: mark, place: fn.place }]);
  if (result.kind !== "constant" || typeof result.value !== "string") return writer.unknown(at);
  const bound = replaced(writer.sql(result.value, at), /(?<![:\w]):(?:\.\.\.)?[A-Za-z_]\w*/g, () => context.given(at));
  return parenthesised(replaced(bound, new RegExp(mark, "g"), () => column));
}
