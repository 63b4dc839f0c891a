import type { ModelRelation } from "../../model/definition.ts";
import type { SqlText } from "../../model/sql-text.ts";
import type { Chain, Entry, Step } from "../../source/built/built.ts";
import { criteriaCondition, findCondition, keyCondition } from "./where.ts";
import {
  columnOf,
  joined,
  liveCondition,
  parenthesised,
  relationJoin,
  relationOf,
  together,
  type Join,
  type Level,
  type TypeormContext,
  type What,
} from "./query.ts";
import { BuilderState, type Clause, type Source } from "./state.ts";
import { textIn } from "./text.ts";

/** How steps reach what else reads builders. */
export interface Builders {
  readonly context: TypeormContext;
  /** The query that a chain is, in parentheses where it is a subquery; null where it is none. */
  queryOf(chain: Chain, around: BuilderState): SqlText | null;
  /**
   * Steps that a callback takes on the builder it is given: `new Brackets((qb) => …)`. Null: what it does is not known.
   */
  stepsOf(callback: What, around: BuilderState): readonly Step[] | null;
  /** What a callback gives for the builder it is handed: `(qb) => qb.select(…).from(…)`. */
  givenBy(callback: What, around: BuilderState): SqlText | null;
  changesOf(state: BuilderState, source: Source, join: Step | null): Parameters<TypeormContext["tableAt"]>[2];
}

type Apply = (state: BuilderState, step: Step, builders: Builders) => void;

const given = ({ arguments: all }: Step): readonly What[] => all ?? [];

/** Applies the steps of a chain, in order. */
export function applySteps(state: BuilderState, steps: readonly Step[], builders: Builders): void {
  for (const step of steps) {
    state.steps.push(step);
    const apply = Object.hasOwn(methods, step.name) ? methods[step.name] : undefined;
    if (apply && step.arguments) {
      apply(state, step, builders);
      // What is spread may be anything.
      if (step.spread) state.unknown.push(step.place);
    } else if (!changesNothing.has(step.name)) state.unknown.push(step.place);
  }
}

/** `from(User, "u")`, `from("users", "u")`, `from((qb) => …, "t")`. */
export function sourceOf(
  what: What | undefined,
  alias: What | undefined,
  state: BuilderState,
  builders: Builders,
  fallback: string | null = null,
): Source {
  const { context } = builders;
  const { run } = context;
  const named = context.text(alias) ?? fallback;
  const at = what ?? alias ?? state.steps.at(-1)?.place ?? run.place(run.module.ast);
  const value = what && run.value(what);
  if (what && (value?.kind === "function" || value?.kind === "chain")) {
    const query = value.kind === "function" ? builders.givenBy(what, state) : builders.queryOf(value, state);
    if (query) return { level: { table: null, alias: named ?? "subquery", bare: true }, at, query };
  }
  const text = context.text(what);
  if (what && text !== null && /^\(.*\)$/s.test(text))
    return {
      level: { table: null, alias: named ?? "subquery", bare: true },
      at,
      query: textIn(what, state, () => null, context),
    };
  const entity = what ? context.entities.named(what) : null;
  if (text !== null && !entity?.table)
    return {
      level: { table: null, alias: named ?? text, bare: true },
      at,
      query: context.writer.name(text.split("."), at),
    };
  const place = "kind" in at ? at.place : at;
  return {
    level: { table: entity?.table ?? null, alias: named ?? entity?.name ?? "entity" },
    at: entity?.at ?? place,
    query: null,
  };
}

/** `where("u.name = :name", { name })`, objects, Brackets, and functions that give a text. */
function condition(what: What | undefined, state: BuilderState, builders: Builders): SqlText | null {
  const { context } = builders;
  const { run, writer } = context;
  if (!what) return null;
  const value = run.value(what);
  if (value.kind === "constant")
    return typeof value.value === "string" && value.value.trim() !== ""
      ? textIn(what, state, (chain) => builders.queryOf(chain, state), context)
      : typeof value.value === "string" || value.value === undefined || value.value === null
        ? null
        : writer.unknown(what);
  if (value.kind === "object" || value.kind === "list") {
    const level = state.main?.level ?? { table: null, alias: null };
    return criteriaCondition(what, state.kind === "select" ? level : { ...level, alias: null }, context);
  }
  if (value.kind === "function") return builders.givenBy(what, state) ?? writer.unknown(what);
  if (value.kind === "chain") {
    const brackets = bracketsOf(value, state, builders);
    if (brackets !== undefined) return brackets;
  }
  return textIn(what, state, (chain) => builders.queryOf(chain, state), context);
}

/** `new Brackets((qb) => …)`, `new NotBrackets(…)`; undefined for what is neither. */
function bracketsOf(
  { root, steps, place }: Chain,
  state: BuilderState,
  builders: Builders,
): SqlText | null | undefined {
  const { context } = builders;
  const [made] = steps;
  if (root.kind !== "package" || !/^(?:Not)?Brackets(?:\(\))?$/.test(root.origin.path) || !made?.arguments?.[0])
    return undefined;
  const inner = builders.stepsOf(made.arguments[0], state);
  if (!inner) return context.writer.unknown(place);
  const nested = new BuilderState(state);
  nested.kind = state.kind;
  nested.main = state.main;
  applySteps(nested, inner, builders);
  const clauses = clausesOf(nested.wheres, context);
  const all =
    nested.unknown.length > 0
      ? [...(clauses ? [parenthesised(clauses)] : []), ...nested.unknown.map((what) => context.writer.unknown(what))]
      : clauses
        ? [clauses]
        : [];
  for (const [name, what] of nested.parameters) state.parameters.set(name, what);
  if (all.length === 0) return null;
  const whole = parenthesised(joined(all, " AND "));
  return root.origin.path.startsWith("Not") ? together(context.writer.sql("NOT", place), whole) : whole;
}

/** Clauses one after the other, as they were added. */
export function clausesOf(clauses: readonly Clause[], { writer }: TypeormContext): SqlText | null {
  let text: SqlText | null = null;
  for (const { bool, write, step } of clauses) {
    const one = write();
    if (!one || one.length === 0) continue;
    text = text ? together(text, writer.sql(bool.toUpperCase(), step.at), one) : one;
  }
  return text;
}

function addClause(list: (state: BuilderState) => Clause[], bool: Clause["bool"], resets: boolean): Apply {
  return (state, step, builders) => {
    const [what, parameters] = given(step);
    addParameters(state, parameters, builders);
    if (resets) list(state).length = 0;
    if (what && builders.context.isNothing(what)) return;
    list(state).push({ bool, step, write: () => condition(what, state, builders) });
  };
}

const wheres = (state: BuilderState): Clause[] => state.wheres;
const havings = (state: BuilderState): Clause[] => state.havings;

function addKeys(bool: Clause["bool"], resets: boolean): Apply {
  return (state, step, { context }) => {
    const [ids] = given(step);
    if (resets) state.wheres.length = 0;
    state.wheres.push({
      bool,
      step,
      write: () => {
        const level = state.main?.level ?? { table: null, alias: null };
        return ids
          ? (keyCondition(ids, state.kind === "select" ? level : { ...level, alias: null }, context) ??
              context.writer.unknown(ids))
          : context.writer.unknown(step.place);
      },
    });
  };
}

function addExists(bool: Clause["bool"], resets: boolean): Apply {
  return (state, step, builders) => {
    const [query] = given(step);
    const { writer, run } = builders.context;
    if (resets) state.wheres.length = 0;
    state.wheres.push({
      bool,
      step,
      write: () => {
        const value = query && run.value(query);
        const inner = value?.kind === "chain" ? builders.queryOf(value, state) : null;
        return inner
          ? together(writer.sql("EXISTS", step.at), parenthesised(inner))
          : writer.unknown(query ?? step.place);
      },
    });
  };
}

function addParameters(state: BuilderState, what: What | undefined, { context }: Builders): void {
  const value = what && context.run.value(what);
  if (value?.kind === "object")
    for (const entry of value.entries.values()) state.parameters.set(entry.name, entry.value);
}

/** `leftJoin("u.posts", "p", "p.live = :live", { live })`, `leftJoin(Post, "p", "p.userId = u.id")`. */
function addJoin(direction: Join["direction"], skipped: number): Apply {
  return (state, step, builders) => {
    const { context } = builders;
    const [target, alias, on, parameters] = given(step).slice(skipped);
    addParameters(state, parameters, builders);
    const name = context.text(alias);
    if (!target || name === null) {
      state.unknown.push(step.place);
      return;
    }
    const live = !state.withDeleted;
    const text = context.text(target);
    const [, parentName = "", path = ""] = /^"?(\w+)"?\.([\w.]+)$/.exec(text ?? "") ?? [];
    const parent = parentName === "" ? null : state.levelOf(parentName);
    const relation = parent ? relationOf(parent.table, path) : null;
    // A condition of its own stands in parentheses with the one on deleted rows, as it is.
    const more = (level: Level): (() => SqlText)[] => {
      const written = (): SqlText[] => {
        const own = on && !context.isNothing(on) ? condition(on, state, builders) : null;
        const marked = live ? liveCondition(level, target, context) : null;
        return [own, marked].filter((one): one is SqlText => one !== null);
      };
      return (live && level.table?.modelSoftDelete?.filters) || on
        ? [() => parenthesised(joined(orTrue(written(), context, target), " AND "))]
        : [];
    };
    if (parent && (relation || parent.table === null)) {
      const level: Level = { table: relation ? context.targetOf(relation) : null, alias: name };
      const source: Source = { level, at: target, query: null };
      state.joins.push({
        ...source,
        step,
        join: () =>
          relation
            ? relationJoin(
                parent,
                relation,
                direction,
                name,
                target,
                more(level),
                builders.changesOf(state, source, step) ?? {},
                context,
              )
            : {
                direction,
                level,
                parent: parent.alias,
                table: context.tableAt(level, target),
                junction: null,
                on: [() => context.writer.unknown(target), ...more(level)],
              },
      });
      return;
    }
    const source = sourceOf(target, alias, state, builders);
    const { level, query } = source;
    state.joins.push({
      ...source,
      step,
      join: () => ({
        direction,
        level,
        parent: null,
        junction: null,
        on: more(level),
        table: query
          ? together(query, context.writer.sql(`AS "${name}"`, target))
          : context.tableAt(level, source.at, builders.changesOf(state, source, step)),
      }),
    });
  };
}

const orTrue = (conditions: readonly SqlText[], { writer }: TypeormContext, at: What): readonly SqlText[] =>
  conditions.length > 0 ? conditions : [writer.sql("TRUE", at)];

const addSelect =
  (resets: boolean): Apply =>
  (state, step, builders) => {
    const [what, alias] = given(step);
    if (resets) state.selects = [];
    if (!what || builders.context.isNothing(what)) return;
    const value = builders.context.run.value(what);
    const as = builders.context.text(alias);
    if (value.kind === "list") {
      state.selects.push(...value.items.map((item) => ({ what: item, as: null, query: null })));
      if (value.open) state.selects.push({ what, as: null, query: () => builders.context.writer.unknown(what) });
    } else if (value.kind === "function" || value.kind === "chain") {
      state.selects.push({
        what,
        as,
        query: () =>
          (value.kind === "function" ? builders.givenBy(what, state) : builders.queryOf(value, state)) ??
          builders.context.writer.unknown(what),
      });
    } else state.selects.push({ what, as, query: null });
  };

const addFrom =
  (isMain: boolean): Apply =>
  (state, step, builders) => {
    const [what, alias] = given(step);
    const source = sourceOf(what, alias, state, builders);
    // The entity a query was made for, again: `createQueryBuilder().delete().from(User)`.
    if (isMain || !state.main) state.main = source;
    else state.others.push(source);
  };

/** `update(User)`, `update(User, { … })`, `update({ … })` of a repository's builder; `delete()`, `insert()`. */
const become =
  (kind: BuilderState["kind"]): Apply =>
  (state, step, builders) => {
    const { context } = builders;
    state.kind = kind;
    const [first, second] = given(step);
    if (!first) return;
    const entity = context.entities.named(first);
    if (entity) state.main = { level: { table: entity.table, alias: entity.name ?? "entity" }, at: first, query: null };
    const set = entity ? second : first;
    if (kind === "update" && set) state.set = set;
  };

const addGroup: Apply = (state, step, builders) => {
  const [what] = given(step);
  if (what) state.groups.push(() => textIn(what, state, () => null, builders.context));
};

/** `orUpdate(["name"], ["email"])`; `onConflict("…")` is text. */
const addConflict: Apply = (state, step, builders) => {
  const { context } = builders;
  const { writer } = context;
  const [first, second] = given(step);
  const sql = (text: string): SqlText => writer.sql(text, step.at);
  if (step.name === "orIgnore") state.conflict = () => sql("ON CONFLICT DO NOTHING");
  else if (step.name === "onConflict")
    state.conflict = () =>
      together(sql("ON CONFLICT"), first ? textIn(first, state, () => null, context) : writer.unknown(step.place));
  else
    state.conflict = () => {
      const columns = namesIn(first, state, context);
      const target = namesIn(second, state, context);
      const set = columns
        ? joined(
            columns.map((name) =>
              together(writer.name(name, step.at), sql("="), [...sql("EXCLUDED."), ...writer.name(name, step.at)]),
            ),
            ", ",
          )
        : writer.unknown(first ?? step.place);
      return together(
        sql("ON CONFLICT"),
        target
          ? parenthesised(
              joined(
                target.map((name) => writer.name(name, step.at)),
                ", ",
              ),
            )
          : writer.unknown(second ?? step.place),
        sql("DO UPDATE SET"),
        set,
      );
    };
};

/** `["email"]` or `"UQ_email"`. */
function namesIn(what: What | undefined, state: BuilderState, context: TypeormContext): readonly string[] | null {
  const value = what && context.run.value(what);
  if (value?.kind !== "list" || value.open) return null;
  const names = value.items.map((item) => context.text(item));
  const table = state.main?.level.table ?? null;
  return names.length > 0 && names.every((name) => name !== null)
    ? names.map((name) =>
        table?.columns.some((column) => column.name === name) ? name : (columnOf(table, name) ?? name),
      )
    : null;
}

const setReturning: Apply = (state, step, { context }) => {
  const [what] = given(step);
  state.returning = () => {
    const value = what && context.run.value(what);
    const names = value?.kind === "list" && !value.open ? namesIn(what, state, context) : null;
    if (what && names)
      return joined(
        names.map((name) => context.writer.name(name, what)),
        ", ",
      );
    return what && value?.kind === "constant"
      ? context.writer.raw(what, "text")
      : context.writer.unknown(what ?? step.place);
  };
};

/** `setFindOptions({ where, withDeleted })` of a select. */
const addFindOptions: Apply = (state, step, { context }) => {
  const [what] = given(step);
  const value = what && context.known(what);
  if (!what || value?.kind !== "object" || value.open || !state.main) {
    state.unknown.push(step.place);
    return;
  }
  const deleted = value.entries.get("withDeleted");
  if (deleted) {
    const asked = context.known(deleted.value);
    if (asked.kind !== "constant") state.unknown.push(deleted.value);
    else if (asked.value) state.withDeleted = true;
  }
  const relations = value.entries.get("relations");
  if (relations && !context.isNothing(relations.value)) context.unknown ??= "which relations it loads is not known";
  const where = value.entries.get("where");
  if (!where) return;
  const join = (level: Level, relation: ModelRelation, entry: Entry): Level => {
    const target: Level = {
      table: context.targetOf(relation),
      alias: `${level.alias ?? ""}__${relation.property.replaceAll(".", "_")}`,
    };
    if (state.levelOf(target.alias ?? "")) return target;
    const live = state.withDeleted ? null : liveCondition(target, entry.key, context);
    state.joins.push({
      level: target,
      at: entry.key,
      query: null,
      step,
      join: () =>
        relationJoin(
          level,
          relation,
          "LEFT",
          target.alias ?? "",
          entry.key,
          live ? [() => live] : [],
          { settled: true },
          context,
        ),
    });
    return target;
  };
  const condition = findCondition(where.value, state.main.level, join, context);
  if (condition) state.wheres.push({ bool: "and", step, write: () => condition });
};

const methods: Readonly<Record<string, Apply>> = {
  setFindOptions: addFindOptions,
  select: (state, step, builders) => {
    if (state.kind !== "select") state.kind = "select";
    addSelect(true)(state, step, builders);
  },
  addSelect: addSelect(false),
  from: addFrom(true),
  addFrom: addFrom(false),
  into: (state, step, builders) => {
    addFrom(true)(state, { ...step, arguments: given(step).slice(0, 1) }, builders);
    state.columns = given(step)[1] ?? null;
  },
  leftJoin: addJoin("LEFT", 0),
  innerJoin: addJoin("INNER", 0),
  leftJoinAndSelect: addJoin("LEFT", 0),
  innerJoinAndSelect: addJoin("INNER", 0),
  leftJoinAndMapOne: addJoin("LEFT", 1),
  leftJoinAndMapMany: addJoin("LEFT", 1),
  innerJoinAndMapOne: addJoin("INNER", 1),
  innerJoinAndMapMany: addJoin("INNER", 1),
  where: addClause(wheres, "and", true),
  andWhere: addClause(wheres, "and", false),
  orWhere: addClause(wheres, "or", false),
  having: addClause(havings, "and", true),
  andHaving: addClause(havings, "and", false),
  orHaving: addClause(havings, "or", false),
  whereInIds: addKeys("and", true),
  andWhereInIds: addKeys("and", false),
  orWhereInIds: addKeys("or", false),
  whereExists: addExists("and", true),
  andWhereExists: addExists("and", false),
  orWhereExists: addExists("or", false),
  setParameter: (state, step) => {
    const [name, value] = given(step);
    const text = name && "kind" in name ? null : name;
    if (text && value && text.node.type === "Literal") state.parameters.set(String(text.node.value), value);
  },
  setParameters: (state, step, builders) => {
    addParameters(state, given(step)[0], builders);
  },
  groupBy: (state, step, builders) => {
    state.groups.length = 0;
    addGroup(state, step, builders);
  },
  addGroupBy: addGroup,
  distinct: (state, step, { context }) => {
    state.distinct = () => context.writer.sql("DISTINCT", step.at);
  },
  distinctOn: (state, step, builders) => {
    const [what] = given(step);
    const { context } = builders;
    const value = what && context.run.value(what);
    state.distinct = () =>
      value?.kind === "list" && !value.open
        ? together(
            context.writer.sql("DISTINCT ON", step.at),
            parenthesised(
              joined(
                value.items.map((item) => textIn(item, state, () => null, context)),
                ", ",
              ),
            ),
          )
        : context.writer.sql("DISTINCT", step.at);
  },
  withDeleted: (state) => {
    state.withDeleted = true;
  },
  update: become("update"),
  delete: become("delete"),
  insert: become("insert"),
  softDelete: become("soft-delete"),
  restore: become("restore"),
  set: (state, step) => {
    state.set = given(step)[0] ?? null;
  },
  values: (state, step) => {
    state.rows = given(step)[0] ?? null;
  },
  orUpdate: addConflict,
  orIgnore: addConflict,
  onConflict: addConflict,
  returning: setReturning,
  output: setReturning,
  addCommonTableExpression: (state, step, builders) => {
    const [query, alias] = given(step);
    const { context } = builders;
    const value = query && context.run.value(query);
    const name = context.text(alias);
    if (!query || !alias || name === null) state.unknown.push(step.place);
    else
      state.tables.push({
        name: context.writer.name(name, alias),
        query: () =>
          (value?.kind === "chain"
            ? builders.queryOf(value, state)
            : value?.kind === "constant"
              ? textIn(query, state, () => null, context)
              : null) ?? context.writer.unknown(query),
      });
  },
};

/** Steps that say nothing of which rows are read or written. */
const changesNothing: ReadonlySet<string> = new Set([
  "clone",
  "orderBy",
  "addOrderBy",
  "limit",
  "offset",
  "take",
  "skip",
  "cache",
  "setLock",
  "setOnLocked",
  "useIndex",
  "comment",
  "maxExecutionTime",
  "printSql",
  "disableEscaping",
  "setQueryRunner",
  "useTransaction",
  "callListeners",
  "updateEntity",
  "whereEntity",
  "setNativeParameters",
  "timeTravelQuery",
  "loadAllRelationIds",
  "loadRelationCountAndMap",
  "loadRelationIdAndMap",
  "setOption",
  "subQuery",
  "createQueryBuilder",
  "alias",
  "expressionMap",
  "getMany",
  "getOne",
  "getOneOrFail",
  "getManyAndCount",
  "getRawMany",
  "getRawOne",
  "getRawAndEntities",
  "getCount",
  "getExists",
  "execute",
  "stream",
  "getQuery",
  "getSql",
  "getQueryAndParameters",
  "getParameters",
]);
