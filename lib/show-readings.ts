import { expressionsOf } from "./analysis/level-expressions.ts";
import type { Level, Relation } from "./analysis/level.ts";
import { labelsGiven } from "./analysis/labels-given.ts";
import { modelColumn, rowColumns, type RowColumn } from "./analysis/row-columns.ts";
import { rowProperties } from "./analysis/row-properties.ts";
import { scopesOf } from "./analysis/scopes.ts";
import { typesOf } from "./analysis/types/types-of.ts";
import { storedParameters } from "./analysis/values-given.ts";
import type { Around, AskPasting, Shown, ShownRead, ShownRow } from "./analysis/shown.ts";
import type { Reading } from "./model/reading.ts";
import type { Catalog } from "./catalog/catalog.ts";
import type { ColumnUse, DeclaredColumn, DeclaredRow, RowUse } from "./model/row-use.ts";
import type { RowValue } from "./model/row-value.ts";
import type { Site } from "./model/site.ts";
import type { Span } from "./model/span.ts";
import type { Statement } from "./model/statement.ts";
import type { DeclaredModel, FileAnalysis } from "./pipeline.ts";
import type { RowsFromElsewhere } from "./rows-from-elsewhere.ts";

/** What a rule wants to see: a function for each kind of thing. */
export type Interests = { readonly [Kind in keyof Shown]?: (shown: Shown[Kind], around: Around) => void };

/** How a rule is shown the statements of a file. */
export interface Showing<Finding> {
  readonly interests: Interests;
  /** The columns of rows that `row` and `read` are about; what the program does with rows of other columns is not followed. */
  readonly asksAbout: (column: RowColumn, site: Site | null) => boolean;
  /** On how many of the ways on which a thing is there the rule must find fault with it. */
  readonly ways: "some" | "every";
  /** Whether statements are left out of which not every way was read. */
  readonly needsEveryWay?: boolean;
  /** What the rule has found since it was asked last. */
  readonly findings: () => readonly Finding[];
}

/**
 * Shows a rule what a file holds: models first, then reading after reading, and in each way after way of its text.
 * Out: what holds on as many ways as the rule says.
 */
export function showReadings<Finding>(analysis: FileAnalysis, showing: Showing<Finding>): readonly Finding[] {
  const found: Finding[] = [];
  const { failures } = analysis;
  const { row, table, migration } = showing.interests;
  if (row) {
    const models = failures.attempt(() => analysis.declaredModels(), []);
    for (const model of models) failures.attempt(() => row(rowOfModel(model, showing), unrelated), undefined);
    found.push(...showing.findings());
  }
  if (table) {
    const tables = failures.attempt(() => analysis.tables(), []);
    for (const shown of tables) failures.attempt(() => table(shown, unrelated), undefined);
    found.push(...showing.findings());
  }
  if (migration) {
    const shown = failures.attempt(() => analysis.migration(), null);
    if (shown) failures.attempt(() => migration(shown, unrelated), undefined);
    found.push(...showing.findings());
  }
  found.push(...connectionsShown(analysis, showing));
  // What undoes a migration is not the way the database goes.
  const isShown = ({ site, waysLeft }: Reading): boolean => !site.undoes && !(waysLeft && showing.needsEveryWay);
  for (const reading of analysis.readings.filter(isShown))
    found.push(...failures.attempt(() => new ReadingShow(analysis, reading, showing).findings(), []));
  if (row || showing.interests.read)
    for (const rows of analysis.rowsFromElsewhere())
      found.push(...failures.attempt(() => new ReadingShow(analysis, rows.reading, showing).findingsOfRows(rows), []));
  return found;
}

function connectionsShown<Finding>(
  analysis: FileAnalysis,
  { interests, findings }: Showing<Finding>,
): readonly Finding[] {
  const { pool, client } = interests;
  const { failures } = analysis;
  if (pool)
    for (const made of failures.attempt(() => analysis.pools(), []))
      failures.attempt(() => pool(made, unrelated), undefined);
  if (client)
    for (const taken of failures.attempt(() => analysis.clients(), []))
      failures.attempt(() => client(taken, unrelated), undefined);
  return pool || client ? findings() : [];
}

const unasked: AskPasting = {
  handedIn: () => null,
  isHandedBeside: () => false,
  takesOnlyText: () => false,
  isJudgedElsewhere: () => false,
  isScript: () => false,
};

const unrelated: Around = {
  site: null,
  looked: () => new Set(),
  lookedByCallers: () => new Set(),
  endsWhereFound: () => false,
  goesOnWithout: () => false,
  lookedUpBefore: () => false,
  values: null,
  before: [],
  after: [],
  inFile: () => [],
  client: () => null,
  pasting: unasked,
  leavesOutUndefined: () => false,
  loop: () => null,
  isMadeUp: () => false,
};

const levelsOf = ({ readings, catalog }: FileAnalysis): readonly Level[] =>
  readings.flatMap(({ variants }) => variants.flat().flatMap((statement) => scopesOf(statement, catalog).levels));

class ReadingShow<Finding> {
  readonly #analysis: FileAnalysis;
  readonly #reading: Reading;
  readonly #showing: Showing<Finding>;
  #around: Around;
  /** What was found in each thing, one entry for each time it was shown. */
  readonly #verdicts = new Map<string, (readonly Finding[])[]>();

  constructor(analysis: FileAnalysis, reading: Reading, showing: Showing<Finding>) {
    this.#analysis = analysis;
    this.#reading = reading;
    this.#showing = showing;
    this.#around = {
      site: reading.site,
      looked: () => analysis.rows(reading).looked,
      lookedByCallers: () => analysis.rows(reading).lookedByCallers(),
      goesOnWithout: () => analysis.rows(reading).goesOnWithout(),
      endsWhereFound: () => analysis.rows(reading).endsWhereFound(),
      lookedUpBefore: (relation, counts) => analysis.isLookedUpBefore(relation, reading, counts),
      values: analysis.values,
      before: [],
      after: [],
      inFile: () => levelsOf(analysis),
      client: () => analysis.clientOf(reading),
      pasting: {
        handedIn: (hole, looks) => analysis.handedIn(hole, looks),
        isHandedBeside: (hole) => analysis.isHandedBeside(hole, reading),
        takesOnlyText: () => analysis.takesOnlyText(reading),
        isJudgedElsewhere: (hole) => analysis.isJudgedElsewhere(hole),
        isScript: () => analysis.role === "script",
      },
      leavesOutUndefined: () => analysis.leavesOutUndefined(reading),
      loop: () => analysis.loopAround(reading),
      isMadeUp: (span) => analysis.isMadeUp(span),
    };
  }

  findings(): readonly Finding[] {
    const { interests } = this.#showing;
    if (Object.keys(interests).some((kind) => !withoutStatements.has(kind)))
      for (const statements of this.#reading.variants)
        for (const [index, statement] of statements.entries()) {
          const namesIn = (some: readonly Statement[]) =>
            this.#reading.site.kind === "builder" ? some.map((one) => scopesOf(one, this.#analysis.catalog)) : [];
          const [before, after] = [namesIn(statements.slice(0, index)), namesIn(statements.slice(index + 1))];
          this.#around = { ...this.#around, before, after };
          this.#statement(statement);
          if (interests.parameter && statements.length === 1) this.#parameters(statement);
        }
    if (interests.text && isRead(this.#reading))
      this.#show("text", "", { words: () => this.#analysis.words(this.#reading) });
    if (interests.hole)
      for (const [index, placed] of this.#analysis.holes(this.#reading).entries())
        this.#show("hole", String(index), { ...placed, reading: this.#reading });
    if (interests.untypedRows) this.#untypedRows();
    if (interests.row || interests.read)
      this.#rows({ catalog: this.#analysis.catalog, rows: () => this.#analysis.rows(this.#reading) });
    return this.#held();
  }

  /** What is found in the rows of a reading of another file. */
  findingsOfRows({ catalog, use }: RowsFromElsewhere): readonly Finding[] {
    this.#rows({ catalog, rows: () => use });
    return this.#held();
  }

  #held(): readonly Finding[] {
    return [...this.#verdicts.values()].flatMap((verdicts) =>
      this.#showing.ways === "every" && verdicts.some((found) => found.length === 0) ? [] : verdicts.flat(),
    );
  }

  #show<Kind extends keyof Shown>(kind: Kind, place: string, shown: Shown[Kind]): void {
    const see = this.#showing.interests[kind];
    if (!see) return;
    see(shown, this.#around);
    const key = `${kind} ${place}`;
    const verdicts = this.#verdicts.get(key) ?? [];
    verdicts.push(this.#showing.findings());
    this.#verdicts.set(key, verdicts);
  }

  #statement(statement: Statement): void {
    if (statement.kind === "utility") this.#show("utility", String(statement.span.start), statement);
    if (statement.kind === "definition") this.#show("definition", String(statement.span.start), statement);
    // What is written in another file stands where that is called, however many relations it reads.
    const places = new Map<string, number>();
    for (const level of scopesOf(statement, this.#analysis.catalog).levels) {
      this.#level(level);
      this.#expressions(level, places);
      for (const relation of level.relations) {
        if (relation.role === "excluded") continue;
        const place = placeOf(relation);
        const before = places.get(place) ?? 0;
        places.set(place, before + 1);
        this.#show("relation", `${place} ${before}`, relation);
      }
    }
  }

  #parameters(statement: Statement): void {
    const { site } = this.#reading;
    const sending = site.kind === "builder" ? null : this.#analysis.sending(this.#reading);
    if (!sending) return;
    const { levels } = scopesOf(statement, this.#analysis.catalog);
    const stored = storedParameters(levels);
    for (const [number, span] of valuesOf(site, levels)) {
      const value = this.#analysis.sentValue(span);
      const found = value && typesOf(statement, this.#analysis.catalog).parameters.find((one) => one.number === number);
      if (value && found?.type != null)
        this.#show("parameter", String(span.start), {
          ...{ span, type: found.type, value, sending, client: sending.client },
          isStored: stored.has(number),
        });
    }
  }

  #level(level: Level): void {
    this.#show("level", `${level.kind} ${level.span.start}`, level);
    switch (level.kind) {
      case "select":
        return this.#show("select", String(level.span.start), level);
      case "values":
        return this.#show("values", String(level.span.start), level);
      case "set-operation":
        return this.#show("setOperation", String(level.span.start), level);
      case "insert":
        return this.#show("insert", placeOf(level.target), level);
      case "update":
        return this.#show("update", placeOf(level.target), level);
      case "delete":
        return this.#show("delete", placeOf(level.target), level);
      case "merge":
        return this.#show("merge", placeOf(level.target), level);
      case "truncate":
        return this.#show("truncate", level.targets.map(placeOf).join(), level);
    }
  }

  /** On another way an expression of the kind that begins there may end elsewhere. */
  #expressions(level: Level, places: Map<string, number>): void {
    if (!this.#showing.interests.expression) return;
    for (const expression of expressionsOf(level)) {
      const place = `${expression.span.start} ${expression.kind}`;
      const before = places.get(place) ?? 0;
      places.set(place, before + 1);
      this.#show("expression", `${place} ${before}`, { expression, level });
    }
  }

  #rows({ catalog, rows: use }: { readonly catalog: Catalog; readonly rows: () => RowUse }): void {
    const { site } = this.#reading;
    const columns = rowColumns(this.#reading, catalog);
    const untyped = { ...site, typed: false };
    if (!columns?.all.some((column) => this.#showing.asksAbout(column, site.claims ? untyped : site))) return;
    const { declared, reads, looked, given, complete, printed, uses } = use();
    const openUses = (property: string, column: RowColumn): readonly ColumnUse[] | null =>
      uses()
        .get(property)
        ?.filter(({ kind, beside }) => {
          const others = [...beside].map((other) => columns.of(other));
          return kind === "open" && !others.some((other) => other && column.isProvenBy(other));
        }) ?? null;
    const claims = claimsOf(site, declared);
    // A type that serves other statements, too, misleads nobody who does not look at what is missing here.
    const isMissed = ({ name, span, elsewhere }: DeclaredColumn, said: Span, ofTable: boolean): boolean =>
      !given.has(name) && (looked.has(name) || (!ofTable && (!complete || (!elsewhere && isWithin(span, said)))));
    // Neither does the type of a table of which the program looks at other columns.
    const isUnseen = (property: string, ofTable: boolean): boolean => ofTable && complete && !looked.has(property);
    const asked = (property: string, isClaimed: boolean): RowColumn | null => {
      const column = columns.of(property);
      return column && this.#showing.asksAbout(column, isClaimed ? untyped : site) ? column : null;
    };
    const rows = declared.map(({ name, columns: properties, said = null, ofTable = false }): ShownRow => ({
      name,
      said,
      given: columns.all,
      missing: () =>
        said && this.#analysis.keepsColumnNames(this.#reading)
          ? properties.filter(
              (one) => one.mayLack?.() === false && isMissed(one, said, ofTable) && !columns.mayHave(one.name),
            )
          : [],
      columns: properties.flatMap((property) => {
        const column = isUnseen(property.name, ofTable)
          ? null
          : asked(property.name, site.claims?.has(property.name) ?? false);
        return column
          ? [
              {
                declared: property,
                column,
                isGuardedEverywhere: () =>
                  complete && !property.isShared && openUses(property.name, column)?.length === 0,
                printedAt: () => openUses(property.name, column)?.find(({ printed }) => printed)?.printed ?? null,
                value: () => this.#value(column),
                labels: () => this.#labels(column),
                isOnlyPrinted: () => printed().has(property.name),
              },
            ]
          : [];
      }),
    }));
    const nonNull = new Set(
      rows.flatMap((row) =>
        row.columns.flatMap(({ declared: { nullable }, column }) => (nullable === false ? [column] : [])),
      ),
    );
    for (const [index, row] of rows.entries()) this.#show("row", String(index), row);
    for (const { column: property, beside, ...read } of reads) {
      const column = asked(property, claims.has(property));
      if (!column) continue;
      const isBesideNullable = [...beside].some((other) => (columns.of(other)?.nullable ?? "never") !== "never");
      const shown: ShownRead = { ...read, column, isDeclaredNonNull: nonNull.has(column), isBesideNullable };
      this.#show("read", String(read.span.start), shown);
    }
  }

  #untypedRows(): void {
    const { site } = this.#reading;
    const { catalog } = this.#analysis;
    if (site.kind === "builder" || !this.#analysis.keepsColumnNames(this.#reading)) return;
    const columns = rowColumns(this.#reading, catalog)?.all ?? [];
    const untyped = columns.length > 0 ? this.#analysis.rows(this.#reading).untyped() : null;
    if (!untyped) return;
    const properties = rowProperties(columns, (column) => this.#value(column), catalog);
    this.#show("untypedRows", "", { ...untyped, properties });
  }

  #labels(column: RowColumn): readonly string[] | null {
    const { catalog } = this.#analysis;
    return column.table === null ? null : labelsGiven(column, this.#reading, catalog);
  }

  #value(column: RowColumn): RowValue | null {
    const type = column.type();
    return type === null ? null : this.#analysis.rowValue(this.#reading, type, column.json());
  }
}

const isWithin = (one: Span, other: Span): boolean => other.start <= one.start && one.end <= other.end;

/** Where the values of a statement's parameters stand, by their numbers: in the text, or in the list beside it. */
function valuesOf({ values, placeholders }: Site, levels: readonly Level[]): ReadonlyMap<number, Span> {
  const found = new Map<number, Span>();
  for (const one of levels.flatMap(expressionsOf)) {
    if (one.kind !== "parameter") continue;
    const isListed = values.kind === "array" && !values.spread && placeholders === "numbered";
    const span = one.hole
      ? one.hole.treatment === "bound" && one.hole.span
      : isListed && values.elements[one.number - 1];
    if (span) found.set(one.number, span);
  }
  return found;
}

/** The columns of which the program says, against its library, that they are never NULL. */
function claimsOf({ claims }: Site, declared: readonly DeclaredRow[]): ReadonlySet<string> {
  const names = declared.flatMap(({ columns }) =>
    columns.flatMap(({ name, nullable }) => (nullable === false && claims?.has(name) ? [name] : [])),
  );
  return new Set(names);
}

const isRead = ({ variants }: Reading): boolean =>
  variants.length > 0 && variants.flat().every(({ kind }) => kind !== "opaque");

const withoutStatements: ReadonlySet<string> = new Set<keyof Shown>([
  "hole",
  "row",
  "untypedRows",
  "read",
  "table",
  "pool",
  "client",
  "text",
]);

/** The same thing on another way stands at the same place and is of the same name. */
function placeOf({ item, source, name, level }: Relation): string {
  const known = source.kind === "table" ? `${source.table.schema}.${source.table.name}` : `${source.kind} ${name}`;
  const span = item?.kind === "table" ? item.nameSpan : (item?.span ?? level.span);
  return `${span.start} ${known}`;
}

/** The mark of deleted rows, where the model's own reads leave these out: nobody reads it in a row, and its idiom says a date. */
const isMarkOfLiveRows = ({ modelSoftDelete }: DeclaredModel["table"], { column }: RowColumn): boolean =>
  modelSoftDelete?.filters === true && modelSoftDelete.column === column;

function rowOfModel<Finding>({ table, row }: DeclaredModel, { asksAbout }: Showing<Finding>): ShownRow {
  const columns = row.columns.flatMap((declared) => {
    const column = modelColumn(table, declared.name);
    if (column && isMarkOfLiveRows(table, column)) return [];
    return column && asksAbout(column, null)
      ? [
          {
            declared,
            column,
            isGuardedEverywhere: () => false,
            printedAt: () => null,
            value: () => null,
            labels: () => null,
            isOnlyPrinted: () => false,
          },
        ]
      : [];
  });
  return { name: row.name, columns, said: null, given: [], missing: () => [] };
}
