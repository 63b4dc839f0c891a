import { pastedInputs } from "../lib/analysis/pasted-input.ts";
import { defineRule } from "../lib/define-rule.ts";

/** Reports values that are pasted into SQL text, where PostgreSQL reads them as SQL. */
export const noUnparameterizedSql = defineRule({
  name: "no-unparameterized-sql",
  meta: {
    type: "problem",
    docs: {
      description: "Disallow values that become part of the SQL text instead of being sent as parameters",
      recommended: true,
    },
    fixable: "code",
    hasSuggestions: true,
    messages: {
      splicedValue: 'The value of "{{source}}"{{from}} becomes part of the SQL text{{places}}. Send it as a parameter.',
      splicedUnsendable:
        'The value of "{{source}}"{{from}} becomes part of a text that is sent alone. Let what sends it take values, too.',
      splicedList:
        'The values of "{{source}}"{{from}} become part of the SQL text. Send them as one array: = ANY ($1).',
      splicedName:
        '"{{source}}"{{from}} chooses a name in the SQL text. Check it against a list of allowed names first.',
      splicedKeyword: '"{{source}}"{{from}} chooses words of the SQL text. Choose between fixed words instead.',
      splicedText:
        '"{{source}}" comes from a request and runs as SQL. Build the text in the program, and send values as parameters.',
      splicedPath:
        'The value of "{{source}}"{{from}} becomes part of a jsonpath. Name it there ($name), and send it in the vars of a jsonb_path_ function.',
      splicedSetting:
        'The value of "{{source}}"{{from}} becomes part of SET, which takes no parameters. Run SELECT set_config(name, $1, true) instead.',
      splicedNotification:
        'The value of "{{source}}"{{from}} becomes part of NOTIFY, which takes no parameters. Run SELECT pg_notify(channel, $1) instead.',
      splicedConstant:
        "The value of \"{{source}}\"{{from}} becomes part of a statement that takes no parameters. Let format('%L', $1) quote it first.",
      quotedHole:
        'The value of "{{source}}" is never used: in quotes its placeholder is only text. Take the quotes away.',
      bind: "Send the value as a parameter",
      unquote: "Take the quotes away",
      quote: "Let the library quote the name",
    },
  },
  options: { origins: "all" },
  // What a migration pastes is the program's own, and nobody sends it input.
  appliesTo: ["application", "script"],
  mustHoldOn: "some way",
  create: ({ options: { origins }, catalog, report }) => ({
    hole(shown, around) {
      for (const { hole, kind, source, from, places, ...found } of pastedInputs(shown, around, catalog)) {
        if (origins !== "all" && (origins === "request") !== found.isOfRequest) continue;
        const { edits, isSafelyBound } = found;
        report({
          span: hole.span,
          messageId: kind,
          data: { source, from, places },
          fix: isSafelyBound ? edits : null,
          suggest: isSafelyBound ? [] : [{ messageId: found.offer, edits }],
        });
      }
    },
  }),
});
