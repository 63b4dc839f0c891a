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
  const files = filesCalling(called.name, root) ?? [];
  if (files.length > mostFiles) return null;
  return [...new Set([called.module.file, ...files])].flatMap((file) => {
    const module = file === called.module.file ? called.module : openFile(file);
    return module ? [{ module, calls: callsIn(module, called) }] : [];
  });
}

const callsIn = (module: SourceModule, called: Called): readonly TSESTree.CallExpression[] =>
  callsOf(called.name, module).filter(({ callee }) => isCallOf(called, callee, module));

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
