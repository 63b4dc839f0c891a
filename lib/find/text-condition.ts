import type { Condition, SqlPart, SqlText, Test } from "../model/sql-text.ts";
import type { Condition as ProgramCondition } from "../source/built/condition.ts";

/** Larger conditions are told apart, and not looked into. */
const largest = 40;

const known = new WeakMap<ProgramCondition, Condition>();
let others = 0;

/** A condition of the program as a text has it. In: none that is decided. */
export function conditionOf(condition: ProgramCondition): Condition {
  const before = known.get(condition);
  if (before) return before;
  const made = sizeOf(condition, largest) > largest ? test(`#${++others}`) : translated(condition);
  known.set(condition, made);
  return made;
}

function translated(condition: ProgramCondition): Condition {
  switch (condition.kind) {
    case "true":
      return test(condition.key);
    case "equal":
      return test(`${condition.key}==${condition.constant}`);
    case "option":
      return test(
        condition.options === 2 && condition.option === 1 ? condition.key : `${condition.key}#${condition.option}`,
      );
    case "not":
      return opposite(conditionOf(condition.of));
    case "all":
    case "any":
      return { kind: condition.kind, of: [conditionOf(condition.left), conditionOf(condition.right)] };
    default:
      return { kind: condition.kind === "always" ? "all" : "any", of: [] };
  }
}

const test = (key: string): Test => ({ kind: "is", key, truth: true });

export function opposite(condition: Condition): Condition {
  switch (condition.kind) {
    case "is":
      return { ...condition, truth: !condition.truth };
    case "not":
      return condition.of;
    default:
      return { kind: condition.kind === "all" ? "any" : "all", of: condition.of.map(opposite) };
  }
}

/** At least one of these; null where there are none. */
export function anyOf(conditions: readonly Condition[]): Condition | null {
  const [only] = conditions;
  return !only ? null : conditions.length === 1 ? only : { kind: "any", of: conditions };
}

function sizeOf(condition: ProgramCondition, left: number): number {
  if (left < 0) return 1;
  if (condition.kind === "not") return sizeOf(condition.of, left);
  if (condition.kind !== "all" && condition.kind !== "any") return 1;
  const size = sizeOf(condition.left, left - 1);
  return size + sizeOf(condition.right, left - size);
}

type Known = ReadonlyMap<string, boolean>;

/** A text without the conditions that the pieces around decide. */
export function simplified(text: SqlText, around: Known = new Map()): SqlText {
  return text.flatMap((part): SqlText => {
    if (part.kind === "optional") {
      const condition = leftOf(part.condition, around);
      if (condition === false) return [];
      if (condition === true) return simplified(part.text, around);
      return [{ ...part, condition, text: simplified(part.text, assumed(condition, around)) }];
    }
    return part.kind === "choice" ? simplifiedChoice(part, around) : [part];
  });
}

function simplifiedChoice(part: SqlPart & { readonly kind: "choice" }, around: Known): SqlText {
  const [then = [], otherwise = []] = part.options;
  if (!part.condition) return [{ ...part, options: part.options.map((option) => simplified(option, around)) }];
  const condition = leftOf(part.condition, around);
  if (typeof condition === "boolean") return simplified(condition ? then : otherwise, around);
  const options = [
    simplified(then, assumed(condition, around)),
    simplified(otherwise, assumed(opposite(condition), around)),
  ];
  return [{ ...part, condition, options }];
}

/** What is known where a condition holds. */
function assumed(condition: Condition, around: Known): Known {
  if (condition.kind === "is") return new Map(around).set(condition.key, condition.truth);
  return condition.kind === "all" ? condition.of.reduce((truths, one) => assumed(one, truths), around) : around;
}

/** What is left to decide of a condition. */
function leftOf(condition: Condition, around: Known): Condition | boolean {
  if (condition.kind === "is") {
    const truth = around.get(condition.key);
    return truth === undefined ? condition : truth === condition.truth;
  }
  if (condition.kind === "not") {
    const of = leftOf(condition.of, around);
    return typeof of === "boolean" ? !of : opposite(of);
  }
  const ends = condition.kind === "any";
  const open: Condition[] = [];
  for (const one of condition.of) {
    const part = leftOf(one, around);
    if (part === ends) return ends;
    if (typeof part !== "boolean" && !open.includes(part)) open.push(part);
  }
  const [only] = open;
  return !only ? !ends : open.length === 1 ? only : { kind: condition.kind, of: open };
}
