import { relative } from "node:path";
import { findRelation, type Table } from "./catalog/catalog.ts";
import type { LoadedSchema } from "./catalog/load.ts";
import type { Span } from "./model/span.ts";
import type { FileAnalysis } from "./pipeline.ts";
import type { Settings } from "./settings.ts";
import { committedSurvey } from "./survey/committed.ts";
import { judged, type About, type Judgement, type Subject } from "./survey/judgement.ts";
import { isMeant } from "./survey/meant.ts";
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

  /** What the statement does there, by the place of the table's name. */
  #useAt({ start }: Span, { schema, name }: Table): About["use"] {
    const uses = tableUses(this.#analysis, this.#settings.deliberateNames);
    return uses.find(({ offset, table }) => offset === start && table === `${schema}.${name}`) ?? null;
  }

  #judged(about: About, table: Table, schema: LoadedSchema, key: string): Judgement {
    const { survey: settings } = this.#settings;
    const survey =
      settings.file === null
        ? null
        : committedSurvey(settings.file, (message) => process.emitWarning(message, "RowguardWarning"));
    if (survey) return judged(about, survey.get(key), settings);
    return marksInUse(this.#settings, schema).isUsed(table) ? asItIs : { kind: "left out" };
  }

  #isFirst(file: string, key: string): boolean {
    if (file !== this.#file || this.#summedUp.has(key)) return false;
    this.#summedUp.add(key);
    return true;
  }
}
