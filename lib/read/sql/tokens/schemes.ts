import type { PlaceholderScheme } from "../../../model/site.ts";
import type { LexicalToken } from "./lexer.ts";
import type { Placeholder } from "./placeholder.ts";

/**
 * The placeholders of a project's own making in a text, in order: `{{name}}`. Inside strings only those count whose values are pasted in. In: the
 * text with its tokens.
 */
export function schemePlaceholders(
  text: string,
  tokens: readonly LexicalToken[],
  schemes: readonly PlaceholderScheme[],
): Placeholder[] {
  const found = schemes.flatMap((scheme) => ofScheme(text, tokens, scheme));
  return found.sort((one, other) => one.start - other.start);
}

function ofScheme(
  text: string,
  tokens: readonly LexicalToken[],
  { before, after, pastes }: PlaceholderScheme,
): Placeholder[] {
  const found: Placeholder[] = [];
  for (let at = text.indexOf(before); at >= 0; at = text.indexOf(before, at + 1)) {
    const name = /^\s*([A-Za-z_][\w.]*)\s*/.exec(text.slice(at + before.length, at + before.length + 100));
    const end = at + before.length + (name?.[0].length ?? 0) + after.length;
    if (!name?.[1] || !text.startsWith(after, end - after.length)) continue;
    const around = tokens.find((token) => token.start < end && token.end > at && token.kind !== "word");
    const inside = around?.kind === "string" ? around : undefined;
    if (around?.kind === "comment" || around?.kind === "name" || (inside && !pastes)) continue;
    found.push({
      start: at,
      end,
      name: name[1],
      number: null,
      kind: pastes ? "raw" : "parameter",
      ...(inside ? { inside } : {}),
    });
  }
  return found;
}

/** A text as it reads with a parameter for each of them, for a look at what it is. */
export function withoutSchemes(sql: string, schemes: readonly PlaceholderScheme[]): string {
  return schemes.reduce((text, { before, after }) => {
    const [open, close] = [before, after].map((part) => part.replace(/[^\w\s]/g, "\\$&"));
    return text.replace(new RegExp(`${open}\\s*[A-Za-z_][\\w.]*\\s*${close}`, "g"), "$$1");
  }, sql);
}
