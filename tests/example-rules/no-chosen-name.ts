import { defineRule } from "../../lib/define-rule.ts";

/** Reports interpolations that choose a name, save where a library quotes them. */
export const noChosenName = defineRule({
  name: "no-chosen-name",
  meta: {
    type: "suggestion",
    docs: { description: "Disallow interpolations in the place of names", recommended: false },
    messages: { chosenName: '"{{source}}" chooses a name in the SQL text. Write the name.' },
  },
  options: {},
  mustHoldOn: "some way",
  create: ({ report }) => ({
    hole({ hole, role }) {
      if (role === "identifier" && hole.treatment === "spliced")
        report({ span: hole.span, messageId: "chosenName", data: { source: hole.source } });
    },
  }),
});
