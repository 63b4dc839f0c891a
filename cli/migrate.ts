import { readFileSync } from "node:fs";
import { relative, resolve } from "node:path";
import type { Migration } from "../lib/model/migration.ts";
import { analyseFile, schemaOf } from "../lib/pipeline.ts";
import { validate, type Settings } from "../lib/settings.ts";
import type { MigrationNeeded } from "../lib/define-rule.ts";
import { ownRules } from "../rules/index.ts";
import { newMigration, sqlOf, type Before } from "../lib/catalog/new-migration.ts";
import type { ExitStatus, MigrateOptions } from "./options.ts";
import { projectRoots } from "./project.ts";
import { complain, type Streams } from "./streams.ts";
import { writtenSettings } from "./written-settings.ts";

/** A finding that a new migration repairs, with the line it begins in. */
interface Placed extends MigrationNeeded {
  readonly rule: string;
  readonly line: number;
}

/**
 * `rowguard migrate db/migrations/003_books.sql:5`: the text of a new migration that repairs what rules on tables find in that line, as the
 * project's tool takes it, on standard output; what it is to be called, on standard error.
 */
export function migrateCommand({ place, rules }: MigrateOptions, streams: Streams): ExitStatus {
  const [, path = place, at] = /^(.*?):(\d+)(?::\d+)?$/.exec(place) ?? [];
  const file = resolve(streams.cwd, path);
  const [root = streams.cwd] = projectRoots([path], streams.cwd);
  const settings = writtenSettings([root], streams) ?? validate({}, "settings", root);
  const found = neededIn(file, rules, settings);
  if (!found) return complain(streams, `${path} cannot be read. Name a file and a line of it: migrations/001.sql:5`);
  const chosen = at === undefined ? found : found.filter(({ line }) => line === Number(at));
  if (chosen.length === 0) {
    const others = found.slice(0, mostShown).map(({ line, message }) => `\n  ${path}:${line}  ${message}`);
    const where = at === undefined ? path : place;
    const shown = others.length > 0 ? ` There is in the file:${others.join("")}` : "";
    return complain(streams, `nothing is found at ${where} that a new migration would repair.${shown}`);
  }
  print(together(chosen), beforeOf(file, settings), chosen, streams);
  return 0;
}

const mostShown = 10;

function neededIn(file: string, rules: readonly string[], settings: Settings): readonly Placed[] | null {
  const read = analyseFile(file, settings);
  if (!read) return null;
  const { analysis, text } = read;
  const names = rules.length > 0 ? rules : Object.keys(ownRules);
  return names
    .flatMap((rule): Placed[] => {
      const given = settings.rules[rule]?.options ?? undefined;
      const needed = ownRules[rule]?.migrationsFor(analysis, { text, settings, given }) ?? [];
      return needed.map((one) => ({ ...one, rule, line: text.slice(0, one.span.start).split("\n").length }));
    })
    .sort((one, other) => one.span.start - other.span.start);
}

/** Several changes as one: those of names come last, since all others say the old one, and what undoes them goes backwards. */
function together(needed: readonly Placed[]): Migration {
  const all = needed.map(({ migration }) => migration);
  const migrations = [...all.filter(({ renames }) => !renames), ...all.filter(({ renames }) => renames)];
  const [first] = migrations;
  const more = migrations.length > 1 ? ` and ${migrations.length - 1} more` : "";
  return {
    name: `${first?.name ?? ""}${more}`,
    up: [...new Set(migrations.flatMap(({ up }) => up))],
    down: [...new Set(migrations.toReversed().flatMap(({ down }) => down))],
  };
}

/** The migrations of the file's schema; those of one folder where there are several, the file's own or the last. */
function beforeOf(file: string, settings: Settings): Before | null {
  const { history } = schemaOf(settings, file);
  const folderOf = (shown: string) => shown.slice(0, Math.max(0, shown.lastIndexOf("/")));
  const last = history.files.at(-1);
  const tool = history.of(file)?.tool ?? last?.tool;
  if (!last || tool === undefined) return null;
  const own = history.files.filter((one) => one.tool === tool);
  const end = own.at(-1);
  if (!end) return null;
  const isFolder = /\/(?:migration|up)\.sql$/.test(end.shown);
  const beside = own.filter(({ shown }) => isFolder || folderOf(shown) === folderOf(end.shown));
  return { paths: beside.map(({ shown }) => shown), tool, lastText: readFileSync(end.file, "utf8") };
}

function print(migration: Migration, before: Before | null, needed: readonly Placed[], streams: Streams): void {
  const files = before && newMigration(migration, before, new Date());
  for (const { message } of needed) streams.stderr.write(`${message}\n`);
  if (!files) {
    streams.stderr.write("There is no numbered migration that it could come after: this is what it does.\n");
    streams.stdout.write(sqlOf(migration.up));
    return;
  }
  const isOne = files.length === 1;
  for (const { path, text } of files) {
    streams.stderr.write(`Write it to ${relative(".", path).replaceAll("\\", "/")}, and read it first.\n`);
    streams.stdout.write(isOne ? text : `-- ${path}\n${text}`);
  }
}
