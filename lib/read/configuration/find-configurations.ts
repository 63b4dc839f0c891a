import { globSync } from "tinyglobby";
import { libraries } from "../../libraries/index.ts";
import type { Configured } from "../../model/configured.ts";
import { codeConfiguration } from "./code-configurations.ts";
import type { ConfigurationReader } from "./configuration-reader.ts";
import { textConfigurations } from "./text-configurations.ts";

const ignored = [
  "**/node_modules/**",
  "**/.*/**",
  "**/{dist,build,out,coverage,vendor,target,tmp}/**",
  "**/{test,tests,__tests__,__fixtures__,fixtures,fixture,mocks,spec,e2e,examples,example,samples,demo,docs,templates}/**",
];
const names = [
  ...libraries.flatMap(({ configuration }) => configuration?.files ?? []),
  "package.json",
  ".env",
  ".env.*",
  "flyway.conf",
  "flyway.toml",
];

/**
 * What the configuration files below a root (absolute, with `/`) say of where schemas are written. They are read as
 * text and followed as syntax by the readers of the tools; none is run. Files near the root come first.
 */
export function findConfigurations(
  root: string,
  readers: ReadonlyMap<string, ConfigurationReader>,
): readonly Configured[] {
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
      for (const [tool, { code }] of readers) {
        if (!code?.name.test(name)) continue;
        const said = codeConfiguration(`${root}/${file}`, tool, code);
        return said ? [said] : [];
      }
      return textConfigurations(`${root}/${file}`, readers);
    });
}
