import { existsSync } from "node:fs";
import { readTextFile } from "../text-file.ts";
import { rootOf, WrittenSource, type FoundComment, type RootType, type WrittenRoot } from "./written-source.ts";

/** A file as ESLint hands it over: its text without a byte order mark. */
interface LintedFile {
  readonly path: string;
  readonly body: string | Uint8Array;
}

/** What ESLint asks of a language. */
export interface WrittenLanguage {
  readonly fileType: "text";
  readonly lineStart: 1;
  readonly columnStart: 0;
  readonly nodeTypeKey: "type";
  readonly visitorKeys: Record<string, string[]>;
  validateLanguageOptions(options: object): void;
  parse(file: LintedFile): { readonly ok: true; readonly ast: WrittenRoot };
  createSourceCode(file: LintedFile, parsed: { readonly ast: WrittenRoot }): WrittenSource;
}

/**
 * A language for ESLint whose files rowguard reads itself. In: the type of its root, and what finds the comments of a
 * text. Nothing is an error of the language: what cannot be read is not reported.
 */
export function writtenLanguage(
  root: RootType,
  commentsIn: (text: string) => readonly FoundComment[],
): WrittenLanguage {
  return {
    fileType: "text",
    lineStart: 1,
    columnStart: 0,
    nodeTypeKey: "type",
    visitorKeys: { [root]: [] },
    // What is set for every file, a parser among it, is set for these as well.
    validateLanguageOptions: () => undefined,
    parse(file) {
      const { text } = textOf(file);
      return { ok: true, ast: rootOf(root, text, commentsIn(text)) };
    },
    createSourceCode: (file, { ast }) => new WrittenSource(ast, textOf(file)),
  };
}

/** ESLint reads every file as UTF-8; in one that is UTF-16 each other character is NUL then. */
function textOf({ path, body }: LintedFile) {
  const text = typeof body === "string" ? body : new TextDecoder().decode(body);
  return text.includes("\0") && existsSync(path)
    ? { text: readTextFile(path).text, editable: false }
    : { text, editable: true };
}
