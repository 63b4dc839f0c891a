import type { CommonTableExpr, Node, WithClause } from "@pgsql/types";
import type { AddedColumn, CommonTable, Select, Statement } from "../../../model/statement.ts";
import { lowerModification } from "./modification.ts";
import { lowerQuery } from "./query.ts";
import type { Lowering, WrittenLists } from "./lowering.ts";
import type { Run } from "../tokens/token-line.ts";
import { strings } from "../parser/tree.ts";

/** A WITH clause at its word; `end` is the index of the statement's own first token. */
export function lowerWith(
  lowering: Lowering,
  clause: WithClause,
  at: number,
): { readonly tables: CommonTable[]; readonly end: number } {
  const { line, run } = lowering;
  let next = at + 1;
  if (line.upper(next) === "RECURSIVE" && clause.recursive) next++;
  const tables = (clause.ctes ?? []).flatMap((node) => {
    if (!("CommonTableExpr" in node)) return [];
    const cte = node.CommonTableExpr;
    const name: Run = [next, next + 1];
    let open = next + 1;
    if (line.word(open) === "(") open = line.after(open);
    while (open < run[1] && line.word(open) !== "(") open++;
    const close = line.after(open);
    const body: Run = [open + 1, close - 1];
    const statement: Statement =
      lowerModification(lowering, cte.ctequery, body) ??
      lowering.make<Select>(body, {
        kind: "select",
        query: lowerQuery(lowering, cte.ctequery, body),
        edits: lowering.context.edits,
      });
    // SEARCH and CYCLE follow, then a comma or the statement.
    next = close;
    while (next < run[1] && (cte.search_clause || cte.cycle_clause) && !endsCommonTable(lowering, next))
      next = line.after(next);
    const end = next;
    if (line.word(next) === ",") next++;
    return [
      lowering.make<CommonTable>([name[0], end], {
        name: cte.ctename ?? "",
        columns: strings(cte.aliascolnames),
        recursive: clause.recursive ?? false,
        materialized:
          cte.ctematerialized === "CTEMaterializeAlways"
            ? true
            : cte.ctematerialized === "CTEMaterializeNever"
              ? false
              : null,
        statement,
        added: addedColumns(cte),
        nameSpan: lowering.span(name),
      }),
    ];
  });
  return { tables, end: next };
}

// In this order, whichever is written first.
function addedColumns({ search_clause, cycle_clause }: CommonTableExpr): readonly AddedColumn[] {
  const column = (name: string | undefined, nullable: boolean): readonly AddedColumn[] =>
    name === undefined ? [] : [{ name, nullable }];
  const marks = [cycle_clause?.cycle_mark_value, cycle_clause?.cycle_mark_default];
  return [
    ...column(search_clause?.search_seq_column, false),
    ...column(cycle_clause?.cycle_mark_column, marks.some(isNullConstant)),
    ...column(cycle_clause?.cycle_path_column, false),
  ];
}

function isNullConstant(node: Node | undefined): boolean {
  return node !== undefined && "A_Const" in node && node.A_Const.isnull === true;
}

/** A WITH clause as it is written. */
export function writtenWith(lowering: Lowering, tables: readonly CommonTable[], at: number): WrittenLists[number] {
  const [first, last] = [tables[0], tables.at(-1)];
  if (!first || !last) return null;
  const start = lowering.runOf(first)[0];
  return {
    word: [at, start],
    list: [start, lowering.runOf(last)[1]],
    kind: "items",
    nodes: tables,
    of: "with",
    without: { with: [] },
  };
}

const statementWords = new Set(["SELECT", "VALUES", "TABLE", "INSERT", "UPDATE", "DELETE", "MERGE", "("]);

// The columns of SEARCH and CYCLE have commas of their own: the one that ends them has a name and an AS or a list after
// it.
function endsCommonTable({ line }: Lowering, at: number): boolean {
  if (statementWords.has(line.word(at))) return true;
  if (line.word(at) !== ",") return false;
  const list = line.word(at + 2) === "(" ? line.after(at + 2) : at + 2;
  return line.word(list) === "AS" && line.tokens.slice(list + 1, list + 4).some((token) => token.text === "(");
}
