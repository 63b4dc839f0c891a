import type { Catalog } from "../catalog/catalog.ts";
import type { Expression } from "../model/expression.ts";
import type { Span } from "../model/span.ts";
import { walk } from "./expressions.ts";
import { expressionsOf } from "./level-expressions.ts";
import { scopesOf } from "./scopes.ts";
import type { ShownHole } from "./shown.ts";

/** Whether a hole stands in the text of a jsonpath (`'$[*] ? (@ == "${value}")'`), which sees no parameter of the statement. */
export function isInJsonPath({ reading, role }: ShownHole, span: Span, catalog: Catalog): boolean {
  if (role !== "quoted") return false;
  return reading.variants.flat().some((statement) =>
    scopesOf(statement, catalog).levels.some((level) =>
      expressionsOf(level).some((expression) => {
        let found = false;
        walk(expression, (part) => (found ||= holds(pathOf(part), span)));
        return found;
      }),
    ),
  );
}

/** The jsonpath that an expression takes. */
function pathOf(expression: Expression): Expression | null {
  if (expression.kind === "operator") return expression.operator === "@?" ? expression.right : null;
  return expression.kind === "call" && expression.name.startsWith("jsonb_path_")
    ? (expression.arguments[1] ?? null)
    : null;
}

const holds = (path: Expression | null, { start, end }: Span): boolean =>
  path !== null && path.span.start <= start && end <= path.span.end;
