import type { Path } from "../../source/built/path.ts";
import {
  appended,
  isPlace,
  isRuntime,
  type Built,
  type BuiltFunction,
  type Chain,
  type Place,
  type Step,
} from "../../source/built/built.ts";
import { own } from "../../lists.ts";

/** A chain of kysely: what it begins with, and the methods that are called on it. */
export interface Calls {
  readonly begins: Beginning;
  readonly calls: readonly Step[];
  readonly chain: Chain;
}

export type Beginning =
  /** `Kysely`, `Transaction`, and the creator that `with` hands to its callback. */
  | "client"
  | "expression builder"
  | "join builder"
  | "conflict builder"
  | "order builder"
  | "over builder"
  | "common table builder"
  /** The tag and its functions. */
  | "sql"
  /** A function of `kysely/helpers/postgres`. */
  | "json array"
  | "json object"
  | "json build object"
  | "merge action"
  /** Another builder, of which only the type is known. */
  | "other";

const beginnings: Readonly<Record<string, Beginning>> = {
  db: "client",
  sql: "sql",
  "ExpressionBuilder()": "expression builder",
  "expressionBuilder()": "expression builder",
  "JoinBuilder()": "join builder",
  "OnConflictBuilder()": "conflict builder",
  "OrderByItemBuilder()": "order builder",
  "OverBuilder()": "over builder",
  "CTEBuilder()": "common table builder",
  jsonArrayFrom: "json array",
  jsonObjectFrom: "json object",
  jsonBuildObject: "json build object",
  mergeAction: "merge action",
};

const paths = new Map(Object.entries(beginnings).map(([path, beginning]) => [beginning, path]));

/** What kysely hands to a callback. */
export function handed(beginning: Exclude<Beginning, "other">, place: Place): Chain {
  return {
    kind: "chain",
    root: {
      kind: "package",
      origin: { library: "kysely", package: "kysely", path: paths.get(beginning) ?? beginning, how: "origin" },
      place,
    },
    steps: [],
    place,
  };
}

/** The calls of a chain, with what `$if` and `$call` add to it; null for what is none of kysely's. */
export function callsOf(value: Built, run: Path): Calls | null {
  if (value.kind !== "chain" || value.root.kind !== "package" || value.root.origin.library !== "kysely") return null;
  const chain = gone(value, run);
  if (chain.root.kind !== "package" || chain.root.origin.library !== "kysely") return null;
  const calls = merged(chain.steps);
  const { path } = chain.root.origin;
  if (path === "expressionBuilder" && calls[0]?.name === "")
    return { begins: "expression builder", calls: selfless(calls.slice(1)), chain };
  const begins = own(beginnings, path) ?? "other";
  return { begins, calls: begins === "expression builder" ? selfless(calls) : calls, chain };
}

/** `eb.eb`, which is what `({ eb }) => …` takes, is the builder itself. */
function selfless(calls: readonly Step[]): readonly Step[] {
  const [first, ...rest] = calls;
  return first?.name === "eb" && first.arguments === null ? selfless(rest) : calls;
}

/** A function that a builder calls at once: what it gives. */
export function given(run: Path, what: Place | Built, ...handedOver: readonly Built[]): Built {
  const value = run.follow(what);
  return value.kind === "function" ? run.call(value, handedOver).result : value;
}

/** The chain after the functions that are called on it: `$call(paginated)`, `$if(active, (qb) => qb.where(…))`. */
function gone(chain: Chain, run: Path): Chain {
  const at = chain.steps.findIndex(
    ({ name, arguments: args }) => args !== null && (name === "$if" || name === "$call"),
  );
  const step = chain.steps[at];
  if (!step) return chain;
  const before: Chain = {
    ...chain,
    steps: chain.steps.slice(0, at),
    place: chain.steps[at - 1]?.place ?? chain.root.place,
  };
  const rest = chain.steps.slice(at + 1);
  const [first, second] = step.arguments ?? [];
  const fn = step.name === "$if" ? second : first;
  const after =
    step.name === "$if" &&
    first &&
    !(isPlace(first) ? run.holds(first) : first.kind === "constant" && Boolean(first.value))
      ? before
      : called(before, fn && run.follow(fn), step, run);
  return gone({ ...after, steps: [...after.steps, ...rest], place: chain.place }, run);
}

function called(chain: Chain, fn: Built | undefined, step: Step, run: Path): Chain {
  const result = fn?.kind === "function" ? run.call(fn satisfies BuiltFunction, [chain]).result : null;
  return result?.kind === "chain" && !isRuntime(result) && result.root.kind === "package"
    ? result
    : appended(chain, { ...step, name: "?", arguments: [], spread: true });
}

/** A member that is read first and called later (`const { count } = eb.fn`) is one call. */
function merged(steps: readonly Step[]): Step[] {
  const calls: Step[] = [];
  for (const step of steps) {
    const last = calls.at(-1);
    const direct = (step.name === "" && step.arguments !== null) || step.template !== null;
    if (direct && last && last.arguments === null && last.template === null)
      calls[calls.length - 1] = { ...step, name: last.name, at: last.at };
    else calls.push(step);
  }
  return calls;
}

/** The constant text that an argument is. */
export function textOf(run: Path, what: Place | Built | undefined): string | null {
  const value = what && run.value(what);
  return value?.kind === "constant" && typeof value.value === "string" ? value.value : null;
}

/** The place of a part of a text where the text is written as one literal; otherwise of the whole expression. */
export function partOf(
  what: Place | Built,
  text: string,
  from: number,
): Place | Built | { readonly start: number; readonly end: number } {
  if (!isPlace(what)) return what;
  const { node, frame } = what;
  const literal =
    (node.type === "Literal" && typeof node.value === "string") ||
    (node.type === "TemplateLiteral" && node.expressions.length === 0);
  if (!literal || frame.anchor !== null) return what;
  const start = node.range[0] + 1 + from;
  return frame.module.text.slice(start, start + text.length) === text ? { start, end: start + text.length } : what;
}
