import { isPlace, type Step } from "../../source/built/built.ts";
import type { SqlText } from "../../model/sql-text.ts";
import { condition } from "./expression.ts";
import { callsOf, given, handed } from "./chain.ts";
import { fromItems, join, joins } from "./from.ts";
import { assignments, ignored, targetOf, values } from "./insert.ts";
import type { Draft, Level } from "./names.ts";
import { outputs, stars } from "./select.ts";
import { joined, together } from "../../read/builder/written.ts";

type Calls = readonly [Step, ...Step[]];

/** The clauses that an UPDATE and a DELETE share. */
interface Change {
  sets: SqlText[];
  sources: SqlText[];
  joins: SqlText[];
  where: SqlText[];
  returning: SqlText[];
}

function changeOf(draft: Draft, level: Level, calls: Calls): Change {
  const { writer } = draft;
  const change: Change = { sets: [], sources: [], joins: [], where: [], returning: [] };
  const [, ...rest] = calls;
  for (const call of rest) {
    if (call.name === "from" || call.name === "using")
      change.sources.push(fromItems(draft, level, call, { call, calls }));
    else if (Object.hasOwn(joins, call.name)) change.joins.push(join(draft, level, call, { call, calls }));
  }
  for (const call of rest) {
    if (call.name === "from" || call.name === "using" || Object.hasOwn(joins, call.name) || ignored.has(call.name))
      continue;
    if (call.name === "set") change.sets.push(assignments(draft, level, level, call));
    else if (call.name === "where") change.where.push(condition(draft, level, call));
    else if (call.name === "whereRef") change.where.push(condition(draft, level, call, true));
    else if (call.name === "clearWhere") change.where = [];
    else if (call.name === "returning") change.returning.push(...outputs(draft, level, call));
    else if (call.name === "returningAll") change.returning.push(...stars(draft, level, call));
    else if (call.name === "clearReturning") change.returning = [];
    else if (!/^(?:orderBy|limit|clearOrderBy|clearLimit)$/.test(call.name))
      change.where.push(writer.unknown(call.place));
  }
  return change;
}

/** Writes `updateTable(…)…`. */
export function updateOf(draft: Draft, level: Level, head: SqlText, calls: Calls): SqlText {
  const { writer } = draft;
  const [first] = calls;
  const target = fromItems(draft, level, first, { call: first, calls });
  const { sets, sources, joins: joined_, where, returning } = changeOf(draft, level, calls);
  return together(
    head,
    writer.sql("update", first.at),
    target,
    writer.sql("set", first.at),
    sets.length > 0 ? joined(sets, ", ") : writer.unknown(first.place),
    sources.length > 0 ? together(writer.sql("from", first.at), joined(sources, ", "), ...joined_) : null,
    ending(draft, first, where, returning),
  );
}

/** Writes `deleteFrom(…)…`. */
export function deleteOf(draft: Draft, level: Level, head: SqlText, calls: Calls): SqlText {
  const { writer } = draft;
  const [first] = calls;
  const target = fromItems(draft, level, first, { call: first, calls });
  const { sources, joins: joined_, where, returning } = changeOf(draft, level, calls);
  return together(
    head,
    writer.sql("delete from", first.at),
    target,
    sources.length > 0 ? together(writer.sql("using", first.at), joined(sources, ", "), ...joined_) : null,
    ending(draft, first, where, returning),
  );
}

function ending({ writer }: Draft, { at }: Step, where: readonly SqlText[], returning: readonly SqlText[]): SqlText {
  return together(
    where.length > 0 ? together(writer.sql("where", at), joined(where, " and ")) : null,
    returning.length > 0 ? together(writer.sql("returning", at), joined(returning, ", ")) : null,
  );
}

/** Writes `mergeInto(…).using(…).whenMatched().thenUpdateSet(…)…`. */
export function mergeOf(draft: Draft, level: Level, head: SqlText, calls: Calls): SqlText {
  const { writer, run } = draft;
  const [first, ...rest] = calls;
  const target = targetOf(draft, level, first);
  const own: Level = { relations: [...level.relations], common: level.common, outer: level.outer, depth: level.depth };
  const pieces: SqlText[] = [];
  const returning: SqlText[] = [];
  for (const call of rest) {
    const [what] = call.arguments ?? [];
    if (call.name === "using" && what) {
      const text = join(draft, level, { ...call, name: "innerJoin" }, { call, calls });
      // The join's words are MERGE's own here.
      pieces.push(together(writer.sql("using", call.at), text.slice(1)));
    } else if (call.name.startsWith("when")) pieces.push(when(draft, level, call));
    else if (call.name === "thenDelete") pieces.push(writer.sql("then delete", call.at));
    else if (call.name === "thenDoNothing") pieces.push(writer.sql("then do nothing", call.at));
    else if (call.name === "thenUpdateSet")
      pieces.push(together(writer.sql("then update set", call.at), assignments(draft, level, own, call)));
    else if (call.name === "thenUpdate" && what) {
      const update = callsOf(given(run, what, handed("expression builder", isPlace(what) ? what : what.place)), run);
      const sets =
        update?.calls.filter(({ name }) => name === "set").map((each) => assignments(draft, level, own, each)) ?? [];
      pieces.push(
        together(writer.sql("then update set", call.at), sets.length > 0 ? joined(sets, ", ") : writer.unknown(what)),
      );
    } else if (call.name === "thenInsertValues" && what)
      pieces.push(
        together(
          writer.sql("then insert", call.at),
          values(draft, { ...level, relations: [...own.relations, ...level.relations] }, what),
        ),
      );
    else if (call.name === "returning") returning.push(...outputs(draft, level, call));
    else if (call.name === "returningAll") returning.push(...stars(draft, level, call));
    else if (!ignored.has(call.name)) pieces.push(writer.unknown(call.place));
  }
  return together(
    head,
    writer.sql("merge into", first.at),
    target,
    ...pieces,
    returning.length > 0 ? together(writer.sql("returning", first.at), joined(returning, ", ")) : null,
  );
}

function when(draft: Draft, level: Level, call: Step): SqlText {
  const { writer } = draft;
  const words = call.name.startsWith("whenNotMatchedBySource")
    ? "when not matched by source"
    : call.name.startsWith("whenNotMatched")
      ? "when not matched"
      : "when matched";
  const asks = call.name.includes("And") && (call.arguments?.length ?? 0) > 0;
  return together(
    writer.sql(words, call.at),
    asks ? together(writer.sql("and", call.at), condition(draft, level, call, call.name.endsWith("Ref"))) : null,
  );
}
