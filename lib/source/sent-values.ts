import type { Type, TypeChecker } from "typescript";
import type { TSESTree } from "@typescript-eslint/utils";
import type { ValueKind } from "../model/row-value.ts";
import type { SentPart, SentValue } from "../model/sent-value.ts";
import type { Span } from "../model/span.ts";
import type { SourceModule } from "./module.ts";
import { nodeAt } from "./nodes.ts";

/** What the value at a place of a module may be by its type. Out: null without type information, and where a part of it may be anything. */
export function sentValue(span: Span, module: SourceModule): SentValue | null {
  const { types } = module;
  const node = types && nodeAt(module.ast, span);
  if (!types || !node || !types.esTreeNodeToTSNodeMap.has(node)) return null;
  try {
    return ofType(types.getTypeAtLocation(node as TSESTree.Node), types.program.getTypeChecker());
  } catch {
    // The checker throws on nodes it never saw, such as those of a processor.
    return null;
  }
}

function ofType(type: Type, checker: TypeChecker): SentValue | null {
  const parts: SentPart[] = [];
  for (const one of type.isUnion() ? type.types : [type]) {
    const part = partOf(one, checker);
    if (!part) return null;
    if (part !== "null") parts.push(part);
  }
  return { text: checker.typeToString(type), parts };
}

// By name: the numbers of TypeScript's flags differ between its versions.
const named: Readonly<Record<string, SentPart | "null">> = {
  string: { kind: "string", literal: null },
  number: { kind: "number", literal: null },
  bigint: { kind: "bigint", literal: null },
  boolean: { kind: "boolean", literal: null },
  true: { kind: "boolean", literal: "true" },
  false: { kind: "boolean", literal: "false" },
  undefined: { kind: "undefined", literal: null },
  null: "null",
};

function partOf(type: Type, checker: TypeChecker): SentPart | "null" | null {
  if (type.isStringLiteral()) return { kind: "string", literal: type.value };
  if (type.isNumberLiteral()) return { kind: "number", literal: String(type.value) };
  const name = checker.typeToString(type);
  if (Object.hasOwn(named, name)) return named[name] ?? null;
  const kind = kindOfObject(type, checker);
  return kind && { kind, literal: null };
}

function kindOfObject(type: Type, checker: TypeChecker): ValueKind | null {
  if (checker.isArrayType(type) || checker.isTupleType(type)) return "list";
  const symbol = type.getSymbol();
  if (!symbol) return null;
  const files = (symbol.declarations ?? []).map((one) => one.getSourceFile());
  if (
    symbol.name === "Date" &&
    files.every(({ hasNoDefaultLib, fileName }) => hasNoDefaultLib || isOfPackage(fileName))
  )
    return "date";
  return isPlain(type, checker) && files.length > 0 && !files.some(({ fileName }) => isOfPackage(fileName))
    ? "object"
    : null;
}

const isOfPackage = (file: string): boolean => /[\\/]node_modules[\\/]/.test(file);

const isDeclaredClass = (type: Type): boolean => type.isClass();

/** An object of the project's own that says nothing of how it is to be sent, and holds something. */
function isPlain(type: Type, checker: TypeChecker): boolean {
  const properties = type.getProperties();
  if (type.getCallSignatures().length > 0 || isDeclaredClass(type)) return false;
  return (
    properties.length > 0 &&
    properties.every((property) => {
      if (/^(?:toPostgres|toJSON|toString|then|rawType)$/.test(property.name)) return false;
      return checker.getTypeOfSymbol(property).getCallSignatures().length === 0;
    })
  );
}
