import type { Frame } from "./built/built.ts";
import { evaluatorOf, type Evaluator } from "./built/evaluator.ts";
import type { Variable } from "@typescript-eslint/scope-manager";
import type { TSESTree } from "@typescript-eslint/utils";
import type { SourceModule } from "./module.ts";
import { meaningOf, returnAnnotation } from "./meaning.ts";
import { variableOf } from "./bindings.ts";
import { nameOfKey } from "./nodes.ts";

/** Where an expression stands: a module, and the call that it is evaluated in. */
export interface ValueScope {
  readonly module: SourceModule;
  readonly at: Frame;
  readonly evaluator: Evaluator;
}

/** The code of a module outside every call that is followed. */
export function scopeOf(module: SourceModule): ValueScope {
  const evaluator = evaluatorOf(module);
  return { module, at: evaluator.top, evaluator };
}

export function scopeIn(at: Frame, { evaluator }: Pick<ValueScope, "evaluator">): ValueScope {
  return { module: at.module, at, evaluator };
}

/** What a parameter was given, where it is known. */
export function argumentFor(
  variable: Variable,
  scope: ValueScope,
): { readonly node: TSESTree.Node; readonly scope: ValueScope } | null {
  const whole = scope.at.given.get(variable);
  if (!whole) return null;
  const { node, frame } = "kind" in whole ? whole.place : whole;
  return { node, scope: scopeIn(frame, scope) };
}

/** Names that libraries and projects give to types for pieces of SQL. */
const fragmentType =
  /(^|[a-z.])(Sql|SQL|Fragment|RawBuilder|PendingQuery|QuerySqlToken|Raw|Expression|Composable|Statement|ValueExpression)/;
const plainTypes = new Set([
  "Date",
  "Buffer",
  "Uint8Array",
  "String",
  "Number",
  "Boolean",
  "BigInt",
  "ObjectId",
  "UUID",
  "Uuid",
]);

/**
 * May an expression in a tag's hole be a piece of SQL rather than a value? `yes` and `no` only where its form, its declared
 * type or type information tells.
 */
export function mayBeFragment(node: TSESTree.Node, scope: ValueScope): "yes" | "no" | "unknown" {
  switch (node.type) {
    case "Literal":
    case "TemplateLiteral":
    case "BinaryExpression":
    case "UnaryExpression":
    case "UpdateExpression":
    case "ObjectExpression":
      return "no";
    case "NewExpression":
      return node.callee.type === "Identifier" && plainTypes.has(node.callee.name) ? "no" : "unknown";
    case "TSAsExpression":
    case "TSSatisfiesExpression": {
      const declared = byAnnotation(node.typeAnnotation);
      return declared === "unknown" ? mayBeFragment(node.expression, scope) : declared;
    }
    case "TSNonNullExpression":
      return mayBeFragment(node.expression, scope);
    case "AwaitExpression":
      return mayBeFragment(node.argument, scope);
    case "ConditionalExpression":
      return join(mayBeFragment(node.consequent, scope), mayBeFragment(node.alternate, scope));
    case "LogicalExpression":
      return node.operator === "&&"
        ? mayBeFragment(node.right, scope)
        : join(mayBeFragment(node.left, scope), mayBeFragment(node.right, scope));
    case "TaggedTemplateExpression":
      return "yes";
  }
  const byType = fromTypes(node, scope);
  if (byType !== "unknown") return byType;
  if (node.type === "CallExpression") {
    const { callee } = node;
    if (
      callee.type === "MemberExpression" &&
      /^(stringify|toISOString|toString|trim|toLowerCase|toUpperCase|getTime|now|randomUUID|format|valueOf|slice|substring|toFixed)$/.test(
        nameOfKey(callee.property) ?? "",
      )
    )
      return "no";
    if (callee.type === "Identifier") {
      if (/^(Number|String|Boolean|parseInt|parseFloat|BigInt|uuid|randomUUID|nanoid)$/.test(callee.name)) return "no";
      const meaning = meaningOf(callee, scope.module);
      if (meaning?.kind === "function") return byAnnotation(returnAnnotation(meaning.node));
    }
    return "unknown";
  }
  if (node.type === "Identifier") {
    const variable = variableOf(scope.module, node);
    const annotation = variable?.defs[0]?.name as { typeAnnotation?: TSESTree.TSTypeAnnotation } | undefined;
    if (annotation?.typeAnnotation) return byAnnotation(annotation.typeAnnotation.typeAnnotation);
    const argument = variable && argumentFor(variable, scope);
    if (argument) return mayBeFragment(argument.node, argument.scope);
    const meaning = meaningOf(node, scope.module);
    if (meaning?.kind === "value" && meaning.node !== node)
      return once(meaning.node, () =>
        mayBeFragment(
          meaning.node,
          meaning.module === scope.module
            ? scope
            : scopeIn(scope.evaluator.frameFrom(meaning.module, { node, frame: scope.at }), scope),
        ),
      );
  }
  return "unknown";
}

/** Values that are being asked about: one that leads to itself tells nothing. */
const asking = new Set<TSESTree.Node>();

function once(node: TSESTree.Node, ask: () => "yes" | "no" | "unknown"): "yes" | "no" | "unknown" {
  if (asking.has(node)) return "unknown";
  asking.add(node);
  try {
    return ask();
  } finally {
    asking.delete(node);
  }
}

function join(one: "yes" | "no" | "unknown", other: "yes" | "no" | "unknown"): "yes" | "no" | "unknown" {
  return one === other ? one : one === "yes" || other === "yes" ? "yes" : "unknown";
}

function byAnnotation(type: TSESTree.TypeNode | null): "yes" | "no" | "unknown" {
  switch (type?.type) {
    case "TSStringKeyword":
    case "TSNumberKeyword":
    case "TSBooleanKeyword":
    case "TSBigIntKeyword":
    case "TSLiteralType":
    case "TSNullKeyword":
    case "TSUndefinedKeyword":
    case "TSArrayType":
      return "no";
    case "TSUnionType":
      return type.types.map(byAnnotation).reduce(join);
    case "TSTypeReference": {
      const name =
        type.typeName.type === "Identifier"
          ? type.typeName.name
          : type.typeName.type === "TSQualifiedName"
            ? type.typeName.right.name
            : "";
      if (name === "Promise") return byAnnotation(type.typeArguments?.params[0] ?? null);
      return plainTypes.has(name) ? "no" : fragmentType.test(name) ? "yes" : "unknown";
    }
    default:
      return "unknown";
  }
}

function fromTypes(node: TSESTree.Node, scope: ValueScope): "yes" | "no" | "unknown" {
  const names = typeNames(node, scope);
  if (!names) return "unknown";
  if (
    names.every(
      (name) =>
        plainTypes.has(name) ||
        /^(string|number|bigint|boolean|true|false|null|undefined|void|-?\d+n?|".*"|`.*`)(\[\])?$/s.test(name),
    )
  )
    return "no";
  return names.some((name) => fragmentType.test(name)) ? "yes" : "unknown";
}

/** The members of an expression's type, as the compiler prints them; null without type information or where it says nothing. */
export function typeNames(node: TSESTree.Node, scope: ValueScope): readonly string[] | null {
  const { types } = scope.module;
  if (!types?.esTreeNodeToTSNodeMap.has(node)) return null;
  try {
    const checker = types.program.getTypeChecker();
    const type = types.getTypeAtLocation(node);
    const names = (type.isUnion() ? type.types : [type]).map((part) =>
      part.isStringLiteral() ? JSON.stringify(part.value) : checker.typeToString(part),
    );
    return names.some((name) => name === "any" || name === "unknown" || name === "error") ? null : names;
  } catch {
    return null;
  }
}
