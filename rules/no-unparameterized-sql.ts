import { bind, spliceOf } from "../lib/analysis/parameterization.ts";
import { defineRule } from "../lib/define-rule.ts";

/** Reports values that are pasted into SQL text, where PostgreSQL reads them as SQL. */
export const noUnparameterizedSql = defineRule<"splicedValue" | "splicedList" | "splicedName" | "splicedKeyword" | "splicedText" | "bind", object>({
  name: "no-unparameterized-sql",
  meta: {
    type: "problem",
    docs: { description: "Disallow values that become part of the SQL text instead of being sent as parameters", recommended: true },
    fixable: "code",
    hasSuggestions: true,
    messages: {
      splicedValue: 'The value of "{{source}}" becomes part of the SQL text. Send it as a parameter.',
      splicedList: 'The values of "{{source}}" become part of the SQL text. Send them as one array: = ANY ($1).',
      splicedName: '"{{source}}" chooses a name in the SQL text. Check it against a list of allowed names first.',
      splicedKeyword: '"{{source}}" chooses words of the SQL text. Choose between fixed words instead.',
      splicedText: '"{{source}}" comes from a request and runs as SQL. Build the text in the program, and send values as parameters.',
      bind: "Send the value as a parameter",
    },
    schema: [{ type: "object", properties: {}, additionalProperties: false }],
    defaultOptions: [{}],
  },
  create({ report }) {
    const messages = { value: "splicedValue", list: "splicedList", name: "splicedName", keyword: "splicedKeyword", text: "splicedText" } as const;
    return (reading) => {
      for (const placed of reading.holes) {
        const splice = spliceOf(placed, reading);
        if (!splice) continue;
        const { hole, role } = placed;
        const statements = reading.variants.flat();
        const edits = splice === "value" || splice === "list" ? bind(statements, hole) : null;
        const source = hole.source.length > 40 ? `${hole.source.slice(0, 39)}…` : hole.source;
        report({
          span: hole.span, messageId: messages[splice], data: { source: source.replace(/\s+/g, " ") },
          // In quotes it was text whatever the column's type; a parameter takes on the type of the place.
          fix: role === "value" ? edits : null,
          suggest: role === "value" ? [] : [{ messageId: "bind", edits }],
        });
      }
    };
  },
});
