/** Files that declare models, by one library: see the catalog's ModelSource. */
export interface FoundModels {
  readonly kind: string;
  readonly path: string;
  readonly serves: string;
  readonly files: readonly string[];
  readonly why: string;
  /** The package whose models these are, where another that depends on it is served. */
  readonly of?: string;
  /** Types of rows beside models that say more: they add no table. */
  readonly isBesideModels?: boolean;
}

/** Which models a configuration names: see the catalog's Configured. */
export interface ConfiguredModels {
  readonly tool: string;
  readonly file: string;
  readonly models: readonly string[];
}
