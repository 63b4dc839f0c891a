import type { Span } from "../../model/span.ts";

/** A block of a Prisma schema: `model User { … }`. */
export interface PrismaBlock {
  readonly keyword: string;
  readonly name: string;
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly span: Span;
  /** Of a model, view or enum: its lines. Of a datasource or generator: none. */
  readonly fields: readonly PrismaField[];
  /** `@@…` */
  readonly attributes: readonly PrismaAttribute[];
  /** Of a datasource or generator: `provider = "postgresql"`. */
  readonly settings: ReadonlyMap<string, PrismaValue>;
}

/** A field of a model; in an enum, a value without a type. */
export interface PrismaField {
  readonly name: string;
  readonly type: string;
  /** The text of Unsupported("…"). */
  readonly unsupported: string | null;
  readonly optional: boolean;
  readonly list: boolean;
  readonly attributes: readonly PrismaAttribute[];
  readonly line: number;
  readonly span: Span;
}

/** `@db.VarChar(20)`: its name without the `@`, and what stands in parentheses; `name` is null for a positional one. */
export interface PrismaAttribute {
  readonly name: string;
  readonly arguments: readonly PrismaArgument[];
}

export interface PrismaArgument {
  readonly name: string | null;
  readonly value: PrismaValue;
}

export type PrismaValue =
  | { readonly kind: "string" | "number" | "name"; readonly text: string }
  | { readonly kind: "call"; readonly text: string; readonly arguments: readonly PrismaArgument[] }
  | { readonly kind: "list"; readonly items: readonly PrismaValue[] };

export interface PrismaFile {
  readonly blocks: readonly PrismaBlock[];
  readonly problems: readonly { readonly line: number; readonly message: string }[];
}

export interface Token {
  readonly kind: "name" | "string" | "number" | "mark" | "line";
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly line: number;
}

/** Reads a file of Prisma's schema language. Blocks and lines that cannot be read are problems, the others stand. */
export function parsePrisma(text: string, file: string): PrismaFile {
  return new Parser(tokensOf(text), file).parse();
}

const pattern =
  /(?<space>[ \t\r\f]+)|(?<comment>\/\/[^\n]*|\/\*[^]*?(?:\*\/|$))|(?<line>\n)|"(?<string>(?:\\.|[^"\\\n])*)"|(?<number>-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)|(?<name>[\p{L}_][\p{L}\p{N}_-]*)|(?<mark>@@|[^])/gu;

export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let line = 1;
  for (const match of text.matchAll(pattern)) {
    const { space, comment, line: newLine, string, number, name } = match.groups ?? {};
    const start = match.index;
    const token = (kind: Token["kind"], content: string) =>
      tokens.push({ kind, text: content, start, end: start + match[0].length, line });
    if (comment !== undefined) line += comment.split("\n").length - 1;
    else if (newLine !== undefined) {
      token("line", "\n");
      line++;
    } else if (string !== undefined) token("string", unescaped(string));
    else if (number !== undefined) token("number", number);
    else if (name !== undefined) token("name", name);
    else if (space === undefined) token("mark", match[0]);
  }
  return tokens;
}

const escapes: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r" };
const unescaped = (text: string): string =>
  text.replace(/\\(u[\da-fA-F]{4}|.)/g, (_, code: string) =>
    code.length === 5 ? String.fromCharCode(parseInt(code.slice(1), 16)) : (escapes[code] ?? code),
  );

class Unreadable extends Error {}

class Parser {
  readonly #tokens: readonly Token[];
  readonly #file: string;
  readonly #problems: { line: number; message: string }[] = [];
  #at = 0;

  constructor(tokens: readonly Token[], file: string) {
    this.#tokens = tokens;
    this.#file = file;
  }

  parse(): PrismaFile {
    const blocks: PrismaBlock[] = [];
    while (this.#at < this.#tokens.length) {
      if (this.#is("\n")) this.#at++;
      else {
        const before = this.#at;
        try {
          blocks.push(this.#block());
        } catch (error) {
          this.#problem(error);
          this.#at = Math.max(this.#at, before + 1);
          this.#toLineEnd();
        }
      }
    }
    return { blocks, problems: this.#problems };
  }

  #block(): PrismaBlock {
    const keyword = this.#take("name");
    const name = this.#take("name");
    this.#expect("{");
    const fields: PrismaField[] = [];
    const attributes: PrismaAttribute[] = [];
    const settings = new Map<string, PrismaValue>();
    while (!this.#is("}")) {
      if (this.#at >= this.#tokens.length) throw new Unreadable(`"${name.text}" has no closing brace`);
      if (this.#is("\n")) {
        this.#at++;
        continue;
      }
      try {
        if (this.#is("@@")) attributes.push(this.#attribute());
        else if (this.#tokens[this.#at + 1]?.text === "=") {
          const key = this.#take("name").text;
          this.#at++;
          settings.set(key, this.#value());
        } else fields.push(this.#field());
        if (!this.#is("\n") && !this.#is("}"))
          throw new Unreadable(`unexpected "${this.#tokens[this.#at]?.text ?? ""}"`);
      } catch (error) {
        this.#problem(error);
        this.#toLineEnd();
      }
    }
    this.#at++;
    return {
      keyword: keyword.text,
      name: name.text,
      file: this.#file,
      line: keyword.line,
      span: { start: name.start, end: name.end },
      fields,
      attributes,
      settings,
    };
  }

  #field(): PrismaField {
    const name = this.#take("name");
    let type = "";
    let unsupported: string | null = null;
    if (this.#tokens[this.#at]?.kind === "name") {
      type = this.#take("name").text;
      if (this.#is("(")) unsupported = this.#arguments()[0]?.value.kind === "string" ? (this.#lastString ?? "") : "";
    }
    let [optional, list] = [false, false];
    for (;;) {
      if (this.#is("?") || this.#is("!")) optional ||= this.#tokens[this.#at++]?.text === "?";
      else if (this.#is("[") && this.#tokens[this.#at + 1]?.text === "]") {
        list = true;
        this.#at += 2;
      } else break;
    }
    const attributes: PrismaAttribute[] = [];
    while (this.#is("@")) attributes.push(this.#attribute());
    return {
      name: name.text,
      type,
      unsupported,
      optional,
      list,
      attributes,
      line: name.line,
      span: { start: name.start, end: name.end },
    };
  }

  #lastString: string | null = null;

  #attribute(): PrismaAttribute {
    this.#at++;
    let name = this.#take("name").text;
    while (this.#is(".")) {
      this.#at++;
      name += `.${this.#take("name").text}`;
    }
    return { name, arguments: this.#is("(") ? this.#arguments() : [] };
  }

  #arguments(): PrismaArgument[] {
    this.#expect("(");
    const given: PrismaArgument[] = [];
    while (!this.#endsWith(")")) {
      const name =
        this.#tokens[this.#at]?.kind === "name" && this.#tokens[this.#at + 1]?.text === ":"
          ? this.#take("name").text
          : null;
      if (name !== null) this.#at++;
      this.#skipLines();
      given.push({ name, value: this.#value() });
      this.#skipLines();
      if (this.#is(",")) this.#at++;
    }
    this.#at++;
    return given;
  }

  #value(): PrismaValue {
    const token = this.#tokens[this.#at];
    if (token?.kind === "string" || token?.kind === "number") {
      this.#at++;
      if (token.kind === "string") this.#lastString = token.text;
      return { kind: token.kind, text: token.text };
    }
    if (token?.text === "[") {
      this.#at++;
      const items: PrismaValue[] = [];
      while (!this.#endsWith("]")) {
        items.push(this.#value());
        this.#skipLines();
        if (this.#is(",")) this.#at++;
      }
      this.#at++;
      return { kind: "list", items };
    }
    let text = this.#take("name").text;
    while (this.#is(".")) {
      this.#at++;
      text += `.${this.#take("name").text}`;
    }
    return this.#is("(") ? { kind: "call", text, arguments: this.#arguments() } : { kind: "name", text };
  }

  #is(text: string): boolean {
    const token = this.#tokens[this.#at];
    return token?.text === text && token.kind !== "string";
  }

  #expect(text: string): void {
    if (!this.#is(text)) throw new Unreadable(`expected "${text}"`);
    this.#at++;
  }

  #take(kind: Token["kind"]): Token {
    const token = this.#tokens[this.#at];
    if (token?.kind !== kind)
      throw new Unreadable(
        token
          ? `unexpected ${token.kind === "line" ? "end of the line" : `"${token.text}"`}`
          : "unexpected end of the file",
      );
    this.#at++;
    return token;
  }

  /** Whether a list ends here, on this line or one below. */
  #endsWith(text: string): boolean {
    this.#skipLines();
    return this.#is(text);
  }

  #skipLines(): void {
    while (this.#tokens[this.#at]?.kind === "line") this.#at++;
    if (this.#at >= this.#tokens.length) throw new Unreadable("unexpected end of the file");
  }

  #toLineEnd(): void {
    while (this.#at < this.#tokens.length && !this.#is("\n") && !this.#is("}")) this.#at++;
  }

  #problem(error: unknown): void {
    if (!(error instanceof Unreadable)) throw error;
    this.#problems.push({
      line: this.#tokens[Math.min(this.#at, this.#tokens.length - 1)]?.line ?? 1,
      message: error.message,
    });
  }
}
