import type { TSESTree } from "@typescript-eslint/utils";
import { variableNamed } from "../../source/bindings.ts";
import { exportedType } from "../../source/exports.ts";
import type { SourceModule } from "../../source/module.ts";
import { nameOfKey } from "../../source/nodes.ts";
import { nothingGiven, textOf } from "./syntax.ts";

/** A type and the module it stands in. */
export interface TypeTerm {
  readonly node: TSESTree.Node;
  readonly module: SourceModule;
}

export interface TypeMember {
  readonly key: string;
  readonly optional: boolean;
  readonly type: TypeTerm;
  readonly at: TypeTerm;
}

const furthest = 20;

/** The declaration or type a reference leads to, aliases and imports followed; what cannot be followed stays. */
export function typeBehind(start: TypeTerm, depth = 0): TypeTerm {
  const { node, module } = start;
  if (depth > furthest) return start;
  if (node.type === "TSTypeAliasDeclaration") return typeBehind({ node: node.typeAnnotation, module }, depth + 1);
  if (node.type === "TSIndexedAccessType") {
    const key =
      node.indexType.type === "TSLiteralType" && node.indexType.literal.type === "Literal"
        ? String(node.indexType.literal.value)
        : null;
    const member = key === null ? null : memberOfType({ node: node.objectType, module }, key, depth + 1);
    return member ? typeBehind(member.type, depth + 1) : start;
  }
  if (node.type !== "TSTypeReference" && node.type !== "TSInterfaceHeritage") return start;
  const name = node.type === "TSTypeReference" ? node.typeName : node.expression;
  // Wrappers that leave the members as they are.
  if (
    name.type === "Identifier" &&
    /^(?:Simplify|Prettify|Readonly|DeepReadonly|Required)$/.test(name.name) &&
    node.typeArguments?.params[0]
  )
    return typeBehind({ node: node.typeArguments.params[0], module }, depth + 1);
  const found = declarationOf(name, module);
  return found ? typeBehind(found, depth + 1) : start;
}

/** The type that a name is an alias of, one step on; null where it names none of the project. */
export function typeBehindAlias({ node, module }: TypeTerm): TypeTerm | null {
  const found = node.type === "TSTypeReference" ? declarationOf(node.typeName, module) : null;
  return found?.node.type === "TSTypeAliasDeclaration"
    ? { node: found.node.typeAnnotation, module: found.module }
    : null;
}

function declarationOf(name: TSESTree.Node, module: SourceModule): TypeTerm | null {
  if (name.type === "TSQualifiedName" || name.type === "MemberExpression") {
    const owner = name.type === "TSQualifiedName" ? name.left : name.object;
    const member = name.type === "TSQualifiedName" ? name.right.name : nameOfKey(name.property);
    if (owner.type !== "Identifier" || member === null) return null;
    const target = importOf(owner.name, owner, module);
    return target?.name === "*" ? exported(target.module, member) : null;
  }
  if (name.type !== "Identifier") return null;
  const variable = variableNamed(module, name.name, name);
  for (const definition of variable?.defs ?? []) {
    const node = definition.node;
    if (
      node.type === "TSInterfaceDeclaration" ||
      node.type === "TSTypeAliasDeclaration" ||
      node.type === "TSEnumDeclaration" ||
      node.type === "ClassDeclaration"
    )
      return { node, module };
  }
  const target = importOf(name.name, name, module);
  return target && target.name !== "*" ? exported(target.module, target.name) : null;
}

function exported(module: SourceModule, name: string): TypeTerm | null {
  const found = exportedType(module, name);
  return found?.kind === "declaration" ? { node: found.node, module: found.module } : null;
}

function importOf(
  name: string,
  at: TSESTree.Node,
  module: SourceModule,
): { readonly module: SourceModule; readonly name: string } | null {
  const definition = variableNamed(module, name, at)?.defs[0];
  if (definition?.type !== "ImportBinding") return null;
  const node = definition.node;
  const from = definition.parent;
  const target = from.type === "ImportDeclaration" ? module.import(from.source.value) : null;
  if (!target) return null;
  return {
    module: target,
    name:
      node.type === "ImportSpecifier"
        ? (nameOfKey(node.imported) ?? "")
        : node.type === "ImportDefaultSpecifier"
          ? "default"
          : "*",
  };
}

/**
 * The members of an object type: of interfaces with what they extend, of literals and intersections. Out: none for
 * other types.
 */
export function membersOfType(start: TypeTerm, depth = 0): readonly TypeMember[] {
  if (depth > furthest) return [];
  const { node, module } = typeBehind(start, depth);
  switch (node.type) {
    case "TSInterfaceDeclaration":
      return merged([
        ...node.extends.flatMap((parent) => membersOfType({ node: parent, module }, depth + 1)),
        ...membersIn(node.body.body, module),
      ]);
    case "TSTypeLiteral":
      return membersIn(node.members, module);
    case "TSIntersectionType":
      return merged(node.types.flatMap((type) => membersOfType({ node: type, module }, depth + 1)));
    default:
      return [];
  }
}

const merged = (members: readonly TypeMember[]): TypeMember[] => [
  ...new Map(members.map((member) => [member.key, member])).values(),
];

function membersIn(elements: readonly TSESTree.TypeElement[], module: SourceModule): TypeMember[] {
  return elements.flatMap((element): TypeMember[] => {
    if (element.type !== "TSPropertySignature" || !element.typeAnnotation) return [];
    const key = element.computed ? textOf({ node: element.key, module, given: nothingGiven }) : nameOfKey(element.key);
    return key === null
      ? []
      : [
          {
            key,
            optional: element.optional,
            type: { node: element.typeAnnotation.typeAnnotation, module },
            at: { node: element.key, module },
          },
        ];
  });
}

export function memberOfType(start: TypeTerm, key: string, depth = 0): TypeMember | null {
  return membersOfType(start, depth).find((member) => member.key === key) ?? null;
}

/** The members of a union, aliases of unions followed. */
export function unionOf(start: TypeTerm, depth = 0): readonly TypeTerm[] {
  const { node, module } = depth > furthest ? start : aliasOfUnion(start);
  return node.type === "TSUnionType"
    ? node.types.flatMap((type) => unionOf({ node: type, module }, depth + 1))
    : [{ node, module }];
}

function aliasOfUnion(start: TypeTerm): TypeTerm {
  if (start.node.type !== "TSTypeReference" || start.node.typeArguments) return start;
  const behind = typeBehind(start);
  return behind.node.type === "TSUnionType" ||
    behind.node.type === "TSTypeReference" ||
    behind.node.type.endsWith("Keyword")
    ? behind
    : start;
}
