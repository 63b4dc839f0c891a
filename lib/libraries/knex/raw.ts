import type { SqlText } from "../../model/sql-text.ts";
import { isPlace, type Built, type BuiltList, type Chain, type Place, type Step } from "../../source/built/built.ts";
import { aliased, identifier, output } from "./names.ts";
import type { KnexContext } from "./query.ts";
import { expression, parameter } from "./values.ts";
import { replaced } from "../../read/builder/sql-pieces.ts";
import { joined, parenthesised } from "../../read/builder/written.ts";

type What = Place | Built;

/** Which of the libraries' makers of raw pieces a chain begins with; null for every other chain. */
export function rawMaker({
  root,
  steps,
}: Chain): { readonly name: "raw" | "ref" | "fn" | "val" | "unknown"; readonly rest: readonly Step[] } | null {
  const [first, ...rest] = steps;
  if (root.kind === "class") return makerOf(first?.name, [first, ...rest]);
  if (root.kind !== "package" || (root.origin.library !== "knex" && root.origin.library !== "objection")) return null;
  const { library, path } = root.origin;
  if (library === "knex" && path === "raw") return { name: "unknown", rest: steps };
  if (library === "knex") return path === "db" ? makerOf(first?.name, [first, ...rest]) : null;
  return makerOf(path.replace(/^\./, ""), steps);
}

function makerOf(name: string | undefined, steps: readonly (Step | undefined)[]): ReturnType<typeof rawMaker> {
  return name === "raw" || name === "ref" || name === "fn" || name === "val"
    ? { name, rest: steps.filter((step) => step !== undefined) }
    : null;
}

/**
 * What `knex.raw(…)`, `knex.ref(…)`, `knex.fn.now()` and objection's `raw`, `ref`, `fn` and `val` write. Null: the
 * chain is nothing of the kind.
 */
export function rawText(chain: Chain, context: KnexContext, at: Place = chain.place): SqlText | null {
  const made = rawMaker(chain);
  if (!made) return null;
  const [first, ...rest] = made.rest;
  if (made.name === "unknown") return context.writer.unknown(at);
  let text = first ? makers[made.name](first, rest, context, at) : null;
  if (!text) return context.writer.unknown(at);
  for (const step of rest) {
    const argument = step.arguments?.[0];
    const value = argument && context.run.value(argument);
    if (step.name === "wrap")
      text = [...constantText(argument, at, context), ...text, ...constantText(step.arguments?.[1], at, context)];
    else if (step.name === "as" && value?.kind === "constant")
      text = [...text, ...context.writer.sql(" AS ", at), ...context.writer.name(String(value.value), at)];
    else if (/^cast(?:To|Text|Int|BigInt|Float|Decimal|Real|Bool|Json)/.test(step.name))
      text = [
        ...context.writer.sql("CAST(", at),
        ...text,
        ...context.writer.sql(` AS ${castType(step, context)})`, at),
      ];
    else if (step.name === "asList") text = parenthesised(text);
  }
  return text;
}

const makers: Record<
  "raw" | "ref" | "fn" | "val",
  (first: Step, rest: readonly Step[], context: KnexContext, at: Place) => SqlText | null
> = {
  raw: ({ arguments: given, spread }, _, context) => {
    const [text, ...bindings] = given ?? [];
    return text ? boundText(text, bindings, spread, context) : null;
  },
  ref: ({ arguments: given }, rest, context, at) => {
    const [name] = given ?? [];
    const value = name && context.run.value(name);
    if (value?.kind !== "constant" || typeof value.value !== "string") return null;
    const schema = rest.find((step) => step.name === "withSchema")?.arguments?.[0];
    const prefix = schema && context.run.value(schema);
    const [column = "", ...path] = value.value.split(":");
    const written = output(prefix?.kind === "constant" ? `${String(prefix.value)}.${column}` : column, at, context);
    return path.length === 0
      ? written
      : [...written, ...context.writer.sql(` #>> '{${path.join(":").replaceAll("'", "''")}}'`, at)];
  },
  fn: (first, [second], context, at) => {
    const { writer } = context;
    // `knex.fn.now()`, `fn.coalesce(a, b)` and `fn("coalesce", a, b)`.
    const call = first.arguments === null ? second : first;
    if (!call?.arguments || call.spread) return null;
    if (call.name === "now") return writer.sql("CURRENT_TIMESTAMP", at);
    if (call.name === "uuid") return writer.sql("gen_random_uuid()", at);
    const isNamed = call.name === "" || call.name === "fn";
    const name = isNamed ? context.run.value(call.arguments[0] ?? at) : null;
    const called = isNamed ? (name?.kind === "constant" ? String(name.value) : null) : call.name;
    if (called === null || !/^\w+$/.test(called)) return null;
    return [
      ...writer.sql(called, at),
      ...parenthesised(
        joined(
          [writer.sql("", at), ...call.arguments.slice(isNamed ? 1 : 0).map((one) => parameter(one, context))].slice(
            call.arguments.length > (isNamed ? 1 : 0) ? 1 : 0,
          ),
          ", ",
        ),
      ),
    ];
  },
  val: ({ arguments: given }, _, context) => (given?.[0] ? context.writer.value(given[0]) : null),
};

function castType({ name, arguments: given }: Step, { run }: KnexContext): string {
  const value = given?.[0] && run.value(given[0]);
  if (name === "castTo")
    return value?.kind === "constant" && /^[\w\s[\]()]+$/.test(String(value.value)) ? String(value.value) : "text";
  return (
    {
      castText: "text",
      castInt: "integer",
      castBigInt: "bigint",
      castFloat: "float",
      castDecimal: "decimal",
      castReal: "real",
      castBool: "boolean",
      castJson: "jsonb",
    }[name] ?? "text"
  );
}

/** SQL text with knex's bindings filled in: `?` and `:name` for values, `??` and `:name:` for names. */
export function boundText(text: What, bindings: readonly What[], spread: boolean, context: KnexContext): SqlText {
  const written = plainText(text, context);
  if (spread) return written;
  const [first, ...others] = bindings;
  if (!first) return written;
  const value = context.run.value(first);
  if (value.kind === "object") {
    return replaced(written, /\\?(?::(\w+):(?=::)|:(\w+):(?!:)|(?<!:):(\w+))/g, (match) => {
      const [whole, before, around, plain] = match;
      const entry = value.entries.get(before ?? around ?? plain ?? "");
      if (!entry || whole.startsWith("\\")) return null;
      return plain === undefined ? expression(entry.value, context) : parameter(entry.value, context);
    });
  }
  const isRest = context.dialect.library === "objection" && value.kind !== "list";
  const list: BuiltList | null = value.kind === "list" && others.length === 0 ? value : null;
  if (value.kind === "input" && !isRest) return written;
  const items: readonly What[] = list ? list.items : [first, ...others];
  let index = 0;
  return replaced(written, /\\?\?\??/g, ([match]) => {
    if (match === "\\?") return null;
    const item = items[index++];
    if (!item || list?.open) return null;
    return match === "??" ? namesIn(item, context) : parameter(item, context);
  });
}

function namesIn(item: What, context: KnexContext): SqlText | null {
  const value = context.run.value(item);
  if (value.kind === "input") return null;
  if (value.kind === "constant" && typeof value.value === "string") {
    const { name, alias } = aliased(value.value);
    const written = identifier(name, item, context);
    return alias === null
      ? written
      : [...written, ...context.writer.sql(" AS ", item), ...context.writer.name(alias, item)];
  }
  return expression(item, context);
}

/** A text as it is written in the program, or as it is known to be. */
function plainText(text: What, context: KnexContext): SqlText {
  const { writer, run } = context;
  const written = writer.raw(text, "text");
  if (written.every(({ kind }) => kind === "text")) return written;
  const value = run.value(text);
  return value.kind === "constant" && typeof value.value === "string" ? writer.sql(value.value, text) : written;
}

function constantText(what: What | undefined, at: Place, { run, writer }: KnexContext): SqlText {
  const value = what && run.value(what);
  return !value || (value.kind === "constant" && (value.value === null || value.value === undefined))
    ? []
    : value.kind === "constant"
      ? writer.sql(String(value.value), at)
      : writer.unknown(isPlace(what) ? what : at);
}

/** Text in a clause that takes SQL or a raw piece: `whereRaw(…)`. */
export function rawArgument({ arguments: given, spread }: Step, context: KnexContext): SqlText | null {
  const [text, ...bindings] = given ?? [];
  if (!text) return null;
  const value = context.run.value(text);
  if (value.kind === "chain") {
    const made = rawText(value, context);
    if (made) return made;
  }
  return boundText(text, bindings, spread, context);
}
