import type { TSESTree } from "@typescript-eslint/utils";
import { appended, isRuntime, type Built, type BuiltObject, type Entry, type Place } from "./built.ts";
import { isMutable } from "./clients.ts";

type Node = TSESTree.Node;

/** Members that lead from a value to a part of it; a computed one that is not known has no name. */
export type Target = readonly { readonly name: string | null; readonly key: Node }[];

/** True of a builder that its methods change in place. */
export function isMutated(value: Built): boolean {
  return (
    value.kind === "chain" &&
    (value.root.kind === "given" ||
      value.root.kind === "class" ||
      (value.root.kind === "package" && isMutable(value.root.origin.library)))
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
export function repeated(before: Built, after: Built): Built {
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
        return [
          name,
          old && "kind" in old && "kind" in entry.value ? { ...entry, value: repeated(old, entry.value) } : entry,
        ];
      }),
    );
    return { ...after, entries };
  }
  return after;
}

type Make = (name: string, key: Node, before: Entry | null) => Entry | null;

/** An object with a property changed, or taken out where `make` gives null. */
export function changed(value: Built, target: Target, make: Make, follow: (value: Place | Built) => Built): Built {
  const [first, ...rest] = target;
  const object = asObject(value);
  if (!first || !object) return opened(value);
  if (first.name === null) return opened(object);
  const entries = new Map(object.entries);
  const entry = entries.get(first.name);
  if (rest.length > 0) {
    const inner = entry ? follow(entry.value) : object.open ? unknownIn(object) : null;
    if (!inner) return opened(object);
    entries.set(first.name, {
      name: first.name,
      key: entry?.key ?? { node: first.key, frame: object.place.frame },
      value: changed(inner, rest, make, follow),
    });
  } else {
    const made = make(
      first.name,
      first.key,
      entry ?? (object.open ? { name: first.name, key: object.place, value: unknownIn(object) } : null),
    );
    if (made) entries.set(first.name, made);
    else entries.delete(first.name);
  }
  return { ...object, entries };
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

/** A list, or one that is a part of a value, with something added. `follow` gives what an argument, or a property before, is. */
export function pushed(
  value: Built,
  target: Target,
  items: readonly (Built | null)[],
  atEnd: boolean,
  follow: (what: Node | Place | Built) => Built,
  call: TSESTree.CallExpression,
): Built {
  const [first, ...rest] = target;
  if (first) {
    const object = asObject(value);
    if (!object || first.name === null) return opened(value);
    const entry = object.entries.get(first.name);
    const inner = entry ? follow(entry.value) : object.open ? unknownIn(object) : null;
    if (!inner) return opened(object);
    const entries = new Map(object.entries);
    entries.set(first.name, {
      name: first.name,
      key: entry?.key ?? { node: first.key, frame: object.place.frame },
      value: pushed(inner, rest, items, atEnd, follow, call),
    });
    return { ...object, entries };
  }
  // What is added to a list that is not known is in it.
  const list: Built =
    value.kind === "input" || (value.kind === "chain" && isRuntime(value))
      ? { kind: "list", items: [], open: true, each: null, place: value.place }
      : value;
  if (list.kind !== "list") return opened(value);
  let { open } = list;
  const added = call.arguments.flatMap((argument, index): (Place | Built)[] => {
    const item = items[index];
    if (item) return [item];
    const spread = argument.type === "SpreadElement" ? follow(argument.argument) : null;
    if (spread?.kind === "list") {
      open ||= spread.open;
      return [...spread.items];
    }
    open = true;
    return [];
  });
  return { ...list, items: atEnd ? [...list.items, ...added] : [...added, ...list.items], open };
}
