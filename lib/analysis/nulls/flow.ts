import { hasBareLists, type Catalog, type Column } from "../../catalog/catalog.ts";
import { contentOf, hasUnknownText, knownItems } from "../../model/clause.ts";
import type { Expression } from "../../model/expression.ts";
import type { Bound, Level, OutputColumn, Relation } from "../level.ts";
import { maskByCases } from "./cases.ts";
import { Columns } from "./columns.ts";
import type { Engine } from "./engine.ts";
import { evaluate } from "./evaluation.ts";
import { Facts } from "./facts.ts";
import type { Frame } from "./frame.ts";
import { structureOf, type Extension, type Structure } from "./joins.ts";
import { learn } from "./learning.ts";
import { meet, unknowable, type Mask } from "./masks.ts";
import { givesRows, hasInput, isAggregated } from "./rows.ts";
import { learnAction } from "./written.ts";

/** How many expressions are looked at for one output before nothing more is asked. */
const budget = 4000;
/**
 * How NULL flows through the levels of one statement: what each expression may be, where something is known of the row. The
 * answers are supersets of what PostgreSQL can give.
 *
 * It ends: an expression asks of its parts, and a name asks of what it was bound to, which stands before or inside. Where asking
 * could come back to itself it is stopped there: a recursive query takes what it has of itself so far (`#assumed`), an outer join
 * whose partner stands beside the other way round finds itself asked already and says nothing (`Columns.presence`), so does a
 * generated column (`Columns.storedIn`), and a condition's alternatives are asked without alternatives (`exclude`). What is learnt
 * is only learnt on where it is new, and there is a finite number of things to know.
 */
export class NullFlow implements Engine {
  readonly catalog: Catalog;
  readonly listsMayBeBare: boolean;
  readonly #columns: Columns;
  readonly #modes = new Map<Level, Frame["mode"]>();
  readonly #assumed = new Map<OutputColumn, Mask>();
  #steps = 0;

  constructor(catalog: Catalog) {
    this.catalog = catalog;
    this.listsMayBeBare = hasBareLists(catalog);
    this.#columns = new Columns(this);
  }

  /** A new question may cost as much again. */
  restart(): void {
    this.#steps = 0;
  }

  structureOf(level: Level): Structure {
    return structureOf(level, this.catalog);
  }

  maskOf(expression: Expression, frame: Frame, facts: Facts): Mask {
    return this.#steps++ > budget ? unknowable : evaluate(expression, frame, facts, this);
  }

  learn(expression: Expression, mask: Mask, frame: Frame, facts: Facts): void {
    if (this.#steps++ <= budget) learn(expression, mask, frame, facts, this);
  }

  stored(column: Column, relation: Relation, level: Level): Mask {
    return this.#columns.stored(column, relation, level);
  }

  storedIn(column: Column, relation: Relation, frame: Frame, facts: Facts): Mask {
    return this.#columns.storedIn(column, relation, frame, facts);
  }

  column(bound: Bound, frame: Frame, facts: Facts): Mask {
    return this.#columns.maskOf(bound, frame, facts);
  }

  learnColumn(bound: Bound, mask: Mask, frame: Frame, facts: Facts): void {
    this.#columns.learn(bound, mask, frame, facts);
  }

  presence(extension: Extension, frame: Frame, facts: Facts): Mask {
    return this.#columns.presence(extension, frame, facts);
  }

  learnPresence(extension: Extension, mask: Mask, frame: Frame, facts: Facts): void {
    this.#columns.learnPresence(extension, mask, frame, facts);
  }

  frameOf(level: Level, path: string, outer: Frame | null): Frame {
    return { level, path, outer, mode: this.#modeOf(level), action: null };
  }

  #modeOf(level: Level): Frame["mode"] {
    let mode = this.#modes.get(level);
    if (mode === undefined) this.#modes.set(level, (mode = modeOf(level)));
    return mode;
  }

  enter(frame: Frame, facts: Facts): void {
    if (this.#steps++ <= budget) this.#columns.enter(frame, facts);
  }

  givesRows(frame: Frame, facts: Facts): Mask {
    return givesRows(frame, facts, this);
  }

  hasInput(frame: Frame, facts: Facts): Mask {
    return hasInput(frame, facts, this);
  }

  outputAlone(output: OutputColumn, frame: Frame): Mask {
    const facts = new Facts();
    this.enter(frame, facts);
    return facts.impossible ? 0 : maskByCases(output, frame, facts, this);
  }

  output(output: OutputColumn, frame: Frame, facts: Facts): Mask {
    const { level } = output;
    if (this.structureOf(level).isOpen || this.#steps > budget) return unknowable;
    const { expression, bound } = output;
    if (level.kind === "set-operation") return this.#united(output, frame, facts);
    if (level.kind === "values" && !expression)
      return output.arms.reduce<Mask>((all, arm) => all | this.output(arm, frame, facts), 0);
    if (level.kind === "merge" && !frame.action) return this.#merged(output, frame, facts);
    if (expression && (expression.kind !== "column" || expression.name !== "*"))
      return this.maskOf(expression, frame, facts);
    // Which keys of grouping sets a star stands for is not asked.
    return bound && frame.mode !== "sets" ? this.column(bound, frame, facts) : unknowable;
  }

  /** A column of a recursive query is what its arms give, where it is that itself: the least that is so. */
  #united(reached: OutputColumn, frame: Frame, facts: Facts): Mask {
    // A recursive query reads itself by its first arm's columns.
    const { level } = reached;
    const output = level.outputs.columns.find(({ arms }) => arms[0] === reached.arms[0]) ?? reached;
    const assumed = this.#assumed.get(output);
    if (assumed !== undefined) return assumed;
    let mask = 0;
    for (let round = 0; round < 5; round++) {
      this.#assumed.set(output, mask);
      const found = this.#arms(output, frame, facts);
      if (found === mask || this.#steps > budget) break;
      mask = found;
    }
    this.#assumed.delete(output);
    return this.#steps > budget ? unknowable : mask;
  }

  #arms({ level, arms }: OutputColumn, frame: Frame, facts: Facts): Mask {
    if (level.kind !== "set-operation" || arms.length !== 2) return unknowable;
    const [left = unknowable, right = unknowable] = arms.map((arm) => {
      const own = this.frameOf(arm.level, frame.path, frame);
      const known = facts.copy();
      this.enter(own, known);
      return known.impossible ? 0 : maskByCases(arm, own, known, this);
    });
    if (level.operator === "except") return left;
    return level.operator === "intersect" ? meet(left, right) : left | right;
  }

  /** MERGE gives back rows of each of its actions. */
  #merged(output: OutputColumn, frame: Frame, facts: Facts): Mask {
    const { level } = output;
    if (level.kind !== "merge" || hasUnknownText(level.actions)) return unknowable;
    let mask = 0;
    for (const action of knownItems(level.actions)) {
      if (action.action === "nothing") continue;
      const known = facts.copy();
      const own: Frame = { ...frame, action };
      learnAction(action, level, { ...own, mode: "row" }, known, this);
      if (!known.impossible) mask |= this.output(output, own, known);
    }
    return mask;
  }
}

function modeOf(level: Level): Frame["mode"] {
  if (level.kind === "select") {
    const grouping = contentOf(level.groupBy);
    if (grouping) return grouping.sets ? "sets" : "group";
    return isAggregated(level) ? "group" : "row";
  }
  return level.kind === "values" || level.kind === "set-operation" ? "row" : "returned";
}
