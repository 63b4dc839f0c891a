import type { Edit, Span } from "../../model/span.ts";
import type { Reading } from "../../model/reading.ts";
import { joinedEdits } from "./joined-edits.ts";
import type { BuilderEdits, Site } from "../../model/site.ts";
import type { SqlText } from "../../model/sql-text.ts";
import type { SoftDeleteColumn, TableReference } from "../../model/statement.ts";
import { castRows } from "../../source/cast-rows.ts";
import { whereReached } from "../../source/built/decisions.ts";
import type { BuilderCall } from "../../source/built/builder-call.ts";
import type { Place } from "../../source/built/built.ts";
import type { SourceModule } from "../../source/module.ts";
import { spanOf } from "../../source/nodes.ts";
import { readSite } from "../sql/read-site.ts";
import { joined, type Written, type WrittenRelation } from "./written.ts";
import {
  textOfWritten,
  writtenOneByOne,
  writtenPaths,
  type BuilderContext,
  type WrittenPaths,
} from "./written-paths.ts";

/**
 * Reads a chain of calls of a query builder: what it would send on the paths through the program that make it is
 * written as SQL, with optional pieces and choices, and read as every other text is. Out: null where the chain is no
 * statement.
 */
export function readBuilder(call: BuilderCall, module: SourceModule, context: BuilderContext): Reading | null {
  const paths = writtenPaths(call, module, context);
  const reading = readPaths(paths, call, module, context);
  // Pieces that do not make statements in every combination: what is sent on each path does.
  const isBroken = paths.inPieces && reading !== null && reading.status !== "checked";
  return isBroken ? readPaths(writtenOneByOne(call, module, context), call, module, context) : reading;
}

function readPaths(
  { results, complete, exhausted }: WrittenPaths,
  call: BuilderCall,
  module: SourceModule,
  { reader, parser }: BuilderContext,
): Reading | null {
  // On a way that gives nothing the library sends nothing, or refuses to.
  const everywhere = results.filter((one): one is Written => one !== null && typeof one === "object");
  const written = distinct(everywhere);
  const [first] = written;
  if (!first)
    return exhausted
      ? { site: builderSite(call, module), status: "unread", reason: tooLong, variants: [], holes: [] }
      : null;
  const isEveryWay = complete && !exhausted && !results.includes("unknown");
  const options = written.map(({ statements }) => joined(statements, ";\n"));
  const unplaced = builderSite(call, module);
  const [only] = options.length === 1 ? options : [];
  const text: SqlText = only ?? [{ kind: "choice", span: unplaced.span, condition: null, options }];
  const site: Site = {
    ...unplaced,
    text,
    placeholders: reader.placeholders,
    result: first.result,
    ...((first.typed ?? reader.typed) && !castRows(call.node, call.library) ? { typed: true } : {}),
    ...(reader.stamps ? { stamps: true } : {}),
    ...(reader.sendsAsGiven ? { sendsAsGiven: true } : {}),
    ...(first.claims?.size ? { claims: claimsOf(first.claims, module) } : {}),
    editing: editingOf(
      everywhere.flatMap(({ relations }) => relations),
      first.grouped ?? reader.grouped ?? false,
    ),
  };
  const reading = readSite(site, module.text, parser);
  // What a reader says of a statement tells more than which piece of its text is not known.
  const reason =
    (reading.status === "unread" ? reading.reason : null) ??
    written.find(({ unknown }) => unknown)?.unknown ??
    reading.reason ??
    (isEveryWay ? null : exhausted ? tooLong : "it is put together in more ways than are read");
  // What the library itself sends is sent beside the text.
  const pasted = reading.holes.filter(({ hole }) => hole.treatment === "spliced");
  return {
    ...reading,
    holes: pasted,
    ...(isEveryWay ? {} : { waysLeft: true as const }),
    reason,
    status: reading.status === "checked" && reason !== null ? "partly" : reading.status,
  };
}

function claimsOf(claims: ReadonlyMap<string, Place>, module: SourceModule): ReadonlyMap<string, Span> {
  const own = [...claims].filter(([, { frame }]) => frame.module === module);
  return new Map(own.map(([name, { node }]) => [name, spanOf(node)]));
}

const tooLong = "it is put together in more steps than are followed";

/** Ways on which the same is sent, made of the same pieces, are one. */
function distinct(written: readonly Written[]): Written[] {
  const byText = new Map(written.map((one) => [textOfWritten(one), one]));
  return [...byText.values()];
}

/** The site of a builder of which nothing is read yet. */
export function builderSite(call: BuilderCall, module: SourceModule): Site {
  const span = { start: call.node.range[0], end: call.node.range[1] };
  return {
    library: call.library,
    how: call.how,
    kind: "builder",
    role: "statement",
    span,
    call: span,
    callee: calleeOf(module, call),
    text: [],
    placeholders: "any",
    values: { kind: "unknown" },
    result: "other",
  };
}

/** One change serves every way through the program that names the table at its place, or there is none. */
function onEveryWay(made: readonly (readonly Edit[] | null)[]): readonly Edit[] | null {
  return made.includes(null) ? null : (made[0] ?? null);
}

/** What a library spells as `= false` would lose the rows that were never marked. */
function liveFilterOf(relation: WrittenRelation, column: SoftDeleteColumn): readonly Edit[] | null {
  return column.unmarkedIsNull ? null : (relation.addLiveFilter?.(column) ?? null);
}

/** The change that marks rows as deleted, of live ones only: the time at which one was marked before stays. */
function softDeletionOf(relation: WrittenRelation, column: SoftDeleteColumn, live: boolean): readonly Edit[] | null {
  const marked = relation.softDelete?.(column) ?? null;
  // To mark a row again changes nothing in a flag.
  if (!marked || live || relation.marksLiveOnly || column.unmarkedIsNull) return marked;
  const filter = (relation.addLiveFilterToDeletion ?? relation.addLiveFilter)?.call(relation, column);
  return (filter && joinedEdits(marked, filter)) ?? marked;
}

function editingOf(relations: readonly WrittenRelation[], grouped: boolean): BuilderEdits {
  const writtenAs = (reference: TableReference): readonly WrittenRelation[] =>
    relations.filter(
      ({ span, alias }) =>
        span.start === reference.nameSpan.start &&
        span.end === reference.nameSpan.end &&
        (alias === null || alias === (reference.alias ?? reference.name)),
    );
  return {
    grouped,
    addLiveFilter: (relation, column) =>
      onEveryWay(writtenAs(relation).map((one) => whereReached(() => liveFilterOf(one, column)))),
    softDelete: (target, column, live) =>
      onEveryWay(writtenAs(target).map((one) => whereReached(() => softDeletionOf(one, column, live ?? false)))),
    liveCondition: (relation, column) =>
      column.unmarkedIsNull ? null : whereReached(() => writtenAs(relation)[0]?.liveCondition?.(column) ?? null),
    isSettled: (relation) => writtenAs(relation)[0]?.settled ?? false,
  };
}

/** `knex("users").where.first`: the members that are called, as far as a line holds them. */
function calleeOf(module: SourceModule, { node }: BuilderCall): string {
  const callee = node.type === "CallExpression" ? node.callee : node;
  const text = module.text
    .slice(callee.range[0], callee.range[1])
    .replace(/\s+/g, " ")
    .replace(/\s*(\?)?\.\s*/g, "$1.");
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}
