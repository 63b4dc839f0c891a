import { parseOnce } from "../parser/parse-cache.ts";
import type { ParseResult } from "../parser/postgres-parser.ts";
import type { Assembled } from "../template/assemble.ts";
import { applyTextEdits, type TextEdit } from "./subject.ts";

/** Characters that are parsed to try out edits of one text: each edit parses the whole of it again. */
const budget = 300_000;
const spent = new WeakMap<Assembled, number>();

/**
 * What a text is after edits, as PostgreSQL's parser reads it. Out: null where it does not read it, and where so many edits
 * of a long text were tried that one more would be felt: what cannot be tried is not offered.
 */
export function parseChanged(
  assembled: Assembled,
  edits: readonly TextEdit[],
): (ParseResult & { readonly ok: true }) | null {
  const before = spent.get(assembled) ?? 0;
  if (before > budget) return null;
  spent.set(assembled, before + assembled.text.length);
  const after = parseOnce(applyTextEdits(assembled.text, edits));
  return after.ok ? after : null;
}
