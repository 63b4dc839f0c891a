import type { TSESTree } from "@typescript-eslint/utils";
import type { JoinTable } from "../../model/definition.ts";
import type { SourceModule } from "../../source/module.ts";
import {
  referentialAction,
  tableDeclared,
  unknownSql,
  type DeclaredColumn,
  type DeclaredIndex,
  type DeclaredTable,
  type Declarations,
  type TableName,
} from "../../read/models/declared.ts";
import { literal, qualified, quoted } from "../../read/models/definitions.ts";
import { casingOf, type Casing } from "./casing.ts";
import {
  booleanOf,
  chainOf,
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
  returnOf,
  term,
  stringOf,
  type Chain,
  type Term,
} from "../../read/models/syntax.ts";
import { exportedNames, exportOf } from "../../source/exports.ts";
import { isFunction, memberName } from "../../source/nodes.ts";

/** Reads drizzle's table definitions for PostgreSQL: `pgTable`, `pgSchema`, `pgTableCreator`, `pgEnum`, `pgView`. */
export function readDrizzle(modules: readonly SourceModule[], declarations: Declarations): void {
  const all = withPassedOn(modules);
  for (const { file } of all) declarations.files.add(file);
  new DrizzleReader(declarations).read(all);
}

/** The modules with those whose names they pass on: drizzle-kit takes whatever the file that it is told exports. */
function withPassedOn(modules: readonly SourceModule[]): readonly SourceModule[] {
  const byFile = new Map(modules.map((module) => [module.file, module]));
  for (const module of modules) {
    for (const name of exportedNames(module)) {
      const exported = exportOf(module, name);
      if (exported?.kind === "value" && !byFile.has(exported.module.file))
        byFile.set(exported.module.file, exported.module);
    }
  }
  return [...byFile.values()];
}

/** A table with the names its columns have in the code. */
interface KnownTable {
  readonly table: DeclaredTable;
  /** Property to column. */
  readonly columns: ReadonlyMap<string, string>;
}

/**
 * Whether a relation of the target is the other side of one that says nothing of columns: of one with a name, that of the same name; of one
 * without, any that leads back (`normalizeRelation` of drizzle's relations.ts), in `defineRelations` only one without a name.
 */
function leadsBack(other: Related, one: Related): boolean {
  if (one.name !== null) return other !== one && other.name === one.name;
  return other.target === one.entry && (one.isOfTable || other.name === null);
}

interface MadeColumn {
  readonly column: DeclaredColumn;
  readonly chain: Chain;
}

/** A relation as it is written. */
interface Related {
  readonly entry: KnownTable;
  readonly target: KnownTable;
  readonly property: string;
  readonly kind: "one" | "many";
  readonly name: string | null;
  readonly columns: readonly string[];
  readonly targetColumns: readonly string[];
  readonly through: JoinTable | null;
  /** By `relations`, not by `defineRelations`. */
  readonly isOfTable: boolean;
}

const tableMakers = new Set(["pgTable", "gelTable"]);

class DrizzleReader {
  readonly #declarations: Declarations;
  readonly #tables = new Map<TSESTree.Node, KnownTable | null>();
  readonly #enums = new Map<TSESTree.Node, TableName | null>();
  readonly #late: (() => void)[] = [];
  readonly #related: Related[] = [];

  constructor(declarations: Declarations) {
    this.#declarations = declarations;
  }

  read(modules: readonly SourceModule[]): void {
    for (const module of modules) {
      for (const node of topLevelValues(module)) {
        const start: Term = { node: node.init, module, given: nothingGiven };
        if (!this.#enum(start) && !this.#table(start, node.name) && !this.#view(start)) this.#relations(start);
      }
    }
    // Tables refer to one another in both directions.
    for (let next = this.#late.shift(); next; next = this.#late.shift()) next();
    for (const written of this.#related) this.#opposite(written);
  }

  /**
   * `relations(users, ({ many }) => ({ posts: many(posts) }))`, and `defineRelations(schema, (r) => ({ users: { posts:
   * r.many.posts() } }))`.
   */
  #relations(start: Term): void {
    const made = resolved(start);
    if (made.node.type !== "CallExpression") return;
    const named = packageNameOf(term(made.node.callee, made));
    if (!named?.specifier.startsWith("drizzle-orm")) return;
    const [first, second] = made.node.arguments.map((argument) => term(argument, made));
    const fn = second && resolved(second);
    const result = fn && isFunction(fn.node) ? resultOf({ ...fn, node: fn.node }, []) : null;
    if (!first || !result) return;
    this.#late.push(() => {
      if (named.name === "relations") {
        const entry = this.#table(first, null);
        if (entry) for (const { key, value } of propertiesOf(result)) this.#relation(entry, key, value);
      } else if (named.name === "defineRelations" || named.name === "defineRelationsPart") {
        for (const { key, value } of propertiesOf(result)) {
          const entry = this.#tableCalled(first, key);
          if (entry)
            for (const written of propertiesOf(value)) this.#relationOf(first, entry, written.key, written.value);
        }
      }
    });
  }

  #tableCalled(schema: Term, name: string): KnownTable | null {
    const listed = resolved(schema);
    const value = listed.node.type === "ObjectExpression" ? propertyOf(schema, name) : null;
    return (
      (value && this.#table(value, name)) ??
      [...this.#tables.values()].find((entry) => entry?.table.model === name) ??
      null
    );
  }

  /** `one(users, { fields, references, relationName })`. */
  #relation(entry: KnownTable, property: string, start: Term): void {
    const chain = chainOf(resolved(start));
    const kind =
      chain?.callee.node.type === "Identifier"
        ? chain.callee.node.name
        : chain?.callee.node.type === "MemberExpression"
          ? memberName(chain.callee.node)
          : null;
    const [first, options] = chain?.arguments ?? [];
    const target = first && this.#table(first, null);
    if ((kind !== "one" && kind !== "many") || !target) return;
    const listed = (name: string) => {
      const found = propertyOf(options ?? null, name);
      return ((found && elementsOf(found)) ?? []).flatMap((one) => this.#columnAt(one)?.column ?? []);
    };
    const [columns, targetColumns] = [listed("fields"), listed("references")];
    this.#related.push({
      entry,
      target,
      property,
      kind,
      name: stringOf(propertyOf(options ?? null, "relationName")),
      columns,
      targetColumns,
      through: null,
      isOfTable: true,
    });
  }

  /** `r.one.users({ from: r.posts.authorId, to: r.users.id })`, also through a third table. */
  #relationOf(schema: Term, entry: KnownTable, property: string, start: Term): void {
    const chain = chainOf(resolved(start));
    const callee = chain?.callee.node;
    if (!chain || callee?.type !== "MemberExpression" || callee.object.type !== "MemberExpression") return;
    const [kind, name] = [memberName(callee.object), memberName(callee)];
    const target = name === null ? null : this.#tableCalled(schema, name);
    if ((kind !== "one" && kind !== "many") || !target) return;
    const [options] = chain.arguments;
    const listed = (key: string) => {
      const found = propertyOf(options ?? null, key);
      return (found ? (elementsOf(found) ?? [found]) : []).map((one) => this.#relationColumn(schema, one));
    };
    const [from, to] = [listed("from"), listed("to")];
    const between =
      from[0]?.through && to[0]?.through && from[0].through.entry === to[0].through.entry
        ? from[0].through.entry
        : null;
    const columnsIn = (list: typeof from) => (list.every((one) => one !== null) ? list.map((one) => one.column) : []);
    this.#related.push({
      entry,
      target,
      property,
      kind,
      name: stringOf(propertyOf(options ?? null, "alias")),
      columns: columnsIn(from),
      targetColumns: columnsIn(to),
      through: between && {
        schema: between.table.schema,
        name: between.table.name,
        columns: from.flatMap((one) => one?.through?.column ?? []),
        targetColumns: to.flatMap((one) => one?.through?.column ?? []),
      },
      isOfTable: false,
    });
  }

  /** `r.users.id`, `r.users.id.through(r.members.userId)`. */
  #relationColumn(
    schema: Term,
    start: Term,
  ): {
    readonly column: string;
    readonly through: { readonly entry: KnownTable; readonly column: string } | null;
  } | null {
    const { node } = resolved(start);
    if (
      node.type === "CallExpression" &&
      node.callee.type === "MemberExpression" &&
      memberName(node.callee) === "through" &&
      node.arguments[0]
    ) {
      const own = this.#relationColumn(schema, term(node.callee.object, start));
      const between = this.#schemaColumn(schema, node.arguments[0]);
      return own && { column: own.column, through: between };
    }
    const found = this.#schemaColumn(schema, node);
    return found && { column: found.column, through: null };
  }

  #schemaColumn(schema: Term, node: TSESTree.Node): { readonly entry: KnownTable; readonly column: string } | null {
    if (node.type !== "MemberExpression" || node.object.type !== "MemberExpression") return null;
    const [table, property] = [memberName(node.object), memberName(node)];
    const entry = table === null ? null : this.#tableCalled(schema, table);
    const column = property === null ? undefined : entry?.columns.get(property);
    return entry && column !== undefined ? { entry, column } : null;
  }

  // many(posts) says nothing of columns: the other side does.
  #opposite(written: Related): void {
    const { entry, target, property, kind, columns, targetColumns, through } = written;
    const backs =
      columns.length > 0 ? [] : this.#related.filter((other) => other.entry === target && leadsBack(other, written));
    const [only] = backs.length === 1 ? backs : [];
    const back = only && only.columns.length > 0 ? only : null;
    entry.table.relations.push({
      property,
      model: target.table.model,
      table: { schema: target.table.schema, name: target.table.name },
      kind,
      columns: back ? back.targetColumns : columns,
      targetColumns: back ? back.columns : targetColumns,
      through: back?.through
        ? { ...back.through, columns: back.through.targetColumns, targetColumns: back.through.columns }
        : through,
    });
  }

  /** The table that an expression makes or names; null where it is none. */
  #table(start: Term, name: string | null): KnownTable | null {
    const made = resolved(start);
    const known = this.#tables.get(made.node);
    if (known !== undefined) return known;
    this.#tables.set(made.node, null);
    const chain = chainOf(made);
    const maker = chain && this.#maker(chain.callee);
    if (!chain || !maker) {
      const result = returnOf(made);
      if (!result) return null;
      const table = this.#table(result, name);
      this.#tables.set(made.node, table);
      return table;
    }
    const at = placeOf(start.node === made.node ? made : start);
    const written = stringOf(chain.arguments[0]);
    const tableName = written === null ? null : maker.name(written);
    if (tableName === null) {
      this.#declarations.problems.push({
        file: at.file,
        line: at.line,
        message: "the name of this table could not be told",
      });
      return null;
    }
    const table = tableDeclared({ schema: maker.schema, name: tableName }, name ?? nameOfDeclaration(made.node), at);
    const columns = new Map<string, string>();
    const entry: KnownTable = { table, columns };
    this.#tables.set(made.node, entry);
    this.#declarations.tables.push(table);
    this.#declarations.files.add(made.module.file);
    const casing = casingOf(made.module.file);
    const columnsTerm = chain.arguments[1];
    const object = columnsTerm ? columnsObject(columnsTerm) : null;
    if (!object || (resolved(object).node.type !== "ObjectExpression" && propertiesOf(object).length === 0))
      this.#declarations.problems.push({
        file: at.file,
        line: at.line,
        message: `the columns of "${tableName}" could not be told`,
      });
    const made_: MadeColumn[] = [];
    for (const { key, value, at: place } of object ? propertiesOf(object) : []) {
      const column = this.#column(key, value, casing, place);
      if (column) {
        columns.set(key, column.column.name);
        table.columns.push(column.column);
        made_.push(column);
      } else {
        const { file, line } = placeOf(place);
        this.#declarations.problems.push({
          file,
          line,
          message: `column "${key}" of "${tableName}" could not be read`,
        });
      }
    }
    for (const column of made_) this.#columnConstraints(entry, column);
    const extras = chain.arguments[2];
    if (extras) this.#late.push(() => this.#extras(entry, extras));
    return entry;
  }

  /** What makes a table: its schema, and what it does to the names. */
  #maker(callee: Term): { readonly schema: string | null; readonly name: (written: string) => string | null } | null {
    const named = packageNameOf(callee);
    if (named && tableMakers.has(named.name) && named.specifier.startsWith("drizzle-orm"))
      return { schema: null, name: (written) => written };
    const { node } = callee;
    if (node.type === "MemberExpression") {
      const method = memberName(node);
      const owner = term(node.object, callee);
      if (method === "withRLS") return this.#maker(owner);
      if (method !== "table") return null;
      const schema = this.#schema(owner);
      return schema === null ? null : { schema: schema === "public" ? null : schema, name: (written) => written };
    }
    const value = resolved(callee);
    if (value.node.type !== "CallExpression") return null;
    const creator = packageNameOf(term(value.node.callee, value));
    const [fn] = value.node.arguments;
    if (creator?.name !== "pgTableCreator" || !fn) return null;
    const rename = resolved(term(fn, value));
    if (!isFunction(rename.node)) return null;
    const renamer = { ...rename, node: rename.node };
    return {
      schema: null,
      name(written) {
        const argument = {
          ...rename,
          node: {
            type: "Literal",
            value: written,
            raw: JSON.stringify(written),
            range: fn.range,
          } as unknown as TSESTree.Node,
        };
        return stringOf(resultOf(renamer, [argument]));
      },
    };
  }

  /** The name of a `pgSchema("name")`. */
  #schema(start: Term): string | null {
    const value = resolved(start);
    if (value.node.type !== "CallExpression" || packageNameOf(term(value.node.callee, value))?.name !== "pgSchema")
      return null;
    const [name] = value.node.arguments;
    return name ? stringOf(term(name, value)) : null;
  }

  /** The enum an expression makes or names. */
  #enum(start: Term): TableName | null {
    const made = resolved(start);
    const known = this.#enums.get(made.node);
    if (known !== undefined) return known;
    if (made.node.type !== "CallExpression") return null;
    const callee = term(made.node.callee, made);
    const own = packageNameOf(callee)?.name === "pgEnum";
    const schema =
      !own && callee.node.type === "MemberExpression" && memberName(callee.node) === "enum"
        ? this.#schema(term(callee.node.object, callee))
        : null;
    if (!own && schema === null) return null;
    const [name, labels] = made.node.arguments.map((argument) => term(argument, made));
    const written = stringOf(name);
    if (written === null) return null;
    const values = labels ? this.#labels(labels) : [];
    const at = placeOf(made);
    if (values === null)
      this.#declarations.problems.push({
        file: at.file,
        line: at.line,
        message: `the values of enum "${written}" could not be told`,
      });
    const type: TableName = { schema: schema === "public" ? null : schema, name: written };
    this.#declarations.enums.push({ ...type, labels: values ?? [], at });
    this.#enums.set(made.node, type);
    return type;
  }

  #labels(start: Term): string[] | null {
    const value = resolved(start);
    const terms =
      value.node.type === "TSEnumDeclaration"
        ? value.node.body.members.flatMap(({ initializer }) => (initializer ? term(initializer, value) : []))
        : value.node.type === "ObjectExpression"
          ? propertiesOf(value).map((property) => property.value)
          : elementsOf(value);
    const labels = terms?.map((label) => stringOf(label));
    return labels && labels.every((label) => label !== null) ? labels : null;
  }

  #view(start: Term): boolean {
    const chain = chainOf(resolved(start));
    if (!chain) return false;
    const maker = packageNameOf(chain.callee)?.name;
    const method = chain.callee.node.type === "MemberExpression" ? memberName(chain.callee.node) : null;
    const inSchema =
      (method === "view" || method === "materializedView") && chain.callee.node.type === "MemberExpression"
        ? this.#schema(term(chain.callee.node.object, chain.callee))
        : null;
    const plain = maker === "pgView" || maker === "pgMaterializedView";
    const name = stringOf(chain.arguments[0]);
    if ((!plain && inSchema === null) || name === null) return false;
    const { module } = start;
    const casing = casingOf(module.file);
    const columns = chain.arguments[1]
      ? propertiesOf(chain.arguments[1]).flatMap(
          ({ key, value, at }) => this.#column(key, value, casing, at)?.column.name ?? [],
        )
      : [];
    const as = chain.methods.find((call) => call.name === "as")?.arguments[0];
    const at = placeOf(start);
    this.#late.push(() => {
      const query = as ? this.#sql(as) : null;
      this.#declarations.views.push({
        schema: inSchema === "public" ? null : inSchema,
        name,
        materialized: maker === "pgMaterializedView" || method === "materializedView",
        columns: columns.length > 0 ? columns : null,
        query: typeof query === "string" ? query : null,
        at,
      });
    });
    return true;
  }

  #column(key: string, start: Term, casing: Casing | null, place: Term): MadeColumn | null {
    let chain = chainOf(resolved(start));
    let base = chain && this.#columnType(chain);
    // A function of the project that makes a column, with more said of it here.
    for (let depth = 0; chain && base === null && depth < 6; depth++) {
      const call = firstCall(resolved(start));
      const made = call && returnOf(call);
      const inner = made ? chainOf(resolved(made)) : columnOfVariable(chain);
      if (!inner) return null;
      const given: Chain = made ? { ...inner, methods: [...inner.methods, ...chain.methods] } : inner;
      base = this.#columnType(given);
      chain = given;
      if (base === null && made) start = made;
    }
    if (!chain || base === null) return null;
    const method = (name: string) => chain.methods.findLast((call) => call.name === name);
    const written = stringOf(chain.arguments[0]);
    // A name that is not a text, where options would be an object.
    const [first] = chain.arguments;
    if (first && isUntold(first) && !/^(?:ObjectExpression|Literal)$/.test(resolved(first).node.type)) return null;
    const primary = method("primaryKey");
    const generated = method("generatedAlwaysAs");
    const identity = method("generatedAlwaysAsIdentity")
      ? "always"
      : method("generatedByDefaultAsIdentity")
        ? "by default"
        : null;
    const array = chain.methods.some((call) => call.name === "array");
    const sql = generated?.arguments[0] ? this.#sql(generated.arguments[0]) : null;
    return {
      chain,
      column: {
        name: written ?? (casing ? casing(key) : key),
        property: key,
        type: `${base}${array ? "[]" : ""}`,
        notNull: method("notNull") !== undefined || primary !== undefined,
        default: this.#default(chain, base, array),
        identity,
        generated: generated ? (sql ?? unknownSql) : null,
        at: placeOf(place),
      },
    };
  }

  /** The SQL type of the builder a column starts with; null where it is none that is known. */
  #columnType({ callee, arguments: args }: Chain): string | null {
    const options = args.length > 1 ? (args[1] ?? null) : args[0] && stringOf(args[0]) === null ? args[0] : null;
    const named = packageNameOf(callee);
    const name = named
      ? named.specifier.startsWith("drizzle-orm")
        ? named.name
        : null
      : this.#callbackBuilder(callee);
    if (name !== null) return builtInType(name, options);
    const declared = this.#enum(callee);
    if (declared) return qualified(declared);
    // customType({ dataType() { return "citext" } })
    const custom = resolved(callee);
    if (custom.node.type !== "CallExpression" || packageNameOf(term(custom.node.callee, custom))?.name !== "customType")
      return null;
    const [described] = custom.node.arguments;
    const dataType = propertyOf(described ? term(described, custom) : null, "dataType");
    const fn = dataType && resolved(dataType);
    if (!fn || !isFunction(fn.node)) return null;
    return stringOf(resultOf({ ...fn, node: fn.node }, options ? [options] : [])) ?? "unknown";
  }

  // pgTable("t", (t) => ({ id: t.uuid() }))
  #callbackBuilder({ node, module }: Term): string | null {
    if (node.type !== "MemberExpression" || node.object.type !== "Identifier") return null;
    const { name } = node.object;
    for (let at: TSESTree.Node | undefined = node.parent; at; at = at.parent) {
      if (!isFunction(at) || at.parent.type !== "CallExpression") continue;
      const [parameter] = at.params;
      if (parameter?.type !== "Identifier" || parameter.name !== name) continue;
      return this.#maker({ node: at.parent.callee, module, given: nothingGiven }) ? memberName(node) : null;
    }
    return null;
  }

  #default(chain: Chain, type: string, array: boolean): DeclaredColumn["default"] {
    for (const { name, arguments: args } of chain.methods.toReversed()) {
      if (name === "defaultNow") return "now()";
      if (name === "defaultRandom") return "gen_random_uuid()";
      if (name !== "default") continue;
      const [value] = args;
      if (!value) return null;
      const sql = this.#sql(value);
      if (typeof sql === "string") return sql;
      const text = stringOf(value);
      if (text !== null) return literal(text);
      const plain = numberOf(value) ?? booleanOf(value);
      if (plain !== null) return String(plain);
      const { node } = resolved(value);
      if (node.type === "ArrayExpression" && node.elements.length === 0) return array ? `'{}'::${type}[]` : "'[]'";
      if (node.type === "ObjectExpression" && node.properties.length === 0) return "'{}'";
      return node.type === "Literal" && node.value === null ? null : unknownSql;
    }
    return null;
  }

  #columnConstraints(entry: KnownTable, { column, chain }: MadeColumn): void {
    const { table } = entry;
    for (const { name, arguments: args } of chain.methods) {
      if (name === "primaryKey") table.primaryKey = { name: null, columns: [column.name] };
      else if (name === "unique") {
        const nulls = stringOf(propertyOf(args[1] ?? null, "nulls"));
        table.uniques.push({
          name: stringOf(args[0]) ?? `${table.name}_${column.name}_unique`,
          columns: [column.name],
          nullsNotDistinct: nulls === "not distinct",
        });
      } else if (name === "references") this.#late.push(() => this.#reference(entry, column, args));
    }
  }

  #reference({ table }: KnownTable, column: DeclaredColumn, [target, options]: readonly Term[]): void {
    const fn = target && resolved(target);
    const result = fn && isFunction(fn.node) ? resultOf({ ...fn, node: fn.node }, []) : null;
    const to = result && this.#columnAt(result);
    if (!to) {
      this.#declarations.problems.push({
        file: column.at.file,
        line: column.at.line,
        message: `what column "${column.name}" of "${table.name}" references could not be told`,
      });
      return;
    }
    const action = (name: string) => referentialAction(stringOf(propertyOf(options ?? null, name))) ?? "no action";
    table.foreignKeys.push({
      name: `${table.name}_${column.name}_${to.table.name}_${to.column}_fk`,
      columns: [column.name],
      references: to.table,
      referenced: [to.column],
      onDelete: action("onDelete"),
      onUpdate: action("onUpdate"),
    });
  }

  /** `users.id`, with what is called on it taken off. */
  #columnAt(
    start: Term,
    own: { readonly name: string; readonly entry: KnownTable } | null = null,
  ): { readonly table: DeclaredTable; readonly column: string } | null {
    let { node } = start;
    while (node.type === "CallExpression" && node.callee.type === "MemberExpression") node = node.callee.object;
    while (node.type === "TSNonNullExpression" || node.type === "TSAsExpression") node = node.expression;
    if (node.type !== "MemberExpression") return null;
    const key = memberName(node);
    const entry =
      own && node.object.type === "Identifier" && node.object.name === own.name
        ? own.entry
        : this.#table(term(node.object, start), null);
    const column = key === null ? undefined : entry?.columns.get(key);
    return entry && column !== undefined ? { table: entry.table, column } : null;
  }

  /** The indexes and constraints of a table's third argument. */
  #extras(entry: KnownTable, start: Term): void {
    const fn = resolved(start);
    const result = isFunction(fn.node) ? resultOf({ ...fn, node: fn.node }, []) : fn;
    const parameter = isFunction(fn.node) && fn.node.params[0]?.type === "Identifier" ? fn.node.params[0].name : null;
    if (!result) return;
    const own = parameter === null ? null : { name: parameter, entry };
    const items = elementsOf(result) ?? propertiesOf(result).map(({ value }) => value);
    for (const item of items) this.#extra(entry, item, own);
  }

  #extra(entry: KnownTable, item: Term, own: { readonly name: string; readonly entry: KnownTable } | null): void {
    const chain = chainOf(resolved(item));
    const kind = chain && packageNameOf(chain.callee)?.name;
    if (!chain || !kind) return;
    const { table } = entry;
    const [first, second] = chain.arguments;
    const name = stringOf(first);
    const columnsIn = (terms: readonly Term[] | null) =>
      (terms ?? []).flatMap((one) => this.#columnAt(one, own)?.column ?? []);
    const method = (called: string) => chain.methods.find((call) => call.name === called);
    switch (kind) {
      case "primaryKey": {
        const list = propertyOf(first ?? null, "columns");
        const columns = columnsIn(list ? elementsOf(list) : chain.arguments);
        if (columns.length > 0)
          table.primaryKey = {
            name: stringOf(propertyOf(first ?? null, "name")) ?? `${table.name}_${columns.join("_")}_pk`,
            columns,
          };
        // Columns of a key are NOT NULL, which the key itself says.
        return;
      }
      case "unique": {
        const columns = columnsIn(method("on")?.arguments ?? []);
        if (columns.length > 0)
          table.uniques.push({
            name: name ?? `${table.name}_${columns.join("_")}_unique`,
            columns,
            nullsNotDistinct: method("nullsNotDistinct") !== undefined,
          });
        return;
      }
      case "foreignKey": {
        const list = (key: string) => {
          const found = propertyOf(first ?? null, key);
          return found ? elementsOf(found) : null;
        };
        const columns = columnsIn(list("columns"));
        const foreign = (list("foreignColumns") ?? []).flatMap((one) => this.#columnAt(one, own) ?? []);
        const target = foreign[0]?.table;
        if (!target || columns.length === 0) return;
        const action = (called: string) => referentialAction(stringOf(method(called)?.arguments[0])) ?? "no action";
        const referenced = foreign.map(({ column }) => column);
        table.foreignKeys.push({
          name:
            stringOf(propertyOf(first ?? null, "name")) ??
            `${table.name}_${columns.join("_")}_${target.name}_${referenced.join("_")}_fk`,
          columns,
          references: target,
          referenced,
          onDelete: action("onDelete"),
          onUpdate: action("onUpdate"),
        });
        return;
      }
      case "check": {
        const condition = second && this.#sql(second, own);
        if (typeof condition === "string") table.checks.push({ name, sql: condition });
        return;
      }
      case "index":
      case "uniqueIndex": {
        const using = method("using");
        const terms = using ? using.arguments.slice(1) : (method("on")?.arguments ?? method("onOnly")?.arguments ?? []);
        const keys = terms.flatMap((one): DeclaredIndex["keys"][number][] => {
          const column = this.#columnAt(one, own);
          if (column) return [{ column: column.column }];
          const sql = this.#sql(one, own);
          return typeof sql === "string" ? [keyOf(sql)] : [];
        });
        if (keys.length === 0) return;
        const where = method("where")?.arguments[0];
        const condition = where ? this.#sql(where, own) : null;
        const label = keys.map((key) => ("column" in key ? key.column : "expr")).join("_");
        table.indexes.push({
          name: name ?? `${table.name}_${label}_index`,
          keys,
          unique: kind === "uniqueIndex",
          method: stringOf(using?.arguments[0]),
          // A predicate that cannot be told is one all the same: the index is not of every row.
          where: typeof condition === "string" ? condition : condition === unknownSql ? "NULL::boolean" : null,
        });
        return;
      }
    }
  }

  /**
   * The text of sql`…`, columns in it by their names; `unknownSql` where something else is spliced in; null where it is
   * no SQL.
   */
  #sql(
    start: Term,
    own: { readonly name: string; readonly entry: KnownTable } | null = null,
  ): string | typeof unknownSql | null {
    const value = resolved(start);
    let { node } = value;
    if (isFunction(node)) {
      const result = resultOf({ ...value, node }, []);
      return result ? this.#sql(result, own) : unknownSql;
    }
    while (
      node.type === "CallExpression" &&
      node.callee.type === "MemberExpression" &&
      node.callee.object.type === "TaggedTemplateExpression"
    )
      node = node.callee.object;
    if (
      node.type === "CallExpression" &&
      node.callee.type === "MemberExpression" &&
      memberName(node.callee) === "raw" &&
      node.arguments[0]
    )
      return stringOf(term(node.arguments[0], value)) ?? unknownSql;
    if (node.type === "CallExpression") return this.#condition(term(node, value), own);
    if (node.type !== "TaggedTemplateExpression") return null;
    let text = "";
    for (const [index, quasi] of node.quasi.quasis.entries()) {
      text += quasi.value.cooked ?? "";
      const hole = node.quasi.expressions[index];
      if (!hole) continue;
      const inner = term(hole, value);
      const column = this.#columnAt(inner, own);
      const nested = column
        ? quoted(column.column)
        : (this.#sql(inner, own) ?? constantOf(inner) ?? this.#tableName(inner));
      if (typeof nested !== "string") return unknownSql;
      text += nested;
    }
    return text;
  }

  #tableName(start: Term): string | null {
    const found = this.#table(start, null);
    return found ? qualified(found.table) : null;
  }

  /** `isNull(t.deletedAt)`, `and(…)`, `eq(t.kind, "x")`. */
  #condition(
    call: Term & { readonly node: TSESTree.Node },
    own: { readonly name: string; readonly entry: KnownTable } | null,
  ): string | typeof unknownSql | null {
    if (call.node.type !== "CallExpression") return null;
    const named = packageNameOf(term(call.node.callee, call));
    if (!named?.specifier.startsWith("drizzle-orm")) return null;
    const operands = call.node.arguments.map((argument) => {
      const inner = term(argument, call);
      const column = this.#columnAt(inner, own);
      return column ? quoted(column.column) : (this.#sql(inner, own) ?? constantOf(inner));
    });
    if (operands.some((operand) => typeof operand !== "string")) return unknownSql;
    const [left = "", right = ""] = operands as string[];
    const comparison = comparisons[named.name];
    if (comparison) return `${left} ${comparison} ${right}`;
    if (named.name === "isNull") return `${left} IS NULL`;
    if (named.name === "isNotNull") return `${left} IS NOT NULL`;
    if (named.name === "not") return `NOT (${left})`;
    if (named.name === "and" || named.name === "or")
      return operands.map((operand) => `(${String(operand)})`).join(named.name === "and" ? " AND " : " OR ");
    return unknownSql;
  }
}

/** An index's key without its operator class and direction. */
function keyOf(sql: string): DeclaredIndex["keys"][number] {
  const key = sql
    .trim()
    .replace(/\s+(?:nulls\s+(?:first|last))$/i, "")
    .replace(/\s+(?:asc|desc)$/i, "")
    .replace(/\s+(?:\w+\.)?\w+_ops$/i, "");
  const column = /^"((?:[^"]|"")+)"$/.exec(key)?.[1];
  return column === undefined ? { sql: key } : { column: column.replaceAll('""', '"') };
}

const comparisons: Readonly<Record<string, string>> = {
  eq: "=",
  ne: "<>",
  gt: ">",
  gte: ">=",
  lt: "<",
  lte: "<=",
  like: "LIKE",
  ilike: "ILIKE",
};

function constantOf(value: Term): string | null {
  const text = stringOf(value);
  if (text !== null) return literal(text);
  const plain = numberOf(value) ?? booleanOf(value);
  return plain === null ? null : String(plain);
}

const plainTypes: Readonly<Record<string, string>> = {
  integer: "integer",
  smallint: "smallint",
  bigint: "bigint",
  serial: "serial",
  smallserial: "smallserial",
  bigserial: "bigserial",
  boolean: "boolean",
  text: "text",
  real: "real",
  doublePrecision: "double precision",
  json: "json",
  jsonb: "jsonb",
  uuid: "uuid",
  date: "date",
  inet: "inet",
  cidr: "cidr",
  macaddr: "macaddr",
  macaddr8: "macaddr8",
  point: "point",
  line: "line",
  bytea: "bytea",
};

/** The type of one of drizzle's own builders, as drizzle-kit writes it. */
function builtInType(name: string, options: Term | null): string | null {
  const plain = plainTypes[name];
  if (plain !== undefined) return plain;
  const number = (key: string) => numberOf(propertyOf(options, key));
  const size = (value: number | null) => (value === null ? "" : `(${value})`);
  const zoned = booleanOf(propertyOf(options, "withTimezone")) === true ? " with time zone" : "";
  switch (name) {
    case "varchar":
    case "char":
      return `${name}${size(number("length"))}`;
    case "numeric":
    case "decimal": {
      const [precision, scale] = [number("precision"), number("scale")];
      return `numeric${precision === null ? "" : `(${precision}${scale === null ? "" : `, ${scale}`})`}`;
    }
    case "time":
    case "timestamp":
      return `${name}${size(number("precision"))}${zoned}`;
    case "interval": {
      const fields = stringOf(propertyOf(options, "fields"));
      return `interval${fields ? ` ${fields}` : ""}${size(number("precision"))}`;
    }
    case "vector":
    case "halfvec":
    case "sparsevec":
    case "bit":
      return `${name}${size(number("dimensions"))}`;
    case "geometry":
      return "geometry(point)";
    default:
      return null;
  }
}

/** The columns as an object, where a callback is given its value. */
function columnsObject(start: Term): Term | null {
  const value = resolved(start);
  return isFunction(value.node) ? resultOf({ ...value, node: value.node }, []) : value;
}

/** The call a chain of methods starts with. */
function firstCall(start: Term): Term | null {
  let { node } = start;
  while (
    node.type === "CallExpression" &&
    node.callee.type === "MemberExpression" &&
    node.callee.object.type === "CallExpression"
  )
    node = node.callee.object;
  return node.type === "CallExpression" ? term(node, start) : null;
}

// const id = uuid("id"); … id.primaryKey()
function columnOfVariable(chain: Chain): Chain | null {
  const { node } = chain.callee;
  if (node.type !== "MemberExpression" || node.object.type !== "Identifier") return null;
  const inner = chainOf(resolved(term(node.object, chain.callee)));
  return (
    inner && {
      ...inner,
      methods: [...inner.methods, { name: memberName(node) ?? "", arguments: chain.arguments }, ...chain.methods],
    }
  );
}

function nameOfDeclaration(node: TSESTree.Node): string | null {
  const { parent } = node;
  return parent?.type === "VariableDeclarator" && parent.id.type === "Identifier" ? parent.id.name : null;
}

/** The values a module's own declarations give names to. */
function topLevelValues(module: SourceModule): { readonly name: string; readonly init: TSESTree.Expression }[] {
  return module.ast.body.flatMap((statement) => {
    const declaration = statement.type === "ExportNamedDeclaration" ? statement.declaration : statement;
    if (declaration?.type !== "VariableDeclaration") return [];
    return declaration.declarations.flatMap(({ id, init }) =>
      id.type === "Identifier" && init ? [{ name: id.name, init }] : [],
    );
  });
}
