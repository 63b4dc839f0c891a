import type { TSESTree } from "@typescript-eslint/utils";
import { tableDeclared, unknownSql, type Declarations } from "../../read/models/declared.ts";
import { membersOfType, unionOf } from "../../source/written-types.ts";
import { placeOf, sqlType } from "../../read/models/typed-columns.ts";
import { childrenOf } from "../../source/nodes.ts";
import type { SourceModule } from "../../source/module.ts";

/** Reads what Zapatos generates: a namespace for each table, with the types of the database in its comments. */
export function readZapatos(modules: readonly SourceModule[], declarations: Declarations): void {
  const visit = (node: TSESTree.Node, module: SourceModule): void => {
    if (node.type === "TSModuleDeclaration" && node.id.type === "Identifier" && "body" in node)
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
    { schema: parts.length > 1 && parts[0] !== "public" ? (parts[0] ?? null) : null, name: parts.at(-1) ?? "" },
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
