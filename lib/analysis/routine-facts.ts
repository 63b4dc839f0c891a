import * as facts from "./postgres-facts.ts";

/** What PostgreSQL says of every function of a name: a strict one gives NULL as soon as one argument is NULL. */
export interface RoutineFacts {
  readonly kind: "function" | "aggregate" | "window" | "mixed";
  readonly strict: boolean;
}

const words = (list: string): readonly string[] => list.trim().split(/\s+/);

let routines: ReadonlyMap<string, RoutineFacts> | null = null;
let operators: ReadonlyMap<string, boolean> | null = null;

/** Null: no function of this name comes with PostgreSQL. */
export function routineFacts(name: string): RoutineFacts | null {
  routines ??= new Map<string, RoutineFacts>([
    ...words(facts.strictFunctions).map((one) => [one, { kind: "function", strict: true }] as const),
    ...words(facts.otherFunctions).map((one) => [one, { kind: "function", strict: false }] as const),
    ...words(facts.aggregates).map((one) => [one, { kind: "aggregate", strict: false }] as const),
    ...words(facts.windowFunctions).map((one) => [one, { kind: "window", strict: false }] as const),
    ...words(facts.otherRoutines).map((one) => [one, { kind: "mixed", strict: false }] as const),
  ]);
  return routines.get(name) ?? null;
}

/** Null: no operator of this name comes with PostgreSQL. */
export function operatorFacts(name: string): { readonly strict: boolean } | null {
  operators ??= new Map<string, boolean>([
    ...words(facts.strictOperators).map((one) => [one, true] as const),
    ...words(facts.otherOperators).map((one) => [one, false] as const),
  ]);
  const strict = operators.get(spelt(name));
  return strict === undefined ? null : { strict };
}

let volatile: ReadonlySet<string> | null = null;

/** Whether a function of PostgreSQL or a construct of its grammar gives the same for the same values in one statement. */
export function isSteadyFunction(name: string): boolean {
  volatile ??= new Set(words(facts.volatileFunctions));
  return !volatile.has(name) && (routineFacts(name) !== null || constructs.has(name));
}

let momentary: ReadonlySet<string> | null = null;

/** Whether a function gives something else at another time or to another user, of the same values: the clock, who is asking. */
export function isMomentary(name: string): boolean {
  momentary ??= new Set(words(facts.momentaryFunctions));
  return momentary.has(name) || momentaryWords.has(name) || !isSteadyFunction(name);
}

/** Those that are words of the grammar, and those that ask with an argument. */
const momentaryWords: ReadonlySet<string> = new Set(
  `current_date current_time current_timestamp localtime localtimestamp current_user current_role session_user system_user user
   current_catalog current_schema current_setting age`.split(/\s+/),
);

/** What is written like a call, or by a grammar of its own. */
const constructs: ReadonlySet<string> = new Set(
  "coalesce nullif greatest least collate grouping [] json json_scalar json_serialize json_object json_array".split(
    " ",
  ),
);

export const isStrictFunction = (name: string): boolean => routineFacts(name)?.strict ?? false;
export const isStrictOperator = (name: string): boolean => operatorFacts(name)?.strict ?? false;
export const isAggregate = (name: string): boolean => routineFacts(name)?.kind === "aggregate" || made.has(name);

/** Aggregates that are words of the grammar. */
const made: ReadonlySet<string> = new Set(["json_arrayagg", "json_objectagg"]);

/** An operator by the name that pg_operator has for it. */
export function spelt(name: string): string {
  return name === "!=" ? "<>" : name === "similar to" ? "~" : name === "not similar to" ? "!~" : name;
}
