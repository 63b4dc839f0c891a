import type { TSESTree } from "@typescript-eslint/utils";
import { filesCalling, projectFiles, type ProjectFiles } from "../project/project-files.ts";
import { variableOf } from "./bindings.ts";
import { isTestPlace } from "./file-place.ts";
import { nameOf } from "./given-on.ts";
import { importersOf, isPackageEntry } from "./importers.ts";
import { importedBy } from "./imports.ts";
import { exportsNamed } from "./exports.ts";
import { meaningOf } from "./meaning.ts";
import type { SourceModule } from "./module.ts";
import {
  enclosingClass,
  isClass,
  keyName,
  memberName,
  unwrap,
  walk,
  type ClassNode,
  type FunctionNode,
} from "./nodes.ts";
import { openFile } from "./open-module.ts";
import { callsInProject, callsNamed } from "./project-calls.ts";
import { typeAt } from "./value-declared.ts";
import { typeBehind } from "./written-types.ts";

type Node = TSESTree.Node;

/** A call of a function, or of a constructor, and the file it stands in. */
export interface Caller {
  readonly call: TSESTree.CallExpression | TSESTree.NewExpression;
  readonly module: SourceModule;
}

export interface Callers {
  readonly calls: readonly Caller[];
  /** False where others may call it: a framework that it is handed to, whoever imports the package, code that could not be read. */
  readonly all: boolean;
}

const unseen: Callers = { calls: [], all: false };
/** Files that are parsed for one name. */
const mostFiles = 30;

/** What was found out while no file of the project changed. */
const known = new WeakMap<ProjectFiles, WeakMap<FunctionNode, Callers>>();

/** Who calls a function, in whichever file of the project; calls of tests are none. In: the project's folder. */
export function callersOf(fn: FunctionNode, module: SourceModule, root: string): Callers {
  const project = projectFiles(root, module.file);
  const before = known.get(project) ?? new WeakMap<FunctionNode, Callers>();
  known.set(project, before);
  const found = before.get(fn) ?? search(fn, module, root);
  before.set(fn, found);
  return found;
}

function search(fn: FunctionNode, module: SourceModule, root: string): Callers {
  if (isDefault(fn)) return callsOfDefault(fn, module, root);
  const name = nameOf(fn);
  const { files } = projectFiles(root, module.file);
  if (name === null || !files || isCalledByOthers(fn)) return unseen;
  if (isOverriding(fn)) return callsByType(name, fn, module, root);
  const found = callsInProject({ name, fn, module }, root);
  const mentioning = files.filter(
    (file) => file.path !== module.file && file.mentions(name) && !isTestPlace(file.path, root),
  );
  if (!found || mentioning.length > mostFiles) return unseen;
  const calls = found.flatMap(({ module: other, calls: some }) =>
    isTestPlace(other.file, root) ? [] : some.map((call) => ({ call, module: other })),
  );
  const callees = new Set<Node>(calls.map(({ call }) => call.callee));
  const all = [module.file, ...mentioning.map(({ path }) => path)].every((file) => {
    const other = file === module.file ? module : openFile(file);
    return other !== null && !isUsedOtherwise(name, fn, other, { callees, home: module });
  });
  return { calls, all };
}

/** Methods that a framework calls, and those that are called without their name. */
function isCalledByOthers({ parent }: FunctionNode): boolean {
  return parent.type === "MethodDefinition" && (parent.kind !== "method" || parent.decorators.length > 0);
}

/** A method of a class that extends or implements another type, whose name others may call it by. */
function isOverriding({ parent }: FunctionNode): boolean {
  if (parent.type !== "MethodDefinition") return false;
  const owner = parent.parent.parent;
  return owner.superClass !== null || owner.implements.length > 0;
}

/** The calls of a method on what is declared to be its class, or a type that this extends or implements: there may be others. */
function callsByType(name: string, fn: FunctionNode, module: SourceModule, root: string): Callers {
  const owner = enclosingClass(fn);
  const files = filesCalling(name, root, module.file) ?? [];
  if (!owner || files.length > mostFiles) return unseen;
  const types = typesOf(owner, module);
  const calls = [...new Set([module.file, ...files])].flatMap((file): readonly Caller[] => {
    const other = isTestPlace(file, root) ? null : file === module.file ? module : openFile(file);
    if (!other) return [];
    const isOf = ({ callee }: TSESTree.CallExpression): boolean => {
      const plain = unwrap(callee);
      if (plain.type !== "MemberExpression") return false;
      if (plain.object.type === "ThisExpression") return enclosingClass(plain) === owner;
      const type = typeAt(plain.object, other);
      return type !== null && type !== "outside" && types.has(typeBehind(type).node);
    };
    return callsNamed(name, other)
      .filter(isOf)
      .map((call) => ({ call, module: other }));
  });
  return { calls, all: false };
}

/** A class and what it extends and implements, as their declarations. */
function typesOf(owner: ClassNode, module: SourceModule): ReadonlySet<Node> {
  const parents = [...(owner.superClass ? [owner.superClass] : []), ...owner.implements];
  return new Set<Node>([owner, ...parents.map((node) => declarationOf(node, module) ?? node)]);
}

function declarationOf(node: Node, module: SourceModule): Node | null {
  if (node.type !== "Identifier") return typeBehind({ node, module }).node;
  const meaning = meaningOf(node, module);
  return meaning?.kind === "class" ? meaning.node : null;
}

const constructions = new WeakMap<ProjectFiles, WeakMap<ClassNode, Callers>>();

/** Who makes an instance of a class, in whichever file of the project; tests are none. In: the project's folder. */
export function constructionsOf(owner: ClassNode, module: SourceModule, root: string): Callers {
  const project = projectFiles(root, module.file);
  const before = constructions.get(project) ?? new WeakMap<ClassNode, Callers>();
  constructions.set(project, before);
  const found = before.get(owner) ?? searchConstructions(owner, module, root);
  before.set(owner, found);
  return found;
}

function searchConstructions(owner: ClassNode, module: SourceModule, root: string): Callers {
  const name = owner.id?.name;
  const files =
    name === undefined ? null : projectFiles(root, module.file).files?.filter((file) => file.mentions(name));
  if (!files || files.length > mostFiles) return unseen;
  const calls = [...new Set([module.file, ...files.map(({ path }) => path)])].flatMap((file): readonly Caller[] => {
    const other = isTestPlace(file, root) ? null : file === module.file ? module : openFile(file);
    return other ? constructionsIn(other, owner, root) : [];
  });
  // What a container makes, or who imports the package, is out of sight.
  return { calls, all: owner.decorators.length === 0 && !isPackageEntry(module.file) };
}

function constructionsIn(module: SourceModule, owner: ClassNode, root: string): readonly Caller[] {
  const found: Caller[] = [];
  const isOwner = (name: Node | null): boolean => {
    const meaning = name?.type === "Identifier" ? meaningOf(name, module) : null;
    return meaning?.kind === "class" && meaning.node === owner;
  };
  walk(module.ast, (node) => {
    if (node.type === "NewExpression" && isOwner(node.callee)) found.push({ call: node, module });
    else if (isClass(node) && isOwner(node.superClass)) found.push(...constructionsBy(node, module, root));
  });
  return found;
}

/** Who calls the constructor of a class by making one of a class that extends it. */
function constructionsBy(derived: ClassNode, module: SourceModule, root: string): readonly Caller[] {
  const own = derived.body.body.find((one) => one.type === "MethodDefinition" && one.kind === "constructor");
  if (!own) return constructionsOf(derived, module, root).calls;
  const found: Caller[] = [];
  walk(own, (node) => {
    if (node.type === "CallExpression" && node.callee.type === "Super") found.push({ call: node, module });
  });
  return found;
}

interface Known {
  readonly callees: ReadonlySet<Node>;
  readonly home: SourceModule;
}

/** Whether a file does anything with a function of a name but to call it, to import it and to pass it on. */
function isUsedOtherwise(name: string, fn: FunctionNode, module: SourceModule, { callees, home }: Known): boolean {
  let otherwise = false;
  walk(module.ast, (node) => {
    if (otherwise) return;
    if (node.type === "MemberExpression")
      otherwise = memberName(node) === name && !callees.has(node) && !isExporting(node) && !isOtherCall(node);
    else if (node.type === "ImportSpecifier" && keyNamed(node.imported) === name)
      otherwise =
        leadsTo(node.local, name, module, home) && usesOf(node.local, module).some((use) => !callees.has(use));
    else if (node.type === "ExportSpecifier" && keyNamed(node.local) === name) otherwise = isPackageEntry(module.file);
    else if (node.type === "ExportAllDeclaration") otherwise = isPackageEntry(module.file) && module !== home;
    else if (node.type === "Identifier" && node.name === name && module === home)
      otherwise = isOwnUse(node, fn, module) && !callees.has(node);
    else if (node.type === "VariableDeclarator" && node.id.type === "ObjectPattern" && module !== home)
      otherwise = node.id.properties.some(
        (one) =>
          one.type === "Property" &&
          keyName(one) === name &&
          one.value.type === "Identifier" &&
          usesOf(one.value, module).some((use) => !callees.has(use)),
      );
  });
  return otherwise || (module === home && isPackageEntry(home.file));
}

const keyNamed = (node: Node): string | null => (node.type === "Identifier" ? node.name : null);

/** `list.find(…)` of a function called `find`: something else of that name, or a call that is not seen to lead there. */
function isOtherCall(node: TSESTree.MemberExpression): boolean {
  return node.parent.type === "CallExpression" && node.parent.callee === node;
}

/** `exports.find = find`, `module.exports = …` */
function isExporting({ parent }: TSESTree.MemberExpression): boolean {
  return parent.type === "AssignmentExpression" && parent.left.type === "MemberExpression";
}

/** A use of the function itself in its own file, its declaration and its exports left out. */
function isOwnUse(node: TSESTree.Identifier, fn: FunctionNode, module: SourceModule): boolean {
  const { parent } = node;
  if (parent.type === "ExportSpecifier" || parent.type === "TSTypeQuery") return false;
  if (parent.type === "AssignmentExpression" && parent.right === node && parent.left.type === "MemberExpression")
    return false;
  if (parent.type === "Property" && isModuleExports(parent.parent)) return false;
  const definition = variableOf(module, node)?.defs[0];
  if (!definition || definition.name === node) return false;
  return definition.node === fn || (definition.node.type === "VariableDeclarator" && definition.node.init === fn);
}

const isModuleExports = (node: Node): boolean =>
  node.type === "ObjectExpression" &&
  node.parent.type === "AssignmentExpression" &&
  node.parent.left.type === "MemberExpression" &&
  memberName(node.parent.left) === "exports";

function usesOf(local: TSESTree.Identifier, module: SourceModule): readonly Node[] {
  const uses = variableOf(module, local)?.references ?? [];
  return uses.flatMap(({ identifier }) => {
    const node = identifier as Node;
    return node === local || node.parent?.type === "ExportSpecifier" || node.parent?.type === "TSTypeQuery"
      ? []
      : [node];
  });
}

/** Whether an imported name is the one that a module exports. */
function leadsTo(local: TSESTree.Identifier, name: string, module: SourceModule, home: SourceModule): boolean {
  const imported = importedBy(variableOf(module, local)?.defs[0]);
  const from = imported && module.import(imported.specifier);
  if (!from) return false;
  return exportsNamed(from, name).some((found) => found.kind !== "value" || found.module.file === home.file);
}

/** `export default function (…) {}`, `export default name` */
function isDefault(fn: FunctionNode): boolean {
  return fn.parent.type === "ExportDefaultDeclaration";
}

function callsOfDefault(fn: FunctionNode, module: SourceModule, root: string): Callers {
  const importers = importersOf(module.file, root);
  if (!importers || importers.length > mostFiles) return unseen;
  const calls: Caller[] = [];
  let all = true;
  for (const file of importers) {
    if (isTestPlace(file, root)) continue;
    const other = openFile(file);
    if (!other) return unseen;
    for (const use of defaultUses(other, module)) {
      const { parent } = use;
      if (parent?.type === "CallExpression" && parent.callee === use) calls.push({ call: parent, module: other });
      else all = false;
    }
  }
  const own = fn.type === "FunctionDeclaration" && fn.id ? usesOf(fn.id, module) : [];
  for (const use of own) {
    const { parent } = use;
    if (parent?.type === "CallExpression" && parent.callee === use) calls.push({ call: parent, module });
    else all = false;
  }
  return { calls, all };
}

/** The uses of what a file imports as the default of a module. */
function defaultUses(other: SourceModule, module: SourceModule): readonly Node[] {
  return other.ast.body.flatMap((statement) => {
    if (statement.type !== "ImportDeclaration" || other.import(statement.source.value)?.file !== module.file) return [];
    return statement.specifiers.flatMap((one) =>
      one.type === "ImportDefaultSpecifier" || (one.type === "ImportSpecifier" && keyNamed(one.imported) === "default")
        ? usesOf(one.local, other)
        : [],
    );
  });
}
