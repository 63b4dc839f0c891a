import type { TSESTree } from "@typescript-eslint/utils";
import type { Variable } from "@typescript-eslint/scope-manager";
import { variableOf } from "../bindings.ts";
import {
  enclosingClass,
  exportedMeaning,
  givesPromise,
  meaningOf,
  nameOfKey,
  type FunctionNode,
  type Meaning,
} from "../meaning.ts";
import type { SourceModule } from "../module.ts";
import { originOf } from "../origin.ts";
import { traceValue, type ClassNode, type Value } from "../trace.ts";
import {
  appended,
  input,
  isPlace,
  isRuntime,
  type Built,
  type BuiltConstant,
  type BuiltFunction,
  type BuiltList,
  type BuiltObject,
  type Chain,
  type Entry,
  type Frame,
  type Instance,
  type Place,
  type Step,
} from "./built.ts";
import { instanceMember, staticMember, type Member } from "./classes.ts";
import { clientAt, clientByType, modelLibrary, type Client } from "./clients.ts";
import { alwaysThrows, keyOf, knownAt, mayLeave, mayReturn } from "./conditions.ts";
import { Unreachable, type Decisions } from "./decisions.ts";
import { listMethod } from "./lists.ts";
import { endOfBody, endOfThis, valueAt } from "./variables.ts";

type Node = TSESTree.Node;

/** Calls deep that are followed, and how often one function may be under way at a time. */
const deepest = 12;
const mostAtOnce = 3;
/** Expressions that are followed for one answer. */
const mostSteps = 12_000;

/** What calling a function of the project gives, and what its parameters are when it ends. */
export interface Called {
  readonly result: Built;
  /** The first parameters, with what was done to them; `this` for a function that is called as a method of one. */
  readonly parameters: readonly Built[];
  readonly self: Built | null;
}

/**
 * One way through a program, with every condition on it decided. Values are followed when they are asked for: through constants,
 * variables written under conditions, objects and lists put together in pieces, and functions of the project, across
 * files. Nothing is executed; what is not known is `input`.
 */
export class Run {
  readonly module: SourceModule;
  /** The frame of code outside every function that is followed into. */
  readonly top: Frame;
  #decisions: Decisions;
  /** What was followed while the variables held what they hold now; the last of the list is of now. */
  #known: Map<Node, { readonly frame: Frame; readonly value: Built }[]>[] = [new Map()];
  readonly #active = new Map<Node, Set<Frame>>();
  #activeCount = 0;
  /** Variables whose writes are being gone through, with what they hold just now. */
  readonly #now = new Map<Variable, { readonly frame: Frame; readonly value: Built }>();
  /** Functions that are being followed into. */
  readonly #calls: FunctionNode[] = [];
  /** Conditions that hold or not, and what is equal to a constant: on this way, and on every one that gets to what is asked about. */
  #assumed = new Map<string, boolean>();
  #equal = new Map<string, string>();
  #sure = { assumed: new Map<string, boolean>(), equal: new Map<string, string>() };
  readonly #most: number;
  #steps = 0;
  #allSteps = 0;
  #exhausted = false;

  /** In: `most`, how many expressions are followed at most. */
  constructor(module: SourceModule, decisions: Decisions, most = mostSteps) {
    this.module = module;
    this.#most = most;
    this.#decisions = decisions;
    this.top = { module, anchor: null, parameters: new Map(), self: null, depth: 0, inside: null, id: "" };
  }

  /** How many expressions were followed so far: what the way has cost. */
  get followed(): number {
    return this.#allSteps;
  }

  /** True where more had to be followed than is: what was given as unknown might be known. */
  get exhausted(): boolean {
    return this.#exhausted;
  }

  place(node: Node): Place {
    return { node, frame: this.top };
  }

  /** What an expression stands for where the program gets to it: conditions that lead there hold. */
  reach(node: Node): Built {
    for (const { test, truth } of knownAt(node)) this.#assume(this.place(test), truth);
    this.#sure.assumed = new Map(this.#assumed);
    this.#sure.equal = new Map(this.#equal);
    return this.follow(this.place(node));
  }

  /** What an expression is on this way; what a member of something unknown is, is unknown. */
  value(what: Place | Built): Built {
    const value = this.follow(what);
    return value.kind === "chain" && isRuntime(value) ? input(value.place) : value;
  }

  /** As `value`, with the steps that are taken from something unknown: `ctx.db.user.findMany(…)`. */
  follow(what: Place | Built): Built {
    if (!isPlace(what)) return what;
    const { node, frame } = what;
    const layer = this.#known.at(-1)!;
    const known = layer.get(node)?.find((one) => one.frame === frame);
    if (known) return known.value;
    const active = this.#active.get(node);
    // Every question has steps of its own.
    if (this.#activeCount === 0) this.#steps = 0;
    if (active?.has(frame) || frame.depth > deepest) return input(what);
    if (this.#steps++ > this.#most || this.#allSteps++ > this.#most * 8) {
      this.#exhausted = true;
      return input(what);
    }
    this.#activeCount++;
    if (active) active.add(frame);
    else this.#active.set(node, new Set([frame]));
    try {
      const value = this.#follow(what);
      layer.set(node, [...(layer.get(node) ?? []), { frame, value }]);
      return value;
    } finally {
      this.#active.get(node)?.delete(frame);
      this.#activeCount--;
    }
  }

  /**
   * Does some work on another way through the program: every condition goes the first way, or the last. What holds on both, holds
   * whatever is decided; this way's own decisions are left alone.
   */
  elsewhere<T>(end: "first" | "last", work: () => T): T {
    const [decisions, known, assumed, equal] = [this.#decisions, this.#known, this.#assumed, this.#equal];
    this.#decisions = { decide: (_, ways) => (end === "first" ? 0 : ways - 1) };
    this.#known = [new Map()];
    this.#assumed = new Map(this.#sure.assumed);
    this.#equal = new Map(this.#sure.equal);
    try {
      return work();
    } finally {
      this.#decisions = decisions;
      this.#known = known;
      this.#assumed = assumed;
      this.#equal = equal;
    }
  }

  /** Decides between `ways` at a place; the same condition is decided alike wherever it stands, as long as its variables hold the same. */
  decide(place: Place, ways: number): number {
    return this.#decisions.decide(keyOf(place), ways);
  }

  /** Whether a condition holds on this way. */
  holds(place: Place): boolean {
    const { node, frame } = place;
    const at = (one: Node): Place => ({ node: one, frame });
    switch (node.type) {
      case "UnaryExpression":
        if (node.operator === "!") return !this.holds(at(node.argument));
        break;
      case "LogicalExpression":
        if (node.operator === "&&") return this.holds(at(node.left)) && this.holds(at(node.right));
        if (node.operator === "||") return this.holds(at(node.left)) || this.holds(at(node.right));
        break;
      case "BinaryExpression":
        return this.#compares(node, place);
      case "CallExpression": {
        const [first] = node.arguments;
        if (!first || first.type === "SpreadElement") break;
        if (node.callee.type === "Identifier" && node.callee.name === "Boolean") return this.holds(at(first));
        if (
          node.callee.type === "MemberExpression" &&
          node.callee.object.type === "Identifier" &&
          node.callee.object.name === "Array" &&
          nameOfKey(node.callee.property) === "isArray"
        ) {
          const value = this.value(at(first));
          if (value.kind !== "input") return value.kind === "list";
        }
        break;
      }
      case "TSAsExpression":
      case "TSNonNullExpression":
      case "TSSatisfiesExpression":
      case "ChainExpression":
        return this.holds(at(node.expression));
    }
    const value = this.follow(place);
    if (value.kind === "constant") return Boolean(value.value);
    if (isMade(value)) return true;
    return this.#isTrue(this.#keyOf(value));
  }

  /** What a thing that is made while the program runs is told from others by. */
  #keyOf(value: Built): string {
    if (value.kind !== "chain" || !isRuntime(value)) return keyOf(value.place);
    const steps = value.steps.map(({ name, arguments: given, place }) =>
      given
        ? `${name}(${place.frame.id}${place.frame.module.text.slice(place.node.range[0], place.node.range[1])})`
        : name,
    );
    return [keyOf(value.root.place), ...steps].join(".");
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

  #compares(node: TSESTree.BinaryExpression, place: Place): boolean {
    const [left, right] = [
      this.follow({ node: node.left, frame: place.frame }),
      this.follow({ node: node.right, frame: place.frame }),
    ];
    if (/^[<>]=?$/.test(node.operator)) {
      const holds = compared(left, right, node.operator);
      return holds ?? this.#isTrue(keyOf(place));
    }
    if (!/^[!=]==?$/.test(node.operator)) return this.#isTrue(keyOf(place));
    const isNot = node.operator.startsWith("!");
    return this.#same(left, right, node.operator.length === 3) !== isNot;
  }

  #same(left: Built, right: Built, strictly: boolean): boolean {
    if (left.kind === "constant" && right.kind === "constant")
      return left.value === right.value || (!strictly && isNothing(left) && isNothing(right));
    if ((isNothing(left) && isMade(right)) || (isNothing(right) && isMade(left))) return false;
    if (left.kind !== "constant" && right.kind !== "constant")
      return this.#isTrue([this.#keyOf(left), this.#keyOf(right)].sort().join("=="));
    const constant = left.kind === "constant" ? left : (right as BuiltConstant);
    const other = constant === left ? right : left;
    return !isMade(other) && this.#isEqual(this.#keyOf(other), writtenConstant(constant));
  }

  /** Takes a condition to be as it must be. */
  #assume(place: Place, truth: boolean): void {
    const { node, frame } = place;
    const at = (one: Node): Place => ({ node: one, frame });
    switch (node.type) {
      case "UnaryExpression":
        if (node.operator === "!") {
          this.#assume(at(node.argument), !truth);
          return;
        }
        break;
      case "LogicalExpression":
        if (node.operator === (truth ? "&&" : "||")) {
          this.#assume(at(node.left), truth);
          this.#assume(at(node.right), truth);
        }
        return;
      case "BinaryExpression": {
        if (!/^[!=]==?$/.test(node.operator)) {
          this.#assumed.set(keyOf(place), truth);
          return;
        }
        const equal = node.operator.startsWith("!") !== truth;
        const [left, right] = [this.follow(at(node.left)), this.follow(at(node.right))];
        const constant = left.kind === "constant" ? left : right.kind === "constant" ? right : null;
        const other = constant === left ? right : left;
        if (!constant) this.#assumed.set([this.#keyOf(left), this.#keyOf(right)].sort().join("=="), equal);
        else if (other.kind !== "constant" && !isMade(other)) {
          const written = writtenConstant(constant);
          this.#assumed.set(`${this.#keyOf(other)}==${written}`, equal);
          if (equal) this.#equal.set(this.#keyOf(other), written);
        }
        return;
      }
      case "TSAsExpression":
      case "TSNonNullExpression":
      case "ChainExpression":
        this.#assume(at(node.expression), truth);
        return;
    }
    // What a function says is not looked into: it is known to say so.
    if (node.type === "CallExpression" || node.type === "AwaitExpression") {
      this.#assumed.set(keyOf(place), truth);
      return;
    }
    const value = this.follow(place);
    if (value.kind !== "constant" && !isMade(value)) this.#assumed.set(this.#keyOf(value), truth);
  }

  /** The frame of a function's body. In: what the function is given, in order; `at`, the place of the call. */
  enter(
    node: FunctionNode,
    outer: Frame,
    given: readonly (Place | Built)[],
    self: Built | null,
    at: Place | null = null,
  ): Frame {
    const parameters = new Map(outer.parameters);
    const frame: Frame = {
      ...outer,
      parameters,
      self: node.type === "ArrowFunctionExpression" ? outer.self : self,
      depth: Math.max(outer.depth, at?.frame.depth ?? 0) + 1,
      inside: { node, outer },
      id: at
        ? hashed(`${outer.id}>${at.frame.id}:${at.frame.module.file}:${at.node.range[0]}`)
        : hashed(`${outer.id}>${node.range[0]}`),
    };
    const here: Place = { node, frame: outer };
    node.params.forEach((parameter, index) => {
      if (parameter.type === "RestElement")
        this.#bind(
          parameter.argument,
          () => ({ kind: "list", items: given.slice(index), open: false, each: null, place: here }),
          frame,
          parameters,
        );
      else {
        const value = given[index];
        this.#bind(
          parameter,
          () => (value ? this.follow(value) : { kind: "constant", value: undefined, place: here }),
          frame,
          parameters,
        );
      }
    });
    return frame;
  }

  /** Calls a function. In: what it is given, in order. */
  call(fn: BuiltFunction, given: readonly (Place | Built)[], self: Built | null = null, at: Place = fn.place): Called {
    const { node } = fn;
    const unknown: Called = { result: input(at), parameters: [], self };
    if (fn.frame.depth >= deepest || this.#calls.filter((one) => one === node).length >= mostAtOnce) return unknown;
    const frame = this.enter(node, fn.frame, given, self, at);
    this.#calls.push(node);
    try {
      const result =
        node.body.type === "BlockStatement"
          ? this.#returned(node.body, frame)
          : this.follow({ node: node.body, frame });
      const after = (): readonly Built[] =>
        node.params.map((parameter, index) => {
          const name = parameter.type === "AssignmentPattern" ? parameter.left : parameter;
          const variable = name.type === "Identifier" ? this.#declared(name, node, frame) : null;
          const value = variable && frame.parameters.get(variable)?.();
          // What a pattern takes apart is left as it was.
          return variable && value
            ? endOfBody(this, variable, node.body, value, frame)
            : given[index]
              ? this.follow(given[index])
              : input(at);
        });
      let known: readonly Built[] | null = null;
      const end = (): Built | null =>
        self && node.type !== "ArrowFunctionExpression" && node.body.type === "BlockStatement"
          ? endOfThis(this, node.body, self, frame)
          : self;
      return {
        result,
        get parameters() {
          return (known ??= after());
        },
        get self() {
          return end();
        },
      };
    } finally {
      this.#calls.pop();
    }
  }

  /** What a variable holds while its writes are gone through. */
  during<T>(variable: Variable, value: Built, frame: Frame, work: () => T): T {
    const before = this.#now.get(variable);
    this.#now.set(variable, { frame, value });
    this.#known.push(new Map());
    try {
      return work();
    } finally {
      this.#known.pop();
      if (before) this.#now.set(variable, before);
      else this.#now.delete(variable);
    }
  }

  #declared(name: TSESTree.Identifier, node: FunctionNode, frame: Frame): Variable | null {
    return frame.module.scopes.getDeclaredVariables(node).find((one) => one.identifiers.includes(name)) ?? null;
  }

  /** What the names of a pattern hold, by what the whole is. */
  bound(pattern: Node, value: () => Built, frame: Frame): ReadonlyMap<Variable, () => Built> {
    const names = new Map<Variable, () => Built>();
    this.#bind(pattern, value, frame, names);
    return names;
  }

  #bind(pattern: Node, value: () => Built, frame: Frame, parameters: Map<Variable, () => Built>): void {
    let kept: Built | null = null;
    const once = (): Built => (kept ??= value());
    switch (pattern.type) {
      case "Identifier": {
        const variable = variableOf(frame.module, pattern);
        if (variable) parameters.set(variable, once);
        return;
      }
      case "TSParameterProperty":
        this.#bind(pattern.parameter, value, frame, parameters);
        return;
      case "AssignmentPattern":
        this.#bind(
          pattern.left,
          () => {
            const given = once();
            return given.kind === "constant" && given.value === undefined
              ? this.follow({ node: pattern.right, frame })
              : given;
          },
          frame,
          parameters,
        );
        return;
      case "ObjectPattern": {
        const taken: (string | null)[] = [];
        for (const property of pattern.properties) {
          if (property.type === "RestElement") {
            this.#bind(property.argument, () => without(once(), taken, { node: property, frame }), frame, parameters);
            continue;
          }
          const name = property.computed ? null : nameOfKey(property.key);
          taken.push(name);
          this.#bind(
            property.value,
            () =>
              name === null
                ? input({ node: property, frame })
                : this.member(once(), name, {
                    node: property.value.type === "AssignmentPattern" ? property.value.left : property.value,
                    frame,
                  }),
            frame,
            parameters,
          );
        }
        return;
      }
      case "ArrayPattern":
        pattern.elements.forEach((element, index) => {
          if (element)
            this.#bind(element, () => this.member(once(), String(index), { node: element, frame }), frame, parameters);
        });
    }
  }

  /** What a function's body returns on this way. */
  #returned(body: TSESTree.BlockStatement, frame: Frame): Built {
    const end = this.#through(body.body, frame);
    return end?.returned ?? { kind: "constant", value: undefined, place: { node: body, frame } };
  }

  /** Goes through statements; null where the end of them is reached. */
  #through(statements: readonly Node[], frame: Frame): { readonly returned: Built | null } | null {
    for (const statement of statements) {
      const end = this.#statement(statement, frame);
      if (end) return end;
    }
    return null;
  }

  #statement(node: Node, frame: Frame): { readonly returned: Built | null } | null {
    switch (node.type) {
      case "ReturnStatement":
        return {
          returned: node.argument
            ? this.follow({ node: node.argument, frame })
            : { kind: "constant", value: undefined, place: { node, frame } },
        };
      case "ThrowStatement":
        throw new Unreachable();
      case "BlockStatement":
        return this.#through(node.body, frame);
      case "IfStatement": {
        if (!mayLeave(node)) return null;
        const test: Place = { node: node.test, frame };
        // What is built behind it is built where nothing was thrown.
        const forced = alwaysThrows(node.consequent)
          ? false
          : node.alternate && alwaysThrows(node.alternate)
            ? true
            : null;
        if (forced !== null) this.#assume(test, forced);
        const branch = (forced ?? this.holds(test)) ? node.consequent : node.alternate;
        return branch ? this.#statement(branch, frame) : null;
      }
      case "TryStatement":
        return this.#statement(node.block, frame) ?? (node.finalizer ? this.#statement(node.finalizer, frame) : null);
      case "SwitchStatement": {
        if (!mayLeave(node)) return null;
        const chosen = this.switchCase(node, frame);
        if (chosen === null) return null;
        for (const statement of node.cases.slice(chosen).flatMap((each) => each.consequent)) {
          if (
            statement.type === "BreakStatement" ||
            (statement.type === "BlockStatement" && statement.body.some(({ type }) => type === "BreakStatement"))
          ) {
            return statement.type === "BlockStatement"
              ? this.#through(
                  statement.body.filter(({ type }) => type !== "BreakStatement"),
                  frame,
                )
              : null;
          }
          const end = this.#statement(statement, frame);
          if (end) return end;
        }
        return null;
      }
      case "ForStatement":
      case "ForOfStatement":
      case "ForInStatement":
      case "WhileStatement":
      case "DoWhileStatement":
      case "LabeledStatement":
        return mayReturn(node) && this.decide({ node, frame }, 2) === 1 ? this.#statement(node.body, frame) : null;
      default:
        return null;
    }
  }

  /** Which case a switch goes to on this way; null for none. */
  switchCase(node: TSESTree.SwitchStatement, frame: Frame): number | null {
    const subject = this.follow({ node: node.discriminant, frame });
    const fallback = node.cases.findIndex(({ test }) => test === null);
    const found = node.cases.findIndex(({ test }) => {
      if (!test) return false;
      // `switch (true) { case a > b: … }`
      if (subject.kind === "constant" && subject.value === true) return this.holds({ node: test, frame });
      return this.#same(subject, this.follow({ node: test, frame }), true);
    });
    return found >= 0 ? found : fallback >= 0 ? fallback : null;
  }

  #follow(what: Place): Built {
    const { node, frame } = what;
    const at = (one: Node): Place => ({ node: one, frame });
    const constant = (value: string | number | bigint | boolean | null | undefined): Built => ({
      kind: "constant",
      value,
      place: what,
    });
    switch (node.type) {
      case "Literal":
        return "regex" in node || "bigint" in node ? input(what) : constant(node.value);
      case "TemplateLiteral": {
        let all = "";
        for (const [index, quasi] of node.quasis.entries()) {
          all += quasi.value.cooked ?? quasi.value.raw;
          const expression = node.expressions[index];
          if (!expression) continue;
          const value = this.value(at(expression));
          if (value.kind !== "constant") return input(what);
          all += String(value.value);
        }
        return constant(all);
      }
      case "TSAsExpression":
      case "TSTypeAssertion":
      case "TSSatisfiesExpression":
      case "TSNonNullExpression":
      case "TSInstantiationExpression":
      case "ChainExpression":
        return this.follow(at(node.expression));
      case "SequenceExpression":
        return this.follow(at(node.expressions.at(-1)!));
      case "AssignmentExpression":
        return node.operator === "=" ? this.follow(at(node.right)) : input(what);
      case "ConditionalExpression":
        return this.follow(at(this.holds(at(node.test)) ? node.consequent : node.alternate));
      case "LogicalExpression":
        return this.#logical(node, what);
      case "UnaryExpression": {
        if (node.operator === "void") return constant(undefined);
        const value = this.value(at(node.argument));
        if (
          (node.operator === "-" || node.operator === "+") &&
          value.kind === "constant" &&
          typeof value.value === "number"
        )
          return constant(node.operator === "-" ? -value.value : value.value);
        if (node.operator === "!" && value.kind !== "input") return constant(!this.holds(at(node.argument)));
        return input(what);
      }
      case "BinaryExpression": {
        if (/^(?:[!=]==?|[<>]=?)$/.test(node.operator)) {
          const [one, other] = [this.value(at(node.left)), this.value(at(node.right))];
          return one.kind === "constant" && other.kind === "constant" ? constant(this.holds(what)) : input(what);
        }
        if (node.operator !== "+") return input(what);
        const [left, right] = [this.value(at(node.left)), this.value(at(node.right))];
        if (left.kind !== "constant" || right.kind !== "constant") return input(what);
        return constant(
          typeof left.value === "number" && typeof right.value === "number"
            ? left.value + right.value
            : String(left.value) + String(right.value),
        );
      }
      case "ArrayExpression":
        return this.#list(node.elements, what);
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
        return frame.self ?? this.#this(node, what);
      case "AwaitExpression": {
        const client = this.#client(what);
        if (client) return client;
        const value = this.follow(at(node.argument));
        // A builder that is awaited gives its rows.
        return value.kind === "chain" ? input(what) : value;
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
      case "TaggedTemplateExpression": {
        const tag = this.follow(at(node.tag));
        if (tag.kind === "chain")
          return appended(tag, {
            name: "``",
            arguments: null,
            spread: false,
            template: node,
            types: null,
            at: at(node.tag),
            place: what,
          });
        return input(what);
      }
      default:
        return input(what);
    }
  }

  #logical(node: TSESTree.LogicalExpression, what: Place): Built {
    const { frame } = what;
    const [left, right]: [Place, Place] = [
      { node: node.left, frame },
      { node: node.right, frame },
    ];
    if (node.operator === "&&")
      return this.holds(left) ? this.follow(right) : { kind: "constant", value: false, place: what };
    const value = this.follow(left);
    if (value.kind === "constant") {
      const missing = node.operator === "??" ? value.value === null || value.value === undefined : !value.value;
      return missing ? this.follow(right) : value;
    }
    if (!isRuntime(value) && value.kind !== "input") return value;
    const other = this.follow(right);
    // One value or another is a value; an object or a builder is worth knowing.
    if (other.kind === "constant" || other.kind === "input" || isRuntime(other))
      return value.kind === "chain" ? value : input(what);
    return this.decide(what, 2) === 0 ? value : other;
  }

  #list(elements: readonly (Node | null)[], what: Place): BuiltList {
    const items: (Place | Built)[] = [];
    let open = false;
    let each: Place | Built | null = null;
    for (const element of elements) {
      if (element?.type === "SpreadElement") {
        const value = this.value({ node: element.argument, frame: what.frame });
        if (value.kind === "list") {
          items.push(...value.items);
          open ||= value.open;
          each ??= value.each;
        } else if (value.kind !== "constant") open = true;
      } else
        items.push(
          element ? { node: element, frame: what.frame } : { kind: "constant", value: undefined, place: what },
        );
    }
    return { kind: "list", items, open, each, place: what };
  }

  #object(node: TSESTree.ObjectExpression, what: Place): BuiltObject {
    const { frame } = what;
    const entries = new Map<string, Entry>();
    let open = false;
    for (const property of node.properties) {
      if (property.type === "SpreadElement") {
        const value = this.value({ node: property.argument, frame });
        if (value.kind === "object") {
          for (const [name, entry] of value.entries) entries.set(name, entry);
          open ||= value.open;
        } else if (value.kind !== "constant") open = true;
        continue;
      }
      const name = property.computed ? this.computedName({ node: property.key, frame }) : nameOfKey(property.key);
      if (name === null || property.kind !== "init") open = true;
      else {
        entries.delete(name);
        entries.set(name, { name, key: { node: property.key, frame }, value: { node: property.value, frame } });
      }
    }
    return { kind: "object", entries, open, place: what };
  }

  /** The name that a computed key is; `[Op.or]` of a package is `Op.or`. */
  computedName(key: Place): string | null {
    const value = this.follow(key);
    if (value.kind === "constant") return String(value.value);
    if (value.kind === "chain" && value.root.kind === "package" && value.root.origin.library)
      return [value.root.origin.path, ...value.steps.map(({ name }) => name)].filter((part) => part !== "").join(".");
    return null;
  }

  #client(what: Place): Chain | null {
    const client = clientAt(what.node, what.frame.module);
    return client && this.#ofClient(client, what);
  }

  #ofClient({ origin, made, instance }: Client, what: Place): Chain {
    const place = made && { node: made.node, frame: this.frameOf(made.module, what.frame) };
    return {
      kind: "chain",
      steps: [],
      place: what,
      root: {
        kind: "package",
        origin,
        place: what,
        made: place,
        ...(instance
          ? { instance: { node: instance.node, frame: this.frameOf(instance.module, what.frame), given: null } }
          : {}),
      },
    };
  }

  #package(what: Place): Chain | null {
    const origin = originOf(what.node, what.frame.module);
    return origin?.library
      ? { kind: "chain", root: { kind: "package", origin, place: what }, steps: [], place: what }
      : null;
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

  /** What `this` is where no call says it. */
  #this(node: TSESTree.ThisExpression, what: Place): Built {
    const owner = ownerOf(node);
    if (!owner) return this.#package(what) ?? this.#unknown(what);
    if (owner.kind === "object") return this.follow({ node: owner.node, frame: what.frame });
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
  #typeName(node: TSESTree.TSTypeReference, what: Place): Built {
    return node.typeName.type === "Identifier"
      ? this.#identifier(node.typeName, { node: node.typeName, frame: what.frame })
      : input(what);
  }

  /**
   * The model that a repository is of: `Repository<User>`, `dataSource.getRepository(User)`, `class Users extends Repository<User>`.
   * Out: a class, a constant (the model's name), or whatever else is written there; null where nothing is.
   */
  modelOf(root: Chain["root"]): Built | null {
    if (root.kind !== "package" || !root.made) return null;
    const { node, frame } = root.made;
    const named = (one: Node | undefined): Built | null => (one ? this.value({ node: one, frame }) : null);
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
        if (name !== null && /Repository$/.test(name) && name !== "withRepository")
          return named(first) ?? named(node.typeArguments?.params[0]);
        if (name === "extend" && node.callee.type === "MemberExpression") {
          const inner = this.follow({ node: node.callee.object, frame });
          return inner.kind === "chain" ? this.modelOf(inner.root) : null;
        }
        if (name === "withRepository" && first) {
          const inner = this.follow({ node: first, frame });
          return inner.kind === "chain" ? this.modelOf(inner.root) : null;
        }
        return null;
      }
      default:
        return null;
    }
  }

  #identifier(node: TSESTree.Identifier, what: Place): Built {
    const { frame } = what;
    if (node.name === "undefined") return { kind: "constant", value: undefined, place: what };
    const variable = variableOf(frame.module, node);
    const now = variable && this.#now.get(variable);
    if (now) return now.value;
    const given = variable && frame.parameters.get(variable);
    const client = this.#client(what);
    if (client) return client;
    if (!variable) return this.#package(what) ?? this.#unknown(what);
    if (given) return valueAt(this, variable, given(), node, frame) ?? given();
    const definition = variable.defs.length === 1 ? variable.defs[0] : undefined;
    const declared = definition?.node;
    if (declared?.type === "VariableDeclarator") return this.#variable(variable, declared, node, what);
    if (definition?.type === "Parameter") {
      const unknown = this.#package(what) ?? this.#traced(what) ?? this.#unknown(what);
      return valueAt(this, variable, unknown, node, frame) ?? unknown;
    }
    return this.#meant(meaningOf(node, frame.module), what);
  }

  /** A variable of this module. */
  #variable(variable: Variable, declared: TSESTree.VariableDeclarator, node: TSESTree.Identifier, what: Place): Built {
    const { frame } = what;
    const loop = declared.parent.parent;
    if (declared.id.type !== "Identifier" && declared.init && !isLoop(loop)) {
      const { init } = declared;
      const initial = this.bound(declared.id, () => this.follow({ node: init, frame }), frame).get(variable)?.();
      if (initial) {
        const value = valueAt(this, variable, initial, node, frame) ?? initial;
        // Of something unknown, the name itself says where it is from.
        return value.kind === "chain" && isRuntime(value)
          ? (this.#package(what) ?? this.#traced(what) ?? value)
          : value;
      }
    }
    const value = valueAt(this, variable, null, node, frame);
    if (value && !(value.kind === "chain" && isRuntime(value) && !instanceOf(value) && value.steps.length === 0))
      return value;
    return this.#package(what) ?? value ?? (isLoop(loop) ? this.#unknown(what) : input(what));
  }

  /** What a name means that another declaration gives it. */
  #meant(meaning: Meaning | null, what: Place): Built {
    switch (meaning?.kind) {
      case "value":
        return this.#elsewhere(meaning.node, meaning.module, what);
      case "variable": {
        const module = meaning.module;
        const frame = module === what.frame.module ? what.frame : this.#frameFrom(module, what);
        const { init } = meaning.declarator;
        // Another module's variable that is written again is known by its name alone.
        return init && module === what.frame.module
          ? this.follow({ node: init, frame })
          : (this.#package(what) ?? this.#unknown(what));
      }
      case "property": {
        const from = this.#elsewhere(meaning.from, meaning.module, what);
        const value = this.member(from, meaning.key, what);
        if (value.kind === "constant" && value.value === undefined && meaning.fallback)
          return this.#elsewhere(meaning.fallback, meaning.module, what);
        return value.kind === "chain" && isRuntime(value) ? (this.#package(what) ?? value) : value;
      }
      case "function":
      case "class":
        return this.#elsewhere(meaning.node, meaning.module, what);
      case "enum":
        return this.#enum(meaning.node, { node: meaning.node, frame: this.#frameFrom(meaning.module, what) });
      default:
        return this.#package(what) ?? this.#traced(what) ?? this.#unknown(what);
    }
  }

  #enum(node: TSESTree.TSEnumDeclaration, place: Place): Built {
    const entries = new Map<string, Entry>();
    let next: number | null = 0;
    for (const member of node.body.members) {
      const name = nameOfKey(member.id);
      if (name === null) continue;
      const given: Built | null = member.initializer
        ? this.value({ node: member.initializer, frame: place.frame })
        : null;
      const value: Built =
        given ??
        (next === null ? input(place) : { kind: "constant", value: next, place: { node: member, frame: place.frame } });
      next = value.kind === "constant" && typeof value.value === "number" ? value.value + 1 : null;
      entries.set(name, { name, key: { node: member.id, frame: place.frame }, value });
    }
    return { kind: "object", entries, open: false, place };
  }

  /** A node that a name of this place leads to. In another file it is underlined where the name stands. */
  #elsewhere(node: Node, module: SourceModule, from: Place): Built {
    return this.follow({ node, frame: module === from.frame.module ? from.frame : this.#frameFrom(module, from) });
  }

  #frameFrom(module: SourceModule, from: Place): Frame {
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

  #member(node: TSESTree.MemberExpression, what: Place): Built {
    const { frame } = what;
    const client = this.#client(what);
    if (client) return client;
    const name = node.computed ? this.computedName({ node: node.property, frame }) : nameOfKey(node.property);
    if (node.object.type === "Super")
      return (
        (name === null ? null : this.#inherited(node.object, name, what)) ?? this.#traced(what) ?? this.#unknown(what)
      );
    const exported = name === null ? null : this.#namespaceMember(node.object, name, what);
    if (exported) return exported;
    const object = this.follow({ node: node.object, frame });
    if (name === null) {
      if (object.kind === "chain" && !isRuntime(object))
        return appended(object, {
          name: "?",
          arguments: null,
          spread: false,
          template: null,
          types: null,
          at: { node: node.property, frame },
          place: what,
        });
      return input(what);
    }
    const own = this.#ownMember(object, name, what);
    if (own) return own;
    // What an instance of a model inherits is a step of that instance: `user.$query()`.
    const instance = object.kind === "chain" && object.root.kind === "unknown" ? object.root.instance : undefined;
    if (
      object.kind === "chain" &&
      isRuntime(object) &&
      !(instance && modelLibrary(instance.node, instance.frame.module))
    ) {
      const traced = this.#traced(what) ?? clientByType(node, frame.module);
      if (traced) return "origin" in traced ? this.#ofClient(traced, what) : traced;
    }
    return this.member(object, name, what, { node: node.property, frame });
  }

  /** What a class of the project itself gives its instance, or itself, under a name. */
  #ownMember(object: Built, name: string, what: Place): Built | null {
    const instance = object.kind === "chain" && object.steps.length === 0 ? instanceOf(object) : null;
    if (instance) return this.#ofMember(instanceMember(this, instance, object, name), object, what);
    return object.kind === "class"
      ? this.#ofMember(staticMember(this, object.node, object.frame, object, name), object, what)
      : null;
  }

  #ofMember(member: Member | null, self: Built, what: Place): Built | null {
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
        const value = this.follow(member.value);
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
  #inherited(node: TSESTree.Super, name: string, what: Place): Built | null {
    const owner = enclosingClass(node);
    if (!owner) return null;
    const isStatic = ownerOf(node)?.isStatic === true;
    if (isStatic) return null;
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
  #namespaceMember(object: Node, name: string, what: Place): Built | null {
    const meaning = object.type === "Identifier" ? meaningOf(object, what.frame.module) : null;
    const found = meaning?.kind === "namespace" ? exportedMeaning(meaning.module, name) : null;
    return found ? this.#meant(found, what) : null;
  }

  /** What tracing the names alone tells: a method or a field of the project's own classes, an object's property in another file. */
  #traced(what: Place): Built | null {
    return this.#ofValue(traceValue(what.node, what.frame.module), what);
  }

  #ofValue(value: Value | null, what: Place): Built | null {
    switch (value?.kind) {
      case "function":
      case "class":
      case "object":
        return value.node === what.node ? null : this.#elsewhere(value.node, value.module, what);
      case "instance":
        return this.#instance(
          value.node,
          value.module === what.frame.module ? what.frame : this.#frameFrom(value.module, what),
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

  /** A member of a value. In: `place` is the whole expression, `at` the name. */
  member(object: Built, name: string, place: Place, at: Place = place): Built {
    switch (object.kind) {
      case "object": {
        const entry = object.entries.get(name);
        if (entry) return this.follow(entry.value);
        return object.open ? input(place) : { kind: "constant", value: undefined, place };
      }
      case "list": {
        if (name === "length")
          return object.open ? input(place) : { kind: "constant", value: object.items.length, place };
        const item = /^\d+$/.test(name) && !object.open ? object.items[Number(name)] : undefined;
        return item ? this.follow(item) : input(place);
      }
      case "class":
        return (
          this.#ownMember(object, name, place) ??
          appended(
            {
              kind: "chain",
              root: { kind: "class", node: object.node, frame: object.frame, place: object.place },
              steps: [],
              place: object.place,
            },
            propertyStep(name, at, place),
          )
        );
      case "chain":
        return this.#ownMember(object, name, place) ?? appended(object, propertyStep(name, at, place));
      default:
        return input(place);
    }
  }

  #call(node: TSESTree.CallExpression, what: Place): Built {
    const { frame } = what;
    const client = this.#client(what);
    if (client) return client;
    const { items: given, open: spread } = this.#list(node.arguments, what);
    const callee =
      node.callee.type === "TSNonNullExpression" || node.callee.type === "ChainExpression"
        ? node.callee.expression
        : node.callee;
    if (callee.type === "MemberExpression" && callee.object.type !== "Super") {
      const object = this.follow({ node: callee.object, frame });
      const name = callee.computed ? this.computedName({ node: callee.property, frame }) : nameOfKey(callee.property);
      if (name !== null && object.kind === "list") return listMethod(this, object, name, given, what) ?? input(what);
      // What is made of each element of a list that is not known is made alike.
      if (
        name === "map" &&
        given.length > 0 &&
        (object.kind === "input" || (object.kind === "chain" && isRuntime(object) && !instanceOf(object)))
      ) {
        const fn = this.follow(given[0]!);
        if (fn.kind === "function")
          return {
            kind: "list",
            items: [],
            open: true,
            each: this.call(fn, [input({ node: callee, frame })], null, what).result,
            place: what,
          };
      }
      if (isGlobal(object, "Object") && name !== null) return this.#objectFunction(name, given, what);
    }
    if (callee.type === "Super") return input(what);
    const called = this.follow({ node: callee, frame });
    if (called.kind === "function") {
      const { result } = this.call(this.#anchored(called, what), given, this.#receiver(callee, frame), what);
      return givesPromise(called.node) && result.kind === "chain" && !instanceOf(result) ? input(what) : result;
    }
    if (called.kind === "class") return input(what);
    if (called.kind === "chain") {
      const last = called.steps.at(-1);
      // A member that is called is one step.
      if (
        callee.type === "MemberExpression" &&
        last &&
        last.arguments === null &&
        last.template === null &&
        last.place.node === callee
      ) {
        return {
          ...called,
          steps: [
            ...called.steps.slice(0, -1),
            { ...last, arguments: given, spread, types: node.typeArguments ?? null, place: what },
          ],
          place: what,
        };
      }
      return appended(called, {
        name: "",
        arguments: given,
        spread,
        template: null,
        types: node.typeArguments ?? null,
        at: { node: callee, frame },
        place: what,
      });
    }
    return input(what);
  }

  /** What `this` is in a function that is called as a member. */
  #receiver(callee: Node, frame: Frame): Built | null {
    if (callee.type !== "MemberExpression") return null;
    if (callee.object.type === "Super") return frame.self ?? this.#thisOf(callee.object, frame);
    const object = this.follow({ node: callee.object, frame });
    return object.kind === "class" ||
      object.kind === "object" ||
      (object.kind === "chain" && (!isRuntime(object) || (instanceOf(object) && object.steps.length === 0)))
      ? object
      : null;
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

  /** What is written in another file is underlined where that is called. */
  #anchoredFrame(frame: Frame, what: Place): Frame {
    if (frame.module === this.module || (frame.anchor && frame.anchor.end > 0)) return frame;
    return { ...frame, anchor: what.frame.anchor ?? { start: what.node.range[0], end: what.node.range[1] } };
  }

  #new(node: TSESTree.NewExpression, what: Place): Built {
    const { frame } = what;
    const client = this.#client(what);
    if (client) return client;
    const made = this.follow({ node: node.callee, frame });
    const { items, open } = this.#list(node.arguments, what);
    if (made.kind === "chain")
      return appended(made, {
        name: "new",
        arguments: items,
        spread: open,
        template: null,
        types: node.typeArguments ?? null,
        at: { node: node.callee, frame },
        place: what,
      });
    if (made.kind === "class") return this.#instance(made.node, made.frame, open ? null : items, what);
    return this.#unknown(what);
  }

  #objectFunction(name: string, given: readonly (Place | Built)[], what: Place): Built {
    const values = given.map((one) => this.value(one));
    const [first] = values;
    if (name === "assign") {
      const entries = new Map<string, Entry>();
      let open = false;
      for (const value of values) {
        if (value.kind === "object") {
          for (const [key, entry] of value.entries) entries.set(key, entry);
          open ||= value.open;
        } else if (value.kind !== "constant") open = true;
      }
      return { kind: "object", entries, open, place: what };
    }
    if (name === "freeze" || name === "seal") return first ?? input(what);
    if (first?.kind !== "object" || first.open) return input(what);
    if (name === "keys")
      return {
        kind: "list",
        items: [...first.entries.values()].map(({ name: key, key: place }) => ({
          kind: "constant",
          value: key,
          place,
        })),
        open: false,
        each: null,
        place: what,
      };
    if (name === "values")
      return {
        kind: "list",
        items: [...first.entries.values()].map(({ value }) => value),
        open: false,
        each: null,
        place: what,
      };
    if (name === "entries") {
      const pairs = [...first.entries.values()].map(({ name: key, key: place, value }): Built => ({
        kind: "list",
        items: [{ kind: "constant", value: key, place }, value],
        open: false,
        each: null,
        place,
      }));
      return { kind: "list", items: pairs, open: false, each: null, place: what };
    }
    return input(what);
  }
}

/** The class of the project that something is an instance of. */
function instanceOf({ root }: Chain): Instance | null {
  return (root.kind === "package" || root.kind === "unknown" ? root.instance : null) ?? null;
}

function compared(left: Built, right: Built, operator: string): boolean | null {
  if (
    left.kind !== "constant" ||
    right.kind !== "constant" ||
    typeof left.value !== "number" ||
    typeof right.value !== "number"
  )
    return null;
  switch (operator) {
    case "<":
      return left.value < right.value;
    case "<=":
      return left.value <= right.value;
    case ">":
      return left.value > right.value;
    default:
      return left.value >= right.value;
  }
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

function propertyStep(name: string, at: Place, place: Place): Step {
  return { name, arguments: null, spread: false, template: null, types: null, at, place };
}

/** True of what the program has put together: it is neither null nor undefined. */
function isMade(value: Built): boolean {
  return (
    value.kind === "object" ||
    value.kind === "list" ||
    value.kind === "function" ||
    value.kind === "class" ||
    (value.kind === "chain" && !isRuntime(value))
  );
}

function isGlobal(value: Built, name: string): boolean {
  return (
    value.kind === "chain" &&
    value.root.kind === "unknown" &&
    value.steps.length === 0 &&
    value.root.place.node.type === "Identifier" &&
    value.root.place.node.name === name &&
    variableOf(value.root.place.frame.module, value.root.place.node) === null
  );
}

const isNothing = (value: Built): boolean =>
  value.kind === "constant" && (value.value === null || value.value === undefined);

/** `x === undefined`, `x == null`: there is something, or there is not. */
function writtenConstant(constant: BuiltConstant): string {
  return isNothing(constant)
    ? "null"
    : typeof constant.value === "bigint"
      ? String(constant.value)
      : JSON.stringify(constant.value);
}

function isLoop(node: Node): boolean {
  return node.type === "ForOfStatement" || node.type === "ForInStatement";
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
      return { kind: "class", node: at.parent.parent, isStatic: at.type === "StaticBlock" || at.static };
    }
    if (at.type !== "FunctionExpression") continue;
    const { parent } = at;
    if (parent.type === "MethodDefinition")
      return { kind: "class", node: parent.parent.parent, isStatic: parent.static };
    if (parent.type === "Property" && parent.parent.type === "ObjectExpression")
      return { kind: "object", node: parent.parent, isStatic: false };
    return null;
  }
  return null;
}
