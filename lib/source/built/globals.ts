import type { TSESTree } from "@typescript-eslint/utils";
import { variableOf } from "../bindings.ts";
import { nameOfKey } from "../meaning.ts";
import {
  isPlace,
  type Built,
  type BuiltConstant,
  type BuiltList,
  type Entry,
  type Place,
  type Value,
} from "./built.ts";
import { kept } from "./changes.ts";
import { choicesOf, isOptional, mapped, unreachable } from "./choice.ts";
import type { Evaluator } from "./evaluator.ts";
import { combined } from "./operators.ts";
import { allAwaited, awaited } from "./promises.ts";
import { ofPieces } from "./text.ts";

type Node = TSESTree.Node;
type Item = Place | Built;

/** A call of a function of JavaScript itself, of which all arguments are told. */
interface GlobalCall {
  readonly evaluator: Evaluator;
  readonly given: readonly Item[];
  readonly place: Place;
}

/** What a function that JavaScript itself has gives: `Math.max(…)`, `Promise.all(…)`; null for all others, and where it is not known. */
export function globalCall(evaluator: Evaluator, callee: Node, given: BuiltList, place: Place): Value | null {
  const name = globalName(callee, place);
  if (name === null || isLoose(given)) return null;
  const call: GlobalCall = { evaluator, given: given.items, place };
  const compute = Object.hasOwn(computations, name) ? computations[name] : undefined;
  if (compute) return computed(call, compute);
  return Object.hasOwn(functions, name) ? (functions[name]?.(call) ?? null) : null;
}

/** What `new` of a class of JavaScript itself makes; null as for `globalCall`. */
export function globalNew(evaluator: Evaluator, callee: Node, given: BuiltList, place: Place): Value | null {
  const name = callee.type === "Identifier" ? globalName(callee, place) : null;
  if (name === null || isLoose(given)) return null;
  const [first] = given.items;
  switch (name) {
    case "String": {
      if (!first) return null;
      const value = evaluator.evaluate(first);
      if (choicesOf(value).some(({ kind }) => kind !== "constant")) return null;
      const text = combined([value], place, ([one]) => ({ kind: "constant", value: String(one), place }));
      return ofPieces(text, [{ value, place: isPlace(first) ? first : first.place }]);
    }
    case "Array":
      return ofLength({ evaluator, given: given.items, place });
    case "Set":
      return first ? distinct(evaluator, first, place) : null;
    default:
      return null;
  }
}

/** `Math.max`; null for what is no name, or one that the program gives a meaning. */
function globalName(callee: Node, { frame }: Place): string | null {
  if (callee.type === "Identifier") return variableOf(frame.module, callee) ? null : callee.name;
  if (callee.type !== "MemberExpression" || callee.computed || callee.object.type !== "Identifier") return null;
  const { object } = callee;
  return owners.has(object.name) && !variableOf(frame.module, object)
    ? `${object.name}.${nameOfKey(callee.property) ?? ""}`
    : null;
}

const owners: ReadonlySet<string> = new Set(["Math", "Number", "String", "Array", "Object", "Promise"]);

const isLoose = ({ open, openWhen, items }: BuiltList): boolean =>
  open || openWhen !== undefined || items.some(isOptional);

type Constant = BuiltConstant["value"];

/** What is made of constants. */
function computed(
  { evaluator, given, place }: GlobalCall,
  make: (given: readonly Constant[]) => Constant,
): Value | null {
  const values = given.map((one) => evaluator.value(one));
  if (values.some((value) => choicesOf(value).some(({ kind }) => kind !== "constant"))) return null;
  return combined(values, place, (constants) => {
    const value = make(constants);
    return typeof value === "number" && !Number.isFinite(value)
      ? { kind: "input", place }
      : { kind: "constant", value, place };
  });
}

const numbers = (given: readonly Constant[]): readonly number[] => given.map(Number);

const computations: Readonly<Record<string, (given: readonly Constant[]) => Constant>> = {
  Number: ([value]) => Number(value),
  parseInt: ([text, radix]) => parseInt(String(text), radix === undefined ? undefined : Number(radix)),
  parseFloat: ([text]) => parseFloat(String(text)),
  "Number.parseInt": ([text, radix]) => parseInt(String(text), radix === undefined ? undefined : Number(radix)),
  "Number.parseFloat": ([text]) => parseFloat(String(text)),
  "Number.isInteger": ([value]) => Number.isInteger(value),
  "Math.max": (given) => Math.max(...numbers(given)),
  "Math.min": (given) => Math.min(...numbers(given)),
  "Math.abs": ([value]) => Math.abs(Number(value)),
  "Math.floor": ([value]) => Math.floor(Number(value)),
  "Math.ceil": ([value]) => Math.ceil(Number(value)),
  "Math.round": ([value]) => Math.round(Number(value)),
  "Math.trunc": ([value]) => Math.trunc(Number(value)),
  "String.fromCharCode": (given) => String.fromCharCode(...numbers(given)),
  "String.fromCodePoint": (given) => given.map((one) => String.fromCharCode(Number(one))).join(""),
};

/** Items that a list of a given length is made with. */
const longest = 64;

const functions: Readonly<Record<string, (call: GlobalCall) => Value | null>> = {
  Array: (call) => ofLength(call),
  "Array.of": ({ given, place }) => ({ kind: "list", items: given, open: false, each: null, place }),
  "Array.from": ({ evaluator, given: [from, make], place }) => {
    const list = from ? listFrom(evaluator, evaluator.value(from), place) : null;
    if (!list || !make) return list;
    const fn = evaluator.value(make);
    if (fn.kind !== "function") return null;
    const items = list.items.map((item, index) => {
      const counted: Built = { kind: "constant", value: index, place };
      return kept(evaluator.call(fn, [item, counted], null, place).result, place);
    });
    return { ...list, items };
  },
  "Object.fromEntries": ({ evaluator, given: [from], place }) => {
    const list = from && evaluator.value(from);
    if (list?.kind !== "list" || isLoose(list)) return null;
    const entries = new Map<string, Entry>();
    for (const item of list.items) {
      const pair = evaluator.value(item);
      if (pair.kind !== "list" || isLoose(pair)) return null;
      const [key, value] = pair.items;
      const name = key && evaluator.value(key);
      if (!key || !value || name?.kind !== "constant") return null;
      const written = isPlace(key) ? key : key.place;
      entries.set(String(name.value), { name: String(name.value), key: written, value });
    }
    return { kind: "object", entries, open: false, place };
  },
  "Promise.resolve": ({ evaluator, given: [value], place }) =>
    value ? awaited(evaluator, value, place) : { kind: "constant", value: undefined, place },
  "Promise.all": ({ evaluator, given: [from], place }) => {
    const list = from && evaluator.value(from);
    if (list?.kind !== "list") return null;
    return allAwaited(evaluator, list, place);
  },
};

function listFrom(evaluator: Evaluator, value: Value, place: Place): BuiltList | null {
  if (value.kind === "list") return isLoose(value) ? null : { ...value, place };
  if (value.kind !== "object" || value.open || value.openWhen) return null;
  const length = value.entries.get("length");
  const count = length && !length.when ? evaluator.value(length.value) : null;
  return count?.kind === "constant" && typeof count.value === "number" && value.entries.size === 1
    ? nothings(count.value, place)
    : null;
}

/** `Array(3)`, `new Array(names.length - 1)`: a list of as many items as it has on each path; null where that is not known. */
function ofLength({ evaluator, given: [first, ...others], place }: GlobalCall): Value | null {
  if (!first || others.length > 0) return null;
  const length = evaluator.value(first);
  const lengths = choicesOf(length).map((one) =>
    one.kind === "constant" && typeof one.value === "number" ? one.value : Infinity,
  );
  const most = nothings(Math.max(...lengths, 0), place);
  return most && mapped(length, (one) => firstOf(most, one));
}

/** What lists of several lengths share are the same items. Of less than nothing no list can be made: it throws. */
function firstOf(list: BuiltList, length: Built): Value {
  const count = length.kind === "constant" ? Number(length.value) : list.items.length;
  return Number.isInteger(count) && count >= 0 ? { ...list, items: list.items.slice(0, count) } : unreachable;
}

function nothings(length: number, place: Place): BuiltList | null {
  if (!Number.isInteger(length) || length < 0 || length > longest) return null;
  const items = Array.from({ length }, (): Built => ({ kind: "constant", value: undefined, place }));
  return { kind: "list", items, open: false, each: null, place };
}

/** The different items of a list, in the order in which each comes first; null where it is not known which are alike. */
function distinct(evaluator: Evaluator, from: Item, place: Place): BuiltList | null {
  const list = evaluator.value(from);
  if (list.kind !== "list" || isLoose(list)) return null;
  if (list.items.length < 2) return { ...list, place };
  const items = new Map<Constant, Item>();
  for (const item of list.items) {
    const value = evaluator.value(item);
    if (value.kind !== "constant") return null;
    if (!items.has(value.value)) items.set(value.value, item);
  }
  return { kind: "list", items: [...items.values()], open: false, each: null, place };
}
