import type { SqlText } from "../../model/sql-text.ts";
import type { Step } from "../../source/built/built.ts";
import type { Join, Later, Level, What } from "./query.ts";

/** What a query builder has been told. */
export class BuilderState {
  kind: "select" | "insert" | "update" | "delete" | "soft-delete" | "restore" = "select";
  /** The entity or table that the query is of. */
  main: Source | null = null;
  /** Further ones in FROM. */
  readonly others: Source[] = [];
  readonly joins: BuilderJoin[] = [];
  readonly wheres: Clause[] = [];
  readonly havings: Clause[] = [];
  readonly groups: Later[] = [];
  readonly tables: { readonly name: SqlText; readonly query: Later }[] = [];
  selects: Selection[] = [];
  distinct: Later | null = null;
  withDeleted = false;
  isSubquery = false;
  set: What | null = null;
  rows: What | null = null;
  /** The properties that an insert is restricted to. */
  columns: What | null = null;
  conflict: Later | null = null;
  returning: Later | null = null;
  /** What may be added to the query, or taken from it, and is not known. */
  readonly unknown: What[] = [];
  readonly parameters = new Map<string, What>();
  readonly steps: Step[] = [];
  /** The levels around, of a subquery. */
  readonly outer: readonly Level[];
  readonly #around: BuilderState | null;

  constructor(around: BuilderState | null = null) {
    this.#around = around;
    this.outer = around ? [...around.levels(), ...around.outer] : [];
  }

  levels(): Level[] {
    return [this.main, ...this.others, ...this.joins].flatMap((one) => (one ? [one.level] : []));
  }

  levelOf(alias: string): Level | null {
    return [...this.levels(), ...this.outer].find((level) => level.alias === alias) ?? null;
  }

  parameter(name: string): What | null {
    return this.parameters.get(name) ?? this.#around?.parameter(name) ?? null;
  }
}

/** A table in FROM. */
export interface Source {
  readonly level: Level;
  /** Where the source names it. */
  readonly at: What;
  /** The subquery that stands there in place of a table. */
  readonly query: SqlText | null;
}

export interface BuilderJoin extends Source {
  readonly step: Step;
  /** What is known of it where it is compiled. */
  readonly join: () => Join;
}

export interface Clause {
  readonly bool: "and" | "or";
  readonly write: () => SqlText | null;
  readonly step: Step;
}

export interface Selection {
  readonly what: What;
  readonly as: string | null;
  /** A subquery. */
  readonly query: Later | null;
  /** The entity the builder was made for. */
  readonly isMain?: boolean;
}
