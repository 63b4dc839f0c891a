import { findRelation, type Catalog, type View } from "../catalog/catalog.ts";
import { contentOf, hasUnknownText, knownItems, type Clause, type UnknownText } from "../model/clause.ts";
import type { ColumnReference, Expression } from "../model/expression.ts";
import {
  noEdits,
  type CommonTable,
  type Delete,
  type Edits,
  type FromItem,
  type Insert,
  type Join,
  type Merge,
  type Output,
  type Query,
  type Returning,
  type SelectQuery,
  type SetOperation,
  type Statement,
  type TableReference,
  type Truncate,
  type Update,
  type ValuesQuery,
} from "../model/statement.ts";
import { clauseExpressions, isOneValue, operandsOf } from "./expressions.ts";
import type {
  Level,
  LevelBase,
  LevelCondition,
  LevelNode,
  Namespace,
  OutputColumn,
  Outputs,
  Relation,
  RelationColumn,
  RelationSource,
  StatementScopes,
  Surroundings,
  Target,
} from "./level.ts";
import { functionColumns } from "./types/function-columns.ts";
import { joinNamespaces, lookUp, mergeNamespaces, namespaceOf, qualify, relationsFrom } from "./namespace.ts";

const scopesMade = new WeakMap<Statement, { readonly catalog: Catalog; readonly scopes: StatementScopes }>();

/**
 * Binds the names of a statement, once for all who ask.
 * In: a statement of the model and the catalog it runs against. Out: its levels; never throws on odd input, names it cannot
 * bind are `unknown`.
 */
export function scopesOf(statement: Statement, catalog: Catalog): StatementScopes {
  const made = scopesMade.get(statement);
  if (made?.catalog === catalog) return made.scopes;
  const binder = new Binder(catalog, "edits" in statement ? statement.edits : noEdits);
  const top = binder.statement(statement, "top", { container: null, outer: null, tables: new Map() });
  const scopes = binder.finish(top);
  scopesMade.set(statement, { catalog, scopes });
  return scopes;
}

/** Binds the names of a query alone: what a view does. */
export function scopesOfQuery(query: Query, catalog: Catalog): StatementScopes {
  const binder = new Binder(catalog, noEdits);
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
  /** Where its WITH stands. */
  readonly owner: Level;
}

/** A level that is being bound. */
interface Draft extends LevelBase {
  readonly relations: Relation[];
  readonly conditions: LevelCondition[];
  outputs: Outputs;
  resolve: LevelBase["resolve"];
}

type DraftOf<L> = L extends Level ? L & Draft : never;
type LevelDraft = DraftOf<Level>;

const empty: Namespace = { relations: [], columns: [], open: [] };

class Binder {
  readonly #levels: Level[] = [];
  readonly #places = new Map<ColumnReference, Surroundings>();
  readonly #aliases = new Map<ColumnReference, OutputColumn>();
  readonly #nodes = new Map<LevelNode, Level>();
  readonly #relations = new Map<FromItem, Relation>();
  readonly #catalog: Catalog;
  readonly #edits: Edits;
  readonly #scopes: StatementScopes & { top: Level | null };

  constructor(catalog: Catalog, edits: Edits) {
    this.#catalog = catalog;
    this.#edits = edits;
    this.#scopes = {
      levels: this.#levels,
      top: null,
      levelOf: (node) => this.#nodes.get(node) ?? null,
      relationOf: (item) => this.#relations.get(item) ?? null,
      inSight: (reference) => {
        const place = this.#places.get(reference);
        return place ? relationsFrom(place) : null;
      },
      resolve: (reference) => {
        const alias = this.#aliases.get(reference);
        if (alias) return alias.bound ?? "unknown";
        const place = this.#places.get(reference);
        return place ? lookUp(reference, place) : "unknown";
      },
    };
  }

  finish(top: Level | null): StatementScopes {
    this.#scopes.top = top;
    return this.#scopes;
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
        return this.#truncate(statement, use, context);
      case "definition":
      case "utility":
      case "opaque":
        return null;
    }
  }

  query(query: Query, use: Level["use"], context: Context): Level {
    switch (query.kind) {
      case "select-query":
        return this.#select(query, use, context);
      case "values-query":
        return this.#values(query, use, context);
      case "set-operation":
        return this.#setOperation(query, use, context);
    }
  }

  #base({ span }: LevelNode, use: Level["use"], { container, outer }: Context): Draft {
    return {
      use,
      container,
      outer,
      relations: [],
      conditions: [],
      outputs: { columns: [], complete: false },
      scopes: this.#scopes,
      edits: this.#edits,
      span,
      resolve: () => "unknown",
    };
  }

  /** Adds a level, and binds its common tables. Out: where its own parts stand. */
  #enter(level: LevelDraft, context: Context): Context {
    this.#levels.push(level);
    this.#nodes.set(level.node, level);
    const list = level.kind === "truncate" ? [] : knownItems(level.node.with);
    return { container: level, outer: context.outer, tables: this.#commonTables(list, level, context) };
  }

  // Without RECURSIVE a CTE sees the ones before it; with it, every one, itself too (chapter 7.8).
  #commonTables(list: readonly CommonTable[], level: Level, context: Context): ReadonlyMap<string, CommonTableEntry> {
    if (list.length === 0) return context.tables;
    const levels = new Map<CommonTable, Level | null>();
    const entries = list.map((cte): [string, CommonTableEntry] => [
      cte.name,
      { cte, level: () => levels.get(cte) ?? null, owner: level },
    ]);
    const visible = new Map(context.tables);
    const all = new Map([...context.tables, ...entries]);
    for (const [index, cte] of list.entries()) {
      const tables = cte.recursive ? all : new Map(visible);
      const announce = (own: Level) => {
        if (cte.recursive) levels.set(cte, own);
      };
      levels.set(
        cte,
        this.statement(cte.statement, "cte", { container: level, outer: context.outer, tables, announce }),
      );
      const entry = entries[index];
      if (entry) visible.set(...entry);
    }
    return all;
  }

  #select(query: SelectQuery, use: Level["use"], around: Context): Level {
    const { distinct, where, groupBy, having, furtherArm, orderBy, limit, offset, locking } = query;
    const clauses = { distinct, where, groupBy, having, furtherArm, orderBy, limit, offset, locking };
    const level: LevelDraft = { ...this.#base(query, use, around), ...clauses, kind: "select", node: query };
    const context = this.#enter(level, around);
    const namespace = this.#from(knownItems(query.from), level, context, empty);
    const here = this.#settle(level, namespace, context);
    this.#where(query, level);
    const outputs = knownItems(query.outputs);
    this.#expressions(
      outputs.map(({ expression }) => expression),
      here,
      context,
    );
    level.outputs = this.#outputs(query.outputs, level, here);
    this.#expressions(clauseExpressions(where, having, limit, offset, groupBy, query.windows), here, context);
    for (const expression of [...query.distinctOn, ...clauseExpressions(orderBy)])
      this.#orderBy(expression, level, here, context);
    return level;
  }

  #where({ where }: SelectQuery | Update | Delete, level: LevelDraft): void {
    const present = contentOf(where);
    if (present) level.conditions.push({ clause: "where", expression: present.condition, join: null });
  }

  // A bare name in ORDER BY is an output's before it is a column's.
  #orderBy(expression: Expression, level: Level, here: Surroundings, context: Context): void {
    if (expression.kind === "column" && expression.relation === null) {
      const output = level.outputs.columns.find(({ name }) => name === expression.name);
      if (output) this.#aliases.set(expression, output);
    }
    this.#expressions([expression], here, context);
  }

  #values(query: ValuesQuery, use: Level["use"], around: Context): Level {
    const level: LevelDraft = { ...this.#base(query, use, around), rows: query.rows, kind: "values", node: query };
    const context = this.#enter(level, around);
    const here = this.#settle(level, empty, context);
    const rows = knownItems(query.rows);
    for (const row of rows) this.#expressions(row, here, context);
    const width = rows[0]?.length ?? 0;
    const columns = Array.from({ length: width }, (_, index): OutputColumn => {
      const name = `column${index + 1}`;
      const arms = rows.flatMap((row) => {
        const expression = row[index];
        return expression ? [this.#outputOf({ name, expression, span: expression.span }, level, here)] : [];
      });
      return { name, expression: null, bound: null, arms, level, output: null };
    });
    const isTold = rows.length > 0 && rows.every((row) => row.every(isOneValue));
    level.outputs = { columns, complete: isTold };
    return level;
  }

  #setOperation(query: SetOperation, use: Level["use"], around: Context): Level {
    const { operator, all, furtherArm, orderBy, limit, offset } = query;
    const clauses = { operator, all, furtherArm, orderBy, limit, offset };
    const level: LevelDraft = { ...this.#base(query, use, around), ...clauses, kind: "set-operation", node: query };
    const context = this.#enter(level, around);
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
    around.announce?.(level);
    const right = this.query(query.right, "arm", context);
    level.outputs = named((index) =>
      left.outputs.complete && right.outputs.complete
        ? [left, right].flatMap(({ outputs }) => outputs.columns.slice(index, index + 1))
        : [],
    );
    const here = this.#settle(level, empty, context);
    for (const expression of clauseExpressions(orderBy)) this.#orderBy(expression, level, here, context);
    this.#expressions(clauseExpressions(limit, offset), here, context);
    return level;
  }

  #insert(statement: Insert, use: Level["use"], around: Context): Level {
    const { columns, source, onConflict, returning } = statement;
    const level: LevelDraft = {
      ...this.#base(statement, use, around),
      ...{ columns, source, onConflict, returning, kind: "insert", node: statement },
      get target() {
        return targetOf(this);
      },
    };
    const context = this.#enter(level, around);
    const query = contentOf(source)?.query;
    if (query) this.query(query, "source", context);
    const target = this.#target(statement.target, level);
    const targets = namespaceOf(target);
    const here = this.#settle(level, targets, context);
    const conflict = contentOf(onConflict);
    if (conflict) {
      const excluded: Relation = { ...target, item: null, name: "excluded", role: "excluded" };
      level.relations.push(excluded);
      // `excluded` is there by its name alone: a bare column name is the target's.
      const both = { ...targets, relations: [...targets.relations, excluded] };
      const place = { level, namespace: both, outer: context.outer };
      const values = knownItems(conflict.assignments).map(({ value }) => value);
      this.#expressions([...clauseExpressions(conflict.where), ...values], place, context);
      this.#expressions(clauseExpressions(conflict.targetWhere), here, context);
    }
    this.#returning(returning, level, here, context);
    return level;
  }

  #modify(statement: Update | Delete, use: Level["use"], around: Context): Level {
    const level = this.#change(statement, use, around);
    const context = this.#enter(level, around);
    const target = this.#target(statement.target, level);
    // FROM and USING do not see the target, not even LATERAL.
    const items = statement.kind === "update" ? statement.from : statement.using;
    const others = this.#from(knownItems(items), level, context, empty);
    const here = this.#settle(level, mergeNamespaces(namespaceOf(target), others), context);
    this.#where(statement, level);
    this.#expressions(clauseExpressions(statement.where), here, context);
    if (statement.kind === "update")
      this.#expressions(
        knownItems(statement.assignments).map(({ value }) => value),
        here,
        context,
      );
    this.#returning(statement.returning, level, here, context);
    return level;
  }

  #change(statement: Update | Delete, use: Level["use"], around: Context): LevelDraft {
    const { where, returning } = statement;
    const both = { ...this.#base(statement, use, around), where, returning };
    if (statement.kind === "delete")
      return {
        ...both,
        ...{ kind: "delete", node: statement },
        get target() {
          return targetOf(this);
        },
      };
    return {
      ...both,
      ...{ assignments: statement.assignments, kind: "update", node: statement },
      get target() {
        return targetOf(this);
      },
    };
  }

  #merge(statement: Merge, use: Level["use"], around: Context): Level {
    const { actions, on, returning } = statement;
    const level: LevelDraft = {
      ...this.#base(statement, use, around),
      ...{ actions, on: { kind: "is", condition: on }, returning, kind: "merge", node: statement },
      get target() {
        return targetOf(this);
      },
    };
    const context = this.#enter(level, around);
    const known = knownItems(actions);
    const missing = (when: string) => known.some((action) => action.when === when && action.action !== "nothing");
    const target = this.#target(statement.target, level, missing("not-matched"));
    const source = this.#from([statement.source], level, context, empty, missing("not-matched-by-source"));
    const here = this.#settle(level, mergeNamespaces(namespaceOf(target), source), context);
    level.conditions.push({ clause: "on", expression: on, join: null });
    this.#expressions([on], here, context);
    for (const { condition, assignments } of known) {
      const values = knownItems(assignments).map(({ value }) => value);
      this.#expressions([...clauseExpressions(condition), ...values], here, context);
    }
    this.#returning(returning, level, here, context);
    return level;
  }

  #truncate(statement: Truncate, use: Level["use"], around: Context): Level {
    const level: LevelDraft = {
      ...this.#base(statement, use, around),
      ...{ cascade: statement.cascade, kind: "truncate", node: statement },
      get targets() {
        return this.relations.filter(isTarget);
      },
    };
    this.#enter(level, around);
    for (const target of statement.targets) this.#target(target, level);
    return level;
  }

  #returning(clause: Clause<Returning>, level: LevelDraft, here: Surroundings, context: Context): void {
    const { outputs = [], versions: names = {} } = contentOf(clause) ?? {};
    const versions = withVersions(here, names);
    this.#expressions(
      knownItems(outputs).map(({ expression }) => expression),
      versions,
      context,
    );
    level.outputs = this.#outputs(outputs, level, versions);
    if (clause === "unknown") level.outputs = { columns: [], complete: false };
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
        return add(this.#sourceOf(item, level, context), item.alias ?? item.name, item.columnAliases);
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
        return add(
          { kind: "function", columns: functionColumns(item, this.#catalog, (name) => lookUp(name, lateral)) },
          item.alias ?? item.name,
          item.columnAliases,
        );
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
    const on = contentOf(join.on)?.condition;
    if (on) {
      level.conditions.push({ clause: "on", expression: on, join });
      this.#expressions([on], { level, namespace: joined, outer: context.outer }, context);
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

  #sourceOf(item: TableReference, level: Level, context: Context): RelationSource {
    const entry = item.schema === null && item.name !== null ? context.tables.get(item.name) : undefined;
    if (!entry) return this.#tableOrView(item);
    return { kind: "cte", cte: entry.cte, level: entry.level(), below: entry.owner !== level };
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

  #outputs(outputs: readonly (Output | UnknownText)[], level: Level, here: Surroundings): Outputs {
    let complete = !hasUnknownText(outputs);
    const columns = knownItems(outputs).flatMap((output): OutputColumn[] => {
      const { expression } = output;
      if (expression.kind === "unknown") complete = false;
      if (expression.kind !== "column" || expression.name !== "*") return [this.#outputOf(output, level, here)];
      const { columns: bounds, open } = this.#star(expression, here);
      if (open) complete = false;
      return bounds.map(({ name, bound }) => ({ name, expression: null, bound, arms: [], level, output }));
    });
    return { columns, complete };
  }

  #star(star: ColumnReference, here: Surroundings): { columns: Namespace["columns"]; open: boolean } {
    if (star.relation === null)
      return {
        columns: here.namespace.columns.filter(({ bound }) => !bound.of?.unstarred),
        open: here.namespace.open.length > 0,
      };
    const resolution = lookUp(star, here);
    if (resolution === null || typeof resolution === "string") return { columns: [], open: true };
    const { relation } = resolution;
    const starred = relation.columns.filter(({ unstarred }) => !unstarred);
    const columns = starred.map((of) => ({
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

function isTarget(relation: Relation): relation is Target {
  return relation.role === "target";
}

/** In RETURNING, `old` and `new` are the target's row before and after the change, unless something else is called so, or they are given names (chapter 6.4). */
function withVersions(here: Surroundings, names: NonNullable<Returning["versions"]>): Surroundings {
  const { relations } = here.namespace;
  const target = relations.find(isTarget);
  if (!target) return here;
  const versions = (["old", "new"] as const)
    .map((version): Relation => ({ ...target, item: null, name: names[version] ?? version, version }))
    .filter(({ name }) => !relations.some((relation) => relation.name === name));
  return { ...here, namespace: { ...here.namespace, relations: [...relations, ...versions] } };
}

/** The relation that a change of rows has put into a level first. */
function targetOf({ relations }: { readonly relations: readonly Relation[] }): Target {
  const target = relations.find(isTarget);
  if (!target) throw new Error("the target is not bound yet");
  return target;
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
      return source.level ? commonColumns(source.level.outputs, source) : unknown;
    case "derived":
      return fromOutputs(source.level.outputs, []);
    case "function":
      if (source.columns)
        return { columns: source.columns.map((name) => ({ name, column: null, output: null })), complete: true };
      return aliased(item) ?? unknown;
    case "unknown":
      return aliased(item) ?? unknown;
  }
}

/** The columns that the aliases of a function say. */
function aliased(item: FromItem | null): { columns: readonly RelationColumn[]; complete: boolean } | null {
  return item?.kind === "function" && item.columnAliases.length > 0
    ? { columns: item.columnAliases.map((name) => ({ name, column: null, output: null })), complete: true }
    : null;
}

function commonColumns(
  outputs: Outputs,
  { cte, below }: RelationSource & { kind: "cte" },
): { columns: readonly RelationColumn[]; complete: boolean } {
  const own = fromOutputs(outputs, cte.columns);
  const added = cte.added.map(({ name, nullable }): RelationColumn => ({
    name,
    column: null,
    output: null,
    made: { nullable },
    unstarred: below,
  }));
  return { columns: [...own.columns, ...added], complete: own.complete };
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
