import { dirname } from "node:path";
import { specifiersIn } from "../project/specifiers.ts";
import type { SourceText } from "../source/module.ts";
import { filesChanged, textOfFile } from "../source/open-module.ts";
import { resolveModule } from "../source/resolve-module.ts";
import { mayHoldSql } from "./quick-look.ts";

/** What a look at the text of a file says of it, each found out when it is asked. */
interface Look {
  readonly text: string;
  holds?: boolean;
  passesOn?: boolean;
  /** By how many files more may be gone through. */
  readonly gets: Map<number, boolean>;
}

const looks = new Map<string, Look>();
let seen = 0;

function lookAt({ file, text }: SourceText): Look {
  if (seen !== filesChanged() || looks.size > 20_000) looks.clear();
  seen = filesChanged();
  let look = looks.get(file);
  if (look?.text !== text) {
    // An editor's unsaved text may pass on other files than the one on the disk.
    if (look) looks.clear();
    looks.set(file, (look = { text, gets: new Map() }));
  }
  return look;
}

/** Files that pass on what others export, one after the other. */
const deepest = 3;
const passesOn = /\bexport\s*(?:\*|\{[^{}]*\})[^;\n]{0,80}\bfrom\b/;

/**
 * Whether a file of the project that a source file imports may hold SQL, whose rows it may then get: a look at the texts, nothing
 * is parsed.
 */
export function mayGetRows(source: SourceText, depth = 0): boolean {
  const { gets } = lookAt(source);
  let answer = gets.get(depth);
  if (answer === undefined) gets.set(depth, (answer = importsOneThatGives(source, depth)));
  return answer;
}

function importsOneThatGives({ file, text }: SourceText, depth: number): boolean {
  const folder = dirname(file);
  return specifiersIn(text).some((specifier) => {
    const path = resolveModule(specifier, folder);
    const imported = path === null ? null : textOfFile(path);
    return imported !== null && mayGiveRows(imported, depth);
  });
}

/** Whether a file may hold SQL, or hands out what one exports that may. */
export function mayGiveRows(source: SourceText, depth = 0): boolean {
  const look = lookAt(source);
  if ((look.holds ??= mayHoldSql(source.text))) return true;
  return depth < deepest && (look.passesOn ??= passesOn.test(source.text)) && mayGetRows(source, depth + 1);
}
