import { createHash } from "node:crypto";
import type { Definition } from "../model/definition.ts";
import type { Span } from "../model/span.ts";
import { largestSource, readTextFile } from "../text-file.ts";
import type { DiskCache } from "../project/disk-cache.ts";
import { areSame, digestsOf, type Digests } from "./content-digests.ts";
import type { Folding } from "./folding.ts";
import type { CodeMigration, SchemaQuestion, SchemaReaders, Script } from "./schema-readers.ts";
import { packed, unpacked } from "./plain-data.ts";
import { definitionsOf, parseSnapshot } from "./snapshot.ts";
import { upPart } from "./sources/up-part.ts";
import { stampOf } from "./stamp.ts";

export const isCode = (path: string): boolean => /\.[cm]?[jt]s$/.test(path);

/** A file of a schema as it was read. */
export interface ReadFile extends Pick<CodeMigration, "problems" | "reads" | "asked"> {
  readonly stamp: string;
  readonly hash: string;
  /** In order. Those under a guard are no problem where they cannot be applied. */
  readonly definitions: readonly {
    readonly definition: Definition;
    readonly span: Span;
    readonly guarded: boolean;
  }[];
  readonly writtenIn: readonly string[];
  readonly lineStarts: readonly number[];
  readonly tool: string | null;
}

// One changed migration of a thousand is read again, the others are folded again as they were read.
const files = new Map<string, ReadFile>();

/**
 * Reads a file of a schema, or has it as it was read before. In: its absolute path, the kind of source it is of, what the files before it made.
 * Throws where it cannot be read.
 */
export function readFile(path: string, kind: string, readers: SchemaReaders, folding: Folding): ReadFile {
  const known = files.get(path);
  const exists = (question: SchemaQuestion): boolean => has(folding, question);
  if (
    known &&
    known.stamp === stampOf([path, ...known.reads]) &&
    known.asked.every((question) => exists(question) === question.answer)
  )
    return known;
  const { text: written, problem } = readTextFile(path);
  const text = path.endsWith(".json") ? definitionsIn(written) : written;
  const code = isCode(path);
  const up = code ? { text, tool: null } : upPart(text);
  const script: Script & Partial<CodeMigration> = code
    ? (readers.migrations.read(path, kind, exists) ?? unreadable(written))
    : readers.script(up.text);
  const { reads = [], writtenIn = [], asked = [], problems, guarded } = script;
  const stamp = stampOf([path, ...reads]);
  const lineStarts = [0];
  // The lines of a snapshot are none that a person would look up.
  if (text === written)
    for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) lineStarts.push(at + 1);
  const read: ReadFile = {
    stamp,
    hash: createHash("sha256").update(text).digest("hex"),
    definitions: script.statements.flatMap((statement) =>
      statement.kind === "definition"
        ? { definition: statement.definition, span: statement.span, guarded: guarded.has(statement) }
        : [],
    ),
    // A file in a strange encoding is read as far as it goes, and said to be so.
    problems: problem === null ? problems : [{ offset: 0, message: problem }, ...problems],
    reads,
    writtenIn,
    asked,
    lineStarts,
    tool: up.tool,
  };
  files.set(path, read);
  return read;
}

function definitionsIn(json: string): string {
  const snapshot = parseSnapshot(json);
  if (!snapshot) throw new Error("it is no snapshot that rowguard schema --from wrote");
  return definitionsOf(snapshot);
}

const unreadable = (text: string): Script => ({
  statements: [],
  guarded: new Set(),
  problems: [
    {
      offset: 0,
      message:
        Buffer.byteLength(text) > largestSource
          ? "is larger than a megabyte, and not read: keep data in a file of its own"
          : "does not parse as JavaScript or TypeScript",
    },
  ],
});

function has(folding: Folding, { schema, table, column }: SchemaQuestion): boolean {
  const relation = folding.find({ schema, name: table });
  return (
    relation !== undefined &&
    (column === null ||
      (relation.kind === "table"
        ? relation.columns.some(({ name }) => name === column)
        : (relation.columns ?? []).includes(column)))
  );
}

interface KeptFile {
  readonly read: ReadFile;
  /** Of the file and of those that it reads. */
  readonly digests: Digests;
}

/**
 * Takes over what an earlier process has read of files, where these are as they were then. In: the name that it was kept under.
 */
export function recallFiles(cache: DiskCache, name: string): void {
  const kept = unpacked(cache.read(name));
  if (!(kept instanceof Map)) return;
  for (const [path, { read, digests }] of kept as ReadonlyMap<string, KeptFile>) {
    if (files.has(path)) continue;
    // Stamped before it is compared: a file that changes meanwhile is read again.
    const stamp = stampOf([path, ...read.reads]);
    if (areSame(digests)) files.set(path, { ...read, stamp });
  }
}

/** Keeps what was read of files for later processes. */
export function keepFiles(cache: DiskCache, name: string, paths: readonly string[]): void {
  const kept = paths.flatMap((path): [string, KeptFile][] => {
    const read = files.get(path);
    const digests = read ? digestsOf([path, ...read.reads]) : [];
    // What has changed since it was read is not what was read.
    return read?.stamp === stampOf(digests.map(([file]) => file)) ? [[path, { read, digests }]] : [];
  });
  cache.write(name, packed(new Map(kept)));
}
