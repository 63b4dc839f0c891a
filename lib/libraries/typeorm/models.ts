import type { TSESTree } from "@typescript-eslint/utils";
import { meaningOf } from "../../source/meaning.ts";
import type { SourceModule } from "../../source/module.ts";
import {
  referentialAction,
  tableDeclared,
  unknownSql,
  type DeclaredAt,
  type DeclaredColumn,
  type DeclaredForeignKey,
  type DeclaredTable,
  type Declarations,
  type TableName,
} from "../../read/models/declared.ts";
import {
  classesOf,
  classNamed,
  lineageOf,
  parentOf,
  withoutNull,
  type Decorator,
  type ModelClass,
  type ModelProperty,
} from "../../read/models/decorators.ts";
import { literal, qualified } from "../../read/models/definitions.ts";
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
import { isFunction, memberName, nameOfKey } from "../../source/nodes.ts";
import { hashedName, type Naming } from "./naming.ts";
import { strategyOf } from "./naming-strategy.ts";
import { only } from "../../lists.ts";

/**
 * Reads TypeORM's entities: classes with decorators, and EntitySchema. Types and names are those TypeORM gives in
 * PostgreSQL.
 */
export function readTypeorm(modules: readonly SourceModule[], declarations: Declarations): void {
  const { naming, untold } = strategyOf(modules);
  if (untold) {
    const { file, line } = placeOf(untold.at);
    declarations.problems.push({ file, line, message: untold.message });
  }
  new TypeormReader(declarations, naming).read(modules);
}

/** A property of an entity as decorators or an EntitySchema declare it. */
interface Declared {
  readonly property: string;
  readonly kind: string;
  readonly at: DeclaredAt;
  /** The first argument, where it is a text. */
  readonly written: string | null;
  readonly options: Term | null;
  readonly annotation: { readonly type: TSESTree.TypeNode | null; readonly module: SourceModule } | null;
  readonly target: Term | undefined;
  readonly inverse: Term | undefined;
  readonly joinColumns: readonly Term[];
  readonly joinTable: Term | null | undefined;
  readonly decorators: readonly Decorator[];
  readonly prefixes: readonly string[];
  /** Belongs to a child of single-table inheritance. */
  readonly child: boolean;
}

interface Entity {
  readonly table: DeclaredTable;
  readonly key: object;
  readonly name: string;
  readonly declared: readonly Declared[];
  readonly decorators: readonly Decorator[];
  /** Property to columns. */
  readonly columns: Map<string, readonly string[]>;
}

const columnKinds = new Set([
  "Column",
  "PrimaryColumn",
  "PrimaryGeneratedColumn",
  "CreateDateColumn",
  "UpdateDateColumn",
  "DeleteDateColumn",
  "VersionColumn",
]);
const relationKinds = new Set(["ManyToOne", "OneToOne", "ManyToMany", "TreeParent", "OneToMany", "TreeChildren"]);

class TypeormReader {
  readonly #declarations: Declarations;
  readonly #naming: Naming;
  readonly #entities = new Map<object, Entity>();
  readonly #byName = new Map<string, Entity>();

  constructor(declarations: Declarations, naming: Naming) {
    this.#declarations = declarations;
    this.#naming = naming;
  }

  read(modules: readonly SourceModule[]): void {
    const classes = modules.flatMap(classesOf);
    for (const own of classes) this.#class(own, classes);
    for (const module of modules) this.#schemas(module);
    const entities = [...new Set(this.#entities.values())];
    const embedded = ({ prefixes, property }: Declared) => prefixes.length > 0 || property.includes(".");
    for (const entity of entities)
      for (const declared of entity.declared)
        if (columnKinds.has(declared.kind) && !embedded(declared)) this.#column(entity, declared);
    for (const entity of entities) this.#discriminator(entity);
    for (const entity of entities) this.#tree(entity);
    for (const entity of entities) this.#primaryKey(entity);
    for (const entity of entities)
      for (const declared of entity.declared)
        if (/^(?:ManyToOne|OneToOne|TreeParent)$/.test(declared.kind)) this.#toOne(entity, declared);
    // The columns of what is embedded come last.
    for (const entity of entities)
      for (const declared of entity.declared)
        if (columnKinds.has(declared.kind) && embedded(declared)) this.#column(entity, declared);
    // Keys name relations as well as columns.
    for (const entity of entities) this.#keys(entity);
    for (const entity of entities)
      for (const declared of entity.declared) if (declared.kind === "ManyToMany") this.#toMany(entity, declared);
    for (const entity of entities) for (const declared of entity.declared) this.#inverse(entity, declared);
  }

  #class(own: ModelClass, all: readonly ModelClass[]): void {
    const entity = own.decorators.find(
      ({ from, name }) => from === "typeorm" && (name === "Entity" || name === "ViewEntity"),
    );
    if (!entity) return;
    const [first, second] = entity.arguments;
    const written = stringOf(first);
    const options = written === null ? (first ?? null) : (second ?? null);
    const at = placeOf(term(own.node.id ?? own.node, { module: own.module, given: nothingGiven }));
    const name = this.#naming.table(own.name, written ?? stringOf(propertyOf(options, "name")));
    if (name === null) return;
    const schema = schemaOf(options);
    this.#declarations.files.add(own.module.file);
    if (
      isUntold(propertyOf(options, "name")) ||
      isUntold(propertyOf(options, "schema")) ||
      (first && written === null && resolved(first).node.type !== "ObjectExpression")
    ) {
      this.#declarations.problems.push({
        file: at.file,
        line: at.line,
        message: `the table of "${own.name}" could not be told`,
      });
      return;
    }
    if (entity.name === "ViewEntity") {
      const expression = propertyOf(options, "expression");
      // Those of tables do as well.
      const names = lineageOf(own)
        .flatMap((one) => one.properties)
        .flatMap(({ name: property, decorators }) => {
          const column = decorators.find((decorator) => decorator.name.endsWith("Column"));
          if (!column) return [];
          const given = stringOf(propertyOf(column.arguments.at(-1) ?? null, "name"));
          return [given ?? this.#naming.column(property, null, []) ?? property];
        });
      if (stringOf(expression) === null && names.length === 0) {
        this.#declarations.problems.push({
          file: at.file,
          line: at.line,
          message: `the columns of the view of "${own.name}" could not be told`,
        });
        return;
      }
      this.#declarations.views.push({
        schema,
        name,
        materialized: booleanOf(propertyOf(options, "materialized")) === true,
        columns: null,
        query: stringOf(expression),
        at,
        ...(stringOf(expression) === null ? { columns: names } : {}),
      });
      return;
    }
    const children = all.filter(
      (other) =>
        other.decorators.some((decorator) => decorator.from === "typeorm" && decorator.name === "ChildEntity") &&
        lineageOf(other).includes(own) &&
        other !== own,
    );
    const single = own.decorators.some((decorator) => decorator.name === "TableInheritance");
    const declared = lineageOf(own).flatMap((one) => this.#declaredIn(one, [], false));
    if (single) {
      for (const child of children)
        for (const one of lineageOf(child))
          if (!lineageOf(own).includes(one))
            declared.push(
              ...this.#declaredIn(one, [], true).filter(
                ({ property }) => !declared.some((other) => other.property === property),
              ),
            );
    }
    let outside = false;
    for (const one of lineageOf(own))
      outside ||= parentOf(one) === "outside" && !/(?:^|\.)BaseEntity$/.test(textOfNode(one));
    if (outside)
      this.#declarations.problems.push({
        file: at.file,
        line: at.line,
        message: `"${own.name}" extends a class that is not of the project: columns it adds are not known`,
      });
    const table = {
      ...tableDeclared({ schema, name }, own.name, at),
      otherNames: single ? children.map((child) => child.name) : [],
    };
    const decorators = lineageOf(own).flatMap((one) => one.decorators);
    const made: Entity = {
      table,
      key: own.node,
      name: own.name,
      declared: withoutOverridden(declared),
      decorators,
      columns: new Map(),
    };
    this.#add(made);
    for (const child of children) if (single) this.#entities.set(child.node, made);
  }

  #add(entity: Entity): void {
    this.#entities.set(entity.key, entity);
    this.#byName.set(entity.name, entity);
    this.#declarations.tables.push(entity.table);
  }

  #discriminator({ table, decorators }: Entity): void {
    const decorator = decorators.find(({ from, name }) => from === "typeorm" && name === "TableInheritance");
    if (!decorator) return;
    const column = propertyOf(decorator.arguments[0] ?? null, "column");
    const name =
      (column && (stringOf(column) ?? stringOf(propertyOf(column, "name")))) ?? this.#naming.column("type", null, []);
    if (name === null) return;
    const type = column ? (stringOf(propertyOf(column, "type")) ?? "varchar") : "varchar";
    table.columns.push({
      name,
      property: null,
      type: typeNamed(type, column, false),
      notNull: true,
      default: null,
      at: table.at,
    });
    table.indexes.push({ name: hashedName("IDX", table.name, [name]), keys: [{ column: name }], unique: false });
  }

  /** What a class of its own declares; `prefixes` where it is embedded. */
  #declaredIn(own: ModelClass, prefixes: readonly string[], child: boolean, path = ""): Declared[] {
    return own.properties.flatMap((property): Declared[] => {
      const decorators = property.decorators.filter(({ from }) => from === "typeorm");
      const main = decorators.find(({ name }) => columnKinds.has(name) || relationKinds.has(name));
      const place = placeOf(property.at);
      if (!main) {
        const strange = property.decorators.find(({ from }) => from === null);
        if (strange && decorators.length === 0 && !property.accessor)
          this.#declarations.problems.push({
            file: place.file,
            line: place.line,
            message: `what @${strange.name} makes of "${property.name}" of "${own.name}" could not be told`,
          });
        return [];
      }
      const [first, second, third] = main.arguments;
      const embedded = main.name === "Column" && first && isFunction(resolved(first).node) ? classNamed(first) : null;
      if (embedded) {
        const prefix = propertyOf(second ?? null, "prefix");
        const inner = prefix === null || booleanOf(prefix) === true ? property.name : (stringOf(prefix) ?? "");
        return lineageOf(embedded).flatMap((one) =>
          this.#declaredIn(one, inner === "" ? prefixes : [...prefixes, inner], child, `${path}${property.name}.`),
        );
      }
      const relation = relationKinds.has(main.name);
      const options = relation
        ? (third ?? (second && !isFunction(resolved(second).node) && stringOf(second) === null ? second : null))
        : stringOf(first) === null
          ? (first ?? null)
          : (second ?? null);
      const join = decorators.find(({ name }) => name === "JoinTable");
      return [
        {
          property: `${path}${property.name}`,
          kind: main.name,
          at: place,
          written: stringOf(first),
          options,
          annotation: { type: property.type, module: own.module },
          target: first,
          inverse: relation ? second : undefined,
          joinColumns: decorators
            .filter(({ name }) => name === "JoinColumn")
            .flatMap((decorator) => joinTerms(decorator.arguments[0], property)),
          joinTable: join ? (join.arguments[0] ?? null) : undefined,
          decorators,
          prefixes,
          child,
        },
      ];
    });
  }

  /** `new EntitySchema({ name, tableName, columns, relations })`. */
  #schemas(module: SourceModule): void {
    for (const statement of module.ast.body) {
      const declaration = statement.type === "ExportNamedDeclaration" ? statement.declaration : statement;
      if (declaration?.type !== "VariableDeclaration") continue;
      for (const { init } of declaration.declarations) {
        if (init?.type !== "NewExpression" || init.callee.type !== "Identifier") continue;
        const meaning = meaningOf(init.callee, module);
        if (
          meaning?.kind !== "package" ||
          meaning.specifier !== "typeorm" ||
          meaning.name !== "EntitySchema" ||
          !init.arguments[0]
        )
          continue;
        this.#schema(term(init.arguments[0], { module, given: nothingGiven }), init);
      }
    }
  }

  #schema(options: Term, key: TSESTree.Node): void {
    const name = stringOf(propertyOf(options, "name"));
    const at = placeOf(term(key, options));
    if (name === null) {
      this.#declarations.problems.push({
        file: at.file,
        line: at.line,
        message: "the name of this entity could not be told",
      });
      return;
    }
    const kinds: Readonly<Record<string, string>> = {
      "many-to-one": "ManyToOne",
      "one-to-many": "OneToMany",
      "one-to-one": "OneToOne",
      "many-to-many": "ManyToMany",
    };
    const columns = propertyOf(options, "columns");
    const declared: Declared[] = (columns ? propertiesOf(columns) : []).map(({ key: property, value, at: place }) => {
      const flag = (flagName: string) => booleanOf(propertyOf(value, flagName)) === true;
      const kind = propertyOf(value, "generated")
        ? "PrimaryGeneratedColumn"
        : flag("createDate")
          ? "CreateDateColumn"
          : flag("updateDate")
            ? "UpdateDateColumn"
            : flag("deleteDate")
              ? "DeleteDateColumn"
              : flag("primary")
                ? "PrimaryColumn"
                : "Column";
      const generated = stringOf(propertyOf(value, "generated"));
      return {
        property,
        kind,
        at: placeOf(place),
        written: kind === "PrimaryGeneratedColumn" ? (generated ?? "increment") : null,
        options: value,
        annotation: null,
        target: undefined,
        inverse: undefined,
        joinColumns: [],
        joinTable: undefined,
        decorators: [],
        prefixes: [],
        child: false,
      };
    });
    const relations = propertyOf(options, "relations");
    for (const { key: property, value, at: place } of relations ? propertiesOf(relations) : []) {
      const kind = kinds[stringOf(propertyOf(value, "type")) ?? ""];
      if (kind === undefined) continue;
      const join = propertyOf(value, "joinColumn");
      const table = propertyOf(value, "joinTable");
      declared.push({
        property,
        kind,
        at: placeOf(place),
        written: null,
        options: value,
        annotation: null,
        target: propertyOf(value, "target") ?? undefined,
        inverse: propertyOf(value, "inverseSide") ?? undefined,
        joinColumns: join ? (elementsOf(join) ?? [join]) : [],
        joinTable: table ?? undefined,
        decorators: [],
        prefixes: [],
        child: false,
      });
    }
    if (isUntold(propertyOf(options, "tableName")) || isUntold(propertyOf(options, "schema"))) {
      this.#declarations.problems.push({
        file: at.file,
        line: at.line,
        message: `the table of "${name}" could not be told`,
      });
      return;
    }
    const tableName = this.#naming.table(name, stringOf(propertyOf(options, "tableName")));
    if (tableName === null) return;
    const table = tableDeclared({ schema: schemaOf(options), name: tableName }, name, at);
    this.#add({ table, key, name, declared, decorators: [], columns: new Map() });
  }

  #column(entity: Entity, declared: Declared): void {
    const { table, columns } = entity;
    const { options, kind, property } = declared;
    const leaf = property.slice(property.lastIndexOf(".") + 1);
    if (isUntold(propertyOf(options, "name"))) {
      this.#declarations.problems.push({
        file: declared.at.file,
        line: declared.at.line,
        message: `the column of "${property}" of "${entity.name}" could not be told`,
      });
      return;
    }
    const name = this.#naming.column(leaf, stringOf(propertyOf(options, "name")), declared.prefixes);
    if (name === null) return;
    const array = booleanOf(propertyOf(options, "array")) === true;
    const generatedBy = declared.decorators.find((decorator) => decorator.name === "Generated");
    const strategy =
      kind === "PrimaryGeneratedColumn"
        ? (declared.written ?? "increment")
        : generatedBy
          ? (stringOf(generatedBy.arguments[0]) ?? "increment")
          : null;
    const primary =
      kind === "PrimaryColumn" ||
      kind === "PrimaryGeneratedColumn" ||
      booleanOf(propertyOf(options, "primary")) === true;
    const base = this.#type(entity, declared, name, strategy);
    const initial = propertyOf(options, "default");
    const dated = kind === "CreateDateColumn" || kind === "UpdateDateColumn";
    const column: DeclaredColumn = {
      name,
      property,
      at: declared.at,
      type:
        strategy === "increment" || strategy === "rowid"
          ? /bigint|int8/.test(base)
            ? "bigserial"
            : /smallint|int2/.test(base)
              ? "smallserial"
              : "serial"
          : `${base}${array ? "[]" : ""}`,
      notNull:
        primary ||
        !(kind === "DeleteDateColumn" || booleanOf(propertyOf(options, "nullable")) === true || declared.child),
      identity:
        strategy === "identity"
          ? stringOf(propertyOf(options, "generatedIdentity")) === "ALWAYS"
            ? "always"
            : "by default"
          : null,
      generated: propertyOf(options, "asExpression")
        ? (stringOf(propertyOf(options, "asExpression")) ?? unknownSql)
        : null,
      default: strategy === "uuid" ? "uuid_generate_v4()" : initial ? defaultOf(initial) : dated ? "now()" : null,
    };
    columns.set(property, [name]);
    table.columns.push(column);
    if (primary) table.primaryKey = { name: null, columns: [...(table.primaryKey?.columns ?? []), name] };
    if (booleanOf(propertyOf(options, "unique")) === true)
      table.uniques.push({ name: hashedName("UQ", table.name, [name]), columns: [name] });
    if (kind === "DeleteDateColumn") table.softDelete = { column: name, live: null, deletes: false, filters: true };
  }

  #type(
    { table }: Entity,
    { kind, written, options, annotation }: Declared,
    column: string,
    strategy: string | null,
  ): string {
    const type = propertyOf(options, "type");
    const given =
      (kind === "PrimaryGeneratedColumn" ? null : written) ?? stringOf(type) ?? (type ? constructorName(type) : null);
    if (strategy === "uuid") return "uuid";
    if (given === null && (kind === "CreateDateColumn" || kind === "UpdateDateColumn" || kind === "DeleteDateColumn"))
      return typeNamed("timestamp", options, true);
    if (given === null && (kind === "VersionColumn" || strategy !== null)) return "integer";
    const labels = propertyOf(options, "enum");
    if (labels && (given === null || given === "enum" || given === "simple-enum")) {
      const values = enumLabels(labels);
      const name: TableName = {
        schema: table.schema,
        name: stringOf(propertyOf(options, "enumName")) ?? `${table.name}_${column.toLowerCase()}_enum`,
      };
      if (values === null)
        this.#declarations.problems.push({
          file: table.at.file,
          line: table.at.line,
          message: `the values of enum "${name.name}" could not be told`,
        });
      if (!this.#declarations.enums.some((other) => other.name === name.name && other.schema === name.schema))
        this.#declarations.enums.push({ ...name, labels: values ?? [], at: table.at });
      return qualified(name);
    }
    if (given !== null) return typeNamed(given, options, true);
    const declared = annotation && withoutNull(annotation.type).type;
    return typeNamed(declared ? (annotatedType(declared, annotation.module) ?? "unknown") : "unknown", options, true);
  }

  #tree(entity: Entity): void {
    const tree = stringOf(
      entity.decorators.find(({ from, name }) => from === "typeorm" && name === "Tree")?.arguments[0],
    );
    const add = (name: string, type: string, initial: string | null, notNull: boolean) =>
      entity.table.columns.push({ name, property: null, type, notNull, default: initial, at: entity.table.at });
    if (tree === "materialized-path") add("mpath", "varchar", "''", false);
    if (tree === "nested-set") {
      add("nsleft", "integer", "1", true);
      add("nsright", "integer", "2", true);
    }
  }

  #primaryKey({ table }: Entity): void {
    if (table.primaryKey)
      table.primaryKey = {
        name: hashedName("PK", table.name, table.primaryKey.columns),
        columns: table.primaryKey.columns,
      };
  }

  #target(declared: Declared): Entity | null {
    const own = classNamed(declared.target);
    if (own) return this.#entities.get(own.node) ?? null;
    const text = stringOf(declared.target);
    const value = declared.target && resolved(declared.target).node;
    return (text === null ? null : this.#byName.get(text)) ?? (value ? (this.#entities.get(value) ?? null) : null);
  }

  #toOne(entity: Entity, declared: Declared): void {
    const { table } = entity;
    const { options, kind } = declared;
    if (kind === "OneToOne" && declared.joinColumns.length === 0) return;
    const target = this.#target(declared);
    const named = declared.joinColumns.flatMap((join) => {
      const referenced = stringOf(propertyOf(join, "referencedColumnName"));
      return [
        {
          name: stringOf(propertyOf(join, "name")),
          referenced: referenced === null ? null : (target?.columns.get(referenced)?.[0] ?? referenced),
          foreignKey: stringOf(propertyOf(join, "foreignKeyConstraintName")),
        },
      ];
    });
    const keys = target?.table.primaryKey?.columns ?? [];
    const leaf = declared.property.slice(declared.property.lastIndexOf(".") + 1);
    const referenced = named.some((join) => join.referenced !== null)
      ? named.map((join) => join.referenced ?? keys[0] ?? "id")
      : keys.length > 0
        ? keys
        : ["id"];
    const primary = booleanOf(propertyOf(options, "primary")) === true;
    const columns = referenced.flatMap((key, index) => {
      const join =
        named.find((one) => one.referenced === key) ?? (only(named)?.referenced === null ? named[0] : named[index]);
      const property = target ? propertyFor(target, key) : key;
      const name = join?.name ?? this.#naming.joinColumn(leaf, property);
      if (name === null) return [];
      if (!table.columns.some((column) => column.name === name)) {
        const model = target?.table.columns.find((column) => column.name === key);
        const notNull =
          primary || (kind !== "TreeParent" && booleanOf(propertyOf(options, "nullable")) === false && !declared.child);
        table.columns.push({
          name,
          property: null,
          type:
            model?.type
              ?.replace(/^bigserial$/, "bigint")
              .replace(/^smallserial$/, "smallint")
              .replace(/^serial$/, "integer") ?? null,
          notNull,
          default: null,
          at: declared.at,
        });
      }
      return [name];
    });
    if (columns.length < referenced.length) return;
    entity.columns.set(declared.property, columns);
    if (target)
      table.relations.push({
        property: declared.property,
        model: target.name,
        table: tableOf(target),
        kind: "one",
        columns,
        targetColumns: referenced,
        through: null,
        ...eagerness(declared),
      });
    if (kind === "OneToOne") table.uniques.push({ name: hashedName("REL", table.name, columns), columns });
    if (!target || booleanOf(propertyOf(options, "createForeignKeyConstraints")) === false) return;
    const action = (name: string) => referentialAction(stringOf(propertyOf(options, name))) ?? "no action";
    const foreignKey: DeclaredForeignKey = {
      name: named[0]?.foreignKey ?? hashedName("FK", table.name, columns),
      columns,
      references: target.table,
      referenced,
      onDelete: action("onDelete"),
      onUpdate: action("onUpdate"),
    };
    table.foreignKeys.push(foreignKey);
  }

  /** Indexes, unique constraints and checks, which name properties. */
  #keys(entity: Entity): void {
    const { table, declared, decorators } = entity;
    const add = (decorator: Decorator, properties: readonly string[] | null) => {
      const [first, second, third] = decorator.arguments;
      const name = stringOf(first);
      const rest = name === null ? decorator.arguments : decorator.arguments.slice(1);
      const listed = properties ?? columnsListed(rest[0]);
      const options =
        (properties ? rest.findLast((argument) => resolved(argument).node.type === "ObjectExpression") : rest[1]) ??
        null;
      const columns = listed?.flatMap((property) => entity.columns.get(property) ?? []) ?? [];
      if (decorator.name === "Check") {
        const sql = stringOf(second) ?? stringOf(first);
        if (sql !== null) table.checks.push({ name: second ? name : null, sql });
      } else if (columns.length > 0 && decorator.name === "Unique")
        table.uniques.push({ name: name ?? hashedName("UQ", table.name, columns), columns });
      else if (columns.length > 0 && decorator.name === "Index") {
        const where = stringOf(propertyOf(options, "where"));
        if (propertyOf(third ?? null, "synchronize")) return;
        table.indexes.push({
          name: name ?? hashedName("IDX", table.name, columns, where),
          keys: columns.map((column) => ({ column })),
          unique: booleanOf(propertyOf(options, "unique")) === true,
          where,
          method: booleanOf(propertyOf(options, "spatial")) === true ? "gist" : null,
        });
      }
    };
    for (const decorator of decorators) if (decorator.from === "typeorm") add(decorator, null);
    for (const { property, decorators: own } of declared)
      for (const decorator of own)
        if (decorator.name === "Index" || decorator.name === "Unique" || decorator.name === "Check")
          add(decorator, [property]);
  }

  #toMany(entity: Entity, declared: Declared): void {
    const target = this.#target(declared);
    if (declared.joinTable === undefined || !target) return;
    const options = declared.joinTable;
    const at = declared.at;
    const { table } = entity;
    const leaf = declared.property.slice(declared.property.lastIndexOf(".") + 1);
    const name = stringOf(propertyOf(options, "name")) ?? this.#naming.joinTable(table.name, target.table.name, leaf);
    if (name === null) return;
    const schema = schemaOf(options) ?? table.schema;
    const side = (own: Entity, single: string, several: string) => {
      const list = propertyOf(options, several);
      const one = propertyOf(options, single);
      const terms = list ? (elementsOf(list) ?? []) : one ? [one] : [];
      return (own.table.primaryKey?.columns ?? ["id"]).map((key, index) => {
        const given = stringOf(propertyOf(terms[index] ?? null, "name"));
        const model = own.table.columns.find((column) => column.name === key);
        return {
          key,
          name: given ?? this.#naming.joinTableColumn(own.table.name, key) ?? "",
          type:
            model?.type
              ?.replace(/^bigserial$/, "bigint")
              .replace(/^smallserial$/, "smallint")
              .replace(/^serial$/, "integer") ?? null,
        };
      });
    };
    const first = side(entity, "joinColumn", "joinColumns");
    const second = side(target, "inverseJoinColumn", "inverseJoinColumns");
    for (const [index, column] of first.entries()) {
      const same = second.findIndex((other) => other.name === column.name);
      const other = second[same];
      if (!other) continue;
      second[same] = { ...other, name: `${column.name}_2` };
      first[index] = { ...column, name: `${column.name}_1` };
    }
    const columns = [...first, ...second];
    if (columns.some((column) => column.name === "")) return;
    const keysOf = (list: typeof first) => list.map(({ key }) => key);
    const namesOf = (list: typeof first) => list.map((column) => column.name);
    table.relations.push({
      property: declared.property,
      model: target.name,
      table: tableOf(target),
      kind: "many",
      columns: keysOf(first),
      targetColumns: keysOf(second),
      through: { schema, name, columns: namesOf(first), targetColumns: namesOf(second) },
      ...eagerness(declared),
    });
    const inverse = this.#inverseOf(target, declared);
    const action = (of: Declared | null, which: string) =>
      (of && referentialAction(stringOf(propertyOf(of.options, which)))) ?? "cascade";
    const keyOf = (own: Entity, list: typeof first, of: Declared | null): DeclaredForeignKey => ({
      name: hashedName(
        "FK",
        name,
        list.map((column) => column.name),
      ),
      columns: list.map((column) => column.name),
      references: own.table,
      referenced: list.map(({ key }) => key),
      onDelete: action(of, "onDelete"),
      onUpdate: action(of, "onUpdate"),
    });
    const index = (list: typeof first) => ({
      name: hashedName(
        "IDX",
        name,
        list.map((column) => column.name),
      ),
      keys: list.map((column) => ({ column: column.name })),
      unique: false,
    });
    const names = columns.map((column) => column.name);
    this.#declarations.tables.push({
      ...tableDeclared({ schema, name }, null, at),
      columns: columns.map((column) => ({
        name: column.name,
        property: null,
        type: column.type,
        notNull: true,
        default: null,
        at,
      })),
      primaryKey: { name: hashedName("PK", name, names), columns: names },
      indexes: [index(first), index(second)],
      foreignKeys: [keyOf(entity, first, declared), keyOf(target, second, inverse)],
    });
  }

  /** A relation whose columns stand on the other side. */
  #inverse(entity: Entity, declared: Declared): void {
    const { property, kind } = declared;
    const { relations } = entity.table;
    if (!relationKinds.has(kind) || relations.some((relation) => relation.property === property)) return;
    const target = this.#target(declared);
    if (!target) return;
    const parent = kind === "TreeChildren" ? entity.declared.find((other) => other.kind === "TreeParent") : null;
    const back = parent ?? this.#inverseOf(target, declared);
    const other = back && target.table.relations.find((relation) => relation.property === back.property);
    relations.push({
      property,
      model: target.name,
      table: tableOf(target),
      kind: kind === "OneToOne" ? "one" : "many",
      columns: other?.targetColumns ?? [],
      targetColumns: other?.columns ?? [],
      through: other?.through
        ? { ...other.through, columns: other.through.targetColumns, targetColumns: other.through.columns }
        : null,
      ...eagerness(declared),
    });
  }

  /** The other side of a relation: the property its second argument names. */
  #inverseOf(target: Entity, { inverse }: Declared): Declared | null {
    if (!inverse) return null;
    const value = resolved(inverse);
    let property = stringOf(inverse);
    if (isFunction(value.node)) {
      const result = resultOf({ ...value, node: value.node }, []);
      property = result?.node.type === "MemberExpression" ? memberName(result.node) : null;
    }
    return target.declared.find((declared) => declared.property === property) ?? null;
  }
}

const eagerness = ({ options }: Declared): { readonly eager?: true } =>
  booleanOf(propertyOf(options, "eager")) === true ? { eager: true } : {};

const tableOf = ({ table }: Entity): TableName => ({ schema: table.schema, name: table.name });

const textOfNode = ({ node, module }: ModelClass): string =>
  node.superClass ? module.text.slice(node.superClass.range[0], node.superClass.range[1]) : "";

function schemaOf(options: Term | null): string | null {
  const schema = stringOf(propertyOf(options, "schema"));
  return schema === "public" ? null : schema;
}

// @JoinColumn() stands for one column with chosen names.
function joinTerms(argument: Term | undefined, property: ModelProperty): readonly Term[] {
  return argument ? (elementsOf(argument) ?? [argument]) : [property.at];
}

/** A property that a class declares again replaces the one it inherits. */
function withoutOverridden(declared: readonly Declared[]): Declared[] {
  const last = new Map(declared.map((one) => [one.property, one]));
  return [...last.values()];
}

function propertyFor(entity: Entity, column: string): string {
  for (const [property, names] of entity.columns) if (names[0] === column) return property;
  return column;
}

/** `["a", "b"]`, or `(user) => [user.a, user.b]`. */
function columnsListed(start: Term | undefined): readonly string[] | null {
  if (!start) return null;
  const value = resolved(start);
  if (!isFunction(value.node)) return elementsOf(value)?.flatMap((element) => stringOf(element) ?? []) ?? null;
  const result = resultOf({ ...value, node: value.node }, []);
  const elements = result && elementsOf(result);
  return elements?.flatMap(({ node }) => (node.type === "MemberExpression" ? (memberName(node) ?? []) : [])) ?? null;
}

/** The type of a column that is given as a constructor: `String`, `Date`. */
function constructorName(start: Term): string | null {
  const { node } = start;
  return node.type === "Identifier" ? (constructors[node.name] ?? null) : null;
}

const constructors: Readonly<Record<string, string>> = {
  String: "character varying",
  Number: "integer",
  Boolean: "boolean",
  Date: "timestamp",
  Buffer: "bytea",
  BigInt: "bigint",
};

/** What TypeScript's emitted `design:type` of an annotation leads to. */
function annotatedType(type: TSESTree.TypeNode, module: SourceModule): string | null {
  switch (type.type) {
    case "TSStringKeyword":
      return "character varying";
    case "TSNumberKeyword":
      return "integer";
    case "TSBooleanKeyword":
      return "boolean";
    case "TSBigIntKeyword":
      return "bigint";
    case "TSLiteralType":
      return type.literal.type === "Literal" && typeof type.literal.value === "string"
        ? "character varying"
        : type.literal.type === "Literal" && typeof type.literal.value === "number"
          ? "integer"
          : null;
    case "TSUnionType":
      return type.types.every(
        (member) =>
          member.type === "TSLiteralType" &&
          member.literal.type === "Literal" &&
          typeof member.literal.value === "string",
      )
        ? "character varying"
        : null;
    case "TSTypeReference": {
      if (type.typeName.type !== "Identifier") return null;
      const known = constructors[type.typeName.name];
      if (known !== undefined) return known;
      const meaning = meaningOf(type.typeName, module);
      if (meaning?.kind !== "enum") return null;
      const [member] = meaning.node.body.members;
      return member?.initializer?.type === "Literal" && typeof member.initializer.value === "string"
        ? "character varying"
        : "integer";
    }
    default:
      return null;
  }
}

const spelt: Readonly<Record<string, string>> = {
  "simple-array": "text",
  "simple-json": "text",
  "simple-enum": "varchar",
  enum: "varchar",
  int: "integer",
  datetime: "timestamp",
  string: "character varying",
  number: "integer",
  double: "double precision",
  "double precision": "double precision",
  float: "double precision",
};

/** A type as SQL, with the length, precision and scale of the options. */
function typeNamed(name: string, options: Term | null, sized: boolean): string {
  const type = spelt[name] ?? name;
  if (!sized) return type;
  const number = (key: string) =>
    numberOf(propertyOf(options, key)) ?? (Number(stringOf(propertyOf(options, key)) ?? NaN) || null);
  const [length, precision, scale] = [number("length"), number("precision"), number("scale")];
  if (/^(?:varchar|character varying|char|character|bit|varbit|bit varying|vector|halfvec)$/.test(type))
    return length === null ? type : `${type}(${length})`;
  if (/^(?:numeric|decimal)$/.test(type))
    return precision === null ? type : `${type}(${precision}${scale === null ? "" : `,${scale}`})`;
  const zoned = /^(timestamp|time)(tz| with(?:out)? time zone)?$/.exec(type);
  if (zoned && precision !== null)
    return zoned[2] === "tz" ? `${type}(${precision})` : `${zoned[1] ?? ""}(${precision})${zoned[2] ?? ""}`;
  return type;
}

function enumLabels(start: Term): readonly string[] | null {
  const value = resolved(start);
  if (value.node.type === "TSEnumDeclaration") {
    const labels = value.node.body.members.map((member, index) =>
      member.initializer
        ? (stringOf(term(member.initializer, value)) ?? numberOf(term(member.initializer, value))?.toString() ?? null)
        : String(index),
    );
    return labels.every((label) => label !== null) ? labels : null;
  }
  const terms =
    value.node.type === "ObjectExpression" ? propertiesOf(value).map((property) => property.value) : elementsOf(value);
  const labels = terms?.map((label) => stringOf(label) ?? numberOf(label)?.toString() ?? null);
  return labels && labels.every((label) => label !== null) ? labels : null;
}

/** A default as TypeORM writes it: texts quoted, what a function gives back as SQL. */
function defaultOf(start: Term): DeclaredColumn["default"] {
  const value = resolved(start);
  if (isFunction(value.node)) return stringOf(resultOf({ ...value, node: value.node }, [])) ?? unknownSql;
  const text = stringOf(value);
  if (text !== null) return literal(text);
  const plain = numberOf(value) ?? booleanOf(value);
  if (plain !== null) return String(plain);
  if (value.node.type === "Literal" && value.node.value === null) return null;
  if (value.node.type === "Identifier" && nameOfKey(value.node) === "undefined") return null;
  return unknownSql;
}
