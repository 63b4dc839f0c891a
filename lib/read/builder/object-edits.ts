import type { TSESTree } from "@typescript-eslint/utils";
import type { Edit } from "../../model/span.ts";
import { isHere, isPlace, sourceOf, type Built, type Place, type Step } from "../../source/built/built.ts";

type Node = TSESTree.Node;
type Edits = readonly Edit[] | null;

/** Adds a property to an object, or makes one of it and what stands there. Null: it is written elsewhere. */
export function withProperty(value: Place | Built, property: string): Edits {
  const place = isPlace(value) ? value : value.place;
  if (!isHere(place)) return null;
  const node = bare(place.node);
  const { text } = place.frame.module;
  if (node.type === "ObjectExpression") return inserted(node, property, text);
  const source = sourceOf({ node, frame: place.frame });
  if (node.type === "Literal") return [{ span: spanOf(node), text: `{ ${property} }` }];
  if (
    !/^(?:Identifier|MemberExpression|CallExpression|ConditionalExpression|LogicalExpression|ChainExpression|AwaitExpression)$/.test(
      node.type,
    )
  )
    return null;
  const spread = /^(?:Identifier|MemberExpression|CallExpression)$/.test(node.type) ? source : `(${source})`;
  const shorthand = node.parent?.type === "Property" && node.parent.shorthand ? `${source}: ` : "";
  return [{ span: spanOf(node), text: `${shorthand}{ ...${spread}, ${property} }` }];
}

/** Adds a property to the `where` of what a call is given, which is made where there is none. */
export function withWhere(
  args: Place | Built | null,
  where: Place | Built | null,
  property: string,
  call: Step | null,
): Edits {
  return where ? withProperty(where, property) : withArgument(args, `where: { ${property} }`, call);
}

/** Adds a property to the argument of a call. */
export function withArgument(args: Place | Built | null, property: string, call: Step | null): Edits {
  if (args) return withProperty(args, property);
  if (!call || !isHere(call.place) || call.place.node.type !== "CallExpression") return null;
  const closing = call.place.node.range[1] - 1;
  return [{ span: { start: closing, end: closing }, text: `{ ${property} }` }];
}

export function renamed(at: Place, name: string): Edits {
  return isHere(at) && (at.node.type === "Identifier" || at.node.type === "Literal")
    ? [{ span: spanOf(at.node), text: at.node.type === "Literal" ? JSON.stringify(name) : name }]
    : null;
}

export const both = (one: Edits, other: Edits): Edits => (one && other ? [...one, ...other] : null);

function inserted(object: TSESTree.ObjectExpression, property: string, text: string): readonly Edit[] {
  const last = object.properties.at(-1);
  if (!last) return [{ span: spanOf(object), text: `{ ${property} }` }];
  const end = last.range[1];
  const lineStart = text.lastIndexOf("\n", last.range[0] - 1) + 1;
  const before = text.slice(lineStart, last.range[0]);
  const ownLine = /^\s*$/.test(before) && text.lastIndexOf("\n", object.range[1]) >= end;
  return [{ span: { start: end, end }, text: ownLine ? `,\n${before}${property}` : `, ${property}` }];
}

function bare(node: Node): Node {
  return node.type === "TSAsExpression" || node.type === "TSSatisfiesExpression" || node.type === "TSNonNullExpression"
    ? bare(node.expression)
    : node;
}

const spanOf = ({ range }: Node) => ({ start: range[0], end: range[1] });
