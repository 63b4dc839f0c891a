import type { TSESTree } from "@typescript-eslint/utils";
import { nameOfKey } from "../meaning.ts";
import { isRuntime, type Built, type Frame, type Place, type Value } from "./built.ts";
import { choice, choicesOf, isOptional } from "./choice.ts";
import { keyOf } from "./conditions.ts";
import type { Loop } from "./definitions.ts";
import type { Evaluator } from "./evaluator.ts";

type Node = TSESTree.Node;
type Item = Place | Built;

/** What each round of a loop is given: a pattern, and what that is in each of them. */
export interface Rounds {
  readonly pattern: Node;
  readonly items: readonly Item[];
}

/** Rounds that are told apart. */
const most = 24;

/** The rounds of a loop over a list, or over the keys of an object, that is known, or that counts up to a number; null for all others. */
export function roundsOf(evaluator: Evaluator, loop: Loop, frame: Frame): Rounds | null {
  if (loop.type === "ForStatement") return counted(evaluator, loop, frame);
  if (loop.type !== "ForOfStatement" && loop.type !== "ForInStatement") return null;
  if (loop.left.type !== "VariableDeclaration") return null;
  const [declared] = loop.left.declarations;
  if (!declared) return null;
  const items =
    loop.type === "ForOfStatement" ? itemsAt(evaluator, loop.right, frame) : keysAt(evaluator, loop.right, frame);
  return items && { pattern: declared.id, items };
}

/** What a callback is given for each element of a list that is known: `list.forEach((one) => …)`; null for all others. */
export function callbackRounds(
  evaluator: Evaluator,
  call: TSESTree.CallExpression,
  frame: Frame,
): readonly Item[] | null {
  const { callee } = call;
  if (callee.type !== "MemberExpression" || callee.computed || callee.object.type === "Super") return null;
  return iterating.has(nameOfKey(callee.property) ?? "") ? itemsAt(evaluator, callee.object, frame) : null;
}

const iterating: ReadonlySet<string> = new Set(["forEach", "map", "flatMap", "filter", "some", "every", "find"]);

/** True of a method that calls its callback for every element, whatever that gives. */
export function callsForAll({ callee }: TSESTree.CallExpression): boolean {
  const name = callee.type === "MemberExpression" ? nameOfKey(callee.property) : null;
  return name === "forEach" || name === "map" || name === "flatMap" || name === "filter";
}

function itemsAt(evaluator: Evaluator, node: Node, frame: Frame): readonly Item[] | null {
  const list = evaluator.value({ node, frame });
  const isKnown = list.kind === "list" && !list.open && !list.openWhen && !list.items.some(isOptional);
  return isKnown && list.items.length <= most ? list.items : null;
}

function keysAt(evaluator: Evaluator, node: Node, frame: Frame): readonly Item[] | null {
  const object = evaluator.value({ node, frame });
  if (object.kind !== "object" || object.open || object.openWhen || object.entries.size > most) return null;
  const entries = [...object.entries.values()];
  return entries.some(({ when }) => when)
    ? null
    : entries.map(({ name, key }) => ({ kind: "constant", value: name, place: key }));
}

/** `for (let index = 0; index < list.length; index++)` */
function counted(
  evaluator: Evaluator,
  { init, test, update, body }: TSESTree.ForStatement,
  frame: Frame,
): Rounds | null {
  const declared = init?.type === "VariableDeclaration" && init.declarations.length === 1 ? init.declarations[0] : null;
  if (declared?.id.type !== "Identifier" || !declared.init) return null;
  const { name } = declared.id;
  const isIndex = (node: Node): boolean => node.type === "Identifier" && node.name === name;
  if (test?.type !== "BinaryExpression" || !isIndex(test.left)) return null;
  if (test.operator !== "<" && test.operator !== "<=") return null;
  if (update?.type !== "UpdateExpression" || update.operator !== "++" || !isIndex(update.argument)) return null;
  const [from, to] = [evaluator.value({ node: declared.init, frame }), evaluator.value({ node: test.right, frame })];
  if (from.kind !== "constant" || to.kind !== "constant") return null;
  if (
    typeof from.value !== "number" ||
    typeof to.value !== "number" ||
    isWrittenIn(evaluator, declared.id, body, frame)
  )
    return null;
  const end = test.operator === "<" ? to.value : to.value + 1;
  const [start, count] = [from.value, Math.max(Math.ceil(end - from.value), 0)];
  if (!(count <= most)) return null;
  const place: Place = { node: declared.id, frame };
  return {
    pattern: declared.id,
    items: Array.from({ length: count }, (_, index): Built => ({ kind: "constant", value: start + index, place })),
  };
}

function isWrittenIn(evaluator: Evaluator, name: TSESTree.Identifier, body: Node, frame: Frame): boolean {
  const variable = evaluator.variableAt(name, frame);
  return (
    variable?.references.some(
      (reference) =>
        reference.isWrite() &&
        body.range[0] <= reference.identifier.range[0] &&
        reference.identifier.range[1] <= body.range[1],
    ) ?? true
  );
}

/** One of several values, by the round; null where some is not known. In: `place`, the loop. */
export function oneOf(values: readonly Value[], place: Place): Value | null {
  const [first, ...others] = values;
  const isKnown = (value: Built): boolean => value.kind !== "input" && !isRuntime(value);
  if (!first || values.some((value) => value.kind === "never" || !choicesOf(value).every(isKnown))) return null;
  const options = values.length;
  return others.reduce<Value>(
    (rest, value, index) => choice({ kind: "option", key: keyOf(place), option: index + 1, options }, value, rest),
    first,
  );
}
