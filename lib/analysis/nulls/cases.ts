import type { Expression } from "../../model/expression.ts";
import { operandsOf } from "../expressions.ts";
import type { Bound, OutputColumn } from "../level.ts";
import { isAggregate } from "../routine-facts.ts";
import type { Engine } from "./engine.ts";
import type { Facts } from "./facts.ts";
import { frameOf, idOf, type Frame } from "./frame.ts";
import { columnKey } from "./keys.ts";
import { isNull, mayBeNull, mayBeValue, value, type Mask } from "./masks.ts";

interface Atom {
  readonly bound: Bound;
  readonly frame: Frame;
  count: number;
}

/** How many columns cases are told apart by. */
const most = 4;

/**
 * What an output may be, told apart by whether columns that are spoken of more than once are NULL: `coalesce(a, b)` is a value
 * `WHERE a IS NOT NULL OR b IS NOT NULL`, whichever it is.
 */
export function maskByCases(output: OutputColumn, frame: Frame, facts: Facts, engine: Engine): Mask {
  const mask = engine.output(output, frame, facts);
  if (!(mask & isNull) || frame.mode === "sets" || frame.mode === "returned" || isPlain(output)) return mask;
  const atoms = atomsOf(output, frame, facts, engine);
  return atoms.length > 0 ? split(output, frame, facts, engine, atoms) : mask;
}

function split(
  output: OutputColumn,
  frame: Frame,
  facts: Facts,
  engine: Engine,
  [atom, ...others]: readonly Atom[],
): Mask {
  if (!atom) return engine.output(output, frame, facts);
  let mask = 0;
  for (const known of [isNull, value]) {
    const one = facts.copy();
    engine.learnColumn(atom.bound, known, atom.frame, one);
    if (!one.impossible) engine.enter(frame, one);
    if (one.impossible) continue;
    const found = engine.output(output, frame, one);
    mask |= found & isNull ? split(output, frame, one, engine, others) : found;
    // One case gives NULL for all that can be told.
    if (mask & isNull) return mask;
  }
  return mask;
}

/** The columns of an output and of the conditions on its rows that may be NULL and are spoken of more than once. */
function atomsOf(output: OutputColumn, frame: Frame, facts: Facts, engine: Engine): readonly Atom[] {
  const atoms = new Map<string, Atom>();
  const inside = new Set<Frame>([frame]);
  if (output.expression) collect(output.expression, frame, atoms, inside, engine);
  else if (output.bound) add(output.bound, frame, atoms, inside, engine);
  const asked = new Set(atoms.keys());
  for (const one of inside)
    for (const { expression } of one.level.conditions)
      if (hasAlternatives(expression)) collect(expression, one, atoms, null, engine);
  return [...atoms.entries()]
    .filter(([key, { count, bound, frame: own }]) => {
      if (!asked.has(key) || count < 2) return false;
      const mask = engine.column(bound, own, facts);
      return mayBeNull(mask) && mayBeValue(mask);
    })
    .map(([, atom]) => atom)
    .slice(0, most);
}

/** A table's column in rows of which no condition has alternatives. */
function isPlain({ bound, level }: OutputColumn): boolean {
  return bound?.of?.column != null && !level.conditions.some(({ expression }) => hasAlternatives(expression));
}

const withAlternatives = new WeakMap<Expression, boolean>();

function hasAlternatives(condition: Expression): boolean {
  let found = withAlternatives.get(condition);
  if (found === undefined) {
    found = condition.kind === "or" || condition.kind === "case" || operandsOf(condition).some(hasAlternatives);
    withAlternatives.set(condition, found);
  }
  return found;
}

/** `inside`: the levels whose expressions are looked into; null: of conditions only columns are. */
function collect(
  expression: Expression,
  frame: Frame,
  atoms: Map<string, Atom>,
  inside: Set<Frame> | null,
  engine: Engine,
): void {
  if (expression.kind === "column") {
    const bound = frame.level.scopes.resolve(expression);
    if (bound !== null && typeof bound === "object") add(bound, frame, atoms, inside, engine);
    return;
  }
  if (expression.kind === "call" && (expression.window || isAggregate(expression.name))) return;
  for (const operand of operandsOf(expression)) collect(operand, frame, atoms, inside, engine);
}

function add(bound: Bound, frame: Frame, atoms: Map<string, Atom>, inside: Set<Frame> | null, engine: Engine): void {
  const own = frameOf(bound.relation.level, frame);
  if (!own || bound.column === "*" || bound.merged.length > 1) return;
  const output = bound.of?.output;
  const extensions = engine.structureOf(own.level).extensions.get(bound.relation) ?? [];
  if (output && extensions.length === 0 && output.level.kind === "select") {
    const inner = engine.frameOf(output.level, `${own.path}${idOf(bound.relation)}/`, own);
    if (inner.mode === "sets") return;
    inside?.add(inner);
    if (output.expression) return collect(output.expression, inner, atoms, inside, engine);
    if (output.bound) return add(output.bound, inner, atoms, inside, engine);
  }
  const key = columnKey(bound, own);
  const atom = atoms.get(key) ?? { bound, frame: own, count: 0 };
  atom.count++;
  atoms.set(key, atom);
}
