import type { TSESTree } from "@typescript-eslint/utils";
import { factsOf } from "../libraries/index.ts";
import type { RowTypeArgument } from "../libraries/library.ts";
import type { Site } from "../model/site.ts";
import { propertyText, type RowProperty, type UntypedRows } from "../model/row-properties.ts";
import type { SourceModule } from "./module.ts";
import { memberName, nodeAt, spanOf, walk } from "./nodes.ts";
import { originOf } from "./origin.ts";

type Node = TSESTree.Node;

/** Where the type of a site's rows is to be written; null where one is written there, where its client takes none, and outside of TypeScript. */
export function untypedRows(site: Site, module: SourceModule): UntypedRows | null {
  const call = /\.[cm]?tsx?$/.test(module.file) ? nodeAt(module.ast, site.call) : null;
  const argument = factsOf(site.library)?.sql?.rowTypeArgument;
  const callee = call && argument && !isGiven(call) ? calleeOf(call) : null;
  if (!argument || !callee) return null;
  const name = callee.type === "MemberExpression" ? memberName(callee) : null;
  const isClients = name === null ? call?.type === "TaggedTemplateExpression" : argument.methods.includes(name);
  // A function of the project's own need not take a type.
  if (!isClients || originOf(callee, module)?.library !== site.library) return null;
  const shown = callee.type === "MemberExpression" ? callee.property : callee;
  const at = callee.range[1];
  return {
    span: spanOf(shown),
    declare: (properties) => [
      { span: { start: at, end: at }, text: `<${typeText(properties, { at, module })}${several[argument.form]}>` },
    ],
  };
}

const several: Readonly<Record<RowTypeArgument["form"], string>> = { row: "", rows: "[]" };

const isGiven = (node: Node): boolean =>
  (node.type === "CallExpression" || node.type === "TaggedTemplateExpression") && node.typeArguments != null;

function calleeOf(call: Node): Node | null {
  if (call.type === "TaggedTemplateExpression") return call.tag;
  return call.type === "CallExpression" && !call.optional ? call.callee : null;
}

/** As many characters as a line may have. */
const widest = 100;

interface At {
  readonly at: number;
  readonly module: SourceModule;
}

function typeText(properties: readonly RowProperty[], { at, module }: At): string {
  const { text } = module;
  const quote = quoteOf(module);
  const written = properties.map((one) => propertyText(one, quote));
  const inline = `{ ${written.join("; ")} }`;
  const start = text.lastIndexOf("\n", at - 1) + 1;
  if (at - start + inline.length <= widest) return inline;
  const margin = /^[ \t]*/.exec(text.slice(start))?.[0] ?? "";
  const step = stepOf(text);
  return `{\n${written.map((one) => `${margin}${step}${one};\n`).join("")}${margin}}`;
}

/** The quotes that the file has around its texts, by the first that it has. */
function quoteOf({ ast, text }: SourceModule): string {
  let found: string | null = null;
  walk(
    ast,
    (node) => {
      if (found === null && node.type === "Literal" && typeof node.value === "string")
        found = text[node.range[0]] ?? null;
    },
    () => found === null,
  );
  return found === "'" ? "'" : '"';
}

/** One step of its indentation. */
const stepOf = (text: string): string => /\n(\t| {2,8})\S/.exec(text)?.[1] ?? "  ";
