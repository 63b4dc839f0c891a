import type { Call } from "../../model/expression.ts";
import { chosenCandidate, exactCandidate } from "./candidates.ts";
import type { Candidate } from "./fitted-candidates.ts";
import type { PgType, Typed } from "./pg-type.ts";
import type { TypeSystem } from "./type-system.ts";

/** What a call is of (ParseFuncOrColumn and func_get_detail of PostgreSQL's parse_func.c). */
export type CalledFunction =
  | { readonly kind: "function"; readonly candidate: Candidate }
  /** The name is that of a type, and the call makes its argument one. */
  | { readonly kind: "cast"; readonly type: PgType }
  /** The name is that of a column of its argument, a row. */
  | { readonly kind: "field"; readonly typed: Typed }
  | { readonly kind: "wrong"; readonly code: string; readonly message: string }
  | { readonly kind: "unknown"; readonly reason: string };

export function calledFunction(call: Call, types: readonly PgType[], system: TypeSystem): CalledFunction {
  const { schema, name, argumentNames = null, variadic = false } = call;
  const unknown = (reason: string): CalledFunction => ({ kind: "unknown", reason });
  const candidates = system.functions(schema, name, types.length, argumentNames, variadic);
  if (candidates === null || system.mayBeOwn("aggregate", name))
    return unknown(`the functions called ${name} are not all known`);
  const exact = exactCandidate(types, candidates);
  if (exact) return { kind: "function", candidate: exact };
  const [only] = types;
  if (only && types.length === 1 && !argumentNames && !call.star) {
    const target = system.typeCalledAsFunction(schema, name);
    if (target && isCoercion(only, target, system)) return { kind: "cast", type: target };
  }
  const chosen = chosenCandidate(types, candidates, system);
  if (typeof chosen !== "string") return { kind: "function", candidate: chosen };
  if (only?.kind === "c" && types.length === 1 && schema === null) {
    const field = only.fields?.find((one) => one.name === name);
    if (field?.typed) return { kind: "field", typed: field.typed };
  }
  const shown = `${schema === null ? "" : `${schema}.`}${name}(${types.map((type) => type.shown).join(", ")})`;
  if (chosen === "several") return { kind: "wrong", code: "42725", message: `function ${shown} is not unique` };
  // A schema that the migrations do not speak of has functions of its own.
  if (schema !== null && schema !== "pg_catalog" && !system.knowsSchema(schema))
    return unknown(`the schema ${schema} is not known`);
  if (system.hasUnknownExtension && candidates.length === 0) return unknown(`${name} may belong to an extension`);
  return { kind: "wrong", code: "42883", message: `function ${shown} does not exist` };
}

/** Whether a call of a type's name is a cast: nothing is computed, or it goes through text. */
function isCoercion(source: PgType, target: PgType, system: TypeSystem): boolean {
  if (source.key === "unknown" || system.isRelabelled(source, target)) return true;
  if (!system.hasPathway(source, target, "explicit")) return false;
  const method = system.castMethod(source, target);
  if (method === "f") return false;
  const isArray = system.arrayElementOf(system.baseOf(source)) && system.arrayElementOf(system.baseOf(target));
  if (method === null && isArray) return false;
  return !((source.key === "record" || source.kind === "c") && target.category === "S");
}
