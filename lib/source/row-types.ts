import type { TSESTree } from "@typescript-eslint/utils";
import type { DeclaredColumn, DeclaredRow } from "../model/row-use.ts";
import type { Edit } from "../model/span.ts";
import type { SourceModule } from "./module.ts";
import { keyName, spanOf, type ClassNode } from "./nodes.ts";
import { declaredType } from "./written-kinds.ts";
import { admitsNull, fieldsOf, mayLack, membersOf, unionOf, type TypeMember, type TypeTerm } from "./written-types.ts";

/**
 * A type written for rows. `none`: `any` or nothing, so the compiler sees nothing. `unclear`: a type that could not be
 * followed, so the compiler may see all.
 */
export type RowType =
  { readonly kind: "row"; readonly row: DeclaredRow } | { readonly kind: "none" } | { readonly kind: "unclear" };

const unclear: RowType = { kind: "unclear" };

/**
 * The row type that a type node of `module` declares, taken out of arrays, promises, `QueryResult` and unions with null or
 * undefined. Types of this file and of the project's own modules are followed; nothing is computed.
 */
export function rowTypeOf(node: TSESTree.TypeNode, module: SourceModule): RowType {
  const element = elementOf(node);
  return element.type === "TSAnyKeyword"
    ? { kind: "none" }
    : rowNamed(nameOf(element, module), { node: element, module });
}

/** The type of one row in the type of several: `User` in `Promise<User[]>`. */
export const typeOfOne = (node: TSESTree.TypeNode): TSESTree.TypeNode => elementOf(node);

/** The row that a zod schema declares, written in place or held by a constant. */
export function schemaRow(node: TSESTree.Node, module: SourceModule): RowType {
  return rowNamed(module.text.slice(...node.range).split(/[\s(]/)[0] ?? "", { node, module });
}

/** The row that a class declares by its own properties. */
export function classRow(node: ClassNode, module: SourceModule): DeclaredRow {
  return { name: node.id?.name ?? "", columns: fieldsOf(node, { node, module }).map(columnOf) };
}

/** A column of which a type stands alone: `` sql<string>`…` ``. */
export function claimedColumn(name: string, type: TypeTerm): DeclaredColumn {
  const nullable = admitsNull(type);
  const { node } = type;
  return {
    name,
    nullable,
    span: spanOf(node),
    elsewhere: null,
    allowNull: nullable === false ? withNull(node, node) : null,
    type: () => declaredType(type),
  };
}

/** The type of what is held, written in the type of its holder: `User` in `Map<string, User>`, `{ user: User }`; null where it is not written there. */
export function typeHeldIn(
  node: TSESTree.TypeNode,
  held: { readonly kind: string; readonly index?: number | string },
): TSESTree.TypeNode | null {
  if (held.kind === "tuple" && typeof held.index === "string") {
    const element = elementOf(node);
    const member =
      element.type === "TSTypeLiteral"
        ? element.members.find((one) => one.type === "TSPropertySignature" && keyName(one) === held.index)
        : undefined;
    return member?.type === "TSPropertySignature" ? (member.typeAnnotation?.typeAnnotation ?? null) : null;
  }
  if (node.type !== "TSTypeReference" || node.typeName.type !== "Identifier") return null;
  const [first, second] = node.typeArguments?.params ?? [];
  if (/^(?:Promise|Readonly|Partial)$/.test(node.typeName.name) && first) return typeHeldIn(first, held);
  const isKeyed = held.kind === "map" ? /^(?:Readonly)?Map$/ : held.kind === "record" ? /^Record$/ : null;
  return isKeyed?.test(node.typeName.name) ? (second ?? null) : null;
}

function rowNamed(name: string, term: TypeTerm): RowType {
  const { list, missing } = membersOf(term);
  if (missing || list.length === 0) return unclear;
  const members = [...list.filter(({ inherited }) => !inherited), ...list.filter(({ inherited }) => inherited)];
  return { kind: "row", row: { name, columns: members.map(columnOf) } };
}

function nameOf(node: TSESTree.TypeNode, module: SourceModule): string {
  const text = module.text.slice(...node.range).replace(/\s+/g, " ");
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}

const wrappers = new Set([
  "Array",
  "ReadonlyArray",
  "Promise",
  "PromiseLike",
  "Readonly",
  "QueryResult",
  "QueryArrayResult",
  "Iterable",
  "NonNullable",
  "Awaited",
]);

function elementOf(node: TSESTree.TypeNode): TSESTree.TypeNode {
  const inner = innerOf(node);
  return inner ? elementOf(inner) : node;
}

function innerOf(node: TSESTree.TypeNode): TSESTree.TypeNode | null {
  switch (node.type) {
    case "TSArrayType":
      return node.elementType;
    case "TSTypeOperator":
      return node.operator === "readonly" ? (node.typeAnnotation ?? null) : null;
    case "TSTupleType": {
      const [first, ...others] = node.elementTypes;
      if (others.length > 0) return null;
      return first?.type === "TSNamedTupleMember" ? first.elementType : (first ?? null);
    }
    case "TSUnionType": {
      const [first, ...others] = node.types.filter(({ type }) => !/^TS(?:Null|Undefined|Void)Keyword$/.test(type));
      return others.length > 0 ? null : (first ?? null);
    }
    case "TSTypeLiteral": {
      const rows = node.members.find((member) => member.type === "TSPropertySignature" && keyName(member) === "rows");
      const type = rows?.type === "TSPropertySignature" ? rows.typeAnnotation?.typeAnnotation : undefined;
      return type && isList(type) ? type : null;
    }
    case "TSTypeReference": {
      const name = node.typeName.type === "TSQualifiedName" ? node.typeName.right : node.typeName;
      return name.type === "Identifier" && wrappers.has(name.name) ? (node.typeArguments?.params[0] ?? null) : null;
    }
    default:
      return null;
  }
}

/** Whether the declaration around a property is exported. */
function isExported(property: TSESTree.Node, { ast }: SourceModule): boolean {
  let declaration: TSESTree.Node = property;
  while (declaration.parent && declaration.parent.type !== "Program") {
    if (/^TS(?:Interface|TypeAlias)Declaration$/.test(declaration.type)) break;
    declaration = declaration.parent;
  }
  if (/^Export/.test(declaration.parent?.type ?? "")) return /^TS(?:Interface|TypeAlias)/.test(declaration.type);
  const name =
    declaration.type === "TSInterfaceDeclaration" || declaration.type === "TSTypeAliasDeclaration"
      ? declaration.id.name
      : null;
  return (
    name !== null &&
    ast.body.some(
      (statement) =>
        (statement.type === "ExportNamedDeclaration" &&
          statement.specifiers.some(({ local }) => local.type === "Identifier" && local.name === name)) ||
        (statement.type === "ExportDefaultDeclaration" &&
          statement.declaration.type === "Identifier" &&
          statement.declaration.name === name),
    )
  );
}

const isList = (node: TSESTree.TypeNode): boolean =>
  node.type === "TSArrayType" ||
  (node.type === "TSTypeReference" &&
    node.typeName.type === "Identifier" &&
    /^(?:Readonly)?Array$/.test(node.typeName.name));

function columnOf(member: TypeMember): DeclaredColumn {
  const { key, at, type, node } = member;
  const nullable = member.admitsNull();
  return {
    name: key,
    nullable,
    span: at.from ?? spanOf(at.node),
    elsewhere: at.from ? `${at.module.file}:${node.parent?.range[0] ?? 0}` : null,
    declaration: `${at.module.file}:${node.range[0]}`,
    saysNull: () => nullable === true && saysNull(member),
    allowNull: at.from || nullable !== false || type.node === node ? null : withNull(type.node, node),
    isShared: at.from != null || isExported(node, at.module),
    mayLack: () => mayLack(member),
    type: () => (type.node === node ? null : declaredType(at.from ? { ...type, from: at.from } : type)),
  };
}

/** A property of a schema that may be null, and a type that names null. */
function saysNull({ type, node }: TypeMember): boolean {
  if (node.type === "Property") return true;
  return type.node !== node && unionOf(type).some((one) => isNullType(one.node));
}

const isNullType = (node: TSESTree.Node): boolean =>
  node.type === "TSNullKeyword" ||
  (node.type === "TSLiteralType" && node.literal.type === "Literal" && node.literal.raw === "null");

function withNull(type: TSESTree.Node, member: TSESTree.Node): readonly Edit[] | null {
  const [start, end] = type.range;
  const after = (text: string): Edit => ({ span: { start: end, end }, text });
  // A zod schema's property; `{ email }` has no place of its own for more.
  if (member.type === "Property") return member.shorthand ? null : [after(".nullable()")];
  return /^TS(?:Function|Constructor|Conditional)Type$/.test(type.type)
    ? [{ span: { start, end: start }, text: "(" }, after(") | null")]
    : [after(" | null")];
}
