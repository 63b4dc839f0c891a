import { typeMakers } from "./helpers.ts";
import type { TSESTree } from "@typescript-eslint/utils";
import type { NamedTable, SchemaNames } from "../../model/names.ts";
import { isPlace, type Built, type BuiltObject, type Chain, type Place, type Step } from "../../source/built/built.ts";
import { casingOf } from "./casing.ts";
import type { Call, ColumnOf, Drizzle, TableThing } from "./things.ts";

/**
 * What makes tables, by name. Each gives the arguments of the call that makes one, and its schema and name; the steps
 * that are used up.
 */
const makers: Readonly<Record<string, (call: Call, drizzle: Drizzle) => Made | null>> = {
  pgTable: ({ steps }, drizzle) => made(drizzle, steps, 1, null, false),
  gelTable: ({ steps }, drizzle) => made(drizzle, steps, 1, null, false),
  pgTableCreator: ({ steps }, drizzle) => made(drizzle, steps, 2, null, false, steps[0]?.arguments?.[0] ?? null),
  pgView: ({ steps }, drizzle) => made(drizzle, steps, 1, null, true),
  pgMaterializedView: ({ steps }, drizzle) => made(drizzle, steps, 1, null, true),
  pgSchema: ({ steps }, drizzle) => {
    const name = steps[0]?.arguments?.[0];
    const schema = name && textOf(drizzle, name);
    const [, step] = steps;
    if (!step || schema == null || !/^(?:table|view|materializedView)$/.test(step.name)) return null;
    return made(drizzle, [{ ...step, name: "" }, ...steps.slice(2)], 1, schema, step.name !== "table");
  },
};

interface Made {
  readonly schema: string | null;
  readonly name: string | null;
  readonly columns: Place | Built | null;
  readonly view: boolean;
  /** Steps of the chain after the table. */
  readonly rest: readonly Step[];
}

function made(
  drizzle: Drizzle,
  steps: readonly Step[],
  calls: number,
  schema: string | null,
  view: boolean,
  rename: Place | Built | null = null,
): Made | null {
  const making = steps.slice(0, calls);
  const last = making.at(-1);
  if (
    making.length < calls ||
    making.some(({ name, arguments: given }) => name !== "" || given === null) ||
    !last?.arguments
  )
    return null;
  const [name, columns] = last.arguments;
  let written = name ? textOf(drizzle, name) : null;
  if (rename && name) {
    const fn = drizzle.run.value(rename);
    const renamed = fn.kind === "function" ? drizzle.run.value(drizzle.run.call(fn, [name]).result) : null;
    written = renamed?.kind === "constant" && typeof renamed.value === "string" ? renamed.value : null;
  }
  return { schema, name: written, columns: columns ?? null, view, rest: steps.slice(calls) };
}

/** The table that a chain makes or names, with the steps that follow; null for no table. */
export function tableOf(
  call: Call,
  drizzle: Drizzle,
): { readonly table: TableThing; readonly rest: readonly Step[] } | null {
  const maker = Object.hasOwn(makers, call.head) ? makers[call.head] : undefined;
  const found = maker?.(call, drizzle);
  if (!found) return null;
  const making = call.steps[call.steps.length - found.rest.length - 1]?.place;
  const isConstant = making?.frame.parameters.size === 0;
  const known = isConstant ? drizzle.tables.get(making.node) : undefined;
  if (known) return { table: known, rest: restOf(found) };
  const { schema, name, view } = found;
  const named = name === null ? null : drizzle.names.table(schema, name);
  const { file } = (making ?? call.place).frame.module;
  const nameOf = columnNames(named, file);
  const columns = isConstant
    ? columnsOnEveryPath(making.node, drizzle, () => columnsOf(found, named, nameOf, drizzle))
    : columnsOf(found, named, nameOf, drizzle);
  const table: TableThing = {
    kind: "table",
    schema,
    name,
    alias: name === null ? sourceName(call.place) : null,
    view,
    nameOf,
    place: call.place,
    ...columns,
  };
  if (isConstant) drizzle.tables.set(making.node, table);
  return { table, rest: restOf(found) };
}

type Columns = Pick<TableThing, "columns" | "open">;

const columnsMade = new WeakMap<SchemaNames, Map<TSESTree.Node, Columns>>();

/** The columns of a table that is made at the top of a module, read once for a file unless paths differ in them. */
function columnsOnEveryPath(making: TSESTree.Node, { names, run }: Drizzle, read: () => Columns): Columns {
  const known = columnsMade.get(names) ?? new Map<TSESTree.Node, Columns>();
  columnsMade.set(names, known);
  const before = known.get(making);
  if (before) return before;
  const { asked } = run;
  const columns = read();
  if (run.asked === asked && !run.exhausted) known.set(making, columns);
  return columns;
}

function columnsOf(
  { columns, view, rest }: Made,
  named: NamedTable | null,
  nameOf: (property: string) => string,
  drizzle: Drizzle,
): Columns {
  const object = columns ? columnsObject(drizzle, columns) : null;
  const declared = object
    ? [...object.entries.values()].map((entry) => columnOf(drizzle, entry.name, entry.value, nameOf))
    : [];
  const queried = view && !object ? queriedColumns(rest, drizzle) : null;
  declared.push(...(queried ?? []));
  const seen = new Set(declared.map(({ property }) => property));
  const further =
    object && !object.open ? [] : (named?.columns ?? []).filter(({ property }) => !seen.has(property)).map(asColumn);
  return {
    columns: new Map([...declared, ...further].map((column) => [column.property, column])),
    open: object === null ? named === null && queried === null : object.open && named === null,
  };
}

const restOf = ({ rest }: Made): readonly Step[] =>
  rest.filter(
    ({ name, arguments: given }) =>
      given === null || !/^(?:enableRLS|withRLS|existing|with|as|using|tablespace|withNoData)$/.test(name),
  );

/** A table of which the catalog alone knows. */
export function namedTable(named: NamedTable, place: Place): TableThing {
  return {
    kind: "table",
    schema: named.schema === "public" ? null : named.schema,
    name: named.name,
    alias: null,
    view: false,
    open: false,
    place,
    columns: new Map(named.columns.map((column) => [column.property, asColumn(column)])),
    nameOf: (property) => named.columns.find((column) => column.property === property)?.name ?? property,
  };
}

/** A table of which nothing is known but how it is spoken of. */
export function unknownTable(place: Place): TableThing {
  return {
    kind: "table",
    schema: null,
    name: null,
    alias: sourceName(place),
    view: false,
    columns: new Map(),
    open: true,
    nameOf: columnNames(null, place.frame.module.file),
    place,
  };
}

/** The columns of a view that is made by a query. */
function queriedColumns(steps: readonly Step[], drizzle: Drizzle): readonly ColumnOf[] | null {
  const [query] = steps.find(({ name }) => name === "as")?.arguments ?? [];
  const fn = query && drizzle.run.value(query);
  if (!query || !fn) return null;
  const thing = drizzle.thing(
    fn.kind === "function" ? drizzle.run.call(fn, [drizzle.builder(fn.place)]).result : query,
  );
  const fields = thing.kind === "query" ? thing.fields() : null;
  if (!fields || fields.open) return null;
  return [...fields.entries].map(([property, field]) => ({
    ...plainColumn(property),
    name: field.kind === "column" ? field.name : field.kind === "sql" ? (field.alias ?? property) : property,
  }));
}

const plainColumn = (property: string): ColumnOf => ({
  property,
  name: property,
  type: "",
  mode: null,
  generated: false,
  updated: false,
  made: false,
});

const sourceName = ({ node, frame }: Place): string =>
  frame.module.text.slice(node.range[0], node.range[1]).replace(/\W+/g, "_").slice(0, 40);

const asColumn = ({ name, property, type }: NamedTable["columns"][number]): ColumnOf => ({
  name,
  property,
  type,
  mode: null,
  generated: false,
  updated: false,
  made: false,
});

/**
 * What a property without a name of its own is called: as the catalog has it, as drizzle.config's `casing` makes it, as
 * it stands.
 */
function columnNames(named: NamedTable | null, file: string): (property: string) => string {
  let casing: ReturnType<typeof casingOf> | undefined;
  return (property) => {
    const known = named?.columns.find((column) => column.property === property);
    if (known) return known.name;
    casing ??= casingOf(file);
    const made = casing?.(property);
    if (made !== undefined) return made;
    const snake = property.replace(/([a-z\d])([A-Z])/g, "$1_$2").toLowerCase();
    return named && named.columns.some(({ name }) => name === snake) ? snake : property;
  };
}

function columnsObject(drizzle: Drizzle, columns: Place | Built): BuiltObject | null {
  const value = drizzle.run.value(columns);
  if (value.kind === "object") return value;
  if (value.kind !== "function") return null;
  const place = isPlace(columns) ? columns : columns.place;
  const result = drizzle.run.value(
    drizzle.run.call(value, [{ kind: "chain", root: { kind: "given", name: "column types", place }, steps: [], place }])
      .result,
  );
  return result.kind === "object" ? result : null;
}

function columnOf(
  drizzle: Drizzle,
  property: string,
  value: Place | Built,
  nameOf: (property: string) => string,
): ColumnOf {
  const builder = drizzle.run.follow(value);
  const plain: ColumnOf = { ...plainColumn(property), name: nameOf(property) };
  if (builder.kind !== "chain") return plain;
  const { type, call, methods } = columnCall(builder);
  if (!call) return plain;
  const [first, second] = call.arguments ?? [];
  const written = first ? textOf(drizzle, first) : null;
  const options = second ?? (written === null ? first : undefined);
  const settings = options && drizzle.run.value(options);
  const mode = settings?.kind === "object" ? settings.entries.get("mode") : undefined;
  const has = (pattern: RegExp): boolean =>
    methods.some(({ name, arguments: given }) => given !== null && pattern.test(name));
  return {
    property,
    name: written || nameOf(property),
    type,
    mode: (mode && textOf(drizzle, mode.value)) ?? null,
    generated: has(/^generatedAlwaysAs(?:Identity)?$/),
    updated: has(/^\$onUpdate(?:Fn)?$/),
    made: has(/^\$default(?:Fn)?$/),
  };
}

function columnCall({ root, steps }: Chain): {
  readonly type: string;
  readonly call: Step | null;
  readonly methods: readonly Step[];
} {
  const members =
    root.kind === "package" && root.origin.path.replace(/^\./, "") !== ""
      ? root.origin.path.replace(/^\./, "").split(".")
      : [];
  if (members.length > 0) {
    const [type = ""] = members;
    const calls = steps.filter(({ name, arguments: given }) => name === "" && given !== null);
    const call = calls[typeMakers.has(type) ? 1 : 0] ?? null;
    return { type, call, methods: call ? steps.slice(steps.indexOf(call) + 1) : [] };
  }
  const [step, ...methods] = steps;
  return { type: step?.name ?? "", call: step?.arguments ? step : null, methods };
}

export function textOf(drizzle: Drizzle, what: Place | Built): string | null {
  const value = drizzle.run.value(what);
  return value.kind === "constant" && typeof value.value === "string" ? value.value : null;
}

/** `alias(users, "u")`: the same table under another name. */
export function aliased(table: TableThing, alias: string): TableThing {
  return { ...table, alias };
}
