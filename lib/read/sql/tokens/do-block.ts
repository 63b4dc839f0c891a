import { lex, type LexicalToken } from "./lexer.ts";

/** A statement inside a DO block; `start` is an offset of the DO statement's text. */
export interface BlockStatement {
  readonly start: number;
  readonly sql: string;
  /** It runs only if something is not there yet, or its failure is caught. */
  readonly guarded: boolean;
}

type Level = "block" | "guard" | "other";

const definitions = /^(?:(?:create|alter|drop)\b|(?:set(?:\s+(?:session|local))?|reset)\s+search_path\b)/i;

const temporary = /^create\s+(?:(?:local|global)\s+)?temp(?:orary)?\b/i;

/**
 * The definitions inside `DO $$ … $$` that can be told to take effect: those at the block's own level, and those under
 * `IF [NOT] EXISTS (…) THEN` or in a block whose failure is caught. What a loop, another condition or a text put
 * together at run time defines is a problem: it may or may not happen.
 */
export function doBlockStatements(text: string): {
  readonly statements: readonly BlockStatement[];
  readonly problems: readonly { readonly start: number; readonly message: string }[];
} {
  const statements: BlockStatement[] = [];
  const problems: { start: number; message: string }[] = [];
  const literal = lex(text).find(({ kind }) => kind === "string");
  const opening = /^\$[^$]*\$/.exec(literal?.text ?? "")?.[0];
  if (!literal || opening === undefined) return { statements, problems };
  const body = literal.text.slice(opening.length, literal.text.length - opening.length);
  const base = literal.start + opening.length;
  const tokens = lex(body).filter(({ kind }) => kind !== "comment");
  const word = (index: number) => (tokens[index]?.kind === "word" ? tokens[index].text.toUpperCase() : "");
  const caught = tokens.some((_, index) => word(index) === "EXCEPTION" && word(index + 1) === "WHEN");
  const levels: Level[] = [];

  const take = (first: number, end: number): void => {
    const [head, last] = [tokens[first], tokens[end - 1]];
    if (!head || !last || levels.length === 0) return;
    let sql = body.slice(head.start, last.end);
    let start = base + head.start;
    if (word(first) === "EXECUTE") {
      const run = executed(tokens.slice(first + 1, end));
      if (!run) {
        if (
          /\b(?:create|alter|drop|rename)\s+(?:table|view|materialized|type|schema|index|unique|domain)\b/i.test(sql) &&
          !/\bowner\s+to\b/i.test(sql)
        ) {
          problems.push({ start, message: "this DO block runs a definition that it puts together at run time" });
        }
        return;
      }
      sql = run.sql;
      start = base + run.start;
    }
    if (!definitions.test(sql)) return;
    // A temporary table ends with the session, whether it was made or not.
    if (levels.includes("other") && temporary.test(sql)) return;
    if (levels.includes("other"))
      problems.push({ start, message: "this definition runs under a condition or in a loop of a DO block" });
    else statements.push({ start, sql, guarded: caught || levels.includes("guard") });
  };

  let from = 0;
  for (let index = 0; index < tokens.length; index++) {
    const current = word(index);
    const opens = index === from;
    if (tokens[index]?.text === ";") {
      take(from, index);
      from = index + 1;
    } else if (opens && current === "DECLARE") {
      while (index < tokens.length && word(index) !== "BEGIN") index++;
      from = index;
      index--;
    } else if (opens && current === "BEGIN") {
      levels.push("block");
      from = index + 1;
    } else if (opens && current === "END") {
      levels.pop();
      while (index < tokens.length && tokens[index]?.text !== ";") index++;
      from = index + 1;
    } else if (opens && (current === "ELSE" || (current === "EXCEPTION" && word(index + 1) === "WHEN"))) {
      levels[levels.length - 1] = "other";
      from = index + 1;
    } else if (current === "THEN" && ["IF", "ELSIF", "WHEN"].includes(word(from))) {
      const guard = word(from + 1) === "EXISTS" || (word(from + 1) === "NOT" && word(from + 2) === "EXISTS");
      if (word(from) === "IF") levels.push(guard ? "guard" : "other");
      else if (levels.length > 0) levels[levels.length - 1] = "other";
      from = index + 1;
    } else if (current === "LOOP") {
      levels.push("other");
      from = index + 1;
    } else if (opens && current === "CASE") {
      levels.push("other");
      while (index < tokens.length && word(index + 1) !== "WHEN") index++;
      from = index + 1;
    }
  }
  return { statements, problems };
}

/** What EXECUTE runs, where that is one literal. */
function executed(tokens: readonly LexicalToken[]): { readonly start: number; readonly sql: string } | null {
  const [only, ...rest] = tokens;
  if (only?.kind !== "string" || rest.length > 0) return null;
  const opening = /^(?:\$[^$]*\$|')/.exec(only.text)?.[0];
  if (opening === undefined) return null;
  const inside = only.text.slice(opening.length, only.text.length - opening.length);
  return { start: only.start + opening.length, sql: opening === "'" ? inside.replaceAll("''", "'") : inside };
}
