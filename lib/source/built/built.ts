import type { TSESTree } from "@typescript-eslint/utils";
import type { Variable } from "@typescript-eslint/scope-manager";
import type { Span } from "../../model/span.ts";
import type { ClassNode, FunctionNode } from "../meaning.ts";
import type { SourceModule } from "../module.ts";
import type { Origin } from "../package-value.ts";
import type { Condition } from "./condition.ts";
import type { Loop } from "./definitions.ts";

/** What the names around an expression stand for. */
export interface Frame {
  readonly module: SourceModule;
  /** What to underline in the file that is read while another one is followed; null in that file itself. */
  readonly anchor: Span | null;
  /** What the parameters of the functions around it were given. */
  readonly parameters: ReadonlyMap<Variable, () => Value>;
  /** The expressions that plain parameters were given. */
  readonly given: ReadonlyMap<Variable, Place | Built>;
  readonly self: Built | null;
  /** Calls deep. */
  readonly depth: number;
  /**
   * The function whose body this is the frame of, or the loop of whose body it is one round, and the frame around it;
   * null outside of all that are followed into.
   */
  readonly inside: {
    readonly node: FunctionNode | Loop;
    readonly outer: Frame;
    /** What it was given, in order. */
    readonly given: readonly (Place | Built)[];
  } | null;
  /** The frame of the call that led here; null outside of all that are followed into. */
  readonly caller: Frame | null;
  /** Tells the calls of one function apart. */
  readonly id: string;
}

/** Whether an expression of a frame is evaluated for a call of a function, however far up that is. */
export function isCalledIn(frame: Frame | null, fn: FunctionNode): boolean {
  for (let at = frame; at; at = at.caller)
    for (let { inside } = at; inside; { inside } = inside.outer) if (inside.node === fn) return true;
  return false;
}

/** An instance of a class of the project; `given`: what its constructor was. */
export interface Instance {
  readonly node: ClassNode;
  readonly frame: Frame;
  readonly given: readonly (Place | Built)[] | null;
  /** It is a row that a query gave: its fields hold what the database does. */
  readonly isRow?: true;
}

/** An expression, and what its names stand for. It is evaluated when somebody asks. */
export interface Place {
  readonly node: TSESTree.Node;
  readonly frame: Frame;
  /** What stands here, where that is not what the expression says by itself. */
  readonly held?: Value | Either | Later;
  /** The condition under which an item of a list is there; none: it always is. */
  readonly when?: Condition;
}

/**
 * What an expression stands for, on every path through the program at once: where paths differ, the value is a choice,
 * or a part of it carries the condition under which it is there. `never`: no path gets as far (something is thrown).
 */
export type Value = Built | Choice | Never;

/** One of two things that are evaluated when somebody asks. */
export interface Either {
  readonly kind: "either";
  readonly condition: Condition;
  readonly then: Place | Value;
  readonly otherwise: Place | Value;
}

/** What something that is written elsewhere makes: it is worked out when somebody asks. */
export interface Later {
  readonly kind: "later";
  readonly value: () => Value;
}

export interface Choice {
  readonly kind: "choice";
  readonly condition: Condition;
  readonly then: Value;
  readonly otherwise: Value;
  /** How many choices are made on the paths to what it may be. */
  readonly size: number;
  readonly text?: Text;
}

/**
 * What a string was put together of, in order; beside the value, which is one constant, one of several, or input. A
 * choice between two such strings that are not known is a text as well.
 */
export type Text =
  | { readonly kind: "pieces"; readonly pieces: readonly Piece[] }
  | { readonly kind: "joined"; readonly list: BuiltList; readonly separator: Value; readonly place: Place }
  | {
      readonly kind: "either";
      readonly condition: Condition;
      readonly then: Value;
      readonly otherwise: Value;
      readonly size: number;
    };

export interface Piece {
  readonly value: Value;
  /** The expression that is the piece; null where no expression of its own says so: what a variable held before `+=`. */
  readonly place: Place | null;
  /** The body of the loop whose rounds may add it, any number of times. */
  readonly loop?: Place;
}

export interface Never {
  readonly kind: "never";
}

/**
 * A value that is no choice. What a path makes of a value (`Path`) has no conditions in it either. What is made while
 * the program runs is `input`.
 */
export type Built = BuiltConstant | BuiltObject | BuiltList | BuiltFunction | BuiltClass | Chain | Input;

export interface BuiltConstant {
  readonly kind: "constant";
  readonly value: string | number | bigint | boolean | null | undefined;
  readonly place: Place;
  readonly text?: Text;
}

export interface BuiltObject {
  readonly kind: "object";
  readonly entries: ReadonlyMap<string, Entry>;
  /** There may be other properties, and these may have other values. */
  readonly open: boolean;
  /** The condition under which it is open although `open` is false. */
  readonly openWhen?: Condition;
  readonly place: Place;
}

export interface Entry {
  readonly name: string;
  /** Where the key is written. */
  readonly key: Place;
  readonly value: Place | Built;
  /** The condition under which the property is there; none: it always is. */
  readonly when?: Condition;
}

export interface BuiltList {
  readonly kind: "list";
  readonly items: readonly (Place | Built)[];
  /** There may be other elements beside these, of unknown number. */
  readonly open: boolean;
  /** The condition under which it is open although `open` is false. */
  readonly openWhen?: Condition;
  /** Where the elements that are not known are all made alike (`ids.map((id) => …)`): one of them. */
  readonly each: Place | Built | null;
  readonly place: Place;
}

export interface BuiltFunction {
  readonly kind: "function";
  readonly node: FunctionNode;
  readonly frame: Frame;
  readonly place: Place;
  /** What `bind` has given it. */
  readonly bound?: { readonly self: Built | null; readonly given: readonly (Place | Built)[] };
}

export interface BuiltClass {
  readonly kind: "class";
  readonly node: ClassNode;
  readonly frame: Frame;
  readonly place: Place;
}

/**
 * A value of a library with what was done to it: `knex("users").where(…)`, `prisma.user.findMany(…)`,
 * `users.deletedAt`.
 */
export interface Chain {
  readonly kind: "chain";
  readonly root: Root;
  readonly steps: readonly Step[];
  /** The whole expression, as far as it has got. */
  readonly place: Place;
}

export type Root =
  /**
   * A client, or another export of a package: `origin.path` is `db`, `PrismaClient()`, `Repository()`, `.pgTable`, …
   * `made`: what made a client, as `modelOf` reads it (`dataSource.getRepository(User)`, `base.$extends({ … })`, a type
   * reference `Repository<User>`, a class that extends it).
   */
  | {
      readonly kind: "package";
      readonly origin: Origin;
      readonly place: Place;
      readonly made?: Place | null;
      readonly instance?: Instance;
    }
  /** A class of the project with a superclass: a model, an entity. */
  | { readonly kind: "class"; readonly node: ClassNode; readonly frame: Frame; readonly place: Place }
  /** What a reader hands to a callback: `(eb) => …`, `function () { this.where(…) }`. */
  | {
      readonly kind: "given";
      readonly name: string;
      readonly place: Place;
      /** What its methods give, where the reader knows it: `this.modelClass()`. */
      readonly gives?: ReadonlyMap<string, Built>;
    }
  /** An expression of which nothing is known: `ctx.db`. */
  | { readonly kind: "unknown"; readonly place: Place; readonly instance?: Instance };

export interface Step {
  /**
   * The member's name; `""` for a direct call (`knex("users")`), two backticks for a template, `?` where something
   * unknown was done.
   */
  readonly name: string;
  /** The condition under which the step is taken; none: it always is. */
  readonly when?: Condition;
  /** Null: a property is read, not called. */
  readonly arguments: readonly (Place | Built)[] | null;
  /** Some argument is spread that is not known as a whole. */
  readonly spread: boolean;
  readonly template: TSESTree.TaggedTemplateExpression | null;
  /** The type arguments as typed. */
  readonly types: TSESTree.TSTypeParameterInstantiation | null;
  /** The member's name as written, the callee of a direct call. */
  readonly at: Place;
  /** The expression from the beginning of the chain to the end of this step. */
  readonly place: Place;
}

/** A value that is made while the program runs, or that cannot be followed. */
export interface Input {
  readonly kind: "input";
  readonly place: Place;
  readonly text?: Text;
}

export const isPlace = (value: Place | Value): value is Place => !("kind" in value);

/** Where a place or value is written in the file that is read. */
export function spanOf(value: Place | Built): Span {
  const { node, frame } = isPlace(value) ? value : value.place;
  return frame.anchor ?? { start: node.range[0], end: node.range[1] };
}

/** True where an edit may change it: it is written in the file that is read. */
export function isHere(value: Place | Built): boolean {
  return (isPlace(value) ? value : value.place).frame.anchor === null;
}

export function sourceOf(value: Place | Built): string {
  const { node, frame } = isPlace(value) ? value : value.place;
  return frame.module.text.slice(node.range[0], node.range[1]);
}

export const input = (place: Place): Input => ({ kind: "input", place });

/** A chain with one more step. */
export function appended(chain: Chain, step: Step): Chain {
  return { ...chain, steps: [...chain.steps, step], place: step.place };
}

/** True of what begins with something unknown: a value that is made while the program runs. */
export function isRuntime(value: Built): boolean {
  return (
    value.kind === "chain" &&
    (value.root.kind === "unknown" || (value.root.kind === "package" && value.root.origin.library === null))
  );
}
