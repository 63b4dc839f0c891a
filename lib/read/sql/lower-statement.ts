import type { DefinitionStatement, Opaque, Select, Statement, Truncate, Utility } from "../../model/statement.ts";
import type { Layout } from "./lower/layout.ts";
import { lowerDefinition } from "./definitions/definitions.ts";
import { lowerTable } from "./lower/from.ts";
import { lowerModification } from "./lower/modification.ts";
import { lowerQuery } from "./lower/query.ts";
import { Lowering, NotPostgres, type LowerContext } from "./lower/lowering.ts";
import { markOptional, type Marks } from "./lower/marks.ts";
import type { ParsedStatement } from "./parser/postgres-parser.ts";
import { TokenLine, type Run } from "./tokens/token-line.ts";
import type { Token } from "./tokens/tokens.ts";
import { nodeName, type NodeName } from "./parser/tree.ts";

export interface Lowered {
  readonly statement: Statement;
  readonly layout: Layout;
  /** What is optional; null where nothing is. */
  readonly marks: Marks | null;
}

// The statements of one text share its tokens.
const lines = new WeakMap<readonly Token[], TokenLine>();

function lineOf(tokens: readonly Token[]): TokenLine {
  let line = lines.get(tokens);
  if (!line) lines.set(tokens, (line = new TokenLine(tokens)));
  return line;
}

/**
 * Turns a parse tree of libpg-query into the model. Never throws: what is not modelled becomes an `unknown` expression
 * or item, and a statement that cannot be told at all an `opaque` one with the reason.
 */
export function lowerStatement(parsed: ParsedStatement, context: LowerContext): Lowered {
  const line = lineOf(context.tokens);
  const range = { start: parsed.start, end: parsed.end };
  const first = line.indexAt(parsed.start);
  const last = line.indexAt(parsed.end - 1);
  const run: Run = [Math.max(first, 0), last < 0 ? line.tokens.length : last + 1];
  const lowering = new Lowering(context, line, run);
  let statement: Statement;
  try {
    statement = lower(lowering, parsed, run);
  } catch (error) {
    // A chain of thousands of operators is a tree as deep, and the stack has an end.
    const reason =
      error instanceof NotPostgres
        ? error.message
        : error instanceof RangeError
          ? "nested too deeply"
          : `could not be told: ${error instanceof Error ? error.message : String(error)}`;
    statement = { kind: "opaque", reason, span: context.place(range.start, range.end) } satisfies Opaque;
  }
  const marks = statement.kind === "opaque" ? null : markOptional(lowering, statement, run);
  return { statement, layout: lowering.layout(range), marks };
}

function lower(lowering: Lowering, { tree }: ParsedStatement, run: Run): Statement {
  const { edits } = lowering.context;
  const definition = lowerDefinition(lowering, tree, run);
  if (definition) return lowering.make<DefinitionStatement>(run, { kind: "definition", definition, edits });
  if ("SelectStmt" in tree)
    return lowering.make<Select>(run, { kind: "select", query: lowerQuery(lowering, tree, run), edits });
  if ("TruncateStmt" in tree) {
    const targets = (tree.TruncateStmt.relations ?? []).flatMap((node) =>
      "RangeVar" in node ? [lowerTable(lowering, node.RangeVar)] : [],
    );
    return lowering.make<Truncate>(run, {
      kind: "truncate",
      targets,
      cascade: tree.TruncateStmt.behavior === "DROP_CASCADE",
      edits,
    });
  }
  const modification = lowerModification(lowering, tree, run);
  if (modification) return modification;
  const command = commandOf(lowering, run);
  if (utilities.has(nodeName(tree))) return lowering.make<Utility>(run, { kind: "utility", command, edits });
  return lowering.make<DefinitionStatement>(run, { kind: "definition", definition: { kind: "other", command }, edits });
}

const utilities = new Set<string>([
  "TransactionStmt",
  "VariableSetStmt",
  "VariableShowStmt",
  "ExplainStmt",
  "VacuumStmt",
  "CopyStmt",
  "DeclareCursorStmt",
  "FetchStmt",
  "ClosePortalStmt",
  "PrepareStmt",
  "ExecuteStmt",
  "DeallocateStmt",
  "ListenStmt",
  "NotifyStmt",
  "UnlistenStmt",
  "LockStmt",
  "CheckPointStmt",
  "DiscardStmt",
  "LoadStmt",
  "ConstraintsSetStmt",
  "ClusterStmt",
  "ReindexStmt",
  "CallStmt",
  "RefreshMatViewStmt",
  "AlterSystemStmt",
] satisfies readonly NodeName[]);

const twoWords = new Set(["CREATE", "ALTER", "DROP", "START", "DECLARE", "REFRESH", "COMMENT", "ROLLBACK"]);

/** The statement's first words, in capitals: `EXPLAIN`, `CREATE TABLE`. */
function commandOf({ line }: Lowering, [first, end]: Run): string {
  const command = line.upper(first);
  const second = first + 1 < end && twoWords.has(command) && line.word(first + 1) ? ` ${line.upper(first + 1)}` : "";
  return command + second;
}
