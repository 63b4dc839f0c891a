import type { Left } from "../lib/analysis/shown-migration.ts";
import { defineRule } from "../lib/define-rule.ts";

/** Reports migrations that change the schema and have nothing that undoes it, or something that does not. */
export const requireDownMigration = defineRule({
  name: "require-down-migration",
  meta: {
    type: "suggestion",
    docs: { description: "Require migrations to have a Down part that undoes them", recommended: false },
    messages: {
      noDown: "Nothing undoes this migration. Write what does, or let its Down part fail where nothing can.",
      emptyDown: "This undoes nothing of what the migration does. Write what does, or let it fail where nothing can.",
      leftBehind: 'After Up and Down {{what}} "{{name}}" is still there. Drop it.',
      notBroughtBack: 'After Up and Down {{what}} "{{name}}" is gone. Make it again.',
      changed: 'After Up and Down {{what}} "{{name}}" is not as it was. Change it back.',
    },
  },
  options: {},
  mustHoldOn: "every way",
  seesTables: true,
  create: ({ report }) => ({
    migration({ defines, down, firstLine }) {
      if (!defines) return;
      const part = down();
      if (part.kind === "missing") report({ span: firstLine, messageId: "noDown" });
      if (part.kind !== "there") return;
      const span = part.span ?? firstLine;
      if (part.isEmpty) report({ span, messageId: "emptyDown" });
      else
        for (const { how, what, name } of part.leaves.slice(0, 1))
          report({ span, messageId: messages[how], data: { what, name } });
    },
  }),
});

const messages = {
  "left behind": "leftBehind",
  "not brought back": "notBroughtBack",
  changed: "changed",
} as const satisfies Record<Left["how"], string>;
