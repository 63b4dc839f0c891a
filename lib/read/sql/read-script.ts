import type { Node } from "@pgsql/types";
import { noEdits, type Statement } from "../../model/statement.ts";
import { doBlockStatements } from "./tokens/do-block.ts";
import { lex, splitStatements } from "./tokens/lexer.ts";
import { lowerStatement } from "./lower-statement.ts";
import type { LowerContext } from "./lower/lowering.ts";
import { parsePostgres, type ParsedStatement } from "./parser/postgres-parser.ts";
import { withoutClauseAt } from "./tokens/table-clauses.ts";
import { blankPsql, withoutPsqlVariables } from "./tokens/psql.ts";
import { tokensOf } from "./tokens/tokens.ts";
import { nodeName } from "./parser/tree.ts";

/** What was read of a whole .sql file. Offsets are UTF-16 units of the text. */
export interface ScriptReading {
  /** What defines or sets something, in order; queries and changes of rows are left out. */
  readonly statements: readonly Statement[];
  /**
   * Those of `statements` that are under a guard of a DO block, so that one which cannot be applied is nothing to tell.
   */
  readonly guarded: ReadonlySet<Statement>;
  readonly problems: readonly { readonly offset: number; readonly message: string }[];
}

/** Texts up to this length are parsed in one go, larger ones in pieces of it. */
const chunkLength = 200_000;
/** So many clauses of a table that cannot be read are left out; with more of them it is no table. */
const mostClauses = 20;
/** No schema is this large: a dump with its data is read without them, and still takes long. */
const longestScript = 50_000_000;

/**
 * Reads a whole .sql file for what it defines: migrations, a dump, a script for psql with its meta-commands, variables
 * and COPY data. One statement that PostgreSQL's grammar rejects is a problem and does not hide the others. Never
 * throws.
 */
export function readScript(text: string): ScriptReading {
  const script = new ScriptReader();
  if (text.length > longestScript) {
    return {
      statements: [],
      guarded: new Set(),
      problems: [
        { offset: 0, message: `the file has ${text.length} characters, and ${longestScript} is the most that is read` },
      ],
    };
  }
  const sql = blankPsql(text);
  if (sql.length > chunkLength || !script.read(sql, 0, false)) script.readInPieces(sql);
  script.problems.sort((a, b) => a.offset - b.offset);
  return { statements: script.statements, guarded: script.guarded, problems: script.problems };
}

class ScriptReader {
  readonly statements: Statement[] = [];
  readonly guarded = new Set<Statement>();
  readonly problems: { offset: number; message: string }[] = [];

  /**
   * Reads a text that stands at `base` in the file; false where the grammar rejects it, and then nothing is kept of it.
   */
  read(sql: string, base: number, guarded: boolean): boolean {
    const parsed = parsePostgres(sql);
    if (!parsed.ok) return false;
    let context: LowerContext | null = null;
    for (const statement of parsed.statements) {
      if (!defines(statement.tree)) continue;
      if ("DoStmt" in statement.tree) {
        this.#readBlock(sql.slice(statement.start, statement.end), base + statement.start);
        continue;
      }
      context ??= {
        text: sql,
        tokens: tokensOf(sql),
        at: parsed.at,
        edits: noEdits,
        gaps: [],
        place: (start, end) => ({ start: base + start, end: base + end }),
        parameter: () => ({ name: null, hole: null }),
        holeAt: () => null,
      };
      this.#keep(statement, context, base, guarded);
    }
    return true;
  }

  #keep(parsed: ParsedStatement, context: LowerContext, base: number, guarded: boolean): void {
    const { statement } = lowerStatement(parsed, context);
    if (statement.kind === "opaque") this.problems.push({ offset: base + parsed.start, message: statement.reason });
    this.statements.push(statement);
    if (guarded) this.guarded.add(statement);
  }

  readInPieces(sql: string): void {
    const pieces = splitStatements(lex(sql)).filter(({ start }) => !changesRows.test(sql.slice(start, start + 12)));
    for (let first = 0, piece = pieces[first]; piece; piece = pieces[first]) {
      const { start } = piece;
      const over = pieces.findIndex(({ end }, index) => index > first && end - start >= chunkLength);
      const next = over < 0 ? pieces.length : over;
      // The rejected run of statements is halved until the broken ones are alone.
      this.#readRun(sql, pieces.slice(first, next));
      first = next;
    }
  }

  #readRun(sql: string, pieces: readonly { readonly start: number; readonly end: number }[]): void {
    const [first, last] = [pieces[0], pieces.at(-1)];
    if (!first || !last || this.read(joined(sql, pieces), first.start, false)) return;
    if (pieces.length > 1) {
      const half = pieces.length >> 1;
      this.#readRun(sql, pieces.slice(0, half));
      this.#readRun(sql, pieces.slice(half));
      return;
    }
    const text = sql.slice(first.start, first.end);
    if (this.read(withoutPsqlVariables(text), first.start, false)) return;
    if (this.read(quotedNewKeywords(text), first.start, false)) return;
    // A template that a program fills in: of rights and policies the catalog keeps nothing, whatever stands in it.
    if (/\$\{[^}]*\}/.test(text) && grantsOnly.test(text)) return;
    this.#readWithoutClauses(text, first.start);
  }

  /** What is wrong with one clause of a table costs that clause, and not the table. */
  #readWithoutClauses(text: string, base: number): void {
    let left = text;
    for (let clauses = 0; ; clauses++) {
      const parsed = parsePostgres(left);
      if (parsed.ok) break;
      if (clauses < mostClauses) this.problems.push({ offset: base + parsed.offset, message: parsed.message });
      const shorter = clauses < mostClauses ? withoutClauseAt(left, parsed.offset) : null;
      if (shorter === null || shorter === left) return;
      left = shorter;
    }
    if (left !== text) this.read(left, base, false);
  }

  #readBlock(text: string, base: number): void {
    const { statements, problems } = doBlockStatements(text);
    for (const { start, sql, guarded } of statements) {
      if (this.read(sql, base + start, guarded)) continue;
      this.problems.push({ offset: base + start, message: "a statement of this DO block could not be read" });
    }
    for (const { start, message } of problems) this.problems.push({ offset: base + start, message });
  }
}

// PostgreSQL 16 made this a reserved word; schemas older than that have tables of the name.
const quotedNewKeywords = (text: string): string => text.replace(/(?<!["\w$])system_user(?!["\w$])/gi, '"system_user"');

const grantsOnly =
  /^\s*(?:grant|revoke|create\s+policy|alter\s+policy|(?:create|alter|drop)\s+(?:role|user|group)|alter\s+default\s+privileges|comment\s+on)\b/i;

const changesRows = /^(?:insert|update|delete|values|copy|merge)\b/i;

/**
 * The pieces at their own offsets, what stands between them blanked: only what was left out differs from the file's
 * text.
 */
function joined(sql: string, pieces: readonly { readonly start: number; readonly end: number }[]): string {
  let text = "";
  let at = pieces[0]?.start ?? 0;
  for (const { start, end } of pieces) {
    const between = start - at;
    text += (between > 0 ? `;${" ".repeat(between - 1)}` : "") + sql.slice(start, end);
    at = end;
  }
  return text;
}

const others = new Set([
  "InsertStmt",
  "UpdateStmt",
  "DeleteStmt",
  "MergeStmt",
  "CopyStmt",
  "TransactionStmt",
  "CallStmt",
  "RefreshMatViewStmt",
]);

function defines(tree: Node): boolean {
  if ("SelectStmt" in tree) {
    const target = tree.SelectStmt.targetList?.[0];
    return (
      tree.SelectStmt.intoClause !== undefined ||
      (target !== undefined &&
        "ResTarget" in target &&
        target.ResTarget.val !== undefined &&
        "FuncCall" in target.ResTarget.val &&
        tree.SelectStmt.fromClause === undefined)
    );
  }
  return !others.has(nodeName(tree));
}
