import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { dirname, isAbsolute, relative, resolve } from "node:path";
import { globSync, isDynamicPattern } from "tinyglobby";
import type { Definition } from "../model/definition.ts";
import { Failures } from "../failures.ts";
import type { Statement } from "../model/statement.ts";
import type { Settings } from "../settings.ts";
import { applyTo } from "./apply.ts";
import { emptyCatalog, type Catalog, type CatalogProblem } from "./catalog.ts";
import { discover, usualPlaces } from "./discover.ts";
import { finish, Folding } from "./folding.ts";
import { History, type Defined, type DefiningFile } from "./history.ts";
import { withModels } from "./models.ts";
import { definitionsOf, parseSnapshot } from "./snapshot.ts";
import { codeFiles, codeFolder, inOrder, runsSqlFiles } from "./sources/code.ts";
import type { Configured } from "../model/configured.ts";
import { sourceFolder } from "./sources/folder.ts";
import { baseOf } from "./sources/order.ts";
import { upPart } from "./sources/up-part.ts";
import { firstIndexWhere } from "../lists.ts";
import { readTextFile } from "../text-file.ts";

/**
 * What is read of a whole .sql file: its definitions in order, and what could not be read. Offsets are UTF-16 units.
 */
export interface Script {
  readonly statements: readonly Statement[];
  /** Those under a guard: one that cannot be applied is no problem. */
  readonly guarded: ReadonlySet<Statement>;
  readonly problems: readonly { readonly offset: number; readonly message: string }[];
}

export type ReadScript = (text: string) => Script;

/** What reads the files of a schema; handed in, because the catalog knows no parser. */
export interface SchemaReaders {
  readonly script: ReadScript;
  readonly migrations: MigrationReader;
  readonly models: ModelReader;
  /** What configuration files below a root (absolute, with `/`) say. */
  readonly configured: (root: string) => readonly Configured[];
}

/** Reads migrations that are written in JavaScript or TypeScript. */
export interface MigrationReader {
  /** The library a text is a migration of; null for none. */
  kindOf(text: string): string | null;
  /**
   * The part of a migration that is applied. `exists` tells what the schema holds before it; null where the file cannot
   * be read.
   */
  read(file: string, kind: string, exists: (question: SchemaQuestion) => boolean | null): CodeMigration | null;
}

/** Whether a table, or a column of it, is there. */
export interface SchemaQuestion {
  readonly schema: string | null;
  readonly table: string;
  readonly column: string | null;
}

/** What was read of a migration in code. Offsets are UTF-16 units of the file. */
export interface CodeMigration extends Script {
  /** Other files that were read for it, absolute. */
  readonly reads: readonly string[];
  /** Of those, the modules that send its SQL or hold the text of it. */
  readonly writtenIn?: readonly string[];
  /** What it asked of the schema: with other answers it is another migration. */
  readonly asked: readonly (SchemaQuestion & { readonly answer: boolean | null })[];
}

/** Finds and reads what declares tables in application code and model files. */
export interface ModelReader {
  /** Below a root, absolute and with `/`. */
  find(root: string, configured: readonly Configured[]): readonly ModelSource[];
  /** What a path of the settings names; null where it is no file or folder of models. */
  at(path: string, root: string): ModelSource | null;
  read(source: ModelSource): ModelReading;
}

/** Files that declare models, by one library. */
export interface ModelSource {
  readonly kind: string;
  /** Relative to the root. */
  readonly path: string;
  /** The folder whose code it is the schema of, relative to the root; `.` for the root. */
  readonly serves: string;
  /** Absolute. */
  readonly files: readonly string[];
  /** Where it was seen that these are models: `package.json depends on drizzle-orm`. */
  readonly why: string;
  /** The folder whose models these are, where it is another that is served. */
  readonly of?: string;
  /** Types of rows beside models that say more: they add no table. */
  readonly isBesideModels?: boolean;
}

export interface ModelReading {
  /** In the order they apply; `file` is absolute. */
  readonly definitions: readonly { readonly definition: Definition; readonly file: string; readonly line: number }[];
  readonly problems: readonly CatalogProblem[];
  /** Every file that was read for it, imported ones included. */
  readonly files: readonly string[];
}

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
  /** The migrations in code, and modules beside them that send their SQL or hold the text of it, absolute. */
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

/** A schema path of the settings that does not exist; the message names it and says what to do. */
export class SchemaNotFound extends Error {
  override readonly name = "SchemaNotFound";
}

/**
 * Loads the schema of a file: the one the settings name, or of those found below the root the one of the nearest folder
 * at or above the file, else the largest, which is also the answer where no file is given. Read once per process and
 * again only when a file of it has changed. Throws SchemaNotFound for a path that does not exist.
 */
export function loadSchema(
  settings: Pick<Settings, "root" | "schema">,
  readers: SchemaReaders,
  file: string | null = null,
): LoadedSchema {
  const path = file === null ? null : shown(settings.root, resolve(settings.root, file));
  let { schemas } = projectOf(settings, readers);
  for (;;) {
    const schema = loadChosen(settings, readers, projectOf(settings, readers), schemaFor(schemas, path));
    // What looked like a schema and holds no table serves nobody.
    const [first, ...others] = schemas.filter(({ serves }) => serves !== schema.serves);
    if (schema.catalog.relations.size > 0 || !first) return schema;
    schemas = [first, ...others];
  }
}

/** Every schema of a project, the largest first. */
export function loadSchemas(
  settings: Pick<Settings, "root" | "schema">,
  readers: SchemaReaders,
): readonly LoadedSchema[] {
  const project = projectOf(settings, readers);
  const all = project.schemas.map((chosen) => loadChosen(settings, readers, project, chosen));
  const used = all.filter(({ catalog }) => catalog.relations.size > 0);
  return used.length > 0 ? used : all;
}

function loadChosen(
  settings: Pick<Settings, "root" | "schema">,
  readers: SchemaReaders,
  project: Project,
  chosen: Chosen,
): LoadedSchema {
  const known = project.loaded.get(chosen.serves);
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
    for (const [serves, entry] of project.loaded) if (serves !== chosen.serves) again.loaded.set(serves, entry);
    return loadChosen(
      settings,
      readers,
      again,
      again.schemas.find(({ serves }) => serves === chosen.serves) ?? again.schemas[0],
    );
  }
  const readings = chosen.models.map((source) => readers.models.read(source));
  const watched = watchedPaths(settings.root, chosen, readings);
  // Stamped before the files are read: one that changes meanwhile is read again next time.
  const stamp = stampOf(watched);
  const { schema, others } = foldOnBase(settings.root, chosen, readers, readings);
  project.loaded.set(chosen.serves, {
    schema,
    watched: [...watched, ...others],
    stamp: stamp + stampOf(others),
    checkAgain: 0,
  });
  return schema;
}

/** The schemas of a project as they were found, and those of them that were read. */
interface Project {
  /** The largest first; one without files where nothing was found. */
  readonly schemas: readonly [Chosen, ...Chosen[]];
  readonly loaded: Map<string, Entry>;
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
}

interface Entry {
  readonly schema: LoadedSchema;
  readonly watched: readonly string[];
  readonly stamp: string;
  checkAgain: number;
}

const projects = new Map<string, Project>();
const keyOf = (settings: Pick<Settings, "root" | "schema">): string => JSON.stringify([settings.root, settings.schema]);

function projectOf(settings: Pick<Settings, "root" | "schema">, readers: SchemaReaders): Project {
  const key = keyOf(settings);
  const known = projects.get(key);
  const now = performance.now();
  if (known && now < known.lookAgain) return known;
  const schemas = chosenBy(settings, readers);
  const took = performance.now() - now;
  const same = known && filesOf(known.schemas) === filesOf(schemas);
  const project: Project = same ? known : { schemas, loaded: new Map(), lookAgain: 0 };
  project.lookAgain = performance.now() + Math.max(shortestUnlooked, lookShare * took);
  projects.set(key, project);
  return project;
}

/** What the settings name; where that is for single folders only, the others have what is found by itself. */
function chosenBy({ root, schema }: Pick<Settings, "root" | "schema">, readers: SchemaReaders): Project["schemas"] {
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
  const configurations = configured(slashed(root));
  const { found, leftOut } = discover(slashed(root), (text) => migrations.kindOf(text), configurations);
  const looked = usualPlaces;
  const declared = models.find(slashed(root), configurations);
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
    schemasServing(serves)[0]?.tables ??
    declared.filter((source) => source.serves === serves).reduce((sum, { files }) => sum + files.length, 0);
  const [first, ...rest] = folders
    .sort((a, b) => size(b) - size(a) || depth(a) - depth(b))
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
    }));
  return first ? [first, ...rest] : [{ origin: "none", found: [], models: [], leftOut, looked, serves: "." }];
}

function named(root: string, paths: readonly string[], { models, migrations }: SchemaReaders): Chosen {
  const kindOf = (text: string) => migrations.kindOf(text);
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
          kindOf,
        )
      : null;
    // Migrations name types of rows as well, which are no models then.
    const source = code ? null : models.at(absolute, slashed(root));
    if (source) {
      declared.push(source);
      return [];
    }
    if (stat?.isFile())
      return {
        path: shownPath,
        kind: isCode(absolute) ? (codeFolder([absolute], kindOf)?.kind ?? "sql file") : "sql file",
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
    const globbed = codeFolder(files.filter(isCode), kindOf);
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

const isCode = (path: string): boolean => /\.[cm]?[jt]s$/.test(path);
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

function stampOf(paths: readonly string[]): string {
  let stamp = "";
  for (const path of paths) {
    const stat = statSync(path, { throwIfNoEntry: false });
    stamp += stat ? `${stat.mtimeMs}:${stat.size};` : "-;";
  }
  return stamp;
}

interface ReadFile {
  readonly stamp: string;
  readonly hash: string;
  readonly script: Script & Partial<CodeMigration>;
  readonly lineStarts: readonly number[];
  readonly tool: string | null;
}

// One changed migration of a thousand is read again, the others are folded again as they were read.
const files = new Map<string, ReadFile>();

function readFile(path: string, kind: string, readers: SchemaReaders, folding: Folding): ReadFile {
  const known = files.get(path);
  const exists = (question: SchemaQuestion): boolean => has(folding, question);
  if (
    known &&
    known.stamp === stampOf([path, ...(known.script.reads ?? [])]) &&
    (known.script.asked ?? []).every((question) => exists(question) === question.answer)
  )
    return known;
  const { text: written, problem } = readTextFile(path);
  const text = path.endsWith(".json") ? definitionsIn(written) : written;
  const code = isCode(path);
  const up = code ? { text, tool: null } : upPart(text);
  const script = encoded(
    problem,
    code ? (readers.migrations.read(path, kind, exists) ?? unreadable) : readers.script(up.text),
  );
  const stamp = stampOf([path, ...(script.reads ?? [])]);
  const lineStarts = [0];
  // The lines of a snapshot are none that a person would look up.
  if (text === written)
    for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) lineStarts.push(at + 1);
  const read: ReadFile = {
    stamp,
    hash: createHash("sha256").update(text).digest("hex"),
    script,
    lineStarts,
    tool: up.tool,
  };
  files.set(path, read);
  return read;
}

/** A file in a strange encoding is read as far as it goes, and said to be so. */
function encoded(problem: string | null, script: Script & Partial<CodeMigration>): Script & Partial<CodeMigration> {
  return problem === null ? script : { ...script, problems: [{ offset: 0, message: problem }, ...script.problems] };
}

function definitionsIn(json: string): string {
  const snapshot = parseSnapshot(json);
  if (!snapshot) throw new Error("it is no snapshot that rowguard schema --from wrote");
  return definitionsOf(snapshot);
}

const unreadable: Script = {
  statements: [],
  guarded: new Set(),
  problems: [{ offset: 0, message: "does not parse as JavaScript or TypeScript" }],
};

function has(folding: Folding, { schema, table, column }: SchemaQuestion): boolean {
  const relation = folding.find({ schema, name: table });
  return (
    relation !== undefined &&
    (column === null ||
      (relation.kind === "table"
        ? relation.columns.some(({ name }) => name === column)
        : (relation.columns ?? []).includes(column)))
  );
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
  for (const source of chosen.found)
    for (const base of source.bases ?? []) {
      const missing = missingIn(best.schema);
      if (missing === 0) return best;
      const why = `creates what ${source.path} alters`;
      const folders = foldersOf(base.files);
      const found = [{ ...base, folders, why }, ...chosen.found];
      const leftOut = chosen.leftOut.filter(({ path }) => path !== base.path);
      const whole = fold(root, { ...chosen, found, leftOut }, readers, readings);
      const { problems } = whole.schema.catalog;
      if (missingIn(whole.schema) < missing && problems.length <= best.schema.catalog.problems.length)
        best = { schema: whole.schema, others: [...whole.others, ...base.files, ...folders] };
    }
  return best;
}

const missingIn = ({ catalog }: LoadedSchema): number =>
  catalog.problems.filter(({ message }) => missingRelation.test(message)).length;

/** The schema, and the files that its migrations in code read beside themselves. */
function fold(
  root: string,
  chosen: Chosen,
  readers: SchemaReaders,
  readings: readonly ModelReading[],
): { readonly schema: LoadedSchema; readonly others: readonly string[] } {
  const others = new Set<string>();
  const migrationParts = new Set<string>();
  const folding = new Folding(emptyCatalog);
  const digest = createHash("sha256");
  const sources: string[] = [];
  const found: FoundSource[] = [];
  const history = new History();
  for (const source of chosen.found) {
    let { kind } = source;
    const waiting: Waiting[] | null =
      kind === "sql" && source.files.length > 1 && !source.files.some((path) => /^\d/.test(baseOf(path))) ? [] : null;
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
      for (const other of read.script.reads ?? []) {
        if (!others.has(other)) digest.update(`${shown(root, other)}\0${hashOf(other)}\0`);
        others.add(other);
      }
      if (isCode(path)) migrationParts.add(path);
      for (const part of read.script.writtenIn ?? []) migrationParts.add(part);
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
      const hash = hashOf(path);
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

function hashOf(path: string): string {
  try {
    return createHash("sha256").update(readFileSync(path)).digest("hex");
  } catch {
    return "";
  }
}

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

function foldFile(
  { folding, history }: Writing,
  file: DefiningFile,
  { script, lineStarts }: ReadFile,
  waiting: Waiting[] | null,
): void {
  const problems: CatalogProblem[] = script.problems.map(({ offset, message }) => ({
    file: file.shown,
    line: lineAt(lineStarts, offset),
    message,
  }));
  folding.problems.push(...problems);
  for (const statement of script.statements) {
    if (statement.kind !== "definition") continue;
    const { definition, span } = statement;
    const defined = { definition, span, line: lineAt(lineStarts, span.start) };
    const failed = folding.problems.length;
    const { searchPath } = folding;
    history.apply(folding, file, { ...defined, guarded: script.guarded.has(statement) });
    const problem = folding.problems[failed];
    if (!waiting || !problem || !missingRelation.test(problem.message)) continue;
    folding.problems.pop();
    file.defined.pop();
    waiting.push({ ...defined, file, searchPath, problem });
  }
  folding.endSession();
}
