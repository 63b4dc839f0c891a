import type { Span } from "../../model/span.ts";
import type { SqlText } from "../../model/sql-text.ts";
import { isPlace, type Built, type Place, type Step } from "../../source/built/built.ts";
import { spanAt } from "../../read/builder/call-site.ts";
import { aliased, tableNamed } from "./names.ts";
import type { KnexContext, KnexTable } from "./query.ts";
import { aliasedExpression } from "./values.ts";
import { only } from "../../lists.ts";

type What = Place | Built;

/** A table as `from`, `into` and the joins take it: a name, one with an alias, a query, raw text. */
export function tableOf(
  what: What,
  { schema, step }: { readonly schema: string | null; readonly step: Step | null },
  context: KnexContext,
): KnexTable {
  const { run } = context;
  const value = run.value(what);
  if (value.kind === "constant" && typeof value.value === "string") {
    const { name, alias } = aliased(value.value);
    return namedTable(name, alias, { schema, span: spanOfName(what, value.value, name, context), step }, context);
  }
  const entry = value.kind === "object" && !value.open ? only([...value.entries.values()]) : undefined;
  if (entry) {
    const { name: alias } = entry;
    const named = run.value(entry.value);
    if (named.kind === "constant" && typeof named.value === "string")
      return namedTable(named.value.trim(), alias, { schema, span: spanAt(entry.value, context.site), step }, context);
  }
  return { write: () => aliasedExpression(what, context), named: null, step };
}

export function namedTable(
  path: string,
  alias: string | null,
  { schema: inSchema, span, step }: { readonly schema: string | null; readonly span: Span; readonly step: Step | null },
  context: KnexContext,
): KnexTable {
  const parts = (inSchema === null ? path : `${inSchema}.${path}`).split(".").map((part) => part.trim());
  const written = parts.at(-1) ?? "";
  const schema = parts.at(-2) ?? null;
  const { name, table } = tableNamed(schema, written, context);
  if (table) context.tables.push(table);
  const { writer } = context;
  const write = (): SqlText => [
    ...writer.name([...parts.slice(0, -1), name], span),
    ...(alias === null ? [] : [...writer.sql(" AS ", span), ...writer.name(alias, span)]),
  ];
  return { write, named: { schema, name, alias, span }, step };
}

/** The characters of the name, without an alias behind it. */
function spanOfName(what: What, text: string, name: string, { site }: KnexContext): Span {
  const { node, frame } = isPlace(what) ? what : what.place;
  const span = spanAt(what, site);
  const typed = frame.module.text.slice(node.range[0], node.range[1]);
  if (frame.anchor || span.start !== node.range[0] || text === name || typed.slice(1, -1) !== text) return span;
  const start = span.start + 1 + text.indexOf(name);
  return { start, end: start + name.length };
}
