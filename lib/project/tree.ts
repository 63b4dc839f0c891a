import { existsSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { hash } from "node:crypto";

/** What programs and schemas are written in. */
const code = /\.(?:[cm]?[jt]sx?|vue|svelte|astro|sql|py|go|rb|rs|php|java|kt|cs|exs?|scala)$/i;
/** What says how they are put together, and where tools look: what a run of a tool writes is none of it. */
const configuration = /^\.(?!.*cache)|\.(?:json[c5]?|ya?ml|toml|conf|ini)$/i;

const configurationInCode = /(?:^|\.)config\.[cm]?[jt]sx?$/i;

const skipped: ReadonlySet<string> = new Set([
  "node_modules",
  "dist",
  "build",
  "coverage",
  "test-results",
  "playwright-report",
  ".git",
  ".next",
  ".output",
  ".turbo",
  ".yarn",
  ".nx",
  ".angular",
  ".cache",
]);

/** What installers write down about what they have installed. */
const installed = [".package-lock.json", ".modules.yaml", ".yarn-integrity", ".yarn-state.yml"];

/** A folder of more is not looked through. */
const mostFiles = 50_000;

/** All that people write below a folder, and what says around it how that is put together, told by digests. */
export interface Tree {
  /** Of the files that hold programs and schemas: another one whenever one is added, changed or removed. */
  readonly programs: string;
  /** Of all others, and of the like in the folders above. */
  readonly configuration: string;
}

/** Tells the content of a file; null where there is none. */
type Digest = (path: string) => string | null;

/**
 * In: an absolute folder; the endings of models' files that are no code (`.prisma`); `withImports`, for configuration in code. Out: null where the
 * folder holds too many files.
 */
export function treeOf(root: string, models: readonly string[], contentOf: Digest, withImports: Digest): Tree | null {
  const found = filesOf(root, models);
  if (!found) return null;
  const digestOf = (paths: readonly string[]): string =>
    hash("sha256", JSON.stringify(paths.map((path) => [path, contentOf(path)])));
  const pathsOf = (kind: Found["kind"]) => found.filter((file) => file.kind === kind).map(({ path }) => path);
  const configuration = digestOf([...pathsOf("configuration"), ...around(root)]);
  const inCode = pathsOf("configuration in code").map((path) => [path, withImports(path)]);
  return { programs: digestOf(pathsOf("program")), configuration: `${configuration}:${JSON.stringify(inCode)}` };
}

interface Found {
  readonly path: string;
  readonly kind: "program" | "configuration" | "configuration in code";
}

function kindOf(name: string, models: readonly string[]): Found["kind"] | null {
  if (configurationInCode.test(name)) return "configuration in code";
  return code.test(name) || models.some((ending) => name.endsWith(ending))
    ? "program"
    : configuration.test(name)
      ? "configuration"
      : null;
}

function filesOf(root: string, models: readonly string[]): readonly Found[] | null {
  const found: Found[] = [];
  const pending = [root];
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    for (const entry of entriesOf(folder)) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) {
        if (!skipped.has(entry.name)) pending.push(path);
        continue;
      }
      const kind = kindOf(entry.name, models);
      if (kind) found.push({ path, kind });
    }
    if (found.length > mostFiles) return null;
  }
  return found.sort((one, other) => (one.path < other.path ? -1 : 1));
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

/** The configuration in the folders above, up to the repository's own, and what is installed there. */
function around(root: string): readonly string[] {
  const paths: string[] = [];
  for (let here = root; ; here = dirname(here)) {
    paths.push(...installed.map((name) => join(here, "node_modules", name)));
    if (here !== root)
      for (const { name } of entriesOf(here)) if (configuration.test(name)) paths.push(join(here, name));
    if (existsSync(join(here, ".git")) || here === dirname(here)) return paths.sort();
  }
}
