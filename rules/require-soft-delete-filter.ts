import { adviceOn, type Around, type Change, type Fault } from "../lib/analysis/live-advice.ts";
import { isLookup, isPinnedByKey, livenessOf, softDeletedRelations, type Liveness, type SoftDeleted } from "../lib/analysis/live-rows.ts";
import { scopesOf, type StatementScopes } from "../lib/analysis/scopes.ts";
import { defineRule, type RuleContext } from "../lib/define-rule.ts";
import type { Statement } from "../lib/model/statement.ts";

interface Options {
  /** Reports an UPDATE of one row, chosen by its whole primary key, too. */
  readonly strict: boolean;
  /** Leaves out tables that are outer-joined by their whole primary key: the name of a deleted author is shown. */
  readonly allowLookups: boolean;
  readonly ignoreTables: readonly string[];
}

type MessageIds = Fault | Change;

/** Reports each relation that reads a soft-delete table and is not restricted to live rows. */
export const requireSoftDeleteFilter = defineRule<MessageIds, Options>({
  name: "require-soft-delete-filter",
  meta: {
    type: "problem",
    docs: { description: "Require queries on soft-delete tables to leave deleted rows out", recommended: true },
    hasSuggestions: true,
    messages: {
      unfilteredRead: 'Deleted rows of "{{table}}" are read too. Add {{condition}} to the {{clause}} clause.',
      unfilteredUpdate: 'Deleted rows of "{{table}}" are updated too. Add {{condition}} to the WHERE clause.',
      unfilteredFullJoin: 'A FULL JOIN keeps deleted rows of "{{table}}" whatever its ON says. Join a subquery with {{condition}}.',
      filterBesideOr: 'Deleted rows of "{{table}}" come through the other side of OR. Put the alternatives in parentheses.',
      filterInOr: 'Deleted rows of "{{table}}" come through the other side of OR. Require {{condition}} with AND.',
      filterAfterOuterJoin: 'Here "{{column}}" is tested after the outer join has matched deleted rows of "{{table}}". Move it to ON.',
      addFilter: "Add {{condition}}",
      parenthesise: "Put the alternatives in parentheses",
      moveToJoin: "Move the condition to ON",
    },
    schema: [
      {
        type: "object",
        properties: { strict: { type: "boolean" }, allowLookups: { type: "boolean" }, ignoreTables: { type: "array", items: { type: "string" }, uniqueItems: true } },
        additionalProperties: false,
      },
    ],
    defaultOptions: [{ strict: false, allowLookups: false, ignoreTables: [] }],
  },
  // A migration that fills or changes a column does so in every row.
  appliesTo: ["application"],
  create: (context) => (reading) => {
    // A relation that one way through the program restricts was thought of: the others are meant.
    const answered = new Set<number>();
    const wrong: (() => void)[] = [];
    for (const statement of reading.variants.flat()) {
      const scopes = scopesOf(statement, context.catalog);
      const subjects = softDeletedRelations(scopes, context.softDelete);
      for (const subject of subjects) {
        const { start } = subject.item.nameSpan;
        const isSettled = reading.site.editing?.isSettled(subject.item) ?? false;
        const liveness = isSettled || isOutOfPlace(subject, scopes, context.options) ? "filtered" : livenessOf(subject, scopes, context.softDelete, context.rows(reading).looked);
        if (wrongs.has(liveness)) wrong.push(() => answered.has(start) || report(context, statement, subject, liveness, { scopes, subjects, editing: reading.site.editing ?? null }));
        else answered.add(start);
      }
    }
    for (const tell of wrong) tell();
  },
});

const wrongs: ReadonlySet<Liveness> = new Set(["missing", "slip", "late"]);

/** INSERT's, DELETE's and MERGE's targets are not read, and an UPDATE that sets the column deletes or restores. */
function isOutOfPlace({ relation, column, table }: SoftDeleted, scopes: StatementScopes, { strict, allowLookups, ignoreTables }: Options): boolean {
  const { node } = relation.level;
  if (ignoreTables.includes(table.name) || ignoreTables.includes(`${table.schema}.${table.name}`)) return true;
  if (relation.role !== "target") return allowLookups && isLookup(relation, scopes);
  if (node.kind !== "update" || node.assignments.some((assignment) => assignment.column === column.column)) return true;
  return !strict && isPinnedByKey(relation, scopes);
}

function report({ report }: RuleContext<MessageIds, Options>, statement: Statement, subject: SoftDeleted, liveness: Liveness, around: Around): void {
  const { fault, change, edits, condition } = adviceOn(subject, liveness, statement, around);
  const { relation, item, table, column } = subject;
  const data = { table: table.name, column: column.column, condition, clause: relation.nullExtended ? "ON" : "WHERE" };
  report({ span: item.nameSpan, messageId: fault, data, suggest: change ? [{ messageId: change, data, edits }] : [] });
}
