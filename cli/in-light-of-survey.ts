import type { ESLint, Linter } from "eslint";
import { findingsAboutMarks } from "../lib/judged-findings.ts";
import type { SurveySettings } from "../lib/settings.ts";
import { indexed } from "../lib/survey/committed.ts";
import { judged, type About } from "../lib/survey/judgement.ts";
import type { Survey } from "../lib/survey/survey.ts";
import { withMessages, type FileRead } from "./run.ts";

/** A finding about a soft-delete table, by where ESLint says that it stands. */
export interface PlacedAbout {
  /** `rule line:column`, as `placeOf` has it. */
  readonly place: string;
  readonly about: About;
  /** By `keyOf`. */
  readonly table: string;
}

const placeOf = ({ ruleId, line, column }: Pick<Linter.LintMessage, "ruleId" | "line" | "column">) =>
  `${ruleId ?? ""} ${line}:${column}`;

/** What a file's findings are about, in the terms of ESLint's messages. */
export const placedFindings = ({ analysis, locate }: FileRead): readonly PlacedAbout[] =>
  findingsAboutMarks(analysis).map(({ rule, span, about, table }) => {
    const { line, column } = locate(span.start);
    return {
      place: placeOf({ ruleId: `rowguard/${rule}`, line, column: column + 1 }),
      about: { ...about, use: about.use },
      table,
    };
  });

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
  const tables = indexed(survey);
  const summedUp = new Set<string>();
  return results.map((result) => {
    const places = new Map(about.get(result.filePath)?.map((one) => [one.place, one]));
    const messages = result.messages.flatMap((message): Linter.LintMessage[] => {
      const one = places.get(placeOf(message));
      if (!one) return [message];
      const judgement = judged(one.about, tables.get(one.table), settings);
      switch (judgement.kind) {
        case "left out":
          return [];
        case "told":
          return [judgement.add === null ? message : { ...message, message: `${message.message} ${judgement.add}` }];
        case "summed up": {
          // Files are in the order of their names, as in the survey.
          if (summedUp.has(one.table)) return [];
          summedUp.add(one.table);
          const { suggestions: _, ...rest } = message;
          return [{ ...rest, messageId: "summedUp", message: judgement.message }];
        }
      }
    });
    return withMessages(result, messages);
  });
}
