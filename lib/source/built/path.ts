import type { TSESTree } from "@typescript-eslint/utils";
import type { FunctionNode } from "../meaning.ts";
import type { SourceModule } from "../module.ts";
import {
  type Built,
  type BuiltFunction,
  type BuiltList,
  type BuiltObject,
  type Chain,
  type Choice,
  type Entry,
  type Frame,
  type Place,
  type Step,
  type Value,
} from "./built.ts";
import { alternativesOf, type Alternative } from "./alternatives.ts";
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

export interface PathOptions {
  readonly apart?: ReadonlySet<string> | "all";
  readonly most?: number;
}

/**
 * One path through a program: it decides the conditions of what the evaluator says holds on all of them. The same condition is decided alike
 * wherever it stands, as long as its variables hold the same.
 */
export class Path {
  readonly #evaluator: Evaluator;
  #decisions: Decisions;
  readonly #apart: ReadonlySet<string> | "all";
  readonly #most: number;
  readonly #cuts: number;
  readonly #evaluated: number;
  readonly #rests = new Set<string>();
  #questions = 0;
  /** Whether what was last looked for rests on something arbitrary. */
  #asked = false;
  /** Grows with every assumption: what was found to be known, or not to be, before the last one may be known now. */
  #assumptions = 0;
  #looked = new Map<Condition, { readonly at: number; readonly known: boolean | null; readonly asked: boolean }>();
  /** Conditions that hold or not, and what is equal to a constant: on this path, and on every one that gets to what is asked about. */
  #assumed = new Map<string, boolean>();
  #equal = new Map<string, string>();
  #options = new Map<string, number>();
  #taken = new Map<Choice, Alternative>();
  #decidedApart = new Set<Condition>();
  #decided = new Map<Condition, boolean>();
  /** What was assumed only because something had to be: another assumption would have done as well. */
  #arbitrary = new Set<string>();
  #sure = { assumed: new Map<string, boolean>(), equal: new Map<string, string>() };

  /**
   * A condition that is made of others is decided as a whole, and those are taken to be as the decision needs it. In:
   * `apart`, the keys of those that are decided by themselves before: see `restsOn`; `most`, after how many evaluated
   * expressions the path is given up (it throws `Unreachable`, and is exhausted).
   */
  constructor(evaluator: Evaluator, decisions: Decisions, { apart = new Set(), most = Infinity }: PathOptions = {}) {
    this.#apart = apart;
    this.#most = most;
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

  /** How often something was asked that paths may differ in. */
  get asked(): number {
    return this.#questions;
  }

  /** How many expressions had to be evaluated for this path. */
  get followed(): number {
    return this.#evaluator.evaluated - this.#evaluated;
  }

  /** True where more had to be evaluated than is: what was given as unknown might be known. */
  get exhausted(): boolean {
    return this.#evaluator.cuts > this.#cuts || this.followed > this.#most;
  }

  /**
   * The keys of conditions that were taken to be one way where the other would have done as well, and that decided
   * something more: there are paths between those that are decided as a whole.
   */
  get restsOn(): ReadonlySet<string> {
    return this.#rests;
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
    const called = this.#evaluator.callAsBefore(fn, given, self, at);
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
    this.#questions++;
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
    const [options, arbitrary, taken] = [this.#options, this.#arbitrary, this.#taken];
    const [decidedApart, looked] = [this.#decidedApart, this.#looked];
    this.#looked = new Map();
    this.#decidedApart = new Set();
    this.#options = new Map();
    this.#taken = new Map();
    this.#arbitrary = new Set();
    this.#assumptions++;
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
      this.#options = options;
      this.#taken = taken;
      this.#decidedApart = decidedApart;
      this.#looked = looked;
      this.#arbitrary = arbitrary;
      this.#assumptions++;
    }
  }

  /** What a value is on this path. */
  #plain(value: Value): Built {
    if (this.followed > this.#most) throw new Unreachable();
    switch (value.kind) {
      case "choice":
        return this.#oneOf(value);
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

  /** One of the values of a choice. Between those that nobody could tell apart there is nothing to decide. */
  #oneOf(choice: Choice): Built {
    this.#questions++;
    const alternatives = this.#apart === "all" ? [] : alternativesOf(choice);
    // With as many as there are values each condition decides something.
    if (alternatives.length > choice.size || alternatives.length === 0)
      return this.#plain(this.#chosen(choice.condition, choice.then, choice.otherwise));
    const taken = this.#taken.get(choice) ?? this.#alternative(choice, alternatives);
    this.#taken.set(choice, taken);
    return this.#plain(this.#among(choice, taken.values));
  }

  #alternative(choice: Choice, alternatives: readonly Alternative[]): Alternative {
    for (const { when } of alternatives) this.#decideApart(when);
    const possible = alternatives.filter(({ when }) => this.#restingOn(when) !== false);
    const [only] = possible;
    if (!only) throw new Unreachable();
    if (possible.length === 1) return only;
    // The first way of all is where no condition holds: the last alternative.
    const taken = possible[possible.length - 1 - this.#decisions.decide(keyOfObject(choice), possible.length)] ?? only;
    if (this.#known(taken.when) === null) this.#require(taken.when, true, false);
    return taken;
  }

  /** Some value among others that a choice may be, where the path is known to lead to one. */
  #among(value: Value, wanted: ReadonlySet<Built>): Value {
    if (value.kind !== "choice") return value;
    const { condition, then, otherwise } = value;
    if (then.kind === "never" || otherwise.kind === "never")
      return this.#among(this.#chosen(condition, then, otherwise), wanted);
    const holds = this.#known(condition) ?? leadsTo(then, wanted);
    return this.#among(holds ? then : otherwise, wanted);
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
    this.#questions++;
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
      case "any": {
        if (this.#apart !== "all") return this.#decideAsOne(condition);
        const left = this.#holds(condition.left);
        return left === (condition.kind === "all") ? this.#holds(condition.right) : left;
      }
      case "true":
      case "equal":
        return this.#atom(condition);
      case "option":
        return this.#option(condition.key, condition.options) === condition.option;
    }
  }

  /** Decides a condition that is made of others: what it is made of is as it must be for that, and no more. */
  #decideAsOne(condition: Compound): boolean {
    this.#decideApart(condition);
    const known = this.#restingOn(condition);
    if (known !== null) return known;
    const truth = this.#decisions.decide(keyOfObject(condition), 2) === 1;
    this.#require(condition, truth, false);
    return truth;
  }

  #atom(condition: Exclude<Atom, { kind: "option" }>): boolean {
    const known = this.#restingOn(condition);
    if (known !== null) return known;
    const truth = this.#decisions.decide(keyOfAtom(condition), 2) === 1;
    this.#require(condition, truth, false);
    return truth;
  }

  #option(key: string, options: number): number {
    const known = this.#options.get(key);
    if (known !== undefined) {
      if (this.#arbitrary.has(key)) this.#rests.add(key);
      return known;
    }
    const option = this.#decisions.decide(key, options);
    this.#options.set(key, option);
    this.#assumptions++;
    return option;
  }

  /** Decides what of a condition is not decided as a whole. */
  #decideApart(condition: Condition): void {
    const apart = this.#apart;
    if (apart === "all" || apart.size === 0) return;
    eachAtom(condition, this.#decidedApart, (atom) => {
      if (apart.has(atom.key)) this.#holds(atom);
    });
  }

  /** What a condition is known to be; notes what arbitrary that rests on. */
  #restingOn(condition: Condition): boolean | null {
    this.#asked = false;
    const known = this.#known(condition);
    if (known !== null && this.#asked)
      eachAtom(condition, new Set(), (atom) => {
        if (this.#arbitrary.has(atom.key) || this.#arbitrary.has(keyOfAtom(atom))) this.#rests.add(atom.key);
      });
    return known;
  }

  /** Whether a condition holds, as far as what is decided says so already. */
  #known(condition: Condition): boolean | null {
    switch (condition.kind) {
      case "always":
        return true;
      case "never":
        return false;
      case "not": {
        const holds = this.#known(condition.of);
        return holds === null ? null : !holds;
      }
      case "all":
      case "any":
        return this.#knownCompound(condition);
      case "true":
        return this.#knownTrue(condition.key);
      case "equal":
        return this.#knownEqual(condition.key, condition.constant);
      case "option": {
        const option = this.#options.get(condition.key);
        this.#asked ||= this.#arbitrary.has(condition.key);
        return option === undefined ? null : option === condition.option;
      }
    }
  }

  #knownCompound(condition: Compound): boolean | null {
    const decided = this.#decided.get(condition);
    if (decided !== undefined) return decided;
    const before = this.#looked.get(condition);
    // What is known stays known.
    if (before && (before.known !== null || before.at === this.#assumptions)) {
      this.#asked ||= before.asked;
      return before.known;
    }
    const outer = this.#asked;
    this.#asked = false;
    const known = this.#knownOfBoth(condition);
    this.#looked.set(condition, { at: this.#assumptions, known, asked: this.#asked });
    this.#asked ||= outer;
    return known;
  }

  #knownOfBoth({ kind, left, right }: Compound): boolean | null {
    const decisive = kind === "any";
    const one = this.#known(left);
    if (one === decisive) return decisive;
    const other = this.#known(right);
    return other === decisive ? decisive : one === null || other === null ? null : !decisive;
  }

  #knownTrue(key: string): boolean | null {
    this.#asked ||= this.#arbitrary.has(key);
    const equal = this.#equal.get(key);
    return this.#assumed.get(key) ?? (equal === undefined ? null : Boolean(JSON.parse(equal)));
  }

  /** Whether something that is not known equals a constant (JSON). */
  #knownEqual(key: string, constant: string): boolean | null {
    const both = `${key}==${constant}`;
    this.#asked ||= this.#arbitrary.has(key) || this.#arbitrary.has(both);
    const equal = this.#equal.get(key);
    if (equal !== undefined) return equal === constant;
    const isTrue = this.#assumed.get(key);
    if (isTrue !== undefined && isTrue !== Boolean(JSON.parse(constant))) return false;
    if (isTrue === true && constant === "true") return true;
    return this.#assumed.get(both) ?? null;
  }

  /** Takes what is not known yet to be so that a condition holds, or does not. In: `arbitrary`, whether others ways lead there. */
  #require(condition: Condition, truth: boolean, arbitrary: boolean): void {
    this.#assumptions++;
    switch (condition.kind) {
      case "not":
        this.#require(condition.of, !truth, arbitrary);
        break;
      case "all":
      case "any":
        this.#requireEach(condition, truth, arbitrary);
        break;
      case "true":
        this.#assumed.set(condition.key, truth);
        if (arbitrary) this.#arbitrary.add(condition.key);
        break;
      case "equal": {
        this.#assumed.set(keyOfAtom(condition), truth);
        if (truth) this.#equal.set(condition.key, condition.constant);
        if (arbitrary) this.#arbitrary.add(truth ? condition.key : keyOfAtom(condition));
        break;
      }
      case "option":
        this.#options.set(condition.key, truth ? condition.option : condition.option === 0 ? 1 : 0);
        if (arbitrary || !truth) this.#arbitrary.add(condition.key);
    }
  }

  #requireEach({ kind, left, right }: Compound, truth: boolean, arbitrary: boolean): void {
    const [one, other] = [this.#known(left), this.#known(right)];
    if (truth === (kind === "all")) {
      if (one === null) this.#require(left, truth, arbitrary);
      // The left one may have said something of the right one.
      if (this.#known(right) === null) this.#require(right, truth, arbitrary);
      return;
    }
    if (one !== null) return this.#require(right, truth, arbitrary);
    if (other !== null) return this.#require(left, truth, arbitrary);
    // `a && b` fails by `b` where it can: whatever else stands under `a` is still open.
    if (kind === "all") {
      this.#require(left, true, true);
      if (this.#known(right) === null) this.#require(right, false, true);
    } else this.#require(left, true, true);
  }

  /** Takes a condition to be as it must be. What was decided otherwise before is a path that does not get here. */
  #assume(condition: Condition, truth: boolean): void {
    this.#assumptions++;
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

type Atom = Extract<Condition, { kind: "true" | "equal" | "option" }>;
type Compound = Extract<Condition, { kind: "all" | "any" }>;

const keyOfAtom = (atom: Atom): string => (atom.kind === "equal" ? `${atom.key}==${atom.constant}` : atom.key);

/** Goes through what a condition is made of, except for what was seen before. */
function eachAtom(condition: Condition, seen: Set<Condition>, see: (atom: Atom) => void): void {
  if (seen.has(condition)) return;
  seen.add(condition);
  if (condition.kind === "not") eachAtom(condition.of, seen, see);
  else if (condition.kind === "all" || condition.kind === "any") {
    eachAtom(condition.left, seen, see);
    eachAtom(condition.right, seen, see);
  } else if (condition.kind === "true" || condition.kind === "equal" || condition.kind === "option") see(condition);
}

const keys = new WeakMap<Compound | Choice, string>();
let keysMade = 0;

/** Choices and conditions that are made of others are told apart by identity: written out they may be large. */
function keyOfObject(one: Compound | Choice): string {
  const key = keys.get(one) ?? `${one.kind} ${++keysMade}`;
  keys.set(one, key);
  return key;
}

/** Whether a value is among some others, or may be one of them. */
function leadsTo(value: Value, wanted: ReadonlySet<Built>): boolean {
  if (value.kind === "never") return false;
  return value.kind === "choice" ? leadsTo(value.then, wanted) || leadsTo(value.otherwise, wanted) : wanted.has(value);
}

const isConditional = ({ when, arguments: given }: Step): boolean =>
  when !== undefined || (given?.some(isOptional) ?? false);
