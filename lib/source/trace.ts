import { dirname } from "node:path";
import { mappedSpecifier } from "./import-maps.ts";
import type { Variable } from "@typescript-eslint/scope-manager";
import type { TSESTree } from "@typescript-eslint/utils";
import { factsOf } from "../libraries/index.ts";
import { anotherDatabase, databaseOfDialect, databaseOfUrl, isGlobalOfAnother } from "../libraries/other-databases.ts";
import { soleDefinition, variableNamed, variableOf } from "./bindings.ts";
import { fieldWrites } from "./class-fields.ts";
import type { SourceModule } from "./module.ts";
import { keyName, memberName, returnedExpressions, type ClassNode, type FunctionNode } from "./nodes.ts";

export { keyName, memberName, returnedExpressions, type ClassNode, type FunctionNode };
import { documentationOf, documentedType } from "./documented.ts";
import { extensionOf } from "./extensions.ts";
import { exportedType, exportOf, exportsNamed, type Exported } from "./exports.ts";
import { importedBy, requiredBy, type Imported } from "./imports.ts";
import type { Origin } from "./package-value.ts";
import { canonicalPath, generatedFrom, knownPackage, packageOfGlobal } from "./packages.ts";

/** What an expression stands for: a package's value, or the place in the project that makes it. */
export type Value =
  | { readonly kind: "package"; readonly origin: Origin; readonly made?: Made }
  /** A module's namespace, or what `require` gives. */
  | { readonly kind: "module"; readonly module: SourceModule }
  | { readonly kind: "object"; readonly node: TSESTree.ObjectExpression; readonly module: SourceModule }
  | { readonly kind: "function"; readonly node: FunctionNode; readonly module: SourceModule }
  | { readonly kind: "class"; readonly node: ClassNode; readonly module: SourceModule }
  | { readonly kind: "instance"; readonly node: ClassNode; readonly module: SourceModule }
  /** Only its declared type is known. */
  | {
      readonly kind: "shape";
      readonly node: TSESTree.TSInterfaceDeclaration | TSESTree.TSTypeLiteral;
      readonly module: SourceModule;
    }
  | { readonly kind: "signature"; readonly node: SignatureNode; readonly module: SourceModule };

/**
 * What made a value of a known library: the call (`dataSource.getRepository(User)`, `prisma.$extends({ … })`), `new`, the type that names
 * it (`Repository<User>`), or the class that inherits from it.
 */
export interface Made {
  readonly node: TSESTree.CallExpression | TSESTree.NewExpression | TSESTree.TSTypeReference | ClassNode;
  readonly module: SourceModule;
}

type SignatureNode =
  | TSESTree.TSFunctionType
  | TSESTree.TSMethodSignature
  | TSESTree.TSEmptyBodyFunctionExpression
  | TSESTree.TSDeclareFunction;

const memo = new WeakMap<TSESTree.Node, { readonly value: Value | null }>();
let depth = 0;
const deepest = 60;

/**
 * Follows an expression to what it stands for. Out: null where that cannot be told; never throws, and what leads back to itself is
 * null. The answer is kept for each node.
 */
export function traceValue(node: TSESTree.Node, module: SourceModule): Value | null {
  return remembered(memo, node, () => follow(node, module));
}

const typeMemo = new WeakMap<TSESTree.Node, { readonly value: Value | null }>();

/** What a value of this type is. In: a type node, or the declaration of a type. */
export function valueOfType(node: TSESTree.Node, module: SourceModule): Value | null {
  return remembered(typeMemo, node, () => followType(node, module));
}

function remembered(
  store: WeakMap<TSESTree.Node, { readonly value: Value | null }>,
  node: TSESTree.Node,
  find: () => Value | null,
): Value | null {
  const known = store.get(node);
  if (known) return known.value;
  if (depth > deepest) return null;
  store.set(node, { value: null });
  depth++;
  try {
    const value = find();
    store.set(node, { value });
    return value;
  } finally {
    depth--;
  }
}

function deeper<T>(work: () => T): T {
  depth++;
  try {
    return work();
  } finally {
    depth--;
  }
}

function follow(node: TSESTree.Node, module: SourceModule): Value | null {
  switch (node.type) {
    case "Identifier":
      return valueOfIdentifier(node, module);
    case "MemberExpression": {
      const object = node.object.type === "Super" ? valueOfSuper(node.object, module) : traceValue(node.object, module);
      // An element of a list is not followed.
      const name =
        node.property.type === "Literal" && typeof node.property.value === "number" ? null : memberName(node);
      if (object && name !== null) return memberOf(object, name);
      return node.computed && node.property.type !== "Literal" ? elementHeld(node.object, module) : null;
    }
    case "CallExpression":
      return elementGotten(node, module) ?? valueOfCall(node, module);
    case "NewExpression": {
      const made = traceValue(node.callee, module);
      if (made && isOtherDatabase(made, node.arguments, module)) return packageValue(anotherDatabase, "()");
      return made && madeBy(constructed(made), node, module);
    }
    case "TaggedTemplateExpression": {
      const tag = traceValue(node.tag, module);
      if (tag?.kind === "package") return packageValue(tag.origin.package, `${tag.origin.path}\`\``);
      return tag ? called(tag) : null;
    }
    case "ImportExpression": {
      const from = requiredBy(node);
      return from && namespaceOf(from.specifier, module);
    }
    case "AwaitExpression":
      return traceValue(node.argument, module);
    case "TSAsExpression":
    case "TSTypeAssertion":
      return valueOfType(node.typeAnnotation, module) ?? traceValue(node.expression, module);
    case "TSSatisfiesExpression":
    case "TSNonNullExpression":
    case "ChainExpression":
    case "TSInstantiationExpression":
      return traceValue(node.expression, module);
    case "SequenceExpression": {
      const last = node.expressions.at(-1);
      return last ? traceValue(last, module) : null;
    }
    case "AssignmentExpression":
      return node.operator === "="
        ? traceValue(node.right, module)
        : eitherOf(traceValue(node.left, module), traceValue(node.right, module));
    case "LogicalExpression":
      return node.operator === "&&"
        ? traceValue(node.right, module)
        : eitherOf(traceValue(node.left, module), traceValue(node.right, module));
    case "ConditionalExpression":
      return agreed(
        [node.consequent, node.alternate]
          .filter((branch) => !isNothing(branch))
          .map((branch) => traceValue(branch, module)),
      );
    case "ThisExpression":
      return valueOfThis(node, module);
    case "ObjectExpression":
      return { kind: "object", node, module };
    case "FunctionDeclaration":
    case "FunctionExpression":
    case "ArrowFunctionExpression":
      return { kind: "function", node, module };
    case "ClassDeclaration":
    case "ClassExpression":
      return { kind: "class", node, module };
    default:
      return null;
  }
}

function isNothing(node: TSESTree.Node): boolean {
  return (node.type === "Literal" && node.value === null) || (node.type === "Identifier" && node.name === "undefined");
}

/** One value where all are known and the same, or of the same package. */
function agreed(values: readonly (Value | null)[]): Value | null {
  const [first] = values;
  if (!first) return null;
  return values.every((value) => value && sameValue(first, value)) ? first : null;
}

/** `a ?? b`: both stand for the same kind of thing, so one that is known speaks for the other. */
function eitherOf(left: Value | null, right: Value | null): Value | null {
  return tells(left) && tells(right)
    ? agreed([left, right])
    : tells(left)
      ? left
      : tells(right)
        ? right
        : (left ?? right);
}

/** The first value, unless it comes from a package that tells nothing and the second one tells more. */
function better(first: Value | null, second: () => Value | null): Value | null {
  return tells(first) ? first : (second() ?? first);
}

function tells(value: Value | null): boolean {
  return value !== null && (value.kind !== "package" || value.origin.library !== null);
}

function sameValue(a: Value, b: Value): boolean {
  if (a.kind === "package") {
    return (
      b.kind === "package" &&
      (a.origin.library === null
        ? a.origin.package === b.origin.package && a.origin.path === b.origin.path
        : a.origin.library === b.origin.library)
    );
  }
  if (a.kind === "module") return b.kind === "module" && a.module === b.module;
  return b.kind === a.kind && b.node === a.node;
}

/** A value of a package, in the package's canonical terms. */
function packageValue(specifier: string, path: string, how: Origin["how"] = "origin"): Value {
  const known = knownPackage(specifier);
  if (path.length > 200) return { kind: "package", origin: { library: null, package: specifier, path: "", how } };
  const dot = specifier === "" ? path.indexOf(".") : -1;
  const from = dot < 0 ? null : packageOfGlobal(path.slice(0, dot));
  if (from !== null) return packageValue(from, path.slice(dot + 1), how);
  const [to, other] = canonicalPath(known, path).split("!").toReversed();
  if (other !== undefined) return packageValue(other, to ?? "", how);
  return { kind: "package", origin: { library: known?.library ?? null, package: specifier, path: to ?? "", how } };
}

function append(origin: Origin, piece: string): Value {
  // `(await import("pg")).default` is what `require("pg")` gives.
  if (piece === ".default" && origin.path === "" && origin.package !== "" && !definesDefault(origin.package))
    return { kind: "package", origin };
  const path = piece.startsWith(".") && origin.path === "" ? piece.slice(1) : origin.path + piece;
  return packageValue(origin.package, path, origin.how);
}

function valueOfIdentifier(node: TSESTree.Identifier, module: SourceModule): Value | null {
  const variable = variableOf(module, node);
  if (!variable) return node.name === "undefined" ? null : packageValue("", node.name);
  return valueOfVariable(variable, module);
}

const variables = new WeakMap<Variable, { readonly value: Value | null }>();

/** What a variable of a module holds. */
function valueOfVariable(variable: Variable, module: SourceModule): Value | null {
  const known = variables.get(variable);
  if (known) return known.value;
  if (depth > deepest) return null;
  variables.set(variable, { value: null });
  const value = followVariable(variable, module);
  variables.set(variable, { value });
  return value;
}

function followVariable(variable: Variable, module: SourceModule): Value | null {
  const definition =
    soleDefinition(variable) ?? variable.defs.find(({ type }) => type === "FunctionName" || type === "ClassName");
  if (!definition) return null;
  const name = definition.name as TSESTree.Identifier;
  switch (definition.type as string) {
    case "ImportBinding": {
      const from = importedBy(definition);
      const { node } = definition;
      if (from) return importedValue(from, module);
      // `import Pool = pg.Pool`
      return node.type === "TSImportEqualsDeclaration" && node.moduleReference.type !== "TSExternalModuleReference"
        ? valueOfEntity(node.moduleReference, module)
        : null;
    }
    case "FunctionName":
      // An overload's implementation is the definition with a body.
      return (
        [definition, ...variable.defs]
          .map((each) => each.node as unknown as TSESTree.Node)
          .map((each): Value | null =>
            each.type === "FunctionDeclaration" ? { kind: "function", node: each, module } : null,
          )
          .find((value) => value !== null) ?? signatureOf(definition.node as TSESTree.Node, module)
      );
    case "ClassName":
      return { kind: "class", node: definition.node as ClassNode, module };
    case "Variable": {
      const declarator = definition.node as TSESTree.VariableDeclarator;
      if (declarator.parent.parent?.type === "ForOfStatement" || declarator.parent.parent?.type === "ForInStatement")
        return null;
      return destructured(declarator.id, name, () => heldBy(variable, declarator, module), module);
    }
    case "Parameter": {
      const fn = definition.node as unknown as FunctionNode;
      const index = fn.params.findIndex((param) => contains(param, name));
      const param = fn.params[index];
      if (!param) return null;
      return valueOfParameter(fn, param, index, name, module);
    }
    default:
      return null;
  }
}

function contains(outer: TSESTree.Node, inner: TSESTree.Node): boolean {
  return outer.range[0] <= inner.range[0] && inner.range[1] <= outer.range[1];
}

function signatureOf(node: TSESTree.Node, module: SourceModule): Value | null {
  return node.type === "TSDeclareFunction" ? { kind: "signature", node, module } : null;
}

/** What a declared variable holds: its initial value, or all that is ever written to it where that is the same. */
function heldBy(variable: Variable, declarator: TSESTree.VariableDeclarator, module: SourceModule): Value | null {
  const annotation =
    declarator.id.type === "Identifier" || declarator.id.type === "ObjectPattern"
      ? declarator.id.typeAnnotation
      : undefined;
  const written = variable.references
    .filter((reference) => reference.isWrite())
    .map((reference) => (reference.init ? declarator.init : reference.writeExpr))
    .filter((value) => value === null || value === undefined || !isNothing(value));
  const values = declarator.id.type === "Identifier" ? written : [declarator.init];
  const held =
    values.length > 0 && values.length <= 4
      ? agreed(values.map((value) => (value ? traceValue(value, module) : null)))
      : null;
  return better(held, () => (annotation ? valueOfType(annotation.typeAnnotation, module) : null));
}

/** Follows a pattern from the whole value down to the name it binds. */
function destructured(
  pattern: TSESTree.Node,
  name: TSESTree.Node,
  whole: () => Value | null,
  module: SourceModule,
): Value | null {
  switch (pattern.type) {
    case "Identifier":
      return pattern === name ? whole() : null;
    case "AssignmentPattern":
      return destructured(pattern.left, name, () => better(whole(), () => traceValue(pattern.right, module)), module);
    case "ObjectPattern":
      for (const property of pattern.properties) {
        if (!contains(property, name)) continue;
        // The rest of an object holds what its members held.
        if (property.type === "RestElement") return property.argument === name ? whole() : null;
        const key = keyName(property);
        if (key === null || !contains(property.value, name)) return null;
        return destructured(
          property.value,
          name,
          () => {
            const value = whole();
            return value && memberOf(value, key);
          },
          module,
        );
      }
      return null;
    default:
      return null;
  }
}

function valueOfParameter(
  fn: FunctionNode,
  param: TSESTree.Parameter,
  index: number,
  name: TSESTree.Identifier,
  module: SourceModule,
): Value | null {
  const property = param.type === "TSParameterProperty" ? param.parameter : param;
  const pattern = property.type === "AssignmentPattern" ? property.left : property;
  if (pattern.type === "RestElement") return null;
  const annotation = pattern.typeAnnotation;
  const whole = (): Value | null =>
    (annotation ? valueOfType(annotation.typeAnnotation, module) : null) ??
    (property.type === "AssignmentPattern" ? traceValue(property.right, module) : null) ??
    documentedParameter(fn, pattern, module) ??
    contextualParameter(fn, index, module) ??
    givenParameter(fn, index, module);
  return destructured(pattern, name, whole, module);
}

/** What the receiver of a callback hands it: `pool.connect((error, client) => …)`, `new Brackets((q) => …)`. */
function contextualParameter(fn: FunctionNode, index: number, module: SourceModule): Value | null {
  const call = fn.parent;
  if (call.type === "MethodDefinition") return hookParameter(call, index, module);
  if (call.type === "CallExpression" || call.type === "NewExpression") {
    const at = call.arguments.indexOf(fn as TSESTree.CallExpressionArgument);
    const accumulated = at === 0 && index === 0 && call.type === "CallExpression" ? accumulator(call) : null;
    if (accumulated) return traceValue(accumulated, module);
    const callee = at < 0 ? null : traceValue(call.callee, module);
    const before = call.arguments[index];
    if (
      callee?.kind === "package" &&
      before &&
      index < at &&
      at === call.arguments.length - 1 &&
      handsOn(callee.origin)
    )
      return traceValue(before, module);
    const handed = callee && handedToCallback(callee, at, index);
    if (
      at === 0 &&
      index === 0 &&
      call.callee.type === "MemberExpression" &&
      memberName(call.callee) === "then" &&
      !canonical(handed)
    ) {
      return traceValue(call.callee.object, module);
    }
    return handed;
  }
  // `const run: Run = (client) => …`
  if (call.type === "VariableDeclarator" && call.id.typeAnnotation) {
    const type = valueOfType(call.id.typeAnnotation.typeAnnotation, module);
    return type?.kind === "signature" ? parameterOf(type.node, index, type.module) : null;
  }
  return null;
}

/** Whether a function of a library hands its callback what stands before that. */
function handsOn({ library, path }: Origin): boolean {
  return library !== null && (factsOf(library)?.packages.some((one) => one.handsOn?.includes(path)) ?? false);
}

/** What `list.reduce(fn, start)` begins with, and goes on with. */
function accumulator({ callee, arguments: [, start] }: TSESTree.CallExpression): TSESTree.Expression | null {
  const isReduced = callee.type === "MemberExpression" && /^reduce(?:Right)?$/.test(memberName(callee) ?? "");
  return isReduced && start && start.type !== "SpreadElement" && !isNothing(start) ? start : null;
}

/** What a library calls a method of its own with that a class of the project overrides: `$beforeInsert(context)`. */
function hookParameter(method: TSESTree.MethodDefinition, index: number, module: SourceModule): Value | null {
  const { superClass } = method.parent.parent;
  const name = superClass ? keyName(method) : null;
  const parent = superClass && name !== null ? ancestorOf(superClass, module) : null;
  const owner = parent && (method.static ? parent : constructed(parent));
  const overridden = owner && name !== null ? memberOf(owner, name) : null;
  if (overridden?.kind === "package" && overridden.origin.library !== null) {
    const place = `<${String(index)}>`;
    const given = append(overridden.origin, place);
    // Of a method that the library has not, callers say what it is given.
    return given.kind === "package" && given.origin.path.endsWith(place) ? null : given;
  }
  const { parent: base } = overridden?.kind === "function" ? overridden.node : {};
  const type = overridden?.kind === "function" ? parameterType(overridden.node.params[index]) : null;
  if (overridden?.kind !== "function") return null;
  return type
    ? valueOfType(type, overridden.module)
    : base?.type === "MethodDefinition" && base !== method
      ? hookParameter(base, index, overridden.module)
      : null;
}

/** What all callers in the file hand a function or a constructor: `function load(db) { … }  load(pool)`. */
function givenParameter(fn: FunctionNode, index: number, module: SourceModule): Value | null {
  const owner = fn.parent;
  const declared =
    fn.type === "FunctionDeclaration"
      ? fn.id
      : owner.type === "VariableDeclarator" && owner.init === fn && owner.id.type === "Identifier"
        ? owner.id
        : owner.type === "MethodDefinition" && owner.kind === "constructor"
          ? owner.parent.parent.id
          : null;
  // A class knows its own name inside, too.
  const outside = declared?.parent.parent;
  const variable =
    declared &&
    (declared.parent.type === "ClassDeclaration" && outside
      ? variableNamed(module, declared.name, outside)
      : variableOf(module, declared));
  const given: (Value | null)[] = [];
  for (const { identifier } of variable?.references ?? []) {
    const call = identifier.parent;
    if ((call?.type !== "CallExpression" && call?.type !== "NewExpression") || call.callee !== identifier) continue;
    const argument = call.arguments[index];
    // Called without it, or from inside itself: that tells nothing.
    if (!argument || argument.type === "SpreadElement" || contains(fn, argument)) continue;
    if (given.length > 20) return null;
    given.push(traceValue(argument, module));
  }
  return given.length > 0 ? agreed(given) : null;
}

/** True for a value that the library's facts name: its path is not just what was typed. */
function canonical(value: Value | null): boolean {
  return value?.kind !== "package"
    ? value !== null
    : !value.origin.path.endsWith(")") || value.origin.path.endsWith("()");
}

function handedToCallback(callee: Value, at: number, index: number): Value | null {
  if (callee.kind === "package") {
    return append(callee.origin, `(${String(at)}:${String(index)})`);
  }
  if (callee.kind === "signature") {
    const taken = parameterType(callee.node.params[at]);
    const type = taken && valueOfType(taken, callee.module);
    return type?.kind === "signature" ? parameterOf(type.node, index, type.module) : null;
  }
  if (callee.kind !== "function") return null;
  const param = callee.node.params[at];
  const taken = param && parameterType(param);
  const type = taken && valueOfType(taken, callee.module);
  if (type?.kind === "signature") {
    const typed = parameterOf(type.node, index, type.module);
    if (typed) return typed;
  }
  // Untyped: what the function's body calls its parameter with.
  const variable = param?.type === "Identifier" ? variableOf(callee.module, param) : null;
  // A function may hand it on to itself, in more than one place.
  if (!variable || handing.has(variable)) return null;
  handing.add(variable);
  try {
    return handedOn(variable, index, callee.module);
  } finally {
    handing.delete(variable);
  }
}

const handing = new Set<Variable>();

/** What a function's body calls its parameter with, or what others do that it hands it on to. */
function handedOn(variable: Variable, index: number, module: SourceModule): Value | null {
  for (const reference of variable.references) {
    const { parent } = reference.identifier;
    if (parent?.type !== "CallExpression") continue;
    if (parent.callee === reference.identifier) {
      const given = parent.arguments[index];
      return given && given.type !== "SpreadElement" ? traceValue(given, module) : null;
    }
    // Handed on: `transaction(work) { return this.pool.begin(work) }`.
    const further = parent.arguments.indexOf(reference.identifier as TSESTree.CallExpressionArgument);
    const next = further < 0 ? null : traceValue(parent.callee, module);
    const found = next && depth < deepest ? deeper(() => handedToCallback(next, further, index)) : null;
    if (found) return found;
  }
  return null;
}

function parameterType(param: TSESTree.Parameter | undefined): TSESTree.TypeNode | null {
  const property = param?.type === "TSParameterProperty" ? param.parameter : param;
  const pattern = property?.type === "AssignmentPattern" ? property.left : property;
  return pattern?.typeAnnotation?.typeAnnotation ?? null;
}

function parameterOf(signature: SignatureNode, index: number, module: SourceModule): Value | null {
  const type = parameterType(signature.params[index]);
  return type && valueOfType(type, module);
}

/** `@param {import("pg").Pool} pool` */
function documentedParameter(fn: FunctionNode, pattern: TSESTree.Node, module: SourceModule): Value | null {
  const documentation = pattern.type === "Identifier" ? documentationOf(fn, module) : null;
  const written = documentation && pattern.type === "Identifier" ? documentedType(documentation, pattern.name) : null;
  if (!written) return null;
  const imported = /^import\(["']([^"']+)["']\)\.([\w.]+)$/.exec(written);
  if (imported) return typeFrom(imported[1] ?? "", imported[2] ?? "", module);
  const [first = "", ...rest] = written.split(".");
  if (!/^[\w$]+$/.test(first)) return null;
  const variable = variableNamed(module, first, fn);
  let value = variable && valueOfVariable(variable, module);
  for (const name of rest) value = value && memberOf(value, name);
  return value && constructed(value);
}

function valueOfThis(node: TSESTree.ThisExpression | TSESTree.Super, module: SourceModule): Value | null {
  for (let at: TSESTree.Node | undefined = node.parent; at; at = at.parent) {
    if (at.type === "FunctionDeclaration") return null;
    if (at.type === "PropertyDefinition" || at.type === "StaticBlock" || at.type === "AccessorProperty") {
      const owner = at.parent.parent;
      return { kind: at.type === "StaticBlock" || at.static ? "class" : "instance", node: owner, module };
    }
    if (at.type === "FunctionExpression") {
      const { parent } = at;
      if (parent.type === "MethodDefinition")
        return { kind: parent.static ? "class" : "instance", node: parent.parent.parent, module };
      if (parent.type === "Property" && parent.parent.type === "ObjectExpression") {
        const extended = extensionOf(parent.parent);
        return extended ? traceValue(extended, module) : { kind: "object", node: parent.parent, module };
      }
      return thisOfCallback(at, module);
    }
  }
  return null;
}

/** `where(function () { this.orWhere(…) })`: builders call it on what they hand it. */
function thisOfCallback(fn: TSESTree.FunctionExpression, module: SourceModule): Value | null {
  if (fn.parent.type !== "CallExpression" || fn.parent.callee === fn) return null;
  const handed = contextualParameter(fn, 0, module);
  return handed?.kind === "package" && handed.origin.library !== null && canonical(handed) ? handed : null;
}

/** What a class inherits from, as `super` names it. */
function valueOfSuper(node: TSESTree.Super, module: SourceModule): Value | null {
  const own = valueOfThis(node, module);
  if (own?.kind !== "instance" && own?.kind !== "class") return null;
  const parent = own.node.superClass ? traceValue(own.node.superClass, module) : null;
  return own.kind === "class" ? parent : parent && constructed(parent);
}

function valueOfCall(node: TSESTree.CallExpression, module: SourceModule): Value | null {
  const [first] = node.arguments;
  if (node.callee.type === "Identifier" && !variableOf(module, node.callee)) {
    const required = requiredBy(node);
    if (required) return namespaceOf(required.specifier, module);
  }
  if (node.callee.type === "Super") return null;
  if (node.callee.type === "MemberExpression" && node.callee.object.type !== "Super") {
    const name = memberName(node.callee);
    // `fn.bind(this)` is the function, `promise.then((it) => it.part)` what its callback gives.
    if (name === "bind") return traceValue(node.callee.object, module);
    const then = name === "then" ? first : undefined;
    if (then && then.type !== "SpreadElement") {
      const callback = traceValue(then, module);
      if (callback?.kind === "function") return returned(callback.node, callback.module);
    }
    if (name === "catch" || name === "finally") {
      const object = traceValue(node.callee.object, module);
      if (object && object.kind !== "package") return object;
    }
  }
  const accumulated = accumulator(node);
  if (accumulated) return traceValue(accumulated, module);
  const callee = traceValue(node.callee, module);
  if (callee && isOtherDatabase(callee, node.arguments, module)) return packageValue(anotherDatabase, "()");
  if (callee?.kind === "package" && callee.origin.package === "" && first && first.type !== "SpreadElement") {
    if (/^Object\.(?:freeze|seal|assign)$/.test(callee.origin.path)) return traceValue(first, module);
  }
  return (
    (callee?.kind === "function" ? handedBack(callee.node, node, module) : null) ??
    (callee && madeBy(called(callee), node, module))
  );
}

/** What a generic function gives that returns an argument, its type, or that of what an argument gives: `once<T>(name, make: () => T): T`. */
function handedBack(fn: FunctionNode, call: TSESTree.CallExpression, module: SourceModule): Value | null {
  const own = (type: TSESTree.TypeNode | undefined): string | null => {
    if (type?.type !== "TSTypeReference" || type.typeName.type !== "Identifier") return null;
    const { name } = type.typeName;
    if (name === "Promise") return own(type.typeArguments?.params[0]);
    return fn.typeParameters?.params.some((parameter) => parameter.name.name === name) ? name : null;
  };
  const result = own(fn.returnType?.typeAnnotation);
  if (result === null && fn.returnType) return null;
  for (const [index, parameter] of fn.params.entries()) {
    const given = call.arguments[index];
    const type = parameter.type === "Identifier" ? parameter.typeAnnotation?.typeAnnotation : undefined;
    if (!given || given.type === "SpreadElement" || !type) continue;
    // `if (!trx) return repository;`: what else it gives is of the same type, as far as nothing else is written.
    const isHandedBack = result === null ? own(type) !== null && returnsName(fn, parameter) : own(type) === result;
    if (isHandedBack) return traceValue(given, module);
    if (result === null) continue;
    if (type.type === "TSFunctionType" && own(type.returnType?.typeAnnotation) === result) {
      const made = traceValue(given, module);
      return made && called(made);
    }
  }
  return null;
}

function returnsName(fn: FunctionNode, parameter: TSESTree.Parameter): boolean {
  const isIt = (result: TSESTree.Node): boolean =>
    result.type === "ConditionalExpression"
      ? isIt(result.consequent) || isIt(result.alternate)
      : parameter.type === "Identifier" && result.type === "Identifier" && result.name === parameter.name;
  return returnedExpressions(fn).some(isIt);
}

/** Notes what made a value, unless something nearer to the library did. */
function madeBy(value: Value | null, node: Made["node"], module: SourceModule): Value | null {
  return value?.kind === "package" && value.origin.library !== null && !value.made
    ? { ...value, made: { node, module } }
    : value;
}

/** `knex({ client: "mysql2" })`, `new Sequelize("sqlite::memory:")`: a library of several databases, told to use another one. */
function isOtherDatabase(
  made: Value,
  given: readonly TSESTree.CallExpressionArgument[],
  module: SourceModule,
): boolean {
  if (made.kind !== "package" || made.origin.library === null) return false;
  if (!factsOf(made.origin.library)?.severalDatabases) return false;
  return given.some((argument) => {
    if (argument.type === "Literal")
      return typeof argument.value === "string" && databaseOfUrl(argument.value) !== null;
    const options = argument.type === "SpreadElement" ? null : traceValue(argument, module);
    return (
      options !== null &&
      ["client", "dialect", "type"].some((name) => {
        const value = optionOf(options, name);
        return value?.type === "Literal" && databaseOfDialect(String(value.value)) !== null;
      })
    );
  });
}

function optionOf(options: Value, name: string): TSESTree.Node | null {
  if (options.kind === "module") {
    const exported = exportOf(options.module, name);
    return exported?.kind === "value" ? exported.node : null;
  }
  const property =
    options.kind === "object"
      ? options.node.properties.find((one) => one.type === "Property" && keyName(one) === name)
      : undefined;
  return property?.type === "Property" ? property.value : null;
}

/** What a call of the value gives, awaited. */
export function called(callee: Value): Value | null {
  switch (callee.kind) {
    case "package":
      return append(callee.origin, "()");
    case "function":
      return returned(callee.node, callee.module);
    case "signature": {
      const type = callee.node.returnType;
      return type ? valueOfType(type.typeAnnotation, callee.module) : null;
    }
    case "module": {
      const value = defaultOf(callee.module);
      return value && value.kind !== "module" ? called(value) : null;
    }
    default:
      return null;
  }
}

/** What `new` gives, and what a value is whose type is named so. */
export function constructed(made: Value): Value | null {
  switch (made.kind) {
    case "package":
      return append(made.origin, "()");
    case "class":
      return { kind: "instance", node: made.node, module: made.module };
    case "module": {
      const value = defaultOf(made.module);
      return value && value.kind !== "module" ? constructed(value) : null;
    }
    default:
      return null;
  }
}

const returns = new WeakMap<FunctionNode, { readonly value: Value | null }>();

function returned(fn: FunctionNode, module: SourceModule): Value | null {
  return remembered(returns, fn, () => {
    if (fn.generator) return null;
    const declared = fn.returnType ? valueOfType(fn.returnType.typeAnnotation, module) : null;
    if (declared) return declared;
    const results = returnedExpressions(fn).filter((result) => !isNothing(result));
    return results.length > 0 && results.length <= 8
      ? agreed(results.map((result) => traceValue(result, module)))
      : null;
  });
}

/** Members that are being looked for: of a class or an interface that extends itself, by whatever detour. */
const looking = new WeakMap<object, Set<string>>();

/** A member of a value; null where looking for it leads back to itself. */
export function memberOf(value: Value, name: string): Value | null {
  if (value.kind === "package" || value.kind === "function" || value.kind === "signature")
    return ownMember(value, name);
  const key = `${value.kind}.${name}`;
  const under = looking.get(whoseMember(value)) ?? new Set<string>();
  if (under.has(key) || depth > deepest) return null;
  looking.set(whoseMember(value), under.add(key));
  try {
    return deeper(() => ownMember(value, name));
  } finally {
    under.delete(key);
  }
}

const whoseMember = (value: Exclude<Value, { readonly kind: "package" }>): object =>
  value.kind === "module" ? value.module : value.node;

function ownMember(value: Value, name: string): Value | null {
  switch (value.kind) {
    case "package":
      return append(value.origin, `.${name}`);
    case "module":
      return moduleMember(value.module, name);
    case "object":
      return objectMember(value.node, name, value.module);
    case "class":
      return classMember(value, name, true);
    case "instance":
      return classMember(value, name, false);
    case "shape":
      return shapeMember(value.node, name, value.module);
    case "function":
      // `fn.call`, `fn.bind`: the function, near enough. What is set on it is not followed.
      return name === "default" ? value : null;
    default:
      return null;
  }
}

/** Spreads that are being looked into: `all = { ...all, … }` leads back to itself. */
const spreading = new Set<TSESTree.SpreadElement>();

function objectMember(node: TSESTree.ObjectExpression, name: string, module: SourceModule): Value | null {
  // What a package gives may have any member: another owner of the name comes first.
  let ofPackage: Value | null = null;
  for (const property of node.properties.toReversed()) {
    if (property.type === "SpreadElement") {
      if (spreading.has(property)) continue;
      spreading.add(property);
      try {
        const spread = traceValue(property.argument, module);
        const found = spread && memberOf(spread, name);
        if (spread?.kind === "package") ofPackage ??= found;
        else if (found) return found;
      } finally {
        spreading.delete(property);
      }
      continue;
    }
    if (keyName(property) !== name) continue;
    if (property.kind === "get")
      return property.value.type === "FunctionExpression" ? returned(property.value, module) : null;
    return property.kind === "init" ? traceValue(property.value, module) : null;
  }
  return memberSet(node, name, module) ?? ofPackage;
}

/** `const db = {}; db.pool = new Pool()`: what is written to a member of the variable that holds the object. */
function memberSet(node: TSESTree.ObjectExpression, name: string, module: SourceModule): Value | null {
  const { parent } = node;
  if (parent.type !== "VariableDeclarator" || parent.id.type !== "Identifier") return null;
  const values = (variableOf(module, parent.id)?.references ?? [])
    .flatMap(({ identifier }) => {
      const member = identifier.parent;
      const assignment = member?.parent;
      return member?.type === "MemberExpression" &&
        member.object === identifier &&
        memberName(member) === name &&
        assignment?.type === "AssignmentExpression" &&
        assignment.left === member
        ? [assignment.right]
        : [];
    })
    .filter((value) => !isNothing(value));
  return values.length > 0 && values.length <= 4 ? agreed(values.map((value) => traceValue(value, module))) : null;
}

/** More clients than these are not held by one variable. */
const mostHeld = 4;

/** `pools[name]`, where all that is ever put there is the same: `const pools = {}; pools[name] = new Pool()`. */
function elementHeld(object: TSESTree.Expression, module: SourceModule): Value | null {
  const variable = object.type === "Identifier" ? variableOf(module, object) : null;
  const init = variable && initOf(variable);
  if (!variable || init?.type !== "ObjectExpression") return null;
  const held = init.properties.map((property) => (property.type === "Property" ? property.value : property));
  const put = variable.references.flatMap(({ identifier }) => {
    const member = identifier.parent;
    const assignment = member?.parent;
    return member?.type === "MemberExpression" &&
      member.object === identifier &&
      assignment?.type === "AssignmentExpression" &&
      assignment.left === member
      ? [assignment.right]
      : [];
  });
  return agreedOn([...held, ...put], module);
}

/** `pools.get(name)` of `const pools = new Map(); pools.set(name, new Pool())`. */
function elementGotten({ callee }: TSESTree.CallExpression, module: SourceModule): Value | null {
  if (callee.type !== "MemberExpression" || memberName(callee) !== "get" || callee.object.type !== "Identifier")
    return null;
  const variable = variableOf(module, callee.object);
  const init = variable && initOf(variable);
  if (!variable || init?.type !== "NewExpression" || init.callee.type !== "Identifier" || init.callee.name !== "Map")
    return null;
  if (init.arguments.length > 0) return null;
  const put = variable.references.flatMap(({ identifier }) => {
    const member = identifier.parent;
    const call = member?.parent;
    return member?.type === "MemberExpression" && memberName(member) === "set" && call?.type === "CallExpression"
      ? call.arguments.slice(1, 2)
      : [];
  });
  return agreedOn(put, module);
}

function initOf(variable: Variable): TSESTree.Expression | null {
  const definition = soleDefinition(variable);
  return definition?.node.type === "VariableDeclarator" && definition.node.id.type === "Identifier"
    ? definition.node.init
    : null;
}

function agreedOn(nodes: readonly TSESTree.Node[], module: SourceModule): Value | null {
  const values = nodes.filter((node) => !isNothing(node));
  return values.length > 0 && values.length <= mostHeld
    ? agreed(values.map((value) => traceValue(value, module)))
    : null;
}

function classMember(
  owner: { readonly node: ClassNode; readonly module: SourceModule },
  name: string,
  isStatic: boolean,
): Value | null {
  const { node, module } = owner;
  for (const member of node.body.body) {
    if (member.type === "MethodDefinition" || member.type === "TSAbstractMethodDefinition") {
      if (member.static !== isStatic || keyName(member) !== name || member.kind === "set") continue;
      if (member.value.type === "TSEmptyBodyFunctionExpression") {
        if (member.type === "TSAbstractMethodDefinition") return { kind: "signature", node: member.value, module };
        continue;
      }
      return member.kind === "get" ? returned(member.value, module) : { kind: "function", node: member.value, module };
    }
    if (
      member.type === "PropertyDefinition" ||
      member.type === "TSAbstractPropertyDefinition" ||
      member.type === "AccessorProperty"
    ) {
      if (member.static !== isStatic || keyName(member) !== name) continue;
      const found =
        (member.value && !isNothing(member.value) ? traceValue(member.value, module) : null) ??
        (member.typeAnnotation ? valueOfType(member.typeAnnotation.typeAnnotation, module) : null);
      if (found) return found;
    }
  }
  const own = isStatic ? null : (parameterProperty(node, name, module) ?? assignedField(node, name, module));
  if (own) return own;
  const parent = node.superClass ? traceValue(node.superClass, module) : null;
  if (!parent) return null;
  if (isStatic) return memberOf(parent, name);
  const base = constructed(parent);
  return base && memberOf(base, name);
}

/** `extends Base`, `extends SoftDelete(Model)`: what a mixin of a package is given. */
function ancestorOf(superClass: TSESTree.Expression, module: SourceModule): Value | null {
  const value = traceValue(superClass, module);
  if (tells(value) || superClass.type !== "CallExpression") return value;
  for (const argument of superClass.arguments) {
    const given = argument.type === "SpreadElement" ? null : ancestorOf(argument, module);
    if (given?.kind === "class" || (given && given.kind === "package" && tells(given))) return given;
  }
  return value;
}

/** What the instances of a class of the project are to the library that the first of its ancestors comes from; null where none does. */
export function inheritedValue(
  node: ClassNode,
  module: SourceModule,
  isStatic = false,
): (Value & { readonly kind: "package" }) | null {
  if (!node.superClass) return null;
  const parent = ancestorOf(node.superClass, module);
  if (parent?.kind === "class" && parent.node !== node && depth < deepest) {
    const further = deeper(() => inheritedValue(parent.node, parent.module, isStatic));
    // `class Users extends Base<User>`: what is nearer to the use says more.
    return further && node.superTypeArguments ? { ...further, made: { node, module } } : further;
  }
  if (parent?.kind !== "package") return null;
  const value = isStatic ? parent : constructed(parent);
  return value?.kind === "package" && value.origin.library !== null ? { ...value, made: { node, module } } : null;
}

function constructorOf(node: ClassNode): TSESTree.FunctionExpression | null {
  for (const member of node.body.body) {
    if (
      member.type === "MethodDefinition" &&
      member.kind === "constructor" &&
      member.value.type === "FunctionExpression"
    )
      return member.value;
  }
  return null;
}

function parameterProperty(node: ClassNode, name: string, module: SourceModule): Value | null {
  const made = constructorOf(node);
  for (const [index, param] of (made?.params ?? []).entries()) {
    if (param.type !== "TSParameterProperty" || !made) continue;
    const pattern = param.parameter.type === "AssignmentPattern" ? param.parameter.left : param.parameter;
    if (pattern.type === "Identifier" && pattern.name === name)
      return valueOfParameter(made, param, index, pattern, module);
  }
  return null;
}

/** `this.name = …` in the class's methods. */
function assignedField(node: ClassNode, name: string, module: SourceModule): Value | null {
  const values = fieldWrites(node, name, false, module)
    .assigned.map(({ value }) => value)
    .filter((value) => !isNothing(value));
  return values.length > 0 && values.length <= 4 ? agreed(values.map((value) => traceValue(value, module))) : null;
}

function shapeMember(
  node: TSESTree.TSInterfaceDeclaration | TSESTree.TSTypeLiteral,
  name: string,
  module: SourceModule,
): Value | null {
  for (const member of node.type === "TSTypeLiteral" ? node.members : node.body.body) {
    if (member.type === "TSPropertySignature" && keyName(member) === name) {
      return member.typeAnnotation ? valueOfType(member.typeAnnotation.typeAnnotation, module) : null;
    }
    if (member.type === "TSMethodSignature" && keyName(member) === name)
      return { kind: "signature", node: member, module };
  }
  if (node.type === "TSTypeLiteral") return null;
  for (const { expression } of node.extends) {
    const base =
      expression.type === "Identifier" || expression.type === "MemberExpression" ? namedType(expression, module) : null;
    const found = base && memberOf(base, name);
    if (found) return found;
  }
  return null;
}

// Types whose value is their argument's, promises seen through.
const transparent = new Set([
  "Promise",
  "PromiseLike",
  "Awaited",
  "Readonly",
  "Partial",
  "Required",
  "NonNullable",
  "Pick",
  "Omit",
  "Exclude",
  "Extract",
  "Ref",
  "MaybePromise",
]);

function followType(node: TSESTree.Node, module: SourceModule): Value | null {
  switch (node.type) {
    case "TSTypeReference": {
      const [argument, second] = node.typeArguments?.params ?? [];
      if (node.typeName.type === "Identifier" && argument && !variableNamed(module, node.typeName.name, node)) {
        const { name } = node.typeName;
        if (transparent.has(name)) return valueOfType(argument, module);
        const inner = argument.type === "TSTypeQuery" ? valueOfType(argument, module) : null;
        if (name === "ReturnType") return inner && called(inner);
        if (name === "InstanceType") return inner && constructed(inner);
        if (name === "Parameters" || second) return null;
      }
      return node.typeName.type === "ThisExpression" ? null : madeBy(namedType(node.typeName, module), node, module);
    }
    case "TSTypeQuery":
      return node.exprName.type === "TSImportType"
        ? valueOfType(node.exprName, module)
        : valueOfEntity(node.exprName, module);
    case "TSImportType": {
      const source = node.source;
      const specifier = source.type === "Literal" && typeof source.value === "string" ? source.value : null;
      if (specifier === null || !node.qualifier) return null;
      return typeFrom(specifier, entityPath(node.qualifier).join("."), module);
    }
    case "TSUnionType":
      return agreed(node.types.filter(({ type }) => !emptyTypes.has(type)).map((type) => valueOfType(type, module)));
    case "TSIntersectionType":
      return node.types.map((type) => valueOfType(type, module)).find((value) => value !== null) ?? null;
    case "TSTypeLiteral":
      for (const member of node.members) {
        if (member.type === "TSCallSignatureDeclaration") return null;
      }
      return { kind: "shape", node, module };
    case "TSInterfaceDeclaration": {
      // A known library's client under a name of its own: `interface Db extends Pool {}`.
      const [base] = node.extends;
      if (
        node.body.body.length === 0 &&
        base &&
        (base.expression.type === "Identifier" || base.expression.type === "MemberExpression")
      ) {
        return namedType(base.expression, module);
      }
      return { kind: "shape", node, module };
    }
    case "TSTypeAliasDeclaration":
      return valueOfType(node.typeAnnotation, module);
    case "TSTypeParameter":
      return node.constraint ? valueOfType(node.constraint, module) : null;
    case "TSFunctionType":
      return { kind: "signature", node, module };
    case "TSTypeOperator":
      return node.operator === "readonly" && node.typeAnnotation ? valueOfType(node.typeAnnotation, module) : null;
    case "TSIndexedAccessType": {
      const object = valueOfType(node.objectType, module);
      const { indexType } = node;
      const name =
        indexType.type === "TSLiteralType" && indexType.literal.type === "Literal" ? indexType.literal.value : null;
      return object && typeof name === "string" ? memberOf(object, name) : null;
    }
    case "ClassDeclaration":
    case "ClassExpression":
      return { kind: "instance", node, module };
    default:
      return null;
  }
}

const emptyTypes = new Set<string>(["TSNullKeyword", "TSUndefinedKeyword", "TSVoidKeyword"]);

type Entity = TSESTree.EntityName | TSESTree.Expression;

function entityPath(node: Entity): string[] {
  if (node.type === "Identifier") return [node.name];
  if (node.type === "TSQualifiedName") return [...entityPath(node.left), node.right.name];
  if (node.type === "MemberExpression") return [...entityPath(node.object), memberName(node) ?? ""];
  return [""];
}

function valueOfEntity(node: Entity, module: SourceModule): Value | null {
  const [first = "", ...rest] = entityPath(node);
  const variable = variableNamed(module, first, node);
  let value = variable && valueOfVariable(variable, module);
  for (const name of rest) value = value && memberOf(value, name);
  return value;
}

function namedType(node: Entity, module: SourceModule): Value | null {
  const path = entityPath(node);
  const [first = "", ...rest] = path;
  const variable = variableNamed(module, first, node);
  if (!variable)
    return packageOfGlobal(first) !== null || isGlobalOfAnother(first) ? packageValue("", `${path.join(".")}()`) : null;
  for (const definition of variable.defs) {
    const at = definition.node;
    const from = importedBy(definition);
    if (from && at.type !== "TSImportEqualsDeclaration")
      return typeFrom(from.specifier, [...(from.name === "*" ? [] : [from.name]), ...rest].join("."), module);
    if (rest.length === 0 && isTypeDeclaration(at)) return valueOfType(at, module);
    if (definition.type === "Variable" || definition.type === "ImportBinding") {
      // `const { Pool } = require("pg")` names a type in JSDoc and checked JavaScript.
      const value = valueOfVariable(variable, module);
      return value && instanceAlong(value, rest);
    }
  }
  return null;
}

function isTypeDeclaration(node: TSESTree.Node): boolean {
  return (
    node.type === "TSInterfaceDeclaration" ||
    node.type === "TSTypeAliasDeclaration" ||
    node.type === "ClassDeclaration" ||
    node.type === "TSTypeParameter"
  );
}

function instanceAlong(value: Value, names: readonly string[]): Value | null {
  let at: Value | null = value;
  for (const name of names) at = at && memberOf(at, name);
  return at && constructed(at);
}

/** What a value of the type is that a module exports under a dotted name. */
function typeFrom(specifier: string, path: string, module: SourceModule): Value | null {
  const target = module.import(specifier);
  const names = path.split(".");
  const [first = "", ...rest] = names;
  if (!target) {
    const named = mappedSpecifier(specifier, dirname(module.file));
    const from = (knownPackage(named) ? null : generatedFrom(first)) ?? named;
    const joined = (first === "default" && !definesDefault(from) ? rest : names).join(".");
    return packageValue(from, `${joined}()`);
  }
  const found = exportedType(target, first);
  if (found?.kind === "declarations")
    return rest.length === 0 && found.nodes[0] ? valueOfType(found.nodes[0], found.module) : null;
  if (found?.kind === "package")
    return typeFrom(found.specifier, [...(found.name === "*" ? [] : [found.name]), ...rest].join("."), found.module);
  const value = moduleMember(target, first);
  const generated = generatedFrom(first);
  return (value && instanceAlong(value, rest)) ?? (generated === null ? null : packageValue(generated, `${path}()`));
}

function definesDefault(specifier: string): boolean {
  return knownPackage(specifier)?.flows["default"] !== undefined;
}

/** The value that `import { name } from "specifier"` gives, `*` all of the module. */
function importedValue({ specifier, name }: Imported, module: SourceModule): Value | null {
  if (name === "*") return namespaceOf(specifier, module);
  const target = module.import(specifier);
  if (!target) {
    const named = mappedSpecifier(specifier, dirname(module.file));
    const from = (knownPackage(named) ? null : generatedFrom(name)) ?? named;
    return packageValue(from, name === "default" && !definesDefault(from) ? "" : name);
  }
  const generated = generatedFrom(name);
  return moduleMember(target, name) ?? (generated === null ? null : packageValue(generated, name));
}

function namespaceOf(specifier: string, module: SourceModule): Value | null {
  const target = module.import(specifier);
  if (!target) return packageValue(mappedSpecifier(specifier, dirname(module.file)), "");
  const whole = exportOf(target, "*");
  const value = whole && whole.kind !== "namespace" ? valueOfExported(whole) : null;
  // An object's members may also be set one by one on `module.exports`: the module knows both.
  if (value && value.kind !== "object") return value;
  return { kind: "module", module: whole?.kind === "namespace" ? whole.module : target };
}

function valueOfExported(exported: Exported): Value | null {
  switch (exported.kind) {
    case "value":
      return traceValue(exported.node, exported.module);
    case "member": {
      const owner = traceValue(exported.of, exported.module);
      return owner && memberOf(owner, exported.name);
    }
    case "namespace":
      return { kind: "module", module: exported.module };
    case "package":
      return importedValue(exported, exported.module);
  }
}

function defaultOf(module: SourceModule): Value | null {
  return moduleMember(module, "default");
}

const members = new WeakMap<SourceModule, Map<string, Value | null>>();

function moduleMember(module: SourceModule, name: string): Value | null {
  let known = members.get(module);
  if (!known) members.set(module, (known = new Map()));
  const found = known.get(name);
  if (found !== undefined) return found;
  if (depth > deepest) return null;
  known.set(name, null);
  const value = findMember(module, name);
  known.set(name, value);
  return value;
}

function findMember(module: SourceModule, name: string): Value | null {
  for (const exported of exportsNamed(module, name)) {
    const value = valueOfExported(exported);
    // `export *` of a package offers any name; what it does not have shows nowhere.
    if (value && (tells(value) || exported.kind !== "package" || !exported.guess)) return value;
  }
  return null;
}
