import type { Span } from "../../model/span.ts";
import type { SqlPart, SqlText, TextPart } from "../../model/sql-text.ts";
import type { Word } from "../../model/words.ts";
import { lex } from "./tokens/lexer.ts";

/** The words of a site's text where they stand in the file, piece by piece; a `break` wherever it does not simply go on. */
export function wordsOf(text: SqlText): readonly Word[] {
  return text.flatMap((part) => ofPart(part));
}

function ofPart(part: SqlPart): readonly Word[] {
  switch (part.kind) {
    case "text":
      return ofText(part);
    case "hole":
      return [{ text: "", kind: "break", span: part.hole.span }];
    case "choice":
      return part.options.flatMap((option) => [...wordsOf(option), broken(part.span)]);
    case "optional":
      return wordsOf(part.text);
  }
}

const broken = (span: Span): Word => ({ text: "", kind: "break", span });

function ofText({ text, place }: TextPart): readonly Word[] {
  const spanAt = (start: number, end: number): Span => {
    if (place.kind === "elsewhere") return place.span;
    return place.offsets
      ? { start: place.offsets[start] ?? place.start, end: place.offsets[end] ?? place.start }
      : { start: place.start + start, end: place.start + end };
  };
  return lex(text).flatMap(({ kind, start, end, text: written }): readonly Word[] => {
    if (kind === "comment") return [];
    const span = spanAt(start, end);
    if (kind === "word") return [{ text: written.toLowerCase(), kind: "word", span }];
    return [{ text: written, kind: kind === "number" ? "number" : "other", span }];
  });
}
