import type { TSESTree } from "@typescript-eslint/utils";
import type { HoleValue } from "../model/sql-text.ts";
import { variableOf } from "./bindings.ts";
import { meaningOf } from "./meaning.ts";
import type { SourceModule } from "./module.ts";
import { nameOfKey } from "./nodes.ts";

/** A schema's expression, and the module it is written in. */
interface Schema {
  readonly node: TSESTree.Node;
  readonly module: SourceModule;
}

const furthest = 14;

/** What a value can be that went through `Schema.parse(…)`, below the given keys; null where the schema lets any text through. */
export function parsedValue(node: TSESTree.Node, keys: readonly string[], module: SourceModule): HoleValue | null {
  const schema = schemaOfParsed(node, module);
  return (
    schema &&
    schemaValue(
      schema.node,
      schema.module,
      schema.wrapped ? (keys[0] === "data" ? keys.slice(1) : ["", ...keys]) : keys,
    )
  );
}

function schemaOfParsed(
  node: TSESTree.Node,
  module: SourceModule,
  depth = 0,
): (Schema & { readonly wrapped: boolean }) | null {
  if (depth > 6) return null;
  switch (node.type) {
    case "AwaitExpression":
      return schemaOfParsed(node.argument, module, depth + 1);
    case "TSAsExpression":
    case "TSNonNullExpression":
    case "ChainExpression":
      return schemaOfParsed(node.expression, module, depth + 1);
    case "Identifier": {
      const meaning = meaningOf(node, module);
      return meaning?.kind === "value" ? schemaOfParsed(meaning.node, meaning.module, depth + 1) : null;
    }
    case "CallExpression": {
      const name = node.callee.type === "MemberExpression" ? nameOfKey(node.callee.property) : null;
      if (
        node.callee.type !== "MemberExpression" ||
        name === null ||
        !/^(?:parse|parseAsync|safeParse|safeParseAsync|spa)$/.test(name)
      )
        return null;
      return { node: node.callee.object, module, wrapped: !name.startsWith("parse") };
    }
    default:
      return null;
  }
}

const same = new Set([
  "optional",
  "nullable",
  "nullish",
  "default",
  "prefault",
  "catch",
  "describe",
  "readonly",
  "brand",
  "min",
  "max",
  "nonempty",
  "length",
  "strict",
  "strip",
  "passthrough",
  "loose",
  "partial",
  "required",
  "refine",
  "superRefine",
  "meta",
  "trim",
  "toLowerCase",
  "toUpperCase",
  "array",
  "unwrap",
  "positive",
  "nonnegative",
  "gt",
  "gte",
  "lt",
  "lte",
]);
const plainStrings = /^(?:uuid|uuidv4|uuidv7|guid|cuid|cuid2|ulid|nanoid|ip|ipv4|ipv6|datetime|date|time|hex)$/;

/** What a zod schema lets through, below the given keys (zod's documentation, "Defining schemas"). */
export function schemaValue(
  node: TSESTree.Node,
  module: SourceModule,
  keys: readonly string[],
  depth = 0,
): HoleValue | null {
  if (depth > furthest) return null;
  const go = (inner: TSESTree.Node, rest = keys, where = module): HoleValue | null =>
    schemaValue(inner, where, rest, depth + 1);
  if (node.type === "Identifier") {
    const meaning = meaningOf(node, module);
    if (meaning?.kind === "value") return go(meaning.node, keys, meaning.module);
    // `const Sort = z.enum([…]); type Sort = z.infer<typeof Sort>;`
    const declarator = variableOf(module, node)?.defs.find(({ type }) => type === "Variable")?.node;
    return declarator?.type === "VariableDeclarator" && declarator.init ? go(declarator.init) : null;
  }
  if (node.type === "MemberExpression") {
    // `Schema.shape.sort`
    const name = nameOfKey(node.property);
    if (node.object.type === "MemberExpression" && nameOfKey(node.object.property) === "shape" && name !== null)
      return go(node.object.object, [name, ...keys]);
    return null;
  }
  if (node.type !== "CallExpression" || node.callee.type !== "MemberExpression") return null;
  const method = nameOfKey(node.callee.property) ?? "";
  const { object } = node.callee;
  const [first] = node.arguments;
  if (isZod(object)) {
    if (/^(?:object|strictObject|looseObject|interface)$/.test(method))
      return first?.type === "ObjectExpression" ? inShape(first, go, keys) : null;
    if (/^(?:enum|nativeEnum|literal)$/.test(method)) return "literals";
    if (/^(?:number|bigint|int|int32|float64|uint32|date)$/.test(method)) return "number";
    if (/^(?:boolean|stringbool)$/.test(method)) return "boolean";
    if (plainStrings.test(method)) return "checked";
    if (/^(?:array|set|optional|nullable|nullish|readonly)$/.test(method))
      return first
        ? go(
            first,
            keys.filter((key, index) => index > 0 || !/^\d+$/.test(key)),
          )
        : null;
    if (method === "preprocess" || method === "pipe") return node.arguments[1] ? go(node.arguments[1]) : null;
    if (method === "union") {
      if (first?.type !== "ArrayExpression") return null;
      const members = first.elements.map((element) => (element ? go(element) : null));
      return members.length > 0 && members.every((member) => member !== null)
        ? (members.find((member) => member !== "literals") ?? "literals")
        : null;
    }
    return null;
  }
  if (method === "extend" || method === "safeExtend")
    return (first?.type === "ObjectExpression" ? inShape(first, go, keys) : null) ?? go(object);
  if (method === "merge" || method === "and") return (first ? go(first) : null) ?? go(object);
  if (method === "or") {
    const other = first ? go(first) : null;
    return other && go(object) ? other : null;
  }
  if (method === "pipe") return first ? go(first) : null;
  if (method === "regex") return isWhole(first) ? "checked" : go(object);
  if (plainStrings.test(method)) return "checked";
  if (method === "int" || method === "finite") return "number";
  if (method === "extract" || method === "exclude" || method === "pick" || method === "omit" || same.has(method))
    return go(object);
  return null;
}

function inShape(
  shape: TSESTree.ObjectExpression,
  go: (node: TSESTree.Node, keys: readonly string[]) => HoleValue | null,
  [key, ...rest]: readonly string[],
): HoleValue | null {
  if (key === undefined) return null;
  const property = shape.properties.find((one) => one.type === "Property" && nameOfKey(one.key) === key);
  return property?.type === "Property" ? go(property.value, rest) : null;
}

/** `z`, `zod`, `z.coerce`, `z.iso`, `z.string()` being built on by methods is not. */
function isZod(node: TSESTree.Node): boolean {
  if (node.type === "Identifier") return /^(?:z|zod)$/.test(node.name);
  return (
    node.type === "MemberExpression" &&
    isZod(node.object) &&
    /^(?:coerce|iso|string)$/.test(nameOfKey(node.property) ?? "")
  );
}

/** A pattern for the whole text that lets no quote through. */
function isWhole(pattern: TSESTree.Node | undefined): boolean {
  if (pattern?.type !== "Literal" || !("regex" in pattern)) return pattern !== undefined;
  const { pattern: text } = pattern.regex;
  return /^\^[\s\S]*\$$/.test(text);
}

/** `z.infer<typeof Schema>`: what a type made of a schema lets through. */
export function inferredValue(
  type: TSESTree.TSTypeReference,
  module: SourceModule,
  keys: readonly string[],
): HoleValue | null {
  const name =
    type.typeName.type === "TSQualifiedName"
      ? type.typeName.right.name
      : type.typeName.type === "Identifier"
        ? type.typeName.name
        : null;
  const [argument] = type.typeArguments?.params ?? [];
  if (
    name === null ||
    !/^(?:infer|output|TypeOf|Infer)$/.test(name) ||
    argument?.type !== "TSTypeQuery" ||
    argument.exprName.type !== "Identifier"
  )
    return null;
  return schemaValue(argument.exprName, module, keys);
}
