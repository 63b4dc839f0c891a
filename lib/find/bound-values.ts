import type { TSESTree } from "@typescript-eslint/utils";
import type { BoundValues } from "../model/site.ts";
import type { ValuesFacts } from "../libraries/sql-facts.ts";
import { keyName } from "../source/nodes.ts";

/**
 * Where the values of a text's placeholders stand. `text` is the argument that is the text or the object that holds it.
 */
export function boundValues(
  call: TSESTree.CallExpression | TSESTree.NewExpression,
  text: TSESTree.Node,
  facts: ValuesFacts,
): BoundValues {
  if (facts.form === "hidden") return { kind: "unknown" };
  if (text.type === "ObjectExpression") return inObject(text, facts) ?? { kind: "unknown" };
  if (facts.argument === null) return { kind: "unknown" };
  const before = call.arguments.slice(0, facts.argument);
  if (before.some(({ type }) => type === "SpreadElement")) return { kind: "unknown" };
  const given = call.arguments[facts.argument];
  if (facts.form === "rest") return inRest(call, facts.argument);
  if (!given) {
    // Only right behind the last argument can one be added.
    if (call.arguments.length !== facts.argument) return { kind: "unknown" };
    const at = call.arguments.at(-1)?.range[1] ?? 0;
    if (facts.form === "named") return { kind: "named", at, before: ", { ", after: " }" };
    const [property] = facts.properties;
    if (facts.form === "options")
      return property
        ? { kind: "absent", at, before: `, { ${property}: [`, after: "] }", ...numberedBy(property, facts) }
        : { kind: "unknown" };
    return { kind: "absent", at, before: ", [", after: "]" };
  }
  if (facts.form === "options")
    return given.type === "ObjectExpression" ? (inObject(given, facts) ?? { kind: "unknown" }) : { kind: "unknown" };
  return facts.form === "named" ? inNamed(given) : inArray(given);
}

function inNamed(node: TSESTree.Node): BoundValues {
  if (node.type !== "ObjectExpression") return { kind: "unknown" };
  const last = node.properties.at(-1);
  return last
    ? { kind: "named", at: last.range[1], before: ", ", after: "" }
    : { kind: "named", at: node.range[0] + 1, before: " ", after: " " };
}

function inArray(node: TSESTree.Node): BoundValues {
  if (node.type === "TSAsExpression" || node.type === "TSSatisfiesExpression") return inArray(node.expression);
  if (node.type !== "ArrayExpression" || node.elements.some((element) => element === null)) return { kind: "unknown" };
  return {
    kind: "array",
    elements: node.elements.flatMap((element) => (element ? [{ start: element.range[0], end: element.range[1] }] : [])),
    spread: node.elements.some((element) => element?.type === "SpreadElement"),
    closing: node.range[1] - 1,
  };
}

function inRest(call: TSESTree.CallExpression | TSESTree.NewExpression, from: number): BoundValues {
  const values = call.arguments.slice(from);
  if (values.length === 0) {
    const last = call.arguments.at(-1);
    return last ? { kind: "absent", at: last.range[1], before: ", ", after: "" } : { kind: "unknown" };
  }
  return {
    kind: "array",
    elements: values.map(({ range }) => ({ start: range[0], end: range[1] })),
    spread: values.some(({ type }) => type === "SpreadElement"),
    closing: values.at(-1)?.range[1] ?? 0,
  };
}

function inObject(node: TSESTree.ObjectExpression, facts: ValuesFacts): BoundValues | null {
  if (node.properties.some(({ type }) => type === "SpreadElement")) return { kind: "unknown" };
  for (const property of node.properties) {
    const name = property.type === "Property" ? keyName(property) : null;
    if (property.type !== "Property" || name === null || !facts.properties.includes(name)) continue;
    const values = inArray(property.value);
    return values.kind === "array" ? { ...values, ...numberedBy(name, facts) } : values;
  }
  const last = node.properties.at(-1);
  const [name] = facts.properties;
  return last && name !== undefined
    ? { kind: "absent", at: last.range[1], before: `, ${name}: [`, after: "]", ...numberedBy(name, facts) }
    : null;
}

const numberedBy = (property: string, { numbered }: ValuesFacts): { readonly numbered?: true } =>
  numbered?.includes(property) ? { numbered: true } : {};
