import type { ProgramPoint, ProgramValue } from "../../source/evaluate/program-value.ts";
import type { Program } from "../../source/evaluate/program.ts";
import type { MigrationScript, ReadSql } from "./migration-script.ts";

/** What a library's reader works with. */
export interface Reading {
  readonly readSql: ReadSql;
  readonly script: MigrationScript;
  readonly program: Program;
  /** Whether the schema has a table or column at this point; null where that is not known. */
  exists(table: string, column: string | null, schema: string | null, at: ProgramPoint): boolean | null;
}

/** How migrations that are written with a library are followed. */
export interface MigrationLibrary {
  /** What the function that is applied is called with. */
  values(reading: Reading): readonly ProgramValue[];
  /** What a migration's `setup` is called with, where it has one. */
  setup?(): ProgramValue;
  /** What the class that a migration is extends. */
  base?(reading: Reading): ProgramValue;
  /** What the library's own package gives. */
  packages?(specifier: string, reading: Reading): ProgramValue | null;
  /** A function that is not read is called, with these values. */
  unread?(values: readonly ProgramValue[], at: ProgramPoint, reading: Reading): void;
  /** What the function is called that is applied, and the one that undoes it: the first that is there. Default: `up`, `down`. */
  readonly functions?: Readonly<Record<"up" | "down", readonly string[]>>;
}
