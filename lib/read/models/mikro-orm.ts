import type { TSESTree } from "@typescript-eslint/utils";
import type { SourceModule } from "../../source/module.ts";
import { referentialAction, tableDeclared, unknownSql, type DeclaredAt, type DeclaredColumn, type DeclaredTable, type Declarations } from "./declared.ts";
import { classesOf, classNamed, lineageOf, withoutNull, type Decorator, type ModelClass, type ModelProperty } from "./decorators.ts";
import { literal } from "./definitions.ts";
import { booleanOf, elementsOf, isFunction, nothingGiven, numberOf, placeOf, propertyOf, resolved, resultOf, term, textOf, type Term } from "./syntax.ts";

/**
 * Reads MikroORM's entities with decorators, named by its UnderscoreNamingStrategy, which is the default of SQL drivers. Enums
 * are text with a check there, unless they are native.
 */
export function readMikroOrm(modules: readonly SourceModule[], declarations: Declarations): void {
  new MikroOrmReader(declarations).read(modules);
}

interface Entity {
  readonly own: ModelClass;
  readonly table: DeclaredTable;
  /** Property to columns. */
  readonly columns: Map<string, readonly string[]>;
}

/** Decorators that say what a column is; @Index and @Unique have names of their own. */
const saysColumn = (decorator: Decorator): boolean => isOurs(decorator) && /^(?:Property|PrimaryKey|SerializedPrimaryKey|Enum|Embedded|Formula|ManyToOne|OneToOne)$/.test(decorator.name);
const isOurs = ({ from }: Decorator): boolean => from !== null && from.startsWith("@mikro-orm/");
const snake = (name: string): string => name.replace(/([^_])([A-Z])/g, "$1_$2").toLowerCase();

class MikroOrmReader {
  readonly #declarations: Declarations;
  readonly #entities = new Map<TSESTree.Node, Entity>();

  constructor(declarations: Declarations) {
    this.#declarations = declarations;
  }

  read(modules: readonly SourceModule[]): void {
    for (const module of modules) for (const own of classesOf(module)) this.#entity(own, modules);
    const entities = [...new Set(this.#entities.values())];
    for (const entity of entities) for (const property of propertiesOfEntity(entity.own)) this.#scalar(entity, property, []);
    for (const entity of entities) for (const property of propertiesOfEntity(entity.own)) this.#toOne(entity, property);
    for (const entity of entities) this.#keys(entity);
    for (const entity of entities) for (const property of propertiesOfEntity(entity.own)) this.#toMany(entity, property);
  }

  #entity(own: ModelClass, modules: readonly SourceModule[]): void {
    const decorator = own.decorators.find((one) => isOurs(one) && one.name === "Entity");
    const options = decorator?.arguments[0] ?? null;
    if (!decorator || booleanOf(propertyOf(options, "abstract")) === true) return;
    const at = placeOf(term(own.node.id ?? own.node, { module: own.module, given: nothingGiven }));
    // Of single-table inheritance: the parent has the table.
    const parent = lineageOf(own).find((one) => one !== own && propertyOf(one.decorators.find((other) => isOurs(other) && other.name === "Entity")?.arguments[0] ?? null, "discriminatorColumn"));
    if (parent) {
      this.#entity(parent, modules);
      const entity = this.#entities.get(parent.node);
      if (entity) for (const property of own.properties) this.#scalar(entity, property, [], true);
      return;
    }
    if (this.#entities.has(own.node)) return;
    const schema = textOf(propertyOf(options, "schema"));
    const name = textOf(propertyOf(options, "tableName")) ?? textOf(propertyOf(options, "collection")) ?? snake(own.name);
    const table = tableDeclared({ schema: schema === "public" ? null : schema, name }, own.name, at);
    this.#entities.set(own.node, { own, table, columns: new Map() });
    this.#declarations.files.add(own.module.file);
    this.#declarations.tables.push(table);
    const discriminator = textOf(propertyOf(options, "discriminatorColumn"));
    if (discriminator !== null && !own.properties.some((property) => property.name === discriminator)) {
      table.columns.push({ name: snake(discriminator), property: discriminator, type: null, notNull: true, default: null, at });
    }
  }

  #scalar(entity: Entity, property: ModelProperty, prefixes: readonly string[], child = false): void {
    const decorators = property.decorators.filter(isOurs);
    const main = decorators.find(({ name }) => /^(?:Property|PrimaryKey|SerializedPrimaryKey|Enum|Embedded|Formula)$/.test(name));
    if (!main || main.name === "Formula" || main.name === "SerializedPrimaryKey") {
      const strange = property.decorators.find(({ from }) => from === null);
      if (strange && decorators.length === 0 && !property.accessor) this.#problem(placeOf(property.at), `what @${strange.name} makes of "${property.name}" of "${entity.own.name}" could not be told`);
      return;
    }
    const option = (name: string): Term | null => {
      for (const decorator of decorators.filter(saysColumn)) for (const argument of decorator.arguments) {
        const found = propertyOf(argument, name);
        if (found) return found;
      }
      return null;
    };
    if (booleanOf(option("persist")) === false) return;
    if (main.name === "Embedded") return this.#embedded(entity, property, main, option, prefixes, child);
    const { table } = entity;
    const name = `${prefixes.join("")}${textOf(option("fieldName")) ?? textOf(option("name")) ?? snake(property.name)}`;
    const { type: annotation, nullable } = withoutNull(property.type);
    const columnType = textOf(option("columnType"));
    const type = columnType ?? typeOf(textOf(option("type")) ?? namedType(option("type")), main.name === "Enum" || option("items") ? "enum" : annotationName(annotation, property), option);
    const primary = main.name === "PrimaryKey" || booleanOf(option("primary")) === true;
    const raw = option("defaultRaw");
    const initial = option("default");
    const counted = primary && columnType === null && type === "integer" && booleanOf(option("autoincrement")) !== false;
    const column: DeclaredColumn = {
      name, property: property.name, at: placeOf(property.at), type: counted ? "serial" : booleanOf(option("array")) === true && columnType === null ? `${type ?? "text"}[]` : type,
      // Optional by TypeScript is optional in the database where its metadata tells: null in the type, or nullable.
      notNull: primary || !(booleanOf(option("nullable")) ?? (nullable && main.name !== "PrimaryKey") ?? false) && !child,
      default: raw ? (textOf(raw) ?? unknownSql) : initial ? defaultOf(initial) : null, generated: option("generated") ? (textOf(option("generated")) ?? unknownSql) : null,
    };
    entity.columns.set(property.name, [name]);
    table.columns.push(column);
    if (primary) table.primaryKey = { name: null, columns: [...(table.primaryKey?.columns ?? []), name] };
    if (booleanOf(option("unique")) === true) table.uniques.push({ name: `${table.name}_${name}_unique`, columns: [name] });
    if (booleanOf(option("index")) === true) table.indexes.push({ name: `${table.name}_${name}_index`, keys: [{ column: name }], unique: false });
    if (type === null) this.#problem(column.at, `the type of "${property.name}" of "${entity.own.name}" could not be told`);
  }

  #embedded(entity: Entity, property: ModelProperty, main: Decorator, option: (name: string) => Term | null, prefixes: readonly string[], child: boolean): void {
    const target = classNamed(main.arguments[0]) ?? classNamed(option("entity") ?? undefined);
    const prefix = option("prefix");
    if (booleanOf(option("object")) === true || booleanOf(option("array")) === true) {
      const name = `${prefixes.join("")}${snake(property.name)}`;
      entity.columns.set(property.name, [name]);
      entity.table.columns.push({ name, property: property.name, type: "jsonb", notNull: booleanOf(option("nullable")) !== true, default: null, at: placeOf(property.at) });
      return;
    }
    if (!target) {
      this.#problem(placeOf(property.at), `what "${property.name}" of "${entity.own.name}" embeds could not be told`);
      return;
    }
    const own = booleanOf(prefix) === false ? "" : (textOf(prefix) ?? `${snake(property.name)}_`);
    for (const inner of propertiesOfEntity(target)) this.#scalar(entity, inner, [...prefixes, own], child || booleanOf(option("nullable")) === true);
  }

  #toOne(entity: Entity, property: ModelProperty): void {
    const decorator = property.decorators.find((one) => isOurs(one) && (one.name === "ManyToOne" || one.name === "OneToOne"));
    if (!decorator) return;
    const { table } = entity;
    const option = (name: string): Term | null => {
      for (const one of property.decorators.filter(saysColumn)) for (const argument of one.arguments) {
        const found = propertyOf(argument, name);
        if (found) return found;
      }
      return null;
    };
    const inverse = decorator.name === "OneToOne" && booleanOf(option("owner")) !== true && (option("mappedBy") !== null || (decorator.arguments[1] !== undefined && isFunction(resolved(decorator.arguments[1]).node)));
    if (inverse || booleanOf(option("persist")) === false) return;
    const target = this.#target(decorator, option);
    const keys = target?.table.primaryKey?.columns ?? ["id"];
    const given = textOf(option("fieldName")) ?? textOf(option("joinColumn")) ?? textOf(option("name"));
    const listed = option("fieldNames") ?? option("joinColumns");
    const several = listed ? elementsOf(listed)?.map((one) => textOf(one)) : undefined;
    const primary = booleanOf(option("primary")) === true;
    const nullable = (booleanOf(option("nullable")) ?? withoutNull(property.type).nullable) && !primary;
    const columns = keys.map((key, index) => {
      const name = several?.[index] ?? (keys.length === 1 ? given : null) ?? `${snake(property.name)}_${key}`;
      if (!table.columns.some((column) => column.name === name)) {
        const model = target?.table.columns.find((column) => column.name === key);
        table.columns.push({ name, property: property.name, type: textOf(option("columnType")) ?? model?.type?.replace(/^bigserial$/, "bigint").replace(/^serial$/, "integer") ?? null, notNull: !nullable, default: null, at: placeOf(property.at) });
      }
      return name;
    });
    entity.columns.set(property.name, columns);
    if (primary) table.primaryKey = { name: null, columns: [...(table.primaryKey?.columns ?? []), ...columns] };
    if (decorator.name === "OneToOne" && booleanOf(option("unique")) !== false) table.uniques.push({ name: `${table.name}_${columns.join("_")}_unique`, columns });
    if (!target || booleanOf(option("createForeignKeyConstraint")) === false) return;
    const action = (name: string) => referentialAction(textOf(option(name)));
    table.foreignKeys.push({
      name: `${table.name}_${columns.join("_")}_foreign`, columns, references: target.table, referenced: keys,
      onDelete: action("onDelete") ?? action("deleteRule") ?? (nullable ? "set null" : "no action"), onUpdate: action("onUpdateIntegrity") ?? action("updateRule") ?? "cascade",
    });
  }

  #target(decorator: Decorator, option: (name: string) => Term | null): Entity | null {
    const named = classNamed(decorator.arguments[0]) ?? classNamed(option("entity") ?? undefined);
    if (named) return this.#entities.get(named.node) ?? null;
    const text = textOf(decorator.arguments[0]) ?? textOf(option("entity"));
    return [...this.#entities.values()].find(({ own }) => own.name === text) ?? null;
  }

  /** @Index, @Unique and @Check of a class or a property. */
  #keys(entity: Entity): void {
    const { table } = entity;
    const add = (decorator: Decorator, property: string | null) => {
      const options = decorator.arguments[0] ?? null;
      const name = textOf(propertyOf(options, "name"));
      if (decorator.name === "Check") {
        const sql = textOf(propertyOf(options, "expression"));
        if (sql !== null) table.checks.push({ name, sql });
        return;
      }
      if (decorator.name !== "Index" && decorator.name !== "Unique") return;
      // An expression of SQL, which is the whole index.
      if (propertyOf(options, "expression")) return;
      const listed = propertyOf(options, "properties");
      const properties = property !== null ? [property] : listed ? (elementsOf(listed) ?? [listed]).flatMap((one) => textOf(one) ?? []) : [];
      const columns = properties.flatMap((one) => entity.columns.get(one) ?? []);
      if (columns.length === 0) return;
      if (decorator.name === "Unique") table.uniques.push({ name: name ?? `${table.name}_${columns.join("_")}_unique`, columns });
      else table.indexes.push({ name: name ?? `${table.name}_${columns.join("_")}_index`, keys: columns.map((column) => ({ column })), unique: false });
    };
    for (const one of lineageOf(entity.own)) for (const decorator of one.decorators) if (isOurs(decorator)) add(decorator, null);
    for (const property of propertiesOfEntity(entity.own)) for (const decorator of property.decorators) if (isOurs(decorator)) add(decorator, property.name);
  }

  #toMany(entity: Entity, property: ModelProperty): void {
    const decorator = property.decorators.find((one) => isOurs(one) && one.name === "ManyToMany");
    if (!decorator) return;
    const option = (name: string): Term | null => {
      for (const argument of decorator.arguments) {
        const found = propertyOf(argument, name);
        if (found) return found;
      }
      return null;
    };
    const second = decorator.arguments[1];
    const inverse = option("mappedBy") !== null || (second !== undefined && isFunction(resolved(second).node) && booleanOf(option("owner")) !== true);
    const target = this.#target(decorator, option);
    if (inverse || !target || option("pivotEntity")) return;
    const [from, to] = [entity.table, target.table];
    const [schema, given] = textOf(option("pivotTable"))?.split(".").toReversed().reduce<[string | null, string | null]>(([schemaName, name], part) => (name === null ? [schemaName, part] : [part, name]), [null, null]) ?? [null, null];
    const name = given ?? `${from.name}_${snake(property.name)}`;
    const at = placeOf(property.at);
    const side = (own: DeclaredTable, single: string, suffix: string) => (own.primaryKey?.columns ?? ["id"]).map((key) => {
      const model = own.columns.find((column) => column.name === key);
      return { key, name: textOf(option(single)) ?? `${own.name}${suffix}_${key}`, type: model?.type?.replace(/^bigserial$/, "bigint").replace(/^serial$/, "integer") ?? null };
    });
    const same = from === to;
    const first = side(from, "joinColumn", same ? "_1" : "");
    const other = side(to, "inverseJoinColumn", same ? "_2" : "");
    const columns = [...first, ...other];
    const reference = (list: typeof first, own: DeclaredTable) => ({ name: `${name}_${list.map((column) => column.name).join("_")}_foreign`, columns: list.map((column) => column.name), references: own, referenced: list.map(({ key }) => key), onDelete: "cascade", onUpdate: "cascade" }) as const;
    this.#declarations.tables.push({
      schema: schema ?? from.schema, name, model: null, at, softDelete: null, uniques: [], indexes: [], checks: [], relations: [], filters: [], columns: columns.map((column) => ({ name: column.name, property: null, type: column.type, notNull: true, default: null, at })),
      primaryKey: { name: null, columns: columns.map((column) => column.name) }, foreignKeys: [reference(first, from), reference(other, to)],
    });
  }

  #problem({ file, line }: DeclaredAt, message: string): void {
    this.#declarations.problems.push({ file, line, message });
  }
}

const propertiesOfEntity = (own: ModelClass): readonly ModelProperty[] => [...new Map(lineageOf(own).flatMap((one) => one.properties).map((property) => [property.name, property])).values()];

// A type given as `types.bigint`, `t.text` or `BigIntType`.
function namedType(start: Term | null): string | null {
  if (!start) return null;
  const { node } = start;
  const name = node.type === "MemberExpression" && node.property.type === "Identifier" ? node.property.name : node.type === "Identifier" ? node.name.replace(/Type$/, "") : null;
  return name?.toLowerCase() ?? null;
}

/** What reflection tells of a property: its annotation, or the value it starts with. */
function annotationName(type: TSESTree.TypeNode | null, property: ModelProperty): string | null {
  switch (type?.type) {
    case "TSStringKeyword":
      return "string";
    case "TSNumberKeyword":
      return "number";
    case "TSBooleanKeyword":
      return "boolean";
    case "TSBigIntKeyword":
      return "bigint";
    case "TSUnionType":
      return type.types.every((member) => member.type === "TSLiteralType") ? "string" : null;
    case "TSArrayType":
      return type.elementType.type === "TSStringKeyword" ? "text[]" : null;
    case "TSTypeReference":
      return type.typeName.type !== "Identifier" ? null : type.typeName.name === "Date" ? "date" : type.typeName.name === "Buffer" ? "buffer" : /^Record$/.test(type.typeName.name) ? "json" : type.typeName.name === "Opt" && type.typeArguments?.params[0] ? annotationName(type.typeArguments.params[0], property) : null;
    case "TSIntersectionType": {
      const [plain] = type.types.filter((member) => member.type !== "TSTypeReference");
      return plain ? annotationName(plain, property) : annotationName(type.types[0] ?? null, property);
    }
    default: {
      const { value } = property;
      if (value?.type === "Literal") return typeof value.value;
      return value?.type === "NewExpression" && value.callee.type === "Identifier" && value.callee.name === "Date" ? "date" : null;
    }
  }
}

function typeOf(given: string | null, annotated: string | null, option: (name: string) => Term | null): string | null {
  const length = numberOf(option("length"));
  const sized = (type: string, fallback: number | null) => (length ?? fallback) === null ? type : `${type}(${length ?? fallback ?? 0})`;
  switch ((given ?? annotated)?.toLowerCase()) {
    case "string":
    case "character":
      return sized("varchar", 255);
    case "enum":
    case "text":
      return "text";
    case "number":
    case "integer":
    case "int":
      return "integer";
    case "smallint":
      return "smallint";
    case "bigint":
      return "bigint";
    case "double":
      return "double precision";
    case "float":
      return "real";
    case "decimal":
    case "numeric": {
      const [precision, scale] = [numberOf(option("precision")), numberOf(option("scale"))];
      return `numeric(${precision ?? 10},${scale ?? 0})`;
    }
    case "boolean":
      return "boolean";
    case "uuid":
      return "uuid";
    case "json":
    case "jsonb":
    case "object":
      return "jsonb";
    case "date":
    case "datetime":
      // A property of type Date is a moment; the type "date" is a day.
      return given?.toLowerCase() === "date" ? "date" : `timestamptz${length === null ? "" : `(${length})`}`;
    case "timestamptz":
      return "timestamptz";
    case "time":
      return "time(0)";
    case "buffer":
    case "blob":
    case "uint8array":
      return "bytea";
    case "array":
    case "text[]":
      return "text[]";
    default:
      return null;
  }
}

function defaultOf(start: Term): DeclaredColumn["default"] {
  const value = resolved(start);
  if (isFunction(value.node)) {
    const result = resultOf({ ...value, node: value.node }, []);
    return result ? defaultOf(result) : unknownSql;
  }
  const text = textOf(value);
  if (text !== null) return literal(text);
  const plain = numberOf(value) ?? booleanOf(value);
  if (plain !== null) return String(plain);
  return value.node.type === "Literal" && value.node.value === null ? null : unknownSql;
}

