import type { Built, BuiltFunction, BuiltList, Place, Value } from "./built.ts";
import { kept } from "./changes.ts";
import { choice, choicesOf, isOptional, itemWhen, mapped, opennessOf } from "./choice.ts";
import { always, any, type Condition } from "./condition.ts";
import { openIf } from "./changes.ts";
import type { Evaluator } from "./evaluator.ts";
import { truthOf } from "./truth.ts";
import { ofJoined } from "./text.ts";

type Given = readonly (Place | Built)[];
type Item = Place | Built;

/** A call of a method of a list. */
interface ListCall {
  readonly evaluator: Evaluator;
  readonly list: BuiltList;
  readonly given: Given;
  readonly place: Place;
}

/** What a method of a list gives; null for those whose result is not known. */
export function listMethod(
  evaluator: Evaluator,
  list: BuiltList,
  name: string,
  given: Given,
  place: Place,
): Value | null {
  // `toString` is no method of the table, but every object has one.
  return Object.hasOwn(methods, name) ? (methods[name]?.({ evaluator, list, given, place }) ?? null) : null;
}

/** Methods that change a list. */
export const inPlaceMethods: ReadonlySet<string> = new Set(["pop", "shift", "reverse", "sort", "fill"]);

/** What a method that changes a list leaves of it; null where that is not known. */
export function listAfter(evaluator: Evaluator, list: BuiltList, name: string, given: Given): BuiltList | null {
  if (name === "pop" || name === "shift")
    return isLoose(list) ? null : { ...list, items: name === "pop" ? list.items.slice(0, -1) : list.items.slice(1) };
  const after = listMethod(evaluator, list, name, given, list.place);
  return after?.kind === "list" ? after : null;
}

/** Lists longer than this, of which some items may not be there, are joined on no path. */
const mostOptional = 6;

const methods: Readonly<Record<string, (call: ListCall) => Value | null>> = {
  map: (call) => {
    const fn = functionIn(call);
    if (!fn) return null;
    const { list, place } = call;
    const unknown: Built = { kind: "input", place };
    return {
      ...list,
      items: list.items.map((item, index) => as(item, applied(call, fn, item, index), place)),
      each: list.open ? kept(applied(call, fn, list.each ?? unknown), place) : null,
      place,
    };
  },
  flatMap: (call) => {
    const fn = functionIn(call);
    if (!fn) return null;
    return flattened(
      call,
      call.list.items.map((item, index) => as(item, applied(call, fn, item, index), call.place)),
    );
  },
  flat: (call) => flattened(call, call.list.items),
  at: ({ evaluator, list, given, place }) => {
    const index = constantIn(evaluator, given[0]);
    const item = typeof index !== "number" || isLoose(list) ? undefined : list.items.at(index);
    return item
      ? evaluator.evaluate(item)
      : typeof index === "number" && !isLoose(list)
        ? { kind: "constant", value: undefined, place }
        : null;
  },
  includes: ({ evaluator, list, given, place }) => {
    const wanted = given[0] && evaluator.value(given[0]);
    if (isLoose(list) || wanted?.kind !== "constant") return null;
    const values = list.items.flatMap((item) => choicesOf(evaluator.value(item)));
    const isConstant = values.length === list.items.length && values.every(({ kind }) => kind === "constant");
    if (
      values.length === list.items.length &&
      values.some((one) => one.kind === "constant" && one.value === wanted.value)
    )
      return { kind: "constant", value: true, place };
    return isConstant ? { kind: "constant", value: false, place } : null;
  },
  join: (call) => {
    const { evaluator, list, given, place } = call;
    const separator: Value = given[0] ? evaluator.evaluate(given[0]) : { kind: "constant", value: ",", place };
    return ofJoined(joined(call, separator) ?? { kind: "input", place }, list, separator, place);
  },
  filter: (call) => {
    const { evaluator, list, given, place } = call;
    const first = given[0] && evaluator.value(given[0]);
    const fn = first?.kind === "function" ? first : null;
    const items = list.items.flatMap((item): Item[] => {
      const condition = fn ? keptBy(call, fn, item) : presence(evaluator.value(item));
      return condition.kind === "never" ? [] : [condition.kind === "always" ? item : itemWhen(condition, item)];
    });
    return { ...list, items, place };
  },
  find: (call) => {
    const fn = functionIn(call);
    if (!fn || isLoose(call.list)) return null;
    const nothing: Value = { kind: "constant", value: undefined, place: call.place };
    return call.list.items.reduceRight<Value>(
      (rest, item) => choice(keptBy(call, fn, item), call.evaluator.evaluate(item), rest),
      nothing,
    );
  },
  concat: ({ evaluator, list, given, place }) => {
    const others = given.map((one) => ({ one, value: evaluator.value(one) }));
    return {
      ...list,
      items: [...list.items, ...others.flatMap(({ one, value }) => (value.kind === "list" ? value.items : [one]))],
      ...openIf(
        others.reduce(
          (open, { value }) =>
            any(
              open,
              value.kind === "list"
                ? opennessOf(value)
                : value.kind === "constant" || value.kind === "chain"
                  ? open
                  : always,
            ),
          opennessOf(list),
        ),
      ),
      place,
    };
  },
  reduce: (call) => {
    const { evaluator, list, given } = call;
    const fn = functionIn(call);
    const from = given[1];
    if (!fn || list.open || list.openWhen || !from) return null;
    return list.items.reduce<Value>((sum, item) => {
      const next = evaluator.call(fn, [kept(sum, call.place), item], null, placeOf(item)).result;
      return choice(whenOf(item), next, sum);
    }, evaluator.evaluate(from));
  },
  slice: ({ evaluator, list, given, place }) => {
    if (given.length === 0) return list;
    const [from, to] = [constantIn(evaluator, given[0]), given[1] ? constantIn(evaluator, given[1]) : undefined];
    if (isLoose(list) || typeof from !== "number" || (given[1] && typeof to !== "number")) return null;
    return { ...list, items: list.items.slice(from, typeof to === "number" ? to : undefined), place };
  },
  indexOf: ({ evaluator, list, given, place }) => {
    const wanted = given[0] && evaluator.value(given[0]);
    const values = list.items.map((item) => evaluator.value(item));
    if (given.length !== 1 || isLoose(list) || wanted?.kind !== "constant") return null;
    if (!values.every((value) => value.kind === "constant")) return null;
    return { kind: "constant", value: values.findIndex(({ value }) => value === wanted.value), place };
  },
  some: (call) => quantified(call, true),
  every: (call) => quantified(call, false),
  entries: ({ list, place }) => {
    if (isLoose(list)) return null;
    const items = list.items.map((item, index): Built => {
      const counted: Built = { kind: "constant", value: index, place };
      return { kind: "list", items: [counted, item], open: false, each: null, place: placeOf(item) };
    });
    return { ...list, items, place };
  },
  values: ({ list, place }) => ({ ...list, place }),
  fill: ({ list, given, place }) => {
    const [value, ...range] = given;
    if (!value || range.length > 0 || list.open || list.openWhen) return null;
    const filled = (item: Item): Item => (isOptional(item) ? itemWhen(item.when, value) : value);
    return { ...list, items: list.items.map(filled), place };
  },
  toSorted: (call) => sorted(call),
  sort: (call) => sorted(call),
  toReversed: ({ list, place }) => ({ ...list, items: [...list.items].reverse(), place }),
  reverse: ({ list, place }) => ({ ...list, items: [...list.items].reverse(), place }),
};

/** `some` (whether there is one for which it is true) and `every` (whether there is none for which it is false). */
function quantified(call: ListCall, wanted: boolean): Value | null {
  const fn = functionIn(call);
  if (!fn || isLoose(call.list)) return null;
  const truth = (value: boolean): Built => ({ kind: "constant", value, place: call.place });
  let result: Value = truth(!wanted);
  for (const item of [...call.list.items].reverse()) {
    const answer = applied(call, fn, item);
    if (!choicesOf(answer).every(({ kind }) => kind === "constant")) return null;
    const holds = truthOf(answer);
    result = wanted ? choice(holds, truth(true), result) : choice(holds, result, truth(false));
  }
  return result;
}

/** Texts in their own order; of what a function compares, the order is that of before. */
function sorted({ evaluator, list, given, place }: ListCall): Value {
  const texts = list.items.map((item) => ({ item, value: evaluator.value(item) }));
  const known = texts.flatMap(({ item, value }) =>
    value.kind === "constant" && typeof value.value === "string" ? [{ item, text: value.value }] : [],
  );
  if (given.length > 0 || isLoose(list) || known.length < texts.length) return { ...list, place };
  const inOrder = [...known].sort((one, other) => (one.text < other.text ? -1 : one.text > other.text ? 1 : 0));
  return { ...list, items: inOrder.map(({ item }) => item), place };
}

/** The text that the elements of a list make; null where it is not known. */
function joined({ evaluator, list, place }: ListCall, between: Value): Value | null {
  if (list.open || list.openWhen || between.kind !== "constant") return null;
  const optional = list.items.filter((item) => whenOf(item).kind !== "always");
  if (optional.length > mostOptional) return null;
  const separator = String(between.value);
  const join = (at: number, texts: readonly string[]): Value => {
    const item = list.items[at];
    if (!item) return { kind: "constant", value: texts.join(separator), place };
    const present = mapped(evaluator.value(item), (value) =>
      value.kind === "constant" ? join(at + 1, [...texts, String(value.value ?? "")]) : { kind: "input", place },
    );
    const when = whenOf(item);
    return when.kind === "always" ? present : choice(when, present, join(at + 1, texts));
  };
  return join(0, []);
}

function functionIn({ evaluator, given }: ListCall): BuiltFunction | null {
  const first = given[0] && evaluator.value(given[0]);
  return first?.kind === "function" ? first : null;
}

function constantIn(evaluator: Evaluator, what: Item | undefined): string | number | undefined {
  const value = what && evaluator.value(what);
  return value?.kind === "constant" && (typeof value.value === "string" || typeof value.value === "number")
    ? value.value
    : undefined;
}

function applied({ evaluator, place }: ListCall, fn: BuiltFunction, item: Item, index?: number): Value {
  const counted: Given = index === undefined ? [] : [{ kind: "constant", value: index, place }];
  return evaluator.call(fn, [item, ...counted], null, placeOf(item)).result;
}

/** The condition that a filter keeps an item; what cannot be told may be kept or not. */
function keptBy(call: ListCall, fn: BuiltFunction, item: Item): Condition {
  const answer = applied(call, fn, item);
  if (choicesOf(answer).every(({ kind }) => kind === "constant")) return truthOf(answer);
  return call.evaluator.runs(placeOf(item));
}

/** `filter(Boolean)` leaves out what is nothing; what is not known stays. */
function presence(value: Value): Condition {
  return truthOf(
    mapped(value, (plain) =>
      plain.kind === "constant" ? plain : { kind: "constant", value: true, place: plain.place },
    ),
  );
}

function flattened({ evaluator, list, place }: ListCall, items: readonly Item[]): Value {
  let open = opennessOf(list);
  const flat = items.flatMap((item): Item[] => {
    const value = evaluator.value(item);
    if (value.kind !== "list") {
      if (value.kind === "input") open = always;
      return [item];
    }
    open = any(open, opennessOf(value));
    const when = whenOf(item);
    return when.kind === "always" ? [...value.items] : value.items.map((one) => itemWhen(when, one));
  });
  return { kind: "list", items: flat, ...openIf(open), each: null, place };
}

/** What was made of an item is there where the item is. */
function as(item: Item, value: Value, place: Place): Item {
  const made = kept(value, place);
  const when = whenOf(item);
  return when.kind === "always" ? made : itemWhen(when, made);
}

const whenOf = (item: Item): Condition => ("kind" in item ? always : (item.when ?? always));
const isLoose = (list: BuiltList): boolean =>
  list.open || list.openWhen !== undefined || list.items.some((item) => whenOf(item).kind !== "always");
const placeOf = (item: Item): Place => ("kind" in item ? item.place : item);
