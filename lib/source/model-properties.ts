import type { TSESTree } from "@typescript-eslint/utils";
import { variableOf } from "./bindings.ts";
import { lineAt } from "./lines.ts";
import { meaningOf, returnAnnotation } from "./meaning.ts";
import type { SourceModule } from "./module.ts";
import { memberName, unwrap, walk } from "./nodes.ts";
import { returnedByMethod } from "./signatures.ts";
import { traceValue } from "./trace.ts";
import { typeAt } from "./value-declared.ts";
import { pathOf } from "./value-path.ts";
import { declaredAt, elementOf, typeBehind, type TypeTerm } from "./written-types.ts";

type Node = TSESTree.Node;

/** A property of a row, and where its model is declared. */
export interface ModelProperty {
  /** Of the class, or the constant that holds the table; of a generated type, its own name. */
  readonly model: string;
  /** Where that is declared (the line from 1); null of a type that is generated. */
  readonly place: { readonly file: string; readonly line: number } | null;
  readonly property: string;
  /** The constants of the tables that it is a view of, where it is one: `pgView("live").as((qb) => qb.select().from(notes))`. */
  readonly of?: readonly ModelProperty[];
}

/** What an expression is by its declared type, where that is a property of the row of a model: `item.path` of `item: typeof items.$inferSelect`. */
export function modelPropertyAt(node: Node, module: SourceModule): ModelProperty | null {
  const inner = unwrap(node);
  const member = inner.type === "MemberExpression" ? memberName(inner) : null;
  if (inner.type === "MemberExpression")
    return member === null ? null : propertyOf(typeOf(inner.object, module), member);
  if (inner.type !== "Identifier") return null;
  const meaning = meaningOf(inner, module);
  if (meaning?.kind === "property" && meaning.module === module)
    return propertyOf(typeOf(meaning.from, module), meaning.key);
  // `({ path }: Item) => …`
  const path = meaning?.kind === "parameter" ? pathOf(inner, module) : null;
  const property = path?.names.at(-1);
  if (!path || property === undefined || !("type" in path.root) || !("typeAnnotation" in path.root)) return null;
  const written = path.root.typeAnnotation;
  if (written?.type !== "TSTypeAnnotation") return null;
  const type = declaredAt({ node: written.typeAnnotation, module }, path.names.slice(0, -1));
  return propertyOf(type === "outside" ? { node: written.typeAnnotation, module } : type, property);
}

/** The type that is written for an expression: at its name, or as what the function gives back that it is the result of. */
function typeOf(node: Node, module: SourceModule): TypeTerm | null {
  const inner = unwrap(node);
  const declared = typeAt(inner, module);
  if (declared && declared !== "outside") return declared;
  if (inner.type === "CallExpression") return typeOfCall(inner, module);
  if (inner.type === "MemberExpression" && inner.computed) {
    const list = typeOf(inner.object, module);
    return list && elementOf(list);
  }
  if (inner.type !== "Identifier") return null;
  const annotation = variableOf(module, inner)?.identifiers[0]?.typeAnnotation?.typeAnnotation;
  if (annotation) return { node: annotation, module };
  const meaning = meaningOf(inner, module);
  return meaning?.kind === "value" && meaning.node !== inner ? typeOf(meaning.node, meaning.module) : null;
}

function typeOfCall({ callee }: TSESTree.CallExpression, module: SourceModule): TypeTerm | null {
  const value = traceValue(callee, module);
  const written = value?.kind === "function" ? returnAnnotation(value.node) : null;
  if (written && value) return { node: written, module: "module" in value ? value.module : module };
  const name = callee.type === "MemberExpression" ? memberName(callee) : null;
  const owner = callee.type === "MemberExpression" && name !== null ? typeAt(callee.object, module) : null;
  return owner && owner !== "outside" && name !== null ? returnedByMethod(owner, name) : null;
}

function propertyOf(term: TypeTerm | null, property: string, depth = 0): ModelProperty | null {
  if (!term || depth > 6) return null;
  const behind = typeBehind(term);
  const { node, module } = behind;
  const go = (inner: Node): ModelProperty | null => propertyOf({ ...behind, node: inner }, property, depth + 1);
  switch (node.type) {
    case "ClassDeclaration":
      return node.id && { model: node.id.name, place: placeOf(node, module), property };
    case "TSIntersectionType":
    case "TSUnionType": {
      const parts = node.types.flatMap((one) => go(one) ?? []);
      return parts[0] ?? null;
    }
    case "TSTypeQuery":
      // `typeof items.$inferSelect`
      return node.exprName.type === "TSQualifiedName" && node.exprName.right.name === "$inferSelect"
        ? ofTable(node.exprName.left, property, module)
        : null;
    case "TSTypeReference": {
      const [first] = node.typeArguments?.params ?? [];
      const name = node.typeName.type === "Identifier" ? node.typeName.name : "";
      if (!first) return node.typeName.type === "Identifier" ? ofGenerated(node.typeName, property, module) : null;
      if (/^Infer(?:Select)?Model$/.test(name))
        return first.type === "TSTypeQuery" ? ofTable(first.exprName, property, module) : null;
      return /^(?:Omit|Pick|Partial|Readonly|Required|NonNullable|Promise|Loaded)$/.test(name) ? go(first) : null;
    }
    default:
      return null;
  }
}

/** A table that a constant holds. */
function ofTable(name: Node, property: string, module: SourceModule): ModelProperty | null {
  const meaning = name.type === "Identifier" ? meaningOf(name, module) : null;
  const declarator = meaning?.kind === "value" ? meaning.node.parent : null;
  return meaning?.kind === "value" && declarator?.type === "VariableDeclarator" && declarator.id.type === "Identifier"
    ? {
        model: declarator.id.name,
        place: placeOf(declarator, meaning.module),
        property,
        of: tablesReadIn(meaning.node).flatMap((table) => ofTable(table, property, meaning.module) ?? []),
      }
    : null;
}

/** What `.from(…)` is given in an expression. */
function tablesReadIn(node: Node): readonly TSESTree.Identifier[] {
  const found: TSESTree.Identifier[] = [];
  walk(node, (inner) => {
    if (inner.type !== "CallExpression" || inner.callee.type !== "MemberExpression") return;
    const [first] = inner.arguments;
    if (memberName(inner.callee) === "from" && first?.type === "Identifier") found.push(first);
  });
  return found;
}

/** A type that comes from a package, as Prisma makes them of models. */
function ofGenerated(name: TSESTree.Identifier, property: string, module: SourceModule): ModelProperty | null {
  const meaning = meaningOf(name, module);
  return meaning?.kind === "package" ? { model: meaning.name, place: null, property } : null;
}

const placeOf = ({ range }: Node, { file, text }: SourceModule): ModelProperty["place"] => ({
  file,
  line: lineAt(text, range[0]),
});
