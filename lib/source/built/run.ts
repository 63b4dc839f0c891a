import type { TSESTree } from "@typescript-eslint/utils";
import type { Variable } from "@typescript-eslint/scope-manager";
import { variableOf } from "../bindings.ts";
import { exportedMeaning, meaningOf, nameOfKey, type FunctionNode } from "../meaning.ts";
import type { SourceModule } from "../module.ts";
import { originOf } from "../origin.ts";
import { traceValue, type Value } from "../trace.ts";
import { appended, input, isPlace, isRuntime, type Built, type BuiltFunction, type BuiltList, type BuiltObject, type Chain, type Entry, type Frame, type Place, type Step } from "./built.ts";
import { clientAt } from "./clients.ts";
import type { Decisions } from "./decisions.ts";
import { listMethod } from "./lists.ts";
import { endOfBody, endOfThis, valueAt } from "./variables.ts";

type Node = TSESTree.Node;

const deepest = 8;
const mostSteps = 20_000;

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
  #decisions: Decisions;
  #known = new Map<Node, { readonly frame: Frame; readonly value: Built }[]>();
  readonly #active = new Set<Node>();
  /** Variables whose writes are being gone through, with what they hold just now. */
  readonly #now = new Map<Variable, Built>();
  #steps = 0;

  constructor(module: SourceModule, decisions: Decisions) {
    this.module = module;
    this.#decisions = decisions;
  }

  /** The frame of code outside every function that is followed into. */
  get top(): Frame {
    return { module: this.module, anchor: null, parameters: new Map(), self: null, depth: 0 };
  }

  place(node: Node): Place {
    return { node, frame: this.top };
  }

  /** What an expression is on this way; what a member of something unknown is, is unknown. */
  value(what: Place | Built): Built {
    const value = this.follow(what);
    return value.kind === "chain" && isRuntime(value) ? input(value.place) : value;
  }

  /**
   * Does some work on another way through the program: every condition goes the first way, or the last. What holds on both, holds
   * whatever is decided; this way's own decisions are left alone.
   */
  elsewhere<T>(end: "first" | "last", work: () => T): T {
    const [decisions, known] = [this.#decisions, this.#known];
    this.#decisions = { decide: (_, ways) => (end === "first" ? 0 : ways - 1) };
    this.#known = new Map();
    try {
      return work();
    } finally {
      this.#decisions = decisions;
      this.#known = known;
    }
  }

  /** As `value`, with the steps that are taken from something unknown: `ctx.db.user.findMany(…)`. */
  follow(what: Place | Built): Built {
    if (!isPlace(what)) return what;
    const { node, frame } = what;
    const known = this.#known.get(node)?.find((one) => one.frame === frame);
    if (known) return known.value;
    // Every question has steps of its own.
    if (this.#active.size === 0) this.#steps = 0;
    if (this.#active.has(node) || this.#steps++ > mostSteps || frame.depth > deepest) return input(what);
    this.#active.add(node);
    try {
      const value = this.#follow(what);
      // While a variable's writes are gone through, what an expression is changes with them.
      if (this.#now.size === 0) this.#known.set(node, [...(this.#known.get(node) ?? []), { frame, value }]);
      return value;
    } finally {
      this.#active.delete(node);
    }
  }

  /** Decides between `ways` at a place; the same condition is decided alike wherever it stands in a function. */
  decide(place: Place, ways: number): number {
    const { node, frame } = place;
    return this.#decisions.decide(`${frame.module.file}:${enclosingFunction(node)?.range[0] ?? 0}:${frame.module.text.slice(node.range[0], node.range[1])}`, ways);
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
      case "BinaryExpression": {
        if (!/^[!=]==?$/.test(node.operator)) break;
        const [left, right] = [this.value(at(node.left)), this.value(at(node.right))];
        const isNot = node.operator.startsWith("!");
        const nothing = (one: Built): boolean => one.kind === "constant" && (one.value === null || one.value === undefined);
        if (left.kind === "constant" && right.kind === "constant") return isNot !== (node.operator.length === 3 ? left.value === right.value : left.value === right.value || (nothing(left) && nothing(right)));
        if ((nothing(left) && isMade(right)) || (nothing(right) && isMade(left))) return isNot;
        // `x !== undefined` and `x === undefined` are one condition.
        if (isNot) return this.#decisions.decide(`${frame.module.file}:${enclosingFunction(node)?.range[0] ?? 0}:${text(node.left, frame)}==${text(node.right, frame)}`, 2) === 1;
        return this.#decisions.decide(`${frame.module.file}:${enclosingFunction(node)?.range[0] ?? 0}:${text(node.left, frame)}==${text(node.right, frame)}`, 2) === 0;
      }
      case "CallExpression":
        if (node.callee.type === "Identifier" && node.callee.name === "Boolean" && node.arguments[0]) return this.holds(at(node.arguments[0]));
        break;
      case "TSAsExpression":
      case "TSNonNullExpression":
      case "TSSatisfiesExpression":
      case "ChainExpression":
        return this.holds(at(node.expression));
    }
    const value = this.value(place);
    if (value.kind === "constant") return Boolean(value.value);
    if (value.kind !== "input") return true;
    return this.decide(place, 2) === 1;
  }

  /** Calls a function. In: what it is given, in order. */
  call(fn: BuiltFunction, given: readonly (Place | Built)[], self: Built | null = null): Called {
    const { node } = fn;
    const unknown: Called = { result: input(fn.place), parameters: [], self };
    if (fn.frame.depth >= deepest) return unknown;
    const parameters = new Map(fn.frame.parameters);
    const frame: Frame = { ...fn.frame, parameters, self: node.type === "ArrowFunctionExpression" ? fn.frame.self : self, depth: fn.frame.depth + 1 };
    node.params.forEach((parameter, index) => {
      if (parameter.type === "RestElement") {
        this.#bind(parameter.argument, () => ({ kind: "list", items: given.slice(index), open: false, each: null, place: fn.place }), frame, parameters);
      } else {
        const value = given[index];
        this.#bind(parameter, () => (value ? this.follow(value) : { kind: "constant", value: undefined, place: fn.place }), frame, parameters);
      }
    });
    const result = node.body.type === "BlockStatement" ? this.#returned(node.body, frame) : this.follow({ node: node.body, frame });
    const after = (): readonly Built[] => node.params.flatMap((parameter) => {
      const name = parameter.type === "AssignmentPattern" ? parameter.left : parameter;
      const variable = name.type === "Identifier" ? this.#declared(name, node, frame) : null;
      const value = variable && parameters.get(variable)?.();
      return [variable && value ? endOfBody(this, variable, node.body, value, frame) : (value ?? input(fn.place))];
    });
    let known: readonly Built[] | null = null;
    const run = this;
    return {
      result,
      get parameters() {
        return (known ??= after());
      },
      get self() {
        return self && node.type !== "ArrowFunctionExpression" && node.body.type === "BlockStatement" ? endOfThis(run, node.body, self, frame) : self;
      },
    };
  }

  /** What a variable holds while its writes are gone through. */
  during<T>(variable: Variable, value: Built, work: () => T): T {
    const before = this.#now.get(variable);
    this.#now.set(variable, value);
    try {
      return work();
    } finally {
      if (before) this.#now.set(variable, before);
      else this.#now.delete(variable);
    }
  }

  #declared(name: TSESTree.Identifier, node: FunctionNode, frame: Frame): Variable | null {
    return frame.module.scopes.getDeclaredVariables(node as never).find((one) => one.identifiers.includes(name as never)) ?? null;
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
        this.#bind(pattern.left, () => {
          const given = once();
          return given.kind === "constant" && given.value === undefined ? this.follow({ node: pattern.right, frame }) : given;
        }, frame, parameters);
        return;
      case "ObjectPattern":
        for (const property of pattern.properties) {
          if (property.type === "RestElement") {
            this.#bind(property.argument, () => input({ node: property, frame }), frame, parameters);
            continue;
          }
          const name = property.computed ? null : nameOfKey(property.key);
          this.#bind(property.value, () => (name === null ? input({ node: property, frame }) : this.member(once(), name, { node: property.value, frame })), frame, parameters);
        }
        return;
      case "ArrayPattern":
        pattern.elements.forEach((element, index) => {
          if (element) this.#bind(element, () => this.member(once(), String(index), { node: element, frame }), frame, parameters);
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
        return { returned: node.argument ? this.follow({ node: node.argument, frame }) : { kind: "constant", value: undefined, place: { node, frame } } };
      case "ThrowStatement":
        return { returned: input({ node, frame }) };
      case "BlockStatement":
        return this.#through(node.body, frame);
      case "IfStatement": {
        if (!leaves(node)) return null;
        const branch = this.holds({ node: node.test, frame }) ? node.consequent : node.alternate;
        return branch ? this.#statement(branch, frame) : null;
      }
      case "TryStatement":
        return this.#statement(node.block, frame) ?? (node.finalizer ? this.#statement(node.finalizer, frame) : null);
      case "SwitchStatement": {
        if (!leaves(node)) return null;
        const chosen = this.switchCase(node, frame);
        return chosen === null ? null : this.#through(node.cases.slice(chosen).flatMap((each) => each.consequent), frame);
      }
      case "ForStatement":
      case "ForOfStatement":
      case "ForInStatement":
      case "WhileStatement":
      case "DoWhileStatement":
      case "LabeledStatement":
        return leaves(node) && this.decide({ node, frame }, 2) === 1 ? this.#statement(node.body, frame) : null;
      case "BreakStatement":
        return null;
      default:
        return null;
    }
  }

  /** Which case a switch goes to on this way; null for none. */
  switchCase(node: TSESTree.SwitchStatement, frame: Frame): number | null {
    const subject = this.value({ node: node.discriminant, frame });
    const fallback = node.cases.findIndex(({ test }) => test === null);
    if (subject.kind === "constant") {
      const found = node.cases.findIndex(({ test }) => {
        const value = test && this.value({ node: test, frame });
        return value?.kind === "constant" && value.value === subject.value;
      });
      return found >= 0 ? found : fallback >= 0 ? fallback : null;
    }
    const taken = this.decide({ node: node.discriminant, frame }, node.cases.length + (fallback >= 0 ? 0 : 1));
    return taken < node.cases.length ? taken : null;
  }

  #follow(what: Place): Built {
    const { node, frame } = what;
    const at = (one: Node): Place => ({ node: one, frame });
    const constant = (value: string | number | bigint | boolean | null | undefined): Built => ({ kind: "constant", value, place: what });
    switch (node.type) {
      case "Literal":
        return "regex" in node || "bigint" in node ? input(what) : constant(node.value as string | number | boolean | null);
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
        if (node.operator === "-" && value.kind === "constant" && typeof value.value === "number") return constant(-value.value);
        if (node.operator === "!" && value.kind !== "input") return constant(!this.holds(at(node.argument)));
        return input(what);
      }
      case "BinaryExpression": {
        if (node.operator !== "+") return input(what);
        const [left, right] = [this.value(at(node.left)), this.value(at(node.right))];
        if (left.kind !== "constant" || right.kind !== "constant") return input(what);
        return constant(typeof left.value === "number" && typeof right.value === "number" ? left.value + right.value : String(left.value) + String(right.value));
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
        return frame.self ?? this.#package(what) ?? this.#unknown(what);
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
      case "TaggedTemplateExpression": {
        const tag = this.follow(at(node.tag));
        if (tag.kind === "chain") return appended(tag, { name: "``", arguments: null, spread: false, template: node, types: null, at: at(node.tag), place: what });
        return input(what);
      }
      default:
        return input(what);
    }
  }

  #logical(node: TSESTree.LogicalExpression, what: Place): Built {
    const { frame } = what;
    const [left, right]: [Place, Place] = [{ node: node.left, frame }, { node: node.right, frame }];
    if (node.operator === "&&") return this.holds(left) ? this.follow(right) : { kind: "constant", value: false, place: what };
    const value = this.follow(left);
    if (value.kind === "constant") {
      const missing = node.operator === "??" ? value.value === null || value.value === undefined : !value.value;
      return missing ? this.follow(right) : value;
    }
    if (!isRuntime(value) && value.kind !== "input") return value;
    const other = this.follow(right);
    // One value or another is a value; an object or a builder is worth knowing.
    if (other.kind === "constant" || other.kind === "input" || isRuntime(other)) return value.kind === "chain" ? value : input(what);
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
      } else items.push(element ? { node: element, frame: what.frame } : { kind: "constant", value: undefined, place: what });
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
      const name = property.computed ? this.#computed(property.key, frame) : nameOfKey(property.key);
      if (name === null || property.kind !== "init") open = true;
      else {
        entries.delete(name);
        entries.set(name, { name, key: { node: property.key, frame }, value: { node: property.value, frame } });
      }
    }
    return { kind: "object", entries, open, place: what };
  }

  /** The name that a computed key is; `[Op.or]` of a package is `Op.or`. */
  #computed(key: Node, frame: Frame): string | null {
    const value = this.follow({ node: key, frame });
    if (value.kind === "constant") return String(value.value);
    if (value.kind === "chain" && value.root.kind === "package" && value.root.origin.library) return [value.root.origin.path, ...value.steps.map(({ name }) => name)].filter((part) => part !== "").join(".");
    return null;
  }

  #client(what: Place): Chain | null {
    const origin = clientAt(what.node, what.frame.module);
    return origin ? { kind: "chain", root: { kind: "package", origin, place: what }, steps: [], place: what } : null;
  }

  #package(what: Place): Chain | null {
    const origin = originOf(what.node, what.frame.module);
    return origin?.library ? { kind: "chain", root: { kind: "package", origin, place: what }, steps: [], place: what } : null;
  }

  #unknown(what: Place): Chain {
    return { kind: "chain", root: { kind: "unknown", place: what }, steps: [], place: what };
  }

  #identifier(node: TSESTree.Identifier, what: Place): Built {
    const { frame } = what;
    if (node.name === "undefined") return { kind: "constant", value: undefined, place: what };
    const variable = variableOf(frame.module, node);
    const now = variable && this.#now.get(variable);
    if (now) return now;
    const given = variable && frame.parameters.get(variable);
    const client = this.#client(what);
    if (client) return client;
    if (!variable) return this.#package(what) ?? this.#unknown(what);
    if (given) return valueAt(this, variable, given(), node, frame) ?? given();
    const meaning = meaningOf(node, frame.module);
    switch (meaning?.kind) {
      case "value":
        if (meaning.module === frame.module) return valueAt(this, variable, null, node, frame) ?? this.#elsewhere(meaning.node, meaning.module, what);
        return this.#elsewhere(meaning.node, meaning.module, what);
      case "variable":
        return valueAt(this, variable, null, node, frame) ?? input(what);
      case "property": {
        const from = this.#elsewhere(meaning.from, meaning.module, what);
        const value = this.member(from, meaning.key, what);
        if (value.kind === "constant" && value.value === undefined && meaning.fallback) return this.#elsewhere(meaning.fallback, meaning.module, what);
        return value;
      }
      case "function":
      case "class":
        return this.#elsewhere(meaning.node, meaning.module, what);
      case "enum":
      case "namespace":
        return this.#unknown(what);
      default:
        return this.#package(what) ?? this.#unknown(what);
    }
  }

  /** A node that a name of this place leads to. In another file it is underlined where the name stands. */
  #elsewhere(node: Node, module: SourceModule, from: Place): Built {
    if (module === from.frame.module) return this.follow({ node, frame: from.frame });
    const anchor = from.frame.anchor ?? { start: from.node.range[0], end: from.node.range[1] };
    return this.follow({ node, frame: this.#frameOf(module, anchor, from.frame.depth) });
  }

  readonly #frames = new Map<string, Frame>();

  #frameOf(module: SourceModule, anchor: { readonly start: number; readonly end: number }, depth: number): Frame {
    if (module === this.module) return this.top;
    const key = `${module.file}:${anchor.start}:${anchor.end}:${depth}`;
    const frame = this.#frames.get(key) ?? { module, anchor, parameters: new Map(), self: null, depth };
    this.#frames.set(key, frame);
    return frame;
  }

  #member(node: TSESTree.MemberExpression, what: Place): Built {
    const { frame } = what;
    const client = this.#client(what);
    if (client) return client;
    const name = node.computed ? this.#computed(node.property, frame) : nameOfKey(node.property);
    if (node.object.type === "Super") return this.#traced(what) ?? this.#unknown(what);
    const exported = name === null ? null : this.#exported(node.object, name, what);
    if (exported) return exported;
    const object = this.follow({ node: node.object, frame });
    if (name === null) {
      if (object.kind === "chain" && !isRuntime(object)) return appended(object, { name: "?", arguments: null, spread: false, template: null, types: null, at: { node: node.property, frame }, place: what });
      return input(what);
    }
    if (object.kind === "chain" && isRuntime(object)) {
      const traced = this.#traced(what);
      if (traced) return traced;
    }
    return this.member(object, name, what, { node: node.property, frame });
  }

  /** `schema.users`, where `schema` is all that a module of the project exports. */
  #exported(object: Node, name: string, what: Place): Built | null {
    const namespace = object.type === "Identifier" ? meaningOf(object, what.frame.module) : null;
    const meaning = namespace?.kind === "namespace" ? exportedMeaning(namespace.module, name) : null;
    switch (meaning?.kind) {
      case "value":
      case "function":
      case "class":
        return this.#elsewhere(meaning.node, meaning.module, what);
      case "property":
        return this.member(this.#elsewhere(meaning.from, meaning.module, what), meaning.key, what);
      default:
        return null;
    }
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
        return this.#elsewhere(value.node, value.module, what);
      case "package":
        return value.origin.library ? { kind: "chain", root: { kind: "package", origin: value.origin, place: what }, steps: [], place: what } : null;
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
        if (name === "length") return object.open ? input(place) : { kind: "constant", value: object.items.length, place };
        const item = /^\d+$/.test(name) && !object.open ? object.items[Number(name)] : undefined;
        return item ? this.follow(item) : input(place);
      }
      case "class": {
        const traced = this.#traced(place);
        if (traced) return traced;
        return appended({ kind: "chain", root: { kind: "class", node: object.node, frame: object.frame, place: object.place }, steps: [], place: object.place }, propertyStep(name, at, place));
      }
      case "chain":
        return appended(object, propertyStep(name, at, place));
      default:
        return input(place);
    }
  }

  #call(node: TSESTree.CallExpression, what: Place): Built {
    const { frame } = what;
    const client = this.#client(what);
    if (client) return client;
    const { items: given, open: spread } = this.#list(node.arguments, what);
    const callee = node.callee.type === "TSNonNullExpression" || node.callee.type === "ChainExpression" ? node.callee.expression : node.callee;
    if (callee.type === "MemberExpression" && callee.object.type !== "Super") {
      const object = this.follow({ node: callee.object, frame });
      const name = callee.computed ? this.#computed(callee.property, frame) : nameOfKey(callee.property);
      if (name !== null && object.kind === "list") return listMethod(this, object, name, given, what) ?? input(what);
      if (isGlobal(object, "Object") && name !== null) return this.#objectFunction(name, given, what);
    }
    if (callee.type === "Super") return input(what);
    const called = this.follow({ node: callee, frame });
    if (called.kind === "function") {
      const self = callee.type === "MemberExpression" && callee.object.type !== "Super" ? (callee.object.type === "ThisExpression" ? frame.self : null) : null;
      const anchored = called.frame.module === frame.module ? called : this.#anchored(called, what);
      const { result } = this.call(anchored, given, self);
      return anchored.node.async && result.kind === "chain" ? input(what) : result;
    }
    if (called.kind === "class") return input(what);
    if (called.kind === "chain") {
      const last = called.steps.at(-1);
      // A member that is called is one step.
      if (callee.type === "MemberExpression" && last && last.arguments === null && last.template === null && last.place.node === callee) {
        return { ...called, steps: [...called.steps.slice(0, -1), { ...last, arguments: given, spread, types: node.typeArguments ?? null, place: what }], place: what };
      }
      return appended(called, { name: "", arguments: given, spread, template: null, types: node.typeArguments ?? null, at: { node: callee, frame }, place: what });
    }
    return input(what);
  }

  #anchored(fn: BuiltFunction, what: Place): BuiltFunction {
    return fn.frame.module === this.module || fn.frame.anchor ? fn : { ...fn, frame: { ...fn.frame, anchor: { start: what.node.range[0], end: what.node.range[1] } } };
  }

  #new(node: TSESTree.NewExpression, what: Place): Built {
    const { frame } = what;
    const client = this.#client(what);
    if (client) return client;
    const made = this.follow({ node: node.callee, frame });
    const { items, open } = this.#list(node.arguments, what);
    if (made.kind === "chain") return appended(made, { name: "new", arguments: items, spread: open, template: null, types: node.typeArguments ?? null, at: { node: node.callee, frame }, place: what });
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
    if (name === "keys") return { kind: "list", items: [...first.entries.values()].map(({ name: key, key: place }) => ({ kind: "constant", value: key, place })), open: false, each: null, place: what };
    if (name === "values") return { kind: "list", items: [...first.entries.values()].map(({ value }) => value), open: false, each: null, place: what };
    return input(what);
  }
}

function propertyStep(name: string, at: Place, place: Place): Step {
  return { name, arguments: null, spread: false, template: null, types: null, at, place };
}

/** True of what the program has put together: it is neither null nor undefined. */
function isMade(value: Built): boolean {
  return value.kind === "object" || value.kind === "list" || value.kind === "function" || value.kind === "class" || (value.kind === "chain" && !isRuntime(value));
}

function isGlobal(value: Built, name: string): boolean {
  return value.kind === "chain" && value.root.kind === "unknown" && value.steps.length === 0 && value.root.place.node.type === "Identifier" && value.root.place.node.name === name && variableOf(value.root.place.frame.module, value.root.place.node) === null;
}

function text(node: Node, frame: Frame): string {
  return frame.module.text.slice(node.range[0], node.range[1]);
}

function enclosingFunction(node: Node): FunctionNode | null {
  for (let at = node.parent; at; at = at.parent) {
    if (at.type === "FunctionDeclaration" || at.type === "FunctionExpression" || at.type === "ArrowFunctionExpression") return at;
  }
  return null;
}

/** True where a statement may end the function it stands in. */
function leaves(node: Node): boolean {
  switch (node.type) {
    case "ReturnStatement":
    case "ThrowStatement":
      return true;
    case "BlockStatement":
      return node.body.some(leaves);
    case "IfStatement":
      return leaves(node.consequent) || (node.alternate !== null && node.alternate !== undefined && leaves(node.alternate));
    case "TryStatement":
      return leaves(node.block) || (node.finalizer ? leaves(node.finalizer) : false);
    case "SwitchStatement":
      return node.cases.some(({ consequent }) => consequent.some(leaves));
    case "ForStatement":
    case "ForOfStatement":
    case "ForInStatement":
    case "WhileStatement":
    case "DoWhileStatement":
    case "LabeledStatement":
      return leaves(node.body);
    default:
      return false;
  }
}
