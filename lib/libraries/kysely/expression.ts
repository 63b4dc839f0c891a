import { isPlace, type Built, type Chain, type Place, type Step } from "../../source/built/built.ts";
import type { SqlText } from "../../model/sql-text.ts";
import { callsOf, given, handed, textOf, type Calls } from "./chain.ts";
import { reference, type Draft, type Level } from "./names.ts";
import { rawText, type Nested } from "./raw.ts";
import { joined, parenthesised, together } from "../../read/builder/written.ts";

type Arguments = readonly (Place | Built)[];

/** What a plain text stands for where an expression is expected: a column, or itself. */
export type Plain = "column" | "value";

/** Writes an expression: of the builder's, raw, a query, a column's name or a value. */
export function expression(draft: Draft, level: Level, what: Place | Built | undefined, plain: Plain): SqlText {
  const { run, writer } = draft;
  if (!what) return [];
  const value = run.follow(what);
  if (value.kind === "function")
    return expression(draft, level, given(run, value, handed("expression builder", value.place)), "value");
  const calls = callsOf(value, run);
  if (calls) return written(draft, level, calls) ?? writer.unknown(what);
  if (plain === "value") return writer.value(what);
  const text = textOf(run, what);
  return text === null ? writer.unknown(what) : reference(draft, level, text, what);
}

/** The right side of a comparison: a list stands for its elements. */
function operand(draft: Draft, level: Level, what: Place | Built | undefined, operator: string): SqlText {
  const { run, writer } = draft;
  if (!what) return writer.sql("NULL", { start: 0, end: 0 });
  const value = run.value(what);
  const many = /^(?:not )?in$/.test(operator);
  if (value.kind === "list") {
    const items = value.items.map((item) => expression(draft, level, item, "value"));
    const rest = value.open
      ? [
          value.each
            ? expression(draft, level, value.each, "value")
            : [...writer.value({ kind: "input", place: value.place })],
        ]
      : [];
    const all = [...items, ...rest];
    return parenthesised(all.length > 0 ? joined(all, ", ") : writer.sql("NULL", what));
  }
  const text = expression(draft, level, what, "value");
  return many && (value.kind === "input" || value.kind === "constant" || value.kind === "object")
    ? parenthesised(text)
    : text;
}

/** Operators that PostgreSQL spells as kysely does. */
const operators = new Set([
  "=",
  "!=",
  "<>",
  ">",
  ">=",
  "<",
  "<=",
  "in",
  "not in",
  "is",
  "is not",
  "like",
  "not like",
  "ilike",
  "not ilike",
  "@>",
  "<@",
  "^@",
  "&&",
  "?",
  "?&",
  "?|",
  "!~",
  "~",
  "~*",
  "!~*",
  "@@",
  "@@@",
  "!!",
  "<->",
  "is distinct from",
  "is not distinct from",
  "+",
  "-",
  "*",
  "/",
  "%",
  "^",
  "&",
  "|",
  "#",
  "<<",
  ">>",
  "||",
  "->",
  "->>",
  "similar to",
]);

/** `("age", ">", 18)`: what `where`, `on`, `having` and the builder itself take. */
function comparison(
  draft: Draft,
  level: Level,
  [left, operator, right]: Arguments,
  whole: Place,
  refers: boolean,
): SqlText {
  const { run, writer } = draft;
  if (!left || !operator) return writer.unknown(whole);
  const name = textOf(run, operator);
  const one = expression(draft, level, left, "column");
  const other = refers ? expression(draft, level, right, "column") : operand(draft, level, right, name ?? "");
  if (name !== null && operators.has(name)) {
    const value = right && run.value(right);
    const constant = value?.kind === "constant" || value?.kind === "chain" || value === undefined;
    // `is $1` is not in PostgreSQL's grammar.
    if (!constant && /^is(?: not)?$/.test(name))
      return together(one, writer.sql(name === "is" ? "is not distinct from" : "is distinct from", operator), other);
    return together(one, writer.sql(name, operator), other);
  }
  const raw = name === null ? callsOf(run.follow(operator), run) : null;
  return raw?.begins === "sql"
    ? together(one, written(draft, level, raw) ?? writer.unknown(operator), other)
    : together(one, writer.unknown(operator), other);
}

/** What one call of `where`, `on`, `having`, `when` or of the builder itself says. */
export function condition(
  draft: Draft,
  level: Level,
  { arguments: args, spread, place }: Step,
  refers = false,
): SqlText {
  const [first, ...others] = args ?? [];
  if (!args || spread || !first) return draft.writer.unknown(place);
  return others.length === 0 ? single(draft, level, first) : comparison(draft, level, args, place, refers);
}

function single(draft: Draft, level: Level, what: Place | Built): SqlText {
  const value = draft.run.value(what);
  if (value.kind === "constant" && typeof value.value === "boolean") return draft.writer.value(what);
  if (value.kind !== "function")
    return callsOf(value, draft.run) ? expression(draft, level, what, "value") : draft.writer.unknown(what);
  const result = given(draft.run, value, handed("expression builder", value.place));
  return callsOf(result, draft.run)
    ? expression(draft, level, result, "value")
    : draft.writer.unknown(isPlace(what) ? what : value.place);
}

/** `eb.and([…])`, `eb.or({ … })`. */
function combined(
  draft: Draft,
  level: Level,
  word: "and" | "or",
  what: Place | Built | undefined,
  place: Place,
): SqlText {
  const { run, writer } = draft;
  const value = what && run.value(what);
  const conditions: SqlText[] = [];
  let open = true;
  if (value?.kind === "list") {
    open = value.open && (value.each === null || value.items.length > 0);
    conditions.push(...value.items.map((item) => single(draft, level, item)));
    if (value.open && value.each) conditions.push(single(draft, level, value.each));
  } else if (value?.kind === "object") {
    open = value.open;
    for (const { name, key, value: entry } of value.entries.values()) {
      const given = run.value(entry);
      if (given.kind === "constant" && given.value === undefined) continue;
      const is = given.kind === "constant" && (given.value === null || typeof given.value === "boolean");
      conditions.push(
        together(
          reference(draft, level, name, key),
          writer.sql(is ? "is" : "=", key),
          word === "and" ? writer.leftOut(operand(draft, level, entry, "="), entry) : operand(draft, level, entry, "="),
        ),
      );
    }
  }
  if (open) conditions.push(writer.unknown(what ?? place));
  const [only] = conditions;
  if (!only) return writer.sql(word === "and" ? "1 = 1" : "1 = 0", place);
  return conditions.length === 1 ? only : parenthesised(joined(conditions, ` ${word} `));
}

interface Subject {
  readonly draft: Draft;
  readonly level: Level;
  readonly call: Step;
  /** The n-th argument as a column's name or an expression. */
  readonly column: (index: number) => SqlText;
  readonly value: (index: number) => SqlText;
}

/** The methods of an expression builder that begin an expression. */
const beginnings: Readonly<Record<string, (subject: Subject) => SqlText>> = {
  "": ({ draft, level, call }) => condition(draft, level, call),
  eb: ({ draft, level, call }) => condition(draft, level, call),
  and: ({ draft, level, call }) => combined(draft, level, "and", call.arguments?.[0], call.place),
  or: ({ draft, level, call }) => combined(draft, level, "or", call.arguments?.[0], call.place),
  not: ({ draft, call, column }) => together(draft.writer.sql("not", call.at), column(0)),
  exists: ({ draft, call, column }) => together(draft.writer.sql("exists", call.at), column(0)),
  neg: ({ draft, call, column }) => together(draft.writer.sql("-", call.at), column(0)),
  unary: ({ draft, call, column }) =>
    together(draft.writer.sql(textOf(draft.run, call.arguments?.[0]) ?? "not", call.at), column(1)),
  between: ({ draft, call, column, value }) =>
    together(column(0), draft.writer.sql("between", call.at), value(1), draft.writer.sql("and", call.at), value(2)),
  betweenSymmetric: ({ draft, call, column, value }) =>
    together(
      column(0),
      draft.writer.sql("between symmetric", call.at),
      value(1),
      draft.writer.sql("and", call.at),
      value(2),
    ),
  parens: ({ draft, level, call }) => {
    const inner = condition(draft, level, call);
    return isParenthesised(inner) ? inner : parenthesised(inner);
  },
  val: ({ value }) => value(0),
  lit: ({ value }) => value(0),
  ref: ({ column }) => column(0),
  table: ({ draft, call }) => draft.writer.name(textOf(draft.run, call.arguments?.[0]) ?? "", call.place),
  cast: ({ draft, level, call, column }) =>
    together(
      draft.writer.sql("cast(", call.at),
      column(0),
      draft.writer.sql("as", call.at),
      typeName(draft, level, call.arguments?.[1]),
      draft.writer.sql(")", call.at),
    ),
  tuple: ({ draft, level, call }) =>
    parenthesised(
      joined(
        (call.arguments ?? []).map((one) => expression(draft, level, one, "value")),
        ", ",
      ),
    ),
  refTuple: ({ draft, level, call }) =>
    parenthesised(
      joined(
        (call.arguments ?? []).map((one) => expression(draft, level, one, "column")),
        ", ",
      ),
    ),
};

function isParenthesised(text: SqlText): boolean {
  const [first] = text;
  const last = text.at(-1);
  return (
    first?.kind === "text" &&
    first.text === "(" &&
    last?.kind === "text" &&
    last.text === ")" &&
    !text.slice(1, -1).some((part) => part.kind === "text" && part.text === ")")
  );
}

function typeName(draft: Draft, level: Level, what: Place | Built | undefined): SqlText {
  const text = textOf(draft.run, what);
  return text === null || !what ? expression(draft, level, what, "value") : draft.writer.sql(text, what);
}

/** Writes what a chain stands for as an expression; null where it is none. */
export function written(draft: Draft, level: Level, calls: Calls): SqlText | null {
  const [first, ...rest] = calls.calls;
  const nested: Nested = {
    value: (what) => expression(draft, level, what, "value"),
    column: (what) => expression(draft, level, what, "column"),
  };
  switch (calls.begins) {
    case "sql":
      return first ? modified(draft, level, rawText(draft, first, nested), rest) : null;
    case "json array":
      return first
        ? modified(
            draft,
            level,
            wrapped(draft, nested, first, "(select coalesce(json_agg(agg), '[]') from", "as agg)"),
            rest,
          )
        : null;
    case "json object":
      return first
        ? modified(draft, level, wrapped(draft, nested, first, "(select to_json(obj) from", "as obj)"), rest)
        : null;
    case "json build object":
      return first ? modified(draft, level, builtObject(draft, nested, first), rest) : null;
    case "merge action":
      return draft.writer.sql("merge_action()", calls.chain.place);
    case "client":
    case "expression builder":
      return first ? begun(draft, level, calls, first, rest) : null;
    default:
      return null;
  }
}

function begun(draft: Draft, level: Level, calls: Calls, first: Step, rest: readonly Step[]): SqlText | null {
  const at = (index: number, plain: Plain): SqlText => {
    const what = first.arguments?.[index];
    return what ? expression(draft, level, what, plain) : draft.writer.unknown(first.place);
  };
  const subject: Subject = {
    draft,
    level,
    call: first,
    column: (index) => at(index, "column"),
    value: (index) => at(index, "value"),
  };
  if (first.name === "fn")
    return first.arguments ? modified(draft, level, called(draft, level, first), rest) : aggregate(draft, level, rest);
  if (first.name === "dynamic") return rest[0] ? expression(draft, level, rest[0].arguments?.[0], "column") : null;
  if (first.name === "case") return caseOf(draft, level, first, rest);
  if (first.name === "ref" && first.arguments?.[1]) return jsonPath(draft, subject, rest);
  const begin =
    calls.begins === "expression builder" && first.arguments && Object.hasOwn(beginnings, first.name)
      ? beginnings[first.name]
      : undefined;
  if (begin && !first.spread) return modified(draft, level, begin(subject), rest);
  const query = draft.query(calls, level);
  return query && parenthesised(query);
}

function wrapped(draft: Draft, nested: Nested, call: Step, before: string, after: string): SqlText {
  const [what] = call.arguments ?? [];
  return together(
    draft.writer.sql(before, call.place),
    what ? nested.value(what) : draft.writer.unknown(call.place),
    draft.writer.sql(after, call.place),
  );
}

function builtObject(draft: Draft, nested: Nested, call: Step): SqlText {
  const [what] = call.arguments ?? [];
  const value = what && draft.run.value(what);
  const entries =
    value?.kind === "object" && !value.open
      ? [...value.entries.values()].flatMap(({ name, key, value: entry }) => [
          draft.writer.sql(`'${name.replaceAll("'", "''")}'`, key),
          nested.value(entry),
        ])
      : null;
  return together(
    draft.writer.sql("json_build_object(", call.place),
    entries ? joined(entries, ", ") : draft.writer.value({ kind: "input", place: call.place }),
    draft.writer.sql(")", call.place),
  );
}

/** `fn<string>("lower", ["name"])`. */
function called(draft: Draft, level: Level, call: Step): SqlText {
  const [name, args] = call.arguments ?? [];
  const text = textOf(draft.run, name);
  if (text === null) return draft.writer.unknown(call.place);
  return invoked(draft, text, args ? columns(draft, level, args) : [], call);
}

function invoked({ writer }: Draft, name: string, args: readonly SqlText[], { at }: Step): SqlText {
  return together(writer.sql(`${name}(`, at), joined(args, ", "), writer.sql(")", at));
}

/** One or several columns or expressions. */
export function columns(draft: Draft, level: Level, what: Place | Built): SqlText[] {
  const value = draft.run.value(what);
  const list = value.kind === "function" ? given(draft.run, value, handed("expression builder", value.place)) : value;
  if (list.kind !== "list") return [expression(draft, level, list === value ? what : list, "column")];
  return [
    ...list.items.map((item) => expression(draft, level, item, "column")),
    ...(list.open ? [draft.writer.unknown(what)] : []),
  ];
}

/** `fn.count("id").distinct().filterWhere(…).over(…)`. */
function aggregate(draft: Draft, level: Level, calls: readonly Step[]): SqlText | null {
  const { writer, run } = draft;
  const [first, ...rest] = calls;
  if (!first?.arguments) return null;
  const [one, two] = first.arguments;
  let name = first.name;
  let inner: SqlText;
  switch (first.name) {
    case "count":
    case "sum":
    case "avg":
    case "min":
    case "max":
    case "any":
      inner = expression(draft, level, one, "column");
      break;
    case "countAll": {
      name = "count";
      const table = textOf(run, one);
      inner = table === null ? writer.sql("*", first.at) : writer.name([...table.split("."), "*"], first.at);
      break;
    }
    case "coalesce":
      inner = joined(
        [
          ...first.arguments.map((what) => expression(draft, level, what, "column")),
          ...(first.spread ? [writer.unknown(first.place)] : []),
        ],
        ", ",
      );
      break;
    case "agg":
      name = textOf(run, one) ?? "";
      inner = two ? joined(columns(draft, level, two), ", ") : [];
      break;
    case "jsonAgg":
    case "toJson": {
      name = first.name === "jsonAgg" ? "json_agg" : "to_json";
      const table = textOf(run, one);
      inner = table === null ? expression(draft, level, one, "value") : writer.name(table, first.at);
      break;
    }
    default:
      return null;
  }
  if (name === "") return null;
  const conditions: SqlText[] = [];
  const order: SqlText[] = [];
  const within: SqlText[] = [];
  let distinct = false;
  let over: SqlText | null = null;
  const others: Step[] = [];
  for (const call of rest) {
    if (call.name === "distinct") distinct = true;
    else if (call.name === "filterWhere" || call.name === "filterWhereRef")
      conditions.push(condition(draft, level, call, call.name === "filterWhereRef"));
    else if (call.name === "orderBy") order.push(orderItem(draft, level, call));
    else if (call.name === "withinGroupOrderBy") within.push(orderItem(draft, level, call));
    else if (call.name === "over") over = window(draft, level, call);
    else others.push(call);
  }
  const text = together(
    writer.sql(`${name}(${distinct ? "distinct " : ""}`, first.at),
    inner,
    order.length > 0 ? together(writer.sql("order by", first.at), joined(order, ", ")) : null,
    writer.sql(")", first.at),
    within.length > 0
      ? together(writer.sql("within group (order by", first.at), joined(within, ", "), writer.sql(")", first.at))
      : null,
    conditions.length > 0
      ? together(writer.sql("filter (where", first.at), joined(conditions, " and "), writer.sql(")", first.at))
      : null,
    over,
  );
  return modified(draft, level, text, others);
}

function window(draft: Draft, level: Level, call: Step): SqlText {
  const { writer, run } = draft;
  const result = call.arguments?.[0] && callsOf(given(run, call.arguments[0], handed("over builder", call.place)), run);
  const by: SqlText[] = [];
  const order: SqlText[] = [];
  for (const each of result ? result.calls : []) {
    const [what] = each.arguments ?? [];
    if (each.name === "partitionBy" && what) by.push(...columns(draft, level, what));
    else if (each.name === "orderBy") order.push(orderItem(draft, level, each));
  }
  return together(
    writer.sql("over (", call.at),
    by.length > 0 ? together(writer.sql("partition by", call.at), joined(by, ", ")) : null,
    order.length > 0 ? together(writer.sql("order by", call.at), joined(order, ", ")) : null,
    writer.sql(")", call.at),
  );
}

/** One `orderBy("name", "desc")`; which way it goes no rule asks. */
export function orderItem(draft: Draft, level: Level, { arguments: args, place }: Step): SqlText {
  const { run, writer } = draft;
  const [what] = args ?? [];
  const value = what && run.value(what);
  if (!what || !value) return writer.value({ kind: "input", place });
  if (value.kind === "list")
    return joined(
      value.items.map((item) => orderBy(draft, level, item)),
      ", ",
    );
  return orderBy(draft, level, what);
}

function orderBy(draft: Draft, level: Level, what: Place | Built): SqlText {
  const text = textOf(draft.run, what);
  if (text !== null) return reference(draft, level, text.split(" ")[0] ?? text, what);
  return callsOf(draft.run.follow(what), draft.run) || draft.run.value(what).kind === "function"
    ? expression(draft, level, what, "column")
    : draft.writer.value({ kind: "input", place: isPlace(what) ? what : what.place });
}

/** `case().when("age", ">", 18).then("adult").else("child").end()`. */
function caseOf(draft: Draft, level: Level, first: Step, rest: readonly Step[]): SqlText {
  const { writer } = draft;
  const [subject] = first.arguments ?? [];
  const pieces: SqlText[] = [
    writer.sql("case", first.at),
    ...(subject ? [expression(draft, level, subject, "column")] : []),
  ];
  let at = 0;
  for (let call = rest[at]; call; call = rest[++at]) {
    const [what] = call.arguments ?? [];
    if (call.name === "when")
      pieces.push(
        writer.sql("when", call.at),
        subject && call.arguments?.length === 1
          ? expression(draft, level, what, "value")
          : condition(draft, level, call),
      );
    else if (call.name === "whenRef") pieces.push(writer.sql("when", call.at), condition(draft, level, call, true));
    else if (call.name === "then" || call.name === "else")
      pieces.push(writer.sql(call.name, call.at), expression(draft, level, what, "value"));
    else if (call.name === "thenRef" || call.name === "elseRef")
      pieces.push(writer.sql(call.name.slice(0, 4), call.at), expression(draft, level, what, "column"));
    else break;
  }
  return modified(draft, level, together(...pieces, writer.sql("end", first.at)), rest.slice(at + 1));
}

/** `ref("profile", "->>").key("address").at(0)`. */
function jsonPath(draft: Draft, { call, column }: Subject, rest: readonly Step[]): SqlText {
  const { run, writer } = draft;
  const operator = textOf(run, call.arguments?.[1]) ?? "->";
  const legs = rest.filter(({ name }) => name === "key" || name === "at");
  const path = legs.map((leg, index) => {
    const value = leg.arguments?.[0] && run.value(leg.arguments[0]);
    const text =
      value?.kind === "constant"
        ? typeof value.value === "number"
          ? String(value.value)
          : `'${String(value.value).replaceAll("'", "''")}'`
        : "''";
    return writer.sql(`${index === legs.length - 1 ? operator : "->"}${text}`, leg.at);
  });
  return together(column(0), ...path);
}

/** What is called on an expression. */
function modified(draft: Draft, level: Level, text: SqlText, rest: readonly Step[]): SqlText {
  let result = text;
  let grouped: "and" | "or" | null = null;
  const end = (): void => {
    if (grouped) result = parenthesised(result);
    grouped = null;
  };
  for (const call of rest) {
    if (call.name === "and" || call.name === "or") {
      if (grouped !== call.name) end();
      result = together(result, draft.writer.sql(call.name, call.at), condition(draft, level, call));
      grouped = call.name;
    } else if (call.name === "over") {
      result = together(result, window(draft, level, call));
    } else if (call.name === "filterWhere") {
      result = together(
        result,
        draft.writer.sql("filter (where", call.at),
        condition(draft, level, call),
        draft.writer.sql(")", call.at),
      );
    } else if (call.name === "?") {
      end();
      return draft.writer.unknown(call.place);
    }
  }
  end();
  return result;
}

/** The alias that a chain ends with, as its argument. */
export function aliasOf(chain: Chain): Place | Built | null {
  const call = chain.steps.findLast(({ name }) => name !== "$castTo" && name !== "$notNull" && name !== "$narrowType");
  return call?.name === "as" ? (call.arguments?.[0] ?? null) : null;
}
