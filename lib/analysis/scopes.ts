import type { Catalog, Column, Table, View } from "../catalog/catalog.ts";
import type { ColumnReference, Expression } from "../model/expression.ts";
import type {
  CommonTable,
  Delete,
  FromItem,
  Gap,
  Insert,
  Join,
  Merge,
  Output,
  Query,
  SelectQuery,
  SetOperation,
  Statement,
  TableReference,
  Update,
  ValuesQuery,
} from "../model/statement.ts";
import { operandsOf } from "./expressions.ts";
import { joinNamespaces, lookUp, mergeNamespaces, namespaceOf, type Namespace, qualify } from "./namespace.ts";
import { findRelation } from "../catalog/catalog.ts";

/** The names of a statement, bound as PostgreSQL binds them (documentation, chapters 7.2 and 7.8). */
export interface StatementScopes {
  /** Every query level, an enclosing one before those inside it; the levels inside views are not among them. */
  readonly levels: readonly Level[];
  /** Null for statements that have no level: TRUNCATE, definitions, what could not be read. */
  readonly top: Level | null;
  levelOf(node: LevelNode): Level | null;
  /** What a column reference of this statement means where it stands. */
  resolve(reference: ColumnReference): Resolution;
  /** What a table, derived table or function of this statement stands for. */
  relationOf(item: FromItem): Relation | null;
}

export type LevelNode = SelectQuery | ValuesQuery | SetOperation | Insert | Update | Delete | Merge;

/** A query level: its relations, its conditions, what it gives. */
export interface Level {
  readonly node: LevelNode;
  /** How the level stands in the one that holds it. `source`: the rows of an INSERT. `arm`: of a set operation. */
  readonly use: "top" | "cte" | "derived" | "arm" | "expression" | "source" | "view";
  /** The level it is written in; null at the top. */
  readonly container: Level | null;
  /** What it sees of the levels around it, for correlation; null where it sees nothing. */
  readonly outer: Surroundings | null;
  readonly relations: readonly Relation[];
  /** WHERE and each ON (MERGE's ON too). USING and NATURAL are not among them. */
  readonly conditions: readonly LevelCondition[];
  readonly gaps: readonly Gap[];
  /** What it gives, stars written out; `complete` is false where a star stands for columns that are not known. */
  readonly outputs: Outputs;
  /** What a name means in this level's WHERE. */
  resolve(reference: ColumnReference): Resolution;
}

/** A part of a level that another level, inside it, can see. */
export interface Surroundings {
  readonly level: Level;
  readonly namespace: Namespace;
  readonly outer: Surroundings | null;
}

export interface LevelCondition {
  readonly clause: "where" | "on";
  readonly expression: Expression;
  /** The join whose ON it is. */
  readonly join: Join | null;
}

/** Something that gives rows to a level, under one name. */
export interface Relation {
  readonly level: Level;
  /** Null for `excluded`. */
  readonly item: FromItem | null;
  /** The alias, or the name where there is none; null where neither is known. */
  readonly name: string | null;
  /** `target`: of INSERT, UPDATE, DELETE or MERGE. */
  readonly role: "read" | "target" | "excluded";
  readonly source: RelationSource;
  readonly columns: readonly RelationColumn[];
  /** False where it may have more columns than those. */
  readonly complete: boolean;
  /** It stands on the null-extended side of an outer join. */
  readonly nullExtended: boolean;
  /** The joins it stands in, innermost first, and on which side. */
  readonly joins: readonly { readonly join: Join; readonly side: "left" | "right" }[];
}

export type RelationSource =
  | { readonly kind: "table"; readonly table: Table }
  /** `level` is the view's own query and `scopes` its names, null where it is not known. */
  | {
      readonly kind: "view";
      readonly view: View;
      readonly level: Level | null;
      readonly scopes: StatementScopes | null;
    }
  | { readonly kind: "cte"; readonly cte: CommonTable; readonly level: Level | null }
  | { readonly kind: "derived"; readonly level: Level }
  | { readonly kind: "function" }
  | { readonly kind: "unknown" };

export interface RelationColumn {
  /** As the level around it names it. */
  readonly name: string;
  /** The table's column. */
  readonly column: Column | null;
  /** What the query of a CTE, derived table or view gives. */
  readonly output: OutputColumn | null;
}

export interface Outputs {
  readonly columns: readonly OutputColumn[];
  readonly complete: boolean;
}

export interface OutputColumn {
  /** Null where PostgreSQL's name for it is not known. */
  readonly name: string | null;
  /** Null where a star or a set operation gave it. */
  readonly expression: Expression | null;
  /** The column it hands on as it is: a plain reference, or part of a star. */
  readonly bound: Bound | null;
  /** Of a set operation: the output of each arm, in order; of VALUES: one for each row. Empty otherwise. */
  readonly arms: readonly OutputColumn[];
  readonly level: Level;
  readonly output: Output | null;
}

export interface Bound {
  readonly relation: Relation;
  /** The name in that relation; `*` for the whole row. */
  readonly column: string;
  readonly of: RelationColumn | null;
  /** A column merged by JOIN USING or NATURAL JOIN: those it was made of, in order. Empty otherwise. */
  readonly merged: readonly Bound[];
}

/** `unknown`: it may be a column that the catalog does not know of. Null: no relation in sight can have it. */
export type Resolution = Bound | "ambiguous" | "unknown" | null;

/**
 * Binds the names of a statement.
 * In: a statement of the model and the catalog it runs against. Out: its levels; never throws on odd input, names it cannot
 * bind are `unknown`.
 */
export function scopesOf(statement: Statement, catalog: Catalog): StatementScopes {
  const binder = new Binder(catalog);
  const top = binder.statement(statement, "top", { container: null, outer: null, tables: new Map() });
  return binder.finish(top);
}

/** Binds the names of a query alone: what a view does. */
export function scopesOfQuery(query: Query, catalog: Catalog): StatementScopes {
  const binder = new Binder(catalog);
  return binder.finish(binder.query(query, "view", { container: null, outer: null, tables: new Map() }));
}

const viewScopes = new WeakMap<Query, { readonly catalog: Catalog; readonly scopes: StatementScopes | null }>();

/** The scopes of a view's own query, made once; null where it is not known. */
export function scopesOfView(view: View, catalog: Catalog): StatementScopes | null {
  if (!view.query) return null;
  const made = viewScopes.get(view.query);
  if (made?.catalog === catalog) return made.scopes;
  // A view that reads itself (only a broken schema has one) finds no scopes while they are being made.
  viewScopes.set(view.query, { catalog, scopes: null });
  const scopes = scopesOfQuery(view.query, catalog);
  viewScopes.set(view.query, { catalog, scopes });
  return scopes;
}

/** Where a level stands while it is being bound. */
interface Context {
  readonly container: Level | null;
  readonly outer: Surroundings | null;
  /** The CTEs in sight. */
  readonly tables: ReadonlyMap<string, CommonTableEntry>;
  /** Makes the level of a recursive CTE known to its own right arm, once its left arm is bound. */
  readonly announce?: (level: Level) => void;
}

interface CommonTableEntry {
  readonly cte: CommonTable;
  readonly level: () => Level | null;
}

type LevelDraft = { -readonly [K in keyof Level]: Level[K] } & { relations: Relation[]; conditions: LevelCondition[] };

const empty: Namespace = { relations: [], columns: [], open: [] };

class Binder {
  readonly levels: Level[] = [];
  readonly #places = new Map<ColumnReference, Surroundings>();
  readonly #aliases = new Map<ColumnReference, OutputColumn>();
  readonly #nodes = new Map<LevelNode, Level>();
  readonly #relations = new Map<FromItem, Relation>();
  readonly #catalog: Catalog;

  constructor(catalog: Catalog) {
    this.#catalog = catalog;
  }

  finish(top: Level | null): StatementScopes {
    return {
      levels: this.levels,
      top,
      levelOf: (node) => this.#nodes.get(node) ?? null,
      relationOf: (item) => this.#relations.get(item) ?? null,
      resolve: (reference) => {
        const alias = this.#aliases.get(reference);
        if (alias) return alias.bound ?? "unknown";
        const place = this.#places.get(reference);
        return place ? lookUp(reference, place) : "unknown";
      },
    };
  }

  statement(statement: Statement, use: Level["use"], context: Context): Level | null {
    switch (statement.kind) {
      case "select":
        return this.query(statement.query, use, context);
      case "insert":
        return this.#insert(statement, use, context);
      case "update":
      case "delete":
        return this.#modify(statement, use, context);
      case "merge":
        return this.#merge(statement, use, context);
      case "truncate":
      case "definition":
      case "utility":
      case "opaque":
        return null;
    }
  }

  query(query: Query, use: Level["use"], context: Context): Level {
    const level = this.#open(query, use, context);
    const tables = this.#commonTables(query.with, level, context);
    const inside: Context = { container: level, outer: context.outer, tables };
    switch (query.kind) {
      case "select-query":
        this.#select(query, level, inside);
        break;
      case "values-query":
        this.#values(query, level, inside);
        break;
      case "set-operation":
        this.#setOperation(query, level, inside, context.announce);
    }
    return level;
  }

  #open(node: LevelNode, use: Level["use"], context: Context): LevelDraft {
    const level: LevelDraft = {
      node,
      use,
      container: context.container,
      outer: context.outer,
      relations: [],
      conditions: [],
      gaps: node.gaps,
      outputs: { columns: [], complete: false },
      resolve: () => "unknown",
    };
    this.levels.push(level);
    this.#nodes.set(node, level);
    return level;
  }

  // Without RECURSIVE a CTE sees the ones before it; with it, every one, itself too (chapter 7.8).
  #commonTables(list: readonly CommonTable[], level: Level, context: Context): ReadonlyMap<string, CommonTableEntry> {
    if (list.length === 0) return context.tables;
    const levels = new Map<CommonTable, Level | null>();
    const entries = list.map((cte): [string, CommonTableEntry] => [
      cte.name,
      { cte, level: () => levels.get(cte) ?? null },
    ]);
    const visible = new Map(context.tables);
    const all = new Map([...context.tables, ...entries]);
    for (const [index, cte] of list.entries()) {
      const tables = cte.recursive ? all : new Map(visible);
      const announce = (own: Level) => void (cte.recursive && levels.set(cte, own));
      levels.set(
        cte,
        this.statement(cte.statement, "cte", { container: level, outer: context.outer, tables, announce }),
      );
      const entry = entries[index];
      if (entry) visible.set(...entry);
    }
    return all;
  }

  #select(query: SelectQuery, level: LevelDraft, context: Context): void {
    const namespace = this.#from(query.from, level, context, empty);
    const here = this.#settle(level, namespace, context);
    if (query.where) level.conditions.push({ clause: "where", expression: query.where, join: null });
    this.#expressions(
      query.outputs.map(({ expression }) => expression),
      here,
      context,
    );
    level.outputs = this.#outputs(query.outputs, level, here);
    this.#expressions(
      [query.where, query.having, query.limit, query.offset, ...query.groupBy, ...query.windows],
      here,
      context,
    );
    for (const expression of [...query.distinctOn, ...query.orderBy]) this.#orderBy(expression, level, here, context);
  }

  // A bare name in ORDER BY is an output's before it is a column's.
  #orderBy(expression: Expression, level: Level, here: Surroundings, context: Context): void {
    if (expression.kind === "column" && expression.relation === null) {
      const output = level.outputs.columns.find(({ name }) => name === expression.name);
      if (output) this.#aliases.set(expression, output);
    }
    this.#expressions([expression], here, context);
  }

  #values(query: ValuesQuery, level: LevelDraft, context: Context): void {
    const here = this.#settle(level, empty, context);
    for (const row of query.rows) this.#expressions(row, here, context);
    const width = query.rows[0]?.length ?? 0;
    const columns = Array.from({ length: width }, (_, index): OutputColumn => {
      const name = `column${index + 1}`;
      const arms = query.rows.flatMap((row) => {
        const expression = row[index];
        return expression ? [this.#outputOf({ name, expression, span: expression.span }, level, here)] : [];
      });
      return { name, expression: null, bound: null, arms, level, output: null };
    });
    level.outputs = { columns, complete: true };
  }

  #setOperation(query: SetOperation, level: LevelDraft, context: Context, announce: Context["announce"]): void {
    const left = this.query(query.left, "arm", context);
    const named = (arms: (index: number) => readonly OutputColumn[]): Outputs => ({
      columns: left.outputs.columns.map(({ name, output }, index) => ({
        name,
        expression: null,
        bound: null,
        arms: arms(index),
        level,
        output,
      })),
      complete: left.outputs.complete,
    });
    // A recursive CTE's own name, in the right arm, has the columns of the left one.
    level.outputs = named((index) => left.outputs.columns.slice(index, index + 1));
    announce?.(level);
    const right = this.query(query.right, "arm", context);
    level.outputs = named((index) =>
      left.outputs.complete && right.outputs.complete
        ? [left, right].flatMap(({ outputs }) => outputs.columns.slice(index, index + 1))
        : [],
    );
    const here = this.#settle(level, empty, context);
    for (const expression of query.orderBy) this.#orderBy(expression, level, here, context);
    this.#expressions([query.limit, query.offset], here, context);
  }

  #insert(statement: Insert, use: Level["use"], context: Context): Level {
    const level = this.#open(statement, use, context);
    const tables = this.#commonTables(statement.with, level, context);
    const inside: Context = { container: level, outer: context.outer, tables };
    if (statement.source) this.query(statement.source, "source", inside);
    const target = this.#target(statement.target, level);
    const targets = namespaceOf(target);
    const here = this.#settle(level, targets, inside);
    const conflict = statement.onConflict;
    if (conflict) {
      const excluded: Relation = { ...target, item: null, name: "excluded", role: "excluded" };
      level.relations.push(excluded);
      // `excluded` is there by its name alone: a bare column name is the target's.
      const both = { ...targets, relations: [...targets.relations, excluded] };
      const place = { level, namespace: both, outer: inside.outer };
      this.#expressions([conflict.where, ...conflict.assignments.map(({ value }) => value)], place, inside);
      this.#expressions([conflict.targetWhere], here, inside);
    }
    this.#returning(statement.returning, level, here, inside);
    return level;
  }

  #modify(statement: Update | Delete, use: Level["use"], context: Context): Level {
    const level = this.#open(statement, use, context);
    const tables = this.#commonTables(statement.with, level, context);
    const inside: Context = { container: level, outer: context.outer, tables };
    const target = this.#target(statement.target, level);
    // FROM and USING do not see the target, not even LATERAL.
    const others = this.#from(statement.kind === "update" ? statement.from : statement.using, level, inside, empty);
    const here = this.#settle(level, mergeNamespaces(namespaceOf(target), others), inside);
    if (statement.where) level.conditions.push({ clause: "where", expression: statement.where, join: null });
    this.#expressions([statement.where], here, inside);
    if (statement.kind === "update")
      this.#expressions(
        statement.assignments.map(({ value }) => value),
        here,
        inside,
      );
    this.#returning(statement.returning, level, here, inside);
    return level;
  }

  #merge(statement: Merge, use: Level["use"], context: Context): Level {
    const level = this.#open(statement, use, context);
    const tables = this.#commonTables(statement.with, level, context);
    const inside: Context = { container: level, outer: context.outer, tables };
    const missing = (when: string) =>
      statement.actions.some((action) => action.when === when && action.action !== "nothing");
    const target = this.#target(statement.target, level, missing("not-matched"));
    const source = this.#from([statement.source], level, inside, empty, missing("not-matched-by-source"));
    const here = this.#settle(level, mergeNamespaces(namespaceOf(target), source), inside);
    level.conditions.push({ clause: "on", expression: statement.on, join: null });
    this.#expressions([statement.on], here, inside);
    for (const action of statement.actions) {
      this.#expressions([action.condition, ...action.assignments.map(({ value }) => value)], here, inside);
    }
    this.#returning(statement.returning, level, here, inside);
    return level;
  }

  #returning(outputs: readonly Output[], level: LevelDraft, here: Surroundings, context: Context): void {
    this.#expressions(
      outputs.map(({ expression }) => expression),
      here,
      context,
    );
    level.outputs = this.#outputs(outputs, level, here);
  }

  /** Fixes what the names of a level's WHERE mean. */
  #settle(level: LevelDraft, namespace: Namespace, context: Context): Surroundings {
    const here: Surroundings = { level, namespace, outer: context.outer };
    level.resolve = (reference) => lookUp(reference, here);
    return here;
  }

  #from(
    items: readonly FromItem[],
    level: LevelDraft,
    context: Context,
    before: Namespace,
    nullExtended = false,
  ): Namespace {
    let namespace = before;
    for (const item of items) {
      namespace = mergeNamespaces(namespace, this.#fromItem(item, level, context, namespace, [], nullExtended));
    }
    return namespace;
  }

  /** `beside`: what stands to the left, for LATERAL. */
  #fromItem(
    item: FromItem,
    level: LevelDraft,
    context: Context,
    beside: Namespace,
    joins: Relation["joins"],
    nullExtended: boolean,
  ): Namespace {
    const lateral: Surroundings = { level, namespace: beside, outer: context.outer };
    const add = (source: RelationSource, name: string | null, aliases: readonly string[]) => {
      const relation = this.#relation({ level, item, name, role: "read", source, nullExtended, joins }, aliases);
      level.relations.push(relation);
      this.#relations.set(item, relation);
      return namespaceOf(relation);
    };
    switch (item.kind) {
      case "table":
        return add(this.#sourceOf(item, context), item.alias ?? item.name, item.columnAliases);
      case "derived": {
        const inner = this.query(item.query, "derived", {
          tables: context.tables,
          container: level,
          outer: item.lateral ? lateral : context.outer,
        });
        return add({ kind: "derived", level: inner }, item.alias, item.columnAliases);
      }
      case "function":
        this.#expressions(item.arguments, lateral, context);
        return add({ kind: "function" }, item.alias ?? item.name, item.columnAliases);
      case "unknown-item":
        return add({ kind: "unknown" }, null, []);
      case "join":
        return this.#join(item, level, context, beside, joins, nullExtended);
    }
  }

  #join(
    join: Join,
    level: LevelDraft,
    context: Context,
    beside: Namespace,
    joins: Relation["joins"],
    nullExtended: boolean,
  ): Namespace {
    const { type } = join;
    const left = this.#fromItem(
      join.left,
      level,
      context,
      beside,
      [{ join, side: "left" as const }, ...joins],
      nullExtended || type === "right" || type === "full",
    );
    const right = this.#fromItem(
      join.right,
      level,
      context,
      mergeNamespaces(beside, left),
      [{ join, side: "right" as const }, ...joins],
      nullExtended || type === "left" || type === "full",
    );
    const joined = joinNamespaces(join, left, right);
    if (join.on) {
      level.conditions.push({ clause: "on", expression: join.on, join });
      this.#expressions([join.on], { level, namespace: joined, outer: context.outer }, context);
    }
    if (join.alias === null) return joined;
    // An alias hides the names inside: the join is one relation, whose columns are those of both sides.
    const relation: Relation = {
      level,
      item: join,
      name: join.alias,
      role: "read",
      source: { kind: "unknown" },
      columns: joined.columns.map(({ name, bound }) => ({
        name,
        column: bound.of?.column ?? null,
        output: { name, expression: null, bound, arms: [], level, output: null },
      })),
      complete: joined.open.length === 0,
      nullExtended,
      joins,
    };
    this.#relations.set(join, relation);
    return qualify(joined, relation);
  }

  #target(item: TableReference, level: LevelDraft, nullExtended = false): Relation {
    const source = this.#tableOrView(item);
    const relation = this.#relation(
      { level, item, name: item.alias ?? item.name, role: "target", source, nullExtended, joins: [] },
      item.columnAliases,
    );
    level.relations.push(relation);
    this.#relations.set(item, relation);
    return relation;
  }

  #sourceOf(item: TableReference, context: Context): RelationSource {
    const entry = item.schema === null && item.name !== null ? context.tables.get(item.name) : undefined;
    return entry ? { kind: "cte", cte: entry.cte, level: entry.level() } : this.#tableOrView(item);
  }

  #tableOrView(item: TableReference): RelationSource {
    const found = item.name === null ? undefined : findRelation(this.#catalog, item.schema, item.name);
    if (!found) return { kind: "unknown" };
    if (found.kind === "table") return { kind: "table", table: found };
    const scopes = scopesOfView(found, this.#catalog);
    return { kind: "view", view: found, level: scopes?.top ?? null, scopes };
  }

  #relation(relation: Omit<Relation, "columns" | "complete">, aliases: readonly string[]): Relation {
    const { columns, complete } = columnsOf(relation.source, relation.item);
    // Over columns that are not all known, positions mean nothing: only the names are sure.
    if (!complete && aliases.length > 0)
      return { ...relation, columns: aliases.map((name) => ({ name, column: null, output: null })), complete };
    return {
      ...relation,
      columns: columns.map((column, index) => ({ ...column, name: aliases[index] ?? column.name })),
      complete,
    };
  }

  #outputs(outputs: readonly Output[], level: Level, here: Surroundings): Outputs {
    let complete = true;
    const columns = outputs.flatMap((output): OutputColumn[] => {
      const { expression } = output;
      if (expression.kind === "unknown") complete = false;
      if (expression.kind !== "column" || expression.name !== "*") return [this.#outputOf(output, level, here)];
      const { columns: bounds, open } = this.#star(expression, here);
      if (open) complete = false;
      return bounds.map(({ name, bound }) => ({ name, expression: null, bound, arms: [], level, output }));
    });
    if (level.gaps.some(({ after }) => after === "outputs" || after === "statement")) complete = false;
    return { columns, complete };
  }

  #star(star: ColumnReference, here: Surroundings): { columns: Namespace["columns"]; open: boolean } {
    if (star.relation === null) return { columns: here.namespace.columns, open: here.namespace.open.length > 0 };
    const resolution = lookUp(star, here);
    if (resolution === null || typeof resolution === "string") return { columns: [], open: true };
    const { relation } = resolution;
    const columns = relation.columns.map((of) => ({
      name: of.name,
      bound: { relation, column: of.name, of, merged: [] },
    }));
    return { columns, open: !relation.complete };
  }

  #outputOf(output: Output, level: Level, here: Surroundings): OutputColumn {
    const { expression, name } = output;
    const resolution = expression.kind === "column" ? lookUp(expression, here) : null;
    const bound =
      resolution !== null && typeof resolution === "object" && resolution.column !== "*" ? resolution : null;
    return { name, expression, bound, arms: [], level, output };
  }

  /** Notes where each column reference stands, and binds the subqueries. */
  #expressions(expressions: readonly (Expression | null)[], here: Surroundings, context: Context): void {
    for (const expression of expressions) {
      if (!expression) continue;
      if (expression.kind === "column") this.#places.set(expression, here);
      if (expression.kind === "subquery")
        this.query(expression.query, "expression", { container: here.level, outer: here, tables: context.tables });
      this.#expressions(operandsOf(expression), here, context);
    }
  }
}

function columnsOf(
  source: RelationSource,
  item: FromItem | null,
): { columns: readonly RelationColumn[]; complete: boolean } {
  const unknown = { columns: [], complete: false };
  switch (source.kind) {
    case "table":
      return {
        columns: source.table.columns.map((column) => ({ name: column.name, column, output: null })),
        complete: source.table.columns.length > 0,
      };
    case "view": {
      const { view, level } = source;
      const outputs = level?.outputs.complete ? level.outputs.columns : null;
      if (view.columns)
        return {
          columns: view.columns.map((name, index) => ({ name, column: null, output: outputs?.[index] ?? null })),
          complete: true,
        };
      return outputs ? fromOutputs({ columns: outputs, complete: true }, []) : unknown;
    }
    case "cte":
      return source.level ? fromOutputs(source.level.outputs, source.cte.columns) : unknown;
    case "derived":
      return fromOutputs(source.level.outputs, []);
    case "function":
    case "unknown":
      return item?.kind === "function" && item.columnAliases.length > 0
        ? { columns: item.columnAliases.map((name) => ({ name, column: null, output: null })), complete: true }
        : unknown;
  }
}

function fromOutputs(
  outputs: Outputs,
  names: readonly string[],
): { columns: readonly RelationColumn[]; complete: boolean } {
  if (!outputs.complete && names.length > 0)
    return { columns: names.map((name) => ({ name, column: null, output: null })), complete: false };
  const columns = outputs.columns.flatMap((output, index): RelationColumn[] => {
    const name = names[index] ?? output.name;
    return name === null ? [] : [{ name, column: null, output }];
  });
  return { columns, complete: outputs.complete && columns.length === outputs.columns.length };
}
