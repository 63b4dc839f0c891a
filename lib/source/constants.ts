import type { TSESTree } from "@typescript-eslint/utils";
import type { Frame, Value } from "./built/built.ts";
import { choicesOf } from "./built/choice.ts";
import { evaluatorOf } from "./built/evaluator.ts";
import type { SourceModule } from "./module.ts";

/** A constant that takes more steps than these is none that people would call one. */
const mostSteps = 1_500;

/**
 * The constants that an expression may be, as a choice by the program's conditions. In: the frame of the call that it is evaluated in; none:
 * code outside every call that is followed. Out: null where it may be anything else, or nothing yet.
 */
export function constantsAt(node: TSESTree.Node, module: SourceModule, frame?: Frame): Value | null {
  const evaluator = evaluatorOf(module);
  const value = evaluator.briefly(mostSteps, () => evaluator.value({ node, frame: frame ?? evaluator.top }));
  const choices = choicesOf(value);
  return choices.length > 0 && choices.every((choice) => choice.kind === "constant" && choice.value !== undefined)
    ? value
    : null;
}

/** The one text that an expression is; null where it is none, or one of several. */
export function constantText(node: TSESTree.Node, module: SourceModule): string | null {
  const value = constantsAt(node, module);
  return value?.kind === "constant" && typeof value.value === "string" ? value.value : null;
}
