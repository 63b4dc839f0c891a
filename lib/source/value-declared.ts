import type { TSESTree } from "@typescript-eslint/utils";
import { variableNamed } from "./bindings.ts";
import { exportedType } from "./exports.ts";
import { importedBy } from "./imports.ts";
import type { SourceModule } from "./module.ts";
import { nameOfKey } from "./nodes.ts";

/** A type as written, and where. */
export interface DeclaredType {
  readonly type: TSESTree.TypeNode;
  readonly module: SourceModule;
}

const furthest = 10;

/**
 * The type written for a member: interfaces, type literals, aliases, classes and what they extend, across files. Out:
 * `outside` where the declaration cannot be read, so that nothing is known of the member; null where nothing is written.
 */
export function declaredAt(
  type: TSESTree.TypeNode,
  keys: readonly string[],
  module: SourceModule,
  depth = 0,
): DeclaredType | "outside" | null {
  if (depth > furthest) return "outside";
  const go = (inner: TSESTree.TypeNode, rest = keys, where = module): DeclaredType | "outside" | null =>
    declaredAt(inner, rest, where, depth + 1);
  switch (type.type) {
    case "TSTypeLiteral":
      return keys.length === 0 ? { type, module } : inMembers(type.members, keys, go);
    case "TSTypeReference": {
      const name = type.typeName.type === "Identifier" ? type.typeName.name : null;
      if (
        name !== null &&
        /^(?:Readonly|Required|Partial|NonNullable|Promise|Pick|Omit)$/.test(name) &&
        keys.length > 0
      ) {
        const [inner] = type.typeArguments?.params ?? [];
        return inner ? go(inner) : null;
      }
      if (name === null) return keys.length === 0 ? { type, module } : "outside";
      const found = declarationOf(name, module);
      if (found === "outside") return "outside";
      if (!found) return keys.length === 0 ? { type, module } : null;
      const { node } = found;
      if (node.type === "TSTypeAliasDeclaration") return go(node.typeAnnotation, keys, found.module);
      if (keys.length === 0) return { type, module };
      if (node.type === "TSInterfaceDeclaration") {
        const own = inMembers(node.body.body, keys, (inner, rest) => go(inner, rest, found.module));
        if (own || node.extends.length === 0) return own;
        for (const base of node.extends) {
          if (base.expression.type !== "Identifier") return "outside";
          const parent = declarationOf(base.expression.name, found.module);
          if (!parent || parent === "outside") return "outside";
          const inherited =
            parent.node.type === "TSInterfaceDeclaration"
              ? inMembers(parent.node.body.body, keys, (inner, rest) => go(inner, rest, parent.module))
              : "outside";
          if (inherited) return inherited;
        }
        return null;
      }
      if (node.type === "ClassDeclaration") {
        const [key, ...rest] = keys;
        const member = node.body.body.find((one) => one.type === "PropertyDefinition" && nameOfKey(one.key) === key);
        if (member?.type !== "PropertyDefinition") return node.superClass ? "outside" : null;
        // class-validator: what the decorators let through is not this type's to say.
        if (
          member.decorators.some(({ expression }) =>
            /^Is(?:In|Enum|UUID|Int|Number|DateString|Boolean|Alpha|Alphanumeric|NumberString)$/.test(
              decoratorName(expression),
            ),
          )
        )
          return "outside";
        return member.typeAnnotation ? go(member.typeAnnotation.typeAnnotation, rest, found.module) : null;
      }
      return "outside";
    }
    case "TSUnionType": {
      if (keys.length === 0) return { type, module };
      const members = type.types.filter((member) => !/^TS(?:Undefined|Null)Keyword$/.test(member.type));
      return members.length === 1 && members[0] ? go(members[0]) : "outside";
    }
    case "TSIntersectionType": {
      if (keys.length === 0) return { type, module };
      const found = type.types.map((member) => go(member));
      return found.find((one) => one !== null && one !== "outside") ?? (found.includes("outside") ? "outside" : null);
    }
    case "TSAnyKeyword":
    case "TSUnknownKeyword":
      return keys.length === 0 ? { type, module } : null;
    default:
      return keys.length === 0 ? { type, module } : null;
  }
}

function inMembers(
  members: readonly TSESTree.TypeElement[],
  [key, ...rest]: readonly string[],
  go: (type: TSESTree.TypeNode, keys: readonly string[]) => DeclaredType | "outside" | null,
): DeclaredType | "outside" | null {
  const member = members.find((one) => one.type === "TSPropertySignature" && nameOfKey(one.key) === key);
  return member?.type === "TSPropertySignature" && member.typeAnnotation
    ? go(member.typeAnnotation.typeAnnotation, rest)
    : null;
}

function decoratorName(expression: TSESTree.Node): string {
  const name = expression.type === "CallExpression" ? expression.callee : expression;
  return name.type === "Identifier" ? name.name : "";
}

function declarationOf(
  name: string,
  module: SourceModule,
): { readonly node: TSESTree.Node; readonly module: SourceModule } | "outside" | null {
  const definition = variableNamed(module, name, module.ast)?.defs.find(
    ({ type }) => type === "Type" || type === "ClassName" || type === "ImportBinding",
  );
  if (!definition) return null;
  if (definition.type !== "ImportBinding") return { node: definition.node as unknown as TSESTree.Node, module };
  const from = importedBy(definition);
  const target = from && from.name !== "*" ? module.import(from.specifier) : null;
  const found = target && from ? exportedType(target, from.name) : null;
  return found?.kind === "declarations" && found.nodes[0] ? { node: found.nodes[0], module: found.module } : "outside";
}
