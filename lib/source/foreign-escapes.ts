import type { TSESTree } from "@typescript-eslint/utils";
import { escapesForAnother } from "../libraries/other-databases.ts";
import { meaningOf } from "./meaning.ts";
import type { SourceModule } from "./module.ts";
import { nameOfKey, unwrap } from "./nodes.ts";
import { traceValue } from "./trace.ts";

/**
 * What is given to a function that escapes for another database: `x` of `mysql.escape(x)`. PostgreSQL reads a backslash as
 * any other character, so that the quote behind it ends the text. Null for everything else.
 */
export function escapedForAnother(node: TSESTree.Node, module: SourceModule): TSESTree.Node | null {
  if (node.type !== "CallExpression" || !/^escape/.test(nameOfCallee(node.callee) ?? "")) return null;
  const [given] = node.arguments;
  if (!given || given.type === "SpreadElement") return null;
  const value = traceValue(node.callee, module);
  return value?.kind === "package" && escapesForAnother(value.origin.package) ? given : null;
}

/** True of a function that makes a text harmless in HTML, in a file's name or in a pattern, and leaves its quotes: `sanitizeHtml(x)`. */
export function leavesQuotes(callee: TSESTree.Node, module: SourceModule): boolean {
  const name = nameOfCallee(callee) ?? "";
  if (/regex(?:p|ps)?$/i.test(name)) return true;
  if (!/^sanitize/i.test(name)) return false;
  const root = callee.type === "MemberExpression" ? unwrap(callee.object) : callee;
  const meaning = root.type === "Identifier" ? meaningOf(root, module) : null;
  return meaning?.kind === "package" && !/^\.|sql|pg|postgres|database/i.test(meaning.specifier);
}

function nameOfCallee(callee: TSESTree.Node): string | null {
  return callee.type === "Identifier"
    ? callee.name
    : callee.type === "MemberExpression"
      ? nameOfKey(callee.property)
      : null;
}
