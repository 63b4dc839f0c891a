import type { Site } from "../../../model/site.ts";
import type { Edit } from "../../../model/span.ts";
import type { Statement } from "../../../model/statement.ts";
import type { Assembled } from "../template/assemble.ts";
import type { Layout } from "../lower/layout.ts";
import { escapeFor } from "../template/position-map.ts";

/** A statement as an edit sees it. */
export interface EditableStatement {
  readonly assembled: Assembled;
  readonly statement: Statement;
  readonly layout: Layout;
  readonly site: Site;
  readonly source: string;
  /** The text holds this statement only. */
  readonly only: boolean;
}

/** A text as an edit sees it that asks for no statement: a piece of one, too. */
export type EditableText = Pick<EditableStatement, "assembled" | "site" | "source" | "only">;

/** A change of the text that was parsed, before it is carried over to the file. */
export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The text after changes that do not overlap. */
export function applyTextEdits(text: string, edits: readonly TextEdit[]): string {
  return inOrder(edits).reduceRight(
    (result, { start, end, text: inserted }) => result.slice(0, start) + inserted + result.slice(end),
    text,
  );
}

/** The changes carried over to the file, or null where one meets text that is not typed there. */
export function toFile({ assembled, source }: EditableText, edits: readonly TextEdit[]): readonly Edit[] | null {
  const newline = source.includes("\r\n") ? "\r\n" : "\n";
  const placed: Edit[] = [];
  for (const { start, end, text } of inOrder(edits)) {
    const place = start === end ? assembled.map.insertion(start) : null;
    const range = start === end ? null : assembled.map.editable(start, end);
    const quoting = place?.quoting ?? range?.quoting;
    const span = place ? { start: place.at, end: place.at } : range?.span;
    if (!quoting || !span) return null;
    // A quoted literal stays on its line.
    const typed = escapeFor(
      quoting,
      quoting === "single" || quoting === "double" ? text.replace(/\n[ \t]*/g, " ") : text,
      newline,
    );
    if (typed === null) return null;
    placed.push({ span, text: typed });
  }
  return placed;
}

function inOrder(edits: readonly TextEdit[]): TextEdit[] {
  return [...edits].sort((one, other) => one.start - other.start || one.end - other.end);
}
