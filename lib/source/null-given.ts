import type { TSESTree } from "@typescript-eslint/utils";
import type { NullGiven, NullQuestion } from "../model/null-given.ts";
import type { Span } from "../model/span.ts";
import { isNeverReassigned, soleDefinition, variableOf } from "./bindings.ts";
import { callersOf } from "./callers.ts";
import { isGuardedAt } from "./guards.ts";
import { meaningOf, returnAnnotation } from "./meaning.ts";
import type { SourceModule } from "./module.ts";
import { keyName, memberName, nodeAt, returnedExpressions, unwrap, type FunctionNode } from "./nodes.ts";
import { checksNull } from "./null-checks.ts";
import type { Origin } from "./package-value.ts";
import { parameterByContext } from "./signatures.ts";
import { traceValue } from "./trace.ts";
import { parameterOf, pathOf, type ValuePath } from "./value-path.ts";
import { schemaOf } from "./zod.ts";
import {
  admitsNull,
  elementOf,
  mayLack,
  memberOfType,
  unionOf,
  type TypeMember,
  type TypeTerm,
} from "./written-types.ts";

type Node = TSESTree.Node;

const furthest = 10;
/** Functions that hand on what others hand them. */
const mostCallers = 3;

/** What is asked of a value. */
interface Asked extends Omit<NullQuestion, "reach"> {
  /** The project's folder, where those who call the function around it are looked for; null: they are not. */
  readonly root: string | null;
}

/**
 * Whether a value that the program sends may be null: by how it is written, by the type that is declared for it, by what those hand over who call the function
 * around, and by what is looked at before. In: where the expression stands.
 */
export function nullGiven(span: Span, module: SourceModule, question: Asked): NullGiven {
  const inner = nodeAt(module.ast, span);
  const node = inner?.parent?.type === "ChainExpression" ? inner.parent : inner;
  const names = question.property === undefined ? [] : [question.property];
  return node ? new Search(question).of(node, names, { module, depth: 0, calls: 0 }) : unknown;
}

const unknown: NullGiven = { kind: "unknown" };
const never: NullGiven = { kind: "never" };
const perhaps: NullGiven = { kind: "perhaps", type: null };

/** Where a search has come to. */
interface At {
  readonly module: SourceModule;
  readonly depth: number;
  /** How many functions were left for those who call them. */
  readonly calls: number;
}

class Search {
  readonly #orUndefined: boolean;
  readonly #root: string | null;
  readonly #asked = new Set<string>();
  #strict: Search | null = null;

  constructor({ orUndefined, root }: Asked) {
    this.#orUndefined = orUndefined;
    this.#root = root;
  }

  /** In: an expression, and the properties that lead from it to the value. */
  of(node: Node, names: readonly string[], from: At): NullGiven {
    if (from.depth > furthest) return unknown;
    const at = { ...from, depth: from.depth + 1 };
    const go = (inner: Node): NullGiven => this.of(inner, names, at);
    switch (node.type) {
      case "Property":
      case "SpreadElement":
        return go(node.type === "Property" ? node.value : node.argument);
      case "TSNonNullExpression":
        // Its author says that it is there.
        return names.length === 0 ? never : go(node.expression);
      case "TSAsExpression":
      case "TSSatisfiesExpression":
      case "TSTypeAssertion":
        return this.#claimed(node, names, at);
      case "AwaitExpression":
        return go(node.argument);
      case "ConditionalExpression":
        return either([go(node.consequent), go(node.alternate)]);
      case "LogicalExpression":
        return this.#logical(node, names, at);
      case "ObjectExpression":
        return names.length === 0 ? never : this.#inObject(node, names, at);
      case "ArrayExpression":
        return names.length === 0 ? never : either(node.elements.map((one) => (one ? go(one) : unknown)));
      case "CallExpression":
        return this.#called(node, names, at);
      case "Identifier":
      case "MemberExpression":
      case "ChainExpression":
      case "ThisExpression":
        return this.#place(node, names, at);
      case "Literal":
        return node.raw === "null" ? perhaps : never;
      default:
        return names.length === 0 && madeOf.has(node.type) ? never : unknown;
    }
  }

  /** Whoever claims another type of a value means what is there. */
  #claimed(
    node: TSESTree.TSAsExpression | TSESTree.TSSatisfiesExpression | TSESTree.TSTypeAssertion,
    names: readonly string[],
    at: At,
  ): NullGiven {
    const inner = unwrap(node);
    const isConst =
      node.typeAnnotation.type === "TSTypeReference" && keyNamed(node.typeAnnotation.typeName) === "const";
    const isName = inner.type === "Identifier" || inner.type === "MemberExpression";
    const written = isName && !isConst && names.length === 0 ? unknown : this.of(node.expression, names, at);
    return written.kind !== "unknown" || isConst
      ? written
      : this.#typed({ node: node.typeAnnotation, module: at.module }, names);
  }

  #logical({ operator, left, right }: TSESTree.LogicalExpression, names: readonly string[], at: At): NullGiven {
    const last = this.of(right, names, at);
    if (operator !== "&&") return last;
    // What is not true stands for itself.
    const first = this.of(left, [], at);
    return first.kind === "perhaps" ? first : last.kind === "perhaps" ? last : unknown;
  }

  #inObject(object: TSESTree.ObjectExpression, [first = "", ...rest]: readonly string[], at: At): NullGiven {
    for (const property of object.properties.toReversed()) {
      if (property.type === "SpreadElement") {
        const spread = this.of(property.argument, [first, ...rest], at);
        if (spread.kind !== "unknown") return spread;
        return unknown;
      }
      if (property.computed && property.key.type !== "Literal") return unknown;
      if (keyName(property) === first) return this.of(property.value, rest, at);
    }
    return this.#orUndefined ? perhaps : unknown;
  }

  #called(call: TSESTree.CallExpression, names: readonly string[], at: At): NullGiven {
    const { callee } = call;
    if (names.length === 0 && isNeverNull(call, at.module)) return never;
    const mapped = namesOfList(call);
    if (mapped) return either(returnedExpressions(mapped).map((one) => this.of(one, names, at)));
    const parsed = parsedBy(call);
    if (parsed && schemaOf(parsed, at.module).shape) return this.#typed({ node: parsed, module: at.module }, names);
    const value = traceValue(callee, at.module);
    if (value?.kind === "function")
      return this.#ofFunction(value.node, call, names, { ...at, module: value.module }, at);
    const fallback = value?.kind === "package" && isGetter(value.origin) ? call.arguments[2] : undefined;
    return fallback ? this.of(fallback, names, at) : unknown;
  }

  /** What a function gives back: as it is declared, or by what it returns. */
  #ofFunction(
    fn: FunctionNode,
    call: TSESTree.CallExpression,
    names: readonly string[],
    at: At,
    outside: At,
  ): NullGiven {
    const annotation = returnAnnotation(fn);
    const declared = annotation ? this.#typed(awaited({ node: annotation, module: at.module }), names) : unknown;
    if (declared.kind === "never" && names.length === 0) return declared;
    // A type parameter among the types that it gives is what it is handed.
    const returned = returnedExpressions(fn).map((one) => this.#returned(one, fn, call, names, at, outside));
    const found = returned.find(({ kind }) => kind === "perhaps");
    if (found) return found;
    return declared;
  }

  #returned(
    node: Node,
    fn: FunctionNode,
    call: TSESTree.CallExpression,
    names: readonly string[],
    at: At,
    outside: At,
  ): NullGiven {
    const plain = unwrap(node);
    const path = plain.type === "Identifier" || plain.type === "MemberExpression" ? pathOf(plain, at.module) : null;
    const parameter = path && parameterOf(path);
    if (!parameter || parameter.fn !== fn) return this.of(node, names, at);
    const argument = call.arguments[parameter.index];
    if (!argument || argument.type === "SpreadElement" || isChecked(plain, at.module)) return unknown;
    return this.of(argument, [...path.names, ...names], outside);
  }

  /** A name, or a member of one, and what leads on from there. */
  #place(node: Node, names: readonly string[], at: At): NullGiven {
    const { module } = at;
    if (node.type === "Identifier" && variableOf(module, node) === null && node.name === "undefined")
      return this.#orUndefined && names.length === 0 ? perhaps : unknown;
    if (node.type === "ChainExpression") {
      const said = this.#place(node.expression, names, at);
      if (said.kind === "perhaps" || names.length > 0) return said;
      return this.#orUndefined && !isChecked(node, module) ? perhaps : unknown;
    }
    const said = this.#unchecked(node, names, at);
    return said.kind === "perhaps" && names.length === 0 && isChecked(node, module) ? never : said;
  }

  #unchecked(node: Node, names: readonly string[], at: At): NullGiven {
    if (node.type === "Identifier") return this.#ofVariable(node, names, at);
    const name = node.type === "MemberExpression" && !node.optional ? memberName(node) : null;
    return node.type === "MemberExpression" && name !== null ? this.of(node.object, [name, ...names], at) : unknown;
  }

  #ofVariable(name: TSESTree.Identifier, names: readonly string[], at: At): NullGiven {
    const { module } = at;
    const variable = variableOf(module, name);
    if (!variable) return unknown;
    if (soleDefinition(variable)?.type === "Parameter" && isNeverReassigned(variable)) {
      const path = pathOf(name, module);
      const parameter = path && parameterOf(path);
      return path && parameter ? this.#ofParameter(path, parameter, names, at, name) : unknown;
    }
    const written = isNeverReassigned(variable) ? this.#meant(name, names, at) : unknown;
    if (written.kind !== "unknown") return written;
    const annotation = variable.identifiers[0]?.typeAnnotation?.typeAnnotation;
    return annotation ? this.#typed({ node: annotation, module }, names) : unknown;
  }

  #meant(name: TSESTree.Identifier, names: readonly string[], at: At): NullGiven {
    const meaning = meaningOf(name, at.module);
    if (meaning?.kind === "value")
      return meaning.node === name ? unknown : this.of(meaning.node, names, { ...at, module: meaning.module });
    if (meaning?.kind !== "property") return unknown;
    // A default takes the place of undefined, and null stays.
    if (meaning.fallback && names.length === 0) return this.of(meaning.fallback, names, at);
    return this.of(meaning.from, [meaning.key, ...names], { ...at, module: meaning.module });
  }

  /** What is written for a parameter, or for a member of one, and what those hand over who call the function. */
  #ofParameter(
    path: ValuePath,
    { fn, index }: { readonly fn: FunctionNode; readonly index: number },
    further: readonly string[],
    at: At,
    name: TSESTree.Identifier,
  ): NullGiven {
    const { module } = at;
    const root = path.root as Node;
    const names = [...path.names, ...further];
    const own =
      "typeAnnotation" in root && root.typeAnnotation?.type === "TSTypeAnnotation" ? root.typeAnnotation : null;
    const term = own ? { node: own.typeAnnotation, module } : parameterByContext(fn, index, module);
    const bound: Node | undefined = variableOf(module, name)?.identifiers[0];
    const fallback = further.length === 0 && bound ? defaultOf(bound) : null;
    const byDefault = fallback && this.of(fallback, [], at);
    if (byDefault?.kind === "perhaps") return byDefault;
    const isOptional = root.type === "Identifier" && root.optional && names.length === 0;
    const declared =
      isOptional && this.#orUndefined && checksNull(module)
        ? perhapsOf(term, true)
        : term
          ? this.#typed(term, names)
          : unknown;
    if (declared.kind === "perhaps") return byDefault ? unknown : declared;
    // Behind a type that keeps it out, undefined comes from what has no type; null is written there on purpose.
    const search = declared.kind === "never" && this.#orUndefined ? this.#withoutUndefined() : this;
    const handed = search.#handed(fn, index, names, at, byDefault !== null);
    return handed.kind === "unknown" || (handed.kind === "never" && search !== this) ? declared : handed;
  }

  #withoutUndefined(): Search {
    return (this.#strict ??= new Search({ orUndefined: false, root: this.#root }));
  }

  #handed(fn: FunctionNode, index: number, names: readonly string[], at: At, hasDefault: boolean): NullGiven {
    const { module } = at;
    const key = `${module.file} ${fn.range[0]} ${index} ${names.join(".")}`;
    if (this.#root === null || at.calls >= mostCallers || this.#asked.has(key)) return unknown;
    this.#asked.add(key);
    const { calls, all } = callersOf(fn, module, this.#root);
    const found = calls.map(({ call, module: other }): NullGiven => {
      const before = call.arguments.slice(0, index + 1);
      if (before.some(({ type }) => type === "SpreadElement")) return unknown;
      const argument = call.arguments[index];
      if (argument) return this.of(argument, names, { module: other, depth: at.depth, calls: at.calls + 1 });
      return this.#orUndefined && !hasDefault && names.length === 0 ? perhaps : unknown;
    });
    const one = found.find(({ kind }) => kind === "perhaps");
    if (one) return one;
    return all && found.length > 0 && found.every(({ kind }) => kind === "never") ? never : unknown;
  }

  /** What a declared type says of a member of its values, or of the values themselves. */
  #typed(term: TypeTerm, names: readonly string[]): NullGiven {
    // What a schema lets through is checked while the program runs.
    const isSchema = isExpression(term.node);
    if (!isSchema && !checksNull(term.module)) return unknown;
    const list = names.length > 0 ? elementOf(term) : null;
    if (list) return this.#typed(list, names);
    if (names.length === 0) return this.#admitted(term);
    const member = memberAt(term, names);
    if (!member) return unknown;
    // `Partial<…>` says of no property in particular that it is left out.
    const isPartial = member.optional && !("optional" in member.node && member.node.optional === true);
    if (isPartial) return unknown;
    if (member.node.type === "Property") return this.#ofSchema(member.admitsNull(), mayLack(member));
    if (this.#orUndefined && member.optional) return perhapsOf(member.type, true);
    return member.type.node === member.node ? unknown : this.#admitted(member.type);
  }

  #ofSchema(nullable: boolean | null, mayLack: boolean): NullGiven {
    if (nullable === null) return unknown;
    return nullable || (this.#orUndefined && mayLack) ? perhaps : mayLack ? unknown : never;
  }

  /** A union that names null, or undefined where that counts. */
  #admitted(term: TypeTerm): NullGiven {
    if (isExpression(term.node)) {
      const { nullable, mayLack } = schemaOf(term.node, term.module);
      return this.#ofSchema(nullable, mayLack);
    }
    const admits = admitsNull(term);
    if (admits === null) return unknown;
    if (!admits) return never;
    const isNull = unionOf(term).some(({ node }) => node.type === "TSNullKeyword" || isNullLiteral(node));
    return this.#orUndefined || isNull ? perhapsOf(term) : unknown;
  }
}

/** Whether a term is the schema that a type is inferred from. */
const isExpression = ({ type }: Node): boolean => type === "Identifier" || type === "CallExpression";

/** The member to which some names lead from a type; null where one of them leads nowhere, or the type is one of several. */
function memberAt(term: TypeTerm, [key = "", ...rest]: readonly string[]): TypeMember | null {
  const [only, ...others] = unionOf(term).filter(({ node }) => !/^TS(?:Undefined|Null)Keyword$/.test(node.type));
  const member = only && others.length === 0 ? memberOfType(only, key) : null;
  return member && rest.length > 0 ? memberAt(member.type, rest) : member;
}

/** One of several: null where some of them may be. */
function either(all: readonly NullGiven[]): NullGiven {
  const found = all.find(({ kind }) => kind === "perhaps");
  return found ?? (all.length > 0 && all.every(({ kind }) => kind === "never") ? never : unknown);
}

/** As it is declared: `string | null`. */
function perhapsOf(term: TypeTerm | null, isOptional = false): NullGiven {
  if (!term?.node.type.startsWith("TS")) return perhaps;
  const text = term.module.text.slice(...term.node.range).replace(/\s+/g, " ");
  const type = isOptional && !/\bundefined\b/.test(text) ? `${text} | undefined` : text;
  return type.length <= longest ? { kind: "perhaps", type } : perhaps;
}

const longest = 60;

const isNullLiteral = (node: Node): boolean =>
  node.type === "TSLiteralType" && node.literal.type === "Literal" && node.literal.raw === "null";

const keyNamed = (node: Node): string | null => (node.type === "Identifier" ? node.name : null);

/** What an async function is declared to give is awaited. */
function awaited(term: TypeTerm): TypeTerm {
  const { node } = term;
  const [inner] = node.type === "TSTypeReference" ? (node.typeArguments?.params ?? []) : [];
  return node.type === "TSTypeReference" && keyNamed(node.typeName) === "Promise" && inner
    ? { ...term, node: inner }
    : term;
}

/** The default of a parameter: `(name = null)`. */
const defaultOf = (pattern: Node): Node | null =>
  pattern.parent?.type === "AssignmentPattern" && pattern.parent.left === pattern ? pattern.parent.right : null;

/** The callback whose results a list is made of: `users.map((user) => ({ … }))`. */
function namesOfList({ callee, arguments: [callback] }: TSESTree.CallExpression): FunctionNode | null {
  if (callee.type !== "MemberExpression" || !/^(?:map|flatMap)$/.test(memberName(callee) ?? "")) return null;
  return callback?.type === "ArrowFunctionExpression" || callback?.type === "FunctionExpression" ? callback : null;
}

/** The schema that checks what a call gives: `schema.parse(body)`. */
function parsedBy({ callee }: TSESTree.CallExpression): Node | null {
  const isParse = callee.type === "MemberExpression" && /^parse(?:Async)?$/.test(memberName(callee) ?? "");
  return isParse ? callee.object : null;
}

/** lodash's `get(object, path, fallback)`. */
const isGetter = ({ package: name, path }: Origin): boolean =>
  /^lodash(?:-es)?$/.test(name) ? path === "get" : /^lodash(?:-es)?[/.]get$/.test(name);

/** Expressions that make a value anew. */
const madeOf: ReadonlySet<string> = new Set([
  ...[
    "TemplateLiteral",
    "TemplateElement",
    "NewExpression",
    "BinaryExpression",
    "ArrowFunctionExpression",
    "FunctionExpression",
  ],
  ...["UpdateExpression", "UnaryExpression", "ClassExpression"],
]);

/** Calls of the language that give a value whatever they are given. */
function isNeverNull({ callee }: TSESTree.CallExpression, module: SourceModule): boolean {
  const plain = unwrap(callee);
  if (plain.type === "Identifier")
    return /^(?:String|Number|Boolean|BigInt|parseInt|parseFloat)$/.test(plain.name) && !variableOf(module, plain);
  if (plain.type !== "MemberExpression") return false;
  return !plain.optional && givers.has(memberName(plain) ?? "");
}

const givers: ReadonlySet<string> = new Set([
  ...["toString", "toISOString", "toJSON", "toFixed", "toLowerCase", "toUpperCase", "trim", "trimStart", "trimEnd"],
  ...["slice", "substring", "replace", "replaceAll", "join", "split", "concat", "padStart", "padEnd", "normalize"],
  ...["getTime", "valueOf", "now", "stringify", "randomUUID", "floor", "ceil", "round", "filter"],
]);

const isReference = (name: TSESTree.Identifier, module: SourceModule): boolean =>
  variableOf(module, name)?.references.some(({ identifier }) => identifier === name) ?? false;

/** Whether the program gets there only where the value was looked at. */
function isChecked(node: Node, module: SourceModule): boolean {
  const path = pathOf(node.type === "ChainExpression" ? node.expression : node, module);
  if (!path) return false;
  const isPart = (other: Node, from: number): boolean => {
    const plain = other.type === "ChainExpression" ? other.expression : other;
    // Where it is declared nobody looks at it, nor where something else has its name.
    if (plain.type === "Identifier" && !isReference(plain, module)) return false;
    const found = plain.type === "Identifier" || plain.type === "MemberExpression" ? pathOf(plain, module) : null;
    return (
      found?.root === path.root &&
      found.names.length >= from &&
      found.names.length <= path.names.length &&
      found.names.every((name, index) => name === path.names[index])
    );
  };
  return isGuardedAt(node, {
    module,
    isValue: (other) => isPart(other, path.names.length),
    isRow: (other) => isPart(other, 0),
  });
}
