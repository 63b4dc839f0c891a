import type { TSESTree } from "@typescript-eslint/utils";
import type { ParserOption } from "../libraries/row-values.ts";
import type { ValueKind } from "../model/row-value.ts";
import { variableNamed } from "./bindings.ts";
import type { SourceModule } from "./module.ts";
import { isFunction, keyName, memberName, nameOfKey, unwrap, walk } from "./nodes.ts";

type Node = TSESTree.Node;

/** What a program has values of some types made into: null where that is not known. */
export type TypeParsers = ReadonlyMap<string, ValueKind | null>;

/** The words without which a program cannot have pg make other values than its own. */
export const parserWords = ["setTypeParser", "parseInt8"] as const;

/** The parsers that a module sets for all of pg's clients; null where it sets some in a way that is not followed. */
export function typeParsersIn(module: SourceModule): TypeParsers | null {
  const found = new Map<string, ValueKind | null>();
  let isFollowed = true;
  walk(module.ast, (node) => {
    if (node.type !== "Identifier" || !isParserWord(node.name) || isImported(node)) return;
    const set = setting(node, module);
    if (set) found.set(set.type, set.kind);
    else isFollowed = false;
  });
  return isFollowed ? found : null;
}

/**
 * The parsers that a module sets with a client's option, `postgres(url, { types: { … } })`. In: the option. Out: null where it sets some in a way
 * that is not followed.
 */
export function optionParsersIn(module: SourceModule, option: ParserOption): TypeParsers | null {
  const found = new Map<string, ValueKind | null>();
  let isFollowed = true;
  walk(module.ast, (node) => {
    if (
      node.type === "MemberExpression" &&
      memberName(node) === option.name &&
      node.parent.type === "AssignmentExpression"
    )
      isFollowed &&= node.parent.left !== node;
    if (node.type !== "Property" || node.parent.type !== "ObjectExpression" || keyName(node) !== option.name) return;
    const set = optionSettings(node.value, option, module);
    isFollowed &&= set !== null;
    for (const { type, kind } of set ?? []) found.set(type, kind);
  });
  return isFollowed ? found : null;
}

function optionSettings(node: Node, option: ParserOption, module: SourceModule): readonly TypeSetting[] | null {
  const value = unwrap(node);
  if (option.form === "list") return value.type === "ArrayExpression" ? listSettings(value, option, module) : null;
  if (value.type !== "ObjectExpression") return null;
  const settings = value.properties.map((one) =>
    one.type === "Property" ? objectSetting(unwrap(one.value), option, module) : null,
  );
  return settings.every((one) => one !== null) ? settings.flatMap((one) => one ?? []) : null;
}

/** `{ to: 1082, from: [1082], serialize, parse: (text) => text }`, `postgres.BigInt` */
function objectSetting(value: Node, { given }: ParserOption, module: SourceModule): readonly TypeSetting[] | null {
  if (value.type === "MemberExpression") {
    const known = given?.[memberName(value) ?? ""];
    return known ? [known] : null;
  }
  const [from, parse] = [propertyOf(value, "from"), propertyOf(value, "parse")];
  if (!from || !parse) return null;
  const numbers = from.type === "ArrayExpression" ? from.elements : [from];
  const named = numbers.map((one) => one && typeNamed(one));
  const kind = kindMade(parse, module);
  // What a type is called that is not listed, nobody asks.
  return named.flatMap((type) => (type ? [{ type, kind }] : []));
}

function listSettings(
  { elements }: TSESTree.ArrayExpression,
  { preset }: ParserOption,
  module: SourceModule,
): readonly TypeSetting[] | null {
  const [first, ...others] = elements;
  const call = first?.type === "SpreadElement" ? unwrap(first.argument) : null;
  if (call?.type !== "CallExpression" || nameOfKey(call.callee) !== preset) return null;
  const settings = others.map((one) => {
    const [name, parse] = [one && propertyOf(one, "name"), one && propertyOf(one, "parse")];
    if (name?.type !== "Literal" || !parse) return null;
    const type = types.find(([, builtin]) => builtin.toLowerCase() === name.value)?.[2];
    return type === undefined ? [] : [{ type, kind: kindMade(parse, module) }];
  });
  return settings.every((one) => one !== null) ? settings.flatMap((one) => one ?? []) : null;
}

/** The value of a property, also of one that is a method. */
function propertyOf(node: Node, name: string): Node | null {
  const object = unwrap(node);
  if (object.type !== "ObjectExpression" || object.properties.some(({ type }) => type === "SpreadElement")) return null;
  const found = object.properties.find((one) => one.type === "Property" && keyName(one) === name);
  return found?.type === "Property" ? unwrap(found.value) : null;
}

const isParserWord = (name: string): boolean => parserWords.some((word) => word === name);

const isImported = ({ parent }: TSESTree.Identifier): boolean => parent.type === "ImportSpecifier";

interface TypeSetting {
  readonly type: string;
  readonly kind: ValueKind | null;
}

function setting(name: TSESTree.Identifier, module: SourceModule): TypeSetting | null {
  const whole = name.parent.type === "MemberExpression" && name.parent.property === name ? name.parent : name;
  const { parent } = whole;
  if (name.name === "parseInt8")
    return parent?.type === "AssignmentExpression" && parent.left === whole && isTrue(parent.right)
      ? { type: "bigint", kind: "number" }
      : null;
  if (parent?.type !== "CallExpression" || parent.callee !== whole) return null;
  const [type, ...others] = parent.arguments;
  const parser = others.at(-1);
  const named = type && typeNamed(type);
  return named && parser ? { type: named, kind: kindMade(parser, module) } : null;
}

const isTrue = (node: Node): boolean => node.type === "Literal" && node.value === true;

/** By their numbers, and by their names in pg's `builtins`. */
const types: readonly (readonly [number, string, string])[] = [
  [16, "BOOL", "boolean"],
  [17, "BYTEA", "bytea"],
  [20, "INT8", "bigint"],
  [21, "INT2", "smallint"],
  [23, "INT4", "integer"],
  [25, "TEXT", "text"],
  [26, "OID", "oid"],
  [114, "JSON", "json"],
  [700, "FLOAT4", "real"],
  [701, "FLOAT8", "double precision"],
  [1043, "VARCHAR", "character varying"],
  [1082, "DATE", "date"],
  [1083, "TIME", "time without time zone"],
  [1114, "TIMESTAMP", "timestamp without time zone"],
  [1184, "TIMESTAMPTZ", "timestamp with time zone"],
  [1186, "INTERVAL", "interval"],
  [1266, "TIMETZ", "time with time zone"],
  [1700, "NUMERIC", "numeric"],
  [2950, "UUID", "uuid"],
  [3802, "JSONB", "jsonb"],
];

function typeNamed(node: Node): string | null {
  const name = node.type === "MemberExpression" ? memberName(node) : null;
  const found = types.find(([oid, builtin]) =>
    node.type === "Literal" ? node.value === oid : name !== null && name === builtin,
  );
  return found?.[2] ?? null;
}

const makers: Readonly<Record<string, ValueKind>> = {
  Number: "number",
  parseInt: "number",
  parseFloat: "number",
  BigInt: "bigint",
  String: "string",
};

/** What a function makes of a text: `Number`, `(value) => parseInt(value, 10)`. */
function kindMade(node: Node, module: SourceModule): ValueKind | null {
  const parser = unwrap(node);
  if (!isFunction(parser)) return makerKind(parser, module);
  const [parameter] = parser.params;
  const returned = parser.body.type === "BlockStatement" ? soleReturn(parser.body) : parser.body;
  return parameter?.type === "Identifier" && returned ? kindOfResult(returned, parameter.name, module) : null;
}

function soleReturn({ body }: TSESTree.BlockStatement): Node | null {
  const [only, ...others] = body;
  return others.length === 0 && only?.type === "ReturnStatement" ? only.argument : null;
}

function kindOfResult(node: Node, parameter: string, module: SourceModule): ValueKind | null {
  const result = unwrap(node);
  switch (result.type) {
    case "Identifier":
      return result.name === parameter ? "string" : null;
    case "UnaryExpression":
      return result.operator === "+" ? "number" : null;
    case "CallExpression":
      return makerKind(result.callee, module);
    case "NewExpression":
      return result.callee.type === "Identifier" && result.callee.name === "Date" ? "date" : null;
    case "ConditionalExpression": {
      const [one, other] = [result.consequent, result.alternate].filter((branch) => !isNull(branch));
      return one && !other ? kindOfResult(one, parameter, module) : null;
    }
    default:
      return null;
  }
}

const isNull = (node: Node): boolean => node.type === "Literal" && node.raw === "null";

function makerKind(node: Node, module: SourceModule): ValueKind | null {
  const isNumbers =
    node.type === "MemberExpression" && node.object.type === "Identifier" && node.object.name === "Number";
  const name = node.type === "Identifier" ? node.name : isNumbers ? nameOfKey(node.property) : null;
  if (name === null || !Object.hasOwn(makers, name)) return null;
  const isGlobal = node.type !== "Identifier" || (variableNamed(module, name, node)?.defs.length ?? 0) === 0;
  return isGlobal ? (makers[name] ?? null) : null;
}
