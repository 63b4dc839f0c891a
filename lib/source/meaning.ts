import type { TSESTree } from "@typescript-eslint/utils";
import type { Variable } from "@typescript-eslint/scope-manager";
import { isNeverReassigned, soleDefinition, variableOf } from "./bindings.ts";
import { fieldWrites } from "./class-fields.ts";
import type { SourceModule } from "./module.ts";
import { childrenOf, enclosingClass, keyName, nameOfKey, type ClassNode, type FunctionNode } from "./nodes.ts";

export { childrenOf, enclosingClass, nameOfKey, type ClassNode, type FunctionNode };

/** What a name stands for, in whichever module of the project that is written. */
export type Meaning =
  /** A value that never changes. */
  | { readonly kind: "value"; readonly node: TSESTree.Expression; readonly module: SourceModule }
  | { readonly kind: "function"; readonly node: FunctionNode; readonly module: SourceModule }
  | { readonly kind: "enum"; readonly node: TSESTree.TSEnumDeclaration; readonly module: SourceModule }
  | { readonly kind: "class"; readonly node: ClassNode; readonly module: SourceModule }
  | {
      readonly kind: "parameter";
      readonly variable: Variable;
      readonly owner: FunctionNode;
      readonly module: SourceModule;
    }
  /** A property of `from`, by destructuring; `fallback` is its default. */
  | {
      readonly kind: "property";
      readonly from: TSESTree.Expression;
      readonly key: string;
      readonly fallback: TSESTree.Expression | null;
      readonly module: SourceModule;
    }
  /** A `let` or `var` that is written again. */
  | {
      readonly kind: "variable";
      readonly variable: Variable;
      readonly declarator: TSESTree.VariableDeclarator;
      readonly module: SourceModule;
    }
  /** A whole module of the project, under one name. */
  | { readonly kind: "namespace"; readonly module: SourceModule }
  /** Something of a package. */
  | { readonly kind: "package"; readonly specifier: string; readonly name: string };

const furthest = 6;

/** What an identifier stands for; null where that cannot be told. */
export function meaningOf(identifier: TSESTree.Identifier, module: SourceModule, depth = 0): Meaning | null {
  const variable = variableOf(module, identifier);
  return variable ? meaningOfVariable(variable, module, depth) : null;
}

function meaningOfVariable(variable: Variable, module: SourceModule, depth: number): Meaning | null {
  if (depth > furthest) return null;
  const functions = variable.defs.filter((definition) => definition.type === "FunctionName");
  // Overloads: the one with a body is the function.
  const definition =
    soleDefinition(variable) ??
    (functions.length === variable.defs.length
      ? functions.find((one) => one.node.type === "FunctionDeclaration")
      : undefined);
  if (!definition) return null;
  const node = definition.node;
  switch (node.type) {
    case "ImportSpecifier":
    case "ImportDefaultSpecifier":
    case "ImportNamespaceSpecifier": {
      const source = (node.parent as TSESTree.ImportDeclaration).source.value;
      const name =
        node.type === "ImportSpecifier"
          ? nameOfKey(node.imported)
          : node.type === "ImportDefaultSpecifier"
            ? "default"
            : "*";
      return imported(source, name, module, depth);
    }
    case "FunctionDeclaration":
    case "FunctionExpression":
    case "ArrowFunctionExpression":
      if (definition.type === "Parameter") return { kind: "parameter", variable, owner: node, module };
      return isNeverReassigned(variable) ? { kind: "function", node, module } : null;
    case "ClassDeclaration":
    case "ClassExpression":
      return { kind: "class", node, module };
    case "TSEnumDeclaration":
      return { kind: "enum", node, module };
    case "VariableDeclarator":
      return meaningOfDeclarator(variable, node, module, depth);
    default:
      return null;
  }
}

function meaningOfDeclarator(
  variable: Variable,
  node: TSESTree.VariableDeclarator,
  module: SourceModule,
  depth: number,
): Meaning | null {
  if (node.id.type === "Identifier") {
    if (!isNeverReassigned(variable)) return { kind: "variable", variable, declarator: node, module };
    if (!node.init)
      return node.parent.kind === "const" || isLoopHead(node)
        ? null
        : { kind: "variable", variable, declarator: node, module };
    const specifier = requiredModule(node.init);
    if (specifier !== null) return imported(specifier, "*", module, depth);
    return { kind: "value", node: node.init, module };
  }
  if (!node.init || !isNeverReassigned(variable) || node.id.type !== "ObjectPattern") return null;
  const property = node.id.properties.find(
    (one) =>
      one.type === "Property" &&
      (one.value === variable.identifiers[0] ||
        (one.value.type === "AssignmentPattern" && one.value.left === variable.identifiers[0])),
  );
  if (property?.type !== "Property" || property.computed) return null;
  const key = nameOfKey(property.key);
  if (key === null) return null;
  const specifier = requiredModule(node.init);
  if (specifier !== null) return imported(specifier, key, module, depth);
  const fallback = property.value.type === "AssignmentPattern" ? property.value.right : null;
  return { kind: "property", from: node.init, key, fallback, module };
}

function isLoopHead(node: TSESTree.VariableDeclarator): boolean {
  return node.parent.parent.type === "ForOfStatement" || node.parent.parent.type === "ForInStatement";
}

function requiredModule(init: TSESTree.Expression): string | null {
  if (init.type !== "CallExpression" || init.callee.type !== "Identifier" || init.callee.name !== "require")
    return null;
  const [argument] = init.arguments;
  return argument?.type === "Literal" && typeof argument.value === "string" ? argument.value : null;
}

function imported(specifier: string, name: string | null, module: SourceModule, depth: number): Meaning | null {
  if (name === null) return null;
  const target = module.import(specifier);
  if (!target) return { kind: "package", specifier, name };
  return name === "*" ? { kind: "namespace", module: target } : exportedMeaning(target, name, depth + 1);
}

/** What a module exports under a name, by ECMAScript's or CommonJS's means; null where that cannot be told. */
export function exportedMeaning(module: SourceModule, name: string, depth = 0): Meaning | null {
  if (depth > furthest) return null;
  const { passedOn, statements } = exportsOf(module);
  for (const statement of statements(name)) {
    switch (statement.type) {
      case "ExportNamedDeclaration": {
        if (statement.declaration) {
          const variable = module.scopes.getDeclaredVariables(statement.declaration).find((one) => one.name === name);
          if (variable) return meaningOfVariable(variable, module, depth);
          if (statement.declaration.type === "VariableDeclaration") {
            for (const declarator of statement.declaration.declarations) {
              const inner = module.scopes.getDeclaredVariables(declarator).find((one) => one.name === name);
              if (inner) return meaningOfVariable(inner, module, depth);
            }
          }
        }
        const specifier = statement.specifiers.find((one) => nameOfKey(one.exported) === name);
        if (!specifier) break;
        if (statement.source) return imported(statement.source.value, nameOfKey(specifier.local), module, depth);
        return specifier.local.type === "Identifier" ? meaningOf(specifier.local, module, depth) : null;
      }
      case "ExportDefaultDeclaration":
        if (name === "default") return meaningOfExpression(statement.declaration, module, depth);
        break;
      case "ExportAllDeclaration":
        if (nameOfKey(statement.exported) === name) return imported(statement.source.value, "*", module, depth);
        break;
      case "ExpressionStatement": {
        const found = commonJsExport(statement.expression, name, module, depth);
        if (found) return found;
        break;
      }
    }
  }
  for (const specifier of passedOn) {
    const target = module.import(specifier);
    const found = target && exportedMeaning(target, name, depth + 1);
    if (found) return found;
  }
  return null;
}

interface Exports {
  /** What `export *` names. */
  readonly passedOn: readonly string[];
  /** The statements that may export a name, in the order of the file. */
  statements(name: string): readonly TSESTree.ProgramStatement[];
}

const exportsByModule = new WeakMap<SourceModule, Exports>();

// A module of a thousand exports is asked for each of them.
function exportsOf(module: SourceModule): Exports {
  const known = exportsByModule.get(module);
  if (known) return known;
  const passedOn: string[] = [];
  const byName = new Map<string, TSESTree.ProgramStatement[]>();
  const assigned: TSESTree.ProgramStatement[] = [];
  const add = (name: string | null, statement: TSESTree.ProgramStatement): void => {
    if (name === null) return;
    const of = byName.get(name);
    if (!of) byName.set(name, [statement]);
    else if (of.at(-1) !== statement) of.push(statement);
  };
  for (const statement of module.ast.body) {
    if (statement.type === "ExportDefaultDeclaration") add("default", statement);
    else if (statement.type === "ExpressionStatement") {
      if (statement.expression.type === "AssignmentExpression") assigned.push(statement);
    } else if (statement.type === "ExportAllDeclaration") {
      if (statement.exported) add(nameOfKey(statement.exported), statement);
      else passedOn.push(statement.source.value);
    } else if (statement.type === "ExportNamedDeclaration") {
      for (const { exported } of statement.specifiers) add(nameOfKey(exported), statement);
      const { declaration } = statement;
      const declared = declaration
        ? [declaration, ...(declaration.type === "VariableDeclaration" ? declaration.declarations : [])]
        : [];
      for (const node of declared)
        for (const { name } of module.scopes.getDeclaredVariables(node)) add(name, statement);
    }
  }
  const ordered = (name: string): readonly TSESTree.ProgramStatement[] => {
    const own = byName.get(name) ?? [];
    return assigned.length === 0 ? own : [...own, ...assigned].sort((a, b) => a.range[0] - b.range[0]);
  };
  const found: Exports = { passedOn, statements: ordered };
  exportsByModule.set(module, found);
  return found;
}

function commonJsExport(node: TSESTree.Expression, name: string, module: SourceModule, depth: number): Meaning | null {
  if (node.type !== "AssignmentExpression" || node.operator !== "=" || node.left.type !== "MemberExpression")
    return null;
  const { object, property } = node.left;
  const isExports = (one: TSESTree.Node): boolean =>
    (one.type === "Identifier" && one.name === "exports") ||
    (one.type === "MemberExpression" &&
      one.object.type === "Identifier" &&
      one.object.name === "module" &&
      nameOfKey(one.property) === "exports");
  if (isExports(object) && nameOfKey(property) === name) return meaningOfExpression(node.right, module, depth);
  if (!isExports(node.left)) return null;
  if (name === "default") return meaningOfExpression(node.right, module, depth);
  if (node.right.type !== "ObjectExpression") return null;
  for (const member of node.right.properties) {
    if (member.type === "Property" && !member.computed && nameOfKey(member.key) === name)
      return meaningOfExpression(member.value, module, depth);
  }
  return null;
}

/** What an expression stands for where it is a name, a function or a class; otherwise the expression as a value. */
export function meaningOfExpression(node: TSESTree.Node, module: SourceModule, depth = 0): Meaning | null {
  switch (node.type) {
    case "Identifier":
      return meaningOf(node, module, depth + 1);
    case "FunctionDeclaration":
    case "FunctionExpression":
    case "ArrowFunctionExpression":
      return { kind: "function", node, module };
    case "ClassDeclaration":
    case "ClassExpression":
      return { kind: "class", node, module };
    case "TSAsExpression":
    case "TSSatisfiesExpression":
    case "TSNonNullExpression":
      return meaningOfExpression(node.expression, module, depth);
    default:
      return isExpression(node) ? { kind: "value", node, module } : null;
  }
}

function isExpression(node: TSESTree.Node): node is TSESTree.Expression {
  return node.type.endsWith("Expression") || node.type === "Literal" || node.type === "TemplateLiteral";
}

/** What a class holds under a name: a method, or the one value its field is ever given. */
export function classMember(
  owner: ClassNode,
  name: string,
  module: SourceModule,
):
  | { readonly kind: "function"; readonly node: FunctionNode; readonly module: SourceModule }
  | { readonly kind: "value"; readonly node: TSESTree.Expression; readonly module: SourceModule }
  | null {
  const member = owner.body.body.findLast(
    (one) => (one.type === "MethodDefinition" || one.type === "PropertyDefinition") && keyName(one) === name,
  );
  if (member?.type === "MethodDefinition") {
    return member.kind === "method" && member.value.type === "FunctionExpression"
      ? { kind: "function", node: member.value, module }
      : null;
  }
  if (member?.type !== "PropertyDefinition") return null;
  const { assigned, changed } = fieldWrites(owner, name, member.static, module);
  const [first] = assigned;
  if (changed || assigned.length > (member.value ? 0 : 1) || (first && first.operator !== "=")) return null;
  const value = member.value ?? first?.value ?? null;
  if (!value) return null;
  if (value.type === "ArrowFunctionExpression" || value.type === "FunctionExpression")
    return { kind: "function", node: value, module };
  return { kind: "value", node: value, module };
}

/** The declared type of what a function gives back; null where none is written. */
export function returnAnnotation(fn: FunctionNode): TSESTree.TypeNode | null {
  return fn.returnType?.typeAnnotation ?? null;
}

/** True of a function that is async, or declared to give a promise: what it returns is awaited, by whoever calls. */
export function givesPromise(fn: FunctionNode): boolean {
  const type = fn.returnType?.typeAnnotation;
  return (
    fn.async ||
    (type?.type === "TSTypeReference" && type.typeName.type === "Identifier" && type.typeName.name === "Promise")
  );
}
