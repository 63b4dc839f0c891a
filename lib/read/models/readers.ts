import type { SourceModule } from "../../source/module.ts";
import type { Declarations } from "./declared.ts";
import { readDrizzle } from "./drizzle.ts";
import type { ModelKind } from "./find-models.ts";
import { readSequelize } from "./sequelize.ts";
import { readKysely, readSupabase, readZapatos } from "./typed-tables.ts";
import { readTypeorm } from "./typeorm.ts";

/** Adds what the modules declare to the declarations. */
export type ModelModulesReader = (modules: readonly SourceModule[], declarations: Declarations) => void;

/** The reader of each library. */
export const readers: Partial<Record<Exclude<ModelKind, "prisma">, ModelModulesReader>> = { drizzle: readDrizzle, sequelize: readSequelize, typeorm: readTypeorm, "kysely types": readKysely, "supabase types": readSupabase, "zapatos types": readZapatos };
