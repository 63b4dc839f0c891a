import { createRequire } from "node:module";
import type { ESLint, Linter } from "eslint";
import type { RowguardRule } from "../lib/define-rule.ts";
import type { Configuration } from "../lib/settings.ts";
import { languages as ownLanguages } from "../lib/language/index.ts";
import { configsOf, type Configs } from "./configs.ts";
import { noCascadeDelete } from "./no-cascade-delete.ts";
import { noCascadeIntoSoftDelete } from "./no-cascade-into-soft-delete.ts";
import { noCreatedAtUpdate } from "./no-created-at-update.ts";
import { noDuplicateForeignKey } from "./no-duplicate-foreign-key.ts";
import { noHardDelete } from "./no-hard-delete.ts";
import { noInvalidSql } from "./no-invalid-sql.ts";
import { noNullComparison } from "./no-null-comparison.ts";
import { noNullableNotIn } from "./no-nullable-not-in.ts";
import { noQueryInLoop } from "./no-query-in-loop.ts";
import { noUnguardedNullableRead } from "./no-unguarded-nullable-read.ts";
import { noUnparameterizedSql } from "./no-unparameterized-sql.ts";
import { noUnsupportedSyntax } from "./no-unsupported-syntax.ts";
import { noValidationTrigger } from "./no-validation-trigger.ts";
import { noVanishingCondition } from "./no-vanishing-condition.ts";
import { noWriteOnReplica } from "./no-write-on-replica.ts";
import { noWrongParameterType } from "./no-wrong-parameter-type.ts";
import { noWrongRowType } from "./no-wrong-row-type.ts";
import { requireBoundedText } from "./require-bounded-text.ts";
import { requireClientRelease } from "./require-client-release.ts";
import { requireDownMigration } from "./require-down-migration.ts";
import { requireFilter } from "./require-filter.ts";
import { requireFixedLengthChar } from "./require-fixed-length-char.ts";
import { requireForeignKeyIndex } from "./require-foreign-key-index.ts";
import { requireForeignKey } from "./require-foreign-key.ts";
import { requireJoinTableName } from "./require-join-table-name.ts";
import { requireMigrationName } from "./require-migration-name.ts";
import { requireNotNull } from "./require-not-null.ts";
import { requirePartialUniqueIndex } from "./require-partial-unique-index.ts";
import { requirePluralTableName } from "./require-plural-table-name.ts";
import { requirePoolLimits } from "./require-pool-limits.ts";
import { requireReviveOnConflict } from "./require-revive-on-conflict.ts";
import { requireRowLevelSecurity } from "./require-row-level-security.ts";
import { requireRowType } from "./require-row-type.ts";
import { requireSoftDeleteFilter } from "./require-soft-delete-filter.ts";
import { requireSoftDeleteIndex } from "./require-soft-delete-index.ts";
import { requireStandardColumns } from "./require-standard-columns.ts";
import { requireTenantFilter } from "./require-tenant-filter.ts";
import { requireTimestamptz } from "./require-timestamptz.ts";
import { requireUpdatedAt } from "./require-updated-at.ts";
import { requireWhere } from "./require-where.ts";

export type { ClientOption, Configuration, RuleOption, SoftDeleteOption } from "../lib/settings.ts";

/** The plugin, typed so that its configurations fit `defineConfig` of ESLint 9 and 10. */
export interface RowguardPlugin extends ESLint.Plugin {
  meta: { name: string; version: string; namespace: string };
  rules: NonNullable<ESLint.Plugin["rules"]>;
  configs: Configs;
  /** With settings of one's own. */
  configure: (configuration?: Configuration) => Linter.Config;
  /** The same for `.sql` files and `schema.prisma`. */
  configureSql: (configuration?: Configuration) => Linter.Config[];
}

/** The rules as rowguard itself has them. */
export const ownRules: Readonly<Record<string, RowguardRule>> = {
  "no-cascade-delete": noCascadeDelete,
  "no-cascade-into-soft-delete": noCascadeIntoSoftDelete,
  "no-created-at-update": noCreatedAtUpdate,
  "no-duplicate-foreign-key": noDuplicateForeignKey,
  "no-hard-delete": noHardDelete,
  "no-invalid-sql": noInvalidSql,
  "no-null-comparison": noNullComparison,
  "no-nullable-not-in": noNullableNotIn,
  "no-query-in-loop": noQueryInLoop,
  "no-unguarded-nullable-read": noUnguardedNullableRead,
  "no-unparameterized-sql": noUnparameterizedSql,
  "no-unsupported-syntax": noUnsupportedSyntax,
  "no-validation-trigger": noValidationTrigger,
  "no-vanishing-condition": noVanishingCondition,
  "no-write-on-replica": noWriteOnReplica,
  "no-wrong-parameter-type": noWrongParameterType,
  "no-wrong-row-type": noWrongRowType,
  "require-bounded-text": requireBoundedText,
  "require-client-release": requireClientRelease,
  "require-down-migration": requireDownMigration,
  "require-filter": requireFilter,
  "require-fixed-length-char": requireFixedLengthChar,
  "require-foreign-key": requireForeignKey,
  "require-foreign-key-index": requireForeignKeyIndex,
  "require-join-table-name": requireJoinTableName,
  "require-migration-name": requireMigrationName,
  "require-not-null": requireNotNull,
  "require-partial-unique-index": requirePartialUniqueIndex,
  "require-plural-table-name": requirePluralTableName,
  "require-pool-limits": requirePoolLimits,
  "require-revive-on-conflict": requireReviveOnConflict,
  "require-row-level-security": requireRowLevelSecurity,
  "require-row-type": requireRowType,
  "require-soft-delete-filter": requireSoftDeleteFilter,
  "require-soft-delete-index": requireSoftDeleteIndex,
  "require-standard-columns": requireStandardColumns,
  "require-tenant-filter": requireTenantFilter,
  "require-timestamptz": requireTimestamptz,
  "require-updated-at": requireUpdatedAt,
  "require-where": requireWhere,
};

const { name, version } = createRequire(import.meta.url)("eslint-plugin-rowguard/package.json") as {
  name: string;
  version: string;
};

const plugin: RowguardPlugin = {
  meta: { name, version, namespace: "rowguard" },
  // ESLint's own type of a rule and typescript-eslint's differ in what a context still has from the past.
  rules: ownRules as unknown as RowguardPlugin["rules"],
  languages: ownLanguages as unknown as NonNullable<RowguardPlugin["languages"]>,
  configs: {} as RowguardPlugin["configs"],
  configure: () => ({}),
  configureSql: () => [],
};
Object.assign(plugin, configsOf(plugin, Object.keys(ownRules)));

export default plugin;
export const { meta, rules, languages, configs, configure, configureSql } = plugin;
