import type { TSESTree } from "@typescript-eslint/utils";
import type { FunctionNode } from "../meaning.ts";
import type { SourceModule } from "../module.ts";
import {
  type Built,
  type BuiltFunction,
  type BuiltList,
  type BuiltObject,
  type Chain,
  type Entry,
  type Frame,
  type Place,
  type Step,
  type Value,
} from "./built.ts";
import type { Condition } from "./condition.ts";
import { keyOf, knownAt } from "./conditions.ts";
import { isOptional } from "./choice.ts";
import { Unreachable, type Decisions } from "./decisions.ts";
import type { Evaluator } from "./evaluator.ts";

type Node = TSESTree.Node;

/** What calling a function of the project gives on a path, and what its parameters are when it ends. */
export interface CalledOnPath {
  readonly result: Built;
  /** The first parameters, with what was done to them; `this` for a function that is called as a method of one. */
  readonly parameters: readonly Built[];
  readonly self: Built | null;
}

/**
 * One path through a program: it decides the conditions of what the evaluator says holds on all of them. The same condition is decided alike
 * wherever it stands, as long as its variables hold the same.
 */
export class Path {
  readonly #evaluator: Evaluator;
  #decisions: Decisions;
  readonly #cuts: number;
  readonly #evaluated: number;
  /** Conditions that hold or not, and what is equal to a constant: on this path, and on every one that gets to what is asked about. */
  #assumed = new Map<string, boolean>();
  #equal = new Map<string, string>();
  #decided = new Map<Condition, boolean>();
  #sure = { assumed: new Map<string, boolean>(), equal: new Map<string, string>() };

  constructor(evaluator: Evaluator, decisions: Decisions) {
    this.#evaluator = evaluator;
    this.#decisions = decisions;
    this.#cuts = evaluator.cuts;
    this.#evaluated = evaluator.evaluated;
  }

  get module(): SourceModule {
    return this.#evaluator.module;
  }

  get top(): Frame {
    return this.#evaluator.top;
  }

  /** How many expressions had to be evaluated for this path. */
  get followed(): number {
    return this.#evaluator.evaluated - this.#evaluated;
  }

  /** True where more had to be evaluated than is: what was given as unknown might be known. */
  get exhausted(): boolean {
    return this.#evaluator.cuts > this.#cuts;
  }

  place(node: Node): Place {
    return this.#evaluator.place(node);
  }

  frameOf(module: SourceModule, from: Frame): Frame {
    return this.#evaluator.frameOf(module, from);
  }

  enter(node: FunctionNode, outer: Frame, given: readonly (Place | Built)[], self: Built | null): Frame {
    return this.#evaluator.enter(node, outer, given, self);
  }

  /** What an expression stands for where the program gets to it: conditions that lead there hold. */
  reach(node: Node): Built {
    for (const { test, truth } of knownAt(node)) {
      const place = this.place(test);
      // What a function says is not looked into: it is known to say so.
      const isAsked = test.type === "CallExpression" || test.type === "AwaitExpression";
      this.#assume(isAsked ? { kind: "true", key: keyOf(place) } : this.#evaluator.condition(place), truth);
    }
    this.#sure = { assumed: new Map(this.#assumed), equal: new Map(this.#equal) };
    return this.follow(this.place(node));
  }

  /** What an expression is on this path; what a member of something unknown is, is unknown. */
  value(what: Place | Value): Built {
    return this.#plain(this.#evaluator.value(what));
  }

  /** As `value`, with the steps that are taken from something unknown: `ctx.db.user.findMany(…)`. */
  follow(what: Place | Value): Built {
    return this.#plain(this.#evaluator.evaluate(what));
  }

  /** A member of a value. In: `place` is the whole expression, `at` the name. */
  member(object: Built, name: string, place: Place, at: Place = place): Built {
    return this.#plain(this.#evaluator.member(object, name, place, at));
  }

  modelOf(root: Chain["root"]): Built | null {
    const model = this.#evaluator.modelOf(root);
    return model && this.#plain(model);
  }

  /** Calls a function. In: what it is given, in order. */
  call(
    fn: BuiltFunction,
    given: readonly (Place | Built)[],
    self: Built | null = null,
    at: Place = fn.place,
  ): CalledOnPath {
    const called = this.#evaluator.call(fn, given, self, at);
    const plain = (value: Value): Built => this.#plain(value);
    return {
      result: plain(called.result),
      get parameters() {
        return called.parameters.map(plain);
      },
      get self() {
        const after = called.self;
        return after && plain(after);
      },
    };
  }

  /** Decides between `ways` at a place. */
  decide(place: Place, ways: number): number {
    return this.#decisions.decide(keyOf(place), ways);
  }

  /** Whether a condition holds on this path. */
  holds(place: Place): boolean {
    return this.#holds(this.#evaluator.condition(place));
  }

  /**
   * Does some work on another path: every condition goes the first way, or the last. What holds on both, holds whatever is decided; this
   * path's own decisions are left alone.
   */
  elsewhere<T>(end: "first" | "last", work: () => T): T {
    const [decisions, assumed, equal, decided] = [this.#decisions, this.#assumed, this.#equal, this.#decided];
    this.#decided = new Map();
    this.#decisions = { decide: (_, ways) => (end === "first" ? 0 : ways - 1) };
    this.#assumed = new Map(this.#sure.assumed);
    this.#equal = new Map(this.#sure.equal);
    try {
      return work();
    } finally {
      this.#decisions = decisions;
      this.#assumed = assumed;
      this.#equal = equal;
      this.#decided = decided;
    }
  }

  /** What a value is on this path. */
  #plain(value: Value): Built {
    switch (value.kind) {
      case "choice":
        return this.#plain(this.#chosen(value.condition, value.then, value.otherwise));
      case "never":
        throw new Unreachable();
      case "chain":
        return value.steps.some(isConditional) ? this.#chain(value) : value;
      case "list":
        return value.openWhen || value.items.some(isOptional) ? this.#list(value) : value;
      case "object":
        return value.openWhen || [...value.entries.values()].some(({ when }) => when) ? this.#object(value) : value;
      default:
        return value;
    }
  }

  /** Where one way ends by throwing, the path goes the other. */
  #chosen(condition: Condition, then: Value, otherwise: Value): Value {
    if (then.kind === "never" || otherwise.kind === "never") {
      const truth = otherwise.kind === "never";
      this.#assume(condition, truth);
      return truth ? then : otherwise;
    }
    return this.#holds(condition) ? then : otherwise;
  }

  #chain(chain: Chain): Chain {
    const steps = chain.steps
      .filter(({ when }) => !when || this.#holds(when))
      .map((step) => (isConditional(step) ? this.#step(step) : step));
    const last = steps.at(-1);
    // What ends with a step that is not taken is written no further than the one before.
    return { ...chain, steps, place: chain.steps.at(-1)?.when && last ? last.place : chain.place };
  }

  #step({ when: _, ...step }: Step): Step {
    return { ...step, arguments: step.arguments && this.#items(step.arguments) };
  }

  #list({ openWhen, ...list }: BuiltList): BuiltList {
    const open = list.open || (openWhen !== undefined && this.#holds(openWhen));
    return { ...list, items: this.#items(list.items), open, each: open ? list.each : null };
  }

  #items(items: readonly (Place | Built)[]): readonly (Place | Built)[] {
    return items.flatMap((item): (Place | Built)[] => {
      if (!isOptional(item)) return [item];
      const { when, ...own } = item;
      return this.#holds(when) ? [own] : [];
    });
  }

  #object({ openWhen, ...object }: BuiltObject): BuiltObject {
    const entries = new Map<string, Entry>();
    for (const [name, { when, ...entry }] of object.entries) if (!when || this.#holds(when)) entries.set(name, entry);
    return { ...object, entries, open: object.open || (openWhen !== undefined && this.#holds(openWhen)) };
  }

  /** Conditions are made of one another, and share what they are made of: each is decided once. */
  #holds(condition: Condition): boolean {
    const known = this.#decided.get(condition);
    if (known !== undefined) return known;
    const holds = this.#decide(condition);
    this.#decided.set(condition, holds);
    return holds;
  }

  #decide(condition: Condition): boolean {
    switch (condition.kind) {
      case "always":
        return true;
      case "never":
        return false;
      case "not":
        return !this.#holds(condition.of);
      case "all":
        return this.#holds(condition.left) && this.#holds(condition.right);
      case "any":
        return this.#holds(condition.left) || this.#holds(condition.right);
      case "true":
        return this.#isTrue(condition.key);
      case "equal":
        return this.#isEqual(condition.key, condition.constant);
      case "option":
        return this.#decisions.decide(condition.key, condition.options) === condition.option;
    }
  }

  #isTrue(key: string): boolean {
    const assumed = this.#assumed.get(key);
    if (assumed !== undefined) return assumed;
    const equal = this.#equal.get(key);
    const known = equal === undefined ? null : Boolean(JSON.parse(equal));
    const truth = known ?? this.#decisions.decide(key, 2) === 1;
    this.#assumed.set(key, truth);
    return truth;
  }

  /** Whether something that is not known equals a constant (JSON). */
  #isEqual(key: string, constant: string): boolean {
    const equal = this.#equal.get(key);
    if (equal !== undefined) return equal === constant;
    const isTrue = this.#assumed.get(key);
    if (isTrue !== undefined && isTrue !== Boolean(JSON.parse(constant))) return false;
    if (isTrue === true && constant === "true") return true;
    const both = `${key}==${constant}`;
    const truth = this.#assumed.get(both) ?? this.#decisions.decide(both, 2) === 1;
    this.#assumed.set(both, truth);
    if (truth) this.#equal.set(key, constant);
    return truth;
  }

  /** Takes a condition to be as it must be. What was decided otherwise before is a path that does not get here. */
  #assume(condition: Condition, truth: boolean): void {
    switch (condition.kind) {
      case "not":
        this.#assume(condition.of, !truth);
        break;
      case "all":
      case "any":
        if (truth === (condition.kind === "all")) {
          this.#assume(condition.left, truth);
          this.#assume(condition.right, truth);
        }
        break;
      case "true":
        if (!this.#assumed.has(condition.key)) this.#assumed.set(condition.key, truth);
        break;
      case "equal": {
        const { key, constant } = condition;
        if (!this.#assumed.has(`${key}==${constant}`)) this.#assumed.set(`${key}==${constant}`, truth);
        if (truth && !this.#equal.has(key)) this.#equal.set(key, constant);
      }
    }
  }
}

const isConditional = ({ when, arguments: given }: Step): boolean =>
  when !== undefined || (given?.some(isOptional) ?? false);
