import type { Catalog } from "./catalog/catalog.ts";
import type { Reading } from "./model/reading.ts";
import type { RowUse } from "./model/row-use.ts";
import { mayGiveRows } from "./find/imported-sql.ts";
import { mayHoldSql } from "./find/quick-look.ts";
import { exportsNamed } from "./source/exports.ts";
import { nameOf } from "./source/given-on.ts";
import { importsIn, requiredBy, type Imported } from "./source/imports.ts";
import type { SourceModule } from "./source/module.ts";
import { unwrap, type FunctionNode } from "./source/nodes.ts";
import { callsNamed, namesCalled } from "./source/project-calls.ts";
import { functionsReached, namesUsedIn } from "./source/reached-functions.ts";
import type { Shape } from "./source/row-shapes.ts";
import { handedBy, handedOn, rowUseOf, type GivenRows } from "./source/row-use.ts";
import { traceValue } from "./source/trace.ts";
import type { Statements } from "./statements.ts";

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

/** Another file of the project, as far as it is asked. */
export interface AskedFile {
  readonly statements: Statements;
  readonly catalog: Catalog;
  /** What it has from others itself. */
  readonly others: RowsOfOthers;
}

/** Files that are read for one, and how many stand between rows and who gets them. */
const mostFiles = 12;
const mostBetween = 1;

/** The rows that a file gets by calling functions of the project's other files, statement by statement. */
export class RowsOfOthers {
  readonly #module: SourceModule;
  readonly #ask: (module: SourceModule) => AskedFile;

  constructor(module: SourceModule, ask: (module: SourceModule) => AskedFile) {
    this.#module = module;
    this.#ask = ask;
  }

  uses(): readonly RowsFromElsewhere[] {
    const found = this.#find(namesCalled(this.#module), () => true, mostBetween);
    return found.map(({ reading, catalog, given }) => ({ reading, catalog, use: rowUseOf(given) }));
  }

  /** Which of some functions of the file give these rows on. In: over how many files more they may come. */
  passedOn(functions: readonly FunctionNode[], files: number): readonly GivingFunction[] {
    if (files === 0) return [];
    const names = new Set(functions.flatMap((fn) => [...namesUsedIn(fn)]));
    const isInside = ({ range }: Ranged) => functions.some((fn) => fn.range[0] <= range[0] && range[1] <= fn.range[1]);
    return this.#find(names, isInside, files - 1).flatMap(({ reading, catalog, given }) =>
      handedOn(given).map((one) => ({ ...one, module: this.#module, reading, catalog })),
    );
  }

  #find(names: Iterable<string>, isAsked: (call: Ranged) => boolean, files: number): readonly Found[] {
    const starts = new Map<Reading, { readonly catalog: Catalog; readonly given: GivenRows["starts"][number][] }>();
    for (const { fn, module, shape, reading, catalog } of this.#giving(names, files)) {
      const calls = callsNamed(nameOf(fn) ?? "", this.#module).filter((call) => {
        const value = isAsked(call) ? traceValue(unwrap(call.callee), this.#module) : null;
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

  #giving(names: Iterable<string>, files: number): readonly GivingFunction[] {
    const called = [...names];
    return [...this.#imported()]
      .filter((module) => mayHoldSql(module.text))
      .map((module) => ({ module, functions: functionsReached(called, module) }))
      .filter(({ functions }) => functions.length > 0)
      .slice(0, mostFiles)
      .flatMap(({ module, functions }) => {
        const { statements, catalog, others } = this.#ask(module);
        const own = statements
          .within(functions)
          .flatMap((reading) => handedBy(reading.site, module).map((one) => ({ ...one, module, reading, catalog })));
        return [...own, ...others.passedOn(functions, files)];
      });
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
    const text = this.#module.textOf(specifier);
    const from = text && mayGiveRows(text) ? this.#module.import(specifier) : null;
    if (!from) return [];
    if (name === "*") return [from];
    const found = exportsNamed(from, name).flatMap((one) => (one.kind === "package" ? [] : [one.module]));
    return found.length > 0 ? found : [from];
  }
}

type Ranged = Pick<FunctionNode, "range">;

interface Found {
  readonly reading: Reading;
  readonly catalog: Catalog;
  readonly given: GivenRows;
}
