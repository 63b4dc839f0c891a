import type { Parameter } from "../model/expression.ts";
import type { Site } from "../model/site.ts";
import { expressionsOf } from "./level-expressions.ts";
import type { Level } from "./level.ts";
import type { Refusal } from "./refusal.ts";

/**
 * Placeholders of a text for which no value is sent, and values for which the text has none: PostgreSQL's protocol wants as many values as the
 * statement has parameters (chapter 54.2.3, Bind). Silent where text or values are not all seen.
 */
export function unmatchedValues(level: Level, site: Site): readonly Refusal[] {
  const { values, placeholders, how, kind, text } = site;
  if (level !== level.scopes.top || kind !== "text" || placeholders !== "numbered" || how === "evidence") return [];
  if (values.kind !== "array" || values.spread) return [];
  const written = text.map((part) => (part.kind === "text" ? part.text : null));
  if (written.includes(null)) return [];
  const given = values.elements.length;
  const without = level.scopes.levels
    .flatMap(expressionsOf)
    .find((one): one is Parameter => one.kind === "parameter" && one.hole === null && one.number > given);
  const data = { values: given === 1 ? "1 value is" : `${given} values are` };
  if (without)
    return [
      {
        code: "08P01",
        kind: "missingValue",
        span: without.span,
        data: { ...data, number: `$${without.number}` },
        guess: null,
      },
    ];
  // What looks like a placeholder in a string counts: then one more may be there than is.
  const numbers = [...written.join("").matchAll(/\$(\d+)/g)].map(([, number]) => Number(number));
  const extra = values.elements[Math.max(0, ...numbers)];
  return extra ? [{ code: "08P01", kind: "extraValue", span: extra, data, guess: null }] : [];
}
