import type { Condition, ConditionKey, SqlPart, SqlText, Test } from "../../model/sql-text.ts";
import { nameOf } from "../sql/template/presence.ts";
import { changedParts, type ChangedParts } from "./changed-parts.ts";
import { closedBy, isContent, listOf, type WrittenList } from "./written.ts";

/** What another path does not have, or has in place of it, where a condition is decided otherwise. */
export interface Change extends ChangedParts {
  readonly key: ConditionKey;
  /** How the condition is decided where the whole text is sent. */
  readonly truth: boolean;
}

/**
 * Makes one text of what is written on several paths: what is missing where a condition is decided otherwise is
 * optional, what is replaced there is a choice. In: `whole`, with every piece; `bare`, where each of the conditions is
 * decided otherwise. Out: null where the changes are of the same parts, or leave something else behind than `bare`.
 */
export function withOptionalPieces(whole: SqlText, changes: readonly Change[], bare: SqlText): SqlText | null {
  const text = new Composition(whole, changes, changedParts(whole, bare)).text();
  if (!text) return null;
  const truths = new Map(changes.map(({ key, truth }) => [key, !truth]));
  return sent(text, (key) => truths.get(key) ?? null) === sent(bare, () => null) ? text : null;
}

/** Under which conditions a part is there, from the outermost piece that it stands in to the innermost. */
type Levels = readonly Condition[];

const isBlank = (part: SqlPart | undefined): boolean => part?.kind === "text" && !/\S/.test(part.text);

class Composition {
  readonly #whole: SqlText;
  readonly #levels: Levels[];
  /** What stands in place of parts where a condition is decided otherwise, by the index of the first. */
  readonly #replaced = new Map<number, Change>();
  readonly #positions: ReadonlyMap<SqlPart, number>;
  readonly #bare: ChangedParts;
  #fails = false;

  constructor(whole: SqlText, changes: readonly Change[], bare: ChangedParts) {
    this.#whole = whole;
    this.#bare = bare;
    this.#positions = new Map(whole.map((part, index) => [part, index]));
    const missing = changes
      .filter(({ adds }) => !adds)
      // What holds around another piece is asked for first.
      .sort((one, other) => other.removed.size - one.removed.size);
    this.#levels = whole.map((_, index) =>
      missing
        .filter(({ removed }) => removed.has(index))
        .map(({ key, truth }): Condition => ({ kind: "is", key, truth })),
    );
    for (const change of changes) if (change.adds) this.#replace(change);
  }

  /** Nothing else is decided about parts that others stand in the place of. */
  #replace(change: Change): void {
    const { start, end } = change;
    const [first, ...others] = indices(start, end).filter((index) => this.#isContent(index));
    const isApart =
      first !== undefined && others.every((index) => sameLevels(this.#levelsAt(index), this.#levelsAt(first)));
    const overlaps = [...this.#replaced.values()].some((other) => start < other.end && other.start < end);
    if (!isApart || overlaps || start === end) this.#fails = true;
    else this.#replaced.set(start, change);
  }

  text(): SqlText | null {
    this.#clauses();
    this.#lists();
    this.#parentheses();
    return this.#fails ? null : this.#emitted(0, this.#whole.length, 0);
  }

  #isBlank(index: number): boolean {
    return isBlank(this.#whole[index]);
  }

  #isContent(index: number): boolean {
    const part = this.#whole[index];
    return part !== undefined && isContent(part);
  }

  #levelsAt(index: number): Levels {
    return this.#levels[index] ?? [];
  }

  /** A word like WHERE that is there as long as anything is that follows it. */
  #clauses(): void {
    for (const [index, part] of this.#whole.entries()) {
      if (!this.#isGoneBare(index) || this.#levelsAt(index).length > 0 || !isContent(part)) continue;
      let end = index + 1;
      while (end < this.#whole.length && this.#mayFollow(end)) end++;
      this.#enclose(index, end, 0);
    }
  }

  #isGoneBare(index: number): boolean {
    return this.#bare.removed.has(index);
  }

  #mayFollow(index: number): boolean {
    return !this.#isContent(index) || (this.#isGoneBare(index) && this.#levelsAt(index).length > 0);
  }

  /** Says of all of a range that it is there as long as anything in it is. */
  #enclose(start: number, end: number, depth: number): void {
    const inside: Condition[] = [];
    for (const levels of this.#contentLevels(start, end))
      if (levels.length > depth) inside.push(allOf(levels.slice(depth)));
    if (inside.length === 0) return;
    const condition = anyOf(inside);
    for (let at = start; at < end; at++) {
      const levels = this.#levelsAt(at);
      this.#levels[at] = [...levels.slice(0, depth), condition, ...levels.slice(depth)];
    }
  }

  /** Parentheses around what is optional as a whole go with it. */
  #parentheses(): void {
    for (const [index, part] of [...this.#whole.entries()].reverse()) {
      const close = closedBy(part);
      if (!close) continue;
      const end = this.#positions.get(close) ?? -1;
      const shared = sharedLevels(this.#contentLevels(index + 1, end));
      for (const at of [index, end]) this.#levels[at] = shared;
      this.#encloseOptional(index, end + 1);
    }
  }

  #contentLevels(start: number, end: number): Levels[] {
    const levels: Levels[] = [];
    for (let at = start; at < end; at++) if (this.#isContent(at)) levels.push(this.#levelsAt(at));
    return levels;
  }

  /** Where each part of a range may be missing, all of it is missing with the last of them. */
  #encloseOptional(start: number, end: number): void {
    const levels = this.#contentLevels(start, end);
    const shared = sharedLevels(levels);
    if (levels.length === 0 || levels.some(({ length }) => length === shared.length)) return;
    const last = shared.at(-1);
    const condition = anyOf(levels.map((one) => allOf(one.slice(shared.length))));
    if (!last || nameOf(last) !== nameOf(condition)) this.#enclose(start, end, shared.length);
  }

  /** What separates the items of a list goes with them. */
  #lists(): void {
    const seen = new Set<WrittenList>();
    for (const part of this.#whole) {
      const list = listOf(part);
      if (!list || seen.has(list)) continue;
      seen.add(list);
      this.#list(list);
    }
  }

  #list(list: WrittenList): void {
    const at = (part: SqlPart): number => this.#positions.get(part) ?? -1;
    const separators = list.separators.map(at);
    const ends = [at(list.first) - 1, ...separators, at(list.last) + 1];
    // A list that was put into the text in another form.
    if (at(list.first) < 0 || at(list.last) < 0 || separators.includes(-1)) return;
    const items = ends.slice(1).map((end, index) => indices((ends[index] ?? 0) + 1, end));
    for (const item of items) this.#encloseOptional(item[0] ?? 0, (item.at(-1) ?? -1) + 1);
    const levels = items.map((item) => sharedLevels(this.#contentLevels(item[0] ?? 0, (item.at(-1) ?? -1) + 1)));
    const base = sharedLevels(levels);
    const anchor = levels.findIndex(({ length }) => length === base.length);
    if (anchor >= 0) {
      for (const [index, separator] of separators.entries())
        this.#levels[separator] = levels[index < anchor ? index : index + 1] ?? [];
      return;
    }
    const before: Condition[] = [];
    for (const [index, item] of items.entries()) {
      const own = allOf((levels[index] ?? []).slice(base.length));
      for (const one of item)
        this.#levels[one] = [...base, own, ...this.#levelsAt(one).slice((levels[index] ?? []).length)];
      const separator = separators[index - 1];
      if (separator !== undefined) this.#levels[separator] = [...base, own, anyOf(before)];
      before.push(own);
    }
  }

  /** The parts of a range, those with another level than the first ones in pieces of their own. */
  #emitted(start: number, end: number, depth: number): SqlText {
    const parts: SqlPart[] = [];
    for (let at = start; at < end;) {
      const part = this.#whole[at];
      if (!part) break;
      const level = this.#levelsAt(at)[depth];
      const replaced = this.#replaced.get(at);
      if (level) {
        const name = nameOf(level);
        let until = at + 1;
        while (until < end && this.#goesOn(until, depth, name)) until++;
        while (until - 1 > at && this.#isBlank(until - 1)) until--;
        parts.push({
          kind: "optional",
          span: spanOf(part),
          condition: level,
          text: this.#emitted(at, until, depth + 1),
        });
        at = until;
      } else if (replaced) {
        const condition: Test = { kind: "is", key: replaced.key, truth: replaced.truth };
        const options = [this.#whole.slice(at, replaced.end), replaced.other];
        parts.push({ kind: "choice", span: spanOf(part), condition, options });
        at = replaced.end;
      } else {
        parts.push(part);
        at++;
      }
    }
    return parts;
  }

  /** Blanks stand in whatever piece is around them. */
  #goesOn(index: number, depth: number, name: string): boolean {
    const level = this.#levelsAt(index)[depth];
    return this.#isBlank(index) || (level !== undefined && nameOf(level) === name);
  }
}

function indices(start: number, end: number): number[] {
  return Array.from({ length: Math.max(0, end - start) }, (_, index) => start + index);
}

function sharedLevels(all: readonly Levels[]): Levels {
  const [first, ...others] = all;
  if (!first) return [];
  const differs = first.findIndex((level, depth) =>
    others.some((other) => {
      const there = other[depth];
      return there === undefined || nameOf(there) !== nameOf(level);
    }),
  );
  return differs < 0 ? first : first.slice(0, differs);
}

function sameLevels(one: Levels, other: Levels): boolean {
  return one.length === other.length && sharedLevels([one, other]).length === one.length;
}

function allOf(of: readonly Condition[]): Condition {
  const [only] = of;
  return of.length === 1 && only ? only : { kind: "all", of };
}

function anyOf(of: readonly Condition[]): Condition {
  const distinct = [...new Map(of.map((one) => [nameOf(one), one])).values()];
  const [only] = distinct;
  return distinct.length === 1 && only ? only : { kind: "any", of: distinct };
}

function spanOf(part: SqlPart): { readonly start: number; readonly end: number } {
  if (part.kind === "hole") return part.hole.span;
  if (part.kind !== "text") return part.span;
  const { place } = part;
  return place.kind === "elsewhere" ? place.span : { start: place.start, end: place.start + part.text.length };
}

/** What is sent where conditions are decided; null: a piece that nothing is said of. */
function sent(text: SqlText, decided: (key: ConditionKey) => boolean | null): string {
  const written = (parts: SqlText): string =>
    parts
      .map((part) => {
        switch (part.kind) {
          case "text":
            // A list of one item needs no parentheses.
            return isContent(part) || listOf(part) ? part.text : "";
          case "hole":
            return ` {${part.hole.source}} `;
          case "choice": {
            const holds = part.condition ? isThere(part.condition, decided) : null;
            return holds === null ? ` [${part.span.start}] ` : written(part.options[holds ? 0 : 1] ?? []);
          }
          case "optional": {
            const holds = isThere(part.condition, decided);
            return holds === null ? ` [${part.span.start}] ` : holds ? written(part.text) : "";
          }
        }
      })
      .join("");
  return written(text).replace(/\s+/g, "");
}

function isThere(condition: Condition, decided: (key: ConditionKey) => boolean | null): boolean | null {
  switch (condition.kind) {
    case "is": {
      const holds = decided(condition.key);
      return holds === null ? null : holds === condition.truth;
    }
    case "not": {
      const holds = isThere(condition.of, decided);
      return holds === null ? null : !holds;
    }
    default: {
      const all = condition.of.map((one) => isThere(one, decided));
      if (all.includes(null)) return null;
      return condition.kind === "all" ? !all.includes(false) : all.includes(true);
    }
  }
}
