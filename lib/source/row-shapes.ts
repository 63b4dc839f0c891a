import type { TSESTree } from "@typescript-eslint/utils";
import type { FunctionNode } from "./nodes.ts";
import type { RowType } from "./row-types.ts";

type Node = TSESTree.Node;

/** What an expression holds of a statement's rows; a promise of it counts as it. */
export type Shape =
  /** `batches`: lists of rows, one after the other, as a cursor gives them. */
  | { readonly kind: "result" | "entries" | "batches"; readonly trail: Trail }
  | RowShape
  | UnsettledShape
  | RowsShape
  | ColumnShape
  | ColumnsShape
  | HolderShape
  /** A list or an object of other things, with these at an index or under a name. */
  | { readonly kind: "tuple"; readonly index: number | string; readonly of: Shape };

/** `replaced`: properties that hold something else than the column of that name, or are left out. */
interface RowShape {
  readonly kind: "row";
  readonly replaced?: readonly string[];
  readonly trail: Trail;
}

/**
 * Rows in a form that only their use tells: a list, a list in an object or a pair. `inside`: a list has been entered,
 * so a property may be a column.
 */
interface UnsettledShape {
  readonly kind: "unsettled";
  readonly inside: boolean;
  readonly trail: Trail;
}

interface RowsShape {
  readonly kind: "rows";
  readonly replaced?: readonly string[];
  readonly trail: Trail;
}

export interface ColumnShape {
  readonly kind: "column";
  readonly column: string;
  readonly trail: Trail;
}

/** An array of one column's values: `rows.map((row) => row.email)`. */
export interface ColumnsShape {
  readonly kind: "columns";
  readonly column: string;
  readonly trail: Trail;
}

/** Many of the same: in a list or set, by the keys of a Map, or by the names of an object. */
interface HolderShape {
  readonly kind: "list" | "map" | "record";
  readonly of: Shape;
}

/** What has elements, one after the other. */
export type ListShape = RowsShape | ColumnsShape | UnsettledShape | { readonly kind: "list"; readonly of: Shape };

/** What is known of rows on their way. */
export interface Trail {
  /** Calls that handed them to another function of this file: what guards the call guards the reads. */
  readonly calls: readonly Handing[];
  /** Where they were put into something, or given back: what guards that guards the reads. */
  readonly places: readonly Node[];
  /** The predicates of `filter` and `find` that they passed. */
  readonly filters: readonly Filter[];
  /** They passed a check that cannot be looked into. */
  readonly checked: boolean;
  /** The columns that were checked in the file that they come from; null where they come from this one. */
  readonly cleared: ((column: string) => boolean) | null;
  /** The argument that the value was handed over as: reads of it are shown there. */
  readonly shownAt: Node | null;
  /** The type they were last declared to have. */
  readonly type: RowType;
}

/** What a list was filtered by: the function or its name, and whether the elements were rows, values, or held one of them. */
export interface Filter {
  readonly predicate: Node;
  readonly holds: "row" | "value" | null;
}

/** A call of a function of this file with rows. */
export interface Handing {
  readonly call: Node;
  readonly into: FunctionNode;
  /** Goes on with what the function gives back for it. */
  readonly back: (returned: Shape) => void;
}

export const newTrail: Trail = {
  calls: [],
  places: [],
  filters: [],
  checked: false,
  cleared: null,
  shownAt: null,
  type: { kind: "none" },
};

/** The innermost rows, row or value that a shape is made of. */
export function leafOf(shape: Shape): Exclude<Shape, HolderShape | { readonly kind: "tuple" }> {
  return "of" in shape ? leafOf(shape.of) : shape;
}

export const trailOf = (shape: Shape): Trail => leafOf(shape).trail;

/** The same with another trail. */
export function withTrail<S extends Shape>(shape: S, change: (trail: Trail) => Trail): S {
  return "of" in shape ? { ...shape, of: withTrail(shape.of, change) } : { ...shape, trail: change(shape.trail) };
}

/** Declares the rows of a shape to be of a written type. */
export function declareType<S extends Shape>(shape: S, type: RowType): S {
  return withTrail(shape, (trail) => ({ ...trail, type }));
}

/** A list of what is given. */
export function listOf(shape: Shape): Shape {
  switch (shape.kind) {
    case "row":
      return { ...shape, kind: "rows" };
    case "column":
      return { ...shape, kind: "columns" };
    case "unsettled":
      return { ...shape, inside: false };
    default:
      return { kind: "list", of: shape };
  }
}

/** What a list holds; of what is no list the same. */
export function elementOf(shape: Shape): Shape {
  switch (shape.kind) {
    case "rows":
      return { ...shape, kind: "row" };
    case "columns":
      return { ...shape, kind: "column" };
    case "batches":
      return { kind: "rows", trail: shape.trail };
    case "unsettled":
      return shape.inside ? { kind: "row", trail: shape.trail } : { ...shape, inside: true };
    case "entries":
      return { kind: "tuple", index: 1, of: { kind: "row", trail: shape.trail } };
    case "map":
      return { kind: "tuple", index: 1, of: shape.of };
    case "list":
      return shape.of;
    default:
      return shape;
  }
}

/** A shape as the list that it is or can be taken for: of an array that holds it somewhere, each element may be it. */
export function asList(shape: Shape): ListShape | null {
  switch (shape.kind) {
    case "rows":
    case "columns":
    case "unsettled":
      return shape;
    case "list":
      return { kind: "list", of: shape.of };
    case "tuple": {
      const list = typeof shape.index === "number" ? listOf(shape.of) : null;
      return list && asList(list);
    }
    default:
      return null;
  }
}

/** The same row without some of its columns. */
export function without(shape: Shape, names: readonly string[]): Shape | null {
  if (shape.kind === "row") return { ...shape, replaced: [...(shape.replaced ?? []), ...names] };
  if (shape.kind === "tuple") return names.includes(String(shape.index)) ? null : shape;
  return shape;
}

/** The properties of a row that hold something else than the column of that name, or are left out. */
export function replacedIn(shape: Shape): readonly string[] {
  const leaf = leafOf(shape);
  return ("replaced" in leaf && leaf.replaced) || [];
}

/** The same for shapes that the same is to be told of. */
export function keyOf(shape: Shape): string {
  if ("of" in shape) return `${shape.kind} ${"index" in shape ? shape.index : ""} ${keyOf(shape.of)}`;
  const { calls, places, shownAt, filters } = shape.trail;
  const way = [
    ...calls.map(({ call }) => call),
    ...places,
    ...filters.map(({ predicate }) => predicate),
    ...(shownAt ? [shownAt] : []),
  ];
  const column = "column" in shape ? shape.column : "replaced" in shape ? (shape.replaced ?? []).join() : "";
  return `${shape.kind} ${column} ${way.map(({ range }) => range[0]).join()}`;
}
