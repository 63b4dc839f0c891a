import { ConfigCommentParser, Directive, TextSourceCodeBase, VisitNodeStep } from "@eslint/plugin-kit";

/** A position as ESLint counts: lines from 1, columns from 0. */
interface Position {
  readonly line: number;
  readonly column: number;
}

interface Place {
  readonly range: [number, number];
  readonly loc: { readonly start: Position; readonly end: Position };
}

/** A comment of the file; `value` is what stands between its marks. */
export interface WrittenComment extends Place {
  readonly type: "Line" | "Block";
  readonly value: string;
}

/** The one node of a file: rules are shown statements, and statements are no nodes. */
export interface WrittenRoot extends Place {
  readonly type: RootType;
  readonly comments: readonly WrittenComment[];
}

/** What is linted beside JavaScript and TypeScript: a file of SQL, a schema of Prisma's. */
export type RootType = "SqlFile" | "PrismaFile";

/** A comment where the file has it: its range with the marks, and how long these are. */
export interface FoundComment {
  readonly type: "Line" | "Block";
  readonly start: number;
  readonly end: number;
  readonly marks: readonly [opening: number, closing: number];
}

/** The text of a file as ESLint has it, and as rowguard reads it where that is another one. */
export interface WrittenText {
  readonly text: string;
  /** False where ESLint has other text than the file: what is changed in this one could not be written back. */
  readonly editable: boolean;
}

const lineEnd = /\r\n|\n|\r/u;
const directives = new Set(["eslint-disable", "eslint-enable", "eslint-disable-line", "eslint-disable-next-line"]);
const comments = new ConfigCommentParser();

/** Makes the tree of a text: its root, with the comments in the order of the file. */
export function rootOf(type: RootType, text: string, found: readonly FoundComment[]): WrittenRoot {
  const starts = lineStartsOf(text);
  let line = 0;
  // Asked in the order of the file.
  const position = (offset: number): Position => {
    while (line + 1 < starts.length && (starts[line + 1] ?? 0) <= offset) line++;
    return { line: line + 1, column: offset - (starts[line] ?? 0) };
  };
  const placed = found.map(({ type: kind, start, end, marks: [opening, closing] }): WrittenComment => {
    const loc = { start: position(start), end: position(end) };
    return { type: kind, value: text.slice(start + opening, end - closing), range: [start, end], loc };
  });
  const loc = { start: { line: 1, column: 0 }, end: position(text.length) };
  return { type, comments: placed, range: [0, text.length], loc };
}

function lineStartsOf(text: string): readonly number[] {
  const starts = [0];
  for (const { index, 0: end } of text.matchAll(new RegExp(lineEnd, "gu"))) starts.push(index + end.length);
  return starts;
}

/** What ESLint asks of a file that is not JavaScript: places, and the directives in its comments. */
export class WrittenSource extends TextSourceCodeBase<{
  LangOptions: Record<string, unknown>;
  RootNode: WrittenRoot;
  SyntaxElementWithLoc: WrittenRoot | WrittenComment;
  ConfigNode: WrittenComment;
}> {
  /** Whether a fix can be written into the file. */
  readonly editable: boolean;

  constructor(ast: WrittenRoot, { text, editable }: WrittenText) {
    super({ text, ast, lineEndingPattern: lineEnd });
    this.editable = editable;
  }

  override getParent(node: WrittenRoot | WrittenComment): WrittenRoot | undefined {
    return node === this.ast ? undefined : this.ast;
  }

  override *traverse(): Iterable<VisitNodeStep> {
    for (const phase of [1, 2] as const) yield new VisitNodeStep({ target: this.ast, phase, args: [this.ast] });
  }

  getInlineConfigNodes(): readonly WrittenComment[] {
    return this.ast.comments.filter(({ value }) => comments.parseDirective(value)?.label.startsWith("eslint"));
  }

  getDisableDirectives(): { readonly directives: Directive[]; readonly problems: InlineProblem[] } {
    const found: Directive[] = [];
    const problems: InlineProblem[] = [];
    for (const comment of this.getInlineConfigNodes()) {
      const parsed = comments.parseDirective(comment.value);
      if (!parsed || !directives.has(parsed.label)) continue;
      const { label, value, justification } = parsed;
      if (label === "eslint-disable-line" && comment.loc.start.line !== comment.loc.end.line) {
        problems.push({ ruleId: null, message: `${label} comment should not span multiple lines.`, loc: comment.loc });
        continue;
      }
      found.push(new Directive({ type: typeOf(label), node: comment, value, justification }));
    }
    return { directives: found, problems };
  }

  applyInlineConfig(): { readonly configs: readonly InlineConfig[]; readonly problems: readonly InlineProblem[] } {
    const configs: InlineConfig[] = [];
    const problems: InlineProblem[] = [];
    for (const { value: text, loc } of this.getInlineConfigNodes()) {
      const parsed = comments.parseDirective(text);
      if (parsed?.label !== "eslint") continue;
      const read = comments.parseJSONLikeConfig(parsed.value);
      if (read.ok) configs.push({ config: { rules: read.config }, loc });
      else problems.push({ ruleId: null, message: read.error.message, loc });
    }
    return { configs, problems };
  }
}

interface InlineProblem {
  readonly ruleId: null;
  readonly message: string;
  readonly loc: Place["loc"];
}

interface InlineConfig {
  readonly config: { readonly rules: object };
  readonly loc: Place["loc"];
}

function typeOf(label: string): Directive["type"] {
  switch (label) {
    case "eslint-disable":
      return "disable";
    case "eslint-enable":
      return "enable";
    case "eslint-disable-line":
      return "disable-line";
    default:
      return "disable-next-line";
  }
}
