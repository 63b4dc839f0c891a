import type { BuilderReader } from "../read/builder/builder-reader.ts";
import type { ConfigurationReader } from "../read/configuration/configuration-reader.ts";
import type { MigrationLibrary } from "../read/migrations/library.ts";
import type { ModelsReader } from "../read/models/models-reader.ts";

/**
 * What reads the things that are written with a library: each part is there where `LibraryFacts` has the part of that
 * name.
 */
export interface LibraryReaders {
  readonly builder?: BuilderReader;
  readonly models?: ModelsReader;
  readonly migrations?: MigrationLibrary;
  readonly configuration?: ConfigurationReader;
}
