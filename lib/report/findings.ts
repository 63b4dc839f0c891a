import type { TSESLint } from "@typescript-eslint/utils";
import type { Edit, Span } from "../model/span.ts";

/** A finding of a rule in the terms of the file: ranges of UTF-16 offsets. */
export interface FileFinding {
  readonly span: Span;
  readonly messageId: string;
  readonly data?: Readonly<Record<string, string>>;
  readonly fix?: readonly Edit[] | null;
  readonly suggest?: readonly {
    readonly messageId: string;
    readonly data?: Readonly<Record<string, string>>;
    readonly edits: readonly Edit[] | null;
  }[];
}

type Context = Readonly<TSESLint.RuleContext<string, readonly unknown[]>>;

/**
 * Makes the function with which one rule reports in one file. The same span with the same message is reported once,
 * however many variants or fragments lead to it; suggestions and fixes without edits are left out. In: `editable`, whether ESLint can write
 * into the file what is changed in its text.
 */
export function reporter(context: Context, editable: boolean): (finding: FileFinding) => void {
  const seen = new Set<string>();
  return ({ span, messageId, data, fix, suggest = [] }) => {
    const key = `${span.start}:${span.end}:${messageId}`;
    if (seen.has(key)) return;
    seen.add(key);
    context.report({
      loc: { start: context.sourceCode.getLocFromIndex(span.start), end: context.sourceCode.getLocFromIndex(span.end) },
      messageId,
      ...(data && { data }),
      ...(editable && fix?.length && { fix: apply(fix) }),
      suggest: suggest.flatMap(({ messageId, data, edits }) =>
        editable && edits?.length ? [{ messageId, ...(data && { data }), fix: apply(edits) }] : [],
      ),
    });
  };
}

function apply(edits: readonly Edit[]): TSESLint.ReportFixFunction {
  return (fixer) => edits.map(({ span, text }) => fixer.replaceTextRange([span.start, span.end], text));
}
