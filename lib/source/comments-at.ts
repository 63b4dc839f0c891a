import type { TSESTree } from "@typescript-eslint/utils";
import type { SourceModule } from "./module.ts";
import { childrenOf, isFunction } from "./nodes.ts";

type Node = TSESTree.Node;

/**
 * What people have written about a place: the comments in the statement that it stands in, those right before that, and those right before the function
 * around. In: an offset in the file. Out: their texts.
 */
export function commentsAt(offset: number, { ast, text }: Pick<SourceModule, "ast" | "text">): readonly string[] {
  const { comments } = ast;
  if (!comments || comments.length === 0) return [];
  const around = nodesAround(ast, offset);
  const statement = around.findIndex(isWhole);
  const fn = around.findIndex(isFunction);
  const holder = fn < 0 ? undefined : around.slice(fn).find(isWhole);
  const stands = around[statement];
  const within = stands
    ? comments.filter(({ range }) => stands.range[0] <= range[0] && range[1] <= stands.range[1])
    : [];
  // A statement may hold whole functions: of those only what is beside the place counts.
  const beside = within.filter(({ range }) =>
    around.slice(0, statement).every((node) => !isFunction(node) || contains(node, range)),
  );
  const befores = [stands, holder].map((node) => (node ? before(node, comments, text) : []));
  // A sentence may go over several lines.
  const texts = [
    ...beside.map(({ value }) => value),
    ...befores.map((found) => found.map(({ value }) => value).join(" ")),
  ];
  return [...new Set(texts)];
}

function nodesAround(program: TSESTree.Program, offset: number): readonly Node[] {
  const around: Node[] = [];
  const holds = ({ range }: Node) => range[0] <= offset && offset < range[1];
  for (let at: Node | undefined = program; at; at = childrenOf(at).find(holds)) around.unshift(at);
  return around.slice(0, -1);
}

/** A statement by itself, or a member of a class or an object. */
const isWhole = (node: Node): boolean =>
  (node.parent !== undefined && holdsWholes.has(node.parent.type)) ||
  (node.type === "Property" && isFunction(node.value));

const holdsWholes: ReadonlySet<string> = new Set(["BlockStatement", "Program", "ClassBody", "SwitchCase"]);

const contains = ({ range }: Node, inner: readonly [number, number]): boolean =>
  range[0] <= inner[0] && inner[1] <= range[1];

/** The comments between a node and what stands before it. */
function before({ range }: Node, comments: readonly TSESTree.Comment[], text: string): readonly TSESTree.Comment[] {
  const found: TSESTree.Comment[] = [];
  let start = range[0];
  for (const comment of comments.toReversed()) {
    if (comment.range[1] > start) continue;
    if (text.slice(comment.range[1], start).trim() !== "") break;
    found.unshift(comment);
    start = comment.range[0];
  }
  return found;
}
