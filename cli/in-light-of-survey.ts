import type { ESLint, Linter } from "eslint";
import { findingsAboutMarks, findingsAboutNull } from "../lib/judged-findings.ts";
import type { Span } from "../lib/model/span.ts";
import type { SurveySettings } from "../lib/settings.ts";
import { indexed } from "../lib/survey/committed.ts";
import { judged, type About } from "../lib/survey/judgement.ts";
import { judgedNull, type AboutNull } from "../lib/survey/null-judgement.ts";
import type { Survey } from "../lib/survey/survey.ts";
import { withMessages, type FileRead } from "./run.ts";

/** A finding that is judged by the survey, by where ESLint says that it stands. */
export type PlacedAbout = {
  /** `rule line:column`, as `placeOf` has it. */
  readonly place: string;
} & (
  | {
      readonly about: About;
      /** By `keyOf`. */
      readonly table: string;
    }
  | {
      readonly nulls: AboutNull;
      /** By `columnName`. */
      readonly column: string;
    }
);

const placeOf = ({ ruleId, line, column }: Pick<Linter.LintMessage, "ruleId" | "line" | "column">) =>
  `${ruleId ?? ""} ${line}:${column}`;

/** What a file's findings are about, in the terms of ESLint's messages. */
export function placedFindings({ analysis, locate }: FileRead): readonly PlacedAbout[] {
  const place = (rule: string, { start }: Span): string => {
    const { line, column } = locate(start);
    return placeOf({ ruleId: `rowguard/${rule}`, line, column: column + 1 });
  };
  return [
    ...findingsAboutMarks(analysis).map(({ rule, span, about, table }) => ({
      place: place(rule, span),
      about: { ...about, use: about.use },
      table,
    })),
    ...findingsAboutNull(analysis).map(({ rule, span, about, column }) => ({
      place: place(rule, span),
      nulls: about,
      column,
    })),
  ];
}

/**
 * The results of a run over a whole project, once it is known what all of its statements do: findings about a table
 * that nobody filters are one, and one beside statements that filter says so. In: what was found in each file, by
 * absolute path.
 */
export function inLightOf(
  survey: Survey,
  results: readonly ESLint.LintResult[],
  about: ReadonlyMap<string, readonly PlacedAbout[]>,
  settings: SurveySettings,
): readonly ESLint.LintResult[] {
  const { tables, columns } = indexed(survey);
  const summedUp = new Set<string>();
  return results.map((result) => {
    const places = new Map(about.get(result.filePath)?.map((one) => [one.place, one]));
    const messages = result.messages.flatMap((message): Linter.LintMessage[] => {
      const one = places.get(placeOf(message));
      if (!one) return [message];
      const judgement =
        "about" in one
          ? judged(one.about, tables.get(one.table), settings)
          : judgedNull(one.nulls, columns?.get(one.column) ?? []);
      switch (judgement.kind) {
        case "left out":
          return [];
        case "told":
          return [judgement.add === null ? message : { ...message, message: `${message.message} ${judgement.add}` }];
        case "summed up": {
          // Files are in the order of their names, as in the survey.
          if (!("table" in one) || summedUp.has(one.table)) return [];
          summedUp.add(one.table);
          const { suggestions: _, ...rest } = message;
          return [{ ...rest, messageId: "summedUp", message: judgement.message }];
        }
      }
    });
    return withMessages(result, messages);
  });
}
