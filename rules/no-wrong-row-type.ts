import type { ShownColumn, ShownRow } from "../lib/analysis/shown.ts";
import { defineRule, type Finding } from "../lib/define-rule.ts";
import { writtenKinds, type RowValue, type ValueKind } from "../lib/model/row-value.ts";
import type { DeclaredColumn, DeclaredType } from "../lib/model/row-use.ts";
import { nearest } from "../lib/nearest.ts";

/** Reports a column whose declared type is none that the client makes of its values, and one that the statement does not give. */
export const noWrongRowType = defineRule({
  name: "no-wrong-row-type",
  meta: {
    type: "problem",
    docs: {
      description:
        "Disallow row types that say another type of a column than its values have, or a column that never comes",
      recommended: false,
    },
    hasSuggestions: true,
    messages: {
      wrongType:
        'Column "{{column}}" is {{type}}, which comes as {{given}} from {{client}}, and this type says {{declared}}.',
      lacksValues: 'Column "{{column}}" may also be {{values}} by its type, and this type says {{declared}}.',
      neverComes: 'The statement gives no column "{{column}}"{{instead}}, and this type says that every row has it.',
      neverCome: 'The statement gives no column {{columns}}, and "{{type}}" says that every row has one.',
      declare: "Declare it as {{given}}",
      rename: 'Call it "{{column}}"',
    },
  },
  options: {},
  mustHoldOn: "every way",
  asksAbout: (_, site) => site !== null && !site.typed,
  create: ({ report }) => ({
    row(row) {
      for (const column of row.columns) {
        const found = wrongType(column);
        if (found) report(found);
      }
      const { said } = row;
      const missing = row.missing();
      if (!said || missing.length === 0) return;
      const isInline = missing.every(
        ({ span, elsewhere }) => !elsewhere && said.start <= span.start && span.end <= said.end,
      );
      if (isInline) for (const one of missing) report(neverComes(one, row));
      else
        report({
          span: said,
          messageId: "neverCome",
          data: { columns: listed(missing.map(({ name }) => name)), type: row.name.slice(0, 40) },
        });
    },
  }),
});

function wrongType({ declared, value, labels, isOnlyPrinted }: ShownColumn): Finding<Messages> | null {
  const type = declared.type?.();
  const given = type?.kinds?.size ? value() : null;
  if (!type?.kinds || !given) return null;
  // A type of another file is told once in a file, however many queries give its rows.
  const [span, once] = [declared.span, declared.elsewhere];
  const isOther = !type.kinds.has(given.kind);
  if (isOther && isOnlyPrinted()) return null;
  const elements = isOther || given.elements === null ? null : type.elements();
  if (!isOther && !isOtherThan(given.elements, elements)) return lacksValues(type, labels(), declared);
  const [words, wrong] = elements ? [elementWords(given), elements] : [writtenKinds[given.kind], type];
  return {
    span,
    once,
    messageId: "wrongType",
    data: { column: declared.name, type: given.type, given: words, client: given.client, declared: type.text },
    suggest: [
      {
        messageId: "declare",
        data: { given: words },
        edits: / /.test(words) ? null : (wrong.become?.(words.replace("[]", "")) ?? null),
      },
    ],
  };
}

/** Whether elements are none of the declared ones; a list of lists is one of their elements, however deep. */
const isOtherThan = (given: ValueKind | null, declared: DeclaredType | null): boolean =>
  given !== null &&
  declared?.kinds != null &&
  declared.kinds.size > 0 &&
  !declared.kinds.has(given) &&
  !declared.kinds.has("list");

const elementWords = ({ elements }: RowValue): string => (elements ? `${writtenKinds[elements]}[]` : "an array");

/** A union that leaves out values which the column's enum has. */
function lacksValues(
  type: DeclaredType,
  labels: readonly string[] | null,
  { name, span, elsewhere }: DeclaredColumn,
): Finding<Messages> | null {
  const literals = type.literals();
  if (!literals || !labels) return null;
  const left = labels.filter((label) => !literals.texts.has(label));
  if (left.length === 0) return null;
  return {
    span,
    once: elsewhere,
    messageId: "lacksValues",
    data: { column: name, values: listed(left), declared: type.text },
    suggest: [
      {
        messageId: "declare",
        data: { given: labels.map((label) => `"${label}"`).join(" | ") },
        edits: literals.become?.(labels) ?? null,
      },
    ],
  };
}

type Messages = "wrongType" | "lacksValues" | "neverComes" | "neverCome" | "declare" | "rename";

function neverComes({ name, span }: DeclaredColumn, { columns, given }: ShownRow): Finding<Messages> {
  const taken = new Set(columns.map(({ column }) => column));
  const left = given.filter((one) => !taken.has(one)).map(({ name }) => name);
  const folded = left.find((one) => one === name.toLowerCase());
  const meant = folded ?? nearest(name, left);
  return {
    span,
    messageId: "neverComes",
    data: {
      column: name,
      instead: folded
        ? ` (without quotes PostgreSQL makes "${folded}" of the name)`
        : meant
          ? ` (it gives "${meant}")`
          : "",
    },
    suggest:
      meant && /^[\w$]+$/.test(meant)
        ? [{ messageId: "rename", data: { column: meant }, edits: [{ span, text: meant }] }]
        : [],
  };
}

const most = 4;

function listed(names: readonly string[]): string {
  const shown = names.slice(0, most).map((name) => `"${name}"`);
  return names.length > most ? `${shown.join(", ")} (and ${names.length - most} more)` : shown.join(", ");
}
