import type { Catalog } from "../catalog/catalog.ts";
import type { Join, Statement } from "../model/statement.ts";
import { Nulls } from "./nullability.ts";
import type { Nullable } from "./nullable.ts";
import type { Level, OutputColumn, Relation } from "./level.ts";
import { scopesOf } from "./scopes.ts";

/** A column of the rows that a statement gives back. What is costly of it is worked out when it is asked for. */
export interface ResultColumn {
  readonly name: string;
  /** Sure both ways; `unknown` where it was not worked out. */
  readonly nullable: Nullable;
  /** The table's column that reaches the row as it is. */
  readonly column: { readonly table: string; readonly column: string } | null;
  /** Why it may be NULL: the column allows it, or an outer join that found no row. */
  readonly because: "column" | "computed" | Join["type"] | null;
  /** Of what is computed: when it is NULL, as the end of a sentence. */
  readonly reason: string | null;
  /** Where it comes from in this statement: columns of the same relation are NULL together where a join finds no row. */
  readonly relation: object | null;
}

const results = new WeakMap<
  Statement,
  { readonly catalog: Catalog; readonly columns: readonly ResultColumn[] | null }
>();

/**
 * The columns of the rows a statement gives back, in order: those of SELECT, VALUES or RETURNING, stars written out.
 * Out: null where they are not all known, or where the statement gives no rows.
 */
export function outputColumns(statement: Statement, catalog: Catalog): readonly ResultColumn[] | null {
  const made = results.get(statement);
  if (made?.catalog === catalog) return made.columns;
  const columns = columnsOf(statement, catalog);
  results.set(statement, { catalog, columns });
  return columns;
}

/** Why each column of a statement's rows may be NULL or not, in their order; null where they are not all known. */
export function outputReasons(statement: Statement, catalog: Catalog): readonly string[] | null {
  const level = knownLevel(statement, catalog);
  const nulls = new Nulls(catalog);
  return level && level.outputs.columns.map((output) => nulls.reasonOf(output));
}

function knownLevel(statement: Statement, catalog: Catalog): Level | null {
  const level = scopesOf(statement, catalog).top;
  return level?.outputs.complete && level.outputs.columns.every(({ name }) => name !== null) ? level : null;
}

function columnsOf(statement: Statement, catalog: Catalog): readonly ResultColumn[] | null {
  const level = knownLevel(statement, catalog);
  if (!level) return null;
  const nulls = new Nulls(catalog);
  return level.outputs.columns.map((output) => new GivenColumn(output, nulls));
}

class GivenColumn implements ResultColumn {
  readonly name: string;
  readonly relation: object | null;
  readonly #output: OutputColumn;
  readonly #nulls: Nulls;
  #origin: Origin | null | undefined;

  constructor(output: OutputColumn, nulls: Nulls) {
    this.name = output.name ?? "";
    this.relation = output.bound?.relation ?? null;
    this.#output = output;
    this.#nulls = nulls;
  }

  get nullable(): Nullable {
    return this.#nulls.nullable(this.#output);
  }

  get column(): ResultColumn["column"] {
    return this.#from()?.column ?? null;
  }

  get reason(): string | null {
    const { because, reason } = this.#nulls.of(this.#output);
    return because === "computed" ? reason : null;
  }

  get because(): ResultColumn["because"] {
    const { because } = this.#nulls.of(this.#output);
    if (because !== "join") return because;
    const origin = this.#from();
    return (origin && extendingJoin(origin.relation)?.type) ?? "left";
  }

  #from(): Origin | null {
    if (this.#origin === undefined) {
      const found = originOf(this.#output, this.#nulls);
      const isJoined = !found && this.#nulls.of(this.#output).because === "join";
      this.#origin = isJoined ? rangeOf(this.#output) : found;
    }
    return this.#origin;
  }
}

interface Origin {
  readonly relation: Relation;
  readonly column: { readonly table: string; readonly column: string };
}

/** The table's column an output hands on, through CTEs, derived tables, views and the arm of a set operation that may be NULL. */
function originOf(output: OutputColumn, nulls: Nulls): Origin | null {
  for (let current: OutputColumn = output, depth = 0; depth < 20; depth++) {
    const arm: OutputColumn | undefined = current.arms.find((one) => nulls.nullable(one) === "maybe");
    if (arm) {
      current = arm;
      continue;
    }
    // A row as it was before or is after a change is another one than the table's.
    if (!current.bound || current.bound.relation.version) return null;
    const { relation, of, column }: NonNullable<OutputColumn["bound"]> = current.bound;
    if (relation.source.kind === "table" && of?.column)
      return {
        relation: output.bound?.relation ?? current.bound.relation,
        column: { table: relation.source.table.name, column: of.column.name },
      };
    if (!of?.output) return { relation, column: { table: relation.name ?? "", column } };
    current = of.output;
  }
  return null;
}

/** What is computed inside a derived table or CTE is called after that. */
function rangeOf({ bound }: OutputColumn): Origin | null {
  return bound && { relation: bound.relation, column: { table: bound.relation.name ?? "", column: bound.column } };
}

function extendingJoin(relation: Relation): Join | null {
  const found = relation.joins.find(
    ({ join, side }) =>
      join.type === "full" || (join.type === "left" && side === "right") || (join.type === "right" && side === "left"),
  );
  return found?.join ?? null;
}
