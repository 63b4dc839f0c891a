import type { Node, RangeVar, TypeName } from "@pgsql/types";
import type { Name, ObjectName, TypeReference, WrittenExpression } from "../../../model/definition.ts";
import type { Expression } from "../../../model/expression.ts";
import { lowerExpression } from "../lower/expression.ts";
import type { Lowering } from "../lower/lowering.ts";
import type { Run } from "../tokens/token-line.ts";
import { strings } from "../parser/tree.ts";
import { typeEnd } from "../tokens/type-end.ts";

/** The table, view, index or sequence a RangeVar names. */
export function relationName(lowering: Lowering, range: RangeVar | undefined, run: Run): ObjectName {
  const at = lowering.token(range?.location);
  return {
    schema: range?.schemaname ?? null,
    name: range?.relname ?? "",
    span: lowering.span(at < 0 ? run : [at, lowering.line.afterName(at)]),
  };
}

/** A dotted name given as a list of strings; the tree has no place for it, so it is looked for among the tokens. */
export function dottedName(lowering: Lowering, nodes: readonly Node[] | undefined, run: Run): ObjectName {
  const parts = strings(nodes);
  const name = parts.at(-1) ?? "";
  return { schema: parts.at(-2) ?? null, name, span: nameSpan(lowering, parts, run) };
}

/** A column, constraint or the like, looked for by its name in a run. */
export function nameIn(lowering: Lowering, name: string | undefined, run: Run): Name {
  return { name: name ?? "", span: nameSpan(lowering, [name ?? ""], run) };
}

function nameSpan(lowering: Lowering, parts: readonly string[], run: Run): Name["span"] {
  const { tokens } = lowering.line;
  const last = parts.at(-1) ?? "";
  for (let index = run[0]; index < run[1]; index++) {
    if (identifierOf(tokens[index]?.text ?? "") !== last) continue;
    const first = index - 2 * (parts.length - 1);
    if (first < run[0] || (parts.length > 1 && identifierOf(tokens[first]?.text ?? "") !== parts[0])) continue;
    return lowering.span([first, index + 1]);
  }
  return lowering.span(run);
}

/** An identifier as PostgreSQL folds it: `Users` is users, `"Users"` stays. */
function identifierOf(text: string): string {
  const name = text.startsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : text.toLowerCase();
  return Buffer.byteLength(name) > 63 ? Buffer.from(name).subarray(0, 63).toString() : name;
}

/** A type as written, without a guess at what a name of the user's stands for. */
export function typeReference(lowering: Lowering, type: TypeName | undefined, run: Run): TypeReference {
  const names = strings(type?.names);
  const at = lowering.token(type?.location);
  const end = at < 0 ? -1 : typeEnd(lowering.line, at);
  return {
    schema: names.at(-2) ?? null,
    name: names.at(-1) ?? "unknown",
    modifiers: (type?.typmods ?? []).map(modifier),
    array: (type?.arrayBounds?.length ?? 0) > 0,
    span: lowering.span(at < 0 ? run : [at, end]),
  };
}

function modifier(node: Node): string {
  if ("A_Const" in node)
    return node.A_Const.ival
      ? String(node.A_Const.ival.ival ?? 0)
      : (node.A_Const.sval?.sval ?? node.A_Const.fval?.fval ?? "0");
  if ("ColumnRef" in node) return strings(node.ColumnRef.fields).join(".");
  // numeric(3, -2)
  if ("A_Expr" in node && node.A_Expr.rexpr) return `-${modifier(node.A_Expr.rexpr)}`;
  return "?";
}

/** An expression with its text; one that cannot be told is an unknown one, and the statement stands. */
export function written(lowering: Lowering, node: Node | undefined, run: Run): WrittenExpression {
  let expression: Expression;
  try {
    expression = lowerExpression(lowering, node);
  } catch (error) {
    expression = lowering.make<Expression & { kind: "unknown" }>(run, {
      kind: "unknown",
      hole: null,
      reason: (error as Error).message,
    });
  }
  const range = lowering.text(lowering.runOf(expression));
  return { text: lowering.context.text.slice(range.start, range.end), expression, span: expression.span };
}

/** From a token to the comma, closing parenthesis or end of the run that ends a table's element. */
export function elementRun(lowering: Lowering, location: number | undefined, run: Run): Run {
  const start = lowering.token(location);
  if (start < 0) return run;
  let end = start;
  while (end < run[1] && ![",", ")", ";"].includes(lowering.line.word(end))) end = lowering.line.after(end);
  return [start, Math.max(start + 1, Math.min(end, run[1]))];
}
