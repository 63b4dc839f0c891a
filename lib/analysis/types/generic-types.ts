import type { KnownTypes } from "./known-types.ts";
import type { PgType } from "./pg-type.ts";

const polymorphic: ReadonlySet<string> = new Set([
  "anyelement",
  "anynonarray",
  "anyenum",
  "anyarray",
  "anyrange",
  "anymultirange",
  "anycompatible",
  "anycompatiblenonarray",
  "anycompatiblearray",
  "anycompatiblerange",
  "anycompatiblemultirange",
]);

export const isPolymorphic = ({ kind, key }: PgType): boolean => kind === "p" && polymorphic.has(key);

interface CommonTypes {
  /** The one type that values of several can be made, whichever they are. */
  verifiedCommonType(types: readonly PgType[]): PgType | null;
}

/**
 * What the polymorphic types of a declaration stand for in a call; null where its arguments do not fit together
 * (check_generic_type_consistency and enforce_generic_type_consistency). A type that nothing tells is missing.
 */
export function genericTypes(
  actual: readonly PgType[],
  declared: readonly PgType[],
  system: KnownTypes & CommonTypes,
): ReadonlyMap<string, PgType> | null {
  let element: PgType | null = null;
  let array: PgType | null = null;
  let range: PgType | null = null;
  let multirange: PgType | null = null;
  let compatibleRange: PgType | null = null;
  let isPoly = false;
  const compatible: PgType[] = [];
  const wanted = new Set<string>();
  for (const [index, { kind, key }] of declared.entries()) {
    if (kind !== "p") continue;
    const given = actual[index];
    if (!given || !polymorphic.has(key)) continue;
    wanted.add(key);
    if (given.key === "unknown") continue;
    const base = system.baseOf(given);
    switch (key) {
      case "anyelement":
      case "anynonarray":
      case "anyenum":
        if (element && element !== given) return null;
        element = given;
        break;
      case "anyarray":
        if (array && array !== base) return null;
        array = base;
        break;
      case "anyrange":
        if (range && range !== base) return null;
        range = base;
        break;
      case "anymultirange":
        if (multirange && multirange !== base) return null;
        multirange = base;
        break;
      case "anycompatible":
      case "anycompatiblenonarray":
        compatible.push(given);
        break;
      case "anycompatiblearray": {
        const own = system.arrayElementOf(base);
        if (!own) return null;
        compatible.push(own);
        break;
      }
      case "anycompatiblerange":
      case "anycompatiblemultirange": {
        const own: PgType | null = key === "anycompatiblerange" ? base : system.rangeOf(base);
        if (!own || own.kind !== "r" || (compatibleRange && compatibleRange !== own)) return null;
        compatibleRange = own;
        break;
      }
    }
    isPoly = true;
  }
  const found = new Map<string, PgType>();
  if (array) {
    if (array.key === "anyarray") return element ? null : found.set("anyarray", array);
    const own = system.arrayElementOf(array);
    if (!own || (element && element !== own)) return null;
    element = own;
  }
  if (multirange) {
    const own = system.rangeOf(multirange);
    if (!own || (range && range !== own)) return null;
    range = own;
  }
  if (range) {
    const own = range.kind === "r" ? system.elementOf(range) : null;
    if (!own || (element && element !== own)) return null;
    element = own;
  }
  if (wanted.has("anynonarray") && element && system.baseOf(element).kind === "a") return null;
  if (wanted.has("anyenum") && element?.kind !== "e" && isPoly) return null;
  if (element) {
    for (const key of ["anyelement", "anynonarray", "anyenum"]) found.set(key, element);
    const list = array ?? system.arrayOf(element);
    if (list) found.set("anyarray", list);
  }
  if (range) {
    found.set("anyrange", range);
    const own = multirange ?? system.multirangeOf(range);
    if (own) found.set("anymultirange", own);
  }
  if ([...wanted].some((key) => key.startsWith("anycompatible"))) {
    const rangeElement = compatibleRange && system.elementOf(compatibleRange);
    const all = rangeElement ? [...compatible, rangeElement] : compatible;
    const common = system.verifiedCommonType(all);
    if (!common || (rangeElement && common !== rangeElement)) return null;
    if (wanted.has("anycompatiblenonarray") && system.baseOf(common).kind === "a") return null;
    found.set("anycompatible", common);
    found.set("anycompatiblenonarray", common);
    const list = system.arrayOf(common);
    if (list) found.set("anycompatiblearray", list);
    if (compatibleRange) {
      found.set("anycompatiblerange", compatibleRange);
      const own = system.multirangeOf(compatibleRange);
      if (own) found.set("anycompatiblemultirange", own);
    }
  }
  return found;
}
