import { basename } from "node:path";
import type { Variable } from "@typescript-eslint/scope-manager";
import type { TSESTree } from "@typescript-eslint/utils";
import type { HandedIn, HoleValue } from "../model/sql-text.ts";
import type { Span } from "../model/span.ts";
import { isAccountId } from "./account.ts";
import { callersOf, constructionsOf, type Caller } from "./callers.ts";
import { fieldWrites } from "./class-fields.ts";
import { isFromOutside } from "./from-outside.ts";
import { leavesOf } from "./handed-leaves.ts";
import { lineAt } from "./lines.ts";
import { meaningOf } from "./meaning.ts";
import type { SourceModule } from "./module.ts";
import {
  isClass,
  keyName,
  memberName,
  nodeAt,
  returnedExpressions,
  unwrap,
  type ClassNode,
  type FunctionNode,
} from "./nodes.ts";
import { madeParameter } from "./param-decorators.ts";
import { isRequest } from "./request.ts";
import { requestIn } from "./requested.ts";
import { methodOf } from "./signatures.ts";
import { traceValue } from "./trace.ts";
import { classify } from "./value.ts";
import { typeAt } from "./value-declared.ts";
import { inArgument, parameterOf, pathOf, type ValuePath } from "./value-path.ts";
import { scopeOf } from "./value-type.ts";
import { typeBehind } from "./written-types.ts";

type Node = TSESTree.Node;

/** Functions that hand on what others hand them, and objects that it is carried in. */
const deepest = 6;
/** Values that are asked about for one. */
const mostAsked = 150;

/** What is asked of a program beside what its own text says. */
export interface AskOrigins {
  /** The project's folder. */
  readonly root: string;
  /** Whether an expression of a module is the value of a column that cannot hold SQL, as it was read. */
  readonly isHarmlessColumn: (node: Node, module: SourceModule) => boolean;
  /** It counts whether a value comes from files, the network or the command line. */
  readonly looksOutside: boolean;
}

/**
 * What the program puts in at a place: a part of a request, the id of whoever is logged in, or nothing but constants, by all who call the function around
 * it, in whichever file. Out: null where nothing is sure.
 */
export function handedIn(span: Span, module: SourceModule, ask: AskOrigins): HandedIn | null {
  const node = nodeAt(module.ast, span);
  const found = node && new Search(module, ask).of(node, module, 0);
  if (found === "never" || found?.kind !== "request") return found === "never" ? null : found;
  return { kind: "request", from: found.at === null ? found.part : `${found.part}, ${found.at}` };
}

/** `never`: nobody in the project makes the object that it is a field of. */
type Verdict = Requested | Exclude<HandedIn, { readonly kind: "request" }> | "never" | null;

/** A part of a request, and the file and line where that is said, if it is another file, and this one alone. */
interface Requested {
  readonly kind: "request";
  readonly part: string;
  readonly at: string | null;
}

class Search {
  readonly #home: SourceModule;
  readonly #ask: AskOrigins;
  /** What was found out; null while it is being asked. */
  readonly #answers = new Map<string, Verdict>();
  #left = mostAsked;

  constructor(home: SourceModule, ask: AskOrigins) {
    this.#home = home;
    this.#ask = ask;
  }

  of(node: Node, module: SourceModule, depth: number): Verdict {
    return together(leavesOf(node, module).map((leaf) => this.#ofLeaf(leaf, module, depth)));
  }

  #ofLeaf(leaf: Node, module: SourceModule, depth: number): Verdict {
    if (this.#left-- <= 0) return null;
    const value = classify(leaf, scopeOf(module));
    if (value === "request") return this.#whence(leaf, module, depth);
    if (isConstant(value)) return constants;
    if (isAccountId(leaf, [], module)) return account;
    const found = this.#ofOrigin(leaf, [], module, depth);
    if (found) return found;
    if (this.#ask.isHarmlessColumn(leaf, module)) return constants;
    return this.#ask.looksOutside && isFromOutside(leaf, module) ? outside : null;
  }

  /** Where a part of a request is taken out of it. */
  #whence(leaf: Node, module: SourceModule, depth: number): Requested {
    const found = isRequest(leaf, module) ? null : this.#ofOrigin(leaf, [], module, depth);
    return found !== "never" && found?.kind === "request" ? found : this.#requested(leaf, module);
  }

  /** What lies under some names in what an expression leads to: a parameter, a field, what a getter gives. */
  #ofOrigin(node: Node, below: readonly string[], module: SourceModule, depth: number): Verdict {
    if (depth >= deepest) return null;
    if (node.type === "CallExpression")
      return this.#ofGetter(node, below, module, depth) ?? this.#ofResult(node, below, module, depth);
    const path = pathOf(node, module);
    if (!path) return null;
    const names = [...path.names, ...below];
    const parameter = parameterOf(path);
    if (parameter) return this.#ofCallers(parameter, names, module, depth);
    return isOfInstance(path)
      ? this.#ofField(path.root, names, module, depth)
      : this.#ofConstant(path, names, module, depth);
  }

  /** `const query = new PageQuery(request.query)`, of which a member is asked for. */
  #ofConstant({ root }: ValuePath, names: readonly string[], module: SourceModule, depth: number): Verdict {
    if ("type" in root || names.length === 0) return null;
    const [declared] = root.identifiers;
    const meaning = declared && meaningOf(declared, module);
    if (meaning?.kind !== "value" || unwrap(meaning.node) === declared) return null;
    const [name = "", ...rest] = names;
    // An object that is put together is what each of its parts is given.
    const given = assignedTo(root, name).map((value) => this.#ofPart(value, rest, module, depth + 1));
    const isLeftOut = unwrap(meaning.node).type === "ObjectExpression" && !hasProperty(unwrap(meaning.node), name);
    return isLeftOut
      ? together(given)
      : together([...given, this.#ofPart(meaning.node, names, meaning.module, depth + 1)]);
  }

  #ofCallers(
    { fn, index }: { readonly fn: FunctionNode; readonly index: number },
    names: readonly string[],
    module: SourceModule,
    depth: number,
  ): Verdict {
    const key = `${module.file} ${fn.range[0]} ${index} ${names.join(".")}`;
    return this.#once(key, () => this.#ofAllCallers(fn, index, names, module, depth));
  }

  #once(key: string, ask: () => Verdict): Verdict {
    const known = this.#answers.get(key);
    if (known !== undefined) return known;
    this.#answers.set(key, null);
    const found = ask();
    this.#answers.set(key, found);
    return found;
  }

  #ofAllCallers(
    fn: FunctionNode,
    index: number,
    names: readonly string[],
    module: SourceModule,
    depth: number,
  ): Verdict {
    const parameter = fn.params[index];
    const made = parameter && madeParameter(parameter, module);
    if (made) return together(made.values.map((value) => this.#ofPart(value, names, made.module, depth + 1)));
    const list = index === 0 ? listGoneThrough(fn) : null;
    if (list) return this.#ofPart(list, names, module, depth + 1);
    const makes = fn.parent.type === "MethodDefinition" && fn.parent.kind === "constructor" ? fn.parent : null;
    const { calls, all } = makes
      ? constructionsOf(makes.parent.parent, module, this.#ask.root)
      : callersOf(fn, module, this.#ask.root);
    if (calls.length === 0) return makes && all ? "never" : this.#ofHolder(fn, index, names, module, depth);
    const found = together(calls.map((caller) => this.#ofCaller(caller, index, names, depth)));
    const whole = makes && calls.length > 1 ? ofSomeObject(found) : found;
    // Those who are out of sight may hand in anything; whose id it is they know from the same place.
    if (all || (whole !== "never" && whole?.kind !== "constants")) return whole;
    // Whoever else calls it has an object of the class that its parameter is of.
    const held = this.#ofHolder(fn, index, names, module, depth);
    return held !== "never" && held?.kind === "constants" ? held : null;
  }

  /** `execute({ filter }: FindNotes)`: what the fields of the parameter's class are given wherever one is made. */
  #ofHolder(fn: FunctionNode, index: number, names: readonly string[], module: SourceModule, depth: number): Verdict {
    const parameter = fn.params[index];
    const pattern = parameter?.type === "AssignmentPattern" ? parameter.left : parameter;
    const annotation = pattern && "typeAnnotation" in pattern ? pattern.typeAnnotation?.typeAnnotation : undefined;
    if (!annotation || names.length === 0) return null;
    const type = typeBehind({ node: annotation, module });
    return isClass(type.node) ? this.#ofField(type.node, names, type.module, depth) : null;
  }

  /** What a field of a class is given, by its constructor and by all who call that. */
  #ofField(owner: ClassNode, [name = "", ...rest]: readonly string[], module: SourceModule, depth: number): Verdict {
    if (depth >= deepest) return null;
    const key = `${module.file} ${owner.range[0]} . ${name} ${rest.join(".")}`;
    return this.#once(key, () => this.#ofDeclaredField(owner, name, rest, module, depth));
  }

  #ofDeclaredField(
    owner: ClassNode,
    name: string,
    rest: readonly string[],
    module: SourceModule,
    depth: number,
  ): Verdict {
    const made = constructorOf(owner);
    const index = made?.params.findIndex((one) => declaresField(one, name)) ?? -1;
    if (made && index >= 0) return this.#ofCallers({ fn: made, index }, rest, module, depth + 1);
    const field = owner.body.body.find((one) => one.type === "PropertyDefinition" && keyName(one) === name);
    const { assigned, changed } = fieldWrites(owner, name, false, module);
    // What a decorator reads, others may fill: whoever makes an object without giving it anything.
    const isOpen =
      field?.type === "PropertyDefinition" && field.decorators.length > 0 && (made?.params.length ?? 0) === 0;
    if (isOpen || changed || assigned.some(({ operator }) => operator !== "=")) return null;
    const base = field ? null : baseOf(owner, module);
    if (base && assigned.length === 0) return this.#ofField(base.node, [name, ...rest], base.module, depth);
    const values = [
      ...(field?.type === "PropertyDefinition" && field.value ? [field.value] : []),
      ...assigned.map(({ value }) => value),
    ];
    return together(values.map((value) => this.#ofPart(value, rest, module, depth + 1)));
  }

  /** `query.getSortBy()` of an object whose class the project has. */
  #ofGetter(
    { callee }: TSESTree.CallExpression,
    names: readonly string[],
    module: SourceModule,
    depth: number,
  ): Verdict {
    const name = callee.type === "MemberExpression" ? memberName(callee) : null;
    const owner = callee.type === "MemberExpression" && name !== null ? typeAt(callee.object, module) : null;
    const method = owner && owner !== "outside" && name !== null ? methodOf(owner, name) : null;
    if (!method || method.fn.params.length > 0) return null;
    const returned = returnedExpressions(method.fn);
    return together(returned.map((value) => this.#ofPart(value, names, method.module, depth + 1)));
  }

  /** What lies under some names in what a function of the project gives back. */
  #ofResult(
    { callee }: TSESTree.CallExpression,
    names: readonly string[],
    module: SourceModule,
    depth: number,
  ): Verdict {
    const value = names.length > 0 ? traceValue(callee, module) : null;
    if (value?.kind !== "function") return null;
    const returned = returnedExpressions(value.node);
    return together(returned.map((one) => this.#ofPart(one, names, value.module, depth + 1)));
  }

  #ofCaller({ call, module }: Caller, index: number, names: readonly string[], depth: number): Verdict {
    const before = call.arguments.slice(0, index + 1);
    if (before.some(({ type }) => type === "SpreadElement")) return null;
    const argument = call.arguments[index];
    // What is left out is the function's own default, or nothing.
    return argument ? this.#ofPart(argument, names, module, depth + 1) : constants;
  }

  /** What lies under some names in a value. */
  #ofPart(node: Node, names: readonly string[], module: SourceModule, depth: number): Verdict {
    if (depth > deepest) return null;
    const inside = inArgument(node, names);
    if (!inside) return this.#ofSpread(node, names, module, depth);
    if (inside.names.length === 0) return this.of(inside.node, module, depth);
    if (isRequest(inside.node, module)) return this.#requested(inside.node, module);
    if (isAccountId(inside.node, inside.names, module)) return account;
    if (inside.node.type === "NewExpression") return this.#ofConstructed(inside.node, inside.names, module, depth);
    return this.#ofOrigin(inside.node, inside.names, module, depth);
  }

  /** `{ ...request.query, page }` has what it is spread from. */
  #ofSpread(node: Node, names: readonly string[], module: SourceModule, depth: number): Verdict {
    const object = unwrap(node);
    const spread =
      object.type === "ObjectExpression"
        ? object.properties.flatMap((one) => (one.type === "SpreadElement" ? [one.argument] : []))
        : [];
    return spread.length === 0 ? constants : together(spread.map((one) => this.#ofPart(one, names, module, depth)));
  }

  /** `new FindNotes(request.query)`, of which a field is asked for. */
  #ofConstructed(
    node: TSESTree.NewExpression,
    [name = "", ...rest]: readonly string[],
    module: SourceModule,
    depth: number,
  ): Verdict {
    const meaning = node.callee.type === "Identifier" ? meaningOf(node.callee, module) : null;
    if (meaning?.kind !== "class") return null;
    const index = constructorOf(meaning.node)?.params.findIndex((one) => declaresField(one, name)) ?? -1;
    const argument = index < 0 ? undefined : node.arguments[index];
    return argument && argument.type !== "SpreadElement"
      ? this.#ofPart(argument, rest, module, depth + 1)
      : this.#ofField(meaning.node, [name, ...rest], meaning.module, depth + 1);
  }

  #requested(node: Node, module: SourceModule): Requested {
    const at =
      module.file === this.#home.file ? null : `${basename(module.file)}:${lineAt(module.text, node.range[0])}`;
    return { kind: "request", part: requestIn(node, module), at };
  }
}

const constants = { kind: "constants" } as const;
const account = { kind: "account" } as const;
const outside = { kind: "outside" } as const;

/** What one of several objects of a class holds: whose it is is not known. */
const ofSomeObject = (found: Verdict): Verdict =>
  found !== "never" && found?.kind === "request" ? { ...found, at: null } : found;

/** One of several values: what somebody outside chooses goes before what nobody does, and what is not known before both. */
function together(all: readonly Verdict[]): Verdict {
  const found = all.filter((one) => one !== "never");
  const dangerous = found.find((one) => one?.kind === "request") ?? found.find((one) => one?.kind === "outside");
  if (dangerous) return dangerous;
  if (found.length === 0) return all.length > 0 ? "never" : null;
  if (found.includes(null)) return null;
  return found.find((one) => one?.kind === "account") ?? constants;
}

const isConstant = (value: HoleValue): boolean =>
  value === "literals" ||
  value === "checked" ||
  value === "number" ||
  value === "boolean" ||
  value === "escaped" ||
  value === "placeholders";

/** What `object.name = value` gives a property of what a variable holds. */
const assignedTo = ({ references }: Variable, name: string): readonly Node[] =>
  references.flatMap(({ identifier: { parent } }) =>
    parent.type === "MemberExpression" &&
    memberName(parent) === name &&
    parent.parent.type === "AssignmentExpression" &&
    parent.parent.left === parent
      ? [parent.parent.right]
      : [],
  );

/** Whether an object literal has a property, or may have it by what is spread into it. */
const hasProperty = (object: Node, name: string): boolean =>
  object.type === "ObjectExpression" &&
  object.properties.some((one) => one.type === "SpreadElement" || keyName(one) === name);

/** The class of the project that a class extends. */
function baseOf(
  { superClass }: ClassNode,
  module: SourceModule,
): { readonly node: ClassNode; readonly module: SourceModule } | null {
  const meaning = superClass?.type === "Identifier" ? meaningOf(superClass, module) : null;
  return meaning?.kind === "class" ? { node: meaning.node, module: meaning.module } : null;
}

const isOfInstance = (path: ValuePath): path is ValuePath & { readonly root: ClassNode } =>
  "type" in path.root && isClass(path.root) && path.names.length > 0;

function constructorOf(owner: ClassNode): FunctionNode | null {
  const found = owner.body.body.find((one) => one.type === "MethodDefinition" && one.kind === "constructor");
  return found?.type === "MethodDefinition" && found.value.type === "FunctionExpression" ? found.value : null;
}

/** `constructor(public readonly filter: Filter)` */
function declaresField(parameter: TSESTree.Parameter, name: string): boolean {
  if (parameter.type !== "TSParameterProperty") return false;
  const { parameter: inner } = parameter;
  const declared = inner.type === "AssignmentPattern" ? inner.left : inner;
  return declared.type === "Identifier" && declared.name === name;
}

/** `ids.map((id) => …)`: the list whose elements a callback is called with. */
function listGoneThrough(fn: FunctionNode): Node | null {
  const { parent } = fn;
  if (parent.type !== "CallExpression" || parent.callee === fn || parent.callee.type !== "MemberExpression")
    return null;
  return parent.arguments[0] === fn && eachMethods.has(memberName(parent.callee) ?? "") ? parent.callee.object : null;
}

const eachMethods: ReadonlySet<string> = new Set(["map", "forEach", "flatMap", "filter", "some", "every"]);
