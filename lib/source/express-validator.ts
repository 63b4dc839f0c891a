import type { TSESTree } from "@typescript-eslint/utils";
import type { HoleValue } from "../model/sql-text.ts";
import { meaningOf } from "./meaning.ts";
import type { SourceModule } from "./module.ts";
import { keyName, memberName, unwrap } from "./nodes.ts";
import { isWholePattern } from "./patterns.ts";
import type { RequestPart } from "./request-path.ts";

type Node = TSESTree.Node;

/** Which parts the functions of express-validator look at. */
const chains: Readonly<Record<string, readonly RequestPart[]>> = {
  query: ["query"],
  body: ["body"],
  param: ["params"],
  header: ["headers"],
  check: ["query", "body", "params", "headers"],
  oneOf: [],
};

/** Checks by what they leave of a text: https://express-validator.github.io/docs/api/validation-chain */
const checks: Readonly<Record<string, HoleValue>> = {
  isIn: "checked",
  equals: "literals",
  isInt: "number",
  isNumeric: "number",
  isFloat: "number",
  isDecimal: "number",
  isPort: "number",
  isBoolean: "boolean",
  toInt: "number",
  toFloat: "number",
  toBoolean: "boolean",
  ...Object.fromEntries(
    [
      ...[
        "isUUID",
        "isULID",
        "isHexadecimal",
        "isAlpha",
        "isAlphanumeric",
        "isMongoId",
        "isISO8601",
        "isDate",
        "toDate",
      ],
      ...["isRFC3339", "isTime", "isMD5", "isHash", "isISO4217", "isISO31661Alpha2", "isISO31661Alpha3", "isOctal"],
    ].map((name) => [name, "checked" as const]),
  ),
};

/**
 * What a chain of express-validator lets through of a part of a request: `query("sort").isIn(["asc", "desc"])`,
 * `checkSchema({ sort: { isIn: … } })`. Null for other calls, and for other fields.
 */
export function expressValidated(
  call: TSESTree.CallExpression,
  module: SourceModule,
  asked: { readonly part: RequestPart; readonly keys: readonly string[] },
): HoleValue | null {
  let found: HoleValue | null = null;
  let node: Node = call;
  while (node.type === "CallExpression") {
    const callee = unwrap(node.callee);
    if (callee.type === "Identifier")
      return isOfPackage(callee, module) ? ofRoot(callee.name, node, found, asked) : null;
    const name = callee.type === "MemberExpression" ? memberName(callee) : null;
    if (callee.type !== "MemberExpression" || name === null) return null;
    found ??= afterCheck(name, node, module);
    node = unwrap(callee.object);
  }
  return null;
}

function afterCheck(
  name: string,
  { arguments: [first] }: TSESTree.CallExpression,
  module: SourceModule,
): HoleValue | null {
  if (name === "matches") return first && isWholePattern(first, module) ? "checked" : null;
  return Object.hasOwn(checks, name) ? (checks[name] ?? null) : null;
}

function isOfPackage(node: TSESTree.Identifier, module: SourceModule): boolean {
  const meaning = meaningOf(node, module);
  return meaning?.kind === "package" && /^express-validator(?:\/|$)/.test(meaning.specifier);
}

function ofRoot(
  name: string,
  { arguments: [fields] }: TSESTree.CallExpression,
  found: HoleValue | null,
  { part, keys }: { readonly part: RequestPart; readonly keys: readonly string[] },
): HoleValue | null {
  if (name === "checkSchema") return fields?.type === "ObjectExpression" ? ofSchema(fields, keys) : null;
  if (!chains[name]?.includes(part) || !fields) return null;
  const names = fields.type === "ArrayExpression" ? fields.elements : [fields];
  return names.some((one) => one?.type === "Literal" && one.value === keys.join(".")) ? found : null;
}

/** `{ sort: { in: ["query"], isIn: { options: [["asc", "desc"]] } } }` */
function ofSchema(schema: TSESTree.ObjectExpression, keys: readonly string[]): HoleValue | null {
  for (const field of schema.properties) {
    if (field.type !== "Property" || keyName(field) !== keys.join(".") || field.value.type !== "ObjectExpression")
      continue;
    for (const check of field.value.properties) {
      const name = check.type === "Property" ? keyName(check) : null;
      if (name !== null && Object.hasOwn(checks, name)) return checks[name] ?? null;
    }
  }
  return null;
}
