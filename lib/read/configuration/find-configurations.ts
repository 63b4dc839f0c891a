import { libraries } from "../../libraries/index.ts";
import type { Configured } from "../../model/configured.ts";
import { besideTheApplication, type Listing } from "../../project/listing.ts";
import { codeConfiguration } from "./code-configurations.ts";
import type { ConfigurationReader } from "./configuration-reader.ts";
import { textConfigurations } from "./text-configurations.ts";

const ignored: ReadonlySet<string> = new Set([...besideTheApplication, "vendor", "target"]);
const names = [
  ...libraries.flatMap(({ configuration }) => configuration?.files ?? []),
  "package.json",
  ".env",
  ".env.*",
  "flyway.conf",
  "flyway.toml",
];

const named = new RegExp(`^(?:${names.map(asExpression).join("|")})$`);

/** A pattern of file names, with `*` and `{…,…}`. */
function asExpression(pattern: string): string {
  return pattern.replace(/[*{},.+^$()|[\]\\]/g, (sign) => {
    switch (sign) {
      case "*":
        return ".*";
      case "{":
        return "(?:";
      case "}":
        return ")";
      case ",":
        return "|";
      default:
        return `\\${sign}`;
    }
  });
}

/**
 * What the configuration files below a root say of where schemas are written. They are read as
 * text and followed as syntax by the readers of the tools; none is run. Files near the root come first.
 */
export function findConfigurations(
  listing: Listing,
  readers: ReadonlyMap<string, ConfigurationReader>,
): readonly Configured[] {
  const { root } = listing;
  const files = [...listing.files({ name: (name) => named.test(name), without: ignored, deep: 8 })];
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
