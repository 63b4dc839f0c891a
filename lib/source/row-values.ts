import { factsOf } from "../libraries/index.ts";
import { elementKind, plainType, valueKind, type ParserOption, type RowValues } from "../libraries/row-values.ts";
import type { Names } from "../libraries/names.ts";
import type { RowValue } from "../model/row-value.ts";
import { projectFiles, type ProjectFile } from "../project/project-files.ts";
import type { SourceModule } from "./module.ts";
import { openFile } from "./open-module.ts";
import { optionParsersIn, parserWords, typeParsersIn, type TypeParsers } from "./type-parsers.ts";

/** A column as a library sees it: its type as format_type writes it, and what its JSON is, where that is known. */
interface ColumnValue {
  readonly library: string;
  readonly type: string;
  readonly json: "object" | "list" | null;
}

/**
 * What a library makes of the values of a type, for rows of a module. In: the type as format_type writes it; the project's folder (absolute), in
 * which it is looked for what makes them otherwise. Out: null where that is there and not followed, or nothing is known of the library or the type.
 */
export function rowValue({ library, type, json }: ColumnValue, module: SourceModule, root: string): RowValue | null {
  const facts = factsOf(library);
  const values = facts?.rowValues;
  // Clients hand out what JSON says.
  const kind = values ? (valueKind(type, values) ?? (/^jsonb?$/.test(type) ? json : null)) : null;
  if (!values || (!kind && !values.parserOption) || areParsedAnew(values, module, root)) return null;
  const set = values.ofPg ? parsersSet(ofPg, module, root) : setByOption(values, module, root);
  const name = plainType(type);
  const made = type.endsWith("[]") || !set?.has(name) ? kind : set.get(name);
  return set && made
    ? {
        kind: made,
        elements: !values.ofPg && set.has(name) ? null : elementKind(type, values),
        type,
        client: facts.title ?? facts.name,
      }
    : null;
}

/**
 * Whether a library is known to call columns as PostgreSQL does, or in the camel case of that, for rows of a module. In: the project's folder (absolute).
 */
export function keepsColumnNames(library: string, module: SourceModule, root: string): boolean {
  const values = factsOf(library)?.rowValues;
  return values !== undefined && !speaksOf(values.renamers ?? [], values.parsersBeside, module, root);
}

/** Whether the program has values made otherwise. */
const areParsedAnew = ({ parsers, parsersBeside }: RowValues, module: SourceModule, root: string): boolean =>
  speaksOf(parsers, parsersBeside, module, root);

/** Whether a program has one of some words. A project that is too large to be searched may have a file that does. */
function speaksOf(words: Names, beside: Names | undefined, { file: asker, text }: SourceModule, root: string): boolean {
  if (words.length === 0) return false;
  // The text in the editor is not that on the disk.
  if (words.some((word) => text.includes(word)) && (beside?.some((name) => text.includes(name)) ?? true)) return true;
  const { files } = projectFiles(root, asker);
  return (
    files?.some(
      (file) =>
        words.some((word) => file.mentions(word)) && (beside?.some((name) => file.specifiers.includes(name)) ?? true),
    ) ?? true
  );
}

const noParsers: TypeParsers = new Map();

/** How a program has values made otherwise: the words of which it needs one, in files that import one of some packages, and what reads it. */
interface Setting {
  readonly words: Names;
  readonly beside: Names | undefined;
  readonly read: (module: SourceModule) => TypeParsers | null;
  /** By the files that were looked through: one object as long as none has changed. */
  readonly known: WeakMap<readonly ProjectFile[], TypeParsers | null>;
}

/** For all of pg's clients at once. */
const ofPg: Setting = { words: parserWords, beside: undefined, read: typeParsersIn, known: new WeakMap() };
const byOption = new Map<ParserOption, Setting>();

function setByOption(
  { parserOption, parsersBeside }: RowValues,
  module: SourceModule,
  root: string,
): TypeParsers | null {
  if (!parserOption) return noParsers;
  const setting = byOption.get(parserOption) ?? {
    words: [parserOption.name],
    beside: parsersBeside,
    read: (one: SourceModule) => optionParsersIn(one, parserOption),
    known: new WeakMap<readonly ProjectFile[], TypeParsers | null>(),
  };
  byOption.set(parserOption, setting);
  return parsersSet(setting, module, root);
}

/** The parsers that a program sets; null where they are not followed. */
function parsersSet(setting: Setting, module: SourceModule, root: string): TypeParsers | null {
  const { words, beside, read, known } = setting;
  const { files } = projectFiles(root, module.file);
  if (!files) return null;
  let ofProject = known.get(files);
  if (ofProject === undefined) known.set(files, (ofProject = parsersIn(files, setting)));
  const { text } = module;
  if (!words.some((word) => text.includes(word)) || !(beside?.some((name) => text.includes(name)) ?? true))
    return ofProject;
  const own = read(module);
  return ofProject && own && new Map([...ofProject, ...own]);
}

function parsersIn(files: readonly ProjectFile[], { words, beside, read }: Setting): TypeParsers | null {
  const found = new Map<string, ReturnType<TypeParsers["get"]>>();
  const isAsked = (file: ProjectFile): boolean =>
    words.some((word) => file.mentions(word)) && (beside?.some((name) => file.specifiers.includes(name)) ?? true);
  for (const { path } of files.filter(isAsked)) {
    const module = openFile(path);
    const parsers = module && read(module);
    if (!parsers) return null;
    // Two that set a type otherwise: which of them counts is not known.
    for (const [type, kind] of parsers) found.set(type, found.has(type) && found.get(type) !== kind ? null : kind);
  }
  return new Map([...found].map(([type, kind]) => [type, kind ?? null]));
}
