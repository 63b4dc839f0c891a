import type { SqlText } from "../../model/sql-text.ts";
import type { SchemaNames } from "../../model/names.ts";
import type { BuilderCall } from "../../source/built/builder-call.ts";
import type { Chain } from "../../source/built/built.ts";
import { everyWay, oneWay, type Decisions, type Made } from "../../source/built/decisions.ts";
import { libraryChain } from "../../source/built/evidence.ts";
import { evaluatorOf } from "../../source/built/evaluator.ts";
import { isGivenWhole } from "../../source/built/given.ts";
import { Path } from "../../source/built/path.ts";
import { rowChain } from "../../source/built/rows.ts";
import type { SourceModule } from "../../source/module.ts";
import type { SqlParser } from "../sql/read-site.ts";
import type { BuilderReader } from "./builder-reader.ts";
import { changedParts, partKey, sameParts } from "./changed-parts.ts";
import { withOptionalPieces, type Change } from "./optional-pieces.ts";
import { isBalanced, isContent, joined, Writer, type TextOf, type Written } from "./written.ts";

/** More paths than these are not gone, nor any after so many expressions were followed on them. */
const mostPaths = 24;
/** More conditions than these do not make one text. */
const mostConditions = 24;
/** So few are asked for one by one, more of them by halves. */
const fewConditions = 12;
const mostAttempts = 3;
/** Nor is it tried where it takes more expressions to follow: functions that call themselves go deepest where every condition holds. */
const mostForPieces = 1_000;
const mostFollowed = 20_000;

export interface BuilderContext {
  /** The reader of the library that the call is of. */
  readonly reader: BuilderReader;
  readonly names: SchemaNames;
  /** The project's folder. */
  readonly root: string;
  readonly textOf: TextOf;
  readonly parser?: SqlParser | undefined;
}

/**
 * What comes of a builder on a path. `unknown`: a value of which nothing is known, or of another library; `elsewhere`:
 * what is read where the function that gives it stands; null: nothing is sent.
 */
export type WrittenOnPath = Written | "unknown" | "elsewhere" | null;

export interface WrittenPaths {
  readonly results: readonly WrittenOnPath[];
  /** There are no other paths. */
  readonly complete: boolean;
  /** More had to be followed than is. */
  readonly exhausted: boolean;
  /** Texts have pieces that are there on some paths only. */
  readonly inPieces: boolean;
}

/** Writes what a builder would send on the paths through the program that makes it. */
export function writtenPaths(call: BuilderCall, module: SourceModule, context: BuilderContext): WrittenPaths {
  return writtenAsPieces(call, module, context) ?? writtenOneByOne(call, module, context);
}

/** The same, with no pieces of one path in the text of another. */
export function writtenOneByOne(call: BuilderCall, module: SourceModule, context: BuilderContext): WrittenPaths {
  return new Paths(call, module, context, "all").each();
}

function writtenAsPieces(call: BuilderCall, module: SourceModule, context: BuilderContext): WrittenPaths | null {
  // What is decided as a whole may have to be decided by its parts: that shows when two wholes share one.
  const apart = new Set<string>();
  for (let attempt = 0; attempt < mostAttempts; attempt++) {
    const paths = new Paths(call, module, context, apart);
    const written = paths.asPieces() ?? (paths.isEnough ? null : paths.each());
    const { restsOn } = paths;
    if (restsOn.size === 0) return written?.complete ? written : null;
    for (const key of restsOn) apart.add(key);
  }
  return null;
}

interface Walk {
  readonly made: Made;
  readonly result: WrittenOnPath;
}

/** Which way each condition is decided: 0 where it does not hold, 1 where it does. */
type Assignment = ReadonlyMap<string, number>;

/** The builder on the paths through the program, with some conditions decided by themselves. */
class Paths {
  readonly #call: BuilderCall;
  readonly #module: SourceModule;
  readonly #context: BuilderContext;
  readonly #apart: ReadonlySet<string> | "all";
  readonly restsOn = new Set<string>();
  /** What was written on paths that go into the result. */
  readonly #seen: Written[] = [];
  /** The paths that were gone, by what does not hold on them. */
  readonly #known = new Map<string, Walk>();
  #exhausted = false;
  #followed = 0;
  #most = mostFollowed;
  #mostOnPath = Infinity;

  constructor(call: BuilderCall, module: SourceModule, context: BuilderContext, apart: ReadonlySet<string> | "all") {
    this.#call = call;
    this.#module = module;
    this.#context = context;
    this.#apart = apart;
  }

  /** True where going on is of no use. */
  get isEnough(): boolean {
    return this.#exhausted || this.restsOn.size > 0 || this.#followed > this.#most;
  }

  /**
   * What differs between paths as optional pieces and choices of as few texts as may be: the number of paths that are
   * gone grows with the conditions that matter, and with the combinations of those only that make texts with nothing in
   * common. Null: it cannot be told so.
   */
  asPieces(): WrittenPaths | null {
    const none = this.#walk(new Map(), "first");
    if (none.made.size === 0)
      return { results: [none.result], complete: true, exhausted: this.#exhausted, inPieces: false };
    if (this.isEnough) return null;
    this.#most = this.#followed + mostForPieces;
    this.#mostOnPath = mostForPieces;
    return evaluatorOf(this.#module).briefly(mostForPieces, () => this.#inPieces(none));
  }

  #inPieces(none: Walk): WrittenPaths | null {
    const whole = this.#walk(new Map(), "last");
    if (this.isEnough) return null;
    const keys = [...whole.made.keys()];
    if (!isSingle(whole.result) || [...whole.made.values()].some(({ ways }) => ways !== 2)) return null;
    // What is decided where nothing holds may be all there is to decide.
    if (none.made.size === keys.length && keys.every((key) => none.made.has(key))) this.#keep(new Map(), keys, none);
    const mattering = this.#mattering(keys, whole.result);
    if (!mattering) return null;
    const changes = this.#changes(mattering, whole.result, new Map());
    if (!changes) return null;
    // Where more is written without a condition than with it, its pieces are those of its opposite.
    const base = new Map(changes.filter(({ adds, removed }) => adds && removed.size === 0).map(({ key }) => [key, 0]));
    if (base.size === 0) return this.#composed(whole.result, changes, base, none.result);
    const fuller = this.#walk(base, "last").result;
    const others = isSingle(fuller) ? this.#changes(mattering, fuller, base) : null;
    return isSingle(fuller) && others ? this.#composed(fuller, others, base, none.result) : null;
  }

  /** The conditions without which something else is written than with all of them; null: too many to tell. */
  #mattering(keys: readonly string[], whole: Written): string[] | null {
    const found: string[] = [];
    const pending: (readonly string[])[] = [keys];
    for (let some = pending.pop(); some; some = pending.pop()) {
      const [first] = some;
      if (first === undefined || identityOf(this.#flipped(new Map(), some)) === textOfWritten(whole)) continue;
      if (found.length > mostConditions || this.isEnough) return null;
      if (some.length === 1) found.push(first);
      else if (some.length <= fewConditions) pending.push(...some.map((key) => [key]).reverse());
      else pending.push(some.slice(some.length / 2), some.slice(0, some.length / 2));
    }
    return found;
  }

  /** What each condition changes. One without which nothing is sent changes nothing of the text. */
  #changes(keys: readonly string[], whole: Written, base: Assignment): Change[] | null {
    const changes: Change[] = [];
    for (const key of keys) {
      const result = this.#flipped(base, [key]);
      if (this.isEnough || (result !== null && !isSingle(result))) return null;
      if (result === null) continue;
      this.#seen.push(result);
      changes.push({ key, truth: base.get(key) !== 0, ...changedParts(textOf(whole), textOf(result)) });
    }
    return changes;
  }

  #composed(whole: Written, changes: readonly Change[], base: Assignment, none: WrittenOnPath): WrittenPaths | null {
    const replacing = changes.filter(({ adds }) => adds);
    const areApart = replacing.every(
      (one) =>
        isBalanced(textOf(whole).slice(one.start, one.end)) &&
        isBalanced(one.other) &&
        changes.every((other) => one === other || isApart(one, other, textOf(whole))),
    );
    const alternatives = new Set(areApart ? [] : replacing.map(({ key }) => key));
    const pieces = changes.filter(({ key }) => !alternatives.has(key));
    const { results, complete } =
      alternatives.size === 0
        ? { results: [{ taken: new Map<string, number>(), result: whole }], complete: true }
        : everyWay(
            mostPaths,
            (decisions) => this.#alternative(alternatives, base, decisions),
            () => this.isEnough,
          );
    const composed: Written[] = [];
    for (const { taken, result } of results) {
      if (result === null) continue;
      const bare = isSingle(result)
        ? this.#flipped(
            new Map([...base, ...taken]),
            pieces.map(({ key }) => key),
          )
        : null;
      if (this.isEnough || !isSingle(result) || !isSingle(bare)) return null;
      const own = pieces.map((piece) => ({
        ...piece,
        removed: sameParts(piece.removed, textOf(whole), textOf(result)),
      }));
      const text = withOptionalPieces(textOf(result), result === whole ? pieces : own, textOf(bare));
      if (!text) return null;
      this.#seen.push(result, bare);
      composed.push({ ...result, statements: [text] });
    }
    // What holds nothing up may still be put together otherwise where nothing holds.
    if (none !== null && (!isSingle(none) || !this.#seen.some((one) => sameText(one, none)))) return null;
    const relations = this.#seen.flatMap((one) => one.relations);
    const unknown = this.#seen.find((one) => one.unknown)?.unknown ?? null;
    return {
      results: composed.map((one) => ({ ...one, relations, unknown })),
      complete,
      exhausted: this.#exhausted,
      inPieces: true,
    };
  }

  /** One of the texts that have little in common, with all of its pieces. */
  #alternative(
    keys: ReadonlySet<string>,
    base: Assignment,
    decisions: Decisions,
  ): { taken: Assignment; result: WrittenOnPath } {
    const taken = new Map<string, number>();
    const result = this.#go({
      decide: (key, ways) => {
        if (!keys.has(key)) return Math.min(base.get(key) ?? ways - 1, ways - 1);
        const option = decisions.decide(key, ways);
        taken.set(key, option);
        return option;
      },
    });
    return { taken, result };
  }

  /** What is written where some conditions are decided otherwise than in `base`. */
  #flipped(base: Assignment, keys: readonly string[]): WrittenOnPath {
    const assignment = new Map([...base, ...keys.map((key) => [key, 1 - (base.get(key) ?? 1)] as const)]);
    const walk = this.#known.get(nameOf(assignment)) ?? this.#walk(assignment, "last");
    this.#known.set(nameOf(assignment), walk);
    return walk.result;
  }

  #keep(base: Assignment, off: readonly string[], walk: Walk): void {
    this.#known.set(nameOf(new Map([...base, ...off.map((key) => [key, 0] as const)])), walk);
  }

  /** What is written on each path, as far as so many are gone. */
  each(): WrittenPaths {
    this.#most = mostFollowed;
    this.#mostOnPath = Infinity;
    const { results, complete } = everyWay(
      mostPaths,
      (decisions) => this.#go(decisions),
      () => this.isEnough,
      identityOf,
    );
    return { results, complete, exhausted: this.#exhausted, inPieces: false };
  }

  #walk(wanted: Assignment, elsewhere: "first" | "last"): Walk {
    return oneWay(wanted, elsewhere, (decisions) => this.#go(decisions));
  }

  #go(decisions: Decisions): WrittenOnPath {
    const path = new Path(evaluatorOf(this.#module), decisions, { apart: this.#apart, most: this.#mostOnPath });
    try {
      return this.#on(path);
    } finally {
      this.#exhausted ||= path.exhausted;
      this.#followed += path.followed;
      for (const key of path.restsOn) this.restsOn.add(key);
    }
  }

  #on(path: Path): WrittenOnPath {
    const { reader, names, textOf } = this.#context;
    const value = path.reach(this.#call.node);
    // `query && (await query)`: on this path there is none.
    if (value.kind === "constant") return null;
    const found =
      rowChain(this.#call.node, path, names) ?? (value.kind === "chain" ? libraryChain(value, path, names) : null);
    if (found?.library !== this.#call.library) return "unknown";
    const made = reader.read(found.chain, this.#call, new Writer(path, textOf), names);
    return made && this.#call.given && this.#isWhole(found.chain, made, path) ? "elsewhere" : made;
  }

  /**
   * True where the function that gives the builder has said all of it: nobody who calls it could have gone on, and it
   * is read there.
   */
  #isWhole(chain: Chain, made: Written, path: Path): boolean {
    const { reader, names, root, textOf } = this.#context;
    const { node, frame } = chain.steps.at(-1)?.place ?? chain.place;
    if (isGivenWhole(node, { chain, library: this.#call.library }, frame.module, root)) return true;
    const returned = reader.read(chain, { ...this.#call, consumed: "returned" }, new Writer(path, textOf), names);
    return returned !== null && textOfWritten(returned) === textOfWritten(made);
  }
}

const nameOf = (assignment: Assignment): string =>
  JSON.stringify([...assignment].filter(([, taken]) => taken === 0).sort());

const isWritten = (result: WrittenOnPath): result is Written => typeof result === "object" && result !== null;

/** One statement, which may have optional pieces. */
const isSingle = (result: WrittenOnPath): result is Written => isWritten(result) && result.statements.length === 1;

const textOf = ({ statements }: Written): SqlText => joined(statements, ";\n");

const sameText = (one: Written, other: Written): boolean => {
  const { removed, adds } = changedParts(textOf(one), textOf(other));
  return removed.size === 0 && !adds;
};

/** Whether what others stand in the place of holds nothing that another condition decides about. */
function isApart(replacing: Change, other: Change, whole: SqlText): boolean {
  if (other.adds) return replacing.end <= other.start || other.end <= replacing.start;
  const inside = [...whole.entries()].slice(replacing.start, replacing.end).filter(([, part]) => isContent(part));
  const gone = inside.filter(([index]) => other.removed.has(index));
  return gone.length === 0 || gone.length === inside.length;
}

const identityOf = (result: WrittenOnPath): string => (isWritten(result) ? textOfWritten(result) : String(result));

/** Tells what is written on different paths apart: the text, and where its pieces come from. */
export function textOfWritten({ statements }: Written): string {
  return statements.map((statement) => statement.map(partKey).join("\n")).join("\n;\n");
}
