import type { Hole } from "../model/sql-text.ts";
import type { PlacedHole, Reading } from "../model/reading.ts";

/**
 * The holes of each reading of a file that are judged there. What several statements hold, of one helper that writes a raw piece for all of them,
 * is judged with the first; a piece that was found by itself comes before the builders that it is put into.
 */
export function holesOnce(readings: readonly Reading[]): ReadonlyMap<Reading, readonly PlacedHole[]> {
  const taken = new Set<string>();
  const isNew = ({ hole }: PlacedHole): boolean => {
    const isFirst = !taken.has(keyOf(hole));
    taken.add(keyOf(hole));
    return isFirst;
  };
  const isBuilder = ({ site }: Reading): boolean => site.kind === "builder";
  const texts = readings.filter((one) => !isBuilder(one));
  // Of one text each hole is told as often as that is found.
  for (const { holes } of texts) for (const { hole } of holes) taken.add(keyOf(hole));
  return new Map([
    ...texts.map((one) => [one, one.holes] as const),
    ...readings.filter(isBuilder).map((one) => [one, one.holes.filter(isNew)] as const),
  ]);
}

const keyOf = ({ span, elsewhere }: Hole): string =>
  elsewhere ? `${elsewhere.file} ${elsewhere.span.start}` : `${span.start} ${span.end}`;
