import type { TSESLint } from "@typescript-eslint/utils";
import type { Catalog, Table } from "./catalog/catalog.ts";
import type { Reading } from "./model/reading.ts";
import type { RowUse } from "./model/row-use.ts";
import type { Edit, Span } from "./model/span.ts";
import type { SoftDeleteColumn } from "./model/statement.ts";

/** A rule of rowguard: it is shown every SQL text of a file, read, and says what is wrong with it. */
export interface RuleDefinition<MessageIds extends string, Options extends object> {
  readonly name: string;
  readonly meta: {
    readonly type: "problem" | "suggestion";
    readonly docs: { readonly description: string; readonly recommended: boolean };
    readonly fixable?: "code";
    readonly hasSuggestions?: boolean;
    readonly messages: Readonly<Record<MessageIds, string>>;
    readonly schema: readonly object[];
    readonly defaultOptions: readonly [Options] | readonly [];
  };
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
  /** Reports once for each span and message, however many variants or fragments lead to it. */
  report(finding: Finding<MessageIds>): void;
}

export interface Finding<MessageIds extends string> {
  readonly span: Span;
  readonly messageId: MessageIds;
  readonly data?: Readonly<Record<string, string>>;
  /** Only where the program means the same after it. Null: no fix. */
  readonly fix?: readonly Edit[] | null;
  readonly suggest?: readonly { readonly messageId: MessageIds; readonly data?: Readonly<Record<string, string>>; readonly edits: readonly Edit[] | null }[];
}

/** The ESLint rule made of a definition, with the definition's name and documentation beside it. */
export type RowguardRule = TSESLint.RuleModule<string, readonly unknown[]> & { readonly name: string };
