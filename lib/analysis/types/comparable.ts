import type { PgType } from "./pg-type.ts";
import type { TypeSystem } from "./type-system.ts";

/** Whether values of a type can be sorted (`order`) or told apart (`equality`): false only where PostgreSQL surely has no operator for it. */
export function isComparable(type: PgType, by: "order" | "equality", system: TypeSystem, depth = 0): boolean {
  const base = system.baseOf(type);
  if (depth > 5) return true;
  const element = base.kind === "a" || base.kind === "r" ? system.elementOf(base) : null;
  if (base.kind === "a") return element === null || isComparable(element, by, system, depth + 1);
  if (base.kind === "c")
    return (base.fields ?? []).every(({ typed }) => typed === null || isComparable(typed.type, by, system, depth + 1));
  if (base.kind !== "b") return true;
  return base.hasOrder || (by === "equality" && base.hasEquality) || system.isLikeComparable(base);
}
