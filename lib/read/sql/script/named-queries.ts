import type { LexicalToken } from "../tokens/lexer.ts";

/** What tools write above a query to name it: sqlc and yesql, HugSQL and PugSQL, PrairieLearn, Cornucopia, PgTyped. */
const marks: readonly RegExp[] = [
  /^--[ \t]*name[ \t]*:[ \t]*([\w.?!*<>-]+)/i,
  /^(?:--|\/\*)[ \t]*:name[ \t]+([\w.?!*<>-]+)/,
  /^--[ \t]*BLOCK[ \t]+([\w.-]+)/,
  /^--![ \t]*(\w+)/,
  /^\/\*[\s*]*@name[ \t]+(\w+)/,
];

/** The name that a comment gives to the query below it; null where it gives none. */
export function nameIn({ kind, text }: LexicalToken): string | null {
  if (kind !== "comment") return null;
  for (const mark of marks) {
    const name = mark.exec(text)?.[1];
    if (name !== undefined) return name;
  }
  return null;
}

/** The tokens of a file by the queries they belong to: what stands above the first name has none. */
export function blocksOf(tokens: readonly LexicalToken[]): readonly Block[] {
  const blocks: Block[] = [];
  let current: LexicalToken[] = [];
  let name: string | null = null;
  for (const token of tokens) {
    const next = nameIn(token);
    if (next !== null) {
      blocks.push({ name, tokens: current });
      [name, current] = [next, []];
    } else current.push(token);
  }
  return [...blocks, { name, tokens: current }];
}

/** What stands below a name, up to the next one: a statement needs no semicolon there. */
export interface Block {
  readonly name: string | null;
  readonly tokens: readonly LexicalToken[];
}
