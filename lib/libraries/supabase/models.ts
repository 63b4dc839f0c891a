import type { TSESTree } from "@typescript-eslint/utils";
import { tableDeclared, unknownSql, type Declarations } from "../../read/models/declared.ts";
import { qualified } from "../../read/models/definitions.ts";
import { membersOfType, memberOfType, unionOf, type TypeMember, type TypeTerm } from "../../source/written-types.ts";
import { placeOf, sqlType } from "../../read/models/typed-columns.ts";
import type { SourceModule } from "../../source/module.ts";

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
