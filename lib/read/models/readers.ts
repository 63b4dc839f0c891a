import type { SourceModule } from "../../source/module.ts";
import type { Declarations } from "./declared.ts";
import { readDrizzle } from "../../libraries/drizzle/models.ts";
import type { ModelKind } from "./find-models.ts";
import { readMikroOrm } from "../../libraries/mikro-orm/models.ts";
import { readObjection } from "../../libraries/objection/models.ts";
import { readSequelize } from "../../libraries/sequelize/models.ts";
import { readKysely, readSupabase, readZapatos } from "./typed-tables.ts";
import { readTypeorm } from "../../libraries/typeorm/models.ts";

/** Adds what the modules declare to the declarations. */
export type ModelModulesReader = (modules: readonly SourceModule[], declarations: Declarations) => void;

/** The reader of each library. */
export const readers: Record<Exclude<ModelKind, "prisma">, ModelModulesReader> = {
  drizzle: readDrizzle,
  "mikro-orm": readMikroOrm,
  objection: readObjection,
  sequelize: readSequelize,
  typeorm: readTypeorm,
  "kysely types": readKysely,
  "supabase types": readSupabase,
  "zapatos types": readZapatos,
};
