import type { TSESTree } from "@typescript-eslint/utils";
import { declaredNames, exportedNames, exportsNamed, type Exported } from "../exports.ts";
import { importsIn, requiredBy } from "../imports.ts";
import type { SourceModule } from "../module.ts";
import { calledMember, memberOf } from "./members.ts";
import { operate } from "./operators.ts";
import { Frame } from "./frame.ts";
import {
  constant,
  elementsOf,
  list,
  native,
  nothing,
  struct,
  textOf,
  textParts,
  truth,
  unknown,
  type Class,
  type Closure,
  type List,
  type Place,
  type ProgramValue,
  type Struct,
  type Unknown,
} from "./program-value.ts";

type Node = TSESTree.Node;

/** How a statement ends: it goes on, or leaves what it stands in. */
type End = {
  readonly kind: "return" | "throw" | "break" | "continue";
  readonly value: ProgramValue;
  readonly label: string | null;
} | null;

/** What a program is given from outside. */
export interface Surroundings {
  /** Names of the language and of Node. */
  global(name: string, program: Program): ProgramValue | undefined;
  /** What a package gives: its namespace, or null where it is not known. */
  package(specifier: string, program: Program): ProgramValue | null;
  /** A function that is not read is called, with these values. */
  unread(reason: string, values: readonly ProgramValue[], at: Place): void;
}

/** A condition of the program that cannot be told. `answered`: it asks the database. */
export interface Doubt {
  readonly place: Place;
  readonly reason: string;
  readonly answered: boolean;
}

const mostSteps = 150_000;
const deepest = 80;

/** The program was followed for longer than any migration takes. */
export class TooLong extends Error {}

/**
 * Follows a program's source with the values that are written in it: calls, loops over lists, conditions, modules and
 * classes of the project. Nothing is executed; what comes from outside is an unknown value, and both ways of a
 * condition on it are followed.
 */
export class Program {
  readonly #surroundings: Surroundings;
  readonly #modules = new Map<string, { readonly frame: Frame; readonly exports: Struct; readonly module: Struct }>();
  readonly #doubts: Doubt[] = [];
  #steps = 0;
  #depth = 0;

  constructor(surroundings: Surroundings) {
    this.#surroundings = surroundings;
  }

  /** Files of the project that were followed. */
  get files(): readonly string[] {
    return [...this.#modules.keys()];
  }

  get modules(): readonly SourceModule[] {
    return [...this.#modules.values()].map(({ frame }) => frame.module);
  }

  /** The innermost condition the program is under that cannot be told. */
  get doubt(): Doubt | null {
    return this.#doubts.find(({ answered }) => !answered) ?? this.#doubts[0] ?? null;
  }

  /** What a module exports under a name, `default` and `*` among them. Its statements are followed once. */
  exported(module: SourceModule, name: string): ProgramValue {
    const { exports, module: commonJs } = this.#open(module);
    const assigned = commonJs.properties.get("exports") ?? exports;
    if (name === "*") return assigned === exports ? this.#namespace(module, exports) : assigned;
    const found = memberOf(assigned, name, { node: module.ast, module }, this);
    if (!isMissing(found)) return found;
    for (const exported of exportsNamed(module, name)) {
      const value = this.#valueOfExported(exported, module);
      if (!isMissing(value)) return value;
    }
    return name === "default" ? assigned : found;
  }

  /** What a program sees under a name that a statement of a module exports; what is assigned to `exports` it has seen happen. */
  #valueOfExported(exported: Exported, asked: SourceModule): ProgramValue {
    switch (exported.kind) {
      case "value":
        if (exported.module !== asked) return this.exported(exported.module, exported.name);
        return exported.node.type === "Identifier"
          ? (this.#open(asked).frame.find(exported.node.name) ?? nothing)
          : nothing;
      case "namespace":
        return exported.module === asked ? nothing : this.exported(exported.module, "*");
      case "package":
        return exported.guess ? nothing : this.#imported(exported.module, exported.specifier, exported.name);
      case "member":
        return nothing;
    }
  }

  #namespace(module: SourceModule, exports: Struct): Struct {
    const { properties } = exports;
    for (const name of exportedNames(module)) {
      if (properties.has(name)) continue;
      // Two modules may hold each other.
      properties.set(name, nothing);
      const value = this.exported(module, name);
      if (isMissing(value)) properties.delete(name);
      else properties.set(name, value);
    }
    return exports;
  }

  #open(module: SourceModule) {
    const known = this.#modules.get(module.file);
    if (known) return known;
    const exports = struct({});
    const own = struct({ exports });
    const frame = new Frame(module, null, this.#doubts.length);
    const opened = { frame, exports, module: own };
    this.#modules.set(module.file, opened);
    frame.declare("module", own);
    frame.declare("exports", exports);
    frame.declare(
      "require",
      native("require", (values) => {
        const [first] = values;
        return first?.kind === "constant" && typeof first.value === "string"
          ? this.#imported(module, first.value, "*")
          : unknown("a module that is required by a computed name");
      }),
    );
    frame.declare("__filename", constant(module.file));
    frame.declare("__dirname", constant(module.file.replace(/[\\/][^\\/]*$/, "")));
    for (const [name, from] of importsIn(module.ast))
      frame.defer(name, () => this.#imported(module, from.specifier, from.name));
    this.#hoist(module.ast.body, frame);
    for (const node of module.ast.body) {
      if (node.type === "ImportDeclaration") continue;
      const end = this.#statement(node, frame);
      if (end) break;
    }
    return opened;
  }

  /** `const { a } = require("./b")`: what is required is followed when one of its names is used. */
  #deferRequired(id: Node, init: Node | null, frame: Frame): boolean {
    const required = frame.parent ? null : requiredBy(init);
    if (!required || init?.type === "AwaitExpression") return false;
    const { specifier: from, name: member } = required;
    if (id.type === "Identifier") {
      frame.defer(id.name, () => this.#imported(frame.module, from, member));
      return true;
    }
    if (
      id.type !== "ObjectPattern" ||
      member !== "*" ||
      !id.properties.every(
        (entry) =>
          entry.type === "Property" &&
          !entry.computed &&
          entry.key.type === "Identifier" &&
          entry.value.type === "Identifier",
      )
    )
      return false;
    for (const entry of id.properties) {
      if (entry.type !== "Property" || entry.key.type !== "Identifier" || entry.value.type !== "Identifier") continue;
      const { name } = entry.key;
      frame.defer(entry.value.name, () => this.#imported(frame.module, from, name));
    }
    return true;
  }

  #imported(module: SourceModule, specifier: string, name: string): ProgramValue {
    const known = this.#surroundings.package(specifier, this);
    if (known) {
      if (name === "*") return known;
      const member = memberOf(known, name, { node: module.ast, module }, this);
      return name === "default" && (member.kind === "unknown" || member === nothing) ? known : member;
    }
    const target = module.import(specifier);
    return target ? this.exported(target, name) : unknown(`"${specifier}", which is not read`);
  }

  /** Calls a function of the program. */
  call(fn: ProgramValue, values: readonly ProgramValue[], at: Place, self: ProgramValue | null = null): ProgramValue {
    if (fn.kind === "host")
      return fn.call ? fn.call(values, at) : this.#unread(unknown(`what ${fn.name}() gives`), values, at);
    if (fn.kind !== "closure")
      return this.#unread(fn.kind === "unknown" ? fn : unknown("what is called here"), values, at);
    if (this.#depth >= deepest) return unknown("calls that go on without end");
    const { node } = fn;
    const frame = new Frame(
      fn.frame.module,
      fn.frame,
      this.#doubts.length,
      node.type === "ArrowFunctionExpression" ? null : (self ?? fn.self),
    );
    const doubts = this.#doubts.length;
    this.#depth++;
    try {
      node.params.forEach((parameter, index) => {
        const rest = parameter.type === "RestElement";
        this.#bind(
          rest ? parameter.argument : parameter,
          rest ? list(values.slice(index)) : (values[index] ?? nothing),
          frame,
        );
      });
      frame.declare("arguments", list(values));
      let result: ProgramValue = nothing;
      if (node.body.type === "BlockStatement") {
        this.#hoist(node.body.body, frame);
        const end = this.#block(node.body.body, frame);
        if (end?.kind === "return") result = end.value;
      } else result = this.evaluate(node.body, frame);
      return node.async ? this.settle(result, at) : result;
    } finally {
      this.#depth--;
      this.#doubts.length = doubts;
    }
  }

  /** What is handed to a function that is not read may be called by it, or used. */
  #unread(result: Unknown, values: readonly ProgramValue[], at: Place): Unknown {
    this.#surroundings.unread(result.reason, values, at);
    for (const value of values) {
      if (value.kind !== "closure" || this.#depth >= deepest) continue;
      this.inDoubt({ place: at, reason: result.reason, answered: result.answered }, () =>
        this.settle(
          this.call(
            value,
            value.node.params.map(() => unknown(result.reason, result.answered)),
            at,
          ),
          at,
        ),
      );
    }
    return result;
  }

  construct(callee: ProgramValue, values: readonly ProgramValue[], at: Place): ProgramValue {
    if (callee.kind === "host") return callee.construct ? callee.construct(values, at) : unknown(`a ${callee.name}`);
    if (callee.kind === "closure") {
      const made = struct({});
      const result = this.call(callee, values, at, made);
      return result.kind === "struct" ? result : made;
    }
    if (callee.kind !== "class") return unknown("an object of a class that is not known");
    return this.instance(callee, values, null, at);
  }

  /** An object of a class of the program; `base` is what it inherits from outside of the project. */
  instance(made: Class, values: readonly ProgramValue[], base: ProgramValue | null, at: Place): Struct {
    const object: Struct = { kind: "struct", properties: new Map(), open: false, class: made };
    const chain: Class[] = [made];
    for (
      let parent = this.superclass(made);
      parent?.kind === "class" && chain.length < 20;
      parent = this.superclass(parent)
    )
      chain.unshift(parent);
    if (base) object.properties.set("#base", base);
    for (const { node, frame } of chain) {
      const inner = new Frame(frame.module, frame, this.#doubts.length, object);
      for (const member of node.body.body) {
        if (member.type !== "PropertyDefinition" || member.static || !member.value) continue;
        const key = this.#key(member, inner);
        if (key !== null) object.properties.set(key, this.evaluate(member.value, inner));
      }
    }
    const constructor = chain
      .at(-1)
      ?.node.body.body.find((member) => member.type === "MethodDefinition" && member.kind === "constructor");
    if (constructor?.type === "MethodDefinition" && constructor.value.type === "FunctionExpression") {
      this.call({ kind: "closure", node: constructor.value, frame: made.frame, self: object }, values, at, object);
    }
    return object;
  }

  superclass(made: Class): ProgramValue | null {
    return made.node.superClass ? this.evaluate(made.node.superClass, made.frame) : null;
  }

  /** A method or static member that a class or those it extends declares. */
  classMember(made: Class, key: string, isStatic: boolean, self: ProgramValue, at: Place): ProgramValue | undefined {
    let owner: ProgramValue | null = made;
    for (let depth = 0; owner?.kind === "class" && depth < 20; owner = this.superclass(owner), depth++) {
      for (const member of owner.node.body.body) {
        if (
          !("static" in member) ||
          member.static !== isStatic ||
          !("key" in member) ||
          this.#key(member, owner.frame) !== key
        )
          continue;
        if (member.type === "PropertyDefinition" && isStatic)
          return member.value ? this.evaluate(member.value, owner.frame) : nothing;
        if (
          member.type !== "MethodDefinition" ||
          member.value.type !== "FunctionExpression" ||
          member.kind === "constructor"
        )
          continue;
        const method: Closure = { kind: "closure", node: member.value, frame: owner.frame, self };
        return member.kind === "get" ? this.call(method, [], at, self) : method;
      }
    }
    if (owner?.kind === "host" && owner.get) return owner.get(key, at) ?? undefined;
    return undefined;
  }

  /** A name of the language. */
  global(name: string): ProgramValue | undefined {
    return this.#surroundings.global(name, this);
  }

  /** What awaiting a value gives. */
  settle(value: ProgramValue, at: Place): ProgramValue {
    return value.kind === "host" && value.settle ? value.settle(at) : value;
  }

  /** Follows something under a condition that cannot be told. */
  inDoubt<T>(doubt: Doubt, follow: () => T): T {
    this.#doubts.push(doubt);
    const depth = this.#doubts.length;
    try {
      return follow();
    } finally {
      this.#doubts.length = depth - 1;
    }
  }

  get doubts(): number {
    return this.#doubts.length;
  }

  #step(): void {
    if (++this.#steps > mostSteps) throw new TooLong("it goes on for longer than is followed");
  }

  #hoist(body: readonly Node[], frame: Frame): void {
    for (const node of body) {
      const declared =
        node.type === "ExportNamedDeclaration" || node.type === "ExportDefaultDeclaration" ? node.declaration : node;
      if (declared?.type === "FunctionDeclaration" && declared.id)
        frame.declare(declared.id.name, { kind: "closure", node: declared, frame, self: null });
    }
  }

  #block(body: readonly Node[], frame: Frame): End {
    for (const node of body) {
      const end = this.#statement(node, frame);
      if (end) return end;
    }
    return null;
  }

  #inner(frame: Frame): Frame {
    return new Frame(frame.module, frame, this.#doubts.length);
  }

  #statement(node: Node, frame: Frame): End {
    this.#step();
    const at: Place = { node, module: frame.module };
    switch (node.type) {
      case "ExpressionStatement":
        this.evaluate(node.expression, frame);
        return null;
      case "VariableDeclaration":
        for (const { id, init } of node.declarations) {
          if (!this.#deferRequired(id, init, frame)) this.#bind(id, init ? this.evaluate(init, frame) : nothing, frame);
        }
        return null;
      case "FunctionDeclaration":
        if (node.id && !frame.find(node.id.name))
          frame.declare(node.id.name, { kind: "closure", node, frame, self: null });
        return null;
      case "ClassDeclaration":
        if (node.id) frame.declare(node.id.name, { kind: "class", node, frame });
        return null;
      case "TSEnumDeclaration":
        frame.declare(node.id.name, this.#enum(node, frame));
        return null;
      case "BlockStatement": {
        const inner = this.#inner(frame);
        this.#hoist(node.body, inner);
        return this.#block(node.body, inner);
      }
      case "ReturnStatement":
        return { kind: "return", value: node.argument ? this.evaluate(node.argument, frame) : nothing, label: null };
      case "ThrowStatement":
        return { kind: "throw", value: this.evaluate(node.argument, frame), label: null };
      case "BreakStatement":
      case "ContinueStatement":
        return {
          kind: node.type === "BreakStatement" ? "break" : "continue",
          value: nothing,
          label: node.label?.name ?? null,
        };
      case "LabeledStatement": {
        const end = this.#statement(node.body, frame);
        return end?.kind === "break" && end.label === node.label.name ? null : end;
      }
      case "IfStatement":
        return this.#if(node, frame, at);
      case "SwitchStatement":
        return this.#switch(node, frame, at);
      case "ForStatement":
      case "WhileStatement":
      case "DoWhileStatement":
      case "ForOfStatement":
      case "ForInStatement": {
        const doubts = this.#doubts.length;
        const end =
          node.type === "ForOfStatement" || node.type === "ForInStatement"
            ? this.#forEach(node, frame, at)
            : this.#while(node, frame, at);
        if (!end) this.#doubts.length = doubts;
        return end;
      }
      case "TryStatement": {
        const end = this.#statement(node.block, frame);
        const last = node.finalizer ? this.#statement(node.finalizer, frame) : null;
        if (end?.kind === "throw" && node.handler) {
          const inner = this.#inner(frame);
          if (node.handler.param) this.#bind(node.handler.param, unknown("an error"), inner);
          return last ?? this.#statement(node.handler.body, inner);
        }
        return last ?? end;
      }
      case "ExportNamedDeclaration":
        return node.declaration ? this.#statement(node.declaration, frame) : null;
      case "ExportDefaultDeclaration": {
        const { declaration } = node;
        const value =
          declaration.type === "FunctionDeclaration"
            ? ({ kind: "closure", node: declaration, frame, self: null } satisfies Closure)
            : declaration.type === "ClassDeclaration"
              ? ({ kind: "class", node: declaration, frame } satisfies Class)
              : this.evaluate(declaration, frame);
        if (declaration.type === "ClassDeclaration" && declaration.id) frame.declare(declaration.id.name, value);
        this.#exportsOf(frame).set("default", value);
        return null;
      }
      case "TSExportAssignment":
        this.#modules.get(frame.module.file)?.module.properties.set("exports", this.evaluate(node.expression, frame));
        return null;
      default:
        return null;
    }
  }

  #exportsOf(frame: Frame): Map<string, ProgramValue> {
    return this.#modules.get(frame.module.file)?.exports.properties ?? new Map<string, ProgramValue>();
  }

  #enum(node: TSESTree.TSEnumDeclaration, frame: Frame): ProgramValue {
    const members = struct({});
    let next = 0;
    const inner = this.#inner(frame);
    for (const { id, initializer } of node.body.members) {
      const name = id.type === "Identifier" ? id.name : id.value;
      const value = initializer ? this.evaluate(initializer, inner) : constant(next);
      if (value.kind === "constant" && typeof value.value === "number") next = value.value + 1;
      members.properties.set(name, value);
      inner.declare(name, value);
    }
    return members;
  }

  #if(node: TSESTree.IfStatement, frame: Frame, at: Place): End {
    const test = this.evaluate(node.test, frame);
    const sure = truth(test);
    if (sure !== null)
      return sure
        ? this.#statement(node.consequent, frame)
        : node.alternate
          ? this.#statement(node.alternate, frame)
          : null;
    const doubt = this.#doubtOf(test, at);
    const one = this.inDoubt(doubt, () => this.#statement(node.consequent, frame));
    const { alternate } = node;
    const other = alternate ? this.inDoubt(doubt, () => this.#statement(alternate, frame)) : null;
    if (one && other) return one.kind === "throw" ? other : one;
    // The way that goes on is the one that changes something; what follows an early end is under its condition.
    const left = one ?? other;
    if (left && left.kind !== "throw") this.#doubts.push(doubt);
    return null;
  }

  #doubtOf(test: ProgramValue, place: Place): Doubt {
    const from: Unknown | undefined =
      test.kind === "unknown"
        ? test
        : test.kind === "text"
          ? test.parts.find((part): part is Unknown => typeof part !== "string")
          : undefined;
    return { place, reason: from?.reason ?? "a value that is not known", answered: from?.answered ?? false };
  }

  #switch(node: TSESTree.SwitchStatement, frame: Frame, at: Place): End {
    const value = this.evaluate(node.discriminant, frame);
    const inner = this.#inner(frame);
    const run = (from: number): End => {
      for (const { consequent } of node.cases.slice(from)) {
        const end = this.#block(consequent, inner);
        if (end) return end.kind === "break" && end.label === null ? null : end;
      }
      return null;
    };
    if (value.kind !== "constant") {
      const doubt = this.#doubtOf(value, at);
      for (const [index] of node.cases.entries()) this.inDoubt(doubt, () => run(index));
      return null;
    }
    let chosen = node.cases.findIndex(({ test }) => {
      const candidate = test && this.evaluate(test, inner);
      return candidate?.kind === "constant" && candidate.value === value.value;
    });
    if (chosen < 0) chosen = node.cases.findIndex(({ test }) => test === null);
    return chosen < 0 ? null : run(chosen);
  }

  #while(
    node: TSESTree.ForStatement | TSESTree.WhileStatement | TSESTree.DoWhileStatement,
    outer: Frame,
    at: Place,
  ): End {
    const frame = this.#inner(outer);
    if (node.type === "ForStatement" && node.init) {
      if (node.init.type === "VariableDeclaration") this.#statement(node.init, frame);
      else this.evaluate(node.init, frame);
    }
    for (let first = true; ; first = false) {
      this.#step();
      if (!(first && node.type === "DoWhileStatement") && node.test) {
        const test = this.evaluate(node.test, frame);
        const sure = truth(test);
        if (sure === false) return null;
        if (sure === null) {
          this.inDoubt(this.#doubtOf(test, at), () => this.#statement(node.body, frame));
          return null;
        }
      }
      const doubts = this.#doubts.length;
      const end = this.#statement(node.body, frame);
      if (end && end.kind !== "continue") return end.kind === "break" ? null : end;
      // It may have been left: once more would be a guess.
      if (this.#doubts.length > doubts) return null;
      if (node.type === "ForStatement" && node.update) this.evaluate(node.update, frame);
    }
  }

  #forEach(node: TSESTree.ForOfStatement | TSESTree.ForInStatement, frame: Frame, at: Place): End {
    const over = this.settle(this.evaluate(node.right, frame), at);
    const items =
      node.type === "ForOfStatement"
        ? elementsOf(over)
        : over.kind === "struct" && !over.open
          ? [...over.properties.keys()].map(constant)
          : null;
    const follow = (value: ProgramValue): End => {
      const inner = this.#inner(frame);
      if (node.left.type === "VariableDeclaration") this.#bind(node.left.declarations[0].id, value, inner);
      else this.assign(node.left, value, inner);
      return this.#statement(node.body, inner);
    };
    if (!items) {
      const answered = over.kind === "unknown" && over.answered;
      const reason = over.kind === "unknown" ? over.reason : "a list that is not known";
      this.inDoubt({ place: at, reason, answered }, () => follow(unknown(reason, answered)));
      return null;
    }
    for (const item of items) {
      const end = follow(item);
      if (end && end.kind !== "continue") return end.kind === "break" && end.label === null ? null : end;
    }
    return null;
  }

  /** Declares the names of a pattern. */
  #bind(pattern: Node, value: ProgramValue, frame: Frame): void {
    switch (pattern.type) {
      case "Identifier":
        frame.declare(pattern.name, value);
        return;
      case "AssignmentPattern":
        this.#bind(
          pattern.left,
          value.kind === "constant" && value.value === undefined ? this.evaluate(pattern.right, frame) : value,
          frame,
        );
        return;
      case "TSParameterProperty":
        this.#bind(pattern.parameter, value, frame);
        return;
      case "ArrayPattern": {
        const items = elementsOf(value);
        pattern.elements.forEach((element, index) => {
          if (!element) return;
          if (element.type === "RestElement")
            this.#bind(element.argument, items ? list(items.slice(index)) : unknown("the rest of a list"), frame);
          else this.#bind(element, items ? (items[index] ?? nothing) : this.#derived(value), frame);
        });
        return;
      }
      case "ObjectPattern": {
        const taken = new Set<string>();
        for (const entry of pattern.properties) {
          if (entry.type === "RestElement") {
            const rest =
              value.kind === "struct"
                ? { ...value, properties: new Map([...value.properties].filter(([key]) => !taken.has(key))) }
                : this.#derived(value);
            this.#bind(entry.argument, rest, frame);
            continue;
          }
          const key = this.#key(entry, frame);
          if (key !== null) taken.add(key);
          this.#bind(
            entry.value,
            key === null
              ? unknown("a property by a computed name")
              : memberOf(value, key, { node: entry, module: frame.module }, this),
            frame,
          );
        }
        return;
      }
      case "MemberExpression":
        this.assign(pattern, value, frame);
        return;
      default:
    }
  }

  #derived(value: ProgramValue): ProgramValue {
    return value.kind === "unknown" ? value : unknown("a part of a value that is not known");
  }

  /** Gives a variable or property a value. */
  assign(target: Node, value: ProgramValue, frame: Frame): void {
    if (target.type === "Identifier") {
      // What a text is changed to for another version of the database, it is not for this one.
      const old =
        this.#doubts.length > 0 && this.#doubts.every(({ answered }) => answered) ? frame.find(target.name) : undefined;
      return frame.assign(
        target.name,
        old?.kind === "constant" && typeof old.value === "string" && old.value !== "" && value.kind === "constant"
          ? old
          : value,
        this.#doubts.length,
      );
    }
    if (target.type === "TSAsExpression" || target.type === "TSNonNullExpression")
      return this.assign(target.expression, value, frame);
    if (target.type !== "MemberExpression") return;
    const object = this.evaluate(target.object, frame);
    const key = this.#property(target, frame);
    if (object.kind === "struct") {
      if (key === null) object.open = true;
      else
        object.properties.set(
          key,
          this.#doubts.length > 0 ? unknown("a property that is set under a condition", true) : value,
        );
    } else if (object.kind === "list") {
      const index = Number(key);
      if (key !== null && Number.isInteger(index) && index >= 0 && index < 10_000) object.items[index] = value;
      else object.open = true;
    }
  }

  #property(node: TSESTree.MemberExpression, frame: Frame): string | null {
    if (!node.computed) return node.property.type === "Identifier" ? node.property.name : `#${node.property.name}`;
    const key = this.evaluate(node.property, frame);
    return key.kind === "constant" ? String(key.value) : null;
  }

  #key(node: { readonly key: Node; readonly computed: boolean }, frame: Frame): string | null {
    if (!node.computed && node.key.type === "Identifier") return node.key.name;
    if (node.key.type === "PrivateIdentifier") return `#${node.key.name}`;
    const key = this.evaluate(node.key, frame);
    return key.kind === "constant" ? String(key.value) : null;
  }

  /** The value of an expression; what it calls is followed. */
  evaluate(node: Node, frame: Frame): ProgramValue {
    this.#step();
    const at: Place = { node, module: frame.module };
    switch (node.type) {
      case "Literal":
        if ("regex" in node) return constant(node.value instanceof RegExp ? node.value : undefined);
        return constant(node.value);
      case "TemplateLiteral":
        return textOf(
          node.quasis.flatMap((quasi, index) => {
            const expression = node.expressions[index];
            return [
              quasi.value.cooked ?? quasi.value.raw,
              ...(expression ? textParts(this.evaluate(expression, frame)) : []),
            ];
          }),
        );
      case "TaggedTemplateExpression": {
        const tag = this.evaluate(node.tag, frame);
        const texts = node.quasi.quasis.map(({ value }) => value.cooked ?? value.raw);
        const values = node.quasi.expressions.map((expression) => this.evaluate(expression, frame));
        if (tag.kind === "host") return tag.tag ? tag.tag(texts, values, at) : unknown(`a template of ${tag.name}`);
        // Unknown tags of the kind that only lets editors highlight (`dedent`, `gql`) keep the text; which they are is
        // not told.
        if (tag.kind === "closure") return this.call(tag, [list(texts.map(constant)), ...values], at);
        return unknown("a template whose tag is not known");
      }
      case "Identifier":
        if (node.name === "undefined") return nothing;
        return frame.find(node.name) ?? this.#surroundings.global(node.name, this) ?? unknown(`"${node.name}"`);
      case "ThisExpression":
        return frame.self ?? unknown("this");
      case "Super":
        return frame.self?.kind === "struct"
          ? (frame.self.properties.get("#base") ?? unknown("super"))
          : unknown("super");
      case "ArrayExpression":
        return this.#list(node.elements, frame);
      case "ObjectExpression":
        return this.#object(node, frame);
      case "ArrowFunctionExpression":
        return { kind: "closure", node, frame, self: frame.self };
      case "FunctionExpression": {
        const closure: Closure = { kind: "closure", node, frame: node.id ? this.#inner(frame) : frame, self: null };
        if (node.id) closure.frame.declare(node.id.name, closure);
        return closure;
      }
      case "ClassExpression":
        return { kind: "class", node, frame };
      case "AwaitExpression":
        return this.settle(this.evaluate(node.argument, frame), at);
      case "YieldExpression":
        return node.argument ? this.settle(this.evaluate(node.argument, frame), at) : nothing;
      case "TSAsExpression":
      case "TSSatisfiesExpression":
      case "TSNonNullExpression":
      case "TSTypeAssertion":
      case "TSInstantiationExpression":
      case "ChainExpression":
        return this.evaluate(node.expression, frame);
      case "SequenceExpression":
        return node.expressions.map((expression) => this.evaluate(expression, frame)).at(-1) ?? nothing;
      case "ConditionalExpression":
        return this.#choose(node, frame, at);
      case "LogicalExpression":
        return this.#logical(node, frame, at);
      case "BinaryExpression":
        return operate(node.operator, this.evaluate(node.left, frame), this.evaluate(node.right, frame));
      case "UnaryExpression": {
        const value = this.evaluate(node.argument, frame);
        if (node.operator === "!") {
          const sure = truth(value);
          return sure === null
            ? value.kind === "unknown"
              ? value
              : unknown("a value that is not known")
            : constant(!sure);
        }
        if (node.operator === "typeof")
          return value.kind === "constant"
            ? constant(typeof value.value)
            : value.kind === "unknown"
              ? value
              : constant(
                  value.kind === "closure" || value.kind === "class"
                    ? "function"
                    : value.kind === "text"
                      ? "string"
                      : "object",
                );
        if (node.operator === "void") return nothing;
        if (value.kind !== "constant") return unknown("a number that is not known");
        return node.operator === "-"
          ? constant(-Number(value.value))
          : node.operator === "+"
            ? constant(Number(value.value))
            : unknown("the result of an operator");
      }
      case "UpdateExpression": {
        const before = this.evaluate(node.argument, frame);
        const after =
          before.kind === "constant"
            ? constant(Number(before.value) + (node.operator === "++" ? 1 : -1))
            : unknown("a counter that is not known");
        this.assign(node.argument, after, frame);
        return node.prefix ? after : before;
      }
      case "AssignmentExpression":
        return this.#assignment(node, frame);
      case "ImportExpression": {
        const source = this.evaluate(node.source, frame);
        return source.kind === "constant" && typeof source.value === "string"
          ? this.#imported(frame.module, source.value, "*")
          : unknown("a module that is imported by a computed name");
      }
      case "MetaProperty":
        return struct({
          url: constant(`file://${frame.module.file}`),
          filename: constant(frame.module.file),
          dirname: constant(frame.module.file.replace(/[\\/][^\\/]*$/, "")),
        });
      case "MemberExpression": {
        const object = this.evaluate(node.object, frame);
        const key = this.#property(node, frame);
        return key === null
          ? unknown("a property by a computed name", object.kind === "unknown" && object.answered)
          : memberOf(object, key, at, this);
      }
      case "CallExpression":
        return this.#call(node, frame, at);
      case "NewExpression":
        return this.construct(this.evaluate(node.callee, frame), this.#arguments(node.arguments, frame), at);
      default:
        return unknown("an expression that is not followed");
    }
  }

  #list(elements: readonly (Node | null)[], frame: Frame): List {
    const made = list([]);
    for (const element of elements) {
      if (element?.type === "SpreadElement") {
        const items = elementsOf(this.evaluate(element.argument, frame));
        if (items) made.items.push(...items);
        else made.open = true;
      } else made.items.push(element ? this.evaluate(element, frame) : nothing);
    }
    return made;
  }

  #arguments(nodes: readonly Node[], frame: Frame): readonly ProgramValue[] {
    return this.#list(nodes, frame).items;
  }

  #object(node: TSESTree.ObjectExpression, frame: Frame): Struct {
    const made = struct({});
    for (const entry of node.properties) {
      if (entry.type === "SpreadElement") {
        const value = this.evaluate(entry.argument, frame);
        if (value.kind === "struct") {
          for (const [key, item] of value.properties) made.properties.set(key, item);
          if (value.open) made.open = true;
        } else if (value.kind !== "constant") made.open = true;
        continue;
      }
      const key = this.#key(entry, frame);
      if (key === null) {
        made.open = true;
        continue;
      }
      const value = this.evaluate(entry.value, frame);
      made.properties.set(
        key,
        value.kind === "closure" && value.node.type === "FunctionExpression" ? { ...value, self: made } : value,
      );
    }
    return made;
  }

  #choose(node: TSESTree.ConditionalExpression, frame: Frame, at: Place): ProgramValue {
    const test = this.evaluate(node.test, frame);
    const sure = truth(test);
    if (sure !== null) return this.evaluate(sure ? node.consequent : node.alternate, frame);
    const doubt = this.#doubtOf(test, at);
    const [one, other] = [node.consequent, node.alternate].map((branch) =>
      this.inDoubt(doubt, () => this.settle(this.evaluate(branch, frame), at)),
    );
    if (one?.kind === "constant" && other?.kind === "constant" && one.value === other.value) return one;
    return unknown("one of two values", doubt.answered);
  }

  #logical(node: TSESTree.LogicalExpression, frame: Frame, at: Place): ProgramValue {
    const left = this.evaluate(node.left, frame);
    if (node.operator === "??") {
      if (left.kind === "constant")
        return left.value === null || left.value === undefined ? this.evaluate(node.right, frame) : left;
      if (left.kind !== "unknown") return left;
    } else {
      const sure = truth(left);
      if (sure !== null) return sure === (node.operator === "&&") ? this.evaluate(node.right, frame) : left;
    }
    // Without an environment, a program has the default it writes.
    if (left.kind === "unknown" && left.configured && node.operator !== "&&") return this.evaluate(node.right, frame);
    const doubt = this.#doubtOf(left, at);
    const right = this.inDoubt(doubt, () => this.settle(this.evaluate(node.right, frame), at));
    if (node.operator === "&&" && truth(right) === false) return right;
    if (node.operator === "||" && truth(right) === true)
      return right.kind === "constant" && right.value === true ? right : unknown(doubt.reason, doubt.answered);
    return unknown(doubt.reason, doubt.answered);
  }

  #assignment(node: TSESTree.AssignmentExpression, frame: Frame): ProgramValue {
    let value: ProgramValue;
    if (node.operator === "=") value = this.evaluate(node.right, frame);
    else if (/^(?:\?\?|\|\||&&)=$/.test(node.operator)) {
      const old = this.evaluate(node.left, frame);
      const sure =
        node.operator === "??="
          ? old.kind === "constant"
            ? old.value === null || old.value === undefined
            : old.kind === "unknown"
              ? null
              : false
          : truth(old);
      if (sure === null) value = unknown("one of two values");
      else value = (node.operator === "||=" ? !sure : sure) ? this.evaluate(node.right, frame) : old;
    } else
      value = operate(node.operator.slice(0, -1), this.evaluate(node.left, frame), this.evaluate(node.right, frame));
    if (node.left.type === "ObjectPattern" || node.left.type === "ArrayPattern") {
      const names = new Frame(frame.module, null, this.#doubts.length);
      this.#bind(node.left, value, names);
      for (const { name } of declaredNames(node.left))
        frame.assign(name, names.find(name) ?? nothing, this.#doubts.length);
    } else this.assign(node.left, value, frame);
    return value;
  }

  #call(node: TSESTree.CallExpression, frame: Frame, at: Place): ProgramValue {
    const { callee } = node;
    if (callee.type === "Super") {
      this.#arguments(node.arguments, frame);
      return nothing;
    }
    const bare =
      callee.type === "ChainExpression" || callee.type === "TSNonNullExpression" ? callee.expression : callee;
    if (bare.type === "MemberExpression") {
      const object = bare.object.type === "Super" ? this.#super(frame) : this.evaluate(bare.object, frame);
      if (bare.optional && object.kind === "constant" && (object.value === undefined || object.value === null))
        return nothing;
      const key = this.#property(bare, frame);
      const values = this.#arguments(node.arguments, frame);
      // The place of a call in a chain is its method's name: each has a line of its own.
      const place: Place = { node: bare.property, module: frame.module };
      return key === null ? unknown("a method by a computed name") : calledMember(object, key, values, place, this);
    }
    const fn = this.evaluate(callee, frame);
    return this.call(fn, this.#arguments(node.arguments, frame), at);
  }

  #super(frame: Frame): ProgramValue {
    const { self } = frame;
    if (self?.kind !== "struct") return unknown("super");
    const parent = self.class ? this.superclass(self.class) : null;
    if (parent?.kind === "class")
      return { kind: "struct", properties: self.properties, open: self.open, class: parent };
    return self.properties.get("#base") ?? unknown("super");
  }

  /** Calls a function once for each element; for a list that is not known, once in doubt. */
  forEach(over: ProgramValue, fn: ProgramValue, at: Place): readonly ProgramValue[] | null {
    const items = elementsOf(over);
    if (items) return items.map((item, index) => this.call(fn, [item, constant(index), over], at));
    const answered = over.kind === "unknown" && over.answered;
    const reason = over.kind === "unknown" ? over.reason : "a list that is not known";
    this.inDoubt({ place: at, reason, answered }, () =>
      this.settle(this.call(fn, [unknown(reason, answered), unknown("an index")], at), at),
    );
    return null;
  }
}

const isMissing = (value: ProgramValue): boolean => value.kind === "constant" && value.value === undefined;
