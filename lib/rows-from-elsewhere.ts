import type { Catalog } from "./catalog/catalog.ts";
import type { Reading } from "./model/reading.ts";
import type { RowUse } from "./model/row-use.ts";
import { mayHoldSql } from "./find/quick-look.ts";
import { exportsNamed } from "./source/exports.ts";
import { nameOf } from "./source/given-on.ts";
import { importsIn, requiredBy, type Imported } from "./source/imports.ts";
import type { SourceModule } from "./source/module.ts";
import { isFunction, unwrap, walk, type FunctionNode } from "./source/nodes.ts";
import { callsNamed } from "./source/project-calls.ts";
import type { Shape } from "./source/row-shapes.ts";
import { handedBy, handedOn, rowUseOf, type GivenRows } from "./source/row-use.ts";
import { traceValue } from "./source/trace.ts";

/** Rows of a statement of another file, and what a file does with them. */
export interface RowsFromElsewhere {
  readonly reading: Reading;
  readonly catalog: Catalog;
  readonly use: RowUse;
}

/** A function of a file that gives its callers rows of a statement. */
export interface GivingFunction {
  readonly fn: FunctionNode;
  readonly module: SourceModule;
  readonly shape: Shape;
  readonly reading: Reading;
  readonly catalog: Catalog;
}

/** How another file of the project is asked. */
export type AskFile = (module: SourceModule) => {
  readonly readings: readonly Reading[];
  readonly catalog: Catalog;
  /** The functions that give rows which the file itself has from others, so many files on. */
  passedOn(files: number): readonly GivingFunction[];
};

/** Files that are read for one, and how many stand between rows and who gets them. */
const mostFiles = 12;
const mostBetween = 1;

/** The rows that a file gets by calling functions of the project's other files, statement by statement. */
export class RowsOfOthers {
  readonly #module: SourceModule;
  readonly #ask: AskFile;
  /** By how many files further were asked. */
  readonly #found = new Map<number, readonly Found[]>();

  constructor(module: SourceModule, ask: AskFile) {
    this.#module = module;
    this.#ask = ask;
  }

  uses(): readonly RowsFromElsewhere[] {
    return this.#rows(mostBetween).map(({ reading, catalog, given }) => ({ reading, catalog, use: rowUseOf(given) }));
  }

  /** The functions of the file that give these rows on. In: over how many files more they may come. */
  passedOn(files: number): readonly GivingFunction[] {
    if (files === 0) return [];
    return this.#rows(files - 1).flatMap(({ reading, catalog, given }) =>
      handedOn(given).map((one) => ({ ...one, module: this.#module, reading, catalog })),
    );
  }

  #rows(files: number): readonly Found[] {
    // A file that leads back to this one has nothing from it yet.
    const known = this.#found.get(files);
    if (known) return known;
    this.#found.set(files, []);
    const found = this.#find(files);
    this.#found.set(files, found);
    return found;
  }

  #find(files: number): readonly Found[] {
    const starts = new Map<Reading, { readonly catalog: Catalog; readonly given: GivenRows["starts"][number][] }>();
    for (const { fn, module, shape, reading, catalog } of this.#giving(files)) {
      const calls = callsNamed(nameOf(fn) ?? "", this.#module).filter(({ callee }) => {
        const value = traceValue(unwrap(callee), this.#module);
        return value?.kind === "function" && value.node === fn && value.module === module;
      });
      const known = starts.get(reading) ?? { catalog, given: [] };
      known.given.push(...calls.map((node) => ({ node, shape })));
      if (calls.length > 0) starts.set(reading, known);
    }
    return [...starts].map(([reading, { catalog, given }]) => ({
      reading,
      catalog,
      given: { starts: given, module: this.#module },
    }));
  }

  #giving(files: number): readonly GivingFunction[] {
    return [...this.#imported()]
      .filter((module) => mayHoldSql(module.text) && this.#callsInto(module))
      .slice(0, mostFiles)
      .flatMap((module) => {
        const asked = this.#ask(module);
        const { readings, catalog } = asked;
        const own = readings.flatMap((reading) =>
          handedBy(reading.site, module).map((one) => ({ ...one, module, reading, catalog })),
        );
        return [...own, ...asked.passedOn(files)];
      });
  }

  /** Whether the file calls something that is named like a function of another one. */
  #callsInto(module: SourceModule): boolean {
    let found = false;
    walk(module.ast, (node) => {
      found ||= isFunction(node) && callsNamed(nameOf(node) ?? "", this.#module).length > 0;
    });
    return found;
  }

  /** The project's modules in which the names stand that the file imports. */
  #imported(): ReadonlySet<SourceModule> {
    const { ast } = this.#module;
    const required = ast.body.flatMap((statement) =>
      statement.type === "VariableDeclaration" ? statement.declarations.map(({ init }) => requiredBy(init)) : [],
    );
    const all = [...importsIn(ast).values(), ...required].flatMap((imported) => imported ?? []);
    return new Set(all.flatMap((imported) => this.#modulesOf(imported)));
  }

  #modulesOf({ specifier, name }: Imported): readonly SourceModule[] {
    const from = this.#module.import(specifier);
    if (!from) return [];
    if (name === "*") return [from];
    const found = exportsNamed(from, name).flatMap((one) => (one.kind === "package" ? [] : [one.module]));
    return found.length > 0 ? found : [from];
  }
}

interface Found {
  readonly reading: Reading;
  readonly catalog: Catalog;
  readonly given: GivenRows;
}
