import type { PlacedHole, Reading } from "../../model/reading.ts";
import type { Site } from "../../model/site.ts";
import type { Hole, SqlText } from "../../model/sql-text.ts";
import { noEdits, type Opaque, type Statement } from "../../model/statement.ts";
import { assemble, type Assembled } from "./assemble.ts";
import type { EditableStatement } from "./edit-subject.ts";
import { editsOf } from "./edits.ts";
import { placeFragment } from "./fragments.ts";
import { lowerStatement } from "./lower.ts";
import { available, longestText } from "./postgres-parser.ts";
import { readSecondOpinion, secondParse } from "./second-opinion.ts";
import { templateOf, type Template } from "./template.ts";
import { tokensOf } from "./tokens.ts";
import { variantsOf, type Variant } from "./variants.ts";

/** Who reads: PostgreSQL's own grammar, or the reader written in JavaScript, which knows less of it. */
export type SqlParser = "libpg-query" | "pgsql-ast-parser";

/** Each variant of a fragment is tried in many contexts, and its holes hardly ever stand elsewhere in the next. */
const mostFragmentVariants = 8;

/**
 * Reads the SQL text of a site. In: the site and the source of the file it is in. Out: its statements, one list for each
 * combination of choices, every node with its place in the file, and where in the grammar each hole stands. Where WebAssembly is missing, pgsql-ast-parser reads. Never throws on
 * odd SQL: what could not be read is `opaque` and the reading says why.
 */
export function readSite(site: Site, source: string, parser: SqlParser = "libpg-query"): Reading {
  const reads = parser === "libpg-query" && available() ? "libpg-query" : "pgsql-ast-parser";
  const unread = (reason: string): Reading => ({
    site,
    status: "unread",
    reason,
    variants: [],
    holes: holesOf(site.text).map((hole) => ({ hole, role: "unknown" })),
  });
  if (lengthOf(site.text) > longestText)
    return unread(`the text is longer than ${longestText.toLocaleString("en")} characters`);
  const { variants, complete } = variantsOf(site.text);
  if (site.role === "fragment") {
    return {
      site,
      status: "checked",
      reason: null,
      variants: [],
      holes: inOrder(
        site.text,
        variants.slice(0, mostFragmentVariants).flatMap((variant) => placeFragment(variant, site)),
      ),
    };
  }
  const readings = variants.map((variant) => readVariant(variant, site, source, reads));
  const read = readings.filter(({ statements }) => statements.some(({ kind }) => kind !== "opaque"));
  if (read.length === 0) {
    return {
      ...unread(readings.find(({ problem }) => problem !== null)?.problem ?? "there is no statement in the text"),
      holes: inOrder(
        site.text,
        readings.flatMap(({ placed }) => placed),
      ),
    };
  }
  const reason = read.find(({ problem }) => problem !== null)?.problem ?? variantProblem(readings, complete);
  return {
    site,
    status: reason === null ? "checked" : "partly",
    reason,
    variants: read.map(({ statements }) => statements),
    holes: inOrder(
      site.text,
      readings.flatMap(({ placed }) => placed),
    ),
  };
}

interface VariantReading {
  readonly statements: readonly Statement[];
  readonly placed: readonly PlacedHole[];
  /** What was not read or is not known, or null. */
  readonly problem: string | null;
}

function readVariant(variant: Variant, site: Site, source: string, parser: SqlParser): VariantReading {
  const template = templateOf(variant);
  const opening = openingHole(template);
  if (opening) return { statements: [], placed: [{ hole: opening.hole, role: opening.role }], problem: opening.reason };
  const assembled = assemble(template, site.placeholders, {
    pasted: site.pasted,
    ...(parser === "libpg-query" ? {} : { parse: secondParse }),
  });
  const statements = assembled.map((one) =>
    parser === "libpg-query" ? statementOf(one, assembled.length === 1, site, source) : secondStatementOf(one),
  );
  const opaque = statements.find((statement): statement is Opaque => statement.kind === "opaque");
  const unknown = assembled
    .flatMap(({ placed, known }) => placed.filter(({ hole }) => !known.has(hole)))
    .find(({ role }) => isUnknown(role));
  return {
    statements,
    placed: assembled.flatMap(({ placed }) => placed),
    problem: opaque ? opaque.reason : unknown ? `the text of ${shown(unknown.hole)} is not known` : null,
  };
}

function statementOf(assembled: Assembled, only: boolean, site: Site, source: string): Statement {
  const { text, map, parsed } = assembled;
  const span = map.span(0, text.length);
  if (!parsed.ok) return { kind: "opaque", reason: parsed.message.split("\n", 1)[0] ?? "", span };
  const [first] = parsed.statements;
  if (!first) return { kind: "opaque", reason: "there is no statement in the text", span };
  let subject: EditableStatement | null = null;
  const { statement, layout } = lowerStatement(first, {
    text,
    tokens: tokensOf(text),
    at: parsed.at,
    edits: site.editing ? { ...noEdits, ...site.editing } : editsOf(() => subject),
    place: (start, end) => map.span(start, end),
    parameter: (number) => assembled.parameters.get(number) ?? { name: null, hole: null },
    holeAt(start, end) {
      const hole = map.holeAt(start, end);
      return hole && assembled.known.has(hole) ? null : hole;
    },
    gaps: assembled.gaps,
  });
  subject = { assembled, statement, layout, site, source, only };
  return statement;
}

/** As pgsql-ast-parser has it: without edits, and only where no clause of it is unknown. */
function secondStatementOf({ text, map, parsed, gaps, placed, known }: Assembled): Statement {
  const span = map.span(0, text.length);
  if (!parsed.ok) return { kind: "opaque", reason: parsed.message, span };
  // A hole that may be a condition as well as a value: this reader's model does not hold which.
  const unknown = placed.find(({ hole, role }) => !known.has(hole) && (isUnknown(role) || hole.standIns.length === 0));
  const gap = gaps[0] ?? unknown;
  if (gap) return { kind: "opaque", reason: `the text of ${shown(gap.hole)} is not known`, span };
  const [only, ...others] = readSecondOpinion(text, (start, end) => map.span(start, end)) ?? [];
  return only && others.length === 0 ? only : { kind: "opaque", reason: "there is no statement in the text", span };
}

/** A hole that is the whole text, or its first word: then nothing says what kind of statement it is. */
function openingHole(
  template: Template,
): { readonly hole: Hole; readonly role: PlacedHole["role"]; readonly reason: string } | null {
  const offset = template.text.search(/\S/);
  const hole = template.holes.get(offset);
  if (!hole || hole.standIns.some((standIn) => /^\s*[(a-z]/i.test(standIn))) return null;
  const rest = template.text.slice(offset + 1);
  if (/^[\s;]*$/.test(rest)) return { hole, role: "statement", reason: `the text of ${shown(hole)} is not known` };
  if (/^\s+(?:select|insert|update|delete|merge|with|values|table)\b/i.test(rest)) return null;
  return { hole, role: "fragment", reason: `the text begins with ${shown(hole)}, which is not known` };
}

/** A table, clause or condition of which nothing is known. */
function isUnknown(role: PlacedHole["role"]): boolean {
  return role === "fragment" || role === "identifier" || role === "unknown" || role === "statement";
}

function variantProblem(readings: readonly VariantReading[], complete: boolean): string | null {
  if (!complete) return "it has more combinations of conditional parts than are read";
  const failed = readings.find(({ statements }) => statements.every(({ kind }) => kind === "opaque"));
  return failed ? (failed.problem ?? "one combination of its conditional parts is empty") : null;
}

/** A hole as a reason names it. */
function shown(hole: Hole): string {
  const text = hole.source.replace(/\s+/g, " ");
  return `\${${text.length > 40 ? `${text.slice(0, 39)}…` : text}}`;
}

function holesOf(text: SqlText): Hole[] {
  return text.flatMap((part) =>
    part.kind === "hole" ? [part.hole] : part.kind === "choice" ? part.options.flatMap(holesOf) : [],
  );
}

function lengthOf(text: SqlText): number {
  return text.reduce(
    (sum, part) =>
      sum +
      (part.kind === "text"
        ? part.text.length
        : part.kind === "choice"
          ? Math.max(0, ...part.options.map(lengthOf))
          : 0),
    0,
  );
}

/** Each hole of the text once, with the first role that is known of it; then what placeholders paste in. */
function inOrder(text: SqlText, placed: readonly PlacedHole[]): PlacedHole[] {
  const holes = [...new Set([...holesOf(text), ...placed.map(({ hole }) => hole)])];
  return holes.map((hole) => {
    const roles = placed.filter((one) => one.hole === hole);
    return roles.find(({ role }) => role !== "unknown") ?? { hole, role: "unknown" };
  });
}
