import { isPlace, type Built, type BuiltObject, type Place, type Step } from "../../source/built/built.ts";
import type { SqlText } from "../../model/sql-text.ts";
import { callsOf, given, handed, partOf, textOf } from "./chain.ts";
import { condition, expression, written } from "./expression.ts";
import { columnNamed, columnOf, parts, tableNamed, type Draft, type Level } from "./names.ts";
import { outputs, stars } from "./select.ts";
import { joined, parenthesised, together } from "../../read/builder/written.ts";

/** Steps that change nothing a rule asks. */
export const ignored: ReadonlySet<string> = new Set([
  "$castTo",
  "$narrowType",
  "$assertType",
  "modifyEnd",
  "modifyFront",
  "as",
]);

/** Writes `insertInto(…)…`. In: the call that begins it and those after it. */
export function insertOf(
  draft: Draft,
  level: Level,
  head: SqlText,
  [first, ...rest]: readonly [Step, ...Step[]],
): SqlText {
  const { writer } = draft;
  const target = targetOf(draft, level, first);
  let columns: SqlText | null = null;
  let source: SqlText | null = null;
  let conflict: SqlText | null = null;
  let returning: SqlText[] = [];
  const unknown: SqlText[] = [];
  for (const call of rest) {
    const [what] = call.arguments ?? [];
    if (call.name === "values" && what) source = values(draft, level, what);
    else if (call.name === "columns" && what) columns = columnList(draft, level, what);
    else if (call.name === "expression" && what) source = query(draft, level, what) ?? writer.unknown(what);
    else if (call.name === "defaultValues") source = writer.sql("default values", call.at);
    else if (call.name === "onConflict" && what) conflict = onConflict(draft, level, what, call);
    else if (call.name === "returning") returning.push(...outputs(draft, level, call));
    else if (call.name === "returningAll") returning.push(...stars(draft, level, call));
    else if (call.name === "clearReturning") returning = [];
    else if (!ignored.has(call.name)) unknown.push(writer.unknown(call.place));
  }
  return together(
    head,
    writer.sql("insert into", first.at),
    target,
    columns,
    source ?? writer.unknown(first.place),
    conflict,
    ...unknown,
    returning.length > 0 ? together(writer.sql("returning", first.at), joined(returning, ", ")) : null,
  );
}

/** The table that is written, under the name it has there. */
export function targetOf(draft: Draft, level: Level, { arguments: args, place }: Step): SqlText {
  const { writer, run } = draft;
  const [what] = args ?? [];
  const text = textOf(run, what);
  if (text === null || !what) return writer.unknown(place);
  const [path = "", alias = null] = text.split(" as ").map((part) => part.trim());
  const [name = "", schema = null] = parts(path).reverse();
  const found = tableNamed(draft, schema, name);
  const within = schema ?? draft.client.schema;
  level.relations.push({ name: alias ?? name, sql: alias ?? found.name, table: found.table });
  const table = writer.name(
    within === null ? found.name : [within, found.name],
    partOf(what, path, text.indexOf(path)),
  );
  return alias === null ? table : together(table, writer.sql("as", what), writer.name(alias, what));
}

/** The column of a table that is written. */
function column(draft: Draft, level: Level, name: string): string {
  const [target] = level.relations;
  return (target?.table && columnOf(target.table, name)) ?? columnNamed(draft, level, target?.name ?? null, name);
}

function query(draft: Draft, level: Level, what: Place | Built): SqlText | null {
  const { run } = draft;
  const value = run.follow(what);
  const calls = callsOf(
    value.kind === "function" ? given(run, value, handed("expression builder", value.place)) : value,
    run,
  );
  return calls && (draft.query(calls, level) ?? written(draft, level, calls));
}

function columnList(draft: Draft, level: Level, what: Place | Built): SqlText {
  const { run, writer } = draft;
  const list = run.value(what);
  if (list.kind !== "list") return parenthesised(writer.unknown(what));
  const names = list.items.map((item) => {
    const name = textOf(run, item);
    return name === null ? writer.unknown(item) : writer.name(column(draft, level, name), item);
  });
  return parenthesised(joined([...names, ...(list.open ? [writer.unknown(what)] : [])], ", "));
}

/** `values({ … })`, `values([{ … }, …])`: a column that some row leaves out has its default there. */
export function values(draft: Draft, level: Level, what: Place | Built): SqlText {
  const { run, writer } = draft;
  const value = run.value(what);
  const made = value.kind === "function" ? given(run, value, handed("expression builder", value.place)) : value;
  const rows =
    made.kind === "list"
      ? [...made.items, ...(made.open && made.each ? [made.each] : [])].map((item) => run.value(item))
      : [made];
  const objects = rows.filter((row): row is BuiltObject => row.kind === "object");
  const open =
    objects.length < rows.length ||
    objects.some((row) => row.open) ||
    (made.kind === "list" && made.open && made.each === null);
  const names = new Map<string, Place>();
  for (const { entries } of objects)
    for (const { name, key, value: entry } of entries.values())
      if (!isUndefined(draft, entry) && !names.has(name)) names.set(name, key);
  if (objects.length === 0 || names.size === 0)
    return together(
      parenthesised(writer.unknown(what)),
      writer.sql("values", what),
      parenthesised(writer.value({ kind: "input", place: isPlace(what) ? what : what.place })),
    );
  const columns = [...names].map(([name, key]) => writer.name(column(draft, level, name), key));
  const texts = objects.map((row) => {
    const cells = [...names.keys()].map((name) => {
      const entry = row.entries.get(name);
      return entry && !isUndefined(draft, entry.value)
        ? expression(draft, level, entry.value, "value")
        : writer.sql("default", row);
    });
    return parenthesised(
      joined([...cells, ...(open ? [writer.value({ kind: "input", place: row.place })] : [])], ", "),
    );
  });
  return together(
    parenthesised(joined([...columns, ...(open ? [writer.unknown(what)] : [])], ", ")),
    writer.sql("values", what),
    joined(texts, ", "),
  );
}

function isUndefined({ run }: Draft, what: Place | Built): boolean {
  const value = run.value(what);
  return value.kind === "constant" && value.value === undefined;
}

/** `onConflict((oc) => oc.column("email").doUpdateSet({ … }))`. */
function onConflict(draft: Draft, level: Level, what: Place | Built, call: Step): SqlText {
  const { run, writer } = draft;
  const calls = callsOf(given(run, what, handed("conflict builder", isPlace(what) ? what : what.place)), run);
  const words = writer.sql("on conflict", call.at);
  if (calls?.begins !== "conflict builder") return together(words, writer.unknown(what));
  // What would have been inserted has the columns of the table.
  const [target] = level.relations;
  const inner: Level = {
    relations: [...(target ? [target, { name: "excluded", sql: "excluded", table: target.table }] : [])],
    common: new Set(),
    outer: level.outer,
    depth: level.depth,
  };
  const names: SqlText[] = [];
  let constraint: SqlText | null = null;
  let targetWhere: SqlText[] = [];
  let updateWhere: SqlText[] = [];
  let action: SqlText | null = null;
  for (const each of calls.calls) {
    const [given] = each.arguments ?? [];
    const wheres = action ? updateWhere : targetWhere;
    const name = textOf(run, given);
    if (each.name === "column")
      names.push(name === null || !given ? writer.unknown(each.place) : writer.name(column(draft, level, name), given));
    else if (each.name === "columns" && given) names.push(...columnsOf(draft, level, given));
    else if (each.name === "expression" && given) names.push(parenthesised(expression(draft, inner, given, "value")));
    else if (each.name === "constraint")
      constraint = name === null || !given ? writer.unknown(each.place) : writer.name(name, given);
    else if (each.name === "where") wheres.push(condition(draft, inner, each));
    else if (each.name === "whereRef") wheres.push(condition(draft, inner, each, true));
    else if (each.name === "clearWhere" && action) updateWhere = [];
    else if (each.name === "clearWhere") targetWhere = [];
    else if (each.name === "doNothing") action = writer.sql("do nothing", each.at);
    else if (each.name === "doUpdateSet" && given)
      action = together(writer.sql("do update set", each.at), assignments(draft, inner, level, each));
    else wheres.push(writer.unknown(each.place));
  }
  const where = (pieces: readonly SqlText[]): SqlText | null =>
    pieces.length > 0 ? together(writer.sql("where", call.at), joined(pieces, " and ")) : null;
  return together(
    words,
    names.length > 0 ? parenthesised(joined(names, ", ")) : null,
    constraint && together(writer.sql("on constraint", call.at), constraint),
    where(targetWhere),
    action ?? writer.unknown(what),
    where(updateWhere),
  );
}

function columnsOf(draft: Draft, level: Level, what: Place | Built): SqlText[] {
  const { run, writer } = draft;
  const list = run.value(what);
  if (list.kind !== "list") return [writer.unknown(what)];
  return [
    ...list.items.map((item) => {
      const name = textOf(run, item);
      return name === null ? writer.unknown(item) : writer.name(column(draft, level, name), item);
    }),
    ...(list.open ? [writer.unknown(what)] : []),
  ];
}

/** What `set` and `doUpdateSet` are given: an object, a callback that gives one, or a column and its value. */
export function assignments(draft: Draft, level: Level, target: Level, call: Step): SqlText {
  const { run, writer } = draft;
  const [what, second] = call.arguments ?? [];
  if (!what || call.spread) return writer.unknown(call.place);
  if (second) {
    const name = textOf(run, what);
    return together(
      name === null ? writer.unknown(what) : writer.name(column(draft, target, name), what),
      writer.sql("=", call.at),
      expression(draft, level, second, "value"),
    );
  }
  const value = run.value(what);
  const made = value.kind === "function" ? given(run, value, handed("expression builder", value.place)) : value;
  if (made.kind !== "object") return writer.unknown(what);
  const known = [...made.entries.values()].filter(({ value: entry }) => !isUndefined(draft, entry));
  const pieces = known.map(({ name, key, value: entry }) =>
    together(
      writer.name(column(draft, target, name), key),
      writer.sql("=", key),
      expression(draft, level, entry, "value"),
    ),
  );
  return joined([...pieces, ...(made.open || pieces.length === 0 ? [writer.unknown(what)] : [])], ", ");
}
