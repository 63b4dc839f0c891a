import type { TSESTree } from "@typescript-eslint/utils";
import type { SourceModule } from "../../source/module.ts";
import { childrenOf } from "../../source/nodes.ts";
import { tableDeclared, unknownSql, type DeclaredAt, type DeclaredColumn, type Declarations } from "./declared.ts";
import { qualified } from "./definitions.ts";
import { underscored } from "./plural.ts";
import {
  membersOfType,
  memberOfType,
  typeBehind,
  typeBehindAlias,
  unionOf,
  type TypeMember,
  type TypeTerm,
} from "../../source/written-types.ts";

/**
 * Reads the interfaces that tell kysely of a database: what stands in `Kysely<…>`. They say which columns there are and
 * which may be NULL; of their types only what a type of TypeScript tells.
 */
export function readKysely(modules: readonly SourceModule[], declarations: Declarations): void {
  // CamelCasePlugin: the database has snake_case, the code does not.
  const named = modules.some(({ text }) => /\bnew CamelCasePlugin\b/.test(text)) ? underscored : (name: string) => name;
  const seen = new Set<TSESTree.Node>();
  for (const module of modules) {
    for (const root of databaseTypes(module)) {
      const { node } = typeBehind(root);
      if (seen.has(node)) continue;
      seen.add(node);
      for (const member of membersOfType(root)) kyselyTable(member, named, declarations);
    }
  }
}

/** What `Kysely`, `Transaction` and `ControlledTransaction` are given, and a generated `DB`. */
function databaseTypes(module: SourceModule): TypeTerm[] {
  const found: TypeTerm[] = [];
  const visit = (node: TSESTree.Node): void => {
    const reference =
      node.type === "TSTypeReference" && node.typeName.type === "Identifier"
        ? node.typeName.name
        : node.type === "NewExpression" && node.callee.type === "Identifier"
          ? node.callee.name
          : null;
    if (reference === "Kysely" || reference === "Transaction") {
      const [type] = (node as TSESTree.TSTypeReference | TSESTree.NewExpression).typeArguments?.params ?? [];
      if (type?.type === "TSTypeReference" || type?.type === "TSIntersectionType") found.push({ node: type, module });
    }
    if (
      node.type === "TSInterfaceDeclaration" &&
      node.id.name === "DB" &&
      /\bGenerated\b|\bColumnType\b/.test(module.text)
    )
      found.push({ node, module });
    if (
      node.type === "TSTypeAliasDeclaration" &&
      node.id.name === "DB" &&
      /\bGenerated\b|\bColumnType\b/.test(module.text)
    )
      found.push({ node, module });
    for (const child of childrenOf(node)) visit(child);
  };
  visit(module.ast);
  return found;
}

function kyselyTable(member: TypeMember, named: (name: string) => string, declarations: Declarations): void {
  const columns = membersOfType(member.type);
  const dot = member.key.lastIndexOf(".");
  const schema = dot < 0 ? null : member.key.slice(0, dot);
  const table = tableDeclared(
    { schema: schema === "public" ? null : schema, name: named(member.key.slice(dot + 1)) },
    member.key,
    placeOf(member.at),
  );
  if (columns.length === 0) {
    declarations.problems.push({
      file: table.at.file,
      line: table.at.line,
      message: `the columns of "${table.name}" could not be told`,
    });
    return;
  }
  for (const column of columns) table.columns.push(kyselyColumn(column, named));
  declarations.files.add(table.at.file);
  declarations.tables.push(table);
}

function kyselyColumn({ key, type, at, optional }: TypeMember, named: (name: string) => string): DeclaredColumn {
  const { selects, given, always } = columnTypes(type);
  const nullable = optional || selects.some(({ node }) => node.type === "TSNullKeyword");
  return {
    name: named(key),
    property: key,
    type: sqlType(selects),
    notNull: !nullable,
    default: given && !always ? unknownSql : null,
    generated: always ? unknownSql : null,
    at: placeOf(at),
  };
}

interface ColumnTypes {
  /** The union of what is read. */
  readonly selects: readonly TypeTerm[];
  /** A row may be written without it. */
  readonly given: boolean;
  /** Nobody writes it. */
  readonly always: boolean;
}

/** What a column's type says: `Generated<…>`, `ColumnType<S, I, U>`, unions and aliases of them. */
function columnTypes(start: TypeTerm, depth = 0): ColumnTypes {
  const { node, module } = start;
  const plain: ColumnTypes = { selects: unionOf(start), given: false, always: false };
  if (depth > 6) return plain;
  if (node.type === "TSUnionType") {
    const parts = node.types.map((type) => columnTypes({ node: type, module }, depth + 1));
    return {
      selects: parts.flatMap(({ selects }) => selects),
      given: parts.some(({ given }) => given),
      always: parts.some(({ always }) => always),
    };
  }
  if (node.type !== "TSTypeReference" || node.typeName.type !== "Identifier") return plain;
  const params = (node.typeArguments?.params ?? []).map((param): TypeTerm => ({ node: param, module }));
  const [first, second] = params;
  switch (node.typeName.name) {
    case "Generated":
      return first ? { ...columnTypes(first, depth + 1), given: true } : plain;
    case "GeneratedAlways":
      return first ? { ...columnTypes(first, depth + 1), given: true, always: true } : plain;
    case "ColumnType":
      if (!first) return plain;
      return {
        selects: columnTypes(first, depth + 1).selects,
        given:
          second !== undefined &&
          unionOf(second).some((one) => one.node.type === "TSUndefinedKeyword" || one.node.type === "TSNeverKeyword"),
        always: false,
      };
    default: {
      const behind = typeBehindAlias(start);
      // type Timestamp = ColumnType<Date, Date | string>
      return behind && !node.typeArguments ? columnTypes(behind, depth + 1) : plain;
    }
  }
}

/** What types of TypeScript leave of a column's type. A Date is a moment, of whichever kind. */
function sqlType(types: readonly TypeTerm[]): string | null {
  const rest = types.filter(({ node }) => node.type !== "TSNullKeyword" && node.type !== "TSUndefinedKeyword");
  const all = (test: (node: TSESTree.Node) => boolean) => rest.length > 0 && rest.every(({ node }) => test(node));
  if (
    all(
      (node) =>
        node.type === "TSBooleanKeyword" ||
        (node.type === "TSLiteralType" && node.literal.type === "Literal" && typeof node.literal.value === "boolean"),
    )
  )
    return "boolean";
  if (
    all(
      (node) =>
        node.type === "TSTypeReference" &&
        node.typeName.type === "Identifier" &&
        (node.typeName.name === "Date" || node.typeName.name === "Timestamp"),
    )
  )
    return "timestamp with time zone";
  return null;
}

const placeOf = ({ node, module }: TypeTerm): DeclaredAt => ({
  file: module.file,
  line: node.loc.start.line,
  span: { start: node.range[0], end: node.range[1] },
});

/** Reads the types that Supabase generates: `Database["public"]["Tables"][…]["Row"]`. */
export function readSupabase(modules: readonly SourceModule[], declarations: Declarations): void {
  for (const module of modules) {
    for (const statement of module.ast.body) {
      const node = statement.type === "ExportNamedDeclaration" ? statement.declaration : statement;
      if (
        (node?.type !== "TSTypeAliasDeclaration" && node?.type !== "TSInterfaceDeclaration") ||
        node.id.name !== "Database"
      )
        continue;
      for (const schema of membersOfType({ node, module }))
        if (!schema.key.startsWith("__") && schema.key !== "graphql_public") supabaseSchema(schema, declarations);
    }
  }
}

function supabaseSchema(schema: TypeMember, declarations: Declarations): void {
  const own = schema.key === "public" ? null : schema.key;
  const enums = memberOfType(schema.type, "Enums");
  for (const { key, type, at } of enums ? membersOfType(enums.type) : []) {
    const labels = unionOf(type).flatMap(({ node }) =>
      node.type === "TSLiteralType" && node.literal.type === "Literal" && typeof node.literal.value === "string"
        ? node.literal.value
        : [],
    );
    if (labels.length > 0) declarations.enums.push({ schema: own, name: key, labels, at: placeOf(at) });
  }
  const tables = memberOfType(schema.type, "Tables");
  for (const { key, type, at } of tables ? membersOfType(tables.type) : []) {
    const row = memberOfType(type, "Row");
    const insert = memberOfType(type, "Insert");
    if (!row) continue;
    const given = new Map((insert ? membersOfType(insert.type) : []).map((member) => [member.key, member]));
    const table = tableDeclared({ schema: own, name: key }, key, placeOf(at));
    for (const column of membersOfType(row.type)) {
      const selected = unionOf(column.type);
      const nullable = selected.some(({ node }) => node.type === "TSNullKeyword");
      const written = given.get(column.key);
      const always = written !== undefined && unionOf(written.type).some(({ node }) => node.type === "TSNeverKeyword");
      table.columns.push({
        name: column.key,
        property: column.key,
        type: enumNamed(selected) ?? sqlType(selected),
        notNull: !nullable,
        default: !nullable && written?.optional === true && !always ? unknownSql : null,
        generated: always ? unknownSql : null,
        at: placeOf(column.at),
      });
    }
    declarations.files.add(table.at.file);
    declarations.tables.push(table);
  }
  const views = memberOfType(schema.type, "Views");
  for (const { key, type, at } of views ? membersOfType(views.type) : []) {
    const row = memberOfType(type, "Row");
    if (row)
      declarations.views.push({
        schema: own,
        name: key,
        materialized: false,
        columns: membersOfType(row.type).map((column) => column.key),
        query: null,
        at: placeOf(at),
      });
  }
}

/** `Database["public"]["Enums"]["kind"]`. */
function enumNamed(types: readonly TypeTerm[]): string | null {
  for (const { node } of types) {
    if (
      node.type !== "TSIndexedAccessType" ||
      node.objectType.type !== "TSIndexedAccessType" ||
      node.objectType.objectType.type !== "TSIndexedAccessType"
    )
      continue;
    const key = (type: TSESTree.TypeNode) =>
      type.type === "TSLiteralType" && type.literal.type === "Literal" ? String(type.literal.value) : null;
    const [schema, kind, name] = [
      key(node.objectType.objectType.indexType),
      key(node.objectType.indexType),
      key(node.indexType),
    ];
    if (kind === "Enums" && name !== null) return qualified({ schema: schema === "public" ? null : schema, name });
  }
  return null;
}

/** Reads what Zapatos generates: a namespace for each table, with the types of the database in its comments. */
export function readZapatos(modules: readonly SourceModule[], declarations: Declarations): void {
  const visit = (node: TSESTree.Node, module: SourceModule): void => {
    if (node.type === "TSModuleDeclaration" && node.id.type === "Identifier" && "body" in node && node.body)
      zapatosTable(node.id.name, node.body, module, declarations);
    for (const child of childrenOf(node)) visit(child, module);
  };
  for (const module of modules) visit(module.ast, module);
}

function zapatosTable(
  namespace: string,
  body: TSESTree.TSModuleBlock,
  module: SourceModule,
  declarations: Declarations,
): void {
  const declared = body.body.flatMap((statement) =>
    statement.type === "ExportNamedDeclaration" && statement.declaration ? statement.declaration : [],
  );
  const selectable = declared.find((node) => node.type === "TSInterfaceDeclaration" && node.id.name === "Selectable");
  const insertable = declared.find((node) => node.type === "TSInterfaceDeclaration" && node.id.name === "Insertable");
  if (!selectable || !insertable) return;
  const alias = declared.find((node) => node.type === "TSTypeAliasDeclaration" && node.id.name === "Table");
  const literalType =
    alias?.type === "TSTypeAliasDeclaration" &&
    alias.typeAnnotation.type === "TSLiteralType" &&
    alias.typeAnnotation.literal.type === "Literal"
      ? String(alias.typeAnnotation.literal.value)
      : namespace;
  const parts = literalType.replaceAll('"', "").split(".");
  const given = new Map(membersOfType({ node: insertable, module }).map((member) => [member.key, member]));
  const table = tableDeclared(
    { schema: parts.length > 1 && parts[0] !== "public" ? parts[0]! : null, name: parts.at(-1)! },
    namespace,
    placeOf({ node: body, module }),
  );
  for (const { key, type, at } of membersOfType({ node: selectable, module })) {
    const selected = unionOf(type);
    const nullable = selected.some(({ node }) => node.type === "TSNullKeyword");
    const comment = /\/\*\*((?:(?!\*\/)[^])*)\*\/\s*$/.exec(module.text.slice(0, at.node.range[0]))?.[1] ?? "";
    const written = /- `([^`]+)` in database/.exec(comment)?.[1] ?? null;
    const type_ = written?.replace(/^_(.+)$/, "$1[]") ?? sqlType(selected);
    table.columns.push({
      name: key,
      property: key,
      type: type_,
      notNull: !nullable,
      default: /default: `/.test(comment) || (!nullable && given.get(key)?.optional === true) ? unknownSql : null,
      at: placeOf(at),
    });
  }
  declarations.files.add(module.file);
  declarations.tables.push(table);
}
