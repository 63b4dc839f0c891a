import type { TSESTree } from "@typescript-eslint/utils";
import type { StatementClient } from "../model/client.ts";
import type { Span } from "../model/span.ts";
import { meaningOf } from "./meaning.ts";
import type { SourceModule } from "./module.ts";
import { memberName, nodeAt, unwrap, walk } from "./nodes.ts";
import { traceValue } from "./trace.ts";

type Node = TSESTree.Node;

/** How many constants are followed to what a client is made of. */
const deepest = 5;

/** What the client of a call, tagged template or chain is called, and what made it. In: where the call stands. */
export function statementClient(call: Span, module: SourceModule): StatementClient {
  const names = new Set<string>();
  const environment = new Set<string>();
  const node = nodeAt(module.ast, call);
  for (const part of node ? receiversOf(node) : []) {
    const name = part.type === "Identifier" ? part.name : part.type === "MemberExpression" ? memberName(part) : null;
    if (name !== null) names.add(name);
    const value = traceValue(part, module);
    const made = value?.kind === "package" ? value.made : undefined;
    if (made) collect(made.node, made.module, environment, new Set(), 0);
    if (made && part.type === "Identifier") break;
  }
  return { names, environment };
}

/** What stands before each step of a chain, the nearest to its end first: `a.b`, `a` of `a.b.query(…)`. */
function receiversOf(node: Node): readonly Node[] {
  const plain = unwrap(node);
  switch (plain.type) {
    case "CallExpression":
      return receiversOf(plain.callee);
    case "TaggedTemplateExpression":
      return receiversOf(plain.tag);
    case "MemberExpression":
      return [...(isCalled(plain) ? [] : [plain]), ...receiversOf(plain.object)];
    case "Identifier":
      return [plain];
    default:
      return [];
  }
}

const isCalled = (node: Node): boolean =>
  (node.parent?.type === "CallExpression" && node.parent.callee === node) ||
  (node.parent?.type === "TaggedTemplateExpression" && node.parent.tag === node);

/** `process.env.NAME`, `env.NAME`, `config["NAME"]` of a name in capitals, in what something is made of and in the constants it names. */
function collect(node: Node, module: SourceModule, found: Set<string>, seen: Set<Node>, depth: number): void {
  if (seen.has(node) || depth > deepest) return;
  seen.add(node);
  walk(node, (part) => {
    if (part.type === "MemberExpression") {
      const name = memberName(part);
      if (name !== null && /^[A-Z][A-Z0-9_]+$/.test(name)) found.add(name);
    }
    const meaning = part.type === "Identifier" ? meaningOf(part, module) : null;
    if (meaning?.kind === "value") collect(meaning.node, meaning.module, found, seen, depth + 1);
    // `const { REPLICA_URL } = process.env`
    if (meaning?.kind === "property" && /^[A-Z][A-Z0-9_]+$/.test(meaning.key)) found.add(meaning.key);
  });
}
