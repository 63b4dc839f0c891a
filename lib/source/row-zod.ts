import type { TSESTree } from "@typescript-eslint/utils";
import type { DeclaredColumn } from "../model/row-use.ts";
import { isNeverReassigned, soleDefinition, variableOf } from "./bindings.ts";
import type { SourceModule } from "./module.ts";
import { keyName, memberName, spanOf } from "./nodes.ts";

type Columns = ReadonlyMap<string, DeclaredColumn>;

/**
 * The columns of a zod object schema: `z.object({ … })` and what `extend`, `merge`, `pick`, `omit` and `partial` make of it,
 * written in place or held by a constant of this file. Null for any other schema.
 */
export function zodRow(schema: TSESTree.Node, module: SourceModule, depth = 0): Columns | null {
  if (depth > 12) return null;
  if (schema.type === "Identifier") {
    const init = constantOf(schema, module);
    return init && zodRow(init, module, depth + 1);
  }
  if (schema.type !== "CallExpression" || schema.callee.type !== "MemberExpression") return null;
  const method = memberName(schema.callee);
  const argument = schema.arguments[0];
  const { object } = schema.callee;
  if (method === "object" || method === "strictObject" || method === "looseObject") {
    return isZod(object) && argument?.type === "ObjectExpression" ? shapeOf(argument, module) : null;
  }
  const inner = zodRow(object, module, depth + 1);
  if (!inner) return null;
  switch (method) {
    case "strict":
    case "passthrough":
    case "strip":
    case "loose":
    case "readonly":
    case "describe":
    case "brand":
    case "nullable":
    case "optional":
      return inner;
    case "extend": {
      const more = argument?.type === "ObjectExpression" ? shapeOf(argument, module) : null;
      return more && new Map([...inner, ...more]);
    }
    case "merge": {
      const more = argument ? zodRow(argument, module, depth + 1) : null;
      return more && new Map([...inner, ...more]);
    }
    case "pick":
    case "omit": {
      if (argument?.type !== "ObjectExpression") return null;
      const names = new Set(
        argument.properties.map((property) => (property.type === "Property" ? keyName(property) : null)),
      );
      return names.has(null) ? null : new Map([...inner].filter(([name]) => names.has(name) === (method === "pick")));
    }
    case "partial":
      return new Map([...inner].map(([name, column]) => [name, { ...column, nullable: null, allowNull: null }]));
    default:
      return null;
  }
}

function constantOf(identifier: TSESTree.Identifier, module: SourceModule): TSESTree.Expression | null {
  const variable = variableOf(module, identifier);
  const definition = variable && isNeverReassigned(variable) ? soleDefinition(variable) : null;
  return definition?.node.type === "VariableDeclarator" && definition.node.id.type === "Identifier"
    ? definition.node.init
    : null;
}

function isZod(node: TSESTree.Node): boolean {
  return node.type === "Identifier" && /^(?:z|zod)$/i.test(node.name);
}

function shapeOf(object: TSESTree.ObjectExpression, module: SourceModule): Columns | null {
  const columns = new Map<string, DeclaredColumn>();
  for (const property of object.properties) {
    const name = property.type === "Property" ? keyName(property) : null;
    if (property.type !== "Property" || name === null) return null;
    const nullable = admitsNull(property.value, module, 0);
    const end = property.value.range[1];
    const editable = nullable === false && !property.shorthand;
    columns.set(name, {
      name,
      nullable,
      span: spanOf(property.key),
      allowNull: editable ? [{ span: { start: end, end }, text: ".nullable()" }] : null,
    });
  }
  return columns;
}

const notNull =
  /^(?:string|number|boolean|bigint|date|array|object|enum|nativeEnum|literal|tuple|record|map|set|int|int32|uint32|float32|float64|email|uuid|guid|url|iso|datetime|strictObject|looseObject|symbol|cuid2?|ulid|nanoid|ipv4|ipv6|jwt)$/;
const mayChange =
  /^(?:transform|preprocess|pipe|catch|or|and|default|prefault|overwrite|any|unknown|custom|lazy|coerce|json|stringbool|null|undefined|void|union|intersection|discriminatedUnion|instanceof)$/;

// Null is what cannot be told; only a chain that starts at a type that excludes null and is never widened is a sure no.
function admitsNull(node: TSESTree.Node, module: SourceModule, depth: number): boolean | null {
  if (depth > 12) return null;
  if (node.type === "Identifier") {
    const init = constantOf(node, module);
    return init && admitsNull(init, module, depth + 1);
  }
  if (node.type !== "CallExpression" || node.callee.type !== "MemberExpression") return null;
  const method = memberName(node.callee);
  if (method === null) return null;
  if (method === "nullable" || method === "nullish") return true;
  if (method === "optional") return admitsNull(node.callee.object, module, depth + 1);
  if (mayChange.test(method)) return null;
  let root: TSESTree.Node = node.callee.object;
  if (root.type === "MemberExpression" && memberName(root) === "iso") root = root.object;
  if (isZod(root)) {
    const argument = node.arguments[0];
    if (method === "literal" && argument?.type === "Literal" && argument.value === null) return true;
    if (method === "literal" && argument?.type !== "Literal") return null;
    return notNull.test(method) ? false : null;
  }
  return admitsNull(node.callee.object, module, depth + 1);
}
