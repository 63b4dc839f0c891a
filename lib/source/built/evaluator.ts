import type { Span } from "../../model/span.ts";
import type { TSESTree } from "@typescript-eslint/utils";
import type { Variable } from "@typescript-eslint/scope-manager";
import { variableOf } from "../bindings.ts";
import {
  enclosingClass,
  exportedMeaning,
  givesPromise,
  meaningOf,
  nameOfKey,
  requiredMeaning,
  type FunctionNode,
  type Meaning,
} from "../meaning.ts";
import { additionOf, extensionOf, isExtending } from "../extensions.ts";
import { requiredBy } from "../imports.ts";
import { mayLeadToLibrary } from "../may-lead.ts";
import type { SourceModule } from "../module.ts";
import { originOf } from "../origin.ts";
import { traceValue, type ClassNode, type Value as Traced } from "../trace.ts";
import {
  appended,
  input,
  isCalledIn,
  isRuntime,
  type Built,
  type BuiltConstant,
  type BuiltFunction,
  type BuiltList,
  type BuiltObject,
  type Chain,
  type Choice,
  type Either,
  type Entry,
  type Frame,
  type Instance,
  type Piece,
  type Place,
  type Step,
  type Value,
} from "./built.ts";
import { itemsOf, kept, opened, openIf } from "./changes.ts";
import {
  choice,
  choicesOf,
  conditionalChoices,
  eitherEntry,
  entryWhen,
  isOptional,
  mapped,
  opennessOf,
  unreachable,
} from "./choice.ts";
import { instanceMember, staticMember, type Member } from "./classes.ts";
import { awaitedRows, hasRowsThatAsk, isOfRows, rowOf } from "./awaited-rows.ts";
import { clientAt, clientByType, membersOfClient, modelLibrary, type Client } from "./clients.ts";
import { all, always, any, constantly, never, not, type Condition } from "./condition.ts";
import { keyOf, mayLeave, mayReturn } from "./conditions.ts";
import { arithmetic, combined, sum, unary } from "./operators.ts";
import { isNothing, ordered, same, truthOf } from "./truth.ts";
import { Holding, regionIn } from "./holding.ts";
import { isFilledOutOfSight, isLoop, isWrittenOutOfSight, regionOf, type Loop } from "./definitions.ts";
import { numberedMember } from "./enums.ts";
import { argumentsOf, functionMethod, taggedArguments, withoutBound } from "./functions.ts";
import { globalCall, globalNew } from "./globals.ts";
import { listMethod } from "./lists.ts";
import { mapMethod } from "./maps.ts";
import { matched } from "./matching.ts";
import { importedMember, inOtherPart, namespaceOf } from "./namespaces.ts";
import { promiseMethod } from "./promises.ts";
import { callbackRounds, oneOf, roundsOf } from "./rounds.ts";
import { memberRelation } from "./relations.ts";
import { stringMember, stringMethod } from "./strings.ts";
import { ofPieces, tidyingTags } from "./text.ts";

type Node = TSESTree.Node;
type Given = readonly (Place | Built)[];

/** Calls deep that are followed, and how often one function may be under way at a time. */
const deepest = 6;
const mostAtOnce = 3;
/** Expressions that may stand in one another, under way at a time. */
const deepestNested = 300;
/** Expressions that are evaluated for one answer. */
const mostSteps = 6_000;

/** What calling a function of the project gives, and what its parameters are when it ends. */
export interface Called {
  readonly result: Value;
  /** The first parameters, with what was done to them; `this` for a function that is called as a method of one. */
  readonly parameters: readonly Value[];
  readonly self: Value | null;
}

/** A call with its answer, and how much could be evaluated for it. */
interface KeptCall {
  readonly fn: BuiltFunction;
  readonly given: Given;
  readonly self: Built | null;
  readonly at: Place;
  readonly limit: number;
  readonly called: Called;
}

/** What a statement returns; where it goes on, this stands. */
const goesOn: Value = { kind: "never" };

/**
 * Evaluates expressions of a program on every path at once: through constants, variables written under conditions, objects and lists
 * put together in pieces, and functions of the project, across files. Nothing is executed; what is not known is `input`. Each expression is
 * evaluated once for each call of the function around it.
 */
export class Evaluator {
  readonly module: SourceModule;
  /** The frame of code outside every function that is followed into. */
  readonly top: Frame;
  readonly #known = new Map<Frame, Map<Node, Value>>();
  readonly #conditions = new Map<Frame, Map<Node, Condition>>();
  readonly #active = new Map<Frame, Set<Node>>();
  #activeCount = 0;
  /** Functions that are being followed into. */
  readonly #calls: FunctionNode[] = [];
  #steps = 0;
  #allSteps = 0;
  #cuts = 0;
  /** Values of which some part was not evaluated, with how much was allowed then. */
  readonly #cut = new WeakMap<Value, number>();
  #limit = mostSteps;

  constructor(module: SourceModule) {
    this.module = module;
    this.top = {
      module,
      anchor: null,
      parameters: new Map(),
      given: new Map(),
      self: null,
      depth: 0,
      inside: null,
      caller: null,
      id: "",
    };
  }

  /** How many expressions were evaluated so far. */
  get evaluated(): number {
    return this.#allSteps;
  }

  /** How often more had to be evaluated for one answer than is: what was given as unknown then might be known. */
  get cuts(): number {
    return this.#cuts;
  }

  place(node: Node): Place {
    return { node, frame: this.top };
  }

  /** Does some work that is to cost little: each answer may take so many steps. */
  briefly<T>(steps: number, work: () => T): T {
    const before = this.#limit;
    this.#limit = steps;
    try {
      return work();
    } finally {
      this.#limit = before;
    }
  }

  /** What an expression is; what a member of something unknown is, is unknown. */
  value(what: Place | Value): Value {
    const value = this.evaluate(what);
    if (value.kind !== "choice") return withoutSteps(value);
    // The same choice is the same to everybody who asks: it is decided once.
    const known = this.#withoutSteps.get(value) ?? mapped(value, withoutSteps);
    this.#withoutSteps.set(value, known);
    return known;
  }

  readonly #withoutSteps = new WeakMap<Choice, Value>();

  /** As `value`, with the steps that are taken from something unknown: `ctx.db.user.findMany(…)`. */
  readonly evaluate = (what: Place | Value): Value => {
    if ("kind" in what) return what;
    const { node, frame, held } = what;
    if (held?.kind === "either") return this.#either(held);
    if (held) return held.kind === "later" ? held.value() : held;
    const store = this.#known.get(frame) ?? new Map<Node, Value>();
    if (store.size === 0) this.#known.set(frame, store);
    const known = store.get(node);
    const limit = known && this.#cut.get(known);
    if (known && (limit === undefined || limit >= this.#limit)) {
      if (limit !== undefined) this.#cuts++;
      return known;
    }
    const active = this.#active.get(frame) ?? new Set<Node>();
    if (active.size === 0) this.#active.set(frame, active);
    // Every question has steps of its own.
    if (this.#activeCount === 0) this.#steps = 0;
    if (active.has(node) || frame.depth > deepest) return input(what);
    // Objects that are made anew each time they are asked for lead on without end, and the stack has one.
    if (this.#activeCount > deepestNested) {
      this.#cuts++;
      return input(what);
    }
    this.#allSteps++;
    if (this.#steps++ > this.#limit) {
      this.#cuts++;
      return input(what);
    }
    this.#activeCount++;
    active.add(node);
    const cuts = this.#cuts;
    try {
      const value = this.#evaluate(what);
      store.set(node, value);
      if (cuts !== this.#cuts) this.#cut.set(value, this.#limit);
      return value;
    } finally {
      active.delete(node);
      this.#activeCount--;
    }
  };

  /** What a place holds one of is asked about once: what is set again and again leads back to the same ones on twice as many paths each time. */
  #either(held: Either): Value {
    const known = this.#eithers.get(held);
    const limit = known && this.#cut.get(known);
    if (known && (limit === undefined || limit >= this.#limit)) {
      if (limit !== undefined) this.#cuts++;
      return known;
    }
    this.#allSteps++;
    const cuts = this.#cuts;
    const value = choice(held.condition, this.evaluate(held.then), this.evaluate(held.otherwise));
    this.#eithers.set(held, value);
    if (cuts !== this.#cuts) this.#cut.set(value, this.#limit);
    return value;
  }

  readonly #eithers = new WeakMap<Either, Value>();

  /** The condition that an expression is. */
  condition(place: Place): Condition {
    const { node, frame } = place;
    const store = this.#conditions.get(frame) ?? new Map<Node, Condition>();
    if (store.size === 0) this.#conditions.set(frame, store);
    const known = store.get(node);
    if (known) return known;
    const condition = this.#condition(place);
    store.set(node, condition);
    return condition;
  }

  #condition(place: Place): Condition {
    const { node, frame } = place;
    const at = (one: Node): Place => ({ node: one, frame });
    switch (node.type) {
      case "UnaryExpression":
        if (node.operator === "!") return not(this.condition(at(node.argument)));
        break;
      case "LogicalExpression":
        if (node.operator === "&&") return all(this.condition(at(node.left)), this.condition(at(node.right)));
        if (node.operator === "||") return any(this.condition(at(node.left)), this.condition(at(node.right)));
        break;
      case "BinaryExpression":
        return this.#comparison(node, place);
      case "CallExpression": {
        const [first] = node.arguments;
        if (!first || first.type === "SpreadElement") break;
        if (node.callee.type === "Identifier" && node.callee.name === "Boolean") return this.condition(at(first));
        if (
          node.callee.type === "MemberExpression" &&
          node.callee.object.type === "Identifier" &&
          node.callee.object.name === "Array" &&
          nameOfKey(node.callee.property) === "isArray"
        ) {
          const values = choicesOf(this.value(at(first)));
          if (values.length === 1 && values[0]?.kind !== "input") return constantly(values[0]?.kind === "list");
        }
        break;
      }
      case "TSAsExpression":
      case "TSNonNullExpression":
      case "TSSatisfiesExpression":
      case "ChainExpression":
        return this.condition(at(node.expression));
    }
    return truthOf(this.evaluate(place));
  }

  #comparison(node: TSESTree.BinaryExpression, place: Place): Condition {
    const { operator } = node;
    const isEquality = operator === "==" || operator === "===" || operator === "!=" || operator === "!==";
    const isOrder = operator === "<" || operator === "<=" || operator === ">" || operator === ">=";
    const member = memberRelation(this, node, place);
    if (member) return member;
    if (!isEquality && !isOrder) return { kind: "true", key: keyOf(place) };
    const [left, right] = [
      this.evaluate({ node: node.left, frame: place.frame }),
      this.evaluate({ node: node.right, frame: place.frame }),
    ];
    if (isEquality) {
      const equals = same(left, right, operator.length === 3);
      return operator.startsWith("!") ? not(equals) : equals;
    }
    return ordered(left, right, operator) ?? { kind: "true", key: keyOf(place) };
  }

  /** When each case of a switch is gone to, if none before is; null for `default`. */
  cases(node: TSESTree.SwitchStatement, frame: Frame): readonly (Condition | null)[] {
    const subject = this.evaluate({ node: node.discriminant, frame });
    return node.cases.map(({ test }) => {
      if (!test) return null;
      // `switch (true) { case a > b: … }`
      if (subject.kind === "constant" && subject.value === true) return this.condition({ node: test, frame });
      return same(subject, this.evaluate({ node: test, frame }), true);
    });
  }

  readonly #rounds = new Map<Frame, Map<Loop, readonly Frame[] | null>>();

  /** The frames of the rounds of a loop whose rounds are known, in order; null for all others. */
  rounds(loop: Loop, frame: Frame): readonly Frame[] | null {
    const loops = this.#rounds.get(frame) ?? new Map<Loop, readonly Frame[] | null>();
    this.#rounds.set(frame, loops);
    const known = loops.get(loop);
    if (known !== undefined) return known;
    const found = roundsOf(this, loop, frame);
    const frames =
      found?.items.map((item, index): Frame => {
        const parameters = new Map(frame.parameters);
        const round: Frame = {
          ...frame,
          parameters,
          inside: { node: loop, outer: frame, given: [] },
          id: hashed(`${frame.id}>${loop.range[0]}:${index}`),
        };
        this.#bind(found.pattern, () => this.evaluate(item), round, parameters);
        return round;
      }) ?? null;
    loops.set(loop, frames);
    return frames;
  }

  /** What a variable of a loop's head is, in whichever round; null where the rounds are not known. */
  #inSomeRound(variable: Variable, loop: Node | undefined, frame: Frame): Value | null {
    if (!loop || !isLoop(loop)) return null;
    const outer = frameAround(loop.range[0], null, frame);
    const row = loop.type === "ForOfStatement" ? this.#rowIn({ node: loop.right, frame: outer }) : null;
    if (row && isNamedBy(loop, variable)) return row;
    const rounds = this.rounds(loop, outer);
    const values = rounds?.map((round) => round.parameters.get(variable)?.() ?? unreachable);
    return values ? oneOf(values, { node: loop, frame: outer }) : null;
  }

  /** What a parameter of a callback is that is called for each element of a list; null where that is not known. */
  #forSomeElement(variable: Variable, fn: FunctionNode, frame: Frame): Value | null {
    const call = fn.parent;
    const [pattern] = fn.params;
    if (call?.type !== "CallExpression" || call.arguments[0] !== fn || !pattern) return null;
    const outer = frameAround(call.range[0], null, frame);
    const row = pattern.type === "Identifier" ? this.#someRow(call.callee, outer) : null;
    if (row) return row;
    const items = callbackRounds(this, call, outer);
    const values = items?.map(
      (item) => this.bound(pattern, () => this.evaluate(item), outer).get(variable)?.() ?? unreachable,
    );
    return values ? oneOf(values, { node: call, frame: outer }) : null;
  }

  /** One of the rows that a list is which is gone through by a callback: `users.map((user) => …)`. */
  #someRow(callee: Node, frame: Frame): Built | null {
    if (callee.type !== "MemberExpression" || callee.computed) return null;
    const name = nameOfKey(callee.property) ?? "";
    return /^(?:map|flatMap|forEach|filter|find|some|every)$/.test(name)
      ? this.#rowIn({ node: callee.object, frame })
      : null;
  }

  #rowIn(what: Place): Built | null {
    const value = this.evaluate(what);
    return value.kind === "list" ? rowOf(value) : null;
  }

  variableAt(name: TSESTree.Identifier, frame: Frame): Variable | null {
    return variableOf(frame.module, name);
  }

  /** The condition that something which may be done any number of times, or not at all, is done. */
  runs(place: Place): Condition {
    return { kind: "option", key: keyOf(place), option: 1, options: 2 };
  }

  /** The condition that a loop has run before. */
  again(place: Place): Condition {
    return { kind: "option", key: `${keyOf(place)} again`, option: 1, options: 2 };
  }

  /** The frame of a function's body. In: what the function is given, in order; `at`, the place of the call. */
  enter(node: FunctionNode, outer: Frame, given: Given, self: Built | null, at: Place | null = null): Frame {
    const parameters = new Map(outer.parameters);
    const places = new Map(outer.given);
    const frame: Frame = {
      ...outer,
      parameters,
      given: places,
      self: node.type === "ArrowFunctionExpression" ? outer.self : self,
      depth: Math.max(outer.depth, at?.frame.depth ?? 0) + 1,
      inside: { node, outer, given },
      caller: at?.frame ?? outer.caller,
      id: at
        ? hashed(`${outer.id}>${at.frame.id}:${at.frame.module.file}:${at.node.range[0]}`)
        : hashed(`${outer.id}>${node.range[0]}`),
    };
    const here: Place = { node, frame: outer };
    node.params.forEach((parameter, index) => {
      if (parameter.type === "RestElement") {
        const rest: Built = { kind: "list", items: given.slice(index), open: false, each: null, place: here };
        this.#bind(parameter.argument, () => rest, frame, parameters);
      } else {
        const value = given[index];
        const name = parameter.type === "AssignmentPattern" ? parameter.left : parameter;
        const variable = name.type === "Identifier" ? variableOf(frame.module, name) : null;
        const whole = value ?? (parameter.type === "AssignmentPattern" ? { node: parameter.right, frame } : undefined);
        // What an earlier call was given must not shine through where this one is given nothing.
        if (variable && whole) places.set(variable, whole);
        else if (variable) places.delete(variable);
        this.#bind(
          parameter,
          () => (value ? this.evaluate(value) : { kind: "constant", value: undefined, place: here }),
          frame,
          parameters,
        );
      }
    });
    return frame;
  }

  /** Calls a function. In: what it is given, in order. */
  call(fn: BuiltFunction, given: Given, self: Built | null = null, at: Place = fn.place): Called {
    const { node, bound } = fn;
    if (bound) return this.call(withoutBound(fn), [...bound.given, ...given], bound.self, at);
    const unknown: Called = { result: input(at), parameters: [], self };
    if (fn.frame.depth >= deepest || this.#leadsNowhere(node, given, self, at)) return unknown;
    const frame = this.enter(node, fn.frame, given, self, at);
    this.#calls.push(node);
    try {
      const returned =
        node.body.type === "BlockStatement"
          ? this.#returned(node.body, frame)
          : this.evaluate({ node: node.body, frame });
      // What stands behind the call is reached all the same: there is a way out that was not seen.
      const result = returned.kind === "never" ? input(at) : returned;
      // What became of them is asked of few functions.
      const parameters = (): readonly Value[] =>
        node.params.map(
          (parameter, index) =>
            this.#parameterAfter(parameter, node, frame) ?? (given[index] ? this.evaluate(given[index]) : input(at)),
        );
      const after = (): Value | null =>
        self && node.type !== "ArrowFunctionExpression" ? this.#holdingOfThis(node, frame, self).end(self) : self;
      return {
        result,
        get parameters() {
          return parameters();
        },
        get self() {
          return after();
        },
      };
    } finally {
      this.#calls.pop();
    }
  }

  /**
   * A function that calls itself ends by what it is given: with nothing known about that it would do again what it is
   * doing already, and each of its ways would lead to all of them.
   */
  #leadsNowhere(node: FunctionNode, given: Given, self: Built | null, at: Place): boolean {
    if (this.#calls.filter((one) => one === node).length >= mostAtOnce) return true;
    return (
      isCalledIn(at.frame, node) && [...given, ...(self ? [self] : [])].every((one) => this.value(one).kind === "input")
    );
  }

  readonly #calledBefore = new Map<FunctionNode, KeptCall[]>();

  /**
   * As `call`, and the answer is kept: readers make the same call on every path. Calls are the same where they give the
   * same things, or things that readers make to be given.
   */
  callAsBefore(fn: BuiltFunction, given: Given, self: Built | null, at: Place): Called {
    // What is called while an expression is evaluated depends on what leads there.
    if (this.#activeCount > 0 || this.#calls.length > 0) return this.call(fn, given, self, at);
    const calls = this.#calledBefore.get(fn.node) ?? [];
    this.#calledBefore.set(fn.node, calls);
    const wanted = { fn, given, self, at, limit: this.#limit };
    const known = calls.find((one) => isSameCall(one, wanted));
    if (known) return known.called;
    const kept: KeptCall = { ...wanted, called: this.#answer(() => this.call(fn, given, self, at)) };
    calls.push(kept);
    return kept.called;
  }

  /** An answer of which each part is worked out once. Where more had to be evaluated than is, that is noticed each time. */
  #answer(call: () => Called): Called {
    const once = <T>(work: () => T): (() => T) => {
      let made: { readonly value: T; readonly isCut: boolean } | null = null;
      return () => {
        if (made?.isCut) this.#cuts++;
        const cuts = this.#cuts;
        made ??= { value: work(), isCut: cuts !== this.#cuts };
        return made.value;
      };
    };
    const called = once(call);
    const result = once(() => called().result);
    const parameters = once(() => called().parameters);
    const self = once(() => called().self);
    return {
      get result() {
        return result();
      },
      get parameters() {
        return parameters();
      },
      get self() {
        return self();
      },
    };
  }

  #parameterAfter(parameter: TSESTree.Parameter, node: FunctionNode, frame: Frame): Value | null {
    const name = parameter.type === "AssignmentPattern" ? parameter.left : parameter;
    // What a pattern takes apart is left as it was.
    const variable = name.type === "Identifier" ? variableOf(frame.module, name) : null;
    const given = variable && frame.parameters.get(variable);
    return variable && given
      ? this.#holdingOf(variable, node.body, statementsOf(node), frame, given).end(given())
      : null;
  }

  readonly #holdings = new Map<Variable, Map<Frame, Holding>>();

  #holdingOf(variable: Variable, at: Node, statements: readonly Node[], frame: Frame, start: () => Value): Holding {
    const frames = this.#holdings.get(variable) ?? new Map<Frame, Holding>();
    this.#holdings.set(variable, frames);
    const holding =
      frames.get(frame) ?? new Holding(this, variable, regionOf(variable, frame.module, at, statements), frame, start);
    frames.set(frame, holding);
    return holding;
  }

  readonly #holdingsOfThis = new Map<Frame, Holding>();

  #holdingOfThis(fn: FunctionNode, frame: Frame, self: Built): Holding {
    const holding =
      this.#holdingsOfThis.get(frame) ?? new Holding(this, null, regionIn(null, fn, frame), frame, () => self);
    this.#holdingsOfThis.set(frame, holding);
    return holding;
  }

  /** What the names of a pattern hold, by what the whole is. */
  bound(pattern: Node, value: () => Value, frame: Frame): ReadonlyMap<Variable, () => Value> {
    const names = new Map<Variable, () => Value>();
    this.#bind(pattern, value, frame, names);
    return names;
  }

  #bind(pattern: Node, value: () => Value, frame: Frame, parameters: Map<Variable, () => Value>): void {
    let found: Value | null = null;
    const once = (): Value => (found ??= value());
    switch (pattern.type) {
      case "Identifier": {
        const variable = variableOf(frame.module, pattern);
        if (variable) parameters.set(variable, once);
        return;
      }
      case "TSParameterProperty":
        this.#bind(pattern.parameter, value, frame, parameters);
        return;
      case "AssignmentPattern": {
        const given = (): Value =>
          mapped(once(), (plain) =>
            plain.kind === "constant" && plain.value === undefined
              ? this.evaluate({ node: pattern.right, frame })
              : plain,
          );
        this.#bind(pattern.left, given, frame, parameters);
        return;
      }
      case "ObjectPattern":
        this.#bindProperties(pattern, once, frame, parameters);
        return;
      case "ArrayPattern":
        pattern.elements.forEach((element, index) => {
          if (element?.type === "RestElement") {
            this.#bind(
              element.argument,
              () => mapped(once(), (plain) => restOf(plain, index, { node: element, frame })),
              frame,
              parameters,
            );
          } else if (element)
            this.#bind(
              element,
              () => this.memberOf(once(), String(index), { node: element, frame }),
              frame,
              parameters,
            );
        });
    }
  }

  #bindProperties(
    pattern: TSESTree.ObjectPattern,
    whole: () => Value,
    frame: Frame,
    parameters: Map<Variable, () => Value>,
  ): void {
    const taken: (string | null)[] = [];
    for (const property of pattern.properties) {
      if (property.type === "RestElement") {
        const names = [...taken];
        this.#bind(
          property.argument,
          () => mapped(whole(), (plain) => without(plain, names, { node: property, frame })),
          frame,
          parameters,
        );
        continue;
      }
      const name = property.computed ? this.computedName({ node: property.key, frame }) : nameOfKey(property.key);
      taken.push(name);
      const node = property.value.type === "AssignmentPattern" ? property.value.left : property.value;
      const value = (): Value =>
        name === null ? input({ node: property, frame }) : this.memberOf(whole(), name, { node, frame });
      this.#bind(property.value, value, frame, parameters);
    }
  }

  /** What a function's body returns. */
  #returned(body: TSESTree.BlockStatement, frame: Frame): Value {
    return replaced(this.#through(body.body, frame), goesOn, () => ({
      kind: "constant",
      value: undefined,
      place: { node: body, frame },
    }));
  }

  #through(statements: readonly Node[], frame: Frame): Value {
    const [statement, ...rest] = statements;
    if (!statement) return goesOn;
    if (!mayLeave(statement)) return this.#through(rest, frame);
    return replaced(this.#statement(statement, frame), goesOn, () => this.#through(rest, frame));
  }

  #statement(node: Node, frame: Frame): Value {
    switch (node.type) {
      case "ReturnStatement":
        return node.argument
          ? this.named({ node: node.argument, frame })
          : { kind: "constant", value: undefined, place: { node, frame } };
      case "ThrowStatement":
        return unreachable;
      case "BlockStatement":
        return this.#through(node.body, frame);
      case "IfStatement": {
        if (!mayLeave(node)) return goesOn;
        const condition = this.condition({ node: node.test, frame });
        if (condition.kind === "always") return this.#statement(node.consequent, frame);
        const otherwise = node.alternate ? this.#statement(node.alternate, frame) : goesOn;
        return condition.kind === "never"
          ? otherwise
          : choice(condition, this.#statement(node.consequent, frame), otherwise);
      }
      case "TryStatement": {
        const { handler, finalizer } = node;
        const tried = this.#statement(node.block, frame);
        const caught = handler ? replaced(tried, unreachable, () => this.#statement(handler.body, frame)) : tried;
        // What `finally` returns is returned, whatever was before.
        return finalizer ? replaced(this.#statement(finalizer, frame), goesOn, () => caught) : caught;
      }
      case "SwitchStatement": {
        if (!mayLeave(node)) return goesOn;
        const conditions = this.cases(node, frame);
        const from = (index: number): Value =>
          this.#through(
            node.cases.slice(index).flatMap(({ consequent }) => consequent),
            frame,
          );
        const fallback = conditions.indexOf(null);
        return conditions.reduceRight<Value>(
          (rest, condition, index) => (condition ? choice(condition, from(index), rest) : rest),
          fallback < 0 ? goesOn : from(fallback),
        );
      }
      case "ForStatement":
      case "ForOfStatement":
      case "ForInStatement":
      case "WhileStatement":
      case "DoWhileStatement":
        return mayReturn(node) ? choice(this.runs({ node, frame }), this.#statement(node.body, frame), goesOn) : goesOn;
      case "LabeledStatement":
        return this.#statement(node.body, frame);
      default:
        return goesOn;
    }
  }

  #evaluate(what: Place): Value {
    const { node, frame } = what;
    const at = (one: Node): Place => ({ node: one, frame });
    const constant = (value: BuiltConstant["value"]): Built => ({ kind: "constant", value, place: what });
    switch (node.type) {
      case "Literal":
        return "regex" in node || "bigint" in node
          ? input(what)
          : constant(node.value as string | number | boolean | null);
      case "TemplateLiteral":
        return this.#template(node, what, false);
      case "TSAsExpression":
      case "TSTypeAssertion":
        return mapped(this.evaluate(at(node.expression)), (plain) =>
          plain.kind === "input" || isRuntime(plain) ? (this.#rowAs(what) ?? plain) : plain,
        );
      case "TSSatisfiesExpression":
      case "TSNonNullExpression":
      case "TSInstantiationExpression":
      case "ChainExpression":
        return this.evaluate(at(node.expression));
      case "SequenceExpression":
        return this.evaluate(at(node.expressions.at(-1)!));
      case "AssignmentExpression":
        return node.operator === "=" ? this.evaluate(at(node.right)) : input(what);
      case "ConditionalExpression": {
        const condition = this.condition(at(node.test));
        if (condition.kind === "always") return this.evaluate(at(node.consequent));
        if (condition.kind === "never") return this.evaluate(at(node.alternate));
        return choice(condition, this.named(at(node.consequent)), this.named(at(node.alternate)));
      }
      case "LogicalExpression":
        return this.#logical(node, what);
      case "UnaryExpression":
        return unary(node, this.value(at(node.argument)), what);
      case "BinaryExpression":
        return this.#binary(node, what);
      case "ArrayExpression":
        return itemsOf(node.elements, what, this.#valueOf);
      case "ObjectExpression":
        return this.#object(node, what);
      case "ArrowFunctionExpression":
      case "FunctionExpression":
      case "FunctionDeclaration":
        return { kind: "function", node, frame, place: what };
      case "ClassDeclaration":
      case "ClassExpression":
        return { kind: "class", node, frame, place: what };
      case "ThisExpression":
        return this.#this(node, what);
      case "AwaitExpression": {
        const client = this.#client(what);
        // A builder that is awaited gives its rows.
        return (
          client ??
          mapped(this.evaluate(at(node.argument)), (plain) =>
            plain.kind === "chain" ? (awaitedRows(this, plain, what) ?? this.#awaited(plain, what)) : plain,
          )
        );
      }
      case "Identifier":
        return this.#identifier(node, what);
      case "MemberExpression":
        return this.#member(node, what);
      case "CallExpression":
        return this.#call(node, what);
      case "NewExpression":
        return this.#new(node, what);
      case "TSTypeReference":
        return this.#typeName(node, what);
      case "TaggedTemplateExpression":
        return this.#tagged(node, what);
      default:
        return input(what);
    }
  }

  /** `old as User`: a row of the model that the type names. */
  #rowAs(what: Place): Built | null {
    const traced = traceValue(what.node, what.frame.module);
    if (traced?.kind !== "instance" || !hasRowsThatAsk(traced.node, traced.module)) return null;
    const frame = traced.module === what.frame.module ? what.frame : this.frameFrom(traced.module, what);
    const instance: Instance = { node: traced.node, frame, given: null, isRow: true };
    return { kind: "chain", root: { kind: "unknown", place: what, instance }, steps: [], place: what };
  }

  /** What something that is not known comes to is not known either: `await getClient()`. */
  #awaited(promise: Chain, what: Place): Built {
    return isRuntime(promise) && !instanceOf(promise) && promise.steps.length > 0 ? this.#unknown(what) : input(what);
  }

  readonly #valueOf = (what: Place | Value): Value => this.value(what);

  #template(node: TSESTree.TemplateLiteral, what: Place, isRaw: boolean): Value {
    const pieces = node.quasis.flatMap((quasi, index): Piece[] => {
      const written: Place = { node: quasi, frame: what.frame };
      const text = isRaw ? quasi.value.raw : (quasi.value.cooked ?? quasi.value.raw);
      const hole = node.expressions[index];
      const place = hole && { node: hole, frame: what.frame };
      return [
        ...(text === "" ? [] : [{ value: { kind: "constant" as const, value: text, place: written }, place: written }]),
        ...(place ? [{ value: this.evaluate(place), place }] : []),
      ];
    });
    const value = combined(
      pieces.map((piece) => piece.value),
      what,
      (values) => ({ kind: "constant", value: values.map(String).join(""), place: what }),
    );
    return ofPieces(value, pieces);
  }

  #tagged(node: TSESTree.TaggedTemplateExpression, what: Place): Value {
    const { tag } = node;
    if (tag.type === "Identifier" && tidyingTags.has(tag.name)) return this.#template(node.quasi, what, false);
    return mapped(this.evaluate({ node: tag, frame: what.frame }), (made) => {
      if (isRawTag(made)) return this.#template(node.quasi, what, true);
      // A piece of SQL that a tag hands on to a library's is told by the tag that stands here.
      if (made.kind === "function")
        return mapped(this.called(made, taggedArguments(node, what), null, what), (plain) =>
          plain.kind === "chain" ? input(what) : plain,
        );
      if (made.kind !== "chain") return input(what);
      return appended(made, {
        name: "``",
        arguments: null,
        spread: false,
        template: node,
        types: null,
        at: { node: tag, frame: what.frame },
        place: what,
      });
    });
  }

  /** What is not known is told by the expression that stands here, not by where it is from: a check may be about its name. */
  named(what: Place): Value {
    const value = this.evaluate(what);
    if (value.kind === "input" && !value.text) return input(what);
    return value.kind === "chain" && isRuntime(value) ? { ...value, place: what } : value;
  }

  #binary(node: TSESTree.BinaryExpression, what: Place): Value {
    const at = (one: Node): Place => ({ node: one, frame: what.frame });
    if (node.operator === "+") {
      const pieceAt = (place: Place): Piece => ({ value: this.evaluate(place), place });
      return sum(pieceAt(at(node.left)), pieceAt(at(node.right)), what);
    }
    const [left, right] = [this.value(at(node.left)), this.value(at(node.right))];
    const number = arithmetic(node.operator, left, right, what);
    if (number) return number;
    if (!/^(?:[!=]==?|[<>]=?)$/.test(node.operator)) return input(what);
    if ([...choicesOf(left), ...choicesOf(right)].some(({ kind }) => kind !== "constant")) return input(what);
    const truth = (value: boolean): Built => ({ kind: "constant", value, place: what });
    return choice(this.condition(what), truth(true), truth(false));
  }

  #logical(node: TSESTree.LogicalExpression, what: Place): Value {
    const { frame } = what;
    const [left, right]: [Place, Place] = [
      { node: node.left, frame },
      { node: node.right, frame },
    ];
    if (node.operator === "&&") {
      const condition = this.condition(left);
      return condition.kind === "never" ? falseAt(what) : choice(condition, this.named(right), falseAt(what));
    }
    return mapped(this.evaluate(left), (value) => {
      if (value.kind === "constant") {
        const missing = node.operator === "??" ? isNothing(value) : !value.value;
        return missing ? this.evaluate(right) : value;
      }
      if (!isRuntime(value) && value.kind !== "input") return value;
      return mapped(this.evaluate(right), (other) => {
        // One value or another is a value; an object or a builder is worth knowing.
        if (other.kind === "constant" || other.kind === "input" || isRuntime(other))
          return value.kind === "chain" ? value : input(what);
        return choice({ kind: "option", key: keyOf(what), option: 0, options: 2 }, value, other);
      });
    });
  }

  #object(node: TSESTree.ObjectExpression, what: Place): BuiltObject {
    const { frame } = what;
    const entries = new Map<string, Entry>();
    let openWhen = never;
    const spread = (whole: Value): void => {
      for (const { value, when } of conditionalChoices(whole)) {
        if (value.kind === "object") {
          for (const [name, entry] of value.entries) set(entries, name, entry, when);
          openWhen = any(openWhen, all(when, opennessOf(value)));
        } else if (value.kind !== "constant") openWhen = any(openWhen, when);
      }
    };
    for (const property of node.properties) {
      if (property.type === "SpreadElement") {
        spread(this.value({ node: property.argument, frame }));
        continue;
      }
      const name = property.computed ? this.computedName({ node: property.key, frame }) : nameOfKey(property.key);
      if (name === null || property.kind === "set") openWhen = always;
      else if (property.kind === "get") {
        entries.delete(name);
        entries.set(name, { name, key: { node: property.key, frame }, value: this.#got(property, what) });
      } else {
        entries.delete(name);
        entries.set(name, { name, key: { node: property.key, frame }, value: { node: property.value, frame } });
      }
    }
    return { kind: "object", entries, ...openIf(openWhen), place: what };
  }

  /** What a getter of an object gives. */
  #got({ value: node }: TSESTree.Property, what: Place): Place {
    const { frame } = what;
    const value = (): Value => {
      const self = onlyOf(this.evaluate(what));
      const fn = this.evaluate({ node, frame });
      return fn.kind === "function" ? this.call(fn, [], self, { node, frame }).result : input({ node, frame });
    };
    return { node, frame, held: { kind: "later", value } };
  }

  /** The name that a computed key is; `[Op.or]` of a package is `Op.or`. */
  computedName(key: Place): string | null {
    const value = onlyOf(this.evaluate(key));
    if (value?.kind === "constant") return String(value.value);
    if (value?.kind !== "chain" || value.root.kind !== "package" || !value.root.origin.library) return null;
    // `model.name` of what a call has made is a text that is not known here.
    if (value.steps.at(-1)?.arguments === null && value.steps.some((step) => step.arguments !== null)) return null;
    return [value.root.origin.path, ...value.steps.map(({ name }) => name)].filter((part) => part !== "").join(".");
  }

  #client(what: Place): Chain | null {
    const client = clientAt(what.node, what.frame.module);
    return client && this.#ofClient(client, what);
  }

  #ofClient({ origin, made, instance }: Client, what: Place): Chain {
    const place = made && { node: made.node, frame: this.frameOf(made.module, what.frame) };
    const made2 = instance
      ? { instance: { node: instance.node, frame: this.frameOf(instance.module, what.frame), given: null } }
      : {};
    return {
      kind: "chain",
      steps: [],
      place: what,
      root: { kind: "package", origin, place: what, made: place, ...made2 },
    };
  }

  #package(what: Place): Chain | null {
    const { node, frame } = what;
    const origin = mayLeadToLibrary(node, frame.module) ? originOf(node, frame.module) : null;
    if (!origin?.library) return null;
    const within = membersOfClient(origin);
    const root = { kind: "package" as const, origin: within?.client ?? origin, place: what };
    const steps = within?.members.map((name) => propertyStep(name, what, what)) ?? [];
    return { kind: "chain", root, steps, place: what };
  }

  #unknown(what: Place): Chain {
    const client = clientByType(what.node, what.frame.module);
    return client
      ? this.#ofClient(client, what)
      : { kind: "chain", root: { kind: "unknown", place: what }, steps: [], place: what };
  }

  #instance(node: ClassNode, frame: Frame, given: Instance["given"], what: Place): Chain {
    return {
      kind: "chain",
      root: { kind: "unknown", place: what, instance: { node, frame, given } },
      steps: [],
      place: what,
    };
  }

  readonly #selves = new Map<Node, Built>();

  /** `this`, with what was done to it before where a call says what it is. */
  #this(node: TSESTree.ThisExpression, what: Place): Value {
    const { self, inside } = what.frame;
    if (!self) return this.#thisAlone(node, what);
    const fn = inside && functionOfThis(node);
    const frame = fn && frameOfFunction(fn, what.frame);
    // An object of the project is what its class says.
    if (!fn || !frame || self.kind !== "chain" || self.root.kind !== "given") return self;
    return this.#holdingOfThis(fn, frame, self).at(node, fn, what.frame) ?? self;
  }

  /** What `this` is where no call says it. */
  #thisAlone(node: TSESTree.ThisExpression, what: Place): Value {
    const owner = ownerOf(node);
    if (!owner) return this.#package(what) ?? this.#unknown(what);
    if (owner.kind === "object") {
      const extended = extensionOf(owner.node);
      const client = extended && clientAt(extended, what.frame.module);
      return client ? this.#ofClient(client, what) : this.evaluate({ node: owner.node, frame: what.frame });
    }
    const known = this.#selves.get(owner.node);
    if (known && !owner.isStatic) return known;
    const place: Place = { node: owner.node, frame: what.frame };
    const self: Built = owner.isStatic
      ? { kind: "class", node: owner.node, frame: what.frame, place }
      : (this.#client(what) ?? this.#instance(owner.node, what.frame, null, place));
    if (!owner.isStatic) this.#selves.set(owner.node, self);
    return self;
  }

  /** The class that a type names, for models that only a type argument tells. */
  #typeName(node: TSESTree.TSTypeReference, what: Place): Value {
    return node.typeName.type === "Identifier"
      ? this.#identifier(node.typeName, { node: node.typeName, frame: what.frame })
      : input(what);
  }

  #identifier(node: TSESTree.Identifier, what: Place): Value {
    const { frame } = what;
    if (node.name === "undefined") return { kind: "constant", value: undefined, place: what };
    const variable = variableOf(frame.module, node);
    const client = this.#client(what);
    if (client) return client;
    if (node.name === "arguments" && (variable === null || variable.defs.length === 0)) {
      const called = argumentsOf(functionOfThis(node), frame);
      if (called) return { kind: "list", items: called, open: false, each: null, place: what };
    }
    if (!variable) return inOtherPart(this, node, what) ?? this.#package(what) ?? this.#unknown(what);
    const namespace = namespaceOf(variable, what);
    if (namespace) return namespace;
    if (isWrittenOutOfSight(variable, frame.module, node)) return this.#package(what) ?? this.#unknown(what);
    const definition = variable.defs.length === 1 ? variable.defs[0] : undefined;
    const given = frame.parameters.get(variable);
    const declared = definition?.node as Node | undefined;
    if (declared?.type === "TSImportEqualsDeclaration" && declared.moduleReference.type === "TSQualifiedName")
      return importedMember(this, declared.moduleReference, what) ?? input(what);
    // A member of the enum that names it.
    if (declared?.type === "TSEnumMember" && declared.initializer)
      return this.evaluate({ node: declared.initializer, frame });
    if (declared?.type === "VariableDeclarator" && declared.parent.declare)
      return this.#package(what) ?? this.#unknown(what);
    if (declared?.type === "VariableDeclarator" && !given) return this.#variable(variable, declared, node, what);
    const isParameter = definition?.type === "Parameter";
    if (isParameter || given) {
      const fn = isParameter ? (declared as FunctionNode) : null;
      const start =
        given ??
        ((): Value =>
          (fn && this.#forSomeElement(variable, fn, frame)) ??
          this.#package(what) ??
          this.#traced(what) ??
          this.#unknown(what));
      // What a single expression does to a parameter is told by what it gives.
      if (fn?.body.type !== "BlockStatement") return start();
      const owner = frameAround(node.range[0], fn, frame);
      const holding = this.#holdingOf(variable, fn.body, statementsOf(fn), owner, start);
      // What is as it was given is known by the name that is read.
      return holding.at(node, fn, frame) ?? start();
    }
    return this.#meant(meaningOf(node, frame.module), what);
  }

  /** A variable of this module. */
  #variable(variable: Variable, declared: TSESTree.VariableDeclarator, node: TSESTree.Identifier, what: Place): Value {
    const { frame } = what;
    const loop = declared.parent.parent;
    const isPattern = declared.id.type !== "Identifier";
    if (isPattern && declared.init && !isOverElements(loop)) {
      const { init } = declared;
      const initial = this.bound(declared.id, () => this.evaluate({ node: init, frame }), frame).get(variable);
      if (initial) {
        const value = this.#held(variable, declared, initial, node, frame) ?? initial();
        // Of something unknown, the name itself says where it is from.
        return mapped(value, (plain) => {
          const known = isRuntime(plain)
            ? (this.#fromNamespace(node, what) ?? this.#package(what) ?? this.#traced(what))
            : null;
          return known ?? (isRuntime(plain) || plain.kind === "input" ? this.#exported(node, what) : null) ?? plain;
        });
      }
    }
    const inLoop = this.#inSomeRound(variable, loop, frame);
    if (inLoop) return inLoop;
    const exported = requiredBy(declared.init) ? this.#exported(node, what) : null;
    if (exported) return exported;
    const value = isPattern ? null : this.#held(variable, declared, null, node, frame);
    if (value && !(value.kind === "chain" && isRuntime(value) && !instanceOf(value) && value.steps.length === 0))
      return value;
    return this.#package(what) ?? value ?? (isOverElements(loop) ? this.#unknown(what) : input(what));
  }

  /** `const { TABLE } = tables` of `import * as tables`. */
  #fromNamespace(node: TSESTree.Identifier, what: Place): Value | null {
    const meaning = meaningOf(node, what.frame.module);
    return meaning?.kind === "property" && meaning.module === what.frame.module
      ? this.#namespaceMember(meaning.from, meaning.key, what)
      : null;
  }

  /** What another module exports under a name that is taken out of it: `const { TABLE } = require("./tables")`. */
  #exported(node: TSESTree.Identifier, what: Place): Value | null {
    const meaning = meaningOf(node, what.frame.module);
    switch (meaning?.kind) {
      case "value":
      case "function":
      case "class":
      case "enum":
        return meaning.module === what.frame.module ? null : this.#meant(meaning, what);
      case "property":
        return meaning.module === what.frame.module ? this.#namespaceMember(meaning.from, meaning.key, what) : null;
      default:
        return null;
    }
  }

  /** What a declared variable holds where it is read; null where it is written in ways that are not followed. */
  #held(
    variable: Variable,
    declared: TSESTree.VariableDeclarator,
    initial: (() => Value) | null,
    at: Node,
    frame: Frame,
  ): Value | null {
    const declaration = declared.parent;
    if (!initial && !declared.init && isOverElements(declaration.parent)) return null;
    const owner = frameAround(declared.range[0], null, frame);
    const start =
      initial ??
      ((): Value =>
        declared.init
          ? this.evaluate({ node: declared.init, frame: owner })
          : { kind: "constant", value: undefined, place: { node: declared, frame: owner } });
    const isWrittenOnce = variable.references.every((reference) => reference.init === true || !reference.isWrite());
    const statement = declaration.parent.type === "ExportNamedDeclaration" ? declaration.parent : declaration;
    const block = statement.parent;
    if (
      block.type !== "BlockStatement" &&
      block.type !== "Program" &&
      block.type !== "SwitchCase" &&
      block.type !== "StaticBlock"
    )
      return isWrittenOnce && (declared.init ?? initial) ? start() : null;
    const statements: readonly Node[] = block.type === "SwitchCase" ? block.consequent : block.body;
    const rest = statements.slice(statements.indexOf(statement) + 1);
    const holding = this.#holdingOf(variable, statement, rest, owner, start);
    const value = holding.at(at, block, frame);
    if (value) return value;
    if (isWrittenOnce && (declared.init ?? initial)) return start();
    return null;
  }

  /** What a name means that another declaration gives it. */
  #meant(meaning: Meaning | null, what: Place): Value {
    switch (meaning?.kind) {
      case "value":
        return (
          this.#objectAtEnd(meaning.node, meaning.module, what) ?? this.#elsewhere(meaning.node, meaning.module, what)
        );
      case "variable": {
        const { module } = meaning;
        const { init } = meaning.declarator;
        if (init && module === what.frame.module) return this.evaluate({ node: init, frame: what.frame });
        const value =
          module === what.frame.module ? null : this.#atEnd(meaning.variable, meaning.declarator, module, what);
        return this.#package(what) ?? value ?? this.#unknown(what);
      }
      case "property": {
        const { fallback } = meaning;
        const value = this.memberOf(this.#elsewhere(meaning.from, meaning.module, what), meaning.key, what);
        return mapped(value, (plain) => {
          if (plain.kind === "constant" && plain.value === undefined && fallback)
            return this.#elsewhere(fallback, meaning.module, what);
          return isRuntime(plain) ? (this.#package(what) ?? plain) : plain;
        });
      }
      case "function":
      case "class":
        return this.#elsewhere(meaning.node, meaning.module, what);
      case "enum":
        return this.#enum(meaning.node, { node: meaning.node, frame: this.frameFrom(meaning.module, what) });
      default:
        return this.#package(what) ?? this.#traced(what) ?? this.#unknown(what);
    }
  }

  /** What a variable of another module holds when that has run; null where functions write it, too. */
  #atEnd(variable: Variable, declared: TSESTree.VariableDeclarator, module: SourceModule, what: Place): Value | null {
    const { program, statement } = atTop(declared);
    if (!program || declared.id.type !== "Identifier" || isWrittenOutOfSight(variable, module, declared)) return null;
    const frame = this.frameFrom(module, what);
    const start = (): Value =>
      declared.init
        ? this.evaluate({ node: declared.init, frame })
        : { kind: "constant", value: undefined, place: { node: declared, frame } };
    const rest = program.body.slice(program.body.findIndex((one) => one === statement) + 1);
    return this.#holdingOf(variable, statement, rest, frame, start).end(start());
  }

  /** The same of an object, which others than its variable's writes may change: `const db = {}; db[name] = model`. */
  #objectAtEnd(node: Node, module: SourceModule, what: Place): Value | null {
    const declared = node.type === "ObjectExpression" ? node.parent : null;
    if (module === what.frame.module || declared?.type !== "VariableDeclarator" || declared.id.type !== "Identifier")
      return null;
    const variable = variableOf(module, declared.id);
    const value = variable && this.#atEnd(variable, declared, module, what);
    return value && isFilledOutOfSight(variable, module) ? mapped(value, opened) : value;
  }

  #enum(node: TSESTree.TSEnumDeclaration, place: Place): Built {
    const entries = new Map<string, Entry>();
    let next: number | null = 0;
    for (const member of node.body.members) {
      const name = nameOfKey(member.id);
      if (name === null) continue;
      const key: Place = { node: member.id, frame: place.frame };
      const given: Value | null = member.initializer
        ? this.value({ node: member.initializer, frame: place.frame })
        : null;
      const value: Value =
        given ??
        (next === null ? input(place) : { kind: "constant", value: next, place: { node: member, frame: place.frame } });
      next = value.kind === "constant" && typeof value.value === "number" ? value.value + 1 : null;
      entries.set(name, { name, key, value: kept(value, key) });
    }
    return { kind: "object", entries, open: false, place };
  }

  /** A node that a name of this place leads to. In another file it is underlined where the name stands. */
  #elsewhere(node: Node, module: SourceModule, from: Place): Value {
    return this.evaluate({ node, frame: module === from.frame.module ? from.frame : this.frameFrom(module, from) });
  }

  /** The frame of a module's own code, as it is underlined from a place of another one. */
  frameFrom(module: SourceModule, from: Place): Frame {
    const anchor = from.frame.anchor ?? { start: from.node.range[0], end: from.node.range[1] };
    return this.#frameAt(module, anchor, from.frame.depth);
  }

  /** The frame of a module's own code, as seen from another frame. */
  frameOf(module: SourceModule, from: Frame): Frame {
    if (module === from.module) return from;
    return this.#frameAt(module, from.anchor ?? { start: 0, end: 0 }, from.depth);
  }

  readonly #frames = new Map<string, Frame>();

  #frameAt(module: SourceModule, anchor: { readonly start: number; readonly end: number }, depth: number): Frame {
    if (module === this.module) return this.top;
    const key = `${module.file}:${anchor.start}:${anchor.end}:${depth}`;
    const frame = this.#frames.get(key) ?? { ...this.top, module, anchor, depth };
    this.#frames.set(key, frame);
    return frame;
  }

  #member(node: TSESTree.MemberExpression, what: Place): Value {
    const { frame } = what;
    const client = this.#client(what);
    if (client) return client;
    const key: Place = { node: node.property, frame };
    const name = node.computed ? this.computedName(key) : nameOfKey(node.property);
    if (node.object.type === "Super")
      return (
        (name === null ? null : this.#inherited(node.object, name, what)) ?? this.#traced(what) ?? this.#unknown(what)
      );
    const exported = name === null ? null : this.#namespaceMember(node.object, name, what);
    if (exported) return exported;
    const whole = this.evaluate({ node: node.object, frame });
    if (name === null && node.computed) return this.#computedMember(whole, key, what);
    return mapped(node.optional ? whole : somethingOf(whole), (object) =>
      node.optional && isNothing(object)
        ? { kind: "constant", value: undefined, place: what }
        : name === null
          ? unknownMember(object, key, what)
          : this.#ofObject(object, name, node, what),
    );
  }

  /** `rows[kind]`, where the key is one of several. */
  #computedMember(whole: Value, key: Place, what: Place): Value {
    const names = this.value(key);
    if (names.kind !== "choice" || choicesOf(names).some(({ kind }) => kind !== "constant"))
      return mapped(whole, (object) => unknownMember(object, key, what));
    return mapped(names, (name) =>
      mapped(whole, (object) =>
        object.kind === "object" || object.kind === "list"
          ? this.member(object, String((name as BuiltConstant).value), what, key)
          : unknownMember(object, key, what),
      ),
    );
  }

  #ofObject(object: Built, name: string, node: TSESTree.MemberExpression, what: Place): Value {
    const own = this.#ownMember(object, name, what);
    if (own) return own;
    // What an instance of a model inherits is a step of that instance: `user.$query()`.
    const instance = object.kind === "chain" && object.root.kind === "unknown" ? object.root.instance : undefined;
    const isOfModel = instance && modelLibrary(instance.node, instance.frame.module);
    const isQueryOfRow = object.kind === "chain" && object.steps.some(({ name: step }) => isOfRows(step));
    if (isRuntime(object) && !isOfModel && !isQueryOfRow) {
      const traced = this.#traced(what) ?? clientByType(node, what.frame.module);
      if (traced) return "origin" in traced ? this.#ofClient(traced, what) : traced;
    }
    return this.member(object, name, what, { node: node.property, frame: what.frame });
  }

  /** What a class of the project itself gives its instance, or itself, under a name. */
  #ownMember(object: Built, name: string, what: Place): Value | null {
    const instance = object.kind === "chain" && object.steps.length === 0 ? instanceOf(object) : null;
    if (instance) return this.#ofMember(instanceMember(this, instance, object, name), object, what);
    if (object.kind === "chain") return this.#ofExtension(object, name);
    return object.kind === "class"
      ? this.#ofMember(staticMember(this, object.node, object.frame, object, name), object, what)
      : null;
  }

  /** A function that was added to a library's object: by a step, or by what made it. */
  #ofExtension({ root, steps }: Chain, name: string): Value | null {
    const made = root.kind === "package" ? (root.made ?? null) : null;
    const added = made && additionOf(made.node);
    const extension =
      steps.findLast((step) => isExtending(step.name))?.arguments?.[0] ?? (added && { ...made, node: added });
    const object = extension && this.value(extension);
    const entry = object?.kind === "object" ? object.entries.get(name) : undefined;
    const found = entry && !entry.when ? this.value(entry.value) : null;
    return found?.kind === "function" ? found : null;
  }

  #ofMember(member: Member | null, self: Built, what: Place): Value | null {
    switch (member?.kind) {
      case "function":
        return {
          kind: "function",
          node: member.node,
          frame: this.#anchoredFrame(member.frame, what),
          place: { node: member.node, frame: member.frame },
        };
      case "getter":
        return this.call(
          { kind: "function", node: member.node, frame: this.#anchoredFrame(member.frame, what), place: what },
          [],
          self,
          what,
        ).result;
      case "value": {
        if (self.kind === "chain" && instanceOf(self)?.isRow) return null;
        const value = this.evaluate(member.value);
        return value.kind === "input" || (value.kind === "chain" && isRuntime(value) && !instanceOf(value))
          ? null
          : value;
      }
      case "changed":
        return input(what);
      default:
        return null;
    }
  }

  /** `super.find`: what the classes above the one that says so give. */
  #inherited(node: TSESTree.Super, name: string, what: Place): Value | null {
    const owner = enclosingClass(node);
    if (!owner || ownerOf(node)?.isStatic === true) return null;
    const self =
      what.frame.self ??
      this.#client(what) ??
      this.#instance(owner, what.frame, null, { node: owner, frame: what.frame });
    const instance = self.kind === "chain" ? instanceOf(self) : null;
    const found = instance ? this.#ofMember(instanceMember(this, instance, self, name, owner), self, what) : null;
    if (found) return found;
    return self.kind === "chain" && self.root.kind === "package" && self.steps.length === 0
      ? this.member(self, name, what)
      : null;
  }

  /** A constant of a module that is named as a whole: `filters.active`. */
  #namespaceMember(object: Node, name: string, what: Place): Value | null {
    const { module } = what.frame;
    const meaning = object.type === "Identifier" ? meaningOf(object, module) : requiredMeaning(object, module);
    const found = meaning?.kind === "namespace" ? exportedMeaning(meaning.module, name) : null;
    // A member of what is passed on as a whole: `module.exports = { ...sequelize.models }`.
    const passedOn = found?.kind === "property" ? this.#package(what) : null;
    return passedOn ?? (found ? this.#meant(found, what) : null);
  }

  /** What tracing the names alone tells: a method or a field of the project's own classes, an object's property in another file. */
  #traced(what: Place): Value | null {
    return this.#ofTraced(traceValue(what.node, what.frame.module), what);
  }

  #ofTraced(value: Traced | null, what: Place): Value | null {
    switch (value?.kind) {
      case "function":
      case "class":
      case "object":
        return value.node === what.node ? null : this.#elsewhere(value.node, value.module, what);
      case "instance":
        return this.#instance(
          value.node,
          value.module === what.frame.module ? what.frame : this.frameFrom(value.module, what),
          null,
          what,
        );
      case "package":
        return value.origin.library
          ? { kind: "chain", root: { kind: "package", origin: value.origin, place: what }, steps: [], place: what }
          : null;
      default:
        return null;
    }
  }

  /** A member of a value that may be a choice. */
  memberOf(value: Value, name: string, place: Place, at: Place = place): Value {
    return mapped(value, (plain) => this.member(plain, name, place, at));
  }

  /** A member of a value. In: `place` is the whole expression, `at` the name. */
  member(object: Built, name: string, place: Place, at: Place = place): Value {
    switch (object.kind) {
      case "object": {
        const entry = object.entries.get(name) ?? numberedMember(this, object, name);
        // What is put there in ways that are not followed may be anything: a model that a loop over a folder loads.
        const added: Chain = { kind: "chain", root: { kind: "unknown", place }, steps: [], place };
        const missing: Built = object.open ? added : { kind: "constant", value: undefined, place };
        if (!entry) return object.openWhen ? choice(object.openWhen, added, missing) : missing;
        const value = this.evaluate(entry.value);
        return entry.when ? choice(entry.when, value, missing) : value;
      }
      case "list": {
        if (object.open || object.openWhen) return (/^\d+$/.test(name) ? rowOf(object) : null) ?? input(place);
        if (name === "length") return lengthOf(object, place);
        return /^\d+$/.test(name) ? this.#itemAt(object, Number(name), place) : input(place);
      }
      case "class": {
        const { node, frame } = object;
        const chain: Chain = {
          kind: "chain",
          root: { kind: "class", node, frame, place: object.place },
          steps: [],
          place: object.place,
        };
        return this.#ownMember(object, name, place) ?? appended(chain, propertyStep(name, at, place));
      }
      case "chain":
        return this.#ownMember(object, name, place) ?? appended(object, propertyStep(name, at, place));
      case "constant":
        return (typeof object.value === "string" ? stringMember(object.value, name, place) : null) ?? input(place);
      case "input": {
        // What only rows have is asked of a row, wherever that is from.
        if (!isOfRows(name)) return input(place);
        const root = { kind: "unknown" as const, place: object.place };
        return { kind: "chain", root, steps: [propertyStep(name, at, place)], place };
      }
      default:
        return input(place);
    }
  }

  /** The item with an index, where some items before it may not be there. */
  #itemAt({ items }: BuiltList, index: number, place: Place): Value {
    const optional = items.filter(isOptional).length;
    if (optional === 0) {
      const item = items[index];
      return item ? this.evaluate(item) : { kind: "constant", value: undefined, place };
    }
    if (optional > mostOptionalItems) return input(place);
    const from = (at: number, left: number): Value => {
      const item = items[at];
      if (!item) return { kind: "constant", value: undefined, place };
      const present = left === 0 ? this.evaluate(item) : from(at + 1, left - 1);
      return isOptional(item) ? choice(item.when, present, from(at + 1, left)) : present;
    };
    return from(0, index);
  }

  #call(node: TSESTree.CallExpression, what: Place): Value {
    const { frame } = what;
    const client = this.#client(what);
    if (client) return client;
    const list = itemsOf(node.arguments, what, this.#valueOf);
    const given = list.items;
    const callee =
      node.callee.type === "TSNonNullExpression" || node.callee.type === "ChainExpression"
        ? node.callee.expression
        : node.callee;
    if (callee.type === "Super") return input(what);
    const known =
      globalCall(this, callee, list, what) ??
      functionMethod(this, callee, list, what) ??
      mapMethod(this, callee, list, what) ??
      promiseMethod(this, callee, list, what) ??
      matched(this, node, what);
    if (known) return known;
    const method =
      callee.type === "MemberExpression" && callee.object.type !== "Super" ? this.#method(callee, given, what) : null;
    if (method) return method;
    const spread = list.open || list.openWhen !== undefined;
    const written = this.#string(callee, given, what);
    if (written) return written;
    return mapped(this.evaluate({ node: callee, frame }), (called) => {
      if (called.kind === "function") return this.called(called, given, this.#receiver(callee, frame), what);
      if (called.kind !== "chain") return input(what);
      return givenBy(called) ?? calledChain(called, { node, callee, given, spread, place: what });
    });
  }

  /** What an expression that calls a function gives; of a promise, what it comes to. */
  called(fn: BuiltFunction, given: Given, self: Built | null, what: Place): Value {
    const { result } = this.call(this.#anchored(fn, what), given, self, what);
    return givesPromise(fn.node)
      ? mapped(result, (plain) =>
          plain.kind === "chain" && !instanceOf(plain) && !isRuntime(plain) ? input(what) : plain,
        )
      : result;
  }

  /** `String(x)`, and functions that only tidy a text. */
  #string(callee: Node, [first]: Given, what: Place): Value | null {
    if (!first || callee.type !== "Identifier") return null;
    const place = "kind" in first ? first.place : first;
    if (tidyingTags.has(callee.name)) return this.evaluate(first);
    if (callee.name !== "String" || variableOf(what.frame.module, callee)) return null;
    const value = this.evaluate(first);
    const string = combined([value], what, ([one]) => ({ kind: "constant", value: String(one), place: what }));
    return ofPieces(string, [{ value, place }]);
  }

  /** A method of a list, of what is made alike, or of `Object`; null for every other call. */
  #method(callee: TSESTree.MemberExpression, given: Given, what: Place): Value | null {
    const { frame } = what;
    const name = callee.computed ? this.computedName({ node: callee.property, frame }) : nameOfKey(callee.property);
    if (name === null) return null;
    const value = this.evaluate({ node: callee.object, frame });
    const objects = choicesOf(value);
    if (objects.length > 0 && objects.every(({ kind }) => kind === "list") && !/^\d+$/.test(name))
      return mapped(value, (object) =>
        object.kind === "list" ? (listMethod(this, object, name, given, what) ?? input(what)) : input(what),
      );
    const text = stringMethod(this, { value, place: { node: callee.object, frame } }, name, given, what);
    if (text) return text;
    const [object] = objects;
    if (!object || objects.length > 1) return null;
    // What is made of each element of a list that is not known is made alike.
    if (
      name === "map" &&
      given[0] &&
      (object.kind === "input" || (object.kind === "chain" && isRuntime(object) && !instanceOf(object)))
    ) {
      const fn = this.evaluate(given[0]);
      if (fn.kind !== "function") return null;
      const index = fn.node.params[1];
      const counted = index ? [input({ node: index, frame: fn.frame })] : [];
      const each = this.call(fn, [input({ node: callee, frame }), ...counted], null, what).result;
      return { kind: "list", items: [], open: true, each: kept(each, what), place: what };
    }
    return isGlobal(object, "Object") ? this.#objectFunction(name, given, what) : null;
  }

  /** What `this` is in a function that is called as a member. */
  #receiver(callee: Node, frame: Frame): Built | null {
    if (callee.type !== "MemberExpression") return null;
    if (callee.object.type === "Super") return frame.self ?? this.#thisOf(callee.object, frame);
    const object = onlyOf(this.evaluate({ node: callee.object, frame }));
    const isOwn =
      object?.kind === "class" ||
      object?.kind === "object" ||
      (object?.kind === "chain" && (!isRuntime(object) || (instanceOf(object) !== null && object.steps.length === 0)));
    return object && isOwn ? object : null;
  }

  #thisOf(node: TSESTree.Super, frame: Frame): Built | null {
    const owner = ownerOf(node);
    if (owner?.kind !== "class") return null;
    const place: Place = { node: owner.node, frame };
    return owner.isStatic
      ? { kind: "class", node: owner.node, frame, place }
      : this.#instance(owner.node, frame, null, place);
  }

  #anchored(fn: BuiltFunction, what: Place): BuiltFunction {
    return { ...fn, frame: this.#anchoredFrame(fn.frame, what) };
  }

  readonly #anchors = new Map<Frame, Map<Node, Frame>>();

  /** What is written in another file is underlined where that is called. */
  #anchoredFrame(frame: Frame, what: Place): Frame {
    if (frame.module === this.module || (frame.anchor && frame.anchor.end > 0 && !isElsewhere(frame.anchor, what)))
      return frame;
    const anchors = this.#anchors.get(frame) ?? new Map<Node, Frame>();
    this.#anchors.set(frame, anchors);
    const anchored = anchors.get(what.node) ?? {
      ...frame,
      anchor: what.frame.anchor ?? { start: what.node.range[0], end: what.node.range[1] },
    };
    anchors.set(what.node, anchored);
    return anchored;
  }

  #new(node: TSESTree.NewExpression, what: Place): Value {
    const { frame } = what;
    const client = this.#client(what);
    if (client) return client;
    const list = itemsOf(node.arguments, what, this.#valueOf);
    const spread = list.open || list.openWhen !== undefined;
    const global = globalNew(this, node.callee, list, what);
    if (global) return global;
    return mapped(this.evaluate({ node: node.callee, frame }), (made) => {
      if (made.kind === "chain")
        return appended(made, {
          name: "new",
          arguments: list.items,
          spread,
          template: null,
          types: node.typeArguments ?? null,
          at: { node: node.callee, frame },
          place: what,
        });
      if (made.kind === "class") return this.#instance(made.node, made.frame, spread ? null : list.items, what);
      return this.#unknown(what);
    });
  }

  #objectFunction(name: string, given: Given, what: Place): Value {
    const [first] = given;
    if (name === "assign") {
      const entries = new Map<string, Entry>();
      let openWhen = never;
      for (const one of given) {
        for (const { value, when } of conditionalChoices(this.value(one))) {
          if (value.kind === "object") {
            for (const [key, entry] of value.entries) set(entries, key, entry, when);
            openWhen = any(openWhen, all(when, opennessOf(value)));
          } else if (value.kind !== "constant") openWhen = any(openWhen, when);
        }
      }
      return { kind: "object", entries, ...openIf(openWhen), place: what };
    }
    if (name === "freeze" || name === "seal") return first ? this.value(first) : input(what);
    return mapped(first ? this.value(first) : input(what), (object) => {
      if (object.kind !== "object" || object.open || object.openWhen) return input(what);
      const made = Object.hasOwn(listOf, name) ? listOf[name] : undefined;
      return made
        ? {
            kind: "list",
            items: [...object.entries.values()].map((entry) => made(entry)),
            open: false,
            each: null,
            place: what,
          }
        : input(what);
    });
  }

  /**
   * The model that a repository is of: `Repository<User>`, `dataSource.getRepository(User)`, `class Users extends Repository<User>`.
   * Out: a class, a constant (the model's name), or whatever else is written there; null where nothing is.
   */
  modelOf(root: Chain["root"]): Value | null {
    if (root.kind !== "package" || !root.made) return null;
    const { node, frame } = root.made;
    const named = (one: Node | undefined): Value | null => (one ? this.value({ node: one, frame }) : null);
    const inner = (one: Node): Value | null => {
      const value = this.evaluate({ node: one, frame });
      return value.kind === "chain" ? this.modelOf(value.root) : null;
    };
    switch (node.type) {
      case "TSTypeReference":
        return named(node.typeArguments?.params[0]);
      case "ClassDeclaration":
      case "ClassExpression":
        return named(node.superTypeArguments?.params[0]);
      case "CallExpression": {
        const [first] = node.arguments;
        const name =
          node.callee.type === "MemberExpression"
            ? nameOfKey(node.callee.property)
            : node.callee.type === "Identifier"
              ? node.callee.name
              : null;
        if (name !== null && name.endsWith("Repository") && name !== "withRepository")
          return named(first) ?? named(node.typeArguments?.params[0]);
        if (name === "extend" && node.callee.type === "MemberExpression") return inner(node.callee.object);
        return name === "withRepository" && first ? inner(first) : null;
      }
      default:
        return null;
    }
  }
}

const evaluators = new WeakMap<SourceModule, Evaluator>();

/** The one evaluator of a file that is read. */
export function evaluatorOf(module: SourceModule): Evaluator {
  const evaluator = evaluators.get(module) ?? new Evaluator(module);
  evaluators.set(module, evaluator);
  return evaluator;
}

function isSameCall(one: Omit<KeptCall, "called">, other: Omit<KeptCall, "called">): boolean {
  return (
    one.limit === other.limit &&
    one.fn.frame === other.fn.frame &&
    one.fn.bound === other.fn.bound &&
    isSamePlace(one.at, other.at) &&
    (one.self === other.self || (one.self !== null && other.self !== null && isSameGiven(one.self, other.self))) &&
    one.given.length === other.given.length &&
    one.given.every((argument, index) => {
      const given = other.given[index];
      return given !== undefined && isSameGiven(argument, given);
    })
  );
}

const isSamePlace = (one: Place, other: Place): boolean => one.node === other.node && one.frame === other.frame;

/** Whether two arguments are the same to a function: one thing, or the builder that a reader hands to it at one place. */
function isSameGiven(one: Place | Built, other: Place | Built): boolean {
  if (one === other) return true;
  if (!("kind" in one) || !("kind" in other) || one.kind !== "chain" || other.kind !== "chain") return false;
  return (
    one.root.kind === "given" &&
    other.root.kind === "given" &&
    one.root.name === other.root.name &&
    one.steps.length === 0 &&
    other.steps.length === 0 &&
    isSamePlace(one.root.place, other.root.place) &&
    isSamePlace(one.place, other.place)
  );
}

/** Lets go of what a file's expressions are. Who asks again has them evaluated again. */
export function forgetEvaluated(module: SourceModule): void {
  evaluators.delete(module);
}

/** What the static functions of `Object` make of one property. */
const listOf: Readonly<Record<string, ((entry: Entry) => Place | Built) | undefined>> = {
  keys: (entry) => whenThere(entry, { kind: "constant", value: entry.name, place: entry.key }),
  values: (entry) => whenThere(entry, entry.value),
  entries: (entry) =>
    whenThere(entry, {
      kind: "list",
      items: [{ kind: "constant", value: entry.name, place: entry.key }, entry.value],
      open: false,
      each: null,
      place: entry.key,
    }),
};

function whenThere({ when }: Entry, item: Place | Built): Place | Built {
  if (!when) return item;
  return "kind" in item ? { node: item.place.node, frame: item.place.frame, held: item, when } : { ...item, when };
}

/** Gives an object a property that another one has, where a condition holds. */
function set(entries: Map<string, Entry>, name: string, entry: Entry, when: Condition): void {
  const condition = entry.when ? all(when, entry.when) : when;
  const before = entries.get(name);
  if (condition.kind === "always") entries.set(name, entry);
  else if (condition.kind !== "never") {
    const { when: _, ...own } = entry;
    entries.set(name, before ? eitherEntry(condition, own, before) : entryWhen(condition, own));
  }
}

/** How many items of a list may be there or not, where its length or an index is asked for. */
const mostOptionalItems = 6;

function lengthOf({ items }: BuiltList, place: Place): Value {
  const optional = items.filter(isOptional);
  if (optional.length > mostOptionalItems) return input(place);
  const known = new Map<string, Value>();
  const from = (at: number, count: number): Value => {
    const item = optional[at];
    if (!item) return { kind: "constant", value: count, place };
    const key = `${at},${count}`;
    const value = known.get(key) ?? choice(item.when, from(at + 1, count + 1), from(at + 1, count));
    known.set(key, value);
    return value;
  };
  return from(0, items.length - optional.length);
}

/** What is done to something unknown is unknown. */
function withoutSteps<T extends Value>(value: T): T | Built {
  return value.kind === "chain" && isRuntime(value) ? input(value.place) : value;
}

/** The one thing that a value is; null where it is a choice. */
export function onlyOf(value: Value): Built | null {
  return value.kind === "choice" || value.kind === "never" ? null : value;
}

/** A value with what stands in the place of some part of it put there. */
function replaced(value: Value, part: Value, other: () => Value): Value {
  let made: Value | null = null;
  const known = new Map<Value, Value>();
  const visit = (one: Value): Value => {
    if (one === part) return (made ??= other());
    if (one.kind !== "choice") return one;
    const before = known.get(one);
    if (before) return before;
    const value = choice(one.condition, visit(one.then), visit(one.otherwise));
    known.set(one, value);
    return value;
  };
  return visit(value);
}

function statementsOf({ body }: FunctionNode): readonly Node[] {
  return body.type === "BlockStatement" ? body.body : [body];
}

/** The frame whose function holds an offset. In: `fn`, the function itself, where it is known. */
function frameAround(offset: number, fn: FunctionNode | null, frame: Frame): Frame {
  let at = frame;
  while (
    at.inside &&
    (fn
      ? at.inside.node !== fn && frameOfFunction(fn, at) !== null
      : !(at.inside.node.range[0] <= offset && offset < at.inside.node.range[1]))
  )
    at = at.inside.outer;
  return at;
}

function frameOfFunction(fn: FunctionNode, frame: Frame): Frame | null {
  for (let at: Frame | null = frame; at; at = at.inside?.outer ?? null) if (at.inside?.node === fn) return at;
  return null;
}

/** The function whose call says what `this` is at a node. */
function functionOfThis(node: Node): FunctionNode | null {
  for (let at = node.parent; at; at = at.parent) {
    if (at.type === "FunctionExpression" || at.type === "FunctionDeclaration") return at;
    if (at.type === "PropertyDefinition" || at.type === "StaticBlock") return null;
  }
  return null;
}

interface ChainCall {
  readonly node: TSESTree.CallExpression;
  readonly callee: Node;
  readonly given: Given;
  readonly spread: boolean;
  readonly place: Place;
}

/** What a method of something that a reader hands on gives, where that is known. */
function givenBy({ root, steps }: Chain): Built | null {
  const [only] = steps.length === 1 ? steps : [];
  return root.kind === "given" && only?.arguments === null ? (root.gives?.get(only.name) ?? null) : null;
}

/** A member that is called is one step; a value that is called is a step without a name. */
function calledChain(chain: Chain, { node, callee, given, spread, place }: ChainCall): Chain {
  const types = node.typeArguments ?? null;
  const last = chain.steps.at(-1);
  const isMember =
    callee.type === "MemberExpression" &&
    last?.arguments === null &&
    last.template === null &&
    last.place.node === callee;
  if (last && isMember)
    return {
      ...chain,
      steps: [...chain.steps.slice(0, -1), { ...last, arguments: given, spread, types, place }],
      place,
    };
  return appended(chain, {
    name: "",
    arguments: given,
    spread,
    template: null,
    types,
    at: { node: callee, frame: place.frame },
    place,
  });
}

function unknownMember(object: Built, key: Place, what: Place): Built {
  if (object.kind !== "chain" || isRuntime(object)) return input(what);
  return appended(object, {
    name: "?",
    arguments: null,
    spread: false,
    template: null,
    types: null,
    at: key,
    place: what,
  });
}

/** The class of the project that something is an instance of. */
export function instanceOf({ root }: Chain): Instance | null {
  return (root.kind === "package" || root.kind === "unknown" ? root.instance : null) ?? null;
}

/** `const { skip, ...rest } = options` */
function without(value: Built, names: readonly (string | null)[], place: Place): Built {
  if (value.kind !== "object") return input(place);
  return {
    ...value,
    entries: new Map([...value.entries].filter(([name]) => !names.includes(name))),
    open: value.open || names.includes(null),
    place,
  };
}

/** `const [first, ...rest] = list` */
function restOf(value: Built, from: number, place: Place): Built {
  if (value.kind !== "list" || value.items.slice(0, from).some(isOptional)) return input(place);
  return { ...value, items: value.items.slice(from), place };
}

function propertyStep(name: string, at: Place, place: Place): Step {
  return { name, arguments: null, spread: false, template: null, types: null, at, place };
}

function isGlobal(value: Built, name: string): boolean {
  if (value.kind !== "chain" || value.root.kind !== "unknown" || value.steps.length > 0) return false;
  const { node, frame } = value.root.place;
  return node.type === "Identifier" && node.name === name && variableOf(frame.module, node) === null;
}

/** `String.raw` */
function isRawTag(value: Built): boolean {
  if (value.kind !== "chain" || value.steps.length !== 1 || value.steps[0]?.name !== "raw") return false;
  return isGlobal({ ...value, steps: [] }, "String");
}

const falseAt = (place: Place): Built => ({ kind: "constant", value: false, place });

/** The statement of a module that declares a variable; no program where a function or block does. */
function atTop({ parent: declaration }: TSESTree.VariableDeclarator): {
  readonly program: TSESTree.Program | null;
  readonly statement: Node;
} {
  const statement = declaration.parent.type === "ExportNamedDeclaration" ? declaration.parent : declaration;
  return { program: statement.parent.type === "Program" ? statement.parent : null, statement };
}

/** What a member is taken of: on paths where there is nothing the program ends, unless there never is anything. */
function somethingOf(value: Value): Value {
  if (value.kind !== "choice" || choicesOf(value).every(isNothing)) return value;
  return mapped(value, (plain) => (isNothing(plain) ? unreachable : plain));
}

/** `for (const name of list)` */
function isNamedBy(loop: Node, variable: Variable): boolean {
  const declared = loop.type === "ForOfStatement" && loop.left.type === "VariableDeclaration" ? loop.left : null;
  return declared?.declarations[0]?.id === variable.identifiers[0];
}

function isOverElements(node: Node | undefined): boolean {
  return node?.type === "ForOfStatement" || node?.type === "ForInStatement";
}

/** A short text that is the same for the same text. */
function hashed(text: string): string {
  let [one, other] = [0xdeadbeef, 0x41c6ce57];
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    one = Math.imul(one ^ code, 2654435761);
    other = Math.imul(other ^ code, 1597334677);
  }
  return `${(one >>> 0).toString(36)}${(other >>> 0).toString(36)}`;
}

/** What `this` (or `super`) belongs to at a node. */
function ownerOf(
  node: Node,
):
  | { readonly kind: "class"; readonly node: ClassNode; readonly isStatic: boolean }
  | { readonly kind: "object"; readonly node: TSESTree.ObjectExpression; readonly isStatic: false }
  | null {
  for (let at = node.parent; at; at = at.parent) {
    if (at.type === "FunctionDeclaration") return null;
    if (at.type === "PropertyDefinition" || at.type === "AccessorProperty" || at.type === "StaticBlock") {
      return { kind: "class", node: at.parent.parent as ClassNode, isStatic: at.type === "StaticBlock" || at.static };
    }
    if (at.type !== "FunctionExpression") continue;
    const { parent } = at;
    if (parent.type === "MethodDefinition")
      return { kind: "class", node: parent.parent.parent as ClassNode, isStatic: parent.static };
    if (parent.type === "Property" && parent.parent.type === "ObjectExpression")
      return { kind: "object", node: parent.parent, isStatic: false };
    return null;
  }
  return null;
}

/** Whether an anchor stands at another place of the file than the call that leads out of it: where an instance was made. */
function isElsewhere(anchor: Span, { node, frame }: Place): boolean {
  return frame.anchor === null && (anchor.end <= node.range[0] || node.range[1] <= anchor.start);
}
