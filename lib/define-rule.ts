import type { TSESLint } from "@typescript-eslint/utils";
import type { ColumnOfTable, RowColumn } from "./analysis/row-columns.ts";
import { findRelation, type Catalog, type Table } from "./catalog/catalog.ts";
import { SchemaNotFound } from "./catalog/load.ts";
import type { Failures } from "./failures.ts";
import { mayGetRows } from "./find/imported-sql.ts";
import { mayDefineTables, mayHoldSql } from "./find/quick-look.ts";
import { WrittenSource } from "./language/written-source.ts";
import type { FileRole } from "./model/file-role.ts";
import type { Migration } from "./model/migration.ts";
import type { Site } from "./model/site.ts";
import type { Edit, Span } from "./model/span.ts";
import type { SoftDeleteColumn } from "./model/statement.ts";
import { analyseSource, type AnalysedSource, type FileAnalysis } from "./pipeline.ts";
import { type Declaration, FindingJudge } from "./judged-findings.ts";
import { toolThatMade } from "./project/made-by-a-tool.ts";
import { keptFindings } from "./kept-findings.ts";
import { reporter, type FileFinding } from "./report/findings.ts";
import { inOneLook } from "./source/open-module.ts";
import { optionsSchema, withDefaults, type OptionValues, type Widened } from "./rule-options.ts";
import { settingsFrom, type Settings } from "./settings.ts";
import type { Judgement, Subject } from "./survey/judgement.ts";
import { tableWrites, type TableWrites } from "./survey/table-writes.ts";
import { showReadings, type Interests } from "./show-readings.ts";

/** A rule of rowguard: it says what it wants to see of the SQL of a file, and what is wrong with it. */
export interface RuleDefinition<MessageIds extends string, Options extends OptionValues> {
  /** As in `rowguard/<name>`; the page, the test and the file bear it too. */
  readonly name: string;
  readonly meta: {
    readonly type: "problem" | "suggestion";
    readonly docs: {
      readonly description: string;
      readonly recommended: boolean;
      /** It says nothing without type information; as typescript-eslint's rules say it. */
      readonly requiresTypeChecking?: true;
    };
    readonly fixable?: "code";
    readonly hasSuggestions?: boolean;
    readonly messages: Readonly<Record<MessageIds, string>>;
  };
  /**
   * The options with their defaults: `strict: false`, `ignoreTables: []`. `ignoreTables` needs no more: findings about the
   * tables it names (`users`, `app.users`), and about tables that may be these, are left out.
   */
  readonly options: Options;
  /** Of a rule about soft deletion: what the project itself does with a table decides how findings about it are told. */
  readonly about?: Subject;
  /** Some of its findings say that a column may be NULL: what the project itself does with the column decides how they are told. */
  readonly weighsNulls?: boolean;
  /** The files in which its findings are wanted. Default: all but tests. */
  readonly appliesTo?: readonly FileRole[];
  /**
   * Of a statement whose text varies (a conditional fragment, an `if` around `.where(…)`): whether it is enough
   * that fault is found on one of the ways on which it may be sent, or whether it must be found on every one. A thing that is
   * not there on some way is judged on the others.
   */
  readonly mustHoldOn: "some way" | "every way";
  /** It is shown nothing of a statement that may be put together in ways which are not read: what is missing in these may be there. */
  readonly needsEveryWay?: boolean;
  /** It sees `table`: a file of models or migrations is of interest though it holds no statement. */
  readonly seesTables?: boolean;
  /** It sees the `row` and `read` of rows that functions of other files give: a file is of interest that imports one with statements. */
  readonly seesRowsOfOthers?: boolean;
  /** Of a rule that sees `row` or `read`: the columns it asks about. Only for these is it followed what the program does. */
  readonly asksAbout?: (column: RowColumn, site: Site | null) => boolean;
  /** Makes the functions that are shown things, one for each kind of thing the rule wants to see; called once for a file. */
  readonly create: (context: RuleContext<MessageIds, Options>) => Interests;
}

/** What a rule may ask. Nothing here is of ESLint or of a parser. */
export interface RuleContext<MessageIds extends string, Options extends OptionValues> {
  readonly options: Widened<Options>;
  /** Empty when no schema was found. */
  readonly catalog: Catalog;
  /** The column that marks deleted rows of a table, by the settings; null when it has none. */
  readonly softDelete: (table: Table) => SoftDeleteColumn | null;
  /** What the whole project writes into a table, as far as some of its columns go; null where that is too much to read. It is looked for, so it is asked last. */
  readonly writes: (table: Table, columns: readonly string[]) => TableWrites | null;
  /** The oldest version of PostgreSQL that has to do; null where the settings name none. */
  readonly postgresVersion: number | null;
  /** Reports once for each span and message, however many ways or fragments lead to it. */
  readonly report: (
    finding: Finding<MessageIds> & (Options extends { readonly ignoreTables: unknown } ? AboutTable : object),
  ) => void;
}

export interface Finding<MessageIds extends string> {
  readonly span: Span;
  readonly messageId: MessageIds;
  readonly data?: Readonly<Record<string, string>>;
  /** The table it is about, which is `{{table}}` in the message. */
  readonly table?: TableName;
  /** Only where the program means the same after it. Null: no fix. */
  readonly fix?: readonly Edit[] | null;
  readonly suggest?: readonly {
    readonly messageId: MessageIds;
    readonly data?: Readonly<Record<string, string>>;
    readonly edits: readonly Edit[] | null;
  }[];
  /** What a new migration has to do about it, where the one it stands in has run. */
  readonly migration?: Migration | null;
  /** The column whose NULLs it is about, of a rule that `weighsNulls`: what the project writes there decides whether it is told. */
  readonly nulls?: ColumnOfTable | null;
  /** Beside `nulls`, the declaration that it is about: one that several files use is told of once in a project, where it stands if that can be. */
  readonly declaration?: Declaration | undefined;
  /** Findings with the same key are one, wherever they stand in the file; null: its span tells. */
  readonly once?: string | null | undefined;
}

/** A table of the catalog, or a reference to one (`level.target.item`). */
export interface TableName {
  readonly schema: string | null;
  /** Null where it is known only when the program runs. */
  readonly name: string | null;
  /** Where the name is written: what stands there is shown where the name is not known. */
  readonly nameSpan?: Span;
}

interface AboutTable {
  readonly table: TableName;
}

/** The ESLint rule made of a definition. */
export type RowguardRule = TSESLint.RuleModule<string, readonly unknown[]> & {
  readonly name: string;
  /** It looks at what a file does with rows that functions of other files give. */
  readonly seesRowsOfOthers: boolean;
  /**
   * What a new migration has to do about what the rule finds in a file, whose text it is, in the order of the file. In: the options as a user
   * sets them.
   */
  readonly migrationsFor: (
    analysis: FileAnalysis,
    file: { readonly text: string; readonly settings: Settings; readonly given: unknown },
  ) => readonly MigrationNeeded[];
};

/** A finding that a new migration repairs. */
export interface MigrationNeeded {
  readonly span: Span;
  readonly message: string;
  readonly migration: Migration;
}

const warned = new Set<string>();

// A schema path that leads nowhere must not take ESLint down with it: it is said once, and the rules that need no schema go on.
function analyse(source: AnalysedSource, file: string, settings: Settings): FileAnalysis {
  try {
    return analyseSource(source, file, settings);
  } catch (error) {
    if (!(error instanceof SchemaNotFound)) throw error;
    if (!warned.has(error.message)) process.emitWarning(error.message, "RowguardWarning");
    warned.add(error.message);
    return analyseSource(source, file, { ...settings, schema: [] });
  }
}

/** Says once what rowguard itself failed on in a file; the command says it in its own words. */
function tell({ messages }: Failures, file: string): void {
  for (const message of messages) {
    const line = `rowguard failed on a part of ${file} (${message}). The rest is checked. Please report this: ${issues}`;
    if (!warned.has(line)) process.emitWarning(line, failureWarning);
    warned.add(line);
  }
}

const issues = "https://github.com/rowguard/eslint-plugin-rowguard/issues";
/** The name of the warning that rowguard failed on something. */
export const failureWarning = "RowguardFailure";

/** Where a rule's page is published. */
export const pageOf = (rule: string) =>
  `https://github.com/rowguard/eslint-plugin-rowguard/blob/main/docs/rules/${rule}.md`;

/** Makes the ESLint rule of a definition. The file is found, read and resolved once, whichever rule comes first. */
export function defineRule<MessageIds extends string, Options extends OptionValues>(
  definition: RuleDefinition<MessageIds, Options>,
): RowguardRule {
  const {
    name,
    meta,
    options,
    about,
    weighsNulls,
    seesTables,
    seesRowsOfOthers,
    appliesTo = ["application", "migration"],
  } = definition;
  // Of what migrations have done, and not of what they send along the way.
  const isAboutDefinitions = seesTables === true || appliesTo.every((role) => role === "migration");
  return {
    name,
    seesRowsOfOthers: seesRowsOfOthers === true,
    migrationsFor(analysis, { given, ...file }) {
      if (!seesTables || analysis.isOld()) return [];
      return findingsOf(definition, analysis, { ...file, options: withDefaults(options, given) })
        .flatMap(({ span, messageId, data, migration }) =>
          migration ? [{ span, message: filledIn(meta.messages[messageId], data), migration }] : [],
        )
        .sort((one, other) => one.span.start - other.span.start);
    },
    meta: {
      ...meta,
      messages: about === "deleted rows" || weighsNulls ? withSurvey(meta.messages) : meta.messages,
      docs: { ...meta.docs, url: pageOf(name) },
      schema: [optionsSchema(options)],
      defaultOptions: [options],
    } as never,
    create(context) {
      const sourceCode = context.sourceCode as AnalysedSource;
      const written = sourceCode instanceof WrittenSource ? sourceCode : null;
      const whole = () => {
        const settings = settingsFrom(context.settings["rowguard"], context.cwd);
        const given = withDefaults(options, context.options[0]);
        const report = reporter(context, written?.editable ?? true);
        const kept = written
          ? null
          : keptFindings({
              rule: name,
              options: given,
              file: context.filename,
              text: sourceCode.text,
              settings,
              language: context.languageOptions,
              hasTypes: hasTypes(sourceCode),
            });
        if (kept?.known) {
          kept.known.forEach(report);
          return;
        }
        const { findings, analysis } = worked(settings, given);
        if (analysis.failures.messages.length === 0) kept?.keep(findings, analysis);
        findings.forEach(report);
      };
      const worked = (settings: Settings, given: Widened<Options>): Worked => {
        const analysis = analyse(sourceCode, context.filename, settings);
        const isWanted = (role: FileRole) =>
          appliesTo.includes(settings.tests && role === "test" ? "application" : role);
        if (!isWanted(analysis.ownRole) || (isAboutDefinitions && analysis.isOld())) return { findings: [], analysis };
        const told = new Set<string>();
        const wanted: FileFinding[] = [];
        const judge = new FindingJudge(analysis, settings, context.filename);
        const { failures } = analysis;
        const findings = failures.attempt(
          () => findingsOf(definition, analysis, { options: given, text: sourceCode.text, settings }),
          [],
        );
        tell(failures, context.filename);
        // Who imports the file is asked only where that decides something.
        if (findings.length === 0 || !isWanted(analysis.role)) return { findings: [], analysis };
        for (const finding of findings) {
          const { table, span, nulls } = finding;
          // Of what is judged when all files are read, it is not known yet which is told.
          const once = nulls && settings.judgesLater ? null : finding.once;
          if (once != null && told.has(once)) continue;
          const judgement = nulls
            ? judge.judgeNull({ rule: name, span, ...nulls, declaration: finding.declaration })
            : about && table
              ? judge.judge({ rule: name, subject: about, span, ...table })
              : null;
          if (judgement?.kind === "left out") continue;
          if (once != null) told.add(once);
          wanted.push(judgement ? inLightOf(judgement, finding) : finding);
        }
        return { findings: wanted.map(toldOf), analysis };
      };
      // On the way out every node has its parent, in ESLint and in oxlint.
      const atEnd = () => inOneLook(whole);
      if (written) return { [`${written.ast.type}:exit`]: atEnd };
      const { text } = sourceCode;
      if (toolThatMade(text) !== null) return {};
      const isOfInterest =
        mayHoldSql(text) ||
        (seesTables && mayDefineTables(text)) ||
        (seesRowsOfOthers && mayGetRows({ file: context.filename, text }));
      return isOfInterest ? { "Program:exit": atEnd } : {};
    },
  };
}

const hasTypes = (source: AnalysedSource): boolean =>
  !(source instanceof WrittenSource) && Boolean(source.parserServices?.program);

interface Worked {
  readonly findings: readonly FileFinding[];
  readonly analysis: FileAnalysis;
}

/** What is reported of a finding, and nothing else that it was found with. */
const toldOf = ({ span: { start, end }, messageId, data, fix, suggest }: FileFinding): FileFinding => ({
  span: { start, end },
  messageId,
  ...(data && { data }),
  ...(fix !== undefined && { fix }),
  ...(suggest && {
    suggest: suggest.map(({ messageId, data, edits }) => ({ messageId, ...(data && { data }), edits })),
  }),
});

/** The messages of a rule, each also with what the project's other statements do, and the one that sums up. */
function withSurvey(messages: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const others = Object.entries(messages).map(([id, text]) => [amongOthers(id), `${text} {{others}}`] as const);
  return { ...messages, ...Object.fromEntries(others), summedUp: "{{summary}}" };
}

const amongOthers = (messageId: string) => `${messageId}AmongOthers`;

function inLightOf(judgement: Exclude<Judgement, { kind: "left out" }>, finding: FileFinding): FileFinding {
  if (judgement.kind === "summed up")
    return { span: finding.span, messageId: "summedUp", data: { summary: judgement.message } };
  const { add } = judgement;
  return add === null
    ? finding
    : { ...finding, messageId: amongOthers(finding.messageId), data: { ...finding.data, others: add } };
}

function shownName({ name, nameSpan }: TableName, text: string): string {
  return name ?? (nameSpan ? text.slice(nameSpan.start, nameSpan.end) : "?");
}

const filledIn = (message: string, data: Readonly<Record<string, string>> = {}): string =>
  message.replace(/\{\{\s*(\w+)\s*\}\}/g, (whole, name: string) => data[name] ?? whole);

interface FileContext<Options extends OptionValues> {
  readonly options: Widened<Options>;
  readonly text: string;
  readonly settings: Settings;
}

/** What a rule finds in a file. */
function findingsOf<MessageIds extends string, Options extends OptionValues>(
  { create, mustHoldOn, needsEveryWay = false, asksAbout = () => true }: RuleDefinition<MessageIds, Options>,
  analysis: FileAnalysis,
  { options, text, settings }: FileContext<Options>,
): readonly Finding<MessageIds>[] {
  const ignored = new Set(Array.isArray(options["ignoreTables"]) ? options["ignoreTables"] : []);
  const isIgnored = ({ schema, name }: TableName) => {
    // A table that is known only when the program runs may be one of those.
    if (name === null) return ignored.size > 0;
    const known = findRelation(analysis.catalog, schema, name);
    return ignored.has(name) || ignored.has(`${known?.schema ?? schema}.${name}`);
  };
  let found: Finding<MessageIds>[] = [];
  const interests = create({
    options,
    catalog: analysis.catalog,
    softDelete: (table) => analysis.softDelete(table),
    writes: (table, columns) => tableWrites(table, columns, settings),
    postgresVersion: settings.postgresVersion ?? null,
    report(finding) {
      const { table, data } = finding;
      if (table && isIgnored(table)) return;
      found.push(table ? { ...finding, data: { table: shownName(table, text), ...data } } : finding);
    },
  });
  const findings = () => {
    const since = found;
    found = [];
    return since;
  };
  const ways = mustHoldOn === "some way" ? "some" : "every";
  return showReadings(analysis, { interests, asksAbout, ways, needsEveryWay, findings });
}
