import type { ModelRelation } from "../../model/definition.ts";
import type { NamedTable } from "../../model/names.ts";
import type { Built, BuiltObject, Place, Step } from "../../source/built/built.ts";
import type { TableThing } from "./things.ts";

/** One level of a relational query: its table, what is asked of it, and what leads to it. */
export interface RelationalLevel {
  readonly table: TableThing;
  readonly named: NamedTable | null;
  /** The table's name: `users` in `db.query.users`, a key of `with`. */
  readonly at: Place;
  /** The configuration; null for none or `true`. */
  readonly config: BuiltObject | null;
  /** Where the configuration stands, or its absence. */
  readonly given: Place | Built | null;
  /** The call that is given the configuration, of the outermost level. */
  readonly find: Step | null;
  readonly unknown: Place | null;
  readonly through: { readonly relation: ModelRelation; readonly parent: TableThing } | null;
  /** It gives at most one row. */
  readonly one: boolean;
}
