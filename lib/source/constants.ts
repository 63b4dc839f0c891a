import type { TSESTree } from "@typescript-eslint/utils";
import type { Value } from "./built/built.ts";
import { choicesOf } from "./built/choice.ts";
import { evaluatorOf } from "./built/evaluator.ts";
import type { SourceModule } from "./module.ts";

/** A constant that takes more steps than these is none that people would call one. */
const mostSteps = 1_500;

/**
 * The constants that an expression may be, as a choice by the program's conditions. Out: null where it may be anything else, or nothing yet.
 */
export function constantsAt(node: TSESTree.Node, module: SourceModule): Value | null {
  const evaluator = evaluatorOf(module);
  const value = evaluator.briefly(mostSteps, () => evaluator.value({ node, frame: evaluator.top }));
  const choices = choicesOf(value);
  return choices.length > 0 && choices.every((choice) => choice.kind === "constant" && choice.value !== undefined)
    ? value
    : null;
}
