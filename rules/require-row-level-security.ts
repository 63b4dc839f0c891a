import { enableRowSecurity } from "../lib/analysis/table-changes.ts";
import { defineRule } from "../lib/define-rule.ts";
import { tableIdentifier } from "../lib/model/identifier.ts";

/** Reports policies of tables whose row-level security is off, and tables without it. */
export const requireRowLevelSecurity = defineRule({
  name: "require-row-level-security",
  meta: {
    type: "problem",
    docs: { description: "Require row-level security", recommended: false },
    hasSuggestions: true,
    messages: {
      policyWithout: 'Policy "{{policy}}" restricts nothing: row-level security of "{{table}}" is off. Enable it.',
      notEnabled: 'Everybody who may read "{{table}}" reads all of its rows. Enable row-level security.',
      enable: "Enable row-level security",
    },
  },
  options: { everyTable: true, ignoreTables: [], schemas: [] },
  mustHoldOn: "every way",
  seesTables: true,
  create({ report, options }) {
    return {
      table({ final, policies, isNew, declaredIn, nameSpan, behind, isOpen }) {
        if (final.rowSecurity) return;
        const name = tableIdentifier(final);
        const at = behind?.statements;
        const text = `\nALTER TABLE ${name} ENABLE ROW LEVEL SECURITY;`;
        const edits = isOpen && at !== undefined ? [{ span: { start: at, end: at }, text }] : null;
        const suggest = [{ messageId: "enable" as const, edits }];
        for (const policy of policies)
          report({
            span: policy.span,
            table: final,
            messageId: "policyWithout",
            migration: enableRowSecurity(final),
            data: { policy: policy.name },
            suggest,
          });
        const isMeant = options.schemas.length === 0 || options.schemas.includes(final.schema);
        if (policies.length > 0 || !options.everyTable || !isNew || !isMeant || declaredIn === "model") return;
        if ((final.policies ?? []).length > 0) return;
        report({ span: nameSpan, table: final, messageId: "notEnabled", migration: enableRowSecurity(final), suggest });
      },
    };
  },
});
