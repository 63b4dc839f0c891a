import { factsOf } from "../libraries/index.ts";
import type { ValueForm, ValueStep } from "../libraries/helpers.ts";
import type { Step, Value } from "../source/built/built.ts";
import { evaluatorOf, type Evaluator } from "../source/built/evaluator.ts";
import type { TextContext } from "./text-value.ts";

/** The path of the table or column that a value of a text's library stands for; null for everything else. */
export function pathOf(value: Value, { library, module }: TextContext): readonly string[] | null {
  const facts = factsOf(library)?.sql?.helpers;
  const form = facts?.named ? formOf(value, library, evaluatorOf(module)) : null;
  return (form && facts?.named?.(form)) ?? null;
}

function formOf(value: Value, library: string, evaluator: Evaluator): ValueForm | null {
  if (value.kind !== "chain" || value.root.kind !== "package" || value.root.origin.library !== library) return null;
  if (value.steps.some(({ when }) => when)) return null;
  return {
    path: value.root.origin.path.replace(/^\./, ""),
    steps: value.steps.map((step) => stepOf(step, library, evaluator)),
  };
}

function stepOf({ name, arguments: given }: Step, library: string, evaluator: Evaluator): ValueStep {
  return {
    name,
    isCalled: given !== null,
    text(argument) {
      const value = given?.[argument] && evaluator.value(given[argument]);
      return value?.kind === "constant" && typeof value.value === "string" ? value.value : null;
    },
    property(argument, property) {
      const value = given?.[argument] && evaluator.value(given[argument]);
      const entry = value?.kind === "object" ? value.entries.get(property) : undefined;
      return entry && !entry.when ? formOf(evaluator.evaluate(entry.value), library, evaluator) : null;
    },
  };
}
