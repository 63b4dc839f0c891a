import type { TSESTree } from "@typescript-eslint/utils";
import { meaningOf } from "./meaning.ts";
import type { SourceModule } from "./module.ts";
import { keyName, nameOfKey, type FunctionNode } from "./nodes.ts";
import { declaredAt, typeBehind, type TypeTerm } from "./written-types.ts";

type Node = TSESTree.Node;

/** The type of a parameter that has none of its own, by the type of what the function is put into: `find: (id: Id) => Row = (id) => …`. */
export function parameterByContext(fn: FunctionNode, index: number, module: SourceModule): TypeTerm | null {
  const { parent } = fn;
  const holds =
    (parent.type === "PropertyDefinition" && parent.value === fn) ||
    (parent.type === "VariableDeclarator" && parent.init === fn);
  if (!holds) return null;
  const written = parent.type === "PropertyDefinition" ? parent.typeAnnotation : parent.id.typeAnnotation;
  const type = written && typeBehind({ node: written.typeAnnotation, module });
  const parameter = type?.node.type === "TSFunctionType" ? type.node.params[index] : undefined;
  const annotation = parameter?.type === "Identifier" ? parameter.typeAnnotation : undefined;
  return type && annotation ? { ...type, node: annotation.typeAnnotation } : null;
}

/** What a method gives back by the type of the object that it is of: `find(): Promise<Row>` of an interface or a class. */
export function returnedByMethod(owner: TypeTerm, name: string): TypeTerm | null {
  const type = typeBehind(owner);
  const member = membersOf(type.node).find((one) => nameOfMember(one) === name);
  const annotation = member && returnOf(member);
  if (annotation) return { ...type, node: annotation };
  const declared = member ? null : declaredAt(owner, [name]);
  if (!declared || declared === "outside") return ofFunctionType(member, type);
  return ofFunctionType(declared.node, declared);
}

function membersOf(node: Node): readonly Node[] {
  switch (node.type) {
    case "TSInterfaceDeclaration":
    case "ClassDeclaration":
      return node.body.body;
    case "TSTypeLiteral":
      return node.members;
    default:
      return [];
  }
}

const nameOfMember = (node: Node): string | null =>
  node.type === "MethodDefinition" || node.type === "PropertyDefinition" || node.type === "TSPropertySignature"
    ? keyName(node)
    : node.type === "TSMethodSignature"
      ? nameOfKey(node.key)
      : null;

function returnOf(member: Node): Node | null {
  switch (member.type) {
    case "MethodDefinition":
      return member.value.returnType?.typeAnnotation ?? null;
    case "TSMethodSignature":
      return member.returnType?.typeAnnotation ?? null;
    default:
      return null;
  }
}

/** What a function type, or a member that has one, gives back. */
function ofFunctionType(node: Node | undefined, at: TypeTerm): TypeTerm | null {
  const written =
    node?.type === "PropertyDefinition" || node?.type === "TSPropertySignature"
      ? node.typeAnnotation?.typeAnnotation
      : node;
  const type = written && typeBehind({ ...at, node: written });
  return type?.node.type === "TSFunctionType" && type.node.returnType
    ? { ...type, node: type.node.returnType.typeAnnotation }
    : null;
}

/** The function that a class has for a method's name, of its own or by what it extends. */
export function methodOf(
  owner: TypeTerm,
  name: string,
  depth = 0,
): { readonly fn: FunctionNode; readonly module: SourceModule } | null {
  const { node, module } = typeBehind(owner);
  const member =
    node.type === "ClassDeclaration" ? node.body.body.find((one) => nameOfMember(one) === name) : undefined;
  if (!member && node.type === "ClassDeclaration" && node.superClass?.type === "Identifier" && depth < 5) {
    const base = meaningOf(node.superClass, module);
    return base?.kind === "class" ? methodOf({ node: base.node, module: base.module }, name, depth + 1) : null;
  }
  const value = member?.type === "MethodDefinition" || member?.type === "PropertyDefinition" ? member.value : null;
  return value?.type === "FunctionExpression" || value?.type === "ArrowFunctionExpression"
    ? { fn: value, module }
    : null;
}
