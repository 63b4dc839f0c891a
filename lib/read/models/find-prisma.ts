import { readFileSync, statSync } from "node:fs";
import { globSync } from "tinyglobby";
import type { FoundModels } from "./find-models.ts";

const ignored = ["**/node_modules/**", "**/.*/**", "**/dist/**", "**/build/**", "**/{test,tests,__tests__,__fixtures__,fixtures,fixture,examples,example,samples,templates}/**"];

/** Prisma's schemas below a root: one for each file with a PostgreSQL datasource, with the files beside and below it that have none. */
export function prismaSchemas(root: string): FoundModels[] {
  const files = globSync("**/*.prisma", { cwd: root, ignore: ignored, deep: 9, expandDirectories: false, followSymbolicLinks: false }).sort().map((file) => file.replaceAll("\\", "/"));
  const texts = new Map(files.map((file) => [file, textOf(`${root}/${file}`)]));
  const heads = files.filter((file) => /^\s*datasource\s+\w+\s*\{/m.test(texts.get(file) ?? ""));
  return heads.flatMap((head): FoundModels[] => {
    const provider = /^\s*datasource\s+\w+\s*\{[^}]*?^\s*provider\s*=\s*"([^"]*)"/m.exec(texts.get(head) ?? "")?.[1];
    if (provider !== "postgresql" && provider !== "postgres" && provider !== "cockroachdb") return [];
    const folder = head.includes("/") ? head.slice(0, head.lastIndexOf("/") + 1) : "";
    const others = files.filter((file) => file.startsWith(folder) && !heads.includes(file) && !heads.some((other) => other !== head && isNearer(other, head, file)));
    const own = [head, ...others];
    return [{ kind: "prisma", path: own.length === 1 ? head : folder.slice(0, -1) || ".", serves: packageOf(root, folder), files: own.map((file) => `${root}/${file}`), why: `${head} has a datasource for ${provider}` }];
  });
}

const folderOf = (file: string): string => file.slice(0, file.lastIndexOf("/") + 1);
const isNearer = (other: string, head: string, file: string): boolean => file.startsWith(folderOf(other)) && folderOf(other).length > folderOf(head).length;

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
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
