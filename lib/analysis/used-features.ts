import type { Catalog } from "../catalog/catalog.ts";
import type { Span } from "../model/span.ts";
import type { Word } from "../model/words.ts";
import { releases } from "./postgres-features.ts";

/** Something in a text that not every version of PostgreSQL has. */
export interface UsedFeature {
  readonly feature: string;
  /** The first version that has it. */
  readonly since: number;
  readonly span: Span;
}

interface Pattern {
  readonly words: readonly string[];
  readonly feature: string;
  readonly since: number;
}

/** By their first words. */
const patterns: ReadonlyMap<string, readonly Pattern[]> = byFirstWord();
const functions: ReadonlyMap<string, number> = new Map(
  releases.flatMap(({ version, functions: names }) => names.map((name) => [name, version] as const)),
);

/** What a text uses that came after a version. A function that the schema makes itself is the schema's. */
export function featuresAfter(version: number, words: readonly Word[], catalog: Catalog): readonly UsedFeature[] {
  return words.flatMap((word, index) => {
    const own = patterns
      .get(word.text)
      ?.find(({ since, words: wanted }) => since > version && stands(wanted, words, index));
    if (own) {
      const last = words[index + own.words.length - 1] ?? word;
      return [{ feature: own.feature, since: own.since, span: joined(word.span, last.span) }];
    }
    const since = word.kind === "word" ? functions.get(word.text) : undefined;
    return since !== undefined && since > version && isCall(words, index) && !isOwn(word.text, catalog)
      ? [{ feature: `${word.text}()`, since, span: word.span }]
      : [];
  });
}

/** From the text of another file, or of a call, both ends stand at one place. */
const joined = (first: Span, last: Span): Span =>
  last.end >= first.end && last.start >= first.start ? { start: first.start, end: last.end } : first;

const stands = (wanted: readonly string[], words: readonly Word[], at: number): boolean =>
  wanted.every((one, index) => {
    const word = words[at + index];
    return word !== undefined && word.kind !== "break" && (one === "_" || word.text === one);
  });

/** Behind these a name is no function that is called. */
const naming: ReadonlySet<string> = new Set([
  ...[
    "into",
    "table",
    "references",
    "on",
    "with",
    "recursive",
    "view",
    "function",
    "procedure",
    "trigger",
    "exists",
    "as",
    "index",
  ],
]);

function isCall(words: readonly Word[], at: number): boolean {
  if (words[at + 1]?.text !== "(") return false;
  const before = words[at - 1];
  if (before?.text === ".") return words[at - 2]?.text === "pg_catalog";
  return before === undefined || !naming.has(before.text);
}

const isOwn = (name: string, { functions: own }: Catalog): boolean =>
  [...(own?.values() ?? [])].some((known) => known.name === name);

function byFirstWord(): ReadonlyMap<string, readonly Pattern[]> {
  const found = new Map<string, Pattern[]>();
  for (const { version, words } of releases)
    for (const [written, feature] of Object.entries(words)) {
      const pattern = { words: written.split(" "), feature, since: version };
      const first = pattern.words[0] ?? "";
      found.set(first, [...(found.get(first) ?? []), pattern]);
    }
  return found;
}
