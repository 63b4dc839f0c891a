import type { TSESTree } from "@typescript-eslint/utils";
import {
  appended,
  isRuntime,
  type Built,
  type BuiltList,
  type BuiltObject,
  type Entry,
  type Frame,
  type Place,
  type Value,
} from "./built.ts";
import { conditionalChoices, isOptional, itemWhen, mapped, opennessOf } from "./choice.ts";
import { isMutable } from "./clients.ts";
import { all, any, never, type Condition } from "./condition.ts";

type Node = TSESTree.Node;

/** Members that lead from a value to a part of it; a computed one that is not known has no name. */
export type Target = readonly { readonly name: string | null; readonly key: Node }[];

/** True of a builder that its methods change in place. */
export function isMutated(value: Built): boolean {
  return (
    value.kind === "chain" &&
    (value.root.kind === "given" ||
      value.root.kind === "class" ||
      (value.root.kind === "package" && isMutable(value.root.origin)))
  );
}

/** A value after something unknown was done to it. */
export function opened(value: Built): Built {
  switch (value.kind) {
    case "object":
    case "list":
      return { ...value, open: true };
    case "chain":
      return appended(value, {
        name: "?",
        arguments: [],
        spread: true,
        template: null,
        types: null,
        at: value.place,
        place: value.place,
      });
    default:
      return value;
  }
}

/** A value after a loop that may run more often than once: what one time adds to a list, others may add as well. */
export function repeated(before: Value, after: Value): Value {
  if (before === after) return before;
  if (after.kind === "list" && before.kind === "list") {
    const added = after.items.slice(before.items.length);
    const [only, ...others] = added;
    return {
      ...after,
      items: others.length > 0 ? after.items : before.items,
      open: true,
      each: others.length > 0 ? null : (only ?? after.each),
    };
  }
  if (after.kind === "object" && before.kind === "object") {
    const entries = new Map(
      [...after.entries].map(([name, entry]): [string, Entry] => {
        const old = before.entries.get(name)?.value;
        const isList = old && "kind" in old && "kind" in entry.value;
        return [name, isList ? { ...entry, value: kept(repeated(old, entry.value), entry.key) } : entry];
      }),
    );
    return { ...after, entries };
  }
  return after;
}

/** What an object holds under a name after a change; null where it is taken out. */
type Make = (name: string, key: Node, before: Entry | null) => Entry | null;
type Evaluate = (what: Place | Value) => Value;

/** A value that may be a choice, as an item or property. */
export function kept(value: Value, place: Place): Place | Built {
  return value.kind === "choice" || value.kind === "never"
    ? { node: place.node, frame: place.frame, held: value }
    : value;
}

/** An object with a property changed, or taken out where `make` gives null. */
export function changed(value: Built, target: Target, make: Make, evaluate: Evaluate): Built {
  const [first, ...rest] = target;
  const inList = first && rest.length === 0 ? withElement(value, first, make) : null;
  if (inList) return inList;
  const object = asObject(value);
  if (!first || !object) return opened(value);
  if (first.name === null) return opened(object);
  const entries = new Map(object.entries);
  const entry = entries.get(first.name);
  if (rest.length > 0) {
    const inner = entry ? evaluate(entry.value) : object.open ? unknownIn(object) : null;
    if (!inner) return opened(object);
    const key = entry?.key ?? { node: first.key, frame: object.place.frame };
    const after = mapped(inner, (plain) => changed(plain, rest, make, evaluate));
    entries.set(first.name, { name: first.name, key, value: kept(after, key) });
  } else {
    const before = entry ?? (object.open ? { name: first.name, key: object.place, value: unknownIn(object) } : null);
    const made = make(first.name, first.key, before);
    if (made) entries.set(first.name, made);
    else entries.delete(first.name);
  }
  return { ...object, entries };
}

/** `list[0] = …`; null for what is no list, and where it is not known which element that is. */
function withElement(value: Built, { name, key }: Target[number], make: Make): Built | null {
  if (value.kind !== "list" || value.open || value.openWhen || name === null || !/^\d+$/.test(name)) return null;
  const index = Number(name);
  if (index >= value.items.length || value.items.some(isOptional)) return null;
  const made = make(name, key, null);
  return made && { ...value, items: value.items.with(index, made.value) };
}

const unknownIn = (object: BuiltObject): Built => ({ kind: "input", place: object.place });

/** Of something unknown that a property of is set, that property is known. */
function asObject(value: Built): BuiltObject | null {
  if (value.kind === "object") return value;
  const isUnknown =
    value.kind === "input" ||
    (value.kind === "chain" && isRuntime(value) && !(value.root.kind === "unknown" && value.root.instance));
  return isUnknown ? { kind: "object", entries: new Map(), open: true, place: value.place } : null;
}

/** A list, or one that is a part of a value, with something added. */
export function pushed(
  value: Built,
  target: Target,
  call: TSESTree.CallExpression,
  frame: Frame,
  atEnd: boolean,
  evaluate: Evaluate,
): Built {
  const [first, ...rest] = target;
  if (first) {
    const object = asObject(value);
    if (!object || first.name === null) return opened(value);
    const entry = object.entries.get(first.name);
    const inner = entry ? evaluate(entry.value) : object.open ? unknownIn(object) : null;
    if (!inner) return opened(object);
    const entries = new Map(object.entries);
    const key = entry?.key ?? { node: first.key, frame: object.place.frame };
    const after = mapped(inner, (plain) => pushed(plain, rest, call, frame, atEnd, evaluate));
    entries.set(first.name, { name: first.name, key, value: kept(after, key) });
    return { ...object, entries };
  }
  // What is added to a list that is not known is in it.
  const list: Built =
    value.kind === "input" || (value.kind === "chain" && isRuntime(value))
      ? { kind: "list", items: [], open: true, each: null, place: value.place }
      : value;
  if (list.kind !== "list") return opened(value);
  const added = itemsOf(call.arguments, { node: call, frame }, evaluate);
  return {
    ...list,
    items: atEnd ? [...list.items, ...added.items] : [...added.items, ...list.items],
    ...openIf(any(opennessOf(list), opennessOf(added))),
  };
}

/** The list that elements or arguments make, with what is spread among them. */
export function itemsOf(elements: readonly (Node | null)[], place: Place, evaluate: Evaluate): BuiltList {
  const { frame } = place;
  const items: (Place | Built)[] = [];
  let openWhen = never;
  let each: Place | Built | null = null;
  const spread = (whole: Value): void => {
    for (const { value, when } of conditionalChoices(whole)) {
      if (value.kind === "list") {
        items.push(...(when.kind === "always" ? value.items : value.items.map((item) => itemWhen(when, item))));
        openWhen = any(openWhen, all(when, opennessOf(value)));
        each ??= value.each;
      } else if (value.kind !== "constant") openWhen = any(openWhen, when);
    }
  };
  for (const element of elements) {
    if (element?.type === "SpreadElement") spread(evaluate({ node: element.argument, frame }));
    else items.push(element ? { node: element, frame } : { kind: "constant", value: undefined, place });
  }
  return { kind: "list", items, ...openIf(openWhen), each, place };
}

export function openIf(when: Condition): { readonly open: boolean; readonly openWhen?: Condition } {
  return when.kind === "always"
    ? { open: true }
    : when.kind === "never"
      ? { open: false }
      : { open: false, openWhen: when };
}
