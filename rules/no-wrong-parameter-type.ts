import { whyRefused, type WhyRefused } from "../lib/analysis/refused-values.ts";
import type { ShownParameter } from "../lib/analysis/shown.ts";
import { defineRule } from "../lib/define-rule.ts";
import type { Edit } from "../lib/model/span.ts";

/** Reports values that cannot be what the parameter they are sent for takes. */
export const noWrongParameterType = defineRule({
  name: "no-wrong-parameter-type",
  meta: {
    type: "problem",
    docs: {
      description: "Disallow values whose TypeScript type cannot be what their parameter takes",
      recommended: false,
      requiresTypeChecking: true,
    },
    hasSuggestions: true,
    messages: {
      wrongValue: "The parameter is {{type}}, and {{given}} is none as {{client}} sends it.",
      pastedText: "The parameter is {{type}}, and {{client}} makes a text of {{given}}. Say which.",
      refusedValue: "{{client}} refuses to send {{given}}.",
      stringify: "Send it as JSON",
    },
  },
  options: {},
  mustHoldOn: "every way",
  create: ({ catalog, report }) => ({
    parameter(parameter) {
      const { span, type, value, client } = parameter;
      const why = whyRefused(parameter, catalog);
      if (!why) return;
      report({
        span,
        messageId: messages[why],
        data: { type, client, given: shortened(value.text) },
        suggest: [{ messageId: "stringify", edits: why === "client" ? null : asJson(parameter) }],
      });
    },
  }),
});

const messages = { type: "wrongValue", text: "pastedText", client: "refusedValue" } as const satisfies Record<
  WhyRefused,
  string
>;

/** What is no JSON as it is sent, and no scalar. */
function asJson({ span, type, value }: ShownParameter): readonly Edit[] | null {
  const isMeant =
    /^jsonb?$/.test(type) || (/^(?:text|character)/.test(type) && value.parts.every(({ kind }) => kind === "object"));
  if (!isMeant || value.parts.some(({ kind }) => kind !== "list" && kind !== "object")) return null;
  return [
    { span: { start: span.start, end: span.start }, text: "JSON.stringify(" },
    { span: { start: span.end, end: span.end }, text: ")" },
  ];
}

const shortened = (type: string): string => (type.length > 40 ? `${type.slice(0, 39)}…` : type);
