import type { Candidate } from "./fitted-candidates.ts";
import type { PgType } from "./pg-type.ts";
import type { TypeSystem } from "./type-system.ts";

/**
 * The operator or function that a call means, out of those of its name (documentation, chapters 10.2 and 10.3; func_match_argtypes and
 * func_select_candidate of PostgreSQL's parse_func.c). Out: `none` where no candidate takes the arguments, `several` where it cannot be told which.
 */
export function chosenCandidate(
  types: readonly PgType[],
  candidates: readonly Candidate[],
  system: TypeSystem,
): Candidate | "none" | "several" {
  const matching = candidates.filter((one) => system.canCoerce(types, one.arguments, "implicit"));
  const [only] = matching;
  if (!only) return "none";
  return matching.length === 1 ? only : (selected(types, matching, system) ?? "several");
}

export function exactCandidate(types: readonly PgType[], candidates: readonly Candidate[]): Candidate | null {
  return (
    candidates.find(
      (one) => one.arguments.length === types.length && one.arguments.every((type, index) => type === types[index]),
    ) ?? null
  );
}

const isUnknown = (type: PgType): boolean => type.key === "unknown";

function selected(given: readonly PgType[], all: readonly Candidate[], system: TypeSystem): Candidate | null {
  const types = given.map((type) => (isUnknown(type) ? type : system.baseOf(type)));
  const matches = (fits: (wanted: PgType, type: PgType) => boolean) => (one: Candidate) =>
    types.filter((type, index) => {
      const wanted = one.arguments[index];
      return !isUnknown(type) && wanted !== undefined && fits(wanted, type);
    }).length;
  const exact = most(
    all,
    matches((wanted, type) => wanted === type),
  );
  if (exact.length === 1) return exact[0] ?? null;
  const preferred = most(
    exact,
    matches((wanted, type) => wanted === type || (wanted.preferred && wanted.category === type.category)),
  );
  if (preferred.length === 1) return preferred[0] ?? null;
  if (!types.some(isUnknown)) return null;
  const narrowed = narrowedByUnknowns(types, preferred);
  if (narrowed.length === 1) return narrowed[0] ?? null;
  const known = new Set(types.filter((type) => !isUnknown(type)));
  const [one] = known;
  if (known.size !== 1 || !one) return null;
  const assumed = types.map(() => one);
  const last = narrowed.filter((candidate) => system.canCoerce(assumed, candidate.arguments, "implicit"));
  return last.length === 1 ? (last[0] ?? null) : null;
}

/** The candidates for which a count is highest. */
function most(candidates: readonly Candidate[], count: (one: Candidate) => number): readonly Candidate[] {
  const counted = candidates.map((one) => ({ one, count: count(one) }));
  const highest = Math.max(...counted.map((entry) => entry.count));
  return counted.filter((entry) => entry.count === highest).map(({ one }) => one);
}

/** Those whose types, where the call has untyped literals, are of the category that fits best. */
function narrowedByUnknowns(types: readonly PgType[], candidates: readonly Candidate[]): readonly Candidate[] {
  const slots = types.map((type, index) => (isUnknown(type) ? slotOf(index, candidates) : null));
  if (slots.some((slot) => slot === "conflict")) return candidates;
  const kept = candidates.filter((one) =>
    slots.every((slot, index) => {
      const wanted = one.arguments[index];
      if (slot === null || slot === "conflict" || !wanted) return true;
      return wanted.category === slot.category && (wanted.preferred || !slot.hasPreferred);
    }),
  );
  return kept.length > 0 ? kept : candidates;
}

function slotOf(
  index: number,
  candidates: readonly Candidate[],
): { readonly category: string; readonly hasPreferred: boolean } | "conflict" {
  let slot: { category: string; hasPreferred: boolean } | null = null;
  let hasConflict = false;
  for (const one of candidates) {
    const wanted = one.arguments[index];
    if (!wanted) continue;
    if (slot === null) slot = { category: wanted.category, hasPreferred: wanted.preferred };
    else if (slot.category === wanted.category) slot.hasPreferred ||= wanted.preferred;
    else if (wanted.category === "S") slot = { category: "S", hasPreferred: wanted.preferred };
    else hasConflict = true;
  }
  return slot === null || (hasConflict && slot.category !== "S") ? "conflict" : slot;
}
