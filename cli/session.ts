import { existsSync } from "node:fs";
import { relative, resolve } from "node:path";
import { globSync, isDynamicPattern } from "tinyglobby";
import type { LoadedSchema } from "../lib/catalog/load.ts";
import { softDeleteColumn, suspectedSoftDeletes } from "../lib/catalog/soft-delete.ts";
import { declaringModels, schemaOf } from "../lib/pipeline.ts";
import { validate, type Settings } from "../lib/settings.ts";
import { writtenSettings } from "./written-settings.ts";
import type { ProjectOptions } from "./options.ts";
import { plural } from "./findings.ts";
import { commonFolder, projectRoots } from "./project.ts";
import { findSourceFiles } from "./source-files.ts";
import { printable } from "./printable.ts";
import { complain, type Streams } from "./streams.ts";

/** What every command starts from: the files, the settings, the schema, and what was wrong with the arguments. */
export interface Session {
  readonly cwd: string;
  readonly files: readonly string[];
  /** A folder above all files, for ESLint. */
  readonly base: string;
  readonly settings: Settings;
  readonly schema: LoadedSchema;
  /** True where an argument led to nothing: the rest is done, and the exit status is 2. */
  readonly failed: boolean;
  /** A path as the user would type it. */
  readonly show: (file: string) => string;
}

/** Enough to see what is wrong with a schema. */
const mostProblems = 10;

/** Finds files and schema. What is wrong with an argument is said on standard error, one line each. */
export function openSession(options: ProjectOptions, streams: Streams): Session {
  const { cwd } = streams;
  const show = (file: string) => {
    const path = relative(cwd, file).replaceAll("\\", "/");
    return path.startsWith("../../") ? file : path || ".";
  };
  const { files, missing, tooLarge } = findSourceFiles(options.paths, cwd);
  for (const path of missing) complain(streams, `no file or folder "${path}", and nothing that matches it.`);
  for (const { file, bytes } of tooLarge)
    complain(streams, `${show(file)} is left out: at ${(bytes / 1e6).toFixed(1)} MB it was not written by hand.`);

  const { settings, schema, failed } = openSchema(options, streams);
  const { problems } = schema.catalog;
  for (const { file, line, message } of problems.slice(0, mostProblems))
    complain(streams, `${show(resolve(settings.root, file))}:${line}: ${message}`);
  if (problems.length > mostProblems)
    complain(streams, `${problems.length - mostProblems} more like these: rowguard schema --format json has them all.`);
  return {
    cwd,
    files,
    base: commonFolder([cwd, ...files]),
    settings,
    schema,
    failed: failed || missing.length > 0,
    show,
  };
}

function openSchema(
  options: ProjectOptions,
  streams: Streams,
): { settings: Settings; schema: LoadedSchema; failed: boolean } {
  const { cwd } = streams;
  const missing = options.schema.filter((path) => !leadsSomewhere(path, cwd));
  for (const path of missing) complain(streams, `no schema at "${path}", and nothing that matches it.`);
  const named = options.schema.filter((path) => !missing.includes(path)).map((path) => resolve(cwd, path));
  const roots = projectRoots(options.paths, cwd);
  const written = writtenSettings(roots, streams);
  const settingsAt = (root: string): Settings => {
    const base = written ?? validate({}, "settings", root);
    return {
      ...base,
      ...(options.schema.length > 0 ? { schema: named } : {}),
      ...(options.softDelete.length > 0 ? { softDelete: options.softDelete } : {}),
    };
  };

  const [innermost = cwd, ...around] = roots;
  const settings = settingsAt(innermost);
  const schema = schemaOf(settings);
  if (options.schema.length > 0 || schema.sources.length > 0 || written)
    return { settings, schema, failed: missing.length > 0 };
  // A package of a monorepo may keep its migrations beside it.
  for (const root of around) {
    const wider = settingsAt(root);
    const found = schemaOf(wider);
    if (found.sources.length > 0) return { settings: wider, schema: found, failed: false };
  }
  return { settings, schema, failed: false };
}

const leadsSomewhere = (path: string, cwd: string) =>
  existsSync(resolve(cwd, path)) || (isDynamicPattern(path) && globSync(path, { cwd }).length > 0);

/** `9 tables and views from 7 files in db/migrations`; null where no schema was found. */
export function describeSchema({ schema, settings, show }: Session): string | null {
  const { catalog, sources } = schema;
  if (sources.length === 0) return null;
  const files = sources.map((file) => resolve(settings.root, file));
  const place =
    files.length === 1 ? show(files[0] ?? "") : `${plural(files.length, "file")} in ${show(commonFolder(files))}`;
  const relations = [...catalog.relations.values()];
  const views = relations.filter(({ kind }) => kind === "view").length;
  return `${plural(relations.length - views, "table")}${views > 0 ? ` and ${plural(views, "view")}` : ""} from ${printable(place)}`;
}

/**
 * Says which columns look as if they marked deleted rows, and how to name them: in the words of the command line, together with those that count
 * already, which would not any more.
 */
export function suspectedMarks({ schema, settings }: Session): string[] {
  const suspected = suspectedSoftDeletes(schema.catalog, settings.softDelete);
  if (suspected.length === 0) return [];
  const counted = [...schema.catalog.relations.values()].flatMap((relation) => {
    const column = relation.kind === "table" ? softDeleteColumn(relation, settings.softDelete) : null;
    return column ? [column] : [];
  });
  const flags = new Set(
    [...counted, ...suspected].map(({ column, live }) => (live === null ? column : `${column}=${live}`)),
  );
  const names = suspected.map(({ table, column }) => `${table.name}.${column}`);
  const shown =
    names.length > mostSuspected ? [...names.slice(0, mostSuspected), `${names.length - mostSuspected} more`] : names;
  const listed =
    shown.length > 1 ? `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)} look` : `${shown.join("")} looks`;
  return [
    printable(
      `${listed} like a soft delete, and no rule takes it for one. If it is: ${[...flags].map((flag) => `--soft-delete ${flag}`).join(" ")}`,
    ),
  ];
}

const mostSuspected = 5;

/** Says that no schema was found, what was looked for, what was seen and passed over, and what to write. */
export function noSchema({ schema, settings, files, show }: Session): string[] {
  const looked =
    schema.looked.length > 0 ? ` Looked below ${show(settings.root)} for ${schema.looked.join("; ")}.` : "";
  const passedOver = schema.leftOut
    .slice(0, mostPassedOver)
    .map(({ path, reason }) => `${show(resolve(settings.root, path))} ${reason}.`);
  const models = declaringModels(files, settings.root);
  const declared = models.slice(0, mostPassedOver).map(({ file, package: name, database }) => {
    const cure = database
      ? `the driver in its package.json is that of ${database}`
      : `name ${name} in its package.json, or write --schema ${show(file)}`;
    return `${show(file)} declares models of ${name} and was not taken: ${cure}`;
  });
  const name = models.length === 0 ? [" Name it: --schema path/to/migrations"] : [];
  return [
    `No schema found, so rules that need one say nothing.${looked}${name.join("")}`,
    ...passedOver,
    ...declared,
  ].map(printable);
}

const mostPassedOver = 3;
