import { readdirSync, statSync } from "node:fs";
import { basename, dirname, extname, isAbsolute, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { Program } from "./program.ts";
import {
  constant,
  elementsOf,
  list,
  native,
  nothing,
  stringOf,
  struct,
  unknown,
  type Host,
  type ProgramPoint,
  type ProgramValue,
} from "./program-value.ts";
import { readTextFile } from "../../text-file.ts";
import { fromWorkingFolder, workingFolder } from "./working-folder.ts";

const largestFile = 20_000_000;

/**
 * What Node's own packages give to a program that is followed: paths are put together, and files that stand beside the
 * program are read. `read` is told every file and folder. Null for a package that is not known.
 */
export function nodePackage(specifier: string, program: Program, read: (path: string) => void): ProgramValue | null {
  const name = specifier.replace(/^node:/, "");
  switch (name) {
    case "path":
    case "path/posix":
      return paths();
    case "url":
      return struct(
        {
          fileURLToPath: native("fileURLToPath", ([url]) => pathOfUrl(url)),
          pathToFileURL: native("pathToFileURL", ([path]) => path ?? nothing),
          URL: urlClass,
        },
        true,
      );
    case "fs":
    case "fs-extra":
    case "graceful-fs":
      return files(program, read, false);
    case "fs/promises":
      return files(program, read, true);
    case "util":
      return struct(
        {
          promisify: native("promisify", ([fn]) =>
            fn?.kind === "host" && fn.name === "readFile"
              ? native("readFile", ([path], at) => contents(path, at, read))
              : (fn ?? nothing),
          ),
          format: native("format", () => unknown("a formatted text")),
        },
        true,
      );
    case "async":
      return inSeries(program);
    case "lodash":
    case "underscore":
    case "bluebird":
    case "ramda":
      return collections(specifier, program);
    default:
      return null;
  }
}

function textArguments(values: readonly ProgramValue[]): string[] | null {
  const texts = values.map(stringOf);
  return texts.every((text) => text !== null) ? texts : null;
}

function paths(): ProgramValue {
  const of = (name: string, make: (...parts: string[]) => string) =>
    native(name, (values) => {
      const texts = textArguments(values);
      return texts ? constant(make(...texts)) : unknown("a path that is not known");
    });
  const members: Record<string, ProgramValue> = {
    join: of("join", (...parts) => join(...parts)),
    resolve: of("resolve", (...parts) =>
      parts.some((part) => isAbsolute(part)) ? resolve(...parts) : join(workingFolder, ...parts),
    ),
    dirname: of("dirname", (path) => dirname(path)),
    basename: of("basename", (path, ending) => basename(path, ending)),
    extname: of("extname", (path) => extname(path)),
    sep: constant("/"),
    parse: native("parse", ([path]) => {
      const text = stringOf(path);
      if (text === null) return unknown("a path that is not known");
      const ending = extname(text);
      return struct({
        base: constant(basename(text)),
        name: constant(basename(text, ending)),
        ext: constant(ending),
        dir: constant(dirname(text)),
      });
    }),
  };
  const made = struct(members, true);
  made.properties.set("posix", made);
  return made;
}

/** `new URL("./a.sql", import.meta.url)`. */
export const urlClass: Host = {
  kind: "host",
  name: "URL",
  construct: ([path, base]) => {
    const [relative, from] = [stringOf(path), stringOf(base)];
    if (relative === null || from === null) return unknown("a path that is not known");
    const file = resolve(dirname(from.replace(/^file:\/\//, "")), relative.replace(/^file:\/\//, ""));
    return struct({ pathname: constant(file), href: constant(`file://${file}`) });
  },
};

function pathOfUrl(value: ProgramValue | undefined): ProgramValue {
  const text = value?.kind === "struct" ? stringOf(value.properties.get("pathname")) : stringOf(value);
  if (text === null) return unknown("a path that is not known");
  try {
    return constant(text.startsWith("file:") ? fileURLToPath(text) : text);
  } catch {
    return unknown("a path that is not known");
  }
}

/** What a path or the URL of a file is, absolute; null where it is not known. */
function fileAt(path: ProgramValue | undefined, at: ProgramPoint): string | null {
  const known = stringOf(path ? pathOfUrl(path) : nothing);
  return known === null ? null : fromWorkingFolder(known, at.module.file);
}

function contents(path: ProgramValue | undefined, at: ProgramPoint, read: (path: string) => void): ProgramValue {
  const file = fileAt(path, at);
  if (file === null) return unknown("a file at a path that is not known");
  if (!/\.\w+$/.test(file) || !/sql|txt|json/i.test(extname(file))) return unknown(`the file "${basename(file)}"`);
  try {
    read(file);
    if (statSync(file).size > largestFile) return unknown(`the file "${basename(file)}", which is very large`);
    return constant(readTextFile(file).text);
  } catch {
    return unknown(`the file "${basename(file)}", which cannot be read`);
  }
}

function entries(path: ProgramValue | undefined, at: ProgramPoint, read: (path: string) => void): ProgramValue {
  const folder = fileAt(path, at);
  if (folder === null) return list([], true);
  try {
    read(folder);
    return list(readdirSync(folder).sort().map(constant));
  } catch {
    return list([], true);
  }
}

function files(program: Program, read: (path: string) => void, promises: boolean): ProgramValue {
  const readFile: Host = native("readFile", (values, at) => {
    const text = contents(values[0], at, read);
    const callback = values.at(-1);
    return callback?.kind === "closure" ? program.call(callback, [constant(null), text], at) : text;
  });
  const members: Record<string, ProgramValue> = {
    readFile,
    readFileSync: native("readFileSync", ([path], at) => contents(path, at, read)),
    readdir: native("readdir", ([path], at) => entries(path, at, read)),
    readdirSync: native("readdirSync", ([path], at) => entries(path, at, read)),
    existsSync: native("existsSync", ([path], at) => {
      const file = fileAt(path, at);
      return file === null
        ? unknown("whether a file exists")
        : constant(statSync(file, { throwIfNoEntry: false }) !== undefined);
    }),
  };
  const made = struct(members, true);
  if (!promises) made.properties.set("promises", made);
  return made;
}

/** The package `async`: functions called in turn, each with a callback. */
function inSeries(program: Program): ProgramValue {
  const done = native("callback", () => nothing);
  const run = (tasks: ProgramValue | undefined, at: ProgramPoint): ProgramValue => {
    const items = tasks?.kind === "struct" ? [...tasks.properties.values()] : tasks && elementsOf(tasks);
    if (!items) return unknown("tasks that are not known");
    for (const task of items) program.settle(program.call(task, [done], at), at);
    return nothing;
  };
  const each = native("eachSeries", ([over, fn], at) => {
    if (over && fn)
      program.forEach(
        over,
        {
          kind: "host",
          name: "each",
          call: ([item], place) => program.settle(program.call(fn, [item ?? nothing, done], place), place),
        },
        at,
      );
    return nothing;
  });
  return struct(
    {
      series: native("series", ([tasks], at) => run(tasks, at)),
      waterfall: native("waterfall", ([tasks], at) => run(tasks, at)),
      parallel: native("parallel", ([tasks], at) => run(tasks, at)),
      eachSeries: each,
      each,
      forEachSeries: each,
      forEach: each,
      mapSeries: each,
    },
    true,
  );
}

/**
 * Libraries that go through lists: `_.each(list, fn)`, `Promise.map(list, fn)`, ramda's functions that take the list
 * last.
 */
function collections(specifier: string, program: Program): ProgramValue {
  const through = (values: readonly ProgramValue[], at: ProgramPoint): ProgramValue => {
    const [first, second] = values;
    const [over, fn] = first?.kind === "closure" || first?.kind === "host" ? [second, first] : [first, second];
    if (!over || !fn) return unknown(`what ${specifier} gives`);
    const settled: Host = {
      kind: "host",
      name: "each",
      call: (given, place) => program.settle(program.call(fn, given, place), place),
    };
    const results = program.forEach(
      over.kind === "struct" && !over.open ? list([...over.properties.values()]) : over,
      settled,
      at,
    );
    return results ? list(results) : unknown(`what ${specifier} gives`);
  };
  return {
    kind: "host",
    name: specifier,
    get: (key) =>
      /^(?:each|forEach|map|mapSeries|eachSeries)$/.test(key)
        ? native(key, through)
        : key === "default"
          ? collections(specifier, program)
          : null,
  };
}
