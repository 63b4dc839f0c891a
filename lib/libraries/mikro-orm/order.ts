import type { SqlText } from "../../model/sql-text.ts";
import { constantString } from "./options.ts";
import { columnOf, relationOf, type Level, type What } from "./query.ts";
import { rawText } from "./raw.ts";
import { levelOf, type Conditions } from "./where.ts";
import { joined, together } from "../../read/builder/written.ts";

/** `{ name: "asc", author: { name: QueryOrder.DESC } }`, or a list of such. Null: it sorts by nothing that is known. */
export function orderOf(what: What, level: Level, conditions: Conditions): SqlText | null {
  const parts = partsOf(what, level, "", conditions);
  return parts.length === 0 ? null : joined(parts, ", ");
}

function partsOf(what: What, level: Level, path: string, conditions: Conditions): SqlText[] {
  const { query, aliases } = conditions;
  const value = query.run.value(what);
  if (value.kind === "list") return value.items.flatMap((item) => partsOf(item, level, path, conditions));
  if (value.kind !== "object") return [];
  return [...value.entries.values()].flatMap((entry): SqlText[] => {
    const { name, key, value: given } = entry;
    const direction = (column: SqlText): SqlText[] => {
      const text = /^(asc|desc)/i.exec(constantString(given, query) ?? "asc")?.[1]?.toUpperCase() ?? "ASC";
      return [together(column, query.writer.sql(text, key))];
    };
    const chain =
      key.node.parent?.type === "Property" && key.node.parent.computed
        ? query.run.follow({ node: key.node, frame: key.frame })
        : null;
    const raw = chain?.kind === "chain" ? rawText(chain, level, query, key) : null;
    if (raw) return direction(raw);
    const [first = "", ...rest] = name.split(".");
    const aliased = rest.length > 0 ? aliases?.get(first) : undefined;
    const [owner, property] = aliased ? [aliased, rest.join(".")] : [level, name];
    const relation = relationOf(owner.table, property);
    const inner = query.run.value(given);
    if (relation && inner.kind === "object") {
      const next = levelOf(relation, owner, path, key, conditions);
      return next ? partsOf(given, next, path === "" ? property : `${path}.${property}`, conditions) : [];
    }
    const column =
      columnOf(owner.table, property)?.name ?? (relation?.columns.length === 1 ? relation.columns[0] : undefined);
    return column === undefined ? [] : direction(query.column(owner, column, key));
  });
}
