import type { SourceModule } from "../../source/module.ts";

/** What MikroORM calls what the entities do not name. */
export interface MikroNaming {
  table(className: string): string;
  column(property: string): string;
  /** The column of a relation to one, for a key of the other table; `several` where that has more. */
  joinColumn(property: string, key: string, several: boolean): string;
  joinTable(table: string, property: string): string;
  joinTableColumn(className: string, table: string, key: string, several: boolean): string;
}

const snake = (name: string): string => name.replace(/([^_])([A-Z])/g, "$1_$2").toLowerCase();

/** UnderscoreNamingStrategy, the default. */
export const underscoreNaming: MikroNaming = {
  table: snake,
  column: snake,
  joinColumn: (property, key) => `${snake(property)}_${key}`,
  joinTable: (table, property) => `${table}_${snake(property)}`,
  joinTableColumn: (className, _, key) => `${snake(className)}_${key}`,
};

/** EntityCaseNamingStrategy: everything as in the code. */
const entityCaseNaming: MikroNaming = {
  table: (name) => name,
  column: (property) => property,
  joinColumn: (property, key, several) => (several ? `${property}_${key}` : property),
  joinTable: (table, property) => `${table}_${property}`,
  joinTableColumn: (className, _, key, several) =>
    `${className.charAt(0).toLowerCase()}${className.slice(1)}${several ? `_${key}` : ""}`,
};

/** The naming strategy that modules configure: `unknown` for one that is not of MikroORM. */
export function namingOf(modules: readonly SourceModule[]): {
  readonly naming: MikroNaming;
  readonly unknown: { readonly module: SourceModule; readonly offset: number } | null;
} {
  for (const module of modules) {
    const written = /\bnamingStrategy\s*:\s*(\w+)/.exec(module.text);
    if (!written) continue;
    if (written[1] === "EntityCaseNamingStrategy") return { naming: entityCaseNaming, unknown: null };
    if (written[1] === "UnderscoreNamingStrategy") return { naming: underscoreNaming, unknown: null };
    return { naming: underscoreNaming, unknown: { module, offset: written.index } };
  }
  return { naming: underscoreNaming, unknown: null };
}
