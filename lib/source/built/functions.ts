import type { TSESTree } from "@typescript-eslint/utils";
import { nameOfKey } from "../meaning.ts";
import type { Built, BuiltFunction, BuiltList, Frame, Place, Value } from "./built.ts";
import { choicesOf } from "./choice.ts";
import type { Evaluator } from "./evaluator.ts";

type Node = TSESTree.Node;
type Given = readonly (Place | Built)[];

const methods: ReadonlySet<string> = new Set(["call", "apply", "bind"]);

/** `join.call(null, a)`, `join.apply(null, list)`, `join.bind(null, a)`; null for every other call. */
export function functionMethod(evaluator: Evaluator, callee: Node, { items }: BuiltList, what: Place): Value | null {
  if (callee.type !== "MemberExpression" || callee.computed || callee.object.type === "Super") return null;
  const name = nameOfKey(callee.property);
  if (name === null || !methods.has(name)) return null;
  const fn = evaluator.evaluate({ node: callee.object, frame: what.frame });
  if (fn.kind !== "function") return null;
  const [first, ...rest] = items;
  const self = first ? selfOf(evaluator, first) : null;
  switch (name) {
    case "bind":
      return { ...fn, bound: { self: fn.bound ? fn.bound.self : self, given: [...(fn.bound?.given ?? []), ...rest] } };
    case "call":
      return evaluator.called(fn, rest, self, what);
    default: {
      const given = rest[0] ? listIn(evaluator.value(rest[0])) : [];
      return given && evaluator.called(fn, given, self, what);
    }
  }
}

function listIn(value: Value): Given | null {
  return value.kind === "list" && !value.open && !value.openWhen ? value.items : null;
}

function selfOf(evaluator: Evaluator, what: Place | Built): Built | null {
  const [self, ...others] = choicesOf(evaluator.evaluate(what));
  return self && others.length === 0 && self.kind !== "constant" && self.kind !== "input" ? self : null;
}

/** A function as it was before `bind`. */
export function withoutBound({ bound: _, ...fn }: BuiltFunction): BuiltFunction {
  return fn;
}

/** What a function was given, as its `arguments`; null where no call of it is followed. */
export function argumentsOf(fn: Node | null, frame: Frame): Given | null {
  for (let at = frame.inside; at; at = at.outer.inside) if (at.node === fn) return at.given;
  return null;
}

/** What the function that a template is tagged with is given: the list of its texts, and what stands between them. */
export function taggedArguments({ quasi }: TSESTree.TaggedTemplateExpression, place: Place): Given {
  const { frame } = place;
  const items = quasi.quasis.map((node): Built => ({
    kind: "constant",
    value: node.value.cooked,
    place: { node, frame },
  }));
  const texts: Built = { kind: "list", items, open: false, each: null, place };
  return [texts, ...quasi.expressions.map((node) => ({ node, frame }))];
}
