import type { BuilderEdits, Site } from "../model/site.ts";
import { assigns } from "./assignments.ts";
import { adviceOn, type Advice } from "./live-advice.ts";
import { handsRowsOn } from "./handed-rows.ts";
import { guardsLaterDeletion } from "./deletion-guard.ts";
import type { Relation } from "./level.ts";
import { livenessOf, softDeleted, type Liveness, type SoftDeleted, type SoftDeleteOf } from "./live-rows.ts";
import type { ValuesRead } from "./values-read.ts";
import { areRestored, wereJustMarked } from "./restored-rows.ts";
import { isChosenBefore, isChosenByIdAlone, isLookup, isOneRow, isScope, standsForKey } from "./pinned-rows.ts";

/** What is known of the program around a statement, and what the settings of a rule leave out. */
export interface LiveRowsWanted {
  readonly softDelete: SoftDeleteOf;
  /** The columns that the program looks at in the rows. */
  readonly looked: () => ReadonlySet<string>;
  /** The same of the callers of functions that give the rows back, which are asked for only where it matters. */
  readonly lookedByCallers: () => ReadonlySet<string>;
  /** Whether the program ends its way where the statement has found a row. */
  readonly endsWhereFound: () => boolean;
  /** Whether the program does what it does without the row, too. */
  readonly goesOnWithout: () => boolean;
  /** Whether the row that the relation chooses by its key was looked up before; asked last, since the project is looked at for it. */
  readonly lookedUpBefore: (relation: Relation) => boolean;
  /** The text or chain that the relation is a part of; null where there is none. */
  readonly site: Site | null;
  /** What the statements of the file hand to one another; null where there are none. */
  readonly values: ValuesRead | null;
  /** How the library of a builder spells a change; null for SQL text. */
  readonly editing: BuilderEdits | null;
  /** False: an UPDATE of one row, chosen by a whole key, is left out. */
  readonly strict: boolean;
  /** Tables that are outer-joined by their whole primary key. */
  readonly allowLookups: boolean;
}

/** A relation that lets deleted rows through, and what to say about it. */
export interface Unfiltered extends SoftDeleted, Advice {}

/** What is wrong with a relation that reads a soft-delete table and is not restricted to live rows; null where nothing is. */
export function unfiltered(relation: Relation, wanted: LiveRowsWanted): Unfiltered | null {
  const { softDelete, editing } = wanted;
  const subject = softDeleted(relation, softDelete);
  if (!subject || editing?.isSettled(subject.item) || isOutOfPlace(subject, wanted)) return null;
  const liveness = livenessInProgram(subject, wanted);
  if (!letThrough.has(liveness) || guardsLaterDeletion(relation, wanted.values)) return null;
  if (isTopRead(relation) && (isTakenKey(relation, wanted) || isDispensable(relation, wanted))) return null;
  const { site, values } = wanted;
  if (areRestored(subject, site, values) || wereJustMarked(subject, site, values)) return null;
  if (isTopRead(relation) && areRemoved(relation, values)) return null;
  if (liveness === "missing" && wanted.lookedUpBefore(relation)) return null;
  return { ...subject, ...adviceOn(subject, liveness, softDelete, editing) };
}

function livenessInProgram(subject: SoftDeleted, { softDelete, looked, lookedByCallers }: LiveRowsWanted): Liveness {
  const here = livenessOf(subject, softDelete, looked());
  if (!letThrough.has(here)) return here;
  const further = lookedByCallers();
  return further.size === 0 ? here : livenessOf(subject, softDelete, new Set([...looked(), ...further]));
}

/** What becomes of rows that a later statement deletes for good is said of that statement. */
const areRemoved = (relation: Relation, values: ValuesRead | null): boolean =>
  values?.deletedBy(relation.level).some(({ source }) => isSameTable(source, relation)) ?? false;

const isSameTable = (source: Relation["source"], relation: Relation): boolean =>
  source.kind === "table" && relation.source.kind === "table" && source.table === relation.source.table;

const isTopRead = ({ role, level }: Relation): boolean => role === "read" && level.use === "top";

/** Whether a unique key is free is for all rows to say: its constraint counts deleted ones as well. */
const isTakenKey = (relation: Relation, { endsWhereFound }: LiveRowsWanted): boolean =>
  isOneRow(relation) && endsWhereFound();

/** What is looked up beside what is there without it, a name to an id, may be that of a deleted row. */
const isDispensable = (relation: Relation, { strict, goesOnWithout }: LiveRowsWanted): boolean =>
  !strict && isChosenByIdAlone(relation) && goesOnWithout();

const letThrough: ReadonlySet<Liveness> = new Set(["missing", "slip", "late"]);

/** INSERT's, DELETE's and MERGE's targets are not read, and an UPDATE that sets the column deletes or restores. */
function isOutOfPlace({ relation, column }: SoftDeleted, { strict, allowLookups }: LiveRowsWanted): boolean {
  const { level } = relation;
  if (relation.role !== "target")
    return (allowLookups && isLookup(relation)) || standsForKey(relation) || (!strict && isScope(relation));
  if (level.kind !== "update" || assigns(level.assignments, column.column) === "yes") return true;
  if (handsRowsOn(relation)) return true;
  // What is changed in every row is for require-where.
  return !strict && (level.where === "absent" || isChosenBefore(relation));
}
