import { dirname } from "node:path";
import { specifiersIn } from "../project/specifiers.ts";
import type { SourceText } from "../source/module.ts";
import { textOfFile } from "../source/open-module.ts";
import { resolveModule } from "../source/resolve-module.ts";
import { mayHoldSql } from "./quick-look.ts";

const answers = new Map<string, { readonly text: string; readonly holds: boolean }>();

/** Files that pass on what others export, one after the other. */
const deepest = 3;
const passesOn = /\bexport\s*(?:\*|\{[^{}]*\})[^;\n]{0,80}\bfrom\b/;

/**
 * Whether a file of the project that a source file imports may hold SQL, whose rows it may then get: a look at the texts, nothing
 * is parsed.
 */
export function mayGetRows({ file, text }: SourceText, depth = 0): boolean {
  const folder = dirname(file);
  return specifiersIn(text).some((specifier) => {
    const path = resolveModule(specifier, folder);
    const imported = path === null ? null : textOfFile(path);
    return imported !== null && mayGiveRows(imported, depth);
  });
}

/** Whether a file may hold SQL, or hands out what one exports that may. */
export function mayGiveRows(source: SourceText, depth = 0): boolean {
  return holdsSql(source) || (depth < deepest && passesOn.test(source.text) && mayGetRows(source, depth + 1));
}

function holdsSql({ file, text }: SourceText): boolean {
  const known = answers.get(file);
  if (known?.text === text) return known.holds;
  const holds = mayHoldSql(text);
  if (answers.size > 20_000) answers.clear();
  answers.set(file, { text, holds });
  return holds;
}
