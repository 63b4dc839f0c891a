/**
 * Makes text fit to be printed on a terminal or into a log: characters that control it, or that turn the direction of what
 * follows, become escapes. In: text that comes from the user's files, names of files among it. Out: one line.
 */
export function printable(text: string): string {
  return text.replace(controls, escaped);
}

/** The same of a whole document, JSON or HTML, whose lines stay lines. In JSON the escapes mean the same characters. */
export function printableDocument(text: string): string {
  return text.replace(controls, (control) => (control === "\n" ? control : unicodeEscape(control)));
}

/** The same with one character for each, so that columns stay where they are. */
export function printableColumns(text: string): string {
  return text.replace(controls, (control) => {
    const code = control.charCodeAt(0);
    if (code < 0x20) return String.fromCharCode(0x2400 + code);
    return code === 0x7f ? "\u2421" : "\uFFFD";
  });
}

// eslint-disable-next-line no-control-regex -- these are what it is about
const controls = /[\u0000-\u001F\u007F-\u009F\u061C\u200E\u200F\u2028\u2029\u202A-\u202E\u2066-\u2069]/g;
const named: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

const escaped = (control: string): string => named[control] ?? unicodeEscape(control);
const unicodeEscape = (control: string): string => `\\u${control.charCodeAt(0).toString(16).padStart(4, "0")}`;
