import type { Expression } from "../../../model/expression.ts";
import type { ConditionKey } from "../../../model/sql-text.ts";
import type { CommonTable, FromItem, Query, Statement } from "../../../model/statement.ts";
import type { Lowering, WrittenList } from "./lowering.ts";
import { common, conditionOf, eachKey, isWithin, nameOf, type Presence } from "../template/presence.ts";
import type { Run } from "../tokens/token-line.ts";

/** What of a statement is there on some ways through the program only. */
export interface Marks {
  /** Conjuncts, items of lists. A row of VALUES is known by its array. */
  readonly parts: ReadonlyMap<object, Presence>;
  /** Joins, without which their left side stands alone. */
  readonly joins: ReadonlyMap<object, Presence>;
  /** Whole clauses, by the level that has them: what its properties are without each. */
  readonly clauses: ReadonlyMap<object, readonly ClauseMark[]>;
  /** The keys that decide on conditions alone: more of them leave fewer rows, and nothing else changes. */
  readonly filters: ReadonlySet<ConditionKey>;
  /** The other keys. */
  readonly shapes: ReadonlySet<ConditionKey>;
  /** How each of the keys must be decided for its pieces to be there. */
  readonly truths: ReadonlyMap<ConditionKey, boolean>;
  /** Pieces that are no such part of the grammar, or do not leave one behind on every way. */
  readonly loose: ReadonlySet<Presence>;
}

export interface ClauseMark {
  readonly presence: Presence;
  readonly without: Readonly<Record<string, unknown>>;
}

/**
 * Finds what the optional pieces of a statement's text are in its model, and says it on the nodes. A piece counts where
 * all of its tokens are those of a conjunct, a clause, a join or an item of a list with the AND or comma that goes with
 * it, so that what is left is a statement whichever pieces are there. Out: null where nothing is optional.
 */
export function markOptional(lowering: Lowering, statement: Statement, run: Run): Marks | null {
  const { presenceAt } = lowering.context;
  if (!presenceAt) return null;
  const presences = lowering.line.tokens.map(({ start }) => presenceAt(start));
  const marker = new Marker(lowering, presences);
  marker.statement(statement, null);
  return marker.marks(run);
}

class Marker {
  readonly #lowering: Lowering;
  /** Of each token: the piece it stands in, and the piece that the parts found so far leave it in. */
  readonly #present: readonly (Presence | null)[];
  readonly #claimed: (Presence | null)[];
  readonly #parts = new Map<object, Presence>();
  readonly #joins = new Map<object, Presence>();
  readonly #clauses = new Map<object, ClauseMark[]>();
  readonly #filters = new Set<ConditionKey>();
  readonly #shapes = new Set<ConditionKey>();
  readonly #truths = new Map<ConditionKey, boolean>();
  readonly #loose = new Set<Presence>();
  /** Whole clauses, for which the model only says it. */
  readonly #labels = new Map<object, Presence>();

  constructor(lowering: Lowering, present: readonly (Presence | null)[]) {
    this.#lowering = lowering;
    this.#present = present;
    this.#claimed = present.map(() => null);
    // What an optional text of unknown content may be depends on all that stands around it.
    for (const { hole } of lowering.context.gaps) {
      const presence = lowering.context.presenceOf?.(hole);
      if (presence) this.#loose.add(presence);
    }
  }

  marks(run: Run): Marks {
    for (let at = run[0]; at < run[1]; at++) {
      const [present, claimed] = [this.#at(at), this.#claimed[at] ?? null];
      if (present === claimed) continue;
      const shared = common(present, claimed);
      for (const end of [present, claimed])
        for (let piece = end; piece !== shared && piece; piece = piece.around) this.#loose.add(piece);
    }
    for (const [node, presence] of [...this.#labels, ...this.#parts, ...this.#joins]) {
      // A row is an array of the model, which says nothing but its values.
      if (!Array.isArray(node)) Object.assign(node, { onlyWhen: conditionOf(presence) });
    }
    return {
      parts: this.#parts,
      joins: this.#joins,
      clauses: this.#clauses,
      filters: new Set([...this.#filters].filter((key) => !this.#shapes.has(key))),
      shapes: this.#shapes,
      truths: this.#truths,
      loose: this.#loose,
    };
  }

  /** Merges and definitions hold nothing that is looked for: their pieces are alternatives. */
  statement(statement: Statement, base: Presence | null): void {
    const { kind } = statement;
    if (kind === "select") this.#query(statement.query, base);
    if (kind === "insert" || kind === "update" || kind === "delete") this.#level(statement, base);
    if (kind === "insert" && typeof statement.source === "object") this.#query(statement.source.query, base);
  }

  #query(query: Query, base: Presence | null): void {
    if (this.#isPlain(this.#lowering.runOf(query), base)) return;
    this.#level(query, base);
    if (query.kind !== "set-operation") return;
    this.#query(query.left, base);
    this.#query(query.right, base);
  }

  #at(token: number): Presence | null {
    return this.#present[token] ?? null;
  }

  /** True where nothing in a run is any more optional than what is around it. */
  #isPlain([first, end]: Run, base: Presence | null): boolean {
    for (let at = first; at < end; at++) if (this.#at(at) !== base) return false;
    return true;
  }

  /**
   * Whether text of unknown content stands in a run: it may be what the clause before it goes on with, or the next one.
   */
  #isOpen(run: Run): boolean {
    const { start, end } = this.#lowering.extent(run);
    return this.#lowering.context.gaps.some(({ offset }) => offset >= start && offset <= end);
  }

  /** The innermost piece that all of a run stands in, not further out than `base`. */
  #presence([first, end]: Run, base: Presence | null): Presence | null {
    let presence = this.#at(first);
    for (let at = first + 1; at < end; at++) presence = common(presence, this.#at(at));
    return first < end && isWithin(presence, base) ? presence : base;
  }

  #mark(node: object, presence: Presence | null, of: "filter" | "shape"): void {
    if (presence === null) return;
    this.#parts.set(node, presence);
    this.#decides(presence, of);
  }

  #decides(presence: Presence, of: "filter" | "shape"): void {
    const keys = of === "filter" ? this.#filters : this.#shapes;
    for (let at: Presence | null = presence; at; at = at.around)
      eachKey(at.condition, (key, truth) => {
        keys.add(key);
        if (truth !== null) this.#truths.set(key, truth);
      });
  }

  #claim([first, end]: Run, presence: Presence | null): void {
    this.#claimed.fill(presence, first, end);
  }

  #level(level: object, base: Presence | null): void {
    for (const clause of this.#lowering.clausesOf(level)) this.#clause(level, clause, base);
  }

  #clause(level: object, clause: WrittenList, base: Presence | null): void {
    const { word, list, kind, nodes, of, without } = clause;
    const whole: Run = [word[0], list[1]];
    if (this.#isPlain(whole, base)) return;
    const presence = this.#at(word[0]) === base ? base : this.#presence(whole, base);
    if (presence !== null && presence !== base) {
      if (!without || !this.#isPlain(word, presence) || this.#isOpen(this.#lowering.runOf(level))) return;
      this.#claim(whole, presence);
      this.#clauses.set(level, [...(this.#clauses.get(level) ?? []), { presence, without }]);
      this.#decides(presence, kind === "condition" ? "filter" : "shape");
      const content: unknown = Reflect.get(level, of);
      if (isObject(content) && !Array.isArray(content)) this.#labels.set(content, presence);
      else for (const node of nodes) this.#labels.set(node, presence);
    }
    const [only] = nodes;
    if (kind === "items") this.#items(nodes, list, presence);
    else if (kind === "level" && only) this.#level(only, presence);
    else if (kind === "condition" && isExpression(only) && !this.#isOpen(list))
      this.#soleCondition(only, list, presence);
    else if (isExpression(only)) this.#condition(only, list, presence);
  }

  #items(nodes: readonly object[], run: Run, base: Presence | null): void {
    const runs = this.#lowering.line.commas(run);
    if (runs.length !== nodes.length || this.#isPlain(run, base)) return;
    const found = this.#list(
      runs.map((part, index) => ({ nodes: nodes.slice(index, index + 1), run: part })),
      base,
      "shape",
    );
    for (const [index, node] of nodes.entries()) {
      const [part, presence] = [runs[index], found[index] ?? null];
      if (part) this.#item(node, part, presence);
    }
  }

  #item(node: object, run: Run, base: Presence | null): void {
    if (this.#isPlain(run, base)) return;
    if (isRow(node)) this.#items(node, [run[0] + 1, run[1] - 1], base);
    else if (isFromItem(node)) this.#from(node, run, base);
    else if (isCommonTable(node)) this.statement(node.statement, base);
    else if ("expression" in node && isExpression(node.expression)) this.#expression(node.expression, base);
    else if ("value" in node && isExpression(node.value)) this.#expression(node.value, base);
    else if (isExpression(node)) this.#expression(node, base);
  }

  #from(item: FromItem, run: Run, base: Presence | null): void {
    const { line } = this.#lowering;
    if (item.kind === "derived") return this.#query(item.query, base);
    if (item.kind === "function") return item.arguments.forEach((argument) => this.#expression(argument, base));
    if (item.kind !== "join") return;
    const left = line.around(this.#lowering.runOf(item.left));
    const joining: Run = [left[1], this.#lowering.runOf(item)[1]];
    const presence = this.#presence(joining, base);
    if (presence !== null && presence !== base && !this.#isOpen(joining)) {
      this.#claim(joining, presence);
      this.#joins.set(item, presence);
      this.#decides(presence, "shape");
    }
    this.#from(item.left, left, base);
    this.#from(item.right, run, presence);
    const on = this.#lowering.onOf(item);
    if (typeof item.on === "object" && on) this.#condition(item.on.condition, on, presence);
  }

  /** The only condition of a clause may be gone with its clause. */
  #soleCondition(expression: Expression, run: Run, base: Presence | null): void {
    const presence = this.#presence(run, base);
    if (presence !== base) {
      this.#claim(run, presence);
      this.#mark(expression, presence, "filter");
    }
    this.#condition(expression, run, presence);
  }

  #condition(expression: Expression, run: Run, base: Presence | null): void {
    if (this.#isPlain(run, base)) return;
    if (expression.kind === "and" || expression.kind === "or")
      this.#operands(expression.kind, expression.operands, run, base);
    else for (const operand of operandsIn(expression)) this.#expression(operand, base);
    if (expression.kind === "subquery") this.#query(expression.query, base);
  }

  #expression(expression: Expression, base: Presence | null): void {
    const run = this.#lowering.runOf(expression);
    if (this.#isPlain(run, base)) return;
    if (expression.kind === "and" || expression.kind === "or")
      this.#operands(expression.kind, expression.operands, run, base);
    else for (const operand of operandsIn(expression)) this.#expression(operand, base);
    if (expression.kind === "subquery") this.#query(expression.query, base);
  }

  /** The operands of a chain of AND or OR; those in parentheses of their own were taken out of them by the lowering. */
  #operands(kind: "and" | "or", operands: readonly Expression[], run: Run, base: Presence | null): void {
    if (this.#isPlain(run, base)) return;
    const { line } = this.#lowering;
    const runs = split(this.#lowering, kind === "and" ? "AND" : "OR", run);
    if (runs.length === 1) {
      const inner: Run = [run[0] + 1, run[1] - 1];
      if (line.word(run[0]) === "(" && line.after(run[0]) === run[1]) this.#operands(kind, operands, inner, base);
      return;
    }
    const parts = runs.map((part) => ({
      run: part,
      nodes: operands.filter((operand) => {
        const [first] = this.#lowering.runOf(operand);
        return this.#lowering.isWritten(operand) && first >= part[0] && first < part[1];
      }),
    }));
    if (parts.some(({ nodes }) => nodes.length === 0)) return;
    const found = this.#list(parts, base, kind === "and" ? "filter" : "shape");
    for (const [index, part] of parts.entries()) {
      const [only, ...others] = part.nodes;
      if (others.length > 0) this.#operands(kind, part.nodes, part.run, found[index] ?? null);
      else if (only) this.#condition(only, part.run, found[index] ?? null);
    }
  }

  /** Marks the optional parts of a list with one token between any two. Out: the presence of each part. */
  #list(parts: readonly ListPart[], base: Presence | null, of: "filter" | "shape"): (Presence | null)[] {
    const presences = parts.map(({ run }) => this.#presence(run, base));
    const separators = parts.slice(1).map(({ run }) => run[0] - 1);
    const always = parts.map(() => base);
    if (
      !leavesList(
        presences,
        separators.map((token) => this.#at(token)),
        base,
      )
    )
      return always;
    for (const [index, { nodes, run }] of parts.entries()) {
      const presence = presences[index] ?? null;
      if (presence === base) continue;
      this.#claim(run, presence);
      for (const node of nodes) this.#mark(node, presence, of);
    }
    for (const token of separators) this.#claim([token, token + 1], this.#at(token));
    return presences;
  }
}

interface ListPart {
  readonly run: Run;
  readonly nodes: readonly object[];
}

/**
 * Whether what is there of a list is a list on every way: up to the first part that is always there each part goes with
 * the separator behind it, from there on with the one before it. Without such a part a separator has to be there
 * exactly where a part before it is as well; then the list may be empty.
 */
function leavesList(
  parts: readonly (Presence | null)[],
  separators: readonly (Presence | null)[],
  base: Presence | null,
): boolean {
  const anchor = parts.indexOf(base);
  if (anchor >= 0)
    return separators.every((separator, index) => separator === parts[index < anchor ? index : index + 1]);
  const before: Presence[] = [];
  return parts.every((part, index) => {
    if (!part || part.around !== base) return false;
    const separator = separators[index - 1];
    const goesOn = index > 0 && separator === part && parts[index - 1] === part;
    const follows =
      index === 0 ||
      goesOn ||
      (separator?.around === part &&
        nameOf(separator.condition) === nameOf({ kind: "any", of: before.map(({ condition }) => condition) }));
    if (!goesOn) before.push(part);
    return follows;
  });
}

/** A run split at a word that is not inside parentheses, the AND of BETWEEN left alone. */
function split({ line }: Lowering, word: "AND" | "OR", [start, end]: Run): Run[] {
  const parts: Run[] = [];
  let from = start;
  let between = 0;
  for (let at = start; at < end; at = line.after(at)) {
    if (line.word(at) === "BETWEEN") between++;
    if (line.word(at) !== word) continue;
    if (word === "AND" && between > 0) {
      between--;
      continue;
    }
    parts.push([from, at]);
    from = at + 1;
  }
  return [...parts, [from, end]];
}

function isRow(node: object): node is readonly Expression[] {
  return Array.isArray(node);
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function hasKind(value: unknown): value is { readonly kind: string } {
  return isObject(value) && "kind" in value && typeof value.kind === "string";
}

function isFromItem(node: object): node is FromItem {
  return hasKind(node) && fromItems.has(node.kind);
}

const fromItems: ReadonlySet<string> = new Set<FromItem["kind"]>([
  "table",
  "derived",
  "function",
  "join",
  "unknown-item",
]);

function isCommonTable(node: object): node is CommonTable {
  return "statement" in node && "recursive" in node;
}

function isExpression(value: unknown): value is Expression {
  return hasKind(value) && "span" in value && !isFromItem(value);
}

/** The expressions right inside an expression, those of a subquery's query left out. */
function operandsIn(expression: Expression): Expression[] {
  const found: Expression[] = [];
  const see = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(see);
    else if (typeof value === "object" && value !== null) {
      if (isExpression(value)) found.push(value);
      else if (!hasKind(value)) Object.values(value).forEach(see);
    }
  };
  for (const [name, value] of Object.entries(expression)) if (!apart.has(name)) see(value);
  return found;
}

/** What of an expression is no operand of it, or has levels of its own. */
const apart: ReadonlySet<string> = new Set(["span", "hole", "query", "onlyWhen"]);
