import { factsOf } from "../libraries/index.ts";
import { valueKind, type RowValues } from "../libraries/row-values.ts";
import type { RowValue } from "../model/row-value.ts";
import { projectFiles } from "../project/project-files.ts";
import type { SourceModule } from "./module.ts";

/**
 * What a library makes of the values of a type, for rows of a module. In: the type as format_type writes it; the project's folder (absolute), in
 * which it is looked for what makes them otherwise. Out: null where that is there, or nothing is known of the library or the type.
 */
export function rowValue(library: string, type: string, module: SourceModule, root: string): RowValue | null {
  const facts = factsOf(library);
  const kind = facts?.rowValues ? valueKind(type, facts.rowValues) : null;
  return facts?.rowValues && kind && !areParsedAnew(facts.rowValues, module, root)
    ? { kind, type, client: facts.title ?? facts.name }
    : null;
}

/** Whether the program has values made otherwise. A project that is too large to be searched may have a file that does. */
function areParsedAnew({ parsers, parsersBeside }: RowValues, { text }: SourceModule, root: string): boolean {
  if (parsers.length === 0) return false;
  // The text in the editor is not that on the disk.
  if (parsers.some((word) => text.includes(word)) && (parsersBeside?.some((name) => text.includes(name)) ?? true))
    return true;
  const { files } = projectFiles(root);
  return (
    files?.some(
      (file) =>
        parsers.some((word) => file.mentions(word)) &&
        (parsersBeside?.some((name) => file.specifiers.includes(name)) ?? true),
    ) ?? true
  );
}
