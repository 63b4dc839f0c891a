/** Files that declare models, by one library: see the catalog's ModelSource. */
export interface FoundModels {
  readonly kind: ModelKind;
  readonly path: string;
  readonly serves: string;
  readonly files: readonly string[];
  readonly why: string;
  /** The package whose models these are, where another that depends on it is served. */
  readonly of?: string;
}

export type ModelKind =
  | "prisma"
  | "drizzle"
  | "typeorm"
  | "mikro-orm"
  | "sequelize"
  | "objection"
  | "supabase types"
  | "kysely types"
  | "zapatos types";

/** Which models a configuration names: see the catalog's Configured. */
export interface ConfiguredModels {
  readonly tool: string;
  readonly file: string;
  readonly models: readonly string[];
}
