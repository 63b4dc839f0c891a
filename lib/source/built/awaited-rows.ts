import { factsOf } from "../../libraries/index.ts";
import { oneOf } from "../../libraries/names.ts";
import type { Built, BuiltList, Chain, Place } from "./built.ts";
import { modelLibrary } from "./clients.ts";
import type { Evaluator } from "./evaluator.ts";

/**
 * What awaiting a query of a model class gives, where the library's rows have methods that send statements: a row, or a
 * list of rows. Out: null for everything else.
 */
export function awaitedRows(evaluator: Evaluator, { root, steps }: Chain, place: Place): Built | null {
  const library = root.kind === "class" ? (modelLibrary(root.node, root.frame.module)?.library ?? null) : null;
  const said = library === null ? undefined : factsOf(library)?.builder?.awaited;
  if (root.kind !== "class" || !said) return null;
  const [one, none] = [oneOf(said.one), oneOf(said.none)];
  if (steps.length === 0 || steps.some(({ name, arguments: given }) => given === null || none(name))) return null;
  const row: Chain = {
    kind: "chain",
    root: { kind: "unknown", place, instance: { node: root.node, frame: root.frame, given: null, isRow: true } },
    steps: [],
    place,
  };
  const single = steps.find(({ name }) => one(name));
  if (!single) return { kind: "list", items: [], open: true, each: row, place };
  const given = single.arguments?.[0];
  const isMany = given !== undefined && single.name.startsWith("insert") && evaluator.value(given).kind === "list";
  return isMany ? { kind: "list", items: [], open: true, each: row, place } : row;
}

/** A row of a list of rows; null for every other list. */
export function rowOf({ items, open, each }: BuiltList): Built | null {
  const isRow =
    open &&
    items.length === 0 &&
    each !== null &&
    "kind" in each &&
    each.kind === "chain" &&
    each.root.kind === "unknown" &&
    each.root.instance?.isRow === true;
  return isRow ? each : null;
}
