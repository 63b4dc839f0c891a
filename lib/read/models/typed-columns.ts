import type { TSESTree } from "@typescript-eslint/utils";
import type { DeclaredAt } from "./declared.ts";
import { lineAt } from "../../source/lines.ts";
import type { TypeTerm } from "../../source/written-types.ts";

/** What types of TypeScript leave of a column's type. A Date is a moment, of whichever kind. */
export function sqlType(types: readonly TypeTerm[]): string | null {
  const rest = types.filter(({ node }) => node.type !== "TSNullKeyword" && node.type !== "TSUndefinedKeyword");
  const all = (test: (node: TSESTree.Node) => boolean) => rest.length > 0 && rest.every(({ node }) => test(node));
  if (
    all(
      (node) =>
        node.type === "TSBooleanKeyword" ||
        (node.type === "TSLiteralType" && node.literal.type === "Literal" && typeof node.literal.value === "boolean"),
    )
  )
    return "boolean";
  if (
    all(
      (node) =>
        node.type === "TSTypeReference" &&
        node.typeName.type === "Identifier" &&
        (node.typeName.name === "Date" || node.typeName.name === "Timestamp"),
    )
  )
    return "timestamp with time zone";
  return null;
}

export const placeOf = ({ node, module }: TypeTerm): DeclaredAt => ({
  file: module.file,
  line: lineAt(module.text, node.range[0]),
  span: { start: node.range[0], end: node.range[1] },
});
