import { concatenation, textParts, unknown, type ProgramValue, type Unknown } from "./program-value.ts";

/**
 * What two texts have in common of which a program has one, line by line, with gaps where they differ. Null where they are no texts of as many
 * lines: then one was put together otherwise, and nothing holds of both.
 */
export function eitherText(one: ProgramValue, other: ProgramValue, reason: string): ProgramValue | null {
  const [lines, others] = [linesOf(one), linesOf(other)];
  if (!lines || !others || lines.length !== others.length || lines.length > longest) return null;
  const gap = unknown(reason, true);
  const common = lines.flatMap((line, index) => [
    ...(index > 0 ? ["\n"] : []),
    ...eitherLine(line, others[index] ?? [], gap),
  ]);
  return common.some((part) => typeof part === "string" && part.trim() !== "") ? concatenation(common) : null;
}

const longest = 200_000;

/** A line as characters and gaps. */
type Line = (string | Unknown)[];

function linesOf(value: ProgramValue): Line[] | null {
  if (value.kind !== "text" && !(value.kind === "constant" && typeof value.value === "string")) return null;
  const lines: Line[] = [[]];
  for (const part of textParts(value)) {
    if (typeof part !== "string") lines.at(-1)?.push(part);
    else
      for (const [index, line] of part.split("\n").entries()) {
        if (index > 0) lines.push([]);
        if (line !== "") lines.at(-1)?.push(line);
      }
  }
  return lines;
}

function eitherLine(one: Line, other: Line, gap: Unknown): Line {
  if (one.length === other.length && one.every((part, index) => part === other[index])) return one;
  const [start, otherStart] = [leading(one), leading(other)];
  const before = common(start, otherStart);
  const [end, otherEnd] = [trailing(one).slice(atStart(one, before)), trailing(other).slice(atStart(other, before))];
  const after = reversed(common(reversed(end), reversed(otherEnd)));
  return [before, gap, after];
}

const leading = ([first]: Line): string => (typeof first === "string" ? first : "");
const trailing = (line: Line): string => {
  const last = line.at(-1);
  return typeof last === "string" ? last : "";
};
/** Of a line that is one text, what its beginning takes is none of its end. */
const atStart = (line: Line, before: string): number => (line.length === 1 ? before.length : 0);
const reversed = (text: string): string => [...text].reverse().join("");

function common(one: string, other: string): string {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length++;
  return one.slice(0, length);
}
