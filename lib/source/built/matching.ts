import type { TSESTree } from "@typescript-eslint/utils";
import { meaningOf, nameOfKey, requiredMeaning } from "../meaning.ts";
import type { Place, Value } from "./built.ts";
import { choice } from "./choice.ts";
import { keyOf } from "./conditions.ts";
import type { Evaluator } from "./evaluator.ts";

type Node = TSESTree.Node;

/** What ends a match and gives what its arm has given; `otherwise` is an arm itself. */
const ends = new Set(["exhaustive", "otherwise", "run"]);
/** Steps that only say something of types. */
const typing = new Set(["returnType", "narrow"]);

/**
 * What ts-pattern's `match(value).with(…, () => …).exhaustive()` gives: what one of its arms does. Out: null for every
 * other call.
 */
export function matched(evaluator: Evaluator, node: TSESTree.CallExpression, place: Place): Value | null {
  const arms = armsOf(node, place);
  if (!arms || arms.length === 0) return null;
  const values = arms.map((arm): Value => {
    const fn = evaluator.value({ node: arm, frame: place.frame });
    // `.otherwise(() => …)`; what a pattern selects is not known.
    return fn.kind === "function"
      ? evaluator.called(
          fn,
          fn.node.params.map((parameter) => ({ kind: "input", place: { node: parameter, frame: fn.frame } })),
          null,
          place,
        )
      : { kind: "input", place };
  });
  const options = values.length;
  return values.reduceRight((rest, value, index) =>
    choice({ kind: "option", key: keyOf(place), option: index, options }, value, rest),
  );
}

/** The functions of the arms, in order. */
function armsOf(node: TSESTree.CallExpression, { frame: { module } }: Place): readonly Node[] | null {
  const arms: Node[] = [];
  let last = true;
  for (let at: Node = node; at.type === "CallExpression"; last = false) {
    const callee: Node = at.callee;
    if (callee.type !== "MemberExpression") {
      const meaning = callee.type === "Identifier" ? meaningOf(callee, module) : requiredMeaning(callee, module);
      const isMatch = meaning?.kind === "package" && meaning.specifier === "ts-pattern" && meaning.name === "match";
      return isMatch && !last ? arms : null;
    }
    const name = nameOfKey(callee.property) ?? "";
    const arm = at.arguments.at(-1);
    if (last !== ends.has(name)) return null;
    if (name === "with" || name === "when" || name === "otherwise") {
      if (!arm || arm.type === "SpreadElement") return null;
      arms.unshift(arm);
    } else if (!last && !typing.has(name)) return null;
    at = callee.object;
  }
  return null;
}
