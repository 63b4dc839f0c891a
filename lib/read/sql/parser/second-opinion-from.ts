import type { From, QNameAliased } from "pgsql-ast-parser";
import type { FromItem, Join, TableReference } from "../../../model/statement.ts";
import { readExpression } from "./second-opinion-expression.ts";
import { readQuery, type SecondReader } from "./second-opinion.ts";

/** A table that is written to. */
export function readTarget(
  reader: SecondReader,
  name: QNameAliased,
  columnAliases: readonly string[] = [],
): TableReference {
  const span = reader.span(name);
  return {
    kind: "table",
    schema: name.schema ?? null,
    name: name.name,
    hole: null,
    alias: name.alias ?? null,
    columnAliases,
    only: false,
    span,
    nameSpan: reader.nameSpan(name),
  };
}

const joinTypes = {
  "INNER JOIN": "inner",
  "LEFT JOIN": "left",
  "RIGHT JOIN": "right",
  "FULL JOIN": "full",
  "CROSS JOIN": "cross",
} as const;

/** FROM as the parser keeps it: a list, in which an entry with a join belongs to the one before. */
export function readFrom(reader: SecondReader, entries: readonly From[]): FromItem[] {
  const items: FromItem[] = [];
  for (const entry of entries) {
    const right = readEntry(reader, entry);
    const left = entry.join ? items.pop() : undefined;
    if (!entry.join || !left) {
      items.push(right);
      continue;
    }
    items.push({
      kind: "join",
      type: joinTypes[entry.join.type],
      left,
      right,
      on: entry.join.on ? { kind: "is", condition: readExpression(reader, entry.join.on) } : "absent",
      using: (entry.join.using ?? []).map(({ name }) => name),
      natural: false,
      alias: null,
      span: { start: left.span.start, end: Math.max(right.span.end, reader.span(entry).end) },
    } satisfies Join);
  }
  return items;
}

function readEntry(reader: SecondReader, entry: From): FromItem {
  const span = reader.span(entry);
  switch (entry.type) {
    case "table":
      return readTarget(
        reader,
        entry.name,
        (entry.name.columnNames ?? []).map(({ name }) => name),
      );
    case "statement":
      return {
        kind: "derived",
        query: readQuery(reader, entry.statement),
        lateral: entry.lateral ?? false,
        alias: entry.alias || null,
        columnAliases: (entry.columnNames ?? []).map(({ name }) => name),
        span,
      };
    case "call":
      return {
        kind: "function",
        name: entry.function.name,
        arguments: entry.args.map((part) => readExpression(reader, part)),
        alias: entry.alias?.name ?? null,
        columnAliases: (entry.alias?.columns ?? []).map(({ name }) => name),
        span,
      };
  }
}
