import type { Edits, Statement } from "../../../model/statement.ts";

/**
 * The edits of a statement that was taken from a model, by those of the same statement read from its own text. In:
 * both, made when an edit is asked for. Null where the two do not have the same nodes.
 */
export function editsThrough(derived: () => Statement | null, read: () => Statement | null): Edits {
  let made: { readonly edits: Edits; readonly nodes: ReadonlyMap<object, object> } | null | undefined;
  const own = (): typeof made => {
    if (made !== undefined) return made;
    const [one, other] = [derived(), read()];
    const nodes = new Map<object, object>();
    made = one && other && "edits" in other && pair(one, other, nodes) ? { edits: other.edits, nodes } : null;
    return made;
  };
  const ask = <T>(make: (edits: Edits, same: <N extends object>(node: N) => N) => T | null): T | null => {
    const found = own();
    if (!found) return null;
    return make(found.edits, <N extends object>(node: N) => (found.nodes.get(node) ?? node) as N);
  };
  return {
    addLiveFilter: (relation, column) => ask((edits, same) => edits.addLiveFilter(same(relation), column)),
    softDelete: (target, column, live) => ask((edits, same) => edits.softDelete(same(target), column, live)),
    parenthesise: (first, last) => ask((edits, same) => edits.parenthesise(same(first), same(last))),
    moveToJoin: (condition, relation, column) =>
      ask((edits, same) => edits.moveToJoin(same(condition), same(relation), column)),
    testForNull: (comparison) => ask((edits, same) => edits.testForNull(same(comparison))),
    writeInstead: (wrong, meant) => ask((edits, same) => edits.writeInstead(same(wrong), meant)),
    rename: (at, name, meant) => ask((edits) => edits.rename(at, name, meant)),
    nameAt: (at, name) => ask((edits) => edits.nameAt(at, name)) ?? at,
    leaveOutNulls: (query) => ask((edits, same) => edits.leaveOutNulls(same(query))),
    bind: (holes) => ask((edits) => edits.bind(holes)),
  };
}

/** Pairs the nodes of two statements off; false where they are not built alike. */
function pair(one: unknown, other: unknown, nodes: Map<object, object>): boolean {
  if (Array.isArray(one))
    return (
      Array.isArray(other) &&
      one.length === other.length &&
      one.every((item: unknown, index) => pair(item, other[index], nodes))
    );
  if (!isNode(one)) return one === other || typeof one === typeof other;
  if (!isNode(other) || one["kind"] !== other["kind"]) return false;
  nodes.set(one, other);
  return Object.entries(one).every(([name, value]) => apart.has(name) || pair(value, other[name], nodes));
}

/** What may differ: places, the edits themselves, and the holes, which are the same objects. */
const apart: ReadonlySet<string> = new Set(["span", "nameSpan", "targetSpan", "edits", "hole", "onlyWhen"]);

function isNode(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
