import type { TSESTree } from "@typescript-eslint/utils";
import { nameOfKey } from "../meaning.ts";
import { isPlace, isRuntime, type Built, type BuiltList, type Place, type Value } from "./built.ts";
import { awaitedRows } from "./awaited-rows.ts";
import { kept } from "./changes.ts";
import { choicesOf, isOptional, mapped } from "./choice.ts";
import type { Evaluator } from "./evaluator.ts";

type Node = TSESTree.Node;
type Item = Place | Built;

/** What a promise comes to: a builder gives its rows. */
export function awaited(evaluator: Evaluator, what: Item, place: Place): Value {
  return mapped(evaluator.evaluate(what), (plain) =>
    plain.kind === "chain" && !isRuntime(plain)
      ? (awaitedRows(evaluator, plain, place) ?? { kind: "input", place })
      : plain,
  );
}

/** What `Promise.all` of a list comes to: each element when somebody asks for it. */
export function allAwaited(evaluator: Evaluator, list: BuiltList, place: Place): BuiltList {
  const later = (item: Item): Place => {
    const { node, frame } = isPlace(item) ? item : item.place;
    const when = isOptional(item) ? { when: item.when } : {};
    return { node, frame, held: { kind: "later", value: () => awaited(evaluator, item, { node, frame }) }, ...when };
  };
  return { ...list, items: list.items.map(later), each: list.each && later(list.each), place };
}

/** `promise.then((value) => …)`, where it is known what the promise comes to; null for every other call. */
export function promiseMethod(evaluator: Evaluator, callee: Node, given: BuiltList, place: Place): Value | null {
  if (callee.type !== "MemberExpression" || callee.computed || nameOfKey(callee.property) !== "then") return null;
  const value = evaluator.evaluate({ node: callee.object, frame: place.frame });
  const [callback, ...others] = given.items;
  const isKnown = choicesOf(value).every(({ kind }) => kind === "constant" || kind === "list" || kind === "function");
  if (!callback || others.length > 0 || !isKnown) return null;
  const fn = evaluator.value(callback);
  return fn.kind === "function" ? evaluator.called(fn, [kept(value, place)], null, place) : null;
}
