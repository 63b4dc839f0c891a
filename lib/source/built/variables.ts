import type { TSESTree } from "@typescript-eslint/utils";
import type { Variable } from "@typescript-eslint/scope-manager";
import { variableOf } from "../bindings.ts";
import { childrenOf, nameOfKey } from "../meaning.ts";
import { appended, isRuntime, type Built, type BuiltObject, type Entry, type Frame, type Place } from "./built.ts";
import { copies, isMutable } from "./clients.ts";
import type { Run } from "./run.ts";

type Node = TSESTree.Node;

/**
 * What a variable holds where it is read, after the writes on the way there. In: `given`, what a parameter was given; the node
 * that reads it. Out: null where it is written in ways that are not followed.
 */
export function valueAt(run: Run, variable: Variable, given: Built | null, at: Node, frame: Frame): Built | null {
  const definition = variable.defs[0];
  if (!definition || variable.defs.length > 1) return null;
  const declared = definition.node as Node;
  const touched = touches(variable);
  let initial: Built;
  let body: readonly Node[];
  if (definition.type === "Parameter") {
    if (!given) return null;
    if (touched.length === 0) return given;
    initial = given;
    const fn = declared as TSESTree.FunctionDeclaration | TSESTree.FunctionExpression | TSESTree.ArrowFunctionExpression;
    if (fn.body.type !== "BlockStatement") return given;
    body = fn.body.body;
  } else if (declared.type === "VariableDeclarator" && declared.id.type === "Identifier") {
    initial = declared.init ? run.follow({ node: declared.init, frame }) : { kind: "constant", value: undefined, place: { node: declared, frame } };
    if (touched.length === 0) return declared.init && declared.parent.parent.type !== "ForOfStatement" ? initial : null;
    const declaration = declared.parent;
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
export function endOfBody(run: Run, variable: Variable, body: TSESTree.BlockStatement | TSESTree.Expression, initial: Built, frame: Frame): Built {
  if (body.type !== "BlockStatement") return new Writes(run, { variable, touched: referencesTo(variable) }, null, frame).after(body, initial);
  const touched = touches(variable);
  return touched.length === 0 ? initial : new Writes(run, { variable, touched }, null, frame).through(body.body, initial);
}

/** What `this` is at the end of the body of a function that was called with it. */
export function endOfThis(run: Run, body: TSESTree.BlockStatement, initial: Built, frame: Frame): Built {
  return new Writes(run, { variable: null, touched: thisIn(body) }, null, frame).through(body.body, initial);
}

interface Subject {
  /** Null for `this`. */
  readonly variable: Variable | null;
  /** The places where something may be done to it. */
  readonly touched: readonly Node[];
}

const known = new WeakMap<Variable, readonly Node[]>();

/** References that may change what the variable holds. */
function touches(variable: Variable): readonly Node[] {
  const found = known.get(variable) ?? variable.references.filter((reference) => reference.init !== true && (reference.isWrite() || mayChange(reference.identifier as Node))).map(({ identifier }) => identifier as Node);
  known.set(variable, found);
  return found;
}

/** An expression that is a function's body: whatever it is given to may change it. */
const referencesTo = (variable: Variable): readonly Node[] => variable.references.map(({ identifier }) => identifier as Node);

function mayChange(identifier: Node): boolean {
  const { parent } = identifier;
  if (parent?.type === "MemberExpression" && parent.object === identifier) return true;
  // An argument of a call whose result nobody takes.
  return parent?.type === "CallExpression" && parent.arguments.includes(identifier as never) && (isDiscarded(parent) || nameOfKey((parent.callee as { property?: Node }).property ?? null) === "assign");
}

function isDiscarded(node: Node): boolean {
  const parent = node.parent;
  return parent?.type === "ExpressionStatement" || (parent?.type === "AwaitExpression" && isDiscarded(parent));
}

function thisIn(node: Node): Node[] {
  if (node.type === "ThisExpression") return [node];
  if (node.type === "FunctionExpression" || node.type === "FunctionDeclaration" || node.type === "ClassExpression" || node.type === "ClassDeclaration") return [];
  return childrenOf(node).flatMap(thisIn);
}

/** Goes through statements in order, as far as the place that is asked about, with what is done to one variable on the way. */
class Writes {
  readonly #run: Run;
  readonly #subject: Subject;
  readonly #frame: Frame;
  readonly #path = new Set<Node>();
  #arrived = false;
  #left = false;

  constructor(run: Run, subject: Subject, at: Node | null, frame: Frame) {
    this.#run = run;
    this.#subject = subject;
    this.#frame = frame;
    for (let node: Node | undefined = at ?? undefined; node; node = node.parent) this.#path.add(node);
  }

  through(statements: readonly Node[], value: Built): Built {
    let now = value;
    // Asked about in a function above its own declaration: it runs later, after all of them.
    for (const statement of statements) {
      if (this.#arrived || this.#left) break;
      now = this.#statement(statement, now);
    }
    return now;
  }

  after(expression: Node, value: Built): Built {
    return this.#expression(expression, value);
  }

  #touches(node: Node): boolean {
    return this.#subject.touched.some((one) => one.range[0] >= node.range[0] && one.range[1] <= node.range[1]);
  }

  #place(node: Node): Place {
    return { node, frame: this.#frame };
  }

  #statement(node: Node, now: Built): Built {
    const here = this.#path.has(node);
    switch (node.type) {
      case "BlockStatement":
        return this.through(node.body, now);
      case "IfStatement": {
        if (this.#path.has(node.test)) return this.#arrive(node.test, now);
        if (here) return this.#statement(node.alternate && this.#path.has(node.alternate) ? node.alternate : node.consequent, now);
        if (!this.#touches(node) && !mayLeave(node)) return now;
        const branch = this.#with(now, () => this.#run.holds(this.#place(node.test))) ? node.consequent : node.alternate;
        return branch ? this.#statement(branch, now) : now;
      }
      case "SwitchStatement": {
        const inside = node.cases.findIndex((each) => this.#path.has(each));
        if (!here && !this.#touches(node)) return now;
        const from = inside >= 0 ? inside : this.#run.switchCase(node, this.#frame);
        if (from === null) return now;
        for (const each of node.cases.slice(from)) {
          for (const statement of each.consequent) {
            if (statement.type === "BreakStatement") return now;
            now = this.#statement(statement, now);
            if (this.#arrived || this.#left) return now;
          }
        }
        return now;
      }
      case "TryStatement": {
        if (node.handler && this.#path.has(node.handler)) return this.through(node.handler.body.body, now);
        const tried = this.through(node.block.body, now);
        return node.finalizer && !this.#arrived && !this.#left ? this.through(node.finalizer.body, tried) : tried;
      }
      case "ForStatement":
      case "ForOfStatement":
      case "ForInStatement":
      case "WhileStatement":
      case "DoWhileStatement": {
        if (here) return this.#path.has(node.body) ? this.#statement(node.body, now) : this.#arrive(node, now);
        if (!this.#touches(node.body) || this.#run.decide(this.#place(node), 2) === 0) return now;
        const after = this.#statement(node.body, now);
        this.#left = false;
        return repeated(after);
      }
      case "LabeledStatement":
        return this.#statement(node.body, now);
      case "ReturnStatement":
      case "ThrowStatement":
      case "BreakStatement":
      case "ContinueStatement":
        if (here) return this.#arrive(node, now);
        this.#left = true;
        return node.type === "ReturnStatement" && node.argument && this.#touches(node.argument) ? this.#expression(node.argument, now) : now;
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

  /** The place stands in this node: what a function in it does before the place is done as well. */
  #arrive(node: Node, now: Built): Built {
    const inner = this.#innerFunction(node);
    if (inner && this.#touches(inner)) return this.through(inner.body, now);
    this.#arrived = true;
    return now;
  }

  #innerFunction(node: Node): TSESTree.BlockStatement | null {
    for (const child of childrenOf(node)) {
      if (!this.#path.has(child)) continue;
      if ((child.type === "ArrowFunctionExpression" || child.type === "FunctionExpression") && child.body.type === "BlockStatement") return this.#path.has(child.body) ? child.body : null;
      return this.#innerFunction(child);
    }
    return null;
  }

  #isSubject(node: Node): boolean {
    const { variable } = this.#subject;
    if (variable === null) return node.type === "ThisExpression";
    return node.type === "Identifier" && variableOf(this.#frame.module, node) === variable;
  }

  #with<T>(now: Built, work: () => T): T {
    return this.#subject.variable ? this.#run.during(this.#subject.variable, now, work) : work();
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
        if (node.operator === "void") return this.#expression(node.argument, now);
        const target = node.operator === "delete" ? this.#target(node.argument) : null;
        return target ? changed(now, target, () => null) : now;
      }
      case "LogicalExpression":
        if (!this.#touches(node.right)) return now;
        return this.#with(now, () => this.#run.holds(this.#place(node.left))) === (node.operator === "&&") ? this.#expression(node.right, now) : now;
      case "ConditionalExpression":
        return this.#expression(this.#with(now, () => this.#run.holds(this.#place(node.test))) ? node.consequent : node.alternate, now);
      case "AssignmentExpression": {
        if (this.#isSubject(node.left)) {
          if (node.operator === "=") return this.#value(node.right, now);
          if (node.operator === "??=") return now.kind === "constant" && (now.value === undefined || now.value === null) ? this.#value(node.right, now) : now;
          return { kind: "input", place: this.#place(node) };
        }
        const target = this.#target(node.left);
        if (!target) return this.#touches(node.right) ? this.#expression(node.right, now) : now;
        if (node.operator !== "=") return opened(now);
        return changed(now, target, (name, key) => ({ name, key: this.#place(key), value: this.#value(node.right, now) }));
      }
      case "CallExpression":
        return this.#call(node, now);
      default:
        return now;
    }
  }

  /** The members that lead from the variable to what is assigned to; null for other places. A computed one is null. */
  #target(node: Node): readonly { readonly name: string | null; readonly key: Node }[] | null {
    if (node.type === "TSNonNullExpression" || node.type === "TSAsExpression" || node.type === "ChainExpression") return this.#target(node.expression);
    if (this.#isSubject(node)) return [];
    if (node.type !== "MemberExpression") return null;
    const inner = this.#target(node.object);
    if (!inner) return null;
    const computed = node.computed ? this.#run.value(this.#place(node.property)) : null;
    const name = computed ? (computed.kind === "constant" ? String(computed.value) : null) : nameOfKey(node.property);
    return [...inner, { name, key: node.property }];
  }

  #call(node: TSESTree.CallExpression, now: Built): Built {
    const { callee } = node;
    if (callee.type === "MemberExpression") {
      const target = this.#target(callee.object);
      const name = nameOfKey(callee.property);
      if (target && (name === "push" || name === "unshift")) {
        const items = node.arguments.map((argument) => (argument.type === "SpreadElement" ? null : this.#value(argument, now)));
        return pushed(now, target, items, name === "push", (argument) => this.#value(argument, now), node);
      }
      if (this.#beginsAtSubject(callee.object) && now.kind === "chain") {
        const value = this.#value(node, now);
        return value.kind === "chain" && isMutated(now) && !value.steps.slice(now.steps.length).some(copies) ? value : now;
      }
      if (callee.object.type === "Identifier" && callee.object.name === "Object" && name === "assign" && node.arguments[0] && this.#isSubject(node.arguments[0])) return this.#value(node, now);
      // `xs.forEach((x) => { conditions.push(…) })`
      const [callback] = node.arguments;
      if (callback && (callback.type === "ArrowFunctionExpression" || callback.type === "FunctionExpression") && this.#touches(callback.body)) {
        if (now.kind === "chain" && !isRuntime(now) && this.#beginsAtSubject(callee.object)) return now;
        if (this.#run.decide(this.#place(node), 2) === 0) return now;
        return repeated(callback.body.type === "BlockStatement" ? this.through(callback.body.body, now) : this.#expression(callback.body, now));
      }
    }
    const index = node.arguments.findIndex((argument) => this.#isSubject(argument));
    if (index < 0) return now;
    const fn = this.#run.follow(this.#place(callee));
    if (fn.kind === "function") {
      const given = node.arguments.map((argument) => (this.#isSubject(argument) ? now : this.#place(argument)));
      return this.#with(now, () => this.#run.call(fn, given).parameters[index]) ?? opened(now);
    }
    // A library's own function changes nothing of what it is given, nor does a console.
    if (fn.kind === "chain" && (!isRuntime(fn) || /^(?:console|log|logger|debug|expect)\b/.test(this.#frame.module.text.slice(callee.range[0], callee.range[1])))) return now;
    return opened(now);
  }

  #beginsAtSubject(node: Node): boolean {
    if (this.#isSubject(node)) return true;
    if (node.type === "MemberExpression") return this.#beginsAtSubject(node.object);
    if (node.type === "CallExpression") return this.#beginsAtSubject(node.callee);
    if (node.type === "TSNonNullExpression" || node.type === "ChainExpression" || node.type === "TSAsExpression") return this.#beginsAtSubject(node.expression);
    return false;
  }
}

function isMutated(value: Built): boolean {
  return value.kind === "chain" && (value.root.kind === "given" || value.root.kind === "class" || (value.root.kind === "package" && isMutable(value.root.origin.library)));
}

/** A value after something unknown was done to it. */
function opened(value: Built): Built {
  switch (value.kind) {
    case "object":
    case "list":
      return { ...value, open: true };
    case "chain":
      return appended(value, { name: "?", arguments: [], spread: true, template: null, types: null, at: value.place, place: value.place });
    default:
      return value;
  }
}

/** A value after a loop that may run more often than once. */
function repeated(value: Built): Built {
  return value.kind === "list" ? { ...value, open: true } : value;
}

type Target = readonly { readonly name: string | null; readonly key: Node }[];

/** An object with a property changed, or taken out where `make` gives null. */
function changed(value: Built, target: Target, make: (name: string, key: Node) => Entry | null): Built {
  const [first, ...rest] = target;
  if (!first || value.kind !== "object") return opened(value);
  if (first.name === null) return opened(value);
  const entries = new Map(value.entries);
  if (rest.length > 0) {
    const entry = entries.get(first.name);
    const inner = entry && "kind" in entry.value ? entry.value : null;
    if (!entry || !inner) return opened(value);
    entries.set(first.name, { ...entry, value: changed(inner, rest, make) });
  } else {
    const entry = make(first.name, first.key);
    if (entry) entries.set(first.name, entry);
    else entries.delete(first.name);
  }
  return { ...value, entries } satisfies BuiltObject;
}

function pushed(value: Built, target: Target, items: readonly (Built | null)[], atEnd: boolean, follow: (node: Node) => Built, call: TSESTree.CallExpression): Built {
  const [first] = target;
  if (first) {
    if (value.kind !== "object" || first.name === null || target.length > 1) return opened(value);
    const entry = value.entries.get(first.name);
    const inner = entry && ("kind" in entry.value ? entry.value : follow(entry.value.node));
    if (!entry || !inner) return opened(value);
    const entries = new Map(value.entries);
    entries.set(first.name, { ...entry, value: pushed(inner, [], items, atEnd, follow, call) });
    return { ...value, entries };
  }
  if (value.kind !== "list") return opened(value);
  let open = value.open;
  const added = call.arguments.flatMap((argument, index): Built[] => {
    const item = items[index];
    if (item) return [item];
    const spread = argument.type === "SpreadElement" ? follow(argument.argument) : null;
    if (spread?.kind === "list" && !spread.open) return spread.items.map((one) => ("kind" in one ? one : follow(one.node)));
    open = true;
    return [];
  });
  return { ...value, items: atEnd ? [...value.items, ...added] : [...added, ...value.items], open };
}

/** True where a branch of a condition ends the way. */
function mayLeave(node: Node): boolean {
  switch (node.type) {
    case "ReturnStatement":
    case "ThrowStatement":
    case "ContinueStatement":
    case "BreakStatement":
      return true;
    case "BlockStatement":
      return node.body.some(mayLeave);
    case "IfStatement":
      return mayLeave(node.consequent) || (node.alternate ? mayLeave(node.alternate) : false);
    default:
      return false;
  }
}
