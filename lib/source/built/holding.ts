import type { TSESTree } from "@typescript-eslint/utils";
import type { Reference, Variable } from "@typescript-eslint/scope-manager";
import { nameOfKey, type FunctionNode } from "../meaning.ts";
import {
  isPlace,
  isRuntime,
  type Built,
  type BuiltFunction,
  type Chain,
  type Entry,
  type Frame,
  type Place,
  type Value,
} from "./built.ts";
import { changed, isMutated, kept, opened, pushed, repeated, type Target } from "./changes.ts";
import { choice, choicesOf, isOptional, mapped, unreachable } from "./choice.ts";
import { leavesAlone } from "./clients.ts";
import { all, always, not, type Condition } from "./condition.ts";
import {
  functionInside,
  beginningOf,
  isInlineFunction,
  regionOf,
  isLoop,
  roundOf,
  type Definition,
  type Loop,
  type Region,
  type Subject,
} from "./definitions.ts";
import type { Evaluator } from "./evaluator.ts";
import { sum } from "./operators.ts";
import { inPlaceMethods, listAfter } from "./lists.ts";
import { isMade } from "./truth.ts";
import { callbackRounds, callsForAll } from "./rounds.ts";
import { grownText, textAgain } from "./text.ts";

type Node = TSESTree.Node;

/** What a variable, or `this`, holds at the places of one region, in one call of the function around it. Each definition is evaluated once. */
export class Holding {
  readonly #evaluator: Evaluator;
  readonly #subject: Subject;
  readonly #frame: Frame;
  readonly #start: () => Value;
  readonly #values = new Map<Definition, Value>();
  readonly #active = new Set<Definition>();
  readonly region: Region;

  constructor(evaluator: Evaluator, subject: Subject, region: Region, frame: Frame, start: () => Value) {
    this.#evaluator = evaluator;
    this.#subject = subject;
    this.region = region;
    this.#frame = frame;
    this.#start = start;
  }

  /** What is held where a definition holds. A definition that leads to itself gives what is held before. */
  valueOf(wanted: Definition): Value {
    // A list of work instead of recursion: a function may change one variable a thousand times.
    const work = [wanted];
    for (let at = work.at(-1); at; at = work.at(-1)) {
      const isOpen = (one: Definition) => !this.#values.has(one) && !this.#active.has(one);
      const waiting = isOpen(at) ? dependenciesOf(at).filter(isOpen) : [];
      if (waiting.length > 0) work.push(...waiting);
      else {
        work.pop();
        if (!this.#values.has(at)) this.#compute(at);
      }
    }
    return this.#values.get(wanted) ?? this.#start();
  }

  /** What is held where the region ends; `otherwise` where no path gets there. */
  end(otherwise: Value): Value {
    return this.region.end ? this.valueOf(this.region.end) : otherwise;
  }

  /** What is held at a place that names it, in functions inside the region too; null where the region does not hold the place. */
  at(place: Node, outer: Node, frame: Frame): Value | null {
    const round = this.#roundIn(frame);
    const inRound = round?.holding.at(place, round.body, frame);
    if (inRound) return inRound;
    const fn = functionInside(place, outer);
    if (fn) return this.inner(fn, frameIn(fn, frame) ?? this.#frame).at(place, fn, frame);
    const definition = this.region.reads.get(place);
    return definition && definition.kind !== "start" ? this.valueOf(definition) : definition ? this.#start() : null;
  }

  readonly #rounds = new Map<Frame, { readonly holding: Holding; readonly body: Node }>();

  /** The round of a loop that a frame is in, where the rounds are gone through one after the other. */
  #roundIn(frame: Frame): { readonly holding: Holding; readonly body: Node } | null {
    if (this.#rounds.size === 0) return null;
    for (let at: Frame | null = frame; at && at !== this.#frame; at = at.inside?.outer ?? null) {
      const round = this.#rounds.get(at);
      if (round) return round;
    }
    return null;
  }

  /**
   * What is held behind a loop whose rounds are known; null for others, and where what they come to depends on so much
   * that any number of rounds tells as much.
   */
  #unrolled(loop: Loop, before: Value, after: Value): Value | null {
    if (before === after || !choicesOf(after).every(isPlain)) return null;
    const frames = this.#evaluator.rounds(loop, this.#frame);
    const round = frames && roundOf(this.#subject, this.#frame.module, loop);
    if (!frames || !round) return null;
    const { region, breaks } = round;
    const from = (index: number, now: Value): Value => {
      const frame = frames[index];
      if (!frame) return now;
      const holding = new Holding(this.#evaluator, this.#subject, region, frame, () => now);
      this.#rounds.set(frame, { holding, body: loop.body });
      const rest = region.end ? from(index + 1, holding.valueOf(region.end)) : unreachable;
      return breaks.reduceRight((value, { definition, conditions }) => {
        const broken = conditions.reduce<Condition>((condition, { test, truth }) => {
          const holds = this.#evaluator.condition({ node: test, frame });
          return all(condition, truth ? holds : not(holds));
        }, always);
        return choice(broken, holding.valueOf(definition), value);
      }, rest);
    };
    const value = from(0, before);
    return isTold(value) ? value : null;
  }

  /** The same of a callback that is called for each element of a list: `list.forEach((one) => { … })`. */
  #unrolledCalls(call: TSESTree.CallExpression, callback: FunctionNode, now: Value): Value | null {
    const items =
      callsForAll(call) && choicesOf(now).every(isPlain) ? callbackRounds(this.#evaluator, call, this.#frame) : null;
    if (!items) return null;
    const value = items.reduce<Value>((before, item, index) => {
      const counted: Built = { kind: "constant", value: index, place: this.#place(call) };
      const node = "kind" in item ? item.place.node : item.node;
      const at: Place = { node, frame: { ...this.#frame, id: `${this.#frame.id}:${index}` } };
      const frame = this.#evaluator.enter(callback, this.#frame, [item, counted], null, at);
      return this.inner(callback, frame, () => before).end(before);
    }, now);
    return isTold(value) ? value : null;
  }

  readonly #inner = new Map<FunctionNode, Map<Frame, Holding>>();

  /** The same in a function inside. In: `start`, what is held where a call of it begins; none: what is held where the function is made. */
  inner(fn: FunctionNode, frame: Frame, start?: () => Value): Holding {
    const frames = this.#inner.get(fn) ?? new Map<Frame, Holding>();
    this.#inner.set(fn, frames);
    const known = frames.get(frame);
    if (known) return known;
    const made = this.region.functions.get(fn);
    const holding = new Holding(
      this.#evaluator,
      this.#subject,
      regionIn(this.#subject, fn, frame),
      frame,
      start ?? (() => (made ? this.valueOf(made) : this.end(this.#start()))),
    );
    frames.set(frame, holding);
    return holding;
  }

  #compute(definition: Definition): void {
    if (this.#active.has(definition)) return;
    this.#active.add(definition);
    try {
      this.#values.set(definition, this.#value(definition));
    } finally {
      this.#active.delete(definition);
    }
  }

  #before(definition: Definition): Value {
    return this.#values.get(definition) ?? this.#start();
  }

  #value(definition: Definition): Value {
    switch (definition.kind) {
      case "start":
        return this.#start();
      case "effect":
        return this.#effect(definition.node, this.#before(definition.before));
      case "branch": {
        const [then, otherwise] = [this.#before(definition.then), this.#before(definition.otherwise)];
        return then === otherwise ? then : choice(this.#condition(definition.test), then, otherwise);
      }
      case "switch": {
        const conditions = this.#evaluator.cases(definition.node, this.#frame);
        const index = conditions.indexOf(null);
        const fallback = index < 0 ? definition.before : definition.ends[index];
        // A case that leads elsewhere is none on any path that gets here.
        const value = definition.ends.reduceRight<Value | null>(
          (rest, end, at) => {
            const condition = conditions[at];
            if (!end || !condition) return rest;
            return rest ? choice(condition, this.#before(end), rest) : this.#before(end);
          },
          fallback ? this.#before(fallback) : null,
        );
        return value ?? this.#before(definition.before);
      }
      case "again": {
        // Of a builder or a list, what rounds before have added is told behind the loop; a constant is another one each time.
        const before = this.#before(definition.before);
        const value = mapped(before, (plain) =>
          plain.kind === "constant"
            ? choice(this.#evaluator.again(this.#place(definition.node)), this.#unknown(definition.node), plain)
            : plain,
        );
        const isAddedTo = this.#subject && isOnlyAddedTo(this.#subject, definition.node);
        return isAddedTo ? textAgain(value, before, this.#place(bodyOf(definition.node))) : value;
      }
      case "loop": {
        const [before, after] = [this.#before(definition.before), this.#before(definition.after)];
        return this.#unrolled(definition.node, before, after) ?? this.#repeated(definition.node, before, after);
      }
    }
  }

  #repeated(node: Node, before: Value, after: Value): Value {
    if (before === after) return before;
    const once = this.#isGrownByElements(node) ? this.#grown(before, repeated(before, after)) : repeated(before, after);
    const value =
      node.type === "DoWhileStatement" ? once : choice(this.#evaluator.runs(this.#place(node)), once, before);
    return grownText(before, after, value, this.#place(bodyOf(node))) ?? value;
  }

  /** True where each round adds what it is given, of elements that are known: no single round tells what they come to. */
  #isGrownByElements(node: Node): boolean {
    const subject = this.#subject;
    if (!subject?.references.some((reference) => reference.isWrite() && isAdditionIn(reference, subject, node)))
      return false;
    if (node.type === "CallExpression") return callbackRounds(this.#evaluator, node, this.#frame) !== null;
    return isLoop(node) && this.#evaluator.rounds(node, this.#frame) !== null;
  }

  #grown(before: Value, once: Value): Value {
    const known = new Set<Value>(choicesOf(before));
    return mapped(once, (plain) =>
      plain.kind === "constant" && !known.has(plain) ? { kind: "input", place: plain.place } : plain,
    );
  }

  #condition(test: Node): Condition {
    return this.#evaluator.condition(this.#place(test));
  }

  #place(node: Node): Place {
    return { node, frame: this.#frame };
  }

  readonly #evaluate = (what: Place | Value): Value => this.#evaluator.evaluate(what);

  #unknown(node: Node): Built {
    return { kind: "input", place: this.#place(node) };
  }

  #effect(node: Node, now: Value): Value {
    switch (node.type) {
      case "AssignmentExpression":
        return this.#assignment(node, now);
      case "UpdateExpression":
        return this.#isSubject(node.argument) ? this.#updated(node, now) : now;
      case "UnaryExpression": {
        const target = this.#target(node.argument);
        return target ? mapped(now, (plain) => changed(plain, target, () => null, this.#evaluate)) : now;
      }
      case "CallExpression":
        return this.#call(node, now);
      default:
        return now;
    }
  }

  #assignment(node: TSESTree.AssignmentExpression, now: Value): Value {
    const right = this.#place(node.right);
    if (this.#isSubject(node.left)) {
      switch (node.operator) {
        case "=":
          return this.#evaluator.named(right);
        case "??=":
        case "||=":
          return mapped(now, (plain) => {
            if (isMissing(plain, node.operator)) return this.#evaluate(right);
            return plain.kind === "input" || isRuntime(plain) ? this.#unknown(node) : plain;
          });
        case "&&=":
          return mapped(now, (plain) => {
            if (plain.kind === "constant") return plain.value ? this.#evaluate(right) : plain;
            return isMade(plain) ? this.#evaluate(right) : this.#unknown(node);
          });
        case "+=":
          return sum({ value: now, place: null }, { value: this.#evaluate(right), place: right }, this.#place(node));
        default:
          return this.#unknown(node);
      }
    }
    if (node.left.type === "ObjectPattern" || node.left.type === "ArrayPattern") {
      const subject = this.#subject;
      const names = subject && this.#evaluator.bound(node.left, () => this.#evaluate(right), this.#frame);
      return (subject && names?.get(subject)?.()) ?? now;
    }
    const target = this.#target(node.left);
    if (!target) return now;
    const make = (name: string, key: Node): Entry => ({ name, key: this.#place(key), value: right });
    const unknown = (name: string, key: Node): Entry => ({ name, key: this.#place(key), value: this.#unknown(node) });
    const longer = (name: string, key: Node, before: Entry | null): Entry => {
      if (!before || before.when || !this.#isStraight(node)) return unknown(name, key);
      const whole = this.#evaluate(before.value);
      const value = sum(
        { value: whole, place: isPlace(before.value) ? before.value : before.value.place },
        { value: this.#evaluate(right), place: right },
        this.#place(node),
      );
      return { name, key: this.#place(key), value: kept(value, this.#place(node)) };
    };
    const onlyMissing = (name: string, key: Node, before: Entry | null): Entry => {
      const values = before ? choicesOf(this.#evaluate(before.value)) : [];
      return before && !values.every((value) => isMissing(value, node.operator)) ? before : make(name, key);
    };
    const change =
      node.operator === "="
        ? make
        : node.operator === "??=" || node.operator === "||="
          ? onlyMissing
          : node.operator === "+="
            ? longer
            : unknown;
    return mapped(now, (plain) => changed(plain, target, change, this.#evaluate));
  }

  /** `x++` */
  #updated(node: TSESTree.UpdateExpression, now: Value): Value {
    if (!this.#isStraight(node)) return this.#unknown(node);
    const step = node.operator === "++" ? 1 : -1;
    return mapped(now, (plain) =>
      plain.kind === "constant" && typeof plain.value === "number"
        ? { kind: "constant", value: plain.value + step, place: this.#place(node) }
        : this.#unknown(node),
    );
  }

  /** True of what is done once where the function is called whose variable this is: in no loop, and in no other function. */
  #isStraight(node: Node): boolean {
    for (let at = node.parent; at; at = at.parent) {
      if (isLoop(at)) return false;
      if (isInlineFunction(at) || at.type === "FunctionDeclaration" || at.type === "Program")
        return this.#subject?.scope.variableScope.block === at;
    }
    return false;
  }

  #isSubject(node: Node): boolean {
    return this.#subject === null
      ? node.type === "ThisExpression"
      : this.region.reads.has(node) && node.type === "Identifier";
  }

  /** The members that lead from the variable to what is assigned to; null for other places. */
  #target(node: Node): Target | null {
    if (node.type === "TSNonNullExpression" || node.type === "TSAsExpression" || node.type === "ChainExpression")
      return this.#target(node.expression);
    if (this.#isSubject(node)) return [];
    if (node.type !== "MemberExpression") return null;
    const inner = this.#target(node.object);
    if (!inner) return null;
    const name = node.computed ? this.#evaluator.computedName(this.#place(node.property)) : nameOfKey(node.property);
    return [...inner, { name, key: node.property }];
  }

  #call(node: TSESTree.CallExpression, now: Value): Value {
    const { callee } = node;
    if (callee.type === "MemberExpression") {
      const target = this.#target(callee.object);
      const name = nameOfKey(callee.property);
      if (target && (name === "push" || name === "unshift"))
        return mapped(now, (plain) => pushed(plain, target, node, this.#frame, name === "push", this.#evaluate));
      const inPlace = target?.length === 0 && name !== null ? this.#changedInPlace(node, name, now) : null;
      if (inPlace) return inPlace;
      if (target?.length === 0 && choicesOf(now).some(({ kind }) => kind === "list") && takingMethods.has(name ?? ""))
        return this.#unknown(node);
      const isObject = callee.object.type === "Identifier" && callee.object.name === "Object";
      if (isObject && name === "assign" && node.arguments[0]) return this.#assigned(node, node.arguments[0], now);
      if (
        this.#beginsAtSubject(callee.object) &&
        choicesOf(now).some((plain) => plain.kind === "chain" && !isRuntime(plain))
      )
        return this.#mutated(node, now);
      const [callback] = node.arguments;
      if (callback && isInlineFunction(callback) && this.region.functions.has(callback)) {
        const after = this.#repeatedly(node, callback, now);
        if (after !== now) return after;
      }
    }
    return this.#handed(node, now);
  }

  /** What a method leaves of a list that is known: `list.pop()`, `list.sort()`; null for all others. */
  #changedInPlace(node: TSESTree.CallExpression, name: string, now: Value): Value | null {
    if (!inPlaceMethods.has(name) || !choicesOf(now).every(({ kind }) => kind === "list") || !this.#isStraight(node))
      return null;
    const given = node.arguments.map((one) => this.#place(one));
    return mapped(
      now,
      (plain) => (plain.kind === "list" ? listAfter(this.#evaluator, plain, name, given) : null) ?? this.#unknown(node),
    );
  }

  /** `q.where(…)` where that changes `q` itself, as far as a step that leaves it alone. */
  #mutated(node: TSESTree.CallExpression, now: Value): Value {
    const isAppended = node.callee.type === "MemberExpression" && nameOfKey(node.callee.property) === "append";
    if (!choicesOf(now).every((plain) => isMutated(plain) || (isAppended && isTemplate(plain)))) return now;
    const after = this.#evaluate(this.#place(node));
    const isHere = ({ node: at, frame }: Place): boolean =>
      frame === this.#frame && node.range[0] <= at.range[0] && at.range[1] <= node.range[1];
    const changedOnly = (chain: Chain): Chain | null => {
      const kept = chain.steps.findIndex(({ name, place }) => isHere(place) && leavesAlone(name));
      if (kept < 0) return chain;
      const before = chain.steps[kept - 1];
      return kept > 0 && before && isHere(before.place)
        ? { ...chain, steps: chain.steps.slice(0, kept), place: before.place }
        : null;
    };
    const chains = choicesOf(after);
    if (!chains.every((plain) => plain.kind === "chain" && !isRuntime(plain))) return now;
    if (chains.some((plain) => plain.kind === "chain" && changedOnly(plain) === null)) return now;
    return mapped(after, (plain) => (plain.kind === "chain" ? (changedOnly(plain) ?? plain) : plain));
  }

  #assigned(node: TSESTree.CallExpression, to: Node, now: Value): Value {
    const target = this.#target(to);
    if (!target) return now;
    const place = this.#place(node);
    if (target.length === 0) return this.#evaluate(place);
    return mapped(now, (plain) =>
      changed(plain, target, (name, key) => ({ name, key: this.#place(key), value: place }), this.#evaluate),
    );
  }

  /** A callback that something calls any number of times: `xs.forEach((x) => { conditions.push(…) })`. */
  #repeatedly(
    node: TSESTree.CallExpression,
    callback: TSESTree.ArrowFunctionExpression | TSESTree.FunctionExpression,
    now: Value,
  ): Value {
    const unrolled = this.#unrolledCalls(node, callback, now);
    return unrolled ?? this.#repeated(node, now, this.inner(callback, this.#frame).end(now));
  }

  /** `applyFilters(query, options)`, and a function of the same file that changes the variable by its name. */
  #handed(node: TSESTree.CallExpression, now: Value): Value {
    const index = node.arguments.findIndex((argument) => this.#isSubject(argument));
    const isNamed = index < 0;
    // What is not known is no better known for what a function does to it.
    if (
      !isNamed &&
      choicesOf(now).every((plain) => plain.kind === "input" || plain.kind === "constant" || isRuntime(plain))
    )
      return now;
    if (isNamed && node.callee.type !== "Identifier") return now;
    const fn = this.#evaluate(this.#place(node.callee));
    if (fn.kind === "function")
      return isNamed
        ? this.#byName(node, fn, now)
        : (this.#evaluator.call(
            fn,
            node.arguments.map((one) => this.#place(one)),
            null,
            this.#place(node),
          ).parameters[index] ?? now);
    if (isNamed || !isDiscarded(node)) return now;
    // A library's own function changes nothing of what it is given, nor does a console.
    if (fn.kind === "chain" && (!isRuntime(fn) || this.#isLogger(node.callee))) return now;
    return mapped(now, opened);
  }

  #byName(node: TSESTree.CallExpression, fn: BuiltFunction, now: Value): Value {
    const frame = this.#evaluator.enter(
      fn.node,
      fn.frame,
      node.arguments.map((one) => this.#place(one)),
      null,
      this.#place(node),
    );
    return this.inner(fn.node, frame, () => now).end(now);
  }

  #isLogger(callee: Node): boolean {
    let at = callee;
    while (at.type === "MemberExpression") at = at.object;
    return at.type === "Identifier" && loggers.has(at.name);
  }

  #beginsAtSubject(node: Node): boolean {
    return this.#isSubject(beginningOf(node));
  }
}

const takingMethods: ReadonlySet<string> = new Set(["pop", "shift", "splice", "fill", "copyWithin"]);
const loggers: ReadonlySet<string> = new Set(["console", "log", "logger", "debug", "expect"]);

/** Choices that known rounds may come to. */
const mostWays = 8;

const isPlain = (value: Built): boolean =>
  value.kind === "constant" || value.kind === "list" || value.kind === "object";

/** True where all rounds of a loop together leave something definite. */
function isTold(value: Value): boolean {
  if (value.kind === "choice" && value.size > mostWays) return false;
  return choicesOf(value).every((plain) => {
    switch (plain.kind) {
      case "constant":
        return true;
      case "list":
        return !plain.open && !plain.openWhen && !plain.items.some(isOptional);
      case "object":
        return !plain.open && !plain.openWhen && [...plain.entries.values()].every(({ when }) => !when);
      default:
        return false;
    }
  });
}

function isMissing(value: Built, operator: string): boolean {
  return (
    value.kind === "constant" &&
    (value.value === undefined || value.value === null || (operator === "||=" && !value.value))
  );
}

/** What a loop, or a call of a callback, does again and again. */
function bodyOf(node: Node): Node {
  if (node.type === "CallExpression") {
    const [callback] = node.arguments;
    return callback && isInlineFunction(callback) ? callback.body : node;
  }
  return "body" in node && node.body && !Array.isArray(node.body) ? (node.body as Node) : node;
}

/** True where all that a loop writes to a variable is added to what it holds. */
function isOnlyAddedTo(variable: Variable, loop: Node): boolean {
  return variable.references.every((reference) => {
    const { range, parent } = reference.identifier;
    const isInside = loop.range[0] <= range[0] && range[1] <= loop.range[1];
    return (
      !reference.isWrite() || !isInside || (parent.type === "AssignmentExpression" && isAddition(parent, variable))
    );
  });
}

function isAdditionIn({ identifier }: Reference, variable: Variable, loop: Node): boolean {
  const { range, parent } = identifier;
  const isInside = loop.range[0] <= range[0] && range[1] <= loop.range[1];
  return isInside && parent.type === "AssignmentExpression" && isAddition(parent, variable);
}

/** `x += y`, `x = x + y` */
function isAddition({ operator, left, right }: TSESTree.AssignmentExpression, { name }: Variable): boolean {
  if (left.type !== "Identifier") return false;
  if (operator !== "=") return operator === "+=";
  let first: Node = right;
  while (first.type === "BinaryExpression" && first.operator === "+") first = first.left;
  return first !== right && first.type === "Identifier" && first.name === name;
}

/** A piece of SQL that a library's tag made. */
const isTemplate = (value: Built): boolean =>
  value.kind === "chain" && value.steps.some(({ template }) => template !== null);

function isDiscarded({ parent }: Node): boolean {
  switch (parent?.type) {
    case "ExpressionStatement":
      return true;
    case "AwaitExpression":
      return isDiscarded(parent);
    case "UnaryExpression":
      return parent.operator === "void";
    default:
      return false;
  }
}

function dependenciesOf(definition: Definition): readonly Definition[] {
  switch (definition.kind) {
    case "start":
      return [];
    case "effect":
    case "again":
      return [definition.before];
    case "branch":
      return [definition.then, definition.otherwise];
    case "switch":
      return [definition.before, ...definition.ends.filter((end) => end !== null)];
    case "loop":
      return [definition.before, definition.after];
  }
}

/** The frame of a call of a function, among the frames around a place. */
function frameIn(fn: FunctionNode, frame: Frame): Frame | null {
  for (let at: Frame | null = frame; at; at = at.inside?.outer ?? null) if (at.inside?.node === fn) return at;
  return null;
}

/** The region of a subject in the body of a function. */
export function regionIn(subject: Subject, fn: BuiltFunction["node"], frame: Frame): Region {
  return regionOf(subject, frame.module, fn.body, fn.body.type === "BlockStatement" ? fn.body.body : [fn.body]);
}
