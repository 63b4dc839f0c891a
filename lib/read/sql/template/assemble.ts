import type { PlacedHole } from "../../../model/reading.ts";
import type { Placeholders, PlaceholderScheme } from "../../../model/site.ts";
import type { Hole } from "../../../model/sql-text.ts";
import { lex, splitStatements, type LexicalToken } from "../tokens/lexer.ts";
import { parseOnce } from "../parser/parse-cache.ts";
import type { Placeholder } from "../tokens/placeholder.ts";
import { placeholdersOf } from "../tokens/placeholders.ts";
import { schemePlaceholders } from "../tokens/schemes.ts";
import { PositionMap, type Segment } from "./position-map.ts";
import type { ParseResult } from "../parser/postgres-parser.ts";
import { SlotContext, standInsOf, type Slot, type StandIn } from "./stand-ins.ts";
import type { Template } from "./template.ts";

/** What placeholders that paste their value in would paste, by name or number. */
type Names = ReadonlyMap<string, string>;
type Pasted = ReadonlyMap<string, Hole>;
type Parse = (text: string) => ParseResult;

interface AssembleOptions {
  readonly pasted?: Pasted | undefined;
  readonly names?: Names | undefined;
  /** Placeholders of the project's own making. */
  readonly schemes?: readonly PlaceholderScheme[] | undefined;
  /** Whose grammar has to accept the text; PostgreSQL's own where nothing is said. */
  readonly parse?: Parse;
  /** A word before a dot is an alias, whatever the grammar reserves it for: a builder quotes it. */
  readonly quotesAliases?: boolean;
}

/** What `$number` stands for in an assembled text. */
export interface AssembledParameter {
  readonly name: string | null;
  readonly hole: Hole | null;
}

/** One statement of a text as PostgreSQL's parser is given it. */
export interface Assembled {
  /** Where it stands in the template. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly map: PositionMap;
  readonly parameters: ReadonlyMap<number, AssembledParameter>;
  readonly gaps: readonly { readonly hole: Hole; readonly offset: number }[];
  readonly placed: readonly PlacedHole[];
  /** Holes for which the text that is sent was put in: nothing is unknown about them but their parameters' values. */
  readonly known: ReadonlySet<Hole>;
  /** Whether all of it is sent as it stands here, a parameter in the place of each value: nothing stands in for a name or a clause. */
  readonly isSent: boolean;
  readonly parsed: ParseResult;
}

/** Parsing a statement again and again to place its holes stops here. */
const mostParses = 40;

/**
 * Turns a template into the statements PostgreSQL's parser reads: placeholders become `$n`, something stands in for
 * each hole. In: the style of the site; `any` tries each until the grammar accepts the whole text. Out: the statements
 * in order; one that cannot be read carries PostgreSQL's error.
 */
export function assemble(
  template: Template,
  style: Placeholders,
  {
    pasted = new Map(),
    names = new Map(),
    schemes = [],
    parse = parseOnce,
    quotesAliases = false,
  }: AssembleOptions = {},
): Assembled[] {
  const how: How = { pasted, names, schemes, parse, quotesAliases };
  const tokens = lex(template.text, new Set(template.holes.keys()), { dollarQuotes: style !== "dollar" });
  if (style !== "any") return assembleWith(template, tokens, style, how);
  const plain = assembleWith(template, tokens, "numbered", how);
  if (plain.every(({ parsed }) => parsed.ok)) return plain;
  for (const other of ["colon", "formatting", "at"] as const) {
    // `$1` is every library's; `$1:csv` is not.
    const own = ({ start, end, number }: Placeholder): boolean =>
      number === null || template.text.slice(start, end) !== `$${number}`;
    if (!placeholdersOf(template.text, tokens, other).some(own)) continue;
    const assembled = assembleWith(template, tokens, other, how);
    if (assembled.every(({ parsed }) => parsed.ok)) return assembled;
  }
  return plain;
}

interface How {
  readonly pasted: Pasted;
  readonly names: Names;
  readonly schemes: readonly PlaceholderScheme[];
  readonly parse: Parse;
  readonly quotesAliases: boolean;
}

function assembleWith(
  template: Template,
  tokens: readonly LexicalToken[],
  style: Exclude<Placeholders, "any">,
  { pasted, names, schemes, parse, quotesAliases }: How,
): Assembled[] {
  const placeholders = allPlaceholders(template.text, tokens, style, schemes);
  const numbers = new Numbers(placeholders);
  const namedBy = (placeholder: Placeholder): string | undefined =>
    names.get(placeholder.name ?? String(numbers.of(placeholder)));
  const seen = withPlaceholders(
    tokens,
    placeholders.filter(({ inside }) => !inside),
  );
  return splitStatements(seen).map((statement) => {
    const within = placeholders.filter(({ start }) => start >= statement.start && start < statement.end);
    const read = (replaced: readonly Placeholder[]): Assembled =>
      place(
        new Draft(template, statement.start, statement.end, statement.tokens, replaced, numbers, { pasted, namedBy }),
        parse,
      );
    const assembled = read(within);
    if (assembled.parsed.ok) return assembled;
    const renamed = newlyReserved.test(assembled.parsed.message)
      ? oldNames(statement.tokens)
      : quotesAliases
        ? aliasesIn(statement.tokens)
        : [];
    return renamed.length > 0 ? read([...within, ...renamed].sort((one, other) => one.start - other.start)) : assembled;
  });
}

/** The placeholders of a library, and those of the project's own making, which go before them. */
function allPlaceholders(
  text: string,
  tokens: readonly LexicalToken[],
  style: Exclude<Placeholders, "any">,
  schemes: readonly PlaceholderScheme[],
): readonly Placeholder[] {
  const own = schemes.length === 0 ? [] : schemePlaceholders(text, tokens, schemes);
  const others = placeholdersOf(text, tokens, style);
  if (own.length === 0) return others;
  const free = others.filter((one) => !own.some(({ start, end }) => one.start < end && one.end > start));
  return [...own, ...free].sort((one, other) => one.start - other.start);
}

/** Reserved since PostgreSQL 16: older applications have tables of this name. */
const newlyReserved = /at or near "system_user"$/i;

function oldNames(tokens: readonly LexicalToken[]): Placeholder[] {
  return tokens.flatMap(({ kind, text, start, end }) =>
    kind === "word" && /^system_user$/i.test(text)
      ? [{ start, end, name: null, number: null, kind: "name" as const }]
      : [],
  );
}

/** Words that a dot touches: `user.email`. */
function aliasesIn(tokens: readonly LexicalToken[]): Placeholder[] {
  return tokens.flatMap(({ kind, start, end }, index) => {
    const next = tokens[index + 1];
    const isAlias = kind === "word" && next?.text === "." && next.start === end && tokens[index - 1]?.text !== ".";
    return isAlias ? [{ start, end, name: null, number: null, kind: "name" as const }] : [];
  });
}

/** The tokens with each placeholder as one parameter. */
function withPlaceholders(tokens: readonly LexicalToken[], placeholders: readonly Placeholder[]): LexicalToken[] {
  const seen: LexicalToken[] = [];
  let next = 0;
  for (const token of tokens) {
    for (let one = placeholders[next]; one && one.end <= token.start; one = placeholders[next]) next++;
    let from = token.start;
    // An operator that ends in a placeholder (`=?`) is cut in two.
    for (let index = next; index < placeholders.length; index++) {
      const placeholder = placeholders[index];
      if (!placeholder || placeholder.start >= token.end) break;
      const { start, end, kind } = placeholder;
      if (start > from)
        seen.push({
          ...token,
          start: from,
          end: start,
          text: token.text.slice(from - token.start, start - token.start),
        });
      if (kind !== "mark" && seen.at(-1)?.start !== start) {
        const text = "?";
        seen.push({ kind: kind === "operator" ? "operator" : "parameter", start, end, text, closed: true });
      }
      from = Math.max(from, end);
    }
    if (from < token.end)
      seen.push(from === token.start ? token : { ...token, start: from, text: token.text.slice(from - token.start) });
  }
  return seen;
}

/** The parameter numbers of one text: those written, one for each name and each `?`, then one for each hole. */
class Numbers {
  readonly #of = new Map<Placeholder, number>();
  readonly first: number;

  constructor(placeholders: readonly Placeholder[]) {
    const names = new Map<string, number>();
    let last = placeholders.reduce((most, { number }) => Math.max(most, number ?? 0), 0);
    for (const placeholder of placeholders) {
      const { name, number, kind } = placeholder;
      // PostgreSQL's own `?` takes no value.
      if (kind === "operator" || kind === "name" || kind === "mark") continue;
      const known = number ?? (name === null ? undefined : names.get(name));
      const given = known ?? ++last;
      if (name !== null) names.set(name, given);
      this.#of.set(placeholder, given);
    }
    this.first = last + 1;
  }

  of(placeholder: Placeholder): number {
    return this.#of.get(placeholder) ?? 0;
  }
}

interface Choice {
  readonly slot: Slot;
  readonly standIns: readonly StandIn[];
  /** Whether an expression of the program is known that fills it, rather than a library's placeholder only. */
  readonly real: boolean;
  readonly operand: boolean;
}

/** What may stand in a slot. In: the string, name or comment it stands in, if any, and the tokens that are no comments. */
function choiceOf(slot: Slot, inside: LexicalToken | null, tokens: readonly LexicalToken[], real: boolean): Choice {
  const context = new SlotContext(tokens, inside ? { ...slot, start: inside.start, end: inside.end } : slot);
  return { slot, real, operand: !inside && context.isOperand, standIns: standInsOf(context, inside) };
}

/** A statement whose holes still wait for their stand-ins. */
class Draft {
  readonly choices: readonly Choice[];
  readonly #template: Template;
  readonly #start: number;
  readonly #end: number;
  readonly #placeholders: readonly Placeholder[];
  readonly #numbers: Numbers;
  readonly #name: string;

  constructor(
    template: Template,
    start: number,
    end: number,
    tokens: readonly LexicalToken[],
    placeholders: readonly Placeholder[],
    numbers: Numbers,
    {
      pasted,
      namedBy,
    }: { readonly pasted: Pasted; readonly namedBy: (placeholder: Placeholder) => string | undefined },
  ) {
    this.#template = template;
    this.#start = start;
    this.#end = end;
    this.#numbers = numbers;
    this.#placeholders = placeholders.filter(
      ({ kind }) => kind === "parameter" || kind === "operator" || kind === "name" || kind === "mark",
    );
    this.#name = freeName(template.text);
    const significant = tokens.filter(({ kind }) => kind !== "comment");
    const choices: Choice[] = [];
    for (const [offset, hole] of template.holes) {
      if (offset < start || offset >= end) continue;
      const slot = { start: offset, end: offset + 1, hole };
      const inside =
        tokens.find((token) => token.start <= offset && token.end > offset && token.kind !== "hole") ?? null;
      choices.push(choiceOf(slot, inside, significant, true));
    }
    for (const placeholder of placeholders) {
      if (placeholder.kind !== "identifier" && placeholder.kind !== "raw") continue;
      const known = placeholder.kind === "raw" ? pasted.get(placeholder.name ?? String(placeholder.number)) : undefined;
      const slot = {
        start: placeholder.start,
        end: placeholder.end,
        hole: known ?? holeOf(placeholder, template, namedBy(placeholder)),
      };
      const real = known !== undefined;
      choices.push(choiceOf(slot, placeholder.inside ?? null, significant, real));
    }
    this.choices = choices.sort((one, other) => one.slot.start - other.slot.start);
  }

  /** The text with a stand-in chosen for each hole. */
  compose(
    chosen: readonly number[],
  ): Omit<Assembled, "parsed" | "placed" | "known" | "isSent"> & { readonly segments: readonly Segment[] } {
    const source = this.#template.text;
    const segments: Segment[] = [];
    const parameters = new Map<number, AssembledParameter>();
    const gaps: { hole: Hole; offset: number }[] = [];
    let text = "";
    let next = this.#numbers.first;
    let at = this.#start;
    const put = (sql: string, from: number, to: number, hole: Hole | null): void => {
      keep(from);
      segments.push({ start: text.length, end: text.length + sql.length, from, to, kept: false, hole });
      text += sql;
      at = to;
    };
    const keep = (to: number): void => {
      if (to <= at) return;
      segments.push({ start: text.length, end: text.length + to - at, from: at, to, kept: true, hole: null });
      text += source.slice(at, to);
      at = to;
    };
    const pieces = [
      ...this.choices.map((choice, index) => ({ at: choice.slot.start, index, placeholder: null })),
      ...this.#placeholders.map((placeholder) => ({ at: placeholder.start, index: -1, placeholder })),
    ].sort((one, other) => one.at - other.at);
    for (const { index, placeholder } of pieces) {
      if (placeholder) {
        if (placeholder.start < at) continue;
        if (placeholder.kind === "mark") {
          put("", placeholder.start, placeholder.end, null);
          continue;
        }
        if (placeholder.kind === "operator" || placeholder.kind === "name") {
          const sql =
            placeholder.kind === "operator"
              ? "?"
              : `"${source.slice(placeholder.start, placeholder.end).toLowerCase()}"`;
          put(sql, placeholder.start, placeholder.end, null);
          continue;
        }
        const number = this.#numbers.of(placeholder);
        parameters.set(number, { name: placeholder.name, hole: null });
        if (source.slice(placeholder.start, placeholder.end) === `$${number}`) keep(placeholder.end);
        else
          put(
            apart(
              source,
              placeholder.start,
              placeholder.end,
              (placeholder.written ?? "$?").replace("$?", `$${number}`),
            ),
            placeholder.start,
            placeholder.end,
            null,
          );
        continue;
      }
      const choice = this.choices[index];
      if (!choice) continue;
      const { slot, standIns } = choice;
      const standIn = standIns[chosen[index] ?? 0];
      if (slot.start < at || !standIn) continue;
      const sql = standIn.sql.replace(/\$(\?|number|name)/g, (_, what: string) => {
        if (what === "name") return `${this.#name}_${index + 1}`;
        const number = next++;
        parameters.set(number, { name: null, hole: what === "number" ? null : slot.hole });
        return what === "number" ? String(number) : `$${number}`;
      });
      put(
        standIn.sql.startsWith("$?") || standIn.role === "keyword" ? apart(source, slot.start, slot.end, sql) : sql,
        slot.start,
        slot.end,
        slot.hole,
      );
      if (sql === "" && !standIn.harmless) gaps.push({ hole: slot.hole, offset: text.length });
    }
    keep(this.#end);
    const map = new PositionMap(this.#template, segments);
    return { start: this.#start, end: this.#end, text, segments, map, parameters, gaps };
  }
}

/** White space where a stand-in would run together with a word beside it. */
function apart(source: string, start: number, end: number, sql: string): string {
  if (sql === "" || /^[0-9]/.test(sql)) return sql;
  const before = /[\w$\u0080-\ufffb]/.test(source[start - 1] ?? "") ? " " : "";
  const after = /[\w$]/.test(source[end] ?? "") ? " " : "";
  return before + sql + after;
}

function freeName(text: string): string {
  let name = "rowguard";
  while (text.includes(`${name}_`)) name += "_";
  return name;
}

/** A placeholder that is not a value, as the hole it amounts to. */
function holeOf(placeholder: Placeholder, template: Template, name: string | undefined): Hole {
  const { start, end, kind } = placeholder;
  const map = new PositionMap(template, [{ start, end, from: start, to: end, kept: true, hole: null }]);
  const span = map.span(start, end);
  const escaped = kind === "identifier";
  return {
    span,
    outer: span,
    source: template.text.slice(start, end),
    treatment: escaped ? "escaped" : "spliced",
    value: escaped ? "escaped" : "unknown",
    standIns: escaped && name !== undefined ? [name] : [],
  };
}

/**
 * Finds stand-ins with which the grammar accepts the statement: first the likeliest for each hole, then, led by the
 * place of the error, others for the holes around it; a change is kept when the error moves on.
 */
function place(draft: Draft, parse: Parse): Assembled {
  let chosen = draft.choices.map(() => 0);
  let composed = draft.compose(chosen);
  let parsed = parse(composed.text);
  let tries = 1;
  const errorAt = (text: typeof composed, result: ParseResult): number =>
    result.ok ? Infinity : sourceOffset(text.segments, result.offset);
  let reached = errorAt(composed, parsed);
  for (let improved = true; improved && !parsed.ok && tries < mostParses;) {
    improved = false;
    search: for (const index of nearest(draft.choices, reached)) {
      const count = draft.choices[index]?.standIns.length ?? 0;
      for (let candidate = 0; candidate < count; candidate++) {
        if (candidate === chosen[index]) continue;
        if (tries++ >= mostParses) break search;
        const other = chosen.map((choice, at) => (at === index ? candidate : choice));
        const text = draft.compose(other);
        const result = parse(text.text);
        const offset = errorAt(text, result);
        if (offset <= reached) continue;
        [chosen, composed, parsed, reached, improved] = [other, text, result, offset, true];
        break search;
      }
    }
  }
  const placed = draft.choices.flatMap(({ slot, standIns, real, operand }, index): PlacedHole[] => {
    if (!real) return [];
    const role = parsed.ok ? (standIns[chosen[index] ?? 0]?.role ?? "unknown") : surely(standIns);
    return [{ hole: slot.hole, role, ...(operand ? { operand } : {}) }];
  });
  const known = new Set(
    draft.choices.flatMap(({ slot, standIns }, index) => (standIns[chosen[index] ?? 0]?.known ? [slot.hole] : [])),
  );
  const isSent = draft.choices.every(({ standIns }, index) => isAsSent(standIns[chosen[index] ?? 0]));
  const { start, end, text, map, parameters, gaps } = composed;
  return {
    start,
    end,
    text,
    map,
    parameters,
    gaps: gaps.filter(({ hole }) => !known.has(hole)),
    placed,
    known,
    isSent: isSent && parsed.ok,
    parsed,
  };
}

/** A value, for which a parameter stands; what stands in a list may be any number of them. */
const isAsSent = (standIn: StandIn | undefined): boolean =>
  standIn !== undefined &&
  (standIn.known === true ||
    ((standIn.role === "value" || standIn.role === "list") &&
      /\$\?/.test(standIn.sql) &&
      !standIn.sql.includes("$name")));

/** The role of a hole in a statement that was not read: known only inside a literal. */
function surely(standIns: readonly StandIn[]): PlacedHole["role"] {
  const [only, ...others] = standIns;
  return only && others.length === 0 ? only.role : "unknown";
}

/** The holes to change for an error: the nearest before it first, then the nearest behind. */
function nearest(choices: readonly Choice[], offset: number): number[] {
  const before = choices.flatMap(({ slot }, index) => (slot.start <= offset ? [index] : [])).reverse();
  const behind = choices.flatMap(({ slot }, index) => (slot.start > offset ? [index] : []));
  return [...before.slice(0, 4), ...behind.slice(0, 1)];
}

function sourceOffset(segments: readonly Segment[], offset: number): number {
  const segment = segments.find(({ end }) => offset < end);
  if (!segment) return segments.at(-1)?.to ?? 0;
  return segment.kept ? segment.from + offset - segment.start : segment.from;
}
