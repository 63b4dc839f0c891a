import type { TSESTree } from "@typescript-eslint/utils";
import { soleDefinition, variableOf } from "./bindings.ts";
import { exportsNamed } from "./exports.ts";
import { nameOf } from "./given-on.ts";
import { importedBy } from "./imports.ts";
import type { SourceModule } from "./module.ts";
import { keyName, memberName, unwrap, walk, type FunctionNode } from "./nodes.ts";
import { openFile } from "./open-module.ts";
import { filesCalling } from "../project/project-files.ts";
import { followRows, type Flow, type Handed, type Shape, type Start } from "./row-flow.ts";
import { traceValue } from "./trace.ts";

type Node = TSESTree.Node;

/** Files that are parsed for one name, and functions that hand on what others give. */
const mostFiles = 30;
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
      this.#ofFunction({ fn, shape: afresh(shape) }, module, depth);
    }
  }

  #ofFunction({ fn, shape }: Handed, module: SourceModule, depth: number): void {
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

  #ofName(name: string, given: Given, module: SourceModule, depth: number): void {
    const files = filesCalling(name, this.#root) ?? [];
    if (files.length > mostFiles) return;
    for (const file of new Set([module.file, ...files])) {
      const other = file === module.file ? module : openFile(file);
      if (!other) continue;
      const calls = callsOf(name, other).filter(({ callee }) => isCallOf({ name, ...given }, module, callee, other));
      this.#follow(
        calls.map((node) => ({ node, shape: given.shape })),
        other,
        depth,
      );
    }
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
function afresh(shape: Shape): Shape {
  if (shape.kind === "tuple") return { ...shape, of: afresh(shape.of) };
  return { ...shape, trail: { calls: [], filters: [], checked: false, type: { kind: "none" } } };
}

/** What becomes of the rows that a callback gives: they are given back as they are, or one list for all calls. */
function afterwards(shape: Shape): Shape {
  return shape.kind === "row" ? { kind: "unsettled", inside: true, trail: shape.trail } : shape;
}

function nameOfVariable({ parent }: Node): string | null {
  if (parent?.type === "VariableDeclarator") return parent.id.type === "Identifier" ? parent.id.name : null;
  return parent?.type === "Property" || parent?.type === "PropertyDefinition" ? keyName(parent) : null;
}

function callsOf(name: string, module: SourceModule): readonly TSESTree.CallExpression[] {
  const found: TSESTree.CallExpression[] = [];
  walk(module.ast, (node) => {
    if (node.type !== "CallExpression") return;
    const callee = unwrap(node.callee);
    const called =
      callee.type === "Identifier" ? callee.name : callee.type === "MemberExpression" ? memberName(callee) : null;
    if (called === name || (callee.type === "Identifier" && importedAs(callee, module) === name)) found.push(node);
  });
  return found;
}

const definitionOf = (identifier: TSESTree.Identifier, module: SourceModule) => {
  const variable = variableOf(module, identifier);
  return variable && soleDefinition(variable);
};

const importedAs = (identifier: TSESTree.Identifier, module: SourceModule): string | null =>
  importedBy(definitionOf(identifier, module))?.name ?? null;

/** Whether a callee is the function of that name; of a member of something that is not known, its name says so. */
function isCallOf(
  { name, fn }: Given & { name: string },
  module: SourceModule,
  callee: Node,
  other: SourceModule,
): boolean {
  const value = traceValue(callee, other);
  if (value?.kind === "function") return value.module.file === module.file && isSame(value.node, fn);
  const plain = unwrap(callee);
  if (plain.type !== "Identifier") return value?.kind !== "package";
  const definition = definitionOf(plain, other);
  const imported = importedBy(definition);
  if (!imported)
    return other.file === module.file && definition?.node.type === "VariableDeclarator" && definition.node.init === fn;
  const from = other.import(imported.specifier);
  return (
    from !== null &&
    exportsNamed(from, imported.name).some(
      (found) => found.kind === "value" && found.module.file === module.file && found.name === name,
    )
  );
}

const isSame = (one: Node, other: Node): boolean => one.range[0] === other.range[0] && one.range[1] === other.range[1];
