import type { TSESTree } from "@typescript-eslint/utils";
import { nameOf } from "./given-on.ts";
import type { SourceModule } from "./module.ts";
import { keyName, type FunctionNode } from "./nodes.ts";
import { callsInProject } from "./project-calls.ts";
import { followRows, type Flow, type Start } from "./row-flow.ts";
import { newTrail, withTrail, type Shape } from "./row-shapes.ts";

type Node = TSESTree.Node;

/** Functions that hand on what others give. */
const deepest = 3;

/**
 * The columns that the callers of functions look at in the rows which these give back, whichever file they stand in, and the callers of those who
 * hand the rows on. In: what a flow through `module` ends with; the project's folder. Out: nothing of callers that cannot be found.
 */
export function lookedByCallers(flow: Flow, module: SourceModule, root: string): ReadonlySet<string> {
  const search = new Callers(root);
  search.of(flow, module, 0);
  return search.looked;
}

class Callers {
  readonly looked = new Set<string>();
  readonly #root: string;
  readonly #seen = new Set<FunctionNode>();

  constructor(root: string) {
    this.#root = root;
  }

  of({ handed }: Flow, module: SourceModule, depth: number): void {
    if (depth > deepest) return;
    for (const { fn, shape } of handed) {
      if (this.#seen.has(fn)) continue;
      this.#seen.add(fn);
      this.#ofFunction(fn, afresh(shape), module, depth);
    }
  }

  #ofFunction(fn: FunctionNode, shape: Shape, module: SourceModule, depth: number): void {
    const taker = fn.parent;
    // Whoever is given a function may give back what it gives, or a function that does: `transaction(async () => …)`, `cache(async () => …)`.
    if (taker.type === "CallExpression" && taker.arguments.includes(fn as never)) {
      this.#follow([{ node: taker, shape: afterwards(shape) }], module, depth);
      const name = nameOfVariable(taker);
      if (name !== null) this.#ofName(name, { fn: taker, shape }, module, depth);
      return;
    }
    const name = nameOf(fn);
    if (name !== null) this.#ofName(name, { fn, shape }, module, depth);
  }

  #ofName(name: string, { fn, shape }: Given, module: SourceModule, depth: number): void {
    for (const { module: other, calls } of callsInProject({ name, fn, module }, this.#root) ?? [])
      this.#follow(
        calls.map((node) => ({ node, shape })),
        other,
        depth,
      );
  }

  #follow(starts: readonly Start[], module: SourceModule, depth: number): void {
    if (starts.length === 0) return;
    const flow = followRows(starts, module);
    for (const column of flow.looked) this.looked.add(column);
    this.of(flow, module, depth + 1);
  }
}

/** What is called to get the rows: a function, or what a call makes of one. */
interface Given {
  readonly fn: FunctionNode | TSESTree.CallExpression;
  readonly shape: Shape;
}

/** Calls elsewhere: what guards the rows there is of no matter here. */
const afresh = (shape: Shape): Shape => withTrail(shape, () => newTrail);

/** What becomes of the rows that a callback gives: they are given back as they are, or one list for all calls. */
function afterwards(shape: Shape): Shape {
  return shape.kind === "row" ? { kind: "unsettled", inside: true, trail: shape.trail } : shape;
}

function nameOfVariable({ parent }: Node): string | null {
  if (parent?.type === "VariableDeclarator") return parent.id.type === "Identifier" ? parent.id.name : null;
  return parent?.type === "Property" || parent?.type === "PropertyDefinition" ? keyName(parent) : null;
}
