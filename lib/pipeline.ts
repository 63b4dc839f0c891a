import { existsSync } from "node:fs";
import { dirname, relative } from "node:path";
import type { TSESLint, TSESTree } from "@typescript-eslint/utils";
import { emptyCatalog, type Catalog, type Table } from "./catalog/catalog.ts";
import {
  foldersServed,
  loadSchema,
  loadSchemas,
  schemaNamed,
  SchemaNotFound,
  type LoadedSchema,
  type SchemaState,
} from "./catalog/load.ts";
import type { CodeMigration, ModelSource, SchemaQuestion, SchemaReaders } from "./catalog/schema-readers.ts";
import { holesOnce } from "./analysis/holes-once.ts";
import type { Relation } from "./analysis/level.ts";
import type { Sending } from "./analysis/refused-values.ts";
import type { ShownMigration } from "./analysis/shown-migration.ts";
import type { ShownTable } from "./analysis/shown-table.ts";
import { ValuesRead, type AskProgram } from "./analysis/values-read.ts";
import { softDeleteColumn } from "./catalog/soft-delete.ts";
import { liesAmongMigrations } from "./analysis/migration-names.ts";
import { tablesDeclaredIn } from "./catalog/models.ts";
import { otherDatabase } from "./catalog/sources/code.ts";
import { isDump, isOfAnotherDatabase, undoes } from "./catalog/sources/sql-file.ts";
import { ownRunner } from "./catalog/sources/own-runner.ts";
import { WrittenSource } from "./language/written-source.ts";
import { factsOf, libraries } from "./libraries/index.ts";
import { PrismaNames } from "./libraries/prisma/written-names.ts";
import { pgValue } from "./libraries/row-values.ts";
import { configurationReaders, modelFinders, modelsReaderOf, readersOf } from "./libraries/readers.ts";
import { downOfCode, downOfScript } from "./down-of-migration.ts";
import { Failures } from "./failures.ts";
import { isLookedUpBefore, type LookupCounts, type ReadFile } from "./looked-up.ts";
import { migrationInFile } from "./migration-in-file.ts";
import type { StatementClient } from "./model/client.ts";
import type { MadePool, TakenClient } from "./model/connections.ts";
import type { FileRole } from "./model/file-role.ts";
import type { NullGiven, NullQuestion } from "./model/null-given.ts";
import type { PlacedHole, Reading } from "./model/reading.ts";
import type { DeclaredRow, RowUse } from "./model/row-use.ts";
import type { RowValue } from "./model/row-value.ts";
import type { SentValue } from "./model/sent-value.ts";
import type { Span } from "./model/span.ts";
import type { HandedIn, Hole } from "./model/sql-text.ts";
import type { SoftDeleteColumn } from "./model/statement.ts";
import type { SurroundingLoop } from "./model/surroundings.ts";
import type { MigrationLibrary } from "./read/migrations/library.ts";
import { listedOrder } from "./read/migrations/listed.ts";
import { ownRunnerMigrations } from "./read/migrations/own-runner.ts";
import { kindOf, readMigration } from "./read/migrations/read-migration.ts";
import { findConfigurations } from "./read/configuration/find-configurations.ts";
import { filesOfModels, findModels, modelsAt } from "./read/models/find-models.ts";
import { readModels } from "./read/models/read-models.ts";
import { readScript } from "./read/sql/read-script.ts";
import { fillsTables } from "./read/sql/script/fills-tables.ts";
import { scriptSites } from "./read/sql/script/script-sites.ts";
import { wordsOf } from "./read/sql/words-of.ts";
import type { Word } from "./model/words.ts";
import type { Settings } from "./settings.ts";
import { readStatement, Statements } from "./statements.ts";
import { checksNull } from "./source/null-checks.ts";
import type { SourceModule } from "./source/module.ts";
import { forgetEvaluated } from "./source/built/evaluator.ts";
import { registersTests } from "./analysis/registers-tests.ts";
import { roleOfPlace } from "./source/file-place.ts";
import { clientsTaken, poolsMade } from "./source/connections.ts";
import { fileRole, isSeeder, servesTestsOnly } from "./source/file-role.ts";
import { modelClassRow, tableTypeRow, type ModelName } from "./source/model-rows.ts";
import { openFile, openModule } from "./source/open-module.ts";
import { keepsColumnNames, rowValue } from "./source/row-values.ts";
import { sentValue } from "./source/sent-values.ts";
import { commentsAt } from "./source/comments-at.ts";
import { filledInstances, type FilledInstance } from "./source/instances.ts";
import { calledBy, holdersOf, type CalledBy } from "./source/holders.ts";
import { isMadeUp } from "./source/made-up-value.ts";
import { nullGiven } from "./source/null-given.ts";
import { nothing, rowUse } from "./source/row-use.ts";
import { handedIn } from "./source/handed-in.ts";
import { isHandedBeside, takesOnlyText } from "./source/taken-beside.ts";
import { isHarmlessStored } from "./stored-values.ts";
import { statementClient } from "./source/statement-client.ts";
import { surroundingLoop } from "./source/surrounding-loop.ts";
import { leavesOutUndefined } from "./source/undefined-conditions.ts";
import { outermostHolder, plainSpan, valueIdentity } from "./source/value-identity.ts";
import { WrittenNames } from "./source/written-names.ts";
import { RowsOfOthers, type AskedFile, type RowsFromElsewhere } from "./rows-from-elsewhere.ts";
import { readTextFile } from "./text-file.ts";
import { factsOfModels, isOldFile, placesInSql, tablesInFile, type LintedFile } from "./tables-in-file.ts";

export { settingsInEslint, type EslintSettings } from "./read/configuration/eslint-settings.ts";
export { sharedParser } from "./source/shared-parser.ts";

/** Of some files (absolute) those that declare models, with what they are of; `database` is the other one that their package has the driver of. */
export const declaringModels = (files: readonly string[], root: string) =>
  filesOfModels(files).map((model) => ({ ...model, database: otherDatabase(dirname(model.file), root) }));

/** Everything rules may ask of one file. */
export interface FileAnalysis {
  /** What the file is for by what it does itself. */
  readonly ownRole: FileRole;
  /** The same by who imports it as well: the whole project is looked at for that, so it is asked last. */
  readonly role: FileRole;
  readonly readings: readonly Reading[];
  readonly catalog: Catalog;
  /** Null where rowguard failed before it was known. */
  readonly schema: LoadedSchema | null;
  softDelete(table: Table): SoftDeleteColumn | null;
  rows(reading: Reading): RowUse;
  /** The holes of a reading that are judged there, and with no other one of the file. */
  holes(reading: Reading): readonly PlacedHole[];
  /** The rows that it gets by calling functions of the project's other files. */
  rowsFromElsewhere(): readonly RowsFromElsewhere[];
  /** The client that sends the statement of a reading; null where no program does. */
  clientOf(reading: Reading): StatementClient | null;
  /** The loop that runs the statement of a reading in each round; null where there is none. */
  loopAround(reading: Reading): SurroundingLoop | null;
  /** What the library of a reading makes of values of a type, as format_type writes it, and of JSON that is known to be an object or a list; null where that is not known. */
  rowValue(reading: Reading, type: string, json?: "object" | "list" | null): RowValue | null;
  /** Whether the library of a reading calls columns as PostgreSQL does, or in the camel case of that. */
  keepsColumnNames(reading: Reading): boolean;
  /** What the library of a reading does with the values that it sends; null where that is not known, or there is no type information. */
  sending(reading: Reading): (Sending & { readonly client: string }) | null;
  /** What is sent at a place of the file, by its type; null where that may be anything. */
  sentValue(span: Span): SentValue | null;
  /** What the program puts into a hole, by all who call the function around it; null where that is not sure. */
  handedIn(hole: Hole, looks?: "at rows, too"): HandedIn | null;
  /** Whether the value of a hole is also handed over beside the text of its reading. */
  isHandedBeside(hole: Hole, reading: Reading): boolean;
  /** Whether the function that is given the text of a reading takes nothing beside it. */
  takesOnlyText(reading: Reading): boolean;
  /** Whether what stands in a hole is written in another file, in a statement that is judged there. */
  isJudgedElsewhere(hole: Hole): boolean;
  /** Whether the library of a reading leaves conditions out whose value is undefined. */
  leavesOutUndefined(reading: Reading): boolean;
  /** What the statements hand to one another through the program. */
  readonly values: ValuesRead;
  /** The models that the file declares, with what it says of their columns. */
  declaredModels(): readonly DeclaredModel[];
  /** The names of the functions and classes that a place stands in, from the inside out. */
  holders(offset: number): readonly string[];
  /** What the function around a place is called, and the variable that it is the value of. */
  calledBy(offset: number): CalledBy;
  /** Whether the program makes a value up at a place, that it was not given. */
  isMadeUp(span: Span): boolean;
  /** Whether it puts rows into the database for a start, and is no migration. */
  readonly isSeeder: boolean;
  /** Whether what the program sends at a place may be null; of a row there, one of its properties. */
  nullGiven(span: Span, question: NullQuestion): NullGiven;
  /** The objects of some classes that it makes and fills. */
  filledInstances(models: ReadonlySet<string>): readonly FilledInstance[];
  /** What comments say of the statement that a place stands in, and of the function around. */
  comments(offset: number): readonly string[];
  /** Whether the row that a relation of a reading chooses by its key was looked up before; the project is looked at for that. */
  isLookedUpBefore(relation: Relation, reading: Reading, counts?: LookupCounts): boolean;
  /** The tables that it makes or changes, as they are when all migrations have run. */
  tables(): readonly ShownTable[];
  /** The file as a migration; null where it is none that the schema knows. */
  migration(): ShownMigration | null;
  /** It is a migration that the settings leave as it is. */
  isOld(): boolean;
  /** The words of a reading's text, where they stand. */
  words(reading: Reading): readonly Word[];
  /** The pools of connections that the file makes, and the clients it takes out of some. */
  pools(): readonly MadePool[];
  clients(): readonly TakenClient[];
  /** What rowguard itself failed on. */
  readonly failures: Failures;
}

/** A model of a table, and the row that its class or interface declares. */
export interface DeclaredModel {
  readonly table: Table;
  readonly row: DeclaredRow;
}

/**
 * The whole way of one source file: find -> read -> (rules resolve names and ask). Out: the same object for the same
 * source code and settings, so that a file is read once however many rules are on.
 */
export function analyseSource(source: AnalysedSource, file: string, settings: Settings): FileAnalysis {
  if (latest?.ast !== source.ast) latest = { ast: source.ast, analysis: analysed(source, file, settings) };
  return latest.analysis;
}

/** A source file as ESLint has parsed it: JavaScript and TypeScript, or what rowguard has a language of its own for. */
export type AnalysedSource = Readonly<TSESLint.SourceCode> | WrittenSource;

// All rules ask about one file before any asks about the next: what was found out about it would only fill the memory.
let latest: { readonly ast: AnalysedSource["ast"]; readonly analysis: FileAnalysis } | null = null;
let latestModule: SourceModule | null = null;

/** A file that rowguard fails on as a whole holds nothing, and the run goes on. */
function analysed(source: AnalysedSource, file: string, settings: Settings): FileAnalysis {
  const failures = new Failures();
  try {
    if (!(source instanceof WrittenSource)) return analysedWhole(source, file, settings);
    return source.ast.type === "SqlFile"
      ? analysedScript(source.text, file, settings, failures)
      : analysedModels(source.text, file, settings, failures);
  } catch (error) {
    if (error instanceof SchemaNotFound) throw error;
    failures.note(error);
    return {
      ownRole: "application",
      role: "application",
      readings: [],
      catalog: emptyCatalog,
      schema: null,
      softDelete: () => null,
      rows: () => nothing,
      holes: () => [],
      rowsFromElsewhere: () => [],
      clientOf: () => null,
      loopAround: () => null,
      rowValue: () => null,
      keepsColumnNames: () => false,
      sending: () => null,
      sentValue: () => null,
      handedIn: () => null,
      isHandedBeside: () => false,
      takesOnlyText: () => false,
      isJudgedElsewhere: () => false,
      leavesOutUndefined: () => false,
      values: new ValuesRead([], noProgram, emptyCatalog),
      failures,
      declaredModels: () => [],
      holders: () => [],
      calledBy: () => ({ function: null, variable: null }),
      isMadeUp: () => false,
      isSeeder: false,
      nullGiven: () => ({ kind: "unknown" }),
      filledInstances: () => [],
      comments: () => [],
      isLookedUpBefore: () => false,
      tables: () => [],
      migration: () => null,
      isOld: () => false,
      words: () => [],
      pools: () => [],
      clients: () => [],
    };
  }
}

function analysedWhole(source: Readonly<TSESLint.SourceCode>, file: string, settings: Settings): FileAnalysis {
  const module = openModule(source, file);
  if (latestModule && latestModule !== module) forgetEvaluated(latestModule);
  latestModule = module;
  return knownAnalysis(module, settings) ?? analysedModule(module, settings);
}

// Files that were read for what another one asks: who lints one of them afterwards has the answer.
const byModule = new WeakMap<SourceModule, { readonly settings: Settings; readonly analysis: FileAnalysis }>();

function knownAnalysis(module: SourceModule, settings: Settings): FileAnalysis | null {
  const known = byModule.get(module);
  // A migration may have been added meanwhile.
  const isFresh = known?.settings === settings && known.analysis.schema === schemaOf(settings, module.file);
  return isFresh ? known.analysis : null;
}

/** The analysis of a file that another one leads to; kept as long as its module is. */
function analysisOf(module: SourceModule, settings: Settings): FileAnalysis {
  const analysis = knownAnalysis(module, settings) ?? analysedModule(module, settings);
  byModule.set(module, { settings, analysis });
  return analysis;
}

function analysedModule(module: SourceModule, settings: Settings): FileAnalysis {
  const { file } = module;
  const schema = schemaOf(settings, file);
  const { catalog } = schema;
  const softDelete = (table: Table): SoftDeleteColumn | null => softDeleteColumn(table, settings.softDelete);
  // What cannot hold SQL is looked at for the rows that it gets from others.
  const statements = statementsOf(module, catalog, settings);
  const { failures } = statements;
  const readings = statements.all();
  const ownRole = ownRoleOf(module.ast, file, schema, settings.root);
  let role: FileRole | undefined;
  const uses = new Map<Reading, RowUse>();
  const rows = (reading: Reading): RowUse => {
    const use = uses.get(reading) ?? withColumns(rowUse(reading.site, module, settings.root), reading, catalog);
    uses.set(reading, use);
    return use;
  };
  const values = new ValuesRead(
    readings,
    {
      rows,
      identity: (span) => valueIdentity(span, module),
      plain: (span) => plainSpan(span, module),
      holder: (span) => outermostHolder(span, module),
    },
    catalog,
  );
  const project = {
    root: settings.root,
    read: (other: SourceModule) => readFileOf(analysisOf(other, settings), other),
  };
  const others = new RowsOfOthers(module, (other) => asked(other, settings));
  const analysis: FileAnalysis = {
    ownRole,
    get role() {
      return (role ??= ownRole === "application" && readings.length > 0 ? roleInProject(file, settings.root) : ownRole);
    },
    readings,
    catalog,
    schema,
    softDelete,
    rows,
    holes: holesIn(readings),
    rowsFromElsewhere: () => failures.attempt(() => others.uses(), []),
    clientOf: ({ site }) => statementClient(site.call, module),
    loopAround: ({ site }) => surroundingLoop(site.call, module),
    rowValue: ({ site }, type, json = null) => rowValue({ library: site.library, type, json }, module, settings.root),
    keepsColumnNames: ({ site }) => keepsColumnNames(site.library, module, settings.root),
    sending: ({ site }) => (module.types ? sendingOf(site.library) : null),
    sentValue: (span) => sentValue(span, module),
    handedIn: (hole, looks) =>
      handedIn(hole.span, module, {
        root: settings.root,
        isHarmlessColumn: (node, other) =>
          looks !== undefined &&
          isHarmlessStored(node, other, {
            values: other === module ? values : analysisOf(other, settings).values,
            catalog,
            root: settings.root,
          }),
        looksOutside: looks !== undefined && analysis.role === "script",
      }),
    isHandedBeside: (hole, { site }) => isHandedBeside(hole.span, site.call, module),
    takesOnlyText: ({ site }) => takesOnlyText(site.call, module),
    isJudgedElsewhere: (hole) => isJudgedElsewhere(hole, settings),
    leavesOutUndefined: ({ site }) => leavesOutUndefined(site.library, module.file, settings.root),
    values,
    failures,
    declaredModels: () => declaredModels(module, catalog, settings.root),
    holders: (offset) => holdersOf(module.ast, offset),
    calledBy: (offset) => calledBy(module.ast, offset),
    isMadeUp: (span) => isMadeUp(span, module),
    get isSeeder() {
      return isSeeder(module.ast);
    },
    nullGiven: (span, { reach, ...question }) =>
      nullGiven(span, module, { ...question, root: reach === "project" ? settings.root : null }),
    filledInstances: (models) => filledInstances(module, models),
    comments: (offset) => commentsAt(offset, module),
    isLookedUpBefore: (relation, reading, counts) =>
      isLookedUpBefore(relation, reading, readFileOf(analysis, module), project, counts),
    tables: once(() => tablesInFile(migrationModule(module, settings, ownRole === "migration"), schema)),
    migration: once(() => migrationInFile(migrationModule(module, settings), schema, () => downOfModule(module))),
    isOld: () => isOldFile(file, schema, settings),
    words: ({ site }) => wordsOf(site.text),
    pools: () => poolsMade(module),
    clients: () => clientsTaken(module),
  };
  return analysis;
}

// What was found in a file for another one serves its own analysis, and the other way round.
const found = new WeakMap<
  SourceModule,
  { readonly settings: Settings; readonly catalog: Catalog; readonly statements: Statements }
>();

function statementsOf(module: SourceModule, catalog: Catalog, settings: Settings): Statements {
  const known = found.get(module);
  if (known?.settings === settings && known.catalog === catalog) return known.statements;
  const statements = new Statements(module, catalog, settings);
  found.set(module, { settings, catalog, statements });
  return statements;
}

/** A file that gives rows to others: nothing is read of it but what these ask about. */
function asked(module: SourceModule, settings: Settings): AskedFile {
  const { catalog } = schemaOf(settings, module.file);
  return {
    catalog,
    statements: statementsOf(module, catalog, settings),
    others: new RowsOfOthers(module, (other) => asked(other, settings)),
  };
}

function holesIn(readings: readonly Reading[]): FileAnalysis["holes"] {
  const all = once(() => holesOnce(readings));
  return (reading) => all().get(reading) ?? [];
}

/** Whether the place where a hole's value is written is a hole of a statement in its own file, which rules look at. */
function isJudgedElsewhere({ elsewhere }: Hole, settings: Settings): boolean {
  const module = elsewhere ? openFile(elsewhere.file) : null;
  if (!elsewhere || !module) return false;
  const { readings, role } = analysisOf(module, settings);
  const isThere = ({ hole }: PlacedHole): boolean =>
    !hole.elsewhere && hole.span.start === elsewhere.span.start && hole.span.end === elsewhere.span.end;
  return (role === "application" || role === "script") && readings.some(({ holes }) => holes.some(isThere));
}

const readFileOf = (analysis: FileAnalysis, module: SourceModule): ReadFile => ({
  module,
  readings: analysis.readings,
  catalog: analysis.catalog,
  values: analysis.values,
  softDelete: (table) => analysis.softDelete(table),
  rows: (reading) => analysis.rows(reading),
});

function migrationModule(module: SourceModule, since: Settings, isMigration = false): LintedFile {
  const { file, text } = module;
  const places = new WrittenNames(module);
  const read = () => readFunctionOf(module, "up");
  return { file, shown: shownPath(since.root, file), text, read, places, isMigration, since };
}

const downOfModule = (module: SourceModule) => downOfCode(readFunctionOf(module, "down"));

function readFunctionOf(module: SourceModule, direction: "up" | "down") {
  return readMigration(module, readScript, migrationLibrary, { exists: () => null, direction });
}

const shownPath = (root: string, file: string): string => relative(root, file).replaceAll("\\", "/");

/** What is worked out once, and only if somebody asks. */
function once<T>(work: () => T): () => T {
  let known: { readonly value: T } | null = null;
  return () => (known ??= { value: work() }).value;
}

/** The same of a file (absolute) that nobody lints; null where it cannot be read. */
export function analyseFile(
  file: string,
  settings: Settings,
): { readonly analysis: FileAnalysis; readonly text: string } | null {
  if (!existsSync(file)) return null;
  if (/\.[cm]?[jt]sx?$/i.test(file)) {
    const module = openFile(file);
    return module && { analysis: analysisOf(module, settings), text: module.text };
  }
  const { text } = readTextFile(file);
  const analyse = /\.sql$/i.test(file) ? analysedScript : analysedModels;
  return { analysis: analyse(text, file, settings, new Failures()), text };
}

/** The same of the text of a .sql file, which no program is followed for: its statements are what they are. */
export function analyseSqlFile(text: string, file: string, settings: Settings): FileAnalysis {
  return analysedScript(text, file, settings, new Failures());
}

function analysedScript(text: string, file: string, settings: Settings, failures: Failures): FileAnalysis {
  const schema = schemaOf(settings, file);
  const isSource = schema.sources.includes(shownPath(settings.root, file));
  // What was written out of a database says again what the migrations say.
  const isOurs = isSource || !(isDump(text) || isOfAnotherDatabase(file, text, settings.root));
  const sites = isOurs ? failures.attempt(() => scriptSites(text, undoes(file, text)), []) : [];
  const readings = sites.map((site) => readStatement(site, text, settings, failures));
  const beside = programBeside(file);
  const isSent = !isSource && isSentByMigrations(file, schema);
  const role = scriptRole(readings, isSource || isSent, beside);
  const linted = {
    file,
    shown: shownPath(settings.root, file),
    text,
    read: readScript,
    places: placesInSql(text),
    isMigration: role === "migration",
    since: settings,
  };
  // What migrations in code send is shown where they do.
  const tables = () => (isOurs && !isSent ? tablesInFile(linted, schema) : []);
  const migration = () => migrationInFile(linted, schema, () => downOfScript(file, text, scriptReader));
  const inProject = once(() => (readings.length > 0 ? roleInProject(beside?.file ?? file, settings.root) : role));
  const written = withoutProgram({ file, role, readings, schema, failures, tables, migration }, settings);
  return {
    ...written,
    get role() {
      return role === "application" ? inProject() : role;
    },
  };
}

const scriptReader = { read: readScript, countStatements: (text: string) => scriptSites(text, () => false).length };

/** A schema of Prisma's sends nothing, and declares tables. */
function analysedModels(text: string, file: string, settings: Settings, failures: Failures): FileAnalysis {
  const schema = schemaOf(settings, file);
  const shown = shownPath(settings.root, file);
  const linted = {
    file,
    shown,
    text,
    read: () => null,
    places: new PrismaNames(text),
    isMigration: false,
    since: settings,
  };
  const tables = () => tablesInFile(linted, schema);
  return withoutProgram(
    { file, role: "application", readings: [], schema, failures, tables, migration: () => null },
    settings,
  );
}

interface Written {
  readonly file: string;
  readonly role: FileRole;
  readonly readings: readonly Reading[];
  readonly schema: LoadedSchema;
  readonly failures: Failures;
  readonly tables: () => readonly ShownTable[];
  readonly migration: () => ShownMigration | null;
}

/** What rules may ask of a file that is no program. */
function withoutProgram({ file, role, schema, tables, migration, ...rest }: Written, settings: Settings): FileAnalysis {
  const { catalog } = schema;
  return {
    ...rest,
    ownRole: role,
    role,
    catalog,
    schema,
    softDelete: (table) => softDeleteColumn(table, settings.softDelete),
    rows: () => nothing,
    holes: holesIn(rest.readings),
    rowsFromElsewhere: () => [],
    clientOf: () => null,
    loopAround: () => null,
    // No client is seen of a script: pg is the commonest.
    rowValue: (_, type) => pgValue(type),
    keepsColumnNames: () => false,
    sending: () => null,
    sentValue: () => null,
    handedIn: () => null,
    isHandedBeside: () => false,
    takesOnlyText: () => false,
    isJudgedElsewhere: () => false,
    leavesOutUndefined: () => false,
    values: new ValuesRead([], noProgram, catalog),
    declaredModels: () => [],
    holders: () => [],
    calledBy: () => ({ function: null, variable: null }),
    isMadeUp: () => false,
    isSeeder: false,
    nullGiven: () => ({ kind: "unknown" }),
    filledInstances: () => [],
    comments: () => [],
    isLookedUpBefore: () => false,
    tables: once(tables),
    migration: once(migration),
    isOld: () => isOldFile(file, schema, settings),
    words: ({ site }) => wordsOf(site.text),
    pools: () => [],
    clients: () => [],
  };
}

/**
 * What defines tables, and what the schema was read from, changes the rows there are; queries that bear the name of a program beside them are
 * that program's; what only fills tables is run by hand.
 */
function scriptRole(readings: readonly Reading[], isSource: boolean, beside: SourceModule | null): FileRole {
  if (readings.some(({ variants }) => variants.flat().some(registersTests))) return "test";
  const defines = readings.some(({ variants }) => variants.flat().some(({ kind }) => kind === "definition"));
  if (defines || isSource) return "migration";
  if (beside) return fileRole(beside.ast);
  return fillsTables(readings) ? "script" : "application";
}

/** Whether migrations in code send a .sql file, or its neighbours: then it is what undoes one of these, or no longer sent. */
function isSentByMigrations(file: string, { migrationParts }: LoadedSchema): boolean {
  return (
    migrationParts.has(file) || [...migrationParts].some((part) => isSqlFile(part) && dirname(part) === dirname(file))
  );
}

const isSqlFile = (file: string): boolean => /\.sql$/i.test(file);

/** The program that a .sql file bears the name of: `users.ts` beside `users.sql`. */
function programBeside(file: string): SourceModule | null {
  const stem = file.replace(/\.sql$/i, "");
  const found = ["ts", "js", "mts", "mjs", "cts", "cjs", "tsx"].find((ending) => existsSync(`${stem}.${ending}`));
  return found === undefined ? null : openFile(`${stem}.${found}`);
}

function declaredModels(module: SourceModule, catalog: Catalog, root: string): readonly DeclaredModel[] {
  // In a project that does not use strictNullChecks no type excludes null.
  if (!checksNull(module)) return [];
  return tablesDeclaredIn(catalog, root, module.file).flatMap((table): DeclaredModel[] => {
    const model = { name: table.model ?? "", line: table.modelPlace?.line ?? 0 };
    const row = modelRow(table, model, module);
    return row ? [{ table, row }] : [];
  });
}

function modelRow(
  { modelTraits, modelPlace, place }: Table,
  model: ModelName,
  module: SourceModule,
): DeclaredRow | null {
  const facts = libraries.find(({ models }) => models?.kind === modelTraits?.library)?.models;
  switch (facts?.row) {
    case "class":
      return modelClassRow(model, module, facts.columnTypes);
    case "class beside a schema":
      return place?.file === modelPlace?.file ? null : modelClassRow(model, module, facts.columnTypes);
    case "interface":
      return tableTypeRow(model, module);
    default:
      return null;
  }
}

function sendingOf(library: string): ReturnType<FileAnalysis["sending"]> {
  const facts = factsOf(library);
  return facts?.parameterValues ? { ...facts.parameterValues, client: facts.title ?? facts.name } : null;
}

/** By who imports a file of the application, and by where it lies. */
function roleInProject(file: string, root: string): FileRole {
  return servesTestsOnly(file, root) ? "test" : (roleOfPlace(file, root) ?? "application");
}

/** What a migration sends is the migration's, whichever file holds it. */
function ownRoleOf(program: TSESTree.Program, file: string, schema: LoadedSchema, root: string): FileRole {
  const role = fileRole(program);
  if (role !== "application") return role;
  return schema.migrationParts.has(file) || liesAmongMigrations(shownPath(root, file), schema.sources)
    ? "migration"
    : role;
}

/** What is looked at as a property of a model is the column of it as well: `user.deletedAt` of a builder's row. */
function withColumns(use: RowUse, { site }: Reading, catalog: Catalog): RowUse {
  if (site.kind !== "builder") return use;
  return {
    ...use,
    looked: withColumnsOf(use.looked, catalog),
    lookedByCallers: () => withColumnsOf(use.lookedByCallers(), catalog),
  };
}

function withColumnsOf(looked: ReadonlySet<string>, catalog: Catalog): ReadonlySet<string> {
  if (looked.size === 0) return looked;
  const columns = [...catalog.relations.values()].flatMap((relation) =>
    relation.kind === "table" ? relation.columns : [],
  );
  const names = columns.filter(({ property }) => property != null && looked.has(property)).map(({ name }) => name);
  return new Set([...looked, ...names]);
}

/** What there is to ask of where no program is. */
const noProgram: AskProgram = { rows: () => nothing, identity: () => null, plain: (span) => span, holder: () => null };

/** What reads a schema, whichever form it has. */
export const schemaReaders: SchemaReaders = {
  script: readScript,
  migrations: { kindOf, listed: (files) => listedOrder(files, openFile), read: readMigrationFile },
  configured: (listing) => findConfigurations(listing, configurationReaders),
  models: {
    find: (listing, configurations) => findModels(listing, configurations, modelFinders),
    at: (path, root) => modelsAt(path, root, modelFinders),
    read: readModelFiles,
    typesOnly: (kind) => factsOfModels(kind)?.models?.typesOnly === true,
    migrates: (kind) => factsOfModels(kind)?.migratesModels === true,
  },
};

function readModelFiles(source: ModelSource): ReturnType<SchemaReaders["models"]["read"]> {
  const reader = modelsReaderOf(source.kind);
  return reader ? readModels(source, reader, readScript) : { definitions: [], problems: [], files: source.files };
}

function readMigrationFile(
  file: string,
  kind: string,
  exists: (question: SchemaQuestion) => boolean | null,
): CodeMigration | null {
  const module = openFile(file);
  return module && readMigration(module, readScript, migrationLibrary, { kind, exists });
}

const migrationLibrary = (kind: string): MigrationLibrary | null =>
  kind === ownRunner ? ownRunnerMigrations : (readersOf(kind).migrations ?? null);

/**
 * The schema of a file (of the project, where none is given) that the settings name or that is found by itself; read
 * again only when a file of it has changed.
 */
export function schemaOf(settings: Settings, file: string | null = null): LoadedSchema {
  return loadSchema(settings, schemaReaders, file);
}

/** The schema that `schemasLoaded` gave a name in another process; null where there is none. */
export const stateOfSchema = (settings: Settings, name: string): SchemaState | null =>
  schemaNamed(settings, schemaReaders, name);

/** The folders of the project that have schemas of their own. */
export const foldersWithSchemas = (settings: Settings): readonly string[] => foldersServed(settings, schemaReaders);

/** Every schema of the project: one, or in a monorepo one for each folder that has its own. The largest comes first. */
export function schemasOf(settings: Settings): readonly LoadedSchema[] {
  return loadSchemas(settings, schemaReaders);
}
