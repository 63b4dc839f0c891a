import type { TSESTree } from "@typescript-eslint/utils";
import type { SqlText } from "../../model/sql-text.ts";
import { isPlace, sourceOf, spanOf, type Built, type Place, type Step } from "../../source/built/built.ts";
import { literalPlaces } from "../../source/literal-places.ts";
import { mayBeFragment, scopeOf } from "../../source/value-type.ts";
import {
  nothing,
  type Call,
  type ColumnThing,
  type Drizzle,
  type SqlThing,
  type SubqueryThing,
  type TableThing,
  type Thing,
} from "./things.ts";
import { textOf } from "./tables.ts";
import { joined, parenthesised, together } from "../../read/builder/written.ts";
import { nameOfKey } from "../../source/nodes.ts";

type Given = Place | Built;

/** drizzle's operators and functions (orm.drizzle.team/docs/operators), by name: what each makes of its arguments. */
const functions: Readonly<Record<string, (given: readonly Given[], step: Step, drizzle: Drizzle) => Thing>> = {
  eq: comparison("="),
  ne: comparison("<>"),
  gt: comparison(">"),
  gte: comparison(">="),
  lt: comparison("<"),
  lte: comparison("<="),
  like: comparison("like"),
  notLike: comparison("not like"),
  ilike: comparison("ilike"),
  notIlike: comparison("not ilike"),
  arrayContains: comparison("@>"),
  arrayContained: comparison("<@"),
  arrayOverlaps: comparison("&&"),
  l2Distance: comparison("<->"),
  l1Distance: comparison("<+>"),
  innerProduct: comparison("<#>"),
  cosineDistance: comparison("<=>"),
  hammingDistance: comparison("<~>"),
  jaccardDistance: comparison("<%>"),
  and: logical("and"),
  or: logical("or"),
  not: (given, step, drizzle) => made(together(drizzle.writer.sql("not", step.at), only(drizzle, given, step))),
  isNull: (given, step, drizzle) => made(together(only(drizzle, given, step), drizzle.writer.sql("is null", step.at))),
  isNotNull: (given, step, drizzle) =>
    made(together(only(drizzle, given, step), drizzle.writer.sql("is not null", step.at))),
  exists: (given, step, drizzle) =>
    made(together(drizzle.writer.sql("exists", step.at), subquery(drizzle, given[0], step))),
  notExists: (given, step, drizzle) =>
    made(together(drizzle.writer.sql("not exists", step.at), subquery(drizzle, given[0], step))),
  inArray: membership("in", "false"),
  notInArray: membership("not in", "true"),
  between: range("between"),
  notBetween: range("not between"),
  asc: (given, step, drizzle) => made(together(only(drizzle, given, step), drizzle.writer.sql("asc", step.at))),
  desc: (given, step, drizzle) => made(together(only(drizzle, given, step), drizzle.writer.sql("desc", step.at))),
  count: aggregate("count("),
  countDistinct: aggregate("count(distinct "),
  avg: aggregate("avg("),
  avgDistinct: aggregate("avg(distinct "),
  sum: aggregate("sum("),
  sumDistinct: aggregate("sum(distinct "),
  max: aggregate("max("),
  min: aggregate("min("),
  placeholder: (_, step) => ({ kind: "placeholder", place: step.place }),
  param: ([value], step) => (value ? { kind: "value", value } : { kind: "placeholder", place: step.place }),
};

const made = (text: SqlText, alias: string | null = null): SqlThing => ({ kind: "sql", text, alias, named: false });

/** What one of drizzle's operators or functions makes, with the steps after it; null for what is none. */
export function operation(
  { head, steps }: Call,
  drizzle: Drizzle,
): { readonly thing: Thing; readonly rest: readonly Step[] } | null {
  if (head === "sql") return sqlOf(steps, drizzle);
  const make = Object.hasOwn(functions, head) ? functions[head] : undefined;
  const [step, ...rest] = steps;
  return make && step?.name === "" && step.arguments ? { thing: make(step.arguments, step, drizzle), rest } : null;
}

function comparison(operator: string) {
  return (given: readonly Given[], step: Step, drizzle: Drizzle): Thing =>
    made(
      together(
        operandAt(drizzle, given[0], step),
        drizzle.writer.sql(operator, step.at),
        operandAt(drizzle, given[1], step),
      ),
    );
}

function range(operator: string) {
  return (given: readonly Given[], step: Step, drizzle: Drizzle): Thing => {
    const at = (index: number) => operandAt(drizzle, given[index], step);
    const { writer } = drizzle;
    return made(together(at(0), writer.sql(operator, step.at), at(1), writer.sql("and", step.at), at(2)));
  };
}

function aggregate(opening: string) {
  return (given: readonly Given[], step: Step, drizzle: Drizzle): Thing => {
    const [first] = given;
    const { writer } = drizzle;
    const operand =
      first && drizzle.thing(first).kind !== "nothing" ? operandOf(drizzle, first) : writer.sql("*", step.at);
    return made([...writer.sql(opening, step.at), ...operand, ...writer.sql(")", step.at)]);
  };
}

function membership(operator: string, ofNone: string) {
  return (given: readonly Given[], step: Step, drizzle: Drizzle): Thing => {
    const { run, writer } = drizzle;
    const operand = operandAt(drizzle, given[0], step);
    const [, list] = given;
    if (!list) return { kind: "unknown", value: step.place };
    const word = writer.sql(operator, step.at);
    // Which of its values a list holds on which way is not asked, where there is one on each.
    const ends = (["first", "last"] as const).map((end) => drizzle.elsewhere(end, () => run.value(list)));
    if (
      plainValue(drizzle, list) ||
      (ends.every(({ kind }) => kind === "list" || kind === "input") &&
        ends.some((end) => end.kind !== "list" || end.open || end.items.length > 0))
    ) {
      const filled = ends.find((end) => end.kind === "list" && !end.open && end.items.length > 0);
      const items =
        filled?.kind === "list" ? filled.items : [{ kind: "input" as const, place: isPlace(list) ? list : list.place }];
      return made(
        together(
          operand,
          word,
          parenthesised(
            joined(
              items.map((item) => operandOf(drizzle, item)),
              ", ",
            ),
          ),
        ),
      );
    }
    const values = run.value(list);
    if (values.kind === "list") {
      if (values.items.length === 0 && !values.open) return made(writer.sql(ofNone, step.at));
      return made(
        together(
          operand,
          word,
          parenthesised(
            joined(
              values.items.map((item) => operandOf(drizzle, item)),
              ", ",
            ),
          ),
        ),
      );
    }
    const thing = drizzle.thing(list);
    // An array that the program makes: one placeholder for each of its elements.
    if (thing.kind === "unknown" || thing.kind === "value" || thing.kind === "placeholder")
      return made(together(operand, word, parenthesised(operandOf(drizzle, list))));
    return made(together(operand, word, textFor(drizzle, thing, list)));
  };
}

/** Members that are undefined are left out; of none, there is no condition; one alone stands without parentheses. */
function logical(word: "and" | "or") {
  return (_: readonly Given[], step: Step, drizzle: Drizzle): Thing => {
    const operands = argumentsOf(drizzle, step)
      .map((given) => conditionOf(drizzle, given))
      .filter((condition) => condition !== null);
    const [first, ...others] = operands;
    if (!first) return nothing;
    return made(others.length === 0 ? first : parenthesised(joined(operands, ` ${word} `)));
  };
}

/** The arguments of a call, those of unknown number too: one of each kind stands for all of them. */
function argumentsOf(drizzle: Drizzle, step: Step): readonly Given[] {
  const given = step.arguments ?? [];
  if (!step.spread) return given;
  const { node, frame } = step.place;
  if (node.type !== "CallExpression") return [...given, { kind: "input", place: step.place }];
  const unknown = node.arguments.flatMap((argument): Given[] => {
    if (argument.type !== "SpreadElement") return [];
    const list = drizzle.run.value({ node: argument.argument, frame });
    if (list.kind === "constant" || (list.kind === "list" && !list.open)) return [];
    return [eachOf(drizzle, list) ?? { kind: "input", place: { node: argument.argument, frame } }];
  });
  return [...given, ...unknown];
}

/**
 * One for all elements that are made alike, of a list whose length is not known: `ids.map((id) => eq(users.id, id))`.
 */
export function eachOf({ run }: Drizzle, list: Built): Place | Built | null {
  if (list.kind === "list") return list.open ? list.each : null;
  const { node, frame } = list.place;
  if (list.kind !== "input" || node.type !== "CallExpression" || node.callee.type !== "MemberExpression") return null;
  const name = nameOfKey(node.callee.property);
  const callback =
    name === "map" || name === "flatMap" ? node.arguments[0] : name === "from" ? node.arguments[1] : undefined;
  const fn = callback && run.value({ node: callback, frame });
  if (fn?.kind !== "function") return null;
  // An element is no list that is mapped: its place is the function that is given it.
  const element: Built = { kind: "input", place: fn.place };
  const made = run.call(fn, [element, element]).result;
  return name === "flatMap" && made.kind === "list" ? (made.items[0] ?? null) : made;
}

function only(drizzle: Drizzle, given: readonly Given[], step: Step): SqlText {
  return operandAt(drizzle, given[0], step);
}

function operandAt(drizzle: Drizzle, given: Given | undefined, step: Step): SqlText {
  return given ? operandOf(drizzle, given) : drizzle.writer.unknown(step.place);
}

function subquery(drizzle: Drizzle, given: Given | undefined, step: Step): SqlText {
  if (!given) return drizzle.writer.unknown(step.place);
  const thing = drizzle.thing(given);
  return thing.kind === "query" || thing.kind === "sql"
    ? textFor(drizzle, thing, given)
    : [...drizzle.writer.sql("(select ", given), ...drizzle.writer.unknown(given), ...drizzle.writer.sql(")", given)];
}

/** A condition of WHERE, ON or HAVING; null for none. */
export function conditionOf(drizzle: Drizzle, given: Given): SqlText | null {
  const thing = drizzle.thing(given);
  if (thing.kind === "nothing") return null;
  if (thing.kind === "value") {
    const value = drizzle.run.value(thing.value);
    // `search && ilike(…)`: an empty search is no condition.
    if (value.kind === "constant" && !value.value) return null;
    return value.kind === "constant" ? drizzle.writer.value(value) : drizzle.writer.unknown(given);
  }
  return thing.kind === "unknown" || thing.kind === "fields" || thing.kind === "with"
    ? drizzle.writer.unknown(given)
    : textFor(drizzle, thing, given);
}

/**
 * What is a value on the first way through the program as on the last, is a value, whatever is decided: null where it
 * may be a piece of SQL.
 */
export function plainValue(drizzle: Drizzle, given: Given): Built | null {
  const place = isPlace(given) ? given : given.place;
  const [first, last] = (["first", "last"] as const).map((end) =>
    drizzle.elsewhere(end, () => {
      const thing = drizzle.thing(given);
      if (thing.kind === "nothing") return null;
      const value = thing.kind === "unknown" || thing.kind === "value" ? drizzle.run.value(given) : undefined;
      return value?.kind === "constant" || value?.kind === "input" ? value : undefined;
    }),
  );
  if (first === undefined || last === undefined) return null;
  return first?.kind === "constant" && last?.kind === "constant" && first.value === last.value
    ? first
    : { kind: "input", place };
}

/** What stands on a side of an operator: of what is not known, a value is sent. */
export function operandOf(drizzle: Drizzle, given: Given): SqlText {
  const plain = plainValue(drizzle, given);
  if (plain) return drizzle.writer.value(plain);
  const thing = drizzle.thing(given);
  return thing.kind === "unknown" || thing.kind === "value" || thing.kind === "fields" || thing.kind === "with"
    ? drizzle.writer.value(given)
    : textFor(drizzle, thing, given);
}

/** How a thing is written inside SQL (`buildQueryFromSourceParams` of drizzle's sql/sql.ts). */
export function textFor(drizzle: Drizzle, thing: Thing, at: Given): SqlText {
  const { writer } = drizzle;
  switch (thing.kind) {
    case "column":
      return columnText(drizzle, thing, at);
    case "table":
      return thing.name === null
        ? writer.name(thing.alias ?? "", at)
        : writer.name(thing.alias !== null ? [thing.alias] : pathOf(thing), at);
    case "subquery":
      return thing.isWith
        ? writer.name(thing.alias, at)
        : [...parenthesised(thing.text), ...writer.sql(" ", at), ...writer.name(thing.alias, at)];
    case "query":
      return parenthesised(thing.text());
    case "sql":
      return thing.alias === null ? thing.text : writer.name(thing.alias, at);
    case "placeholder":
      return writer.value({ kind: "input", place: thing.place });
    case "nothing":
      return [];
    case "value":
      return writer.value(thing.value);
    case "unknown":
      return maybeText(thing.value);
    case "fields":
    case "with":
      return writer.unknown(at);
  }
}

export const pathOf = ({ schema, name }: TableThing): string[] => [...(schema === null ? [] : [schema]), name ?? ""];

export function columnText({ writer, mapped }: Drizzle, { of, name }: ColumnThing, at: Given): SqlText {
  return writer.name([...(mapped === null ? qualifierOf(of) : [mapped]), name], at);
}

function qualifierOf(of: TableThing | SubqueryThing): readonly string[] {
  if (of.kind === "subquery") return [of.alias];
  return of.alias !== null ? [of.alias] : pathOf(of);
}

/**
 * A hole of a template that may be a value as well as a piece of SQL: its form and declared type tell, or the grammar
 * around it.
 */
function maybeText(what: Given): SqlText {
  const { node, frame } = isPlace(what) ? what : what.place;
  const fragment = mayBeFragment(node, scopeOf(frame.module));
  const span = spanOf(what);
  const hole = { span, outer: span, source: sourceOf(what) };
  if (fragment === "yes")
    return [{ kind: "hole", hole: { ...hole, treatment: "composed", value: "sql", standIns: [] } }];
  return [
    {
      kind: "hole",
      hole: { ...hole, treatment: "bound", value: "unknown", standIns: fragment === "no" ? ["$?"] : [] },
    },
  ];
}

/** `sql` as a tag, and `sql.raw`, `sql.join`, … (orm.drizzle.team/docs/sql). */
function templateOf(
  { quasi, typeArguments }: TSESTree.TaggedTemplateExpression,
  [step, ...rest]: readonly [Step, ...Step[]],
  drizzle: Drizzle,
): Thing {
  const thing = made(templateText(quasi, step, drizzle));
  const node = typeArguments?.params[0];
  // What a decoder makes of it has the decoder's type.
  return node && !rest.some(({ name }) => name === "mapWith")
    ? { ...thing, type: { node, frame: step.place.frame } }
    : thing;
}

function sqlOf(
  [step, ...rest]: readonly Step[],
  drizzle: Drizzle,
): { readonly thing: Thing; readonly rest: readonly Step[] } | null {
  if (!step) return null;
  if (step.name === "``")
    return step.template ? { thing: templateOf(step.template, [step, ...rest], drizzle), rest } : null;
  const { writer } = drizzle;
  const [given, second] = step.arguments ?? [];
  const thing = ((): Thing | null => {
    switch (step.name) {
      case "raw": {
        const text = given && textOf(drizzle, given);
        return made(text == null ? spliced(given ?? step.place) : writer.sql(text, given ?? step.place));
      }
      case "identifier": {
        const name = given && textOf(drizzle, given);
        return made(name == null ? writer.unknown(given ?? step.place) : writer.name(name, given ?? step.place));
      }
      case "join": {
        const list = given && drizzle.run.value(given);
        const each = list ? eachOf(drizzle, list) : null;
        if (list?.kind !== "list" && !each) return made(writer.unknown(step.place));
        if (list?.kind === "list" && list.open && !each) return made(writer.unknown(step.place));
        const between = second ? textFor(drizzle, drizzle.thing(second), second) : [];
        // Of an unknown number of pieces made alike, one stands for all.
        const parts = [...(list?.kind === "list" ? list.items : []), ...(each ? [each] : [])].map((item) =>
          textFor(drizzle, drizzle.thing(item), item),
        );
        return made(parts.flatMap((part, index) => (index === 0 ? part : [...between, ...part])));
      }
      case "fromList": {
        const list = given && drizzle.run.value(given);
        return made(
          list?.kind === "list" && !list.open
            ? list.items.flatMap((item) => textFor(drizzle, drizzle.thing(item), item))
            : writer.unknown(step.place),
        );
      }
      case "empty":
        return made([]);
      case "placeholder":
        return { kind: "placeholder", place: step.place };
      case "param":
        return given ? { kind: "value", value: given } : null;
      default:
        return null;
    }
  })();
  return thing && { thing, rest };
}

function spliced(what: Given): SqlText {
  const span = spanOf(what);
  return [
    {
      kind: "hole",
      hole: { span, outer: span, source: sourceOf(what), treatment: "spliced", value: "unknown", standIns: [] },
    },
  ];
}

function templateText(quasi: TSESTree.TemplateLiteral, { place: { frame } }: Step, drizzle: Drizzle): SqlText {
  const { text: source } = frame.module;
  return quasi.quasis.flatMap((piece, index): SqlText => {
    const [from, to] = piece.range;
    const start = source[from] === "`" || source[from] === "}" ? from + 1 : from;
    const end = source[to - 1] === "`" ? to - 1 : source.slice(to - 2, to) === "${" ? to - 2 : to;
    const { text, offsets } = literalPlaces(source.slice(start, end), start, "template");
    const place = frame.anchor
      ? { kind: "elsewhere" as const, span: frame.anchor }
      : { kind: "here" as const, start, offsets, quoting: "template" as const };
    const expression = quasi.expressions[index];
    const hole = expression ? holeText({ node: expression, frame }, drizzle) : [];
    return text === "" ? hole : [{ kind: "text", text, place }, ...hole];
  });
}

function holeText(place: Place, drizzle: Drizzle): SqlText {
  const value = drizzle.run.value(place);
  const each = eachOf(drizzle, value);
  if (value.kind === "list" || each) {
    const items = value.kind === "list" ? value.items.map((item) => textFor(drizzle, drizzle.thing(item), item)) : [];
    if (each) items.push(textFor(drizzle, drizzle.thing(each), each));
    else if (value.kind === "list" && value.open) items.push(drizzle.writer.value({ kind: "input", place }));
    return parenthesised(joined(items, ", "));
  }
  return textFor(drizzle, drizzle.thing(place), place);
}

/**
 * What is called on a piece of SQL: `.as("name")`, `.mapWith(Number)`, `.append(…)`, `.if(condition)`. Null: not known.
 */
export function ofSql(thing: SqlThing, step: Step, drizzle: Drizzle): Thing | null {
  const [given] = step.arguments ?? [];
  switch (step.name) {
    case "as": {
      const alias = given ? textOf(drizzle, given) : null;
      return alias === null ? thing : { ...thing, alias };
    }
    case "append":
      return given ? { ...thing, text: [...thing.text, ...textFor(drizzle, drizzle.thing(given), given)] } : null;
    case "if": {
      const condition = given && drizzle.run.value(given);
      if (condition?.kind === "constant") return condition.value ? thing : nothing;
      return condition && drizzle.run.decide(step.place, 2) === 0 ? nothing : thing;
    }
    case "mapWith":
    case "inlineParams":
    case "getSQL":
    case "sql":
      return thing;
    default:
      return null;
  }
}
