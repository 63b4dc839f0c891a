import type { MergeAction } from "../../model/statement.ts";
import type { ColumnReference } from "../../model/expression.ts";
import type { Level, Relation, Resolution } from "../level.ts";

/** Where an expression is evaluated. */
export interface Frame {
  readonly level: Level;
  /** By which relations of levels around the level is read: a CTE or view that is read twice has the rows of each reading. */
  readonly path: string;
  /**
   * `row`: what reaches WHERE, aggregates and plain outputs. `group`: what a query gives of its groups; `sets`: of grouping sets, which make NULL of the keys they lack. `returned`: the row as a
   * change of rows leaves it.
   */
  readonly mode: "row" | "group" | "sets" | "returned";
  readonly outer: Frame | null;
  /** Of a MERGE: what it has done with the row. */
  readonly action: MergeAction | null;
}

/** The frame of the same level for another mode. */
export function inMode(frame: Frame, mode: Frame["mode"]): Frame {
  return frame.mode === mode ? frame : { ...frame, mode };
}

/** The nearest frame of a level. */
export function frameOf(level: Level, frame: Frame): Frame | null {
  for (let at: Frame | null = frame; at; at = at.outer) if (at.level === level) return at;
  return null;
}

const ids = new WeakMap<object, number>();
let next = 1;

/** A number for each part of a statement. */
export function idOf(part: object): number {
  let id = ids.get(part);
  if (id === undefined) ids.set(part, (id = next++));
  return id;
}

const ofTables = new WeakMap<Relation, Level>();

/** Where an expression of a table's own definition is evaluated for the rows of a relation: its names are the table's columns. */
export function tableFrame(relation: Relation, frame: Frame): Frame {
  let level = ofTables.get(relation);
  if (!level) {
    const resolve = ({ name }: ColumnReference): Resolution => {
      const of = relation.columns.find((column) => column.column?.name === name);
      return of ? { relation, column: of.name, of, merged: [] } : "unknown";
    };
    level = { ...relation.level, resolve, scopes: { ...relation.level.scopes, resolve } };
    ofTables.set(relation, level);
  }
  return { level, path: frame.path, mode: "row", outer: frame, action: null };
}
