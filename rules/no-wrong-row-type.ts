import { defineRule } from "../lib/define-rule.ts";
import { writtenKinds } from "../lib/model/row-value.ts";

/** Reports a column whose declared type is none that the client makes of its values. */
export const noWrongRowType = defineRule({
  name: "no-wrong-row-type",
  meta: {
    type: "problem",
    docs: {
      description: "Disallow row types that say another type of a column than its values have",
      recommended: false,
    },
    hasSuggestions: true,
    messages: {
      wrongType:
        'Column "{{column}}" is {{type}}, which comes as {{given}} from {{client}}, and this type says {{declared}}.',
      declare: "Declare it as {{given}}",
    },
  },
  options: {},
  mustHoldOn: "every way",
  asksAbout: (_, site) => site !== null && !site.typed,
  create: ({ report }) => ({
    row({ columns }) {
      for (const { declared, value } of columns) {
        const type = declared.type?.();
        const given = type?.kinds?.size ? value() : null;
        if (!type?.kinds || !given || type.kinds.has(given.kind)) continue;
        const words = writtenKinds[given.kind];
        report({
          span: declared.span,
          // A type of another file is told once in a file, however many queries give its rows.
          once: declared.elsewhere,
          messageId: "wrongType",
          data: { column: declared.name, type: given.type, given: words, client: given.client, declared: type.text },
          suggest: [
            {
              messageId: "declare",
              data: { given: words },
              edits: / /.test(words) ? null : (type.become?.(words) ?? null),
            },
          ],
        });
      }
    },
  }),
});
