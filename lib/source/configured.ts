import type { TSESTree } from "@typescript-eslint/utils";
import type { HoleValue } from "../model/sql-text.ts";
import { meaningOf } from "./meaning.ts";
import type { SourceModule } from "./module.ts";
import { keyName, memberName, unwrap } from "./nodes.ts";
import { traceValue } from "./trace.ts";
import { ofType } from "./value-declared.ts";

type Node = TSESTree.Node;

/** Packages that read what a program is configured with. */
const packages = /^(?:convict|config|nconf|envalid|env-var|@nestjs\/config|typed-config)$/;

/**
 * What a program is configured with, by how that is declared: `config.get("age.max")` of convict, whose schema has a format or a default;
 * `config.get<number>("age")`. Null where nothing says it, and for other calls.
 */
export function configured(call: TSESTree.CallExpression, module: SourceModule): HoleValue | null {
  const { callee, arguments: given } = call;
  if (callee.type !== "MemberExpression" || !/^get/.test(memberName(callee) ?? "")) return null;
  const [key] = given;
  const value = traceValue(callee.object, module);
  if (value?.kind !== "package" || !packages.test(value.origin.package)) return null;
  const [type] = call.typeArguments?.params ?? [];
  const said = type ? ofType({ node: type, module }) : null;
  if (said || key?.type !== "Literal" || typeof key.value !== "string") return said;
  const schema = schemaOf(callee.object, module);
  const setting = schema && propertyAt(schema.node, key.value.split("."));
  return setting ? ofSetting(setting, schema.module) : null;
}

/** The object that `convict({ … })` is given. */
function schemaOf(node: Node, module: SourceModule): { readonly node: Node; readonly module: SourceModule } | null {
  const plain = unwrap(node);
  const meaning = plain.type === "Identifier" ? meaningOf(plain, module) : null;
  const made = meaning?.kind === "value" ? unwrap(meaning.node) : plain;
  const [schema] = made.type === "CallExpression" ? made.arguments : [];
  return schema?.type === "ObjectExpression"
    ? { node: schema, module: meaning?.kind === "value" ? meaning.module : module }
    : null;
}

function propertyAt(object: Node, [first, ...rest]: readonly string[]): Node | null {
  if (first === undefined) return object;
  if (object.type !== "ObjectExpression") return null;
  const property = object.properties.find((one) => one.type === "Property" && keyName(one) === first);
  return property?.type === "Property" ? propertyAt(property.value, rest) : null;
}

const numbers: ReadonlySet<string> = new Set([
  "Number",
  "int",
  "integer",
  "nat",
  "port",
  "duration",
  "timestamp",
  "port_or_windows_named_pipe",
]);

/** `{ format: Number, default: 30 }`: convict takes the default's type where there is no format. */
function ofSetting(setting: Node, module: SourceModule): HoleValue | null {
  const format = propertyAt(setting, ["format"]);
  const name = format?.type === "Identifier" ? format.name : format?.type === "Literal" ? String(format.value) : null;
  if (name !== null) return numbers.has(name) ? "number" : name === "Boolean" ? "boolean" : null;
  if (format) return ofChoices(format, module);
  const otherwise = propertyAt(setting, ["default"]);
  if (otherwise?.type === "BinaryExpression" && otherwise.operator === "*") return "number";
  if (otherwise?.type !== "Literal") return null;
  return typeof otherwise.value === "number" ? "number" : typeof otherwise.value === "boolean" ? "boolean" : null;
}

/** `format: ["daily", "weekly"]` */
function ofChoices(format: Node, module: SourceModule): HoleValue | null {
  const meaning = format.type === "Identifier" ? meaningOf(format, module) : null;
  const list = meaning?.kind === "value" ? meaning.node : format;
  return list.type === "ArrayExpression" && list.elements.every((one) => one?.type === "Literal") ? "literals" : null;
}
