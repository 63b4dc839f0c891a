import { join } from "node:path";
import { findSites } from "../../../lib/find/sites.ts";
import type { Site } from "../../../lib/model/site.ts";
import { validate } from "../../../lib/settings.ts";
import { tablesOf } from "../../../lib/read/sql/tables-of.ts";
import type { ClientSetting } from "../../../lib/settings.ts";
import { openFile } from "../../../lib/source/open-module.ts";
import { folderWith } from "../../project-folder.ts";

export interface Project {
  /** Path and text; the sites of the first are looked for. */
  readonly files: readonly (readonly [path: string, text: string])[];
  readonly tables?: readonly string[];
  readonly clients?: readonly Partial<ClientSetting>[];
}

/** Writes a project and finds the sites of its first file. */
export function sitesOf({ files, tables = [], clients = [] }: Project): readonly Site[] {
  const root = folderWith(Object.fromEntries(files));
  const module = openFile(join(root, files[0]?.[0] ?? ""));
  if (!module) throw new Error("the file does not parse");
  return findSites(module, {
    settings: {
      ...validate({}, "settings", root),
      clients: clients.map((client) => ({ module: null, name: "", methods: [], tag: false, like: null, ...client })),
    },
    catalog: { relations: new Map(tables.map((table) => [`public.${table}`, {}])), searchPath: ["public"] },
    parses: tablesOf,
  });
}

/** A site in one line: `pg origin text result pool.query select 1`, holes as `$`; a fragment says so. */
export function written(site: Site): string {
  const text = site.text
    .map((part) => (part.kind === "text" ? part.text : part.kind === "hole" ? "$" : "[…]"))
    .join("")
    .trim();
  return [
    site.library,
    site.how,
    site.kind,
    site.role === "fragment" ? "fragment" : site.result,
    site.callee,
    text,
  ].join(" ");
}

/** The sites of a text, each in one line. */
export function find(
  text: string,
  more: { path?: string; tables?: readonly string[]; clients?: readonly Partial<ClientSetting>[] } = {},
): readonly string[] {
  return sitesOf({ files: [[more.path ?? "app.ts", text]], ...more }).map(written);
}
