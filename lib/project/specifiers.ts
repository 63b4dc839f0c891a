// Between the word and the string may stand a bracket and comments: `import(/* webpackChunkName: "db" */ "./db")`.
const gap = String.raw`(?:\s|\/\*(?:[^*]|\*(?!\/))*\*\/|\/\/[^\n]*\n)*`;
const quoted = "([\"'`])([^\"'`\\n]+)\\1";
const named = new RegExp(String.raw`\b(?:from|import|require)${gap}(?:\(${gap})?${quoted}`, "g");

/**
 * The modules that a source text may import, require or pass on, each once, by a quick look: every one that it does is
 * among them, be it in a comment (`@param {import("pg").Pool} pool`), and so is what only looks like one.
 */
export function specifiersIn(text: string): readonly string[] {
  return [...new Set([...text.matchAll(named)].map(([, , specifier = ""]) => specifier))];
}
