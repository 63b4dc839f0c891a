import type { TSESTree } from "@typescript-eslint/utils";
import type { Span } from "../../model/span.ts";
import type { BuilderCall } from "../../source/built/builder-call.ts";
import { isPlace, spanOf, type Built, type Chain, type Place } from "../../source/built/built.ts";

type Node = TSESTree.Node;

/** Where in the file a statement is put together, for what stands in functions that it calls. */
export interface CallSite {
  readonly call: Node;
  /** What the statement's own expression begins with: `this.active()` of `this.active().where(…).first()`. */
  readonly beginning: Span;
}

export function callSiteOf({ steps }: Chain, { node }: BuilderCall): CallSite {
  let beginning: Node = node;
  while (steps.some(({ place }) => place.node === beginning)) {
    const before = receiverOf(beginning);
    if (!before) break;
    beginning = before;
  }
  return { call: node, beginning: { start: beginning.range[0], end: beginning.range[1] } };
}

/** Where something is underlined: what a function of its own says, where that is called. */
export function spanAt(what: Place | Built, site: CallSite): Span {
  const { node, frame } = isPlace(what) ? what : what.place;
  return frame.anchor === null && isElsewhere(node, site.call) ? site.beginning : spanOf(what);
}

/** True of a node in a function that does not hold the call, nor is a callback written where it is handed on. */
export function isElsewhere(node: Node, call: Node): boolean {
  for (let at: Node | undefined = node; at && !holds(at, call); at = at.parent) {
    const isFunction =
      at.type === "ArrowFunctionExpression" || at.type === "FunctionExpression" || at.type === "FunctionDeclaration";
    if (isFunction && at.parent?.type !== "CallExpression") return true;
  }
  return false;
}

const holds = (outer: Node, inner: Node): boolean =>
  outer.range[0] <= inner.range[0] && outer.range[1] >= inner.range[1];

export function receiverOf(node: Node): Node | null {
  const member = node.type === "CallExpression" ? node.callee : node;
  return member.type === "MemberExpression" ? member.object : null;
}
