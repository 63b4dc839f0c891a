import type { Built, BuiltFunction, BuiltList, Place } from "./built.ts";
import type { Run } from "./run.ts";

/** What a method of a list gives; null for those whose result is not known. */
export function listMethod(
  run: Run,
  list: BuiltList,
  name: string,
  given: readonly (Place | Built)[],
  place: Place,
): Built | null {
  const first = given[0] && run.value(given[0]);
  const applied = (fn: BuiltFunction, item: Place | Built, index?: number): Built =>
    run.call(
      fn,
      [item, ...(index === undefined ? [] : [{ kind: "constant", value: index, place } as const])],
      null,
      placeOf(item),
    ).result;
  switch (name) {
    case "map": {
      const fn = first;
      if (fn?.kind !== "function") return null;
      const unknown: Built = { kind: "input", place };
      return {
        kind: "list",
        items: list.items.map((item, index) => applied(fn, item, index)),
        open: list.open,
        each: list.open ? applied(fn, list.each ?? unknown) : null,
        place,
      };
    }
    case "flatMap": {
      if (first?.kind !== "function") return null;
      const made = list.items.map((item) => applied(first, item));
      return {
        kind: "list",
        items: made.flatMap((one) => (one.kind === "list" ? one.items : [one])),
        open: list.open || made.some((one) => one.kind === "input" || (one.kind === "list" && one.open)),
        each: null,
        place,
      };
    }
    case "at": {
      const index = first?.kind === "constant" && typeof first.value === "number" ? first.value : null;
      const item = index === null || list.open ? undefined : list.items.at(index);
      return item ? run.follow(item) : null;
    }
    case "includes": {
      if (list.open || first?.kind !== "constant") return null;
      const values = list.items.map((item) => run.value(item));
      if (values.some((one) => one.kind === "constant" && one.value === first.value))
        return { kind: "constant", value: true, place };
      return values.every(({ kind }) => kind === "constant") ? { kind: "constant", value: false, place } : null;
    }
    case "join": {
      const values = list.items.map((item) => run.value(item));
      const separator = first ? (first.kind === "constant" ? String(first.value) : null) : ",";
      if (list.open || separator === null) return null;
      const texts = values.flatMap((one) => (one.kind === "constant" ? [String(one.value ?? "")] : []));
      return texts.length === values.length ? { kind: "constant", value: texts.join(separator), place } : null;
    }
    case "filter": {
      // `filter(Boolean)` leaves out what is nothing.
      const kept =
        first?.kind === "function"
          ? null
          : list.items.filter((item) => {
              const value = run.value(item);
              return value.kind !== "constant" || Boolean(value.value);
            });
      if (first?.kind === "function") {
        const isKept = (item: Place | Built): boolean => {
          const answer = applied(first, item);
          return answer.kind === "constant" ? Boolean(answer.value) : run.decide(placeOf(item), 2) === 1;
        };
        return { ...list, items: list.items.filter(isKept), place };
      }
      return kept
        ? { ...list, items: kept, place }
        : { ...list, items: list.items.filter((item) => run.decide(placeOf(item), 2) === 1), place };
    }
    case "concat": {
      const lists = given.map((one) => run.value(one));
      return {
        kind: "list",
        place,
        items: [...list.items, ...lists.flatMap((one) => (one.kind === "list" ? one.items : [one]))],
        open: list.open || lists.some((one) => one.kind === "input" || (one.kind === "list" && one.open)),
        each: list.each,
      };
    }
    case "flat":
      return {
        ...list,
        items: list.items.flatMap((item) => {
          const value = run.value(item);
          return value.kind === "list" ? value.items : [item];
        }),
        place,
      };
    case "reduce": {
      if (first?.kind !== "function" || list.open || !given[1]) return null;
      return list.items.reduce<Built>((sum, item) => run.call(first, [sum, item]).result, run.follow(given[1]));
    }
    case "slice":
      return given.length === 0 ? list : null;
    case "toSorted":
    case "toReversed":
    case "sort":
    case "reverse":
      return { ...list, place };
    default:
      return null;
  }
}

const placeOf = (item: Place | Built): Place => ("kind" in item ? item.place : item);
