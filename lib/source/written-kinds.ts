import type { TSESTree } from "@typescript-eslint/utils";
import type { ValueKind } from "../model/row-value.ts";
import type { DeclaredLiterals, DeclaredType } from "../model/row-use.ts";
import { schemaOf } from "./zod.ts";
import { elementOf, typeBehind, unionOf, type TypeTerm } from "./written-types.ts";

type Node = TSESTree.Node;
type Kinds = ReadonlySet<ValueKind> | null;

/** What a type that is written for a value says of it. In: whether the edits may change it where it stands. */
export function declaredType(term: TypeTerm): DeclaredType {
  const { node, module } = term;
  const text = module.text.slice(...node.range).replace(/\s+/g, " ");
  const named = term.from ? null : soleName(node);
  return {
    text,
    kinds: kindsOf(term),
    elements: () => elementsOf(term),
    literals: () => literalsOf(term),
    become: named && ((type) => [{ span: { start: named.range[0], end: named.range[1] }, text: type }]),
  };
}

const isNothing = ({ node }: TypeTerm): boolean => /^TS(?:Null|Undefined)Keyword$/.test(node.type);

function elementsOf(term: TypeTerm): DeclaredType | null {
  const [only, ...others] = unionOf(term).filter((one) => !isNothing(typeBehind(one)));
  const list = only && others.length === 0 ? typeBehind(only) : null;
  // A schema's elements are no terms of their own.
  const element = list && elementOf(list);
  return element && declaredType({ ...element, ...(term.from && { from: term.from }) });
}

function literalsOf(term: TypeTerm): DeclaredLiterals | null {
  const texts = new Set<string>();
  const parts = unionOf(term).filter((one) => !isNothing(typeBehind(one)));
  for (const part of parts.map((one) => typeBehind(one))) {
    const found = textsOf(part.node);
    if (!found) return null;
    for (const text of found) texts.add(text);
  }
  return texts.size > 0 ? { texts, become: term.from ? null : writtenSideBySide(term.node, term.module.text) } : null;
}

/** The texts of a literal type, or of an enum all of whose members are texts. */
function textsOf(node: Node): readonly string[] | null {
  if (node.type === "TSLiteralType") {
    const { literal } = node;
    return literal.type === "Literal" && typeof literal.value === "string" ? [literal.value] : null;
  }
  if (node.type !== "TSEnumDeclaration") return null;
  const values = node.body.members.map(({ initializer }) =>
    initializer?.type === "Literal" && typeof initializer.value === "string" ? initializer.value : null,
  );
  return values.every((value) => value !== null) ? values : null;
}

/** Writes other texts over those of a union that stand there one after the other. */
function writtenSideBySide(node: Node, source: string): DeclaredLiterals["become"] {
  const parts: readonly Node[] = node.type === "TSUnionType" ? node.types : [node];
  const literals = parts.filter(({ type }) => type === "TSLiteralType");
  const [first, last] = [literals[0], literals.at(-1)];
  if (!first || !last || parts.indexOf(last) - parts.indexOf(first) !== literals.length - 1) return null;
  if (parts.some((part) => part.type !== "TSLiteralType" && !/^TS(?:Null|Undefined)Keyword$/.test(part.type)))
    return null;
  const quote = source[first.range[0]] === "'" ? "'" : '"';
  const written = (text: string): string =>
    `${quote}${text.replace(/[\\"'\n]/g, (one) => (one === "\n" ? "\\n" : `\\${one}`))}${quote}`;
  return (texts) => [{ span: { start: first.range[0], end: last.range[1] }, text: texts.map(written).join(" | ") }];
}

/** What values of a type may be, null and undefined aside. Out: null where that cannot be told. */
function kindsOf(term: TypeTerm): Kinds {
  return together(unionOf(term).map((one) => kindsOfOne(typeBehind(one))));
}

const keywords: Readonly<Record<string, readonly ValueKind[]>> = {
  TSStringKeyword: ["string"],
  TSTemplateLiteralType: ["string"],
  TSNumberKeyword: ["number"],
  TSBooleanKeyword: ["boolean"],
  TSBigIntKeyword: ["bigint"],
  TSArrayType: ["list"],
  TSTupleType: ["list"],
  TSTypeLiteral: ["object"],
  TSMappedType: ["object"],
  TSInterfaceDeclaration: ["object"],
  TSNullKeyword: [],
  TSUndefinedKeyword: [],
  TSNeverKeyword: [],
};

/** Classes and wrappers of the language, which no file of the project declares. */
const globals: Readonly<Record<string, ValueKind>> = {
  Date: "date",
  Buffer: "bytes",
  Uint8Array: "bytes",
  Array: "list",
  ReadonlyArray: "list",
  Record: "object",
};

function kindsOfOne(term: TypeTerm): Kinds {
  const { node, module } = term;
  const known = keywords[node.type];
  if (known) return new Set(known);
  switch (node.type) {
    case "TSLiteralType":
      return ofLiteral(node.literal);
    case "TSTypeOperator":
      return node.operator === "readonly" && node.typeAnnotation
        ? kindsOf({ ...term, node: node.typeAnnotation })
        : null;
    case "TSEnumDeclaration":
      return together(node.body.members.map(({ initializer }) => (initializer ? ofLiteral(initializer) : numeric)));
    // A text that is branded is a text: what else a side says, it says of a text.
    case "TSIntersectionType":
      return intersected(node.types.map((type) => kindsOf({ ...term, node: type })));
    case "TSTypeReference": {
      const kind = node.typeName.type === "Identifier" ? globals[node.typeName.name] : undefined;
      return kind ? new Set([kind]) : null;
    }
    case "Identifier":
    case "MemberExpression":
    case "CallExpression": {
      const { kinds } = schemaOf(node, module);
      return kinds && new Set(kinds);
    }
    default:
      return null;
  }
}

const numeric: Kinds = new Set<ValueKind>(["number"]);

function ofLiteral(node: Node): Kinds {
  if (node.type === "TemplateLiteral") return new Set<ValueKind>(["string"]);
  if (node.type === "UnaryExpression") return ofLiteral(node.argument);
  if (node.type !== "Literal" || "regex" in node) return null;
  if (node.value === null) return new Set();
  const kind = typeof node.value;
  return kind === "string" || kind === "number" || kind === "boolean" || kind === "bigint" ? new Set([kind]) : null;
}

function together(all: readonly Kinds[]): Kinds {
  const found = new Set<ValueKind>();
  for (const kinds of all) {
    if (!kinds) return null;
    for (const kind of kinds) found.add(kind);
  }
  return found;
}

const plain = new Set<ValueKind>(["string", "number", "boolean", "bigint"]);

function intersected(all: readonly Kinds[]): Kinds {
  const primitives = all.filter((kinds) => kinds !== null && [...kinds].some((kind) => plain.has(kind)));
  const [only] = primitives;
  if (primitives.length === 1 && only) return only;
  const isObject = all.length > 0 && all.every((kinds) => kinds?.size === 1 && kinds.has("object"));
  return isObject ? new Set<ValueKind>(["object"]) : null;
}

/** The one name of a type that another can stand in the place of: `number`, `Date`, and beside null in a union. */
function soleName(node: Node): Node | null {
  if (node.type === "TSUnionType") {
    const others = node.types.filter(({ type }) => type !== "TSNullKeyword" && type !== "TSUndefinedKeyword");
    const [only] = others;
    return others.length === 1 && only ? soleName(only) : null;
  }
  const isGlobal =
    node.type === "TSTypeReference" &&
    !node.typeArguments &&
    node.typeName.type === "Identifier" &&
    node.typeName.name in globals;
  return isGlobal || /^TS(?:String|Number|Boolean|BigInt)Keyword$/.test(node.type) ? node : null;
}
