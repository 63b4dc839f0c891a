import { createHash } from "node:crypto";
import { statSync } from "node:fs";
import { dirname, isAbsolute, join, relative, resolve } from "node:path";
import { globSync, isDynamicPattern } from "tinyglobby";
import type { Definition, ObjectName } from "../model/definition.ts";
import { Failures } from "../failures.ts";
import type { Settings } from "../settings.ts";
import { applyTo } from "./apply.ts";
import { emptyCatalog, type Catalog, type CatalogProblem } from "./catalog.ts";
import { digestOf } from "./content-digests.ts";
import { discover, usualPlaces } from "./discover.ts";
import { finish, Folding } from "./folding.ts";
import { declaresTablesOf, hostOf } from "./host-of-models.ts";
import { History, type Defined, type DefiningFile } from "./history.ts";
import { keptSchema, type Ingredients, type WatchedSchema } from "./kept-schema.ts";
import { isCode, readFile, type ReadFile } from "./migration-files.ts";
import { withModels } from "./models.ts";
import type { ModelReading, ModelSource, SchemaReaders } from "./schema-readers.ts";
import { ownRunner } from "./sources/own-runner.ts";
import { codeFiles, codeFolder, inOrder, runsSqlFiles } from "./sources/code.ts";
import { sourceFolder } from "./sources/folder.ts";
import { baseOf } from "./sources/order.ts";
import { Listing } from "../project/listing.ts";
import { packagesBelow } from "../project/workspace-packages.ts";
import { stampOf } from "./stamp.ts";
import { firstIndexWhere } from "../lists.ts";

/** The schema of a project, where it came from and what was passed over. */
export interface LoadedSchema {
  readonly catalog: Catalog;
  /** The files it came from, in the order they were applied, relative to the root with `/`. */
  readonly sources: readonly string[];
  readonly origin: "settings" | "discovered" | "none";
  /**
   * What was taken. `kind` is a tool or a form: `goose`, `prisma`, `sql folder`; `role` tells migrations from the
   * models that name them.
   */
  readonly found: readonly FoundSource[];
  readonly leftOut: readonly { readonly path: string; readonly reason: string }[];
  /** What was looked for, for the message that nothing was found. */
  readonly looked: readonly string[];
  /** Changes whenever a file of the schema does. */
  readonly digest: string;
  /** The folder whose code it is the schema of, relative to the root; `.` for all of it. */
  readonly serves: string;
  /** The migrations in code, and modules and .sql files beside them that send their SQL or hold the text of it, absolute. */
  readonly migrationParts: ReadonlySet<string>;
  /** Modules that models were read from, absolute. */
  readonly modelFiles: ReadonlySet<string>;
  /** Where models and migrations do not say the same. */
  readonly conflicts: readonly CatalogProblem[];
  /** What each of its migrations made of the tables. */
  readonly history: History;
  /** What each file (absolute) of models declares, and the text of it that was read. */
  readonly declared: ReadonlyMap<string, DeclaringFile>;
}

/** A file that declares models. */
export interface DeclaringFile {
  readonly library: string;
  readonly hash: string;
  readonly definitions: readonly Definition[];
}

export interface FoundSource {
  readonly path: string;
  readonly kind: string;
  readonly files: number;
  /** `schema`: says what the database is. `names`: adds the application's names to it. */
  readonly role: "schema" | "names";
  /** Why it was taken, for people. */
  readonly why: string;
}

/** The settings that a schema is loaded by. */
type SchemaSettings = Pick<Settings, "root" | "schema"> & { readonly cache?: boolean };

/** A schema path of the settings that does not exist; the message names it and says what to do. */
export class SchemaNotFound extends Error {
  override readonly name = "SchemaNotFound";
}

/**
 * Loads the schema of a file: the one the settings name, or of those found below the root the one of the nearest folder
 * at or above the file, else the largest, which is also the answer where no file is given. Read once per process and
 * again only when a file of it has changed. Throws SchemaNotFound for a path that does not exist.
 */
export function loadSchema(settings: SchemaSettings, readers: SchemaReaders, file: string | null = null): LoadedSchema {
  const path = file === null ? null : shown(settings.root, resolve(settings.root, file));
  let { schemas } = projectOf(settings, readers);
  for (;;) {
    const schema = loadWhole(settings, readers, schemaFor(schemas, path));
    // What looked like a schema and holds no table serves nobody.
    const [first, ...others] = schemas.filter(({ serves }) => serves !== schema.serves);
    if (schema.catalog.relations.size > 0 || !first) return schema;
    schemas = [first, ...others];
  }
}

/** Every schema of a project, the largest first. */
export function loadSchemas(settings: SchemaSettings, readers: SchemaReaders): readonly LoadedSchema[] {
  const project = projectOf(settings, readers);
  const all = [...new Set(project.schemas.map((chosen) => loadWhole(settings, readers, chosen)))];
  const used = all.filter(({ catalog }) => catalog.relations.size > 0);
  return used.length > 0 ? used : all;
}

/** The schema of a folder, which may be a part of that of another. */
function loadWhole(settings: SchemaSettings, readers: SchemaReaders, chosen: Chosen): LoadedSchema {
  const project = projectOf(settings, readers);
  const host = project.schemas.find(({ serves }) => serves === (chosen.partOf ?? chosen.serves)) ?? chosen;
  const parts = project.schemas.filter(({ partOf }) => partOf === host.serves);
  if (parts.length === 0) return loadChosen(settings, readers, project, chosen);
  const own = () => loadChosen(settings, readers, project, host).catalog;
  const joined =
    project.joined.get(host.serves) ?? parts.filter(({ models }) => declaresTablesOf(models, own(), readers.models));
  project.joined.set(host.serves, joined);
  const isAlone = joined.length === 0 || (chosen !== host && !joined.includes(chosen));
  return loadChosen(settings, readers, project, isAlone ? chosen : withParts(host, joined));
}

const withParts = (host: Chosen, parts: readonly Chosen[]): Chosen => ({
  ...host,
  parts: parts.map(({ serves }) => serves),
  models: [...host.models, ...parts.flatMap(({ models }) => models)],
});

function loadChosen(settings: SchemaSettings, readers: SchemaReaders, project: Project, chosen: Chosen): LoadedSchema {
  const known = project.loaded.get(partsOf(chosen));
  const now = performance.now();
  if (known && (now < known.checkAgain || known.stamp === stampOf(known.watched))) {
    if (now >= known.checkAgain)
      known.checkAgain = performance.now() + Math.min(longestUnchecked, checkShare * (performance.now() - now));
    return known.schema;
  }
  if (known) {
    // A file came, went or changed: what there is may be another choice.
    projects.delete(keyOf(settings));
    const again = projectOf(settings, readers);
    for (const [parts, entry] of project.loaded) if (parts !== partsOf(chosen)) again.loaded.set(parts, entry);
    return loadWhole(
      settings,
      readers,
      again.schemas.find(({ serves }) => serves === chosen.serves) ?? again.schemas[0],
    );
  }
  const loaded = keptSchema(settings.root, settings.cache !== false, ingredientsOf(settings.root, chosen), () =>
    readSchema(settings.root, chosen, readers),
  );
  project.loaded.set(partsOf(chosen), { ...loaded, checkAgain: 0 });
  return loaded.schema;
}

/** What a schema rests on. */
export interface SchemaState {
  /** Of its migrations and models, in their order. */
  readonly digest: string;
  /** Absolute files and folders. */
  readonly watched: readonly string[];
}

/** The schemas that were loaded by these settings so far, by names that `schemaNamed` takes. */
export function schemasLoaded(settings: SchemaSettings): ReadonlyMap<string, SchemaState> {
  const loaded = projects.get(keyOf(settings))?.loaded ?? new Map<string, Entry>();
  return new Map([...loaded].map(([name, entry]) => [name, stateOf(entry)]));
}

const states = new WeakMap<LoadedSchema, SchemaState>();

function stateOf({ schema, watched }: Entry): SchemaState {
  const { origin, serves, sources, digest } = schema;
  const state = states.get(schema) ?? { digest: JSON.stringify([origin, serves, sources, digest]), watched };
  states.set(schema, state);
  return state;
}

/** The schema that had a name in another process, loaded; null where there is none. */
export function schemaNamed(settings: SchemaSettings, readers: SchemaReaders, name: string): SchemaState | null {
  const [serves] = name.split("\0");
  const chosen = projectOf(settings, readers).schemas.find((one) => one.serves === serves);
  if (chosen && !schemasLoaded(settings).has(name)) loadWhole(settings, readers, chosen);
  return schemasLoaded(settings).get(name) ?? null;
}

/** The folders that have schemas of their own, the one with the largest first. */
export const foldersServed = (settings: SchemaSettings, readers: SchemaReaders): readonly string[] =>
  projectOf(settings, readers).schemas.map(({ serves }) => serves);

/** The folders whose schema it is. */
const partsOf = ({ serves, parts = [] }: Chosen): string => [serves, ...parts].join("\0");

function readSchema(root: string, chosen: Chosen, readers: SchemaReaders): WatchedSchema<LoadedSchema> {
  const readings = chosen.models.map((source) => readers.models.read(source));
  const watched = watchedPaths(root, chosen, readings);
  // Stamped before the files are read: one that changes meanwhile is read again next time.
  const stamp = stampOf(watched);
  const { schema, others } = foldOnBase(root, chosen, readers, readings);
  return { schema, watched: [...watched, ...others], stamp: stamp + stampOf(others) };
}

function ingredientsOf(root: string, chosen: Chosen): Ingredients {
  const migrations = chosen.found.flatMap(({ files, bases = [] }) => [
    ...files,
    ...bases.flatMap((base) => base.files),
  ]);
  const files = [...migrations, ...chosen.models.flatMap((source) => source.files)];
  // Where the imports of code lead is said beside it, or above.
  const folders = new Set([
    root,
    resolve(root, chosen.serves),
    ...files.filter((file) => !isSql(file)).map((file) => dirname(file)),
  ]);
  const saying = [...folders].flatMap((folder) =>
    ["package.json", "tsconfig.json", "jsconfig.json"].map((name) => join(folder, name)),
  );
  return { choice: [root, chosen], files: files.length > 0 ? [...files, ...saying] : [], migrations };
}

/** The schemas of a project as they were found, and those of them that were read. */
interface Project {
  /** The largest first; one without files where nothing was found. */
  readonly schemas: readonly [Chosen, ...Chosen[]];
  readonly loaded: Map<string, Entry>;
  /** By the folder that is served: the parts that have turned out to be of the same database. */
  readonly joined: Map<string, readonly Chosen[]>;
  /** When to look for other schemas. */
  lookAgain: number;
}

interface Chosen {
  readonly origin: LoadedSchema["origin"];
  /** Absolute files. */
  readonly found: readonly {
    readonly path: string;
    readonly kind: string;
    readonly files: readonly string[];
    readonly folders: readonly string[];
    readonly why?: string;
    /** What may create the tables that these files alter. */
    readonly bases?: readonly { readonly path: string; readonly kind: string; readonly files: readonly string[] }[];
  }[];
  readonly models: readonly ModelSource[];
  readonly leftOut: LoadedSchema["leftOut"];
  readonly looked: readonly string[];
  readonly serves: string;
  /** The folder that has the migrations of these models, if their tables turn out to be the same. */
  readonly partOf?: string;
  /** The folders whose models were joined to it. */
  readonly parts?: readonly string[];
}

interface Entry extends WatchedSchema<LoadedSchema> {
  checkAgain: number;
}

const projects = new Map<string, Project>();
const keyOf = (settings: SchemaSettings): string => JSON.stringify([settings.root, settings.schema]);

function projectOf(settings: SchemaSettings, readers: SchemaReaders): Project {
  const key = keyOf(settings);
  const known = projects.get(key);
  const now = performance.now();
  if (known && now < known.lookAgain) return known;
  const schemas = chosenBy(settings, readers);
  const took = performance.now() - now;
  const same = known && filesOf(known.schemas) === filesOf(schemas);
  const project: Project = same ? known : { schemas, loaded: new Map(), joined: new Map(), lookAgain: 0 };
  project.lookAgain = performance.now() + Math.max(shortestUnlooked, lookShare * took);
  projects.set(key, project);
  return project;
}

/** What the settings name; where that is for single folders only, the others have what is found by itself. */
function chosenBy({ root, schema }: SchemaSettings, readers: SchemaReaders): Project["schemas"] {
  if (schema === null) return discovered(root, readers);
  const paths = schema.filter((part) => typeof part === "string");
  const served = schema
    .filter((part) => typeof part !== "string")
    .map(({ serves, from }): Chosen => ({ ...named(root, from, readers), serves }));
  const others = paths.length > 0 || served.length === 0 ? [named(root, paths, readers)] : discovered(root, readers);
  const [first, ...rest] = [
    ...others.filter(({ serves }) => !served.some((other) => other.serves === serves)),
    ...served,
  ];
  return first ? [first, ...rest] : discovered(root, readers);
}

const filesOf = (schemas: Project["schemas"]): string =>
  JSON.stringify(
    schemas.map(({ serves, found, models }) => [
      serves,
      found.map(({ files }) => files),
      models.map(({ files }) => files),
    ]),
  );

/** The schema that serves the nearest folder at or above a file (relative to the root), else the largest. */
function schemaFor(schemas: Project["schemas"], file: string | null): Chosen {
  let nearest: Chosen | null = null;
  for (const schema of schemas) {
    const above =
      schema.serves === "." ? file !== null && !file.startsWith("../") : file?.startsWith(`${schema.serves}/`);
    if (above && (nearest === null || depth(schema.serves) > depth(nearest.serves))) nearest = schema;
  }
  return nearest ?? schemas[0];
}

const depth = (folder: string): number => (folder === "." ? 0 : folder.split("/").length);

// Looking whether files changed may cost this part of the time in between: 1,000 files take some 3 ms, for each file
// linted.
// An edit is seen after this many milliseconds at the latest.
const checkShare = 20;
const longestUnchecked = 25;
// Looking for schemas at other places reads folders: a long-lived editor sees a new one within seconds.
const lookShare = 50;
const shortestUnlooked = 250;

function discovered(root: string, { models, migrations, configured }: SchemaReaders): Project["schemas"] {
  const listing = new Listing(slashed(root));
  const configurations = configured(listing);
  const { found, leftOut } = discover(listing, migrations, configurations);
  const looked = usualPlaces;
  const declared = models.find(listing, configurations);
  const folders = [...new Set([...found.map(({ serves }) => serves), ...declared.map(({ serves }) => serves)])];
  // A package with models of its own beside those of one it depends on has that one's migrations too.
  const schemasServing = (serves: string) => {
    const own = found.filter((schema) => schema.serves === serves);
    const others = new Set(
      declared.flatMap((source) => (source.serves === serves && source.of !== undefined ? source.of : [])),
    );
    return own.length > 0 ? own : found.filter((schema) => others.has(schema.serves));
  };
  const size = (serves: string) =>
    schemasServing(serves)[0]?.tables() ??
    declared.filter((source) => source.serves === serves).reduce((sum, { files }) => sum + files.length, 0);
  const packages = packagesBelow(listing);
  const partOf = (serves: string): Pick<Chosen, "partOf"> => {
    const host = hostOf(serves, { found, declared, packages }, models);
    return host === null ? {} : { partOf: host };
  };
  // Of one nobody asks how large it is.
  const sizes = new Map(folders.length > 1 ? folders.map((serves) => [serves, size(serves)]) : []);
  const [first, ...rest] = folders
    .sort((a, b) => (sizes.get(b) ?? 0) - (sizes.get(a) ?? 0) || depth(a) - depth(b))
    .map((serves): Chosen => ({
      origin: "discovered",
      looked,
      serves,
      leftOut,
      // A package with migrations of its own has a database of its own.
      models: declared.filter(
        (source) =>
          source.serves === serves && (source.of === undefined || !found.some((schema) => schema.serves === serves)),
      ),
      found: schemasServing(serves).map((schema) => ({ ...schema, folders: foldersOf(schema.files) })),
      ...partOf(serves),
    }));
  return first ? [first, ...rest] : [{ origin: "none", found: [], models: [], leftOut, looked, serves: "." }];
}

function named(root: string, paths: readonly string[], { models, migrations }: SchemaReaders): Chosen {
  const declared: ModelSource[] = [];
  const found = paths.flatMap((path) => {
    const absolute = slashed(isAbsolute(path) ? path : resolve(root, path));
    const shownPath = shown(root, absolute);
    if (absolute.endsWith(".json") && statSync(absolute, { throwIfNoEntry: false })?.isFile())
      return { path: shownPath, kind: "snapshot", files: [absolute], folders: [] };
    const stat = statSync(absolute, { throwIfNoEntry: false });
    const code = stat?.isDirectory()
      ? codeFolder(
          globSync(codeFiles, { cwd: absolute, absolute: true, expandDirectories: false }).map(slashed),
          migrations,
        )
      : null;
    // Migrations name types of rows as well, which are no models then.
    const source = code && code.kind !== ownRunner ? null : models.at(absolute, slashed(root));
    if (source) {
      declared.push(source);
      return [];
    }
    if (stat?.isFile())
      return {
        path: shownPath,
        kind: isCode(absolute) ? (codeFolder([absolute], migrations)?.kind ?? "sql file") : "sql file",
        files: [absolute],
        folders: [],
      };
    if (stat?.isDirectory()) {
      if (code) {
        const sql = runsSqlFiles(code.kind)
          ? globSync("*.sql", { cwd: absolute, absolute: true, expandDirectories: false }).map(slashed)
          : [];
        return {
          path: shownPath,
          kind: code.kind,
          files: inOrder([...code.files, ...sql], code.kind),
          folders: [absolute],
          ...(code.why === undefined ? {} : { why: code.why }),
        };
      }
      const files = globSync("**/*.sql", {
        cwd: absolute,
        absolute: true,
        ignore: ["**/node_modules/**"],
        expandDirectories: false,
      }).map(slashed);
      return { path: shownPath, ...sourceFolder(absolute, files), folders: [absolute, ...foldersOf(files)] };
    }
    const files = isDynamicPattern(path)
      ? globSync(absolute, { absolute: true, onlyFiles: true, expandDirectories: false })
          .map(slashed)
          .filter((file) => file.endsWith(".sql") || isCode(file))
      : [];
    const globbed = codeFolder(files.filter(isCode), migrations);
    if (globbed)
      return {
        path: shownPath,
        kind: globbed.kind,
        files: inOrder([...globbed.files, ...files.filter((file) => !isCode(file))], globbed.kind),
        folders: foldersOf(files),
      };
    const [first] = files;
    if (first === undefined)
      throw new SchemaNotFound(
        `No schema at "${path}". Name a .sql file, a folder of migrations or a glob, from ${root}.`,
      );
    return { path: shownPath, ...sourceFolder(dirname(first), files), folders: foldersOf(files) };
  });
  return { origin: "settings", found, models: declared, leftOut: [], looked: paths, serves: "." };
}

const isSql = (path: string): boolean => path.endsWith(".sql");
const slashed = (path: string): string => path.replaceAll("\\", "/");
const shown = (root: string, path: string): string => slashed(relative(root, path)) || ".";
const foldersOf = (files: readonly string[]): string[] => [
  ...new Set(files.flatMap((file) => [dirname(file), dirname(dirname(file))])),
];

function watchedPaths(root: string, { found, models }: Chosen, readings: readonly ModelReading[]): string[] {
  if (found.length + models.length === 0) return [root];
  return [
    ...new Set([
      ...found.flatMap(({ files, folders }) => [...files, ...folders]),
      ...readings.flatMap(({ files }) => files),
      ...models.flatMap((source) => [...source.files, ...foldersOf(source.files)]),
    ]),
  ];
}

function lineAt(lineStarts: readonly number[], offset: number): number {
  return Math.max(
    firstIndexWhere(lineStarts, (start) => start > offset),
    1,
  );
}

/**
 * Migrations that alter what they never create are a part of a schema: what lies one folder up is read before them where it creates what they
 * lack.
 */
function foldOnBase(
  root: string,
  chosen: Chosen,
  readers: SchemaReaders,
  readings: readonly ModelReading[],
): ReturnType<typeof fold> {
  let best = fold(root, chosen, readers, readings);
  let taken = chosen;
  for (const source of chosen.found)
    for (const base of source.bases ?? []) {
      if (missingIn(best.schema) === 0) break;
      const why = `creates what ${source.path} alters`;
      const folders = foldersOf(base.files);
      const found = [{ ...base, folders, why }, ...chosen.found];
      const leftOut = chosen.leftOut.filter(({ path }) => path !== base.path);
      const withBase = { ...chosen, found, leftOut };
      const whole = fold(root, withBase, readers, readings);
      if (!isMoreComplete(whole.schema, best.schema)) continue;
      best = { schema: whole.schema, others: [...whole.others, ...base.files, ...folders] };
      taken = withBase;
    }
  const home = schemaBeforeAll(best.schema);
  if (home === null) return best;
  const whole = fold(root, taken, readers, readings, [home, "public"]);
  const isBetter =
    withoutTable(whole.schema).length < withoutTable(best.schema).length &&
    whole.schema.catalog.problems.length <= best.schema.catalog.problems.length;
  return isBetter ? { schema: whole.schema, others: [...whole.others, ...best.others] } : best;
}

/** Whether a reading of a schema lacks less than another, and has no problems instead. */
const isMoreComplete = (schema: LoadedSchema, than: LoadedSchema): boolean =>
  missingIn(schema) < missingIn(than) && schema.catalog.problems.length <= than.catalog.problems.length;

/** The names of tables that migrations alter, and that were not there. */
const withoutTable = ({ history }: LoadedSchema): readonly ObjectName[] =>
  history.files.flatMap(({ defined }) =>
    defined.flatMap(({ definition, table }) =>
      table === null && (definition.kind === "alter-table" || definition.kind === "create-index")
        ? definition.table
        : [],
    ),
  );

/**
 * The schema that migrations name and never make, where some say `app.users` and others `users`: it was there before them, and whoever runs them has
 * it in the search path.
 */
function schemaBeforeAll(loaded: LoadedSchema): string | null {
  const { catalog, history } = loaded;
  const isMade = (name: string): boolean =>
    history.files.some(({ defined }) =>
      defined.some(({ definition }) => definition.kind === "create-schema" && definition.name.name === name),
    );
  const named = withoutTable(loaded).find(
    ({ schema, name }) =>
      schema !== null && schema !== "public" && catalog.relations.has(`public.${name}`) && !isMade(schema),
  );
  return named?.schema ?? null;
}

const missingIn = ({ catalog }: LoadedSchema): number =>
  catalog.problems.filter(({ message }) => missingRelation.test(message)).length;

/** The schema, and the files that its migrations in code read beside themselves. */
function fold(
  root: string,
  chosen: Chosen,
  readers: SchemaReaders,
  readings: readonly ModelReading[],
  home: readonly string[] = emptyCatalog.searchPath,
): { readonly schema: LoadedSchema; readonly others: readonly string[] } {
  const others = new Set<string>();
  const migrationParts = new Set<string>();
  const folding = new Folding({ ...emptyCatalog, searchPath: home });
  const digest = createHash("sha256");
  const sources: string[] = [];
  const found: FoundSource[] = [];
  const history = new History({ home });
  for (const source of chosen.found) {
    let { kind } = source;
    const waiting: Waiting[] | null =
      (kind === "sql" || kind === ownRunner) &&
      source.files.length > 1 &&
      !source.files.some((path) => /^\d/.test(baseOf(path)))
        ? []
        : null;
    for (const path of source.files) {
      const file = shown(root, path);
      let read: ReadFile;
      try {
        read = readFile(path, kind, readers, folding);
      } catch (error) {
        folding.problems.push({ file, line: 1, message: `could not be read: ${(error as Error).message}` });
        continue;
      }
      sources.push(file);
      digest.update(`${file}\0${read.hash}\0`);
      for (const other of read.reads) {
        if (isSql(other)) migrationParts.add(other);
        if (!others.has(other)) digest.update(`${shown(root, other)}\0${digestOf(other)}\0`);
        others.add(other);
      }
      if (isCode(path)) migrationParts.add(path);
      for (const part of read.writtenIn) migrationParts.add(part);
      if (read.tool && kind === "sql") kind = read.tool;
      const failures = new Failures();
      const opened = history.open({ file: path, shown: file, tool: kind, role: "migration", hash: read.hash });
      failures.attempt(() => foldFile({ folding, history }, opened, read, waiting), undefined);
      if (!waiting) history.close(folding);
      for (const message of failures.messages)
        folding.problems.push({ file, line: 1, message: `rowguard failed on it (${message}): please report this` });
    }
    foldWaiting({ folding, history }, waiting ?? []);
    if (waiting) history.close(folding);
    found.push({
      path: source.path,
      kind,
      files: source.files.length,
      role: "schema",
      why: source.why ?? (source.files.some(isCode) ? `migrations of ${kind}` : "files of SQL that create tables"),
    });
  }
  // Migrations say what the database is; models are that only where there are none.
  const migrated = folding.relations.size > 0;
  const declared = migrated ? new Folding(emptyCatalog) : folding;
  const declaring = new Map<string, DeclaringFile & { readonly definitions: Definition[] }>();
  for (const [index, source] of chosen.models.entries()) {
    const reading = readings[index];
    if (!reading) continue;
    if (!source.isBesideModels)
      declared.problems.push(...reading.problems.map((problem) => ({ ...problem, file: shown(root, problem.file) })));
    const isThere = (definition: Definition): boolean =>
      definition.kind === "create-table" &&
      (declared.find(definition.table) ?? folding.find(definition.table)) !== undefined;
    // What a second library declares again is no problem: the first one's counts.
    for (const { definition, file, line } of reading.definitions)
      if (source.isBesideModels ? isThere(definition) : migrated || !onlyNames(definition))
        applyTo(declared, definition, { file: shown(root, file), line }, index > 0);
    declared.endSession();
    for (const path of reading.files) {
      const file = shown(root, path);
      const hash = digestOf(path);
      if (!migrated) sources.push(file);
      digest.update(`${file}\0${hash}\0`);
      if (!declaring.has(path)) declaring.set(path, { library: source.kind, hash, definitions: [] });
    }
    for (const { definition, file } of reading.definitions) declaring.get(file)?.definitions.push(definition);
    found.push({
      path: source.path,
      kind: source.kind,
      files: source.files.length,
      role: migrated ? "names" : "schema",
      why: source.why,
    });
  }
  folding.sources = sources;
  finish(folding);
  if (declared !== folding) finish(declared);
  const conflicts: CatalogProblem[] = [];
  const catalog =
    migrated && chosen.models.length > 0
      ? withModels(folding.catalog(), declared.catalog(), conflicts, folding.gone)
      : folding.catalog();
  const schema: LoadedSchema = {
    catalog,
    sources,
    origin: chosen.origin,
    found,
    leftOut: chosen.leftOut,
    looked: chosen.looked,
    digest: digest.digest("hex"),
    serves: chosen.serves,
    migrationParts,
    modelFiles: new Set(readings.flatMap(({ files }) => files)),
    conflicts,
    history,
    declared: declaring,
  };
  return { schema, others: [...others] };
}

// A model that declares no columns names a table, and does not say what it is.
const onlyNames = (definition: Definition): boolean =>
  definition.kind === "create-table" && definition.modelTraits?.partial === true && definition.elements.length === 0;

/** A definition that needs a relation which a later file makes. */
interface Waiting extends Pick<Defined, "definition" | "span" | "line"> {
  readonly file: DefiningFile;
  readonly searchPath: readonly string[];
  readonly problem: CatalogProblem;
}

/** A schema while it is folded, and what is written down of that. */
interface Writing {
  readonly folding: Folding;
  readonly history: History;
}

// Files without numbers, a table each, are read in the order of their names, which is nobody's: what needs a table of a
// later file waits for it.
function foldWaiting({ folding, history }: Writing, all: readonly Waiting[]): void {
  let waiting = all;
  for (let before = Infinity; waiting.length > 0 && waiting.length < before;) {
    before = waiting.length;
    waiting = waiting.filter(({ file, searchPath, ...defined }) => {
      folding.searchPath = searchPath;
      const failed = folding.problems.length;
      history.apply(folding, file, { ...defined, guarded: false });
      return folding.problems.splice(failed).some(({ message }) => missingRelation.test(message));
    });
  }
  for (const { problem } of waiting) folding.problems.push(problem);
  folding.endSession();
}

const missingRelation = /^relation ".*" does not exist$/;

function foldFile({ folding, history }: Writing, file: DefiningFile, read: ReadFile, waiting: Waiting[] | null): void {
  const lineOf = (offset: number): number => lineAt(read.lineStarts, offset);
  const problems = read.problems.map(({ offset, message }) => ({ file: file.shown, line: lineOf(offset), message }));
  folding.problems.push(...problems);
  for (const { definition, span, guarded } of read.definitions) {
    const defined = { definition, span, line: lineOf(span.start) };
    const failed = folding.problems.length;
    const { searchPath } = folding;
    history.apply(folding, file, { ...defined, guarded });
    const problem = folding.problems[failed];
    if (!waiting || !problem || !missingRelation.test(problem.message)) continue;
    folding.problems.pop();
    file.defined.pop();
    waiting.push({ ...defined, file, searchPath, problem });
  }
  folding.endSession();
}
