import type { TSESTree } from "@typescript-eslint/utils";
import type { Variable } from "@typescript-eslint/scope-manager";
import { libraries } from "../libraries/index.ts";
import { oneOf } from "../libraries/names.ts";
import type { HoleValue } from "../model/sql-text.ts";
import { isNeverReassigned, variableOf } from "./bindings.ts";
import { validatedField } from "./decorated.ts";
import type { SourceModule } from "./module.ts";
import { enclosingClass, isFunction, nameOfKey } from "./nodes.ts";
import { parameterByContext } from "./signatures.ts";
import { typeNames, type ValueScope } from "./value-type.ts";
import { declaredAt, elementOf, fieldsOf, typeBehind, type TypeTerm } from "./written-types.ts";
import { inferredSchema, schemaOf } from "./zod.ts";

/** One of several: as safe as the least safe. */
export function either(values: readonly HoleValue[]): HoleValue {
  const order: readonly HoleValue[] = [
    "request",
    "input",
    "keys",
    "unknown",
    "without quotes",
    "sql",
    "claimed",
    "placeholders",
    "escaped",
    "checked",
    "literals",
    "number",
    "boolean",
  ];
  return order.find((value) => values.includes(value)) ?? "unknown";
}

/** The name a chain of members begins with, and the members. */
export function pathOf(node: TSESTree.Node): { readonly root: TSESTree.Node; readonly keys: readonly string[] } | null {
  if (node.type === "TSNonNullExpression" || node.type === "ChainExpression") return pathOf(node.expression);
  if (node.type !== "MemberExpression") return { root: node, keys: [] };
  const name = node.computed
    ? node.property.type === "Literal"
      ? String(node.property.value)
      : null
    : nameOfKey(node.property);
  const inner = pathOf(node.object);
  return inner && name !== null ? { root: inner.root, keys: [...inner.keys, name] } : null;
}

/** The declared type of a name or of a member of one; `outside` where it is declared where it cannot be read. */
export function typeAt(node: TSESTree.Node, module: SourceModule): TypeTerm | "outside" | null {
  const path = pathOf(node);
  if (path?.root.type === "ThisExpression") {
    const owner = enclosingClass(node);
    const [first, ...rest] = path.keys;
    const field = owner && fieldsOf(owner, { node: owner, module }).find(({ key }) => key === first);
    return field && field.type.node !== field.node ? declaredAt(field.type, rest) : null;
  }
  if (path?.root.type !== "Identifier") return null;
  const variable = variableOf(module, path.root);
  return variable && typeOfVariable(variable, path.keys, module);
}

/** The type written at a variable, or at the pattern that it is taken out of. */
export function typeOfVariable(
  variable: Variable,
  keys: readonly string[],
  module: SourceModule,
): TypeTerm | "outside" | null {
  const name = variable.identifiers[0];
  if (!name) return null;
  const own = name.typeAnnotation?.typeAnnotation;
  if (own) return declaredAt({ node: own, module }, keys);
  const path: string[] = [];
  for (let child: TSESTree.Node = name, at: TSESTree.Node | undefined = name.parent; at; child = at, at = at.parent) {
    const list = listOfElement(child, at);
    if (list) return elementAt(typeAt(list, module), [...path, ...keys]);
    if (at.type === "Property" && at.value === child) path.unshift(nameOfKey(at.key) ?? "");
    else if (at.type === "ObjectPattern") {
      if (at.typeAnnotation) return declaredAt({ node: at.typeAnnotation.typeAnnotation, module }, [...path, ...keys]);
    } else if (at.type === "VariableDeclarator") {
      const from = at.init && pathOf(at.init);
      if (at.id !== child || from?.root.type !== "Identifier") return null;
      const source = variableOf(module, from.root);
      return source && source !== variable && isNeverReassigned(source)
        ? typeOfVariable(source, [...from.keys, ...path, ...keys], module)
        : null;
    } else if (isFunction(at)) {
      const type = parameterByContext(at, at.params.indexOf(child as never), module);
      return type && declaredAt(type, [...path, ...keys]);
    } else if (at.type !== "AssignmentPattern") return null;
  }
  return null;
}

/** The list whose elements a pattern stands for: `for (const one of list)`, `list.map((one) => …)`. */
function listOfElement(pattern: TSESTree.Node, around: TSESTree.Node): TSESTree.Node | null {
  if (around.type === "VariableDeclarator") {
    const loop = around.parent.parent;
    return around.id === pattern && loop.type === "ForOfStatement" && loop.left === around.parent ? loop.right : null;
  }
  if (!isFunction(around) || around.params[0] !== pattern || around.parent.type !== "CallExpression") return null;
  const { callee, arguments: given } = around.parent;
  return given[0] === around && callee.type === "MemberExpression" && eachMethods.has(nameOfKey(callee.property) ?? "")
    ? callee.object
    : null;
}

const eachMethods: ReadonlySet<string> = new Set(["map", "forEach", "filter", "flatMap", "some", "every", "find"]);

function elementAt(list: TypeTerm | "outside" | null, keys: readonly string[]): TypeTerm | "outside" | null {
  if (!list || list === "outside") return list;
  const element = elementOf(list);
  return element && declaredAt(element, keys);
}

/**
 * What TypeScript takes a parameter to be that has a default and no type: `hours = 24` is a number to every caller. Null
 * for others, and for callbacks, whose parameters have the types that they are called with.
 */
export function ofDefault(variable: Variable, module: SourceModule): HoleValue | null {
  const name = variable.identifiers[0];
  const pattern = name?.parent;
  if (!/\.[cm]?tsx?$/.test(module.file) || pattern?.type !== "AssignmentPattern" || pattern.left !== name) return null;
  const fn = pattern.parent;
  if (name.typeAnnotation || !isFunction(fn) || fn.parent.type === "CallExpression") return null;
  const { right } = pattern;
  if (right.type !== "Literal") return null;
  return typeof right.value === "number" || typeof right.value === "bigint"
    ? "number"
    : typeof right.value === "boolean"
      ? "boolean"
      : null;
}

/** Whether an object of a declared type may have any key: `Record<string, unknown>`, `{ [key: string]: string }`. */
export function hasAnyKey(term: TypeTerm | "outside" | null, depth = 0): boolean {
  if (!term || term === "outside" || depth > 5) return false;
  const { node } = term;
  if (node.type === "TSTypeLiteral") return node.members.some(({ type }) => type === "TSIndexSignature");
  if (node.type !== "TSTypeReference") return false;
  const [key] = node.typeArguments?.params ?? [];
  const name = nameOfKey(node.typeName.type === "TSQualifiedName" ? node.typeName.right : node.typeName);
  if (name === "Record") return key?.type === "TSStringKeyword";
  if (name === "Partial" || name === "Readonly")
    return key !== undefined && hasAnyKey({ ...term, node: key }, depth + 1);
  const declared = declaredAt(term, []);
  return declared !== "outside" && declared?.node !== node && hasAnyKey(declared, depth + 1);
}

/** What a declared type says: literal unions, numbers, booleans, pieces of SQL. Null where it says nothing. */
export function ofType(term: TypeTerm | "outside" | null, depth = 0): HoleValue | null {
  if (!term || term === "outside" || depth > 5) return null;
  const { node, module } = term;
  const validated = depth === 0 ? validatedField(node, module) : null;
  if (validated) return validated;
  const go = (inner: TSESTree.Node): HoleValue | null => ofType({ ...term, node: inner }, depth + 1);
  switch (node.type) {
    case "TSNumberKeyword":
    case "TSBigIntKeyword":
      return "number";
    case "TSBooleanKeyword":
      return "boolean";
    case "TSLiteralType":
    case "TSUndefinedKeyword":
    case "TSNullKeyword":
      return "literals";
    case "TSTypeOperator":
      return node.operator === "keyof" ? "literals" : node.typeAnnotation ? go(node.typeAnnotation) : null;
    case "TSArrayType":
      return go(node.elementType);
    case "TSIndexedAccessType":
      return node.objectType.type === "TSTypeQuery" ? "literals" : ofBehind(term, depth);
    case "TSUnionType": {
      const members = node.types.map(go);
      return members.every((member) => member !== null) ? either(members) : null;
    }
    case "TSTypeReference": {
      const inferred = inferredSchema(node, module)?.value;
      if (inferred) return inferred;
      const { typeName } = node;
      const name = nameOfKey(typeName.type === "TSQualifiedName" ? typeName.right : typeName);
      const [first] = node.typeArguments?.params ?? [];
      if (name !== null && /^(Array|ReadonlyArray|Set|NonNullable|Promise|Readonly|Exclude|Extract)$/.test(name))
        return first ? go(first) : null;
      // However it is written out, a date holds no quote.
      if (name === "Date") return "escaped";
      return ofBehind(term, depth) ?? (name !== null && isFragmentType(name) ? "sql" : null);
    }
    default:
      return node.type.startsWith("TS") ? null : schemaOf(node, module).value;
  }
}

function ofBehind(term: TypeTerm, depth: number): HoleValue | null {
  if (typeBehind(term).node.type === "TSEnumDeclaration") return "literals";
  const declared = declaredAt(term, []);
  return declared !== "outside" && declared?.node !== term.node ? ofType(declared, depth + 1) : null;
}

/** Types of pieces of SQL, whatever library they are of. */
const isFragmentType = oneOf(libraries.flatMap(({ sql }) => sql?.fragmentTypes ?? []));

export function byType(node: TSESTree.Node, scope: ValueScope): HoleValue | null {
  const names = typeNames(node, scope)?.filter((name) => name !== "undefined" && name !== "null");
  if (!names || names.length === 0) return null;
  const kinds = names.map((name): HoleValue | null => {
    if (/^(number|bigint|-?[\d.]+n?)$/.test(name)) return "number";
    if (/^(boolean|true|false)$/.test(name)) return "boolean";
    if (name === "Date") return "escaped";
    return /^"/.test(name)
      ? "literals"
      : /^\w+\.\w+$/.test(name) && scope.module.types?.getTypeAtLocation(node) && isEnum(node, scope)
        ? "literals"
        : null;
  });
  return kinds.every((kind) => kind !== null) ? either(kinds) : null;
}

function isEnum(node: TSESTree.Node, scope: ValueScope): boolean {
  const type = scope.module.types?.getTypeAtLocation(node);
  return (type?.isUnion() ? type.types : type ? [type] : []).every(
    (part) => part.isStringLiteral() || part.isNumberLiteral(),
  );
}
