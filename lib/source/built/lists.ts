import type { Built, BuiltFunction, BuiltList, Place } from "./built.ts";
import type { Run } from "./run.ts";

/** What a method of a list gives; null for those whose result is not known. */
export function listMethod(run: Run, list: BuiltList, name: string, given: readonly (Place | Built)[], place: Place): Built | null {
  const first = given[0] && run.value(given[0]);
  const applied = (fn: BuiltFunction, item: Place | Built): Built => run.call(fn, [item]).result;
  switch (name) {
    case "map": {
      const fn = first;
      if (fn?.kind !== "function") return null;
      const unknown: Built = { kind: "input", place };
      return { kind: "list", items: list.items.map((item) => applied(fn, item)), open: list.open, each: list.open ? applied(fn, list.each ?? unknown) : null, place };
    }
    case "filter": {
      // `filter(Boolean)` leaves out what is nothing.
      const kept = first?.kind === "function" ? null : list.items.filter((item) => {
        const value = run.value(item);
        return value.kind !== "constant" || Boolean(value.value);
      });
      return kept ? { ...list, items: kept, place } : { ...list, items: list.items.filter((item) => run.decide(placeOf(item), 2) === 1), place };
    }
    case "concat": {
      const lists = given.map((one) => run.value(one));
      return {
        kind: "list", place,
        items: [...list.items, ...lists.flatMap((one) => (one.kind === "list" ? one.items : [one]))],
        open: list.open || lists.some((one) => one.kind === "input" || (one.kind === "list" && one.open)),
        each: list.each,
      };
    }
    case "flat":
      return { ...list, items: list.items.flatMap((item) => {
        const value = run.value(item);
        return value.kind === "list" ? value.items : [item];
      }), place };
    case "reduce": {
      if (first?.kind !== "function" || list.open || !given[1]) return null;
      return list.items.reduce<Built>((sum, item) => run.call(first, [sum, item]).result, run.follow(given[1]));
    }
    case "slice":
    case "toSorted":
    case "toReversed":
      return { ...list, open: true, place };
    default:
      return null;
  }
}

const placeOf = (item: Place | Built): Place => ("kind" in item ? item.place : item);
