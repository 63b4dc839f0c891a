/**
 * Whether one of some names says a purpose. In: names as they stand in a program, and words or phrases in camel case: `purge` is said by `purgeOldRows`,
 * `includingDeleted` by `listIncludingDeleted`, neither by `spurge` or `included`.
 */
export function saysPurpose(names: readonly string[], purposes: readonly string[]): boolean {
  const phrases = purposes.map(wordsOf);
  return names.some((name) => {
    const words = wordsOf(name);
    return phrases.some((phrase) => phrase.length > 0 && words.some((_, at) => isSaidAt(words, at, phrase)));
  });
}

/** The last word may go on: `permanently`, `purged`. */
const isSaidAt = (words: readonly string[], at: number, phrase: readonly string[]): boolean =>
  phrase.every((word, index) => {
    const said = words[at + index];
    return said !== undefined && (index === phrase.length - 1 ? said.startsWith(word) : said === word);
  });

const wordsOf = (name: string): readonly string[] =>
  name
    .replace(/([a-z\d])([A-Z])/g, "$1 $2")
    .replace(/([A-Z])([A-Z][a-z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter((word) => word !== "");
