import type { Catalog, Column, Table } from "../../catalog/catalog.ts";
import { contentOf } from "../../model/clause.ts";
import type { Expression } from "../../model/expression.ts";
import type { FromItem, Join } from "../../model/statement.ts";
import { clauseExpressions, contains } from "../expressions.ts";
import { heirsOf, isEnforced, weakestColumn } from "../inheritance.ts";
import type { Bound, Level, OutputColumn, Relation } from "../level.ts";
import { isMomentary } from "../routine-facts.ts";
import type { Engine } from "./engine.ts";
import type { Facts } from "./facts.ts";
import { frameOf, idOf, inMode, tableFrame, type Frame } from "./frame.ts";
import { isLostBySets } from "./grouping.ts";
import { columnKey, rowsKey } from "./keys.ts";
import { isOnly, type Extension } from "./joins.ts";
import {
  anything,
  isFalse,
  isNull,
  isTrue,
  mayBeNull,
  meet,
  nullBits,
  unclear,
  unknowable,
  value,
  type Mask,
} from "./masks.ts";
import { givesSome, isFilled } from "./rows.ts";
import { functionColumn, isStrictSet } from "./function-columns.ts";
import { excludedMask, returnedMask, versionMask } from "./written.ts";

/** Says of columns what they may be, by their tables, the joins they stand in and what is known of the row. */
export class Columns {
  readonly #engine: Engine;
  readonly #catalog: Catalog;
  /** What is being asked and not answered yet, by its key. */
  readonly #asked = new Set<string>();

  constructor(engine: Engine) {
    this.#engine = engine;
    this.#catalog = engine.catalog;
  }

  maskOf(bound: Bound, frame: Frame, facts: Facts): Mask {
    const own = frameOf(bound.relation.level, frame);
    if (!own) return unknowable;
    const { version } = bound.relation;
    if (version)
      return versionMask(
        { ...bound, relation: targetOf(own.level) ?? bound.relation },
        version,
        own,
        facts,
        this.#engine,
      );
    // From a subquery, the keys of its groups are seen as they are in that group.
    if (own.mode === "sets" && own.level !== frame.level && isLostBySets(bound, own.level))
      return this.maskOf(bound, inMode(own, "row"), facts) | isNull;
    if (bound.merged.length > 1 && isMergedByFull(bound)) return this.#merged(bound.merged, own, facts);
    const key = columnKey(bound, own);
    const known = facts.of(key);
    if (!mayBeNull(known)) return known & value;
    const mask = facts.mask(`${key} ${own.mode} ${own.action ? idOf(own.action) : ""}`, () =>
      this.#extended(bound, own, facts, 0),
    );
    return meet(mask, known);
  }

  /** A column of a FULL JOIN's USING is the first of its sides' that is there. */
  #merged(sides: readonly Bound[], frame: Frame, facts: Facts): Mask {
    let mask = 0;
    let known = facts;
    for (const [index, side] of sides.entries()) {
      const own = this.maskOf(side, frame, known);
      mask |= own & value;
      if (!mayBeNull(own)) return mask;
      if (index === sides.length - 1) return mask | nullBits(own);
      known = known.copy();
      this.learn(side, isNull, frame, known);
      if (known.impossible) return mask;
    }
    return mask;
  }

  /** `from`: how many of the outer joins around the column are known to have found a row. */
  #extended(bound: Bound, frame: Frame, facts: Facts, from: number): Mask {
    const extensions = this.#engine.structureOf(frame.level).extensions.get(bound.relation) ?? [];
    for (let at = from; at < extensions.length; at++) {
      const extension = extensions[at];
      if (!extension) continue;
      const presence = this.presence(extension, frame, facts);
      if (presence === isTrue) continue;
      const missing = extension.isUnclear || this.#isUnsettled(frame) ? unclear : isNull;
      if (presence === isFalse) return missing;
      const there = facts.with(`with ${presenceKey(extension, frame)}`, (known) =>
        this.learnPresence(extension, isTrue, frame, known),
      );
      return there.impossible ? missing : missing | this.#extended(bound, frame, there, at + 1);
    }
    const mask = this.#base(bound, frame, facts);
    return this.#isUnsettled(frame) && mask & isNull ? (mask & value) | unclear : mask;
  }

  #isUnsettled(frame: Frame): boolean {
    return this.#engine.structureOf(frame.level).isUnsettled;
  }

  /** Of a relation that has a row. */
  #base(bound: Bound, frame: Frame, facts: Facts): Mask {
    const { relation, of } = bound;
    if (bound.column === "*") return value;
    if (relation.item?.kind === "function" && relation.source.kind === "function")
      return functionColumn(bound, relation.item, frame, facts, this.#engine);
    if (!of) return systemColumns.has(bound.column) ? value : unknowable;
    if (of.made) return of.made.nullable ? anything : value;
    if (frame.action?.when === "not-matched-by-source" && relation.role === "read") return isNull;
    if (relation.role === "excluded") return excludedMask(bound, frame, facts, this.#engine);
    if (frame.mode === "returned" && relation.role === "target") return returnedMask(bound, frame, facts, this.#engine);
    // What a view's conditions say does not hold for a row that is being written through it.
    if (relation.role === "target" && relation.source.kind !== "table") return unknowable;
    if (of.output) return this.#inner(of.output, relation, frame, facts);
    return of.column ? this.storedIn(of.column, relation, frame, facts) : unknowable;
  }

  /** What a table's rows have in a column, which may be computed from others. */
  storedIn(column: Column, relation: Relation, frame: Frame, facts: Facts): Mask {
    const stored = this.stored(column, relation, frame.level);
    if (stored === value || !column.computedBy || relation.source.kind !== "table") return stored;
    if (heirsOf(relation.source.table, this.#catalog).length > 0) return stored;
    const { computedBy } = column;
    // Only a broken schema has a column that is computed from itself.
    const ask = () => this.#engine.maskOf(computedBy, tableFrame(relation, frame), facts);
    return this.#once(`${frame.path}${idOf(relation)} ${column.name}`, ask) ?? stored;
  }

  /** What a table's rows have in a column. */
  stored(column: Column, relation: Relation, level: Level): Mask {
    const { item, source } = relation;
    if (source.kind !== "table") return unknowable;
    const isAlone = level.node.kind === "insert" && relation.role !== "read";
    const only = isAlone || (item?.kind === "table" && item.only);
    const weakest = weakestColumn(source.table, column, only, this.#catalog);
    if ((!weakest.nullable || weakest.neverNull) && !isEnforced(source.table, only, this.#catalog)) return unknowable;
    if (!weakest.nullable) return value;
    // A domain's NOT NULL can be got round by an empty scalar subquery (documentation, CREATE DOMAIN); a CHECK cannot.
    if (weakest.neverNull)
      return this.#catalog.types?.get(weakest.userType ?? "")?.form === "domain" ? unknowable : value;
    // What a generated column's expression gives is not worked out.
    if (column.generated) return unknowable;
    return column.type.endsWith("[]") && this.#engine.listsMayBeBare ? unknowable : anything;
  }

  #inner(output: OutputColumn, relation: Relation, frame: Frame, facts: Facts): Mask {
    // The name of an aliased join.
    if (relation.item?.kind === "join") return output.bound ? this.maskOf(output.bound, frame, facts) : unknowable;
    return this.#engine.output(output, this.innerFrame(output.level, relation, frame), facts);
  }

  innerFrame(level: Level, relation: Relation, frame: Frame): Frame {
    return this.#engine.frameOf(level, `${frame.path}${idOf(relation)}/`, frame);
  }

  learn(bound: Bound, mask: Mask, frame: Frame, facts: Facts): void {
    const own = frameOf(bound.relation.level, frame);
    if (!own || bound.relation.version) return;
    // A key that a grouping set has lost says nothing of the rows.
    if (own.mode === "sets" && own.level !== frame.level && mayBeNull(mask) && isLostBySets(bound, own.level)) return;
    if (bound.merged.length > 1 && isMergedByFull(bound)) return this.#learnMerged(bound.merged, mask, own, facts);
    if (!facts.learn(columnKey(bound, own), mask)) return;
    const { relation, of } = bound;
    const extensions = this.#engine.structureOf(own.level).extensions.get(relation) ?? [];
    if (!mayBeNull(mask)) {
      for (const extension of extensions) this.learnPresence(extension, isTrue, own, facts);
      this.#learnInner(bound, mask, own, facts);
      this.#learnGenerated(bound, own, facts);
      return;
    }
    if (mask !== isNull) return;
    // NULL in a column that never is where its row is there.
    const [innermost] = extensions.slice(-1);
    if (!innermost) this.#learnInner(bound, mask, own, facts);
    else if (of?.column && this.stored(of.column, relation, own.level) === value && extensions.length === 1)
      this.learnPresence(innermost, isFalse, own, facts);
  }

  #learnMerged(sides: readonly Bound[], mask: Mask, frame: Frame, facts: Facts): void {
    if (mask === isNull) for (const side of sides) this.learn(side, mask, frame, facts);
    if (mayBeNull(mask)) return;
    facts.learnShared(
      sides.flatMap((side) => {
        const one = facts.copy();
        this.learn(side, mask, frame, one);
        return one.impossible ? [] : [one];
      }),
    );
  }

  /** A generated column that is a value was computed from such. */
  #learnGenerated({ relation, of }: Bound, frame: Frame, facts: Facts): void {
    const { source, role } = relation;
    const expression = of?.column?.computedBy;
    if (!expression || source.kind !== "table" || role === "excluded" || frame.mode === "returned") return;
    if (heirsOf(source.table, this.#catalog).length === 0)
      this.#engine.learn(expression, value, tableFrame(relation, frame), facts);
  }

  /** What a column of a derived table, CTE or view says of the rows inside. */
  #learnInner({ relation, of }: Bound, mask: Mask, frame: Frame, facts: Facts): void {
    const output = of?.output;
    if (!output) return;
    if (relation.item?.kind === "join") {
      if (output.bound) this.learn(output.bound, mask, frame, facts);
      return;
    }
    const { level } = output;
    if (level.kind !== "select") return;
    const inner = this.innerFrame(level, relation, frame);
    if (output.expression) this.#engine.learn(output.expression, mask, inner, facts);
    else if (output.bound && inner.mode !== "sets") this.learn(output.bound, mask, inner, facts);
  }

  presence(extension: Extension, frame: Frame, facts: Facts): Mask {
    const key = presenceKey(extension, frame);
    const known = facts.of(key) & value;
    if (known !== value) return known;
    // Whether one join finds a row may depend on another, and that on this one.
    return this.#once(key, () => this.#presence(extension, frame, facts)) ?? value;
  }

  #presence(extension: Extension, frame: Frame, facts: Facts): Mask {
    const { sibling } = extension;
    if (sibling && facts.of(presenceKey(sibling, frame)) === isFalse) return this.#present(extension, frame, facts);
    if (extension.finds) {
      const partners = this.#partners(extension, extension.finds, frame, facts);
      if (partners === isTrue) return this.#present(extension, frame, facts);
      return partners === isFalse && !sibling ? isFalse : value;
    }
    if (sibling) return value;
    return this.#isAlwaysMet(extension, frame, facts) && this.#givesRows(extension, frame, facts)
      ? this.#present(extension, frame, facts)
      : value;
  }

  /** Asks, unless the same is being asked already. */
  #once(key: string, ask: () => Mask): Mask | null {
    if (this.#asked.has(key)) return null;
    this.#asked.add(key);
    try {
      return ask();
    } finally {
      this.#asked.delete(key);
    }
  }

  /** Whether a key says that there is a row; beside a row of the other side of a FULL JOIN, as there is one of either. */
  #partners({ sibling }: Extension, finds: readonly Bound[], frame: Frame, facts: Facts): Mask {
    let known = facts;
    if (sibling) {
      known = facts.copy();
      this.learnPresence(sibling, isTrue, frame, known);
      if (known.impossible) return isTrue;
    }
    const masks = finds.map((bound) => this.maskOf(bound, frame, known));
    if (masks.every((mask) => !mayBeNull(mask))) return isTrue;
    return masks.some((mask) => mask === isNull) ? isFalse : value;
  }

  // What follows from other facts may be added to them.
  #present(extension: Extension, frame: Frame, facts: Facts): Mask {
    this.learnPresence(extension, isTrue, frame, facts);
    return isTrue;
  }

  /** Whether any row of a side meets what its join asks. */
  #isAlwaysMet(extension: Extension, frame: Frame, facts: Facts): boolean {
    const { join, item } = extension;
    const on = contentOf(join.on)?.condition;
    if (!on || join.natural || (on.kind !== "constant" && item.kind !== "derived")) return false;
    const rows = inMode(frame, "row");
    if (on.kind === "constant") return on.value === true;
    // Beside a row of it, of which is known what is known without the join.
    const known = facts.copy();
    known.learn(presenceKey(extension, frame), isTrue);
    this.#enterItem(item, rows, known);
    return !known.impossible && this.#engine.maskOf(on, rows, known) === isTrue;
  }

  #givesRows({ item, relations }: Extension, frame: Frame, facts: Facts): boolean {
    const relation = frame.level.scopes.relationOf(item);
    if (!relation || item.kind === "join") return false;
    if (item.kind === "function") return givesSome(item, this.#engine);
    if (relation.source.kind === "table")
      return isFilled(relation.source.table, relation, relations, frame, facts, this.#engine);
    if (!("level" in relation.source) || !relation.source.level) return false;
    return this.#engine.givesRows(this.innerFrame(relation.source.level, relation, frame), facts) === isTrue;
  }

  learnPresence(extension: Extension, mask: Mask, frame: Frame, facts: Facts): void {
    if (!facts.learn(presenceKey(extension, frame), mask)) return;
    const { join, item, sibling } = extension;
    if (mask === isFalse) {
      // A row that a FULL JOIN gives is one side's at least.
      if (sibling) this.learnPresence(sibling, isTrue, frame, facts);
      return;
    }
    // What joins ask is asked before rows are grouped.
    const rows = inMode(frame, "row");
    this.#enterItem(item, rows, facts);
    if (!sibling || facts.of(presenceKey(sibling, frame)) === isTrue) this.#learnJoin(join, rows, facts);
  }

  /** Takes in what the FROM and the conditions of a level say of its rows. */
  enter(frame: Frame, facts: Facts): void {
    const { level } = frame;
    const { items, conditions } = this.#engine.structureOf(level);
    const rows = inMode(frame, "row");
    if (isTotal(frame) && this.#engine.hasInput(frame, facts) === isTrue) facts.learn(rowsKey(frame), isTrue);
    const known = isTotal(frame) ? facts.copy() : facts;
    for (const item of items) this.#enterItem(item, rows, known);
    for (const condition of conditions) this.#engine.learn(condition, isTrue, rows, known);
    // What the first says of others may decide them.
    if (conditions.some(({ kind }) => kind !== "operator" && kind !== "null-test"))
      for (const condition of conditions) this.#engine.learn(condition, isTrue, rows, known);
    // So may they decide a CHECK.
    if (conditions.length > 0) for (const item of items) this.#enterChecks(item, rows, known);
    // A group of all rows is there even where they are none.
    if (known.impossible && known !== facts) facts.learn(rowsKey(frame), isFalse);
    else if (known !== facts) facts.take(known);
    if (level.kind !== "select") return;
    for (const condition of clauseExpressions(level.having)) this.#engine.learn(condition, isTrue, frame, facts);
  }

  #enterItem(item: FromItem, frame: Frame, facts: Facts): void {
    if (item.kind === "join") {
      const { byItem } = this.#engine.structureOf(frame.level);
      const isOuter = [item.left, item.right].some((side) => byItem.has(side));
      for (const side of [item.left, item.right]) if (!byItem.has(side)) this.#enterItem(side, frame, facts);
      if (!isOuter) this.#learnJoin(item, frame, facts);
      return;
    }
    const relation = frame.level.scopes.relationOf(item);
    if (relation?.source.kind === "table") return this.#learnChecks(relation, frame, facts);
    if (item.kind === "function" && isStrictSet(item, this.#engine))
      for (const given of item.arguments) this.#engine.learn(given, value, frame, facts);
    const level = relation && "level" in relation.source ? relation.source.level : null;
    // What a statement returns has met its conditions.
    if (!relation || (level?.kind !== "select" && level?.kind !== "update" && level?.kind !== "delete")) return;
    const key = `${frame.path}in ${idOf(relation)}`;
    if (facts.learn(key, isTrue)) this.enter(this.innerFrame(level, relation, frame), facts);
  }

  /** The CHECKs of the tables that are there in every row. */
  #enterChecks(item: FromItem, frame: Frame, facts: Facts): void {
    if (item.kind === "join") {
      const { byItem } = this.#engine.structureOf(frame.level);
      for (const side of [item.left, item.right]) if (!byItem.has(side)) this.#enterChecks(side, frame, facts);
      return;
    }
    const relation = frame.level.scopes.relationOf(item);
    if (relation) this.#learnChecks(relation, frame, facts);
  }

  /** A CHECK is not false for any row. */
  #learnChecks(relation: Relation, frame: Frame, facts: Facts): void {
    const { source } = relation;
    if (source.kind !== "table") return;
    const checks = checksOf(source.table);
    if (checks.length === 0 || !isEnforced(source.table, isOnly(relation), this.#catalog)) return;
    for (const { condition, noInherit } of checks) {
      if (noInherit && !isOnly(relation) && heirsOf(source.table, this.#catalog).length > 0) continue;
      const own = tableFrame(relation, frame);
      const mask = this.#engine.maskOf(condition, own, facts) & ~isFalse;
      if (mask) this.#engine.learn(condition, mask, own, facts);
    }
  }

  /** What a row that a join gives has met. */
  #learnJoin(join: Join, frame: Frame, facts: Facts): void {
    const on = contentOf(join.on);
    if (on) this.#engine.learn(on.condition, isTrue, frame, facts);
    if (!join.natural && join.using.length === 0) return;
    // USING (a) is left.a = right.a: both are values.
    for (const side of [join.left, join.right]) {
      const relations = relationsIn(side, frame.level);
      for (const name of join.natural ? sharedNames(join, frame.level) : join.using) {
        const having = relations.filter(({ columns }) => columns.some((column) => column.name === name));
        const [relation] = having;
        if (!relation || having.length > 1) continue;
        const of = relation.columns.find((column) => column.name === name) ?? null;
        this.learn({ relation, column: name, of, merged: [] }, value, frame, facts);
      }
    }
  }
}

interface Check {
  readonly condition: Expression;
  readonly noInherit: boolean;
}

const checks = new WeakMap<Table, readonly Check[]>();

/** The CHECKs of a table that say more of its rows than which columns are not NULL. */
function checksOf(table: Table): readonly Check[] {
  let made = checks.get(table);
  if (!made) {
    made = (table.structure?.constraints ?? []).flatMap(({ kind, condition, validated, enforced, noInherit }) =>
      kind === "check" && condition && validated && enforced !== false && !isEasy(condition) && isLasting(condition)
        ? [{ condition, noInherit }]
        : [],
    );
    checks.set(table, made);
  }
  return made;
}

/** A CHECK was true when the row was written: what asks the clock may be false by now. */
const isLasting = (condition: Expression): boolean =>
  !contains(condition, (part) => part.kind === "subquery" || (part.kind === "call" && isMomentary(part.name)));

/** A NOT NULL that is written as a CHECK is the column's, and one of a single comparison says nothing of NULL. */
function isEasy(condition: Expression): boolean {
  return condition.kind === "operator" || (condition.kind === "null-test" && condition.operand.kind === "column");
}

const targetOf = (level: Level): Relation | undefined => level.relations.find(({ role }) => role === "target");

const systemColumns: ReadonlySet<string> = new Set(["ctid", "xmin", "xmax", "cmin", "cmax", "tableoid"]);

function presenceKey(extension: Extension, frame: Frame): string {
  return `${frame.path}?${idOf(extension)}`;
}

/** Whether a query has a group of all rows. */
function isTotal({ level, mode }: Frame): boolean {
  if (level.kind !== "select" || (mode !== "group" && mode !== "sets")) return false;
  return contentOf(level.groupBy)?.total ?? true;
}

/** Whether a merged column is made of both sides of a FULL JOIN. */
function isMergedByFull({ merged }: Bound): boolean {
  return merged.some(({ relation }) => relation.joins.some(({ join }) => join.type === "full"));
}

function relationsIn(item: FromItem, level: Level): readonly Relation[] {
  if (item.kind === "join") return [...relationsIn(item.left, level), ...relationsIn(item.right, level)];
  const relation = level.scopes.relationOf(item);
  return relation ? [relation] : [];
}

function sharedNames(join: Join, level: Level): readonly string[] {
  const [left, right] = [join.left, join.right].map((side) => relationsIn(side, level));
  if (!left || !right || [...left, ...right].some(({ complete }) => !complete)) return [];
  const there = new Set(right.flatMap(({ columns }) => columns.map(({ name }) => name)));
  return [...new Set(left.flatMap(({ columns }) => columns.map(({ name }) => name)))].filter((name) => there.has(name));
}
