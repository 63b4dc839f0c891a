import type { TSESTree } from "@typescript-eslint/utils";
import { soleDefinition, variableNamed } from "./bindings.ts";
import type { SourceModule } from "./module.ts";
import { isClass, keyName, memberName, walk, type ClassNode } from "./nodes.ts";

type Node = TSESTree.Node;

/** What the program does to a field after its declaration. */
export interface FieldWrites {
  /** What assignments give it, in the order of the file. */
  readonly assigned: readonly { readonly operator: string; readonly value: TSESTree.Expression }[];
  /** It is changed in a way that gives no value: counted, deleted, a target of destructuring, changed in place. */
  readonly changed: boolean;
}

const none: FieldWrites = { assigned: [], changed: false };

interface Fields {
  readonly byName: Map<string, FieldWrites>;
  /** Something is written by a name that is not known: `this[key] = …`, `Object.assign(this, options)`. */
  anyChanged: boolean;
}

interface Writes {
  readonly instance: Fields;
  readonly static: Fields;
}

const written = new WeakMap<ClassNode, Writes>();

/**
 * What is written to a field of a class: through `this` inside of it, or through its name anywhere in its file. In:
 * `isStatic`, whether the class itself has it, rather than its instances.
 */
export function fieldWrites(owner: ClassNode, name: string, isStatic: boolean, module: SourceModule): FieldWrites {
  let found = written.get(owner);
  if (!found) written.set(owner, (found = findWrites(owner, module)));
  const { byName, anyChanged } = isStatic ? found.static : found.instance;
  const own = byName.get(name) ?? none;
  return anyChanged && !own.changed ? { ...own, changed: true } : own;
}

function findWrites(owner: ClassNode, module: SourceModule): Writes {
  const found: Writes = {
    instance: { byName: new Map(), anyChanged: false },
    static: { byName: new Map(), anyChanged: false },
  };
  for (const member of owner.body.body) {
    const fields =
      member.type === "StaticBlock" || ("static" in member && member.static) ? found.static : found.instance;
    // A class inside has a `this` of its own; a plain function may be called on ours.
    walk(
      member,
      (node) => {
        if (node.type === "ThisExpression") use(node, fields, module);
      },
      (node) => !isClass(node),
    );
  }
  for (const node of namesOf(owner, module)) use(node, found.static, module);
  return found;
}

/** Where a class is named: inside it by its own scope's name, outside by its declaration's. */
function namesOf(owner: ClassNode, module: SourceModule): readonly Node[] {
  const { id, parent } = owner;
  const named = id ?? (parent.type === "VariableDeclarator" && parent.id.type === "Identifier" ? parent.id : null);
  if (!named) return [];
  const variables = [variableNamed(module, named.name, owner), variableNamed(module, named.name, owner.parent)];
  return [...new Set(variables)].flatMap((variable) =>
    (variable?.references ?? []).map(({ identifier }) => identifier),
  );
}

/** Notes what is done to the object that an expression stands for: the instance, or the class. */
function use(object: Node, fields: Fields, module: SourceModule): void {
  const { parent } = object;
  if (parent?.type === "VariableDeclarator" && parent.init === object && parent.id.type === "Identifier") {
    // `const self = this`
    const alias = variableNamed(module, parent.id.name, parent.id);
    if (!alias || !soleDefinition(alias)) return;
    for (const { identifier, init } of alias.references) if (!init) use(identifier, fields, module);
  } else if (parent?.type === "CallExpression" && parent.arguments[0] === object) {
    if (methodOfObject(parent) === "assign") parent.arguments.slice(1).forEach((source) => assignAll(source, fields));
    else if (methodOfObject(parent) === "defineProperty") define(parent.arguments[1], fields);
  } else if (parent?.type === "MemberExpression" && parent.object === object) {
    const name = memberName(parent);
    if (name === null) fields.anyChanged ||= isWritten(parent);
    else note(parent, name, fields);
  }
}

function methodOfObject({ callee }: TSESTree.CallExpression): string | null {
  return callee.type === "MemberExpression" && callee.object.type === "Identifier" && callee.object.name === "Object"
    ? memberName(callee)
    : null;
}

function assignAll(source: Node, fields: Fields): void {
  if (source.type !== "ObjectExpression") {
    fields.anyChanged = true;
    return;
  }
  for (const property of source.properties) {
    const name = property.type === "Property" ? keyName(property) : null;
    if (property.type === "SpreadElement") assignAll(property.argument, fields);
    else if (name === null) fields.anyChanged = true;
    else assign(name, "=", property.value as TSESTree.Expression, fields);
  }
}

function define(key: Node | undefined, fields: Fields): void {
  if (key?.type === "Literal" && typeof key.value === "string") change(key.value, fields);
  else fields.anyChanged = true;
}

function change(name: string, { byName }: Fields): void {
  byName.set(name, { ...(byName.get(name) ?? none), changed: true });
}

function assign(name: string, operator: string, value: TSESTree.Expression, { byName }: Fields): void {
  const before = byName.get(name) ?? none;
  byName.set(name, { ...before, assigned: [...before.assigned, { operator, value }] });
}

function note(member: TSESTree.MemberExpression, name: string, fields: Fields): void {
  const { parent } = member;
  if (parent.type === "AssignmentExpression" && parent.left === member)
    assign(name, parent.operator, parent.right, fields);
  else if (isWritten(member)) change(name, fields);
}

/** The methods of lists, maps and sets that change them. */
const changing = new Set([
  ...["push", "unshift", "splice", "pop", "shift", "sort", "reverse", "fill", "copyWithin"],
  ...["set", "add", "delete", "clear"],
]);

/** Whether an expression is written to, or what it holds is changed in place. */
function isWritten(node: Node): boolean {
  const { parent } = node;
  switch (parent?.type) {
    case "AssignmentExpression":
      return parent.left === node;
    case "ForInStatement":
    case "ForOfStatement":
      return parent.left === node;
    case "UpdateExpression":
      return true;
    case "UnaryExpression":
      return parent.operator === "delete";
    case "AssignmentPattern":
      return parent.left === node;
    case "ArrayPattern":
    case "RestElement":
      return true;
    case "Property":
      return parent.value === node && parent.parent.type === "ObjectPattern";
    case "TSAsExpression":
    case "TSNonNullExpression":
      return isWritten(parent);
    case "CallExpression":
      return parent.arguments[0] === node && /^(?:assign|define)/.test(methodOfObject(parent) ?? "");
    case "MemberExpression":
      if (parent.object !== node) return false;
      return parent.parent.type === "CallExpression" && parent.parent.callee === parent
        ? changing.has(memberName(parent) ?? "")
        : isWritten(parent);
    default:
      return false;
  }
}
