import type { Configured } from "../../model/configured.ts";
import type { ProgramValue } from "../../source/evaluate/program-value.ts";

/** How the files are read that configure a tool. Each part is optional. */
export interface ConfigurationReader {
  /** Configurations in code, by the names of their files. */
  readonly code?: {
    readonly name: RegExp;
    /** What it says, of what the file exports; nothing where it says nothing of a schema. */
    readonly read: (exports: ProgramValue, at: ConfigurationPlace) => Partial<Configured>;
  };
  /** Configurations as text, by the names of their files. */
  readonly text?: { readonly name: RegExp; readonly read: (text: string) => Said };
  /** What a package.json says. */
  readonly manifest?: (manifest: Manifest) => Said;
}

/** Where a configuration stands. */
export interface ConfigurationPlace {
  readonly file: string;
  readonly folder: string;
  /** What its data sources were given. */
  readonly made: readonly ProgramValue[];
}

/** Paths as they are written: they start at the configuration's folder. */
export interface Said {
  readonly migrations?: readonly string[];
  readonly models?: readonly string[];
}

export interface Manifest {
  /** Texts below keys: of a list, or a single one. */
  readonly texts: (...keys: readonly string[]) => readonly string[];
  /** What the first group of `flags` takes from each script that runs the tool. */
  readonly option: (tool: RegExp, flags: RegExp) => readonly string[];
}
