import type { ShownUntypedRows, ShownUntypedColumn } from "../lib/analysis/shown.ts";
import { defineRule } from "../lib/define-rule.ts";
import { writtenKinds } from "../lib/model/row-value.ts";
import type { PropertyType, RowProperty } from "../lib/model/untyped-rows.ts";

/** Requires a type for the rows of statements, where they are `any` otherwise. */
export const requireRowType = defineRule({
  name: "require-row-type",
  meta: {
    type: "suggestion",
    docs: { description: "Require a type for rows that are any otherwise", recommended: false },
    hasSuggestions: true,
    messages: {
      untyped: "These rows are any to the compiler. They have {{columns}}.",
      declare: "Write their type",
    },
  },
  options: {},
  mustHoldOn: "every way",
  create: ({ report }) => ({
    untypedRows({ span, columns, declare }: ShownUntypedRows) {
      const properties = columns.map(propertyOf);
      if (properties.every(({ types }) => isUnknown(types))) return;
      report({
        span,
        messageId: "untyped",
        data: { columns: listed(columns.map(({ name }) => name)) },
        suggest: [{ messageId: "declare", edits: declare(properties) }],
      });
    },
  }),
});

function propertyOf(column: ShownUntypedColumn): RowProperty {
  const types = typesOf(column);
  return { name: column.name, types: column.mayBeNull && !isUnknown(types) ? [...types, { name: "null" }] : types };
}

const unknown: readonly PropertyType[] = [{ name: "unknown" }];
const isUnknown = ([first]: readonly PropertyType[]): boolean =>
  first !== undefined && "name" in first && first.name === "unknown";

function typesOf({ value: given, labels: all }: ShownUntypedColumn): readonly PropertyType[] {
  const [value, labels] = [given(), all()];
  if (!value) return unknown;
  switch (value.kind) {
    case "list":
      return [
        { name: `${value.elements && value.elements !== "object" ? writtenKinds[value.elements] : "unknown"}[]` },
      ];
    case "object":
      return /^jsonb?$/.test(value.type) ? [{ name: "Record<string, unknown>" }] : unknown;
    case "string":
      return labels && labels.length > 0 ? labels.map((text) => ({ text })) : [{ name: "string" }];
    default:
      return [{ name: writtenKinds[value.kind] }];
  }
}

const most = 6;

function listed(names: readonly string[]): string {
  const shown = names.slice(0, most).map((name) => `"${name}"`);
  return names.length > most ? `${shown.join(", ")} and ${names.length - most} more` : shown.join(", ");
}
