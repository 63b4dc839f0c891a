import { refusesOnly } from "../lib/analysis/triggers.ts";
import { defineRule } from "../lib/define-rule.ts";
import type { CreateFunction } from "../lib/model/definition.ts";
import type { Span } from "../lib/model/span.ts";

/** Reports functions of triggers that do nothing but refuse rows. */
export const noValidationTrigger = defineRule({
  name: "no-validation-trigger",
  meta: {
    type: "suggestion",
    docs: { description: "Disallow triggers that only validate rows", recommended: false },
    messages: {
      refusesByItself:
        'Trigger function "{{function}}" only refuses rows by what they hold. Check it in code, or by a CHECK constraint.',
      refusesByOthers:
        'Trigger function "{{function}}" only refuses rows, by other rows or by what they were. Check it in code.',
    },
  },
  options: { allowComplex: true, ignoreFunctions: [] },
  mustHoldOn: "every way",
  seesTables: true,
  create({ report, options, catalog }) {
    const ignored = new Set(options.ignoreFunctions);
    const judge = (definition: CreateFunction, span: Span) => {
      if (definition.returns?.name !== "trigger" || !definition.does) return;
      const { name, schema } = definition.name;
      const kept = [...(catalog.functions?.values() ?? [])].filter((other) => other.name === name);
      // What a later migration replaces or drops is of no interest.
      if (catalog.functions?.size && !kept.some(({ body }) => body === definition.body)) return;
      const refuses = refusesOnly(definition.does);
      if (refuses === null || ignored.has(name) || ignored.has(`${schema ?? "public"}.${name}`)) return;
      if (refuses === "by others" && options.allowComplex) return;
      report({
        span,
        messageId: refuses === "by itself" ? "refusesByItself" : "refusesByOthers",
        data: { function: name },
      });
    };
    return {
      definition({ definition }) {
        if (definition.kind === "create-function") judge(definition, definition.name.span);
      },
      // Of a migration in code that is what its library sends, whatever it is written as.
      migration({ functions }) {
        for (const { definition, nameSpan } of functions()) judge(definition, nameSpan);
      },
    };
  },
});
