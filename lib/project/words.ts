const offset = 0x811c9dc5;
const prime = 0x01000193;

/** A word as a number (FNV-1a, 32 bits): two different words have the same one in four thousand million. */
export function hashOf(word: string): number {
  let hash = offset;
  for (let index = 0; index < word.length; index++) hash = Math.imul(hash ^ word.charCodeAt(index), prime);
  return hash | 0;
}

/** What stands for a word that is called, by the word's own number. */
export const calledIn = (hash: number): number => Math.imul(hash ^ 0x28, prime);

/**
 * The words of a text, names as JavaScript and SQL have them, as sorted numbers; with `calls` also those that are called, imported or passed
 * on under another name. Between a name and its call may stand type arguments: `list<User>(…)`.
 */
export function wordHashesIn(text: string, calls: boolean): Int32Array {
  const found = new Set<number>();
  const { length } = text;
  for (let at = 0; at < length;) {
    let code = text.charCodeAt(at++);
    if (!isWordStart(code)) continue;
    let hash = offset;
    for (;;) {
      hash = Math.imul(hash ^ code, prime);
      if (at >= length) break;
      code = text.charCodeAt(at);
      if (!isWordStart(code) && !isDigit(code)) break;
      at++;
    }
    found.add(hash | 0);
    if (calls && isCalledAt(text, at)) found.add(calledIn(hash | 0));
  }
  return Int32Array.from(found).sort();
}

/** `A-Z`, `a-z`, `_`, `$` and all beyond ASCII. */
const isWordStart = (code: number): boolean =>
  (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95 || code === 36 || code >= 128;

const isDigit = (code: number): boolean => code >= 48 && code <= 57;

/** Whether a word that ends at an offset is called there, or renamed. */
function isCalledAt(text: string, end: number): boolean {
  let at = afterSpace(text, end);
  if (at > end && text.startsWith("as", at)) return afterSpace(text, at + 2) > at + 2;
  if (text.startsWith("?.", at)) at = afterSpace(text, at + 2);
  else if (text.startsWith("!", at)) at = afterSpace(text, at + 1);
  const code = text.charCodeAt(at);
  return code === 40 || code === 60;
}

function afterSpace(text: string, from: number): number {
  let at = from;
  while (isSpace(text.charCodeAt(at))) at++;
  return at;
}

const isSpace = (code: number): boolean => code === 32 || (code >= 9 && code <= 13) || code === 160 || code === 0xfeff;

/** The words of a text, in their order. */
export const wordsIn = (text: string): readonly string[] =>
  text.match(/[A-Za-z_$\u0080-\uffff][\w$\u0080-\uffff]*/g) ?? [];
