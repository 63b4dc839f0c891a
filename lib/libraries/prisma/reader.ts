import type { NamedTable } from "../../model/names.ts";
import type { ResultShape } from "../../model/site.ts";
import type { SqlText } from "../../model/sql-text.ts";
import type { SoftDeleteColumn } from "../../model/statement.ts";
import type { Chain, Place, Step } from "../../source/built/built.ts";
import type { BuilderReader } from "../../read/builder/builder-reader.ts";
import { both, renamed, withArgument } from "../../read/builder/object-edits.ts";
import { deletedProperty, liveProperty } from "./names.ts";
import { throughExtensions } from "./extensions.ts";
import { columnOf, joined, PrismaQuery, relationOf, together, type Level, type What } from "./query.ts";
import {
  Args,
  columnsOf,
  followRelation,
  followRelations,
  liveFilterOn,
  selectionOf,
  whereOf,
  type Selection,
} from "./reads.ts";
import { assignmentsOf, insertion, settingsOf, writeRelations } from "./writes.ts";
import type { Written } from "../../read/builder/written.ts";

/**
 * `prisma.member.findMany({ where, include })`, as its client sends it: one statement for the model, and one for each
 * relation that `include` or `select` follows.
 * https://www.prisma.io/docs/orm/reference/prisma-client-reference#model-queries
 */
export const prisma: BuilderReader = {
  library: "prisma",
  placeholders: "numbered",
  typed: true,
  stamps: true,
  grouped: true,
  read(chain, _call, writer, names) {
    const steps = stepsOf(chain);
    const [model, method, ...after] = steps ?? [];
    const fluent = after.filter(({ name }) => !/^(?:then|catch|finally)$/.test(name));
    if (
      !model ||
      model.arguments !== null ||
      model.name.startsWith("$") ||
      !method?.arguments ||
      method.name.startsWith("$")
    )
      return null;
    const query = new PrismaQuery(writer, names);
    const table = names.model("prisma", model.name);
    const operation = operations[method.name];
    if (!operation)
      return {
        statements: [writer.unknown(method.at)],
        result: "other",
        relations: [],
        unknown: `what "${method.name}" does is not known`,
      };
    const unseen: What | null = method.spread ? { kind: "input", place: method.place } : null;
    const extension = throughExtensions(chain, model.name, table, method.name, method.arguments[0] ?? unseen, query);
    const args = new Args(extension.args, query);
    query.unknownNested = extension.unknownNested;
    query.needsKey = takesKey.has(method.name);
    const call: Call = {
      chain,
      model,
      method,
      args,
      table,
      level: { table, alias: table?.name ?? "t" },
      query,
      name: method.name,
      added: extension.unknown,
    };
    operation.write(call);
    const result = fluent.length > 0 ? follow(fluent, table, query) : operation.result;
    return {
      statements: query.statements,
      result,
      relations: query.relations,
      unknown: query.unknown,
    } satisfies Written;
  },
};

/** They choose one row, by a key. */
const takesKey: ReadonlySet<string> = new Set(["findUnique", "findUniqueOrThrow", "update", "upsert", "delete"]);

/** Model, method and what follows; null for what is not the client's. */
function stepsOf({ root, steps }: Chain): readonly Step[] | null {
  if (root.kind !== "package" || root.origin.path !== "PrismaClient()") return null;
  // `prisma.$replica().member`: the same client at another server.
  const begin = steps.findIndex(({ name }) => !/^\$(?:replica|primary|parent|extends)$/.test(name));
  return begin < 0 ? null : steps.slice(begin);
}

interface Call {
  readonly chain: Chain;
  readonly model: Step;
  readonly method: Step;
  readonly name: string;
  readonly args: Args;
  readonly table: NamedTable | null;
  readonly level: Level;
  readonly query: PrismaQuery;
  /** Where the client may be made to add a condition that is not known. */
  readonly added: Place | null;
}

interface Operation {
  readonly result: ResultShape;
  write(call: Call): void;
}

/** The model's table, with what may be asked of it. */
function mainTable(
  { model, method, args, table, query }: Call,
  softly: ((column: SoftDeleteColumn) => ReturnType<typeof withArgument>) | null = null,
): SqlText {
  if (!table) return together(query.writer.unknown(model.at), query.writer.sql('AS "t"', model.at));
  return query.tableAt(table, null, model.at, {
    addLiveFilter: (column) => liveFilterOn(args.at, args, liveProperty(table, column), query, method),
    ...(softly ? { softDelete: softly } : {}),
  });
}

const sqlAt =
  ({ query, method }: Call) =>
  (text: string): SqlText =>
    query.writer.sql(text, method.at);

/** `WHERE …` with what the client's extensions add; nothing where there is no condition. */
function filterOf(call: Call): SqlText | null {
  const { args, level, query, method, added } = call;
  const all = [whereOf(args, level, query), added && query.writer.unknown(added)].filter(
    (one): one is SqlText => one !== null,
  );
  return all.length === 0 ? null : together(query.writer.sql("WHERE", method.at), joined(all, " AND "));
}

function select(call: Call, { outputs, joins }: Selection, limit: string | null, settled = false): SqlText {
  const sql = sqlAt(call);
  const table =
    settled && call.table ? call.query.tableAt(call.table, null, call.model.at, { settled }) : mainTable(call);
  return together(
    sql("SELECT"),
    joined(outputs, ", "),
    sql("FROM"),
    table,
    ...joins,
    filterOf(call),
    limit ? sql(limit) : null,
  );
}

function find(result: ResultShape): Operation {
  return {
    result,
    write(call) {
      const { args, level, table, query, model } = call;
      const statement = select(
        call,
        selectionOf(args, level, query, model.at),
        result === "rows" ? (args.get("take") ? "LIMIT 1" : null) : "LIMIT 1",
      );
      query.statements.push(statement);
      followRelations(args, table, query);
    },
  };
}

/** `SELECT COUNT(*) FROM (SELECT … WHERE …)` */
const aggregate: Operation = {
  result: "other",
  write(call) {
    const { args, level, query, model, name } = call;
    const sql = sqlAt(call);
    const counted = name === "count" ? [...(args.objectOf("select")?.entries.keys() ?? [])] : [];
    const names = name === "count" ? counted.filter((key) => key !== "_all") : aggregatedIn(args);
    const columns = [...new Set(names)].flatMap((property) => columnOf(level.table, property) ?? []);
    const inner = columns.length > 0 ? columns.map((column) => query.column(level, column, model.at)) : [sql("1")];
    const { joins } = selectionOf(new Args(null, query), level, query, model.at);
    query.statements.push(
      together(
        sql('SELECT COUNT(*) AS "_count" FROM (SELECT'),
        joined(inner, ", "),
        sql("FROM"),
        mainTable(call),
        ...joins,
        filterOf(call),
        sql(') AS "sub"'),
      ),
    );
  },
};

const aggregates = ["_count", "_sum", "_avg", "_min", "_max"];

function aggregatedIn(args: Args): string[] {
  return aggregates.flatMap((name) => [...(args.objectOf(name)?.entries.keys() ?? [])].filter((key) => key !== "_all"));
}

const groupBy: Operation = {
  result: "rows",
  write(call) {
    const { args, level, query, method } = call;
    const sql = sqlAt(call);
    const by = args.get("by");
    const value = by && query.run.value(by.value);
    const properties =
      value?.kind === "list" && !value.open ? value.items : value?.kind === "constant" ? [value] : null;
    const columns =
      properties?.flatMap((property) => {
        const name = query.run.value(property);
        return name.kind === "constant" && typeof name.value === "string"
          ? [{ property: name.value, column: columnOf(level.table, name.value) ?? name.value, at: property }]
          : [];
      }) ?? [];
    if (columns.length === 0) query.unknown ??= "what it groups by is not known";
    const outputs = columns.map(({ property, column, at }) =>
      together(query.column(level, column, at), property === column ? null : query.writer.sql(`AS "${property}"`, at)),
    );
    const sums = aggregates.flatMap((name) => (args.get(name) ? [sql(`COUNT(*) AS "${name}"`)] : []));
    const all = [...outputs, ...sums];
    query.statements.push(
      together(
        sql("SELECT"),
        joined(all.length > 0 ? all : [sql("1")], ", "),
        sql("FROM"),
        mainTable(call),
        filterOf(call),
        columns.length > 0
          ? together(
              sql("GROUP BY"),
              joined(
                columns.map(({ column, at }) => query.column(level, column, at)),
                ", ",
              ),
            )
          : null,
        args.get("having") ? together(sql("HAVING"), query.given(args.get("having")?.value ?? method.at)) : null,
      ),
    );
  },
};

function returning({ args, level, query, model, table }: Call): SqlText | null {
  const columns = columnsOf(args, level, query, model.at);
  return table && columns.length > 0 ? together(query.writer.sql("RETURNING", model.at), joined(columns, ", ")) : null;
}

/** `data` of `create` is one row, of `createMany` one or a list. */
function create(result: ResultShape): Operation {
  return {
    result,
    write(call) {
      const { args, query, table, method } = call;
      const sql = sqlAt(call);
      const data = args.get("data");
      const value = data && query.run.value(data.value);
      const rows =
        value?.kind === "list"
          ? value.open && !value.each
            ? null
            : [...value.items, ...(value.open && value.each ? [value.each] : [])]
          : value?.kind === "object"
            ? [value]
            : value || args.isOpen
              ? null
              : [];
      const skip = args.get("skipDuplicates");
      query.statements.push(
        insertion(
          rows,
          table ? query.tableAt(table, null, call.model.at) : query.writer.unknown(call.model.at),
          table,
          query,
          method.at,
          [skip ? sql("ON CONFLICT DO NOTHING") : null, result === "other" ? null : returning(call)],
        ),
      );
      for (const row of rows ?? []) writeRelations(row, table, query);
      // Whatever belongs to a row that was just made was given to it by this call.
      followRelations(args, table, query, true);
    },
  };
}

function update(result: ResultShape): Operation {
  return {
    result,
    write(call) {
      const { args, level, query, table } = call;
      const sql = sqlAt(call);
      const data = args.get("data")?.value ?? null;
      const assignments = assignmentsOf(data, table, level, query);
      const set = settingsOf(assignments, query) ?? (args.isOpen && args.at ? query.writer.unknown(args.at) : null);
      // Where only other tables change, the row is looked up.
      if (set)
        query.statements.push(
          together(
            sql("UPDATE"),
            mainTable(call),
            sql("SET"),
            set,
            filterOf(call),
            result === "other" ? null : returning(call),
          ),
        );
      else
        query.statements.push(
          select(call, { outputs: columnsOf(args, level, query, call.model.at), joins: [] }, null, true),
        );
      writeRelations(data, table, query);
      if (result !== "other") followRelations(args, table, query);
    },
  };
}

const upsert: Operation = {
  result: "row",
  write(call) {
    const { args, level, query, table, method } = call;
    const sql = sqlAt(call);
    const [created, updated] = [args.get("create")?.value ?? null, args.get("update")?.value ?? null];
    const set = settingsOf(assignmentsOf(updated, table, level, query), query);
    const where = args.objectOf("where");
    const keys = [...(where?.entries.values() ?? [])].flatMap((entry) => {
      const column = columnOf(table, entry.name);
      if (column) return [column];
      const value = query.run.value(entry.value);
      return value.kind === "object" && !relationOf(table, entry.name) && !/^(?:AND|OR|NOT)$/.test(entry.name)
        ? [...value.entries.keys()].flatMap((name) => columnOf(table, name) ?? [])
        : [];
    });
    const target =
      keys.length > 0
        ? together(
            sql("("),
            joined(
              keys.map((name) => query.writer.name(name, method.at)),
              ", ",
            ),
            sql(")"),
          )
        : null;
    const conflict = together(
      sql("ON CONFLICT"),
      target,
      set ? together(sql("DO UPDATE SET"), set, filterOf(call)) : sql("DO NOTHING"),
    );
    query.statements.push(
      insertion(created ? [created] : null, mainTable(call), table, query, method.at, [conflict, returning(call)]),
    );
    writeRelations(created, table, query);
    writeRelations(updated, table, query);
    followRelations(args, table, query);
  },
};

function remove(result: ResultShape): Operation {
  return {
    result,
    write(call) {
      const { args, table, query, method } = call;
      const softly = (column: SoftDeleteColumn) => {
        const deleted = deletedProperty(table, column);
        const isUnseen = args.at !== null && !args.object && query.run.value(args.at).kind !== "constant";
        if (deleted === null || isUnseen || args.get("data")) return null;
        return both(
          renamed(method.at, method.name === "delete" ? "update" : "updateMany"),
          withArgument(args.at, `data: { ${deleted} }`, method),
        );
      };
      const sql = sqlAt(call);
      query.statements.push(
        together(
          sql("DELETE FROM"),
          mainTable(call, softly),
          filterOf(call),
          result === "other" ? null : returning(call),
        ),
      );
      if (result !== "other") followRelations(args, table, query);
    },
  };
}

const operations: Readonly<Record<string, Operation>> = {
  findMany: find("rows"),
  findFirst: find("row-or-null"),
  findFirstOrThrow: find("row"),
  findUnique: find("row-or-null"),
  findUniqueOrThrow: find("row"),
  count: aggregate,
  aggregate,
  groupBy,
  create: create("row"),
  createMany: create("other"),
  createManyAndReturn: create("rows"),
  update: update("row"),
  updateMany: update("other"),
  updateManyAndReturn: update("rows"),
  upsert,
  delete: remove("row"),
  deleteMany: remove("other"),
};

/** `prisma.member.findUnique(…).bookings({ where })` */
function follow(steps: readonly Step[], table: NamedTable | null, query: PrismaQuery): ResultShape {
  let from = table;
  let result: ResultShape = "other";
  for (const step of steps) {
    const relation = relationOf(from, step.name);
    if (!relation || !from || !step.arguments) {
      query.unknown ??= `where "${step.name}" leads is not known`;
      return "other";
    }
    result = relation.kind === "many" ? "rows" : "row-or-null";
    from = followRelation(relation, from, step.at, step.arguments[0] ?? null, query, { settled: false, call: step });
  }
  return result;
}
