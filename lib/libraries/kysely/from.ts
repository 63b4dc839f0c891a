import { isPlace, type Built, type Place, type Step } from "../../source/built/built.ts";
import type { SqlText } from "../../model/sql-text.ts";
import { callsOf, given, handed, partOf, textOf } from "./chain.ts";
import { editsOf, type Introduced } from "./edits.ts";
import { aliasOf, condition, expression, written } from "./expression.ts";
import { aliased, isCommon, parts, tableNamed, type Draft, type Level } from "./names.ts";
import { joined, together } from "../../read/builder/written.ts";

/** The words of each join. */
export const joins: Readonly<Record<string, string>> = {
  innerJoin: "inner join",
  leftJoin: "left join",
  rightJoin: "right join",
  fullJoin: "full join",
  crossJoin: "cross join",
  innerJoinLateral: "inner join lateral",
  leftJoinLateral: "left join lateral",
  crossJoinLateral: "cross join lateral",
};

/** A table, a query or an expression in FROM; its columns can be named from here on. */
export function fromItem(draft: Draft, level: Level, what: Place | Built, introduced: Introduced): SqlText {
  const { run, writer } = draft;
  const text = textOf(run, what);
  if (text !== null) return tableItem(draft, level, text, what, introduced);
  const value = run.follow(what);
  const made = value.kind === "function" ? given(run, value, handed("expression builder", value.place)) : value;
  const calls = callsOf(made, run);
  if (!calls) return unknownItem(draft, level, what);
  const alias = aliasOf(calls.chain);
  const [first, second] = calls.calls;
  if (calls.begins === "client" && first?.name === "dynamic" && second?.name === "table") {
    const name = second.arguments?.[0];
    const table = textOf(run, name);
    const as = alias && textOf(run, alias);
    return table === null || !name
      ? unknownItem(draft, level, what)
      : tableItem(draft, level, as == null ? table : `${table} as ${as}`, name, introduced);
  }
  const body = written(draft, level, calls);
  if (!body) return unknownItem(draft, level, what);
  if (!alias) return body;
  const name = textOf(run, alias);
  if (name === null) return together(body, writer.sql("as", alias), expression(draft, level, alias, "value"));
  level.relations.push({ name, sql: name, table: null });
  return together(body, writer.sql("as", alias), writer.name(name, alias));
}

function unknownItem(draft: Draft, level: Level, what: Place | Built): SqlText {
  level.relations.push({ name: "", sql: "", table: null });
  return draft.writer.unknown(what);
}

function tableItem(draft: Draft, level: Level, text: string, what: Place | Built, introduced: Introduced): SqlText {
  const { writer } = draft;
  const { name: path, alias } = aliased(text);
  const [name = "", schema = null] = parts(path).reverse();
  const common = schema === null && isCommon(name, level);
  const found = common ? { name, table: null } : tableNamed(draft, schema, name);
  const within = common ? null : (schema ?? draft.client.schema);
  const at = partOf(what, path, text.indexOf(path));
  const span = "start" in at ? at : spanOfPart(writer.sql("", at));
  level.relations.push({ name: alias ?? name, sql: alias ?? found.name, table: found.table });
  draft.relations.push({
    span,
    alias: alias ?? found.name,
    ...editsOf(draft, {
      ...introduced,
      name: alias ?? name,
      table: found.table,
      text: isPlace(what) ? what : what.place,
    }),
  });
  const table = writer.name(within === null ? found.name : [within, found.name], span);
  return alias === null ? table : together(table, writer.sql("as", what), writer.name(alias, what));
}

function spanOfPart(text: SqlText): { readonly start: number; readonly end: number } {
  const [part] = text;
  return part?.kind === "text" && part.place.kind === "elsewhere" ? part.place.span : { start: 0, end: 0 };
}

/** What FROM, USING, UPDATE and DELETE FROM are given: one or a list. */
export function fromItems(draft: Draft, level: Level, call: Step, introduced: Introduced): SqlText {
  const [what] = call.arguments ?? [];
  if (!what || call.spread) return draft.writer.unknown(call.place);
  const value = draft.run.value(what);
  if (value.kind !== "list") return fromItem(draft, level, what, introduced);
  return joined(
    [
      ...value.items.map((item) => fromItem(draft, level, item, introduced)),
      ...(value.open ? [unknownItem(draft, level, what)] : []),
    ],
    ", ",
  );
}

/** `innerJoin("pets", "pets.owner_id", "users.id")`, or with a callback. */
export function join(draft: Draft, level: Level, call: Step, introduced: Introduced): SqlText {
  const { writer, run } = draft;
  const [what, first, second] = call.arguments ?? [];
  const words = writer.sql(joins[call.name] ?? "inner join", call.at);
  if (!what || call.spread) return together(words, writer.unknown(call.place), writer.sql("on true", call.at));
  const item = together(words, fromItem(draft, level, what, introduced));
  if (second && first) {
    return together(
      item,
      writer.sql("on", call.at),
      expression(draft, level, first, "column"),
      writer.sql("=", call.at),
      expression(draft, level, second, "column"),
    );
  }
  if (!first) return call.name.startsWith("cross") ? item : together(item, writer.sql("on true", call.at));
  const calls = callsOf(given(run, first, handed("join builder", isPlace(first) ? first : first.place)), run);
  if (calls?.begins !== "join builder") return together(item, writer.sql("on", call.at), writer.unknown(first));
  const conditions = calls.calls.flatMap((each) => joinCondition(draft, level, each));
  if (conditions.length === 0)
    return call.name.startsWith("cross") ? item : together(item, writer.sql("on true", call.at));
  return together(item, writer.sql("on", call.at), joined(conditions, " and "));
}

function joinCondition(draft: Draft, level: Level, call: Step): SqlText[] {
  if (call.name === "on") return [condition(draft, level, call)];
  if (call.name === "onRef") return [condition(draft, level, call, true)];
  return [call.name === "onTrue" ? draft.writer.sql("true", call.at) : draft.writer.unknown(call.place)];
}
