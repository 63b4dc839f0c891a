import type { Hole } from "./sql-text.ts";
import type { Optional } from "./optional.ts";
import type { Query } from "./statement.ts";
import type { Span } from "./span.ts";

/**
 * A scalar or boolean expression of SQL, reduced to what rules ask: which columns, which tests for NULL, how tests are
 * joined. `unknown` is an expression that could not be read, never one that is merely unusual: those are `call`s.
 */
export type Expression =
  | ColumnReference
  | Constant
  | Parameter
  | Logical
  | Not
  | NullTest
  | BooleanTest
  | Comparison
  | DistinctFrom
  | InList
  | Between
  | Call
  | Cast
  | Case
  | SubqueryExpression
  | Collection
  | UnknownExpression;

/** `name`, `relation.name` or `schema.relation.name`; `name` is `*` for a whole-row star. */
export interface ColumnReference extends Optional {
  readonly kind: "column";
  readonly schema: string | null;
  readonly relation: string | null;
  readonly name: string;
  readonly span: Span;
}

/** A literal. `type` is SQL's: a quoted literal without a cast is `unknown`. */
export interface Constant extends Optional {
  readonly kind: "constant";
  readonly value: string | number | boolean | null;
  readonly type: "unknown" | "number" | "boolean" | "null" | "bits";
  /** Of a number that is no `integer`: what it is written as. */
  readonly numeric?: "bigint" | "numeric";
  /** It is sent beside the text: to PostgreSQL it is a parameter of the type that its place says. */
  readonly sent?: true;
  readonly span: Span;
}

/** A value sent beside the text. `hole` is the interpolation that supplies it, null for a placeholder written out. */
export interface Parameter extends Optional {
  readonly kind: "parameter";
  readonly number: number;
  /** The written name, for `:name`, `@name` and the like. */
  readonly name: string | null;
  readonly hole: Hole | null;
  readonly span: Span;
}

/** A chain of AND or of OR, flattened. */
export interface Logical extends Optional {
  readonly kind: "and" | "or";
  readonly operands: readonly Expression[];
  readonly span: Span;
}

export interface Not extends Optional {
  readonly kind: "not";
  readonly operand: Expression;
  readonly span: Span;
}

/** `x IS [NOT] NULL`, `ISNULL` and `NOTNULL` too. */
export interface NullTest extends Optional {
  readonly kind: "null-test";
  readonly negated: boolean;
  readonly operand: Expression;
  readonly span: Span;
}

/** `x IS [NOT] TRUE | FALSE | UNKNOWN`. */
export interface BooleanTest extends Optional {
  readonly kind: "boolean-test";
  readonly test: "true" | "false" | "unknown";
  readonly negated: boolean;
  readonly operand: Expression;
  readonly span: Span;
}

/**
 * A binary operator between two expressions (`=`, `<>`, `<`, `~`, `@>`, `||`, `+`, LIKE as `~~`, ILIKE as `~~*`,
 * SIMILAR TO as `similar to`), or a prefix operator (`left` null). `quantifier` is set for `x = ANY (array)` and `ALL`.
 */
export interface Comparison extends Optional {
  readonly kind: "operator";
  readonly operator: string;
  readonly left: Expression | null;
  readonly right: Expression;
  readonly quantifier: "any" | "all" | null;
  readonly span: Span;
}

export interface DistinctFrom extends Optional {
  readonly kind: "distinct-from";
  readonly negated: boolean;
  readonly left: Expression;
  readonly right: Expression;
  readonly span: Span;
}

export interface InList extends Optional {
  readonly kind: "in-list";
  readonly negated: boolean;
  readonly operand: Expression;
  readonly items: readonly Expression[];
  readonly span: Span;
}

export interface Between extends Optional {
  readonly kind: "between";
  readonly negated: boolean;
  readonly symmetric: boolean;
  readonly operand: Expression;
  readonly low: Expression;
  readonly high: Expression;
  readonly span: Span;
}

/**
 * A function call, an aggregate or window function, or a construct of the grammar that works like one (`coalesce`,
 * `nullif`, `greatest`, `least`, `current_timestamp`, …): then `name` is the construct's lower-case name and `schema`
 * is null.
 */
export interface Call extends Optional {
  readonly kind: "call";
  readonly schema: string | null;
  readonly name: string;
  readonly arguments: readonly Expression[];
  /** `count(*)`. */
  readonly star: boolean;
  readonly distinct: boolean;
  readonly filter: Expression | null;
  /** Has an OVER clause. */
  readonly window: boolean;
  /** Of a window: its frame has the row itself for sure, so it is never empty. */
  readonly framesItself: boolean;
  /**
   * What it is ordered and partitioned by: an aggregate's ORDER BY, WITHIN GROUP, and PARTITION BY and ORDER BY of an
   * OVER clause.
   */
  readonly keys: readonly Expression[];
  /** The names of arguments, as far as these are called by name; `null` for those that are not. */
  readonly argumentNames?: readonly (string | null)[];
  /** The last argument is an array of further ones: VARIADIC. */
  readonly variadic?: boolean;
  /** How many of the `keys` stand in WITHIN GROUP: they come first. */
  readonly withinGroup?: number;
  /** How many of the `keys` are offsets of a frame: they come last. */
  readonly frameOffsets?: number;
  /** `x[1:2]`. */
  readonly slice?: boolean;
  /** Of a constructor or query function of SQL/JSON, and of xmlserialize: the type of RETURNING, null where it has none. */
  readonly returning?: string | null;
  /** `current_timestamp(3)`. */
  readonly precision?: number;
  readonly span: Span;
}

export interface Cast extends Optional {
  readonly kind: "cast";
  readonly operand: Expression;
  /** As catalog types are spelt: `timestamp with time zone`, `integer`, `text[]`, `app.mood`. */
  readonly type: string;
  /** Of an interval: the bits of its fields, and its precision. */
  readonly modifiers?: readonly number[];
  readonly span: Span;
}

export interface Case extends Optional {
  readonly kind: "case";
  readonly operand: Expression | null;
  readonly branches: readonly { readonly when: Expression; readonly then: Expression }[];
  readonly otherwise: Expression | null;
  readonly span: Span;
}

/** EXISTS, a scalar subquery, ARRAY(…), `x IN (…)` (form `any`, operator `=`), `x op ANY (…)`, `x op ALL (…)`. */
export interface SubqueryExpression extends Optional {
  readonly kind: "subquery";
  readonly form: "exists" | "scalar" | "array" | "any" | "all";
  readonly operator: string | null;
  readonly operand: Expression | null;
  readonly query: Query;
  readonly span: Span;
}

/**
 * ARRAY[…] or ROW(…). Field selection and subscripts are `call`s: `(x).city` is named `.city`, `(x).*` is `.*`, `x[1]`
 * is `[]`.
 */
export interface Collection extends Optional {
  readonly kind: "array" | "row";
  readonly items: readonly Expression[];
  readonly span: Span;
}

/** Text that could not be found (`hole`), or grammar that is not modelled (`reason`). */
export interface UnknownExpression extends Optional {
  readonly kind: "unknown";
  readonly hole: Hole | null;
  readonly reason: string;
  readonly span: Span;
}
