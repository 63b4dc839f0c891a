import type { TSESTree } from "@typescript-eslint/utils";
import { variableOf } from "./bindings.ts";
import type { SourceModule } from "./module.ts";
import { memberName } from "./nodes.ts";
import { asList, elementOf, type ColumnShape, type Shape } from "./row-shapes.ts";

type Call = TSESTree.CallExpression | TSESTree.NewExpression;

/** Functions of the language that throw on null. */
const throwing = new Set([
  "BigInt",
  "Object.keys",
  "Object.values",
  "Object.entries",
  "Object.fromEntries",
  "Object.getOwnPropertyNames",
  "Array.from",
  "Buffer.from",
  "new URL",
]);
/** Those that take it for something else: a date of 1970, zero, the text "null". */
const mistaking = new Set([
  "new Date",
  "Date.parse",
  "JSON.parse",
  "Number",
  "Number.parseInt",
  "Number.parseFloat",
  "parseInt",
  "parseFloat",
  "isNaN",
  "isFinite",
  "String",
  "encodeURIComponent",
  "encodeURI",
  "decodeURIComponent",
  "Math.abs",
  "Math.ceil",
  "Math.floor",
  "Math.max",
  "Math.min",
  "Math.pow",
  "Math.round",
  "Math.sign",
  "Math.sqrt",
  "Math.trunc",
]);

/** What a function of the language does with a null that it is given; null of other functions. */
export function useOfNull(call: Call, index: number, module: SourceModule): "dereference" | "loose" | null {
  const name = globalName(call, module);
  if (name === null || (index !== 0 && !name.startsWith("Math."))) return null;
  if (throwing.has(name)) return "dereference";
  return mistaking.has(name) ? "loose" : null;
}

/** The value that is a key of the Map or object that a call makes of pairs. */
export function keyGivenTo(call: Call, index: number, shape: Shape, module: SourceModule): ColumnShape | null {
  const name = globalName(call, module);
  if (index !== 0 || (name !== "new Map" && name !== "Object.fromEntries")) return null;
  const list = asList(shape);
  const pair = list && elementOf(list);
  return pair?.kind === "tuple" && pair.index === 0 && pair.of.kind === "column" ? pair.of : null;
}

function globalName({ type, callee }: Call, module: SourceModule): string | null {
  const [object, member] = callee.type === "MemberExpression" ? [callee.object, memberName(callee)] : [callee, ""];
  if (object.type !== "Identifier" || member === null || variableOf(module, object)) return null;
  return `${type === "NewExpression" ? "new " : ""}${object.name}${member === "" ? "" : `.${member}`}`;
}
