import type { Edits, Statement } from "../../../model/statement.ts";
import type { Marks } from "./marks.ts";
import type { Presence } from "../template/presence.ts";

/** Thrown where what is left on a way is no statement. */
class Broken extends Error {}

/**
 * The statement as it is on one way through the program. In: the statement with every optional part, what of it is
 * there, and the edits of the statement as that way has it. Out: the nodes that nothing was taken from are the same
 * objects; null where what is left is no statement.
 */
export function deriveStatement(
  statement: Statement,
  marks: Marks,
  isThere: (presence: Presence) => boolean,
  edits: Edits,
): Statement | null {
  try {
    return new Way(marks, isThere, edits).node(statement);
  } catch (error) {
    if (error instanceof Broken) return null;
    throw error;
  }
}

type Node = Readonly<Record<string, unknown>>;

/** What is no part of the statement: nothing in it is optional. */
const apart: ReadonlySet<string> = new Set([
  "span",
  "nameSpan",
  "targetSpan",
  "hole",
  "edits",
  "onlyWhen",
  "definition",
]);

class Way {
  readonly #marks: Marks;
  readonly #isThere: (presence: Presence) => boolean;
  readonly #edits: Edits;

  constructor(marks: Marks, isThere: (presence: Presence) => boolean, edits: Edits) {
    this.#marks = marks;
    this.#isThere = isThere;
    this.#edits = edits;
  }

  node<T extends object>(node: T): T {
    return this.#whole(node) as T;
  }

  #whole(node: object): object {
    const before = node as Node;
    if (this.#isGone(this.#marks.parts, node)) throw new Broken();
    if (this.#isGone(this.#marks.joins, node) && isObject(before["left"])) return this.#whole(before["left"]);
    const gone = this.#without(node);
    const changed: Record<string, unknown> = {};
    let same = true;
    for (const [name, value] of Object.entries(before)) {
      const after = gone.has(name) ? gone.get(name) : apart.has(name) ? value : this.#value(value);
      changed[name] = after;
      same &&= after === value;
    }
    if (same) return node;
    if ("edits" in changed) changed["edits"] = this.#edits;
    return this.#simple(changed);
  }

  /** The properties that the clauses which are gone leave behind. */
  #without(node: object): ReadonlyMap<string, unknown> {
    const gone = new Map<string, unknown>();
    for (const { presence, without } of this.#marks.clauses.get(node) ?? [])
      if (!this.#isThere(presence)) for (const [name, value] of Object.entries(without)) gone.set(name, value);
    return gone;
  }

  #isGone(among: ReadonlyMap<object, Presence>, node: object): boolean {
    const presence = among.get(node);
    return presence !== undefined && !this.#isThere(presence);
  }

  #value(value: unknown): unknown {
    if (Array.isArray(value)) return this.#list(value);
    return isObject(value) ? this.#whole(value) : value;
  }

  #list(list: readonly unknown[]): readonly unknown[] {
    const left = list.flatMap((item): unknown[] => {
      if (isObject(item) && this.#isGone(this.#marks.parts, item)) return [];
      return [this.#value(item)];
    });
    if (left.length === 0 && list.length > 0) throw new Broken();
    return left.length === list.length && left.every((item, index) => item === list[index]) ? list : left;
  }

  /** A chain of AND or OR of which operands are gone: of a single one nothing but itself, and flat as before. */
  #simple(node: Node): object {
    const { kind, operands } = node;
    if ((kind !== "and" && kind !== "or") || !Array.isArray(operands)) return node;
    const flat = operands.flatMap((operand: Node): readonly Node[] =>
      operand["kind"] === kind && Array.isArray(operand["operands"]) ? (operand["operands"] as Node[]) : [operand],
    );
    const [first, last] = [flat[0], flat.at(-1)];
    if (!first || !last) throw new Broken();
    if (flat.length === 1) return first;
    return { ...node, operands: flat, span: { start: startOf(first), end: endOf(last) } };
  }
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function startOf({ span }: Node): number {
  return (span as { readonly start: number }).start;
}

function endOf({ span }: Node): number {
  return (span as { readonly end: number }).end;
}
