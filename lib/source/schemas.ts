import type { TSESTree } from "@typescript-eslint/utils";
import type { HoleValue } from "../model/sql-text.ts";
import { importedBy, requiredBy } from "./imports.ts";
import { soleDefinition, variableOf } from "./bindings.ts";
import { isWholePattern } from "./patterns.ts";
import { meaningOf } from "./meaning.ts";
import type { SourceModule } from "./module.ts";
import { keyName, memberName, unwrap } from "./nodes.ts";
import { either } from "./value-declared.ts";
import { schemaBelow, schemaOf } from "./zod.ts";

type Node = TSESTree.Node;

/** An expression that is a schema, and the module it stands in. */
export interface SchemaTerm {
  readonly node: Node;
  readonly module: SourceModule;
}

/**
 * What a schema lets through below the given keys: of zod, Joi, yup, valibot, TypeBox, or a JSON schema. Null where that
 * may be any text, or is not told.
 */
export function allowedBy(term: SchemaTerm, keys: readonly string[], depth = 0): HoleValue | null {
  if (depth > deepest) return null;
  const [key, ...rest] = keys;
  if (key === undefined) return valueOf(term, depth);
  const zod = schemaBelow(schemaOf(term.node, term.module), keys).value;
  if (zod) return zod;
  const below = propertyOf(term, key, depth);
  if (below) return allowedBy(below, rest, depth + 1);
  const element = /^\d+$/.test(key) ? elementOf(term, depth) : null;
  return element && allowedBy(element, rest, depth + 1);
}

/** Whether a schema says anything of a property. */
export function hasProperty(term: SchemaTerm, key: string): boolean {
  return propertyOf(term, key, 0) !== null || (schemaOf(term.node, term.module).shape?.has(key) ?? false);
}

const deepest = 12;

/** The expression behind names that never change. */
function resolved({ node, module }: SchemaTerm, depth = 0): SchemaTerm {
  const inner = unwrap(node);
  if (inner.type !== "Identifier" || depth > deepest) return { node: inner, module };
  const meaning = meaningOf(inner, module);
  return meaning?.kind === "value" ? resolved(meaning, depth + 1) : { node: inner, module };
}

/** A call in the making of a schema: `Joi.string().valid("a")` is `string()`, then `valid("a")`. */
interface Made {
  readonly name: string;
  readonly given: readonly Node[];
  readonly module: SourceModule;
}

/** The calls that make a schema, the first one first; null for what none of the known libraries makes. */
function callsOf(term: SchemaTerm, depth = 0): readonly Made[] | null {
  const { node, module } = resolved(term);
  if (node.type !== "CallExpression" || depth > deepest * 3) return null;
  const callee = unwrap(node.callee);
  if (callee.type === "Identifier") {
    const imported = importOf(callee, module);
    return imported ? [{ name: imported, given: node.arguments, module }] : null;
  }
  const name = callee.type === "MemberExpression" ? memberName(callee) : null;
  if (callee.type !== "MemberExpression" || name === null) return null;
  const made: Made = { name, given: node.arguments, module };
  if (isSchemaLibrary(callee.object, module)) return [made];
  const before = callsOf({ node: callee.object, module }, depth + 1);
  return before && [...before, made];
}

const libraries = /^(?:@hapi\/joi|joi|@joi\/date|celebrate|yup|valibot|@sinclair\/typebox|typebox)$/;

/** `Joi`, `yup`, `v`, `Type`: what makes schemas. */
function isSchemaLibrary(node: Node, module: SourceModule): boolean {
  const inner = unwrap(node);
  // `Joi.types`, `server.Joi`
  if (inner.type === "MemberExpression") return /^(?:Joi|joi|yup)$/.test(memberName(inner) ?? "");
  if (inner.type !== "Identifier") return false;
  const variable = variableOf(module, inner);
  const definition = variable && soleDefinition(variable);
  const from = definition && (importedBy(definition) ?? requiredOf(definition.node));
  if (from) return libraries.test(from.specifier) || (/^joi$/i.test(inner.name) && !from.specifier.includes("zod"));
  return /^joi$/i.test(inner.name);
}

const requiredOf = (node: Node): ReturnType<typeof requiredBy> =>
  node.type === "VariableDeclarator" && node.init ? requiredBy(node.init) : null;

/** The name under which a package of schemas exports a function. */
function importOf(callee: TSESTree.Identifier, module: SourceModule): string | null {
  const meaning = meaningOf(callee, module);
  return meaning?.kind === "package" && libraries.test(meaning.specifier) ? meaning.name : null;
}

/** Schemas, and what narrows one, by what they leave. */
const kinds: Readonly<Record<string, HoleValue>> = {
  ...Object.fromEntries(
    ["number", "integer", "int", "Integer", "Number", "bigint", "BigInt", "port", "timestamp"].map((name) => [
      name,
      "number" as const,
    ]),
  ),
  ...Object.fromEntries(["boolean", "bool", "Boolean"].map((name) => [name, "boolean" as const])),
  ...Object.fromEntries(
    [
      ...["guid", "uuid", "hex", "alphanum", "token", "isoDate", "isoDuration", "ip", "datetime", "date", "Date"],
      ...["ulid", "cuid2", "nanoid", "digits", "hexadecimal", "isoDateTime", "isoTimestamp", "isoTime", "decimal"],
      ...["ipv4", "ipv6", "octal", "hash", "mac"],
    ].map((name) => [name, "checked" as const]),
  ),
  ...Object.fromEntries(
    ["valid", "equal", "only", "forbidden", "oneOf", "picklist", "enum", "enum_", "Enum", "literal", "Literal"].map(
      (name) => [name, "literals" as const],
    ),
  ),
};

/** What holds another schema, or several, and lets through what they do. */
const around = new Set([
  "optional",
  "nullable",
  "nullish",
  "Optional",
  "Readonly",
  "lazy",
  "exactOptional",
  "undefinedable",
]);
const unions = new Set(["union", "Union", "try", "alternatives", "variant", "oneOfType"]);
const lists = new Set(["items", "of", "array", "Array", "single"]);
const patterns = new Set(["pattern", "regex", "matches"]);

function valueOf(term: SchemaTerm, depth: number): HoleValue | null {
  const { node, module } = resolved(term);
  const zod = schemaOf(node, module).value;
  if (zod) return zod;
  if (node.type === "ObjectExpression") return jsonValue({ node, module }, depth);
  const calls = callsOf({ node, module });
  if (!calls) return null;
  return calls.reduce<HoleValue | null>((value, made) => valueAfter(made, value, depth), null);
}

function valueAfter({ name, given, module }: Made, before: HoleValue | null, depth: number): HoleValue | null {
  const inner = given.map((node): SchemaTerm => ({ node, module }));
  const each = (terms: readonly SchemaTerm[]): HoleValue | null => {
    const values = terms.map((one) => allowedBy(one, [], depth + 1));
    return values.length > 0 && values.every((value) => value !== null) ? either(values) : null;
  };
  const [first] = inner;
  if (around.has(name)) return first ? each([first]) : before;
  if (unions.has(name)) return inner.length === 0 ? before : each(inner.flatMap(elementsIn));
  if (lists.has(name)) return first ? each([first]) : before;
  if (name === "when") return afterWhen({ name, given, module }, before, depth);
  if (name === "pipe")
    return inner.reduce<HoleValue | null>((value, one) => allowedBy(one, [], depth + 1) ?? value, null);
  if (name === "concat") return (first && allowedBy(first, [], depth + 1)) ?? before;
  if (patterns.has(name)) return first && isWholePattern(first.node, first.module) ? "checked" : before;
  if (name === "String") return first ? jsonValue({ ...first, node: resolved(first).node }, depth, "string") : before;
  // `Joi.ref("other")` is what another field holds.
  if (Object.hasOwn(kinds, name) && !(kinds[name] === "literals" && given.some(isReference)))
    return kinds[name] ?? null;
  return before;
}

/** `when("sortBy", { is, then, otherwise })`: what both sides let through, where both narrow it. */
function afterWhen({ given, module }: Made, before: HoleValue | null, depth: number): HoleValue | null {
  const last = given.at(-1);
  const options = last && resolved({ node: last, module });
  if (options?.node.type !== "ObjectExpression") return before;
  const { node } = options;
  const sides = ["then", "otherwise"].map((key) => valueIn(node, key, options.module));
  const values = sides.map((side) => (side && allowedBy(side, [], depth + 1)) ?? before);
  return values.every((value) => value !== null) ? either(values) : null;
}

const isReference = (node: Node): boolean =>
  node.type === "CallExpression" && node.callee.type === "MemberExpression" && memberName(node.callee) === "ref";

function elementsIn(term: SchemaTerm): readonly SchemaTerm[] {
  const { node, module } = resolved(term);
  if (node.type !== "ArrayExpression") return [term];
  return node.elements.flatMap((element) => (element ? [{ node: element, module }] : []));
}

const objects = new Set([
  "object",
  "keys",
  "append",
  "shape",
  "concat",
  "Object",
  "strictObject",
  "looseObject",
  "pipe",
]);

function propertyOf(term: SchemaTerm, key: string, depth: number): SchemaTerm | null {
  const { node, module } = resolved(term);
  if (depth > deepest) return null;
  if (node.type === "ObjectExpression") {
    const properties = valueIn(node, "properties", module);
    const own = properties ? resolved(properties).node : node;
    return own.type === "ObjectExpression"
      ? valueIn(own, key, properties ? resolved(properties).module : module)
      : null;
  }
  for (const { name, given, module: at } of callsOf({ node, module })?.toReversed() ?? []) {
    if (!objects.has(name) && !around.has(name)) continue;
    const [first] = given;
    const found = first && propertyOf({ node: first, module: at }, key, depth + 1);
    if (found) return found;
  }
  return null;
}

/** The value of a property of an object, of what is spread into it too. A computed key is named by its last word: `[Segments.QUERY]`. */
export function valueIn(object: TSESTree.ObjectExpression, key: string, module: SourceModule): SchemaTerm | null {
  for (const property of object.properties.toReversed()) {
    if (property.type === "SpreadElement") {
      const spread = resolved({ node: property.argument, module });
      const found = spread.node.type === "ObjectExpression" ? valueIn(spread.node, key, spread.module) : null;
      if (found) return found;
      continue;
    }
    const name = keyName(property);
    const computed = property.computed && property.key.type === "MemberExpression" ? memberName(property.key) : null;
    if (name === key || (name === null && computed?.toLowerCase() === key)) return { node: property.value, module };
  }
  return null;
}

function elementOf(term: SchemaTerm, depth: number): SchemaTerm | null {
  const { node, module } = resolved(term);
  if (node.type === "ObjectExpression") return valueIn(node, "items", module);
  const made = depth > deepest ? undefined : callsOf({ node, module })?.findLast(({ name }) => lists.has(name));
  const [first] = made?.given ?? [];
  return made && first ? { node: first, module: made.module } : null;
}

const checkedFormats = /^(?:uuid|date|date-time|time|iso-date|iso-date-time|ipv4|ipv6|byte|int32|int64|float|double)$/;

/** What a JSON schema lets through. In: `assumed`, its type where it says none. */
function jsonValue({ node, module }: SchemaTerm, depth: number, assumed: string | null = null): HoleValue | null {
  if (node.type !== "ObjectExpression") return null;
  const at = (key: string): SchemaTerm | null => valueIn(node, key, module);
  const text = (key: string): unknown => {
    const value = at(key);
    const found = value && resolved(value).node;
    return found?.type === "Literal" ? found.value : null;
  };
  if (at("enum") || at("const")) return "literals";
  const type = text("type") ?? assumed;
  if (type === "integer" || type === "number") return "number";
  if (type === "boolean") return "boolean";
  const items = type === "array" ? at("items") : null;
  if (items) return allowedBy(items, [], depth + 1);
  const options = at("anyOf") ?? at("oneOf");
  if (options) {
    const values = elementsIn(options).map((one) => allowedBy(one, [], depth + 1));
    return values.length > 0 && values.every((value) => value !== null) ? either(values) : null;
  }
  if (type !== "string") return null;
  if (checkedFormats.test(String(text("format")))) return "checked";
  const pattern = at("pattern");
  return pattern && isWholePattern(resolved(pattern).node, module) ? "checked" : null;
}
