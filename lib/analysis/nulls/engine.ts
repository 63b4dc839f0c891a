import type { Catalog, Column } from "../../catalog/catalog.ts";
import type { Expression } from "../../model/expression.ts";
import type { Bound, Level, OutputColumn, Relation } from "../level.ts";
import type { Facts } from "./facts.ts";
import type { Frame } from "./frame.ts";
import type { Extension, Structure } from "./joins.ts";
import type { Mask } from "./masks.ts";

/** What the parts of the evaluation ask of one another. Facts are of the row that is spoken of; what asks may add to them what follows. */
export interface Engine {
  readonly catalog: Catalog;
  readonly listsMayBeBare: boolean;
  structureOf(level: Level): Structure;
  /** What an expression may be. Always a superset of what it can be. */
  maskOf(expression: Expression, frame: Frame, facts: Facts): Mask;
  /** What follows for other expressions from what one is. */
  learn(expression: Expression, mask: Mask, frame: Frame, facts: Facts): void;
  /** What a table's rows have in a column. */
  stored(column: Column, relation: Relation, level: Level): Mask;
  storedIn(column: Column, relation: Relation, frame: Frame, facts: Facts): Mask;
  column(bound: Bound, frame: Frame, facts: Facts): Mask;
  learnColumn(bound: Bound, mask: Mask, frame: Frame, facts: Facts): void;
  presence(extension: Extension, frame: Frame, facts: Facts): Mask;
  learnPresence(extension: Extension, mask: Mask, frame: Frame, facts: Facts): void;
  /** The frame of a level that another frame sees. */
  frameOf(level: Level, path: string, outer: Frame | null): Frame;
  /** Takes in what a level's FROM and conditions say of its rows. */
  enter(frame: Frame, facts: Facts): void;
  /** Of a level by itself: with what its own FROM and conditions say. */
  outputAlone(output: OutputColumn, frame: Frame): Mask;
  output(output: OutputColumn, frame: Frame, facts: Facts): Mask;
  /** Whether a level gives a row: true, false or both. */
  givesRows(frame: Frame, facts: Facts): Mask;
  /** Whether any row reaches a query's groups and outputs; `facts` are those of the levels around. */
  hasInput(frame: Frame, facts: Facts): Mask;
}
