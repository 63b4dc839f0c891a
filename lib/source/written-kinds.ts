import type { TSESTree } from "@typescript-eslint/utils";
import type { ValueKind } from "../model/row-value.ts";
import type { DeclaredType } from "../model/row-use.ts";
import { schemaOf } from "./zod.ts";
import { typeBehind, unionOf, type TypeTerm } from "./written-types.ts";

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
    become: named && ((type) => [{ span: { start: named.range[0], end: named.range[1] }, text: type }]),
  };
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
