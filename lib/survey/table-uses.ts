import { assigns } from "../analysis/assignments.ts";
import { bare } from "../analysis/expressions.ts";
import { columnsCompared } from "../analysis/compared-columns.ts";
import type { Relation } from "../analysis/level.ts";
import { livenessOf, softDeleted, type Liveness, type SoftDeleted } from "../analysis/live-rows.ts";
import { isChosenBefore } from "../analysis/pinned-rows.ts";
import { isPurge } from "../analysis/purge.ts";
import { readShape, type ReadShape } from "../analysis/read-shape.ts";
import { scopesOf } from "../analysis/scopes.ts";
import { isUnknownText, knownItems, type UnknownText } from "../model/clause.ts";
import type { Expression } from "../model/expression.ts";
import type { Reading } from "../model/reading.ts";
import type { Assignment } from "../model/statement.ts";
import { isMeant } from "./meant.ts";
import type { FileAnalysis } from "../pipeline.ts";

/**
 * What a statement does with the rows of a soft-delete table. `marks`, `restores`: it sets the column to a value of
 * deleted, of live rows. `filters`: it reads live rows alone. `asks`: it reads deleted ones on purpose, or asks for the
 * column in some other way. `reads`: whatever there is. `by key`: it changes one row that was chosen before. `removes`:
 * it deletes rows for good, `purges` only those that were marked before. `unknown`: a part of it could not be read.
 */
export type UseKind = "marks" | "restores" | "filters" | "asks" | "reads" | "by key" | "removes" | "purges" | "unknown";

/** One use of a table: where its name stands, in UTF-16 offsets. */
export interface TableUse {
  /** `schema.name` */
  readonly table: string;
  readonly kind: UseKind;
  readonly offset: number;
  readonly shape: ReadShape;
  /** The library filters by itself. */
  readonly byLibrary: boolean;
  /** Other columns: those that what marks rows sets to a constant, and those that any other use compares with one, or that the program looks at. */
  readonly beside: readonly string[];
}

/**
 * What the statements of a file do with soft-delete tables, in the order of the file; nothing where the file is a test
 * or a migration. In: `names`, the words by which functions say that they mean deleted rows. A statement that is put together in several ways counts once, by what says most.
 */
export function tableUses(analysis: FileAnalysis, names: readonly string[]): readonly TableUse[] {
  const known = usesOfFile.get(analysis) ?? usesIn(analysis, names);
  usesOfFile.set(analysis, known);
  return known;
}

// The survey of a file and the judgement of its findings ask for the same.
const usesOfFile = new WeakMap<FileAnalysis, readonly TableUse[]>();

function usesIn(analysis: FileAnalysis, names: readonly string[]): readonly TableUse[] {
  if (analysis.role !== "application") return [];
  const uses = new Map<string, TableUse>();
  for (const reading of analysis.readings)
    for (const { relation, isBehind } of relationsOf(reading, analysis)) {
      const subject = softDeleted(relation, (table) => analysis.softDelete(table));
      const seen = subject && kindOf(subject, reading, analysis);
      if (!seen) continue;
      const kind = isDeliberate(subject, analysis, names) ? (onPurpose[seen] ?? seen) : seen;
      const table = `${subject.table.schema}.${subject.table.name}`;
      const offset = subject.item.nameSpan.start;
      const key = `${offset} ${table}`;
      const known = uses.get(key)?.kind ?? kind;
      const said = saysMore.indexOf(kind) < saysMore.indexOf(known) ? kind : known;
      const beside =
        kind === "marks" ? columnsSet(relation) : [...columnsCompared(relation), ...looked(reading, analysis)];
      uses.set(key, {
        table,
        offset,
        kind: said,
        shape: readShape(relation, isBehind),
        byLibrary: kind === "filters" && isByLibrary(subject, reading),
        beside,
      });
    }
  return [...uses.values()].sort((one, other) => one.offset - other.offset);
}

const looked = (reading: Reading, analysis: FileAnalysis): readonly string[] => [...analysis.rows(reading).looked];

/** The columns that an UPDATE sets to constants. */
function columnsSet({ level }: Relation): readonly string[] {
  if (level.kind !== "update") return [];
  return knownItems(level.assignments).flatMap(({ column, value }) =>
    column !== null && value && isConstant(value) ? [column] : [],
  );
}

const isConstant = (value: Expression): boolean => {
  const plain = bare(value);
  return plain.kind === "constant" && plain.value !== null;
};

/** The model of a builder's table leaves deleted rows out without being asked. */
const isByLibrary = ({ table }: SoftDeleted, { site }: Reading): boolean =>
  site.kind === "builder" && table.modelSoftDelete != null && table.modelSoftDelete.deletes;

const isDeliberate = ({ item }: SoftDeleted, analysis: FileAnalysis, names: readonly string[]): boolean =>
  isMeant(analysis, item.nameSpan.start, names);

/** What a statement does where the name of its function says that this is meant. */
const onPurpose: Partial<Record<UseKind, UseKind>> = { reads: "asks", removes: "purges" };

const saysMore: readonly UseKind[] = [
  "marks",
  "restores",
  "filters",
  "asks",
  "purges",
  "unknown",
  "by key",
  "removes",
  "reads",
];

/** A relation of a statement, and whether the library sends that behind another one, for rows that are related to its. */
interface Placed {
  readonly relation: Relation;
  readonly isBehind: boolean;
}

function relationsOf({ site, variants }: Reading, { catalog }: FileAnalysis): readonly Placed[] {
  return variants.flatMap((statements) =>
    statements.flatMap((statement, index) =>
      scopesOf(statement, catalog).levels.flatMap(({ relations }) =>
        relations.map((relation) => ({ relation, isBehind: site.kind === "builder" && index > 0 })),
      ),
    ),
  );
}

function kindOf(subject: SoftDeleted, reading: Reading, analysis: FileAnalysis): UseKind | null {
  const { relation, column, item } = subject;
  const { level } = relation;
  if (relation.role === "target")
    switch (level.kind) {
      case "insert":
        return null;
      case "delete":
      case "truncate":
        return removal(subject, reading, analysis);
      case "merge":
        return knownItems(level.actions).some(({ action }) => action === "delete")
          ? removal(subject, reading, analysis)
          : null;
      case "update": {
        const set = assigns(level.assignments, column.column);
        if (set === "yes") return marking(level.assignments, subject);
        if (set === "unknown") return "unknown";
        if (isChosenBefore(relation)) return "by key";
        break;
      }
      default:
    }
  if (reading.site.editing?.isSettled(item)) return "asks";
  return ofReads[livenessOf(subject, (table) => analysis.softDelete(table), analysis.rows(reading).looked)];
}

const ofReads: Readonly<Record<Liveness, UseKind>> = {
  filtered: "filters",
  deleted: "asks",
  deliberate: "asks",
  unknown: "unknown",
  slip: "reads",
  late: "reads",
  missing: "reads",
};

function removal(subject: SoftDeleted, { site }: Reading, analysis: FileAnalysis): UseKind {
  const purge = isPurge(subject, (table) => analysis.softDelete(table), { site, values: analysis.values });
  return purge === "yes" ? "purges" : purge === "no" ? "removes" : "unknown";
}

/** What is set to something that only shows when the program runs marks rows, as far as anyone can tell. */
function marking(assignments: readonly (Assignment | UnknownText)[], { column }: SoftDeleted): UseKind {
  const set = assignments.find((item) => !isUnknownText(item) && item.column === column.column);
  const value = set && !isUnknownText(set) && set.value ? bare(set.value) : null;
  return value?.kind === "constant" && value.value === column.live ? "restores" : "marks";
}
