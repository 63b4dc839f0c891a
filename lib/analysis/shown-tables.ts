import {
  findRelation,
  type Catalog,
  type Column,
  type ForeignKey,
  type Index,
  type Table,
} from "../catalog/catalog.ts";
import type { DeclaringFile } from "../catalog/load.ts";
import type { Defined, DefiningFile, History, State } from "../catalog/history.ts";
import type {
  ColumnDefinition,
  ConstraintDefinition,
  CreateIndex,
  CreateTable,
  CreateTrigger,
  Definition,
  ForeignKeyConstraint,
  KeyConstraint,
  TypeReference,
} from "../model/definition.ts";
import { identifier, tableIdentifier } from "../model/identifier.ts";
import type { Edit, Span } from "../model/span.ts";
import type { ShownColumn, ShownForeignKey, ShownTable, ShownTrigger, ShownUnique } from "./shown-table.ts";

/** Where in a file names and words are written, whose definitions a library makes of other things than SQL. */
export interface Places {
  /** The text of a file of SQL; null for one in code. */
  readonly sql: string | null;
  /** Whether a statement of SQL stands at a span, and its parts where their spans say. */
  isStatement(span: Span): boolean;
  /** Whether a name is written at a span as SQL writes it. */
  isName(span: Span, name: string): boolean;
  /** Where a text says a name within a range: as a literal, a key. Null where it does not. */
  find(within: Span, name: string): Span | null;
  /** Of the places where it says a word, in whatever case, the one that belongs to what stands at a span. */
  findNear(within: Span, word: string, near: Span): Span | null;
}

/** A definition of one table, and what became of that. */
interface Entry {
  readonly definition: Definition;
  /** Of the whole statement. */
  readonly span: Span;
  /** From the file on, in order; the first is how the file leaves it. */
  readonly states: readonly State[];
  readonly isNew: boolean;
  /** It has the name that this definition says until the end. */
  readonly keepsName: boolean;
  /** What a column that the definition names is called in a state, and at the end. */
  columnIn(state: State | null, name: string): string;
}

/** What a file makes of tables. Those that are dropped later, temporary ones and partitions are left out. */
export function tablesOfMigration(file: DefiningFile, history: History, around: Around): readonly ShownTable[] {
  const groups = new Map<string, Entry[]>();
  for (const defined of file.defined) {
    if (defined.table === null) continue;
    const course = history.follow(defined.table, defined.at, file.step);
    if (course.key === null || course.states.length === 0) continue;
    groups.set(course.key, [...(groups.get(course.key) ?? []), entryOf(defined, defined.table, file, history)]);
  }
  return [...groups].flatMap(([key, entries]) => {
    const final = around.catalog.relations.get(key);
    return final?.kind === "table" && isOfInterest(final)
      ? new TableBuilder(final, entries, { ...around, file }).table()
      : [];
  });
}

function entryOf(defined: Defined, key: string, { step }: DefiningFile, history: History): Entry {
  const { definition, at } = defined;
  const course = history.follow(key, at, step);
  const makes = definition.kind === "create-table" || definition.kind === "create-table-as";
  const names = makes || (definition.kind === "rename" && definition.object === "table");
  return {
    definition,
    span: defined.span,
    states: course.states,
    isNew: makes && history.tableAt(key, step - 1) === null,
    keepsName: names && course.key === key,
    columnIn: (state, name) => history.columnFrom(key, name, at, state?.step),
  };
}

/** The tables that a file declares as models. */
export function tablesOfModels(file: DeclaringFile, around: Around): readonly ShownTable[] {
  const groups = new Map<Table, Entry[]>();
  const ofLibrary = new Set<Table>();
  for (const definition of file.definitions) {
    const name = tableOfModel(definition);
    const final = name ? findRelation(around.catalog, name.schema, name.name) : undefined;
    if (!name || final?.kind !== "table") continue;
    const makes = definition.kind === "create-table";
    // What joins two models without being one is made by the library, in its own way.
    if (makes && definition.model == null) ofLibrary.add(final);
    const entry: Entry = {
      definition,
      span: name.span,
      states: [{ step: 0, table: final }],
      isNew: makes,
      keepsName: makes,
      columnIn: (_, column) => column,
    };
    groups.set(final, [...(groups.get(final) ?? []), entry]);
  }
  return [...groups].flatMap(([final, entries]) =>
    isOfInterest(final) && !ofLibrary.has(final)
      ? new TableBuilder(final, entries, { ...around, file: null }).table()
      : [],
  );
}

function tableOfModel(definition: Definition) {
  return definition.kind === "create-table" || definition.kind === "alter-table" || definition.kind === "create-index"
    ? definition.table
    : null;
}

const isOfInterest = ({ structure }: Table): boolean => structure?.partition !== true && structure?.temporary !== true;

export interface Around {
  /** The schema at the end. */
  readonly catalog: Catalog;
  readonly places: Places;
  readonly tool: string;
  readonly isOpen: boolean;
}

interface ColumnNotes {
  readonly column: Column;
  span: Span;
  added: ColumnDefinition | null;
  /** What adds it is SQL that stands in the file. */
  isSql: boolean;
  type: { readonly reference: TypeReference; readonly inStates: boolean; readonly isSql: boolean } | null;
  nullableAt: Span | null;
  readonly isNullableThroughout: boolean;
}

class TableBuilder {
  readonly #final: Table;
  readonly #entries: readonly Entry[];
  readonly #around: Around & { readonly file: DefiningFile | null };
  readonly #nameSpan: Span;
  readonly #columns = new Map<string, ColumnNotes>();
  readonly #foreignKeys: ShownForeignKey[] = [];
  readonly #uniques: ShownUnique[] = [];
  readonly #triggers: ShownTrigger[] = [];
  readonly #policies: { readonly name: string; readonly span: Span }[] = [];

  constructor(final: Table, entries: readonly Entry[], around: Around & { readonly file: DefiningFile | null }) {
    this.#final = final;
    this.#entries = entries;
    this.#around = around;
    const first = entries.find(({ isNew }) => isNew) ?? entries[0];
    this.#nameSpan = (first && this.#nameIn(first)) ?? { start: 0, end: 0 };
  }

  table(): ShownTable {
    for (const entry of this.#entries) this.#read(entry);
    const named = this.#entries.findLast(({ keepsName }) => keepsName);
    const [state] = this.#entries[0]?.states ?? [];
    return {
      final: this.#final,
      after: state?.table ?? this.#final,
      catalog: this.#around.catalog,
      isNew: this.#entries.some(({ isNew }) => isNew),
      declaredIn: this.#around.file ? "migration" : "model",
      tool: this.#around.tool,
      isOpen: this.#around.isOpen,
      nameSpan: this.#nameSpan,
      namedAt: named ? this.#nameIn(named) : null,
      behind: this.#behind(),
      columns: [...this.#columns.values()].map((notes) => this.#column(notes)),
      foreignKeys: this.#foreignKeys,
      uniques: this.#uniques,
      triggers: this.#triggers,
      policies: this.#policies,
    };
  }

  #behind(): ShownTable["behind"] {
    const { sql } = this.#around.places;
    const last = this.#entries.at(-1);
    if (sql === null || !last) return null;
    const made = this.#entries.find(({ isNew }) => isNew)?.definition;
    const columns = made?.kind === "create-table" ? made.elements.filter(({ kind }) => kind === "column") : [];
    const column = columns.at(-1);
    return { columns: column && "span" in column ? column.span.end : null, statements: endOf(sql, last.span) };
  }

  #nameIn({ definition }: Entry): Span | null {
    if (definition.kind === "rename" && definition.object === "table" && definition.newNameSpan)
      return this.#placed(definition.newNameSpan, definition.newName);
    const name = "table" in definition ? definition.table : "target" in definition ? definition.target : null;
    return name ? this.#placed(name.span, name.name) : null;
  }

  /** Where a name is written: at its span, or within the call or declaration that the span is of. */
  #placed(span: Span, name: string): Span {
    const { places } = this.#around;
    return places.isName(span, name) ? span : (places.find(span, name) ?? span);
  }

  #placedColumn(span: Span, name: string): Span {
    const { places } = this.#around;
    if (places.isName(span, name)) return span;
    return places.find(span, name) ?? (this.#around.file ? this.#nameSpan : span);
  }

  #read(entry: Entry): void {
    const { definition } = entry;
    switch (definition.kind) {
      case "create-table":
        for (const [index, element] of definition.elements.entries()) {
          if (element.kind === "column") {
            if (element.isInherited !== true) this.#addColumn(entry, element);
          } else if (element.kind === "unique")
            this.#unique(entry, element, this.#asIndex(entry, element, withoutElement(definition, index)));
          else if (element.kind !== "like") this.#constraint(entry, element);
        }
        return;
      case "create-index":
        return this.#index(entry, definition);
      case "create-trigger":
        return this.#trigger(definition);
      case "create-policy": {
        const { name, span } = definition.name;
        if (this.#final.policies?.includes(name)) this.#policies.push({ name, span: this.#placed(span, name) });
        return;
      }
      case "alter-table":
        for (const action of definition.actions) {
          if (action.kind === "add-column") this.#addColumn(entry, action.column);
          else if (action.kind === "add-constraint") this.#constraint(entry, action.constraint);
          else if (action.kind === "set-type") {
            const notes = this.#notes(entry, action.column.name, action.column.span);
            if (notes) this.#noteType(entry, notes, action.column.name, action.type);
          } else if (action.kind === "drop-not-null") {
            const notes = this.#notes(entry, action.column.name, action.column.span);
            if (notes) notes.nullableAt = notes.span;
          }
        }
        return;
      default:
    }
  }

  #notes(entry: Entry, name: string, span: Span): ColumnNotes | null {
    const column = this.#final.columns.find((one) => one.name === entry.columnIn(null, name));
    const states = this.#columnIn(entry, name);
    if (!column || !states) return null;
    const placed = this.#placedColumn(span, name);
    const known = this.#columns.get(column.name);
    if (known) {
      known.span = placed;
      return known;
    }
    const isNullableThroughout = states.every(({ nullable, neverNull }) => nullable && neverNull !== true);
    const notes = {
      column,
      span: placed,
      added: null,
      isSql: false,
      type: null,
      nullableAt: null,
      isNullableThroughout,
    };
    this.#columns.set(column.name, notes);
    return notes;
  }

  /** The column in every state; null where it is gone in between, and another has its name. */
  #columnIn(entry: Entry, name: string): readonly Column[] | null {
    const found: Column[] = [];
    for (const state of entry.states) {
      const own = entry.columnIn(state, name);
      const column = state.table.columns.find((one) => one.name === own);
      if (!column) return null;
      found.push(column);
    }
    return found;
  }

  #addColumn(entry: Entry, definition: ColumnDefinition): void {
    const { name } = definition;
    const notes = this.#notes(entry, name.name, name.span);
    if (!notes) return;
    notes.added = definition;
    notes.isSql = this.#isSql(entry);
    notes.nullableAt = notes.span;
    if (definition.type) this.#noteType(entry, notes, name.name, definition.type);
    for (const constraint of definition.constraints) {
      if (constraint.kind !== "unique") this.#constraint(entry, constraint);
      else {
        const { start, end } = constraint.span;
        const space = this.#around.places.sql?.[start - 1] === " " ? 1 : 0;
        this.#unique(
          entry,
          constraint,
          this.#asIndex(entry, constraint, [{ span: { start: start - space, end }, text: "" }]),
        );
      }
    }
  }

  #noteType(entry: Entry, notes: ColumnNotes, name: string, reference: TypeReference): void {
    const inStates = this.#columnIn(entry, name)?.every(({ type }) => type === notes.column.type) ?? false;
    notes.type = { reference, inStates, isSql: this.#isSql(entry) };
  }

  #column({ column, span, added, isSql, type, nullableAt, isNullableThroughout }: ColumnNotes): ShownColumn {
    return {
      column,
      span,
      isAdded: added !== null,
      type: type?.inStates
        ? { reference: type.reference, span: type.isSql ? type.reference.span : span, isSql: type.isSql }
        : null,
      nullableAt: isNullableThroughout ? nullableAt : null,
      default: added?.default ?? null,
      end: added && isSql ? added.span.end : null,
    };
  }

  #constraint(entry: Entry, constraint: ConstraintDefinition): void {
    if (constraint.kind === "foreign-key") this.#foreignKey(entry, constraint);
    if (constraint.kind === "unique") this.#unique(entry, constraint);
  }

  #foreignKey(entry: Entry, definition: ForeignKeyConstraint): void {
    const names = definition.columns.map(({ name }) => name);
    const matches = (foreignKey: ForeignKey, columns: readonly string[]) =>
      same(foreignKey.columns, columns) && foreignKey.onDelete === definition.onDelete;
    const columnsIn = (state: State | null) => names.map((name) => entry.columnIn(state, name));
    const own = columnsIn(null);
    const used = new Set(this.#foreignKeys.map(({ foreignKey }) => foreignKey));
    const found = this.#final.foreignKeys.filter((one) => matches(one, own) && !used.has(one));
    const foreignKey = found.find(({ name }) => name === definition.name) ?? found[0];
    const stays = entry.states.every((state) => state.table.foreignKeys.some((one) => matches(one, columnsIn(state))));
    if (!foreignKey || !stays) return;
    const { places } = this.#around;
    const isSql = this.#isSql(entry);
    const span = isSql ? definition.span : this.#columnSpan(own[0] ?? "", names[0] ?? "", definition.span);
    const action = definition.onDelete.split(" ").at(-1) ?? "";
    const onDeleteAt = isSql
      ? (definition.onDeleteSpan ?? null)
      : places.findNear(this.#around.file ? definition.span : wide, action, span);
    this.#foreignKeys.push({ foreignKey, definition, span, onDeleteAt, isSql });
  }

  /** Where a column of a constraint stands: where the file declares it, or in what the constraint is written as. */
  #columnSpan(column: string, name: string, span: Span): Span {
    return this.#around.places.find(span, name) ?? this.#columns.get(column)?.span ?? this.#nameSpan;
  }

  #unique(entry: Entry, definition: KeyConstraint, partial: ShownUnique["partial"] = () => null): void {
    const names = definition.columns.map(({ name }) => name);
    const span = this.#isSql(entry) ? definition.span : null;
    if (names.length > 0) this.#addUnique(entry, names, "constraint", span, definition.span, partial);
  }

  #index(entry: Entry, definition: CreateIndex): void {
    if (!definition.unique) return;
    const names = definition.columns.map(({ column, expression }) => column ?? `(${expression?.text ?? ""})`);
    const { span } = definition.name ?? definition.table;
    const isSql = this.#isSql(entry);
    const partial = (condition: string): readonly Edit[] | null =>
      isSql && definition.where === null ? [insertion(entry.span.end, ` WHERE ${condition}`)] : null;
    this.#addUnique(entry, names, "index", isSql ? span : null, span, partial);
  }

  #isSql({ span }: Entry): boolean {
    return this.#around.places.isStatement(span);
  }

  #addUnique(
    entry: Entry,
    names: readonly string[],
    kind: ShownUnique["kind"],
    span: Span | null,
    within: Span,
    partial: ShownUnique["partial"],
  ): void {
    const columnsIn = (state: State | null) => names.map((name) => entry.columnIn(state, name));
    const own = columnsIn(null);
    const of = (table: Table, columns: readonly string[]): Index | undefined =>
      table.indexes.find(
        (index) =>
          index.unique && same(index.columns, columns) && (index.constraint === true) === (kind === "constraint"),
      );
    const index = of(this.#final, own);
    if (!index || !entry.states.every((state) => of(state.table, columnsIn(state))?.where === index.where)) return;
    this.#uniques.push({
      index,
      kind,
      span: span ?? this.#columnSpan(own[0] ?? "", names[0] ?? "", within),
      partial,
    });
  }

  /** Takes a unique constraint out of what it is written in, and makes an index of it. */
  #asIndex(entry: Entry, definition: KeyConstraint, left: readonly Edit[]): ShownUnique["partial"] {
    const { sql } = this.#around.places;
    if (sql === null) return () => null;
    const table = tableIdentifier(this.#final);
    const columns = definition.columns.map(({ name }) => identifier(name)).join(", ");
    return (condition) => [
      ...left,
      insertion(endOf(sql, entry.span), `\nCREATE UNIQUE INDEX ON ${table} (${columns}) WHERE ${condition};`),
    ];
  }

  #trigger(definition: CreateTrigger): void {
    const trigger = this.#final.triggers?.find(({ name }) => name === definition.name.name);
    if (!trigger) return;
    const span = this.#placed(definition.name.span, definition.name.name);
    this.#triggers.push({ definition, function: trigger.function, span });
  }
}

const insertion = (at: number, text: string): Edit => ({ span: { start: at, end: at }, text });

/** Behind a statement and the semicolon that ends it. */
function endOf(sql: string, { end }: Span): number {
  const rest = /^\s*;/.exec(sql.slice(end, end + 200));
  return end + (rest?.[0].length ?? 0);
}

/** The edits that leave an element of a table out, with the comma before it. */
function withoutElement({ elements }: CreateTable, index: number): readonly Edit[] {
  const [before, element] = [elements[index - 1], elements[index]];
  return element && before && "span" in element && "span" in before
    ? [{ span: { start: before.span.end, end: element.span.end }, text: "" }]
    : [];
}

/** Models say nothing of where a clause ends: it is looked for behind its column. */
const wide: Span = { start: 0, end: Infinity };

const same = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((name, index) => name === other[index]);
