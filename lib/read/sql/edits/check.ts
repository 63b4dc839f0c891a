import type { Node } from "@pgsql/types";

/**
 * Whether two parse trees differ in one condition only, which gained an AND operand: what an added filter must amount
 * to. Locations do not count.
 */
export function gainsCondition(before: readonly Node[], after: readonly Node[]): boolean {
  let gained = 0;
  const same = (one: unknown, other: unknown, key: string): boolean => {
    if (one === null || typeof one !== "object" || other === null || typeof other !== "object") {
      if (one === undefined && other !== undefined && key === "whereClause") {
        gained++;
        return true;
      }
      return one === other;
    }
    if ((key === "whereClause" || key === "quals") && gained === 0 && isGain(one, other)) {
      gained++;
      return true;
    }
    if (Array.isArray(one) || Array.isArray(other)) {
      return (
        Array.isArray(one) &&
        Array.isArray(other) &&
        one.length === other.length &&
        one.every((item, index) => same(item, other[index], key))
      );
    }
    const [own, others] = [one as Record<string, unknown>, other as Record<string, unknown>];
    for (const name in own) if (!isPlace(name) && !same(own[name], others[name], name)) return false;
    for (const name in others)
      if (!(name in own) && !isPlace(name) && !same(undefined, others[name], name)) return false;
    return true;
  };
  return same(before, after, "") && gained === 1;
}

const isPlace = (name: string): boolean =>
  name.endsWith("location") || name === "stmt_len" || name.startsWith("rexpr_list_");

function isGain(one: object, other: object): boolean {
  const operands = conjuncts(other);
  const had = conjuncts(one);
  if (operands.length !== had.length + 1) return false;
  return had.every((operand, index) => withoutPlaces(operand) === withoutPlaces(operands[index]));
}

function conjuncts(node: object): readonly unknown[] {
  const { BoolExpr } = node as { BoolExpr?: { boolop?: string; args?: readonly object[] } };
  return BoolExpr?.boolop === "AND_EXPR" ? (BoolExpr.args ?? []).flatMap((operand) => conjuncts(operand)) : [node];
}

function withoutPlaces(node: unknown): string {
  return JSON.stringify(node, (key, value: unknown) => (/location$|^rexpr_list_/.test(key) ? undefined : value));
}

/** How many nodes of a kind a parse holds. */
export function countNodes(trees: readonly Node[], kind: string): number {
  let count = 0;
  const see = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(see);
    else if (value !== null && typeof value === "object") {
      for (const [key, inner] of Object.entries(value)) {
        if (key === kind) count++;
        see(inner);
      }
    }
  };
  see(trees);
  return count;
}
