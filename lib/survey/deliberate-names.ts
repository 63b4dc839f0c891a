/**
 * Whether one of some names says a purpose. In: names as they stand in a program, and words or phrases in camel case: `purge` is said by `purgeOldRows`,
 * `includingDeleted` by `listIncludingDeleted`, neither by `spurge` or `included`.
 */
export function saysPurpose(names: readonly string[], purposes: readonly string[]): boolean {
  const phrases = purposes.map(wordsOf);
  return names.some((name) => {
    const words = wordsOf(name).filter((word) => word !== "soft");
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

/**
 * The same of what comments say of a statement. Words of a sentence may mean anything: only what speaks of deletion counts, and not what says no to it
 * (`never include deleted rows`). In: the texts of comments.
 */
export function sayPurpose(comments: readonly string[], purposes: readonly string[]): boolean {
  const phrases = purposes.map(wordsOf).filter((phrase) => phrase.some((word) => speaksOfDeletion.test(word)));
  return comments.some((comment) => {
    const words = wordsOf(comment).filter((word) => word !== "soft");
    return phrases.some((phrase) =>
      words.some((_, at) => isSaidAt(words, at, phrase) && !words.slice(Math.max(0, at - 3), at).some(isNo)),
    );
  });
}

const speaksOfDeletion = /^(?:delet|hard|purg|permanent|eras)/;

const isNo = (word: string): boolean => /^(?:not?|never|without|don|dont|t|exclud.*)$/.test(word);
