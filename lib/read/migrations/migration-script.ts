import type { Definition } from "../../model/definition.ts";
import type { Span } from "../../model/span.ts";
import type { Statement } from "../../model/statement.ts";
import type { SourceModule } from "../../source/module.ts";
import type { ProgramPoint, ProgramValue, Unknown } from "../../source/evaluate/program-value.ts";
import { textParts } from "../../source/evaluate/program-value.ts";
import type { Program } from "../../source/evaluate/program.ts";

/**
 * What is read of a text of SQL: its definitions in order, and what could not be read. Offsets are UTF-16 units of the
 * text.
 */
export interface Script {
  readonly statements: readonly Statement[];
  readonly guarded: ReadonlySet<Statement>;
  readonly problems: readonly { readonly offset: number; readonly message: string }[];
}

export type ReadSql = (text: string) => Script;

/** A text that a migration sends: null where not all of it is known. */
export interface SentPiece {
  readonly sql: string | null;
  /** Where it stands in the migration, or what sends it. */
  readonly offset: number;
  readonly guarded: boolean;
}

interface Piece {
  readonly sql: string;
  readonly place: ProgramPoint;
  /** Where the text stands in the migration's own source as it is; null where it was put together. */
  readonly written: number | null;
  readonly guarded: boolean;
}

/** Stands in a text for what is not known of it. */
const gap = "rowguard_not_known";

/**
 * The SQL a migration sends, in order. Builders write the text their library would write, so that one reader of SQL
 * says what any of them means.
 */
export class MigrationScript {
  readonly module: SourceModule;
  readonly problems: { offset: number; message: string }[] = [];
  readonly #pieces: Piece[] = [];
  readonly #doubtsTold = new Set<unknown>();
  #start = 0;

  constructor(module: SourceModule) {
    this.module = module;
  }

  /** Where the part of the migration that is applied begins: the place of what a file it imports does. */
  startAt(offset: number): void {
    this.#start = offset;
  }

  problem(message: string, { node, module }: ProgramPoint): void {
    const own = module === this.module;
    const offset = own ? node.range[0] : this.#start;
    const text = own ? message : `${message} (in ${module.file.replace(/^.*[\\/]/, "")})`;
    if (!this.problems.some((known) => known.offset === offset && known.message === text))
      this.problems.push({ offset, message: text });
  }

  /** Adds a statement or several that are sent. */
  send(sql: string | ProgramValue, place: ProgramPoint, program: Program): void {
    const parts = typeof sql === "string" ? [sql] : textParts(sql);
    const notKnown = parts.find((part): part is Unknown => typeof part !== "string");
    if (notKnown && parts.every((part) => typeof part !== "string" || part.trim() === "")) {
      // A text that nothing is known of changes the schema only where it is meant to: queries are written out.
      this.problem(`is SQL that is not known here: ${notKnown.reason}`, place);
      return;
    }
    const text = parts.map((part) => (typeof part === "string" ? part : gap)).join("");
    const { doubt } = program;
    const found =
      typeof sql === "string" || place.module !== this.module || notKnown || text.length < 12
        ? -1
        : this.module.text.indexOf(text, Math.max(0, place.node.range[0] - 20_000));
    this.#pieces.push({ sql: text, place, written: found >= 0 ? found : null, guarded: doubt !== null });
    if (doubt && !doubt.answered && !this.#doubtsTold.has(doubt.place.node) && defines.test(text)) {
      this.#doubtsTold.add(doubt.place.node);
      this.problem(`changes the schema only if ${doubt.reason} says so: it is read as if it does`, doubt.place);
    }
  }

  /** Follows what is sent, and gives a function that sends it again, at that later point. */
  held(follow: () => void): () => void {
    const start = this.#pieces.length;
    follow();
    const pieces = this.#pieces.splice(start);
    return () => void this.#pieces.push(...pieces);
  }

  /** Of other files of the project, those that send some of it, or hold its text. */
  writtenIn(files: Iterable<SourceModule>): readonly string[] {
    const senders = new Set(this.#pieces.map(({ place }) => place.module.file));
    // A line of this length is nobody else's.
    const lines = this.#pieces.flatMap(({ sql }) =>
      sql
        .split("\n")
        .map((line) => line.trim())
        .filter((line) => line.length >= 24 && !line.includes(gap))
        .slice(0, 8),
    );
    return [...files]
      .filter(
        (module) =>
          module !== this.module && (senders.has(module.file) || lines.some((line) => module.text.includes(line))),
      )
      .map(({ file }) => file);
  }

  /** The texts that are sent, in order, without those that are not known and that define nothing. */
  sent(): readonly SentPiece[] {
    return this.#pieces
      .filter(({ sql }) => !sql.includes(gap) || defines.test(sql))
      .map(({ sql, place, written, guarded }) => ({
        sql: sql.includes(gap) ? null : sql,
        offset: written ?? (place.module === this.module ? place.node.range[0] : this.#start),
        guarded,
      }));
  }

  /** Whether what was sent up to here leaves a table or column; null where it does not speak of it. */
  leaves(table: string, column: string | null, readSql: ReadSql): boolean | null {
    let left: boolean | null = null;
    for (const statement of readSql(this.#pieces.map(({ sql }) => sql).join("\n;\n")).statements) {
      if (statement.kind === "definition") left = effectOn(statement.definition, table, column) ?? left;
    }
    return left;
  }

  /** Reads what was sent. */
  read(readSql: ReadSql): Script {
    const statements: Statement[] = [];
    const guarded = new Set<Statement>();
    const problems = this.problems;
    let text = "";
    const pieces = this.#pieces.map((piece) => {
      const base = text.length;
      // A comment that ends a text must not take in the separator.
      text += /;\s*$/.test(piece.sql) ? `${piece.sql}\n` : `${piece.sql}\n;\n`;
      return { piece, base };
    });
    if (text === "") return { statements, guarded, problems };
    const script = readSql(text);
    const pieceAt = (offset: number) => pieces.findLast(({ base }) => base <= offset);
    for (const statement of script.statements) {
      if (statement.kind !== "definition") continue;
      const { start, end } = statement.span;
      const found = pieceAt(start);
      if (!found) continue;
      const { piece, base } = found;
      if (isUncertain(text.slice(start, end))) {
        this.#problemAt(piece, start - base, "changes the schema by a text that is not known as a whole");
        continue;
      }
      const own = piece.place.module === this.module ? piece.place.node.range : ([this.#start, this.#start] as const);
      const place = ({ start: from, end: to }: Span): Span =>
        piece.written === null
          ? { start: own[0], end: own[1] }
          : { start: from - base + piece.written, end: to - base + piece.written };
      const placed = moved(statement, place) as Statement;
      statements.push(placed);
      if (piece.guarded || script.guarded.has(statement)) guarded.add(placed);
    }
    for (const { offset, message } of script.problems) {
      const found = pieceAt(offset);
      if (!found) continue;
      const { piece, base } = found;
      if (piece.sql.includes(gap) && !defines.test(piece.sql)) continue;
      this.#problemAt(piece, offset - base, message);
    }
    problems.sort((a, b) => a.offset - b.offset);
    return { statements, guarded, problems };
  }

  #problemAt(piece: Piece, offset: number, message: string): void {
    if (piece.written === null) this.problem(message, piece.place);
    else this.problems.push({ offset: piece.written + offset, message });
  }
}

function effectOn(definition: Definition, table: string, column: string | null): boolean | null {
  switch (definition.kind) {
    case "create-table":
      return definition.table.name !== table
        ? null
        : column === null ||
            definition.elements.some((element) => element.kind === "column" && element.name.name === column);
    case "create-table-as":
      return definition.table.name === table && column === null ? true : null;
    case "drop":
      return definition.object === "table" && definition.targets.some(({ name }) => name === table) ? false : null;
    case "rename":
      if (definition.object === "table")
        return definition.newName === table && column === null ? true : definition.target.name === table ? false : null;
      if (definition.object !== "column" || definition.target.name !== table || column === null) return null;
      return definition.newName === column ? true : definition.part?.name === column ? false : null;
    case "alter-table": {
      if (definition.table.name !== table || column === null) return null;
      let left: boolean | null = null;
      for (const action of definition.actions) {
        if (action.kind === "add-column" && action.column.name.name === column) left = true;
        if (action.kind === "drop-column" && action.column.name === column) left = false;
      }
      return left;
    }
    default:
      return null;
  }
}

const defines = /\b(?:create|alter|drop|rename)\b/i;

/** Whether a text, of SQL or with SQL in it, makes or changes a table or the like. */
export const definesSomething = (text: string): boolean =>
  /\b(?:create|alter|drop)\s+(?:\w+\s+){0,2}(?:table|type|view|index|schema|domain)\b/i.test(text);

/**
 * Whether what is not known of a statement is a part of its structure, and not of a quoted text: a default, a
 * function's body.
 */
function isUncertain(sql: string): boolean {
  return sql.includes(gap) && sql.replace(/'(?:[^']|'')*'|\$(\w*)\$[\s\S]*?\$\1\$/g, "''").includes(gap);
}

/** The same statement with all its spans moved. */
function moved(node: unknown, place: (span: Span) => Span): unknown {
  if (Array.isArray(node)) return node.map((item) => moved(item, place));
  if (typeof node !== "object" || node === null) return node;
  if (node instanceof Map || node instanceof Set) return node;
  const copy: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(node)) {
    copy[key] = isSpan(value) ? place(value) : moved(value, place);
  }
  return copy;
}

function isSpan(value: unknown): value is Span {
  return (
    typeof value === "object" &&
    value !== null &&
    "start" in value &&
    "end" in value &&
    typeof value.start === "number" &&
    typeof value.end === "number" &&
    Object.keys(value).length === 2
  );
}
