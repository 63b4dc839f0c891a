import type { NamedTable, SchemaNames } from "../../model/names.ts";
import type { Span } from "../../model/span.ts";
import type { SqlText } from "../../model/sql-text.ts";
import type { Built, BuiltFunction, Chain, Place, Step } from "../../source/built/built.ts";
import type { Path } from "../../source/built/path.ts";
import type { CallSite } from "../../read/builder/call-site.ts";
import type { Writer, WrittenRelation } from "../../read/builder/written.ts";

/** What is asked of a knex statement while it is put together. */
export interface KnexContext {
  readonly writer: Writer;
  readonly run: Path;
  readonly names: SchemaNames;
  /** Tables that the statement names, at any level: what its columns can belong to. */
  readonly tables: NamedTable[];
  readonly relations: WrittenRelation[];
  readonly site: CallSite;
  /** How edits are spelt. */
  readonly dialect: Dialect;
  readonly read: KnexReading;
}

/** Queries inside queries: what the parts of the reader ask of the whole. */
export interface KnexReading {
  /** The query that a chain stands for. Null: it is something else. */
  queryOf(chain: Chain): KnexQuery | null;
  /** What a callback does to the builder it is given, as `this` or as its first parameter. */
  queryOfCallback(callback: BuiltFunction): KnexQuery;
  /** The same as steps. In: what it is given beside the builder. */
  stepsOf(callback: BuiltFunction, given?: readonly (Place | Built)[]): readonly Step[];
  apply(query: KnexQuery, step: Step): void;
  /** The statement of a query. Null: nothing is sent. */
  compiled(query: KnexQuery): SqlText | null;
  /** What a raw piece writes. Null: the chain is none. */
  raw(chain: Chain, at?: Place): SqlText | null;
}

/** What objection spells otherwise than knex. */
export interface Dialect {
  /** The alias and the properties of models stand for database names. */
  readonly library: "knex" | "objection";
  /** The call that sets columns. */
  readonly update: "update" | "patch";
  /** The client as the source calls it, for `knex.fn.now()`; null where it has no plain name. */
  readonly client: string | null;
  /** Takes a step that is the library's own. Out: false for those that are knex's. */
  readonly apply?: (query: KnexQuery, step: Step, context: KnexContext) => boolean;
  /** What the library adds when a query is whole. */
  readonly finish?: (query: KnexQuery, context: KnexContext) => void;
}

/** Something that is written when all tables are known. */
export type Later = () => SqlText;

export interface Clause {
  readonly bool: "and" | "or";
  readonly write: Later;
}

/** Conditions in the order they are given: knex writes them one after the other, so AND binds closer than OR. */
export interface Conditions {
  readonly clauses: Clause[];
  /** How the next one is joined. */
  bool: "and" | "or";
  not: boolean;
}

export interface KnexTable {
  readonly write: Later;
  /** A table of the database, not a subquery. */
  readonly named: {
    readonly schema: string | null;
    readonly name: string;
    readonly alias: string | null;
    readonly span: Span;
  } | null;
  /** The step that names it, with the steps of the chain it is in. */
  readonly step: Step | null;
}

export interface KnexJoin {
  /** As SQL has it: `left join`; `raw` for one that is written out. */
  type: string;
  readonly table: KnexTable | null;
  readonly raw: Later | null;
  readonly on: Conditions;
  using: Later | null;
  /** The steps of its callback. */
  readonly steps: readonly Step[];
  readonly step: Step;
}

export type KnexMethod = "select" | "first" | "pluck" | "insert" | "update" | "del" | "truncate" | "columnInfo";

/** What knex's own query builder keeps: https://github.com/knex/knex/blob/master/lib/query/querybuilder.js */
export interface KnexQuery {
  method: KnexMethod;
  table: KnexTable | null;
  schema: string | null;
  only: boolean;
  with: { readonly recursive: boolean; readonly write: Later }[];
  columns: Later[];
  distinct: boolean;
  distinctOn: Later | null;
  joins: KnexJoin[];
  where: Conditions;
  group: Later[];
  having: Conditions;
  order: Later[];
  unions: { readonly clause: string; readonly wrap: boolean; readonly write: Later }[];
  limit: Later | null;
  offset: Later | null;
  /** The rows of INSERT. */
  insert: Place | Built | null;
  /** The assignments of UPDATE by column; `""` for those that are not known. */
  update: Map<string, Later>;
  conflict: {
    readonly target: Later | null;
    readonly action: "ignore" | "merge";
    readonly updates: Place | Built | null;
  } | null;
  returning: Later | null;
  using: Later | null;
  updateFrom: Later | null;
  lock: string | null;
  wait: string | null;
  as: string | null;
  /** What was done to it that is not known. */
  unknown: (Place | Built)[];
  /** Its rows are wanted now: `.toSQL()`, `.stream()`. */
  sent: boolean;
  /** All of its steps, in order. */
  steps: readonly Step[];
}

export const noConditions = (): Conditions => ({ clauses: [], bool: "and", not: false });

export function emptyQuery(): KnexQuery {
  return {
    method: "select",
    table: null,
    schema: null,
    only: false,
    with: [],
    columns: [],
    distinct: false,
    distinctOn: null,
    joins: [],
    where: noConditions(),
    group: [],
    having: noConditions(),
    order: [],
    unions: [],
    limit: null,
    offset: null,
    insert: null,
    update: new Map(),
    conflict: null,
    returning: null,
    using: null,
    updateFrom: null,
    lock: null,
    wait: null,
    as: null,
    unknown: [],
    sent: false,
    steps: [],
  };
}

/** Adds a condition, joined as the flags say. */
export function addCondition(conditions: Conditions, write: (not: boolean) => SqlText): void {
  const { bool, not } = conditions;
  conditions.bool = "and";
  conditions.not = false;
  conditions.clauses.push({ bool, write: () => write(not) });
}

/** The part of a chain that makes up one step: from the member's name to the end of its arguments. */
export function spanOfStep({ at, place }: Step): Span {
  const { anchor } = place.frame;
  return anchor ?? { start: Math.max(at.node.range[0], place.node.range[0]), end: place.node.range[1] };
}
