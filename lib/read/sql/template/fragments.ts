import type { PlacedHole } from "../../../model/reading.ts";
import type { Site } from "../../../model/site.ts";
import type { TextPart } from "../../../model/sql-text.ts";
import { assemble, type Assembled } from "./assemble.ts";
import { templateOf } from "./template.ts";
import { alternativesIn, optionalKeysOf, variantsOf, wayOf, type Variant } from "./variants.ts";

/** Each variant of a fragment is tried in many contexts, and its holes hardly ever stand elsewhere in the next. */
const mostFragmentVariants = 8;

/** Where the holes of a fragment stand: with every optional piece first, then on other ways. */
export function placesInFragment(site: Site): PlacedHole[] {
  const whole = variantsOf(site.text, alternativesIn(site.text)).variants.map((variant) => wayOf(variant, () => true));
  const placed = whole.slice(0, mostFragmentVariants).flatMap((variant) => placeFragment(variant, site));
  const left = mostFragmentVariants - whole.length;
  if (left <= 0 || placed.every(({ role }) => role !== "unknown")) return placed;
  const { variants } = variantsOf(site.text, optionalKeysOf(site.text));
  return [...placed, ...variants.slice(0, left).flatMap((variant) => placeFragment(variant, site))];
}

/** Where a piece of a statement may stand, the likeliest first: what to write before and after it. */
const contexts: readonly (readonly [before: string, after: string])[] = [
  ["", ""],
  ["SELECT 1 FROM t WHERE ", ""],
  ["SELECT 1 FROM t WHERE true ", ""],
  ["SELECT 1 FROM t ", ""],
  ["SELECT ", " FROM t"],
  ["SELECT 1 FROM ", ""],
  ["UPDATE t SET ", ""],
  ["INSERT INTO t ", ""],
  ["INSERT INTO t VALUES ", ""],
  ["SELECT 1", ""],
  ["SELECT 1 FROM t ORDER BY ", ""],
  ["SELECT 1 FROM t WHERE a ", ""],
  ["SELECT 1 FROM t WHERE (a", ""],
  ["WITH ", " SELECT 1"],
  ["CREATE TABLE t (", ")"],
];

/**
 * Places the holes of a fragment: a text that is no statement by itself is read in the contexts it may be used in. Out:
 * its holes with the role they have in the first context PostgreSQL's grammar accepts; `unknown` where there is none.
 */
function placeFragment(variant: Variant, site: Site): readonly PlacedHole[] {
  const holes = variant.flatMap((part) => (part.kind === "hole" ? [part.hole] : []));
  if (holes.length === 0) return [];
  return assembledIn(variant, site)?.placed ?? holes.map((hole) => ({ hole, role: "unknown" }));
}

/** A fragment in the first context that PostgreSQL's grammar accepts it in; null where there is none. */
function assembledIn(variant: Variant, site: Site): Assembled | null {
  const around = (text: string): TextPart => ({ kind: "text", text, place: { kind: "elsewhere", span: site.span } });
  for (const [before, after] of contexts) {
    const template = templateOf([...(before ? [around(before)] : []), ...variant, ...(after ? [around(after)] : [])]);
    if (
      before === "" &&
      after === "" &&
      !/^[\s(]*(?:select|insert|update|delete|merge|with|values|table)\b/i.test(template.text)
    )
      continue;
    const assembled = assemble(template, site.placeholders, { quotesAliases: true });
    const [only] = assembled.length === 1 ? assembled : [];
    if (only?.parsed.ok) return only;
  }
  return null;
}

/** A fragment that is sent in one way only, in such a context. */
export function assembledFragment(site: Site): Assembled | null {
  const [variant, ...others] = variantsOf(site.text, alternativesIn(site.text)).variants;
  const isPlain = site.text.every(({ kind }) => kind === "text" || kind === "hole");
  return variant && others.length === 0 && isPlain
    ? assembledIn(
        wayOf(variant, () => true),
        site,
      )
    : null;
}
