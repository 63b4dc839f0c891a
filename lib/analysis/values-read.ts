import type { Catalog, Table } from "../catalog/catalog.ts";
import { contentOf, isUnknownText } from "../model/clause.ts";
import type { Expression } from "../model/expression.ts";
import type { Reading } from "../model/reading.ts";
import type { RowUse } from "../model/row-use.ts";
import type { Site } from "../model/site.ts";
import type { Span } from "../model/span.ts";
import { conditionsOn } from "./conditions-on.ts";
import { conjuncts } from "./expressions.ts";
import { givenTo, placeOfValue, valuesOf } from "./given-values.ts";
import type { InsertLevel, Level, OutputColumn, Relation } from "./level.ts";
import { keysOfRow } from "./pinned-rows.ts";
import { scopesOf } from "./scopes.ts";

/** A column of a relation that a statement of the file reads, and whose value the program holds. */
export interface ReadColumn {
  readonly relation: Relation;
  readonly column: string;
  /** Of the statement that it is a part of. */
  readonly site: Site;
  /** The columns that the program looks at in the rows of that statement. */
  readonly looked: () => ReadonlySet<string>;
}

/** A level of another statement of the same function. */
export interface BesideLevel {
  readonly level: Level;
  readonly site: Site;
}

/** What a column of a relation is made equal to, as far as other statements of the file have to do with it. */
export interface ChosenBy {
  readonly column: string;
  /** Where its values were read from: one for each value and way; empty where that is not known. */
  readonly read: readonly ReadColumn[];
  /** Relations of statements that stand before, by whose column they were chosen with the same value. */
  readonly chosen: readonly ReadColumn[];
}

/** How the program around statements is asked. */
export interface AskProgram {
  readonly rows: (reading: Reading) => RowUse;
  /** The same key for expressions that are the same value; null where that cannot be told. */
  readonly identity: (span: Span) => string | null;
  /** The expression at a place without the types around it. */
  readonly plain: (span: Span) => Span;
  /** Where the outermost function around a place begins; null outside of functions. */
  readonly holder: (span: Span) => number | null;
}

/**
 * What statements of one file hand to one another through the program: the key of a row that one has read, and by which another finds its rows.
 * Everything is worked out when it is asked for.
 */
export class ValuesRead {
  readonly #readings: readonly Reading[];
  readonly #program: AskProgram;
  readonly #catalog: Catalog;
  #at: ReadonlyMap<string, readonly (ReadColumn | null)[]> | null = null;
  #deleting: ReadonlyMap<Relation["level"], readonly Relation[]> | null = null;
  #updating: ReadonlyMap<Relation["level"], readonly Relation[]> | null = null;
  #inserting: ReadonlyMap<string, number> | null = null;
  #choosing: ReadonlyMap<string, readonly ReadColumn[]> | null = null;

  constructor(readings: readonly Reading[], program: AskProgram, catalog: Catalog) {
    this.#readings = readings;
    this.#program = program;
    this.#catalog = catalog;
  }

  /**
   * The relations that rows of a table were read from before, by whose primary key the rows of `relation` are chosen: one for each value and
   * way. Null where they are chosen otherwise, or where it is not known by what. In: the site of the statement.
   */
  readBefore(relation: Relation, site: Site): readonly Relation[] | null {
    const { source } = relation;
    if (source.kind !== "table") return null;
    const { table } = source;
    const keys = keysOfRow(table).flatMap(([key, ...more]) => (key !== undefined && more.length === 0 ? [key] : []));
    for (const key of keys)
      for (const condition of conditionsOn(relation).binding.flatMap(conjuncts)) {
        const values = valuesOf(condition, relation, key);
        const found = values?.map((value) => this.#readAs(value, site, table, key)) ?? [];
        if (found.length > 0 && found.every((one) => one !== null)) return found.flat();
      }
    return null;
  }

  /** The levels of the statements that run behind one, or before it, in the same function. In: the site of the statement. */
  besideIn(site: Site, when: "before" | "behind"): readonly BesideLevel[] {
    const holder = this.#program.holder(site.call);
    if (holder === null) return [];
    return this.#readings.flatMap(({ site: other, variants }) => {
      const isThere = when === "before" ? other.span.end <= site.span.start : other.span.start >= site.span.end;
      if (!isThere || this.#program.holder(other.call) !== holder) return [];
      return variants
        .flat()
        .flatMap((statement) => scopesOf(statement, this.#catalog).levels)
        .map((level) => ({ level, site: other }));
    });
  }

  /** Whether the rows of a relation are chosen by all that those of another were chosen by, with the same values. In: the sites of both. */
  isChosenAlike(relation: Relation, site: Site, other: Relation, otherSite: Site): boolean {
    const mine = this.#identities(relation, site);
    const theirs = this.#identities(other, otherSite);
    return theirs.size > 0 && [...theirs].every(([column, value]) => value !== null && mine.get(column) === value);
  }

  /** What each column of a relation equals, as a key that is the same for the same value; null where there is no telling. */
  #identities(relation: Relation, site: Site): ReadonlyMap<string, string | null> {
    return new Map(
      equalities(relation).map(({ column, values: [value, ...more] }) => {
        const span = value && more.length === 0 ? placeOfValue(value, site) : null;
        return [column, span ? this.#program.identity(span) : null];
      }),
    );
  }

  /** The columns that the program holds the value of at a place, or a list of values, as a statement gave them: one that reads rows, or has just written them. */
  columnsHeldAt(span: Span): readonly ReadColumn[] {
    return this.#columnsAt(span).filter((one) => one !== null);
  }

  /** The same, null among them where a way of the statement gives something else there. */
  heldAt(span: Span): readonly (ReadColumn | null)[] {
    return this.#columnsAt(span);
  }

  /** What the rows of a relation are chosen by, one for each column that a condition makes equal to values. In: the site of the statement. */
  chosenBy(relation: Relation, site: Site): readonly ChosenBy[] {
    return equalities(relation).map(({ column, values }) => {
      const read = values.map((value) => this.#readIn(value, site));
      const [value, ...more] = values;
      return {
        column,
        read: read.every((one) => one !== null) ? read.flat() : [],
        chosen: value && more.length === 0 ? this.#chosenBefore(value, site) : [],
      };
    });
  }

  /** The targets of DELETEs whose rows are chosen by the key of rows that a level reads. */
  deletedBy(level: Relation["level"]): readonly Relation[] {
    this.#deleting ??= this.#changes("delete");
    return this.#deleting.get(level) ?? [];
  }

  /** The targets of UPDATEs whose rows are chosen by the key of rows that a level reads. */
  updatedBy(level: Relation["level"]): readonly Relation[] {
    this.#updating ??= this.#changes("update");
    return this.#updating.get(level) ?? [];
  }

  /** Whether the rows of a DELETE are those that an INSERT of the file has made, by their key. In: the site of the statement. */
  undoesInsert(target: Relation, site: Site): boolean {
    if (target.source.kind !== "table") return false;
    const { table } = target.source;
    return keysOfRow(table).some((key) =>
      key.every((column) => {
        const [place] = givenTo(target, column, site);
        return place !== undefined && this.#isInserted(place, table, column, site);
      }),
    );
  }

  #isInserted(place: Span, table: Table, column: string, site: Site): boolean {
    const isOfInsert = ({ relation, column: held }: ReadColumn) =>
      relation.level.kind === "insert" &&
      relation.source.kind === "table" &&
      relation.source.table === table &&
      held === column;
    if (this.columnsHeldAt(place).some(isOfInsert)) return true;
    const identity = this.#program.identity(place);
    this.#inserting ??= this.#insertions();
    const at = identity === null ? undefined : this.#inserting.get(insertedKey(table, column, identity));
    return at !== undefined && at < site.span.start;
  }

  /** Where a value was inserted into a column. */
  #insertions(): ReadonlyMap<string, number> {
    const found = new Map<string, number>();
    for (const { site, variants } of this.#readings)
      for (const level of variants.flat().flatMap((statement) => scopesOf(statement, this.#catalog).levels)) {
        if (level.kind !== "insert" || level.target.source.kind !== "table") continue;
        for (const [column, value] of insertedValues(level)) {
          const span = placeOfValue(value, site);
          const identity = span && this.#program.identity(span);
          if (identity !== null) found.set(insertedKey(level.target.source.table, column, identity), site.span.start);
        }
      }
    return found;
  }

  /** The columns that a value was read from; null where it may be another value. */
  #readIn(value: Expression, site: Site): readonly ReadColumn[] | null {
    const span = placeOfValue(value, site);
    const read = (span && this.#columnsAt(span)) ?? [];
    const known = read.filter((one) => one !== null);
    return read.length > 0 && known.length === read.length ? known : null;
  }

  #chosenBefore(value: Expression, site: Site): readonly ReadColumn[] {
    const span = placeOfValue(value, site);
    const identity = span && this.#program.identity(span);
    if (identity === null) return [];
    this.#choosing ??= this.#choices();
    return (this.#choosing.get(identity) ?? []).filter((one) => one.site.span.start < site.span.start);
  }

  #choices(): ReadonlyMap<string, readonly ReadColumn[]> {
    const found = new Map<string, ReadColumn[]>();
    for (const reading of this.#readings) {
      const { site, variants } = reading;
      // What holds on some way only says nothing of the others.
      const [statements, ...more] = variants;
      if (!statements || more.length > 0) continue;
      const looked = () => this.#program.rows(reading).looked;
      for (const statement of statements)
        for (const relation of scopesOf(statement, this.#catalog).levels.flatMap(({ relations }) => relations))
          for (const { column, values } of equalities(relation)) {
            const [span, ...others] = values.map((value) => placeOfValue(value, site));
            const identity = span && others.length === 0 ? this.#program.identity(span) : null;
            if (identity === null) continue;
            found.set(identity, [...(found.get(identity) ?? []), { relation, column, site, looked }]);
          }
    }
    return found;
  }

  #readAs(value: Expression, site: Site, table: Table, key: string): readonly Relation[] | null {
    const span = placeOfValue(value, site);
    const read = (span && this.#columnsAt(span)) ?? [];
    const relations = read.flatMap((one) =>
      one?.relation.role === "read" &&
      one.relation.source.kind === "table" &&
      one.relation.source.table === table &&
      one.column === key
        ? [one.relation]
        : [],
    );
    return read.length > 0 && relations.length === read.length ? relations : null;
  }

  #columnsAt(span: Span): readonly (ReadColumn | null)[] {
    this.#at ??= this.#read();
    const { start, end } = this.#at.size > 0 ? this.#program.plain(span) : span;
    return this.#at.get(`${start}:${end}`) ?? [];
  }

  #read(): ReadonlyMap<string, readonly (ReadColumn | null)[]> {
    const found = new Map<string, (ReadColumn | null)[]>();
    for (const reading of this.#readings) {
      if (!isRead(reading)) continue;
      for (const { column, span } of this.#program.rows(reading).held) {
        const place = `${span.start}:${span.end}`;
        found.set(place, [...(found.get(place) ?? []), ...this.#outputs(reading, column)]);
      }
    }
    return found;
  }

  #outputs(reading: Reading, column: string): readonly (ReadColumn | null)[] {
    const looked = () => this.#program.rows(reading).looked;
    return reading.variants.map(([statement]) => {
      const top = statement && scopesOf(statement, this.#catalog).levels.find(({ use }) => use === "top");
      const outputs = top?.outputs.columns ?? [];
      const output = column === "" ? outputs[0] : outputs.find((one) => isCalled(one, column));
      const bound = output?.bound;
      return bound
        ? { relation: bound.relation, column: bound.of?.column?.name ?? bound.column, site: reading.site, looked }
        : null;
    });
  }

  #changes(kind: "update" | "delete"): ReadonlyMap<Relation["level"], readonly Relation[]> {
    const found = new Map<Relation["level"], Relation[]>();
    for (const { site, variants } of this.#readings)
      for (const statement of variants.flat())
        for (const level of scopesOf(statement, this.#catalog).levels) {
          if (level.kind !== kind) continue;
          for (const read of this.readBefore(level.target, site) ?? [])
            found.set(read.level, [...(found.get(read.level) ?? []), level.target]);
        }
    return found;
  }
}

const insertedKey = ({ schema, name }: Table, column: string, identity: string): string =>
  `${schema}.${name}.${column} ${identity}`;

/** What an INSERT of one row gives each column that it names. */
function insertedValues({ columns, source }: InsertLevel): readonly (readonly [string, Expression])[] {
  const names = contentOf(columns)?.names ?? [];
  const query = contentOf(source)?.query;
  const [row, ...more] = query?.kind === "values-query" ? query.rows : [];
  if (!row || isUnknownText(row) || more.length > 0) return [];
  return names.flatMap(({ name }, index) => (row[index] ? [[name, row[index]] as const] : []));
}

/** It gives rows of one statement: those it reads, or has just written. */
const isRead = ({ variants }: Reading): boolean =>
  variants.length > 0 &&
  variants.every(([statement, ...more]) => statement !== undefined && giving.has(statement.kind) && more.length === 0);

const giving: ReadonlySet<string> = new Set(["select", "insert", "update"]);

/** As the column is called, or the property of a model. */
function isCalled({ name, bound }: OutputColumn, column: string): boolean {
  return name === column || (bound?.of?.column?.property != null && bound.of.column.property === column);
}

interface Equality {
  readonly column: string;
  readonly values: readonly Expression[];
}

/** The columns of a relation that its conditions make equal to values, by their names in its table. */
function equalities(relation: Relation): readonly Equality[] {
  return conditionsOn(relation)
    .binding.flatMap(conjuncts)
    .flatMap((condition) =>
      relation.columns.flatMap(({ name, column }) => {
        const values = valuesOf(condition, relation, name);
        return values ? [{ column: column?.name ?? name, values }] : [];
      }),
    );
}
