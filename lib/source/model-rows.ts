import type { TSESTree } from "@typescript-eslint/utils";
import type { DeclaredColumn, DeclaredRow } from "../model/row-use.ts";
import { lineAt } from "./lines.ts";
import type { SourceModule } from "./module.ts";
import { childrenOf, keyName } from "./nodes.ts";
import { classRow, rowTypeOf } from "./row-types.ts";

/** A model as the schema knows it: its name, and the line it is declared in (from 1). */
export interface ModelName {
  readonly name: string;
  readonly line: number;
}

/**
 * The columns that a class of this file declares for the rows of its model: its own properties, not those it inherits.
 * Left out are relations, and what a transformer or a type of the project's own stands between and the database. `|
 * null` is added together with the column's type where the decorator names none: libraries read it from what the
 * compiler emits for the property's type, which for a union is just Object. In: what the library calls the types.
 */
export function modelClassRow(
  { name }: ModelName,
  module: SourceModule,
  columnTypes: ColumnTypes = {},
): DeclaredRow | null {
  const found = module.ast.body
    .map((statement) => ("declaration" in statement && statement.declaration ? statement.declaration : statement))
    .find((node) => node.type === "ClassDeclaration" && node.id?.name === name);
  if (found?.type !== "ClassDeclaration") return null;
  const declared = new Map(classRow(found, module).columns.map((column) => [column.name, column]));
  const columns = found.body.body.flatMap((member): DeclaredColumn[] => {
    const column =
      member.type === "PropertyDefinition" && !member.static ? declared.get(keyName(member) ?? "") : undefined;
    if (member.type !== "PropertyDefinition" || !column || member.decorators.some(changesValues)) return [];
    // The type says what the model does: where the database does not, it is the database that lags behind.
    if (member.decorators.some(keepsNullOut)) return [];
    const said = member.decorators.some(allowsNull) ? { ...column, saysNullable: true } : column;
    return [
      member.decorators.length === 0 || member.decorators.some(namesType)
        ? said
        : { ...said, ...withType(member, column, columnTypes) },
    ];
  });
  return { name, columns };
}

/** Names of column types by those of TypeScript. */
type ColumnTypes = Readonly<Record<string, string>>;

/** The change that adds `null` to a property and, to its decorator, the type that the library would have read from it. */
function withType(
  member: TSESTree.PropertyDefinition,
  { allowNull }: DeclaredColumn,
  columnTypes: ColumnTypes,
): Pick<DeclaredColumn, "allowNull" | "typeToName"> {
  const written = typeName(member.typeAnnotation?.typeAnnotation);
  const type = written === null ? undefined : columnTypes[written];
  const decorator = member.decorators.find((one) => isColumn(callOf(one).name));
  if (type === undefined || decorator?.expression.type !== "CallExpression") return { allowNull: null };
  const [first, ...others] = decorator.expression.arguments;
  const named = `type: ${JSON.stringify(type)}`;
  const end = decorator.expression.range[1] - 1;
  const edit = !first
    ? { span: { start: end, end }, text: `{ ${named} }` }
    : first.type !== "ObjectExpression" || others.length > 0
      ? null
      : first.properties[0]
        ? { span: { start: first.properties[0].range[0], end: first.properties[0].range[0] }, text: `${named}, ` }
        : { span: { start: first.range[0], end: first.range[1] }, text: `{ ${named} }` };
  return { allowNull: edit && allowNull && [edit, ...allowNull], typeToName: type };
}

function typeName(type: TSESTree.TypeNode | undefined): string | null {
  switch (type?.type) {
    case "TSStringKeyword":
      return "string";
    case "TSNumberKeyword":
      return "number";
    case "TSBooleanKeyword":
      return "boolean";
    case "TSTypeReference":
      return type.typeName.type === "Identifier" ? type.typeName.name : null;
    default:
      return null;
  }
}

/**
 * The columns that an interface or type of this file declares for a table that `interface Database { users: UserTable
 * }` names in `line`.
 */
export function tableTypeRow({ name, line }: ModelName, module: SourceModule): DeclaredRow | null {
  const lineOf = (offset: number) => lineAt(module.text, offset);
  const find = (node: TSESTree.Node): TSESTree.TypeNode | null => {
    if (node.type === "TSPropertySignature" && lineOf(node.range[0]) === line && keyName(node) === name)
      return node.typeAnnotation?.typeAnnotation ?? null;
    for (const child of childrenOf(node)) {
      if (lineOf(child.range[0]) > line || lineOf(child.range[1]) < line) continue;
      const found = find(child);
      if (found) return found;
    }
    return null;
  };
  const type = find(module.ast);
  const row = type && rowTypeOf(type, module);
  return row?.kind === "row" ? { ...row.row, columns: row.row.columns.filter(({ elsewhere }) => !elsewhere) } : null;
}

function callOf({ expression }: TSESTree.Decorator): { name: string; given: readonly TSESTree.Node[] } {
  const callee = expression.type === "CallExpression" ? expression.callee : expression;
  const named = callee.type === "MemberExpression" ? callee.property : callee;
  return {
    name: named.type === "Identifier" ? named.name : "",
    given: expression.type === "CallExpression" ? expression.arguments : [],
  };
}

const optionsIn = (given: readonly TSESTree.Node[]) =>
  given.flatMap((node) => (node.type === "ObjectExpression" ? node.properties : []));

/**
 * What is read need not be what the database has: a relation's row, what a transformer makes of NULL, decorators and
 * options out of sight.
 */
function changesValues(decorator: TSESTree.Decorator): boolean {
  const { name, given } = callOf(decorator);
  if (/^(?:One|Many)To(?:One|Many)$|^(?:BelongsTo|Has(?:One|Many)|Embedded|Transform|Formula)/.test(name)) return true;
  if (
    !/^(?:\w*Column|Property|Enum|AllowNull|Default|Generated|Index|Unique|ForeignKey|Is[A-Z]\w*|Field|Api\w*|Expose|Exclude|Length|M(?:in|ax)\w*|PrimaryKey|AutoIncrement|CreatedAt|UpdatedAt|DeletedAt|Comment)$/.test(
      name,
    )
  )
    return true;
  if (
    given.some((node) => node.type === "SpreadElement") ||
    (isColumn(name) && given.some((node) => node.type === "Identifier"))
  )
    return true;
  return (
    isColumn(name) &&
    optionsIn(given).some((option) => {
      const key = option.type === "Property" ? keyName(option) : null;
      if (option.type !== "Property" || key === null) return true;
      if (key === "type")
        return (
          option.value.type === "NewExpression" ||
          (option.value.type === "Identifier" && !/^(?:String|Number|Boolean|Date)$/.test(option.value.name))
        );
      return /^(?:transformer|customType|get|serializer)$/.test(key);
    })
  );
}

/** `@Column({ nullable: false })`, `@Column({ allowNull: false })`, `@AllowNull(false)`. */
const keepsNullOut = (decorator: TSESTree.Decorator): boolean => nullSaidBy(decorator) === false;

/** `@Column({ nullable: true })`, `@Column({ allowNull: true })`, `@AllowNull`. */
const allowsNull = (decorator: TSESTree.Decorator): boolean => nullSaidBy(decorator) === true;

/** Whether a decorator says that NULL is in the column; null where it says nothing of it. */
function nullSaidBy(decorator: TSESTree.Decorator): boolean | null {
  const { name, given } = callOf(decorator);
  const said = (node: TSESTree.Node | undefined): boolean | null =>
    node?.type === "Literal" && typeof node.value === "boolean" ? node.value : null;
  if (name === "AllowNull") return given.length === 0 ? true : said(given[0]);
  if (!isColumn(name)) return null;
  const option = optionsIn(given).findLast(
    (one) => one.type === "Property" && /^(?:nullable|allowNull)$/.test(keyName(one) ?? ""),
  );
  return option?.type === "Property" ? said(option.value) : null;
}

const isColumn = (name: string): boolean => /Column$|^(?:Property|Enum)$/.test(name);

/**
 * `@Column("text")`, `@Column(DataType.TEXT)`, `@Column({ type: "text" })`; columns for a moment have a type of their
 * own.
 */
function namesType(decorator: TSESTree.Decorator): boolean {
  const { name, given } = callOf(decorator);
  if (/^(?:Create|Update|Delete)DateColumn$/.test(name)) return true;
  const [first] = given;
  return (
    isColumn(name) &&
    (first?.type === "Literal" ||
      first?.type === "MemberExpression" ||
      optionsIn(given).some((option) => option.type === "Property" && keyName(option) === "type"))
  );
}
