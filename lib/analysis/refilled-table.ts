import type { Relation } from "./level.ts";
import type { Site } from "../model/site.ts";
import type { ValuesRead } from "./values-read.ts";

/**
 * Whether a table is emptied to be filled again: all its rows go, and a statement behind it in the same function puts others there. What stands in such a
 * table is derived from what stands elsewhere: no row of it is to be kept as deleted. In: the target of a DELETE or TRUNCATE and the site of the statement.
 */
export function isRefilled({ level, source }: Relation, site: Site | null, values: ValuesRead | null): boolean {
  if (source.kind !== "table" || site === null || values === null) return false;
  if (level.kind !== "truncate" && !(level.kind === "delete" && level.where === "absent")) return false;
  return values
    .besideIn(site, "behind")
    .some(
      ({ level: later }) =>
        later.kind === "insert" && later.target.source.kind === "table" && later.target.source.table === source.table,
    );
}
