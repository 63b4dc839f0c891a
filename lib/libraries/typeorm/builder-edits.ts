import type { TSESTree } from "@typescript-eslint/utils";
import type { Edit } from "../../model/span.ts";
import type { SoftDeleteColumn } from "../../model/statement.ts";
import { isHere, isPlace, type Step } from "../../source/built/built.ts";
import { renamed } from "../../read/builder/object-edits.ts";
import { markOf } from "./edits.ts";
import { propertyOf, type Changes, type Level, type TypeormContext } from "./query.ts";
import type { BuilderState, Source } from "./state.ts";

/**
 * What may be asked of a table in a builder's query. In: `join`, the step that joins it; null for FROM and the target
 * of a change.
 */
export function builderChanges(
  state: BuilderState,
  source: Source,
  join: Step | null,
  context: TypeormContext,
): Changes {
  // Whoever asks for deleted rows is given them.
  if (state.withDeleted && state.kind === "select") return { settled: true };
  return {
    addLiveFilter: (column) =>
      join
        ? liveInJoin(join, source.level, column, context)
        : source === state.main
          ? liveInWhere(state, source.level, column, context)
          : null,
    softDelete: (column) => (state.kind === "delete" ? softDeletion(state, source.level, column) : null),
  };
}

/** `u.deletedAt IS NULL` */
function liveText({ table, alias }: Level, { column, live }: SoftDeleteColumn, isSelect: boolean): string {
  const property = propertyOf(table, column);
  const name = isSelect ? `${alias ?? ""}.${property}` : property;
  return live === null ? `${name} IS NULL` : `${name} = ${String(live)}`;
}

/** `.andWhere("u.deletedAt IS NULL")` behind the last condition. */
function liveInWhere(
  state: BuilderState,
  level: Level,
  column: SoftDeleteColumn,
  context: TypeormContext,
): readonly Edit[] | null {
  // Behind `a OR b` one more AND would hold for b alone.
  if (state.kind === "insert" || state.wheres.slice(1).some(({ bool }) => bool === "or") || state.isSubquery)
    return null;
  const [first] = state.steps;
  const here = first ? contiguous(first, state.steps) : [];
  const conditions = state.steps.filter(({ name }) => /where/i.test(name));
  // A `where` that comes later would take the place of every condition before it.
  if (conditions.some((step) => step.name === "where" && !here.includes(step))) return null;
  const last =
    [...here].reverse().find(({ name }) => /where/i.test(name)) ??
    [...here].reverse().find(({ name }) => /join|^from$|^set$|^update$/i.test(name)) ??
    here[0];
  if (!last || last.arguments === null || !isHere(last.place)) return null;
  if (/^get|^execute$|^stream$/.test(last.name)) return null;
  const hasCondition = state.wheres.length > 0;
  const at = last.place.node.range[1];
  const text = liveText(level, column, state.kind === "select");
  return [
    {
      span: { start: at, end: at },
      text: `${lineBreak(last, context)}.${hasCondition ? "andWhere" : "where"}(${quoted(text, context)})`,
    },
  ];
}

const quoted = (text: string, { run }: TypeormContext): string => {
  const quote = /\bfrom '/.test(run.module.text) ? "'" : '"';
  return text.includes(quote) ? `\`${text}\`` : `${quote}${text}${quote}`;
};

/** In the ON of a join: the argument behind its alias. */
function liveInJoin(
  join: Step,
  level: Level,
  column: SoftDeleteColumn,
  context: TypeormContext,
): readonly Edit[] | null {
  const skipped = /AndMap/.test(join.name) ? 1 : 0;
  const [, alias, on] = (join.arguments ?? []).slice(skipped);
  if (join.spread || !isHere(join.place) || !alias || !isPlace(alias)) return null;
  const text = liveText(level, column, true);
  if (!on)
    return alias.node.parent === join.place.node
      ? [{ span: { start: alias.node.range[1], end: alias.node.range[1] }, text: `, ${quoted(text, context)}` }]
      : null;
  if (!isPlace(on) || !isHere(on) || !isPlainText(on.node) || /\bor\b/i.test(context.text(on) ?? "or")) return null;
  const end = on.node.range[1] - 1;
  return [{ span: { start: end, end }, text: ` AND ${text}` }];
}

const isPlainText = (node: TSESTree.Node): boolean =>
  (node.type === "Literal" && typeof node.value === "string" && node.value !== "") ||
  (node.type === "TemplateLiteral" && node.expressions.length === 0);

/**
 * `.softDelete()` in place of `.delete()`; `.update(User).set({ deletedAt: new Date() })` where the entity knows of no
 * soft deletion.
 */
function softDeletion(state: BuilderState, { table }: Level, column: SoftDeleteColumn): readonly Edit[] | null {
  const step = state.steps.find(({ name }) => name === "delete");
  if (!step || !isHere(step.at)) return null;
  if (table?.modelSoftDelete?.column === column.column) return renamed(step.at, "softDelete");
  const mark = markOf(column, table);
  if (!mark) return null;
  const next = state.steps[state.steps.indexOf(step) + 1];
  const start = step.at.node.range[0];
  if (
    next?.name === "from" &&
    contiguous(step, state.steps).includes(next) &&
    next.arguments?.[0] &&
    isPlace(next.arguments[0])
  ) {
    const { node, frame } = next.arguments[0];
    return [
      {
        span: { start, end: next.place.node.range[1] },
        text: `update(${frame.module.text.slice(node.range[0], node.range[1])}).set({ ${mark} })`,
      },
    ];
  }
  return [{ span: { start, end: step.place.node.range[1] }, text: `update().set({ ${mark} })` }];
}

/** The steps from one on that are taken in the same expression. */
function contiguous(first: Step, steps: readonly Step[]): readonly Step[] {
  const found: Step[] = [];
  for (const step of steps.slice(steps.indexOf(first))) {
    const before = found.at(-1);
    if (before && (receiverOf(step.place.node) !== before.place.node || step.place.frame !== before.place.frame)) break;
    found.push(step);
  }
  return found;
}

function receiverOf(node: TSESTree.Node): TSESTree.Node | null {
  const member = node.type === "CallExpression" ? node.callee : node;
  return member.type === "MemberExpression" ? member.object : null;
}

/** The white space before the step, where each stands on a line of its own. */
function lineBreak({ at, place }: Step, { run }: TypeormContext): string {
  if (place.frame.module !== run.module) return "";
  return /\r?\n[ \t]*$/.exec(run.module.text.slice(0, at.node.range[0] - 1))?.[0] ?? "";
}
