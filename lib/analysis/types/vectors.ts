import type { PgType } from "./pg-type.ts";
import type { TypeSystem } from "./type-system.ts";

/** What int2vector and oidvector are made of. */
export function vectorElement(type: PgType, system: TypeSystem): PgType | null {
  return type.key === "int2vector" ? system.of("int2") : type.key === "oidvector" ? system.of("oid") : null;
}
