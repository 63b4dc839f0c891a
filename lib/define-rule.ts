import type { TSESLint } from "@typescript-eslint/utils";
import type { Catalog, Table } from "./catalog/catalog.ts";
import { SchemaNotFound } from "./catalog/load.ts";
import { mayHoldSql } from "./find/quick-look.ts";
import type { FileRole } from "./model/file-role.ts";
import type { Reading } from "./model/reading.ts";
import type { RowUse } from "./model/row-use.ts";
import type { Edit, Span } from "./model/span.ts";
import type { SoftDeleteColumn } from "./model/statement.ts";
import { analyseSource, type DeclaredModel, type FileAnalysis } from "./pipeline.ts";
import { reporter } from "./report/findings.ts";
import { settingsFrom, type Settings } from "./settings.ts";

/** A rule of rowguard: it is shown every SQL text of a file, read, and says what is wrong with it. */
export interface RuleDefinition<MessageIds extends string, Options extends object> {
  /** As in `rowguard/<name>`; the page, the test and the file bear it too. */
  readonly name: string;
  readonly meta: {
    readonly type: "problem" | "suggestion";
    readonly docs: { readonly description: string; readonly recommended: boolean };
    readonly fixable?: "code";
    readonly hasSuggestions?: boolean;
    readonly messages: Readonly<Record<MessageIds, string>>;
    readonly schema: readonly object[];
    readonly defaultOptions: readonly [Options];
  };
  /** The files in which its findings are wanted. Default: all but tests. */
  readonly appliesTo?: readonly FileRole[];
  create(context: RuleContext<MessageIds, Options>): (reading: Reading) => void;
}

/** What a rule may ask. Nothing here is of ESLint or of a parser. */
export interface RuleContext<MessageIds extends string, Options extends object> {
  readonly options: Options;
  /** Empty when no schema was found. */
  readonly catalog: Catalog;
  /** The column that marks deleted rows of a table, by the settings; null when it has none. */
  softDelete(table: Table): SoftDeleteColumn | null;
  /** What the program does with the rows of a reading. */
  rows(reading: Reading): RowUse;
  /** The models that the file declares, with what it says of their columns. */
  declaredModels(): readonly DeclaredModel[];
  /** Reports once for each span and message, however many variants or fragments lead to it. */
  report(finding: Finding<MessageIds>): void;
}

export interface Finding<MessageIds extends string> {
  readonly span: Span;
  readonly messageId: MessageIds;
  readonly data?: Readonly<Record<string, string>>;
  /** Only where the program means the same after it. Null: no fix. */
  readonly fix?: readonly Edit[] | null;
  readonly suggest?: readonly {
    readonly messageId: MessageIds;
    readonly data?: Readonly<Record<string, string>>;
    readonly edits: readonly Edit[] | null;
  }[];
}

/** The ESLint rule made of a definition. */
export type RowguardRule = TSESLint.RuleModule<string, readonly unknown[]> & { readonly name: string };

const warned = new Set<string>();

// A schema path that leads nowhere must not take ESLint down with it: it is said once, and the rules that need no schema go on.
function analyse(source: Readonly<TSESLint.SourceCode>, file: string, settings: Settings): FileAnalysis {
  try {
    return analyseSource(source, file, settings);
  } catch (error) {
    if (!(error instanceof SchemaNotFound)) throw error;
    if (!warned.has(error.message)) process.emitWarning(error.message, "RowguardWarning");
    warned.add(error.message);
    return analyseSource(source, file, { ...settings, schema: [] });
  }
}

/** Where a rule's page is published. */
export const pageOf = (rule: string) =>
  `https://github.com/rowguard/eslint-plugin-rowguard/blob/main/docs/rules/${rule}.md`;

/** Makes the ESLint rule of a definition. The file is found, read and resolved once, whichever rule comes first. */
export function defineRule<const MessageIds extends string, Options extends object>(
  definition: RuleDefinition<MessageIds, Options>,
): RowguardRule {
  const { name, meta, appliesTo = ["application", "migration"] } = definition;
  return {
    name,
    meta: { ...meta, docs: { ...meta.docs, url: pageOf(name) } } as never,
    defaultOptions: meta.defaultOptions,
    create(context) {
      if (!mayHoldSql(context.sourceCode.text)) return {};
      return {
        // On the way out every node has its parent, in ESLint and in oxlint.
        "Program:exit"() {
          const settings = settingsFrom(context.settings["rowguard"], context.cwd);
          const analysis = analyse(context.sourceCode, context.filename, settings);
          const role = settings.tests && analysis.role === "test" ? "application" : analysis.role;
          if (!appliesTo.includes(role)) return;
          const check = definition.create({
            options: { ...meta.defaultOptions[0], ...(context.options[0] as Partial<Options> | undefined) },
            catalog: analysis.catalog,
            softDelete: analysis.softDelete,
            rows: analysis.rows,
            declaredModels: analysis.declaredModels,
            report: reporter(context),
          });
          analysis.readings.forEach(check);
        },
      };
    },
  };
}
