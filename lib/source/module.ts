import type { ScopeManager } from "@typescript-eslint/scope-manager";
import type { ParserServicesWithTypeInformation, TSESTree } from "@typescript-eslint/utils";

/** What stands in a source file, whether or not it parses. */
export interface SourceText {
  /** Absolute path; for an unsaved editor buffer, what the editor calls it. */
  readonly file: string;
  /** Without a byte order mark: all offsets count in this text. */
  readonly text: string;
}

/** A source file that was parsed: the one being linted, or one its imports lead to. Every node has its `parent`. */
export interface SourceModule extends SourceText {
  readonly ast: TSESTree.Program;
  readonly scopes: ScopeManager;
  /** Type information of the linted file, where the user's configuration asks for it. */
  readonly types: ParserServicesWithTypeInformation | null;
  /**
   * The project's own module that a relative specifier (or one mapped by tsconfig `paths`) names; null for packages and
   * for what cannot be read.
   */
  import(specifier: string): SourceModule | null;
  /** The text of that module, which is not parsed for it. */
  textOf(specifier: string): SourceText | null;
}
