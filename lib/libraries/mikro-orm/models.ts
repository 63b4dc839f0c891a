import type { TSESTree } from "@typescript-eslint/utils";
import type { SourceModule } from "../../source/module.ts";
import {
  referentialAction,
  tableDeclared,
  unknownSql,
  type DeclaredAt,
  type DeclaredColumn,
  type DeclaredTable,
  type Declarations,
  type TableName,
} from "../../read/models/declared.ts";
import { withoutNull, type Decorator, type ModelProperty } from "../../read/models/decorators.ts";
import { literal } from "../../read/models/definitions.ts";
import { conditionsOf } from "../../read/models/filters.ts";
import { entityShapes, isOurs, propertiesNamed, shapeNamed, type EntityShape } from "./model-entities.ts";
import { namingOf, underscoreNaming, type MikroNaming } from "./naming.ts";
import {
  booleanOf,
  elementsOf,
  isUntold,
  nothingGiven,
  numberOf,
  placeOf,
  propertiesOf,
  propertyOf,
  resolved,
  resultOf,
  term,
  stringOf,
  type Term,
} from "../../read/models/syntax.ts";
import { childrenOf, isFunction, memberName } from "../../source/nodes.ts";

/**
 * Reads MikroORM's entities: with decorators, EntitySchema and defineEntity. They are named by its
 * UnderscoreNamingStrategy, which is the default of SQL drivers, or the one that is configured. Enums are text with a
 * check there, unless they are native.
 */
export function readMikroOrm(modules: readonly SourceModule[], declarations: Declarations): void {
  new MikroOrmReader(declarations).read(modules);
}

interface Entity {
  readonly own: EntityShape;
  readonly table: DeclaredTable;
  /** Property to columns. */
  readonly columns: Map<string, readonly string[]>;
  readonly otherNames: string[];
}

/** Decorators that say what a column is; @Index and @Unique have names of their own. */
const saysColumn = (decorator: Decorator): boolean =>
  isOurs(decorator) &&
  /^(?:Property|PrimaryKey|SerializedPrimaryKey|Enum|Embedded|Formula|ManyToOne|OneToOne)$/.test(decorator.name);

class MikroOrmReader {
  readonly #declarations: Declarations;
  readonly #entities = new Map<TSESTree.Node, Entity>();
  #naming: MikroNaming = underscoreNaming;

  constructor(declarations: Declarations) {
    this.#declarations = declarations;
  }

  read(modules: readonly SourceModule[]): void {
    const { naming, unknown } = namingOf(modules);
    this.#naming = naming;
    if (unknown) {
      const line = unknown.module.text.slice(0, unknown.offset).split("\n").length;
      this.#problem(
        { file: unknown.module.file, line, span: { start: 0, end: 0 } },
        "what this naming strategy calls tables and columns is not known: those that the entities do not name are left out",
      );
      this.#named = true;
    }
    const shapes = modules.flatMap((module) => entityShapes(module, (at, message) => this.#problem(at, message)));
    for (const shape of shapes) if (!shape.root) this.#entity(shape);
    const entities = [...this.#entities.values()];
    for (const entity of entities) for (const property of entity.own.properties) this.#scalar(entity, property, []);
    for (const shape of shapes) this.#child(shape);
    for (const entity of entities) for (const property of entity.own.properties) this.#toOne(entity, property);
    for (const entity of entities) this.#keys(entity);
    for (const entity of entities) for (const property of entity.own.properties) this.#toMany(entity, property);
    for (const entity of entities) for (const property of entity.own.properties) this.#inverse(entity, property);
    for (const entity of entities) this.#filters(entity);
    for (const filter of modules.flatMap(commonFilters))
      for (const entity of entities)
        if (!filter.entities || filter.entities.includes(entity.own.name)) this.#filter(entity, filter);
    if (modules.some(keepsDeleted)) for (const { table } of entities) this.#kept(table);
  }

  /** Only what the entities name themselves is known. */
  #named = false;

  #entity(own: EntityShape): void {
    const { options, at } = own;
    const schema = stringOf(propertyOf(options, "schema"));
    const written = stringOf(propertyOf(options, "tableName")) ?? stringOf(propertyOf(options, "collection"));
    if (["tableName", "collection", "schema"].some((option) => isUntold(propertyOf(options, option)))) {
      this.#problem(at, `the table of "${own.name}" could not be told`);
      return;
    }
    if (written === null && this.#named) return;
    const name = written ?? this.#naming.table(own.name);
    const otherNames: string[] = [];
    const table: DeclaredTable = {
      ...tableDeclared({ schema: schema === "public" ? null : schema, name }, own.name, at),
      otherNames,
    };
    this.#entities.set(own.key, { own, table, columns: new Map(), otherNames });
    this.#declarations.files.add(own.module.file);
    this.#declarations.tables.push(table);
    const discriminator = stringOf(propertyOf(options, "discriminatorColumn"));
    if (discriminator !== null && !own.properties.some((property) => property.name === discriminator)) {
      table.columns.push({
        name: this.#naming.column(discriminator),
        property: discriminator,
        type: null,
        notNull: true,
        default: null,
        at,
      });
    }
  }

  // Of single-table inheritance: the parent has the table.
  #child(own: EntityShape): void {
    const entity = own.root && this.#entities.get(own.root.node);
    if (!entity) return;
    this.#entities.set(own.key, entity);
    entity.otherNames.push(own.name);
    for (const property of own.own) this.#scalar(entity, property, [], true);
  }

  #scalar(entity: Entity, property: ModelProperty, prefixes: readonly string[], child = false): void {
    const decorators = property.decorators.filter(isOurs);
    const main = decorators.find(({ name }) =>
      /^(?:Property|PrimaryKey|SerializedPrimaryKey|Enum|Embedded|Formula)$/.test(name),
    );
    if (!main || main.name === "Formula" || main.name === "SerializedPrimaryKey") {
      const strange = property.decorators.find(({ from }) => from === null);
      if (strange && decorators.length === 0 && !property.accessor)
        this.#problem(
          placeOf(property.at),
          `what @${strange.name} makes of "${property.name}" of "${entity.own.name}" could not be told`,
        );
      return;
    }
    const option = (name: string): Term | null => {
      for (const decorator of decorators.filter(saysColumn))
        for (const argument of decorator.arguments) {
          const found = propertyOf(argument, name);
          if (found) return found;
        }
      return null;
    };
    if (booleanOf(option("persist")) === false) return;
    if (main.name === "Embedded") return this.#embedded(entity, property, main, option, prefixes, child);
    const { table } = entity;
    const written = stringOf(option("fieldName")) ?? stringOf(option("name"));
    if (isUntold(option("fieldName")) || isUntold(option("name"))) {
      this.#problem(placeOf(property.at), `the column of "${property.name}" of "${entity.own.name}" could not be told`);
      return;
    }
    if (written === null && this.#named) return;
    const name = `${prefixes.join("")}${written ?? this.#naming.column(property.name)}`;
    const { type: annotation, nullable } = withoutNull(property.type);
    const columnType = stringOf(option("columnType"));
    const type =
      columnType ??
      typeOf(
        stringOf(option("type")) ?? namedType(option("type")),
        main.name === "Enum" || option("items") ? "enum" : annotationName(annotation, property),
        option,
      );
    const primary = main.name === "PrimaryKey" || booleanOf(option("primary")) === true;
    const raw = option("defaultRaw");
    const initial = option("default");
    const counted =
      primary && columnType === null && type === "integer" && booleanOf(option("autoincrement")) !== false;
    const column: DeclaredColumn = {
      name,
      property: property.name,
      at: placeOf(property.at),
      type: counted
        ? "serial"
        : booleanOf(option("array")) === true && columnType === null
          ? `${type ?? "text"}[]`
          : type,
      // Optional by TypeScript is optional in the database where its metadata tells: null in the type, or nullable.
      notNull: primary || (!(booleanOf(option("nullable")) ?? (nullable && main.name !== "PrimaryKey")) && !child),
      default: raw ? (stringOf(raw) ?? unknownSql) : initial ? defaultOf(initial) : null,
      generated: option("generated") ? (stringOf(option("generated")) ?? unknownSql) : null,
    };
    entity.columns.set(property.name, [name]);
    table.columns.push(column);
    if (primary) table.primaryKey = { name: null, columns: [...(table.primaryKey?.columns ?? []), name] };
    if (booleanOf(option("unique")) === true)
      table.uniques.push({ name: `${table.name}_${name}_unique`, columns: [name] });
    if (booleanOf(option("index")) === true)
      table.indexes.push({ name: `${table.name}_${name}_index`, keys: [{ column: name }], unique: false });
    if (type === null)
      this.#problem(column.at, `the type of "${property.name}" of "${entity.own.name}" could not be told`);
  }

  #embedded(
    entity: Entity,
    property: ModelProperty,
    main: Decorator,
    option: (name: string) => Term | null,
    prefixes: readonly string[],
    child: boolean,
  ): void {
    const target = propertiesEmbedded(main.arguments[0]) ?? propertiesEmbedded(option("entity"));
    const prefix = option("prefix");
    if (booleanOf(option("object")) === true || booleanOf(option("array")) === true) {
      const name = `${prefixes.join("")}${this.#naming.column(property.name)}`;
      entity.columns.set(property.name, [name]);
      entity.table.columns.push({
        name,
        property: property.name,
        type: "jsonb",
        notNull: booleanOf(option("nullable")) !== true,
        default: null,
        at: placeOf(property.at),
      });
      return;
    }
    if (!target) {
      this.#problem(placeOf(property.at), `what "${property.name}" of "${entity.own.name}" embeds could not be told`);
      return;
    }
    const own = booleanOf(prefix) === false ? "" : (stringOf(prefix) ?? `${this.#naming.column(property.name)}_`);
    for (const inner of target)
      this.#scalar(entity, inner, [...prefixes, own], child || booleanOf(option("nullable")) === true);
  }

  #toOne(entity: Entity, property: ModelProperty): void {
    const decorator = property.decorators.find(
      (one) => isOurs(one) && (one.name === "ManyToOne" || one.name === "OneToOne"),
    );
    if (!decorator) return;
    const { table } = entity;
    const option = (name: string): Term | null => {
      for (const one of property.decorators.filter(saysColumn))
        for (const argument of one.arguments) {
          const found = propertyOf(argument, name);
          if (found) return found;
        }
      return null;
    };
    const inverse =
      decorator.name === "OneToOne" &&
      booleanOf(option("owner")) !== true &&
      (option("mappedBy") !== null ||
        (decorator.arguments[1] !== undefined && isFunction(resolved(decorator.arguments[1]).node)));
    if (inverse || booleanOf(option("persist")) === false) return;
    const target = this.#target(decorator, option);
    const keys = target?.table.primaryKey?.columns ?? ["id"];
    const given = stringOf(option("fieldName")) ?? stringOf(option("joinColumn")) ?? stringOf(option("name"));
    const listed = option("fieldNames") ?? option("joinColumns");
    const several = listed ? elementsOf(listed)?.map((one) => stringOf(one)) : undefined;
    const primary = booleanOf(option("primary")) === true;
    const nullable = (booleanOf(option("nullable")) ?? withoutNull(property.type).nullable) && !primary;
    if (this.#named && given === null && several === undefined) return;
    const columns = keys.map((key, index) => {
      const name =
        several?.[index] ??
        (keys.length === 1 ? given : null) ??
        this.#naming.joinColumn(property.name, key, keys.length > 1);
      if (!table.columns.some((column) => column.name === name)) {
        const model = target?.table.columns.find((column) => column.name === key);
        table.columns.push({
          name,
          property: property.name,
          type:
            stringOf(option("columnType")) ??
            model?.type?.replace(/^bigserial$/, "bigint").replace(/^serial$/, "integer") ??
            null,
          notNull: !nullable,
          default: null,
          at: placeOf(property.at),
        });
      }
      return name;
    });
    entity.columns.set(property.name, columns);
    if (target)
      table.relations.push({
        property: property.name,
        model: target.own.name,
        table: tableOf(target),
        kind: "one",
        columns,
        targetColumns: keys,
        through: null,
      });
    if (primary) table.primaryKey = { name: null, columns: [...(table.primaryKey?.columns ?? []), ...columns] };
    if (decorator.name === "OneToOne" && booleanOf(option("unique")) !== false)
      table.uniques.push({ name: `${table.name}_${columns.join("_")}_unique`, columns });
    if (booleanOf(option("index")) === true)
      table.indexes.push({
        name: `${table.name}_${columns.join("_")}_index`,
        keys: columns.map((column) => ({ column })),
        unique: false,
      });
    if (!target || booleanOf(option("createForeignKeyConstraint")) === false) return;
    const action = (name: string) => referentialAction(stringOf(option(name)));
    table.foreignKeys.push({
      name: `${table.name}_${columns.join("_")}_foreign`,
      columns,
      references: target.table,
      referenced: keys,
      onDelete: action("onDelete") ?? action("deleteRule") ?? (nullable ? "set null" : "no action"),
      onUpdate: action("onUpdateIntegrity") ?? action("updateRule") ?? "cascade",
    });
  }

  #target(decorator: Decorator, option: (name: string) => Term | null): Entity | null {
    const { key, name } = shapeNamed(
      decorator.arguments[0] && !isOptions(decorator.arguments[0]) ? decorator.arguments[0] : option("entity"),
    );
    return (
      (key && this.#entities.get(key)) ?? [...this.#entities.values()].find(({ own }) => own.name === name) ?? null
    );
  }

  /** @Index, @Unique and @Check of a class or a property. */
  #keys(entity: Entity): void {
    const { table } = entity;
    const add = (decorator: Decorator, property: string | null) => {
      const options = decorator.arguments[0] ?? null;
      const name = stringOf(propertyOf(options, "name"));
      if (decorator.name === "Check") {
        const sql = stringOf(propertyOf(options, "expression"));
        if (sql !== null) table.checks.push({ name, sql });
        return;
      }
      if (decorator.name !== "Index" && decorator.name !== "Unique") return;
      // An expression of SQL, which is the whole index.
      if (propertyOf(options, "expression")) return;
      const listed = propertyOf(options, "properties");
      const properties =
        property !== null
          ? [property]
          : listed
            ? (elementsOf(listed) ?? [listed]).flatMap((one) => stringOf(one) ?? [])
            : [];
      const columns = properties.flatMap((one) => entity.columns.get(one) ?? []);
      if (columns.length === 0) return;
      if (decorator.name === "Unique")
        table.uniques.push({ name: name ?? `${table.name}_${columns.join("_")}_unique`, columns });
      else
        table.indexes.push({
          name: name ?? `${table.name}_${columns.join("_")}_index`,
          keys: columns.map((column) => ({ column })),
          unique: false,
        });
    };
    for (const decorator of entity.own.decorators) if (isOurs(decorator)) add(decorator, null);
    for (const property of entity.own.properties)
      for (const decorator of property.decorators) if (isOurs(decorator)) add(decorator, property.name);
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
    const inverse =
      option("mappedBy") !== null ||
      (second !== undefined && isFunction(resolved(second).node) && booleanOf(option("owner")) !== true);
    const target = this.#target(decorator, option);
    if (inverse || !target) return;
    const between = option("pivotEntity");
    if (between) {
      const { key, name } = shapeNamed(between);
      const pivot =
        (key && this.#entities.get(key)) ?? [...this.#entities.values()].find(({ own }) => own.name === name);
      if (pivot) this.#throughEntity(entity, property, target, pivot);
      return;
    }
    if (this.#named && option("pivotTable") === null) return;
    const [from, to] = [entity.table, target.table];
    const [schema, given] = stringOf(option("pivotTable"))
      ?.split(".")
      .toReversed()
      .reduce<[string | null, string | null]>(
        ([schemaName, name], part) => (name === null ? [schemaName, part] : [part, name]),
        [null, null],
      ) ?? [null, null];
    const name = given ?? this.#naming.joinTable(from.name, property.name);
    const at = placeOf(property.at);
    const side = (own: DeclaredTable, single: string, suffix: string) =>
      (own.primaryKey?.columns ?? ["id"]).map((key, _, keys) => {
        const model = own.columns.find((column) => column.name === key);
        return {
          key,
          name:
            stringOf(option(single)) ??
            this.#naming.joinTableColumn(`${own.model ?? ""}${suffix}`, `${own.name}${suffix}`, key, keys.length > 1),
          type: model?.type?.replace(/^bigserial$/, "bigint").replace(/^serial$/, "integer") ?? null,
        };
      });
    const same = from === to;
    const first = side(from, "joinColumn", same ? "_1" : "");
    const other = side(to, "inverseJoinColumn", same ? "_2" : "");
    const columns = [...first, ...other];
    from.relations.push({
      property: property.name,
      model: target.own.name,
      table: tableOf(target),
      kind: "many",
      columns: first.map(({ key }) => key),
      targetColumns: other.map(({ key }) => key),
      through: {
        schema: schema ?? from.schema,
        name,
        columns: first.map((column) => column.name),
        targetColumns: other.map((column) => column.name),
      },
    });
    const reference = (list: typeof first, own: DeclaredTable) =>
      ({
        name: `${name}_${list.map((column) => column.name).join("_")}_foreign`,
        columns: list.map((column) => column.name),
        references: own,
        referenced: list.map(({ key }) => key),
        onDelete: "cascade",
        onUpdate: "cascade",
      }) as const;
    this.#declarations.tables.push({
      ...tableDeclared({ schema: schema ?? from.schema, name }, null, at),
      columns: columns.map((column) => ({
        name: column.name,
        property: null,
        type: column.type,
        notNull: true,
        default: null,
        at,
      })),
      primaryKey: { name: null, columns: columns.map((column) => column.name) },
      foreignKeys: [reference(first, from), reference(other, to)],
    });
  }

  /** A relation to many through an entity of its own. */
  #throughEntity(entity: Entity, property: ModelProperty, target: Entity, pivot: Entity): void {
    const leading = (to: Entity) =>
      pivot.table.relations.find((relation) => relation.model === to.own.name && relation.columns.length > 0);
    const [first, second] = [leading(entity), leading(target)];
    const known = first && second && entity !== target;
    entity.table.relations.push({
      property: property.name,
      model: target.own.name,
      table: tableOf(target),
      kind: "many",
      columns: known ? first.targetColumns : [],
      targetColumns: known ? second.targetColumns : [],
      through: { ...tableOf(pivot), columns: known ? first.columns : [], targetColumns: known ? second.columns : [] },
    });
  }

  /** A relation whose columns stand on the other side: `mappedBy`, or `(book) => book.author`. */
  #inverse(entity: Entity, property: ModelProperty): void {
    const decorator = property.decorators.find(
      (one) => isOurs(one) && /^(?:OneToMany|OneToOne|ManyToMany)$/.test(one.name),
    );
    const { relations } = entity.table;
    if (!decorator || relations.some((relation) => relation.property === property.name)) return;
    const option = (name: string): Term | null =>
      decorator.arguments.reduce<Term | null>((found, argument) => found ?? propertyOf(argument, name), null);
    const target = this.#target(decorator, option);
    if (!target) return;
    const back = propertyNamed(
      option("mappedBy") ??
        (decorator.arguments[1] && !isOptions(decorator.arguments[1]) ? decorator.arguments[1] : null),
    );
    const other = target.table.relations.find((relation) => relation.property === back);
    relations.push({
      property: property.name,
      model: target.own.name,
      table: tableOf(target),
      kind: decorator.name === "OneToOne" ? "one" : "many",
      columns: other?.targetColumns ?? [],
      targetColumns: other?.columns ?? [],
      through: other?.through
        ? { ...other.through, columns: other.through.targetColumns, targetColumns: other.through.columns }
        : null,
    });
  }

  /**
   * @Filter({ name, cond, default }). One that is on by default and asks for NULL in a column is how rows are deleted
   * softly.
   */
  #filters(entity: Entity): void {
    const { own, table, columns } = entity;
    for (const decorator of own.decorators) {
      const options = decorator.arguments[0] ?? null;
      if (isOurs(decorator) && decorator.name === "Filter")
        this.#filter(entity, {
          name: stringOf(propertyOf(options, "name")),
          cond: propertyOf(options, "cond"),
          always: booleanOf(propertyOf(options, "default")) === true,
        });
      else if (decorator.from === "mikro-orm-soft-delete") {
        const property = stringOf(decorator.arguments[1]) ?? stringOf(propertyOf(options, "field"));
        const column = property === null ? undefined : columns.get(property)?.[0];
        table.filters.push({
          name: "soft-deletable",
          always: true,
          conditions: column === undefined ? [] : [{ column, operator: "is null", value: null }],
        });
        if (column !== undefined) table.softDelete = { column, live: null, deletes: true, filters: true };
      } else if (!isOurs(decorator) && /delet|filter/i.test(decorator.name)) {
        // What it adds is not known.
        table.filters.push({ name: null, always: true, conditions: [] });
      }
    }
  }

  #filter({ table, columns }: Entity, { name, cond, always }: CommonFilter): void {
    const conditions = conditionsOf(cond, (property) => columns.get(property)?.[0] ?? null);
    table.filters.push({ name, always, conditions });
    // What else it asks for is not known.
    if (conditions.length > 0 && cond && conditions.length < leavesOf(cond))
      table.filters.push({ name, always, conditions: [] });
    const [marker] = conditions.filter(({ operator }) => operator === "is null");
    const type = table.columns.find((column) => column.name === marker?.column)?.type ?? "";
    if (always && marker && /^(?:timestamp|date)/.test(type))
      table.softDelete ??= { column: marker.column, live: null, deletes: false, filters: true };
  }

  /** A subscriber of the project turns deletions into marks. */
  #kept(table: DeclaredTable): void {
    const column =
      table.softDelete?.column ??
      table.columns.find(({ name, notNull }) => /^deleted_?at$/i.test(name) && !notNull)?.name;
    if (column !== undefined)
      table.softDelete = { live: null, filters: false, ...table.softDelete, column, deletes: true };
  }

  #problem({ file, line }: DeclaredAt, message: string): void {
    this.#declarations.problems.push({ file, line, message });
  }
}

interface CommonFilter {
  readonly name: string | null;
  readonly cond: Term | null;
  readonly always: boolean;
  /** Null: all. */
  readonly entities?: readonly string[] | null;
}

/**
 * Filters of every entity: `filters: { live: { cond, default } }` of the configuration, and `em.addFilter("live", { …
 * })`.
 */
function commonFilters(module: SourceModule): CommonFilter[] {
  if (!/\baddFilter\b|\bfilters\b/.test(module.text)) return [];
  const found: CommonFilter[] = [];
  const at = (node: TSESTree.Node): Term => term(node, { module, given: nothingGiven });
  const visit = (node: TSESTree.Node): void => {
    const callee = node.type === "CallExpression" ? node.callee : node.type === "NewExpression" ? node.callee : null;
    if (callee?.type === "Identifier" && /^(?:defineEntity|EntitySchema)$/.test(callee.name)) return;
    if (node.type === "CallExpression" && callee?.type === "MemberExpression" && memberName(callee) === "addFilter") {
      const [name, cond, entities, options] = node.arguments;
      const on = options ? (booleanOf(at(options)) ?? booleanOf(propertyOf(at(options), "default")) ?? true) : true;
      if (name && cond)
        found.push({
          name: stringOf(at(name)),
          cond: at(cond),
          always: on,
          entities: entities ? namesIn(at(entities)) : null,
        });
    }
    if (
      node.type === "Property" &&
      !node.computed &&
      node.key.type === "Identifier" &&
      node.key.name === "filters" &&
      node.value.type === "ObjectExpression"
    ) {
      for (const { key, value } of propertiesOf(at(node.value))) {
        const cond = propertyOf(value, "cond");
        const entity = propertyOf(value, "entity");
        if (cond)
          found.push({
            name: key,
            cond,
            always: booleanOf(propertyOf(value, "default")) === true,
            entities: entity ? namesIn(entity) : null,
          });
      }
    }
    for (const child of childrenOf(node)) visit(child);
  };
  visit(module.ast);
  return found;
}

function namesIn(start: Term): readonly string[] | null {
  const names = (elementsOf(start) ?? [start]).map((one) => stringOf(one) ?? shapeNamed(one).name);
  return names.every((name) => name !== null) && names.length > 0 ? names : null;
}

/** A subscriber that changes what is flushed, deletions among it. */
const keepsDeleted = (module: SourceModule): boolean =>
  /\bonFlush\b/.test(module.text) && /\bChangeSetType\.DELETE\b|["']delete["']|\bgetRemoveStack\b/.test(module.text);

/** How many properties a filter's conditions are about, as far as it is written as one object. */
function leavesOf(start: Term): number {
  const value = resolved(start);
  if (isFunction(value.node)) {
    const result = resultOf({ ...value, node: value.node }, []);
    return result ? leavesOf(result) : Number.POSITIVE_INFINITY;
  }
  const list = elementsOf(value);
  if (list) return list.reduce((sum, one) => sum + leavesOf(one), 0);
  return propertiesOf(value).reduce((sum, { key, value: inner }) => sum + (key === "$and" ? leavesOf(inner) : 1), 0);
}

const tableOf = ({ table }: Entity): TableName => ({ schema: table.schema, name: table.name });
const isOptions = (argument: Term): boolean => resolved(argument).node.type === "ObjectExpression";

/** The properties of what is embedded. */
const propertiesEmbedded = (start: Term | null | undefined): readonly ModelProperty[] | null =>
  start && !isOptions(start) ? propertiesNamed(start) : null;

/** `"author"`, or `(book) => book.author`. */
function propertyNamed(start: Term | null): string | null {
  if (!start) return null;
  const value = resolved(start);
  if (!isFunction(value.node)) return stringOf(value);
  const result = resultOf({ ...value, node: value.node }, []);
  return result?.node.type === "MemberExpression" ? memberName(result.node) : null;
}

// A type given as `types.bigint`, `t.text` or `BigIntType`.
function namedType(start: Term | null): string | null {
  if (!start) return null;
  const { node } = start;
  const name =
    node.type === "MemberExpression" && node.property.type === "Identifier"
      ? node.property.name
      : node.type === "Identifier"
        ? node.name.replace(/Type$/, "")
        : null;
  // The class of JavaScript is a moment, and the type that is written like it a day.
  return node.type === "Identifier" && node.name === "Date" ? "datetime" : (name?.toLowerCase() ?? null);
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
      return type.typeName.type !== "Identifier"
        ? null
        : type.typeName.name === "Date"
          ? "date"
          : type.typeName.name === "Buffer"
            ? "buffer"
            : /^Record$/.test(type.typeName.name)
              ? "json"
              : type.typeName.name === "Opt" && type.typeArguments?.params[0]
                ? annotationName(type.typeArguments.params[0], property)
                : null;
    case "TSIntersectionType": {
      const [plain] = type.types.filter((member) => member.type !== "TSTypeReference");
      return plain ? annotationName(plain, property) : annotationName(type.types[0] ?? null, property);
    }
    default: {
      const { value } = property;
      if (value?.type === "Literal") return typeof value.value;
      return value?.type === "NewExpression" && value.callee.type === "Identifier" && value.callee.name === "Date"
        ? "date"
        : null;
    }
  }
}

function typeOf(given: string | null, annotated: string | null, option: (name: string) => Term | null): string | null {
  const length = numberOf(option("length"));
  const sized = (type: string, fallback: number | null) =>
    (length ?? fallback) === null ? type : `${type}(${length ?? fallback ?? 0})`;
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
      return given === "date" ? "date" : `timestamptz${length === null ? "" : `(${length})`}`;
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
  const text = stringOf(value);
  if (text !== null) return literal(text);
  const plain = numberOf(value) ?? booleanOf(value);
  if (plain !== null) return String(plain);
  return value.node.type === "Literal" && value.node.value === null ? null : unknownSql;
}
