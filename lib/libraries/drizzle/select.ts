import type { SqlText } from "../../model/sql-text.ts";
import { isPlace, type Built, type Place, type Step } from "../../source/built/built.ts";
import { columnText, conditionOf, operandOf, pathOf, textFor } from "./expressions.ts";
import {
  callOf,
  fieldsOf,
  type Call,
  type Drizzle,
  type FieldsThing,
  type QueryThing,
  type SubqueryThing,
  type TableThing,
  type Thing,
} from "./things.ts";
import { unknownTable } from "./tables.ts";
import { joined, parenthesised, together } from "../../read/builder/written.ts";
import { only, own } from "../../lists.ts";

type Given = Place | Built;

/** A relation of a query: where it is named, and how the query is changed that reads it. */
export interface Used {
  readonly table: TableThing;
  /** The expression that names it. */
  readonly at: Place;
  readonly join: JoinDraft | null;
}

export interface JoinDraft {
  readonly step: Step;
  readonly type: string;
  readonly lateral: boolean;
  readonly on: Given | null;
}

/** A SELECT as its steps say it. */
export interface SelectDraft {
  readonly withs: readonly Given[];
  readonly distinct: "no" | "yes" | readonly Given[];
  readonly fields: Given | null;
  readonly from: { readonly source: Given; readonly step: Step };
  readonly joins: readonly JoinDraft[];
  /** The last one counts. */
  readonly where: { readonly given: Given; readonly step: Step } | null;
  readonly groupBy: readonly Step[];
  readonly having: Given | null;
  readonly tail: Tail;
  readonly locks: Step | null;
  readonly set: readonly SetOperation[];
  readonly dynamic: boolean;
  /** Something unknown was done to it. */
  readonly unknown: Place | null;
  readonly rest: readonly Step[];
  readonly place: Place;
}

interface Tail {
  readonly orderBy: Step | null;
  readonly limit: Given | null;
  readonly offset: Given | null;
}

interface SetOperation {
  readonly word: string;
  readonly right: Given;
  readonly step: Step;
  readonly tail: Tail;
}

const noTail: Tail = { orderBy: null, limit: null, offset: null };

export const setWords: Readonly<Record<string, string>> = {
  union: "union",
  unionAll: "union all",
  intersect: "intersect",
  intersectAll: "intersect all",
  except: "except",
  exceptAll: "except all",
};

const joinWords: Readonly<Record<string, Pick<JoinDraft, "type" | "lateral">>> = {
  leftJoin: { type: "left", lateral: false },
  leftJoinLateral: { type: "left", lateral: true },
  rightJoin: { type: "right", lateral: false },
  innerJoin: { type: "inner", lateral: false },
  innerJoinLateral: { type: "inner", lateral: true },
  fullJoin: { type: "full", lateral: false },
  crossJoin: { type: "cross", lateral: false },
  crossJoinLateral: { type: "cross", lateral: true },
};

export const joinOf = (step: Step): JoinDraft | null => {
  const words = Object.hasOwn(joinWords, step.name) ? joinWords[step.name] : undefined;
  return words && step.arguments ? { ...words, step, on: step.arguments[1] ?? null } : null;
};

/** Steps that run a query or say how, and change nothing of it. */
export const running = new Set([
  "$dynamic",
  "$withCache",
  "prepare",
  "execute",
  "then",
  "catch",
  "finally",
  "getSQL",
  "toSQL",
  "setToken",
  "comment",
  "_prepare",
  "iterator",
]);

/** What the steps of a SELECT or set operation say; null for other chains, and for a SELECT that has no FROM yet. */
export function selectOf({ head, steps, place }: Call, drizzle: Drizzle): SelectDraft | null {
  if (Object.hasOwn(setWords, head)) return setOf(head, steps, drizzle);
  if (head !== "db" && head !== "QueryBuilder") return null;
  let rest = steps.filter(({ name }) => name !== "new" && name !== "$primary");
  let withs: readonly Given[] = [];
  let [step] = rest;
  if (step?.name === "with") {
    withs = step.arguments ?? [];
    rest = rest.slice(1);
    [step] = rest;
  }
  const from = rest[1];
  const source = from?.name === "from" ? from.arguments?.[0] : undefined;
  if (!step?.arguments || !/^select(?:Distinct|DistinctOn)?$/.test(step.name) || !from || source === undefined)
    return null;
  const isOn = step.name === "selectDistinctOn";
  const distinctOn = isOn && step.arguments[0] ? drizzle.run.value(step.arguments[0]) : null;
  return further(
    {
      withs,
      distinct: isOn
        ? distinctOn?.kind === "list"
          ? distinctOn.items
          : step.arguments.slice(0, 1)
        : step.name === "selectDistinct"
          ? "yes"
          : "no",
      fields: step.arguments[isOn ? 1 : 0] ?? null,
      from: { source, step: from },
      joins: [],
      where: null,
      groupBy: [],
      having: null,
      tail: noTail,
      locks: null,
      set: [],
      dynamic: false,
      unknown: step.spread || from.spread ? place : null,
      rest: [],
      place,
    },
    rest.slice(2),
  );
}

/** `union(first, second, …)`. */
function setOf(head: string, [step, ...rest]: readonly Step[], drizzle: Drizzle): SelectDraft | null {
  const [left, ...others] = step?.name === "" && step.arguments ? step.arguments : [];
  if (!left || !step) return null;
  const draft = draftAt(left, drizzle);
  if (!draft) return null;
  const word = own(setWords, head);
  if (word === undefined) return null;
  const operations = others.map((right): SetOperation => ({ word, right, step, tail: noTail }));
  return further(
    {
      ...draft,
      set: [...draft.set, ...operations],
      unknown: draft.unknown ?? (step.spread ? step.place : null),
      place: step.place,
    },
    rest,
  );
}

function draftAt(what: Given, drizzle: Drizzle): SelectDraft | null {
  const value = drizzle.run.follow(what);
  const call = value.kind === "chain" ? callOf(value) : null;
  return call && selectOf(call, drizzle);
}

function further(draft: SelectDraft, steps: readonly Step[]): SelectDraft {
  let now = draft;
  const tail = (part: Partial<Tail>): SelectDraft => {
    const last = now.set.at(-1);
    return last
      ? { ...now, set: [...now.set.slice(0, -1), { ...last, tail: { ...last.tail, ...part } }] }
      : { ...now, tail: { ...now.tail, ...part } };
  };
  for (const [index, step] of steps.entries()) {
    const given = step.arguments;
    now = { ...now, place: step.place };
    if (given === null) return { ...now, rest: steps.slice(index) };
    const [first] = given;
    const join = joinOf(step);
    const word = own(setWords, step.name);
    if (step.spread && step.name !== "groupBy" && step.name !== "orderBy") now = { ...now, unknown: step.place };
    if (join) now = { ...now, joins: [...now.joins, join] };
    else if (word !== undefined && first)
      now = { ...now, set: [...now.set, { word, right: first, step, tail: noTail }] };
    else if (step.name === "where") now = { ...now, where: first ? { given: first, step } : null };
    else if (step.name === "groupBy") now = { ...now, groupBy: [step] };
    else if (step.name === "having") now = { ...now, having: first ?? null };
    else if (step.name === "orderBy") now = tail({ orderBy: step });
    else if (step.name === "limit") now = tail({ limit: first ?? null });
    else if (step.name === "offset") now = tail({ offset: first ?? null });
    else if (step.name === "for") now = { ...now, locks: step };
    else if (step.name === "$dynamic") now = { ...now, dynamic: true };
    else if (step.name === "as") return { ...now, rest: steps.slice(index) };
    else if (!running.has(step.name)) now = { ...now, unknown: step.place };
  }
  return now;
}

/** Where a query that is written for another writes, and whether its rows are the program's. */
export interface Writing {
  readonly drizzle: Drizzle;
  /** The rows are what the program gets: its names are those of the properties. */
  readonly top: boolean;
  /** A clause that others may add to its WHERE. */
  readonly open: Place | null;
  /** Is told of each table that is read. */
  use(used: Used): void;
}

/** What a SELECT or set operation sends. */
export function selectText(draft: SelectDraft, writing: Writing): SqlText {
  const { drizzle } = writing;
  const { writer } = drizzle;
  const only = draft.set.length === 0;
  const first = plainText(draft, { ...writing, top: writing.top && only });
  return draft.set.reduce<SqlText>((left, { word, right, step, tail }) => {
    const other = rightOf(right, drizzle);
    const text = other ? other.text() : unknownQuery(drizzle, right);
    return together(
      parenthesised(left),
      writer.sql(word, step.at),
      parenthesised(text),
      ...tailText(tail, drizzle, null, true),
    );
  }, first);
}

function rightOf(right: Given, drizzle: Drizzle): QueryThing | null {
  const value = drizzle.run.follow(right);
  const thing =
    value.kind === "function"
      ? drizzle.thing(drizzle.run.call(value, [drizzle.operators(value.place)]).result)
      : drizzle.thing(right);
  return thing.kind === "query" ? thing : null;
}

const unknownQuery = ({ writer }: Drizzle, at: Given): SqlText => [...writer.sql("select ", at), ...writer.unknown(at)];

function plainText(draft: SelectDraft, writing: Writing): SqlText {
  const { drizzle } = writing;
  const { run, writer } = drizzle;
  const { place } = draft;
  const sources = [
    { source: draft.from.source, join: null },
    ...draft.joins.map((join) => ({ source: join.step.arguments?.[0] ?? draft.place, join })),
  ];
  const things = sources.map(({ source, join }) => ({ thing: sourceOf(source, drizzle), source, join }));
  const fields = selected(draft, things, drizzle);
  const within = proxied(fields);
  const called = (given: Given): Given => {
    const fn = run.value(given);
    return fn.kind === "function" ? run.call(fn, [drizzle.given(within, fn.place)]).result : given;
  };
  const where = draft.where && conditionOf(drizzle, called(draft.where.given));
  const conditions = [
    where,
    draft.unknown && writer.unknown(draft.unknown),
    writing.open && writer.unknown(writing.open),
  ].filter((one): one is SqlText => one !== null && one.length > 0);
  const having = draft.having && conditionOf(drizzle, called(draft.having));
  const groups = draft.groupBy.flatMap((step) => listed(step, drizzle, fields));
  const distinct =
    draft.distinct === "no"
      ? []
      : draft.distinct === "yes"
        ? writer.sql("distinct", place)
        : [
            ...writer.sql("distinct on ", place),
            ...parenthesised(
              joined(
                draft.distinct.map((one) => operandOf(drizzle, one)),
                ", ",
              ),
            ),
          ];
  if (writing.top) keepClaims(fields, drizzle);
  return together(
    withText(draft.withs, drizzle),
    writer.sql("select", draft.from.step.at),
    distinct,
    outputsText(fields, drizzle, { top: writing.top, at: place, sources: things.map(({ thing }) => thing) }),
    ...things.map(({ thing, source, join }) => {
      if (thing.kind === "table") writing.use({ table: thing, at: placeOf(source), join });
      const item = itemText(thing, source, drizzle);
      if (!join) return together(writer.sql("from", draft.from.step.at), item);
      const on = join.on && conditionOf(drizzle, called(join.on));
      const word = writer.sql(`${join.type} join${join.lateral ? " lateral" : ""}`, join.step.at);
      return join.type === "cross"
        ? together(word, item)
        : together(
            word,
            item,
            writer.sql("on", join.step.at),
            on ?? (join.on ? writer.unknown(join.on) : writer.sql("true", join.step.at)),
          );
    }),
    ...(conditions.length > 0
      ? [
          writer.sql("where", draft.where?.step.at ?? place),
          conditions.length > 1 && draft.where && where
            ? joined([parenthesised(where), ...conditions.slice(1)], " and ")
            : joined(conditions, " and "),
        ]
      : []),
    ...(groups.length > 0 ? [writer.sql("group by", place), joined(groups, ", ")] : []),
    ...(having ? [writer.sql("having", place), having] : []),
    ...tailText(draft.tail, drizzle, fields, false),
    ...(draft.locks ? [locksText(draft.locks, drizzle)] : []),
  );
}

/** FOR UPDATE OF names relations, which changes nothing that is asked; the strength is told. */
function locksText(step: Step, { run, writer }: Drizzle): SqlText {
  const [strength] = step.arguments ?? [];
  const value = strength && run.value(strength);
  const word = value?.kind === "constant" ? String(value.value) : "";
  return writer.sql(/^(?:update|no key update|share|key share)$/.test(word) ? `for ${word}` : "for update", step.at);
}

export function withText(withs: readonly Given[], drizzle: Drizzle): SqlText {
  const { writer } = drizzle;
  const [first] = withs;
  if (!first) return [];
  const tables = withs.map((one) => {
    const thing = drizzle.thing(one);
    if (thing.kind !== "subquery") return writer.unknown(one);
    return [...writer.name(thing.alias, thing.place), ...writer.sql(" as ", thing.place), ...parenthesised(thing.text)];
  });
  return together(writer.sql("with", first), joined(tables, ", "));
}

/** What FROM and JOIN take. */
export function sourceOf(source: Given, drizzle: Drizzle): Thing {
  const thing = drizzle.thing(source);
  return thing.kind === "table" || thing.kind === "subquery" || thing.kind === "sql"
    ? thing
    : unknownTable(placeOf(source));
}

export const placeOf = (what: Given): Place => (isPlace(what) ? what : what.place);

/** `users`, `users "u"`, `(select …) "sq"`. */
export function itemText(thing: Thing, source: Given, drizzle: Drizzle): SqlText {
  const { writer } = drizzle;
  if (thing.kind !== "table") return textFor(drizzle, thing, source);
  const at = nameAt(placeOf(source));
  const name = thing.name === null ? writer.unknown(at) : writer.name(pathOf(thing), at);
  return thing.alias === null ? name : together(name, writer.name(thing.alias, at));
}

/** The last name of `schema.users`. */
export function nameAt(place: Place): Place {
  const { node, frame } = place;
  return node.type === "MemberExpression" && !node.computed ? { node: node.property, frame } : place;
}

/** What is selected where nothing is chosen: the columns of the table, or of all of them by name. */
function selected(
  draft: SelectDraft,
  things: readonly { readonly thing: Thing; readonly source: Given }[],
  drizzle: Drizzle,
): FieldsThing {
  if (draft.fields) {
    const thing = drizzle.thing(draft.fields);
    if (thing.kind === "fields") return thing;
    if (thing.kind === "table") return fieldsOf(thing);
    if (thing.kind !== "nothing") return { kind: "fields", entries: new Map(), open: placeOf(draft.fields) };
  }
  const known = things.map(({ thing, source }): readonly [string, FieldsThing] => {
    if (thing.kind === "table" || thing.kind === "subquery")
      return [thing.alias ?? (thing.kind === "table" ? (thing.name ?? "") : ""), fieldsOf(thing)];
    return ["", { kind: "fields", entries: new Map(), open: placeOf(source) }];
  });
  const sole = only(known);
  return sole ? sole[1] : { kind: "fields", entries: new Map(known), open: null };
}

/** The fields as the callbacks of `where` and `having` are given them: no alias is known there yet. */
function proxied(fields: FieldsThing): FieldsThing {
  return {
    ...fields,
    entries: new Map(
      [...fields.entries].map(([name, field]) => [
        name,
        field.kind === "sql" && !field.named
          ? { ...field, alias: null }
          : field.kind === "fields"
            ? proxied(field)
            : field,
      ]),
    ),
  };
}

interface OutputPlace {
  readonly top: boolean;
  readonly at: Place;
  /** What the query reads from: fields without any known column are a star. */
  readonly sources: readonly Thing[];
}

/** Keeps the types that the program says the values of a statement's own rows have. */
export function keepClaims({ entries }: FieldsThing, { claims }: Drizzle): void {
  for (const [property, field] of entries) if (field.kind === "sql" && field.type) claims.set(property, field.type);
}

/**
 * What is selected. Rows of the program are named by their properties; those of a subquery by column, as drizzle does.
 */
export function outputsText(fields: FieldsThing, drizzle: Drizzle, { top, at, sources }: OutputPlace): SqlText {
  const { writer } = drizzle;
  const texts: SqlText[] = [];
  const add = (property: string, field: Thing, nested: boolean): void => {
    switch (field.kind) {
      case "fields":
        for (const [name, inner] of field.entries) add(name, inner, true);
        if (field.open) texts.push(starOf(field.open, drizzle, sources));
        return;
      case "table":
        add(property, fieldsOf(field), true);
        return;
      case "column": {
        const text = columnText(drizzle, field, at);
        texts.push(
          top && !nested && field.name !== property
            ? together(text, writer.sql("as", at), writer.name(property, at))
            : text,
        );
        return;
      }
      case "sql": {
        const name = field.alias ?? (top && !nested ? property : null);
        texts.push(
          field.named
            ? writer.name(field.alias ?? "", at)
            : name === null
              ? field.text
              : together(field.text, writer.sql("as", at), writer.name(name, at)),
        );
        return;
      }
      case "subquery":
        texts.push(textFor(drizzle, field, at));
        return;
      case "query":
        texts.push(parenthesised(field.text()));
        return;
      case "nothing":
        return;
      default:
        texts.push(
          top && !nested
            ? together(writer.unknown(at), writer.sql("as", at), writer.name(property, at))
            : writer.unknown(at),
        );
    }
  };
  for (const [property, field] of fields.entries) add(property, field, false);
  if (fields.open) texts.push(starOf(fields.open, drizzle, sources));
  return texts.length > 0 ? joined(texts, ", ") : writer.sql("*", at);
}

/** All columns of a table whose columns are not known, else nothing that is known. */
function starOf(open: Place, drizzle: Drizzle, sources: readonly Thing[]): SqlText {
  const { writer } = drizzle;
  const of = sources.find((source) => (source.kind === "table" || source.kind === "subquery") && source.place === open);
  if (of?.kind === "table" && of.name !== null)
    return writer.name([...(of.alias === null ? pathOf(of) : [of.alias]), "*"], open);
  return sources.length === 1 && sources[0]?.kind !== "table" && sources[0]?.kind !== "subquery"
    ? writer.sql("*", open)
    : writer.unknown(open);
}

/** The expressions of `orderBy(…)` and `groupBy(…)`. */
function listed(step: Step, drizzle: Drizzle, within: FieldsThing | null): SqlText[] {
  const { run } = drizzle;
  const given = (step.arguments ?? []).flatMap((one): readonly Given[] => {
    const value = run.value(one);
    if (value.kind !== "function") return [one];
    const result = run.call(value, [
      drizzle.given(within ?? { kind: "fields", entries: new Map(), open: value.place }, value.place),
    ]).result;
    return result.kind === "list" ? result.items : [result];
  });
  return given.flatMap((one): SqlText[] => {
    const thing = drizzle.thing(one);
    if (thing.kind === "nothing") return [];
    return [
      thing.kind === "value" || thing.kind === "unknown" || thing.kind === "fields"
        ? drizzle.writer.unknown(one)
        : textFor(drizzle, thing, one),
    ];
  });
}

function tailText(
  { orderBy, limit, offset }: Tail,
  drizzle: Drizzle,
  within: FieldsThing | null,
  ofSet: boolean,
): SqlText[] {
  const { writer } = drizzle;
  // By what rows are sorted changes nothing that is asked of them: any way will do.
  const keys = orderBy
    ? drizzle.elsewhere("first", () => (ofSet ? namesIn(orderBy, drizzle) : listed(orderBy, drizzle, within)))
    : [];
  const amount = (what: Given | null): SqlText | null =>
    what && drizzle.elsewhere("last", () => drizzle.thing(what).kind !== "nothing") ? operandOf(drizzle, what) : null;
  const [most, skipped] = [amount(limit), amount(offset)];
  return [
    ...(orderBy && keys.length > 0 ? [writer.sql("order by", orderBy.at), joined(keys, ", ")] : []),
    ...(most && limit ? [writer.sql("limit", limit), most] : []),
    ...(skipped && offset ? [writer.sql("offset", offset), skipped] : []),
  ];
}

// Behind a set operation columns are named without their tables.
function namesIn(step: Step, drizzle: Drizzle): SqlText[] {
  return (step.arguments ?? []).flatMap((one): SqlText[] => {
    const thing = drizzle.thing(one);
    if (thing.kind === "nothing") return [];
    return [withoutTables(textFor(drizzle, thing, one))];
  });
}

function withoutTables(text: SqlText): SqlText {
  return text.map((part) =>
    part.kind === "text" && part.place.kind === "elsewhere"
      ? { ...part, text: part.text.replace(/^(?:"[^"]+"\.)+("[^"]+")$/, "$1") }
      : part,
  );
}

/** The query as a thing that stands inside others. */
export function queryThing(draft: SelectDraft, writing: Writing): QueryThing {
  const { drizzle } = writing;
  return {
    kind: "query",
    place: draft.place,
    text: () => drizzle.within(null, () => selectText(draft, { ...writing, top: false, open: null })),
    fields() {
      const things = [draft.from.source, ...draft.joins.map(({ step }) => step.arguments?.[0] ?? draft.place)].map(
        (source) => ({ thing: sourceOf(source, drizzle), source }),
      );
      return selected(draft, things, drizzle);
    },
  };
}

/** `query.as("sq")`. */
export function subqueryOf(query: QueryThing, alias: string, place: Place, isWith: boolean): SubqueryThing {
  return { kind: "subquery", alias, text: query.text(), fields: query.fields(), isWith, place };
}
