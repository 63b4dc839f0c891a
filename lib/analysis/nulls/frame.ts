import type { MergeAction } from "../../model/statement.ts";
import type { Level } from "../level.ts";

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
