import type { CastFacts } from "./facts.ts";
import { genericTypes, isPolymorphic } from "./generic-types.ts";
import { KnownTypes } from "./known-types.ts";
import type { PgType } from "./pg-type.ts";

export type CoercionContext = "implicit" | "assignment" | "explicit";

const contexts: Readonly<Record<string, number>> = { i: 0, a: 1, e: 2, implicit: 0, assignment: 1, explicit: 2 };

/** The types of a schema, and which is made which: casts, the common type of several, what polymorphic ones stand for. */
export class Conversions extends KnownTypes {
  isPolymorphic(type: PgType): boolean {
    return isPolymorphic(type);
  }

  /** Whether a value of a type is taken for one of another; `unknown` is the type of an untyped literal or parameter. */
  canCoerce(sources: readonly PgType[], targets: readonly PgType[], context: CoercionContext): boolean {
    let isGeneric = false;
    for (const [index, target] of targets.entries()) {
      const source = sources[index];
      if (!source || source === target || target.key === "any") continue;
      if (this.isPolymorphic(target)) {
        isGeneric = true;
        continue;
      }
      if (source.key === "unknown" || this.hasPathway(source, target, context)) continue;
      if (target.key === "record" && source.kind === "c") continue;
      if (source.key === "record" && target.kind === "c") continue;
      if (target.key === "_record" && this.arrayElementOf(source)?.kind === "c") continue;
      if (source.kind === "c" && target.kind === "c" && this.#inherits(source, target)) continue;
      return false;
    }
    return !isGeneric || this.genericTypes(sources, targets) !== null;
  }

  #inherits(source: PgType, target: PgType): boolean {
    const table = this.catalog.relations.get(source.key);
    if (table?.kind !== "table") return false;
    return (table.structure?.parents ?? []).some((parent) => {
      const relation = this.catalog.relations.get(parent);
      const row = relation && this.rowOf(relation);
      return row === target || (row !== undefined && this.#inherits(row, target));
    });
  }

  /** find_coercion_pathway of PostgreSQL's parse_coerce.c. */
  hasPathway(from: PgType, to: PgType, context: CoercionContext): boolean {
    const [source, target] = [this.baseOf(from), this.baseOf(to)];
    if (source === target) return true;
    const cast = this.#cast(source, target);
    if (cast) return (contexts[context] ?? 0) >= (contexts[cast.context] ?? 2);
    if (target.key !== "oidvector" && target.key !== "int2vector") {
      const [one, other] = [this.arrayElementOf(source), this.arrayElementOf(target)];
      if (one && other && this.hasPathway(one, other, context)) return true;
    }
    if (context === "implicit") return false;
    if (target.category === "S") return true;
    return context === "explicit" && source.category === "S";
  }

  /** Whether the pathway is none that computes: the types are the same to the machine. */
  isRelabelled(from: PgType, to: PgType): boolean {
    const [source, target] = [this.baseOf(from), this.baseOf(to)];
    return source === target || this.#cast(source, target)?.method === "b";
  }

  /** Whether a type is the same to the machine as one that has an order: varchar as text, cidr as inet. */
  isLikeComparable(type: PgType): boolean {
    return this.facts.some(({ facts }) =>
      [...facts.casts].some(([key, { context, method }]) => {
        const [source, target = ""] = key.split(" ");
        return source === type.key && context === "i" && method === "b" && this.builtIn(target)?.hasOrder === true;
      }),
    );
  }

  castMethod(from: PgType, to: PgType): string | null {
    return this.#cast(this.baseOf(from), this.baseOf(to))?.method ?? null;
  }

  #cast(source: PgType, target: PgType): CastFacts | null {
    const casts = this.#casts.get(source) ?? new Map<PgType, CastFacts | null>();
    this.#casts.set(source, casts);
    const before = casts.get(target);
    if (before !== undefined) return before;
    const found = this.#castOf(source, target);
    casts.set(target, found);
    return found;
  }

  readonly #casts = new Map<PgType, Map<PgType, CastFacts | null>>();

  #castOf(source: PgType, target: PgType): CastFacts | null {
    const rangeCast = source.kind === "r" && this.multirangeOf(source) === target;
    if (rangeCast) return { context: "e", method: "f" };
    for (const { facts } of this.facts) {
      const found = facts.casts.get(`${source.key} ${target.key}`);
      if (found) return found;
    }
    return null;
  }

  /** A cast of the schema's own from or to a type may be there. */
  hasOwnCasts(): boolean {
    return [...(this.catalog.further ?? [])].some((made) => made.startsWith("cast "));
  }

  /** select_common_type of PostgreSQL's parse_coerce.c; null where there is none. */
  commonType(types: readonly PgType[]): PgType | null {
    const [first] = types;
    const text = this.of("text");
    if (!first) return text;
    if (first.key !== "unknown" && types.every((type) => type === first)) return first;
    let chosen = this.baseOf(first);
    for (const type of types) {
      const next = this.baseOf(type);
      if (next.key === "unknown" || next === chosen) continue;
      if (chosen.key === "unknown") chosen = next;
      else if (next.category !== chosen.category) return null;
      else if (
        !chosen.preferred &&
        this.canCoerce([chosen], [next], "implicit") &&
        !this.canCoerce([next], [chosen], "implicit")
      )
        chosen = next;
    }
    return chosen.key === "unknown" ? text : chosen;
  }

  /** The common type, where every value can be made one of it. */
  verifiedCommonType(types: readonly PgType[]): PgType | null {
    const common = this.commonType(types);
    return common && types.every((type) => this.canCoerce([type], [common], "implicit")) ? common : null;
  }

  /** What the polymorphic types of a declaration stand for in a call; null where its arguments do not fit together. */
  genericTypes(actual: readonly PgType[], declared: readonly PgType[]): ReadonlyMap<string, PgType> | null {
    return genericTypes(actual, declared, this);
  }
}
