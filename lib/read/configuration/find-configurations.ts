import { globSync } from "tinyglobby";
import { codeConfiguration, toolConfiguredBy } from "./code-configurations.ts";
import type { Configured } from "../../model/configured.ts";
import { textConfigurations } from "./text-configurations.ts";

const ignored = [
  "**/node_modules/**",
  "**/.*/**",
  "**/{dist,build,out,coverage,vendor,target,tmp}/**",
  "**/{test,tests,__tests__,__fixtures__,fixtures,fixture,mocks,spec,e2e,examples,example,samples,demo,docs,templates}/**",
];
const names = [
  "knexfile.*",
  "drizzle*.config.*",
  "prisma.config.*",
  "ormconfig.*",
  "*data-source.*",
  "*datasource.*",
  "*dataSource.*",
  "typeorm*.{ts,js,mts,cts,mjs,cjs}",
  "mikro-orm*.config.*",
  "mikroorm*.config.*",
  ".sequelizerc*",
  "package.json",
  ".node-pg-migraterc*",
  ".env",
  ".env.*",
  "flyway.conf",
  "flyway.toml",
];

/**
 * What the configuration files below a root (absolute, with `/`) say of where schemas are written. They are read as text and
 * followed as syntax; none is run. Files near the root come first.
 */
export function findConfigurations(root: string): readonly Configured[] {
  const files = globSync(
    names.map((name) => `**/${name}`),
    {
      cwd: root,
      ignore: ignored,
      deep: 8,
      dot: true,
      onlyFiles: true,
      expandDirectories: false,
      followSymbolicLinks: false,
    },
  ).map((file) => file.replaceAll("\\", "/"));
  const depth = (file: string) => file.split("/").length;
  return files
    .sort((a, b) => depth(a) - depth(b) || (a < b ? -1 : 1))
    .flatMap((file): readonly Configured[] => {
      const name = file.slice(file.lastIndexOf("/") + 1);
      if (toolConfiguredBy(name) === null) return textConfigurations(`${root}/${file}`);
      const said = codeConfiguration(`${root}/${file}`);
      return said ? [said] : [];
    });
}
