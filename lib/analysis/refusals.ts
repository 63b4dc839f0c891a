import type { Catalog } from "../catalog/catalog.ts";
import type { Constant } from "../model/expression.ts";
import type { Site } from "../model/site.ts";
import type { Span } from "../model/span.ts";
import type { SqlText } from "../model/sql-text.ts";
import { unmatchedConflict } from "./conflict-targets.ts";
import { unknownLabels } from "./enum-labels.ts";
import { wronglyGrouped } from "./grouping.ts";
import type { Level } from "./level.ts";
import { missingNames } from "./missing-names.ts";
import type { Refusal } from "./refusal.ts";
import { refusedTypes } from "./refused-types.ts";
import { unequalWidths } from "./row-widths.ts";
import { refusedColumns } from "./written-columns.ts";

// Literals that are none of an enum's are told with the one that was meant.
const withoutLabels = (refusals: readonly Refusal[]): readonly Refusal[] =>
  refusals.filter(({ data }) => !data["message"]?.startsWith("invalid input value for enum"));

/** Who writes a statement: the program itself, as a text, or a library's builder. */
export interface StatementWriter {
  /** It sends the values as the program gives them, and no others: libraries with models convert values, and add keys and times. */
  readonly sendsAsGiven: boolean;
  /** What is not known of it may be anything, a further table too: in a text it is what its place in the grammar allows. */
  readonly mayHoldMore: boolean;
  /** Its clauses are those that the program writes: libraries with models make statements of their own. */
  readonly clausesAsGiven: boolean;
  /** `??` stands for a name also within a string: knex. */
  readonly fillsStrings: boolean;
}

const asText: StatementWriter = { sendsAsGiven: true, mayHoldMore: false, clausesAsGiven: true, fillsStrings: false };

/** What PostgreSQL refuses of a level, whatever its values are: nothing that it may accept. */
export function refusalsOf(level: Level, catalog: Catalog, writer = asText): readonly Refusal[] {
  return [
    ...missingNames(level, catalog, writer.mayHoldMore),
    ...(writer.sendsAsGiven ? refusedColumns(level, catalog) : []),
    ...unequalWidths(level),
    ...unknownLabels(level, catalog),
    ...(writer.clausesAsGiven ? [...unmatchedConflict(level, catalog), ...wronglyGrouped(level, catalog)] : []),
    ...withoutLabels(refusedTypes(level, catalog, isGiven(writer))),
  ];
}

/** Whether a literal reaches PostgreSQL as it is written. */
const isGiven =
  ({ sendsAsGiven, fillsStrings }: StatementWriter) =>
  ({ sent, value }: Constant): boolean =>
    (sendsAsGiven || sent !== true) && !(fillsStrings && typeof value === "string" && value.includes("??"));

/** The same of a statement of a site: what the own types of a builder's library refuse already is left out. */
export function refusalsAt(level: Level, catalog: Catalog, site: Site): readonly Refusal[] {
  const isBuilder = site.kind === "builder";
  const sendsAsGiven = !isBuilder || site.sendsAsGiven === true;
  const refused = refusalsOf(level, catalog, {
    sendsAsGiven,
    mayHoldMore: isBuilder,
    clausesAsGiven: site.stamps !== true,
    fillsStrings: site.placeholders === "question",
  });
  if (!isBuilder || !site.typed) return refused;
  const texts = writtenSpans(site.text);
  return refused.filter(
    (one) => one.kind === "refused" || (!isSpelling(one) && texts.some((text) => isWithin(one.span, text))),
  );
}

/** The same name in another case: a plugin may write the names of the program so (kysely's CamelCasePlugin). */
const isSpelling = ({ name, data, guess }: Refusal): boolean =>
  guess !== null && plainName(name ?? data["name"] ?? "") === plainName(guess);

const plainName = (name: string): string => name.replaceAll("_", "").toLowerCase();

/** Where the pieces of a builder's statement stand that the program writes as SQL. */
function writtenSpans(text: SqlText): readonly Span[] {
  return text.flatMap((part): readonly Span[] => {
    switch (part.kind) {
      case "text": {
        const { place } = part;
        if (place.kind === "elsewhere") return [];
        const [start = place.start, end = start + part.text.length] = [place.offsets?.[0], place.offsets?.at(-1)];
        return [{ start, end }];
      }
      case "hole":
        return [];
      case "choice":
        return part.options.flatMap(writtenSpans);
      case "optional":
        return writtenSpans(part.text);
    }
  });
}

const isWithin = (one: Span, other: Span): boolean => other.start <= one.start && one.end <= other.end;
