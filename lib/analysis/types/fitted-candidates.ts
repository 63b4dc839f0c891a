import type { Field, PgType } from "./pg-type.ts";

/** A function or operator that a call may mean, with the types of the arguments that it would be called with. */
export interface Candidate {
  readonly arguments: readonly PgType[];
  readonly result: PgType;
  /** Position in the search path: an earlier one hides a later one with the same arguments. */
  readonly path: number;
  readonly kind: string;
  readonly returnsSet: boolean;
  /** The arguments are spread over a variadic parameter. */
  readonly spread: boolean;
  /** How many defaults stand in for arguments. */
  readonly defaulted: number;
  /** Where an argument of the call stands among the parameters; null: as it is written. */
  readonly columns: readonly Field[] | null;
}

/** A function as it is declared. */
export interface Shape {
  readonly types: readonly PgType[];
  readonly names: readonly string[];
  readonly defaults: number;
  readonly variadic: PgType | null;
  readonly result: PgType;
  readonly path: number;
  readonly kind: string;
  readonly returnsSet: boolean;
  readonly columns: readonly Field[] | null;
}

/** A function with its parameters in the order of a call's arguments; null where it does not take so many. */
export function fitted(
  shape: Shape,
  count: number,
  names: readonly (string | null)[] | null,
  isSpread: boolean,
): Candidate | null {
  const { types, defaults, variadic, result, path, kind, returnsSet, columns } = shape;
  const base = { result, path, kind, returnsSet, columns };
  if (names) {
    const places = namedPlaces(shape, names);
    if (!places) return null;
    return {
      ...base,
      arguments: places.flatMap((place) => types[place] ?? []),
      spread: false,
      defaulted: types.length - count,
    };
  }
  if (variadic && !isSpread && types.length <= count) {
    const fixed = types.slice(0, -1);
    const rest = Array.from({ length: count - fixed.length }, () => variadic);
    return { ...base, arguments: [...fixed, ...rest], spread: true, defaulted: 0 };
  }
  if (types.length === count) return { ...base, arguments: types, spread: false, defaulted: 0 };
  if (types.length < count || count + defaults < types.length) return null;
  return { ...base, arguments: types.slice(0, count), spread: false, defaulted: types.length - count };
}

/** The parameters that arguments called by name are given to (MatchNamedCall). */
function namedPlaces({ types, names, defaults }: Shape, given: readonly (string | null)[]): readonly number[] | null {
  if (names.length === 0) return null;
  const places: number[] = [];
  for (const [index, name] of given.entries()) {
    const place = name === null ? index : names.indexOf(name);
    if (place < 0 || place >= types.length || places.includes(place)) return null;
    places.push(place);
  }
  const isFilled = types.every((_, index) => places.includes(index) || index >= types.length - defaults);
  return isFilled ? places : null;
}

/** Whether one of two candidates with the same arguments is never meant. */
export function hides(one: Candidate, other: Candidate, isBefore: boolean): boolean {
  if (
    one.arguments.length !== other.arguments.length ||
    one.arguments.some((type, index) => type !== other.arguments[index])
  )
    return false;
  if (one.path !== other.path) return one.path < other.path;
  if (one.spread !== other.spread) return !one.spread;
  if (one.defaulted !== other.defaulted) return one.defaulted < other.defaulted;
  return isBefore;
}
