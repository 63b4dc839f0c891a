import type { Catalog } from "../catalog/catalog.ts";
import { contentOf, isUnknownText, knownItems } from "../model/clause.ts";
import type { Expression } from "../model/expression.ts";
import { nearest } from "../nearest.ts";
import { enumOf, isKnownWhole } from "./known-schema.ts";
import { expressionsOf } from "./level-expressions.ts";
import type { InsertLevel, Level } from "./level.ts";
import type { Refusal } from "./refusal.ts";

/** Literals that stand for values of an enum and are none of them (chapter 8.7): PostgreSQL reads them as the type of what they meet. */
export function unknownLabels(level: Level, catalog: Catalog): readonly Refusal[] {
  if (!isKnownWhole(catalog)) return [];
  const of = (column: Expression, values: readonly Expression[]): readonly Refusal[] => {
    const bound = column.kind === "column" ? level.scopes.resolve(column) : null;
    if (bound === null || typeof bound === "string" || bound.relation.source.kind !== "table") return [];
    const { table } = bound.relation.source;
    return values.flatMap((value) => unknownLabel(value, enumOf(table, bound.column, catalog)));
  };
  const compared = expressionsOf(level).flatMap((expression): readonly Refusal[] => {
    switch (expression.kind) {
      case "operator": {
        const { left, right, operator, quantifier } = expression;
        const isComparison = /^(?:=|<>|!=|<|>|<=|>=)$/.test(operator) && quantifier === null && left !== null;
        return isComparison ? [...of(left, [right]), ...of(right, [left])] : [];
      }
      case "in-list":
        return of(expression.operand, expression.items);
      default:
        return [];
    }
  });
  return [...compared, ...written(level, catalog)];
}

function written(level: Level, catalog: Catalog): readonly Refusal[] {
  if (level.kind !== "insert" && level.kind !== "update") return [];
  const { source } = level.target;
  if (source.kind !== "table") return [];
  const { table } = source;
  const to = (column: string, value: Expression | null): readonly Refusal[] =>
    value ? unknownLabel(value, enumOf(table, column, catalog)) : [];
  if (level.kind === "update")
    return knownItems(level.assignments).flatMap(({ column, value }) => (column === null ? [] : to(column, value)));
  return rowsOf(level).flatMap((row) =>
    namesOf(level, table.columns).flatMap((name, index) => to(name, row[index] ?? null)),
  );
}

function namesOf({ columns }: InsertLevel, all: readonly { readonly name: string }[]): readonly string[] {
  if (columns === "unknown") return [];
  return (contentOf(columns)?.names ?? all).map(({ name }) => name);
}

function rowsOf({ source }: InsertLevel): readonly (readonly Expression[])[] {
  const query = contentOf(source)?.query;
  return query?.kind === "values-query"
    ? query.rows.filter((row): row is readonly Expression[] => !isUnknownText(row))
    : [];
}

function unknownLabel(value: Expression, type: ReturnType<typeof enumOf>): readonly Refusal[] {
  if (!type || value.kind !== "constant" || value.type !== "unknown" || typeof value.value !== "string") return [];
  if (type.labels.includes(value.value)) return [];
  const data = { label: value.value, type: type.name };
  return [
    {
      code: "22P02",
      kind: "unknownLabel",
      span: value.span,
      data,
      guess: nearest(value.value, type.labels),
      wrong: value,
    },
  ];
}
