import type { NamedTable } from "../../model/names.ts";
import type { SqlText } from "../../model/sql-text.ts";
import { isPlace, type Built, type BuiltObject, type Entry } from "../../source/built/built.ts";
import {
  columnOf,
  isEmbedded,
  joined,
  parenthesised,
  relationOf,
  together,
  type Level,
  type TypeormContext,
  type What,
} from "./query.ts";

/** A column and what is written into it. */
interface Assigned {
  readonly column: string;
  readonly at: What;
  readonly value: SqlText;
}

interface Assignments {
  readonly columns: readonly Assigned[];
  /** There may be more. */
  readonly unknown: What | null;
}

/** What an object says of columns: properties, embedded ones, and relations by the row or key they lead to. */
function assignmentsOf(what: What, table: NamedTable | null, context: TypeormContext): Assignments {
  const value = rowOf(what, context);
  if (value.kind === "constant") return { columns: [], unknown: null };
  if (value.kind !== "object") return { columns: [], unknown: what };
  const unknown: What[] = value.open ? [value] : [];
  const columns = membersOf(value, table, context, "", unknown);
  return { columns, unknown: unknown[0] ?? null };
}

function membersOf(
  value: BuiltObject,
  table: NamedTable | null,
  context: TypeormContext,
  prefix: string,
  unknown: What[],
): Assigned[] {
  return [...value.entries.values()].flatMap((entry): Assigned[] => {
    const path = prefix === "" ? entry.name : `${prefix}.${entry.name}`;
    const inner = context.known(entry.value);
    if (inner.kind === "constant" && inner.value === undefined) return [];
    if (isEmbedded(table, path)) {
      if (inner.kind === "object") return membersOf(inner, table, context, path, unknown);
      unknown.push(entry.value);
      return [];
    }
    const column = columnOf(table, path);
    // What stands on the other side of a relation is no column of this table.
    if (column === null && relationOf(table, path)) return [];
    return [{ column: column ?? entry.name, at: entry.key, value: assigned(entry, inner, context) }];
  });
}

/** `() => "views + 1"` is SQL. */
function assigned(entry: Entry, inner: Built, context: TypeormContext): SqlText {
  const { writer } = context;
  if (inner.kind === "function") {
    const { body } = inner.node;
    const text = context.text(context.run.call(inner, []).result);
    if (text !== null) return writer.sql(text, entry.value);
    return body.type === "BlockStatement"
      ? writer.unknown(entry.value)
      : writer.raw({ node: body, frame: inner.frame }, "text");
  }
  return inner.kind === "object" || inner.kind === "list" ? context.given(entry.value) : context.valueOf(entry.value);
}

/** `repository.create({ … })` is the row it is given. */
export function rowOf(what: What, context: TypeormContext): Built {
  const value = context.known(what);
  const last = value.kind === "chain" ? value.steps.at(-1) : undefined;
  if (last?.name !== "create" || !last.arguments || last.spread) return value;
  const given = last.arguments.at(-1);
  return given ? context.run.value(given) : value;
}

/** `SET "name" = $1`, without its word. */
export function settingsOf(what: What | null, table: NamedTable | null, context: TypeormContext, at: What): SqlText {
  const { writer } = context;
  const { columns, unknown } = what ? assignmentsOf(what, table, context) : { columns: [], unknown: at };
  const set = columns.map((one) => together(writer.name(one.column, one.at), writer.sql("=", one.at), one.value));
  const all = [...set, ...(unknown || set.length === 0 ? [writer.unknown(unknown ?? at)] : [])];
  return joined(all, ", ");
}

/** The rows that are written; null where it is not known how many. */
export function rowsOf(what: What | null, context: TypeormContext): readonly What[] | null {
  if (!what) return [];
  const value = rowOf(what, context);
  if (value.kind === "list")
    return value.open && !value.each ? null : [...value.items, ...(value.open && value.each ? [value.each] : [])];
  return value.kind === "object" ? [value] : null;
}

/** The properties that the rows have, as far as they are known. */
export function assignedColumns(
  rows: readonly What[] | null,
  table: NamedTable | null,
  context: TypeormContext,
): { readonly columns: readonly string[]; readonly complete: boolean } {
  const all = (rows ?? []).map((row) => assignmentsOf(row, table, context));
  return {
    columns: [...new Set(all.flatMap(({ columns }) => columns.map(({ column }) => column)))],
    complete: rows !== null && all.every(({ unknown }) => unknown === null),
  };
}

/** `INSERT INTO … (…) VALUES (…)`: TypeORM names every column, and DEFAULT for what it is not given. */
export function insertion(
  rows: readonly What[] | null,
  table: SqlText,
  { table: named }: Level,
  at: What,
  context: TypeormContext,
): SqlText {
  const { writer } = context;
  const all = (rows ?? []).map((row) => assignmentsOf(row, named, context));
  const open = rows === null || all.some(({ unknown }) => unknown !== null);
  const given = [
    ...new Map(all.flatMap(({ columns }) => columns.map(({ column, at: key }) => [column, key] as const))),
  ];
  const places = new Map<string, What>(given);
  // A number that the database counts itself is not named.
  const isCounted = (name: string, type: string): boolean =>
    named?.primaryKey?.includes(name) === true && /^(?:small|big)?(?:int|serial)|^integer/.test(type);
  const names = [
    ...new Set([
      ...(named && !open
        ? named.columns.filter(({ name, type }) => !isCounted(name, type)).map(({ name }) => name)
        : []),
      ...places.keys(),
    ]),
  ];
  const head = writer.sql("INSERT INTO", at);
  if (names.length === 0 && !open) return together(head, table, writer.sql("DEFAULT VALUES", at));
  const columns = [
    ...names.map((name) => writer.name(name, places.get(name) ?? at)),
    ...(open ? [writer.unknown(at)] : []),
  ];
  const written = all.length > 0 ? all : [{ columns: [], unknown: null }];
  const values = written.map((row) =>
    parenthesised(
      joined(
        [
          ...names.map((name) => row.columns.find(({ column }) => column === name)?.value ?? writer.sql("DEFAULT", at)),
          ...(open ? [context.given(isPlace(at) ? at : at.place)] : []),
        ],
        ", ",
      ),
    ),
  );
  return together(head, table, parenthesised(joined(columns, ", ")), writer.sql("VALUES", at), joined(values, ", "));
}
