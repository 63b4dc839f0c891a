import type { TSESTree } from "@typescript-eslint/utils";
import { variableNamed } from "./bindings.ts";
import { importsIn, requiredBy, type Imported } from "./imports.ts";
import type { SourceModule } from "./module.ts";
import { isFunction, keyName, memberName, nameOfKey, returnsOf } from "./nodes.ts";

type Node = TSESTree.Node;

/**
 * What stands behind an exported name, re-exports followed through the modules of the project. `guess`: `export *` of a package, or an object
 * that is spread, may or may not have the name.
 */
export type Exported =
  /** A name that `module` declares, or an expression in it, and the name it exports that under. */
  | { readonly kind: "value"; readonly node: Node; readonly name: string; readonly module: SourceModule }
  /** A member of what an expression gives: `module.exports = client`. */
  | {
      readonly kind: "member";
      readonly of: Node;
      readonly name: string;
      readonly module: SourceModule;
      readonly guess: boolean;
    }
  /** All of a module of the project. */
  | { readonly kind: "namespace"; readonly module: SourceModule }
  /** A name of a package, or of a module that is not read, `*` for all of it; `module` imports it. */
  | ({ readonly kind: "package"; readonly module: SourceModule; readonly guess: boolean } & Imported);

/** What a module itself says of a name. */
type Local = Node | Imported;

interface Exports {
  readonly named: ReadonlyMap<string, Local>;
  /** Modules all of whose names are exported too, save their default. */
  readonly all: readonly string[];
  /** `module.exports = …`, `export = …`, where that is not an object whose members are written out. */
  readonly whole: Local | null;
  /** Expressions whose members are exported too, the last first. */
  readonly spread: readonly Node[];
  readonly isCommonJs: boolean;
}

const read = new WeakMap<SourceModule, Exports>();

function exportsOf(module: SourceModule): Exports {
  let found = read.get(module);
  if (!found) read.set(module, (found = new Reader(module.ast).exports()));
  return found;
}

/** What a module of the project exports under a name; `*` is all of it. Null where that cannot be told, or may only be guessed. */
export function exportOf(module: SourceModule, name: string): Exported | null {
  const [first] = exportsNamed(module, name);
  return first && "guess" in first && first.guess ? null : (first ?? null);
}

const answers = new WeakMap<SourceModule, Map<string, readonly Exported[]>>();

/** What a module of the project may export under a name, in the order to try; only the last ones are guesses. */
export function exportsNamed(module: SourceModule, name: string): readonly Exported[] {
  let known = answers.get(module);
  if (!known) answers.set(module, (known = new Map()));
  let found = known.get(name);
  if (!found) known.set(name, (found = find(module, name, [])));
  return found;
}

/** A name asked of a module on the way to an answer: one that is asked for again leads nowhere. */
type Path = readonly { readonly module: SourceModule; readonly name: string }[];

function find(module: SourceModule, name: string, path: Path): readonly Exported[] {
  if (path.some((one) => one.module.file === module.file && one.name === name)) return [];
  const further: Path = [...path, { module, name }];
  if (name === "*") return wholeOf(module, further);
  const modules: SourceModule[] = [];
  const packages: Exported[] = [];
  for (const one of passedOn(module, name)) {
    if (one.kind === "package") {
      packages.push({ ...one, name, guess: true });
      continue;
    }
    modules.push(one.module);
    const local = exportsOf(one.module).named.get(name);
    const found = local ? follow(local, name, one.module, further) : [];
    if (found.length > 0) return found;
  }
  return [...modules.flatMap((one) => membersOfWhole(one, name, further)), ...packages];
}

function follow(local: Local, name: string, module: SourceModule, path: Path): readonly Exported[] {
  if (!("specifier" in local)) return [{ kind: "value", node: local, name, module }];
  const target = module.import(local.specifier);
  return target
    ? find(target, local.name, path)
    : [{ kind: "package", specifier: local.specifier, name: local.name, module, guess: false }];
}

/** What `require` gives of a module. */
function wholeOf(module: SourceModule, path: Path): readonly Exported[] {
  const { whole } = exportsOf(module);
  return whole ? follow(whole, "*", module, path) : [{ kind: "namespace", module }];
}

/** The members of `module.exports = …`, and of what is spread into it; its default is all of it. */
function membersOfWhole(module: SourceModule, name: string, path: Path): readonly Exported[] {
  const { whole, spread, isCommonJs } = exportsOf(module);
  if (name === "default") return isCommonJs ? wholeOf(module, path) : [];
  const owners = [...(whole && !("specifier" in whole) ? [whole] : []), ...spread];
  return owners.map((of) => ({ kind: "member", of, name, module, guess: of !== whole }));
}

type PassedOn =
  | { readonly kind: "module"; readonly module: SourceModule }
  | { readonly kind: "package"; readonly specifier: string; readonly module: SourceModule };

/**
 * A module with those whose names it passes on, each once, in their order, as far as somebody asks; and the packages it
 * passes on. In: the name that is looked for, so that files that cannot have it are not parsed; null for all of them.
 */
function* passedOn(module: SourceModule, name: string | null): Generator<PassedOn, void, undefined> {
  yield { kind: "module", module };
  if (name === "default") return;
  const modules: SourceModule[] = [module];
  // A file that was parsed again is the same module.
  const files = new Set([module.file]);
  for (const one of modules) {
    for (const specifier of exportsOf(one).all) {
      const text = name === null ? null : one.textOf(specifier);
      if (text && (files.has(text.file) || !mayExport(text.text, name))) continue;
      const target = one.import(specifier);
      if (!target) yield { kind: "package", specifier, module: one };
      else if (!files.has(target.file)) {
        files.add(target.file);
        modules.push(target);
        yield { kind: "module", module: target };
      }
    }
  }
}

/**
 * Whether a file may export a name, by a look at its text: one that does so has the name in it, or hands on what it
 * does not write out.
 */
function mayExport(text: string, name: string | null): boolean {
  return name === null || text.includes(name) || text.includes("\\u") || handsOn.test(text);
}

const handsOn = /\bexport\s*[*=/]|\bexports\b/;

/** The names that a module exports itself. */
export function ownExports(program: TSESTree.Program): readonly string[] {
  return [...new Reader(program).exports().named.keys()];
}

/** The names that a module of the project exports, those it passes on among them. */
export function exportedNames(module: SourceModule): readonly string[] {
  const names = new Set<string>();
  for (const one of passedOn(module, null)) {
    if (one.kind === "package") continue;
    for (const name of exportsOf(one.module).named.keys())
      if (one.module === module || name !== "default") names.add(name);
  }
  return [...names];
}

/** The declarations of the type a module exports under a name, an interface's several; or the package it comes from. Null for values. */
export type ExportedType =
  | { readonly kind: "declarations"; readonly nodes: readonly Node[]; readonly module: SourceModule }
  | (Exported & { readonly kind: "package" });

export function exportedType(module: SourceModule, name: string): ExportedType | null {
  const found = exportOf(module, name);
  if (found?.kind === "package") return found;
  if (found?.kind !== "value") return null;
  const nodes = typesAt(found.node, found.module);
  return nodes.length > 0 ? { kind: "declarations", nodes, module: found.module } : null;
}

function typesAt(node: Node, module: SourceModule): readonly Node[] {
  if (node.type !== "Identifier") return typeDeclarations.has(node.type) ? [node] : [];
  return (variableNamed(module, node.name, node)?.defs ?? [])
    .map((definition) => definition.node)
    .filter(({ type }) => typeDeclarations.has(type));
}

const typeDeclarations: ReadonlySet<string> = new Set([
  "TSInterfaceDeclaration",
  "TSTypeAliasDeclaration",
  "TSEnumDeclaration",
  "ClassDeclaration",
]);

/** Reads the statements at the top of a module. */
class Reader {
  readonly #program: TSESTree.Program;
  readonly #imports: ReadonlyMap<string, Imported>;
  readonly #named = new Map<string, Local>();
  readonly #all: string[] = [];
  readonly #spread: Node[] = [];
  #whole: Local | null = null;
  #isCommonJs = false;
  /** Names of the object that is exported. */
  readonly #names = new Set(["exports"]);

  constructor(program: TSESTree.Program) {
    this.#program = program;
    this.#imports = importsIn(program);
  }

  exports(): Exports {
    this.#program.body.forEach((statement) => this.#statement(statement));
    return {
      named: this.#named,
      all: this.#all,
      whole: this.#whole,
      spread: this.#spread,
      isCommonJs: this.#isCommonJs,
    };
  }

  #statement(statement: TSESTree.ProgramStatement): void {
    switch (statement.type) {
      case "ExportDefaultDeclaration":
        this.#named.set("default", this.#local(statement.declaration));
        break;
      case "ExportAllDeclaration": {
        const specifier = statement.source.value;
        if (statement.exported) this.#named.set(nameOfKey(statement.exported) ?? "", { specifier, name: "*" });
        else this.#all.push(specifier);
        break;
      }
      case "ExportNamedDeclaration":
        for (const { local, exported } of statement.specifiers) {
          const from = statement.source && { specifier: statement.source.value, name: nameOfKey(local) ?? "" };
          this.#named.set(nameOfKey(exported) ?? "", from ?? this.#local(local));
        }
        for (const name of declaredNames(statement.declaration)) this.#named.set(name.name, name);
        break;
      case "TSExportAssignment":
        this.#assignWhole(statement.expression);
        break;
      case "ExpressionStatement":
        this.#expression(statement.expression);
        break;
      case "VariableDeclaration":
        // `const api = (module.exports = {})`
        for (const { id, init } of statement.declarations) {
          if (!init) continue;
          this.#expression(init);
          if (id.type === "Identifier" && this.#isExports(init.type === "AssignmentExpression" ? init.left : init))
            this.#names.add(id.name);
        }
        break;
      default:
    }
  }

  /** What an expression or declaration stands for without anything being followed: a name of it, a name that is imported, or itself. */
  #local(node: Node): Local {
    if (node.type === "Identifier") return this.#imports.get(node.name) ?? node;
    if ("id" in node && node.id?.type === "Identifier" && node.type.endsWith("Declaration")) return node.id;
    return requiredBy(node) ?? node;
  }

  #expression(node: TSESTree.Expression): void {
    if (node.type === "AssignmentExpression" && node.operator === "=") {
      const targets: TSESTree.Expression[] = [];
      let value: TSESTree.Expression = node;
      for (; value.type === "AssignmentExpression" && value.operator === "="; value = value.right)
        targets.push(value.left);
      for (const target of targets) this.#assign(target, value);
    } else if (node.type === "CallExpression") {
      const body = calledAtOnce(node);
      if (body) for (const statement of body) this.#statement(statement);
      else this.#call(node);
    } else if (node.type === "UnaryExpression") this.#expression(node.argument);
    else if (node.type === "SequenceExpression") for (const one of node.expressions) this.#expression(one);
  }

  #assign(target: TSESTree.Expression, value: TSESTree.Expression): void {
    if (isModuleExports(target)) this.#assignWhole(value);
    else if (target.type === "MemberExpression" && this.#isExports(target.object)) this.#set(memberName(target), value);
  }

  #set(name: string | null, value: Node | null): void {
    if (name === null || !value) return;
    this.#isCommonJs ||= name !== "__esModule";
    // `exports.a = void 0`: compilers announce a name before its value is there.
    if (value.type === "UnaryExpression" && value.operator === "void") return;
    this.#named.set(name, this.#local(value));
  }

  #assignWhole(value: Node): void {
    this.#isCommonJs = true;
    if (value.type === "ObjectExpression") return this.#members(value);
    if (value.type === "CallExpression" && isAssign(value)) {
      const [first, ...others] = value.arguments;
      if (first) this.#assignWhole(first);
      for (const source of others) this.#include(source);
      return;
    }
    this.#whole = this.#local(value);
    if ("specifier" in this.#whole && this.#whole.name === "*") this.#all.push(this.#whole.specifier);
  }

  #members(object: TSESTree.ObjectExpression): void {
    for (const property of object.properties) {
      if (property.type === "SpreadElement") this.#include(property.argument);
      else if (property.kind === "get") this.#set(keyName(property), gottenBy(property.value));
      else if (property.kind === "init") this.#set(keyName(property), property.value);
    }
  }

  #isExports(node: Node): boolean {
    return (node.type === "Identifier" && this.#names.has(node.name)) || isModuleExports(node);
  }

  /** All members of an object are exported: `...require("./a")`, `Object.assign(exports, parts)`. */
  #include(source: Node): void {
    this.#isCommonJs = true;
    const local = this.#local(source);
    if ("specifier" in local && local.name === "*") this.#all.push(local.specifier);
    else if (source.type === "ObjectExpression") this.#members(source);
    else this.#spread.unshift(source);
  }

  /** `Object.assign(module.exports, { a })`, and what compilers make of `export * from` and `export { a } from`. */
  #call(node: TSESTree.CallExpression): void {
    const [first, second, third] = node.arguments;
    const name = node.callee.type === "MemberExpression" ? memberName(node.callee) : nameOfKey(node.callee);
    if (name === "__exportStar" && first && second && this.#isExports(second)) this.#include(first);
    if (!first || !this.#isExports(first)) return;
    if (isAssign(node)) for (const source of node.arguments.slice(1)) this.#include(source);
    if (name !== "defineProperty" || second?.type !== "Literal" || third?.type !== "ObjectExpression") return;
    this.#set(String(second.value), describedValue(third));
  }
}

/** The value of `{ value: a }`, `{ enumerable: true, get: function () { return a; } }`. */
function describedValue({ properties }: TSESTree.ObjectExpression): Node | null {
  for (const property of properties) {
    const name = property.type === "Property" ? keyName(property) : null;
    if (property.type === "Property" && name === "value") return property.value;
    if (property.type === "Property" && name === "get") return gottenBy(property.value);
  }
  return null;
}

/** What a getter gives that does nothing else. */
function gottenBy(getter: Node): Node | null {
  const [only, ...others] = isFunction(getter) ? returnsOf(getter) : [];
  return others.length === 0 ? (only ?? null) : null;
}

/** The statements of `(function () { … })()`, which many scripts are wrapped in. */
function calledAtOnce({ callee }: TSESTree.CallExpression): readonly TSESTree.Statement[] | null {
  const name = callee.type === "MemberExpression" ? memberName(callee) : null;
  const called = callee.type === "MemberExpression" && (name === "call" || name === "apply") ? callee.object : callee;
  return isFunction(called) && called.body?.type === "BlockStatement" ? called.body.body : null;
}

function isModuleExports(node: Node): boolean {
  return (
    node.type === "MemberExpression" &&
    node.object.type === "Identifier" &&
    node.object.name === "module" &&
    memberName(node) === "exports"
  );
}

function isAssign({ callee }: TSESTree.CallExpression): boolean {
  return (
    callee.type === "MemberExpression" &&
    callee.object.type === "Identifier" &&
    callee.object.name === "Object" &&
    memberName(callee) === "assign"
  );
}

/** The identifiers that a declaration or pattern binds. */
export function declaredNames(node: Node | null): readonly TSESTree.Identifier[] {
  switch (node?.type) {
    case "Identifier":
      return [node];
    case "VariableDeclaration":
      return node.declarations.flatMap(({ id }) => declaredNames(id));
    case "AssignmentPattern":
      return declaredNames(node.left);
    case "RestElement":
      return declaredNames(node.argument);
    case "ArrayPattern":
      return node.elements.flatMap(declaredNames);
    case "ObjectPattern":
      return node.properties.flatMap((one) => declaredNames(one.type === "Property" ? one.value : one.argument));
    default:
      return node && "id" in node && node.id?.type === "Identifier" ? [node.id] : [];
  }
}
