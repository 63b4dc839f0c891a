import { existsSync } from "node:fs";
import { factsOf, libraries } from "../libraries/index.ts";
import { alternatives } from "../libraries/names.ts";
import { codeFolder, inOrder, otherDatabase, runsSqlFiles, type CodeFolder, type Kinds } from "./sources/code.ts";
import type { Configured } from "../model/configured.ts";
import { configuredMigrations } from "./sources/configured.ts";
import { definesTables, namedDialect, otherDialect } from "./sources/dialect.ts";
import { sourceFolder } from "./sources/folder.ts";
import { baseOf, hasFolderOfItsOwn } from "./sources/order.ts";
import { ownRunner } from "./sources/own-runner.ts";
import { besideTheApplication, type Listing } from "../project/listing.ts";
import { readTextFile } from "../text-file.ts";

/**
 * The folders and files of SQL that were found below the root: for each folder that has a schema of its own, one. Paths
 * are relative to the root.
 */
export interface Discovery {
  readonly found: readonly DiscoveredSchema[];
  readonly leftOut: readonly { readonly path: string; readonly reason: string }[];
}

export interface DiscoveredSchema {
  readonly path: string;
  readonly kind: string;
  /** Absolute, in the order they are applied. */
  readonly files: readonly string[];
  /** The folder whose code it is the schema of: the package it stands in, `.` for the root. */
  readonly serves: string;
  /** How many tables its files create, to tell the largest: the files are read for it. */
  readonly tables: () => number;
  /** What lies one folder up, or beside it, and was not taken: it may create what these files alter. */
  readonly bases: readonly { readonly path: string; readonly kind: string; readonly files: readonly string[] }[];
  /** The configuration that names it; undefined where it was found at a usual place. */
  readonly why?: string;
}

/** What is looked for, for people. */
export const usualPlaces: readonly string[] = [
  ...libraries.flatMap(({ sqlMigrations }) => sqlMigrations?.shown ?? []),
  "db/migrations, migrations, database/migrations and the like",
  "db/structure.sql, schema.sql",
  `models of ${inProse(libraries.flatMap(({ name, title, models }) => (models && !models.typesOnly ? (title ?? name) : [])))}, of which package.json names the package`,
  `migrations of ${inProse(libraries.flatMap(({ name, title, migrations }) => (migrations ? (title ?? name) : [])))}`,
];

const ignored: ReadonlySet<string> = new Set([
  ...besideTheApplication,
  "vendor",
  "target",
  "seed",
  "seeds",
  "seeders",
  "benchmarks",
  "bench",
]);
const codeMigrations = new Set(["migrations", "migration", "migrate"]);

const isSql = (name: string): boolean => name.endsWith(".sql") && !name.startsWith(".");
const isCode = (name: string): boolean => /\.(?:[cm]?js|[cm]?ts)$/.test(name) && !name.startsWith(".");

interface Candidate {
  readonly path: string;
  readonly files: string[];
  readonly rank: number;
}

/**
 * Looks for schemas below a root at the usual places. Of those in one package the most plausible is taken, the others
 * are told; a package of a monorepo has its own where its files are migrations or are named as a schema.
 */
export function discover(listing: Listing, kinds: Kinds, configurations: readonly Configured[] = []): Discovery {
  const { root } = listing;
  const all = listing.files({ name: isSql, without: ignored, deep: 9 });
  const leftOut: { path: string; reason: string }[] = [];
  const usable: Usable[] = [];
  const configured = configuredBelow(root, kinds, configurations, leftOut);
  // What another package's configuration names is the schema of its own package all the same.
  const isConfigured = (files: readonly string[], path: string) =>
    configured.some(
      (one) =>
        one.serves === servedFolder(root, path) &&
        (files.every((file) => one.ordered.includes(file)) ||
          (one.path !== "." && files.every((file) => file.startsWith(`${root}/${one.path}/`)))),
    );
  usable.push(...configured);
  const inCode = migrationsInCode(listing, kinds);
  for (const [path, code] of inCode) {
    if (isConfigured(code.files, path)) continue;
    const other = namedDialect(path) ?? otherDatabase(`${root}/${path}`, root);
    if (other === null)
      usable.push({
        path,
        files: [...code.files],
        // What a tool is known to run says more.
        rank: code.kind === ownRunner ? 2.5 : 3,
        kind: code.kind,
        ordered: code.files,
        serves: servedFolder(root, path),
        tables: code.tables,
        ...(code.why === undefined ? {} : { why: code.why }),
      });
    else leftOut.push({ path, reason: `is written for ${other}` });
  }
  for (const candidate of candidatesOf(all)) {
    const code = inCode.get(candidate.path) ?? [...inCode].find(([path]) => candidate.path.startsWith(`${path}/`))?.[1];
    if (code && candidate.files.length <= code.files.length * 2) {
      leftOut.push({
        path: candidate.path,
        reason: `is read as far as the ${code.kind} migrations it stands with send it`,
      });
      continue;
    }
    const folder =
      candidate.files.length === 1 && candidate.path === candidate.files[0]
        ? `${root}/${candidate.path}`.replace(/\/[^/]*$/, "")
        : `${root}/${candidate.path}`;
    const { kind, files } = sourceFolder(
      folder,
      candidate.files.map((file) => `${root}/${file}`),
    );
    if (files.length > 0 && isConfigured(files, candidate.path)) continue;
    const texts = sample(files).map(readStart);
    const dialect = texts.map(otherDialect).find((name) => name !== null) ?? namedDialect(candidate.path);
    const tables = texts.filter(definesTables).length;
    if (dialect) leftOut.push({ path: candidate.path, reason: `is written for ${dialect}` });
    else if (tables === 0) {
      if (candidate.rank >= 2) leftOut.push({ path: candidate.path, reason: "defines no tables" });
    } else
      usable.push({ ...candidate, kind, ordered: files, serves: servedFolder(root, candidate.path), tables: null });
  }
  usable.sort((a, b) => b.rank - a.rank || weight(b) - weight(a) || (a.path < b.path ? -1 : 1));
  const taken = new Map<string, Usable>();
  for (const candidate of usable) {
    const { path, rank, serves } = candidate;
    const before = taken.get(serves);
    if (before)
      leftOut.push({
        path,
        reason:
          rank === before.rank
            ? `${before.path} was taken; name both in the settings if both are meant`
            : `${before.path} was taken`,
      });
    // Loose .sql files of a package are a schema only where nothing else is.
    else if (rank > 2 || taken.size === 0) taken.set(serves, candidate);
    else if (rank === 2) {
      // A dump far below its package is that of a part of it: the rest has what others have.
      const own = nearFolder(path, serves);
      taken.set(own, { ...candidate, serves: own });
    } else
      for (const first of [...taken.values()].slice(0, 1)) leftOut.push({ path, reason: `${first.path} was taken` });
  }
  return {
    found: [...taken.values()].map(({ path, kind, ordered, serves, tables, why }) => ({
      bases: usable
        .filter((other) => isBase(other, path) && !taken.has(other.path) && other.serves === serves)
        .map((other) => ({ path: other.path, kind: other.kind, files: other.ordered })),
      path,
      kind,
      files: ordered,
      serves,
      tables: () => tables ?? tablesIn(ordered),
      ...(why === undefined ? {} : { why }),
    })),
    leftOut,
  };
}

/** Of files one folder up (`supabase/*.sql` of `supabase/migrations`), or beside it (`db/structure.sql` of `db/migrations`). */
function isBase({ path: other }: Usable, path: string): boolean {
  const above = parentOf(path) || ".";
  return other !== path && (other === above || (parentOf(other) || ".") === above);
}

type Usable = Candidate & {
  readonly kind: string;
  readonly ordered: readonly string[];
  readonly serves: string;
  readonly tables: number | null;
  readonly why?: string;
};

/** What configurations name comes before what lies at a usual place. */
function configuredBelow(
  root: string,
  kinds: Kinds,
  configurations: readonly Configured[],
  leftOut: { path: string; reason: string }[],
): Usable[] {
  return configurations.flatMap((configuration): Usable[] => {
    const config = configuration.file.slice(root.length + 1);
    if (configuration.otherDatabase !== null)
      leftOut.push({ path: config, reason: `is for ${configuration.otherDatabase}` });
    else if (configuration.untold !== null) leftOut.push({ path: config, reason: configuration.untold });
    if (configuration.migrations.length === 0) return [];
    const found = configuredMigrations(configuration, root, kinds);
    if (found)
      return [
        {
          path: found.path,
          files: [...found.files],
          rank: 4,
          kind: found.kind,
          ordered: found.files,
          serves: servedFolder(root, parentOf(config)),
          tables: found.tables,
          why: `${config} names it`,
        },
      ];
    const named = configuration.migrations
      .map((path) => (path.startsWith(`${root}/`) ? path.slice(root.length + 1) : path))
      .join(", ");
    if (!factsOf(configuration.tool)?.configuration?.generatesFolder)
      leftOut.push({ path: config, reason: `names ${named}, where no migrations are` });
    return [];
  });
}

/**
 * The package a path below the root stands in, as its folder below the root; `.` for the root and where there is no
 * package.
 */
function servedFolder(root: string, path: string): string {
  for (let folder = path === "." ? "" : path; folder !== ""; folder = parentOf(folder)) {
    if (existsSync(`${root}/${folder}/package.json`)) return folder;
  }
  return ".";
}

/** The folder that a dump or a folder of .sql files is the schema of, which is not far above it; its package at most. */
function nearFolder(path: string, serves: string): string {
  const folder = path.endsWith(".sql") ? parentOf(path) : path;
  const near = folder.split("/").slice(0, -nearest).join("/");
  return near === "" || near.length <= serves.length || serves.startsWith(`${near}/`) ? serves : near;
}

const nearest = 2;

function tablesIn(files: readonly string[]): number {
  let count = 0;
  for (const file of files) count += readStart(file).match(/\bcreate\s+table\b/gi)?.length ?? 0;
  return count;
}

function inProse(names: readonly string[]): string {
  return `${names.slice(0, -1).join(", ")} and ${names.at(-1) ?? ""}`;
}

// Near the root is likelier, and so are many files: a package's few migrations do not win over the database's hundreds.
const weight = ({ path, ordered }: Usable): number => Math.log2(ordered.length + 1) - path.split("/").length;

function candidatesOf(files: readonly string[]): Candidate[] {
  const folders = new Map<string, string[]>();
  for (const file of files) {
    const base = baseOf(file);
    const folder = parentOf(file);
    const key = hasFolderOfItsOwn(file) ? parentOf(folder) : isDump(base) ? file : folder;
    addTo(folders, key, file);
  }
  return [...folders].map(([path, own]) => ({ path: path || ".", files: own, rank: rankOf(path, own) }));
}

function addTo(folders: Map<string, string[]>, key: string, file: string): void {
  const own = folders.get(key);
  if (own) own.push(file);
  else folders.set(key, [file]);
}

const parentOf = (path: string): string => (path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : "");
const isDump = (base: string): boolean =>
  /^(?:schema|structure|dump|schema[-_.]dump|init|database|db)\.sql$/i.test(base);

const holdsMigrations = new RegExp(
  `^${alternatives([
    "migration",
    "migrations",
    "migrate",
    "flyway",
    "alembic",
    "versions",
    "sqls",
    ...libraries.flatMap(({ sqlMigrations }) => sqlMigrations?.folder ?? []),
  ])}$`,
  "i",
);

/** 3: migrations. 2: a dump, or a folder named for what it holds. 1: other .sql files. */
function rankOf(path: string, files: readonly string[]): number {
  const names = files.map(baseOf);
  if (names.every(hasFolderOfItsOwn)) return 3;
  if (path.split("/").some((name) => holdsMigrations.test(name))) return 3;
  if (names.every((name) => /^(?:\d{3,}|V[\d._]+__|R__)/i.test(name)) && names.length > 1) return 3;
  if (isDump(baseOf(path)) || /(?:^|\/)(?:schemas?|tables|ddl|db|database|sql)$/i.test(path)) return 2;
  return 1;
}

/** Folders of migrations in code, by their path, with the .sql files among them where the library runs those too. */
function migrationsInCode(listing: Listing, kinds: Kinds): ReadonlyMap<string, CodeFolder> {
  const found = new Map<string, CodeFolder>();
  const { root } = listing;
  const files = listing.files({ name: isCode, without: ignored, deep: 10 }).filter((file) =>
    parentOf(file)
      .split("/")
      .some((name) => codeMigrations.has(name)),
  );
  const folders = new Map<string, string[]>();
  for (const file of files) addTo(folders, parentOf(file), `${root}/${file}`);
  for (const [path, own] of folders) {
    const code = codeFolder(own, kinds);
    if (!code) continue;
    if (!runsSqlFiles(code.kind)) found.set(path, code);
    else {
      const sql = listing.files({ name: isSql, without: new Set(), deep: 0, below: path });
      found.set(path, { ...code, files: inOrder([...code.files, ...sql.map((file) => `${root}/${file}`)], code.kind) });
    }
  }
  return found;
}

function sample(files: readonly string[]): readonly string[] {
  return files.length <= 40 ? files : [...files.slice(0, 20), ...files.slice(-20)];
}

function readStart(file: string): string {
  try {
    return readTextFile(file).text.slice(0, 50_000);
  } catch {
    return "";
  }
}
