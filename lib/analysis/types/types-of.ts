import type { Catalog } from "../../catalog/catalog.ts";
import type { Statement } from "../../model/statement.ts";
import { scopesOf } from "../scopes.ts";
import { shownType } from "./type-system.ts";
import { Typing, type Found, type TypeFault } from "./typing.ts";

/** The types of what a statement gives back and takes. */
export interface StatementTypes {
  /** The columns of its rows, stars written out; null where they are not all known, or where it gives none. */
  readonly outputs: readonly OutputType[] | null;
  /** Its parameters in the order of their numbers. */
  readonly parameters: readonly ParameterType[];
  /** What PostgreSQL refuses of its types. */
  readonly faults: readonly TypeFault[];
}

export interface SqlType {
  /** As format_type writes it, domains as what they are over; null where it is not known. */
  readonly type: string | null;
  /** Why it is not known. */
  readonly reason: string | null;
}

export interface OutputType extends SqlType {
  readonly name: string | null;
}

export interface ParameterType extends SqlType {
  readonly number: number;
}

const known = new WeakMap<Statement, { readonly catalog: Catalog; readonly types: StatementTypes }>();

/** The types of a statement's outputs and parameters, worked out once for all who ask. */
export function typesOf(statement: Statement, catalog: Catalog): StatementTypes {
  const made = known.get(statement);
  if (made?.catalog === catalog) return made.types;
  const types = typed(statement, catalog);
  known.set(statement, { catalog, types });
  return types;
}

function typed(statement: Statement, catalog: Catalog): StatementTypes {
  const { top } = scopesOf(statement, catalog);
  if (!top) return { outputs: null, parameters: [], faults: [] };
  const typing = new Typing(catalog);
  typing.statement(statement);
  const { outputs } = top;
  const sqlType = (found: Found): SqlType =>
    found.type === null
      ? { type: null, reason: found.reason }
      : found.type.key === "unknown"
        ? { type: null, reason: "nothing in the statement says its type" }
        : { type: shownType(found), reason: null };
  return {
    outputs: outputs.complete
      ? outputs.columns.map((output) => {
          const found = typing.output(output);
          return { name: output.name, ...sqlType(found.type === null ? found : typing.system.sent(found)) };
        })
      : null,
    parameters: [...typing.parameters]
      .sort(([one], [other]) => one - other)
      .map(([number, found]) => ({ number, ...sqlType(found) })),
    faults: typing.faults,
  };
}
