import { statSync } from "node:fs";
import { dirname, relative } from "node:path";
import { globSync, isDynamicPattern } from "tinyglobby";
import type { Configured } from "../../model/configured.ts";
import { codeFiles, codeFolder, inOrder, runsSqlFiles, type Kinds } from "./code.ts";
import { ownRunner } from "./own-runner.ts";
import { sourceFolder } from "./folder.ts";
import { hasFolderOfItsOwn } from "./order.ts";

/** The migrations that a configuration names. Paths are relative to the root, files absolute and in order. */
export interface ConfiguredMigrations {
  readonly path: string;
  readonly kind: string;
  readonly files: readonly string[];
  readonly tables: number | null;
}

/** Null where there are none at the places it names. */
export function configuredMigrations(
  { tool, migrations, extensions }: Configured,
  root: string,
  kinds: Kinds,
): ConfiguredMigrations | null {
  const isCode = (file: string) => /\.[cm]?[jt]s$/.test(file);
  const files = [...new Set(migrations.flatMap(filesAt))].filter(
    (file) => extensions.length === 0 || extensions.some((extension) => file.endsWith(extension)),
  );
  if (files.length === 0) return null;
  const path = commonFolder(root, files);
  const code = codeFolder(files.filter(isCode), kinds);
  const sql = files.filter((file) => file.endsWith(".sql"));
  if (code)
    return {
      path,
      kind: code.kind === ownRunner ? tool : code.kind,
      files: runsSqlFiles(code.kind) ? inOrder([...code.files, ...sql], code.kind) : code.files,
      tables: code.tables,
    };
  if (sql.length === 0) return null;
  const [only] = sql.length === 1 ? sql : [];
  const folder = sourceFolder(only !== undefined && !hasFolderOfItsOwn(only) ? dirname(only) : `${root}/${path}`, sql);
  return {
    path,
    kind: folder.kind === "sql" && sql.length > 1 ? tool : folder.kind,
    files: folder.files,
    tables: null,
  };
}

function filesAt(path: string): readonly string[] {
  const below = (cwd: string, patterns: readonly string[]) =>
    globSync(patterns, {
      cwd,
      absolute: true,
      ignore: ["**/node_modules/**"],
      onlyFiles: true,
      expandDirectories: false,
      followSymbolicLinks: false,
    })
      .map((file) => file.replaceAll("\\", "/"))
      .sort();
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat?.isFile()) return [path];
  if (stat?.isDirectory()) return below(path, [codeFiles, "*.sql", "*/{migration,up,down}.sql"]);
  return isDynamicPattern(path) ? below(dirname(`${path.slice(0, path.search(/[*?{[(]/))}x`), [path]) : [];
}

function commonFolder(root: string, files: readonly string[]): string {
  const [first = root] = files;
  if (files.length === 1) return relative(root, first).replaceAll("\\", "/");
  let common = dirname(first).split("/");
  for (const file of files) {
    const parts = file.split("/");
    const end = common.findIndex((part, index) => parts[index] !== part);
    if (end >= 0) common = common.slice(0, end);
  }
  return relative(root, common.join("/")).replaceAll("\\", "/") || ".";
}
