import type { SourceModule } from "../../source/module.ts";
import { nameOfKey } from "../../source/meaning.ts";
import type { TSESTree } from "@typescript-eslint/utils";
import { tableDeclared, type DeclaredColumn, type Declarations } from "./declared.ts";
import { classesOf, lineageOf, type ModelClass } from "./decorators.ts";
import { underscored } from "./plural.ts";
import { booleanOf, elementsOf, nothingGiven, packageNameOf, placeOf, propertiesOf, propertyOf, resolved, resultOf, term, textOf, type Term } from "./syntax.ts";

/**
 * Reads objection's models: `tableName`, and the columns their `jsonSchema` speaks of. A JSON schema says what may be written,
 * not what the table is: a column counts as NOT NULL only where it is required and may not be null.
 */
export function readObjection(modules: readonly SourceModule[], declarations: Declarations): void {
  for (const module of modules) for (const own of classesOf(module)) if (isModel(own)) model(own, declarations);
}

function model(own: ModelClass, declarations: Declarations): void {
  const name = textOf(staticOf(own, "tableName"));
  const at = placeOf(term(own.node.id ?? own.node, { module: own.module, given: nothingGiven }));
  if (name === null) {
    if (staticOf(own, "tableName")) declarations.problems.push({ file: at.file, line: at.line, message: `the table of "${own.name}" could not be told` });
    return;
  }
  const [table, schema = null] = name.split(".").toReversed();
  const columnNames = staticOf(own, "columnNameMappers");
  const snake = columnNames !== null && /snakeCaseMappers/.test(columnNames.module.text.slice(...columnNames.node.range));
  const idColumn = staticOf(own, "idColumn");
  const keys = (idColumn && (elementsOf(idColumn)?.flatMap((key) => textOf(key) ?? []) ?? [textOf(idColumn) ?? "id"])) ?? ["id"];
  const declared = tableDeclared({ schema, name: table! }, own.name, at);
  const jsonSchema = staticOf(own, "jsonSchema");
  const required = propertyOf(jsonSchema, "required");
  const needed = new Set((required && elementsOf(required))?.flatMap((key) => textOf(key) ?? []) ?? []);
  const properties = propertyOf(jsonSchema, "properties");
  for (const { key, value, at: place } of properties ? propertiesOf(properties) : []) {
    const written = propertyOf(value, "type");
    const types = written ? (elementsOf(written)?.flatMap((one) => textOf(one) ?? []) ?? [textOf(written) ?? ""]) : [];
    const nullable = types.includes("null") || booleanOf(propertyOf(value, "nullable")) === true || !needed.has(key);
    const column: DeclaredColumn = { name: snake ? underscored(key) : key, property: key, type: typeOf(types.filter((type) => type !== "null"), textOf(propertyOf(value, "format"))), notNull: keys.includes(key) || !nullable, default: null, at: placeOf(place) };
    declared.columns.push(column);
  }
  if (declared.columns.length === 0) return;
  const key = keys.map((one) => (snake ? underscored(one) : one));
  if (key.every((one) => declared.columns.some((column) => column.name === one))) declared.primaryKey = { name: null, columns: key };
  declarations.files.add(own.module.file);
  declarations.tables.push(declared);
}

function typeOf(types: readonly string[], format: string | null): string | null {
  if (types.length !== 1) return null;
  if (types[0] === "boolean") return "boolean";
  if (types[0] === "string" && format === "date-time") return "timestamp with time zone";
  if (types[0] === "string" && format === "date") return "date";
  if (types[0] === "string" && format === "uuid") return "uuid";
  return null;
}

/** A static property or getter of a class, or of one it extends; `X.tableName = …` beside it too. */
function staticOf(own: ModelClass, name: string): Term | null {
  for (const { node, module } of lineageOf(own).toReversed()) {
    const given = { module, given: nothingGiven };
    for (const member of node.body.body) {
      if ((member.type !== "PropertyDefinition" && member.type !== "MethodDefinition") || !member.static || member.computed || nameOfKey(member.key) !== name) continue;
      if (member.type === "PropertyDefinition") return member.value ? term(member.value, given) : null;
      return member.kind === "get" && member.value.type === "FunctionExpression" ? resultOf({ node: member.value, ...given }, []) : null;
    }
    for (const statement of module.ast.body) {
      const assigned = assignmentTo(statement, node.id?.name ?? "", name);
      if (assigned) return term(assigned, given);
    }
  }
  return null;
}

function assignmentTo(statement: TSESTree.ProgramStatement, owner: string, name: string): TSESTree.Expression | null {
  if (statement.type !== "ExpressionStatement" || statement.expression.type !== "AssignmentExpression") return null;
  const { left, right } = statement.expression;
  return left.type === "MemberExpression" && left.object.type === "Identifier" && left.object.name === owner && nameOfKey(left.property) === name ? right : null;
}

function isModel(own: ModelClass): boolean {
  return lineageOf(own).some(({ node, module }) => {
    if (!node.superClass) return false;
    const named = packageNameOf(resolved({ node: node.superClass, module, given: nothingGiven }));
    return named?.specifier.startsWith("objection") === true && named.name === "Model";
  });
}
