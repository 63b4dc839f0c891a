import type { ResultShape } from "../../model/site.ts";
import type { SqlText } from "../../model/sql-text.ts";
import type { SoftDeleteColumn } from "../../model/statement.ts";
import type { Step } from "../../source/built/built.ts";
import { liveInWhere, softDeletion } from "./edits.ts";
import type { Entity } from "./entities.ts";
import { Find, type FindArguments } from "./find.ts";
import { criteriaCondition, keyCondition } from "./where.ts";
import {
  columnOf,
  joined,
  parenthesised,
  together,
  type Changes,
  type Level,
  type TypeormContext,
  type What,
} from "./query.ts";
import { assignedColumns, insertion, rowOf, rowsOf, settingsOf } from "./writes.ts";

/** A method of a repository, an entity manager or an entity. */
export interface Call {
  readonly entity: Entity;
  /** Those after the entity. */
  readonly given: readonly What[];
  readonly step: Step;
  readonly context: TypeormContext;
  /** It is called on an entity's own row: `user.remove()`. */
  readonly own: boolean;
}

export interface Operation {
  readonly result: ResultShape;
  write(call: Call): SqlText;
}

type Options = (call: Call) => FindArguments;

const byOptions: Options = ({ given: [options], step }) => ({ options: options ?? null, where: null, call: step });
const byWhere: Options = ({ given: [where], step }) => ({ options: null, where: where ?? null, call: step });

/**
 * `findOne(options)`; until version 0.3 also `findOne(id)`, `findOne(id, options)` and `findOne(conditions, options)`.
 */
const byEither: Options = ({ given: [first, second], step, context }) => {
  if (!first) return { options: null, where: null, call: step };
  const value = context.known(first);
  if (second)
    return value.kind === "object"
      ? { options: second, where: first, call: step }
      : { options: second, where: null, ids: first, call: step };
  return value.kind === "constant" && value.value !== undefined && value.value !== null
    ? { options: null, where: null, ids: first, call: step }
    : { options: first, where: null, call: step };
};

const byIds: Options = ({ given: [ids, options], step }) => ({
  options: options ?? null,
  where: null,
  ids: ids ?? null,
  call: step,
});

function find(result: ResultShape, options: Options, limit: string | null = null): Operation {
  return { result, write: (call) => new Find(call.entity, options(call), call.context).written(null, limit) };
}

/** Counts and sums. */
function aggregate(options: Options, outputs: (call: Call) => string): Operation {
  return {
    result: "other",
    write: (call) =>
      new Find(call.entity, options(call), call.context).written(
        call.context.writer.sql(outputs(call), call.step.at),
        null,
      ),
  };
}

const count = (): string => 'COUNT(1) AS "cnt"';
const folded = (name: string): Operation =>
  aggregate(
    ({ given: [, where], step }) => ({ options: null, where: where ?? null, call: step }),
    ({ given: [property], entity, context }) => {
      const path = context.text(property);
      const column = path === null ? null : (columnOf(entity.table, path) ?? path);
      return column === null
        ? `${name}(1) AS "${name}"`
        : `${name}("${entity.name ?? "entity"}"."${column.replaceAll('"', '""')}") AS "${name}"`;
    },
  );

function exists(options: Options): Operation {
  return {
    result: "other",
    write(call) {
      const { writer } = call.context;
      const sql = (text: string): SqlText => writer.sql(text, call.step.at);
      const inner = new Find(call.entity, options(call), call.context).written(sql("1"), null);
      return together(
        sql('SELECT 1 AS "row_exists" FROM (SELECT 1 AS dummy_column) AS "dummy_table" WHERE EXISTS'),
        parenthesised(inner),
        sql("LIMIT 1"),
      );
    },
  };
}

const levelOf = ({ entity }: Call): Level => ({ table: entity.table, alias: null });
const sqlAt =
  ({ context, step }: Call) =>
  (text: string): SqlText =>
    context.writer.sql(text, step.at);

function targetOf(call: Call, changes: Changes = {}): SqlText {
  return call.context.tableAt(levelOf(call), call.entity.at, changes);
}

/** What `update`, `delete` and their like choose rows by: an identifier, several, or conditions. */
function criteriaOf(call: Call): SqlText {
  const {
    given: [criteria],
    context,
    step,
    own,
  } = call;
  if (own) return keyOf(call);
  if (!criteria) return context.writer.unknown(step.place);
  return (
    keyCondition(criteria, levelOf(call), context) ??
    criteriaCondition(criteria, levelOf(call), context) ??
    context.writer.sql("TRUE", criteria)
  );
}

/** The rows themselves, by their key: `remove(user)`. */
function keyOf(call: Call): SqlText {
  const {
    entity,
    context,
    given: [rows],
    step,
  } = call;
  const keys = entity.table?.primaryKey ?? ["id"];
  const value = rows && context.known(rows);
  const several = value?.kind === "list";
  const at = rows ?? step.place;
  if (keys.length === 0) return context.writer.unknown(at);
  return joined(
    keys.map((key) =>
      together(
        context.column(levelOf(call), key, at),
        context.writer.sql(several ? "IN (" : "=", at),
        context.given(at),
        several ? context.writer.sql(")", at) : null,
      ),
    ),
    " AND ",
  );
}

const change = (write: (call: Call) => SqlText): Operation => ({ result: "other", write });

/** `UPDATE … SET … WHERE …` */
function updated(call: Call, set: SqlText, where: SqlText | null): SqlText {
  const {
    given: [criteria],
    context,
    entity,
  } = call;
  const sql = sqlAt(call);
  const addLiveFilter = (column: SoftDeleteColumn) =>
    where && criteria ? liveInWhere(criteria, column, entity.table, context) : null;
  return together(
    sql("UPDATE"),
    targetOf(call, { addLiveFilter }),
    sql("SET"),
    set,
    where ? together(sql("WHERE"), where) : null,
  );
}

function deleted(call: Call, where: SqlText | null): SqlText {
  const {
    entity,
    step,
    given: [criteria],
    own,
  } = call;
  const sql = sqlAt(call);
  const softDelete = (column: SoftDeleteColumn) =>
    softDeletion(step, own ? null : (criteria ?? null), column, entity.table);
  return together(sql("DELETE FROM"), targetOf(call, { softDelete }), where ? together(sql("WHERE"), where) : null);
}

/** `softDelete` marks live rows, `restore` clears the mark of the others. */
function marked(call: Call, restores: boolean, where: SqlText): SqlText {
  const { entity, context, step } = call;
  const sql = sqlAt(call);
  const column = entity.table?.modelSoftDelete?.column ?? null;
  if (column === null)
    return together(sql("UPDATE"), targetOf(call), sql("SET"), context.writer.unknown(step.at), sql("WHERE"), where);
  const name = context.writer.name(column, step.at);
  return together(
    sql("UPDATE"),
    targetOf(call),
    sql("SET"),
    name,
    sql(restores ? "= NULL" : "= CURRENT_TIMESTAMP"),
    sql("WHERE"),
    parenthesised(where),
    sql("AND"),
    name,
    sql(restores ? "IS NOT NULL" : "IS NULL"),
  );
}

function incremented(sign: "+" | "-"): Operation {
  return change((call) => {
    const {
      given: [, property, amount],
      context,
      entity,
      step,
    } = call;
    const path = context.text(property);
    const name = path === null ? null : context.writer.name(columnOf(entity.table, path) ?? path, step.at);
    const sql = sqlAt(call);
    return updated(
      call,
      name
        ? together(name, sql("="), name, sql(sign), amount ? context.writer.value(amount) : sql("1"))
        : context.writer.unknown(property ?? step.place),
      criteriaOf(call),
    );
  });
}

/** A row without a key is new; any other is looked up, and made or changed. */
const save: Operation = change((call) => {
  const {
    context,
    entity,
    given: [what],
    step,
  } = call;
  const sql = sqlAt(call);
  const rows = what && !call.own ? rowsOf(what, context) : null;
  const { columns, complete } = assignedColumns(rows, entity.table, context);
  const keys = entity.table?.primaryKey ?? ["id"];
  if (rows && complete && entity.table && !columns.some((column) => keys.includes(column)))
    return insertion(rows, targetOf(call), levelOf(call), step.at, context);
  const at = what ?? step.place;
  return together(
    sql("INSERT INTO"),
    targetOf(call),
    parenthesised(context.writer.unknown(at)),
    sql("VALUES"),
    parenthesised(context.given(at)),
    sql(`ON CONFLICT (${keys.map((key) => `"${key}"`).join(", ") || '"id"'}) DO UPDATE SET`),
    context.writer.unknown(at),
  );
});

/** `upsert(rows, ["email"])` sets every given column in a row that is there. */
const upsert: Operation = change((call) => {
  const {
    context,
    entity,
    given: [what, paths],
    step,
  } = call;
  const { writer, run } = context;
  const sql = sqlAt(call);
  const rows = rowsOf(what ?? null, context);
  const options = paths && run.value(paths);
  const listed = options?.kind === "object" ? options.entries.get("conflictPaths")?.value : paths;
  const list = listed && run.value(listed);
  const names =
    list?.kind === "list" && !list.open
      ? list.items.map((item) => context.text(item))
      : list?.kind === "object" && !list.open
        ? [...list.entries.keys()]
        : null;
  const target = names?.every((name) => name !== null)
    ? names.map((name) => columnOf(entity.table, name) ?? name)
    : null;
  const { columns, complete } = assignedColumns(rows, entity.table, context);
  const set = [...new Set([...(target ?? []), ...columns])].map((name) =>
    together(writer.name(name, step.at), sql("="), [...sql("EXCLUDED."), ...writer.name(name, step.at)]),
  );
  if (!complete || set.length === 0) set.push(writer.unknown(what ?? step.place));
  return together(
    insertion(rows, targetOf(call), levelOf(call), step.at, context),
    sql("ON CONFLICT"),
    target && target.length > 0
      ? parenthesised(
          joined(
            target.map((name) => writer.name(name, step.at)),
            ", ",
          ),
        )
      : writer.unknown(paths ?? step.place),
    sql("DO UPDATE SET"),
    joined(set, ", "),
  );
});

/** Methods that read or write rows: https://typeorm.io/docs/working-with-entity-manager/repository-api */
export const operations: Readonly<Record<string, Operation>> = {
  find: find("rows", byOptions),
  findBy: find("rows", byWhere),
  findAndCount: find("other", byOptions),
  findAndCountBy: find("other", byWhere),
  findByIds: find("rows", byIds),
  findOne: find("row-or-null", byEither, "LIMIT 1"),
  findOneBy: find("row-or-null", byWhere, "LIMIT 1"),
  findOneById: find("row-or-null", byIds, "LIMIT 1"),
  findOneOrFail: find("row", byEither, "LIMIT 1"),
  findOneByOrFail: find("row", byWhere, "LIMIT 1"),
  count: aggregate(byOptions, count),
  countBy: aggregate(byWhere, count),
  sum: folded("SUM"),
  average: folded("AVG"),
  minimum: folded("MIN"),
  maximum: folded("MAX"),
  exist: exists(byOptions),
  exists: exists(byOptions),
  existsBy: exists(byWhere),
  preload: find("row-or-null", ({ given: [row], step, context }) => {
    const value = row && rowOf(row, context);
    const id = value?.kind === "object" ? value.entries.get("id")?.value : undefined;
    return { options: null, where: null, ids: id ?? row ?? null, call: step };
  }),
  insert: change((call) =>
    insertion(rowsOf(call.given[0] ?? null, call.context), targetOf(call), levelOf(call), call.step.at, call.context),
  ),
  save,
  upsert,
  update: change((call) =>
    updated(
      call,
      settingsOf(call.given[1] ?? null, call.entity.table, call.context, call.step.place),
      criteriaOf(call),
    ),
  ),
  updateAll: change((call) =>
    updated(call, settingsOf(call.given[0] ?? null, call.entity.table, call.context, call.step.place), null),
  ),
  increment: incremented("+"),
  decrement: incremented("-"),
  delete: change((call) => deleted(call, criteriaOf(call))),
  deleteAll: change((call) => deleted(call, null)),
  remove: change((call) => deleted(call, keyOf(call))),
  softDelete: change((call) => marked(call, false, criteriaOf(call))),
  softRemove: change((call) => marked(call, false, keyOf(call))),
  restore: change((call) => marked(call, true, criteriaOf(call))),
  recover: change((call) => marked(call, true, keyOf(call))),
  clear: change((call) => together(sqlAt(call)("TRUNCATE TABLE"), targetOf(call))),
};

/** Methods that send nothing by themselves, or whose text is read where it stands. */
export const silent: ReadonlySet<string> = new Set([
  "create",
  "merge",
  "hasId",
  "getId",
  "reload",
  "query",
  "sql",
  "transaction",
  "getRepository",
  "getTreeRepository",
  "getMongoRepository",
  "getCustomRepository",
  "withRepository",
  "extend",
  "release",
  "connect",
  "close",
  "initialize",
  "destroy",
  "synchronize",
  "runMigrations",
  "undoLastMigration",
  "showMigrations",
  "dropDatabase",
  "createQueryRunner",
  "createEntityManager",
  "getMetadata",
  "hasMetadata",
  "useDataSource",
  "setOptions",
  "startTransaction",
  "commitTransaction",
  "rollbackTransaction",
  "buildMetadatas",
  "findMetadata",
  "defaultReplicationModeForReads",
  "getTarget",
  "isQueryRunnerReleased",
  "createDescendantsQueryBuilder",
  "createAncestorsQueryBuilder",
]);
