import type { Reference, Variable } from "@typescript-eslint/scope-manager";
import type { TSESTree } from "@typescript-eslint/utils";
import { variableOf } from "../bindings.ts";
import { childrenOf, nameOfKey, type FunctionNode } from "../meaning.ts";
import type { SourceModule } from "../module.ts";
import { mayLeave } from "./conditions.ts";

type Node = TSESTree.Node;
export type Loop =
  | TSESTree.ForStatement
  | TSESTree.ForOfStatement
  | TSESTree.ForInStatement
  | TSESTree.WhileStatement
  | TSESTree.DoWhileStatement;

/**
 * What gave a variable, or `this`, the value that it has at some place. Nothing is evaluated here: that is
 * `effects.ts`.
 */
export type Definition =
  /** What it holds where the region begins. */
  | { readonly kind: "start" }
  /** An expression that writes or changes it. */
  | { readonly kind: "effect"; readonly node: Node; readonly before: Definition }
  /** A statement or expression with a test; `test` true leads to `then`. */
  | { readonly kind: "branch"; readonly test: Node; readonly then: Definition; readonly otherwise: Definition }
  | {
      readonly kind: "switch";
      readonly node: TSESTree.SwitchStatement;
      /** By case; null where the case leads elsewhere. */
      readonly ends: readonly (Definition | null)[];
      readonly before: Definition;
    }
  /** Where a round of a loop begins that changes it: what holds before the loop, or what another round has left. */
  | { readonly kind: "again"; readonly node: Node; readonly before: Definition }
  /** Something that is done any number of times; `after` is once. */
  | { readonly kind: "loop"; readonly node: Loop; readonly before: Definition; readonly after: Definition };

/**
 * A part of the program in which a variable is read and written: what follows its declaration, or the body of a
 * function.
 */
export interface Region {
  /** What holds at each place that names it. */
  readonly reads: ReadonlyMap<Node, Definition>;
  /** What holds where a function that names it is made. */
  readonly functions: ReadonlyMap<Node, Definition>;
  /** What holds at the end, by whichever way that is reached; null where no way is. */
  readonly end: Definition | null;
}

/** What regions are of: a variable, or null for `this`. */
export type Subject = Variable | null;

const start: Definition = { kind: "start" };
const known = new WeakMap<object, WeakMap<Node, Region>>();
const ofThis = {};

/**
 * The region of a variable in a list of statements, an expression, or what follows its declaration. `at` tells regions
 * apart.
 */
export function regionOf(subject: Subject, module: SourceModule, at: Node, statements: readonly Node[]): Region {
  const store = known.get(subject ?? ofThis) ?? new WeakMap<Node, Region>();
  known.set(subject ?? ofThis, store);
  const before = store.get(at);
  if (before) return before;
  const region = new Builder(subject, module, subject ? namesOf(subject, module) : thisIn(statements)).region(
    statements,
  );
  store.set(at, region);
  return region;
}

export function isLoop(node: Node): node is Loop {
  switch (node.type) {
    case "ForStatement":
    case "ForOfStatement":
    case "ForInStatement":
    case "WhileStatement":
    case "DoWhileStatement":
      return true;
    default:
      return false;
  }
}

/** One round of a loop, for those that are gone through one after the other. */
export interface Round {
  /** What holds in the body, and where the next round begins. */
  readonly region: Region;
  /** The ways out of the loop from inside, in the order of the file. */
  readonly breaks: readonly Exit[];
}

const rounds = new WeakMap<object, WeakMap<Loop, Round | null>>();

/** A round of a loop; null where it is left in ways that are not followed. */
export function roundOf(subject: Subject, module: SourceModule, loop: Loop): Round | null {
  const store = rounds.get(subject ?? ofThis) ?? new WeakMap<Loop, Round | null>();
  rounds.set(subject ?? ofThis, store);
  const before = store.get(loop);
  if (before !== undefined) return before;
  const named = subject ? namesOf(subject, module) : thisIn([loop.body]);
  const round = isLeftPlainly(loop.body, true) ? new Builder(subject, module, named).round(loop.body) : null;
  store.set(loop, round);
  return round;
}

/** True where `break` and `continue` stand under nothing but conditions, and nothing returns or has a label. */
function isLeftPlainly(node: Node, isPlain: boolean): boolean {
  switch (node.type) {
    case "BreakStatement":
    case "ContinueStatement":
      return node.label === null && isPlain;
    case "LabeledStatement":
    case "ReturnStatement":
      return false;
    case "BlockStatement":
    case "IfStatement":
      return childrenOf(node).every((child) => isLeftPlainly(child, isPlain));
    case "SwitchStatement":
    case "TryStatement":
    case "ForStatement":
    case "ForOfStatement":
    case "ForInStatement":
    case "WhileStatement":
    case "DoWhileStatement":
      return !mayLeave(node);
    default:
      return true;
  }
}

const names = new WeakMap<Variable, readonly Node[]>();

/** Where a variable is named, and where functions are called whose bodies write it; in the order of the file. */
function namesOf(variable: Variable, module: SourceModule): readonly Node[] {
  const before = names.get(variable);
  if (before) return before;
  const found = new Set<Node>();
  const scope = variable.scope.block as Node;
  const functions = new Set<Node>();
  for (const { identifier, init } of variable.references) {
    const node = identifier as Node;
    if (init !== true) found.add(node);
    if (init === true || !mayChange(node)) continue;
    for (let at = node.parent; at && at !== scope; at = at.parent) {
      const name = nameOfFunction(at);
      if (!name || functions.has(at)) continue;
      functions.add(at);
      for (const use of callsOfFunction(name, at, module)) found.add(use);
    }
  }
  const inOrder = [...found].sort((one, other) => one.range[0] - other.range[0]);
  names.set(variable, inOrder);
  return inOrder;
}

const hidden = new WeakMap<Variable, readonly Node[]>();

/**
 * True where a variable is written in a function that somebody else may have called by the time it is read: neither one that the place stands in, nor
 * one that is called by its name, nor a callback that is called at once.
 */
export function isWrittenOutOfSight(variable: Variable, module: SourceModule, at: Node): boolean {
  const functions =
    hidden.get(variable) ??
    hiddenWriters(variable, module, (reference) => reference.isWrite() && reference.init !== true);
  hidden.set(variable, functions);
  return functions.some((fn) => !(fn.range[0] <= at.range[0] && at.range[1] <= fn.range[1]));
}

/** Whether functions that nobody is seen to call set members of what a variable holds: `models.users = define("user")`. */
export const isFilledOutOfSight = (variable: Variable, module: SourceModule): boolean =>
  hiddenWriters(variable, module, setsMember).length > 0;

function setsMember({ identifier }: Reference): boolean {
  const node = identifier as Node;
  const member = node.parent?.type === "MemberExpression" && node.parent.object === node ? node.parent : null;
  return member?.parent.type === "AssignmentExpression" && member.parent.left === member;
}

function hiddenWriters(
  variable: Variable,
  module: SourceModule,
  isWrite: (reference: Reference) => boolean,
): readonly Node[] {
  const found = new Set<Node>();
  const scope = variable.scope.block as Node;
  for (const reference of variable.references) {
    if (!isWrite(reference)) continue;
    for (let at = (reference.identifier as Node).parent; at && at !== scope; at = at.parent) {
      if (!isInlineFunction(at) && at.type !== "FunctionDeclaration") continue;
      const isCallback = at.parent.type === "CallExpression" && at.parent.arguments[0] === at;
      const name = nameOfFunction(at);
      const uses = name ? (variableOf(module, name)?.references ?? []).filter(({ init }) => init !== true) : [];
      const isCalledByName =
        uses.length > 0 &&
        uses.every(
          ({ identifier }) =>
            (identifier as Node).parent?.type === "CallExpression" &&
            ((identifier as Node).parent as TSESTree.CallExpression).callee === identifier,
        );
      const declaration = at.type === "FunctionDeclaration" ? at : at.parent.parent;
      const isNeverCalled =
        name !== null && uses.length === 0 && declaration?.parent?.type.startsWith("Export") === false;
      if (!isCallback && !isCalledByName && !isNeverCalled) found.add(at);
    }
  }
  return [...found];
}

function nameOfFunction(node: Node): TSESTree.Identifier | null {
  if (node.type === "FunctionDeclaration") return node.id;
  const isFunction = node.type === "ArrowFunctionExpression" || node.type === "FunctionExpression";
  return isFunction && node.parent.type === "VariableDeclarator" && node.parent.id.type === "Identifier"
    ? node.parent.id
    : null;
}

function callsOfFunction(name: TSESTree.Identifier, body: Node, module: SourceModule): readonly Node[] {
  return (variableOf(module, name)?.references ?? []).flatMap(({ identifier }): Node[] => {
    const use = identifier as Node;
    const isInside = body.range[0] <= use.range[0] && use.range[1] <= body.range[1];
    return use.parent?.type === "CallExpression" && use.parent.callee === use && !isInside ? [use] : [];
  });
}

/** True of a place that may write what a variable holds, or change it. */
function mayChange(identifier: Node): boolean {
  let node = identifier;
  for (let { parent } = node; parent; { parent } = node) {
    const isPart =
      (parent.type === "MemberExpression" && parent.object === node) ||
      parent.type === "TSNonNullExpression" ||
      parent.type === "ChainExpression" ||
      parent.type === "TSAsExpression";
    if (!isPart) break;
    node = parent;
  }
  const { parent } = node;
  switch (parent?.type) {
    case "AssignmentExpression":
      return parent.left === node;
    case "UpdateExpression":
      return true;
    case "UnaryExpression":
      return parent.operator === "delete";
    case "CallExpression":
      return node === identifier ? parent.callee !== node : parent.callee === node;
    case "Property":
    case "ArrayPattern":
    case "RestElement":
    case "AssignmentPattern":
      return isWritten(node);
    default:
      return false;
  }
}

/** True in a pattern that is assigned to: `[a, b] = pair`. */
function isWritten(node: Node): boolean {
  for (let at: Node = node; at.parent; at = at.parent) {
    const { parent } = at;
    if (parent.type === "AssignmentExpression") return parent.left === at;
    if (!/^(?:Property|ObjectPattern|ArrayPattern|RestElement|AssignmentPattern)$/.test(parent.type)) return false;
  }
  return false;
}

const thisKnown = new WeakMap<Node, readonly Node[]>();

function thisIn(statements: readonly Node[]): readonly Node[] {
  return statements.flatMap((statement) => {
    const before = thisKnown.get(statement);
    if (before) return before;
    const found: Node[] = [];
    const visit = (at: Node): void => {
      if (at.type === "ThisExpression") found.push(at);
      else if (!ownThis.has(at.type)) childrenOf(at).forEach(visit);
    };
    visit(statement);
    thisKnown.set(statement, found);
    return found;
  });
}

const ownThis: ReadonlySet<string> = new Set([
  "FunctionExpression",
  "FunctionDeclaration",
  "ClassExpression",
  "ClassDeclaration",
]);

/** A way out of what is gone through, with the conditions that lead to it. */
export interface Exit {
  readonly definition: Definition;
  readonly conditions: readonly { readonly test: Node; readonly truth: boolean }[];
}

class Builder {
  readonly #subject: Subject;
  readonly #module: SourceModule;
  readonly #named: readonly Node[];
  #reads = new Map<Node, Definition>();
  #functions = new Map<Node, Definition>();
  #conditions: { readonly test: Node; readonly truth: boolean }[] = [];
  #returns: Exit[] = [];
  #breaks: Exit[] = [];
  readonly #labels = new Map<string, Exit[]>();
  #continues: Exit[] = [];

  constructor(subject: Subject, module: SourceModule, named: readonly Node[]) {
    this.#subject = subject;
    this.#module = module;
    this.#named = named;
  }

  region(statements: readonly Node[]): Region {
    const [only] = statements;
    const isExpression =
      statements.length === 1 && only !== undefined && /Expression$|Literal$|Identifier$/.test(only.type);
    const end = isExpression ? this.#expression(only, start) : this.#through(statements, start);
    return { reads: this.#reads, functions: this.#functions, end: this.#together(this.#returns, end, 0) };
  }

  round(body: Node): Round {
    const through = this.#statement(body, start);
    const end = this.#together(this.#continues, through, 0);
    return { region: { reads: this.#reads, functions: this.#functions, end }, breaks: this.#breaks };
  }

  /**
   * What holds behind several ways out and the ordinary end. In: how many of the conditions lead to what is left
   * anyway.
   */
  #together(exits: readonly Exit[], end: Definition | null, depth: number): Definition | null {
    return exits.reduceRight<Definition | null>((rest, { definition, conditions }) => {
      if (!rest || rest === definition) return definition;
      const others = rest;
      return conditions
        .slice(depth)
        .reduceRight<Definition>(
          (then, { test, truth }) => branch(test, truth ? then : others, truth ? others : then),
          definition,
        );
    }, end);
  }

  #touches(node: Node): boolean {
    const named = this.#named;
    let [low, high] = [0, named.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (named[middle]!.range[0] < node.range[0]) low = middle + 1;
      else high = middle;
    }
    const first = named[low];
    return first !== undefined && first.range[1] <= node.range[1];
  }

  #isSubject(node: Node): boolean {
    if (this.#subject === null) return node.type === "ThisExpression";
    return (
      node.type === "Identifier" && node.name === this.#subject.name && variableOf(this.#module, node) === this.#subject
    );
  }

  #through(statements: readonly Node[], definition: Definition): Definition | null {
    let now: Definition | null = definition;
    for (const statement of statements) {
      if (!now) break;
      now = this.#statement(statement, now);
    }
    return now;
  }

  #under(test: Node, truth: boolean, work: () => Definition | null): Definition | null {
    this.#conditions.push({ test, truth });
    const end = work();
    this.#conditions.pop();
    return end;
  }

  #statement(node: Node, now: Definition): Definition | null {
    if (!this.#touches(node) && !mayLeave(node)) return now;
    switch (node.type) {
      case "BlockStatement":
        return this.#through(node.body, now);
      case "LabeledStatement":
        return this.#labelled(node, now);
      case "IfStatement": {
        const tested = this.#expression(node.test, now);
        const { consequent, alternate } = node;
        const then = this.#under(node.test, true, () => this.#statement(consequent, tested));
        const otherwise = alternate ? this.#under(node.test, false, () => this.#statement(alternate, tested)) : tested;
        return then && otherwise ? branch(node.test, then, otherwise) : (then ?? otherwise);
      }
      case "SwitchStatement":
        return this.#switch(node, now);
      case "TryStatement": {
        const tried = this.#through(node.block.body, now);
        const caught = node.handler ? this.#through(node.handler.body.body, now) : null;
        const end = tried ?? caught;
        return node.finalizer && end ? this.#through(node.finalizer.body, end) : end;
      }
      case "ForStatement":
      case "ForOfStatement":
      case "ForInStatement":
      case "WhileStatement":
      case "DoWhileStatement":
        return this.#loop(node, now);
      case "ReturnStatement": {
        const definition = node.argument ? this.#expression(node.argument, now) : now;
        this.#returns.push({ definition, conditions: [...this.#conditions] });
        return null;
      }
      case "ThrowStatement":
        this.#expression(node.argument, now);
        return null;
      case "BreakStatement":
        (this.#labels.get(node.label?.name ?? "") ?? this.#breaks).push({
          definition: now,
          conditions: [...this.#conditions],
        });
        return null;
      case "ContinueStatement":
        this.#continues.push({ definition: now, conditions: [...this.#conditions] });
        return null;
      default:
        return this.#expression(node, now);
    }
  }

  #labelled(node: TSESTree.LabeledStatement, now: Definition): Definition | null {
    const exits: Exit[] = [];
    this.#labels.set(node.label.name, exits);
    const end = this.#statement(node.body, now);
    this.#labels.delete(node.label.name);
    return this.#together(exits, end, this.#conditions.length);
  }

  #switch(node: TSESTree.SwitchStatement, now: Definition): Definition | null {
    const before = this.#expression(node.discriminant, now);
    for (const { test } of node.cases) if (test) this.#expression(test, before);
    const outer = this.#breaks;
    // The last case first: what a place in a case reads is what holds where that case itself is gone to.
    const ends = node.cases.map(() => null as Definition | null);
    for (let index = node.cases.length - 1; index >= 0; index--) {
      this.#breaks = [];
      const end = this.#through(
        node.cases.slice(index).flatMap(({ consequent }) => consequent),
        before,
      );
      ends[index] = this.#together(this.#breaks, end, this.#conditions.length);
    }
    this.#breaks = outer;
    const hasDefault = node.cases.some(({ test }) => test === null);
    if (ends.every((end) => end === before)) return before;
    return hasDefault && ends.every((end) => end === null) ? null : { kind: "switch", node, ends, before };
  }

  #loop(node: Loop, now: Definition): Definition {
    let before = now;
    if (node.type === "ForStatement") {
      for (const part of [node.init, node.test]) if (part) before = this.#expression(part, before);
    } else if (node.type === "ForOfStatement" || node.type === "ForInStatement") {
      before = this.#expression(node.right, before);
    } else if (node.type === "WhileStatement") before = this.#expression(node.test, before);
    const [reads, functions] = [new Map(this.#reads), new Map(this.#functions)];
    const after = this.#round(node, before);
    if (!after || after === before) return before;
    if (!this.#isAssignedIn(node)) return { kind: "loop", node, before, after };
    // A round reads what the one before it may have left.
    this.#reads = reads;
    this.#functions = functions;
    this.#round(node, { kind: "again", node, before });
    return { kind: "loop", node, before, after };
  }

  #isAssignedIn(loop: Loop): boolean {
    return (
      this.#subject?.references.some(
        (reference) =>
          reference.isWrite() &&
          reference.init !== true &&
          loop.range[0] <= reference.identifier.range[0] &&
          reference.identifier.range[1] <= loop.range[1],
      ) ?? false
    );
  }

  /** What a loop leaves when its body has run once. */
  #round(node: Loop, before: Definition): Definition | null {
    const outer = [this.#breaks, this.#continues] as const;
    const returns = [...this.#returns];
    this.#breaks = [];
    this.#continues = [];
    const body = this.#statement(node.body, before);
    const updated = body && node.type === "ForStatement" && node.update ? this.#expression(node.update, body) : body;
    const after = this.#together([...this.#continues, ...this.#breaks], updated, this.#conditions.length);
    [this.#breaks, this.#continues] = outer;
    if (before.kind === "again") this.#returns = returns;
    return after;
  }

  #record(node: Node, definition: Definition): void {
    // A later case of a switch is gone through again from earlier ones.
    if (!this.#reads.has(node)) this.#reads.set(node, definition);
  }

  #expression(node: Node, now: Definition): Definition {
    if (!this.#touches(node)) return now;
    if (this.#isSubject(node)) {
      this.#record(node, now);
      return now;
    }
    switch (node.type) {
      case "ArrowFunctionExpression":
      case "FunctionExpression":
      case "FunctionDeclaration":
        if (!this.#functions.has(node)) this.#functions.set(node, now);
        // `this` of an arrow function is that of the function around it.
        return now;
      case "ConditionalExpression": {
        const tested = this.#expression(node.test, now);
        const then = this.#under(node.test, true, () => this.#expression(node.consequent, tested)) ?? tested;
        const otherwise = this.#under(node.test, false, () => this.#expression(node.alternate, tested)) ?? tested;
        return branch(node.test, then, otherwise);
      }
      case "LogicalExpression": {
        const left = this.#expression(node.left, now);
        const right = this.#expression(node.right, left);
        return node.operator === "&&" ? branch(node.left, right, left) : branch(node.left, left, right);
      }
      case "AssignmentExpression":
        return this.#assignment(node, now);
      case "UpdateExpression":
        return { kind: "effect", node, before: this.#expression(node.argument, now) };
      case "UnaryExpression": {
        const before = this.#expression(node.argument, now);
        return node.operator === "delete" ? { kind: "effect", node, before } : before;
      }
      case "CallExpression":
        return this.#call(node, now);
      default:
        return childrenOf(node).reduce((before, child) => this.#expression(child, before), now);
    }
  }

  #assignment(node: TSESTree.AssignmentExpression, now: Definition): Definition {
    // The left side is named before the right side is evaluated, save that its value is of no interest.
    const named = this.#touches(node.left) ? this.#expression(node.left, now) : now;
    const before = this.#expression(node.right, named);
    return this.#touches(node.left) && this.#isTarget(node.left) ? { kind: "effect", node, before } : before;
  }

  /** The subject, a part of it, or a pattern with it. */
  #isTarget(node: Node): boolean {
    switch (node.type) {
      case "MemberExpression":
        return this.#isTarget(node.object);
      case "TSNonNullExpression":
      case "TSAsExpression":
      case "ChainExpression":
        return this.#isTarget(node.expression);
      case "ArrayPattern":
      case "ObjectPattern":
        return true;
      default:
        return this.#isSubject(node);
    }
  }

  /**
   * A call is an effect where it may change the subject: by a method, as an argument, in a callback, or by its name.
   */
  #call(node: TSESTree.CallExpression, now: Definition): Definition {
    const { callee } = node;
    let before = this.#callee(callee, now);
    for (const argument of node.arguments) before = this.#expression(argument, before);
    const isNamed = callee.type === "Identifier" && this.#named.includes(callee) && !this.#isSubject(callee);
    const isMethod = callee.type === "MemberExpression" && this.#beginsAtSubject(callee.object);
    const isHanded = node.arguments.some((argument) => this.#isSubject(argument));
    const [callback] = node.arguments;
    const isCallback = callback !== undefined && isInlineFunction(callback) && this.#touches(callback.body);
    const isAssign =
      callee.type === "MemberExpression" && nameOfKey(callee.property) === "assign" && this.#touches(node);
    return isNamed || isMethod || isHanded || isCallback || isAssign ? { kind: "effect", node, before } : before;
  }

  /** What is called: of `q.where(a).limit(b)`, calls inside are parts of one chain and change nothing by themselves. */
  #callee(node: Node, now: Definition): Definition {
    switch (node.type) {
      case "MemberExpression": {
        const object = this.#beginsAtSubject(node.object)
          ? this.#callee(node.object, now)
          : this.#expression(node.object, now);
        return node.computed ? this.#expression(node.property, object) : object;
      }
      case "CallExpression": {
        if (!this.#beginsAtSubject(node)) return this.#expression(node, now);
        return node.arguments.reduce(
          (before, argument) => this.#expression(argument, before),
          this.#callee(node.callee, now),
        );
      }
      case "ChainExpression":
      case "TSNonNullExpression":
      case "TSAsExpression":
        return this.#callee(node.expression, now);
      default:
        return this.#expression(node, now);
    }
  }

  #beginsAtSubject(node: Node): boolean {
    return this.#isSubject(beginningOf(node));
  }
}

/** What a chain of members and calls begins with: `q` of `q.where(a).limit(b)`. */
export function beginningOf(node: Node): Node {
  switch (node.type) {
    case "MemberExpression":
      return beginningOf(node.object);
    case "CallExpression":
      return beginningOf(node.callee);
    case "TSNonNullExpression":
    case "ChainExpression":
    case "TSAsExpression":
      return beginningOf(node.expression);
    default:
      return node;
  }
}

export function isInlineFunction(node: Node): node is TSESTree.ArrowFunctionExpression | TSESTree.FunctionExpression {
  return node.type === "ArrowFunctionExpression" || node.type === "FunctionExpression";
}

function branch(test: Node, then: Definition, otherwise: Definition): Definition {
  return then === otherwise ? then : { kind: "branch", test, then, otherwise };
}

/**
 * The function around a place that the region of `outer` does not go into by itself; null where the place is in the
 * region itself.
 */
export function functionInside(place: Node, outer: Node): FunctionNode | null {
  let found: FunctionNode | null = null;
  for (let at = place.parent; at && at !== outer; at = at.parent) {
    if (at.type === "ArrowFunctionExpression" || at.type === "FunctionExpression" || at.type === "FunctionDeclaration")
      found = at;
  }
  return found;
}
