import type { Catalog } from "../catalog/catalog.ts";
import type { Constant, Expression } from "../model/expression.ts";
import { nearest } from "../nearest.ts";
import { contains } from "./expressions.ts";
import { isKnownWhole } from "./known-schema.ts";
import type { Level } from "./level.ts";
import type { Refusal } from "./refusal.ts";
import { mayComeWithExtension } from "./types/extensions.ts";
import { typeSystemOf } from "./types/type-system.ts";
import { typesOfScopes } from "./types/types-of.ts";
import type { TypeFault } from "./types/found.ts";

/**
 * What PostgreSQL refuses of the types of a statement (chapters 8 and 10): functions and operators that are not there for what they are given,
 * values that do not go together, literals that are no value of their type. Told of the statement's outermost level. In: whether a
 * literal reaches PostgreSQL as it is written.
 */
export function refusedTypes(
  level: Level,
  catalog: Catalog,
  isGiven: (literal: Constant) => boolean = () => true,
): readonly Refusal[] {
  if (level !== level.scopes.top || !isKnownWhole(catalog)) return [];
  return typesOfScopes(level.scopes, catalog).faults.flatMap((fault) =>
    contains(fault.expression, (part) => part.kind === "constant" && !isGiven(part))
      ? []
      : (refusal(fault, catalog) ?? []),
  );
}

function refusal({ code, message, expression, name }: TypeFault, catalog: Catalog): Refusal | null {
  // What the program puts in may bring a type along: a client that knows its values sends types with them.
  if (contains(expression, isPutIn)) return null;
  const made = { code, kind: "refused" as const, span: expression.span, data: { message } };
  if (!name) return { ...made, guess: null };
  // Something else than the migrations may make it: only a name that is nearly another is surely wrong.
  if ((name.isUnknown || name.object === "operator") && mayComeWithExtension(name)) return null;
  if (!name.isUnknown) return { ...made, guess: null };
  const system = typeSystemOf(catalog);
  const guess = nearest(name.text, name.object === "type" ? system.typeNames() : system.functionNames());
  return guess === null || guess === name.text ? null : { ...made, guess };
}

const isPutIn = (part: Expression): boolean =>
  part.kind === "unknown" || (part.kind === "parameter" && part.hole !== null) || part.onlyWhen !== undefined;
