import { defineRule } from "../lib/define-rule.ts";

/** Reports clients that are taken out of a pool and may not come back, and transactions on a pool. */
export const requireClientRelease = defineRule({
  name: "require-client-release",
  meta: {
    type: "problem",
    docs: { description: "Require clients of a pool to be given back on every way", recommended: false },
    messages: {
      neverReleased: '"{{name}}" is taken out of the pool and never given back. Call release() in finally.',
      releasedUnlessItFails: '"{{name}}" is not given back where something fails before release(). Call it in finally.',
      transactionOnPool:
        "A pool sends {{command}} by any free connection. Take a client of your own for a transaction.",
    },
  },
  options: {},
  appliesTo: ["application"],
  mustHoldOn: "every way",
  create: ({ report }) => ({
    client({ name, span, released }) {
      if (released === "always" || released === "unknown") return;
      const messageId = released === "never" ? "neverReleased" : "releasedUnlessItFails";
      report({ span, messageId, data: { name } });
    },
    utility({ command, span }, { site }) {
      if (site?.pooled && ofTransactions.test(command))
        report({ span, messageId: "transactionOnPool", data: { command } });
    },
  }),
});

const ofTransactions = /^(?:BEGIN|START|COMMIT|END|ROLLBACK|SAVEPOINT|RELEASE)\b/;
