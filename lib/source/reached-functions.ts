import type { SourceModule } from "./module.ts";
import { isFunction, walk, type FunctionNode } from "./nodes.ts";
import { nameOf } from "./given-on.ts";

const byName = new WeakMap<SourceModule, ReadonlyMap<string, readonly FunctionNode[]>>();
const used = new WeakMap<FunctionNode, ReadonlySet<string>>();

/**
 * The functions of a module that calls by some names may run, and those that these name in turn: more than run, never fewer. Out: none that
 * stands in another of them.
 */
export function functionsReached(names: Iterable<string>, module: SourceModule): readonly FunctionNode[] {
  const functions = functionsByName(module);
  const reached = new Set<FunctionNode>();
  const pending = [...names];
  const seen = new Set(pending);
  for (let name = pending.pop(); name !== undefined; name = pending.pop())
    for (const fn of functions.get(name) ?? []) {
      reached.add(fn);
      for (const next of namesUsedIn(fn)) {
        if (seen.has(next)) continue;
        seen.add(next);
        pending.push(next);
      }
    }
  return outermost([...reached]);
}

/** The names that stand in a function, of variables and of members alike. */
export function namesUsedIn(fn: FunctionNode): ReadonlySet<string> {
  const known = used.get(fn);
  if (known) return known;
  const names = new Set<string>();
  walk(fn, (node) => {
    if (node.type === "Identifier") names.add(node.name);
    else if (node.type === "PrivateIdentifier") names.add(`#${node.name}`);
    else if (node.type === "MemberExpression" && node.computed && node.property.type === "Literal")
      names.add(String(node.property.value));
  });
  used.set(fn, names);
  return names;
}

function functionsByName(module: SourceModule): ReadonlyMap<string, readonly FunctionNode[]> {
  const known = byName.get(module);
  if (known) return known;
  const found = new Map<string, FunctionNode[]>();
  walk(module.ast, (node) => {
    const name = isFunction(node) ? nameOf(node) : null;
    if (name === null || !isFunction(node)) return;
    const same = found.get(name);
    if (same) same.push(node);
    else found.set(name, [node]);
  });
  byName.set(module, found);
  return found;
}

function outermost(functions: readonly FunctionNode[]): readonly FunctionNode[] {
  const sorted = functions.toSorted((one, other) => one.range[0] - other.range[0] || other.range[1] - one.range[1]);
  let end = -1;
  return sorted.filter(({ range }) => {
    const isInside = range[1] <= end;
    end = Math.max(end, range[1]);
    return !isInside;
  });
}
