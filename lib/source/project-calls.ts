import type { TSESTree } from "@typescript-eslint/utils";
import { soleDefinition, variableOf } from "./bindings.ts";
import { exportsNamed } from "./exports.ts";
import { importedBy } from "./imports.ts";
import type { SourceModule } from "./module.ts";
import { memberName, unwrap, walk, type FunctionNode } from "./nodes.ts";
import { openFile } from "./open-module.ts";
import { filesCalling } from "../project/project-files.ts";
import { traceValue } from "./trace.ts";

type Node = TSESTree.Node;

/** Files that are parsed for one name. */
const mostFiles = 30;

/** What is called: a function, or what a call makes of one, by the name it has in its module. */
export interface Called {
  readonly name: string;
  readonly fn: FunctionNode | TSESTree.CallExpression;
  readonly module: SourceModule;
}

/** The calls of a function, file by file, its own first. Out: null where too many files may call it. */
export function callsInProject(
  called: Called,
  root: string,
): readonly { readonly module: SourceModule; readonly calls: readonly TSESTree.CallExpression[] }[] | null {
  const files = filesCalling(called.name, root, called.module.file) ?? [];
  if (files.length > mostFiles) return null;
  return [...new Set([called.module.file, ...files])].flatMap((file) => {
    const module = file === called.module.file ? called.module : openFile(file);
    return module ? [{ module, calls: callsIn(module, called) }] : [];
  });
}

const callsIn = (module: SourceModule, called: Called): readonly TSESTree.CallExpression[] =>
  callsNamed(called.name, module).filter(({ callee }) => isCallOf(called, callee, module));

const callsByName = new WeakMap<SourceModule, ReadonlyMap<string, readonly TSESTree.CallExpression[]>>();

/** The calls in a module of what has a name, here or where it is imported from. */
export function callsNamed(name: string, module: SourceModule): readonly TSESTree.CallExpression[] {
  return callsOf(module).get(name) ?? [];
}

/** The names by which a module calls something. */
export const namesCalled = (module: SourceModule): Iterable<string> => callsOf(module).keys();

function callsOf(module: SourceModule): ReadonlyMap<string, readonly TSESTree.CallExpression[]> {
  // Many functions are asked about, and most of their names are called in the same files.
  const calls = callsByName.get(module) ?? callsIndexed(module);
  callsByName.set(module, calls);
  return calls;
}

function callsIndexed(module: SourceModule): ReadonlyMap<string, readonly TSESTree.CallExpression[]> {
  const calls = new Map<string, TSESTree.CallExpression[]>();
  walk(module.ast, (node) => {
    if (node.type !== "CallExpression") return;
    const callee = unwrap(node.callee);
    const names =
      callee.type === "Identifier"
        ? [callee.name, importedAs(callee, module)]
        : [callee.type === "MemberExpression" ? memberName(callee) : null];
    for (const name of new Set(names)) {
      if (name === null) continue;
      const known = calls.get(name);
      if (known) known.push(node);
      else calls.set(name, [node]);
    }
  });
  return calls;
}

const definitionOf = (identifier: TSESTree.Identifier, module: SourceModule) => {
  const variable = variableOf(module, identifier);
  return variable && soleDefinition(variable);
};

const importedAs = (identifier: TSESTree.Identifier, module: SourceModule): string | null =>
  importedBy(definitionOf(identifier, module))?.name ?? null;

/** Whether a callee is the function of that name; of a member of something that is not known, its name says so. */
function isCallOf({ name, fn, module }: Called, callee: Node, other: SourceModule): boolean {
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
