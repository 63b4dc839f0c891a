import type { Built, Place, Step } from "../../source/built/built.ts";
import type { SqlText } from "../../model/sql-text.ts";
import { callsOf, given, handed, partOf, textOf } from "./chain.ts";
import { aliasOf, columns, condition, expression, orderItem, written } from "./expression.ts";
import { fromItems, join, joins } from "./from.ts";
import { aliased, columnNamed, parts, qualifierNamed, reference, type Draft, type Level } from "./names.ts";
import { joined, together } from "../../read/builder/written.ts";

/** The clauses of a SELECT as far as its calls have put them together. */
interface Select {
  readonly from: SqlText[];
  readonly joins: SqlText[];
  readonly distinctOn: SqlText[];
  distinct: boolean;
  outputs: SqlText[];
  where: SqlText[];
  groupBy: SqlText[];
  having: SqlText[];
  readonly operations: SqlText[];
  orderBy: SqlText[];
  limit: SqlText | null;
  offset: SqlText | null;
  readonly end: SqlText[];
}

interface Clause {
  readonly draft: Draft;
  readonly level: Level;
  readonly calls: readonly Step[];
  readonly call: Step;
  readonly select: Select;
  /** The first argument as an expression. */
  value(): SqlText;
}

const set =
  (operator: string) =>
  (clause: Clause): void => {
    clause.select.operations.push(...operation(clause, operator));
  };
const locks =
  (words: string) =>
  ({ draft, level, call, select }: Clause): void => {
    const tables = call.arguments?.[0] ? tableNames(draft, level, call.arguments[0]) : [];
    select.end.push(
      together(
        draft.writer.sql(words, call.at),
        tables.length > 0 ? together(draft.writer.sql("of", call.at), joined(tables, ", ")) : null,
      ),
    );
  };
const nothing = (): void => undefined;

/** What each method adds to a SELECT. */
const methods: Readonly<Record<string, (clause: Clause) => void>> = {
  select: ({ draft, level, call, select }) => void select.outputs.push(...outputs(draft, level, call)),
  selectAll: ({ draft, level, call, select }) => void select.outputs.push(...stars(draft, level, call)),
  distinct: ({ select }) => void (select.distinct = true),
  distinctOn: ({ draft, level, call, select }) =>
    void select.distinctOn.push(...(call.arguments?.[0] ? columns(draft, level, call.arguments[0]) : [])),
  where: ({ draft, level, call, select }) => void select.where.push(condition(draft, level, call)),
  whereRef: ({ draft, level, call, select }) => void select.where.push(condition(draft, level, call, true)),
  having: ({ draft, level, call, select }) => void select.having.push(condition(draft, level, call)),
  havingRef: ({ draft, level, call, select }) => void select.having.push(condition(draft, level, call, true)),
  groupBy: ({ draft, level, call, select }) =>
    void select.groupBy.push(
      ...(call.arguments?.[0] && !call.spread
        ? columns(draft, level, call.arguments[0])
        : [draft.writer.unknown(call.place)]),
    ),
  orderBy: ({ draft, level, call, select }) => void select.orderBy.push(orderItem(draft, level, call)),
  limit: (clause) =>
    void (clause.select.limit = together(clause.draft.writer.sql("limit", clause.call.at), clause.value())),
  fetch: (clause) =>
    void (clause.select.limit = together(clause.draft.writer.sql("limit", clause.call.at), clause.value())),
  offset: (clause) =>
    void (clause.select.offset = together(clause.draft.writer.sql("offset", clause.call.at), clause.value())),
  union: set("union"),
  unionAll: set("union all"),
  intersect: set("intersect"),
  intersectAll: set("intersect all"),
  except: set("except"),
  exceptAll: set("except all"),
  forUpdate: locks("for update"),
  forShare: locks("for share"),
  forKeyShare: locks("for key share"),
  forNoKeyUpdate: locks("for no key update"),
  skipLocked: ({ draft, call, select }) => void select.end.push(draft.writer.sql("skip locked", call.at)),
  noWait: ({ draft, call, select }) => void select.end.push(draft.writer.sql("nowait", call.at)),
  modifyEnd: (clause) => void clause.select.end.push(clause.value()),
  clearSelect: ({ select }) => void (select.outputs = []),
  clearWhere: ({ select }) => void (select.where = []),
  clearGroupBy: ({ select }) => void (select.groupBy = []),
  clearOrderBy: ({ select }) => void (select.orderBy = []),
  clearLimit: ({ select }) => void (select.limit = null),
  clearOffset: ({ select }) => void (select.offset = null),
  as: nothing,
  $castTo: nothing,
  $narrowType: nothing,
  $assertType: nothing,
  $asScalar: nothing,
  $asTuple: nothing,
  modifyFront: nothing,
  $notNull: nothing,
};

/** Writes `selectFrom(…)…` or `selectNoFrom(…)`. In: the call that begins it and those after it. */
export function selectOf(draft: Draft, level: Level, head: SqlText, calls: readonly Step[]): SqlText {
  const { writer } = draft;
  const [first, ...rest] = calls as readonly [Step, ...Step[]];
  const select: Select = {
    from: [],
    joins: [],
    distinctOn: [],
    distinct: false,
    outputs: [],
    where: [],
    groupBy: [],
    having: [],
    operations: [],
    orderBy: [],
    limit: null,
    offset: null,
    end: [],
  };
  // FROM and its joins say what the names of all other clauses mean.
  if (first.name === "selectFrom") select.from.push(fromItems(draft, level, first, { call: first, calls }));
  for (const call of rest)
    if (Object.hasOwn(joins, call.name)) select.joins.push(join(draft, level, call, { call, calls }));
  if (first.name === "selectNoFrom") select.outputs.push(...outputs(draft, level, first));
  for (const call of rest) {
    if (Object.hasOwn(joins, call.name)) continue;
    const write = Object.hasOwn(methods, call.name) && call.arguments ? methods[call.name] : undefined;
    const value = (): SqlText => {
      const [what] = call.arguments ?? [];
      return what ? expression(draft, level, what, "value") : writer.unknown(call.place);
    };
    if (write) write({ draft, level, calls, call, select, value });
    else select.where.push(writer.unknown(call.place));
  }
  const clause = (words: string, pieces: readonly SqlText[], between = ", "): SqlText | null =>
    pieces.length > 0 ? together(writer.sql(words, first.at), joined(pieces, between)) : null;
  return together(
    head,
    writer.sql("select", first.at),
    select.distinctOn.length > 0
      ? together(writer.sql("distinct on (", first.at), joined(select.distinctOn, ", "), writer.sql(")", first.at))
      : select.distinct
        ? writer.sql("distinct", first.at)
        : null,
    joined(select.outputs, ", "),
    clause("from", select.from),
    joined(select.joins, " "),
    clause("where", select.where, " and "),
    clause("group by", select.groupBy),
    clause("having", select.having, " and "),
    joined(select.operations, " "),
    clause("order by", select.orderBy),
    select.limit,
    select.offset,
    joined(select.end, " "),
  );
}

function operation({ draft, level, call }: Clause, operator: string): SqlText[] {
  const { run, writer } = draft;
  const [what] = call.arguments ?? [];
  if (!what || call.spread) return [together(writer.sql(operator, call.at), writer.unknown(call.place))];
  const value = run.follow(what);
  const made = value.kind === "function" ? given(run, value, handed("expression builder", value.place)) : value;
  const list = made.kind === "list" ? [...made.items, ...(made.open ? [made.each ?? made] : [])] : [made];
  return list.map((one) => {
    const calls = callsOf(run.follow(one), run);
    const query = calls && (draft.query(calls, level) ?? written(draft, level, calls));
    return together(writer.sql(operator, call.at), query ?? writer.unknown(one));
  });
}

function tableNames(draft: Draft, level: Level, what: Place | Built): SqlText[] {
  const value = draft.run.value(what);
  const items = value.kind === "list" ? value.items : [what];
  return items.flatMap((item) => {
    const name = textOf(draft.run, item);
    return name === null ? [] : [draft.writer.name(qualifierNamed(level, name), item)];
  });
}

/** What `select` and `returning` are given. */
export function outputs(draft: Draft, level: Level, call: Step): SqlText[] {
  const { run, writer } = draft;
  const [what] = call.arguments ?? [];
  if (!what || call.spread) return [writer.unknown(call.place)];
  const value = run.value(what);
  const made = value.kind === "function" ? given(run, value, handed("expression builder", value.place)) : value;
  if (made.kind !== "list") return [output(draft, level, made === value ? what : made)];
  return [
    ...made.items.map((item) => output(draft, level, item)),
    ...(made.open ? [made.each ? output(draft, level, made.each) : writer.unknown(what)] : []),
  ];
}

function output(draft: Draft, level: Level, what: Place | Built): SqlText {
  const { run, writer } = draft;
  const text = textOf(run, what);
  if (text !== null) {
    const { name, alias } = aliased(text);
    const path = parts(name);
    const column = path.at(-1) ?? "";
    const as = alias ?? (columnNamed(draft, level, path.at(-2) ?? null, column) === column ? null : column);
    const at = partOf(what, text, 0);
    const piece = reference(draft, level, name, what);
    return as === null ? piece : together(piece, writer.sql("as", at), writer.name(as, at));
  }
  const value = run.follow(what);
  const made = value.kind === "function" ? given(run, value, handed("expression builder", value.place)) : value;
  const calls = callsOf(made, run);
  if (!calls) return writer.unknown(what);
  const [first, second] = calls.calls;
  // A reference that is made while the program runs may have its alias in it.
  if (calls.begins === "client" && first?.name === "dynamic")
    return second?.arguments?.[0] && textOf(run, second.arguments[0]) !== null
      ? output(draft, level, second.arguments[0])
      : writer.unknown(what);
  const body = written(draft, level, calls) ?? writer.unknown(what);
  const alias = aliasOf(calls.chain);
  if (!alias) return body;
  const name = textOf(run, alias);
  const claimed = claimedBy(calls.calls.slice(0, -1));
  if (name !== null && claimed && level.depth <= 1) draft.claims.set(name, claimed);
  return together(
    body,
    writer.sql("as", alias),
    name === null ? expression(draft, level, alias, "value") : writer.name(name, alias),
  );
}

/** Functions of `eb.fn` whose first type argument is that of their value, and calls behind them that leave it. */
const claiming: ReadonlySet<string> = new Set(["count", "countAll", "sum", "avg", "min", "max", "agg"]);
const leaving: ReadonlySet<string> = new Set(["distinct", "filterWhere", "filterWhereRef", "over", "orderBy"]);

/** The type in `` sql<string>`…` `` and `eb.fn.sum<number>("total")`, which nobody checks. In: the calls before the alias. */
function claimedBy([first, ...others]: readonly Step[]): Place | null {
  const [second, ...rest] = others;
  const isOfFunctions = first?.name === "fn" && first.arguments === null && second && claiming.has(second.name);
  const [step, after] = isOfFunctions ? [second, rest] : [first, others];
  const type = isOfFunctions
    ? second.types?.params[0]
    : (step?.template?.typeArguments?.params[0] ?? (step?.name === "fn" ? step.types?.params[0] : undefined));
  return step && type && after.every(({ name }) => isOfFunctions && leaving.has(name))
    ? { ...step.place, node: type }
    : null;
}

/** `selectAll()`, `selectAll("users")`: where the program has other names for the columns, one by one. */
export function stars(draft: Draft, level: Level, call: Step): SqlText[] {
  const { run, writer } = draft;
  const [what] = call.arguments ?? [];
  const value = what && run.value(what);
  const named =
    !what || (value?.kind === "constant" && value.value === undefined)
      ? null
      : value?.kind === "list"
        ? value.items
        : [what];
  if (named === null) {
    const tables = level.relations.flatMap(({ table, sql }) => (table ? [{ table, sql }] : []));
    if (tables.length === level.relations.length && tables.some(({ table }) => isRenamed(draft, table)))
      return tables.flatMap(({ table, sql }) => each(draft, sql, table, call));
    return [writer.sql("*", call.at)];
  }
  return named.flatMap((item) => {
    const name = textOf(run, item);
    if (name === null) return [writer.unknown(item)];
    const relation = level.relations.find((one) => one.name === name);
    if (relation?.table && isRenamed(draft, relation.table)) return each(draft, relation.sql, relation.table, call);
    return [writer.name([...parts(name).slice(0, -1), qualifierNamed(level, parts(name).at(-1) ?? name), "*"], item)];
  });
}

type Columns = { readonly columns: readonly { readonly name: string; readonly property: string }[] };

function isRenamed({ client }: Draft, { columns: all }: Columns): boolean {
  return client.camelCase || all.some(({ name, property }) => name !== property);
}

function each(
  draft: Draft,
  qualifier: string,
  table: NonNullable<Level["relations"][number]["table"]>,
  call: Step,
): SqlText[] {
  return table.columns.map(({ name, property }) => {
    const piece = draft.writer.name([qualifier, name], call.at);
    const as = property === name && draft.client.camelCase ? camel(name) : property;
    return as === name ? piece : together(piece, draft.writer.sql("as", call.at), draft.writer.name(as, call.at));
  });
}

const camel = (name: string): string =>
  name.replace(/(?<=[^_])_+([a-z\d])/g, (_, letter: string) => letter.toUpperCase());
