import {
  isDay,
  isOrderedByName,
  migrationName,
  missingBetween,
  versionOf,
  type MigrationName,
} from "../lib/analysis/migration-names.ts";
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
      const form = formOf(names, options.form);
      const shown = {
        name: own.name,
        form: form === "timestamp" ? "the time" : "a number",
        example: form === null ? "" : examples[form],
      };
      // What defines nothing may be something else that lies there.
      if (form !== null && own.prefix === null && defines) report({ span, messageId: "noPrefix", data: shown });
      else if (options.form !== "" && own.form !== options.form)
        report({
          span,
          messageId: "wrongForm",
          data: { ...shown, found: own.form === "timestamp" ? "a time" : "a number" },
        });
      const { prefix } = own;
      if (prefix !== null) {
        if (!/[a-z]/i.test(own.description)) report({ span, messageId: "noDescription", data: { ...shown, prefix } });
        const twin = isDay(prefix) || isOrderedByName(path) ? null : twinOf(path, beside);
        if (twin) report({ span, messageId: "twin", data: { other: migrationName(twin).name, prefix } });
        const missing = options.allowGaps ? null : missingBefore(own, names);
        if (missing !== null) report({ span, messageId: "gap", data: { name: own.name, missing } });
      }
      const { folder } = options;
      if (folder !== "" && !path.startsWith(`${folder}/`))
        report({ span, messageId: "misplaced", data: { path, folder } });
    },
  }),
});

const examples = {
  timestamp: "20240131120000_create_users",
  number: "000003_create_users",
} as const;

/** What they have to begin with: what is set, else what more than half of them do; null where that is nothing. */
function formOf(names: readonly MigrationName[], set: string): "number" | "timestamp" | null {
  if (set === "number" || set === "timestamp") return set;
  const counted = (form: MigrationName["form"]) => names.filter((one) => one.form === form).length;
  const [numbers, times] = [counted("number"), counted("timestamp")];
  if ((numbers + times) * 2 <= names.length) return null;
  return times > numbers ? "timestamp" : "number";
}

/** The one before it that has the same version. */
function twinOf(path: string, beside: readonly string[]): string | null {
  const version = versionOf(migrationName(path).prefix ?? "");
  return (
    beside.slice(0, beside.indexOf(path)).findLast((other) => {
      const { prefix } = migrationName(other);
      return prefix !== null && versionOf(prefix) === version;
    }) ?? null
  );
}

/** The number that is missing right before one, where the others are numbered one by one. */
function missingBefore(own: MigrationName, names: readonly MigrationName[]): string | null {
  const numbers = names.flatMap(({ form, prefix }) => (form === "number" && prefix !== null ? [prefix] : []));
  const gaps = numbers.filter((prefix, index) => missingBetween(numbers[index - 1] ?? prefix, prefix) !== null).length;
  // Numbered by tens, or by something else than their order.
  if (own.form !== "number" || own.prefix === null || gaps * 4 > numbers.length) return null;
  const before = numbers[numbers.indexOf(own.prefix) - 1];
  return before === undefined ? null : missingBetween(before, own.prefix);
}
