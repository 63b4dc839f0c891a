import type { SqlText } from "../../model/sql-text.ts";
import { isPlace, type Built, type Chain, type Place } from "../../source/built/built.ts";
import type { Level, MikroQuery, What } from "./query.ts";
import { replaced } from "../../read/builder/sql-pieces.ts";
import { joined, parenthesised } from "../../read/builder/written.ts";
import { only } from "../../lists.ts";

/** What `raw(…)` and the tag `sql` write. Null: the chain is neither. https://mikro-orm.io/docs/raw-queries */
export function rawText(chain: Chain, level: Level, query: MikroQuery, at: Place = chain.place): SqlText | null {
  const { root, steps } = chain;
  if (root.kind !== "package" || root.origin.library !== "mikro-orm") return null;
  const { path } = root.origin;
  const [first] = steps[0]?.name === "raw" ? steps : path === "raw" || path === "sql" ? steps : [];
  if (!first) return null;
  if (first.template) return query.writer.raw(first.place, "tag");
  const [text, ...given] = first.arguments ?? [];
  if (path === "sql") return sqlFunction(first.name, first.arguments ?? [], query, at);
  return text ? boundText(text, given[0] ?? null, first.spread, level, query) : query.writer.unknown(at);
}

function isRaw(value: Built): boolean {
  return (
    value.kind === "chain" &&
    value.root.kind === "package" &&
    value.root.origin.library === "mikro-orm" &&
    (/^(?:raw|sql)$/.test(value.root.origin.path) || value.steps[0]?.name === "raw")
  );
}

/** The SQL of a piece of raw SQL, in parentheses; null for anything else. */
export function parenthesisedRaw(value: Built, level: Level, query: MikroQuery): SqlText | null {
  const text = value.kind === "chain" && isRaw(value) ? rawText(value, level, query) : null;
  return text && parenthesised(text);
}

/** `sql.now()`, `sql.lower("name")`, `sql.ref("u", "name")`. */
function sqlFunction(name: string, given: readonly What[], query: MikroQuery, at: Place): SqlText {
  const { writer, run } = query;
  const texts = given.map((one) => run.value(one));
  const names = texts.flatMap((one) => (one.kind === "constant" && typeof one.value === "string" ? [one.value] : []));
  if (name === "now") return writer.sql("CURRENT_TIMESTAMP", at);
  if (name === "uuid") return writer.sql("gen_random_uuid()", at);
  if (name === "ref" && names.length === texts.length) return writer.name(names, at);
  const column = only(names);
  if ((name === "lower" || name === "upper") && column !== undefined)
    return [...writer.sql(name, at), ...parenthesised(writer.name(column.split("."), at))];
  return writer.unknown(at);
}

/** SQL text with `?` for values and `??` for names, `:name` where an object is given. */
export function boundText(
  text: What,
  bindings: What | null,
  spread: boolean,
  level: Level,
  query: MikroQuery,
): SqlText {
  const { run, writer } = query;
  const written = plainText(text, level, query);
  const value = bindings && run.value(bindings);
  if (spread || !value || value.kind === "input") return written;
  if (value.kind === "object") {
    return replaced(written, /(?<!:):(\w+):?/g, (match) => {
      const entry = value.entries.get(match[1] ?? "");
      return entry ? valueOrRaw(entry.value, level, query) : null;
    });
  }
  const items: readonly What[] = value.kind === "list" ? value.items : [bindings];
  const open = value.kind === "list" && value.open;
  let index = 0;
  return replaced(written, /\\?\?\??/g, ([match]) => {
    if (match === "\\?") return writer.sql("?", text);
    const item = items[index++];
    if (!item || open) return null;
    const name = run.value(item);
    if (match === "??") return name.kind === "constant" ? writer.name(String(name.value).split("."), item) : null;
    return valueOrRaw(item, level, query);
  });
}

function valueOrRaw(what: What, level: Level, query: MikroQuery): SqlText {
  const value = query.run.value(what);
  if (value.kind === "list" && !value.open)
    return joined(
      value.items.map((item) => query.writer.value(item)),
      ", ",
    );
  return (value.kind === "chain" ? rawText(value, level, query) : null) ?? query.writer.value(what);
}

function plainText(text: What, level: Level, query: MikroQuery): SqlText {
  const { run, writer } = query;
  let value = run.value(text);
  // raw((alias) => `lower(${alias}.name)`)
  if (value.kind === "function")
    value = run.call(value, [
      { kind: "constant", value: level.alias ?? "", place: isPlace(text) ? text : text.place },
    ]).result;
  else {
    const written = isPlace(text) ? writer.raw(text, "text") : null;
    if (written?.every(({ kind }) => kind === "text")) return withAlias(written, level, query, text);
  }
  return value.kind === "constant" && typeof value.value === "string"
    ? withAlias(writer.sql(value.value, text), level, query, text)
    : writer.unknown(text);
}

/** `[::alias::]` stands for the alias of the table it is used with. */
function withAlias(written: SqlText, { alias }: Level, query: MikroQuery, at: What): SqlText {
  return replaced(written, /\[::alias::\]/g, () => (alias === null ? null : query.writer.sql(alias, at)));
}
