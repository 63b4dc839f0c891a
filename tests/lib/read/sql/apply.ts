import type { Statement, TableReference } from "../../../../lib/model/statement.ts";
import type { Edit } from "../../../../lib/model/span.ts";

/** The file after edits that do not overlap. */
export function apply(source: string, edits: readonly Edit[]): string {
  const sorted = edits
    .map((edit, index) => ({ edit, index }))
    .sort(
      (one, other) =>
        one.edit.span.start - other.edit.span.start ||
        one.edit.span.end - other.edit.span.end ||
        one.index - other.index,
    );
  return sorted.reduceRight(
    (text, { edit: { span, text: typed } }) => text.slice(0, span.start) + typed + text.slice(span.end),
    source,
  );
}

/** The SQL between the backticks of a file made by `siteOf`. */
export function sqlIn(source: string): string {
  return source.slice(source.indexOf("`") + 1, source.lastIndexOf("`"));
}

/** The first table of that name (or alias) anywhere in a statement. */
export function tableIn(statement: Statement, name: string): TableReference {
  let found: TableReference | null = null;
  const see = (value: unknown): void => {
    if (found || value === null || typeof value !== "object") return;
    const node = value as Partial<TableReference>;
    if (node.kind === "table" && (node.alias === name || node.name === name)) {
      found = value as TableReference;
      return;
    }
    for (const [key, inner] of Object.entries(value)) if (key !== "edits" && key !== "hole") see(inner);
  };
  see(statement);
  if (!found) throw new Error(`no table ${name}`);
  return found;
}
