import { vanishingConditions, type VanishingCondition } from "../lib/analysis/vanishing-conditions.ts";
import { defineRule } from "../lib/define-rule.ts";

/** Reports conditions on keys that are left out where their value is undefined. */
export const noVanishingCondition = defineRule({
  name: "no-vanishing-condition",
  meta: {
    type: "problem",
    docs: {
      description: "Disallow conditions on keys that vanish when their value is undefined",
      recommended: false,
    },
    messages: {
      anyRead:
        'Where "{{source}}" is undefined, its condition vanishes: any row of "{{table}}" is found. Check it first.',
      everyRead:
        'Where "{{source}}" is undefined, its condition vanishes: every row of "{{table}}" is read. Check it first.',
      everyUpdated:
        'Where "{{source}}" is undefined, its condition vanishes: every row of "{{table}}" is updated. Check it first.',
      everyDeleted:
        'Where "{{source}}" is undefined, its condition vanishes: every row of "{{table}}" is deleted. Check it first.',
      widened:
        'Where "{{source}}" is undefined, its condition vanishes: "{{column}}" of "{{table}}" may then be any. Check it first.',
    },
  },
  options: { ignoreTables: [] },
  appliesTo: ["application"],
  // A way on which the condition is there by choice is none on which it vanishes.
  mustHoldOn: "some way",
  create: ({ report }) => ({
    relation(relation, around) {
      const { item } = relation;
      if (item?.kind !== "table" || !around.leavesOutUndefined()) return;
      for (const found of vanishingConditions(relation, around.site))
        report({
          span: found.hole.span,
          table: item,
          messageId: found.rest === "wide" ? "widened" : messages[found.does],
          data: { source: shortened(found.hole.source), column: found.column },
        });
    },
  }),
});

const messages = {
  "reads one": "anyRead",
  reads: "everyRead",
  updates: "everyUpdated",
  deletes: "everyDeleted",
} as const satisfies Record<VanishingCondition["does"], string>;

const shortened = (source: string): string =>
  (source.length > 40 ? `${source.slice(0, 39)}…` : source).replace(/\s+/g, " ");
