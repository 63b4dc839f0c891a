import type { Site } from "../../../model/site.ts";
import type { Edit, Span } from "../../../model/span.ts";
import type { Edits } from "../../../model/statement.ts";
import { identifier } from "./style.ts";

/** Finds names in what a file writes them with, and replaces them. In: the text of the file, and what holds the statement. */
export function namesIn(source: string, kind: Site["kind"]): Pick<Edits, "rename" | "nameAt"> {
  return {
    nameAt: (at, name) => inside(source, at, name) ?? at,
    rename(at, name, meant): readonly Edit[] | null {
      const span = inside(source, at, name);
      if (!span || identifier(meant) !== meant) return null;
      // A short property is a variable's name, too, and a variable has whatever it is set to.
      const isWhole = span.start === at.start && span.end === at.end;
      if (kind === "builder" && isWhole && !/^\s*:/.test(source.slice(at.end, at.end + 20))) return null;
      return [{ span, text: meant }];
    },
  };
}

/** The only place where a name stands in a range, as a word. */
function inside(source: string, { start, end }: Span, name: string): Span | null {
  const text = source.slice(start, end);
  const places: number[] = [];
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1))
    if (!isLetter(text[at - 1]) && !isLetter(text[at + name.length])) places.push(at);
  const [first, ...others] = places;
  const isQuoted = /^(["'`]).*\1$/s.test(text);
  if (first === undefined || others.length > 0 || !(isQuoted || text === name)) return null;
  return { start: start + first, end: start + first + name.length };
}

const isLetter = (character: string | undefined): boolean => character !== undefined && /[\p{L}\d_$]/u.test(character);
