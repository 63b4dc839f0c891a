import type { FileAnalysis } from "../pipeline.ts";
import { sayPurpose, saysPurpose } from "./deliberate-names.ts";

/**
 * Whether the author says that deletion for good is meant, or deleted rows are: by the name of a function around a place, or in a comment. In: an offset in the file, and the words that say so.
 */
export const isMeant = (analysis: FileAnalysis, offset: number, names: readonly string[]): boolean =>
  saysPurpose(analysis.holders(offset), names) || sayPurpose(analysis.comments(offset), names);
