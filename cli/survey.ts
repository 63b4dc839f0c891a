import { writeFileSync } from "node:fs";
import { relative, resolve } from "node:path";
import { softDeleteColumn } from "../lib/catalog/soft-delete.ts";
import type { LoadedSchema } from "../lib/catalog/load.ts";
import type { Settings } from "../lib/settings.ts";
import { writeSurvey } from "../lib/survey/committed.ts";
import { marksInUse } from "../lib/survey/marks-in-use.ts";
import { nullSurveyOf, type PlacedNullUse } from "../lib/survey/null-survey.ts";
import { nullUses } from "../lib/survey/null-uses.ts";
import { surveyOf, type PlacedUse, type Survey } from "../lib/survey/survey.ts";
import { tableUses } from "../lib/survey/table-uses.ts";
import { formatSurvey } from "./format-survey.ts";
import { formatSurveyHtml } from "./format-survey-html.ts";
import { tellFailures } from "./failures.ts";
import { plural } from "./findings.ts";
import type { ExitStatus, SurveyOptions } from "./options.ts";
import { printableDocument } from "./printable.ts";
import { progressOn } from "./progress.ts";
import { run, type FileRead } from "./run.ts";
import { describeSchema, noSchema, openSession } from "./session.ts";
import { colorsFor, type Streams } from "./streams.ts";

/** What one file adds to the survey. */
export interface FileSurvey {
  readonly uses: readonly PlacedUse[];
  readonly nulls: readonly PlacedNullUse[];
  /** Null where the file could not be looked into. */
  readonly schema: LoadedSchema | null;
}

/** `rowguard survey`: what the project does with the rows of each soft-delete table. */
export async function surveyCommand(options: SurveyOptions, streams: Streams): Promise<ExitStatus> {
  const session = openSession(options, streams);
  const done = await run(session.files, {
    base: session.base,
    settings: session.settings,
    rules: {},
    types: false,
    fix: false,
    progress: progressOn(streams.stderr),
    note: (file, analysis) => ({
      ...fileSurvey(file, analysis, session.settings),
      failures: analysis.failures.messages,
    }),
  });
  const failed = tellFailures(done, session.show, false, streams);
  const survey = surveyOfFiles([...done.read.values()], [session.schema], session.settings);
  const text = options.out !== null || options.format === "json" ? writeSurvey(survey) : null;
  const html = options.format === "html" ? formatSurveyHtml(survey, session.settings.survey) : null;
  if (options.out !== null) {
    writeFileSync(resolve(streams.cwd, options.out), html ?? text ?? "");
    streams.stdout.write(`${plural(survey.tables.length, "soft-delete table")} written to ${options.out}.\n`);
  } else if (html !== null || text !== null) streams.stdout.write(printableDocument(html ?? text ?? ""));
  else {
    const schema = describeSchema(session);
    const end = schema === null ? noSchema(session) : [`Schema: ${schema}.`];
    const colors = colorsFor(streams);
    streams.stdout.write([...formatSurvey(survey, session.settings.survey, colors), ...end, ""].join("\n"));
  }
  return session.failed || failed ? 2 : 0;
}

/** In: an absolute path. */
export function fileSurvey(file: string, analysis: FileRead, { root, deliberateNames }: Settings): FileSurvey {
  const path = relative(root, file).replaceAll("\\", "/");
  const { schema } = analysis;
  if (!schema) return { uses: [], nulls: [], schema };
  const { serves } = schema;
  const uses = tableUses(analysis, deliberateNames).map(
    ({ table, kind, offset, shape, byLibrary, beside }): PlacedUse => ({
      table,
      serves,
      kind,
      shape,
      byLibrary,
      beside,
      file: path,
      line: analysis.locate(offset).line,
    }),
  );
  const nulls = nullUses(analysis.analysis, "project").map(({ offset, ...use }): PlacedNullUse => ({
    ...use,
    serves,
    file: path,
    line: analysis.locate(offset).line,
  }));
  return { uses, nulls, schema };
}

/** In: the schemas that are there although no file is read against them. */
export function surveyOfFiles(
  files: readonly FileSurvey[],
  schemas: readonly LoadedSchema[],
  settings: Settings,
): Survey {
  const all = new Set([...schemas, ...files.flatMap(({ schema }) => schema ?? [])]);
  const marked = [...all].flatMap((schema) =>
    [...schema.catalog.relations.values()].flatMap((table) => {
      const mark = table.kind === "table" ? softDeleteColumn(table, settings.softDelete) : null;
      if (!mark || table.kind !== "table") return [];
      const used = marksInUse(settings, schema).isUsed(table);
      const named = settings.softDelete.length > 0;
      const { column, unmarkedIsNull = false } = mark;
      return [{ table, serves: schema.serves, column, unmarkedIsNull, used, named }];
    }),
  );
  const columns = nullSurveyOf(
    [...all],
    files.flatMap(({ nulls }) => nulls),
  );
  return {
    ...surveyOf(
      marked,
      files.flatMap(({ uses }) => uses),
    ),
    columns,
  };
}
