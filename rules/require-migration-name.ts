import { exampleNames, formAmong, migrationName, missingBefore, twinOf } from "../lib/analysis/migration-names.ts";
import { defineRule } from "../lib/define-rule.ts";

/** Reports migrations whose names do not say their place in the order, or not what they do. */
export const requireMigrationName = defineRule({
  name: "require-migration-name",
  meta: {
    type: "suggestion",
    docs: { description: "Require migrations to be named by their order and what they do", recommended: false },
    messages: {
      noPrefix: '"{{name}}" does not say when it runs. Begin it with {{form}}, as in {{example}}.',
      wrongForm: '"{{name}}" begins with {{found}}. Begin it with {{form}}, as in {{example}}.',
      noDescription: '"{{name}}" does not say what it does. Say it behind {{prefix}}.',
      twin: '"{{other}}" begins with {{prefix}}, too, so their order is not said. Give this one the next.',
      gap: 'There is no {{missing}} before "{{name}}". Number migrations without gaps.',
      misplaced: '"{{path}}" does not lie in {{folder}}/ at the top of the repository. Move it there.',
    },
  },
  options: { form: "", folder: "", allowGaps: false },
  mustHoldOn: "every way",
  seesTables: true,
  create: ({ options, report }) => ({
    migration({ path, beside, defines, firstLine: span }) {
      const own = migrationName(path);
      const names = beside.map(migrationName);
      const form = formAmong(names, options.form);
      const { name, prefix } = own;
      const wanted = form === "timestamp" ? "the time" : "a number";
      const shown = { name, form: wanted, example: form === null ? "" : exampleNames[form] };
      // One that has run would run again under another name: what is set is asked of the newest.
      const isNewest = beside.at(-1) === path;
      const found = own.form === "timestamp" ? "a time" : "a number";
      // What defines nothing may be something else that lies there.
      if (form !== null && prefix === null && defines) report({ span, messageId: "noPrefix", data: shown });
      else if (isNewest && options.form !== "" && own.form !== options.form)
        report({ span, messageId: "wrongForm", data: { ...shown, found } });
      if (prefix !== null && !/[a-z]/i.test(own.description))
        report({ span, messageId: "noDescription", data: { name, prefix } });
      const twin = twinOf(path, beside);
      if (twin !== null)
        report({ span, messageId: "twin", data: { other: migrationName(twin).name, prefix: prefix ?? "" } });
      const missing = options.allowGaps ? null : missingBefore(own, names);
      if (missing !== null) report({ span, messageId: "gap", data: { name, missing } });
      const { folder } = options;
      if (isNewest && folder !== "" && !path.startsWith(`${folder}/`))
        report({ span, messageId: "misplaced", data: { path, folder } });
    },
  }),
});
