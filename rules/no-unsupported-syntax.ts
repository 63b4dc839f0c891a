import { releaseNotes } from "../lib/analysis/postgres-features.ts";
import { featuresAfter } from "../lib/analysis/used-features.ts";
import { defineRule } from "../lib/define-rule.ts";

/** Reports syntax and functions that the oldest version of PostgreSQL which the settings name does not have. */
export const noUnsupportedSyntax = defineRule({
  name: "no-unsupported-syntax",
  meta: {
    type: "problem",
    docs: { description: "Disallow what the oldest supported version of PostgreSQL does not have", recommended: false },
    messages: {
      tooNew: "{{feature}} came with PostgreSQL {{since}}, and {{version}} has to do. See {{notes}}.",
    },
  },
  options: {},
  mustHoldOn: "some way",
  create: ({ catalog, postgresVersion, report }) => ({
    text({ words }) {
      if (postgresVersion === null) return;
      for (const { feature, since, span } of featuresAfter(postgresVersion, words(), catalog)) {
        const data = { feature, since: String(since), version: String(postgresVersion), notes: releaseNotes(since) };
        report({ span, messageId: "tooNew", data });
      }
    },
  }),
});
