import type { Span } from "../../model/span.ts";
import type { SqlText } from "../../model/sql-text.ts";
import {
  isPlace,
  isRuntime,
  type Built,
  type BuiltFunction,
  type BuiltObject,
  type Place,
  type Step,
} from "../../source/built/built.ts";
import { addCondition, noConditions, spanOfStep, type Conditions, type KnexContext } from "./query.ts";
import { declaredObject } from "./declared-object.ts";
import { rawArgument, rawMaker } from "./raw.ts";
import { bareQuery, expression, isQuery, listOfValues, parameter } from "./values.ts";
import { joined, parenthesised, together } from "../../read/builder/written.ts";

type What = Place | Built;

/** A call that adds conditions, with what it is given. */
export interface Given {
  readonly items: readonly What[];
  readonly spread: boolean;
  readonly at: Span;
  readonly step: Step;
}

/** Adds what a call says to conditions. */
export type Apply = (to: Conditions, given: Given, context: KnexContext) => void;

/** Writes a test. In: whether it is negated. */
type Test = (given: Given, context: KnexContext, not: boolean) => SqlText | null;

/**
 * How a group of conditions is read from the callback that adds them: WHERE, HAVING and ON have methods of their own.
 */
export type GroupOf = (callback: BuiltFunction, context: KnexContext) => Conditions;

const operators = new Set([
  "=",
  "<",
  ">",
  "<=",
  ">=",
  "<>",
  "!=",
  "like",
  "not like",
  "ilike",
  "not ilike",
  "similar to",
  "not similar to",
  "&",
  "|",
  "#",
  "<<",
  ">>",
  "~",
  "~*",
  "!~",
  "!~*",
  "&&",
  "@>",
  "<@",
  "||",
  "&<",
  "&>",
  "-|-",
  "@@",
  "?",
  "?|",
  "?&",
  "is",
  "is not",
  "is distinct from",
  "is not distinct from",
  "->",
  "->>",
  "#>",
  "#>>",
  "^@",
]);

/** An operator as it is sent; null for what knex does not permit. */
export function operatorOf(what: What, { run }: KnexContext): string | null {
  const value = run.value(what);
  if (value.kind !== "constant" || typeof value.value !== "string") return null;
  const operator = value.value.toLowerCase().trim().replace(/\s+/g, " ");
  return operators.has(operator) ? operator.replace("?", "\\?") : null;
}

const isNull = (what: What | undefined, { run }: KnexContext): boolean => {
  const value = what && run.value(what);
  return value?.kind === "constant" && value.value === null;
};

/** What AND and OR join, in order. Null: there is nothing. */
export function writtenConditions({ clauses }: Conditions): SqlText | null {
  const written = clauses.map(({ bool, write }) => ({ bool, text: write() })).filter(({ text }) => text.length > 0);
  if (written.length === 0) return null;
  return joined(
    written.map(({ text }) => text),
    (index) => (written[index]?.bool === "or" ? " OR " : " AND "),
  );
}

export function addUnknown(to: Conditions, given: Given, context: KnexContext): void {
  addCondition(to, () => context.writer.unknown(given.step.place));
}

function testing(test: Test): Apply {
  return (to, given, context) => {
    if (given.spread || given.items.length === 0) return addUnknown(to, given, context);
    addCondition(to, (not) => test(given, context, not) ?? context.writer.unknown(given.step.place));
  };
}

const word = (not: boolean, text: string): string => (not ? `NOT ${text}` : text);

const tests = {
  Null: ({ items: [column], at }, context, not) =>
    column ? together(expression(column, context), context.writer.sql(not ? "IS NOT NULL" : "IS NULL", at)) : null,
  In: ({ items: [column, values], at }, context, not) => {
    if (!column || !values) return null;
    const listed = context.run.value(column);
    const columns = listed.kind === "list" ? parenthesised(expression(column, context)) : expression(column, context);
    return together(columns, context.writer.sql(word(not, "IN"), at), listOfValues(values, context));
  },
  Between: ({ items: [column, values], at }, context, not) => {
    const bounds = values && context.run.value(values);
    if (!column || !bounds) return null;
    const [low, high] = bounds.kind === "list" && !bounds.open ? bounds.items : [values, values];
    return low && high
      ? together(
          expression(column, context),
          context.writer.sql(word(not, "BETWEEN"), at),
          parameter(low, context),
          context.writer.sql("AND", at),
          parameter(high, context),
        )
      : null;
  },
  Exists: ({ items: [query], at }, context, not) => {
    const written = query && bareQuery(query, context);
    return written ? together(context.writer.sql(word(not, "EXISTS"), at), parenthesised(written)) : null;
  },
  Like: (given, context, not) => compare(given, context, word(not, "LIKE")),
  ILike: (given, context, not) => compare(given, context, word(not, "ILIKE")),
  JsonObject: (given, context, not) => compare(given, context, not ? "!=" : "="),
  JsonSupersetOf: (given, context, not) => negated(compare(given, context, "@>"), not, given, context),
  JsonSubsetOf: (given, context, not) => negated(compare(given, context, "<@"), not, given, context),
  JsonPath: ({ items: [column, path, operator, value], at }, context) => {
    const sent = operator && operatorOf(operator, context);
    if (!column || !path || !sent || !value) return null;
    const constant = context.run.value(value);
    const cast =
      constant.kind === "constant" && typeof constant.value === "number"
        ? Number.isInteger(constant.value)
          ? "::int"
          : "::float"
        : " #>> '{}'";
    return together(
      context.writer.sql("jsonb_path_query_first(", at),
      expression(column, context),
      context.writer.sql(",", at),
      parameter(path, context),
      context.writer.sql(`)${cast} ${sent}`, at),
      parameter(value, context),
    );
  },
  Raw: ({ step, at }, context, not) => {
    const written = rawArgument(step, context);
    return written && not ? together(context.writer.sql("NOT", at), written) : written;
  },
} satisfies Record<string, Test>;

const family = (name: keyof typeof tests): Apply => (name === "In" ? isIn : testing(tests[name]));

const isIn: Apply = (to, given, context) => {
  const [, values] = given.items;
  const value = values && context.run.value(values);
  // An empty list is a condition that never holds.
  if (value?.kind !== "list" || value.open || value.items.length > 0) return testing(tests.In)(to, given, context);
  const { not } = to;
  to.not = false;
  addCondition(to, () => context.writer.sql(`1 = ${not ? 1 : 0}`, given.at));
};

function compare({ items: [column, value], at }: Given, context: KnexContext, operator: string): SqlText | null {
  return column && value
    ? together(expression(column, context), context.writer.sql(operator, at), parameter(value, context))
    : null;
}

function negated(test: SqlText | null, not: boolean, { at }: Given, { writer }: KnexContext): SqlText | null {
  return test && not ? together(writer.sql("NOT", at), test) : test;
}

/** `where` and `having` in all their forms. `columns`: what is compared with are columns, too. */
export function basic(groupOf: GroupOf, columns: boolean): Apply {
  const operand = columns ? expression : parameter;
  const apply: Apply = (to, given, context) => {
    const { run, writer } = context;
    const { items, at, step } = given;
    const [column, second, third] = items;
    if (!column || given.spread) return addUnknown(to, given, context);
    const value = run.value(column);
    if (value.kind === "constant" && typeof value.value === "boolean") {
      const holds = value.value;
      return addCondition(to, (not) => writer.sql(`${not ? "NOT " : ""}1 = ${holds ? 1 : 0}`, at));
    }
    if (value.kind === "function") return addGroup(to, given, context, () => groupOf(value, context));
    if (value.kind === "object") return ofObject(to, value, given, context, columns);
    if (items.length === 1) {
      if (value.kind === "chain" && !isRuntime(value) && rawMaker(value))
        return addCondition(to, (not) => {
          const written = context.read.raw(value) ?? writer.unknown(column);
          return not ? together(writer.sql("NOT", at), written) : written;
        });
      const declared = columns ? null : declaredObject(isPlace(column) ? column : column.place, run);
      return declared ? ofObject(to, declared, given, context, columns) : addUnknown(to, given, context);
    }
    if (items.length === 2 && second) {
      // A value that is null turns the comparison into IS NULL.
      if (isNull(second, context)) return testing(tests.Null)(to, given, context);
      return addCondition(to, (not) =>
        together(
          not ? writer.sql("NOT", at) : null,
          expression(column, context),
          writer.sql("=", at),
          operand(second, context),
        ),
      );
    }
    if (!second || !third) return addUnknown(to, given, context);
    const named = run.value(second);
    const operator =
      named.kind === "constant" && typeof named.value === "string" ? named.value.toLowerCase().trim() : null;
    const rest: Given = { ...given, items: [column, third] };
    if (operator === "in" || operator === "not in" || operator === "between" || operator === "not between") {
      if (operator.startsWith("not")) to.not = true;
      return family(operator.endsWith("in") ? "In" : "Between")(to, rest, context);
    }
    if ((operator === "is" || operator === "is not") && isNull(third, context)) {
      if (operator === "is not") to.not = true;
      return testing(tests.Null)(to, rest, context);
    }
    const sent = operatorOf(second, context) ?? rawOperator(second, context);
    addCondition(to, (not) =>
      sent === null
        ? writer.unknown(step.place)
        : together(
            not ? writer.sql("NOT", at) : null,
            expression(column, context),
            writer.sql(sent, at),
            operand(third, context),
          ),
    );
  };
  return apply;
}

/** `where("a", knex.raw("||"), "b")` */
function rawOperator(what: What, context: KnexContext): string | null {
  const value = context.run.value(what);
  const text = value.kind === "chain" ? context.read.raw(value) : null;
  const [part] = text ?? [];
  return text?.length === 1 && part?.kind === "text" ? part.text : null;
}

/** `where({ a: 1, b: null })`: one condition for each property, all joined alike. */
function ofObject(
  to: Conditions,
  { entries, open }: BuiltObject,
  given: Given,
  context: KnexContext,
  columns: boolean,
): void {
  const { bool, not } = to;
  const add = (items: readonly What[] | null): void => {
    to.bool = bool;
    to.not = not;
    if (items) basic(() => noConditions(), columns)(to, { ...given, items }, context);
    else addUnknown(to, given, context);
  };
  for (const { name, key, value } of entries.values()) add([{ kind: "constant", value: name, place: key }, value]);
  if (open) add(null);
  to.bool = "and";
  to.not = false;
}

/** `orWhere({ a: 1, b: 2 })`: the properties are joined by AND, in parentheses. */
export function alternative(plain: Apply, columns: boolean): Apply {
  return (to, given, context) => {
    to.bool = "or";
    const [first] = given.items;
    const value = first && context.run.value(first);
    if (value?.kind !== "object" || given.spread) return plain(to, given, context);
    addGroup(to, given, context, () => {
      const group = noConditions();
      ofObject(group, value, given, context, columns);
      return group;
    });
  };
}

/** Conditions in parentheses; none where the group is empty. */
export function addGroup(to: Conditions, { at }: Given, { writer }: KnexContext, groupOf: () => Conditions): void {
  const group = groupOf();
  addCondition(to, (not) => {
    const written = writtenConditions(group);
    if (!written) return [];
    return not ? together(writer.sql("NOT", at), parenthesised(written)) : parenthesised(written);
  });
}

export const or =
  (apply: Apply): Apply =>
  (to, given, context) => {
    to.bool = "or";
    apply(to, given, context);
  };

export const not =
  (apply: Apply): Apply =>
  (to, given, context) => {
    to.not = true;
    apply(to, given, context);
  };

/** `whereIn`, `orWhereNotNull`, … : the methods of a clause, by their names. */
export function methodsOf(clause: "where" | "having" | "on", groupOf: GroupOf): Record<string, Apply> {
  const made: Record<string, Apply> = {};
  const capital = clause.charAt(0).toUpperCase() + clause.slice(1);
  const add = (suffix: string, apply: Apply, alternatively: Apply = or(apply)): void => {
    made[`${clause}${suffix}`] = apply;
    made[`and${capital}${suffix}`] = apply;
    made[`or${capital}${suffix}`] = alternatively;
  };
  for (const name of ["Null", "In", "Between", "Exists"] as const) {
    add(name, family(name));
    add(`Not${name}`, not(family(name)));
  }
  for (const name of ["Like", "ILike", "JsonPath", "Raw"] as const) add(name, family(name));
  // knex forgets the negation of its `orWhere…Not…` forms.
  add("JsonObject", family("JsonObject"));
  add("NotJsonObject", not(family("JsonObject")), or(family("JsonObject")));
  for (const name of ["SupersetOf", "SubsetOf"] as const) {
    add(`Json${name}`, family(`Json${name}`));
    add(`JsonNot${name}`, not(family(`Json${name}`)), or(family(`Json${name}`)));
  }
  if (clause === "on") return made;
  const plain = basic(groupOf, false);
  add("", plain, alternative(plain, false));
  add("Not", not(plain));
  add("Wrapped", plain);
  const ofColumns = basic(groupOf, true);
  add("Column", ofColumns, alternative(ofColumns, true));
  add("NotColumn", not(ofColumns));
  return made;
}

export function givenOf(step: Step): Given {
  return { items: step.arguments ?? [], spread: step.spread, at: spanOfStep(step), step };
}

/** True of a chain that stands where a condition of one argument may: a raw piece or a query. */
export function isPiece(value: Built, context: KnexContext): boolean {
  return value.kind === "chain" && (rawMaker(value) !== null || isQuery(value, context));
}
