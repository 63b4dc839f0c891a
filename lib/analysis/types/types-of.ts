import type { Catalog } from "../../catalog/catalog.ts";
import type { Call } from "../../model/expression.ts";
import type { Statement } from "../../model/statement.ts";
import type { Level, StatementScopes } from "../level.ts";
import { scopesOf } from "../scopes.ts";
import type { Candidate } from "./fitted-candidates.ts";
import { shownType } from "./pg-type.ts";
import type { Found, TypeFault } from "./found.ts";
import { Typing } from "./typing.ts";

/** The types of what a statement gives back and takes. */
export interface StatementTypes {
  /** The columns of its rows, stars written out; null where they are not all known, or where it gives none. */
  readonly outputs: readonly OutputType[] | null;
  /** Its parameters in the order of their numbers. */
  readonly parameters: readonly ParameterType[];
  /** What PostgreSQL refuses of its types. */
  readonly faults: readonly TypeFault[];
  /** The functions that its calls are of, as far as they are known. */
  readonly calls: ReadonlyMap<Call, Candidate>;
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

const known = new WeakMap<StatementScopes, { readonly catalog: Catalog; readonly types: StatementTypes }>();

/** The types of a statement's outputs and parameters, worked out once for all who ask. */
export function typesOf(statement: Statement, catalog: Catalog): StatementTypes {
  return typesOfScopes(scopesOf(statement, catalog), catalog);
}

/** The same of a statement whose names are bound. */
export function typesOfScopes(scopes: StatementScopes, catalog: Catalog): StatementTypes {
  const made = known.get(scopes);
  if (made?.catalog === catalog) return made.types;
  const types = scopes.top ? typed(scopes.top, catalog) : nothing;
  known.set(scopes, { catalog, types });
  return types;
}

const nothing: StatementTypes = { outputs: null, parameters: [], faults: [], calls: new Map() };

function typed(top: Level, catalog: Catalog): StatementTypes {
  const typing = new Typing(catalog);
  typing.statement(top);
  const { outputs } = top;
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
    calls: typing.calls,
  };
}

function sqlType(found: Found): SqlType {
  if (found.type === null) return { type: null, reason: found.reason };
  return found.type.key === "unknown"
    ? { type: null, reason: "nothing in the statement says its type" }
    : { type: shownType(found), reason: null };
}
