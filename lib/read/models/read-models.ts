import type { Statement } from "../../model/statement.ts";
import { openFile } from "../../source/open-module.ts";
import { nothingDeclared, type Declarations } from "./declared.ts";
import { definitionsOf, type ModelDefinitions } from "./definitions.ts";
import type { ModelsReader } from "./models-reader.ts";
import { readTextFile } from "../../text-file.ts";

type ReadScript = (text: string) => {
  readonly statements: readonly Statement[];
  readonly problems: readonly { readonly offset: number; readonly message: string }[];
};

/** What models define. */
export interface ModelsReading extends ModelDefinitions {
  /** Every file that was read, absolute. */
  readonly files: readonly string[];
}

/**
 * Reads the models that files (absolute) declare with a library, as syntax: nothing of them is run. A file that cannot
 * be read is a problem with its place, and so is what of it cannot be told. Never throws.
 */
export function readModels(
  source: { readonly kind: string; readonly files: readonly string[] },
  reader: ModelsReader,
  readScript: ReadScript,
): ModelsReading {
  const declarations = declarationsOf(source, reader);
  return { ...definitionsOf(declarations, readScript), files: [...new Set([...source.files, ...declarations.files])] };
}

function declarationsOf(
  { kind, files }: { readonly kind: string; readonly files: readonly string[] },
  reader: ModelsReader,
): Declarations {
  if (reader.form === "texts") return reader.read(files.flatMap(readText));
  const declarations = nothingDeclared(kind);
  const modules = files.flatMap((file) => {
    const module = openFile(file);
    if (!module) declarations.problems.push({ file, line: 1, message: "could not be parsed" });
    return module ?? [];
  });
  try {
    reader.read(modules, declarations);
  } catch (error) {
    declarations.problems.push({
      file: files[0] ?? "",
      line: 1,
      message: `rowguard failed on these models (${(error as Error).message}): please report this`,
    });
  }
  return declarations;
}

function readText(file: string): { file: string; text: string }[] {
  try {
    return [{ file, text: readTextFile(file).text }];
  } catch {
    return [];
  }
}
