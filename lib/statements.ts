import type { Catalog } from "./catalog/catalog.ts";
import { namesOf } from "./catalog/names.ts";
import { softDeleteColumn } from "./catalog/soft-delete.ts";
import { Failures } from "./failures.ts";
import { BuilderSearch } from "./find/builders.ts";
import { mayHoldSql } from "./find/quick-look.ts";
import { SiteSearch } from "./find/sites.ts";
import { textOf } from "./find/text.ts";
import { descendants, nodesOf } from "./find/walk.ts";
import { readersOf } from "./libraries/readers.ts";
import type { SchemaNames } from "./model/names.ts";
import type { Reading } from "./model/reading.ts";
import type { Site } from "./model/site.ts";
import { builderSite, readBuilder } from "./read/builder/read-builder.ts";
import { readSite } from "./read/sql/read-site.ts";
import { tablesOf, tablesWith } from "./read/sql/tables-of.ts";
import type { Settings } from "./settings.ts";
import type { BuilderCall } from "./source/built/builder-call.ts";
import type { SourceModule } from "./source/module.ts";
import { isFunction, type FunctionNode } from "./source/nodes.ts";

/** The statements of a module of the program, which may be asked for by parts: none is found or read twice. */
export class Statements {
  readonly #module: SourceModule;
  readonly #settings: Settings;
  readonly #names: SchemaNames;
  readonly #sites: SiteSearch;
  readonly #builders: BuilderSearch;
  readonly #read = new Map<Site | BuilderCall, Reading | null>();

  /** What rowguard itself failed on in the module. */
  readonly failures = new Failures();

  constructor(module: SourceModule, catalog: Catalog, settings: Settings) {
    this.#module = module;
    this.#settings = settings;
    const { placeholders, root, softDelete } = settings;
    this.#names = namesOf(catalog, (table) => softDeleteColumn(table, softDelete));
    // Placeholders of the project's own making are parameters.
    const parses = placeholders ? (sql: string) => tablesWith(sql, placeholders) : tablesOf;
    this.#sites = new SiteSearch(module, { settings, catalog, parses, failures: this.failures });
    this.#builders = new BuilderSearch(module, this.#names, root, this.failures);
  }

  /** All of them, in the order of the file, the outer before the inner. */
  all(): readonly Reading[] {
    return this.#among(() => nodesOf(this.#module.ast));
  }

  /** Those in some functions, none of which stands in another, and those that stand in no function: nothing else of the module is looked at. */
  within(functions: readonly FunctionNode[]): readonly Reading[] {
    return this.#among(() => [
      ...descendants(this.#module.ast, (node) => !isFunction(node)),
      ...functions.flatMap((fn) => [...descendants(fn)]),
    ]);
  }

  #among(nodes: () => ReturnType<typeof nodesOf>): readonly Reading[] {
    if (!mayHoldSql(this.#module.text)) return [];
    const there = nodes();
    const sites = this.failures.attempt(() => this.#sites.among(there), []);
    const calls = this.failures.attempt(() => this.#builders.among(there), []);
    const readings = [
      ...sites.map((site) => this.#once(site, () => this.#readSite(site))),
      ...calls.map((call) => this.#once(call, () => this.#readCall(call))),
    ];
    return readings
      .flatMap((reading) => reading ?? [])
      .sort((one, other) => one.site.span.start - other.site.span.start || other.site.span.end - one.site.span.end);
  }

  #once(found: Site | BuilderCall, read: () => Reading | null): Reading | null {
    let reading = this.#read.get(found);
    if (reading === undefined) this.#read.set(found, (reading = read()));
    return reading;
  }

  #readSite(site: Site): Reading {
    const { placeholders: schemes } = this.#settings;
    return readStatement(schemes ? { ...site, schemes } : site, this.#module.text, this.#settings, this.failures);
  }

  #readCall(call: BuilderCall): Reading | null {
    const [module, names, { parser, root }] = [this.#module, this.#names, this.#settings];
    try {
      const { builder: reader } = readersOf(call.library);
      if (!reader) return null;
      return readBuilder(call, module, {
        reader,
        names,
        root,
        parser,
        textOf: ({ node, frame }, mode) => textOf(node, { module, library: call.library, mode }, frame),
      });
    } catch (error) {
      this.failures.note(error);
      return failed(builderSite(call, module), error);
    }
  }
}

/** Reads a site of a file. In: the text of the file. One that trips over a fault of ours does not take the file's other findings with it. */
export function readStatement(site: Site, source: string, { parser }: Settings, failures: Failures): Reading {
  try {
    return readSite(site, source, parser);
  } catch (error) {
    failures.note(error);
    return failed(site, error);
  }
}

function failed(site: Site, error: unknown): Reading {
  return {
    site,
    status: "unread",
    reason: `rowguard failed on it (${(error as Error).message}): please report this`,
    variants: [],
    holes: [],
  };
}
