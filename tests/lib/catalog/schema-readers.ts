import type { ModelSource } from "../../../lib/catalog/load.ts";
import { findConfigurations } from "../../../lib/read/configuration/find-configurations.ts";
import { kindOf, readMigration, type MigrationOptions } from "../../../lib/read/migrations/read-migration.ts";
import { findModels, modelsAt } from "../../../lib/read/models/find-models.ts";
import { readModels } from "../../../lib/read/models/read-models.ts";
import { readScript } from "../../../lib/read/sql/read-script.ts";
import { openFile } from "../../../lib/source/open-module.ts";

/** What reads the files of a schema, as the pipeline hands it to the catalog. */
export const schemaReaders = {
  script: readScript,
  configured: findConfigurations,
  migrations: {
    kindOf,
    read: (file: string, kind: string, exists: NonNullable<MigrationOptions["exists"]>) => {
      const module = openFile(file);
      return module && readMigration(module, readScript, { kind, exists });
    },
  },
  models: { find: findModels, at: modelsAt, read: (source: ModelSource) => readModels(source, readScript) },
};
