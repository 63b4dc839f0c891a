import type { PlacedHole } from "../../model/reading.ts";
import type { Site } from "../../model/site.ts";
import type { Span } from "../../model/span.ts";
import type { ConditionKey, Hole } from "../../model/sql-text.ts";
import { onlyEdits, type Opaque, type Statement } from "../../model/statement.ts";
import { assemble, type Assembled } from "./template/assemble.ts";
import { deriveStatement } from "./lower/derive.ts";
import { editsThrough } from "./edits/way.ts";
import type { EditableStatement } from "./edits/subject.ts";
import { editsOf } from "./edits/edits.ts";
import { namesIn } from "./edits/names-in-program.ts";
import { lowerStatement } from "./lower-statement.ts";
import type { Marks } from "./lower/marks.ts";
import { eachKey, isPresent, type Decided, type Presence } from "./template/presence.ts";
import { looselyCut } from "./template/seams.ts";
import { readSecondOpinion, secondParse } from "./parser/second-opinion.ts";
import { partAt, templateOf, type Template } from "./template/template.ts";
import { tokensOf } from "./tokens/tokens.ts";
import { optionalKeysOf, wayOf, type Variant } from "./template/variants.ts";

/** Who reads: PostgreSQL's own grammar, or the reader written in JavaScript, which knows less of it. */
export type SqlParser = "libpg-query" | "pgsql-ast-parser";

/** What was read of one way of building the text. */
export interface WayReading {
  readonly statements: readonly Statement[];
  readonly placed: readonly PlacedHole[];
  /** What was not read or is not known, or null. */
  readonly problem: string | null;
}

/**
 * A variant whose optional pieces could not all be placed in the grammar: by these keys it must be told apart first.
 */
export interface Loose {
  readonly loose: ReadonlySet<ConditionKey>;
}

/**
 * Reads a variant once, with every optional piece. In: `few`, to tell only the ways with all of them and with none of
 * them. Out: its ways, that with everything first; or the keys that must be decided before it is read.
 */
export function readVariant(
  variant: Variant,
  site: Site,
  source: string,
  parser: SqlParser,
  few: boolean,
): readonly WayReading[] | Loose {
  const template = templateOf(variant);
  const opening = openingHole(template);
  if (opening) {
    const loose = keysOf([partAt(template, opening.offset)?.presence]);
    const { hole, role, reason } = opening;
    if (loose.size > 0) return { loose };
    // What follows is as sure as in a text that is read: it is tried behind a query.
    const others = assemble(template, site.placeholders, { pasted: site.pasted, schemes: site.schemes }).flatMap(
      ({ placed }) => placed,
    );
    return [
      { statements: [], placed: [{ hole, role }, ...others.filter((one) => one.hole !== hole)], problem: reason },
    ];
  }
  const cut = template.optional ? keysOf(looselyCut(template)) : none;
  if (cut.size > 0) return { loose: cut };
  const assembled = assemble(template, site.placeholders, {
    pasted: site.pasted,
    names: site.names,
    schemes: site.schemes,
    ...(parser === "libpg-query" ? {} : { parse: secondParse }),
  });
  const told = assembled.map((one): Told =>
    parser === "libpg-query"
      ? statementOf(one, assembled.length === 1, site, source)
      : { statement: secondStatementOf(one), marks: null },
  );
  const whole = wholeOf(assembled, told);
  if (!template.optional) return [whole];
  const loose = looseIn(variant, assembled, told);
  if (loose.size > 0) return { loose };
  const others = waysOf(told, few).flatMap((decided): readonly WayReading[] => {
    const derived = derivedOn(decided, told, variant, site, source);
    if (derived) return [{ statements: derived, placed: [], problem: null }];
    const read = readVariant(wayOf(variant, decided), site, source, parser, few);
    return "loose" in read ? [] : read;
  });
  return [whole, ...others];
}

function wholeOf(assembled: readonly Assembled[], told: readonly Told[]): WayReading {
  const statements = told.map(({ statement }) => statement);
  const opaque = statements.find((statement): statement is Opaque => statement.kind === "opaque");
  const unknown = assembled
    .flatMap(({ placed, known }) => placed.filter(({ hole }) => !known.has(hole)))
    .find(({ role }) => isUnknown(role));
  return {
    statements,
    placed: assembled.flatMap(({ placed }) => placed),
    problem: opaque ? opaque.reason : unknown ? notKnown(unknown.hole) : null,
  };
}

/** The keys of the optional pieces that are no part of the grammar by themselves. */
function looseIn(variant: Variant, assembled: readonly Assembled[], told: readonly Told[]): ReadonlySet<ConditionKey> {
  const unread = keysOf(assembled.map(culpritOf));
  if (unread.size > 0) return unread;
  const loose = keysOf(told.flatMap(({ marks }) => [...(marks?.loose ?? [])]));
  if (loose.size > 0) return loose;
  // PostgreSQL's grammar accepts what cannot be told, and its pieces are not looked for.
  const opaque = told.some(({ statement }, index) => statement.kind === "opaque" && assembled[index]?.parsed.ok);
  return opaque ? optionalKeysOf(variant) : none;
}

/** The statements on one way, taken from those with everything; null where one of them would be none. */
function derivedOn(
  decided: Decided,
  told: readonly Told[],
  variant: Variant,
  site: Site,
  source: string,
): readonly Statement[] | null {
  const derived: Statement[] = [];
  for (const [index, { statement, marks }] of told.entries()) {
    const read = (): Statement | null => {
      const own = assemble(templateOf(wayOf(variant, decided)), site.placeholders, {
        pasted: site.pasted,
        names: site.names,
        schemes: site.schemes,
      });
      const one = own[index];
      return one ? statementOf(one, own.length === 1, site, source).statement : null;
    };
    const edits = site.editing ? onlyEdits(site.editing) : editsThrough(() => derived[index] ?? null, read);
    const left = marks
      ? deriveStatement(statement, marks, (presence) => isPresent(presence, decided), edits)
      : statement;
    if (!left) return null;
    derived.push(left);
  }
  return derived;
}

const none: ReadonlySet<ConditionKey> = new Set();

function keysOf(presences: Iterable<Presence | null | undefined>): ReadonlySet<ConditionKey> {
  const keys = new Set<ConditionKey>();
  for (const presence of presences) if (presence) eachKey(presence.condition, (key) => keys.add(key));
  return keys;
}

/** The optional piece at which PostgreSQL's grammar stops, or the nearest before it, or behind it. */
function culpritOf({ parsed, map, start, end }: Assembled): Presence | null {
  if (parsed.ok) return null;
  const { template } = map;
  const at = map.templateOffset(parsed.offset);
  const pieces = template.parts.filter((part) => part.presence !== null && part.end > start && part.start < end);
  const before = pieces.findLast((part) => part.start <= at);
  return (before ?? pieces[0])?.presence ?? null;
}

interface Told {
  readonly statement: Statement;
  readonly marks: Marks | null;
}

/**
 * The ways on which the answers of rules can differ: more conditions only ever leave fewer rows, and what else is
 * optional adds to a statement; so each of the two is there as a whole or not at all, independently of the other. Left
 * out: all there.
 */
function waysOf(told: readonly Told[], few: boolean): Decided[] {
  const marks = told.flatMap((one) => one.marks ?? []);
  const shapes = new Set(marks.flatMap((one) => [...one.shapes]));
  const filters = new Set(marks.flatMap((one) => [...one.filters]).filter((key) => !shapes.has(key)));
  const truths = new Map(marks.flatMap((one) => [...one.truths]));
  const way =
    (off: (key: ConditionKey) => boolean): Decided =>
    (key) =>
      (truths.get(key) ?? true) !== off(key);
  const without = [way(() => true)];
  if (few || shapes.size === 0 || filters.size === 0) return without;
  return [...without, way((key) => filters.has(key)), way((key) => !filters.has(key))];
}

function statementOf(assembled: Assembled, only: boolean, site: Site, source: string): Told {
  const { text, map, parsed } = assembled;
  const span = map.span(0, text.length);
  if (!parsed.ok) return opaqueOf(parsed.message.split("\n", 1)[0] ?? "", span);
  const [first] = parsed.statements;
  if (!first) return opaqueOf("there is no statement in the text", span);
  let subject: EditableStatement | null = null;
  const { template } = map;
  const { statement, layout, marks } = lowerStatement(first, {
    text,
    tokens: tokensOf(text),
    at: parsed.at,
    edits: site.editing ? onlyEdits({ ...site.editing, ...namesIn(source, site.kind) }) : editsOf(() => subject),
    place: (start, end) => map.span(start, end),
    parameter: (number) => assembled.parameters.get(number) ?? { name: null, hole: null },
    holeAt(start, end) {
      const hole = map.holeAt(start, end);
      return hole && assembled.known.has(hole) ? null : hole;
    },
    gaps: assembled.gaps,
    ...(site.kind === "builder" && { isSent: (start: number, end: number) => map.isSent(start, end) }),
    ...(template.optional && {
      presenceAt: (offset: number) => partAt(template, map.templateOffset(offset))?.presence ?? null,
      presenceOf: (hole: Hole) =>
        template.parts.find(({ part }) => part.kind === "hole" && part.hole === hole)?.presence ?? null,
    }),
  });
  subject = { assembled, statement, layout, site, source, only };
  return { statement, marks };
}

function opaqueOf(reason: string, span: Span): Told {
  return { statement: { kind: "opaque", reason, span }, marks: null };
}

/** As pgsql-ast-parser has it: without edits, and only where no clause of it is unknown. */
function secondStatementOf({ text, map, parsed, gaps, placed, known }: Assembled): Statement {
  const span = map.span(0, text.length);
  if (!parsed.ok) return { kind: "opaque", reason: parsed.message, span };
  // A hole that may be a condition as well as a value: this reader's model does not hold which.
  const unknown = placed.find(({ hole, role }) => !known.has(hole) && (isUnknown(role) || hole.standIns.length === 0));
  const gap = gaps[0] ?? unknown;
  if (gap) return { kind: "opaque", reason: notKnown(gap.hole), span };
  const [only, ...others] = readSecondOpinion(text, (start, end) => map.span(start, end)) ?? [];
  return only && others.length === 0 ? only : { kind: "opaque", reason: "there is no statement in the text", span };
}

/** A hole that is the whole text, or its first word: then nothing says what kind of statement it is. */
function openingHole(template: Template): (PlacedHole & { readonly offset: number; readonly reason: string }) | null {
  const offset = template.text.search(/\S/);
  const hole = template.holes.get(offset);
  if (!hole || hole.standIns.some((standIn) => /^\s*[(a-z]/i.test(standIn))) return null;
  const rest = template.text.slice(offset + 1);
  if (/^[\s;]*$/.test(rest)) return { offset, hole, role: "statement", reason: notKnown(hole) };
  if (/^\s+(?:select|insert|update|delete|merge|with|values|table)\b/i.test(rest)) return null;
  return { offset, hole, role: "fragment", reason: `the text begins with ${shown(hole)}, which is not known` };
}

/** A table, clause or condition of which nothing is known. */
function isUnknown(role: PlacedHole["role"]): boolean {
  return role === "fragment" || role === "identifier" || role === "unknown" || role === "statement";
}

/** A builder is given objects, whose text says nothing to who wrote them. */
function notKnown(hole: Hole): string {
  return hole.ofBuilder ? `what "${cut(hole)}" holds could not be followed` : `the text of ${shown(hole)} is not known`;
}

/** A hole as a reason names it. */
function shown(hole: Hole): string {
  return `\${${cut(hole)}}`;
}

function cut({ source }: Hole): string {
  const text = source.replace(/\s+/g, " ");
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}
