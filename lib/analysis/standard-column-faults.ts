import type { Table } from "../catalog/catalog.ts";
import { identifier } from "../model/identifier.ts";
import type { Migration } from "../model/migration.ts";
import type { Span } from "../model/span.ts";
import type { ShownTable } from "./shown-table.ts";
import { definitionOf, inStyleOf, standardColumn, type StandardColumn } from "./standard-columns.ts";
import { forbidNull, setDefault } from "./table-changes.ts";

/** The names that each column may have; none: it is not asked for. */
export type StandardNames = Readonly<Record<StandardColumn, readonly string[]>>;

const kinds: readonly StandardColumn[] = ["id", "createdAt", "updatedAt", "deletedAt"];

const requiredOf = (names: StandardNames): readonly StandardColumn[] => kinds.filter((kind) => names[kind].length > 0);

/** What a table lacks of the columns that every table has. */
export interface Lacking {
  readonly names: readonly string[];
  /** Those of them that can be added, as `ADD COLUMN` has them. */
  readonly added: readonly { readonly name: string; readonly definition: string }[];
}

/** In: the type of the columns that hold times. */
export function lackingColumns(table: Table, names: StandardNames, timestampType: string): Lacking {
  const missing = requiredOf(names).filter((kind) => !standardColumn(table, names[kind]));
  const nameOf = (kind: StandardColumn): string => inStyleOf(table, names[kind]);
  return {
    names: missing.map(nameOf),
    added: missing
      .filter((kind) => kind !== "id" || table.primaryKey === null)
      .map((kind) => ({ name: nameOf(kind), definition: definitionOf(kind, identifier(nameOf(kind)), timestampType) })),
  };
}

/** A column that every table has, and that is not as it has to be. */
export interface ColumnFault {
  readonly fault: "nullable" | "withoutDefault" | "neverLive" | "notKey";
  readonly column: string;
  readonly span: Span;
  /** What a new migration has to do about it; null where that is not for a migration to say. */
  readonly migration: Migration | null;
}

/** The faults of the standard columns that a file gives a table. */
export function columnFaults({ final, columns }: ShownTable, names: StandardNames): readonly ColumnFault[] {
  return columns.flatMap(({ column, span, isAdded }): ColumnFault[] => {
    const kind = requiredOf(names).find((one) => names[one].includes(column.name));
    if (!kind || !isAdded) return [];
    const told = (fault: ColumnFault["fault"], migration: Migration | null = null): ColumnFault[] => [
      { fault, column: column.name, span, migration },
    ];
    switch (kind) {
      case "id":
        // The key of a partitioned table has what it is partitioned by, too.
        return final.primaryKey?.includes(column.name) ? [] : told("notKey");
      case "deletedAt":
        return column.nullable ? [] : told("neverLive");
      default:
        if (column.nullable && column.neverNull !== true)
          return told("nullable", forbidNull(final, column, column.hasDefault ? null : "now()"));
        // A model's library fills it in.
        return column.hasDefault || column.generated || final.model != null
          ? []
          : told("withoutDefault", setDefault(final, column.name, "now()"));
    }
  });
}
