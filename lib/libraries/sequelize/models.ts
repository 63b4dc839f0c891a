import type { TSESTree } from "@typescript-eslint/utils";
import type { JoinTable } from "../../model/definition.ts";
import type { SourceModule } from "../../source/module.ts";
import {
  referentialAction,
  tableDeclared,
  unknownSql,
  type DeclaredAt,
  type DeclaredColumn,
  type DeclaredTable,
  type Declarations,
} from "../../read/models/declared.ts";
import {
  classesOf,
  classNamed,
  lineageOf,
  modelClass,
  withoutNull,
  type Decorator,
  type ModelClass,
} from "../../read/models/decorators.ts";
import { literal, qualified } from "../../read/models/definitions.ts";
import { conditionsOf } from "../../read/models/filters.ts";
import { plural, singular, underscored } from "../../read/models/plural.ts";
import {
  booleanOf,
  elementsOf,
  isUntold,
  nothingGiven,
  numberOf,
  packageNameOf,
  placeOf,
  propertiesOf,
  propertyOf,
  resolved,
  resultOf,
  term,
  stringOf,
  type Property,
  type Term,
} from "../../read/models/syntax.ts";
import { childrenOf, enclosingClass, isClass, isFunction, memberName, nameOfKey } from "../../source/nodes.ts";
import { only, own } from "../../lists.ts";

/**
 * Reads Sequelize's models: `define`, `init` and the decorators of sequelize-typescript, as `sync` would make their
 * tables.
 */
export function readSequelize(modules: readonly SourceModule[], declarations: Declarations): void {
  new SequelizeReader(modules, declarations).read();
}

interface Model {
  readonly name: string;
  readonly table: DeclaredTable;
  readonly key: TSESTree.Node;
  readonly underscored: boolean;
  /** Attribute to column. */
  readonly columns: Map<string, string>;
  /** Columns that @ForeignKey marks, with what they lead to. */
  readonly keys: { readonly target: Model; readonly column: string }[];
  /** Has the id that Sequelize adds where no attribute is a key. */
  numbered: boolean;
}

/** `models.users = await sequelize.define("user", …)`: the name under which programs find the model; null where it is kept otherwise. */
function accessorOf(definition: TSESTree.Node): string | null {
  const { parent } = definition;
  if (parent?.type === "AwaitExpression") return accessorOf(parent);
  const isKept = parent?.type === "AssignmentExpression" && parent.right === definition;
  return isKept && parent.left.type === "MemberExpression" ? (memberName(parent.left) ?? null) : null;
}

/** An attribute as it is written, however it is. */
interface Attribute {
  readonly name: string;
  readonly at: DeclaredAt;
  readonly type: Term | null;
  /** TypeScript's type, where no other is written. */
  readonly annotation: TSESTree.TypeNode | null;
  readonly options: Term | null;
  readonly primary: boolean;
  readonly increments: boolean;
  readonly notNull: boolean;
  readonly unique: boolean;
  readonly initial: Term | null;
}

const libraries = /^(?:sequelize(?:-typescript)?|@sequelize\/.*)$/;

class SequelizeReader {
  readonly #modules: readonly SourceModule[];
  readonly #declarations: Declarations;
  readonly #models = new Map<TSESTree.Node, Model>();
  readonly #byName = new Map<string, Model>();
  readonly #calls: Term[] = [];
  readonly #late: (() => void)[] = [];
  /** What needs the columns of every association. */
  readonly #last: (() => void)[] = [];
  /** What `new Sequelize(…, { define })` says of every model. */
  #define: Term | null = null;

  constructor(modules: readonly SourceModule[], declarations: Declarations) {
    this.#modules = modules;
    this.#declarations = declarations;
  }

  read(): void {
    const calls = this.#calls;
    for (const module of this.#modules) this.#collect(module.ast, module, calls);
    for (const call of calls) this.#definition(call);
    for (const module of this.#modules) for (const own of classesOf(module)) this.#decorated(own);
    for (const next of this.#late) next();
    for (const call of calls) this.#association(call);
    for (const call of calls) this.#manyToMany(call);
    for (const next of this.#last) next();
    for (const call of calls) this.#addedScope(call);
  }

  #collect(node: TSESTree.Node, module: SourceModule, calls: Term[]): void {
    const own: Term = { node, module, given: nothingGiven };
    if (node.type === "CallExpression") calls.push(own);
    if (node.type === "NewExpression" && node.callee.type === "Identifier" && node.callee.name === "Sequelize") {
      for (const argument of node.arguments) this.#define ??= propertyOf(term(argument, own), "define");
    }
    for (const child of childrenOf(node)) this.#collect(child, module, calls);
  }

  #option(options: Term | null, name: string): Term | null {
    return propertyOf(options, name) ?? propertyOf(this.#define, name);
  }

  #definition(call: Term): void {
    const { node } = call;
    if (node.type !== "CallExpression" || node.callee.type !== "MemberExpression") return;
    const method = memberName(node.callee);
    const args = node.arguments.map((argument) => term(argument, call));
    const [first, second] = args;
    if (method === "define" && second) {
      const name = stringOf(args[0]);
      const attributes = resolved(second);
      if (attributes.node.type !== "ObjectExpression" || !/\bDataTypes?\b|\bSequelize\b/.test(call.module.text)) return;
      if (name === null) this.#problem(placeOf(call), "the name of this model could not be told");
      else this.#model(name, second, args[2] ?? null, node, placeOf(call));
      return;
    }
    if (method !== "init" || args.length === 0) return;
    const object = node.callee.object;
    const owner =
      object.type === "Super" || object.type === "ThisExpression"
        ? enclosingClass(node)
        : classNamed(term(object, call))?.node;
    if (!owner) return;
    const own = modelClass(owner, call.module);
    if (!isModel(own)) return;
    if (!first) return;
    const options = second ?? null;
    this.#model(stringOf(propertyOf(options, "modelName")) ?? own.name, first, options, owner, placeOf(call));
  }

  #model(name: string, attributes: Term, options: Term | null, key: TSESTree.Node, at: DeclaredAt): void {
    const listed = propertiesOf(attributes);
    if (listed.length === 0 && resolved(attributes).node.type !== "ObjectExpression") {
      this.#problem(at, `the attributes of "${name}" could not be told`);
      return;
    }
    this.#add(
      name,
      listed.flatMap((property) => attributeOf(property)),
      options,
      key,
      at,
    );
  }

  #add(name: string, attributes: readonly Attribute[], options: Term | null, key: TSESTree.Node, at: DeclaredAt): void {
    const flag = (option: string) => booleanOf(this.#option(options, option));
    const snake = flag("underscored") === true;
    const written = stringOf(propertyOf(options, "tableName"));
    if (isUntold(propertyOf(options, "tableName")) || isUntold(this.#option(options, "schema"))) {
      this.#problem(at, `the table of "${name}" could not be told`);
      return;
    }
    if (written === null && hasUnknownSpread(options)) {
      this.#problem(at, `the table of "${name}" could not be told: its options come from elsewhere`);
      return;
    }
    const chosen = flag("freezeTableName") === true ? name : snake ? underscored(plural(name)) : plural(name);
    const schema = stringOf(this.#option(options, "schema"));
    const declared = tableDeclared({ schema: schema === "public" ? null : schema, name: written ?? chosen }, name, at);
    const table: DeclaredTable = { ...declared, accessor: accessorOf(key) };
    const model: Model = { name, table, key, underscored: snake, columns: new Map(), keys: [], numbered: false };
    this.#models.set(key, model);
    this.#byName.set(name, model);
    this.#declarations.files.add(at.file);
    this.#declarations.tables.push(table);
    if (!attributes.some(({ primary }) => primary) && !attributes.some((attribute) => attribute.name === "id")) {
      table.columns.push({ name: "id", property: "id", type: "serial", notNull: true, default: null, at });
      table.primaryKey = { name: null, columns: ["id"] };
      model.numbered = true;
      model.columns.set("id", "id");
    }
    const groups = new Map<string, string[]>();
    for (const attribute of attributes) this.#attribute(model, attribute, groups);
    for (const columns of groups.values()) table.uniques.push({ name: null, columns });
    this.#timestamps(model, options, at);
    this.#indexes(model, options);
    const scope = this.#option(options, "defaultScope");
    if (scope) this.#scope(model, null, scope);
    const scopes = this.#option(options, "scopes");
    for (const { key: called, value } of scopes ? propertiesOf(scopes) : []) this.#scope(model, called, value);
  }

  /** `{ where: … }`, or a function that gives it; null for the scope that every query has. */
  #scope({ table, columns }: Model, name: string | null, start: Term): void {
    const value = resolved(start);
    const options = isFunction(value.node) ? resultOf({ ...value, node: value.node }, []) : value;
    const conditions = conditionsOf(propertyOf(options, "where"), (attribute) => columns.get(attribute) ?? null);
    const includes = includedBy(options);
    const complete = includes !== null && saysAll(options, conditions.length);
    table.filters.push({
      name,
      always: name === null,
      conditions,
      complete,
      ...(includes?.length ? { includes } : {}),
    });
  }

  /** `User.addScope("active", { where: … })`. */
  #addedScope(call: Term): void {
    const { node } = call;
    if (
      node.type !== "CallExpression" ||
      node.callee.type !== "MemberExpression" ||
      memberName(node.callee) !== "addScope" ||
      node.arguments.length < 2
    )
      return;
    const [name, scope] = node.arguments.map((argument) => term(argument, call));
    const model = this.#modelOf(term(node.callee.object, call));
    const called = stringOf(name);
    if (!model || !scope || called === null) return;
    this.#scope(model, called === "defaultScope" ? null : called, scope);
  }

  #attribute(model: Model, attribute: Attribute, groups: Map<string, string[]>): void {
    const { table } = model;
    const { options, name: property } = attribute;
    if (isUntold(propertyOf(options, "field"))) {
      this.#problem(attribute.at, `the column of "${property}" of "${model.name}" could not be told`);
      return;
    }
    const name = stringOf(propertyOf(options, "field")) ?? (model.underscored ? underscored(property) : property);
    const type = attribute.type ? this.#type(table, name, attribute.type) : annotated(attribute.annotation);
    if (type === "virtual") return;
    if (type === null) this.#problem(attribute.at, `the type of "${property}" of "${model.name}" could not be told`);
    model.columns.set(property, name);
    const unique = propertyOf(options, "unique");
    const group = unique ? (stringOf(unique) ?? stringOf(propertyOf(unique, "name"))) : null;
    if (group !== null) groups.set(group, [...(groups.get(group) ?? []), name]);
    else if (attribute.unique) table.uniques.push({ name: null, columns: [name] });
    const references = propertyOf(options, "references");
    table.columns.push({
      name,
      property,
      at: attribute.at,
      type: attribute.increments
        ? type === "bigint"
          ? "bigserial"
          : type === "smallint"
            ? "smallserial"
            : "serial"
        : type,
      notNull: attribute.notNull || attribute.primary,
      default: attribute.initial ? defaultOf(attribute.initial) : null,
    });
    if (attribute.primary) table.primaryKey = { name: null, columns: [...(table.primaryKey?.columns ?? []), name] };
    if (references) this.#late.push(() => this.#reference(model, name, references, options));
  }

  #reference({ table }: Model, column: string, references: Term, options: Term | null): void {
    const target = propertyOf(references, "model");
    const text = stringOf(references) ?? stringOf(target) ?? stringOf(propertyOf(target, "tableName"));
    const found = target ? this.#modelOf(target) : null;
    const name =
      found?.table ?? (text === null ? null : { schema: stringOf(propertyOf(target, "schema")), name: text });
    if (!name) return;
    const key = stringOf(propertyOf(references, "key"));
    const action = (which: string) => referentialAction(stringOf(propertyOf(options, which))) ?? "no action";
    table.foreignKeys.push({
      name: null,
      columns: [column],
      references: name,
      referenced: key === null ? [] : [found?.columns.get(key) ?? key],
      onDelete: action("onDelete"),
      onUpdate: action("onUpdate"),
    });
  }

  #timestamps(model: Model, options: Term | null, at: DeclaredAt): void {
    const { table } = model;
    const on = booleanOf(this.#option(options, "timestamps")) !== false;
    const paranoid = on && booleanOf(this.#option(options, "paranoid")) === true;
    const add = (option: string, notNull: boolean): string | null => {
      const given = this.#option(options, option);
      if (booleanOf(given) === false) return null;
      const property = stringOf(given) ?? option;
      const there = model.columns.get(property);
      if (there !== undefined) return there;
      const name = model.underscored ? underscored(property) : property;
      model.columns.set(property, name);
      const column = { name, property, type: "timestamp with time zone", notNull, default: null, at };
      // `created_at` beside the `createdAt` that is added is one column, of which sync makes what is added.
      const written = table.columns.findIndex((other) => other.name === name);
      if (written < 0) table.columns.push(column);
      else table.columns[written] = column;
      return name;
    };
    if (on) add("createdAt", true);
    if (on) add("updatedAt", true);
    const deleted = paranoid ? add("deletedAt", false) : null;
    if (deleted !== null) table.softDelete = { column: deleted, live: null, deletes: true, filters: true };
    const version = propertyOf(options, "version");
    if (version && booleanOf(version) !== false) {
      const name = stringOf(version) ?? "version";
      table.columns.push({
        name: model.underscored ? underscored(name) : name,
        property: name,
        type: "integer",
        notNull: true,
        default: "0",
        at,
      });
    }
  }

  #indexes({ table, columns }: Model, options: Term | null): void {
    const list = propertyOf(options, "indexes");
    for (const item of (list && elementsOf(list)) ?? []) {
      const fields = propertyOf(item, "fields");
      const keys = ((fields && elementsOf(fields)) ?? []).flatMap((field) => {
        const name = stringOf(field) ?? stringOf(propertyOf(field, "name")) ?? stringOf(propertyOf(field, "attribute"));
        return name === null ? [] : [{ column: columns.get(name) ?? name }];
      });
      const count = fields ? elementsOf(fields)?.length : 0;
      if (keys.length === 0 || keys.length !== count) continue;
      const where = propertyOf(item, "where");
      const unique =
        booleanOf(propertyOf(item, "unique")) === true ||
        stringOf(propertyOf(item, "type"))?.toUpperCase() === "UNIQUE";
      const method = stringOf(propertyOf(item, "using"));
      table.indexes.push({
        name:
          stringOf(propertyOf(item, "name")) ??
          underscored(`${table.name}_${keys.map(({ column }) => column).join("_")}`),
        keys,
        unique,
        method: method && /^\w+$/.test(method) ? method : null,
        where: where ? conditionOf(where, columns) : null,
      });
    }
  }

  /**
   * A type of DataTypes as Sequelize writes it for PostgreSQL; `virtual` for no column, null where it cannot be told.
   */
  #type(table: DeclaredTable, column: string, start: Term): string | null {
    const value = resolved(start);
    let { node } = value;
    let args: readonly TSESTree.CallExpressionArgument[] = [];
    while (
      node.type === "CallExpression" ||
      node.type === "NewExpression" ||
      (node.type === "MemberExpression" && /^(?:BINARY|UNSIGNED|ZEROFILL)$/.test(memberName(node) ?? ""))
    ) {
      if (node.type === "MemberExpression") {
        if (memberName(node) === "BINARY") return "bytea";
        node = node.object;
        continue;
      }
      if (args.length === 0) args = node.arguments;
      node = node.callee;
    }
    const name =
      node.type === "MemberExpression"
        ? memberName(node)
        : node.type === "Identifier"
          ? (packageNameOf(term(node, value))?.name ?? node.name)
          : node.type === "Literal" && typeof node.value === "string"
            ? node.value
            : null;
    if (name === null) return null;
    const terms = args.map((argument) => term(argument, value));
    const numbers = terms.flatMap(
      (argument) =>
        numberOf(argument) ??
        numberOf(propertyOf(argument, "length")) ??
        numberOf(propertyOf(argument, "precision")) ??
        [],
    );
    const size = (fallback: number | null) =>
      numbers.length > 0 ? `(${numbers.join(",")})` : fallback === null ? "" : `(${fallback})`;
    switch (name) {
      case "STRING":
        return `varchar${size(255)}`;
      case "CHAR":
        return `char${size(255)}`;
      case "DECIMAL":
      case "NUMERIC":
        return `decimal${size(null)}`;
      case "VIRTUAL":
        return "virtual";
      case "ARRAY": {
        const [inner] = terms;
        const given = inner && (propertyOf(inner, "type") ?? inner);
        const of = given ? this.#type(table, column, given) : null;
        return of === null ? null : `${of}[]`;
      }
      case "ENUM": {
        const sole = only(terms);
        const values = sole && propertyOf(sole, "values");
        const listed = sole
          ? (elementsOf(sole) ?? (values ? elementsOf(values) : null) ?? terms)
          : terms.length > 0
            ? terms
            : elementsOfSpread(args, value);
        const labels = listed.map((label) => stringOf(label));
        const type = { schema: table.schema, name: `enum_${table.name}_${column}` };
        this.#declarations.enums.push({ ...type, labels: labels.flatMap((label) => label ?? []), at: table.at });
        if (labels.includes(null)) this.#problem(table.at, `the values of enum "${type.name}" could not be told`);
        return qualified(type);
      }
      default:
        return own(types, name) ?? null;
    }
  }

  /** The decorators of sequelize-typescript. */
  #decorated(own: ModelClass): void {
    const table = own.decorators.find(({ from, name }) => from !== null && libraries.test(from) && name === "Table");
    if (!table) return;
    const attributes: Attribute[] = [];
    const associations: { readonly decorator: Decorator; readonly property: string; readonly at: DeclaredAt }[] = [];
    const foreignKeys: { readonly attribute: string; readonly target: Term }[] = [];
    const named: Record<string, string> = {};
    for (const property of lineageOf(own).flatMap((one) => one.properties)) {
      const decorators = property.decorators.filter(({ from }) => from !== null && libraries.test(from));
      const has = (name: string) => decorators.find((decorator) => decorator.name === name);
      const at = placeOf(property.at);
      for (const [name, option] of [
        ["CreatedAt", "createdAt"],
        ["UpdatedAt", "updatedAt"],
        ["DeletedAt", "deletedAt"],
      ] as const)
        if (has(name)) named[option] = property.name;
      for (const decorator of decorators)
        if (/^(?:BelongsTo|HasMany|HasOne|BelongsToMany)$/.test(decorator.name))
          associations.push({ decorator, property: property.name, at });
      const column = has("Column");
      if (!column) continue;
      const [argument] = column.arguments;
      const options = argument && resolved(argument).node.type === "ObjectExpression" ? argument : null;
      const field = argument && stringOf(argument) !== null ? argument : null;
      const foreignKey = has("ForeignKey");
      if (foreignKey?.arguments[0]) foreignKeys.push({ attribute: property.name, target: foreignKey.arguments[0] });
      attributes.push({
        name: property.name,
        at,
        options,
        annotation: withoutNull(property.type).type,
        type: propertyOf(options, "type") ?? (options || field ? null : (argument ?? null)),
        primary: has("PrimaryKey") !== undefined || booleanOf(propertyOf(options, "primaryKey")) === true,
        increments: has("AutoIncrement") !== undefined || booleanOf(propertyOf(options, "autoIncrement")) === true,
        notNull:
          (has("AllowNull") ? booleanOf(has("AllowNull")?.arguments[0]) === false : false) ||
          booleanOf(propertyOf(options, "allowNull")) === false,
        unique: has("Unique") !== undefined || booleanOf(propertyOf(options, "unique")) === true,
        initial: has("Default")?.arguments[0] ?? propertyOf(options, "defaultValue"),
      });
    }
    const options = table.arguments[0] ?? null;
    const at = placeOf(term(own.node.id ?? own.node, { module: own.module, given: nothingGiven }));
    // sequelize-typescript takes a text for the table's name, and turns paranoid on where a column is marked as the
    // time of deletion.
    const marked = named["deletedAt"];
    this.#add(stringOf(propertyOf(options, "modelName")) ?? own.name, attributes, options, own.node, at);
    const model = this.#models.get(own.node);
    if (model && marked !== undefined && !model.table.softDelete) {
      const name = model.columns.get(marked) ?? (model.underscored ? underscored(marked) : marked);
      if (!model.columns.has(marked))
        model.table.columns.push({
          name,
          property: marked,
          type: "timestamp with time zone",
          notNull: false,
          default: null,
          at,
        });
      model.columns.set(marked, name);
      model.table.softDelete = { column: name, live: null, deletes: true, filters: true };
    }
    for (const [name, decorator] of own.decorators.flatMap((one) =>
      one.from !== null && libraries.test(one.from) ? [[one.name, one] as const] : [],
    )) {
      const [first] = decorator.arguments;
      const value = first && resolved(first);
      const given = value && isFunction(value.node) ? resultOf({ ...value, node: value.node }, []) : value;
      if (!model || !given) continue;
      if (name === "DefaultScope") this.#scope(model, null, given);
      if (name === "Scopes") for (const { key, value: scope } of propertiesOf(given)) this.#scope(model, key, scope);
    }
    if (model)
      this.#last.push(() =>
        associations.forEach(({ decorator, property }) => this.#decoratedRelation(model, property, decorator)),
      );
    for (const { attribute, target } of foreignKeys) {
      this.#late.push(() => {
        const to = this.#modelOf(target);
        const column = model?.columns.get(attribute);
        if (model && to && column !== undefined) model.keys.push({ target: to, column });
        const relation = associations.find(
          ({ decorator }) =>
            decorator.name === "BelongsTo" && decorator.arguments[0] && this.#modelOf(decorator.arguments[0]) === to,
        )?.decorator.arguments[1];
        if (
          !model ||
          !to ||
          column === undefined ||
          !associations.some(({ decorator }) => decorator.name === "BelongsTo")
        )
          return;
        this.#constrain(model, column, to, relation ?? null, false);
      });
    }
  }

  #association(call: Term): void {
    const { node } = call;
    if (node.type !== "CallExpression" || node.callee.type !== "MemberExpression") return;
    const method = memberName(node.callee);
    if (method !== "belongsTo" && method !== "hasMany" && method !== "hasOne") return;
    const [first, second] = node.arguments.map((argument) => term(argument, call));
    const source = this.#modelOf(term(node.callee.object, call));
    const target = first && this.#modelOf(first);
    if (!source || !target) return;
    const options = second ?? null;
    const [owner, referenced] = method === "belongsTo" ? [source, target] : [target, source];
    const given = propertyOf(options, "foreignKey");
    const as = method === "belongsTo" ? stringOf(propertyOf(options, "as")) : null;
    const own = as ?? singular(referenced.name);
    // Sequelize 6 keeps the model's capital: UserId. Its successor does not.
    const chosen = camelized(
      /["']@sequelize\/core["']/.test(call.module.text) ? lowerFirst(own) : own,
      referenced.table.primaryKey?.columns[0] ?? "id",
    );
    const attribute =
      stringOf(given) ?? stringOf(propertyOf(given, "name")) ?? stringOf(propertyOf(given, "fieldName")) ?? chosen;
    const there = owner.columns.get(attribute) ?? owner.table.columns.find(({ name }) => name === attribute)?.name;
    const column =
      there ?? stringOf(propertyOf(given, "field")) ?? (owner.underscored ? underscored(attribute) : attribute);
    if (there === undefined && !owner.table.columns.some(({ name }) => name === column)) {
      const key = referenced.table.columns.find(({ name }) => name === referenced.table.primaryKey?.columns[0]);
      owner.columns.set(attribute, column);
      owner.table.columns.push({
        name: column,
        property: attribute,
        type:
          key?.type
            ?.replace(/^bigserial$/, "bigint")
            .replace(/^smallserial$/, "smallint")
            .replace(/^serial$/, "integer") ?? null,
        notNull: booleanOf(propertyOf(given, "allowNull")) === false,
        default: null,
        at: placeOf(call),
      });
    }
    const key = this.#keyOf(referenced, propertyOf(options, method === "belongsTo" ? "targetKey" : "sourceKey"));
    const many = method === "hasMany";
    const property =
      stringOf(propertyOf(options, "as")) ??
      stringOf(propertyOf(propertyOf(options, "as"), "plural")) ??
      (many ? plural(target.name) : singular(target.name));
    const [columns, targetColumns] = method === "belongsTo" ? [[column], key] : [key, [column]];
    this.#relate(source, property, target, many ? "many" : "one", columns, targetColumns, null);
    this.#constrain(owner, column, referenced, options, method !== "belongsTo");
  }

  #keyOf({ table, columns }: Model, given: Term | null): readonly string[] {
    const attribute = stringOf(given);
    return attribute === null ? (table.primaryKey?.columns ?? []) : [columns.get(attribute) ?? attribute];
  }

  #relate(
    { table }: Model,
    property: string,
    target: Model,
    kind: "one" | "many",
    columns: readonly string[],
    targetColumns: readonly string[],
    through: JoinTable | null,
  ): void {
    if (table.relations.some((relation) => relation.property === property)) return;
    const known = columns.length === targetColumns.length || through !== null;
    table.relations.push({
      property,
      model: target.name,
      table: { schema: target.table.schema, name: target.table.name },
      kind,
      columns: known ? columns : [],
      targetColumns: known ? targetColumns : [],
      through,
    });
  }

  /**
   * `User.belongsToMany(Team, { through, foreignKey, otherKey })`: the table between is a model's, or Sequelize makes
   * it.
   */
  #manyToMany(call: Term): void {
    const { node } = call;
    if (
      node.type !== "CallExpression" ||
      node.callee.type !== "MemberExpression" ||
      memberName(node.callee) !== "belongsToMany"
    )
      return;
    const [first, second] = node.arguments.map((argument) => term(argument, call));
    const source = this.#modelOf(term(node.callee.object, call));
    const target = first && this.#modelOf(first);
    if (!source || !target) return;
    const options = second ?? null;
    const written = propertyOf(options, "through");
    const as = stringOf(propertyOf(options, "as")) ?? stringOf(propertyOf(propertyOf(options, "as"), "plural"));
    this.#between(
      source,
      target,
      as ?? plural(target.name),
      propertyOf(written, "model") ?? written,
      propertyOf(options, "foreignKey"),
      propertyOf(options, "otherKey"),
      options,
      placeOf(call),
    );
  }

  #between(
    source: Model,
    target: Model,
    property: string,
    through: Term | null,
    foreignKey: Term | null,
    otherKey: Term | null,
    options: Term | null,
    at: DeclaredAt,
  ): void {
    const name = stringOf(through);
    const known = name === null ? through && this.#modelOf(through) : this.#byName.get(name);
    if (!known && name === null) {
      this.#problem(at, `the table between "${source.name}" and "${target.name}" could not be told`);
      return;
    }
    const chosen = (given: Term | null, model: Model, alias: string | null) =>
      stringOf(given) ??
      stringOf(propertyOf(given, "name")) ??
      camelized(alias ?? singular(model.name), model.table.primaryKey?.columns[0] ?? "id");
    const back = this.#counterpart(target, source, name ?? known?.name ?? null, at);
    const same = source === target;
    const alias = same ? singular(property) : null;
    const [own, other] = [
      chosen(foreignKey ?? back?.other ?? null, source, null),
      chosen(otherKey ?? back?.own ?? null, target, alias),
    ];
    const join = known ?? this.#joinTable(name ?? "", options, at);
    const [first, second] = [this.#joinColumn(join, own, source, at), this.#joinColumn(join, other, target, at)];
    const { table } = join;
    // An id that Sequelize would have added gives way to the two columns.
    if (!known || known.numbered) {
      const id = known?.numbered ? table.columns.findIndex(({ property: attribute }) => attribute === "id") : -1;
      if (id >= 0) table.columns.splice(id, 1);
      if (known) known.numbered = false;
      table.primaryKey = { name: null, columns: [first, second] };
    } else if (
      booleanOf(propertyOf(propertyOf(options, "through"), "unique")) !== false &&
      !table.primaryKey?.columns.every((column) => column === first || column === second) &&
      !table.uniques.some(({ columns }) => columns.includes(first) && columns.includes(second))
    ) {
      table.uniques.push({ name: null, columns: [first, second] });
    }
    const keyOf = (model: Model) => model.table.primaryKey?.columns ?? [];
    this.#relate(source, property, target, "many", keyOf(source), keyOf(target), {
      schema: join.table.schema,
      name: join.table.name,
      columns: [first],
      targetColumns: [second],
    });
  }

  // The other side of the same table may say what its columns are called.
  #counterpart(
    owner: Model,
    target: Model,
    through: string | null,
    at: DeclaredAt,
  ): { readonly own: Term | null; readonly other: Term | null } | null {
    if (through === null || owner === target) return null;
    for (const call of this.#calls) {
      const { node } = call;
      if (
        node.type !== "CallExpression" ||
        node.callee.type !== "MemberExpression" ||
        memberName(node.callee) !== "belongsToMany"
      )
        continue;
      const place = placeOf(call);
      if (place.file === at.file && place.span.start === at.span.start) continue;
      const [first, second] = node.arguments.map((argument) => term(argument, call));
      const written = propertyOf(second ?? null, "through");
      const named =
        stringOf(written) ??
        (written &&
          (this.#modelOf(propertyOf(written, "model") ?? written)?.name ?? stringOf(propertyOf(written, "model"))));
      if (
        named !== through ||
        this.#modelOf(term(node.callee.object, call)) !== owner ||
        !first ||
        this.#modelOf(first) !== target
      )
        continue;
      return { own: propertyOf(second ?? null, "foreignKey"), other: propertyOf(second ?? null, "otherKey") };
    }
    return null;
  }

  #joinTable(name: string, options: Term | null, at: DeclaredAt): Model {
    const snake = booleanOf(this.#option(options, "underscored")) === true;
    const schema = stringOf(this.#option(options, "schema"));
    const table = tableDeclared({ schema: schema === "public" ? null : schema, name }, name, at);
    const model: Model = {
      name,
      table,
      key: options?.node ?? (table as never),
      underscored: snake,
      columns: new Map(),
      keys: [],
      numbered: false,
    };
    this.#byName.set(name, model);
    this.#declarations.tables.push(table);
    this.#timestamps(model, options, at);
    return model;
  }

  #joinColumn(join: Model, attribute: string, to: Model, at: DeclaredAt): string {
    const there = join.columns.get(attribute) ?? join.table.columns.find(({ name }) => name === attribute)?.name;
    const column = there ?? (join.underscored ? underscored(attribute) : attribute);
    if (there === undefined) {
      const key = to.table.columns.find(({ name }) => name === to.table.primaryKey?.columns[0]);
      join.columns.set(attribute, column);
      join.table.columns.push({
        name: column,
        property: attribute,
        type:
          key?.type
            ?.replace(/^bigserial$/, "bigint")
            .replace(/^smallserial$/, "smallint")
            .replace(/^serial$/, "integer") ?? null,
        notNull: false,
        default: null,
        at,
      });
    }
    const keys = to.table.primaryKey?.columns ?? [];
    if (keys.length === 1 && !join.table.foreignKeys.some(({ columns }) => columns[0] === column))
      join.table.foreignKeys.push({
        name: null,
        columns: [column],
        references: to.table,
        referenced: keys,
        onDelete: "cascade",
        onUpdate: "cascade",
      });
    return column;
  }

  /** @BelongsTo, @HasMany and the others of sequelize-typescript. */
  #decoratedRelation(model: Model, property: string, { name, arguments: args }: Decorator): void {
    const target = args[0] && this.#modelOf(args[0]);
    if (!target) return;
    const written = args[1] ?? null;
    if (name === "BelongsToMany") {
      const between = written && this.#modelOf(propertyOf(written, "through") ?? written);
      const keyIn = (to: Model) => between?.keys.find((key) => key.target === to)?.column;
      const [own, other] = [keyIn(model), keyIn(target)];
      const known = own !== undefined && other !== undefined && model !== target;
      this.#relate(
        model,
        property,
        target,
        "many",
        known ? (model.table.primaryKey?.columns ?? []) : [],
        known ? (target.table.primaryKey?.columns ?? []) : [],
        between
          ? {
              schema: between.table.schema,
              name: between.table.name,
              columns: known ? [own] : [],
              targetColumns: known ? [other] : [],
            }
          : null,
      );
      return;
    }
    const [owner, referenced] = name === "BelongsTo" ? [model, target] : [target, model];
    const given =
      stringOf(written) ??
      stringOf(propertyOf(written, "foreignKey")) ??
      stringOf(propertyOf(propertyOf(written, "foreignKey"), "name"));
    const marked = owner.keys.filter((key) => key.target === referenced);
    const column = given === null ? (only(marked)?.column ?? null) : (owner.columns.get(given) ?? given);
    const key = this.#keyOf(referenced, propertyOf(written, name === "BelongsTo" ? "targetKey" : "sourceKey"));
    const [columns, targetColumns] =
      column === null ? [[], []] : name === "BelongsTo" ? [[column], key] : [key, [column]];
    this.#relate(model, property, target, name === "HasMany" ? "many" : "one", columns, targetColumns, null);
  }

  #constrain({ table }: Model, column: string, target: Model, options: Term | null, many: boolean): void {
    const key = target.table.primaryKey?.columns ?? [];
    if (
      booleanOf(propertyOf(options, "constraints")) === false ||
      key.length !== 1 ||
      table.foreignKeys.some(({ columns }) => columns[0] === column)
    )
      return;
    const nullable = table.columns.find(({ name }) => name === column)?.notNull !== true;
    const given = (which: string) => referentialAction(stringOf(propertyOf(options, which)));
    table.foreignKeys.push({
      name: null,
      columns: [column],
      references: target.table,
      referenced: key,
      onDelete: given("onDelete") ?? (nullable ? "set null" : many ? "cascade" : "no action"),
      onUpdate: given("onUpdate") ?? "cascade",
    });
  }

  /** The model an expression names: a class, what define() gave, `models.User`, `sequelize.model("User")`. */
  #modelOf(start: Term): Model | null {
    if (start.node.type === "ThisExpression") {
      const owner = enclosingClass(start.node);
      return owner ? (this.#models.get(owner) ?? null) : null;
    }
    const value = resolved(start);
    const found = this.#models.get(value.node);
    if (found) return found;
    if (isFunction(value.node)) {
      const result = resultOf({ ...value, node: value.node }, []);
      return result ? this.#modelOf(result) : null;
    }
    if (isClass(value.node)) return this.#models.get(value.node) ?? null;
    const name =
      stringOf(value) ??
      (value.node.type === "MemberExpression"
        ? memberName(value.node)
        : value.node.type === "Identifier"
          ? value.node.name
          : null);
    return name === null ? null : (this.#byName.get(name) ?? null);
  }

  #problem({ file, line }: DeclaredAt, message: string): void {
    this.#declarations.problems.push({ file, line, message });
  }
}

const types: Readonly<Record<string, string>> = {
  TEXT: "text",
  CITEXT: "citext",
  INTEGER: "integer",
  BIGINT: "bigint",
  SMALLINT: "smallint",
  TINYINT: "smallint",
  MEDIUMINT: "integer",
  FLOAT: "double precision",
  REAL: "real",
  DOUBLE: "double precision",
  BOOLEAN: "boolean",
  DATE: "timestamp with time zone",
  DATEONLY: "date",
  TIME: "time",
  UUID: "uuid",
  UUIDV4: "uuid",
  JSON: "json",
  JSONB: "jsonb",
  BLOB: "bytea",
  HSTORE: "hstore",
  INET: "inet",
  CIDR: "cidr",
  MACADDR: "macaddr",
  TSVECTOR: "tsvector",
  GEOMETRY: "geometry",
  GEOGRAPHY: "geography",
  NUMBER: "integer",
};

// What sequelize-typescript infers of a property's type.
function annotated(type: TSESTree.TypeNode | null): string | null {
  if (type?.type === "TSStringKeyword") return "varchar(255)";
  if (type?.type === "TSNumberKeyword") return "integer";
  if (type?.type === "TSBigIntKeyword") return "bigint";
  if (type?.type === "TSBooleanKeyword") return "boolean";
  if (type?.type === "TSTypeReference" && type.typeName.type === "Identifier")
    return type.typeName.name === "Date"
      ? "timestamp with time zone"
      : type.typeName.name === "Buffer"
        ? "bytea"
        : null;
  return null;
}

function attributeOf({ key, value, at }: Property): Attribute {
  const made = resolved(value);
  const options = made.node.type === "ObjectExpression" ? made : null;
  const flag = (name: string) => booleanOf(propertyOf(options, name));
  return {
    name: key,
    at: placeOf(at),
    options,
    annotation: null,
    type: options ? propertyOf(options, "type") : value,
    primary: flag("primaryKey") === true,
    increments: flag("autoIncrement") === true,
    notNull: flag("allowNull") === false,
    unique: flag("unique") === true,
    initial: propertyOf(options, "defaultValue"),
  };
}

function elementsOfSpread(args: readonly TSESTree.CallExpressionArgument[], owner: Term): readonly Term[] {
  return args.flatMap((argument) =>
    argument.type === "SpreadElement" ? (elementsOf(term(argument.argument, owner)) ?? []) : term(argument, owner),
  );
}

/** A default of the database; what the library works out itself is none. */
function defaultOf(start: Term): DeclaredColumn["default"] {
  const { node } = start;
  if (node.type === "MemberExpression" && /^(?:NOW|UUIDV1|UUIDV4)$/.test(memberName(node) ?? "")) return null;
  const value = resolved(start);
  if (isFunction(value.node) || isClass(value.node)) return null;
  const text = stringOf(value);
  if (text !== null) return literal(text);
  const plain = numberOf(value) ?? booleanOf(value);
  if (plain !== null) return String(plain);
  if (value.node.type === "CallExpression") {
    const name =
      value.node.callee.type === "MemberExpression" ? memberName(value.node.callee) : nameOfKey(value.node.callee);
    const args = value.node.arguments.map((argument) => stringOf(term(argument, value)));
    if (name === "literal") return args[0] ?? unknownSql;
    if (name === "fn" && args.length === 1 && args[0] != null) return `${args[0]}()`;
    return name === "fn" ? unknownSql : null;
  }
  if (value.node.type === "ObjectExpression" || value.node.type === "ArrayExpression") return unknownSql;
  return null;
}

/** A `where` of an index; one that cannot be told is one all the same. */
function conditionOf(where: Term, columns: ReadonlyMap<string, string>): string {
  const unknown = "NULL::boolean";
  if (hasUnknownSpread(where)) return unknown;
  const parts = propertiesOf(where).map(({ key, value }) => {
    const column = `"${columns.get(key) ?? key}"`;
    const { node } = resolved(value);
    if (node.type === "Literal" && node.value === null) return `${column} IS NULL`;
    const text = stringOf(value);
    const plain = numberOf(value) ?? booleanOf(value);
    return text !== null ? `${column} = ${literal(text)}` : plain !== null ? `${column} = ${String(plain)}` : null;
  });
  return parts.length > 0 && parts.every((part) => part !== null) ? parts.join(" AND ") : unknown;
}

/** True where as many conditions as were found are all that a scope's options restrict its rows by. */
function saysAll(options: Term | null, found: number): boolean {
  const written = options && resolved(options);
  if (written?.node.type !== "ObjectExpression" || hasUnknownSpread(written)) return false;
  const where = propertyOf(written, "where");
  if (!where) return true;
  const { node } = resolved(where);
  return (
    node.type === "ObjectExpression" &&
    node.properties.length === found &&
    node.properties.every(({ type }) => type === "Property")
  );
}

/** What is said of an include that leaves out no row of the model itself. */
const plainIncludes = new Set(["model", "as", "association", "attributes"]);

/** The relations that a scope reads along, by their names; null where it cannot be told, or where they may restrict its rows. */
function includedBy(options: Term | null): readonly string[] | null {
  const include = propertyOf(options, "include");
  if (!include) return [];
  const names = (elementsOf(include) ?? [include]).map((one) => {
    const written = propertiesOf(one);
    if (written.some(({ key }) => !plainIncludes.has(key)) || hasUnknownSpread(one)) return stringOf(one);
    return stringOf(propertyOf(one, "as")) ?? stringOf(propertyOf(one, "association")) ?? stringOf(one);
  });
  return names.every((name) => name !== null) ? names : null;
}

/** Whether an object has a spread that cannot be followed. */
function hasUnknownSpread(options: Term | null): boolean {
  if (!options) return false;
  const value = resolved(options);
  if (value.node.type !== "ObjectExpression") return true;
  return value.node.properties.some(
    (property) => property.type === "SpreadElement" && hasUnknownSpread(term(property.argument, value)),
  );
}

function isModel(own: ModelClass): boolean {
  return lineageOf(own).some(({ node, module }) => {
    const from = node.superClass && packageNameOf({ node: node.superClass, module, given: nothingGiven });
    return from
      ? libraries.test(from.specifier)
      : node.superClass?.type === "MemberExpression" &&
          /^(?:Sequelize|sequelize)$/.test(module.text.slice(...node.superClass.object.range)) &&
          memberName(node.superClass) === "Model";
  });
}

// Sequelize's camelize: User and id are UserId.
const camelized = (name: string, key: string): string => `${name}${upperFirst(key)}`;
const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
const upperFirst = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
