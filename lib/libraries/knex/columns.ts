import type { SqlText } from "../../model/sql-text.ts";
import { isRuntime, type Built, type Place, type Step } from "../../source/built/built.ts";
import { aliased, identifier } from "./names.ts";
import { spanOfStep, type KnexContext, type KnexQuery } from "./query.ts";
import { aliasedExpression, expression, parameter } from "./values.ts";
import { joined, parenthesised, together } from "../../read/builder/written.ts";

type What = Place | Built;

/** `select("a", "b")`, `select(["a", "b"])`. */
export function addColumns(query: KnexQuery, step: Step, context: KnexContext): void {
  const { run, writer } = context;
  const given = step.arguments ?? [];
  const [first] = given;
  const value = first && run.value(first);
  if (
    value?.kind === "constant" &&
    (value.value === undefined || value.value === null || value.value === "" || value.value === false)
  )
    return;
  const listed = value?.kind === "list";
  for (const item of listed ? value.items : given) {
    const one = run.value(item);
    if (one.kind !== "list" || one.items.length > 0) query.columns.push(() => aliasedExpression(item, context));
  }
  if (step.spread || (listed && value.open)) query.columns.push(() => writer.unknown(step.place));
}

export const aggregates: Record<string, { readonly name: string; readonly distinct: boolean }> = {
  count: { name: "count", distinct: false },
  min: { name: "min", distinct: false },
  max: { name: "max", distinct: false },
  sum: { name: "sum", distinct: false },
  avg: { name: "avg", distinct: false },
  countDistinct: { name: "count", distinct: true },
  sumDistinct: { name: "sum", distinct: true },
  avgDistinct: { name: "avg", distinct: true },
};

/** `count("* as n")`, `max({ latest: "created_at" })`, `countDistinct("a", "b")`, `sum("amount", { as: "total" })`. */
export function addAggregate(query: KnexQuery, step: Step, context: KnexContext): void {
  const { run, writer } = context;
  const aggregate = aggregates[step.name];
  if (!aggregate) return;
  const { name, distinct } = aggregate;
  const at = spanOfStep(step);
  const [first, ...others] = step.arguments ?? [];
  const last = others.at(-1);
  const options = last && run.value(last);
  const as = options?.kind === "object" ? options.entries.get("as")?.value : undefined;
  const alias = as && run.value(as);
  const called = (operand: SqlText, shown: string | null): SqlText =>
    together(
      writer.sql(`${name}(${distinct ? "DISTINCT" : ""}`, at),
      operand,
      writer.sql(shown === null ? ")" : ") AS", at),
      shown === null ? null : writer.name(shown, at),
    );
  const add = (what: What | undefined, shown: string | null): void => {
    const value = what && run.value(what);
    if (!what || !value || (value.kind === "constant" && !value.value)) {
      query.columns.push(() => called(writer.sql("*", at), shown));
    } else if (value.kind === "constant" && typeof value.value === "string") {
      const split = aliased(value.value);
      query.columns.push(() => called(identifier(split.name, what, context), shown ?? split.alias));
    } else if (value.kind === "list") {
      query.columns.push(() =>
        called(distinct ? parenthesised(expression(what, context)) : expression(what, context), shown),
      );
    } else if (value.kind === "object") {
      for (const [key, entry] of value.entries) add(entry.value, key);
      if (value.open) query.columns.push(() => writer.unknown(what));
    } else {
      query.columns.push(() => called(expression(what, context), shown));
    }
  };
  const shown = alias?.kind === "constant" ? String(alias.value) : null;
  const columns =
    options?.kind === "object" && others.length > 0
      ? [first, ...others.slice(0, -1)].filter((one) => one !== undefined)
      : [first, ...others].filter((one) => one !== undefined);
  if (step.spread) query.columns.push(() => writer.unknown(step.place));
  else if (distinct && columns.length > 1)
    add({ kind: "list", items: columns, open: false, each: null, place: step.place }, shown);
  else add(columns[0], shown);
}

export const analytics: Record<string, string> = { rank: "rank", denseRank: "dense_rank", rowNumber: "row_number" };

/** `rank("position", "score", "team")`: what a window is sorted and divided by. */
export function addAnalytic(query: KnexQuery, step: Step, context: KnexContext): void {
  const { run, writer } = context;
  const at = spanOfStep(step);
  const [alias, order, partition] = step.arguments ?? [];
  const name = alias && run.value(alias);
  const columns = (what: What | undefined): readonly What[] => {
    const value = what && run.value(what);
    const items = !what || !value ? [] : value.kind === "list" ? value.items : [what];
    return items.map((item) => {
      const one = run.value(item);
      return one.kind === "object" ? (one.entries.get("column")?.value ?? item) : item;
    });
  };
  const listed = (what: What | undefined): SqlText =>
    joined(
      columns(what).map((column) => expression(column, context)),
      ", ",
    );
  const value = order && run.value(order);
  query.columns.push(() => {
    const inside =
      !order || value?.kind === "function"
        ? []
        : value?.kind === "chain" && !isRuntime(value)
          ? expression(order, context)
          : together(
              partition ? writer.sql("PARTITION BY", at) : null,
              listed(partition),
              writer.sql("ORDER BY", at),
              listed(order),
            );
    return together(
      writer.sql(`${analytics[step.name] ?? step.name}() OVER (`, at),
      inside,
      writer.sql(")", at),
      name?.kind === "constant" && typeof name.value === "string"
        ? together(writer.sql("AS", at), writer.name(name.value, at))
        : null,
    );
  });
}

const jsonFunctions: Record<string, string> = {
  jsonExtract: "jsonb_path_query",
  jsonSet: "jsonb_set",
  jsonInsert: "jsonb_insert",
};

/** `jsonExtract("data", "$.name", "name")` and the like. */
export function addJsonColumn(query: KnexQuery, step: Step, context: KnexContext): void {
  const { run, writer } = context;
  const at = spanOfStep(step);
  const add = (given: readonly What[]): void => {
    const setting = step.name === "jsonSet" || step.name === "jsonInsert";
    const [column, path, third, fourth] = given;
    const named = setting ? fourth : third;
    const alias = named && run.value(named);
    if (!column || !path) {
      query.columns.push(() => writer.unknown(step.place));
      return;
    }
    const operands = (): readonly SqlText[] => [
      expression(column, context),
      parameter(path, context),
      ...(setting && third ? [parameter(third, context)] : []),
    ];
    query.columns.push(() =>
      together(
        step.name === "jsonRemove"
          ? joined(operands(), " #- ")
          : together(writer.sql(jsonFunctions[step.name] ?? step.name, at), parenthesised(joined(operands(), ", "))),
        alias?.kind === "constant" && typeof alias.value === "string"
          ? together(writer.sql("AS", at), writer.name(alias.value, at))
          : null,
      ),
    );
  };
  const [first] = step.arguments ?? [];
  const value = first && run.value(first);
  if (value?.kind !== "list") return add(step.arguments ?? []);
  for (const item of value.items) {
    const one = run.value(item);
    add(one.kind === "list" ? one.items : []);
  }
}
