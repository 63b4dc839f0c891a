import type { TSESTree } from "@typescript-eslint/utils";
import { declaredNames, exportedNames, exportsNamed, type Exported } from "../exports.ts";
import { importsIn, requiredBy } from "../imports.ts";
import type { SourceModule } from "../module.ts";
import { calledMember, memberOf } from "./members.ts";
import { operate } from "./operators.ts";
import { BlockScope } from "./block-scope.ts";
import {
  constant,
  elementsOf,
  list,
  native,
  nothing,
  struct,
  concatenation,
  textParts,
  truth,
  unknown,
  type Class,
  type Closure,
  type List,
  type ProgramPoint,
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
  /** The file of an installed package that is imported by its path in it; null where it is not read. */
  installed?(specifier: string, from: SourceModule): SourceModule | null;
  /** A function that is not read is called, with these values. */
  unread(reason: string, values: readonly ProgramValue[], at: ProgramPoint): void;
}

/** A condition of the program that cannot be told. `answered`: it asks the database. */
export interface Doubt {
  readonly place: ProgramPoint;
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
  readonly #modules = new Map<
    string,
    { readonly scope: BlockScope; readonly exports: Struct; readonly module: Struct }
  >();
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
    return [...this.#modules.values()].map(({ scope }) => scope.module);
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
          ? (this.#open(asked).scope.find(exported.node.name) ?? nothing)
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
    const scope = new BlockScope(module, null, this.#doubts.length);
    const opened = { scope, exports, module: own };
    this.#modules.set(module.file, opened);
    scope.declare("module", own);
    scope.declare("exports", exports);
    scope.declare(
      "require",
      native("require", (values) => {
        const [first] = values;
        return first?.kind === "constant" && typeof first.value === "string"
          ? this.#imported(module, first.value, "*")
          : unknown("a module that is required by a computed name");
      }),
    );
    scope.declare("__filename", constant(module.file));
    scope.declare("__dirname", constant(module.file.replace(/[\\/][^\\/]*$/, "")));
    for (const [name, from] of importsIn(module.ast))
      scope.defer(name, () => this.#imported(module, from.specifier, from.name));
    this.#hoist(module.ast.body, scope);
    for (const node of module.ast.body) {
      if (node.type === "ImportDeclaration") continue;
      const end = this.#statement(node, scope);
      if (end) break;
    }
    return opened;
  }

  /** `const { a } = require("./b")`: what is required is followed when one of its names is used. */
  #deferRequired(id: Node, init: Node | null, scope: BlockScope): boolean {
    const required = scope.parent ? null : requiredBy(init);
    if (!required || init?.type === "AwaitExpression") return false;
    const { specifier: from, name: member } = required;
    if (id.type === "Identifier") {
      scope.defer(id.name, () => this.#imported(scope.module, from, member));
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
      scope.defer(entry.value.name, () => this.#imported(scope.module, from, name));
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
    const target = module.import(specifier) ?? this.#surroundings.installed?.(specifier, module) ?? null;
    return target ? this.exported(target, name) : unknown(`"${specifier}", which is not read`);
  }

  /** Calls a function of the program. */
  call(
    fn: ProgramValue,
    values: readonly ProgramValue[],
    at: ProgramPoint,
    self: ProgramValue | null = null,
  ): ProgramValue {
    if (fn.kind === "host")
      return fn.call ? fn.call(values, at) : this.#unread(unknown(`what ${fn.name}() gives`), values, at);
    if (fn.kind !== "closure")
      return this.#unread(fn.kind === "unknown" ? fn : unknown("what is called here"), values, at);
    if (this.#depth >= deepest) return unknown("calls that go on without end");
    const { node } = fn;
    const scope = new BlockScope(
      fn.scope.module,
      fn.scope,
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
          scope,
        );
      });
      scope.declare("arguments", list(values));
      let result: ProgramValue = nothing;
      if (node.body.type === "BlockStatement") {
        this.#hoist(node.body.body, scope);
        const end = this.#block(node.body.body, scope);
        if (end?.kind === "return") result = end.value;
      } else result = this.evaluate(node.body, scope);
      return node.async ? this.settle(result, at) : result;
    } finally {
      this.#depth--;
      this.#doubts.length = doubts;
    }
  }

  /** What is handed to a function that is not read may be called by it, or used. */
  #unread(result: Unknown, values: readonly ProgramValue[], at: ProgramPoint): Unknown {
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

  construct(callee: ProgramValue, values: readonly ProgramValue[], at: ProgramPoint): ProgramValue {
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
  instance(made: Class, values: readonly ProgramValue[], base: ProgramValue | null, at: ProgramPoint): Struct {
    const object: Struct = { kind: "struct", properties: new Map(), open: false, class: made };
    const chain: Class[] = [made];
    for (
      let parent = this.superclass(made);
      parent?.kind === "class" && chain.length < 20;
      parent = this.superclass(parent)
    )
      chain.unshift(parent);
    if (base) object.properties.set("#base", base);
    for (const { node, scope } of chain) {
      const inner = new BlockScope(scope.module, scope, this.#doubts.length, object);
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
      this.call({ kind: "closure", node: constructor.value, scope: made.scope, self: object }, values, at, object);
    }
    return object;
  }

  superclass(made: Class): ProgramValue | null {
    return made.node.superClass ? this.evaluate(made.node.superClass, made.scope) : null;
  }

  /** A method or static member that a class or those it extends declares. */
  classMember(
    made: Class,
    key: string,
    isStatic: boolean,
    self: ProgramValue,
    at: ProgramPoint,
  ): ProgramValue | undefined {
    let owner: ProgramValue | null = made;
    for (let depth = 0; owner?.kind === "class" && depth < 20; owner = this.superclass(owner), depth++) {
      for (const member of owner.node.body.body) {
        if (
          !("static" in member) ||
          member.static !== isStatic ||
          !("key" in member) ||
          this.#key(member, owner.scope) !== key
        )
          continue;
        if (member.type === "PropertyDefinition" && isStatic)
          return member.value ? this.evaluate(member.value, owner.scope) : nothing;
        if (
          member.type !== "MethodDefinition" ||
          member.value.type !== "FunctionExpression" ||
          member.kind === "constructor"
        )
          continue;
        const method: Closure = { kind: "closure", node: member.value, scope: owner.scope, self };
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
  settle(value: ProgramValue, at: ProgramPoint): ProgramValue {
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

  #hoist(body: readonly Node[], scope: BlockScope): void {
    for (const node of body) {
      const declared =
        node.type === "ExportNamedDeclaration" || node.type === "ExportDefaultDeclaration" ? node.declaration : node;
      if (declared?.type === "FunctionDeclaration" && declared.id)
        scope.declare(declared.id.name, { kind: "closure", node: declared, scope, self: null });
    }
  }

  #block(body: readonly Node[], scope: BlockScope): End {
    for (const node of body) {
      const end = this.#statement(node, scope);
      if (end) return end;
    }
    return null;
  }

  #inner(scope: BlockScope): BlockScope {
    return new BlockScope(scope.module, scope, this.#doubts.length);
  }

  #statement(node: Node, scope: BlockScope): End {
    this.#step();
    const at: ProgramPoint = { node, module: scope.module };
    switch (node.type) {
      case "ExpressionStatement":
        this.evaluate(node.expression, scope);
        return null;
      case "VariableDeclaration":
        for (const { id, init } of node.declarations) {
          if (!this.#deferRequired(id, init, scope)) this.#bind(id, init ? this.evaluate(init, scope) : nothing, scope);
        }
        return null;
      case "FunctionDeclaration":
        if (node.id && !scope.find(node.id.name))
          scope.declare(node.id.name, { kind: "closure", node, scope, self: null });
        return null;
      case "ClassDeclaration":
        if (node.id) scope.declare(node.id.name, { kind: "class", node, scope });
        return null;
      case "TSEnumDeclaration":
        scope.declare(node.id.name, this.#enum(node, scope));
        return null;
      case "BlockStatement": {
        const inner = this.#inner(scope);
        this.#hoist(node.body, inner);
        return this.#block(node.body, inner);
      }
      case "ReturnStatement":
        return { kind: "return", value: node.argument ? this.evaluate(node.argument, scope) : nothing, label: null };
      case "ThrowStatement":
        return { kind: "throw", value: this.evaluate(node.argument, scope), label: null };
      case "BreakStatement":
      case "ContinueStatement":
        return {
          kind: node.type === "BreakStatement" ? "break" : "continue",
          value: nothing,
          label: node.label?.name ?? null,
        };
      case "LabeledStatement": {
        const end = this.#statement(node.body, scope);
        return end?.kind === "break" && end.label === node.label.name ? null : end;
      }
      case "IfStatement":
        return this.#if(node, scope, at);
      case "SwitchStatement":
        return this.#switch(node, scope, at);
      case "ForStatement":
      case "WhileStatement":
      case "DoWhileStatement":
      case "ForOfStatement":
      case "ForInStatement": {
        const doubts = this.#doubts.length;
        const end =
          node.type === "ForOfStatement" || node.type === "ForInStatement"
            ? this.#forEach(node, scope, at)
            : this.#while(node, scope, at);
        if (!end) this.#doubts.length = doubts;
        return end;
      }
      case "TryStatement": {
        const end = this.#statement(node.block, scope);
        const last = node.finalizer ? this.#statement(node.finalizer, scope) : null;
        if (end?.kind === "throw" && node.handler) {
          const inner = this.#inner(scope);
          if (node.handler.param) this.#bind(node.handler.param, unknown("an error"), inner);
          return last ?? this.#statement(node.handler.body, inner);
        }
        return last ?? end;
      }
      case "ExportNamedDeclaration":
        return node.declaration ? this.#statement(node.declaration, scope) : null;
      case "ExportDefaultDeclaration": {
        const { declaration } = node;
        const value =
          declaration.type === "FunctionDeclaration"
            ? ({ kind: "closure", node: declaration, scope, self: null } satisfies Closure)
            : declaration.type === "ClassDeclaration"
              ? ({ kind: "class", node: declaration, scope } satisfies Class)
              : this.evaluate(declaration, scope);
        if (declaration.type === "ClassDeclaration" && declaration.id) scope.declare(declaration.id.name, value);
        this.#exportsOf(scope).set("default", value);
        return null;
      }
      case "TSExportAssignment":
        this.#modules.get(scope.module.file)?.module.properties.set("exports", this.evaluate(node.expression, scope));
        return null;
      default:
        return null;
    }
  }

  #exportsOf(scope: BlockScope): Map<string, ProgramValue> {
    return this.#modules.get(scope.module.file)?.exports.properties ?? new Map<string, ProgramValue>();
  }

  #enum(node: TSESTree.TSEnumDeclaration, scope: BlockScope): ProgramValue {
    const members = struct({});
    let next = 0;
    const inner = this.#inner(scope);
    for (const { id, initializer } of node.body.members) {
      const name = id.type === "Identifier" ? id.name : id.value;
      const value = initializer ? this.evaluate(initializer, inner) : constant(next);
      if (value.kind === "constant" && typeof value.value === "number") next = value.value + 1;
      members.properties.set(name, value);
      inner.declare(name, value);
    }
    return members;
  }

  #if(node: TSESTree.IfStatement, scope: BlockScope, at: ProgramPoint): End {
    const test = this.evaluate(node.test, scope);
    const sure = truth(test);
    if (sure !== null)
      return sure
        ? this.#statement(node.consequent, scope)
        : node.alternate
          ? this.#statement(node.alternate, scope)
          : null;
    const doubt = this.#doubtOf(test, at);
    const one = this.inDoubt(doubt, () => this.#statement(node.consequent, scope));
    const { alternate } = node;
    const other = alternate ? this.inDoubt(doubt, () => this.#statement(alternate, scope)) : null;
    if (one && other) return one.kind === "throw" ? other : one;
    // The way that goes on is the one that changes something; what follows an early end is under its condition.
    const left = one ?? other;
    if (left && left.kind !== "throw") this.#doubts.push(doubt);
    return null;
  }

  #doubtOf(test: ProgramValue, place: ProgramPoint): Doubt {
    if (test.kind === "host") return { place, reason: test.name, answered: true };
    const from: Unknown | undefined =
      test.kind === "unknown"
        ? test
        : test.kind === "text"
          ? test.parts.find((part): part is Unknown => typeof part !== "string")
          : undefined;
    return { place, reason: from?.reason ?? "a value that is not known", answered: from?.answered ?? false };
  }

  #switch(node: TSESTree.SwitchStatement, scope: BlockScope, at: ProgramPoint): End {
    const value = this.evaluate(node.discriminant, scope);
    const inner = this.#inner(scope);
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
    outer: BlockScope,
    at: ProgramPoint,
  ): End {
    const scope = this.#inner(outer);
    if (node.type === "ForStatement" && node.init) {
      if (node.init.type === "VariableDeclaration") this.#statement(node.init, scope);
      else this.evaluate(node.init, scope);
    }
    for (let first = true; ; first = false) {
      this.#step();
      if (!(first && node.type === "DoWhileStatement") && node.test) {
        const test = this.evaluate(node.test, scope);
        const sure = truth(test);
        if (sure === false) return null;
        if (sure === null) {
          this.inDoubt(this.#doubtOf(test, at), () => this.#statement(node.body, scope));
          return null;
        }
      }
      const doubts = this.#doubts.length;
      const end = this.#statement(node.body, scope);
      if (end && end.kind !== "continue") return end.kind === "break" ? null : end;
      // It may have been left: once more would be a guess.
      if (this.#doubts.length > doubts) return null;
      if (node.type === "ForStatement" && node.update) this.evaluate(node.update, scope);
    }
  }

  #forEach(node: TSESTree.ForOfStatement | TSESTree.ForInStatement, scope: BlockScope, at: ProgramPoint): End {
    const over = this.settle(this.evaluate(node.right, scope), at);
    const items =
      node.type === "ForOfStatement"
        ? elementsOf(over)
        : over.kind === "struct" && !over.open
          ? [...over.properties.keys()].map(constant)
          : null;
    const follow = (value: ProgramValue): End => {
      const inner = this.#inner(scope);
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
  #bind(pattern: Node, value: ProgramValue, scope: BlockScope): void {
    switch (pattern.type) {
      case "Identifier":
        scope.declare(pattern.name, value);
        return;
      case "AssignmentPattern":
        this.#bind(
          pattern.left,
          value.kind === "constant" && value.value === undefined ? this.evaluate(pattern.right, scope) : value,
          scope,
        );
        return;
      case "TSParameterProperty":
        this.#bind(pattern.parameter, value, scope);
        return;
      case "ArrayPattern": {
        const items = elementsOf(value);
        pattern.elements.forEach((element, index) => {
          if (!element) return;
          if (element.type === "RestElement")
            this.#bind(element.argument, items ? list(items.slice(index)) : unknown("the rest of a list"), scope);
          else this.#bind(element, items ? (items[index] ?? nothing) : this.#derived(value), scope);
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
            this.#bind(entry.argument, rest, scope);
            continue;
          }
          const key = this.#key(entry, scope);
          if (key !== null) taken.add(key);
          this.#bind(
            entry.value,
            key === null
              ? unknown("a property by a computed name")
              : memberOf(value, key, { node: entry, module: scope.module }, this),
            scope,
          );
        }
        return;
      }
      case "MemberExpression":
        this.assign(pattern, value, scope);
        return;
      default:
    }
  }

  #derived(value: ProgramValue): ProgramValue {
    return value.kind === "unknown" ? value : unknown("a part of a value that is not known");
  }

  /** Gives a variable or property a value. */
  assign(target: Node, value: ProgramValue, scope: BlockScope): void {
    if (target.type === "Identifier") {
      // What a text is changed to for another version of the database, it is not for this one.
      const old =
        this.#doubts.length > 0 && this.#doubts.every(({ answered }) => answered) ? scope.find(target.name) : undefined;
      return scope.assign(
        target.name,
        old?.kind === "constant" && typeof old.value === "string" && old.value !== "" && value.kind === "constant"
          ? old
          : value,
        this.#doubts.length,
      );
    }
    if (target.type === "TSAsExpression" || target.type === "TSNonNullExpression")
      return this.assign(target.expression, value, scope);
    if (target.type !== "MemberExpression") return;
    const object = this.evaluate(target.object, scope);
    const key = this.#property(target, scope);
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

  #property(node: TSESTree.MemberExpression, scope: BlockScope): string | null {
    if (!node.computed) return node.property.type === "Identifier" ? node.property.name : `#${node.property.name}`;
    const key = this.evaluate(node.property, scope);
    return key.kind === "constant" ? String(key.value) : null;
  }

  #key(node: { readonly key: Node; readonly computed: boolean }, scope: BlockScope): string | null {
    if (!node.computed && node.key.type === "Identifier") return node.key.name;
    if (node.key.type === "PrivateIdentifier") return `#${node.key.name}`;
    const key = this.evaluate(node.key, scope);
    return key.kind === "constant" ? String(key.value) : null;
  }

  /** The value of an expression; what it calls is followed. */
  evaluate(node: Node, scope: BlockScope): ProgramValue {
    this.#step();
    const at: ProgramPoint = { node, module: scope.module };
    switch (node.type) {
      case "Literal":
        if ("regex" in node) return constant(node.value instanceof RegExp ? node.value : undefined);
        return constant(node.value);
      case "TemplateLiteral":
        return concatenation(
          node.quasis.flatMap((quasi, index) => {
            const expression = node.expressions[index];
            return [
              quasi.value.cooked ?? quasi.value.raw,
              ...(expression ? textParts(this.evaluate(expression, scope)) : []),
            ];
          }),
        );
      case "TaggedTemplateExpression": {
        const tag = this.evaluate(node.tag, scope);
        const texts = node.quasi.quasis.map(({ value }) => value.cooked ?? value.raw);
        const values = node.quasi.expressions.map((expression) => this.evaluate(expression, scope));
        if (tag.kind === "host") return tag.tag ? tag.tag(texts, values, at) : unknown(`a template of ${tag.name}`);
        // Unknown tags of the kind that only lets editors highlight (`dedent`, `gql`) keep the text; which they are is
        // not told.
        if (tag.kind === "closure") return this.call(tag, [list(texts.map(constant)), ...values], at);
        return unknown("a template whose tag is not known");
      }
      case "Identifier":
        if (node.name === "undefined") return nothing;
        return scope.find(node.name) ?? this.#surroundings.global(node.name, this) ?? unknown(`"${node.name}"`);
      case "ThisExpression":
        return scope.self ?? unknown("this");
      case "Super":
        return scope.self?.kind === "struct"
          ? (scope.self.properties.get("#base") ?? unknown("super"))
          : unknown("super");
      case "ArrayExpression":
        return this.#list(node.elements, scope);
      case "ObjectExpression":
        return this.#object(node, scope);
      case "ArrowFunctionExpression":
        return { kind: "closure", node, scope, self: scope.self };
      case "FunctionExpression": {
        const closure: Closure = { kind: "closure", node, scope: node.id ? this.#inner(scope) : scope, self: null };
        if (node.id) closure.scope.declare(node.id.name, closure);
        return closure;
      }
      case "ClassExpression":
        return { kind: "class", node, scope };
      case "AwaitExpression":
        return this.settle(this.evaluate(node.argument, scope), at);
      case "YieldExpression":
        return node.argument ? this.settle(this.evaluate(node.argument, scope), at) : nothing;
      case "TSAsExpression":
      case "TSSatisfiesExpression":
      case "TSNonNullExpression":
      case "TSTypeAssertion":
      case "TSInstantiationExpression":
      case "ChainExpression":
        return this.evaluate(node.expression, scope);
      case "SequenceExpression":
        return node.expressions.map((expression) => this.evaluate(expression, scope)).at(-1) ?? nothing;
      case "ConditionalExpression":
        return this.#choose(node, scope, at);
      case "LogicalExpression":
        return this.#logical(node, scope, at);
      case "BinaryExpression":
        return operate(node.operator, this.evaluate(node.left, scope), this.evaluate(node.right, scope));
      case "UnaryExpression": {
        const value = this.evaluate(node.argument, scope);
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
        const before = this.evaluate(node.argument, scope);
        const after =
          before.kind === "constant"
            ? constant(Number(before.value) + (node.operator === "++" ? 1 : -1))
            : unknown("a counter that is not known");
        this.assign(node.argument, after, scope);
        return node.prefix ? after : before;
      }
      case "AssignmentExpression":
        return this.#assignment(node, scope);
      case "ImportExpression": {
        const source = this.evaluate(node.source, scope);
        return source.kind === "constant" && typeof source.value === "string"
          ? this.#imported(scope.module, source.value, "*")
          : unknown("a module that is imported by a computed name");
      }
      case "MetaProperty":
        return struct({
          url: constant(`file://${scope.module.file}`),
          filename: constant(scope.module.file),
          dirname: constant(scope.module.file.replace(/[\\/][^\\/]*$/, "")),
        });
      case "MemberExpression": {
        const object = this.evaluate(node.object, scope);
        const key = this.#property(node, scope);
        return key === null
          ? unknown("a property by a computed name", object.kind === "unknown" && object.answered)
          : memberOf(object, key, at, this);
      }
      case "CallExpression":
        return this.#call(node, scope, at);
      case "NewExpression":
        return this.construct(this.evaluate(node.callee, scope), this.#arguments(node.arguments, scope), at);
      default:
        return unknown("an expression that is not followed");
    }
  }

  #list(elements: readonly (Node | null)[], scope: BlockScope): List {
    const made = list([]);
    for (const element of elements) {
      if (element?.type === "SpreadElement") {
        const items = elementsOf(this.evaluate(element.argument, scope));
        if (items) made.items.push(...items);
        else made.open = true;
      } else made.items.push(element ? this.evaluate(element, scope) : nothing);
    }
    return made;
  }

  #arguments(nodes: readonly Node[], scope: BlockScope): readonly ProgramValue[] {
    return this.#list(nodes, scope).items;
  }

  #object(node: TSESTree.ObjectExpression, scope: BlockScope): Struct {
    const made = struct({});
    for (const entry of node.properties) {
      if (entry.type === "SpreadElement") {
        const value = this.evaluate(entry.argument, scope);
        if (value.kind === "struct") {
          for (const [key, item] of value.properties) made.properties.set(key, item);
          if (value.open) made.open = true;
        } else if (value.kind !== "constant") made.open = true;
        continue;
      }
      const key = this.#key(entry, scope);
      if (key === null) {
        made.open = true;
        continue;
      }
      const value = this.evaluate(entry.value, scope);
      made.properties.set(
        key,
        value.kind === "closure" && value.node.type === "FunctionExpression" ? { ...value, self: made } : value,
      );
    }
    return made;
  }

  #choose(node: TSESTree.ConditionalExpression, scope: BlockScope, at: ProgramPoint): ProgramValue {
    const test = this.evaluate(node.test, scope);
    const sure = truth(test);
    if (sure !== null) return this.evaluate(sure ? node.consequent : node.alternate, scope);
    const doubt = this.#doubtOf(test, at);
    const [one, other] = [node.consequent, node.alternate].map((branch) =>
      this.inDoubt(doubt, () => this.settle(this.evaluate(branch, scope), at)),
    );
    if (one?.kind === "constant" && other?.kind === "constant" && one.value === other.value) return one;
    return unknown("one of two values", doubt.answered);
  }

  #logical(node: TSESTree.LogicalExpression, scope: BlockScope, at: ProgramPoint): ProgramValue {
    const left = this.evaluate(node.left, scope);
    if (node.operator === "??") {
      if (left.kind === "constant")
        return left.value === null || left.value === undefined ? this.evaluate(node.right, scope) : left;
      if (left.kind !== "unknown") return left;
    } else {
      const sure = truth(left);
      if (sure !== null) return sure === (node.operator === "&&") ? this.evaluate(node.right, scope) : left;
    }
    // Without an environment, a program has the default it writes.
    if (left.kind === "unknown" && left.configured && node.operator !== "&&") return this.evaluate(node.right, scope);
    const doubt = this.#doubtOf(left, at);
    const right = this.inDoubt(doubt, () => this.settle(this.evaluate(node.right, scope), at));
    if (node.operator === "&&" && truth(right) === false) return right;
    if (node.operator === "||" && truth(right) === true)
      return right.kind === "constant" && right.value === true ? right : unknown(doubt.reason, doubt.answered);
    return unknown(doubt.reason, doubt.answered);
  }

  #assignment(node: TSESTree.AssignmentExpression, scope: BlockScope): ProgramValue {
    let value: ProgramValue;
    if (node.operator === "=") value = this.evaluate(node.right, scope);
    else if (/^(?:\?\?|\|\||&&)=$/.test(node.operator)) {
      const old = this.evaluate(node.left, scope);
      const sure =
        node.operator === "??="
          ? old.kind === "constant"
            ? old.value === null || old.value === undefined
            : old.kind === "unknown"
              ? null
              : false
          : truth(old);
      if (sure === null) value = unknown("one of two values");
      else value = (node.operator === "||=" ? !sure : sure) ? this.evaluate(node.right, scope) : old;
    } else
      value = operate(node.operator.slice(0, -1), this.evaluate(node.left, scope), this.evaluate(node.right, scope));
    if (node.left.type === "ObjectPattern" || node.left.type === "ArrayPattern") {
      const names = new BlockScope(scope.module, null, this.#doubts.length);
      this.#bind(node.left, value, names);
      for (const { name } of declaredNames(node.left))
        scope.assign(name, names.find(name) ?? nothing, this.#doubts.length);
    } else this.assign(node.left, value, scope);
    return value;
  }

  #call(node: TSESTree.CallExpression, scope: BlockScope, at: ProgramPoint): ProgramValue {
    const { callee } = node;
    if (callee.type === "Super") {
      this.#arguments(node.arguments, scope);
      return nothing;
    }
    const bare =
      callee.type === "ChainExpression" || callee.type === "TSNonNullExpression" ? callee.expression : callee;
    if (bare.type === "MemberExpression") {
      const object = bare.object.type === "Super" ? this.#super(scope) : this.evaluate(bare.object, scope);
      if (bare.optional && object.kind === "constant" && (object.value === undefined || object.value === null))
        return nothing;
      const key = this.#property(bare, scope);
      const values = this.#arguments(node.arguments, scope);
      // The place of a call in a chain is its method's name: each has a line of its own.
      const place: ProgramPoint = { node: bare.property, module: scope.module };
      return key === null ? unknown("a method by a computed name") : calledMember(object, key, values, place, this);
    }
    const fn = this.evaluate(callee, scope);
    return this.call(fn, this.#arguments(node.arguments, scope), at);
  }

  #super(scope: BlockScope): ProgramValue {
    const { self } = scope;
    if (self?.kind !== "struct") return unknown("super");
    const parent = self.class ? this.superclass(self.class) : null;
    if (parent?.kind === "class")
      return { kind: "struct", properties: self.properties, open: self.open, class: parent };
    return self.properties.get("#base") ?? unknown("super");
  }

  /** Calls a function once for each element; for a list that is not known, once in doubt. */
  forEach(over: ProgramValue, fn: ProgramValue, at: ProgramPoint): readonly ProgramValue[] | null {
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
