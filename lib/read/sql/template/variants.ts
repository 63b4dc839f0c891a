import type { ChoicePart, Condition, ConditionKey, HolePart, SqlText, TextPart } from "../../../model/sql-text.ts";
import { decidedPart, eachKey, type Decided } from "./presence.ts";

/** A text with every choice made; pieces may still be optional. */
export type Variant = readonly (TextPart | HolePart | OptionalPiece)[];

export interface OptionalPiece {
  readonly kind: "optional";
  readonly condition: Condition;
  readonly text: Variant;
}

/**
 * The texts that a text with choices may be, without repetition; `complete` is false where there are more than were
 * tried.
 */
export interface Variants {
  readonly variants: readonly Variant[];
  readonly complete: boolean;
}

/** More combinations than this are not read one by one. */
export const mostVariants = 24;

/**
 * Makes the choices of a text in every combination. Choices with the same condition (the same key; without one, the
 * same span) are made alike, and optional pieces with them. Where there are more than `mostVariants` combinations: the
 * first option everywhere, the last everywhere, and each option once with the first options elsewhere. In:
 * `alternatives`, the keys of optional pieces to decide as well. Out: with the pieces left optional that no decision
 * concerns.
 */
export function variantsOf(text: SqlText, alternatives: ReadonlySet<ConditionKey> = new Set()): Variants {
  const firsts = firstTruths(text);
  const counts = new Map<ConditionKey, number>();
  countChoices(text, counts);
  for (const key of alternatives) counts.set(key, Math.max(counts.get(key) ?? 0, 2));
  const variantBy = (take: Take): Variant =>
    decide(text, take, (key) => (counts.has(key) ? (take(key) === 0) === (firsts.get(key) ?? true) : null));
  const all = everyVariant(variantBy, counts);
  const made = all ?? someDecisions([...counts.keys()], counts).map((one) => variantBy((key) => one.get(key) ?? 0));
  const variants = new Map(made.map((variant) => [signatureOf(variant), variant]));
  return { variants: [...variants.values()].slice(0, mostVariants), complete: all !== null };
}

/**
 * Which option is taken of the choices with a key; of those that a test decides, 0 is the truth that is asked for
 * first.
 */
type Decision = ReadonlyMap<ConditionKey, number>;

/** The keys by which pieces exclude one another: one is there where the condition holds, another where it does not. */
export function alternativesIn(text: SqlText): Set<ConditionKey> {
  const truths = new Map<ConditionKey, boolean>();
  const alternatives = new Set<ConditionKey>();
  eachCondition(text, (condition) =>
    eachKey(condition, (key, truth) => {
      if (truth === null) return;
      if (truths.get(key) === !truth) alternatives.add(key);
      truths.set(key, truth);
    }),
  );
  return alternatives;
}

/** The keys of the optional pieces of a text. */
export function optionalKeysOf(text: SqlText | Variant): Set<ConditionKey> {
  const keys = new Set<ConditionKey>();
  eachCondition(text, (condition) => eachKey(condition, (key) => keys.add(key)));
  return keys;
}

/** The text of one way: every optional piece decided. */
export function wayOf(variant: Variant, decided: Decided): Variant {
  return decide(variant, () => 0, decided);
}

function eachCondition(text: SqlText | Variant, see: (condition: Condition) => void): void {
  for (const part of text) {
    if (part.kind === "choice") for (const option of part.options) eachCondition(option, see);
    if (part.kind !== "optional") continue;
    see(part.condition);
    eachCondition(part.text, see);
  }
}

const keyOf = ({ span }: ChoicePart): ConditionKey => `${span.start}-${span.end}`;

/** The truth by which the first piece of each key is there. */
function firstTruths(text: SqlText): ReadonlyMap<ConditionKey, boolean> {
  const firsts = new Map<ConditionKey, boolean>();
  const see = (condition: Condition): void =>
    eachKey(condition, (key, truth) => {
      if (truth !== null && !firsts.has(key)) firsts.set(key, truth);
    });
  const visit = (parts: SqlText): void => {
    for (const part of parts) {
      if (part.kind !== "choice" && part.kind !== "optional") continue;
      if (part.condition) see(part.condition);
      (part.kind === "choice" ? part.options : [part.text]).forEach(visit);
    }
  };
  visit(text);
  return firsts;
}

function countChoices(text: SqlText, counts: Map<ConditionKey, number>): void {
  for (const part of text) {
    if (part.kind === "optional") countChoices(part.text, counts);
    if (part.kind !== "choice") continue;
    if (part.condition) eachKey(part.condition, (key) => counts.set(key, 2));
    else counts.set(keyOf(part), Math.max(counts.get(keyOf(part)) ?? 0, part.options.length));
    for (const option of part.options) countChoices(option, counts);
  }
}

/**
 * The variants of every combination of decisions. A decision is made where a text asks for it: what stands in an option
 * that is not taken makes no more of them. Null where there are too many.
 */
function everyVariant(
  variantBy: (take: Take) => Variant,
  counts: ReadonlyMap<ConditionKey, number>,
): readonly Variant[] | null {
  const variants: Variant[] = [];
  let next: Decision | null = new Map();
  while (next) {
    if (variants.length === mostVariants) return null;
    const made = new Map<ConditionKey, number>(next);
    variants.push(
      variantBy((key) => {
        const option = made.get(key) ?? 0;
        made.set(key, option);
        return option;
      }),
    );
    next = following(made, counts);
  }
  return variants;
}

/** The decisions of the next combination: the last that has another option takes it, those behind it are open again. */
function following(made: Decision, counts: ReadonlyMap<ConditionKey, number>): Decision | null {
  const decisions = [...made];
  for (let last = decisions.pop(); last; last = decisions.pop()) {
    const [key, option] = last;
    if (option + 1 < (counts.get(key) ?? 1)) return new Map([...decisions, [key, option + 1]]);
  }
  return null;
}

function someDecisions(keys: readonly string[], counts: ReadonlyMap<string, number>): Decision[] {
  const last = (key: string): number => (counts.get(key) ?? 1) - 1;
  const decisions: Decision[] = [new Map(), new Map(keys.map((key) => [key, last(key)]))];
  for (const key of keys) for (let index = 1; index <= last(key); index++) decisions.push(new Map([[key, index]]));
  return decisions;
}

type Take = (key: ConditionKey) => number;

function decide(text: SqlText | Variant, take: Take, decided: Decided): Variant {
  return text.flatMap((part): Variant => {
    if (part.kind === "choice") return decide(chosen(part, take, decided), take, decided);
    if (part.kind !== "optional") return [part];
    const condition = decidedPart(part.condition, decided);
    if (condition === false) return [];
    const inside = decide(part.text, take, decided);
    return condition === true ? inside : [{ kind: "optional", condition, text: inside }];
  });
}

function chosen(choice: ChoicePart, take: Take, decided: Decided): SqlText {
  const { condition } = choice;
  if (condition) return choice.options[decidedPart(condition, decided) === true ? 0 : 1] ?? [];
  return choice.options[Math.min(take(keyOf(choice)), choice.options.length - 1)] ?? [];
}

function signatureOf(variant: Variant): string {
  return JSON.stringify(
    variant.map((part) =>
      part.kind === "text"
        ? part.text
        : part.kind === "hole"
          ? [part.hole.outer.start, part.hole.outer.end, part.hole.source]
          : [part.condition, signatureOf(part.text)],
    ),
  );
}
