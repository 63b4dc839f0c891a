import type { Span } from "../../model/span.ts";
import type { ChoicePart, HolePart, SqlText, TextPart } from "../../model/sql-text.ts";

/** A text with every choice made. */
export type Variant = readonly (TextPart | HolePart)[];

/** The texts that a text with choices may be, without repetition; `complete` is false where there are more than were tried. */
export interface Variants {
  readonly variants: readonly Variant[];
  readonly complete: boolean;
}

/** More combinations than this are not read one by one. */
export const mostVariants = 24;

/**
 * Makes the choices of a text in every combination. Choices with the same condition (the same span) are made alike. Where
 * there are more than `mostVariants` combinations: the first option everywhere, the last everywhere, and each option once
 * with the first options elsewhere.
 */
export function variantsOf(text: SqlText): Variants {
  const counts = new Map<string, number>();
  countChoices(text, counts);
  const keys = [...counts.keys()];
  const total = [...counts.values()].reduce((product, count) => Math.min(product * count, mostVariants + 1), 1);
  const decisions = total <= mostVariants ? everyDecision(keys, counts) : someDecisions(keys, counts);
  const seen = new Set<string>();
  const variants: Variant[] = [];
  for (const decision of decisions) {
    const variant = decide(text, decision);
    const signature = signatureOf(variant);
    if (seen.has(signature)) continue;
    seen.add(signature);
    variants.push(variant);
    if (variants.length === mostVariants) break;
  }
  return { variants, complete: total <= mostVariants };
}

type Decision = ReadonlyMap<string, number>;

function keyOf({ span }: { readonly span: Span }): string {
  return `${span.start}-${span.end}`;
}

function countChoices(text: SqlText, counts: Map<string, number>): void {
  for (const part of text) {
    if (part.kind !== "choice") continue;
    const key = keyOf(part);
    counts.set(key, Math.max(counts.get(key) ?? 0, part.options.length));
    for (const option of part.options) countChoices(option, counts);
  }
}

function everyDecision(keys: readonly string[], counts: ReadonlyMap<string, number>): Decision[] {
  let decisions: Decision[] = [new Map()];
  for (const key of keys) {
    decisions = decisions.flatMap((decision) =>
      Array.from({ length: counts.get(key) ?? 0 }, (_, index) => new Map([...decision, [key, index]])),
    );
  }
  return decisions;
}

function someDecisions(keys: readonly string[], counts: ReadonlyMap<string, number>): Decision[] {
  const last = (key: string): number => (counts.get(key) ?? 1) - 1;
  const decisions: Decision[] = [new Map(), new Map(keys.map((key) => [key, last(key)]))];
  for (const key of keys) for (let index = 1; index <= last(key); index++) decisions.push(new Map([[key, index]]));
  return decisions;
}

function decide(text: SqlText, decision: Decision): Variant {
  return text.flatMap((part) => (part.kind === "choice" ? decide(chosen(part, decision), decision) : [part]));
}

function chosen(choice: ChoicePart, decision: Decision): SqlText {
  return choice.options[Math.min(decision.get(keyOf(choice)) ?? 0, choice.options.length - 1)] ?? [];
}

function signatureOf(variant: Variant): string {
  return JSON.stringify(
    variant.map((part) =>
      part.kind === "text" ? part.text : [part.hole.outer.start, part.hole.outer.end, part.hole.source],
    ),
  );
}
