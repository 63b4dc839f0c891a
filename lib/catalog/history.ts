import type { Definition, ObjectName } from "../model/definition.ts";
import type { Span } from "../model/span.ts";
import { applyTo } from "./apply.ts";
import { emptyCatalog, type Catalog, type SourceLine, type Table } from "./catalog.ts";
import { finish, Folding, keyOf } from "./folding.ts";

/** A definition as it was applied, and where it stands in its file. */
export interface Defined {
  readonly definition: Definition;
  /** Of the statement. */
  readonly span: Span;
  /** From 1. */
  readonly line: number;
  readonly guarded: boolean;
  /** The key of the table it makes or changes, under the name that it has then; null for what is of no table. */
  readonly table: string | null;
  /** Definitions are numbered in the order they were applied, whichever file they stand in. */
  readonly at: number;
}

/** A file of a schema, with what it defines in the order it was applied. */
export interface DefiningFile {
  /** Absolute. */
  readonly file: string;
  /** Relative to the root, with `/`. */
  readonly shown: string;
  /** The tool or library that applies it, as `rowguard schema` names it. */
  readonly tool: string;
  readonly role: "migration" | "model";
  /** Of its text. */
  readonly hash: string;
  /** Its place in the order; files that are applied together share one. */
  readonly step: number;
  readonly defined: Defined[];
}

/** A table as a step left it; null where the step dropped it, or gave it another name. */
interface Version {
  readonly step: number;
  readonly table: Table | null;
}

/** A table that got another key, or a column of the table of that key another name. */
interface Change {
  readonly at: number;
  readonly table: string | null;
  readonly from: string;
  readonly to: string;
}

/** A history as it is kept. */
export interface HistoryData {
  readonly files: DefiningFile[];
  readonly versions: Map<string, Version[]>;
  readonly changes: Change[];
  readonly step: number;
  readonly at: number;
  /** The search path that its files begin with. */
  readonly home: readonly string[];
}

/** What became of a table. */
export interface Course {
  readonly states: readonly State[];
  /** At the end; null where it was dropped. */
  readonly key: string | null;
}

/** A table as a step left it. */
export interface State {
  readonly step: number;
  readonly table: Table;
}

/**
 * How a schema came to be: what each of its files defines, and every table as each of them left it. It is written down
 * while the files are folded, and keeps what the catalogs share, so that it costs no more than the changes themselves.
 */
export class History {
  readonly files: DefiningFile[];
  readonly #byFile = new Map<string, DefiningFile>();
  readonly #versions: Map<string, Version[]>;
  readonly #changes: Change[];
  readonly #home: readonly string[];
  #step: number;
  #at: number;

  /** In: what was kept of another one. */
  constructor(kept: Partial<HistoryData> = {}) {
    this.files = kept.files ?? [];
    for (const file of this.files) this.#byFile.set(file.file, file);
    this.#versions = kept.versions ?? new Map<string, Version[]>();
    this.#changes = kept.changes ?? [];
    this.#step = kept.step ?? 0;
    this.#at = kept.at ?? 0;
    this.#home = kept.home ?? emptyCatalog.searchPath;
  }

  /** All of it as plain data. */
  data(): HistoryData {
    return {
      files: this.files,
      versions: this.#versions,
      changes: this.#changes,
      step: this.#step,
      at: this.#at,
      home: this.#home,
    };
  }

  /** The last step there is; -1 where nothing was applied. */
  get last(): number {
    return this.#step - 1;
  }

  open(file: Omit<DefiningFile, "step" | "defined">): DefiningFile {
    const opened: DefiningFile = { ...file, step: this.#step, defined: [] };
    this.files.push(opened);
    this.#byFile.set(file.file, opened);
    return opened;
  }

  /** Folds a definition of a file in, and writes it down. */
  apply(
    folding: Folding,
    file: DefiningFile,
    { definition, span, line, guarded }: Pick<Defined, "definition" | "span" | "line" | "guarded">,
  ): void {
    const named = tableNamed(definition);
    const before = named && keyAt(folding, named);
    const place: SourceLine = { file: file.shown, line };
    applyTo(folding, definition, place, guarded);
    const after = named && (keyAt(folding, movedName(definition, before) ?? named) ?? before);
    const at = this.#at++;
    if (before !== null && after !== null && before !== after && !folding.relations.has(before))
      this.#changes.push({ at, table: null, from: before, to: after });
    if (definition.kind === "rename" && definition.object === "column" && definition.part && before !== null)
      this.#changes.push({ at, table: before, from: definition.part.name, to: definition.newName });
    file.defined.push({ definition, span, line, guarded, table: after, at });
  }

  /** Ends the step: what the files opened since the last one made of the tables. */
  close(folding: Folding): void {
    for (const key of folding.touched) {
      const relation = folding.relations.get(key);
      const versions = this.#versions.get(key) ?? [];
      versions.push({ step: this.#step, table: relation?.kind === "table" ? relation : null });
      this.#versions.set(key, versions);
    }
    folding.touched.clear();
    this.#step++;
  }

  /** What a file (absolute) defines; undefined where it is none of the schema's. */
  of(file: string): DefiningFile | undefined {
    return this.#byFile.get(file);
  }

  /** A table as it stood after a step; null where there was none. */
  tableAt(key: string, step: number): Table | null {
    return this.#versions.get(key)?.findLast((version) => version.step <= step)?.table ?? null;
  }

  /** The tables as they stood before a step, by their keys. */
  tablesBefore(step: number): ReadonlyMap<string, Table> {
    const tables = [...this.#versions.keys()].flatMap((key) => {
      const table = this.tableAt(key, step - 1);
      return table ? [[key, table] as const] : [];
    });
    return new Map(tables);
  }

  /**
   * What became of a table: its states from a step on, in order and under all of its names, and its key at the end; null
   * where it was dropped. In: its key when the definition `at` of that step was applied.
   */
  follow(key: string, at: number, step: number): Course {
    const states: State[] = [];
    let now: string = key;
    let from = step;
    let since = at;
    for (;;) {
      const versions = (this.#versions.get(now) ?? []).filter((version) => version.step >= from);
      const end = versions.findIndex(({ table }) => table === null);
      states.push(
        ...versions
          .slice(0, end < 0 ? undefined : end)
          .flatMap((version) => (version.table ? [{ step: version.step, table: version.table }] : [])),
      );
      const last = versions[end];
      const moved = this.#changes.find((move) => move.table === null && move.from === now && move.at > since);
      if (!last && !(moved && versions.length === 0)) return { states, key: now };
      if (!moved) return { states, key: null };
      [now, since] = [moved.to, moved.at];
      from = last?.step ?? from;
    }
  }

  /** What a column is called at the end of a step, which had that name when the definition `at` was applied. */
  columnFrom(key: string, column: string, at: number, step: number = this.last): string {
    let [table, now] = [key, column];
    const end = this.#endOf(step);
    for (const change of this.#changes) {
      if (change.at <= at || change.at >= end) continue;
      if (change.table === null) {
        if (change.from === table) table = change.to;
      } else if (change.table === table && change.from === now) now = change.to;
    }
    return now;
  }

  /**
   * The history as it would be with another text of a file, and the schema at its end. The schema may not have the file
   * yet: then it comes last, and the tables that it makes are its own.
   */
  with(
    file: Omit<DefiningFile, "step" | "defined">,
    defined: readonly Omit<Defined, "table" | "at">[],
  ): { readonly history: History; readonly catalog: Catalog } {
    const known = this.#byFile.get(file.file);
    const others = known ? this.files : [...this.files, { ...file, step: this.#step, defined: [] }];
    const folding = new Folding({ ...emptyCatalog, searchPath: this.#home });
    const history = new History({ home: this.#home });
    let step = others[0]?.step;
    for (const other of others) {
      if (other.step !== step) history.close(folding);
      step = other.step;
      const isGiven = other.file === file.file;
      if (isGiven && !known) forgetMade(folding, defined);
      const opened = history.open(isGiven ? file : other);
      for (const one of isGiven ? defined : other.defined) history.apply(folding, opened, one);
      folding.endSession();
    }
    finish(folding);
    history.close(folding);
    return { history, catalog: folding.catalog() };
  }

  #endOf(step: number): number {
    if (step >= this.last) return Infinity;
    return this.files.find((file) => file.step > step && file.defined.length > 0)?.defined[0]?.at ?? Infinity;
  }
}

function forgetMade(folding: Folding, defined: readonly Pick<Defined, "definition">[]): void {
  for (const { definition } of defined) {
    if (definition.kind !== "create-table" && definition.kind !== "create-table-as") continue;
    const key = keyAt(folding, definition.table);
    if (key !== null) folding.remove(key);
  }
}

function keyAt(folding: Folding, name: Pick<ObjectName, "schema" | "name">): string | null {
  const found = folding.find(name);
  return found ? keyOf(found.schema, found.name) : null;
}

/** The table that a definition makes or changes. */
function tableNamed(definition: Definition): ObjectName | null {
  switch (definition.kind) {
    case "create-table":
    case "create-table-as":
    case "create-index":
    case "create-trigger":
    case "create-policy":
    case "alter-table":
      return definition.table;
    case "rename":
      return ["table", "column", "constraint", "trigger"].includes(definition.object) ? definition.target : null;
    case "set-schema":
      return definition.object === "table" ? definition.target : null;
    default:
      return null;
  }
}

/** What a table is called after a definition that moves it. */
function movedName(definition: Definition, before: string | null): Pick<ObjectName, "schema" | "name"> | null {
  const schema = before?.slice(0, before.indexOf(".")) ?? null;
  if (definition.kind === "rename" && definition.object === "table") return { schema, name: definition.newName };
  if (definition.kind === "set-schema") return { schema: definition.schema, name: definition.target.name };
  return null;
}
