import type { Expression } from "../model/expression.ts";

/** The names of the columns an expression mentions, each once, in order. */
export function columnsIn(expression: Expression | null): string[] {
  const names = new Set<string>();
  visit(expression, (node) => {
    if (node["kind"] === "column" && typeof node["name"] === "string") names.add(node["name"]);
  });
  return [...names];
}

/** The columns that a condition which never is false proves not to be NULL: `a IS NOT NULL AND …`. */
export function provenNotNull(condition: Expression): string[] {
  if (condition.kind === "and") return condition.operands.flatMap(provenNotNull);
  if (condition.kind === "null-test" && condition.negated && condition.operand.kind === "column")
    return [condition.operand.name];
  if (
    condition.kind === "not" &&
    condition.operand.kind === "null-test" &&
    !condition.operand.negated &&
    condition.operand.operand.kind === "column"
  ) {
    return [condition.operand.operand.name];
  }
  return [];
}

/** Shows every node of the model below one, itself first. */
export function visit(value: unknown, see: (node: Readonly<Record<string, unknown>>) => void): void {
  if (Array.isArray(value)) for (const item of value) visit(item, see);
  else if (typeof value === "object" && value !== null) {
    see(value as Record<string, unknown>);
    for (const part of Object.values(value)) if (typeof part === "object") visit(part, see);
  }
}

/** The text of an expression after a column was renamed. */
export function renameInText(text: string, from: string, to: string): string {
  return text.replace(
    /'(?:[^']|'')*'|"((?:[^"]|"")+)"|[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*/g,
    (token, quoted: string | undefined) => {
      if (token.startsWith("'")) return token;
      const name = quoted === undefined ? token.toLowerCase() : quoted.replaceAll('""', '"');
      return name === from ? quoteName(to) : token;
    },
  );
}

/** A copy of an expression in which a column has another name. */
export function renameInExpression(expression: Expression | null, from: string, to: string): Expression | null {
  const copy = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(copy);
    if (typeof value !== "object" || value === null) return value;
    const node = Object.fromEntries(Object.entries(value).map(([key, part]) => [key, copy(part)]));
    return node["kind"] === "column" && node["name"] === from ? { ...node, name: to } : node;
  };
  return copy(expression) as Expression | null;
}

/** A name as `quote_ident` prints it, keywords left bare. */
export function quoteName(name: string): string {
  return /^[a-z_][a-z0-9_$]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
}
