import type { SqlText } from "../../model/sql-text.ts";
import { isRuntime, type Built, type BuiltObject, type Place, type Step } from "../../source/built/built.ts";
import { identifier } from "./names.ts";
import { spanOfStep, type KnexContext, type KnexQuery, type Later } from "./query.ts";
import { bareQuery, expression, parameter } from "./values.ts";
import { joined, parenthesised, together } from "../../read/builder/written.ts";

type What = Place | Built;

const isUndefined = (what: What, { run }: KnexContext): boolean => {
  const value = run.value(what);
  return value.kind === "constant" && value.value === undefined;
};

/** `update({ a: 1 })`, `update("a", 1)`. Out: the argument that says what to return. */
export function addAssignments(query: KnexQuery, step: Step, context: KnexContext): What | undefined {
  const { run, writer } = context;
  const [first, second, third] = step.arguments ?? [];
  query.method = "update";
  if (!first || step.spread) {
    query.update.set("", () => writer.unknown(step.place));
    return undefined;
  }
  const value = run.value(first);
  if (value.kind === "constant" && typeof value.value === "string") {
    const column = value.value;
    if (second && !isUndefined(second, context)) query.update.set(column, assignment(column, first, second, context));
    return third;
  }
  if (value.kind === "object") assignAll(query.update, value, context);
  else query.update.set("", () => writer.unknown(first));
  return second;
}

function assignAll(update: Map<string, Later>, { entries, open, place }: BuiltObject, context: KnexContext): void {
  for (const { name, key, value } of entries.values()) {
    if (!isUndefined(value, context)) update.set(name, assignment(name, key, value, context));
  }
  if (open) update.set("", () => context.writer.unknown(place));
}

function assignment(column: string, at: What, value: What, context: KnexContext): Later {
  return () => together(identifier(column, at, context), context.writer.sql("=", at), parameter(value, context));
}

/** `increment("views", 2)`, `decrement({ stock: 1 })`. */
export function addCounter(query: KnexQuery, step: Step, sign: "+" | "-", context: KnexContext): void {
  const { run, writer } = context;
  const at = spanOfStep(step);
  const [column, amount] = step.arguments ?? [];
  query.method = "update";
  if (!column || step.spread) {
    query.update.set("", () => writer.unknown(step.place));
    return;
  }
  const value = run.value(column);
  const count = (name: string, key: What, by: What | undefined): void => {
    if (!query.update.has(name))
      query.update.set(name, () =>
        together(
          identifier(name, key, context),
          writer.sql("=", at),
          identifier(name, key, context),
          writer.sql(sign, at),
          by ? writer.value(by) : writer.sql("1", at),
        ),
      );
  };
  if (value.kind === "object") {
    for (const { name, key, value: by } of value.entries.values()) count(name, key, by);
  } else if (value.kind === "constant" && typeof value.value === "string") {
    count(value.value, column, amount);
  }
  if (value.kind !== "constant" && (value.kind !== "object" || value.open))
    query.update.set("", () => writer.unknown(column));
}

/** `onConflict("email")` and the `merge()` or `ignore()` behind it. */
export function setConflict(query: KnexQuery, step: Step, context: KnexContext): void {
  const { run } = context;
  const [first] = step.arguments ?? [];
  if (step.name !== "onConflict") {
    query.conflict = {
      target: query.conflict?.target ?? null,
      action: step.name === "merge" ? "merge" : "ignore",
      updates: first ?? null,
    };
    return;
  }
  const value = first && run.value(first);
  const isRaw = value?.kind === "chain" && !isRuntime(value);
  query.conflict = {
    target:
      !first || isUndefined(first, context)
        ? null
        : () => (isRaw ? expression(first, context) : parenthesised(expression(first, context))),
    action: "ignore",
    updates: null,
  };
}

/** INSERT from the name of its table on. */
export function writtenRows(query: KnexQuery, context: KnexContext): SqlText | null {
  const { run, writer } = context;
  const rows = query.insert;
  if (!rows) return null;
  const value = run.value(rows);
  const source = bareQuery(rows, context);
  if (source) return source;
  if (value.kind === "object") return valuesOf([value], false, rows, context);
  if (value.kind === "list") {
    const objects = [...value.items, ...(value.open && value.each ? [value.each] : [])]
      .map((item) => run.value(item))
      .filter((item) => item.kind !== "constant");
    const known = objects.filter((item): item is BuiltObject => item.kind === "object");
    return known.length === 0 && !value.open && objects.length === 0
      ? null
      : valuesOf(known, known.length < objects.length || (value.open && !value.each), rows, context);
  }
  return value.kind === "constant" ? writer.sql("DEFAULT VALUES", rows) : valuesOf([], true, rows, context);
}

/** Columns in the order of their names, as knex has them. */
function valuesOf(rows: readonly BuiltObject[], others: boolean, at: What, context: KnexContext): SqlText {
  const { writer } = context;
  const names = [
    ...new Map(rows.flatMap(({ entries }) => [...entries.values()].map(({ name, key }) => [name, key] as const))),
  ].sort(([one], [other]) => (one < other ? -1 : 1));
  const open = others || rows.some((row) => row.open);
  if (names.length === 0 && !open) return writer.sql("DEFAULT VALUES", at);
  const columns = [
    ...names.map(([name, key]) => identifier(name, key, context)),
    ...(open ? [writer.unknown(at)] : []),
  ];
  const written = rows.length > 0 ? rows : [null];
  const values = written.map((row) =>
    parenthesised(
      joined(
        [
          ...names.map(([name]) => {
            const entry = row?.entries.get(name);
            return !entry || isUndefined(entry.value, context)
              ? writer.sql("DEFAULT", at)
              : parameter(entry.value, context);
          }),
          ...(open ? [writer.value({ kind: "input", place: "kind" in at ? at.place : at })] : []),
        ],
        ", ",
      ),
    ),
  );
  return together(parenthesised(joined(columns, ", ")), writer.sql("VALUES", at), joined(values, ", "));
}

/** ON CONFLICT with what it does. */
export function writtenConflict({ conflict, insert }: KnexQuery, context: KnexContext): SqlText | null {
  if (!conflict || !insert) return null;
  const { run, writer } = context;
  const { target, action, updates } = conflict;
  const head = together(writer.sql("ON CONFLICT", insert), target?.() ?? null);
  if (action === "ignore") return together(head, writer.sql("DO NOTHING", insert));
  const set = writer.sql("DO UPDATE SET", insert);
  const excluded = (name: string, at: What): SqlText =>
    together(identifier(name.split(".").at(-1) ?? "", at, context), writer.sql("=", at), [
      ...writer.sql("excluded.", at),
      ...identifier(name.split(".").at(-1) ?? "", at, context),
    ]);
  const given = updates && run.value(updates);
  if (given?.kind === "list") {
    const columns = given.items.map((item) => {
      const column = run.value(item);
      return column.kind === "constant" ? excluded(String(column.value), item) : writer.unknown(item);
    });
    return together(
      head,
      set,
      joined([...columns, ...(given.open || columns.length === 0 ? [writer.unknown(updates ?? insert)] : [])], ", "),
    );
  }
  if (given?.kind === "object") {
    const update = new Map<string, Later>();
    assignAll(update, given, context);
    return together(
      head,
      set,
      update.size === 0
        ? writer.unknown(updates ?? insert)
        : joined(
            [...update.values()].map((write) => write()),
            ", ",
          ),
    );
  }
  if (given && !(given.kind === "constant" && given.value === undefined))
    return together(head, set, writer.unknown(updates));
  const rows = run.value(insert);
  const objects = (rows.kind === "list" ? [...rows.items, ...(rows.each ? [rows.each] : [])] : [rows]).map((item) =>
    run.value(item),
  );
  const names = new Map(
    objects.flatMap((row) =>
      row.kind === "object" ? [...row.entries.values()].map(({ name, key }) => [name, key] as const) : [],
    ),
  );
  const open =
    names.size === 0 ||
    objects.some((row) => row.kind !== "object" || row.open) ||
    (rows.kind === "list" && rows.open && !rows.each);
  return together(
    head,
    set,
    joined(
      [
        ...[...names].sort(([one], [other]) => (one < other ? -1 : 1)).map(([name, key]) => excluded(name, key)),
        ...(open ? [writer.unknown(insert)] : []),
      ],
      ", ",
    ),
  );
}
