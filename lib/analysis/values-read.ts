import type { Catalog, Table } from "../catalog/catalog.ts";
import type { Expression } from "../model/expression.ts";
import type { Reading } from "../model/reading.ts";
import type { RowUse } from "../model/row-use.ts";
import type { Site } from "../model/site.ts";
import type { Span } from "../model/span.ts";
import { conditionsOn } from "./conditions-on.ts";
import { conjuncts } from "./expressions.ts";
import { placeOfValue, valuesOf } from "./given-values.ts";
import type { OutputColumn, Relation } from "./level.ts";
import { scopesOf } from "./scopes.ts";

/** A column of a relation that a statement of the file reads, and whose value the program holds. */
export interface ReadColumn {
  readonly relation: Relation;
  readonly column: string;
}

/**
 * What statements of one file hand to one another through the program: the key of a row that one has read, and by which another finds its rows.
 * Everything is worked out when it is asked for.
 */
export class ValuesRead {
  readonly #readings: readonly Reading[];
  readonly #rows: (reading: Reading) => RowUse;
  readonly #catalog: Catalog;
  #at: ReadonlyMap<string, readonly (ReadColumn | null)[]> | null = null;
  #written: ReadonlyMap<string, readonly (ReadColumn | null)[]> | null = null;
  #deleting: ReadonlyMap<Relation["level"], readonly Relation[]> | null = null;

  constructor(readings: readonly Reading[], rows: (reading: Reading) => RowUse, catalog: Catalog) {
    this.#readings = readings;
    this.#rows = rows;
    this.#catalog = catalog;
  }

  /**
   * The relations that rows of a table were read from before, by whose primary key the rows of `relation` are chosen: one for each value and
   * way. Null where they are chosen otherwise, or where it is not known by what. In: the site of the statement.
   */
  readBefore(relation: Relation, site: Site): readonly Relation[] | null {
    const { source } = relation;
    const [key, ...more] = (source.kind === "table" ? source.table.primaryKey : null) ?? [];
    if (source.kind !== "table" || key === undefined || more.length > 0) return null;
    for (const condition of conditionsOn(relation).binding.flatMap(conjuncts)) {
      const values = valuesOf(condition, relation, key);
      const found = values?.map((value) => this.#readAs(value, site, source.table, key)) ?? [];
      if (found.length > 0 && found.every((one) => one !== null)) return found.flat();
    }
    return null;
  }

  /**
   * The columns that the program holds the value of at a place, or a list of values, as a statement gave them: one that reads rows, or one
   * that has just written them.
   */
  columnsHeldAt(span: Span): readonly ReadColumn[] {
    const known = [...this.#columnsAt(span), ...this.#writtenAt(span)];
    return known.filter((one) => one !== null);
  }

  /** The targets of DELETEs whose rows are chosen by the key of rows that a level reads. */
  deletedBy(level: Relation["level"]): readonly Relation[] {
    this.#deleting ??= this.#deletions();
    return this.#deleting.get(level) ?? [];
  }

  #readAs(value: Expression, site: Site, table: Table, key: string): readonly Relation[] | null {
    const span = placeOfValue(value, site);
    const read = (span && this.#columnsAt(span)) ?? [];
    const relations = read.flatMap((one) =>
      one?.relation.source.kind === "table" && one.relation.source.table === table && one.column === key
        ? [one.relation]
        : [],
    );
    return read.length > 0 && relations.length === read.length ? relations : null;
  }

  #columnsAt({ start, end }: Span): readonly (ReadColumn | null)[] {
    this.#at ??= this.#held(isRead);
    return this.#at.get(`${start}:${end}`) ?? [];
  }

  #writtenAt({ start, end }: Span): readonly (ReadColumn | null)[] {
    this.#written ??= this.#held((reading) => !isRead(reading) && writes(reading));
    return this.#written.get(`${start}:${end}`) ?? [];
  }

  #held(wanted: (reading: Reading) => boolean): ReadonlyMap<string, readonly (ReadColumn | null)[]> {
    const found = new Map<string, (ReadColumn | null)[]>();
    for (const reading of this.#readings) {
      if (!wanted(reading)) continue;
      for (const { column, span } of this.#rows(reading).held) {
        const place = `${span.start}:${span.end}`;
        found.set(place, [...(found.get(place) ?? []), ...this.#outputs(reading, column)]);
      }
    }
    return found;
  }

  #outputs({ variants }: Reading, column: string): readonly (ReadColumn | null)[] {
    return variants.map(([statement]) => {
      const top = statement && scopesOf(statement, this.#catalog).levels.find(({ use }) => use === "top");
      const outputs = top?.outputs.columns ?? [];
      const output = column === "" ? outputs[0] : outputs.find((one) => isCalled(one, column));
      const bound = output?.bound;
      return bound ? { relation: bound.relation, column: bound.of?.column?.name ?? bound.column } : null;
    });
  }

  #deletions(): ReadonlyMap<Relation["level"], readonly Relation[]> {
    const found = new Map<Relation["level"], Relation[]>();
    for (const { site, variants } of this.#readings)
      for (const statement of variants.flat())
        for (const level of scopesOf(statement, this.#catalog).levels) {
          if (level.kind !== "delete") continue;
          for (const read of this.readBefore(level.target, site) ?? [])
            found.set(read.level, [...(found.get(read.level) ?? []), level.target]);
        }
    return found;
  }
}

const isRead = ({ variants }: Reading): boolean =>
  variants.length > 0 && variants.every(([statement, ...more]) => statement?.kind === "select" && more.length === 0);

/** It adds rows or changes some, and may give them back. */
const writes = ({ variants }: Reading): boolean =>
  variants.flat().some(({ kind }) => kind === "insert" || kind === "update" || kind === "merge");

/** As the column is called, or the property of a model. */
function isCalled({ name, bound }: OutputColumn, column: string): boolean {
  return name === column || (bound?.of?.column?.property != null && bound.of.column.property === column);
}
