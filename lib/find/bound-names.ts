import type { TSESTree } from "@typescript-eslint/utils";
import { quoted } from "../libraries/helpers.ts";
import type { Placeholders } from "../model/site.ts";
import { isPlace, type Built, type Place } from "../source/built/built.ts";
import { isOptional } from "../source/built/choice.ts";
import { evaluatorOf } from "../source/built/evaluator.ts";
import type { SourceModule } from "../source/module.ts";

/** Styles with placeholders that the library quotes as names. */
const naming: ReadonlySet<Placeholders> = new Set(["question", "formatting"]);

/**
 * What the values of a call are as names, in quotes, by their name or number: those that are texts the program says. In: what stands
 * behind the text: an object, a list, or the one value there is.
 */
export function boundNames(
  values: TSESTree.Node,
  placeholders: Placeholders,
  module: SourceModule,
): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  if (!naming.has(placeholders)) return names;
  const evaluator = evaluatorOf(module);
  const note = (key: string, what: Place | Built): void => {
    const value = evaluator.value(what);
    if (value.kind !== "constant" || typeof value.value !== "string" || value.value === "*") return;
    // knex takes a path apart, pg-promise does not.
    names.set(key, quoted(placeholders === "question" ? value.value.split(".") : [value.value]));
  };
  const whole = evaluator.value(evaluator.place(values));
  if (whole.kind === "constant") note("1", whole);
  if (whole.kind === "object") for (const [key, { value, when }] of whole.entries) if (!when) note(key, value);
  if (whole.kind === "list")
    for (const [index, item] of whole.items.entries()) {
      if (isPlace(item) && isOptional(item)) break;
      note(String(index + 1), item);
    }
  return names;
}
