import { isPlace, spanOf, type Built, type Place } from "../../source/built/built.ts";
import type { Span } from "../../model/span.ts";
import type { Path } from "../../source/built/path.ts";

type What = Place | Built;

/** A relation in a relation expression: `posts(active) as p.[comments, tags]`. */
export interface RelationNode {
  readonly name: string;
  readonly alias: string | null;
  readonly modifiers: readonly string[];
  readonly children: readonly RelationNode[];
  readonly span: Span;
}

/**
 * The tree that a relation expression stands for:
 * https://vincit.github.io/objection.js/api/types/#type-relationexpression. Null: not known as a whole.
 */
export function relationTree(what: What, run: Path): readonly RelationNode[] | null {
  const value = run.value(what);
  if (value.kind === "constant")
    return typeof value.value === "string" ? parse(value.value, spansOf(what, value.value)) : value.value ? null : [];
  if (value.kind === "list") return value.open ? null : flattened(value.items.map((item) => relationTree(item, run)));
  if (value.kind !== "object" || value.open) return null;
  const nodes = [...value.entries.values()]
    .filter(({ name }) => !name.startsWith("$"))
    .map(({ name, key, value: inner }): RelationNode | null => {
      const under = run.value(inner);
      if (under.kind === "constant" && under.value === false)
        return { name: "", alias: null, modifiers: [], children: [], span: spanOf(key) };
      if (under.kind !== "object")
        return under.kind === "constant" && under.value === true
          ? { name, alias: null, modifiers: [], children: [], span: spanOf(key) }
          : null;
      const children = relationTree(under, run);
      const constant = (property: string): Built | null => {
        const entry = under.entries.get(property);
        return entry ? run.value(entry.value) : null;
      };
      const relation = constant("$relation");
      const modifiers = constant("$modify");
      if (!children || under.entries.has("$recursive")) return null;
      const names = modifiers?.kind === "list" ? modifiers.items.map((item) => run.value(item)) : [];
      return {
        name: relation?.kind === "constant" ? String(relation.value) : name,
        alias: relation ? name : null,
        children,
        span: spanOf(key),
        modifiers: names.map((one) => (one.kind === "constant" ? String(one.value) : "?")),
      };
    });
  return nodes.includes(null) ? null : nodes.filter((node): node is RelationNode => node !== null && node.name !== "");
}

const flattened = (trees: readonly (readonly RelationNode[] | null)[]): readonly RelationNode[] | null =>
  trees.includes(null) ? null : trees.flatMap((tree) => tree ?? []);

/** Where a part of the text stands in the file. */
type SpanAt = (start: number, end: number) => Span;

function spansOf(what: What, text: string): SpanAt {
  const { node, frame } = isPlace(what) ? what : what.place;
  const span = spanOf(what);
  if (frame.anchor || frame.module.text.slice(node.range[0] + 1, node.range[1] - 1) !== text) return () => span;
  return (start, end) => ({ start: span.start + 1 + start, end: span.start + 1 + end });
}

function parse(text: string, spanAt: SpanAt): readonly RelationNode[] | null {
  let at = 0;
  const space = (): void => {
    at += /^\s*/.exec(text.slice(at))?.[0].length ?? 0;
  };
  const list = (): readonly RelationNode[] | null => {
    const found: RelationNode[] = [];
    do {
      at += found.length > 0 ? 1 : 0;
      const one = path();
      if (!one) return null;
      found.push(...one);
      space();
    } while (text[at] === ",");
    return found;
  };
  const group = (): readonly RelationNode[] | null => {
    at++;
    const inside = list();
    space();
    return inside && text[at++] === "]" ? inside : null;
  };
  const path = (): readonly RelationNode[] | null => {
    space();
    if (text[at] === "[") return group();
    const start = at;
    const name = /^[\w$]+/.exec(text.slice(at))?.[0];
    if (!name) return null;
    at += name.length;
    const end = at;
    let modifiers: readonly string[] = [];
    const given = /^\s*\(([^()]*)\)/.exec(text.slice(at));
    if (given) {
      modifiers = (given[1] ?? "")
        .split(",")
        .map((one) => one.trim())
        .filter((one) => one !== "");
      at += given[0].length;
    }
    const alias = /^\s+as\s+([\w$]+)/.exec(text.slice(at));
    if (alias) at += alias[0].length;
    space();
    let children: readonly RelationNode[] = [];
    if (text[at] === ".") {
      at++;
      // `children.^` repeats itself.
      if (/^\s*[\^*]/.test(text.slice(at))) return null;
      const under = path();
      if (!under) return null;
      children = under;
    }
    return [{ name, alias: alias?.[1] ?? null, modifiers, children, span: spanAt(start, end) }];
  };
  if (text.trim() === "") return [];
  const found = list();
  space();
  return at === text.length ? found : null;
}
