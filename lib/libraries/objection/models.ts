import type { TargetTable } from "../../model/definition.ts";
import type { SourceModule } from "../../source/module.ts";
import type { TSESTree } from "@typescript-eslint/utils";
import {
  tableDeclared,
  type DeclaredColumn,
  type DeclaredTable,
  type Declarations,
} from "../../read/models/declared.ts";
import { classesOf, classNamed, lineageOf, type ModelClass } from "../../read/models/decorators.ts";
import { underscored } from "../../read/models/plural.ts";
import {
  booleanOf,
  elementsOf,
  nothingGiven,
  packageNameOf,
  placeOf,
  propertiesOf,
  propertyOf,
  resolved,
  resultOf,
  term,
  stringOf,
  type Term,
} from "../../read/models/syntax.ts";
import { isFunction, memberName, nameOfKey } from "../../source/nodes.ts";

/**
 * Reads objection's models: `tableName`, and the columns their `jsonSchema` speaks of. A JSON schema says what may be
 * written, not what the table is: a column counts as NOT NULL only where it is required and may not be null.
 */
export function readObjection(modules: readonly SourceModule[], declarations: Declarations): void {
  // Where knex itself maps the names, the code has no snake_case at all.
  const mapped = modules.some(({ text }) => /\bknexSnakeCaseMappers\s*\(/.test(text)) ? underscored : null;
  const models = modules.flatMap((module) =>
    classesOf(module).flatMap((own) => (isModel(own) ? (model(own, mapped, declarations) ?? []) : [])),
  );
  for (const one of models) relations(one, models, declarations);
}

interface Model {
  readonly own: ModelClass;
  readonly table: DeclaredTable;
  /** A column's name in the database, of its name in the code. */
  readonly columnOf: (property: string) => string;
  /** A table's name in the database, likewise. */
  readonly tableOf: (name: string) => string;
}

function model(own: ModelClass, mapped: ((name: string) => string) | null, declarations: Declarations): Model | null {
  const name = stringOf(staticOf(own, "tableName"));
  const at = placeOf(term(own.node.id ?? own.node, { module: own.module, given: nothingGiven }));
  if (name === null) {
    if (staticOf(own, "tableName"))
      declarations.problems.push({
        file: at.file,
        line: at.line,
        message: `the table of "${own.name}" could not be told`,
      });
    return null;
  }
  const tableOf = mapped ?? ((written: string) => written);
  const [table = "", schema = null] = name.split(".").map(tableOf).toReversed();
  const columnNames = staticOf(own, "columnNameMappers");
  const snake =
    mapped !== null ||
    (columnNames !== null && /snakeCaseMappers/.test(columnNames.module.text.slice(...columnNames.node.range)));
  const idColumn = staticOf(own, "idColumn");
  const keys = (idColumn &&
    (elementsOf(idColumn)?.flatMap((key) => stringOf(key) ?? []) ?? [stringOf(idColumn) ?? "id"])) ?? ["id"];
  const columnOf = snake ? underscored : (property: string) => property;
  const declared: DeclaredTable = { ...tableDeclared({ schema, name: table }, own.name, at), partial: true };
  const jsonSchema = staticOf(own, "jsonSchema");
  const required = propertyOf(jsonSchema, "required");
  const needed = new Set((required && elementsOf(required))?.flatMap((key) => stringOf(key) ?? []) ?? []);
  const properties = propertyOf(jsonSchema, "properties");
  for (const { key, value, at: place } of properties ? propertiesOf(properties) : []) {
    const written = propertyOf(value, "type");
    const types = written
      ? (elementsOf(written)?.flatMap((one) => stringOf(one) ?? []) ?? [stringOf(written) ?? ""])
      : [];
    const nullable = types.includes("null") || booleanOf(propertyOf(value, "nullable")) === true || !needed.has(key);
    const column: DeclaredColumn = {
      name: columnOf(key),
      property: key,
      type: typeOf(
        types.filter((type) => type !== "null"),
        stringOf(propertyOf(value, "format")),
      ),
      notNull: keys.includes(key) || !nullable,
      default: null,
      at: placeOf(place),
    };
    declared.columns.push(column);
  }
  const key = keys.map(columnOf);
  if (key.every((one) => declared.columns.some((column) => column.name === one)))
    declared.primaryKey = { name: null, columns: key };
  declarations.files.add(own.module.file);
  declarations.tables.push(declared);
  return { own, table: declared, columnOf, tableOf };
}

/** `relationMappings`: `{ owner: { relation, modelClass, join: { from: "pets.ownerId", to: "people.id" } } }`. */
function relations(
  { own, table, columnOf, tableOf }: Model,
  models: readonly Model[],
  declarations: Declarations,
): void {
  const made = staticOf(own, "relationMappings");
  const fn = made && resolved(made);
  const written = fn && isFunction(fn.node) ? resultOf({ ...fn, node: fn.node }, []) : made;
  for (const { key, value, at } of written ? propertiesOf(written) : []) {
    const relation = propertyOf(value, "relation");
    const kind = relation?.node.type === "MemberExpression" ? memberName(relation.node) : stringOf(relation);
    const join = propertyOf(value, "join");
    if (kind === null || !join) continue;
    const modelClass = propertyOf(value, "modelClass");
    const named = classNamed(modelClass ?? undefined);
    // modelClass: path.join(__dirname, "Person")
    const file =
      modelClass && !named
        ? /["'`](?:[^"'`]*\/)?(\w+)(?:\.[cm]?[jt]s)?["'`]\)?$/.exec(
            modelClass.module.text.slice(...modelClass.node.range),
          )?.[1]
        : undefined;
    const target = models.find((one) => (named ? one.own.node === named.node : one.own.name === file));
    const sideOf = (side: Term | null, columns: (property: string) => string) => {
      const names = side ? (elementsOf(side)?.map((one) => stringOf(one)) ?? [stringOf(side)]) : [];
      const parts = names.flatMap((name) =>
        name === null
          ? []
          : [{ table: name.slice(0, name.lastIndexOf(".")), column: columns(name.slice(name.lastIndexOf(".") + 1)) }],
      );
      const [first] = parts;
      return first && parts.length === names.length
        ? { table: first.table, columns: parts.map(({ column }) => column) }
        : null;
    };
    const [from, to] = [
      sideOf(propertyOf(join, "from"), columnOf),
      sideOf(propertyOf(join, "to"), target?.columnOf ?? columnOf),
    ];
    const between = propertyOf(join, "through");
    const through = between && {
      from: sideOf(propertyOf(between, "from"), columnOf),
      to: sideOf(propertyOf(between, "to"), columnOf),
    };
    const place = placeOf(at);
    if (!from || !to || (through && (!through.from || !through.to))) {
      declarations.problems.push({
        file: place.file,
        line: place.line,
        message: `what "${key}" of "${own.name}" joins could not be told`,
      });
      continue;
    }
    const tableName = (name: string): TargetTable => {
      const [last = "", schema = null] = name.split(".").map(tableOf).toReversed();
      return { schema, name: last };
    };
    // The order of the two sides is free.
    const [here, there] =
      target && to.table !== target.table.name && from.table === target.table.name ? [to, from] : [from, to];
    const [linked, linking] = here === from ? [through?.from, through?.to] : [through?.to, through?.from];
    table.relations.push({
      property: key,
      model: target?.own.name ?? named?.name ?? null,
      table: target ? { schema: target.table.schema, name: target.table.name } : tableName(there.table),
      kind: /Many/.test(kind) ? "many" : "one",
      columns: here.columns,
      targetColumns: there.columns,
      through:
        linked && linking
          ? { ...tableName(linked.table), columns: linked.columns, targetColumns: linking.columns }
          : null,
    });
  }
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
      if (
        (member.type !== "PropertyDefinition" && member.type !== "MethodDefinition") ||
        !member.static ||
        member.computed ||
        nameOfKey(member.key) !== name
      )
        continue;
      if (member.type === "PropertyDefinition") return member.value ? term(member.value, given) : null;
      return (member.kind === "get" || member.kind === "method") && member.value.type === "FunctionExpression"
        ? resultOf({ node: member.value, ...given }, [])
        : null;
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
  return left.type === "MemberExpression" &&
    left.object.type === "Identifier" &&
    left.object.name === owner &&
    nameOfKey(left.property) === name
    ? right
    : null;
}

function isModel(own: ModelClass): boolean {
  return lineageOf(own).some(({ node, module }) => {
    if (!node.superClass) return false;
    const named = packageNameOf(resolved({ node: node.superClass, module, given: nothingGiven }));
    return named?.specifier.startsWith("objection") === true && named.name === "Model";
  });
}
