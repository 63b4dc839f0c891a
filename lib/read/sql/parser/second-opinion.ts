import { createRequire } from "node:module";
import type {
  Expr,
  PGNode,
  SelectedColumn,
  SelectStatement,
  SetStatement,
  Statement as Tree,
  WithStatementBinding,
  OnConflictAction,
} from "pgsql-ast-parser";
import type { Clause, ConditionClause } from "../../../model/clause.ts";
import type {
  Assignment,
  CommonTable,
  OnConflict,
  Output,
  Query,
  Returning,
  RowCount,
  Select,
  SelectQuery,
  SetOperation,
  Statement,
  TableReference,
  Truncate,
  ValuesQuery,
} from "../../../model/statement.ts";
import { noEdits } from "../../../model/statement.ts";
import type { Span } from "../../../model/span.ts";
import { lex } from "../tokens/lexer.ts";
import type { ParseResult } from "./postgres-parser.ts";
import { readExpression, readOrder } from "./second-opinion-expression.ts";
import { readFrom, readTarget } from "./second-opinion-from.ts";
import { secondName } from "./second-opinion-names.ts";

type Parser = typeof import("pgsql-ast-parser");

let loaded: Parser | undefined;
/** It is loaded where it reads: most runs do without. */
const parser = (): Parser => (loaded ??= createRequire(import.meta.url)("pgsql-ast-parser") as Parser);

/** How the second reader turns its parser's ranges into spans. */
export interface SecondReader {
  /** The range of a node, or of the statement where the parser kept none. */
  span(node: object): Span;
  /** Of a node that begins with a name of a table, the range of the name alone. */
  nameSpan(node: object): Span;
}

/**
 * Reads a text with pgsql-ast-parser, which shares nothing with PostgreSQL's own grammar: where WebAssembly is missing,
 * and as the second opinion in tests. In: SQL with `$n` placeholders. Out: the statements of DML in the same model, the
 * others as `utility`, or null where the parser does not accept the text. Spans are coarse: ends may drop a
 * parenthesis, and a table's name and alias share one. No edits are offered.
 */
export function readSecondOpinion(
  text: string,
  place: (start: number, end: number) => Span = (start, end) => ({ start, end }),
): Statement[] | null {
  const trees = parseSecond(text);
  if (!trees.ok) return null;
  const whole: Span = place(0, text.length);
  const reader: SecondReader = {
    span(node) {
      const location = (node as PGNode)._location;
      return location ? place(location.start, location.end) : whole;
    },
    nameSpan(node) {
      const location = (node as PGNode)._location;
      if (!location) return whole;
      const tokens = lex(text.slice(location.start, location.end)).filter(({ kind }) => kind !== "comment");
      let last = 0;
      while (tokens[last + 1]?.text === "." && tokens[last + 2]) last += 2;
      return place(location.start + (tokens[0]?.start ?? 0), location.start + (tokens[last]?.end ?? 0));
    },
  };
  return trees.trees.map((tree) => readStatement(reader, tree, []));
}

type Parsed =
  | { readonly ok: true; readonly trees: readonly Tree[] }
  | { readonly ok: false; readonly message: string; readonly offset: number };

let latest: { readonly text: string; readonly parsed: Parsed } | null = null;

function parseSecond(text: string): Parsed {
  if (latest?.text === text) return latest.parsed;
  let parsed: Parsed;
  try {
    parsed = { ok: true, trees: parser().parse(text, { locationTracking: true }) };
  } catch (error) {
    const { message, token } = error as { message?: string; token?: { _location?: { start?: number } } };
    parsed = { ok: false, message: (message ?? "").split(/[\n:]/, 1)[0] ?? "", offset: token?._location?.start ?? 0 };
  }
  latest = { text, parsed };
  return parsed;
}

/**
 * Whether pgsql-ast-parser accepts a text, as `parsePostgres` would say it; the statements are to be had by
 * `readSecondOpinion`.
 */
export function secondParse(text: string): ParseResult {
  const parsed = parseSecond(text);
  return parsed.ok ? { ok: true, statements: [], at: (offset) => offset } : parsed;
}

function readStatement(reader: SecondReader, tree: Tree, ctes: readonly CommonTable[]): Statement {
  const span = reader.span(tree);
  const common = { with: ctes, edits: noEdits, span };
  switch (tree.type) {
    case "select":
    case "union":
    case "union all":
    case "values":
    case "with recursive":
      return { kind: "select", query: readQuery(reader, tree, ctes), edits: noEdits, span } satisfies Select;
    case "with": {
      const bound = readBindings(reader, tree.bind);
      const inner = readStatement(reader, tree.in, [...ctes, ...bound]);
      return { ...inner, span };
    }
    case "insert": {
      const columns = tree.columns?.map(({ name }) => ({ name, span }));
      return {
        ...common,
        kind: "insert",
        target: readTarget(reader, tree.into),
        columns: columns ? { kind: "is", names: columns } : "absent",
        source: { kind: "is", query: readQuery(reader, tree.insert, []) },
        onConflict: tree.onConflict ? { kind: "is", ...readConflict(reader, tree.onConflict) } : "absent",
        returning: readReturning(reader, tree.returning),
      };
    }
    case "update": {
      const where = readCondition(reader, tree.where);
      const from = tree.from ? readFrom(reader, [tree.from]) : [];
      return {
        ...common,
        kind: "update",
        target: readTarget(reader, tree.table),
        assignments: readSets(reader, tree.sets),
        from,
        where,
        returning: readReturning(reader, tree.returning),
      };
    }
    case "delete": {
      const where = readCondition(reader, tree.where);
      return {
        ...common,
        kind: "delete",
        target: readTarget(reader, tree.from),
        using: [],
        where,
        returning: readReturning(reader, tree.returning),
      };
    }
    case "truncate table": {
      const targets: TableReference[] = tree.tables.map((name) => readTarget(reader, name));
      return {
        kind: "truncate",
        targets,
        cascade: tree.cascade === "cascade",
        edits: noEdits,
        span,
      } satisfies Truncate;
    }
    default:
      return { kind: "utility", command: tree.type.toUpperCase(), edits: noEdits, span };
  }
}

function readBindings(
  reader: SecondReader,
  bindings: readonly { readonly alias: { readonly name: string }; readonly statement: WithStatementBinding }[],
): CommonTable[] {
  return bindings.map(({ alias, statement }) => {
    const span = reader.span(alias);
    return {
      name: alias.name,
      columns: [],
      recursive: false,
      materialized: null,
      added: [],
      statement: readStatement(reader, statement, []),
      span,
      nameSpan: span,
    };
  });
}

/** A query of any form; `ctes` are the common tables written before it. */
export function readQuery(reader: SecondReader, tree: SelectStatement, ctes: readonly CommonTable[] = []): Query {
  const span = reader.span(tree);
  switch (tree.type) {
    case "with":
      return readQuery(reader, tree.in as SelectStatement, [...ctes, ...readBindings(reader, tree.bind)]);
    case "with recursive": {
      const nameSpan = reader.span(tree.alias);
      const statement: Select = { kind: "select", query: readQuery(reader, tree.bind), edits: noEdits, span };
      const table: CommonTable = {
        name: tree.alias.name,
        columns: tree.columnNames.map(({ name }) => name),
        recursive: true,
        materialized: null,
        added: [],
        statement,
        span: nameSpan,
        nameSpan,
      };
      return readQuery(reader, tree.in as SelectStatement, [...ctes, table]);
    }
    case "union":
    case "union all":
      return {
        kind: "set-operation",
        with: ctes,
        operator: "union",
        all: tree.type === "union all",
        left: readQuery(reader, tree.left),
        right: readQuery(reader, tree.right),
        furtherArm: "absent",
        orderBy: "absent",
        limit: "absent",
        offset: "absent",
        span,
      } satisfies SetOperation;
    case "values":
      return {
        kind: "values-query",
        with: ctes,
        rows: tree.values.map((row) => row.map((value) => readExpression(reader, value))),
        span,
      } satisfies ValuesQuery;
    case "select":
      return {
        kind: "select-query",
        with: ctes,
        distinct: tree.distinct === "distinct" || Array.isArray(tree.distinct),
        distinctOn: Array.isArray(tree.distinct) ? tree.distinct.map((part) => readExpression(reader, part)) : [],
        outputs: readOutputs(reader, tree.columns),
        from: readFrom(reader, tree.from ?? []),
        where: readCondition(reader, tree.where),
        groupBy: tree.groupBy?.length
          ? {
              kind: "is",
              keys: tree.groupBy.map((part) => readExpression(reader, part)),
              sets: false,
              common: tree.groupBy.map((part) => readExpression(reader, part)),
              lost: [],
              total: false,
            }
          : "absent",
        having: readCondition(reader, tree.having),
        windows: "absent",
        furtherArm: "absent",
        orderBy: tree.orderBy?.length ? { kind: "is", keys: readOrder(reader, tree.orderBy) } : "absent",
        limit: readCount(reader, tree.limit?.limit),
        offset: readCount(reader, tree.limit?.offset),
        locking: tree.for === undefined ? "absent" : { kind: "is" },
        span,
      } satisfies SelectQuery;
  }
}

function readCondition(reader: SecondReader, tree: Expr | null | undefined): Clause<ConditionClause> {
  return tree ? { kind: "is", condition: readExpression(reader, tree) } : "absent";
}

function readCount(reader: SecondReader, tree: Expr | null | undefined): Clause<RowCount> {
  return tree ? { kind: "is", count: readExpression(reader, tree) } : "absent";
}

function readReturning(reader: SecondReader, columns: readonly SelectedColumn[] | null | undefined): Clause<Returning> {
  return columns?.length ? { kind: "is", outputs: readOutputs(reader, columns) } : "absent";
}

function readOutputs(reader: SecondReader, columns: readonly SelectedColumn[] | null | undefined): Output[] {
  return (columns ?? []).map((column) => ({
    name: column.alias ? column.alias.name : secondName(column.expr),
    expression: readExpression(reader, column.expr),
    span: reader.span(column),
  }));
}

function readSets(reader: SecondReader, sets: readonly SetStatement[]): Assignment[] {
  return sets.map((set) => ({
    column: set.column.name,
    value: readExpression(reader, set.value),
    span: reader.span(set),
  }));
}

function readConflict(reader: SecondReader, conflict: OnConflictAction): OnConflict {
  const on = conflict.on;
  return {
    action: conflict.do === "do nothing" ? "nothing" : "update",
    columns: on?.type === "on expr" ? on.exprs.flatMap((part) => (part.type === "ref" ? [part.name] : [])) : [],
    constraint: on?.type === "on constraint" ? on.constraint.name : null,
    targetSpan: reader.span(conflict),
    targetWhere: "absent",
    assignments: conflict.do === "do nothing" ? [] : readSets(reader, conflict.do.sets),
    where: readCondition(reader, conflict.where),
    span: reader.span(conflict),
  };
}
