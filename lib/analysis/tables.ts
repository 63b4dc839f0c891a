import type { CommonTable, Statement, TableReference } from "../model/statement.ts";
import { isFields, isList, type Fields } from "../narrow.ts";

/** A table, view or unknown relation that a statement names. */
export interface NamedTable {
  readonly reference: TableReference;
  readonly role: "read" | "write";
}

/**
 * Every table a statement names, at any depth, in the order of the text. Names of its own WITH queries are not tables where
 * they are in sight (https://www.postgresql.org/docs/current/queries-with.html).
 */
export function namedTables(statement: Statement): readonly NamedTable[] {
  const found: NamedTable[] = [];
  visit(statement, new Set(), found);
  return found.sort((a, b) => a.reference.span.start - b.reference.span.start);
}

function visit(value: unknown, commonTables: ReadonlySet<string>, found: NamedTable[]): void {
  if (isList(value)) for (const item of value) visit(item, commonTables, found);
  if (isTable(value)) {
    const own = value.schema === null && value.name !== null && commonTables.has(value.name);
    if (!own) found.push({ reference: value, role: "read" });
    return;
  }
  if (!isFields(value)) return;
  const inSight = withNames(value, commonTables);
  for (const [key, child] of Object.entries(value)) {
    if (key === "edits" || key === "hole") continue;
    if (key === "target" || key === "targets") {
      for (const target of isList(child) ? child : [child])
        if (isTable(target)) found.push({ reference: target, role: "write" });
    } else if (key === "with" && isList(child)) visitWith(child.filter(isCommonTable), commonTables, found);
    else visit(child, inSight, found);
  }
}

const isTable = (value: unknown): value is TableReference => isFields(value) && value["kind"] === "table";

/** Of an item of WITH: everything but text of unknown content. */
const isCommonTable = (value: unknown): value is CommonTable => isFields(value) && "statement" in value;

function withNames(node: Fields, outer: ReadonlySet<string>): ReadonlySet<string> {
  const list = node["with"];
  return isList(list) ? new Set([...outer, ...list.filter(isCommonTable).map(({ name }) => name)]) : outer;
}

// Each sees those before it; with RECURSIVE, all of them and itself.
function visitWith(list: readonly CommonTable[], outer: ReadonlySet<string>, found: NamedTable[]): void {
  const recursive = list.some((entry) => entry.recursive);
  const names = new Set(outer);
  if (recursive) for (const { name } of list) names.add(name);
  for (const { name, statement } of list) {
    visit(statement, new Set(names), found);
    names.add(name);
  }
}
