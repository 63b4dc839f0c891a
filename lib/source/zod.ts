import type { TSESTree } from "@typescript-eslint/utils";
import type { ValueKind } from "../model/row-value.ts";
import type { HoleValue } from "../model/sql-text.ts";
import { variableOf } from "./bindings.ts";
import { meaningOf } from "./meaning.ts";
import type { SourceModule } from "./module.ts";
import { keyName, memberName } from "./nodes.ts";

type Node = TSESTree.Node;

/** What a zod schema lets through (zod's documentation, "Defining schemas"). */
export interface Schema {
  /** What a value of it can be, an array's elements; null for any text, or where that cannot be told. */
  readonly value: HoleValue | null;
  /** What a value of it is, null and undefined aside; null where that cannot be told. */
  readonly kinds: readonly ValueKind[] | null;
  /** Whether NULL is let through; null where that cannot be told. */
  readonly nullable: boolean | null;
  /** Whether an object may be without it, as far as can be told. */
  readonly mayLack: boolean;
  /** The properties of an object; null for other schemas, and where not all of them are known. */
  readonly shape: Shape | null;
  readonly element: Schema | null;
}

type Shape = ReadonlyMap<string, SchemaProperty>;

/** A property as an object's schema writes it, with where that is. */
export interface SchemaProperty {
  readonly node: TSESTree.Property;
  readonly module: SourceModule;
  /** `partial()` makes every property optional: what it lets through besides is not told. */
  readonly partial: boolean;
}

const unknown: Schema = { value: null, kinds: null, nullable: null, mayLack: true, shape: null, element: null };
const never: Omit<Schema, "value"> = { kinds: null, nullable: false, mayLack: false, shape: null, element: null };

const known = new WeakMap<Node, Schema>();

/** Reads the schema that an expression stands for, names followed across files; what leads back to itself is not known. */
export function schemaOf(node: Node, module: SourceModule): Schema {
  let found = known.get(node);
  if (!found) {
    known.set(node, unknown);
    known.set(node, (found = read(node, module)));
  }
  return found;
}

/** The schema of a property of an object. */
export function schemaOfProperty({ node, module, partial }: SchemaProperty): Schema {
  const schema = schemaOf(node.value, module);
  return partial ? { ...schema, nullable: null, mayLack: true } : schema;
}

/** What is let through below the given keys. */
export function schemaBelow(schema: Schema, [key, ...rest]: readonly string[]): Schema {
  if (key === undefined) return schema;
  if (schema.element) return schemaBelow(schema.element, /^\d+$/.test(key) ? rest : [key, ...rest]);
  const property = schema.shape?.get(key);
  return property ? schemaBelow(schemaOfProperty(property), rest) : unknown;
}

function read(node: Node, module: SourceModule): Schema {
  switch (node.type) {
    case "Identifier": {
      const value = constantBehind(node, module);
      return value ? schemaOf(value.node, value.module) : unknown;
    }
    case "MemberExpression": {
      const name = memberName(node);
      // `User.shape.email`, `Users.element`
      if (name === "element") return schemaOf(node.object, module).element ?? unknown;
      return node.object.type === "MemberExpression" && memberName(node.object) === "shape" && name !== null
        ? schemaBelow(schemaOf(node.object.object, module), [name])
        : unknown;
    }
    case "CallExpression": {
      const name = node.callee.type === "MemberExpression" ? memberName(node.callee) : null;
      if (node.callee.type !== "MemberExpression" || name === null) return unknown;
      const root = rootOf(node.callee.object, module);
      return root === null
        ? methodOf(schemaOf(node.callee.object, module), name, node.arguments, module)
        : root === "coerce"
          ? // What is made another kind of thing may have been any.
            { ...made(name, node.arguments, module), kinds: null, nullable: null, mayLack: true }
          : made(name, node.arguments, module);
    }
    case "TSAsExpression":
    case "TSSatisfiesExpression":
    case "TSNonNullExpression":
      return schemaOf(node.expression, module);
    default:
      return unknown;
  }
}

/** The expression that a constant holds, here or in another file. `const Sort = z.enum([…]); type Sort = z.infer<typeof Sort>` is one. */
function constantBehind(node: TSESTree.Identifier, module: SourceModule): { node: Node; module: SourceModule } | null {
  const meaning = meaningOf(node, module);
  if (meaning) return meaning.kind === "value" ? meaning : null;
  const declarator = variableOf(module, node)?.defs.find(({ type }) => type === "Variable")?.node;
  return declarator?.type === "VariableDeclarator" && declarator.id.type === "Identifier" && declarator.init
    ? { node: declarator.init, module }
    : null;
}

/** `z`, `z.coerce`, `z.iso`: whose methods make schemas. */
function rootOf(node: Node, module: SourceModule): "z" | "coerce" | null {
  if (node.type === "Identifier") {
    if (/^(?:z|zod)$/i.test(node.name)) return "z";
    const meaning = meaningOf(node, module);
    return meaning?.kind === "package" && /^zod(?:$|\/)/.test(meaning.specifier) ? "z" : null;
  }
  const name = node.type === "MemberExpression" && rootOf(node.object, module) === "z" ? memberName(node) : null;
  return name === "coerce" ? name : name === "iso" || name === "string" ? "z" : null;
}

const objects = new Set(["object", "strictObject", "looseObject", "interface"]);
const numbers = new Set(["number", "bigint", "int", "int32", "uint32", "float32", "float64", "date"]);
const kindsOfNumbers: Readonly<Record<string, ValueKind>> = { bigint: "bigint", date: "date" };
const texts = new Set(["string", "email", "url", "jwt"]);
/** Texts without a quote in them. */
const checked = /^(?:uuid|uuidv4|uuidv7|guid|cuid|cuid2|ulid|nanoid|ip|ipv4|ipv6|datetime|date|time|hex)$/;
/** Schemas of other things than NULL about whose values nothing else is known. */
const others = new Set([
  ...["string", "email", "url", "jwt", "array", "set", "tuple", "record", "map", "symbol", "iso"],
]);

/** What `z.name(…)` makes. */
function made(name: string, given: readonly Node[], module: SourceModule): Schema {
  const [first, second] = given;
  const inner = first ? schemaOf(first, module) : unknown;
  if (objects.has(name)) {
    const shape = first ? shapeOf(first, module) : null;
    return { ...never, value: null, kinds: ["object"], shape };
  }
  // Since zod 4 it takes an enum of TypeScript's as well, whose values may be numbers.
  if (name === "enum")
    return { ...never, value: "literals", kinds: first?.type === "ArrayExpression" ? ["string"] : null };
  if (name === "nativeEnum") return { ...never, value: "literals" };
  if (name === "literal")
    return { ...never, value: "literals", nullable: first?.type === "Literal" ? first.raw === "null" : null };
  if (numbers.has(name)) return { ...never, value: "number", kinds: [kindsOfNumbers[name] ?? "number"] };
  if (name === "boolean") return { ...never, value: "boolean", kinds: ["boolean"] };
  if (name === "stringbool") return { ...unknown, value: "boolean" };
  if (checked.test(name)) return { ...never, value: "checked", kinds: ["string"] };
  if (name === "array") return { ...never, value: inner.value, kinds: ["list"], element: inner };
  if (name === "set") return { ...never, value: inner.value, element: inner };
  if (others.has(name)) return { ...never, value: null, kinds: texts.has(name) ? ["string"] : null };
  if (name === "nullable") return { ...inner, nullable: true };
  if (name === "nullish") return { ...inner, nullable: true, mayLack: true };
  if (name === "optional") return { ...inner, mayLack: true };
  if (name === "readonly") return inner;
  if (name === "preprocess" || name === "pipe")
    return second ? { ...schemaOf(second, module), kinds: null, nullable: null, mayLack: true } : unknown;
  return name === "union" && first?.type === "ArrayExpression"
    ? eitherOf(first.elements.map((element) => (element ? schemaOf(element, module) : unknown)))
    : unknown;
}

function eitherOf(members: readonly Schema[]): Schema {
  const values = members.map(({ value }) => value);
  return {
    ...unknown,
    kinds: members.every(({ kinds }) => kinds) ? members.flatMap(({ kinds }) => kinds ?? []) : null,
    mayLack: members.some(({ mayLack }) => mayLack),
    value: values.includes(null) ? null : (values.find((value) => value !== "literals") ?? values[0] ?? null),
    nullable: members.length > 0 && members.every(({ nullable }) => nullable === false) ? false : null,
  };
}

/** Methods that let through what they let through before. */
const narrowing = new Set([
  ...["describe", "readonly", "brand", "meta", "refine", "superRefine", "unwrap", "required"],
  ...["min", "max", "nonempty", "length", "positive", "nonnegative", "gt", "gte", "lt", "lte"],
  ...["strict", "strip", "passthrough", "loose", "trim", "toLowerCase", "toUpperCase", "extract", "exclude"],
]);
/** Methods after which it cannot be told whether NULL goes through. */
const replacing = /^(?:transform|preprocess|pipe|catch|or|and|default|prefault|overwrite|unwrap)$/;

/** What a method makes of a schema. */
function methodOf(schema: Schema, name: string, given: readonly Node[], module: SourceModule): Schema {
  const [first] = given;
  const other = first ? schemaOf(first, module) : unknown;
  switch (name) {
    case "nullable":
      return { ...schema, nullable: true };
    case "nullish":
      return { ...schema, nullable: true, mayLack: true };
    case "optional":
      return { ...schema, mayLack: true };
    case "default":
    case "prefault":
    case "catch":
      return { ...schema, nullable: null, mayLack: true };
    case "extend":
    case "safeExtend":
      return withShape(schema, first ? shapeOf(first, module) : null);
    case "merge":
      return withShape(schema, other.shape);
    case "and":
      return { ...withShape(schema, other.shape), nullable: null };
    case "or":
      return { ...eitherOf([other, schema]), nullable: null };
    case "pipe":
      return { ...other, kinds: null, nullable: null, mayLack: true };
    case "pick":
    case "omit":
      return { ...schema, shape: masked(schema.shape, first, name === "pick") };
    case "partial":
      return { ...schema, shape: madePartial(schema.shape) };
    case "array":
      return { ...never, value: schema.value, kinds: ["list"], element: schema };
    case "keyof":
      return { ...never, value: "literals", kinds: ["string"] };
    case "regex":
      return isWhole(first) ? { ...schema, value: "checked" } : schema;
    case "int":
    case "finite":
      return { ...schema, value: "number" };
    default:
      if (checked.test(name)) return { ...schema, value: "checked" };
      if (narrowing.has(name)) return replacing.test(name) ? { ...schema, nullable: null } : schema;
      return { ...unknown, nullable: replacing.test(name) ? null : schema.nullable };
  }
}

function withShape(schema: Schema, more: Shape | null): Schema {
  return { ...schema, shape: schema.shape && more && new Map([...schema.shape, ...more]) };
}

/** The properties of `{ id: z.number(), ...Named.shape }`; null where one is not known. */
function shapeOf(node: Node, module: SourceModule): Shape | null {
  if (node.type === "Identifier") {
    const value = constantBehind(node, module);
    return value && value.node !== node ? shapeOf(value.node, value.module) : null;
  }
  if (node.type === "MemberExpression")
    return memberName(node) === "shape" ? schemaOf(node.object, module).shape : null;
  if (node.type !== "ObjectExpression") return null;
  const found = new Map<string, SchemaProperty>();
  for (const property of node.properties) {
    if (property.type === "SpreadElement") {
      const spread = shapeOf(property.argument, module);
      if (!spread) return null;
      for (const [name, one] of spread) found.set(name, one);
      continue;
    }
    const name = keyName(property);
    if (name === null) return null;
    found.set(name, { node: property, module, partial: false });
  }
  return found;
}

function masked(shape: Shape | null, mask: Node | undefined, picks: boolean): Shape | null {
  if (!shape || mask?.type !== "ObjectExpression") return null;
  const names = new Set(mask.properties.map((one) => (one.type === "Property" ? keyName(one) : null)));
  return names.has(null) ? null : new Map([...shape].filter(([name]) => names.has(name) === picks));
}

function madePartial(shape: Shape | null): Shape | null {
  return shape && new Map([...shape].map(([name, property]) => [name, { ...property, partial: true }]));
}

/** A pattern for the whole text that lets no quote through. */
function isWhole(pattern: Node | undefined): boolean {
  if (pattern?.type !== "Literal" || !("regex" in pattern)) return pattern !== undefined;
  return /^\^[\s\S]*\$$/.test(pattern.regex.pattern);
}

/** The schema that `z.infer<typeof Schema>` names; null for other types. */
export function inferredSchema(type: TSESTree.TypeNode, module: SourceModule): Schema | null {
  if (type.type !== "TSTypeReference") return null;
  const { typeName, typeArguments } = type;
  const name = typeName.type === "TSQualifiedName" ? typeName.right : typeName;
  const [query] = typeArguments?.params ?? [];
  return name.type === "Identifier" &&
    /^(?:infer|output|TypeOf|Infer)$/.test(name.name) &&
    query?.type === "TSTypeQuery" &&
    query.exprName.type === "Identifier"
    ? schemaOf(query.exprName, module)
    : null;
}
