import type { TSESTree } from "@typescript-eslint/utils";
import { tableDeclared, unknownSql, type DeclaredColumn, type Declarations } from "../../read/models/declared.ts";
import { underscored } from "../../read/models/plural.ts";
import {
  membersOfType,
  typeBehind,
  typeBehindAlias,
  unionOf,
  type TypeMember,
  type TypeTerm,
} from "../../source/written-types.ts";
import { placeOf, sqlType } from "../../read/models/typed-columns.ts";
import { childrenOf } from "../../source/nodes.ts";
import type { SourceModule } from "../../source/module.ts";

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
