import type { TSESTree } from "@typescript-eslint/utils";
import type { Span } from "../model/span.ts";
import type { SourceModule } from "./module.ts";
import { memberName, nodeAt, spanOf, unwrap, walk } from "./nodes.ts";
import { traceValue } from "./trace.ts";
import { typeAt } from "./value-declared.ts";
import { valueIdentity } from "./value-identity.ts";
import { memberOfType, typeBehind } from "./written-types.ts";

type Node = TSESTree.Node;

/**
 * Whether a function takes nothing but the text that it is given: `executeSQL(sql: string)` of the project. False where its declaration is out of sight.
 * In: the call.
 */
export function takesOnlyText(call: Span, module: SourceModule): boolean {
  const node = nodeAt(module.ast, call);
  const inner = node && unwrap(node);
  if (inner?.type !== "CallExpression" || inner.arguments.length !== 1) return false;
  const parameters = parametersOf(inner.callee, module);
  return parameters?.length === 1 && parameters[0]?.type !== "RestElement";
}

function parametersOf(callee: Node, module: SourceModule): readonly Node[] | null {
  const value = traceValue(callee, module);
  if (value?.kind === "function" || value?.kind === "signature") return value.node.params;
  const name = callee.type === "MemberExpression" ? memberName(callee) : null;
  const owner = callee.type === "MemberExpression" && name !== null ? typeAt(callee.object, module) : null;
  if (!owner || owner === "outside" || name === null) return null;
  return parametersOfMember(typeBehind(owner).node, name) ?? ofProperty(memberOfType(owner, name)?.type.node);
}

/** The parameters of a method that a declaration has; null where it has none, or overloads of it. */
function parametersOfMember(declaration: Node, name: string): readonly Node[] | null {
  const members: readonly Node[] =
    declaration.type === "TSInterfaceDeclaration" || declaration.type === "ClassDeclaration"
      ? declaration.body.body
      : declaration.type === "TSTypeLiteral"
        ? declaration.members
        : [];
  const [found, ...others] = members.flatMap((member) => {
    const isNamed =
      (member.type === "TSMethodSignature" || member.type === "MethodDefinition") &&
      member.key.type === "Identifier" &&
      member.key.name === name;
    return isNamed ? [member.type === "TSMethodSignature" ? member.params : member.value.params] : [];
  });
  return found && others.length === 0 ? found : null;
}

const ofProperty = (type: Node | undefined): readonly Node[] | null =>
  type?.type === "TSFunctionType" ? type.params : null;

/**
 * Whether the value at a place is also an argument, or in a list or an object that is one, in the statement of the program that it stands in, or in the call:
 * `.setParameter("id", id)`, `query(text, [id])`.
 */
export function isHandedBeside(hole: Span, call: Span, module: SourceModule): boolean {
  const identity = valueIdentity(hole, module);
  const node = nodeAt(module.ast, hole);
  const sent = nodeAt(module.ast, call);
  if (identity === null || !node) return false;
  return [statementAround(node), ...(sent ? [sent] : [])].some((within) => isHanded(identity, within, module));
}

function isHanded(identity: string, within: Node, module: SourceModule): boolean {
  let found = false;
  walk(
    within,
    (node) => {
      found ||= isGivenAs(node) && valueIdentity(spanOf(node), module) === identity;
    },
    ({ type }) => !found && type !== "TemplateLiteral" && type !== "BinaryExpression",
  );
  return found;
}

/** An argument, an element of a list, or a property of an object that is written there. */
function isGivenAs(node: Node): boolean {
  const { parent } = node;
  if (node.type !== "Identifier" && node.type !== "MemberExpression") return false;
  if (parent?.type === "CallExpression") return parent.callee !== node;
  return (
    parent?.type === "ArrayExpression" ||
    (parent?.type === "Property" && parent.value === node && parent.parent.type === "ObjectExpression")
  );
}

function statementAround(node: Node): Node {
  let at = node;
  while (at.parent && !/(?:Statement|Declaration)$/.test(at.type)) at = at.parent;
  return at;
}
