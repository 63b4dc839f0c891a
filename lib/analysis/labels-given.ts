import type { Catalog, UserType } from "../catalog/catalog.ts";
import type { Expression } from "../model/expression.ts";
import type { Reading } from "../model/reading.ts";
import { checkedTexts } from "./checked-texts.ts";
import { bare, operandsOf } from "./expressions.ts";
import { isKnownWhole } from "./known-schema.ts";
import { expressionsOf } from "./level-expressions.ts";
import type { RowColumn } from "./row-columns.ts";
import { scopesOf } from "./scopes.ts";

/**
 * The labels that a column of a reading's rows may have by its enum, or by a CHECK of its table. Out: null where its type is none, and where the statement may choose some of
 * them: by a condition on a column of that name, or since it writes.
 */
export function labelsGiven(column: RowColumn, { variants }: Reading, catalog: Catalog): readonly string[] | null {
  const labels = labelsOf(column, catalog);
  if (!labels) return null;
  const levels = variants.flat().flatMap((statement) => scopesOf(statement, catalog).levels);
  const isChosen = levels.some(
    (level) => level.kind !== "select" || expressionsOf(level).some((one) => asksOf(one, column)),
  );
  return isChosen ? null : labels;
}

/** The labels of the enum that a column's type is, or the texts that a CHECK lists; null where it is none, or the schema may not have all. */
export function labelsOf(column: RowColumn, catalog: Catalog): readonly string[] | null {
  if (!isKnownWhole(catalog)) return null;
  const type = column.type();
  const found = type === null ? undefined : typeCalled(type, catalog);
  if (found) return found.form === "enum" ? found.labels : null;
  const isText = type === "text" || type?.startsWith("character varying") === true;
  return isText && column.table !== null ? checkedTexts(column.table, column.column, catalog) : null;
}

/** The labels of an enum by its name as format_type writes it; null for every other type, and where the schema may not have all. */
export function labelsOfType(type: string, catalog: Catalog): readonly string[] | null {
  const found = isKnownWhole(catalog) ? typeCalled(type, catalog) : undefined;
  return found?.form === "enum" ? found.labels : null;
}

const typeCalled = (type: string, { types }: Catalog): UserType | undefined =>
  [...(types?.values() ?? [])].find((one) => isCalled(one, type));

const isCalled = ({ schema, name }: { readonly schema: string; readonly name: string }, type: string): boolean =>
  type === name || type === `${schema}.${name}` || type === `"${name}"`;

/** `state = 'open'`, `state IN (…)`: whatever is compared with a column of that name. */
function asksOf(expression: Expression, { column }: RowColumn): boolean {
  if (expression.kind === "column" || expression.kind === "constant" || expression.kind === "unknown")
    return expression.kind === "unknown";
  return operandsOf(expression)
    .map(bare)
    .some((one) => one.kind === "column" && one.name === column);
}
