import type { SqlText } from "../../model/sql-text.ts";
import type { Built, Place, Step } from "../../source/built/built.ts";
import {
  addGroup,
  addUnknown,
  givenOf,
  isPiece,
  methodsOf,
  operatorOf,
  or,
  type Apply,
  type GroupOf,
} from "./conditions.ts";
import {
  addCondition,
  noConditions,
  type Conditions,
  type KnexContext,
  type KnexJoin,
  type KnexQuery,
} from "./query.ts";
import { rawArgument } from "./raw.ts";
import { tableOf } from "./tables.ts";
import { expression, parameter } from "./values.ts";
import { parenthesised, together } from "../../read/builder/written.ts";
import { own } from "../../lists.ts";

type What = Place | Built;
type Operand = (what: What, context: KnexContext) => SqlText;

const groupOfOn: GroupOf = (callback, context) => {
  const conditions = noConditions();
  for (const step of context.read.stepsOf(callback)) applyOn(conditions, step, context);
  return conditions;
};

/** `on("a.id", "b.id")`, with an operator, of an object, of a callback, raw. */
function comparing(operand: Operand): Apply {
  const apply: Apply = (to, given, context) => {
    const { run, writer } = context;
    const {
      items: [first, second, third],
      at,
      step,
    } = given;
    if (!first || given.spread) return addUnknown(to, given, context);
    const value = run.value(first);
    if (value.kind === "function") return addGroup(to, given, context, () => groupOfOn(value, context));
    if (value.kind === "object") {
      const { bool } = to;
      for (const { name, key, value: other } of value.entries.values()) {
        to.bool = bool;
        apply(to, { ...given, items: [{ kind: "constant", value: name, place: key }, other] }, context);
      }
      if (value.open) addUnknown(to, given, context);
      return;
    }
    if (!second)
      return addCondition(to, () => (isPiece(value, context) ? expression(first, context) : writer.unknown(first)));
    if (!third)
      return addCondition(to, () =>
        together(expression(first, context), writer.sql("=", at), operand(second, context)),
      );
    const operator = operatorOf(second, context);
    addCondition(to, () =>
      operator === null
        ? writer.unknown(step.place)
        : together(expression(first, context), writer.sql(operator, at), operand(third, context)),
    );
  };
  return apply;
}

const on = comparing(expression);
const onValue = comparing(parameter);

const jsonPaths: Apply = (to, given, context) => {
  const [column, path, other, otherPath] = given.items;
  if (!column || !path || !other || !otherPath) return addUnknown(to, given, context);
  const { writer } = context;
  const side = (one: What, way: What): SqlText =>
    together(
      writer.sql("jsonb_path_query_first(", given.at),
      expression(one, context),
      writer.sql(",", given.at),
      parameter(way, context),
      writer.sql(")", given.at),
    );
  addCondition(to, () => together(side(column, path), writer.sql("=", given.at), side(other, otherPath)));
};

const methods: Record<string, Apply> = {
  ...methodsOf("on", groupOfOn),
  on,
  andOn: on,
  orOn: or(on),
  onVal: onValue,
  andOnVal: onValue,
  orOnVal: or(onValue),
  onJsonPathEquals: jsonPaths,
  andOnJsonPathEquals: jsonPaths,
  orOnJsonPathEquals: or(jsonPaths),
};

function applyOn(to: Conditions, step: Step, context: KnexContext): void {
  if (step.arguments === null) {
    if (step.name === "or") to.bool = "or";
    else if (step.name !== "and") addUnknown(to, givenOf(step), context);
    return;
  }
  const apply = own(methods, step.name) ?? addUnknown;
  apply(to, givenOf(step), context);
}

/** A call that joins. In: the kind of join as SQL has it. */
export function addJoin(query: KnexQuery, step: Step, type: string, context: KnexContext): void {
  const { run, writer } = context;
  const {
    items: [table, first, ...others],
    spread,
  } = givenOf(step);
  if (!table || spread) {
    query.unknown.push(step.place);
    return;
  }
  if (type === "raw") {
    query.joins.push({
      type,
      table: null,
      raw: () => rawArgument(step, context) ?? writer.unknown(step.place),
      on: noConditions(),
      using: null,
      steps: [],
      step,
    });
    return;
  }
  const target = tableOf(table, { schema: query.schema, step }, context);
  const callback = first && run.value(first);
  const steps = callback?.kind === "function" ? context.read.stepsOf(callback) : [];
  const join: KnexJoin = { type, table: target, raw: null, on: noConditions(), using: null, steps, step };
  query.joins.push(join);
  if (callback?.kind === "function") {
    for (const inner of steps) applyToJoin(join, inner, context);
  } else if (first && !(callback?.kind === "constant" && !callback.value)) {
    on(join.on, { ...givenOf(step), items: [first, ...others] }, context);
  }
}

function applyToJoin(join: KnexJoin, step: Step, context: KnexContext): void {
  const [first] = step.arguments ?? [];
  const value = first && context.run.value(first);
  if (step.name === "using" && first) join.using = () => parenthesised(expression(first, context));
  else if (step.name === "type" && value?.kind === "constant") join.type = String(value.value);
  else applyOn(join.on, step, context);
}

export const joinTypes: Record<string, string> = {
  join: "inner",
  innerJoin: "inner",
  leftJoin: "left",
  leftOuterJoin: "left outer",
  rightJoin: "right",
  rightOuterJoin: "right outer",
  outerJoin: "outer",
  fullOuterJoin: "full outer",
  crossJoin: "cross",
  joinRaw: "raw",
};
