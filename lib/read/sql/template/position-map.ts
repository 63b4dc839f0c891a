import type { Hole, Quoting, TextPart } from "../../../model/sql-text.ts";
import type { Span } from "../../../model/span.ts";
import type { Template } from "./template.ts";
import { firstIndexWhere } from "../../../lists.ts";

/**
 * A run of the text that was parsed and the run of the template it stands for. `kept`: the same characters; otherwise
 * something was put in place of a hole or a placeholder.
 */
export interface Segment {
  readonly start: number;
  readonly end: number;
  readonly from: number;
  readonly to: number;
  readonly kept: boolean;
  readonly hole: Hole | null;
}

/** Where text may be written in the file. */
export interface InsertionPlace {
  readonly at: number;
  readonly quoting: Quoting;
}

/** Leads from offsets of the text that was parsed to places in the file. All offsets are UTF-16 units. */
export class PositionMap {
  readonly template: Template;
  readonly #segments: readonly Segment[];

  constructor(template: Template, segments: readonly Segment[]) {
    this.template = template;
    this.#segments = segments;
  }

  /** The range of the file that a range of the text stands for; a range that is exactly a hole's is the expression. */
  span(start: number, end: number): Span {
    const pieces = this.#pieces(start, end);
    const [only] = pieces;
    if (pieces.length === 1 && only?.hole) return only.hole.span;
    const spans = pieces.map((piece) => this.#pieceSpan(piece));
    const [first] = spans;
    if (!first) return { start: 0, end: 0 };
    // A fragment written elsewhere in the file must not drag what stands between into the range.
    let last = first.end;
    for (const span of spans.slice(1)) {
      if (span.start < last) break;
      last = span.end;
    }
    return { start: first.start, end: last };
  }

  /** The range of the file to replace for a range of the text, or null where any of it is not written here. */
  editable(start: number, end: number): { readonly span: Span; readonly quoting: Quoting } | null {
    const pieces = this.#pieces(start, end);
    let found = null as { readonly span: Span; readonly quoting: Quoting } | null;
    for (const piece of pieces) {
      if (!piece.kept || piece.part?.place.kind !== "here") return null;
      const { quoting } = piece.part.place;
      const next = this.#pieceSpan(piece);
      if (found && next.start !== found.span.end) return null;
      found = { span: { start: found?.span.start ?? next.start, end: next.end }, quoting };
    }
    return found;
  }

  /**
   * Where to write text that shall stand at an offset, or null. After what stands before it rather than before what
   * follows.
   */
  insertion(offset: number): InsertionPlace | null {
    for (const [start, end] of [
      [offset - 1, offset],
      [offset, offset + 1],
    ] as const) {
      const [piece] = this.#pieces(start, end);
      if (piece?.hole && end === offset && this.rangeOf(piece.hole)?.end === offset) {
        const behind = this.#behind(piece.hole);
        if (behind) return behind;
      }
      if (piece?.part?.place.kind !== "here" || !(piece.kept || (end === offset && this.#endsPlaceholder(offset))))
        continue;
      const span = this.#pieceSpan(piece);
      return { at: end === offset ? span.end : span.start, quoting: piece.part.place.quoting };
    }
    return null;
  }

  /** The range of the text that was put in for a hole, or null. */
  rangeOf(hole: Hole): Span | null {
    return this.#segments.find((segment) => segment.hole === hole) ?? null;
  }

  /** The offset of the template that an offset of the text stands for. */
  templateOffset(offset: number): number {
    const segment = this.#segments[firstEndingAfter(this.#segments, offset)];
    return !segment ? this.template.text.length : segment.kept ? segment.from + offset - segment.start : segment.from;
  }

  /** The hole for which (some of) a range of the text was put in. */
  holeAt(start: number, end: number): Hole | null {
    return this.#pieces(start, end).find((piece) => piece.hole)?.hole ?? null;
  }

  /** Whether a range of the text is a value that the library sends beside it. */
  isSent(start: number, end: number): boolean {
    const [piece] = this.#pieces(start, end);
    return piece?.part?.place.kind === "elsewhere" && piece.part.place.sent === true;
  }

  /** Whether a placeholder that the library writes in its own way, `:id`, ends there. */
  #endsPlaceholder(offset: number): boolean {
    return this.#segments.some(({ end, kept, hole, from, to }) => end === offset && !kept && !hole && from < to);
  }

  /** The place right behind the `}` of a hole; a value at the end of a concatenation has none. */
  #behind(hole: Hole): InsertionPlace | null {
    if (hole.outer.end <= hole.span.end) return null;
    const { parts } = this.template;
    const index = parts.findIndex(({ part }) => part.kind === "hole" && part.hole === hole);
    for (const neighbour of [parts[index - 1], parts[index + 1]]) {
      const place = neighbour?.part.kind === "text" ? neighbour.part.place : null;
      if (!neighbour || place?.kind !== "here" || (place.quoting !== "template" && place.quoting !== "raw")) continue;
      const length = neighbour.end - neighbour.start;
      const touches =
        neighbour === parts[index - 1]
          ? (place.offsets?.[length] ?? place.start + length) === hole.outer.start
          : (place.offsets?.[0] ?? place.start) === hole.outer.end;
      if (touches) return { at: hole.outer.end, quoting: place.quoting };
    }
    return null;
  }

  #pieces(start: number, end: number): Piece[] {
    const pieces: Piece[] = [];
    const segments = this.#segments;
    for (let index = firstEndingAfter(segments, start); index < segments.length; index++) {
      const segment = segments[index];
      if (!segment) break;
      // An empty range takes the segment it touches.
      if (segment.start >= end && !(start === end && segment.start === start && pieces.length === 0)) break;
      if (segment.start === segment.end && segment.start !== start) continue;
      const from = segment.kept ? segment.from + Math.max(0, start - segment.start) : segment.from;
      const to = segment.kept ? segment.to - Math.max(0, segment.end - end) : segment.to;
      if (segment.hole) pieces.push({ from, to, kept: false, hole: segment.hole, part: null, partStart: 0 });
      else this.#split(from, to, segment.kept, pieces);
    }
    if (pieces.length === 0 && segments.length > 0 && start > 0) {
      // The end of the text: the place after the last unit.
      const last = this.#pieces(start - 1, start).at(-1);
      if (last) pieces.push(last.hole ? last : { ...last, from: last.to });
    }
    return pieces;
  }

  #split(from: number, to: number, kept: boolean, pieces: Piece[]): void {
    const { parts } = this.template;
    for (let index = firstIndexWhere(parts, ({ end }) => end >= from); index < parts.length; index++) {
      const found = parts[index];
      if (!found || found.start > to) break;
      const { start, end, part } = found;
      if (part.kind !== "text" || (start === end && from !== to)) continue;
      const first = Math.max(start, from);
      const last = Math.min(end, to);
      if (first < last || (from === to && pieces.length === 0))
        pieces.push({ from: first, to: last, kept, hole: null, part, partStart: start });
    }
  }

  #pieceSpan({ from, to, hole, part, partStart }: Piece): Span {
    if (hole) return hole.outer;
    const place = part?.place;
    if (!part || !place) return { start: 0, end: 0 };
    if (place.kind === "elsewhere") return place.span;
    const at = (offset: number): number => place.offsets?.[offset - partStart] ?? place.start + offset - partStart;
    return { start: at(from), end: at(to) };
  }
}

interface Piece {
  /** Offsets of the template. */
  readonly from: number;
  readonly to: number;
  readonly kept: boolean;
  readonly hole: Hole | null;
  readonly part: TextPart | null;
  readonly partStart: number;
}

function firstEndingAfter(segments: readonly Segment[], offset: number): number {
  return firstIndexWhere(segments, ({ end }) => end > offset);
}

/**
 * Text escaped so that a literal of the file sends it as it is, or null where that literal cannot hold it. In: the
 * newline the file is typed with.
 */
export function escapeFor(quoting: Quoting, text: string, newline: string): string | null {
  switch (quoting) {
    case "none":
      return text.replaceAll("\n", newline);
    case "raw":
      // String.raw has no way to write these.
      return /`|\$\{|\\/.test(text) ? null : text.replaceAll("\n", newline);
    case "template":
      return text.replace(/[\\`]|\$(?=\{)/g, "\\$&").replaceAll("\n", newline);
    case "single":
      return text.replace(/[\\']/g, "\\$&").replaceAll("\n", "\\n");
    case "double":
      return text.replace(/[\\"]/g, "\\$&").replaceAll("\n", "\\n");
  }
}
