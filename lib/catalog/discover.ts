import { readdirSync, readFileSync } from "node:fs";
import { globSync } from "tinyglobby";
import { definesTables, otherDialect } from "./sources/dialect.ts";
import { sourceFolder } from "./sources/folder.ts";
import { baseOf } from "./sources/order.ts";

/** A folder or file of SQL that was found below the root. Paths are relative to it. */
export interface Discovery {
  readonly found: { readonly path: string; readonly kind: string; readonly files: readonly string[] } | null;
  readonly leftOut: readonly { readonly path: string; readonly reason: string }[];
}

/** What is looked for, for people. */
export const usualPlaces: readonly string[] = [
  "prisma/migrations/*/migration.sql", "drizzle/*.sql", "supabase/migrations/*.sql", "db/migrations, migrations, database/migrations and the like", "db/structure.sql, schema.sql",
];

const ignored = [
  "**/node_modules/**", "**/.*/**", "**/dist/**", "**/build/**", "**/out/**", "**/coverage/**", "**/vendor/**", "**/target/**", "**/tmp/**",
  "**/{test,tests,__tests__,__fixtures__,fixtures,fixture,mocks,spec,e2e,examples,example,samples,demo,docs,seed,seeds,seeders,benchmarks,bench,templates}/**",
];

interface Candidate {
  readonly path: string;
  readonly files: string[];
  readonly rank: number;
}

/** Looks for the schema below a root at the usual places. The most plausible is taken, the others are told. */
export function discover(root: string): Discovery {
  const all = globSync("**/*.sql", { cwd: root, ignore: ignored, deep: 9, onlyFiles: true, expandDirectories: false, followSymbolicLinks: false }).sort();
  const leftOut: { path: string; reason: string }[] = [];
  const usable: (Candidate & { readonly kind: string; readonly ordered: readonly string[]; readonly tables: number })[] = [];
  for (const candidate of candidatesOf(all)) {
    const folder = candidate.files.length === 1 && candidate.path === candidate.files[0] ? `${root}/${candidate.path}`.replace(/\/[^/]*$/, "") : `${root}/${candidate.path}`;
    const { kind, files } = sourceFolder(folder, candidate.files.map((file) => `${root}/${file}`));
    const texts = sample(files).map(readStart);
    const inCode = migrationsInCode(root, candidate);
    const dialect = texts.map(otherDialect).find((name) => name !== null);
    const tables = texts.filter(definesTables).length;
    if (dialect) leftOut.push({ path: candidate.path, reason: `is written for ${dialect}` });
    else if (inCode > candidate.files.length) leftOut.push({ path: candidate.path, reason: `stands beside ${inCode} migrations written in JavaScript or TypeScript, which are not read; name a dump of the schema (pg_dump --schema-only)` });
    else if (tables === 0) {
      if (candidate.rank >= 2) leftOut.push({ path: candidate.path, reason: "defines no tables" });
    } else usable.push({ ...candidate, kind, ordered: files, tables });
  }
  usable.sort((a, b) => b.rank - a.rank || weight(b) - weight(a) || (a.path < b.path ? -1 : 1));
  const [taken, ...rest] = usable;
  if (!taken) return { found: null, leftOut };
  for (const { path, rank } of rest) leftOut.push({ path, reason: rank === taken.rank ? `${taken.path} was taken; name both in the settings if both are meant` : `${taken.path} was taken` });
  return { found: { path: taken.path, kind: taken.kind, files: taken.ordered }, leftOut };
}

// Near the root is likelier, and so are many files: a package's few migrations do not win over the database's hundreds.
const weight = ({ path, ordered }: { readonly path: string; readonly ordered: readonly string[] }): number => Math.log2(ordered.length + 1) - path.split("/").length;

function candidatesOf(files: readonly string[]): Candidate[] {
  const folders = new Map<string, string[]>();
  for (const file of files) {
    const base = baseOf(file);
    const folder = parentOf(file);
    // Each of prisma's migrations has its own folder.
    const key = base === "migration.sql" ? parentOf(folder) : isDump(base) ? file : folder;
    folders.set(key, [...(folders.get(key) ?? []), file]);
  }
  return [...folders].map(([path, own]) => ({ path: path || ".", files: own, rank: rankOf(path, own) }));
}

const parentOf = (path: string): string => (path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : "");
const isDump = (base: string): boolean => /^(?:schema|structure|dump|schema[-_.]dump|init|database|db)\.sql$/i.test(base);

/** 3: migrations. 2: a dump, or a folder named for what it holds. 1: other .sql files. */
function rankOf(path: string, files: readonly string[]): number {
  const names = files.map(baseOf);
  if (names.every((name) => name === "migration.sql")) return 3;
  if (/(?:^|\/)(?:migrations?|migrate|drizzle|flyway|alembic|versions|sqls)(?:$|\/)/i.test(path)) return 3;
  if (names.every((name) => /^(?:\d{3,}|V[\d._]+__|R__)/i.test(name)) && names.length > 1) return 3;
  if (isDump(baseOf(path)) || /(?:^|\/)(?:schemas?|tables|ddl|db|database|sql)$/i.test(path)) return 2;
  return 1;
}

/** Migrations in code beside a folder's .sql files, or beside the folder: the .sql files are then a part of the schema only. */
function migrationsInCode(root: string, { path, files }: Candidate): number {
  if (files[0] === path) return 0;
  const count = (folder: string) => {
    try {
      return readdirSync(`${root}/${folder}`).filter((name) => /^\d[\w.-]*\.[cm]?[jt]s$/.test(name) && !/\.d\.[cm]?ts$/.test(name)).length;
    } catch {
      return 0;
    }
  };
  return count(path) + (/(?:^|\/)migrations?\/[^/]+$/i.test(path) ? count(parentOf(path)) : 0);
}

function sample(files: readonly string[]): readonly string[] {
  return files.length <= 40 ? files : [...files.slice(0, 20), ...files.slice(-20)];
}

function readStart(file: string): string {
  try {
    return readFileSync(file, "utf8").slice(0, 50_000);
  } catch {
    return "";
  }
}
