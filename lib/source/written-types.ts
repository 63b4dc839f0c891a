import type { TSESTree } from "@typescript-eslint/utils";
import { libraries } from "../libraries/index.ts";
import type { Span } from "../model/span.ts";
import { variableNamed } from "./bindings.ts";
import { exportedType, exportOf } from "./exports.ts";
import { importedBy, type Imported } from "./imports.ts";
import { exportedMeaning, meaningOf } from "./meaning.ts";
import type { SourceModule } from "./module.ts";
import { keyName, memberName, nameOfKey, spanOf } from "./nodes.ts";
import { inferredSchema, schemaOf, schemaOfProperty } from "./zod.ts";

type Node = TSESTree.Node;

/** A type as it is written, and where. */
export interface TypeTerm {
  /** A type, the declaration of one, or the zod schema that one is inferred from. */
  readonly node: Node;
  readonly module: SourceModule;
  /** What the type parameters of the declaration around it are given. */
  readonly given?: Given;
  /** Where the file that was asked names it, if it stands in another one. */
  readonly from?: Span;
}

type Given = ReadonlyMap<string, TypeTerm>;

const within = (node: Node, { module, given, from }: TypeTerm): TypeTerm => ({
  node,
  module,
  ...(given && { given }),
  ...(from && { from }),
});

/** Terms on the way to an answer: a type that leads back to itself is not known. */
type Path = readonly Node[];

/** The declarations that a name leads to, several for a merged interface; the package it comes from; null for names of no file. */
type Named = readonly TypeTerm[] | (Imported & { readonly module: SourceModule }) | null;

function typesNamed(name: Node, at: TypeTerm): Named {
  const [first = "", ...rest] = entityPath(name);
  const given = rest.length === 0 ? at.given?.get(first) : undefined;
  if (given) return [given];
  const found: TypeTerm[] = [];
  for (const definition of variableNamed(at.module, first, name)?.defs ?? []) {
    const imported = importedBy(definition);
    if (imported) {
      const path = [...(imported.name === "*" ? [] : [imported.name]), ...rest];
      return imported.name === "*" && rest.length === 0 ? null : inModule(imported.specifier, path, name, at);
    }
    const node = definition.node;
    if (rest.length === 0 && isDeclaration(node)) found.push(declared(node, at));
  }
  return found.length > 0 ? found : null;
}

function inModule(specifier: string, [first = "", ...rest]: readonly string[], name: Node, at: TypeTerm): Named {
  const { module } = at;
  const target = module.import(specifier);
  if (!target) return { specifier, name: [first, ...rest].join("."), module };
  const [second] = rest;
  const inner = second === undefined ? null : exportOf(target, first);
  const found =
    second === undefined
      ? exportedType(target, first)
      : inner?.kind === "namespace"
        ? exportedType(inner.module, second)
        : null;
  if (found?.kind === "package") return { specifier: found.specifier, name: found.name, module: found.module };
  return found && found.nodes.map((node) => ({ node, module: found.module, from: at.from ?? spanOf(name) }));
}

// A declaration's own type parameters are given by who refers to it.
const declared = (node: Node, { module, from }: TypeTerm): TypeTerm => ({ node, module, ...(from && { from }) });

function isDeclaration(node: Node): boolean {
  return /^(?:TS(?:Interface|TypeAlias|Enum)|Class)Declaration$/.test(node.type);
}

function entityPath(node: Node): readonly string[] {
  if (node.type === "Identifier") return [node.name];
  if (node.type === "TSQualifiedName") return [...entityPath(node.left), node.right.name];
  if (node.type === "MemberExpression") return [...entityPath(node.object), memberName(node) ?? ""];
  return [""];
}

/** The name and arguments of a reference to a type. */
function referenceOf(node: Node): { readonly name: Node; readonly args: readonly TSESTree.TypeNode[] } | null {
  switch (node.type) {
    case "TSTypeReference":
      return { name: node.typeName, args: node.typeArguments?.params ?? [] };
    case "TSInterfaceHeritage":
    case "TSClassImplements":
      return { name: node.expression, args: node.typeArguments?.params ?? [] };
    default:
      return null;
  }
}

/** The declarations that a reference leads to, their type parameters given. */
function followed(term: TypeTerm): Named {
  const reference = referenceOf(term.node);
  const found = reference && typesNamed(reference.name, term);
  if (!reference || !found || "specifier" in found) return found;
  return found.map((one) => {
    const parameters = "typeParameters" in one.node ? (one.node.typeParameters?.params ?? []) : [];
    if (parameters.length === 0 || !isDeclaration(one.node)) return one;
    const given = new Map<string, TypeTerm>();
    for (const [index, parameter] of parameters.entries()) {
      if (parameter.type !== "TSTypeParameter") continue;
      const argument = reference.args[index];
      if (argument) given.set(parameter.name.name, within(argument, term));
      else if (parameter.default) given.set(parameter.name.name, within(parameter.default, { ...one, given }));
    }
    return { ...one, given };
  });
}

/** The wrapper of the language, or one of the names that projects give to such, around the type that it is given. */
function wrapped(term: TypeTerm): { readonly name: string; readonly args: readonly TypeTerm[] } | null {
  const reference = referenceOf(term.node);
  if (reference?.name.type !== "Identifier" || reference.args.length === 0) return null;
  const { name } = reference.name;
  // What flattens an intersection for readers is declared in every project anew.
  if (!/^(?:Simplify|Prettify|Expand|DeepReadonly)$/.test(name) && typesNamed(reference.name, term)) return null;
  return { name, args: reference.args.map((one) => within(one, term)) };
}

/** Wrappers of a type that has the same members. */
const transparent =
  /^(?:Simplify|Prettify|Expand|(?:Deep)?Readonly|Required|Partial|NonNullable|Promise|PromiseLike|Awaited)$/;

/** The declaration or type that a type leads to, aliases, imports and arguments followed; what cannot be followed stays. */
export function typeBehind(start: TypeTerm, path: Path = []): TypeTerm {
  const next = path.includes(start.node) ? null : stepOf(start, path);
  return next ? typeBehind(next, [...path, start.node]) : start;
}

function stepOf(term: TypeTerm, path: Path): TypeTerm | null {
  const { node } = term;
  if (node.type === "TSTypeAliasDeclaration") return within(node.typeAnnotation, term);
  if (node.type === "TSIndexedAccessType") {
    const key = literalOf(node.indexType);
    const object = within(node.objectType, term);
    return key === null ? null : (membersOf(object, [...path, node]).list.find((one) => one.key === key)?.type ?? null);
  }
  if (!referenceOf(node)) return null;
  const wrapper = wrapped(term);
  if (wrapper && transparent.test(wrapper.name)) return wrapper.args[0] ?? null;
  if (inferred(term)) return inferred(term);
  const found = followed(term);
  if (found && "specifier" in found) return readAs(term, found);
  return found?.[0] ?? null;
}

/** What a type of a library is in a row that is read. */
function readAs(term: TypeTerm, { specifier, name }: Imported): TypeTerm | null {
  const isRead = libraries.some(
    ({ packages, readTypes }) =>
      readTypes?.includes(name) && packages.some(({ modules }) => modules.includes(specifier)),
  );
  const [first] = isRead ? (referenceOf(term.node)?.args ?? []) : [];
  return first ? within(first, term) : null;
}

/** The schema of `z.infer<typeof Schema>`. */
function inferred(term: TypeTerm): TypeTerm | null {
  const { node } = term;
  if (node.type !== "TSTypeReference" || !inferredSchema(node, term.module)) return null;
  const query = node.typeArguments?.params[0];
  return query?.type === "TSTypeQuery" ? within(query.exprName, term) : null;
}

function literalOf(node: Node): string | null {
  return node.type === "TSLiteralType" && node.literal.type === "Literal" ? String(node.literal.value) : null;
}

/** The type that a name is an alias of, one step on; null where it names none of the project. */
export function typeBehindAlias(term: TypeTerm): TypeTerm | null {
  const found = followed(term);
  const [first] = found && !("specifier" in found) ? found : [];
  return first?.node.type === "TSTypeAliasDeclaration" ? within(first.node.typeAnnotation, first) : null;
}

/** The members of a union, aliases of unions followed. */
export function unionOf(start: TypeTerm, path: Path = []): readonly TypeTerm[] {
  const term = start.node.type === "TSTypeReference" ? aliasOfUnion(start) : start;
  const { node } = term;
  if (node.type !== "TSUnionType" || path.includes(node)) return [node.type === "TSUnionType" ? start : term];
  return node.types.flatMap((type) => unionOf(within(type, term), [...path, node]));
}

function aliasOfUnion(start: TypeTerm): TypeTerm {
  const behind = typeBehind(start);
  return /^TS(?:UnionType|TypeReference)$|Keyword$/.test(behind.node.type) ? behind : start;
}

/** A member of an object type. */
export interface TypeMember {
  readonly key: string;
  readonly optional: boolean;
  /** Declared by what its interface or class extends. */
  readonly inherited?: boolean;
  /** Its type; the member itself where none is written. */
  readonly type: TypeTerm;
  /** The key's node, for its place. */
  readonly at: TypeTerm;
  /** Where it is declared: a signature, a field, a parameter of a constructor, a property of a zod schema. */
  readonly node: Node;
  /** Whether NULL or undefined is a value of it; null where that cannot be told. */
  readonly admitsNull: () => boolean | null;
}

export interface TypeMembers {
  readonly list: readonly TypeMember[];
  /** Whether there may be more: in a declaration that cannot be read (`outside`), or of a name that no file declares. */
  readonly missing: "outside" | "undeclared" | null;
}

const nothing: TypeMembers = { list: [], missing: null };

/** The members of an object type, those it inherits among them; none for other types. */
export function membersOfType(term: TypeTerm): readonly TypeMember[] {
  return membersOf(term).list;
}

export function memberOfType(term: TypeTerm, key: string): TypeMember | null {
  return membersOfType(term).find((member) => member.key === key) ?? null;
}

/** The members of an object type, and whether those are all. */
export function membersOf(term: TypeTerm, path: Path = []): TypeMembers {
  const { node } = term;
  if (path.includes(node)) return { list: [], missing: "undeclared" };
  const further: Path = [...path, node];
  const go = (inner: Node): TypeMembers => membersOf(within(inner, term), further);
  switch (node.type) {
    case "TSTypeLiteral":
      return membersOfBody(node.members, term);
    case "TSInterfaceDeclaration":
      return extended(node.extends.map(go), membersOfBody(node.body.body, term));
    case "ClassDeclaration":
    case "ClassExpression":
      return extended(node.superClass ? [inheritedBy(node, term, further)] : [], ownOf(fieldsOf(node, term)));
    case "TSIntersectionType":
      return intersected(node.types.map(go));
    case "TSTypeAliasDeclaration":
      return go(node.typeAnnotation);
    case "TSIndexedAccessType": {
      const behind = typeBehind(term, path);
      return behind.node === node ? { list: [], missing: "outside" } : membersOf(behind, further);
    }
    case "TSInterfaceHeritage":
    case "TSTypeReference":
      return ofReference(term, further);
    case "Identifier":
    case "CallExpression":
      return ofSchema(term);
    default:
      return nothing;
  }
}

function ofReference(term: TypeTerm, path: Path): TypeMembers {
  const schema = inferred(term);
  if (schema) return ofSchema(schema);
  const wrapper = wrapped(term);
  if (wrapper) return ofWrapper(wrapper.name, wrapper.args, path);
  const found = followed(term);
  if (!found) return { list: [], missing: "undeclared" };
  const read = "specifier" in found ? readAs(term, found) : null;
  if (read) return membersOf(read, path);
  return "specifier" in found ? { list: [], missing: "outside" } : together(found.map((one) => membersOf(one, path)));
}

function ofWrapper(name: string, [of, keys]: readonly TypeTerm[], path: Path): TypeMembers {
  if (!of) return nothing;
  if (name === "Record") {
    const names = keys && namesOf(of);
    return names
      ? {
          list: [...names].map(([key, at]) => ({
            key,
            optional: false,
            type: keys,
            at,
            node: at.node,
            admitsNull: () => admitsNull(keys),
          })),
          missing: null,
        }
      : { list: [], missing: "undeclared" };
  }
  const picks = name === "Pick";
  if (!picks && name !== "Omit" && !transparent.test(name)) return { list: [], missing: "undeclared" };
  const { list, missing } = membersOf(of, path);
  if (name === "Partial")
    return { list: list.map((one) => ({ ...one, optional: true, admitsNull: () => true })), missing };
  // `?` is taken away and `| null` left: which of the two it was is not kept.
  if (name === "Required")
    return {
      list: list.map((one) => ({
        ...one,
        optional: false,
        admitsNull: () => (one.admitsNull() === false ? false : null),
      })),
      missing,
    };
  if (!picks && name !== "Omit") return { list, missing };
  const names = keys ? namesOf(keys) : null;
  return names
    ? { list: list.filter(({ key }) => names.has(key) === picks), missing }
    : { list: [], missing: "undeclared" };
}

/** The texts of a union of literals; null where it is none. */
function namesOf(term: TypeTerm): ReadonlyMap<string, TypeTerm> | null {
  const names = new Map<string, TypeTerm>();
  for (const one of unionOf(term)) {
    const name = literalOf(typeBehind(one).node);
    if (name === null) return null;
    names.set(name, one);
  }
  return names;
}

function membersIn(node: TSESTree.TypeElement, owner: TypeTerm): readonly TypeMember[] {
  if (node.type !== "TSPropertySignature") return [];
  return memberNamed(
    keyName(node) ?? computedName(node.key, owner.module),
    node,
    node.typeAnnotation,
    node.optional,
    owner,
  );
}

/** `[users]: …`, `[Table.users]: …`: the text that a constant, an enum's member or a constant object's property holds. */
function computedName(key: Node, module: SourceModule): string | null {
  const owner =
    key.type === "MemberExpression" && key.object.type === "Identifier" ? meaningOf(key.object, module) : null;
  const name = key.type === "MemberExpression" ? memberName(key) : null;
  const meaning =
    key.type === "Identifier"
      ? meaningOf(key, module)
      : owner?.kind === "namespace" && name !== null
        ? exportedMeaning(owner.module, name)
        : null;
  const text =
    owner?.kind === "enum"
      ? owner.node.body.members.find(({ id }) => nameOfKey(id) === name)?.initializer
      : owner?.kind === "value" && owner.node.type === "ObjectExpression"
        ? owner.node.properties.find((one) => one.type === "Property" && keyName(one) === name)
        : meaning?.kind === "value"
          ? meaning.node
          : null;
  const value = text?.type === "Property" ? text.value : text;
  return value?.type === "Literal" && typeof value.value === "string" ? value.value : null;
}

function memberNamed(
  key: string | null,
  node: TSESTree.TSPropertySignature | TSESTree.PropertyDefinition | TSESTree.Identifier,
  annotation: TSESTree.TSTypeAnnotation | undefined,
  optional: boolean,
  owner: TypeTerm,
): readonly TypeMember[] {
  if (key === null) return [];
  const type = within(annotation?.typeAnnotation ?? node, owner);
  const at = within(node.type === "Identifier" ? node : node.key, owner);
  return [{ key, optional, type, at, node, admitsNull: () => optional || (annotation ? admitsNull(type) : null) }];
}

/** The fields of a class, those that its constructor's parameters declare among them. */
export function fieldsOf(
  node: TSESTree.ClassDeclaration | TSESTree.ClassExpression,
  owner: TypeTerm,
): readonly TypeMember[] {
  return node.body.body.flatMap((member) => {
    if (member.type === "PropertyDefinition" && !member.static)
      return memberNamed(keyName(member), member, member.typeAnnotation, member.optional, owner);
    if (member.type !== "MethodDefinition" || member.kind !== "constructor") return [];
    return member.value.params.flatMap((one) => {
      if (one.type !== "TSParameterProperty") return [];
      const name = one.parameter.type === "AssignmentPattern" ? one.parameter.left : one.parameter;
      return name.type === "Identifier" ? memberNamed(name.name, name, name.typeAnnotation, name.optional, owner) : [];
    });
  });
}

function inheritedBy(
  node: TSESTree.ClassDeclaration | TSESTree.ClassExpression,
  term: TypeTerm,
  path: Path,
): TypeMembers {
  const found = node.superClass ? typesNamed(node.superClass, term) : null;
  const [first] = found && !("specifier" in found) ? found : [];
  return first ? membersOf(first, path) : { list: [], missing: "outside" };
}

function ofSchema(term: TypeTerm): TypeMembers {
  const { shape } = schemaOf(term.node, term.module);
  if (!shape) return { list: [], missing: "undeclared" };
  const list = [...shape].map(([key, property]): TypeMember => {
    const owner =
      property.module === term.module ? term : { module: property.module, from: term.from ?? spanOf(term.node) };
    return {
      key,
      optional: property.partial,
      type: within(property.node.value, { ...term, ...owner }),
      at: within(property.node.key, { ...term, ...owner }),
      node: property.node,
      admitsNull: () => schemaOfProperty(property).nullable,
    };
  });
  return { list, missing: null };
}

const ownOf = (list: readonly TypeMember[]): TypeMembers => ({ list, missing: null });

function membersOfBody(members: readonly TSESTree.TypeElement[], term: TypeTerm): TypeMembers {
  return ownOf(members.flatMap((one) => membersIn(one, term)));
}

/** The members of what a declaration extends, and then its own, which go before them. */
function extended(parents: readonly TypeMembers[], own: TypeMembers): TypeMembers {
  const inherited = parents.map(({ list, missing }) => ({
    list: list.map((one) => ({ ...one, inherited: true })),
    missing,
  }));
  return together([...inherited, own]);
}

/** The members of several declarations, the last of each name. */
function together(parts: readonly TypeMembers[]): TypeMembers {
  const members = parts.flatMap(({ list }) => list.map((one) => [one.key, one] as const));
  return { list: [...new Map(members).values()], missing: missingOf(parts) };
}

/** The members of types that a value must all fit: one side that excludes NULL is enough. */
function intersected(parts: readonly TypeMembers[]): TypeMembers {
  const members = new Map<string, TypeMember>();
  for (const member of parts.flatMap(({ list }) => list)) {
    if (members.get(member.key)?.admitsNull() !== false) members.set(member.key, member);
  }
  return { list: [...members.values()], missing: missingOf(parts) };
}

function missingOf(parts: readonly TypeMembers[]): TypeMembers["missing"] {
  const all = parts.map(({ missing }) => missing);
  return all.find((one) => one === "outside") ?? all.find((one) => one !== null) ?? null;
}

/**
 * The type written for a member of members. Out: `outside` where the declaration cannot be read, so that nothing is known
 * of it; null where nothing is written.
 */
export function declaredAt(start: TypeTerm, keys: readonly string[]): TypeTerm | "outside" | null {
  const [key, ...rest] = keys;
  if (key === undefined) return lastNamed(start, []);
  const parts = unionOf(start).filter(({ node }) => !/^TS(?:Undefined|Null)Keyword$/.test(node.type));
  const [only] = parts;
  if (!only || parts.length > 1) return "outside";
  const element = /^\d+$/.test(key) ? elementAt(only, Number(key)) : null;
  if (element) return declaredAt(element, rest);
  const { list, missing } = membersOf(only);
  const member = list.find((one) => one.key === key);
  if (!member) return missing === "outside" ? "outside" : null;
  return member.type.node === member.node ? null : declaredAt(member.type, rest);
}

/** The type of one element of a list or a tuple; null where a type is neither, or that element is not written alone. */
function elementAt(start: TypeTerm, index: number): TypeTerm | null {
  const term = typeBehind(start);
  if (term.node.type !== "TSTupleType") return elementOf(term);
  const written = term.node.elementTypes.slice(0, index + 1);
  const own = written[index];
  const isPlain = written.every(({ type }) => type !== "TSRestType" && type !== "TSOptionalType");
  return own && isPlain ? within(own.type === "TSNamedTupleMember" ? own.elementType : own, term) : null;
}

/** The type of the elements of a list; null where a type is none. */
export function elementOf(start: TypeTerm): TypeTerm | null {
  const term = typeBehind(start);
  if (term.node.type === "TSArrayType") return within(term.node.elementType, term);
  if (term.node.type === "TSTypeOperator" && term.node.typeAnnotation)
    return elementOf(within(term.node.typeAnnotation, term));
  const wrapper = wrapped(term);
  return wrapper && /^(?:Readonly)?(?:Array|Set)$/.test(wrapper.name) ? (wrapper.args[0] ?? null) : null;
}

/** The last name on the way to a declaration that is no alias, or the type that is no name. */
function lastNamed(term: TypeTerm, path: Path): TypeTerm | "outside" {
  const next = path.includes(term.node) ? null : stepOf(term, path);
  if (next && (!isDeclaration(next.node) || next.node.type === "TSTypeAliasDeclaration"))
    return lastNamed(next, [...path, term.node]);
  const found = followed(term);
  return found && "specifier" in found ? "outside" : term;
}

const neverNull = new Set<string>([
  ...["TSStringKeyword", "TSNumberKeyword", "TSBooleanKeyword", "TSBigIntKeyword", "TSSymbolKeyword"],
  ...["TSObjectKeyword", "TSArrayType", "TSTupleType", "TSFunctionType", "TSConstructorType", "TSTypeLiteral"],
  ...["TSTemplateLiteralType", "TSMappedType"],
  ...["TSInterfaceDeclaration", "ClassDeclaration", "TSEnumDeclaration"],
]);
const globalObjects =
  /^(?:Date|Buffer|(?:Readonly)?(?:Array|Map|Set)|Record|Promise|RegExp|Error|String|Number|Boolean|BigInt|URL|U?[Ii]nt\d+Array|Uint8ClampedArray|ArrayBuffer|Function|Object)$/;

/** Whether an object of a type may be without a member, as far as can be told. */
export function mayLack({ optional, type, node }: TypeMember): boolean {
  if (optional || type.node === node) return true;
  if (node.type === "Property") return schemaOf(type.node, type.module).mayLack;
  return unionOf(type).some((one) => /^TS(?:Undefined|Void|Any|Unknown)Keyword$/.test(typeBehind(one).node.type));
}

/** Whether null or undefined is a value of a type; null where it cannot be told (any, unknown, generics, types from afar). */
export function admitsNull(term: TypeTerm, path: Path = []): boolean | null {
  const { node } = term;
  if (neverNull.has(node.type)) return false;
  if (path.includes(node)) return null;
  const go = (inner: Node): boolean | null => admitsNull(within(inner, term), [...path, node]);
  switch (node.type) {
    case "TSNullKeyword":
    case "TSUndefinedKeyword":
    case "TSVoidKeyword":
      return true;
    case "TSLiteralType":
      return node.literal.type === "Literal" && node.literal.raw === "null";
    case "TSUnionType": {
      const parts = node.types.map(go);
      return parts.includes(true) ? true : parts.includes(null) ? null : false;
    }
    case "TSIntersectionType":
      return node.types.map(go).includes(false) ? false : null;
    case "TSTypeOperator":
      return node.operator === "readonly" && node.typeAnnotation ? go(node.typeAnnotation) : null;
    case "TSTypeAliasDeclaration":
      return go(node.typeAnnotation);
    case "TSTypeReference": {
      const schema = inferredSchema(node, term.module);
      if (schema) return schema.nullable;
      const found = followed(term);
      if (!found && node.typeName.type === "Identifier" && globalObjects.test(node.typeName.name)) return false;
      const [first] = found && !("specifier" in found) ? found : [];
      return first ? admitsNull(first, [...path, node]) : null;
    }
    default:
      return null;
  }
}
