/** In characters: nobody keeps longer lines than this on an average of a whole file. */
const longestLines = 500;
/** A short file may be one long text. */
const leastLength = 30_000;

/**
 * What made a source text, where no person wrote it: a generator that says so at the top (`@generated`), or a bundler. Null where it was written
 * by hand, or cannot be told.
 */
export function toolThatMade(text: string): "generated" | "minified" | null {
  if (/@generated\b/.test(text.slice(0, 1_000))) return "generated";
  if (text.length < leastLength) return null;
  let lines = 1;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) lines++;
  return text.length / lines > longestLines ? "minified" : null;
}
