import type { ESLint, Linter } from "eslint";
import { findingsAboutMarks, findingsAboutNull, type Declaration } from "../lib/judged-findings.ts";
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
      readonly declaration: Declaration | undefined;
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
    ...findingsAboutNull(analysis).map(({ rule, span, about, column, declaration }) => ({
      place: place(rule, span),
      nulls: about,
      column,
      declaration,
    })),
  ];
}

/** What a message is about: of several findings at its place, the one whose column it names. */
function aboutOf(message: Linter.LintMessage, found: readonly PlacedAbout[]): PlacedAbout | undefined {
  const place = placeOf(message);
  const here = found.filter((one) => one.place === place);
  const nameOf = (column: string): string => column.slice(column.lastIndexOf(".") + 1);
  return here.find((one) => "column" in one && message.message.includes(`"${nameOf(one.column)}"`)) ?? here.at(-1);
}

/** Where each declaration that findings are about is told of: where it stands, else in the first file that uses it. Out: file and place. */
function placesOfDeclarations(about: ReadonlyMap<string, readonly PlacedAbout[]>): ReadonlyMap<string, string> {
  const places = new Map<string, { readonly at: string; readonly isElsewhere: boolean }>();
  for (const file of [...about.keys()].sort())
    for (const one of about.get(file) ?? []) {
      const { key, isElsewhere } = ("nulls" in one && one.declaration) || { key: null, isElsewhere: false };
      const known = key === null ? undefined : places.get(key);
      if (key !== null && (!known || (known.isElsewhere && !isElsewhere)))
        places.set(key, { at: `${file} ${one.place}`, isElsewhere });
    }
  return new Map([...places].map(([key, { at }]) => [key, at]));
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
  const declared = placesOfDeclarations(about);
  return results.map((result) => {
    const found = about.get(result.filePath) ?? [];
    const toldAt = new Set<string>();
    const messages = result.messages.flatMap((message): Linter.LintMessage[] => {
      const one = aboutOf(message, found);
      if (!one) return [message];
      const declaration = "nulls" in one ? one.declaration : undefined;
      if (declaration && declared.get(declaration.key) !== `${result.filePath} ${one.place}`) return [];
      const judgement =
        "about" in one
          ? judged(one.about, tables.get(one.table), settings)
          : judgedNull(one.nulls, columns?.get(one.column) ?? []);
      switch (judgement.kind) {
        case "left out":
          return [];
        case "told":
          // Of a declaration of another file one column is told at a time.
          if (declaration?.isElsewhere && toldAt.has(one.place)) return [];
          if (declaration?.isElsewhere) toldAt.add(one.place);
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
