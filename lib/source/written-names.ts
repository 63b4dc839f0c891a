import type { TSESTree } from "@typescript-eslint/utils";
import type { Span } from "../model/span.ts";
import type { SourceModule } from "./module.ts";
import { childrenOf } from "./nodes.ts";

/** A text that a file has as a literal, or as the key of an object. */
interface Written {
  readonly text: string;
  /** Of a literal, without its quotes. */
  readonly span: Span;
}

/**
 * Where a file writes the names that a library makes definitions of: `t.string("email")`, `email: { type: "text" }`,
 * `@Column({ name: "email" })`. Names are looked for as what the program says, never in its text.
 */
export class WrittenNames {
  readonly sql = null;
  readonly #module: SourceModule;
  #all: WrittenIn | null = null;

  constructor(module: SourceModule) {
    this.#module = module;
  }

  isStatement({ start, end }: Span): boolean {
    return /^(?:create|alter)\s/i.test(this.#module.text.slice(start, Math.min(end, start + 7)));
  }

  /** Whether a name is written at a span as SQL writes it, quoted or not. */
  isName({ start, end }: Span, name: string): boolean {
    if (end - start > name.length + 140) return false;
    const written = this.#module.text.slice(start, end);
    return written.split(".").some((part) => identifier(part) === name) && !/^["'`]?\s*\(/.test(written);
  }

  find(within: Span, name: string): Span | null {
    for (const all of this.#around(within)) {
      // `references: "app.users"` names a table as well.
      const found =
        all.find(({ text }) => text === name) ??
        all.find(({ text }) => text.endsWith(`.${name}`) || text.startsWith(`${name}.`));
      if (found) return found.span;
    }
    return null;
  }

  /** The nearest behind; where there is none, the nearest before. */
  findNear(within: Span, word: string, near: Span): Span | null {
    for (const written of this.#around(within)) {
      const all = written.filter(({ text }) => lastWord(text) === word.toLowerCase());
      const behind = all.find(({ span }) => span.start >= near.end);
      const found = behind ?? all.findLast(({ span }) => span.end <= near.start);
      if (found) return found.span;
    }
    return null;
  }

  /** What is written in a range; where that is the name of a method, in what it is given, and in the whole chain. */
  #around(within: Span): readonly (readonly Written[])[] {
    this.#all ??= writtenIn(this.#module.ast);
    const call = this.#all.calls.find(({ name }) => name.start === within.start && name.end === within.end);
    const ranges = call ? [{ start: within.end, end: call.whole.end }, call.whole] : [within];
    const { texts } = this.#all;
    return ranges.map(({ start, end }) => texts.filter(({ span }) => span.start >= start && span.end <= end));
  }
}

const identifier = (text: string): string =>
  text.startsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : text.toLowerCase();

/** `ON DELETE CASCADE`, `CASCADE`, `SET NULL`, `setNull` end in the word that says it. */
const lastWord = (text: string): string =>
  text
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .split(/[\s_]+/)
    .at(-1)
    ?.toLowerCase() ?? "";

interface WrittenIn {
  readonly texts: readonly Written[];
  /** Calls of methods, with the method's name. */
  readonly calls: readonly { readonly name: Span; readonly whole: Span }[];
}

function writtenIn(root: TSESTree.Program): WrittenIn {
  const texts: Written[] = [];
  const calls: WrittenIn["calls"][number][] = [];
  const visit = (node: TSESTree.Node): void => {
    texts.push(...writtenAs(node));
    if (node.type === "CallExpression" && node.callee.type === "MemberExpression")
      calls.push({ name: spanOf(node.callee.property), whole: spanOf(node) });
    for (const child of childrenOf(node)) visit(child);
  };
  visit(root);
  return { texts: texts.sort((one, other) => one.span.start - other.span.start), calls };
}

const spanOf = ({ range: [start, end] }: TSESTree.Node): Span => ({ start, end });

function writtenAs(node: TSESTree.Node): readonly Written[] {
  if (node.type === "Literal" && typeof node.value === "string") return inText(node.value, node.range[0] + 1, node.raw);
  // The text between two holes has a mark at either end.
  if (node.type === "TemplateElement") return inText(node.value.cooked ?? "", node.range[0] + 1, `"${node.value.raw}"`);
  const isKey =
    node.type === "Identifier" && node.parent.type === "Property" && node.parent.key === node && !node.parent.computed;
  return isKey ? [{ text: node.name, span: spanOf(node) }] : [];
}

/** A text as a whole; of one that holds several words, as SQL does, each of them. */
function inText(text: string, start: number, raw: string): readonly Written[] {
  const whole = { text, span: { start, end: start + raw.length - 2 } };
  if (!/\s/.test(text) || raw.slice(1, -1) !== text) return [whole];
  return [...text.matchAll(/"[^"]+"|[\w$]+/g)].map(({ 0: word, index }) => {
    const isQuoted = word.startsWith('"');
    return {
      text: isQuoted ? word.slice(1, -1) : word,
      span: { start: start + index, end: start + index + word.length },
    };
  });
}
