import {
  isPlace,
  type Built,
  type BuiltList,
  type BuiltObject,
  type Chain,
  type Choice,
  type Entry,
  type Input,
  type Place,
  type Step,
  type Value,
} from "./built.ts";
import { all, always, chosen, isSame, never, not, type Condition } from "./condition.ts";

export const unreachable: Value = { kind: "never" };

/**
 * One value or the other, by a condition. What both have in common stays one: builders that went on from the same one,
 * lists and objects that were added to, carry the condition on what differs.
 */
export function choice(condition: Condition, then: Value, otherwise: Value): Value {
  if (condition.kind === "always" || then === otherwise) return then;
  if (condition.kind === "never") return otherwise;
  // Of two things that are not known, it does not matter which it is.
  if (then.kind === "input" && otherwise.kind === "input")
    return then.text || otherwise.text ? eitherText(condition, then, otherwise, then.place) : then;
  if (then.kind === "chain" && otherwise.kind === "chain") {
    const merged = mergedChains(condition, then, otherwise);
    if (merged) return merged;
  }
  if (then.kind === "list" && otherwise.kind === "list" && isSamePlace(then.place, otherwise.place))
    return mergedLists(condition, then, otherwise);
  if (then.kind === "object" && otherwise.kind === "object" && isSamePlace(then.place, otherwise.place))
    return mergedObjects(condition, then, otherwise);
  if (
    then.kind === "constant" &&
    otherwise.kind === "constant" &&
    then.value === otherwise.value &&
    isSamePlace(then.place, otherwise.place)
  )
    return then;
  // `a ? x : a ? y : z`
  const [yes, no] = [
    then.kind === "choice" && isSame(then.condition, condition) ? then.then : then,
    otherwise.kind === "choice" && isSame(otherwise.condition, condition) ? otherwise.otherwise : otherwise,
  ];
  if (yes === no) return yes;
  const size = 1 + sizeOf(yes) + sizeOf(no);
  const some = size > mostChoices ? (plainOf(yes) ?? plainOf(no)) : null;
  return some ? { kind: "input", place: some.place } : { kind: "choice", condition, then: yes, otherwise: no, size };
}

/** Something that is not known, of which the text is one of two. */
function eitherText(condition: Condition, then: Value, otherwise: Value, place: Place): Input {
  const size = 1 + sizeOf(then) + sizeOf(otherwise);
  if (size > mostChoices) return { kind: "input", place };
  return { kind: "input", place, text: { kind: "either", condition, then, otherwise, size } };
}

/** What may be one of more things than these is not known. */
const mostChoices = 64;

function sizeOf(value: Value): number {
  if (value.kind === "choice") return value.size;
  return value.kind === "input" && value.text?.kind === "either" ? value.text.size : 0;
}

export function isSamePlace(one: Place, other: Place): boolean {
  return one === other || (one.node === other.node && one.frame === other.frame);
}

function mergedChains(condition: Condition, then: Chain, otherwise: Chain): Chain | null {
  if (then.root !== otherwise.root) return null;
  const shared = sharedLength(then.steps, otherwise.steps);
  const [own, others] = [then.steps.slice(shared), otherwise.steps.slice(shared)];
  // Each template is a piece of SQL of its own.
  if ([...own, ...others].some(({ template }) => template !== null)) return null;
  // What may have been done on either way is worth telling; of what was done to neither nothing is.
  const steps = [
    ...then.steps.slice(0, shared),
    ...own.map((step) => stepWhen(condition, step)),
    ...others.map((step) => stepWhen(not(condition), step)),
  ];
  return { ...then, steps, place: own.length > 0 ? then.place : otherwise.place };
}

function stepWhen(condition: Condition, step: Step): Step {
  return { ...step, when: step.when ? all(condition, step.when) : condition };
}

function mergedLists(condition: Condition, then: BuiltList, otherwise: BuiltList): BuiltList {
  const shared = sharedLength(then.items, otherwise.items);
  return {
    ...then,
    items: [
      ...then.items.slice(0, shared),
      ...then.items.slice(shared).map((item) => itemWhen(condition, item)),
      ...otherwise.items.slice(shared).map((item) => itemWhen(not(condition), item)),
    ],
    ...mergedOpen(condition, then, otherwise),
    each: then.each ?? otherwise.each,
  };
}

type Open = Pick<BuiltList, "open" | "openWhen">;

function mergedOpen(condition: Condition, then: Open, otherwise: Open): Open {
  const openWhen = chosen(condition, opennessOf(then), opennessOf(otherwise));
  return openWhen.kind === "always"
    ? { open: true }
    : openWhen.kind === "never"
      ? { open: false }
      : { open: false, openWhen };
}

/** When there may be more in a list or an object than is told. */
export function opennessOf({ open, openWhen }: Open): Condition {
  return open ? always : (openWhen ?? never);
}

function mergedObjects(condition: Condition, then: BuiltObject, otherwise: BuiltObject): BuiltObject {
  const entries = new Map<string, Entry>();
  for (const name of new Set([...then.entries.keys(), ...otherwise.entries.keys()])) {
    const [one, other] = [then.entries.get(name), otherwise.entries.get(name)];
    if (one && other) entries.set(name, one === other ? one : eitherEntry(condition, one, other));
    else if (one) entries.set(name, entryWhen(condition, one));
    else if (other) entries.set(name, entryWhen(not(condition), other));
  }
  return { ...then, entries, ...mergedOpen(condition, then, otherwise) };
}

/** A property that has one of two values. */
export function eitherEntry(condition: Condition, then: Entry, otherwise: Entry): Entry {
  const { node, frame } = isPlace(then.value) ? then.value : then.value.place;
  const value: Place = {
    node,
    frame,
    held: { kind: "either", condition, then: then.value, otherwise: otherwise.value },
  };
  const when = then.when || otherwise.when ? chosen(condition, then.when ?? always, otherwise.when ?? always) : always;
  return { name: then.name, key: then.key, value, ...(when.kind === "always" ? {} : { when }) };
}

export function entryWhen(condition: Condition, entry: Entry): Entry {
  return { ...entry, when: entry.when ? all(condition, entry.when) : condition };
}

/** An item of a list that is there only under a condition. */
export function itemWhen(condition: Condition, item: Place | Built): Place {
  if (isPlace(item)) return { ...item, when: item.when ? all(condition, item.when) : condition };
  const { node, frame } = item.place;
  return { node, frame, held: item, when: condition };
}

/** Some value among the choices of one; null where no path gets to it. */
export function plainOf(value: Value): Built | null {
  if (value.kind === "never") return null;
  return value.kind === "choice" ? (plainOf(value.then) ?? plainOf(value.otherwise)) : value;
}

function sharedLength<T>(one: readonly T[], other: readonly T[]): number {
  let shared = 0;
  while (shared < one.length && one[shared] === other[shared]) shared++;
  return shared;
}

/** What becomes of a value, whichever of its choices it is. Each is asked about once, however many paths lead to it. */
export function mapped(value: Value, make: (plain: Built) => Value): Value {
  if (value.kind === "never") return value;
  if (value.kind !== "choice") return make(value);
  const known = new Map<Value, Value>();
  const visit = (one: Value): Value => {
    if (one.kind === "never") return one;
    const before = known.get(one);
    if (before) return before;
    const made = one.kind === "choice" ? chosenAgain(one, visit(one.then), visit(one.otherwise)) : make(one);
    known.set(one, made);
    return made;
  };
  return visit(value);
}

/** A choice with what became of its two sides. */
function chosenAgain(before: Choice, then: Value, otherwise: Value): Value {
  return then === before.then && otherwise === before.otherwise ? before : choice(before.condition, then, otherwise);
}

/** Every value that a value may be. */
export function choicesOf(value: Value): readonly Built[] {
  const found = new Set<Built>();
  const seen = new Set<Choice>();
  const visit = (one: Value): void => {
    if (one.kind === "never") return;
    if (one.kind !== "choice") found.add(one);
    else if (!seen.has(one)) {
      seen.add(one);
      visit(one.then);
      visit(one.otherwise);
    }
  };
  visit(value);
  return [...found];
}

/** True of an item that is there only under a condition. */
export const isOptional = (item: Place | Built): item is Place & { readonly when: Condition } =>
  isPlace(item) && item.when !== undefined;

/** More paths to its choices than these are not told apart. */
const mostTold = 64;

/** Each value that a value may be, with the condition under which it is that one; several may stand for the same. */
export function conditionalChoices(value: Value): readonly { readonly value: Built; readonly when: Condition }[] {
  const found: { value: Built; when: Condition }[] = [];
  const visit = (one: Value, when: Condition): void => {
    if (one.kind === "never" || found.length > mostTold) return;
    if (one.kind !== "choice") found.push({ value: one, when });
    else {
      visit(one.then, all(when, one.condition));
      visit(one.otherwise, all(when, not(one.condition)));
    }
  };
  visit(value, always);
  const [first] = found;
  return found.length > mostTold && first
    ? [{ value: { kind: "input", place: first.value.place }, when: always }]
    : found;
}
