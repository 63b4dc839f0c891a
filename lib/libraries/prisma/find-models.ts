import { statSync } from "node:fs";
import { globSync } from "tinyglobby";
import type { ConfiguredModels, FoundModels } from "../../read/models/found-models.ts";
import type { Listing } from "../../project/listing.ts";
import { readTextFile } from "../../text-file.ts";

const ignored = new Set([
  ...[
    "test",
    "tests",
    "__tests__",
    "__fixtures__",
    "fixtures",
    "fixture",
    "examples",
    "example",
    "samples",
    "templates",
  ],
]);
/**
 * Prisma's schemas below a root: one for each file with a PostgreSQL datasource, with the files beside and below it
 * that have none.
 */
export function prismaSchemas(listing: Listing, configurations: readonly ConfiguredModels[] = []): FoundModels[] {
  const { root } = listing;
  const named = configurations.flatMap(({ tool, file, models }) =>
    tool === "prisma" ? models.map((path) => ({ path, file: file.slice(root.length + 1) })) : [],
  );
  const usual = listing.files({ name: (name) => name.endsWith(".prisma"), without: ignored, deep: 9 });
  const elsewhere = named
    .flatMap(({ path }) => prismaFilesAt(path))
    .filter((file) => file.startsWith(`${root}/`))
    .map((file) => file.slice(root.length + 1));
  const files = [...new Set([...usual, ...elsewhere].map((file) => file.replaceAll("\\", "/")))].sort();
  const found = schemasIn(root, files);
  const naming = (source: FoundModels) =>
    named.find(({ path }) => source.files.some((file) => file === path || file.startsWith(`${path}/`)));
  // Where a configuration chooses one of a package's, the others are none.
  return found.flatMap((source): FoundModels[] => {
    const by = naming(source);
    if (by) return [{ ...source, why: `${by.file} names it` }];
    return found.some((other) => other.serves === source.serves && naming(other)) ? [] : [source];
  });
}

function prismaFilesAt(path: string): readonly string[] {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat?.isDirectory()
    ? globSync("**/*.prisma", { cwd: path, absolute: true, expandDirectories: false, followSymbolicLinks: false })
    : stat
      ? [path]
      : [];
}

function schemasIn(root: string, files: readonly string[]): FoundModels[] {
  const texts = new Map(files.map((file) => [file, readText(`${root}/${file}`)]));
  const heads = files.filter((file) => /^\s*datasource\s+\w+\s*\{/m.test(texts.get(file) ?? ""));
  return heads.flatMap((head): FoundModels[] => {
    const provider = /^\s*datasource\s+\w+\s*\{[^}]*?^\s*provider\s*=\s*"([^"]*)"/m.exec(texts.get(head) ?? "")?.[1];
    if (provider !== "postgresql" && provider !== "postgres" && provider !== "cockroachdb") return [];
    const folder = head.includes("/") ? head.slice(0, head.lastIndexOf("/") + 1) : "";
    const others = files.filter(
      (file) =>
        file.startsWith(folder) &&
        !heads.includes(file) &&
        !heads.some((other) => other !== head && isNearer(other, head, file)),
    );
    const own = [head, ...others];
    return [
      {
        kind: "prisma",
        path: own.length === 1 ? head : folder.slice(0, -1) || ".",
        serves: packageOf(root, folder),
        files: own.map((file) => `${root}/${file}`),
        why: `${head} has a datasource for ${provider}`,
      },
    ];
  });
}

const folderOf = (file: string): string => file.slice(0, file.lastIndexOf("/") + 1);
const isNearer = (other: string, head: string, file: string): boolean =>
  file.startsWith(folderOf(other)) && folderOf(other).length > folderOf(head).length;

function readText(file: string): string {
  try {
    return readTextFile(file).text;
  } catch {
    return "";
  }
}

function packageOf(root: string, folder: string): string {
  for (let at = folder.replace(/\/$/, ""); at !== ""; at = at.includes("/") ? at.slice(0, at.lastIndexOf("/")) : "") {
    if (statSync(`${root}/${at}/package.json`, { throwIfNoEntry: false })?.isFile()) return at;
  }
  return ".";
}
