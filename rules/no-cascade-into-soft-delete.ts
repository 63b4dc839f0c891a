import { cascadeInto } from "../lib/analysis/cascades.ts";
import type { Level, Target } from "../lib/analysis/level.ts";
import type { Around } from "../lib/analysis/shown.ts";
import type { Table } from "../lib/catalog/catalog.ts";
import { defineRule } from "../lib/define-rule.ts";

/** Reports DELETE and TRUNCATE that remove rows of a soft-delete table through foreign keys. */
export const noCascadeIntoSoftDelete = defineRule({
  name: "no-cascade-into-soft-delete",
  meta: {
    type: "problem",
    docs: { description: "Disallow deletes that foreign keys carry into soft-delete tables", recommended: false },
    messages: {
      cascades:
        'Rows of "{{table}}" go for good with those of "{{from}}", by ON DELETE CASCADE. Let the foreign key restrict.',
      truncates:
        'TRUNCATE … CASCADE empties "{{table}}" too, which references "{{from}}". Delete its rows by themselves.',
    },
  },
  options: { ignoreTables: [] },
  about: "hard deletes",
  mustHoldOn: "some way",
  create({ catalog, softDelete, report }) {
    const check = ({ source, item, level }: Target, messageId: "cascades" | "truncates", { inFile }: Around) => {
      // Rows that are to be marked themselves are no-hard-delete's.
      if (source.kind !== "table" || softDelete(source.table)) return;
      const way = cascadeInto(source.table, catalog, (table) => softDelete(table) !== null, messageId === "truncates");
      const reached = way?.at(-1);
      if (reached && !asksFor(reached, level) && !inFile().some((other) => removes(other, reached)))
        report({ span: item.nameSpan, table: reached, messageId, data: { from: source.table.name } });
    };
    return {
      delete: ({ target }, around) => check(target, "cascades", around),
      truncate({ targets, cascade }, around) {
        if (cascade) for (const target of targets) check(target, "truncates", around);
      },
    };
  },
});

/** The statement looks at the rows of the table itself: it deletes only where there are none. */
const asksFor = (table: Table, { scopes }: Level): boolean =>
  scopes.levels.some(({ relations }) =>
    relations.some(({ role, source }) => role === "read" && source.kind === "table" && source.table === table),
  );

/** The program removes rows of the table for good by itself, beside the others. */
const removes = (level: Level, table: Table): boolean =>
  level.kind === "delete" && level.target.source.kind === "table" && level.target.source.table === table;
