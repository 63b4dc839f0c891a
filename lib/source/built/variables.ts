import type { TSESTree } from "@typescript-eslint/utils";
import type { Variable } from "@typescript-eslint/scope-manager";
import { variableOf } from "../bindings.ts";
import { childrenOf, nameOfKey, type FunctionNode } from "../meaning.ts";
import { isRuntime, type Built, type Frame, type Place } from "./built.ts";
import { changed, isMutated, opened, pushed, repeated, type Target } from "./changes.ts";
import { leavesAlone } from "./clients.ts";
import { alwaysLeaves, mayLeave } from "./conditions.ts";
import { Unreachable } from "./decisions.ts";
import type { Run } from "./run.ts";

type Node = TSESTree.Node;

/**
 * What a variable holds where it is read, after the writes on the way there. In: `given`, what a parameter was given or a pattern bound; the
 * node that reads it. Out: null where it is written in ways that are not followed.
 */
export function valueAt(run: Run, variable: Variable, given: Built | null, at: Node, frame: Frame): Built | null {
  const definition = variable.defs[0];
  if (!definition || variable.defs.length > 1) return null;
  const declared = definition.node;
  const touched = touches(variable, frame);
  let initial: Built;
  let body: readonly Node[];
  if (definition.type === "Parameter") {
    if (!given) return null;
    const fn = declared as FunctionNode;
    if (touched.length === 0 || fn.body.type !== "BlockStatement") return given;
    initial = given;
    body = fn.body.body;
  } else if (declared.type === "VariableDeclarator" && (declared.id.type === "Identifier" || given)) {
    const declaration = declared.parent;
    if (
      !given &&
      !declared.init &&
      (declaration.parent.type === "ForOfStatement" || declaration.parent.type === "ForInStatement")
    )
      return null;
    initial =
      given ??
      (declared.init
        ? run.follow({ node: declared.init, frame })
        : { kind: "constant", value: undefined, place: { node: declared, frame } });
    if (touched.length === 0) return declared.init || given ? initial : null;
    const statement = declaration.parent.type === "ExportNamedDeclaration" ? declaration.parent : declaration;
    const block = statement.parent;
    if (block.type !== "BlockStatement" && block.type !== "Program" && block.type !== "SwitchCase") return null;
    const all: readonly Node[] = block.type === "SwitchCase" ? block.consequent : block.body;
    body = all.slice(all.indexOf(statement) + 1);
  } else {
    return null;
  }
  return new Writes(run, { variable, touched }, at, frame).through(body, initial);
}

/** What a variable holds at the end of a function's body, a block or an expression. */
export function endOfBody(
  run: Run,
  variable: Variable,
  body: TSESTree.BlockStatement | TSESTree.Expression,
  initial: Built,
  frame: Frame,
): Built {
  if (body.type !== "BlockStatement")
    return new Writes(run, { variable, touched: touches(variable, frame) }, null, frame).after(body, initial);
  const touched = touches(variable, frame);
  return touched.length === 0
    ? initial
    : new Writes(run, { variable, touched }, null, frame).through(body.body, initial);
}

/** What `this` is at the end of the body of a function that was called with it. */
export function endOfThis(run: Run, body: TSESTree.BlockStatement, initial: Built, frame: Frame): Built {
  return new Writes(run, { variable: null, touched: thisIn(body) }, null, frame).through(body.body, initial);
}

interface Subject {
  /** Null for `this`. */
  readonly variable: Variable | null;
  /** The places where something may be done to it, in the order of the file. */
  readonly touched: readonly Node[];
}

const known = new WeakMap<Variable, readonly Node[]>();

/** Where something may be done to what a variable holds: references that write or change it, and calls of functions that hold such. */
function touches(variable: Variable, { module }: Frame): readonly Node[] {
  const before = known.get(variable);
  if (before) return before;
  const found = new Set(
    variable.references
      .filter(
        (reference) => reference.init !== true && (reference.isWrite() || mayChange(reference.identifier as Node)),
      )
      .map(({ identifier }) => identifier as Node),
  );
  const scope = variable.scope.block as Node;
  const functions = new Set<Node>();
  for (const node of found) {
    for (let at = node.parent; at && at !== scope; at = at.parent) {
      const name =
        at.type === "FunctionDeclaration"
          ? at.id
          : (at.type === "ArrowFunctionExpression" || at.type === "FunctionExpression") &&
              at.parent.type === "VariableDeclarator" &&
              at.parent.id.type === "Identifier"
            ? at.parent.id
            : null;
      if (!name || functions.has(at)) continue;
      functions.add(at);
      const body = at;
      for (const { identifier } of variableOf(module, name)?.references ?? []) {
        const use = identifier as Node;
        if (
          use.parent?.type === "CallExpression" &&
          use.parent.callee === use &&
          !(body.range[0] <= use.range[0] && use.range[1] <= body.range[1])
        )
          found.add(use);
      }
    }
  }
  const touched = [...found].sort((one, other) => one.range[0] - other.range[0]);
  known.set(variable, touched);
  return touched;
}

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
  if (node !== identifier) {
    return (
      (parent?.type === "AssignmentExpression" && parent.left === node) ||
      parent?.type === "UpdateExpression" ||
      (parent?.type === "UnaryExpression" && parent.operator === "delete") ||
      (parent?.type === "CallExpression" && parent.callee === node)
    );
  }
  return parent?.type === "CallExpression" && parent.arguments.includes(identifier as never);
}

function isDiscarded(node: Node): boolean {
  const parent = node.parent;
  return (
    parent?.type === "ExpressionStatement" ||
    (parent?.type === "AwaitExpression" && isDiscarded(parent)) ||
    (parent?.type === "UnaryExpression" && parent.operator === "void")
  );
}

const thisKnown = new WeakMap<Node, readonly Node[]>();

function thisIn(node: Node): readonly Node[] {
  const before = thisKnown.get(node);
  if (before) return before;
  const found: Node[] = [];
  const visit = (at: Node): void => {
    if (at.type === "ThisExpression") found.push(at);
    else if (
      at.type !== "FunctionExpression" &&
      at.type !== "FunctionDeclaration" &&
      at.type !== "ClassExpression" &&
      at.type !== "ClassDeclaration"
    )
      childrenOf(at).forEach(visit);
  };
  visit(node);
  thisKnown.set(node, found);
  return found;
}

/** Goes through statements in order, as far as the place that is asked about, with what is done to one variable on the way. */
class Writes {
  readonly #run: Run;
  readonly #subject: Subject;
  readonly #frame: Frame;
  readonly #at: Node | null;
  readonly #path = new Set<Node>();
  #arrived = false;
  /** The way has left the block or function that is gone through. */
  #left = false;
  /** Loops around the statement that is gone through; leaving one of them is not leaving the way. */
  #loops = 0;

  constructor(run: Run, subject: Subject, at: Node | null, frame: Frame) {
    this.#run = run;
    this.#subject = subject;
    this.#frame = frame;
    this.#at = at;
    for (let node: Node | undefined = at ?? undefined; node; node = node.parent) this.#path.add(node);
  }

  through(statements: readonly Node[], value: Built): Built {
    let now = value;
    for (const statement of statements) {
      if (this.#arrived || this.#left) break;
      now = this.#statement(statement, now);
    }
    return now;
  }

  /** What an expression leaves the variable as. */
  after(expression: Node, value: Built): Built {
    return this.#touches(expression) ? this.#expression(expression, value) : value;
  }

  #touches(node: Node): boolean {
    const { touched } = this.#subject;
    let [low, high] = [0, touched.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (touched[middle]!.range[0] < node.range[0]) low = middle + 1;
      else high = middle;
    }
    const first = touched[low];
    return first !== undefined && first.range[1] <= node.range[1];
  }

  #place(node: Node): Place {
    return { node, frame: this.#frame };
  }

  /** Which branch is gone; the way to what is asked about leads through none that leaves. */
  #branch(node: TSESTree.IfStatement, now: Built): Node | null {
    if (this.#at && this.#loops === 0) {
      if (alwaysLeaves(node.consequent)) return node.alternate ?? null;
      if (node.alternate && alwaysLeaves(node.alternate)) return node.consequent;
    }
    return this.#with(now, () => this.#run.holds(this.#place(node.test))) ? node.consequent : (node.alternate ?? null);
  }

  #statement(node: Node, now: Built): Built {
    const here = this.#path.has(node);
    switch (node.type) {
      case "BlockStatement":
        return this.through(node.body, now);
      case "IfStatement": {
        if (this.#path.has(node.test)) return this.#arrive(node.test, now);
        if (here)
          return this.#statement(
            node.alternate && this.#path.has(node.alternate) ? node.alternate : node.consequent,
            this.#touches(node.test) ? this.#expression(node.test, now) : now,
          );
        if (!this.#touches(node) && !mayLeave(node)) return now;
        if (this.#touches(node.test)) now = this.#expression(node.test, now);
        const branch = this.#branch(node, now);
        return branch ? this.#statement(branch, now) : now;
      }
      case "SwitchStatement":
        return this.#switch(node, here, now);
      case "TryStatement": {
        if (node.handler && this.#path.has(node.handler)) return this.through(node.handler.body.body, now);
        const tried = this.#path.has(node.finalizer as Node) ? now : this.through(node.block.body, now);
        return node.finalizer && !this.#arrived && !this.#left ? this.through(node.finalizer.body, tried) : tried;
      }
      case "ForStatement":
      case "ForOfStatement":
      case "ForInStatement":
      case "WhileStatement":
      case "DoWhileStatement":
        return this.#loop(node, here, now);
      case "LabeledStatement":
        return this.#statement(node.body, now);
      case "ReturnStatement":
      case "ThrowStatement":
      case "BreakStatement":
      case "ContinueStatement":
        if (here) return this.#arrive(node, now);
        if (this.#at && this.#loops === 0) throw new Unreachable();
        if (node.type === "ThrowStatement") throw new Unreachable();
        this.#left = true;
        return node.type === "ReturnStatement" && node.argument && this.#touches(node.argument)
          ? this.#expression(node.argument, now)
          : now;
      case "FunctionDeclaration":
      case "ClassDeclaration":
        return here ? this.#arrive(node, now) : now;
      case "ExpressionStatement":
        if (here) return this.#arrive(node, now);
        return this.#touches(node) ? this.#expression(node.expression, now) : now;
      case "VariableDeclaration": {
        for (const { init } of node.declarations) {
          if (init && this.#path.has(init)) return this.#arrive(init, now);
          if (init && this.#touches(init)) now = this.#expression(init, now);
        }
        return here ? this.#arrive(node, now) : now;
      }
      default:
        return here ? this.#arrive(node, now) : now;
    }
  }

  #switch(node: TSESTree.SwitchStatement, here: boolean, now: Built): Built {
    if (this.#path.has(node.discriminant)) return this.#arrive(node, now);
    if (!here && !this.#touches(node) && !mayLeave(node)) return now;
    const inside = node.cases.findIndex((each) => this.#path.has(each));
    const from = inside >= 0 ? inside : this.#with(now, () => this.#run.switchCase(node, this.#frame));
    if (from === null) return now;
    for (const each of node.cases.slice(from)) {
      for (const statement of each.consequent.flatMap((one) =>
        one.type === "BlockStatement" && !this.#path.has(one) ? one.body : [one],
      )) {
        if (statement.type === "BreakStatement") return now;
        now = this.#statement(statement, now);
        if (this.#arrived || this.#left) return now;
      }
    }
    return now;
  }

  #loop(
    node:
      | TSESTree.ForStatement
      | TSESTree.ForOfStatement
      | TSESTree.ForInStatement
      | TSESTree.WhileStatement
      | TSESTree.DoWhileStatement,
    here: boolean,
    now: Built,
  ): Built {
    if (here) return this.#path.has(node.body) ? this.#statement(node.body, now) : this.#arrive(node, now);
    if (!this.#touches(node.body)) return now;
    if (node.type !== "DoWhileStatement" && this.#run.decide(this.#place(node), 2) === 0) return now;
    this.#loops++;
    const after = this.#statement(node.body, now);
    this.#loops--;
    this.#left = false;
    return repeated(now, after);
  }

  /** The place stands in this node: what a function in it does before the place is done as well. */
  #arrive(node: Node, now: Built): Built {
    const inner = this.#innerFunction(node);
    if (inner && this.#touches(inner)) return this.through(inner.body, now);
    this.#arrived = true;
    return inner ? now : this.#before(node, now);
  }

  /** What is done in the same statement before the place: `[q.where(…), await q]`. */
  #before(node: Node, now: Built): Built {
    if (!this.#touches(node)) return now;
    for (const child of childrenOf(node)) {
      if (this.#path.has(child)) return this.#before(child, now);
      if (this.#at && child.range[1] <= this.#at.range[0] && this.#touches(child) && !/Function/.test(child.type))
        now = this.#expression(child, now);
    }
    return now;
  }

  #innerFunction(node: Node): TSESTree.BlockStatement | null {
    for (let at: Node | undefined = node; at; at = childrenOf(at).find((child) => this.#path.has(child))) {
      if (
        (at.type === "ArrowFunctionExpression" ||
          at.type === "FunctionExpression" ||
          at.type === "FunctionDeclaration") &&
        at.body?.type === "BlockStatement"
      )
        return this.#path.has(at.body) ? at.body : null;
    }
    return null;
  }

  #isSubject(node: Node): boolean {
    const { variable } = this.#subject;
    if (variable === null) return node.type === "ThisExpression";
    return (
      node.type === "Identifier" && node.name === variable.name && variableOf(this.#frame.module, node) === variable
    );
  }

  #with<T>(now: Built, work: () => T): T {
    return this.#subject.variable ? this.#run.during(this.#subject.variable, now, this.#frame, work) : work();
  }

  #value(node: Node, now: Built): Built {
    const frame = this.#subject.variable ? this.#frame : { ...this.#frame, self: now };
    return this.#with(now, () => this.#run.follow({ node, frame }));
  }

  #expression(node: Node, now: Built): Built {
    switch (node.type) {
      case "AwaitExpression":
        return this.#expression(node.argument, now);
      case "ChainExpression":
      case "TSNonNullExpression":
      case "TSAsExpression":
        return this.#expression(node.expression, now);
      case "UnaryExpression": {
        const target = node.operator === "delete" ? this.#target(node.argument) : null;
        return target
          ? changed(
              now,
              target,
              () => null,
              (value) => this.#followed(value, now),
            )
          : this.#expression(node.argument, now);
      }
      case "UpdateExpression":
        return this.#target(node.argument)?.length === 0 ? { kind: "input", place: this.#place(node) } : now;
      case "LogicalExpression": {
        if (this.#touches(node.left)) now = this.#expression(node.left, now);
        if (!this.#touches(node.right)) return now;
        const value = now;
        return this.#with(now, () => this.#run.holds(this.#place(node.left))) === (node.operator === "&&")
          ? this.#expression(node.right, value)
          : value;
      }
      case "ConditionalExpression":
        return this.#expression(
          this.#with(now, () => this.#run.holds(this.#place(node.test))) ? node.consequent : node.alternate,
          now,
        );
      case "AssignmentExpression":
        return this.#assignment(node, now);
      case "CallExpression":
        return this.#call(node, now);
      case "ArrowFunctionExpression":
      case "FunctionExpression":
        return now;
      default:
        for (const child of childrenOf(node)) if (this.#touches(child)) now = this.#expression(child, now);
        return now;
    }
  }

  #assignment(node: TSESTree.AssignmentExpression, now: Built): Built {
    const isMissing = (value: Built): boolean =>
      value.kind === "constant" &&
      (value.value === undefined || value.value === null || (node.operator === "||=" && !value.value));
    if (this.#isSubject(node.left)) {
      switch (node.operator) {
        case "=":
          return this.#value(node.right, now);
        case "??=":
        case "||=":
          return isMissing(now)
            ? this.#value(node.right, now)
            : now.kind === "input" || (now.kind === "chain" && isRuntime(now))
              ? { kind: "input", place: this.#place(node) }
              : now;
        case "+=": {
          const added = this.#value(node.right, now);
          if (now.kind === "constant" && added.kind === "constant" && typeof now.value === "string")
            return { kind: "constant", value: now.value + String(added.value), place: this.#place(node) };
          return { kind: "input", place: this.#place(node) };
        }
        default:
          return { kind: "input", place: this.#place(node) };
      }
    }
    if (node.left.type === "ObjectPattern" || node.left.type === "ArrayPattern") {
      const { variable } = this.#subject;
      const found =
        variable && this.#run.bound(node.left, () => this.#value(node.right, now), this.#frame).get(variable)?.();
      return found ?? now;
    }
    const target = this.#target(node.left);
    if (!target) return this.#touches(node.right) ? this.#expression(node.right, now) : now;
    const follow = (value: Place | Built): Built => this.#followed(value, now);
    const make = (name: string, key: Node) => ({ name, key: this.#place(key), value: this.#value(node.right, now) });
    switch (node.operator) {
      case "=":
        return changed(now, target, make, follow);
      case "??=":
      case "||=":
        return changed(
          now,
          target,
          (name, key, before) => (before === null || isMissing(follow(before.value)) ? make(name, key) : before),
          follow,
        );
      default:
        return changed(
          now,
          target,
          (name, key) => ({ name, key: this.#place(key), value: { kind: "input", place: this.#place(node) } }),
          follow,
        );
    }
  }

  #followed(value: Place | Built, now: Built): Built {
    return this.#with(now, () => this.#run.follow(value));
  }

  /** The members that lead from the variable to what is assigned to; null for other places. A computed one is null. */
  #target(node: Node): Target | null {
    if (node.type === "TSNonNullExpression" || node.type === "TSAsExpression" || node.type === "ChainExpression")
      return this.#target(node.expression);
    if (this.#isSubject(node)) return [];
    if (node.type !== "MemberExpression") return null;
    const inner = this.#target(node.object);
    if (!inner) return null;
    return [
      ...inner,
      {
        name: node.computed ? this.#run.computedName(this.#place(node.property)) : nameOfKey(node.property),
        key: node.property,
      },
    ];
  }

  #call(node: TSESTree.CallExpression, now: Built): Built {
    const { callee } = node;
    for (const argument of node.arguments) {
      const isCallback = argument.type === "ArrowFunctionExpression" || argument.type === "FunctionExpression";
      if (!isCallback && !this.#isSubject(argument) && this.#touches(argument)) now = this.#expression(argument, now);
    }
    if (callee.type === "MemberExpression") {
      const target = this.#target(callee.object);
      const name = nameOfKey(callee.property);
      if (target && (name === "push" || name === "unshift")) {
        const items = node.arguments.map((argument) =>
          argument.type === "SpreadElement" ? null : this.#value(argument, now),
        );
        return pushed(
          now,
          target,
          items,
          name === "push",
          (argument) => (isNode(argument) ? this.#value(argument, now) : this.#followed(argument, now)),
          node,
        );
      }
      if (target?.length === 0 && now.kind === "list" && /^(?:pop|shift|splice|fill|copyWithin)$/.test(name ?? ""))
        return { kind: "input", place: this.#place(node) };
      if (now.kind === "chain" && !isRuntime(now) && this.#beginsAtSubject(callee.object))
        return this.#mutated(node, now);
      if (
        callee.object.type === "Identifier" &&
        callee.object.name === "Object" &&
        name === "assign" &&
        node.arguments[0]
      )
        return this.#assigned(node, now);
      // `xs.forEach((x) => { conditions.push(…) })`
      const [callback] = node.arguments;
      if (
        callback &&
        (callback.type === "ArrowFunctionExpression" || callback.type === "FunctionExpression") &&
        this.#touches(callback.body)
      )
        return this.#repeatedly(node, callback, now);
      if (this.#touches(callee.object)) now = this.#expression(callee.object, now);
    }
    return this.#handed(node, now);
  }

  /** `q.where(…)` where that changes `q` itself. */
  #mutated(node: TSESTree.CallExpression, now: Built & { readonly kind: "chain" }): Built {
    if (!isMutated(now)) return now;
    const value = this.#value(node, now);
    if (value.kind !== "chain" || isRuntime(value)) return now;
    const kept = value.steps.findIndex(({ name }, index) => index >= now.steps.length && leavesAlone(name));
    return kept < 0
      ? value
      : { ...value, steps: value.steps.slice(0, kept), place: value.steps[kept - 1]?.place ?? now.place };
  }

  #assigned(node: TSESTree.CallExpression, now: Built): Built {
    const target = node.arguments[0] && this.#target(node.arguments[0]);
    if (!target) return now;
    const value = this.#value(node, now);
    return target.length === 0
      ? value
      : changed(
          now,
          target,
          (name, key) => ({ name, key: this.#place(key), value }),
          (one) => this.#followed(one, now),
        );
  }

  /** A callback that something calls any number of times. */
  #repeatedly(
    node: TSESTree.CallExpression,
    callback: TSESTree.ArrowFunctionExpression | TSESTree.FunctionExpression,
    now: Built,
  ): Built {
    if (this.#run.decide(this.#place(node), 2) === 0) return now;
    if (callback.body.type !== "BlockStatement") return repeated(now, this.#expression(callback.body, now));
    return repeated(now, new Writes(this.#run, this.#subject, null, this.#frame).through(callback.body.body, now));
  }

  /** `applyFilters(query, options)`, and a function of the same file that changes the variable by its name. */
  #handed(node: TSESTree.CallExpression, now: Built): Built {
    const index = node.arguments.findIndex((argument) => this.#isSubject(argument));
    const named = node.callee.type === "Identifier" && this.#touches(node.callee);
    if (index < 0 && !named) return now;
    // What is not known is no better known for what a function does to it.
    if (!named && (now.kind === "input" || now.kind === "constant" || isRuntime(now))) return now;
    const fn = this.#with(now, () => this.#run.follow(this.#place(node.callee)));
    const given = node.arguments.map((argument) => (this.#isSubject(argument) ? now : this.#place(argument)));
    if (fn.kind === "function") {
      if (index >= 0)
        return (
          this.#with(now, () => this.#run.call(fn, given, null, this.#place(node)).parameters[index]) ?? opened(now)
        );
      if (fn.node.body.type !== "BlockStatement") return this.#expression(fn.node.body, now);
      const frame = this.#run.enter(fn.node, fn.frame, given, null, this.#place(node));
      return new Writes(this.#run, this.#subject, null, frame).through(fn.node.body.body, now);
    }
    if (index < 0 || !isDiscarded(node)) return now;
    // A library's own function changes nothing of what it is given, nor does a console.
    if (
      fn.kind === "chain" &&
      (!isRuntime(fn) ||
        /^(?:console|log|logger|debug|expect)\b/.test(
          this.#frame.module.text.slice(node.callee.range[0], node.callee.range[1]),
        ))
    )
      return now;
    return opened(now);
  }

  #beginsAtSubject(node: Node): boolean {
    if (this.#isSubject(node)) return true;
    if (node.type === "MemberExpression") return this.#beginsAtSubject(node.object);
    if (node.type === "CallExpression") return this.#beginsAtSubject(node.callee);
    if (node.type === "TSNonNullExpression" || node.type === "ChainExpression" || node.type === "TSAsExpression")
      return this.#beginsAtSubject(node.expression);
    return false;
  }
}

const isNode = (value: Node | Place | Built): value is Node => "type" in value;
