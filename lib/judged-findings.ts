import { relative } from "node:path";
import { findRelation, type Catalog, type Column, type Table } from "./catalog/catalog.ts";
import type { LoadedSchema } from "./catalog/load.ts";
import type { Span } from "./model/span.ts";
import type { FileAnalysis } from "./pipeline.ts";
import type { Settings } from "./settings.ts";
import { columnName, committedSurvey, type SurveyIndex } from "./survey/committed.ts";
import { judged, type About, type Judgement, type Subject } from "./survey/judgement.ts";
import { isMeant } from "./survey/meant.ts";
import { isLargeProject } from "./survey/large-project.ts";
import { judgedNull, type AboutNull } from "./survey/null-judgement.ts";
import { evidenceOf, isHistory, isWritten, keepsNullOut, schemaEvidence } from "./survey/null-survey.ts";
import type { NullEvidence, SurveyedColumn } from "./survey/surveyed-column.ts";
import { nullUses } from "./survey/null-uses.ts";
import { marksInUse } from "./survey/marks-in-use.ts";
import { keyOf } from "./survey/survey.ts";
import { tableUses } from "./survey/table-uses.ts";

/** A finding about a soft-delete table that was reported. */
export interface AboutMark {
  /** The bare name of the rule. */
  readonly rule: string;
  readonly span: Span;
  readonly about: About;
  /** The table, by `keyOf`. */
  readonly table: string;
}

/** A finding that a column may be NULL. */
export interface AboutColumn {
  /** The bare name of the rule. */
  readonly rule: string;
  readonly span: Span;
  readonly about: AboutNull;
  /** By `columnName`. */
  readonly column: string;
  readonly declaration?: Declaration | undefined;
}

/** What a finding says of a column is said by a declaration. */
export interface Declaration {
  /** The same for every file that uses it. */
  readonly key: string;
  /** It stands in another file than the finding. */
  readonly isElsewhere: boolean;
}

/** A column that may be NULL, and where a rule says so. */
interface FoundNull extends Pick<SurveyedColumn, "table" | "column"> {
  /** The bare name of the rule. */
  readonly rule: string;
  readonly span: Span;
  readonly declaration?: Declaration | undefined;
}

const reportedNulls = new WeakMap<FileAnalysis, AboutColumn[]>();

/** What was reported about columns that may be NULL in a file, by the rules that have run. */
export const findingsAboutNull = (analysis: FileAnalysis): readonly AboutColumn[] => reportedNulls.get(analysis) ?? [];

const reported = new WeakMap<FileAnalysis, AboutMark[]>();

/** What was reported about soft-delete tables in a file, by the rules that have run. */
export const findingsAboutMarks = (analysis: FileAnalysis): readonly AboutMark[] => reported.get(analysis) ?? [];

/** What a finding of a rule is about. */
export interface AboutTable {
  readonly rule: string;
  readonly subject: Subject;
  readonly span: Span;
  readonly schema: string | null;
  readonly name: string | null;
}

const asItIs: Judgement = { kind: "told", add: null };

/**
 * Judges the findings of one rule in one file in the light of what the project does with their tables: by the survey
 * that the project has written down, else by whether it uses a table's mark at all. Of findings that are summed up, the
 * first in the file that the survey names is told.
 */
export class FindingJudge {
  readonly #analysis: FileAnalysis;
  readonly #settings: Settings;
  readonly #file: string;
  readonly #summedUp = new Set<string>();

  /** In: the absolute path of the file. */
  constructor(analysis: FileAnalysis, settings: Settings, file: string) {
    this.#analysis = analysis;
    this.#settings = settings;
    this.#file = relative(settings.root, file).replaceAll("\\", "/");
  }

  judge(finding: AboutTable): Judgement {
    const { catalog, schema } = this.#analysis;
    if (isMeant(this.#analysis, finding.span.start, this.#settings.deliberateNames)) return { kind: "left out" };
    const table = finding.name === null ? undefined : findRelation(catalog, finding.schema, finding.name);
    if (table?.kind !== "table" || !schema) return asItIs;
    const key = keyOf({ serves: schema.serves, table: `${table.schema}.${table.name}` });
    const { rule, span, subject } = finding;
    const useAt = () => this.#useAt(span, table);
    const about: About = {
      subject,
      hasRun: this.#analysis.role === "migration" && this.#settings.newFiles === undefined,
      get use() {
        return useAt();
      },
    };
    const judgement = this.#judged(about, table, schema, key);
    if (judgement.kind === "left out" || (judgement.kind === "summed up" && !this.#isFirst(judgement.at.file, key)))
      return { kind: "left out" };
    reported.set(this.#analysis, [...findingsAboutMarks(this.#analysis), { rule, span, about, table: key }]);
    return judgement;
  }

  /** Judges a finding that a column may be NULL. */
  judgeNull({ rule, span, declaration, table: name, column }: FoundNull): Judgement {
    const { schema } = this.#analysis;
    const found = schema ? columnsNamed(schema.catalog, name, column) : [];
    if (!schema || found.length === 0) return asItIs;
    const about: AboutNull = { keptOut: found.some((one) => keepsNullOut(one.table, one.column)) };
    const key = columnName(schema.serves, name, column);
    const judgement = this.#judgedNull(about, found, key);
    if (judgement.kind === "told")
      reportedNulls.set(this.#analysis, [
        ...findingsAboutNull(this.#analysis),
        { rule, span, about, column: key, declaration },
      ]);
    return judgement;
  }

  #judgedNull(about: AboutNull, found: readonly FoundColumn[], key: string): Judgement {
    const { root, survey, judgesLater } = this.#settings;
    if (judgesLater) return asItIs;
    const columns = this.#survey()?.columns;
    if (columns) return judgedNull(about, columns.get(key) ?? []);
    // The whole project is not read for one file: what the schema and this file say has to do.
    const evidence = evidenceAtHand(this.#analysis, found).filter((one) => !about.keptOut || isWritten(one));
    const isTold = evidence.some((one) => !isHistory(one)) || !isLargeProject(root, survey.leastFiles);
    return isTold ? asItIs : { kind: "left out" };
  }

  #survey(): SurveyIndex | null {
    const { file } = this.#settings.survey;
    return file === null ? null : committedSurvey(file, (message) => process.emitWarning(message, "RowguardWarning"));
  }

  /** What the statement does there, by the place of the table's name. */
  #useAt({ start }: Span, { schema, name }: Table): About["use"] {
    const uses = tableUses(this.#analysis, this.#settings.deliberateNames);
    return uses.find(({ offset, table }) => offset === start && table === `${schema}.${name}`) ?? null;
  }

  #judged(about: About, table: Table, schema: LoadedSchema, key: string): Judgement {
    const { survey: settings } = this.#settings;
    const survey = this.#survey()?.tables;
    if (survey) return judged(about, survey.get(key), settings);
    return marksInUse(this.#settings, schema).isUsed(table) ? asItIs : { kind: "left out" };
  }

  #isFirst(file: string, key: string): boolean {
    if (file !== this.#file || this.#summedUp.has(key)) return false;
    this.#summedUp.add(key);
    return true;
  }
}

interface FoundColumn {
  readonly table: Table;
  readonly column: Column;
}

const columnsNamed = (catalog: Catalog, name: string, column: string): readonly FoundColumn[] =>
  [...catalog.relations.values()].flatMap((table) =>
    table.kind === "table" && table.name === name
      ? table.columns.filter((one) => one.name === column).map((one) => ({ table, column: one }))
      : [],
  );

/** What the schema and the file itself say for NULL in a column. */
function evidenceAtHand(analysis: FileAnalysis, found: readonly FoundColumn[]): readonly Pick<NullEvidence, "kind">[] {
  const names = new Set(found.map(({ table, column }) => `${table.schema}.${table.name}.${column.name}`));
  return [
    ...found.flatMap(({ table, column }) => schemaEvidence(table, column, analysis.catalog, false)),
    ...nullUses(analysis, "file")
      .filter(({ table, column }) => names.has(`${table}.${column}`))
      .flatMap(({ kind }) => evidenceOf(kind)),
  ];
}
