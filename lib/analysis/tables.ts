import { knownItems, type UnknownText } from "../model/clause.ts";
import type { Statement, TableReference } from "../model/statement.ts";

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

type Node = Readonly<Record<string, unknown>>;

function visit(value: unknown, commonTables: ReadonlySet<string>, found: NamedTable[]): void {
  if (Array.isArray(value)) {
    for (const item of value) visit(item, commonTables, found);
    return;
  }
  if (typeof value !== "object" || value === null) return;
  const node = value as Node;
  if (node["kind"] === "table") {
    const reference = value as TableReference;
    const own = reference.schema === null && reference.name !== null && commonTables.has(reference.name);
    if (!own) found.push({ reference, role: "read" });
    return;
  }
  const inSight = withNames(node, commonTables);
  for (const [key, child] of Object.entries(node)) {
    if (key === "edits" || key === "hole") continue;
    if (key === "target" || key === "targets") {
      for (const target of Array.isArray(child) ? child : [child])
        if (isTable(target)) found.push({ reference: target, role: "write" });
    } else if (key === "with" && Array.isArray(child)) {
      visitWith(knownItems(child as readonly (CommonTableNode | UnknownText)[]), commonTables, found);
    } else visit(child, inSight, found);
  }
}

interface CommonTableNode {
  readonly name: string;
  readonly recursive: boolean;
  readonly statement: unknown;
}

const isTable = (value: unknown): value is TableReference =>
  typeof value === "object" && value !== null && (value as Node)["kind"] === "table";

function withNames(node: Node, outer: ReadonlySet<string>): ReadonlySet<string> {
  const list = node["with"];
  return Array.isArray(list) && list.length > 0
    ? new Set([...outer, ...knownItems(list as readonly (CommonTableNode | UnknownText)[]).map(({ name }) => name)])
    : outer;
}

// Each sees those before it; with RECURSIVE, all of them and itself.
function visitWith(list: readonly CommonTableNode[], outer: ReadonlySet<string>, found: NamedTable[]): void {
  const recursive = list.some((entry) => entry.recursive);
  const names = new Set(outer);
  if (recursive) for (const { name } of list) names.add(name);
  for (const { name, statement } of list) {
    visit(statement, new Set(names), found);
    names.add(name);
  }
}
