import type { SqlPart, SqlText, TextPart } from "../../model/sql-text.ts";

/** A text with each match of `pattern` (global) replaced, in every choice of it; where null is given, it stays. */
export function replaced(text: SqlText, pattern: RegExp, replace: (match: RegExpExecArray) => SqlText | null): SqlText {
  return text.flatMap((part): SqlPart[] => {
    if (part.kind === "choice")
      return [{ ...part, options: part.options.map((option) => replaced(option, pattern, replace)) }];
    if (part.kind === "optional") return [{ ...part, text: replaced(part.text, pattern, replace) }];
    if (part.kind === "hole") return [part];
    const pieces: SqlPart[] = [];
    let at = 0;
    for (const match of part.text.matchAll(pattern)) {
      const other = replace(match);
      if (!other) continue;
      if (match.index > at) pieces.push(sliceOf(part, at, match.index));
      pieces.push(...other);
      at = match.index + match[0].length;
    }
    return at === 0 ? [part] : at < part.text.length ? [...pieces, sliceOf(part, at, part.text.length)] : pieces;
  });
}

function sliceOf({ text, place, ...rest }: TextPart, from: number, to: number): TextPart {
  const slice = text.slice(from, to);
  if (place.kind === "elsewhere") return { ...rest, text: slice, place };
  const { start, offsets } = place;
  return {
    ...rest,
    text: slice,
    place: {
      ...place,
      start: offsets?.[from] ?? start + from,
      offsets: offsets ? offsets.slice(from, to + 1) : null,
    },
  };
}
