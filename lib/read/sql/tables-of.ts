import type { PlaceholderScheme } from "../../model/site.ts";
import { parseOnce } from "./parser/parse-cache.ts";
import { withoutSchemes } from "./tokens/schemes.ts";

/** What a text is, as far as finding needs to know it. */
export interface TextSummary {
  /**
   * PostgreSQL's name of the statement's node: `SelectStmt`, `InsertStmt`, …; of several, the first that reads and
   * writes no rows, if there is one.
   */
  readonly kind: string;
  readonly tables: readonly { readonly schema: string | null; readonly name: string }[];
}

/**
 * Looks whether PostgreSQL's grammar accepts a text whole, as one statement or several, and which tables it names
 * (common tables excluded). In: SQL with `$n` placeholders. Out: null where the grammar does not accept it.
 */
export function tablesOf(text: string): TextSummary | null {
  const parsed = parseOnce(text);
  if (!parsed.ok || parsed.statements.length === 0) return null;
  const kinds = parsed.statements.map(({ tree }) => Object.keys(tree)[0] ?? "");
  const tables: { schema: string | null; name: string }[] = [];
  const common = new Set<string>();
  visit(
    parsed.statements.map(({ tree }) => tree),
    (node) => {
      if (typeof node["ctename"] === "string") common.add(node["ctename"]);
      if (typeof node["relname"] === "string") {
        tables.push({
          schema: typeof node["schemaname"] === "string" ? node["schemaname"] : null,
          name: node["relname"],
        });
      }
    },
  );
  return {
    kind: kinds.find((kind) => !/^(?:Select|Insert|Update|Delete|Merge|Truncate)Stmt$/.test(kind)) ?? kinds[0] ?? "",
    tables: tables.filter(({ schema, name }) => schema !== null || !common.has(name)),
  };
}

/** The same of a text that may have placeholders of the project's own making, which are parameters. */
export const tablesWith = (text: string, schemes: readonly PlaceholderScheme[]): TextSummary | null =>
  tablesOf(text) ?? tablesOf(withoutSchemes(text, schemes));

function visit(node: unknown, see: (node: Record<string, unknown>) => void): void {
  if (Array.isArray(node)) for (const item of node) visit(item, see);
  else if (node !== null && typeof node === "object") {
    see(node as Record<string, unknown>);
    for (const value of Object.values(node)) visit(value, see);
  }
}
