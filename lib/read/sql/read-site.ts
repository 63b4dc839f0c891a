import type { PlacedHole, Reading } from "../../model/reading.ts";
import type { Edit } from "../../model/span.ts";
import type { Site } from "../../model/site.ts";
import type { Hole, SqlText } from "../../model/sql-text.ts";
import { bindHoles } from "./edits/bind.ts";
import { assembledFragment, placesInFragment } from "./template/fragments.ts";
import { available, longestText } from "./parser/postgres-parser.ts";
import { readVariant, type SqlParser, type WayReading } from "./read-variant.ts";
import { alternativesIn, optionalKeysOf, variantsOf } from "./template/variants.ts";

export type { SqlParser };

/**
 * Reads the SQL text of a site. In: the site and the source of the file it is in. Out: its statements, one list for
 * each way of building the text that rules may tell apart, every node with its place in the file, and where in the
 * grammar each hole stands. Where WebAssembly is missing, pgsql-ast-parser reads. Never throws on odd SQL: what could
 * not be read is `opaque` and the reading says why.
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
  if (site.role === "fragment")
    return {
      site,
      status: "checked",
      reason: null,
      variants: [],
      holes: inOrder(site.text, placesInFragment(site)),
      bind: (wanted) => bindInFragment(site, source, wanted),
    };
  const { readings, complete } = readWays(site, source, reads);
  const holes = inOrder(
    site.text,
    readings.flatMap(({ placed }) => placed),
  );
  if (site.doubt !== undefined) return { ...unread(site.doubt), holes };
  const read = readings.filter(({ statements }) => statements.some(({ kind }) => kind !== "opaque"));
  if (read.length === 0)
    return {
      ...unread(readings.find(({ problem }) => problem !== null)?.problem ?? "there is no statement in the text"),
      holes,
    };
  const reason = read.find(({ problem }) => problem !== null)?.problem ?? variantProblem(readings, complete);
  return {
    site,
    status: reason === null ? "checked" : "partly",
    reason,
    variants: read.map(({ statements }) => statements),
    holes,
  };
}

function bindInFragment(site: Site, source: string, holes: readonly Hole[]): readonly Edit[] | null {
  const assembled = assembledFragment(site);
  return assembled && bindHoles({ assembled, site, source, only: true }, holes);
}

/** With more alternatives than these each is told with all of its optional pieces and with none of them only. */
const fewVariants = 12;

/**
 * Reads the ways a text may be sent. Alternatives are read one by one; a text with optional pieces is read once with
 * all of them, and what it is on other ways is taken from the model. Pieces that are no part of the grammar by
 * themselves are alternatives, too: their keys are found one after the other.
 */
function readWays(
  site: Site,
  source: string,
  parser: SqlParser,
): { readonly readings: readonly WayReading[]; readonly complete: boolean } {
  // The second reader's model does not say where its clauses are written.
  const alternatives = parser === "libpg-query" ? alternativesIn(site.text) : optionalKeysOf(site.text);
  for (;;) {
    const { variants, complete } = variantsOf(site.text, alternatives);
    const readings: WayReading[] = [];
    const found = variants.every((variant) => {
      const read = readVariant(variant, site, source, parser, variants.length > fewVariants);
      if ("loose" in read) for (const key of read.loose) alternatives.add(key);
      else readings.push(...read);
      return !("loose" in read);
    });
    if (found) return { readings, complete };
  }
}

function variantProblem(readings: readonly WayReading[], complete: boolean): string | null {
  if (!complete) return "it has more combinations of conditional parts than are read";
  const failed = readings.find(({ statements }) => statements.every(({ kind }) => kind === "opaque"));
  return failed ? (failed.problem ?? "one combination of its conditional parts is empty") : null;
}

function holesOf(text: SqlText): Hole[] {
  return text.flatMap((part) =>
    part.kind === "hole"
      ? [part.hole]
      : part.kind === "choice"
        ? part.options.flatMap(holesOf)
        : part.kind === "optional"
          ? holesOf(part.text)
          : [],
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
          : part.kind === "optional"
            ? lengthOf(part.text)
            : 0),
    0,
  );
}

/** Each hole of the text once, with the first role that is known of it; then what placeholders paste in. */
function inOrder(text: SqlText, placed: readonly PlacedHole[]): PlacedHole[] {
  const holes = [...new Set([...holesOf(text), ...placed.map(({ hole }) => hole)])];
  return holes.map((hole) => {
    const roles = placed.filter((one) => one.hole === hole);
    return roles.find(({ role }) => role !== "unknown") ?? roles[0] ?? { hole, role: "unknown" };
  });
}
