import type { TSESTree } from "@typescript-eslint/utils";
import type { DeclaredColumn, DeclaredRow } from "../model/row-use.ts";
import type { Edit, Span } from "../model/span.ts";
import { soleDefinition, variableOf } from "./bindings.ts";
import type { SourceModule } from "./module.ts";
import { keyName, spanOf } from "./nodes.ts";
import { zodRow } from "./row-zod.ts";

/**
 * A type written for rows. `none`: `any` or nothing, so the compiler sees nothing. `unclear`: a type that could not be
 * followed, so the compiler may see all.
 */
export type RowType =
  { readonly kind: "row"; readonly row: DeclaredRow } | { readonly kind: "none" } | { readonly kind: "unclear" };

/** Where a type stands: its module, and the span to report when that is not the module that is being read. */
interface Home {
  readonly module: SourceModule;
  readonly reference: Span | null;
  readonly depth: number;
}

type Columns = ReadonlyMap<string, DeclaredColumn>;

const deepest = 12;

/**
 * The row type that a type node of `module` declares, taken out of arrays, promises, `QueryResult` and unions with null or
 * undefined. Types of this file and of the project's own modules are followed; nothing is computed.
 */
export function rowTypeOf(node: TSESTree.TypeNode, module: SourceModule): RowType {
  const element = elementOf(node, { module, reference: null, depth: 0 });
  if (element === null || element.node.type === "TSAnyKeyword") return { kind: "none" };
  const zod = zodSchemaOf(element.node);
  const columns = zod ? zodRow(zod, element.home.module) : columnsOf(element.node, element.home);
  if (!columns || columns.size === 0) return { kind: "unclear" };
  return { kind: "row", row: { name: nameOf(element.node, element.home.module), columns: [...columns.values()] } };
}

/** The row that a class declares by its own properties. */
export function classRow(node: TSESTree.ClassDeclaration, module: SourceModule): DeclaredRow {
  return {
    name: node.id?.name ?? "",
    columns: [...membersOf(node.body.body, { module, reference: null, depth: 0 }).values()],
  };
}

// `z.infer<typeof user>`
function zodSchemaOf(node: TSESTree.TypeNode): TSESTree.Identifier | null {
  if (node.type !== "TSTypeReference" || node.typeName.type !== "TSQualifiedName") return null;
  const query = node.typeArguments?.params[0];
  const isZod = /^(?:infer|output|TypeOf)$/.test(node.typeName.right.name);
  return isZod && query?.type === "TSTypeQuery" && query.exprName.type === "Identifier" ? query.exprName : null;
}

function nameOf(node: TSESTree.TypeNode, module: SourceModule): string {
  const text = module.text.slice(...node.range).replace(/\s+/g, " ");
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}

const wrappers = new Set([
  "Array",
  "ReadonlyArray",
  "Promise",
  "PromiseLike",
  "Readonly",
  "QueryResult",
  "QueryArrayResult",
  "Iterable",
  "NonNullable",
  "Awaited",
]);

function elementOf(node: TSESTree.TypeNode, home: Home): { node: TSESTree.TypeNode; home: Home } | null {
  if (home.depth > deepest) return null;
  const deeper = { ...home, depth: home.depth + 1 };
  switch (node.type) {
    case "TSArrayType":
      return elementOf(node.elementType, deeper);
    case "TSTypeOperator":
      return node.operator === "readonly" && node.typeAnnotation
        ? elementOf(node.typeAnnotation, deeper)
        : { node, home };
    case "TSTupleType": {
      const first = node.elementTypes[0];
      return first && node.elementTypes.length === 1
        ? elementOf(first.type === "TSNamedTupleMember" ? first.elementType : first, deeper)
        : { node, home };
    }
    case "TSUnionType": {
      const rest = node.types.filter(
        (type) => type.type !== "TSNullKeyword" && type.type !== "TSUndefinedKeyword" && type.type !== "TSVoidKeyword",
      );
      return rest.length === 1 && rest[0] ? elementOf(rest[0], deeper) : { node, home };
    }
    case "TSTypeLiteral": {
      const rows = node.members.find((member) => member.type === "TSPropertySignature" && keyName(member) === "rows");
      const type = rows?.type === "TSPropertySignature" ? rows.typeAnnotation?.typeAnnotation : undefined;
      return type?.type === "TSArrayType" ? elementOf(type, deeper) : { node, home };
    }
    case "TSTypeReference": {
      const name =
        node.typeName.type === "Identifier"
          ? node.typeName
          : node.typeName.type === "TSQualifiedName"
            ? node.typeName.right
            : null;
      const argument = node.typeArguments?.params[0];
      if (!name || !wrappers.has(name.name) || !argument) return { node, home };
      return elementOf(argument, deeper);
    }
    default:
      return { node, home };
  }
}

function columnsOf(node: TSESTree.TypeNode, home: Home): Columns | null {
  if (home.depth > deepest) return null;
  const deeper = { ...home, depth: home.depth + 1 };
  switch (node.type) {
    case "TSTypeLiteral":
      return membersOf(node.members, deeper);
    case "TSIntersectionType": {
      const parts = node.types.map((type) => columnsOf(type, deeper));
      return parts.some((part) => part === null) ? null : merged(parts as Columns[]);
    }
    case "TSTypeReference":
      return mappedColumns(node, deeper) ?? declaredColumns(node.typeName, deeper);
    default:
      return null;
  }
}

function membersOf(members: readonly TSESTree.TypeElement[] | readonly TSESTree.ClassElement[], home: Home): Columns {
  const columns = new Map<string, DeclaredColumn>();
  for (const member of members) {
    if (member.type !== "TSPropertySignature" && member.type !== "PropertyDefinition") continue;
    const name = keyName(member);
    if (name === null) continue;
    const type = member.typeAnnotation?.typeAnnotation;
    const nullable = member.optional ? true : type ? admitsNull(type, home) : null;
    columns.set(name, {
      name,
      nullable,
      span: home.reference ?? spanOf(member.key),
      elsewhere: home.reference ? `${home.module.file}:${member.parent.range[0]}` : null,
      allowNull: home.reference || nullable !== false || !type ? null : withNull(type),
    });
  }
  return columns;
}

function withNull(type: TSESTree.TypeNode): readonly Edit[] {
  const [start, end] = type.range;
  const needsParentheses =
    type.type === "TSFunctionType" || type.type === "TSConstructorType" || type.type === "TSConditionalType";
  if (!needsParentheses) return [{ span: { start: end, end }, text: " | null" }];
  return [
    { span: { start, end: start }, text: "(" },
    { span: { start: end, end }, text: ") | null" },
  ];
}

function merged(parts: readonly Columns[]): Columns {
  const all = new Map<string, DeclaredColumn>();
  for (const part of parts) {
    for (const [name, column] of part) {
      const before = all.get(name);
      // In an intersection a value must fit both, so one side that excludes NULL is enough.
      if (!before || before.nullable !== false) all.set(name, column);
    }
  }
  return all;
}

// Pick, Omit, Partial, Required, Readonly
function mappedColumns(node: TSESTree.TSTypeReference, home: Home): Columns | null {
  if (node.typeName.type !== "Identifier") return null;
  const [of, keys] = node.typeArguments?.params ?? [];
  if (
    !of ||
    !/^(?:Pick|Omit|Partial|Required|Readonly)$/.test(node.typeName.name) ||
    variableOf(home.module, node.typeName)?.defs.length
  )
    return null;
  const columns = columnsOf(of, home);
  if (!columns) return null;
  switch (node.typeName.name) {
    case "Partial":
      return new Map([...columns].map(([name, column]) => [name, { ...column, nullable: true, allowNull: null }]));
    case "Required":
      // Takes `?` away and leaves `| null`: which of the two made a column nullable is not kept.
      return new Map(
        [...columns].map(([name, column]) => [name, column.nullable ? { ...column, nullable: null } : column]),
      );
    case "Readonly":
      return columns;
    default: {
      const names = keys ? literalsOf(keys) : null;
      if (!names) return null;
      const picks = node.typeName.name === "Pick";
      return new Map([...columns].filter(([name]) => names.has(name) === picks));
    }
  }
}

function literalsOf(node: TSESTree.TypeNode): ReadonlySet<string> | null {
  const types = node.type === "TSUnionType" ? node.types : [node];
  const names = types.map((type) =>
    type.type === "TSLiteralType" && type.literal.type === "Literal" ? String(type.literal.value) : null,
  );
  return names.includes(null) ? null : new Set(names as string[]);
}

function declaredColumns(name: TSESTree.EntityName, home: Home): Columns | null {
  const found = declarationsOf(name, home);
  if (!found || found.length === 0) return null;
  const parts: Columns[] = [];
  for (const { node, home: there } of found) {
    if (node.type === "TSTypeAliasDeclaration") {
      const zod = zodSchemaOf(node.typeAnnotation);
      const columns = zod && !there.reference ? zodRow(zod, there.module) : columnsOf(node.typeAnnotation, there);
      if (!columns) return null;
      parts.push(columns);
    } else if (node.type === "TSInterfaceDeclaration") {
      parts.push(membersOf(node.body.body, there));
      for (const parent of node.extends) {
        const columns = parent.expression.type === "Identifier" ? declaredColumns(parent.expression, there) : null;
        if (!columns) return null;
        parts.push(columns);
      }
    } else if (node.type === "ClassDeclaration") {
      parts.push(membersOf(node.body.body, there));
      if (node.superClass) {
        const columns = node.superClass.type === "Identifier" ? declaredColumns(node.superClass, there) : null;
        if (!columns) return null;
        parts.push(columns);
      }
    } else return null;
  }
  return merged(parts);
}

interface Declaration {
  readonly node: TSESTree.Node;
  readonly home: Home;
}

/** What a type's name stands for: its declarations (an interface may have several), here or in the module it is imported from. */
function declarationsOf(name: TSESTree.EntityName, home: Home): readonly Declaration[] | null {
  if (home.depth > deepest) return null;
  if (name.type === "TSQualifiedName" && name.left.type === "Identifier") {
    const variable = variableOf(home.module, name.left);
    const definition = variable && soleDefinition(variable);
    if (definition?.node.type !== "ImportNamespaceSpecifier" || definition.parent?.type !== "ImportDeclaration")
      return null;
    const module = home.module.import(definition.parent.source.value);
    return module && exported(module, name.right.name, away(home, module, name));
  }
  if (name.type !== "Identifier") return null;
  const variable = variableOf(home.module, name);
  if (!variable || variable.defs.length === 0) return null;
  return variable.defs.flatMap((definition): Declaration[] => {
    const { node, parent } = definition;
    if (parent?.type !== "ImportDeclaration") return [{ node: node, home: { ...home, depth: home.depth + 1 } }];
    const module = home.module.import(parent.source.value);
    const original =
      node.type === "ImportSpecifier"
        ? node.imported.type === "Identifier"
          ? node.imported.name
          : node.imported.value
        : node.type === "ImportDefaultSpecifier"
          ? "default"
          : null;
    return module && original !== null ? [...(exported(module, original, away(home, module, name)) ?? [])] : [];
  });
}

function away(home: Home, module: SourceModule, name: TSESTree.Node): Home {
  return { module, reference: home.reference ?? spanOf(name), depth: home.depth + 1 };
}

function exported(module: SourceModule, name: string, home: Home): readonly Declaration[] | null {
  if (home.depth > deepest) return null;
  const found: Declaration[] = [];
  for (const statement of module.ast.body) {
    if (statement.type === "ExportDefaultDeclaration" && name === "default") {
      if (statement.declaration.type === "Identifier")
        return exported(module, statement.declaration.name, { ...home, depth: home.depth + 1 });
      found.push({ node: statement.declaration, home });
    }
    if (statement.type === "ExportAllDeclaration" && !statement.exported) {
      const next = module.import(statement.source.value);
      const inner = next && exported(next, name, { ...home, module: next, depth: home.depth + 1 });
      if (inner) found.push(...inner);
    }
    if (statement.type === "ExportNamedDeclaration" && !statement.declaration) {
      for (const specifier of statement.specifiers) {
        const outer = specifier.exported.type === "Identifier" ? specifier.exported.name : specifier.exported.value;
        const inner = specifier.local.type === "Identifier" ? specifier.local.name : specifier.local.value;
        if (outer !== name) continue;
        if (statement.source) {
          const next = module.import(statement.source.value);
          const there = next && exported(next, inner, { ...home, module: next, depth: home.depth + 1 });
          if (there) found.push(...there);
        } else if (specifier.local.type === "Identifier") {
          found.push(...(declarationsOf(specifier.local, { ...home, depth: home.depth + 1 }) ?? []));
        }
      }
    }
    const declaration = statement.type === "ExportNamedDeclaration" ? statement.declaration : null;
    if (declaration && "id" in declaration && declaration.id?.type === "Identifier" && declaration.id.name === name)
      found.push({ node: declaration, home });
  }
  return found.length > 0 ? found : null;
}

const neverNull = new Set([
  "TSStringKeyword",
  "TSNumberKeyword",
  "TSBooleanKeyword",
  "TSBigIntKeyword",
  "TSSymbolKeyword",
  "TSObjectKeyword",
  "TSArrayType",
  "TSTupleType",
  "TSFunctionType",
  "TSConstructorType",
  "TSTypeLiteral",
  "TSTemplateLiteralType",
  "TSMappedType",
]);
const globalObjects =
  /^(?:Date|Buffer|(?:Readonly)?(?:Array|Map|Set)|Record|Promise|RegExp|Error|String|Number|Boolean|BigInt|URL|U?[Ii]nt\d+Array|Uint8ClampedArray|ArrayBuffer|Function|Object)$/;

/** Whether null or undefined is a value of a type; null where it cannot be told (any, unknown, generics, types from afar). */
export function typeAdmitsNull(node: TSESTree.TypeNode, module: SourceModule): boolean | null {
  return admitsNull(node, { module, reference: null, depth: 0 });
}

function admitsNull(node: TSESTree.TypeNode, home: Home): boolean | null {
  if (home.depth > deepest) return null;
  const deeper = { ...home, depth: home.depth + 1 };
  if (neverNull.has(node.type)) return false;
  switch (node.type) {
    case "TSNullKeyword":
    case "TSUndefinedKeyword":
    case "TSVoidKeyword":
      return true;
    case "TSLiteralType":
      return node.literal.type === "Literal" && node.literal.value === null && node.literal.raw === "null";
    case "TSUnionType": {
      const parts = node.types.map((type) => admitsNull(type, deeper));
      return parts.includes(true) ? true : parts.includes(null) ? null : false;
    }
    case "TSIntersectionType": {
      const parts = node.types.map((type) => admitsNull(type, deeper));
      return parts.includes(false) ? false : null;
    }
    case "TSTypeOperator":
      return node.operator === "readonly" && node.typeAnnotation ? admitsNull(node.typeAnnotation, deeper) : null;
    case "TSTypeReference": {
      const name = node.typeName.type === "Identifier" ? node.typeName : null;
      if (name && globalObjects.test(name.name) && !variableOf(home.module, name)?.defs.length) return false;
      const found = declarationsOf(node.typeName, deeper);
      const first = found?.length ? found[0] : undefined;
      switch (first?.node.type) {
        case "TSInterfaceDeclaration":
        case "ClassDeclaration":
        case "TSEnumDeclaration":
          return false;
        case "TSTypeAliasDeclaration":
          return first.node.typeParameters
            ? null
            : admitsNull(first.node.typeAnnotation, { ...first.home, depth: first.home.depth + 1 });
        default:
          return null;
      }
    }
    default:
      return null;
  }
}
